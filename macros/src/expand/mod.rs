//! From the model to Rust. Never fails: what could go wrong has been reported before.

mod backward;
mod budget;
mod docs;
mod forward;
mod learn;
mod methods;
mod parallel;
mod parameters;
mod structure;
mod weights;

use crate::ast::{Block, Item, Shape, plain};
use crate::model::{Layer, Network, Type};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::Visibility;
use syn::spanned::Spanned;

pub fn network(model: &Network, errors: Vec<TokenStream>) -> TokenStream {
    let unnamed = Item {
        attributes: vec![],
        visibility: Visibility::Inherited,
        name: Ident::new("__Network", Span::mixed_site()),
        budgets: vec![],
        weights: None,
    };
    let item = model.item.as_ref().unwrap_or(&unnamed);
    let net = Net {
        krate: &model.krate,
        name: &item.name,
        derived: {
            let cfgs = item.attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
            quote!(#(#cfgs)* #[automatically_derived])
        },
        block: None,
        is_whole: count(&model.layers) <= WHOLE,
        wires: wires(&model.layers, &model.krate),
    };

    // A net with a mistake is not measured.
    let budgets = if errors.is_empty() { item.budgets.as_slice() } else { &[] };
    let budgets = budget::budgets(&net, budgets);
    let trained = model.weights.as_ref().map(|file| {
        let file = if errors.is_empty() { file.as_ref() } else { None };
        weights::trained(&net, item, file)
    });
    let structure = structure::structure(&net, item, docs::table(&net));
    let methods = methods::methods(&net, item);
    let layer = layer(&net);
    let tile = structure::tile(&net);
    let learn = learn::learn(&net);
    let summary = structure::summary(&net, item, model.item.is_some());
    let blocks = blocks(&model.layers, &net, item);

    let Net { krate, name, derived, .. } = &net;
    let (input, output) = (net.input(), net.output());
    let items = quote! {
        #structure
        #budgets
        #methods
        #layer
        #trained

        #derived
        #[allow(clippy::all, clippy::pedantic)]
        impl #krate::Network for #name {
            type Input = #input;
            type Output = #output;
            #tile
            #learn
            #summary
        }
        #blocks
    };
    match model.item {
        Some(_) => quote! { #(#errors)* #items },
        None => quote! {{ #(#errors;)* #items #name::ZERO }},
    }
}

fn wires<'a>(layers: &'a [Layer], krate: &Ident) -> Vec<Wire<'a>> {
    layers.iter().map(|layer| Wire::new(layer, layers, krate)).collect()
}

/// How many layers may be compiled as a whole: the time that the compiler takes for a function grows faster than
/// the function.
const WHOLE: usize = 12;

/// How many layers there are, those of blocks among them.
fn count(layers: &[Layer]) -> usize {
    let of = |layer: &Layer| match &layer.ty {
        Type::Block { layers, .. } => count(layers),
        _ => 1,
    };
    layers.iter().map(of).sum()
}

/// What makes a net a layer: all of a block, and the core of a net.
fn layer(net: &Net) -> TokenStream {
    let misfits = structure::misfits(net);
    let weights = weights::part(net);
    let zero = structure::zero(net);
    let constants = structure::constants(net);
    let init = parameters::init(net);
    let reseed = parameters::reseed(net);
    let parameters = parameters::parameters(net);
    let parameters_mut = parameters::parameters_mut(net);
    let backward = backward::backward(net);
    let passes = if net.is_parallel() {
        let forward = parallel::forward(net);
        let forward_batch = parallel::forward_batch(net);
        let forward_train = parallel::forward_train(net);
        let backward_batch = parallel::backward_batch(net);
        let descend = parallel::descend(net);
        quote!(#forward #forward_batch #forward_train #backward #backward_batch #descend)
    } else {
        let forward = forward::forward(net);
        let forward_batch = forward::forward_batch(net);
        let forward_train = forward::forward_train(net);
        let backward_batch = backward::backward_batch(net);
        let descend = learn::descend(net);
        quote!(#forward #forward_batch #forward_train #backward #backward_batch #descend)
    };
    let Net { krate, name, derived, .. } = net;
    let (input, output) = (net.input(), net.output());
    quote! {
        #misfits

        #derived
        #[allow(clippy::all, clippy::pedantic)]
        impl #krate::layer::Layer<#input, #output> for #name {
            #zero
            #constants
            #init
            #reseed
            #passes
            #parameters
            #parameters_mut
        }
        #weights
    }
}

/// The structs of blocks, and of blocks within them.
fn blocks(layers: &[Layer], outer: &Net, item: &Item) -> TokenStream {
    let mut all = TokenStream::new();
    for layer_of_net in layers {
        let Type::Block { name, block, layers, .. } = &layer_of_net.ty else { continue };
        let krate = outer.krate;
        let net = Net {
            krate,
            name,
            derived: outer.derived.clone(),
            block: Some(Joined { block: *block, output: shape(&layer_of_net.output, krate) }),
            is_whole: count(layers) <= WHOLE,
            wires: wires(layers, krate),
        };
        let doc =
            format!(" `{}`, the field `{}`.", layer_of_net.written, plain(&layer_of_net.name));
        let shared = item.attributes.iter();
        let shared = shared.filter(|a| a.path().is_ident("derive") || a.path().is_ident("cfg"));
        let own = Item {
            attributes: shared.cloned().collect(),
            visibility: item.visibility.clone(),
            name: name.clone(),
            budgets: vec![],
            weights: None,
        };
        all.extend(structure::structure(&net, &own, vec![doc]));
        all.extend(layer(&net));
        all.extend(blocks(layers, &net, item));
    }
    all
}

/// The net, or a block of it, as the expansion sees it.
struct Net<'a> {
    krate: &'a Ident,
    name: &'a Ident,
    /// `#[cfg(..)]` on the declaration, for each item that is written; and a mark for tools.
    derived: TokenStream,
    /// Nothing for the net itself.
    block: Option<Joined>,
    /// Whether its layers are compiled into its methods.
    is_whole: bool,
    wires: Vec<Wire<'a>>,
}

/// How a block's layers go together, and what comes out.
struct Joined {
    block: Option<Block>,
    output: TokenStream,
}

impl Net<'_> {
    fn input(&self) -> &TokenStream {
        &self.wires[0].input
    }

    fn output(&self) -> &TokenStream {
        match &self.block {
            Some(joined) if self.is_parallel() => &joined.output,
            _ => &self.wires[self.wires.len() - 1].output,
        }
    }

    fn is(&self, block: Block) -> bool {
        self.block.as_ref().is_some_and(|joined| joined.block == Some(block))
    }

    fn is_parallel(&self) -> bool {
        self.is(Block::Add) || self.is(Block::Concat)
    }

    /// The layers that stand before another, whose activations lie between.
    fn inner(&self) -> &[Wire<'_>] {
        &self.wires[..self.wires.len() - 1]
    }

    /// The layers that give something else than the whole gives: all but the last, and that too where
    /// something is done with what it gives.
    fn kept(&self) -> &[Wire<'_>] {
        if self.is(Block::Residual) || self.is_parallel() { &self.wires } else { self.inner() }
    }

    /// The layers that are fields and hold what the code works with.
    fn fields(&self) -> impl Iterator<Item = &Wire<'_>> {
        self.wires.iter().filter(|wire| wire.layer.is_field && wire.layer.fits)
    }

    /// Whether activations are large, so that they take turns in two rooms. Small ones have a place each,
    /// which the compiler keeps in registers.
    fn takes_turns(&self) -> bool {
        !self.is_parallel() && self.kept().iter().any(|wire| wire.layer.output.sizes.len() > 1)
    }

    /// Whether a layer computes where the numbers that it takes lie, in inference: in one of the rooms, not in what
    /// the user gave or wants.
    fn is_in_place(&self, index: usize) -> bool {
        let within = 0 < index && index < self.kept().len();
        within && self.takes_turns() && self.wires[index].layer.in_place()
    }

    /// In which of two rooms the activations lie that take turns there.
    fn turns(&self) -> Vec<&'static str> {
        let count = if self.takes_turns() { self.kept().len() } else { 0 };
        take_turns(0..count, |index| self.is_in_place(index))
    }

    /// Whether a layer computes in training where the numbers that it takes lie, too: if nothing on the way back reads
    /// those.
    fn trains_in_place(&self, index: usize) -> bool {
        let Wire { layer, .. } = &self.wires[index];
        if index == 0 || self.is_parallel() || !layer.in_place() || !layer.is_its_samples() {
            return false;
        }
        let mut before = self.wires[..index].iter().rev().map(|wire| wire.layer);
        let changed = before.find(|layer| !layer.is_a_copy());
        let is_read = layer.reads().input() || changed.is_some_and(|layer| layer.reads().output());
        layer.is_a_copy() || !is_read
    }

    /// Whether a layer gives at once what the relu behind it would, if that computes in its place.
    fn rectifies(&self, index: usize) -> bool {
        match self.wires.get(index..index + 2) {
            Some([wire, next]) => wire.layer.rectifies_for(next.layer),
            _ => false,
        }
    }

    /// Whether the layer before does what this one would in its place.
    fn is_rectified(&self, index: usize) -> bool {
        index.checked_sub(1).is_some_and(|before| self.rectifies(before))
    }

    /// Whether its way back computes where the gradient of what it gives lies, which is not lent by somebody else.
    fn goes_back_in_place(&self, index: usize) -> bool {
        let Wire { layer, .. } = &self.wires[index];
        let within = 0 < index && index + 1 < self.wires.len() && !self.is_parallel();
        within && layer.in_place() && layer.is_its_samples()
    }

    /// The layer whose output lies in training where a layer's does: the last of those that compute in place.
    fn place(&self, index: usize) -> usize {
        let behind = index + 1..self.wires.len();
        behind.take_while(|&index| self.trains_in_place(index)).last().unwrap_or(index)
    }

    /// What that place is called.
    fn place_name(&self, index: usize) -> TokenStream {
        let place = self.place(index);
        if place < self.kept().len() {
            let after = &self.wires[place].after;
            quote!(#after)
        } else {
            quote!(outputs)
        }
    }

    /// Whether the place holds another shape than the layer gives.
    fn is_reshaped(&self, index: usize) -> bool {
        self.wires[index..=self.place(index)].windows(2).any(|pair| {
            let [Wire { layer: a, .. }, Wire { layer: b, .. }] = pair else { return false };
            a.output.to_string() != b.output.to_string()
        })
    }

    /// The layers whose outputs have a place in the cache.
    fn places(&self) -> impl Iterator<Item = &Wire<'_>> {
        let kept = self.kept().iter().enumerate();
        kept.filter(|&(index, _)| self.place(index) == index).map(|(_, wire)| wire)
    }

    /// In which of two rooms the gradients of what layers give lie that take turns there, of all but the last layer's.
    fn gradient_turns(&self) -> Vec<&'static str> {
        let behind = (1..self.wires.len()).rev();
        let mut turns = take_turns(behind, |index| self.goes_back_in_place(index));
        turns.reverse();
        turns
    }

    /// A layer's method, or where there are many layers the same as a function of its own.
    fn call(&self, method: &str) -> Ident {
        if self.is_whole {
            Ident::new(method, Span::call_site())
        } else {
            format_ident!("__{method}_apart")
        }
    }

    /// A method that computes where the numbers that a layer is given lie.
    fn call_in_place(&self, method: &str) -> Ident {
        let apart = if self.is_whole { "" } else { "_apart" };
        format_ident!("__{method}_in_place{apart}")
    }

    /// The method of a layer that does what the relu behind it would.
    fn call_rectified(&self) -> Ident {
        let apart = if self.is_whole { "" } else { "_apart" };
        format_ident!("__forward_rectified{apart}")
    }

    /// What goes before a function that is to be compiled with its layers as a whole, for the processor at hand: if it
    /// is not inlined, it is compiled for every machine. In debug and on chips that would only take more room.
    fn inlined(&self) -> TokenStream {
        if !self.is_whole {
            return quote!(#[inline]);
        }
        let whole_nets = quote!(all(target_arch = "x86_64", not(debug_assertions)));
        quote! {
            #[cfg_attr(#whole_nets, inline(always))]
            #[cfg_attr(not(#whole_nets), inline)]
        }
    }

    /// Whether the way back has to go on to what a layer takes, even if nobody asks for the gradient of the net's input:
    /// a layer before it learns.
    fn learns_before(&self, index: usize) -> bool {
        self.wires[..index].iter().any(|wire| wire.layer.learns())
    }

    /// Whether a layer's weights are used in more than one place.
    fn is_shared(&self, index: usize) -> bool {
        self.wires.iter().any(|wire| wire.layer.shares == Some(index))
    }
}

