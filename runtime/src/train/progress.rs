//! How far training is: a bar on a terminal, otherwise a line an epoch.

use super::{Epoch, History};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::string::String;

pub struct Progress {
    bar: Option<ProgressBar>,
    lines: bool,
    epochs: usize,
}

impl Progress {
    pub fn new(wanted: bool, epochs: usize, steps: usize, done: usize) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = (wanted && terminal).then(|| {
            let bar = ProgressBar::new(steps as u64).with_position(done as u64);
            let template = "{bar:40} {pos}/{len} steps, {eta} left  {msg}";
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar
        });
        Progress { bar, lines: wanted, epochs }
    }

    pub fn step(&self, loss: f32) {
        if let Some(bar) = &self.bar {
            bar.inc(1);
            bar.set_message(std::format!("loss {loss:.4}"));
        }
    }

    pub fn epoch(&self, epoch: &Epoch, history: &History) {
        if !self.lines {
            return;
        }
        let mut line =
            std::format!("epoch {}/{}  loss {:.6}", epoch.number, self.epochs, epoch.loss);
        if let Some(validation) = epoch.validation {
            line += &std::format!("  validation {validation:.6}");
        }
        for (name, value) in history.measures.iter().zip(&epoch.measured) {
            line += &std::format!("  {name} {value:.4}");
        }
        line += &std::format!("  {:.1} s", epoch.seconds);
        self.say(line);
    }

    fn say(&self, line: String) {
        match &self.bar {
            Some(bar) => bar.println(line),
            None => std::eprintln!("{line}"),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
