//! The same nets in plain C.

use crate::{M0, Target, folder, output};
use std::path::PathBuf;
use std::process::Command;

/// The `-D`s of `c/net.c` for an image of ours: `learn-8-8-1`. There are none for batches.
pub fn flags(cost: &str) -> Option<Vec<String>> {
    let (what, sizes) = cost.split_once('-')?;
    let sizes: Vec<&str> = sizes.split('-').collect();
    let mut flags: Vec<String> = Vec::new();
    let names: &[&str] = if sizes.len() == 4 {
        &["IN", "HIDDEN", "HIDDEN2", "OUT"]
    } else {
        &["IN", "HIDDEN", "OUT"]
    };
    flags.extend(names.iter().zip(&sizes).map(|(name, size)| format!("-D{name}={size}")));
    flags.extend((sizes == ["8", "8", "1"]).then(|| "-DTANH".into()));
    flags.extend((sizes == ["3", "1", "2"]).then(|| "-DLAST_RELU".into()));
    match what {
        "forward" => Some(flags),
        "learn" => {
            flags.push("-DLEARN".into());
            Some(flags)
        }
        _ => None,
    }
}

/// Builds one. `None` if `setup` brings no C compiler for the target, or if the net, which C fills with
/// numbers in RAM, is too large for it.
pub fn build(target: &Target, name: &str, optimize: &str, flags: &[String]) -> Option<PathBuf> {
    if *target == M0 && name.contains("784") {
        return None;
    }
    let image =
        std::env::temp_dir().join(format!("typenet-c-{}-{name}{optimize}.elf", target.triple));
    let map = if *target == M0 { "microbit.x" } else { "mps2.x" };
    let mut gcc = Command::new("arm-none-eabi-gcc");
    gcc.current_dir(folder().join("c")).args(target.gcc?).args(flags);
    gcc.args([optimize, "-std=gnu11", "-Wall", "-Wextra", "-Werror"]);
    // The rows that are left over after four at a time may be none.
    gcc.arg("-Wno-aggressive-loop-optimizations");
    gcc.args(["-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections", "-nostdlib"]);
    gcc.arg(format!("-T../chip/memory/{map}")).args(["-Tboard.ld", "startup.c", "net.c"]);
    gcc.args(["-lm", "-lc_nano", "-lgcc", "-o"]).arg(&image);
    output(
        &mut gcc,
        "sudo apt-get install --no-install-recommends gcc-arm-none-eabi libnewlib-arm-none-eabi",
    );
    Some(image)
}
