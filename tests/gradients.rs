//! Every way back is the derivative of its way forward: finite differences for layers, losses, whole nets,
//! nets within nets, and layers of a user's own. And the check finds mistakes, where there are some.
// Sums read best with their indices.
#![allow(clippy::needless_range_loop)]

use typenet::gradient_check::{Mismatch, check};
use typenet::layer::{Layer, Saved, TensorInfo, Visitor, VisitorMut};
use typenet::layers::LeakyRelu;
use typenet::prelude::*;
use typenet::rand::RngExt;
use typenet_tests::{fill, random, rng};

/// How far a difference may be off. The values here are about 1, so what rounding leaves of a difference
/// is 1e-5, and what the curve's third derivative adds is a few times as much.
const TOLERANCE: f32 = 1e-3;

/// Inputs on both sides of every kink of the built-in activations (-3, 0, 3 and 6), none near one.
const EVERYWHERE: [[f32; 6]; 2] =
    [[-4.1, -2.7, -1.3, -0.4, 0.2, 0.9], [1.4, 2.2, 2.9, 3.1, 4.5, 6.5]];

macro_rules! activations {
    ($($test:ident => [$($layer:tt)*])*) => {
        mod activations { $(
            #[test]
            fn $test() {
                let net = typenet::network!($($layer)*);
                super::check(&net, &super::EVERYWHERE, super::TOLERANCE).unwrap();
            }
        )* }
    };
}

activations! {
    relu => [relu(6 -> 6)]
    relu6 => [relu6(6 -> 6)]
    leaky_relu => [leaky_relu(6 -> 6)]
    leaky_relu_of_another_slope => [leaky_relu(6 -> 6) { slope: 0.7 }]
    elu => [elu(6 -> 6)]
    elu_of_another_alpha => [elu(6 -> 6) { alpha: 0.3 }]
    gelu => [gelu(6 -> 6)]
    gelu_tanh => [gelu_tanh(6 -> 6)]
    silu => [silu(6 -> 6)]
    sigmoid => [sigmoid(6 -> 6)]
    tanh => [tanh(6 -> 6)]
    softplus => [softplus(6 -> 6)]
    hard_swish => [hard_swish(6 -> 6)]
    hard_sigmoid => [hard_sigmoid(6 -> 6)]
    softmax => [softmax(6 -> 6)]
    log_softmax => [log_softmax(6 -> 6)]
}

#[test]
fn activation_of_a_picture() {
    let net = network!(tanh(2x3x1 -> 2x3x1), softplus);
    check(&net, &random(3, 1), TOLERANCE).unwrap();
}

#[test]
fn dense() {
    check_smooth(network!(dense(1 -> 1)));
    check_smooth(network!(dense(5 -> 3)));
    check_smooth(network!(dense(3 -> 7)));
}

// ---------------------------------------------------------------------------------------------------
// Losses
// ---------------------------------------------------------------------------------------------------

/// Compares dE/d output with the central difference of the loss's value.
#[track_caller]
fn check_loss<L: Loss<[f32; N], T>, T, const N: usize>(loss: &L, output: [f32; N], target: &T) {
    const STEP: f32 = 1.0 / 128.0;
    let mut d_output = [f32::NAN; N];
    let value = loss.loss(&output, target, &mut d_output).unwrap();
    assert_eq!(loss.value(&output, target), Ok(value));
    for i in 0..N {
        let at = |x: f32| {
            let mut output = output;
            output[i] = x;
            loss.value(&output, target).unwrap()
        };
        let (above, below) = (output[i] + STEP, output[i] - STEP);
        let difference = (at(above) - at(below)) / (above - below);
        let d = d_output[i];
        assert!((d - difference).abs() < TOLERANCE, "value {i}: {d}, the difference {difference}");
    }
}

#[test]
fn losses() {
    for seed in 0..20 {
        let [output, target] = random::<[f32; 5]>(2, seed).try_into().unwrap();
        let output = output.map(|x| 4.0 * x);
        check_loss(&MeanSquaredError, output, &target);
        check_loss(&CrossEntropy, output, &(seed as usize % 5));
        let probabilities = target.map(|t| 0.5 + 0.5 * t);
        check_loss(&BinaryCrossEntropy, output, &probabilities);
        check_loss(&BinaryCrossEntropy, output, &probabilities.map(f32::round));
        let total: f32 = probabilities.iter().sum();
        check_loss(&CrossEntropy, output, &probabilities.map(|p| p / total));
        // Probabilities that do not add up to 1 still have a derivative.
        check_loss(&CrossEntropy, output, &probabilities);
    }
    check_loss(&MeanSquaredError, [0.3], &[-0.4]);
    check_loss(&BinaryCrossEntropy, [0.3], &[1.0]);
    check_loss(&CrossEntropy, [0.3], &0);
}

