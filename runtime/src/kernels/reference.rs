//! The kernels once more, as plainly as can be: what every version must give, bit for bit.
//!
//! `fused` says whether a product is added as it is, or rounded before that.

use super::dispatch::{self, Version};
use super::{BLOCK, LANES};
use crate::layers::{MaxPool2d, Relu};
use crate::unwritten::tests::leave;
use crate::{Layer, Saved};
use alloc::vec::Vec;
use alloc::{format, vec};
use core::ops::Range;
use rand::rngs::Xoshiro128PlusPlus;
use rand::{Rng, RngExt, SeedableRng};

/// `sum` + x y.
pub(super) fn multiply_add(fused: bool, x: f32, y: f32, sum: f32) -> f32 {
    if fused { x.mul_add(y, sum) } else { sum + x * y }
}

/// C ← A B + a bias for each column: each sum in the order of B's rows, starting from the bias, or where there are two the
/// first.
fn matmul(
    fused: bool,
    bias: &[f32],
    a: &[f32],
    b: &[f32],
    c: &mut [f32],
    depth: usize,
    columns: usize,
) {
    for (place, c) in c.iter_mut().enumerate() {
        let (row, column) = (place / columns, place % columns);
        let sum = |start, rows: Range<usize>| {
            let mut sum = start;
            for i in rows {
                sum = multiply_add(fused, a[row * depth + i], b[i * columns + column], sum);
            }
            sum
        };
        let first = super::first_sum(depth, columns);
        *c = sum(bias[column], 0..first);
        if first < depth {
            *c += sum(0.0, first..depth);
        }
    }
}

/// C ← C + Aᵀ B.
fn matmul_of_columns(
    fused: bool,
    a: &[f32],
    b: &[f32],
    c: &mut [f32],
    rows: usize,
    columns: usize,
) {
    for (place, c) in c.iter_mut().enumerate() {
        let (row, column) = (place / columns, place % columns);
        for i in 0..b.len() / columns {
            *c = multiply_add(fused, a[i * rows + row], b[i * columns + column], *c);
        }
    }
}

/// Σᵢ aᵢ bᵢ: in each block of numbers, number i is added to sum i mod 4.
fn dot(fused: bool, a: &[f32], b: &[f32]) -> f32 {
    let blocks = a.chunks(BLOCK).zip(b.chunks(BLOCK)).map(|(a, b)| {
        let mut lanes = [-0.0; LANES];
        for (i, (a, b)) in a.iter().zip(b).enumerate() {
            lanes[i % LANES] = multiply_add(fused, *a, *b, lanes[i % LANES]);
        }
        (lanes[0] + lanes[2]) + (lanes[1] + lanes[3])
    });
    blocks.reduce(|total, sum| total + sum).unwrap_or(0.0)
}

/// C ← A Bᵀ.
fn back(fused: bool, a: &[f32], b: &[f32], c: &mut [f32], depth: usize, columns: usize) {
    for (place, c) in c.iter_mut().enumerate() {
        let (row, column) = (place / columns, place % columns);
        *c = dot(fused, &a[row * depth..][..depth], &b[column * depth..][..depth]);
    }
}

/// dx ← dy Wᵀ, then W ← W - `rate` xᵀ dy.
fn descend(
    fused: bool,
    weight: &mut [f32],
    x: &[f32],
    dy: &[f32],
    dx: Option<&mut [f32]>,
    rate: f32,
) {
    if let Some(dx) = dx {
        back(fused, dy, weight, dx, dy.len(), x.len());
    }
    for (place, w) in weight.iter_mut().enumerate() {
        *w = multiply_add(fused, -(rate * x[place / dy.len()]), dy[place % dy.len()], *w);
    }
}

pub(super) fn numbers(len: usize, rng: &mut impl Rng) -> Vec<f32> {
    (0..len).map(|_| rng.random_range(-1.0..1.0)).collect()
}

/// Asserts that two slices hold the same bits.
#[track_caller]
pub(super) fn assert_same(what: &str, found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!(found.to_bits() == expected.to_bits(), "{what}: {found} at {i}, not {expected}");
    }
}

/// All versions, with and without fused sums: the version, what is asked for, and what it does.
fn sums() -> impl Iterator<Item = (Version, bool, bool)> {
    let versions = dispatch::versions();
    versions.flat_map(|version| [(version, true, version.fuses()), (version, false, false)])
}

