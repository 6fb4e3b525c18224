//! See `tasks::infer`.
#![no_std]
#![no_main]

#[chip::entry]
fn main() -> ! {
    tasks::infer::run(&mut chip::Console);
    chip::exit()
}
