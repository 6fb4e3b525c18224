//! Weights at compile time, for the author of a layer. How to use them stands at
//! [`network!`](crate::network#weights-at-compile-time).
//!
//! A layer of your own takes its tensors from the file of the net that it is in, if it implements [`Trained`]:
//!
//! ```
//! use typenet::layer::TensorInfo;
//! use typenet::trained::{Part, Trained};
//!
//! #[derive(Clone, Debug, PartialEq)]
//! pub struct Scale<const N: usize> {
//!     pub weight: [f32; N],
//! }
//!
//! impl<P: Part, const N: usize> Trained<P> for Scale<N> {
//!     const TENSORS: &'static [TensorInfo<'static>] = &[TensorInfo::new("weight", &[N])];
//!     const TRAINED: Self = {
//!         let mut layer = Scale { weight: [0.0; N] };
//!         P::WEIGHTS.copy(TensorInfo::new("weight", &[N]), &mut layer.weight);
//!         layer
//!     };
//! }
//! ```
//!
//! A layer without tensors says what it is, and that is all: `const TRAINED: Self = Square;`.

use crate::floats;
use crate::layer::{Order, TensorInfo};
use crate::message::Message;
use core::marker::PhantomData;

/// A layer, or net, whose tensors can be taken from a file at compile time. See the [module's page](self).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot take its weights from a file at compile time",
    label = "`{Self}` does not implement `typenet::trained::Trained`",
    note = "a layer of your own can if it implements `typenet::trained::Trained`; the page of `typenet::trained` shows how"
)]
pub trait Trained<P: Part>: Sized {
    /// The layer's tensors: the same that [`Layer::parameters`](crate::Layer::parameters) shows.
    const TENSORS: &'static [TensorInfo<'static>] = &[];

    /// A net's layers, with their names.
    #[doc(hidden)]
    const LAYERS: &'static [(&'static str, Tensors)] = &[];

    /// The layer with the tensors that [`Part::WEIGHTS`] has for it.
    const TRAINED: Self;
}

/// What a file has for one layer.
pub trait Part {
    /// The tensors.
    const WEIGHTS: Weights;
}

/// The tensors that a file has for one layer.
#[derive(Clone, Copy, Debug)]
pub struct Weights {
    file: &'static File,
    path: Option<&'static Path<'static>>,
}

impl Weights {
    /// All tensors of a file.
    #[doc(hidden)]
    pub const fn new(file: &'static File) -> Self {
        Weights { file, path: None }
    }

    #[doc(hidden)]
    pub const fn file(&self) -> &'static File {
        self.file
    }

    /// Copies a tensor's values to where they lie in memory. Where the file has no such tensor the values stay
    /// as they are, and the declaration of the net is a compile error that says so.
    pub const fn copy(&self, tensor: TensorInfo<'_>, values: &mut [f32]) {
        let Some(found) = find(self.file, self.path, tensor.name) else { return };
        if found.fits(&tensor) {
            let bytes = match (tensor.order, found.first_axis_last) {
                (Order::FirstAxisLast, Some(bytes)) => bytes,
                _ => self.file.bytes.split_at(found.start).1.split_at(found.len).0,
            };
            floats::copy(bytes, values);
        }
    }
}

/// A weights file, read by the macro.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct File {
    pub path: &'static str,
    pub bytes: &'static [u8],
    pub tensors: &'static [FileTensor],
}

/// One tensor of a file.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct FileTensor {
    pub name: &'static str,
    pub shape: &'static [usize],
    pub dtype: &'static str,
    /// Where its values lie in the file.
    pub start: usize,
    pub len: usize,
    /// The values once more, if they lie otherwise in [`Order::FirstAxisLast`]: to bring them into that order one
    /// by one would take the compiler long.
    pub first_axis_last: Option<&'static [u8]>,
}

impl FileTensor {
    const fn fits(&self, expected: &TensorInfo<'_>) -> bool {
        is_same_shape(self.shape, expected.shape) && self.is_f32()
    }

    const fn is_f32(&self) -> bool {
        is_same(self.dtype.as_bytes(), b"F32")
    }
}

/// The tensors of a layer, and of the layers in it.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Tensors {
    own: &'static [TensorInfo<'static>],
    layers: &'static [(&'static str, Tensors)],
}

impl Tensors {
    pub const fn of<T: Trained<P>, P: Part>() -> Self {
        Tensors { own: T::TENSORS, layers: T::LAYERS }
    }

    /// Whether a tensor of this full name is among them.
    const fn have(&self, name: &[u8]) -> bool {
        let mut i = 0;
        while i < self.own.len() {
            if is_same(name, self.own[i].name.as_bytes()) {
                return true;
            }
            i += 1;
        }
        i = 0;
        while i < self.layers.len() {
            let (layer, tensors) = &self.layers[i];
            let layer = layer.as_bytes();
            if name.len() > layer.len() {
                let (front, rest) = name.split_at(layer.len());
                if is_same(front, layer) && rest[0] == b'.' && tensors.have(rest.split_at(1).1) {
                    return true;
                }
            }
            i += 1;
        }
        false
    }
}

