use typenet::network;

network! { Net<dense(3 -> 5)> }

network! {}

network! { enum Other<dense(3 -> 5)> }

fn main() {}
