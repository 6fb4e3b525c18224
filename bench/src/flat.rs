//! [Weights and data](super::data) for peers that know shapes at run time: rows of numbers with their shapes.

use crate::data::{
    INPUTS, copies, dense_3_1_2, pictures, positive, rows, sequences, sine, symmetric,
};

/// A layer as it starts, in PyTorch's order.
pub struct Layer {
    /// `[output, input]`, or of a convolution `[output, input, row, column]`.
    pub shape: Vec<usize>,
    pub weight: Vec<f32>,
    pub bias: Vec<f32>,
}

impl Layer {
    pub fn is_convolution(&self) -> bool {
        self.shape.len() == 4
    }
}

/// Zeros around the picture in LeNet-5's first convolution; its second has none.
pub const LENET_PADDING: [usize; 2] = [2, 0];

/// The net whose first two layers are an LSTM.
pub const SEQUENCES: &str = "lstm-8x32-64-10";

/// The layers of a net such as `784-128-10`.
pub fn layers(net: &str) -> Vec<Layer> {
    if net == "3-1-2" {
        let (hidden, output) = dense_3_1_2();
        let [hidden_weight, output_weight] =
            [hidden.weight.as_flattened(), output.weight.as_flattened()].map(<[f32]>::to_vec);
        return vec![
            Layer { shape: vec![1, 3], weight: hidden_weight, bias: hidden.bias.to_vec() },
            Layer { shape: vec![2, 1], weight: output_weight, bias: output.bias.to_vec() },
        ];
    }
    let shapes = match net {
        "lenet-5" => {
            let convolutions = [vec![6, 1, 5, 5], vec![16, 6, 5, 5]];
            convolutions.into_iter().chain([vec![120, 400], vec![84, 120], vec![10, 84]]).collect()
        }
        // From the input and from the state to the four gates.
        SEQUENCES => vec![vec![4 * 64, 32], vec![4 * 64, 64], vec![10, 64]],
        _ => {
            let sizes: Vec<usize> = net.split('-').flat_map(str::parse).collect();
            sizes.windows(2).map(|pair| vec![pair[1], pair[0]]).collect::<Vec<_>>()
        }
    };
    (1..).zip(shapes).map(|(number, shape)| layer(number, shape)).collect()
}

/// The layer of this number, from 1.
fn layer(number: u32, shape: Vec<usize>) -> Layer {
    let inputs: usize = shape[1..].iter().product();
    let scale = (1.0 / (inputs as f64).sqrt()) as f32;
    let values = |seed, count| (0..count).map(|i| symmetric(seed, i) * scale).collect();
    Layer {
        weight: values(2 * number - 1, shape[0] * inputs),
        bias: values(2 * number, shape[0]),
        shape,
    }
}

/// What a net sees.
pub struct Data {
    /// Of one input.
    pub shape: Vec<usize>,
    pub inputs: Vec<f32>,
    pub targets: Targets,
}

pub enum Targets {
    None,
    /// So many a sample.
    Values(Vec<f32>, usize),
    Classes(Vec<usize>),
}

pub fn data(net: &str) -> Data {
    fn data<const I: usize>(inputs: &[[f32; I]], targets: Targets) -> Data {
        Data { shape: vec![I], inputs: inputs.as_flattened().to_vec(), targets }
    }
    fn values<const O: usize>(targets: &[[f32; O]]) -> Targets {
        Targets::Values(targets.as_flattened().to_vec(), O)
    }
    match net {
        "3-1-2" => {
            let (inputs, targets) = positive::<2>();
            data(&inputs, values(&targets))
        }
        "3-16-1" => {
            let (inputs, targets) = positive::<1>();
            data(&inputs, values(&targets))
        }
        "1-16-16-1" => {
            let (inputs, targets) = sine();
            data(&inputs, values(&targets))
        }
        "784-128-10" | "784-256-256-10" => {
            let (inputs, classes) = pictures();
            data(&inputs, Targets::Classes(classes))
        }
        "lenet-5" => Data { shape: vec![1, 28, 28], ..self::data("784-128-10") },
        "784-64-784" => {
            let (inputs, targets) = copies();
            data(&inputs, values(&targets))
        }
        SEQUENCES => {
            let (inputs, classes) = sequences();
            let inputs = inputs.as_flattened().as_flattened().to_vec();
            Data { shape: vec![8, 32], inputs, targets: Targets::Classes(classes) }
        }
        "3-64-64-1" => data(&rows::<3>(INPUTS, 1.0), Targets::None),
        _ => data(&rows::<8>(INPUTS, 1.0), Targets::None),
    }
}
