// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The names of a weakness or vulnerability, and how a finding is put in one line.

use std::borrow::Cow;

use wide::u8x16;

/// Orders identifiers, the most specific first: CVE, GHSA, those of other databases and tools,
/// then classes of weaknesses (CWE). Doubles are left out, the order within a class stays.
pub(super) fn ordered<T: AsRef<str>>(identifiers: impl IntoIterator<Item = T>) -> Vec<Box<str>> {
    let all: Vec<T> = identifiers.into_iter().collect();
    let filled = all.iter().map(|identifier| identifier.as_ref().trim()).filter(|identifier| !identifier.is_empty());
    let mut ordered: Vec<(&str, usize)> = filled.zip(0..).collect();
    ordered.sort_unstable();
    ordered.dedup_by_key(|(identifier, _)| *identifier);
    ordered.sort_unstable_by_key(|(identifier, place)| (rank(identifier), *place));
    ordered.into_iter().map(|(identifier, _)| identifier.into()).collect()
}

fn rank(identifier: &str) -> u8 {
    match identifier {
        id if is_cve(id) => 0,
        id if has_prefix(id, "GHSA-") => 1,
        id if has_prefix(id, "CWE-") => 3,
        _ => 2,
    }
}

/// Whether it is a number of the CVE programme: `CVE-2024-12345`.
pub(super) fn is_cve(identifier: &str) -> bool {
    let Some((year, number)) = identifier.get(4..).and_then(|rest| rest.split_once('-')) else { return false };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    has_prefix(identifier, "CVE-") && year.len() == 4 && digits(year) && number.len() >= 4 && digits(number)
}

/// The first CVE or GHSA number within a text, such as in the rule id `CVE-2023-1234-openssl`.
pub(super) fn within(text: &str) -> Option<&str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).find_map(|word| {
        let cve = word.splitn(4, '-').take(3).map(str::len).sum::<usize>().saturating_add(2);
        let cve = word.get(..cve).filter(|id| is_cve(id));
        cve.or_else(|| word.get(..19).filter(|id| has_prefix(id, "GHSA-") && id.split('-').count() == 4))
    })
}

fn has_prefix(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// A CWE number in a tag or property: `external/cwe/cwe-79`, `CWE-79: …`, `cwe-079`.
pub(super) fn weakness(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let (_, after) = lower.split_once("cwe-")?;
    let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
    let number: u32 = after.get(..end)?.parse().ok()?;
    Some(format!("CWE-{number}"))
}

/// A text on one line, shortened where it is long.
pub(super) fn one_line(text: &str) -> Box<str> {
    on_one_line(text).into()
}

/// The same, borrowed where the text is so already.
pub(super) fn on_one_line(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 200;
    if text.len() < LONGEST && is_one_line(text) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len().min(LONGEST));
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        let room = LONGEST.saturating_sub(line.len());
        if word.len() >= room {
            line.extend(word.chars().take(room));
            line.truncate(line.trim_end().len());
            line.push('…');
            break;
        }
        line.push_str(word);
    }
    Cow::Owned(line)
}

/// Whether the words of a text are plainly on one line, as they are nearly always: single spaces between
/// them, and no letter beyond ASCII, which could be a blank too. Sixteen bytes at a time.
fn is_one_line(text: &str) -> bool {
    let (chunks, rest) = text.as_bytes().as_chunks();
    let mut last = [b'.'; 16];
    last.iter_mut().zip(rest).for_each(|(last, byte)| *last = *byte);
    let (space, tilde) = (u8x16::new([b' '; 16]), u8x16::new([b'~'; 16]));
    // Whether a space stands before what comes next; one at the beginning is one too many.
    let mut is_behind_space = 1;
    let is_plain = chunks.iter().chain([&last]).all(|chunk| {
        let bytes = u8x16::new(*chunk);
        let is_printable = (bytes.max(space).simd_eq(bytes) & bytes.min(tilde).simd_eq(bytes)).all();
        let spaces = bytes.simd_eq(space).to_bitmask();
        let behind_spaces = spaces << 1 | is_behind_space;
        is_behind_space = spaces >> 15;
        is_printable && spaces & behind_spaces == 0
    });
    is_plain && !matches!(text.as_bytes(), [] | [.., b' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_comes_first() {
        let ids = ordered(["CWE-79", "rule-1", "GHSA-aaaa-bbbb-cccc", "CVE-2024-12345", "rule-1"]);
        assert_eq!(ids.join(" "), "CVE-2024-12345 GHSA-aaaa-bbbb-cccc rule-1 CWE-79");
    }

    #[test]
    fn a_number_is_found_in_a_rule() {
        assert_eq!(within("CVE-2023-1234-openssl"), Some("CVE-2023-1234"));
        assert_eq!(within("npm/GHSA-aaaa-bbbb-cccc"), Some("GHSA-aaaa-bbbb-cccc"));
        assert_eq!(within("GHSA-aaaa"), None);
        assert_eq!(within("CVE-names-are-bad"), None);
        assert_eq!(within("ä-CVE-ü"), None);
    }

    #[test]
    fn what_is_on_one_line_is_seen_sixteen_bytes_at_a_time() {
        let plain = "a bc def ghij klmno p~q!r";
        for end in 1..=plain.len() {
            assert_eq!(is_one_line(&plain[..end]), !plain[..end].ends_with(' '), "{end}");
        }
        for odd in [" ", "\t", "\n", "\0", "\u{1f}", "\u{7f}", "\u{80}", "ä", "\u{a0}"] {
            for place in 0..=plain.len() {
                let text = format!("{}{odd}{}", &plain[..place], &plain[place..]);
                let is_doubled = [Some(&b' '), None].iter().any(|beside| {
                    plain.as_bytes().get(place) == *beside || plain.as_bytes().get(place.wrapping_sub(1)) == *beside
                });
                assert_eq!(is_one_line(&text), odd == " " && !is_doubled, "{text:?}");
            }
        }
        assert!(!is_one_line(""));
    }

    #[test]
    fn a_long_text_is_shortened() {
        for text in [" a\n\tb  c ", "a b c ", " a b c", "a  b c", "a\u{a0}b c", "a b c"] {
            assert_eq!(&*one_line(text), "a b c");
        }
        assert_eq!((&*one_line(""), &*one_line(" ")), ("", ""));
        assert_eq!(one_line(&"ä".repeat(1_000)).chars().count(), 201);
        assert!(one_line(&"word ".repeat(100)).ends_with('…'));
        let cut = |before: usize| one_line(&format!("{} {}", "a".repeat(before), "b".repeat(50)));
        assert!(cut(198).ends_with("a b…") && cut(199).ends_with("a…"), "{}", cut(199));
    }
}
