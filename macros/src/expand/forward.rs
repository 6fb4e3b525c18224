//! Forward: one line a layer, first to last.

use super::{Net, Wire, structure};
use crate::ast::Block;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::iter::zip;

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
    let gives = net.kept().iter().map(after).chain([output.clone()]);
    takes.zip(&net.wires).zip(gives).map(|((takes, wire), gives)| (takes, wire, gives))
}

/// What a residual block does at the end: what goes in is added to what its last layer gives.
pub fn add_input(
    net: &Net,
    input: TokenStream,
    last: TokenStream,
    output: TokenStream,
) -> Option<TokenStream> {
    let krate = net.krate;
    net.is(Block::Residual).then(|| quote! { #krate::__private::sum(#input, #last, #output); })
}

/// The rooms that large activations take turns in, for so many samples.
fn turning_rooms(net: &Net, samples: &TokenStream) -> TokenStream {
    let krate = net.krate;
    let number = quote!(#krate::__private::f32);
    let lens = structure::activation_rooms(net);
    let names = ["front", "back"].map(|name| Ident::new(name, Span::call_site()));
    let rooms = zip(&names, lens).map(|(name, len)| {
        quote! {
            let mut #name = #krate::__private::Unwritten::<[#number; #samples * #len]>::NEW;
            let #name = #name.tensor();
        }
    });
    quote!(#(#rooms)*)
}

/// The room whose turn it is, if there are any.
fn turn(turns: &[&str], index: usize) -> Option<Ident> {
    turns.get(index).map(|room| Ident::new(room, Span::call_site()))
}

pub fn forward(net: &Net) -> TokenStream {
    let krate = net.krate;
    let slice = quote!(#krate::__private::core::slice);
    let (input, output) = (net.input(), net.output());
    let (kept, takes_turns, turns) = (net.kept().len(), net.takes_turns(), net.turns());
    let rooms = if takes_turns {
        turning_rooms(net, &quote!(1))
    } else {
        let rooms = net.kept().iter().map(|Wire { after, output, .. }| {
            quote! { let mut #after = #krate::__private::Aligned::<#output>::UNWRITTEN; }
        });
        quote!(#(#rooms)*)
    };
    let names = (quote!(input), quote!(output));
    let (forward, forward_in_place) = (net.call("forward"), net.call_in_place("forward"));
    let forward_rectified = net.call_rectified();
    let lines = steps(net, &names.0, &names.1).enumerate().map(|(i, (takes, wire, gives))| {
        let Wire { as_layer, value, after, output, .. } = wire;
        let room = turn(&turns, i).map(|room| {
            quote! {
                let [#after, ..] = #krate::__private::tensors::<#output>(&mut *#room, 1) else { return };
            }
        });
        if net.is_in_place(i) {
            let line = (!net.is_rectified(i)).then(|| {
                quote! { #as_layer::#forward_in_place(#value, #slice::from_mut(#gives)); }
            });
            return quote!(#room #line);
        }
        let takes = match (i, takes_turns) {
            (0, _) => takes,
            (_, true) => quote!(&*#takes),
            (_, false) => quote!(&#takes),
        };
        let gives = if i < kept && !takes_turns { quote!(&mut #gives) } else { gives };
        let line = if net.rectifies(i) && net.is_in_place(i + 1) {
            let (takes, gives) = (quote!(#slice::from_ref(#takes)), quote!(#slice::from_mut(#gives)));
            quote! { #as_layer::#forward_rectified(#value, #takes, #gives); }
        } else {
            quote! { #as_layer::#forward(#value, #takes, #gives); }
        };
        quote!(#room #line)
    });
    let after = &net.wires[net.wires.len() - 1].after;
    let last = if takes_turns { quote!(&*#after) } else { quote!(&#after) };
    let add_input = add_input(
        net,
        quote!(#slice::from_ref(input)),
        quote!(#slice::from_ref(#last)),
        quote!(#slice::from_mut(output)),
    );
    let inlined = net.inlined();
    quote! {
        #inlined
        fn forward(&self, input: &#input, output: &mut #output) {
            #rooms
            #(#lines)*
            #add_input
        }
    }
}

/// How many samples go through together in inference.
pub fn tile(net: &Net) -> TokenStream {
    let krate = net.krate;
    match net.block {
        None => quote!(<Self as #krate::Network>::TILE),
        Some(_) => {
            let rooms = structure::activation_rooms(net);
            quote!((const { #krate::__private::tile(&[#(#rooms),*]) }))
        }
    }
}

pub fn forward_batch(net: &Net) -> TokenStream {
    let krate = net.krate;
    let private = quote!(#krate::__private);
    let (input, output) = (net.input(), net.output());
    let names = (quote!(inputs), quote!(outputs));
    let (kept, turns) = (net.kept(), net.turns());
    let tile = tile(net);
    let (forward_batch, forward_in_place) =
        (net.call("forward_batch"), net.call_in_place("forward"));
    let forward_rectified = net.call_rectified();
    let lines = steps(net, &names.0, &names.1).enumerate().map(|(i, (takes, wire, gives))| {
        let Wire { as_layer, value, after, output, .. } = wire;
        let room = turn(&turns, i).map(|room| {
            quote! { let #after = #private::tensors::<#output>(&mut *#room, inputs.len()); }
        });
        if net.is_in_place(i) {
            let line = (!net.is_rectified(i))
                .then(|| quote! { #as_layer::#forward_in_place(#value, #gives); });
            return quote!(#room #line);
        }
        let rectifies = net.rectifies(i) && net.is_in_place(i + 1);
        let method = if rectifies { &forward_rectified } else { &forward_batch };
        quote! {
            #room
            #as_layer::#method(#value, #takes, #gives);
        }
    });
    let body = if kept.is_empty() {
        quote!(#(#lines)*)
    } else {
        let rooms = if net.takes_turns() {
            turning_rooms(net, &tile)
        } else {
            let rooms = kept.iter().map(|Wire { after, output, .. }| {
                quote! {
                    let mut #after = [<#output as #krate::Tensor>::ZERO; #tile];
                    let #after = #private::first(&mut #after, inputs.len());
                }
            });
            quote!(#(#rooms)*)
        };
        let after = &net.wires[net.wires.len() - 1].after;
        let add_input = add_input(net, quote!(inputs), quote!(#after), quote!(outputs));
        quote! {
            let tile = #tile;
            let (inputs, outputs) = (inputs.chunks(tile), outputs.chunks_mut(tile));
            for (inputs, outputs) in #private::core::iter::zip(inputs, outputs) {
                #rooms
                #(#lines)*
                #add_input
            }
        }
    };
    let inlined = net.inlined();
    quote! {
        #inlined
        fn forward_batch(&self, inputs: &[#input], outputs: &mut [#output]) {
            #body
        }
    }
}

/// Where a batch's activations and the layers' caches lie: the same on the way forward and back.
pub fn rooms(net: &Net) -> TokenStream {
    let krate = net.krate;
    let activations = net.places().map(|Wire { after, output, .. }| {
        quote! { let #after = room.tensors::<#output>(); }
    });
    let caches = net.wires.iter().filter(|wire| wire.has_cache());
    let caches = caches.map(|Wire { as_layer, kept, .. }| {
        quote! { let #kept = room.values(#as_layer::CACHE); }
    });
    quote! {
        let mut room = #krate::__private::Room::new(cache, inputs.len());
        #(#activations)*
        #(#caches)*
    }
}

/// What a layer gives in training: its place, in the shape that the layer gives.
fn given(net: &Net, index: usize) -> TokenStream {
    let private = &net.krate;
    let (name, output) = (net.place_name(index), &net.wires[index].output);
    if net.is_reshaped(index) {
        quote!(#private::__private::reshaped_mut::<_, #output>(&mut *#name))
    } else {
        name
    }
}

pub fn forward_train(net: &Net) -> TokenStream {
    let krate = net.krate;
    let number = quote!(#krate::__private::f32);
    let (input, output) = (net.input(), net.output());
    let rooms = rooms(net);
    let forward_train = net.call("forward_train");
    let indices: Vec<usize> = (0..net.wires.len()).collect();
    let by_sample = |&i: &usize| net.wires[i].layer.by_sample();
    let runs = indices.chunk_by(|a, b| by_sample(a) && by_sample(b));
    let runs = runs.flat_map(|run| run.chunks(LONGEST_RUN));
    let lines = runs.map(|run| match *run {
        [i] if !net.trains_in_place(i) && !rectifies_in_training(net, i) => {
            let Wire { as_layer, value_mut, .. } = &net.wires[i];
            let (takes, gives, cache) = (takes(net, i), given(net, i), net.wires[i].cache());
            quote! { #as_layer::#forward_train(#value_mut, #takes, #gives, #cache); }
        }
        [i] => sample_by_sample(net, i),
        _ => run_by_sample(net, run),
    });
    let after = &net.wires[net.wires.len() - 1].after;
    let add_input = add_input(net, quote!(inputs), quote!(#after), quote!(outputs));
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
            #add_input
        }
    }
}

/// What a layer takes in training.
fn takes(net: &Net, index: usize) -> TokenStream {
    index.checked_sub(1).map_or(quote!(inputs), |before| net.place_name(before))
}

/// Whether a layer gives in training what the relu behind it would.
fn rectifies_in_training(net: &Net, index: usize) -> bool {
    net.rectifies(index) && net.trains_in_place(index + 1)
}

/// A layer that takes each sample by itself, and so does in training what it does otherwise.
fn sample_by_sample(net: &Net, index: usize) -> TokenStream {
    let Wire { layer, as_layer, value, .. } = &net.wires[index];
    let gives = given(net, index);
    if !net.trains_in_place(index) {
        let rectifies = rectifies_in_training(net, index);
        let method = if rectifies { net.call_rectified() } else { net.call("forward_batch") };
        let takes = takes(net, index);
        quote! { #as_layer::#method(#value, #takes, #gives); }
    } else if layer.is_a_copy() || net.is_rectified(index) {
        quote!()
    } else {
        let forward_in_place = net.call_in_place("forward");
        quote! { #as_layer::#forward_in_place(#value, #gives); }
    }
}

/// So many layers are shared out to threads together, at most: their places are nested types.
const LONGEST_RUN: usize = 16;

/// Such layers one after the other, whose samples threads share out together.
fn run_by_sample(net: &Net, run: &[usize]) -> TokenStream {
    let private = &net.krate;
    let private = quote!(#private::__private);
    let lines = run.iter().map(|&i| sample_by_sample(net, i));
    let layers = run.iter().map(|&i| &net.wires[i].as_layer);
    let takes = run.first().filter(|&&i| !net.trains_in_place(i)).map(|&i| takes(net, i));
    let mut places: Vec<usize> = run.iter().map(|&i| net.place(i)).collect();
    places.dedup();
    let places: Vec<_> = places.iter().map(|&i| net.place_name(i)).collect();
    let lent = takes.iter().map(|takes| quote!(&*#takes));
    let lent = lent.chain(places.iter().map(|place| quote!(&mut *#place)));
    let names = takes.iter().chain(&places);
    let (lent, names) = (pairs(lent), pairs(names.map(|name| quote!(#name))));
    quote! {
        #private::by_sample(
            inputs.len(),
            const { 0 #(+ #layers::MULTIPLY_ADDS)* },
            #lent,
            |#names| { #(#lines)* },
        );
    }
}

/// `(a, (b, c))`
fn pairs(items: impl DoubleEndedIterator<Item = TokenStream>) -> TokenStream {
    items.rev().reduce(|behind, item| quote!((#item, #behind))).unwrap_or_default()
}
