//! The layer contract: all that a layer author needs.
//!
//! # Writing a layer
//!
//! A layer is a type that implements [`Layer`]. Two methods are required: [`forward`](Layer::forward)
//! computes one sample, [`backward`](Layer::backward) takes the loss's derivative with respect to the
//! output back to the input, and adds the derivative with respect to the parameters to `gradient`.
//! Everything else has a default. Here is a layer that multiplies each value by a weight that it learns,
//! `y[i] = w[i] * x[i]`, so `dE/dx[i] = w[i] * dE/dy[i]` and `dE/dw[i] = x[i] * dE/dy[i]`:
//!
//! ```
//! use typenet::prelude::*;
//! use typenet::layer::{Layer, Saved, TensorInfo, Visitor, VisitorMut};
//!
//! #[derive(Clone, Debug, PartialEq)]
//! pub struct Scale<const N: usize> {
//!     pub weight: [f32; N],
//! }
//!
//! impl<const N: usize> Layer<[f32; N], [f32; N]> for Scale<N> {
//!     const ZERO: Self = Scale { weight: [0.0; N] };
//!     const PARAMETERS: usize = N;
//!     const MULTIPLY_ADDS: usize = N;
//!
//!     fn forward(&self, input: &[f32; N], output: &mut [f32; N]) {
//!         for i in 0..N {
//!             output[i] = self.weight[i] * input[i];
//!         }
//!     }
//!
//!     fn backward(
//!         &self,
//!         saved: Saved<'_, [f32; N], [f32; N]>,
//!         d_output: &[f32; N],
//!         d_input: Option<&mut [f32; N]>,
//!         gradient: &mut Self,
//!     ) {
//!         for i in 0..N {
//!             gradient.weight[i] += saved.input[i] * d_output[i];
//!         }
//!         if let Some(d_input) = d_input {
//!             for i in 0..N {
//!                 d_input[i] = self.weight[i] * d_output[i];
//!             }
//!         }
//!     }
//!
//!     // A layer with parameters shows them: to optimizers, to weights files, to gradient checks.
//!     fn parameters(&self, visitor: &mut impl Visitor) {
//!         visitor.tensor(TensorInfo::new("weight", &[N]), &self.weight);
//!     }
//!
//!     fn parameters_mut<const K: usize>(group: [&mut Self; K], visitor: &mut impl VisitorMut<K>) {
//!         visitor.tensor(TensorInfo::new("weight", &[N]), group.map(|layer| &mut layer.weight[..]));
//!     }
//! }
//!
//! network! { pub struct Net<dense(3 -> 4), relu, scale: Scale<4>, dense(4 -> 1)> }
//!
//! let mut net = Net::ZERO;
//! net.scale.weight = [1.0; 4];
//! assert_eq!(Net::PARAMETERS, 16 + 4 + 5);
//! assert_eq!(net.forward(&[1.0, 2.0, 3.0]), [0.0]);
//! typenet::gradient_check::check(&net, &[[0.1, 0.2, 0.3]], 1e-2).unwrap();
//! ```
//!
//! # The contract
//!
//! * **Inputs and outputs are the trait's parameters**, so that the compiler can say what does not fit.
//!   A layer type that is generic over its sizes has one impl; a layer that keeps any shape, such as
//!   [`Relu`](crate::layers::Relu), has `impl<T: Tensor> Layer<T, T> for Relu`.
//! * **A gradient is a value of the layer's own type.** `backward` *adds* to it and never reads it.
//!   Fields that are settings rather than parameters have no meaning there and are left alone.
//! * **`d_input` is overwritten**, not added to. It is `None` where nobody wants it (in training, of the first layer of a
//!   net that learns something), and then a layer saves itself that work.
//! * **Batches are slices.** The `_batch` methods take a mini-batch whose size is known at run time; by
//!   default they go through it sample by sample. A layer overrides them to be faster, or because its
//!   samples depend on one another. All slices of one call have the same length; a layer that is given
//!   others works on as many samples as all of them have.
//! * **What `backward` needs beyond input and output** goes to the cache: [`CACHE`](Layer::CACHE) floats a
//!   sample, written by [`forward_train`](Layer::forward_train).
//! * **No method may panic**, whatever the numbers: a chip has nowhere to unwind to. NaN goes through.

