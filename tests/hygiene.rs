//! Whatever a user's own items are called, an expansion means its own.
//!
//! `renamed/` and `no_std/` beside this file are crates of their own: a user who calls typenet by another
//! name, and one without std whose lints are strict.
#![allow(dead_code, unused_imports, non_camel_case_types)]

use typenet::network;
use typenet_tests::rng;

/// Uses all that a net has, so that all of its code is there to be compiled.
macro_rules! use_net {
    ($net:ident) => {
        #[test]
        fn trains() {
            let mut net = $net::ZERO;
            net.init(&mut ::typenet_tests::rng(1));
            let mut gradient = ::std::clone::Clone::clone(&$net::ZERO);
            let mut workspace = ::std::vec![0.0; $net::workspace_len(2)];
            let inputs = ::typenet_tests::random(2, 3);
            let targets = ::typenet_tests::random(2, 4);
            let loss = &::typenet::loss::MeanSquaredError;
            let before = ::typenet::Network::loss_gradient(
                &mut net, loss, &inputs, &targets, &mut workspace, &mut gradient,
            );
            let mut sgd = ::typenet::optim::Sgd { rate: 0.01, ..::typenet::optim::Sgd::NEW };
            ::typenet::Optimizer::step(&mut sgd, &mut net, &mut gradient);
            let after = ::typenet::Network::mean_loss(&net, loss, &inputs, &targets);
            ::std::assert!(after.unwrap() < before.unwrap());
            ::std::assert!(::std::format!("{net:?}{}", $net::summary()).contains("dense"));
        }
    };
}

mod types_of_the_same_names {
    use super::*;

    struct Dense;
    struct Relu;
    struct LeakyRelu;
    struct Layer;
    struct Network;
    struct Tensor;
    struct Saved;
    struct Visitor;
    struct VisitorMut;
    struct TensorInfo;
    struct Summary;
    struct SummaryRow;
    struct Init;
    struct Error;
    struct Loss;
    struct Optimizer;
    struct Room;
    struct Rng;
    struct RngExt;
    struct Sized;
    struct Fn;
    struct Drop;
    struct Copy;
    struct Send;
    struct Iterator;
    struct IntoIterator;
    struct Box;
    struct Vec;
    struct String;
    enum Option {}
    enum Result {}
    struct Some;
    struct None;
    struct Ok;
    struct Err;

    network! { struct Net<dense(3 -> 2), relu, leaky_relu, dense(2 -> 1)> }
    use_net!(Net);
}

mod traits_and_derives_of_the_same_names {
    use super::*;

    trait Clone {}
    trait Debug {}
    trait PartialEq {}
    trait Default {}
    trait Layer {}
    trait Network {}
    trait Tensor {}
    trait Visitor {}
    trait Sized {}
    trait Iterator {}
    trait IntoIterator {}

    network! { struct Net<dense(3 -> 2), tanh, dense(2 -> 1)> }
    use_net!(Net);
}

mod primitive_types_of_the_same_names {
    type f32 = str;
    type usize = i8;
    type u32 = ();
    type bool = u8;
    struct str;

    super::network! { struct Net<dense(3 -> 2), relu, dense(2 -> 1)> }
    use_net!(Net);
}

mod modules_of_the_same_names {
    mod f32 {}
    mod usize {}
    mod bool {}
    mod core {}
    mod std {}
    mod alloc {}
    mod typenet {}
    mod layer {}
    mod layers {}
    mod loss {}
    mod rand {}
    mod prelude {}
    mod __private {}

    ::typenet::network! { struct Net<dense(3 -> 2), relu, dense(2 -> 1)> }
    use_net!(Net);
}

mod constants_of_the_same_names {
    // All of them sizes, so that the code is wrong if it takes one for its own.
    const K: usize = 3;
    const N: usize = 4;
    const R: usize = 5;
    const T: usize = 6;
    const I: usize = 7;
    const O: usize = 8;
    const L: usize = 9;
    const TILE: usize = 10;
    const ZERO: usize = 11;
    const CACHE: usize = 12;
    const PARAMETERS: usize = 13;
    const MULTIPLY_ADDS: usize = 14;
    const INPUTS: usize = 15;
    const OUTPUTS: usize = 16;
    const LEN: usize = 17;
    const WORKSPACE: usize = 18;
    const INIT_BEFORE: usize = 19;

    super::network! {
        struct Net<
            dense(K -> N), relu, dense(N -> R), dense(R -> T), dense(T -> I), dense(I -> O), tanh,
            dense(O -> L), dense(L -> TILE), dense(TILE -> ZERO), dense(ZERO -> CACHE),
            dense(CACHE -> PARAMETERS), dense(PARAMETERS -> MULTIPLY_ADDS),
            dense(MULTIPLY_ADDS -> INPUTS), dense(INPUTS -> OUTPUTS), dense(OUTPUTS -> LEN),
            dense(LEN -> WORKSPACE), relu(WORKSPACE -> 18), dense(18 -> INIT_BEFORE),
        >
    }
    use_net!(Net);

