///
/// | name | layer | takes | gives | parameters |
/// |---|---|--:|--:|--:|
/// | code | `dense(3 -> 3)` | 3 | 3 | 12 |
/// | residual | `residual` | 3 | 3 |  |
/// | residual.dense | `dense(3 -> 3)` | 3 | 3 | 12 |
/// | residual.tanh | `tanh` | 3 | 3 | 0 |
/// | concat | `concat` | 3 | 5 |  |
/// | concat.identity | `identity` | 3 | 3 | 0 |
/// | concat.side | `[..]` | 3 | 2 |  |
/// | concat.side.dense | `dense(3 -> 2)` | 3 | 2 | 8 |
/// | concat.side.relu | `relu` | 2 | 2 | 0 |
/// | frozen | `frozen` | 5 | 3 |  |
/// | frozen.dense | `dense(5 -> 3)` | 5 | 3 | 18 |
/// | code_2 | `shared(code)` | 3 | 3 | 0 |
/// | | | | | 32 |
struct Blocks {
    /// `dense(3 -> 3)`
    pub code: Dense<3, 3>,
    /// `residual(dense(3 -> 3), tanh)`
    pub residual: BlocksResidual,
    /// `concat(identity, [dense(3 -> 2), relu])`
    pub concat: BlocksConcat,
    /// `frozen(dense(5 -> 3))`
    pub frozen: BlocksFrozen,
}
#[automatically_derived]
impl Clone for Blocks {
    fn clone(&self) -> Self {
        Self {
            code: <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::__clone(&self.code),
            residual: <BlocksResidual as Layer<
                [f32; 3],
                [f32; 3],
            >>::__clone(&self.residual),
            concat: <BlocksConcat as Layer<[f32; 3], [f32; 5]>>::__clone(&self.concat),
            frozen: <BlocksFrozen as Layer<[f32; 5], [f32; 3]>>::__clone(&self.frozen),
        }
    }
}
#[automatically_derived]
impl PartialEq for Blocks {
    fn eq(&self, other: &Self) -> bool {
        true && <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::__eq(&self.code, &other.code)
            && <BlocksResidual as Layer<
                [f32; 3],
                [f32; 3],
            >>::__eq(&self.residual, &other.residual)
            && <BlocksConcat as Layer<
                [f32; 3],
                [f32; 5],
            >>::__eq(&self.concat, &other.concat)
            && <BlocksFrozen as Layer<
                [f32; 5],
                [f32; 3],
            >>::__eq(&self.frozen, &other.frozen)
    }
}
#[automatically_derived]
impl Debug for Blocks {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("Blocks")
            .field(
                "code",
                <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::__debug(&self.code),
            )
            .field(
                "residual",
                <BlocksResidual as Layer<[f32; 3], [f32; 3]>>::__debug(&self.residual),
            )
            .field(
                "concat",
                <BlocksConcat as Layer<[f32; 3], [f32; 5]>>::__debug(&self.concat),
            )
            .field(
                "frozen",
                <BlocksFrozen as Layer<[f32; 5], [f32; 3]>>::__debug(&self.frozen),
            )
            .finish()
    }
}
#[automatically_derived]
#[allow(dead_code, clippy::all, clippy::pedantic)]
impl Blocks {
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
impl Layer<[f32; 3], [f32; 3]> for Blocks {
    const ZERO: Self = Self {
        code: <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::ZERO,
        residual: <BlocksResidual as Layer<[f32; 3], [f32; 3]>>::ZERO,
        concat: <BlocksConcat as Layer<[f32; 3], [f32; 5]>>::ZERO,
        frozen: <BlocksFrozen as Layer<[f32; 5], [f32; 3]>>::ZERO,
    };
    const PARAMETERS: usize = 0 + <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::PARAMETERS
        + <BlocksResidual as Layer<[f32; 3], [f32; 3]>>::PARAMETERS
        + <BlocksConcat as Layer<[f32; 3], [f32; 5]>>::PARAMETERS
        + <BlocksFrozen as Layer<[f32; 5], [f32; 3]>>::PARAMETERS;
    const MULTIPLY_ADDS: usize = 0
        + <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::MULTIPLY_ADDS
        + <BlocksResidual as Layer<[f32; 3], [f32; 3]>>::MULTIPLY_ADDS
        + <BlocksConcat as Layer<[f32; 3], [f32; 5]>>::MULTIPLY_ADDS
        + <BlocksFrozen as Layer<[f32; 5], [f32; 3]>>::MULTIPLY_ADDS
        + <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::MULTIPLY_ADDS;
    const CACHE: usize = 0 + <[f32; 3] as Tensor>::LEN + <[f32; 3] as Tensor>::LEN
        + <[f32; 5] as Tensor>::LEN + <[f32; 3] as Tensor>::LEN
        + <BlocksResidual as Layer<[f32; 3], [f32; 3]>>::CACHE
        + <BlocksConcat as Layer<[f32; 3], [f32; 5]>>::CACHE
        + <BlocksFrozen as Layer<[f32; 5], [f32; 3]>>::CACHE
        + const { largest(&[<[f32; 3] as Tensor>::LEN, <[f32; 3] as Tensor>::LEN]) }
        + const { largest(&[<[f32; 3] as Tensor>::LEN, <[f32; 5] as Tensor>::LEN]) };
    const SCRATCH: usize = 0 + <[f32; 3] as Tensor>::LEN + <[f32; 3] as Tensor>::LEN
        + <[f32; 5] as Tensor>::LEN + <[f32; 3] as Tensor>::LEN
        + largest(
            &[
                <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::SCRATCH,
                <BlocksResidual as Layer<[f32; 3], [f32; 3]>>::SCRATCH,
                <BlocksConcat as Layer<[f32; 3], [f32; 5]>>::SCRATCH,
                <BlocksFrozen as Layer<[f32; 5], [f32; 3]>>::SCRATCH,
                <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::SCRATCH,
            ],
        );
    const PLACES: Option<usize> = <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::PLACES;
    const INIT_BEFORE: Option<Init> = <Dense<
        3,
        3,
    > as Layer<[f32; 3], [f32; 3]>>::INIT_BEFORE;
    #[allow(unused_variables)]
    fn init(&mut self, init: Init, rng: &mut (impl Rng + ?Sized)) {
        let before_code_2 = <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::INIT_BEFORE
            .unwrap_or(init);
        let before_frozen = <BlocksFrozen as Layer<[f32; 5], [f32; 3]>>::INIT_BEFORE
            .unwrap_or(before_code_2);
        let before_concat = <BlocksConcat as Layer<[f32; 3], [f32; 5]>>::INIT_BEFORE
            .unwrap_or(before_frozen);
        let before_residual = <BlocksResidual as Layer<[f32; 3], [f32; 3]>>::INIT_BEFORE
            .unwrap_or(before_concat);
        <Dense<
            3,
            3,
        > as Layer<[f32; 3], [f32; 3]>>::init(&mut self.code, before_residual, rng);
        <BlocksResidual as Layer<
            [f32; 3],
            [f32; 3],
        >>::init(&mut self.residual, before_concat, rng);
        <BlocksConcat as Layer<
            [f32; 3],
            [f32; 5],
        >>::init(&mut self.concat, before_frozen, rng);
        <BlocksFrozen as Layer<
            [f32; 5],
            [f32; 3],
        >>::init(&mut self.frozen, before_code_2, rng);
    }
    #[allow(unused_variables)]
    fn reseed(&mut self, rng: &mut (impl Rng + ?Sized)) {
        <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::reseed(&mut self.code, rng);
        <BlocksResidual as Layer<[f32; 3], [f32; 3]>>::reseed(&mut self.residual, rng);
        <BlocksConcat as Layer<[f32; 3], [f32; 5]>>::reseed(&mut self.concat, rng);
        <BlocksFrozen as Layer<[f32; 5], [f32; 3]>>::reseed(&mut self.frozen, rng);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward(&self, input: &[f32; 3], output: &mut [f32; 3]) {
        let mut after_code = Aligned::<[f32; 3]>::UNWRITTEN;
        let mut after_residual = Aligned::<[f32; 3]>::UNWRITTEN;
        let mut after_concat = Aligned::<[f32; 5]>::UNWRITTEN;
        let mut after_frozen = Aligned::<[f32; 3]>::UNWRITTEN;
        <Dense<
            3,
            3,
        > as Layer<[f32; 3], [f32; 3]>>::forward(&self.code, input, &mut after_code);
        <BlocksResidual as Layer<
            [f32; 3],
            [f32; 3],
        >>::forward(&self.residual, &after_code, &mut after_residual);
        <BlocksConcat as Layer<
            [f32; 3],
            [f32; 5],
        >>::forward(&self.concat, &after_residual, &mut after_concat);
        <BlocksFrozen as Layer<
            [f32; 5],
            [f32; 3],
        >>::forward(&self.frozen, &after_concat, &mut after_frozen);
        <Dense<
            3,
            3,
        > as Layer<[f32; 3], [f32; 3]>>::forward(&self.code, &after_frozen, output);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward_batch(&self, inputs: &[[f32; 3]], outputs: &mut [[f32; 3]]) {
        let tile = <Self as Network>::TILE;
        let (inputs, outputs) = (inputs.chunks(tile), outputs.chunks_mut(tile));
        for (inputs, outputs) in zip(inputs, outputs) {
            let mut after_code = [<[f32; 3] as Tensor>::ZERO; <Self as Network>::TILE];
            let after_code = first(&mut after_code, inputs.len());
            let mut after_residual = [<[f32; 3] as Tensor>::ZERO; <Self as Network>::TILE];
            let after_residual = first(&mut after_residual, inputs.len());
            let mut after_concat = [<[f32; 5] as Tensor>::ZERO; <Self as Network>::TILE];
            let after_concat = first(&mut after_concat, inputs.len());
            let mut after_frozen = [<[f32; 3] as Tensor>::ZERO; <Self as Network>::TILE];
            let after_frozen = first(&mut after_frozen, inputs.len());
            <Dense<
                3,
                3,
            > as Layer<
                [f32; 3],
                [f32; 3],
            >>::forward_batch(&self.code, inputs, after_code);
            <BlocksResidual as Layer<
                [f32; 3],
                [f32; 3],
            >>::forward_batch(&self.residual, after_code, after_residual);
            <BlocksConcat as Layer<
                [f32; 3],
                [f32; 5],
            >>::forward_batch(&self.concat, after_residual, after_concat);
            <BlocksFrozen as Layer<
                [f32; 5],
                [f32; 3],
            >>::forward_batch(&self.frozen, after_concat, after_frozen);
            <Dense<
                3,
                3,
            > as Layer<
                [f32; 3],
                [f32; 3],
            >>::forward_batch(&self.code, after_frozen, outputs);
        }
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
        let after_code = room.tensors::<[f32; 3]>();
        let after_residual = room.tensors::<[f32; 3]>();
        let after_concat = room.tensors::<[f32; 5]>();
        let after_frozen = room.tensors::<[f32; 3]>();
        let kept_residual = room
            .values(<BlocksResidual as Layer<[f32; 3], [f32; 3]>>::CACHE);
        let kept_concat = room
            .values(<BlocksConcat as Layer<[f32; 3], [f32; 5]>>::CACHE);
        let kept_frozen = room
            .values(<BlocksFrozen as Layer<[f32; 5], [f32; 3]>>::CACHE);
        <Dense<
            3,
            3,
        > as Layer<
            [f32; 3],
            [f32; 3],
        >>::forward_train(&mut self.code, inputs, after_code, &mut []);
        <BlocksResidual as Layer<
            [f32; 3],
            [f32; 3],
        >>::forward_train(
            &mut self.residual,
            after_code,
            after_residual,
            &mut *kept_residual,
        );
        <BlocksConcat as Layer<
            [f32; 3],
            [f32; 5],
        >>::forward_train(
            &mut self.concat,
            after_residual,
            after_concat,
            &mut *kept_concat,
        );
        <BlocksFrozen as Layer<
            [f32; 5],
            [f32; 3],
        >>::forward_train(
            &mut self.frozen,
            after_concat,
            after_frozen,
            &mut *kept_frozen,
        );
        <Dense<
            3,
            3,
        > as Layer<
            [f32; 3],
            [f32; 3],
        >>::forward_train(&mut self.code, after_frozen, outputs, &mut []);
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
        let after_code = room.tensors::<[f32; 3]>();
        let after_residual = room.tensors::<[f32; 3]>();
        let after_concat = room.tensors::<[f32; 5]>();
        let after_frozen = room.tensors::<[f32; 3]>();
        let kept_residual = room
            .values(<BlocksResidual as Layer<[f32; 3], [f32; 3]>>::CACHE);
        let kept_concat = room
            .values(<BlocksConcat as Layer<[f32; 3], [f32; 5]>>::CACHE);
        let kept_frozen = room
            .values(<BlocksFrozen as Layer<[f32; 5], [f32; 3]>>::CACHE);
        let front = room
            .values(const {
                largest(&[<[f32; 3] as Tensor>::LEN, <[f32; 3] as Tensor>::LEN])
            });
        let back = room
            .values(const {
                largest(&[<[f32; 3] as Tensor>::LEN, <[f32; 5] as Tensor>::LEN])
            });
        let d_after_frozen = tensors::<[f32; 3]>(front, inputs.len());
        <Dense<
            3,
            3,
        > as Layer<
            [f32; 3],
            [f32; 3],
        >>::backward_batch(
            &self.code,
            Saved {
                input: after_frozen,
                output: outputs,
                cache: &mut [],
            },
            d_outputs,
            Option::Some(&mut *d_after_frozen),
            &mut gradient.code,
        );
        let d_after_concat = tensors::<[f32; 5]>(back, inputs.len());
        <BlocksFrozen as Layer<
            [f32; 5],
            [f32; 3],
        >>::backward_batch(
            &self.frozen,
            Saved {
                input: after_concat,
                output: after_frozen,
                cache: &mut *kept_frozen,
            },
            d_after_frozen,
            Option::Some(&mut *d_after_concat),
            &mut gradient.frozen,
        );
        let d_after_residual = tensors::<[f32; 3]>(front, inputs.len());
        <BlocksConcat as Layer<
            [f32; 3],
            [f32; 5],
        >>::backward_batch(
            &self.concat,
            Saved {
                input: after_residual,
                output: after_concat,
                cache: &mut *kept_concat,
            },
            d_after_concat,
            Option::Some(&mut *d_after_residual),
            &mut gradient.concat,
        );
        let d_after_code = tensors::<[f32; 3]>(back, inputs.len());
        <BlocksResidual as Layer<
            [f32; 3],
            [f32; 3],
        >>::backward_batch(
            &self.residual,
            Saved {
                input: after_code,
                output: after_residual,
                cache: &mut *kept_residual,
            },
            d_after_residual,
            Option::Some(&mut *d_after_code),
            &mut gradient.residual,
        );
        <Dense<
            3,
            3,
        > as Layer<
            [f32; 3],
            [f32; 3],
        >>::backward_batch(
            &self.code,
            Saved {
                input: inputs,
                output: after_code,
                cache: &mut [],
            },
            d_after_code,
            d_inputs,
            &mut gradient.code,
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
        let [after_code, ..] = room.tensors::<[f32; 3]>() else { return };
        let [after_residual, ..] = room.tensors::<[f32; 3]>() else { return };
        let [after_concat, ..] = room.tensors::<[f32; 5]>() else { return };
        let [after_frozen, ..] = room.tensors::<[f32; 3]>() else { return };
        let kept_residual = room
            .values(<BlocksResidual as Layer<[f32; 3], [f32; 3]>>::CACHE);
        let kept_concat = room
            .values(<BlocksConcat as Layer<[f32; 3], [f32; 5]>>::CACHE);
        let kept_frozen = room
            .values(<BlocksFrozen as Layer<[f32; 5], [f32; 3]>>::CACHE);
        let front = room
            .values(const {
                largest(&[<[f32; 3] as Tensor>::LEN, <[f32; 3] as Tensor>::LEN])
            });
        let back = room
            .values(const {
                largest(&[<[f32; 3] as Tensor>::LEN, <[f32; 5] as Tensor>::LEN])
            });
        let mut gradient_of_code = <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::ZERO;
        let [d_after_frozen, ..] = tensors::<[f32; 3]>(front, 1) else { return };
        <Dense<
            3,
            3,
        > as Layer<
            [f32; 3],
            [f32; 3],
        >>::backward(
            &self.code,
            Saved {
                input: &*after_frozen,
                output: output,
                cache: &mut [],
            },
            d_output,
            Option::Some(&mut *d_after_frozen),
            &mut gradient_of_code,
        );
        let [d_after_concat, ..] = tensors::<[f32; 5]>(back, 1) else { return };
        <BlocksFrozen as Layer<
            [f32; 5],
            [f32; 3],
        >>::descend(
            &mut self.frozen,
            Saved {
                input: &*after_concat,
                output: &*after_frozen,
                cache: &mut *kept_frozen,
            },
            &*d_after_frozen,
            Option::Some(&mut *d_after_concat),
            rate,
        );
        let [d_after_residual, ..] = tensors::<[f32; 3]>(front, 1) else { return };
        <BlocksConcat as Layer<
            [f32; 3],
            [f32; 5],
        >>::descend(
            &mut self.concat,
            Saved {
                input: &*after_residual,
                output: &*after_concat,
                cache: &mut *kept_concat,
            },
            &*d_after_concat,
            Option::Some(&mut *d_after_residual),
            rate,
        );
        let [d_after_code, ..] = tensors::<[f32; 3]>(back, 1) else { return };
        <BlocksResidual as Layer<
            [f32; 3],
            [f32; 3],
        >>::descend(
            &mut self.residual,
            Saved {
                input: &*after_code,
                output: &*after_residual,
                cache: &mut *kept_residual,
            },
            &*d_after_residual,
            Option::Some(&mut *d_after_code),
            rate,
        );
        <Dense<
            3,
            3,
        > as Layer<
            [f32; 3],
            [f32; 3],
        >>::backward(
            &self.code,
            Saved {
                input: input,
                output: &*after_code,
                cache: &mut [],
            },
            &*d_after_code,
            d_input,
            &mut gradient_of_code,
        );
        <Dense<
            3,
            3,
        > as Layer<
            [f32; 3],
            [f32; 3],
        >>::parameters_mut(
            [&mut self.code, &mut gradient_of_code],
            &mut Descend { rate },
        );
    }
    #[allow(unused_variables)]
    fn parameters(&self, visitor: &mut impl Visitor) {
        Visitor::enter(visitor, "code");
        <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::parameters(&self.code, visitor);
        Visitor::leave(visitor);
        Visitor::enter(visitor, "residual");
        <BlocksResidual as Layer<
            [f32; 3],
            [f32; 3],
        >>::parameters(&self.residual, visitor);
        Visitor::leave(visitor);
        Visitor::enter(visitor, "concat");
        <BlocksConcat as Layer<[f32; 3], [f32; 5]>>::parameters(&self.concat, visitor);
        Visitor::leave(visitor);
        Visitor::enter(visitor, "frozen");
        <BlocksFrozen as Layer<[f32; 5], [f32; 3]>>::parameters(&self.frozen, visitor);
        Visitor::leave(visitor);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    #[allow(unused_variables, unused_mut)]
    fn parameters_mut<const __K: usize>(
        mut group: [&mut Self; __K],
        visitor: &mut impl VisitorMut<{ __K }>,
    ) {
        VisitorMut::<{ __K }>::enter(visitor, "code");
        <Dense<
            3,
            3,
        > as Layer<
            [f32; 3],
            [f32; 3],
        >>::parameters_mut(group.each_mut().map(|net| &mut net.code), visitor);
        VisitorMut::<{ __K }>::leave(visitor);
        VisitorMut::<{ __K }>::enter(visitor, "residual");
        <BlocksResidual as Layer<
            [f32; 3],
            [f32; 3],
        >>::parameters_mut(group.each_mut().map(|net| &mut net.residual), visitor);
        VisitorMut::<{ __K }>::leave(visitor);
        VisitorMut::<{ __K }>::enter(visitor, "concat");
        <BlocksConcat as Layer<
            [f32; 3],
            [f32; 5],
        >>::parameters_mut(group.each_mut().map(|net| &mut net.concat), visitor);
        VisitorMut::<{ __K }>::leave(visitor);
        VisitorMut::<{ __K }>::enter(visitor, "frozen");
        <BlocksFrozen as Layer<
            [f32; 5],
            [f32; 3],
        >>::parameters_mut(group.each_mut().map(|net| &mut net.frozen), visitor);
        VisitorMut::<{ __K }>::leave(visitor);
    }
}
#[automatically_derived]
impl Names for Blocks {
    const NAMES: &'static [&'static str] = &["code", "residual", "concat", "frozen"];
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl<__P: Part> Trained<__P> for Blocks
where
    BlocksResidual: Trained<Field<__P, Blocks, 1>>,
    BlocksConcat: Trained<Field<__P, Blocks, 2>>,
    BlocksFrozen: Trained<Field<__P, Blocks, 3>>,
{
    const LAYERS: &'static [(&'static str, Tensors)] = &[
        ("code", Tensors::of::<Dense<3, 3>, Field<__P, Self, 0>>()),
        ("residual", Tensors::of::<BlocksResidual, Field<__P, Self, 1>>()),
        ("concat", Tensors::of::<BlocksConcat, Field<__P, Self, 2>>()),
        ("frozen", Tensors::of::<BlocksFrozen, Field<__P, Self, 3>>()),
    ];
    const TRAINED: Self = Self {
        code: <Dense<3, 3> as Trained<Field<__P, Blocks, 0>>>::TRAINED,
        residual: <BlocksResidual as Trained<Field<__P, Blocks, 1>>>::TRAINED,
        concat: <BlocksConcat as Trained<Field<__P, Blocks, 2>>>::TRAINED,
        frozen: <BlocksFrozen as Trained<Field<__P, Blocks, 3>>>::TRAINED,
    };
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl Network for Blocks {
    type Input = [f32; 3];
    type Output = [f32; 3];
    const TILE: usize = tile(
        &[
            <[f32; 3] as Tensor>::LEN,
            <[f32; 3] as Tensor>::LEN,
            <[f32; 5] as Tensor>::LEN,
            <[f32; 3] as Tensor>::LEN,
        ],
    );
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
        let mut after_code = Aligned::<[f32; 3]>::UNWRITTEN;
        <Dense<
            3,
            3,
        > as Layer<
            [f32; 3],
            [f32; 3],
        >>::forward_train(
            &mut self.code,
            from_ref(input),
            from_mut(&mut *after_code),
            &mut [],
        );
        let mut after_residual = Aligned::<[f32; 3]>::UNWRITTEN;
        let kept_residual = &mut [0.0; <BlocksResidual as Layer<
            [f32; 3],
            [f32; 3],
        >>::CACHE];
        <BlocksResidual as Layer<
            [f32; 3],
            [f32; 3],
        >>::forward_train(
            &mut self.residual,
            from_ref(&*after_code),
            from_mut(&mut *after_residual),
            &mut *kept_residual,
        );
        let mut after_concat = Aligned::<[f32; 5]>::UNWRITTEN;
        let kept_concat = &mut [0.0; <BlocksConcat as Layer<[f32; 3], [f32; 5]>>::CACHE];
        <BlocksConcat as Layer<
            [f32; 3],
            [f32; 5],
        >>::forward_train(
            &mut self.concat,
            from_ref(&*after_residual),
            from_mut(&mut *after_concat),
            &mut *kept_concat,
        );
        let mut after_frozen = Aligned::<[f32; 3]>::UNWRITTEN;
        let kept_frozen = &mut [0.0; <BlocksFrozen as Layer<[f32; 5], [f32; 3]>>::CACHE];
        <BlocksFrozen as Layer<
            [f32; 5],
            [f32; 3],
        >>::forward_train(
            &mut self.frozen,
            from_ref(&*after_concat),
            from_mut(&mut *after_frozen),
            &mut *kept_frozen,
        );
        let mut after_code_2 = Aligned::<[f32; 3]>::UNWRITTEN;
        <Dense<
            3,
            3,
        > as Layer<
            [f32; 3],
            [f32; 3],
        >>::forward_train(
            &mut self.code,
            from_ref(&*after_frozen),
            from_mut(&mut *after_code_2),
            &mut [],
        );
        let mut d_after_code_2 = <[f32; 3] as Tensor>::ZERO;
        let error = check_loss(
            0,
            loss.loss(&*after_code_2, target, &mut d_after_code_2),
        )?;
        let mut gradient_of_code = <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::ZERO;
        let mut d_after_frozen = Aligned::<[f32; 3]>::UNWRITTEN;
        <Dense<
            3,
            3,
        > as Layer<
            [f32; 3],
            [f32; 3],
        >>::backward(
            &self.code,
            Saved {
                input: &*after_frozen,
                output: &after_code_2,
                cache: &mut [],
            },
            &d_after_code_2,
            Option::Some(&mut d_after_frozen),
            &mut gradient_of_code,
        );
        let mut d_after_concat = Aligned::<[f32; 5]>::UNWRITTEN;
        <BlocksFrozen as Layer<
            [f32; 5],
            [f32; 3],
        >>::descend(
            &mut self.frozen,
            Saved {
                input: &*after_concat,
                output: &after_frozen,
                cache: &mut *kept_frozen,
            },
            &d_after_frozen,
            Option::Some(&mut d_after_concat),
            rate,
        );
        let mut d_after_residual = Aligned::<[f32; 3]>::UNWRITTEN;
        <BlocksConcat as Layer<
            [f32; 3],
            [f32; 5],
        >>::descend(
            &mut self.concat,
            Saved {
                input: &*after_residual,
                output: &after_concat,
                cache: &mut *kept_concat,
            },
            &d_after_concat,
            Option::Some(&mut d_after_residual),
            rate,
        );
        let mut d_after_code = Aligned::<[f32; 3]>::UNWRITTEN;
        <BlocksResidual as Layer<
            [f32; 3],
            [f32; 3],
        >>::descend(
            &mut self.residual,
            Saved {
                input: &*after_code,
                output: &after_residual,
                cache: &mut *kept_residual,
            },
            &d_after_residual,
            Option::Some(&mut d_after_code),
            rate,
        );
        <Dense<
            3,
            3,
        > as Layer<
            [f32; 3],
            [f32; 3],
        >>::backward(
            &self.code,
            Saved {
                input: input,
                output: &after_code,
                cache: &mut [],
            },
            &d_after_code,
            Option::None,
            &mut gradient_of_code,
        );
        <Dense<
            3,
            3,
        > as Layer<
            [f32; 3],
            [f32; 3],
        >>::parameters_mut(
            [&mut self.code, &mut gradient_of_code],
            &mut Descend { rate },
        );
        Result::Ok(error)
    }
    fn summary() -> Summary {
        Summary {
            name: "Blocks",
            rows: &[
                SummaryRow {
                    name: "code",
                    layer: "dense(3 -> 3)",
                    takes: &[3],
                    gives: &[3],
                    parameters: <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::PARAMETERS,
                },
                SummaryRow {
                    name: "residual",
                    layer: "residual",
                    takes: &[3],
                    gives: &[3],
                    parameters: 0,
                },
                SummaryRow {
                    name: "residual.dense",
                    layer: "dense(3 -> 3)",
                    takes: &[3],
                    gives: &[3],
                    parameters: <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::PARAMETERS,
                },
                SummaryRow {
                    name: "residual.tanh",
                    layer: "tanh",
                    takes: &[3],
                    gives: &[3],
                    parameters: <Tanh as Layer<[f32; 3], [f32; 3]>>::PARAMETERS,
                },
                SummaryRow {
                    name: "concat",
                    layer: "concat",
                    takes: &[3],
                    gives: &[5],
                    parameters: 0,
                },
                SummaryRow {
                    name: "concat.identity",
                    layer: "identity",
                    takes: &[3],
                    gives: &[3],
                    parameters: <Identity as Layer<[f32; 3], [f32; 3]>>::PARAMETERS,
                },
                SummaryRow {
                    name: "concat.side",
                    layer: "[..]",
                    takes: &[3],
                    gives: &[2],
                    parameters: 0,
                },
                SummaryRow {
                    name: "concat.side.dense",
                    layer: "dense(3 -> 2)",
                    takes: &[3],
                    gives: &[2],
                    parameters: <Dense<3, 2> as Layer<[f32; 3], [f32; 2]>>::PARAMETERS,
                },
                SummaryRow {
                    name: "concat.side.relu",
                    layer: "relu",
                    takes: &[2],
                    gives: &[2],
                    parameters: <Relu as Layer<[f32; 2], [f32; 2]>>::PARAMETERS,
                },
                SummaryRow {
                    name: "frozen",
                    layer: "frozen",
                    takes: &[5],
                    gives: &[3],
                    parameters: 0,
                },
                SummaryRow {
                    parameters: 0,
                    ..SummaryRow {
                        name: "frozen.dense",
                        layer: "dense(5 -> 3)",
                        takes: &[5],
                        gives: &[3],
                        parameters: <Dense<
                            5,
                            3,
                        > as Layer<[f32; 5], [f32; 3]>>::PARAMETERS,
                    }
                },
                SummaryRow {
                    name: "code_2",
                    layer: "shared(code)",
                    takes: &[3],
                    gives: &[3],
                    parameters: 0,
                },
            ],
            weight_bytes: Self::WEIGHT_BYTES,
            multiply_adds: Self::MULTIPLY_ADDS,
            workspace_bytes: Self::workspace_bytes(1),
        }
    }
}
/// `residual(dense(3 -> 3), tanh)`, the field `residual`.
struct BlocksResidual {
    /// `dense(3 -> 3)`
    pub dense: Dense<3, 3>,
}
#[automatically_derived]
impl Clone for BlocksResidual {
    fn clone(&self) -> Self {
        Self {
            dense: <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::__clone(&self.dense),
        }
    }
}
#[automatically_derived]
impl PartialEq for BlocksResidual {
    fn eq(&self, other: &Self) -> bool {
        true
            && <Dense<
                3,
                3,
            > as Layer<[f32; 3], [f32; 3]>>::__eq(&self.dense, &other.dense)
    }
}
#[automatically_derived]
impl Debug for BlocksResidual {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("BlocksResidual")
            .field(
                "dense",
                <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::__debug(&self.dense),
            )
            .finish()
    }
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl Layer<[f32; 3], [f32; 3]> for BlocksResidual {
    const ZERO: Self = Self {
        dense: <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::ZERO,
    };
    const PARAMETERS: usize = 0 + <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::PARAMETERS
        + <Tanh as Layer<[f32; 3], [f32; 3]>>::PARAMETERS;
    const MULTIPLY_ADDS: usize = 0
        + <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::MULTIPLY_ADDS
        + <Tanh as Layer<[f32; 3], [f32; 3]>>::MULTIPLY_ADDS;
    const CACHE: usize = 0 + <[f32; 3] as Tensor>::LEN
        + const { largest(&[<[f32; 3] as Tensor>::LEN]) } + const { largest(&[]) };
    const SCRATCH: usize = 0 + <[f32; 3] as Tensor>::LEN + <[f32; 3] as Tensor>::LEN
        + largest(
            &[
                <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::SCRATCH,
                <Tanh as Layer<[f32; 3], [f32; 3]>>::SCRATCH,
            ],
        );
    const PLACES: Option<usize> = <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::PLACES;
    const INIT_BEFORE: Option<Init> = <Dense<
        3,
        3,
    > as Layer<[f32; 3], [f32; 3]>>::INIT_BEFORE;
    #[allow(unused_variables)]
    fn init(&mut self, init: Init, rng: &mut (impl Rng + ?Sized)) {
        let before_tanh = <Tanh as Layer<[f32; 3], [f32; 3]>>::INIT_BEFORE
            .unwrap_or(init);
        <Dense<
            3,
            3,
        > as Layer<[f32; 3], [f32; 3]>>::init(&mut self.dense, before_tanh, rng);
    }
    #[allow(unused_variables)]
    fn reseed(&mut self, rng: &mut (impl Rng + ?Sized)) {
        <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::reseed(&mut self.dense, rng);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward(&self, input: &[f32; 3], output: &mut [f32; 3]) {
        let mut after_dense = Aligned::<[f32; 3]>::UNWRITTEN;
        let mut after_tanh = Aligned::<[f32; 3]>::UNWRITTEN;
        <Dense<
            3,
            3,
        > as Layer<[f32; 3], [f32; 3]>>::forward(&self.dense, input, &mut after_dense);
        <Tanh as Layer<
            [f32; 3],
            [f32; 3],
        >>::forward(&Tanh, &after_dense, &mut after_tanh);
        sum(from_ref(input), from_ref(&after_tanh), from_mut(output));
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward_batch(&self, inputs: &[[f32; 3]], outputs: &mut [[f32; 3]]) {
        let tile = (const {
            tile(&[<[f32; 3] as Tensor>::LEN, <[f32; 3] as Tensor>::LEN])
        });
        let (inputs, outputs) = (inputs.chunks(tile), outputs.chunks_mut(tile));
        for (inputs, outputs) in zip(inputs, outputs) {
            let mut after_dense = [<[f32; 3] as Tensor>::ZERO; (const {
                tile(&[<[f32; 3] as Tensor>::LEN, <[f32; 3] as Tensor>::LEN])
            })];
            let after_dense = first(&mut after_dense, inputs.len());
            let mut after_tanh = [<[f32; 3] as Tensor>::ZERO; (const {
                tile(&[<[f32; 3] as Tensor>::LEN, <[f32; 3] as Tensor>::LEN])
            })];
            let after_tanh = first(&mut after_tanh, inputs.len());
            <Dense<
                3,
                3,
            > as Layer<
                [f32; 3],
                [f32; 3],
            >>::forward_batch(&self.dense, inputs, after_dense);
            <Tanh as Layer<
                [f32; 3],
                [f32; 3],
            >>::forward_batch(&Tanh, after_dense, after_tanh);
            sum(inputs, after_tanh, outputs);
        }
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
        let after_tanh = room.tensors::<[f32; 3]>();
        by_sample(
            inputs.len(),
            const {
                0 + <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::MULTIPLY_ADDS
                    + <Tanh as Layer<[f32; 3], [f32; 3]>>::MULTIPLY_ADDS
            },
            (&*inputs, &mut *after_tanh),
            |(inputs, after_tanh)| {
                <Dense<
                    3,
                    3,
                > as Layer<
                    [f32; 3],
                    [f32; 3],
                >>::forward_batch(&self.dense, inputs, after_tanh);
                <Tanh as Layer<
                    [f32; 3],
                    [f32; 3],
                >>::__forward_in_place(&Tanh, after_tanh);
            },
        );
        sum(inputs, after_tanh, outputs);
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
        let Saved { input: inputs, output: _, cache } = saved;
        let mut d_inputs = d_inputs;
        let mut room = Room::new(cache, inputs.len());
        let after_tanh = room.tensors::<[f32; 3]>();
        let after_dense = &*after_tanh;
        let front = room.values(const { largest(&[<[f32; 3] as Tensor>::LEN]) });
        let back = room.values(const { largest(&[]) });
        let d_after_dense = tensors::<[f32; 3]>(front, inputs.len());
        <Tanh as Layer<
            [f32; 3],
            [f32; 3],
        >>::backward_batch(
            &Tanh,
            Saved {
                input: after_dense,
                output: after_tanh,
                cache: &mut [],
            },
            d_outputs,
            Option::Some(&mut *d_after_dense),
            &mut Tanh,
        );
        <Dense<
            3,
            3,
        > as Layer<
            [f32; 3],
            [f32; 3],
        >>::backward_batch(
            &self.dense,
            Saved {
                input: inputs,
                output: after_dense,
                cache: &mut [],
            },
            d_after_dense,
            d_inputs.as_deref_mut(),
            &mut gradient.dense,
        );
        if let Option::Some(d_inputs) = d_inputs {
            add(d_outputs, d_inputs);
        }
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
        let Saved { input, output: _, cache } = saved;
        let mut d_input = d_input;
        let mut room = Room::new(cache, 1);
        let [after_tanh, ..] = room.tensors::<[f32; 3]>() else { return };
        let after_dense = &*after_tanh;
        let front = room.values(const { largest(&[<[f32; 3] as Tensor>::LEN]) });
        let back = room.values(const { largest(&[]) });
        let [d_after_dense, ..] = tensors::<[f32; 3]>(front, 1) else { return };
        <Tanh as Layer<
            [f32; 3],
            [f32; 3],
        >>::descend(
            &mut Tanh,
            Saved {
                input: &*after_dense,
                output: &*after_tanh,
                cache: &mut [],
            },
            d_output,
            Option::Some(&mut *d_after_dense),
            rate,
        );
        <Dense<
            3,
            3,
        > as Layer<
            [f32; 3],
            [f32; 3],
        >>::descend(
            &mut self.dense,
            Saved {
                input: input,
                output: &*after_dense,
                cache: &mut [],
            },
            &*d_after_dense,
            d_input.as_deref_mut(),
            rate,
        );
        if let Option::Some(d_input) = d_input {
            add(from_ref(d_output), from_mut(d_input));
        }
    }
    #[allow(unused_variables)]
    fn parameters(&self, visitor: &mut impl Visitor) {
        Visitor::enter(visitor, "dense");
        <Dense<3, 3> as Layer<[f32; 3], [f32; 3]>>::parameters(&self.dense, visitor);
        Visitor::leave(visitor);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    #[allow(unused_variables, unused_mut)]
    fn parameters_mut<const __K: usize>(
        mut group: [&mut Self; __K],
        visitor: &mut impl VisitorMut<{ __K }>,
    ) {
        VisitorMut::<{ __K }>::enter(visitor, "dense");
        <Dense<
            3,
            3,
        > as Layer<
            [f32; 3],
            [f32; 3],
        >>::parameters_mut(group.each_mut().map(|net| &mut net.dense), visitor);
        VisitorMut::<{ __K }>::leave(visitor);
    }
}
#[automatically_derived]
impl Names for BlocksResidual {
    const NAMES: &'static [&'static str] = &["dense"];
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl<__P: Part> Trained<__P> for BlocksResidual {
    const LAYERS: &'static [(&'static str, Tensors)] = &[
        ("dense", Tensors::of::<Dense<3, 3>, Field<__P, Self, 0>>()),
    ];
    const TRAINED: Self = Self {
        dense: <Dense<3, 3> as Trained<Field<__P, BlocksResidual, 0>>>::TRAINED,
    };
}
/// `concat(identity, [dense(3 -> 2), relu])`, the field `concat`.
struct BlocksConcat {
    /// `[dense(3 -> 2), relu]`
    pub side: BlocksConcatSide,
}
#[automatically_derived]
impl Clone for BlocksConcat {
    fn clone(&self) -> Self {
        Self {
            side: <BlocksConcatSide as Layer<[f32; 3], [f32; 2]>>::__clone(&self.side),
        }
    }
}
#[automatically_derived]
impl PartialEq for BlocksConcat {
    fn eq(&self, other: &Self) -> bool {
        true
            && <BlocksConcatSide as Layer<
                [f32; 3],
                [f32; 2],
            >>::__eq(&self.side, &other.side)
    }
}
#[automatically_derived]
impl Debug for BlocksConcat {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("BlocksConcat")
            .field(
                "side",
                <BlocksConcatSide as Layer<[f32; 3], [f32; 2]>>::__debug(&self.side),
            )
            .finish()
    }
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl Layer<[f32; 3], [f32; 5]> for BlocksConcat {
    const ZERO: Self = Self {
        side: <BlocksConcatSide as Layer<[f32; 3], [f32; 2]>>::ZERO,
    };
    const PARAMETERS: usize = 0 + <Identity as Layer<[f32; 3], [f32; 3]>>::PARAMETERS
        + <BlocksConcatSide as Layer<[f32; 3], [f32; 2]>>::PARAMETERS;
    const MULTIPLY_ADDS: usize = 0
        + <Identity as Layer<[f32; 3], [f32; 3]>>::MULTIPLY_ADDS
        + <BlocksConcatSide as Layer<[f32; 3], [f32; 2]>>::MULTIPLY_ADDS;
    const CACHE: usize = 0 + <[f32; 3] as Tensor>::LEN + <[f32; 2] as Tensor>::LEN
        + <BlocksConcatSide as Layer<[f32; 3], [f32; 2]>>::CACHE
        + const { largest(&[<[f32; 3] as Tensor>::LEN, <[f32; 2] as Tensor>::LEN]) }
        + <[f32; 3] as Tensor>::LEN;
    const SCRATCH: usize = 0 + <[f32; 3] as Tensor>::LEN + <[f32; 2] as Tensor>::LEN
        + largest(
            &[
                <Identity as Layer<[f32; 3], [f32; 3]>>::SCRATCH,
                <BlocksConcatSide as Layer<[f32; 3], [f32; 2]>>::SCRATCH,
            ],
        );
    const PLACES: Option<usize> = <Identity as Layer<[f32; 3], [f32; 3]>>::PLACES;
    const INIT_BEFORE: Option<Init> = <Identity as Layer<
        [f32; 3],
        [f32; 3],
    >>::INIT_BEFORE;
    #[allow(unused_variables)]
    fn init(&mut self, init: Init, rng: &mut (impl Rng + ?Sized)) {
        let before_side = <BlocksConcatSide as Layer<[f32; 3], [f32; 2]>>::INIT_BEFORE
            .unwrap_or(init);
        <BlocksConcatSide as Layer<[f32; 3], [f32; 2]>>::init(&mut self.side, init, rng);
    }
    #[allow(unused_variables)]
    fn reseed(&mut self, rng: &mut (impl Rng + ?Sized)) {
        <BlocksConcatSide as Layer<[f32; 3], [f32; 2]>>::reseed(&mut self.side, rng);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward(&self, input: &[f32; 3], output: &mut [f32; 5]) {
        let mut after_identity = <[f32; 3] as Tensor>::UNWRITTEN;
        <Identity as Layer<
            [f32; 3],
            [f32; 3],
        >>::forward(&Identity, input, &mut after_identity);
        let mut after_side = <[f32; 2] as Tensor>::UNWRITTEN;
        <BlocksConcatSide as Layer<
            [f32; 3],
            [f32; 2],
        >>::forward(&self.side, input, &mut after_side);
        put(from_ref(&after_identity), from_mut(output), const { 0 });
        put(
            from_ref(&after_side),
            from_mut(output),
            const { 0 + <[f32; 3] as Tensor>::LEN },
        );
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward_batch(&self, inputs: &[[f32; 3]], outputs: &mut [[f32; 5]]) {
        let tile = (const {
            tile(&[<[f32; 3] as Tensor>::LEN, <[f32; 2] as Tensor>::LEN])
        });
        let (inputs, outputs) = (inputs.chunks(tile), outputs.chunks_mut(tile));
        for (inputs, outputs) in zip(inputs, outputs) {
            let mut after_identity = [<[f32; 3] as Tensor>::ZERO; (const {
                tile(&[<[f32; 3] as Tensor>::LEN, <[f32; 2] as Tensor>::LEN])
            })];
            let after_identity = first(&mut after_identity, inputs.len());
            <Identity as Layer<
                [f32; 3],
                [f32; 3],
            >>::forward_batch(&Identity, inputs, after_identity);
            let mut after_side = [<[f32; 2] as Tensor>::ZERO; (const {
                tile(&[<[f32; 3] as Tensor>::LEN, <[f32; 2] as Tensor>::LEN])
            })];
            let after_side = first(&mut after_side, inputs.len());
            <BlocksConcatSide as Layer<
                [f32; 3],
                [f32; 2],
            >>::forward_batch(&self.side, inputs, after_side);
            put(after_identity, outputs, const { 0 });
            put(after_side, outputs, const { 0 + <[f32; 3] as Tensor>::LEN });
        }
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward_train(
        &mut self,
        inputs: &[[f32; 3]],
        outputs: &mut [[f32; 5]],
        cache: &mut [f32],
    ) {
        let mut room = Room::new(cache, inputs.len());
        let after_identity = room.tensors::<[f32; 3]>();
        let after_side = room.tensors::<[f32; 2]>();
        let kept_side = room
            .values(<BlocksConcatSide as Layer<[f32; 3], [f32; 2]>>::CACHE);
        <Identity as Layer<
            [f32; 3],
            [f32; 3],
        >>::forward_train(&mut Identity, inputs, after_identity, &mut []);
        <BlocksConcatSide as Layer<
            [f32; 3],
            [f32; 2],
        >>::forward_train(&mut self.side, inputs, after_side, &mut *kept_side);
        put(after_identity, outputs, const { 0 });
        put(after_side, outputs, const { 0 + <[f32; 3] as Tensor>::LEN });
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn backward(
        &self,
        saved: Saved<'_, [f32; 3], [f32; 5]>,
        d_output: &[f32; 5],
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
        saved: Saved<'_, [[f32; 3]], [[f32; 5]]>,
        d_outputs: &[[f32; 5]],
        mut d_inputs: Option<&mut [[f32; 3]]>,
        gradient: &mut Self,
    ) {
        let Saved { input: inputs, output: _, cache } = saved;
        let mut room = Room::new(cache, inputs.len());
        let after_identity = room.tensors::<[f32; 3]>();
        let after_side = room.tensors::<[f32; 2]>();
        let kept_side = room
            .values(<BlocksConcatSide as Layer<[f32; 3], [f32; 2]>>::CACHE);
        let front = room
            .values(const {
                largest(&[<[f32; 3] as Tensor>::LEN, <[f32; 2] as Tensor>::LEN])
            });
        let back = room.values(<[f32; 3] as Tensor>::LEN);
        let d_after_side = tensors::<[f32; 2]>(front, inputs.len());
        take(d_outputs, d_after_side, const { 0 + <[f32; 3] as Tensor>::LEN });
        <BlocksConcatSide as Layer<
            [f32; 3],
            [f32; 2],
        >>::backward_batch(
            &self.side,
            Saved {
                input: inputs,
                output: &*after_side,
                cache: &mut *kept_side,
            },
            d_after_side,
            d_inputs.as_deref_mut(),
            &mut gradient.side,
        );
        let d_after_identity = tensors::<[f32; 3]>(front, inputs.len());
        take(d_outputs, d_after_identity, const { 0 });
        if let Option::Some(d_inputs) = d_inputs.as_deref_mut() {
            let d_branch = tensors::<[f32; 3]>(back, inputs.len());
            <Identity as Layer<
                [f32; 3],
                [f32; 3],
            >>::backward_batch(
                &Identity,
                Saved {
                    input: inputs,
                    output: &*after_identity,
                    cache: &mut [],
                },
                d_after_identity,
                Option::Some(&mut *d_branch),
                &mut Identity,
            );
            add(d_branch, d_inputs);
        } else {
            <Identity as Layer<
                [f32; 3],
                [f32; 3],
            >>::backward_batch(
                &Identity,
                Saved {
                    input: inputs,
                    output: &*after_identity,
                    cache: &mut [],
                },
                d_after_identity,
                Option::None,
                &mut Identity,
            );
        }
    }
    #[inline]
    #[allow(unused_variables)]
    fn descend(
        &mut self,
        saved: Saved<'_, [f32; 3], [f32; 5]>,
        d_output: &[f32; 5],
        d_input: Option<&mut [f32; 3]>,
        rate: f32,
    ) {
        let Saved { input, output: _, cache } = saved;
        let inputs = from_ref(input);
        let d_outputs = from_ref(d_output);
        let mut d_inputs = d_input.map(from_mut);
        let mut room = Room::new(cache, inputs.len());
        let after_identity = room.tensors::<[f32; 3]>();
        let after_side = room.tensors::<[f32; 2]>();
        let kept_side = room
            .values(<BlocksConcatSide as Layer<[f32; 3], [f32; 2]>>::CACHE);
        let front = room
            .values(const {
                largest(&[<[f32; 3] as Tensor>::LEN, <[f32; 2] as Tensor>::LEN])
            });
        let back = room.values(<[f32; 3] as Tensor>::LEN);
        let d_after_side = tensors::<[f32; 2]>(front, 1);
        take(d_outputs, d_after_side, const { 0 + <[f32; 3] as Tensor>::LEN });
        if let ([output, ..], [d_output, ..]) = (&*after_side, &*d_after_side) {
            let d_inputs: Option<&mut [[f32; 3]]> = d_inputs.as_deref_mut();
            let d_input = d_inputs.and_then(|d_inputs| d_inputs.first_mut());
            <BlocksConcatSide as Layer<
                [f32; 3],
                [f32; 2],
            >>::descend(
                &mut self.side,
                Saved {
                    input,
                    output,
                    cache: &mut *kept_side,
                },
                d_output,
                d_input,
                rate,
            );
        }
        let d_after_identity = tensors::<[f32; 3]>(front, 1);
        take(d_outputs, d_after_identity, const { 0 });
        if let Option::Some(d_inputs) = d_inputs.as_deref_mut() {
            let d_branch = tensors::<[f32; 3]>(back, 1);
            if let ([output, ..], [d_output, ..]) = (
                &*after_identity,
                &*d_after_identity,
            ) {
                let d_inputs: Option<&mut [[f32; 3]]> = Option::Some(&mut *d_branch);
                let d_input = d_inputs.and_then(|d_inputs| d_inputs.first_mut());
                <Identity as Layer<
                    [f32; 3],
                    [f32; 3],
                >>::descend(
                    &mut Identity,
                    Saved {
                        input,
                        output,
                        cache: &mut [],
                    },
                    d_output,
                    d_input,
                    rate,
                );
            }
            add(d_branch, d_inputs);
        } else {
            if let ([output, ..], [d_output, ..]) = (
                &*after_identity,
                &*d_after_identity,
            ) {
                let d_inputs: Option<&mut [[f32; 3]]> = Option::None;
                let d_input = d_inputs.and_then(|d_inputs| d_inputs.first_mut());
                <Identity as Layer<
                    [f32; 3],
                    [f32; 3],
                >>::descend(
                    &mut Identity,
                    Saved {
                        input,
                        output,
                        cache: &mut [],
                    },
                    d_output,
                    d_input,
                    rate,
                );
            }
        }
    }
    #[allow(unused_variables)]
    fn parameters(&self, visitor: &mut impl Visitor) {
        Visitor::enter(visitor, "side");
        <BlocksConcatSide as Layer<[f32; 3], [f32; 2]>>::parameters(&self.side, visitor);
        Visitor::leave(visitor);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    #[allow(unused_variables, unused_mut)]
    fn parameters_mut<const __K: usize>(
        mut group: [&mut Self; __K],
        visitor: &mut impl VisitorMut<{ __K }>,
    ) {
        VisitorMut::<{ __K }>::enter(visitor, "side");
        <BlocksConcatSide as Layer<
            [f32; 3],
            [f32; 2],
        >>::parameters_mut(group.each_mut().map(|net| &mut net.side), visitor);
        VisitorMut::<{ __K }>::leave(visitor);
    }
}
#[automatically_derived]
impl Names for BlocksConcat {
    const NAMES: &'static [&'static str] = &["side"];
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl<__P: Part> Trained<__P> for BlocksConcat
where
    BlocksConcatSide: Trained<Field<__P, BlocksConcat, 0>>,
{
    const LAYERS: &'static [(&'static str, Tensors)] = &[
        ("side", Tensors::of::<BlocksConcatSide, Field<__P, Self, 0>>()),
    ];
    const TRAINED: Self = Self {
        side: <BlocksConcatSide as Trained<Field<__P, BlocksConcat, 0>>>::TRAINED,
    };
}
/// `[dense(3 -> 2), relu]`, the field `side`.
struct BlocksConcatSide {
    /// `dense(3 -> 2)`
    pub dense: Dense<3, 2>,
}
#[automatically_derived]
impl Clone for BlocksConcatSide {
    fn clone(&self) -> Self {
        Self {
            dense: <Dense<3, 2> as Layer<[f32; 3], [f32; 2]>>::__clone(&self.dense),
        }
    }
}
#[automatically_derived]
impl PartialEq for BlocksConcatSide {
    fn eq(&self, other: &Self) -> bool {
        true
            && <Dense<
                3,
                2,
            > as Layer<[f32; 3], [f32; 2]>>::__eq(&self.dense, &other.dense)
    }
}
#[automatically_derived]
impl Debug for BlocksConcatSide {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("BlocksConcatSide")
            .field(
                "dense",
                <Dense<3, 2> as Layer<[f32; 3], [f32; 2]>>::__debug(&self.dense),
            )
            .finish()
    }
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl Layer<[f32; 3], [f32; 2]> for BlocksConcatSide {
    const ZERO: Self = Self {
        dense: <Dense<3, 2> as Layer<[f32; 3], [f32; 2]>>::ZERO,
    };
    const PARAMETERS: usize = 0 + <Dense<3, 2> as Layer<[f32; 3], [f32; 2]>>::PARAMETERS
        + <Relu as Layer<[f32; 2], [f32; 2]>>::PARAMETERS;
    const MULTIPLY_ADDS: usize = 0
        + <Dense<3, 2> as Layer<[f32; 3], [f32; 2]>>::MULTIPLY_ADDS
        + <Relu as Layer<[f32; 2], [f32; 2]>>::MULTIPLY_ADDS;
    const CACHE: usize = 0 + const { largest(&[<[f32; 2] as Tensor>::LEN]) }
        + const { largest(&[]) };
    const SCRATCH: usize = 0 + <[f32; 2] as Tensor>::LEN
        + largest(
            &[
                <Dense<3, 2> as Layer<[f32; 3], [f32; 2]>>::SCRATCH,
                <Relu as Layer<[f32; 2], [f32; 2]>>::SCRATCH,
            ],
        );
    const PLACES: Option<usize> = <Dense<3, 2> as Layer<[f32; 3], [f32; 2]>>::PLACES;
    const INIT_BEFORE: Option<Init> = <Dense<
        3,
        2,
    > as Layer<[f32; 3], [f32; 2]>>::INIT_BEFORE;
    #[allow(unused_variables)]
    fn init(&mut self, init: Init, rng: &mut (impl Rng + ?Sized)) {
        let before_relu = <Relu as Layer<[f32; 2], [f32; 2]>>::INIT_BEFORE
            .unwrap_or(init);
        <Dense<
            3,
            2,
        > as Layer<[f32; 3], [f32; 2]>>::init(&mut self.dense, before_relu, rng);
    }
    #[allow(unused_variables)]
    fn reseed(&mut self, rng: &mut (impl Rng + ?Sized)) {
        <Dense<3, 2> as Layer<[f32; 3], [f32; 2]>>::reseed(&mut self.dense, rng);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward(&self, input: &[f32; 3], output: &mut [f32; 2]) {
        let mut after_dense = Aligned::<[f32; 2]>::UNWRITTEN;
        <Dense<
            3,
            2,
        > as Layer<[f32; 3], [f32; 2]>>::forward(&self.dense, input, &mut after_dense);
        <Relu as Layer<[f32; 2], [f32; 2]>>::forward(&Relu, &after_dense, output);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward_batch(&self, inputs: &[[f32; 3]], outputs: &mut [[f32; 2]]) {
        let tile = (const { tile(&[<[f32; 2] as Tensor>::LEN]) });
        let (inputs, outputs) = (inputs.chunks(tile), outputs.chunks_mut(tile));
        for (inputs, outputs) in zip(inputs, outputs) {
            let mut after_dense = [<[f32; 2] as Tensor>::ZERO; (const {
                tile(&[<[f32; 2] as Tensor>::LEN])
            })];
            let after_dense = first(&mut after_dense, inputs.len());
            <Dense<
                3,
                2,
            > as Layer<
                [f32; 3],
                [f32; 2],
            >>::forward_batch(&self.dense, inputs, after_dense);
            <Relu as Layer<
                [f32; 2],
                [f32; 2],
            >>::forward_batch(&Relu, after_dense, outputs);
        }
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward_train(
        &mut self,
        inputs: &[[f32; 3]],
        outputs: &mut [[f32; 2]],
        cache: &mut [f32],
    ) {
        let mut room = Room::new(cache, inputs.len());
        by_sample(
            inputs.len(),
            const {
                0 + <Dense<3, 2> as Layer<[f32; 3], [f32; 2]>>::MULTIPLY_ADDS
                    + <Relu as Layer<[f32; 2], [f32; 2]>>::MULTIPLY_ADDS
            },
            (&*inputs, &mut *outputs),
            |(inputs, outputs)| {
                <Dense<
                    3,
                    2,
                > as Layer<
                    [f32; 3],
                    [f32; 2],
                >>::forward_batch(&self.dense, inputs, outputs);
                <Relu as Layer<[f32; 2], [f32; 2]>>::__forward_in_place(&Relu, outputs);
            },
        );
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn backward(
        &self,
        saved: Saved<'_, [f32; 3], [f32; 2]>,
        d_output: &[f32; 2],
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
        saved: Saved<'_, [[f32; 3]], [[f32; 2]]>,
        d_outputs: &[[f32; 2]],
        d_inputs: Option<&mut [[f32; 3]]>,
        gradient: &mut Self,
    ) {
        let Saved { input: inputs, output: outputs, cache } = saved;
        let mut room = Room::new(cache, inputs.len());
        let after_dense = &*outputs;
        let front = room.values(const { largest(&[<[f32; 2] as Tensor>::LEN]) });
        let back = room.values(const { largest(&[]) });
        let d_after_dense = tensors::<[f32; 2]>(front, inputs.len());
        <Relu as Layer<
            [f32; 2],
            [f32; 2],
        >>::backward_batch(
            &Relu,
            Saved {
                input: after_dense,
                output: outputs,
                cache: &mut [],
            },
            d_outputs,
            Option::Some(&mut *d_after_dense),
            &mut Relu,
        );
        <Dense<
            3,
            2,
        > as Layer<
            [f32; 3],
            [f32; 2],
        >>::backward_batch(
            &self.dense,
            Saved {
                input: inputs,
                output: after_dense,
                cache: &mut [],
            },
            d_after_dense,
            d_inputs,
            &mut gradient.dense,
        );
    }
    #[inline]
    #[allow(unused_variables)]
    fn descend(
        &mut self,
        saved: Saved<'_, [f32; 3], [f32; 2]>,
        d_output: &[f32; 2],
        d_input: Option<&mut [f32; 3]>,
        rate: f32,
    ) {
        let Saved { input, output: output, cache } = saved;
        let mut room = Room::new(cache, 1);
        let after_dense = &*output;
        let front = room.values(const { largest(&[<[f32; 2] as Tensor>::LEN]) });
        let back = room.values(const { largest(&[]) });
        let [d_after_dense, ..] = tensors::<[f32; 2]>(front, 1) else { return };
        <Relu as Layer<
            [f32; 2],
            [f32; 2],
        >>::descend(
            &mut Relu,
            Saved {
                input: &*after_dense,
                output: output,
                cache: &mut [],
            },
            d_output,
            Option::Some(&mut *d_after_dense),
            rate,
        );
        <Dense<
            3,
            2,
        > as Layer<
            [f32; 3],
            [f32; 2],
        >>::descend(
            &mut self.dense,
            Saved {
                input: input,
                output: &*after_dense,
                cache: &mut [],
            },
            &*d_after_dense,
            d_input,
            rate,
        );
    }
    #[allow(unused_variables)]
    fn parameters(&self, visitor: &mut impl Visitor) {
        Visitor::enter(visitor, "dense");
        <Dense<3, 2> as Layer<[f32; 3], [f32; 2]>>::parameters(&self.dense, visitor);
        Visitor::leave(visitor);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    #[allow(unused_variables, unused_mut)]
    fn parameters_mut<const __K: usize>(
        mut group: [&mut Self; __K],
        visitor: &mut impl VisitorMut<{ __K }>,
    ) {
        VisitorMut::<{ __K }>::enter(visitor, "dense");
        <Dense<
            3,
            2,
        > as Layer<
            [f32; 3],
            [f32; 2],
        >>::parameters_mut(group.each_mut().map(|net| &mut net.dense), visitor);
        VisitorMut::<{ __K }>::leave(visitor);
    }
}
#[automatically_derived]
impl Names for BlocksConcatSide {
    const NAMES: &'static [&'static str] = &["dense"];
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl<__P: Part> Trained<__P> for BlocksConcatSide {
    const LAYERS: &'static [(&'static str, Tensors)] = &[
        ("dense", Tensors::of::<Dense<3, 2>, Field<__P, Self, 0>>()),
    ];
    const TRAINED: Self = Self {
        dense: <Dense<3, 2> as Trained<Field<__P, BlocksConcatSide, 0>>>::TRAINED,
    };
}
/// `frozen(dense(5 -> 3))`, the field `frozen`.
struct BlocksFrozen {
    /// `dense(5 -> 3)`
    pub dense: Dense<5, 3>,
}
#[automatically_derived]
impl Clone for BlocksFrozen {
    fn clone(&self) -> Self {
        Self {
            dense: <Dense<5, 3> as Layer<[f32; 5], [f32; 3]>>::__clone(&self.dense),
        }
    }
}
#[automatically_derived]
impl PartialEq for BlocksFrozen {
    fn eq(&self, other: &Self) -> bool {
        true
            && <Dense<
                5,
                3,
            > as Layer<[f32; 5], [f32; 3]>>::__eq(&self.dense, &other.dense)
    }
}
#[automatically_derived]
impl Debug for BlocksFrozen {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("BlocksFrozen")
            .field(
                "dense",
                <Dense<5, 3> as Layer<[f32; 5], [f32; 3]>>::__debug(&self.dense),
            )
            .finish()
    }
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl Layer<[f32; 5], [f32; 3]> for BlocksFrozen {
    const ZERO: Self = Self {
        dense: <Dense<5, 3> as Layer<[f32; 5], [f32; 3]>>::ZERO,
    };
    const PARAMETERS: usize = 0;
    const MULTIPLY_ADDS: usize = 0
        + <Dense<5, 3> as Layer<[f32; 5], [f32; 3]>>::MULTIPLY_ADDS;
    const CACHE: usize = 0 + const { largest(&[]) } + const { largest(&[]) };
    const SCRATCH: usize = 0
        + largest(&[<Dense<5, 3> as Layer<[f32; 5], [f32; 3]>>::SCRATCH]);
    const PLACES: Option<usize> = <Dense<5, 3> as Layer<[f32; 5], [f32; 3]>>::PLACES;
    const INIT_BEFORE: Option<Init> = <Dense<
        5,
        3,
    > as Layer<[f32; 5], [f32; 3]>>::INIT_BEFORE;
    #[allow(unused_variables)]
    fn init(&mut self, init: Init, rng: &mut (impl Rng + ?Sized)) {
        <Dense<5, 3> as Layer<[f32; 5], [f32; 3]>>::init(&mut self.dense, init, rng);
    }
    #[allow(unused_variables)]
    fn reseed(&mut self, rng: &mut (impl Rng + ?Sized)) {
        <Dense<5, 3> as Layer<[f32; 5], [f32; 3]>>::reseed(&mut self.dense, rng);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward(&self, input: &[f32; 5], output: &mut [f32; 3]) {
        <Dense<5, 3> as Layer<[f32; 5], [f32; 3]>>::forward(&self.dense, input, output);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward_batch(&self, inputs: &[[f32; 5]], outputs: &mut [[f32; 3]]) {
        <Dense<
            5,
            3,
        > as Layer<[f32; 5], [f32; 3]>>::forward_batch(&self.dense, inputs, outputs);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward_train(
        &mut self,
        inputs: &[[f32; 5]],
        outputs: &mut [[f32; 3]],
        cache: &mut [f32],
    ) {
        let mut room = Room::new(cache, inputs.len());
        <Dense<
            5,
            3,
        > as Layer<
            [f32; 5],
            [f32; 3],
        >>::forward_train(&mut self.dense, inputs, outputs, &mut []);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn backward(
        &self,
        saved: Saved<'_, [f32; 5], [f32; 3]>,
        d_output: &[f32; 3],
        d_input: Option<&mut [f32; 5]>,
        gradient: &mut Self,
    ) {
        backward_one(self, saved, d_output, d_input, gradient);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    #[allow(unused_variables)]
    fn backward_batch(
        &self,
        saved: Saved<'_, [[f32; 5]], [[f32; 3]]>,
        d_outputs: &[[f32; 3]],
        d_inputs: Option<&mut [[f32; 5]]>,
        gradient: &mut Self,
    ) {
        if d_inputs.is_none() {
            return;
        }
        let Saved { input: inputs, output: outputs, cache } = saved;
        let mut room = Room::new(cache, inputs.len());
        <Dense<
            5,
            3,
        > as Layer<
            [f32; 5],
            [f32; 3],
        >>::backward_batch(
            &self.dense,
            Saved {
                input: inputs,
                output: outputs,
                cache: &mut [],
            },
            d_outputs,
            d_inputs,
            &mut gradient.dense,
        );
        <Dense<
            5,
            3,
        > as Layer<
            [f32; 5],
            [f32; 3],
        >>::parameters_mut([&mut gradient.dense], &mut Clear);
    }
    #[inline]
    #[allow(unused_variables)]
    fn descend(
        &mut self,
        saved: Saved<'_, [f32; 5], [f32; 3]>,
        d_output: &[f32; 3],
        d_input: Option<&mut [f32; 5]>,
        rate: f32,
    ) {
        if d_input.is_none() {
            return;
        }
        let Saved { input, output: output, cache } = saved;
        let rate = 0.0 * rate;
        let mut room = Room::new(cache, 1);
        <Dense<
            5,
            3,
        > as Layer<
            [f32; 5],
            [f32; 3],
        >>::descend(
            &mut self.dense,
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
    fn parameters(&self, visitor: &mut impl Visitor) {
        let visitor = &mut Frozen(visitor);
        Visitor::enter(visitor, "dense");
        <Dense<5, 3> as Layer<[f32; 5], [f32; 3]>>::parameters(&self.dense, visitor);
        Visitor::leave(visitor);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    #[allow(unused_variables, unused_mut)]
    fn parameters_mut<const __K: usize>(
        mut group: [&mut Self; __K],
        visitor: &mut impl VisitorMut<{ __K }>,
    ) {
        let visitor = &mut Frozen(visitor);
        VisitorMut::<{ __K }>::enter(visitor, "dense");
        <Dense<
            5,
            3,
        > as Layer<
            [f32; 5],
            [f32; 3],
        >>::parameters_mut(group.each_mut().map(|net| &mut net.dense), visitor);
        VisitorMut::<{ __K }>::leave(visitor);
    }
}
#[automatically_derived]
impl Names for BlocksFrozen {
    const NAMES: &'static [&'static str] = &["dense"];
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl<__P: Part> Trained<__P> for BlocksFrozen {
    const LAYERS: &'static [(&'static str, Tensors)] = &[
        ("dense", Tensors::of::<Dense<5, 3>, Field<__P, Self, 0>>()),
    ];
    const TRAINED: Self = Self {
        dense: <Dense<5, 3> as Trained<Field<__P, BlocksFrozen, 0>>>::TRAINED,
    };
}
