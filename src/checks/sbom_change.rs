// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::*;
use crate::model::{Bom, BomChange, ChangeKind, Limit, Pattern, Text, Violation, Wrong, changes};

/// Since the earlier SBOM (`--baseline-sbom`), no more has changed than was announced. SBOMs of one release are taken together, on both sides.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SbomChange {
    /// The changes that were announced, as patterns over the component's package URL (or its name) with the new version, without qualifiers: `pkg:npm/left-pad@1.3.0`, `pkg:maven/org.example/*`. Other hashes under the same version are announced only by the component's full name with its version.
    #[schemars(extend("x-de" = "Die angekündigten Änderungen als Muster über die Package-URL der Komponente (oder ihren Namen) mit der neuen Version, ohne Qualifier: `pkg:npm/left-pad@1.3.0`, `pkg:maven/org.example/*`. Andere Prüfsummen bei gleicher Version kündigt nur der volle Name der Komponente mit ihrer Version an."))]
    announced: Vec<Pattern>,
    /// Files of further announced changes, relative to the policy's folder: one pattern a line, or a list in JSON or YAML.
    #[schemars(extend("x-de" = "Dateien mit weiteren angekündigten Änderungen, relativ zum Ordner der Richtlinie: ein Muster je Zeile oder eine Liste in JSON oder YAML."))]
    lists: Vec<String>,
    /// How many components may be added unannounced.
    #[schemars(extend("x-de" = "Wie viele Komponenten unangekündigt hinzukommen dürfen."))]
    added: u64,
    /// How many components may be removed unannounced.
    #[schemars(extend("x-de" = "Wie viele Komponenten unangekündigt entfallen dürfen."))]
    removed: u64,
    /// How many components may have a later version unannounced; any number when left out.
    #[schemars(extend("x-de" = "Wie viele Komponenten unangekündigt eine spätere Version haben dürfen; ohne Angabe beliebig viele."))]
    upgraded: Option<u64>,
    /// How many components may have an earlier version unannounced.
    #[schemars(extend("x-de" = "Wie viele Komponenten unangekündigt eine frühere Version haben dürfen."))]
    downgraded: u64,
    /// How many components may have another version unannounced of which it cannot be told whether it is later.
    #[schemars(extend("x-de" = "Wie viele Komponenten unangekündigt eine andere Version haben dürfen, von der sich nicht sagen lässt, ob sie später ist."))]
    version_changed: u64,
    /// How many components may have other licences unannounced.
    #[schemars(extend("x-de" = "Wie viele Komponenten unangekündigt andere Lizenzen haben dürfen."))]
    license_changed: u64,
    /// How many components may have other hashes under the same version unannounced.
    #[schemars(extend("x-de" = "Wie viele Komponenten unangekündigt bei gleicher Version andere Prüfsummen haben dürfen."))]
    hash_changed: u64,
}

impl Check for SbomChange {
    const ABOUT: About = About {
        id: "sbom-change",
        title: Words { en: "Nothing changed unannounced", de: "Nichts hat sich unangekündigt geändert" },
        question: Words {
            en: "Have components changed since the earlier SBOM only as announced?",
            de: "Haben sich Komponenten seit der früheren SBOM nur wie angekündigt geändert?",
        },
        why: Words {
            en: "A component that nobody meant to add or to set back is how an attack on the supply chain looks; other bytes under the same version all the more.",
            de: "Eine Komponente, die niemand hinzufügen oder zurücksetzen wollte, ist das Bild eines Angriffs auf die Lieferkette; andere Bytes bei gleicher Version erst recht.",
        },
        remedy: Words {
            en: "Look at the change with `freigabe diff OLD NEW`; announce what is meant under `announced`, and find out where the rest comes from.",
            de: "Die Änderung mit `freigabe diff ALT NEU` ansehen; was gewollt ist, unter `announced` ankündigen und beim Rest klären, woher er kommt.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "CON.8.A20"),
            ("bsi-grundschutz-2023", "OPS.1.1.3.A5"),
            ("eu-cra", "Annex I Part II (1)"),
            ("nist-ssdf", "PO.3.2"),
            ("nist-ssdf", "PW.4.4"),
        ],
        example: "- check: sbom-change\n  with:\n    announced: [\"pkg:npm/vite@*\"]\n    license_changed: 2\n  effect: block\n",
    };

