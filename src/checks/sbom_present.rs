// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::{evidence::wrong_subject, *};
use crate::model::{Artifact, Bom, Bond, Component, Evidence, Place, Text, Violation};

/// An SBOM is there, is not empty, and is about what is released.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SbomPresent {
    /// What must tie the SBOM to each artifact: `digest` (its primary component has the artifact's digest), `name` (the same name and version is enough) or `place` (it is enough that it was found among the evidence).
    #[schemars(extend("x-de" = "Was die SBOM an jedes Artefakt binden muss: `digest` (ihre Hauptkomponente trägt dessen Prüfsumme), `name` (gleicher Name und gleiche Version genügen) oder `place` (es genügt, dass sie bei den Nachweisen lag)."))]
    covers: Coverage,
    /// The fewest components that an SBOM must list besides the primary one.
    #[schemars(extend("x-de" = "Wie viele Komponenten eine SBOM außer der Hauptkomponente mindestens nennen muss."))]
    min_components: Fewest,
}

/// What ties an SBOM to an artifact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Coverage {
    #[default]
    Digest,
    Name,
    Place,
}

/// A number of components; one when left out.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
struct Fewest(u64);

impl Default for Fewest {
    fn default() -> Self {
        Self(1)
    }
}

/// How many SBOMs a message names by what they are about.
const MOST_NAMED: usize = 3;

impl Check for SbomPresent {
    const ABOUT: About = About {
        id: "sbom-present",
        title: Words { en: "An SBOM covers the release", de: "Eine SBOM deckt das Release ab" },
        question: Words {
            en: "Is there an SBOM that lists components and is about what is released?",
            de: "Liegt eine SBOM vor, die Komponenten nennt und zu dem gehört, was ausgeliefert wird?",
        },
        why: Words {
            en: "Without an SBOM of exactly this artifact nobody can say which vulnerabilities concern it.",
            de: "Ohne SBOM zu genau diesem Artefakt lässt sich nicht sagen, welche Schwachstellen es betreffen.",
        },
        remedy: Words {
            en: "Make an SBOM of the artifact in the job that builds it (for example with cdxgen, cyclonedx-py or syft), let it name the artifact's digest, and pass it on as a job artifact.",
            de: "In dem Job, der das Artefakt baut, dessen SBOM erzeugen (etwa mit cdxgen, cyclonedx-py oder syft), die Prüfsumme des Artefakts eintragen und die Datei als Job-Artefakt weitergeben.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "CON.8.A12"),
            ("bsi-grundschutz-2023", "CON.8.A20"),
            ("bsi-tr-03183", "TR-03183-2"),
            ("eu-cra", "Annex I Part II (1)"),
            ("nist-ssdf", "PS.3.2"),
        ],
        example: "- check: sbom-present\n  with:\n    covers: digest\n  effect: block\n",
    };
    const WAY_TO_EVIDENCE: Words = Self::ABOUT.remedy;

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        if dossier.boms().next().is_none() {
            examination.gap("no-sbom", Text::new("no SBOM was found", "Es wurde keine SBOM gefunden"));
            return examination;
        }
        let mut full = Vec::new();
        let mut short = Vec::new();
        for (evidence, bom) in dossier.boms() {
            if !counts(evidence, &mut examination) {
                continue;
            }
            if let Some(primary) = of_other_bytes(bom, dossier) {
                examination.violations.push(wrong_subject(evidence, &primary.identity()));
                continue;
            }
            // A vulnerability report in the same format lists few or no components; it is no SBOM
            // of the release, and no fault either as long as there is one.
            let listed = bom.components.len() as u64;
            if listed >= self.min_components.0 { full.push((evidence, bom)) } else { short.push((evidence, listed)) }
        }
        full.iter().for_each(|(evidence, _)| examination.rely_on(evidence.id));
        if full.is_empty() {
            examination.violations.extend(short.iter().map(|(evidence, listed)| self.too_short(evidence, *listed)));
        } else {
            self.judge_artifacts(dossier, &full, &mut examination);
        }
        self.judge_without_artifact(dossier, &mut examination);
        examination
    }
}

impl SbomPresent {
    fn too_short(&self, evidence: &Evidence, listed: u64) -> Violation {
        let wanted = self.min_components.0;
        let message = Text::new(
            format!("wanted an SBOM with at least {wanted} components, got one with {listed}"),
            format!("Verlangt ist eine SBOM mit mindestens {wanted} Komponenten, diese nennt {listed}"),
        );
        let violation = Violation::new("too-few-components", message).about(evidence.origin.path.as_ref());
        violation.seen_in(evidence.id, Place::Whole)
    }

