//! The bytes of a file as floats, at compile time.
//!
//! Safe code could read one float after the other; the compiler takes 14 seconds for a million of them so, and
//! says that it takes long. Copied as a whole they take none.
#![allow(unsafe_code)]

/// Copies floats as they are in a file, with the lowest byte first, as many as both have.
pub(crate) const fn copy(bytes: &[u8], floats: &mut [f32]) {
    let (bytes, _) = bytes.as_chunks::<4>();
    let len = if bytes.len() < floats.len() { bytes.len() } else { floats.len() };
    // SAFETY: both are valid for `len` times four bytes, a chunk and a float each having four; they do not
    // overlap, since `floats` is borrowed alone; and any four bytes are a float.
    unsafe {
        core::ptr::copy_nonoverlapping(bytes.as_ptr(), floats.as_mut_ptr().cast::<[u8; 4]>(), len);
    }
    let mut i = 0;
    while cfg!(target_endian = "big") && i < len {
        floats[i] = f32::from_bits(floats[i].to_bits().swap_bytes());
        i += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::copy;

    #[test]
    fn floats_are_copied_to_the_bit_and_none_beyond() {
        let numbers = [1.5, -0.0, f32::MIN_POSITIVE / 2.0, f32::MAX];
        let file: [u8; 17] = {
            let mut file = [9; 17];
            for (bytes, number) in file[1..].as_chunks_mut().0.iter_mut().zip(numbers) {
                *bytes = number.to_le_bytes();
            }
            file
        };
        for len in 0..6 {
            let mut floats = [7.0; 6];
            copy(&file[1..], &mut floats[..len]);
            for (i, float) in floats.into_iter().enumerate() {
                let expected = numbers.get(i).filter(|_| i < len).unwrap_or(&7.0);
                assert_eq!(float.to_bits(), expected.to_bits(), "{i} of {len}");
            }
        }
        let mut none = [];
        copy(&[], &mut none);
    }
}
