//! Gradient descent in one dimension: against the slope, again and again.

/// A function and its slope.
pub struct Curve {
    pub name: &'static str,
    pub height: fn(f64) -> f64,
    pub slope: fn(f64) -> f64,
    /// The piece of the x axis that is worth a look.
    pub view: (f64, f64),
}

/// x², with its valley at 0.
pub const SQUARE: Curve =
    Curve { name: "x²", height: |x| x * x, slope: |x| 2.0 * x, view: (-1.25, 1.25) };

/// x³ + 3x², with a hilltop at -2, a valley at 0, and no bottom to the left of the hill.
pub const CUBIC: Curve = Curve {
    name: "x³ + 3x²",
    height: |x| x * x * (x + 3.0),
    slope: |x| 3.0 * x * (x + 2.0),
    view: (-2.7, 1.1),
};

/// How a descent ended.
#[derive(Debug, PartialEq)]
pub enum End {
    /// The last step was hardly one.
    Settled,
    /// It still jumps about.
    Restless,
    /// It fell without end: the last place is no number any more.
    Lost,
}

/// The places that gradient descent visits: x ← x - rate · slope(x), from the start on. It stops early at
/// a place that is infinite or not a number.
pub fn descend(curve: &Curve, start: f64, rate: f64, steps: usize) -> Vec<f64> {
    let mut path = vec![start];
    let mut x = start;
    while path.len() <= steps && x.is_finite() {
        x -= rate * (curve.slope)(x);
        path.push(x);
    }
    path
}

/// How a descent along this path ended.
pub fn end(path: &[f64]) -> End {
    let last_step = path.windows(2).next_back().map_or(0.0, |pair| pair[1] - pair[0]);
    if !path.iter().all(|x| x.is_finite()) {
        End::Lost
    } else if last_step.abs() < 0.001 {
        End::Settled
    } else {
        End::Restless
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_is_left_behind_by_powers_of_two_fifths() {
        let path = descend(&SQUARE, 1.0, 0.3, 10);
        assert_eq!(path.len(), 11);
        for (x, expected) in path.iter().zip([1.0, 0.4, 0.16, 0.064]) {
            assert!((x - expected).abs() < 1e-12, "{x} for {expected}");
        }
        assert_eq!(end(&path), End::Settled);
    }

    #[test]
    fn the_rate_decides_how_the_cubic_ends() {
        let path = descend(&CUBIC, -1.99, 0.04, 60);
        assert_eq!(end(&path), End::Settled);
        assert!(path[60].abs() < 0.001);
        assert!(path.windows(2).all(|pair| pair[0] < pair[1]), "it never steps back");

        let path = descend(&CUBIC, -1.99, 0.45, 60);
        assert_eq!(end(&path), End::Restless);

        let path = descend(&CUBIC, -1.99, 0.6, 60);
        assert_eq!(end(&path), End::Lost);
        assert!(path[..path.len() - 1].iter().all(|x| x.is_finite()));
    }

    #[test]
    fn slopes_are_the_heights_derivatives() {
        for curve in [SQUARE, CUBIC] {
            for x in [-2.5, -2.0, -0.3, 0.0, 1.7] {
                let difference = ((curve.height)(x + 1e-5) - (curve.height)(x - 1e-5)) / 2e-5;
                assert!((difference - (curve.slope)(x)).abs() < 1e-6);
            }
        }
    }
}
