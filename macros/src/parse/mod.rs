//! From tokens to the syntax tree. A mistake in one layer does not keep the others from being read.

mod budget;
pub mod sizes;
mod weights;

use crate::ast::{Block, Item, Kind, Layer, Network, SHARED, Setting};
use crate::builtins;
use crate::report::Report;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Path, Token, Visibility};

/// `None` if there is no telling what is declared.
pub fn network(input: TokenStream, report: &mut Report) -> Option<Network> {
    let mut tokens = input.into_iter();
    let krate = krate(tokens.next());
    let (item, layers) = match item.parse2(plain_tokens(tokens)) {
        Ok((item, layers)) => (item, layers),
        Err(error) => {
            let help = "write `network! { pub struct Net<dense(3 -> 5), relu> }`, or \
                        `network!(dense(3 -> 5), relu)` for a value";
            report.error(Ident::new("_at", error.span()), error.to_string(), help);
            return None;
        }
    };
    let item = item.map(|mut item| {
        item.budgets = budget::budgets(&mut item.attributes, report);
        item.weights = weights::weights(&mut item.attributes, report);
        item
    });
    let layers = layers_in(layers, report);
    Some(Network { krate, item, layers })
}

/// Layers with commas between them.
fn layers_in(tokens: TokenStream, report: &mut Report) -> Vec<Layer> {
    split_at_commas(tokens)
        .into_iter()
        .flat_map(|(layer, comma)| layers_of(layer, comma, report))
        .collect()
}

/// What a `macro_rules!` of the user's passes on as a fragment (`$size:literal`, `$own:ty`) comes in a group
/// without delimiters; here it is as if it had been written in place.
fn plain_tokens(tokens: impl IntoIterator<Item = TokenTree>) -> TokenStream {
    let plain = |token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            plain_tokens(group.stream())
        }
        // A new group has less of a span, so only where there is something to change.
        TokenTree::Group(group) if has_fragments(group.stream()) => {
            let mut plain = Group::new(group.delimiter(), plain_tokens(group.stream()));
            plain.set_span(group.span());
            TokenTree::Group(plain).into()
        }
        token => TokenStream::from(token),
    };
    tokens.into_iter().map(plain).collect()
}

fn has_fragments(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => {
            group.delimiter() == Delimiter::None || has_fragments(group.stream())
        }
        _ => false,
    })
}

/// `[$crate]`, put in front by the `macro_rules!` half of `network!`.
fn krate(token: Option<TokenTree>) -> Ident {
    match token {
        Some(TokenTree::Group(group)) => match group.stream().into_iter().next() {
            Some(TokenTree::Ident(krate)) => krate,
            _ => Ident::new("typenet", group.span()),
        },
        _ => Ident::new("typenet", Span::call_site()),
    }
}

/// The head of a declaration and its layers' tokens. An expression is all layers.
fn item(input: ParseStream) -> syn::Result<(Option<Item>, TokenStream)> {
    let attributes = input.call(Attribute::parse_outer)?;
    let visibility: Visibility = input.parse()?;
    let is_bare = attributes.is_empty() && matches!(visibility, Visibility::Inherited);
    if input.is_empty() {
        return Err(input.error("there is no net"));
    }
    if is_bare && !input.peek(Token![struct]) && !is_headless(input) {
        return Ok((None, input.parse()?));
    }
    if !input.peek(Token![struct]) {
        return Err(input.error("expected `struct` and the net's name"));
    }
    input.parse::<Token![struct]>()?;
    let name: Ident = match input.parse() {
        Ok(name) => name,
        Err(error) => return Err(syn::Error::new(error.span(), "expected the net's name")),
    };
    let item = Item { attributes, visibility, name, budgets: vec![], weights: None };
    if !input.peek(Token![<]) {
        return Err(input.error("expected `<` and the net's layers"));
    }
    let open: Token![<] = input.parse()?;
    let rest: TokenStream = input.parse()?;
    let mut tokens: Vec<TokenTree> = rest.into_iter().collect();
    if tokens.last().is_some_and(|token| is_punct(token, ';')) {
        tokens.pop();
    }
    match tokens.pop() {
        Some(token) if is_punct(&token, '>') => Ok((Some(item), tokens.into_iter().collect())),
        Some(token) => Err(syn::Error::new(token.span(), "expected `>` after the last layer")),
        None => Err(syn::Error::new(open.span, "this `<` is not closed by a `>`")),
    }
}

