// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a policy trusts, as it names it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    Mistake,
    file::{KeyFile, NamedFile, TrustSection},
    shape::Source,
};
use crate::model::{Anchor, AnchorKind};

/// The lists of the section, in the order in which a name is taken to be given first.
pub(super) const LISTS: &[&str] =
    &["keys", "authorities", "timestamp_authorities", "revocation_lists", "openpgp", "minisign", "ssh", "roots"];

/// The anchors of a policy.
pub(super) fn anchors(section: &TrustSection) -> Vec<Anchor> {
    let mut anchors = Vec::new();
    let mut add = |kind, name: &str, file: Option<&String>| {
        anchors.push(Anchor { kind, name: name.into(), file: file.cloned() });
    };
    for KeyFile { name, file, hybrid } in &section.keys {
        add(AnchorKind::Key, name, Some(file));
        if let Some(hybrid) = hybrid {
            add(AnchorKind::HybridKey, name, Some(hybrid));
        }
    }
    let lists = [
        (AnchorKind::Authority, &section.authorities),
        (AnchorKind::TimestampAuthority, &section.timestamp_authorities),
        (AnchorKind::RevocationList, &section.revocation_lists),
        (AnchorKind::OpenPgp, &section.openpgp),
        (AnchorKind::Minisign, &section.minisign),
        (AnchorKind::Ssh, &section.ssh),
    ];
    for (kind, files) in lists {
        files.iter().for_each(|NamedFile { name, file }| add(kind, name, Some(file)));
    }
    let roots = section.roots.iter().filter(|root| root.file.is_some() || root.builtin.is_some());
    roots.for_each(|root| add(AnchorKind::Root, &root.name, root.file.as_ref()));
    anchors
}

/// What is wrong with the section besides its shape. One name for two anchors is a mistake: a rule could
/// not tell them apart.
pub(super) fn mistakes(source: &Source<'_>) -> Vec<Mistake> {
    let mut first: BTreeMap<&str, String> = BTreeMap::new();
    let mut mistakes = Vec::new();
    for (pointer, entry) in LISTS.iter().flat_map(|list| source.entries(&format!("/trust/{list}"))) {
        let Some(name) = entry.get("name").and_then(Value::as_str) else { continue };
        if let Some(other) = first.get(name) {
            let message = format!("the name `{name}` is that of `{other}` already");
            mistakes.push(source.mistake(&format!("{pointer}/name"), message));
        } else {
            first.insert(name, pointer);
        }
    }
    for (pointer, root) in source.entries("/trust/roots") {
        mistakes.extend(no_source(root).map(|message| source.mistake(&pointer, message)));
    }
    mistakes
}

/// A root has one source, a file or the program.
fn no_source(root: &Value) -> Option<&'static str> {
    let root = root.as_object()?;
    // A key that is not known here may be one of the two, misspelt.
    let is_all = root.keys().all(|key| ["name", "file", "builtin"].contains(&key.as_str()));
    let is_given = |key: &str| root.get(key).is_some_and(|value| !value.is_null());
    match (is_given("file"), is_given("builtin")) {
        (true, true) => Some("names both `file` and `builtin`; a root has one source"),
        (false, false) if is_all => {
            Some("names neither `file` nor `builtin`; expected a `trusted_root.json` or `public-good`")
        }
        _ => None,
    }
}
