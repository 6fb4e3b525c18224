//! The machine's own limits, measured in the same run.

use crate::build::program;
use crate::cases::Work;
use crate::measure::Core;
use crate::peers::MACHINE;
use serde::{Deserialize, Serialize};

/// Medians of one core.
#[derive(Deserialize, Serialize)]
pub struct Machine {
    /// Multiply-adds of f32 in a nanosecond.
    pub multiply_adds: f64,
    /// From the nearest to the farthest.
    pub caches: Vec<Cache>,
}

#[derive(Deserialize, Serialize)]
pub struct Cache {
    pub name: String,
    /// How much it holds.
    pub bytes: usize,
    /// Bytes that are read in a nanosecond.
    pub read: f64,
    /// Bytes that are read and written back in a nanosecond.
    pub update: f64,
}

/// How long a call would take if nothing but this limited it, in ns.
pub struct Limits<'a> {
    pub arithmetic: f64,
    pub memory: f64,
    pub cache: &'a str,
}

impl Machine {
    /// None, with a word why, where it cannot be measured.
    pub fn of(core: &Core) -> Option<Self> {
        let measured = program(&MACHINE).and_then(|peak| {
            let output = core.output(&peak, "")?;
            Ok(serde_json::from_str(&output)?)
        });
        measured.inspect_err(|error| eprintln!("no limits of the machine: {error:#}")).ok()
    }

    pub fn limits(&self, work: &Work) -> Option<Limits<'_>> {
        let holds = |cache: &&Cache| work.footprint <= cache.bytes;
        let cache = self.caches.iter().find(holds).or(self.caches.last())?;
        Some(Limits {
            arithmetic: work.multiply_adds as f64 / self.multiply_adds,
            memory: work.reads as f64 / cache.read + work.updates as f64 / cache.update,
            cache: &cache.name,
        })
    }
}
