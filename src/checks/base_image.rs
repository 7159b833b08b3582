// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::collections::BTreeMap;

use super::{
    signers::{Wanted, signed_at, too_old, unsigned},
    *,
};
use crate::model::{
    Age, Claim, Digest, Digests, Evidence, Material, Pattern, Place, SignerTerms, Subject, Text, Violation,
};

/// The images that an image was built upon are from accepted places, fixed by digest, and signed.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BaseImage {
    /// Patterns over the names of accepted images, as provenance writes them, without tag and digest: `pkg:docker/debian`, `pkg:oci/*`, `docker-image://registry.example.org/*`.
    #[schemars(extend("x-de" = "Muster über die Namen zugelassener Images, wie die Herkunftsangabe sie schreibt, ohne Tag und Hashwert: `pkg:docker/debian`, `pkg:oci/*`, `docker-image://registry.example.org/*`.", "minItems" = 1))]
    images: Vec<Pattern>,
    /// Whose signature over the digest of each image is asked for; nobody's when left out.
    #[serde(default)]
    #[schemars(extend("x-de" = "Wessen Signatur über den Hashwert jedes Images verlangt wird; ohne Angabe keine.", "minItems" = 1))]
    signers: Vec<SignerTerms>,
    /// The greatest age of that signature.
    #[serde(default)]
    #[schemars(extend("x-de" = "Das Höchstalter dieser Signatur."))]
    max_age: Option<Age>,
}

/// How addresses of images begin.
const IMAGES: &[&str] = &["pkg:docker/", "pkg:oci/", "docker-image://", "oci://", "docker://"];

impl Check for BaseImage {
    const ABOUT: About = About {
        id: "base-image",
        title: Words { en: "Built upon accepted images", de: "Auf zugelassenen Images gebaut" },
        question: Words {
            en: "Are all images that went into the build on the list, fixed by digest, and signed by those who are asked for?",
            de: "Stehen alle Images, die in den Build eingingen, auf der Liste, sind sie durch ihren Hashwert festgelegt und von den Verlangten signiert?",
        },
        why: Words {
            en: "Most of what an image holds comes from the one below it, with all its weaknesses.",
            de: "Das meiste in einem Image stammt aus dem darunter, mit allen seinen Schwachstellen.",
        },
        remedy: Words {
            en: "Build upon an accepted image, named by its digest, and put its signature among the evidence.",
            de: "Auf einem zugelassenen Image aufbauen, das mit seinem Hashwert benannt ist, und dessen Signatur zu den Nachweisen legen.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "SYS.1.6.A6"),
            ("bsi-grundschutz-2023", "SYS.1.6.A4"),
            ("nist-ssdf", "PW.4.1"),
        ],
        example: "- check: base-image\n  with:\n    images: [\"pkg:docker/debian\", \"pkg:oci/*\"]\n  effect: block\n",
    };
    const WAY_TO_EVIDENCE: Words = Self::ABOUT.remedy;

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let mut seen = false;
        let signatures = Signatures::of(dossier);
        for evidence in dossier.evidence.iter().map(AsRef::as_ref) {
            let Claim::Provenance(built) = &evidence.statement.claim else { continue };
            seen = true;
            if !counts(evidence, &mut examination) {
                continue;
            }
            let images = built.materials.iter().filter(|material| is_image(material)).collect::<Vec<_>>();
            if images.is_empty() {
                examination.gap(
                    format!("no-base-image:{}", evidence.origin.path),
                    Text::new(
                        format!("`{}` names no image that went into the build", evidence.origin.path),
                        format!("`{}` nennt kein Image, das in den Build einging", evidence.origin.path),
                    ),
                );
                continue;
            }
            examination.rely_on(evidence.id);
            let judge = |image| self.judge(image, evidence, (dossier, &signatures), &mut examination);
            images.into_iter().for_each(judge);
        }
        if !seen {
            let message = Text::new(
                "there is no provenance that says what the image was built upon",
                "Es gibt keine Herkunftsangabe, die sagt, worauf das Image gebaut ist",
            );
            examination.gap("no-provenance", message);
        }
        examination
    }
}

