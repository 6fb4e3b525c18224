//! Reference numbers: fixtures/torch, or the folder that TYPENET_FIXTURES names.

use safetensors::{Dtype, SafeTensors};
use std::path::{Path, PathBuf};
use typenet::layer::{TensorInfo, Visitor, VisitorMut};
use typenet::prelude::*;
use typenet_tests::assert_close;

/// What f32 costs beside f64: a few roundings of 6e-8, of which sums have more.
pub const RELATIVE: f32 = 1e-5;
/// Where a result of about 1e-7 or less is what remains of a difference of numbers of about 1, its
/// relative error is arbitrary.
pub const ABSOLUTE: f32 = 1e-6;

fn fixtures() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "fixtures"].iter().collect()
}

/// One fixture.
pub struct Case {
    pub name: &'static str,
    bytes: Vec<u8>,
}

impl Case {
    pub fn open(name: &'static str) -> Case {
        let folder = match std::env::var_os("TYPENET_FIXTURES") {
            Some(folder) => PathBuf::from(folder),
            None => fixtures().join("torch"),
        };
        Case::read(name, &folder)
    }

    /// Of a whole net: fixtures/nets.
    pub fn open_net(name: &'static str) -> Case {
        Case::read(name, &fixtures().join("nets"))
    }

    fn read(name: &'static str, folder: &Path) -> Case {
        let path = folder.join(format!("{name}.safetensors"));
        let bytes = std::fs::read(&path).unwrap_or_else(|error| {
            panic!("fixture {}: {error}; fixtures/README.md tells what makes it", path.display())
        });
        Case { name, bytes }
    }

    pub fn file(&self) -> SafeTensors<'_> {
        SafeTensors::deserialize(&self.bytes).unwrap_or_else(|e| panic!("{}: {e}", self.name))
    }

    pub fn floats(&self, tensor: &str) -> Vec<f32> {
        let file = self.file();
        let view = file.tensor(tensor).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        assert_eq!(view.dtype(), Dtype::F32, "{}: {tensor}", self.name);
        view.data().as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
    }

    pub fn labels(&self, tensor: &str) -> Vec<usize> {
        let file = self.file();
        let view = file.tensor(tensor).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        assert_eq!(view.dtype(), Dtype::I64, "{}: {tensor}", self.name);
        let all = view.data().as_chunks().0.iter().map(|bytes| i64::from_le_bytes(*bytes));
        all.map(|label| label.try_into().expect("a label is not negative")).collect()
    }

    pub fn shape(&self, tensor: &str) -> Vec<usize> {
        let file = self.file();
        file.tensor(tensor).unwrap_or_else(|e| panic!("{}: {e}", self.name)).shape().to_vec()
    }

    pub fn names(&self) -> Vec<String> {
        self.file().names().into_iter().map(str::to_string).collect()
    }

    pub fn word(&self, key: &str) -> String {
        let (_, header) = SafeTensors::read_metadata(&self.bytes).expect("a safetensors file");
        let words = header.metadata().as_ref().unwrap_or_else(|| panic!("{}: no words", self.name));
        words.get(key).unwrap_or_else(|| panic!("{}: no word `{key}`", self.name)).clone()
    }

    pub fn number(&self, key: &str) -> f32 {
        let word = self.word(key);
        word.parse().unwrap_or_else(|_| panic!("{}: {key} is `{word}`, not a number", self.name))
    }

    #[track_caller]
    pub fn compare(&self, tensor: &str, actual: &[f32]) {
        let what = format!("{} {tensor}", self.name);
        assert_close(&what, actual, &self.floats(tensor), RELATIVE, ABSOLUTE);
    }
}

/// Values as an array.
pub fn array<const N: usize>(values: &[f32]) -> [f32; N] {
    values.try_into().unwrap_or_else(|_| panic!("{} values, not {N}", values.len()))
}

/// Gives a layer the case's parameters.
pub fn load<N: Network>(net: &mut N, case: &Case) {
    struct Load<'a>(&'a Case);

    impl VisitorMut<1> for Load<'_> {
        fn tensor(&mut self, info: TensorInfo<'_>, [values]: [&mut [f32]; 1]) {
            if !info.learned {
                return;
            }
            let (all, first) = (self.0.floats(info.name), info.shape.first().copied().unwrap_or(1));
            assert_eq!(self.0.shape(info.name), info.shape, "{}: {}", self.0.name, info.name);
            for (i, value) in all.iter().enumerate() {
                values[info.order.index(i, first, all.len())] = *value;
            }
        }
    }

    N::parameters_mut([net], &mut Load(case));
}

/// Compares a layer's gradient with the case's tensors `d_..`, of which none may be left over.
#[track_caller]
pub fn compare_gradient<N: Network>(gradient: &N, case: &Case) {
    struct Compare<'a>(&'a Case, usize);

    impl Visitor for Compare<'_> {
        fn tensor(&mut self, info: TensorInfo<'_>, values: &[f32]) {
            if !info.learned {
                return;
            }
            let first = info.shape.first().copied().unwrap_or(1);
            let at = |i| values[info.order.index(i, first, values.len())];
            let in_file: Vec<f32> = (0..values.len()).map(at).collect();
            self.0.compare(&format!("d_{}", info.name), &in_file);
            self.1 += 1;
        }
    }

    let mut compare = Compare(case, 0);
    gradient.parameters(&mut compare);
    let expected = case.names().iter().filter(|name| name.starts_with("d_")).count();
    assert_eq!(compare.1, expected, "{}: number of parameters", case.name);
}

/// One layer against PyTorch's: what it gives, and what it says of its input and its parameters, in inference
/// and in training, for the tensors `x`, `y`, `dy`, `dx`, and each parameter with its `d_`.
#[track_caller]
pub fn check_layer<N: Network>(mut net: N, case: &Case) {
    load(&mut net, case);
    let (mut input, mut d_output) = (N::Input::ZERO, N::Output::ZERO);
    input.values_mut().copy_from_slice(&case.floats("x"));
    d_output.values_mut().copy_from_slice(&case.floats("dy"));

    let mut output = N::Output::ZERO;
    net.forward(&input, &mut output);
    case.compare("y", output.values());

    // The gradient is added to, and d_input is overwritten, whatever there was.
    let mut gradient = N::boxed();
    let mut cache = vec![f32::NAN; N::CACHE];
    let (mut outputs, mut d_inputs) = ([N::Output::ZERO], [N::Input::ZERO]);
    d_inputs[0].values_mut().fill(f32::NAN);
    net.forward_train(&[input], &mut outputs, &mut cache);
    case.compare("y", outputs[0].values());
    let saved = typenet::Saved { input: &[input][..], output: &outputs[..], cache: &mut cache };
    net.backward_batch(saved, &[d_output], Some(&mut d_inputs), &mut gradient);
    case.compare("dx", d_inputs[0].values());
    compare_gradient(&*gradient, case);
}