/// All pairs of widths with all batches; of widths a few where that would take minutes.
fn for_each_size(mut check: impl FnMut(usize, usize, usize)) {
    let (some, batches): (&[usize], &[usize]) = if cfg!(miri) {
        (&[1, 5, 17], &[0, 1, 5])
    } else {
        (&[1, 3, 4, 15, 16, 17, 33, 64, 70], &[0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17])
    };
    if cfg!(debug_assertions) {
        for &width in some {
            for &other in some {
                for &batch in batches {
                    check(batch, width, other);
                }
            }
        }
    } else {
        for width in 1..=70 {
            for other in 1..=70 {
                for batch in 0..=17 {
                    check(batch, width, other);
                }
            }
        }
    }
}

#[test]
fn every_version_gives_the_bits_of_the_plain_loops() {
    for (version, asked, fused) in sums() {
        let _using = dispatch::Using::new(version);
        let mut rng = Xoshiro128PlusPlus::seed_from_u64(1);
        for_each_size(|batch, inputs, outputs| {
            let size = format!("{version:?}: {batch} samples, {inputs} -> {outputs}");
            let x = numbers(batch * inputs, &mut rng);
            let dy = numbers(batch * outputs, &mut rng);
            let weight = numbers(inputs * outputs, &mut rng);

            let bias = numbers(outputs, &mut rng);
            let (mut found, mut expected) = (vec![9.0; dy.len()], vec![9.0; dy.len()]);
            super::matmul(asked, &bias, &x, &weight, &mut found, inputs, outputs);
            matmul(fused, &bias, &x, &weight, &mut expected, inputs, outputs);
            assert_same(&format!("matmul, {size}"), &found, &expected);

            let (mut found, mut expected) = (weight.clone(), weight.clone());
            let (mut total, mut expected_total) = (bias.clone(), bias);
            let sums = [&mut found[..], &mut total];
            super::matmul_of_columns(asked, &x, &dy, sums, [inputs, outputs], &[]);
            matmul_of_columns(fused, &x, &dy, &mut expected, inputs, outputs);
            assert_same(&format!("matmul of columns, {size}"), &found, &expected);
            for (place, dy) in dy.iter().enumerate() {
                expected_total[place % outputs] += dy;
            }
            assert_same(&format!("sum of rows, {size}"), &total, &expected_total);

            let (mut found, mut expected) = (vec![9.0; x.len()], vec![9.0; x.len()]);
            super::back(asked, &dy, &weight, &mut found, outputs, inputs);
            back(fused, &dy, &weight, &mut expected, outputs, inputs);
            assert_same(&format!("back, {size}"), &found, &expected);
        });
        for_each_size(|batch, inputs, outputs| {
            if batch > 0 {
                return;
            }
            let size = format!("{version:?}: {inputs} -> {outputs}");
            let x = numbers(inputs, &mut rng);
            let dy = numbers(outputs, &mut rng);
            let weight = numbers(inputs * outputs, &mut rng);

            let (mut found, mut expected) = (dy.clone(), vec![9.0; outputs]);
            super::matvec(asked, &x, &weight, &mut found);
            matmul(fused, &dy, &x, &weight, &mut expected, inputs, outputs);
            assert_same(&format!("matvec, {size}"), &found, &expected);

            let (mut found, mut expected) = (weight.clone(), weight.clone());
            let (mut found_dx, mut expected_dx) = (vec![9.0; inputs], vec![9.0; inputs]);
            super::descend(asked, &mut found, &x, &dy, Some(&mut found_dx), 0.1);
            descend(fused, &mut expected, &x, &dy, Some(&mut expected_dx), 0.1);
            assert_same(&format!("descend, {size}"), &found, &expected);
            assert_same(&format!("dx of descend, {size}"), &found_dx, &expected_dx);
            super::descend(asked, &mut found, &x, &dy, None, 0.1);
            descend(fused, &mut expected, &x, &dy, None, 0.1);
            assert_same(&format!("descend alone, {size}"), &found, &expected);
        });
    }
}

