//! What optimizers have in common, layers with settings of their own, and what is done to a gradient before a
//! step. The optimizers' arithmetic is compared with PyTorch's in torch_optimizers.rs.

use typenet::optim::{self, ForLayer, Penalty, StateVisitor, check_layers};
use typenet::prelude::*;
use typenet_tests::{assert_close, bits, fill, init, tensors, values};

network! { struct Code<hidden: dense(3 -> 4), relu, dense(4 -> 2)> }
network! {
    struct Net<
        encoder: Code(3 -> 2),
        tanh,
        residual(dense(2 -> 2)),
        frozen(fixed: dense(2 -> 3)),
        head: dense(3 -> 2),
    >
}

/// Several optimizers with as many settings as they have, `layers` among them.
fn every_optimizer<N: Network + 'static>(
    layers: &'static [ForLayer],
) -> Vec<(&'static str, Box<dyn Optimizer<N>>)> {
    let (rate, weight_decay, momentum) = (0.01, 0.1, 0.9);
    vec![
        ("Sgd", Box::new(Sgd { rate, weight_decay, layers })),
        ("Momentum", {
            let mut momentum = Momentum::<N>::boxed();
            (momentum.rate, momentum.weight_decay, momentum.layers) = (rate, weight_decay, layers);
            momentum
        }),
        ("Adam", Box::new(Adam { rate, weight_decay, layers, ..Adam::<N>::NEW })),
        ("AdamW", Box::new(AdamW { rate, weight_decay, layers, ..AdamW::<N>::NEW })),
        (
            "RmsProp",
            Box::new(RmsProp { rate, weight_decay, momentum, layers, ..RmsProp::<N>::NEW }),
        ),
        (
            "Adagrad",
            Box::new(Adagrad { rate, rate_decay: 0.1, weight_decay, layers, ..Adagrad::<N>::NEW }),
        ),
        ("Lion", Box::new(Lion { rate, weight_decay, layers, ..Lion::<N>::NEW })),
    ]
}

fn net() -> Net {
    let mut net = Net::ZERO;
    init(&mut net, 1);
    fill_with_waves(&mut net, 0);
    net
}

/// Numbers that are neither equal nor zero.
fn fill_with_waves(net: &mut Net, seed: usize) {
    let mut i = seed as f32;
    fill(net, |_| {
        i += 1.0;
        (1.7 * i).sin() + 0.01
    });
}

/// So many steps with gradients that only their numbers decide.
fn steps(optimizer: &mut dyn Optimizer<Net>, net: &mut Net, numbers: std::ops::Range<usize>) {
    let mut gradient = Net::ZERO;
    for number in numbers {
        fill_with_waves(&mut gradient, 100 * number);
        optimizer.step(net, &mut gradient);
    }
}

#[test]
fn new_optimizers_in_boxes() {
    assert_eq!(*AdamW::<Net>::boxed(), AdamW::NEW);
    assert_eq!(*RmsProp::<Net>::boxed(), RmsProp::NEW);
    assert_eq!(*Adagrad::<Net>::boxed(), Adagrad::NEW);
    assert_eq!(*Lion::<Net>::boxed(), Lion::NEW);
}

#[test]
fn steps_go_against_the_gradient_and_use_it_up() {
    for (name, mut optimizer) in every_optimizer::<Net>(&[]) {
        let (mut net, mut gradient) = (Net::ZERO, Net::ZERO);
        fill(&mut gradient, |_| 0.5);
        optimizer.step(&mut net, &mut gradient);
        let fixed = |name: &str| name.starts_with("frozen");
        for tensor in tensors(&net) {
            let stays = fixed(&tensor.name);
            assert!(tensor.values.iter().all(|w| (*w == 0.0) == stays && *w <= 0.0), "{name}");
        }
        for tensor in tensors(&gradient).iter().filter(|tensor| !fixed(&tensor.name)) {
            assert!(bits(&tensor.values).iter().all(|bits| *bits == 0), "{name}");
        }
    }
}

