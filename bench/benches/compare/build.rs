//! Makes programs of the peers, or says which are missing and why.

use crate::peers::{ALL, Build, Gcc, Peer};
use anyhow::{Context, Result, bail, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// A peer that can be run: `command NET/TASK`.
pub struct Program {
    pub name: &'static str,
    pub command: Vec<PathBuf>,
}

/// typenet, and those of the others that are wanted and can be had.
pub fn peers(wanted: impl Fn(&str) -> bool) -> Result<Vec<Program>> {
    let mut programs = Vec::new();
    for peer in ALL.iter().filter(|peer| peer.name == "typenet" || wanted(peer.name)) {
        match program(peer) {
            Ok(program) => programs.push(program),
            Err(error) if peer.name == "typenet" => return Err(error),
            Err(error) => eprintln!("{} is left out: {error:#}", peer.name),
        }
    }
    Ok(programs)
}

pub fn program(peer: &Peer) -> Result<Program> {
    let command = match peer.build {
        Build::Cargo(package) => vec![cargo(package)?],
        Build::CargoNative(name) => vec![cargo_native(name)?],
        Build::Gcc(ref sources) => vec![gcc(peer.name, sources)?],
        Build::Python(script, module) => python(script, module)?,
    };
    Ok(Program { name: peer.name, command })
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What `./setup` has fetched.
fn set_up(what: &str) -> Result<PathBuf> {
    let path = here("out/setup").join(what);
    ensure!(path.exists(), "out/setup/{what} is not there; ./setup fetches it");
    Ok(path)
}

/// Where cargo puts what it builds: this program lies in its `release/deps`.
fn target() -> Result<PathBuf> {
    let program = env::current_exe()?;
    let target = program.ancestors().nth(3).context("this program lies in no target folder")?;
    Ok(target.to_path_buf())
}

fn cargo(package: &str) -> Result<PathBuf> {
    let target = target()?;
    // What is set for cargo in the environment must not make typenet's a special build.
    let plain = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS"];
    let mut command = Command::new(env!("CARGO"));
    for variable in plain {
        command.env_remove(variable);
    }
    command.args(["build", "--quiet", "--release", "--package", package]);
    run(command.arg("--target-dir").arg(&target))?;
    Ok(target.join("release").join(package))
}

fn cargo_native(name: &str) -> Result<PathBuf> {
    let target = target()?.join("native");
    let mut command = Command::new(env!("CARGO"));
    command.env("RUSTFLAGS", "-Ctarget-cpu=native");
    command.args(["build", "--quiet", "--release", "--manifest-path"]);
    run(command.arg(here("peers").join(name).join("Cargo.toml")).arg("--target-dir").arg(&target))?;
    Ok(target.join("release").join(format!("peer-{name}")))
}

fn gcc(name: &str, Gcc { compiler, sources, includes, flags }: &Gcc) -> Result<PathBuf> {
    let folder = target()?.join("peers");
    fs::create_dir_all(&folder)?;
    let program = folder.join(name);
    let compiler = env::var(compiler.0).unwrap_or_else(|_| compiler.1.into());
    let mut command = Command::new(compiler);
    command.args(["-O3", "-march=native", "-ffast-math"]).args(*flags);
    for include in *includes {
        command.arg("-I").arg(set_up(include)?);
    }
    command.args(sources.iter().map(|source| here("peers").join(source)));
    run(command.arg("-o").arg(&program).arg("-lm"))?;
    Ok(program)
}

fn python(script: &str, module: &str) -> Result<Vec<PathBuf>> {
    let python = set_up("venv/bin/python")?;
    let import = format!("import {module}");
    run(Command::new(&python).args(["-c", &import]))
        .with_context(|| format!("there is no {module} in out/setup/venv; ./setup fetches it"))?;
    Ok(vec![python, here("peers/python").join(script)])
}

fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .with_context(|| format!("{name} cannot be run"))?;
    if !output.status.success() {
        bail!("{name} fails:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}
