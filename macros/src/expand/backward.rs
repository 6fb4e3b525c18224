//! Backward: one line a layer, last to first.

use super::{Net, Wire, forward, structure};
use crate::ast::Block;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

pub fn backward_batch(net: &Net) -> TokenStream {
    let Net { krate, wires, .. } = net;
    let option = quote!(#krate::__private::core::option::Option);
    let (input, output) = (net.input(), net.output());
    let rooms = forward::rooms(net);
    let aliases = aliases(net);
    let [front, back] = structure::gradient_rooms(net);
    let last = wires.len() - 1;
    let residual = net.is(Block::Residual);
    let backward_batch = net.call("backward_batch");
    let backward_in_place = net.call_in_place("backward");
    let turns = net.gradient_turns();
    let lines = wires.iter().enumerate().rev().map(|(i, wire)| {
        let Wire { layer, as_layer, value, gradient, after, d_after, .. } = wire;
        let before = i.checked_sub(1).map(|i| &wires[i]);
        let gives = if i == last && !residual { quote!(outputs) } else { quote!(#after) };
        let d_gives = if i == last { quote!(d_outputs) } else { quote!(#d_after) };
        let takes = before.map_or(quote!(inputs), |Wire { after, .. }| quote!(#after));
        let cache = wire.cache();
        let saved = quote!(#krate::layer::Saved { input: #takes, output: #gives, cache: #cache });
        let (room, d_takes) = match before {
            Some(Wire { d_after, output, .. }) if net.goes_back_in_place(i) => {
                let line = quote! { #as_layer::#backward_in_place(#value, #saved, #d_gives); };
                let line = match (layer.is_a_copy(), net.learns_before(i)) {
                    (true, _) => quote!(),
                    (false, true) => line,
                    (false, false) => quote! { if d_inputs.is_some() { #line } },
                };
                let d_takes = if layer.input.to_string() == layer.output.to_string() {
                    d_gives
                } else {
                    quote!(#krate::__private::reshaped_mut::<_, #output>(#d_gives))
                };
                return quote! { #line let #d_after = #d_takes; };
            }
            None if residual => (quote!(), quote!(d_inputs.as_deref_mut())),
            None => (quote!(), quote!(d_inputs)),
            Some(Wire { d_after, output, .. }) => {
                // Two gradients are alive at a time, so two rooms are enough for all, in turns.
                let room = Ident::new(turns[i - 1], Span::call_site());
                let room = quote! {
                    let #d_after = #krate::__private::tensors::<#output>(#room, inputs.len());
                };
                let d_takes = if net.learns_before(i) {
                    quote!(#option::Some(&mut *#d_after))
                } else {
                    quote!(if d_inputs.is_some() { #option::Some(&mut *#d_after) } else { #option::None })
                };
                (room, d_takes)
            }
        };
        quote! {
            #room
            #as_layer::#backward_batch(#value, #saved, #d_gives, #d_takes, #gradient);
        }
    });
    let gradient_rooms = if last > 0 {
        quote! {
            let front = room.values(#front);
            let back = room.values(#back);
        }
    } else {
        quote!()
    };
    // A residual block has no use for what it gives, only for what its last layer gives.
    let (outputs, d_inputs_again) = if residual {
        (quote!(_), Some(quote!(let mut d_inputs = d_inputs;)))
    } else {
        (quote!(outputs), None)
    };
    let add_d_output = residual.then(|| {
        quote! {
            if let #option::Some(d_inputs) = d_inputs {
                #krate::__private::add(d_outputs, d_inputs);
            }
        }
    });
    let clear = clear(net);
    let nothing_to_do = nothing_to_do(net, &quote!(d_inputs));
    let inlined = net.inlined();
    quote! {
        #inlined
        #[allow(unused_variables)]
        fn backward_batch(
            &self,
            saved: #krate::layer::Saved<'_, [#input], [#output]>,
            d_outputs: &[#output],
            d_inputs: #option<&mut [#input]>,
            gradient: &mut Self,
        ) {
            #nothing_to_do
            let #krate::layer::Saved { input: inputs, output: #outputs, cache } = saved;
            #d_inputs_again
            #rooms
            #(#aliases)*
            #gradient_rooms
            #(#lines)*
            #add_d_output
            #clear
        }
    }
}

/// What layers gave whose place others have computed in since; nothing reads those numbers.
fn aliases(net: &Net) -> impl Iterator<Item = TokenStream> {
    let krate = net.krate;
    let kept = net.wires.iter().enumerate().filter(|&(i, _)| net.place(i) != i);
    kept.map(move |(i, Wire { after, output, .. })| {
        let place = net.place_name(i);
        if net.is_reshaped(i) {
            quote! { let #after = #krate::__private::reshaped::<_, #output>(&*#place); }
        } else {
            quote! { let #after = &*#place; }
        }
    })
}

/// Frozen layers have a way back for the sake of what they take only.
pub fn nothing_to_do(net: &Net, d_input: &TokenStream) -> Option<TokenStream> {
    net.is(Block::Frozen).then(|| quote! { if #d_input.is_none() { return; } })
}

/// What frozen layers say of their parameters is forgotten.
fn clear(net: &Net) -> Option<TokenStream> {
    let krate = net.krate;
    let lines = net.fields().map(|Wire { as_layer, gradient, .. }| {
        quote! { #as_layer::parameters_mut([#gradient], &mut #krate::__private::Clear); }
    });
    net.is(Block::Frozen).then(|| quote!(#(#lines)*))
}

pub fn backward(net: &Net) -> TokenStream {
    let krate = net.krate;
    let option = quote!(#krate::__private::core::option::Option);
    let (input, output) = (net.input(), net.output());
    let inlined = net.inlined();
    quote! {
        #inlined
        fn backward(
            &self,
            saved: #krate::layer::Saved<'_, #input, #output>,
            d_output: &#output,
            d_input: #option<&mut #input>,
            gradient: &mut Self,
        ) {
            #krate::__private::backward_one(self, saved, d_output, d_input, gradient);
        }
    }
}
