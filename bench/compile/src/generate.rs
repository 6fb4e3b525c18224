//! The crates to be measured, written as a user of typenet would write them.

use std::fs;
use std::io::Result;
use std::path::Path;

/// How wide the layers of a net are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Widths {
    /// 16 everywhere, so that all layers share their code.
    Same,
    /// 16, 17, 18, ...: no two layers share any. The worst case.
    Different,
}

/// The values that every net takes.
const INPUTS: usize = 16;

/// A declaration's entries, `dense` and `relu` in turns, and how many values the net gives.
fn layers(count: usize, widths: Widths) -> (String, usize) {
    let mut width = INPUTS;
    let entries = (0..count).map(|i| {
        if i % 2 == 1 {
            return "    relu,\n".to_string();
        }
        let before = width;
        width += usize::from(widths == Widths::Different);
        format!("    dense({before} -> {width}),\n")
    });
    (entries.collect(), width)
}

/// A program that trains a net of so many layers and uses it, by all methods that training takes.
pub fn net(count: usize, widths: Widths) -> String {
    let (layers, outputs) = layers(count, widths);
    format!(
        "use typenet::prelude::*;

network! {{ pub struct Net<
{layers}> }}

fn main() -> Result<(), typenet::Error> {{
    let (mut net, mut gradient, mut adam) = (Net::boxed(), Net::boxed(), Adam::<Net>::boxed());
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    let (inputs, targets) = ([[0.5; {INPUTS}]; 8], [[0.5; {outputs}]; 8]);
    let mut workspace = vec![0.0; Net::workspace_len(8)];
    for _ in 0..3 {{
        let loss = &MeanSquaredError;
        net.loss_gradient(loss, &inputs, &targets, &mut workspace, &mut gradient)?;
        adam.step(&mut *net, &mut *gradient);
        net.learn(loss, &inputs[0], &targets[0], 0.01)?;
    }}
    println!(\"{{:?}}\", net.forward(&inputs[0]));
    Ok(())
}}
"
    )
}

/// The same crate without a net.
pub fn no_net() -> String {
    format!("fn main() {{\n    println!(\"{{:?}}\", [0.5f32; {INPUTS}]);\n}}\n")
}

/// A program that trains a net for handwritten digits and prints what a step takes.
pub const TRAINING: &str = include_str!("training.rs.txt");

/// Writes a crate that depends on this repository's typenet; `profiles` is added to its manifest.
pub fn write(folder: &Path, main: &str, profiles: &str) -> Result<()> {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtime").canonicalize()?;
    let manifest = format!(
        "[package]\nname = \"user\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\ntypenet = {{ path = {:?} }}\n\n[workspace]\n\n{profiles}",
        runtime.display().to_string()
    );
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("src/main.rs"), main)
}
