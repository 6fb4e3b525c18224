use typenet::prelude::*;
use typenet::{Layer, Saved};

#[derive(Clone, Debug, PartialEq)]
struct Halve;

impl Layer<[f32; 4], [f32; 2]> for Halve {
    const ZERO: Self = Halve;
    fn forward(&self, _: &[f32; 4], _: &mut [f32; 2]) {}
    fn backward(
        &self,
        _: Saved<'_, [f32; 4], [f32; 2]>,
        _: &[f32; 2],
        _: Option<&mut [f32; 4]>,
        _: &mut Self,
    ) {
    }
}

network! { struct Net<dense(3 -> 6), Halve(6 -> 2)> }

fn main() {
    let mut net = Net::ZERO;
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    println!("{:?} {}", net, Net::PARAMETERS);
}
