//! Numbers asked for ahead of their use, little by little while something else is computed.
//!
//! When several threads train, each changes a part of the weights, and then all read all of them. What another core has
//! written comes from there, and what another has read must be taken from it before it is written: either takes several
//! times as long as in the own cache. A product leaves time to ask for both before they are needed. On one thread, too, a
//! product that reads wide rows from the second cache gains if it asks for them a little before.
//!
//! The only `unsafe` here is that of instructions that change nothing that a program can see, whatever the address. On
//! other processors than x86-64 nothing is asked for.
#![allow(unsafe_code)]

/// What is asked for while the rows of a product are computed.
#[derive(Clone, Copy, Default)]
pub(super) struct Ahead<'a> {
    values: &'a [f32],
    /// The first for the next row.
    next: usize,
    for_a_row: usize,
}

impl<'a> Ahead<'a> {
    /// All of `values`, in as many rows.
    #[inline(always)]
    pub fn new(values: &'a [f32], rows: usize) -> Self {
        Ahead { values, next: 0, for_a_row: values.len().div_ceil(rows.max(1)) }
    }

    /// What is left for the rows after so many.
    #[inline(always)]
    pub fn after(self, rows: usize) -> Self {
        Ahead { next: self.next + rows * self.for_a_row, ..self }
    }

    /// Whether there is anything.
    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.values.is_empty()
    }

    /// What is asked for during `rows`, in so many steps.
    #[inline(always)]
    pub fn steps(self, rows: usize, steps: usize) -> Steps<'a> {
        let Ahead { values, next, for_a_row } = self;
        Steps { values, next, step: (rows * for_a_row).div_ceil(steps.max(1)) }
    }
}

/// What is asked for step by step.
pub(super) struct Steps<'a> {
    #[cfg_attr(not(all(target_arch = "x86_64", not(miri))), allow(dead_code))]
    values: &'a [f32],
    next: usize,
    step: usize,
}

impl Steps<'_> {
    /// Asks for a cache line that will be read.
    #[inline(always)]
    pub fn read(&mut self) {
        #[cfg(all(target_arch = "x86_64", not(miri)))]
        {
            use core::arch::x86_64::{_MM_HINT_T1, _mm_prefetch};
            // SAFETY: every x86-64 has the instruction, which fails at no address.
            unsafe { _mm_prefetch::<_MM_HINT_T1>(self.address().cast()) };
        }
        self.next += self.step;
    }

    /// Asks for a cache line that will be written.
    #[inline(always)]
    pub fn write(&mut self) {
        #[cfg(all(target_arch = "x86_64", not(miri)))]
        {
            use core::arch::asm;
            // Not by `_MM_HINT_ET0`, of which stable Rust makes a line to be read.
            //
            // SAFETY: it fails at no address, and where it is not known it does nothing.
            unsafe {
                asm!("prefetchw [{}]", in(reg) self.address(), options(nostack, preserves_flags, readonly));
            }
        }
        self.next += self.step;
    }

    #[cfg(all(target_arch = "x86_64", not(miri)))]
    #[inline(always)]
    fn address(&self) -> *const f32 {
        self.values.as_ptr().wrapping_add(self.next)
    }
}

/// Asks for as many numbers as `these`, which lie so many behind them and will be read at once.
#[inline(always)]
pub(super) fn read_soon<const N: usize>(these: &[f32; N], behind: usize) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    {
        use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        for line in (0..N).step_by(16) {
            let address = these.as_ptr().wrapping_add(behind + line);
            // SAFETY: as in `Steps::read`.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(address.cast()) };
        }
    }
    let _ = (these, behind);
}
