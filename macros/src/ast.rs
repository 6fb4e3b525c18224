//! What was written, with its spans.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use std::fmt;
use syn::{Attribute, Lit, LitInt, LitStr, Path, Visibility};

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
    /// The path of a file.
    pub weights: Option<LitStr>,
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

/// `name: kind(input -> output, option = value) { field: value }`, or a block of layers
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
    /// Layers within a layer: `residual(dense(8 -> 8), relu)`.
    Block(Block, Ident, Vec<Layer>),
    /// `shared(encoder)`: a layer further up once more.
    Shared(Ident, Ident),
    /// `[dense(8 -> 8), relu]`, a branch of several layers.
    Row(Span, Vec<Layer>),
    /// Not to be read; reported already. What could be read of it stands beside.
    Broken(Span),
}

/// What a block does with its layers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// One after the other, and what goes in is added to what comes out.
    Residual,
    /// One after the other, and training leaves them as they are.
    Frozen,
    /// Side by side; what they give is added.
    Add,
    /// Side by side; what they give is put one behind the other, along the first axis.
    Concat,
}

impl Block {
    pub const ALL: [Block; 4] = [Block::Residual, Block::Frozen, Block::Add, Block::Concat];

    pub fn word(self) -> &'static str {
        match self {
            Block::Residual => "residual",
            Block::Frozen => "frozen",
            Block::Add => "add",
            Block::Concat => "concat",
        }
    }

    pub fn find(word: &str) -> Option<Block> {
        Block::ALL.into_iter().find(|block| block.word() == word)
    }

    /// Whether its layers stand side by side.
    pub fn is_parallel(self) -> bool {
        matches!(self, Block::Add | Block::Concat)
    }

    /// How it is written, to be shown.
    pub fn example(self) -> &'static str {
        match self {
            Block::Residual => "residual(dense(8 -> 8), relu)",
            Block::Frozen => "frozen(dense(8 -> 4), relu)",
            Block::Add => "add(dense(8 -> 4), [dense(8 -> 2), dense(2 -> 4)])",
            Block::Concat => "concat(dense(8 -> 4), [dense(8 -> 2), relu])",
        }
    }
}

/// The word for a layer that stands further up.
pub const SHARED: &str = "shared";

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
    /// What a `concat` gives where the macro cannot know it.
    Sum(Vec<Size>),
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
            Size::Const(_) | Size::Sum(_) => None,
        })
    }

    /// What is left of the sizes without the first.
    pub fn without_first(&self) -> Shape {
        Shape { sizes: self.sizes.iter().skip(1).cloned().collect() }
    }

    /// A shape of one number, where none could be read.
    pub fn stand_in(span: Span) -> Shape {
        Shape { sizes: vec![Size::Literal(1, LitInt::new("1", span))] }
    }
}

impl Size {
    /// The sum of two sizes.
    pub fn plus(&self, other: &Size) -> Size {
        match (self, other) {
            (Size::Literal(a, literal), Size::Literal(b, _)) => {
                let sum = a.saturating_add(*b);
                Size::Literal(sum, LitInt::new(&sum.to_string(), literal.span()))
            }
            (Size::Sum(sizes), other) => Size::Sum(sizes.iter().chain([other]).cloned().collect()),
            _ => Size::Sum(vec![self.clone(), other.clone()]),
        }
    }

    /// As an array's length. Numbers lose what may stand behind them in the same token.
    pub fn as_length(&self) -> TokenStream {
        match self {
            Size::Literal(n, literal) => {
                LitInt::new(&n.to_string(), literal.span()).into_token_stream()
            }
            Size::Const(path) => path.into_token_stream(),
            Size::Sum(sizes) => {
                let sizes = sizes.iter().map(Size::as_length);
                quote!((#(#sizes)+*))
            }
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
            Size::Sum(sizes) => sizes.iter().for_each(|size| size.to_tokens(tokens)),
        }
    }
}

/// A kind's own tokens: where a mistake about the layer as a whole is shown.
impl ToTokens for Kind {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Kind::Word(word) => word.to_tokens(tokens),
            Kind::Own(path) => path.to_tokens(tokens),
            Kind::Block(_, word, _) | Kind::Shared(word, _) => word.to_tokens(tokens),
            Kind::Row(span, _) => Ident::new("_row", *span).to_tokens(tokens),
            Kind::Broken(span) => Ident::new("_broken", *span).to_tokens(tokens),
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Size::Literal(n, _) => write!(f, "{n}"),
            Size::Const(path) => f.write_str(&compact(path)),
            Size::Sum(sizes) => {
                let sizes: Vec<String> = sizes.iter().map(Size::to_string).collect();
                write!(f, "({})", sizes.join(" + "))
            }
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sizes: Vec<String> = self.sizes.iter().map(Size::to_string).collect();
        let words = self.sizes.iter().any(|size| !matches!(size, Size::Literal(..)));
        f.write_str(&sizes.join(if words && sizes.len() > 1 { " x " } else { "x" }))
    }
}

impl fmt::Display for Arrow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} -> {}", self.input, self.output)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Word(word) => write!(f, "{word}"),
            Kind::Own(path) => f.write_str(&compact(path)),
            Kind::Block(_, word, layers) => write!(f, "{word}({})", listed(layers)),
            Kind::Shared(word, name) => write!(f, "{word}({})", plain(name)),
            Kind::Row(_, layers) => write!(f, "[{}]", listed(layers)),
            Kind::Broken(_) => f.write_str("?"),
        }
    }
}

/// The layer as it was written, its name aside.
impl Layer {
    /// As it is written with this arrow.
    pub fn with_arrow(&self, arrow: impl fmt::Display) -> String {
        let option = |Setting { name, value }: &Setting| format!(", {name} = {value}");
        let options: String = self.options.iter().map(option).collect();
        format!("{}({arrow}{options}){}", self.kind, self.written_fields())
    }

    fn written_fields(&self) -> String {
        let field = |Setting { name, value }: &Setting| format!("{name}: {value}");
        let fields: Vec<String> = self.fields.iter().map(field).collect();
        if fields.is_empty() { String::new() } else { format!(" {{ {} }}", fields.join(", ")) }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.arrow {
            Some(arrow) => f.write_str(&self.with_arrow(arrow)),
            None => write!(f, "{}{}", self.kind, self.written_fields()),
        }
    }
}

fn listed(layers: &[Layer]) -> String {
    layers.iter().map(Layer::to_string).collect::<Vec<_>>().join(", ")
}

/// A path without the spaces that printing tokens puts in.
fn compact(path: &Path) -> String {
    path.to_token_stream().to_string().replace(' ', "").replace(',', ", ")
}

/// A name as a person reads it: without the mark of a raw identifier.
pub fn plain(name: &Ident) -> String {
    name.to_string().trim_start_matches("r#").to_string()
}
