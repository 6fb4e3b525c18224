use super::convolution::{self, axis};
use super::window::Window;
use crate::Init;
use crate::kernels::convolution::{Axis, Convolution, Plan};
use crate::layer::{Layer, Message, Saved, TensorInfo, Visitor, VisitorMut};
use crate::tensor::Tensor;
use crate::trained::{Part, Trained};
use rand::Rng;

/// A convolution along a row, such as a sound's samples over time, `conv1d(IC x IL -> OC x OL, kernel = K)`:
/// yₒᵢ = bₒ + Σ_c Σ_k W_ock x_c,i+k (LeCun et al., *Backpropagation Applied to Handwritten Zip Code Recognition*, 1989,
/// along one axis; Goodfellow et al., *Deep Learning*, 2016, chapter 9; PyTorch's `Conv1d`).
///
/// Back: dE/dW_ock = Σᵢ x_c,i+k dE/dyₒᵢ, dE/dbₒ = Σᵢ dE/dyₒᵢ, and dE/dx is the sum of W_ock dE/dyₒᵢ over all that x had a
/// part in.
///
/// Its options are those of [`Conv2d`](super::Conv2d), along the one axis: `kernel`, `stride`, `padding`,
/// `padding_end`, `dilation`, `groups`, `bias`. What comes out is ⌊(IL + padding - dilation (kernel - 1) - 1) / stride⌋ + 1
/// long, where padding is that at both ends.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<rise: conv1d(1x5 -> 1x5, kernel = 2, padding = 1, padding_end = 0)> }
///
/// let mut net = Net::ZERO;
/// net.rise.weight = [[[-1.0, 1.0]]];
/// assert_eq!(net.forward(&[[1.0, 2.0, 4.0, 4.0, 0.0]]), [[1.0, 1.0, 2.0, 0.0, -4.0]]);
/// ```
///
/// As a type it is known by its weights and options; the length is free.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conv1d<
    const OUT: usize,
    const IN_PER_GROUP: usize,
    const K: usize,
    const GROUPS: usize,
    const BIASES: usize,
    const STRIDE: usize,
    const PAD_START: usize,
    const PAD_END: usize,
    const DILATION: usize,
> {
    /// The weights of each channel that comes out: for each channel that it sees, a row. PyTorch's order.
    pub weight: [[[f32; K]; IN_PER_GROUP]; OUT],
    /// What is added to each channel; empty with `bias = false`.
    pub bias: [f32; BIASES],
}

impl<
    const OUT: usize,
    const IN_PER_GROUP: usize,
    const K: usize,
    const GROUPS: usize,
    const BIASES: usize,
    const STRIDE: usize,
    const PAD_START: usize,
    const PAD_END: usize,
    const DILATION: usize,
> Conv1d<OUT, IN_PER_GROUP, K, GROUPS, BIASES, STRIDE, PAD_START, PAD_END, DILATION>
{
    /// Weights and biases zero.
    pub const ZERO: Self = Conv1d { weight: [[[0.0; K]; IN_PER_GROUP]; OUT], bias: [0.0; BIASES] };

    /// Gives the weights their first values and sets the biases to zero.
    pub fn init(&mut self, init: Init, rng: &mut (impl Rng + ?Sized)) {
        let outputs = OUT / if GROUPS > 0 { GROUPS } else { 1 };
        let weight = <[[[f32; K]; IN_PER_GROUP]; OUT]>::values_mut(&mut self.weight);
        init.fill(weight, IN_PER_GROUP * K, outputs * K, rng);
        self.bias = [0.0; BIASES];
    }

    const WEIGHT: TensorInfo<'static> = TensorInfo::new("weight", &[OUT, IN_PER_GROUP, K]);
    const BIAS: TensorInfo<'static> = TensorInfo::new("bias", &[BIASES]);

    const fn windows(input: usize, output: usize) -> [Window; 1] {
        [Window {
            name: "length",
            input,
            output,
            kernel: K,
            stride: STRIDE,
            padding: [PAD_START, PAD_END],
            dilation: DILATION,
        }]
    }

    #[inline(always)]
    const fn plan<const IL: usize, const OL: usize>() -> &'static Plan {
        const { &Plan::new(Self::shape(IL, OL)) }
    }

    const fn shape(input: usize, output: usize) -> Convolution {
        let [columns] = Self::windows(input, output);
        let outputs = OUT / if GROUPS > 0 { GROUPS } else { 1 };
        let (rows, columns) = (Axis::ONE, axis(columns));
        Convolution { groups: GROUPS, channels: IN_PER_GROUP, outputs, rows, columns }
    }
}

impl<
    const OUT: usize,
    const IN_PER_GROUP: usize,
    const K: usize,
    const GROUPS: usize,
    const BIASES: usize,
    const STRIDE: usize,
    const PAD_START: usize,
    const PAD_END: usize,
    const DILATION: usize,
> Default for Conv1d<OUT, IN_PER_GROUP, K, GROUPS, BIASES, STRIDE, PAD_START, PAD_END, DILATION>
{
    fn default() -> Self {
        Self::ZERO
    }
}

impl<
    const OUT: usize,
    const IN_PER_GROUP: usize,
    const K: usize,
    const GROUPS: usize,
    const BIASES: usize,
    const STRIDE: usize,
    const PAD_START: usize,
    const PAD_END: usize,
    const DILATION: usize,
    const IC: usize,
    const IL: usize,
    const OL: usize,
