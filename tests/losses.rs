//! Losses whose settings or targets no fixture has, against numbers that PyTorch printed in f64.

use typenet::prelude::*;
use typenet_tests::assert_close;

const Y: [f32; 4] = [0.3, -1.2, 2.0, 0.7];
const WEIGHTS: [f32; 4] = [0.5, 2.0, 3.0, 0.0];

#[track_caller]
fn check<L: Loss<[f32; N], T>, T, const N: usize>(
    loss: L,
    y: [f32; N],
    target: T,
    expected: f32,
    d_expected: [f32; N],
) {
    let mut d = [f32::NAN; N];
    let value = loss.loss(&y, &target, &mut d).unwrap();
    assert_close("loss", &[value], &[expected], 1e-5, 1e-7);
    assert_close("d_output", &d, &d_expected, 1e-5, 1e-7);
}

/// `F.cross_entropy(y, torch.tensor(label), weight=w, reduction="sum")`
#[test]
fn class_weights() {
    let loss = WeightedCrossEntropy { weights: WEIGHTS, ..WeightedCrossEntropy::NEW };
    check(loss, Y, 0, 1.051389927, [-0.438941755, 0.013623936, 0.334229621, 0.091088198]);
    check(loss, Y, 1, 7.205559707, [0.24423298, -1.945504256, 1.336918484, 0.364352792]);
    check(loss, Y, 2, 1.20833956, [0.36634947, 0.081743616, -0.994622274, 0.546529187]);
    check(loss, Y, 3, 0.0, [0.0; 4]);
}

/// `F.cross_entropy(y, torch.tensor(label), weight=w, label_smoothing=0.2, reduction="sum")`
#[test]
fn class_weights_and_smoothing() {
    let loss = WeightedCrossEntropy { weights: WEIGHTS, smoothing: 0.2 };
    check(loss, Y, 0, 1.314376401, [-0.342571369, -0.081607686, 0.301209988, 0.122969067]);
    check(loss, Y, 1, 6.237712225, [0.203968419, -1.64891024, 1.103361079, 0.341580742]);
    check(loss, Y, 2, 1.439936108, [0.301661611, -0.027111942, -0.761871527, 0.487321859]);
    check(loss, Y, 3, 0.47326446, [0.008582035, -0.092506835, 0.033826292, 0.050098509]);
}

/// `F.cross_entropy(y, torch.tensor([0.1, 0.2, 0.6, 0.1]), weight=w, label_smoothing=0.2)`, where PyTorch's
/// mean is over the samples, as ours.
#[test]
fn class_weights_and_smoothing_of_probabilities() {
    let loss = WeightedCrossEntropy { weights: WEIGHTS, smoothing: 0.2 };
    let d = [0.188391717, -0.363460666, -0.202947073, 0.378016021];
    check(loss, Y, [0.1, 0.2, 0.6, 0.1], 2.290268196, d);
}

/// `F.huber_loss(y, torch.tensor([0., -1., -1., 1.5]), delta=0.5)`, and with `delta=2`
#[test]
fn huber_of_other_deltas() {
    let target = [0.0, -1.0, -1.0, 1.5];
    check(Huber { delta: 0.5 }, Y, target, 0.42875, [0.075, -0.05, 0.125, -0.125]);
    check(Huber { delta: 2.0 }, Y, target, 1.09625, [0.075, -0.05, 0.5, -0.2]);
}

/// `torch.clamp(1 - t * y, min=0).mean()`
#[test]
fn hinge_of_yes_and_no() {
    check(Hinge, Y, [1.0, -1.0, 1.0, -1.0], 0.6, [-0.25, 0.0, 0.0, 0.25]);
    // On the margin there is nothing left to gain.
    check(Hinge, [1.0, -1.0], [1.0, -1.0], 0.0, [0.0; 2]);
}

/// `F.multi_margin_loss(y, torch.tensor(label))`
#[test]
fn hinge_of_classes() {
    check(Hinge, Y, 1, 2.4, [0.25, -0.75, 0.25, 0.25]);
    check(Hinge, Y, 2, 0.0, [0.0; 4]);
    check(Hinge, Y, 3, 0.725, [0.25, 0.0, 0.25, -0.5]);
}

