//! The built-in layers: one line each. A layer's code is its file in the runtime's `layers/`.

use crate::arguments::{self as of, Call, Formula};
use crate::ast::{Block, SHARED, Shape, Size};
use crate::options::{Number, OptionRule};
use crate::report::Report;
use proc_macro2::Ident;

pub struct BuiltIn {
    /// Its name in `network!`.
    pub word: &'static str,
    /// Its type in the runtime's `layers`.
    pub type_name: &'static str,
    pub shape: ShapeRule,
    /// What its type's parameters are.
    pub arguments: fn(&Call) -> Vec<Number>,
    /// How many numbers it learns, if it learns; the runtime's `PARAMETERS` is the same, for the compiler.
    pub parameters: Option<fn(&Call) -> Formula>,
    /// With how many sizes what it gives has the first of them in common with what it takes.
    pub same_first: &'static [usize],
    /// Options after the arrow.
    pub options: &'static [OptionRule],
    /// Fields that can be set in braces; a layer with fields or parameters is a field of the net.
    pub fields: &'static [&'static str],
    /// Whether its sizes and options may fail to go together, which is for the layer itself to say.
    pub misfits: bool,
    /// Whether it gives the values that it takes, as another shape.
    pub copies: bool,
    /// Whether what it gives may lie where what it takes lay: each value comes from the one in its place.
    pub in_place: bool,
    /// Whether it can give what a relu behind it would.
    pub rectifies: bool,
    /// Whether a batch in training is more than its samples one by one, or leaves behind more than it gives.
    pub keeps_more: bool,
    /// Whether threads may share out its weights, not only its samples, with these parameters of its type.
    pub shares_weights: fn(&[Number]) -> bool,
    /// What its way back reads; less than all lets others compute in place.
    pub reads: Reads,
    /// What else people call it; only to be suggested.
    pub also: &'static [&'static str],
}

/// What a layer's way back reads of what the layer was given and of what it gave.
#[derive(Clone, Copy, PartialEq)]
pub enum Reads {
    Neither,
    Input,
    Output,
    Both,
}

impl Reads {
    pub fn input(self) -> bool {
        matches!(self, Reads::Input | Reads::Both)
    }

    pub fn output(self) -> bool {
        matches!(self, Reads::Output | Reads::Both)
    }
}

pub enum ShapeRule {
    /// It has an arrow, between shapes of so many sizes.
    Arrow { takes: &'static [usize], gives: &'static [usize] },
    /// It gives the shape that it takes, which has so many sizes, or any number if none is listed.
    Keeps(&'static [usize]),
}

impl BuiltIn {
    /// Whether a value of the layer holds something.
    pub fn holds_something(&self) -> bool {
        self.parameters.is_some() || !self.fields.is_empty()
    }

    /// Whether it works on shapes of so many sizes.
    pub fn takes(&self, shape: &Shape) -> bool {
        match self.shape {
            ShapeRule::Keeps(ranks) => ranks.is_empty() || ranks.contains(&shape.sizes.len()),
            ShapeRule::Arrow { takes, .. } => takes.contains(&shape.sizes.len()),
        }
    }

    /// An arrow between shapes that could be its own.
    pub fn example_arrow(&self) -> &'static str {
        match self.shape {
            ShapeRule::Arrow { takes: [3, ..], gives: [3, ..] } => "6x28x28 -> 6x14x14",
            ShapeRule::Arrow { takes: [3, ..], .. } => "6x28x28 -> 6",
            ShapeRule::Arrow { takes: [2, ..], gives: [2, ..] } => "6x28 -> 6x14",
            ShapeRule::Arrow { takes: [2, ..], .. } => "6x28 -> 6",
            ShapeRule::Arrow { gives: [2, ..], .. } => "20 -> 20x16",
            ShapeRule::Arrow { .. } | ShapeRule::Keeps(_) => "3 -> 5",
        }
    }

