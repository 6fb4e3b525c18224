//! A user without std and alloc, whose lints are as strict as they come: nothing that `network!` writes
//! may set one of them off.
#![no_std]
#![forbid(unsafe_code)]
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    missing_copy_implementations,
    unreachable_pub,
    unused,
    unused_qualifications,
    unused_lifetimes,
    single_use_lifetimes,
    explicit_outlives_requirements,
    redundant_lifetimes,
    elided_lifetimes_in_paths,
    trivial_casts,
    trivial_numeric_casts,
    unused_import_braces,
    unused_results,
    variant_size_differences,
    let_underscore_drop,
    macro_use_extern_crate,
    non_ascii_idents,
    nonstandard_style,
    future_incompatible,
    rust_2018_idioms,
    rust_2024_compatibility,
    keyword_idents,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::arithmetic_side_effects,
    clippy::default_numeric_fallback,
    clippy::indexing_slicing,
    clippy::missing_const_for_fn,
    clippy::panic,
    clippy::shadow_unrelated,
    clippy::unwrap_used
)]
// It and `unreachable_pub` cannot both be pleased.
#![allow(clippy::redundant_pub_crate)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::float_cmp))]

use typenet::prelude::*;

/// How many values the hidden layer has.
pub const HIDDEN: usize = 4;

network! {
    /// A documented net.
    #[derive(Copy)]
    pub struct Public<hidden: dense(2 -> HIDDEN), leaky_relu { slope: 0.2 }, dense(HIDDEN -> 1)>
}

network! {
    /// A net in a net.
    #[derive(Copy)]
    pub struct Outer<first: Public(2 -> 1), tanh, dense(1 -> 3), softmax>
}

network! {
    #[derive(Copy)]
    pub(crate) struct OfTheCrate<dense(3 -> 3), relu, dense(3 -> 2)>
}

mod inside {
    typenet::network! {
        #[derive(Copy)]
        struct Private<dense(2 -> 2), gelu>
    }

    /// All that is needed of it.
    pub(crate) fn answer() -> [f32; 2] {
        Private::ZERO.forward(&[1.0, 2.0])
    }
}

/// A net in flash.
pub static FLASH: Outer = Outer::ZERO;

/// One step of training without heap; the loss before it.
///
/// # Errors
///
/// If the data is bad.
pub fn learn(net: &mut Public, input: [f32; 2], target: [f32; 1]) -> Result<f32, typenet::Error> {
    let mut gradient = Public::ZERO;
    let mut workspace = [0.0_f32; Public::workspace_len(1)];
    let loss =
        net.loss_gradient(&MeanSquaredError, &[input], &[target], &mut workspace, &mut gradient)?;
    Sgd { rate: 0.1, ..Sgd::NEW }.step(net, &mut gradient);
    Ok(loss)
}

/// What a net that nobody named answers.
#[must_use]
pub fn unnamed(x: f32) -> [f32; 1] {
    let mut net = network!(dense(1 -> 2), relu, dense(2 -> 1));
    net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
    let [first, second] = inside::answer();
    let [answer] = net.forward(&[x]);
    let [other, _] = OfTheCrate::ZERO.forward(&[first, second, answer]);
    [answer + other]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns() {
        let mut net = Public::ZERO;
        net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
        let first = learn(&mut net, [1.0, -1.0], [0.5]).unwrap();
        for _ in 0_u8..20 {
            let _: f32 = learn(&mut net, [1.0, -1.0], [0.5]).unwrap();
        }
        let last = learn(&mut net, [1.0, -1.0], [0.5]).unwrap();
        assert!(last < 0.1 * first, "{first} {last}");
    }

    #[test]
    fn lies_in_flash() {
        assert_eq!(FLASH.forward(&[1.0, 2.0]), [1.0 / 3.0; 3]);
        assert_ne!(unnamed(1.0), unnamed(2.0));
    }
}
