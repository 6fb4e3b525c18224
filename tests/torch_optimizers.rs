//! The same steps as PyTorch's, for every optimizer.

use crate::fixture::Case;
use typenet::prelude::*;
use typenet_tests::assert_close;

/// For each width a net whose weight is the parameters of the case; its bias never has a gradient.
macro_rules! optimizer_nets {
    ($($name:ident $n:literal)*) => {
        $(network! { struct $name<dense($n -> 1)> })*

        fn check(name: &'static str) {
            let case = Case::open(name);
            match case.floats("start").len() {
                $($n => {
                    let row = |values: &[f32]| {
                        let mut net = $name::ZERO;
                        net.dense.weight.as_flattened_mut().copy_from_slice(values);
                        net
                    };
                    let unrow = |net: &$name| {
                        assert_eq!(net.dense.bias, [0.0]);
                        net.dense.weight.as_flattened().to_vec()
                    };
                    follow(&case, row, unrow);
                })*
                other => panic!(
                    "no code was compiled for {other} parameters; add it to `optimizer_nets!`"
                ),
            }
        }
    };
}

optimizer_nets! {
    N1 1 N2 2 N3 3 N4 4 N5 5 N6 6 N7 7 N8 8 N9 9 N10 10 N11 11 N12 12 N13 13 N14 14 N15 15 N16 16 N17 17
}

/// Takes each step with the case's gradient and compares the parameters after it.
fn follow<N: Network + 'static>(
    case: &Case,
    row: impl Fn(&[f32]) -> N,
    unrow: impl Fn(&N) -> Vec<f32>,
) {
    let mut optimizer = optimizer::<N>(case);
    let start = case.floats("start");
    let mut net = row(&start);
    let mut path = vec![];
    for values in case.floats("grads").chunks(start.len()) {
        let mut gradient = row(values);
        optimizer.step(&mut net, &mut gradient);
        path.extend(unrow(&net));
    }
    assert_eq!(path.len(), 10 * start.len(), "{}: ten steps", case.name);
    case.compare("params_after_each_step", &path);
}

/// The case's optimizer with all its settings.
fn optimizer<N: Network + 'static>(case: &Case) -> Box<dyn Optimizer<N>> {
    let rate = case.number("lr");
    let weight_decay = case.number("weight_decay");
    let epsilon = || case.number("eps");
    let betas = || {
        let word = case.word("betas");
        let betas = word.trim_matches(['(', ')']).split(", ").map(|beta| beta.parse().unwrap());
        <[f32; 2]>::try_from(betas.collect::<Vec<_>>()).unwrap()
    };
    match case.word("op").as_str() {
        "adam" | "adam_weight_decay" => {
            let ([beta1, beta2], epsilon) = (betas(), epsilon());
            Box::new(Adam { rate, weight_decay, beta1, beta2, epsilon, ..Adam::<N>::NEW })
        }
        "adamw" => {
            let ([beta1, beta2], epsilon) = (betas(), epsilon());
            Box::new(AdamW { rate, weight_decay, beta1, beta2, epsilon, ..AdamW::<N>::NEW })
        }
        "rmsprop" => {
            assert_eq!(case.word("centered"), "False");
            Box::new(RmsProp {
                rate,
                weight_decay,
                alpha: case.number("alpha"),
                epsilon: epsilon(),
                momentum: case.number("momentum"),
                ..RmsProp::<N>::NEW
            })
        }
        "adagrad" => Box::new(Adagrad {
            rate,
            weight_decay,
            rate_decay: case.number("lr_decay"),
            epsilon: epsilon(),
            initial_sum: case.number("initial_accumulator_value"),
            ..Adagrad::<N>::NEW
        }),
        "sgd" | "sgd_weight_decay" => Box::new(Sgd { rate, weight_decay, ..Sgd::NEW }),
        "sgd_momentum" | "sgd_nesterov" => Box::new(Momentum {
            rate,
            weight_decay,
            momentum: case.number("momentum"),
            nesterov: case.word("nesterov") == "True",
            ..Momentum::<N>::NEW
        }),
        other => panic!("unknown optimizer `{other}`"),
    }
}

#[test]
fn sgd() {
    check("optimizer_sgd");
}

#[test]
fn sgd_with_momentum() {
    check("optimizer_sgd_momentum");
}

#[test]
fn sgd_with_nesterov_momentum() {
    assert_eq!(Case::open("optimizer_sgd_nesterov").word("nesterov"), "True");
    check("optimizer_sgd_nesterov");
}

