//! What the layers that take each value by itself have in common.

/// Writes the [`Layer`](crate::Layer) impl of an activation, for tensors of any shape, from two methods
/// of its own: `value(&self, x)` and `derivative(&self, x, y)`, where y is the value at x.
macro_rules! elementwise {
    ($layer:ty, init_before: $init:ident) => {
        // Of slices, so that a program compiles them once, whatever shapes it has. By value, for a setting behind a reference
        // might be among the numbers that are written.
        impl $layer {
            #[cfg_attr(whole_nets, inline(always))]
            #[cfg_attr(not(whole_nets), inline)]
            fn values(self, x: &[f32], y: &mut [f32]) {
                if $crate::kernels::worth_a_call(8 * x.len()) {
                    $crate::kernels::each([x], y, move |[x]| self.value(x));
                    return;
                }
                for (y, &x) in y.iter_mut().zip(x) {
                    *y = self.value(x);
                }
            }

            #[cfg_attr(whole_nets, inline(always))]
            #[cfg_attr(not(whole_nets), inline)]
            fn replace(self, values: &mut [f32]) {
                if $crate::kernels::worth_a_call(8 * values.len()) {
                    $crate::kernels::each_in_place(values, move |x| self.value(x));
                    return;
                }
                let replaced = $crate::kernels::Replaced::new();
                for value in values {
                    *value = self.value(replaced.value(*value));
                }
            }

            #[cfg_attr(whole_nets, inline(always))]
            #[cfg_attr(not(whole_nets), inline)]
            fn back(self, [x, y, dy]: [&[f32]; 3], dx: &mut [f32]) {
                if $crate::kernels::worth_a_call(8 * x.len()) {
                    $crate::kernels::each([x, y, dy], dx, move |[x, y, dy]| {
                        self.derivative(x, y) * dy
                    });
                    return;
                }
                for ((&x, &y), (dx, &dy)) in x.iter().zip(y).zip(dx.iter_mut().zip(dy)) {
                    *dx = self.derivative(x, y) * dy;
                }
            }

            #[cfg_attr(whole_nets, inline(always))]
            #[cfg_attr(not(whole_nets), inline)]
            fn back_in_place(self, [x, y]: [&[f32]; 2], d: &mut [f32]) {
                if $crate::kernels::worth_a_call(8 * d.len()) {
                    $crate::kernels::change_each(d, [x, y], move |d, [x, y]| {
                        self.derivative(x, y) * d
                    });
                    return;
                }
                for ((&x, &y), d) in x.iter().zip(y).zip(d) {
                    *d *= self.derivative(x, y);
                }
            }
        }

        impl<T: $crate::Tensor> $crate::Layer<T, T> for $layer {
            const ZERO: Self = <$layer>::DEFAULT;
            const INIT_BEFORE: Option<$crate::Init> = Some($crate::Init::$init);

            #[cfg_attr(whole_nets, inline(always))]
            #[cfg_attr(not(whole_nets), inline)]
            fn forward(&self, input: &T, output: &mut T) {
                self.values(input.values(), output.values_mut());
            }

            #[cfg_attr(whole_nets, inline(always))]
            #[cfg_attr(not(whole_nets), inline)]
            fn forward_batch(&self, inputs: &[T], outputs: &mut [T]) {
                self.values(T::flatten(inputs), T::flatten_mut(outputs));
            }

            #[cfg_attr(whole_nets, inline(always))]
            #[cfg_attr(not(whole_nets), inline)]
            fn __forward_in_place(&self, values: &mut [T]) {
                self.replace(T::flatten_mut(values));
            }

            #[cfg_attr(whole_nets, inline(always))]
            #[cfg_attr(not(whole_nets), inline)]
            fn __backward_in_place(&self, saved: $crate::Saved<'_, [T], [T]>, d_values: &mut [T]) {
                let values = [saved.input, saved.output].map(T::flatten);
                self.back_in_place(values, T::flatten_mut(d_values));
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
                let (x, y, dy) = (saved.input.values(), saved.output.values(), d_output.values());
                self.back([x, y, dy], d_input.values_mut());
            }

            #[cfg_attr(whole_nets, inline(always))]
            #[cfg_attr(not(whole_nets), inline)]
            fn backward_batch(
                &self,
                saved: $crate::Saved<'_, [T], [T]>,
                d_outputs: &[T],
                d_inputs: Option<&mut [T]>,
                _gradient: &mut Self,
            ) {
                let Some(d_inputs) = d_inputs else { return };
                let (x, y, dy) = (saved.input, saved.output, d_outputs);
                self.back([x, y, dy].map(T::flatten), T::flatten_mut(d_inputs));
            }
        }
    };
}

pub(super) use elementwise;
