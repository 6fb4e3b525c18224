//! From tokens to the syntax tree. A mistake in one layer does not keep the others from being read.

use crate::ast::{Arrow, Item, Kind, Layer, Network, Setting, Shape, Size};
use crate::report::Report;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, LitInt, Path, Token, Visibility};

/// A size that has more digits is a slip of the keyboard, and would overflow something later.
const LARGEST_SIZE: u64 = (1 << 24) - 1;

/// `None` if there is no telling what is declared.
pub fn network(input: TokenStream, report: &mut Report) -> Option<Network> {
    let mut tokens = input.into_iter();
    let krate = krate(tokens.next());
    let rest: TokenStream = tokens.collect();
    let (item, layers) = match item.parse2(rest.clone()) {
        Ok((item, layers)) => (item, layers),
        Err(error) => {
            let help = "write `network! { pub struct Net<dense(3 -> 5), relu> }`, or \
                        `network!(dense(3 -> 5), relu)` for a value";
            report.error(Ident::new("_at", error.span()), error.to_string(), help);
            return None;
        }
    };
    let layers = split_at_commas(layers)
        .into_iter()
        .flat_map(|(layer, comma)| layers_of(layer, comma, report))
        .collect();
    Some(Network { krate, item, layers })
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
    if attributes.is_empty()
        && matches!(visibility, Visibility::Inherited)
        && !input.peek(Token![struct])
    {
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
    let item = Item { attributes, visibility, name };
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
                if !input.peek(syn::Ident) {
                    let rest: TokenStream = input.parse()?;
                    let message = format!("`{before}` is complete, and this follows it");
                    report.error(rest, message, "separate layers by commas");
                    break;
                }
                let next: Ident = input.fork().parse()?;
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

/// Reported; the rest of the layer is not worth reading.
struct Unreadable;

/// Stands in for a layer that could not be read.
fn broken(rest: TokenStream) -> Option<Layer> {
    let span = rest.into_iter().next().map_or(Span::call_site(), |token| token.span());
    Some(Layer {
        name: None,
        kind: Kind::Broken(span),
        arrow: None,
        options: vec![],
        fields: vec![],
    })
}

/// `name: kind(input -> output, option = value) { field: value }`
fn layer(input: ParseStream, report: &mut Report) -> Result<Layer, Unreadable> {
    let mut name = None;
    if input.peek(syn::Ident) && input.peek2(Token![:]) && !input.peek2(Token![::]) {
        name = input.parse::<Ident>().ok();
        let _ = input.parse::<Token![:]>();
    }
    let mut kind = kind(input, report)?;
    let (mut arrow, mut options, mut fields) = (None, vec![], vec![]);
    if let Some(group) = group(input, Delimiter::Parenthesis) {
        let at = group.span_open().join(group.span_close()).unwrap_or(group.span());
        match (|inner: ParseStream| Ok(sizes(inner, &kind, at, report))).parse2(group.stream()) {
            Ok(Ok((read, settings))) => (arrow, options) = (Some(read), settings),
            Ok(Err(Unreadable)) | Err(_) => kind = Kind::Broken(group.span()),
        }
    }
    if let Some(group) = group(input, Delimiter::Brace) {
        fields = settings(group.stream(), ':', report);
    }
    if let Some(group) = group(input, Delimiter::Bracket) {
        report.error(&group, "a layer's sizes stand in `()`", format!("write `{kind}(3 -> 5)`"));
        kind = Kind::Broken(group.span());
    }
    Ok(Layer { name, kind, arrow, options, fields })
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

/// `input -> output, option = value`
fn sizes(
    input: ParseStream,
    kind: &Kind,
    at: Span,
    report: &mut Report,
) -> Result<(Arrow, Vec<Setting>), Unreadable> {
    let whole: TokenStream = input.fork().parse().unwrap_or_default();
    if whole.is_empty() {
        let message = format!("`{kind}()` says no sizes");
        let help = format!("write `{kind}(3 -> 5)`, what goes in and what comes out, or `{kind}`");
        report.error(Ident::new("_at", at), message, help);
        return Err(Unreadable);
    }
    let help_size = "write what goes in and what comes out, as in";
    if input.peek(Token![->]) {
        let message = format!("`{whole}` does not say what goes in");
        report.error(&whole, message, format!("{help_size} `{kind}(3 -> 5)`"));
        return Err(Unreadable);
    }
    let place = Place { kind, at };
    let from = shape(input, &place, report)?;
    let right = input.parse::<Option<Token![->]>>().ok().flatten();
    let wrong = if right.is_none() { wrong_arrow(input, at) } else { None };
    if right.is_none() && wrong.is_none() {
        let message = format!("`{kind}({from})` has no arrow: what goes in and what comes out?");
        // `dense(3, 5)` and `dense(3 5)` say both.
        let _ = input.parse::<Option<Token![,]>>();
        let to = input.parse::<LitInt>().map_or("5".to_string(), |to| to.to_string());
        report.error(whole, message, format!("write `{kind}({from} -> {to})`"));
        return Err(Unreadable);
    }
    if input.is_empty() {
        let message = format!("`{kind}({from} ->)` does not say what comes out");
        report.error(whole, message, format!("{help_size} `{kind}({from} -> 5)`"));
        return Err(Unreadable);
    }
    let to = shape(input, &place, report)?;
    if let Some((tokens, text)) = wrong {
        let message = format!("`{text}` is not the arrow");
        report.error(tokens, message, format!("write `{kind}({from} -> {to})`"));
    }
    let mut options = vec![];
    if input.peek(Token![,]) {
        let _ = input.parse::<Token![,]>();
        options = settings(input.parse().unwrap_or_default(), '=', report);
    } else if !input.is_empty() {
        let rest: TokenStream = input.parse().unwrap_or_default();
        let help = "a size is an integer or the path of a `const`, a picture's shape is \
                    `channels x height x width`; put arithmetic in a `const`";
        report.error(&rest, format!("unexpected `{rest}` after the size `{to}`"), help);
        return Err(Unreadable);
    }
    Ok((Arrow { input: from, output: to }, options))
}

/// What people write for an arrow, and how it looks.
fn wrong_arrow(input: ParseStream, at: Span) -> Option<(TokenStream, String)> {
    let fork = input.fork();
    let mut wrong = TokenStream::new();
    while let Ok(TokenTree::Punct(punct)) = fork.parse::<TokenTree>() {
        if !matches!(punct.as_char(), '-' | '=' | '>' | '<' | '~' | ':') {
            break;
        }
        let _ = input.parse::<TokenTree>();
        wrong.extend([TokenTree::Punct(punct)]);
    }
    if !wrong.is_empty() {
        let text = wrong.to_string();
        return Some((wrong, text));
    }
    // rustc complains of an arrow that is no ASCII, without saying what to write, and takes it away before
    // the macro is called: so only the source can tell that there was one.
    let source = at.source_text()?;
    let arrow = source.chars().find(|c| "→⇒➔➜⟶⟹—–".contains(*c))?;
    Some((Ident::new("_at", at).into_token_stream(), arrow.to_string()))
}

/// The layer whose sizes are read, and its parentheses.
struct Place<'a> {
    kind: &'a Kind,
    at: Span,
}

/// `3`, `HIDDEN`, `1x28x28`, `1 x HEIGHT x WIDTH`
fn shape(input: ParseStream, place: &Place, report: &mut Report) -> Result<Shape, Unreadable> {
    let mut sizes = vec![];
    loop {
        let more = size(input, &mut sizes, place, report)?;
        if !more {
            let times = |input: ParseStream| input.parse::<Ident>().is_ok_and(|word| word == "x");
            if !times(&input.fork()) {
                return Ok(Shape { sizes });
            }
            let _ = input.parse::<Ident>();
        }
    }
}

/// One size, or several in a literal such as `1x28x28`; whether it ended in an `x` with more to come.
fn size(
    input: ParseStream,
    sizes: &mut Vec<Size>,
    place: &Place,
    report: &mut Report,
) -> Result<bool, Unreadable> {
    if input.peek(LitInt) {
        let literal: LitInt = input.parse().map_err(|_| Unreadable)?;
        let text = literal.to_string().replace('_', "");
        // `0x10` is a size in hexadecimal, or a picture of no rows: neither is meant.
        let mut parts = text.split('x').peekable();
        while let Some(part) = parts.next() {
            if part.is_empty() && parts.peek().is_none() && text.ends_with('x') {
                return Ok(true);
            }
            sizes.push(Size::Literal(number(part, &literal, place, report)?, literal.clone()));
        }
        return Ok(false);
    }
    let is_path = input.peek(syn::Ident) || input.peek(Token![::]) || input.peek(Token![crate]);
    let path = is_path.then(|| input.call(Path::parse_mod_style).ok()).flatten();
    if let Some(path) = path.filter(names_an_item) {
        sizes.push(Size::Const(path));
        return Ok(false);
    }
    let kind = place.kind;
    let mut found = TokenStream::new();
    for token in input.parse::<TokenStream>().unwrap_or_default() {
        if is_punct(&token, ',') || (is_punct(&token, '>') && !found.is_empty()) {
            break;
        }
        found.extend([token]);
    }
    let found = until_arrow(found);
    let help = "a size is an integer above zero or the path of a `const`";
    if found.is_empty() {
        report.error(
            Ident::new("_at", place.at),
            format!("`{kind}`: there is a size missing"),
            help,
        );
    } else {
        let text = found.to_string().replace("- ", "-");
        report.error(found, format!("`{kind}`: `{text}` is not a size"), help);
    }
    Err(Unreadable)
}

/// The tokens in front of a `->`, a minus sign at the very front aside.
fn until_arrow(tokens: TokenStream) -> TokenStream {
    let is_minus = |token: &TokenTree| is_punct(token, '-');
    let mut tokens = tokens.into_iter();
    let first = tokens.next();
    first.into_iter().chain(tokens.take_while(|token| !is_minus(token))).collect()
}

fn number(
    text: &str,
    literal: &LitInt,
    place: &Place,
    report: &mut Report,
) -> Result<usize, Unreadable> {
    let kind = place.kind;
    let help = "a size is an integer above zero or the path of a `const`; a picture's shape is \
                `channels x height x width`, as in `1x28x28`";
    let (message, help) = match text.parse::<u64>() {
        Ok(0) => (format!("`{kind}`: the size `{literal}` is zero"), help.to_string()),
        Ok(n) if n <= LARGEST_SIZE => return Ok(n as usize),
        Err(_) if text.is_empty() || !text.bytes().all(|c| c.is_ascii_digit()) => {
            (format!("`{kind}`: `{literal}` is not a size"), help.to_string())
        }
        Ok(_) | Err(_) => (
            format!("`{kind}`: the size {text} is too large"),
            format!("a size is at most {LARGEST_SIZE}"),
        ),
    };
    report.error(literal, message, help);
    Err(Unreadable)
}

/// `name = value, name = value`, with `:` for `=` in braces.
fn settings(tokens: TokenStream, sign: char, report: &mut Report) -> Vec<Setting> {
    let mut settings = vec![];
    for (setting, comma) in split_at_commas(tokens) {
        let mut tokens = setting.clone().into_iter();
        match (tokens.next(), tokens.next()) {
            (Some(TokenTree::Ident(name)), Some(token)) if is_punct(&token, sign) => {
                settings.push(Setting { name, value: tokens.collect() });
            }
            _ => {
                let at = if setting.is_empty() { comma.into_token_stream() } else { setting };
                let (what, like) = match sign {
                    '=' => ("an option", "name = value"),
                    _ => ("a field", "name: value"),
                };
                report.error(&at, format!("`{at}` is not {what}"), format!("write `{like}`"));
            }
        }
    }
    settings
}
