//! A trained net, read from where it lies in flash, names digits that it never saw.

use crate::samples::{UNSEEN, answer};
use crate::{Console, DIGITS, SEED, mix};

pub fn run(console: &mut impl Console) {
    let (mut right, mut bits) = (0, SEED);
    for (index, sample) in UNSEEN.iter().take(20).enumerate() {
        let scores = DIGITS.forward(&sample.picture());
        bits = scores.iter().fold(bits, |bits, score| mix(bits, score.to_bits()));
        let digit = answer(&scores);
        right += u32::from(digit == sample.label);
        console.text("digit ").number(index as u32).text(": it is a ").number(sample.label.into());
        console.text(", the net says ").number(digit.into()).line();
    }
    console.number(right).text(" of 20 right").line();
    console.text("all bits of all scores: ").hex(bits).line();
}
