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

#[cfg(test)]
#[allow(clippy::panic, clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::{Bond, Digest, DigestAlgorithm, Evidence, EvidenceId, Origin, Trust};

    /// An SBOM of `app` as evidence, read without hashes, which are to be had from `rest`.
    fn evidence(id: u32, digit: char, rest: Option<&str>) -> Arc<Evidence> {
        let hash = digit.to_string().repeat(64);
        let text = format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{{"component":{{"type":"application","name":"app"}}}},
            "components":[{{"type":"library","name":"a","hashes":[{{"alg":"SHA-256","content":"{hash}"}}]}}]}}"#
        );
        let document = |text: &str| Document {
            path: "a.json".into(),
            payload: text.as_bytes().to_vec().into(),
            declared_type: None,
            trust: Trust::UNSIGNED,
        };
        let reading = formats::read_keeping(Keep::Names, &document(&text), 100);
        let Reading::Statements(mut statements) = reading else { panic!("{reading:?}") };
        let mut statement = statements.remove(0);
        let Claim::Bom(bom) = &mut statement.claim else { panic!("{statement:?}") };
        assert!(bom.components.iter().all(|component| component.hashes.is_empty()));
        bom.unread_hashes = Some(document(rest.unwrap_or(&text)).into());
        let sha256 = Digest::from_bytes(DigestAlgorithm::Sha256, &[0; 32]).unwrap();
        let origin = Origin { path: format!("{id}.json").into(), sha256, size: 0 };
        Arc::new(Evidence { id: EvidenceId(id), origin, trust: Trust::UNSIGNED, bond: Bond::Place, statement })
    }

    fn with_hashes_read(evidence: Vec<Arc<Evidence>>) -> Dossier {
        let mut dossier = Dossier { evidence, ..Dossier::default() };
        read_hashes(&mut dossier, 100);
        dossier
    }

    #[test]
    fn those_of_sboms_of_one_thing_are_read_and_no_others() {
        let one = with_hashes_read(vec![evidence(0, 'a', None)]);
        assert!(one.boms().all(|(_, bom)| bom.unread_hashes.is_some()));
        let two = with_hashes_read(vec![evidence(0, 'a', None), evidence(1, 'b', None)]);
        let changes: Vec<&str> =
            two.differing_boms().0.iter().flat_map(|two| &two.changes).map(|c| c.kind.name()).collect();
        assert_eq!((changes.as_slice(), two.rejected.len()), (["version-changed"].as_slice(), 0));
    }

    #[test]
    fn one_that_cannot_be_read_again_is_rejected() {
        for rest in ["{", "{}", r#"{"version":"2.1.0","runs":[]}"#] {
            let dossier = with_hashes_read(vec![evidence(0, 'a', None), evidence(1, 'b', Some(rest))]);
            let rejected: Vec<&str> = dossier.rejected.iter().map(|rejected| &*rejected.path).collect();
            assert_eq!(rejected, ["1.json"], "{rest}");
        }
    }
}
