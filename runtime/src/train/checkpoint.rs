//! Checkpoints: everything that training needs to go on as if it had never stopped, as a safetensors file.
//!
//! The net's tensors are under `net.`, the best ones under `best.`, an optimizer's under `optimizer.`, a schedule's
//! numbers under `schedule.`, and the epochs under `history.`; counts are words of the file's metadata.

use super::{Cause, End, Epoch, History};
use crate::Network;
use crate::optim::{Optimizer, StateVisitor};
use crate::schedule::Schedule;
use crate::weights::{self, FileTensor, WeightsError};
use alloc::string::{String, ToString};
use alloc::{vec, vec::Vec};
use safetensors::SafeTensors;
use std::path::Path;

/// Where training stands after a whole epoch.
pub struct Standing {
    /// How many steps the optimizer has taken.
    pub step: usize,
    /// The best validation loss so far.
    pub best_loss: Option<f32>,
    pub history: History,
}

/// What must be the same for training to go on as it was.
pub struct Terms {
    pub seed: u64,
    pub shuffle: bool,
    pub batch: usize,
    pub parts: usize,
    pub samples: usize,
}

impl Terms {
    fn words(&self) -> [(&'static str, String); 5] {
        [
            ("seed", self.seed.to_string()),
            ("shuffle", self.shuffle.to_string()),
            ("batch", self.batch.to_string()),
            ("parts", self.parts.to_string()),
            ("samples", self.samples.to_string()),
        ]
    }
}

fn row(name: String, values: &[f32]) -> (String, FileTensor) {
    let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    (name, FileTensor { shape: vec![values.len()], bytes })
}

/// Lists what an optimizer remembers.
struct List(Vec<(String, FileTensor)>);

impl<N: Network> StateVisitor<N> for List {
    fn net(&mut self, name: &'static str, net: &mut N) {
        self.0.extend(weights::tensors(net, &["optimizer", name]));
    }

    fn scalars(&mut self, name: &'static str, values: &mut [f32]) {
        self.0.push(row(std::format!("optimizer.{name}"), values));
    }
}

/// Puts back what an optimizer remembered.
struct Restore<'a>(&'a SafeTensors<'a>);

impl<N: Network> StateVisitor<N> for Restore<'_> {
    fn net(&mut self, name: &'static str, net: &mut N) {
        weights::copy(self.0, net, &["optimizer", name]);
    }

    fn scalars(&mut self, name: &'static str, values: &mut [f32]) {
        fill(self.0, &std::format!("optimizer.{name}"), values);
    }
}

fn fill(file: &SafeTensors<'_>, name: &str, values: &mut [f32]) {
    for (value, saved) in values.iter_mut().zip(weights::values(file, name)) {
        *value = saved;
    }
}

/// What the names of the tensors begin with that [`state`] lists.
const STATE: [&str; 4] = ["net.", "best.", "optimizer.", "schedule."];

