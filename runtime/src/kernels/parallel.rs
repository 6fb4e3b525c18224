//! Large work on several threads, with the feature `rayon`.
//!
//! Threads share out rows of a result, never a sum: each number is computed just as on one thread, so the bits
//! are the same however many there are. The threads are those of rayon's pool that the caller runs in.

#[cfg(feature = "rayon")]
use awake::pays;

/// Calls `compute` with the rows of `c`, `columns` numbers each, and the first row's place: once with all, or
/// on each thread with some, if all rows together take so many multiply-adds that it pays.
#[inline]
pub(super) fn share_rows(
    c: &mut [f32],
    columns: usize,
    multiply_adds: usize,
    compute: impl Fn(usize, &mut [f32]) + Sync,
) {
    #[cfg(feature = "rayon")]
    {
        use rayon::prelude::*;
        let threads = rayon::current_num_threads();
        if threads > 1 && columns > 0 && pays(multiply_adds) {
            // What is left of a tile takes as long as a whole one.
            let rows = (c.len() / columns).div_ceil(threads).next_multiple_of(4);
            c.par_chunks_mut(rows * columns)
                .enumerate()
                .for_each(|(part, c)| compute(part * rows, c));
            awake::again();
            return;
        }
    }
    let _ = (columns, multiply_adds);
    compute(0, c);
}

/// Calls `compute` with all samples, or on each thread with some, if they pay at so many multiply-adds each.
#[inline]
pub(crate) fn share_samples<I: Sync, O: Send>(
    inputs: &[I],
    outputs: &mut [O],
    multiply_adds: usize,
    compute: impl Fn(&[I], &mut [O]) + Sync,
) {
    #[cfg(feature = "rayon")]
    {
        use rayon::prelude::*;
        let threads = rayon::current_num_threads();
        if threads > 1 && pays(multiply_adds * outputs.len()) {
            let samples = outputs.len().div_ceil(threads);
            let parts = outputs.par_chunks_mut(samples).zip(inputs.par_chunks(samples));
            parts.for_each(|(outputs, inputs)| compute(inputs, outputs));
            awake::again();
            return;
        }
    }
    let _ = multiply_adds;
    compute(inputs, outputs);
}

/// Whether `holds` is true of all values: of all together, or of some on each thread.
#[inline]
pub(super) fn share_check(values: &[f32], holds: impl Fn(&[f32]) -> bool + Sync) -> bool {
    #[cfg(feature = "rayon")]
    {
        use rayon::prelude::*;
        let threads = rayon::current_num_threads();
        // A value that comes from far away takes as long as some multiply-adds.
        if threads > 1 && pays(8 * values.len()) {
            let holds = values.par_chunks(values.len().div_ceil(threads)).all(&holds);
            awake::again();
            return holds;
        }
    }
    holds(values)
}

/// When sharing out pays. Other threads do not sleep at once when they have nothing to do, and as long as they do not,
/// less work is worth it: nobody has to be woken.
#[cfg(feature = "rayon")]
mod awake {
    use core::cell::Cell;
    use core::time::Duration;
    use std::time::Instant;

    /// From how many multiply-adds on waking other threads pays: some 20 microseconds of work.
    const WORTH_WAKING: usize = 1 << 19;
    /// From how many on it pays if they are awake.
    const WORTH_SHARING: usize = 1 << 17;
    /// How long they are.
    const AWAKE: Duration = Duration::from_micros(10);

    std::thread_local! {
        /// When this thread last shared out work.
        static LAST: Cell<Option<Instant>> = const { Cell::new(None) };
    }

    pub fn pays(multiply_adds: usize) -> bool {
        let awake = || LAST.get().is_some_and(|last| last.elapsed() < AWAKE);
        multiply_adds >= WORTH_WAKING || multiply_adds >= WORTH_SHARING && awake()
    }

    pub fn again() {
        LAST.set(Some(Instant::now()));
    }
}

/// Calls `compute` with tensors of the same length, or with parts of them on each thread.
#[inline]
pub(super) fn share_tensors<const K: usize>(
    tensors: &mut [&mut [f32]; K],
    compute: impl Fn(&mut [&mut [f32]; K]) + Copy + Sync,
) {
    #[cfg(feature = "rayon")]
    share_among(rayon::current_num_threads(), tensors, compute);
    #[cfg(not(feature = "rayon"))]
    compute(tensors);
}

/// Halves of the tensors for halves of the threads.
#[cfg(feature = "rayon")]
fn share_among<const K: usize>(
    threads: usize,
    tensors: &mut [&mut [f32]; K],
    compute: impl Fn(&mut [&mut [f32]; K]) + Copy + Sync,
) {
    const WORTH_A_THREAD: usize = 1 << 15;
    let len = tensors.iter().map(|tensor| tensor.len()).min().unwrap_or(0);
    if threads < 2 || len < WORTH_A_THREAD {
        compute(tensors);
        return;
    }
    let half = (len / 2).next_multiple_of(16);
    let mut rests = [(); K].map(|()| Default::default());
    let mut rest = rests.iter_mut();
    let mut firsts = tensors.each_mut().map(|tensor| {
        let (first, second) = tensor.split_at_mut_checked(half).unwrap_or_default();
        if let Some(rest) = rest.next() {
            *rest = second;
        }
        first
    });
    rayon::join(
        || share_among(threads / 2, &mut firsts, compute),
        || share_among(threads - threads / 2, &mut rests, compute),
    );
    awake::again();
}