#[test]
fn losses_with_settings() {
    for seed in 0..20 {
        let [output, target, weights] = random::<[f32; 5]>(3, seed).try_into().unwrap();
        let output = output.map(|x| 4.0 * x);
        let label = seed as usize % 5;
        let probabilities = target.map(|t| 0.5 + 0.5 * t);
        let weights = weights.map(|w| 1.0 + w);
        for smoothing in [0.0, 0.1, 1.0] {
            let loss = WeightedCrossEntropy { smoothing, weights };
            check_loss(&loss, output, &label);
            check_loss(&loss, output, &probabilities);
        }
        check_loss(&NegativeLogLikelihood, output, &label);
        let outputs = output.map(|y| 0.5 + 0.07 * y);
        check_loss(&BinaryCrossEntropyOnProbabilities, outputs, &probabilities);
        check_loss(&BinaryCrossEntropyOnProbabilities, outputs, &probabilities.map(f32::round));
    }
}

/// Outputs lie half-way between the quarters that kinks lie on.
#[test]
fn losses_with_kinks() {
    let quarters = |x: f32| (4.0 * x).round() / 4.0;
    for seed in 0..20 {
        let [output, target] = random::<[f32; 5]>(2, seed).try_into().unwrap();
        let on = output.map(|x| quarters(2.0 * x));
        let between = on.map(|x| x + 0.125);
        let target = target.map(quarters);
        check_loss(&MeanAbsoluteError, between, &target);
        for delta in [0.25, 1.0, 3.0] {
            check_loss(&Huber { delta }, between, &target);
        }
        check_loss(&Hinge, between, &target.map(|t| if t < 0.0 { -1.0 } else { 1.0 }));
        let label = seed as usize % 5;
        let mut scores = on;
        scores[label] = between[label];
        check_loss(&Hinge, scores, &label);
    }
}

// ---------------------------------------------------------------------------------------------------
// Nets
// ---------------------------------------------------------------------------------------------------

/// Random weights that keep values near 1, and biases, of several seeds; batches of 1 to 5.
#[track_caller]
fn check_smooth<N: Network>(mut net: N) {
    for seed in 0..2 {
        let mut rng = rng(seed);
        fill(&mut net, |shape| {
            let inputs = if let [_, inputs] = shape { *inputs as f32 } else { 4.0 };
            (3.0 / inputs).sqrt() * (2.0 * rng.random::<f32>() - 1.0)
        });
        for batch in 1..=5 {
            check(&net, &random(batch, seed + 10), TOLERANCE).unwrap();
        }
    }
}

/// As `check_smooth`, for nets with kinks at zero. Each bias is 1 or -1 and outweighs all that is added to
/// it: the layer's inputs are at most 5/3, and the weights from them add up to at most 0.4. So about half
/// of the rectifiers let through, and nothing comes near a kink.
#[track_caller]
fn check_kinked<N: Network>(mut net: N) {
    for seed in 0..2 {
        let mut rng = rng(seed);
        fill(&mut net, |shape| match shape {
            [_, inputs] => 0.4 / *inputs as f32 * (2.0 * rng.random::<f32>() - 1.0),
            _ => rng.random_range(0..2) as f32 * 2.0 - 1.0,
        });
        for batch in 1..=5 {
            check(&net, &random(batch, seed + 10), TOLERANCE).unwrap();
        }
    }
}

macro_rules! nets {
    ($check:ident: $($test:ident => [$($layers:tt)*])*) => { $(
        #[test]
        fn $test() {
            super::$check(typenet::network!($($layers)*));
        }
    )* };
}

