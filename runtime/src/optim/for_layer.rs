//! Different settings for different layers.

use crate::Network;
use crate::layer::{TensorInfo, VisitorMut};
use core::fmt;
use core::slice::from_ref;

/// What an optimizer does differently for one layer: factors of its learning rate and weight decay.
///
/// The layer is named as in a weights file, by the fields that lead to it: `"encoder"` is that layer with
/// everything inside, `"encoder.hidden"` a layer in it, `"encoder.hidden.bias"` one tensor, and `""` the
/// whole net. Where several name a tensor, the longest path alone applies, wherever it stands in the list
/// (of equal paths the last).
///
/// A rate of 0 freezes the layer: its parameters stay, while what the optimizer remembers of its gradient goes
/// on, so that it can be let go later.
///
/// ```
/// use typenet::optim::{ForLayer, check_layers};
/// use typenet::prelude::*;
///
/// network! { struct Net<hidden: dense(2 -> 3), relu, dense(3 -> 1)> }
///
/// const LAYERS: &[ForLayer] = &[
///     ForLayer { layer: "hidden", rate: 0.1, ..ForLayer::NEW },
///     ForLayer { layer: "hidden.bias", rate: 0.0, ..ForLayer::NEW },
///     ForLayer { layer: "dense.bias", weight_decay: 0.0, ..ForLayer::NEW },
/// ];
/// check_layers::<Net>(LAYERS)?;
///
/// let mut net = Net::ZERO;
/// let mut gradient = Net::ZERO;
/// gradient.hidden.weight[0][0] = 1.0;
/// gradient.hidden.bias[0] = 1.0;
/// gradient.dense.weight[0][0] = 1.0;
/// Sgd { rate: 0.5, layers: LAYERS, ..Sgd::NEW }.step(&mut net, &mut gradient);
/// assert_eq!(net.hidden.weight[0][0], -0.05);
/// assert_eq!(net.hidden.bias[0], 0.0);
/// assert_eq!(net.dense.weight[0][0], -0.5);
/// # Ok::<(), typenet::optim::UnknownLayer>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ForLayer {
    /// The path of the layer or tensor.
    pub layer: &'static str,
    /// The factor of the learning rate.
    pub rate: f32,
    /// The factor of the weight decay.
    pub weight_decay: f32,
}

impl ForLayer {
    /// The whole net, nothing different.
    pub const NEW: Self = ForLayer { layer: "", rate: 1.0, weight_decay: 1.0 };
}

/// Calls `rule` with each tensor that is learned, of several nets side by side, and with what `layers` says of
/// it: the loop that every optimizer is made of.
#[inline]
pub fn for_each_tensor<N: Network, const K: usize>(
    nets: [&mut N; K],
    layers: &[ForLayer],
    mut rule: impl FnMut([&mut [f32]; K], &ForLayer),
) {
    // Names need not be looked at. A chip rather asks again and again than to have the loop twice.
    if cfg!(feature = "std") && layers.is_empty() {
        N::parameters_mut(nets, &mut |tensors: [&mut [f32]; K]| rule(tensors, &ForLayer::NEW));
        return;
    }
    N::parameters_mut(nets, &mut ForEach { layers, place: Place::START, rule });
}

struct ForEach<'l, R> {
    layers: &'l [ForLayer],
    place: Place,
    rule: R,
}

// Those who have no such settings pay for a comparison, or for nothing where the compiler knows it.
impl<const K: usize, R: FnMut([&mut [f32]; K], &ForLayer)> VisitorMut<K> for ForEach<'_, R> {
    #[inline(always)]
    fn enter(&mut self, name: &'static str) {
        if !self.layers.is_empty() {
            self.place.enter(self.layers, name);
        }
    }

    #[inline(always)]
    fn leave(&mut self) {
        if !self.layers.is_empty() {
            self.place.leave();
        }
    }

    #[inline(always)]
    fn tensor(&mut self, info: TensorInfo<'_>, values: [&mut [f32]; K]) {
        if info.learned {
            let layer = match self.layers {
                [] => &ForLayer::NEW,
                layers => self.place.of_tensor(layers, info.name),
            };
            (self.rule)(values, layer);
        }
    }
}

/// Where a visitor is, as far as some paths care. The way to there is known without memory for it: it is the
/// beginning of one of the paths, or it has left them all.
#[derive(Clone, Copy)]
struct Place {
    /// The path to here, or to where it left the paths.
    path: &'static str,
    /// How many layers deep it is beyond that.
    beyond: usize,
}

impl Place {
    const START: Self = Place { path: "", beyond: 0 };

    #[cold]
    #[inline(never)]
    fn enter(&mut self, layers: &[ForLayer], name: &str) {
        if self.beyond == 0 {
            let dot = usize::from(!self.path.is_empty());
            let len = self.path.len() + dot + name.len();
            let goes_there = |path| behind(path, self.path).and_then(|rest| behind(rest, name));
            let path = layers.iter().find(|layer| goes_there(layer.layer).is_some());
            if let Some(path) = path.and_then(|layer| layer.layer.get(..len)) {
                self.path = path;
                return;
            }
        }
        self.beyond += 1;
    }

    #[cold]
    #[inline(never)]
    fn leave(&mut self) {
        match self.beyond.checked_sub(1) {
            Some(beyond) => self.beyond = beyond,
            None => {
                let dot = self.path.bytes().rposition(|byte| byte == b'.').unwrap_or(0);
                self.path = self.path.get(..dot).unwrap_or_default();
            }
        }
    }

