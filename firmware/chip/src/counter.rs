//! Counts instructions. QEMU runs with `-icount`, where every instruction takes the same time, so a timer of
//! the board, or RISC-V's own counter, tells their number.

use core::sync::atomic::{Ordering::SeqCst, compiler_fence};

/// How many instructions `work` takes: exact but for the few that the compiler needs to call it.
#[inline(always)]
pub fn instructions<T>(work: impl FnOnce() -> T) -> (u32, T) {
    timer::start();
    compiler_fence(SeqCst);
    let before = timer::now();
    compiler_fence(SeqCst);
    let result = work();
    compiler_fence(SeqCst);
    let after = timer::now();
    (timer::between(before, after), result)
}

#[cfg(target_arch = "arm")]
fn write(register: u32, value: u32) {
    // SAFETY: called below, with the addresses of timer registers, which nothing else uses.
    unsafe { (register as *mut u32).write_volatile(value) }
}

#[cfg(target_arch = "arm")]
#[inline(always)]
fn read(register: u32) -> u32 {
    // SAFETY: as above.
    unsafe { (register as *const u32).read_volatile() }
}

/// The mps2's CMSDK timer 0: counts down from its reload value at 25 MHz, 1.6 ticks an instruction.
#[cfg(board = "mps2")]
mod timer {
    use super::{read, write};

    const CONTROL: u32 = 0x4000_0000;
    const VALUE: u32 = 0x4000_0004;
    const RELOAD: u32 = 0x4000_0008;

    pub fn start() {
        write(CONTROL, 0);
        write(RELOAD, u32::MAX);
        write(VALUE, u32::MAX);
        write(CONTROL, 1);
    }

    #[inline(always)]
    pub fn now() -> u32 {
        read(VALUE)
    }

    pub fn between(before: u32, after: u32) -> u32 {
        let ticks = u64::from(before.wrapping_sub(after));
        // One of them is the load that reads the timer.
        ((ticks * 5 + 4) / 8).saturating_sub(1) as u32
    }
}

/// The nRF51's timer 0: counts up at 16 MHz, 1.024 ticks an instruction.
#[cfg(board = "microbit")]
mod timer {
    use super::{read, write};

    const START: u32 = 0x4000_8000;
    const STOP: u32 = 0x4000_8004;
    const CLEAR: u32 = 0x4000_800c;
    const CAPTURE: u32 = 0x4000_8040;
    const MODE: u32 = 0x4000_8504;
    const BITS: u32 = 0x4000_8508;
    const PRESCALER: u32 = 0x4000_8510;
    const CAPTURED: u32 = 0x4000_8540;

    pub fn start() {
        // As a timer, of 32 bits, at full speed.
        for (register, value) in
            [(STOP, 1), (MODE, 0), (BITS, 3), (PRESCALER, 0), (CLEAR, 1), (START, 1)]
        {
            write(register, value);
        }
    }

    #[inline(always)]
    pub fn now() -> u32 {
        write(CAPTURE, 1);
        read(CAPTURED)
    }

    pub fn between(before: u32, after: u32) -> u32 {
        let ticks = u64::from(after.wrapping_sub(before));
        // Two of them are the store and the load that read the timer.
        ((ticks * 125 + 64) / 128).saturating_sub(2) as u32
    }
}

/// The counter that every RISC-V processor has.
#[cfg(board = "virt")]
mod timer {
    pub fn start() {}

    #[inline(always)]
    pub fn now() -> u32 {
        let count;
        // SAFETY: reads a counter.
        unsafe { core::arch::asm!("csrr {}, minstret", out(reg) count) };
        count
    }

    pub fn between(before: u32, after: u32) -> u32 {
        after.wrapping_sub(before).saturating_sub(1)
    }
}
