//! Layers whose shapes do not go together, and what could be written instead.

use crate::ast::{self, Arrow, Kind, Shape, Size};
use crate::builtins::{self, BuiltIn, ShapeRule};
use crate::report::Report;
use proc_macro2::TokenStream;
use quote::ToTokens;

/// The layer that said what shape there is.
#[derive(Clone, Copy)]
pub struct Giver<'a> {
    pub layer: &'a ast::Layer,
    /// Whether it gives what it takes, by its nature.
    pub keeps: bool,
}

/// A layer that is given another shape than it takes.
pub fn report_mismatch(
    giver: Giver,
    given: &Shape,
    taker: &ast::Layer,
    arrow: &Arrow,
    report: &mut Report,
) {
    // Such a giver has been reported by itself.
    if giver.layer.arrow.as_ref().is_some_and(|arrow| miscounts(giver.layer, arrow).is_some()) {
        return;
    }
    let (wanted, rows) = (&arrow.input, given.sizes.len() == 1 && arrow.input.sizes.len() == 1);
    let wants = if rows { wanted.to_string() } else { values(wanted) };
    let message = format!(
        "shape mismatch: `{}` gives {}, `{taker}` takes {wants}",
        giver.layer,
        values(given)
    );
    let between = match (given.sizes.len(), wanted.sizes.len()) {
        (_, 1) if given.len().is_some() && given.len() == wanted.len() => {
            format!("put `flatten({given} -> {wanted})` between them")
        }
        _ if given.len().is_some() && given.len() == wanted.len() => {
            format!("put `reshape({given} -> {wanted})` between them")
        }
        _ => format!("put a layer between them that takes `{given}` to `{wanted}`"),
    };
    let mut changes = vec![];
    if given.sizes.len() == wanted.sizes.len() {
        if let Some(output) = could_give(taker, given, &arrow.output) {
            changes.push(taker.with_arrow(format_args!("{given} -> {output}")));
        }
        if let Some(before) = &giver.layer.arrow
            && could_change(giver, before, wanted)
        {
            let input = if giver.keeps { wanted } else { &before.input };
            changes.push(giver.layer.with_arrow(format_args!("{input} -> {wanted}")));
        }
    }
    let help =
        if changes.is_empty() { between } else { format!("write `{}`", changes.join("` or `")) };
    report.error(Pair(given, wanted), message, help);
}

/// What is known of a layer, if it is one of ours.
pub fn built_in(layer: &ast::Layer) -> Option<&'static BuiltIn> {
    match &layer.kind {
        Kind::Word(word) => builtins::find(&word.to_string()),
        _ => None,
    }
}

/// How many values go in and come out, if the layer is to give as many as it takes and does not.
pub fn miscounts(layer: &ast::Layer, arrow: &Arrow) -> Option<(usize, usize)> {
    let counts = (arrow.input.len()?, arrow.output.len()?);
    (built_in(layer)?.copies && counts.0 != counts.1).then_some(counts)
}

/// What a layer that gives `output` could give from another shape, as far as its kind tells.
pub fn could_give(layer: &ast::Layer, input: &Shape, output: &Shape) -> Option<String> {
    let Some(built_in) = built_in(layer) else { return Some(output.to_string()) };
    if matches!(built_in.shape, ShapeRule::Keeps(_)) {
        return Some(input.to_string());
    }
    if built_in.copies {
        // As one row; into how many of what size, who knows.
        return input.len().filter(|_| output.sizes.len() == 1).map(|values| values.to_string());
    }
    match (input.sizes.first(), output.sizes.as_slice()) {
        (Some(first), [_, rest @ ..]) if built_in.same_first.contains(&output.sizes.len()) => {
            Some(Shape { sizes: [std::slice::from_ref(first), rest].concat() }.to_string())
        }
        _ => Some(output.to_string()),
    }
}

/// Whether the layer before could give what is wanted, as far as its kind tells.
fn could_change(giver: Giver, arrow: &Arrow, wanted: &Shape) -> bool {
    let Some(built_in) = built_in(giver.layer) else { return true };
    if built_in.copies {
        return false;
    }
    let first = |shape: &Shape| Shape { sizes: shape.sizes.iter().take(1).cloned().collect() };
    let keeps_first = built_in.same_first.contains(&wanted.sizes.len());
    if keeps_first && first(wanted).differs_from(&first(&arrow.input)) {
        return false;
    }
    // What its options make of a height or a width is not known here.
    !(built_in.misfits && wanted.without_first().differs_from(&arrow.output.without_first()))
}

/// A shape in words.
pub fn values(shape: &Shape) -> String {
    match shape.sizes.as_slice() {
        [Size::Literal(1, _)] => "1 value".to_string(),
        [Size::Literal(n, _)] => format!("{n} values"),
        _ => format!("`{shape}`"),
    }
}

pub fn goes(shape: &Shape) -> String {
    match shape.sizes.as_slice() {
        [Size::Literal(1, _)] => "1 value goes".to_string(),
        [Size::Literal(n, _)] => format!("{n} values go"),
        _ => format!("`{shape}` goes"),
    }
}

/// Tokens from the first of one to the last of the other.
pub struct Pair<'a>(pub &'a Shape, pub &'a Shape);

impl ToTokens for Pair<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
        self.1.to_tokens(tokens);
    }
}
