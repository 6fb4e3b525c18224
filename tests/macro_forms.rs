//! Every form that a declaration may take.
// Sums read best with their indices.
#![allow(clippy::needless_range_loop)]

use std::sync::{Mutex, OnceLock};
use typenet::layer::{Layer, Saved, TensorInfo, Visitor, VisitorMut};
use typenet::prelude::*;
use typenet_tests::{random, rng, tensors};

/// Layers as users write them.
mod own {
    use super::*;

    /// y[i] = w[i] x[i]
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Scale<const N: usize> {
        pub weight: [f32; N],
    }

    impl<const N: usize> Layer<[f32; N], [f32; N]> for Scale<N> {
        const ZERO: Self = Scale { weight: [0.0; N] };
        const PARAMETERS: usize = N;

        fn forward(&self, input: &[f32; N], output: &mut [f32; N]) {
            for i in 0..N {
                output[i] = self.weight[i] * input[i];
            }
        }

        fn backward(
            &self,
            saved: Saved<'_, [f32; N], [f32; N]>,
            d_output: &[f32; N],
            d_input: Option<&mut [f32; N]>,
            gradient: &mut Self,
        ) {
            for i in 0..N {
                gradient.weight[i] += saved.input[i] * d_output[i];
            }
            if let Some(d_input) = d_input {
                for i in 0..N {
                    d_input[i] = self.weight[i] * d_output[i];
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

    /// The first values of many.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Head;

    impl<const I: usize, const O: usize> Layer<[f32; I], [f32; O]> for Head {
        const ZERO: Self = Head;

        fn forward(&self, input: &[f32; I], output: &mut [f32; O]) {
            output.copy_from_slice(&input[..O]);
        }

        fn backward(
            &self,
            _saved: Saved<'_, [f32; I], [f32; O]>,
            d_output: &[f32; O],
            d_input: Option<&mut [f32; I]>,
            _gradient: &mut Self,
        ) {
            if let Some(d_input) = d_input {
                d_input.fill(0.0);
                d_input[..O].copy_from_slice(d_output);
            }
        }
    }

    /// Two layers, one after the other, and a constant factor.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Both<A, B, const N: usize> {
        pub first: A,
        pub second: B,
        pub factor: f32,
    }

    impl<A, B, const N: usize> Layer<[f32; N], [f32; N]> for Both<A, B, N>
    where
        A: Layer<[f32; N], [f32; N]>,
        B: Layer<[f32; N], [f32; N]>,
    {
        const ZERO: Self = Both { first: A::ZERO, second: B::ZERO, factor: 1.0 };
        const PARAMETERS: usize = A::PARAMETERS + B::PARAMETERS;

        fn forward(&self, input: &[f32; N], output: &mut [f32; N]) {
            let mut between = [0.0; N];
            self.first.forward(input, &mut between);
            self.second.forward(&between, output);
            *output = output.map(|y| self.factor * y);
        }

        fn backward(
            &self,
            _saved: Saved<'_, [f32; N], [f32; N]>,
            _d_output: &[f32; N],
            _d_input: Option<&mut [f32; N]>,
            _gradient: &mut Self,
        ) {
            unreachable!("only forward is tested here")
        }
    }

    /// Passes values on. Their names are hard ones: a keyword, and two that no raw identifier can be.
    macro_rules! pass {
        ($($name:ident)*) => { $(
            #[derive(Clone, Copy, Debug, PartialEq)]
            pub struct $name;

            impl<T: Tensor> Layer<T, T> for $name {
                const ZERO: Self = $name;

                fn forward(&self, input: &T, output: &mut T) {
                    *output = *input;
                }

                fn backward(
                    &self,
                    _saved: Saved<'_, T, T>,
                    d_output: &T,
                    d_input: Option<&mut T>,
                    _gradient: &mut Self,
                ) {
                    if let Some(d_input) = d_input {
                        *d_input = *d_output;
                    }
                }
            }
        )* };
    }

    pass! { Pass Loop Crate Super PassTwice2d }
}

/// The names of a net's layers, as its table has them.
fn names<N: Network>(_: &N) -> Vec<&'static str> {
    N::summary().rows.iter().map(|row| row.name).collect()
}

/// The layers of a net as they were written.
fn layers<N: Network>(_: &N) -> Vec<&'static str> {
    N::summary().rows.iter().map(|row| row.layer).collect()
}

mod visibility {
    use typenet::prelude::*;

