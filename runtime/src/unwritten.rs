//! Room on the stack that nobody has filled.
//!
//! Large activations take turns in two rooms, and every layer writes all that it gives; so do convolutions in their scratch.
//! To fill the rooms before took a fortieth of LeNet-5's time forward, but safe Rust has no way to leave that out. Nor has
//! unsafe Rust by itself: a float that was never written must not be lent. Assembly that may have written it, for all that
//! the compiler knows, makes it one.
//!
//! Miri knows no assembly; for it, in a debug build and on chips rooms are filled.
#![allow(unsafe_code)]

use crate::tensor::{Aligned, Tensor};
use core::mem::MaybeUninit;

/// Room for a tensor, before any of its numbers is written. It begins with a cache line where that is worth it.
#[derive(Debug)]
pub struct Unwritten<T>(MaybeUninit<Aligned<T>>);

impl<T: Tensor> Unwritten<T> {
    /// Nothing written.
    pub const NEW: Self = Unwritten(MaybeUninit::uninit());

    /// The tensor, whatever its numbers are.
    // In a debug build a call of its own, or a copy would have a place in the caller's part of the stack.
    #[cfg_attr(not(debug_assertions), inline(always))]
    #[cfg_attr(debug_assertions, inline(never))]
    pub fn tensor(&mut self) -> &mut T {
        #[cfg(all(any(whole_nets, target_arch = "aarch64"), not(debug_assertions), not(miri)))]
        {
            use core::arch::asm;
            // SAFETY: the assembly is told where the room is, and not that it would leave memory as it is; so for all
            // that the compiler knows it writes floats there. What lies there instead stays, and is one of those that it
            // might have written: a tensor is floats and nothing else, and any four bytes are a float.
            unsafe {
                asm!("/* {} */", in(reg) self.0.as_mut_ptr(), options(nostack, preserves_flags));
                self.0.assume_init_mut()
            }
        }
        #[cfg(not(all(
            any(whole_nets, target_arch = "aarch64"),
            not(debug_assertions),
            not(miri)
        )))]
        self.0.write(Aligned(T::UNWRITTEN))
    }
}

#[cfg(all(test, feature = "std"))]
pub(crate) mod tests {
    use super::Unwritten;
    use crate::prelude::*;
    use core::hint::black_box;

    #[test]
    fn what_was_written_is_read() {
        let mut room = Unwritten::<[f32; 1000]>::NEW;
        let values = black_box(room.tensor());
        for (i, value) in values.iter_mut().enumerate() {
            *value = i as f32;
        }
        let values = black_box(values);
        assert!(values.iter().enumerate().all(|(i, value)| *value == i as f32));
    }

    network! {
        struct Net<
            conv2d(1x24x24 -> 4x20x20, kernel = 5), relu,
            max_pool2d(4x20x20 -> 4x10x10, kernel = 2), batch_norm,
            conv2d(4x10x10 -> 8x8x8, kernel = 3), tanh,
            residual(conv2d(8x8x8 -> 8x8x8, kernel = 3, padding = 1)),
            avg_pool2d(8x8x8 -> 8x4x4, kernel = 2), flatten(8x4x4 -> 128),
            dense(128 -> 40), softmax, dense(40 -> 3),
        >
    }

    /// Writes all over the part of the stack that the next call uses.
    #[inline(never)]
    pub(crate) fn leave(value: f32) {
        black_box(&[value; 1 << 15]);
    }

    #[test]
    fn a_net_takes_nothing_from_what_lay_in_its_rooms() {
        let mut net = Net::boxed();
        net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
        let picture = [core::array::from_fn(|i| core::array::from_fn(|j| (i * j) as f32 / 500.0))];
        let run = |left: f32| {
            leave(left);
            let one = net.forward(&picture);
            leave(left);
            let mut batch = [[0.0; 3]; 5];
            net.forward_batch(&[picture; 5], &mut batch).unwrap();
            let mut trained = net.clone();
            leave(left);
            trained.learn(&MeanSquaredError, &picture, &[1.0; 3], 0.01).unwrap();
            let (mut workspace, mut gradient) = (alloc::vec![0.0; 5 * Net::WORKSPACE], Net::ZERO);
            leave(left);
            net.clone()
                .loss_gradient(
                    &MeanSquaredError,
                    &[picture; 5],
                    &[[1.0; 3]; 5],
                    &mut workspace,
                    &mut gradient,
                )
                .unwrap();
            (one, batch, trained, gradient)
        };
        let first = run(0.0);
        assert!(first.0.iter().all(|y| y.is_finite()));
        assert_eq!(first.1, [first.0; 5]);
        for left in [f32::NAN, f32::INFINITY, -1e30] {
            assert!(run(left) == first, "{left} lay there before");
        }
    }
}
