//! `#[weights("net.safetensors")]`: the file that has a net's weights.

use crate::report::Report;
use syn::{Attribute, LitStr};

/// Takes the weights out of a net's attributes.
pub fn weights(attributes: &mut Vec<Attribute>, report: &mut Report) -> Option<LitStr> {
    let mut weights = None;
    attributes.retain(|attribute| {
        let is_weights = attribute.path().is_ident("weights");
        if is_weights {
            let help = "write `#[weights(\"net.safetensors\")]`";
            match attribute.parse_args::<LitStr>() {
                Ok(_) if weights.is_some() => {
                    report.error(attribute, "a net has its weights from one file", help);
                }
                Ok(path) => weights = Some(path),
                Err(_) => {
                    let message = "`#[weights(..)]` does not say which file has the weights";
                    report.error(attribute, message, help);
                }
            }
        }
        !is_weights
    });
    weights
}