#[test]
fn the_rate_can_be_set() {
    for (name, mut optimizer) in every_optimizer::<Net>(&[]) {
        *optimizer.rate_mut() = 0.0;
        let mut after = net();
        steps(&mut *optimizer, &mut after, 0..3);
        assert_eq!(after, net(), "{name}");
        *optimizer.rate_mut() = 0.1;
        steps(&mut *optimizer, &mut after, 3..4);
        assert_ne!(after, net(), "{name}");
    }
}

/// Fills the nets that are remembered, and then asks what is in them.
struct Averages(f32);

impl<N: Network> StateVisitor<N> for Averages {
    fn net(&mut self, _: &'static str, net: &mut N) {
        if self.0 > 0.0 {
            fill(net, |_| self.0);
        } else {
            assert!(!values(net).into_iter().any(f32::is_subnormal));
        }
    }

    fn scalars(&mut self, _: &'static str, _: &mut [f32]) {}
}

#[test]
fn averages_do_not_decay_into_subnormal_numbers() {
    for (_, mut optimizer) in every_optimizer::<Code>(&[]) {
        optimizer.state(&mut Averages(f32::MIN_POSITIVE));
        optimizer.step(&mut Code::ZERO.clone(), &mut Code::ZERO.clone());
        optimizer.state(&mut Averages(0.0));
    }
}

/// Puts all that is remembered into a list, or back from it.
#[derive(Default)]
struct Saved {
    all: Vec<(&'static str, Vec<f32>)>,
    next: Option<usize>,
}

impl Saved {
    fn take(&mut self, name: &'static str) -> Vec<f32> {
        let place = self.next.as_mut().unwrap();
        *place += 1;
        let (saved, values) = &self.all[*place - 1];
        assert_eq!(*saved, name);
        values.clone()
    }
}

impl<N: Network> StateVisitor<N> for Saved {
    fn net(&mut self, name: &'static str, net: &mut N) {
        if self.next.is_none() {
            self.all.push((name, values(net)));
        } else {
            let mut values = self.take(name).into_iter();
            fill(net, |_| values.next().unwrap());
        }
    }

