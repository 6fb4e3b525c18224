//! The table of layers in the struct's documentation.

use super::Net;
use crate::ast::plain;

/// The table's lines. Parameters that only the compiler knows are left to `PARAMETERS`.
pub fn table(net: &Net) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        " | name | layer | takes | gives | parameters |".to_string(),
        " |---|---|--:|--:|--:|".to_string(),
    ];
    for layer in net.wires.iter().map(|wire| wire.layer) {
        lines.push(format!(
            " | {} | `{}` | {} | {} | {} |",
            plain(&layer.name),
            layer.written.replace('|', "\\|"),
            layer.input,
            layer.output,
            layer.parameters.as_deref().unwrap_or("its own"),
        ));
    }
    let known = net.wires.iter().map(|wire| wire.layer.parameters.as_ref()?.parse::<usize>().ok());
    if let Some(total) = known.sum::<Option<usize>>() {
        lines.push(format!(" | | | | | {total} |"));
    }
    lines
}
