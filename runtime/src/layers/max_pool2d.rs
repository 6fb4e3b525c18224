use super::window::{self, Window, covered};
use crate::Init;
use crate::kernels::{self, Kernel, Rooms, Vectors, in_memory, is_larger, larger};
use crate::layer::{Layer, Message, Saved};
use crate::unwritten::Unwritten;

/// The largest value under a window that slides over each channel, `max_pool2d(CxHxW -> CxHxW, kernel = 2)`:
/// y(c, i, j) = max over (k, l) of x(c, i s + k - p, j s + l - p) (Goodfellow et al., *Deep Learning*, 2016,
/// section 9.3; PyTorch's `MaxPool2d`).
///
/// Back: dE/dx is the sum of dE/dy of the windows in which x is the largest value, the first of several.
///
/// | option | | if not given |
/// |---|---|---|
/// | `kernel` | the window's size, `3` or `height x width` | |
/// | `stride` | how far the window goes each time | the kernel |
/// | `padding` | how many places the window reaches over the edges, half its size at most; `same` for as many as the declared size takes | 0 |
/// | `padding_end` | the same for bottom and right alone | as `padding` |
///
/// H gives ⌊(H + padding + padding_end - kernel) / stride⌋ + 1, and so does W. NaN goes through.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<max_pool2d(1x2x4 -> 1x1x2, kernel = 2)> }
///
/// let picture = [[[1.0, 2.0, 5.0, 0.0], [3.0, 4.0, -1.0, 0.0]]];
/// assert_eq!(Net::ZERO.forward(&picture), [[[4.0, 5.0]]]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MaxPool2d<
    const KERNEL_HEIGHT: usize,
    const KERNEL_WIDTH: usize,
    const STRIDE_DOWN: usize,
    const STRIDE_ACROSS: usize,
    const TOP: usize,
    const LEFT: usize,
    const BOTTOM: usize,
    const RIGHT: usize,
>;

impl<
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
> Layer<[[[f32; IW]; IH]; C], [[[f32; OW]; OH]; C]>
    for MaxPool2d<KH, KW, SH, SW, TOP, LEFT, BOTTOM, RIGHT>
{
    const ZERO: Self = MaxPool2d;
    const INIT_BEFORE: Option<Init> = None;
    const MISFIT: Option<Message> = {
        let windows = [
            Window {
                name: "height",
                input: IH,
                output: OH,
                kernel: KH,
                stride: SH,
                padding: [TOP, BOTTOM],
                dilation: 1,
            },
            Window {
                name: "width",
                input: IW,
                output: OW,
                kernel: KW,
                stride: SW,
                padding: [LEFT, RIGHT],
                dilation: 1,
            },
        ];
        match window::wide_padding(&windows) {
            Some(message) => Some(message),
            None => window::misfit(&windows, C),
        }
    };

    #[inline]
    fn forward(&self, input: &[[[f32; IW]; IH]; C], output: &mut [[[f32; OW]; OH]; C]) {
        // With a longer stride most of what the kernel finds is left out.
        if SH == 1
            && SW == 1
            && let Some(pitch) = pitch::<IH, IW, OH, OW, KH, KW, SH, SW, TOP, LEFT>(C)
        {
            let mut rooms = Unwritten::<Rooms>::NEW;
            for (x, y) in input.iter().zip(output) {
                slide::<false, IH, IW, OH, OW, KH, KW, SH, SW, TOP, LEFT>(
                    x,
                    pitch,
                    rooms.tensor(),
                    |row, largest, _| {
                        let Some(y) = y.get_mut(row) else { return };
                        for (y, largest) in y.iter_mut().zip(largest) {
                            *y = largest[0];
                        }
                    },
                );
            }
            return;
        }
        let mut pool = Pool::<_, _, KH, KW, SH, SW, TOP, LEFT> { input, output };
        if kernels::worth_a_call(C * OH * OW * KH * KW) {
            kernels::run(pool);
        } else {
            kernels::run_inlined(&mut pool);
        }
    }

    #[inline]
    fn forward_batch(&self, inputs: &[[[[f32; IW]; IH]; C]], outputs: &mut [[[[f32; OW]; OH]; C]]) {
        // A number that comes from far away takes as long as some multiply-adds.
        let multiply_adds = 4 * C * IH * IW * inputs.len();
        let samples = inputs.len();
        kernels::share_samples(samples, multiply_adds, (inputs, outputs), |(inputs, outputs)| {
            for (input, output) in inputs.iter().zip(outputs) {
                self.forward(input, output);
            }
        });
    }

    #[inline]
    fn backward(
        &self,
        saved: Saved<'_, [[[f32; IW]; IH]; C], [[[f32; OW]; OH]; C]>,
        d_output: &[[[f32; OW]; OH]; C],
        d_input: Option<&mut [[[f32; IW]; IH]; C]>,
        _gradient: &mut Self,
    ) {
        let Some(d_input) = d_input else { return };
        back::<IH, IW, OH, OW, KH, KW, SH, SW, TOP, LEFT>(saved.input, d_output, d_input);
    }

    #[inline]
    fn backward_batch(
        &self,
        saved: Saved<'_, [[[[f32; IW]; IH]; C]], [[[[f32; OW]; OH]; C]]>,
        d_outputs: &[[[[f32; OW]; OH]; C]],
        d_inputs: Option<&mut [[[[f32; IW]; IH]; C]]>,
        _gradient: &mut Self,
    ) {
        let Some(d_inputs) = d_inputs else { return };
        back::<IH, IW, OH, OW, KH, KW, SH, SW, TOP, LEFT>(
            saved.input.as_flattened(),
            d_outputs.as_flattened(),
            d_inputs.as_flattened_mut(),
        );
    }
}

