// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! `security.txt`: how to report a vulnerability, for machines (RFC 9116).
//!
//! A signature around the text is taken off and not verified; the statement says so.

use super::{
    Format, Head, ReadError, Reading, Source,
    address::{is_mail, is_page, is_placeholder, uri},
    language::is_language,
    quoted,
    time::{is_rfc_3339, moment},
};
use crate::model::{
    Claim, Disclosure, DisclosureKind, FormatVersion, Mistake, MistakeKind, Place, Statement, Text, Timestamp,
};

/// `security.txt`.
pub(super) struct SecurityTxt;

/// Larger files are none (RFC 9116, section 5.5, speaks of 32 KiB).
const LONGEST: usize = 1 << 16;
/// The fields of the standard but `Expires`, in lower case (RFC 9116, section 2.5).
const LINKS: &[&str] = &["acknowledgments", "canonical", "contact", "encryption", "hiring", "policy"];
const MARKERS: &[&str] = &["Contact", "Expires", "Canonical", "Encryption", "Preferred-Languages", "Hash"];
const BEGIN_SIGNED: &str = "-----BEGIN PGP SIGNED MESSAGE-----";
const BEGIN_SIGNATURE: &str = "-----BEGIN PGP SIGNATURE-----";

impl Format for SecurityTxt {
    fn id(&self) -> &'static str {
        "security_txt"
    }

    fn title(&self) -> &'static str {
        "security.txt (RFC 9116)"
    }

    fn recognises(&self, head: &Head) -> bool {
        let told = head.count_lines_of(MARKERS) > 1 && head.count(&["Contact:", "Expires:"]) == 2;
        head.is_plain() && (head.is_named(&["security.txt"]) || told)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let text = source.text()?;
        if text.len() > LONGEST {
            return Err(ReadError::new(Place::Whole, longer()));
        }
        let mut fields = Fields::default();
        let is_signed = text.trim_start().starts_with(BEGIN_SIGNED);
        for (line, text) in lines(text, is_signed) {
            fields.take(line, text);
        }
        Ok(Reading::Statements(vec![fields.statement(self.id(), is_signed)]))
    }
}

/// The lines that say something, with their numbers, without a signature around them (RFC 4880, section 7).
fn lines(text: &str, is_signed: bool) -> impl Iterator<Item = (u64, &str)> {
    let numbered = (1..).zip(text.lines().map(str::trim_end));
    let mut in_header = is_signed;
    let inside =
        numbered.take_while(move |(_, line)| !is_signed || *line != BEGIN_SIGNATURE).filter(move |(_, line)| {
            let header = in_header;
            in_header &= !line.is_empty();
            !header
        });
    let bare = inside.map(move |(number, line)| match line.strip_prefix("- ") {
        Some(escaped) if is_signed => (number, escaped),
        _ => (number, line),
    });
    bare.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
}

#[derive(Default)]
struct Fields {
    contacts: Vec<Box<str>>,
    /// Lines with the field, right or wrong.
    contact_lines: u64,
    expires: Vec<Option<Timestamp>>,
    languages: u64,
    mistakes: Vec<Mistake>,
}

