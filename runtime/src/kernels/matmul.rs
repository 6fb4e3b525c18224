//! Products of matrices, tile by tile, with the tile's sums in registers.

use super::ahead::{self, Ahead};
use super::descend::add_outer_product;
use super::parallel::{Sum, others_share, share_rows, share_rows_of, share_two_sums, shares};
use super::{
    Kernel, LINE, Lines, Vectors, add_rows, add_whole, dispatch, first_sum, for_each_row,
    has_many_weights,
};
use super::{load, load_whole, store, store_whole};
use core::hint::black_box;

/// C ← A B + a `bias` for each column, where A (`depth` columns), B and C (`columns` columns each) lie row by row. Each
/// sum is taken in the order of B's rows, starting from the bias; or the [`first_sum`] is, and the other is added to it.
///
/// For a layer: its outputs, from inputs and weights.
pub(crate) fn matmul(
    fused: bool,
    bias: &[f32],
    a: &[f32],
    b: &[f32],
    c: &mut [f32],
    depth: usize,
    columns: usize,
) {
    let multiply_adds = c.len().saturating_mul(depth);
    let first_sum = first_sum(depth, columns);
    let from_row = |row: usize, column: usize| Rows::<true> {
        values: a.get(row * depth + column..).unwrap_or_default(),
        depth,
    };
    if let (true, Some((first_b, second_b))) =
        (first_sum < depth, b.split_at_checked(first_sum * columns))
    {
        let start = Start::Bias(bias);
        if has_many_weights(depth, columns) {
            share_two_sums(c, columns, multiply_adds, |row, sum, adds, c| {
                let (start, a, b) = match sum {
                    Sum::First => (start, from_row(row, 0), first_b),
                    Sum::Second => (Start::Zero, from_row(row, first_sum), second_b),
                };
                if adds {
                    add_sums(fused, start, a, b, c, columns);
                } else {
                    add_panels(fused, start, a, b, c, columns, Soon::Nothing);
                }
            });
        } else {
            share_rows(c, columns, multiply_adds, |row, c| {
                let (a, second_a) = (from_row(row, 0), from_row(row, first_sum));
                let column = add_panels(fused, start, a, first_b, c, columns, Soon::Nothing);
                add_sums(fused, Start::Zero, second_a, second_b, c, columns);
                add_last_columns(fused, start, a, [first_b, second_b], c, columns, column);
            });
        }
        return;
    }
    let soon = if others_share(multiply_adds) { Soon::ReadOn } else { Soon::Nothing };
    share_rows(c, columns, multiply_adds, |row, c| {
        add_product_of(fused, Start::Bias(bias), from_row(row, 0), b, c, columns, soon);
    });
}

/// C ← C + Aᵀ B, where A (`rows` columns), B and C (`columns` columns each) lie row by row, and `total` ← `total` + Σ B's
/// rows; each sum in the order of A's and B's rows.
///
/// For a layer: the gradients of the weights and biases, from inputs and the outputs' gradients. `soon` are the weights, as
/// long as C, which an optimizer will change in the same parts, if threads share out both.
pub(crate) fn matmul_of_columns(
    fused: bool,
    a: &[f32],
    b: &[f32],
    [c, total]: [&mut [f32]; 2],
    [rows, columns]: [usize; 2],
    soon: &[f32],
) {
    let multiply_adds = a.len().saturating_mul(columns);
    // Where threads have one of two sums each, no other has read them.
    let are_read = !has_many_weights(rows, columns);
    let soon = if are_read && shares(multiply_adds) { soon } else { &[] };
    // The thread that has the last rows adds up B's as well: it has just read them.
    share_rows_of([c, total], [columns, 0], multiply_adds, |first, [c, total]| {
        if b.len() < FEW * columns {
            for (x, dy) in a.chunks_exact(rows).zip(b.chunks_exact(columns)) {
                add_outer_product(fused, c, x.get(first..).unwrap_or_default(), dy);
            }
            add_rows(total, b, columns);
            return;
        }
        // So many of A's columns at a time that they stay in the second cache for all panels of B: a tile reads a few
        // numbers of each row.
        let samples = b.len() / columns.max(1);
        let together = (FLOATS / samples.max(1)).next_multiple_of(TILES);
        for (part, c) in c.chunks_mut((together * columns).max(1)).enumerate() {
            let first = first + part * together;
            let a = Columns { values: a, rows, first };
            let soon = soon.get(first * columns..).and_then(|rest| rest.get(..c.len()));
            let soon = soon.map_or(Soon::Nothing, Soon::Write);
            add_product_of(fused, Start::Held, a, b, c, columns, soon);
        }
        add_rows(total, b, columns);
    });
}

