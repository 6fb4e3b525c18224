//! The elementary functions are the same on every machine, our own and libm's. Here is how far
//! the layers made of them are from the truth, in units in the last place.
//!
//! The usual test takes one in 1009 of all floats, sign and tiny and huge ones included;
//! `cargo test --release --test floats -- --ignored --nocapture` takes them all.

use typenet::prelude::*;

network! { struct Tanh<tanh(1 -> 1)> }
network! { struct Sigmoid<sigmoid(1 -> 1)> }
network! { struct Elu<elu(1 -> 1)> }
network! { struct Softplus<softplus(1 -> 1)> }

type Case = (&'static str, fn(f32) -> f32, fn(f64) -> f64, f64);

/// What a layer gives, what is right, and how many units in the last place may lie between.
const CASES: [Case; 4] = [
    ("tanh", |x| Tanh::ZERO.forward(&[x])[0], f64::tanh, 2.5),
    ("sigmoid", |x| Sigmoid::ZERO.forward(&[x])[0], |x| 1.0 / (1.0 + (-x).exp()), 2.5),
    ("elu", |x| Elu::ZERO.forward(&[x])[0], |x| if x > 0.0 { x } else { x.exp_m1() }, 2.5),
    (
        "softplus",
        |x| Softplus::ZERO.forward(&[x])[0],
        |x| x.max(0.0) + (-x.abs()).exp().ln_1p(),
        3.0,
    ),
];

/// The distance between floats where `exact` lies, as IEEE has it.
fn unit(exact: f64) -> f64 {
    let exponent = (exact.abs().to_bits() >> 52) as i32 - 1023;
    f64::powi(2.0, exponent - 23)
}

fn largest_errors(step: usize) {
    for (name, layer, exact, limit) in CASES {
        let (mut worst, mut at) = (0.0, 0.0);
        for bits in (0..=u32::MAX).step_by(step) {
            let x = f32::from_bits(bits);
            if !x.is_finite() {
                continue;
            }
            let exact = exact(x.into());
            let distance = (f64::from(layer(x)) - exact).abs();
            if exact.abs() < f64::from(f32::MIN_POSITIVE) {
                // May be 0.
                assert!(distance < f64::from(f32::MIN_POSITIVE), "{name}({x:e}) is {}", layer(x));
                continue;
            }
            let error = distance / unit(exact);
            assert!(!error.is_nan(), "{name}({x:e}) is {}", layer(x));
            if error > worst {
                (worst, at) = (error, x);
            }
        }
        println!("{name}: at most {worst:.2} units in the last place, at {at:e}");
        assert!(worst <= limit, "{name}({at:e}) is {worst} units off, more than {limit}");
    }
}

#[test]
fn are_within_a_few_units_in_the_last_place() {
    largest_errors(1009);
}

#[test]
#[ignore = "all floats there are: a few minutes in a release build"]
fn are_within_a_few_units_in_the_last_place_everywhere() {
    largest_errors(1);
}
