//! One step on one sample: forward, the loss, and back with every layer stepping at once. All on the stack.

use super::{Net, Wire, structure};
use proc_macro2::TokenStream;
use quote::quote;

pub fn learn(net: &Net) -> TokenStream {
    let Net { krate, wires, .. } = net;
    let private = quote!(#krate::__private);
    let option = quote!(#private::core::option::Option);
    let slice = quote!(#private::core::slice);
    let (input, output) = (net.input(), net.output());
    let last = wires.len() - 1;

    let takes = |i: usize| match i.checked_sub(1).map(|i| &wires[i].after) {
        None => quote!(input),
        Some(after) => quote!(&#after),
    };
    let forward = wires.iter().enumerate().map(|(i, wire)| {
        let Wire { as_layer, value_mut, after, kept, output, .. } = wire;
        let takes = takes(i);
        quote! {
            let mut #after = <#output as #krate::Tensor>::UNWRITTEN;
            let mut #kept = [0.0; #as_layer::CACHE];
            #as_layer::forward_train(
                #value_mut,
                #slice::from_ref(#takes),
                #slice::from_mut(&mut #after),
                &mut #kept,
            );
        }
    });
    let backward = wires.iter().enumerate().rev().map(|(i, wire)| {
        let Wire { as_layer, value_mut, after, kept, d_after, .. } = wire;
        let (room, d_takes) = match i.checked_sub(1).map(|i| &wires[i]) {
            None => (quote!(), quote!(#option::None)),
            Some(Wire { d_after, output, .. }) => (
                quote! { let mut #d_after = <#output as #krate::Tensor>::UNWRITTEN; },
                quote!(#option::Some(&mut #d_after)),
            ),
        };
        let takes = takes(i);
        quote! {
            #room
            #as_layer::descend(
                #value_mut,
                #krate::layer::Saved { input: #takes, output: &#after, cache: &mut #kept },
                &#d_after,
                #d_takes,
                rate,
            );
        }
    });
    let Wire { after, d_after, .. } = &wires[last];
    quote! {
        #[inline]
        fn learn<__L: #krate::Loss<#output, __T>, __T>(
            &mut self,
            loss: &__L,
            input: &#input,
            target: &__T,
            rate: #private::f32,
        ) -> #private::core::result::Result<#private::f32, #krate::Error> {
            #private::check_inputs::<Self>(#slice::from_ref(input))?;
            #(#forward)*
            let mut #d_after = <#output as #krate::Tensor>::ZERO;
            let error = #private::check_loss(0, loss.loss(&#after, target, &mut #d_after))?;
            #(#backward)*
            #private::core::result::Result::Ok(error)
        }
    }
}

/// The same way back for a net within another: its activations lie in the cache, and no gradient of the
/// whole net is put on the stack.
pub fn descend(net: &Net) -> TokenStream {
    let Net { krate, wires, .. } = net;
    let private = quote!(#krate::__private);
    let option = quote!(#private::core::option::Option);
    let (input, output) = (net.input(), net.output());
    let [front, back] = structure::gradient_rooms(net);
    let last = wires.len() - 1;
    let activations = net.inner().iter().map(|Wire { after, output, .. }| {
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
        let Wire { as_layer, value_mut, after, kept, d_after, .. } = wire;
        let (gives, d_gives) = if i == last {
            (quote!(output), quote!(d_output))
        } else {
            (quote!(&*#after), quote!(&*#d_after))
        };
        let (takes, room, d_takes) = match i.checked_sub(1).map(|i| &wires[i]) {
            None => (quote!(input), quote!(), quote!(d_input)),
            Some(Wire { after, d_after, output, .. }) => {
                let room = if (last - i) % 2 == 0 { quote!(front) } else { quote!(back) };
                let room = quote! {
                    let [#d_after, ..] = #private::tensors::<#output>(#room, 1) else { return };
                };
                (quote!(&*#after), room, quote!(#option::Some(&mut *#d_after)))
            }
        };
        quote! {
            #room
            #as_layer::descend(
                #value_mut,
                #krate::layer::Saved { input: #takes, output: #gives, cache: #kept },
                #d_gives,
                #d_takes,
                rate,
            );
        }
    });
    quote! {
        #[inline]
        fn descend(
            &mut self,
            saved: #krate::layer::Saved<'_, #input, #output>,
            d_output: &#output,
            d_input: #option<&mut #input>,
            rate: #private::f32,
        ) {
            let #krate::layer::Saved { input, output, cache } = saved;
            let mut room = #private::Room::new(cache, 1);
            #(#activations)*
            #(#caches)*
            #gradient_rooms
            #(#lines)*
        }
    }
}
