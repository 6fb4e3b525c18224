//! The built-in layers: one line each. A layer's code is its file in the runtime's `layers/`.

use crate::ast::{Arrow, Shape, Size};

pub struct BuiltIn {
    /// Its name in `network!`.
    pub word: &'static str,
    /// Its type in the runtime's `layers`.
    pub type_name: &'static str,
    pub shape: ShapeRule,
    /// Options after the arrow.
    pub options: &'static [&'static str],
    /// Fields that can be set in braces; a layer with fields or parameters is a field of the net.
    pub fields: &'static [&'static str],
    /// What else people call it; only to be suggested.
    pub also: &'static [&'static str],
}

pub enum ShapeRule {
    /// It has an arrow, whose sizes are its type's parameters, and learns as many numbers as the function
    /// says; the runtime's `PARAMETERS` is the same, for the compiler.
    Arrow { parameters: fn(&Arrow) -> String },
    /// It gives the shape that it takes, whatever that is.
    Keeps,
}

impl BuiltIn {
    /// Whether a value of the layer holds something.
    pub fn holds_something(&self) -> bool {
        matches!(self.shape, ShapeRule::Arrow { .. }) || !self.fields.is_empty()
    }
}

const fn keeps(word: &'static str, type_name: &'static str) -> BuiltIn {
    BuiltIn { word, type_name, shape: ShapeRule::Keeps, options: &[], fields: &[], also: &[] }
}

pub const BUILT_INS: &[BuiltIn] = &[
    BuiltIn {
        shape: ShapeRule::Arrow { parameters: dense_parameters },
        also: &["linear", "fc", "fully_connected", "affine"],
        ..keeps("dense", "Dense")
    },
    keeps("relu", "Relu"),
    BuiltIn { fields: &["slope"], also: &["lrelu"], ..keeps("leaky_relu", "LeakyRelu") },
    BuiltIn { fields: &["alpha"], ..keeps("elu", "Elu") },
    keeps("gelu", "Gelu"),
    keeps("gelu_tanh", "GeluTanh"),
    BuiltIn { also: &["swish"], ..keeps("silu", "Silu") },
    BuiltIn { also: &["logistic"], ..keeps("sigmoid", "Sigmoid") },
    keeps("tanh", "Tanh"),
    keeps("softplus", "Softplus"),
    BuiltIn { also: &["hardswish", "hard_silu"], ..keeps("hard_swish", "HardSwish") },
    BuiltIn { also: &["hardsigmoid"], ..keeps("hard_sigmoid", "HardSigmoid") },
    keeps("softmax", "Softmax"),
    BuiltIn { also: &["logsoftmax"], ..keeps("log_softmax", "LogSoftmax") },
];

pub fn find(word: &str) -> Option<&'static BuiltIn> {
    BUILT_INS.iter().find(|built_in| built_in.word == word)
}

/// The word that was probably meant.
pub fn nearest(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    if let Some(known) = BUILT_INS.iter().find(|known| known.also.contains(&word.as_str())) {
        return Some(known.word);
    }
    BUILT_INS
        .iter()
        .map(|known| (strsim::damerau_levenshtein(&word, known.word), known.word))
        .min()
        .filter(|(distance, known)| *distance <= known.len().max(word.len()) / 3)
        .map(|(_, known)| known)
}

/// All words, to be listed.
pub fn words() -> String {
    BUILT_INS.iter().map(|built_in| built_in.word).collect::<Vec<_>>().join(", ")
}

fn dense_parameters(arrow: &Arrow) -> String {
    let number = |shape: &Shape| match shape.sizes.as_slice() {
        [Size::Literal(n, _)] => Some(*n),
        _ => None,
    };
    match (number(&arrow.input), number(&arrow.output)) {
        (Some(inputs), Some(outputs)) => (inputs * outputs + outputs).to_string(),
        _ => format!("{} × {} + {}", arrow.input, arrow.output, arrow.output),
    }
}
