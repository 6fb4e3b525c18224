///
/// | name | layer | takes | gives | parameters |
/// |---|---|--:|--:|--:|
/// | conv2d | `conv2d(3x8x9 -> 6x4x5, kernel = 3, stride = 2, padding = same, bias = false)` | 3x8x9 | 6x4x5 | 162 |
/// | relu | `relu` | 6x4x5 | 6x4x5 | 0 |
/// | max_pool2d | `max_pool2d(6x4x5 -> 6x2x2, kernel = 2)` | 6x4x5 | 6x2x2 | 0 |
/// | | | | | 162 |
#[cfg_attr(target_arch = "x86_64", repr(align(64)))]
struct Options {
    /// `conv2d(3x8x9 -> 6x4x5, kernel = 3, stride = 2, padding = same, bias = false)`
    pub conv2d: Conv2d<
        6,
        3,
        3,
        3,
        1,
        0,
        2,
        2,
        { same_padding(8, 3, 2, 1)[0usize] },
        { same_padding(9, 3, 2, 1)[0usize] },
        { same_padding(8, 3, 2, 1)[1usize] },
        { same_padding(9, 3, 2, 1)[1usize] },
        1,
        1,
    >,
}
#[automatically_derived]
impl Clone for Options {
    fn clone(&self) -> Self {
        Self {
            conv2d: <Conv2d<
                6,
                3,
                3,
                3,
                1,
                0,
                2,
                2,
                { same_padding(8, 3, 2, 1)[0usize] },
                { same_padding(9, 3, 2, 1)[0usize] },
                { same_padding(8, 3, 2, 1)[1usize] },
                { same_padding(9, 3, 2, 1)[1usize] },
                1,
                1,
            > as Layer<[[[f32; 9]; 8]; 3], [[[f32; 5]; 4]; 6]>>::__clone(&self.conv2d),
        }
    }
}
#[automatically_derived]
impl PartialEq for Options {
    fn eq(&self, other: &Self) -> bool {
        true
            && <Conv2d<
                6,
                3,
                3,
                3,
                1,
                0,
                2,
                2,
                { same_padding(8, 3, 2, 1)[0usize] },
                { same_padding(9, 3, 2, 1)[0usize] },
                { same_padding(8, 3, 2, 1)[1usize] },
                { same_padding(9, 3, 2, 1)[1usize] },
                1,
                1,
            > as Layer<
                [[[f32; 9]; 8]; 3],
                [[[f32; 5]; 4]; 6],
            >>::__eq(&self.conv2d, &other.conv2d)
    }
}
#[automatically_derived]
impl Debug for Options {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("Options")
            .field(
                "conv2d",
                <Conv2d<
                    6,
                    3,
                    3,
                    3,
                    1,
                    0,
                    2,
                    2,
                    { same_padding(8, 3, 2, 1)[0usize] },
                    { same_padding(9, 3, 2, 1)[0usize] },
                    { same_padding(8, 3, 2, 1)[1usize] },
                    { same_padding(9, 3, 2, 1)[1usize] },
                    1,
                    1,
                > as Layer<
                    [[[f32; 9]; 8]; 3],
                    [[[f32; 5]; 4]; 6],
                >>::__debug(&self.conv2d),
            )
            .finish()
    }
}
#[automatically_derived]
#[allow(dead_code, clippy::all, clippy::pedantic)]
impl Options {
    /// The net with all parameters zero: also a gradient that nothing has been added to.
    const ZERO: Self = <Self as Layer<[[[f32; 9]; 8]; 3], [[[f32; 2]; 2]; 6]>>::ZERO;
    /// How many values the net takes.
    const INPUTS: usize = 216;
    /// How many values it gives.
    const OUTPUTS: usize = 24;
    /// How many numbers it learns.
    const PARAMETERS: usize = <Self as Layer<
        [[[f32; 9]; 8]; 3],
        [[[f32; 2]; 2]; 6],
    >>::PARAMETERS;
    /// Multiply-adds in a forward pass of one sample, element-wise work aside.
    const MULTIPLY_ADDS: usize = <Self as Layer<
        [[[f32; 9]; 8]; 3],
        [[[f32; 2]; 2]; 6],
    >>::MULTIPLY_ADDS;
    /// Bytes that the net itself takes, wherever it lies; a large one's are rounded up to 64 on x86-64.
    const WEIGHT_BYTES: usize = size_of::<Self>();
    /// Bytes of activations that `forward` has on the stack, the output included.
    const FORWARD_BYTES: usize = (<Self as Layer<
        [[[f32; 9]; 8]; 3],
        [[[f32; 2]; 2]; 6],
    >>::SCRATCH + <[[[f32; 2]; 2]; 6] as Tensor>::LEN) * size_of::<f32>();
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
        <Self as Layer<
            [[[f32; 9]; 8]; 3],
            [[[f32; 2]; 2]; 6],
        >>::init(self, Init::Glorot, rng);
    }
    /// Starts the random numbers of layers that draw some in training, such as dropout, anew.
    /// Parameters stay as they are.
    fn reseed(&mut self, rng: &mut (impl Rng + ?Sized)) {
        <Self as Layer<[[[f32; 9]; 8]; 3], [[[f32; 2]; 2]; 6]>>::reseed(self, rng);
    }
    /// Computes one sample: from `3x8x9` to `6x2x2`, on the stack alone.
    #[inline(always)]
    #[must_use]
    fn forward(&self, input: &[[[f32; 9]; 8]; 3]) -> [[[f32; 2]; 2]; 6] {
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
        inputs: &[[[[f32; 9]; 8]; 3]],
        outputs: &mut [[[[f32; 2]; 2]; 6]],
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
        inputs: &[[[[f32; 9]; 8]; 3]],
        workspace: &'workspace mut [f32],
    ) -> Result<&'workspace [[[[f32; 2]; 2]; 6]], Error> {
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
        inputs: &[[[[f32; 9]; 8]; 3]],
        d_outputs: &[[[[f32; 2]; 2]; 6]],
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
        inputs: &[[[[f32; 9]; 8]; 3]],
        d_outputs: &[[[[f32; 2]; 2]; 6]],
        d_inputs: &mut [[[[f32; 9]; 8]; 3]],
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
const _: () = fits(
    "conv2d(3x8x9 -> 6x4x5, kernel = 3, stride = 2, padding = same, bias = false)",
    &<Conv2d<
        6,
        3,
        3,
        3,
        1,
        0,
        2,
        2,
        { same_padding(8, 3, 2, 1)[0usize] },
        { same_padding(9, 3, 2, 1)[0usize] },
        { same_padding(8, 3, 2, 1)[1usize] },
        { same_padding(9, 3, 2, 1)[1usize] },
        1,
        1,
    > as Layer<[[[f32; 9]; 8]; 3], [[[f32; 5]; 4]; 6]>>::MISFIT,
);
#[automatically_derived]
const _: () = fits(
    "max_pool2d(6x4x5 -> 6x2x2, kernel = 2)",
    &<MaxPool2d<
        2,
        2,
        2,
        2,
        0,
        0,
        0,
        0,
    > as Layer<[[[f32; 5]; 4]; 6], [[[f32; 2]; 2]; 6]>>::MISFIT,
);
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl Layer<[[[f32; 9]; 8]; 3], [[[f32; 2]; 2]; 6]> for Options {
    const ZERO: Self = Self {
        conv2d: <Conv2d<
            6,
            3,
            3,
            3,
            1,
            0,
            2,
            2,
            { same_padding(8, 3, 2, 1)[0usize] },
            { same_padding(9, 3, 2, 1)[0usize] },
            { same_padding(8, 3, 2, 1)[1usize] },
            { same_padding(9, 3, 2, 1)[1usize] },
            1,
            1,
        > as Layer<[[[f32; 9]; 8]; 3], [[[f32; 5]; 4]; 6]>>::ZERO,
    };
    const PARAMETERS: usize = 0
        + <Conv2d<
            6,
            3,
            3,
            3,
            1,
            0,
            2,
            2,
            { same_padding(8, 3, 2, 1)[0usize] },
            { same_padding(9, 3, 2, 1)[0usize] },
            { same_padding(8, 3, 2, 1)[1usize] },
            { same_padding(9, 3, 2, 1)[1usize] },
            1,
            1,
        > as Layer<[[[f32; 9]; 8]; 3], [[[f32; 5]; 4]; 6]>>::PARAMETERS
        + <Relu as Layer<[[[f32; 5]; 4]; 6], [[[f32; 5]; 4]; 6]>>::PARAMETERS
        + <MaxPool2d<
            2,
            2,
            2,
            2,
            0,
            0,
            0,
            0,
        > as Layer<[[[f32; 5]; 4]; 6], [[[f32; 2]; 2]; 6]>>::PARAMETERS;
    const MULTIPLY_ADDS: usize = 0
        + <Conv2d<
            6,
            3,
            3,
            3,
            1,
            0,
            2,
            2,
            { same_padding(8, 3, 2, 1)[0usize] },
            { same_padding(9, 3, 2, 1)[0usize] },
            { same_padding(8, 3, 2, 1)[1usize] },
            { same_padding(9, 3, 2, 1)[1usize] },
            1,
            1,
        > as Layer<[[[f32; 9]; 8]; 3], [[[f32; 5]; 4]; 6]>>::MULTIPLY_ADDS
        + <Relu as Layer<[[[f32; 5]; 4]; 6], [[[f32; 5]; 4]; 6]>>::MULTIPLY_ADDS
        + <MaxPool2d<
            2,
            2,
            2,
            2,
            0,
            0,
            0,
            0,
        > as Layer<[[[f32; 5]; 4]; 6], [[[f32; 2]; 2]; 6]>>::MULTIPLY_ADDS;
    const CACHE: usize = 0 + <[[[f32; 5]; 4]; 6] as Tensor>::LEN
        + const {
            largest(
                &[
                    <[[[f32; 5]; 4]; 6] as Tensor>::LEN,
                    <[[[f32; 5]; 4]; 6] as Tensor>::LEN,
                ],
            )
        } + const { largest(&[]) };
    const SCRATCH: usize = 0
        + const {
            largest(
                &[
                    <[[[f32; 5]; 4]; 6] as Tensor>::LEN,
                    <[[[f32; 5]; 4]; 6] as Tensor>::LEN,
                ],
            )
        }
        + largest(
            &[
                <Conv2d<
                    6,
                    3,
                    3,
                    3,
                    1,
                    0,
                    2,
                    2,
                    { same_padding(8, 3, 2, 1)[0usize] },
                    { same_padding(9, 3, 2, 1)[0usize] },
                    { same_padding(8, 3, 2, 1)[1usize] },
                    { same_padding(9, 3, 2, 1)[1usize] },
                    1,
                    1,
                > as Layer<[[[f32; 9]; 8]; 3], [[[f32; 5]; 4]; 6]>>::SCRATCH,
                <Relu as Layer<[[[f32; 5]; 4]; 6], [[[f32; 5]; 4]; 6]>>::SCRATCH,
                <MaxPool2d<
                    2,
                    2,
                    2,
                    2,
                    0,
                    0,
                    0,
                    0,
                > as Layer<[[[f32; 5]; 4]; 6], [[[f32; 2]; 2]; 6]>>::SCRATCH,
            ],
        );
    const PLACES: Option<usize> = <Conv2d<
        6,
        3,
        3,
        3,
        1,
        0,
        2,
        2,
        { same_padding(8, 3, 2, 1)[0usize] },
        { same_padding(9, 3, 2, 1)[0usize] },
        { same_padding(8, 3, 2, 1)[1usize] },
        { same_padding(9, 3, 2, 1)[1usize] },
        1,
        1,
    > as Layer<[[[f32; 9]; 8]; 3], [[[f32; 5]; 4]; 6]>>::PLACES;
    const INIT_BEFORE: Option<Init> = <Conv2d<
        6,
        3,
        3,
        3,
        1,
        0,
        2,
        2,
        { same_padding(8, 3, 2, 1)[0usize] },
        { same_padding(9, 3, 2, 1)[0usize] },
        { same_padding(8, 3, 2, 1)[1usize] },
        { same_padding(9, 3, 2, 1)[1usize] },
        1,
        1,
    > as Layer<[[[f32; 9]; 8]; 3], [[[f32; 5]; 4]; 6]>>::INIT_BEFORE;
    #[allow(unused_variables)]
    fn init(&mut self, init: Init, rng: &mut (impl Rng + ?Sized)) {
        let before_max_pool2d = <MaxPool2d<
            2,
            2,
            2,
            2,
            0,
            0,
            0,
            0,
        > as Layer<[[[f32; 5]; 4]; 6], [[[f32; 2]; 2]; 6]>>::INIT_BEFORE
            .unwrap_or(init);
        let before_relu = <Relu as Layer<
            [[[f32; 5]; 4]; 6],
            [[[f32; 5]; 4]; 6],
        >>::INIT_BEFORE
            .unwrap_or(before_max_pool2d);
        <Conv2d<
            6,
            3,
            3,
            3,
            1,
            0,
            2,
            2,
            { same_padding(8, 3, 2, 1)[0usize] },
            { same_padding(9, 3, 2, 1)[0usize] },
            { same_padding(8, 3, 2, 1)[1usize] },
            { same_padding(9, 3, 2, 1)[1usize] },
            1,
            1,
        > as Layer<
            [[[f32; 9]; 8]; 3],
            [[[f32; 5]; 4]; 6],
        >>::init(&mut self.conv2d, before_relu, rng);
    }
    #[allow(unused_variables)]
    fn reseed(&mut self, rng: &mut (impl Rng + ?Sized)) {
        <Conv2d<
            6,
            3,
            3,
            3,
            1,
            0,
            2,
            2,
            { same_padding(8, 3, 2, 1)[0usize] },
            { same_padding(9, 3, 2, 1)[0usize] },
            { same_padding(8, 3, 2, 1)[1usize] },
            { same_padding(9, 3, 2, 1)[1usize] },
            1,
            1,
        > as Layer<
            [[[f32; 9]; 8]; 3],
            [[[f32; 5]; 4]; 6],
        >>::reseed(&mut self.conv2d, rng);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward(&self, input: &[[[f32; 9]; 8]; 3], output: &mut [[[f32; 2]; 2]; 6]) {
        let mut front = Unwritten::<
            [f32; 1
                * const {
                    largest(
                        &[
                            <[[[f32; 5]; 4]; 6] as Tensor>::LEN,
                            <[[[f32; 5]; 4]; 6] as Tensor>::LEN,
                        ],
                    )
                }],
        >::NEW;
        let front = front.tensor();
        let [after_conv2d, ..] = tensors::<[[[f32; 5]; 4]; 6]>(&mut *front, 1) else {
            return
        };
        <Conv2d<
            6,
            3,
            3,
            3,
            1,
            0,
            2,
            2,
            { same_padding(8, 3, 2, 1)[0usize] },
            { same_padding(9, 3, 2, 1)[0usize] },
            { same_padding(8, 3, 2, 1)[1usize] },
            { same_padding(9, 3, 2, 1)[1usize] },
            1,
            1,
        > as Layer<
            [[[f32; 9]; 8]; 3],
            [[[f32; 5]; 4]; 6],
        >>::__forward_rectified(&self.conv2d, from_ref(input), from_mut(after_conv2d));
        let [after_relu, ..] = tensors::<[[[f32; 5]; 4]; 6]>(&mut *front, 1) else {
            return
        };
        <MaxPool2d<
            2,
            2,
            2,
            2,
            0,
            0,
            0,
            0,
        > as Layer<
            [[[f32; 5]; 4]; 6],
            [[[f32; 2]; 2]; 6],
        >>::forward(
            &<MaxPool2d<
                2,
                2,
                2,
                2,
                0,
                0,
                0,
                0,
            > as Layer<[[[f32; 5]; 4]; 6], [[[f32; 2]; 2]; 6]>>::ZERO,
            &*after_relu,
            output,
        );
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward_batch(
        &self,
        inputs: &[[[[f32; 9]; 8]; 3]],
        outputs: &mut [[[[f32; 2]; 2]; 6]],
    ) {
        let tile = <Self as Network>::TILE;
        let (inputs, outputs) = (inputs.chunks(tile), outputs.chunks_mut(tile));
        for (inputs, outputs) in zip(inputs, outputs) {
            let mut front = Unwritten::<
                [f32; <Self as Network>::TILE
                    * const {
                        largest(
                            &[
                                <[[[f32; 5]; 4]; 6] as Tensor>::LEN,
                                <[[[f32; 5]; 4]; 6] as Tensor>::LEN,
                            ],
                        )
                    }],
            >::NEW;
            let front = front.tensor();
            let after_conv2d = tensors::<[[[f32; 5]; 4]; 6]>(&mut *front, inputs.len());
            <Conv2d<
                6,
                3,
                3,
                3,
                1,
                0,
                2,
                2,
                { same_padding(8, 3, 2, 1)[0usize] },
                { same_padding(9, 3, 2, 1)[0usize] },
                { same_padding(8, 3, 2, 1)[1usize] },
                { same_padding(9, 3, 2, 1)[1usize] },
                1,
                1,
            > as Layer<
                [[[f32; 9]; 8]; 3],
                [[[f32; 5]; 4]; 6],
            >>::__forward_rectified(&self.conv2d, inputs, after_conv2d);
            let after_relu = tensors::<[[[f32; 5]; 4]; 6]>(&mut *front, inputs.len());
            <MaxPool2d<
                2,
                2,
                2,
                2,
                0,
                0,
                0,
                0,
            > as Layer<
                [[[f32; 5]; 4]; 6],
                [[[f32; 2]; 2]; 6],
            >>::forward_batch(
                &<MaxPool2d<
                    2,
                    2,
                    2,
                    2,
                    0,
                    0,
                    0,
                    0,
                > as Layer<[[[f32; 5]; 4]; 6], [[[f32; 2]; 2]; 6]>>::ZERO,
                after_relu,
                outputs,
            );
        }
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn forward_train(
        &mut self,
        inputs: &[[[[f32; 9]; 8]; 3]],
        outputs: &mut [[[[f32; 2]; 2]; 6]],
        cache: &mut [f32],
    ) {
        let mut room = Room::new(cache, inputs.len());
        let after_relu = room.tensors::<[[[f32; 5]; 4]; 6]>();
        by_sample(
            inputs.len(),
            const {
                0
                    + <Conv2d<
                        6,
                        3,
                        3,
                        3,
                        1,
                        0,
                        2,
                        2,
                        { same_padding(8, 3, 2, 1)[0usize] },
                        { same_padding(9, 3, 2, 1)[0usize] },
                        { same_padding(8, 3, 2, 1)[1usize] },
                        { same_padding(9, 3, 2, 1)[1usize] },
                        1,
                        1,
                    > as Layer<[[[f32; 9]; 8]; 3], [[[f32; 5]; 4]; 6]>>::MULTIPLY_ADDS
                    + <Relu as Layer<
                        [[[f32; 5]; 4]; 6],
                        [[[f32; 5]; 4]; 6],
                    >>::MULTIPLY_ADDS
                    + <MaxPool2d<
                        2,
                        2,
                        2,
                        2,
                        0,
                        0,
                        0,
                        0,
                    > as Layer<[[[f32; 5]; 4]; 6], [[[f32; 2]; 2]; 6]>>::MULTIPLY_ADDS
            },
            (&*inputs, (&mut *after_relu, &mut *outputs)),
            |(inputs, (after_relu, outputs))| {
                <Conv2d<
                    6,
                    3,
                    3,
                    3,
                    1,
                    0,
                    2,
                    2,
                    { same_padding(8, 3, 2, 1)[0usize] },
                    { same_padding(9, 3, 2, 1)[0usize] },
                    { same_padding(8, 3, 2, 1)[1usize] },
                    { same_padding(9, 3, 2, 1)[1usize] },
                    1,
                    1,
                > as Layer<
                    [[[f32; 9]; 8]; 3],
                    [[[f32; 5]; 4]; 6],
                >>::__forward_rectified(&self.conv2d, inputs, after_relu);
                <MaxPool2d<
                    2,
                    2,
                    2,
                    2,
                    0,
                    0,
                    0,
                    0,
                > as Layer<
                    [[[f32; 5]; 4]; 6],
                    [[[f32; 2]; 2]; 6],
                >>::forward_batch(
                    &<MaxPool2d<
                        2,
                        2,
                        2,
                        2,
                        0,
                        0,
                        0,
                        0,
                    > as Layer<[[[f32; 5]; 4]; 6], [[[f32; 2]; 2]; 6]>>::ZERO,
                    after_relu,
                    outputs,
                );
            },
        );
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn backward(
        &self,
        saved: Saved<'_, [[[f32; 9]; 8]; 3], [[[f32; 2]; 2]; 6]>,
        d_output: &[[[f32; 2]; 2]; 6],
        d_input: Option<&mut [[[f32; 9]; 8]; 3]>,
        gradient: &mut Self,
    ) {
        backward_one(self, saved, d_output, d_input, gradient);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    #[allow(unused_variables)]
    fn backward_batch(
        &self,
        saved: Saved<'_, [[[[f32; 9]; 8]; 3]], [[[[f32; 2]; 2]; 6]]>,
        d_outputs: &[[[[f32; 2]; 2]; 6]],
        d_inputs: Option<&mut [[[[f32; 9]; 8]; 3]]>,
        gradient: &mut Self,
    ) {
        let Saved { input: inputs, output: outputs, cache } = saved;
        let mut room = Room::new(cache, inputs.len());
        let after_relu = room.tensors::<[[[f32; 5]; 4]; 6]>();
        let after_conv2d = &*after_relu;
        let front = room
            .values(const {
                largest(
                    &[
                        <[[[f32; 5]; 4]; 6] as Tensor>::LEN,
                        <[[[f32; 5]; 4]; 6] as Tensor>::LEN,
                    ],
                )
            });
        let back = room.values(const { largest(&[]) });
        let d_after_relu = tensors::<[[[f32; 5]; 4]; 6]>(front, inputs.len());
        <MaxPool2d<
            2,
            2,
            2,
            2,
            0,
            0,
            0,
            0,
        > as Layer<
            [[[f32; 5]; 4]; 6],
            [[[f32; 2]; 2]; 6],
        >>::backward_batch(
            &<MaxPool2d<
                2,
                2,
                2,
                2,
                0,
                0,
                0,
                0,
            > as Layer<[[[f32; 5]; 4]; 6], [[[f32; 2]; 2]; 6]>>::ZERO,
            Saved {
                input: after_relu,
                output: outputs,
                cache: &mut [],
            },
            d_outputs,
            Option::Some(&mut *d_after_relu),
            &mut <MaxPool2d<
                2,
                2,
                2,
                2,
                0,
                0,
                0,
                0,
            > as Layer<[[[f32; 5]; 4]; 6], [[[f32; 2]; 2]; 6]>>::ZERO,
        );
        <Relu as Layer<
            [[[f32; 5]; 4]; 6],
            [[[f32; 5]; 4]; 6],
        >>::__backward_in_place(
            &Relu,
            Saved {
                input: after_conv2d,
                output: after_relu,
                cache: &mut [],
            },
            d_after_relu,
        );
        let d_after_conv2d = d_after_relu;
        <Conv2d<
            6,
            3,
            3,
            3,
            1,
            0,
            2,
            2,
            { same_padding(8, 3, 2, 1)[0usize] },
            { same_padding(9, 3, 2, 1)[0usize] },
            { same_padding(8, 3, 2, 1)[1usize] },
            { same_padding(9, 3, 2, 1)[1usize] },
            1,
            1,
        > as Layer<
            [[[f32; 9]; 8]; 3],
            [[[f32; 5]; 4]; 6],
        >>::backward_batch(
            &self.conv2d,
            Saved {
                input: inputs,
                output: after_conv2d,
                cache: &mut [],
            },
            d_after_conv2d,
            d_inputs,
            &mut gradient.conv2d,
        );
    }
    #[inline]
    #[allow(unused_variables)]
    fn descend(
        &mut self,
        saved: Saved<'_, [[[f32; 9]; 8]; 3], [[[f32; 2]; 2]; 6]>,
        d_output: &[[[f32; 2]; 2]; 6],
        d_input: Option<&mut [[[f32; 9]; 8]; 3]>,
        rate: f32,
    ) {
        let Saved { input, output: output, cache } = saved;
        let mut room = Room::new(cache, 1);
        let [after_relu, ..] = room.tensors::<[[[f32; 5]; 4]; 6]>() else { return };
        let after_conv2d = &*after_relu;
        let front = room
            .values(const {
                largest(
                    &[
                        <[[[f32; 5]; 4]; 6] as Tensor>::LEN,
                        <[[[f32; 5]; 4]; 6] as Tensor>::LEN,
                    ],
                )
            });
        let back = room.values(const { largest(&[]) });
        let [d_after_relu, ..] = tensors::<[[[f32; 5]; 4]; 6]>(front, 1) else { return };
        <MaxPool2d<
            2,
            2,
            2,
            2,
            0,
            0,
            0,
            0,
        > as Layer<
            [[[f32; 5]; 4]; 6],
            [[[f32; 2]; 2]; 6],
        >>::descend(
            &mut <MaxPool2d<
                2,
                2,
                2,
                2,
                0,
                0,
                0,
                0,
            > as Layer<[[[f32; 5]; 4]; 6], [[[f32; 2]; 2]; 6]>>::ZERO,
            Saved {
                input: &*after_relu,
                output: output,
                cache: &mut [],
            },
            d_output,
            Option::Some(&mut *d_after_relu),
            rate,
        );
        <Relu as Layer<
            [[[f32; 5]; 4]; 6],
            [[[f32; 5]; 4]; 6],
        >>::__backward_in_place(
            &Relu,
            Saved {
                input: from_ref(&*after_conv2d),
                output: from_ref(&*after_relu),
                cache: &mut [],
            },
            from_mut(&mut *d_after_relu),
        );
        let d_after_conv2d = d_after_relu;
        <Conv2d<
            6,
            3,
            3,
            3,
            1,
            0,
            2,
            2,
            { same_padding(8, 3, 2, 1)[0usize] },
            { same_padding(9, 3, 2, 1)[0usize] },
            { same_padding(8, 3, 2, 1)[1usize] },
            { same_padding(9, 3, 2, 1)[1usize] },
            1,
            1,
        > as Layer<
            [[[f32; 9]; 8]; 3],
            [[[f32; 5]; 4]; 6],
        >>::descend(
            &mut self.conv2d,
            Saved {
                input: input,
                output: &*after_conv2d,
                cache: &mut [],
            },
            &*d_after_conv2d,
            d_input,
            rate,
        );
    }
    #[allow(unused_variables)]
    fn parameters(&self, visitor: &mut impl Visitor) {
        Visitor::enter(visitor, "conv2d");
        <Conv2d<
            6,
            3,
            3,
            3,
            1,
            0,
            2,
            2,
            { same_padding(8, 3, 2, 1)[0usize] },
            { same_padding(9, 3, 2, 1)[0usize] },
            { same_padding(8, 3, 2, 1)[1usize] },
            { same_padding(9, 3, 2, 1)[1usize] },
            1,
            1,
        > as Layer<
            [[[f32; 9]; 8]; 3],
            [[[f32; 5]; 4]; 6],
        >>::parameters(&self.conv2d, visitor);
        Visitor::leave(visitor);
    }
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    #[allow(unused_variables, unused_mut)]
    fn parameters_mut<const __K: usize>(
        mut group: [&mut Self; __K],
        visitor: &mut impl VisitorMut<{ __K }>,
    ) {
        VisitorMut::<{ __K }>::enter(visitor, "conv2d");
        <Conv2d<
            6,
            3,
            3,
            3,
            1,
            0,
            2,
            2,
            { same_padding(8, 3, 2, 1)[0usize] },
            { same_padding(9, 3, 2, 1)[0usize] },
            { same_padding(8, 3, 2, 1)[1usize] },
            { same_padding(9, 3, 2, 1)[1usize] },
            1,
            1,
        > as Layer<
            [[[f32; 9]; 8]; 3],
            [[[f32; 5]; 4]; 6],
        >>::parameters_mut(group.each_mut().map(|net| &mut net.conv2d), visitor);
        VisitorMut::<{ __K }>::leave(visitor);
    }
}
#[automatically_derived]
impl Names for Options {
    const NAMES: &'static [&'static str] = &["conv2d"];
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl<__P: Part> Trained<__P> for Options {
    const LAYERS: &'static [(&'static str, Tensors)] = &[
        (
            "conv2d",
            Tensors::of::<
                Conv2d<
                    6,
                    3,
                    3,
                    3,
                    1,
                    0,
                    2,
                    2,
                    { same_padding(8, 3, 2, 1)[0usize] },
                    { same_padding(9, 3, 2, 1)[0usize] },
                    { same_padding(8, 3, 2, 1)[1usize] },
                    { same_padding(9, 3, 2, 1)[1usize] },
                    1,
                    1,
                >,
                Field<__P, Self, 0>,
            >(),
        ),
    ];
    const TRAINED: Self = Self {
        conv2d: <Conv2d<
            6,
            3,
            3,
            3,
            1,
            0,
            2,
            2,
            { same_padding(8, 3, 2, 1)[0usize] },
            { same_padding(9, 3, 2, 1)[0usize] },
            { same_padding(8, 3, 2, 1)[1usize] },
            { same_padding(9, 3, 2, 1)[1usize] },
            1,
            1,
        > as Trained<Field<__P, Options, 0>>>::TRAINED,
    };
}
#[automatically_derived]
#[allow(clippy::all, clippy::pedantic)]
impl Network for Options {
    type Input = [[[f32; 9]; 8]; 3];
    type Output = [[[f32; 2]; 2]; 6];
    const TILE: usize = tile(
        &[
            const {
                largest(
                    &[
                        <[[[f32; 5]; 4]; 6] as Tensor>::LEN,
                        <[[[f32; 5]; 4]; 6] as Tensor>::LEN,
                    ],
                )
            },
        ],
    );
    #[cfg_attr(all(target_arch = "x86_64", not(debug_assertions)), inline(always))]
    #[cfg_attr(not(all(target_arch = "x86_64", not(debug_assertions))), inline)]
    fn __learn<__L: Loss<[[[f32; 2]; 2]; 6], __T>, __T>(
        &mut self,
        loss: &__L,
        input: &[[[f32; 9]; 8]; 3],
        target: &__T,
        rate: f32,
    ) -> Result<f32, Error> {
        check_inputs::<Self>(from_ref(input))?;
        let mut after_conv2d = Aligned::<[[[f32; 5]; 4]; 6]>::UNWRITTEN;
        <Conv2d<
            6,
            3,
            3,
            3,
            1,
            0,
            2,
            2,
            { same_padding(8, 3, 2, 1)[0usize] },
            { same_padding(9, 3, 2, 1)[0usize] },
            { same_padding(8, 3, 2, 1)[1usize] },
            { same_padding(9, 3, 2, 1)[1usize] },
            1,
            1,
        > as Layer<
            [[[f32; 9]; 8]; 3],
            [[[f32; 5]; 4]; 6],
        >>::forward_train(
            &mut self.conv2d,
            from_ref(input),
            from_mut(&mut *after_conv2d),
            &mut [],
        );
        let mut after_relu = Aligned::<[[[f32; 5]; 4]; 6]>::UNWRITTEN;
        <Relu as Layer<
            [[[f32; 5]; 4]; 6],
            [[[f32; 5]; 4]; 6],
        >>::forward_train(
            &mut Relu,
            from_ref(&*after_conv2d),
            from_mut(&mut *after_relu),
            &mut [],
        );
        let mut after_max_pool2d = Aligned::<[[[f32; 2]; 2]; 6]>::UNWRITTEN;
        <MaxPool2d<
            2,
            2,
            2,
            2,
            0,
            0,
            0,
            0,
        > as Layer<
            [[[f32; 5]; 4]; 6],
            [[[f32; 2]; 2]; 6],
        >>::forward_train(
            &mut <MaxPool2d<
                2,
                2,
                2,
                2,
                0,
                0,
                0,
                0,
            > as Layer<[[[f32; 5]; 4]; 6], [[[f32; 2]; 2]; 6]>>::ZERO,
            from_ref(&*after_relu),
            from_mut(&mut *after_max_pool2d),
            &mut [],
        );
        let mut d_after_max_pool2d = <[[[f32; 2]; 2]; 6] as Tensor>::ZERO;
        let error = check_loss(
            0,
            loss.loss(&*after_max_pool2d, target, &mut d_after_max_pool2d),
        )?;
        let mut d_after_relu = Aligned::<[[[f32; 5]; 4]; 6]>::UNWRITTEN;
        <MaxPool2d<
            2,
            2,
            2,
            2,
            0,
            0,
            0,
            0,
        > as Layer<
            [[[f32; 5]; 4]; 6],
            [[[f32; 2]; 2]; 6],
        >>::descend(
            &mut <MaxPool2d<
                2,
                2,
                2,
                2,
                0,
                0,
                0,
                0,
            > as Layer<[[[f32; 5]; 4]; 6], [[[f32; 2]; 2]; 6]>>::ZERO,
            Saved {
                input: &*after_relu,
                output: &after_max_pool2d,
                cache: &mut [],
            },
            &d_after_max_pool2d,
            Option::Some(&mut d_after_relu),
            rate,
        );
        let mut d_after_conv2d = Aligned::<[[[f32; 5]; 4]; 6]>::UNWRITTEN;
        <Relu as Layer<
            [[[f32; 5]; 4]; 6],
            [[[f32; 5]; 4]; 6],
        >>::descend(
            &mut Relu,
            Saved {
                input: &*after_conv2d,
                output: &after_relu,
                cache: &mut [],
            },
            &d_after_relu,
            Option::Some(&mut d_after_conv2d),
            rate,
        );
        <Conv2d<
            6,
            3,
            3,
            3,
            1,
            0,
            2,
            2,
            { same_padding(8, 3, 2, 1)[0usize] },
            { same_padding(9, 3, 2, 1)[0usize] },
            { same_padding(8, 3, 2, 1)[1usize] },
            { same_padding(9, 3, 2, 1)[1usize] },
            1,
            1,
        > as Layer<
            [[[f32; 9]; 8]; 3],
            [[[f32; 5]; 4]; 6],
        >>::descend(
            &mut self.conv2d,
            Saved {
                input: input,
                output: &after_conv2d,
                cache: &mut [],
            },
            &d_after_conv2d,
            Option::None,
            rate,
        );
        Result::Ok(error)
    }
    fn summary() -> Summary {
        Summary {
            name: "Options",
            rows: &[
                SummaryRow {
                    name: "conv2d",
                    layer: "conv2d(3x8x9 -> 6x4x5, kernel = 3, stride = 2, padding = same, bias = false)",
                    takes: &[3, 8, 9],
                    gives: &[6, 4, 5],
                    parameters: <Conv2d<
                        6,
                        3,
                        3,
                        3,
                        1,
                        0,
                        2,
                        2,
                        { same_padding(8, 3, 2, 1)[0usize] },
                        { same_padding(9, 3, 2, 1)[0usize] },
                        { same_padding(8, 3, 2, 1)[1usize] },
                        { same_padding(9, 3, 2, 1)[1usize] },
                        1,
                        1,
                    > as Layer<[[[f32; 9]; 8]; 3], [[[f32; 5]; 4]; 6]>>::PARAMETERS,
                },
                SummaryRow {
                    name: "relu",
                    layer: "relu",
                    takes: &[6, 4, 5],
                    gives: &[6, 4, 5],
                    parameters: <Relu as Layer<
                        [[[f32; 5]; 4]; 6],
                        [[[f32; 5]; 4]; 6],
                    >>::PARAMETERS,
                },
                SummaryRow {
                    name: "max_pool2d",
                    layer: "max_pool2d(6x4x5 -> 6x2x2, kernel = 2)",
                    takes: &[6, 4, 5],
                    gives: &[6, 2, 2],
                    parameters: <MaxPool2d<
                        2,
                        2,
                        2,
                        2,
                        0,
                        0,
                        0,
                        0,
                    > as Layer<[[[f32; 5]; 4]; 6], [[[f32; 2]; 2]; 6]>>::PARAMETERS,
                },
            ],
            weight_bytes: Self::WEIGHT_BYTES,
            multiply_adds: Self::MULTIPLY_ADDS,
            workspace_bytes: Self::workspace_bytes(1),
        }
    }
}