use crate::Init;
use crate::tensor::Room;
use core::fmt;
use rand::Rng;

pub use crate::message::Message;
pub use crate::parameters::{Order, TensorInfo, Visitor, VisitorMut};

/// A function from `Input` to `Output`, with parameters that can be learned. See the
/// [module's page](self) for how to write one.
#[diagnostic::on_unimplemented(
    message = "shape mismatch: this layer does not take `{Input}` to `{Output}`",
    label = "is given `{Input}` and is to give `{Output}`",
    note = "a layer's input must equal what the layer before it gives; a layer without an arrow keeps the shape",
    note = "a type of your own becomes a layer by implementing `typenet::Layer<{Input}, {Output}>`"
)]
pub trait Layer<Input, Output>: Clone + fmt::Debug + PartialEq {
    /// The layer with all parameters zero and default settings.
    const ZERO: Self;

    /// How many numbers it learns.
    const PARAMETERS: usize = 0;

    /// How many multiply-adds a forward pass of one sample takes, element-wise work aside.
    const MULTIPLY_ADDS: usize = 0;

    /// How many floats of cache a sample takes between [`forward_train`](Self::forward_train) and
    /// [`backward_batch`](Self::backward_batch).
    const CACHE: usize = 0;

    /// How many floats a forward pass of one sample has on the stack while it runs, beside what goes in and
    /// comes out.
    const SCRATCH: usize = 0;

    /// How the weights of the layer before this one should start. `None` leaves it to the layer after
    /// this one, as is right for a layer that only passes values on.
    const INIT_BEFORE: Option<Init> = Some(Init::Glorot);

    /// Where inputs are not any numbers but places in a table, how many places that has: an input must then
    /// be a whole number from 0 to below it, and training refuses others. A net has its first layer's.
    const PLACES: Option<usize> = None;

    /// What is wrong with the layer's sizes and options, if they do not go together. `network!` turns it
    /// into a compile error at the layer.
    const MISFIT: Option<Message> = None;

    /// Gives the parameters their first values. A layer without parameters does nothing. `init` is what
    /// the layers behind this one ask for.
    fn init(&mut self, init: Init, rng: &mut (impl Rng + ?Sized)) {
        let _ = (init, rng);
    }

    /// Computes one sample: reads `input`, overwrites `output`, whatever that held.
    fn forward(&self, input: &Input, output: &mut Output);

    /// The way back for one sample: from `d_output` (dE/d output) overwrites `d_input` (dE/d input), and
    /// adds dE/d parameters to `gradient`.
    fn backward(
        &self,
        saved: Saved<'_, Input, Output>,
        d_output: &Output,
        d_input: Option<&mut Input>,
        gradient: &mut Self,
    );

    /// The way back for one sample and at once a step of plain gradient descent: as
    /// [`backward`](Self::backward), but instead of adding dE/dw to a gradient, w ← w - `rate` dE/dw.
    /// `d_input` is dE/d input before the step.
    ///
    /// By default the layer's gradient is put on the stack for the purpose. A layer with many parameters
    /// overrides this and spares itself that memory, as [`Dense`](crate::layers::Dense) and all nets do.
    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn descend(
        &mut self,
        saved: Saved<'_, Input, Output>,
        d_output: &Output,
        d_input: Option<&mut Input>,
        rate: f32,
    ) {
        let mut gradient = Self::ZERO;
        self.backward(saved, d_output, d_input, &mut gradient);
        Self::parameters_mut([self, &mut gradient], &mut |[weights, gradient]: [&mut [f32]; 2]| {
            for (w, g) in weights.iter_mut().zip(gradient) {
                *w -= rate * *g;
            }
        });
    }