mod smooth_nets {
    nets! { check_smooth:
        one_hidden => [dense(3 -> 5), tanh, dense(5 -> 2)]
        narrow => [dense(1 -> 1), sigmoid, dense(1 -> 1), tanh, dense(1 -> 1)]
        bottle_neck => [dense(6 -> 2), softplus, dense(2 -> 1), tanh, dense(1 -> 2), silu, dense(2 -> 6)]
        wide => [dense(2 -> 17), gelu, dense(17 -> 3)]
        deep => [
            dense(3 -> 3), tanh, dense(3 -> 4), sigmoid, dense(4 -> 3), gelu_tanh, dense(3 -> 4), softplus,
            dense(4 -> 3), silu, dense(3 -> 4), tanh, dense(4 -> 3), elu, dense(3 -> 2)
        ]
        linear => [dense(4 -> 3), dense(3 -> 3), dense(3 -> 2)]
        activations_only => [tanh(4 -> 4), sigmoid, softmax, log_softmax]
        activation_first => [softplus, dense(4 -> 2)]
        activations_in_a_row => [dense(3 -> 4), tanh, silu, gelu, dense(4 -> 2), softplus, sigmoid]
        probabilities => [dense(4 -> 6), tanh, dense(6 -> 5), softmax]
        log_probabilities => [dense(4 -> 6), gelu, dense(6 -> 5), log_softmax]
        softmax_within => [dense(3 -> 4), softmax, dense(4 -> 4), log_softmax, dense(4 -> 2)]
    }
}

mod kinked_nets {
    nets! { check_kinked:
        the_worked_example => [dense(3 -> 1), relu, dense(1 -> 2), relu]
        one_hidden => [dense(3 -> 8), relu, dense(8 -> 2)]
        leaky => [dense(4 -> 6), leaky_relu { slope: 0.3 }, dense(6 -> 5), leaky_relu, dense(5 -> 1)]
        elu => [dense(4 -> 6), elu { alpha: 0.5 }, dense(6 -> 3), elu]
        hard => [dense(3 -> 5), hard_swish, dense(5 -> 4), hard_sigmoid, dense(4 -> 2)]
        mixed => [dense(5 -> 7), relu, dense(7 -> 7), tanh, dense(7 -> 3), leaky_relu, dense(3 -> 4)]
        deep => [
            dense(3 -> 4), relu, dense(4 -> 4), relu, dense(4 -> 4), relu, dense(4 -> 4), relu,
            dense(4 -> 4), relu, dense(4 -> 2)
        ]
    }
}

// ---------------------------------------------------------------------------------------------------
// Layers of a user's own
// ---------------------------------------------------------------------------------------------------

/// y[i] = w[i] sin x[i]. It keeps sin and cos for the way back, and uses up the room they lie in.
#[derive(Clone, Debug, PartialEq)]
pub struct Sine<const N: usize> {
    pub weight: [f32; N],
}

impl<const N: usize> Layer<[f32; N], [f32; N]> for Sine<N> {
    const ZERO: Self = Sine { weight: [0.0; N] };
    const PARAMETERS: usize = N;
    const CACHE: usize = 2 * N;

    fn forward(&self, input: &[f32; N], output: &mut [f32; N]) {
        for ((y, x), w) in output.iter_mut().zip(input).zip(&self.weight) {
            *y = w * x.sin();
        }
    }

    fn forward_train(&mut self, inputs: &[[f32; N]], outputs: &mut [[f32; N]], cache: &mut [f32]) {
        assert_eq!((outputs.len(), cache.len()), (inputs.len(), 2 * N * inputs.len()));
        self.forward_batch(inputs, outputs);
        for (kept, x) in cache.chunks_mut(2).zip(inputs.as_flattened()) {
            kept.copy_from_slice(&[x.sin(), x.cos()]);
        }
    }

    fn backward(
        &self,
        saved: Saved<'_, [f32; N], [f32; N]>,
        d_output: &[f32; N],
        d_input: Option<&mut [f32; N]>,
        gradient: &mut Self,
    ) {
        assert_eq!(saved.cache.len(), 2 * N);
        for (i, kept) in saved.cache.chunks_mut(2).enumerate() {
            gradient.weight[i] += kept[0] * d_output[i];
            kept[0] = self.weight[i] * kept[1] * d_output[i];
            kept[1] = f32::NAN;
        }
        if let Some(d_input) = d_input {
            for (dx, kept) in d_input.iter_mut().zip(saved.cache.chunks(2)) {
                *dx = kept[0];
            }
        }
    }

    fn parameters(&self, visitor: &mut impl Visitor) {
        visitor.tensor(TensorInfo::new("weight", &[N]), &self.weight);
    }

    fn parameters_mut<const K: usize>(group: [&mut Self; K], visitor: &mut impl VisitorMut<K>) {
        let weights = group.map(|layer| &mut layer.weight[..]);
        visitor.tensor(TensorInfo::new("weight", &[N]), weights);
    }
}

/// Puts a vector into a picture of one channel, upside down. It has no parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Fold;

impl<const H: usize, const W: usize, const N: usize> Layer<[f32; N], [[[f32; W]; H]; 1]> for Fold {
    const ZERO: Self = Fold;

