//! What every net that `network!` declares has in common.

mod learn;
mod loss_gradient;

use self::learn::Learn;
use self::loss_gradient::LossGradient;
use crate::kernels::{self, Kernel, Vectors};
use crate::loss::check_loss;
use crate::tensor::Room;
use crate::{Error, Layer, Loss, Saved, Summary, Tensor};
use core::slice::{from_mut, from_ref};

/// A net declared with [`network!`](crate::network). Generic code takes `N: Network`; code that names its
/// net can use the methods of the same meaning that `network!` writes on the struct itself.
///
/// A net is itself a [`Layer`], so it can stand inside another net.
///
/// ```
/// use typenet::prelude::*;
///
/// /// Trains any net on any data until the loss is below `goal`.
/// fn train<N: Network, T: Sync, L: Loss<N::Output, T>>(
///     net: &mut N,
///     loss: &L,
///     inputs: &[N::Input],
///     targets: &[T],
///     goal: f32,
/// ) -> Result<usize, typenet::Error> {
///     let mut gradient = N::boxed();
///     let mut workspace = vec![0.0; N::WORKSPACE * inputs.len()];
///     let mut optimizer = Sgd { rate: 0.1, ..Sgd::NEW };
///     for step in 0.. {
///         if net.loss_gradient(loss, inputs, targets, &mut workspace, &mut gradient)? < goal {
///             return Ok(step);
///         }
///         optimizer.step(net, &mut gradient);
///     }
///     unreachable!()
/// }
///
/// let mut net = network!(dense(1 -> 1));
/// net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
/// train(&mut net, &MeanSquaredError, &[[1.0], [2.0]], &[[3.0], [5.0]], 1e-6)?;
/// assert!((net.forward(&[10.0])[0] - 21.0).abs() < 0.1);
/// # Ok::<(), typenet::Error>(())
/// ```
pub trait Network: Layer<<Self as Network>::Input, <Self as Network>::Output> {
    /// What the net takes.
    type Input: Tensor;
    /// What it gives.
    type Output: Tensor;

    /// How many floats of workspace training takes for each sample of a batch: the activations, what
    /// layers keep for the way back, and the gradients between layers.
    const WORKSPACE: usize = Self::CACHE + 2 * Self::Output::LEN;

    /// How many samples of a batch go through the net together in inference: as many as have room for
    /// their activations in 64 KiB of stack (8 KiB without the feature `std`), between 1 and 64.
    const TILE: usize;

    /// The table of the net's layers.
    fn summary() -> Summary;

    /// Adds the gradient of the batch's mean loss to `gradient` and returns that mean.
    ///
    /// This is the checked way to train: a call that returns an error has changed neither weights nor
    /// gradient. (What layers keep about training, such as running averages, may have moved on if the error
    /// is about a target or the loss.)
    ///
    /// # Errors
    ///
    /// * [`Error::Empty`] if there are no samples, [`Error::Length`] if targets and inputs differ in number
    /// * [`Error::Workspace`] if `workspace` is shorter than [`WORKSPACE`](Self::WORKSPACE) floats a sample
    /// * [`Error::Input`] if an input is not finite, [`Error::Place`] if it is to be a place in a table and
    ///   is not, [`Error::Target`] if a target does not suit the loss
    /// * [`Error::Diverged`] if all that is sound and the loss is not finite
    fn loss_gradient<L: Loss<Self::Output, T>, T: Sync>(
        &mut self,
        loss: &L,
        inputs: &[Self::Input],
        targets: &[T],
        workspace: &mut [f32],
        gradient: &mut Self,
    ) -> Result<f32, Error> {
        kernels::wake(Self::MULTIPLY_ADDS.saturating_mul(inputs.len()));
        run::<Self, _>(LossGradient { net: self, loss, inputs, targets, workspace, gradient })
    }

    /// One step of plain gradient descent on one sample, w ← w - `rate` dE/dw, and its loss before the
    /// step. No gradient is kept: it takes no memory but the activations', on the stack.
    ///
    /// ```
    /// use typenet::prelude::*;
    ///
    /// let mut net = network!(dense(1 -> 1));
    /// for i in 0..1000 {
    ///     let x = (i % 10) as f32 / 10.0;
    ///     net.learn(&MeanSquaredError, &[x], &[3.0 * x + 1.0], 0.1)?;
    /// }
    /// assert!((net.forward(&[2.0])[0] - 7.0).abs() < 0.01);
    /// # Ok::<(), typenet::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`loss_gradient`](Self::loss_gradient), but for those about lengths. The weights are then as
    /// they were.
    fn learn<L: Loss<Self::Output, T>, T>(
        &mut self,
        loss: &L,
        input: &Self::Input,
        target: &T,
        rate: f32,
    ) -> Result<f32, Error> {
        run::<Self, _>(Learn { net: self, loss, input, target, rate })
    }

    /// [`learn`](Self::learn), as `network!` writes it.
    #[doc(hidden)]
    fn __learn<L: Loss<Self::Output, T>, T>(
        &mut self,
        loss: &L,
        input: &Self::Input,
        target: &T,
        rate: f32,
    ) -> Result<f32, Error>;

