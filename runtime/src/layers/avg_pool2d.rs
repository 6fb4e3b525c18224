use super::window::{self, Window, covered};
use crate::Init;
use crate::layer::{Layer, Message, Saved};

/// The mean under a window that slides over each channel, `avg_pool2d(CxHxW -> CxHxW, kernel = 2)`:
/// y(c, i, j) = Σₖₗ x(c, i s + k - p, j s + l - p) / (kernel height × kernel width) (LeCun et al.,
/// *Gradient-Based Learning Applied to Document Recognition*, 1998; PyTorch's `AvgPool2d`).
///
/// What lies over the edges counts as zero, also in the number of values (PyTorch's `count_include_pad`).
///
/// Back: dE/dx is the sum of dE/dy of the windows that x lies in, by the window's size.
///
/// The options are those of [`MaxPool2d`](super::MaxPool2d).
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<avg_pool2d(1x2x4 -> 1x1x2, kernel = 2)> }
///
/// let picture = [[[1.0, 2.0, 5.0, 0.0], [3.0, 4.0, -1.0, 0.0]]];
/// assert_eq!(Net::ZERO.forward(&picture), [[[2.5, 1.0]]]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AvgPool2d<
    const KERNEL_HEIGHT: usize,
    const KERNEL_WIDTH: usize,
    const STRIDE_DOWN: usize,
    const STRIDE_ACROSS: usize,
    const TOP: usize,
    const LEFT: usize,
    const BOTTOM: usize,
    const RIGHT: usize,
>;

impl<
    const C: usize,
    const IH: usize,
    const IW: usize,
    const OH: usize,
    const OW: usize,
    const KH: usize,
    const KW: usize,
    const SH: usize,
    const SW: usize,
    const TOP: usize,
    const LEFT: usize,
    const BOTTOM: usize,
    const RIGHT: usize,
> Layer<[[[f32; IW]; IH]; C], [[[f32; OW]; OH]; C]>
    for AvgPool2d<KH, KW, SH, SW, TOP, LEFT, BOTTOM, RIGHT>
{
    const ZERO: Self = AvgPool2d;
    const INIT_BEFORE: Option<Init> = None;
    const MISFIT: Option<Message> = {
        let windows = [
            Window {
                name: "height",
                input: IH,
                output: OH,
                kernel: KH,
                stride: SH,
                padding: [TOP, BOTTOM],
                dilation: 1,
            },
            Window {
                name: "width",
                input: IW,
                output: OW,
                kernel: KW,
                stride: SW,
                padding: [LEFT, RIGHT],
                dilation: 1,
            },
        ];
        match window::wide_padding(&windows) {
            Some(message) => Some(message),
            None => window::misfit(&windows, C),
        }
    };

    #[inline]
    fn forward(&self, input: &[[[f32; IW]; IH]; C], output: &mut [[[f32; OW]; OH]; C]) {
        for (x, y) in input.iter().zip(output) {
            pool::<IH, IW, OH, OW, KH, KW, SH, SW, TOP, LEFT>(x, y);
        }
    }

    #[inline]
    fn backward(
        &self,
        saved: Saved<'_, [[[f32; IW]; IH]; C], [[[f32; OW]; OH]; C]>,
        d_output: &[[[f32; OW]; OH]; C],
        d_input: Option<&mut [[[f32; IW]; IH]; C]>,
        _gradient: &mut Self,
    ) {
        let Some(d_input) = d_input else { return };
        let _ = saved;
        for (dy, dx) in d_output.iter().zip(d_input) {
            pool_back::<IH, IW, OH, OW, KH, KW, SH, SW, TOP, LEFT>(dy, dx);
        }
    }
}

/// One channel, forward.
#[inline]
pub(super) fn pool<
    const IH: usize,
    const IW: usize,
    const OH: usize,
    const OW: usize,
    const KH: usize,
    const KW: usize,
    const SH: usize,
    const SW: usize,
    const TOP: usize,
    const LEFT: usize,
>(
    x: &[[f32; IW]; IH],
    y: &mut [[f32; OW]; OH],
) {
    for (i, row) in y.iter_mut().enumerate() {
        let lines = x.get(covered::<IH, KH, SH, TOP>(i)).unwrap_or_default();
        for (j, y) in row.iter_mut().enumerate() {
            let mut sum = 0.0;
            for line in lines {
                for &x in line.get(covered::<IW, KW, SW, LEFT>(j)).unwrap_or_default() {
                    sum += x;
                }
            }
            *y = sum / (KH * KW) as f32;
        }
    }
}

/// One channel, back.
#[inline]
pub(super) fn pool_back<
    const IH: usize,
    const IW: usize,
    const OH: usize,
    const OW: usize,
    const KH: usize,
    const KW: usize,
    const SH: usize,
    const SW: usize,
    const TOP: usize,
    const LEFT: usize,
>(
    dy: &[[f32; OW]; OH],
    dx: &mut [[f32; IW]; IH],
) {
    *dx = [[0.0; IW]; IH];
    for (i, row) in dy.iter().enumerate() {
        let lines = dx.get_mut(covered::<IH, KH, SH, TOP>(i)).unwrap_or_default();
        for (j, dy) in row.iter().enumerate() {
            let share = dy / (KH * KW) as f32;
            for line in &mut *lines {
                for dx in line.get_mut(covered::<IW, KW, SW, LEFT>(j)).unwrap_or_default() {
                    *dx += share;
                }
            }
        }
    }
}
