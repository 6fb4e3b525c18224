use crate::kernels::sums_of_rows;
use crate::layer::{Layer, Saved};
use crate::{Init, Tensor};

/// The mean of each channel, `global_avg_pool2d(CxHxW -> C)`: y(c) = Σᵢⱼ x(c, i, j) / (H W) (Lin et al.,
/// *Network In Network*, 2014, section 3.2).
///
/// Back: dE/dx(c, i, j) = dE/dy(c) / (H W).
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<global_avg_pool2d(1x2x2 -> 1)> }
///
/// assert_eq!(Net::ZERO.forward(&[[[1.0, 2.0], [3.0, 4.0]]]), [2.5]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GlobalAvgPool2d;

impl<const C: usize, const H: usize, const W: usize> Layer<[[[f32; W]; H]; C], [f32; C]>
    for GlobalAvgPool2d
{
    const ZERO: Self = GlobalAvgPool2d;
    const INIT_BEFORE: Option<Init> = None;

    #[inline]
    fn forward(&self, input: &[[[f32; W]; H]; C], output: &mut [f32; C]) {
        mean(input, output);
    }

    #[inline]
    fn backward(
        &self,
        _saved: Saved<'_, [[[f32; W]; H]; C], [f32; C]>,
        d_output: &[f32; C],
        d_input: Option<&mut [[[f32; W]; H]; C]>,
        _gradient: &mut Self,
    ) {
        let Some(d_input) = d_input else { return };
        share(d_output, d_input);
    }
}

/// The mean of each tensor's values.
#[inline]
pub(super) fn mean<T: Tensor, const C: usize>(x: &[T; C], y: &mut [f32; C]) {
    sums_of_rows(x.values(), T::LEN, y);
    for y in y {
        *y /= T::LEN as f32;
    }
}

/// Each value's share in the mean.
#[inline]
pub(super) fn share<T: Tensor, const C: usize>(dy: &[f32; C], dx: &mut [T; C]) {
    for (dy, dx) in dy.iter().zip(dx) {
        dx.values_mut().fill(dy / T::LEN as f32);
    }
}
