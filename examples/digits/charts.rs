//! The two pictures: the training curve and the confusion matrix.

use crate::confusion::Confusion;
use crate::score::Score;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use typenet_examples::Result;
use typenet_examples::chart::{self, Chart, Line};
use typenet_examples::data::CLASSES;
use typenet_examples::style::{BLUE, GREY, INK, ORANGE, text};

/// How loss and accuracy went, epoch by epoch, on the training and on the test pictures.
pub fn curve(history: &[[Score; 2]]) -> Result<String> {
    let lines = |value: fn(&Score) -> f32| -> Vec<Line> {
        [(0, "training pictures", BLUE), (1, "test pictures", ORANGE)]
            .map(|(set, name, colour)| Line {
                name,
                style: colour.stroke_width(2),
                points: (1_u16..)
                    .zip(history)
                    .map(|(epoch, scores)| (epoch.into(), value(&scores[set])))
                    .collect(),
            })
            .into()
    };
    // One epoch alone is a point, and still needs an axis.
    let epochs = ("epoch", 1.0..history.len().max(2) as f32);
    let highest = history.iter().flatten().map(|score| score.loss).fold(0.0, f32::max);
    let lowest = history.iter().flatten().map(|score| score.accuracy).fold(100.0, f32::min);
    let charts = [
        Chart {
            x: epochs.clone(),
            y: ("loss", 0.0..1.05 * highest),
            legend: SeriesLabelPosition::UpperRight,
            lines: lines(|score| score.loss),
        },
        Chart {
            x: epochs,
            y: ("right answers, %", (lowest - 1.0).floor().max(0.0)..100.0),
            legend: SeriesLabelPosition::LowerRight,
            lines: lines(|score| score.accuracy),
        },
    ];
    chart::draw("Learning to read digits", (1000, 440), &charts)
}

/// Which digits were taken for which: a row for each true digit, a column for each answer.
pub fn confusion(confusion: &Confusion) -> Result<String> {
    const CELL: i32 = 54;
    const LEFT: i32 = 96;
    const TOP: i32 = 128;
    const SIDE: i32 = CELL * CLASSES as i32;

    let text = |size, colour| text(size, colour).pos(Pos::new(HPos::Center, VPos::Center));
    let middle = |class: usize| CELL * class as i32 + CELL / 2;
    let centre = LEFT + SIDE / 2;

    let mut picture = String::new();
    {
        let size = ((LEFT + SIDE + 32) as u32, (TOP + SIDE + 32) as u32);
        let root = SVGBackend::with_string(&mut picture, size).into_drawing_area();
        root.fill(&WHITE)?;
        let (right, total) = (confusion.right(), confusion.total());
        let title = format!("Test pictures: {right} of {total} read right");
        root.draw(&Text::new(title, (centre, 32), text(24, INK)))?;
        root.draw(&Text::new("the net's answer", (centre, 74), text(17, GREY)))?;
        let upward = text(17, GREY).transform(FontTransform::Rotate270);
        root.draw(&Text::new("what was written", (30, TOP + SIDE / 2), upward))?;

        for class in 0..CLASSES {
            let name = class.to_string();
            root.draw(&Text::new(name.clone(), (LEFT + middle(class), TOP - 20), text(18, INK)))?;
            root.draw(&Text::new(name, (LEFT - 22, TOP + middle(class)), text(18, INK)))?;
        }
        for (label, row) in confusion.counts.iter().enumerate() {
            let written: usize = row.iter().sum();
            for (answer, &count) in row.iter().enumerate() {
                let (x, y) = (LEFT + CELL * answer as i32, TOP + CELL * label as i32);
                let (fill, ink) = cell_colours(label == answer, count, written);
                let cell = [(x + 1, y + 1), (x + CELL - 1, y + CELL - 1)];
                root.draw(&Rectangle::new(cell, fill.filled()))?;
                if count > 0 {
                    let place = (x + CELL / 2, y + CELL / 2);
                    root.draw(&Text::new(count.to_string(), place, text(19, ink)))?;
                }
            }
        }
        root.present()?;
    }
    Ok(picture)
}

/// The colours of a cell and of its number: blue for right answers, orange for wrong ones, the fuller the
/// larger their share of what was written.
fn cell_colours(right: bool, count: usize, written: usize) -> (RGBColor, RGBColor) {
    if count == 0 {
        return (RGBColor(0xf6, 0xf7, 0xf9), INK);
    }
    let share = count as f64 / written as f64;
    // A single mistake must be seen, so orange starts strong.
    let (full, strength) =
        if right { (BLUE, 0.15 + 0.85 * share) } else { (ORANGE, (0.35 + 2.0 * share).min(1.0)) };
    let mix = |part: u8| (255.0 - strength * (255.0 - f64::from(part))) as u8;
    let ink = if strength > 0.6 { WHITE } else { INK };
    (RGBColor(mix(full.0), mix(full.1), mix(full.2)), ink)
}
