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
    check(loss, Y, 0, 1.051_39, [-0.438_941_8, 0.013_623_94, 0.334_229_6, 0.091_088_2]);
    check(loss, Y, 1, 7.205_56, [0.244_233, -1.945_504, 1.336_918, 0.364_352_8]);
    check(loss, Y, 2, 1.208_34, [0.366_349_5, 0.081_743_62, -0.994_622_3, 0.546_529_2]);
    check(loss, Y, 3, 0.0, [0.0; 4]);
}

/// `F.cross_entropy(y, torch.tensor(label), weight=w, label_smoothing=0.2, reduction="sum")`
#[test]
fn class_weights_and_smoothing() {
    let loss = WeightedCrossEntropy { weights: WEIGHTS, smoothing: 0.2 };
    check(loss, Y, 0, 1.314_376, [-0.342_571_4, -0.081_607_69, 0.301_21, 0.122_969_1]);
    check(loss, Y, 1, 6.237_712, [0.203_968_4, -1.648_91, 1.103_361, 0.341_580_7]);
    check(loss, Y, 2, 1.439_936, [0.301_661_6, -0.027_111_94, -0.761_871_5, 0.487_321_9]);
    check(loss, Y, 3, 0.473_264_5, [0.008582035, -0.092_506_83, 0.033_826_29, 0.050_098_51]);
}

/// `F.cross_entropy(y, torch.tensor([0.1, 0.2, 0.6, 0.1]), weight=w, label_smoothing=0.2)`, where PyTorch's
/// mean is over the samples, as ours.
#[test]
fn class_weights_and_smoothing_of_probabilities() {
    let loss = WeightedCrossEntropy { weights: WEIGHTS, smoothing: 0.2 };
    let d = [0.188_391_7, -0.363_460_7, -0.202_947_1, 0.378_016];
    check(loss, Y, [0.1, 0.2, 0.6, 0.1], 2.290_268, d);
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
        33.333_35,
        [0.0, 0.0, -1.6666667e11, 1.6666667e11, 0.166_668_3, -0.166_683_3],
    );
    check(
        BinaryCrossEntropyOnProbabilities,
        [1e-6, 0.25, 0.5, 0.999],
        [0.0, 0.5, 0.25, 1.0],
        0.382_784_2,
        [0.250_000_2, -0.333_333_3, 0.25, -0.250_250_3],
    );
    // `-math.log1p(-p)`: of a small p the digits stay.
    for (p, expected) in [(1e-7, 1e-7), (3e-5, 3.000045e-5), (0.5, 2.0_f32.ln())] {
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
    fn learns<N: Network<Input = [f32; 2]>, L: Loss<N::Output, T>, T: Sync>(
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
