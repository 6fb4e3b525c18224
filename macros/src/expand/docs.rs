//! The table of layers in the struct's documentation.

use super::Net;
use crate::ast::{Block, plain};
use crate::model::{Layer, Type};

/// The table's lines. Parameters that only the compiler knows are left to `PARAMETERS`.
pub fn table(net: &Net) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        " | name | layer | takes | gives | parameters |".to_string(),
        " |---|---|--:|--:|--:|".to_string(),
    ];
    let layers: Vec<&Layer> = net.wires.iter().map(|wire| wire.layer).collect();
    let mut known = vec![];
    rows(&layers, "", &mut lines, &mut known);
    if let Some(total) = known.into_iter().sum::<Option<usize>>() {
        lines.push(format!(" | | | | | {total} |"));
    }
    lines
}

/// A line for each layer; a block's layers follow it, with its name in front.
fn rows(layers: &[&Layer], path: &str, lines: &mut Vec<String>, known: &mut Vec<Option<usize>>) {
    for layer in layers {
        let name = format!("{path}{}", plain(&layer.name));
        let (written, parameters) = match &layer.ty {
            Type::Block { block, .. } => (block.map_or("[..]", Block::word), ""),
            _ => (layer.written.as_str(), layer.parameters.as_deref().unwrap_or("its own")),
        };
        let written = written.replace('|', "\\|");
        let (input, output) = (&layer.input, &layer.output);
        lines.push(format!(" | {name} | `{written}` | {input} | {output} | {parameters} |"));
        match &layer.ty {
            Type::Block { block, layers, .. } => {
                let layers: Vec<&Layer> = layers.iter().collect();
                let mut inner = vec![];
                rows(&layers, &format!("{name}."), lines, &mut inner);
                if *block != Some(Block::Frozen) {
                    known.extend(inner);
                }
            }
            _ => known.push(layer.parameters.as_ref().and_then(|number| number.parse().ok())),
        }
    }
}
