// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::{license::OwnLicense, *};
use crate::model::{Date, Evidence, Gap, Maintenance, Mistake, Place, Project, PublicCode, Text, Violation, without_v};

mod license;
mod url;

/// The project describes itself in a `publiccode.yml` at its root that follows the standard (versions 0.2 to 0.7) and says what is otherwise known of the project. Whether addresses lead anywhere and files that it names are there is not looked at.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Publiccode {
    /// What must agree with what is otherwise known of the project.
    #[schemars(extend("x-de" = "Was mit dem übereinstimmen muss, was sonst über das Vorhaben bekannt ist."))]
    compare: Vec<Aspect>,
    /// The project's licence as an SPDX expression; when left out, every licence that the file names must have its text in the folder `LICENSES` beside it (REUSE).
    #[schemars(extend("x-de" = "Die Lizenz des Vorhabens als SPDX-Ausdruck; ohne Angabe muss zu jeder Lizenz, die die Datei nennt, der Text im Ordner `LICENSES` daneben liegen (REUSE)."))]
    license: Option<OwnLicense>,
    /// The address of the project's sources; when left out, that of the CI job (`CI_PROJECT_URL`). Scheme, letter case of the host and a final `.git` make no difference.
    #[schemars(extend("x-de" = "Die Adresse der Quellen des Vorhabens; ohne Angabe die des CI-Jobs (`CI_PROJECT_URL`). Schema, Groß- und Kleinschreibung des Rechnernamens und ein abschließendes `.git` sind ohne Belang."))]
    url: Option<String>,
    /// What stands in front of the version in the name of the tag; `v` or nothing when left out.
    #[schemars(extend("x-de" = "Was im Namen des Tags vor der Version steht; ohne Angabe `v` oder nichts."))]
    tag_prefix: Option<String>,
    /// Whether keys that the standard has deprecated, or that are newer than the version named, count as mistakes too.
    #[schemars(extend("x-de" = "Ob auch Schlüssel als Fehler zählen, die der Standard für veraltet erklärt hat oder die neuer sind als die genannte Version."))]
    refuse_discouraged: bool,
}

/// Something that is known of a project in other ways too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Aspect {
    /// The licence.
    License,
    /// The address of the sources.
    Url,
    /// The version, where a tag is released and the file names one.
    Version,
}

impl Default for Publiccode {
    fn default() -> Self {
        let compare = vec![Aspect::License, Aspect::Url, Aspect::Version];
        Self { compare, license: None, url: None, tag_prefix: None, refuse_discouraged: false }
    }
}

impl Check for Publiccode {
    const ABOUT: About = About {
        id: "publiccode",
        title: Words {
            en: "The project is described by a valid publiccode.yml",
            de: "Das Vorhaben ist durch eine gültige publiccode.yml beschrieben",
        },
        question: Words {
            en: "Does a `publiccode.yml` at the root follow the standard, do its licence, address and version agree with what is otherwise known, and is a maintenance contract that it names still running?",
            de: "Folgt eine `publiccode.yml` im Wurzelverzeichnis dem Standard, stimmen Lizenz, Adresse und Version mit dem sonst Bekannten überein, und läuft ein darin genannter Wartungsvertrag noch?",
        },
        why: Words {
            en: "Directories such as openCode's find and judge software by this file; what it says wrongly misleads those who want to reuse it.",
            de: "Verzeichnisse wie das von openCode finden und beurteilen Software nach dieser Datei; Falsches darin führt alle in die Irre, die sie nachnutzen wollen.",
        },
        remedy: Words {
            en: "Put `publiccode.yml` into the root of the project and correct the keys named; the standard stands at yml.publiccode.tools.",
            de: "`publiccode.yml` ins Wurzelverzeichnis des Vorhabens legen und die genannten Schlüssel berichtigen; der Standard steht auf yml.publiccode.tools.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "APP.6.A9"),
            ("eu-cra", "Annex VII (1)"),
            ("nist-ssdf", "PW.1.2"),
            ("osps-baseline", "OSPS-DO-01.01"),
        ],
        example: "- check: publiccode\n  with:\n    license: EUPL-1.2\n    compare: [license, url, version]\n  effect: block\n",
    };
    const WAY_TO_EVIDENCE: Words = Self::ABOUT.remedy;

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let described = || {
            dossier
                .projects()
                .filter_map(|(evidence, project)| project.public_code.as_deref().map(|code| (evidence, project, code)))
        };
        let mut at_root = described().filter(|(evidence, ..)| dossier.lies_in(&evidence.origin.path, &[""])).peekable();
        if at_root.peek().is_none() {
            let deeper = described().map(|(evidence, ..)| evidence).next();
            examination.gaps.push(missing(dossier, deeper));
        }
        for (evidence, project, code) in at_root {
            if counts(evidence, &mut examination) {
                examination.rely_on(evidence.id);
                self.judge(evidence, project, code, dossier, &mut examination);
            }
        }
        examination
    }
}