    /// What could come out, of the right number of sizes; for an example.
    pub fn example_output(&self, input: &Shape) -> String {
        let known = |size: &Size| match size {
            Size::Literal(n, _) => Some(*n),
            Size::Const(_) | Size::Sum(_) => None,
        };
        let mut sizes: Vec<usize> = match self.shape {
            ShapeRule::Keeps(_) => return input.to_string(),
            ShapeRule::Arrow { takes: [_, _, ..], gives: [1] } => vec![input.len().unwrap_or(5)],
            ShapeRule::Arrow { gives: [1, ..], .. } => vec![5],
            // Half as high and wide.
            ShapeRule::Arrow { gives, .. } => {
                let rank = gives.first().copied().unwrap_or(1);
                let half = |size: &Size| known(size).unwrap_or(8).div_ceil(2);
                let halves = input.sizes.iter().skip(1).map(half);
                [8].into_iter().chain(halves.chain([16, 16])).take(rank).collect()
            }
        };
        let keeps_first = self.same_first.contains(&sizes.len());
        let kept = input.sizes.first().and_then(known).filter(|_| keeps_first);
        if let (Some(first), Some(kept)) = (sizes.first_mut(), kept) {
            *first = kept;
        }
        sizes.iter().map(usize::to_string).collect::<Vec<_>>().join("x")
    }
}

const fn keeps(word: &'static str, type_name: &'static str) -> BuiltIn {
    BuiltIn {
        word,
        type_name,
        shape: ShapeRule::Keeps(&[]),
        arguments: |_| vec![],
        parameters: None,
        same_first: &[],
        options: &[],
        fields: &[],
        misfits: false,
        copies: false,
        in_place: false,
        rectifies: false,
        keeps_more: false,
        shares_weights: |_| false,
        reads: Reads::Both,
        also: &[],
    }
}

/// A layer that takes each value by itself.
const fn each(word: &'static str, type_name: &'static str, reads: Reads) -> BuiltIn {
    BuiltIn { in_place: true, reads, ..keeps(word, type_name) }
}

/// A layer that changes no value.
const fn copy(word: &'static str, type_name: &'static str) -> BuiltIn {
    each(word, type_name, Reads::Neither)
}

/// Shapes of any number of sizes.
const ANY: &[usize] = &[1, 2, 3, 4];

const CONV_1D: [OptionRule; 7] = conv_options(1, "3");
const CONV_2D: [OptionRule; 7] = conv_options(2, "3");
const POOL_1D: [OptionRule; 4] = pool_options(1);
const POOL_2D: [OptionRule; 4] = pool_options(2);

const fn conv_options(axes: usize, kernel: &'static str) -> [OptionRule; 7] {
    [
        OptionRule::sizes("kernel", axes).needed(kernel),
        OptionRule::sizes("stride", axes),
        OptionRule::padding("padding", axes),
        OptionRule::padding("padding_end", axes),
        OptionRule::sizes("dilation", axes),
        OptionRule::sizes("groups", 1),
        OptionRule::flag("bias"),
    ]
}

const fn pool_options(axes: usize) -> [OptionRule; 4] {
    [
        OptionRule::sizes("kernel", axes).needed("2"),
        OptionRule::sizes("stride", axes),
        OptionRule::padding("padding", axes),
        OptionRule::padding("padding_end", axes),
    ]
}

const fn pool_1d(word: &'static str, type_name: &'static str) -> BuiltIn {
    BuiltIn {
        shape: ShapeRule::Arrow { takes: &[2], gives: &[2] },
        same_first: &[2],
        arguments: |call| of::pool(call, 1),
        options: &POOL_1D,
        misfits: true,
        reads: Reads::Input,
        ..keeps(word, type_name)
    }
}

const fn pool_2d(word: &'static str, type_name: &'static str) -> BuiltIn {
    BuiltIn {
        shape: ShapeRule::Arrow { takes: &[3], gives: &[3] },
        same_first: &[3],
        arguments: |call| of::pool(call, 2),
        options: &POOL_2D,
        misfits: true,
        reads: Reads::Input,
        ..keeps(word, type_name)
    }
}

const fn recurrent(word: &'static str, type_name: &'static str) -> BuiltIn {
    BuiltIn {
        shape: ShapeRule::Arrow { takes: &[2], gives: &[1, 2] },
        same_first: &[2],
        arguments: |call| vec![call.takes(1), call.gives_last()],
        keeps_more: true,
        ..keeps(word, type_name)
    }
}

