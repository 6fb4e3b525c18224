//! A dense layer's own loops, inlined into a net whose sizes they know: for chips, for small nets, and for what a
//! kernel's call is too much for.

use crate::kernels::{
    self, BLOCK, LANES, Lanes, add_lanes, add_lanes_to, dot, for_each_row, in_memory, load_whole,
    store_whole,
};
use crate::math;
use crate::tensor::Aligned;
use core::array;

/// dxᵢ ← Σⱼ Wᵢⱼ dyⱼ
#[inline(always)]
pub fn dots<const IN: usize, const OUT: usize>(
    weight: &[[f32; OUT]; IN],
    dy: &[f32; OUT],
    dx: &mut [f32; IN],
) {
    if let [dy] = dy[..] {
        for (dx, w) in dx.iter_mut().zip(weight.as_flattened()) {
            *dx = w * dy;
        }
        return;
    }
    // -0 changes no sum.
    dots_of_rows(weight, dy, dx, -0.0);
}

/// toᵢ ← `start` + Σⱼ Rᵢⱼ vⱼ for each row i of R.
#[inline(always)]
pub fn dots_of_rows<const N: usize>(rows: &[[f32; N]], v: &[f32; N], to: &mut [f32], start: f32) {
    let (mut rows, mut to) = (rows, to);
    if const { cfg!(whole_nets) && N >= LANES && N <= BLOCK } {
        let (rounds, last_rows) = rows.as_chunks::<LANES>();
        let (to_rounds, last) = to.as_chunks_mut::<LANES>();
        for (to, rows) in to_rounds.iter_mut().zip(rounds) {
            let [a, b, c, d] = rows;
            let of_products = Lanes::of_products;
            let lanes =
                [of_products(a, v), of_products(b, v), of_products(c, v), of_products(d, v)];
            *to = Lanes::totals(lanes, start);
        }
        (rows, to) = (last_rows, last);
    }
    for (to, row) in to.iter_mut().zip(rows) {
        *to = dot(start, row, v);
    }
}

/// Wᵢⱼ ← `rule`(Wᵢⱼ, xᵢ, dyⱼ)
#[inline(always)]
pub fn change<const IN: usize, const OUT: usize>(
    weight: &mut [[f32; OUT]; IN],
    x: &[f32; IN],
    dy: &[f32; OUT],
    rule: impl Fn(f32, f32, f32) -> f32 + Copy,
) {
    if cfg!(not(feature = "std")) {
        for (&x, row) in x.iter().zip(weight) {
            for (w, &dy) in row.iter_mut().zip(dy) {
                *w = rule(*w, x, dy);
            }
        }
        return;
    }
    if let ([dy], [row]) = (&dy[..], weight.as_flattened_mut().as_chunks_mut::<IN>().0) {
        // A single column is a row as well.
        change_blocks::<1, IN>(array::from_mut(row), &[*dy], x, |w, dy, x| rule(w, x, dy));
    } else {
        change_blocks::<IN, OUT>(weight, x, dy, rule);
    }
}

#[inline(always)]
fn change_blocks<const IN: usize, const OUT: usize>(
    weight: &mut [[f32; OUT]; IN],
    x: &[f32; IN],
    dy: &[f32; OUT],
    rule: impl Fn(f32, f32, f32) -> f32 + Copy,
) {
    let mut done = 0;
    done = change_columns::<16, IN, OUT>(weight, x, dy, rule, done);
    done = change_columns::<8, IN, OUT>(weight, x, dy, rule, done);
    done = change_columns::<4, IN, OUT>(weight, x, dy, rule, done);
    change_columns::<1, IN, OUT>(weight, x, dy, rule, done);
}

/// The columns from `start` on, `B` at a time as long as there are as many: a block of dy stays in registers.
/// Returns where it stopped.
#[inline(always)]
fn change_columns<const B: usize, const IN: usize, const OUT: usize>(
    weight: &mut [[f32; OUT]; IN],
    x: &[f32; IN],
    dy: &[f32; OUT],
    rule: impl Fn(f32, f32, f32) -> f32,
    start: usize,
) -> usize {
    let mut start = start;
    while let Some(&dy) = dy.get(start..).and_then(|rest| rest.first_chunk::<B>()) {
        for (&x, row) in x.iter().zip(&mut *weight) {
            let row = row.get_mut(start..).and_then(|rest| rest.first_chunk_mut::<B>());
            let Some(row) = row else { return OUT };
            for (w, dy) in row.iter_mut().zip(dy) {
                *w = rule(*w, x, dy);
            }
        }
        start += B;
    }
    start
}

/// How many inputs a round of the loop over inputs takes: several leave little of the loop's own cost, where the
/// compiler does not unroll it of itself.
const ROUND: usize = if cfg!(any(optimize_for_size, whole_nets)) { 1 } else { 4 };

