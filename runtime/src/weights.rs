//! Weights files: safetensors with PyTorch's names and layouts.
//!
//! A tensor is called as the path of its field, `hidden.weight`; nets within nets add their name in front,
//! `encoder.hidden.weight`. Shapes and the order of values are PyTorch's: a dense layer's weight is
//! (out, in). Numbers are f32. What PyTorch counts in `num_batches_tracked` is left out and passed over.
//!
//! ```
//! use typenet::prelude::*;
//! use typenet::weights;
//!
//! network! { struct Net<hidden: dense(2 -> 3), relu, dense(3 -> 1)> }
//!
//! let mut net = Net::ZERO;
//! net.init(&mut Xoshiro128PlusPlus::seed_from_u64(1));
//! let file = weights::to_bytes(&net);
//!
//! let mut again = Net::ZERO;
//! weights::from_bytes(&mut again, &file).unwrap();
//! assert_eq!(again, net);
//!
//! network! { struct Other<hidden: dense(2 -> 4), relu, last: dense(4 -> 1)> }
//!
//! let mut other = Other::ZERO;
//! assert_eq!(
//!     weights::from_bytes(&mut other, &file).unwrap_err().to_string(),
//!     "\
//! the weights do not fit the net:
//!   hidden.weight: the net has [4, 2], the file [3, 2]
//!   hidden.bias: the net has [4], the file [3]
//!   last.weight: the net has [1, 4], the file has no such tensor
//!   last.bias: the net has [1], the file has no such tensor
//!   dense.bias: the file has [1], the net has no such tensor
//!   dense.weight: the file has [1, 3], the net has no such tensor"
//! );
//! assert_eq!(other, Other::ZERO); // nothing is half-loaded
//! ```

use crate::Network;
use crate::layer::{TensorInfo, Visitor, VisitorMut};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{borrow::Cow, format};
use core::fmt;
use safetensors::tensor::{Dtype, SafeTensorError, SafeTensors, TensorView, View};

/// Why a weights file was not loaded. The net is as it was.
#[derive(Debug)]
#[non_exhaustive]
pub enum WeightsError {
    /// The file is damaged, or something else than safetensors.
    NotSafetensors(SafeTensorError),
    /// The file's tensors are not the net's: all differences.
    Mismatch(Vec<Difference>),
    /// A tensor holds a number that is NaN or infinite.
    NotFinite {
        /// The tensor's name.
        name: String,
        /// The value's index in the file's order.
        index: usize,
        /// The value.
        value: f32,
    },
    /// The file could not be read or written.
    #[cfg(feature = "std")]
    File {
        /// Its path.
        path: std::path::PathBuf,
        /// What the operating system says.
        error: std::io::Error,
    },
}

/// One way in which a file's tensors are not the net's.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The tensor's name.
    pub name: String,
    /// Its shape in the net, if the net has it.
    pub net: Option<Vec<usize>>,
    /// Its shape in the file, if the file has it.
    pub file: Option<Vec<usize>>,
    /// The type of its numbers in the file, if it is not F32.
    pub dtype: Option<String>,
}

impl Difference {
    /// Tells it of the net, or of what else is compared with a file.
    pub(crate) fn tell(&self, whole: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match (&self.net, &self.file, &self.dtype) {
            (Some(net), Some(file), None) => {
                write!(f, "{name}: {whole} has {net:?}, the file {file:?}")
            }
            (Some(net), Some(file), Some(dtype)) => {
                write!(f, "{name}: {whole} has {net:?} of F32, the file {file:?} of {dtype}")
            }
            (Some(net), None, _) => {
                write!(f, "{name}: {whole} has {net:?}, the file has no such tensor")
            }
            (None, Some(file), _) => {
                write!(f, "{name}: the file has {file:?}, {whole} has no such tensor")
            }
            (None, None, _) => f.write_str(name),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tell("the net", f)
    }
}

impl fmt::Display for WeightsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WeightsError::NotSafetensors(error) => write!(
                f,
                "not a whole safetensors file ({error}); it may be cut short, damaged or of another \
                 format"
            ),
            WeightsError::Mismatch(differences) => {
                f.write_str("the weights do not fit the net:")?;
                differences.iter().try_for_each(|difference| write!(f, "\n  {difference}"))
            }
            WeightsError::NotFinite { name, index, value } => {
                write!(
                    f,
                    "{name}: value {index} is {value}; the net it was saved from had diverged"
                )
            }
            #[cfg(feature = "std")]
            WeightsError::File { path, error } => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl core::error::Error for WeightsError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            WeightsError::NotSafetensors(error) => Some(error),
            #[cfg(feature = "std")]
            WeightsError::File { error, .. } => Some(error),
            _ => None,
        }
    }
}

