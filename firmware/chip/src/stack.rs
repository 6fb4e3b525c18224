//! How deep the stack gets: it is painted beforehand, and afterwards we look how much paint is gone.

const PAINT: u32 = 0xdead_beef;

unsafe extern "C" {
    /// Where the linker's statics end, and the stack may grow down to.
    static mut __sheap: u32;
}

/// How many bytes of stack `work` takes, below the frame of whoever calls this.
#[inline(never)]
pub fn depth<T>(work: impl FnOnce() -> T) -> (u32, T) {
    let top = stack_pointer();
    let bottom = &raw mut __sheap;
    let free = (top as usize - bottom as usize) / size_of::<u32>();
    for index in 0..free {
        // SAFETY: what lies between the statics and the stack pointer belongs to nobody: there is no heap,
        // no interrupt is on, and nothing is called in this loop.
        unsafe { bottom.add(index).write_volatile(PAINT) };
    }
    let result = work();
    let mut index = 0;
    // SAFETY: as above, for reading.
    while index < free && unsafe { bottom.add(index).read_volatile() } == PAINT {
        index += 1;
    }
    (((free - index) * size_of::<u32>()) as u32, result)
}

#[inline(always)]
fn stack_pointer() -> *mut u32 {
    let pointer;
    // SAFETY: reads a register.
    unsafe {
        #[cfg(target_arch = "arm")]
        core::arch::asm!("mov {}, sp", out(reg) pointer, options(nomem, nostack, preserves_flags));
        #[cfg(target_arch = "riscv32")]
        core::arch::asm!("mv {}, sp", out(reg) pointer, options(nomem, nostack, preserves_flags));
    }
    pointer
}
