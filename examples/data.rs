//! The digits: 1,797 pictures of 8x8 pixels, and which digit each one is.

use crate::{Result, split};
use flate2::read::GzDecoder;
use typenet::rand::Rng;

/// How many kinds of digit there are.
pub const CLASSES: usize = 10;
/// A picture is so many pixels wide and high.
pub const SIDE: usize = 8;

/// A picture's pixels row by row, from 0 (paper) to 1 (ink).
pub type Picture = [f32; SIDE * SIDE];

/// In the program itself, so that it runs in any folder.
const FILE: &[u8] = include_bytes!("data/digits.csv.gz");
/// The file's number for the darkest ink.
const DARKEST: f32 = 16.0;

/// Pictures and, for each, its label: the digit that the writer meant.
#[derive(Default)]
pub struct Digits {
    pub pictures: Vec<Picture>,
    pub labels: Vec<usize>,
}

impl Digits {
    /// All digits of the file, in its order.
    pub fn read() -> Result<Self> {
        let mut digits = Digits::default();
        let mut file =
            csv::ReaderBuilder::new().has_headers(false).from_reader(GzDecoder::new(FILE));
        for line in file.deserialize() {
            // 65 numbers: the pixels, then the label.
            let numbers: Vec<u8> = line?;
            let (&label, pixels) =
                numbers.split_last().ok_or("an empty line in the digits file")?;
            let pixels: Vec<f32> = pixels.iter().map(|&pixel| f32::from(pixel) / DARKEST).collect();
            digits.push(pixels.as_slice().try_into()?, label.into());
        }
        Ok(digits)
    }

    pub fn len(&self) -> usize {
        self.labels.len()
    }

    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    fn push(&mut self, picture: Picture, label: usize) {
        self.pictures.push(picture);
        self.labels.push(label);
    }

    /// Deals the digits out at random into a set to learn from and a set to be tested on, which gets one
    /// in `one_in` of each kind of digit. Both are well shuffled.
    pub fn split(&self, one_in: usize, rng: &mut impl Rng) -> (Self, Self) {
        let (train, test) = split(&self.labels, one_in, rng);
        let set = |places: Vec<usize>| Digits {
            pictures: places.iter().map(|&i| self.pictures[i]).collect(),
            labels: places.iter().map(|&i| self.labels[i]).collect(),
        };
        (set(train), set(test))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use typenet::prelude::*;

    #[test]
    fn the_file_holds_what_its_readme_says() {
        let digits = Digits::read().unwrap();
        assert_eq!((digits.pictures.len(), digits.labels.len()), (1797, 1797));
        assert!(digits.pictures.iter().flatten().all(|pixel| (0.0..=1.0).contains(pixel)));
        assert!(digits.pictures.iter().flatten().any(|&pixel| pixel == 1.0));
        for class in 0..CLASSES {
            let count = digits.labels.iter().filter(|&&label| label == class).count();
            assert!((174..=183).contains(&count), "{count} pictures of a {class}");
        }
        assert!(digits.labels.iter().all(|&label| label < CLASSES));
    }

    #[test]
    fn a_split_deals_every_digit_out_once() {
        let digits = Digits::read().unwrap();
        let (train, test) = digits.split(5, &mut Xoshiro128PlusPlus::seed_from_u64(1));
        assert_eq!((train.len(), test.len()), (1433, 364));

        let sorted = |sets: &[&Digits]| {
            let all = sets.iter().flat_map(|set| set.pictures.iter().zip(&set.labels));
            let mut all: Vec<_> = all.map(|(p, l)| (p.map(f32::to_bits), *l)).collect();
            all.sort_unstable();
            all
        };
        assert_eq!(sorted(&[&train, &test]), sorted(&[&digits]));
    }
}