impl Fields {
    fn take(&mut self, line: u64, text: &str) {
        let Some((name, value)) = text.split_once(':').filter(|(name, _)| is_name(name)) else {
            let found = quoted(text.as_bytes());
            return self.wrong("", line, format!("{found} is no field"), format!("{found} ist kein Feld"));
        };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "expires" => self.expires(line, value),
            "preferred-languages" => self.languages(line, value),
            link if LINKS.contains(&link) => self.link(name, link == "contact", line, value),
            // Fields that are not known are to be ignored (section 2.4).
            _ => {}
        }
    }

    fn expires(&mut self, line: u64, value: &str) {
        let moment = is_rfc_3339(value).then(|| moment(value)).flatten().or_else(|| last(value));
        if moment.is_none() {
            let found = quoted(value.as_bytes());
            self.wrong(
                "Expires",
                line,
                format!("wanted a date and time such as `2027-06-30T00:00:00Z`, got {found}"),
                format!("verlangt ist eine Zeitangabe wie `2027-06-30T00:00:00Z`, vorhanden ist {found}"),
            );
        }
        if !self.expires.is_empty() {
            self.wrong("Expires", line, "stands more than once", "steht mehr als einmal");
        }
        self.expires.push(moment);
    }

    fn languages(&mut self, line: u64, value: &str) {
        if !value.split(',').all(|tag| is_language(tag.trim())) {
            let found = quoted(value.as_bytes());
            self.wrong(
                "Preferred-Languages",
                line,
                format!("wanted language tags such as `de, en`, got {found}"),
                format!("verlangt sind Sprachkürzel wie `de, en`, vorhanden ist {found}"),
            );
        }
        self.languages = self.languages.saturating_add(1);
        if self.languages > 1 {
            self.wrong("Preferred-Languages", line, "stands more than once", "steht mehr als einmal");
        }
    }

    /// A field whose value is a URI, encrypted on its way where it leads to the web (sections 2.4, 2.5).
    fn link(&mut self, name: &str, is_contact: bool, line: u64, value: &str) {
        let found = quoted(value.as_bytes());
        if is_contact {
            self.contact_lines = self.contact_lines.saturating_add(1);
        }
        match uri(value) {
            Some((scheme, _)) if scheme == "http" => {
                self.wrong(
                    name,
                    line,
                    format!("{found} has to begin with `https`"),
                    format!("{found} muss mit `https` beginnen"),
                );
            }
            Some(_) if is_contact && is_placeholder(value) => {
                self.wrong(name, line, format!("{found} is a placeholder"), format!("{found} ist ein Platzhalter"));
            }
            Some((scheme, rest)) if is_contact && !reaches(&scheme, rest, value) => self.wrong(
                name,
                line,
                format!("wanted an address with `mailto:`, `https://` or `tel:`, got {found}"),
                format!("verlangt ist eine Adresse mit `mailto:`, `https://` oder `tel:`, vorhanden ist {found}"),
            ),
            Some((scheme, _)) if scheme == "https" && !is_page(value) => {
                self.wrong(name, line, format!("{found} names no host"), format!("{found} nennt keinen Rechner"));
            }
            Some(_) if is_contact => self.contacts.push(value.into()),
            Some(_) => {}
            None => self.wrong(
                name,
                line,
                format!("wanted a URI such as `mailto:…` or `https://…`, got {found}"),
                format!("verlangt ist eine URI wie `mailto:…` oder `https://…`, vorhanden ist {found}"),
            ),
        }
    }

    fn statement(mut self, format: &'static str, is_signed: bool) -> Statement {
        for (name, is_missing) in [("Contact", self.contact_lines == 0), ("Expires", self.expires.is_empty())] {
            if is_missing {
                self.wrong(name, 1, "is missing, which RFC 9116 demands", "fehlt, obwohl RFC 9116 es verlangt");
            }
        }
        let expires = if let [only] = self.expires.as_slice() { *only } else { None };
        let unverified = Text::new(
            "the signature in `security.txt` was not verified",
            "Die Signatur in `security.txt` wurde nicht geprüft",
        );
        Statement {
            format: FormatVersion { format, version: String::new() },
            subjects: Vec::new(),
            made_at: None,
            producer: None,
            report_id: None,
            claim: Claim::Disclosure(Disclosure {
                kind: DisclosureKind::SecurityTxt,
                contacts: self.contacts,
                expires,
                is_signed,
                mistakes: self.mistakes,
            }),
            remarks: is_signed.then_some(unverified).into_iter().collect(),
        }
    }

    fn wrong(&mut self, key: &str, line: u64, en: impl Into<String>, de: impl Into<String>) {
        self.mistakes.push(Mistake { key: key.into(), line, kind: MistakeKind::Wrong, text: Text::new(en, de) });
    }
}

/// Whether somebody can be reached there: mail, a page or a telephone (RFC 9116, section 2.5.3).
fn reaches(scheme: &str, rest: &str, value: &str) -> bool {
    match scheme {
        "mailto" => is_mail(rest.split('?').next().unwrap_or_default()),
        "https" => is_page(value),
        "tel" => rest.contains(|c: char| c.is_ascii_digit()),
        _ => false,
    }
}

/// The last days that RFC 3339 can write, which lie after the last moment that is counted with.
fn last(value: &str) -> Option<Timestamp> {
    let (day, time) = value.split_at_checked(10)?;
    let earlier = format!("9999-12-29{time}");
    (matches!(day, "9999-12-30" | "9999-12-31") && is_rfc_3339(&earlier)).then_some(Timestamp::MAX)
}

/// A name of a field (RFC 5322, section 3.6.8).
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic())
}

