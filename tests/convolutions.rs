//! Convolutions: finite differences, batches, and padding as TensorFlow's `same`.

use typenet::gradient_check::check;
use typenet::layer::Layer;
use typenet::prelude::*;
use typenet_tests::{bits, init, random, values};

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
