//! What things were when somebody last looked at them and said that they are right.

use crate::folder;
use std::{env, fs};

/// Bytes by which an image may be larger or smaller in another folder. Cargo puts a path dependency's
/// whole path into the hash that its symbols' names end in, the linker lays functions in the order of
/// their names, and what it puts between them to align them depends on which follows which (seen: 4).
const PADDING: u64 = 16;

/// Compares a table whose column `bytes` holds sizes of images: those may differ by [`PADDING`].
pub fn compare_sizes(name: &str, found: &str, bytes: &str) {
    let expected = fs::read_to_string(folder().join("golden").join(name)).unwrap_or_default();
    compare(name, &without_padding(&expected, found, bytes));
}

/// `found` with the sizes that `expected` has where they differ by no more than [`PADDING`].
fn without_padding(expected: &str, found: &str, bytes: &str) -> String {
    let (mut column, mut lines) = (0, String::new());
    let mut of_expected = expected.lines();
    for line in found.lines() {
        let mut cells: Vec<_> = line.split('|').collect();
        let expected: Vec<_> = of_expected.next().unwrap_or("").split('|').collect();
        column = cells.iter().position(|cell| cell.trim() == bytes).unwrap_or(column);
        let size = |cells: &[&str]| cells.get(column)?.trim().parse::<u64>().ok();
        if let (Some(theirs), Some(ours)) = (size(&expected), size(&cells))
            && theirs.abs_diff(ours) <= PADDING
        {
            cells[column] = expected[column];
        }
        lines += &cells.join("|");
        lines.push('\n');
    }
    lines
}

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

#[cfg(test)]
mod tests {
    use super::without_padding;

    #[test]
    fn only_sizes_may_differ_and_only_by_padding() {
        let table = |instructions, flash| {
            format!(
                "| M0 | instructions | flash |\n|---|---|---|\n| a | {instructions} | {flash} |\n"
            )
        };
        let expected = table(10, 1000);
        for (found, same) in [
            (table(10, 1000), true),
            (table(10, 984), true),
            (table(10, 1016), true),
            (table(10, 1017), false),
            (table(10, 983), false),
            (table(11, 1000), false),
        ] {
            let settled = without_padding(&expected, &found, "flash");
            assert_eq!(settled == expected, same, "{found}");
            assert!(same || settled == found, "{settled}");
        }
        assert_eq!(without_padding("", &expected, "flash"), expected);
    }
}
