//! Builds a crate, and times and weighs what comes out.

use crate::generate;
use object::{Object, ObjectSection, SectionKind};
use serde::Serialize;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use std::{env, fs};

/// What may go wrong is for the reader of the terminal.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Cargo's profiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    Debug,
    Release,
}

/// Seconds of several runs: the middle one and how far they lie apart.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Times {
    pub median: f64,
    pub min: f64,
    pub max: f64,
}

impl Times {
    /// Times a run several times.
    pub fn of(repeats: usize, mut run: impl FnMut() -> Result<f64>) -> Result<Self> {
        let mut times = (0..repeats).map(|_| run()).collect::<Result<Vec<_>>>()?;
        times.sort_by(f64::total_cmp);
        Ok(Times { median: times[repeats / 2], min: times[0], max: times[repeats - 1] })
    }
}

/// A crate in a folder of its own, and where it is built.
pub struct Crate<'a> {
    pub folder: PathBuf,
    pub target: &'a Path,
    pub profile: Profile,
}

impl<'a> Crate<'a> {
    /// Writes the crate and builds it with all that it depends on.
    pub fn new(
        folder: PathBuf,
        target: &'a Path,
        profile: Profile,
        main: &str,
        profiles: &str,
    ) -> Result<Self> {
        generate::write(&folder, main, profiles)?;
        let made = Crate { folder, target, profile };
        made.build()?;
        Ok(made)
    }

    fn cargo(&self, command: &str) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.arg(command).arg("--quiet").current_dir(&self.folder);
        cargo.arg("--target-dir").arg(self.target).env("CARGO_INCREMENTAL", "0");
        if self.profile == Profile::Release {
            cargo.arg("--release");
        }
        cargo
    }

    /// Builds what has changed and returns the seconds that it took.
    fn build(&self) -> Result<f64> {
        timed(&mut self.cargo("build"))
    }

    /// Builds the crate and all that it depends on from nothing. (Sources are already on this machine.)
    pub fn build_all(&self) -> Result<f64> {
        if self.target.exists() {
            fs::remove_dir_all(self.target)?;
        }
        self.build()
    }

    /// Builds the crate alone from nothing, without incremental compilation.
    pub fn build_alone(&self) -> Result<f64> {
        let main = fs::File::options().append(true).open(self.folder.join("src/main.rs"))?;
        main.set_modified(std::time::SystemTime::now())?;
        self.build()
    }

    /// Runs `cargo check` of the crate alone: what an editor waits for.
    pub fn check_alone(&self) -> Result<f64> {
        let main = fs::File::options().append(true).open(self.folder.join("src/main.rs"))?;
        main.set_modified(std::time::SystemTime::now())?;
        timed(&mut self.cargo("check"))
    }

    fn output(&self) -> PathBuf {
        self.target.join(if self.profile == Profile::Debug { "debug" } else { "release" })
    }

    /// Bytes of machine code in the program.
    pub fn text(&self) -> Result<u64> {
        text(&self.output().join(format!("user{}", env::consts::EXE_SUFFIX)))
    }

    /// Bytes of machine code that the compiler wrote for the crate, before the linker drops what is unused.
    pub fn text_alone(&self) -> Result<u64> {
        let dir = self.output().join("deps");
        let objects = || -> Result<Vec<PathBuf>> {
            let files = fs::read_dir(&dir)?.collect::<std::io::Result<Vec<_>>>()?;
            let is_object = |path: &PathBuf| {
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                name.starts_with("user-") && name.ends_with(".o")
            };
            Ok(files.into_iter().map(|file| file.path()).filter(is_object).collect())
        };
        for old in objects()? {
            fs::remove_file(old)?;
        }
        timed(self.cargo("rustc").args(["--", "--emit=obj"]))?;
        objects()?.iter().map(|path| text(path)).sum()
    }

    /// Runs the program and returns what it printed.
    pub fn run(&self) -> Result<String> {
        let output = self.cargo("run").output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}

fn timed(command: &mut Command) -> Result<f64> {
    let start = Instant::now();
    let status = command.status()?;
    let seconds = start.elapsed().as_secs_f64();
    if status.success() { Ok(seconds) } else { Err(format!("{command:?}: {status}").into()) }
}

/// The bytes of a file's sections of machine code, by the `object` crate.
fn text(path: &Path) -> Result<u64> {
    let bytes = fs::read(path)?;
    let file = object::File::parse(&*bytes)?;
    let code = file.sections().filter(|section| section.kind() == SectionKind::Text);
    Ok(code.map(|section| section.size()).sum())
}
