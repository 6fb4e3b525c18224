use super::recurrent::{Cell, recurrent};
use crate::{Init, math};
use core::iter::zip;
use rand::Rng;

/// Long short-term memory, `lstm(T x F -> T x H)` or, for the last state alone, `lstm(T x F -> H)` (Hochreiter and
/// Schmidhuber, *Long Short-Term Memory*, 1997, with the forget gate of Gers et al., 2000, in the form of PyTorch's
/// `LSTM`): with the sums s = xₜ Wᵢₕ + bᵢₕ + hₜ₋₁ Wₕₕ + bₕₕ in the parts i, f, g and o, and h₀ = c₀ = 0,
///
/// * i = σ(sᵢ), f = σ(s_f), g = tanh(s_g), o = σ(sₒ),
/// * cₜ = f cₜ₋₁ + i g, hₜ = o tanh(cₜ).
///
/// Back, through time: dc = o (1 - tanh²c) dh and what comes from step t + 1; do = tanh(c) dh, di = g dc, dg = i dc,
/// df = cₜ₋₁ dc, and cₜ₋₁ gets f dc.
///
/// In a file the tensors are PyTorch's: `weight_ih_l0` (4 H, F), `weight_hh_l0` (4 H, H), `bias_ih_l0`,
/// `bias_hh_l0`, with i, f, g and o one behind the other.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<lstm(5x2 -> 3), dense(3 -> 1)> }
///
/// assert_eq!(Net::PARAMETERS, 4 * 3 * (2 + 3 + 2) + 4);
/// assert_eq!(Net::ZERO.forward(&[[1.0, 2.0]; 5]), [0.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lstm<const F: usize, const H: usize> {
    /// From the input to the gates: a row for each feature, with i, f, g and o.
    pub weight_ih: [[[f32; H]; 4]; F],
    /// From the state to the gates.
    pub weight_hh: [[[f32; H]; 4]; H],
    /// What is added to the input's part.
    pub bias_ih: [[f32; H]; 4],
    /// What is added to the state's part.
    pub bias_hh: [[f32; H]; 4],
}

/// What an [`Lstm`] hands on from step to step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LstmState<const H: usize> {
    /// What came out, h.
    pub hidden: [f32; H],
    /// What is remembered, c.
    pub cell: [f32; H],
}

impl<const H: usize> LstmState<H> {
    /// Before the first step.
    pub const ZERO: Self = LstmState { hidden: [0.0; H], cell: [0.0; H] };
}

impl<const H: usize> Default for LstmState<H> {
    fn default() -> Self {
        Self::ZERO
    }
}

impl<const F: usize, const H: usize> Lstm<F, H> {
    /// Gives the weights their first values, U(-a, a) with a = 1 / √H as PyTorch does, and sets the biases to
    /// zero, but for the forget gate's, 1, so that at first nothing is forgotten (Jozefowicz et al., *An Empirical
    /// Exploration of Recurrent Network Architectures*, 2015).
    pub fn init(&mut self, rng: &mut (impl Rng + ?Sized)) {
        let init = Init::Uniform(1.0 / math::sqrt(H as f32));
        init.fill(self.weight_ih.as_flattened_mut().as_flattened_mut(), F, H, rng);
        init.fill(self.weight_hh.as_flattened_mut().as_flattened_mut(), H, H, rng);
        (self.bias_ih, self.bias_hh) = ([[0.0; H]; 4], [[0.0; H]; 4]);
        self.bias_ih[1] = [1.0; H];
    }

    /// One step, for a sequence that comes in bit by bit: `state` is what the step before left,
    /// [`LstmState::ZERO`] at the beginning; afterwards its `hidden` is what comes out. The same numbers as the
    /// whole sequence at once.
    ///
    /// ```
    /// use typenet::layers::LstmState;
    /// use typenet::prelude::*;
    ///
    /// network! { struct Net<lstm: lstm(3x2 -> 4)> }
    ///
    /// let mut net = Net::ZERO;
    /// net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    /// let sequence = [[0.5, 1.0], [0.0, -1.0], [2.0, 0.5]];
    /// let mut state = LstmState::ZERO;
    /// for x in &sequence {
    ///     net.lstm.step(x, &mut state);
    /// }
    /// assert_eq!(state.hidden, net.forward(&sequence));
    /// ```
    #[inline]
    pub fn step(&self, input: &[f32; F], state: &mut LstmState<H>) {
        self.advance_state(input, [&mut state.cell, &mut state.hidden]);
    }
}

impl<const F: usize, const H: usize> Cell<4, 6, 2> for Lstm<F, H> {
    /// Kept: i, f, g, o, the cell, and the state.
    #[cfg_attr(feature = "std", inline(always))]
    #[cfg_attr(not(feature = "std"), inline)]
    fn advance<const L: usize>(
        a: &[[f32; L]; 4],
        b: &[[f32; L]; 4],
        [.., cell_before, _]: &[[f32; L]; 6],
        [i, f, g, o, cell, hidden]: &mut [[f32; L]; 6],
    ) {
        let [ai, af, ag, ao] = a;
        let [bi, bf, bg, bo] = b;
        for (g, (a, b)) in zip(&mut *g, zip(ag, bg)) {
            *g = math::tanh(a + b);
        }
        // What is needed last comes last: they wait for one another where a processor divides.
        for (gate, (a, b)) in [(&mut *i, (ai, bi)), (&mut *f, (af, bf)), (&mut *o, (ao, bo))] {
            for (gate, (a, b)) in zip(gate, zip(a, b)) {
                *gate = math::sigmoid(a + b);
            }
        }
        for j in 0..L {
            cell[j] = f[j] * cell_before[j] + i[j] * g[j];
        }
        for ((h, o), c) in zip(zip(hidden, o), cell) {
            *h = *o * math::tanh(*c);
        }
    }

    #[cfg_attr(feature = "std", inline(always))]
    #[cfg_attr(not(feature = "std"), inline)]
    fn retreat<const L: usize>(
        [.., cell_before, _]: &[[f32; L]; 6],
        [i, f, g, o, cell, _]: &[[f32; L]; 6],
        [d, d_cell]: &mut [[f32; L]; 2],
        da: &mut [[f32; L]; 4],
        db: &mut [[f32; L]; 4],
    ) {
        let [di, df, dg, d_o] = da;
        // A gate at a time: LLVM would take all four of a value together.
        let mut dc = [0.0; L];
        for j in 0..L {
            let shown = math::tanh(cell[j]);
            dc[j] = d_cell[j] + o[j] * (1.0 - shown * shown) * d[j];
            d_o[j] = o[j] * (1.0 - o[j]) * (shown * d[j]);
        }
        for j in 0..L {
            di[j] = i[j] * (1.0 - i[j]) * (g[j] * dc[j]);
        }
        for j in 0..L {
            df[j] = f[j] * (1.0 - f[j]) * (cell_before[j] * dc[j]);
        }
        for j in 0..L {
            dg[j] = (1.0 - g[j] * g[j]) * (i[j] * dc[j]);
        }
        for j in 0..L {
            (d[j], d_cell[j]) = (0.0, f[j] * dc[j]);
        }
        *db = *da;
    }
}

recurrent!(Lstm, gates: 4, kept: 6, states: 2);
