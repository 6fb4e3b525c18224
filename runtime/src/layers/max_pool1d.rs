use super::max_pool2d::{back, pool};
use super::window::{self, Window};
use crate::Init;
use crate::layer::{Layer, Message, Saved};
use core::array::{from_mut, from_ref};

/// The largest value under a window that slides along each channel, `max_pool1d(CxL -> CxL, kernel = 2)`:
/// y(c, i) = max over k of x(c, i s + k - p) (PyTorch's `MaxPool1d`).
///
/// Back and options as [`MaxPool2d`](super::MaxPool2d), along one axis.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<max_pool1d(1x6 -> 1x3, kernel = 2)> }
///
/// assert_eq!(Net::ZERO.forward(&[[1.0, 2.0, 5.0, 0.0, -2.0, -1.0]]), [[2.0, 5.0, -1.0]]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MaxPool1d<
    const KERNEL: usize,
    const STRIDE: usize,
    const BEFORE: usize,
    const BEHIND: usize,
>;

impl<
    const C: usize,
    const I: usize,
    const O: usize,
    const K: usize,
    const S: usize,
    const BEFORE: usize,
    const BEHIND: usize,
> Layer<[[f32; I]; C], [[f32; O]; C]> for MaxPool1d<K, S, BEFORE, BEHIND>
{
    const ZERO: Self = MaxPool1d;
    const INIT_BEFORE: Option<Init> = None;
    const MISFIT: Option<Message> = {
        let windows = [Window {
            name: "length",
            input: I,
            output: O,
            kernel: K,
            stride: S,
            padding: [BEFORE, BEHIND],
            dilation: 1,
        }];
        match window::wide_padding(&windows) {
            Some(message) => Some(message),
            None => window::misfit(&windows, C),
        }
    };

    #[inline]
    fn forward(&self, input: &[[f32; I]; C], output: &mut [[f32; O]; C]) {
        for (x, y) in input.iter().zip(output) {
            pool::<1, I, 1, O, 1, K, 1, S, 0, BEFORE>(from_ref(x), from_mut(y));
        }
    }

    #[inline]
    fn backward(
        &self,
        saved: Saved<'_, [[f32; I]; C], [[f32; O]; C]>,
        d_output: &[[f32; O]; C],
        d_input: Option<&mut [[f32; I]; C]>,
        _gradient: &mut Self,
    ) {
        let Some(d_input) = d_input else { return };
        let (x, dy, dx) =
            (saved.input.as_chunks().0, d_output.as_chunks().0, d_input.as_chunks_mut().0);
        back::<1, I, 1, O, 1, K, 1, S, 0, BEFORE>(x, dy, dx);
    }
}
