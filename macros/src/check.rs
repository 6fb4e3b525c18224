//! From what was written to what it means: which layers there are, whether they fit, what they are called.

use crate::arguments::{Call, Formula};
use crate::ast::{self, Arrow, Block, Kind, Setting, Shape, Size, plain};
use crate::builtins::{self, BuiltIn, ShapeRule};
use crate::mismatch::{
    Giver, Pair, built_in, could_give, goes, miscounts, report_mismatch, values,
};
use crate::model;
use crate::names;
use crate::options::Options;
use crate::report::Report;
use crate::weights;
use proc_macro2::{Ident, Span, TokenStream};
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
    let first_arrow = first_arrow(&layers);
    if first_arrow.is_none() && report.is_empty() {
        let message = format!("no layer says how many values `{}` takes", layers[0].kind);
        let help = format!("write `{}(3 -> 3)`", layers[0].kind);
        report.error(&layers[0].kind, message, help);
    }
    let input = match first_arrow {
        Some(arrow) => arrow.input.clone(),
        None => Shape::stand_in(Span::call_site()),
    };
    let prefix = item.as_ref().map_or("__Network".to_string(), |item| plain(&item.name));
    let mut check = Check { krate: &krate, report };
    let (layers, _) = check.row(&layers, input, None, &prefix);
    let weights = item.as_ref().and_then(|item| item.weights.as_ref());
    let weights = weights.map(|path| weights::read(path, report));
    model::Network { layers, item, krate, weights }
}

/// The first arrow that is written; it says what goes in, as nothing before it changes the shape.
fn first_arrow(layers: &[ast::Layer]) -> Option<&Arrow> {
    layers.iter().find_map(|layer| match &layer.kind {
        Kind::Block(_, _, layers) | Kind::Row(_, layers) => first_arrow(layers),
        _ => layer.arrow.as_ref(),
    })
}

struct Check<'a> {
    krate: &'a Ident,
    report: &'a mut Report,
}

