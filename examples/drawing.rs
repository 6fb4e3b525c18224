//! Pieces of hand-made SVG pictures.

use crate::style::{FONT, css};
use plotters::style::{RGBColor, WHITE};
use svg::Document;
use svg::node::element::{Circle, Line, Rectangle, Text};

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

/// A tenth of a pixel is finer than anybody sees, and keeps the file small.
pub fn rounded(pixels: f64) -> f64 {
    (10.0 * pixels).round() / 10.0
}
