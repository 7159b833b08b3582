// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a policy trusts, as it names it.

use std::collections::BTreeMap;

use super::{
    Mistake,
    file::{BuiltinRoot, RootFile, TrustSection},
    shape::Source,
};
use crate::model::{Anchor, AnchorKind};

/// The anchors of a policy. One name for two of them is a mistake: a rule could not tell them apart.
pub(super) fn anchors(source: &Source<'_>, section: &TrustSection, mistakes: &mut Vec<Mistake>) -> Vec<Anchor> {
    let keys = section.keys.iter().map(|key| (key.name.as_str(), Some(key.file.clone())));
    let roots = section.roots.iter().map(|root| (root.name.as_str(), root.file.clone()));
    let mut first: BTreeMap<&str, String> = BTreeMap::new();
    let mut anchors = Vec::new();
    for (key, kind, named) in
        [("keys", AnchorKind::Key, keys.collect::<Vec<_>>()), ("roots", AnchorKind::Root, roots.collect())]
    {
        for (index, (name, file)) in named.into_iter().enumerate() {
            let pointer = format!("/trust/{key}/{index}");
            match first.get(name) {
                Some(other) => {
                    let message = format!("the name `{name}` is that of `{other}` already");
                    mistakes.push(source.mistake(&format!("{pointer}/name"), message));
                }
                None => drop(first.insert(name, pointer)),
            }
            anchors.push(Anchor { kind, name: name.into(), file });
        }
    }
    mistakes.extend(section.roots.iter().enumerate().filter_map(|(index, root)| source_of(source, index, root)));
    anchors
}

/// A root has one source, a file or the program.
fn source_of(source: &Source<'_>, index: usize, root: &RootFile) -> Option<Mistake> {
    let message = match (&root.file, root.builtin) {
        (Some(_), None) | (None, Some(BuiltinRoot::PublicGood)) => return None,
        (Some(_), Some(_)) => "names both `file` and `builtin`; a root has one source",
        (None, None) => "names neither `file` nor `builtin`; expected a `trusted_root.json` or `public-good`",
    };
    Some(source.mistake(&format!("/trust/roots/{index}"), message.to_owned()))
}
