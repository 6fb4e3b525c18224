use super::checkpoint::{self, Refused, Standing, Terms};
use super::interrupt::Interrupt;
use super::progress::Progress;
use super::{Cause, End, Epoch, FitError, History, Samples};
use crate::layer::{TensorInfo, VisitorMut};
use crate::optim::{Optimizer, Penalty, check_layers, clip_by_norm, scale};
use crate::schedule::Schedule;
use crate::{Error, Layer, Loss, Network, Tensor};
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};
use core::ops::{ControlFlow, Range};
use rand::SeedableRng;
use rand::rngs::Xoshiro128PlusPlus;
use rand::seq::SliceRandom;
use std::path::PathBuf;
use std::time::Instant;

/// How to train: fields to be set, and [`fit`](Self::fit).
///
/// ```no_run
/// use typenet::prelude::*;
/// use typenet::schedule::Cosine;
/// use typenet::train::{Data, Measure, Trainer};
///
/// network! { struct Net<dense(64 -> 32), relu, dense(32 -> 10)> }
///
/// # fn load() -> (Vec<[f32; 64]>, Vec<usize>) { (vec![], vec![]) }
/// let (pictures, labels) = load();
/// let (training, validation) = Data::new(&pictures, &labels)?.split(1500);
/// let mut net = Net::ZERO;
/// net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
///
/// let mut trainer = Trainer {
///     epochs: 100,
///     patience: Some(10),
///     checkpoint: Some("digits.checkpoint".into()),
///     resume: true,
///     ..Trainer::new()
/// };
/// let steps = trainer.steps(1500);
/// trainer.schedule = Some(Box::new(Cosine { rate: 0.002, warm_up: 50, steps, ..Cosine::NEW }));
/// trainer.measures.push(Measure::new("weights", |net: &Net| net.dense.weight[0][0]));
/// let history =
///     trainer.fit(&mut net, &mut Adam::boxed(), &CrossEntropy, &training, Some(&validation))?;
/// println!("{history}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Trainer<'a, N: Network> {
    /// How many times all training samples are gone through.
    pub epochs: usize,
    /// How many samples make a step; the last step of an epoch takes what is left.
    pub batch: usize,
    /// Into how many parts a batch is divided, one computed after the other, their gradients added up: the
    /// workspace is that of a part.
    pub parts: usize,
    /// What the samples' order and all random numbers of layers follow from.
    pub seed: u64,
    /// Whether the samples come in another order in each epoch.
    pub shuffle: bool,
    /// How large the gradient's norm may be; see [`clip_by_norm`].
    pub clip_norm: Option<f32>,
    /// What is added to the loss for large weights.
    pub penalty: Penalty,
    /// The learning rate of each step; without one the optimizer's rate stays. At the end of an epoch it is told
    /// the validation loss, or without validation that of training.
    pub schedule: Option<Box<dyn Schedule + 'a>>,
    /// After how many epochs in which the validation loss got no better training ends.
    pub patience: Option<usize>,
    /// The file that everything is saved to after each epoch.
    pub checkpoint: Option<PathBuf>,
    /// Whether to go on from that file, if there is one. Training then continues exactly as if it had never
    /// stopped, to the bit, provided that the settings are the same: with another `seed`, `shuffle`, `batch` or
    /// `parts`, or another number of samples, it is refused; all others are the program's to change, the
    /// optimizer's rate and the number of epochs among them, and hold from there on.
    pub resume: bool,
    /// Whether to show a progress bar, or a line an epoch where there is no terminal, on standard error.
    pub progress: bool,
    /// Whether Ctrl-C ends training, with the best weights kept, instead of the program. A second Ctrl-C ends
    /// that. (A handler that the program has installed already stays.)
    pub ctrl_c: bool,
    /// What to measure after each epoch, for the history.
    pub measures: Vec<Measure<'a, N>>,
    /// Is shown each epoch and the net after it; may end training.
    pub on_epoch: Option<OnEpoch<'a, N>>,
}

/// A trainer's callback.
pub type OnEpoch<'a, N> = Box<dyn FnMut(&Epoch, &N) -> ControlFlow<()> + 'a>;

/// A number that tells how good a net is, such as its accuracy on the validation samples.
pub struct Measure<'a, N> {
    name: String,
    value: Box<dyn FnMut(&N) -> f32 + 'a>,
}

impl<'a, N> Measure<'a, N> {
    /// A number with a name.
    pub fn new(name: impl Into<String>, value: impl FnMut(&N) -> f32 + 'a) -> Self {
        Measure { name: name.into(), value: Box::new(value) }
    }
}

