//! Forward: one line a layer, first to last.

use super::{Net, Wire};
use proc_macro2::TokenStream;
use quote::quote;

/// What goes into each layer, what it is, and what it gives: the names of the activations between.
fn steps<'a>(
    net: &'a Net,
    input: &'a TokenStream,
    output: &'a TokenStream,
) -> impl Iterator<Item = (TokenStream, &'a Wire<'a>, TokenStream)> {
    let after = |wire: &Wire| {
        let after = &wire.after;
        quote!(#after)
    };
    let takes = std::iter::once(input.clone()).chain(net.inner().iter().map(after));
    let gives = net.inner().iter().map(after).chain([output.clone()]);
    takes.zip(&net.wires).zip(gives).map(|((takes, wire), gives)| (takes, wire, gives))
}

pub fn forward(net: &Net) -> TokenStream {
    let krate = net.krate;
    let (input, output) = (net.input(), net.output());
    let rooms = net.inner().iter().map(|Wire { after, output, .. }| {
        quote! { let mut #after = <#output as #krate::Tensor>::UNWRITTEN; }
    });
    let names = (quote!(input), quote!(output));
    let last = net.wires.len() - 1;
    let lines = steps(net, &names.0, &names.1).enumerate().map(|(i, (takes, wire, gives))| {
        let Wire { as_layer, value, .. } = wire;
        let takes = if i == 0 { takes } else { quote!(&#takes) };
        let gives = if i == last { gives } else { quote!(&mut #gives) };
        quote! { #as_layer::forward(#value, #takes, #gives); }
    });
    quote! {
        #[inline]
        fn forward(&self, input: &#input, output: &mut #output) {
            #(#rooms)*
            #(#lines)*
        }
    }
}

pub fn forward_batch(net: &Net) -> TokenStream {
    let krate = net.krate;
    let (input, output) = (net.input(), net.output());
    let names = (quote!(inputs), quote!(outputs));
    let lines = steps(net, &names.0, &names.1).map(|(takes, wire, gives)| {
        let Wire { as_layer, value, .. } = wire;
        quote! { #as_layer::forward_batch(#value, #takes, #gives); }
    });
    let inner = net.inner();
    let body = if inner.is_empty() {
        quote!(#(#lines)*)
    } else {
        let rooms = inner.iter().map(|Wire { after, output, .. }| {
            quote! {
                let mut #after = [<#output as #krate::Tensor>::ZERO; <Self as #krate::Network>::TILE];
                let #after = #krate::__private::first(&mut #after, inputs.len());
            }
        });
        quote! {
            let tile = <Self as #krate::Network>::TILE;
            let (inputs, outputs) = (inputs.chunks(tile), outputs.chunks_mut(tile));
            for (inputs, outputs) in #krate::__private::core::iter::zip(inputs, outputs) {
                #(#rooms)*
                #(#lines)*
            }
        }
    };
    quote! {
        #[inline]
        fn forward_batch(&self, inputs: &[#input], outputs: &mut [#output]) {
            #body
        }
    }
}

/// Where a batch's activations and the layers' caches lie: the same on the way forward and back.
pub fn rooms(net: &Net) -> TokenStream {
    let krate = net.krate;
    let layers = net.wires.iter().map(|Wire { as_layer, kept, .. }| {
        quote! { let #kept = room.values(#as_layer::CACHE); }
    });
    let activations = net.inner().iter().map(|Wire { after, output, .. }| {
        quote! { let #after = room.tensors::<#output>(); }
    });
    quote! {
        let mut room = #krate::__private::Room::new(cache, inputs.len());
        #(#activations)*
        #(#layers)*
    }
}

pub fn forward_train(net: &Net) -> TokenStream {
    let krate = net.krate;
    let number = quote!(#krate::__private::f32);
    let (input, output) = (net.input(), net.output());
    let rooms = rooms(net);
    let names = (quote!(inputs), quote!(outputs));
    let lines = steps(net, &names.0, &names.1).map(|(takes, wire, gives)| {
        let Wire { as_layer, value_mut, kept, .. } = wire;
        quote! { #as_layer::forward_train(#value_mut, #takes, #gives, #kept); }
    });
    quote! {
        #[inline]
        fn forward_train(
            &mut self,
            inputs: &[#input],
            outputs: &mut [#output],
            cache: &mut [#number],
        ) {
            #rooms
            #(#lines)*
        }
    }
}
