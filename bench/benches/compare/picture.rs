//! The ratios as a picture: a line a case, a dot a peer, a bar for the rounds' spread.

use crate::report::{Report, Rival};
use anyhow::{Result, anyhow};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::path::Path;

const INK: RGBColor = RGBColor(0x1f, 0x29, 0x37);
const PALE: RGBColor = RGBColor(0xe5, 0xe7, 0xeb);
const FONT: &str = "sans-serif";
const COLOURS: [RGBColor; 14] = [
    RGBColor(0x25, 0x63, 0xeb),
    RGBColor(0x93, 0xc5, 0xfd),
    RGBColor(0xea, 0x58, 0x0c),
    RGBColor(0x05, 0x96, 0x69),
    RGBColor(0x7c, 0x3a, 0xed),
    RGBColor(0xdb, 0x27, 0x77),
    RGBColor(0xca, 0x8a, 0x04),
    RGBColor(0x0e, 0x74, 0x90),
    RGBColor(0x65, 0xa3, 0x0d),
    RGBColor(0x9f, 0x12, 0x39),
    RGBColor(0x6b, 0x72, 0x80),
    RGBColor(0x00, 0x00, 0x00),
    RGBColor(0xf4, 0x72, 0xb6),
    RGBColor(0x92, 0x40, 0x0e),
];
const WIDTH: i32 = 1000;
/// Where the scale begins, right of the cases' names, and ends, left of the peers'.
const LEFT: i32 = 190;
const RIGHT: i32 = 880;
const TOP: i32 = 60;
const ROW: i32 = 26;

/// Ratios from the least to the greatest, in powers of ten.
struct Scale {
    from: f64,
    to: f64,
}

impl Scale {
    fn of<'a>(peers: impl Iterator<Item = &'a Rival> + Clone) -> Self {
        let least = peers.clone().map(|peer| peer.ratio.least).fold(0.5, f64::min);
        let greatest = peers.map(|peer| peer.ratio.greatest).fold(2.0, f64::max);
        Scale { from: least.log10() - 0.05, to: greatest.log10() + 0.05 }
    }

    fn x(&self, ratio: f64) -> i32 {
        let part = (ratio.log10() - self.from) / (self.to - self.from);
        LEFT + (part * f64::from(RIGHT - LEFT)) as i32
    }

    /// Ratios worth a line: 1, 2 and 5 of each power.
    fn lines(&self) -> impl Iterator<Item = f64> {
        let powers = self.from.floor() as i32..=self.to.ceil() as i32;
        let all = powers.flat_map(|power| [1.0, 2.0, 5.0].map(|x| x * 10_f64.powi(power)));
        all.filter(|ratio| (self.from..=self.to).contains(&ratio.log10()))
    }
}

pub fn draw(report: &Report, path: &Path) -> Result<()> {
    let height = TOP + ROW * report.cases.len() as i32;
    let area = SVGBackend::new(path, (WIDTH as u32, height as u32 + 20)).into_drawing_area();
    paint(&area, report, height).map_err(|error| anyhow!("{}: {error}", path.display()))
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

fn paint(
    area: &Area,
    report: &Report,
    bottom: i32,
) -> Result<(), DrawingAreaErrorKind<<SVGBackend<'static> as DrawingBackend>::ErrorType>> {
    area.fill(&WHITE)?;
    let text = |words: String, at, colour: RGBColor, place| {
        let style = (FONT, 13).into_font().color(&colour).pos(Pos::new(place, VPos::Center));
        area.draw(&Text::new(words, at, style))
    };
    let scale = Scale::of(report.cases.iter().flat_map(|row| &row.peers));
    let title =
        "typenet's time divided by the peer's (left of 1 typenet takes less; | is the mark)";
    text(title.into(), (LEFT, 15), INK, HPos::Left)?;
    for ratio in scale.lines() {
        let (x, colour) = (scale.x(ratio), if ratio == 1.0 { INK } else { PALE });
        area.draw(&PathElement::new([(x, TOP - 10), (x, bottom)], colour))?;
        text(ratio.to_string(), (x, TOP - 22), INK, HPos::Center)?;
    }
    let mut names: Vec<&str> = Vec::new();
    for (i, row) in report.cases.iter().enumerate() {
        let y = TOP + ROW * i as i32 + ROW / 2;
        text(row.case.into(), (LEFT - 12, y), INK, HPos::Right)?;
        for peer in &row.peers {
            let index = names.iter().position(|name| *name == peer.name).unwrap_or_else(|| {
                names.push(peer.name);
                names.len() - 1
            });
            let colour = COLOURS[index % COLOURS.len()];
            let ends = [(scale.x(peer.ratio.least), y), (scale.x(peer.ratio.greatest), y)];
            area.draw(&PathElement::new(ends, colour.stroke_width(2)))?;
            area.draw(&Circle::new((scale.x(peer.ratio.median), y), 4, colour.filled()))?;
            if let Some(mark) = peer.mark {
                let x = scale.x(mark);
                area.draw(&PathElement::new([(x, y - 9), (x, y + 9)], colour.stroke_width(2)))?;
            }
        }
    }
    for (i, name) in names.iter().enumerate() {
        let y = TOP + 20 * i as i32;
        area.draw(&Circle::new((RIGHT + 18, y), 4, COLOURS[i % COLOURS.len()].filled()))?;
        text((*name).into(), (RIGHT + 28, y), INK, HPos::Left)?;
    }
    area.present()
}
