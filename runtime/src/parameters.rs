//! How optimizers, weights files and gradient checks see parameters: as named slices.

/// What a parameter tensor is called and how its values lie in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TensorInfo<'a> {
    /// Its name within the layer: `weight`, `bias`.
    pub name: &'a str,
    /// Its shape in a file, where names and shapes are PyTorch's: a dense layer's weight is `[out, in]`.
    pub shape: &'a [usize],
    /// Where the values of that shape lie in memory.
    pub order: Order,
    /// Whether training changes it by its gradient. A running average is not learned, but is in a file; nor
    /// is what a frozen layer holds.
    pub learned: bool,
}

impl<'a> TensorInfo<'a> {
    /// A tensor whose values lie in memory as in a file.
    pub const fn new(name: &'a str, shape: &'a [usize]) -> Self {
        TensorInfo { name, shape, order: Order::AsInFile, learned: true }
    }

    /// The same in another order in memory.
    pub const fn in_order(self, order: Order) -> Self {
        TensorInfo { order, ..self }
    }

    /// The same, not learned.
    pub const fn kept(self) -> Self {
        TensorInfo { learned: false, ..self }
    }
}

/// The order of a tensor's values in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Row-major over [`TensorInfo::shape`], as in a file.
    AsInFile,
    /// The file's first axis moves fastest: a `[out, in]` weight lies row by row of its inputs. Then all
    /// outputs take up an input together, without a sum across a vector register.
    FirstAxisLast,
}

impl Order {
    /// The index in memory of value `index` of a file's tensor of `len` values, the first axis of which
    /// has length `first`.
    ///
    /// ```
    /// use typenet::layer::Order;
    ///
    /// // [out = 2, in = 3] in the file is [in = 3][out = 2] in memory: (1, 0) moves from 3 to 1.
    /// assert_eq!(Order::FirstAxisLast.index(3, 2, 6), 1);
    /// assert_eq!(Order::AsInFile.index(3, 2, 6), 3);
    /// ```
    pub const fn index(self, index: usize, first: usize, len: usize) -> usize {
        match self {
            Order::AsInFile => index,
            Order::FirstAxisLast if first == 0 || len < first => index,
            Order::FirstAxisLast => {
                let rest = len / first;
                (index % rest) * first + index / rest
            }
        }
    }
}

/// Is shown the parameter tensors of a layer or net, one by one.
pub trait Visitor {
    /// The next tensors belong to the layer called `name`, until [`leave`](Self::leave).
    fn enter(&mut self, name: &'static str) {
        let _ = name;
    }

    /// The layer entered last is done.
    fn leave(&mut self) {}

    /// One parameter tensor and its values, as they lie in memory.
    fn tensor(&mut self, info: TensorInfo<'_>, values: &[f32]);
}

/// Is shown the parameter tensors of `K` values of the same type side by side.
pub trait VisitorMut<const K: usize> {
    /// The next tensors belong to the layer called `name`, until [`leave`](Self::leave).
    fn enter(&mut self, name: &'static str) {
        let _ = name;
    }

    /// The layer entered last is done.
    fn leave(&mut self) {}

    /// One parameter tensor of each of the `K` values.
    fn tensor(&mut self, info: TensorInfo<'_>, values: [&mut [f32]; K]);
}

/// A closure over the values of what is learned, for those who do not care about names.
impl<const K: usize, F: FnMut([&mut [f32]; K])> VisitorMut<K> for F {
    #[inline]
    fn tensor(&mut self, info: TensorInfo<'_>, values: [&mut [f32]; K]) {
        if info.learned {
            self(values);
        }
    }
}