    fn scalars(&mut self, name: &'static str, values: &mut [f32]) {
        if self.next.is_none() {
            self.all.push((name, values.to_vec()));
        } else {
            values.copy_from_slice(&self.take(name));
        }
    }
}

#[test]
fn an_optimizer_that_is_put_back_goes_on_to_the_bit() {
    let again = every_optimizer::<Net>(&[]);
    for ((name, mut first), (_, mut second)) in every_optimizer::<Net>(&[]).into_iter().zip(again) {
        let mut net = net();
        steps(&mut *first, &mut net, 0..4);
        let mut saved = Saved::default();
        first.state(&mut saved);
        assert_eq!(saved.all.is_empty(), name == "Sgd");
        saved.next = Some(0);
        second.state(&mut saved);
        assert_eq!(saved.next, Some(saved.all.len()), "{name}: as much as before");

        let mut other = net.clone();
        steps(&mut *first, &mut net, 4..8);
        steps(&mut *second, &mut other, 4..8);
        assert_eq!(bits(&values(&net)), bits(&values(&other)), "{name}");
    }
}

const LAYERS: &[ForLayer] = &[
    ForLayer { layer: "encoder.hidden.bias", rate: 3.0, weight_decay: 0.5 },
    ForLayer { layer: "encoder", rate: 0.1, ..ForLayer::NEW },
    ForLayer { layer: "residual.dense", rate: 0.0, ..ForLayer::NEW },
    ForLayer { layer: "encoder.hidden", rate: 0.2, weight_decay: 0.0 },
    ForLayer { layer: "head.bias", weight_decay: 0.0, ..ForLayer::NEW },
    // An equal path, later.
    ForLayer { layer: "head.bias", rate: 2.0, ..ForLayer::NEW },
];

/// What `LAYERS` says of a tensor: written out by hand.
const FACTORS: [(&str, f32, f32); 10] = [
    ("encoder.hidden.weight", 0.2, 0.0),
    ("encoder.hidden.bias", 3.0, 0.5),
    ("encoder.dense.weight", 0.1, 1.0),
    ("encoder.dense.bias", 0.1, 1.0),
    ("residual.dense.weight", 0.0, 1.0),
    ("residual.dense.bias", 0.0, 1.0),
    ("frozen.fixed.weight", 0.0, 0.0),
    ("frozen.fixed.bias", 0.0, 0.0),
    ("head.weight", 1.0, 1.0),
    ("head.bias", 2.0, 1.0),
];

/// Every tensor steps as in a net that has its settings for all.
#[test]
fn layers_have_settings_of_their_own() {
    check_layers::<Net>(LAYERS).unwrap();
    let mut start = net();
    fill_with_waves(&mut start, 0);
    let names: Vec<_> = tensors(&start).into_iter().map(|tensor| tensor.name).collect();
    assert_eq!(names, FACTORS.map(|(name, ..)| name));
    for (place, (optimizer, mut with)) in every_optimizer::<Net>(LAYERS).into_iter().enumerate() {
        assert_eq!(with.layers(), LAYERS);
        let mut found = start.clone();
        steps(&mut *with, &mut found, 0..5);
        for ((tensor, before), (name, rate, decay)) in
            tensors(&found).into_iter().zip(tensors(&start)).zip(FACTORS)
        {
            if rate == 0.0 {
                assert_eq!(tensor, before, "{optimizer}: {name} is frozen");
                continue;
            }
            let everywhere: &'static [ForLayer] =
                Box::leak(Box::new([ForLayer { layer: "", rate, weight_decay: decay }]));
            let (_, mut alone) = every_optimizer::<Net>(everywhere).swap_remove(place);
            let mut net = start.clone();
            steps(&mut *alone, &mut net, 0..5);
            let expected = tensors(&net).into_iter().find(|tensor| tensor.name == name).unwrap();
            assert_eq!(bits(&tensor.values), bits(&expected.values), "{optimizer}: {name}");
            assert_ne!(tensor.values, before.values, "{optimizer}: {name}");
        }
    }
}

#[test]
fn factors_of_one_change_nothing() {
    let ones = &[ForLayer { layer: "encoder.hidden", ..ForLayer::NEW }];
    let pairs = every_optimizer::<Net>(ones).into_iter().zip(every_optimizer::<Net>(&[]));
    for ((name, mut with), (_, mut without)) in pairs {
        let (mut a, mut b) = (net(), net());
        steps(&mut *with, &mut a, 0..5);
        steps(&mut *without, &mut b, 0..5);
        assert_eq!(bits(&values(&a)), bits(&values(&b)), "{name}");
    }
}

/// A name that is another's beginning is not that other; nor is a name in the wrong layer.
#[test]
fn paths_are_whole_names() {
    network! { struct Like<a: dense(1 -> 1), ab: dense(1 -> 1), b: Inner(1 -> 1)> }
    network! { struct Inner<a: dense(1 -> 1), b: dense(1 -> 1)> }

    let moved = |layer| {
        let layers: &'static [ForLayer] = Box::leak(Box::new([
            ForLayer { rate: 0.0, ..ForLayer::NEW },
            ForLayer { layer, ..ForLayer::NEW },
        ]));
        let (mut net, mut gradient) = (Like::ZERO, Like::ZERO);
        fill(&mut gradient, |_| 1.0);
        Sgd { layers, ..Sgd::NEW }.step(&mut net, &mut gradient);
        let moved = tensors(&net).into_iter().filter(|tensor| tensor.values != [0.0]);
        moved.map(|tensor| tensor.name).collect::<Vec<_>>()
    };
    assert_eq!(moved("a"), ["a.weight", "a.bias"]);
    assert_eq!(moved("ab"), ["ab.weight", "ab.bias"]);
    assert_eq!(moved("b.a"), ["b.a.weight", "b.a.bias"]);
    assert_eq!(moved("b.b.bias"), ["b.b.bias"]);
    assert_eq!(moved("b"), ["b.a.weight", "b.a.bias", "b.b.weight", "b.b.bias"]);
    assert_eq!(moved("a.a"), [""; 0]);
    assert_eq!(moved("weight"), [""; 0]);
}

