//! Nothing: what start-up code and vector table take before there is a net.
#![no_std]
#![no_main]

#[chip::entry]
fn main() -> ! {
    chip::exit()
}