impl Publiccode {
    fn judge(
        &self,
        evidence: &Evidence,
        project: &Project,
        code: &PublicCode,
        dossier: &Dossier,
        examination: &mut Examination,
    ) {
        for mistake in &code.mistakes {
            match mistake.is_wrong() || self.refuse_discouraged {
                true => examination.violations.push(mistaken(evidence, mistake)),
                false => examination.remarks.push(remark(evidence, mistake)),
            }
        }
        for aspect in &self.compare {
            match aspect {
                Aspect::License => self.compare_license(evidence, project, dossier, examination),
                Aspect::Url => self.compare_url(evidence, project, dossier, examination),
                Aspect::Version => self.compare_version(evidence, project, dossier, examination),
            }
        }
        judge_contract(evidence, code, dossier, examination);
    }

    /// Both sides have to be there: a tag that names a version, and a version in the file.
    fn compare_version(
        &self,
        evidence: &Evidence,
        project: &Project,
        dossier: &Dossier,
        examination: &mut Examination,
    ) {
        let (Some(released), Some(stated)) =
            (dossier.release.version(self.tag_prefix.as_deref()), project.version.as_deref())
        else {
            examination.remarks.push(Text::new(
                "the version was not compared: no tag with a version is released, or the file names no version",
                "Die Version wurde nicht verglichen: Es wird kein Tag mit einer Version veröffentlicht, oder die Datei nennt keine",
            ));
            return;
        };
        if without_v(stated) != released {
            let message = Text::new(
                format!("`softwareVersion` is `{stated}`, and the version released is `{released}`"),
                format!("`softwareVersion` ist `{stated}`, veröffentlicht wird aber `{released}`"),
            );
            examination.violations.push(differing(evidence, "version-differs", message));
        }
    }
}

/// A contract that is over maintains nothing, unless another goes on.
fn judge_contract(evidence: &Evidence, code: &PublicCode, dossier: &Dossier, examination: &mut Examination) {
    let today = jiff::tz::TimeZone::UTC.to_datetime(dossier.at).date();
    let over = |until: Option<Date>| until.is_some_and(|until| until < today);
    let none_runs = code.contractors.iter().all(|contractor| over(contractor.until));
    if code.maintenance != Some(Maintenance::Contract) {
        return;
    }
    for contractor in code.contractors.iter().filter(|contractor| over(contractor.until)) {
        let (name, until) = (&contractor.name, contractor.until.map(|until| until.to_string()).unwrap_or_default());
        let message = Text::new(
            format!("the maintenance contract with `{name}` ended on {until}"),
            format!("Der Wartungsvertrag mit `{name}` endete am {until}"),
        );
        match none_runs {
            true => {
                let violation = Violation::new(format!("maintenance-over:{name}"), message);
                examination.violations.push(violation.about(&**name).seen_in(evidence.id, Place::Whole));
            }
            false => examination.remarks.push(message),
        }
    }
}

fn mistaken(evidence: &Evidence, mistake: &Mistake) -> Violation {
    let Mistake { key, text, line, .. } = mistake;
    let message = Text::new(format!("`{key}`: {}", text.en), format!("`{key}`: {}", text.de));
    let violation = Violation::new(format!("publiccode:{key}"), message).about(evidence.origin.path.as_ref());
    violation.seen_in(evidence.id, Place::Line(*line))
}

fn remark(evidence: &Evidence, mistake: &Mistake) -> Text {
    let (path, Mistake { key, text, line, .. }) = (&evidence.origin.path, mistake);
    Text::new(
        format!("`{path}`, line {line}: `{key}` {}", text.en),
        format!("`{path}`, Zeile {line}: `{key}` {}", text.de),
    )
}

fn differing(evidence: &Evidence, matter: &str, message: Text) -> Violation {
    let violation = Violation::new(matter, message).about(evidence.origin.path.as_ref());
    violation.seen_in(evidence.id, Place::Whole)
}

/// There is no `publiccode.yml` at the root; it may lie deeper, or be unreadable.
fn missing(dossier: &Dossier, deeper: Option<&Evidence>) -> Gap {
    let rejected = dossier.rejected.iter().find(|rejected| rejected.path.ends_with("publiccode.yml"));
    let message = match (rejected, deeper) {
        (Some(rejected), _) => Text::new(
            format!("`{}` could not be read: {}", rejected.path, rejected.rejection.reason.en),
            format!("`{}` ließ sich nicht lesen: {}", rejected.path, rejected.rejection.reason.de),
        ),
        (None, Some(evidence)) => {
            let path = &evidence.origin.path;
            Text::new(
                format!("`publiccode.yml` belongs into the root of the evidence, and lies at `{path}`"),
                format!("`publiccode.yml` gehört ins Wurzelverzeichnis der Nachweise und liegt unter `{path}`"),
            )
        }
        (None, None) => Text::new(
            "no `publiccode.yml` was found; name the root of the project among the evidence",
            "Es wurde keine `publiccode.yml` gefunden; das Wurzelverzeichnis des Vorhabens bei den Nachweisen angeben",
        ),
    };
    Gap { matters: "publiccode-missing".into(), message, evidence: deeper.map(|evidence| evidence.id) }
}
