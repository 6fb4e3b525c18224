// Also part of build.rs, which loads the weights into the same declaration.

use typenet::prelude::*;

network! {
    /// What there is to see in an 8x8 picture: trained on the host, frozen in flash.
    pub struct Features<hidden: dense(64 -> 32), relu>
}

network! {
    /// Which digit that is.
    pub struct Head<dense(32 -> 10)>
}

network! {
    /// Reads a handwritten digit: 64-32-10, in two parts so that one can learn on without the other.
    pub struct Digits<features: Features(64 -> 32), head: Head(32 -> 10)>
}
