//! A layer as a function of its own, for nets of so many layers that they are not compiled as a whole.

use crate::Layer;
use crate::kernels::{self, Kernel, Vectors};

/// `Layer::forward`, which chooses a version for itself, where there is enough to do.
#[inline(always)]
pub(crate) fn forward<L: Layer<I, O>, I, O>(layer: &L, input: &I, output: &mut O) {
    let mut work = Forward { layer, input, output };
    if const { kernels::suits_a_net(L::MULTIPLY_ADDS) } {
        kernels::run_net(work);
    } else {
        kernels::run_inlined(&mut work);
    }
}

struct Forward<'a, L, I, O> {
    layer: &'a L,
    input: &'a I,
    output: &'a mut O,
}

impl<L: Layer<I, O>, I, O> Kernel for Forward<'_, L, I, O> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        self.layer.forward(self.input, self.output);
    }
}
