// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::*;
use crate::model::{Bom, Component, DeliveredFile, Delivery, Evidence, EvidenceId, Gap, Pattern, Text, Violation};

mod comparison;

use comparison::{Comparison, Match};

/// What is handed over is what the SBOM lists: nothing missing, nothing more, nothing changed.
///
/// A component is found by its hash (SHA-256 or SHA-512), else by the name of its file. A file in an archive that is found by its hash counts as found with it.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DeliveryComplete {
    /// Which components must be found: `named` (those that state a file name), `hashed` (those that state a file name or a hash) or `none`. Components that the SBOM calls external or excluded never must.
    #[schemars(extend("x-de" = "Welche Komponenten zu finden sein müssen: `named` (die einen Dateinamen nennen), `hashed` (die einen Dateinamen oder eine Prüfsumme nennen) oder `none`. Was die SBOM als extern oder ausgeschlossen bezeichnet, muss nie."))]
    wanted: Wanted,
    /// Files that the SBOM need not list, as patterns over their paths in the delivery (`archive.zip!path` in an archive). Files that were read as evidence need not be listed either.
    #[schemars(extend("x-de" = "Dateien, die die SBOM nicht nennen muss, als Muster über ihre Pfade in der Lieferung (`archiv.zip!pfad` in einem Archiv). Auch als Nachweis gelesene Dateien muss sie nicht nennen."))]
    tolerate: Vec<Pattern>,
    /// Whether it is enough that a file has the name that a component without a comparable hash states.
    #[schemars(extend("x-de" = "Ob es genügt, dass eine Datei so heißt, wie es eine Komponente ohne vergleichbare Prüfsumme angibt."))]
    accept_name: bool,
}

/// Which components must be found in the delivery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Wanted {
    #[default]
    Named,
    Hashed,
    None,
}

impl Check for DeliveryComplete {
    const ABOUT: About = About {
        id: "delivery-complete",
        title: Words { en: "What is handed over is what the SBOM lists", de: "Geliefert wird, was die SBOM nennt" },
        question: Words {
            en: "Are the files of the delivery those that the SBOM lists: none missing, none more, none changed? A component is found by its SHA-256 or SHA-512 hash, else by the name of its file; archives are looked into one level down.",
            de: "Sind die Dateien der Lieferung die, die die SBOM nennt: keine zu wenig, keine zu viel, keine verändert? Eine Komponente wird an ihrer Prüfsumme nach SHA-256 oder SHA-512 erkannt, sonst am Dateinamen; in Archive wird eine Ebene tief hineingesehen.",
        },
        why: Words {
            en: "An SBOM of something other than what is handed over protects nobody; a file that it does not list was judged by nobody.",
            de: "Eine SBOM zu etwas anderem als dem Gelieferten schützt niemanden; eine Datei, die sie nicht nennt, hat niemand geprüft.",
        },
        remedy: Words {
            en: "Make the SBOM from the files that are handed over, with file names and SHA-512 hashes; take out what does not belong there, or name it under `tolerate`.",
            de: "Die SBOM aus den gelieferten Dateien erzeugen, mit Dateinamen und SHA-512-Prüfsummen; herausnehmen, was nicht hineingehört, oder es unter `tolerate` nennen.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "CON.8.A20"),
            ("bsi-grundschutz-2023", "OPS.1.1.3.A10"),
            ("bsi-tr-03183", "TR-03183-2 5.2"),
            ("eu-cra", "Annex I Part II (1)"),
            ("nist-ssdf", "PS.2.1"),
        ],
        example: "- check: delivery-complete\n  with:\n    tolerate: [\"*.sig\", \"docs/*\"]\n  effect: block\n",
    };

