//! One step on one sample: forward, the loss, and back with every layer stepping at once. All on the stack.

use super::{Net, Wire, backward, structure};
use crate::ast::Block;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

pub fn learn(net: &Net) -> TokenStream {
    let Net { krate, wires, .. } = net;
    let private = quote!(#krate::__private);
    let option = quote!(#private::core::option::Option);
    let slice = quote!(#private::core::slice);
    let (input, output) = (net.input(), net.output());
    let last = wires.len() - 1;

    let takes = |i: usize| match i.checked_sub(1).map(|i| &wires[i].after) {
        None => quote!(input),
        Some(after) => quote!(&*#after),
    };
    let forward_train = net.call("forward_train");
    let forward = wires.iter().enumerate().map(|(i, wire)| {
        let Wire { as_layer, value_mut, after, kept, output, .. } = wire;
        let (takes, cache) = (takes(i), wire.cache());
        let kept = wire.has_cache().then(|| {
            quote! { let #kept = &mut [0.0; #as_layer::CACHE]; }
        });
        quote! {
            let mut #after = #private::Aligned::<#output>::UNWRITTEN;
            #kept
            #as_layer::#forward_train(
                #value_mut,
                #slice::from_ref(#takes),
                #slice::from_mut(&mut *#after),
                #cache,
            );
        }
    });
    // The way back ends where nothing is left to learn.
    let first = wires.iter().position(|wire| wire.layer.learns()).unwrap_or(0);
    let backward = wires.iter().enumerate().skip(first).rev().map(|(i, wire)| {
        let (Wire { after, d_after, .. }, cache) = (wire, wire.cache());
        let (room, d_takes) = match i.checked_sub(1).map(|i| &wires[i]) {
            Some(Wire { d_after, output, .. }) if i > first => (
                quote! { let mut #d_after = #private::Aligned::<#output>::UNWRITTEN; },
                quote!(#option::Some(&mut #d_after)),
            ),
            _ => (quote!(), quote!(#option::None)),
        };
        let takes = takes(i);
        let saved = quote!(#krate::layer::Saved { input: #takes, output: &#after, cache: #cache });
        let step = step(net, i, saved, quote!(&#d_after), d_takes);
        quote!(#room #step)
    });
    let gradients = shared_gradients(net);
    let Wire { after, d_after, .. } = &wires[last];
    let inlined = net.inlined();
    quote! {
        #inlined
        fn __learn<__L: #krate::Loss<#output, __T>, __T>(
            &mut self,
            loss: &__L,
            input: &#input,
            target: &__T,
            rate: #private::f32,
        ) -> #private::core::result::Result<#private::f32, #krate::Error> {
            #private::check_inputs::<Self>(#slice::from_ref(input))?;
            #(#forward)*
            let mut #d_after = <#output as #krate::Tensor>::ZERO;
            let error = #private::check_loss(0, loss.loss(&*#after, target, &mut #d_after))?;
            #gradients
            #(#backward)*
            #private::core::result::Result::Ok(error)
        }
    }
}

/// The way back through a layer, which steps at once; one whose weights are used elsewhere steps when the way
/// back has passed all places.
pub fn step(
    net: &Net,
    i: usize,
    saved: TokenStream,
    d_gives: TokenStream,
    d_takes: TokenStream,
) -> TokenStream {
    let Wire { layer, as_layer, value, value_mut, .. } = &net.wires[i];
    let owner = layer.shares.unwrap_or(i);
    if !net.is_shared(owner) {
        let descend = net.call("descend");
        return quote! { #as_layer::#descend(#value_mut, #saved, #d_gives, #d_takes, rate); };
    }
    let gradient = shared_gradient(&net.wires[owner]);
    let krate = net.krate;
    let step = (owner == i).then(|| {
        quote! {
            #as_layer::parameters_mut(
                [#value_mut, &mut #gradient],
                &mut #krate::__private::Descend { rate },
            );
        }
    });
    let backward = net.call("backward");
    quote! {
        #as_layer::#backward(#value, #saved, #d_gives, #d_takes, &mut #gradient);
        #step
    }
}

/// What the places that share a layer's weights say of them together.
fn shared_gradient(wire: &Wire) -> Ident {
    let name = &wire.layer.name;
    format_ident!("gradient_of_{}", name, span = name.span().resolved_at(Span::mixed_site()))
}

/// The gradients of shared layers, which add up before the step.
pub fn shared_gradients(net: &Net) -> TokenStream {
    let shared = net.wires.iter().enumerate().filter(|(i, _)| net.is_shared(*i));
    let lines = shared.map(|(_, wire)| {
        let (gradient, as_layer) = (shared_gradient(wire), &wire.as_layer);
        quote! { let mut #gradient = #as_layer::ZERO; }
    });
    quote!(#(#lines)*)
}

/// The same way back for a net within another: its activations lie in the cache, and no gradient of the
/// whole net is put on the stack.
pub fn descend(net: &Net) -> TokenStream {
    let Net { krate, wires, .. } = net;
    let private = quote!(#krate::__private);
    let option = quote!(#private::core::option::Option);
    let slice = quote!(#private::core::slice);
    let (input, output) = (net.input(), net.output());
    let [front, back] = structure::gradient_rooms(net);
    let last = wires.len() - 1;
    let residual = net.is(Block::Residual);
    let activations = net.places().map(|Wire { after, output, .. }| {
        quote! { let [#after, ..] = room.tensors::<#output>() else { return }; }
    });
    let aliases = wires.iter().enumerate().filter(|&(i, _)| net.place(i) != i);
    let aliases = aliases.map(|(i, Wire { after, output, .. })| {
        let place = net.place_name(i);
        let place = if net.place(i) < net.kept().len() { place } else { quote!(output) };
        if net.is_reshaped(i) {
            let all = quote!(#slice::from_ref(&*#place));
            quote! { let [#after, ..] = #private::reshaped::<_, #output>(#all) else { return }; }
        } else {
            quote! { let #after = &*#place; }
        }
    });
    let turns = net.gradient_turns();
    let backward_in_place = net.call_in_place("backward");
    let caches = wires.iter().filter(|wire| wire.has_cache());
    let caches = caches.map(|Wire { as_layer, kept, .. }| {
        quote! { let #kept = room.values(#as_layer::CACHE); }
    });
    let gradient_rooms = (last > 0).then(|| {
        quote! {
            let front = room.values(#front);
            let back = room.values(#back);
        }
    });
    let lines = wires.iter().enumerate().rev().map(|(i, wire)| {
        let Wire { layer, as_layer, value, after, d_after, .. } = wire;
        let before = i.checked_sub(1).map(|i| &wires[i]);
        let gives = if i == last && !residual { quote!(output) } else { quote!(&*#after) };
        let takes = before.map_or(quote!(input), |Wire { after, .. }| quote!(&*#after));
        let cache = wire.cache();
        let (room, d_takes) = match before {
            Some(Wire { d_after: d_takes, output, .. }) if net.goes_back_in_place(i) => {
                let line = (!layer.is_a_copy()).then(|| {
                    let [takes, gives] = [takes, gives].map(|it| quote!(#slice::from_ref(#it)));
                    let saved = quote!(#krate::layer::Saved { input: #takes, output: #gives, cache: #cache });
                    let d_gives = quote!(#slice::from_mut(&mut *#d_after));
                    quote! { #as_layer::#backward_in_place(#value, #saved, #d_gives); }
                });
                let all = quote!(#slice::from_mut(#d_after));
                return if layer.input.to_string() == layer.output.to_string() {
                    quote! { #line let #d_takes = #d_after; }
                } else {
                    quote! {
                        #line
                        let [#d_takes, ..] = #private::reshaped_mut::<_, #output>(#all) else { return };
                    }
                };
            }
            None if residual => (quote!(), quote!(d_input.as_deref_mut())),
            None => (quote!(), quote!(d_input)),
            Some(Wire { d_after, output, .. }) => {
                let room = Ident::new(turns[i - 1], Span::call_site());
                let room = quote! {
                    let [#d_after, ..] = #private::tensors::<#output>(#room, 1) else { return };
                };
                let d_takes = if net.learns_before(i) {
                    quote!(#option::Some(&mut *#d_after))
                } else {
                    quote!(if d_input.is_some() { #option::Some(&mut *#d_after) } else { #option::None })
                };
                (room, d_takes)
            }
        };
        let d_gives = if i == last { quote!(d_output) } else { quote!(&*#d_after) };
        let saved = quote!(#krate::layer::Saved { input: #takes, output: #gives, cache: #cache });
        let step = step(net, i, saved, d_gives, d_takes);
        quote!(#room #step)
    });
    let (saved_output, d_input_again) = if residual {
        (quote!(_), Some(quote!(let mut d_input = d_input;)))
    } else {
        (quote!(output), None)
    };
    let add_d_output = residual.then(|| {
        quote! {
            if let #option::Some(d_input) = d_input {
                #private::add(#slice::from_ref(d_output), #slice::from_mut(d_input));
            }
        }
    });
    let gradients = shared_gradients(net);
    let no_rate = no_rate(net);
    let nothing_to_do = backward::nothing_to_do(net, &quote!(d_input));
    quote! {
        #[inline]
        #[allow(unused_variables)]
        fn descend(
            &mut self,
            saved: #krate::layer::Saved<'_, #input, #output>,
            d_output: &#output,
            d_input: #option<&mut #input>,
            rate: #private::f32,
        ) {
            #nothing_to_do
            let #krate::layer::Saved { input, output: #saved_output, cache } = saved;
            #d_input_again
            #no_rate
            let mut room = #private::Room::new(cache, 1);
            #(#activations)*
            #(#aliases)*
            #(#caches)*
            #gradient_rooms
            #gradients
            #(#lines)*
            #add_d_output
        }
    }
}

/// Frozen layers step by nothing.
pub fn no_rate(net: &Net) -> Option<TokenStream> {
    net.is(Block::Frozen).then(|| quote! { let rate = 0.0 * rate; })
}
