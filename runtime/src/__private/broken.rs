use crate::layer::{Layer, Saved};

/// Stands in for a layer that `network!` has reported a mistake in, so that the mistake is told once and
/// the rest of the program is still checked. It fits anywhere; a program with one in it does not compile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Broken;

impl<Input, Output> Layer<Input, Output> for Broken {
    const ZERO: Self = Broken;

    fn forward(&self, _input: &Input, _output: &mut Output) {}

    fn backward(
        &self,
        _saved: Saved<'_, Input, Output>,
        _d_output: &Output,
        _d_input: Option<&mut Input>,
        _gradient: &mut Self,
    ) {
    }
}
