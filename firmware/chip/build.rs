//! Gives the linker the memory map of the board.

use std::{env, fs, path::Path};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let board = match env::var("TARGET")?.as_str() {
        "thumbv7em-none-eabihf" => "mps2",
        "thumbv6m-none-eabi" => "microbit",
        "riscv32imac-unknown-none-elf" => "virt",
        other => {
            return Err(format!("no board is known for the target `{other}`; pass --target").into());
        }
    };
    // To OUT_DIR: a file called memory.x in the package's own folder would be taken for every target.
    let (map, out) = (format!("memory/{board}.x"), env::var("OUT_DIR")?);
    fs::copy(&map, Path::new(&out).join("memory.x"))?;
    println!("cargo:rustc-check-cfg=cfg(board, values(\"mps2\", \"microbit\", \"virt\"))");
    println!("cargo:rustc-cfg=board=\"{board}\"");
    println!("cargo:rerun-if-changed={map}");
    println!("cargo:rustc-link-search={out}");
    if board == "virt" {
        println!("cargo:rustc-link-arg-bins=-Tmemory.x");
    }
    println!("cargo:rustc-link-arg-bins=-Tlink.x");
    Ok(())
}
