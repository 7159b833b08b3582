// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Whether jobs that are to come from an include are what it says: what the project's own files say
//! besides, and what else is included.

use std::collections::BTreeSet;

use super::PipelineIntact;
use crate::{
    checks::forge::fact,
    model::{Configuration, Dossier, Evidence, Examination, Include, Job, Pattern, Pipeline, Place, Text, Violation},
};

/// Keys at the top that count for every job, included ones too (GitLab's reference of CI/CD YAML, "Global
/// keywords" and "default"), besides hidden jobs, which others build on by name.
const FOR_ALL: &[&str] =
    &["after_script", "before_script", "cache", "default", "image", "services", "variables", "workflow"];
/// More than fit into the longest name that GitLab lets a job have (255 characters).
const MOST_MARKS: usize = 100;

const LETTER_FOR_LETTER: (&str, &str) = (
    "; with a variable, `..` or a part left out it has to be named letter for letter",
    "; mit einer Variable, `..` oder ausgelassenem Teil muss es Zeichen für Zeichen genannt sein",
);

/// Holds the jobs of `included` against the configuration of the commit; what of them was not seen then.
pub(super) fn examine(
    check: &PipelineIntact,
    pipeline: &Pipeline,
    dossier: &Dossier,
    examination: &mut Examination,
) -> Option<Text> {
    let (evidence, configuration) = fact::<Configuration>(dossier, examination)?;
    if configuration.commit != pipeline.commit {
        let message = Text::new(
            "the pipeline's configuration was read at another commit than that of the pipeline",
            "Die Konfiguration wurde an einem anderen Commit gelesen als dem der Pipeline",
        );
        examination.gap("configuration-other-commit", message);
        return None;
    }
    let mut judge = Judge { check, pipeline, configuration, evidence, examination };
    judge.overridden();
    judge.of_children();
    judge.for_all();
    judge.includes();
    (!check.included.is_empty()).then(not_seen)
}

/// Which key a job came from is known by its name; what is under the keys is not compared.
fn not_seen() -> Text {
    Text::new(
        "for the jobs under `included` it was seen whether the project's own files or further includes can override them; what included files hold and include themselves, which inputs and CI/CD variables change such a job, what the accepted `shared` keys do, and what it takes over from jobs of other names was not seen; of other jobs nothing of this was seen, and evidence signed by its job (`signed-by`) shows more",
        "Bei den Jobs unter `included` war zu sehen, ob Dateien des Projekts oder weitere Einbindungen sie überschreiben können; nicht zu sehen war, was eingebundene Dateien enthalten und selbst einbinden, welche Inputs und CI/CD-Variablen einen solchen Job ändern, was die unter `shared` zugelassenen Schlüssel bewirken und was er von Jobs anderen Namens übernimmt; bei anderen Jobs war nichts davon zu sehen, und mehr zeigt ein vom Job signierter Nachweis (`signed-by`)",
    )
}

struct Judge<'e> {
    check: &'e PipelineIntact,
    pipeline: &'e Pipeline,
    configuration: &'e Configuration,
    evidence: &'e Evidence,
    examination: &'e mut Examination,
}

impl<'e> Judge<'e> {
    /// The jobs that have to come from an include.
    fn jobs(&self) -> impl Iterator<Item = &'e Job> + use<'e> {
        let check = self.check;
        self.pipeline.jobs.iter().filter(|job| is_any(&check.included, &job.name))
    }

