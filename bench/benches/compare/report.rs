//! What the rounds come to.

use crate::cases::Case;
use crate::machine::Machine;
use crate::measure::{Measurement, Round};
use crate::peers::ALL;
use serde::Serialize;

#[derive(Serialize)]
pub struct Report {
    pub rounds: usize,
    pub machine: Option<Machine>,
    pub cases: Vec<Row>,
}

/// A case.
#[derive(Serialize)]
pub struct Row {
    pub case: &'static str,
    /// typenet's time, in ns a call.
    pub ns: Spread,
    pub peers: Vec<Rival>,
    pub limits: Option<Share>,
}

/// A peer in a case.
#[derive(Serialize)]
pub struct Rival {
    pub name: &'static str,
    /// Its time, in ns a call.
    pub ns: Spread,
    /// typenet's time divided by the peer's, each round by itself.
    pub ratio: Spread,
    /// Whether it gives the same numbers as typenet: else it does not do the same.
    pub agrees: bool,
    /// What the ratio is held to.
    pub mark: Option<f64>,
}

/// The middle, the least and the greatest of the rounds.
#[derive(Clone, Copy, Serialize)]
pub struct Spread {
    pub median: f64,
    pub least: f64,
    pub greatest: f64,
}

/// The machine's limits as parts of typenet's time.
#[derive(Serialize)]
pub struct Share {
    pub multiply_adds: usize,
    pub of_arithmetic: f64,
    pub of_memory: f64,
    pub cache: String,
}

/// Numbers of two peers may differ so much, or by so much of the larger: the order of sums, an approximate
/// tanh, and fifty steps to go apart.
const TOLERANCE: f64 = 1e-3;

impl Rival {
    pub fn met(&self) -> Option<bool> {
        self.mark.map(|mark| self.ratio.median <= mark)
    }
}

impl Spread {
    fn of(values: impl Iterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = values.collect();
        sorted.sort_by(f64::total_cmp);
        let (&least, &greatest) = (sorted.first()?, sorted.last()?);
        let (low, high) = (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
        Some(Spread { median: f64::midpoint(low, high), least, greatest })
    }
}

impl Report {
    pub fn new(cases: &[&Case], rounds: &[Round], machine: Option<Machine>) -> Self {
        let rows = cases.iter().filter_map(|case| row(case, rounds, machine.as_ref()));
        Report { rounds: rounds.len(), cases: rows.collect(), machine }
    }
}

fn row(case: &Case, rounds: &[Round], machine: Option<&Machine>) -> Option<Row> {
    let of = |name| move |round: &Round| round.get(&(case.name, name)).copied();
    let ns = Spread::of(rounds.iter().filter_map(of("typenet")).map(|typenet| typenet.ns))?;
    let work = case.work();
    let limits = machine.and_then(|machine| machine.limits(&work)).map(|limits| Share {
        multiply_adds: work.multiply_adds,
        of_arithmetic: limits.arithmetic / ns.median,
        of_memory: limits.memory / ns.median,
        cache: limits.cache.to_owned(),
    });
    let peers = ALL.iter().filter(|peer| peer.name != "typenet").filter_map(|peer| {
        let both = |round| Some((of("typenet")(round)?, of(peer.name)(round)?));
        let pairs = || rounds.iter().filter_map(both);
        Some(Rival {
            name: peer.name,
            ns: Spread::of(pairs().map(|(_, peer)| peer.ns))?,
            ratio: Spread::of(pairs().map(|(typenet, peer)| typenet.ns / peer.ns))?,
            agrees: pairs().all(|(typenet, peer)| agree(typenet, peer)),
            mark: case.marks.iter().find(|(name, _)| *name == peer.name).map(|(_, mark)| *mark),
        })
    });
    Some(Row { case: case.name, ns, peers: peers.collect(), limits })
}

fn agree(a: Measurement, b: Measurement) -> bool {
    a.check
        .iter()
        .zip(b.check)
        .all(|(a, b)| (a - b).abs() <= TOLERANCE * a.abs().max(b.abs()).max(1.0))
}
