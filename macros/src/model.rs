//! What the declaration means: all that the expansion needs, with nothing left to go wrong.

use crate::ast::{Block, Item, Shape};
use crate::builtins::{BuiltIn, Reads};
use crate::options::Number;
use proc_macro2::{Ident, Span, TokenStream};
use syn::{LitStr, Path};

pub struct Network {
    /// `$crate` of typenet.
    pub krate: Ident,
    /// Nothing in an expression.
    pub item: Option<Item>,
    /// The weights to put in, if it has some; nothing within if there is a mistake in them.
    pub weights: Option<Option<File>>,
    /// At least one.
    pub layers: Vec<Layer>,
}

/// A layer's type.
pub enum Type {
    /// One of the runtime's `layers`, and its type's parameters, at the word that stands for it.
    BuiltIn { built_in: &'static BuiltIn, arguments: Vec<Number>, span: Span },
    /// One of the user's, as written.
    Own(Path),
    /// A struct of its own, with at least one layer; `None` for layers one after the other and no more.
    Block { name: Ident, block: Option<Block>, layers: Vec<Layer>, span: Span },
    /// A stand-in for one that there is a mistake in.
    Broken(Span),
}

pub struct Layer {
    /// The field that holds the layer, and the stem of the names of its activations and gradients.
    pub name: Ident,
    /// Whether there is such a field.
    pub is_field: bool,
    /// The index of the layer further up whose weights it uses, if it has none of its own.
    pub shares: Option<usize>,
    /// The field's type.
    pub ty: Type,
    /// Whether what the layer before gives fits; if not, that is reported, and the layer stands in the
    /// struct but not in the code.
    pub fits: bool,
    /// Whether the layer's type has a say on whether its sizes and options go together.
    pub misfits: bool,
    /// Fields that start as something else than the layer's `ZERO` says.
    pub settings: Vec<(Ident, TokenStream)>,
    /// What it is given.
    pub input: Shape,
    /// What it says it takes: the same, if it fits.
    pub claims: Shape,
    pub output: Shape,
    /// What it says it gives: the same, if it fits.
    pub claims_to_give: Shape,
    /// The layer as it was written.
    pub written: String,
    /// How many parameters it has, for the docs: a number, a formula, or nothing if only the type knows.
    pub parameters: Option<String>,
}

impl Layer {
    fn built_in(&self) -> Option<&'static BuiltIn> {
        match self.ty {
            Type::BuiltIn { built_in, .. } if self.fits => Some(built_in),
            _ => None,
        }
    }

    /// Whether what it gives may lie where what it takes lay.
    pub fn in_place(&self) -> bool {
        self.built_in().is_some_and(|built_in| built_in.in_place)
    }

    /// Whether it can give at once what the layer behind it would make of that.
    pub fn rectifies_for(&self, next: &Layer) -> bool {
        let is_relu = next.built_in().is_some_and(|built_in| built_in.word == "relu");
        is_relu && self.built_in().is_some_and(|built_in| built_in.rectifies)
    }

    /// Whether a batch in training is its samples one by one, which leave nothing behind but what they give.
    pub fn is_its_samples(&self) -> bool {
        self.built_in().is_some_and(|built_in| !built_in.keeps_more)
    }

    /// Whether threads that share out samples share out this layer's together with its neighbours'.
    pub fn by_sample(&self) -> bool {
        let Type::BuiltIn { built_in, arguments, .. } = &self.ty else { return false };
        self.is_its_samples() && !(built_in.shares_weights)(arguments)
    }

    /// What its way back reads; of a layer of the user's, all.
    pub fn reads(&self) -> Reads {
        self.built_in().map_or(Reads::Both, |built_in| built_in.reads)
    }

    /// Whether it gives what it takes, perhaps in another shape.
    pub fn is_a_copy(&self) -> bool {
        self.in_place() && self.is_its_samples() && self.reads() == Reads::Neither
    }

    /// Whether the way back changes something in it. A layer of the user's may.
    pub fn learns(&self) -> bool {
        match &self.ty {
            Type::BuiltIn { .. } => self.parameters.as_deref() != Some("0"),
            Type::Own(_) => true,
            Type::Block { block: Some(Block::Frozen), .. } | Type::Broken(_) => false,
            Type::Block { layers, .. } => layers.iter().any(Self::learns),
        }
    }

    /// Whether a file may have tensors for it.
    pub fn has_tensors(&self) -> bool {
        match self.ty {
            Type::BuiltIn { .. } => self.parameters.as_deref() != Some("0"),
            Type::Own(_) | Type::Block { .. } => true,
            Type::Broken(_) => false,
        }
    }
}

/// A weights file.
pub struct File {
    /// Its path as it was written.
    pub written: LitStr,
    /// Its path on this machine.
    pub path: String,
    pub tensors: Vec<Tensor>,
}

/// A tensor of a file.
pub struct Tensor {
    pub name: String,
    pub shape: Vec<usize>,
    pub dtype: String,
    /// Where its values lie in the file.
    pub start: usize,
    pub len: usize,
    /// The values with the first axis moving fastest, where that is another order.
    pub first_axis_last: Option<Vec<u8>>,
}
