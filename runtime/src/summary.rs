//! The table of a net's layers.

use core::fmt;

/// A net's layers as a table, to be printed. `Net::summary()` makes one.
///
/// ```
/// use typenet::prelude::*;
///
/// network! { struct Net<hidden: dense(3 -> 1), relu, dense(1 -> 2), relu> }
///
/// assert_eq!(
///     Net::summary().to_string(),
///     "\
/// Net
/// name    layer          takes  gives  parameters
/// hidden  dense(3 -> 1)      3      1           4
/// relu    relu               1      1           0
/// dense   dense(1 -> 2)      1      2           4
/// relu_2  relu               2      2           0
///                                               8
/// 8 parameters, 32 bytes; 5 multiply-adds a sample; training takes 32 bytes a sample
/// "
/// );
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Summary {
    /// The net's name.
    pub name: &'static str,
    /// Its layers, first to last.
    pub rows: &'static [SummaryRow],
    /// Bytes that the net itself takes.
    pub weight_bytes: usize,
    /// Multiply-adds in a forward pass of one sample.
    pub multiply_adds: usize,
    /// Bytes of workspace that training takes for each sample of a batch.
    pub workspace_bytes: usize,
}

/// One layer in a [`Summary`].
#[derive(Clone, Copy, Debug)]
pub struct SummaryRow {
    /// The layer's name: the user's, or one made from its kind.
    pub name: &'static str,
    /// The layer as it was written.
    pub layer: &'static str,
    /// The sizes of what it takes, outermost first: `[1, 28, 28]` for a picture `1x28x28`.
    pub takes: &'static [usize],
    /// The sizes of what it gives.
    pub gives: &'static [usize],
    /// How many numbers it learns.
    pub parameters: usize,
}

impl Summary {
    /// How many numbers the net learns.
    pub fn parameters(&self) -> usize {
        self.rows.iter().map(|row| row.parameters).sum()
    }
}

/// Sizes as `1x28x28`.
struct Sizes(&'static [usize]);

impl Sizes {
    fn width(&self) -> usize {
        let digits = |n: &usize| n.checked_ilog10().unwrap_or(0) as usize + 1;
        self.0.iter().map(digits).sum::<usize>() + self.0.len().saturating_sub(1)
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let padding = f.width().unwrap_or(0).saturating_sub(self.width());
        write!(f, "{:padding$}", "")?;
        for (i, size) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("x")?;
            }
            write!(f, "{size}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widest = |heading: &str, width: fn(&SummaryRow) -> usize| {
            self.rows.iter().map(width).max().unwrap_or(0).max(heading.len())
        };
        let name = widest("name", |row| row.name.chars().count());
        let layer = widest("layer", |row| row.layer.chars().count());
        let takes = widest("takes", |row| Sizes(row.takes).width());
        let gives = widest("gives", |row| Sizes(row.gives).width());
        let total = self.parameters();

        writeln!(f, "{}", self.name)?;
        writeln!(
            f,
            "{:name$}  {:layer$}  {:>takes$}  {:>gives$}  parameters",
            "name", "layer", "takes", "gives"
        )?;
        for row in self.rows {
            writeln!(
                f,
                "{:name$}  {:layer$}  {:takes$}  {:gives$}  {:>10}",
                row.name,
                row.layer,
                Sizes(row.takes),
                Sizes(row.gives),
                row.parameters
            )?;
        }
        writeln!(f, "{total:>width$}", width = name + layer + takes + gives + 18)?;
        writeln!(
            f,
            "{total} parameters, {} bytes; {} multiply-adds a sample; training takes {} bytes a sample",
            self.weight_bytes, self.multiply_adds, self.workspace_bytes
        )
    }
}
