//! What the parameters of a built-in layer's type are, from its sizes and options, and how much it learns.

use crate::ast::Shape;
use crate::options::{Number, Options};
use proc_macro2::Ident;
use quote::quote;

/// A layer's use: all that its type may depend on.
pub struct Call<'a> {
    /// `$crate` of typenet.
    pub krate: &'a Ident,
    pub input: &'a Shape,
    pub output: &'a Shape,
    pub options: &'a Options,
}

impl Call<'_> {
    pub fn takes(&self, axis: usize) -> Number {
        self.input.sizes.get(axis).map_or(Number::Known(1), Number::from)
    }

    pub fn gives(&self, axis: usize) -> Number {
        self.output.sizes.get(axis).map_or(Number::Known(1), Number::from)
    }

    /// The last of the sizes.
    pub fn gives_last(&self) -> Number {
        self.gives(self.output.sizes.len().saturating_sub(1))
    }
}

/// How many parameters a layer has.
pub enum Formula {
    Known(usize),
    /// For the docs, where the macro cannot know a size.
    Unknown(String),
}

pub fn dense_parameters(call: &Call) -> Formula {
    match (call.takes(0).known(), call.gives(0).known()) {
        (Some(inputs), Some(outputs)) => Formula::Known(inputs.saturating_mul(outputs) + outputs),
        _ => Formula::Unknown(format!("{0} × {1} + {1}", call.input, call.output)),
    }
}

/// Whether a dense layer has two sums for each output, of the halves of its inputs: what the runtime's `first_sum` says; or
/// may have, if only the compiler knows its sizes.
pub fn dense_has_two_sums(sizes: &[Number]) -> bool {
    match sizes {
        [Number::Known(inputs), Number::Known(outputs)] => {
            *inputs >= 512 && *outputs >= 64 && outputs.is_multiple_of(16)
        }
        _ => true,
    }
}

/// `Conv2d<OUT, IN per group, kernel.., groups, biases, stride.., padding.., padding at the end.., dilation..>`
pub fn conv(call: &Call, axes: usize) -> Vec<Number> {
    let one = Number::Known(1);
    let axes = 0..axes;
    let option = |name: &'static str| {
        axes.clone().map(|axis| call.options.size(name, axis, &one)).collect::<Vec<_>>()
    };
    let groups = call.options.size("groups", 0, &one);
    let biases = if call.options.flag("bias", true) { call.gives(0) } else { Number::Known(0) };
    let (kernel, stride, dilation) = (option("kernel"), option("stride"), option("dilation"));
    let [start, end] = padding(call, &kernel, &stride, &dilation);
    let mut all = vec![call.gives(0), group_inputs(call)];
    all.extend(kernel);
    all.extend([groups, biases]);
    all.extend([stride, start, end, dilation].into_iter().flatten());
    all
}

/// How many of a convolution's input channels each output channel sees.
fn group_inputs(call: &Call) -> Number {
    let groups = call.options.size("groups", 0, &Number::Known(1));
    Number::of(
        &[&call.takes(0), &groups],
        |numbers| numbers[0].checked_div(numbers[1]),
        |numbers| {
            let (inputs, groups) = (&numbers[0], &numbers[1]);
            quote!(#inputs / #groups)
        },
    )
}

/// `MaxPool2d<kernel.., stride.., padding.., padding at the end..>`
pub fn pool(call: &Call, axes: usize) -> Vec<Number> {
    let one = Number::Known(1);
    let kernel: Vec<_> = (0..axes).map(|axis| call.options.size("kernel", axis, &one)).collect();
    let stride: Vec<_> =
        (0..axes).map(|axis| call.options.size("stride", axis, &kernel[axis])).collect();
    let [start, end] = padding(call, &kernel, &stride, &vec![one; axes]);
    [kernel, stride, start, end].into_iter().flatten().collect()
}

/// What is put around a picture: at the top and left, and at the bottom and right.
fn padding(
    call: &Call,
    kernel: &[Number],
    stride: &[Number],
    dilation: &[Number],
) -> [Vec<Number>; 2] {
    let is_same = call.options.is_same("padding");
    let axes = || kernel.iter().zip(stride).zip(dilation).enumerate();
    let start = axes().map(|(axis, ((kernel, stride), dilation))| {
        if !is_same {
            return call.options.size("padding", axis, &Number::Known(0));
        }
        same(call, [&call.takes(axis + 1), kernel, stride, dilation], 0)
    });
    let start: Vec<_> = start.collect();
    let end = axes().map(|(axis, ((kernel, stride), dilation))| {
        if !is_same {
            return call.options.size("padding_end", axis, &start[axis]);
        }
        same(call, [&call.takes(axis + 1), kernel, stride, dilation], 1)
    });
    let end = end.collect();
    [start, end]
}

/// As much padding as gives the size that goes in (divided by the stride), half of it at the start; what is odd goes
/// to the end.
fn same(call: &Call, numbers: [&Number; 4], side: usize) -> Number {
    let krate = call.krate;
    Number::of(
        &numbers,
        |_| None,
        |numbers| quote!(#krate::__private::same_padding(#(#numbers),*)[#side]),
    )
}

/// A product of numbers, or the formula for it.
fn product(numbers: &[Number], plus: &Number, formula: impl Fn() -> String) -> Formula {
    let product = numbers
        .iter()
        .map(Number::known)
        .try_fold(1usize, |product, number| number.map(|number| product.saturating_mul(number)));
    match (product, plus.known()) {
        (Some(product), Some(plus)) => Formula::Known(product.saturating_add(plus)),
        _ => Formula::Unknown(formula()),
    }
}

pub fn conv_parameters(call: &Call, axes: usize) -> Formula {
    let mut numbers = vec![call.gives(0), group_inputs(call)];
    let one = Number::Known(1);
    numbers.extend((0..axes).map(|axis| call.options.size("kernel", axis, &one)));
    let bias = if call.options.flag("bias", true) { call.gives(0) } else { Number::Known(0) };
    product(&numbers, &bias, || "out × in / groups × kernel + biases".to_string())
}

pub fn normalized_parameters(call: &Call, axis: usize) -> Formula {
    let size = || call.input.sizes.get(axis).map_or(String::new(), |size| format!("2 × {size}"));
    product(&[Number::Known(2), call.takes(axis)], &Number::Known(0), size)
}

pub fn embedding_parameters(call: &Call) -> Formula {
    let vocabulary = call.options.size("vocabulary", 0, &Number::Known(1));
    let formula = || "vocabulary × size".to_string();
    product(&[vocabulary, call.gives(1)], &Number::Known(0), formula)
}

/// So many gates, each with weights from the input and from the state, and a bias for each.
pub fn gates(call: &Call, gates: usize) -> Formula {
    match (call.takes(1).known(), call.gives_last().known()) {
        (Some(features), Some(hidden)) => {
            Formula::Known(gates.saturating_mul(hidden).saturating_mul(features + hidden + 2))
        }
        _ => Formula::Unknown(format!("{gates} × hidden × (features + hidden + 2)")),
    }
}