    /// The mean loss over `inputs`, without training.
    ///
    /// # Errors
    ///
    /// As [`loss_gradient`](Self::loss_gradient).
    fn mean_loss<L: Loss<Self::Output, T>, T>(
        &self,
        loss: &L,
        inputs: &[Self::Input],
        targets: &[T],
    ) -> Result<f32, Error> {
        check_batch::<Self, T>(inputs, targets)?;
        kernels::wake(Self::MULTIPLY_ADDS.saturating_mul(inputs.len()));
        // Few enough outputs for a stack, a chip's above all.
        if const { cfg!(feature = "std") && Self::Output::LEN <= 64 } {
            mean_loss::<Self, _, _, 64>(self, loss, inputs, targets)
        } else if const { cfg!(feature = "std") && Self::Output::LEN <= 1024 } {
            mean_loss::<Self, _, _, 8>(self, loss, inputs, targets)
        } else {
            mean_loss::<Self, _, _, 1>(self, loss, inputs, targets)
        }
    }

    /// A net of this type with all parameters zero: a gradient to add to. For nets without a name, whose
    /// `ZERO` nobody can write.
    fn zero_like(&self) -> Self {
        Self::ZERO
    }

    /// A net in a box with all parameters zero, made there: however large, it never crosses the stack.
    ///
    /// Generic functions take the net, not the box: `optimizer.step(&mut *net, &mut *gradient)`.
    #[cfg(feature = "alloc")]
    fn boxed() -> alloc::boxed::Box<Self> {
        crate::boxed::boxed::<ZeroNetwork<Self>>()
    }
}

#[cfg(feature = "alloc")]
struct ZeroNetwork<N>(core::marker::PhantomData<N>);

#[cfg(feature = "alloc")]
impl<N: Network> crate::boxed::Constant for ZeroNetwork<N> {
    type Type = N;
    const VALUE: N = N::ZERO;
}

fn check_batch<N: Network, T>(inputs: &[N::Input], targets: &[T]) -> Result<(), Error> {
    if inputs.is_empty() && targets.is_empty() {
        return Err(Error::Empty);
    }
    check_length(inputs, "targets", targets.len())?;
    check_inputs::<N>(inputs)
}

/// Every input must be finite, and a place in the first layer's table, if that has one.
#[inline]
pub fn check_inputs<N: Network>(inputs: &[N::Input]) -> Result<(), Error> {
    if !kernels::all_finite(N::Input::flatten(inputs)) {
        return Err(find_not_finite(inputs));
    }
    match N::PLACES {
        Some(places) => check_places(inputs, places),
        None => Ok(()),
    }
}

fn check_places<I: Tensor>(inputs: &[I], places: usize) -> Result<(), Error> {
    for (sample, input) in inputs.iter().enumerate() {
        for (index, &value) in input.values().iter().enumerate() {
            if !(value >= 0.0 && value < places as f32 && value as usize as f32 == value) {
                return Err(Error::Place { sample, index, value, places });
            }
        }
    }
    Ok(())
}

#[cold]
fn find_not_finite<I: Tensor>(inputs: &[I]) -> Error {
    for (sample, input) in inputs.iter().enumerate() {
        for (index, &value) in input.values().iter().enumerate() {
            if !value.is_finite() {
                return Error::Input { sample, index, value };
            }
        }
    }
    Error::Empty
}

fn check_length<I>(inputs: &[I], what: &'static str, found: usize) -> Result<(), Error> {
    if inputs.len() == found {
        Ok(())
    } else {
        Err(Error::Length { inputs: inputs.len(), what, found })
    }
}

/// A workspace's parts, one after the other.
struct Workspace<'w, O> {
    outputs: &'w mut [O],
    cache: &'w mut [f32],
    d_outputs: &'w mut [O],
}

fn split<N: Network>(
    workspace: &mut [f32],
    batch: usize,
) -> Result<Workspace<'_, N::Output>, Error> {
    let (needed, found) = (batch.saturating_mul(N::WORKSPACE), workspace.len());
    if found < needed {
        return Err(Error::Workspace { needed, found });
    }
    let mut room = Room::new(workspace, batch);
    Ok(Workspace {
        outputs: room.tensors(),
        cache: room.values(N::CACHE),
        d_outputs: room.tensors(),
    })
}

/// [`Network::mean_loss`] of checked data, `TOGETHER` samples at a time.
fn mean_loss<N: Network, L: Loss<N::Output, T>, T, const TOGETHER: usize>(
    net: &N,
    loss: &L,
    inputs: &[N::Input],
    targets: &[T],
) -> Result<f32, Error> {
    let scale = 1.0 / inputs.len() as f32;
    let (mut mean, mut sample) = (0.0, 0);
    let mut room = [N::Output::ZERO; TOGETHER];
    for (inputs, targets) in inputs.chunks(TOGETHER).zip(targets.chunks(TOGETHER)) {
        let outputs = room.get_mut(..inputs.len()).unwrap_or_default();
        run_forward::<N, _>(ForwardBatch { net, inputs, outputs: &mut *outputs });
        for (output, target) in outputs.iter().zip(targets) {
            mean += scale * check_loss(sample, loss.value(output, target))?;
            sample += 1;
        }
    }
    Ok(mean)
}

