//! A user who calls typenet by another name, and has an item of the name that it no longer has.
#![deny(warnings)]

use nn::layer::{Layer, Saved};
use nn::prelude::*;

/// Not the crate.
pub mod typenet {
    /// Not the trait.
    pub struct Layer;
}

/// A layer of the user's own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Half;

impl<T: Tensor> Layer<T, T> for Half {
    const ZERO: Self = Half;

    fn forward(&self, input: &T, output: &mut T) {
        for (y, x) in output.values_mut().iter_mut().zip(input.values()) {
            *y = 0.5 * x;
        }
    }

    fn backward(
        &self,
        _saved: Saved<'_, T, T>,
        d_output: &T,
        d_input: Option<&mut T>,
        _gradient: &mut Self,
    ) {
        if let Some(d_input) = d_input {
            self.forward(d_output, d_input);
        }
    }
}

network! { pub struct Inner<dense(2 -> 3), relu> }

network! {
    /// A net.
    #[must_use]
    pub struct Net<Inner(2 -> 3), Half, dense(3 -> 1), leaky_relu { slope: 0.2 }>
}

nn::network! { pub(crate) struct ByPath<dense(1 -> 1)> }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trains() {
        let mut net = Net::ZERO;
        net.init(&mut Xoshiro128PlusPlus::seed_from_u64(3));
        let (mut gradient, mut workspace) = (Net::ZERO, [0.0; Net::workspace_len(2)]);
        let (inputs, targets) = ([[1.0, 0.5], [-1.0, 0.25]], [[2.0], [1.0]]);
        let mut adam = Adam { rate: 0.01, ..Adam::<Net>::NEW };
        let mut losses = [0.0; 50];
        for loss in &mut losses {
            *loss = net
                .loss_gradient(&MeanSquaredError, &inputs, &targets, &mut workspace, &mut gradient)
                .unwrap();
            adam.step(&mut net, &mut gradient);
        }
        assert!(losses[49] < 0.5 * losses[0], "{losses:?}");
        nn::gradient_check::check(&net, &inputs, 1e-2).unwrap();
    }

    #[test]
    fn expression_and_path() {
        let net = network!(dense(1 -> 2), tanh);
        assert_eq!(net.forward(&[1.0]), [0.0, 0.0]);
        assert_eq!(ByPath::ZERO.forward(&[1.0]), [0.0]);
    }
}
