//! Batch norm, layer norm and dropout: what their formulas do not show in one batch.

use typenet::gradient_check::check;
use typenet::layer::Layer;
use typenet::layers::BatchNorm;
use typenet::prelude::*;
use typenet::rand::RngExt;
use typenet_tests::{assert_close, init, random, rng, tensors};

#[test]
fn gradients_are_the_finite_differences() {
    fn run<N: Network>(mut net: N, batch: usize) {
        init(&mut net, 3);
        // Other factors than 1 and 0.
        let mut rng = rng(4);
        N::parameters_mut([&mut net], &mut |[values]: [&mut [f32]; 1]| {
            values.fill_with(|| rng.random::<f32>() - 0.5);
        });
        check(&net, &random::<N::Input>(batch, 5), 1e-2).unwrap();
    }
    run(network!(batch_norm(4 -> 4), dense(4 -> 2)), 5);
    run(network!(dense(3 -> 4), batch_norm, tanh), 6);
    run(network!(batch_norm(2x3x2 -> 2x3x2)), 3);
    run(network!(batch_norm(2x5 -> 2x5)), 1);
    run(network!(layer_norm(5 -> 5), dense(5 -> 2)), 3);
    run(network!(layer_norm(3x4 -> 3x4)), 2);
    run(network!(dropout(6 -> 6) { rate: 0.3 }, dense(6 -> 3)), 4);
}

network! { struct Normal<dense(3 -> 4), norm: batch_norm, relu> }

fn normal() -> Normal {
    let mut net = Normal::ZERO;
    net.init(&mut rng(2));
    net.norm = BatchNorm {
        weight: [1.5, -0.5, 0.0, 2.0],
        bias: [0.1, 0.2, 0.3, -0.4],
        running_mean: [0.5, -0.7, 0.1, 0.0],
        running_var: [0.3, 2.0, 1.0, 0.01],
        ..net.norm
    };
    net
}

#[test]
fn running_averages_are_kept_in_files_but_not_learned() {
    let names: Vec<String> = tensors(&Normal::ZERO).into_iter().map(|tensor| tensor.name).collect();
    assert_eq!(names[2..], ["norm.weight", "norm.bias", "norm.running_mean", "norm.running_var"]);
    assert_eq!(Normal::PARAMETERS, 16 + 8);

    let net = normal();
    let mut loaded = Normal::ZERO;
    typenet::weights::from_bytes(&mut loaded, &typenet::weights::to_bytes(&net)).unwrap();
    assert_eq!(loaded, net);

    let mut trained = net.clone();
    let mut gradient = Normal::ZERO;
    Normal::parameters_mut([&mut gradient], &mut |[values]: [&mut [f32]; 1]| values.fill(1.0));
    Adam { rate: 0.1, weight_decay: 0.5, ..Adam::<Normal>::NEW }.step(&mut trained, &mut gradient);
    assert_ne!(trained.norm.weight, net.norm.weight);
    assert_eq!(trained.norm.running_mean, net.norm.running_mean);
    assert_eq!(trained.norm.running_var, net.norm.running_var);
}

#[test]
fn pytorchs_count_of_batches_is_passed_over() {
    use safetensors::tensor::{Dtype, SafeTensors, TensorView};
    let file = typenet::weights::to_bytes(&normal());
    let tensors = SafeTensors::deserialize(&file).unwrap();
    let count = 7_i64.to_le_bytes();
    let mut views = tensors.tensors();
    let count = TensorView::new(Dtype::I64, vec![], &count).unwrap();
    views.push(("norm.num_batches_tracked".into(), count));
    let mut loaded = Normal::ZERO;
    let with_count = safetensors::serialize(views, None).unwrap();
    typenet::weights::from_bytes(&mut loaded, &with_count).unwrap();
    assert_eq!(loaded, normal());
}

#[test]
fn inference_takes_the_running_averages_one_by_one_or_together() {
    let net = normal();
    let inputs = random::<[f32; 3]>(9, 1);
    let mut outputs = vec![[0.0; 4]; 9];
    net.forward_batch(&inputs, &mut outputs).unwrap();
    for (input, output) in inputs.iter().zip(&outputs) {
        assert_eq!(net.forward(input), *output);
    }
}

#[test]
fn a_folded_norm_is_part_of_the_layer_before() {
    let mut net = normal();
    let inputs = random::<[f32; 3]>(20, 1);
    let before: Vec<[f32; 4]> = inputs.iter().map(|input| net.forward(input)).collect();
    net.norm.fold_into(&mut net.dense);
    let after: Vec<[f32; 4]> = inputs.iter().map(|input| net.forward(input)).collect();
    assert_close("folded", after.as_flattened(), before.as_flattened(), 1e-5, 1e-5);
    // What is left passes everything on to the bit.
    let mut passed = [0.0; 4];
    net.norm.forward(&[0.1, -2.0, 3e7, 1e-7], &mut passed);
    assert_eq!(passed, [0.1, -2.0, 3e7, 1e-7]);
}

