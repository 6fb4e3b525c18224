//! Options after a layer's arrow: `kernel = 5x3, padding = same, bias = false`.

use crate::ast::{Kind, Setting, Size};
use crate::parse::sizes;
use crate::report::Report;
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

/// What a built-in knows of one of its options.
pub struct OptionRule {
    pub name: &'static str,
    pub takes: Takes,
    /// What to write if it must be there and is not.
    pub needed: Option<&'static str>,
}

#[derive(Clone, Copy)]
pub enum Takes {
    /// Up to so many sizes, `5` or `5x3`.
    Sizes(usize),
    /// The same, each of which may be 0; or `same`.
    Padding(usize),
    /// `true` or `false`.
    Flag,
}

impl OptionRule {
    pub const fn sizes(name: &'static str, axes: usize) -> Self {
        OptionRule { name, takes: Takes::Sizes(axes), needed: None }
    }

    pub const fn padding(name: &'static str, axes: usize) -> Self {
        OptionRule { name, takes: Takes::Padding(axes), needed: None }
    }

    pub const fn flag(name: &'static str) -> Self {
        OptionRule { name, takes: Takes::Flag, needed: None }
    }

    pub const fn needed(self, example: &'static str) -> Self {
        OptionRule { needed: Some(example), ..self }
    }
}

enum Value {
    Sizes(Vec<Size>),
    Same,
    Flag(bool),
}

/// The options of a layer that were set.
#[derive(Default)]
pub struct Options(Vec<(&'static str, Value)>);

impl Options {
    /// Nothing if one of them could not be read, which is reported.
    pub fn read(
        settings: &[Setting],
        rules: &'static [OptionRule],
        kind: &Kind,
        report: &mut Report,
    ) -> Option<Options> {
        let mut options = Some(Options::default());
        for setting in settings {
            let Some(rule) = rules.iter().find(|rule| setting.name == rule.name) else { continue };
            match (value(setting, rule, kind, report), &mut options) {
                (Some(value), Some(options)) => options.0.push((rule.name, value)),
                _ => options = None,
            }
        }
        options
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    pub fn is_same(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Value::Same))
    }

    pub fn flag(&self, name: &str, default: bool) -> bool {
        match self.get(name) {
            Some(Value::Flag(flag)) => *flag,
            _ => default,
        }
    }

    /// The option along an axis: where one size is written it holds for all.
    pub fn size(&self, name: &str, axis: usize, default: &Number) -> Number {
        match self.get(name) {
            Some(Value::Sizes(sizes)) => match sizes.get(axis).or(sizes.first()) {
                Some(size) => Number::from(size),
                None => default.clone(),
            },
            _ => default.clone(),
        }
    }
}

fn value(setting: &Setting, rule: &OptionRule, kind: &Kind, report: &mut Report) -> Option<Value> {
    let Setting { name, value } = setting;
    let text = value.to_string();
    let (most, zero) = match rule.takes {
        Takes::Flag => match text.as_str() {
            "true" => return Some(Value::Flag(true)),
            "false" => return Some(Value::Flag(false)),
            _ => {
                let message = format!("`{kind}`: `{name} = {text}` is neither true nor false");
                report.error(
                    setting,
                    message,
                    format!("write `{name} = true` or `{name} = false`"),
                );
                return None;
            }
        },
        Takes::Padding(_) if text == "same" && rule.name == "padding" => return Some(Value::Same),
        // A `const` is not written so.
        Takes::Padding(_)
            if text.starts_with(|first: char| first.is_ascii_lowercase() || first == '"')
                && !text.contains(':') =>
        {
            let message = format!("`{kind}`: `{name} = {text}` is not a number");
            let help = match rule.name {
                "padding" => "write `padding = 2`, or `padding = same` to keep the size; without it there is none".to_string(),
                name => format!("write `{name} = 2`; without it it is as `padding`"),
            };
            report.error(value, message, help);
            return None;
        }
        Takes::Padding(most) => (most, true),
        Takes::Sizes(most) => (most, false),
    };
    if value.is_empty() {
        report.error(
            name,
            format!("`{kind}`: `{name} =` has no value"),
            format!("write `{name} = 2`"),
        );
        return None;
    }
    // As in Python.
    if text.starts_with(['(', '[']) {
        let message = format!("`{kind}`: `{name} = {text}` is not a size");
        let sizes = text.replace(['(', ')', '[', ']', ' '], "").replace(',', "x");
        report.error(value, message, format!("write `{name} = {}`", sizes.trim_matches('x')));
        return None;
    }
    let sizes = sizes::option(value.clone(), kind, zero, report)?;
    if sizes.len() > most {
        let message = format!("`{kind}`: `{name} = {text}` has more than {most} sizes");
        let help = match most {
            1 => format!("write one size, as in `{name} = 2`"),
            _ => format!("write one size, or `height x width` as in `{name} = 2x1`"),
        };
        report.error(value, message, help);
        return None;
    }
    Some(Value::Sizes(sizes))
}

/// A number as an argument of a type: known to the macro, or an expression for the compiler.
#[derive(Clone)]
pub enum Number {
    Known(usize),
    Expression(TokenStream),
}

impl Number {
    /// A number that follows from others: at once where they are known, by the compiler where they are not.
    pub fn of(
        numbers: &[&Number],
        known: impl Fn(&[usize]) -> Option<usize>,
        expression: impl Fn(&[TokenStream]) -> TokenStream,
    ) -> Number {
        let all: Option<Vec<usize>> = numbers.iter().map(|number| number.known()).collect();
        match all.and_then(|all| known(&all)) {
            Some(number) => Number::Known(number),
            None => {
                let all: Vec<_> = numbers.iter().map(|number| number.as_expression()).collect();
                Number::Expression(expression(&all))
            }
        }
    }

    pub fn known(&self) -> Option<usize> {
        match self {
            Number::Known(number) => Some(*number),
            Number::Expression(_) => None,
        }
    }

    fn as_expression(&self) -> TokenStream {
        match self {
            Number::Known(number) => Literal::usize_unsuffixed(*number).into_token_stream(),
            Number::Expression(expression) => quote!((#expression)),
        }
    }
}

impl From<&Size> for Number {
    fn from(size: &Size) -> Number {
        match size {
            Size::Literal(number, _) => Number::Known(*number),
            Size::Const(_) | Size::Sum(_) => Number::Expression(size.as_length()),
        }
    }
}

impl ToTokens for Number {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Number::Known(number) => Literal::usize_unsuffixed(*number).into_token_stream(),
            Number::Expression(expression) => quote!({ #expression }),
        });
    }
}
