use crate::Init;
use crate::layer::{Layer, Saved, TensorInfo, Visitor, VisitorMut};
use crate::trained::{Part, Trained};
use core::iter::zip;
use rand::Rng;

/// Looks numbers up in a table of vectors, `embedding(T -> T x D, vocabulary = V)`: `yₜ = W[xₜ]`, the row of word xₜ
/// (Bengio et al., *A Neural Probabilistic Language Model*, 2003; PyTorch's `Embedding`).
///
/// The words are whole numbers from 0 to V - 1, as floats, which are exact up to 2²⁴. Training refuses others
/// ([`Error::Place`](crate::Error::Place)) where the embedding is a net's first layer; in `forward` another number's
/// row is NaN.
///
/// Back: `dE/dW[xₜ] = Σ dE/dyₜ` over the places where the word stands. A word has no derivative: dE/dx is 0.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<embedding(2 -> 2x3, vocabulary = 10)> }
///
/// let mut net = Net::ZERO;
/// net.embedding.weight[7] = [1.0, 2.0, 3.0];
/// assert_eq!(net.forward(&[7.0, 0.0]), [[1.0, 2.0, 3.0], [0.0; 3]]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Embedding<const V: usize, const D: usize> {
    /// The vector of each word.
    pub weight: [[f32; D]; V],
}

impl<const V: usize, const D: usize> Embedding<V, D> {
    /// All vectors zero.
    pub const ZERO: Self = Embedding { weight: [[0.0; D]; V] };

    /// Gives the vectors their first values, U(-a, a) with a = √3, which has variance 1, as PyTorch's normal
    /// distribution does.
    pub fn init(&mut self, rng: &mut (impl Rng + ?Sized)) {
        Init::Uniform(1.732_050_8).fill(self.weight.as_flattened_mut(), V, D, rng);
    }

    const WEIGHT: TensorInfo<'static> = TensorInfo::new("weight", &[V, D]);
}

impl<P: Part, const V: usize, const D: usize> Trained<P> for Embedding<V, D> {
    const TENSORS: &'static [TensorInfo<'static>] = &[Self::WEIGHT];
    const TRAINED: Self = {
        let mut layer = Self::ZERO;
        P::WEIGHTS.copy(Self::WEIGHT, layer.weight.as_flattened_mut());
        layer
    };
}

/// The word that a number stands for.
#[inline]
fn word(x: f32) -> Option<usize> {
    // The conversion stops at the ends and takes NaN for 0; none of these is its number again.
    let word = x as usize;
    (word as f32 == x).then_some(word)
}

impl<const V: usize, const D: usize> Default for Embedding<V, D> {
    fn default() -> Self {
        Self::ZERO
    }
}

impl<const V: usize, const D: usize, const T: usize> Layer<[f32; T], [[f32; D]; T]>
    for Embedding<V, D>
{
    const ZERO: Self = Self::ZERO;
    const PARAMETERS: usize = V * D;
    const PLACES: Option<usize> = Some(V);

    fn init(&mut self, _init: Init, rng: &mut (impl Rng + ?Sized)) {
        self.init(rng);
    }

    #[inline]
    fn forward(&self, input: &[f32; T], output: &mut [[f32; D]; T]) {
        for (&x, y) in zip(input, output) {
            *y = word(x).and_then(|word| self.weight.get(word)).copied().unwrap_or([f32::NAN; D]);
        }
    }

    #[inline]
    fn backward(
        &self,
        saved: Saved<'_, [f32; T], [[f32; D]; T]>,
        d_output: &[[f32; D]; T],
        d_input: Option<&mut [f32; T]>,
        gradient: &mut Self,
    ) {
        for (&x, dy) in zip(saved.input, d_output) {
            let Some(row) = word(x).and_then(|word| gradient.weight.get_mut(word)) else {
                continue;
            };
            for (dw, dy) in zip(row, dy) {
                *dw += dy;
            }
        }
        if let Some(d_input) = d_input {
            *d_input = [0.0; T];
        }
    }

    #[inline]
    fn descend(
        &mut self,
        saved: Saved<'_, [f32; T], [[f32; D]; T]>,
        d_output: &[[f32; D]; T],
        d_input: Option<&mut [f32; T]>,
        rate: f32,
    ) {
        for (&x, dy) in zip(saved.input, d_output) {
            let Some(row) = word(x).and_then(|word| self.weight.get_mut(word)) else { continue };
            for (w, dy) in zip(row, dy) {
                *w -= rate * dy;
            }
        }
        if let Some(d_input) = d_input {
            *d_input = [0.0; T];
        }
    }

    fn parameters(&self, visitor: &mut impl Visitor) {
        visitor.tensor(Self::WEIGHT, self.weight.as_flattened());
    }

    #[inline]
    fn parameters_mut<const K: usize>(group: [&mut Self; K], visitor: &mut impl VisitorMut<K>) {
        visitor.tensor(Self::WEIGHT, group.map(|layer| layer.weight.as_flattened_mut()));
    }
}