/// From so many rows on a tile of sums pays; fewer are added one by one.
const FEW: usize = 4;

/// How much of a matrix the second cache holds beside what else is read.
const FLOATS: usize = 1 << 17;

/// So many rows are whole tiles, of whatever height.
const TILES: usize = 48;

/// What is asked for while a product is computed, since other cores have written it, or read it.
#[derive(Clone, Copy)]
enum Soon<'a> {
    Nothing,
    /// B's next rows.
    ReadOn,
    /// These numbers, which will be written.
    Write(&'a [f32]),
}

/// What sums start from.
#[derive(Clone, Copy)]
enum Start<'a> {
    /// A bias for each column.
    Bias(&'a [f32]),
    Zero,
    /// What C holds.
    Held,
}

/// What becomes of C.
#[derive(Clone, Copy)]
struct Sums<'a> {
    start: Start<'a>,
    /// Whether the sums are added to what C holds.
    adds: bool,
}

impl Sums<'_> {
    /// The same for the columns from one on.
    #[inline(always)]
    fn at(self, column: usize) -> Self {
        match self.start {
            Start::Bias(bias) => {
                Sums { start: Start::Bias(bias.get(column..).unwrap_or_default()), ..self }
            }
            _ => self,
        }
    }
}

/// C ← A B, where sums start from something.
fn add_product_of<A: Left>(
    fused: bool,
    start: Start<'_>,
    a: A,
    b: &[f32],
    c: &mut [f32],
    columns: usize,
    soon: Soon<'_>,
) {
    let column = add_panels(fused, start, a, b, c, columns, soon);
    add_last_columns(fused, start, a, [b, &[]], c, columns, column);
}

/// The same as long as tiles have as many columns. Returns where it stopped.
fn add_panels<A: Left>(
    fused: bool,
    start: Start<'_>,
    a: A,
    b: &[f32],
    c: &mut [f32],
    columns: usize,
    soon: Soon<'_>,
) -> usize {
    let column = if fused && copying_pays(c, columns) {
        dispatch::run(Copied { start, a, b, c: &mut *c, columns, soon })
    } else {
        0
    };
    let sums = Sums { start, adds: false };
    dispatch::run_sums(fused, MatMul { sums, a, b, c, columns, column, soon })
}

/// C ← C + A B as long as tiles have as many columns, where sums start from something else than C.
fn add_sums(
    fused: bool,
    start: Start<'_>,
    a: Rows<'_, true>,
    b: &[f32],
    c: &mut [f32],
    columns: usize,
) {
    let column = if fused && copying_pays(c, columns) {
        let a = Rows { values: a.values, depth: a.depth };
        dispatch::run(Added { start, a, b, c: &mut *c, columns })
    } else {
        0
    };
    let (sums, soon) = (Sums { start, adds: true }, Soon::Nothing);
    dispatch::run_sums(fused, MatMul { sums, a, b, c, columns, column, soon });
}

/// The columns from `column` on, with B's rows for one or two sums.
fn add_last_columns<A: Left>(
    fused: bool,
    start: Start<'_>,
    a: A,
    b: [&[f32]; 2],
    c: &mut [f32],
    columns: usize,
    column: usize,
) {
    if column < columns {
        dispatch::run_sums(fused, LastColumns { start, a, b, c, columns, column });
    }
}

