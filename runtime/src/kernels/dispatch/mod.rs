//! Which version of a kernel this machine runs. The only `unsafe` here is to call it, after the processor was asked for
//! its instructions.
#![allow(unsafe_code)]

mod vectors;
#[cfg(all(feature = "std", target_arch = "x86_64"))]
mod x86;

use super::Kernel;
use vectors::Loops;
pub(crate) use vectors::Vectors;
#[cfg(all(feature = "std", target_arch = "x86_64"))]
use x86::{Avx2, Avx512};

/// Whether a processor's version fuses products and sums, if it can.
#[cfg(feature = "std")]
const FUSES: bool = !cfg!(feature = "same-bits");

/// What versions are compiled for, the better the greater.
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
enum Instructions {
    Baseline,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// As processors have it that do not slow down for it: those that have VBMI2, too, Ice Lake and Zen 4 the first.
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// The same on processors to which a number that is read into all places of a register costs nothing but the reading.
    /// On Zen 4 it takes as long as a product of such registers, unless the instruction that multiplies reads the number
    /// itself, as it does where there is one product only. Processors that came later have AVX-VNNI.
    #[cfg(target_arch = "x86_64")]
    Avx512Spreading,
}

#[cfg(feature = "std")]
impl Instructions {
    /// What the processor has. It is asked once.
    #[cfg(target_arch = "x86_64")]
    #[inline]
    fn found() -> Self {
        static FOUND: std::sync::LazyLock<Instructions> = std::sync::LazyLock::new(|| {
            use std::is_x86_feature_detected as has;
            if !(has!("avx2") && has!("fma")) {
                Instructions::Baseline
            } else if has!("avx512f")
                && has!("avx512bw")
                && has!("avx512cd")
                && has!("avx512dq")
                && has!("avx512vl")
                && has!("avx512vbmi")
                && has!("avx512vbmi2")
            {
                if has!("avxvnni") { Instructions::Avx512Spreading } else { Instructions::Avx512 }
            } else {
                Instructions::Avx2
            }
        });
        #[cfg(test)]
        return tests::used_of(*FOUND);
        #[cfg(not(test))]
        *FOUND
    }

    #[cfg(not(target_arch = "x86_64"))]
    #[inline]
    fn found() -> Self {
        Instructions::Baseline
    }
}

/// The versions of a kernel.
///
/// They are a trait's, so that the compiler puts them where the kernel is: functions that take any kernel, as a library for
/// this has them, would all be compiled in one unit, one after the other, while the other cores wait.
#[cfg(feature = "std")]
trait Versions: Kernel {
    /// # Safety
    ///
    /// The processor has what [`Instructions::Avx512`] stands for.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(
        enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx2,fma"
    )]
    unsafe fn run_avx512<const FUSED: bool>(&mut self) -> Self::Output {
        self.run::<Avx512<FUSED>, 16, 16, 128>()
    }

    /// # Safety
    ///
    /// The processor has what [`Instructions::Avx2`] stands for.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma")]
    unsafe fn run_avx2<const FUSED: bool>(&mut self) -> Self::Output {
        // A product that is rounded takes a register before it is added.
        if FUSES {
            self.run::<Avx2<FUSED>, 6, 16, 64>()
        } else {
            self.run::<Avx2<FUSED>, 4, 16, 64>()
        }
    }

    /// What every processor of its kind can run. Not inlined where others are better: or each caller would have it compiled.
    #[cfg_attr(target_arch = "x86_64", inline(never))]
    fn run_baseline<const FUSED: bool>(&mut self) -> Self::Output {
        if cfg!(target_arch = "aarch64") {
            self.run::<Loops<FUSED>, 6, 16, 64>()
        } else {
            self.run::<Loops<false>, 4, 8, 32>()
        }
    }
}

#[cfg(feature = "std")]
impl<K: Kernel> Versions for K {}

