//! See `tasks::adapt`.
#![no_std]
#![no_main]

#[chip::entry]
fn main() -> ! {
    tasks::adapt::run(&mut chip::Console);
    chip::exit()
}
