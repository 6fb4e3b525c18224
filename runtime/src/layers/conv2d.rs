use super::convolution::{self, axis};
use super::window::Window;
use crate::Init;
use crate::kernels::convolution::{Convolution, Plan};
use crate::layer::{Layer, Message, Saved, TensorInfo, Visitor, VisitorMut};
use crate::tensor::Tensor;
use crate::trained::{Part, Trained};
use rand::Rng;

/// A convolution of pictures, `conv2d(IC x IH x IW -> OC x OH x OW, kernel = K)`:
/// yₒᵢⱼ = bₒ + Σ_c Σ_k Σ_l W_ockl x_c,i+k,j+l (LeCun et al., *Gradient-Based Learning Applied to Document
/// Recognition*, 1998, section II; Goodfellow et al., *Deep Learning*, 2016, chapter 9; PyTorch's `Conv2d`). Like
/// everywhere in the field the kernel is not turned around, so it is a cross-correlation, strictly speaking.
///
/// Back: dE/dW_ockl = Σᵢⱼ x_c,i+k,j+l dE/dyₒᵢⱼ, dE/dbₒ = Σᵢⱼ dE/dyₒᵢⱼ, and dE/dx is the sum of W_ockl dE/dyₒᵢⱼ over
/// all that x had a part in.
///
/// | option | | without |
/// |---|---|---|
/// | `kernel` | rows and columns of weights that move over the picture: `5`, or `5x3` for height x width | needed |
/// | `stride` | by how much they move | 1 |
/// | `padding` | rows and columns of zeros around the picture: `2`, `2x1`, or `same` | 0 |
/// | `padding_end` | those at the bottom and to the right, where they differ | as `padding` |
/// | `dilation` | how far apart two weights lie in the picture | 1 |
/// | `groups` | into so many parts the channels are divided, in and out: each part out sees its own in. As many as channels in is a depthwise convolution | 1 |
/// | `bias` | whether there is a number to be added to each channel that comes out | `true` |
///
/// What comes out has ⌊(IH + padding - dilation (kernel - 1) - 1) / stride⌋ + 1 rows, where padding is that at both
/// ends; other sizes are a compile error that tells the right ones. `padding = same` gives ⌈IH / stride⌉ rows, with
/// the odd row of zeros at the bottom, as TensorFlow does.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<edges: conv2d(1x3x4 -> 2x2x3, kernel = 2)> }
///
/// let mut net = Net::ZERO;
/// net.edges.weight = [[[[-1.0, 1.0], [-1.0, 1.0]]], [[[-1.0, -1.0], [1.0, 1.0]]]];
/// net.edges.bias = [0.0, 0.5];
/// let picture = [[[0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 1.0, 1.0]]];
/// assert_eq!(net.forward(&picture), [[[0.0, 2.0, 0.0]; 2], [[0.5; 3]; 2]]);
/// ```
///
/// As a type it is known by its weights and options; the size of the picture is free.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conv2d<
    const OUT: usize,
    const IN_PER_GROUP: usize,
    const KH: usize,
    const KW: usize,
    const GROUPS: usize,
    const BIASES: usize,
    const SH: usize,
    const SW: usize,
    const PAD_TOP: usize,
    const PAD_LEFT: usize,
    const PAD_BOTTOM: usize,
    const PAD_RIGHT: usize,
    const DH: usize,
    const DW: usize,
> {
    /// The weights of each channel that comes out: for each channel that it sees, rows and columns. PyTorch's order.
    pub weight: [[[[f32; KW]; KH]; IN_PER_GROUP]; OUT],
    /// What is added to each channel; empty with `bias = false`.
    pub bias: [f32; BIASES],
}

impl<
    const OUT: usize,
    const IN_PER_GROUP: usize,
    const KH: usize,
    const KW: usize,
    const GROUPS: usize,
    const BIASES: usize,
    const SH: usize,
    const SW: usize,
    const PAD_TOP: usize,
    const PAD_LEFT: usize,
    const PAD_BOTTOM: usize,
    const PAD_RIGHT: usize,
    const DH: usize,
    const DW: usize,