    fn judge_artifacts(&self, dossier: &Dossier, full: &[(&Evidence, &Bom)], examination: &mut Examination) {
        for (index, artifact) in dossier.artifacts() {
            if full.iter().any(|(evidence, bom)| self.covers(evidence, bom, index, artifact)) {
                continue;
            }
            let (en, de) = match self.covers {
                Coverage::Digest => {
                    ("whose primary component has its digest", "deren Hauptkomponente dessen Prüfsumme trägt")
                }
                Coverage::Name => (
                    "whose primary component has its name and version",
                    "deren Hauptkomponente Namen und Version trägt",
                ),
                Coverage::Place => ("that counts for this release", "die für dieses Release zählt"),
            };
            let message = Text::new(
                format!("wanted an SBOM of `{}` {en}, got {}", artifact.name, described(full, "none").en),
                format!("Zu `{}` fehlt eine SBOM, {de}; vorhanden: {}", artifact.name, described(full, "keine").de),
            );
            examination.violations.push(Violation::new("artifact-not-covered", message).about(artifact.name.as_str()));
        }
    }

    /// Without an artifact there is nothing whose digest could be compared.
    fn judge_without_artifact(&self, dossier: &Dossier, examination: &mut Examination) {
        if self.covers != Coverage::Place && dossier.artifacts().next().is_none() {
            let message = Text::new(
                "the rule asks for the SBOM of an artifact, and none was named; name it with `--artifact`",
                "Die Regel verlangt die SBOM eines Artefakts, und keines wurde genannt; mit `--artifact` benennen",
            );
            examination.gap("no-artifact", message);
        }
    }

    fn covers(&self, evidence: &Evidence, bom: &Bom, index: usize, artifact: &Artifact) -> bool {
        let by_digest = matches!(&evidence.bond, Bond::Named { artifacts, .. } if artifacts.contains(&index));
        match self.covers {
            Coverage::Digest => by_digest,
            Coverage::Name => by_digest || bom.primary.as_ref().is_some_and(|primary| is_named_like(primary, artifact)),
            Coverage::Place => true,
        }
    }
}

/// What the SBOMs at hand are about, for a message; `none` where they do not say.
fn described(full: &[(&Evidence, &Bom)], none: &str) -> Text {
    let mut primaries: Vec<String> = full
        .iter()
        .filter_map(|(_, bom)| bom.primary.as_ref())
        .map(|primary| format!("`{}`", primary.identity()))
        .collect();
    primaries.sort_unstable();
    primaries.dedup();
    let more = primaries.len().saturating_sub(MOST_NAMED);
    primaries.truncate(MOST_NAMED);
    match (primaries.is_empty(), more) {
        (true, _) => Text::same(none),
        (false, 0) => Text::new(format!("one of {}", primaries.join(", ")), primaries.join(", ")),
        (false, more) => {
            let list = primaries.join(", ");
            Text::new(format!("some of {list} and {more} more"), format!("{list} und {more} weitere"))
        }
    }
}

/// The primary component, when its digests are those of none of the artifacts. What else ties the
/// SBOM to the release, such as a commit, does not make up for that.
fn of_other_bytes<'a>(bom: &'a Bom, dossier: &Dossier) -> Option<&'a Component> {
    let primary = bom.primary.as_ref()?;
    let digests = primary.hashes.digests();
    let artifacts = &dossier.release.artifacts;
    let differs = !artifacts.is_empty() && artifacts.iter().all(|artifact| digests.contradict(&artifact.digests));
    differs.then_some(primary)
}

/// Whether component and artifact have the same name and version, and no digests that differ.
fn is_named_like(primary: &Component, artifact: &Artifact) -> bool {
    same_name(primary, artifact) && !primary.hashes.digests().contradict(&artifact.digests)
}

/// Whether the artifact's name begins with the component's name, and its version follows.
fn same_name(primary: &Component, artifact: &Artifact) -> bool {
    let Some(version) = &primary.version else { return false };
    let file = artifact.name.rsplit('/').next().unwrap_or(&artifact.name);
    let name = primary.name.rsplit('/').next().unwrap_or(&primary.name);
    let (file, name, version) = (plain(file), plain(name), plain(version));
    let Some(rest) = file.strip_prefix(&name).and_then(|rest| rest.strip_prefix('-')) else { return false };
    let Some(after) = without_v(rest).strip_prefix(without_v(&version)) else { return false };
    after.is_empty() || after.starts_with(['-', '.', '@', '+'])
}

/// Tags and Go modules write `v1.4.0` where file names have `1.4.0`.
fn without_v(version: &str) -> &str {
    version.strip_prefix('v').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(version)
}

/// Package managers treat `_`, `-`, `.` and `:` between words alike (PEP 503 names the first three).
fn plain(name: &str) -> String {
    name.to_lowercase().replace(['_', ':', ' '], "-")
}
