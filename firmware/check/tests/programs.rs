//! The programs say on every chip what they say on the host, and what they said before.

use check::{M4F, TARGETS, build, golden, image::Image, programs, run};
use tasks::Console;

#[derive(Default)]
struct Paper(String);

impl Console for Paper {
    fn byte(&mut self, byte: u8) {
        self.0.push(byte.into());
    }
}

fn on_the_host(program: &str) -> String {
    let mut paper = Paper::default();
    match program {
        "infer" => tasks::infer::run(&mut paper),
        "learn" => tasks::learn::run(&mut paper),
        _ => tasks::adapt::run(&mut paper),
    }
    paper.0
}

/// Their output ends in fingerprints of all bits of scores and weights, so one text for all targets means
/// that the chips compute and learn bit for bit what the host does.
#[test]
fn print_the_same_on_every_chip_and_on_the_host() {
    for program in programs(&M4F) {
        golden::compare(&format!("{program}.txt"), &on_the_host(program));
    }
    for target in TARGETS {
        let images = build(target, "release", programs(target));
        for program in programs(target) {
            let printed = run(target, &images.join(program));
            println!("== {program} on {}\n{printed}", target.name);
            assert_eq!(printed, on_the_host(program), "{program} on {}", target.name);
        }
    }
}

#[test]
fn print_the_same_in_webassembly() {
    let host: String = programs(&M4F).iter().map(|program| on_the_host(program)).collect();
    assert_eq!(check::run_wasm(), host);
}

/// The whole programs, printing and all.
#[test]
fn contain_no_panic_no_formatting_and_no_heap() {
    for target in TARGETS {
        let images = build(target, "release", programs(target));
        for program in programs(target) {
            let image = Image::read(&images.join(program));
            assert_eq!(image.forbidden(), [""; 0], "{program} for {}", target.name);
        }
    }
}

#[test]
fn a_panic_would_be_noticed() {
    for target in TARGETS {
        let image = Image::read(&build(target, "release", &["panics"]).join("panics"));
        let forbidden = image.forbidden();
        assert!(forbidden.iter().any(|name| name.contains("panic_bounds_check")), "{forbidden:?}");
    }
}

#[test]
fn weights_in_flash_are_not_copied_to_ram() {
    for target in TARGETS {
        let image = Image::read(&build(target, "release", &["infer"]).join("infer"));
        assert_eq!(image.ram, 0, "infer for {}", target.name);
        let weights = image.symbols.iter().find(|symbol| symbol.name.contains("DIGITS"));
        let weights = weights.expect("the weights have a name");
        assert!(!weights.in_ram);
        // Not the host's `WEIGHT_BYTES`: there a net is as long as whole cache lines.
        assert_eq!(weights.size, 4 * tasks::Digits::PARAMETERS as u64);
    }
}

/// build.rs writes the weights as Rust source, and loses no bit of them.
#[test]
fn weights_in_flash_are_those_of_the_file() {
    let mut net = tasks::Digits::ZERO;
    let file = check::folder().join("weights/digits.safetensors");
    typenet::weights::load(&mut net, file).unwrap();
    assert_eq!(tasks::fingerprint(&net), tasks::fingerprint(&tasks::DIGITS));
    assert_eq!(net, tasks::DIGITS);
}
