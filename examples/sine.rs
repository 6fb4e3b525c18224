//! Fits a small net to a sine, and draws its answer as it gets better.
//!
//! `cargo run --release --example sine`, with `-- --help` for the options.

use clap::Parser;
use plotters::prelude::*;
use std::f32::consts::PI;
use std::path::PathBuf;
use std::process::ExitCode;
use typenet::prelude::*;
use typenet::rand::RngExt;
use typenet_examples::style::{BLUE, GREEN, GREY, INK, ORANGE, PALE, PALE_BLUE, text};
use typenet_examples::{Folder, Result};

network! {
    /// From x to a guess at sin(x).
    struct Sine<dense(1 -> 16), tanh, dense(16 -> 16), tanh, dense(16 -> 1)>
}

/// How many places the net is taught at.
const POINTS: usize = 30;
/// After how many steps to look at the net, and the colour of what is seen then.
const STAGES: [(u32, RGBColor); 4] = [(0, GREY), (30, GREEN), (100, ORANGE), (3000, BLUE)];

/// Fits a small net to a sine, and draws its answer as it gets better.
#[derive(Parser)]
#[command(allow_negative_numbers = true)]
struct Options {
    /// Where chance starts: another seed, other points and another net
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// The folder for the picture
    #[arg(long, default_value = "out/sine", value_name = "FOLDER")]
    out: PathBuf,
}

fn main() -> ExitCode {
    typenet_examples::run(program)
}

fn program() -> Result {
    let options = Options::parse();
    println!("Fitting a net to sin(x), from {POINTS} points of it.\n");
    let folder = Folder::create(&options.out)?;
    let mut rng = Xoshiro128PlusPlus::seed_from_u64(options.seed);

    let inputs: [[f32; 1]; POINTS] = std::array::from_fn(|_| [rng.random_range(-PI..=PI)]);
    let targets = inputs.map(|[x]| [x.sin()]);

    let mut net = Sine::ZERO;
    net.init(&mut rng);
    let mut optimizer = Adam { rate: 0.01, ..Adam::<Sine>::NEW };
    let mut gradient = Sine::ZERO;
    let mut workspace = [0.0; Sine::workspace_len(POINTS)];

    println!(" step  loss");
    let mut stages = Vec::new();
    let (last, _) = STAGES[STAGES.len() - 1];
    for step in 0..=last {
        let loss =
            net.loss_gradient(&MeanSquaredError, &inputs, &targets, &mut workspace, &mut gradient)?;
        let stage = STAGES.iter().find(|stage| stage.0 == step);
        if stage.is_some() || step % 500 == 0 {
            println!("{step:>5}  {loss:.7}");
        }
        if let Some((_, colour)) = stage {
            stages.push((format!("the net after {step} steps"), *colour, net.clone()));
        }
        optimizer.step(&mut net, &mut gradient);
    }

    let picture = draw(&inputs, &stages)?;
    println!("\nPicture: {}", folder.write("sine.svg", &picture)?.display());
    Ok(())
}

/// The sine, the points that the net was taught at, and what it made of them.
fn draw(inputs: &[[f32; 1]], stages: &[(String, RGBColor, Sine)]) -> Result<String> {
    let mut picture = String::new();
    {
        let root = SVGBackend::with_string(&mut picture, (900, 560)).into_drawing_area();
        root.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&root.margin(12, 0, 0, 0))
            .caption("A net learns the sine", text(24, INK))
            .margin(16)
            .x_label_area_size(44)
            .y_label_area_size(60)
            .build_cartesian_2d(-PI..PI, -1.6..1.6_f32)?;
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(PALE)
            .axis_style(GREY)
            .label_style(text(15, INK))
            .axis_desc_style(text(16, INK))
            .x_desc("x")
            .y_desc("sin x")
            .draw()?;

        let curve = |y: &dyn Fn(f32) -> f32| -> Vec<(f32, f32)> {
            (-200..=200).map(|i| PI * i as f32 / 200.0).map(|x| (x, y(x))).collect()
        };
        // The sine is a broad band: where the last curve lies on it, both can be seen.
        let mut lines = vec![("sin x", PALE_BLUE.stroke_width(9), curve(&f32::sin))];
        for (name, colour, net) in stages {
            lines.push((name, colour.stroke_width(2), curve(&|x| net.forward(&[x])[0])));
        }
        for (name, line, points) in lines {
            chart
                .draw_series(LineSeries::new(points, line))?
                .label(name)
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 28, y)], line));
        }
        chart
            .draw_series(inputs.iter().map(|&[x]| Circle::new((x, x.sin()), 4, INK.filled())))?
            .label("what it was taught")
            .legend(|(x, y)| Circle::new((x + 14, y), 4, INK.filled()));
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .margin(14)
            .legend_area_size(34)
            .label_font(text(15, INK))
            .background_style(WHITE)
            .draw()?;
        root.present()?;
    }
    Ok(picture)
}
