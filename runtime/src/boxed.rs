//! Large values on the heap that never cross the stack. The crate's only `unsafe`.
//!
//! `Box::new(Net::ZERO)` builds the net on the stack and moves it, at least in a debug build: a 784-512
//! layer alone is 1.6 MB, and a thread's stack may be 256 KiB. A constant's bytes can be copied from the
//! program's image right to the heap, but safe Rust has no way to say so.
#![allow(unsafe_code)]

use alloc::boxed::Box;
use core::mem::ManuallyDrop;

/// A constant of some type, to be made in a box.
pub(crate) trait Constant {
    type Type;
    const VALUE: Self::Type;
}

/// A new box that holds `C::VALUE`.
pub(crate) fn boxed<C: Constant>() -> Box<C::Type> {
    let mut room = Box::<C::Type>::new_uninit();
    let target = room.as_mut_ptr().cast::<ManuallyDrop<C::Type>>();
    // SAFETY: `target` points to the box's own memory, which has the size and alignment of `C::Type`, as
    // `ManuallyDrop` has, and nobody else sees it. The assignment drops no old value, since
    // `ManuallyDrop` has no drop, and it writes every byte of the value, so the box is initialised.
    unsafe {
        *target = const { ManuallyDrop::new(C::VALUE) };
        room.assume_init()
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    // The net's constant is not all zeros: leaky_relu has a slope.
    network! { struct Net<dense(3 -> 4), leaky_relu, dense(4 -> 2)> }

    #[test]
    fn what_is_made_in_a_box_is_the_constant() {
        let mut net = Net::boxed();
        assert_eq!(*net, Net::ZERO);
        net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
        assert_ne!(*net, Net::ZERO);
        assert_eq!(*Adam::<Net>::boxed(), Adam::<Net>::NEW);
    }
}