/// Whether so many rows of C read B often enough for a copy to pay. (Of a layer that does not fuse the first cache holds
/// all; a kernel that copies for it would only have to be compiled.)
fn copying_pays(c: &[f32], columns: usize) -> bool {
    let few = if columns < FAR_APART { 24 } else { 6 };
    c.len() >= few * columns
}

/// The product's columns from one on as long as a tile has as many. Returns where it stopped.
struct MatMul<'a, A> {
    sums: Sums<'a>,
    a: A,
    b: &'a [f32],
    c: &'a mut [f32],
    columns: usize,
    /// The first to be computed.
    column: usize,
    soon: Soon<'a>,
}

/// How the left matrix lies.
trait Left: Copy {
    /// Whether it gains by asking for B's next rows.
    const GAINS_BY_NEXT: bool;
    /// Whether anything is asked for while it is read.
    const MAY_ASK: bool;
    /// How many sums a number can have.
    const SUMS: usize;

    /// Adds rows `row..row + R` of A times a panel of B, whose rows are given, to the tile; and if it `ASKS`, asks for what is
    /// needed soon, or if that gains, for the `NEXT` rows of B.
    ///
    /// What the compiler cannot know to be in bounds must not end the loop with anything but the sums as they are:
    /// to return the tile as it was, it would hold that in registers too.
    fn add_to<'a, V: Vectors, const ASKS: bool, const NEXT: bool, const R: usize, const C: usize>(
        self,
        row: usize,
        panel: Panel<'a>,
        panel_rows: impl Iterator<Item = &'a [f32]>,
        tile: &mut [[f32; C]; R],
    );
}

/// As many columns of B as a tile has, from `column` on; and B's rows from `first` on, `depth` of them.
#[derive(Clone, Copy)]
struct Panel<'a> {
    /// From row `first` on.
    b: &'a [f32],
    /// B's, not the panel's.
    columns: usize,
    column: usize,
    first: usize,
    depth: usize,
    /// Of these columns.
    sums: Sums<'a>,
    /// What is asked for while the panel's tiles are computed.
    ahead: Ahead<'a>,
}

impl<A: Left> Kernel for MatMul<'_, A> {
    type Output = usize;

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(
        &mut self,
    ) -> usize {
        let MatMul { sums, a, b, ref mut c, columns, mut column, soon } = *self;
        let c = &mut **c;
        if columns == 0 {
            return 0;
        }
        if ROWS >= 16 && dispatch::spreads_freely() {
            // A row of several registers takes fewer loads for each multiply-add.
            column = panels::<V, 6, 64, A>(sums, a, b, c, columns, column, soon);
            // More than 48 columns take as long as 64, of which the last are not there; as 32 and as 16 is the rest.
            if !V::FUSES || columns - column <= 48 {
                column = panels::<V, 8, 32, A>(sums, a, b, c, columns, column, soon);
            }
            if V::FUSES && columns - column > COLUMNS {
                return column;
            }
        }
        panels::<V, ROWS, COLUMNS, A>(sums, a, b, c, columns, column, soon)
    }
}

/// C's columns from `column` on, `COLUMNS` at a time as long as there are as many. Returns where it stopped.
#[inline(always)]
fn panels<V: Vectors, const ROWS: usize, const COLUMNS: usize, A: Left>(
    sums: Sums<'_>,
    a: A,
    b: &[f32],
    c: &mut [f32],
    columns: usize,
    column: usize,
    soon: Soon<'_>,
) -> usize {
    let depth = b.len() / columns;
    let mut column = column;
    while column + COLUMNS <= columns {
        // The first panel's tiles ask for all.
        let values = match soon {
            Soon::ReadOn if column == 0 => b,
            Soon::Write(soon) if column == 0 => soon,
            _ => &[],
        };
        let ahead = Ahead::new(values, c.len() / columns);
        let sums = sums.at(column);
        let panel = Panel { b, columns, column, first: 0, depth, sums, ahead };
        tiles::<V, ROWS, COLUMNS, A>(a, 0, panel, c, columns, column);
        column += COLUMNS;
    }
    column
}

