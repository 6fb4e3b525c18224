//! Pictures as other hands might have written them.
//!
//! 1,433 pictures are few. A net that sees the same ones in every epoch learns them by heart; one that
//! sees each a little moved, turned, stretched and slanted every time learns what a digit looks like.

use typenet::rand::{Rng, RngExt};
use typenet_examples::data::{Picture, SIDE};

/// The most that a picture is moved, in pixels.
const SHIFT: f32 = 0.7;
/// The most that it is turned, in radians.
const TURN: f32 = 0.2;
/// The most that it is stretched or shrunk, as a share of its size.
const STRETCH: f32 = 0.12;
/// The most that it is slanted, in pixels to the side for each pixel up.
const SLANT: f32 = 0.2;

/// A copy of the picture as another hand might have written it.
pub fn distort(picture: &Picture, rng: &mut impl Rng) -> Picture {
    let mut upto = |most: f32| rng.random_range(-most..=most);
    let (sin, cos) = upto(TURN).sin_cos();
    let (wide, high) = (1.0 + upto(STRETCH), 1.0 + upto(STRETCH));
    let slant = upto(SLANT);
    let (right, down) = (upto(SHIFT), upto(SHIFT));

    // Each new pixel asks where in the old picture it came from, measured from the middle.
    let middle = (SIDE - 1) as f32 / 2.0;
    std::array::from_fn(|i| {
        let (x, y) = ((i % SIDE) as f32 - middle, (i / SIDE) as f32 - middle);
        let (x, y) = (cos * x - sin * y, sin * x + cos * y);
        let (x, y) = (wide * x + slant * y, high * y);
        ink_at(picture, x + middle + right, y + middle + down)
    })
}

/// The ink at a place between the pixels: a mean of the four around it. There is none beyond the edge.
fn ink_at(picture: &Picture, x: f32, y: f32) -> f32 {
    let pixel = |x: f32, y: f32| {
        let inside = 0.0..SIDE as f32;
        if inside.contains(&x) && inside.contains(&y) {
            picture[y as usize * SIDE + x as usize]
        } else {
            0.0
        }
    };
    let (left, top) = (x.floor(), y.floor());
    let (dx, dy) = (x - left, y - top);
    let row = |y: f32| (1.0 - dx) * pixel(left, y) + dx * pixel(left + 1.0, y);
    (1.0 - dy) * row(top) + dy * row(top + 1.0)
}