    /// Computes a batch in inference.
    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn forward_batch(&self, inputs: &[Input], outputs: &mut [Output]) {
        for (input, output) in inputs.iter().zip(outputs) {
            self.forward(input, output);
        }
    }

    /// Starts the layer's own random numbers anew, for a layer that has some, such as
    /// [`Dropout`](crate::layers::Dropout). Parameters stay as they are.
    fn reseed(&mut self, rng: &mut (impl Rng + ?Sized)) {
        let _ = rng;
    }

    /// Computes a batch in training and writes what `backward_batch` will need to `cache`
    /// ([`CACHE`](Self::CACHE) floats a sample; its contents before the call are arbitrary).
    ///
    /// Parameters stay as they are; what changes is what a layer keeps about training itself, such as
    /// running averages.
    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn forward_train(&mut self, inputs: &[Input], outputs: &mut [Output], cache: &mut [f32]) {
        let _ = cache;
        self.forward_batch(inputs, outputs);
    }

    /// The way back for a batch: as [`backward`](Self::backward), for each sample.
    #[cfg_attr(whole_nets, inline(always))]
    #[cfg_attr(not(whole_nets), inline)]
    fn backward_batch(
        &self,
        saved: Saved<'_, [Input], [Output]>,
        d_outputs: &[Output],
        d_inputs: Option<&mut [Input]>,
        gradient: &mut Self,
    ) {
        backward_each(self, saved, d_outputs, d_inputs, gradient);
    }

    /// Shows each parameter tensor to `visitor`, always in the same order, and each tensor that is kept in
    /// files without being learned ([`TensorInfo::learned`]).
    fn parameters(&self, visitor: &mut impl Visitor) {
        let _ = visitor;
    }

    /// Shows each parameter tensor of several values of this layer side by side (weights, their gradient,
    /// an optimizer's averages), in the order of [`parameters`](Self::parameters).
    fn parameters_mut<const K: usize>(group: [&mut Self; K], visitor: &mut impl VisitorMut<K>) {
        let _ = (group, visitor);
    }

    // A net's `Clone`, `PartialEq` and `Debug` go through these, so that a type that is no layer is one
    // mistake, not four. Not for use by hand.
    #[doc(hidden)]
    fn __clone(&self) -> Self {
        self.clone()
    }

    #[doc(hidden)]
    fn __eq(&self, other: &Self) -> bool {
        self == other
    }

    #[doc(hidden)]
    fn __debug(&self) -> &dyn fmt::Debug {
        self
    }

    // What a net calls where the outputs are to lie in the place of the inputs, and on the way back what is said of the
    // inputs in the place of what is said of the outputs, of built-in layers that the macro knows to allow it; by default
    // they are the same numbers. Not for use by hand.
    #[doc(hidden)]
    #[inline(always)]
    fn __forward_in_place(&self, values: &mut [Output]) {
        let _ = values;
    }

    // What a net calls of a convolution with a relu behind it that computes in its place: the outputs of both.
    #[doc(hidden)]
    #[inline(always)]
    fn __forward_rectified(&self, inputs: &[Input], outputs: &mut [Output]) {
        let _ = (inputs, outputs);
    }

    #[doc(hidden)]
    #[inline(always)]
    fn __backward_in_place(&self, saved: Saved<'_, [Input], [Output]>, d_values: &mut [Output]) {
        let _ = (saved, d_values);
    }

    // A net of many layers calls these, each a function of its own, for the compiler takes the longer for a layer the
    // more of them are in one function. Not for use by hand.
    #[doc(hidden)]
    #[cfg_attr(feature = "std", inline(never))]
    fn __forward_apart(&self, input: &Input, output: &mut Output) {
        crate::apart::forward(self, input, output);
    }

    #[doc(hidden)]
    #[cfg_attr(feature = "std", inline(never))]
    fn __forward_batch_apart(&self, inputs: &[Input], outputs: &mut [Output]) {
        self.forward_batch(inputs, outputs);
    }

