//! A rule for each number of some tensors, side by side.

use super::parallel::share_tensors;
use super::{Kernel, Vectors, dispatch};
use crate::Network;
use crate::layer::{TensorInfo, VisitorMut};

/// From how many numbers on another version pays.
const WORTH_A_CALL: usize = 4;

/// Applies `rule` to the first number of each tensor, to the second and so on.
#[cfg_attr(feature = "std", inline(always))]
#[cfg_attr(not(feature = "std"), inline(never))]
pub(crate) fn update<const K: usize>(
    tensors: &mut [&mut [f32]; K],
    rule: &(impl Fn([&mut f32; K]) + Copy + Sync),
) {
    share_tensors(tensors, |tensors| {
        let len = tensors.iter().map(|tensor| tensor.len()).min().unwrap_or(0);
        let mut update = Update { tensors, rule, len };
        if cfg!(feature = "std") && len < WORTH_A_CALL {
            update_few(&mut update);
        } else {
            dispatch::run(update);
        }
    });
}

/// Apart, so that its constants are not made ready for the others.
#[cold]
#[inline(never)]
fn update_few<const K: usize, R: Fn([&mut f32; K]) + Copy>(update: &mut Update<'_, '_, K, R>) {
    dispatch::run_inlined(update);
}

struct Update<'a, 't, const K: usize, R> {
    tensors: &'a mut [&'t mut [f32]; K],
    rule: &'a R,
    len: usize,
}

impl<const K: usize, R: Fn([&mut f32; K]) + Copy> Kernel for Update<'_, '_, K, R> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let mut tensors = self.tensors.each_mut().map(|tensor| &mut **tensor);
        let (rule, len) = (*self.rule, self.len);
        let mut done = 0;
        if cfg!(feature = "std") {
            done = pieces::<16, K>(&mut tensors, rule, len, done);
            done = pieces::<4, K>(&mut tensors, rule, len, done);
        }
        pieces::<1, K>(&mut tensors, rule, len, done);
    }
}

/// The numbers from `start` to `len`, `N` at a time as long as there are as many. Returns where it stopped.
///
/// They are copied out and in, so that the compiler need not ask whether tensors overlap.
#[inline(always)]
fn pieces<const N: usize, const K: usize>(
    tensors: &mut [&mut [f32]; K],
    rule: impl Fn([&mut f32; K]),
    len: usize,
    start: usize,
) -> usize {
    let mut start = start;
    while start + N <= len {
        let mut pieces = [[0.0; N]; K];
        for (piece, tensor) in pieces.iter_mut().zip(&*tensors) {
            let found = tensor.get(start..).and_then(|rest| rest.first_chunk());
            let Some(found) = found else { return len };
            *piece = *found;
        }
        for i in 0..N {
            rule(pieces.each_mut().map(|piece| &mut piece[i]));
        }
        for (piece, tensor) in pieces.iter().zip(&mut *tensors) {
            let room = tensor.get_mut(start..).and_then(|rest| rest.first_chunk_mut());
            let Some(room) = room else { return len };
            *room = *piece;
        }
        start += N;
    }
    start
}

/// Applies `rule` to all that is learned in a small net: the version is chosen once, and the compiler knows how
/// long each tensor is.
#[inline]
pub(crate) fn update_net<N: Network, const K: usize>(
    nets: [&mut N; K],
    rule: impl Fn([&mut f32; K]) + Copy + Sync,
) {
    dispatch::run_net(UpdateNet { nets, rule });
}

struct UpdateNet<'a, N, const K: usize, R> {
    nets: [&'a mut N; K],
    rule: R,
}

impl<N: Network, const K: usize, R: Fn([&mut f32; K]) + Copy + Sync> Kernel
    for UpdateNet<'_, N, K, R>
{
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors, const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(&mut self) {
        let nets = self.nets.each_mut().map(|net| &mut **net);
        N::parameters_mut(nets, &mut EachNumber(self.rule));
    }
}

struct EachNumber<R>(R);

impl<const K: usize, R: Fn([&mut f32; K]) + Copy + Sync> VisitorMut<K> for EachNumber<R> {
    #[inline(always)]
    fn tensor(&mut self, info: TensorInfo<'_>, mut tensors: [&mut [f32]; K]) {
        if !info.learned {
            return;
        }
        let len = tensors.iter().map(|tensor| tensor.len()).min().unwrap_or(0);
        if len >= 256 {
            update(&mut tensors, &self.0);
            return;
        }
        let mut done = 0;
        done = pieces::<8, K>(&mut tensors, self.0, len, done);
        done = pieces::<4, K>(&mut tensors, self.0, len, done);
        pieces::<1, K>(&mut tensors, self.0, len, done);
    }
}
