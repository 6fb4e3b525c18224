use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};
use std::path::Path;

/// What training did, epoch by epoch. Printed it is a table.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// The epochs, first to last; those before a checkpoint was taken up too.
    pub epochs: Vec<Epoch>,
    /// What was measured after each, by name.
    pub measures: Vec<String>,
    /// The number of the epoch whose weights the net has: the best one with validation, otherwise the last.
    /// 0 is before the first.
    pub best: usize,
    /// Why training ended.
    pub end: End,
}

/// One pass over the data.
#[derive(Clone, Debug, PartialEq)]
pub struct Epoch {
    /// Its number, from 1.
    pub number: usize,
    /// The mean loss of the training samples, each before the step that it was part of.
    pub loss: f32,
    /// The mean loss of the validation samples after the epoch.
    pub validation: Option<f32>,
    /// The learning rate of its last step.
    pub rate: f32,
    /// What [`Measure`](super::Measure)s found, in the order of [`History::measures`].
    pub measured: Vec<f32>,
    /// How long it took, validation included, in seconds.
    pub seconds: f32,
}

/// Why training ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// All epochs were done.
    Complete,
    /// The validation loss got no better for as many epochs as the trainer is patient.
    NoBetter,
    /// The trainer's `on_epoch` said so.
    Stopped,
    /// Ctrl-C.
    Interrupted,
    /// An error, which was returned.
    Failed,
}

impl History {
    /// The last epoch.
    pub fn last(&self) -> Option<&Epoch> {
        self.epochs.last()
    }

    /// The epochs as a table of comma-separated values, with names in the first line, quoted where they have to be
    /// (RFC 4180).
    pub fn to_csv(&self) -> String {
        let mut csv = String::from("epoch,loss,validation,rate,seconds");
        for name in &self.measures {
            let _ = match name.contains([',', '"', '\n', '\r']) {
                true => write!(csv, ",\"{}\"", name.replace('"', "\"\"")),
                false => write!(csv, ",{name}"),
            };
        }
        csv.push('\n');
        for Epoch { number, loss, validation, rate, measured, seconds } in &self.epochs {
            let _ = write!(csv, "{number},{loss},");
            if let Some(validation) = validation {
                let _ = write!(csv, "{validation}");
            }
            let _ = write!(csv, ",{rate},{seconds}");
            for value in measured {
                let _ = write!(csv, ",{value}");
            }
            csv.push('\n');
        }
        csv
    }

    /// Writes [`to_csv`](Self::to_csv) to a file.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub fn save_csv(&self, path: impl AsRef<Path>) -> std::io::Result<()> {
        std::fs::write(path, self.to_csv())
    }
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let validated = self.epochs.iter().any(|epoch| epoch.validation.is_some());
        write!(f, "epoch        loss")?;
        if validated {
            write!(f, "  validation")?;
        }
        write!(f, "        rate")?;
        for name in &self.measures {
            write!(f, "  {name:>10}")?;
        }
        writeln!(f)?;
        for epoch in &self.epochs {
            write!(f, "{:>5}  {:>10.6}", epoch.number, epoch.loss)?;
            if validated {
                match epoch.validation {
                    Some(loss) => write!(f, "  {loss:>10.6}")?,
                    None => write!(f, "  {:>10}", "")?,
                }
            }
            write!(f, "  {:>10.3e}", epoch.rate)?;
            for (name, value) in self.measures.iter().zip(&epoch.measured) {
                write!(f, "  {value:>width$.4}", width = name.chars().count().max(10))?;
            }
            writeln!(f, "{}", if validated && epoch.number == self.best { "  best" } else { "" })?;
        }
        f.write_str(match self.end {
            End::Complete => "all epochs are done",
            End::NoBetter => "stopped: the validation loss gets no better",
            End::Stopped => "stopped by the program",
            End::Interrupted => "interrupted by Ctrl-C",
            End::Failed => "ended by an error",
        })
    }
}