/// The names of the layers that a layer is in, innermost first.
#[derive(Clone, Copy, Debug)]
struct Path<'a> {
    name: &'static str,
    outer: Option<&'a Path<'a>>,
}

/// What a net calls its layers.
#[doc(hidden)]
pub trait Names {
    const NAMES: &'static [&'static str];
}

/// The part of a file for a net's layer of this number.
#[doc(hidden)]
#[derive(Debug)]
pub struct Field<P, N, const I: usize>(PhantomData<(P, N)>);

impl<P: Part, N: Names, const I: usize> Field<P, N, I> {
    const PATH: Path<'static> = Path { name: N::NAMES[I], outer: P::WEIGHTS.path };
}

impl<P: Part, N: Names, const I: usize> Part for Field<P, N, I> {
    const WEIGHTS: Weights = Weights { file: P::WEIGHTS.file, path: Some(&Self::PATH) };
}

/// How many differences are told of one by one.
const MOST_TOLD: usize = 12;

/// Refuses a file whose tensors are not the net's, at compile time, and tells all differences.
#[doc(hidden)]
#[track_caller]
pub const fn check(file: &File, expected: &Tensors) {
    let mut report = Report {
        message: Message::new("`").text(file.path).text("` does not fit the net:"),
        differences: 0,
    };
    report.missing(file, expected, None);
    let mut i = 0;
    while i < file.tensors.len() {
        let FileTensor { name, shape, .. } = file.tensors[i];
        // PyTorch's batch norms count their batches, for an average that no net here takes.
        let is_count = ends_with(name.as_bytes(), b".num_batches_tracked");
        if !is_count && !expected.have(name.as_bytes()) && report.is_next() {
            let message = report.message.text("\n  ").text(name).text(": the file has ");
            report.message = in_brackets(message, shape).text(", the net has no such tensor");
        }
        i += 1;
    }
    if report.differences > MOST_TOLD {
        let more = report.differences - MOST_TOLD;
        report.message = report.message.text("\n  and ").number(more).text(" more");
    }
    if report.differences > 0 {
        panic!("{}", report.message.as_str());
    }
}

struct Report {
    message: Message,
    differences: usize,
}

impl Report {
    /// Counts a difference, and says whether it is to be told.
    const fn is_next(&mut self) -> bool {
        self.differences += 1;
        self.differences <= MOST_TOLD
    }

    /// Tells what the file has not, or has otherwise.
    const fn missing(&mut self, file: &File, expected: &Tensors, path: Option<&Path<'_>>) {
        let mut i = 0;
        while i < expected.own.len() {
            self.tensor(file, &expected.own[i], path);
            i += 1;
        }
        i = 0;
        while i < expected.layers.len() {
            let (name, layer) = &expected.layers[i];
            self.missing(file, layer, Some(&Path { name, outer: path }));
            i += 1;
        }
    }

    const fn tensor(&mut self, file: &File, expected: &TensorInfo<'_>, path: Option<&Path<'_>>) {
        let found = find(file, path, expected.name);
        if let Some(found) = found
            && found.fits(expected)
        {
            return;
        }
        if !self.is_next() {
            return;
        }
        let message = full_name(self.message.text("\n  "), path).text(expected.name);
        let message = in_brackets(message.text(": the net has "), expected.shape);
        self.message = match found {
            Some(found) if found.is_f32() => in_brackets(message.text(", the file "), found.shape),
            Some(found) => in_brackets(message.text(" of F32, the file "), found.shape)
                .text(" of ")
                .text(found.dtype),
            None => message.text(", the file has no such tensor"),
        };
    }
}

const fn find<'a>(file: &'a File, path: Option<&Path<'_>>, tensor: &str) -> Option<&'a FileTensor> {
    let mut i = 0;
    while i < file.tensors.len() {
        if is_called(file.tensors[i].name.as_bytes(), path, tensor) {
            return Some(&file.tensors[i]);
        }
        i += 1;
    }
    None
}

/// Whether `full` is the name of this tensor of the layer that this path leads to.
const fn is_called(full: &[u8], path: Option<&Path<'_>>, tensor: &str) -> bool {
    let tensor = tensor.as_bytes();
    if !ends_with(full, tensor) {
        return false;
    }
    let front = full.split_at(full.len() - tensor.len()).0;
    match (path, front) {
        (None, front) => front.is_empty(),
        (Some(path), [front @ .., b'.']) => is_called(front, path.outer, path.name),
        (Some(_), _) => false,
    }
}

const fn full_name(message: Message, path: Option<&Path<'_>>) -> Message {
    match path {
        Some(path) => full_name(message, path.outer).text(path.name).text("."),
        None => message,
    }
}

const fn in_brackets(message: Message, shape: &[usize]) -> Message {
    let mut message = message.text("[");
    let mut i = 0;
    while i < shape.len() {
        message = if i > 0 { message.text(", ") } else { message }.number(shape[i]);
        i += 1;
    }
    message.text("]")
}

const fn ends_with(text: &[u8], end: &[u8]) -> bool {
    text.len() >= end.len() && is_same(text.split_at(text.len() - end.len()).1, end)
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len() && i == b.len()
}

const fn is_same_shape(a: &[usize], b: &[usize]) -> bool {
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len() && i == b.len()
}
