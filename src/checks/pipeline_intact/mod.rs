// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::{
    forge::{fact, gap, seen},
    *,
};
mod included;

use crate::model::{Evidence, Job, JobStatus, Pattern, Pipeline, Place, Reference, Text, Violation};

/// The pipeline that made the evidence ran as it is laid down: its configuration comes from the project's own protected branch or tag, and every job that is required ran for the commit released, succeeded and could not have failed unnoticed. With `included` also: no file of the project overrides the job, and nothing is included that could; the project's configuration of this commit and its local includes are read for that, whatever the `rules` of an include are. What a job does is not seen: not its script, image and variables, not the content of included files, not the inputs and CI/CD variables handed to them. Asks GitLab (`--gitlab`).
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PipelineIntact {
    /// The jobs that are required, as patterns over their names; each must match a job, and every job that it matches is held to it.
    #[schemars(length(min = 1), extend("x-de" = "Die verlangten Jobs als Muster über ihre Namen; jedes muss einen Job treffen, und jeder getroffene Job wird daran gemessen."))]
    jobs: Vec<Pattern>,
    /// Where the configuration of pipelines must lie: a path in the project, or `path@group/project`.
    #[serde(default = "usual_path")]
    #[schemars(extend("x-de" = "Wo die Konfiguration der Pipelines liegen muss: ein Pfad im Projekt oder `Pfad@Gruppe/Projekt`."))]
    config: String,
    /// Whether the branch or tag must be protected that the pipeline ran on.
    #[serde(default = "yes")]
    #[schemars(extend("x-de" = "Ob der Zweig oder Tag geschützt sein muss, auf dem die Pipeline lief."))]
    protected_ref: bool,
    /// What may have started the pipeline, in GitLab's words (`push`, `schedule`, `web` …); anything when left out.
    #[serde(default)]
    #[schemars(extend("x-de" = "Wodurch die Pipeline gestartet sein darf, in GitLabs Worten (`push`, `schedule`, `web` …); ohne Angabe beliebig.", "minItems" = 1))]
    sources: Vec<String>,
    /// The jobs that have to come from an include alone, as patterns over their names: no file of the project may define one of that name, which would override it. Each must match a job of this pipeline, which may still run: the gate itself does.
    #[serde(default)]
    #[schemars(extend("x-de" = "Die Jobs, die allein aus einer Einbindung stammen müssen, als Muster über ihre Namen: Keine Datei des Projekts darf einen dieses Namens festlegen, denn damit wäre er überschrieben. Jedes muss einen Job dieser Pipeline treffen, der noch laufen darf: Das Gate selbst läuft noch.", "minItems" = 1))]
    included: Vec<Pattern>,
    /// What may be included besides local files of the project, as patterns: `remote:ADDRESS`, `template:NAME`, `component:ADDRESS@VERSION`, `project:PATH/FILE`, behind which stands `@` and the `integrity` or `ref` where there is one. With `included`, anything else is a violation, since it could override a job.
    #[serde(default)]
    #[schemars(extend("x-de" = "Was außer lokalen Dateien des Projekts eingebunden sein darf, als Muster: `remote:ADRESSE`, `template:NAME`, `component:ADRESSE@VERSION`, `project:PFAD/DATEI`, dahinter `@` und die `integrity` oder `ref`, falls angegeben. Mit `included` ist alles andere ein Verstoß, da es einen Job überschreiben könnte."))]
    includes: Vec<Pattern>,
    /// What the project's own files may say that counts for included jobs as well, as patterns over their keys: `default`, `variables`, `workflow` …, and hidden jobs (`.name`), which an included job may build on. With `included`, any other leaves the rule undecided.
    #[serde(default)]
    #[schemars(extend("x-de" = "Was die Dateien des Projekts festlegen dürfen, das auch für eingebundene Jobs gilt, als Muster über ihre Schlüssel: `default`, `variables`, `workflow` … und versteckte Jobs (`.name`), auf denen ein eingebundener Job aufbauen kann. Mit `included` lässt jeder andere die Regel offen."))]
    shared: Vec<Pattern>,
}

fn usual_path() -> String {
    ".gitlab-ci.yml".to_owned()
}

const fn yes() -> bool {
    true
}

