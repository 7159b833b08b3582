// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::*;
use crate::model::{
    Changelog, ChangelogEntry, Changes, Date, Evidence, Fact, Place, Text, Timestamp, Violation, without_v,
};
use jiff::{SignedDuration, tz::TimeZone};

mod elsewhere;
mod scheme;

use scheme::{Number, Scheme};

/// The version released has its place in the list of changes, follows a scheme of versions, is higher than the one before, and is the same wherever else it stands. The version is that of the tag.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ChangelogVersion {
    /// The scheme of versions: Semantic Versioning 2.0.0, by the calendar (CalVer), or any of the two.
    #[schemars(extend("x-de" = "Das Versionsschema: Semantic Versioning 2.0.0, nach dem Kalender (CalVer) oder eines von beiden."))]
    scheme: Scheme,
    /// What stands in front of the version in the name of the tag; `v` or nothing when left out.
    #[schemars(extend("x-de" = "Was im Namen des Tags vor der Version steht; ohne Angabe `v` oder nichts."))]
    tag_prefix: Option<String>,
    /// Whether the version must have an entry in a `CHANGELOG` at the root.
    #[schemars(extend("x-de" = "Ob die Version einen Eintrag in einem `CHANGELOG` im Wurzelverzeichnis haben muss."))]
    changelog: bool,
    /// Where else the version must be the same, as far as it is stated there.
    #[schemars(extend("x-de" = "Wo die Version sonst noch dieselbe sein muss, soweit sie dort genannt ist."))]
    same_in: Vec<Elsewhere>,
}

/// A place other than the tag where the version stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Elsewhere {
    /// `softwareVersion` of the `publiccode.yml` at the root.
    Publiccode,
    /// The primary component of each SBOM.
    Sbom,
}

impl Default for ChangelogVersion {
    fn default() -> Self {
        let same_in = vec![Elsewhere::Publiccode, Elsewhere::Sbom];
        Self { scheme: Scheme::Any, tag_prefix: None, changelog: true, same_in }
    }
}

impl Check for ChangelogVersion {
    const ABOUT: About = About {
        id: "changelog-version",
        title: Words {
            en: "The version is unique and its changes are told",
            de: "Die Version ist eindeutig und ihre Änderungen sind beschrieben",
        },
        question: Words {
            en: "Does the released version have an entry in the list of changes, is it higher than the one before, and is it the same in `publiccode.yml` and SBOM?",
            de: "Hat die veröffentlichte Version einen Eintrag im Änderungsprotokoll, ist sie höher als die vorige, und ist sie in `publiccode.yml` und SBOM dieselbe?",
        },
        why: Words {
            en: "Who runs the software decides by version and list of changes whether to update; a version that means two things cannot be matched with a vulnerability.",
            de: "Wer die Software betreibt, entscheidet nach Version und Änderungsprotokoll über die Aktualisierung; eine mehrdeutige Version lässt sich keiner Schwachstelle zuordnen.",
        },
        remedy: Words {
            en: "Give the changes a heading with the version in `CHANGELOG.md` before the tag is set, and set the same version in `publiccode.yml` and the build.",
            de: "Den Änderungen in `CHANGELOG.md` vor dem Setzen des Tags eine Überschrift mit der Version geben und dieselbe Version in `publiccode.yml` und im Build setzen.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "OPS.1.1.3.A11"),
            ("eu-cra", "Annex II (4)"),
            ("eu-cra", "Annex VII (1)(b)"),
            ("nist-ssdf", "PS.3.1"),
            ("osps-baseline", "OSPS-BR-02.01"),
            ("osps-baseline", "OSPS-BR-04.01"),
        ],
        example: "- check: changelog-version\n  with:\n    scheme: semver\n  when:\n    tag: [\"v*\"]\n  effect: block\n",
    };
    const WAY_TO_EVIDENCE: Words = Self::ABOUT.remedy;

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let Some(version) = dossier.release.version(self.tag_prefix.as_deref()) else {
            let message = Text::new(
                "no tag with a version is released; name it with `--tag`, or limit the rule to tags with `when`",
                "Es wird kein Tag mit einer Version veröffentlicht; mit `--tag` angeben oder die Regel mit `when` auf Tags beschränken",
            );
            examination.gap("no-version", message);
            return examination;
        };
        if self.scheme.read(version).is_none() {
            let scheme = self.scheme.text();
            let message = Text::new(
                format!("wanted a version {}, got `{version}`", scheme.en),
                format!("Verlangt ist eine Version {}, vorhanden ist `{version}`", scheme.de),
            );
            examination.violations.push(Violation::new("version-scheme", message).about(version));
        }
        if self.changelog {
            self.judge_changelogs(version, dossier, &mut examination);
        }
        self.judge_release_before(version, dossier, &mut examination);
        for place in &self.same_in {
            match place {
                Elsewhere::Publiccode => elsewhere::compare_publiccode(version, dossier, &mut examination),
                Elsewhere::Sbom => elsewhere::compare_sboms(version, dossier, &mut examination),
            }
        }
        if examination.relied_on.is_empty() && examination.gaps.is_empty() {
            let message = Text::new(
                "the version stands nowhere but in the tag, so there is nothing to hold it against",
                "Die Version steht nur im Tag; es gibt nichts, womit sie sich vergleichen ließe",
            );
            examination.gap("version-unconfirmed", message);
        }
        examination
    }
}