impl Check<'_> {
    /// Layers one after the other, from the shape that is given to the first to what the last gives.
    fn row(
        &mut self,
        layers: &[ast::Layer],
        given: Shape,
        giver: Option<Giver>,
        prefix: &str,
    ) -> (Vec<model::Layer>, Shape) {
        let names = names::names(layers, self.report);
        let (mut current, mut giver) = (given, giver);
        let mut row: Vec<model::Layer> = vec![];
        for (layer, name) in layers.iter().zip(names) {
            let checked = match &layer.kind {
                Kind::Shared(word, of) => self.shared(layer, word, of, name, &row, &current),
                _ => self.layer(layer, name, current.clone(), giver, prefix),
            };
            // An unreadable layer may have changed the shape.
            if layer.arrow.is_some() || matches!(layer.kind, Kind::Block(..) | Kind::Row(..)) {
                let keeps = built_in(layer).is_some_and(|b| matches!(b.shape, ShapeRule::Keeps(_)));
                giver = Some(Giver { layer, keeps });
            } else if matches!(checked.ty, model::Type::Broken(_)) {
                giver = None;
            }
            current = checked.output.clone();
            row.push(checked);
        }
        (row, current)
    }

    /// One layer that is given a shape.
    fn layer(
        &mut self,
        layer: &ast::Layer,
        name: Ident,
        input: Shape,
        giver: Option<Giver>,
        prefix: &str,
    ) -> model::Layer {
        let (block, layers, span) = match &layer.kind {
            Kind::Block(block, word, layers) => (Some(*block), layers, word.span()),
            Kind::Row(span, layers) => (None, layers, *span),
            _ => return self.single(layer, name, input, giver),
        };
        let type_name = format!("{prefix}{}", names::camel_case(&plain(&name)));
        let (layers, output) = match block {
            Some(block) if block.is_parallel() => {
                self.parallel(block, layer, layers, &input, giver, &type_name)
            }
            _ => {
                let (row, output) = self.row(layers, input.clone(), giver, &type_name);
                let fits = row.iter().all(|layer| layer.fits);
                if block == Some(Block::Residual) && output.differs_from(&input) {
                    if fits {
                        let message = format!(
                            "shape mismatch: `residual` adds what goes in to what comes out; {} in, \
                             {} out",
                            goes(&input),
                            goes(&output)
                        );
                        let help = "let its last layer give what goes in, or write `add(.., ..)` with a \
                                    layer of its own for what goes in";
                        self.report.error(&layer.kind, message, help);
                    }
                    let mut row = row;
                    if let Some(last) = row.last_mut() {
                        (last.output, last.fits) = (input.clone(), false);
                    }
                    (row, input.clone())
                } else {
                    (row, output)
                }
            }
        };
        let ty = if layers.is_empty() {
            let word = block.map_or("[]", Block::word);
            let example = block.map_or("[dense(8 -> 8), relu]", Block::example);
            let message = format!("`{word}` has no layers in it");
            self.report.error(&layer.kind, message, format!("write `{example}`"));
            model::Type::Broken(span)
        } else {
            let name = Ident::new(&type_name, span.resolved_at(Span::call_site()));
            model::Type::Block { name, block, layers, span }
        };
        model::Layer {
            is_field: !matches!(ty, model::Type::Broken(_)),
            fits: !matches!(ty, model::Type::Broken(_)),
            name,
            shares: None,
            ty,
            misfits: false,
            settings: vec![],
            claims: input.clone(),
            claims_to_give: output.clone(),
            input,
            output,
            written: layer.to_string(),
            parameters: None,
        }
    }

    /// Layers side by side, and the shape that they give together.
    fn parallel(
        &mut self,
        block: Block,
        whole: &ast::Layer,
        branches: &[ast::Layer],
        input: &Shape,
        giver: Option<Giver>,
        prefix: &str,
    ) -> (Vec<model::Layer>, Shape) {
        let names = names::names(branches, self.report);
        let mut layers: Vec<model::Layer> = vec![];
        for (branch, name) in branches.iter().zip(names) {
            if let Kind::Shared(word, of) = &branch.kind {
                layers.push(self.shared(branch, word, of, name, &layers, input));
            } else {
                layers.push(self.layer(branch, name, input.clone(), giver, prefix));
            }
        }
        let Some(first) = layers.first() else { return (layers, input.clone()) };
        let mut output = first.output.clone();
        for (other, branch) in layers.iter().zip(branches).skip(1) {
            let (one, two) = (&first.output, &other.output);
            let (differ, what) = match block {
                Block::Concat => (
                    one.sizes.len() != two.sizes.len()
                        || one.without_first().differs_from(&two.without_first()),
                    "all sizes but the first must agree",
                ),
                _ => (one.differs_from(two), "all must give the same"),
            };
            if differ {
                let message = format!(
                    "shape mismatch: in `{}`, `{}` gives {}, `{branch}` gives {}",
                    block.word(),
                    branches[0],
                    values(one),
                    values(two)
                );
                self.report.error(&whole.kind, message, format!("{what}; change one of them"));
                let given = first.output.clone();
                for layer in &mut layers {
                    (layer.output, layer.fits) = (given.clone(), false);
                }
                return (layers, given);
            }
            if block == Block::Concat
                && let (Some(sum), Some(size)) = (output.sizes.first_mut(), two.sizes.first())
            {
                *sum = sum.plus(size);
            }
        }
        (layers, output)
    }

    /// A layer that stands further up once more.
    fn shared(
        &mut self,
        layer: &ast::Layer,
        word: &Ident,
        of: &Ident,
        name: Ident,
        before: &[model::Layer],
        input: &Shape,
    ) -> model::Layer {
        let found = before.iter().enumerate().rev().find(|(_, known)| known.name == *of);
        let (mut shares, mut output) = (None, input.clone());
        let mut ty = model::Type::Broken(word.span());
        let mut fits = false;
        match found {
            Some((index, original)) if original.is_field => {
                shares = Some(index);
                output = original.output.clone();
                fits = original.fits;
                ty = match &original.ty {
                    model::Type::BuiltIn { built_in, arguments, .. } => model::Type::BuiltIn {
                        built_in,
                        arguments: arguments.clone(),
                        span: word.span(),
                    },
                    model::Type::Own(path) => model::Type::Own(path.clone()),
                    model::Type::Block { name, .. } => {
                        let mut name = name.clone();
                        name.set_span(word.span().resolved_at(name.span()));
                        model::Type::Own(name.into())
                    }
                    model::Type::Broken(span) => model::Type::Broken(*span),
                };
                if original.claims.differs_from(input) {
                    (shares, fits) = (None, false);
                    let message = format!(
                        "shape mismatch: `{layer}` takes {}, as `{}` does further up, and is given {}",
                        values(&original.claims),
                        plain(of),
                        values(input)
                    );
                    let help = format!("put a layer before it that gives `{}`", original.claims);
                    self.report.error(of, message, help);
                }
            }
            Some(_) => {
                let message = format!("`{}` holds nothing that could be shared", plain(of));
                self.report.error(of, message, "write the layer itself again");
            }
            None => {
                let message = format!("there is no layer called `{}` before this one", plain(of));
                let names: Vec<String> = before
                    .iter()
                    .filter(|layer| layer.is_field)
                    .map(|layer| format!("`{}`", plain(&layer.name)))
                    .collect();
                let help = match names.as_slice() {
                    [] => "a layer is shared within the list that it stands in".to_string(),
                    names => format!("in the same list and before it are {}", names.join(", ")),
                };
                self.report.error(of, message, help);
            }
        }
        model::Layer {
            name,
            is_field: false,
            shares,
            ty,
            fits,
            misfits: false,
            settings: vec![],
            claims: input.clone(),
            claims_to_give: output.clone(),
            input: input.clone(),
            output,
            written: layer.to_string(),
            parameters: Some("0".to_string()),
        }
    }

    /// One layer of ours or the user's.
    fn single(
        &mut self,
        layer: &ast::Layer,
        name: Ident,
        input: Shape,
        giver: Option<Giver>,
    ) -> model::Layer {
        let ty = resolve(layer, giver.map(|_| &input), self.report);
        let mut fits = !matches!(ty, Type::Broken);
        let mut output = input.clone();
        if let Some(arrow) = &layer.arrow {
            if arrow.input.differs_from(&input) {
                fits = false;
                if let Some(giver) = giver {
                    report_mismatch(giver, &input, layer, arrow, self.report);
                }
            }
            output = arrow.output.clone();
        }
        let uses = ty.uses(layer, self.krate, &input, &output, self.report);
        model::Layer {
            claims: layer.arrow.as_ref().map_or(&input, |arrow| &arrow.input).clone(),
            claims_to_give: output.clone(),
            is_field: layer.name.is_some() || ty.holds_something(),
            shares: None,
            misfits: ty.misfits(),
            parameters: uses.parameters,
            ty: uses.ty,
            written: layer.to_string(),
            settings: ty.settings(&layer.fields),
            fits: fits && uses.fits,
            name,
            input,
            output,
        }
    }
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
            Type::BuiltIn(built_in, _) => built_in.misfits,
            Type::Own => true,
            Type::Broken => false,
        }
    }

    /// The fields that are set, without those that are reported as unknown.
    fn settings(&self, fields: &[Setting]) -> Vec<(Ident, TokenStream)> {
        let known = |field: &Setting| match self {
            Type::BuiltIn(built_in, _) => {
                built_in.fields.contains(&field.name.to_string().as_str())
            }
            Type::Own => true,
            Type::Broken => false,
        };
        let known = fields.iter().filter(|field| known(field));
        known.map(|field| (field.name.clone(), field.value.clone())).collect()
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
                let ty = model::Type::BuiltIn { built_in, arguments, span };
                Use { ty, parameters: Some(parameters), fits: true }
            }
            (Type::Own, Kind::Own(path)) => {
                Use { ty: model::Type::Own(path.clone()), parameters: None, fits: true }
            }
            _ => broken(),
        }
    }
}

