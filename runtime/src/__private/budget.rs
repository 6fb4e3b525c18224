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
    let message = Message::new()
        .text("over budget: the net takes ")
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

/// A text put together at compile time. What is too long is cut.
struct Message {
    bytes: [u8; 256],
    len: usize,
}

impl Message {
    const fn new() -> Self {
        Message { bytes: [0; 256], len: 0 }
    }

    const fn text(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut i = 0;
        while i < text.len() && self.len < self.bytes.len() {
            self.bytes[self.len] = text[i];
            self.len += 1;
            i += 1;
        }
        self
    }

    const fn number(self, number: usize) -> Self {
        let all = if number >= 10 { self.number(number / 10) } else { self };
        let digit = [b'0' + (number % 10) as u8];
        match core::str::from_utf8(&digit) {
            Ok(digit) => all.text(digit),
            Err(_) => all,
        }
    }

    const fn as_str(&self) -> &str {
        let (text, _) = self.bytes.split_at(self.len);
        match core::str::from_utf8(text) {
            Ok(text) => text,
            Err(_) => "over budget",
        }
    }
}