/// Sums longer than the blocks that kernels take them in.
#[test]
fn long_sums_go_block_by_block() {
    for (version, asked, fused) in sums() {
        let _using = dispatch::Using::new(version);
        let mut rng = Xoshiro128PlusPlus::seed_from_u64(2);
        let widths: &[usize] =
            if cfg!(miri) { &[258] } else { &[127, 128, 130, 255, 256, 257, 512, 515] };
        for &width in widths {
            // One by one and in tiles; B has whole panels and a part of one.
            for (rows, columns) in [(2, 5), (15, 5), (7, 19)] {
                let (a, b) = (numbers(rows * width, &mut rng), numbers(columns * width, &mut rng));
                let mut found = vec![9.0; rows * columns];
                let mut expected = found.clone();
                super::back(asked, &a, &b, &mut found, width, columns);
                back(fused, &a, &b, &mut expected, width, columns);
                assert_same(&format!("back, {version:?}, {width}"), &found, &expected);
            }
            let (a, b) = (numbers(5 * width, &mut rng), numbers(5 * width, &mut rng));
            let (mut found, mut expected) = ([9.0; 25], [9.0; 25]);
            super::matmul(asked, &[0.5; 5], &a, &b, &mut found, width, 5);
            matmul(fused, &[0.5; 5], &a, &b, &mut expected, width, 5);
            assert_same(&format!("matmul, {version:?}, {width}"), &found, &expected);
        }
    }
}

/// Layers of so many weights, or so few outputs, that each output has two sums.
#[test]
#[cfg_attr(miri, ignore = "it would take minutes")]
fn two_sums_for_an_output() {
    for (version, asked, fused) in sums() {
        let _using = dispatch::Using::new(version);
        let mut rng = Xoshiro128PlusPlus::seed_from_u64(5);
        let sizes: &[(usize, usize)] = if cfg!(debug_assertions) {
            &[(511, 66), (512, 64), (514, 80), (784, 128), (520, 336), (128, 10), (270, 17)]
        } else {
            &[
                (511, 66),
                (512, 48),
                (512, 64),
                (784, 10),
                (128, 10),
                (270, 17),
                (300, 31),
                (515, 33),
                (129, 63),
                (513, 65),
                (514, 80),
                (515, 96),
                (517, 112),
                (784, 128),
                (1030, 144),
                (520, 320),
                (520, 336),
                (600, 512),
                (512, 1024),
            ]
        };
        for &(inputs, outputs) in sizes {
            let weight = numbers(inputs * outputs, &mut rng);
            let bias = numbers(outputs, &mut rng);
            for batch in [0, 1, 2, 3, 5, 6, 7, 15, 16, 17, 33, 64, 65, 131] {
                let size = format!("{version:?}: {batch} samples, {inputs} -> {outputs}");
                let x = numbers(batch * inputs, &mut rng);
                let mut found = vec![9.0; batch * outputs];
                let mut expected = found.clone();
                leave(f32::NAN);
                super::matmul(asked, &bias, &x, &weight, &mut found, inputs, outputs);
                matmul(fused, &bias, &x, &weight, &mut expected, inputs, outputs);
                assert_same(&format!("matmul, {size}"), &found, &expected);
                if batch == 1 {
                    let mut found = bias.clone();
                    super::matvec(asked, &x, &weight, &mut found);
                    assert_same(&format!("matvec, {size}"), &found, &expected);
                }
            }
        }
    }
}

/// Short sums, of so many rows that B is turned, and one row fewer.
#[test]
fn short_sums_go_side_by_side() {
    for (version, asked, fused) in sums() {
        let _using = dispatch::Using::new(version);
        let mut rng = Xoshiro128PlusPlus::seed_from_u64(4);
        for width in (1..=34).step_by(if cfg!(miri) { 18 } else { 1 }) {
            for rows in (width.max(5) - 1..width + 4).step_by(if cfg!(miri) { 4 } else { 1 }) {
                for columns in if cfg!(miri) { 33..34 } else { 30..69 } {
                    let a = numbers(rows * width, &mut rng);
                    let b = numbers(columns * width, &mut rng);
                    let mut found = vec![9.0; rows * columns];
                    let mut expected = found.clone();
                    super::back(asked, &a, &b, &mut found, width, columns);
                    back(fused, &a, &b, &mut expected, width, columns);
                    let size = format!("{version:?}: {rows} samples, {columns} <- {width}");
                    assert_same(&size, &found, &expected);
                }
            }
        }
    }
}

