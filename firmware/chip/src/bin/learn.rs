//! See `tasks::learn`.
#![no_std]
#![no_main]

#[chip::entry]
fn main() -> ! {
    tasks::learn::run(&mut chip::Console);
    chip::exit()
}