/// All tensors that a checkpoint has beside the history.
fn state<N: Network>(
    net: &N,
    best: &N,
    optimizer: &mut (impl Optimizer<N> + ?Sized),
    schedule: Option<&mut (dyn Schedule + '_)>,
) -> Vec<(String, FileTensor)> {
    let mut list = List(weights::tensors(net, &["net"]));
    list.0.extend(weights::tensors(best, &["best"]));
    optimizer.state(&mut list);
    if let Some(schedule) = schedule {
        schedule.state(&mut |name, values| {
            list.0.push(row(std::format!("schedule.{name}"), values));
        });
    }
    list.0
}

/// Two tensors by one name could not be told from each other.
pub fn check_names<N: Network>(
    net: &N,
    optimizer: &mut (impl Optimizer<N> + ?Sized),
    schedule: Option<&mut (dyn Schedule + '_)>,
) -> Result<(), Cause> {
    match weights::twice(&state(net, net, optimizer, schedule)) {
        Some(name) => Err(Cause::Setting(std::format!(
            "a checkpoint would have two tensors called `{name}`; give each its own name where it is shown"
        ))),
        None => Ok(()),
    }
}

pub fn save<N: Network>(
    path: &Path,
    standing: &Standing,
    terms: &Terms,
    net: &N,
    best: &N,
    optimizer: &mut (impl Optimizer<N> + ?Sized),
    schedule: Option<&mut (dyn Schedule + '_)>,
) -> Result<(), WeightsError> {
    let mut tensors = state(net, best, optimizer, schedule);
    let history = &standing.history;
    let mut column = |name: &str, value: &dyn Fn(&Epoch) -> f32| {
        let values: Vec<f32> = history.epochs.iter().map(value).collect();
        tensors.push(row(std::format!("history.{name}"), &values));
    };
    column("loss", &|epoch| epoch.loss);
    // An epoch without validation has NaN for it.
    column("validation", &|epoch| epoch.validation.unwrap_or(f32::NAN));
    column("rate", &|epoch| epoch.rate);
    column("seconds", &|epoch| epoch.seconds);
    for (i, name) in history.measures.iter().enumerate() {
        let value = |epoch: &Epoch| epoch.measured.get(i).copied().unwrap_or(f32::NAN);
        column(&std::format!("measured.{name}"), &value);
    }
    tensors.push(row("best_loss".into(), &standing.best_loss.into_iter().collect::<Vec<f32>>()));
    let counts = [("step", standing.step.to_string()), ("best_epoch", history.best.to_string())];
    let words = terms.words().into_iter().chain(counts);
    let words = words.map(|(key, value)| (key.to_string(), value)).collect();
    let bytes = safetensors::serialize(tensors, Some(words));
    weights::write(path, &bytes.expect("what training remembers can be saved"))
}

/// Takes training up where the file left it: all of it, or nothing.
pub fn load<N: Network>(
    path: &Path,
    measures: &[String],
    terms: &Terms,
    net: &mut N,
    best: &mut N,
    optimizer: &mut (impl Optimizer<N> + ?Sized),
    schedule: Option<&mut (dyn Schedule + '_)>,
) -> Result<Standing, Refused> {
    let bytes = std::fs::read(path)
        .map_err(|error| Refused::File(WeightsError::File { path: path.into(), error }))?;
    let not_one = |error| Refused::File(WeightsError::NotSafetensors(error));
    let file = SafeTensors::deserialize(&bytes).map_err(not_one)?;
    let (_, header) = SafeTensors::read_metadata(&bytes).map_err(not_one)?;
    let words = header.metadata().clone().unwrap_or_default();
    for (key, now) in terms.words() {
        let before = words.get(key).ok_or(Refused::NoCheckpoint)?;
        if *before != now {
            return Err(Refused::Other(std::format!("{key} was {before} and is {now}")));
        }
    }
    let count = |key: &str| words.get(key).and_then(|word| word.parse().ok());
    let (Some(step), Some(best_epoch)) = (count("step"), count("best_epoch")) else {
        return Err(Refused::NoCheckpoint);
    };
    let mut schedule = schedule;
    let expected = state(net, best, optimizer, schedule.as_deref_mut());
    let mut differences = weights::differences(&expected, &file);
    // What another optimizer or schedule remembers is not forgotten in silence.
    let is_state = |name: &str| STATE.iter().any(|part| name.starts_with(part));
    differences.extend(weights::unknown(&expected, &file, is_state));
    if !differences.is_empty() {
        return Err(Refused::File(WeightsError::Mismatch(differences)));
    }
    // From here on nothing can fail.
    weights::copy(&file, net, &["net"]);
    weights::copy(&file, best, &["best"]);
    optimizer.state(&mut Restore(&file));
    if let Some(schedule) = schedule {
        schedule.state(&mut |name, values| fill(&file, &std::format!("schedule.{name}"), values));
    }
    let column = |name: &str| -> Vec<f32> {
        weights::values(&file, &std::format!("history.{name}")).collect()
    };
    let (losses, validations) = (column("loss"), column("validation"));
    let (rates, seconds) = (column("rate"), column("seconds"));
    let measured: Vec<Vec<f32>> =
        measures.iter().map(|name| column(&std::format!("measured.{name}"))).collect();
    let at = |column: &[f32], i: usize| column.get(i).copied().unwrap_or(f32::NAN);
    let epochs = losses.iter().enumerate().map(|(i, &loss)| Epoch {
        number: i + 1,
        loss,
        validation: Some(at(&validations, i)).filter(|loss| !loss.is_nan()),
        rate: at(&rates, i),
        measured: measured.iter().map(|column| at(column, i)).collect(),
        seconds: at(&seconds, i),
    });
    let history = History {
        epochs: epochs.collect(),
        measures: measures.to_vec(),
        best: best_epoch,
        end: End::Complete,
    };
    Ok(Standing { step, best_loss: weights::values(&file, "best_loss").next(), history })
}

/// Why a checkpoint was not taken up.
pub enum Refused {
    File(WeightsError),
    /// It is a weights file, say.
    NoCheckpoint,
    /// Training would not go on as it was.
    Other(String),
}
