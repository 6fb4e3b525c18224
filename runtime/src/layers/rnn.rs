use super::recurrent::{Cell, recurrent};
use crate::{Init, math};
use core::iter::zip;
use rand::Rng;

/// A recurrent layer, `rnn(T x F -> T x H)` or, for the last state alone, `rnn(T x F -> H)`:
/// hₜ = tanh(xₜ Wᵢₕ + bᵢₕ + hₜ₋₁ Wₕₕ + bₕₕ), from h₀ = 0 (Elman, *Finding Structure in Time*, 1990; PyTorch's `RNN`).
///
/// Back, through time, last step to first: with dE/dhₜ from the output and from step t + 1, the sums have
/// dₜ = (1 - hₜ²) dE/dhₜ; dE/dWᵢₕ = Σₜ xₜ dₜ, dE/dWₕₕ = Σₜ hₜ₋₁ dₜ, dE/dxₜ = dₜ Wᵢₕᵀ, dE/dhₜ₋₁ = dₜ Wₕₕᵀ.
///
/// In a file the tensors are PyTorch's: `weight_ih_l0` (H, F), `weight_hh_l0` (H, H), `bias_ih_l0`, `bias_hh_l0`.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<rnn(3x1 -> 3x1)> }
///
/// let mut net = Net::ZERO;
/// net.rnn.weight_ih = [[[1.0]]];
/// let [[a], [b], [c]] = net.forward(&[[0.5], [0.0], [-0.5]]);
/// assert_eq!((b, a), (0.0, -c));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rnn<const F: usize, const H: usize> {
    /// From the input to the gates: a row for each feature, of one gate.
    pub weight_ih: [[[f32; H]; 1]; F],
    /// From the state to the gates.
    pub weight_hh: [[[f32; H]; 1]; H],
    /// What is added to the input's part.
    pub bias_ih: [[f32; H]; 1],
    /// What is added to the state's part.
    pub bias_hh: [[f32; H]; 1],
}

impl<const F: usize, const H: usize> Rnn<F, H> {
    /// Gives the weights their first values, U(-a, a) with a = 1 / √H as PyTorch does, and sets the biases to
    /// zero.
    pub fn init(&mut self, rng: &mut (impl Rng + ?Sized)) {
        let init = Init::Uniform(1.0 / math::sqrt(H as f32));
        init.fill(self.weight_ih.as_flattened_mut().as_flattened_mut(), F, H, rng);
        init.fill(self.weight_hh.as_flattened_mut().as_flattened_mut(), H, H, rng);
        (self.bias_ih, self.bias_hh) = ([[0.0; H]; 1], [[0.0; H]; 1]);
    }

    /// One step, for a sequence that comes in bit by bit: `state` is what the step before left, zeros at the
    /// beginning, and afterwards what comes out. The same numbers as the whole sequence at once.
    ///
    /// ```
    /// use typenet::layer::Layer;
    /// use typenet::prelude::*;
    ///
    /// network! { struct Net<rnn: rnn(3x2 -> 4), dense(4 -> 1)> }
    ///
    /// let mut net = Net::ZERO;
    /// net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    /// let sequence = [[0.5, 1.0], [0.0, -1.0], [2.0, 0.5]];
    /// let mut state = [0.0; 4];
    /// for x in &sequence {
    ///     net.rnn.step(x, &mut state);
    /// }
    /// let mut output = [0.0];
    /// net.dense.forward(&state, &mut output);
    /// assert_eq!(output, net.forward(&sequence));
    /// ```
    #[inline]
    pub fn step(&self, input: &[f32; F], state: &mut [f32; H]) {
        self.advance_state(input, [state]);
    }
}

impl<const F: usize, const H: usize> Cell<1, 1, 1> for Rnn<F, H> {
    /// Kept: the state.
    #[cfg_attr(feature = "std", inline(always))]
    #[cfg_attr(not(feature = "std"), inline)]
    fn advance<const L: usize>(
        a: &[[f32; L]; 1],
        b: &[[f32; L]; 1],
        _before: &[[f32; L]; 1],
        [now]: &mut [[f32; L]; 1],
    ) {
        for (h, (a, b)) in zip(now, zip(&a[0], &b[0])) {
            *h = math::tanh(a + b);
        }
    }

    #[cfg_attr(feature = "std", inline(always))]
    #[cfg_attr(not(feature = "std"), inline)]
    fn retreat<const L: usize>(
        _before: &[[f32; L]; 1],
        [now]: &[[f32; L]; 1],
        [d]: &mut [[f32; L]; 1],
        [da]: &mut [[f32; L]; 1],
        [db]: &mut [[f32; L]; 1],
    ) {
        for ((d, h), (da, db)) in zip(zip(d, now), zip(da, db)) {
            *da = (1.0 - h * h) * *d;
            *db = *da;
            *d = 0.0;
        }
    }
}

recurrent!(Rnn, gates: 1, kept: 1, states: 1);
