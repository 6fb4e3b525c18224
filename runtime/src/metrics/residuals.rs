use super::MetricError;
use crate::{Tensor, math};

/// How far a net's outputs y are from their targets t: mean absolute error, mean squared error and R².
///
/// For nets that answer with numbers; `T` is the shape of an output. The sums are taken as running means, which
/// neither overflow nor lose what comes late, and the variance of the targets as their mean is found (Welford,
/// *Note on a Method for Calculating Corrected Sums of Squares and Products*, 1962), which does not
/// subtract large numbers: targets may lie far from zero.
///
/// ```
/// use typenet::metrics::Residuals;
///
/// let mut residuals = Residuals::NEW;
/// for (output, target) in [([2.5], [3.0]), ([0.0], [-0.5]), ([2.0], [2.0]), ([8.0], [7.0])] {
///     residuals.add(&output, &target)?;
/// }
/// assert_eq!(residuals.mean_absolute_error(), Some(0.5));
/// assert_eq!(residuals.mean_squared_error(), Some(0.375));
/// assert!((residuals.r_squared().unwrap() - 0.948_608).abs() < 1e-6);
/// # Ok::<(), typenet::metrics::MetricError>(())
/// ```
///
/// Squares of 3.4 × 10³⁸ have no room in an `f32`: with residuals of 10¹⁹ what follows from squares is infinite
/// or NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Residuals<T> {
    samples: u64,
    /// The mean of |y - t| so far, and so on.
    absolute: T,
    squared: T,
    target: T,
    target_variance: T,
}

impl<T: Tensor> Residuals<T> {
    /// No samples yet.
    pub const NEW: Self = Residuals {
        samples: 0,
        absolute: T::ZERO,
        squared: T::ZERO,
        target: T::ZERO,
        target_variance: T::ZERO,
    };

    /// Counts a net's output for one sample.
    ///
    /// # Errors
    ///
    /// [`MetricError::Target`] or [`MetricError::Output`] if a value is NaN or infinite.
    pub fn add(&mut self, output: &T, target: &T) -> Result<(), MetricError> {
        if let Some((index, value)) = find_not_finite(target) {
            return Err(MetricError::Target { index, value });
        }
        if let Some((index, value)) = find_not_finite(output) {
            return Err(MetricError::Output { index, value });
        }
        self.samples += 1;
        let part = 1.0 / self.samples as f32;
        let pairs = output.values().iter().zip(target.values());
        let errors = self.absolute.values_mut().iter_mut().zip(self.squared.values_mut());
        let targets = self.target.values_mut().iter_mut().zip(self.target_variance.values_mut());
        for (((y, t), (absolute, squared)), (mean, variance)) in pairs.zip(errors).zip(targets) {
            let residual = y - t;
            *absolute += (residual.abs() - *absolute) * part;
            *squared += (residual * residual - *squared) * part;
            let from_old = t - *mean;
            *mean += from_old * part;
            *variance += (from_old * (t - *mean) - *variance) * part;
        }
        Ok(())
    }

    /// How many samples there are.
    pub fn samples(&self) -> u64 {
        self.samples
    }

    /// The mean of |y - t| over samples and outputs; `None` if there are no samples.
    pub fn mean_absolute_error(&self) -> Option<f32> {
        self.mean(&self.absolute)
    }

    /// The mean of (y - t)² over samples and outputs; `None` if there are no samples.
    pub fn mean_squared_error(&self) -> Option<f32> {
        self.mean(&self.squared)
    }

    /// The square root of [`mean_squared_error`](Self::mean_squared_error), in the unit of the targets.
    pub fn root_mean_squared_error(&self) -> Option<f32> {
        self.mean_squared_error().map(math::sqrt)
    }

    /// The coefficient of determination of one output, by its index in row-major order:
    /// R² = 1 - Σ(y - t)² / Σ(t - t̄)², the sums over the samples and t̄ the targets' mean (Draper and Smith,
    /// *Applied Regression Analysis*, 3rd edition 1998, chapter 1). It is 1 where all is right, 0 for a net that
    /// always answers t̄, and negative for a worse one.
    ///
    /// `None` where all targets are the same, or fewer than two: there is nothing to tell apart. (There
    /// scikit-learn's `r2_score` says 1 or 0.) `None` also if there is no such output.
    pub fn r_squared_of(&self, output: usize) -> Option<f32> {
        let squared = self.squared.values().get(output)?;
        let variance = self.target_variance.values().get(output)?;
        (*variance != 0.0).then(|| 1.0 - squared / variance)
    }

    /// The mean over the outputs of [`r_squared_of`](Self::r_squared_of); `None` if it is for one of them. For a
    /// net with one output it is that output's; for several it is what scikit-learn's `r2_score` says.
    pub fn r_squared(&self) -> Option<f32> {
        let mut sum = 0.0;
        for output in 0..T::LEN {
            sum += self.r_squared_of(output)?;
        }
        (T::LEN > 0).then(|| sum / T::LEN as f32)
    }

    /// The mean over the outputs.
    fn mean(&self, of_outputs: &T) -> Option<f32> {
        let sum: f32 = of_outputs.values().iter().sum();
        (self.samples > 0 && T::LEN > 0).then(|| sum / T::LEN as f32)
    }
}

impl<T: Tensor> Default for Residuals<T> {
    fn default() -> Self {
        Self::NEW
    }
}

fn find_not_finite<T: Tensor>(tensor: &T) -> Option<(usize, f32)> {
    let mut values = tensor.values().iter().copied().enumerate();
    values.find(|(_, value)| !value.is_finite())
}
