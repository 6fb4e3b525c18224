use typenet::prelude::*;

network! {
    #[budget(rom = "8 KiB", ram = "many", flash)]
    pub struct Digits<hidden: dense(64 -> 32), relu, dense(32 -> 10)>
}

fn main() {
    println!("{}", Digits::PARAMETERS);
}