/// Finds out what a layer is, and checks all that concerns it alone. What it is given, if that is known, is for
/// examples.
fn resolve(layer: &ast::Layer, given: Option<&Shape>, report: &mut Report) -> Type {
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
        _ => return Type::Broken,
    };
    let text = word.to_string();
    if let Some(block) = Block::find(&text) {
        let message = format!("`{text}` has no layers in it");
        report.error(word, message, format!("write `{}`", block.example()));
        return Type::Broken;
    }
    if text == ast::SHARED {
        let help = "write the name of a layer further up: `shared(encoder)`";
        report.error(word, "`shared` does not name a layer", help);
        return Type::Broken;
    }
    let Some(built_in) = builtins::find(&text) else {
        builtins::report_unknown(word, report);
        return Type::Broken;
    };
    let options: Vec<&str> = built_in.options.iter().map(|option| option.name).collect();
    let known = check_options(layer, &options, built_in.fields, report);
    check_fields(layer, &options, built_in.fields, report);
    let set = |name: &str, settings: &[Setting]| settings.iter().any(|set| set.name == name);
    // What was meant by them could be missed in what follows.
    if !known || options.iter().any(|option| set(option, &layer.fields)) {
        return Type::Broken;
    }
    let Some(options) = Options::read(&layer.options, built_in.options, &layer.kind, report) else {
        return Type::Broken;
    };
    match (&built_in.shape, &layer.arrow) {
        (ShapeRule::Arrow { takes, gives }, None) => {
            let message = format!("`{text}` has no arrow: what goes in and what comes out?");
            let given = given.filter(|given| takes.contains(&given.sizes.len()));
            let help = match (takes, gives, given) {
                (_, _, Some(given)) => {
                    let output = built_in.example_output(given);
                    format!(
                        "write what goes in and what comes out, as in `{text}({given} -> {output})`"
                    )
                }
                ([1, ..], [1, ..], None) => {
                    format!("write `{text}(3 -> 5)` for 3 values in and 5 out")
                }
                _ => format!("write both, as in `{text}({})`", built_in.example_arrow()),
            };
            report.error(word, message, help);
            return Type::Broken;
        }
        (ShapeRule::Arrow { takes, gives }, Some(arrow @ Arrow { input, output })) => {
            for (shape, ranks) in [(input, takes), (output, gives)] {
                if !ranks.contains(&shape.sizes.len()) {
                    report_rank(layer, shape, ranks, report);
                    return Type::Broken;
                }
            }
            if let Some((values, others)) = miscounts(layer, arrow) {
                let message = format!("`{layer}`: {values} values go in and {others} come out");
                let help = match could_give(layer, input, output) {
                    Some(output) => {
                        format!("write `{}`", layer.with_arrow(format_args!("{input} -> {output}")))
                    }
                    None => format!("write a shape of {values} values"),
                };
                report.error(Pair(input, output), message, help);
                return Type::Broken;
            }
            if let (true, [from, ..], [to, ..]) = (
                built_in.same_first.contains(&output.sizes.len()),
                input.sizes.as_slice(),
                output.sizes.as_slice(),
            ) && let (Size::Literal(a, _), Size::Literal(b, _)) = (from, to)
                && a != b
                && let Some(right) = could_give(layer, input, output)
            {
                let message = format!("`{layer}` takes {a} and gives {b}, which must be the same");
                report.error(Pair(input, output), message, format!("write `{input} -> {right}`"));
                return Type::Broken;
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
    for option in built_in.options.iter().filter(|option| !set(option.name, &layer.options)) {
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
        2 => "sequences, `channels x length` or `steps x features`",
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

/// Whether all options of a built-in are known to it.
fn check_options(
    layer: &ast::Layer,
    options: &[&str],
    fields: &[&str],
    report: &mut Report,
) -> bool {
    check_names(layer, &layer.options, ("option", options), report, |setting| {
        let Setting { name, value } = setting;
        let is_field = fields.contains(&name.to_string().as_str());
        let (kind, arrow) = (&layer.kind, layer.arrow.as_ref());
        let sizes = arrow.map_or(String::new(), |arrow| format!("({arrow})"));
        is_field.then(|| format!("it is a field: write `{kind}{sizes} {{ {name}: {value} }}`"))
    })
}

/// The same of its fields.
fn check_fields(layer: &ast::Layer, options: &[&str], fields: &[&str], report: &mut Report) {
    check_names(layer, &layer.fields, ("field", fields), report, |setting| {
        let Setting { name, value } = setting;
        let is_option = options.contains(&name.to_string().as_str());
        let sizes = layer.arrow.as_ref().map_or("3 -> 5".to_string(), Arrow::to_string);
        is_option
            .then(|| format!("it is an option: write `{}({sizes}, {name} = {value})`", layer.kind))
    });
}

/// Whether all settings are known and there once.
fn check_names(
    layer: &ast::Layer,
    settings: &[Setting],
    (what, known): (&str, &[&str]),
    report: &mut Report,
    elsewhere: impl Fn(&Setting) -> Option<String>,
) -> bool {
    let mut all_known = true;
    for (i, setting) in settings.iter().enumerate() {
        let (kind, name) = (&layer.kind, &setting.name);
        if settings.iter().take(i).any(|before| before.name == *name) {
            let message = format!("`{kind}` has the {what} `{name}` twice");
            report.error(name, message, "take one of them out");
        }
        let word = name.to_string();
        if !known.contains(&word.as_str()) {
            all_known = false;
            let meant = builtins::similar(&word, known.iter().copied());
            let meant = meant.map(|meant| format!("; did you mean `{meant}`?"));
            let value = setting.value.to_string();
            let help = elsewhere(setting).unwrap_or_else(|| match known {
                _ if builtins::is_layer(&value) => {
                    format!("a layer of its own stands behind it: `{kind}(..), {value}`")
                }
                [] => format!("`{kind}` has no {what}s; take it out"),
                known => format!("its {what}s are: {}", known.join(", ")),
            });
            let message = format!("`{kind}` has no {what} `{name}`{}", meant.unwrap_or_default());
            report.error(name, message, help);
        }
    }
    all_known
}
