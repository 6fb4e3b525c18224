//! Digits and the net's answers, in the terminal.

use crate::Net;
use crate::score::answer;
use typenet::Layer;
use typenet::layers::Softmax;
use typenet_examples::data::{Digits, Picture, SIDE};

/// How many pictures stand side by side: they fit into 80 columns.
const SIDE_BY_SIDE: usize = 4;
/// A pixel is two characters, so that it is about as wide as high.
const WIDTH: usize = 2 * SIDE;

/// Shows a few digits that the net read right, and some that it got wrong, if there are any.
pub fn some_answers(net: &Net, digits: &Digits) {
    let is_right = |&i: &usize| answer(net, &digits.pictures[i]) == digits.labels[i];
    let (right, wrong): (Vec<usize>, Vec<usize>) = (0..digits.len()).partition(is_right);
    show_row(net, digits, "Some that it reads right:", &right);
    show_row(net, digits, "Some that it gets wrong:", &wrong);
}

/// Shows the first few of the digits, with the answers below.
fn show_row(net: &Net, digits: &Digits, title: &str, members: &[usize]) {
    let members = &members[..members.len().min(SIDE_BY_SIDE)];
    if members.is_empty() {
        return;
    }
    println!("{title}\n");
    for row in 0..SIDE {
        print_cells(members.iter().map(|&i| shades(&digits.pictures[i], row)));
    }
    print_cells(members.iter().map(|&i| verdict(net, &digits.pictures[i], digits.labels[i])));
    println!();
}

/// Prints a line of cells, each as wide as a picture.
fn print_cells(cells: impl Iterator<Item = String>) {
    let line: String = cells.map(|cell| format!("  {cell:<WIDTH$}")).collect();
    println!("{}", line.trim_end());
}

/// One row of a picture, the darker the more ink.
fn shades(picture: &Picture, row: usize) -> String {
    const SHADES: [&str; 5] = ["  ", "░░", "▒▒", "▓▓", "██"];
    let darkest = (SHADES.len() - 1) as f32;
    let pixels = &picture[row * SIDE..][..SIDE];
    pixels.iter().map(|pixel| SHADES[(pixel * darkest).round() as usize]).collect()
}

/// What the net says and how sure it is; if that is wrong, what would have been right.
fn verdict(net: &Net, picture: &Picture, label: usize) -> String {
    let answer = answer(net, picture);
    if answer != label {
        return format!("✗ {answer}, but is {label}");
    }
    // The net gives scores; softmax makes them the probabilities that it was trained to give.
    let mut probabilities = [0.0; Net::OUTPUTS];
    Softmax.forward(&net.forward(picture), &mut probabilities);
    format!("✓ {answer} ({:.0}%)", 100.0 * probabilities[answer])
}
