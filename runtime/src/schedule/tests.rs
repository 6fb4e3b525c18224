//! The rates of PyTorch's `lr_scheduler`, computed in float64.

use super::*;

#[track_caller]
fn check(schedule: &impl Schedule, expected: &[(usize, f32)]) {
    for &(step, rate) in expected {
        let found = schedule.rate(step);
        assert!((found - rate).abs() <= 1e-6 * rate, "step {step}: {found}, expected {rate}");
    }
}

#[test]
fn step_decay() {
    // StepLR(SGD(lr=0.2), 7, 0.3)
    check(
        &StepDecay { rate: 0.2, every: 7, factor: 0.3 },
        &[(0, 0.2), (6, 0.2), (7, 0.06), (13, 0.06), (14, 0.018), (29, 0.00162)],
    );
    check(&StepDecay { rate: 0.2, every: 0, factor: 0.3 }, &[(0, 0.2), (100, 0.2)]);
}

#[test]
fn exponential() {
    // ExponentialLR(SGD(lr=0.2), 0.95). The factor's own rounding counts a hundred times in step 100.
    let schedule = Exponential { rate: 0.2, factor: 0.95 };
    check(&schedule, &[(0, 0.2), (1, 0.19), (2, 0.1805), (10, 0.119_747_39)]);
    assert!((schedule.rate(100) / 0.001_184_105_8 - 1.0).abs() < 1e-5);
}

#[test]
fn cosine() {
    // CosineAnnealingLR(SGD(lr=0.2), 40, eta_min=0.01)
    let schedule = Cosine { rate: 0.2, least: 0.01, steps: 40, ..Cosine::NEW };
    check(&schedule, &[(0, 0.2), (1, 0.199_707_15), (13, 0.154_637_36), (20, 0.105)]);
    check(&schedule, &[(39, 0.010_292_853), (40, 0.01), (41, 0.01), (usize::MAX, 0.01)]);
}

#[test]
fn cosine_after_a_warm_up() {
    // SequentialLR(o, [LinearLR(o, 1/5, 1, 4), CosineAnnealingLR(o, 20, eta_min=0.01)], [5]), o = SGD(lr=0.2)
    let schedule = Cosine { rate: 0.2, least: 0.01, warm_up: 5, steps: 25 };
    check(&schedule, &[(0, 0.04), (1, 0.08), (4, 0.2), (5, 0.2), (6, 0.198_830_4)]);
    check(&schedule, &[(12, 0.148_129_1), (24, 0.011_169_608), (25, 0.01)]);
}

#[test]
fn one_cycle() {
    // OneCycleLR(SGD(), 0.5, total_steps=37)
    let schedule = OneCycle { rate: 0.5, steps: 37, ..OneCycle::NEW };
    check(&schedule, &[(0, 0.02), (1, 0.031_516_854), (5, 0.256_267_57), (10, 0.499_883_9)]);
    check(&schedule, &[(11, 0.498_511_8), (20, 0.340_394_22), (35, 0.001_838_859_5)]);
    check(&schedule, &[(36, 2e-6), (37, 2e-6)]);
    // OneCycleLR(SGD(), 0.5, total_steps=50, pct_start=0.45, div_factor=10, final_div_factor=100)
    let schedule =
        OneCycle { rate: 0.5, steps: 50, rise: 0.45, start_divisor: 10.0, end_divisor: 100.0 };
    check(&schedule, &[(0, 0.05), (3, 0.071_274_15), (21, 0.499_399_76), (22, 0.499_592_7)]);
    check(&schedule, &[(23, 0.496_342_12), (30, 0.391_219_7), (48, 0.002_127_936_6)]);
    check(&schedule, &[(49, 0.0005)]);
}

#[test]
fn without_steps_the_end_is_at_once() {
    let all = [0, 1, 2, 100];
    assert_eq!(all.map(|step| Cosine { least: 0.25, ..Cosine::NEW }.rate(step)), [0.25; 4]);
    let end = OneCycle::NEW.rate / 25.0 / 1e4;
    assert_eq!(all.map(|step| OneCycle::NEW.rate(step)), [end; 4]);
    let short = OneCycle { steps: 1, ..OneCycle::NEW };
    assert!(all.iter().all(|step| short.rate(*step).is_finite()));
}

/// What PyTorch's `ReduceLROnPlateau` is told here, and the rate in front of it.
const OBSERVED: [(f32, f32); 20] = [
    (5.0, 0.4),
    (4.0, 0.4),
    (4.0, 0.4),
    (4.0, 0.4),
    (4.0, 0.4),
    (3.9999, 0.12),
    (3.9, 0.12),
    (f32::NAN, 0.12),
    (4.0, 0.12),
    (4.0, 0.12),
    (3.8999, 0.036),
    (3.0, 0.036),
    (3.0, 0.036),
    (3.0, 0.036),
    (3.0, 0.036),
    (3.0, 0.0108),
    (3.0, 0.0108),
    (3.0, 0.0108),
    (3.0, 0.01),
    (3.0, 0.01),
];

// ReduceLROnPlateau(SGD(lr=0.4), factor=0.3, patience=2, min_lr=0.01)
const PLATEAU: Plateau =
    Plateau { rate: 0.4, factor: 0.3, patience: 2, least: 0.01, ..Plateau::NEW };

#[test]
fn plateau() {
    let mut schedule = PLATEAU;
    for (loss, rate) in OBSERVED {
        check(&schedule, &[(0, rate)]);
        schedule.observe(loss);
    }
}

#[test]
fn a_plateau_that_is_put_back_goes_on() {
    for half in 0..OBSERVED.len() {
        let (before, after) = OBSERVED.split_at(half);
        let (mut first, mut second) = (PLATEAU, PLATEAU);
        before.iter().for_each(|(loss, _)| first.observe(*loss));
        let mut saved = [("", 0.0); 3];
        let mut places = saved.iter_mut();
        first.state(&mut |name, values| {
            assert!(values[0].is_finite(), "{name}");
            *places.next().unwrap() = (name, values[0]);
        });
        let mut places = saved.iter();
        second.state(&mut |name, values| {
            let (saved, value) = places.next().unwrap();
            assert_eq!(name, *saved);
            values.copy_from_slice(&[*value]);
        });
        assert_eq!(first, second);
        for (loss, rate) in after {
            check(&second, &[(0, *rate)]);
            second.observe(*loss);
        }
    }
}

#[test]
fn a_loss_below_zero_can_be_better_too() {
    let mut schedule = Plateau { rate: 1.0, patience: 0, ..Plateau::NEW };
    schedule.observe(-10.0);
    schedule.observe(-11.0);
    assert_eq!(schedule.rate(0), 1.0);
    schedule.observe(-11.0);
    assert_eq!(schedule.rate(0), 0.1);
}