/// Whether this is an item without its `struct`, rather than the layers of an expression: another kind of
/// item, or `Name<dense(..)>`, where a type's parameters would be numbers or paths.
fn is_headless(input: ParseStream) -> bool {
    if input.peek(Token![enum]) || input.peek(Token![type]) || input.peek(Token![union]) {
        return true;
    }
    let tokens = input.fork().parse::<TokenStream>().into_iter().flatten();
    let tokens: Vec<TokenTree> = tokens.collect();
    let opens = tokens.get(1).is_some_and(|token| is_punct(token, '<'));
    let closes = tokens.last().is_some_and(|token| is_punct(token, '>'));
    let is_sizes = |token: &TokenTree| matches!(token, TokenTree::Group(_));
    opens && closes && tokens.iter().any(is_sizes)
}

fn is_punct(token: &TokenTree, c: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == c)
}

/// What stands between commas, except commas within `<>`, each with the comma after it.
fn split_at_commas(tokens: TokenStream) -> Vec<(TokenStream, Option<TokenTree>)> {
    let mut parts = vec![];
    let mut part = TokenStream::new();
    let mut depth = 0usize;
    for token in tokens {
        match &token {
            TokenTree::Punct(punct) => match punct.as_char() {
                '<' => depth += 1,
                '>' => depth = depth.saturating_sub(1),
                ',' if depth == 0 => {
                    parts.push((std::mem::take(&mut part), Some(token)));
                    continue;
                }
                _ => {}
            },
            TokenTree::Group(_) | TokenTree::Ident(_) | TokenTree::Literal(_) => {}
        }
        part.extend([token]);
    }
    if !part.is_empty() {
        parts.push((part, None));
    }
    parts
}

/// The layer that stands between two commas: one, or several if a comma is missing.
fn layers_of(tokens: TokenStream, comma: Option<TokenTree>, report: &mut Report) -> Vec<Layer> {
    if tokens.is_empty() {
        report.error(comma, "expected a layer before this comma", "take one of the commas out");
        return vec![];
    }
    let parser = |input: ParseStream| {
        let mut layers: Vec<Layer> = vec![];
        while !input.is_empty() {
            if let Some(before) = layers.last() {
                if !input.peek(syn::Ident) && !input.peek(syn::token::Bracket) {
                    let rest: TokenStream = input.parse()?;
                    let message = format!("`{before}` is complete, and this follows it");
                    report.error(rest, message, "separate layers by commas");
                    break;
                }
                let next: TokenTree = input.fork().parse()?;
                let message = format!("there is no comma between `{before}` and `{next}`");
                report.error(&next, message, format!("write `{before}, {next}`"));
            }
            match layer(input, report) {
                Ok(layer) => layers.push(layer),
                Err(Unreadable) => {
                    let rest: TokenStream = input.parse()?;
                    layers.extend(broken(rest));
                    break;
                }
            }
        }
        Ok(layers)
    };
    parser.parse2(tokens).unwrap_or_default()
}

/// A layer that is nothing but its kind.
fn of_kind(name: Option<Ident>, kind: Kind) -> Layer {
    Layer { name, kind, arrow: None, options: vec![], fields: vec![] }
}

/// Reported; the rest of the layer is not worth reading.
struct Unreadable;

/// Stands in for a layer that could not be read.
fn broken(rest: TokenStream) -> Option<Layer> {
    let span = rest.into_iter().next().map_or(Span::call_site(), |token| token.span());
    Some(of_kind(None, Kind::Broken(span)))
}