/// The product's columns as long as a tile has as many, after what is read over and over of B was copied, if that pays: a
/// load that touches two cache lines counts twice, and of rows that lie far apart a cache holds few. Returns where it stopped.
///
/// A kernel of its own: one function would have all tiles twice, and in a debug build each has its place on the stack.
struct Copied<'a, A> {
    start: Start<'a>,
    a: A,
    b: &'a [f32],
    c: &'a mut [f32],
    columns: usize,
    soon: Soon<'a>,
}

impl<A: Left> Kernel for Copied<'_, A> {
    type Output = usize;

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(
        &mut self,
    ) -> usize {
        let Copied { start, a, b, ref mut c, columns, soon } = *self;
        if !copies::<ROWS>(b, columns) {
            0
        } else if ROWS >= 16 && dispatch::spreads_freely() {
            copied_panels::<V, 6, 64, A>(start, a, b, c, columns, soon)
        } else {
            copied_panels::<V, ROWS, COLUMNS, A>(start, a, b, c, columns, soon)
        }
    }
}

/// Whether B is copied, where that is read often enough.
#[inline(always)]
fn copies<const ROWS: usize>(b: &[f32], columns: usize) -> bool {
    let is_kept = b.len() <= DEPTH * columns;
    if ROWS >= 16 && dispatch::spreads_freely() {
        let in_lines = (4 * columns).is_multiple_of(LINE) && b.as_ptr().addr().is_multiple_of(LINE);
        // Then B's rows are read from where they are, if they lie side by side anyway, or are too many to be kept and
        // not so far apart that they contend for the same few places in a cache.
        !(in_lines && (columns == 64 || !is_kept && columns < FAR_APART))
    } else {
        ROWS < 16 || is_kept
    }
}

#[inline(always)]
fn copied_panels<V: Vectors, const ROWS: usize, const COLUMNS: usize, A: Left>(
    start: Start<'_>,
    a: A,
    b: &[f32],
    c: &mut [f32],
    columns: usize,
    soon: Soon<'_>,
) -> usize {
    if columns < COLUMNS {
        return 0;
    }
    let mut copy = Lines([[0.0; COLUMNS]; DEPTH]);
    let rows = c.len() / columns.max(1);
    let mut column = 0;
    while column + COLUMNS <= columns {
        let mut parts = b.chunks(DEPTH * columns).enumerate().peekable();
        while let Some((part, b)) = parts.next() {
            let values = match soon {
                Soon::Nothing => &[],
                Soon::ReadOn => parts.peek().map_or(&[][..], |&(_, next)| next),
                Soon::Write(soon) => soon,
            };
            let ahead = Ahead::new(values, columns / COLUMNS * rows);
            let ahead = ahead.after(column / COLUMNS * rows);
            for (row, to) in b.chunks_exact(columns).zip(&mut copy.0) {
                load_whole(row, column, to);
            }
            let (first, depth) = (part * DEPTH, b.len() / columns);
            let b = copy.0.get(..depth).unwrap_or_default().as_flattened();
            let start = if part == 0 { start } else { Start::Held };
            let sums = Sums { start, adds: false }.at(column);
            let panel = Panel { b, columns: COLUMNS, column: 0, first, depth, sums, ahead };
            tiles::<V, ROWS, COLUMNS, A>(a, 0, panel, c, columns, column);
        }
        column += COLUMNS;
    }
    column
}

/// [`Copied`] for sums that are added to C: until all of B's parts are in them they lie elsewhere.
struct Added<'a> {
    start: Start<'a>,
    a: Rows<'a, false>,
    b: &'a [f32],
    c: &'a mut [f32],
    columns: usize,
}

