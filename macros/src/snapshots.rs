//! What `network!` writes, to be read. To bless a change: `UPDATE_EXPECT=1 cargo test -p typenet-macros`.

use expect_test::{ExpectFile, expect_file};
use proc_macro2::{Group, TokenStream, TokenTree};
use quote::quote;

/// Expands a declaration and compares the code, laid out, with a file in `snapshots/`. Paths into the
/// runtime are shortened there: `f32` stands for `::typenet::__private::f32`, which is what keeps a user's
/// own `f32` out of it.
fn check(declaration: TokenStream, expected: ExpectFile) {
    let code = shortened(crate::network_tokens(quote!([typenet] #declaration)));
    // An expression is laid out as the body of a function.
    let file = syn::parse2(code.clone())
        .or_else(|_| syn::parse2(quote!(fn expression() { let net = #code; })))
        .expect("what the macro writes can be parsed");
    expected.assert_eq(&prettyplease::unparse(&file));
}

/// Leaves the modules out of paths into the runtime.
fn shortened(code: TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = code.into_iter().collect();
    let mut short = TokenStream::new();
    let mut i = 0;
    while i < tokens.len() {
        let is_module = |i: usize| {
            let text = tokens[i].to_string();
            text.starts_with(|c: char| c.is_lowercase() || c == '_')
                && tokens.get(i + 1..i + 4).is_some_and(|next| {
                    next[0].to_string() == ":" && matches!(next[2], TokenTree::Ident(_))
                })
        };
        if tokens[i].to_string() == "typenet" {
            while is_module(i) {
                i += 3;
            }
        }
        short.extend([match &tokens[i] {
            TokenTree::Group(group) => {
                TokenTree::Group(Group::new(group.delimiter(), shortened(group.stream())))
            }
            token => token.clone(),
        }]);
        i += 1;
    }
    short
}

#[test]
fn the_worked_example() {
    check(
        quote! {
            /// Three values in, two out.
            pub struct Example<hidden: dense(3 -> 1), relu, dense(1 -> 2), relu>
        },
        expect_file!["snapshots/worked_example.rs"],
    );
}

#[test]
fn one_layer() {
    check(quote!(struct One<softmax(3 -> 3)>), expect_file!["snapshots/one_layer.rs"]);
}

#[test]
fn expression() {
    check(quote!(dense(3 -> 1), tanh), expect_file!["snapshots/expression.rs"]);
}

#[test]
fn own_layers_consts_settings_and_attributes() {
    check(
        quote! {
            #[derive(Copy, Clone)]
            #[repr(C)]
            pub(crate) struct Own<
                leaky_relu(1 x sizes::HEIGHT x 8 -> 1 x sizes::HEIGHT x 8) { slope: 0.2 },
                encoder: my::Encoder<4>(1 x sizes::HEIGHT x 8 -> CODE),
                Loop,
                dense(CODE -> 2),
            >
        },
        expect_file!["snapshots/own_layers.rs"],
    );
}

#[test]
fn blocks() {
    check(
        quote! {
            struct Blocks<
                code: dense(3 -> 3),
                residual(dense(3 -> 3), tanh),
                concat(identity, side: [dense(3 -> 2), relu]),
                frozen(dense(5 -> 3)),
                shared(code),
            >
        },
        expect_file!["snapshots/blocks.rs"],
    );
}

#[test]
fn options() {
    check(
        quote! {
            struct Options<
                conv2d(3x8x9 -> 6x4x5, kernel = 3, stride = 2, padding = same, bias = false),
                relu,
                max_pool2d(6x4x5 -> 6x2x2, kernel = 2),
            >
        },
        expect_file!["snapshots/options.rs"],
    );
}

#[test]
fn a_mistake_keeps_the_net() {
    check(
        quote!(struct Wrong<dense(3 -> 5), relu, dense(4 -> 2)>),
        expect_file!["snapshots/mistake.rs"],
    );
}

/// The lines are the same, but that each calls a function of its own.
#[test]
fn many_layers_are_called_apart() {
    let is_apart = |last: TokenStream| {
        let relus = std::iter::repeat_n(quote!(relu,), 10);
        let net = quote!([typenet] struct Net<dense(2 -> 3), #(#relus)* #last>);
        crate::network_tokens(net).to_string().contains("__forward_apart")
    };
    assert!(!is_apart(quote!(relu)));
    assert!(is_apart(quote!(relu, relu)));
    assert!(is_apart(quote!(residual(relu, relu))));
}

/// Whatever is written, the macro answers with code or with errors, never with a panic.
mod soup {
    use super::shortened;
    use proc_macro2::TokenStream;
    use proptest::prelude::*;

    const WORDS: &[&str] = &[
        "struct",
        "pub",
        "Net",
        "<",
        ">",
        "dense",
        "relu",
        "Own",
        "leaky_relu",
        "name",
        ":",
        "::",
        ",",
        "->",
        "=>",
        "-",
        "3",
        "0",
        "1x2x3",
        "4x",
        "x",
        "SIZE",
        "my::SIZE",
        "3.5",
        "99999999999999999999",
        "'a'",
        "\"text\"",
        "(3 -> 4)",
        "(4 -> 3)",
        "( )",
        "(3 -> 4, k = 2)",
        "(2x4x4 -> 2x2x2, kernel = 3, padding = same)",
        "(kernel = 1x, bias = 2)",
        "residual",
        "concat(dense(3 -> 4), relu)",
        "add([relu], relu)",
        "frozen(",
        ")",
        "shared",
        "conv2d",
        "batch_norm",
        "[dense(3 -> 4), relu]",
        "{ slope: 0.1 }",
        "{ }",
        "[3]",
        "#[derive(Copy)]",
        "=",
        ";",
        "crate",
        "self",
        "r#type",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 300, ..ProptestConfig::default() })]
        #[test]
        fn any_tokens(start in 0..3usize, words in prop::collection::vec(0..WORDS.len(), 0..14)) {
            let soup: Vec<&str> = words.iter().map(|&word| WORDS[word]).collect();
            let text = match start {
                0 => soup.join(" "),
                1 => format!("struct Net<{}>", soup.join(" ")),
                _ => format!("struct Net<dense({}), relu>", soup.join(" ")),
            };
            let Ok(tokens) = format!("[typenet] {text}").parse::<TokenStream>() else {
                return Ok(()); // unbalanced
            };
            let code = shortened(crate::network_tokens(tokens));
            let parses = syn::parse2::<syn::File>(code.clone()).is_ok()
                || syn::parse2::<syn::Expr>(code.clone()).is_ok();
            prop_assert!(parses, "{text}: {code}");
        }
    }
}
