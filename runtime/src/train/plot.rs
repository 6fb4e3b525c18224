use super::{Epoch, History};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use plotters::prelude::*;
use std::path::Path;

/// Why a history could not be drawn.
#[derive(Debug)]
pub struct PlotError(String);

impl fmt::Display for PlotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for PlotError {}

const TRAINING: RGBColor = RGBColor(0x1f, 0x77, 0xb4);
const VALIDATION: RGBColor = RGBColor(0xff, 0x7f, 0x0e);

impl History {
    /// Draws the losses over the epochs, on a logarithmic scale, to an SVG file.
    ///
    /// # Errors
    ///
    /// If there is no epoch with a loss above zero to be drawn, or the file cannot be written.
    pub fn save_svg(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        let path = path.as_ref();
        self.draw(path).map_err(|error| PlotError(std::format!("{}: {error}", path.display())))
    }

    fn draw(&self, path: &Path) -> Result<(), Box<dyn std::error::Error>> {
        let line = |loss: &dyn Fn(&Epoch) -> Option<f32>| -> Vec<(f64, f64)> {
            let points = self.epochs.iter().filter_map(|epoch| {
                loss(epoch)
                    .filter(|loss| loss.is_finite() && *loss > 0.0)
                    .map(|loss| (epoch.number as f64, f64::from(loss)))
            });
            points.collect()
        };
        let lines = [
            ("training", TRAINING, line(&|epoch| Some(epoch.loss))),
            ("validation", VALIDATION, line(&|epoch| epoch.validation)),
        ];
        let all: Vec<f64> = lines.iter().flat_map(|(.., line)| line.iter().map(|p| p.1)).collect();
        let (least, most) =
            all.iter().fold((f64::MAX, 0.0_f64), |(a, b), &loss| (a.min(loss), b.max(loss)));
        if all.is_empty() {
            return Err("there is no loss above zero to be drawn".into());
        }
        let area = SVGBackend::new(path, (640, 400)).into_drawing_area();
        area.fill(&WHITE)?;
        let last = self.epochs.len().max(2) as f64;
        let mut chart = ChartBuilder::on(&area)
            .margin(12)
            .x_label_area_size(36)
            .y_label_area_size(64)
            .build_cartesian_2d(1.0..last, (least / 1.2..most * 1.2).log_scale())?;
        chart
            .configure_mesh()
            .light_line_style(WHITE)
            .x_desc("epoch")
            .y_desc("loss")
            .x_label_formatter(&|x| std::format!("{x:.0}"))
            .y_label_formatter(&|y| std::format!("{y:.2e}"))
            .draw()?;
        for (name, color, points) in lines {
            if !points.is_empty() {
                chart
                    .draw_series(LineSeries::new(points, color.stroke_width(2)))?
                    .label(name)
                    .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], color));
            }
        }
        chart.configure_series_labels().background_style(WHITE).border_style(BLACK).draw()?;
        area.present()?;
        Ok(())
    }
}