    #[doc(hidden)]
    #[cfg_attr(feature = "std", inline(never))]
    fn __forward_in_place_apart(&self, values: &mut [Output]) {
        self.__forward_in_place(values);
    }

    #[doc(hidden)]
    #[cfg_attr(feature = "std", inline(never))]
    fn __forward_rectified_apart(&self, inputs: &[Input], outputs: &mut [Output]) {
        self.__forward_rectified(inputs, outputs);
    }

    #[doc(hidden)]
    #[cfg_attr(feature = "std", inline(never))]
    fn __backward_in_place_apart(
        &self,
        saved: Saved<'_, [Input], [Output]>,
        d_values: &mut [Output],
    ) {
        self.__backward_in_place(saved, d_values);
    }

    #[doc(hidden)]
    #[cfg_attr(feature = "std", inline(never))]
    fn __forward_train_apart(
        &mut self,
        inputs: &[Input],
        outputs: &mut [Output],
        cache: &mut [f32],
    ) {
        self.forward_train(inputs, outputs, cache);
    }

    #[doc(hidden)]
    #[cfg_attr(feature = "std", inline(never))]
    fn __backward_apart(
        &self,
        saved: Saved<'_, Input, Output>,
        d_output: &Output,
        d_input: Option<&mut Input>,
        gradient: &mut Self,
    ) {
        self.backward(saved, d_output, d_input, gradient);
    }

    #[doc(hidden)]
    #[cfg_attr(feature = "std", inline(never))]
    fn __backward_batch_apart(
        &self,
        saved: Saved<'_, [Input], [Output]>,
        d_outputs: &[Output],
        d_inputs: Option<&mut [Input]>,
        gradient: &mut Self,
    ) {
        self.backward_batch(saved, d_outputs, d_inputs, gradient);
    }

    #[doc(hidden)]
    #[cfg_attr(feature = "std", inline(never))]
    fn __descend_apart(
        &mut self,
        saved: Saved<'_, Input, Output>,
        d_output: &Output,
        d_input: Option<&mut Input>,
        rate: f32,
    ) {
        self.descend(saved, d_output, d_input, rate);
    }

    #[doc(hidden)]
    #[cfg_attr(feature = "std", inline(never))]
    fn __parameters_mut_apart<const K: usize>(
        group: [&mut Self; K],
        visitor: &mut impl VisitorMut<K>,
    ) {
        Self::parameters_mut(group, visitor);
    }
}

/// [`Layer::backward_batch`] sample by sample.
#[cfg_attr(whole_nets, inline(always))]
#[cfg_attr(not(whole_nets), inline)]
pub(crate) fn backward_each<L: Layer<Input, Output>, Input, Output>(
    layer: &L,
    saved: Saved<'_, [Input], [Output]>,
    d_outputs: &[Output],
    d_inputs: Option<&mut [Input]>,
    gradient: &mut L,
) {
    let mut d_inputs = d_inputs.map(|d_inputs| d_inputs.iter_mut());
    let samples = saved.input.iter().zip(saved.output);
    let mut caches = Room::new(saved.cache, 1);
    for ((input, output), d_output) in samples.zip(d_outputs) {
        let cache = caches.values(L::CACHE);
        let d_input = d_inputs.as_mut().and_then(|d_inputs| d_inputs.next());
        layer.backward(Saved { input, output, cache }, d_output, d_input, gradient);
    }
}

/// What a forward pass in training kept for the way back: of one sample (`Saved<Input, Output>`) or of a
/// batch (`Saved<[Input], [Output]>`).
#[derive(Debug)]
pub struct Saved<'a, Input: ?Sized, Output: ?Sized> {
    /// What the layer was given.
    pub input: &'a Input,
    /// What it made of it.
    pub output: &'a Output,
    /// What [`Layer::forward_train`] wrote: [`Layer::CACHE`] floats a sample. The way back may use it as
    /// scratch space.
    pub cache: &'a mut [f32],
}
