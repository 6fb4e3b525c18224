//! From what was written to what it means: which layers there are, whether they fit, what they are called.

use crate::arguments::{Call, Formula};
use crate::ast::{self, Arrow, Kind, Setting, Shape, Size, plain};
use crate::builtins::{self, BuiltIn, ShapeRule};
use crate::model;
use crate::options::Options;
use crate::report::Report;
use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use std::collections::HashSet;
use syn::spanned::Spanned;

/// A layer of 1 GiB. The compiler would try larger ones, until there is no memory left.
const MOST_PARAMETERS: usize = 1 << 28;

pub fn network(written: ast::Network, report: &mut Report) -> model::Network {
    let ast::Network { krate, item, mut layers } = written;
    if layers.is_empty() {
        let name = item.as_ref().map_or(Ident::new("_at", Span::call_site()), |i| i.name.clone());
        // If there are mistakes already, the layers may be there and not be readable.
        if report.is_empty() {
            let help = "write at least one, as in `network! { struct Net<dense(3 -> 5)> }`";
            report.error(&name, "a network has at least one layer", help);
        }
        let kind = Kind::Broken(name.span());
        layers.push(ast::Layer { name: None, kind, arrow: None, options: vec![], fields: vec![] });
    }
    let types: Vec<Type> = layers.iter().map(|layer| resolve(layer, report)).collect();
    let shapes = shapes(&layers, &types, report);
    let names = names(&layers, report);

    let layers = layers.into_iter().zip(types).zip(shapes).zip(names).map(
        |(((layer, ty), Flow { input, output, fits }), name)| {
            let uses = ty.uses(&layer, &krate, &input, &output, report);
            model::Layer {
                claims: layer.arrow.as_ref().map_or(&input, |arrow| &arrow.input).clone(),
                is_field: layer.name.is_some() || ty.holds_something(),
                misfits: ty.misfits(),
                parameters: uses.parameters,
                ty: uses.ty,
                written: layer.to_string(),
                settings: ty.settings(layer.fields),
                fits: fits && uses.fits,
                name,
                input,
                output,
            }
        },
    );
    let layers = layers.collect();
    model::Network { layers, item, krate }
}

/// What a layer's kind stands for.
enum Type {
    BuiltIn(&'static BuiltIn, Options),
    Own,
    /// Reported already.
    Broken,
}

/// What a layer's kind is in its place in the net.
struct Use {
    ty: model::Type,
    parameters: Option<String>,
    fits: bool,
}

impl Type {
    fn holds_something(&self) -> bool {
        match self {
            Type::BuiltIn(built_in, _) => built_in.holds_something(),
            Type::Own => true,
            Type::Broken => false,
        }
    }

    fn misfits(&self) -> bool {
        match self {
            Type::BuiltIn(built_in, options) => built_in.misfits && options.are_complete(),
            Type::Own => true,
            Type::Broken => false,
        }
    }

    /// The fields that are set, without those that are reported as unknown.
    fn settings(&self, fields: Vec<Setting>) -> Vec<(Ident, TokenStream)> {
        let known = |field: &Setting| match self {
            Type::BuiltIn(built_in, _) => {
                built_in.fields.contains(&field.name.to_string().as_str())
            }
            Type::Own => true,
            Type::Broken => false,
        };
        fields.into_iter().filter(known).map(|field| (field.name, field.value)).collect()
    }

