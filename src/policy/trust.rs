// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a policy trusts, as it names it.

use std::collections::BTreeMap;

use super::{
    Mistake,
    file::{BuiltinRoot, KeyFile, NamedFile, RootFile, TrustSection},
    shape::Source,
};
use crate::model::{Anchor, AnchorKind};

/// The anchors of a policy. One name for two of them is a mistake: a rule could not tell them apart.
pub(super) fn anchors(source: &Source<'_>, section: &TrustSection, mistakes: &mut Vec<Mistake>) -> Vec<Anchor> {
    let mut first: BTreeMap<&str, String> = BTreeMap::new();
    let mut anchors = Vec::new();
    for (index, KeyFile { name, file, hybrid }) in section.keys.iter().enumerate() {
        unique(source, (format!("/trust/keys/{index}"), name), &mut first, mistakes);
        let mut add =
            |kind, file: &String| anchors.push(Anchor { kind, name: name.as_str().into(), file: Some(file.clone()) });
        add(AnchorKind::Key, file);
        if let Some(hybrid) = hybrid {
            add(AnchorKind::HybridKey, hybrid);
        }
    }
    let lists = [
        ("authorities", AnchorKind::Authority, &section.authorities),
        ("timestamp_authorities", AnchorKind::TimestampAuthority, &section.timestamp_authorities),
        ("revocation_lists", AnchorKind::RevocationList, &section.revocation_lists),
        ("openpgp", AnchorKind::OpenPgp, &section.openpgp),
        ("minisign", AnchorKind::Minisign, &section.minisign),
        ("ssh", AnchorKind::Ssh, &section.ssh),
    ];
    for (key, kind, files) in lists {
        for (index, NamedFile { name, file }) in files.iter().enumerate() {
            unique(source, (format!("/trust/{key}/{index}"), name), &mut first, mistakes);
            anchors.push(Anchor { kind, name: name.as_str().into(), file: Some(file.clone()) });
        }
    }
    for (index, root) in section.roots.iter().enumerate() {
        let pointer = format!("/trust/roots/{index}");
        mistakes.extend(no_source(root).map(|message| source.mistake(&pointer, message.to_owned())));
        unique(source, (pointer, &root.name), &mut first, mistakes);
        anchors.push(Anchor { kind: AnchorKind::Root, name: root.name.as_str().into(), file: root.file.clone() });
    }
    anchors
}

/// A root has one source, a file or the program.
const fn no_source(root: &RootFile) -> Option<&'static str> {
    match (&root.file, root.builtin) {
        (Some(_), None) | (None, Some(BuiltinRoot::PublicGood)) => None,
        (Some(_), Some(_)) => Some("names both `file` and `builtin`; a root has one source"),
        (None, None) => Some("names neither `file` nor `builtin`; expected a `trusted_root.json` or `public-good`"),
    }
}

/// Says so where a name was given before.
fn unique<'a>(
    source: &Source<'_>,
    (pointer, name): (String, &'a str),
    first: &mut BTreeMap<&'a str, String>,
    mistakes: &mut Vec<Mistake>,
) {
    match first.get(name) {
        Some(other) => {
            let message = format!("the name `{name}` is that of `{other}` already");
            mistakes.push(source.mistake(&format!("{pointer}/name"), message));
        }
        None => drop(first.insert(name, pointer)),
    }
}
