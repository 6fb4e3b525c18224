//! What the peers written in Rust share: the [data](mod@data), the [clock](mod@clock) and the wall
//! between what is measured and the optimizer.
//!
//! `peers/common/bench.h` is the same for C and C++, `peers/python/common.py` for Python.

pub mod clock;
pub mod data;
pub mod flat;

use std::arch::asm;

/// The same reference, of which the compiler no longer knows where it points, nor what lies there.
///
/// What was written behind it before has to be in memory, and what is read behind it afterwards has to be
/// read again. It costs no instruction: `std::hint::black_box` would store and load the pointer, which is
/// much beside a net of two nanoseconds, and the C side does not pay it.
#[inline(always)]
pub fn opaque<T>(value: &T) -> &T {
    // SAFETY: there is no instruction, so the pointer stays what it is.
    unsafe {
        let mut pointer: *const T = value;
        asm!("/* {0} */", inout(reg) pointer, options(nostack, preserves_flags));
        &*pointer
    }
}

/// [`opaque`] for what is changed.
#[inline(always)]
pub fn opaque_mut<T>(value: &mut T) -> &mut T {
    // SAFETY: as above.
    unsafe {
        let mut pointer: *mut T = value;
        asm!("/* {0} */", inout(reg) pointer, options(nostack, preserves_flags));
        &mut *pointer
    }
}