impl BaseImage {
    fn judge(
        &self,
        image: &Material,
        evidence: &Evidence,
        (dossier, signatures): (&Dossier, &Signatures<'_>),
        examination: &mut Examination,
    ) {
        let shown = image.shown();
        let name = plain_name(shown);
        let mut violate = |matter: &str, message: Text| {
            let violation = Violation::new(format!("{matter}:{name}"), message).about(shown);
            examination.violations.push(violation.seen_in(evidence.id, Place::Whole));
        };
        if !self.images.iter().any(|pattern| pattern.matches(name)) {
            violate(
                "base-image",
                Text::new(
                    format!("`{name}` is not one of the images accepted"),
                    format!("`{name}` gehört nicht zu den zugelassenen Images"),
                ),
            );
        }
        if image.digests.is_empty() {
            violate(
                "not-fixed",
                Text::new(
                    format!("`{shown}` is named by no digest, so that it can be another one tomorrow"),
                    format!("`{shown}` ist ohne Hashwert benannt und kann morgen ein anderes sein"),
                ),
            );
        } else if !self.signers.is_empty() {
            let over_it = signatures.over(&image.digests);
            self.judge_signature(&over_it, name, dossier, examination);
        }
    }

    fn judge_signature(&self, all: &[&Evidence], name: &str, dossier: &Dossier, examination: &mut Examination) {
        let wanted = Wanted::one_of(&self.signers);
        let good = all.iter().find(|evidence| unsigned(evidence, &wanted, dossier).is_none());
        match good {
            Some(evidence) => {
                examination.rely_on(evidence.id);
                let accepted = evidence.trust.accepted(&self.signers, &dossier.release);
                match (self.max_age, signed_at(evidence, &accepted)) {
                    (None, _) => {}
                    (Some(max_age), Some(at)) => examination.violations.extend(too_old(name, at, max_age, dossier.at)),
                    (Some(_), None) => examination.gap(
                        format!("time-unstated:{name}"),
                        Text::new(
                            format!("when `{name}` was signed is not proven, so its age is unknown"),
                            format!("Wann `{name}` signiert wurde, ist nicht bewiesen; das Alter ist unbekannt"),
                        ),
                    ),
                }
            }
            None if all.is_empty() => examination.gap(
                format!("no-signature:{name}"),
                Text::new(
                    format!("there is no signature over `{name}`; wanted is one by {}", wanted.names().en),
                    format!("Es gibt keine Signatur über `{name}`; verlangt ist eine durch {}", wanted.names().de),
                ),
            ),
            None => {
                examination.violations.extend(all.iter().filter_map(|evidence| unsigned(evidence, &wanted, dossier)))
            }
        }
    }
}

/// The signatures among the evidence, by every digest that they are over: there may be as many as
/// there are images.
struct Signatures<'d>(BTreeMap<Digest, Vec<&'d Evidence>>);

impl<'d> Signatures<'d> {
    fn of(dossier: &'d Dossier) -> Self {
        let mut by_digest: BTreeMap<Digest, Vec<&Evidence>> = BTreeMap::new();
        let is_signature = |evidence: &&Evidence| matches!(evidence.statement.claim, Claim::Signature(_));
        for evidence in dossier.evidence.iter().map(AsRef::as_ref).filter(is_signature) {
            for subject in &evidence.statement.subjects {
                let Subject::Artifact { digests, .. } = subject else { continue };
                digests.iter().for_each(|digest| by_digest.entry(digest).or_default().push(evidence));
            }
        }
        Self(by_digest)
    }

    /// Those over what these digests name.
    fn over(&self, digests: &Digests) -> Vec<&'d Evidence> {
        let about = |evidence: &&Evidence| {
            let agrees =
                |subject: &Subject| matches!(subject, Subject::Artifact { digests: own, .. } if own.agree(digests));
            evidence.statement.subjects.iter().any(agrees)
        };
        let mut found: Vec<&Evidence> =
            digests.iter().filter_map(|digest| self.0.get(&digest)).flatten().copied().filter(about).collect();
        found.sort_by_key(|evidence| evidence.id);
        found.dedup_by_key(|evidence| evidence.id);
        found
    }
}

fn is_image(material: &Material) -> bool {
    material.uri.as_deref().is_some_and(|uri| IMAGES.iter().any(|start| uri.starts_with(start)))
}

/// The name of an image without its tag, digest and qualifiers.
fn plain_name(uri: &str) -> &str {
    let uri = uri.split(['?', '#']).next().unwrap_or(uri);
    let uri = uri.split('@').next().unwrap_or(uri);
    // A colon behind the last slash parts the tag from the name.
    match uri.rfind('/').and_then(|slash| uri.get(slash..)?.find(':').map(|colon| slash.saturating_add(colon))) {
        Some(end) => uri.get(..end).unwrap_or(uri),
        None => uri,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_named_without_tag_and_digest() {
        for (uri, name) in [
            ("pkg:docker/debian@12-slim?platform=linux%2Famd64", "pkg:docker/debian"),
            ("docker-image://registry.example:5000/a/b:1@sha256:00", "docker-image://registry.example:5000/a/b"),
            ("oci://registry.example/a", "oci://registry.example/a"),
        ] {
            assert_eq!(plain_name(uri), name);
        }
    }
}