fn longer() -> Text {
    Text::new(
        format!("is larger than {LONGEST} bytes, which no `security.txt` is"),
        format!("ist größer als {LONGEST} Bytes, was keine `security.txt` ist"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{
        DEFAULT_MAX_DEPTH, read,
        tests::{document, sample},
    };

    fn disclosure(text: &str) -> Disclosure {
        let Reading::Statements(mut statements) = read(&document("security.txt", text), DEFAULT_MAX_DEPTH) else {
            panic!("{text}")
        };
        let Claim::Disclosure(disclosure) = statements.remove(0).claim else { panic!() };
        disclosure
    }

    fn told(text: &str) -> Vec<String> {
        let mistakes = disclosure(text).mistakes.into_iter();
        mistakes.map(|mistake| format!("{}: {}: {}", mistake.line, mistake.key, mistake.text.en)).collect()
    }

    #[test]
    fn the_fields_are_read() {
        let read = disclosure(&sample("security_txt"));
        assert_eq!(read.contacts.len(), 2);
        assert_eq!(read.expires, moment("2027-06-30T00:00:00Z"));
        assert!(!read.is_signed && read.mistakes.is_empty(), "{:?}", read.mistakes);
    }

    #[test]
    fn a_signature_is_taken_off_and_noted() {
        let text = format!(
            "{BEGIN_SIGNED}\nHash: SHA512\n\n{}- -----a: b\n{BEGIN_SIGNATURE}\n\nabc:\n-----END PGP SIGNATURE-----\n",
            sample("security_txt")
        );
        let read = disclosure(&text);
        assert!(read.is_signed && read.mistakes.is_empty(), "{:?}", read.mistakes);
        assert_eq!(read.contacts.len(), 2);
        let Reading::Statements(statements) = super::super::read(&document("x", text), DEFAULT_MAX_DEPTH) else {
            panic!()
        };
        assert!(statements[0].remarks[0].en.contains("not verified"));
    }

    #[test]
    fn a_contact_that_reaches_nobody_is_a_mistake() {
        for contact in ["https://", "https:///a", "javascript:alert(1)", "ftp://b.internal", "mailto:a", "tel:x"] {
            let text = format!("Contact: {contact}\nExpires: 2027-06-30T00:00:00Z\n");
            assert!(told(&text).iter().any(|told| told.starts_with("1: Contact: wanted an address")), "{contact}");
            assert!(disclosure(&text).contacts.is_empty(), "{contact}");
        }
        let text = "Contact: mailto:a@b.internal?subject=x\nExpires: 2027-06-30T00:00:00Z\n";
        assert_eq!(told(text), [""; 0]);
    }

    #[test]
    fn the_last_day_of_the_calendar_is_far() {
        let read = disclosure("Contact: mailto:a@b.internal\nExpires: 9999-12-31T23:59:59Z\n");
        assert_eq!((read.expires, read.mistakes.len()), (Some(Timestamp::MAX), 0));
        assert_eq!(last("9999-12-31T25:00:00Z"), None);
    }

    #[test]
    fn what_the_standard_forbids_is_told() {
        let right = "Contact: mailto:a@b.internal\nExpires: 2027-06-30T00:00:00Z\n";
        for (text, wanted) in [
            (String::new(), "1: Contact: is missing"),
            (String::new(), "1: Expires: is missing"),
            (format!("{right}Expires: 2027-07-30T00:00:00Z\n"), "3: Expires: stands more than once"),
            (right.replace("T00:00:00Z", ""), "2: Expires: wanted a date and time"),
            (right.replace("mailto:", ""), "1: Contact: wanted a URI"),
            (right.replace("b.internal", "example.com"), "1: Contact: `mailto:a@example.com` is a placeholder"),
            (
                format!("{right}Policy: http://b.internal/\n"),
                "3: Policy: `http://b.internal/` has to begin with `https`",
            ),
            (format!("{right}Preferred-Languages: de_DE\n"), "3: Preferred-Languages: wanted language tags"),
            (
                format!("{right}Preferred-Languages: de\nPreferred-Languages: en\n"),
                "4: Preferred-Languages: stands more",
            ),
            (format!("{right}write to us\n"), "3: : `write to us` is no field"),
        ] {
            assert!(told(&text).iter().any(|told| told.contains(wanted)), "{text}: {:?}", told(&text));
        }
        assert_eq!(told(&format!("{right}CSAF: https://b.internal/x\ncontact: tel:+49-30-0\n")), [""; 0]);
    }
}
