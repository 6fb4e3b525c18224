use typenet::prelude::*;

network! { struct Net<dense(3 -> 5)> }

fn main() {
    let _ = Net::ZERO.mean_loss(&MeanSquaredError, &[[0.0; 3]], &[[0.0; 4]]);
    let _ = Net::ZERO.mean_loss(&CrossEntropy, &[[0.0; 3]], &[2u8]);
}
