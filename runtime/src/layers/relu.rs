use crate::kernels::{self, Replaced};
use crate::layer::{Layer, Saved};
use crate::{Init, Tensor};
use core::hint::cold_path;

/// The rectifier, `relu`: y = max(x, 0) (Nair and Hinton, *Rectified Linear Units Improve Restricted
/// Boltzmann Machines*, 2010).
///
/// dy/dx = 1 for x > 0, otherwise 0. NaN goes through; of -0 it makes one zero or the other.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<relu(3 -> 3)> }
///
/// assert_eq!(Net::ZERO.forward(&[-1.0, 0.0, 2.0]), [0.0, 0.0, 2.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relu;

impl<T: Tensor> Layer<T, T> for Relu {
    const ZERO: Self = Relu;
    const INIT_BEFORE: Option<Init> = Some(Init::He);

    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn forward(&self, input: &T, output: &mut T) {
        if cfg!(optimize_for_size) {
            // A copy overwrites the output as a whole, and so spares what it was filled with before.
            *output = *input;
            for y in output.values_mut() {
                *y = rectify(*y);
            }
        } else {
            rectify_all(input.values(), output.values_mut());
        }
    }

    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn forward_batch(&self, inputs: &[T], outputs: &mut [T]) {
        rectify_all(T::flatten(inputs), T::flatten_mut(outputs));
    }

    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn __forward_in_place(&self, values: &mut [T]) {
        rectify_in_place(T::flatten_mut(values));
    }

    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn __backward_in_place(&self, saved: Saved<'_, [T], [T]>, d_values: &mut [T]) {
        let (y, d) = (T::flatten(saved.output), T::flatten_mut(d_values));
        if kernels::worth_a_call(d.len() / 2) {
            kernels::change_each(d, [y], |d, [y]| if_positive(y, d));
            return;
        }
        let replaced = Replaced::new();
        for (d, &y) in d.iter_mut().zip(y) {
            *d = if_positive(y, replaced.value(*d));
        }
    }

    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn backward(
        &self,
        saved: Saved<'_, T, T>,
        d_output: &T,
        d_input: Option<&mut T>,
        _gradient: &mut Self,
    ) {
        let Some(d_input) = d_input else { return };
        pass_where_positive(saved.output.values(), d_output.values(), d_input.values_mut());
    }

    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn forward_train(&mut self, inputs: &[T], outputs: &mut [T], _cache: &mut [f32]) {
        if let (true, [input], [output]) = (guesses::<T>(), inputs, &mut *outputs) {
            for (y, &x) in output.values_mut().iter_mut().zip(input.values()) {
                let negative = x < 0.0;
                *y = likely_or_zero(!negative, x);
            }
            return;
        }
        self.forward_batch(inputs, outputs);
    }

    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn descend(
        &mut self,
        saved: Saved<'_, T, T>,
        d_output: &T,
        d_input: Option<&mut T>,
        _rate: f32,
    ) {
        if !guesses::<T>() {
            self.backward(saved, d_output, d_input, &mut Relu);
            return;
        }
        let Some(d_input) = d_input else { return };
        let (y, dy) = (saved.output.values(), d_output.values());
        for (dx, (&y, &dy)) in d_input.values_mut().iter_mut().zip(y.iter().zip(dy)) {
            *dx = likely_or_zero(y > 0.0, dy);
        }
    }

    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn backward_batch(
        &self,
        saved: Saved<'_, [T], [T]>,
        d_outputs: &[T],
        d_inputs: Option<&mut [T]>,
        _gradient: &mut Self,
    ) {
        let Some(d_inputs) = d_inputs else { return };
        pass_where_positive(
            T::flatten(saved.output),
            T::flatten(d_outputs),
            T::flatten_mut(d_inputs),
        );
    }
}

/// Whether a step on one sample branches on each value's sign. In so small a net a step waits for the one before it: from
/// the weights through the sums to the weights. A processor that guesses the sign goes on without waiting for it; where it
/// guesses wrong, it loses no more than it gains elsewhere, as the half that is zero needs nothing from before.
const fn guesses<T: Tensor>() -> bool {
    cfg!(whole_nets) && T::LEN <= 2
}

/// `value`, or zero in what the compiler is told to be the rarer case, for it to branch instead of computing both.
#[inline(always)]
fn likely_or_zero(likely: bool, value: f32) -> f32 {
    if likely {
        value
    } else {
        cold_path();
        0.0
    }
}

