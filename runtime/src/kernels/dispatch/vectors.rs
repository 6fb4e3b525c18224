//! What a kernel's version adds up with.
//!
//! [`x86`](super::x86) has the registers of processors of that kind. Everywhere else the compiler finds them in loops.

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
}
