//! What the compiler says about each mistake in a `network!`. After a change of wording, look at every
//! message and bless it: `TRYBUILD=overwrite cargo test -p typenet-tests --test ui`.

#[test]
fn mistakes_are_explained() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/*.rs");
}
