//! The elementary functions, from one place and the same on every machine.
//!
//! exp, tanh, the normal distribution and what follows from them are written here, without a branch, so that the
//! compiler does a loop over an array with whole registers. They are made of + - * / and the bits of numbers, nothing
//! fused and nothing left to the platform's library, so they give the same bits on a laptop and on a chip. (Except
//! which NaN it is: what was NaN is NaN everywhere, with a processor's own bits.) The rest is libm's, which
//! gives the same bits everywhere too.
//!
//! | function | largest error over all floats, in units in the last place |
//! |---|---|
//! | [`exp`], -87.3 ≤ x ≤ 0 | 1.01 |
//! | [`exp_m1`], x ≤ 0 | 0.96 |
//! | [`ln_1p`], 0 ≤ x ≤ 1 | 2.12 |
//! | [`tanh`] | 1.88 |
//! | [`sigmoid`], x ≥ -87.3 | 2.41 |
//! | [`softplus_of_minus_abs`], -87.3 ≤ x ≤ 87.3 | 2.67 |
//! | [`normal`], Φ, x ≥ -12.9 | 3.25 |
//! | [`normal`], φ, -13.1 ≤ x ≤ 13.1 | 1.57 |
//!
//! measured by `cargo test --release -p typenet --lib -- --ignored --nocapture math`, which takes all floats
//! there are and half an hour. A unit in the last place of a subnormal number is the smallest of them. Where e^x would be
//! subnormal, it is 0 or nearly.
//!
//! The polynomials and quotients are minimax, fitted by Remez' algorithm to the relative error of the function
//! (Muller, *Elementary Functions*, 3rd edition 2016, chapter 3) in 50 digits, then rounded to floats.

pub(crate) use libm::{logf as ln, powf as pow, sinf as sin};

/// √x, correctly rounded: one instruction where the processor has one, and the same bits from libm.
#[inline]
pub(crate) fn sqrt(x: f32) -> f32 {
    #[cfg(feature = "std")]
    return x.sqrt();
    #[cfg(not(feature = "std"))]
    return libm::sqrtf(x);
}

/// The smaller of `x` and `most`; NaN if x is. One instruction where the processor has such a one.
#[inline(always)]
pub(crate) fn at_most(x: f32, most: f32) -> f32 {
    if most < x { most } else { x }
}

/// The larger of `x` and `least`; NaN if x is.
#[inline(always)]
pub(crate) fn at_least(x: f32, least: f32) -> f32 {
    if least > x { least } else { x }
}

/// x, or 0 for a subnormal number. For an average that decays: one of zeros ends at a subnormal number that rounding
/// keeps from getting smaller, and with each of them a processor may take a hundred times as long.
#[inline(always)]
pub(crate) fn normal_or_zero(x: f32) -> f32 {
    if x.abs() < f32::MIN_POSITIVE { 0.0 } else { x }
}

/// 1, -1, or 0 for 0; NaN if x is.
#[inline(always)]
pub(crate) fn sign(x: f32) -> f32 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        x
    }
}

/// x as n log 2 + r, with n whole and r between ∓(log 2)/2, for |x| < 2¹⁵. Returns n, and e^r - 1 with
/// r + r² R(r), R of degree 4.
///
/// log 2 in two parts, the first so short that its product with n is exact (Cody and Waite, *Software Manual
/// for the Elementary Functions*, 1980, chapter 6). n is rounded by adding a number whose last place is 1: its
/// low bits are then n.
#[inline(always)]
fn reduced(x: f32) -> (i32, f32) {
    const LAST_PLACE_ONE: f32 = 12_582_912.0;
    const LN_2: (f32, f32) = (0.693_359_4, -2.121_944_4e-4);
    let shifted = x * core::f32::consts::LOG2_E + LAST_PLACE_ONE;
    let whole = shifted - LAST_PLACE_ONE;
    let n = shifted.to_bits().wrapping_sub(LAST_PLACE_ONE.to_bits()) as i32;
    let r = (x - whole * LN_2.0) - whole * LN_2.1;
    let square = r * r;
    let high = (0.041_668_387 + 0.008_368_717 * r) + 0.001_381_459_7 * square;
    let tail = (0.499_999_93 + 0.166_665_2 * r) + high * square;
    (n, r + square * tail)
}

