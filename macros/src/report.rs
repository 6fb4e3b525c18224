//! Collects mistakes, so that all are told at once.

use proc_macro2::TokenStream;
use quote::ToTokens;

#[derive(Default)]
pub struct Report {
    errors: Vec<syn::Error>,
}

impl Report {
    /// A mistake at `tokens`, from the first to the last of them, and what to do about it.
    pub fn error(
        &mut self,
        tokens: impl ToTokens,
        message: impl AsRef<str>,
        help: impl AsRef<str>,
    ) {
        let text = format!("{}\n= help: {}", message.as_ref(), help.as_ref());
        self.errors.push(syn::Error::new_spanned(tokens, text));
    }

    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// The mistakes as calls of `compile_error!`, none for none.
    pub fn into_errors(self) -> Vec<TokenStream> {
        self.errors.iter().map(syn::Error::to_compile_error).collect()
    }
}