impl<N: Network> Default for Trainer<'_, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Network> Trainer<'_, N> {
    /// 10 epochs in batches of 32, shuffled, seed 0, with a progress bar and Ctrl-C, nothing else.
    pub fn new() -> Self {
        Trainer {
            epochs: 10,
            batch: 32,
            parts: 1,
            seed: 0,
            shuffle: true,
            clip_norm: None,
            penalty: Penalty::NEW,
            schedule: None,
            patience: None,
            checkpoint: None,
            resume: false,
            progress: true,
            ctrl_c: true,
            measures: vec![],
            on_epoch: None,
        }
    }

    /// How many steps the optimizer takes in all, for a schedule that has to know.
    pub fn steps(&self, samples: usize) -> usize {
        self.epochs.saturating_mul(samples.div_ceil(self.batch.max(1)))
    }

    /// Trains `net`.
    ///
    /// With validation the net ends with the weights of the epoch whose validation loss was least, otherwise
    /// with the last. So it does when training is interrupted or fails.
    ///
    /// # Errors
    ///
    /// A [`FitError`] with its [`Cause`]: settings that make no sense, data that is refused (as by
    /// [`loss_gradient`](Network::loss_gradient), with the sample's index in the data set), a loss that is no
    /// longer finite, a checkpoint that cannot be read or written.
    pub fn fit<L: Loss<N::Output, T>, T: Sync>(
        &mut self,
        net: &mut N,
        optimizer: &mut (impl Optimizer<N> + ?Sized),
        loss: &L,
        training: &dyn Samples<N::Input, T>,
        validation: Option<&dyn Samples<N::Input, T>>,
    ) -> Result<History, FitError> {
        let mut best = N::boxed();
        copy(&mut *best, net);
        let measures = self.measures.iter().map(|measure| measure.name.clone()).collect();
        let history = History { epochs: vec![], measures, best: 0, end: End::Complete };
        let mut standing = Standing { step: 0, best_loss: None, history };
        let done = self.check(optimizer, training, validation).and_then(|()| {
            self.run(net, &mut *best, optimizer, loss, training, validation, &mut standing)
        });
        let mut history = standing.history;
        match done {
            Ok(end) => {
                history.end = end;
                // Without validation what an interrupted epoch has learned is kept.
                if validation.is_some() && !history.epochs.is_empty() {
                    copy(net, &mut *best);
                }
                Ok(history)
            }
            Err(cause) => {
                history.end = End::Failed;
                copy(net, &mut *best);
                Err(FitError { cause, history: Box::new(history) })
            }
        }
    }

    fn check<T>(
        &self,
        optimizer: &(impl Optimizer<N> + ?Sized),
        training: &dyn Samples<N::Input, T>,
        validation: Option<&dyn Samples<N::Input, T>>,
    ) -> Result<(), Cause> {
        let setting = |message: &str| Err(Cause::Setting(message.to_string()));
        if self.batch == 0 {
            return setting("a batch of 0 samples; set `batch` to at least 1");
        }
        if self.parts == 0 || self.parts > self.batch {
            return setting(
                "`parts` must be between 1 and `batch`, so that each part has a sample",
            );
        }
        if self.patience == Some(0) {
            return setting("a `patience` of 0 epochs; set it to at least 1, or to `None`");
        }
        if self.patience.is_some() && validation.is_none() {
            return setting("`patience` is about the validation loss; give validation samples");
        }
        if self.resume && self.checkpoint.is_none() {
            return setting("`resume` needs a file to go on from; set `checkpoint`");
        }
        if let Some(folder) = self.checkpoint.as_ref().and_then(|path| path.parent())
            && !folder.as_os_str().is_empty()
            && !folder.is_dir()
        {
            let folder = folder.display();
            return setting(&format!(
                "there is no folder {folder} for the checkpoint; make it first"
            ));
        }
        let mut names: Vec<&str> = self.measures.iter().map(|measure| &*measure.name).collect();
        names.sort_unstable();
        if let Some([name, _]) = names.array_windows().find(|[one, next]| one == next) {
            return setting(&format!("two measures are called `{name}`; rename one of them"));
        }
        if self.clip_norm.is_some_and(|most| most <= 0.0 || most.is_nan()) {
            return setting("`clip_norm` must be above 0");
        }
        for layers in [optimizer.layers(), self.penalty.layers] {
            if let Err(error) = check_layers::<N>(layers) {
                return Err(Cause::Setting(error.to_string()));
            }
        }
        let sets = [("training", Some(training)), ("validation", validation)];
        for (set, samples) in sets {
            if samples.is_some_and(|samples| samples.is_empty()) {
                return Err(Cause::Data { set, error: Error::Empty });
            }
        }
        Ok(())
    }

