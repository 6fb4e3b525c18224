//! Laws that hold for all numbers, tried on random ones.

use proptest::prelude::*;
use typenet::Saved;
use typenet::layer::Layer;
use typenet::layers::*;
use typenet::loss::*;
use typenet::prelude::{Init, Network, Optimizer, Sgd, network};
use typenet::weights;
use typenet_tests::{assert_close, bits, fill, init, random, rng, values};

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

type Row = [f32; 5];

/// Numbers of everyday sizes.
fn row() -> impl Strategy<Value = Row> {
    prop::array::uniform5(-100.0_f32..100.0)
}

/// Any number that is one, up to the largest.
fn number() -> impl Strategy<Value = f32> {
    use prop::num::f32::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    let any = POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO;
    prop_oneof![
        4 => any,
        4 => -120.0_f32..120.0,
        1 => prop::sample::select(vec![f32::MAX, f32::MIN, 0.0, -0.0, 88.7, -88.7, 104.0, -104.0]),
    ]
}

fn forward<L: Layer<Row, Row>>(layer: &L, x: &Row) -> Row {
    let mut y = [f32::NAN; 5];
    layer.forward(x, &mut y);
    y
}

fn backward<L: Layer<Row, Row>>(layer: &L, x: &Row, y: &Row, dy: &Row) -> Row {
    let mut dx = [f32::NAN; 5];
    let saved = Saved { input: x, output: y, cache: &mut [] };
    layer.backward(saved, dy, Some(&mut dx), &mut L::ZERO.clone());
    dx
}

fn all_finite(values: &[f32]) -> bool {
    values.iter().all(|value| value.is_finite())
}

fn ascending(row: Row) -> Row {
    let mut row = row;
    row.sort_by(f32::total_cmp);
    row
}

/// For each of the element-wise activations.
macro_rules! each_activation {
    ($check:ident, $($arguments:expr),*) => {
        $check!($($arguments),*; Relu LeakyRelu Elu Gelu GeluTanh Silu Sigmoid Tanh Softplus HardSwish HardSigmoid)
    };
}

