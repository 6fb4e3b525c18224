//! Large work on several threads, with the feature `rayon`.
//!
//! Threads share out rows of a result, never a sum: each number is computed just as on one thread, so the bits
//! are the same however many there are. (Or they share out what a sum is made of, and one adds that up in the order in which
//! it would have come: [`share_sums`].) The threads are those of rayon's pool that the caller runs in.

#[cfg(feature = "rayon")]
use awake::pays;
use core::ops::Range;

/// Wakes the other threads for work of so many multiply-adds, parts of which will be shared out: to wake one takes longer
/// than to do what most parts are. They stay awake as long as something comes soon after another.
#[inline]
pub(crate) fn wake(multiply_adds: usize) {
    #[cfg(feature = "rayon")]
    {
        if multiply_adds >= 2 * awake::WORTH_WAKING_ALL {
            let threads = threads();
            if threads > 1 && multiply_adds / threads >= awake::WORTH_WAKING_ALL {
                awake::wake(threads - 1);
            }
        }
    }
    let _ = multiply_adds;
}

/// Whether so many multiply-adds are shared out.
#[inline]
pub(super) fn shares(multiply_adds: usize) -> bool {
    #[cfg(feature = "rayon")]
    return multiply_adds >= awake::WORTH_SHARING
        && threads() > 1
        && pays(multiply_adds)
        && !within::is();
    #[cfg(not(feature = "rayon"))]
    {
        let _ = multiply_adds;
        false
    }
}

/// Whether other threads do a part of work of so many multiply-adds: as it is shared out, or is itself a part.
#[inline]
pub(super) fn others_share(multiply_adds: usize) -> bool {
    #[cfg(feature = "rayon")]
    if within::is() {
        return true;
    }
    shares(multiply_adds)
}

/// Calls `compute` with the rows of `c`, `columns` numbers each, and the first row's place: once with all, or
/// on each thread with some, if all rows together take so many multiply-adds that it pays.
#[inline]
pub(super) fn share_rows(
    c: &mut [f32],
    columns: usize,
    multiply_adds: usize,
    compute: impl Fn(usize, &mut [f32]) + Sync,
) {
    share_rows_of([c], [columns], multiply_adds, |first, [c]| compute(first, c));
}

/// Calls `compute` with the rows of `c` twice, for the first and the second of two sums for each number: with the first row's
/// place, which sum it is, and whether it is to be added to what `c` holds. Threads have one of the sums each, as long as there
/// is an even number of them.
#[inline]
pub(super) fn share_two_sums(
    c: &mut [f32],
    columns: usize,
    multiply_adds: usize,
    compute: impl Fn(usize, Sum, bool, &mut [f32]) + Sync,
) {
    #[cfg(feature = "rayon")]
    {
        let (threads, rows) = (threads(), c.len() / columns.max(1));
        if threads.is_multiple_of(2) && rows >= 8 && shares(multiply_adds) {
            let half = (rows / 2).next_multiple_of(4);
            let (first, second) = c.split_at_mut(half * columns);
            let share = |at: usize, c: &mut [f32], sum, adds| {
                let (count, rows) =
                    (c.len() / columns, Rows { first: at, tensors: [c], columns: [columns] });
                share_among(threads / 2, count, 4, rows, &|rows: Rows<'_, 1>| {
                    let Rows { first, tensors: [c], .. } = rows;
                    compute(first, sum, adds, c);
                });
            };
            // Each sum stays with its threads, which change places.
            awake::join(
                || share(half, second, Sum::First, false),
                || share(0, first, Sum::Second, false),
            );
            awake::join(
                || share(0, first, Sum::First, true),
                || share(half, second, Sum::Second, true),
            );
            return;
        }
    }
    share_rows(c, columns, multiply_adds, |first, c| {
        compute(first, Sum::First, false, c);
        compute(first, Sum::Second, true, c);
    });
}

/// Which of two sums for a number.
#[derive(Clone, Copy)]
pub(super) enum Sum {
    First,
    Second,
}

/// [`share_rows`] with the rows of several tensors that have as many. One of no columns, behind the first, goes with the last
/// rows as a whole.
#[inline]
pub(super) fn share_rows_of<const K: usize>(
    tensors: [&mut [f32]; K],
    columns: [usize; K],
    multiply_adds: usize,
    compute: impl Fn(usize, [&mut [f32]; K]) + Sync,
) {
    #[cfg(feature = "rayon")]
    {
        if columns[0] > 0 && shares(multiply_adds) {
            let (count, rows) =
                (tensors[0].len() / columns[0], Rows { first: 0, tensors, columns });
            // What is left of a tile takes as long as a whole one.
            share_among(threads(), count, 4, rows, &|rows: Rows<'_, K>| {
                compute(rows.first, rows.tensors)
            });
            return;
        }
    }
    let _ = (columns, multiply_adds);
    compute(0, tensors);
}