/// The rooms that some layers write to, each to the other one than the layer before, if it does not compute in place.
fn take_turns(
    layers: impl Iterator<Item = usize>,
    is_in_place: impl Fn(usize) -> bool,
) -> Vec<&'static str> {
    let mut rooms = ["back", "front"];
    let turn = |index| {
        if !is_in_place(index) {
            rooms.reverse();
        }
        rooms[0]
    };
    layers.map(turn).collect()
}

/// A layer and the code fragments that stand for it everywhere.
struct Wire<'a> {
    layer: &'a Layer,
    /// Where the layer's word stands.
    span: Span,
    /// `Dense<3, 1>`, the field's type
    ty: TokenStream,
    /// `[f32; 3]`
    input: TokenStream,
    output: TokenStream,
    /// `<Dense<3, 1> as Layer<[f32; 3], [f32; 1]>>`
    as_layer: TokenStream,
    /// `&self.dense`, or `&Relu` for a layer that holds nothing
    value: TokenStream,
    /// `&mut self.dense`, or `&mut Relu`
    value_mut: TokenStream,
    /// `&mut gradient.dense`, or `&mut Relu`
    gradient: TokenStream,
    /// `after_dense`: what the layer gives
    after: Ident,
    /// `d_after_dense`: the loss's derivative with respect to that
    d_after: Ident,
    /// `kept_dense`: the layer's cache, if it has one
    kept: Ident,
}