#[test]
fn a_norm_folds_into_a_convolution_and_keeps_what_that_has_no_place_for() {
    let mut net = network!(
        with: conv2d(1x4x4 -> 3x4x4, kernel = 3, padding = 1), norm: batch_norm, tanh,
        without: conv2d(3x4x4 -> 2x2x2, kernel = 3, bias = false), last: batch_norm
    );
    init(&mut net, 1);
    net.norm.running_mean = [0.5, -0.1, 0.0];
    net.norm.running_var = [0.5, 2.0, 1.0];
    net.norm.bias = [1.0, 2.0, 3.0];
    net.last.running_mean = [0.25, -0.5];
    net.last.weight = [2.0, -3.0];
    let input = random::<[[[f32; 4]; 4]; 1]>(1, 2)[0];
    let before = net.forward(&input);
    net.norm.fold_into(&mut net.with);
    net.last.fold_into(&mut net.without);
    assert_close("folded", net.forward(&input).values(), before.values(), 1e-5, 1e-5);
    assert_eq!(net.norm.bias, [0.0; 3]);
    assert_ne!(net.last.bias, [0.0; 2]);
}

#[test]
fn a_batch_of_one_row_has_no_variance() {
    let mut net = network!(norm: batch_norm(2 -> 2));
    init(&mut net, 1);
    let (mut outputs, mut cache) = ([[0.0; 2]], [0.0; 4]);
    Layer::forward_train(&mut net, &[[3.0, 4.0]], &mut outputs, &mut cache);
    assert_eq!(outputs, [[0.0; 2]]);
    assert_eq!(net.norm.running_var, [1.0; 2]);
    assert_close("mean", &net.norm.running_mean, &[0.3, 0.4], 1e-6, 0.0);
    // And no batch changes nothing.
    let before = net.clone();
    Layer::forward_train(&mut net, &[], &mut [], &mut []);
    assert_eq!(net, before);
}

#[test]
fn values_far_from_zero_keep_their_variance() {
    // Σx² - (Σx)² of these would have no digit left.
    let mut net = network!(norm: batch_norm(1 -> 1) { momentum: 1.0 });
    init(&mut net, 1);
    let inputs: Vec<[f32; 1]> = (0..1000).map(|i| [10_000.0 + (i % 2) as f32]).collect();
    let mut workspace = vec![0.0; 1000 * 8];
    let mut outputs = vec![[0.0]; 1000];
    Layer::forward_train(&mut net, &inputs, &mut outputs, &mut workspace);
    assert_close("mean", &net.norm.running_mean, &[10_000.5], 1e-6, 0.0);
    assert_close("variance", &net.norm.running_var, &[0.25 * 1000.0 / 999.0], 1e-4, 0.0);
}

network! { struct Dropped<first: dropout(200 -> 200) { rate: 0.25 }, second: dropout { rate: 0.0 }> }

fn train(net: &mut Dropped) -> Vec<[f32; 200]> {
    let mut workspace = vec![0.0; Dropped::workspace_len(50)];
    net.forward_train(&[[3.0; 200]; 50], &mut workspace).unwrap().to_vec()
}

#[test]
fn dropout_drops_as_many_as_it_says_and_keeps_the_mean() {
    let mut net = Dropped::ZERO;
    net.init(&mut rng(1));
    let outputs = train(&mut net);
    let values = outputs.as_flattened();
    assert!(values.iter().all(|&y| y == 0.0 || (y - 4.0).abs() < 1e-6));
    // 10,000 values: a standard deviation is 43.
    let dropped = values.iter().filter(|&&y| y == 0.0).count();
    assert!((2500 - 200..2500 + 200).contains(&dropped), "{dropped}");
    assert_eq!(net.forward(&[3.0; 200]), [3.0; 200]);
}

#[test]
fn dropout_draws_anew_with_each_batch_and_the_same_from_the_same_seed() {
    let mut net = Dropped::ZERO;
    net.init(&mut rng(1));
    let mut again = net.clone();
    let first = train(&mut net);
    assert_eq!(train(&mut again), first);
    assert_ne!(train(&mut net), first);
    net.reseed(&mut rng(5));
    again.reseed(&mut rng(5));
    assert_ne!(net.first.seed, net.second.seed);
    assert_eq!(train(&mut net), train(&mut again));
}

#[test]
fn dropout_of_everything_and_of_strange_rates() {
    let mut net = Dropped::ZERO;
    for (rate, expected) in [(1.0, 0.0), (7.0, 0.0), (0.0, 3.0), (-1.0, 3.0), (f32::NAN, 3.0)] {
        net.first.rate = rate;
        assert!(train(&mut net).as_flattened().iter().all(|y| *y == expected), "rate {rate}");
    }
}

#[test]
fn nets_with_norms_and_dropout_learn() {
    let mut net = network!(
        dense(2 -> 16), batch_norm, relu, dropout { rate: 0.1 }, dense(16 -> 16), layer_norm, relu,
        dense(16 -> 1)
    );
    net.init(&mut rng(3));
    let inputs = random::<[f32; 2]>(64, 1);
    let targets: Vec<[f32; 1]> = inputs.iter().map(|[a, b]| [a * b]).collect();
    let mut adam = Adam { rate: 0.01, ..Adam::NEW };
    let losses =
        typenet_tests::train(&mut net, &MeanSquaredError, &mut adam, &inputs, &targets, 400)
            .unwrap();
    let after = net.mean_loss(&MeanSquaredError, &inputs, &targets).unwrap();
    assert!(after < 0.1 * losses[0], "{} to {after}", losses[0]);
}