proptest! {
    #![proptest_config(config())]

    // -----------------------------------------------------------------------------------------------
    // Activations
    // -----------------------------------------------------------------------------------------------

    #[test]
    fn activations_are_finite_wherever_numbers_are(x in prop::array::uniform5(number())) {
        macro_rules! check {
            ($x:expr; $($layer:ident)*) => { $(
                let y = forward(&$layer::ZERO_LAYER, $x);
                prop_assert!(all_finite(&y), "{}: {:?} to {y:?}", stringify!($layer), $x);
                let dx = backward(&$layer::ZERO_LAYER, $x, &y, &[1.0; 5]);
                prop_assert!(all_finite(&dx), "{}: {:?} has slopes {dx:?}", stringify!($layer), $x);
                // None is steeper than that, nor falls faster: hard swish does both.
                prop_assert!(dx.iter().all(|d| (-0.5..=1.5).contains(d)), "{}: {:?} has slopes {dx:?}", stringify!($layer), $x);
            )* };
        }
        each_activation!(check, &x);
    }

    #[test]
    fn softmax_is_finite_wherever_numbers_are(x in prop::array::uniform5(number())) {
        let y = forward(&Softmax, &x);
        prop_assert!(all_finite(&y), "{y:?}");
        prop_assert!(all_finite(&backward(&Softmax, &x, &y, &[1.0, -1.0, 0.5, 2.0, 0.0])));
        let y = forward(&LogSoftmax, &x);
        // The logarithm of a probability may be beyond the least number, but is never NaN.
        prop_assert!(y.iter().all(|y| *y <= 0.0), "{y:?}");
        prop_assert!(all_finite(&backward(&LogSoftmax, &x, &y, &[1.0, -1.0, 0.5, 2.0, 0.0])));
    }

    #[test]
    fn monotonic_activations_are_monotonic(x in prop::array::uniform5(number())) {
        let x = ascending(x);
        macro_rules! check {
            ($($layer:ident)*) => { $(
                let y = forward(&$layer::ZERO_LAYER, &x);
                for pair in y.windows(2) {
                    // The last digit may be rounded either way.
                    let slack = 2.0 * f32::EPSILON * pair[1].abs();
                    prop_assert!(pair[0] <= pair[1] + slack, "{}: {x:?} to {y:?}", stringify!($layer));
                }
            )* };
        }
        check!(Relu LeakyRelu Elu Sigmoid Tanh Softplus HardSigmoid);
    }

    #[test]
    fn relu_is_idempotent(x in prop::array::uniform5(number())) {
        let once = forward(&Relu, &x);
        prop_assert_eq!(forward(&Relu, &once), once);
        prop_assert!(once.iter().zip(&x).all(|(y, x)| *y >= 0.0 && (y == x || *y == 0.0)));
    }

    #[test]
    fn ranges_are_kept(x in prop::array::uniform5(number())) {
        let within = |y: Row, low: f32, high: f32| y.iter().all(|y| (low..=high).contains(y));
        prop_assert!(within(forward(&Sigmoid, &x), 0.0, 1.0));
        prop_assert!(within(forward(&HardSigmoid, &x), 0.0, 1.0));
        prop_assert!(within(forward(&Tanh, &x), -1.0, 1.0));
        prop_assert!(within(forward(&Softplus, &x), 0.0, f32::MAX));
        prop_assert!(within(forward(&Elu::ZERO_LAYER, &x), -1.0, f32::MAX));
        prop_assert!(within(forward(&Softmax, &x), 0.0, 1.0));
        prop_assert!(within(forward(&Gelu, &x), -0.18, f32::MAX));
        prop_assert!(within(forward(&GeluTanh, &x), -0.18, f32::MAX));
        prop_assert!(within(forward(&Silu, &x), -0.28, f32::MAX));
        prop_assert!(within(forward(&HardSwish, &x), -0.376, f32::MAX));
    }

    #[test]
    fn symmetries_hold(x in row()) {
        let minus = x.map(|x| -x);
        let tanh = forward(&Tanh, &x);
        prop_assert_eq!(forward(&Tanh, &minus), tanh.map(|y| -y));
        let [up, down] = [forward(&Sigmoid, &x), forward(&Sigmoid, &minus)];
        for i in 0..5 {
            prop_assert!((up[i] + down[i] - 1.0).abs() <= f32::EPSILON);
        }
        // f(x) - f(-x) = x for all of these.
        macro_rules! check {
            ($($layer:ident)*) => { $(
                let [up, down] = [forward(&$layer, &x), forward(&$layer, &minus)];
                for i in 0..5 {
                    let error = (up[i] - down[i] - x[i]).abs();
                    prop_assert!(error <= 1e-6 * (1.0 + x[i].abs()), "{}({}): {error}", stringify!($layer), x[i]);
                }
            )* };
        }
        check!(Gelu GeluTanh Silu Softplus HardSwish);
    }

    // -----------------------------------------------------------------------------------------------
    // Softmax and losses
    // -----------------------------------------------------------------------------------------------

    #[test]
    fn softmax_adds_up_to_one_and_keeps_the_order(x in row()) {
        let y = forward(&Softmax, &ascending(x));
        prop_assert!((y.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        prop_assert!(y.is_sorted(), "{y:?}");
    }

    #[test]
    fn softmax_does_not_see_a_shift(x in prop::array::uniform5(-6400..6400), shift in -6400..6400) {
        // In 64ths, so that the sums are exact: then so is the law.
        let at = |shift: i32| x.map(|x| (x + shift) as f32 / 64.0);
        prop_assert_eq!(forward(&Softmax, &at(0)), forward(&Softmax, &at(shift)));
        prop_assert_eq!(forward(&LogSoftmax, &at(0)), forward(&LogSoftmax, &at(shift)));
    }

    #[test]
    fn log_softmax_is_the_logarithm_of_softmax(x in row()) {
        let (p, log_p) = (forward(&Softmax, &x), forward(&LogSoftmax, &x));
        for (p, log_p) in p.iter().zip(log_p) {
            if *p > f32::MIN_POSITIVE {
                assert_close("log p", &[log_p], &[p.ln()], 1e-6, 1e-6);
            } else {
                prop_assert!(log_p < -87.0);
            }
        }
    }

    #[test]
    fn cross_entropy_of_a_class_is_that_of_its_certainty(y in row(), label in 0_usize..5) {
        let mut one_hot = [0.0; 5];
        one_hot[label] = 1.0;
        let (mut d, mut d_one_hot) = ([0.0; 5], [0.0; 5]);
        let loss = CrossEntropy.loss(&y, &label, &mut d).unwrap();
        let loss_one_hot = CrossEntropy.loss(&y, &one_hot, &mut d_one_hot).unwrap();
        assert_close("loss", &[loss], &[loss_one_hot], 1e-6, 1e-6);
        assert_close("d", &d, &d_one_hot, 1e-6, 1e-6);
        prop_assert!(loss >= 0.0);
        prop_assert!(d.iter().sum::<f32>().abs() < 1e-6);
        // It is the negative logarithm of the probability.
        assert_close("loss", &[loss], &[-forward(&LogSoftmax, &y)[label]], 1e-6, 1e-6);
    }

    #[test]
    fn losses_are_numbers_where_outputs_are(y in row(), t in prop::array::uniform5(0.0_f32..=1.0), label in 0_usize..5) {
        let check = |loss: f32, d: Row| loss.is_finite() && loss >= 0.0 && all_finite(&d);
        let mut d = [f32::NAN; 5];
        let loss = MeanSquaredError.loss(&y, &t, &mut d).unwrap();
        prop_assert!(check(loss, d));
        let loss = BinaryCrossEntropy.loss(&y, &t, &mut d).unwrap();
        prop_assert!(check(loss, d));
        let loss = CrossEntropy.loss(&y, &label, &mut d).unwrap();
        prop_assert!(check(loss, d));
        let loss = CrossEntropy.loss(&y, &t, &mut d).unwrap();
        prop_assert!(check(loss, d));
    }

    #[test]
    fn losses_are_never_nan_however_large_outputs_are(y in prop::array::uniform5(number()), t in prop::array::uniform5(0.0_f32..=1.0), label in 0_usize..5) {
        // Infinite they may be: a square has no room in f32.
        prop_assert!(MeanSquaredError.value(&y, &t).unwrap() >= 0.0);
        prop_assert!(BinaryCrossEntropy.value(&y, &t).unwrap() >= 0.0);
        prop_assert!(CrossEntropy.value(&y, &label).unwrap() >= 0.0);
        prop_assert!(CrossEntropy.value(&y, &t).unwrap() >= 0.0);
    }

    #[test]
    fn robust_losses_are_never_nan_however_large_outputs_are(y in prop::array::uniform5(number()), t in row(), label in 0_usize..5) {
        let signs = t.map(|t| if t < 0.0 { -1.0 } else { 1.0 });
        let mut d = [f32::NAN; 5];
        prop_assert!(MeanAbsoluteError.loss(&y, &t, &mut d).unwrap() >= 0.0);
        prop_assert!(d.iter().all(|d| d.abs() <= 0.2));
        prop_assert!(Huber::NEW.loss(&y, &t, &mut d).unwrap() >= 0.0);
        prop_assert!(d.iter().all(|d| d.abs() <= 0.2));
        prop_assert!(Hinge.loss(&y, &signs, &mut d).unwrap() >= 0.0);
        prop_assert!(d.iter().all(|d| d.abs() <= 0.2));
        prop_assert!(Hinge.loss(&y, &label, &mut d).unwrap() >= 0.0);
        prop_assert!(d.iter().all(|d| d.abs() <= 0.8 + 1e-6));
        let loss = WeightedCrossEntropy { smoothing: 0.1, weights: [0.0, 0.5, 1.0, 2.0, 10.0] };
        prop_assert!(loss.loss(&y, &label, &mut d).unwrap() >= 0.0);
        prop_assert!(all_finite(&d));
    }

    #[test]
    fn weighted_cross_entropy_with_nothing_set_is_cross_entropy(y in row(), t in prop::array::uniform5(0.0_f32..=1.0), label in 0_usize..5) {
        fn both<T>(y: &Row, target: &T) -> [Vec<u32>; 2]
        where
            CrossEntropy: Loss<Row, T>,
            WeightedCrossEntropy<5>: Loss<Row, T>,
        {
            let (mut plain, mut weighted) = ([0.0; 6], [0.0; 6]);
            let mut d = [f32::NAN; 5];
            plain[5] = CrossEntropy.loss(y, target, &mut d).unwrap();
            plain[..5].copy_from_slice(&d);
            weighted[5] = WeightedCrossEntropy::NEW.loss(y, target, &mut d).unwrap();
            weighted[..5].copy_from_slice(&d);
            [bits(&plain), bits(&weighted)]
        }
        let [plain, weighted] = both(&y, &label);
        prop_assert_eq!(plain, weighted);
        let [plain, weighted] = both(&y, &t);
        prop_assert_eq!(plain, weighted);
    }

    #[test]
    fn smoothing_is_a_mix_with_all_classes_alike(y in row(), label in 0_usize..5, smoothing in 0.0_f32..=1.0) {
        let mut mixed = [smoothing / 5.0; 5];
        mixed[label] += 1.0 - smoothing;
        let mixed = mixed.map(|p| p.min(1.0));
        let smooth = WeightedCrossEntropy { smoothing, ..WeightedCrossEntropy::NEW };
        let (mut d, mut d_mixed) = ([0.0; 5], [0.0; 5]);
        let loss = smooth.loss(&y, &label, &mut d).unwrap();
        let loss_mixed = CrossEntropy.loss(&y, &mixed, &mut d_mixed).unwrap();
        assert_close("loss", &[loss], &[loss_mixed], 1e-5, 1e-6);
        assert_close("d", &d, &d_mixed, 1e-5, 1e-6);
    }

    #[test]
    fn a_weight_multiplies_the_loss_of_its_class(y in row(), label in 0_usize..5, weight in 0.0_f32..100.0) {
        let mut weights = [7.0; 5];
        weights[label] = weight;
        let weighted = WeightedCrossEntropy { weights, ..WeightedCrossEntropy::NEW };
        let (mut d, mut d_plain) = ([0.0; 5], [0.0; 5]);
        let loss = weighted.loss(&y, &label, &mut d).unwrap();
        let loss_plain = CrossEntropy.loss(&y, &label, &mut d_plain).unwrap();
        assert_close("loss", &[loss], &[weight * loss_plain], 1e-6, 1e-6);
        assert_close("d", &d, &d_plain.map(|d| weight * d), 1e-5, 1e-5);
    }

    #[test]
    fn losses_on_probabilities_are_those_on_logits(y in prop::array::uniform5(-8.0_f32..8.0), t in prop::array::uniform5(0.0_f32..=1.0), label in 0_usize..5) {
        let log_likelihood = NegativeLogLikelihood.value(&forward(&LogSoftmax, &y), &label);
        let cross_entropy = CrossEntropy.value(&y, &label);
        assert_close("classes", &[log_likelihood.unwrap()], &[cross_entropy.unwrap()], 1e-6, 1e-6);
        // Where 1 - p is small, p has only so many of its digits.
        let on_probabilities = BinaryCrossEntropyOnProbabilities.value(&forward(&Sigmoid, &y), &t);
        let on_logits = BinaryCrossEntropy.value(&y, &t);
        assert_close("yes or no", &[on_probabilities.unwrap()], &[on_logits.unwrap()], 1e-4, 1e-4);
    }

    #[test]
    fn huber_lies_between_a_square_and_a_line(y in row(), t in row()) {
        let half_square = 0.5 * MeanSquaredError.value(&y, &t).unwrap();
        let wide = Huber { delta: 1e3 }.value(&y, &t).unwrap();
        assert_close("wide", &[wide], &[half_square], 1e-6, 0.0);
        let absolute = MeanAbsoluteError.value(&y, &t).unwrap();
        let narrow = Huber { delta: 1e-4 }.value(&y, &t).unwrap() / 1e-4;
        assert_close("narrow", &[narrow], &[absolute], 1e-5, 1e-4);
        let huber = Huber::NEW.value(&y, &t).unwrap();
        prop_assert!(huber <= half_square * 1.000_001 && huber <= absolute * 1.000_001);
    }

    #[test]
    fn hinge_is_zero_beyond_the_margin_only(y in row(), label in 0_usize..5) {
        let margin = (0..5).filter(|&i| i != label).map(|i| y[label] - y[i]).fold(f32::MAX, f32::min);
        prop_assume!((margin - 1.0).abs() > 1e-3);
        prop_assert_eq!(Hinge.value(&y, &label).unwrap() == 0.0, margin > 1.0);
        let d = |y: &Row| {
            let mut d = [f32::NAN; 5];
            Hinge.loss(y, &label, &mut d).map(|_| d)
        };
        prop_assert!(d(&y).unwrap().iter().sum::<f32>().abs() < 1e-6);
    }

    #[test]
    fn mean_squared_error_is_zero_for_the_right_answer_only(y in row(), i in 0_usize..5, by in 0.01_f32..10.0) {
        let mut other = y;
        other[i] += by;
        prop_assert_eq!(MeanSquaredError.value(&y, &y), Ok(0.0));
        prop_assert!(MeanSquaredError.value(&y, &other).unwrap() > 0.0);
        prop_assert_eq!(MeanSquaredError.value(&y, &other), MeanSquaredError.value(&other, &y));
    }

    #[test]
    fn binary_cross_entropy_treats_yes_and_no_alike(y in row(), t in prop::array::uniform5(0_u8..=4)) {
        // In quarters, so that 1 - t is exact.
        let t = t.map(|t| f32::from(t) / 4.0);
        let turned = BinaryCrossEntropy.value(&y.map(|y| -y), &t.map(|t| 1.0 - t)).unwrap();
        assert_close("loss", &[BinaryCrossEntropy.value(&y, &t).unwrap()], &[turned], 1e-6, 0.0);
    }

    // -----------------------------------------------------------------------------------------------
    // Nets
    // -----------------------------------------------------------------------------------------------

    #[test]
    fn a_batch_is_its_samples(seed: u64, batch in 0_usize..80, scale in 0.1_f32..50.0) {
        let net = net(seed);
        let mut inputs: Vec<[f32; 3]> = random(batch, seed ^ 1);
        inputs.as_flattened_mut().iter_mut().for_each(|x| *x *= scale);
        let mut together = vec![[f32::NAN; 4]; batch];
        net.forward_batch(&inputs, &mut together).unwrap();
        for (input, output) in inputs.iter().zip(&together) {
            prop_assert_eq!(bits(&net.forward(input)), bits(output));
        }
    }

    #[test]
    fn the_gradient_of_a_batch_is_the_mean_of_its_parts(seed: u64, first in 1_usize..9, second in 1_usize..9) {
        let mut net = net(seed);
        let batch = first + second;
        let inputs: Vec<[f32; 3]> = random(batch, seed ^ 1);
        let labels: Vec<usize> = (0..batch).map(|i| (i * 7 + seed as usize % 4) % 4).collect();
        let mut gradient = |range: std::ops::Range<usize>| {
            let mut gradient = Net::ZERO;
            let mut workspace = vec![0.0; Net::workspace_len(range.len())];
            let (inputs, labels) = (&inputs[range.clone()], &labels[range]);
            let loss = net.loss_gradient(&CrossEntropy, inputs, labels, &mut workspace, &mut gradient);
            (loss.unwrap(), values(&gradient))
        };
        let [(a, d_a), (b, d_b), (all, d_all)] =
            [gradient(0..first), gradient(first..batch), gradient(0..batch)];
        let mean = |a: f32, b: f32| (a * first as f32 + b * second as f32) / batch as f32;
        assert_close("loss", &[all], &[mean(a, b)], 1e-5, 1e-6);
        let expected: Vec<f32> = d_a.iter().zip(&d_b).map(|(a, b)| mean(*a, *b)).collect();
        assert_close("gradient", &d_all, &expected, 1e-4, 1e-6);
    }

    #[test]
    fn a_small_step_makes_the_loss_smaller(seed: u64) {
        let mut net = net(seed);
        let (inputs, targets) = (random(4, seed ^ 1), random(4, seed ^ 2));
        let (mut gradient, mut workspace) = (Net::ZERO, [0.0; Net::workspace_len(4)]);
        let before = net
            .loss_gradient(&MeanSquaredError, &inputs, &targets, &mut workspace, &mut gradient)
            .unwrap();
        let slope: f32 = values(&gradient).iter().map(|g| g * g).sum();
        Sgd { rate: 1e-3, ..Sgd::NEW }.step(&mut net, &mut gradient);
        let after = net.mean_loss(&MeanSquaredError, &inputs, &targets).unwrap();
        assert_close("gain", &[before - after], &[1e-3 * slope], 0.1, 1e-6);
    }

    #[test]
    fn a_weights_file_keeps_every_bit(numbers in prop::collection::vec(number(), Net::PARAMETERS)) {
        let (mut net, mut again) = (Net::ZERO, Net::ZERO);
        let mut next = numbers.iter();
        fill(&mut net, |_| *next.next().unwrap());
        weights::from_bytes(&mut again, &weights::to_bytes(&net)).unwrap();
        prop_assert_eq!(bits(&values(&again)), bits(&numbers));
    }

    #[test]
    fn first_weights_keep_their_bounds(seed: u64, inputs in 1_usize..50, outputs in 1_usize..50, limit in 0.0_f32..3.0) {
        for (init, limit) in [
            (Init::He, (6.0 / inputs as f32).sqrt()),
            (Init::Glorot, (6.0 / (inputs + outputs) as f32).sqrt()),
            (Init::Lecun, (3.0 / inputs as f32).sqrt()),
            (Init::Uniform(limit), limit),
        ] {
            let mut weight = vec![f32::NAN; inputs * outputs];
            init.fill(&mut weight, inputs, outputs, &mut rng(seed));
            prop_assert!(weight.iter().all(|w| w.abs() <= limit), "{init:?}: {weight:?}");
        }
    }
}

network! { struct Net<dense(3 -> 6), tanh, dense(6 -> 5), gelu, dense(5 -> 4)> }

fn net(seed: u64) -> Net {
    let mut net = Net::ZERO;
    init(&mut net, seed);
    net
}

/// `ZERO` without saying for which shape.
trait ZeroLayer: Layer<Row, Row> {
    const ZERO_LAYER: Self = Self::ZERO;
}

impl<L: Layer<Row, Row>> ZeroLayer for L {}
