// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The names of vulnerabilities, and which of them can stand for the same one.

use std::borrow::Cow;

/// What the name of a finding stands for. Ordered, the most specific first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// One vulnerability, by the CVE programme. Two different numbers are two vulnerabilities.
    Cve,
    /// One vulnerability, by GitHub's database. Two different numbers are two vulnerabilities.
    Ghsa,
    /// One vulnerability, by another database.
    Vulnerability,
    /// A notice by a distributor, which may speak of several vulnerabilities at once.
    Advisory,
    /// A rule of a tool.
    Rule,
    /// A class of weaknesses, which many findings share.
    Weakness,
}

/// How identifiers of the Go database begin.
const GO: &str = "GO-";

/// How identifiers begin that begin with this letter: those of databases that name one vulnerability each
/// (the OSV schema, section "ID", and databases of other makers), of notices of distributors, and of classes
/// of weaknesses. By the letter, since this is asked of each name.
const fn beginnings(letter: u8) -> &'static [(&'static str, NameKind)] {
    use NameKind::{Advisory, Ghsa, Vulnerability, Weakness};
    match letter.to_ascii_uppercase() {
        b'A' => &[
            ("ALAS", Advisory),
            ("ALBA-", Advisory),
            ("ALEA-", Advisory),
            ("ALSA-", Advisory),
            ("ASB-A-", Vulnerability),
        ],
        b'B' => &[("BIT-", Vulnerability)],
        b'C' => &[("CURL-", Vulnerability), ("CWE-", Weakness)],
        b'D' => &[("DLA-", Advisory), ("DRUPAL-", Vulnerability), ("DSA-", Advisory), ("DTSA-", Advisory)],
        b'E' => &[("ELBA-", Advisory), ("ELSA-", Advisory), ("EUVD-", Vulnerability)],
        b'G' => &[
            ("GHSA-", Ghsa),
            ("GLSA-", Advisory),
            ("GMS-", Vulnerability),
            (GO, Vulnerability),
            ("GSD-", Vulnerability),
        ],
        b'H' => &[("HSEC-", Vulnerability)],
        b'J' => &[("JLSEC-", Vulnerability)],
        b'L' => &[("LBSEC-", Vulnerability)],
        b'M' => &[("MAL-", Vulnerability), ("MGASA-", Advisory)],
        b'O' => &[("OESA-", Advisory), ("OPENSUSE-", Advisory), ("OSS-", Vulnerability), ("OSV-", Vulnerability)],
        b'P' => &[("PSF-", Vulnerability), ("PUB-A-", Vulnerability), ("PYSEC-", Vulnerability)],
        b'R' => &[
            ("RHBA-", Advisory),
            ("RHEA-", Advisory),
            ("RHSA-", Advisory),
            ("RLSA-", Advisory),
            ("RSEC-", Vulnerability),
            ("RUSTSEC-", Vulnerability),
            ("RXSA-", Advisory),
        ],
        b'S' => &[("SNYK-", Vulnerability), ("SONATYPE-", Vulnerability), ("SUSE-", Advisory)],
        b'T' => &[("TEMP-", Advisory)],
        b'U' => &[("USN-", Advisory), ("UVI-", Vulnerability)],
        _ => &[],
    }
}

/// What distributions put in front of a CVE number.
const IN_FRONT_OF_A_CVE: &[&str] = &["UBUNTU-", "DEBIAN-", "ALPINE-", "ALPAQUITA-", "BELL-", "BIT-"];

impl NameKind {
    /// Whether two different names of this kind are never one vulnerability.
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Cve | Self::Ghsa)
    }

    /// What `identifier` stands for.
    pub fn of(identifier: &str) -> Self {
        let letter = identifier.as_bytes().first().copied().unwrap_or_default();
        // So begins what may be a CVE number, or stand in front of one.
        if matches!(letter.to_ascii_uppercase(), b'A'..=b'D' | b'U') && is_cve(bare(identifier)) {
            return Self::Cve;
        }
        match beginnings(letter).iter().find(|(start, _)| has_prefix(identifier, start)) {
            // A rule may be called `go-…`; a number of the Go database begins with the year.
            Some((GO, _)) if !identifier.as_bytes().get(GO.len()).is_some_and(u8::is_ascii_digit) => Self::Rule,
            Some((_, kind)) => *kind,
            None => Self::Rule,
        }
    }
}

