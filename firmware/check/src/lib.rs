//! Builds the programs, runs them in QEMU and looks at their images. The tests are in `tests/`.

pub mod c;
pub mod golden;
pub mod image;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::{env, fmt::Write};

/// A processor, and the board that QEMU has it on.
#[derive(Debug, PartialEq)]
pub struct Target {
    pub name: &'static str,
    pub triple: &'static str,
    qemu: &'static str,
    /// The Debian package that has it.
    package: &'static str,
    /// What gcc calls it.
    pub gcc: Option<&'static [&'static str]>,
}

pub const M4F: Target = Target {
    name: "Cortex-M4F",
    triple: "thumbv7em-none-eabihf",
    qemu: "qemu-system-arm",
    package: "qemu-system-arm",
    gcc: Some(&["-mcpu=cortex-m4", "-mthumb", "-mfpu=fpv4-sp-d16", "-mfloat-abi=hard"]),
};
pub const M0: Target = Target {
    name: "Cortex-M0",
    triple: "thumbv6m-none-eabi",
    qemu: "qemu-system-arm",
    package: "qemu-system-arm",
    gcc: Some(&["-mcpu=cortex-m0", "-mthumb", "-DMICROBIT"]),
};
pub const RISCV: Target = Target {
    name: "RISC-V",
    triple: "riscv32imac-unknown-none-elf",
    qemu: "qemu-system-riscv32",
    package: "qemu-system-misc",
    gcc: None,
};
pub const TARGETS: [&Target; 3] = [&M4F, &M0, &RISCV];

/// The programs that a target runs.
pub fn programs(target: &Target) -> &'static [&'static str] {
    if *target == M4F { &["infer", "learn", "adapt"] } else { &["infer", "learn"] }
}

/// The images with one net and one call of it. On the M0, with 16 KiB of RAM, one does not fit.
pub fn costs(target: &Target) -> Vec<&'static str> {
    let mut costs = vec![
        "forward-3-1-2",
        "forward-8-8-1",
        "forward-1-16-16-1",
        "forward-64-32-10",
        "forward-784-32-10",
        "learn-3-1-2",
        "learn-8-8-1",
        "learn-1-16-16-1",
        "learn-64-32-10",
        "learn-784-32-10",
        "batch-1-16-16-1",
    ];
    costs.retain(|&cost| *target != M0 || cost != "learn-784-32-10");
    costs
}

/// `release` is optimized for speed, `small` for size.
pub const PROFILES: [&str; 2] = ["release", "small"];

/// The folder `firmware`.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Builds programs for a target, and gives the folder of their images.
pub fn build(target: &Target, profile: &str, programs: &[&str]) -> PathBuf {
    let bins = programs.iter().flat_map(|program| ["--bin", program]);
    cargo_build("chip", target.triple, profile, bins.collect())
}

fn cargo_build(package: &str, triple: &str, profile: &str, which: Vec<&str>) -> PathBuf {
    static INSTALLED: OnceLock<String> = OnceLock::new();
    let installed = INSTALLED.get_or_init(|| {
        output(Command::new("rustup").args(["target", "list", "--installed"]), "https://rustup.rs")
    });
    if !installed.lines().any(|line| line == triple) {
        missing(&format!("Rust's target {triple}"), &format!("rustup target add {triple}"));
    }
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "build",
        "--quiet",
        "--package",
        package,
        "--target",
        triple,
        "--profile",
        profile,
    ]);
    output(cargo.args(which).current_dir(folder()), "https://rustup.rs");
    env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| folder().join("target"), |given| folder().join(given))
        .join(triple)
        .join(profile)
}

/// What the programs print in WebAssembly, run by node.
pub fn run_wasm() -> String {
    let image = cargo_build("wasm", "wasm32-unknown-unknown", "release", vec![]).join("wasm.wasm");
    let mut node = Command::new("node");
    output(node.arg(folder().join("wasm/run.mjs")).arg(image), "sudo apt-get install nodejs")
}

/// Runs an image and returns what it prints.
pub fn run(target: &Target, image: &Path) -> String {
    let there = Command::new(target.qemu).arg("--version").output().is_ok();
    if !there {
        missing(
            target.qemu,
            &format!("sudo apt-get install --no-install-recommends {}", target.package),
        );
    }
    output(Command::new("./qemu").arg(target.triple).arg(image).current_dir(folder()), "./setup")
}

/// Runs a command to its end and returns what it prints. If it fails, so does the test.
fn output(command: &mut Command, install: &str) -> String {
    let result = match command.output() {
        Ok(result) => result,
        Err(_) => missing(&command.get_program().to_string_lossy(), install),
    };
    let printed = String::from_utf8_lossy(&result.stdout).into_owned();
    let complaints = String::from_utf8_lossy(&result.stderr);
    assert!(result.status.success(), "{command:?} failed:\n{printed}{complaints}");
    printed
}

/// Nothing is left out in silence because a tool is not there.
fn missing(what: &str, install: &str) -> ! {
    let line = "!".repeat(80);
    let mut message = format!("\n{line}\nMISSING: {what}. The firmware was NOT checked.\n");
    let _ = write!(
        message,
        "Install it with `{install}`, or everything with `firmware/setup`.\n{line}"
    );
    panic!("{message}");
}
