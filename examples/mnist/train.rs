//! The training: mini-batches of pictures a little moved, AdamW, and a learning rate that goes up and down.

use crate::LeNet;
use crate::data::{Digits, Picture, SIDE};
use typenet::prelude::*;
use typenet::rand::seq::SliceRandom;
use typenet::rand::{Rng, RngExt};
use typenet::schedule::{OneCycle, Schedule};

/// How many pictures go into one step.
const BATCH: usize = 64;
/// The largest learning rate.
const RATE: f32 = 0.004;
/// The most that a picture is moved in training, in pixels: a digit is the same one somewhere else.
const SHIFT: i32 = 2;

/// What the net takes: one channel of pixels from 0 (paper) to 1 (ink).
pub type Input = [[[f32; SIDE]; SIDE]; 1];

/// What training needs beside the net.
pub struct Trainer<'a> {
    digits: &'a Digits,
    schedule: OneCycle,
    optimizer: Box<AdamW<LeNet>>,
    gradient: Box<LeNet>,
    workspace: Vec<f32>,
    /// How many steps have been taken.
    step: usize,
}

impl<'a> Trainer<'a> {
    /// Ready to learn from `digits`.
    pub fn new(digits: &'a Digits, epochs: u32) -> Self {
        let steps = epochs as usize * digits.len().div_ceil(BATCH);
        let mut optimizer = AdamW::boxed();
        optimizer.weight_decay = 0.01;
        Trainer {
            digits,
            schedule: OneCycle { rate: RATE, steps, ..OneCycle::NEW },
            optimizer,
            gradient: LeNet::boxed(),
            workspace: vec![0.0; LeNet::workspace_len(BATCH)],
            step: 0,
        }
    }

    /// How many steps all epochs will take together.
    pub fn steps(&self) -> usize {
        self.schedule.steps
    }

    /// Trains for one epoch and returns the mean loss on the way; `tick` is called after each step.
    pub fn epoch(
        &mut self,
        net: &mut LeNet,
        rng: &mut impl Rng,
        tick: impl Fn(),
    ) -> Result<f32, typenet::Error> {
        let mut order: Vec<usize> = (0..self.digits.len()).collect();
        order.shuffle(rng);
        let mut total = 0.0;
        for batch in order.chunks(BATCH) {
            let pictures: Vec<_> =
                batch.iter().map(|&i| moved(&self.digits.pictures[i], rng)).collect();
            let labels: Vec<_> = batch.iter().map(|&i| self.digits.labels[i]).collect();
            let loss = net.loss_gradient(
                &CrossEntropy,
                &pictures,
                &labels,
                &mut self.workspace,
                &mut self.gradient,
            )?;
            self.optimizer.rate = self.schedule.rate(self.step);
            self.optimizer.step(net, &mut self.gradient);
            self.step += 1;
            total += loss * batch.len() as f32;
            tick();
        }
        Ok(total / self.digits.len() as f32)
    }
}

/// The picture as the net takes it.
pub fn input(picture: &Picture) -> Input {
    [picture.map(|row| row.map(|pixel| f32::from(pixel) / 255.0))]
}

/// The picture moved by a few pixels at random; what comes in over the edge is paper.
fn moved(picture: &Picture, rng: &mut impl Rng) -> Input {
    let (right, down) = (rng.random_range(-SHIFT..=SHIFT), rng.random_range(-SHIFT..=SHIFT));
    let from = |to: usize, by: i32| usize::try_from(to as i32 - by).ok();
    [std::array::from_fn(|y| {
        let row = from(y, down).and_then(|y| picture.get(y));
        std::array::from_fn(|x| {
            let pixel = row.and_then(|row| row.get(from(x, right)?));
            f32::from(pixel.copied().unwrap_or(0)) / 255.0
        })
    })]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moved_picture_is_the_same_somewhere_else() {
        let mut picture = [[0; SIDE]; SIDE];
        picture[14][10] = 255;
        picture[0][27] = 51;
        let mut rng = Xoshiro128PlusPlus::seed_from_u64(1);
        let mut seen = [[false; 5]; 5];
        for _ in 0..500 {
            let [moved] = moved(&picture, &mut rng);
            let ink = |value: f32| {
                let pixels = (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (x, y)));
                pixels.filter(|&(x, y)| moved[y][x] == value).collect::<Vec<_>>()
            };
            let [(x, y)] = ink(1.0)[..] else { panic!("{moved:?}") };
            seen[y - 12][x - 8] = true;
            // What goes over the edge is gone, and does not come in at the other.
            let corner = if x <= 10 && y >= 14 { vec![(x + 17, y - 14)] } else { vec![] };
            assert_eq!(ink(0.2), corner);
        }
        assert_eq!(seen, [[true; 5]; 5]);
    }
}
