// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Lists of checksums, as `sha256sum`, `shasum`, BSD's `sha256` and `openssl dgst` write them: what they list is their
//! subject. Names in them are names; nothing is ever looked for by one.

use std::{borrow::Cow, collections::BTreeMap};

use super::{Format, Head, ReadError, Reading, Source, quoted, text::Lines};
use crate::model::{
    Claim, Digest, DigestAlgorithm, Digests, Endorsement, FormatVersion, Place, Statement, Subject, Text, is_hex,
};

/// Lists of checksums.
pub(super) struct Checksums;

impl Format for Checksums {
    fn id(&self) -> &'static str {
        "checksums"
    }

    fn title(&self) -> &'static str {
        "Checksum list (`sha256sum`, BSD style)"
    }

    fn recognises(&self, head: &Head) -> bool {
        // A text that merely shows such lines has more others; a damaged list has fewer.
        let lines = head.lines().filter(|line| says_something(line));
        let (those, others): (Vec<&str>, Vec<&str>) = lines.partition(|line| Line::of(line).is_some());
        head.is_plain() && those.len() > others.len()
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let mut list = List::default();
        let mut lines = Lines::of(source)?;
        while let Some((number, text)) = lines.next()? {
            let text = text.trim_end_matches('\r');
            if !says_something(text) {
                continue;
            }
            let line = Line::of(text).ok_or_else(|| strange(text));
            line.and_then(|line| list.take(line)).map_err(|reason| ReadError::new(Place::Line(number), reason))?;
        }
        Ok(list.reading(self.id()))
    }
}

fn says_something(line: &str) -> bool {
    !line.trim().is_empty() && !line.starts_with('#')
}

/// A line: the digest of a file, by an algorithm that can be told.
struct Line<'a> {
    name: Option<Cow<'a, str>>,
    /// `None` for an algorithm that proves nothing any more.
    digest: Option<Digest>,
}

impl<'a> Line<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let text = text.trim_end();
        Self::bsd(text).or_else(|| Self::gnu(text))
    }

    /// `SHA256 (name) = HEX`, as BSD writes it, and `SHA256(name)= HEX` or `SHA2-256(name)= HEX`, as OpenSSL does.
    fn bsd(text: &'a str) -> Option<Self> {
        let (algorithm, rest) = text.split_once('(')?;
        let (name, hex) = rest.rsplit_once(") = ").or_else(|| rest.rsplit_once(")= "))?;
        let algorithm = algorithm.strip_suffix(' ').unwrap_or(algorithm).replace("SHA2-", "SHA");
        let algorithm = algorithm.as_str();
        let weak = matches!(algorithm, "MD5" | "SHA1" | "RMD160" | "RIPEMD160") && !hex.is_empty() && is_hex(hex);
        let digest = match DigestAlgorithm::from_name(algorithm) {
            Some(algorithm) => Some(Digest::new(algorithm, hex)?),
            None if weak => None,
            None => return None,
        };
        Some(Self { name: Some(name.into()), digest })
    }

    /// `HEX  name`, `HEX *name`, with a backslash in front where the name is escaped; or `HEX` alone.
    fn gnu(text: &'a str) -> Option<Self> {
        let (text, is_escaped) = match text.strip_prefix('\\') {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        let (hex, name) = match text.split_once(' ') {
            None => (text, None),
            Some((hex, rest)) => (hex, Some(rest.strip_prefix([' ', '*'])?)),
        };
        let digest = digest_of_length(hex)?;
        let name = match name {
            Some("") => return None,
            Some(name) if is_escaped => Some(Cow::Owned(unescaped(name)?)),
            name => name.map(Cow::Borrowed),
        };
        Some(Self { name, digest })
    }
}

/// The digest by its length; `Some(None)` for the lengths of MD5 and SHA-1.
fn digest_of_length(hex: &str) -> Option<Option<Digest>> {
    let by_length = |algorithm: &&DigestAlgorithm| algorithm.length().saturating_mul(2) == hex.len();
    match DigestAlgorithm::ALL.iter().find(by_length) {
        Some(algorithm) => Digest::new(*algorithm, hex).map(Some),
        None => (matches!(hex.len(), 32 | 40) && is_hex(hex)).then_some(None),
    }
}

