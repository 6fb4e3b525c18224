//! Tells the kernels what the program is built for.

use std::env::{self, var_os};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let level = env::var("OPT_LEVEL");
    let small = matches!(level.as_deref(), Ok("s" | "z"));
    println!("cargo::rustc-check-cfg=cfg(optimize_for_size)");
    if small {
        println!("cargo::rustc-cfg=optimize_for_size");
    }
    println!("cargo::rustc-check-cfg=cfg(unoptimized)");
    if level.as_deref() == Ok("0") {
        println!("cargo::rustc-cfg=unoptimized");
    }
    // Whether a small net is compiled as a whole, with its layers in it. In debug that would only take more stack.
    println!("cargo::rustc-check-cfg=cfg(whole_nets)");
    let release = env::var("PROFILE").as_deref() == Ok("release");
    let x86 = env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("x86_64");
    if release && x86 && !small && var_os("CARGO_FEATURE_STD").is_some() {
        println!("cargo::rustc-cfg=whole_nets");
    }
}