    fn forward(&self, input: &[f32; N], output: &mut [[[f32; W]; H]; 1]) {
        output.values_mut().copy_from_slice(input);
        output[0].reverse();
    }

    fn backward(
        &self,
        _saved: Saved<'_, [f32; N], [[[f32; W]; H]; 1]>,
        d_output: &[[[f32; W]; H]; 1],
        d_input: Option<&mut [f32; N]>,
        _gradient: &mut Self,
    ) {
        if let Some(d_input) = d_input {
            let mut turned = *d_output;
            turned[0].reverse();
            d_input.copy_from_slice(turned.values());
        }
    }
}

/// Takes the batch's mean off each value in training: its samples depend on one another.
#[derive(Clone, Debug, PartialEq)]
pub struct Center;

/// y = x - mean of x over the batch.
fn center<const N: usize>(from: &[[f32; N]], to: &mut [[f32; N]]) {
    for i in 0..N {
        let mean = from.iter().map(|x| x[i]).sum::<f32>() / from.len() as f32;
        for (y, x) in to.iter_mut().zip(from) {
            y[i] = x[i] - mean;
        }
    }
}

impl<const N: usize> Layer<[f32; N], [f32; N]> for Center {
    const ZERO: Self = Center;

    fn forward(&self, input: &[f32; N], output: &mut [f32; N]) {
        *output = *input;
    }

    fn backward(
        &self,
        _saved: Saved<'_, [f32; N], [f32; N]>,
        _d_output: &[f32; N],
        _d_input: Option<&mut [f32; N]>,
        _gradient: &mut Self,
    ) {
        panic!("a layer that overrides `backward_batch` is asked for the whole batch");
    }

    fn forward_train(&mut self, inputs: &[[f32; N]], outputs: &mut [[f32; N]], _cache: &mut [f32]) {
        center(inputs, outputs);
    }

    fn backward_batch(
        &self,
        _saved: Saved<'_, [[f32; N]], [[f32; N]]>,
        d_outputs: &[[f32; N]],
        d_inputs: Option<&mut [[f32; N]]>,
        _gradient: &mut Self,
    ) {
        if let Some(d_inputs) = d_inputs {
            center(d_outputs, d_inputs);
        }
    }
}

network! { pub struct Inner<dense(3 -> 4), tanh, sine: Sine<4>, dense(4 -> 2)> }
network! { pub struct Middle<Inner(3 -> 2), own: Sine<2>, dense(2 -> 3), softplus> }

mod own_layers {
    use super::{Center, Fold, Inner, Middle, Sine};

    nets! { check_smooth:
        with_a_cache => [Sine<3>(3 -> 3)]
        several_with_caches => [dense(2 -> 3), Sine<3>, dense(3 -> 5), Sine<5>, tanh, Sine<5>, dense(5 -> 1)]
        without_parameters => [dense(3 -> 6), Fold(6 -> 1x3x2), tanh]
        of_the_whole_batch => [dense(3 -> 4), Center, tanh, dense(4 -> 2), Center]
        net_in_a_net => [dense(2 -> 3), tanh, Inner(3 -> 2), tanh, dense(2 -> 2)]
        net_at_the_ends => [Inner(3 -> 2), dense(2 -> 3), Inner(3 -> 2)]
        net_alone => [Inner(3 -> 2)]
        net_in_a_net_in_a_net => [dense(2 -> 3), Middle(3 -> 3), Sine<3>, Inner(3 -> 2), dense(2 -> 3), Middle(3 -> 3)]
    }
}

// ---------------------------------------------------------------------------------------------------
// The check itself
// ---------------------------------------------------------------------------------------------------

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mistake {
    None,
    /// One weight's gradient is 2% too large.
    SlightlyOff,
    /// The gradient is written, not added to.
    Overwrites,
    Forgets,
    NotANumber,
    /// dE/d input has the wrong sign.
    Sign,
    /// dE/d input is added to, not written.
    Adds,
    /// The way forward in training computes something else.
    TrainsOtherwise,
}

/// y[i] = w[i] x[i] with a mistake in the way back.
#[derive(Clone, Debug, PartialEq)]
struct Wrong {
    weight: [f32; 3],
    mistake: Mistake,
}

impl Layer<[f32; 3], [f32; 3]> for Wrong {
    const ZERO: Self = Wrong { weight: [0.0; 3], mistake: Mistake::None };
    const PARAMETERS: usize = 3;