/// So many samples that not all columns of A are taken at a time.
#[test]
#[cfg_attr(miri, ignore = "it would take minutes")]
fn a_matrix_larger_than_the_cache_is_taken_in_parts() {
    let (samples, rows, columns) = (1500, 200, 5);
    for (version, asked, fused) in sums() {
        let _using = dispatch::Using::new(version);
        let mut rng = Xoshiro128PlusPlus::seed_from_u64(3);
        let (a, b) = (numbers(samples * rows, &mut rng), numbers(samples * columns, &mut rng));
        let mut found = numbers(rows * columns, &mut rng);
        let mut expected = found.clone();
        super::matmul_of_columns(asked, &a, &b, [&mut found, &mut []], [rows, columns], &[]);
        matmul_of_columns(fused, &a, &b, &mut expected, rows, columns);
        assert_same(&format!("{version:?}"), &found, &expected);
    }
}

/// Every width that a tile has for its last columns, alone and after whole tiles.
#[test]
fn a_row_of_any_width_is_multiplied() {
    for (version, asked, fused) in sums() {
        let _using = dispatch::Using::new(version);
        let mut rng = Xoshiro128PlusPlus::seed_from_u64(7);
        for columns in 0..if cfg!(miri) { 20 } else { 300 } {
            for inputs in [0, 1, 5] {
                let (x, a) = (numbers(inputs, &mut rng), numbers(inputs * columns, &mut rng));
                let bias = numbers(columns, &mut rng);
                let (mut found, mut expected) = (bias.clone(), vec![9.0; columns]);
                super::matvec(asked, &x, &a, &mut found);
                matmul(fused, &bias, &x, &a, &mut expected, inputs, columns);
                let size = format!("{version:?}: {inputs} -> {columns}");
                assert_same(&format!("matvec, {size}"), &found, &expected);
            }
        }
    }
}

/// More columns than the widest tile has, twice, and then more than the next, and a rest; of B more rows than are
/// copied at a time, and of C. And whole cache lines, near one another and far apart.
#[test]
fn wide_matrices_go_tile_by_tile() {
    for (version, asked, fused) in sums() {
        let _using = dispatch::Using::new(version);
        let mut rng = Xoshiro128PlusPlus::seed_from_u64(4);
        let columns = 2 * 64 + 16 + 5;
        let sizes: &[_] = if cfg!(miri) {
            &[(7, 3, columns), (1, 9, columns)]
        } else {
            &[(75, 140, columns), (38, 257, columns), (26, 140, 128), (17, 140, 384)]
        };
        for &(rows, depth, columns) in sizes {
            let a = numbers(rows * depth, &mut rng);
            let b = numbers(depth * columns + 16, &mut rng);
            let b = &b[b.as_ptr().align_offset(64)..][..depth * columns];
            let start = numbers(rows * columns, &mut rng);
            let (mut found, mut expected) = (start.clone(), start.clone());
            super::matmul(asked, &start, &a, b, &mut found, depth, columns);
            matmul(fused, &start, &a, b, &mut expected, depth, columns);
            assert_same(&format!("matmul, {version:?}, {rows}"), &found, &expected);
            let (mut found, mut expected) = (start.clone(), start);
            super::matmul_of_columns(asked, &a, b, [&mut found, &mut []], [rows, columns], &[]);
            matmul_of_columns(fused, &a, b, &mut expected, rows, columns);
            assert_same(&format!("matmul of columns, {version:?}, {rows}"), &found, &expected);
        }
        // The last weights are more than caches hold.
        for rows in if cfg!(miri) { &[3][..] } else { &[75, 900] } {
            let (x, dy) = (numbers(*rows, &mut rng), numbers(columns, &mut rng));
            let start = numbers(rows * columns, &mut rng);
            let (mut found, mut expected) = (start.clone(), start);
            super::descend(asked, &mut found, &x, &dy, None, 0.1);
            descend(fused, &mut expected, &x, &dy, None, 0.1);
            assert_same(&format!("descend, {version:?}, {rows}"), &found, &expected);
        }
    }
}

