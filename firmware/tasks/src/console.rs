/// Where a program prints. It does without `core::fmt`, which would be most of an image and brings panic
/// machinery of its own.
pub trait Console {
    /// The one thing that a board has to supply.
    fn byte(&mut self, byte: u8);

    fn text(&mut self, text: &str) -> &mut Self {
        for &byte in text.as_bytes() {
            self.byte(byte);
        }
        self
    }

    fn number(&mut self, number: u32) -> &mut Self {
        if number >= 10 {
            self.number(number / 10);
        }
        self.byte(b'0' + (number % 10) as u8);
        self
    }

    /// Eight hexadecimal digits.
    fn hex(&mut self, number: u32) -> &mut Self {
        for shift in (0..32).step_by(4).rev() {
            let digit = (number >> shift & 15) as u8;
            self.byte(if digit < 10 { b'0' + digit } else { b'a' - 10 + digit });
        }
        self
    }

    /// A number between 0 and 4000, with six decimals, cut off.
    fn decimal(&mut self, number: f32) -> &mut Self {
        let millionths = (f64::from(number) * 1e6) as u32;
        self.number(millionths / 1_000_000).byte(b'.');
        let mut place = 100_000;
        while place > 0 {
            self.byte(b'0' + (millionths / place % 10) as u8);
            place /= 10;
        }
        self
    }

    fn line(&mut self) {
        self.byte(b'\n');
    }
}