/// Adds Σᵢ xᵢ Wᵢⱼ to the outputs from `start` on, `B` at a time as long as there are as many, and returns
/// where it stopped.
///
/// A block's sums stay in registers over all inputs: on a Cortex-M4F that is two instructions a multiply-add
/// instead of four. Whatever the blocks, each sum is taken in the order of the inputs.
#[inline(always)]
pub fn add_products<const B: usize, const IN: usize, const OUT: usize>(
    weight: &[[f32; OUT]; IN],
    input: &[f32; IN],
    output: &mut [f32; OUT],
    start: usize,
) -> usize {
    let mut done = start;
    while let Some(block) = output.get_mut(done..).and_then(|rest| rest.first_chunk_mut::<B>()) {
        let mut sums = *block;
        let (rounds, last_inputs) = input.as_chunks::<ROUND>();
        let (rows_of_rounds, last_rows) = weight.as_chunks::<ROUND>();
        for (round, rows) in rounds.iter().zip(rows_of_rounds) {
            for (x, row) in round.iter().zip(rows) {
                add_product(*x, row, done, &mut sums);
            }
        }
        for (x, row) in last_inputs.iter().zip(last_rows) {
            add_product(*x, row, done, &mut sums);
        }
        *block = sums;
        done += B;
    }
    done
}

/// Adds x Wⱼ to the sums of the outputs from `start` on.
#[inline(always)]
fn add_product<const B: usize, const OUT: usize>(
    x: f32,
    row: &[f32; OUT],
    start: usize,
    sums: &mut [f32; B],
) {
    if math::skips(x) {
        return;
    }
    let Some(row) = row.get(start..).and_then(|rest| rest.first_chunk::<B>()) else { return };
    if let ([a, b, c, d], [wa, wb, wc, wd]) = (&mut sums[..], &row[..]) {
        // Where code is to be small, a loop stays a loop, and its sums in memory: so four are written out.
        *a += x * wa;
        *b += x * wb;
        *c += x * wc;
        *d += x * wd;
    } else {
        for (sum, w) in sums.iter_mut().zip(row) {
            *sum += x * w;
        }
    }
}

/// Adds Σᵢ xᵢ Wᵢⱼ to the outputs, of which there are few: each has [`LANES`] sums that take turns, for one alone
/// would wait for each addition. A single output of many inputs has sixteen.
#[inline(always)]
pub fn add_products_in_lanes<const IN: usize, const OUT: usize>(
    weight: &[[f32; OUT]; IN],
    input: &[f32; IN],
    output: &mut [f32; OUT],
) {
    if let ([y], true) = (&mut output[..], IN >= 64) {
        const MANY: usize = 4 * LANES;
        let sums: [f32; MANY] = products_in_lanes(weight.as_flattened(), input);
        // As it is, LLVM would compute two numbers at a time.
        let mut sums = **in_memory(&Aligned(sums));
        for width in [MANY / 2, MANY / 4] {
            for l in 0..width {
                sums[l] += sums[l + width];
            }
        }
        let [s0, s1, s2, s3, ..] = sums;
        *y = add_lanes_to(*y, [s0, s1, s2, s3]);
        return;
    }
    if let ([y], true) = (&mut output[..], cfg!(whole_nets)) {
        *y = Lanes::of_products(weight.as_flattened(), input).total(*y);
        return;
    }
    let mut done = 0;
    // Conditions for the sake of size: what is not needed is not even compiled.
    if cfg!(whole_nets) && OUT >= 8 {
        done = add_in_lanes::<8, IN, OUT>(weight, input, output, done);
    }
    if cfg!(optimize_for_size) && OUT >= 4 {
        add_in_lanes::<1, IN, OUT>(weight, input, output, done);
        return;
    }
    if OUT >= 4 {
        done = add_in_lanes::<4, IN, OUT>(weight, input, output, done);
    }
    match OUT % 4 {
        1 => add_in_lanes::<1, IN, OUT>(weight, input, output, done),
        2 => add_in_lanes::<2, IN, OUT>(weight, input, output, done),
        3 => add_in_lanes::<3, IN, OUT>(weight, input, output, done),
        _ => done,
    };
}