/// What layers use where a kernel's call does not pay gives the bits that kernels do not fuse either.
#[test]
fn a_layers_own_sum_is_that_of_the_kernels() {
    fn check<const N: usize>(rng: &mut impl Rng) {
        let a: [f32; N] = core::array::from_fn(|_| rng.random_range(-1.0..1.0));
        let b: [f32; N] = core::array::from_fn(|_| rng.random_range(-1.0..1.0));
        let expected = dot(false, &a, &b);
        assert_same(&format!("{N}"), &[super::sum::<N>(|i| Some(a[i] * b[i]))], &[expected]);
        assert_same(&format!("{N}"), &[super::dot(-0.0, &a, &b)], &[expected]);
        let mut found = [9.0];
        super::back(false, &a, &b, &mut found, N, 1);
        assert_same(&format!("back of {N}"), &found, &[expected]);
    }
    let rng = &mut Xoshiro128PlusPlus::seed_from_u64(3);
    for _ in 0..20 {
        check::<4>(rng);
        check::<5>(rng);
        check::<7>(rng);
        check::<16>(rng);
        check::<63>(rng);
        check::<64>(rng);
        check::<65>(rng);
        check::<128>(rng);
        check::<130>(rng);
        check::<200>(rng);
    }
}

#[test]
fn an_update_reaches_every_number_once() {
    for version in dispatch::versions() {
        let _using = dispatch::Using::new(version);
        for len in [0, 1, 15, 16, 17, 63, 64, 65, 100, 70_000] {
            if cfg!(miri) && len > 100 {
                continue;
            }
            let mut a: Vec<f32> = (0..len).map(|i| i as f32).collect();
            let mut b = vec![1.0; len];
            super::update(&mut [&mut a, &mut b], &|[a, b]| {
                *a *= 2.0;
                *b += *a;
            });
            assert!(a.iter().enumerate().all(|(i, &a)| a == 2.0 * i as f32), "{len}");
            assert!(b.iter().enumerate().all(|(i, &b)| b == 1.0 + 2.0 * i as f32), "{len}");
        }
    }
}

/// The sum of some numbers in 4 lanes, of many in 16, of a few in one.
fn sum_in_lanes(values: impl ExactSizeIterator<Item = f32>) -> f32 {
    let mut lanes = [-0.0; 16];
    let count = match values.len() {
        0..4 => 1,
        4..64 => 4,
        _ => 16,
    };
    for (i, value) in values.enumerate() {
        lanes[i % count] += value;
    }
    let mut width = count / 2;
    while width > 0 {
        for l in 0..width {
            lanes[l] += lanes[l + width];
        }
        width /= 2;
    }
    lanes[0]
}

#[test]
fn each_costs_as_much_in_every_version() {
    let values = |y: f32, t: f32| [y * t - crate::math::exp(-y.abs()), y.max(t)];
    for version in dispatch::versions() {
        let _using = dispatch::Using::new(version);
        let mut rng = Xoshiro128PlusPlus::seed_from_u64(5);
        for len in if cfg!(miri) { 60..68 } else { 0..210 } {
            let (y, t) = (numbers(len, &mut rng), numbers(len, &mut rng));
            let mut found = vec![9.0; len];
            let sum = super::each_and_sum([&y, &t], &mut found, values);
            let pairs = y.iter().zip(&t).map(|(&y, &t)| values(y, t));
            let expected: Vec<f32> = pairs.clone().map(|[_, value]| value).collect();
            let what = format!("{version:?}: {len} numbers");
            assert_same(&what, &found, &expected);
            let parts: Vec<f32> = pairs.map(|[part, _]| part).collect();
            let expected = sum_in_lanes(parts.into_iter());
            assert_same(&what, &[sum], &[expected]);
            assert_same(&what, &[super::sum_of([&y, &t], |y, t| values(y, t)[0])], &[expected]);
            let rows = numbers(3 * len, &mut rng);
            let mut found = [9.0; 3];
            super::sums_of_rows(&rows, len, &mut found);
            for (row, found) in rows.chunks_exact(len.max(1)).zip(found) {
                assert_same(&what, &[found], &[sum_in_lanes(row.iter().copied())]);
            }
        }
    }
}

