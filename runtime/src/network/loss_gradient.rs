//! The gradient of a batch, as a kernel. In a file of its own for the same reason as `learn.rs`.

use super::{Workspace, check_batch, split};
use crate::kernels::{Kernel, Vectors};
use crate::loss::mean_of_batch;
use crate::{Error, Layer, Loss, Network, Saved};

pub(super) struct LossGradient<'a, N: Network, L, T> {
    pub(super) net: &'a mut N,
    pub(super) loss: &'a L,
    pub(super) inputs: &'a [N::Input],
    pub(super) targets: &'a [T],
    pub(super) workspace: &'a mut [f32],
    pub(super) gradient: &'a mut N,
}

impl<N: Network, L: Loss<N::Output, T>, T: Sync> Kernel for LossGradient<'_, N, L, T> {
    type Output = Result<f32, Error>;

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(
        &mut self,
    ) -> Self::Output {
        let LossGradient {
            ref mut net,
            loss,
            inputs,
            targets,
            ref mut workspace,
            ref mut gradient,
        } = *self;
        let (net, workspace, gradient) = (&mut **net, &mut **workspace, &mut **gradient);
        check_batch::<N, T>(inputs, targets)?;
        let Workspace { outputs, cache, d_outputs } = split::<N>(workspace, inputs.len())?;
        Layer::forward_train(net, inputs, outputs, cache);
        let mean = mean_of_batch(loss, outputs, targets, d_outputs)?;
        let saved = Saved { input: inputs, output: outputs, cache };
        net.backward_batch(saved, d_outputs, None, gradient);
        Ok(mean)
    }
}
