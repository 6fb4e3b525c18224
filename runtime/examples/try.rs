use typenet::prelude::*;
mod sizes { pub const H: usize = 4; }
#[derive(Clone, Debug, PartialEq)]
struct Square;
impl<const N: usize> typenet::Layer<[f32; N], [f32; N]> for Square {
    const ZERO: Self = Square;
    fn forward(&self, x: &[f32; N], y: &mut [f32; N]) { for i in 0..N { y[i] = x[i]*x[i] } }
    fn backward(&self, s: typenet::Saved<'_, [f32; N],[f32; N]>, dy: &[f32; N], dx: Option<&mut [f32; N]>, _: &mut Self) {
        if let Some(dx) = dx { for i in 0..N { dx[i] = 2.0*s.input[i]*dy[i] } }
    }
}
network! {
    /// A net.
    
    pub struct Net<hidden: dense(3 -> sizes::H), leaky_relu { slope: 0.2 }, dense(sizes::H -> 2), tanh, dense(2 -> 2)> }
network! { struct Outer<Net(3 -> 2), softplus, own: dense(2->1),> }
fn main() {
    println!("{}", Net::summary());
    println!("{}", Outer::summary());
    let mut rng = Xoshiro128PlusPlus::seed_from_u64(3);
    let mut net = Outer::ZERO;
    net.init(&mut rng);
    println!("{net:?} {:?}", net.forward(&[1.0, 2.0, 3.0]));
    typenet::gradient_check::check(&net, &[[0.1, 0.2, 0.3],[0.5,0.4,-0.3]], 1e-2).unwrap();
    let mut un = network!(dense(3 -> 1), relu);
    un.init(&mut rng);
    println!("{:?}", un.forward(&[1.0, 2.0, 3.0]));
}
