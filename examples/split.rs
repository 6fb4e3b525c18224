//! Dealing samples out to a set to learn from and a set to be tested on.

use typenet::rand::Rng;
use typenet::rand::seq::SliceRandom;

/// Deals samples out at random by their labels: the places of those to learn from and of those for the test, which
/// gets one in `one_in` of each label. Both are well shuffled.
pub fn split(labels: &[usize], one_in: usize, rng: &mut impl Rng) -> (Vec<usize>, Vec<usize>) {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.shuffle(rng);
    let mut dealt = vec![0_usize; labels.iter().max().map_or(0, |largest| largest + 1)];
    let (test, train) = order.into_iter().partition(|&i| {
        let place = dealt[labels[i]];
        dealt[labels[i]] += 1;
        place.is_multiple_of(one_in)
    });
    (train, test)
}