impl Kernel for Added<'_> {
    type Output = usize;

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(
        &mut self,
    ) -> usize {
        let Added { start, a, b, ref mut c, columns } = *self;
        if !copies::<ROWS>(b, columns) {
            0
        } else if ROWS >= 16 && dispatch::spreads_freely() {
            added_panels::<V, 6, 64>(start, a, b, c, columns)
        } else {
            added_panels::<V, ROWS, COLUMNS>(start, a, b, c, columns)
        }
    }
}

#[inline(always)]
fn added_panels<V: Vectors, const ROWS: usize, const COLUMNS: usize>(
    start: Start<'_>,
    a: Rows<'_, false>,
    b: &[f32],
    c: &mut [f32],
    columns: usize,
) -> usize {
    const HEIGHT: usize = 64;
    if columns < COLUMNS {
        return 0;
    }
    let mut copy = Lines([[0.0; COLUMNS]; DEPTH]);
    let mut all = Lines([[0.0; COLUMNS]; HEIGHT]);
    let mut column = 0;
    while column + COLUMNS <= columns {
        for (band, c) in c.chunks_mut(HEIGHT * columns).enumerate() {
            let Some(rows) = all.0.get_mut(..c.len() / columns) else { return column };
            for (part, b) in b.chunks(DEPTH * columns).enumerate() {
                for (row, to) in b.chunks_exact(columns).zip(&mut copy.0) {
                    load_whole(row, column, to);
                }
                let (first, depth, ahead) = (part * DEPTH, b.len() / columns, Ahead::default());
                let b = copy.0.get(..depth).unwrap_or_default().as_flattened();
                let start = if part == 0 { start } else { Start::Held };
                let sums = Sums { start, adds: false }.at(column);
                let panel = Panel { b, columns: COLUMNS, column: 0, first, depth, sums, ahead };
                let rows = rows.as_flattened_mut();
                tiles::<V, ROWS, COLUMNS, Rows<'_, false>>(
                    a,
                    band * HEIGHT,
                    panel,
                    rows,
                    COLUMNS,
                    0,
                );
            }
            for (row, sums) in c.chunks_exact_mut(columns).zip(rows) {
                add_whole::<V, _>(row, column, sums);
                store_whole(sums, row, column);
            }
        }
        column += COLUMNS;
    }
    column
}

/// How many rows of B are copied at a time.
const DEPTH: usize = 128;

/// From so many columns on B's rows lie so far apart that a copy soon pays: of rows that begin 2 KiB after one another a first
/// cache of 48 KiB holds 24.
const FAR_APART: usize = 320;

/// The columns from `column` on, too few for a tile, which computes some more that are not written. If there are two sums, B's
/// rows for the second are apart.
struct LastColumns<'a, A> {
    start: Start<'a>,
    a: A,
    b: [&'a [f32]; 2],
    c: &'a mut [f32],
    columns: usize,
    column: usize,
}

impl<A: Left> Kernel for LastColumns<'_, A> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let width = self.columns - self.column;
        // What does not fuse is small: other tiles would only have to be compiled.
        if const { ROWS >= 16 && V::FUSES } && width > 32 {
            last_columns::<V, 6, 2, 64, A>(self);
        } else if const { ROWS >= 16 && V::FUSES } && width > 16 {
            last_columns::<V, 8, 4, 32, A>(self);
        } else if const { ROWS < 16 && COLUMNS > 8 && V::FUSES } && width <= 8 {
            last_columns::<V, 8, 4, 8, A>(self);
        } else {
            last_columns::<V, ROWS, 4, COLUMNS, A>(self);
        }
    }
}

