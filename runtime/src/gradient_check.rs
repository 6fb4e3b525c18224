//! Finite differences: is a backward pass the derivative of the forward pass?
//!
//! For the author of a layer, in a test. The net's outputs are summed up with fixed factors to one number
//! E; then each parameter and each input is moved a little up and down, and what E does is compared with
//! what `backward` says.

use crate::layer::{TensorInfo, VisitorMut};
use crate::{Network, Tensor, network};
use alloc::{string::String, vec, vec::Vec};
use core::fmt;

/// A derivative that is not what the finite difference says.
#[derive(Clone, Debug, PartialEq)]
pub struct Mismatch {
    /// The parameter's name, such as `hidden.weight`, or `input 3` for the fourth sample's input.
    pub name: String,
    /// The value's index in the tensor, as it lies in memory.
    pub index: usize,
    /// What `backward` says.
    pub backward: f32,
    /// What the finite difference says.
    pub difference: f32,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Mismatch { name, index, backward, difference } = self;
        write!(
            f,
            "value {index} of {name}: backward says {backward}, the finite difference {difference}"
        )
    }
}

impl core::error::Error for Mismatch {}

/// How far a value is moved each way. f32 has 24 bits: much less, and the difference drowns in rounding.
const STEP: f32 = 1.0 / 128.0;

/// Compares every derivative of `net` at a batch of inputs with the central difference
/// (E(w + h) - E(w - h)) / 2h. They may differ by `tolerance`, relative to the larger of 1 and the
/// derivative; 1e-2 suits nets whose values are about 1.
///
/// Keep kinks away: an input of a relu that is within 0.01 of zero has no derivative to compare with. A layer
/// with random numbers is asked for the same ones each time, as each forward pass begins with the net as given.
///
/// # Errors
///
/// The first [`Mismatch`].
///
/// ```
/// use typenet::prelude::*;
///
/// let mut net = network!(dense(2 -> 3), tanh, dense(3 -> 1));
/// net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
/// typenet::gradient_check::check(&net, &[[0.5, -0.3], [1.0, 0.1]], 1e-2).unwrap();
/// ```
pub fn check<N: Network>(net: &N, inputs: &[N::Input], tolerance: f32) -> Result<(), Mismatch> {
    let mut net = net.clone();
    let mut inputs: Vec<N::Input> = inputs.to_vec();
    let mut workspace = vec![0.0; N::WORKSPACE * inputs.len()];
    let mut gradient = N::boxed();
    let mut d_inputs = vec![N::Input::ZERO; inputs.len()];
    let mut d_outputs = vec![N::Output::ZERO; inputs.len()];
    for (i, d) in N::Output::flatten_mut(&mut d_outputs).iter_mut().enumerate() {
        *d = factor(i);
    }
    let complete = "the workspace is as long as the net says";
    let mut trained = net.clone();
    network::forward_train(&mut trained, &inputs, &mut workspace).expect(complete);
    let d = Some(&mut d_inputs[..]);
    network::backward(&trained, &inputs, &d_outputs, d, &mut workspace, &mut gradient)
        .expect(complete);

    let mut error = |net: &N, inputs: &[N::Input]| -> f64 {
        let mut net = net.clone();
        let outputs = network::forward_train(&mut net, inputs, &mut workspace).expect(complete);
        let values = N::Output::flatten(outputs).iter().enumerate();
        values.map(|(i, &y)| f64::from(factor(i)) * f64::from(y)).sum()
    };
    let judge = |name: &str, index: usize, backward: f32, up: f64, down: f64, width: f32| {
        let difference = ((up - down) / f64::from(width)) as f32;
        let allowed = tolerance * backward.abs().max(1.0);
        // A NaN must not pass.
        if (backward - difference).abs() <= allowed {
            Ok(())
        } else {
            Err(Mismatch { name: name.into(), index, backward, difference })
        }
    };

    for sample in 0..inputs.len() {
        for index in 0..N::Input::LEN {
            let name = alloc::format!("input {sample}");
            let at = inputs[sample].values()[index];
            let (above, below) = (at + STEP, at - STEP);
            inputs[sample].values_mut()[index] = above;
            let up = error(&net, &inputs);
            inputs[sample].values_mut()[index] = below;
            let down = error(&net, &inputs);
            inputs[sample].values_mut()[index] = at;
            judge(&name, index, d_inputs[sample].values()[index], up, down, above - below)?;
        }
    }
    let mut parameters = Parameters::default();
    N::parameters_mut([&mut *gradient], &mut parameters);
    for (i, Parameter { name, index, value: backward }) in parameters.all.iter().enumerate() {
        let at = swap(&mut net, i, None);
        let (above, below) = (at + STEP, at - STEP);
        swap(&mut net, i, Some(above));
        let up = error(&net, &inputs);
        swap(&mut net, i, Some(below));
        let down = error(&net, &inputs);
        swap(&mut net, i, Some(at));
        judge(name, *index, *backward, up, down, above - below)?;
    }
    Ok(())
}

/// A factor for each output, neither regular nor large.
fn factor(i: usize) -> f32 {
    [0.7, -1.1, 0.4, 1.3, -0.6, 0.9, -0.8][i % 7]
}

/// The value of parameter number `i` of all, replaced by `new` if there is one.
fn swap<N: Network>(net: &mut N, i: usize, new: Option<f32>) -> f32 {
    let (mut left, mut old) = (i, 0.0);
    let mut found = false;
    N::parameters_mut([net], &mut |[values]: [&mut [f32]; 1]| {
        if found {
        } else if let Some(value) = values.get_mut(left) {
            (old, found) = (*value, true);
            *value = new.unwrap_or(old);
        } else {
            left -= values.len();
        }
    });
    old
}

struct Parameter {
    name: String,
    index: usize,
    value: f32,
}

/// Lists all parameters with their names.
#[derive(Default)]
struct Parameters {
    path: Vec<&'static str>,
    all: Vec<Parameter>,
}

impl VisitorMut<1> for Parameters {
    fn enter(&mut self, name: &'static str) {
        self.path.push(name);
    }

    fn leave(&mut self) {
        self.path.pop();
    }

    fn tensor(&mut self, info: TensorInfo<'_>, [values]: [&mut [f32]; 1]) {
        if !info.learned {
            return;
        }
        self.path.push("");
        let name = self.path.join(".") + info.name;
        self.path.pop();
        let all = values.iter().enumerate();
        self.all.extend(all.map(|(index, &value)| Parameter { name: name.clone(), index, value }));
    }
}
