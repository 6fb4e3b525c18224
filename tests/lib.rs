//! Tests of typenet as its users see it. The tests are in the files beside this one, one subject a
//! file; here is what they share.

use typenet::layer::{Layer, TensorInfo, Visitor, VisitorMut};
use typenet::prelude::*;
use typenet::rand::RngExt;

/// A generator of random numbers.
pub fn rng(seed: u64) -> Xoshiro128PlusPlus {
    Xoshiro128PlusPlus::seed_from_u64(seed)
}

/// So many tensors of values between -1 and 1.
pub fn random<T: Tensor>(count: usize, seed: u64) -> Vec<T> {
    let mut rng = rng(seed);
    let mut all = vec![T::ZERO; count];
    T::flatten_mut(&mut all).fill_with(|| 2.0 * rng.random::<f32>() - 1.0);
    all
}

/// A net's first weights, for code that does not know which net it is.
pub fn init<N: Network>(net: &mut N, seed: u64) {
    Layer::init(net, Init::Glorot, &mut rng(seed));
}

/// Gives every parameter a value; `value` is told the shape of its tensor.
pub fn fill<N: Network>(net: &mut N, value: impl FnMut(&[usize]) -> f32) {
    struct Fill<F>(F);

    impl<F: FnMut(&[usize]) -> f32> VisitorMut<1> for Fill<F> {
        fn tensor(&mut self, info: TensorInfo<'_>, [values]: [&mut [f32]; 1]) {
            values.fill_with(|| (self.0)(info.shape));
        }
    }

    N::parameters_mut([net], &mut Fill(value));
}

/// A parameter tensor, as it lies in memory.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedTensor {
    /// Its full name, such as `encoder.hidden.weight`.
    pub name: String,
    /// Its shape in a file.
    pub shape: Vec<usize>,
    /// Its values.
    pub values: Vec<f32>,
}

/// All parameters of a net.
pub fn tensors<N: Network>(net: &N) -> Vec<NamedTensor> {
    #[derive(Default)]
    struct List {
        path: Vec<&'static str>,
        all: Vec<NamedTensor>,
    }

    impl Visitor for List {
        fn enter(&mut self, name: &'static str) {
            self.path.push(name);
        }

        fn leave(&mut self) {
            self.path.pop().expect("a layer is left that was not entered");
        }

        fn tensor(&mut self, info: TensorInfo<'_>, values: &[f32]) {
            let name = [&self.path[..], &[info.name]].concat().join(".");
            self.all.push(NamedTensor { name, shape: info.shape.into(), values: values.into() });
        }
    }

    let mut list = List::default();
    net.parameters(&mut list);
    assert!(list.path.is_empty(), "a layer was entered and not left: {:?}", list.path);
    list.all
}

/// The values of all parameters of a net, one after the other.
pub fn values<N: Network>(net: &N) -> Vec<f32> {
    tensors(net).into_iter().flat_map(|tensor| tensor.values).collect()
}

/// The bits of some numbers: equal if not even a sign of zero differs, and NaN equals itself.
pub fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// Fails unless each number is as expected, give or take `relative` of it and `absolute`.
#[track_caller]
pub fn assert_close(what: &str, actual: &[f32], expected: &[f32], relative: f32, absolute: f32) {
    if let Some(misfit) = misfit(actual, expected, relative, absolute) {
        panic!("{what}: {misfit}");
    }
}

/// What the first number is that is not as expected, give or take `relative` of it and `absolute`.
pub fn misfit(actual: &[f32], expected: &[f32], relative: f32, absolute: f32) -> Option<String> {
    if actual.len() != expected.len() {
        return Some(format!("{} values, expected {}", actual.len(), expected.len()));
    }
    let mut pairs = actual.iter().zip(expected).enumerate();
    pairs.find_map(|(i, (a, e))| {
        let allowed = relative * e.abs() + absolute;
        // A NaN must not pass.
        let is_close = (a - e).abs() <= allowed;
        (!is_close).then(|| format!("value {i} is {a}, expected {e} give or take {allowed:e}"))
    })
}

/// Takes so many steps on the same batch; the loss before each of them.
pub fn train<N: Network, L: Loss<N::Output, T>, T: Sync>(
    net: &mut N,
    loss: &L,
    optimizer: &mut impl Optimizer<N>,
    inputs: &[N::Input],
    targets: &[T],
    steps: usize,
) -> Result<Vec<f32>, typenet::Error> {
    let mut gradient = N::boxed();
    let mut workspace = vec![0.0; N::WORKSPACE * inputs.len()];
    let step = |_| {
        let loss = net.loss_gradient(loss, inputs, targets, &mut workspace, &mut gradient)?;
        optimizer.step(net, &mut gradient);
        Ok(loss)
    };
    (0..steps).map(step).collect()
}

/// The README's code compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