    pub mod inside {
        use super::*;

        network! { pub struct Public<dense(1 -> 1)> }
        network! { pub(crate) struct Crate<dense(1 -> 1)> }
        network! { pub(super) struct Parent<dense(1 -> 1)> }
        network! { pub(in crate::macro_forms) struct Forms<dense(1 -> 1)> }
        network! { struct Private<dense(1 -> 1)> }

        pub fn private() -> f32 {
            Private::ZERO.forward(&[1.0])[0]
        }
    }

    #[test]
    fn of_the_parent() {
        assert_eq!(inside::Parent::ZERO.dense.bias, [0.0]);
        assert_eq!(inside::Parent::PARAMETERS, 2);
    }
}

#[test]
fn visibility_is_kept_and_methods_have_it_too() {
    use visibility::inside;
    assert_eq!(inside::Public::ZERO.forward(&[1.0]), [0.0]);
    assert_eq!(inside::Crate::ZERO.forward(&[1.0]), [0.0]);
    assert_eq!(inside::Forms::ZERO.dense.weight, [[0.0]]);
    assert_eq!(inside::private(), 0.0);
}

mod attributes {
    use super::*;

    network! {
        /// Docs above,
        #[derive(Copy, Default)]
        /// and between.
        #[doc = "And spelled out."]
        #[allow(dead_code)]
        #[must_use]
        #[repr(C)]
        pub struct Many<first: dense(1 -> 2), relu, second: dense(2 -> 1)>
    }

    network! {
        #[derive(Clone, Debug, PartialEq)]
        struct Derived<dense(2 -> 2), relu>
    }

    network! {
        #[derive(::core::clone::Clone)]
        #[derive(std::fmt::Debug, Default,)]
        struct DerivedByPath<dense(2 -> 2)>
    }

    network! {
        #[cfg_attr(all(), derive(Default), repr(align(64)))]
        #[cfg_attr(any(), derive(NoSuchDerive))]
        struct Conditional<dense(1 -> 1)>
    }

    network! {
        #[expect(non_camel_case_types)]
        struct lower_case<dense(1 -> 1)>
    }

    network! {
        #[cfg(any())]
        struct Chosen<dense(1 -> 1), left_out: dense(1 -> 1)>
    }

    network! {
        #[cfg(all())]
        struct Chosen<dense(2 -> 1)>
    }

    // A budget that is just enough, in each of its forms; what is over is a compile-fail case.
    network! {
        #[budget(flash = 12, ram = "8 B", training_ram = "1 KiB")]
        #[derive(Copy)]
        #[cfg(all())]
        #[budget(flash = "1 MiB")]
        struct Frugal<dense(2 -> 1), tanh>
    }

    network! {
        #[cfg(any())]
        #[budget(flash = 0)]
        struct Frugal<dense(2 -> 1)>
    }

    #[test]
    fn budgets() {
        assert_eq!((Frugal::WEIGHT_BYTES, Frugal::FORWARD_BYTES), (12, 8));
        let copy = Frugal::ZERO;
        assert_eq!((copy, copy), (Frugal::ZERO, Frugal::ZERO));
    }

    #[test]
    fn conditions() {
        assert_eq!(Chosen::PARAMETERS, 3);
    }

    #[test]
    fn derives() {
        let many = Many::default();
        let (copy, again) = (many, many);
        assert_eq!(copy, again);
        assert_eq!(Many::ZERO, Many::default());

        let mut net = Derived::ZERO;
        net.dense.bias = [1.0, 2.0];
        assert_eq!(net.clone(), net);
        assert_ne!(net, Derived::ZERO);
        assert_eq!(format!("{net:?}"), format!("Derived {{ dense: {:?} }}", net.dense));

        assert_eq!(DerivedByPath::default().clone(), DerivedByPath::ZERO);
        assert!(format!("{:?}", DerivedByPath::ZERO).starts_with("DerivedByPath { dense: Dense {"));
        assert_eq!(Conditional::default(), Conditional::ZERO);
        assert_eq!(lower_case::PARAMETERS, 2);
    }

