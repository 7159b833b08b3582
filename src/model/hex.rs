// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Hexadecimal digits, of either case. Hashes are a good part of an SBOM: none of them costs a branch.

/// Whether a text is hexadecimal digits throughout; so is an empty one.
pub fn is_hex(text: &str) -> bool {
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let are_digits = words.iter().fold(HIGHEST, |all, word| all & digits(u64::from_le_bytes(*word)));
    are_digits == HIGHEST && rest.iter().fold(0, |seen, byte| seen | digit(*byte)) < NO_DIGIT
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

/// The highest bit of each byte.
const HIGHEST: u64 = u64::from_ne_bytes([0x80; 8]);

/// The highest bit of each of eight bytes that is a digit.
#[inline(always)]
const fn digits(bytes: u64) -> u64 {
    let ascii = bytes & !HIGHEST;
    let small = ascii | u64::from_ne_bytes([0x20; 8]);
    let number = at_least(ascii, b'0') & !at_least(ascii, b'9'.saturating_add(1));
    let letter = at_least(small, b'a') & !at_least(small, b'f'.saturating_add(1));
    (number | letter) & !bytes & HIGHEST
}

/// In the highest bit of each byte whether it is at least this. None of them may be beyond ASCII.
#[inline(always)]
const fn at_least(bytes: u64, least: u8) -> u64 {
    bytes.wrapping_add(u64::from_ne_bytes([0x80_u8.saturating_sub(least); 8]))
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
        for byte in 0..=0x7f {
            let text = ["1234567", &char::from(byte).to_string(), "89abcdef0"].concat();
            assert_eq!(is_hex(&text), char::from(byte).is_ascii_hexdigit(), "{byte}");
        }
    }
}
