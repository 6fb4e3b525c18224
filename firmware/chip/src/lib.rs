//! The boards, as little of them as the programs need: a console, a counter of instructions, paint on the
//! stack.
#![no_std]

pub mod cost;
pub mod counter;
mod stack;

#[cfg(target_arch = "arm")]
pub use cortex_m_rt::entry;
#[cfg(target_arch = "riscv32")]
pub use riscv_rt::entry;

use core::panic::PanicInfo;
use semihosting::{process, sys::arm_compat::sys_writec};

/// The debugger's console, which is the terminal in QEMU.
pub struct Console;

impl tasks::Console for Console {
    fn byte(&mut self, byte: u8) {
        sys_writec(byte);
    }
}

/// Ends the program, and QEMU with it.
pub fn exit() -> ! {
    process::exit(0)
}

/// Every panic would end here. `check` makes sure that it is in none of the images but `panics`.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    tasks::Console::text(&mut Console, "a typenet image panicked\n");
    process::exit(101)
}
