use crate::message::Message;

/// Refuses a net that takes more than its budget, at compile time, and names the layer that costs most.
#[track_caller]
pub const fn budget(what: &str, allowed: usize, total: usize, layers: &[(&str, usize)]) {
    if total <= allowed {
        return;
    }
    let (mut most, mut i) = (0, 0);
    while i < layers.len() {
        if layers[i].1 > layers[most].1 {
            most = i;
        }
        i += 1;
    }
    let message = Message::new("over budget: the net takes ")
        .number(total)
        .text(" bytes of ")
        .text(what)
        .text(", ")
        .number(allowed)
        .text(" are allowed; `")
        .text(layers[most].0)
        .text("` costs most, ")
        .number(layers[most].1)
        .text(" bytes");
    panic!("{}", message.as_str());
}