    fn keeps(&self) -> Keep {
        Keep::Everything
    }

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        if dossier.boms().next().is_none() {
            examination.gap("no-sbom", Text::new("no SBOM was found", "Es wurde keine SBOM gefunden"));
            return examination;
        }
        let Some(delivery) = dossier.yardsticks.delivery.as_deref() else {
            let message = Text::new(
                "the rule looks at what is handed over, and it was not named; name its folder with `--delivery`",
                "Die Regel sieht sich das Gelieferte an, und es wurde nicht genannt; den Ordner mit `--delivery` angeben",
            );
            examination.gap("no-delivery", message);
            return examination;
        };
        let boms: Vec<(&Evidence, &Bom)> =
            dossier.boms().filter(|(evidence, _)| counts(evidence, &mut examination)).collect();
        boms.iter().for_each(|(evidence, _)| examination.rely_on(evidence.id));
        unread(delivery, &mut examination);
        let mut comparison = Comparison::new(delivery);
        for (_, bom) in &boms {
            comparison.match_by_digest(bom);
        }
        for (evidence, bom) in &boms {
            self.judge_components(evidence, bom, &mut comparison, &mut examination);
        }
        self.judge_files(dossier, delivery, &comparison, &mut examination);
        examination
    }
}

impl DeliveryComplete {
    fn judge_components(
        &self,
        evidence: &Evidence,
        bom: &Bom,
        comparison: &mut Comparison<'_>,
        examination: &mut Examination,
    ) {
        comparison.begin();
        let inherent = comparison.inherent(bom);
        for (node, component) in bom.nodes() {
            if inherent.contains(&node) {
                continue;
            }
            match comparison.find(component) {
                Match::Same => {}
                Match::SameName(_) if self.accept_name => {}
                Match::SameName(file) => examination.gaps.push(unverified(evidence.id, component, file)),
                Match::Changed(file) => examination.violations.push(changed(evidence.id, component, file)),
                Match::None if self.wants(component) => examination.violations.push(missing(evidence.id, component)),
                Match::None => {}
            }
        }
    }

    fn wants(&self, component: &Component) -> bool {
        let delivered = !component.is_external && component.scope != crate::model::Scope::Excluded;
        delivered
            && match self.wanted {
                Wanted::Named => comparison::file_name(component).is_some(),
                Wanted::Hashed => comparison::file_name(component).is_some() || !component.hashes.digests().is_empty(),
                Wanted::None => false,
            }
    }

    fn judge_files(
        &self,
        dossier: &Dossier,
        delivery: &Delivery,
        comparison: &Comparison<'_>,
        examination: &mut Examination,
    ) {
        let evidence: std::collections::BTreeSet<_> =
            dossier.evidence.iter().map(|evidence| &evidence.origin.sha256).collect();
        let is_evidence = |file: &DeliveredFile| file.digests.iter().any(|digest| evidence.contains(&digest));
        let tolerated = |file: &DeliveredFile| self.tolerate.iter().any(|pattern| pattern.matches(&file.path));
        for file in comparison.unlisted() {
            if !tolerated(file) && !is_evidence(file) {
                examination.violations.push(extra(file));
            }
        }
        if delivery.files.is_empty() {
            let message = Text::new(
                format!("the delivery `{}` holds no file", delivery.folder),
                format!("Die Lieferung `{}` enthält keine Datei", delivery.folder),
            );
            examination.gap("delivery-empty", message);
        }
    }
}

fn unread(delivery: &Delivery, examination: &mut Examination) {
    for (path, reason) in &delivery.unread {
        let message = Text::new(format!("`{path}` {}", reason.en), format!("`{path}` {}", reason.de));
        examination.gap(format!("file-unread:{path}"), message);
    }
    for (reason, count) in &delivery.skipped {
        let reason = reason.words();
        examination.remarks.push(Text::new(
            format!("in the delivery, {count} × {} was left alone", reason.en),
            format!("In der Lieferung blieb unbeachtet: {count} × {}", reason.de),
        ));
    }
}

fn missing(evidence: EvidenceId, component: &Component) -> Violation {
    let identity = component.identity();
    let name = comparison::file_name(component).unwrap_or(&identity).to_owned();
    let message = Text::new(
        format!("`{identity}` is listed and not among what is handed over (file `{name}`)"),
        format!("`{identity}` steht in der SBOM und ist nicht unter dem Gelieferten (Datei `{name}`)"),
    );
    let violation = Violation::new(format!("file-missing:{name}"), message).about(identity);
    violation.seen_in(evidence, component.place.clone())
}