    fn lists(&self) -> Vec<ListFile<'_>> {
        let accepts = |text: &str| Pattern::new(text).map(drop);
        self.lists.iter().map(|path| ListFile { path, accepts }).collect()
    }

    fn keeps(&self) -> Keep {
        Keep::Hashes
    }

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let mut boms: Vec<&Bom> = Vec::new();
        for (evidence, bom) in dossier.boms() {
            // A vulnerability report in the same format may list no component; it is no SBOM.
            if counts(evidence, &mut examination) && !bom.components.is_empty() {
                examination.rely_on(evidence.id);
                boms.push(bom);
            }
        }
        if boms.is_empty() {
            let message =
                Text::new("no SBOM with components was found", "Es wurde keine SBOM mit Komponenten gefunden");
            examination.gap("no-sbom", message);
            return examination;
        }
        let baseline: Vec<&Bom> = dossier.yardsticks.baseline_boms.iter().map(AsRef::as_ref).collect();
        if baseline.iter().all(|bom| bom.components.is_empty()) {
            let message = Text::new(
                "the rule compares with an earlier SBOM, and none with components was given; give one with `--baseline-sbom`",
                "Die Regel vergleicht mit einer früheren SBOM, und keine mit Komponenten wurde angegeben; mit `--baseline-sbom` angeben",
            );
            examination.gap("no-baseline-sbom", message);
            return examination;
        }
        let announced = self.announced(dossier, &mut examination);
        let unannounced = changes(&baseline, &boms).into_iter().filter(|change| !is_announced(change, &announced));
        examination.violations.extend(unannounced.filter_map(|change| self.violation(&change)));
        examination
    }
}

impl SbomChange {
    fn announced(&self, dossier: &Dossier, examination: &mut Examination) -> Vec<Pattern> {
        let mut announced = self.announced.clone();
        for path in &self.lists {
            match dossier.yardsticks.lists.get(path) {
                Some(entries) => announced.extend(entries.iter().filter_map(|entry| Pattern::new(entry).ok())),
                None => {
                    let message = Text::new(
                        format!("the list `{path}` was not read"),
                        format!("Die Liste `{path}` wurde nicht gelesen"),
                    );
                    examination.gap(format!("list-missing:{path}"), message);
                }
            }
        }
        announced
    }

    /// How many unannounced changes of a kind are accepted; `None` for any number.
    const fn at_most(&self, kind: ChangeKind) -> Option<u64> {
        match kind {
            ChangeKind::HashChanged => Some(self.hash_changed),
            ChangeKind::Added => Some(self.added),
            ChangeKind::Removed => Some(self.removed),
            ChangeKind::Downgraded => Some(self.downgraded),
            ChangeKind::VersionChanged => Some(self.version_changed),
            ChangeKind::Upgraded => self.upgraded,
            ChangeKind::LicenseChanged => Some(self.license_changed),
        }
    }

    fn violation(&self, change: &BomChange) -> Option<Violation> {
        let at_most = self.at_most(change.kind)?;
        let limit = Some(Limit { counts: change.kind.name(), rank: 0, at_most });
        let wrong = Wrong { limit, ..message(change).into() };
        let matter = format!("{}:{}", change.kind.name(), change.component);
        Some(Violation::new(matter, wrong).about(change.identity()))
    }
}

/// Whether a pattern names the change. Other bytes under the same version are no matter of a group of
/// components.
fn is_announced(change: &BomChange, announced: &[Pattern]) -> bool {
    let identity = change.identity();
    let names = |pattern: &Pattern| match change.kind {
        ChangeKind::HashChanged => pattern.as_str() == identity,
        _ => pattern.matches(&identity) || pattern.matches(&change.component),
    };
    announced.iter().any(names)
}

fn message(change: &BomChange) -> Text {
    let component = &change.component;
    let side = |text: &Option<String>| text.clone().map_or("–".to_owned(), |text| format!("`{text}`"));
    let (old, new, version) = (side(&change.old), side(&change.new), side(&change.version));
    match change.kind {
        ChangeKind::HashChanged => Text::new(
            format!("`{component}` has other bytes under the same version {version}: was {old}, is {new}"),
            format!("`{component}` hat bei gleicher Version {version} andere Bytes: war {old}, ist {new}"),
        ),
        ChangeKind::Added => Text::new(
            format!("`{component}` was added in version {new}, unannounced"),
            format!("`{component}` kam in Version {new} unangekündigt hinzu"),
        ),
        ChangeKind::Removed => Text::new(
            format!("`{component}` in version {old} was removed, unannounced"),
            format!("`{component}` in Version {old} entfiel unangekündigt"),
        ),
        ChangeKind::Downgraded => Text::new(
            format!("`{component}` was set back from {old} to {new}, unannounced"),
            format!("`{component}` wurde unangekündigt von {old} auf {new} zurückgesetzt"),
        ),
        ChangeKind::VersionChanged => Text::new(
            format!("`{component}` changed from {old} to {new}, unannounced; which is the later one cannot be told"),
            format!(
                "`{component}` wechselte unangekündigt von {old} zu {new}; welche Version die spätere ist, lässt sich nicht sagen"
            ),
        ),
        ChangeKind::Upgraded => Text::new(
            format!("`{component}` went from {old} to {new}, unannounced"),
            format!("`{component}` ging unangekündigt von {old} auf {new}"),
        ),
        ChangeKind::LicenseChanged => Text::new(
            format!("the licences of `{component}` changed unannounced: were {old}, are {new}"),
            format!("Die Lizenzen von `{component}` änderten sich unangekündigt: waren {old}, sind {new}"),
        ),
    }
}
