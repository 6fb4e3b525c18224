//! The colours of all pictures, so that they look like one set.

use plotters::style::{IntoFont, RGBColor, TextStyle};

/// Text and the most important lines.
pub const INK: RGBColor = RGBColor(0x1f, 0x29, 0x37);
/// Axes and remarks.
pub const GREY: RGBColor = RGBColor(0x6b, 0x72, 0x80);
/// Grid lines.
pub const PALE: RGBColor = RGBColor(0xe5, 0xe7, 0xeb);
/// What was measured first, or is right.
pub const BLUE: RGBColor = RGBColor(0x25, 0x63, 0xeb);
/// What it is compared with, or is wrong.
pub const ORANGE: RGBColor = RGBColor(0xea, 0x58, 0x0c);
/// A third thing beside these two.
pub const GREEN: RGBColor = RGBColor(0x05, 0x96, 0x69);

/// A broad band that other lines are seen on.
pub const PALE_BLUE: RGBColor = RGBColor(0xbf, 0xdb, 0xfe);

/// The font of all text. There is one under this name wherever an SVG is shown.
pub const FONT: &str = "sans-serif";

/// Text of this size in pixels.
pub fn text(size: u32, colour: RGBColor) -> TextStyle<'static> {
    (FONT, size).into_font().color(&colour)
}

/// A colour as an SVG attribute says it.
pub fn css(RGBColor(red, green, blue): RGBColor) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}