#[test]
fn unknown_layers_are_found() {
    let message = |layer| {
        let layers = [
            ForLayer { layer: "encoder.hidden.weight", ..ForLayer::NEW },
            ForLayer { layer, ..ForLayer::NEW },
        ];
        check_layers::<Net>(&layers).unwrap_err().to_string()
    };
    assert_eq!(
        message("haed"),
        "settings for the layer `haed`: the net has no `haed`; it has `encoder`, `residual`, \
         `frozen`, `head`"
    );
    assert_eq!(
        message("encoder.hiden.bias"),
        "settings for the layer `encoder.hiden.bias`: `encoder` has no `hiden.bias`; it has `hidden`, \
         `dense`"
    );
    assert_eq!(
        message("encoder.hidden.wieght"),
        "settings for the layer `encoder.hidden.wieght`: `encoder.hidden` has no `wieght`; it has \
         `weight`, `bias`"
    );
    assert_eq!(
        message("head.weight.x"),
        "settings for the layer `head.weight.x`: `head` has no `weight.x`; it has `weight`, `bias`"
    );
    assert_eq!(
        message("tanh"),
        "settings for the layer `tanh`: the net has no `tanh`; it has `encoder`, `residual`, \
         `frozen`, `head`"
    );
    for right in ["", "head", "encoder", "encoder.dense", "frozen.fixed", "residual.dense.bias"] {
        check_layers::<Net>(&[ForLayer { layer: right, ..ForLayer::NEW }]).unwrap();
    }
}

network! { struct Plain<dense(3 -> 2)> }

/// The numbers that the tests of clipping start from.
fn slopes() -> Plain {
    let mut gradient = Plain::ZERO;
    gradient.dense.weight = [[1.0, 0.5], [-2.0, 0.25], [3.0, -7.0]];
    gradient.dense.bias = [10.0, -0.125];
    gradient
}

#[test]
fn clipping_by_norm() {
    // torch.nn.utils.clip_grad_norm_(..., 2.5)
    let mut gradient = slopes();
    let norm = optim::clip_by_norm(&mut gradient, 2.5);
    assert_close("norm", &[norm, optim::norm(&slopes())], &[12.779_989; 2], 1e-6, 0.0);
    let weight = [0.1956183, 0.09780915, -0.3912366, 0.04890458, 0.58685493, -1.3693281];
    assert_close("weight", gradient.dense.weight.as_flattened(), &weight, 1e-6, 0.0);
    assert_close("bias", &gradient.dense.bias, &[1.956183, -0.024452288], 1e-6, 0.0);

    let mut gradient = slopes();
    optim::clip_by_norm(&mut gradient, 12.8);
    assert_eq!(gradient, slopes());
}

#[test]
fn clipping_by_value() {
    // torch.nn.utils.clip_grad_value_(..., 1.5)
    let mut gradient = slopes();
    optim::clip_by_value(&mut gradient, 1.5);
    assert_eq!(gradient.dense.weight, [[1.0, 0.5], [-1.5, 0.25], [1.5, -1.5]]);
    assert_eq!(gradient.dense.bias, [1.5, -0.125]);

    gradient.dense.bias = [f32::NAN, f32::NEG_INFINITY];
    optim::clip_by_value(&mut gradient, 1.5);
    assert!(gradient.dense.bias[0].is_nan());
    assert_eq!(gradient.dense.bias[1], -1.5);
}

