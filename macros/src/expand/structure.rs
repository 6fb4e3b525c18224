//! The struct, its constants, and its table of layers.

use super::{Net, Wire};
use crate::ast::{Block, Item, Shape, Size, plain};
use crate::model::{Layer, Type};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Path, Token};

pub fn structure(net: &Net, item: &Item, table: Vec<String>) -> TokenStream {
    let Item { attributes, visibility, name, .. } = item;
    let Net { wires, .. } = net;
    let fields = wires.iter().filter(|wire| wire.layer.is_field).map(|wire| {
        let (field, ty) = (&wire.layer.name, &wire.ty);
        let doc = format!(" `{}`", wire.layer.written);
        quote! { #[doc = #doc] pub #field: #ty }
    });
    let derived: Vec<String> = attributes.iter().flat_map(derived).collect();
    let standard = standard_impls(net, &derived);
    let (docs, others): (Vec<_>, Vec<_>) =
        attributes.iter().partition(|a| a.path().is_ident("doc"));
    // Derived, it would not know of fields that are set in braces.
    let others = others.into_iter().map(without_default);
    let table = table.into_iter().map(|line| quote!(#[doc = #line]));
    let sizes = wires.iter().flat_map(|wire| [&wire.layer.input, &wire.layer.output]);
    let sizes = sizes.flat_map(|shape| &shape.sizes);
    let alignment = alignment(net, attributes);
    let sizes = sizes.filter_map(|size| zero_check(size, net));
    quote! {
        #(#docs)*
        #(#table)*
        #(#others)*
        #alignment
        #visibility struct #name {
            #(#fields,)*
        }
        #standard
        #(#sizes)*
    }
}

/// A net begins with a cache line where whole registers are read: one that lies across two takes twice as long. A
/// tiny one, of whose size the padding would be much, stays as it is, and so does one whose representation is the
/// user's own.
fn alignment(net: &Net, attributes: &[Attribute]) -> Option<TokenStream> {
    const ALIGNED: usize = 64;
    let users_own = attributes.iter().any(|attribute| attribute.path().is_ident("repr"));
    let is_aligned = |wire: &Wire| match &wire.layer.parameters {
        // What is no number is a formula, in sizes that only the compiler knows.
        Some(parameters) => {
            parameters.parse().map_or(true, |parameters: usize| parameters >= ALIGNED)
        }
        None => false,
    };
    (net.block.is_none() && !users_own && net.wires.iter().any(is_aligned))
        .then(|| quote!(#[cfg_attr(target_arch = "x86_64", repr(align(64)))]))
}

/// An attribute, and `#[derive(..)]` without `Default`.
fn without_default(attribute: &Attribute) -> TokenStream {
    if !derived(attribute).iter().any(|name| name == "Default") {
        return attribute.to_token_stream();
    }
    let paths = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
    let is_default = |path: &Path| path.segments.last().is_some_and(|last| last.ident == "Default");
    let others = paths.into_iter().flatten().filter(|path| !is_default(path));
    quote!(#[derive(#(#others),*)])
}

/// What an attribute derives, by its last name: the user may derive what we would.
fn derived(attribute: &Attribute) -> Vec<String> {
    if !attribute.path().is_ident("derive") {
        return vec![];
    }
    let paths = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
    let last = |path: &Path| path.segments.last().map(|segment| segment.ident.to_string());
    paths.unwrap_or_default().iter().filter_map(last).collect()
}

/// `Clone`, `PartialEq` and `Debug` as derived, but by way of `Layer`: where a field's type is no layer,
/// that is the one mistake to tell. What the user derives is left out.
fn standard_impls(net: &Net, derived: &[String]) -> TokenStream {
    let Net { krate, name, derived: item, .. } = net;
    let core = quote!(#krate::__private::core);
    let fields: Vec<_> = net.wires.iter().filter(|wire| wire.layer.is_field).collect();
    let names: Vec<_> = fields.iter().map(|wire| &wire.layer.name).collect();
    let texts: Vec<_> = names.iter().map(|name| plain(name)).collect();
    let layers: Vec<_> = fields.iter().map(|wire| claimed(wire, krate)).collect();
    let text = plain(name);
    let (input, output) = (net.input(), net.output());
    let clone = quote! {
        #item
        impl #core::clone::Clone for #name {
            fn clone(&self) -> Self {
                Self { #(#names: #layers::__clone(&self.#names),)* }
            }
        }
    };
    let partial_eq = quote! {
        #item
        impl #core::cmp::PartialEq for #name {
            fn eq(&self, other: &Self) -> #krate::__private::bool {
                true #(&& #layers::__eq(&self.#names, &other.#names))*
            }
        }
    };
    let debug = quote! {
        #item
        impl #core::fmt::Debug for #name {
            fn fmt(&self, f: &mut #core::fmt::Formatter<'_>) -> #core::fmt::Result {
                f.debug_struct(#text)#(.field(#texts, #layers::__debug(&self.#names)))*.finish()
            }
        }
    };
    let all = [("Clone", clone), ("PartialEq", partial_eq), ("Debug", debug)];
    let is_derived = |name: &str| derived.iter().any(|known| known == name);
    let mut impls: TokenStream =
        all.into_iter().filter(|(name, _)| !is_derived(name)).map(|(_, code)| code).collect();
    if is_derived("Default") {
        impls.extend(quote! {
            #item
            impl #core::default::Default for #name {
                fn default() -> Self {
                    <Self as #krate::layer::Layer<#input, #output>>::ZERO
                }
            }
        });
    }
    impls
}

/// A layer as what it says it is, whether or not that fits.
pub fn claimed(wire: &Wire, krate: &Ident) -> TokenStream {
    let Layer { claims, claims_to_give, .. } = wire.layer;
    let (ty, claims) = (&wire.ty, super::shape(claims, krate));
    let gives = super::shape(claims_to_give, krate);
    quote!(<#ty as #krate::layer::Layer<#claims, #gives>>)
}

/// A `const` may be zero, and only the compiler can know.
fn zero_check(size: &Size, net: &Net) -> Option<TokenStream> {
    // The parts of a sum stand where they are written.
    let Size::Const(path) = size else { return None };
    let krate = super::located(net.krate, path.span());
    let message = format!("the size `{size}` of a layer is 0; a size is an integer above zero");
    // A length says what a size must be in the words that the layer's own type says it in, so that a size
    // of another type is one mistake.
    let span = path.span().resolved_at(Span::mixed_site());
    let check = quote_spanned!(span=> #krate::__private::not_zero(&[(); #path], #message));
    let item = &net.derived;
    Some(quote! { #item const _: () = #check; })
}

/// Each layer that may misfit says whether it does, where it stands.
pub fn misfits(net: &Net) -> TokenStream {
    let item = &net.derived;
    let wires = net.wires.iter().filter(|wire| wire.layer.fits && wire.layer.misfits);
    let checks = wires.map(|Wire { layer, as_layer, span, .. }| {
        let krate = super::located(net.krate, *span);
        let written = &layer.written;
        quote_spanned!(span.resolved_at(Span::mixed_site())=> #krate::__private::fits(#written, &#as_layer::MISFIT))
    });
    checks.map(|check| quote! { #item const _: () = #check; }).collect()
}

pub fn zero(net: &Net) -> TokenStream {
    let value = value(net, |wire| {
        let layer = claimed(wire, net.krate);
        quote!(#layer::ZERO)
    });
    quote! { const ZERO: Self = #value; }
}

/// A net whose layers start as something, and then are set as in the declaration.
pub fn value(net: &Net, start: impl Fn(&Wire) -> TokenStream) -> TokenStream {
    let fields = net.wires.iter().filter(|wire| wire.layer.is_field).map(|wire| {
        let field = &wire.layer.name;
        let start = start(wire);
        let settings = wire.layer.settings.iter().map(|(name, value)| {
            quote! { layer.#name = #value; }
        });
        if wire.layer.settings.is_empty() {
            quote!(#field: #start)
        } else {
            quote! { #field: { let mut layer = #start; #(#settings)* layer } }
        }
    });
    quote! { Self { #(#fields,)* } }
}

pub fn constants(net: &Net) -> TokenStream {
    let Net { krate, wires, .. } = net;
    let private = quote!(#krate::__private);
    let usize = quote!(#private::usize);
    let layers: Vec<_> = wires.iter().map(|wire| &wire.as_layer).collect();
    let learned =
        wires.iter().filter(|wire| wire.layer.shares.is_none()).map(|wire| &wire.as_layer);
    let parameters =
        if net.is(Block::Frozen) { quote!(0) } else { quote!(0 #(+ #learned::PARAMETERS)*) };
    let first = layers[0];
    let kept = net.places().map(|Wire { output, .. }| output);
    let caches = wires.iter().filter(|wire| wire.has_cache()).map(|wire| &wire.as_layer);
    let [front, back] = gradient_rooms(net);
    let rooms = activation_rooms(net);
    quote! {
        const PARAMETERS: #usize = #parameters;
        const MULTIPLY_ADDS: #usize = 0 #(+ #layers::MULTIPLY_ADDS)*;
        const CACHE: #usize = 0
            #(+ <#kept as #krate::Tensor>::LEN)*
            #(+ #caches::CACHE)*
            + #front + #back;
        const SCRATCH: #usize = 0 #(+ #rooms)* + #private::largest(&[#(#layers::SCRATCH),*]);
        const PLACES: #private::core::option::Option<#usize> = #first::PLACES;
        const INIT_BEFORE: #private::core::option::Option<#krate::Init> = #first::INIT_BEFORE;
    }
}

/// How many floats a sample takes in each of the two rooms that gradients between layers take turns in. Side
/// by side there are a branch's part of what the whole gives, and what each branch but the first says of the
/// input.
pub fn gradient_rooms(net: &Net) -> [TokenStream; 2] {
    let krate = net.krate;
    if net.is_parallel() {
        let parts = net.wires.iter().map(|wire| &wire.output);
        let front = if net.is(Block::Concat) {
            quote!(const { #krate::__private::largest(&[#(<#parts as #krate::Tensor>::LEN),*]) })
        } else {
            quote!(0)
        };
        let input = net.input();
        return [front, quote!(<#input as #krate::Tensor>::LEN)];
    }
    let turns = net.gradient_turns();
    ["front", "back"].map(|room| largest(held(net.inner(), &turns, room), krate))
}

/// The layers whose turn it is in a room.
fn held<'a>(
    wires: &'a [Wire<'a>],
    turns: &'a [&str],
    room: &'a str,
) -> impl Iterator<Item = &'a Wire<'a>> {
    std::iter::zip(wires, turns).filter(move |(_, turn)| **turn == room).map(|(wire, _)| wire)
}

/// The length of the largest of what some layers give.
fn largest<'a>(wires: impl Iterator<Item = &'a Wire<'a>>, krate: &Ident) -> TokenStream {
    let outputs = wires.map(|wire| &wire.output);
    quote!(const { #krate::__private::largest(&[#(<#outputs as #krate::Tensor>::LEN),*]) })
}

/// How many floats a sample's activations take on the stack in inference: in rooms that they take turns in, or each
/// in its own.
pub fn activation_rooms(net: &Net) -> Vec<TokenStream> {
    let krate = net.krate;
    if net.takes_turns() {
        let turns = net.turns();
        let rooms = ["front", "back"].into_iter().filter(|room| turns.contains(room));
        rooms.map(|room| largest(held(net.kept(), &turns, room), krate)).collect()
    } else {
        let kept = net.kept().iter().map(|wire| &wire.output);
        kept.map(|output| quote!(<#output as #krate::Tensor>::LEN)).collect()
    }
}

/// How many samples go through the net together in inference.
pub fn tile(net: &Net) -> TokenStream {
    let krate = net.krate;
    let rooms = activation_rooms(net);
    quote! {
        const TILE: #krate::__private::usize = #krate::__private::tile(&[#(#rooms),*]);
    }
}

pub fn summary(net: &Net, item: &Item, is_named: bool) -> TokenStream {
    let Net { krate, wires, .. } = net;
    let name = if is_named { item.name.to_string() } else { "network".to_string() };
    let rows = rows(wires, "", krate);
    quote! {
        fn summary() -> #krate::Summary {
            #krate::Summary {
                name: #name,
                rows: &[#(#rows),*],
                weight_bytes: Self::WEIGHT_BYTES,
                multiply_adds: Self::MULTIPLY_ADDS,
                workspace_bytes: Self::workspace_bytes(1),
            }
        }
    }
}

/// A row for each layer; a block's layers follow it, with its name in front.
fn rows(wires: &[Wire], path: &str, krate: &Ident) -> Vec<TokenStream> {
    let mut all = vec![];
    for wire in wires {
        let layer = wire.layer;
        let name = format!("{path}{}", plain(&layer.name));
        let (takes, gives) = (sizes(&layer.input), sizes(&layer.output));
        let as_layer = &wire.as_layer;
        let mut row = |written: &str, parameters: TokenStream| {
            all.push(quote! {
                #krate::SummaryRow {
                    name: #name,
                    layer: #written,
                    takes: &[#takes],
                    gives: &[#gives],
                    parameters: #parameters,
                }
            });
        };
        match &layer.ty {
            Type::Block { block, layers, .. } => {
                row(block.map_or("[..]", Block::word), quote!(0));
                let frozen = *block == Some(Block::Frozen);
                for inner in self::rows(&super::wires(layers, krate), &format!("{name}."), krate) {
                    let inner = if frozen {
                        quote!(#krate::SummaryRow { parameters: 0, ..#inner })
                    } else {
                        inner
                    };
                    all.push(inner);
                }
            }
            _ if layer.shares.is_some() => row(&layer.written, quote!(0)),
            _ => row(&layer.written, quote!(#as_layer::PARAMETERS)),
        }
    }
    all
}

fn sizes(shape: &Shape) -> TokenStream {
    let sizes = shape.sizes.iter().map(Size::as_length);
    quote!(#(#sizes),*)
}
