use crate::layer::{Layer, Saved};
use crate::{Init, Tensor};
use core::iter::zip;
use rand::rngs::Xoshiro128PlusPlus;
use rand::{Rng, RngExt, SeedableRng};

/// Dropout, `dropout { rate: 0.2 }`: in training each value is zero with probability r and x / (1 - r)
/// otherwise, in inference y = x (Srivastava et al., *Dropout: A Simple Way to Prevent Neural Networks from
/// Overfitting*, 2014, in the "inverted" form of PyTorch's `Dropout`). So the mean of a value is the same in
/// both.
///
/// Back: dE/dx = dE/dy / (1 - r) for the values that were kept, otherwise 0.
///
/// What is dropped follows from the seed, on every machine the same, and the seed changes with each batch.
/// `init` and `reseed` on the net set the seeds of all its layers, to different ones; before that they are 0.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<dropout(4 -> 4) { rate: 0.5 }> }
///
/// let mut net = Net::ZERO;
/// net.reseed(&mut Xoshiro128PlusPlus::seed_from_u64(1));
/// let mut workspace = [0.0; Net::workspace_len(1)];
/// let kept = net.forward_train(&[[1.0; 4]], &mut workspace)?;
/// assert!(kept[0].iter().all(|&y| y == 0.0 || y == 2.0));
/// assert_eq!(net.forward(&[1.0; 4]), [1.0; 4]);
/// # Ok::<(), typenet::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dropout {
    /// How likely it is that a value is dropped, r; as 0 below 0 and if it is NaN, as 1 above 1.
    pub rate: f32,
    /// What the next batch's random numbers begin with.
    pub seed: u64,
}

impl Dropout {
    /// Half of the values, seed 0.
    pub const ZERO: Self = Dropout { rate: 0.5, seed: 0 };
}

impl<T: Tensor> Layer<T, T> for Dropout {
    const ZERO: Self = Self::ZERO;
    /// What each value was multiplied by.
    const CACHE: usize = T::LEN;
    const INIT_BEFORE: Option<Init> = None;

    fn init(&mut self, _init: Init, rng: &mut (impl Rng + ?Sized)) {
        self.seed = rng.random();
    }

    fn reseed(&mut self, rng: &mut (impl Rng + ?Sized)) {
        self.seed = rng.random();
    }

    #[inline]
    fn forward(&self, input: &T, output: &mut T) {
        *output = *input;
    }

    #[inline]
    fn forward_train(&mut self, inputs: &[T], outputs: &mut [T], cache: &mut [f32]) {
        let mut rng = Xoshiro128PlusPlus::seed_from_u64(self.seed);
        let rate = if self.rate > 0.0 { self.rate } else { 0.0 };
        let kept = if rate < 1.0 { 1.0 / (1.0 - rate) } else { 0.0 };
        let values = zip(T::flatten(inputs), T::flatten_mut(outputs));
        for ((x, y), factor) in zip(values, cache) {
            *factor = if rng.random::<f32>() < rate { 0.0 } else { kept };
            *y = x * *factor;
        }
        self.seed = rng.random();
    }

    #[inline]
    fn backward(
        &self,
        saved: Saved<'_, T, T>,
        d_output: &T,
        d_input: Option<&mut T>,
        _gradient: &mut Self,
    ) {
        let Some(d_input) = d_input else { return };
        let values = zip(d_output.values(), d_input.values_mut());
        for ((dy, dx), factor) in zip(values, saved.cache) {
            *dx = dy * *factor;
        }
    }
}
