//! Room on the stack that nobody has written.
//!
//! Large activations take turns in two rooms. To fill these before they are written took LeNet-5 a thirtieth of its time
//! forward, but safe Rust has no way to leave it out, nor has unsafe Rust one by itself: a float that was never written is
//! undefined behaviour, even if it is only lent. An instruction that may have written it makes it defined.
#![allow(unsafe_code)]

use crate::tensor::Aligned;
use core::mem::MaybeUninit;

/// Room for so many numbers, before any is written.
#[derive(Debug)]
pub struct Unwritten<const LEN: usize>(MaybeUninit<Aligned<[f32; LEN]>>);

impl<const LEN: usize> Unwritten<LEN> {
    /// Nothing written.
    pub const NEW: Self = Unwritten(MaybeUninit::uninit());

    /// The numbers, whatever they are.
    // In a debug build a call of its own, or a copy would have a place in the caller's part of the stack.
    #[cfg_attr(not(debug_assertions), inline(always))]
    #[cfg_attr(debug_assertions, inline(never))]
    pub fn values(&mut self) -> &mut [f32; LEN] {
        #[cfg(all(whole_nets, not(miri)))]
        {
            use core::arch::asm;
            // SAFETY: the assembly is told where the room is, and not that it would leave memory as it is; so for all
            // that the compiler knows it writes LEN floats there. What lies there instead stays, and is one of those that
            // it might have written: any four bytes are a float.
            unsafe {
                asm!("/* {} */", in(reg) self.0.as_mut_ptr(), options(nostack, preserves_flags));
                self.0.assume_init_mut()
            }
        }
        #[cfg(not(all(whole_nets, not(miri))))]
        self.0.write(Aligned([<f32 as crate::Tensor>::UNWRITTEN; LEN]))
    }
}
