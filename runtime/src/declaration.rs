//! The macro's own page: the language of `network!`.

/// Declares a network: checks that the layers fit, and writes a struct with the methods to run and train
/// it.
///
/// ```
/// use typenet::prelude::*;
///
/// network! {
///     /// Reads a handwritten digit from an 8x8 picture.
///     pub struct Digits<
///         hidden: dense(64 -> 32), relu,
///         dense(32 -> 10),
///     >
/// }
///
/// let mut net = Digits::ZERO;
/// net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
/// let scores: [f32; 10] = net.forward(&[0.5; 64]);
/// # let _ = scores;
/// ```
///
/// # The language
///
/// ```text
/// network!     = attributes visibility "struct" Name "<" layers ">"     declares a type
///              | layers                                                 is a value of a type without a name
/// layers       = layer { "," layer } [ "," ]
/// layer        = [ name ":" ] kind [ "(" shape "->" shape { "," option "=" value } ")" ]
///                [ "{" field ":" value { "," field ":" value } "}" ]
///              | [ name ":" ] block "(" layers ")" | [ name ":" ] "[" layers "]" | [ name ":" ] "shared" "(" name ")"
/// kind         = a lower-case word, for a layer of ours | the path of a type of your own
/// block        = "residual" | "add" | "concat" | "frozen"
/// shape        = size { "x" size }
/// size         = an integer | the path of a const
/// ```
///
/// 1. **A lower-case name is a built-in**: `dense` is [`Dense`](crate::layers::Dense), `leaky_relu` is
///    [`LeakyRelu`](crate::layers::LeakyRelu); all are in [`layers`](mod@crate::layers). A name that starts
///    with an upper-case letter, or a path, is a type of your own that implements
///    [`Layer`](crate::Layer), used as written: `my::Scale<4>`. A net is a layer too.
/// 2. **`name(A -> B)` says what goes in and what comes out.** A row of values has one size, a picture
///    three, `channels x height x width`: `1x28x28`, or `1 x HEIGHT x WIDTH` with constants.
/// 3. **A layer without an arrow keeps the shape**, and the check sees through it. The first layer needs
///    no arrow if a later one has it.
/// 4. **Options follow the arrow**: `conv2d(1x28x28 -> 6x28x28, kernel = 5, padding = 2)`. They are part of
///    the layer's type. Where an option has a number for each axis, `3` is `3x3`; a layer's page lists its options.
/// 5. **What can change at run time is a field** and may be set in braces: `leaky_relu { slope: 0.2 }`.
/// 6. **`name: layer` names the field**, and the tensors in a weights file. Without a name it is the
///    kind's, `dense`, `dense_2`, `dense_3`; a type `MyScale` makes a field `my_scale`. Layers that hold
///    nothing, such as `relu`, are fields only if they are named.
///
/// If the numbers do not fit, the compiler says so at the numbers. Where a size is a `const`, the types
/// judge, with the values in the message.
///
/// # Blocks
///
/// A block is a layer made of layers. Inside it the same rules hold.
///
/// | | y = |
/// |---|---|
/// | `residual(f, g)` | x + g(f(x)) (He et al., *Deep Residual Learning for Image Recognition*, 2016) |
/// | `add(f, g)` | f(x) + g(x) |
/// | `concat(f, g)` | f(x), and behind it g(x): the first sizes add up, so channels of pictures do |
/// | `frozen(f, g)` | g(f(x)), and training leaves the weights as they are |
/// | `[f, g]` | g(f(x)): several layers where one is expected, as a branch of `add` or `concat` |
/// | `shared(name)` | the layer called `name`, which stands before it in the same list, once more: with the same weights, whose gradients add up |
///
/// ```
/// use typenet::prelude::*;
///
/// network! {
///     struct Blocks<
///         code: dense(8 -> 4), tanh,
///         residual(dense(4 -> 4), tanh),
///         concat(identity, left: [dense(4 -> 2), relu, dense(2 -> 3)]),
///         dense(7 -> 8), shared(code),
///     >
/// }
///
/// let mut net = Blocks::ZERO;
/// net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
/// let weight: [[f32; 2]; 4] = net.concat.left.dense.weight; // in a file: concat.left.dense.weight
/// # let _ = weight;
/// ```
///
/// A block is a field whose type is a struct called after net and field: `BlocksConcat`, with the layers as its
/// fields. A `dropout` or `batch_norm` in a `frozen` block works on as in training: its averages move.
///
/// # What it writes
///
/// A struct with one public field for each layer that holds something, which is `Clone`, `Debug` and
/// `PartialEq`; its attributes, documentation and visibility are kept, and its documentation ends in a
/// table of the layers. **The gradient of a net is a value of the same type.** The struct has
///
/// | | |
/// |---|---|
/// | `ZERO` | the net with all parameters zero, `const` |
/// | `TRAINED` | with `#[weights(..)]`: the net with the weights of a file, `const` |
/// | `INPUTS`, `OUTPUTS` | how many values it takes and gives |
/// | `PARAMETERS`, `MULTIPLY_ADDS`, `WEIGHT_BYTES`, `FORWARD_BYTES` | its size and cost |
/// | `workspace_len(batch)`, `workspace_bytes(batch)` | the memory that training takes, `const` |
/// | `init(&mut rng)` | gives the weights their first values, in place |
/// | `reseed(&mut rng)` | starts the random numbers of layers such as dropout anew |
/// | `forward(&input) -> output` | one sample, on the stack alone |
/// | `forward_batch(&inputs, &mut outputs)` | many samples |
/// | `forward_train(&inputs, &mut workspace)` | many samples, keeping what `backward` needs |
/// | `backward(&inputs, &d_outputs, &mut workspace, &mut gradient)` | adds the parameters' gradient |
/// | `backward_to_input(.., &mut d_inputs, ..)` | and gives dE/d input |
/// | `summary()` | the table of layers, to be printed |
///
/// and implements [`Network`](crate::Network), where `loss_gradient`, the checked way to train, is.
///
/// On x86-64 a net with a layer of 64 parameters or more begins with a cache line, `repr(align(64))`, because
/// whole lines are read there; if it has a `#[repr(..)]` of yours, that stays alone.
///
/// # Weights at compile time
///
/// With feature `include-weights`, `#[weights(..)]` reads a safetensors file when the program is compiled, and the
/// net has a constant more: `TRAINED`, the net with the weights of the file. As a `static` it lies in a chip's flash,
/// takes no time to start with and needs neither a heap nor a parser in the program.
///
/// ```ignore
/// use typenet::prelude::*;
///
/// network! {
///     #[weights("digits.safetensors")]
///     pub struct Digits<hidden: dense(64 -> 32), relu, dense(32 -> 10)>
/// }
///
/// static DIGITS: Digits = Digits::TRAINED;
/// ```
///
/// The path is relative to the source file, as with `include_bytes!`, or to the folder of the package's Cargo.toml.
/// Names and shapes of the tensors are those that `weights::save` writes and PyTorch's `state_dict` has. If they are
/// not those of the net, the program does not compile, and the message has the file and each tensor that differs,
/// with both shapes; so it is with NaN among the numbers. What is no tensor, such as `leaky_relu`'s slope, is as in
/// the declaration. A layer of your own needs [`trained::Trained`](crate::trained::Trained). A million weights take
/// the compiler about a third of a second.
///
/// # Budgets
///
/// `#[budget(..)]` on a net makes what it costs a compile error when it is too much, which names the layer
/// that costs most: `flash` for the weights (`WEIGHT_BYTES`), `ram` for the activations that `forward` has on
/// the stack (`FORWARD_BYTES`), `training_ram` for weights that can change and the workspace for one sample
/// (`WEIGHT_BYTES + workspace_bytes(1)`). A budget is the chip's, wherever it is checked: what a net is rounded up
/// by on x86-64 does not count.
///
/// ```
/// # use typenet::prelude::*;
/// network! {
///     #[budget(flash = "10 KiB", ram = 512)]
///     pub struct Digits<hidden: dense(64 -> 32), relu, dense(32 -> 10)>
/// }
/// ```
///
/// # In an expression
///
/// Without `struct Name` the macro is a value, of a type that only the compiler can name, with all
/// parameters zero:
///
/// ```
/// use typenet::prelude::*;
///
/// let mut net = network!(dense(3 -> 1), relu, dense(1 -> 2), relu);
/// net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
/// let mut gradient = net.zero_like();
/// # gradient.dense.bias = [1.0];
/// assert_eq!(net.forward(&[0.0; 3]), [0.0; 2]);
/// ```
///
/// # Nets everywhere
///
/// ```
/// # use typenet::prelude::*;
/// use std::sync::Mutex;
///
/// mod sizes {
///     pub const CODE: usize = 4;
/// }
///
/// network! { pub struct Encoder<dense(8 -> sizes::CODE), tanh> }
/// network! {
///     /// A net within a net, and constants for sizes.
///     pub struct Autoencoder<encoder: Encoder(8 -> sizes::CODE), dense(sizes::CODE -> 8)>
/// }
///
/// static NET: Mutex<Autoencoder> = Mutex::new(Autoencoder::ZERO);
///
/// struct Robot {
///     eye: Encoder,
/// }
/// # let _ = Robot { eye: Encoder::ZERO }.eye;
/// # drop(NET.lock());
/// ```
#[macro_export]
macro_rules! network {
    ($($declaration:tt)*) => {
        $crate::__private::network! { [$crate] $($declaration)* }
    };
}