/// `F.binary_cross_entropy(y, t)`
#[test]
fn binary_cross_entropy_on_certain_and_unlikely_probabilities() {
    check(
        BinaryCrossEntropyOnProbabilities,
        [0.0, 1.0, 0.0, 1.0, 1e-5, 0.9999],
        [0.0, 1.0, 1.0, 0.0, 0.0, 1.0],
        33.333351668,
        [0.0, 0.0, -1.6666667e11, 1.6666667e11, 0.166668333, -0.166683335],
    );
    check(
        BinaryCrossEntropyOnProbabilities,
        [1e-6, 0.25, 0.5, 0.999],
        [0.0, 0.5, 0.25, 1.0],
        0.382784224,
        [0.25000025, -0.333333333, 0.25, -0.25025025],
    );
    // `-math.log1p(-p)`: of a small p the digits stay.
    for (p, expected) in [(1e-7, 1.00000005e-7), (3e-5, 3.000045e-5), (0.5, 0.693147181)] {
        let loss = BinaryCrossEntropyOnProbabilities.value(&[p], &[0.0]).unwrap();
        assert_close("loss", &[loss], &[expected], 1e-6, 0.0);
    }
}

/// Outputs of ±100 and ±200, where e^y has no room in f32.
#[test]
fn large_logits() {
    let y = [-200.0, 100.0, 200.0, -100.0];
    // `F.cross_entropy(y, torch.tensor(label), label_smoothing=0.1)`: 0.9 (200 - y_label) + 0.1 · 200
    let smooth = WeightedCrossEntropy { smoothing: 0.1, ..WeightedCrossEntropy::NEW };
    check(smooth, y, 0, 380.0, [-0.925, -0.025, 0.975, -0.025]);
    check(smooth, y, 2, 20.0, [-0.025, -0.025, 0.075, -0.025]);
    check(Hinge, y, 0, (301.0 + 401.0 + 101.0) / 4.0, [-0.75, 0.25, 0.25, 0.25]);
    check(Hinge, y, [1.0, 1.0, -1.0, -1.0], (201.0 + 201.0) / 4.0, [-0.25, 0.0, 0.25, 0.0]);
    check(MeanAbsoluteError, y, [0.0; 4], 150.0, [-0.25, 0.25, 0.25, -0.25]);
    check(Huber::NEW, y, [0.0; 4], 149.5, [-0.25, 0.25, 0.25, -0.25]);
    // The end of a net that is certain and wrong.
    let p = network!(sigmoid(2 -> 2)).forward(&[-200.0, 200.0]);
    check(BinaryCrossEntropyOnProbabilities, p, [1.0, 0.0], 100.0, [-5e11, 5e11]);
}

/// Each with the last layer and the targets that suit it.
#[test]
fn they_are_learned() {
    #[track_caller]
    fn learns<N: Network<Input = [f32; 2]>, L: Loss<N::Output, T>, T>(
        mut net: N,
        loss: L,
        targets: [T; 4],
    ) {
        typenet_tests::init(&mut net, 1);
        let inputs = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
        let mut adam = Adam { rate: 0.02, ..Adam::<N>::NEW };
        let losses =
            typenet_tests::train(&mut net, &loss, &mut adam, &inputs, &targets, 300).unwrap();
        assert!(losses[299] < 0.2 * losses[0], "{} to {}", losses[0], losses[299]);
    }

    let number = || network!(dense(2 -> 8), tanh, dense(8 -> 1));
    learns(number(), MeanAbsoluteError, [[0.0], [1.0], [1.0], [0.0]]);
    learns(number(), Huber::NEW, [[0.0], [1.0], [1.0], [0.0]]);
    learns(number(), Hinge, [[-1.0], [1.0], [1.0], [-1.0]]);
    learns(network!(dense(2 -> 8), tanh, dense(8 -> 2)), Hinge, [0, 1, 1, 0]);
    let weighted = WeightedCrossEntropy { weights: [1.0, 2.0], ..WeightedCrossEntropy::NEW };
    learns(network!(dense(2 -> 8), tanh, dense(8 -> 2)), weighted, [0, 1, 1, 0]);
    let log_probabilities = network!(dense(2 -> 8), tanh, dense(8 -> 2), log_softmax);
    learns(log_probabilities, NegativeLogLikelihood, [0, 1, 1, 0]);
    let probabilities = network!(dense(2 -> 8), tanh, dense(8 -> 1), sigmoid);
    learns(probabilities, BinaryCrossEntropyOnProbabilities, [[0.0], [1.0], [1.0], [0.0]]);
}
