//! Principal component analysis (Jolliffe, *Principal Component Analysis*, 2nd edition 2002): of all linear ways
//! to keep a few numbers of a picture, the one with the least squared error.

use typenet_examples::data::{Picture, SIDE};

/// So often a direction is multiplied by the covariance: by then it turns no more.
const ROUNDS: usize = 300;

/// The pictures' mean, and the directions from there in which they differ most.
pub struct Pca {
    pub mean: Picture,
    directions: Vec<Picture>,
}

impl Pca {
    /// The first few components of these pictures, each by the power method, at right angles to those before.
    pub fn of(pictures: &[Picture], components: usize) -> Self {
        let share = 1.0 / pictures.len() as f32;
        let mut mean = [0.0; SIDE * SIDE];
        for picture in pictures {
            add(&mut mean, share, picture);
        }
        let mut covariance = [[0.0; SIDE * SIDE]; SIDE * SIDE];
        for picture in pictures {
            let mut difference = *picture;
            add(&mut difference, -1.0, &mean);
            for (row, d) in covariance.iter_mut().zip(&difference) {
                add(row, share * d, &difference);
            }
        }

        let mut directions: Vec<Picture> = Vec::new();
        for component in 0..components {
            // Any start will do that is not at right angles to where it has to go.
            let mut direction: Picture =
                std::array::from_fn(|i| 1.0 / (1 + i.abs_diff(component)) as f32);
            for _ in 0..ROUNDS {
                direction = std::array::from_fn(|i| dot(&covariance[i], &direction));
                for other in &directions {
                    let part = dot(other, &direction);
                    add(&mut direction, -part, other);
                }
                let length = dot(&direction, &direction).sqrt();
                direction = direction.map(|value| value / length);
            }
            directions.push(direction);
        }
        Pca { mean, directions }
    }

    /// The picture as its components say it.
    pub fn restore(&self, picture: &Picture) -> Picture {
        let mut difference = *picture;
        add(&mut difference, -1.0, &self.mean);
        let mut restored = self.mean;
        for direction in &self.directions {
            add(&mut restored, dot(direction, &difference), direction);
        }
        restored
    }
}

fn dot(a: &Picture, b: &Picture) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// `to` += `factor` · `what`.
fn add(to: &mut Picture, factor: f32, what: &Picture) {
    for (to, what) in to.iter_mut().zip(what) {
        *to += factor * what;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use typenet_examples::data::Digits;

    #[test]
    fn the_error_is_that_of_the_singular_values() {
        let pictures = Digits::read().unwrap().pictures;
        let pca = Pca::of(&pictures, 8);
        let mut squares = 0.0;
        for picture in &pictures {
            let mut difference = *picture;
            add(&mut difference, -1.0, &pca.restore(picture));
            squares += f64::from(dot(&difference, &difference));
        }
        // By NumPy's svd: the mean of (X - X V Vᵀ)², with X centred and V the first eight vectors.
        let error = squares / (pictures.len() * SIDE * SIDE) as f64;
        assert!((error - 0.023_913_25).abs() < 1e-6, "{error}");
    }
}
