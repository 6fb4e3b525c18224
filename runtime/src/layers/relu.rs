use crate::kernels;
use crate::layer::{Layer, Saved};
use crate::{Init, Tensor};

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
        let values = T::flatten_mut(values);
        if kernels::worth_a_call(values.len() / 2) {
            kernels::each_in_place(values, rectify);
            return;
        }
        for value in values {
            *value = rectify(*value);
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
