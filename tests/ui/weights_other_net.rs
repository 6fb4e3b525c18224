use typenet::prelude::*;

network! {
    #[weights("../fixtures/weights/other_net.safetensors")]
    struct Net<hidden: dense(3 -> 4), relu, out: dense(4 -> 2)>
}

fn main() {
    let _ = Net::TRAINED;
}
