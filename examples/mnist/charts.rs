//! The two pictures: the training curve, and what the net gets most wrong.

use crate::data::{Digits, SIDE};
use crate::score::Mistake;
use crate::train::input;
use plotters::prelude::*;
use typenet::prelude::*;
use typenet_examples::Result;
use typenet_examples::chart::{Chart, Line, draw};
use typenet_examples::drawing::{pixels, sheet, text};
use typenet_examples::style::{BLUE, GREY, INK, ORANGE};

/// How one epoch went.
pub struct Epoch {
    pub train_loss: f32,
    pub test_loss: f32,
    /// The share of right answers in the test, in percent.
    pub accuracy: f32,
}

/// How loss and accuracy went, epoch by epoch.
pub fn curve(history: &[Epoch]) -> Result<String> {
    let line = |name, colour: RGBColor, value: fn(&Epoch) -> f32| Line {
        name,
        style: colour.stroke_width(2),
        points: history.iter().zip(1_u16..).map(|(epoch, i)| (i.into(), value(epoch))).collect(),
    };
    let losses = vec![
        line("moved training pictures", BLUE, |epoch| epoch.train_loss),
        line("test pictures", ORANGE, |epoch| epoch.test_loss),
    ];
    let rights = vec![line("test pictures", ORANGE, |epoch| epoch.accuracy)];

    // One epoch alone is a point, and still needs an axis.
    let epochs = ("epoch", 1.0..history.len().max(2) as f32);
    let highest =
        losses.iter().flat_map(|line| &line.points).map(|point| point.1).fold(0.0, f32::max);
    let lowest = history.iter().map(|epoch| epoch.accuracy).fold(100.0, f32::min).floor();
    let charts = [
        Chart {
            x: epochs.clone(),
            y: ("loss", 0.0..1.05 * highest),
            legend: SeriesLabelPosition::UpperRight,
            lines: losses,
        },
        Chart {
            x: epochs,
            y: ("right answers, %", lowest.min(99.0)..100.0),
            legend: SeriesLabelPosition::LowerRight,
            lines: rights,
        },
    ];
    draw("Learning to read MNIST", (1000, 440), &charts)
}

/// The mistakes that cost most, with what was meant and what the net read.
pub fn mistakes(mistakes: &[Mistake], test: &Digits) -> String {
    const COLUMNS: usize = 8;
    const SHOWN: usize = 3 * COLUMNS;
    const PIXEL: f64 = 3.0;
    const CELL: (f64, f64) = (112.0, 136.0);
    const TOP: f64 = 84.0;

    let shown = mistakes.len().min(SHOWN);
    let width = 24.0 + CELL.0 * COLUMNS as f64;
    let mut picture = sheet(width, TOP + CELL.1 * shown.div_ceil(COLUMNS) as f64);
    let title = format!("The worst of {} mistakes in {} test pictures", mistakes.len(), test.len());
    picture = picture.add(text((width / 2.0, 30.0), 24, INK, title)).add(text(
        (width / 2.0, 60.0),
        15,
        GREY,
        "what was written → what the net read",
    ));
    for (i, mistake) in mistakes.iter().take(shown).enumerate() {
        let left = 12.0 + CELL.0 * (i % COLUMNS) as f64;
        let top = TOP + CELL.1 * (i / COLUMNS) as f64;
        let at = (left + (CELL.0 - PIXEL * SIDE as f64) / 2.0, top);
        let values = input(&test.pictures[mistake.index]);
        let verdict = format!("{} → {}", test.labels[mistake.index], mistake.answer);
        let below = (left + CELL.0 / 2.0, top + PIXEL * SIDE as f64 + 18.0);
        picture = picture
            .add(pixels(at, PIXEL, SIDE, values.values()))
            .add(text(below, 17, ORANGE, verdict));
    }
    picture.to_string()
}