#[test]
fn softmax_gives_the_same_bits_in_every_version() {
    fn check<const N: usize>(version: Version) {
        let mut rng = Xoshiro128PlusPlus::seed_from_u64(6);
        let logits: [f32; N] = core::array::from_fn(|_| rng.random_range(-20.0..20.0));
        let mut found = [9.0; N];
        let (largest, log_total) = super::softmax(&logits, &mut found);
        let expected_largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let powers = logits.map(|x| crate::math::exp(x - expected_largest));
        let total = sum_in_lanes(powers.iter().copied());
        let what = format!("{version:?}: {N} classes");
        assert_same(&what, &found, &powers.map(|x| x / total));
        assert_same(&what, &[largest, log_total], &[expected_largest, crate::math::ln(total)]);

        let dy: [f32; N] = core::array::from_fn(|_| rng.random_range(-1.0..1.0));
        let mean = sum_in_lanes(found.iter().zip(&dy).map(|(y, dy)| y * dy));
        let expected: [f32; N] = core::array::from_fn(|i| found[i] * (dy[i] - mean));
        let mut dx = [9.0; N];
        super::softmax_back([&found, &dy], &mut dx);
        assert_same(&format!("{what}, back"), &dx, &expected);

        let logarithms = logits.map(|x| (x - largest) - log_total);
        let total = sum_in_lanes(dy.iter().copied());
        let expected: [f32; N] =
            core::array::from_fn(|i| dy[i] - crate::math::exp(logarithms[i]) * total);
        super::log_softmax_back([&logarithms, &dy], &mut dx);
        assert_same(&format!("{what}, logarithms back"), &dx, &expected);
    }
    for version in dispatch::versions() {
        let _using = dispatch::Using::new(version);
        check::<1>(version);
        check::<2>(version);
        check::<3>(version);
        check::<4>(version);
        check::<10>(version);
        check::<31>(version);
        check::<32>(version);
        check::<45>(version);
        check::<64>(version);
        check::<100>(version);
        check::<131>(version);
    }
    // Logits of which a power would be infinite, or one is.
    let mut probabilities = [0.0; 2];
    assert_eq!(super::softmax(&[-300.0, 300.0], &mut probabilities), (300.0, 0.0));
    assert_eq!(probabilities, [0.0, 1.0]);
}

#[test]
fn rows_are_normalized_in_every_version() {
    fn check(columns: usize, rows: usize, version: Version) {
        let mut rng = Xoshiro128PlusPlus::seed_from_u64(7);
        let [x, dy] = [(); 2].map(|()| numbers(rows * columns, &mut rng));
        let [weight, bias] = [(); 2].map(|()| numbers(columns, &mut rng));
        let normal = super::Normal { weight: &weight, bias: &bias, epsilon: 1e-5 };
        let (mut y, mut dx) = (vec![9.0; x.len()], vec![9.0; x.len()]);
        let [mut dw, mut db] = [(); 2].map(|()| vec![1.0; columns]);
        let [mut expected_dw, mut expected_db] = [dw.clone(), db.clone()];
        super::normalize(normal, &x, &mut y);
        super::normalize_back(normal, [&x, &dy], Some(&mut dx), [&mut dw, &mut db]);
        let what = format!("{version:?}: {rows} rows of {columns}");
        let len = columns as f32;
        for row in 0..rows {
            let at = row * columns..(row + 1) * columns;
            let (x, dy) = (&x[at.clone()], &dy[at.clone()]);
            let mean = sum_in_lanes(x.iter().copied()) / len;
            let var = sum_in_lanes(x.iter().map(|x| (x - mean) * (x - mean))) / len;
            let inverse = 1.0 / crate::math::sqrt(var + 1e-5);
            let expected: Vec<f32> =
                (0..columns).map(|i| (x[i] - mean) * inverse * weight[i] + bias[i]).collect();
            assert_same(&what, &y[at.clone()], &expected);
            let d: Vec<f32> = (0..columns).map(|i| weight[i] * dy[i]).collect();
            let total = sum_in_lanes(d.iter().copied()) / len;
            let slope = sum_in_lanes(x.iter().zip(&d).map(|(x, d)| (x - mean) * inverse * d)) / len;
            let expected: Vec<f32> = (0..columns)
                .map(|i| inverse * (d[i] - total - (x[i] - mean) * inverse * slope))
                .collect();
            assert_same(&format!("{what}, back"), &dx[at], &expected);
            for i in 0..columns {
                expected_dw[i] += (x[i] - mean) * inverse * dy[i];
                expected_db[i] += dy[i];
            }
        }
        assert_same(&format!("{what}, weights"), &dw, &expected_dw);
        assert_same(&format!("{what}, biases"), &db, &expected_db);
    }
    for version in dispatch::versions() {
        let _using = dispatch::Using::new(version);
        for columns in if cfg!(miri) { 62..67 } else { 1..140 } {
            check(columns, 1, version);
            check(columns, 3, version);
        }
    }
}