/// Runs the best version that the processor has, or up to AVX2.
#[cfg(feature = "std")]
#[inline(always)]
fn run_version<const FUSED: bool, const WIDEST: bool, K: Kernel>(mut kernel: K) -> K::Output {
    match Instructions::found() {
        // SAFETY: the processor has been asked.
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512Spreading | Instructions::Avx512 if WIDEST => unsafe {
            kernel.run_avx512::<FUSED>()
        },
        // SAFETY: as above, and who has AVX-512 has AVX2.
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512Spreading | Instructions::Avx512 | Instructions::Avx2 => unsafe {
            kernel.run_avx2::<FUSED>()
        },
        // The same twice, if the compiler were told that this one might fuse.
        #[cfg(target_arch = "x86_64")]
        Instructions::Baseline => kernel.run_baseline::<false>(),
        #[cfg(not(target_arch = "x86_64"))]
        Instructions::Baseline => kernel.run_baseline::<FUSED>(),
    }
}

/// Runs the kernel as compiled for the best of the instruction sets that the processor has.
#[cfg(feature = "std")]
#[inline]
pub(crate) fn run<K: Kernel>(kernel: K) -> K::Output {
    run_version::<FUSES, true, K>(kernel)
}

/// Runs a kernel that adds up products: fused if that is asked for and the processor can, or as every processor would.
#[cfg(feature = "std")]
#[inline]
pub(crate) fn run_sums<K: Kernel>(fused: bool, kernel: K) -> K::Output {
    if fused { run(kernel) } else { run_version::<false, true, K>(kernel) }
}

/// The same for a kernel that spreads a number for few products: without the widest registers where that takes as long as
/// a product.
#[cfg(feature = "std")]
#[inline(always)]
pub(crate) fn run_few_sums<K: Kernel>(fused: bool, kernel: K) -> K::Output {
    if spreads_freely() {
        run_sums(fused, kernel)
    } else if fused {
        run_version::<FUSES, false, K>(kernel)
    } else {
        run_version::<false, false, K>(kernel)
    }
}

/// Runs a kernel where it is called, for what the caller is compiled for.
#[inline(always)]
pub(crate) fn run_inlined<K: Kernel>(kernel: &mut K) -> K::Output {
    kernel.run::<Loops<false>, 1, 1, 1>()
}

/// Runs a whole net, which is too small for the widest registers to pay.
#[cfg(feature = "std")]
#[inline]
pub(crate) fn run_net<K: Kernel>(mut net: K) -> K::Output {
    match Instructions::found() {
        Instructions::Baseline => run_net_baseline(&mut net),
        // SAFETY: all others have AVX2.
        #[cfg(target_arch = "x86_64")]
        _ => unsafe { net.run_avx2::<FUSES>() },
    }
}

/// Not a method of [`Versions`]: there the compiler would have to finish it before it begins another version of the net.
#[cfg(feature = "std")]
#[cfg_attr(target_arch = "x86_64", inline(never))]
fn run_net_baseline<K: Kernel>(net: &mut K) -> K::Output {
    net.run::<Loops<false>, 4, 8, 32>()
}

/// Runs a whole net that gains from the widest registers.
#[cfg(feature = "std")]
#[inline]
pub(crate) fn run_wide_net<K: Kernel>(net: K) -> K::Output {
    #[cfg(target_arch = "x86_64")]
    if gains_from_the_widest() {
        let mut net = net;
        // SAFETY: the processor has AVX-512.
        return unsafe { net.run_avx512::<FUSES>() };
    }
    run_net(net)
}

/// Whether the processor gains from the widest registers where a net's own loops would use AVX2's.
#[inline]
pub(super) fn gains_from_the_widest() -> bool {
    #[cfg(all(feature = "std", target_arch = "x86_64"))]
    return Instructions::found() == Instructions::Avx512Spreading;
    #[cfg(not(all(feature = "std", target_arch = "x86_64")))]
    false
}

