//! MNIST's pictures and labels, from its four files in the IDX format: a magic number, the sizes, the bytes.

use flate2::read::GzDecoder;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use typenet_examples::Result;

/// How many kinds of digit there are.
pub const CLASSES: usize = 10;
/// A picture is so many pixels wide and high.
pub const SIDE: usize = 28;

/// A picture's pixels row by row, from 0 (paper) to 255 (ink).
pub type Picture = [[u8; SIDE]; SIDE];

/// Where the files can be had.
const SOURCE: &str = "https://storage.googleapis.com/cvdf-datasets/mnist";
const MIRROR: &str = "https://ossci-datasets.s3.amazonaws.com/mnist";

/// The files of a set: its pictures, its labels.
const TRAIN: [&str; 2] = ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"];
const TEST: [&str; 2] = ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"];

/// Pictures and, for each, its label: the digit that the writer meant.
#[derive(Debug)]
pub struct Digits {
    pub pictures: Vec<Picture>,
    pub labels: Vec<usize>,
}

impl Digits {
    /// Reads the digits to learn from and those for the test.
    pub fn read(folder: &Path) -> Result<(Self, Self)> {
        let mut missing = [TRAIN, TEST].concat();
        missing.retain(|name| !folder.join(name).exists());
        if !missing.is_empty() {
            return Err(how_to_get(&missing, folder).into());
        }
        Ok((Self::read_set(folder, TRAIN)?, Self::read_set(folder, TEST)?))
    }

    fn read_set(folder: &Path, names: [&str; 2]) -> Result<Self> {
        let pictures = read_file(&folder.join(names[0]), parse_pictures)?;
        let labels = read_file(&folder.join(names[1]), parse_labels)?;
        if pictures.len() != labels.len() {
            return Err(format!(
                "in {} there are {} pictures in {}, but {} labels in {}: these do not belong together",
                folder.display(),
                pictures.len(),
                names[0],
                labels.len(),
                names[1]
            )
            .into());
        }
        Ok(Digits { pictures, labels })
    }

    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Keeps the first digits only. (They come in no order.)
    pub fn truncate(&mut self, len: usize) {
        self.pictures.truncate(len);
        self.labels.truncate(len);
    }
}

/// What to do about files that are not there.
fn how_to_get(missing: &[&str], folder: &Path) -> String {
    let files: String = missing.iter().map(|name| format!("  {name}\n")).collect();
    let names = match missing {
        [name] => (*name).to_owned(),
        _ => format!("{{{}}}", missing.join(",")),
    };
    let folder = folder.display();
    format!(
        "the folder {folder} lacks\n\n{files}\nTo get what is missing (12 MB in all; {MIRROR} has the same):\n\n  \
         curl --fail --create-dirs --output-dir '{folder}' --remote-name \\\n    '{SOURCE}/{names}'\n\n\
         Or say where you have the files: --data FOLDER"
    )
}

fn read_file<T>(path: &Path, parse: fn(&[u8]) -> Result<T>) -> Result<T> {
    let name = path.display();
    let file = File::open(path).map_err(|error| format!("cannot read {name}: {error}"))?;
    unpack(file)
        .and_then(|bytes| parse(&bytes))
        .map_err(|error| format!("{name} {error}; delete the file and get it again").into())
}

fn unpack(packed: impl Read) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match GzDecoder::new(packed).read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
            Err("is cut short: its end is missing".into())
        }
        Err(error) => Err(format!("cannot be unpacked: {error}").into()),
    }
}

fn parse_pictures(bytes: &[u8]) -> Result<Vec<Picture>> {
    let ([count, height, width], pixels) = parse(bytes, "pictures")?;
    if [height, width] != [SIDE; 2] {
        return Err(format!("has pictures of {width}x{height} pixels, not {SIDE}x{SIDE}").into());
    }
    let (rows, rest) = pixels.as_chunks::<SIDE>();
    let (pictures, more_rows) = rows.as_chunks::<SIDE>();
    check_count(count, pictures.len(), rest.len() + more_rows.len(), "pictures")?;
    Ok(pictures.to_vec())
}

fn parse_labels(bytes: &[u8]) -> Result<Vec<usize>> {
    let ([count], labels) = parse(bytes, "labels")?;
    check_count(count, labels.len(), 0, "labels")?;
    match labels.iter().position(|&label| usize::from(label) >= CLASSES) {
        Some(i) => Err(format!("has the label {} at place {i}: no digit", labels[i]).into()),
        None => Ok(labels.iter().map(|&label| label.into()).collect()),
    }
}