#[test]
fn one_number_that_is_not_finite_is_found_anywhere() {
    for version in dispatch::versions() {
        let _using = dispatch::Using::new(version);
        for len in [1, 3, 16, 100, 600] {
            let mut values = vec![f32::MAX; len];
            assert!(super::all_finite(&values));
            for i in (0..len).step_by(if cfg!(miri) { 97 } else { 1 }) {
                for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                    values[i] = bad;
                    assert!(!super::all_finite(&values), "{bad} at {i} of {len}");
                }
                values[i] = -0.0;
            }
        }
    }
    assert!(super::all_finite(&[]));
}

/// Numbers of which many are equal, but not in their bits.
fn special_numbers<const N: usize>(rng: &mut impl Rng) -> [f32; N] {
    let all = [0.0, -0.0, 1.0, -1.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN, -f32::NAN];
    core::array::from_fn(|_| all[rng.random_range(0..all.len())])
}

#[test]
fn relu_takes_each_number_by_itself() {
    const N: usize = 1555;
    for version in dispatch::versions() {
        let _using = dispatch::Using::new(version);
        let rng = &mut Xoshiro128PlusPlus::seed_from_u64(5);
        let (x, dy) = (special_numbers::<N>(rng), special_numbers::<N>(rng));
        let (mut y, mut dx) = ([9.0; N], [9.0; N]);
        Relu.forward(&x, &mut y);
        assert_same("y", &y, &x.map(|x| if x < 0.0 { 0.0 } else { x }));
        Relu.backward(
            Saved { input: &x, output: &y, cache: &mut [] },
            &dy,
            Some(&mut dx),
            &mut Relu,
        );
        let expected: Vec<f32> =
            y.iter().zip(&dy).map(|(y, dy)| if *y > 0.0 { *dy } else { 0.0 }).collect();
        assert_same("dx", &dx, &expected);
    }
}