fn changed(evidence: EvidenceId, component: &Component, file: &DeliveredFile) -> Violation {
    let (identity, path) = (component.identity(), &file.path);
    let list = |digests: Vec<String>| digests.join(" ");
    let wanted = list(component.hashes.digests().iter().map(|digest| digest.to_string()).collect());
    let got = list(file.digests.iter().map(|digest| digest.to_string()).collect());
    let message = Text::new(
        format!("`{path}` is not the file that the SBOM lists as `{identity}`: wanted {wanted}, got {got}"),
        format!(
            "`{path}` ist nicht die Datei, die die SBOM als `{identity}` nennt: verlangt {wanted}, vorhanden {got}"
        ),
    );
    let violation = Violation::new(format!("file-changed:{path}"), message).about(identity);
    violation.seen_in(evidence, component.place.clone())
}

fn extra(file: &DeliveredFile) -> Violation {
    let path = &file.path;
    let message = Text::new(
        format!("`{path}` is handed over and no SBOM lists it"),
        format!("`{path}` wird geliefert und steht in keiner SBOM"),
    );
    Violation::new(format!("file-extra:{path}"), message).about(path.as_str())
}

fn unverified(evidence: EvidenceId, component: &Component, file: &DeliveredFile) -> Gap {
    let (identity, path) = (component.identity(), &file.path);
    let message = Text::new(
        format!("`{path}` has the name of `{identity}`, for which the SBOM states no SHA-256 or SHA-512 hash"),
        format!("`{path}` heißt wie `{identity}`, wozu die SBOM keine Prüfsumme nach SHA-256 oder SHA-512 nennt"),
    );
    Gap { matters: format!("file-unverified:{path}").into(), message, evidence: Some(evidence) }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::model::{Digest, DigestAlgorithm, HashAlgorithm, HashPlace, Hashes};

    fn file(path: String, byte: u8) -> DeliveredFile {
        let digests = Digest::from_bytes(DigestAlgorithm::Sha256, &[byte; 32]).into_iter().collect();
        DeliveredFile { path, digests, size: 1, archive: None }
    }

    fn component(name: &str, byte: u8) -> Component {
        let mut bytes = Vec::new();
        Hashes::append(&mut bytes, (HashPlace::Component, HashAlgorithm::Sha256), &format!("{byte:02x}").repeat(32));
        let hashes = Hashes::from_bytes(bytes);
        Component { name: name.into(), filename: Some(name.into()), hashes, ..Component::default() }
    }

    fn examined(components: Vec<Component>, files: Vec<DeliveredFile>) -> Examination {
        let mut dossier = evidence::tests::dossier(components);
        let delivery = Delivery { folder: "d".into(), files, ..Delivery::default() };
        dossier.yardsticks.delivery = Some(std::sync::Arc::new(delivery));
        Check::examine(&DeliveryComplete::default(), &dossier)
    }

    #[test]
    fn two_sboms_may_list_the_same_file() {
        let mut dossier = evidence::tests::dossier(vec![component("a", 1)]);
        dossier.evidence.push(dossier.evidence[0].clone());
        let delivery = Delivery { files: vec![file("a".into(), 2)], ..Delivery::default() };
        dossier.yardsticks.delivery = Some(std::sync::Arc::new(delivery));
        let violations = Check::examine(&DeliveryComplete::default(), &dossier).violations;
        let matters: Vec<&str> = violations.iter().map(|violation| violation.matter()).collect();
        assert_eq!(matters, ["file-changed:a", "file-changed:a"]);
    }

    #[test]
    fn many_files_of_one_name_and_content_take_time_in_proportion() {
        const MANY: usize = 30_000;
        let start = Instant::now();
        let files = |byte| (0..MANY).map(|number| file(format!("{number}/index.js"), byte)).collect();
        let components = |byte| vec![component("index.js", byte); MANY];
        assert!(examined(components(1), files(1)).violations.is_empty());
        assert_eq!(examined(components(1), files(2)).violations.len(), MANY);
        assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    }
}
