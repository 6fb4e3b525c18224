//! Large work on several threads, with the feature `rayon`.
//!
//! Threads share out rows of a result, never a sum: each number is computed just as on one thread, so the bits
//! are the same however many there are. The threads are those of rayon's pool that the caller runs in.

/// From how many multiply-adds on waking other threads pays: some 20 microseconds of work.
#[cfg(feature = "rayon")]
const WORTH_A_THREAD: usize = 1 << 19;

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
        if threads > 1 && multiply_adds >= WORTH_A_THREAD && columns > 0 {
            // Whole tiles for each thread.
            let rows = (c.len() / columns).div_ceil(threads).next_multiple_of(16);
            c.par_chunks_mut(rows * columns)
                .enumerate()
                .for_each(|(part, c)| compute(part * rows, c));
            return;
        }
    }
    let _ = (columns, multiply_adds);
    compute(0, c);
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
}