    #[test]
    fn representation() {
        assert_eq!(std::mem::offset_of!(Many, first), 0);
        assert_eq!(std::mem::offset_of!(Many, second), 16);
        assert_eq!(std::mem::align_of::<Conditional>(), 64);
        assert_eq!(Conditional::WEIGHT_BYTES, 64);
    }
}

#[test]
fn clone_debug_and_equality_come_without_derives() {
    network! { struct Net<hidden: dense(1 -> 1), leaky_relu, relu> }

    let mut net = Net::ZERO;
    net.hidden.bias = [0.5];
    assert_eq!(net.clone(), net);
    assert_ne!(net, Net::ZERO);
    assert_eq!(
        format!("{net:?}"),
        format!("Net {{ hidden: {:?}, leaky_relu: LeakyRelu {{ slope: 0.01 }} }}", net.hidden)
    );
}

#[test]
fn expression() {
    let mut net = network!(dense(3 -> 1), relu, dense(1 -> 2), relu);
    net.dense.weight = [[0.5], [1.0], [-0.5]];
    net.dense_2.weight = [[-1.0, 1.0]];
    assert_eq!(net.forward(&[1.0, 0.5, 1.0]), [0.0, 0.5]);

    // Brackets of each kind, and one net as the argument of a call.
    assert_eq!(names(&network![dense(1 -> 1), tanh]), ["dense", "tanh"]);
    assert_eq!(names(&network! { dense(1 -> 1) }), ["dense"]);

    // Two in one scope do not meet.
    let (a, b) = (network!(dense(1 -> 1)), network!(dense(2 -> 2)));
    assert_eq!((a.forward(&[1.0]), b.forward(&[1.0, 1.0])), ([0.0], [0.0, 0.0]));

    let gradient = net.zero_like();
    assert_ne!(net, gradient);
}

fn unnamed() -> impl Network<Input = [f32; 3], Output = [f32; 2]> {
    network!(dense(3 -> 2), softmax)
}

#[test]
fn expression_as_a_return_value() {
    let net = unnamed();
    let mut output = [0.0; 2];
    Layer::forward(&net, &[1.0, 2.0, 3.0], &mut output);
    assert_eq!(output, [0.5, 0.5]);
}

#[test]
fn every_built_in_layer() {
    let net = network!(
        dense(2 -> 3),
        relu,
        leaky_relu,
        elu,
        gelu,
        gelu_tanh,
        silu,
        sigmoid,
        tanh,
        softplus,
        hard_swish,
        hard_sigmoid,
        softmax,
        log_softmax,
    );
    let expected = [
        "dense",
        "relu",
        "leaky_relu",
        "elu",
        "gelu",
        "gelu_tanh",
        "silu",
        "sigmoid",
        "tanh",
        "softplus",
        "hard_swish",
        "hard_sigmoid",
        "softmax",
        "log_softmax",
    ];
    assert_eq!(names(&net), expected);
    for y in net.forward(&[1.0, 1.0]) {
        assert_eq!(y, -(3.0_f32.ln()));
    }
}

#[test]
fn names_of_layers() {
    // The user's names, and numbers from the second of a kind on; a number that is taken is left out.
    let net = network!(
        dense(1 -> 1),
        dense_2: dense(1 -> 1),
        dense(1 -> 1),
        relu,
        out: dense(1 -> 1),
        relu,
        act: relu,
    );
    assert_eq!(names(&net), ["dense", "dense_2", "dense_3", "relu", "out", "relu_2", "act"]);
    let all: Vec<_> = tensors(&net).into_iter().map(|tensor| tensor.name).collect();
    assert_eq!(
        all,
        [
            "dense.weight",
            "dense.bias",
            "dense_2.weight",
            "dense_2.bias",
            "dense_3.weight",
            "dense_3.bias",
            "out.weight",
            "out.bias",
        ]
    );
    assert_eq!(net.act, typenet::layers::Relu);
}

#[test]
fn names_that_are_keywords() {
    let net = network!(r#type: dense(1 -> 1), r#loop: relu, r#fn: dense(1 -> 1), own::Loop);
    assert_eq!(net.r#type.bias, net.r#fn.bias);
    assert_eq!(names(&net), ["type", "loop", "fn", "loop_2"]);
    assert_eq!(tensors(&net)[0].name, "type.weight");

    let net = network!(own::Loop(1 -> 1));
    assert_eq!(net.r#loop, own::Loop);

    // There is no `r#crate` and no `r#super`.
    let net = network!(own::Crate(1 -> 1), own::Super, dense(1 -> 1));
    assert_eq!(names(&net)[2], "dense");
    assert_eq!(net.forward(&[1.0]), [0.0]);
}

#[test]
fn names_that_the_expansion_uses_too() {
    network! {
        struct Net<
            input: dense(2 -> 2),
            output: relu,
            inputs: dense(2 -> 2),
            outputs: tanh,
            gradient: dense(2 -> 2),
            workspace: dense(2 -> 2),
            group: own::Scale<2>,
            visitor: dense(2 -> 2),
            rng: dense(2 -> 2),
            cache: dense(2 -> 2),
            saved: dense(2 -> 2),
            free: dense(2 -> 2),
            room: own::Scale<2>,
            front: dense(2 -> 2),
            back: dense(2 -> 2),
            tile: dense(2 -> 2),
            net: dense(2 -> 2),
            layer: leaky_relu { slope: 0.5 },
            d_output: dense(2 -> 2),
            d_outputs: dense(2 -> 2),
            d_input: dense(2 -> 2),
            d_inputs: dense(2 -> 2),
            after_input: dense(2 -> 2),
            d_after_input: dense(2 -> 2),
            kept_input: dense(2 -> 2),
            before_input: dense(2 -> 2),
            init: dense(2 -> 2),
            forward: dense(2 -> 2),
            f: dense(2 -> 2),
            other: dense(2 -> 2),
            all: dense(2 -> 2),
        >
    }

    let mut net = Net::ZERO;
    net.init(&mut rng(1));
    net.group.weight = [1.0, -1.0];
    net.room.weight = [-1.0, 1.0];
    assert_eq!(net.clone(), net);
    assert_eq!(net.forward(&[0.5, -0.5]).len(), 2);
    let inputs = [[0.5, -0.5], [1.0, 0.3]];
    let mut workspace = [0.0; Net::workspace_len(2)];
    let mut gradient = Net::ZERO;
    net.loss_gradient(&MeanSquaredError, &inputs, &inputs, &mut workspace, &mut gradient).unwrap();
    Sgd { rate: 0.1, ..Sgd::NEW }.step(&mut net, &mut gradient);
    assert_eq!(gradient, Net::ZERO);
}

#[test]
#[expect(non_snake_case)]
fn names_that_are_the_expansions_generics() {
    network! {
        struct Net<K: dense(2 -> 2), T: tanh, R: dense(2 -> 2), N: dense(2 -> 2), Self_: relu, L: dense(2 -> 1)>
    }
    assert_eq!(names(&Net::ZERO), ["K", "T", "R", "N", "Self_", "L"]);
    assert_eq!(Net::ZERO.K.bias, [0.0, 0.0]);
}

mod sizes {
    pub const IN: usize = 3;
    pub mod deeper {
        pub const OUT: usize = 2;
    }
    pub struct Config;
    impl Config {
        pub const HIDDEN: usize = IN + deeper::OUT;
    }
}

const WIDE: usize = 4;

#[test]
fn sizes_that_are_constants() {
    const LOCAL: usize = 6;

    network! {
        struct Net<
            dense(sizes::IN -> WIDE),
            relu,
            dense(WIDE -> LOCAL),
            dense(LOCAL -> self::sizes::Config::HIDDEN),
            tanh,
            dense(sizes::Config::HIDDEN -> crate::macro_forms::sizes::deeper::OUT),
        >
    }

    assert_eq!((Net::INPUTS, Net::OUTPUTS), (3, 2));
    assert_eq!(Net::PARAMETERS, 4 * 4 + 5 * 6 + 7 * 5 + 6 * 2);
    assert_eq!(Net::MULTIPLY_ADDS, 12 + 24 + 30 + 10);
    assert_eq!(Net::ZERO.forward(&[1.0; sizes::IN]), [0.0; 2]);
    assert_eq!(
        layers(&Net::ZERO)[2..4],
        ["dense(WIDE -> LOCAL)", "dense(LOCAL -> self::sizes::Config::HIDDEN)"]
    );

    // A const and the number that it stands for fit.
    let net = network!(dense(2 -> LOCAL), relu(6 -> 6), dense(6 -> 1));
    assert_eq!(net.forward(&[1.0, 2.0]), [0.0]);
}

mod parent {
    pub const SIZE: usize = 5;

    pub mod child {
        typenet::network! { pub struct Net<dense(super::SIZE -> 1_0), relu> }
    }
}

#[test]
fn nets_in_modules_and_without_the_prelude() {
    assert_eq!(parent::child::Net::ZERO.forward(&[0.0; 5]), [0.0; 10]);
}

fn net_in_a_function(x: f32) -> f32 {
    network! { struct Net<dense(1 -> 1)> }
    let mut net = Net::ZERO;
    net.dense.weight = [[2.0]];
    net.forward(&[x])[0]
}

fn another_net_of_that_name(x: f32) -> f32 {
    network! { struct Net<dense(1 -> 1), tanh> }
    Net::ZERO.forward(&[x])[0]
}

#[test]
fn nets_in_functions_and_blocks() {
    assert_eq!(net_in_a_function(3.0), 6.0);
    assert_eq!(another_net_of_that_name(3.0), 0.0);
    let closure = || {
        network! { struct Net<dense(2 -> 3)> }
        Net::PARAMETERS
    };
    assert_eq!(closure(), 9);
}

#[test]
fn commas_and_white_space() {
    network! { struct OneLine<dense(1->1),relu> }
    network! { struct TrailingComma<dense(1 -> 1), relu,> }
    network! {
        struct
        Spread
        <
            // A remark,
            dense ( 1 -> 1 ) , /* another, */
            act : relu
            ,
        >
    }
    network! { struct Semicolon<dense(1 -> 1)>; }

    assert_eq!(layers(&OneLine::ZERO), ["dense(1 -> 1)", "relu"]);
    assert_eq!(layers(&TrailingComma::ZERO), ["dense(1 -> 1)", "relu"]);
    assert_eq!(layers(&Spread::ZERO), ["dense(1 -> 1)", "relu"]);
    assert_eq!(layers(&Semicolon::ZERO), ["dense(1 -> 1)"]);
    assert_eq!(layers(&network!(dense(1 -> 1),)), ["dense(1 -> 1)"]);
}

#[test]
fn one_layer_nets() {
    network! { struct OneDense<dense(2 -> 1)> }
    network! { struct OneActivation<relu(2 -> 2)> }
    network! { struct OneNamed<only: softmax(2 -> 2)> }
    network! { struct OneOwn<own::Scale<2>(2 -> 2)> }

    let mut dense = OneDense::ZERO;
    dense.dense.bias = [3.0];
    assert_eq!(dense.forward(&[1.0, 2.0]), [3.0]);
    assert_eq!(OneActivation::ZERO.forward(&[-1.0, 2.0]), [0.0, 2.0]);
    assert_eq!((OneActivation::PARAMETERS, OneActivation::WEIGHT_BYTES), (0, 0));
    assert_eq!(OneNamed::ZERO.forward(&[7.0, 7.0]), [0.5, 0.5]);
    assert_eq!(
        OneOwn { scale: own::Scale { weight: [2.0, 3.0] } }.forward(&[1.0, 1.0]),
        [2.0, 3.0]
    );
    assert_eq!(OneNamed::ZERO.only, typenet::layers::Softmax);
}

#[test]
fn one_layer_nets_go_back_too() {
    network! { struct Net<dense(2 -> 1)> }
    let mut net = Net { dense: typenet::layers::Dense { weight: [[2.0], [3.0]], bias: [0.0] } };
    let mut workspace = [0.0; Net::workspace_len(2)];
    let (mut gradient, mut d_inputs) = (Net::ZERO, [[f32::NAN; 2]; 2]);
    let inputs = [[1.0, 2.0], [3.0, 4.0]];
    assert_eq!(net.forward_train(&inputs, &mut workspace), Ok(&[[8.0], [18.0]][..]));
    let d_outputs = [[1.0], [-1.0]];
    net.backward_to_input(&inputs, &d_outputs, &mut d_inputs, &mut workspace, &mut gradient)
        .unwrap();
    assert_eq!(d_inputs, [[2.0, 3.0], [-2.0, -3.0]]);
    assert_eq!((gradient.dense.weight, gradient.dense.bias), ([[-2.0], [-2.0]], [0.0]));
}

#[test]
fn layers_of_ones_own() {
    use own::{Head, Pass, Scale};
    type Alias = Scale<3>;

    network! {
        struct Net<
            dense(4 -> 3),
            Scale<3>,
            own::Scale<3>,
            self::own::Scale::<3>,
            crate::macro_forms::own::Scale<{ 1 + 2 }>,
            Alias,
            gain: own::Both<Scale<3>, own::Both<Pass, Scale<3>, 3>, 3> { factor: 2.0 },
            Pass,
            own::PassTwice2d,
            Head(3 -> 2),
            own::Head(2 -> 1),
        >
    }

    let mut net = Net::ZERO;
    net.dense.bias = [1.0, 2.0, 3.0];
    net.scale.weight = [1.0; 3];
    net.scale_2.weight = [2.0; 3];
    net.scale_3.weight = [1.0; 3];
    net.scale_4.weight = [1.0; 3];
    net.alias.weight = [3.0; 3];
    net.gain.first.weight = [1.0; 3];
    net.gain.second.second.weight = [5.0; 3];
    assert_eq!(net.gain.factor, 2.0);
    assert_eq!(net.forward(&[0.0; 4]), [60.0]);
    assert_eq!(Net::PARAMETERS, 15 + 7 * 3);
    let expected = [
        "dense",
        "scale",
        "scale_2",
        "scale_3",
        "scale_4",
        "alias",
        "gain",
        "pass",
        "pass_twice2d",
        "head",
        "head_2",
    ];
    assert_eq!(names(&net), expected);
}

#[test]
fn settings_in_braces() {
    const SLOPE: f32 = 0.125;

    let net = network!(
        leaky_relu(1 -> 1) { slope: 0.2 },
        leaky_relu,
        named: leaky_relu { slope: SLOPE },
        leaky_relu { slope: 1.0 / 2.0, },
        elu { alpha: 2.0 },
        elu,
    );
    assert_eq!(net.leaky_relu.slope, 0.2);
    assert_eq!(net.leaky_relu_2.slope, 0.01);
    assert_eq!(net.named.slope, 0.125);
    assert_eq!(net.leaky_relu_3.slope, 0.5);
    assert_eq!((net.elu.alpha, net.elu_2.alpha), (2.0, 1.0));

    network! { struct Leaky<leaky_relu(1 -> 1) { slope: 0.2 }> }
    assert_eq!(Leaky::ZERO.forward(&[-1.0]), [-0.2]);
    const NET: Leaky = Leaky::ZERO;
    assert_eq!(NET.leaky_relu.slope, 0.2);
}

#[test]
fn activations_with_and_without_arrows() {
    let net = network!(relu, dense(3 -> 2), tanh(2 -> 2), sigmoid, log_softmax(2 -> 2));
    let rows = |rows: &[typenet::SummaryRow]| -> Vec<(&[usize], &[usize])> {
        rows.iter().map(|row| (row.takes, row.gives)).collect()
    };
    fn summary<N: Network>(_: &N) -> typenet::Summary {
        N::summary()
    }
    let two: &[usize] = &[2];
    assert_eq!(
        rows(summary(&net).rows),
        [(&[3][..], &[3][..]), (&[3], &[2]), (two, two), (two, two), (two, two)]
    );
    assert_eq!(net.forward(&[1.0, 2.0, 3.0]), [-(2.0_f32.ln()); 2]);
}

#[test]
fn pictures() {
    const HEIGHT: usize = 2;
    const WIDTH: usize = 3;

    network! { struct Literal<relu(1x2x3 -> 1x2x3), tanh> }
    network! { struct Constants<relu(1 x HEIGHT x WIDTH -> 1 x HEIGHT x WIDTH), own::Pass> }
    network! { struct Mixed<own::Pass(2x HEIGHT x 3 -> 2 x HEIGHT x WIDTH)> }
    network! { struct Flat<own::Pass(HEIGHT x WIDTH -> 2x3)> }

    let picture: [[[f32; 3]; 2]; 1] = [[[-1.0, 0.0, 1.0], [2.0, -2.0, 0.0]]];
    let expected = [[[0.0, 0.0, 1.0], [2.0, 0.0, 0.0]]];
    assert_eq!(Literal::ZERO.forward(&picture), expected.map(|c| c.map(|r| r.map(libm_tanh))));
    assert_eq!(Constants::ZERO.forward(&picture), expected);
    assert_eq!((Literal::INPUTS, Literal::OUTPUTS), (6, 6));
    let two = [picture[0]; 2];
    assert_eq!(Mixed::ZERO.forward(&two), two);
    assert_eq!(Flat::ZERO.forward(&picture[0]), picture[0]);

    assert_eq!(layers(&Literal::ZERO)[0], "relu(1x2x3 -> 1x2x3)");
    assert_eq!(layers(&Constants::ZERO)[0], "relu(1 x HEIGHT x WIDTH -> 1 x HEIGHT x WIDTH)");
    assert_eq!(Constants::summary().rows[1].takes, [1, 2, 3]);
}

/// tanh as a net computes it: not the platform's.
fn libm_tanh(x: f32) -> f32 {
    network!(tanh(1 -> 1)).forward(&[x])[0]
}

mod nested {
    use super::*;

    network! { pub struct Inner<first: dense(2 -> 3), tanh> }
    network! { pub struct Middle<inner: Inner(2 -> 3), dense(3 -> 2), act: leaky_relu> }
    network! {
        pub struct Outer<
            encoder: Middle(2 -> 2),
            relu,
            self::Inner(2 -> 3),
            super::nested::Inner2(3 -> 3),
        >
    }
    network! { pub(super) struct Inner2<dense(3 -> 3)> }

    #[test]
    fn nets_in_nets() {
        let mut net = Outer::ZERO;
        net.init(&mut rng(3));
        assert_eq!(Outer::PARAMETERS, Middle::PARAMETERS + Inner::PARAMETERS + 12);
        assert_eq!(names(&net), ["encoder", "relu", "inner", "inner2"]);
        let all: Vec<_> = tensors(&net).into_iter().map(|tensor| tensor.name).collect();
        assert_eq!(all[0], "encoder.inner.first.weight");
        assert_eq!(all[3], "encoder.dense.bias");
        assert_eq!(all[4], "inner.first.weight");

        // The same as its parts one after the other.
        let x = [0.3, -0.7];
        let middle = net.encoder.forward(&x).map(|v| v.max(0.0));
        let expected = net.inner2.forward(&net.inner.forward(&middle));
        assert_eq!(net.forward(&x), expected);
        assert!(expected.iter().all(|y| *y != 0.0));
    }
}

mod places {
    use super::*;

    network! {
        #[derive(Copy)]
        pub struct Net<hidden: dense(2 -> 2), relu, dense(2 -> 1)>
    }

    static FLASH: Net = TRAINED;
    static SHARED: Mutex<Net> = Mutex::new(Net::ZERO);
    static LATER: OnceLock<Net> = OnceLock::new();
    static mut _ROOM: [f32; Net::workspace_len(4)] = [0.0; Net::workspace_len(4)];

    const TRAINED: Net = {
        let mut net = Net::ZERO;
        net.hidden.bias = [1.0, 2.0];
        net.dense.weight = [[10.0], [100.0]];
        net
    };

    thread_local! {
        static MINE: std::cell::RefCell<Net> = const { std::cell::RefCell::new(Net::ZERO) };
    }

    #[derive(Clone, Debug, PartialEq)]
    struct Robot {
        brain: Net,
        optimizer: Momentum<Net>,
        memory: [f32; Net::INPUTS],
    }

    fn by_reference(net: &Net) -> [f32; Net::OUTPUTS] {
        net.forward(&[0.0; 2])
    }

    fn by_value(net: Net) -> Net {
        net
    }

    fn generic<N: Network<Input = [f32; 2], Output = [f32; 1]>>(net: &N) -> f32 {
        let mut output = [0.0];
        Layer::forward(net, &[0.0; 2], &mut output);
        output[0]
    }

    #[test]
    fn wherever_a_value_may_be() {
        assert_eq!(by_reference(&FLASH), [210.0]);
        assert_eq!(by_value(TRAINED), FLASH);
        assert_eq!(generic(&TRAINED), 210.0);

        SHARED.lock().unwrap().hidden.bias = [5.0, 6.0];
        assert_eq!(SHARED.lock().unwrap().hidden.bias, [5.0, 6.0]);
        assert_eq!(*LATER.get_or_init(|| TRAINED), TRAINED);
        MINE.with_borrow_mut(|net| *net = TRAINED);
        assert_eq!(MINE.with_borrow(by_reference), [210.0]);

        let mut robot =
            Robot { brain: TRAINED, optimizer: Momentum::<Net>::NEW, memory: [0.0, 1.0] };
        robot.brain.dense.bias = [1.0];
        assert_eq!(robot.brain.forward(&robot.memory), [211.0]);
        assert_eq!(robot.clone(), robot);

        let several = [TRAINED, Net::ZERO];
        assert_eq!(several.map(|net| net.forward(&[0.0; 2])), [[210.0], [0.0]]);
        let other_thread = std::thread::spawn(|| FLASH.forward(&[0.0; 2]));
        assert_eq!(other_thread.join().unwrap(), [210.0]);
    }
}

mod written_by_a_macro {
    use super::*;

    macro_rules! declare {
        ($(#[$meta:meta])* $vis:vis $name:ident: $inputs:literal to $outputs:tt, $own:ty, $path:path) => {
            network! {
                $(#[$meta])*
                $vis struct $name<
                    dense($inputs -> $outputs),
                    $own,
                    $path,
                    last: dense($outputs -> $inputs)
                >
            }
        };
    }

    declare! {
        /// Documented there.
        #[derive(Copy)]
        pub(crate) Made: 3 to 2, own::Scale<2>, own::Pass
    }

    macro_rules! hidden {
        ($name:ident, $($hidden:literal),*) => {
            network! { struct $name<dense(1 -> 4), $(dense(4 -> $hidden), dense($hidden -> 4),)* relu> }
        };
    }

    hidden!(NoneHidden,);
    hidden!(TwoHidden, 5, 6);

    macro_rules! value {
        ($size:expr) => {
            network!(dense(1 -> $size), relu)
        };
    }

    #[test]
    fn fragments_of_every_kind() {
        assert_eq!(Made::PARAMETERS, 8 + 2 + 9);
        assert_eq!(names(&Made::ZERO), ["dense", "scale", "pass", "last"]);
        assert_eq!(NoneHidden::PARAMETERS, 8);
        assert_eq!(TwoHidden::PARAMETERS, 8 + 5 * 5 + 6 * 4 + 5 * 6 + 7 * 4);
        assert_eq!(value!(4).forward(&[1.0]), [0.0; 4]);
    }
}

#[test]
fn a_net_is_extended_like_any_struct() {
    network! { struct Net<dense(1 -> 1), tanh> }

    impl Net {
        fn seeded(seed: u64) -> Self {
            let mut net = Self::ZERO;
            net.init(&mut rng(seed));
            net
        }
    }

    impl Default for Net {
        fn default() -> Self {
            Self::seeded(7)
        }
    }

    let net = Net { dense: Net::default().dense };
    assert_eq!(net, Net::seeded(7));
    let Net { dense } = net;
    assert_ne!(dense.weight, [[0.0]]);
}

#[test]
fn a_deep_net() {
    network! {
        struct Deep<
            dense(3 -> 3), tanh, dense(3 -> 3), relu, dense(3 -> 3), elu, dense(3 -> 3), gelu,
            dense(3 -> 3), tanh, dense(3 -> 3), relu, dense(3 -> 3), elu, dense(3 -> 3), gelu,
            dense(3 -> 3), tanh, dense(3 -> 3), relu, dense(3 -> 3), elu, dense(3 -> 3), gelu,
        >
    }
    let mut net = Deep::ZERO;
    net.init(&mut rng(5));
    assert_eq!(Deep::PARAMETERS, 12 * 12);
    assert_eq!(names(&net)[22], "dense_12");
    let y = net.forward(&random::<[f32; 3]>(1, 1)[0]);
    assert!(y.iter().all(|y| y.is_finite()));
}

#[test]
fn the_default_is_the_zero_net_with_its_settings() {
    network! {
        #[derive(Default, Copy)]
        struct Set<dense(1 -> 1), leaky_relu { slope: 0.25 }>
    }

    assert_eq!(Set::default(), Set::ZERO);
    assert_eq!(Set::default().leaky_relu.slope, 0.25);
    assert_eq!(Set::workspace_len(usize::MAX), usize::MAX);
}

/// More layers than the compiler nests types or calls of constants.
#[test]
fn a_net_of_three_hundred_layers() {
    macro_rules! ten_times {
        ($then:ident!($($layers:tt)*)) => {
            $then!($($layers)* $($layers)* $($layers)* $($layers)* $($layers)*
                $($layers)* $($layers)* $($layers)* $($layers)* $($layers)*)
        };
    }
    macro_rules! hundred_times {
        ($($layers:tt)*) => { ten_times!(declare!($($layers)*)) };
    }
    macro_rules! declare {
        ($($layers:tt)*) => { network! { struct Deep<$($layers)*> } };
    }
    ten_times!(hundred_times!(dense(3 -> 3), gelu, tanh,));
    let mut net = Deep::boxed();
    assert_eq!(Deep::PARAMETERS, 100 * 12);
    net.init(&mut rng(1));
    let inputs = [[0.5, -0.2, 0.9]; 5];
    let mut workspace = vec![0.0; Deep::workspace_len(5)];
    let trained = net.forward_train(&inputs, &mut workspace).unwrap().to_vec();
    assert_eq!(trained, [net.forward(&inputs[0]); 5]);
}
