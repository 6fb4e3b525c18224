use typenet::prelude::*;

network! {
    #[budget(flash = "8 KiB", ram = 256, training_ram = "1 MiB")]
    pub struct Digits<hidden: dense(64 -> 32), relu, dense(32 -> 10)>
}

fn main() {
    println!("{}", Digits::PARAMETERS);
}
