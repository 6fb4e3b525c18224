//! One step on one sample: forward, the loss, and back with every layer stepping at once. All on the stack.

use super::{Net, Wire};
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
        let Wire { as_layer, value, after, kept, output, .. } = wire;
        let takes = takes(i);
        quote! {
            let mut #after = <#output as #krate::Tensor>::ZERO;
            let mut #kept = [0.0; #as_layer::CACHE];
            #as_layer::forward_train(
                #value,
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
                quote! { let mut #d_after = <#output as #krate::Tensor>::ZERO; },
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
            #private::check_finite(#slice::from_ref(input))?;
            #(#forward)*
            let mut #d_after = <#output as #krate::Tensor>::ZERO;
            let error = #private::check_loss(0, loss.loss(&#after, target, &mut #d_after))?;
            #(#backward)*
            #private::core::result::Result::Ok(error)
        }
    }
}