impl ChangelogVersion {
    /// Holds the version against that of the release before, where GitLab was asked for it.
    fn judge_release_before(&self, version: &str, dossier: &Dossier, examination: &mut Examination) {
        for (evidence, fact) in dossier.facts().filter(|(evidence, _)| evidence.bond.counts()) {
            let Fact::Changes(Changes { since: Some((tag, _)), .. }) = fact else { continue };
            let before = self.tag_prefix.as_deref().map_or(Some(without_v(tag)), |prefix| tag.strip_prefix(prefix));
            let (Some(own), Some(theirs)) = (self.scheme.read(version), before.and_then(|tag| self.scheme.read(tag)))
            else {
                continue;
            };
            examination.rely_on(evidence.id);
            if theirs >= own {
                let message = Text::new(
                    format!("wanted a version higher than that of the release before (`{tag}`), got `{version}`"),
                    format!(
                        "Verlangt ist eine höhere Version als die des Releases davor (`{tag}`), vorhanden ist `{version}`"
                    ),
                );
                let violation = Violation::new("version-not-higher", message).about(version);
                examination.violations.push(violation.seen_in(evidence.id, Place::Whole));
            }
        }
    }

    fn judge_changelogs(&self, version: &str, dossier: &Dossier, examination: &mut Examination) {
        let mut seen = false;
        for (evidence, changelog) in dossier.changelogs() {
            if dossier.lies_in(&evidence.origin.path, &[""]) && counts(evidence, examination) {
                seen = true;
                examination.rely_on(evidence.id);
                self.judge((evidence, changelog), version, dossier.at, examination);
            }
        }
        if !seen {
            let message = Text::new(
                "no `CHANGELOG` was found at the root; name the root of the project among the evidence",
                "Es wurde kein `CHANGELOG` im Wurzelverzeichnis gefunden; das Wurzelverzeichnis des Vorhabens bei den Nachweisen angeben",
            );
            examination.gap("no-changelog", message);
        }
    }

