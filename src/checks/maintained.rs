// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::{
    forge::{fact, gap, seen},
    *,
};
use crate::model::{
    Age, Contractor, Date, Evidence, History, Issue, Maintenance, Place, PublicCode, Text, Timestamp, Violation,
};

/// The project is maintained: somebody is named for it, commits and tags go on, and issues are answered. Asks GitLab (`--gitlab`) for commits, tags and issues of the last half year.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Maintained {
    /// The criteria of openCode's maintenance badge, as far as they are public; what the other parameters ask for beyond them counts too.
    #[schemars(extend("x-de" = "Die Kriterien des Wartungs-Abzeichens von openCode, soweit sie öffentlich sind; was die übrigen Parameter darüber hinaus verlangen, zählt ebenfalls."))]
    badge: Option<Badge>,
    /// How many commits there must be on the default branch within half a year.
    #[schemars(extend("x-de" = "Wie viele Commits es auf dem Standardzweig binnen eines halben Jahres geben muss."))]
    commits: u64,
    /// How many tags must have been made within half a year.
    #[schemars(extend("x-de" = "Wie viele Tags binnen eines halben Jahres entstanden sein müssen."))]
    tags: u64,
    /// How long the middle one of the issues of the last three months may have waited for an answer of somebody else; not looked at when left out.
    #[schemars(extend("x-de" = "Wie lange das mittlere der Issues der letzten drei Monate auf eine Antwort einer anderen Person gewartet haben darf; ohne Angabe nicht betrachtet."))]
    reaction: Option<Age>,
    /// Whether the `publiccode.yml` at the root must name somebody who maintains the project, by a contract that is not over where it names one.
    #[schemars(extend("x-de" = "Ob die `publiccode.yml` im Wurzelverzeichnis jemanden nennen muss, der das Vorhaben wartet, gegebenenfalls durch einen Vertrag, der nicht abgelaufen ist."))]
    publiccode: bool,
}

/// A level of openCode's maintenance badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
enum Badge {
    /// Five commits in half a year, issues answered within seven days.
    #[serde(rename = "opencode-1")]
    First,
    /// The same and a tag in half a year.
    #[serde(rename = "opencode-2")]
    Second,
}

impl Default for Maintained {
    fn default() -> Self {
        Self { badge: None, commits: 1, tags: 0, reaction: None, publiccode: true }
    }
}

impl Check for Maintained {
    const ABOUT: About = About {
        id: "maintained",
        title: Words { en: "The project is maintained", de: "Das Vorhaben wird gewartet" },
        question: Words {
            en: "Is somebody named who maintains the project, did commits and tags go on within half a year, and are issues answered?",
            de: "Ist jemand genannt, der das Vorhaben wartet, gab es binnen eines halben Jahres Commits und Tags, und werden Issues beantwortet?",
        },
        why: Words {
            en: "Nobody fixes the vulnerabilities of software that nobody maintains.",
            de: "Schwachstellen in Software, die niemand wartet, behebt niemand.",
        },
        remedy: Words {
            en: "Name the maintainers in `publiccode.yml`, answer issues, and release regularly, or say that the software is obsolete.",
            de: "Die Zuständigen in der `publiccode.yml` nennen, Issues beantworten und regelmäßig veröffentlichen oder die Software für veraltet erklären.",
        },
        maps_to: &[
            ("bsi-tr-03183", "TR-03183-1 UD 4"),
            ("eu-cra", "Article 13 (8)"),
            ("nist-ssdf", "PO.2.1"),
            ("osps-baseline", "OSPS-GV-01.01"),
            ("osps-baseline", "OSPS-DO-04.01"),
        ],
        example: "- check: maintained\n  with:\n    badge: opencode-1\n  effect: warn\n",
    };
    const WAY_TO_EVIDENCE: Words = Self::ABOUT.remedy;

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        if self.publiccode {
            judge_descriptions(dossier, &mut examination);
        }
        if let Some((evidence, history)) = fact::<History>(dossier, &mut examination) {
            self.judge_history(evidence, history, &mut examination);
        }
        if let Some(most) = self.most_reaction()
            && let Some((evidence, issues)) = fact::<Vec<Issue>>(dossier, &mut examination)
        {
            judge_reaction(evidence, issues, (most, dossier.at), &mut examination);
        }
        examination
    }
}

impl Maintained {
    fn most_reaction(&self) -> Option<Age> {
        const WEEK: Age = Age::days(7);
        self.badge.map(|_| self.reaction.map_or(WEEK, |own| own.min(WEEK))).or(self.reaction)
    }

