//! Convolutions: PyTorch's numbers (fixtures/torch, or the folder that TYPENET_FIXTURES names), finite differences,
//! batches, and padding as TensorFlow's `same`.

use crate::torch_parity::Case;
use typenet::gradient_check::check;
use typenet::layer::Layer;
use typenet::prelude::*;
use typenet_tests::{bits, init, random, tensors, values};

/// Nets of one convolution, each with the fixture that it belongs to, by the channels that it takes.
macro_rules! parity {
    ($($name:ident: $([$channels:literal: $($layer:tt)*])*;)*) => { $(
        #[test]
        fn $name() {
            let case = Case::open(stringify!($name));
            match case.word("channels").as_str() {
                $(stringify!($channels) => {
                    network! { struct Net<layer: $($layer)*> }
                    compare::<Net>(&case);
                })*
                channels => panic!("no code was compiled for {channels} channels; add it to this list"),
            }
        }
    )* };
}

parity! {
    conv2d: [2: conv2d(2x9x8 -> 3x7x6, kernel = 3)] [3: conv2d(3x10x7 -> 4x8x5, kernel = 3)];
    conv2d_stride2_pad1:
        [2: conv2d(2x9x8 -> 3x5x4, kernel = 3, stride = 2, padding = 1)]
        [3: conv2d(3x10x7 -> 4x5x4, kernel = 3, stride = 2, padding = 1)];
    conv2d_no_bias:
        [2: conv2d(2x9x8 -> 3x7x6, kernel = 3, bias = false)]
        [3: conv2d(3x10x7 -> 4x8x5, kernel = 3, bias = false)];
    conv2d_depthwise:
        [2: conv2d(2x9x8 -> 4x9x8, kernel = 3, padding = 1, groups = 2)]
        [3: conv2d(3x10x7 -> 6x10x7, kernel = 3, padding = 1, groups = 3)];
    conv2d_dilation2:
        [2: conv2d(2x9x8 -> 3x5x4, kernel = 3, dilation = 2)]
        [3: conv2d(3x10x7 -> 4x6x3, kernel = 3, dilation = 2)];
    conv2d_rect:
        [2: conv2d(2x9x8 -> 3x9x8, kernel = 3x1, padding = 1x0)]
        [3: conv2d(3x10x7 -> 4x10x7, kernel = 3x1, padding = 1x0)];
    conv1d: [3: conv1d(3x12 -> 4x10, kernel = 3)] [2: conv1d(2x15 -> 5x11, kernel = 5)];
    conv1d_stride2_pad2:
        [3: conv1d(3x12 -> 4x7, kernel = 3, stride = 2, padding = 2)]
        [2: conv1d(2x15 -> 5x8, kernel = 5, stride = 2, padding = 2)];
    conv1d_dilation2:
        [3: conv1d(3x12 -> 4x8, kernel = 3, dilation = 2)]
        [2: conv1d(2x15 -> 5x7, kernel = 5, dilation = 2)];
}

fn compare<N: Network>(case: &Case) {
    let mut all = case.floats("weight");
    let with_bias = tensors(&*N::boxed()).len() == 2;
    if with_bias {
        all.extend(case.floats("bias"));
    }
    let mut rest = all.into_iter();
    let mut net = N::boxed();
    typenet_tests::fill(&mut *net, |_| rest.next().expect("as many weights as PyTorch has"));
    assert_eq!(rest.next(), None);
    let (mut x, mut dy) = (N::Input::ZERO, N::Output::ZERO);
    x.values_mut().copy_from_slice(&case.floats("x"));
    dy.values_mut().copy_from_slice(&case.floats("dy"));
    let (mut y, mut dx, mut gradient) = (N::Output::ZERO, N::Input::ZERO, N::boxed());
    Layer::forward(&*net, &x, &mut y);
    let mut cache = vec![0.0; N::WORKSPACE];
    let saved = typenet::Saved { input: &x, output: &y, cache: &mut cache };
    Layer::backward(&*net, saved, &dy, Some(&mut dx), &mut *gradient);
    case.compare("y", y.values());
    case.compare("dx", dx.values());
    let gradient = tensors(&*gradient);
    case.compare("d_weight", &gradient[0].values);
    if with_bias {
        case.compare("d_bias", &gradient[1].values);
    }
}