/// Calls `compute` on each thread with some of the samples and, for each of them and each of its blocks one after the
/// other, as many zeros as there are in `to` to add to; and then adds all that to `to`, in the order of the blocks. Says
/// whether it has: it has not if it does not pay, or if there are too many sums.
#[inline]
pub(super) fn share_sums<const K: usize>(
    to: [&mut [f32]; K],
    samples: usize,
    blocks: usize,
    multiply_adds: usize,
    compute: impl Fn(Range<usize>, [&mut [f32]; K]) + Sync,
) -> bool {
    #[cfg(feature = "rayon")]
    {
        let lens = to.each_ref().map(|to| blocks * to.len());
        if lens[0] > 0
            && shares(multiply_adds)
            && samples * lens.iter().sum::<usize>() <= sums::MOST
        {
            sums::with(lens.map(|len| samples * len), |mut sums| {
                let parts = sums.each_mut().map(|sums| &mut **sums);
                share_rows_of(parts, lens, multiply_adds, |first, mut parts| {
                    // -0 changes no sum.
                    for sums in &mut parts {
                        sums.fill(-0.0);
                    }
                    compute(first..first + parts[0].len() / lens[0], parts);
                });
                for (to, sums) in to.into_iter().zip(sums) {
                    // A number that comes from far away takes as long as some multiply-adds.
                    let (columns, multiply_adds) = (to.len(), 8 * sums.len());
                    share_rows(to, 1, multiply_adds, |first, to| {
                        super::add_rows(to, sums.get(first..).unwrap_or_default(), columns);
                    });
                }
            });
            return true;
        }
    }
    let _ = (to, samples, blocks, multiply_adds, compute);
    false
}

/// Room for sums that are added up later.
#[cfg(feature = "rayon")]
mod sums {
    use alloc::vec::Vec;
    use core::cell::Cell;

    /// So many numbers are kept for a thread, at most: 2 MiB.
    pub const MOST: usize = 1 << 19;

    std::thread_local! {
        /// Kept, since new memory takes as long as the sums. Taken while it is used, for a thread that waits for others may
        /// do something else that needs it.
        static ROOM: Cell<Vec<f32>> = const { Cell::new(Vec::new()) };
    }

    /// Calls `work` with so many numbers each, left over from the last time.
    pub fn with<const K: usize>(lens: [usize; K], work: impl FnOnce([&mut [f32]; K])) {
        let mut room = ROOM.take();
        let all = lens.iter().sum();
        if room.len() < all {
            room.resize(all, 0.0);
        }
        let mut rest = &mut room[..];
        work(lens.map(|len| rest.split_off_mut(..len).unwrap_or_default()));
        ROOM.set(room);
    }
}

/// Calls `compute` with the tensors of all samples, or on each thread with those of some, if so many multiply-adds pay for
/// that; nothing is shared out within.
#[inline(always)]
pub(crate) fn share_samples<P: Split>(
    samples: usize,
    multiply_adds: usize,
    tensors: P,
    compute: impl Fn(P) + Sync,
) {
    #[cfg(feature = "rayon")]
    {
        if shares(multiply_adds) {
            share_among(threads(), samples, 4, tensors, &|tensors| {
                within::all(|| compute(tensors))
            });
            return;
        }
    }
    let _ = (samples, multiply_adds);
    compute(tensors);
}

/// Does both, of so many multiply-adds each: at the same time on two threads, if each by itself is too small to gain from
/// being shared out. What is shared out waits for the other threads, and reads what those have written.
#[inline(always)]
pub(crate) fn both(
    multiply_adds: usize,
    first: impl FnOnce() + Send,
    second: impl FnOnce() + Send,
) {
    #[cfg(feature = "rayon")]
    if multiply_adds < 2 * awake::WORTH_SHARING && shares(2 * multiply_adds) {
        awake::join(|| within::all(first), || within::all(second));
        return;
    }
    let _ = multiply_adds;
    first();
    second();
}

