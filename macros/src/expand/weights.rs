//! Weights from a file: what a net takes out of one, and the net that has its own.

use super::{Net, Wire, structure};
use crate::ast::{Item, plain};
use crate::model::{File, Tensor, Type};
use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

/// How a net or block takes its tensors out of a file's part: layer by layer.
pub fn part(net: &Net) -> TokenStream {
    let Net { krate, name, derived, .. } = net;
    let (private, trained) = (quote!(#krate::__private), quote!(#krate::trained));
    let fields: Vec<_> = net.fields().filter(|wire| wire.layer.has_tensors()).collect();
    let names: Vec<_> = fields.iter().map(|wire| plain(&wire.layer.name)).collect();
    // A plain `P` would hide a user's type of that name, which may be a layer.
    let part = quote!(__P);
    let as_trained = |index: usize, wire: &Wire| {
        let (ty, index) = (&wire.ty, Literal::usize_unsuffixed(index));
        (quote!(#ty), quote!(#trained::Trained<#private::Field<#part, #name, #index>>))
    };
    let all: Vec<_> = fields.iter().enumerate().map(|(i, wire)| as_trained(i, wire)).collect();
    // Types of the user's may not be up to it. Then the net is not, and that matters only if it is asked to.
    let bounds = fields
        .iter()
        .zip(&all)
        .filter(|(wire, _)| !matches!(wire.layer.ty, Type::BuiltIn { .. }))
        .map(|(_, (ty, bound))| quote!(#ty: #bound));
    let tensors = names.iter().zip(&all).enumerate().map(|(i, (name, (ty, _)))| {
        let index = Literal::usize_unsuffixed(i);
        quote!((#name, #private::Tensors::of::<#ty, #private::Field<#part, Self, #index>>()))
    });
    let value = structure::value(net, |wire| {
        match fields.iter().position(|field| field.layer.name == wire.layer.name) {
            Some(index) => {
                let (ty, bound) = &all[index];
                quote!(<#ty as #bound>::TRAINED)
            }
            None => {
                let layer = structure::claimed(wire, krate);
                quote!(#layer::ZERO)
            }
        }
    });
    quote! {
        #derived
        impl #private::Names for #name {
            const NAMES: &'static [&'static #private::core::primitive::str] = &[#(#names),*];
        }

        #derived
        #[allow(clippy::all, clippy::pedantic)]
        impl<#part: #trained::Part> #trained::Trained<#part> for #name
        where
            #(#bounds,)*
        {
            const LAYERS: &'static [(&'static #private::core::primitive::str, #private::Tensors)] =
                &[#(#tensors),*];
            const TRAINED: Self = #value;
        }
    }
}

/// The net with the weights of its file; all zero if there is a mistake in that.
pub fn trained(net: &Net, item: &Item, file: Option<&File>) -> TokenStream {
    let Net { krate, name, derived, .. } = net;
    let visibility = &item.visibility;
    let trained = |value: TokenStream| {
        let doc = match &item.weights {
            Some(path) => format!(" The net with the weights of `{}`.", path.value()),
            None => String::new(),
        };
        quote! {
            #derived
            #[allow(dead_code)]
            impl #name {
                #[doc = #doc]
                #visibility const TRAINED: Self = #value;
            }
        }
    };
    let Some(file) = file else { return trained(quote!(Self::ZERO)) };
    let (private, written, path) = (quote!(#krate::__private), &file.written, &file.path);
    let tensors = file.tensors.iter().map(|tensor| {
        let Tensor { name, shape, dtype, start, len, first_axis_last } = tensor;
        let first_axis_last = match first_axis_last {
            Some(bytes) => {
                let bytes = Literal::byte_string(bytes);
                quote!(#private::core::option::Option::Some(#bytes))
            }
            None => quote!(#private::core::option::Option::None),
        };
        quote! {
            #private::FileTensor {
                name: #name,
                shape: &[#(#shape),*],
                dtype: #dtype,
                start: #start,
                len: #len,
                first_axis_last: #first_axis_last,
            }
        }
    });
    let span = written.span().resolved_at(Span::mixed_site());
    let located = super::located(krate, written.span());
    let check = quote_spanned! {span=>
        #located::__private::check_weights(
            <__File as #located::trained::Part>::WEIGHTS.file(),
            &#located::__private::Tensors::of::<#name, __File>(),
        )
    };
    let value = quote_spanned! {span=> <#name as #located::trained::Trained<__File>>::TRAINED };
    let trained = trained(value);
    quote! {
        #derived
        const _: () = {
            struct __File;

            impl #krate::trained::Part for __File {
                const WEIGHTS: #krate::trained::Weights = #krate::trained::Weights::new(&#private::File {
                    path: #written,
                    // So that a change of the file is a change of the program.
                    bytes: #private::core::include_bytes!(#path),
                    tensors: &[#(#tensors),*],
                });
            }

            #trained

            #check;
        };
    }
}
