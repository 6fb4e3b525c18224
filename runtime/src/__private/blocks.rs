//! What blocks of layers do beside their layers' work.

use crate::Tensor;
use crate::layer::{TensorInfo, Visitor, VisitorMut};
use core::iter::zip;

/// sums ← a + b
#[inline]
pub fn sum<T: Tensor>(a: &[T], b: &[T], sums: &mut [T]) {
    for ((a, b), sum) in zip(zip(T::flatten(a), T::flatten(b)), T::flatten_mut(sums)) {
        *sum = a + b;
    }
}

/// sums ← sums + more
#[inline]
pub fn add<T: Tensor>(more: &[T], sums: &mut [T]) {
    for (more, sum) in zip(T::flatten(more), T::flatten_mut(sums)) {
        *sum += more;
    }
}

/// Copies each part to its place in the whole.
#[inline]
pub fn put<P: Tensor, W: Tensor>(parts: &[P], wholes: &mut [W], at: usize) {
    for (part, whole) in zip(parts, wholes) {
        for (part, value) in zip(part.values(), whole.values_mut().iter_mut().skip(at)) {
            *value = *part;
        }
    }
}

/// Copies each part from its place in the whole.
#[inline]
pub fn take<P: Tensor, W: Tensor>(wholes: &[W], parts: &mut [P], at: usize) {
    for (part, whole) in zip(parts, wholes) {
        for (part, value) in zip(part.values_mut(), whole.values().iter().skip(at)) {
            *part = *value;
        }
    }
}

/// Shows another visitor tensors as not learned.
pub struct Frozen<'a, V>(pub &'a mut V);

impl<V: Visitor> Visitor for Frozen<'_, V> {
    fn enter(&mut self, name: &'static str) {
        self.0.enter(name);
    }

    fn leave(&mut self) {
        self.0.leave();
    }

    fn tensor(&mut self, info: TensorInfo<'_>, values: &[f32]) {
        self.0.tensor(info.kept(), values);
    }
}

impl<const K: usize, V: VisitorMut<K>> VisitorMut<K> for Frozen<'_, V> {
    fn enter(&mut self, name: &'static str) {
        self.0.enter(name);
    }

    fn leave(&mut self) {
        self.0.leave();
    }

    fn tensor(&mut self, info: TensorInfo<'_>, values: [&mut [f32]; K]) {
        self.0.tensor(info.kept(), values);
    }
}

/// Sets every tensor to zero, learned or not.
pub struct Clear;

impl VisitorMut<1> for Clear {
    fn tensor(&mut self, _info: TensorInfo<'_>, [values]: [&mut [f32]; 1]) {
        values.fill(0.0);
    }
}

/// A step of plain gradient descent: w ← w - rate g.
pub struct Descend {
    pub rate: f32,
}

impl VisitorMut<2> for Descend {
    fn tensor(&mut self, info: TensorInfo<'_>, [weights, gradient]: [&mut [f32]; 2]) {
        if info.learned {
            for (w, g) in zip(weights, gradient) {
                *w -= self.rate * *g;
            }
        }
    }
}
