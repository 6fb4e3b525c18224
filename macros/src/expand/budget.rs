//! Budgets as const assertions, so that `cargo check` reports what is over.

use super::Net;
use crate::ast::{Budget, Resource};
use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

pub fn budgets(net: &Net, budgets: &[Budget]) -> TokenStream {
    budgets.iter().map(|budget| assertion(net, budget)).collect()
}

fn assertion(net: &Net, Budget { resource, bytes, limit }: &Budget) -> TokenStream {
    let name = net.name;
    let krate = super::located(net.krate, limit.span());
    // What the fields take: on the machine that checks, padding may follow that a chip does not have.
    let fields = net.wires.iter().filter(|wire| wire.layer.is_field);
    let fields = fields.map(|wire| &wire.ty);
    let weights = quote!(#(+ #krate::__private::core::mem::size_of::<#fields>())*);
    let total = match resource {
        Resource::Flash => quote!(0 #weights),
        Resource::Ram => quote!(<#name>::FORWARD_BYTES),
        Resource::TrainingRam => quote!(<#name>::workspace_bytes(1) #weights),
    };
    let layers = net.wires.iter().map(|wire| {
        let (as_layer, output, written) = (&wire.as_layer, &wire.output, &wire.layer.written);
        let weights = quote!(#as_layer::PARAMETERS);
        let activations = quote!(<#output as #krate::Tensor>::LEN);
        let floats = match resource {
            Resource::Flash => weights,
            Resource::Ram => activations,
            Resource::TrainingRam => quote!(#weights + #activations + #as_layer::CACHE),
        };
        quote!((#written, 4 * (#floats)))
    });
    let (what, bytes) = (resource.name(), Literal::usize_unsuffixed(*bytes));
    let check = quote_spanned! {limit.span().resolved_at(Span::mixed_site())=>
        #krate::__private::budget(#what, #bytes, #total, &[#(#layers),*])
    };
    let item = &net.derived;
    quote! { #item const _: () = #check; }
}