/// One output for each place of `same`, with a kernel of ones over a picture of ones: how many values each place sees.
#[test]
fn same_pads_as_tensorflow() {
    network! { struct Even<c: conv1d(1x6 -> 1x3, kernel = 3, stride = 2, padding = same)> }
    network! { struct Odd<c: conv1d(1x5 -> 1x3, kernel = 3, stride = 2, padding = same)> }
    network! { struct Wide<c: conv2d(1x2x4 -> 1x2x4, kernel = 2x4, padding = same)> }
    network! { struct Far<c: conv1d(1x5 -> 1x5, kernel = 2, dilation = 3, padding = same)> }
    network! { struct Sparse<c: conv1d(1x7 -> 1x3, kernel = 1, stride = 3, padding = same)> }

    let mut even = Even::ZERO;
    even.c.weight = [[[1.0, 10.0, 100.0]]];
    assert_eq!(even.forward(&[[1.0; 6]]), [[111.0, 111.0, 11.0]]);
    let mut odd = Odd::ZERO;
    odd.c.weight = [[[1.0, 10.0, 100.0]]];
    assert_eq!(odd.forward(&[[1.0; 5]]), [[110.0, 111.0, 11.0]]);
    let mut wide = Wide::ZERO;
    wide.c.weight = [[[[1.0, 1.0, 1.0, 1.0], [0.0; 4]]]];
    let row = [3.0, 4.0, 3.0, 2.0];
    assert_eq!(wide.forward(&[[[1.0; 4]; 2]]), [[row, row]]);
    let mut far = Far::ZERO;
    far.c.weight = [[[1.0, 10.0]]];
    assert_eq!(far.forward(&[[1.0, 2.0, 3.0, 4.0, 5.0]]), [[30.0, 41.0, 52.0, 3.0, 4.0]]);
    let mut sparse = Sparse::ZERO;
    sparse.c.weight = [[[1.0]]];
    let y = sparse.forward(&[[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]]);
    assert_eq!(y, [[1.0, 4.0, 7.0]]);
}

#[test]
fn finite_differences() {
    let mut net = network!(
        conv2d(2x7x6 -> 4x7x6, kernel = 3, padding = same, groups = 2), tanh,
        conv2d(4x7x6 -> 3x3x5, kernel = 3x2, stride = 2x1), tanh,
        conv2d(3x3x5 -> 2x2x3, kernel = 2, dilation = 1x2, padding = 0, bias = false)
    );
    net.init(&mut typenet_tests::rng(1));
    check(&net, &random(3, 2), 1e-2).unwrap();
    let mut net = network!(conv1d(2x9 -> 4x9, kernel = 4, padding = 2, padding_end = 1), tanh, conv1d(4x9 -> 2x4, kernel = 3, stride = 2));
    net.init(&mut typenet_tests::rng(1));
    check(&net, &random(3, 2), 1e-2).unwrap();
}

/// In every place of a batch the bits that a sample gives alone; a step without a gradient is one with.
#[test]
fn batches_give_the_same_bits() {
    network! { struct Small<conv2d(1x4x4 -> 2x3x3, kernel = 2)> }
    network! { struct Large<conv2d(3x20x21 -> 6x10x11, kernel = 5, stride = 2, padding = 2)> }

    fn same<N: Network>() {
        let mut net = N::boxed();
        init(&mut *net, 1);
        let x: Vec<N::Input> = random(5, 2);
        let dy: Vec<N::Output> = random(5, 3);
        let mut together = vec![N::Output::ZERO; 5];
        Layer::forward_batch(&*net, &x, &mut together);
        let mut d_together = vec![N::Input::ZERO; 5];
        let (mut sum, mut one_by_one) = (N::boxed(), N::boxed());
        let saved = typenet::Saved { input: &x[..], output: &together[..], cache: &mut [] };
        Layer::backward_batch(&*net, saved, &dy, Some(&mut d_together), &mut *sum);
        for i in 0..5 {
            let (mut y, mut dx) = (N::Output::ZERO, N::Input::ZERO);
            Layer::forward(&*net, &x[i], &mut y);
            assert_eq!(bits(y.values()), bits(together[i].values()));
            let saved = typenet::Saved { input: &x[i], output: &y, cache: &mut [] };
            Layer::backward(&*net, saved, &dy[i], Some(&mut dx), &mut *one_by_one);
            assert_eq!(bits(dx.values()), bits(d_together[i].values()));
        }
        assert_eq!(bits(&values(&*sum)), bits(&values(&*one_by_one)));

        let (mut stepped, mut gradient) = (net.clone(), N::boxed());
        let saved = typenet::Saved { input: &x[0], output: &together[0], cache: &mut [] };
        Layer::backward(&*net, saved, &dy[0], None, &mut *gradient);
        let mut dx = N::Input::ZERO;
        let saved = typenet::Saved { input: &x[0], output: &together[0], cache: &mut [] };
        Layer::descend(&mut *stepped, saved, &dy[0], Some(&mut dx), 0.5);
        assert_eq!(bits(dx.values()), bits(d_together[0].values()));
        let steps = values(&*net).into_iter().zip(values(&*gradient));
        let expected: Vec<f32> = steps.map(|(w, g)| w - 0.5 * g).collect();
        assert_eq!(bits(&values(&*stepped)), bits(&expected));
    }

    same::<Small>();
    same::<Large>();
}