/// All channels, forward.
struct Pool<
    'a,
    X,
    Y,
    const KH: usize,
    const KW: usize,
    const SH: usize,
    const SW: usize,
    const TOP: usize,
    const LEFT: usize,
> {
    input: &'a X,
    output: &'a mut Y,
}

impl<
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
> Kernel for Pool<'_, [[[f32; IW]; IH]; C], [[[f32; OW]; OH]; C], KH, KW, SH, SW, TOP, LEFT>
{
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        for (x, y) in self.input.iter().zip(&mut *self.output) {
            pool::<IH, IW, OH, OW, KH, KW, SH, SW, TOP, LEFT>(x, y);
        }
    }
}

/// One channel, forward.
#[inline(always)]
pub(super) fn pool<
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
>(
    x: &[[f32; IW]; IH],
    y: &mut [[f32; OW]; OH],
) {
    if cfg!(feature = "std") && LEFT == 0 && KW == SW && OW * KW == IW {
        // Across first, where all rows are like a long one, and then down.
        let mut across = Unwritten::<[[f32; OW]; IH]>::NEW;
        let across = across.tensor();
        let windows = x.as_flattened().chunks_exact(KW);
        for (largest, window) in across.as_flattened_mut().iter_mut().zip(windows) {
            let Some((first, others)) = window.split_first() else { return };
            *largest = *first;
            for x in others {
                *largest = larger(*largest, *x);
            }
        }
        let across = in_memory(across);
        for (i, row) in y.iter_mut().enumerate() {
            let lines = across.get(covered::<IH, KH, SH, TOP>(i)).unwrap_or_default();
            let Some((first, lines)) = lines.split_first() else { return };
            let mut largest = *first;
            for line in lines {
                for (largest, &x) in largest.iter_mut().zip(line) {
                    *largest = larger(*largest, x);
                }
            }
            *row = largest;
        }
        return;
    }
    // A place of the window at a time, for all windows side by side: the compiler takes several at once.
    for (i, row) in y.iter_mut().enumerate() {
        let mut largest = [f32::NEG_INFINITY; OW];
        for line in x.get(covered::<IH, KH, SH, TOP>(i)).unwrap_or_default() {
            for l in 0..KW {
                let (first, last) = seen_by::<IW, OW, SW, LEFT>(l);
                let seen = line.get(first * SW + l - LEFT..).unwrap_or_default();
                let largest = largest.get_mut(first..last).unwrap_or_default();
                for (largest, &x) in largest.iter_mut().zip(seen.iter().step_by(SW)) {
                    *largest = larger(*largest, x);
                }
            }
        }
        *row = largest;
    }
}

/// The windows, from the first on and before the second, whose place `l` lies within the axis.
#[inline(always)]
const fn seen_by<
    const SIZE: usize,
    const WINDOWS: usize,
    const STRIDE: usize,
    const BEFORE: usize,
>(
    l: usize,
) -> (usize, usize) {
    let first = BEFORE.saturating_sub(l).div_ceil(STRIDE);
    let last = (SIZE + BEFORE).saturating_sub(l).div_ceil(STRIDE);
    (first, if last < WINDOWS { last } else { WINDOWS })
}

/// How far apart a channel's lines, with their padding, begin for the kernel that windows slide in; nothing if so many
/// channels are better off without.
#[inline(always)]
const fn pitch<
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
>(
    channels: usize,
) -> Option<usize> {
    // Where windows lie side by side a number is looked at once only.
    let overlap = KH > SH || KW > SW || TOP > 0 || LEFT > 0;
    // Rooms are filled on some machines, and a small channel is done before its lines are laid out.
    let much = OH * OW >= 32 && kernels::worth_a_call(channels * OH * OW * KH * KW / 32);
    let (written, seen) = (LEFT + IW, (OW - 1) * SW + if KW > SW { KW } else { SW });
    let pitch = if written > seen { written } else { seen };
    if overlap && much && KH * pitch <= kernels::ROOM { Some(pitch) } else { None }
}