    /// The type that the field will have, and what can be said of it.
    fn uses(
        &self,
        layer: &ast::Layer,
        krate: &Ident,
        input: &Shape,
        output: &Shape,
        report: &mut Report,
    ) -> Use {
        let span = layer.kind.span();
        let broken = || Use { ty: model::Type::Broken(span), parameters: None, fits: false };
        match (self, &layer.kind) {
            (Type::BuiltIn(built_in, options), _) => {
                // A layer that has an arrow is about the sizes there, which need not fit those around it.
                let (input, output) = match &layer.arrow {
                    Some(Arrow { input, output }) => (input, output),
                    None => (input, output),
                };
                if let ShapeRule::Keeps(ranks @ [_, ..]) = built_in.shape
                    && !ranks.contains(&input.sizes.len())
                {
                    report_rank(layer, input, ranks, report);
                    return broken();
                }
                let call = Call { krate, input, output, options };
                let parameters = match built_in.parameters.map(|parameters| parameters(&call)) {
                    None => "0".to_string(),
                    Some(Formula::Unknown(formula)) => formula,
                    Some(Formula::Known(number)) if number > MOST_PARAMETERS => {
                        let message = format!(
                            "`{layer}` has {number} parameters, which is too large a layer"
                        );
                        let help = format!("at most {MOST_PARAMETERS} will do");
                        report.error(Pair(input, output), message, help);
                        return broken();
                    }
                    Some(Formula::Known(number)) => number.to_string(),
                };
                let arguments = (built_in.arguments)(&call);
                let ty = model::Type::BuiltIn { name: built_in.type_name, arguments, span };
                Use { ty, parameters: Some(parameters), fits: true }
            }
            (Type::Own, Kind::Own(path)) => {
                Use { ty: model::Type::Own(path.clone()), parameters: None, fits: true }
            }
            _ => broken(),
        }
    }
}

/// Finds out what a layer is, and checks all that concerns it alone.
fn resolve(layer: &ast::Layer, report: &mut Report) -> Type {
    let word = match &layer.kind {
        Kind::Word(word) => word,
        Kind::Own(_) => {
            for option in &layer.options {
                let message = format!("`{}` is a type of your own and has no options", layer.kind);
                let help = "make it a generic parameter of the type, or a field set in braces: \
                            `Own { rate: 0.5 }`";
                report.error(&option.name, message, help);
            }
            return Type::Own;
        }
        Kind::Broken(_) => return Type::Broken,
    };
    let text = word.to_string();
    let Some(built_in) = builtins::find(&text) else {
        let own = "a type of your own starts with an upper-case letter or is a path";
        let (meant, help) = match builtins::nearest(&text) {
            Some(known) => (format!("; did you mean `{known}`?"), own.to_string()),
            None => {
                let words = builtins::words();
                (String::new(), format!("the built-in layers are {words}; {own}"))
            }
        };
        report.error(word, format!("unknown layer `{text}`{meant}"), help);
        return Type::Broken;
    };
    let options: Vec<&str> = built_in.options.iter().map(|option| option.name).collect();
    check_names(&layer.options, &options, "option", layer, report);
    check_names(&layer.fields, built_in.fields, "field", layer, report);
    let options = Options::read(&layer.options, built_in.options, &layer.kind, report);
    match (&built_in.shape, &layer.arrow) {
        (ShapeRule::Arrow { takes, gives }, None) => {
            let message = format!("`{text}` has no arrow: what goes in and what comes out?");
            let help = match (takes, gives) {
                ([1, ..], [1, ..]) => format!("write `{text}(3 -> 5)` for 3 values in and 5 out"),
                _ => {
                    let (takes, gives) = (example(takes), example(gives));
                    format!("write both, as in `{text}({takes} -> {gives})`")
                }
            };
            report.error(word, message, help);
            return Type::Broken;
        }
        (ShapeRule::Arrow { takes, gives }, Some(Arrow { input, output })) => {
            for (shape, ranks) in [(input, takes), (output, gives)] {
                if !ranks.contains(&shape.sizes.len()) {
                    report_rank(layer, shape, ranks, report);
                    return Type::Broken;
                }
            }
        }
        (ShapeRule::Keeps(_), Some(Arrow { input, output })) if input.differs_from(output) => {
            let message = format!("`{layer}`: `{text}` gives the shape that it takes");
            report.error(
                Pair(input, output),
                message,
                format!("write `{text}({input} -> {input})`"),
            );
            return Type::Broken;
        }
        (ShapeRule::Keeps(_), _) => {}
    }
    let set = |name: &str| layer.options.iter().any(|option| option.name == name);
    for option in built_in.options.iter().filter(|option| !set(option.name)) {
        if let (Some(example), Some(Arrow { input, output })) = (option.needed, &layer.arrow) {
            let name = option.name;
            let message = format!("`{text}` does not say its {name}");
            let help = format!("write `{text}({input} -> {output}, {name} = {example})`");
            report.error(Pair(input, output), message, help);
            return Type::Broken;
        }
    }
    Type::BuiltIn(built_in, options)
}

/// A layer of ours that is given another kind of shape than it works on.
fn report_rank(layer: &ast::Layer, shape: &Shape, ranks: &[usize], report: &mut Report) {
    let words = |rank: &usize| match rank {
        1 => "rows of values",
        2 => "`channels x length`",
        3 => "pictures, `channels x height x width`",
        _ => "shapes of more sizes",
    };
    let kind = &layer.kind;
    let known: Vec<&str> = ranks.iter().map(words).collect();
    let message = format!("`{kind}` works on {}, not on `{shape}`", known.join(" or "));
    let help = match (ranks, shape.len()) {
        ([1], _) if layer.arrow.is_none() => format!("put `flatten` in front of `{kind}`"),
        ([1], Some(values)) => format!("write how many values there are: {values}"),
        ([1], None) => "write how many values there are".to_string(),
        _ => format!("write its sizes as in `{}`", example(ranks)),
    };
    // Without an arrow the shape stands somewhere else.
    match layer.arrow {
        Some(_) => report.error(shape, message, help),
        None => report.error(kind, message, help),
    }
}

fn example(ranks: &[usize]) -> &'static str {
    match ranks {
        [] | [1, ..] => "400",
        [2, ..] => "6x28",
        _ => "6x28x28",
    }
}

