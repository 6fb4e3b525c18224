/// Three values in, two out.
///
/// | name | layer | takes | gives | parameters |
/// |---|---|--:|--:|--:|
/// | hidden | `dense(3 -> 1)` | 3 | 1 | 4 |
/// | relu | `relu` | 1 | 1 | 0 |
/// | dense | `dense(1 -> 2)` | 1 | 2 | 4 |
/// | relu_2 | `relu` | 2 | 2 | 0 |
/// | | | | | 8 |
pub struct Example {
    /// `dense(3 -> 1)`
    pub hidden: Dense<3, 1>,
    /// `dense(1 -> 2)`
    pub dense: Dense<1, 2>,
}
#[automatically_derived]
impl Clone for Example {
    fn clone(&self) -> Self {
        Self {
            hidden: <Dense<3, 1> as Layer<[f32; 3], [f32; 1]>>::__clone(&self.hidden),
            dense: <Dense<1, 2> as Layer<[f32; 1], [f32; 2]>>::__clone(&self.dense),
        }
    }
}
#[automatically_derived]
impl PartialEq for Example {
    fn eq(&self, other: &Self) -> bool {
        true
            && <Dense<
                3,
                1,
            > as Layer<[f32; 3], [f32; 1]>>::__eq(&self.hidden, &other.hidden)
            && <Dense<
                1,
                2,
            > as Layer<[f32; 1], [f32; 2]>>::__eq(&self.dense, &other.dense)
    }
}
#[automatically_derived]
impl Debug for Example {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("Example")
            .field(
                "hidden",
                <Dense<3, 1> as Layer<[f32; 3], [f32; 1]>>::__debug(&self.hidden),
            )
            .field(
                "dense",
                <Dense<1, 2> as Layer<[f32; 1], [f32; 2]>>::__debug(&self.dense),
            )
            .finish()
    }
}
#[automatically_derived]
#[allow(dead_code, clippy::all, clippy::pedantic)]
impl Example {
    /// The net with all parameters zero: also a gradient that nothing has been added to.
    pub const ZERO: Self = <Self as Layer<[f32; 3], [f32; 2]>>::ZERO;
    /// How many values the net takes.
    pub const INPUTS: usize = 3;
    /// How many values it gives.
    pub const OUTPUTS: usize = 2;
    /// How many numbers it learns.
    pub const PARAMETERS: usize = <Self as Layer<[f32; 3], [f32; 2]>>::PARAMETERS;
    /// Multiply-adds in a forward pass of one sample, element-wise work aside.
    pub const MULTIPLY_ADDS: usize = <Self as Layer<[f32; 3], [f32; 2]>>::MULTIPLY_ADDS;
    /// Bytes that the net itself takes, wherever it lies; a large one's are rounded up to 64 on x86-64.
    pub const WEIGHT_BYTES: usize = size_of::<Self>();
    /// Bytes of activations that `forward` has on the stack, the output included.
    pub const FORWARD_BYTES: usize = (<Self as Layer<[f32; 3], [f32; 2]>>::SCRATCH
        + <[f32; 2] as Tensor>::LEN) * size_of::<f32>();
    /// How many floats of workspace training takes for a batch.
    pub const fn workspace_len(batch: usize) -> usize {
        batch.saturating_mul(<Self as Network>::WORKSPACE)
    }
    /// Bytes of workspace that training takes for a batch.
    pub const fn workspace_bytes(batch: usize) -> usize {
        Self::workspace_len(batch).saturating_mul(size_of::<f32>())
    }
    /// Gives all parameters their first values, in place: weights by He where a relu-like
    /// activation follows and by Glorot elsewhere, biases zero. The same generator in the same
    /// state gives the same net.
    pub fn init(&mut self, rng: &mut (impl Rng + ?Sized)) {
        <Self as Layer<[f32; 3], [f32; 2]>>::init(self, Init::Glorot, rng);
    }
    /// Starts the random numbers of layers that draw some in training, such as dropout, anew.
    /// Parameters stay as they are.
    pub fn reseed(&mut self, rng: &mut (impl Rng + ?Sized)) {
        <Self as Layer<[f32; 3], [f32; 2]>>::reseed(self, rng);
    }
    /// Computes one sample: from `3` to `2`, on the stack alone.
    #[inline(always)]
    #[must_use]
    pub fn forward(&self, input: &[f32; 3]) -> [f32; 2] {
        forward(self, input)
    }
    /// Computes a batch of samples into `outputs`.
    ///
    /// # Errors
    ///
    /// `Error::Length` if there are not as many outputs as inputs.
    #[inline]
    pub fn forward_batch(
        &self,
        inputs: &[[f32; 3]],
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
    pub fn forward_train<'workspace>(
        &mut self,
        inputs: &[[f32; 3]],
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
    pub fn backward(
        &self,
        inputs: &[[f32; 3]],
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
    pub fn backward_to_input(
        &self,
        inputs: &[[f32; 3]],
        d_outputs: &[[f32; 2]],
        d_inputs: &mut [[f32; 3]],
        workspace: &mut [f32],
        gradient: &mut Self,
    ) -> Result<(), Error> {
        let d_inputs = Option::Some(d_inputs);
        backward(self, inputs, d_outputs, d_inputs, workspace, gradient)
    }
    /// The table of the net's layers, to be printed.
    #[must_use]
    pub fn summary() -> Summary {
        <Self as Network>::summary()
    }
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl Layer<[f32; 3], [f32; 2]> for Example {
    const ZERO: Self = Self {
        hidden: <Dense<3, 1> as Layer<[f32; 3], [f32; 1]>>::ZERO,
        dense: <Dense<1, 2> as Layer<[f32; 1], [f32; 2]>>::ZERO,
    };
    const PARAMETERS: usize = 0 + <Dense<3, 1> as Layer<[f32; 3], [f32; 1]>>::PARAMETERS
        + <Relu as Layer<[f32; 1], [f32; 1]>>::PARAMETERS
        + <Dense<1, 2> as Layer<[f32; 1], [f32; 2]>>::PARAMETERS
        + <Relu as Layer<[f32; 2], [f32; 2]>>::PARAMETERS;
    const MULTIPLY_ADDS: usize = 0
        + <Dense<3, 1> as Layer<[f32; 3], [f32; 1]>>::MULTIPLY_ADDS
        + <Relu as Layer<[f32; 1], [f32; 1]>>::MULTIPLY_ADDS
        + <Dense<1, 2> as Layer<[f32; 1], [f32; 2]>>::MULTIPLY_ADDS
        + <Relu as Layer<[f32; 2], [f32; 2]>>::MULTIPLY_ADDS;
    const CACHE: usize = 0 + <[f32; 1] as Tensor>::LEN
        + const { largest(&[<[f32; 2] as Tensor>::LEN]) }
        + const { largest(&[<[f32; 1] as Tensor>::LEN, <[f32; 1] as Tensor>::LEN]) };
    const SCRATCH: usize = 0 + <[f32; 1] as Tensor>::LEN + <[f32; 1] as Tensor>::LEN
        + <[f32; 2] as Tensor>::LEN
        + largest(
            &[
                <Dense<3, 1> as Layer<[f32; 3], [f32; 1]>>::SCRATCH,
                <Relu as Layer<[f32; 1], [f32; 1]>>::SCRATCH,
                <Dense<1, 2> as Layer<[f32; 1], [f32; 2]>>::SCRATCH,
                <Relu as Layer<[f32; 2], [f32; 2]>>::SCRATCH,
            ],
        );
    const PLACES: Option<usize> = <Dense<3, 1> as Layer<[f32; 3], [f32; 1]>>::PLACES;
    const INIT_BEFORE: Option<Init> = <Dense<
        3,
        1,
    > as Layer<[f32; 3], [f32; 1]>>::INIT_BEFORE;
    #[allow(unused_variables)]
    fn init(&mut self, init: Init, rng: &mut (impl Rng + ?Sized)) {
        let before_relu_2 = <Relu as Layer<[f32; 2], [f32; 2]>>::INIT_BEFORE
            .unwrap_or(init);
        let before_dense = <Dense<1, 2> as Layer<[f32; 1], [f32; 2]>>::INIT_BEFORE
            .unwrap_or(before_relu_2);
        let before_relu = <Relu as Layer<[f32; 1], [f32; 1]>>::INIT_BEFORE
            .unwrap_or(before_dense);
        <Dense<
            3,
            1,
        > as Layer<[f32; 3], [f32; 1]>>::init(&mut self.hidden, before_relu, rng);
        <Dense<
            1,
            2,
        > as Layer<[f32; 1], [f32; 2]>>::init(&mut self.dense, before_relu_2, rng);
    }
    #[allow(unused_variables)]
    fn reseed(&mut self, rng: &mut (impl Rng + ?Sized)) {
        <Dense<3, 1> as Layer<[f32; 3], [f32; 1]>>::reseed(&mut self.hidden, rng);
        <Dense<1, 2> as Layer<[f32; 1], [f32; 2]>>::reseed(&mut self.dense, rng);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward(&self, input: &[f32; 3], output: &mut [f32; 2]) {
        let mut after_hidden = Aligned::<[f32; 1]>::UNWRITTEN;
        let mut after_relu = Aligned::<[f32; 1]>::UNWRITTEN;
        let mut after_dense = Aligned::<[f32; 2]>::UNWRITTEN;
        <Dense<
            3,
            1,
        > as Layer<[f32; 3], [f32; 1]>>::forward(&self.hidden, input, &mut after_hidden);
        <Relu as Layer<
            [f32; 1],
            [f32; 1],
        >>::forward(&Relu, &after_hidden, &mut after_relu);
        <Dense<
            1,
            2,
        > as Layer<
            [f32; 1],
            [f32; 2],
        >>::forward(&self.dense, &after_relu, &mut after_dense);
        <Relu as Layer<[f32; 2], [f32; 2]>>::forward(&Relu, &after_dense, output);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward_batch(&self, inputs: &[[f32; 3]], outputs: &mut [[f32; 2]]) {
        let tile = <Self as Network>::TILE;
        let (inputs, outputs) = (inputs.chunks(tile), outputs.chunks_mut(tile));
        for (inputs, outputs) in zip(inputs, outputs) {
            let mut after_hidden = [<[f32; 1] as Tensor>::ZERO; <Self as Network>::TILE];
            let after_hidden = first(&mut after_hidden, inputs.len());
            let mut after_relu = [<[f32; 1] as Tensor>::ZERO; <Self as Network>::TILE];
            let after_relu = first(&mut after_relu, inputs.len());
            let mut after_dense = [<[f32; 2] as Tensor>::ZERO; <Self as Network>::TILE];
            let after_dense = first(&mut after_dense, inputs.len());
            <Dense<
                3,
                1,
            > as Layer<
                [f32; 3],
                [f32; 1],
            >>::forward_batch(&self.hidden, inputs, after_hidden);
            <Relu as Layer<
                [f32; 1],
                [f32; 1],
            >>::forward_batch(&Relu, after_hidden, after_relu);
            <Dense<
                1,
                2,
            > as Layer<
                [f32; 1],
                [f32; 2],
            >>::forward_batch(&self.dense, after_relu, after_dense);
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
        let after_relu = room.tensors::<[f32; 1]>();
        by_sample(
            inputs.len(),
            const {
                0 + <Dense<3, 1> as Layer<[f32; 3], [f32; 1]>>::MULTIPLY_ADDS
                    + <Relu as Layer<[f32; 1], [f32; 1]>>::MULTIPLY_ADDS
                    + <Dense<1, 2> as Layer<[f32; 1], [f32; 2]>>::MULTIPLY_ADDS
                    + <Relu as Layer<[f32; 2], [f32; 2]>>::MULTIPLY_ADDS
            },
            (&*inputs, (&mut *after_relu, &mut *outputs)),
            |(inputs, (after_relu, outputs))| {
                <Dense<
                    3,
                    1,
                > as Layer<
                    [f32; 3],
                    [f32; 1],
                >>::forward_batch(&self.hidden, inputs, after_relu);
                <Relu as Layer<
                    [f32; 1],
                    [f32; 1],
                >>::__forward_in_place(&Relu, after_relu);
                <Dense<
                    1,
                    2,
                > as Layer<
                    [f32; 1],
                    [f32; 2],
                >>::forward_batch(&self.dense, after_relu, outputs);
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
        let after_relu = room.tensors::<[f32; 1]>();
        let after_hidden = &*after_relu;
        let after_dense = &*outputs;
        let front = room.values(const { largest(&[<[f32; 2] as Tensor>::LEN]) });
        let back = room
            .values(const {
                largest(&[<[f32; 1] as Tensor>::LEN, <[f32; 1] as Tensor>::LEN])
            });
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
        let d_after_relu = tensors::<[f32; 1]>(back, inputs.len());
        <Dense<
            1,
            2,
        > as Layer<
            [f32; 1],
            [f32; 2],
        >>::backward_batch(
            &self.dense,
            Saved {
                input: after_relu,
                output: after_dense,
                cache: &mut [],
            },
            d_after_dense,
            Option::Some(&mut *d_after_relu),
            &mut gradient.dense,
        );
        <Relu as Layer<
            [f32; 1],
            [f32; 1],
        >>::__backward_in_place(
            &Relu,
            Saved {
                input: after_hidden,
                output: after_relu,
                cache: &mut [],
            },
            d_after_relu,
        );
        let d_after_hidden = d_after_relu;
        <Dense<
            3,
            1,
        > as Layer<
            [f32; 3],
            [f32; 1],
        >>::backward_batch(
            &self.hidden,
            Saved {
                input: inputs,
                output: after_hidden,
                cache: &mut [],
            },
            d_after_hidden,
            d_inputs,
            &mut gradient.hidden,
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
        let [after_relu, ..] = room.tensors::<[f32; 1]>() else { return };
        let after_hidden = &*after_relu;
        let after_dense = &*output;
        let front = room.values(const { largest(&[<[f32; 2] as Tensor>::LEN]) });
        let back = room
            .values(const {
                largest(&[<[f32; 1] as Tensor>::LEN, <[f32; 1] as Tensor>::LEN])
            });
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
        let [d_after_relu, ..] = tensors::<[f32; 1]>(back, 1) else { return };
        <Dense<
            1,
            2,
        > as Layer<
            [f32; 1],
            [f32; 2],
        >>::descend(
            &mut self.dense,
            Saved {
                input: &*after_relu,
                output: &*after_dense,
                cache: &mut [],
            },
            &*d_after_dense,
            Option::Some(&mut *d_after_relu),
            rate,
        );
        <Relu as Layer<
            [f32; 1],
            [f32; 1],
        >>::__backward_in_place(
            &Relu,
            Saved {
                input: from_ref(&*after_hidden),
                output: from_ref(&*after_relu),
                cache: &mut [],
            },
            from_mut(&mut *d_after_relu),
        );
        let d_after_hidden = d_after_relu;
        <Dense<
            3,
            1,
        > as Layer<
            [f32; 3],
            [f32; 1],
        >>::descend(
            &mut self.hidden,
            Saved {
                input: input,
                output: &*after_hidden,
                cache: &mut [],
            },
            &*d_after_hidden,
            d_input,
            rate,
        );
    }
    #[allow(unused_variables)]
    fn parameters(&self, visitor: &mut impl Visitor) {
        Visitor::enter(visitor, "hidden");
        <Dense<3, 1> as Layer<[f32; 3], [f32; 1]>>::parameters(&self.hidden, visitor);
        Visitor::leave(visitor);
        Visitor::enter(visitor, "dense");
        <Dense<1, 2> as Layer<[f32; 1], [f32; 2]>>::parameters(&self.dense, visitor);
        Visitor::leave(visitor);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    #[allow(unused_variables, unused_mut)]
    fn parameters_mut<const __K: usize>(
        mut group: [&mut Self; __K],
        visitor: &mut impl VisitorMut<{ __K }>,
    ) {
        VisitorMut::<{ __K }>::enter(visitor, "hidden");
        <Dense<
            3,
            1,
        > as Layer<
            [f32; 3],
            [f32; 1],
        >>::parameters_mut(group.each_mut().map(|net| &mut net.hidden), visitor);
        VisitorMut::<{ __K }>::leave(visitor);
        VisitorMut::<{ __K }>::enter(visitor, "dense");
        <Dense<
            1,
            2,
        > as Layer<
            [f32; 1],
            [f32; 2],
        >>::parameters_mut(group.each_mut().map(|net| &mut net.dense), visitor);
        VisitorMut::<{ __K }>::leave(visitor);
    }
}
#[automatically_derived]
impl Names for Example {
    const NAMES: &'static [&'static str] = &["hidden", "dense"];
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl<__P: Part> Trained<__P> for Example {
    const LAYERS: &'static [(&'static str, Tensors)] = &[
        ("hidden", Tensors::of::<Dense<3, 1>, Field<__P, Self, 0>>()),
        ("dense", Tensors::of::<Dense<1, 2>, Field<__P, Self, 1>>()),
    ];
    const TRAINED: Self = Self {
        hidden: <Dense<3, 1> as Trained<Field<__P, Example, 0>>>::TRAINED,
        dense: <Dense<1, 2> as Trained<Field<__P, Example, 1>>>::TRAINED,
    };
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl Network for Example {
    type Input = [f32; 3];
    type Output = [f32; 2];
    const TILE: usize = tile(
        &[
            <[f32; 1] as Tensor>::LEN,
            <[f32; 1] as Tensor>::LEN,
            <[f32; 2] as Tensor>::LEN,
        ],
    );
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn __learn<__L: Loss<[f32; 2], __T>, __T>(
        &mut self,
        loss: &__L,
        input: &[f32; 3],
        target: &__T,
        rate: f32,
    ) -> Result<f32, Error> {
        check_inputs::<Self>(from_ref(input))?;
        let mut after_hidden = Aligned::<[f32; 1]>::UNWRITTEN;
        <Dense<
            3,
            1,
        > as Layer<
            [f32; 3],
            [f32; 1],
        >>::forward_train(
            &mut self.hidden,
            from_ref(input),
            from_mut(&mut *after_hidden),
            &mut [],
        );
        let mut after_relu = Aligned::<[f32; 1]>::UNWRITTEN;
        <Relu as Layer<
            [f32; 1],
            [f32; 1],
        >>::forward_train(
            &mut Relu,
            from_ref(&*after_hidden),
            from_mut(&mut *after_relu),
            &mut [],
        );
        let mut after_dense = Aligned::<[f32; 2]>::UNWRITTEN;
        <Dense<
            1,
            2,
        > as Layer<
            [f32; 1],
            [f32; 2],
        >>::forward_train(
            &mut self.dense,
            from_ref(&*after_relu),
            from_mut(&mut *after_dense),
            &mut [],
        );
        let mut after_relu_2 = Aligned::<[f32; 2]>::UNWRITTEN;
        <Relu as Layer<
            [f32; 2],
            [f32; 2],
        >>::forward_train(
            &mut Relu,
            from_ref(&*after_dense),
            from_mut(&mut *after_relu_2),
            &mut [],
        );
        let mut d_after_relu_2 = <[f32; 2] as Tensor>::ZERO;
        let error = check_loss(
            0,
            loss.loss(&*after_relu_2, target, &mut d_after_relu_2),
        )?;
        let mut d_after_dense = Aligned::<[f32; 2]>::UNWRITTEN;
        <Relu as Layer<
            [f32; 2],
            [f32; 2],
        >>::descend(
            &mut Relu,
            Saved {
                input: &*after_dense,
                output: &after_relu_2,
                cache: &mut [],
            },
            &d_after_relu_2,
            Option::Some(&mut d_after_dense),
            rate,
        );
        let mut d_after_relu = Aligned::<[f32; 1]>::UNWRITTEN;
        <Dense<
            1,
            2,
        > as Layer<
            [f32; 1],
            [f32; 2],
        >>::descend(
            &mut self.dense,
            Saved {
                input: &*after_relu,
                output: &after_dense,
                cache: &mut [],
            },
            &d_after_dense,
            Option::Some(&mut d_after_relu),
            rate,
        );
        let mut d_after_hidden = Aligned::<[f32; 1]>::UNWRITTEN;
        <Relu as Layer<
            [f32; 1],
            [f32; 1],
        >>::descend(
            &mut Relu,
            Saved {
                input: &*after_hidden,
                output: &after_relu,
                cache: &mut [],
            },
            &d_after_relu,
            Option::Some(&mut d_after_hidden),
            rate,
        );
        <Dense<
            3,
            1,
        > as Layer<
            [f32; 3],
            [f32; 1],
        >>::descend(
            &mut self.hidden,
            Saved {
                input: input,
                output: &after_hidden,
                cache: &mut [],
            },
            &d_after_hidden,
            Option::None,
            rate,
        );
        Result::Ok(error)
    }
    fn summary() -> Summary {
        Summary {
            name: "Example",
            rows: &[
                SummaryRow {
                    name: "hidden",
                    layer: "dense(3 -> 1)",
                    takes: &[3],
                    gives: &[1],
                    parameters: <Dense<3, 1> as Layer<[f32; 3], [f32; 1]>>::PARAMETERS,
                },
                SummaryRow {
                    name: "relu",
                    layer: "relu",
                    takes: &[1],
                    gives: &[1],
                    parameters: <Relu as Layer<[f32; 1], [f32; 1]>>::PARAMETERS,
                },
                SummaryRow {
                    name: "dense",
                    layer: "dense(1 -> 2)",
                    takes: &[1],
                    gives: &[2],
                    parameters: <Dense<1, 2> as Layer<[f32; 1], [f32; 2]>>::PARAMETERS,
                },
                SummaryRow {
                    name: "relu_2",
                    layer: "relu",
                    takes: &[2],
                    gives: &[2],
                    parameters: <Relu as Layer<[f32; 2], [f32; 2]>>::PARAMETERS,
                },
            ],
            weight_bytes: Self::WEIGHT_BYTES,
            multiply_adds: Self::MULTIPLY_ADDS,
            workspace_bytes: Self::workspace_bytes(1),
        }
    }
}
