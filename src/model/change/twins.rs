// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Several SBOMs of one thing, such as one of the sources and one of the image.

use std::collections::{BTreeMap, BTreeSet};

use super::{BomChange, ChangeKind, changes};
use crate::model::{Bom, Bond, Component, Dossier, Evidence, EvidenceId, Text, Words};

/// How many SBOMs of one thing are compared with the first; each may be large.
const COMPARED: usize = 8;
/// How many components a note names.
const NAMED: usize = 3;

/// Two SBOMs of one thing, and how they differ. Which of them is the later has no meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BomDifference {
    /// What both are about: an artifact, or a primary component with its version.
    pub subject: String,
    /// The one that is compared with.
    pub first: EvidenceId,
    /// The other one.
    pub second: EvidenceId,
    /// Every difference, as a change from the first to the second.
    pub changes: Vec<BomChange>,
}

impl Dossier {
    /// How each SBOM that counts differs from the first one of the same artifact, or of a primary
    /// component of the same name and version (an SBOM of the sources knows no digest of the image); and
    /// a note on each pair, also on those that were too many to be compared. All are judged.
    pub fn differing_boms(&self) -> (Vec<BomDifference>, Vec<Text>) {
        let by_subject = self.boms_by_subject();
        let (mut differences, mut notes) = (Vec::new(), Vec::new());
        let mut compared = BTreeSet::new();
        for (subject, boms) in &by_subject {
            let Some(((first, first_bom), others)) = boms.split_first() else { continue };
            for (other, bom) in others.iter().take(COMPARED) {
                if !compared.insert((first.id, other.id)) {
                    continue;
                }
                let changes = changes(&[first_bom], &[bom]);
                if !changes.is_empty() {
                    notes.push(note(subject, (&first.origin.path, &other.origin.path), &changes));
                    let (first, second) = (first.id, other.id);
                    differences.push(BomDifference { subject: subject.clone(), first, second, changes });
                }
            }
            let more = others.len().saturating_sub(COMPARED);
            if more > 0 {
                notes.push(not_compared(subject, more, &first.origin.path));
            }
        }
        (differences, notes)
    }

    /// The SBOMs that are compared so with another.
    pub fn compared_boms(&self) -> BTreeSet<EvidenceId> {
        let by_subject = self.boms_by_subject();
        let several = by_subject.values().filter(|boms| boms.len() > 1);
        several.flat_map(|boms| boms.iter().take(COMPARED.saturating_add(1))).map(|(evidence, _)| evidence.id).collect()
    }

    fn boms_by_subject(&self) -> BTreeMap<String, Vec<(&Evidence, &Bom)>> {
        let mut by_subject: BTreeMap<String, Vec<(&Evidence, &Bom)>> = BTreeMap::new();
        let counting = self.boms().filter(|(evidence, bom)| evidence.bond.counts() && !bom.components.is_empty());
        for (evidence, bom) in counting {
            for subject in self.subjects(evidence, bom) {
                by_subject.entry(subject).or_default().push((evidence, bom));
            }
        }
        by_subject
    }

    fn subjects(&self, evidence: &Evidence, bom: &Bom) -> Vec<String> {
        let name = |index: &usize| self.release.artifacts.get(*index).map(|artifact| artifact.name.clone());
        let artifacts = match &evidence.bond {
            Bond::Named { artifacts, .. } => artifacts.as_slice(),
            _ => &[],
        };
        let mut subjects: Vec<String> =
            artifacts.iter().filter_map(name).chain(bom.primary.iter().map(named)).collect();
        subjects.sort_unstable();
        subjects.dedup();
        subjects
    }
}

fn named(primary: &Component) -> String {
    match &primary.version {
        Some(version) => format!("{}@{version}", primary.name),
        None => primary.name.to_string(),
    }
}

fn not_compared(subject: &str, more: usize, first: &str) -> Text {
    Text::new(
        format!("{more} more SBOMs of `{subject}` were not compared with `{first}`; all are judged"),
        format!("{more} weitere SBOMs zu `{subject}` wurden nicht mit `{first}` verglichen; alle werden geprüft"),
    )
}

fn note(subject: &str, (first, other): (&str, &str), changes: &[BomChange]) -> Text {
    let (mut en, mut de) = (Vec::new(), Vec::new());
    for kind in ChangeKind::ALL {
        let of_kind: Vec<&BomChange> = changes.iter().filter(|change| change.kind == *kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        let mut names: Vec<String> =
            of_kind.iter().take(NAMED).map(|change| format!("`{}`", change.component)).collect();
        if of_kind.len() > NAMED {
            names.push("…".to_owned());
        }
        let (count, names) = (of_kind.len(), names.join(", "));
        let said = kind.between_twins();
        en.push(format!("{count} {} ({names})", said.en));
        de.push(format!("{count} {} ({names})", said.de));
    }
    Text::new(
        format!("`{first}` and `{other}` are both SBOMs of `{subject}` and differ: {}; both are judged", en.join(", ")),
        format!(
            "`{first}` und `{other}` sind beide SBOMs zu `{subject}` und unterscheiden sich: {}; beide werden geprüft",
            de.join(", ")
        ),
    )
}

impl ChangeKind {
    /// The kind in words, for two SBOMs of one thing, seen from the first one.
    pub const fn between_twins(self) -> Words {
        let (en, de) = match self {
            Self::HashChanged => {
                ("with other hashes for the same version", "mit anderen Prüfsummen bei gleicher Version")
            }
            Self::Added => ("only in the second", "nur in der zweiten"),
            Self::Removed => ("only in the first", "nur in der ersten"),
            Self::Downgraded => ("older in the second", "in der zweiten älter"),
            Self::VersionChanged => ("in another version", "in anderer Version"),
            Self::Upgraded => ("newer in the second", "in der zweiten neuer"),
            Self::LicenseChanged => ("with other licences", "mit anderen Lizenzen"),
        };
        Words { en, de }
    }
}