#[test]
fn norms_of_large_and_small_numbers() {
    for size in [1e-40, 1e-30, 1e-20, 1e-10, 1.0, 1e10, 1e18, 1e19, 1e30, 1e37] {
        let mut gradient = slopes();
        optim::scale(&mut gradient, size);
        let norm = optim::norm(&gradient);
        // Below 1e-38 a float has fewer digits.
        let relative = if size < 1e-38 { 1e-3 } else { 1e-6 };
        assert_close("norm", &[norm], &[12.779_989 * size], relative, 0.0);
        if size >= 1.0 {
            assert_eq!(optim::clip_by_norm(&mut gradient, 1.0), norm);
            assert_close("norm", &[optim::norm(&gradient)], &[1.0], 1e-6, 0.0);
        }
    }
    assert_eq!(optim::norm(&Plain::ZERO), 0.0);
}

#[test]
fn a_norm_of_many_numbers_keeps_its_digits() {
    network! { struct Large<dense(1023 -> 1025)> }
    let mut gradient = Large::boxed();
    fill(&mut *gradient, |_| 0.1);
    let expected = 0.1 * (Large::PARAMETERS as f32).sqrt();
    assert_close("norm", &[optim::norm(&*gradient)], &[expected], 1e-5, 0.0);
}

#[test]
fn a_gradient_that_is_not_finite_is_left_alone() {
    for wrong in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut gradient = slopes();
        gradient.dense.bias[0] = wrong;
        let before = bits(&values(&gradient));
        let norm = optim::clip_by_norm(&mut gradient, 1.0);
        assert_eq!(norm.to_bits(), wrong.abs().to_bits());
        assert_eq!(bits(&values(&gradient)), before);
    }
}

/// What is not learned is neither measured nor changed, and is no reason for a penalty.
#[test]
fn frozen_layers_are_left_out() {
    network! { struct Half<frozen(fixed: dense(1 -> 1)), dense(1 -> 1)> }
    let mut net = Half::ZERO;
    net.dense.bias = [4.0];
    net.frozen.fixed.bias = [3.0];
    assert_eq!(optim::norm(&net), 4.0);
    optim::clip_by_norm(&mut net, 2.0);
    optim::clip_by_value(&mut net, 1.0);
    optim::scale(&mut net, 4.0);
    assert_eq!((net.dense.bias, net.frozen.fixed.bias), ([4.0], [3.0]));

    let mut gradient = Half::ZERO;
    let penalty = Penalty { l1: 1.0, l2: 1.0, ..Penalty::NEW }.add(&mut net, &mut gradient);
    assert_eq!(penalty, 4.0 + 8.0);
    assert_eq!((gradient.dense.bias, gradient.frozen.fixed.bias), ([5.0], [0.0]));
}

/// The gradient of a penalty is that of its differences.
#[test]
fn a_penalty_has_its_own_gradient() {
    let penalty = Penalty {
        l1: 0.3,
        l2: 0.7,
        layers: &[ForLayer { layer: "dense.bias", weight_decay: 0.25, ..ForLayer::NEW }],
    };
    let mut gradient = Plain::ZERO;
    penalty.add(&mut slopes(), &mut gradient);
    for place in 0..Plain::PARAMETERS {
        let at = |step: f32| {
            let mut net = slopes();
            let mut i = 0..;
            let mut numbers = values(&net);
            numbers[place] += step;
            fill(&mut net, |_| numbers[i.next().unwrap()]);
            penalty.add(&mut net, &mut Plain::ZERO.clone())
        };
        let difference = (at(0.03125) - at(-0.03125)) / 0.0625;
        assert_close("dE/dw", &[values(&gradient)[place]], &[difference], 1e-4, 1e-4);
    }
}

/// With plain descent an L2 penalty and weight decay of the same number are the same.
#[test]
fn an_l2_penalty_is_weight_decay() {
    let (mut a, mut b) = (net(), net());
    let mut gradient = Net::ZERO;
    fill_with_waves(&mut gradient, 7);
    let mut again = gradient.clone();
    Sgd { rate: 0.1, weight_decay: 0.25, ..Sgd::NEW }.step(&mut a, &mut gradient);
    Penalty { l2: 0.25, ..Penalty::NEW }.add(&mut b, &mut again);
    Sgd { rate: 0.1, ..Sgd::NEW }.step(&mut b, &mut again);
    assert_eq!(a, b);
}
