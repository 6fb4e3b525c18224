use crate::layer::{Layer, Message, Saved};
use crate::{Init, Tensor, kernels};

/// The same numbers in another shape, `reshape(400 -> 16x5x5)`, in the same order, row by row (PyTorch's
/// `reshape`).
///
/// Back: dE/dx is dE/dy in the shape of x.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<reshape(4 -> 1x2x2)> }
///
/// assert_eq!(Net::ZERO.forward(&[1.0, 2.0, 3.0, 4.0]), [[[1.0, 2.0], [3.0, 4.0]]]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reshape;

impl<I: Tensor, O: Tensor> Layer<I, O> for Reshape {
    const ZERO: Self = Reshape;
    const INIT_BEFORE: Option<Init> = None;
    const MISFIT: Option<Message> = misfit(I::LEN, O::LEN);

    #[inline]
    fn forward(&self, input: &I, output: &mut O) {
        copy(input.values(), output.values_mut());
    }

    #[inline]
    fn backward(
        &self,
        _saved: Saved<'_, I, O>,
        d_output: &O,
        d_input: Option<&mut I>,
        _gradient: &mut Self,
    ) {
        if let Some(d_input) = d_input {
            copy(d_output.values(), d_input.values_mut());
        }
    }

    #[inline]
    fn forward_batch(&self, inputs: &[I], outputs: &mut [O]) {
        copy(I::flatten(inputs), O::flatten_mut(outputs));
    }

    #[inline]
    fn backward_batch(
        &self,
        _saved: Saved<'_, [I], [O]>,
        d_outputs: &[O],
        d_inputs: Option<&mut [I]>,
        _gradient: &mut Self,
    ) {
        if let Some(d_inputs) = d_inputs {
            copy(O::flatten(d_outputs), I::flatten_mut(d_inputs));
        }
    }
}

/// Why so many values do not become so many others, if they do not.
pub(super) const fn misfit(inputs: usize, outputs: usize) -> Option<Message> {
    if inputs == outputs {
        return None;
    }
    let message = Message::new("").number(inputs).text(" values go in and ").number(outputs);
    Some(message.text(" come out; write a shape of ").number(inputs).text(" values"))
}

/// Copies as many values as both have.
#[inline]
pub(super) fn copy(from: &[f32], to: &mut [f32]) {
    if kernels::worth_a_call(to.len() / 8) {
        kernels::copy(from, to);
        return;
    }
    for (from, to) in from.iter().zip(to) {
        *to = *from;
    }
}