/// The sum of what `part` gives for each sample, in their order, or the first error: called for all of them one after the
/// other, or on each thread for some, if so many multiply-adds pay for that.
#[inline(always)]
pub(crate) fn share_sum<A: Sync, B: Sync, C: Send, E: Send>(
    multiply_adds: usize,
    a: &[A],
    b: &[B],
    c: &mut [C],
    part: impl Fn(usize, &A, &B, &mut C) -> Result<f32, E> + Sync,
) -> Result<f32, E> {
    #[cfg(feature = "rayon")]
    if shares(multiply_adds) {
        return share_out_sum(multiply_adds, a, b, c, part);
    }
    let _ = multiply_adds;
    let mut sum = 0.0;
    for (sample, ((a, b), c)) in a.iter().zip(b).zip(c).enumerate() {
        sum += part(sample, a, b, c)?;
    }
    Ok(sum)
}

#[cfg(feature = "rayon")]
fn share_out_sum<A: Sync, B: Sync, C: Send, E: Send>(
    multiply_adds: usize,
    a: &[A],
    b: &[B],
    c: &mut [C],
    part: impl Fn(usize, &A, &B, &mut C) -> Result<f32, E> + Sync,
) -> Result<f32, E> {
    let samples = a.len().min(b.len()).min(c.len());
    let (first_error, mut sum) = (std::sync::Mutex::new(None), 0.0);
    sums::with([samples], |[parts]| {
        let tensors = ((First(0), a), ((b, c), &mut *parts));
        share_samples(samples, multiply_adds, tensors, |((First(first), a), ((b, c), parts))| {
            for (i, (((a, b), c), to)) in a.iter().zip(b).zip(c).zip(parts).enumerate() {
                match part(first + i, a, b, c) {
                    Ok(part) => *to = part,
                    Err(error) => {
                        let mut first_error =
                            first_error.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                        if first_error.as_ref().is_none_or(|&(sample, _)| first + i < sample) {
                            *first_error = Some((first + i, error));
                        }
                        return;
                    }
                }
            }
        });
        sum = parts.iter().fold(0.0, |sum, part| sum + part);
    });
    match first_error.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner()) {
        Some((_, error)) => Err(error),
        None => Ok(sum),
    }
}

/// The place of the first sample.
#[cfg(feature = "rayon")]
struct First(usize);

#[cfg(feature = "rayon")]
impl Split for First {
    #[inline]
    fn split(self, samples: usize) -> (Self, Self) {
        let First(first) = self;
        (First(first), First(first + samples))
    }
}

/// What a thread does that has been given all layers of its samples.
#[cfg(feature = "rayon")]
mod within {
    use core::cell::Cell;

    std::thread_local! {
        static WITHIN: Cell<bool> = const { Cell::new(false) };
    }

    /// Whether this is such work.
    pub fn is() -> bool {
        WITHIN.get()
    }

    /// Does such work.
    pub fn all(work: impl FnOnce()) {
        struct Leave;
        impl Drop for Leave {
            fn drop(&mut self) {
                WITHIN.set(false);
            }
        }
        WITHIN.set(true);
        let _leave = Leave;
        work();
    }
}

/// Whether `holds` is true of all values: of all together, or of some on each thread.
#[inline]
pub(super) fn share_check(values: &[f32], holds: impl Fn(&[f32]) -> bool + Sync) -> bool {
    #[cfg(feature = "rayon")]
    {
        use core::sync::atomic::{AtomicBool, Ordering};
        // A value that comes from far away takes as long as some multiply-adds.
        if shares(8 * values.len()) {
            let all_hold = AtomicBool::new(true);
            share_among(threads(), values.len(), 16, values, &|values| {
                if !holds(values) {
                    all_hold.store(false, Ordering::Relaxed);
                }
            });
            return all_hold.into_inner();
        }
    }
    holds(values)
}

/// How many threads there are.
#[cfg(feature = "rayon")]
#[inline]
fn threads() -> usize {
    // Others would not know which version a test has chosen.
    #[cfg(test)]
    if super::dispatch::is_chosen() {
        return 1;
    }
    rayon::current_num_threads()
}

/// When sharing out pays, which depends on whether other threads are awake.
#[cfg(feature = "rayon")]
mod awake {
    use alloc::sync::Arc;
    use core::hint::spin_loop;
    use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use rayon::Yield;

    /// From how many multiply-adds on waking other threads pays: some 20 microseconds of work.
    const WORTH_WAKING: usize = 1 << 19;
    /// From how many on sharing pays if they are awake.
    pub const WORTH_SHARING: usize = 1 << 17;
    /// From how many for each thread it pays to wake them before anything is shared out.
    pub const WORTH_WAKING_ALL: usize = 1 << 21;
    /// How often a thread looks for work before it sleeps after all: some 50 microseconds. What is not shared out takes
    /// longer, or the threads have other work as well, which must not wait for this.
    const PATIENCE: usize = 1 << 10;