/// The last columns, in tiles that are wider, of `ROWS` rows, then of `FEW` and of one.
#[inline(always)]
fn last_columns<V: Vectors, const ROWS: usize, const FEW: usize, const COLUMNS: usize, A: Left>(
    last: &mut LastColumns<'_, A>,
) {
    let LastColumns { start, a, b, ref mut c, columns, column } = *last;
    let mut biases = [0.0; COLUMNS];
    let start = match start {
        Start::Bias(bias) => {
            load(bias, column, columns - column, &mut biases);
            Start::Bias(&biases)
        }
        _ => start,
    };
    let mut rooms = [const { Lines([0.0; ROOM]) }; 2];
    let [room, second_room] = &mut rooms;
    let copying = copying_pays(c, columns);
    let first_parts = parts::<COLUMNS>(b[0], columns, column, 0, &mut room.0, copying);
    let first = b[0].len() / columns;
    let second_parts = parts::<COLUMNS>(b[1], columns, column, first, &mut second_room.0, copying);
    let sums = &[first_parts, second_parts];
    let mut row = 0;
    row = last_band::<V, ROWS, COLUMNS, A>(start, a, sums, c, columns, column, row);
    if ROWS > 8 {
        row = last_band::<V, 8, COLUMNS, A>(start, a, sums, c, columns, column, row);
    }
    if ROWS > FEW {
        row = last_band::<V, FEW, COLUMNS, A>(start, a, sums, c, columns, column, row);
    }
    last_band::<V, 1, COLUMNS, A>(start, a, sums, c, columns, column, row);
}

/// How many numbers of B are copied for the last columns. More rows than 16 need never be.
const ROOM: usize = 2048;

/// B's columns from `column` on for tiles that are wider: the rows that have as much behind them, whatever it is, and copies
/// of others, with zeros behind. Those are the last few, or all if they are few and `copying` pays.
#[inline(always)]
fn parts<'a, const C: usize>(
    b: &'a [f32],
    columns: usize,
    column: usize,
    first: usize,
    room: &'a mut [f32; ROOM],
    copying: bool,
) -> [Panel<'a>; 2] {
    let (depth, room) = (b.len() / columns, room.as_chunks_mut::<C>().0);
    let wide = b.get(column..).unwrap_or_default();
    let overlapping = (wide.len() + columns).saturating_sub(C) / columns;
    let overlapping = if copying && depth <= room.len() { 0 } else { overlapping };
    for (row, to) in b.chunks_exact(columns).skip(overlapping).zip(&mut *room) {
        load(row, column, columns - column, to);
    }
    let copied = room.get(..depth - overlapping).unwrap_or_default().as_flattened();
    let wide = if overlapping > 0 { wide } else { &[] };
    let panel = |b, columns, first, depth| {
        let sums = Sums { start: Start::Held, adds: false };
        Panel { b, columns, column: 0, first, depth, sums, ahead: Ahead::default() }
    };
    [
        panel(wide, columns, first, overlapping),
        panel(copied, C, first + overlapping, depth - overlapping),
    ]
}

