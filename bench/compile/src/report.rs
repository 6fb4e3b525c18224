//! The figures, as JSON and as markdown.

use crate::generate::Widths;
use crate::measure::{Profile, Times};
use serde::Serialize;
use std::fmt;

/// Samples in an epoch: the handwritten digits of the examples.
pub const EPOCH: usize = 1797;
/// Samples in a batch of the training program.
pub const BATCH: usize = 32;

#[derive(Debug, Serialize)]
pub struct Report {
    pub compiler: String,
    /// How many builds each median is of.
    pub repeats: usize,
    pub clean: Vec<Clean>,
    pub nets: Vec<Net>,
    pub training: Vec<Training>,
}

/// A clean build of a net of 3 layers, dependencies included.
#[derive(Debug, Serialize)]
pub struct Clean {
    pub profile: Profile,
    pub seconds: Times,
    /// A crate that depends on typenet and has no net, all and alone.
    pub without_net: Times,
    pub without_net_alone: Times,
}

/// The cost of a crate with one net; sizes in bytes of machine code.
#[derive(Debug, Serialize)]
pub struct Net {
    pub profile: Profile,
    pub widths: Widths,
    pub layers: usize,
    /// The crate alone.
    pub seconds: Times,
    pub check_seconds: Times,
    /// The whole program.
    pub text: u64,
    /// More than a program without a net.
    pub text_added: i64,
    /// What the compiler wrote for the crate.
    pub text_alone: u64,
}

/// Seconds of a 784-128-10 net.
#[derive(Debug, Serialize)]
pub struct Training {
    pub build: &'static str,
    pub learn: f64,
    pub batch_gradient: f64,
    pub adam_step: f64,
    pub forward: f64,
}

impl Training {
    fn learn_epoch(&self) -> f64 {
        EPOCH as f64 * self.learn
    }

    fn adam_epoch(&self) -> f64 {
        EPOCH.div_ceil(BATCH) as f64 * (self.batch_gradient + self.adam_step)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}; medians of {} builds (fastest-slowest)\n", self.compiler, self.repeats)?;
        writeln!(f, "| clean build | 3 layers, s | no net, s | of that the crate alone, s |")?;
        writeln!(f, "|---|--:|--:|--:|")?;
        for Clean { profile, seconds, without_net, without_net_alone } in &self.clean {
            writeln!(f, "| {profile} | {seconds} | {without_net} | {without_net_alone} |")?;
        }
        writeln!(f)?;
        writeln!(
            f,
            "| profile | widths | layers | build of the crate, s | check, s | code, KB | \
             more than without a net, KB | the crate's own, KB |"
        )?;
        writeln!(f, "|---|---|--:|--:|--:|--:|--:|--:|")?;
        for net in &self.nets {
            let Net { profile, widths, layers, seconds, check_seconds, .. } = net;
            let widths = if *widths == Widths::Same { "same" } else { "different" };
            writeln!(
                f,
                "| {profile} | {widths} | {layers} | {seconds} | {check_seconds} | \
                 {:.0} | {:.0} | {:.0} |",
                net.text as f64 / 1e3,
                net.text_added as f64 / 1e3,
                net.text_alone as f64 / 1e3,
            )?;
        }
        writeln!(f)?;
        writeln!(
            f,
            "| 784-128-10 | `learn`, 1 sample, ms | epoch of {EPOCH}, s | gradient of {BATCH}, ms | \
             `Adam::step`, ms | epoch of {EPOCH}, s | `forward`, ms |"
        )?;
        writeln!(f, "|---|--:|--:|--:|--:|--:|--:|")?;
        for training in &self.training {
            writeln!(
                f,
                "| {} | {:.3} | {:.2} | {:.2} | {:.3} | {:.2} | {:.3} |",
                training.build,
                training.learn * 1e3,
                training.learn_epoch(),
                training.batch_gradient * 1e3,
                training.adam_step * 1e3,
                training.adam_epoch(),
                training.forward * 1e3,
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Profile::Debug { "debug" } else { "release" })
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2} ({:.2}-{:.2})", self.median, self.min, self.max)
    }
}
