//! A cart on a track with a pole on it that falls over if nobody holds it up.
//!
//! Barto, Sutton and Anderson, *Neuronlike Adaptive Elements That Can Solve Difficult Learning Control Problems*,
//! 1983, without friction; the numbers and the order of updates are those of Gymnasium's `CartPole-v1`.

use typenet::rand::{Rng, RngExt};

/// The longest episode, in steps.
pub const LONGEST: usize = 500;

const GRAVITY: f32 = 9.8;
const CART_MASS: f32 = 1.0;
const POLE_MASS: f32 = 0.1;
const MASS: f32 = CART_MASS + POLE_MASS;
/// From the hinge to the middle of the pole.
const HALF_POLE: f32 = 0.5;
/// The push, one way or the other.
const FORCE: f32 = 10.0;
/// A step, in seconds.
const STEP: f32 = 0.02;
/// How far the cart may go from the middle of the track.
const TRACK: f32 = 2.4;
/// How far the pole may lean: 12 degrees.
const LEAN: f32 = 12.0 * std::f32::consts::PI / 180.0;

/// Where the cart is and how the pole leans, in metres, radians and seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cart {
    x: f32,
    speed: f32,
    angle: f32,
    turning: f32,
}

impl Cart {
    /// Almost still, almost upright, almost in the middle.
    pub fn new(rng: &mut impl Rng) -> Self {
        let [x, speed, angle, turning] = std::array::from_fn(|_| rng.random_range(-0.05..=0.05));
        Cart { x, speed, angle, turning }
    }

    /// What the net sees: the four numbers, brought to about the same size.
    pub fn seen(&self) -> [f32; 4] {
        [self.x / TRACK, self.speed / 2.0, self.angle / LEAN, self.turning / 2.0]
    }

    /// A step later, pushed to the left (0) or to the right (1); by Euler's method.
    #[must_use]
    pub fn pushed(&self, action: usize) -> Self {
        let Cart { x, speed, angle, turning } = *self;
        let force = if action == 1 { FORCE } else { -FORCE };
        let (sin, cos) = angle.sin_cos();
        let push = (force + POLE_MASS * HALF_POLE * turning * turning * sin) / MASS;
        let turn =
            (GRAVITY * sin - cos * push) / (HALF_POLE * (4.0 / 3.0 - POLE_MASS * cos * cos / MASS));
        let acceleration = push - POLE_MASS * HALF_POLE * turn * cos / MASS;
        Cart {
            x: x + STEP * speed,
            speed: speed + STEP * acceleration,
            angle: angle + STEP * turning,
            turning: turning + STEP * turn,
        }
    }

    /// Whether the cart has left the track or the pole has fallen.
    pub fn is_lost(&self) -> bool {
        self.x.abs() > TRACK || self.angle.abs() > LEAN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cart_moves_as_gymnasiums() {
        let mut cart = Cart { x: 0.01, speed: -0.02, angle: 0.03, turning: 0.04 };
        for action in [1, 0, 0, 1, 1] {
            cart = cart.pushed(action);
        }
        let Cart { x, speed, angle, turning } = cart;
        // By the formulas of its `step`, in double precision.
        let expected = [0.0079166, 0.1729868, 0.0358386, -0.2057485];
        for (value, expected) in [x, speed, angle, turning].into_iter().zip(expected) {
            assert!((value - expected).abs() < 1e-6, "{value} {expected}");
        }
    }

    #[test]
    fn it_is_lost_beyond_the_track_and_when_the_pole_leans_too_far() {
        let still = Cart { x: 0.0, speed: 0.0, angle: 0.0, turning: 0.0 };
        assert!(!still.is_lost());
        assert!(Cart { x: -2.41, ..still }.is_lost() && !Cart { x: 2.39, ..still }.is_lost());
        assert!(Cart { angle: 0.2095, ..still }.is_lost());
        assert!(!Cart { angle: -0.2094, ..still }.is_lost());
    }
}
