//! Forecasts a chaotic series with a recurrent net, which then goes through it step by step as it comes in.
//!
//! `cargo run --release --example forecast`, with `-- --help` for the options.

use clap::Parser;
use plotters::prelude::*;
use std::path::PathBuf;
use std::process::ExitCode;
use typenet::Layer;
use typenet::metrics::Residuals;
use typenet::prelude::*;
use typenet::rand::seq::SliceRandom;
use typenet::rand::{Rng, RngExt};
use typenet::schedule::{OneCycle, Schedule};
use typenet_examples::chart::{self, Chart, Line};
use typenet_examples::style::{GREY, ORANGE, PALE_BLUE};
use typenet_examples::{Folder, Result};

/// How many values the net is shown in training. They reach back much further than the series' own memory does: a
/// net that has seen only short windows takes them for a beginning, and is lost in a stream that has none.
const WINDOW: usize = 24;
/// How many values its memory has.
const MEMORY: usize = 16;

network! {
    /// From a window of the series to the value that comes `AHEAD` steps after it.
    struct Forecaster<gru(WINDOW x 1 -> MEMORY), dense(MEMORY -> 1)>
}

/// How many steps the net looks ahead.
const AHEAD: usize = 2;
/// How many values there are to learn from, and how many for the test.
const TRAIN: usize = 2000;
const TEST: usize = 1000;
const EPOCHS: usize = 40;
const BATCH: usize = 32;
/// The largest learning rate.
const RATE: f32 = 0.01;

/// Forecasts a chaotic series with a recurrent net.
#[derive(Parser)]
#[command(allow_negative_numbers = true)]
struct Options {
    /// Where chance starts: another seed, another series and another net
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// The folder for the picture
    #[arg(long, default_value = "out/forecast", value_name = "FOLDER")]
    out: PathBuf,
}

fn main() -> ExitCode {
    typenet_examples::run(program)
}

fn program() -> Result {
    let options = Options::parse();
    println!("Forecasting a chaotic series {AHEAD} steps ahead.\n");
    let folder = Folder::create(&options.out)?;
    let mut rng = Xoshiro128PlusPlus::seed_from_u64(options.seed);
    let series = mackey_glass(TRAIN + TEST, &mut rng);
    let (train, test) = series.split_at(TRAIN);

    let mut net = Forecaster::ZERO;
    net.init(&mut rng);
    learn(&mut net, train, &mut rng)?;

    // From here on the net gets one value at a time, and remembers what it needs.
    let forecasts = stream(&net, test);
    let rms_error = |forecasts: &[f32]| -> Result<f32> {
        let mut residuals = Residuals::<[f32; 1]>::NEW;
        // Not before the net has seen a window; and the last forecasts are about values that never came.
        for (forecast, actual) in forecasts.iter().zip(&test[AHEAD..]).skip(WINDOW) {
            residuals.add(&[*forecast], &[*actual])?;
        }
        Ok(residuals.root_mean_squared_error().ok_or("there was no test")?)
    };
    println!("\nRoot mean squared error in the test, {AHEAD} steps ahead:\n");
    println!("  \"as it is now\"    {:.4}", rms_error(test)?);
    println!("  the net           {:.4}", rms_error(&forecasts)?);

    let picture = draw(test, &forecasts)?;
    println!("\nPicture: {}", folder.write("forecast.svg", &picture)?.display());
    Ok(())
}

/// The series of Mackey and Glass (*Oscillation and Chaos in Physiological Control Systems*, 1977): a substance
/// that is produced according to how much of it there was a while ago, and that decays,
/// dx/dt = 0.2 x(t - 17) / (1 + x(t - 17)¹⁰) - 0.1 x. By Euler's method, with a past of its own for each seed.
fn mackey_glass(len: usize, rng: &mut impl Rng) -> Vec<f32> {
    // Ten steps are a unit of time; every fourth unit a value is taken.
    const STEPS: usize = 10;
    const STEPS_A_VALUE: usize = 4 * STEPS;
    const DELAY: usize = 17 * STEPS;
    // By then it does not matter any more how the past began.
    const SETTLED: usize = 300 * STEPS;

    let mut past: Vec<f32> = (0..=DELAY).map(|_| rng.random_range(0.6..1.2)).collect();
    for now in DELAY..DELAY + SETTLED + len * STEPS_A_VALUE {
        let (x, delayed) = (past[now], past[now - DELAY]);
        let slope = 0.2 * delayed / (1.0 + delayed.powi(10)) - 0.1 * x;
        past.push(x + slope / STEPS as f32);
    }
    // The values lie around 0.9; around 0 they suit a net better.
    past[DELAY + SETTLED..].iter().step_by(STEPS_A_VALUE).take(len).map(|x| x - 0.9).collect()
}