/// `name: kind(input -> output, option = value) { field: value }`
fn layer(input: ParseStream, report: &mut Report) -> Result<Layer, Unreadable> {
    let mut name = None;
    if input.peek(syn::Ident) && input.peek2(Token![:]) && !input.peek2(Token![::]) {
        name = input.parse::<Ident>().ok();
        let _ = input.parse::<Token![:]>();
    }
    let mut kind = match group(input, Delimiter::Bracket) {
        Some(row) => {
            let layers = layers_in(row.stream(), report);
            let span = row.span_open().join(row.span_close()).unwrap_or(row.span());
            return Ok(of_kind(name, Kind::Row(span, layers)));
        }
        None => kind(input, report)?,
    };
    if let Kind::Word(word) = &kind
        && input.peek(syn::token::Paren)
    {
        if let Some(block) = Block::find(&word.to_string()) {
            let layers: TokenStream =
                group(input, Delimiter::Parenthesis).map(|g| g.stream()).unwrap_or_default();
            let layers = layers_in(layers, report);
            return Ok(of_kind(name, Kind::Block(block, word.clone(), layers)));
        }
        if let Some(meant) = builtins::misspelt_block(&word.to_string()) {
            let _ = group(input, Delimiter::Parenthesis);
            let message = format!("unknown layer `{word}`; did you mean `{meant}`?");
            report.error(word, message, "it takes layers in its parentheses");
            return Ok(of_kind(name, Kind::Broken(word.span())));
        }
        if word == SHARED {
            let inner =
                group(input, Delimiter::Parenthesis).map(|g| g.stream()).unwrap_or_default();
            let Ok(shared) = syn::parse2::<Ident>(inner.clone()) else {
                let message = format!("`shared({inner})` does not name a layer");
                report.error(
                    word,
                    message,
                    "write the name of a layer further up: `shared(encoder)`",
                );
                return Ok(of_kind(name, Kind::Broken(word.span())));
            };
            return Ok(of_kind(name, Kind::Shared(word.clone(), shared)));
        }
    }
    if let Kind::Word(word) = &kind
        && let Some(block) = Block::find(&word.to_string())
        && let Some(layers) = group(input, Delimiter::Brace)
    {
        let layers = layers.stream();
        let help = if layers.is_empty() {
            format!("write `{}`", block.example())
        } else {
            format!("write `{word}({layers})`")
        };
        report.error(word, format!("`{word}` takes its layers in parentheses"), help);
        return Ok(of_kind(name, Kind::Broken(word.span())));
    }
    let (mut arrow, mut options, mut fields) = (None, vec![], vec![]);
    if let Kind::Word(word) = &kind
        && builtins::find(&word.to_string()).is_none()
        && says_no_sizes(input)
    {
        let _ = group(input, Delimiter::Parenthesis);
        builtins::report_unknown(word, report);
        return Ok(of_kind(name, Kind::Broken(word.span())));
    }
    if let Some(group) = group(input, Delimiter::Parenthesis) {
        let at = group.span_open().join(group.span_close()).unwrap_or(group.span());
        match (|inner: ParseStream| Ok(sizes::sizes(inner, &kind, at, report)))
            .parse2(group.stream())
        {
            Ok(Ok((read, settings))) => (arrow, options) = (Some(read), settings),
            Ok(Err(Unreadable)) | Err(_) => kind = Kind::Broken(group.span()),
        }
    }
    if let Some(group) = group(input, Delimiter::Brace) {
        fields = settings(group.stream(), ':', &kind, report).unwrap_or_default();
    }
    if let Some(group) = group(input, Delimiter::Bracket) {
        let (message, example) = match Block::find(&kind.to_string()) {
            Some(block) => ("a block's layers stand in `()`", block.example().to_string()),
            None => ("a layer's sizes stand in `()`", format!("{kind}(3 -> 5)")),
        };
        report.error(&group, message, format!("write `{example}`"));
        kind = Kind::Broken(group.span());
    }
    Ok(Layer { name, kind, arrow, options, fields })
}

/// Whether parentheses come next that hold no sizes, as in `sequential(dense(3 -> 4))` and `input(3)`.
fn says_no_sizes(input: ParseStream) -> bool {
    let group = group(&input.fork(), Delimiter::Parenthesis).map(|group| group.stream());
    let holds_group =
        |tokens: TokenStream| tokens.into_iter().any(|token| matches!(token, TokenTree::Group(_)));
    group.is_some_and(|inner| !inner.to_string().contains("->") || holds_group(inner))
}

