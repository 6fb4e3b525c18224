//! A rule for each number of some tensors, side by side.

use super::parallel::share_tensors;
use super::{Kernel, dispatch};

/// From how many numbers on a call of another version pays.
const WORTH_A_CALL: usize = 64;

/// Applies `rule` to the first number of each tensor, to the second and so on. Never inlined: a net has many
/// tensors.
#[inline(never)]
pub(crate) fn update<const K: usize>(
    tensors: [&mut [f32]; K],
    rule: impl Fn([&mut f32; K]) + Copy + Sync,
) {
    share_tensors(tensors, |tensors| {
        let len = tensors.iter().map(|tensor| tensor.len()).min().unwrap_or(0);
        let update = Update { tensors, rule, len };
        if len < WORTH_A_CALL { update.run::<1, 1, 1>() } else { dispatch::run(update) }
    });
}

struct Update<'a, const K: usize, R> {
    tensors: [&'a mut [f32]; K],
    rule: R,
    len: usize,
}

impl<const K: usize, R: Fn([&mut f32; K]) + Copy + Sync> Kernel for Update<'_, K, R> {
    type Output = ();

    #[inline(always)]
    fn run<const ROWS: usize, const COLUMNS: usize, const WIDE: usize>(self) {
        let Update { tensors, rule, len } = self;
        // Pieces are copied out and in, so that the compiler need not ask whether tensors overlap.
        const PIECE: usize = if cfg!(feature = "std") { 16 } else { 1 };
        let mut wholes: [&mut [[f32; PIECE]]; K] = [(); K].map(|()| Default::default());
        let mut rests: [&mut [f32]; K] = [(); K].map(|()| Default::default());
        for ((tensor, whole), rest) in tensors.into_iter().zip(&mut wholes).zip(&mut rests) {
            (*whole, *rest) = tensor.get_mut(..len).unwrap_or_default().as_chunks_mut();
        }
        for i in 0..len / PIECE {
            let mut pieces = [[0.0; PIECE]; K];
            for (piece, whole) in pieces.iter_mut().zip(&wholes) {
                *piece = whole.get(i).copied().unwrap_or([0.0; PIECE]);
            }
            apply(&mut pieces, rule);
            for (piece, whole) in pieces.iter().zip(&mut wholes) {
                if let Some(whole) = whole.get_mut(i) {
                    *whole = *piece;
                }
            }
        }
        for i in 0..len - len / PIECE * PIECE {
            let mut piece = [0.0; K];
            for (value, rest) in piece.iter_mut().zip(&rests) {
                *value = rest.get(i).copied().unwrap_or_default();
            }
            rule(piece.each_mut());
            for (value, rest) in piece.iter().zip(&mut rests) {
                if let Some(rest) = rest.get_mut(i) {
                    *rest = *value;
                }
            }
        }
    }
}

#[inline(always)]
fn apply<const N: usize, const K: usize>(pieces: &mut [[f32; N]; K], rule: impl Fn([&mut f32; K])) {
    for i in 0..N {
        rule(pieces.each_mut().map(|piece| &mut piece[i]));
    }
}
