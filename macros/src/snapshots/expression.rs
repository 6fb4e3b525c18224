fn expression() {
    let net = {
        ///
        /// | name | layer | takes | gives | parameters |
        /// |---|---|--:|--:|--:|
        /// | dense | `dense(3 -> 1)` | 3 | 1 | 4 |
        /// | tanh | `tanh` | 1 | 1 | 0 |
        /// | | | | | 4 |
        struct __Network {
            /// `dense(3 -> 1)`
            pub dense: Dense<3, 1>,
        }
        #[automatically_derived]
        impl Clone for __Network {
            fn clone(&self) -> Self {
                Self {
                    dense: <Dense<
                        3,
                        1,
                    > as Layer<[f32; 3], [f32; 1]>>::__clone(&self.dense),
                }
            }
        }
        #[automatically_derived]
        impl PartialEq for __Network {
            fn eq(&self, other: &Self) -> bool {
                true
                    && <Dense<
                        3,
                        1,
                    > as Layer<[f32; 3], [f32; 1]>>::__eq(&self.dense, &other.dense)
            }
        }
        #[automatically_derived]
        impl Debug for __Network {
            fn fmt(&self, f: &mut Formatter<'_>) -> Result {
                f.debug_struct("__Network")
                    .field(
                        "dense",
                        <Dense<3, 1> as Layer<[f32; 3], [f32; 1]>>::__debug(&self.dense),
                    )
                    .finish()
            }
        }
        #[automatically_derived]
        #[allow(dead_code, clippy::all, clippy::pedantic)]
        impl __Network {
            /// The net with all parameters zero: also a gradient that nothing has been added to.
            const ZERO: Self = <Self as Layer<[f32; 3], [f32; 1]>>::ZERO;
            /// How many values the net takes.
            const INPUTS: usize = 3;
            /// How many values it gives.
            const OUTPUTS: usize = 1;
            /// How many numbers it learns.
            const PARAMETERS: usize = <Self as Layer<[f32; 3], [f32; 1]>>::PARAMETERS;
            /// Multiply-adds in a forward pass of one sample, element-wise work aside.
            const MULTIPLY_ADDS: usize = <Self as Layer<
                [f32; 3],
                [f32; 1],
            >>::MULTIPLY_ADDS;
            /// Bytes that the net itself takes, wherever it lies; a large one's are rounded up to 64 on x86-64.
            const WEIGHT_BYTES: usize = size_of::<Self>();
            /// Bytes of activations that `forward` has on the stack, the output included.
            const FORWARD_BYTES: usize = (<Self as Layer<[f32; 3], [f32; 1]>>::SCRATCH
                + <[f32; 1] as Tensor>::LEN) * size_of::<f32>();
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
                <Self as Layer<[f32; 3], [f32; 1]>>::init(self, Init::Glorot, rng);
            }
            /// Starts the random numbers of layers that draw some in training, such as dropout, anew.
            /// Parameters stay as they are.
            fn reseed(&mut self, rng: &mut (impl Rng + ?Sized)) {
                <Self as Layer<[f32; 3], [f32; 1]>>::reseed(self, rng);
            }
            /// Computes one sample: from `3` to `1`, on the stack alone.
            #[inline(always)]
            #[must_use]
            fn forward(&self, input: &[f32; 3]) -> [f32; 1] {
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
                outputs: &mut [[f32; 1]],
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
            ) -> Result<&'workspace [[f32; 1]], Error> {
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
                d_outputs: &[[f32; 1]],
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
                d_outputs: &[[f32; 1]],
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
        impl Layer<[f32; 3], [f32; 1]> for __Network {
            const ZERO: Self = Self {
                dense: <Dense<3, 1> as Layer<[f32; 3], [f32; 1]>>::ZERO,
            };
            const PARAMETERS: usize = 0
                + <Dense<3, 1> as Layer<[f32; 3], [f32; 1]>>::PARAMETERS
                + <Tanh as Layer<[f32; 1], [f32; 1]>>::PARAMETERS;
            const MULTIPLY_ADDS: usize = 0
                + <Dense<3, 1> as Layer<[f32; 3], [f32; 1]>>::MULTIPLY_ADDS
                + <Tanh as Layer<[f32; 1], [f32; 1]>>::MULTIPLY_ADDS;
            const CACHE: usize = 0 + const { largest(&[<[f32; 1] as Tensor>::LEN]) }
                + const { largest(&[]) };
            const SCRATCH: usize = 0 + <[f32; 1] as Tensor>::LEN
                + largest(
                    &[
                        <Dense<3, 1> as Layer<[f32; 3], [f32; 1]>>::SCRATCH,
                        <Tanh as Layer<[f32; 1], [f32; 1]>>::SCRATCH,
                    ],
                );
            const PLACES: Option<usize> = <Dense<
                3,
                1,
            > as Layer<[f32; 3], [f32; 1]>>::PLACES;
            const INIT_BEFORE: Option<Init> = <Dense<
                3,
                1,
            > as Layer<[f32; 3], [f32; 1]>>::INIT_BEFORE;
            #[allow(unused_variables)]
            fn init(&mut self, init: Init, rng: &mut (impl Rng + ?Sized)) {
                let before_tanh = <Tanh as Layer<[f32; 1], [f32; 1]>>::INIT_BEFORE
                    .unwrap_or(init);
                <Dense<
                    3,
                    1,
                > as Layer<[f32; 3], [f32; 1]>>::init(&mut self.dense, before_tanh, rng);
            }
            #[allow(unused_variables)]
            fn reseed(&mut self, rng: &mut (impl Rng + ?Sized)) {
                <Dense<3, 1> as Layer<[f32; 3], [f32; 1]>>::reseed(&mut self.dense, rng);
            }
            #[cfg_attr(
                all(target_arch = "x86_64", not(debug_assertions)),
                inline(always)
            )]
            #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
            fn forward(&self, input: &[f32; 3], output: &mut [f32; 1]) {
                let mut after_dense = Aligned::<[f32; 1]>::UNWRITTEN;
                <Dense<
                    3,
                    1,
                > as Layer<
                    [f32; 3],
                    [f32; 1],
                >>::forward(&self.dense, input, &mut after_dense);
                <Tanh as Layer<
                    [f32; 1],
                    [f32; 1],
                >>::forward(&Tanh, &after_dense, output);
            }
            #[cfg_attr(
                all(target_arch = "x86_64", not(debug_assertions)),
                inline(always)
            )]
            #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
            fn forward_batch(&self, inputs: &[[f32; 3]], outputs: &mut [[f32; 1]]) {
                let tile = <Self as Network>::TILE;
                let (inputs, outputs) = (inputs.chunks(tile), outputs.chunks_mut(tile));
                for (inputs, outputs) in zip(inputs, outputs) {
                    let mut after_dense = [<[f32; 1] as Tensor>::ZERO; <Self as Network>::TILE];
                    let after_dense = first(&mut after_dense, inputs.len());
                    <Dense<
                        3,
                        1,
                    > as Layer<
                        [f32; 3],
                        [f32; 1],
                    >>::forward_batch(&self.dense, inputs, after_dense);
                    <Tanh as Layer<
                        [f32; 1],
                        [f32; 1],
                    >>::forward_batch(&Tanh, after_dense, outputs);
                }
            }
            #[cfg_attr(
                all(target_arch = "x86_64", not(debug_assertions)),
                inline(always)
            )]
            #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
            fn forward_train(
                &mut self,
                inputs: &[[f32; 3]],
                outputs: &mut [[f32; 1]],
                cache: &mut [f32],
            ) {
                let mut room = Room::new(cache, inputs.len());
                by_sample(
                    inputs.len(),
                    const {
                        0 + <Dense<3, 1> as Layer<[f32; 3], [f32; 1]>>::MULTIPLY_ADDS
                            + <Tanh as Layer<[f32; 1], [f32; 1]>>::MULTIPLY_ADDS
                    },
                    (&*inputs, &mut *outputs),
                    |(inputs, outputs)| {
                        <Dense<
                            3,
                            1,
                        > as Layer<
                            [f32; 3],
                            [f32; 1],
                        >>::forward_batch(&self.dense, inputs, outputs);
                        <Tanh as Layer<
                            [f32; 1],
                            [f32; 1],
                        >>::__forward_in_place(&Tanh, outputs);
                    },
                );
            }
            #[cfg_attr(
                all(target_arch = "x86_64", not(debug_assertions)),
                inline(always)
            )]
            #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
            fn backward(
                &self,
                saved: Saved<'_, [f32; 3], [f32; 1]>,
                d_output: &[f32; 1],
                d_input: Option<&mut [f32; 3]>,
                gradient: &mut Self,
            ) {
                backward_one(self, saved, d_output, d_input, gradient);
            }
            #[cfg_attr(
                all(target_arch = "x86_64", not(debug_assertions)),
                inline(always)
            )]
            #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
            #[allow(unused_variables)]
            fn backward_batch(
                &self,
                saved: Saved<'_, [[f32; 3]], [[f32; 1]]>,
                d_outputs: &[[f32; 1]],
                d_inputs: Option<&mut [[f32; 3]]>,
                gradient: &mut Self,
            ) {
                let Saved { input: inputs, output: outputs, cache } = saved;
                let mut room = Room::new(cache, inputs.len());
                let after_dense = &*outputs;
                let front = room.values(const { largest(&[<[f32; 1] as Tensor>::LEN]) });
                let back = room.values(const { largest(&[]) });
                let d_after_dense = tensors::<[f32; 1]>(front, inputs.len());
                <Tanh as Layer<
                    [f32; 1],
                    [f32; 1],
                >>::backward_batch(
                    &Tanh,
                    Saved {
                        input: after_dense,
                        output: outputs,
                        cache: &mut [],
                    },
                    d_outputs,
                    Option::Some(&mut *d_after_dense),
                    &mut Tanh,
                );
                <Dense<
                    3,
                    1,
                > as Layer<
                    [f32; 3],
                    [f32; 1],
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
                saved: Saved<'_, [f32; 3], [f32; 1]>,
                d_output: &[f32; 1],
                d_input: Option<&mut [f32; 3]>,
                rate: f32,
            ) {
                let Saved { input, output: output, cache } = saved;
                let mut room = Room::new(cache, 1);
                let after_dense = &*output;
                let front = room.values(const { largest(&[<[f32; 1] as Tensor>::LEN]) });
                let back = room.values(const { largest(&[]) });
                let [d_after_dense, ..] = tensors::<[f32; 1]>(front, 1) else { return };
                <Tanh as Layer<
                    [f32; 1],
                    [f32; 1],
                >>::descend(
                    &mut Tanh,
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
                    1,
                > as Layer<
                    [f32; 3],
                    [f32; 1],
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
                <Dense<
                    3,
                    1,
                > as Layer<[f32; 3], [f32; 1]>>::parameters(&self.dense, visitor);
                Visitor::leave(visitor);
            }
            #[cfg_attr(
                all(target_arch = "x86_64", not(debug_assertions)),
                inline(always)
            )]
            #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
            #[allow(unused_variables, unused_mut)]
            fn parameters_mut<const __K: usize>(
                mut group: [&mut Self; __K],
                visitor: &mut impl VisitorMut<{ __K }>,
            ) {
                VisitorMut::<{ __K }>::enter(visitor, "dense");
                <Dense<
                    3,
                    1,
                > as Layer<
                    [f32; 3],
                    [f32; 1],
                >>::parameters_mut(group.each_mut().map(|net| &mut net.dense), visitor);
                VisitorMut::<{ __K }>::leave(visitor);
            }
        }
        #[automatically_derived]
        impl Names for __Network {
            const NAMES: &'static [&'static str] = &["dense"];
        }
        #[automatically_derived]
        #[allow(clippy::all, clippy::pedantic)]
        impl<__P: Part> Trained<__P> for __Network {
            const LAYERS: &'static [(&'static str, Tensors)] = &[
                ("dense", Tensors::of::<Dense<3, 1>, Field<__P, Self, 0>>()),
            ];
            const TRAINED: Self = Self {
                dense: <Dense<3, 1> as Trained<Field<__P, __Network, 0>>>::TRAINED,
            };
        }
        #[automatically_derived]
        #[allow(clippy::all, clippy::pedantic)]
        impl Network for __Network {
            type Input = [f32; 3];
            type Output = [f32; 1];
            const TILE: usize = tile(&[<[f32; 1] as Tensor>::LEN]);
            #[cfg_attr(
                all(target_arch = "x86_64", not(debug_assertions)),
                inline(always)
            )]
            #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
            fn __learn<__L: Loss<[f32; 1], __T>, __T>(
                &mut self,
                loss: &__L,
                input: &[f32; 3],
                target: &__T,
                rate: f32,
            ) -> Result<f32, Error> {
                check_inputs::<Self>(from_ref(input))?;
                let mut after_dense = Aligned::<[f32; 1]>::UNWRITTEN;
                <Dense<
                    3,
                    1,
                > as Layer<
                    [f32; 3],
                    [f32; 1],
                >>::forward_train(
                    &mut self.dense,
                    from_ref(input),
                    from_mut(&mut *after_dense),
                    &mut [],
                );
                let mut after_tanh = Aligned::<[f32; 1]>::UNWRITTEN;
                <Tanh as Layer<
                    [f32; 1],
                    [f32; 1],
                >>::forward_train(
                    &mut Tanh,
                    from_ref(&*after_dense),
                    from_mut(&mut *after_tanh),
                    &mut [],
                );
                let mut d_after_tanh = <[f32; 1] as Tensor>::ZERO;
                let error = check_loss(
                    0,
                    loss.loss(&*after_tanh, target, &mut d_after_tanh),
                )?;
                let mut d_after_dense = Aligned::<[f32; 1]>::UNWRITTEN;
                <Tanh as Layer<
                    [f32; 1],
                    [f32; 1],
                >>::descend(
                    &mut Tanh,
                    Saved {
                        input: &*after_dense,
                        output: &after_tanh,
                        cache: &mut [],
                    },
                    &d_after_tanh,
                    Option::Some(&mut d_after_dense),
                    rate,
                );
                <Dense<
                    3,
                    1,
                > as Layer<
                    [f32; 3],
                    [f32; 1],
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
                    name: "network",
                    rows: &[
                        SummaryRow {
                            name: "dense",
                            layer: "dense(3 -> 1)",
                            takes: &[3],
                            gives: &[1],
                            parameters: <Dense<
                                3,
                                1,
                            > as Layer<[f32; 3], [f32; 1]>>::PARAMETERS,
                        },
                        SummaryRow {
                            name: "tanh",
                            layer: "tanh",
                            takes: &[1],
                            gives: &[1],
                            parameters: <Tanh as Layer<[f32; 1], [f32; 1]>>::PARAMETERS,
                        },
                    ],
                    weight_bytes: Self::WEIGHT_BYTES,
                    multiply_adds: Self::MULTIPLY_ADDS,
                    workspace_bytes: Self::workspace_bytes(1),
                }
            }
        }
        __Network::ZERO
    };
}
