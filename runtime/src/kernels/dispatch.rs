//! Which version of a kernel this machine runs. The only `unsafe` here is what the attribute writes: it calls
//! a version after it has asked the processor for the instructions.
#![allow(unsafe_code)]

use super::Kernel;
#[cfg(feature = "std")]
use multiversion::{multiversion, target::match_target};

/// Runs the kernel as compiled for the best of the instruction sets that the processor has.
#[cfg(feature = "std")]
#[multiversion(
    targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"),
    dispatcher = "direct"
)]
#[inline]
pub(super) fn run<K: Kernel>(kernel: K) -> K::Output {
    match_target! {
        "x86_64+avx512f" => kernel.run::<16, 16, 128>(),
        "x86_64+avx2" => kernel.run::<6, 16, 64>(),
        "aarch64" => kernel.run::<6, 16, 64>(),
        _ => kernel.run::<4, 8, 32>(),
    }
}

/// Runs the kernel: without an operating system nobody tells what the processor can do beyond what the program
/// is compiled for.
#[cfg(not(feature = "std"))]
#[inline]
pub(super) fn run<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<4, 8, 32>()
}
