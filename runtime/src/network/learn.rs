//! A step on one sample, as a kernel. In a file of its own, for the compiler puts a kernel's versions where the kernel is, and
//! so works on them and on the other kernels of a net side by side.

use crate::kernels::{Kernel, Vectors};
use crate::{Error, Loss, Network};

pub(super) struct Learn<'a, N: Network, L, T> {
    pub(super) net: &'a mut N,
    pub(super) loss: &'a L,
    pub(super) input: &'a N::Input,
    pub(super) target: &'a T,
    pub(super) rate: f32,
}

impl<N: Network, L: Loss<N::Output, T>, T> Kernel for Learn<'_, N, L, T> {
    type Output = Result<f32, Error>;

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(
        &mut self,
    ) -> Self::Output {
        self.net.__learn(self.loss, self.input, self.target, self.rate)
    }
}
