//! What nets cost on chips, beside plain C, and whether it is what their constants announced.
//! `cargo test --test cost -- --nocapture` prints the tables.

use check::{
    M0, M4F, PROFILES, RISCV, TARGETS, Target, build, c, costs, golden, image::Image, run,
};
use std::fmt::Write;
use std::path::Path;

/// What an image prints about itself.
#[derive(Debug, Default)]
struct Report {
    instructions: u64,
    stack: u64,
    weights: u64,
    workspace: u64,
    output: Vec<f32>,
}

fn report(target: &Target, image: &Path) -> Report {
    let printed = run(target, image);
    let mut report = Report::default();
    for line in printed.lines() {
        let (name, value) = line.split_once(' ').unwrap_or_else(|| panic!("{printed}"));
        let number = || value.parse().unwrap_or_else(|_| panic!("{printed}"));
        match name {
            "instructions" => report.instructions = number(),
            "stack" => report.stack = number(),
            "weights" => report.weights = number(),
            "workspace" => report.workspace = number(),
            _ => {
                let bits = u32::from_str_radix(value, 16).unwrap_or_else(|_| panic!("{printed}"));
                report.output.push(f32::from_bits(bits));
            }
        }
    }
    report
}

/// At most so much of what plain C takes; it is promised for these.
const MARKS: [(&Target, &str, f64); 5] = [
    (&M4F, "forward-1-16-16-1", 0.94),
    (&M4F, "learn-1-16-16-1", 0.94),
    (&M4F, "forward-784-32-10", 0.52),
    (&M0, "forward-1-16-16-1", 0.97),
    (&M0, "learn-1-16-16-1", 0.97),
];

#[test]
fn instructions_beside_plain_c() {
    let (mut table, mut missed) = (String::new(), Vec::new());
    for target in TARGETS {
        let images = build(target, "release", &costs(target));
        let _ =
            writeln!(table, "\n| {} | typenet | C -O3 | ratio |\n|---|---|---|---|", target.name);
        for cost in costs(target) {
            let ours = report(target, &images.join(cost));
            let _ = write!(table, "| {cost} | {} |", ours.instructions);
            let theirs = c::flags(cost)
                .and_then(|flags| c::build(target, cost, "-O3", &flags))
                .map(|image| report(target, &image));
            if let Some(theirs) = theirs {
                let ratio = ours.instructions as f64 / theirs.instructions as f64;
                let _ = writeln!(table, " {} | {ratio:.2} |", theirs.instructions);
                // gcc fuses multiplications and additions and has another library's tanh.
                for (ours, theirs) in ours.output.iter().zip(&theirs.output) {
                    assert!((ours - theirs).abs() < 1e-5, "{cost}: {ours} and {theirs} in C");
                }
                let mark = MARKS.iter().find(|mark| *mark.0 == *target && mark.1 == cost);
                if let Some((_, _, most)) = mark.filter(|mark| ratio > mark.2) {
                    missed.push(format!(
                        "{cost} on {}: {ratio:.3} of C's instructions, at most {most} are promised\n",
                        target.name
                    ));
                }
            } else {
                let _ = writeln!(table, " - | - |");
            }
        }
        if *target == M4F {
            let mut flags = c::flags("forward-784-32-10").unwrap_or_default();
            flags.push("-DROWS".into());
            let image = c::build(target, "rows", "-O3", &flags);
            let rows = report(target, &image.expect("gcc knows the M4F")).instructions;
            let _ = writeln!(
                table,
                "| forward-784-32-10, C with four rows at a time by hand | | {rows} | |"
            );
        }
    }
    println!("instructions:\n{table}");
    assert!(missed.is_empty(), "slower than promised:\n{}", missed.concat());
}

#[test]
fn flash_ram_and_stack_are_what_the_constants_announce() {
    let mut table = String::new();
    for target in TARGETS {
        for profile in PROFILES {
            let programs = [costs(target), vec!["empty"]].concat();
            let images = build(target, profile, &programs);
            let empty = Image::read(&images.join("empty"));
            let _ = writeln!(
                table,
                "\n| {}, {profile} | instructions | flash | of it weights | RAM | stack | workspace |\n\
                 |---|---|---|---|---|---|---|",
                target.name
            );
            for cost in costs(target) {
                let image = Image::read(&images.join(cost));
                let net = report(target, &images.join(cost));
                // Above start-up code and vector table.
                let flash = image.flash - empty.flash;
                let _ = writeln!(
                    table,
                    "| {cost} | {} | {flash} | {} | {} | {} | {} |",
                    net.instructions, net.weights, image.ram, net.stack, net.workspace
                );
                let forbidden = image.forbidden();
                assert!(forbidden.is_empty(), "{cost} for {}: {forbidden:?}", target.name);
                let statics = image.symbols.iter().filter(|symbol| symbol.name.contains("NET"));
                let (in_ram, in_flash): (Vec<_>, Vec<_>) =
                    statics.partition(|symbol| symbol.in_ram);
                let bytes = |statics: &[&check::image::Symbol]| -> u64 {
                    statics.iter().map(|symbol| symbol.size).sum()
                };
                let batch = 8;
                let (expected_flash, expected_ram) = match cost.split('-').next() {
                    Some("forward") => (net.weights, 0),
                    Some("learn") => (0, net.weights),
                    // The net, its gradient and the workspace.
                    _ => (0, 2 * net.weights + batch * net.workspace),
                };
                assert_eq!(bytes(&in_flash), expected_flash, "{cost} for {}", target.name);
                assert_eq!(bytes(&in_ram), expected_ram, "{cost} for {}", target.name);
                // Not a byte of RAM more than that.
                assert_eq!(image.ram, expected_ram, "{cost} for {}", target.name);
            }
        }
    }
    println!("bytes:\n{table}");
    golden::compare_sizes("cost.md", table.trim_start(), "flash");
}

/// One forward pass with the least that shows it: the counter, and two numbers printed.
#[test]
fn the_smallest_image() {
    let mut table = String::from("| smallest | instructions | code |\n|---|---|---|\n");
    for target in [&M4F, &M0, &RISCV] {
        for profile in PROFILES {
            let image = build(target, profile, &["smallest"]).join("smallest");
            let printed = run(target, &image);
            let instructions = printed.lines().next().and_then(|line| line.split_once(' '));
            let (_, instructions) = instructions.expect("it prints `instructions N`");
            let text = Image::read(&image).text;
            let _ = writeln!(table, "| {}, {profile} | {instructions} | {text} |", target.name);
        }
    }
    println!("{table}");
    golden::compare_sizes("smallest.md", &table, "code");
}