> Layer<[[f32; IL]; IC], [[f32; OL]; OUT]>
    for Conv1d<OUT, IN_PER_GROUP, K, GROUPS, BIASES, STRIDE, PAD_START, PAD_END, DILATION>
{
    const ZERO: Self = Self::ZERO;
    const PARAMETERS: usize = OUT * IN_PER_GROUP * K + BIASES;
    const MULTIPLY_ADDS: usize = OUT * OL * IN_PER_GROUP * K;
    const MISFIT: Option<Message> =
        convolution::misfit([IC, OUT], [IN_PER_GROUP, GROUPS], &Self::windows(IL, OL));

    fn init(&mut self, init: Init, rng: &mut (impl Rng + ?Sized)) {
        self.init(init, rng);
    }

    #[inline]
    fn forward(&self, input: &[[f32; IL]; IC], output: &mut [[f32; OL]; OUT]) {
        let plan = Self::plan::<IL, OL>();
        let (weight, bias) = (self.weight.values(), &self.bias);
        convolution::forward(plan, weight, bias, input.values(), output.values_mut());
    }

    #[inline]
    fn backward(
        &self,
        saved: Saved<'_, [[f32; IL]; IC], [[f32; OL]; OUT]>,
        d_output: &[[f32; OL]; OUT],
        d_input: Option<&mut [[f32; IL]; IC]>,
        gradient: &mut Self,
    ) {
        let plan = Self::plan::<IL, OL>();
        let (x, dy) = (saved.input.values(), d_output.values());
        let (weight, bias) = (gradient.weight.values_mut(), &mut gradient.bias);
        convolution::gradient(plan, x, dy, weight, bias, 1.0);
        if let Some(d_input) = d_input {
            let weight = self.weight.values();
            convolution::input_gradient(plan, weight, dy, d_input.values_mut());
        }
    }

    #[inline]
    fn descend(
        &mut self,
        saved: Saved<'_, [[f32; IL]; IC], [[f32; OL]; OUT]>,
        d_output: &[[f32; OL]; OUT],
        d_input: Option<&mut [[f32; IL]; IC]>,
        rate: f32,
    ) {
        let plan = Self::plan::<IL, OL>();
        let (x, dy) = (saved.input.values(), d_output.values());
        if let Some(d_input) = d_input {
            let weight = self.weight.values();
            convolution::input_gradient(plan, weight, dy, d_input.values_mut());
        }
        let (weight, bias) = (self.weight.values_mut(), &mut self.bias);
        convolution::gradient(plan, x, dy, weight, bias, -rate);
    }

    #[inline]
    fn forward_batch(&self, inputs: &[[[f32; IL]; IC]], outputs: &mut [[[f32; OL]; OUT]]) {
        let plan = Self::plan::<IL, OL>();
        let (inputs, outputs) = (Tensor::flatten(inputs), Tensor::flatten_mut(outputs));
        convolution::forward(plan, self.weight.values(), &self.bias, inputs, outputs);
    }

    #[inline]
    fn __forward_rectified(&self, inputs: &[[[f32; IL]; IC]], outputs: &mut [[[f32; OL]; OUT]]) {
        let plan = Self::plan::<IL, OL>();
        let (inputs, outputs) = (Tensor::flatten(inputs), Tensor::flatten_mut(outputs));
        convolution::forward_rectified(plan, self.weight.values(), &self.bias, inputs, outputs);
    }

    #[inline]
    fn backward_batch(
        &self,
        saved: Saved<'_, [[[f32; IL]; IC]], [[[f32; OL]; OUT]]>,
        d_outputs: &[[[f32; OL]; OUT]],
        d_inputs: Option<&mut [[[f32; IL]; IC]]>,
        gradient: &mut Self,
    ) {
        let plan = Self::plan::<IL, OL>();
        let (x, dy) = (Tensor::flatten(saved.input), Tensor::flatten(d_outputs));
        let (weight, bias) = (gradient.weight.values_mut(), &mut gradient.bias);
        convolution::gradient(plan, x, dy, weight, bias, 1.0);
        if let Some(d_inputs) = d_inputs {
            let (weight, d_inputs) = (self.weight.values(), Tensor::flatten_mut(d_inputs));
            convolution::input_gradient(plan, weight, dy, d_inputs);
        }
    }

    fn parameters(&self, visitor: &mut impl Visitor) {
        visitor.tensor(Self::WEIGHT, self.weight.values());
        if BIASES > 0 {
            visitor.tensor(Self::BIAS, &self.bias);
        }
    }

    #[inline]
    fn parameters_mut<const N: usize>(group: [&mut Self; N], visitor: &mut impl VisitorMut<N>) {
        let mut group = group;
        visitor.tensor(Self::WEIGHT, group.each_mut().map(|layer| layer.weight.values_mut()));
        if BIASES > 0 {
            visitor.tensor(Self::BIAS, group.map(|layer| &mut layer.bias[..]));
        }
    }
}

impl<
    P: Part,
    const OUT: usize,
    const IN_PER_GROUP: usize,
    const K: usize,
    const GROUPS: usize,
    const BIASES: usize,
    const STRIDE: usize,
    const PAD_START: usize,
    const PAD_END: usize,
    const DILATION: usize,
> Trained<P>
    for Conv1d<OUT, IN_PER_GROUP, K, GROUPS, BIASES, STRIDE, PAD_START, PAD_END, DILATION>
{
    const TENSORS: &'static [TensorInfo<'static>] =
        if BIASES > 0 { &[Self::WEIGHT, Self::BIAS] } else { &[Self::WEIGHT] };
    const TRAINED: Self = {
        let mut layer = Self::ZERO;
        P::WEIGHTS.copy(Self::WEIGHT, layer.weight.as_flattened_mut().as_flattened_mut());
        P::WEIGHTS.copy(Self::BIAS, &mut layer.bias);
        layer
    };
}
