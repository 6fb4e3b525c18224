//! How a case is timed, and how a peer says what it found: one line of JSON.

use std::time::{Duration, Instant};

/// Shorter than this nothing is timed: the clock's own 20 ns are then less than a ten-thousandth.
const SAMPLE: Duration = Duration::from_micros(250);
/// So long a process goes on taking samples, and at least so many.
const PATIENCE: Duration = Duration::from_millis(100);
const SAMPLES: usize = 15;
/// Steps before the clock starts, after weights were set.
const WARM_STEPS: usize = 3;
/// How many steps a repetition of a training takes: not so many that it gets anywhere.
const STEPS: std::ops::RangeInclusive<usize> = 8..=20_000;
/// The steps whose losses tell whether peers do the same.
const CHECKED_STEPS: usize = 50;

/// Times the calls of an inference. `call` is told how many came before; `check` are two of its results.
pub fn calls(case: &str, check: [f32; 2], mut call: impl FnMut(usize)) {
    let mut sample = |count: usize| {
        let start = Instant::now();
        for i in 0..count {
            call(i);
        }
        start.elapsed()
    };
    let count = enough(1..=usize::MAX, &mut sample);
    report(case, check, count, || sample(count));
}

/// Times the steps of a training. Each sample starts from the state that `start` makes, outside of the
/// measured time; `step` is told how many steps came before and gives the loss.
pub fn training<S>(
    case: &str,
    start: impl Fn(&mut S),
    state: &mut S,
    step: impl Fn(&mut S, usize) -> f32,
) {
    start(state);
    let losses: Vec<f32> = (0..CHECKED_STEPS).map(|i| step(state, i)).collect();
    let mut sample = |count: usize| {
        start(state);
        for i in 0..WARM_STEPS {
            step(state, i);
        }
        let begin = Instant::now();
        for i in WARM_STEPS..WARM_STEPS + count {
            super::opaque(&step(state, i));
        }
        begin.elapsed()
    };
    let count = enough(STEPS, &mut sample);
    report(case, [losses[0], losses[CHECKED_STEPS - 1]], count, || sample(count));
}

/// How many calls make a sample long enough.
fn enough(
    limits: std::ops::RangeInclusive<usize>,
    sample: &mut impl FnMut(usize) -> Duration,
) -> usize {
    let mut count = *limits.start();
    while count < *limits.end() && sample(count) < SAMPLE {
        count *= 2;
    }
    count.min(*limits.end())
}

fn report(case: &str, check: [f32; 2], count: usize, mut sample: impl FnMut() -> Duration) {
    let start = Instant::now();
    let mut times = Vec::new();
    while times.len() < SAMPLES || start.elapsed() < PATIENCE {
        times.push(sample().as_nanos() as f64 / count as f64);
    }
    times.sort_by(f64::total_cmp);
    let (least, median) = (times[0], times[times.len() / 2]);
    let ([first, last], samples) = (check, times.len());
    println!(
        r#"{{"case":"{case}","ns":{median:.3},"least":{least:.3},"samples":{samples},"calls":{count},"check":[{first:.6},{last:.6}]}}"#
    );
}