    fn judge_history(&self, evidence: &Evidence, history: &History, examination: &mut Examination) {
        let (commits, tags) = match self.badge {
            Some(Badge::First) => (self.commits.max(5), self.tags),
            Some(Badge::Second) => (self.commits.max(5), self.tags.max(1)),
            None => (self.commits, self.tags),
        };
        let since = history.since;
        let mut judge = |matter: &str, (least, got): (u64, Option<usize>), (en, de): (&str, &str)| {
            let Some(got) = got.map(|got| got as u64).filter(|got| *got < least) else { return };
            let message = Text::new(
                format!("wanted at least {least} {en} since {since}, got {got}"),
                format!("Verlangt sind mindestens {least} {de} seit {since}, vorhanden sind {got}"),
            );
            examination.violations.push(Violation::new(matter, message).seen_in(evidence.id, Place::Whole));
        };
        judge("too-few-commits", (commits, history.commits.as_ref().ok().map(Vec::len)), ("commits", "Commits"));
        judge("too-few-tags", (tags, history.tags.as_ref().ok().map(Vec::len)), ("tags", "Tags"));
        if commits > 0 {
            seen(&history.commits, examination);
        }
        if tags > 0 {
            seen(&history.tags, examination);
        }
    }
}

/// The `publiccode.yml` at the root says who maintains the project.
fn judge_descriptions(dossier: &Dossier, examination: &mut Examination) {
    let mut found = false;
    let today = jiff::tz::TimeZone::UTC.to_datetime(dossier.at).date();
    for (evidence, project) in dossier.projects() {
        let Some(code) = project.public_code.as_deref().filter(|_| dossier.lies_in(&evidence.origin.path, &[""]))
        else {
            continue;
        };
        if counts(evidence, examination) {
            found = true;
            examination.rely_on(evidence.id);
            let fault = unmaintained(code, today);
            examination.violations.extend(fault.map(|message| {
                Violation::new("not-maintained", message)
                    .about(evidence.origin.path.as_ref())
                    .seen_in(evidence.id, Place::Whole)
            }));
        }
    }
    if !found {
        let message = Text::new(
            "no `publiccode.yml` was found at the root that says who maintains the project",
            "Es wurde keine `publiccode.yml` im Wurzelverzeichnis gefunden, die sagt, wer das Vorhaben wartet",
        );
        examination.gap("publiccode-missing", message);
    }
}

fn unmaintained(code: &PublicCode, today: Date) -> Option<Text> {
    let runs = |contractor: &Contractor| contractor.until.is_some_and(|until| until >= today);
    let (en, de) = match code.maintenance {
        Some(Maintenance::Nobody) => (
            "`maintenance.type` is `none`: nobody maintains the project",
            "`maintenance.type` ist `none`: Niemand wartet das Vorhaben",
        ),
        None => (
            "`maintenance.type` does not say how the project is maintained",
            "`maintenance.type` sagt nicht, wie das Vorhaben gewartet wird",
        ),
        Some(Maintenance::Contract) if !code.contractors.iter().any(runs) => {
            ("no maintenance contract is running", "Es läuft kein Wartungsvertrag")
        }
        Some(Maintenance::Internal | Maintenance::Community) if code.contacts.is_empty() => {
            ("nobody is named who maintains the project", "Es ist niemand genannt, der das Vorhaben wartet")
        }
        _ => return None,
    };
    Some(Text::new(en, de))
}

/// The middle of the times that the issues of three months waited for an answer; an unanswered one has
/// waited until now.
fn judge_reaction(evidence: &Evidence, issues: &[Issue], (most, at): (Age, Timestamp), examination: &mut Examination) {
    let since = Age::days(91).before(at);
    let mut waits = Vec::new();
    for issue in issues.iter().filter(|issue| !issue.is_incident) {
        let Some(created) = issue.created_at.filter(|created| *created >= since && *created <= at) else { continue };
        let answered = match &issue.first_response {
            Ok(answered) => *answered,
            Err(unseen) => return examination.gaps.push(gap(unseen)),
        };
        waits.push((answered.or(issue.closed_at).unwrap_or(at), created));
    }
    waits.sort_by_key(|(until, created)| until.as_second().saturating_sub(created.as_second()));
    let number = waits.len();
    let Some((until, created)) = waits.get(number / 2).copied() else {
        examination.remarks.push(Text::new(
            "no issue was opened in the last three months, so there is no time of reaction",
            "In den letzten drei Monaten wurde kein Issue eröffnet; eine Reaktionszeit gibt es daher nicht",
        ));
        return;
    };
    let days = Age::days_between(created, until);
    examination.remarks.push(Text::new(
        format!("time of reaction: {days:.1} days (the middle of {number} issues of three months, from opening to the first comment by somebody else, or closing)"),
        format!("Reaktionszeit: {days:.1} Tage (mittlerer Wert von {number} Issues aus drei Monaten, vom Eröffnen bis zum ersten Kommentar einer anderen Person oder Schließen)"),
    ));
    if created < most.before(until) {
        let message = Text::new(
            format!("wanted issues to be answered within {most}, and it took {days:.1} days"),
            format!("Issues sollen binnen {} beantwortet sein, es dauerte {days:.1} Tage", most.german()),
        );
        examination.violations.push(Violation::new("slow-reaction", message).seen_in(evidence.id, Place::Whole));
    }
}