/// Whether a kernel may have a number read into all places of a register, for several products.
#[inline]
pub(crate) fn spreads_freely() -> bool {
    #[cfg(all(feature = "std", target_arch = "x86_64"))]
    return Instructions::found() != Instructions::Avx512;
    #[cfg(not(all(feature = "std", target_arch = "x86_64")))]
    true
}

/// Runs a whole net.
#[cfg(not(feature = "std"))]
#[inline(always)]
pub(crate) fn run_net<K: Kernel>(mut net: K) -> K::Output {
    run_inlined(&mut net)
}

#[cfg(not(feature = "std"))]
pub(crate) use run_net as run_wide_net;

#[cfg(not(feature = "std"))]
#[inline]
pub(crate) fn run_sums<K: Kernel>(_fused: bool, kernel: K) -> K::Output {
    run(kernel)
}

#[cfg(not(feature = "std"))]
pub(crate) use run_sums as run_few_sums;

/// Runs the kernel: without an operating system nobody tells what the processor can do beyond what the program
/// is compiled for.
#[cfg(not(feature = "std"))]
#[inline]
pub(crate) fn run<K: Kernel>(mut kernel: K) -> K::Output {
    kernel.run::<Loops<false>, 4, 8, 32>()
}

#[cfg(all(test, feature = "rayon"))]
pub(super) use tests::is_chosen;
#[cfg(test)]
pub(crate) use tests::{Using, Version, versions};

#[cfg(test)]
mod tests {
    use super::Instructions;
    use crate::kernels::suits_a_net;
    use crate::network::{forward, forward_batch};
    use crate::prelude::*;
    use alloc::vec::Vec;
    use core::cell::Cell;
    use rand::RngExt;

    std::thread_local! {
        /// Which version this thread's calls run.
        pub(super) static USED: Cell<Version> = const { Cell::new(Version::Best) };
    }

