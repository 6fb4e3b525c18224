//! What things were when somebody last looked at them and said that they are right.

use crate::folder;
use std::{env, fs};

/// Compares with `golden/<name>`. With `BLESS=1` in the environment, that file is written instead.
pub fn compare(name: &str, found: &str) {
    let path = folder().join("golden").join(name);
    if env::var_os("BLESS").is_some_and(|bless| bless == "1") {
        fs::write(&path, found).unwrap_or_else(|error| panic!("golden/{name}: {error}"));
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let differences: Vec<_> = expected
        .lines()
        .map(|line| (line, '-', found))
        .chain(found.lines().map(|line| (line, '+', expected.as_str())))
        .filter(|(line, _, other)| !other.lines().any(|of_other| of_other == *line))
        .map(|(line, sign, _)| format!("{sign} {line}\n"))
        .collect();
    assert!(
        expected == found,
        "not as in golden/{name}:\n{}If that is meant, run again with BLESS=1 and commit the file.",
        differences.concat()
    );
}
