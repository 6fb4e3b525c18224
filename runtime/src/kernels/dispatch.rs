//! Which version of a kernel this machine runs. The only `unsafe` here is what the attribute writes: it calls
//! a version after it has asked the processor for the instructions.
#![allow(unsafe_code)]

use super::Kernel;
#[cfg(feature = "std")]
use multiversion::{multiversion, target::match_target};

/// Runs the kernel as compiled for the best of the instruction sets that the processor has.
#[cfg(feature = "std")]
#[inline]
pub(super) fn run<K: Kernel>(kernel: K) -> K::Output {
    #[cfg(test)]
    match tests::USED.get() {
        Version::Best => {}
        Version::Avx2 => return run_avx2(kernel),
        Version::Baseline => return run_baseline(kernel),
    }
    run_best(kernel)
}

#[cfg(feature = "std")]
#[multiversion(
    targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"),
    dispatcher = "direct"
)]
#[inline]
fn run_best<K: Kernel>(kernel: K) -> K::Output {
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

#[cfg(test)]
pub(super) use tests::{Using, Version, versions};

#[cfg(test)]
#[multiversion(targets("x86_64+avx2"), dispatcher = "direct")]
fn run_avx2<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<6, 16, 64>()
}

#[cfg(test)]
fn run_baseline<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<4, 8, 32>()
}

#[cfg(test)]
mod tests {
    use core::cell::Cell;

    std::thread_local! {
        /// Which version this thread's calls run.
        pub(super) static USED: Cell<Version> = const { Cell::new(Version::Best) };
    }

    /// The versions that a test can ask for.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub enum Version {
        Best,
        Avx2,
        Baseline,
    }

    /// All that this machine can run.
    pub fn versions() -> impl Iterator<Item = Version> {
        let mut all = alloc::vec![Version::Best, Version::Baseline];
        #[cfg(target_arch = "x86_64")]
        if std::is_x86_feature_detected!("avx2") {
            all.push(Version::Avx2);
        }
        all.into_iter()
    }

    /// Has this thread's calls run a version as long as it lives.
    pub struct Using;

    impl Using {
        pub fn new(version: Version) -> Self {
            USED.set(version);
            Using
        }
    }

    impl Drop for Using {
        fn drop(&mut self) {
            USED.set(Version::Best);
        }
    }
}
