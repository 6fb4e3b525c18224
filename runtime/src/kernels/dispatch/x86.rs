//! The registers of x86-64's processors.
//!
//! The compiler would find them in loops, too, but late: until then a row of a tile is dozens of operations, each of which goes
//! through all its optimizations, where here it is a few: with loops those take half again as long for the whole crate.
//!
//! The only `unsafe` here is to call the instructions that a version is compiled for. The types that stand for them can be
//! named in [`dispatch`](super) alone, which asks the processor before it gives them to a kernel.
#![allow(unsafe_code)]

use super::vectors::{Loops, Vectors};
use core::arch::x86_64::*;
use core::mem::transmute;

/// Eight numbers at a time.
pub(super) struct Avx2<const FUSED: bool>;

/// Sixteen.
pub(super) struct Avx512<const FUSED: bool>;

/// [`Vectors`] of so many numbers, with the instructions for their register; fewer are left to the vectors named last.
macro_rules! vectors {
    (
        $name:ident, $len:literal, $register:ident, $spread:ident,
        $add:ident, $multiply:ident, $multiply_add:ident, $fewer:ident
    ) => {
        impl<const FUSED: bool> $name<FUSED> {
            #[inline(always)]
            fn load(values: &[f32; $len]) -> $register {
                // SAFETY: either is as many numbers, whatever they are. (Through a pointer it would be checked again and
                // again where there are debug assertions, with optimizations or not.)
                unsafe { transmute::<[f32; $len], $register>(*values) }
            }

            #[inline(always)]
            fn store(register: $register, to: &mut [f32; $len]) {
                // SAFETY: as above.
                *to = unsafe { transmute::<$register, [f32; $len]>(register) };
            }

            #[inline(always)]
            fn spread(value: f32) -> $register {
                // SAFETY: a kernel is given this type if the processor has the instructions, here and below.
                unsafe { $spread(value) }
            }

            #[inline(always)]
            fn sum(a: $register, b: $register) -> $register {
                // SAFETY: as above.
                unsafe { $add(a, b) }
            }

            #[inline(always)]
            fn sum_with_product(sum: $register, x: $register, y: $register) -> $register {
                // SAFETY: as above.
                unsafe { if FUSED { $multiply_add(x, y, sum) } else { $add(sum, $multiply(x, y)) } }
            }
        }

        impl<const FUSED: bool> Vectors for $name<FUSED> {
            const FUSES: bool = FUSED;

            #[cfg_attr(not(unoptimized), inline(always))]
            #[cfg_attr(unoptimized, inline(never))]
            fn add<const C: usize>(sums: &mut [f32; C], row: &[f32; C]) {
                if const { C < $len } {
                    return $fewer::<FUSED>::add(sums, row);
                }
                for_each_vector!(i < C / $len => {
                    let row = Self::load(at(row, i * $len));
                    let sums = at_mut(sums, i * $len);
                    Self::store(Self::sum(Self::load(sums), row), sums);
                });
                if const { !C.is_multiple_of($len) } {
                    for j in C - C % $len..C {
                        sums[j] += row[j];
                    }
                }
            }

            #[inline(always)]
            fn multiply_add(x: f32, y: f32, sum: f32) -> f32 {
                Loops::<FUSED>::multiply_add(x, y, sum)
            }

            #[cfg_attr(not(unoptimized), inline(always))]
            #[cfg_attr(unoptimized, inline(never))]
            fn add_product<const C: usize>(sums: &mut [f32; C], x: f32, row: &[f32; C]) {
                if const { C < $len } {
                    return $fewer::<FUSED>::add_product(sums, x, row);
                }
                let spread = Self::spread(x);
                for_each_vector!(i < C / $len => {
                    let y = Self::load(at(row, i * $len));
                    let sums = at_mut(sums, i * $len);
                    Self::store(Self::sum_with_product(Self::load(sums), spread, y), sums);
                });
                if const { !C.is_multiple_of($len) } {
                    for j in C - C % $len..C {
                        sums[j] = Self::multiply_add(x, row[j], sums[j]);
                    }
                }
            }

            #[cfg_attr(not(unoptimized), inline(always))]
            #[cfg_attr(unoptimized, inline(never))]
            fn add_products<const C: usize>(sums: &mut [f32; C], a: &[f32; C], b: &[f32; C]) {
                if const { C < $len } {
                    return $fewer::<FUSED>::add_products(sums, a, b);
                }
                for_each_vector!(i < C / $len => {
                    let (x, y) = (Self::load(at(a, i * $len)), Self::load(at(b, i * $len)));
                    let sums = at_mut(sums, i * $len);
                    Self::store(Self::sum_with_product(Self::load(sums), x, y), sums);
                });
                if const { !C.is_multiple_of($len) } {
                    for j in C - C % $len..C {
                        sums[j] = Self::multiply_add(a[j], b[j], sums[j]);
                    }
                }
            }

            #[inline(always)]
            fn totals(rows: [&[f32; 16]; 4]) -> [f32; 4] {
                totals(rows)
            }
        }
    };
}