>
    Conv2d<
        OUT,
        IN_PER_GROUP,
        KH,
        KW,
        GROUPS,
        BIASES,
        SH,
        SW,
        PAD_TOP,
        PAD_LEFT,
        PAD_BOTTOM,
        PAD_RIGHT,
        DH,
        DW,
    >
{
    /// Weights and biases zero.
    pub const ZERO: Self =
        Conv2d { weight: [[[[0.0; KW]; KH]; IN_PER_GROUP]; OUT], bias: [0.0; BIASES] };

    /// Gives the weights their first values and sets the biases to zero.
    pub fn init(&mut self, init: Init, rng: &mut (impl Rng + ?Sized)) {
        let outputs = OUT / if GROUPS > 0 { GROUPS } else { 1 };
        let weight = <[[[[f32; KW]; KH]; IN_PER_GROUP]; OUT]>::values_mut(&mut self.weight);
        init.fill(weight, IN_PER_GROUP * KH * KW, outputs * KH * KW, rng);
        self.bias = [0.0; BIASES];
    }

    const WEIGHT: TensorInfo<'static> = TensorInfo::new("weight", &[OUT, IN_PER_GROUP, KH, KW]);
    const BIAS: TensorInfo<'static> = TensorInfo::new("bias", &[BIASES]);

    const fn windows([ih, iw]: [usize; 2], [oh, ow]: [usize; 2]) -> [Window; 2] {
        [
            Window {
                name: "height",
                input: ih,
                output: oh,
                kernel: KH,
                stride: SH,
                padding: [PAD_TOP, PAD_BOTTOM],
                dilation: DH,
            },
            Window {
                name: "width",
                input: iw,
                output: ow,
                kernel: KW,
                stride: SW,
                padding: [PAD_LEFT, PAD_RIGHT],
                dilation: DW,
            },
        ]
    }

    #[inline(always)]
    const fn plan<const IH: usize, const IW: usize, const OH: usize, const OW: usize>()
    -> &'static Plan {
        const { &Plan::new(Self::shape([IH, IW], [OH, OW])) }
    }

    const fn shape(input: [usize; 2], output: [usize; 2]) -> Convolution {
        let [rows, columns] = Self::windows(input, output);
        let outputs = OUT / if GROUPS > 0 { GROUPS } else { 1 };
        Convolution {
            groups: GROUPS,
            channels: IN_PER_GROUP,
            outputs,
            rows: axis(rows),
            columns: axis(columns),
        }
    }
}

impl<
    const OUT: usize,
    const IN_PER_GROUP: usize,
    const KH: usize,
    const KW: usize,
    const GROUPS: usize,
    const BIASES: usize,
    const SH: usize,
    const SW: usize,
    const PAD_TOP: usize,
    const PAD_LEFT: usize,
    const PAD_BOTTOM: usize,
    const PAD_RIGHT: usize,
    const DH: usize,
    const DW: usize,
> Default
    for Conv2d<
        OUT,
        IN_PER_GROUP,
        KH,
        KW,
        GROUPS,
        BIASES,
        SH,
        SW,
        PAD_TOP,
        PAD_LEFT,
        PAD_BOTTOM,
        PAD_RIGHT,
        DH,
        DW,
    >
{
    fn default() -> Self {
        Self::ZERO
    }
}

impl<
    const OUT: usize,
    const IN_PER_GROUP: usize,
    const KH: usize,
    const KW: usize,
    const GROUPS: usize,
    const BIASES: usize,
    const SH: usize,
    const SW: usize,
    const PAD_TOP: usize,
    const PAD_LEFT: usize,
    const PAD_BOTTOM: usize,
    const PAD_RIGHT: usize,
    const DH: usize,
    const DW: usize,
    const IC: usize,
    const IH: usize,
    const IW: usize,
    const OH: usize,
    const OW: usize,
