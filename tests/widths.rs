//! No width and no batch size is special: dense layers and nets of every width from 1 to 17, in batches of
//! every size from 0 to 17, against loops as plain as can be, in f64.

use typenet::layer::{Layer, Saved};
use typenet::layers::Dense;
use typenet::prelude::*;
use typenet_tests::{assert_close, bits, init, random, values};

/// Sums of up to 18 products of numbers below 1.
const ABSOLUTE: f32 = 5e-6;

/// A dense layer's numbers, each as one row of values.
#[derive(Default)]
struct Rows {
    inputs: usize,
    outputs: usize,
    weight: Vec<f32>,
    bias: Vec<f32>,
    x: Vec<f32>,
    y: Vec<f32>,
    dy: Vec<f32>,
    dx: Vec<f32>,
    d_weight: Vec<f32>,
    d_bias: Vec<f32>,
}

impl Rows {
    /// Compares y, dx and the gradient, which started as the weights, with the plain loops.
    fn check(&self, what: &str) {
        let Rows { inputs, outputs, .. } = *self;
        let batch = self.x.len() / inputs;
        let product = |a: f32, b: f32| f64::from(a) * f64::from(b);
        let (mut y, mut dx) = (vec![], vec![]);
        let mut d_weight: Vec<f64> = self.weight.iter().copied().map(f64::from).collect();
        let mut d_bias: Vec<f64> = self.bias.iter().copied().map(f64::from).collect();
        for s in 0..batch {
            let (x, dy) = (&self.x[s * inputs..], &self.dy[s * outputs..]);
            for o in 0..outputs {
                let weights = (0..inputs).map(|i| self.weight[i * outputs + o]);
                let sum: f64 = weights.zip(x).map(|(w, x)| product(w, *x)).sum();
                y.push((f64::from(self.bias[o]) + sum) as f32);
                d_bias[o] += f64::from(dy[o]);
            }
            for i in 0..inputs {
                let row = &self.weight[i * outputs..][..outputs];
                dx.push(row.iter().zip(dy).map(|(w, dy)| product(*w, *dy)).sum::<f64>() as f32);
                for o in 0..outputs {
                    d_weight[i * outputs + o] += product(x[i], dy[o]);
                }
            }
        }
        let single = |values: Vec<f64>| values.into_iter().map(|v| v as f32).collect::<Vec<_>>();
        assert_close(&format!("{what}: y"), &self.y, &y, 1e-6, ABSOLUTE);
        assert_close(&format!("{what}: dx"), &self.dx, &dx, 1e-6, ABSOLUTE);
        let d_weight = single(d_weight);
        assert_close(&format!("{what}: d_weight"), &self.d_weight, &d_weight, 1e-6, ABSOLUTE);
        assert_close(&format!("{what}: d_bias"), &self.d_bias, &single(d_bias), 1e-6, ABSOLUTE);
    }
}

fn check_dense<const I: usize, const O: usize>() {
    let mut layer = Dense::<I, O>::ZERO;
    layer.weight.copy_from_slice(&random(I, 1));
    layer.bias = random(1, 2)[0];
    let mut rows = Rows {
        inputs: I,
        outputs: O,
        weight: layer.weight.as_flattened().into(),
        bias: layer.bias.into(),
        ..Rows::default()
    };
    for batch in 0..=17 {
        let what = format!("dense({I} -> {O}), batch of {batch}");
        let (x, dy) = (random::<[f32; I]>(batch, 3), random::<[f32; O]>(batch, 4));
        // Whatever is to be written starts as NaN; the gradient is added to, so it starts as something.
        let (mut y, mut dx) = (vec![[f32::NAN; O]; batch], vec![[f32::NAN; I]; batch]);
        let mut gradient = layer;
        layer.forward_train(&x, &mut y, &mut []);
        let saved = Saved { input: &x[..], output: &y[..], cache: &mut [] };
        layer.backward_batch(saved, &dy, Some(&mut dx), &mut gradient);
        rows.x = x.as_flattened().into();
        rows.dy = dy.as_flattened().into();
        rows.y = y.as_flattened().into();
        rows.dx = dx.as_flattened().into();
        rows.d_weight = gradient.weight.as_flattened().into();
        rows.d_bias = gradient.bias.into();
        rows.check(&what);

        // The other ways to the same numbers: without dx, in inference, and sample by sample.
        let mut again = layer;
        let saved = Saved { input: &x[..], output: &y[..], cache: &mut [] };
        layer.backward_batch(saved, &dy, None, &mut again);
        assert_eq!(again, gradient, "{what}: without dx");
        let mut outputs = vec![[f32::NAN; O]; batch];
        layer.forward_batch(&x, &mut outputs);
        assert_eq!(outputs, y, "{what}: in inference");

        if batch == 1 {
            // A step at once is the gradient's step, and does not change what goes back.
            for mut d_input in [None, Some([f32::NAN; I])] {
                let mut stepped = layer;
                let saved = Saved { input: &x[0], output: &y[0], cache: &mut [] };
                stepped.descend(saved, &dy[0], d_input.as_mut(), 0.5);
                let step = |weights: &[f32], sums: &[f32]| -> Vec<f32> {
                    // The gradient started as the weights.
                    weights.iter().zip(sums).map(|(w, sum)| w - 0.5 * (sum - w)).collect()
                };
                let weight = step(layer.weight.as_flattened(), gradient.weight.as_flattened());
                let bias = step(&layer.bias, &gradient.bias);
                assert_close(&what, stepped.weight.as_flattened(), &weight, 1e-6, ABSOLUTE);
                assert_close(&what, &stepped.bias, &bias, 1e-6, ABSOLUTE);
                if let Some(d_input) = d_input {
                    assert_close(&what, &d_input, &dx[0], 1e-6, ABSOLUTE);
                }
            }
        }

        if batch <= 2 {
            let mut gradient = layer;
            for s in 0..batch {
                layer.forward(&x[s], &mut y[s]);
                let saved = Saved { input: &x[s], output: &y[s], cache: &mut [] };
                layer.backward(saved, &dy[s], Some(&mut dx[s]), &mut gradient);
            }
            rows.y = y.as_flattened().into();
            rows.dx = dx.as_flattened().into();
            rows.d_weight = gradient.weight.as_flattened().into();
            rows.d_bias = gradient.bias.into();
            rows.check(&format!("{what}, one by one"));
        }
    }
}

