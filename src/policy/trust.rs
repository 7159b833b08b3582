// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a policy trusts, as it names it.

use std::collections::BTreeMap;

use super::{
    Mistake,
    file::{KeyFile, NamedFile, TrustSection},
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
            |kind, file: &String| anchors.push(Anchor { kind, name: name.as_str().into(), file: file.clone() });
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
            anchors.push(Anchor { kind, name: name.as_str().into(), file: file.clone() });
        }
    }
    anchors
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