    #[allow(clippy::too_many_arguments)]
    fn run<L: Loss<N::Output, T>, T: Sync>(
        &mut self,
        net: &mut N,
        best: &mut N,
        optimizer: &mut (impl Optimizer<N> + ?Sized),
        loss: &L,
        training: &dyn Samples<N::Input, T>,
        validation: Option<&dyn Samples<N::Input, T>>,
        standing: &mut Standing,
    ) -> Result<End, Cause> {
        let samples = training.len();
        let &mut Trainer { seed, shuffle, batch, parts, .. } = self;
        let terms = Terms { seed, shuffle, batch, parts, samples };
        if self.checkpoint.is_some() {
            checkpoint::check_names(net, optimizer, self.schedule.as_deref_mut())?;
        }
        if let (true, Some(path)) = (self.resume, self.checkpoint.as_ref().filter(|p| p.exists())) {
            let (schedule, names) = (self.schedule.as_deref_mut(), &standing.history.measures);
            let taken_up = checkpoint::load(path, names, &terms, net, best, optimizer, schedule);
            *standing = taken_up.map_err(|refused| match refused {
                Refused::File(error) => Cause::Checkpoint(error),
                Refused::NoCheckpoint => Cause::Setting(format!(
                    "{} is not a trainer's checkpoint; name another file, or take it out of the way",
                    path.display()
                )),
                Refused::Other(what) => Cause::Setting(format!(
                    "training cannot go on from {}: {what}; take the file out of the way to begin anew",
                    path.display()
                )),
            })?;
        }
        let interrupt = Interrupt::new(self.ctrl_c);
        let progress =
            Progress::new(self.progress, self.epochs, self.steps(samples), standing.step);
        let mut batch = Batch::new(self.batch.min(samples).div_ceil(self.parts));
        let mut gradient = N::boxed();
        loop {
            let done = standing.history.epochs.len();
            // Here, so that training that was taken up again where it had ended ends again.
            if self
                .patience
                .is_some_and(|patience| done.saturating_sub(standing.history.best) >= patience)
            {
                return Ok(End::NoBetter);
            }
            if done >= self.epochs {
                return Ok(End::Complete);
            }
            let number = done + 1;
            let started = Instant::now();
            // All that is random in an epoch follows from its number, so that it can begin here.
            let mut rng = random(self.seed, number);
            Layer::reseed(net, &mut rng);
            let mut order: Vec<usize> = (0..samples).collect();
            if self.shuffle {
                order.shuffle(&mut rng);
            }
            let mut total = 0.0;
            for indices in order.chunks(self.batch) {
                if interrupt.is_asked() {
                    return Ok(End::Interrupted);
                }
                let loss =
                    self.step(net, &mut gradient, &mut batch, loss, training, indices, &mut rng)?;
                if let Some(schedule) = &self.schedule {
                    *optimizer.rate_mut() = schedule.rate(standing.step);
                }
                optimizer.step(net, &mut gradient);
                standing.step += 1;
                total += f64::from(loss) * indices.len() as f64;
                progress.step(loss);
            }
            let mut epoch = Epoch {
                number,
                loss: (total / samples as f64) as f32,
                validation: None,
                rate: *optimizer.rate_mut(),
                measured: vec![],
                seconds: 0.0,
            };
            if let Some(validation) = validation {
                epoch.validation = Some(self.validate(net, &mut batch, loss, validation)?);
            }
            epoch.measured.extend(self.measures.iter_mut().map(|measure| (measure.value)(net)));
            epoch.seconds = started.elapsed().as_secs_f32();
            if let Some(schedule) = &mut self.schedule {
                schedule.observe(epoch.validation.unwrap_or(epoch.loss));
            }
            let is_better = match (epoch.validation, standing.best_loss) {
                (Some(loss), Some(before)) => loss < before,
                (_, _) => true,
            };
            if is_better {
                (standing.best_loss, standing.history.best) = (epoch.validation, number);
                copy(best, net);
            }
            progress.epoch(&epoch, &standing.history);
            let goes_on = match &mut self.on_epoch {
                Some(on_epoch) => on_epoch(&epoch, net),
                None => ControlFlow::Continue(()),
            };
            standing.history.epochs.push(epoch);
            if let Some(path) = &self.checkpoint {
                let schedule = self.schedule.as_deref_mut();
                checkpoint::save(path, standing, &terms, net, best, optimizer, schedule)
                    .map_err(Cause::Checkpoint)?;
            }
            if goes_on.is_break() {
                return Ok(End::Stopped);
            }
        }
    }