> Layer<[[[f32; IW]; IH]; IC], [[[f32; OW]; OH]; OUT]>
    for Conv2d<
        OUT,
        IN_PER_GROUP,
        KH,
        KW,
        GROUPS,
        BIASES,
        SH,
        SW,
        PAD_TOP,
        PAD_LEFT,
        PAD_BOTTOM,
        PAD_RIGHT,
        DH,
        DW,
    >
{
    const ZERO: Self = Self::ZERO;
    const PARAMETERS: usize = OUT * IN_PER_GROUP * KH * KW + BIASES;
    const MULTIPLY_ADDS: usize = OUT * OH * OW * IN_PER_GROUP * KH * KW;
    const MISFIT: Option<Message> =
        convolution::misfit([IC, OUT], [IN_PER_GROUP, GROUPS], &Self::windows([IH, IW], [OH, OW]));

    fn init(&mut self, init: Init, rng: &mut (impl Rng + ?Sized)) {
        self.init(init, rng);
    }

    #[inline]
    fn forward(&self, input: &[[[f32; IW]; IH]; IC], output: &mut [[[f32; OW]; OH]; OUT]) {
        let plan = Self::plan::<IH, IW, OH, OW>();
        let (weight, bias) = (self.weight.values(), &self.bias);
        convolution::forward(plan, weight, bias, input.values(), output.values_mut());
    }

    #[inline]
    fn backward(
        &self,
        saved: Saved<'_, [[[f32; IW]; IH]; IC], [[[f32; OW]; OH]; OUT]>,
        d_output: &[[[f32; OW]; OH]; OUT],
        d_input: Option<&mut [[[f32; IW]; IH]; IC]>,
        gradient: &mut Self,
    ) {
        let plan = Self::plan::<IH, IW, OH, OW>();
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
        saved: Saved<'_, [[[f32; IW]; IH]; IC], [[[f32; OW]; OH]; OUT]>,
        d_output: &[[[f32; OW]; OH]; OUT],
        d_input: Option<&mut [[[f32; IW]; IH]; IC]>,
        rate: f32,
    ) {
        let plan = Self::plan::<IH, IW, OH, OW>();
        let (x, dy) = (saved.input.values(), d_output.values());
        if let Some(d_input) = d_input {
            let weight = self.weight.values();
            convolution::input_gradient(plan, weight, dy, d_input.values_mut());
        }
        let (weight, bias) = (self.weight.values_mut(), &mut self.bias);
        convolution::gradient(plan, x, dy, weight, bias, -rate);
    }

    #[inline]
    fn forward_batch(
        &self,
        inputs: &[[[[f32; IW]; IH]; IC]],
        outputs: &mut [[[[f32; OW]; OH]; OUT]],
    ) {
        let plan = Self::plan::<IH, IW, OH, OW>();
        let (inputs, outputs) = (Tensor::flatten(inputs), Tensor::flatten_mut(outputs));
        convolution::forward(plan, self.weight.values(), &self.bias, inputs, outputs);
    }

    #[inline]
    fn __forward_rectified(
        &self,
        inputs: &[[[[f32; IW]; IH]; IC]],
        outputs: &mut [[[[f32; OW]; OH]; OUT]],
    ) {
        let plan = Self::plan::<IH, IW, OH, OW>();
        let (inputs, outputs) = (Tensor::flatten(inputs), Tensor::flatten_mut(outputs));
        convolution::forward_rectified(plan, self.weight.values(), &self.bias, inputs, outputs);
    }

    #[inline]
    fn backward_batch(
        &self,
        saved: Saved<'_, [[[[f32; IW]; IH]; IC]], [[[[f32; OW]; OH]; OUT]]>,
        d_outputs: &[[[[f32; OW]; OH]; OUT]],
        d_inputs: Option<&mut [[[[f32; IW]; IH]; IC]]>,
        gradient: &mut Self,
    ) {
        let plan = Self::plan::<IH, IW, OH, OW>();
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
    fn parameters_mut<const K: usize>(group: [&mut Self; K], visitor: &mut impl VisitorMut<K>) {
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
    const KH: usize,
    const KW: usize,
    const GROUPS: usize,
    const BIASES: usize,
    const SH: usize,
    const SW: usize,
    const PAD_TOP: usize,
    const PAD_LEFT: usize,
    const PAD_BOTTOM: usize,
    const PAD_RIGHT: usize,
    const DH: usize,
    const DW: usize,
> Trained<P>
    for Conv2d<
        OUT,
        IN_PER_GROUP,
        KH,
        KW,
        GROUPS,
        BIASES,
        SH,
        SW,
        PAD_TOP,
        PAD_LEFT,
        PAD_BOTTOM,
        PAD_RIGHT,
        DH,
        DW,
    >
{
    const TENSORS: &'static [TensorInfo<'static>] =
        if BIASES > 0 { &[Self::WEIGHT, Self::BIAS] } else { &[Self::WEIGHT] };
    const TRAINED: Self = {
        let mut layer = Self::ZERO;
        P::WEIGHTS.copy(
            Self::WEIGHT,
            layer.weight.as_flattened_mut().as_flattened_mut().as_flattened_mut(),
        );
        P::WEIGHTS.copy(Self::BIAS, &mut layer.bias);
        layer
    };
}