pub const BUILT_INS: &[BuiltIn] = &[
    BuiltIn {
        shape: ShapeRule::Arrow { takes: &[1], gives: &[1] },
        arguments: |call| vec![call.takes(0), call.gives(0)],
        parameters: Some(of::dense_parameters),
        shares_weights: of::dense_has_two_sums,
        also: &["linear", "fc", "fully_connected", "affine"],
        reads: Reads::Input,
        ..keeps("dense", "Dense")
    },
    BuiltIn {
        shape: ShapeRule::Arrow { takes: &[2], gives: &[2] },
        arguments: |call| of::conv(call, 1),
        parameters: Some(|call| of::conv_parameters(call, 1)),
        options: &CONV_1D,
        misfits: true,
        also: &["conv1", "conv_1d", "convolution1d"],
        reads: Reads::Input,
        rectifies: true,
        ..keeps("conv1d", "Conv1d")
    },
    BuiltIn {
        shape: ShapeRule::Arrow { takes: &[3], gives: &[3] },
        arguments: |call| of::conv(call, 2),
        parameters: Some(|call| of::conv_parameters(call, 2)),
        options: &CONV_2D,
        misfits: true,
        also: &["conv", "conv2", "conv_2d", "convolution", "convolution2d"],
        reads: Reads::Input,
        rectifies: true,
        ..keeps("conv2d", "Conv2d")
    },
    BuiltIn { also: &["maxpool1d"], ..pool_1d("max_pool1d", "MaxPool1d") },
    BuiltIn { also: &["maxpool2d", "max_pool", "maxpool"], ..pool_2d("max_pool2d", "MaxPool2d") },
    BuiltIn { also: &["avgpool1d"], ..pool_1d("avg_pool1d", "AvgPool1d") },
    BuiltIn { also: &["avgpool2d", "avg_pool", "avgpool"], ..pool_2d("avg_pool2d", "AvgPool2d") },
    BuiltIn {
        shape: ShapeRule::Arrow { takes: &[2], gives: &[1] },
        same_first: &[1],
        reads: Reads::Input,
        ..keeps("global_avg_pool1d", "GlobalAvgPool1d")
    },
    BuiltIn {
        shape: ShapeRule::Arrow { takes: &[3], gives: &[1] },
        same_first: &[1],
        also: &["global_avg_pool", "gap"],
        reads: Reads::Input,
        ..keeps("global_avg_pool2d", "GlobalAvgPool2d")
    },
    BuiltIn {
        shape: ShapeRule::Arrow { takes: ANY, gives: &[1] },
        misfits: true,
        copies: true,
        ..copy("flatten", "Flatten")
    },
    BuiltIn {
        shape: ShapeRule::Arrow { takes: ANY, gives: ANY },
        misfits: true,
        copies: true,
        also: &["view", "unflatten"],
        ..copy("reshape", "Reshape")
    },
    BuiltIn {
        shape: ShapeRule::Keeps(&[1, 2, 3]),
        arguments: |call| vec![call.takes(0)],
        parameters: Some(|call| of::normalized_parameters(call, 0)),
        fields: &["epsilon", "momentum"],
        also: &["batchnorm", "batch_norm1d", "batch_norm2d", "batchnorm1d", "batchnorm2d", "bn"],
        keeps_more: true,
        ..each("batch_norm", "BatchNorm", Reads::Input)
    },
    BuiltIn {
        shape: ShapeRule::Keeps(&[1, 2]),
        arguments: |call| vec![call.gives_last()],
        parameters: Some(|call| of::normalized_parameters(call, call.input.sizes.len() - 1)),
        fields: &["epsilon"],
        also: &["layernorm"],
        reads: Reads::Input,
        ..keeps("layer_norm", "LayerNorm")
    },
    BuiltIn { fields: &["rate"], keeps_more: true, ..each("dropout", "Dropout", Reads::Neither) },
    BuiltIn {
        shape: ShapeRule::Arrow { takes: &[1], gives: &[2] },
        same_first: &[2],
        arguments: |call| {
            vec![call.options.size("vocabulary", 0, &Number::Known(1)), call.gives(1)]
        },
        parameters: Some(of::embedding_parameters),
        options: &[OptionRule::sizes("vocabulary", 1).needed("1000")],
        also: &["embed"],
        reads: Reads::Input,
        ..keeps("embedding", "Embedding")
    },
    BuiltIn { parameters: Some(|call| of::gates(call, 1)), ..recurrent("rnn", "Rnn") },
    BuiltIn { parameters: Some(|call| of::gates(call, 3)), ..recurrent("gru", "Gru") },
    BuiltIn { parameters: Some(|call| of::gates(call, 4)), ..recurrent("lstm", "Lstm") },
    BuiltIn { also: &["skip"], ..copy("identity", "Identity") },
    each("relu", "Relu", Reads::Output),
    each("relu6", "Relu6", Reads::Output),
    BuiltIn {
        fields: &["slope"],
        also: &["lrelu"],
        ..each("leaky_relu", "LeakyRelu", Reads::Input)
    },
    BuiltIn { fields: &["alpha"], ..each("elu", "Elu", Reads::Both) },
    each("gelu", "Gelu", Reads::Input),
    each("gelu_tanh", "GeluTanh", Reads::Input),
    BuiltIn { also: &["swish"], ..each("silu", "Silu", Reads::Input) },
    BuiltIn { also: &["logistic"], ..each("sigmoid", "Sigmoid", Reads::Output) },
    each("tanh", "Tanh", Reads::Output),
    each("softplus", "Softplus", Reads::Input),
    BuiltIn { also: &["hardswish", "hard_silu"], ..each("hard_swish", "HardSwish", Reads::Input) },
    BuiltIn { also: &["hardsigmoid"], ..each("hard_sigmoid", "HardSigmoid", Reads::Input) },
    BuiltIn { reads: Reads::Output, ..keeps("softmax", "Softmax") },
    BuiltIn { also: &["logsoftmax"], reads: Reads::Output, ..keeps("log_softmax", "LogSoftmax") },
];

