//! What was written, with its spans.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use std::fmt;
use syn::{Attribute, Lit, LitInt, Path, Visibility};

pub struct Network {
    /// `$crate` of typenet, however the user's crate calls it.
    pub krate: Ident,
    /// What stands before the layers; nothing in an expression.
    pub item: Option<Item>,
    pub layers: Vec<Layer>,
}

/// `/// docs #[attributes] pub struct Name`
pub struct Item {
    pub attributes: Vec<Attribute>,
    pub visibility: Visibility,
    pub name: Ident,
    pub budgets: Vec<Budget>,
}

/// `flash = "16 KiB"`
pub struct Budget {
    pub resource: Resource,
    pub bytes: usize,
    pub limit: Lit,
}

#[derive(Clone, Copy)]
pub enum Resource {
    /// The weights.
    Flash,
    /// The activations of a forward pass.
    Ram,
    /// Weights that can change, and the workspace for a sample.
    TrainingRam,
}

impl Resource {
    pub const ALL: [Resource; 3] = [Resource::Flash, Resource::Ram, Resource::TrainingRam];

    pub fn name(self) -> &'static str {
        match self {
            Resource::Flash => "flash",
            Resource::Ram => "ram",
            Resource::TrainingRam => "training_ram",
        }
    }
}

/// `name: kind(input -> output, option = value) { field: value }`
pub struct Layer {
    pub name: Option<Ident>,
    pub kind: Kind,
    pub arrow: Option<Arrow>,
    pub options: Vec<Setting>,
    pub fields: Vec<Setting>,
}

pub enum Kind {
    /// A lower-case word: one of ours.
    Word(Ident),
    /// Anything else: a type of the user's.
    Own(Path),
    /// Not to be read; reported already. What could be read of it stands beside.
    Broken(Span),
}

pub struct Arrow {
    pub input: Shape,
    pub output: Shape,
}

/// `1x28x28`, outermost first.
#[derive(Clone)]
pub struct Shape {
    pub sizes: Vec<Size>,
}

#[derive(Clone)]
pub enum Size {
    /// A number, and the token that it stands in.
    Literal(usize, LitInt),
    /// The path of a `const`.
    Const(Path),
}

/// `name = value` or `name: value`
pub struct Setting {
    pub name: Ident,
    pub value: TokenStream,
}

impl Shape {
    /// Whether two shapes must differ: numbers may be compared, the value of a `const` is the compiler's
    /// to know.
    pub fn differs_from(&self, other: &Shape) -> bool {
        self.sizes.len() != other.sizes.len()
            || self.sizes.iter().zip(&other.sizes).any(|pair| match pair {
                (Size::Literal(a, _), Size::Literal(b, _)) => a != b,
                _ => false,
            })
    }

    /// How many values it has, if the macro can know.
    pub fn len(&self) -> Option<usize> {
        self.sizes.iter().try_fold(1usize, |product, size| match size {
            Size::Literal(n, _) => product.checked_mul(*n),
            Size::Const(_) => None,
        })
    }

    /// A shape of one number, where none could be read.
    pub fn stand_in(span: Span) -> Shape {
        Shape { sizes: vec![Size::Literal(1, LitInt::new("1", span))] }
    }
}

impl Size {
    /// As an array's length. Numbers lose what may stand behind them in the same token.
    pub fn as_length(&self) -> TokenStream {
        match self {
            Size::Literal(n, literal) => {
                LitInt::new(&n.to_string(), literal.span()).into_token_stream()
            }
            Size::Const(path) => path.into_token_stream(),
        }
    }
}

impl ToTokens for Setting {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        self.value.to_tokens(tokens);
    }
}

impl ToTokens for Shape {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.sizes.iter().for_each(|size| size.to_tokens(tokens));
    }
}

impl ToTokens for Size {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Size::Literal(_, literal) => literal.to_tokens(tokens),
            Size::Const(path) => path.to_tokens(tokens),
        }
    }
}

/// A kind's own tokens: where a mistake about the layer as a whole is shown.
impl ToTokens for Kind {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Kind::Word(word) => word.to_tokens(tokens),
            Kind::Own(path) => path.to_tokens(tokens),
            Kind::Broken(span) => Ident::new("_broken", *span).to_tokens(tokens),
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Size::Literal(n, _) => write!(f, "{n}"),
            Size::Const(path) => f.write_str(&compact(path)),
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sizes: Vec<String> = self.sizes.iter().map(Size::to_string).collect();
        let words = self.sizes.iter().any(|size| matches!(size, Size::Const(_)));
        f.write_str(&sizes.join(if words && sizes.len() > 1 { " x " } else { "x" }))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Word(word) => write!(f, "{word}"),
            Kind::Own(path) => f.write_str(&compact(path)),
            Kind::Broken(_) => f.write_str("?"),
        }
    }
}

/// The layer as it was written, its name aside.
impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        if let Some(Arrow { input, output }) = &self.arrow {
            write!(f, "({input} -> {output}")?;
            for Setting { name, value } in &self.options {
                write!(f, ", {name} = {value}")?;
            }
            f.write_str(")")?;
        }
        if !self.fields.is_empty() {
            let fields: Vec<String> = self
                .fields
                .iter()
                .map(|field| format!("{}: {}", field.name, field.value))
                .collect();
            write!(f, " {{ {} }}", fields.join(", "))?;
        }
        Ok(())
    }
}

/// A path without the spaces that printing tokens puts in.
fn compact(path: &Path) -> String {
    path.to_token_stream().to_string().replace(' ', "").replace(',', ", ")
}

/// A name as a person reads it: without the mark of a raw identifier.
pub fn plain(name: &Ident) -> String {
    name.to_string().trim_start_matches("r#").to_string()
}
