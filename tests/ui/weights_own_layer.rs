use typenet::layer::{Layer, Saved};
use typenet::prelude::*;

#[derive(Clone, Debug, PartialEq)]
struct Square;

impl<const N: usize> Layer<[f32; N], [f32; N]> for Square {
    const ZERO: Self = Square;

    fn forward(&self, _input: &[f32; N], _output: &mut [f32; N]) {}

    fn backward(
        &self,
        _saved: Saved<'_, [f32; N], [f32; N]>,
        _d_output: &[f32; N],
        _d_input: Option<&mut [f32; N]>,
        _gradient: &mut Self,
    ) {
    }
}

network! {
    #[weights("../fixtures/weights/net.safetensors")]
    struct Net<hidden: dense(3 -> 4), Square, out: dense(4 -> 2)>
}

fn main() {
    let _ = Net::TRAINED;
}
