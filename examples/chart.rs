//! Diagrams with lines.

use crate::Result;
use crate::style::{GREY, INK, PALE, text};
use plotters::coord::Shift;
use plotters::prelude::*;
use std::ops::Range;

/// A diagram with lines in it.
pub struct Chart {
    pub x: (&'static str, Range<f32>),
    pub y: (&'static str, Range<f32>),
    /// The corner for the lines' names, where it is empty.
    pub legend: SeriesLabelPosition,
    /// The lines; those that come later lie above.
    pub lines: Vec<Line>,
}

/// A line through points.
pub struct Line {
    pub name: &'static str,
    pub style: ShapeStyle,
    pub points: Vec<(f32, f32)>,
}

/// So many points at most are marked; more would be a chain of beads.
const MARKED: usize = 50;

/// A picture of this size with diagrams side by side.
pub fn draw(title: &str, size: (u32, u32), charts: &[Chart]) -> Result<String> {
    let mut picture = String::new();
    {
        let root = SVGBackend::with_string(&mut picture, size).into_drawing_area();
        root.fill(&WHITE)?;
        let root = root.margin(12, 0, 0, 0).titled(title, text(24, INK))?;
        for (area, chart) in root.split_evenly((1, charts.len())).iter().zip(charts) {
            chart.draw(area)?;
        }
        root.present()?;
    }
    Ok(picture)
}

impl Chart {
    fn draw(&self, area: &DrawingArea<SVGBackend<'_>, Shift>) -> Result {
        let mut chart = ChartBuilder::on(area)
            .margin(16)
            .x_label_area_size(48)
            .y_label_area_size(64)
            .build_cartesian_2d(self.x.1.clone(), self.y.1.clone())?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(PALE)
            .axis_style(GREY)
            .label_style(text(15, INK))
            .axis_desc_style(text(16, INK))
            .x_desc(self.x.0)
            .y_desc(self.y.0)
            .x_labels(8)
            .y_labels(8)
            .x_label_formatter(&short)
            .y_label_formatter(&short)
            .draw()?;
        for Line { style, name, points } in &self.lines {
            let style = *style;
            chart
                .draw_series(LineSeries::new(points.iter().copied(), style))?
                .label(*name)
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 22, y)], style));
            if points.len() <= MARKED {
                let circle = |&point| Circle::new(point, 3, style.color.filled());
                chart.draw_series(points.iter().map(circle))?;
            }
        }
        chart
            .configure_series_labels()
            .position(self.legend.clone())
            .margin(16)
            .legend_area_size(28)
            .label_font(text(15, INK))
            .background_style(WHITE)
            .draw()?;
        Ok(())
    }
}

/// A number with at most two decimals, and none that are zero.
fn short(number: &f32) -> String {
    // Adding zero makes a zero of -0.
    ((100.0 * number).round() / 100.0 + 0.0).to_string()
}