/// Tiles of `R` rows from `row` on, with one or two sums for each number. Returns where it stopped.
#[inline(always)]
fn last_band<V: Vectors, const R: usize, const C: usize, A: Left>(
    start: Start<'_>,
    a: A,
    sums: &[[Panel<'_>; 2]; 2],
    c: &mut [f32],
    columns: usize,
    column: usize,
    row: usize,
) -> usize {
    let width = columns - column;
    let mut row = row;
    while c.len() >= (row + R) * columns {
        let mut tiles = [[[0.0; C]; R]; 2];
        let (from, pitch) = match start {
            Start::Bias(bias) => (bias, 0),
            Start::Zero => (&[0.0; C][..], 0),
            Start::Held => (c.get(row * columns + column..).unwrap_or_default(), columns),
        };
        // Loops, and through memory: written out for each row, this would take the compiler longer than all else.
        for (r, row) in black_box(&mut tiles[0]).iter_mut().enumerate() {
            // What lies behind does not count, and is not there behind the last.
            if from.len() < r * pitch + C {
                load(from, r * pitch, width, row);
            } else {
                load_whole(from, r * pitch, row);
            }
        }
        for (panels, tile) in sums.iter().zip(&mut tiles).take(A::SUMS) {
            for &panel in panels {
                // A narrow tile has no time to ask for each row whether it is there.
                if C == 16 && panel.columns == C {
                    a.add_to::<V, false, false, R, C>(row, panel, panel.rows(), tile);
                } else if panel.depth > 0 {
                    let overlapping = panel.overlapping_rows::<C>();
                    a.add_to::<V, false, false, R, C>(row, panel, overlapping, tile);
                }
            }
        }
        let [tile, second_tile] = &mut tiles;
        if A::SUMS > 1 && sums[1].iter().any(|panel| panel.depth > 0) {
            for_each_row!(r < R: V::add(&mut tile[r], &second_tile[r]));
        }
        for (r, sums) in black_box(&*tile).iter().enumerate() {
            store(sums, c, (row + r) * columns + column, width);
        }
        row += R;
    }
    row
}

/// All rows of C, of which the first belongs to A's row `first`, in the columns from `column` on: in tiles of `ROWS`
/// rows, then of fewer.
#[inline(always)]
fn tiles<V: Vectors, const ROWS: usize, const COLUMNS: usize, A: Left>(
    a: A,
    first: usize,
    panel: Panel<'_>,
    c: &mut [f32],
    columns: usize,
    column: usize,
) {
    let mut row = 0;
    row = band::<V, ROWS, COLUMNS, A>(a, first, row, panel, c, columns, column);
    if ROWS > 8 {
        row = band::<V, 8, COLUMNS, A>(a, first, row, panel, c, columns, column);
    }
    if ROWS > 4 {
        row = band::<V, 4, COLUMNS, A>(a, first, row, panel, c, columns, column);
    }
    row = band::<V, 2, COLUMNS, A>(a, first, row, panel, c, columns, column);
    band::<V, 1, COLUMNS, A>(a, first, row, panel, c, columns, column);
}

/// Tiles of `R` rows from `row` on, as long as C has as many. Returns where it stopped.
#[inline(always)]
fn band<V: Vectors, const R: usize, const C: usize, A: Left>(
    a: A,
    first: usize,
    row: usize,
    panel: Panel<'_>,
    c: &mut [f32],
    columns: usize,
    column: usize,
) -> usize {
    let mut row = row;
    while let Some(rows) = c.get_mut(row * columns..(row + R) * columns) {
        let mut tile = [[0.0; C]; R];
        // Not two kinds of tiles, between which the compiler would have to choose.
        let (from, pitch) = match panel.sums.start {
            Start::Bias(bias) => (bias, 0),
            Start::Zero => (&[0.0; C][..], 0),
            Start::Held => (rows.get(column..).unwrap_or_default(), columns),
        };
        for_each_row!(r < R: load_whole(from, r * pitch, &mut tile[r]));
        let panel = Panel { ahead: panel.ahead.after(row), ..panel };
        let row_of_a = first + row;
        // Loops apart, since asking for nothing costs as much; the few rows left over ask for nothing. A panel that was copied
        // is in the first cache, and narrower ones come soon enough.
        if const { R >= 6 && A::MAY_ASK } && !panel.ahead.is_empty() {
            a.add_to::<V, true, false, R, C>(row_of_a, panel, panel.rows(), &mut tile);
        } else if const { R >= 6 && C >= 64 && A::GAINS_BY_NEXT } && panel.columns > C {
            a.add_to::<V, false, true, R, C>(row_of_a, panel, panel.rows(), &mut tile);
        } else {
            a.add_to::<V, false, false, R, C>(row_of_a, panel, panel.rows(), &mut tile);
        }
        if panel.sums.adds {
            for_each_row!(r < R: add_whole::<V, _>(rows, r * columns + column, &mut tile[r]));
        }
        for_each_row!(r < R: store_whole(&tile[r], rows, r * columns + column));
        row += R;
    }
    row
}

impl<'a> Panel<'a> {
    /// B's rows, of which the panel's part starts at its column. All are of one length, so that the compiler can check
    /// once, before a loop over them, that the part is there.
    #[inline(always)]
    fn rows(self) -> impl Iterator<Item = &'a [f32]> {
        self.b.chunks_exact(self.columns)
    }

    /// As many numbers from the beginning of each row on as a tile has columns, some of them of the rows behind.
    #[inline(always)]
    fn overlapping_rows<const C: usize>(self) -> impl Iterator<Item = &'a [f32]> {
        self.b.windows(C).step_by(self.columns.max(1))
    }
}