/// The next group, if it has this delimiter.
fn group(input: ParseStream, delimiter: Delimiter) -> Option<Group> {
    let found = |group: &Group| group.delimiter() == delimiter;
    input.fork().parse::<Group>().ok().filter(found)?;
    input.parse().ok()
}

/// A lower-case word, or the path of a type.
fn kind(input: ParseStream, report: &mut Report) -> Result<Kind, Unreadable> {
    let mut tokens = TokenStream::new();
    let mut depth = 0usize;
    // A path in type position would take `Scale(3 -> 5)` for the likes of `Fn(A) -> B`: so the path is cut
    // out first. Outside `<>`, an identifier ends it unless `::` stands in front.
    let mut complete = false;
    while let Ok(token) = input.fork().parse::<TokenTree>() {
        match &token {
            TokenTree::Punct(punct) => match punct.as_char() {
                '<' => depth += 1,
                '>' if depth > 0 => depth -= 1,
                ':' if depth == 0 => complete = false,
                _ if depth > 0 => {}
                _ => break,
            },
            TokenTree::Ident(_) if depth == 0 => {
                if complete {
                    break;
                }
                complete = true;
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) | TokenTree::Group(_) if depth > 0 => {}
            TokenTree::Ident(_) | TokenTree::Literal(_) | TokenTree::Group(_) => break,
        }
        let _ = input.parse::<TokenTree>();
        tokens.extend([token]);
    }
    let Some(path) = syn::parse2::<Path>(tokens.clone()).ok().filter(names_an_item) else {
        let rest: TokenStream = input.parse().unwrap_or_default();
        tokens.extend(rest);
        let first = tokens.clone().into_iter().next();
        let help =
            "a layer is a built-in, such as `dense(3 -> 5)` or `relu`, or a type of your own";
        report.error(first, "expected a layer", help);
        return Err(Unreadable);
    };
    match path.get_ident() {
        Some(word) if word.to_string().starts_with(|c: char| c.is_lowercase() || c == '_') => {
            Ok(Kind::Word(word.clone()))
        }
        _ => Ok(Kind::Own(path)),
    }
}

/// Whether a path ends in a name, rather than in `crate` or the like.
fn names_an_item(path: &Path) -> bool {
    let last = path.segments.last().map(|segment| segment.ident.to_string());
    last.is_some_and(|last| !["crate", "self", "super", "Self"].contains(&last.as_str()))
}

/// `name = value, name = value`, with `:` for `=` in braces.
fn settings(
    tokens: TokenStream,
    sign: char,
    kind: &Kind,
    report: &mut Report,
) -> Result<Vec<Setting>, Unreadable> {
    let (mut settings, mut all_readable) = (vec![], true);
    for (setting, comma) in split_at_commas(tokens) {
        let mut tokens = setting.clone().into_iter();
        match (tokens.next(), tokens.next()) {
            (Some(TokenTree::Ident(name)), Some(token)) if is_punct(&token, sign) => {
                settings.push(Setting { name, value: tokens.collect() });
            }
            _ => {
                all_readable = false;
                let at = if setting.is_empty() { comma.into_token_stream() } else { setting };
                let built_in = builtins::find(&kind.to_string());
                let (what, like, names) = match (sign, built_in) {
                    ('=', Some(built_in)) => {
                        let names = built_in.options.iter().map(|option| option.name).collect();
                        ("an option", "name = value", names)
                    }
                    ('=', None) => ("an option", "name = value", vec![]),
                    (_, Some(built_in)) => ("a field", "name: value", built_in.fields.to_vec()),
                    (_, None) => ("a field", "name: value", vec![]),
                };
                let help = if sign == '=' && builtins::is_layer(&at.to_string()) {
                    format!("a layer of its own stands behind it: `{kind}(..), {at}`")
                } else if names.is_empty() {
                    format!("write `{like}`")
                } else {
                    format!("write `{like}`; the names are: {}", names.join(", "))
                };
                report.error(&at, format!("`{at}` is not {what}"), help);
            }
        }
    }
    if all_readable { Ok(settings) } else { Err(Unreadable) }
}
