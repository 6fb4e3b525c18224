//! Shapes as types: nested arrays of `f32`.

use core::fmt::Debug;

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl<T: Sealed, const N: usize> Sealed for [T; N] {}
}

/// A block of numbers whose shape is its type: `[f32; 10]` is a vector of ten values,
/// `[[[f32; 28]; 28]; 3]` a picture of three channels, 28 rows and 28 columns.
///
/// Implemented for `f32` and for arrays of tensors, to any depth, and for nothing else.
///
/// ```
/// use typenet::Tensor;
///
/// let picture = [[1.0, 2.0], [3.0, 4.0]];
/// assert_eq!(picture.values(), &[1.0, 2.0, 3.0, 4.0]);
/// assert_eq!(<[[f32; 2]; 2]>::LEN, 4);
/// ```
pub trait Tensor: Copy + Debug + PartialEq + Send + Sync + sealed::Sealed + 'static {
    /// The tensor of zeros.
    const ZERO: Self;
    /// How many values it has.
    const LEN: usize;
    /// What activations are before they are written: anything but zeros, for which LLVM calls a library's
    /// function that takes 174 bytes on a chip.
    #[doc(hidden)]
    const UNWRITTEN: Self;

    /// Its values in row-major order (the last index moves fastest).
    fn values(&self) -> &[f32] {
        Self::flatten(core::slice::from_ref(self))
    }

    /// Its values in row-major order, to be written.
    fn values_mut(&mut self) -> &mut [f32] {
        Self::flatten_mut(core::slice::from_mut(self))
    }

    /// The values of several tensors, one after the other.
    fn flatten(tensors: &[Self]) -> &[f32];

    /// The values of several tensors, one after the other, to be written.
    fn flatten_mut(tensors: &mut [Self]) -> &mut [f32];

    /// Reads a row of values as tensors; values at the end that fill no whole tensor are left out.
    fn group(values: &[f32]) -> &[Self];

    /// Reads a row of values as tensors, to be written; values at the end that fill no whole tensor are left out.
    fn group_mut(values: &mut [f32]) -> &mut [Self];
}

impl Tensor for f32 {
    const ZERO: Self = 0.0;
    const UNWRITTEN: Self = 1.0;
    const LEN: usize = 1;

    #[inline]
    fn flatten(tensors: &[Self]) -> &[f32] {
        tensors
    }

    #[inline]
    fn flatten_mut(tensors: &mut [Self]) -> &mut [f32] {
        tensors
    }

    #[inline]
    fn group(values: &[f32]) -> &[Self] {
        values
    }

    #[inline]
    fn group_mut(values: &mut [f32]) -> &mut [Self] {
        values
    }
}

impl<T: Tensor, const N: usize> Tensor for [T; N] {
    const ZERO: Self = [T::ZERO; N];
    const UNWRITTEN: Self = [T::UNWRITTEN; N];
    const LEN: usize = N * T::LEN;

    #[inline]
    fn flatten(tensors: &[Self]) -> &[f32] {
        T::flatten(tensors.as_flattened())
    }

    #[inline]
    fn flatten_mut(tensors: &mut [Self]) -> &mut [f32] {
        T::flatten_mut(tensors.as_flattened_mut())
    }

    #[inline]
    fn group(values: &[f32]) -> &[Self] {
        T::group(values).as_chunks().0
    }

    #[inline]
    fn group_mut(values: &mut [f32]) -> &mut [Self] {
        T::group_mut(values).as_chunks_mut().0
    }
}

/// A workspace or a cache, given out piece by piece for a batch of samples.
///
/// If it is too short it gives out empty pieces: then no sample is computed, and nothing panics.
#[derive(Debug)]
pub struct Room<'a> {
    free: &'a mut [f32],
    samples: usize,
}

impl<'a> Room<'a> {
    /// All of `free`, for so many samples.
    #[inline]
    pub fn new(free: &'a mut [f32], samples: usize) -> Self {
        Room { free, samples }
    }

    /// Room for one tensor a sample.
    #[inline]
    pub fn tensors<T: Tensor>(&mut self) -> &'a mut [T] {
        T::group_mut(self.values(T::LEN))
    }

    /// Room for `count` values a sample.
    #[inline]
    pub fn values(&mut self, count: usize) -> &'a mut [f32] {
        let all = core::mem::take(&mut self.free);
        match all.split_at_mut_checked(self.samples.saturating_mul(count)) {
            Some((piece, rest)) => {
                self.free = rest;
                piece
            }
            None => &mut [],
        }
    }
}

/// The first tensors that lie in `values`, as many as samples.
#[inline]
pub fn tensors<T: Tensor>(values: &mut [f32], samples: usize) -> &mut [T] {
    Room::new(values, samples).tensors()
}

/// The same values in another shape.
#[inline]
pub fn reshaped<A: Tensor, B: Tensor>(tensors: &[A]) -> &[B] {
    B::group(A::flatten(tensors))
}

/// The same values in another shape, to be changed.
#[inline]
pub fn reshaped_mut<A: Tensor, B: Tensor>(tensors: &mut [A]) -> &mut [B] {
    B::group_mut(A::flatten_mut(tensors))
}

/// The first elements, at most as many as samples.
#[inline]
pub fn first<T>(all: &mut [T], samples: usize) -> &mut [T] {
    all.get_mut(..samples).unwrap_or_default()
}

/// The largest of some lengths, 0 of none.
pub const fn largest(lens: &[usize]) -> usize {
    // Not by recursion: the compiler stops at 128 calls, and there are nets of more layers.
    let mut largest = 0;
    let mut rest = lens;
    while let [first, others @ ..] = rest {
        if *first > largest {
            largest = *first;
        }
        rest = others;
    }
    largest
}

/// How many samples of a batch go through a net together in inference: as many as have room on the stack with
/// activations of these lengths, in 64 KiB, or in 8 on a chip. Sixteen at a time suit the kernels best.
pub const fn tile(lens: &[usize]) -> usize {
    const FLOATS: usize = if cfg!(feature = "std") { 16384 } else { 2048 };
    let mut sample = 1;
    let mut rest = lens;
    while let [first, others @ ..] = rest {
        sample += *first;
        rest = others;
    }
    match FLOATS / sample {
        0 => 1,
        tile if tile > 64 => 64,
        tile if tile > 16 => tile - tile % 16,
        tile => tile,
    }
}

/// Refuses a layer's size of zero, at compile time.
#[track_caller]
pub const fn not_zero<const SIZE: usize>(_: &[(); SIZE], message: &str) {
    assert!(SIZE != 0, "{}", message);
}

/// An activation on the stack. Where whole registers are read and written, it begins with a cache line: one that
/// lies across two takes twice as long.
#[cfg_attr(whole_nets, repr(align(64)))]
pub struct Aligned<T>(pub(crate) T);

impl<T: Tensor> Aligned<T> {
    /// Before it is written.
    pub const UNWRITTEN: Self = Aligned(if cfg!(whole_nets) { T::ZERO } else { T::UNWRITTEN });
}

impl<T> core::ops::Deref for Aligned<T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> core::ops::DerefMut for Aligned<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}
