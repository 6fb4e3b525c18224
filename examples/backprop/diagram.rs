//! The net as a picture: before the step, and after it.

use crate::number;
use crate::pass::{Forward, Net};
use plotters::style::WHITE;
use svg::node::element::Group;
use typenet_examples::drawing::{disc, line, sheet, text};
use typenet_examples::style::{BLUE, GREY, INK, ORANGE, PALE};

/// A net, what goes through it, and how wrong its answer is.
pub type State = (Net, Forward, f32);

/// The size of one of the two diagrams.
const WIDTH: f64 = 620.0;
const HEIGHT: f64 = 470.0;

type Place = (f64, f64);
const INPUTS: [Place; 3] = [(80.0, 130.0), (80.0, 245.0), (80.0, 360.0)];
const HIDDEN: Place = (280.0, 245.0);
const OUTPUTS: [Place; 2] = [(480.0, 170.0), (480.0, 320.0)];

/// Draws two states of the net side by side. What changed between them is orange in the second.
pub fn draw([before, after]: &[State; 2], target: &[f32; 2]) -> String {
    let right = format!("translate({WIDTH}, 0)");
    sheet(2.0 * WIDTH, HEIGHT)
        .add(line((WIDTH, 24.0), (WIDTH, HEIGHT - 24.0), 1.0, PALE))
        .add(diagram("before the step", before, before, target))
        .add(diagram("after the step", after, before, target).set("transform", right))
        .to_string()
}

fn diagram(title: &str, state: &State, old: &State, target: &[f32; 2]) -> Group {
    let ((net, pass, error), (old, ..)) = (state, old);
    let mut diagram = Group::new()
        .add(text((WIDTH / 2.0, 34.0), 22, INK, title))
        .add(text((INPUTS[0].0, 74.0), 15, GREY, "input"))
        .add(text((HIDDEN.0, 74.0), 15, GREY, "dense(3 → 1), relu"))
        .add(text((OUTPUTS[0].0, 74.0), 15, GREY, "dense(1 → 2), relu"));

    for (i, from) in INPUTS.into_iter().enumerate() {
        let (weight, old) = (net.first.weight[i][0], old.first.weight[i][0]);
        diagram = diagram.add(edge(from, HIDDEN, weight, old));
    }
    for (o, to) in OUTPUTS.into_iter().enumerate() {
        let (weight, old) = (net.second.weight[0][o], old.second.weight[0][o]);
        diagram = diagram.add(edge(HIDDEN, to, weight, old));
    }

    for (place, value) in INPUTS.into_iter().zip(pass.input) {
        diagram = diagram.add(node(place, value));
    }
    diagram = diagram.add(node(HIDDEN, pass.hidden[0])).add(notes(
        HIDDEN,
        pass.first[0],
        net.first.bias[0],
        old.first.bias[0],
    ));
    for (o, place) in OUTPUTS.into_iter().enumerate() {
        let wanted = format!("target {}", number(target[o]));
        diagram = diagram
            .add(node(place, pass.output[o]))
            .add(notes(place, pass.second[o], net.second.bias[o], old.second.bias[o]))
            .add(text((place.0 + 84.0, place.1), 15, GREY, wanted));
    }
    diagram.add(text(
        (WIDTH / 2.0, HEIGHT - 26.0),
        18,
        INK,
        format!("error E = {}", number(*error)),
    ))
}

/// A connection with its weight.
fn edge(from: Place, to: Place, weight: f32, old: f32) -> Group {
    let middle = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
    Group::new().add(line(from, to, 2.0, GREY)).add(changing(middle, 17, weight, old, ""))
}

/// A neuron and what comes out of it.
fn node(place: Place, value: f32) -> Group {
    Group::new().add(disc(place, 36.0, BLUE)).add(text(place, 17, WHITE, number(value)))
}

/// What lies under a neuron: its sum before the relu, and its bias.
fn notes((x, y): Place, sum: f32, bias: f32, old_bias: f32) -> Group {
    Group::new().add(text((x, y + 50.0), 15, GREY, format!("sum {}", number(sum)))).add(changing(
        (x, y + 70.0),
        15,
        bias,
        old_bias,
        "bias ",
    ))
}

/// A number that training may change, on white ground so that a line behind it does not disturb.
fn changing(place: Place, size: u32, value: f32, old: f32, name: &str) -> Group {
    let content = format!("{name}{}", number(value));
    let (colour, weight) = if value == old { (INK, "normal") } else { (ORANGE, "bold") };
    let ground = text(place, size, INK, &content)
        .set("stroke", "white")
        .set("stroke-width", 8)
        .set("stroke-linejoin", "round")
        .set("font-weight", weight);
    Group::new().add(ground).add(text(place, size, colour, content).set("font-weight", weight))
}