/// The form in which two spellings of a name are the same.
pub fn canonical(identifier: &str) -> Cow<'_, str> {
    let bare = bare(identifier.trim());
    match bare.bytes().any(|byte| byte.is_ascii_lowercase()) {
        true => Cow::Owned(bare.to_ascii_uppercase()),
        false => Cow::Borrowed(bare),
    }
}

/// Whether it is a number of the CVE programme: `CVE-2024-12345`.
fn is_cve(identifier: &str) -> bool {
    Numbered::of("CVE", identifier).is_some()
}

/// A CVE number without what a distribution puts in front of it.
fn bare(identifier: &str) -> &str {
    let rest = IN_FRONT_OF_A_CVE.iter().find(|prefix| has_prefix(identifier, prefix));
    let rest = rest.and_then(|prefix| identifier.get(prefix.len()..)).filter(|rest| is_cve(rest));
    rest.unwrap_or(identifier)
}

/// Whether it begins so, in any letter case. Asked of each name for each prefix, so the first letter
/// decides before all others are looked at.
#[inline(always)]
fn has_prefix(text: &str, prefix: &str) -> bool {
    let first = |text: &str| text.as_bytes().first().map(u8::to_ascii_uppercase);
    first(text) == first(prefix) && text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Year and number of a name such as `CVE-2024-12345` or `EUVD-2024-12345`, in eight bytes: lists
/// of these names are long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Numbered(u64);

impl Numbered {
    /// Reads `PREFIX-YEAR-NUMBER`, the prefix in any letter case, the number of at least four digits.
    pub fn of(prefix: &str, text: &str) -> Option<Self> {
        let rest = text.get(prefix.len()..).filter(|_| has_prefix(text, prefix))?.strip_prefix('-')?;
        let (year, number) = rest.split_once('-')?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != 4 || !(4..=12).contains(&number.len()) || !digits(year) || !digits(number) {
            return None;
        }
        // Twelve digits take 40 bits; a leading zero beyond four digits is another spelling of the same number.
        let (year, number): (u64, u64) = (year.parse().ok()?, number.parse().ok()?);
        Some(Self(year << 48 | number))
    }

    /// The CVE number of this year and number.
    pub fn to_cve(self) -> String {
        format!("CVE-{:04}-{:04}", self.0 >> 48, self.0 & 0xFFFF_FFFF_FFFF)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_names_are_told_apart() {
        for (name, kind) in [
            ("CVE-2024-12345", NameKind::Cve),
            ("UBUNTU-CVE-2024-12345", NameKind::Cve),
            ("GHSA-aaaa-bbbb-cccc", NameKind::Ghsa),
            ("GO-2024-1234", NameKind::Vulnerability),
            ("go-sql-injection", NameKind::Rule),
            ("RHSA-2024:1", NameKind::Advisory),
            ("CWE-79", NameKind::Weakness),
            ("CVE-names-are-bad", NameKind::Rule),
            ("ä", NameKind::Rule),
        ] {
            assert_eq!(NameKind::of(name), kind, "{name}");
        }
        assert_eq!(canonical("debian-cve-2024-1234"), "CVE-2024-1234");
    }

    #[test]
    fn a_number_is_kept_in_eight_bytes() {
        let of = |text| Numbered::of("CVE", text);
        assert!(of("CVE-2023-9999") < of("cve-2024-0001"));
        assert_eq!(of("CVE-2024-1"), None);
        assert_eq!(of("CVE-2024-9999999999999"), None);
        assert_eq!(of("EUVD-2024-1234"), None);
    }
}
