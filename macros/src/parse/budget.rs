//! `#[budget(flash = "16 KiB", ram = "2 KiB")]`: what a net may cost.

use crate::ast::{Budget, Resource};
use crate::report::Report;
use proc_macro2::Ident;
use quote::ToTokens;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Lit};

/// Takes the budgets out of a net's attributes.
pub fn budgets(attributes: &mut Vec<Attribute>, report: &mut Report) -> Vec<Budget> {
    let mut budgets = vec![];
    attributes.retain(|attribute| {
        let is_budget = attribute.path().is_ident("budget");
        if is_budget {
            let parsed = attribute.parse_nested_meta(|meta| {
                budgets.extend(budget(&meta, report)?);
                Ok(())
            });
            if let Err(error) = parsed {
                let help = "write `#[budget(flash = \"16 KiB\", ram = \"2 KiB\")]`";
                report.error(Ident::new("_at", error.span()), error.to_string(), help);
            }
        }
        !is_budget
    });
    budgets
}

/// `flash = "16 KiB"`
fn budget(meta: &ParseNestedMeta, report: &mut Report) -> syn::Result<Option<Budget>> {
    let limit: Lit = meta.value()?.parse()?;
    let name = meta.path.to_token_stream().to_string();
    let Some(resource) = Resource::ALL.into_iter().find(|resource| resource.name() == name) else {
        let known = Resource::ALL.map(Resource::name).join(", ");
        report.error(&meta.path, format!("unknown budget `{name}`"), format!("there are: {known}"));
        return Ok(None);
    };
    let Some(bytes) = bytes(&limit) else {
        let message = format!("`{}` is not an amount of memory", limit.to_token_stream());
        report.error(&limit, message, "write bytes, as in `2048`, or `\"2 KiB\"`, `\"1 MiB\"`");
        return Ok(None);
    };
    Ok(Some(Budget { resource, bytes, limit }))
}

/// `2048`, `"2048 B"`, `"2 KiB"`, `"1 MiB"`
fn bytes(limit: &Lit) -> Option<usize> {
    let text = match limit {
        Lit::Int(number) => return number.base10_parse().ok(),
        Lit::Str(text) => text.value(),
        _ => return None,
    };
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = match text[digits.len()..].trim() {
        "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        _ => return None,
    };
    digits.parse::<usize>().ok()?.checked_mul(unit)
}
