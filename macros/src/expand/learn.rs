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
        let takes = takes(i);
        quote! {
            let mut #after = #private::Aligned::<#output>::UNWRITTEN;
            let mut #kept = [0.0; #as_layer::CACHE];
            #as_layer::#forward_train(
                #value_mut,
                #slice::from_ref(#takes),
                #slice::from_mut(&mut *#after),
                &mut #kept,
            );
        }
    });
    // The way back ends where nothing is left to learn.
    let first = wires.iter().position(|wire| wire.layer.learns()).unwrap_or(0);
    let backward = wires.iter().enumerate().skip(first).rev().map(|(i, wire)| {
        let Wire { after, kept, d_after, .. } = wire;
        let (room, d_takes) = match i.checked_sub(1).map(|i| &wires[i]) {
            Some(Wire { d_after, output, .. }) if i > first => (
                quote! { let mut #d_after = #private::Aligned::<#output>::UNWRITTEN; },
                quote!(#option::Some(&mut #d_after)),
            ),
            _ => (quote!(), quote!(#option::None)),
        };
        let takes = takes(i);
        let saved =
            quote!(#krate::layer::Saved { input: #takes, output: &#after, cache: &mut #kept });
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
    let activations = net.kept().iter().map(|Wire { after, output, .. }| {
        quote! { let [#after, ..] = room.tensors::<#output>() else { return }; }
    });
    let caches = wires.iter().map(|Wire { as_layer, kept, .. }| {
        quote! { let #kept = room.values(#as_layer::CACHE); }
    });
    let gradient_rooms = (last > 0).then(|| {
        quote! {
            let front = room.values(#front);
            let back = room.values(#back);
        }
    });
    let lines = wires.iter().enumerate().rev().map(|(i, wire)| {
        let Wire { after, kept, d_after, .. } = wire;
        let gives = if i == last && !residual { quote!(output) } else { quote!(&*#after) };
        let d_gives = if i == last { quote!(d_output) } else { quote!(&*#d_after) };
        let (takes, room, d_takes) = match i.checked_sub(1).map(|i| &wires[i]) {
            None if residual => (quote!(input), quote!(), quote!(d_input.as_deref_mut())),
            None => (quote!(input), quote!(), quote!(d_input)),
            Some(Wire { after, d_after, output, .. }) => {
                let room = if (last - i) % 2 == 0 { quote!(front) } else { quote!(back) };
                let room = quote! {
                    let [#d_after, ..] = #private::tensors::<#output>(#room, 1) else { return };
                };
                let d_takes = if net.learns_before(i) {
                    quote!(#option::Some(&mut *#d_after))
                } else {
                    quote!(if d_input.is_some() { #option::Some(&mut *#d_after) } else { #option::None })
                };
                (quote!(&*#after), room, d_takes)
            }
        };
        let saved = quote!(#krate::layer::Saved { input: #takes, output: #gives, cache: #kept });
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