    fn forward(&self, input: &[f32; 3], output: &mut [f32; 3]) {
        for i in 0..3 {
            output[i] = self.weight[i] * input[i];
        }
    }

    fn forward_train(&mut self, inputs: &[[f32; 3]], outputs: &mut [[f32; 3]], _cache: &mut [f32]) {
        self.forward_batch(inputs, outputs);
        if self.mistake == Mistake::TrainsOtherwise {
            for output in outputs {
                output[1] *= output[1];
            }
        }
    }

    fn backward(
        &self,
        saved: Saved<'_, [f32; 3], [f32; 3]>,
        d_output: &[f32; 3],
        d_input: Option<&mut [f32; 3]>,
        gradient: &mut Self,
    ) {
        for i in 0..3 {
            let d = saved.input[i] * d_output[i];
            match self.mistake {
                Mistake::SlightlyOff if i == 2 => gradient.weight[i] += 1.02 * d,
                Mistake::Overwrites => gradient.weight[i] = d,
                Mistake::Forgets => {}
                Mistake::NotANumber => gradient.weight[i] += d * f32::NAN,
                _ => gradient.weight[i] += d,
            }
        }
        let Some(d_input) = d_input else { return };
        for i in 0..3 {
            let d = self.weight[i] * d_output[i];
            match self.mistake {
                Mistake::Sign => d_input[i] = -d,
                Mistake::Adds => d_input[i] += d,
                _ => d_input[i] = d,
            }
        }
    }

    fn parameters(&self, visitor: &mut impl Visitor) {
        visitor.tensor(TensorInfo::new("weight", &[3]), &self.weight);
    }

    fn parameters_mut<const K: usize>(group: [&mut Self; K], visitor: &mut impl VisitorMut<K>) {
        let weights = group.map(|layer| &mut layer.weight[..]);
        visitor.tensor(TensorInfo::new("weight", &[3]), weights);
    }
}

network! { struct Suspect<dense(2 -> 3), first: Wrong, tanh, dense(3 -> 3), second: Wrong, dense(3 -> 2)> }

/// What the check says of a net whose layer `second` makes a mistake.
fn verdict(mistake: Mistake) -> Result<(), Mismatch> {
    let mut net = Suspect::ZERO;
    net.init(&mut rng(3));
    net.first.weight = [1.5, -0.5, 1.0];
    net.second.weight = [1.0, 0.5, -1.5];
    net.second.mistake = mistake;
    check(&net, &[[0.5, -0.75], [1.0, 0.25]], TOLERANCE)
}

#[test]
fn the_check_accepts_what_is_right() {
    verdict(Mistake::None).unwrap();
}

#[test]
fn the_check_finds_a_wrong_gradient_and_says_where() {
    let found = verdict(Mistake::SlightlyOff).unwrap_err();
    assert_eq!((found.name.as_str(), found.index), ("second.weight", 2));
    assert!((found.backward / found.difference - 1.02).abs() < 0.005, "{found}");
    let text = format!(
        "value 2 of second.weight: backward says {}, the finite difference {}",
        found.backward, found.difference
    );
    assert_eq!(found.to_string(), text);

    for mistake in [Mistake::Overwrites, Mistake::Forgets, Mistake::NotANumber] {
        let found = verdict(mistake).unwrap_err();
        assert_eq!((found.name.as_str(), found.index), ("second.weight", 0), "{mistake:?}");
    }
}

#[test]
fn the_check_finds_a_wrong_derivative_of_the_input() {
    // It shows at the net's own input, which is judged first.
    for mistake in [Mistake::Sign, Mistake::TrainsOtherwise] {
        let found = verdict(mistake).unwrap_err();
        assert_eq!((found.name.as_str(), found.index), ("input 0", 0), "{mistake:?}");
    }
    let mut net = network!(dense(3 -> 3), wrong: Wrong { mistake: Mistake::Adds }, dense(3 -> 3), tanh, dense(3 -> 2));
    net.init(&mut rng(3));
    net.wrong.weight = [1.0; 3];
    check(&net, &random(2, 5), TOLERANCE).unwrap_err();
    net.wrong.mistake = Mistake::None;
    check(&net, &random(2, 5), TOLERANCE).unwrap();
}

#[test]
fn the_check_does_not_mistake_settings_for_parameters() {
    let net = network!(leaky_relu(2 -> 2) { slope: 0.5 }, dense(2 -> 1));
    assert_eq!(net.leaky_relu, LeakyRelu { slope: 0.5 });
    check(&net, &[[0.5, -0.5]], TOLERANCE).unwrap();
}