/// Calls `take` with each row of one channel's windows: where it begins, with the largest value of each window and, if
/// `PLACES`, the bits of that value's place in the channel.
#[inline]
fn slide<
    const PLACES: bool,
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
>(
    x: &[[f32; IW]; IH],
    pitch: usize,
    rooms: &mut Rooms,
    mut take: impl FnMut(usize, &[[f32; SW]; OW], &[[f32; SW]; OW]),
) -> Option<()> {
    // As many rows of windows at once as there is room for.
    let at_once = (kernels::ROOM / pitch).checked_sub(KH)? / SH + 1;
    for row in (0..OH).step_by(at_once) {
        let rows = at_once.min(OH - row);
        let size = ((rows - 1) * SH + KH) * pitch;
        let [values, places, ..] = &mut *rooms;
        let (values, places) = (values.get_mut(..size)?, places.get_mut(..size)?);
        values.fill(f32::NEG_INFINITY);
        let lines = values.chunks_exact_mut(pitch).zip(places.chunks_exact_mut(pitch));
        for (line, (values, places)) in (row * SH..).zip(lines) {
            if let Some(x) = x.get(line.wrapping_sub(TOP)) {
                *values.get_mut(LEFT..)?.first_chunk_mut()? = *x;
            }
            if PLACES {
                // In the padding that of the nearest value: there it is found if a window has nothing but -∞.
                let first = line.saturating_sub(TOP) * IW;
                for (column, place) in places.iter_mut().enumerate() {
                    *place = f32::from_bits((first + column.saturating_sub(LEFT)) as u32);
                }
            }
        }
        kernels::slide::<PLACES>(rooms, size, KH, KW, pitch);
        let [values, places, ..] = &*rooms;
        for i in 0..rows {
            let start = i * SH * pitch;
            let values = values.get(start..)?.as_chunks().0.first_chunk()?;
            take(row + i, values, places.get(start..)?.as_chunks().0.first_chunk()?);
        }
    }
    Some(())
}

/// Some channels, back.
#[inline]
pub(super) fn back<
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
>(
    x: &[[[f32; IW]; IH]],
    dy: &[[[f32; OW]; OH]],
    dx: &mut [[[f32; IW]; IH]],
) {
    let side_by_side = KH == SH && KW == SW && TOP == 0 && LEFT == 0;
    let covered = OH * KH == IH && OW * KW == IW;
    if side_by_side && covered && kernels::worth_a_call(dy.len() * OH * OW * KH * KW) {
        // Channels, too, are like one that is higher.
        let (x, dy) = (x.as_flattened().as_flattened(), dy.as_flattened().as_flattened());
        let dx = dx.as_flattened_mut().as_flattened_mut();
        kernels::max_pool_back::<KH, KW>(x, dy, dx, OW);
        return;
    }
    if let Some(pitch) = pitch::<IH, IW, OH, OW, KH, KW, SH, SW, TOP, LEFT>(dy.len()) {
        let mut rooms = Unwritten::<Rooms>::NEW;
        for ((x, dy), dx) in x.iter().zip(dy).zip(dx) {
            *dx = [[0.0; IW]; IH];
            let dx = dx.as_flattened_mut();
            slide::<true, IH, IW, OH, OW, KH, KW, SH, SW, TOP, LEFT>(
                x,
                pitch,
                rooms.tensor(),
                |row, _, places| {
                    let Some(dy) = dy.get(row) else { return };
                    for (dy, place) in dy.iter().zip(places) {
                        if let Some(dx) = dx.get_mut(place[0].to_bits() as usize) {
                            *dx += dy;
                        }
                    }
                },
            );
        }
        return;
    }
    for ((x, dy), dx) in x.iter().zip(dy).zip(dx) {
        pool_back::<IH, IW, OH, OW, KH, KW, SH, SW, TOP, LEFT>(x, dy, dx);
    }
}

/// One channel, back.
#[inline]
fn pool_back<
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
>(
    x: &[[f32; IW]; IH],
    dy: &[[f32; OW]; OH],
    dx: &mut [[f32; IW]; IH],
) {
    *dx = [[0.0; IW]; IH];
    for (i, row) in dy.iter().enumerate() {
        let lines = covered::<IH, KH, SH, TOP>(i);
        for (j, dy) in row.iter().enumerate() {
            let columns = covered::<IW, KW, SW, LEFT>(j);
            let (mut largest, mut at) = (f32::NEG_INFINITY, (lines.start, columns.start));
            for (k, line) in x.get(lines.clone()).unwrap_or_default().iter().enumerate() {
                let values = line.get(columns.clone()).unwrap_or_default();
                for (l, &x) in values.iter().enumerate() {
                    if is_larger(x, largest) {
                        (largest, at) = (x, (lines.start + k, columns.start + l));
                    }
                }
            }
            if let Some(dx) = dx.get_mut(at.0).and_then(|line| line.get_mut(at.1)) {
                *dx += dy;
            }
        }
    }
}
