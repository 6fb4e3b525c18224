//! The elementary functions, from one place and the same on every machine.
//!
//! They come from libm rather than the platform, so that a net gives the same bits on a laptop and on a
//! chip.

pub(crate) use libm::tanhf as tanh;
pub(crate) use libm::{erfcf as erfc, expf as exp, expm1f as exp_m1, log1pf as ln_1p, logf as ln};

/// √x, correctly rounded: one instruction where the processor has one, and the same bits from libm.
#[inline]
pub(crate) fn sqrt(x: f32) -> f32 {
    #[cfg(feature = "std")]
    return x.sqrt();
    #[cfg(not(feature = "std"))]
    return libm::sqrtf(x);
}

/// 1 / (1 + e^-x), without overflow for large |x|.
#[inline]
pub(crate) fn sigmoid(x: f32) -> f32 {
    let e = exp(-x.abs());
    let small = e / (1.0 + e);
    if x < 0.0 { small } else { 1.0 - small }
}

/// Writes e^xᵢ / Σⱼ e^xⱼ to `probabilities`. Returns the largest xᵢ and log Σⱼ e^(xⱼ - largest): added up they
/// are log Σⱼ e^xⱼ, but a large x would wash the digits of the second away.
#[inline]
pub(crate) fn softmax<const N: usize>(
    logits: &[f32; N],
    probabilities: &mut [f32; N],
) -> (f32, f32) {
    let max = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut total = 0.0;
    for (p, x) in probabilities.iter_mut().zip(logits) {
        *p = exp(x - max);
        total += *p;
    }
    for p in probabilities {
        *p /= total;
    }
    (max, ln(total))
}

/// Whether a product with `x` need not be computed, because it is zero and this processor has no float unit:
/// there a multiply-add is some 150 instructions and this test two. After a relu every other value is zero.
#[inline(always)]
pub(crate) fn skips(x: f32) -> bool {
    let soft_float = cfg!(any(
        all(target_arch = "arm", not(target_abi = "eabihf")),
        all(target_arch = "riscv32", not(target_feature = "f"))
    ));
    soft_float && x.to_bits() << 1 == 0
}
