// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Several SBOMs of one thing, which are compared by more than what rules ask of each.

use std::sync::Arc;

use crate::{
    formats::{self, Reading},
    model::{Bom, Claim, Document, Dossier, Keep, Place, Rejected, Rejection, Text},
};

/// Reads the hashes that were left out of SBOMs that are compared with one another. One that cannot be read
/// again is rejected.
pub(super) fn read_hashes(dossier: &mut Dossier, max_depth: u32) {
    let compared = dossier.compared_boms();
    let Dossier { evidence, rejected, .. } = dossier;
    for evidence in evidence.iter_mut().filter(|evidence| compared.contains(&evidence.id)) {
        let evidence = Arc::make_mut(evidence);
        let Claim::Bom(bom) = &mut evidence.statement.claim else { continue };
        let Some(document) = bom.unread_hashes.take() else { continue };
        match with_hashes(&document, max_depth) {
            Ok(with_hashes) => *bom = with_hashes,
            Err(rejection) => {
                let origin = evidence.origin.clone();
                rejected.push(Rejected { path: Arc::clone(&origin.path), origin: Some(origin), rejection });
            }
        }
    }
}

/// The SBOM, with the hashes of its components.
fn with_hashes(document: &Document, max_depth: u32) -> Result<Box<Bom>, Rejection> {
    let statements = match formats::read_keeping(Keep::Hashes, document, max_depth) {
        Reading::Statements(statements) => statements,
        Reading::Ignored(reason) => return Err(Rejection { format: None, place: Place::Whole, reason }),
        Reading::Rejected(rejection) => return Err(rejection),
    };
    let bom = statements.into_iter().find_map(|statement| match statement.claim {
        Claim::Bom(bom) => Some(bom),
        _ => None,
    });
    let reason = || Text::new("is no SBOM when read again", "ist beim zweiten Lesen keine SBOM mehr");
    bom.ok_or_else(|| Rejection { format: None, place: Place::Whole, reason: reason() })
}
