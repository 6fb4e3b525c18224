//! Runs the peers, in rounds, on one core.

use crate::build::Program;
use crate::cases::Case;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Where everything runs.
pub struct Core {
    taskset: Option<usize>,
}

/// The median of a process, in ns a call, and two numbers that come out: outputs, or the losses of the first
/// and the fiftieth step.
#[derive(Clone, Copy, Deserialize)]
pub struct Measurement {
    pub ns: f64,
    pub check: [f64; 2],
}

/// One round's measurements by case and peer.
pub type Round = BTreeMap<(&'static str, &'static str), Measurement>;

impl Core {
    pub fn new(number: usize) -> Self {
        let number = number.to_string();
        let found = Command::new("taskset").args(["-c", &number, "true"]).status();
        if found.is_ok_and(|status| status.success()) {
            return Core { taskset: number.parse().ok() };
        }
        eprintln!("taskset cannot hold programs on core {number}: they run where the system likes");
        Core { taskset: None }
    }

    /// What the program prints.
    pub fn output(&self, program: &Program, case: &str) -> Result<String> {
        let [first, rest @ ..] = &program.command[..] else { return Ok(String::new()) };
        let mut command = match self.taskset {
            Some(core) => {
                let mut command = Command::new("taskset");
                command.args(["-c", &core.to_string()]).arg(first);
                command
            }
            None => Command::new(first),
        };
        for threads in ["OMP_NUM_THREADS", "RAYON_NUM_THREADS", "MKL_NUM_THREADS"] {
            command.env(threads, "1");
        }
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        let output = command.args(rest).arg(case).output()?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{}: {errors}", program.name);
        Ok(String::from_utf8(output.stdout)?)
    }
}

/// Measures all cases with all peers, so many times.
pub fn rounds(core: &Core, peers: &[Program], cases: &[&Case], rounds: usize) -> Vec<Round> {
    // A peer says nothing to a case that it does not have, and is not asked again.
    let mut silent = BTreeSet::new();
    (1..=rounds)
        .map(|number| {
            let mut round = Round::new();
            for case in cases {
                eprint!("\rround {number} of {rounds}: {:<26}", case.name);
                // Every other round the other way about, so that nobody always comes after the same.
                let forth = peers.iter();
                let order: Vec<_> =
                    if number % 2 == 1 { forth.collect() } else { forth.rev().collect() };
                for peer in order {
                    if silent.contains(&(case.name, peer.name)) {
                        continue;
                    }
                    match measure(core, peer, case.name) {
                        Ok(Some(measured)) => {
                            round.insert((case.name, peer.name), measured);
                        }
                        Ok(None) => {
                            silent.insert((case.name, peer.name));
                        }
                        Err(error) => {
                            eprintln!("\n{error:#}");
                            silent.insert((case.name, peer.name));
                        }
                    }
                }
            }
            round
        })
        .collect()
}

fn measure(core: &Core, peer: &Program, case: &str) -> Result<Option<Measurement>> {
    let output = core.output(peer, case)?;
    let Some(line) = output.lines().find(|line| line.starts_with('{')) else { return Ok(None) };
    serde_json::from_str(line).map(Some).with_context(|| format!("not a measurement: {line}"))
}