/// Teaches the net what comes after each window of the series.
fn learn(net: &mut Forecaster, series: &[f32], rng: &mut Xoshiro128PlusPlus) -> Result {
    let mut samples: Vec<([[f32; 1]; WINDOW], [f32; 1])> = series
        .array_windows::<{ WINDOW + AHEAD }>()
        .map(|window| (std::array::from_fn(|i| [window[i]]), [window[WINDOW + AHEAD - 1]]))
        .collect();
    let schedule =
        OneCycle { rate: RATE, steps: EPOCHS * samples.len().div_ceil(BATCH), ..OneCycle::NEW };
    let mut optimizer = Adam::<Forecaster>::NEW;
    let mut gradient = Forecaster::ZERO;
    let mut workspace = vec![0.0; Forecaster::workspace_len(BATCH)];
    let mut step = 0;

    println!("{} windows of {WINDOW} values to learn from\n", samples.len());
    println!("epoch  root mean squared error");
    for epoch in 1..=EPOCHS {
        samples.shuffle(rng);
        let mut total = 0.0;
        for batch in samples.chunks(BATCH) {
            let (inputs, targets): (Vec<_>, Vec<_>) = batch.iter().copied().unzip();
            total += batch.len() as f32
                * net.loss_gradient(
                    &MeanSquaredError,
                    &inputs,
                    &targets,
                    &mut workspace,
                    &mut gradient,
                )?;
            optimizer.rate = schedule.rate(step);
            optimizer.step(net, &mut gradient);
            step += 1;
        }
        if epoch == 1 || epoch % 5 == 0 {
            println!("{epoch:>5}  {:.4}", (total / samples.len() as f32).sqrt());
        }
    }
    Ok(())
}

/// What the net says at each value about the one `AHEAD` steps later.
fn stream(net: &Forecaster, series: &[f32]) -> Vec<f32> {
    let mut state = [0.0; MEMORY];
    let forecast = |value: &f32| {
        net.gru.step(&[*value], &mut state);
        let mut forecast = [0.0];
        net.dense.forward(&state, &mut forecast);
        forecast[0]
    };
    series.iter().map(forecast).collect()
}

/// The first part of the test, and what was forecast for it.
fn draw(series: &[f32], forecasts: &[f32]) -> Result<String> {
    const SHOWN: usize = 120;
    let line = |name, style, values: &[f32], first: usize| Line {
        name,
        style,
        points: values
            .iter()
            .enumerate()
            .map(|(i, &value)| ((first + i) as f32, value))
            .take_while(|&(x, _)| x <= SHOWN as f32)
            .collect(),
    };
    let chart = Chart {
        x: ("step", 0.0..SHOWN as f32),
        y: ("value", -0.8..0.5),
        legend: SeriesLabelPosition::LowerRight,
        lines: vec![
            // A broad band: where the forecast lies on it, both can be seen.
            line("the series", PALE_BLUE.stroke_width(9), series, 0),
            line("its value two steps before", GREY.stroke_width(1), series, AHEAD),
            line(
                "the net's forecast of two steps before",
                ORANGE.stroke_width(2),
                forecasts,
                AHEAD,
            ),
        ],
    };
    chart::draw("A recurrent net forecasts a chaotic series", (1000, 480), &[chart])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn step_by_step_is_what_the_net_says_of_a_window() {
        let mut rng = Xoshiro128PlusPlus::seed_from_u64(1);
        let mut net = Forecaster::ZERO;
        net.init(&mut rng);
        let series = mackey_glass(WINDOW, &mut rng);
        let window: [[f32; 1]; WINDOW] = std::array::from_fn(|i| [series[i]]);
        assert_eq!(stream(&net, &series)[WINDOW - 1], net.forward(&window)[0]);
    }

    #[test]
    fn the_series_neither_settles_nor_repeats() {
        let series = mackey_glass(1500, &mut Xoshiro128PlusPlus::seed_from_u64(1));
        assert_eq!(series.len(), 1500);
        assert!(series.iter().all(|x| (-0.8..0.6).contains(x)));
        for shift in 1..700 {
            let pairs = series.iter().zip(&series[shift..]);
            let largest = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(largest > 0.1, "after {shift} steps");
        }
    }
}