/// 2ⁿ for n from -126 to 127; 0 for -127.
#[inline(always)]
fn power_of_two(n: i32) -> f32 {
    f32::from_bits((n.wrapping_add(127) as u32) << 23)
}

/// e^x = 2ⁿ e^r, **for x ≤ 0**: what comes out for others means nothing. 0 below -87.7 instead of a subnormal number,
/// with which a processor may take ten times as long, here and in all that is computed from it.
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    let (n, r) = reduced(at_least(x, -88.0));
    (1.0 + r) * power_of_two(n)
}

/// e^x - 1 = 2ⁿ (e^r - 1) + (2ⁿ - 1), **for x ≤ 0**: what comes out for others means nothing.
#[inline(always)]
pub(crate) fn exp_m1(x: f32) -> f32 {
    let (n, r) = reduced(at_least(x, -18.0));
    let scale = power_of_two(n);
    scale * r + (scale - 1.0)
}

/// log(1 + x) = x - x² P(x) / Q(x), P and Q of degrees 2 and 3, **for x from 0 to 1**.
#[inline(always)]
pub(crate) fn ln_1p(x: f32) -> f32 {
    let p = 0.499_998_62 + (0.351_451_08 + 0.031_352_29 * x) * x;
    let q = 1.0 + (1.369_513_8 + (0.476_089_56 + 0.031_352_29 * x) * x) * x;
    x - x * x * p / q
}

/// The hyperbolic tangent: by tanh(x/2) = N/D,
/// tanh x = 2ND / (D² + N²) = 1 - (D - N)² / (D² + N²).
///
/// N/D is x (1 + p(x²)) / (2 + q(x²)), p and q of degrees 2 and 3. Half the argument takes less of a quotient
/// than the whole (Muller, *Elementary Functions*, 2016, chapter 11, on argument reduction), and for large |x|
/// an error of N/D counts with its square only, so the result never exceeds 1. For |x| < 1 the same is written
/// as a small number taken off x, x - x (N² + D (q - 2p)) / (D² + N²), which loses no digits. From 9.2 on it is
/// 1 in any case.
#[inline(always)]
pub(crate) fn tanh(x: f32) -> f32 {
    tanh_by::<{ cfg!(feature = "std") }>(x)
}

/// The same, with what is taken off as the smaller of both parts, for any |x|, or as the one for this |x|: for every float they
/// are the same. A minimum is one instruction of SIMD where a choice may be three; but it wants both parts computed.
#[inline(always)]
fn tanh_by<const MINIMUM: bool>(x: f32) -> f32 {
    let sign = x.to_bits() & (1 << 31);
    let a = at_most(x.abs(), 9.7);
    let u = a * a;
    let p = u * (0.029_773_593 + 1.142_49e-4 * u);
    let q = u * ((0.226_213_78 + 0.002_413_053_4 * u) + 2.457_779_2e-6 * (u * u));
    let (n, d) = (a + a * p, 2.0 + q);
    let (gap, square) = (d - n, n * n);
    let (far, near) = (|| gap * gap, || a * (square + d * (q - (p + p))));
    let part = match (MINIMUM, a > 1.0) {
        (true, _) => at_most(near(), far()),
        (false, true) => far(),
        (false, false) => near(),
    };
    let value = at_most(a, 1.0) - part / (d * d + square);
    // The sign by its bit: +0 and -0 keep theirs.
    f32::from_bits(value.to_bits() | sign)
}

/// 1 / (1 + e^-x) = e^x / (1 + e^x): with e^-|x|, which does not overflow, and divided only once.
#[inline(always)]
pub(crate) fn sigmoid(x: f32) -> f32 {
    let e = exp(-x.abs());
    (if x < 0.0 { e } else { 1.0 }) / (1.0 + e)
}

