use crate::Init;
use crate::Tensor;
use crate::layer::{Layer, Saved};

/// Gives what it takes, `identity`: y = x. For a branch of an [`add`](crate::network!#blocks) or `concat`
/// that leaves things as they are.
///
/// Back: dE/dx = dE/dy.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<concat(identity, dense(2 -> 1))> }
///
/// assert_eq!(Net::ZERO.forward(&[3.0, 4.0]), [3.0, 4.0, 0.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Identity;

impl<T: Tensor> Layer<T, T> for Identity {
    const ZERO: Self = Identity;
    const INIT_BEFORE: Option<Init> = None;

    #[inline]
    fn forward(&self, input: &T, output: &mut T) {
        *output = *input;
    }

    #[inline]
    fn backward(
        &self,
        _saved: Saved<'_, T, T>,
        d_output: &T,
        d_input: Option<&mut T>,
        _gradient: &mut Self,
    ) {
        if let Some(d_input) = d_input {
            *d_input = *d_output;
        }
    }
}