pub fn find(word: &str) -> Option<&'static BuiltIn> {
    BUILT_INS.iter().find(|built_in| built_in.word == word)
}

/// The word that was probably meant.
fn nearest(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    if let Some(known) = BUILT_INS.iter().find(|known| known.also.contains(&word.as_str())) {
        return Some(known.word);
    }
    similar(&word, known_words())
}

/// Which of some words is a slip of the keyboard away.
pub fn similar<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let distance = |known| (strsim::damerau_levenshtein(word, known), known);
    let nearest = known.into_iter().map(distance).min();
    nearest
        .filter(|(distance, known)| *distance <= known.len().max(word.len()) / 3)
        .map(|(_, known)| known)
}

/// Tells that no layer is called so.
pub fn report_unknown(word: &Ident, report: &mut Report) {
    let own = "a type of your own starts with an upper-case letter or is a path";
    let (meant, help) = match nearest(&word.to_string()) {
        Some(known) => (format!("; did you mean `{known}`?"), own.to_string()),
        None => (String::new(), format!("the built-in layers are {}; {own}", words())),
    };
    report.error(word, format!("unknown layer `{word}`{meant}"), help);
}

/// The block that was probably meant by a word that is nothing else.
pub fn misspelt_block(word: &str) -> Option<&'static str> {
    let is_block = |meant: &&str| Block::find(meant).is_some() || *meant == SHARED;
    let unknown = find(word).is_none() && word != SHARED;
    nearest(word).filter(|meant| unknown && is_block(meant))
}

/// Whether a word is a layer or a block of layers.
pub fn is_layer(word: &str) -> bool {
    known_words().any(|known| known == word)
}

/// All words, to be listed.
fn words() -> String {
    known_words().collect::<Vec<_>>().join(", ")
}

/// Layers, and blocks of layers.
fn known_words() -> impl Iterator<Item = &'static str> {
    let blocks = Block::ALL.into_iter().map(Block::word);
    BUILT_INS.iter().map(|built_in| built_in.word).chain(blocks).chain([SHARED])
}
