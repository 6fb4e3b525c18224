use super::reshape::{copy, misfit};
use crate::layer::{Layer, Message, Saved};
use crate::{Init, Tensor};

/// A picture or signal as a row of values, `flatten(16x5x5 -> 400)`: the same numbers in the same order, row by
/// row (PyTorch's `Flatten`).
///
/// Back: dE/dx is dE/dy in the picture's shape.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<flatten(1x2x2 -> 4)> }
///
/// assert_eq!(Net::ZERO.forward(&[[[1.0, 2.0], [3.0, 4.0]]]), [1.0, 2.0, 3.0, 4.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flatten;

impl<I: Tensor, const N: usize> Layer<I, [f32; N]> for Flatten {
    const ZERO: Self = Flatten;
    const INIT_BEFORE: Option<Init> = None;
    const MISFIT: Option<Message> = misfit(I::LEN, N);

    #[inline]
    fn forward(&self, input: &I, output: &mut [f32; N]) {
        copy(input.values(), output);
    }

    #[inline]
    fn backward(
        &self,
        _saved: Saved<'_, I, [f32; N]>,
        d_output: &[f32; N],
        d_input: Option<&mut I>,
        _gradient: &mut Self,
    ) {
        if let Some(d_input) = d_input {
            copy(d_output, d_input.values_mut());
        }
    }
    #[inline]
    fn forward_batch(&self, inputs: &[I], outputs: &mut [[f32; N]]) {
        copy(I::flatten(inputs), outputs.as_flattened_mut());
    }

    #[inline]
    fn backward_batch(
        &self,
        _saved: Saved<'_, [I], [[f32; N]]>,
        d_outputs: &[[f32; N]],
        d_inputs: Option<&mut [I]>,
        _gradient: &mut Self,
    ) {
        if let Some(d_inputs) = d_inputs {
            copy(d_outputs.as_flattened(), I::flatten_mut(d_inputs));
        }
    }
}
