// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! People, organisations and tools as SPDX 2 writes them: `Person: Jane Doe (jane@example.com)`.

use crate::model::{Contact, ContactField, ContactKind, Tool};

/// Whoever is named, unless it is a tool or nobody.
pub(super) fn contact(field: ContactField, text: &str) -> Option<Contact> {
    let (kind, name) = match text.split_once(':') {
        Some((word, name)) if is(word, "Person") => (ContactKind::Person, name),
        Some((word, name)) if is(word, "Organization") => (ContactKind::Organization, name),
        Some((word, _)) if is(word, "Tool") => return None,
        _ => (ContactKind::Unstated, text),
    };
    let name = name.trim();
    if matches!(name, "" | "NOASSERTION" | "NONE") {
        return None;
    }
    let (name, address) = match name.strip_suffix(')').and_then(|name| name.rsplit_once('(')) {
        Some((name, address)) => (name.trim(), address.trim()),
        None => (name, ""),
    };
    let is_url = address.contains("://");
    let (email, url) = if is_url { ("", address) } else { (address, "") };
    let contact = Contact::new(field, kind, Some(name)).reached_at([email], [url]);
    contact.title().is_some().then_some(contact)
}

/// The tool that is named: the version follows the last hyphen, where a digit follows that.
pub(super) fn tool(text: &str) -> Option<Tool> {
    let (word, name) = text.split_once(':')?;
    let name = name.trim();
    if !is(word, "Tool") || name.is_empty() {
        return None;
    }
    let is_version =
        |version: &str| version.strip_prefix('v').unwrap_or(version).starts_with(|c: char| c.is_ascii_digit());
    let (name, version) = match name.rsplit_once('-') {
        Some((name, version)) if !name.is_empty() && is_version(version) => (name, Some(version.to_owned())),
        _ => (name, None),
    };
    Some(Tool { name: name.to_owned(), version })
}

fn is(word: &str, wanted: &str) -> bool {
    word.trim().eq_ignore_ascii_case(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_comes_apart() {
        let contact = contact(ContactField::Creator, "Person: Jane Doe (jane@example.com)").unwrap();
        assert_eq!((contact.kind, contact.name()), (ContactKind::Person, Some("Jane Doe")));
        assert_eq!(contact.address(), Some("jane@example.com"));
    }

    #[test]
    fn nobody_is_no_contact() {
        for text in ["NOASSERTION", "Tool: a", "Person: ", "Organization: NONE", ""] {
            assert_eq!(contact(ContactField::Supplier, text), None, "{text}");
        }
    }

    #[test]
    fn a_tool_has_a_version_where_one_follows() {
        let named = |text| tool(text).map(|tool| tool.to_string());
        assert_eq!(named("Tool: syft-1.4.0").as_deref(), Some("syft 1.4.0"));
        assert_eq!(named("Tool: sbom-tool").as_deref(), Some("sbom-tool"));
        assert_eq!(named("Tool: a-v2").as_deref(), Some("a v2"));
        assert_eq!(named("Person: a-1"), None);
    }
}
