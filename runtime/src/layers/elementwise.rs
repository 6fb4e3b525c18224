//! What the layers that take each value by itself have in common.

/// Writes the [`Layer`](crate::Layer) impl of an activation, for tensors of any shape, from two methods
/// of its own: `value(&self, x)` and `derivative(&self, x, y)`, where y is the value at x.
macro_rules! elementwise {
    ($layer:ty, init_before: $init:ident) => {
        impl<T: $crate::Tensor> $crate::Layer<T, T> for $layer {
            const ZERO: Self = <$layer>::DEFAULT;
            const INIT_BEFORE: Option<$crate::Init> = Some($crate::Init::$init);

            #[cfg_attr(whole_nets, inline(always))]
            #[cfg_attr(not(whole_nets), inline)]
            fn forward(&self, input: &T, output: &mut T) {
                for (y, &x) in output.values_mut().iter_mut().zip(input.values()) {
                    *y = self.value(x);
                }
            }

            #[cfg_attr(whole_nets, inline(always))]
            #[cfg_attr(not(whole_nets), inline)]
            fn backward(
                &self,
                saved: $crate::Saved<'_, T, T>,
                d_output: &T,
                d_input: Option<&mut T>,
                _gradient: &mut Self,
            ) {
                let Some(d_input) = d_input else { return };
                let at = saved.input.values().iter().zip(saved.output.values());
                let slopes = d_input.values_mut().iter_mut().zip(d_output.values());
                for ((&x, &y), (dx, &dy)) in at.zip(slopes) {
                    *dx = self.derivative(x, y) * dy;
                }
            }
        }
    };
}

pub(super) use elementwise;
