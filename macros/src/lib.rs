//! The `network!` macro of typenet. Depend on `typenet`, which re-exports it and documents the language.
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod arguments;
mod ast;
mod builtins;
mod check;
mod expand;
mod mismatch;
mod model;
mod names;
mod options;
mod parse;
mod report;
mod weights;

#[cfg(test)]
mod snapshots;

use proc_macro2::TokenStream;
use report::Report;

/// Declares a network. Called by `typenet::network!`, which puts its own name in front, as `[$crate]`.
#[proc_macro]
pub fn network(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    network_tokens(input.into()).into()
}

/// The pipeline: what was written, what it means, the code for it. Mistakes are collected on the way and
/// come out together; the code is written all the same, so that the rest of the program does not complain
/// about a net that is missing.
fn network_tokens(input: TokenStream) -> TokenStream {
    let mut report = Report::default();
    let Some(written) = parse::network(input, &mut report) else {
        return report.into_errors().into_iter().collect();
    };
    let model = check::network(written, &mut report);
    expand::network(&model, report.into_errors())
}