/// Adds to the outputs from `start` on, `B` at a time as long as there are as many. Returns where it stopped.
#[inline(always)]
fn add_in_lanes<const B: usize, const IN: usize, const OUT: usize>(
    weight: &[[f32; OUT]; IN],
    input: &[f32; IN],
    output: &mut [f32; OUT],
    start: usize,
) -> usize {
    let mut done = start;
    while let Some(block) = output.get_mut(done..).and_then(|rest| rest.first_chunk_mut::<B>()) {
        let mut lanes = [[-0.0; B]; LANES];
        if cfg!(optimize_for_size) && B == 1 {
            for (i, (x, row)) in input.iter().zip(weight).enumerate() {
                add_product(*x, row, done, &mut lanes[i % LANES]);
            }
        } else {
            let (rounds, last_inputs) = input.as_chunks::<LANES>();
            let (rows_of_rounds, last_rows) = weight.as_chunks::<LANES>();
            for (round, rows) in rounds.iter().zip(rows_of_rounds) {
                add_round(round, rows, done, &mut lanes);
            }
            add_round(last_inputs, last_rows, done, &mut lanes);
        }
        for (j, y) in block.iter_mut().enumerate() {
            *y = add_lanes_to(*y, lanes.map(|lane| lane[j]));
        }
        done += B;
    }
    done
}

/// Adds to each lane one input's products.
#[inline(always)]
fn add_round<const B: usize, const OUT: usize>(
    inputs: &[f32],
    rows: &[[f32; OUT]],
    start: usize,
    lanes: &mut [[f32; B]; LANES],
) {
    for ((x, row), lane) in inputs.iter().zip(rows).zip(lanes) {
        add_product(*x, row, start, lane);
    }
}

/// The products aᵢ bᵢ summed in `L` lanes, number i in sum i mod `L`.
#[inline(always)]
fn products_in_lanes<const L: usize>(a: &[f32], b: &[f32]) -> [f32; L] {
    let mut lanes = [-0.0; L];
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<L>(), b.as_chunks::<L>());
    for (a, b) in a.iter().zip(b) {
        for l in 0..L {
            if !math::skips(b[l]) {
                lanes[l] += a[l] * b[l];
            }
        }
    }
    for (lane, (a, b)) in lanes.iter_mut().zip(a_rest.iter().zip(b_rest)) {
        *lane += a * b;
    }
    lanes
}

/// dW ← dW + Σₛ xₛᵀ dyₛ, each sum in the order of the samples.
#[inline(always)]
pub fn add_outer_products<const IN: usize, const OUT: usize>(
    gradient: &mut [[f32; OUT]; IN],
    x: &[[f32; IN]],
    dy: &[[f32; OUT]],
) {
    if let (true, [row]) = (OUT == 1, gradient.as_flattened_mut().as_chunks_mut().0) {
        // A single column is a row as well.
        add_rows(row, x, dy.as_flattened().iter().copied());
        return;
    }
    let mut done = 0;
    done = add_outer_columns::<16, IN, OUT>(gradient, x, dy, done);
    done = add_outer_columns::<8, IN, OUT>(gradient, x, dy, done);
    done = add_outer_columns::<4, IN, OUT>(gradient, x, dy, done);
    add_outer_columns::<1, IN, OUT>(gradient, x, dy, done);
}

/// The columns from `start` on, `B` at a time as long as there are as many, in tiles whose sums stay in registers.
/// Returns where it stopped.
#[inline(always)]
fn add_outer_columns<const B: usize, const IN: usize, const OUT: usize>(
    gradient: &mut [[f32; OUT]; IN],
    x: &[[f32; IN]],
    dy: &[[f32; OUT]],
    start: usize,
) -> usize {
    let mut start = start;
    while start + B <= OUT {
        let row = add_outer_tiles::<4, B, IN, OUT>(gradient, x, dy, 0, start);
        add_outer_tiles::<1, B, IN, OUT>(gradient, x, dy, row, start);
        start += B;
    }
    start
}

/// The rows from `row` on, `R` at a time as long as there are as many. Returns where it stopped.
#[inline(always)]
fn add_outer_tiles<const R: usize, const B: usize, const IN: usize, const OUT: usize>(
    gradient: &mut [[f32; OUT]; IN],
    x: &[[f32; IN]],
    dy: &[[f32; OUT]],
    row: usize,
    column: usize,
) -> usize {
    let mut row = row;
    while let Some(rows) = gradient.get_mut(row..).and_then(|rest| rest.first_chunk_mut::<R>()) {
        let mut tile = [[0.0; B]; R];
        for_each_row!(r < R: load_whole(&rows[r], column, &mut tile[r]));
        for (x, dy) in x.iter().zip(dy) {
            let x = x.get(row..).and_then(|rest| rest.first_chunk::<R>());
            let dy = dy.get(column..).and_then(|rest| rest.first_chunk::<B>());
            let (Some(x), Some(dy)) = (x, dy) else { return IN };
            for_each_row!(r < R: kernels::add_product(&mut tile[r], x[r], dy));
        }
        for_each_row!(r < R: store_whole(&tile[r], &mut rows[r], column));
        row += R;
    }
    row
}