/// Row after row. What never asks for anything takes less room on the stack of a debug build.
#[derive(Clone, Copy)]
struct Rows<'a, const MAY_ASK: bool> {
    values: &'a [f32],
    depth: usize,
}

impl<const MAY_ASK: bool> Left for Rows<'_, MAY_ASK> {
    const GAINS_BY_NEXT: bool = MAY_ASK;
    const MAY_ASK: bool = MAY_ASK;
    const SUMS: usize = 2;

    #[inline(always)]
    fn add_to<
        'a,
        V: Vectors,
        const ASKS: bool,
        const NEXT: bool,
        const R: usize,
        const C: usize,
    >(
        self,
        row: usize,
        panel: Panel<'a>,
        panel_rows: impl Iterator<Item = &'a [f32]>,
        tile: &mut [[f32; C]; R],
    ) {
        let Panel { first, depth, .. } = panel;
        let mut rows = [&[][..]; R];
        for (r, values) in rows.iter_mut().enumerate() {
            let start = (row + r) * self.depth + first;
            let found = self.values.get(start..).and_then(|rest| rest.get(..depth));
            let Some(found) = found else { return };
            *values = found;
        }
        let mut ahead = panel.ahead.steps(R, depth);
        let mut sums = *tile;
        for (i, b) in (0..depth).zip(panel_rows) {
            let Some(b) = b.get(panel.column..).and_then(|rest| rest.first_chunk::<C>()) else {
                break;
            };
            if ASKS {
                ahead.read();
            }
            // Also of what other cores have written.
            if NEXT || ASKS && C >= 64 {
                ahead::read_soon(b, 4 * panel.columns);
            }
            for_each_row!(r < R: V::add_product(&mut sums[r], rows[r][i], b));
        }
        *tile = sums;
    }
}

/// Column after column: what is given is the transposed matrix, row after row. `first` is the first column to be
/// taken.
#[derive(Clone, Copy)]
struct Columns<'a> {
    values: &'a [f32],
    rows: usize,
    first: usize,
}

impl Left for Columns<'_> {
    const GAINS_BY_NEXT: bool = false;
    const MAY_ASK: bool = true;
    const SUMS: usize = 1;

    #[inline(always)]
    fn add_to<
        'a,
        V: Vectors,
        const ASKS: bool,
        const NEXT: bool,
        const R: usize,
        const C: usize,
    >(
        self,
        row: usize,
        panel: Panel<'a>,
        panel_rows: impl Iterator<Item = &'a [f32]>,
        tile: &mut [[f32; C]; R],
    ) {
        let mut ahead = panel.ahead.steps(R, panel.depth);
        let mut sums = *tile;
        let a = self.values.get(panel.first * self.rows..).unwrap_or_default();
        for (a, b) in a.chunks_exact(self.rows).zip(panel_rows) {
            let a = a.get(self.first + row..).and_then(|rest| rest.first_chunk::<R>());
            let b = b.get(panel.column..).and_then(|rest| rest.first_chunk::<C>());
            let (Some(a), Some(b)) = (a, b) else { break };
            if ASKS {
                ahead.write();
            }
            for_each_row!(r < R: V::add_product(&mut sums[r], a[r], b));
        }
        *tile = sums;
    }
}
