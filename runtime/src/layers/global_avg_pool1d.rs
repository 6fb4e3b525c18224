use super::global_avg_pool2d::{mean, share};
use crate::Init;
use crate::layer::{Layer, Saved};

/// The mean of each channel of a signal, `global_avg_pool1d(CxL -> C)`: y(c) = Σᵢ x(c, i) / L.
///
/// Back: dE/dx(c, i) = dE/dy(c) / L.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<global_avg_pool1d(2x2 -> 2)> }
///
/// assert_eq!(Net::ZERO.forward(&[[1.0, 2.0], [3.0, 5.0]]), [1.5, 4.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GlobalAvgPool1d;

impl<const C: usize, const L: usize> Layer<[[f32; L]; C], [f32; C]> for GlobalAvgPool1d {
    const ZERO: Self = GlobalAvgPool1d;
    const INIT_BEFORE: Option<Init> = None;

    #[inline]
    fn forward(&self, input: &[[f32; L]; C], output: &mut [f32; C]) {
        mean(input, output);
    }

    #[inline]
    fn backward(
        &self,
        _saved: Saved<'_, [[f32; L]; C], [f32; C]>,
        d_output: &[f32; C],
        d_input: Option<&mut [[f32; L]; C]>,
        _gradient: &mut Self,
    ) {
        let Some(d_input) = d_input else { return };
        share(d_output, d_input);
    }
}
