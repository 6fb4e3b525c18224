//! What stands in a layer's parentheses: its sizes, and options.

use super::{Unreadable, is_punct, names_an_item, settings};
use crate::ast::{Arrow, Kind, Setting, Shape, Size};
use crate::builtins::{self, BuiltIn, ShapeRule};
use crate::report::Report;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{LitFloat, LitInt, Path, Token};

/// A larger size is a slip of the keyboard, and would overflow something later.
const LARGEST_SIZE: u64 = (1 << 24) - 1;

/// `input -> output, option = value`
pub(super) fn sizes(
    input: ParseStream,
    kind: &Kind,
    at: Span,
    report: &mut Report,
) -> Result<(Arrow, Vec<Setting>), Unreadable> {
    let whole: TokenStream = input.fork().parse().unwrap_or_default();
    let built_in = builtins::find(&kind.to_string());
    let keeps = built_in.is_some_and(|built_in| matches!(built_in.shape, ShapeRule::Keeps(_)));
    if whole.is_empty() {
        let message = format!("`{kind}()` says no sizes");
        let help = match built_in.map(BuiltIn::example_arrow) {
            _ if keeps => format!("write `{kind}`"),
            Some(arrow) => {
                format!("write what goes in and what comes out, as in `{kind}({arrow})`")
            }
            None => format!("write `{kind}(3 -> 5)`, what goes in and what comes out, or `{kind}`"),
        };
        report.error(Ident::new("_at", at), message, help);
        return Err(Unreadable);
    }
    let help_size = "write what goes in and what comes out, as in";
    if input.peek(Token![->]) {
        let message = format!("`{whole}` does not say what goes in");
        report.error(&whole, message, format!("{help_size} `{kind}(3 -> 5)`"));
        return Err(Unreadable);
    }
    let place = Place { kind, at, zero: false };
    let from = shape(input, &place, report)?;
    let right = input.parse::<Option<Token![->]>>().ok().flatten();
    let wrong = if right.is_none() { wrong_arrow(input, at) } else { None };
    if right.is_none() && wrong.is_none() {
        let message = format!("`{kind}({from})` has no arrow: what goes in and what comes out?");
        // `dense(3, 5)` and `dense(3 5)` say both.
        let _ = input.parse::<Option<Token![,]>>();
        let to = input.parse::<LitInt>().map(|to| to.to_string());
        let to = to.ok().or_else(|| Some(built_in?.example_output(&from)));
        let to = to.unwrap_or_else(|| "5".to_string());
        let help = match built_in {
            _ if keeps => format!("write `{kind}`, or `{kind}({from} -> {from})`"),
            Some(built_in) if !built_in.takes(&from) => {
                format!("write both, as in `{kind}({})`", built_in.example_arrow())
            }
            _ => format!("write `{kind}({from} -> {to})`"),
        };
        report.error(whole, message, help);
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
        options = settings(input.parse().unwrap_or_default(), '=', kind, report)?;
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
    /// Whether a size may be 0, as a padding may.
    zero: bool,
}

/// The sizes that an option is set to.
pub fn option(
    value: TokenStream,
    kind: &Kind,
    zero: bool,
    report: &mut Report,
) -> Option<Vec<Size>> {
    let at = value.clone().into_iter().next().map_or(Span::call_site(), |token| token.span());
    let place = Place { kind, at, zero };
    let parser = |input: ParseStream| {
        let read = shape(input, &place, report);
        let rest: TokenStream = input.parse()?;
        if let (Ok(read), false) = (&read, rest.is_empty()) {
            let help = "an option is a size or `height x width`; put arithmetic in a `const`";
            report.error(&rest, format!("unexpected `{rest}` after the size `{read}`"), help);
            return Ok(None);
        }
        Ok(read.ok())
    };
    parser.parse2(value).ok().flatten().map(|shape| shape.sizes)
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
    let is_path = input.peek(Ident::peek_any) || input.peek(Token![::]);
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
        // `dropout(0.5)`, as elsewhere.
        let help = match builtins::find(&kind.to_string()).map(|built_in| built_in.fields) {
            Some([field]) if syn::parse2::<LitFloat>(found.clone()).is_ok() => {
                format!("write `{kind} {{ {field}: {text} }}`")
            }
            _ => help.to_string(),
        };
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
        Ok(0) if !place.zero => {
            (format!("`{kind}`: the size `{literal}` is zero"), help.to_string())
        }
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
