//! The programs for WebAssembly: `run` does all three and leaves what they print where JavaScript finds it.

use std::sync::Mutex;
use tasks::Console;

static PRINTED: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Page<'a>(&'a mut Vec<u8>);

impl Console for Page<'_> {
    fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }
}

/// Runs the programs and gives the number of bytes that they printed.
// SAFETY: nothing else has this name.
#[unsafe(no_mangle)]
pub extern "C" fn run() -> usize {
    let Ok(mut printed) = PRINTED.lock() else { return 0 };
    let mut page = Page(&mut printed);
    tasks::infer::run(&mut page);
    tasks::learn::run(&mut page);
    tasks::adapt::run(&mut page);
    printed.len()
}

/// Where those bytes are.
// SAFETY: nothing else has this name.
#[unsafe(no_mangle)]
pub extern "C" fn printed() -> *const u8 {
    PRINTED.lock().map_or(std::ptr::null(), |printed| printed.as_ptr())
}