    fn judge(
        &self,
        (evidence, changelog): (&Evidence, &Changelog),
        version: &str,
        at: Timestamp,
        examination: &mut Examination,
    ) {
        if changelog.is_cut {
            // Whether the version stands there, or stands there twice, is then not known.
            let count = changelog.entries.len();
            let message = Text::new(
                format!("the list of changes names more than {count} versions and was read no further"),
                format!("Das Änderungsprotokoll nennt mehr als {count} Versionen und wurde nicht weiter gelesen"),
            );
            return examination.gap("changelog-cut", message);
        }
        let Some(index) = changelog.entries.iter().position(|entry| same(&entry.version, version)) else {
            return examination.violations.push(not_listed(evidence, changelog, version));
        };
        let Some(entry) = changelog.entries.get(index) else { return };
        let wrong = |matter: &str, en: String, de: String| {
            let violation = Violation::new(matter, Text::new(en, de)).about(version);
            violation.seen_in(evidence.id, Place::Line(entry.line))
        };
        if !entry.has_text {
            examination.violations.push(wrong(
                "changelog-empty",
                format!("nothing stands under the heading of `{version}`"),
                format!("Unter der Überschrift von `{version}` steht nichts"),
            ));
        }
        if let Some(date) = entry.date.filter(|date| is_to_come(*date, at)) {
            examination.violations.push(wrong(
                "changelog-to-come",
                format!("`{version}` is dated {date}, which lies in the future"),
                format!("`{version}` trägt das Datum {date}, das in der Zukunft liegt"),
            ));
        }
        if entry.is_withdrawn {
            examination.violations.push(wrong(
                "version-withdrawn",
                format!("`{version}` is marked as withdrawn (`YANKED`)"),
                format!("`{version}` ist als zurückgezogen gekennzeichnet (`YANKED`)"),
            ));
        }
        let repeated = changelog.entries.iter().filter(|other| same(&other.version, version)).count() > 1;
        if repeated {
            examination.violations.push(wrong(
                "version-repeated",
                format!("`{version}` stands twice in the list of changes"),
                format!("`{version}` steht zweimal im Änderungsprotokoll"),
            ));
        }
        let others = changelog.entries.iter().filter(|other| !same(&other.version, version));
        if let Some(higher) = self.highest_before(entry, others) {
            examination.violations.push(wrong(
                "version-not-higher",
                format!("wanted a version higher than those before it, and `{higher}` is not lower than `{version}`"),
                format!(
                    "Verlangt ist eine höhere Version als die vorigen; `{higher}` ist nicht niedriger als `{version}`"
                ),
            ));
        }
    }

    /// The version before that is not lower than that of `entry`. Without dates the entries below are
    /// those before; maintained branches can bring lower versions after higher ones, so only the one next
    /// below counts.
    fn highest_before<'e>(
        &self,
        entry: &ChangelogEntry,
        others: impl Iterator<Item = &'e ChangelogEntry>,
    ) -> Option<&'e str> {
        let own = self.scheme.read(&entry.version)?;
        let before = others.filter(|other| other.line > entry.line).min_by_key(|other| other.line)?;
        let theirs: Number = self.scheme.read(&before.version)?;
        let later = entry.date.zip(before.date).is_none_or(|(own, theirs)| own >= theirs);
        (later && theirs >= own).then_some(&*before.version)
    }
}

/// Whether a day has not begun anywhere on earth.
fn is_to_come(date: Date, at: Timestamp) -> bool {
    let latest = at.checked_add(SignedDuration::from_hours(14)).unwrap_or(Timestamp::MAX);
    date > TimeZone::UTC.to_datetime(latest).date()
}

/// Build metadata and a leading `v` make no other version.
fn same(a: &str, b: &str) -> bool {
    without_v(a) == without_v(b)
}

fn not_listed(evidence: &Evidence, changelog: &Changelog, version: &str) -> Violation {
    let (hint, hint_de) = match (changelog.has_unreleased, changelog.entries.first()) {
        (true, _) => (
            "; there are changes under the heading of what is not released yet".to_owned(),
            "; es gibt Änderungen unter der Überschrift für Unveröffentlichtes".to_owned(),
        ),
        (false, Some(entry)) => {
            let first = &entry.version;
            (format!("; the first version there is `{first}`"), format!("; die erste Version dort ist `{first}`"))
        }
        (false, None) => ("; it names no version".to_owned(), "; es nennt keine Version".to_owned()),
    };
    let message = Text::new(
        format!("`{version}` has no entry in the list of changes{hint}"),
        format!("`{version}` hat keinen Eintrag im Änderungsprotokoll{hint_de}"),
    );
    let violation = Violation::new("changelog-missing", message).about(version);
    violation.seen_in(evidence.id, Place::Whole)
}