// What the methods that `network!` writes on a net are made of.

/// `Net::forward`. Inlined by rustc itself, as that is: LLVM comes too late, two outputs would already be packed into one
/// integer.
#[inline(always)]
pub fn forward<N: Network>(net: &N, input: &N::Input) -> N::Output {
    let mut output = N::Output::ZERO;
    if const { !kernels::suits_a_net(N::MULTIPLY_ADDS) } {
        Layer::forward(net, input, &mut output);
    } else if const { N::Output::LEN == 1 } {
        output.values_mut().fill(run_forward::<N, _>(ForwardToOne(Forward { net, input })));
    } else {
        output = run_forward::<N, _>(Forward { net, input });
    }
    output
}

/// `Net::forward_batch`.
#[inline]
pub fn forward_batch<N: Network>(
    net: &N,
    inputs: &[N::Input],
    outputs: &mut [N::Output],
) -> Result<(), Error> {
    check_length(inputs, "outputs", outputs.len())?;
    kernels::wake(N::MULTIPLY_ADDS.saturating_mul(inputs.len()));
    run_forward::<N, _>(ForwardBatch { net, inputs, outputs });
    Ok(())
}

/// `Net::forward_train`.
#[inline]
pub fn forward_train<'w, N: Network>(
    net: &mut N,
    inputs: &[N::Input],
    workspace: &'w mut [f32],
) -> Result<&'w [N::Output], Error> {
    let Workspace { outputs, cache, .. } = split::<N>(workspace, inputs.len())?;
    Layer::forward_train(net, inputs, outputs, cache);
    Ok(outputs)
}

/// `Net::backward` and `Net::backward_to_input`.
#[inline]
pub fn backward<N: Network>(
    net: &N,
    inputs: &[N::Input],
    d_outputs: &[N::Output],
    d_inputs: Option<&mut [N::Input]>,
    workspace: &mut [f32],
    gradient: &mut N,
) -> Result<(), Error> {
    check_length(inputs, "output gradients", d_outputs.len())?;
    if let Some(d_inputs) = &d_inputs {
        check_length(inputs, "input gradients", d_inputs.len())?;
    }
    let Workspace { outputs, cache, .. } = split::<N>(workspace, inputs.len())?;
    let saved = Saved { input: inputs, output: outputs, cache };
    net.backward_batch(saved, d_outputs, d_inputs, gradient);
    Ok(())
}

/// Runs what a net does, if it is small as compiled for the machine at hand.
#[inline(always)]
fn run<N: Network, K: Kernel>(mut work: K) -> K::Output {
    if const { kernels::suits_a_net(N::MULTIPLY_ADDS) } {
        kernels::run_net(work)
    } else {
        kernels::run_inlined(&mut work)
    }
}

/// The same for the way forward, on which a net that is not so small gains from the widest registers. (On the way
/// back LLVM fills them number by number.)
#[inline(always)]
fn run_forward<N: Network, K: Kernel>(work: K) -> K::Output {
    if const { kernels::suits_a_wide_net(N::MULTIPLY_ADDS) } {
        kernels::run_wide_net(work)
    } else {
        run::<N, K>(work)
    }
}

struct Forward<'a, N: Network> {
    net: &'a N,
    input: &'a N::Input,
}

impl<N: Network> Kernel for Forward<'_, N> {
    type Output = N::Output;

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(
        &mut self,
    ) -> N::Output {
        let mut output = N::Output::ZERO;
        Layer::forward(self.net, self.input, &mut output);
        output
    }
}

/// A single output comes back as the float that it is: an array of one would come back as an integer, and the way to
/// that register and back takes as long as three additions.
struct ForwardToOne<'a, N: Network>(Forward<'a, N>);

impl<N: Network> Kernel for ForwardToOne<'_, N> {
    type Output = f32;

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(
        &mut self,
    ) -> f32 {
        let output = self.0.run::<V, ROWS, COLUMNS, WIDE>();
        output.values().first().copied().unwrap_or_default()
    }
}

struct ForwardBatch<'a, N: Network> {
    net: &'a N,
    inputs: &'a [N::Input],
    outputs: &'a mut [N::Output],
}

impl<N: Network> Kernel for ForwardBatch<'_, N> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        Layer::forward_batch(self.net, self.inputs, self.outputs);
    }
}

/// The way back of one sample, for a net that is a layer of another.
#[inline]
pub fn backward_one<N: Layer<I, O>, I, O>(
    net: &N,
    saved: Saved<'_, I, O>,
    d_output: &O,
    d_input: Option<&mut I>,
    gradient: &mut N,
) {
    let Saved { input, output, cache } = saved;
    net.backward_batch(
        Saved { input: from_ref(input), output: from_ref(output), cache },
        from_ref(d_output),
        d_input.map(from_mut),
        gradient,
    );
}
