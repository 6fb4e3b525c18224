//! What a kernel's version adds up with.
//!
//! [`x86`](super::x86) has the registers of processors of that kind. Everywhere else the compiler finds them in loops.

use core::array;
use core::hint::black_box;

/// Sums, as many at a time as a register holds.
///
/// Without optimizations these are called, as what reads and writes a tile's rows is: inlined, each would take room on the stack.
pub(crate) trait Vectors {
    /// Whether a product and a sum are rounded once.
    const FUSES: bool;

    /// Adds `row` to the sums.
    fn add<const C: usize>(sums: &mut [f32; C], row: &[f32; C]);

    /// `sum` + x y, rounded once if this fuses, else the product first.
    fn multiply_add(x: f32, y: f32, sum: f32) -> f32;

    /// Adds `x` times `row` to the sums.
    fn add_product<const C: usize>(sums: &mut [f32; C], x: f32, row: &[f32; C]);

    /// Adds each of `a` times that of `b` to the sums.
    fn add_products<const C: usize>(sums: &mut [f32; C], a: &[f32; C], b: &[f32; C]);

    /// What each of four rows adds up to: its halves are added to one another, then those of what comes out, and so on.
    fn totals(rows: [&[f32; 16]; 4]) -> [f32; 4];
}

/// What the compiler makes of loops.
pub(super) struct Loops<const FUSED: bool>;

impl<const FUSED: bool> Vectors for Loops<FUSED> {
    const FUSES: bool = FUSED;

    #[cfg_attr(not(unoptimized), inline(always))]
    #[cfg_attr(unoptimized, inline(never))]
    fn add<const C: usize>(sums: &mut [f32; C], row: &[f32; C]) {
        for j in 0..C {
            sums[j] += row[j];
        }
    }

    #[inline(always)]
    fn multiply_add(x: f32, y: f32, sum: f32) -> f32 {
        #[cfg(feature = "std")]
        if FUSED {
            return x.mul_add(y, sum);
        }
        sum + x * y
    }

    #[cfg_attr(not(unoptimized), inline(always))]
    #[cfg_attr(unoptimized, inline(never))]
    fn add_product<const C: usize>(sums: &mut [f32; C], x: f32, row: &[f32; C]) {
        for j in 0..C {
            sums[j] = Self::multiply_add(x, row[j], sums[j]);
        }
    }

    #[cfg_attr(not(unoptimized), inline(always))]
    #[cfg_attr(unoptimized, inline(never))]
    fn add_products<const C: usize>(sums: &mut [f32; C], a: &[f32; C], b: &[f32; C]) {
        for j in 0..C {
            sums[j] = Self::multiply_add(a[j], b[j], sums[j]);
        }
    }

    #[inline(always)]
    fn totals(rows: [&[f32; 16]; 4]) -> [f32; 4] {
        rows.map(|row| {
            let eight: [f32; 8] = array::from_fn(|i| row[i] + row[i + 8]);
            let four: [f32; 4] = array::from_fn(|i| eight[i] + eight[i + 4]);
            // Or the last two additions are what the compiler starts from: it would take all numbers two at a time, or
            // several rows side by side, and shuffle all along.
            let [a, b, c, d] = *black_box(&four);
            (a + c) + (b + d)
        })
    }
}
