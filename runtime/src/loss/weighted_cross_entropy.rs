use super::{Loss, probabilities};
use crate::TargetError;
use crate::kernels::softmax;

/// [`CrossEntropy`](super::CrossEntropy) with a weight wᵢ for each class and label smoothing ε, on logits:
/// E = -Σᵢ qᵢ log softmax(y)ᵢ with qᵢ = wᵢ ((1 - ε) tᵢ + ε/N) (Szegedy et al., *Rethinking the Inception
/// Architecture for Computer Vision*, 2016, section 7; PyTorch's `cross_entropy` with `weight` and
/// `label_smoothing`). The target is a class (`usize`: tᵢ is 1 for it and 0 elsewhere) or the probability of
/// each class (`[f32; N]`).
///
/// dE/dyᵢ = softmax(y)ᵢ Σⱼ qⱼ - qᵢ.
///
/// Weights suit classes of which some are rare: a weight of 2 counts as if each sample of the class were there
/// twice. Smoothing keeps a net from being ever more certain of what it already has right.
///
/// ```
/// use typenet::prelude::*;
///
/// let rare = WeightedCrossEntropy { weights: [1.0, 1.0, 4.0], ..WeightedCrossEntropy::NEW };
/// let mut d_output = [0.0; 3];
/// let loss = rare.loss(&[500.0, -500.0, 500.0], &2, &mut d_output).unwrap();
/// assert_eq!(loss, 4.0 * 2.0_f32.ln());
/// assert_eq!(d_output, [2.0, 0.0, -2.0]);
///
/// // Without weights N need not be said: the net's output tells it.
/// let smooth = WeightedCrossEntropy { smoothing: 0.1, ..WeightedCrossEntropy::NEW };
/// let loss = smooth.value(&[0.0, 0.0], &1).unwrap();
/// assert_eq!(loss, 2.0_f32.ln());
/// ```
///
/// **With weights, a batch's mean is not PyTorch's where the targets are classes.** A batch's loss is here the
/// sum over its samples divided by their number: PyTorch's `reduction="sum"`, divided by the number. Its
/// `reduction="mean"` divides by the sum of the samples' weights instead, so that of a single sample the
/// weight cancels. Both differ by a factor, the mean weight of the batch's labels. With weights that are all
/// 1, and where targets are probabilities, they are the same.
///
/// # Errors
///
/// [`TargetError::Label`] if the class is not below `N`; [`TargetError::NotAProbability`] if a
/// probability is not between 0 and 1; [`TargetError::Setting`] if `smoothing` is not between 0 and 1, or a
/// weight is negative, NaN or infinite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightedCrossEntropy<const N: usize> {
    /// ε: the part of a target that is shared out evenly among all classes. 0 for none.
    pub smoothing: f32,
    /// wᵢ: how much each class counts.
    pub weights: [f32; N],
}

impl<const N: usize> WeightedCrossEntropy<N> {
    /// No smoothing, and each weight is 1: the plain [`CrossEntropy`](super::CrossEntropy).
    pub const NEW: Self = WeightedCrossEntropy { smoothing: 0.0, weights: [1.0; N] };

    /// The loss for a target whose class i has the probability `target(i)`.
    #[inline]
    fn of(
        &self,
        output: &[f32; N],
        target: impl Fn(usize) -> f32,
        d_output: &mut [f32; N],
    ) -> Result<f32, TargetError> {
        let WeightedCrossEntropy { smoothing, weights } = self;
        if !(0.0..=1.0).contains(smoothing) {
            let rule = "`smoothing` must be between 0 and 1";
            return Err(TargetError::Setting { rule, value: *smoothing });
        }
        if let Some(&value) = weights.iter().find(|weight| !(0.0..=f32::MAX).contains(*weight)) {
            let rule = "a class's weight must be finite and not negative";
            return Err(TargetError::Setting { rule, value });
        }
        let share = smoothing / N as f32;
        let wanted = |i, weight: &f32| weight * ((1.0 - smoothing) * target(i) + share);

        let (largest, log_total) = softmax(output, d_output);
        let (mut loss, mut mass) = (0.0, 0.0);
        for (i, (y, weight)) in output.iter().zip(weights).enumerate() {
            let q = wanted(i, weight);
            // A class that cannot be adds nothing, even where its logit is minus infinity.
            if q > 0.0 {
                loss += q * (log_total - (y - largest));
                mass += q;
            }
        }
        for (i, (d, weight)) in d_output.iter_mut().zip(weights).enumerate() {
            *d = *d * mass - wanted(i, weight);
        }
        Ok(loss)
    }
}

impl<const N: usize> Default for WeightedCrossEntropy<N> {
    fn default() -> Self {
        Self::NEW
    }
}

impl<const N: usize> Loss<[f32; N], usize> for WeightedCrossEntropy<N> {
    #[inline]
    fn loss(
        &self,
        output: &[f32; N],
        &label: &usize,
        d_output: &mut [f32; N],
    ) -> Result<f32, TargetError> {
        if label >= N {
            return Err(TargetError::Label { label, classes: N });
        }
        self.of(output, |i| if i == label { 1.0 } else { 0.0 }, d_output)
    }
}

impl<const N: usize> Loss<[f32; N], [f32; N]> for WeightedCrossEntropy<N> {
    #[inline]
    fn loss(
        &self,
        output: &[f32; N],
        target: &[f32; N],
        d_output: &mut [f32; N],
    ) -> Result<f32, TargetError> {
        probabilities(target)?;
        self.of(output, |i| target.get(i).copied().unwrap_or_default(), d_output)
    }
}
