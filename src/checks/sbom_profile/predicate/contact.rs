// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Who made the SBOM and its components, and whether they can be reached.

use super::{Item, Sbom, State};
use crate::model::{Contact, ContactField, ContactKind, Words};

/// Whether and how a contact can be reached, the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Address,
    Doubtful,
    Malformed,
    Nameless,
}

const NOBODY: Words = Words { en: "nobody is named", de: "es ist niemand genannt" };
const NAME_ONLY: Words = Words {
    en: "only a name is given, without e-mail address or URL",
    de: "es ist nur ein Name angegeben, ohne E-Mail-Adresse oder URL",
};
const MALFORMED: Words = Words {
    en: "what is given is neither an e-mail address nor a URL",
    de: "angegeben ist weder eine E-Mail-Adresse noch eine URL",
};
const DOUBTFUL: Words = Words {
    en: "whether somebody can be reached by what is given (neither e-mail address nor web address) cannot be told",
    de: "ob unter der Angabe (weder E-Mail- noch Web-Adresse) jemand erreichbar ist, lässt sich nicht sagen",
};
const OTHER_FIELD: Words = Words {
    en: "an address is given, but for an author or supplier and not for the manufacturer or originator",
    de: "eine Adresse ist angegeben, aber für Autor oder Lieferant statt für den Hersteller",
};

/// The creator of the SBOM at the place that BSI TR-03183-2 v2.1.0, table 8, gives.
pub(in super::super) fn sbom_creator(sbom: &Sbom<'_>) -> State {
    creator(&sbom.bom.about.creators, &[ContactField::Manufacturer, ContactField::Creator])
}

/// The creator of the SBOM at whatever place.
pub(in super::super) fn sbom_creator_anywhere(sbom: &Sbom<'_>) -> State {
    anywhere(&sbom.bom.about.creators)
}

/// The creator of a component at the place that BSI TR-03183-2 v2.1.0, table 9, gives.
pub(in super::super) fn component_creator(_: &Sbom<'_>, item: &Item<'_>) -> State {
    creator(&item.component.contacts, &[ContactField::Manufacturer, ContactField::Originator])
}

/// The creator of a component at whatever place.
pub(in super::super) fn component_creator_anywhere(_: &Sbom<'_>, item: &Item<'_>) -> State {
    anywhere(&item.component.contacts)
}

/// Somebody other than a tool who is named as the author of the SBOM.
pub(in super::super) fn author_named(sbom: &Sbom<'_>) -> State {
    let named = sbom.bom.about.creators.iter().any(|contact| is_someone(contact) && contact.title().is_some());
    if named { State::Present } else { State::Missing(&NOBODY) }
}

/// Somebody who is named as the maker or supplier of a component.
pub(in super::super) fn supplier_named(_: &Sbom<'_>, item: &Item<'_>) -> State {
    match item.component.supplier().map(str::trim) {
        None | Some("") => State::Missing(&NOBODY),
        Some("NOASSERTION" | "NONE") => State::Missing(&NOBODY),
        Some(_) => State::Present,
    }
}

fn creator(contacts: &[Contact], places: &[ContactField]) -> State {
    let at_place = best(contacts, |contact| places.contains(&contact.field));
    if at_place == Some(Reach::Address) {
        return State::Present;
    }
    if best(contacts, |contact| !places.contains(&contact.field)) == Some(Reach::Address) {
        return State::Misplaced(&OTHER_FIELD);
    }
    unreachable(at_place.or_else(|| best(contacts, |_| true)))
}

fn anywhere(contacts: &[Contact]) -> State {
    unreachable(best(contacts, |_| true))
}

const fn unreachable(reach: Option<Reach>) -> State {
    match reach {
        Some(Reach::Address) => State::Present,
        Some(Reach::Doubtful) => State::Unknown(&DOUBTFUL),
        Some(Reach::Malformed) => State::Unfit(&MALFORMED),
        Some(Reach::Nameless) => State::Missing(&NAME_ONLY),
        None => State::Missing(&NOBODY),
    }
}

fn best(contacts: &[Contact], wanted: impl Fn(&Contact) -> bool) -> Option<Reach> {
    contacts.iter().filter(|contact| is_someone(contact) && wanted(contact)).map(reach).min()
}

fn is_someone(contact: &Contact) -> bool {
    contact.kind != ContactKind::Software
}

fn reach(contact: &Contact) -> Reach {
    let web = |url: &str| url.starts_with("https://") || url.starts_with("http://");
    let is_empty = contact.emails().chain(contact.urls()).next().is_none();
    let mut emails = contact.emails().chain(contact.name().and_then(bracketed));
    if emails.any(is_email) || contact.urls().any(|url| web(url) && is_uri(url)) {
        Reach::Address
    } else if contact.urls().any(is_uri) {
        Reach::Doubtful
    } else if is_empty {
        Reach::Nameless
    } else {
        Reach::Malformed
    }
}

/// The address that a name brings along, as package managers write it: `Ada <ada@example.org>`.
fn bracketed(name: &str) -> Option<&str> {
    name.trim().strip_suffix('>')?.rsplit_once('<').map(|(_, address)| address)
}

/// Whether a text looks like an e-mail address: a local part and a domain without spaces.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.trim().rsplit_once('@') else { return false };
    let fits = |part: &str| !part.is_empty() && !part.chars().any(|c| c.is_whitespace() || c.is_control());
    fits(local) && fits(domain) && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.')
}

/// Whether a text is a URI with a scheme (RFC 3986, section 3.1) and something behind it.
pub(super) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let begins = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    let fits = scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let said = rest.trim_start_matches('/');
    begins && fits && !said.is_empty() && !rest.chars().any(|c| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_texts() {
        assert!(is_email("sbom@amt.example.org") && is_email("größe@behörde.de"));
        for text in ["sbom", "@x.de", "a@", "a b@x.de", "a@localhost", "a@.de", ""] {
            assert!(!is_email(text), "{text}");
        }
        assert_eq!(bracketed("Ada <ada@example.org>"), Some("ada@example.org"));
        assert!(is_uri("https://example.org/a") && is_uri("urn:uuid:1") && is_uri("git+ssh://x/y"));
        for text in ["example.org", "https://", "1:a", "https://a b", ":x", ""] {
            assert!(!is_uri(text), "{text}");
        }
    }

    #[test]
    fn a_program_is_nobody() {
        let contact = Contact::new(ContactField::Creator, ContactKind::Software, Some("syft"));
        let contact = contact.reached_at(["a@b.de"], None);
        assert_eq!(anywhere(std::slice::from_ref(&contact)), State::Missing(&NOBODY));
        let person = Contact::new(ContactField::Creator, ContactKind::Person, None).reached_at(["a@b.de"], None);
        assert_eq!(anywhere(&[person]), State::Present);
    }
}
