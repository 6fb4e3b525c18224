//! Blocks whose layers stand side by side: each is given the same, and what they give is added or put one
//! behind the other.

use super::{Net, Wire, forward, learn, structure};
use crate::ast::Block;
use proc_macro2::TokenStream;
use quote::quote;

/// What the branches gave, together: the activations as slices.
fn join(net: &Net, gives: impl Fn(&Wire) -> TokenStream, outputs: &TokenStream) -> TokenStream {
    let private = &net.krate;
    let private = quote!(#private::__private);
    let lines = net.wires.iter().enumerate().map(|(i, wire)| {
        let gives = gives(wire);
        if net.is(Block::Concat) {
            let at = place(net, i);
            quote! { #private::put(#gives, #outputs, #at); }
        } else if i == 0 {
            quote! { #private::put(#gives, #outputs, 0); }
        } else {
            quote! { #private::add(#gives, #outputs); }
        }
    });
    quote!(#(#lines)*)
}

/// Where a branch's part of the whole begins.
fn place(net: &Net, i: usize) -> TokenStream {
    let krate = net.krate;
    let before = net.wires.iter().take(i).map(|wire| &wire.output);
    quote!(const { 0 #(+ <#before as #krate::Tensor>::LEN)* })
}

pub fn forward(net: &Net) -> TokenStream {
    let krate = net.krate;
    let slice = quote!(#krate::__private::core::slice);
    let (input, output) = (net.input(), net.output());
    let forward = net.call("forward");
    let lines = net.wires.iter().map(|Wire { as_layer, value, after, output, .. }| {
        quote! {
            let mut #after = <#output as #krate::Tensor>::UNWRITTEN;
            #as_layer::#forward(#value, input, &mut #after);
        }
    });
    let gives = |wire: &Wire| {
        let after = &wire.after;
        quote!(#slice::from_ref(&#after))
    };
    let join = join(net, gives, &quote!(#slice::from_mut(output)));
    let inlined = net.inlined();
    quote! {
        #inlined
        fn forward(&self, input: &#input, output: &mut #output) {
            #(#lines)*
            #join
        }
    }
}

fn after(wire: &Wire) -> TokenStream {
    let after = &wire.after;
    quote!(#after)
}

pub fn forward_batch(net: &Net) -> TokenStream {
    let krate = net.krate;
    let private = quote!(#krate::__private);
    let (input, output) = (net.input(), net.output());
    let tile = forward::tile(net);
    let forward_batch = net.call("forward_batch");
    let lines = net.wires.iter().map(|Wire { as_layer, value, after, output, .. }| {
        quote! {
            let mut #after = [<#output as #krate::Tensor>::ZERO; #tile];
            let #after = #private::first(&mut #after, inputs.len());
            #as_layer::#forward_batch(#value, inputs, #after);
        }
    });
    let join = join(net, after, &quote!(outputs));
    let inlined = net.inlined();
    quote! {
        #inlined
        fn forward_batch(&self, inputs: &[#input], outputs: &mut [#output]) {
            let tile = #tile;
            let (inputs, outputs) = (inputs.chunks(tile), outputs.chunks_mut(tile));
            for (inputs, outputs) in #private::core::iter::zip(inputs, outputs) {
                #(#lines)*
                #join
            }
        }
    }
}

pub fn forward_train(net: &Net) -> TokenStream {
    let krate = net.krate;
    let number = quote!(#krate::__private::f32);
    let (input, output) = (net.input(), net.output());
    let rooms = forward::rooms(net);
    let forward_train = net.call("forward_train");
    let lines = net.wires.iter().map(|wire| {
        let (Wire { as_layer, value_mut, after, .. }, cache) = (wire, wire.cache());
        quote! { #as_layer::#forward_train(#value_mut, inputs, #after, #cache); }
    });
    let join = join(net, after, &quote!(outputs));
    let inlined = net.inlined();
    quote! {
        #inlined
        fn forward_train(
            &mut self,
            inputs: &[#input],
            outputs: &mut [#output],
            cache: &mut [#number],
        ) {
            #rooms
            #(#lines)*
            #join
        }
    }
}

/// The way back through each branch, last to first: the first of them to come overwrites what the block says
/// of its input, the others add to it.
fn lines(
    net: &Net,
    one: &TokenStream,
    call: impl Fn(usize, TokenStream, TokenStream) -> TokenStream,
) -> TokenStream {
    let krate = net.krate;
    let private = quote!(#krate::__private);
    let option = quote!(#private::core::option::Option);
    let input = net.input();
    let last = net.wires.len() - 1;
    let lines = net.wires.iter().enumerate().rev().map(|(i, wire)| {
        let Wire { d_after, output, .. } = wire;
        let (part, d_gives) = if net.is(Block::Concat) {
            let at = place(net, i);
            let part = quote! {
                let #d_after = #private::tensors::<#output>(front, #one);
                #private::take(d_outputs, #d_after, #at);
            };
            (part, quote!(#d_after))
        } else {
            (quote!(), quote!(d_outputs))
        };
        if i == last {
            let call = call(i, d_gives, quote!(d_inputs.as_deref_mut()));
            return quote!(#part #call);
        }
        let with = call(i, d_gives.clone(), quote!(#option::Some(&mut *d_branch)));
        let without = call(i, d_gives, quote!(#option::None));
        quote! {
            #part
            if let #option::Some(d_inputs) = d_inputs.as_deref_mut() {
                let d_branch = #private::tensors::<#input>(back, #one);
                #with
                #private::add(d_branch, d_inputs);
            } else {
                #without
            }
        }
    });
    quote!(#(#lines)*)
}

pub fn backward_batch(net: &Net) -> TokenStream {
    let krate = net.krate;
    let option = quote!(#krate::__private::core::option::Option);
    let (input, output) = (net.input(), net.output());
    let rooms = forward::rooms(net);
    let [front, back] = structure::gradient_rooms(net);
    let backward_batch = net.call("backward_batch");
    let lines = lines(net, &quote!(inputs.len()), |i, d_gives, d_takes| {
        let Wire { as_layer, value, gradient, after, .. } = &net.wires[i];
        let cache = net.wires[i].cache();
        quote! {
            #as_layer::#backward_batch(
                #value,
                #krate::layer::Saved { input: inputs, output: &*#after, cache: #cache },
                #d_gives,
                #d_takes,
                #gradient,
            );
        }
    });
    let inlined = net.inlined();
    quote! {
        #inlined
        #[allow(unused_variables)]
        fn backward_batch(
            &self,
            saved: #krate::layer::Saved<'_, [#input], [#output]>,
            d_outputs: &[#output],
            mut d_inputs: #option<&mut [#input]>,
            gradient: &mut Self,
        ) {
            let #krate::layer::Saved { input: inputs, output: _, cache } = saved;
            #rooms
            let front = room.values(#front);
            let back = room.values(#back);
            #lines
        }
    }
}

pub fn descend(net: &Net) -> TokenStream {
    let krate = net.krate;
    let private = quote!(#krate::__private);
    let option = quote!(#private::core::option::Option);
    let slice = quote!(#private::core::slice);
    let (input, output) = (net.input(), net.output());
    let rooms = forward::rooms(net);
    let [front, back] = structure::gradient_rooms(net);
    let gradients = learn::shared_gradients(net);
    let lines = lines(net, &quote!(1), |i, d_gives, d_takes| {
        let (after, cache) = (&net.wires[i].after, net.wires[i].cache());
        let saved = quote!(#krate::layer::Saved { input, output, cache: #cache });
        let step = learn::step(net, i, saved, quote!(d_output), quote!(d_input));
        quote! {
            if let ([output, ..], [d_output, ..]) = (&*#after, &*#d_gives) {
                let d_inputs: #option<&mut [#input]> = #d_takes;
                let d_input = d_inputs.and_then(|d_inputs| d_inputs.first_mut());
                #step
            }
        }
    });
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
            let #krate::layer::Saved { input, output: _, cache } = saved;
            let inputs = #slice::from_ref(input);
            let d_outputs = #slice::from_ref(d_output);
            let mut d_inputs = d_input.map(#slice::from_mut);
            #rooms
            let front = room.values(#front);
            let back = room.values(#back);
            #gradients
            #lines
        }
    }
}
