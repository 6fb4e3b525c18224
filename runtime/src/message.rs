//! Texts with numbers in them, put together at compile time.

/// A text put together at compile time, where `format!` is not to be had. What is too long is cut.
///
/// ```
/// use typenet::layer::Message;
///
/// const MESSAGE: Message = Message::new("at most ").number(64).text(" bytes");
/// assert_eq!(MESSAGE.as_str(), "at most 64 bytes");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Message {
    bytes: [u8; 2048],
    len: usize,
}

impl Message {
    /// A text as it is.
    pub const fn new(text: &str) -> Self {
        Message { bytes: [0; 2048], len: 0 }.text(text)
    }

    /// With more text behind it.
    #[must_use]
    pub const fn text(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut i = 0;
        while i < text.len() && self.len < self.bytes.len() {
            self.bytes[self.len] = text[i];
            self.len += 1;
            i += 1;
        }
        self
    }

    /// With a number behind it.
    #[must_use]
    pub const fn number(self, number: usize) -> Self {
        let all = if number >= 10 { self.number(number / 10) } else { self };
        let digit = [b'0' + (number % 10) as u8];
        match core::str::from_utf8(&digit) {
            Ok(digit) => all.text(digit),
            Err(_) => all,
        }
    }

    /// The text.
    pub const fn as_str(&self) -> &str {
        let (text, _) = self.bytes.split_at(self.len);
        match core::str::from_utf8(text) {
            Ok(text) => text,
            // Cut within a letter that takes several bytes.
            Err(error) => match core::str::from_utf8(text.split_at(error.valid_up_to()).0) {
                Ok(text) => text,
                Err(_) => "",
            },
        }
    }
}
