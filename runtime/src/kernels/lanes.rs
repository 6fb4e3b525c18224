//! The four sums that a row's products take turns in, for a layer's own loops.
//!
//! Where such a sum ends in two additions, LLVM computes two numbers at a time, and looks back from there: to the products,
//! and to the layer before, which might compute eight. So in a net that is compiled as a whole the four are one register
//! from the start.

#[cfg(not(whole_nets))]
pub(crate) use array::Lanes;
#[cfg(whole_nets)]
pub(crate) use register::Lanes;

/// What the compiler makes of loops.
#[cfg(any(test, not(whole_nets)))]
mod array {
    use crate::kernels::{LANES, add_lanes_to};

    /// Four sums of a row.
    #[derive(Clone, Copy)]
    pub(crate) struct Lanes([f32; LANES]);

    impl Lanes {
        /// The products aᵢ bᵢ, number i in sum i mod 4.
        #[inline(always)]
        pub fn of_products(a: &[f32], b: &[f32]) -> Self {
            let mut lanes = [-0.0; LANES];
            let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
            for (a, b) in a.iter().zip(b) {
                for l in 0..LANES {
                    lanes[l] += a[l] * b[l];
                }
            }
            for (lane, (a, b)) in lanes.iter_mut().zip(a_rest.iter().zip(b_rest)) {
                *lane += a * b;
            }
            Lanes(lanes)
        }

        /// What they and `start` add up to.
        #[inline(always)]
        pub fn total(self, start: f32) -> f32 {
            add_lanes_to(start, self.0)
        }

        /// The same of four rows.
        #[inline(always)]
        pub fn totals(rows: [Self; LANES], start: f32) -> [f32; LANES] {
            rows.map(|row| row.total(start))
        }
    }
}

/// One register, in the same order of sums.
///
/// The only `unsafe` here is to call instructions that every processor of this kind has: a function that is always inlined
/// cannot say so.
#[cfg(any(whole_nets, all(test, target_arch = "x86_64")))]
#[allow(unsafe_code)]
mod register {
    use crate::kernels::LANES;
    use core::arch::x86_64::*;
    use core::mem::transmute;

    /// Four sums of a row.
    #[derive(Clone, Copy)]
    pub(crate) struct Lanes(__m128);

    impl Lanes {
        /// The products aᵢ bᵢ, number i in sum i mod 4.
        #[inline(always)]
        pub fn of_products(a: &[f32], b: &[f32]) -> Self {
            let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
            let mut lanes = spread(-0.0);
            for (a, b) in a.iter().zip(b) {
                lanes = add(lanes, multiply(register(a), register(b)));
            }
            if !a_rest.is_empty() {
                // -0 changes no sum.
                lanes = add(lanes, multiply(filled_up(a_rest, -0.0), filled_up(b_rest, 1.0)));
            }
            Lanes(lanes)
        }

        /// What they and `start` add up to.
        #[inline(always)]
        pub fn total(self, start: f32) -> f32 {
            // SAFETY: as above, here and below.
            unsafe {
                // Those that count are the first, s₀ + s₂, and the one behind it, s₁ + s₃.
                let even_odd = add(self.0, _mm_movehl_ps(self.0, self.0));
                let odd = add(_mm_shuffle_ps::<1>(even_odd, even_odd), spread(start));
                _mm_cvtss_f32(add(even_odd, odd))
            }
        }

        /// The same of four rows.
        #[inline(always)]
        pub fn totals(rows: [Self; LANES], start: f32) -> [f32; LANES] {
            let [Lanes(mut s0), Lanes(mut s1), Lanes(mut s2), Lanes(mut s3)] = rows;
            unsafe { _MM_TRANSPOSE4_PS(&mut s0, &mut s1, &mut s2, &mut s3) };
            let (even, odd) = (add(s0, s2), add(add(s1, s3), spread(start)));
            unsafe { transmute::<__m128, [f32; LANES]>(add(even, odd)) }
        }
    }

    #[inline(always)]
    fn register(values: &[f32; LANES]) -> __m128 {
        // SAFETY: there are four numbers. (Of a copy the compiler may make four loads.)
        unsafe { _mm_loadu_ps(values.as_ptr()) }
    }

    /// Fewer than four numbers, and `with` for those that are not there.
    #[inline(always)]
    fn filled_up(values: &[f32], with: f32) -> __m128 {
        let mut all = [with; LANES];
        for (to, value) in all.iter_mut().zip(values) {
            *to = *value;
        }
        register(&all)
    }

    #[inline(always)]
    fn spread(value: f32) -> __m128 {
        unsafe { _mm_set1_ps(value) }
    }

    #[inline(always)]
    fn add(a: __m128, b: __m128) -> __m128 {
        unsafe { _mm_add_ps(a, b) }
    }

    #[inline(always)]
    fn multiply(a: __m128, b: __m128) -> __m128 {
        unsafe { _mm_mul_ps(a, b) }
    }
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::{array, register};
    use alloc::vec::Vec;
    use rand::rngs::Xoshiro128PlusPlus;
    use rand::{RngExt, SeedableRng};

    #[test]
    fn a_register_gives_the_bits_of_an_array() {
        let mut rng = Xoshiro128PlusPlus::seed_from_u64(3);
        for len in 0..=21 {
            let mut random = || (0..len).map(|_| rng.random::<f32>() - 0.5).collect::<Vec<_>>();
            let (rows, v) = ([random(), random(), random(), random()], random());
            for start in [-0.0, 0.25] {
                let expected = rows.each_ref().map(|row| array::Lanes::of_products(row, &v));
                let expected = array::Lanes::totals(expected, start).map(f32::to_bits);
                let lanes = rows.each_ref().map(|row| register::Lanes::of_products(row, &v));
                let one_by_one = lanes.map(|lanes| lanes.total(start));
                for found in [one_by_one, register::Lanes::totals(lanes, start)] {
                    assert_eq!(found.map(f32::to_bits), expected, "{len} numbers, from {start}");
                }
            }
        }
    }
}
