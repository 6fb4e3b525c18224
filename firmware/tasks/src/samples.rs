//! Digits that are part of the program.

/// A picture of 8 by 8 pixels, from 0 for paper to 16 for ink, and the digit that the writer meant.
pub struct Sample {
    pub pixels: [u8; 64],
    pub label: u8,
}

include!(concat!(env!("OUT_DIR"), "/samples.rs"));

impl Sample {
    /// What the net takes.
    pub fn picture(&self) -> [f32; 64] {
        self.pixels.map(|pixel| f32::from(pixel) / 16.0)
    }

    /// The same picture, one pixel to the right: what a camera sees that was mounted a little askew.
    pub fn shifted(&self) -> [f32; 64] {
        let mut picture = [0.0; 64];
        let (to, _) = picture.as_chunks_mut::<8>();
        let (from, _) = self.pixels.as_chunks::<8>();
        for (to, from) in to.iter_mut().zip(from) {
            for (to, &from) in to.iter_mut().skip(1).zip(from) {
                *to = f32::from(from) / 16.0;
            }
        }
        picture
    }
}

/// The class with the highest score.
pub fn answer(scores: &[f32; 10]) -> u8 {
    let best = |(best, top): (u8, f32), (class, &score): (u8, &f32)| {
        if score > top { (class, score) } else { (best, top) }
    };
    (0..).zip(scores).fold((0, f32::NEG_INFINITY), best).0
}