/// Windows side by side, apart, and over one another and the edges, in channels that are computed as they are, as a whole and
/// in parts.
#[test]
fn a_pool_finds_the_first_of_the_largest() {
    fn check<
        const C: usize,
        const IH: usize,
        const IW: usize,
        const OH: usize,
        const OW: usize,
        const KH: usize,
        const KW: usize,
        const SH: usize,
        const SW: usize,
        const TOP: usize,
        const LEFT: usize,
        const BOTTOM: usize,
        const RIGHT: usize,
    >(
        rng: &mut impl Rng,
    ) {
        const {
            assert!((IH + TOP + BOTTOM - KH) / SH + 1 == OH);
            assert!((IW + LEFT + RIGHT - KW) / SW + 1 == OW);
        }
        let mut x: Vec<[[f32; IW]; IH]> =
            (0..C).map(|_| core::array::from_fn(|_| special_numbers(rng))).collect();
        x[0] = [[f32::NEG_INFINITY; IW]; IH];
        let x: &[_; C] = x.first_chunk().unwrap();
        let (mut y, mut dx) = ([[[9.0; OW]; OH]; C], [[[9.0; IW]; IH]; C]);
        // Finite, for the bits of NaN plus 0 are the processor's choice.
        let number = |dy: f32| if dy.is_finite() { dy } else { -0.0 };
        let dy: [[[f32; OW]; OH]; C] =
            core::array::from_fn(|_| core::array::from_fn(|_| special_numbers(rng).map(number)));
        let mut expected = [[[0.0; IW]; IH]; C];
        let pool = MaxPool2d::<KH, KW, SH, SW, TOP, LEFT, BOTTOM, RIGHT>;
        pool.forward(x, &mut y);
        let saved = Saved { input: x, output: &y, cache: &mut [] };
        pool.backward(saved, &dy, Some(&mut dx), &mut MaxPool2d);
        let name = format!("{C}x{IH}x{IW}, {KH}x{KW} by {SH}x{SW}");
        for (c, i, j) in
            (0..C * OH * OW).map(|place| (place / (OH * OW), place / OW % OH, place % OW))
        {
            let (mut largest, mut at) = (f32::NEG_INFINITY, None);
            for (k, l) in (0..KH * KW).map(|place| (place / KW, place % KW)) {
                let (row, column) =
                    ((SH * i + k).wrapping_sub(TOP), (SW * j + l).wrapping_sub(LEFT));
                let Some(&x) = x[c].get(row).and_then(|line| line.get(column)) else { continue };
                // Even if none is larger than what it starts with.
                let place = at.get_or_insert((row, column));
                if x > largest || x.is_nan() {
                    (largest, *place) = (x, (row, column));
                }
            }
            assert_eq!(y[c][i][j].to_bits(), largest.to_bits(), "{name}: {c}, {i}, {j}");
            let (row, column) = at.unwrap();
            expected[c][row][column] += dy[c][i][j];
        }
        assert_same(
            &name,
            dx.as_flattened().as_flattened(),
            expected.as_flattened().as_flattened(),
        );
    }
    for version in dispatch::versions() {
        let _using = dispatch::Using::new(version);
        let rng = &mut Xoshiro128PlusPlus::seed_from_u64(6);
        check::<3, 10, 30, 5, 15, 2, 2, 2, 2, 0, 0, 0, 0>(rng);
        check::<3, 10, 30, 5, 15, 3, 3, 2, 2, 1, 1, 1, 1>(rng);
        check::<3, 10, 30, 10, 30, 3, 3, 1, 1, 1, 1, 1, 1>(rng);
        check::<7, 10, 30, 10, 30, 3, 3, 1, 1, 1, 1, 1, 1>(rng);
        if cfg!(miri) {
            continue;
        }
        check::<26, 10, 30, 5, 15, 3, 3, 2, 2, 1, 1, 1, 1>(rng);
        check::<20, 30, 64, 11, 22, 2, 2, 3, 3, 1, 1, 1, 1>(rng);
        check::<9, 18, 17, 16, 15, 3, 3, 1, 1, 0, 0, 0, 0>(rng);
        check::<40, 18, 17, 8, 6, 4, 3, 2, 3, 0, 1, 0, 0>(rng);
        check::<3, 1, 2000, 1, 1998, 1, 3, 1, 1, 0, 0, 0, 0>(rng);
        check::<2, 70, 64, 70, 65, 5, 4, 1, 1, 2, 2, 2, 2>(rng);
        check::<4, 70, 66, 35, 66, 4, 5, 2, 1, 2, 2, 1, 2>(rng);
    }
}

/// Rows of more and of fewer windows than are computed at a time.
#[test]
fn a_pool_goes_back_for_any_width() {
    fn check<const KH: usize, const KW: usize>(height: usize, width: usize, rng: &mut impl Rng) {
        let x: Vec<f32> =
            (0..height * width * KH * KW).map(|_| special_numbers::<1>(rng)[0]).collect();
        let dy = numbers(height * width, rng);
        let (mut dx, mut expected) = (vec![9.0; x.len()], vec![0.0; x.len()]);
        super::max_pool_back::<KH, KW>(&x, &dy, &mut dx, width);
        for (window, dy) in dy.iter().enumerate() {
            let place = |k, l| {
                let (row, column) = (window / width * KH + k, window % width * KW + l);
                row * width * KW + column
            };
            let mut at = place(0, 0);
            for (k, l) in (0..KH * KW).map(|i| (i / KW, i % KW)) {
                if x[place(k, l)] > x[at] || x[place(k, l)].is_nan() {
                    at = place(k, l);
                }
            }
            expected[at] += dy;
        }
        assert_same(&format!("{KH} x {KW}, {height} x {width}"), &dx, &expected);
    }
    for version in dispatch::versions() {
        let _using = dispatch::Using::new(version);
        let rng = &mut Xoshiro128PlusPlus::seed_from_u64(7);
        for width in if cfg!(miri) { 7..10 } else { 1..40 } {
            for height in if cfg!(miri) { 1..3 } else { 1..6 } {
                check::<2, 2>(height, width, rng);
                check::<3, 3>(height, width, rng);
                check::<1, 2>(height, width, rng);
            }
        }
    }
}
