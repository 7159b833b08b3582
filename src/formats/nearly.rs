// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Names in which one bit was changed, on a disk or on the way. Formats tolerate names that they do not know;
//! a report of which a name was damaged would lose what stands under it without a word.

use crate::model::Text;

/// Whether two names differ in one bit and nothing else.
pub(in crate::formats) fn differ_in_one_bit(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let changed = one.iter().zip(other).map(|(a, b)| (a ^ b).count_ones());
    changed.sum::<u32>() == 1
}

/// That `name` is missing, and stands there with one bit changed.
pub(in crate::formats) fn damaged(name: &str) -> Text {
    Text::new(
        format!(
            "`{name}` is missing, and a name that differs from it in one bit stands in its place: the file was damaged; have it made anew"
        ),
        format!(
            "`{name}` fehlt, und an seiner Stelle steht ein Name, der sich in einem Bit davon unterscheidet; die Datei wurde beschädigt und ist neu zu erzeugen"
        ),
    )
}

/// That what stands there would be of this format, if one bit of a name were another.
pub(in crate::formats) fn damaged_somewhere(format: &str) -> Text {
    Text::new(
        format!("looks like {format} of which one bit of a name was changed: the file was damaged; have it made anew"),
        format!(
            "sieht aus wie {format}, worin ein Bit eines Namens verändert wurde; die Datei wurde beschädigt und ist neu zu erzeugen"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bit_is_told_from_none_and_from_two() {
        for (one, other, is_so) in [
            ("results", "resultr", true),
            ("results", "Results", true),
            ("results", "results", false),
            ("results", "resultz", false),
            ("result", "results", false),
            ("", "", false),
        ] {
            assert_eq!(differ_in_one_bit(one.as_bytes(), other.as_bytes()), is_so, "{one} {other}");
        }
    }
}
