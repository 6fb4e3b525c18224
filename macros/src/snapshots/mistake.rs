::core::compile_error! {
    "shape mismatch: `dense(3 -> 5)` gives 5 values, `dense(4 -> 2)` takes 4\n= help: write `dense(5 -> 2)` or `dense(3 -> 4)`"
}
///
/// | name | layer | takes | gives | parameters |
/// |---|---|--:|--:|--:|
/// | dense | `dense(3 -> 5)` | 3 | 5 | 20 |
/// | relu | `relu` | 5 | 5 | 0 |
/// | dense_2 | `dense(4 -> 2)` | 5 | 2 | 10 |
/// | | | | | 30 |
struct Wrong {
    /// `dense(3 -> 5)`
    pub dense: Dense<3, 5>,
    /// `dense(4 -> 2)`
    pub dense_2: Dense<4, 2>,
}
#[automatically_derived]
impl Clone for Wrong {
    fn clone(&self) -> Self {
        Self {
            dense: <Dense<3, 5> as Layer<[f32; 3], [f32; 5]>>::__clone(&self.dense),
            dense_2: <Dense<4, 2> as Layer<[f32; 4], [f32; 2]>>::__clone(&self.dense_2),
        }
    }
}
#[automatically_derived]
impl PartialEq for Wrong {
    fn eq(&self, other: &Self) -> bool {
        true
            && <Dense<
                3,
                5,
            > as Layer<[f32; 3], [f32; 5]>>::__eq(&self.dense, &other.dense)
            && <Dense<
                4,
                2,
            > as Layer<[f32; 4], [f32; 2]>>::__eq(&self.dense_2, &other.dense_2)
    }
}
#[automatically_derived]
impl Debug for Wrong {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("Wrong")
            .field(
                "dense",
                <Dense<3, 5> as Layer<[f32; 3], [f32; 5]>>::__debug(&self.dense),
            )
            .field(
                "dense_2",
                <Dense<4, 2> as Layer<[f32; 4], [f32; 2]>>::__debug(&self.dense_2),
            )
            .finish()
    }
}
#[automatically_derived]
#[allow(dead_code, clippy::all, clippy::pedantic)]
impl Wrong {
    /// The net with all parameters zero: also a gradient that nothing has been added to.
    const ZERO: Self = <Self as Layer<[f32; 3], [f32; 2]>>::ZERO;
    /// How many values the net takes.
    const INPUTS: usize = 3;
    /// How many values it gives.
    const OUTPUTS: usize = 2;
    /// How many numbers it learns.
    const PARAMETERS: usize = <Self as Layer<[f32; 3], [f32; 2]>>::PARAMETERS;
    /// Multiply-adds in a forward pass of one sample, element-wise work aside.
    const MULTIPLY_ADDS: usize = <Self as Layer<[f32; 3], [f32; 2]>>::MULTIPLY_ADDS;
    /// Bytes that the net itself takes, wherever it lies; a large one's are rounded up to 64 on x86-64.
    const WEIGHT_BYTES: usize = size_of::<Self>();
    /// Bytes of activations that `forward` has on the stack, the output included.
    const FORWARD_BYTES: usize = (<Self as Layer<[f32; 3], [f32; 2]>>::SCRATCH
        + <[f32; 2] as Tensor>::LEN) * size_of::<f32>();
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
        <Self as Layer<[f32; 3], [f32; 2]>>::init(self, Init::Glorot, rng);
    }
    /// Starts the random numbers of layers that draw some in training, such as dropout, anew.
    /// Parameters stay as they are.
    fn reseed(&mut self, rng: &mut (impl Rng + ?Sized)) {
        <Self as Layer<[f32; 3], [f32; 2]>>::reseed(self, rng);
    }
    /// Computes one sample: from `3` to `2`, on the stack alone.
    #[inline(always)]
    #[must_use]
    fn forward(&self, input: &[f32; 3]) -> [f32; 2] {
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
    fn forward_train<'workspace>(
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
    fn backward(
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
    fn backward_to_input(
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
    fn summary() -> Summary {
        <Self as Network>::summary()
    }
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl Layer<[f32; 3], [f32; 2]> for Wrong {
    const ZERO: Self = Self {
        dense: <Dense<3, 5> as Layer<[f32; 3], [f32; 5]>>::ZERO,
        dense_2: <Dense<4, 2> as Layer<[f32; 4], [f32; 2]>>::ZERO,
    };
    const PARAMETERS: usize = 0 + <Dense<3, 5> as Layer<[f32; 3], [f32; 5]>>::PARAMETERS
        + <Relu as Layer<[f32; 5], [f32; 5]>>::PARAMETERS
        + <Broken as Layer<[f32; 5], [f32; 2]>>::PARAMETERS;
    const MULTIPLY_ADDS: usize = 0
        + <Dense<3, 5> as Layer<[f32; 3], [f32; 5]>>::MULTIPLY_ADDS
        + <Relu as Layer<[f32; 5], [f32; 5]>>::MULTIPLY_ADDS
        + <Broken as Layer<[f32; 5], [f32; 2]>>::MULTIPLY_ADDS;
    const CACHE: usize = 0 + <[f32; 5] as Tensor>::LEN
        + <Broken as Layer<[f32; 5], [f32; 2]>>::CACHE
        + const { largest(&[<[f32; 5] as Tensor>::LEN, <[f32; 5] as Tensor>::LEN]) }
        + const { largest(&[]) };
    const SCRATCH: usize = 0 + <[f32; 5] as Tensor>::LEN + <[f32; 5] as Tensor>::LEN
        + largest(
            &[
                <Dense<3, 5> as Layer<[f32; 3], [f32; 5]>>::SCRATCH,
                <Relu as Layer<[f32; 5], [f32; 5]>>::SCRATCH,
                <Broken as Layer<[f32; 5], [f32; 2]>>::SCRATCH,
            ],
        );
    const PLACES: Option<usize> = <Dense<3, 5> as Layer<[f32; 3], [f32; 5]>>::PLACES;
    const INIT_BEFORE: Option<Init> = <Dense<
        3,
        5,
    > as Layer<[f32; 3], [f32; 5]>>::INIT_BEFORE;
    #[allow(unused_variables)]
    fn init(&mut self, init: Init, rng: &mut (impl Rng + ?Sized)) {
        let before_dense_2 = <Broken as Layer<[f32; 5], [f32; 2]>>::INIT_BEFORE
            .unwrap_or(init);
        let before_relu = <Relu as Layer<[f32; 5], [f32; 5]>>::INIT_BEFORE
            .unwrap_or(before_dense_2);
        <Dense<
            3,
            5,
        > as Layer<[f32; 3], [f32; 5]>>::init(&mut self.dense, before_relu, rng);
    }
    #[allow(unused_variables)]
    fn reseed(&mut self, rng: &mut (impl Rng + ?Sized)) {
        <Dense<3, 5> as Layer<[f32; 3], [f32; 5]>>::reseed(&mut self.dense, rng);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward(&self, input: &[f32; 3], output: &mut [f32; 2]) {
        let mut after_dense = Aligned::<[f32; 5]>::UNWRITTEN;
        let mut after_relu = Aligned::<[f32; 5]>::UNWRITTEN;
        <Dense<
            3,
            5,
        > as Layer<[f32; 3], [f32; 5]>>::forward(&self.dense, input, &mut after_dense);
        <Relu as Layer<
            [f32; 5],
            [f32; 5],
        >>::forward(&Relu, &after_dense, &mut after_relu);
        <Broken as Layer<
            [f32; 5],
            [f32; 2],
        >>::forward(&<Broken as Layer<[f32; 5], [f32; 2]>>::ZERO, &after_relu, output);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward_batch(&self, inputs: &[[f32; 3]], outputs: &mut [[f32; 2]]) {
        let tile = <Self as Network>::TILE;
        let (inputs, outputs) = (inputs.chunks(tile), outputs.chunks_mut(tile));
        for (inputs, outputs) in zip(inputs, outputs) {
            let mut after_dense = [<[f32; 5] as Tensor>::ZERO; <Self as Network>::TILE];
            let after_dense = first(&mut after_dense, inputs.len());
            let mut after_relu = [<[f32; 5] as Tensor>::ZERO; <Self as Network>::TILE];
            let after_relu = first(&mut after_relu, inputs.len());
            <Dense<
                3,
                5,
            > as Layer<
                [f32; 3],
                [f32; 5],
            >>::forward_batch(&self.dense, inputs, after_dense);
            <Relu as Layer<
                [f32; 5],
                [f32; 5],
            >>::forward_batch(&Relu, after_dense, after_relu);
            <Broken as Layer<
                [f32; 5],
                [f32; 2],
            >>::forward_batch(
                &<Broken as Layer<[f32; 5], [f32; 2]>>::ZERO,
                after_relu,
                outputs,
            );
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
        let after_relu = room.tensors::<[f32; 5]>();
        let kept_dense_2 = room.values(<Broken as Layer<[f32; 5], [f32; 2]>>::CACHE);
        by_sample(
            inputs.len(),
            const {
                0 + <Dense<3, 5> as Layer<[f32; 3], [f32; 5]>>::MULTIPLY_ADDS
                    + <Relu as Layer<[f32; 5], [f32; 5]>>::MULTIPLY_ADDS
            },
            (&*inputs, &mut *after_relu),
            |(inputs, after_relu)| {
                <Dense<
                    3,
                    5,
                > as Layer<
                    [f32; 3],
                    [f32; 5],
                >>::forward_batch(&self.dense, inputs, after_relu);
                <Relu as Layer<
                    [f32; 5],
                    [f32; 5],
                >>::__forward_in_place(&Relu, after_relu);
            },
        );
        <Broken as Layer<
            [f32; 5],
            [f32; 2],
        >>::forward_train(
            &mut <Broken as Layer<[f32; 5], [f32; 2]>>::ZERO,
            after_relu,
            outputs,
            &mut *kept_dense_2,
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
        let after_relu = room.tensors::<[f32; 5]>();
        let kept_dense_2 = room.values(<Broken as Layer<[f32; 5], [f32; 2]>>::CACHE);
        let after_dense = &*after_relu;
        let front = room
            .values(const {
                largest(&[<[f32; 5] as Tensor>::LEN, <[f32; 5] as Tensor>::LEN])
            });
        let back = room.values(const { largest(&[]) });
        let d_after_relu = tensors::<[f32; 5]>(front, inputs.len());
        <Broken as Layer<
            [f32; 5],
            [f32; 2],
        >>::backward_batch(
            &<Broken as Layer<[f32; 5], [f32; 2]>>::ZERO,
            Saved {
                input: after_relu,
                output: outputs,
                cache: &mut *kept_dense_2,
            },
            d_outputs,
            Option::Some(&mut *d_after_relu),
            &mut <Broken as Layer<[f32; 5], [f32; 2]>>::ZERO,
        );
        <Relu as Layer<
            [f32; 5],
            [f32; 5],
        >>::__backward_in_place(
            &Relu,
            Saved {
                input: after_dense,
                output: after_relu,
                cache: &mut [],
            },
            d_after_relu,
        );
        let d_after_dense = d_after_relu;
        <Dense<
            3,
            5,
        > as Layer<
            [f32; 3],
            [f32; 5],
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
        let [after_relu, ..] = room.tensors::<[f32; 5]>() else { return };
        let after_dense = &*after_relu;
        let kept_dense_2 = room.values(<Broken as Layer<[f32; 5], [f32; 2]>>::CACHE);
        let front = room
            .values(const {
                largest(&[<[f32; 5] as Tensor>::LEN, <[f32; 5] as Tensor>::LEN])
            });
        let back = room.values(const { largest(&[]) });
        let [d_after_relu, ..] = tensors::<[f32; 5]>(front, 1) else { return };
        <Broken as Layer<
            [f32; 5],
            [f32; 2],
        >>::descend(
            &mut <Broken as Layer<[f32; 5], [f32; 2]>>::ZERO,
            Saved {
                input: &*after_relu,
                output: output,
                cache: &mut *kept_dense_2,
            },
            d_output,
            Option::Some(&mut *d_after_relu),
            rate,
        );
        <Relu as Layer<
            [f32; 5],
            [f32; 5],
        >>::__backward_in_place(
            &Relu,
            Saved {
                input: from_ref(&*after_dense),
                output: from_ref(&*after_relu),
                cache: &mut [],
            },
            from_mut(&mut *d_after_relu),
        );
        let d_after_dense = d_after_relu;
        <Dense<
            3,
            5,
        > as Layer<
            [f32; 3],
            [f32; 5],
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
        <Dense<3, 5> as Layer<[f32; 3], [f32; 5]>>::parameters(&self.dense, visitor);
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
            5,
        > as Layer<
            [f32; 3],
            [f32; 5],
        >>::parameters_mut(group.each_mut().map(|net| &mut net.dense), visitor);
        VisitorMut::<{ __K }>::leave(visitor);
    }
}
#[automatically_derived]
impl Names for Wrong {
    const NAMES: &'static [&'static str] = &["dense"];
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl<__P: Part> Trained<__P> for Wrong {
    const LAYERS: &'static [(&'static str, Tensors)] = &[
        ("dense", Tensors::of::<Dense<3, 5>, Field<__P, Self, 0>>()),
    ];
    const TRAINED: Self = Self {
        dense: <Dense<3, 5> as Trained<Field<__P, Wrong, 0>>>::TRAINED,
        dense_2: <Dense<4, 2> as Layer<[f32; 4], [f32; 2]>>::ZERO,
    };
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl Network for Wrong {
    type Input = [f32; 3];
    type Output = [f32; 2];
    const TILE: usize = tile(&[<[f32; 5] as Tensor>::LEN, <[f32; 5] as Tensor>::LEN]);
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
        let mut after_dense = Aligned::<[f32; 5]>::UNWRITTEN;
        <Dense<
            3,
            5,
        > as Layer<
            [f32; 3],
            [f32; 5],
        >>::forward_train(
            &mut self.dense,
            from_ref(input),
            from_mut(&mut *after_dense),
            &mut [],
        );
        let mut after_relu = Aligned::<[f32; 5]>::UNWRITTEN;
        <Relu as Layer<
            [f32; 5],
            [f32; 5],
        >>::forward_train(
            &mut Relu,
            from_ref(&*after_dense),
            from_mut(&mut *after_relu),
            &mut [],
        );
        let mut after_dense_2 = Aligned::<[f32; 2]>::UNWRITTEN;
        let kept_dense_2 = &mut [0.0; <Broken as Layer<[f32; 5], [f32; 2]>>::CACHE];
        <Broken as Layer<
            [f32; 5],
            [f32; 2],
        >>::forward_train(
            &mut <Broken as Layer<[f32; 5], [f32; 2]>>::ZERO,
            from_ref(&*after_relu),
            from_mut(&mut *after_dense_2),
            &mut *kept_dense_2,
        );
        let mut d_after_dense_2 = <[f32; 2] as Tensor>::ZERO;
        let error = check_loss(
            0,
            loss.loss(&*after_dense_2, target, &mut d_after_dense_2),
        )?;
        let mut d_after_relu = Aligned::<[f32; 5]>::UNWRITTEN;
        <Broken as Layer<
            [f32; 5],
            [f32; 2],
        >>::descend(
            &mut <Broken as Layer<[f32; 5], [f32; 2]>>::ZERO,
            Saved {
                input: &*after_relu,
                output: &after_dense_2,
                cache: &mut *kept_dense_2,
            },
            &d_after_dense_2,
            Option::Some(&mut d_after_relu),
            rate,
        );
        let mut d_after_dense = Aligned::<[f32; 5]>::UNWRITTEN;
        <Relu as Layer<
            [f32; 5],
            [f32; 5],
        >>::descend(
            &mut Relu,
            Saved {
                input: &*after_dense,
                output: &after_relu,
                cache: &mut [],
            },
            &d_after_relu,
            Option::Some(&mut d_after_dense),
            rate,
        );
        <Dense<
            3,
            5,
        > as Layer<
            [f32; 3],
            [f32; 5],
        >>::descend(
            &mut self.dense,
            Saved {
                input: input,
                output: &after_dense,
                cache: &mut [],
            },
            &d_after_dense,
            Option::None,
            rate,
        );
        Result::Ok(error)
    }
    fn summary() -> Summary {
        Summary {
            name: "Wrong",
            rows: &[
                SummaryRow {
                    name: "dense",
                    layer: "dense(3 -> 5)",
                    takes: &[3],
                    gives: &[5],
                    parameters: <Dense<3, 5> as Layer<[f32; 3], [f32; 5]>>::PARAMETERS,
                },
                SummaryRow {
                    name: "relu",
                    layer: "relu",
                    takes: &[5],
                    gives: &[5],
                    parameters: <Relu as Layer<[f32; 5], [f32; 5]>>::PARAMETERS,
                },
                SummaryRow {
                    name: "dense_2",
                    layer: "dense(4 -> 2)",
                    takes: &[5],
                    gives: &[2],
                    parameters: <Broken as Layer<[f32; 5], [f32; 2]>>::PARAMETERS,
                },
            ],
            weight_bytes: Self::WEIGHT_BYTES,
            multiply_adds: Self::MULTIPLY_ADDS,
            workspace_bytes: Self::workspace_bytes(1),
        }
    }
}
