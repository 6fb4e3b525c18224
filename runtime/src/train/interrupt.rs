//! Ctrl-C ends training, not the program.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

static INSTALLED: Once = Once::new();
static RUNNING: AtomicUsize = AtomicUsize::new(0);
static ASKED: AtomicBool = AtomicBool::new(false);

/// What a shell is told of a program that was ended by Ctrl-C.
const ENDED_BY_CTRL_C: i32 = 130;

/// As long as there is one, the first Ctrl-C is a wish to end training. The second ends the program, as does one
/// when nothing is trained.
pub struct Interrupt(bool);

impl Interrupt {
    pub fn new(wanted: bool) -> Self {
        if !wanted {
            return Interrupt(false);
        }
        INSTALLED.call_once(|| {
            // A program with a handler of its own keeps that.
            let _ = ctrlc::set_handler(|| {
                if RUNNING.load(Ordering::SeqCst) == 0 || ASKED.swap(true, Ordering::SeqCst) {
                    std::process::exit(ENDED_BY_CTRL_C);
                }
            });
        });
        if RUNNING.fetch_add(1, Ordering::SeqCst) == 0 {
            ASKED.store(false, Ordering::SeqCst);
        }
        Interrupt(true)
    }

    pub fn is_asked(&self) -> bool {
        self.0 && ASKED.load(Ordering::SeqCst)
    }
}

impl Drop for Interrupt {
    fn drop(&mut self) {
        if self.0 {
            RUNNING.fetch_sub(1, Ordering::SeqCst);
        }
    }
}