/// All options, or fields, of a built-in are known.
fn check_names(
    settings: &[Setting],
    known: &[&str],
    what: &str,
    layer: &ast::Layer,
    report: &mut Report,
) {
    for (i, setting) in settings.iter().enumerate() {
        if settings.iter().take(i).any(|before| before.name == setting.name) {
            let message = format!("`{}` has the {what} `{}` twice", layer.kind, setting.name);
            report.error(&setting.name, message, "take one of them out");
        }
        if !known.contains(&setting.name.to_string().as_str()) {
            let message = format!("`{}` has no {what} `{}`", layer.kind, setting.name);
            let help = match known {
                [] => format!("`{}` has no {what}s; take it out", layer.kind),
                known => format!("its {what}s are: {}", known.join(", ")),
            };
            report.error(&setting.name, message, help);
        }
    }
}

/// What goes through a layer.
struct Flow {
    input: Shape,
    output: Shape,
    fits: bool,
}

/// Follows the shapes from the first layer to the last.
fn shapes(layers: &[ast::Layer], types: &[Type], report: &mut Report) -> Vec<Flow> {
    let first_arrow = layers.iter().find_map(|layer| layer.arrow.as_ref());
    if first_arrow.is_none() && report.is_empty() {
        let message = format!("no layer says how many values `{}` takes", layers[0].kind);
        let help = format!("write `{}(3 -> 3)`", layers[0].kind);
        report.error(&layers[0].kind, message, help);
    }
    let mut current = match first_arrow {
        Some(arrow) => arrow.input.clone(),
        None => Shape::stand_in(Span::call_site()),
    };
    // The layer that said so, unless an unreadable one came between.
    let mut giver: Option<(&ast::Layer, &Type)> = None;
    let mut flows = vec![];
    for (layer, ty) in layers.iter().zip(types) {
        let mut fits = !matches!(ty, Type::Broken);
        let input = current.clone();
        if let Some(arrow) = &layer.arrow {
            if arrow.input.differs_from(&input) {
                fits = false;
                if let Some(giver) = giver {
                    report_mismatch(giver, &input, (layer, ty), arrow, report);
                }
            }
            current = arrow.output.clone();
            giver = Some((layer, ty));
        } else if matches!(ty, Type::Broken) {
            giver = None;
        }
        flows.push(Flow { input, output: current.clone(), fits });
    }
    flows
}

fn report_mismatch(
    giver: (&ast::Layer, &Type),
    given: &Shape,
    taker: (&ast::Layer, &Type),
    arrow: &Arrow,
    report: &mut Report,
) {
    let (wanted, rows) = (&arrow.input, given.sizes.len() == 1 && arrow.input.sizes.len() == 1);
    let count = |shape: &Shape| match shape.sizes.as_slice() {
        [Size::Literal(1, _)] => "1 value".to_string(),
        [Size::Literal(n, _)] => format!("{n} values"),
        _ => format!("`{shape}`"),
    };
    let wants = if rows { wanted.to_string() } else { count(wanted) };
    let message = format!(
        "shape mismatch: `{}` gives {}, `{}` takes {wants}",
        giver.0,
        count(given),
        taker.0
    );
    // A layer of ours that keeps the shape has to be the same on both sides of its arrow.
    let keeps =
        |ty: &Type| matches!(ty, Type::BuiltIn(BuiltIn { shape: ShapeRule::Keeps(_), .. }, _));
    let mut help = format!("put a layer between them that takes `{given}` to `{wanted}`");
    if given.sizes.len() == wanted.sizes.len() {
        let output = if keeps(taker.1) { given } else { &arrow.output };
        help = format!("write `{}({given} -> {output})`", taker.0.kind);
        if let Some(before) = &giver.0.arrow {
            let input = if keeps(giver.1) { wanted } else { &before.input };
            help += &format!(" or `{}({input} -> {wanted})`", giver.0.kind);
        }
    }
    report.error(Pair(given, wanted), message, help);
}

/// Tokens from the first of one to the last of the other.
struct Pair<'a>(&'a Shape, &'a Shape);

impl ToTokens for Pair<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
        self.1.to_tokens(tokens);
    }
}

/// Each layer's name: the user's, or its kind's, numbered from the second of a kind on.
fn names(layers: &[ast::Layer], report: &mut Report) -> Vec<Ident> {
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