/// dxₛ ← dyₛ Wᵀ for many samples, for which it pays to turn the weights: the sums are those of [`dots`].
#[inline(always)]
pub fn dots_of_samples<const IN: usize, const OUT: usize>(
    weight: &[[f32; OUT]; IN],
    dy: &[[f32; OUT]],
    dx: &mut [[f32; IN]],
) {
    if const { OUT > BLOCK } {
        // Those are summed block by block.
        for (dy, dx) in dy.iter().zip(dx) {
            dots(weight, dy, dx);
        }
        return;
    }
    let mut turned = [[0.0; IN]; OUT];
    for (i, row) in weight.iter().enumerate() {
        for (turned, w) in turned.iter_mut().zip(row) {
            turned[i] = *w;
        }
    }
    for (dy, dx) in dy.iter().zip(dx) {
        let mut done = 0;
        done = dots_of_columns::<16, IN, OUT>(&turned, dy, dx, done);
        done = dots_of_columns::<8, IN, OUT>(&turned, dy, dx, done);
        done = dots_of_columns::<4, IN, OUT>(&turned, dy, dx, done);
        dots_of_columns::<1, IN, OUT>(&turned, dy, dx, done);
    }
}

#[inline(always)]
fn dots_of_columns<const B: usize, const IN: usize, const OUT: usize>(
    turned: &[[f32; IN]; OUT],
    dy: &[f32; OUT],
    dx: &mut [f32; IN],
    start: usize,
) -> usize {
    let mut start = start;
    while let Some(dx) = dx.get_mut(start..).and_then(|rest| rest.first_chunk_mut::<B>()) {
        let mut lanes = [[-0.0; B]; LANES];
        if const { OUT <= 16 } {
            for (j, (dy, row)) in dy.iter().zip(turned).enumerate() {
                // Fewer than the lanes are one sum.
                let lane = if OUT < LANES { 0 } else { j % LANES };
                add_columns_of(&mut lanes[lane], *dy, row, start);
            }
        } else {
            // What is not unrolled must not choose a lane by its number: the lanes would lie in memory.
            let (rounds, last) = dy.as_chunks::<LANES>();
            let (rows_of_rounds, last_rows) = turned.as_chunks::<LANES>();
            for (dy, rows) in rounds.iter().zip(rows_of_rounds) {
                for_each_row!(l < LANES: add_columns_of(&mut lanes[l], dy[l], &rows[l], start));
            }
            for (lane, (dy, row)) in lanes.iter_mut().zip(last.iter().zip(last_rows)) {
                add_columns_of(lane, *dy, row, start);
            }
        }
        for j in 0..B {
            dx[j] = if OUT < LANES {
                lanes[0][j]
            } else {
                add_lanes([lanes[0][j], lanes[1][j], lanes[2][j], lanes[3][j]])
            };
        }
        start += B;
    }
    start
}

/// Adds so many times the columns of a row from `start` on.
#[inline(always)]
fn add_columns_of<const B: usize, const N: usize>(
    sums: &mut [f32; B],
    times: f32,
    row: &[f32; N],
    start: usize,
) {
    if let Some(row) = row.get(start..).and_then(|rest| rest.first_chunk::<B>()) {
        kernels::add_product(sums, times, row);
    }
}

/// Adds to the sums each row so many times, in the order of the rows.
#[inline(always)]
pub fn add_rows<const N: usize>(
    sums: &mut [f32; N],
    rows: &[[f32; N]],
    times: impl Iterator<Item = f32> + Clone,
) {
    if cfg!(not(feature = "std")) {
        for (row, times) in rows.iter().zip(times) {
            for (sum, x) in sums.iter_mut().zip(row) {
                *sum += times * x;
            }
        }
        return;
    }
    let mut done = 0;
    done = add_columns::<16, N>(sums, rows, &times, done);
    done = add_columns::<8, N>(sums, rows, &times, done);
    done = add_columns::<4, N>(sums, rows, &times, done);
    add_columns::<1, N>(sums, rows, &times, done);
}

/// The columns from `start` on, `B` at a time as long as there are as many: their sums stay in registers. Returns
/// where it stopped.
#[inline(always)]
fn add_columns<const B: usize, const N: usize>(
    sums: &mut [f32; N],
    rows: &[[f32; N]],
    times: &(impl Iterator<Item = f32> + Clone),
    start: usize,
) -> usize {
    let mut start = start;
    while let Some(block) = sums.get_mut(start..).and_then(|rest| rest.first_chunk_mut::<B>()) {
        let mut sums = *block;
        for (row, times) in rows.iter().zip(times.clone()) {
            let row = row.get(start..).and_then(|rest| rest.first_chunk::<B>());
            let Some(row) = row else { return N };
            for j in 0..B {
                sums[j] += times * row[j];
            }
        }
        *block = sums;
        start += B;
    }
    start
}