    /// The versions that a test can ask for.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub enum Version {
        Best,
        /// What a processor runs that has the same instructions, but not the same [`spreads_freely`](super::spreads_freely).
        Relative,
        Avx2,
        Baseline,
    }

    /// Whether this thread's calls run another version than they would in a program.
    #[cfg(feature = "rayon")]
    pub fn is_chosen() -> bool {
        USED.get() != Version::Best
    }

    /// All that this machine can run.
    pub fn versions() -> impl Iterator<Item = Version> {
        let found = Instructions::found();
        let mut all = alloc::vec![Version::Best, Version::Baseline];
        #[cfg(target_arch = "x86_64")]
        if found >= Instructions::Avx2 {
            all.push(Version::Avx2);
        }
        #[cfg(target_arch = "x86_64")]
        if found >= Instructions::Avx512 {
            all.push(Version::Relative);
        }
        all.into_iter()
    }

    /// What of that this thread's calls use.
    pub(super) fn used_of(found: Instructions) -> Instructions {
        match (USED.get(), found) {
            (Version::Best, _) => found,
            (Version::Baseline, _) => Instructions::Baseline,
            #[cfg(target_arch = "x86_64")]
            (Version::Avx2, _) => Instructions::Avx2,
            #[cfg(target_arch = "x86_64")]
            (Version::Relative, Instructions::Avx512) => Instructions::Avx512Spreading,
            #[cfg(target_arch = "x86_64")]
            (Version::Relative, _) => Instructions::Avx512,
            #[cfg(not(target_arch = "x86_64"))]
            (Version::Avx2 | Version::Relative, _) => found,
        }
    }

    /// Has this thread's calls run a version as long as it lives.
    pub struct Using;

    impl Version {
        /// Whether sums are fused, where that is asked for.
        pub fn fuses(self) -> bool {
            #[cfg(target_arch = "x86_64")]
            let can = Instructions::found() >= Instructions::Avx2;
            #[cfg(not(target_arch = "x86_64"))]
            let can = cfg!(target_arch = "aarch64");
            super::FUSES && can && self != Version::Baseline
        }
    }

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

    network! {
        struct Small<
            dense(3 -> 17), tanh,
            residual(dense(17 -> 17), relu),
            layer_norm, dense(17 -> 8), gelu,
            dense(8 -> 5), leaky_relu,
            dense(5 -> 1),
        >
    }

    // The same layers in one net of so many that each is called apart, and in nets that are compiled as a whole.
    network! {
        struct Deep<
            dense(3 -> 8), leaky_relu,
            again: dense(8 -> 8), tanh,
            residual(dense(8 -> 23), relu, dense(23 -> 8)),
            layer_norm, shared(again), gelu,
            concat(dense(8 -> 3), [dense(8 -> 40), silu, dense(40 -> 5)]),
            sigmoid, dense(8 -> 1),
        >
    }
    network! {
        struct Parts<First(3 -> 8), Middle(8 -> 8), Last(8 -> 1)>
    }
    network! {
        struct First<dense(3 -> 8), leaky_relu>
    }
    network! {
        struct Middle<
            again: dense(8 -> 8), tanh,
            residual(dense(8 -> 23), relu, dense(23 -> 8)),
            layer_norm, shared(again), gelu,
        >
    }
    network! {
        struct Last<
            concat(dense(8 -> 3), [dense(8 -> 40), silu, dense(40 -> 5)]),
            sigmoid, dense(8 -> 1),
        >
    }

    /// Everything that a net does, bit for bit.
    fn bits<N: Network<Input = [f32; 3], Output = [f32; 1]>>() -> Vec<u32> {
        let mut rng = Xoshiro128PlusPlus::seed_from_u64(1);
        let mut net = N::ZERO;
        net.init(Init::Glorot, &mut rng);
        let inputs: [[f32; 3]; 7] = rng.random();
        let targets: [[f32; 1]; 7] = rng.random();
        let mut workspace = alloc::vec![0.0; 7 * N::WORKSPACE];
        let mut gradient = N::ZERO;
        let mut optimizer = Adam::NEW;
        let mut seen = Vec::new();
        for (input, target) in inputs.iter().zip(&targets) {
            seen.extend(forward(&net, input));
            seen.push(net.learn(&MeanSquaredError, input, target, 0.01).unwrap());
            let loss = net.loss_gradient(
                &MeanSquaredError,
                &inputs,
                &targets,
                &mut workspace,
                &mut gradient,
            );
            seen.push(loss.unwrap());
            optimizer.step(&mut net, &mut gradient);
        }
        let mut outputs = [[0.0]; 7];
        forward_batch(&net, &inputs, &mut outputs).unwrap();
        seen.extend(outputs.as_flattened());
        N::parameters_mut([&mut net], &mut |[values]: [&mut [f32]; 1]| {
            seen.extend_from_slice(values);
        });
        seen.into_iter().map(f32::to_bits).collect()
    }

    #[test]
    fn a_small_net_gives_the_same_bits_in_every_version() {
        const { assert!(!cfg!(whole_nets) || suits_a_net(Small::MULTIPLY_ADDS)) };
        same_in_every_version(&bits::<Small>(), bits::<Small>);
    }

    #[test]
    #[cfg_attr(miri, ignore = "miri has one version only, and takes minutes for so many layers")]
    fn a_net_of_many_layers_gives_the_bits_of_its_parts_in_every_version() {
        const { assert!(!cfg!(whole_nets) || suits_a_net(Middle::MULTIPLY_ADDS)) };
        same_in_every_version(&bits::<Parts>(), bits::<Deep>);
    }

    fn same_in_every_version(expected: &[u32], bits: fn() -> Vec<u32>) {
        for version in versions() {
            let _using = Using::new(version);
            assert!(bits() == expected, "{version:?}");
        }
    }
}