/// log(1 + e^-|x|).
#[inline(always)]
pub(crate) fn softplus_of_minus_abs(x: f32) -> f32 {
    ln_1p(exp(-x.abs()))
}

/// The normal distribution at x: Φ(x), its cumulative function, and φ(x) = e^(-x²/2) / √(2π), its density.
///
/// With a = |x|, Φ(-a) = e^(-a²/2) R(a), and Φ(a) = 1 - Φ(-a), so no digits are lost where Φ is small. R falls from
/// 1/2 like 1/a, and (1 + a) R(a) stays near 1/2 (after Shepherd and Laframboise, *Chebyshev Approximation of
/// (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞*, Mathematics of Computation 36, 1981). So R is
/// (1/2 + a N(a) / D(a)) / (1 + a), N and D of degrees 4 and 5, whose own rounding errors hardly count next to 1/2.
#[inline(always)]
pub(crate) fn normal(x: f32) -> (f32, f32) {
    const INV_SQRT_TAU: f32 = 0.398_942_3;
    // At 14 both functions are at their ends already, and its square does not overflow.
    let a = at_most(x.abs(), 14.0);
    // e^(-a²/2) needs more digits of a² than a float has, so it takes what rounding took from the square too: a number
    // of 12 bits has an exact square, and the rest of a is small (Dekker, *A floating-point technique for extending the
    // available precision*, Numerische Mathematik 18, 1971).
    let square = a * a;
    let high = f32::from_bits(a.to_bits() & !0xfff);
    let lost = (high * high - square) + (a - high) * (a + high);
    let (n, r) = reduced(at_least(-0.5 * square, -88.0));
    // So small that e^(-lost/2) is 1 - lost/2.
    let r = r - 0.5 * lost * (1.0 + r);

    let numerator = (0.101_057_78 + 0.022_851_05 * a)
        + square * ((-0.010_620_855 - 0.006_451_156 * a) - 0.001_206_324 * square);
    let denominator = (1.0 + 1.699_964_2 * a)
        + square * ((1.242_349_4 + 0.496_383 * a) + square * (0.110_941_46 + 0.011_937_349 * a));
    let ratio = (0.5 + a * numerator / denominator) / (1.0 + a);

    let scale = power_of_two(n);
    let tail = (ratio + ratio * r) * scale;
    let density = (INV_SQRT_TAU + INV_SQRT_TAU * r) * scale;
    (if x < 0.0 { tail } else { 1.0 - tail }, density)
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

#[cfg(all(test, feature = "std"))]
mod tests {
    use super::*;

    type Case = (&'static str, fn(f32) -> f32, fn(f64) -> f64, fn(f32) -> bool, f64);

    /// What is computed, what is right, for which x, and how many units in the last place may lie between.
    const CASES: [Case; 8] = [
        ("exp", exp, f64::exp, |x| (-87.3..=0.0).contains(&x), 1.5),
        ("exp_m1", exp_m1, f64::exp_m1, |x| x <= 0.0, 1.5),
        ("ln_1p", ln_1p, f64::ln_1p, |x| (0.0..=1.0).contains(&x), 2.5),
        ("tanh", tanh, f64::tanh, |_| true, 2.0),
        ("sigmoid", sigmoid, |x| 1.0 / (1.0 + (-x).exp()), |x| x >= -87.3, 3.0),
        (
            "softplus_of_minus_abs",
            softplus_of_minus_abs,
            |x| (-x.abs()).exp().ln_1p(),
            |x| x.abs() <= 87.3,
            3.0,
        ),
        (
            "normal, cumulative",
            |x| normal(x).0,
            |x| 0.5 * libm::erfc(-x * core::f64::consts::FRAC_1_SQRT_2),
            |x| x >= -12.9,
            3.5,
        ),
        (
            "normal, density",
            |x| normal(x).1,
            |x| (-0.5 * x * x).exp() / core::f64::consts::TAU.sqrt(),
            |x| x.abs() <= 13.1,
            2.0,
        ),
    ];

    /// The distance between floats where `exact` lies, as IEEE has it, down to the subnormal ones.
    fn unit(exact: f64) -> f64 {
        let exponent = (exact.abs().to_bits() >> 52) as i32 - 1023;
        f64::from_bits(((exponent.max(-126) - 23 + 1023) as u64) << 52)
    }

    fn largest_errors(step: usize) {
        for (name, ours, exact, takes, limit) in CASES {
            let (mut worst, mut at) = (0.0, 0.0);
            for x in (0..=u32::MAX).step_by(step).map(f32::from_bits) {
                if x.is_nan() {
                    assert!(ours(x).is_nan(), "{name} of NaN");
                    continue;
                }
                if !takes(x) {
                    continue;
                }
                let (y, exact) = (ours(x), exact(f64::from(x)));
                if exact >= f64::from(f32::MAX) + 0.5 * unit(f64::from(f32::MAX)) {
                    assert_eq!(y, f32::INFINITY, "{name}({x:e})");
                    continue;
                }
                let error = (f64::from(y) - exact).abs() / unit(exact);
                assert!(!error.is_nan(), "{name}({x:e}) is {y}");
                if error > worst {
                    (worst, at) = (error, x);
                }
                if name == "tanh" {
                    assert!(y.abs() <= 1.0 && y.is_sign_positive() == x.is_sign_positive());
                    assert!(x.abs() < 9.2 || y.abs() == 1.0, "tanh({x})");
                }
            }
            std::println!("{name}: at most {worst:.3} units in the last place, at {at:e}");
            assert!(worst <= limit, "{name}({at:e}) is {worst} units off, more than {limit}");
        }
    }

    #[test]
    fn are_within_a_unit_or_two_of_the_truth() {
        largest_errors(257);
    }

    #[test]
    #[ignore = "all floats there are: half an hour in a release build"]
    fn are_within_a_unit_or_two_of_the_truth_everywhere() {
        largest_errors(1);
    }

    #[test]
    fn tanh_takes_off_the_smaller_part() {
        for bits in (0..=f32::INFINITY.to_bits()).step_by(1009).chain(0x3f7f_0000..0x3f81_0000) {
            let x = f32::from_bits(bits);
            assert_eq!(tanh_by::<true>(x).to_bits(), tanh_by::<false>(x).to_bits(), "tanh({x:e})");
        }
        assert!(tanh_by::<true>(f32::NAN).is_nan() && tanh_by::<false>(f32::NAN).is_nan());
    }

    #[test]
    fn at_the_ends() {
        let (inf, smallest) = (f32::INFINITY, f32::from_bits(1));
        assert_eq!([-inf, -104.0, -87.7, 0.0, -0.0].map(exp), [0.0, 0.0, 0.0, 1.0, 1.0]);
        for x in [-87.69, -87.5, -87.34] {
            assert!((0.0..f32::MIN_POSITIVE).contains(&exp(x)), "{x}");
        }
        assert_eq!([tanh(-inf), tanh(inf)], [-1.0, 1.0]);
        assert_eq!([tanh(-smallest), tanh(smallest)], [-smallest, smallest]);
        assert_eq!(tanh(-0.0).to_bits(), (-0.0f32).to_bits());
        assert_eq!([-inf, -88.0, 0.0, inf].map(sigmoid), [0.0, 0.0, 0.5, 1.0]);
        assert_eq!([exp_m1(-inf), exp_m1(0.0)], [-1.0, 0.0]);
        assert_eq!(
            [-inf, -13.3, -0.0, 0.0, 13.3, inf].map(|x| normal(x).0),
            [0.0, 0.0, 0.5, 0.5, 1.0, 1.0]
        );
        assert_eq!([-inf, -13.3, 13.3, inf].map(|x| normal(x).1), [0.0; 4]);
    }
}