    std::thread_local! {
        /// How many threads look for what this one shares out.
        static LOOKING: Arc<AtomicUsize> = Arc::default();
    }

    pub fn pays(multiply_adds: usize) -> bool {
        let awake = multiply_adds >= WORTH_SHARING
            && LOOKING.with(|looking| looking.load(Ordering::Relaxed) > 0);
        awake || multiply_adds >= WORTH_WAKING
    }

    /// Does both, the second on another thread if one is free, and does not sleep while it waits for that one.
    pub fn join(first: impl FnOnce() + Send, second: impl FnOnce() + Send) {
        let done = AtomicBool::new(false);
        rayon::join(
            || {
                first();
                look_for_work(16 * PATIENCE, || done.load(Ordering::Acquire));
            },
            || {
                second();
                done.store(true, Ordering::Release);
            },
        );
    }

    /// Does what other threads share out until `done`, or until there has been nothing so many times.
    fn look_for_work(patience: usize, done: impl Fn() -> bool) {
        let mut idle = 0;
        while idle < patience && !done() {
            if rayon::yield_now() == Some(Yield::Executed) {
                idle = 0;
            } else {
                idle += 1;
                spin_loop();
            }
        }
    }

    /// Has so many threads look for what this one shares out, if they do not yet.
    pub fn wake(threads: usize) {
        LOOKING.with(|looking| {
            while looking.load(Ordering::Relaxed) < threads {
                looking.fetch_add(1, Ordering::Relaxed);
                let looking = Looking(looking.clone());
                rayon::spawn(move || {
                    // Not the thread itself, which has something to do.
                    if !LOOKING.with(|own| Arc::ptr_eq(own, &looking.0)) {
                        look_for_work(PATIENCE, || false);
                    }
                });
            }
        });
    }

    /// A thread that looks for what another shares out.
    struct Looking(Arc<AtomicUsize>);

    impl Drop for Looking {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// Calls `compute` with tensors of the same length, or with parts of them on each thread.
#[inline]
pub(super) fn share_tensors<const K: usize>(
    tensors: &mut [&mut [f32]; K],
    compute: impl Fn(&mut [&mut [f32]; K]) + Copy + Sync,
) {
    #[cfg(feature = "rayon")]
    {
        const WORTH_A_THREAD: usize = 1 << 14;
        let len = tensors.iter().map(|tensor| tensor.len()).min().unwrap_or(0);
        let threads = threads().min(len / WORTH_A_THREAD);
        if threads > 1 {
            let tensors = tensors.each_mut().map(|tensor| &mut **tensor);
            let numbers = Rows { first: 0, tensors, columns: [1; K] };
            // Whole cache lines.
            share_among(threads, len, 16, numbers, &|mut numbers: Rows<'_, K>| {
                compute(&mut numbers.tensors);
            });
            return;
        }
    }
    compute(tensors);
}

/// What can be shared out.
pub trait Split: Sized + Send {
    /// So many rows or samples, and the others.
    fn split(self, count: usize) -> (Self, Self);
}

/// The rows of several tensors, of so many columns each, from the first on.
#[cfg(feature = "rayon")]
struct Rows<'a, const K: usize> {
    first: usize,
    tensors: [&'a mut [f32]; K],
    columns: [usize; K],
}

#[cfg(feature = "rayon")]
impl<const K: usize> Split for Rows<'_, K> {
    fn split(self, count: usize) -> (Self, Self) {
        let Rows { first, tensors, columns } = self;
        let mut rests = [(); K].map(|()| Default::default());
        let mut parts = rests.iter_mut().zip(columns);
        let firsts = tensors.map(|tensor| {
            let (rest, columns) = parts.next()?;
            let (first, second) = tensor.split_at_mut_checked(count * columns)?;
            *rest = second;
            Some(first)
        });
        let firsts = firsts.map(Option::unwrap_or_default);
        let rest = Rows { first: first + count, tensors: rests, columns };
        (Rows { first, tensors: firsts, columns }, rest)
    }
}

/// Has each thread compute a share of so many rows or samples, all but the last multiples of `round`.
#[cfg(feature = "rayon")]
fn share_among<P: Split>(
    threads: usize,
    count: usize,
    round: usize,
    parts: P,
    compute: &(impl Fn(P) + Sync),
) {
    let half = (count * (threads / 2)).div_ceil(threads.max(1)).next_multiple_of(round);
    if threads < 2 || half >= count {
        compute(parts);
        return;
    }
    let (first, second) = parts.split(half);
    awake::join(
        || share_among(threads / 2, half, round, first, compute),
        || share_among(threads - threads / 2, count - half, round, second, compute),
    );
}
