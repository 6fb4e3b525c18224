//! What layers are called.

use crate::ast::{self, Kind, plain};
use crate::report::Report;
use proc_macro2::{Ident, Span};
use std::collections::HashSet;

/// Each layer's name: the user's, or its kind's, numbered from the second of a kind on.
pub fn names(layers: &[ast::Layer], report: &mut Report) -> Vec<Ident> {
    let mut taken = HashSet::new();
    for name in layers.iter().filter_map(|layer| layer.name.as_ref()) {
        if !taken.insert(plain(name)) {
            let message = format!("two layers are called `{name}`");
            report.error(
                name,
                message,
                "a name is a field of the net; choose another for one of them",
            );
        }
    }
    let mut used = HashSet::new();
    let mut names = vec![];
    for layer in layers {
        let (stem, span) = match &layer.name {
            Some(name) if used.insert(plain(name)) => {
                names.push(name.clone());
                continue;
            }
            Some(name) => (plain(name), name.span()),
            None => kind_name(&layer.kind),
        };
        let name = (1..)
            .map(|n| if n == 1 { stem.clone() } else { format!("{stem}_{n}") })
            .find(|name| !taken.contains(name) && !used.contains(name))
            .unwrap_or_default();
        used.insert(name.clone());
        names.push(identifier(&name, span));
    }
    names
}

/// `dense` for `dense(3 -> 5)`, `my_scale` for `own::MyScale<4>`.
fn kind_name(kind: &Kind) -> (String, Span) {
    match kind {
        Kind::Word(word) => (plain(word), word.span()),
        Kind::Own(path) => match path.segments.last() {
            Some(segment) => (snake_case(&plain(&segment.ident)), segment.ident.span()),
            None => ("layer".into(), Span::call_site()),
        },
        Kind::Block(_, word, _) => (plain(word), word.span()),
        Kind::Shared(_, name) => (plain(name), name.span()),
        Kind::Row(span, _) => ("branch".into(), *span),
        Kind::Broken(span) => ("broken".into(), *span),
    }
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut before_is_lower = false;
    for c in name.chars() {
        if c.is_uppercase() && before_is_lower {
            snake.push('_');
        }
        before_is_lower = c.is_lowercase() || c.is_ascii_digit();
        snake.extend(c.to_lowercase());
    }
    snake
}

/// An identifier even where the name is a keyword: a layer type `Loop` is the field `r#loop`.
fn identifier(name: &str, span: Span) -> Ident {
    match syn::parse_str::<Ident>(name) {
        Ok(_) => Ident::new(name, span),
        // These cannot even be raw.
        Err(_) if ["crate", "self", "super", "_"].contains(&name) => {
            Ident::new(&format!("{name}_"), span)
        }
        Err(_) => Ident::new_raw(name, span),
    }
}

/// `Block1` for `block_1`.
pub fn camel_case(name: &str) -> String {
    let parts = name.split('_').map(|part| {
        let mut chars = part.chars();
        chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect::<String>()
    });
    parts.collect()
}