/// The sizes in a file's head, and the bytes behind it.
fn parse<'a, const SIZES: usize>(
    bytes: &'a [u8],
    what: &str,
) -> Result<([usize; SIZES], &'a [u8])> {
    let (numbers, _) = bytes.as_chunks::<4>();
    let head: Vec<u32> =
        numbers.iter().take(1 + SIZES).map(|number| u32::from_be_bytes(*number)).collect();
    // Two zeros, then the type, 8 for bytes, then how many sizes there are.
    let magic = 0x0800 + SIZES as u32;
    match head.split_first() {
        Some((&found, _)) if found != magic => Err(format!(
            "holds no {what}: it begins with {found:#010x} instead of the magic number {magic:#010x}"
        )
        .into()),
        Some((_, sizes)) if sizes.len() == SIZES => {
            Ok((std::array::from_fn(|i| sizes[i] as usize), &bytes[4 * (1 + SIZES)..]))
        }
        _ => Err(format!("holds {} bytes, not even a whole head", bytes.len()).into()),
    }
}

/// There must be as many as the head says, at least one, and nothing behind them.
fn check_count(said: usize, found: usize, rest: usize, what: &str) -> Result {
    if found != said || rest != 0 {
        let and_rest = if rest == 0 { "" } else { " and a part of one" };
        return Err(format!("should hold {said} {what} and holds {found}{and_rest}").into());
    }
    if said == 0 {
        return Err(format!("holds no {what}").into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn file(head: &[u32], bytes: &[u8]) -> Vec<u8> {
        let mut file: Vec<u8> = head.iter().flat_map(|number| number.to_be_bytes()).collect();
        file.extend(bytes);
        file
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn pictures_and_labels_are_read_as_they_were_written() {
        let mut pixels = vec![0; 2 * SIDE * SIDE];
        pixels[SIDE * SIDE + SIDE + 2] = 200;
        let pictures = parse_pictures(&file(&[0x803, 2, 28, 28], &pixels)).unwrap();
        assert_eq!((pictures.len(), pictures[1][1][2]), (2, 200));
        assert_eq!(parse_labels(&file(&[0x801, 3], &[5, 0, 9])).unwrap(), [5, 0, 9]);
        assert_eq!(unpack(&packed(b"digits")[..]).unwrap(), b"digits");
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        let pictures = |head: &[u32], bytes| {
            parse_pictures(&file(head, &vec![0; bytes])).unwrap_err().to_string()
        };
        let one = SIDE * SIDE;
        for (error, what) in [
            (pictures(&[], 0), "holds 0 bytes, not even a whole head"),
            (pictures(&[0x803, 1, 28], 0), "holds 12 bytes, not even a whole head"),
            (
                pictures(&[0x801, 1], 9),
                "holds no pictures: it begins with 0x00000801 instead of the magic number 0x00000803",
            ),
            (pictures(&[0x803, 1, 28, 32], one), "has pictures of 32x28 pixels, not 28x28"),
            (pictures(&[0x803, 3, 28, 28], 2 * one), "should hold 3 pictures and holds 2"),
            (
                pictures(&[0x803, 3, 28, 28], 3 * one - 1),
                "should hold 3 pictures and holds 2 and a part of one",
            ),
            (
                pictures(&[0x803, 1, 28, 28], one + 1),
                "should hold 1 pictures and holds 1 and a part of one",
            ),
            (pictures(&[0x803, 0, 28, 28], 0), "holds no pictures"),
        ] {
            assert_eq!(error, what);
        }
        let labels =
            |head: &[u32], bytes| parse_labels(&file(head, bytes)).unwrap_err().to_string();
        assert_eq!(labels(&[0x801, 3], &[1, 2]), "should hold 3 labels and holds 2");
        assert_eq!(labels(&[0x801, 2], &[1, 10]), "has the label 10 at place 1: no digit");
    }

    #[test]
    fn damage_to_a_packed_file_is_said() {
        let error = |packed: &[u8]| unpack(packed).unwrap_err().to_string();
        let whole = packed(&[7; 1000]);
        assert_eq!(error(&whole[..whole.len() - 3]), "is cut short: its end is missing");
        assert_eq!(error(b"<html>404</html>"), "cannot be unpacked: invalid gzip header");
        let mut damaged = whole.clone();
        let last = damaged.len() - 6;
        damaged[last] ^= 1;
        assert!(error(&damaged).starts_with("cannot be unpacked: "));
    }

    #[test]
    fn who_lacks_files_is_told_how_to_get_them() {
        let error = Digits::read(Path::new("no/such/folder")).unwrap_err().to_string();
        for name in [TRAIN, TEST].as_flattened() {
            assert!(error.contains(name) && error.contains(SOURCE), "{error}");
        }
    }
}
