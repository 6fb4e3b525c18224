///
/// | name | layer | takes | gives | parameters |
/// |---|---|--:|--:|--:|
/// | softmax | `softmax(3 -> 3)` | 3 | 3 | 0 |
/// | | | | | 0 |
struct One {}
#[automatically_derived]
impl Clone for One {
    fn clone(&self) -> Self {
        Self {}
    }
}
#[automatically_derived]
impl PartialEq for One {
    fn eq(&self, other: &Self) -> bool {
        true
    }
}
#[automatically_derived]
impl Debug for One {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("One").finish()
    }
}
#[automatically_derived]
#[allow(dead_code, clippy::all, clippy::pedantic)]
impl One {
    /// The net with all parameters zero: also a gradient that nothing has been added to.
    const ZERO: Self = <Self as Layer<[f32; 3], [f32; 3]>>::ZERO;
    /// How many values the net takes.
    const INPUTS: usize = 3;
    /// How many values it gives.
    const OUTPUTS: usize = 3;
    /// How many numbers it learns.
    const PARAMETERS: usize = <Self as Layer<[f32; 3], [f32; 3]>>::PARAMETERS;
    /// Multiply-adds in a forward pass of one sample, element-wise work aside.
    const MULTIPLY_ADDS: usize = <Self as Layer<[f32; 3], [f32; 3]>>::MULTIPLY_ADDS;
    /// Bytes that the net itself takes, wherever it lies; a large one's are rounded up to 64 on x86-64.
    const WEIGHT_BYTES: usize = size_of::<Self>();
    /// Bytes of activations that `forward` has on the stack, the output included.
    const FORWARD_BYTES: usize = (<Self as Layer<[f32; 3], [f32; 3]>>::SCRATCH
        + <[f32; 3] as Tensor>::LEN) * size_of::<f32>();
    /// How many floats of workspace training takes for a batch.
    const fn workspace_len(batch: usize) -> usize {
        batch.saturating_mul(<Self as Network>::WORKSPACE)
    }
    /// Bytes of workspace that training takes for a batch.
    const fn workspace_bytes(batch: usize) -> usize {
        Self::workspace_len(batch).saturating_mul(size_of::<f32>())
    }
    /// Gives all parameters their first values, in place: weights by He where a relu-like
    /// activation follows and by Glorot elsewhere, biases zero. The same generator in the same
    /// state gives the same net.
    fn init(&mut self, rng: &mut (impl Rng + ?Sized)) {
        <Self as Layer<[f32; 3], [f32; 3]>>::init(self, Init::Glorot, rng);
    }
    /// Starts the random numbers of layers that draw some in training, such as dropout, anew.
    /// Parameters stay as they are.
    fn reseed(&mut self, rng: &mut (impl Rng + ?Sized)) {
        <Self as Layer<[f32; 3], [f32; 3]>>::reseed(self, rng);
    }
    /// Computes one sample: from `3` to `3`, on the stack alone.
    #[inline(always)]
    #[must_use]
    fn forward(&self, input: &[f32; 3]) -> [f32; 3] {
        forward(self, input)
    }
    /// Computes a batch of samples into `outputs`.
    ///
    /// # Errors
    ///
    /// `Error::Length` if there are not as many outputs as inputs.
    #[inline]
    fn forward_batch(
        &self,
        inputs: &[[f32; 3]],
        outputs: &mut [[f32; 3]],
    ) -> Result<(), Error> {
        forward_batch(self, inputs, outputs)
    }
    /// Computes a batch in training: keeps in `workspace` what `backward` will need, and returns
    /// the outputs, which lie there too.
    ///
    /// # Errors
    ///
    /// `Error::Workspace` if `workspace` is shorter than `workspace_len(inputs.len())`.
    #[inline]
    fn forward_train<'workspace>(
        &mut self,
        inputs: &[[f32; 3]],
        workspace: &'workspace mut [f32],
    ) -> Result<&'workspace [[f32; 3]], Error> {
        forward_train(self, inputs, workspace)
    }
    /// The way back: from the loss's derivatives with respect to the outputs, adds those with
    /// respect to the parameters to `gradient`. `inputs` and `workspace` are those of the
    /// `forward_train` before.
    ///
    /// # Errors
    ///
    /// `Error::Length` if there are not as many output gradients as inputs, `Error::Workspace` if
    /// `workspace` is too short. `gradient` is then as it was.
    #[inline]
    fn backward(
        &self,
        inputs: &[[f32; 3]],
        d_outputs: &[[f32; 3]],
        workspace: &mut [f32],
        gradient: &mut Self,
    ) -> Result<(), Error> {
        backward(self, inputs, d_outputs, Option::None, workspace, gradient)
    }
    /// The way back to the inputs: as `backward`, and overwrites `d_inputs` with the loss's
    /// derivatives with respect to the inputs.
    ///
    /// # Errors
    ///
    /// As `backward`, and `Error::Length` if there are not as many input gradients as inputs.
    #[inline]
    fn backward_to_input(
        &self,
        inputs: &[[f32; 3]],
        d_outputs: &[[f32; 3]],
        d_inputs: &mut [[f32; 3]],
        workspace: &mut [f32],
        gradient: &mut Self,
    ) -> Result<(), Error> {
        let d_inputs = Option::Some(d_inputs);
        backward(self, inputs, d_outputs, d_inputs, workspace, gradient)
    }
    /// The table of the net's layers, to be printed.
    #[must_use]
    fn summary() -> Summary {
        <Self as Network>::summary()
    }
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl Layer<[f32; 3], [f32; 3]> for One {
    const ZERO: Self = Self {};
    const PARAMETERS: usize = 0 + <Softmax as Layer<[f32; 3], [f32; 3]>>::PARAMETERS;
    const MULTIPLY_ADDS: usize = 0
        + <Softmax as Layer<[f32; 3], [f32; 3]>>::MULTIPLY_ADDS;
    const CACHE: usize = 0 + const { largest(&[]) } + const { largest(&[]) };
    const SCRATCH: usize = 0
        + largest(&[<Softmax as Layer<[f32; 3], [f32; 3]>>::SCRATCH]);
    const PLACES: Option<usize> = <Softmax as Layer<[f32; 3], [f32; 3]>>::PLACES;
    const INIT_BEFORE: Option<Init> = <Softmax as Layer<
        [f32; 3],
        [f32; 3],
    >>::INIT_BEFORE;
    #[allow(unused_variables)]
    fn init(&mut self, init: Init, rng: &mut (impl Rng + ?Sized)) {}
    #[allow(unused_variables)]
    fn reseed(&mut self, rng: &mut (impl Rng + ?Sized)) {}
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward(&self, input: &[f32; 3], output: &mut [f32; 3]) {
        <Softmax as Layer<[f32; 3], [f32; 3]>>::forward(&Softmax, input, output);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward_batch(&self, inputs: &[[f32; 3]], outputs: &mut [[f32; 3]]) {
        <Softmax as Layer<[f32; 3], [f32; 3]>>::forward_batch(&Softmax, inputs, outputs);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward_train(
        &mut self,
        inputs: &[[f32; 3]],
        outputs: &mut [[f32; 3]],
        cache: &mut [f32],
    ) {
        let mut room = Room::new(cache, inputs.len());
        <Softmax as Layer<
            [f32; 3],
            [f32; 3],
        >>::forward_train(&mut Softmax, inputs, outputs, &mut []);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn backward(
        &self,
        saved: Saved<'_, [f32; 3], [f32; 3]>,
        d_output: &[f32; 3],
        d_input: Option<&mut [f32; 3]>,
        gradient: &mut Self,
    ) {
        backward_one(self, saved, d_output, d_input, gradient);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    #[allow(unused_variables)]
    fn backward_batch(
        &self,
        saved: Saved<'_, [[f32; 3]], [[f32; 3]]>,
        d_outputs: &[[f32; 3]],
        d_inputs: Option<&mut [[f32; 3]]>,
        gradient: &mut Self,
    ) {
        let Saved { input: inputs, output: outputs, cache } = saved;
        let mut room = Room::new(cache, inputs.len());
        <Softmax as Layer<
            [f32; 3],
            [f32; 3],
        >>::backward_batch(
            &Softmax,
            Saved {
                input: inputs,
                output: outputs,
                cache: &mut [],
            },
            d_outputs,
            d_inputs,
            &mut Softmax,
        );
    }
    #[inline]
    #[allow(unused_variables)]
    fn descend(
        &mut self,
        saved: Saved<'_, [f32; 3], [f32; 3]>,
        d_output: &[f32; 3],
        d_input: Option<&mut [f32; 3]>,
        rate: f32,
    ) {
        let Saved { input, output: output, cache } = saved;
        let mut room = Room::new(cache, 1);
        <Softmax as Layer<
            [f32; 3],
            [f32; 3],
        >>::descend(
            &mut Softmax,
            Saved {
                input: input,
                output: output,
                cache: &mut [],
            },
            d_output,
            d_input,
            rate,
        );
    }
    #[allow(unused_variables)]
    fn parameters(&self, visitor: &mut impl Visitor) {}
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    #[allow(unused_variables, unused_mut)]
    fn parameters_mut<const __K: usize>(
        mut group: [&mut Self; __K],
        visitor: &mut impl VisitorMut<{ __K }>,
    ) {}
}
#[automatically_derived]
impl Names for One {
    const NAMES: &'static [&'static str] = &[];
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl<__P: Part> Trained<__P> for One {
    const LAYERS: &'static [(&'static str, Tensors)] = &[];
    const TRAINED: Self = Self {};
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl Network for One {
    type Input = [f32; 3];
    type Output = [f32; 3];
    const TILE: usize = tile(&[]);
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn __learn<__L: Loss<[f32; 3], __T>, __T>(
        &mut self,
        loss: &__L,
        input: &[f32; 3],
        target: &__T,
        rate: f32,
    ) -> Result<f32, Error> {
        check_inputs::<Self>(from_ref(input))?;
        let mut after_softmax = Aligned::<[f32; 3]>::UNWRITTEN;
        <Softmax as Layer<
            [f32; 3],
            [f32; 3],
        >>::forward_train(
            &mut Softmax,
            from_ref(input),
            from_mut(&mut *after_softmax),
            &mut [],
        );
        let mut d_after_softmax = <[f32; 3] as Tensor>::ZERO;
        let error = check_loss(
            0,
            loss.loss(&*after_softmax, target, &mut d_after_softmax),
        )?;
        <Softmax as Layer<
            [f32; 3],
            [f32; 3],
        >>::descend(
            &mut Softmax,
            Saved {
                input: input,
                output: &after_softmax,
                cache: &mut [],
            },
            &d_after_softmax,
            Option::None,
            rate,
        );
        Result::Ok(error)
    }
    fn summary() -> Summary {
        Summary {
            name: "One",
            rows: &[
                SummaryRow {
                    name: "softmax",
                    layer: "softmax(3 -> 3)",
                    takes: &[3],
                    gives: &[3],
                    parameters: <Softmax as Layer<[f32; 3], [f32; 3]>>::PARAMETERS,
                },
            ],
            weight_bytes: Self::WEIGHT_BYTES,
            multiply_adds: Self::MULTIPLY_ADDS,
            workspace_bytes: Self::workspace_bytes(1),
        }
    }
}
