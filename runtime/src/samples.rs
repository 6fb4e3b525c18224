//! Layers that take each sample by itself, one after the other: threads share out samples once for all of them together,
//! and what one layer gives stays with the thread that takes it.

use crate::Tensor;
use crate::kernels::{self, Split};

/// Tensors of as many samples: inputs, outputs, and what lies between.
pub trait Samples: Split {
    /// How many floats a sample has in all of them.
    const LEN: usize;
}

impl<T: Sync> Split for &[T] {
    #[inline]
    fn split(self, samples: usize) -> (Self, Self) {
        self.split_at_checked(samples).unwrap_or((self, &[]))
    }
}

impl<T: Send> Split for &mut [T] {
    #[inline]
    fn split(self, samples: usize) -> (Self, Self) {
        self.split_at_mut(samples.min(self.len()))
    }
}

impl<A: Split, B: Split> Split for (A, B) {
    #[inline]
    fn split(self, samples: usize) -> (Self, Self) {
        let (first, second) = (self.0.split(samples), self.1.split(samples));
        ((first.0, second.0), (first.1, second.1))
    }
}

impl<T: Tensor> Samples for &[T] {
    const LEN: usize = T::LEN;
}

impl<T: Tensor> Samples for &mut [T] {
    const LEN: usize = T::LEN;
}

impl<A: Samples, B: Samples> Samples for (A, B) {
    const LEN: usize = A::LEN + B::LEN;
}

/// Calls `compute` with the tensors of all samples, or on each thread with those of some, if so many multiply-adds for each
/// sample pay for that.
#[inline(always)]
pub fn by_sample<P: Samples>(
    samples: usize,
    multiply_adds: usize,
    tensors: P,
    compute: impl Fn(P) + Sync,
) {
    // A number that comes from far away takes as long as some multiply-adds.
    let multiply_adds = samples.saturating_mul(multiply_adds + 4 * P::LEN);
    kernels::share_samples(samples, multiply_adds, tensors, compute);
}
