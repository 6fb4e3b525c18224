use super::recurrent::{Cell, recurrent};
use crate::{Init, math};
use core::iter::zip;
use rand::Rng;

/// A gated recurrent unit, `gru(T x F -> T x H)` or, for the last state alone, `gru(T x F -> H)` (Cho et al.,
/// *Learning Phrase Representations using RNN Encoder–Decoder*, 2014, in the form of PyTorch's `GRU`): with
/// aₜ = xₜ Wᵢₕ + bᵢₕ and bₜ = hₜ₋₁ Wₕₕ + bₕₕ, each in the parts r, z and n, and h₀ = 0,
///
/// * r = σ(aᵣ + bᵣ), how much of the state is looked at,
/// * z = σ(a_z + b_z), how much of it stays,
/// * n = tanh(aₙ + r bₙ), what is new,
/// * hₜ = (1 - z) n + z hₜ₋₁.
///
/// Back, through time: dn = (1 - z) dh, dz = (hₜ₋₁ - n) dh, and hₜ₋₁ gets z dh beside what comes through the gates;
/// daₙ = (1 - n²) dn, dbₙ = r daₙ, dr = bₙ daₙ, daᵣ = dbᵣ = r (1 - r) dr, da_z = db_z = z (1 - z) dz.
///
/// In a file the tensors are PyTorch's: `weight_ih_l0` (3 H, F), `weight_hh_l0` (3 H, H), `bias_ih_l0`,
/// `bias_hh_l0`, with r, z and n one behind the other.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<gru(5x2 -> 3), dense(3 -> 1)> }
///
/// assert_eq!(Net::PARAMETERS, 3 * 3 * (2 + 3 + 2) + 4);
/// assert_eq!(Net::ZERO.forward(&[[1.0, 2.0]; 5]), [0.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gru<const F: usize, const H: usize> {
    /// From the input to the gates: a row for each feature, with r, z and n.
    pub weight_ih: [[[f32; H]; 3]; F],
    /// From the state to the gates.
    pub weight_hh: [[[f32; H]; 3]; H],
    /// What is added to the input's part.
    pub bias_ih: [[f32; H]; 3],
    /// What is added to the state's part.
    pub bias_hh: [[f32; H]; 3],
}

impl<const F: usize, const H: usize> Gru<F, H> {
    /// Gives the weights their first values, U(-a, a) with a = 1 / √H as PyTorch does, and sets the biases to
    /// zero.
    pub fn init(&mut self, rng: &mut (impl Rng + ?Sized)) {
        let init = Init::Uniform(1.0 / math::sqrt(H as f32));
        init.fill(self.weight_ih.as_flattened_mut().as_flattened_mut(), F, H, rng);
        init.fill(self.weight_hh.as_flattened_mut().as_flattened_mut(), H, H, rng);
        (self.bias_ih, self.bias_hh) = ([[0.0; H]; 3], [[0.0; H]; 3]);
    }

    /// One step, for a sequence that comes in bit by bit: `state` is what the step before left, zeros at the
    /// beginning, and afterwards what comes out. The same numbers as the whole sequence at once.
    ///
    /// ```
    /// use typenet::layer::Layer;
    /// use typenet::prelude::*;
    ///
    /// network! { struct Net<gru: gru(3x2 -> 4), dense(4 -> 1)> }
    ///
    /// let mut net = Net::ZERO;
    /// net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    /// let sequence = [[0.5, 1.0], [0.0, -1.0], [2.0, 0.5]];
    /// let mut state = [0.0; 4];
    /// for x in &sequence {
    ///     net.gru.step(x, &mut state);
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

impl<const F: usize, const H: usize> Cell<3, 5, 1> for Gru<F, H> {
    /// Kept: r, z, n, the state's part of n, and the state.
    #[cfg_attr(feature = "std", inline(always))]
    #[cfg_attr(not(feature = "std"), inline)]
    fn advance<const L: usize>(
        [ar, az, an]: &[[f32; L]; 3],
        [br, bz, bn]: &[[f32; L]; 3],
        [.., before]: &[[f32; L]; 5],
        [r, z, n, part, now]: &mut [[f32; L]; 5],
    ) {
        for (r, (a, b)) in zip(&mut *r, zip(ar, br)) {
            *r = math::sigmoid(a + b);
        }
        for (z, (a, b)) in zip(&mut *z, zip(az, bz)) {
            *z = math::sigmoid(a + b);
        }
        for ((n, r), (a, b)) in zip(zip(&mut *n, r), zip(an, bn)) {
            *n = math::tanh(a + *r * b);
        }
        *part = *bn;
        for ((now, before), (z, n)) in zip(zip(now, before), zip(z, n)) {
            *now = (1.0 - *z) * *n + *z * before;
        }
    }

    #[cfg_attr(feature = "std", inline(always))]
    #[cfg_attr(not(feature = "std"), inline)]
    fn retreat<const L: usize>(
        [.., before]: &[[f32; L]; 5],
        [r, z, n, part, _]: &[[f32; L]; 5],
        [d]: &mut [[f32; L]; 1],
        da: &mut [[f32; L]; 3],
        db: &mut [[f32; L]; 3],
    ) {
        let ([ar, az, an], [br, bz, bn]) = (da, db);
        // A gate at a time: LLVM would take all three of a value together.
        for j in 0..L {
            an[j] = (1.0 - n[j] * n[j]) * ((1.0 - z[j]) * d[j]);
        }
        for j in 0..L {
            ar[j] = r[j] * (1.0 - r[j]) * (part[j] * an[j]);
            bn[j] = r[j] * an[j];
        }
        for j in 0..L {
            az[j] = z[j] * (1.0 - z[j]) * ((before[j] - n[j]) * d[j]);
            d[j] *= z[j];
        }
        (*br, *bz) = (*ar, *az);
    }
}

recurrent!(Gru, gates: 3, kept: 5, states: 1);