impl Check for PipelineIntact {
    const ABOUT: About = About {
        id: "pipeline-intact",
        title: Words { en: "The pipeline ran as laid down", de: "Die Pipeline lief wie vorgesehen" },
        question: Words {
            en: "Does this pipeline's configuration come from a protected branch or tag, and did every required job run for this commit and succeed, neither overridden nor allowed to fail?",
            de: "Stammt die Konfiguration dieser Pipeline von einem geschützten Zweig oder Tag, und lief jeder verlangte Job für diesen Commit erfolgreich, ohne überschrieben zu sein und ohne scheitern zu dürfen?",
        },
        why: Words {
            en: "Evidence says nothing when the job that should make it was skipped, replaced or allowed to fail.",
            de: "Nachweise sagen nichts, wenn der Job, der sie erzeugen soll, übersprungen, ersetzt oder vom Scheitern ausgenommen wurde.",
        },
        remedy: Words {
            en: "Run the required jobs on the protected branch or tag without `allow_failure`, keep the pipeline's configuration in the project, and let no key in it have the name of an included job.",
            de: "Die verlangten Jobs auf dem geschützten Zweig oder Tag ohne `allow_failure` laufen lassen, die Konfiguration der Pipeline im Projekt halten und darin keinen Schlüssel nach einem eingebundenen Job benennen.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "CON.8.A10"),
            ("bsi-grundschutz-2023", "OPS.1.1.3.A6"),
            ("eu-cra", "Annex I Part I (2)(f)"),
            ("nist-ssdf", "PO.3.2"),
            ("osps-baseline", "OSPS-QA-03.01"),
            ("slsa", "Build L2"),
        ],
        example: "- check: pipeline-intact\n  with:\n    jobs: [sbom, \"scan:*\", test]\n    included: [freigabe]\n    includes:\n      - remote:https://gitlab.opencode.de/freigabe/freigabe/*@sha256-*\n    shared: [default, variables]\n  effect: block\n",
    };

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        if let Some((evidence, pipeline)) = fact::<Pipeline>(dossier, &mut examination) {
            let mut judge = Judge { check: self, evidence, pipeline, examination: &mut examination };
            judge.origin();
            judge.reference(dossier.release.reference.as_ref());
            for wanted in &self.jobs {
                judge.matching(wanted).into_iter().for_each(|job| judge.job(job));
            }
            let more = self.included.iter().filter(|wanted| !self.jobs.contains(wanted));
            more.for_each(|wanted| drop(judge.matching(wanted)));
            let is_asked = !self.included.is_empty() || !self.includes.is_empty();
            let not_seen_besides = || included::examine(self, pipeline, dossier, &mut examination);
            let remark = is_asked.then(not_seen_besides).flatten();
            examination.remarks.push(remark.unwrap_or_else(not_seen));
        }
        examination
    }
}

/// GitLab tells names and states of jobs. Its linter tells scripts, but puts the configuration together
/// anew when it is asked, and leaves out images and variables: what ran it cannot prove.
fn not_seen() -> Text {
    Text::new(
        "what the required jobs do was not seen: whoever may change the pipeline's configuration or a file that it includes can give a job of the same name another script, image or variables; `included` asks whether the project overrides a job, and evidence signed by its job (`signed-by`) shows more",
        "Was die verlangten Jobs tun, war nicht zu sehen: Wer die Konfiguration der Pipeline oder eine eingebundene Datei ändern darf, kann einem Job gleichen Namens ein anderes Skript, Image oder andere Variablen geben; ob das Projekt einen Job überschreibt, fragt `included`, und mehr zeigt ein vom Job signierter Nachweis (`signed-by`)",
    )
}

struct Judge<'e> {
    check: &'e PipelineIntact,
    evidence: &'e Evidence,
    pipeline: &'e Pipeline,
    examination: &'e mut Examination,
}

impl<'e> Judge<'e> {
    /// Where the configuration came from, and what started the pipeline.
    fn origin(&mut self) {
        let (check, pipeline) = (self.check, self.pipeline);
        let reference = &pipeline.reference;
        match seen(&pipeline.is_protected, self.examination) {
            Some(false) if check.protected_ref => {
                let message = Text::new(
                    format!("the pipeline ran on `{reference}`, which is not protected"),
                    format!("Die Pipeline lief auf `{reference}`; das ist nicht geschützt"),
                );
                self.violate(format!("ref-unprotected:{reference}"), reference, message);
            }
            _ => {}
        }
        if let Some(path) = seen(&pipeline.config_path, self.examination).filter(|path| ***path != check.config) {
            let wanted = &check.config;
            let message = Text::new(
                format!("the pipeline's configuration comes from `{path}`, and `{wanted}` is asked for"),
                format!("Die Konfiguration der Pipeline stammt aus `{path}`, verlangt ist `{wanted}`"),
            );
            self.violate("config-elsewhere".to_owned(), path, message);
        }
        let source = pipeline.source.as_deref().unwrap_or("not stated");
        if !check.sources.is_empty() && !check.sources.iter().any(|accepted| accepted == source) {
            let message = Text::new(
                format!("the pipeline was started by `{source}`, which is not accepted"),
                format!("Die Pipeline wurde durch `{source}` gestartet; das ist nicht zugelassen"),
            );
            self.violate("pipeline-source".to_owned(), source, message);
        }
    }