#[cfg_attr(whole_nets, inline(always))]
#[cfg_attr(not(whole_nets), inline)]
fn rectify_all(x: &[f32], y: &mut [f32]) {
    // Less is done sooner in the net, which may be compiled for the machine at hand as a whole.
    if kernels::worth_a_call(x.len() / 2) {
        kernels::each([x], y, |[x]| rectify(x));
        return;
    }
    for (y, &x) in y.iter_mut().zip(x) {
        *y = rectify(x);
    }
}

#[cfg_attr(whole_nets, inline(always))]
#[cfg_attr(not(whole_nets), inline)]
pub(super) fn rectify_in_place(values: &mut [f32]) {
    if kernels::worth_a_call(values.len() / 2) {
        kernels::each_in_place(values, rectify);
        return;
    }
    let replaced = Replaced::new();
    for value in values {
        *value = rectify(replaced.value(*value));
    }
}

#[cfg_attr(whole_nets, inline(always))]
#[cfg_attr(not(whole_nets), inline)]
fn pass_where_positive(y: &[f32], dy: &[f32], dx: &mut [f32]) {
    if kernels::worth_a_call(y.len() / 2) {
        kernels::each([y, dy], dx, |[y, dy]| if_positive(y, dy));
        return;
    }
    for (dx, (&y, &dy)) in dx.iter_mut().zip(y.iter().zip(dy)) {
        *dx = if_positive(y, dy);
    }
}

// Comparing floats takes five instructions on a Cortex-M4F and a call on a chip without a float unit, so
// there the sign bit decides. Elsewhere NaN goes through; a chip's own NaN has no sign and does too. -0 becomes 0
// on a chip and stays elsewhere, which is one instruction instead of three; nothing but signs of zeros comes of it.

/// max(x, 0).
#[cfg_attr(whole_nets, inline(always))]
#[cfg_attr(not(whole_nets), inline)]
fn rectify(x: f32) -> f32 {
    if cfg!(any(target_arch = "arm", target_arch = "riscv32")) {
        let bits = x.to_bits();
        f32::from_bits(bits & !sign_mask(bits))
    } else if x < 0.0 {
        0.0
    } else {
        x
    }
}

/// `value` where y, which is not negative, is not zero either.
#[cfg_attr(whole_nets, inline(always))]
#[cfg_attr(not(whole_nets), inline)]
fn if_positive(y: f32, value: f32) -> f32 {
    if cfg!(any(target_arch = "arm", target_arch = "riscv32")) {
        f32::from_bits(value.to_bits() & sign_mask(y.to_bits().wrapping_neg()))
    } else if y > 0.0 {
        value
    } else {
        0.0
    }
}

/// All ones where the first bit is one, otherwise zero.
#[cfg_attr(whole_nets, inline(always))]
#[cfg_attr(not(whole_nets), inline)]
fn sign_mask(bits: u32) -> u32 {
    (bits.cast_signed() >> 31).cast_unsigned()
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use super::*;

    const VALUES: [f32; 7] = [-1.0, -0.0, 0.0, 0.5, f32::INFINITY, f32::NEG_INFINITY, f32::NAN];

    /// A step on one sample computes what others do; in a release build few values take another way.
    fn check<const N: usize>() {
        for first in 0..VALUES.len() {
            let x: [f32; N] = core::array::from_fn(|i| VALUES[(first + 3 * i) % VALUES.len()]);
            let dy: [f32; N] = core::array::from_fn(|i| i as f32 - 2.5);
            let (mut y, mut trained) = ([7.0; N], [7.0; N]);
            Relu.forward(&x, &mut y);
            Relu.forward_train(&[x], core::slice::from_mut(&mut trained), &mut []);
            let bits = |values: [f32; N]| values.map(f32::to_bits);
            assert_eq!(bits(trained), bits(y), "relu of {x:?}");

            let saved = || Saved { input: &x, output: &y, cache: &mut [] };
            let (mut dx, mut descended) = ([7.0; N], [7.0; N]);
            Relu.backward(saved(), &dy, Some(&mut dx), &mut Relu);
            Relu.descend(saved(), &dy, Some(&mut descended), 0.1);
            assert_eq!(bits(descended), bits(dx), "the way back at {x:?}");
        }
    }

    #[test]
    fn a_step_on_one_sample_computes_what_others_do() {
        check::<1>();
        check::<2>();
        check::<3>();
        check::<9>();
    }
}
