//! What compiling a net costs, and what training costs in a debug build: see README.md.

mod generate;
mod measure;
mod report;

use generate::Widths;
use measure::{Crate, Profile, Result, Times};
use report::{Clean, Net, Report, Training};
use std::path::Path;
use std::process::Command;
use std::{env, fs};

const LAYERS: &[usize] = &[3, 10, 50, 100];

/// The builds in which training is timed, and what the user adds to Cargo.toml for each.
const BUILDS: [(&str, Profile, &str); 4] = [
    ("debug", Profile::Debug, ""),
    (
        "debug, typenet at opt-level 3",
        Profile::Debug,
        "[profile.dev.package.typenet]\nopt-level = 3\n",
    ),
    ("debug, all at opt-level 1", Profile::Debug, "[profile.dev]\nopt-level = 1\n"),
    ("release", Profile::Release, ""),
];

fn main() -> Result<()> {
    let repeats = env::args().nth(1).map_or(Ok(5), |number| number.parse())?;
    if repeats == 0 {
        return Err("how many builds for each figure?".into());
    }
    let rustc = Command::new("rustc").arg("--version").output()?.stdout;
    let mut report = Report {
        compiler: String::from_utf8(rustc)?.trim().to_string(),
        repeats,
        clean: vec![],
        nets: vec![],
        training: vec![],
    };
    let temporary = tempfile::tempdir()?;
    for profile in [Profile::Debug, Profile::Release] {
        builds(&mut report, temporary.path(), profile)?;
    }
    for (i, (build, profile, profiles)) in BUILDS.into_iter().enumerate() {
        let folder = temporary.path().join(format!("training-{i}"));
        report.training.push(training(&folder, build, profile, profiles)?);
    }
    println!("{report}");
    fs::write("results.json", serde_json::to_string_pretty(&report)? + "\n")?;
    Ok(())
}

/// Measures the builds of one profile.
fn builds(report: &mut Report, temporary: &Path, profile: Profile) -> Result<()> {
    let repeats = report.repeats;
    let target = temporary.join("target");
    let new = |name: &str, main: &str| Crate::new(temporary.join(name), &target, profile, main, "");
    let three = new("clean", &generate::net(3, Widths::Same))?;
    let seconds = Times::of(repeats, || three.build_all())?;

    let no_net = new("no-net", &generate::no_net())?;
    let without_net = Times::of(repeats, || no_net.build_all())?;
    let without_net_alone = Times::of(repeats, || no_net.build_alone())?;
    let text_without_net = no_net.text()?;
    report.clean.push(Clean { profile, seconds, without_net, without_net_alone });

    for widths in [Widths::Same, Widths::Different] {
        for &layers in LAYERS {
            eprintln!("{profile}, {layers} layers, {widths:?} widths");
            let user = new(&format!("{widths:?}-{layers}"), &generate::net(layers, widths))?;
            let seconds = Times::of(repeats, || user.build_alone())?;
            user.run()?;
            let text = user.text()?;
            user.check_alone()?; // the first checks the dependencies too
            report.nets.push(Net {
                profile,
                widths,
                layers,
                seconds,
                check_seconds: Times::of(repeats, || user.check_alone())?,
                text,
                text_added: text as i64 - text_without_net as i64,
                text_alone: user.text_alone()?,
            });
        }
    }
    Ok(())
}

/// Times the training program in one build.
fn training(
    folder: &Path,
    build: &'static str,
    profile: Profile,
    profiles: &str,
) -> Result<Training> {
    eprintln!("training: {build}");
    let target = folder.join("target");
    let user = Crate::new(folder.into(), &target, profile, generate::TRAINING, profiles)?;
    let printed = user.run()?;
    let times =
        printed.split_whitespace().map(str::parse).collect::<std::result::Result<_, _>>()?;
    let times: Vec<f64> = times;
    let [learn, batch_gradient, adam_step, forward] = times[..] else {
        return Err(format!("the program printed {printed}").into());
    };
    Ok(Training { build, learn, batch_gradient, adam_step, forward })
}