fn unescaped(name: &str) -> Option<String> {
    let (mut plain, mut characters) = (String::new(), name.chars());
    while let Some(character) = characters.next() {
        plain.push(match character {
            '\\' => match characters.next()? {
                'n' => '\n',
                'r' => '\r',
                '\\' => '\\',
                _ => return None,
            },
            other => other,
        });
    }
    Some(plain)
}

/// What was read so far.
#[derive(Default)]
struct List {
    /// The place of each name among the subjects.
    places: BTreeMap<String, usize>,
    subjects: Vec<Subject>,
    weak: u64,
}

impl List {
    fn take(&mut self, line: Line<'_>) -> Result<(), Text> {
        let Some(digest) = line.digest else {
            self.weak = self.weak.saturating_add(1);
            return Ok(());
        };
        let name = line.name.map(|name| name.strip_prefix("./").unwrap_or(&name).to_owned());
        let known = name.as_ref().and_then(|name| self.places.get(name)).and_then(|at| self.subjects.get_mut(*at));
        if let Some(Subject::Artifact { digests, .. }) = known {
            let same = Digests::from_iter([digest.clone()]);
            if digests.contradict(&same) {
                return Err(twice(&name.unwrap_or_default()));
            }
            digests.add(&digest);
            return Ok(());
        }
        if let Some(name) = &name {
            self.places.insert(name.clone(), self.subjects.len());
        }
        self.subjects.push(Subject::Artifact { name, digests: Digests::from_iter([digest]) });
        Ok(())
    }

    fn reading(self, format: &'static str) -> Reading {
        if self.subjects.is_empty() {
            return Reading::Ignored(only_weak());
        }
        let remarks = if self.weak > 0 { vec![weak(self.weak)] } else { Vec::new() };
        Reading::Statements(vec![Statement {
            format: FormatVersion { format, version: String::new() },
            subjects: self.subjects,
            made_at: None,
            producer: None,
            report_id: None,
            claim: Claim::Signature(Endorsement::Checksums),
            remarks,
        }])
    }
}

fn only_weak() -> Text {
    Text::new(
        "lists checksums by MD5 or SHA-1 only, which prove nothing any more; write it with `sha256sum`",
        "führt nur Prüfsummen nach MD5 oder SHA-1 auf, die nichts mehr beweisen; mit `sha256sum` erzeugen",
    )
}

fn weak(count: u64) -> Text {
    Text::new(
        format!("{count} checksums by MD5 or SHA-1 do not count: they prove nothing any more"),
        format!("{count} Prüfsummen nach MD5 oder SHA-1 zählen nicht: Sie beweisen nichts mehr"),
    )
}

fn twice(name: &str) -> Text {
    let shown = quoted(name.as_bytes());
    Text::new(format!("{shown} is listed with two checksums"), format!("{shown} ist mit zwei Prüfsummen aufgeführt"))
}

fn strange(line: &str) -> Text {
    let shown = quoted(line.as_bytes());
    Text::new(
        format!("{shown} is no line of a checksum list"),
        format!("{shown} ist keine Zeile einer Prüfsummenliste"),
    )
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::{rejected, statements};

    /// FIPS 180-4, example "abc".
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    fn subjects(text: &str) -> Vec<String> {
        statements(text)[0].subjects.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_usual_form_is_read() {
        let text = format!(
            "# made by hand\n{ABC}  ./a b.txt\n{ABC} *dir/b\n\\{ABC}  c\\nd\\\\\nSHA256 (e (1).txt) = {ABC}\nSHA256(g.txt)= {ABC}\nSHA2-256(h.txt)= {ABC}\n\
             d41d8cd98f00b204e9800998ecf8427e  f\n"
        );
        let named = |name: &str| format!("{name} sha256:{ABC}");
        assert_eq!(subjects(&text), ["a b.txt", "dir/b", "c\nd\\", "e (1).txt", "g.txt", "h.txt"].map(named));
        assert!(statements(&text)[0].remarks[0].en.starts_with("1 checksums by MD5"));
        assert_eq!(subjects(&format!("{ABC}\n")), [format!("sha256:{ABC}")]);
    }

    #[test]
    fn a_list_that_breaks_off_or_contradicts_itself_is_rejected() {
        assert!(rejected(&format!("{ABC}  a\n{ABC}  b\n{}", &ABC[..20])).contains("no line"));
        assert!(rejected(&format!("{ABC}  a\n{}  a\n", ABC.replace('b', "c"))).contains("two checksums"));
    }
}