/// The net's weights as a safetensors file, whatever they are: [`from_bytes`] refuses NaN.
///
/// # Panics
///
/// If a layer of your own shows two tensors by one name.
pub fn to_bytes<N: Network>(net: &N) -> Vec<u8> {
    let tensors = tensors(net, &[]);
    if let Some(name) = twice(&tensors) {
        panic!("two tensors are called `{name}`; the layer must give each a name of its own");
    }
    // It fails only on shapes that do not go with their data, and `Tensors` makes both.
    safetensors::serialize(tensors, None).expect("a net's tensors can be saved")
}

/// A name that two tensors have.
pub(crate) fn twice(tensors: &[(String, FileTensor)]) -> Option<&str> {
    let mut names: Vec<&str> = tensors.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.array_windows().find(|[one, next]| one == next).map(|[name, _]| *name)
}

/// Loads a net's weights from a safetensors file: all of them, or none.
///
/// # Errors
///
/// * [`WeightsError::NotSafetensors`] if the file is cut short, damaged or something else
/// * [`WeightsError::Mismatch`] if its names, shapes or types differ from the net's; all differences
/// * [`WeightsError::NotFinite`] if a number in it is NaN or infinite
pub fn from_bytes<N: Network>(net: &mut N, file: &[u8]) -> Result<(), WeightsError> {
    let file = SafeTensors::deserialize(file).map_err(WeightsError::NotSafetensors)?;
    let expected = tensors(net, &[]);
    let mut differences = differences(&expected, &file);
    // PyTorch's batch norms count their batches, for an average that no net here takes.
    let matters = |name: &str| !name.ends_with(".num_batches_tracked");
    differences.extend(unknown(&expected, &file, matters));
    if !differences.is_empty() {
        return Err(WeightsError::Mismatch(differences));
    }
    expected.iter().try_for_each(|(name, _)| finite_values(&file, name))?;
    // From here on nothing can fail.
    copy(&file, net, &[]);
    Ok(())
}

/// A net's tensors, each with its full name behind `path`.
pub(crate) fn tensors<N: Network>(net: &N, path: &[&'static str]) -> Vec<(String, FileTensor)> {
    let mut tensors = Tensors { path: path.to_vec(), all: Vec::new() };
    net.parameters(&mut tensors);
    tensors.all
}

/// Which of these tensors a file has not, or has otherwise.
pub(crate) fn differences(
    expected: &[(String, FileTensor)],
    file: &SafeTensors<'_>,
) -> Vec<Difference> {
    let mut differences = Vec::new();
    for (name, tensor) in expected {
        let found = file.tensor(name).ok();
        let fits =
            |view: &TensorView<'_>| view.shape() == tensor.shape && view.dtype() == Dtype::F32;
        if !found.as_ref().is_some_and(fits) {
            let dtype = found.as_ref().map(TensorView::dtype).filter(|dtype| *dtype != Dtype::F32);
            differences.push(Difference {
                name: name.clone(),
                net: Some(tensor.shape.clone()),
                file: found.map(|view| view.shape().to_vec()),
                dtype: dtype.map(|dtype| format!("{dtype:?}")),
            });
        }
    }
    differences
}

/// Which tensors a file has beside these, of those whose names matter.
pub(crate) fn unknown(
    expected: &[(String, FileTensor)],
    file: &SafeTensors<'_>,
    matters: impl Fn(&str) -> bool,
) -> Vec<Difference> {
    let mut unknown: Vec<_> = file.iter().collect();
    unknown.retain(|(name, _)| matters(name) && expected.iter().all(|(known, _)| known != name));
    unknown.sort_by_key(|(name, _)| *name);
    let difference = |(name, view): (&str, TensorView<'_>)| Difference {
        name: name.to_string(),
        net: None,
        file: Some(view.shape().to_vec()),
        dtype: None,
    };
    unknown.into_iter().map(difference).collect()
}

/// Copies a file's tensors, which are known to fit, into a net.
pub(crate) fn copy<N: Network>(file: &SafeTensors<'_>, net: &mut N, path: &[&'static str]) {
    N::parameters_mut([net], &mut Loader { file, path: path.to_vec() });
}

