//! Weights go to a file and come back, with PyTorch's names and layouts; and a file that is damaged,
//! foreign or another net's is told apart, leaving the net, to the bit, as it was.

use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use std::collections::HashMap;
use std::error::Error as _;
use std::path::PathBuf;
use typenet::prelude::*;
use typenet::rand::{Rng, RngExt};
use typenet::weights::{self, WeightsError};
use typenet_tests::{bits, init, rng, tensors, values};

network! { struct Net<hidden: dense(2 -> 3), relu, r#type: dense(3 -> 1)> }
network! { struct Outer<encoder: Net(2 -> 1), dense(1 -> 2), Net(2 -> 1)> }

fn net(seed: u64) -> Net {
    let mut net = Net::ZERO;
    init(&mut net, seed);
    net.hidden.bias = [0.5, -0.0, f32::MIN_POSITIVE / 4.0];
    net
}

/// What is said of a file, after it was made sure that nothing was loaded of it.
#[track_caller]
fn refused(file: &[u8]) -> WeightsError {
    let mut net = net(1);
    let before = bits(&values(&net));
    let error = weights::from_bytes(&mut net, file).unwrap_err();
    assert_eq!(bits(&values(&net)), before, "{error}");
    error
}

/// A file with these tensors.
fn file(tensors: &[(&str, &[usize], Dtype, &[u8])]) -> Vec<u8> {
    let views = tensors.iter().map(|(name, shape, dtype, bytes)| {
        (*name, TensorView::new(*dtype, shape.to_vec(), bytes).unwrap())
    });
    safetensors::serialize(views, None).unwrap()
}

fn bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn there_and_back_is_the_same_to_the_bit() {
    let net = net(1);
    let file = weights::to_bytes(&net);
    let mut again = Net::ZERO;
    weights::from_bytes(&mut again, &file).unwrap();
    assert_eq!(bits(&values(&again)), bits(&values(&net)));
    assert_eq!(weights::to_bytes(&again), file);

    let path = folder("there_and_back").join("net.safetensors");
    for seed in [1, 2] {
        let net = self::net(seed);
        weights::save(&net, &path).unwrap();
        let mut again = Net::ZERO;
        weights::load(&mut again, &path).unwrap();
        assert_eq!(again, net);
    }
    let files: Vec<_> = std::fs::read_dir(path.parent().unwrap()).unwrap().collect();
    assert_eq!(files.len(), 1, "{files:?}");
}

#[test]
fn names_and_layouts_are_pytorchs() {
    let mut net = Net::ZERO;
    net.hidden.weight = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
    net.hidden.bias = [7.0, 8.0, 9.0];
    let bytes_of_net = weights::to_bytes(&net);
    let file = SafeTensors::deserialize(&bytes_of_net).unwrap();
    let mut names = file.names();
    names.sort();
    assert_eq!(names, ["hidden.bias", "hidden.weight", "type.bias", "type.weight"]);
    let weight = file.tensor("hidden.weight").unwrap();
    assert_eq!((weight.shape(), weight.dtype()), (&[3, 2][..], Dtype::F32));
    assert_eq!(weight.data(), bytes(&[1.0, 4.0, 2.0, 5.0, 3.0, 6.0]));
    assert_eq!(file.tensor("hidden.bias").unwrap().shape(), [3]);

    let all: Vec<String> = tensors(&Outer::ZERO).into_iter().map(|tensor| tensor.name).collect();
    let bytes_of_outer = weights::to_bytes(&Outer::ZERO);
    let file = SafeTensors::deserialize(&bytes_of_outer).unwrap();
    assert_eq!(file.len(), all.len());
    assert!(all.iter().all(|name| file.tensor(name).is_ok()), "{all:?}");
    assert!(all.contains(&"encoder.hidden.weight".into()) && all.contains(&"net.type.bias".into()));
}

#[test]
fn words_in_a_file_do_not_matter() {
    let bytes_of_net = weights::to_bytes(&net(2));
    let file = SafeTensors::deserialize(&bytes_of_net).unwrap();
    let words = HashMap::from([("format".to_string(), "pt".to_string())]);
    let with_words = safetensors::serialize(file.iter(), Some(words)).unwrap();
    assert_ne!(with_words, bytes_of_net);
    let mut again = Net::ZERO;
    weights::from_bytes(&mut again, &with_words).unwrap();
    assert_eq!(again, net(2));
}

#[test]
fn cut_short_at_every_length() {
    let whole = weights::to_bytes(&net(2));
    for len in 0..whole.len() {
        let error = refused(&whole[..len]);
        assert!(matches!(error, WeightsError::NotSafetensors(_)), "{len}: {error}");
        assert!(error.source().is_some());
        let text = error.to_string();
        assert!(text.starts_with("not a whole safetensors file ("), "{len}: {text}");
        assert!(text.ends_with("); it may be cut short, damaged or of another format"), "{text}");
    }
}

#[test]
fn longer_than_it_should_be() {
    let mut file = weights::to_bytes(&net(2));
    file.push(0);
    assert!(matches!(refused(&file), WeightsError::NotSafetensors(_)));
}

/// Whatever the bytes are: the net is as it was, or holds all that the file holds.
#[track_caller]
fn all_or_nothing(file: &[u8]) -> bool {
    let mut net = net(1);
    let before = bits(&values(&net));
    let loaded = weights::from_bytes(&mut net, file).is_ok();
    if loaded {
        let ours = weights::to_bytes(&net);
        let ours = SafeTensors::deserialize(&ours).unwrap();
        let theirs = SafeTensors::deserialize(file).unwrap();
        assert_eq!(ours.len(), theirs.len());
        for (name, tensor) in theirs.iter() {
            assert_eq!(ours.tensor(name).unwrap(), tensor);
        }
        assert!(values(&net).iter().all(|value| value.is_finite()));
    } else {
        assert_eq!(bits(&values(&net)), before);
    }
    loaded
}

#[test]
fn every_bit_flipped() {
    let whole = weights::to_bytes(&net(2));
    let mut file = whole.clone();
    let mut loaded = 0;
    for bit in 0..8 * file.len() {
        file[bit / 8] ^= 1 << (bit % 8);
        loaded += usize::from(all_or_nothing(&file));
        file[bit / 8] ^= 1 << (bit % 8);
    }
    assert_eq!(file, whole);
    // Of the 13 numbers' bits most make another number; of the header's hardly any make another header.
    assert!(loaded > 13 * 24 && loaded < 13 * 32 + 100, "{loaded}");
}

#[test]
fn garbage() {
    let mut rng = rng(1);
    for _ in 0..2000 {
        let mut file = vec![0; rng.random_range(0..300)];
        rng.fill_bytes(&mut file);
        assert!(!all_or_nothing(&file));
        // The same with a header's length that could be true, and with one that is beyond all memory.
        if file.len() > 8 {
            let len = file.len() as u64 - 8;
            file[..8].copy_from_slice(&len.to_le_bytes());
            assert!(!all_or_nothing(&file));
            file[8] = b'{';
            assert!(!all_or_nothing(&file));
            file[..8].copy_from_slice(&u64::MAX.to_le_bytes());
            assert!(!all_or_nothing(&file));
        }
    }
    // Bytes of a true file replaced.
    let whole = weights::to_bytes(&net(2));
    for _ in 0..2000 {
        let mut file = whole.clone();
        for _ in 0..rng.random_range(1..6) {
            let at = rng.random_range(0..file.len());
            file[at] = rng.random();
        }
        all_or_nothing(&file);
    }
}

#[test]
fn foreign_files() {
    let files: [&[u8]; 6] = [
        b"",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0",
        b"PK\x03\x04\x14\0\0\0\x08\0archive/data.pkl",
        b"{\"hidden.weight\": [[0.5, 1.0]]}",
        b"\x02\0\0\0\0\0\0\0[]",
        b"hidden.weight = 0.5, 1.0, 0.25, 0.75\nhidden.bias = 0\n",
    ];
    for file in files {
        let error = refused(file);
        assert!(matches!(error, WeightsError::NotSafetensors(_)), "{error}");
    }
    // A whole file without a tensor is a file of another net.
    assert!(
        matches!(refused(b"\x02\0\0\0\0\0\0\0{}"), WeightsError::Mismatch(all) if all.len() == 4)
    );
}

#[test]
fn all_differences_are_told_at_once() {
    let numbers = bytes(&[0.5; 8]);
    let file = file(&[
        ("hidden.weight", &[2, 3], Dtype::F32, &numbers[..24]),
        ("hidden.bias", &[3], Dtype::F64, &numbers[..24]),
        ("type.weight", &[1, 3], Dtype::I32, &numbers[..12]),
        ("typo.bias", &[1], Dtype::F32, &numbers[..4]),
        ("extra", &[], Dtype::F32, &numbers[..4]),
    ]);
    let error = refused(&file);
    assert_eq!(
        error.to_string(),
        "\
the weights do not fit the net:
  hidden.weight: the net has [3, 2], the file [2, 3]
  hidden.bias: the net has [3] of F32, the file [3] of F64
  type.weight: the net has [1, 3] of F32, the file [1, 3] of I32
  type.bias: the net has [1], the file has no such tensor
  extra: the file has [], the net has no such tensor
  typo.bias: the file has [1], the net has no such tensor"
    );
    let WeightsError::Mismatch(differences) = error else { panic!("{error}") };
    assert_eq!(differences.len(), 6);
    assert_eq!(differences[0].net, Some(vec![3, 2]));
    assert_eq!(differences[0].file, Some(vec![2, 3]));
    assert_eq!(differences[1].dtype.as_deref(), Some("F64"));
    assert_eq!((&differences[3].file, &differences[5].net), (&None, &None));
}

#[test]
fn half_precision_is_a_difference() {
    let half = [0; 26];
    let file = file(&[
        ("hidden.weight", &[3, 2], Dtype::F16, &half[..12]),
        ("hidden.bias", &[3], Dtype::BF16, &half[..6]),
        ("type.weight", &[1, 3], Dtype::F16, &half[..6]),
        ("type.bias", &[1], Dtype::F16, &half[..2]),
    ]);
    assert!(matches!(refused(&file), WeightsError::Mismatch(all) if all.len() == 4));
}

#[test]
fn one_tensor_too_many_is_enough() {
    let bytes_of_net = weights::to_bytes(&net(2));
    let whole = SafeTensors::deserialize(&bytes_of_net).unwrap();
    let one = bytes(&[1.0]);
    let more = TensorView::new(Dtype::F32, vec![1], &one).unwrap();
    let all = whole.iter().chain([("running_mean", more)]);
    let error = refused(&safetensors::serialize(all, None).unwrap());
    assert_eq!(
        error.to_string(),
        "the weights do not fit the net:\n  running_mean: the file has [1], the net has no such tensor"
    );
}

#[test]
fn numbers_that_are_none() {
    for (value, word) in [(f32::NAN, "NaN"), (f32::INFINITY, "inf"), (f32::NEG_INFINITY, "-inf")] {
        let mut bad = net(2);
        // In the net's memory that is value 4 of the weight; in the file's order it is value 3.
        bad.hidden.weight[1][1] = value;
        bad.r#type.bias[0] = value;
        let error = refused(&weights::to_bytes(&bad));
        match &error {
            WeightsError::NotFinite { name, index, value: v } => {
                assert_eq!((name.as_str(), *index), ("hidden.weight", 3));
                assert_eq!(v.to_bits(), value.to_bits());
            }
            other => panic!("{other}"),
        }
        let text =
            format!("hidden.weight: value 3 is {word}; the net it was saved from had diverged");
        assert_eq!(error.to_string(), text);
    }
    // Only the last number of the last tensor.
    let mut bad = net(2);
    bad.r#type.bias[0] = f32::NAN;
    let error = refused(&weights::to_bytes(&bad));
    assert!(
        matches!(&error, WeightsError::NotFinite { name, index: 0, .. } if name == "type.bias")
    );
}

#[test]
fn a_file_that_is_not_there() {
    let path = folder("not_there").join("missing.safetensors");
    let mut net = net(1);
    let error = weights::load(&mut net, &path).unwrap_err();
    assert_eq!(net, self::net(1));
    assert!(error.to_string().starts_with(&format!("{}: ", path.display())), "{error}");
    match &error {
        WeightsError::File { path: named, error } => {
            assert_eq!(*named, path);
            assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
        }
        other => panic!("{other}"),
    }
    assert!(error.source().is_some());
}

#[test]
fn a_folder_that_is_not_there() {
    let path = folder("no_folder").join("missing").join("net.safetensors");
    let error = weights::save(&net(1), &path).unwrap_err();
    assert!(error.to_string().starts_with(&format!("{}: ", path.display())), "{error}");
    assert!(matches!(error, WeightsError::File { .. }));
    assert!(!path.parent().unwrap().exists());
}

#[test]
fn a_damaged_file_is_named() {
    let path = folder("damaged").join("net.safetensors");
    std::fs::write(&path, b"no net").unwrap();
    let mut net = net(1);
    let error = weights::load(&mut net, &path).unwrap_err();
    assert!(matches!(error, WeightsError::NotSafetensors(_)), "{error}");
    assert_eq!(net, self::net(1));
}

#[test]
fn saving_where_it_cannot_be_leaves_nothing_behind() {
    let folder = folder("in_the_way");
    let path = folder.join("net.safetensors");
    std::fs::create_dir_all(path.join("in_the_way")).unwrap();
    let error = weights::save(&net(1), &path).unwrap_err();
    assert!(matches!(error, WeightsError::File { .. }), "{error}");
    let left: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(left, ["net.safetensors"]);
    assert!(path.join("in_the_way").is_dir());
}

#[test]
fn a_net_that_has_diverged_is_not_saved_over_a_good_one() {
    network! { struct Small<dense(1 -> 1)> }

    let file = std::env::temp_dir().join(format!("typenet-{}.safetensors", std::process::id()));
    let mut net = Small::ZERO;
    net.dense.weight = [[2.0]];
    weights::save(&net, &file).unwrap();
    net.dense.weight = [[f32::NAN]];
    let error = weights::save(&net, &file).unwrap_err();
    assert!(error.to_string().starts_with("dense.weight: value 0 is NaN"), "{error}");
    weights::load(&mut net, &file).unwrap();
    assert_eq!(net.dense.weight, [[2.0]]);
    std::fs::remove_file(file).unwrap();
}