impl Wire<'_> {
    /// Whether the layer may keep something for the way back.
    fn has_cache(&self) -> bool {
        !self.layer.is_its_samples()
    }

    /// The layer's cache.
    fn cache(&self) -> TokenStream {
        let kept = &self.kept;
        if self.has_cache() { quote!(&mut *#kept) } else { quote!(&mut []) }
    }
}

impl<'a> Wire<'a> {
    fn new(layer: &'a Layer, all: &'a [Layer], krate: &Ident) -> Self {
        // A layer that shares another's weights lies where that lies.
        let owner = layer.shares.and_then(|index| all.get(index)).unwrap_or(layer);
        let Layer { name, .. } = owner;
        let ty = type_tokens(&layer.ty, krate);
        let (input, output) = (shape(&layer.input, krate), shape(&layer.output, krate));
        let broken = quote!(#krate::__private::Broken);
        let (wired, is_field) =
            if layer.fits { (ty.clone(), owner.is_field) } else { (broken, false) };
        let as_layer = quote!(<#wired as #krate::layer::Layer<#input, #output>>);
        let (value, value_mut, gradient) = if is_field {
            (quote!(&self.#name), quote!(&mut self.#name), quote!(&mut gradient.#name))
        } else if matches!(&layer.ty, Type::BuiltIn { arguments, .. } if !arguments.is_empty()) {
            (quote!(&#as_layer::ZERO), quote!(&mut #as_layer::ZERO), quote!(&mut #as_layer::ZERO))
        } else {
            (quote!(&#wired), quote!(&mut #wired), quote!(&mut #wired))
        };
        let name = &layer.name;
        let span = name.span().resolved_at(Span::mixed_site());
        Wire {
            layer,
            span: match &layer.ty {
                Type::BuiltIn { span, .. } | Type::Block { span, .. } | Type::Broken(span) => *span,
                Type::Own(path) => path.span(),
            },
            ty,
            as_layer,
            input,
            output,
            value,
            value_mut,
            gradient,
            after: format_ident!("after_{}", name, span = span),
            d_after: format_ident!("d_after_{}", name, span = span),
            kept: format_ident!("kept_{}", name, span = span),
        }
    }
}

/// A type's path, shown where the layer's word stands.
fn type_tokens(ty: &Type, krate: &Ident) -> TokenStream {
    let path = |module: &str, name: &str, span: Span| {
        let krate = located(krate, span);
        let span = span.resolved_at(Span::mixed_site());
        let (module, name) = (Ident::new(module, span), Ident::new(name, span));
        quote!(#krate::#module::#name)
    };
    match ty {
        Type::BuiltIn { built_in, arguments, span } if arguments.is_empty() => {
            path("layers", built_in.type_name, *span)
        }
        Type::BuiltIn { built_in, arguments, span } => {
            let path = path("layers", built_in.type_name, *span);
            quote!(#path<#(#arguments),*>)
        }
        Type::Own(path) => path.to_token_stream(),
        Type::Block { name, .. } => name.to_token_stream(),
        Type::Broken(span) => path("__private", "Broken", *span),
    }
}

/// `$crate` as if it stood at `span`, so that what the compiler says of a path is shown there.
fn located(krate: &Ident, span: Span) -> Ident {
    let mut krate = krate.clone();
    krate.set_span(span.resolved_at(krate.span()));
    krate
}

/// `1x28x28` as `[[[f32; 28]; 28]; 1]`.
fn shape(shape: &Shape, krate: &Ident) -> TokenStream {
    let number = quote!(#krate::__private::f32);
    shape.sizes.iter().rev().fold(number, |inner, size| {
        let size = size.as_length();
        quote!([#inner; #size])
    })
}
