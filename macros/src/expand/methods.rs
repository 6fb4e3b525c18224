//! The net's own methods and constants: what a user sees of it.

use super::Net;
use crate::ast::{Item, Shape};
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

pub fn methods(net: &Net, item: &Item) -> TokenStream {
    let Net { krate, name, derived, wires, .. } = net;
    let private = quote!(#krate::__private);
    let (number, usize) = (quote!(#private::f32), quote!(#private::usize));
    let (option, sized) =
        (quote!(#private::core::option::Option), quote!(#private::core::marker::Sized));
    let result = |ok: TokenStream| quote!(#private::core::result::Result<#ok, #krate::Error>);
    let (done, outputs) = (result(quote!(())), {
        let output = net.output();
        result(quote!(&'workspace [#output]))
    });
    let (input, output) = (net.input(), net.output());
    let as_layer = quote!(<Self as #krate::layer::Layer<#input, #output>>);
    let visibility = &item.visibility;

    let len = |shape: &Shape, ty: &TokenStream| match shape.len() {
        Some(len) => Literal::usize_unsuffixed(len).into_token_stream(),
        None => quote!(<#ty as #krate::Tensor>::LEN),
    };
    let inputs = len(&wires[0].layer.input, input);
    let outputs_len = len(&wires[wires.len() - 1].layer.output, output);
    let shape = |shape: &Shape| format!("`{shape}`");
    let takes = shape(&wires[0].layer.input);
    let gives = shape(&wires[wires.len() - 1].layer.output);
    let forward_doc = format!(" Computes one sample: from {takes} to {gives}, on the stack alone.");

    quote! {
        #derived
        #[allow(dead_code, clippy::all, clippy::pedantic)]
        impl #name {
            /// The net with all parameters zero: also a gradient that nothing has been added to.
            #visibility const ZERO: Self = #as_layer::ZERO;
            /// How many values the net takes.
            #visibility const INPUTS: #usize = #inputs;
            /// How many values it gives.
            #visibility const OUTPUTS: #usize = #outputs_len;
            /// How many numbers it learns.
            #visibility const PARAMETERS: #usize = #as_layer::PARAMETERS;
            /// Multiply-adds in a forward pass of one sample, element-wise work aside.
            #visibility const MULTIPLY_ADDS: #usize = #as_layer::MULTIPLY_ADDS;
            /// Bytes that the net itself takes, wherever it lies; a large one's are rounded up to 64 on x86-64.
            #visibility const WEIGHT_BYTES: #usize = #private::core::mem::size_of::<Self>();

            /// Bytes of activations that `forward` has on the stack, the output included.
            #visibility const FORWARD_BYTES: #usize = (#as_layer::SCRATCH + <#output as #krate::Tensor>::LEN)
                * #private::core::mem::size_of::<#number>();

            /// How many floats of workspace training takes for a batch.
            #visibility const fn workspace_len(batch: #usize) -> #usize {
                batch.saturating_mul(<Self as #krate::Network>::WORKSPACE)
            }

            /// Bytes of workspace that training takes for a batch.
            #visibility const fn workspace_bytes(batch: #usize) -> #usize {
                Self::workspace_len(batch).saturating_mul(#private::core::mem::size_of::<#number>())
            }

            /// Gives all parameters their first values, in place: weights by He where a relu-like
            /// activation follows and by Glorot elsewhere, biases zero. The same generator in the same
            /// state gives the same net.
            #visibility fn init(&mut self, rng: &mut (impl #krate::rand::Rng + ?#sized)) {
                #as_layer::init(self, #krate::Init::Glorot, rng);
            }

            /// Starts the random numbers of layers that draw some in training, such as dropout, anew.
            /// Parameters stay as they are.
            #visibility fn reseed(&mut self, rng: &mut (impl #krate::rand::Rng + ?#sized)) {
                #as_layer::reseed(self, rng);
            }

            #[doc = #forward_doc]
            #[inline(always)]
            #[must_use]
            #visibility fn forward(&self, input: &#input) -> #output {
                #private::forward(self, input)
            }

            /// Computes a batch of samples into `outputs`.
            ///
            /// # Errors
            ///
            /// `Error::Length` if there are not as many outputs as inputs.
            #[inline]
            #visibility fn forward_batch(&self, inputs: &[#input], outputs: &mut [#output]) -> #done {
                #private::forward_batch(self, inputs, outputs)
            }

            /// Computes a batch in training: keeps in `workspace` what `backward` will need, and returns
            /// the outputs, which lie there too.
            ///
            /// # Errors
            ///
            /// `Error::Workspace` if `workspace` is shorter than `workspace_len(inputs.len())`.
            #[inline]
            #visibility fn forward_train<'workspace>(
                &mut self,
                inputs: &[#input],
                workspace: &'workspace mut [#number],
            ) -> #outputs {
                #private::forward_train(self, inputs, workspace)
            }

            /// The way back: from the loss's derivatives with respect to the outputs, adds those with
            /// respect to the parameters to `gradient`. `inputs` and `workspace` are those of the
            /// `forward_train` before.
            ///
            /// # Errors
            ///
            /// `Error::Length` if there are not as many output gradients as inputs, `Error::Workspace` if
            /// `workspace` is too short. `gradient` is then as it was.
            #[inline]
            #visibility fn backward(
                &self,
                inputs: &[#input],
                d_outputs: &[#output],
                workspace: &mut [#number],
                gradient: &mut Self,
            ) -> #done {
                #private::backward(self, inputs, d_outputs, #option::None, workspace, gradient)
            }

            /// The way back to the inputs: as `backward`, and overwrites `d_inputs` with the loss's
            /// derivatives with respect to the inputs.
            ///
            /// # Errors
            ///
            /// As `backward`, and `Error::Length` if there are not as many input gradients as inputs.
            #[inline]
            #visibility fn backward_to_input(
                &self,
                inputs: &[#input],
                d_outputs: &[#output],
                d_inputs: &mut [#input],
                workspace: &mut [#number],
                gradient: &mut Self,
            ) -> #done {
                let d_inputs = #option::Some(d_inputs);
                #private::backward(self, inputs, d_outputs, d_inputs, workspace, gradient)
            }

            /// The table of the net's layers, to be printed.
            #[must_use]
            #visibility fn summary() -> #krate::Summary {
                <Self as #krate::Network>::summary()
            }
        }
    }
}
