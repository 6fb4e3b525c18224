//! typenet beside its peers, in one run on one core: `cargo bench`, `cargo bench -- --help`.
//!
//! Each measurement is a process, `peer NET/TASK`, which prints one line of JSON. A round measures every case
//! with every peer, the peers of a case one after the other; ratios are taken within a round.

mod build;
mod cases;
mod machine;
mod measure;
mod peers;
mod picture;
mod report;
mod table;

use anyhow::{Context, Result};
use clap::Parser;
use std::fs;
use std::path::PathBuf;

#[derive(Parser)]
struct Arguments {
    /// Only these peers, such as `c,rtneural`; typenet is always there
    #[arg(long, value_delimiter = ',')]
    peers: Vec<String>,
    /// Only cases with this in their name, such as `784` or `/sgd`
    #[arg(long, default_value = "")]
    only: String,
    /// How often everything is measured
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// The core that everything runs on
    #[arg(long, default_value_t = 1)]
    core: usize,
    /// Where the results go
    #[arg(long, default_value = "out")]
    out: PathBuf,
    /// `cargo bench` says so
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let peers = build::peers(|name| {
        arguments.peers.is_empty() || arguments.peers.iter().any(|wanted| wanted == name)
    })?;
    let cases: Vec<_> =
        cases::ALL.iter().filter(|case| case.name.contains(&arguments.only)).collect();
    let core = measure::Core::new(arguments.core);
    let machine = machine::Machine::of(&core);
    let rounds = measure::rounds(&core, &peers, &cases, arguments.rounds);
    let report = report::Report::new(&cases, &rounds, machine);

    let table = table::markdown(&report);
    println!("\n{table}");
    let out = &arguments.out;
    fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    fs::write(out.join("results.md"), table)?;
    fs::write(out.join("results.json"), serde_json::to_string_pretty(&report)?)?;
    picture::draw(&report, &out.join("results.svg"))?;
    println!("written to {}: results.md, results.json, results.svg", out.display());
    Ok(())
}
