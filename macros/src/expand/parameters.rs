//! First values, and the parameters as slices: one line a layer that holds something.

use super::{Net, Wire};
use crate::ast::{Block, plain};
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};

pub fn init(net: &Net) -> TokenStream {
    let Net { krate, wires, .. } = net;
    // What stands behind a layer decides how its weights start, so this goes from last to first.
    let before = |wire: &Wire| {
        let span = wire.layer.name.span().resolved_at(Span::mixed_site());
        format_ident!("before_{}", wire.layer.name, span = span)
    };
    let choices = wires.iter().enumerate().skip(1).rev().map(|(i, wire)| {
        let (as_layer, choice) = (&wire.as_layer, before(wire));
        let next = match wires.get(i + 1) {
            Some(next) => before(next),
            None => format_ident!("init"),
        };
        quote! { let #choice = #as_layer::INIT_BEFORE.unwrap_or(#next); }
    });
    let lines = wires.iter().enumerate().filter(|(_, wire)| wire.layer.is_field && wire.layer.fits);
    let lines = lines.map(|(i, Wire { layer, as_layer, .. })| {
        let field = &layer.name;
        // Branches all stand before what comes behind the block.
        let choice = match wires.get(i + 1) {
            Some(next) if !net.is_parallel() => before(next),
            _ => format_ident!("init"),
        };
        quote! { #as_layer::init(&mut self.#field, #choice, rng); }
    });
    quote! {
        #[allow(unused_variables)]
        fn init(
            &mut self,
            init: #krate::Init,
            rng: &mut (impl #krate::rand::Rng + ?#krate::__private::core::marker::Sized),
        ) {
            #(#choices)*
            #(#lines)*
        }
    }
}

pub fn reseed(net: &Net) -> TokenStream {
    let krate = net.krate;
    let lines = net.fields().map(|Wire { layer, as_layer, .. }| {
        let field = &layer.name;
        quote! { #as_layer::reseed(&mut self.#field, rng); }
    });
    quote! {
        #[allow(unused_variables)]
        fn reseed(&mut self, rng: &mut (impl #krate::rand::Rng + ?#krate::__private::core::marker::Sized)) {
            #(#lines)*
        }
    }
}

pub fn parameters(net: &Net) -> TokenStream {
    let krate = net.krate;
    let lines = net.fields().map(|Wire { layer, as_layer, .. }| {
        let (field, name) = (&layer.name, plain(&layer.name));
        quote! {
            #krate::layer::Visitor::enter(visitor, #name);
            #as_layer::parameters(&self.#field, visitor);
            #krate::layer::Visitor::leave(visitor);
        }
    });
    let frozen = frozen(net);
    quote! {
        #[allow(unused_variables)]
        fn parameters(&self, visitor: &mut impl #krate::layer::Visitor) {
            #frozen
            #(#lines)*
        }
    }
}

pub fn parameters_mut(net: &Net) -> TokenStream {
    // A plain `K` would hide a user's const of that name, which may be a size.
    let k = quote!(__K);
    let krate = net.krate;
    let usize = quote!(#krate::__private::usize);
    let parameters_mut = net.call("parameters_mut");
    let lines = net.fields().map(|Wire { layer, as_layer, .. }| {
        let (field, name) = (&layer.name, plain(&layer.name));
        quote! {
            #krate::layer::VisitorMut::<{ #k }>::enter(visitor, #name);
            #as_layer::#parameters_mut(group.each_mut().map(|net| &mut net.#field), visitor);
            #krate::layer::VisitorMut::<{ #k }>::leave(visitor);
        }
    });
    let frozen = frozen(net);
    let inlined = net.inlined();
    quote! {
        #inlined
        #[allow(unused_variables, unused_mut)]
        fn parameters_mut<const #k: #usize>(
            mut group: [&mut Self; #k],
            visitor: &mut impl #krate::layer::VisitorMut<{ #k }>,
        ) {
            #frozen
            #(#lines)*
        }
    }
}

/// What a frozen block shows is not learned.
fn frozen(net: &Net) -> Option<TokenStream> {
    let krate = net.krate;
    net.is(Block::Frozen).then(|| quote! { let visitor = &mut #krate::__private::Frozen(visitor); })
}
