use crate::Error;
use rand::rngs::Xoshiro128PlusPlus;

/// A data set: samples by index. [`Data`] is one that lies in memory; one of your own may read files, or change
/// each picture a little whenever it is asked for it.
///
/// ```
/// use typenet::prelude::*;
/// use typenet::rand::RngExt;
/// use typenet::train::Samples;
///
/// /// Points of a line, with noise that is never the same.
/// struct Noisy;
///
/// impl Samples<[f32; 1], [f32; 1]> for Noisy {
///     fn len(&self) -> usize {
///         100
///     }
///
///     fn sample(&self, index: usize, rng: &mut Xoshiro128PlusPlus, input: &mut [f32; 1]) -> [f32; 1] {
///         *input = [index as f32 / 100.0];
///         [2.0 * input[0] + 0.1 * rng.random::<f32>()]
///     }
/// }
/// # let mut input = [0.0];
/// # Noisy.sample(50, &mut Xoshiro128PlusPlus::seed_from_u64(1), &mut input);
/// # assert_eq!(input, [0.5]);
/// ```
pub trait Samples<Input, Target> {
    /// How many samples there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes a sample's input and returns its target. `rng` is for data that changes each time: it follows
    /// from the trainer's seed.
    fn sample(&self, index: usize, rng: &mut Xoshiro128PlusPlus, input: &mut Input) -> Target;
}

/// A data set in memory: inputs, and a target for each.
#[derive(Clone, Copy, Debug)]
pub struct Data<'a, Input, Target> {
    inputs: &'a [Input],
    targets: &'a [Target],
}

impl<'a, Input, Target> Data<'a, Input, Target> {
    /// Inputs and their targets.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if there are not as many of each.
    pub fn new(inputs: &'a [Input], targets: &'a [Target]) -> Result<Self, Error> {
        if inputs.len() != targets.len() {
            let found = targets.len();
            return Err(Error::Length { inputs: inputs.len(), what: "targets", found });
        }
        Ok(Data { inputs, targets })
    }

    /// The samples before `at`, and those from there on: such as those to learn from, and those to validate
    /// with. They are not shuffled; `at` may be more than there are.
    ///
    /// ```
    /// use typenet::train::{Data, Samples};
    ///
    /// let data = Data::new(&[[1.0], [2.0], [3.0]], &[0, 1, 0])?;
    /// let (training, validation) = data.split(2);
    /// assert_eq!((training.len(), validation.len()), (2, 1));
    /// # Ok::<(), typenet::Error>(())
    /// ```
    #[must_use]
    pub fn split(&self, at: usize) -> (Self, Self) {
        let at = at.min(self.inputs.len());
        let (first_inputs, inputs) = self.inputs.split_at(at);
        let (first_targets, targets) = self.targets.split_at(at);
        (Data { inputs: first_inputs, targets: first_targets }, Data { inputs, targets })
    }
}

impl<Input: Copy, Target: Clone> Samples<Input, Target> for Data<'_, Input, Target> {
    fn len(&self) -> usize {
        self.inputs.len()
    }

    fn sample(&self, index: usize, _rng: &mut Xoshiro128PlusPlus, input: &mut Input) -> Target {
        *input = self.inputs[index];
        self.targets[index].clone()
    }
}