macro_rules! every_width {
    ($($n:literal)*) => {
        #[test]
        fn dense_square() {
            $(check_dense::<$n, $n>();)*
        }

        #[test]
        fn dense_of_every_input_width() {
            $(check_dense::<$n, 1>(); check_dense::<$n, 5>();)*
        }

        #[test]
        fn dense_of_every_output_width() {
            $(check_dense::<1, $n>(); check_dense::<6, $n>();)*
        }

        #[test]
        fn nets_of_every_width() {
            $({
                network! { struct Net<dense($n -> $n), tanh, dense($n -> 3), relu, dense(3 -> $n)> }
                check_net(Net::ZERO);
            })*
        }
    };
}

every_width! { 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 }

/// Sizes of batches: all to 17, and around the number of samples that go through a net together.
fn batches<N: Network>() -> impl Iterator<Item = usize> {
    let tile = N::TILE;
    assert!((1..=64).contains(&tile));
    (0..=17).chain([tile - 1, tile, tile + 1, 2 * tile + 1])
}

/// The whole batch at once is the same, to the bit, as each sample alone, wherever it stands.
fn check_net<N: Network>(mut net: N) {
    init(&mut net, 7);
    for batch in batches::<N>() {
        let mut inputs = random::<N::Input>(batch, 8);
        let alone: Vec<N::Output> = inputs
            .iter()
            .map(|input| {
                let mut output = N::Output::ZERO;
                net.forward(input, &mut output);
                output
            })
            .collect();
        let mut alone = alone;
        for turn in 0..3 {
            let mut together = vec![N::Output::ZERO; batch];
            N::Output::flatten_mut(&mut together).fill(f32::NAN);
            net.forward_batch(&inputs, &mut together);
            let expected = bits(N::Output::flatten(&alone));
            assert_eq!(bits(N::Output::flatten(&together)), expected, "batch {batch}, turn {turn}");

            // So in training, whatever lay in the workspace before.
            let mut cache = vec![f32::NAN; N::CACHE * batch];
            N::Output::flatten_mut(&mut together).fill(f32::NAN);
            net.forward_train(&inputs, &mut together, &mut cache);
            assert_eq!(bits(N::Output::flatten(&together)), expected, "training, batch {batch}");

            // Each sample moves to another place.
            let by = (batch / 3 + 1) % batch.max(1);
            inputs.rotate_left(by);
            alone.rotate_left(by);
        }
        check_batch_gradient(&mut net, &inputs);
    }
}

/// A batch's gradient is the mean of the gradients of its samples, and its loss the mean of theirs.
fn check_batch_gradient<N: Network>(net: &mut N, inputs: &[N::Input]) {
    if inputs.is_empty() {
        return;
    }
    let targets = random::<N::Output>(inputs.len(), 9);
    let mut gradient_of = |inputs: &[N::Input], targets: &[N::Output]| {
        let mut workspace = vec![f32::NAN; N::WORKSPACE * inputs.len()];
        let mut gradient = N::boxed();
        let loss =
            net.loss_gradient(&MeanSquaredError, inputs, targets, &mut workspace, &mut *gradient);
        (loss.unwrap(), values(&*gradient))
    };
    let (loss, gradient) = gradient_of(inputs, &targets);
    let mut mean = vec![0.0_f64; gradient.len()];
    let mut mean_loss = 0.0;
    let share = 1.0 / inputs.len() as f64;
    for (input, target) in inputs.iter().zip(&targets) {
        let (loss, gradient) = gradient_of(&[*input], &[*target]);
        mean_loss += share * f64::from(loss);
        for (mean, g) in mean.iter_mut().zip(gradient) {
            *mean += share * f64::from(g);
        }
    }
    let mean: Vec<f32> = mean.into_iter().map(|m| m as f32).collect();
    let what = format!("batch of {}", inputs.len());
    assert_close(&format!("{what}: loss"), &[loss], &[mean_loss as f32], 1e-5, 0.0);
    assert_close(&format!("{what}: gradient"), &gradient, &mean, 1e-5, 1e-6);
}

#[test]
fn nets_whose_activations_fill_the_stacks_share() {
    network! { struct Two<dense(2 -> 2500), relu> }
    network! { struct One<dense(2 -> 9000), relu, dense(9000 -> 1)> }
    network! { struct Three<dense(2 -> 300), relu, dense(300 -> 250), dense(250 -> 2)> }
    assert_eq!((One::TILE, Two::TILE, Three::TILE), (1, 6, 16));
    // Batches of them are computed in several rounds, the last of them not full.
    check_rounds::<One>(3);
    check_rounds::<Two>(13);
    check_rounds::<Three>(39);
}

fn check_rounds<N: Network>(batch: usize) {
    let mut net = N::boxed();
    init(&mut *net, 3);
    let inputs = random::<N::Input>(batch, 4);
    let mut together = vec![N::Output::ZERO; batch];
    net.forward_batch(&inputs, &mut together);
    for (input, output) in inputs.iter().zip(together) {
        let mut alone = N::Output::ZERO;
        net.forward(input, &mut alone);
        assert_eq!(bits(alone.values()), bits(output.values()));
    }
}
