// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a policy trusts, as it names it.

use std::collections::BTreeMap;

use super::{
    Mistake,
    file::{NamedFile, TrustSection},
    shape::Source,
};
use crate::model::{Anchor, AnchorKind};

/// The anchors of a policy. One name for two of them is a mistake: a rule could not tell them apart.
pub(super) fn anchors(source: &Source<'_>, section: &TrustSection, mistakes: &mut Vec<Mistake>) -> Vec<Anchor> {
    let lists = [("keys", AnchorKind::Key, &section.keys)];
    let mut first: BTreeMap<&str, String> = BTreeMap::new();
    let mut anchors = Vec::new();
    for (key, kind, files) in lists {
        for (index, NamedFile { name, file }) in files.iter().enumerate() {
            let pointer = format!("/trust/{key}/{index}");
            match first.get(name.as_str()) {
                Some(other) => {
                    let message = format!("the name `{name}` is that of `{other}` already");
                    mistakes.push(source.mistake(&format!("{pointer}/name"), message));
                }
                None => drop(first.insert(name, pointer)),
            }
            anchors.push(Anchor { kind, name: name.as_str().into(), file: file.clone() });
        }
    }
    anchors
}