    /// The keys of the project's own files, each with the path of the file.
    fn keys(&self) -> impl Iterator<Item = (&'e str, &'e str)> + use<'e> {
        self.configuration.files.iter().flat_map(|file| file.keys.iter().map(|key| (&**key, &*file.path)))
    }

    /// A file of the project says something of the job: all of it, or a part that goes before the include's.
    fn overridden(&mut self) {
        let made_by: BTreeSet<&str> = self.jobs().flat_map(keys_of).collect();
        let check = self.check;
        for (key, file) in self.keys().filter(|(key, _)| made_by.contains(key) || is_any(&check.included, key)) {
            let message = Text::new(
                format!(
                    "`{key}` has to come from an include alone, and the project's own `{file}` has a key of that name, which overrides it; take the key out there"
                ),
                format!(
                    "`{key}` muss allein aus einer Einbindung stammen, steht aber auch in `{file}` des Projekts und ist damit überschrieben; den Schlüssel dort entfernen"
                ),
            );
            self.violate(format!("job-overridden:{key}"), file, message);
        }
    }

    /// A child pipeline has a configuration of its own, which is not looked at.
    fn of_children(&mut self) {
        let id = self.pipeline.id;
        let names: BTreeSet<&str> = self.jobs().filter(|job| job.pipeline != id).map(|job| &*job.name).collect();
        for name in names {
            let message = Text::new(
                format!("the job `{name}` is of another pipeline, whose configuration is not looked at"),
                format!("Der Job `{name}` gehört zu einer anderen Pipeline, deren Konfiguration nicht angesehen wird"),
            );
            self.examination.gap(format!("job-of-child:{name}"), message);
        }
    }

    /// What the project says for all jobs may change those, too.
    fn for_all(&mut self) {
        let check = self.check;
        let is_open = |key: &str| (FOR_ALL.contains(&key) || key.starts_with('.')) && !is_any(&check.shared, key);
        for (key, file) in self.keys().filter(|(key, _)| !check.included.is_empty() && is_open(key)) {
            let message = Text::new(
                format!(
                    "`{key}` in `{file}` may change included jobs as well, and how is not seen; take it out, or accept it with `shared`"
                ),
                format!(
                    "`{key}` in `{file}` kann auch eingebundene Jobs ändern; wie, ist nicht zu sehen; entfernen oder mit `shared` zulassen"
                ),
            );
            self.examination.gap(format!("shared:{key}"), message);
        }
    }

    /// Whatever is included can override what was included before it.
    fn includes(&mut self) {
        let (check, configuration) = (self.check, self.configuration);
        for include in configuration.includes.iter().filter(|include| !accepts(&check.includes, include)) {
            let Include { location, file } = include;
            let (en, de) = if include.is_plain() { ("", "") } else { LETTER_FOR_LETTER };
            let message = Text::new(
                format!(
                    "`{file}` includes `{location}`, which could override any job; take it out, or accept it with `includes`{en}"
                ),
                format!(
                    "`{file}` bindet `{location}` ein, was jeden Job überschreiben könnte; entfernen oder mit `includes` zulassen{de}"
                ),
            );
            self.violate(format!("include-other:{location}"), file, message);
        }
    }

    fn violate(&mut self, matter: String, subject: &str, message: Text) {
        let violation = Violation::new(matter, message).about(subject);
        self.examination.violations.push(violation.seen_in(self.evidence.id, Place::Whole));
    }
}

/// A pattern says nothing about a place that only GitLab knows.
fn accepts(patterns: &[Pattern], include: &Include) -> bool {
    let (location, is_plain) = (&*include.location, include.is_plain());
    patterns.iter().any(|pattern| pattern.as_str() == location || (is_plain && pattern.matches(location)))
}

fn is_any(patterns: &[Pattern], name: &str) -> bool {
    patterns.iter().any(|pattern| pattern.matches(name))
}

/// The keys that a job can come from: its name, and what stands before the marks of `parallel`
/// (`scan 1/2`, `scan: [linux]`).
fn keys_of(job: &Job) -> impl Iterator<Item = &str> {
    let name = &*job.name;
    let numbered = name.rsplit_once(' ').filter(|(_, mark)| mark.contains('/')).map(|(key, _)| key);
    let listed = name.match_indices(": [").take(MOST_MARKS).filter_map(|(end, _)| name.get(..end));
    [name].into_iter().chain(numbered).chain(listed)
}
