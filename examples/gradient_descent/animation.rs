//! The moving picture: a ball on each curve that goes where gradient descent goes.
//!
//! As a still it shows each ball at its start, and every place that it will visit.

use crate::Descent;
use crate::descent::Curve;
use std::fmt::Write;
use svg::node::element::path::Data;
use svg::node::element::{Animate, Circle, Group, Path};
use typenet_examples::drawing::{disc, line, rounded, sheet, text};
use typenet_examples::style::{BLUE, GREY, INK, ORANGE, PALE, css};

/// The size of one diagram, and the room around its curve.
const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 400.0;
const SIDE: f64 = 30.0;
const ABOVE: f64 = 84.0;
const BELOW: f64 = 56.0;

/// How long a step takes, and the rest at the end before it begins again, in seconds.
const STEP: f64 = 0.4;
const REST: f64 = 2.0;

/// Draws the descents side by side.
pub fn draw(descents: &[Descent]) -> String {
    let mut picture = sheet(WIDTH * descents.len() as f64, HEIGHT);
    for (i, descent) in descents.iter().enumerate() {
        let place = format!("translate({}, 0)", WIDTH * i as f64);
        picture = picture.add(diagram(descent).set("transform", place));
    }
    picture.to_string()
}

/// A curve, the places on it, and the ball.
fn diagram(descent: &Descent) -> Group {
    let Descent { curve, path, .. } = descent;
    let view = View::of(curve);
    let middle = WIDTH / 2.0;
    let floor = HEIGHT - BELOW;
    let mut diagram = Group::new()
        .add(text((middle, 28.0), 19, INK, descent.title()))
        .add(text((middle, 54.0), 16, GREY, descent.end()))
        .add(line((SIDE, floor), (WIDTH - SIDE, floor), 1.0, GREY))
        .add(text((middle, HEIGHT - 14.0), 15, GREY, "x"));
    for tick in view.left.ceil() as i32..=view.right.floor() as i32 {
        let x = view.x(f64::from(tick));
        diagram = diagram.add(line((x, ABOVE), (x, floor), 1.0, PALE)).add(text(
            (x, floor + 16.0),
            15,
            INK,
            tick.to_string(),
        ));
    }
    diagram = diagram.add(view.line(curve));
    for &x in path.iter().filter(|x| view.shows(**x)) {
        diagram = diagram.add(disc(view.at(curve, x), 4.0, ORANGE).set("fill-opacity", 0.45));
    }
    diagram.add(ball(&view, curve, path))
}

/// The ball, at its start until the picture moves.
fn ball(view: &View, curve: &Curve, path: &[f64]) -> Circle {
    let places = rolling(path);
    let moving = STEP * path.len() as f64;
    let animate = |attribute: &str, coordinate: fn((f64, f64)) -> f64| {
        let mut values = String::new();
        let mut times = String::new();
        for (i, &x) in places.iter().enumerate() {
            let time = i as f64 / places.len() as f64 * moving / (moving + REST);
            let _ = write!(values, "{};", rounded(coordinate(view.at(curve, x))));
            let _ = write!(times, "{time:.4};");
        }
        let last = places.last().map_or(0.0, |&x| rounded(coordinate(view.at(curve, x))));
        Animate::new()
            .set("attributeName", attribute)
            .set("values", format!("{values}{last}"))
            .set("keyTimes", format!("{times}1"))
            .set("dur", format!("{:.1}s", moving + REST))
            .set("repeatCount", "indefinite")
    };
    disc(view.at(curve, path[0]), 9.0, ORANGE)
        .set("stroke", "white")
        .set("stroke-width", 2)
        .add(animate("cx", |at| at.0))
        .add(animate("cy", |at| at.1))
}

/// The places in equal times: the ball waits at each step's place, then rolls along the curve to the next.
fn rolling(path: &[f64]) -> Vec<f64> {
    let mut places = vec![path[0]; 3];
    for pair in path.windows(2).filter(|pair| pair[1].is_finite()) {
        let step = pair[1] - pair[0];
        places.extend([0.25, 0.5, 0.75, 1.0, 1.0, 1.0].map(|part| pair[0] + part * step));
    }
    places
}

/// The piece of the plane that is shown.
struct View {
    left: f64,
    right: f64,
    top: f64,
}

impl View {
    fn of(curve: &Curve) -> Self {
        let (left, right) = curve.view;
        let ends = (curve.height)(left).max((curve.height)(right));
        View { left, right, top: ends }
    }

    fn shows(&self, x: f64) -> bool {
        (self.left..=self.right).contains(&x)
    }

    /// Where x lies, in pixels.
    fn x(&self, x: f64) -> f64 {
        SIDE + (x - self.left) / (self.right - self.left) * (WIDTH - 2.0 * SIDE)
    }

    /// Where the curve's point at x lies, in pixels. A ball that leaves the picture waits at its edge.
    fn at(&self, curve: &Curve, x: f64) -> (f64, f64) {
        let x = x.clamp(self.left, self.right);
        let floor = HEIGHT - BELOW - 14.0;
        (self.x(x), floor - (curve.height)(x) / self.top * (floor - ABOVE))
    }

    /// The curve as a line.
    fn line(&self, curve: &Curve) -> Path {
        const PIECES: i32 = 100;
        let mut data = Data::new().move_to(self.at(curve, self.left));
        for i in 1..=PIECES {
            let share = f64::from(i) / f64::from(PIECES);
            let (x, y) = self.at(curve, self.left + share * (self.right - self.left));
            data = data.line_to((rounded(x), rounded(y)));
        }
        Path::new()
            .set("d", data)
            .set("fill", "none")
            .set("stroke", css(BLUE))
            .set("stroke-width", 2.5)
    }
}