    /// The gradient of a batch's mean loss, part by part, and that mean.
    #[allow(clippy::too_many_arguments)]
    fn step<L: Loss<N::Output, T>, T: Sync>(
        &self,
        net: &mut N,
        gradient: &mut N,
        batch: &mut Batch<N, T>,
        loss: &L,
        samples: &dyn Samples<N::Input, T>,
        indices: &[usize],
        rng: &mut Xoshiro128PlusPlus,
    ) -> Result<f32, Cause> {
        let mut mean = 0.0;
        let mut done = 0;
        for part in indices.chunks(batch.inputs.len()) {
            batch.fill(samples, part.iter().copied(), rng);
            let (inputs, all) = (&batch.inputs[..part.len()], (done + part.len()) as f32);
            // A mean of the parts so far, which the part's own mean is added to.
            if done > 0 {
                scale(gradient, done as f32 / part.len() as f32);
            }
            let part_loss = net
                .loss_gradient(loss, inputs, &batch.targets, &mut batch.workspace, gradient)
                .map_err(|error| Cause::Data {
                    set: "training",
                    error: error.with_sample(|sample| part.get(sample).copied().unwrap_or(sample)),
                })?;
            if done > 0 {
                scale(gradient, part.len() as f32 / all);
            }
            mean += part_loss * part.len() as f32;
            done += part.len();
        }
        mean /= done as f32;
        if self.penalty.l1 != 0.0 || self.penalty.l2 != 0.0 {
            mean += self.penalty.add(net, gradient);
        }
        if let Some(most) = self.clip_norm {
            clip_by_norm(gradient, most);
        }
        Ok(mean)
    }

    /// The mean loss of all samples.
    fn validate<L: Loss<N::Output, T>, T>(
        &self,
        net: &N,
        batch: &mut Batch<N, T>,
        loss: &L,
        samples: &dyn Samples<N::Input, T>,
    ) -> Result<f32, Cause> {
        // Data that changes each time is to be the same in each epoch here.
        let mut rng = random(self.seed, 0);
        let mut total = 0.0;
        let count = samples.len();
        for start in (0..count).step_by(batch.inputs.len()) {
            let indices: Range<usize> = start..count.min(start + batch.inputs.len());
            let len = indices.len();
            batch.fill(samples, indices, &mut rng);
            let mean = net.mean_loss(loss, &batch.inputs[..len], &batch.targets);
            let mean = mean.map_err(|error| Cause::Data {
                set: "validation",
                error: error.with_sample(|sample| start + sample),
            })?;
            total += f64::from(mean) * len as f64;
        }
        Ok((total / count as f64) as f32)
    }
}

/// The random numbers of an epoch.
fn random(seed: u64, epoch: usize) -> Xoshiro128PlusPlus {
    // The multiplier is odd, so that no two epochs have the same seed.
    let mixed = seed ^ (epoch as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Xoshiro128PlusPlus::seed_from_u64(mixed)
}

/// Room for the samples that are computed together.
struct Batch<N: Network, T> {
    inputs: Vec<N::Input>,
    targets: Vec<T>,
    workspace: Vec<f32>,
}

impl<N: Network, T> Batch<N, T> {
    fn new(samples: usize) -> Self {
        Batch {
            inputs: vec![N::Input::ZERO; samples],
            targets: vec![],
            workspace: vec![0.0; N::WORKSPACE * samples],
        }
    }

    fn fill(
        &mut self,
        samples: &dyn Samples<N::Input, T>,
        indices: impl Iterator<Item = usize>,
        rng: &mut Xoshiro128PlusPlus,
    ) {
        self.targets.clear();
        for (index, input) in indices.zip(&mut self.inputs) {
            self.targets.push(samples.sample(index, rng, input));
        }
    }
}

/// Copies all tensors of a net, learned or not; settings stay.
fn copy<N: Network>(to: &mut N, from: &mut N) {
    struct Copy;

    impl VisitorMut<2> for Copy {
        fn tensor(&mut self, _info: TensorInfo<'_>, [to, from]: [&mut [f32]; 2]) {
            to.copy_from_slice(from);
        }
    }

    N::parameters_mut([to, from], &mut Copy);
}
