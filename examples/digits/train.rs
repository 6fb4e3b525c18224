//! The training: mini-batches of distorted pictures, Adam, and a learning rate that falls.

use crate::Net;
use crate::distort::distort;
use crate::options::Options;
use std::f32::consts::PI;
use typenet::prelude::*;
use typenet::rand::Rng;
use typenet::rand::seq::SliceRandom;
use typenet_examples::data::Digits;

/// An epoch shows every picture so many times, distorted in another way each time.
const COPIES: usize = 4;

/// What training needs beside the net.
pub struct Trainer<'a> {
    digits: &'a Digits,
    batch: usize,
    /// The learning rate at the start.
    rate: f32,
    optimizer: Box<Adam<Net>>,
    gradient: Box<Net>,
    workspace: Vec<f32>,
    /// How many steps have been taken, and how many there will be.
    step: usize,
    steps: usize,
}

impl<'a> Trainer<'a> {
    /// Ready to learn from `digits`.
    pub fn new(digits: &'a Digits, options: &Options) -> Self {
        let shown = COPIES * digits.len();
        let batch = shown.min(options.batch as usize);
        Trainer {
            digits,
            batch,
            rate: options.rate,
            optimizer: Adam::boxed(),
            gradient: Net::boxed(),
            workspace: vec![0.0; Net::workspace_len(batch)],
            step: 0,
            steps: options.epochs as usize * shown.div_ceil(batch),
        }
    }

    /// How many steps all epochs will take together.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Trains for one epoch; `tick` is called after each step.
    pub fn epoch(
        &mut self,
        net: &mut Net,
        rng: &mut impl Rng,
        tick: impl Fn(),
    ) -> Result<(), typenet::Error> {
        let mut order: Vec<usize> = (0..COPIES * self.digits.len()).map(|i| i / COPIES).collect();
        order.shuffle(rng);
        for batch in order.chunks(self.batch) {
            let pictures: Vec<_> =
                batch.iter().map(|&i| distort(&self.digits.pictures[i], rng)).collect();
            let labels: Vec<_> = batch.iter().map(|&i| self.digits.labels[i]).collect();
            net.loss_gradient(
                &CrossEntropy,
                &pictures,
                &labels,
                &mut self.workspace,
                &mut self.gradient,
            )?;
            self.optimizer.rate = self.falling_rate();
            self.optimizer.step(net, &mut self.gradient);
            self.step += 1;
            tick();
        }
        Ok(())
    }

    /// From the full rate down to zero along half a cosine wave: large steps find the valley, small ones
    /// its floor.
    fn falling_rate(&self) -> f32 {
        let done = self.step as f32 / self.steps as f32;
        self.rate * (1.0 + (PI * done).cos()) / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Score;
    use clap::Parser;

    #[test]
    fn one_epoch_learns_most_digits_and_the_seed_decides_all() {
        let options = Options::parse_from(["digits", "--epochs=1"]);
        let train = || {
            let mut rng = Xoshiro128PlusPlus::seed_from_u64(7);
            // The other way round: a small set to learn from is enough, and quick without optimization.
            let (test, train) = Digits::read().unwrap().split(5, &mut rng);
            let mut net = Net::boxed();
            net.init(&mut rng);
            Trainer::new(&train, &options).epoch(&mut net, &mut rng, || {}).unwrap();
            (Score::of(&net, &test).unwrap().accuracy, net)
        };
        let (accuracy, net) = train();
        assert!(accuracy > 75.0, "{accuracy}%");
        assert_eq!(net, train().1);
    }
}