#[test]
fn sgd_with_weight_decay() {
    assert!(Case::open("optimizer_sgd_weight_decay").number("weight_decay") > 0.0);
    check("optimizer_sgd_weight_decay");
}

#[test]
fn adam() {
    check("optimizer_adam");
}

#[test]
fn adam_with_weight_decay() {
    assert!(Case::open("optimizer_adam_weight_decay").number("weight_decay") > 0.0);
    check("optimizer_adam_weight_decay");
}

#[test]
fn adam_w() {
    assert!(Case::open("optimizer_adamw").number("weight_decay") > 0.0);
    check("optimizer_adamw");
}

#[test]
fn rms_prop() {
    check("optimizer_rmsprop");
}

#[test]
fn adagrad() {
    check("optimizer_adagrad");
}

// Settings that no fixture has, and Lion, which PyTorch has not: computed in float64, by torch.optim or by the
// three lines of the paper, from these weights and gradients.

const START: [f32; 4] = [0.5, -1.0, 0.25, 2.0];
const GRADIENTS: [[f32; 4]; 3] =
    [[1.0, -2.0, 0.0, 0.5], [-9.5, 0.3, 0.1, -0.1], [0.2, -0.2, 0.0, 4.0]];

#[track_caller]
fn check_numbers(mut optimizer: impl Optimizer<N4>, expected: [[f32; 4]; 3]) {
    let mut net = N4::ZERO;
    net.dense.weight.as_flattened_mut().copy_from_slice(&START);
    for (step, (slopes, expected)) in GRADIENTS.iter().zip(expected).enumerate() {
        let mut gradient = N4::ZERO;
        gradient.dense.weight.as_flattened_mut().copy_from_slice(slopes);
        optimizer.step(&mut net, &mut gradient);
        let what = format!("weights after step {step}");
        assert_close(&what, net.dense.weight.as_flattened(), &expected, 1e-6, 1e-6);
    }
}

#[test]
fn rms_prop_with_all_settings() {
    // RMSprop(lr=0.05, alpha=0.9, eps=1e-3, weight_decay=0.2, momentum=0.7)
    check_numbers(
        RmsProp {
            rate: 0.05,
            alpha: 0.9,
            epsilon: 1e-3,
            weight_decay: 0.2,
            momentum: 0.7,
            ..RmsProp::NEW
        },
        [
            [0.3423394, -0.8421131, 0.1012913, 1.84244],
            [0.3890794, -0.7415254, -0.1463783, 1.684884],
            [0.4169219, -0.6438161, -0.2839334, 1.419538],
        ],
    );
}

#[test]
fn adagrad_with_all_settings() {
    // Adagrad(lr=0.3, lr_decay=0.5, weight_decay=0.2, initial_accumulator_value=0.4, eps=1e-3)
    check_numbers(
        Adagrad {
            rate: 0.3,
            rate_decay: 0.5,
            weight_decay: 0.2,
            initial_sum: 0.4,
            epsilon: 1e-3,
            ..Adagrad::NEW
        },
        [
            [0.2401284, -0.7118036, 0.2263939, 1.754768],
            [0.4383295, -0.725538, 0.1818196, 1.710323],
            [0.4338074, -0.7032379, 0.1734648, 1.565176],
        ],
    );
}

#[test]
fn adam_w_with_all_settings() {
    // AdamW(lr=0.1, betas=(0.8, 0.95), eps=1e-2, weight_decay=0.3)
    check_numbers(
        AdamW {
            rate: 0.1,
            beta1: 0.8,
            beta2: 0.95,
            epsilon: 1e-2,
            weight_decay: 0.3,
            ..AdamW::NEW
        },
        [
            [0.3859901, -0.8704975, 0.2425, 1.841961],
            [0.4449823, -0.7936077, 0.1671518, 1.741197],
            [0.4818004, -0.7257752, 0.1137145, 1.616427],
        ],
    );
}

#[test]
fn lion() {
    // c = b1*m + (1-b1)*g; w -= lr*(sign(c) + wd*w); m = b2*m + (1-b2)*g, b1 = 0.9, b2 = 0.99
    check_numbers(
        Lion { rate: 0.1, weight_decay: 0.3, ..Lion::NEW },
        [
            [0.385, -0.87, 0.2425, 1.84],
            [0.47345, -0.9439, 0.135225, 1.8848],
            [0.5592465, -0.815583, 0.03116825, 1.728256],
        ],
    );
}