/// Saves a net's weights: to a file beside it first, so that a failure leaves an older file whole.
///
/// # Errors
///
/// * [`WeightsError::NotFinite`] if a number in the net is NaN or infinite: an older file is better
/// * [`WeightsError::File`] if the file cannot be written
///
/// # Panics
///
/// As [`to_bytes`].
#[cfg(feature = "std")]
pub fn save<N: Network>(net: &N, path: impl AsRef<std::path::Path>) -> Result<(), WeightsError> {
    let path = path.as_ref();
    check_finite(net)?;
    write(path, &to_bytes(net))
}

/// Writes a file beside its place first, so that a failure leaves an older one whole.
#[cfg(feature = "std")]
pub(crate) fn write(path: &std::path::Path, bytes: &[u8]) -> Result<(), WeightsError> {
    let mut beside = std::ffi::OsString::from(path);
    beside.push(".part");
    let written = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| {
        // Whether or not that works, the first error is the one to tell.
        let _ = std::fs::remove_file(&beside);
        WeightsError::File { path: path.into(), error }
    })
}

/// Loads a net's weights from a file: all of them, or none.
///
/// # Errors
///
/// As [`from_bytes`], and [`WeightsError::File`] if the file cannot be read.
#[cfg(feature = "std")]
pub fn load<N: Network>(
    net: &mut N,
    path: impl AsRef<std::path::Path>,
) -> Result<(), WeightsError> {
    let path = path.as_ref();
    let file =
        std::fs::read(path).map_err(|error| WeightsError::File { path: path.into(), error })?;
    from_bytes(net, &file)
}

/// What [`load`] would refuse is not saved in the first place.
#[cfg(feature = "std")]
fn check_finite<N: Network>(net: &N) -> Result<(), WeightsError> {
    let file = to_bytes(net);
    let file = SafeTensors::deserialize(&file).map_err(WeightsError::NotSafetensors)?;
    file.iter().try_for_each(|(name, _)| finite_values(&file, name))
}

/// Every number of a file's tensor must be finite.
fn finite_values(file: &SafeTensors<'_>, name: &str) -> Result<(), WeightsError> {
    match values(file, name).enumerate().find(|(_, value)| !value.is_finite()) {
        None => Ok(()),
        Some((index, value)) => {
            Err(WeightsError::NotFinite { name: name.to_string(), index, value })
        }
    }
}

/// A tensor in the order of a file.
pub(crate) struct FileTensor {
    pub shape: Vec<usize>,
    pub bytes: Vec<u8>,
}

impl View for FileTensor {
    fn dtype(&self) -> Dtype {
        Dtype::F32
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.bytes)
    }

    fn data_len(&self) -> usize {
        self.bytes.len()
    }
}

/// A net's tensors with their full names.
struct Tensors {
    path: Vec<&'static str>,
    all: Vec<(String, FileTensor)>,
}

fn full_name(path: &[&str], name: &str) -> String {
    path.iter().chain([&name]).copied().collect::<Vec<_>>().join(".")
}

fn axis(info: &TensorInfo<'_>) -> usize {
    info.shape.first().copied().unwrap_or(1)
}

impl Visitor for Tensors {
    fn enter(&mut self, name: &'static str) {
        self.path.push(name);
    }

    fn leave(&mut self) {
        self.path.pop();
    }

    fn tensor(&mut self, info: TensorInfo<'_>, values: &[f32]) {
        let at = |index| values[info.order.index(index, axis(&info), values.len())];
        let bytes = (0..values.len()).flat_map(|index| at(index).to_le_bytes()).collect();
        let tensor = FileTensor { shape: info.shape.to_vec(), bytes };
        self.all.push((full_name(&self.path, info.name), tensor));
    }
}

/// Copies a file's tensors, which are known to fit, into a net.
struct Loader<'a> {
    file: &'a SafeTensors<'a>,
    path: Vec<&'static str>,
}

impl VisitorMut<1> for Loader<'_> {
    fn enter(&mut self, name: &'static str) {
        self.path.push(name);
    }

    fn leave(&mut self) {
        self.path.pop();
    }

    fn tensor(&mut self, info: TensorInfo<'_>, [target]: [&mut [f32]; 1]) {
        let name = full_name(&self.path, info.name);
        let len = target.len();
        for (index, value) in values(self.file, &name).enumerate() {
            target[info.order.index(index, axis(&info), len)] = value;
        }
    }
}

/// The numbers of a file's tensor, none if there is no such tensor.
pub(crate) fn values<'a>(
    file: &'a SafeTensors<'_>,
    name: &str,
) -> impl Iterator<Item = f32> + use<'a> {
    let bytes = file.tensor(name).map_or(&[][..], |view| view.data());
    bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes))
}