    #[test]
    fn sizes_are_the_users() {
        assert_eq!((Net::INPUTS, Net::OUTPUTS), (3, 19));
        assert_eq!(Net::MULTIPLY_ADDS, (3..19).map(|n| n * (n + 1)).sum::<usize>());
    }
}

mod types_of_one_letter {
    struct K;
    struct N;
    struct R;
    struct T;
    struct I;
    struct O;
    struct L;

    super::network! { struct Net<dense(3 -> 2), relu, dense(2 -> 1)> }
    use_net!(Net);
}

mod functions_and_macros_of_the_same_names {
    fn forward() {}
    fn backward() {}
    fn backward_one() {}
    fn forward_batch() {}
    fn input() {}
    fn output() {}
    fn gradient() {}
    fn workspace() {}
    fn first() {}
    fn tile() {}
    fn largest() {}
    fn drop() {}

    #[allow(unused_macros)]
    mod macros {
        macro_rules! assert {
            () => {};
        }
        macro_rules! vec {
            () => {};
        }
        macro_rules! compile_error {
            () => {};
        }
        macro_rules! panic {
            () => {};
        }

        ::typenet::network! { pub struct Net<dense(3 -> 2), relu, dense(2 -> 1)> }
    }

    use macros::Net;
    use_net!(Net);
}

#[no_implicit_prelude]
mod no_prelude {
    ::typenet::network! {
        #[derive(::std::marker::Copy)]
        struct Net<dense(3 -> 2), leaky_relu { slope: 0.5 }, relu, dense(2 -> 2), softmax, dense(2 -> 1)>
    }
    use_net!(Net);

    #[::std::prelude::v1::test]
    fn expression() {
        let net = ::typenet::network!(dense(1 -> 2), tanh, dense(2 -> 1));
        ::std::assert_eq!(net.forward(&[1.0]), [0.0]);
    }
}

/// A user's trait may give every type methods that the expansion calls.
mod methods_of_the_same_names {
    pub trait Everything {
        fn zip(self) -> Self;
        fn map(self) -> Self;
        fn chunks(&self) {}
        fn chunks_mut(&self) {}
        fn len(&self) {}
        fn iter(&self) {}
        fn forward(&self) {}
        fn backward_batch(&self) {}
        fn parameters(&self) {}
        fn summary(&self) {}
        fn enter(&self) {}
        fn tensor(&self) {}
        fn unwrap_or(&self) {}
        fn clone(&self) {}
        fn eq(&self) {}
    }

    impl<T> Everything for T {
        fn zip(self) -> Self {
            self
        }
        fn map(self) -> Self {
            self
        }
    }

    super::network! { struct Net<dense(3 -> 2), leaky_relu, dense(2 -> 2), tanh, dense(2 -> 1)> }
    use_net!(Net);
}

/// The net's own name is one of ours.
mod nets_of_the_same_names {
    macro_rules! declare {
        ($($module:ident $name:ident)*) => { $(
            mod $module {
                ::typenet::network! { pub struct $name<dense(3 -> 2), relu, dense(2 -> 1)> }
                use_net!($name);
            }
        )* };
    }

    declare! {
        dense Dense relu Relu layer Layer network Network net Net tensor Tensor saved Saved
        option Option result Result some Some none None ok Ok clone Clone debug Debug
        input Input output Output k K n N t T type_ r#Type
    }
}

mod a_prelude_and_everything_else {
    #[allow(unused_imports)]
    use super::super::*;
    use typenet::layer::*;
    use typenet::layers::*;
    use typenet::loss::*;
    use typenet::optim::*;
    use typenet::prelude::*;
    use typenet::*;

    network! { pub struct Net<dense(3 -> 2), relu, dense(2 -> 1)> }
    use_net!(Net);
}

#[test]
fn local_items_and_variables() {
    let (input, output, gradient, workspace, net, layer, room) = (1, 2, 3, 4, 5, 6, 7);
    const K: usize = 2;
    type Option = ();
    let net_value = network!(dense(K -> 1), tanh);
    assert_eq!(net_value.forward(&[1.0; K]), [0.0]);
    let _: Option = ();
    assert_eq!(input + output + gradient + workspace + net + layer + room, 28);

    struct Dense;
    fn f32() {}
    f32();
    let _ = Dense;
    let mut net = network!(hidden: dense(2 -> 2), relu, dense(2 -> 1));
    net.init(&mut rng(1));
    assert_ne!(net.hidden.weight, [[0.0; 2]; 2]);
}