    /// The pipeline must have run on the tag or branch that is released.
    fn reference(&mut self, released: Option<&Reference>) {
        let (reference, is_tag) = (&self.pipeline.reference, self.pipeline.is_tag);
        let (name, wants_tag) = match released {
            Some(Reference::Tag(tag)) => (tag, true),
            Some(Reference::Branch(branch)) => (branch, false),
            None => return,
        };
        if **name != **reference || is_tag != wants_tag {
            let message = Text::new(
                format!("the pipeline ran on `{reference}`, and `{name}` is released"),
                format!("Die Pipeline lief auf `{reference}`, freigegeben wird `{name}`"),
            );
            self.violate(format!("ref-other:{reference}"), reference, message);
        }
    }

    /// Whether a job is of this pipeline or of a child in the same project.
    fn is_own(&self, job: &Job) -> bool {
        let pipeline = self.pipeline;
        let children = pipeline.children.iter().flatten().filter(|child| child.project == Some(pipeline.project));
        job.pipeline == pipeline.id || children.filter_map(|child| child.id).any(|id| id == job.pipeline)
    }

    /// The newest attempt of each job that a pattern matches. There has to be one, and none that was not seen.
    fn matching(&mut self, wanted: &Pattern) -> Vec<&'e Job> {
        let pipeline = self.pipeline;
        let matching = pipeline.jobs.iter().filter(|job| !job.is_repeated && wanted.matches(&job.name));
        let matching: Vec<&Job> = matching.filter(|job| self.is_own(job)).collect();
        if matching.is_empty() {
            self.absent(wanted);
        } else if wanted.as_str().contains(['*', '?', '[', '{']) {
            // A job with the whole name was seen; a pattern may match others that were not.
            self.hidden();
        }
        matching
    }

    /// There is no such job; it may be in a child pipeline that was not seen.
    fn absent(&mut self, wanted: &Pattern) {
        if self.hidden() {
            return;
        }
        let message = Text::new(
            format!("the required job `{wanted}` is not in this pipeline"),
            format!("Der verlangte Job `{wanted}` fehlt in dieser Pipeline"),
        );
        self.violate(format!("job-missing:{wanted}"), wanted.as_str(), message);
    }

    /// The child pipelines that were not seen, as gaps; whether there are any.
    fn hidden(&mut self) -> bool {
        let Some(children) = seen(&self.pipeline.children, self.examination) else { return true };
        let hidden: Vec<_> = children.iter().filter_map(|child| child.jobs.as_ref().err()).collect();
        self.examination.gaps.extend(hidden.iter().map(|unseen| gap(unseen)));
        !hidden.is_empty()
    }

    fn job(&mut self, job: &Job) {
        let name = &job.name;
        if job.status != JobStatus::Success {
            let status = job.status.name();
            let message = Text::new(
                format!("the required job `{name}` did not succeed: `{status}`"),
                format!("Der verlangte Job `{name}` war nicht erfolgreich: `{status}`"),
            );
            self.violate(format!("job-failed:{name}"), name, message);
        }
        if job.may_fail {
            let message = Text::new(
                format!("the required job `{name}` may fail without failing the pipeline (`allow_failure`)"),
                format!(
                    "Der verlangte Job `{name}` darf scheitern, ohne dass die Pipeline scheitert (`allow_failure`)"
                ),
            );
            self.violate(format!("job-may-fail:{name}"), name, message);
        }
        if job.commit.as_ref() != Some(&self.pipeline.commit) {
            let message = Text::new(
                format!("the required job `{name}` did not run for the commit of this pipeline"),
                format!("Der verlangte Job `{name}` lief nicht für den Commit dieser Pipeline"),
            );
            self.violate(format!("job-other-commit:{name}"), name, message);
        }
    }

    fn violate(&mut self, matter: String, subject: &str, message: Text) {
        let violation = Violation::new(matter, message).about(subject);
        self.examination.violations.push(violation.seen_in(self.evidence.id, Place::Whole));
    }
}
