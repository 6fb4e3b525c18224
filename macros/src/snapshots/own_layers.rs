///
/// | name | layer | takes | gives | parameters |
/// |---|---|--:|--:|--:|
/// | leaky_relu | `leaky_relu(1 x sizes::HEIGHT x 8 -> 1 x sizes::HEIGHT x 8) { slope: 0.2 }` | 1 x sizes::HEIGHT x 8 | 1 x sizes::HEIGHT x 8 | 0 |
/// | encoder | `my::Encoder<4>(1 x sizes::HEIGHT x 8 -> CODE)` | 1 x sizes::HEIGHT x 8 | CODE | its own |
/// | loop | `Loop` | CODE | CODE | its own |
/// | dense | `dense(CODE -> 2)` | CODE | 2 | CODE × 2 + 2 |
#[derive(Copy, Clone)]
#[repr(C)]
pub(crate) struct Own {
    /// `leaky_relu(1 x sizes::HEIGHT x 8 -> 1 x sizes::HEIGHT x 8) { slope: 0.2 }`
    pub leaky_relu: LeakyRelu,
    /// `my::Encoder<4>(1 x sizes::HEIGHT x 8 -> CODE)`
    pub encoder: my::Encoder<4>,
    /// `Loop`
    pub r#loop: Loop,
    /// `dense(CODE -> 2)`
    pub dense: Dense<{ CODE }, 2>,
}
#[automatically_derived]
impl PartialEq for Own {
    fn eq(&self, other: &Self) -> bool {
        true
            && <LeakyRelu as Layer<
                [[[f32; 8]; sizes::HEIGHT]; 1],
                [[[f32; 8]; sizes::HEIGHT]; 1],
            >>::__eq(&self.leaky_relu, &other.leaky_relu)
            && <my::Encoder<
                4,
            > as Layer<
                [[[f32; 8]; sizes::HEIGHT]; 1],
                [f32; CODE],
            >>::__eq(&self.encoder, &other.encoder)
            && <Loop as Layer<
                [f32; CODE],
                [f32; CODE],
            >>::__eq(&self.r#loop, &other.r#loop)
            && <Dense<
                { CODE },
                2,
            > as Layer<[f32; CODE], [f32; 2]>>::__eq(&self.dense, &other.dense)
    }
}
#[automatically_derived]
impl Debug for Own {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("Own")
            .field(
                "leaky_relu",
                <LeakyRelu as Layer<
                    [[[f32; 8]; sizes::HEIGHT]; 1],
                    [[[f32; 8]; sizes::HEIGHT]; 1],
                >>::__debug(&self.leaky_relu),
            )
            .field(
                "encoder",
                <my::Encoder<
                    4,
                > as Layer<
                    [[[f32; 8]; sizes::HEIGHT]; 1],
                    [f32; CODE],
                >>::__debug(&self.encoder),
            )
            .field(
                "loop",
                <Loop as Layer<[f32; CODE], [f32; CODE]>>::__debug(&self.r#loop),
            )
            .field(
                "dense",
                <Dense<
                    { CODE },
                    2,
                > as Layer<[f32; CODE], [f32; 2]>>::__debug(&self.dense),
            )
            .finish()
    }
}
#[automatically_derived]
const _: () = not_zero(
    &[(); sizes::HEIGHT],
    "the size `sizes::HEIGHT` of a layer is 0; a size is an integer above zero",
);
#[automatically_derived]
const _: () = not_zero(
    &[(); sizes::HEIGHT],
    "the size `sizes::HEIGHT` of a layer is 0; a size is an integer above zero",
);
#[automatically_derived]
const _: () = not_zero(
    &[(); sizes::HEIGHT],
    "the size `sizes::HEIGHT` of a layer is 0; a size is an integer above zero",
);
#[automatically_derived]
const _: () = not_zero(
    &[(); CODE],
    "the size `CODE` of a layer is 0; a size is an integer above zero",
);
#[automatically_derived]
const _: () = not_zero(
    &[(); CODE],
    "the size `CODE` of a layer is 0; a size is an integer above zero",
);
#[automatically_derived]
const _: () = not_zero(
    &[(); CODE],
    "the size `CODE` of a layer is 0; a size is an integer above zero",
);
#[automatically_derived]
const _: () = not_zero(
    &[(); CODE],
    "the size `CODE` of a layer is 0; a size is an integer above zero",
);
#[automatically_derived]
#[allow(dead_code, clippy::all, clippy::pedantic)]
impl Own {
    /// The net with all parameters zero: also a gradient that nothing has been added to.
    pub(crate) const ZERO: Self = <Self as Layer<
        [[[f32; 8]; sizes::HEIGHT]; 1],
        [f32; 2],
    >>::ZERO;
    /// How many values the net takes.
    pub(crate) const INPUTS: usize = <[[[f32; 8]; sizes::HEIGHT]; 1] as Tensor>::LEN;
    /// How many values it gives.
    pub(crate) const OUTPUTS: usize = 2;
    /// How many numbers it learns.
    pub(crate) const PARAMETERS: usize = <Self as Layer<
        [[[f32; 8]; sizes::HEIGHT]; 1],
        [f32; 2],
    >>::PARAMETERS;
    /// Multiply-adds in a forward pass of one sample, element-wise work aside.
    pub(crate) const MULTIPLY_ADDS: usize = <Self as Layer<
        [[[f32; 8]; sizes::HEIGHT]; 1],
        [f32; 2],
    >>::MULTIPLY_ADDS;
    /// Bytes that the net itself takes, wherever it lies; a large one's are rounded up to 64 on x86-64.
    pub(crate) const WEIGHT_BYTES: usize = size_of::<Self>();
    /// Bytes of activations that `forward` has on the stack, the output included.
    pub(crate) const FORWARD_BYTES: usize = (<Self as Layer<
        [[[f32; 8]; sizes::HEIGHT]; 1],
        [f32; 2],
    >>::SCRATCH + <[f32; 2] as Tensor>::LEN) * size_of::<f32>();
    /// How many floats of workspace training takes for a batch.
    pub(crate) const fn workspace_len(batch: usize) -> usize {
        batch.saturating_mul(<Self as Network>::WORKSPACE)
    }
    /// Bytes of workspace that training takes for a batch.
    pub(crate) const fn workspace_bytes(batch: usize) -> usize {
        Self::workspace_len(batch).saturating_mul(size_of::<f32>())
    }
    /// Gives all parameters their first values, in place: weights by He where a relu-like
    /// activation follows and by Glorot elsewhere, biases zero. The same generator in the same
    /// state gives the same net.
    pub(crate) fn init(&mut self, rng: &mut (impl Rng + ?Sized)) {
        <Self as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [f32; 2],
        >>::init(self, Init::Glorot, rng);
    }
    /// Starts the random numbers of layers that draw some in training, such as dropout, anew.
    /// Parameters stay as they are.
    pub(crate) fn reseed(&mut self, rng: &mut (impl Rng + ?Sized)) {
        <Self as Layer<[[[f32; 8]; sizes::HEIGHT]; 1], [f32; 2]>>::reseed(self, rng);
    }
    /// Computes one sample: from `1 x sizes::HEIGHT x 8` to `2`, on the stack alone.
    #[inline(always)]
    #[must_use]
    pub(crate) fn forward(&self, input: &[[[f32; 8]; sizes::HEIGHT]; 1]) -> [f32; 2] {
        forward(self, input)
    }
    /// Computes a batch of samples into `outputs`.
    ///
    /// # Errors
    ///
    /// `Error::Length` if there are not as many outputs as inputs.
    #[inline]
    pub(crate) fn forward_batch(
        &self,
        inputs: &[[[[f32; 8]; sizes::HEIGHT]; 1]],
        outputs: &mut [[f32; 2]],
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
    pub(crate) fn forward_train<'workspace>(
        &mut self,
        inputs: &[[[[f32; 8]; sizes::HEIGHT]; 1]],
        workspace: &'workspace mut [f32],
    ) -> Result<&'workspace [[f32; 2]], Error> {
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
    pub(crate) fn backward(
        &self,
        inputs: &[[[[f32; 8]; sizes::HEIGHT]; 1]],
        d_outputs: &[[f32; 2]],
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
    pub(crate) fn backward_to_input(
        &self,
        inputs: &[[[[f32; 8]; sizes::HEIGHT]; 1]],
        d_outputs: &[[f32; 2]],
        d_inputs: &mut [[[[f32; 8]; sizes::HEIGHT]; 1]],
        workspace: &mut [f32],
        gradient: &mut Self,
    ) -> Result<(), Error> {
        let d_inputs = Option::Some(d_inputs);
        backward(self, inputs, d_outputs, d_inputs, workspace, gradient)
    }
    /// The table of the net's layers, to be printed.
    #[must_use]
    pub(crate) fn summary() -> Summary {
        <Self as Network>::summary()
    }
}
#[automatically_derived]
const _: () = fits(
    "my::Encoder<4>(1 x sizes::HEIGHT x 8 -> CODE)",
    &<my::Encoder<4> as Layer<[[[f32; 8]; sizes::HEIGHT]; 1], [f32; CODE]>>::MISFIT,
);
#[automatically_derived]
const _: () = fits("Loop", &<Loop as Layer<[f32; CODE], [f32; CODE]>>::MISFIT);
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl Layer<[[[f32; 8]; sizes::HEIGHT]; 1], [f32; 2]> for Own {
    const ZERO: Self = Self {
        leaky_relu: {
            let mut layer = <LeakyRelu as Layer<
                [[[f32; 8]; sizes::HEIGHT]; 1],
                [[[f32; 8]; sizes::HEIGHT]; 1],
            >>::ZERO;
            layer.slope = 0.2;
            layer
        },
        encoder: <my::Encoder<
            4,
        > as Layer<[[[f32; 8]; sizes::HEIGHT]; 1], [f32; CODE]>>::ZERO,
        r#loop: <Loop as Layer<[f32; CODE], [f32; CODE]>>::ZERO,
        dense: <Dense<{ CODE }, 2> as Layer<[f32; CODE], [f32; 2]>>::ZERO,
    };
    const PARAMETERS: usize = 0
        + <LeakyRelu as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [[[f32; 8]; sizes::HEIGHT]; 1],
        >>::PARAMETERS
        + <my::Encoder<
            4,
        > as Layer<[[[f32; 8]; sizes::HEIGHT]; 1], [f32; CODE]>>::PARAMETERS
        + <Loop as Layer<[f32; CODE], [f32; CODE]>>::PARAMETERS
        + <Dense<{ CODE }, 2> as Layer<[f32; CODE], [f32; 2]>>::PARAMETERS;
    const MULTIPLY_ADDS: usize = 0
        + <LeakyRelu as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [[[f32; 8]; sizes::HEIGHT]; 1],
        >>::MULTIPLY_ADDS
        + <my::Encoder<
            4,
        > as Layer<[[[f32; 8]; sizes::HEIGHT]; 1], [f32; CODE]>>::MULTIPLY_ADDS
        + <Loop as Layer<[f32; CODE], [f32; CODE]>>::MULTIPLY_ADDS
        + <Dense<{ CODE }, 2> as Layer<[f32; CODE], [f32; 2]>>::MULTIPLY_ADDS;
    const CACHE: usize = 0 + <[[[f32; 8]; sizes::HEIGHT]; 1] as Tensor>::LEN
        + <[f32; CODE] as Tensor>::LEN + <[f32; CODE] as Tensor>::LEN
        + <my::Encoder<4> as Layer<[[[f32; 8]; sizes::HEIGHT]; 1], [f32; CODE]>>::CACHE
        + <Loop as Layer<[f32; CODE], [f32; CODE]>>::CACHE
        + const {
            largest(
                &[
                    <[[[f32; 8]; sizes::HEIGHT]; 1] as Tensor>::LEN,
                    <[f32; CODE] as Tensor>::LEN,
                ],
            )
        } + const { largest(&[<[f32; CODE] as Tensor>::LEN]) };
    const SCRATCH: usize = 0
        + const {
            largest(
                &[
                    <[[[f32; 8]; sizes::HEIGHT]; 1] as Tensor>::LEN,
                    <[f32; CODE] as Tensor>::LEN,
                ],
            )
        } + const { largest(&[<[f32; CODE] as Tensor>::LEN]) }
        + largest(
            &[
                <LeakyRelu as Layer<
                    [[[f32; 8]; sizes::HEIGHT]; 1],
                    [[[f32; 8]; sizes::HEIGHT]; 1],
                >>::SCRATCH,
                <my::Encoder<
                    4,
                > as Layer<[[[f32; 8]; sizes::HEIGHT]; 1], [f32; CODE]>>::SCRATCH,
                <Loop as Layer<[f32; CODE], [f32; CODE]>>::SCRATCH,
                <Dense<{ CODE }, 2> as Layer<[f32; CODE], [f32; 2]>>::SCRATCH,
            ],
        );
    const PLACES: Option<usize> = <LeakyRelu as Layer<
        [[[f32; 8]; sizes::HEIGHT]; 1],
        [[[f32; 8]; sizes::HEIGHT]; 1],
    >>::PLACES;
    const INIT_BEFORE: Option<Init> = <LeakyRelu as Layer<
        [[[f32; 8]; sizes::HEIGHT]; 1],
        [[[f32; 8]; sizes::HEIGHT]; 1],
    >>::INIT_BEFORE;
    #[allow(unused_variables)]
    fn init(&mut self, init: Init, rng: &mut (impl Rng + ?Sized)) {
        let before_dense = <Dense<
            { CODE },
            2,
        > as Layer<[f32; CODE], [f32; 2]>>::INIT_BEFORE
            .unwrap_or(init);
        let before_loop = <Loop as Layer<[f32; CODE], [f32; CODE]>>::INIT_BEFORE
            .unwrap_or(before_dense);
        let before_encoder = <my::Encoder<
            4,
        > as Layer<[[[f32; 8]; sizes::HEIGHT]; 1], [f32; CODE]>>::INIT_BEFORE
            .unwrap_or(before_loop);
        <LeakyRelu as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [[[f32; 8]; sizes::HEIGHT]; 1],
        >>::init(&mut self.leaky_relu, before_encoder, rng);
        <my::Encoder<
            4,
        > as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [f32; CODE],
        >>::init(&mut self.encoder, before_loop, rng);
        <Loop as Layer<
            [f32; CODE],
            [f32; CODE],
        >>::init(&mut self.r#loop, before_dense, rng);
        <Dense<
            { CODE },
            2,
        > as Layer<[f32; CODE], [f32; 2]>>::init(&mut self.dense, init, rng);
    }
    #[allow(unused_variables)]
    fn reseed(&mut self, rng: &mut (impl Rng + ?Sized)) {
        <LeakyRelu as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [[[f32; 8]; sizes::HEIGHT]; 1],
        >>::reseed(&mut self.leaky_relu, rng);
        <my::Encoder<
            4,
        > as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [f32; CODE],
        >>::reseed(&mut self.encoder, rng);
        <Loop as Layer<[f32; CODE], [f32; CODE]>>::reseed(&mut self.r#loop, rng);
        <Dense<
            { CODE },
            2,
        > as Layer<[f32; CODE], [f32; 2]>>::reseed(&mut self.dense, rng);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward(&self, input: &[[[f32; 8]; sizes::HEIGHT]; 1], output: &mut [f32; 2]) {
        let mut front = Unwritten::<
            [f32; 1
                * const {
                    largest(
                        &[
                            <[[[f32; 8]; sizes::HEIGHT]; 1] as Tensor>::LEN,
                            <[f32; CODE] as Tensor>::LEN,
                        ],
                    )
                }],
        >::NEW;
        let front = front.tensor();
        let mut back = Unwritten::<
            [f32; 1 * const { largest(&[<[f32; CODE] as Tensor>::LEN]) }],
        >::NEW;
        let back = back.tensor();
        let [after_leaky_relu, ..] = tensors::<
            [[[f32; 8]; sizes::HEIGHT]; 1],
        >(&mut *front, 1) else { return };
        <LeakyRelu as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [[[f32; 8]; sizes::HEIGHT]; 1],
        >>::forward(&self.leaky_relu, input, after_leaky_relu);
        let [after_encoder, ..] = tensors::<[f32; CODE]>(&mut *back, 1) else { return };
        <my::Encoder<
            4,
        > as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [f32; CODE],
        >>::forward(&self.encoder, &*after_leaky_relu, after_encoder);
        let [after_loop, ..] = tensors::<[f32; CODE]>(&mut *front, 1) else { return };
        <Loop as Layer<
            [f32; CODE],
            [f32; CODE],
        >>::forward(&self.r#loop, &*after_encoder, after_loop);
        <Dense<
            { CODE },
            2,
        > as Layer<[f32; CODE], [f32; 2]>>::forward(&self.dense, &*after_loop, output);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward_batch(
        &self,
        inputs: &[[[[f32; 8]; sizes::HEIGHT]; 1]],
        outputs: &mut [[f32; 2]],
    ) {
        let tile = <Self as Network>::TILE;
        let (inputs, outputs) = (inputs.chunks(tile), outputs.chunks_mut(tile));
        for (inputs, outputs) in zip(inputs, outputs) {
            let mut front = Unwritten::<
                [f32; <Self as Network>::TILE
                    * const {
                        largest(
                            &[
                                <[[[f32; 8]; sizes::HEIGHT]; 1] as Tensor>::LEN,
                                <[f32; CODE] as Tensor>::LEN,
                            ],
                        )
                    }],
            >::NEW;
            let front = front.tensor();
            let mut back = Unwritten::<
                [f32; <Self as Network>::TILE
                    * const { largest(&[<[f32; CODE] as Tensor>::LEN]) }],
            >::NEW;
            let back = back.tensor();
            let after_leaky_relu = tensors::<
                [[[f32; 8]; sizes::HEIGHT]; 1],
            >(&mut *front, inputs.len());
            <LeakyRelu as Layer<
                [[[f32; 8]; sizes::HEIGHT]; 1],
                [[[f32; 8]; sizes::HEIGHT]; 1],
            >>::forward_batch(&self.leaky_relu, inputs, after_leaky_relu);
            let after_encoder = tensors::<[f32; CODE]>(&mut *back, inputs.len());
            <my::Encoder<
                4,
            > as Layer<
                [[[f32; 8]; sizes::HEIGHT]; 1],
                [f32; CODE],
            >>::forward_batch(&self.encoder, after_leaky_relu, after_encoder);
            let after_loop = tensors::<[f32; CODE]>(&mut *front, inputs.len());
            <Loop as Layer<
                [f32; CODE],
                [f32; CODE],
            >>::forward_batch(&self.r#loop, after_encoder, after_loop);
            <Dense<
                { CODE },
                2,
            > as Layer<
                [f32; CODE],
                [f32; 2],
            >>::forward_batch(&self.dense, after_loop, outputs);
        }
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward_train(
        &mut self,
        inputs: &[[[[f32; 8]; sizes::HEIGHT]; 1]],
        outputs: &mut [[f32; 2]],
        cache: &mut [f32],
    ) {
        let mut room = Room::new(cache, inputs.len());
        let after_leaky_relu = room.tensors::<[[[f32; 8]; sizes::HEIGHT]; 1]>();
        let after_encoder = room.tensors::<[f32; CODE]>();
        let after_loop = room.tensors::<[f32; CODE]>();
        let kept_encoder = room
            .values(
                <my::Encoder<
                    4,
                > as Layer<[[[f32; 8]; sizes::HEIGHT]; 1], [f32; CODE]>>::CACHE,
            );
        let kept_loop = room.values(<Loop as Layer<[f32; CODE], [f32; CODE]>>::CACHE);
        <LeakyRelu as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [[[f32; 8]; sizes::HEIGHT]; 1],
        >>::forward_train(&mut self.leaky_relu, inputs, after_leaky_relu, &mut []);
        <my::Encoder<
            4,
        > as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [f32; CODE],
        >>::forward_train(
            &mut self.encoder,
            after_leaky_relu,
            after_encoder,
            &mut *kept_encoder,
        );
        <Loop as Layer<
            [f32; CODE],
            [f32; CODE],
        >>::forward_train(&mut self.r#loop, after_encoder, after_loop, &mut *kept_loop);
        <Dense<
            { CODE },
            2,
        > as Layer<
            [f32; CODE],
            [f32; 2],
        >>::forward_train(&mut self.dense, after_loop, outputs, &mut []);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn backward(
        &self,
        saved: Saved<'_, [[[f32; 8]; sizes::HEIGHT]; 1], [f32; 2]>,
        d_output: &[f32; 2],
        d_input: Option<&mut [[[f32; 8]; sizes::HEIGHT]; 1]>,
        gradient: &mut Self,
    ) {
        backward_one(self, saved, d_output, d_input, gradient);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    #[allow(unused_variables)]
    fn backward_batch(
        &self,
        saved: Saved<'_, [[[[f32; 8]; sizes::HEIGHT]; 1]], [[f32; 2]]>,
        d_outputs: &[[f32; 2]],
        d_inputs: Option<&mut [[[[f32; 8]; sizes::HEIGHT]; 1]]>,
        gradient: &mut Self,
    ) {
        let Saved { input: inputs, output: outputs, cache } = saved;
        let mut room = Room::new(cache, inputs.len());
        let after_leaky_relu = room.tensors::<[[[f32; 8]; sizes::HEIGHT]; 1]>();
        let after_encoder = room.tensors::<[f32; CODE]>();
        let after_loop = room.tensors::<[f32; CODE]>();
        let kept_encoder = room
            .values(
                <my::Encoder<
                    4,
                > as Layer<[[[f32; 8]; sizes::HEIGHT]; 1], [f32; CODE]>>::CACHE,
            );
        let kept_loop = room.values(<Loop as Layer<[f32; CODE], [f32; CODE]>>::CACHE);
        let front = room
            .values(const {
                largest(
                    &[
                        <[[[f32; 8]; sizes::HEIGHT]; 1] as Tensor>::LEN,
                        <[f32; CODE] as Tensor>::LEN,
                    ],
                )
            });
        let back = room.values(const { largest(&[<[f32; CODE] as Tensor>::LEN]) });
        let d_after_loop = tensors::<[f32; CODE]>(front, inputs.len());
        <Dense<
            { CODE },
            2,
        > as Layer<
            [f32; CODE],
            [f32; 2],
        >>::backward_batch(
            &self.dense,
            Saved {
                input: after_loop,
                output: outputs,
                cache: &mut [],
            },
            d_outputs,
            Option::Some(&mut *d_after_loop),
            &mut gradient.dense,
        );
        let d_after_encoder = tensors::<[f32; CODE]>(back, inputs.len());
        <Loop as Layer<
            [f32; CODE],
            [f32; CODE],
        >>::backward_batch(
            &self.r#loop,
            Saved {
                input: after_encoder,
                output: after_loop,
                cache: &mut *kept_loop,
            },
            d_after_loop,
            Option::Some(&mut *d_after_encoder),
            &mut gradient.r#loop,
        );
        let d_after_leaky_relu = tensors::<
            [[[f32; 8]; sizes::HEIGHT]; 1],
        >(front, inputs.len());
        <my::Encoder<
            4,
        > as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [f32; CODE],
        >>::backward_batch(
            &self.encoder,
            Saved {
                input: after_leaky_relu,
                output: after_encoder,
                cache: &mut *kept_encoder,
            },
            d_after_encoder,
            if d_inputs.is_some() {
                Option::Some(&mut *d_after_leaky_relu)
            } else {
                Option::None
            },
            &mut gradient.encoder,
        );
        <LeakyRelu as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [[[f32; 8]; sizes::HEIGHT]; 1],
        >>::backward_batch(
            &self.leaky_relu,
            Saved {
                input: inputs,
                output: after_leaky_relu,
                cache: &mut [],
            },
            d_after_leaky_relu,
            d_inputs,
            &mut gradient.leaky_relu,
        );
    }
    #[inline]
    #[allow(unused_variables)]
    fn descend(
        &mut self,
        saved: Saved<'_, [[[f32; 8]; sizes::HEIGHT]; 1], [f32; 2]>,
        d_output: &[f32; 2],
        d_input: Option<&mut [[[f32; 8]; sizes::HEIGHT]; 1]>,
        rate: f32,
    ) {
        let Saved { input, output: output, cache } = saved;
        let mut room = Room::new(cache, 1);
        let [after_leaky_relu, ..] = room.tensors::<[[[f32; 8]; sizes::HEIGHT]; 1]>()
        else { return };
        let [after_encoder, ..] = room.tensors::<[f32; CODE]>() else { return };
        let [after_loop, ..] = room.tensors::<[f32; CODE]>() else { return };
        let kept_encoder = room
            .values(
                <my::Encoder<
                    4,
                > as Layer<[[[f32; 8]; sizes::HEIGHT]; 1], [f32; CODE]>>::CACHE,
            );
        let kept_loop = room.values(<Loop as Layer<[f32; CODE], [f32; CODE]>>::CACHE);
        let front = room
            .values(const {
                largest(
                    &[
                        <[[[f32; 8]; sizes::HEIGHT]; 1] as Tensor>::LEN,
                        <[f32; CODE] as Tensor>::LEN,
                    ],
                )
            });
        let back = room.values(const { largest(&[<[f32; CODE] as Tensor>::LEN]) });
        let [d_after_loop, ..] = tensors::<[f32; CODE]>(front, 1) else { return };
        <Dense<
            { CODE },
            2,
        > as Layer<
            [f32; CODE],
            [f32; 2],
        >>::descend(
            &mut self.dense,
            Saved {
                input: &*after_loop,
                output: output,
                cache: &mut [],
            },
            d_output,
            Option::Some(&mut *d_after_loop),
            rate,
        );
        let [d_after_encoder, ..] = tensors::<[f32; CODE]>(back, 1) else { return };
        <Loop as Layer<
            [f32; CODE],
            [f32; CODE],
        >>::descend(
            &mut self.r#loop,
            Saved {
                input: &*after_encoder,
                output: &*after_loop,
                cache: &mut *kept_loop,
            },
            &*d_after_loop,
            Option::Some(&mut *d_after_encoder),
            rate,
        );
        let [d_after_leaky_relu, ..] = tensors::<
            [[[f32; 8]; sizes::HEIGHT]; 1],
        >(front, 1) else { return };
        <my::Encoder<
            4,
        > as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [f32; CODE],
        >>::descend(
            &mut self.encoder,
            Saved {
                input: &*after_leaky_relu,
                output: &*after_encoder,
                cache: &mut *kept_encoder,
            },
            &*d_after_encoder,
            if d_input.is_some() {
                Option::Some(&mut *d_after_leaky_relu)
            } else {
                Option::None
            },
            rate,
        );
        <LeakyRelu as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [[[f32; 8]; sizes::HEIGHT]; 1],
        >>::descend(
            &mut self.leaky_relu,
            Saved {
                input: input,
                output: &*after_leaky_relu,
                cache: &mut [],
            },
            &*d_after_leaky_relu,
            d_input,
            rate,
        );
    }
    #[allow(unused_variables)]
    fn parameters(&self, visitor: &mut impl Visitor) {
        Visitor::enter(visitor, "leaky_relu");
        <LeakyRelu as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [[[f32; 8]; sizes::HEIGHT]; 1],
        >>::parameters(&self.leaky_relu, visitor);
        Visitor::leave(visitor);
        Visitor::enter(visitor, "encoder");
        <my::Encoder<
            4,
        > as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [f32; CODE],
        >>::parameters(&self.encoder, visitor);
        Visitor::leave(visitor);
        Visitor::enter(visitor, "loop");
        <Loop as Layer<[f32; CODE], [f32; CODE]>>::parameters(&self.r#loop, visitor);
        Visitor::leave(visitor);
        Visitor::enter(visitor, "dense");
        <Dense<
            { CODE },
            2,
        > as Layer<[f32; CODE], [f32; 2]>>::parameters(&self.dense, visitor);
        Visitor::leave(visitor);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    #[allow(unused_variables, unused_mut)]
    fn parameters_mut<const __K: usize>(
        mut group: [&mut Self; __K],
        visitor: &mut impl VisitorMut<{ __K }>,
    ) {
        VisitorMut::<{ __K }>::enter(visitor, "leaky_relu");
        <LeakyRelu as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [[[f32; 8]; sizes::HEIGHT]; 1],
        >>::parameters_mut(group.each_mut().map(|net| &mut net.leaky_relu), visitor);
        VisitorMut::<{ __K }>::leave(visitor);
        VisitorMut::<{ __K }>::enter(visitor, "encoder");
        <my::Encoder<
            4,
        > as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [f32; CODE],
        >>::parameters_mut(group.each_mut().map(|net| &mut net.encoder), visitor);
        VisitorMut::<{ __K }>::leave(visitor);
        VisitorMut::<{ __K }>::enter(visitor, "loop");
        <Loop as Layer<
            [f32; CODE],
            [f32; CODE],
        >>::parameters_mut(group.each_mut().map(|net| &mut net.r#loop), visitor);
        VisitorMut::<{ __K }>::leave(visitor);
        VisitorMut::<{ __K }>::enter(visitor, "dense");
        <Dense<
            { CODE },
            2,
        > as Layer<
            [f32; CODE],
            [f32; 2],
        >>::parameters_mut(group.each_mut().map(|net| &mut net.dense), visitor);
        VisitorMut::<{ __K }>::leave(visitor);
    }
}
#[automatically_derived]
impl Names for Own {
    const NAMES: &'static [&'static str] = &["encoder", "loop", "dense"];
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl<__P: Part> Trained<__P> for Own
where
    my::Encoder<4>: Trained<Field<__P, Own, 0>>,
    Loop: Trained<Field<__P, Own, 1>>,
{
    const LAYERS: &'static [(&'static str, Tensors)] = &[
        ("encoder", Tensors::of::<my::Encoder<4>, Field<__P, Self, 0>>()),
        ("loop", Tensors::of::<Loop, Field<__P, Self, 1>>()),
        ("dense", Tensors::of::<Dense<{ CODE }, 2>, Field<__P, Self, 2>>()),
    ];
    const TRAINED: Self = Self {
        leaky_relu: {
            let mut layer = <LeakyRelu as Layer<
                [[[f32; 8]; sizes::HEIGHT]; 1],
                [[[f32; 8]; sizes::HEIGHT]; 1],
            >>::ZERO;
            layer.slope = 0.2;
            layer
        },
        encoder: <my::Encoder<4> as Trained<Field<__P, Own, 0>>>::TRAINED,
        r#loop: <Loop as Trained<Field<__P, Own, 1>>>::TRAINED,
        dense: <Dense<{ CODE }, 2> as Trained<Field<__P, Own, 2>>>::TRAINED,
    };
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl Network for Own {
    type Input = [[[f32; 8]; sizes::HEIGHT]; 1];
    type Output = [f32; 2];
    const TILE: usize = tile(
        &[
            const {
                largest(
                    &[
                        <[[[f32; 8]; sizes::HEIGHT]; 1] as Tensor>::LEN,
                        <[f32; CODE] as Tensor>::LEN,
                    ],
                )
            },
            const { largest(&[<[f32; CODE] as Tensor>::LEN]) },
        ],
    );
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn __learn<__L: Loss<[f32; 2], __T>, __T>(
        &mut self,
        loss: &__L,
        input: &[[[f32; 8]; sizes::HEIGHT]; 1],
        target: &__T,
        rate: f32,
    ) -> Result<f32, Error> {
        check_inputs::<Self>(from_ref(input))?;
        let mut after_leaky_relu = Aligned::<[[[f32; 8]; sizes::HEIGHT]; 1]>::UNWRITTEN;
        <LeakyRelu as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [[[f32; 8]; sizes::HEIGHT]; 1],
        >>::forward_train(
            &mut self.leaky_relu,
            from_ref(input),
            from_mut(&mut *after_leaky_relu),
            &mut [],
        );
        let mut after_encoder = Aligned::<[f32; CODE]>::UNWRITTEN;
        let kept_encoder = &mut [0.0; <my::Encoder<
            4,
        > as Layer<[[[f32; 8]; sizes::HEIGHT]; 1], [f32; CODE]>>::CACHE];
        <my::Encoder<
            4,
        > as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [f32; CODE],
        >>::forward_train(
            &mut self.encoder,
            from_ref(&*after_leaky_relu),
            from_mut(&mut *after_encoder),
            &mut *kept_encoder,
        );
        let mut after_loop = Aligned::<[f32; CODE]>::UNWRITTEN;
        let kept_loop = &mut [0.0; <Loop as Layer<[f32; CODE], [f32; CODE]>>::CACHE];
        <Loop as Layer<
            [f32; CODE],
            [f32; CODE],
        >>::forward_train(
            &mut self.r#loop,
            from_ref(&*after_encoder),
            from_mut(&mut *after_loop),
            &mut *kept_loop,
        );
        let mut after_dense = Aligned::<[f32; 2]>::UNWRITTEN;
        <Dense<
            { CODE },
            2,
        > as Layer<
            [f32; CODE],
            [f32; 2],
        >>::forward_train(
            &mut self.dense,
            from_ref(&*after_loop),
            from_mut(&mut *after_dense),
            &mut [],
        );
        let mut d_after_dense = <[f32; 2] as Tensor>::ZERO;
        let error = check_loss(0, loss.loss(&*after_dense, target, &mut d_after_dense))?;
        let mut d_after_loop = Aligned::<[f32; CODE]>::UNWRITTEN;
        <Dense<
            { CODE },
            2,
        > as Layer<
            [f32; CODE],
            [f32; 2],
        >>::descend(
            &mut self.dense,
            Saved {
                input: &*after_loop,
                output: &after_dense,
                cache: &mut [],
            },
            &d_after_dense,
            Option::Some(&mut d_after_loop),
            rate,
        );
        let mut d_after_encoder = Aligned::<[f32; CODE]>::UNWRITTEN;
        <Loop as Layer<
            [f32; CODE],
            [f32; CODE],
        >>::descend(
            &mut self.r#loop,
            Saved {
                input: &*after_encoder,
                output: &after_loop,
                cache: &mut *kept_loop,
            },
            &d_after_loop,
            Option::Some(&mut d_after_encoder),
            rate,
        );
        <my::Encoder<
            4,
        > as Layer<
            [[[f32; 8]; sizes::HEIGHT]; 1],
            [f32; CODE],
        >>::descend(
            &mut self.encoder,
            Saved {
                input: &*after_leaky_relu,
                output: &after_encoder,
                cache: &mut *kept_encoder,
            },
            &d_after_encoder,
            Option::None,
            rate,
        );
        Result::Ok(error)
    }
    fn summary() -> Summary {
        Summary {
            name: "Own",
            rows: &[
                SummaryRow {
                    name: "leaky_relu",
                    layer: "leaky_relu(1 x sizes::HEIGHT x 8 -> 1 x sizes::HEIGHT x 8) { slope: 0.2 }",
                    takes: &[1, sizes::HEIGHT, 8],
                    gives: &[1, sizes::HEIGHT, 8],
                    parameters: <LeakyRelu as Layer<
                        [[[f32; 8]; sizes::HEIGHT]; 1],
                        [[[f32; 8]; sizes::HEIGHT]; 1],
                    >>::PARAMETERS,
                },
                SummaryRow {
                    name: "encoder",
                    layer: "my::Encoder<4>(1 x sizes::HEIGHT x 8 -> CODE)",
                    takes: &[1, sizes::HEIGHT, 8],
                    gives: &[CODE],
                    parameters: <my::Encoder<
                        4,
                    > as Layer<[[[f32; 8]; sizes::HEIGHT]; 1], [f32; CODE]>>::PARAMETERS,
                },
                SummaryRow {
                    name: "loop",
                    layer: "Loop",
                    takes: &[CODE],
                    gives: &[CODE],
                    parameters: <Loop as Layer<[f32; CODE], [f32; CODE]>>::PARAMETERS,
                },
                SummaryRow {
                    name: "dense",
                    layer: "dense(CODE -> 2)",
                    takes: &[CODE],
                    gives: &[2],
                    parameters: <Dense<
                        { CODE },
                        2,
                    > as Layer<[f32; CODE], [f32; 2]>>::PARAMETERS,
                },
            ],
            weight_bytes: Self::WEIGHT_BYTES,
            multiply_adds: Self::MULTIPLY_ADDS,
            workspace_bytes: Self::workspace_bytes(1),
        }
    }
}