    /// Whether a path is that of the tensor `name`, which is here.
    fn is_tensor(&self, path: &str, name: &str) -> bool {
        self.beyond == 0 && behind(path, self.path) == Some(name)
    }

    /// What applies to the tensor `name`, which is here.
    #[cold]
    #[inline(never)]
    fn of_tensor<'l>(&self, layers: &'l [ForLayer], name: &str) -> &'l ForLayer {
        let is_around = |path| behind(self.path, path).is_some() || self.is_tensor(path, name);
        let all = layers.iter().filter(|layer| is_around(layer.layer));
        all.max_by_key(|layer| layer.layer.len()).unwrap_or(&ForLayer::NEW)
    }
}

/// What of `path` lies behind `front`: of `encoder.hidden.bias` behind `encoder` it is `hidden.bias`, and
/// nothing behind itself.
fn behind<'p>(path: &'p str, front: &str) -> Option<&'p str> {
    if front.is_empty() {
        return Some(path);
    }
    match path.strip_prefix(front)? {
        "" => Some(""),
        rest => rest.strip_prefix('.'),
    }
}

/// Whether every path names a layer or tensor of the net: one that does not would do nothing, in silence.
///
/// ```
/// use typenet::optim::{ForLayer, check_layers};
/// use typenet::prelude::*;
///
/// network! { struct Encoder<hidden: dense(2 -> 3), relu, code: dense(3 -> 1)> }
/// network! { struct Net<encoder: Encoder(2 -> 1), dense(1 -> 2)> }
///
/// let layers = [ForLayer { layer: "encoder.hiden", rate: 0.0, ..ForLayer::NEW }];
/// assert_eq!(
///     check_layers::<Net>(&layers).unwrap_err().to_string(),
///     "settings for the layer `encoder.hiden`: `encoder` has no `hiden`; it has `hidden`, `code`"
/// );
/// ```
///
/// # Errors
///
/// The first path that names nothing, with the names that there are.
pub fn check_layers<N: Network>(layers: &[ForLayer]) -> Result<(), UnknownLayer> {
    for layer in layers {
        let mut search = Search { layer, place: Place::START, longest: "" };
        // Of no values at all: the names are the same.
        N::parameters_mut([], &mut search);
        if search.longest != layer.layer {
            return Err(UnknownLayer {
                layer: layer.layer,
                known: search.longest,
                show: |list| N::parameters_mut([], list),
            });
        }
    }
    Ok(())
}

/// A path of a [`ForLayer`] that names nothing in the net. Its message lists the names that there are.
#[derive(Clone, Copy)]
pub struct UnknownLayer {
    /// The path.
    pub layer: &'static str,
    /// How much of it there is.
    known: &'static str,
    /// Shows the net's names.
    show: fn(&mut List<'_, '_>),
}

impl fmt::Debug for UnknownLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnknownLayer").field("layer", &self.layer).finish_non_exhaustive()
    }
}

impl fmt::Display for UnknownLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let UnknownLayer { layer, known, show } = *self;
        let missing = behind(layer, known).unwrap_or_default();
        write!(f, "settings for the layer `{layer}`: ")?;
        match known {
            "" => write!(f, "the net has no `{missing}`; it has ")?,
            known => write!(f, "`{known}` has no `{missing}`; it has ")?,
        }
        let known = ForLayer { layer: known, ..ForLayer::NEW };
        let mut list = List { place: Place::START, known, separator: "", written: Ok(()), f };
        show(&mut list);
        list.written?;
        if list.separator.is_empty() { f.write_str("no names inside") } else { Ok(()) }
    }
}

impl core::error::Error for UnknownLayer {}

/// How much of a path there is.
struct Search<'l> {
    layer: &'l ForLayer,
    place: Place,
    longest: &'static str,
}

impl VisitorMut<0> for Search<'_> {
    fn enter(&mut self, name: &'static str) {
        self.place.enter(from_ref(self.layer), name);
        if self.place.beyond == 0 && self.place.path.len() > self.longest.len() {
            self.longest = self.place.path;
        }
    }

    fn leave(&mut self) {
        self.place.leave();
    }

    fn tensor(&mut self, info: TensorInfo<'_>, []: [&mut [f32]; 0]) {
        if self.place.is_tensor(self.layer.layer, info.name) {
            self.longest = self.layer.layer;
        }
    }
}

/// Writes the names of what is in the layer `known`.
struct List<'l, 'f> {
    place: Place,
    known: ForLayer,
    separator: &'static str,
    written: fmt::Result,
    f: &'l mut fmt::Formatter<'f>,
}

impl List<'_, '_> {
    fn name(&mut self, name: &str) {
        if self.place.beyond == 0 && self.place.path == self.known.layer && self.written.is_ok() {
            self.written = write!(self.f, "{}`{name}`", self.separator);
            self.separator = ", ";
        }
    }
}

impl VisitorMut<0> for List<'_, '_> {
    fn enter(&mut self, name: &'static str) {
        self.name(name);
        self.place.enter(from_ref(&self.known), name);
    }

    fn leave(&mut self) {
        self.place.leave();
    }

    fn tensor(&mut self, info: TensorInfo<'_>, []: [&mut [f32]; 0]) {
        self.name(info.name);
    }
}
