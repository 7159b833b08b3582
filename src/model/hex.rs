// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Hexadecimal digits, of either case. Hashes are a good part of an SBOM: none of them costs a branch.

use wide::u8x16;

/// Whether a text is hexadecimal digits throughout; so is an empty one.
pub fn is_hex(text: impl AsRef<[u8]>) -> bool {
    let (chunks, rest) = text.as_ref().as_chunks();
    let are_digits = chunks.iter().fold(u8x16::MAX, |all, chunk| all & digits(u8x16::new(*chunk)));
    are_digits.all() && rest.iter().fold(0, |seen, byte| seen | digit(*byte)) < NO_DIGIT
}

/// Appends what the digits stand for, two to a byte. `false`, and nothing, where that is not so.
pub(super) fn append_hex(bytes: &mut Vec<u8>, hex: &str) -> bool {
    let before = bytes.len();
    let (pairs, odd) = hex.as_bytes().as_chunks::<2>();
    let mut seen = 0;
    bytes.extend(pairs.iter().map(|[high, low]| {
        let (high, low) = (digit(*high), digit(*low));
        seen |= high | low;
        high << 4 | low
    }));
    let right = seen < NO_DIGIT && odd.is_empty();
    if !right {
        bytes.truncate(before);
    }
    right
}

/// Sets all bits of those of sixteen bytes that are a digit.
#[inline(always)]
#[expect(clippy::arithmetic_side_effects, reason = "each byte wraps around")]
fn digits(bytes: u8x16) -> u8x16 {
    let at_most = |bytes: u8x16, most: u8| bytes.min(u8x16::new([most; 16])).simd_eq(bytes);
    let (number, letter) = (bytes - u8x16::new([b'0'; 16]), (bytes | u8x16::new([0x20; 16])) - u8x16::new([b'a'; 16]));
    at_most(number, 9) | at_most(letter, 5)
}

/// What stands for a character that is no digit.
const NO_DIGIT: u8 = 16;

#[inline(always)]
#[expect(clippy::indexing_slicing, reason = "there is a digit for each byte")]
const fn digit(byte: u8) -> u8 {
    DIGITS[byte as usize]
}

#[expect(clippy::indexing_slicing, reason = "made once, by the compiler")]
const DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let (mut number, characters) = (0, *b"0123456789abcdefABCDEF");
    while number < characters.len() {
        let value = if number < 16 { number } else { number - 6 };
        digits[characters[number] as usize] = value as u8;
        number += 1;
    }
    digits
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_character_is_a_digit_or_none() {
        for byte in 0..=u8::MAX {
            let wanted = char::from(byte).to_digit(16).map_or(NO_DIGIT, |digit| digit as u8);
            assert_eq!(digit(byte), wanted, "{byte}");
        }
    }

    #[test]
    fn what_is_no_hexadecimal_leaves_nothing() {
        let mut bytes = vec![1];
        assert!(append_hex(&mut bytes, "0aFf") && bytes == [1, 10, 255]);
        for wrong in ["0aF", "0g", "g0", "ä", " 0", "123456°"] {
            assert!(!append_hex(&mut bytes, wrong) && bytes.len() == 3, "{wrong}");
            assert_eq!(is_hex(wrong), wrong == "0aF", "{wrong}");
        }
        assert!(is_hex("0123456789abcdefABCDEF"));
        for byte in 0..=u8::MAX {
            for before in 0..20 {
                let text = [&[b'9'; 19][before..], &[byte], &[b'F'; 19][..before]].concat();
                assert_eq!(is_hex(&text), byte.is_ascii_hexdigit(), "{byte} after {before}");
            }
        }
    }
}
