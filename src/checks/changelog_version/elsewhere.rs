// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The version in other places than the tag.

use super::same;
use crate::model::{Dossier, Evidence, Examination, Place, Text, Violation};

/// Holds the version against `softwareVersion`.
pub(super) fn compare_publiccode(version: &str, dossier: &Dossier, examination: &mut Examination) {
    for (evidence, project) in dossier.projects() {
        let at_root = dossier.lies_in(&evidence.origin.path, &[""]);
        let Some(stated) = project.version.as_deref().filter(|_| at_root && evidence.bond.counts()) else { continue };
        examination.rely_on(evidence.id);
        if !same(stated, version) {
            examination.violations.push(differing(evidence, stated, version));
        }
    }
}

/// Holds the version against that of each SBOM's primary component.
pub(super) fn compare_sboms(version: &str, dossier: &Dossier, examination: &mut Examination) {
    for (evidence, bom) in dossier.boms().filter(|(evidence, _)| evidence.bond.counts()) {
        let stated = bom.primary.as_ref().and_then(|primary| primary.version.as_deref());
        // That of an image is often its digest.
        let Some(stated) = stated.filter(|stated| !stated.trim().is_empty() && !stated.contains(':')) else { continue };
        examination.rely_on(evidence.id);
        if !same(stated, version) {
            examination.violations.push(differing(evidence, stated, version));
        }
    }
}

fn differing(evidence: &Evidence, stated: &str, version: &str) -> Violation {
    let path = &evidence.origin.path;
    let message = Text::new(
        format!("`{path}` states the version `{stated}`, and `{version}` is released"),
        format!("`{path}` nennt die Version `{stated}`, veröffentlicht wird `{version}`"),
    );
    Violation::new("version-differs", message).about(path.as_ref()).seen_in(evidence.id, Place::Whole)
}
