//! Pieces of hand-made SVG pictures.

use crate::style::{FONT, PALE, css};
use plotters::style::{RGBColor, WHITE};
use std::fmt::Write;
use svg::Document;
use svg::node::element::{Circle, Group, Line, Path, Rectangle, Text};

/// A picture of this size on white ground.
pub fn sheet(width: f64, height: f64) -> Document {
    let ground = Rectangle::new().set("width", width).set("height", height).set("fill", css(WHITE));
    Document::new().set("viewBox", (0, 0, width, height)).set("font-family", FONT).add(ground)
}

/// Text whose middle is at this place.
pub fn text(at: (f64, f64), size: u32, colour: RGBColor, content: impl Into<String>) -> Text {
    Text::new(content)
        .set("x", rounded(at.0))
        // From the middle of small letters down to the line that they stand on.
        .set("y", rounded(at.1 + 0.35 * f64::from(size)))
        .set("font-size", size)
        .set("fill", css(colour))
        .set("text-anchor", "middle")
}

/// A straight line.
pub fn line(from: (f64, f64), to: (f64, f64), width: f64, colour: RGBColor) -> Line {
    Line::new()
        .set("x1", rounded(from.0))
        .set("y1", rounded(from.1))
        .set("x2", rounded(to.0))
        .set("y2", rounded(to.1))
        .set("stroke-width", width)
        .set("stroke", css(colour))
}

/// A filled circle.
pub fn disc(middle: (f64, f64), radius: f64, colour: RGBColor) -> Circle {
    Circle::new()
        .set("cx", rounded(middle.0))
        .set("cy", rounded(middle.1))
        .set("r", radius)
        .set("fill", css(colour))
}

/// A picture in shades of grey, in a pale frame: values from 0 (paper) to 1 (ink) in rows of `width`, each a square
/// of `side`. What is beyond is drawn as the nearest.
pub fn pixels(at: (f64, f64), side: f64, width: usize, values: &[f32]) -> Group {
    const DARKEST: usize = 15;
    // Pixels of one shade are one path: a tenth of a file with a rectangle for each.
    let mut shades = [const { String::new() }; DARKEST + 1];
    for (y, row) in values.chunks(width).enumerate() {
        for (x, value) in row.iter().enumerate() {
            let shade = (value.clamp(0.0, 1.0) * DARKEST as f32).round() as usize;
            write!(shades[shade], "M{x} {y}h1v1h-1z").expect("a string takes whatever is written");
        }
    }
    let paper = Rectangle::new()
        .set("width", width)
        .set("height", values.len() / width)
        .set("fill", css(WHITE))
        .set("stroke", css(PALE))
        .set("stroke-width", 2.0 / side);
    let place = format!("translate({} {}) scale({side})", rounded(at.0), rounded(at.1));
    let mut group = Group::new().set("transform", place).set("shape-rendering", "crispEdges");
    group = group.add(paper);
    for (shade, path) in shades.into_iter().enumerate().skip(1).filter(|(_, path)| !path.is_empty())
    {
        let grey = (255 - 255 * shade / DARKEST) as u8;
        group = group.add(Path::new().set("d", path).set("fill", css(RGBColor(grey, grey, grey))));
    }
    group
}

/// A tenth of a pixel is finer than anybody sees, and keeps the file small.
pub fn rounded(pixels: f64) -> f64 {
    (10.0 * pixels).round() / 10.0
}
