// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! `SECURITY.md`: how to report a vulnerability, for people.
//!
//! It has no format. It is known by its name, which forges look for too, or by its first heading, and
//! what is read from it is whether it names a way to report: an address of mail, a page named in a line
//! that speaks of reporting, or a confidential issue.

use super::{
    Format, Head, ReadError, Reading, Source,
    address::{is_mail, is_page, is_placeholder},
};
use crate::model::{Claim, Disclosure, DisclosureKind, FormatVersion, Place, Statement, Text};

/// `SECURITY.md`.
pub(super) struct SecurityMd;

/// Longer texts are none that somebody reads who wants to report something.
const LONGEST: usize = 1 << 20;
/// The most ways to report that are listed.
const MOST: usize = 20;
const NAMES: &[&str] = &["security.md", "security.markdown", "security.rst", "security.adoc"];
const HEADINGS: &[&str] = &[
    "security policy",
    "reporting security issues",
    "reporting a vulnerability",
    "vulnerability disclosure policy",
    "sicherheitsrichtlinie",
    "sicherheitslücken melden",
    "schwachstellen melden",
];
/// Beginnings of words in lines that say where to report something, in lower case.
const REPORTING: &[&str] = &[
    "report",
    "disclos",
    "advisor",
    "contact",
    "issue",
    "vulnerab",
    "ticket",
    "meld",
    "kontakt",
    "schwachstell",
    "sicherheitsl",
];
/// What a line says in which a page is no way to report, in lower case: that reports are not wanted.
const REFUSING: &[&str] = &["not accept", "n't accept", "accept no", "no reports", "keine meldung"];
const CONFIDENTIAL: &[&str] = &[
    "confidential issue",
    "vertrauliches issue",
    "vertrauliches ticket",
    "vertraulichen issue",
    "vertraulichen ticket",
];

impl Format for SecurityMd {
    fn id(&self) -> &'static str {
        "security_md"
    }

    fn title(&self) -> &'static str {
        "SECURITY.md (how to report vulnerabilities)"
    }

    fn recognises(&self, head: &Head) -> bool {
        let heading = head.heading().map(|heading| heading.to_lowercase());
        head.is_plain() && (head.is_named(NAMES) || heading.is_some_and(|heading| HEADINGS.contains(&&*heading)))
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let text = source.text()?;
        if text.len() > LONGEST {
            let reason = Text::new(
                format!("is larger than {LONGEST} bytes, which nobody reads who wants to report something"),
                format!("ist größer als {LONGEST} Bytes; das liest niemand, der etwas melden will"),
            );
            return Err(ReadError::new(Place::Whole, reason));
        }
        let claim = Claim::Disclosure(Disclosure {
            kind: DisclosureKind::Policy,
            contacts: contacts(text),
            expires: None,
            is_signed: false,
            mistakes: Vec::new(),
        });
        Ok(Reading::Statements(vec![Statement {
            format: FormatVersion { format: self.id(), version: String::new() },
            subjects: Vec::new(),
            made_at: None,
            producer: None,
            report_id: None,
            claim,
            remarks: Vec::new(),
        }]))
    }
}

/// Every way to report that the text names, each once.
fn contacts(text: &str) -> Vec<Box<str>> {
    let mut contacts: Vec<Box<str>> = Vec::new();
    for line in text.lines() {
        let lower = line.to_lowercase();
        let refuses = REFUSING.iter().any(|phrase| lower.contains(phrase));
        let speaks_of_it = !refuses && REPORTING.iter().any(|word| lower.contains(word));
        let words = line.split(|c: char| c.is_whitespace() || "()<>[]\"'`,;|*".contains(c));
        let named = words
            .map(|word| word.trim_end_matches(['.', ':', '!', '?', '#']))
            .filter(|word| is_mail(word.strip_prefix("mailto:").unwrap_or(word)) || speaks_of_it && is_page(word));
        let confidential = CONFIDENTIAL.iter().copied().filter(|phrase| lower.contains(phrase));
        for way in named.filter(|way| !is_placeholder(way)).chain(confidential.take(1)) {
            if contacts.len() < MOST && !contacts.iter().any(|known| **known == *way) {
                contacts.push(way.into());
            }
        }
    }
    contacts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::tests::sample;

    fn found(text: &str) -> Vec<String> {
        contacts(text).iter().map(|way| way.to_string()).collect()
    }

    #[test]
    fn ways_to_report_are_found() {
        assert_eq!(found("Write to <sicherheit@amt.internal>."), ["sicherheit@amt.internal"]);
        assert_eq!(found("[mail us](mailto:a@amt.internal)"), ["mailto:a@amt.internal"]);
        assert_eq!(found("Report it at https://amt.internal/melden."), ["https://amt.internal/melden"]);
        assert_eq!(found("Bitte ein vertrauliches Issue anlegen."), ["vertrauliches issue"]);
        assert_eq!(found("a@amt.internal a@amt.internal").len(), 1);
    }

    #[test]
    fn what_is_no_way_to_report_is_none() {
        for text in [
            "Use this section to tell people how to report a vulnerability.",
            "We follow https://semver.org.",
            "Write to security@example.com.",
            "We do not accept reports. https://www.gnu.internal",
            "Wir nehmen keine Meldungen an: https://amt.internal",
            "Report what happens in tool@1.2.3.",
            "Report to [INSERT CONTACT METHOD].",
            "",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn a_part_of_the_text_names_no_more_ways_than_the_whole() {
        let whole = sample("security_md");
        let ways = found(&whole);
        assert_eq!(ways.len(), 2);
        for (end, _) in whole.char_indices() {
            assert!(found(&whole[..end]).len() <= ways.len(), "{end}");
        }
    }

    #[test]
    fn many_addresses_take_time_in_proportion() {
        let text: String = (0..50_000).map(|n| format!("a{n}@amt.internal ")).collect();
        assert_eq!(found(&text).len(), MOST);
    }
}
