//! Reads the file that a net has its weights from.

use crate::model::File;
use crate::report::Report;
use syn::LitStr;

#[cfg(not(feature = "weights"))]
pub fn read(written: &LitStr, report: &mut Report) -> Option<File> {
    let message = "`#[weights(..)]` is a feature of typenet that is not turned on";
    let help =
        "in Cargo.toml write `typenet = { version = \"0.1\", features = [\"include-weights\"] }`";
    report.error(written, message, help);
    None
}

#[cfg(feature = "weights")]
pub use with_safetensors::read;

#[cfg(feature = "weights")]
mod with_safetensors {
    use super::{File, LitStr, Report};
    use crate::model::Tensor;
    use safetensors::{Dtype, SafeTensors, tensor::TensorView};
    use std::path::{Path, PathBuf};
    use std::{env, fs};

    /// `None` if there is a mistake, which is reported.
    pub fn read(written: &LitStr, report: &mut Report) -> Option<File> {
        let name = written.value();
        let places = places(written);
        let Some(path) = places.iter().find(|path| path.is_file()) else {
            let tried: Vec<_> = places.iter().map(|path| format!("`{}`", path.display())).collect();
            let message = format!("there is no file `{name}`; tried {}", tried.join(", "));
            let help = "a path is relative to the source file, or to the folder of the package's Cargo.toml";
            report.error(written, message, help);
            return None;
        };
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                let message = format!("`{}` cannot be read: {error}", path.display());
                report.error(written, message, "see whether you may read the file");
                return None;
            }
        };
        let Some(path) = path.to_str() else {
            let message = format!("the path `{}` is not UTF-8", path.display());
            report.error(written, message, "rename the file or its folder");
            return None;
        };
        let read = match SafeTensors::deserialize(&bytes) {
            Ok(read) => read,
            Err(error) => {
                let message = format!("`{name}` is not a whole safetensors file ({error})");
                report.error(written, message, "it may be cut short, damaged or of another format");
                return None;
            }
        };
        let mut tensors: Vec<_> = read.iter().collect();
        tensors.sort_by_key(|(name, _)| *name);
        for (tensor, view) in &tensors {
            if let Some((index, value)) = not_finite(view) {
                let message = format!("`{name}`: {tensor}: value {index} is {value}");
                let help = "the net it was saved from had diverged; train it again";
                report.error(written, message, help);
                return None;
            }
        }
        let tensors = tensors.into_iter().map(|(name, view)| tensor(name, &view, &bytes));
        Some(File { written: written.clone(), path: path.to_string(), tensors: tensors.collect() })
    }

    /// Where a file may be: beside the source file, as with `include_bytes!`. Where the compiler has no source
    /// file, as in a doc test, in the package's folder.
    fn places(written: &LitStr) -> Vec<PathBuf> {
        let source =
            if proc_macro::is_available() { written.span().unwrap().local_file() } else { None };
        let beside = source.as_deref().and_then(Path::parent).map(Path::to_path_buf);
        let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let mut places: Vec<PathBuf> = vec![];
        for folder in beside.into_iter().chain(package) {
            let path = folder.join(written.value());
            let path = std::path::absolute(&path).unwrap_or(path);
            if !places.contains(&path) {
                places.push(path);
            }
        }
        places
    }

    fn not_finite(view: &TensorView) -> Option<(usize, f32)> {
        if view.dtype() != Dtype::F32 {
            return None;
        }
        let values = view.data().as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
        values.enumerate().find(|(_, value)| !value.is_finite())
    }

    fn tensor(name: &str, view: &TensorView, file: &[u8]) -> Tensor {
        let data = view.data();
        Tensor {
            name: name.to_string(),
            shape: view.shape().to_vec(),
            dtype: format!("{:?}", view.dtype()),
            start: data.as_ptr().addr() - file.as_ptr().addr(),
            len: data.len(),
            first_axis_last: first_axis_last(view),
        }
    }

    /// The values of `[a, b, ..]` in the order of `[b, .., a]`.
    fn first_axis_last(view: &TensorView) -> Option<Vec<u8>> {
        let (first, rest) = view.shape().split_first()?;
        let rest: usize = rest.iter().product();
        if view.dtype() != Dtype::F32 || *first <= 1 || rest <= 1 {
            return None;
        }
        let values = view.data().as_chunks::<4>().0;
        let column = |column: usize| values.iter().skip(column).step_by(rest);
        Some((0..rest).flat_map(column).flatten().copied().collect())
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        // Not a case of tests/ui: the message tells where it looked.
        #[test]
        fn a_missing_file_is_told_with_the_places_that_were_tried() {
            let mut report = Report::default();
            let written = LitStr::new("nowhere.safetensors", proc_macro2::Span::call_site());
            assert!(read(&written, &mut report).is_none());
            let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("nowhere.safetensors");
            let errors = report.into_errors();
            let [error] = &errors[..] else { panic!("{} errors", errors.len()) };
            let told =
                format!("there is no file `nowhere.safetensors`; tried `{}`", place.display());
            assert!(error.to_string().contains(&told), "{error}");
        }
    }
}
