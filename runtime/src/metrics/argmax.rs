/// The index of the largest value: the class that a net answers. Of equal values it is the first. NaN is never
/// the largest, so it is `None` where there is nothing but NaN, or nothing at all.
///
/// ```
/// use typenet::metrics::argmax;
///
/// assert_eq!(argmax(&[0.1, 0.7, 0.2]), Some(1));
/// assert_eq!(argmax(&[f32::NAN, 3.0, 3.0]), Some(1));
/// assert_eq!(argmax(&[]), None);
/// ```
pub fn argmax(values: &[f32]) -> Option<usize> {
    let mut best: Option<(usize, f32)> = None;
    for (i, &value) in values.iter().enumerate() {
        let better = match best {
            Some((_, largest)) => value > largest,
            None => !value.is_nan(),
        };
        if better {
            best = Some((i, value));
        }
    }
    best.map(|(i, _)| i)
}