/// The numbers of a register from one on. (Not of `as_chunks`, which checks its pointers where there are debug assertions.)
#[inline(always)]
fn at<const N: usize>(row: &[f32], start: usize) -> &[f32; N] {
    row[start..].first_chunk().unwrap()
}

/// The same to be written.
#[inline(always)]
fn at_mut<const N: usize>(row: &mut [f32], start: usize) -> &mut [f32; N] {
    row[start..].first_chunk_mut().unwrap()
}

/// For each vector of at most 16: the expression, written out. The compiler would take its time to do that with a loop.
macro_rules! for_each_vector {
    ($i:ident < $count:expr => $each:expr) => {
        for_each_vector!($i < $count => $each, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
    };
    ($i:ident < $count:expr => $each:expr, $($vector:literal)*) => {{
        const { assert!($count <= 16) };
        $(
            if const { $vector < $count } {
                let $i = $vector;
                $each
            }
        )*
    }};
}

vectors!(Avx2, 8, __m256, _mm256_set1_ps, _mm256_add_ps, _mm256_mul_ps, _mm256_fmadd_ps, Loops);
vectors!(Avx512, 16, __m512, _mm512_set1_ps, _mm512_add_ps, _mm512_mul_ps, _mm512_fmadd_ps, Avx2);

/// [`Vectors::totals`] for AVX2, and for AVX-512, where registers twice as wide would take as many instructions.
#[inline(always)]
fn totals([a, b, c, d]: [&[f32; 16]; 4]) -> [f32; 4] {
    type Avx2 = self::Avx2<true>;
    let eight = |row| Avx2::sum(Avx2::load(at(row, 0)), Avx2::load(at(row, 8)));
    // Four of the first row beside four of the second.
    let fours = |first, second| {
        let [first, second] = [eight(first), eight(second)];
        // SAFETY: only versions for these instructions call this, here and below.
        unsafe {
            let halves = _mm256_permute2f128_ps::<0x20>(first, second);
            Avx2::sum(halves, _mm256_permute2f128_ps::<0x31>(first, second))
        }
    };
    let (ac, bd) = (fours(a, c), fours(b, d));
    unsafe {
        // Of a and b the first two and the second two, and behind them of c and d.
        let twos = Avx2::sum(_mm256_unpacklo_ps(ac, bd), _mm256_unpackhi_ps(ac, bd));
        let ones = Avx2::sum(twos, _mm256_permute_ps::<0x4E>(twos));
        let (ab, cd) = (_mm256_castps256_ps128(ones), _mm256_extractf128_ps::<1>(ones));
        transmute::<__m128, [f32; 4]>(_mm_movelh_ps(ab, cd))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::is_x86_feature_detected as has;

    fn numbers<const C: usize>(start: f32) -> [f32; C] {
        core::array::from_fn(|i| (start + i as f32).sin())
    }

    fn agrees<V: Vectors, L: Vectors, const C: usize>() {
        let (a, b, sums) = (numbers(1.0), numbers(2.0), numbers::<C>(3.0));
        let [mut found, mut expected] = [sums; 2];
        V::add(&mut found, &b);
        L::add(&mut expected, &b);
        assert_eq!(found, expected, "a row of {C}");
        V::add_product(&mut found, 0.3, &a);
        L::add_product(&mut expected, 0.3, &a);
        assert_eq!(found, expected, "{C} times one number");
        V::add_products(&mut found, &a, &b);
        L::add_products(&mut expected, &a, &b);
        assert_eq!(found, expected, "{C} times as many");
    }

    fn totals_agree<V: Vectors>() {
        let rows = [1.0, 2.0, 3.0, 4.0].map(numbers::<16>);
        let rows = rows.each_ref();
        assert_eq!(V::totals(rows), Loops::<false>::totals(rows));
    }

    fn agrees_at_all_lengths<V: Vectors, L: Vectors>() {
        macro_rules! lengths {
            ($($len:literal)*) => { $( agrees::<V, L, $len>(); )* };
        }
        totals_agree::<V>();
        lengths!(0 1 3 4 7 8 9 12 15 16 17 23 24 31 32 33 40 48 50 64 65 96 100 127);
    }

    #[target_feature(enable = "avx2,fma")]
    fn avx2_agrees() {
        agrees_at_all_lengths::<Avx2<false>, Loops<false>>();
        agrees_at_all_lengths::<Avx2<true>, Loops<true>>();
    }

    #[target_feature(enable = "avx512f,avx2,fma")]
    fn avx512_agrees() {
        agrees_at_all_lengths::<Avx512<false>, Loops<false>>();
        agrees_at_all_lengths::<Avx512<true>, Loops<true>>();
    }

    #[test]
    fn vectors_compute_what_loops_do() {
        let has_avx2 = has!("avx2") && has!("fma");
        // SAFETY: the processor has been asked.
        unsafe {
            if has_avx2 {
                avx2_agrees();
            }
            if has_avx2 && has!("avx512f") {
                avx512_agrees();
            }
        }
    }
}
