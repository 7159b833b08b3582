// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::collections::{BTreeMap, BTreeSet};

use super::{
    evidence::judge_age,
    signers::signed_by,
    verified::{SummaryTerms, Target},
    *,
};
use crate::model::{
    Age, Claim, Commit, Evidence, Material, Pattern, Place, Provenance as Built, SignerTerms, Text, Violation,
    plain_repository,
};

/// Every artifact was built by a trusted builder from the commit that is released.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Provenance {
    /// The builders that are trusted, each with those who sign for it and the SLSA level that this proves.
    #[schemars(extend("x-de" = "Die Builder, denen vertraut wird, jeder mit denen, die für ihn signieren, und der SLSA-Stufe, die das belegt.", "minItems" = 1))]
    builders: Vec<BuilderTerms>,
    /// A pattern over the address of the source repository (without `git+`, reference and `.git`).
    #[serde(default)]
    #[schemars(extend("x-de" = "Ein Muster über die Adresse des Quell-Repositorys (ohne `git+`, Referenz und `.git`)."))]
    source: Option<Pattern>,
    /// The lowest level of SLSA's build track accepted. Unsigned provenance is level 1, whoever it names.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 3), extend("x-de" = "Die niedrigste Stufe des Build-Tracks von SLSA, die genügt. Unsignierte Herkunftsangaben sind Stufe 1, wen sie auch nennen."))]
    min_level: u8,
    /// Patterns over the build type; any when left out.
    #[serde(default)]
    #[schemars(extend("x-de" = "Muster über die Art des Builds (`buildType`); ohne Angabe jede.", "minItems" = 1))]
    build_types: Vec<Pattern>,
    /// Parameters that must have been given from outside, with patterns over their values.
    #[serde(default)]
    #[schemars(extend("x-de" = "Parameter, die von außen gesetzt gewesen sein müssen, mit Mustern über ihre Werte."))]
    parameters: BTreeMap<String, Pattern>,
    /// Whether no other parameters may have been given. GitLab's runner lists the name of every CI variable.
    #[serde(default)]
    #[schemars(extend("x-de" = "Ob keine anderen Parameter gesetzt gewesen sein dürfen. GitLabs Runner führt die Namen aller CI-Variablen auf."))]
    no_other_parameters: bool,
    /// Patterns over the addresses of what went into the build, each of which must match one; any when left out.
    #[serde(default)]
    #[schemars(extend("x-de" = "Muster über die Adressen dessen, was in den Build einging; jede muss auf eines passen. Ohne Angabe beliebige.", "minItems" = 1))]
    materials: Vec<Pattern>,
    /// The greatest age of the build.
    #[serde(default)]
    #[schemars(extend("x-de" = "Das Höchstalter des Builds."))]
    max_age: Option<Age>,
    /// A summary by another verifier that is accepted in place of provenance.
    #[serde(default)]
    #[schemars(extend("x-de" = "Eine Zusammenfassung einer anderen Prüfstelle, die anstelle der Herkunftsangabe genügt."))]
    summary: Option<SummaryTerms>,
}

/// A builder, those who sign for it, and what that proves: one row of the roots of trust (SLSA,
/// "Verifying artifacts", step 1).
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct BuilderTerms {
    /// A pattern over `builder.id`.
    id: Pattern,
    /// Who signs for it; without any it proves level 1 at most.
    #[serde(default)]
    signers: Vec<SignerTerms>,
    /// The level that a signature by one of them proves.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 3))]
    level: u8,
}

const fn one() -> u8 {
    1
}

impl Check for Provenance {
    const ABOUT: About = About {
        id: "provenance",
        title: Words { en: "Built by whom and from what it should be", de: "Gebaut, von wem und woraus es soll" },
        question: Words {
            en: "Does provenance show that every artifact was built by a trusted builder, from the repository and commit that are released?",
            de: "Belegt eine Herkunftsangabe, dass jedes Artefakt von einem vertrauenswürdigen Builder aus dem freizugebenden Repository und Commit gebaut wurde?",
        },
        why: Words {
            en: "Sources that were reviewed say nothing about an artifact that was built from others.",
            de: "Geprüfte Quellen sagen nichts über ein Artefakt, das aus anderen gebaut wurde.",
        },
        remedy: Words {
            en: "Let the build attest its provenance (SLSA) and sign it with an identity that only the builder has; release what was built from the tagged commit.",
            de: "Den Build seine Herkunft (SLSA) bescheinigen und mit einer Identität signieren lassen, die nur der Builder hat; ausliefern, was aus dem getaggten Commit gebaut wurde.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "SYS.1.6.A12"),
            ("bsi-grundschutz-2023", "CON.8.A10"),
            ("eu-cra", "Annex I Part I (2)(f)"),
            ("nist-ssdf", "PS.3.2"),
            ("slsa", "Build L1"),
        ],
        example: "- check: provenance\n  with:\n    builders:\n      - id: \"https://gitlab.example.org/group/app/-/runners/*\"\n        signers: [{ key: builder }]\n        level: 2\n    source: https://gitlab.example.org/group/app\n    min_level: 2\n  effect: block\n",
    };
    const WAY_TO_EVIDENCE: Words = Self::ABOUT.remedy;

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let mut counting: Vec<(&Evidence, &Built)> = Vec::new();
        for evidence in &dossier.evidence {
            if let Claim::Provenance(built) = &evidence.statement.claim
                && counts(evidence, &mut examination)
            {
                counting.push((evidence, built));
            }
        }
        let targets: Vec<Target<'_>> =
            dossier.artifacts().map(|(index, artifact)| Target::Artifact(index, &artifact.name)).collect();
        if targets.is_empty() {
            let message = Text::new(
                "no artifact is named, so there is nothing whose origin could be looked at; name it with `--artifact`",
                "Es ist kein Artefakt benannt, dessen Herkunft zu prüfen wäre; mit `--artifact` angeben",
            );
            examination.gap("no-artifact", message);
        }
        for target in targets {
            self.judge_target(target, &counting, dossier, &mut examination);
        }
        examination
    }
}

impl Provenance {
    /// One piece of provenance that holds is enough. What speaks against others is told as a remark then.
    fn judge_target(
        &self,
        target: Target<'_>,
        counting: &[(&Evidence, &Built)],
        dossier: &Dossier,
        examination: &mut Examination,
    ) {
        if let Some(id) = self.summary.as_ref().and_then(|summary| summary.holding(target, dossier)) {
            examination.rely_on(id);
            return;
        }
        let name = target.name();
        let judged: Vec<(&Evidence, Examination)> = counting
            .iter()
            .filter(|(evidence, _)| target.is_named_by(evidence))
            .map(|(evidence, built)| (*evidence, self.judge(evidence, built, dossier)))
            .collect();
        let holds = |judged: &Examination| judged.violations.is_empty() && judged.gaps.is_empty();
        judged.iter().for_each(|(evidence, _)| examination.rely_on(evidence.id));
        if judged.is_empty() {
            let message = Text::new(
                format!("`{name}`: no provenance names its digest"),
                format!("`{name}`: Keine Herkunftsangabe nennt den Hashwert"),
            );
            examination.gap(format!("no-provenance:{name}"), message);
        } else if judged.iter().any(|(_, judged)| holds(judged)) {
            for (evidence, _) in judged.iter().filter(|(_, judged)| !holds(judged)) {
                let path = &evidence.origin.path;
                examination.remarks.push(Text::new(
                    format!("`{path}` is provenance of `{name}` too and does not hold; another one does"),
                    format!(
                        "`{path}` ist ebenfalls eine Herkunftsangabe zu `{name}` und genügt nicht; eine andere genügt"
                    ),
                ));
            }
        } else {
            for (_, judged) in judged {
                examination.violations.extend(judged.violations);
                examination.gaps.extend(judged.gaps);
            }
        }
    }

    /// What speaks against one piece of provenance.
    fn judge(&self, evidence: &Evidence, built: &Built, dossier: &Dossier) -> Examination {
        let mut judged = Examination::default();
        let mut violate = |matter: String, message: Text| {
            let violation = Violation::new(matter, message).about(evidence.origin.path.as_ref());
            judged.violations.push(violation.seen_in(evidence.id, Place::Whole));
        };
        if let Some((matter, message)) = self.wrong_builder(evidence, built, dossier) {
            violate(matter.to_owned(), message);
        }
        if !self.build_types.is_empty() && !self.build_types.iter().any(|pattern| pattern.matches(&built.build_type)) {
            let got = &built.build_type;
            violate(
                "build-type".to_owned(),
                Text::new(
                    format!("the build type `{got}` is not one of those accepted"),
                    format!("Die Art des Builds `{got}` ist nicht zugelassen"),
                ),
            );
        }
        self.wrong_parameters(built).into_iter().for_each(|(matter, message)| violate(matter, message));
        self.wrong_materials(built).into_iter().for_each(|(matter, message)| violate(matter, message));
        match &dossier.release.commit {
            Some(commit) => {
                if let Some((matter, message)) = self.wrong_source(built, commit) {
                    violate(matter.to_owned(), message);
                }
            }
            None => judged.gap("commit-unknown", Text::new(
                "the commit of this release is not known, so nobody can tell whether it was built from it; name it with `--commit`",
                "Der Commit dieses Releases ist nicht bekannt; ob daraus gebaut wurde, ist nicht zu erkennen; mit `--commit` angeben",
            )),
        }
        if let Some(max_age) = self.max_age {
            judge_age(evidence, max_age, dossier.at, &mut judged);
        }
        judged
    }

    /// What is wrong with the builder, by the highest level that any row proves.
    fn wrong_builder(&self, evidence: &Evidence, built: &Built, dossier: &Dossier) -> Option<(&'static str, Text)> {
        let builder = &built.builder;
        let rows = self.builders.iter().filter(|row| row.id.matches(builder));
        let proves = |row: &BuilderTerms| match evidence.trust.accepted(&row.signers, &dossier.release).is_empty() {
            true => 1,
            false => row.level,
        };
        let Some(level) = rows.map(proves).max() else {
            return Some((
                "unknown-builder",
                Text::new(
                    format!("the builder `{builder}` is not one of those trusted"),
                    format!("Dem Builder `{builder}` wird nicht vertraut"),
                ),
            ));
        };
        let wanted = self.min_level;
        let signers = match evidence.trust.is_signed() {
            true => signed_by(evidence.trust.signers()),
            false => "-".to_owned(),
        };
        (level < wanted).then(|| ("level", Text::new(
            format!("wanted SLSA Build L{wanted}, got L{level} (builder `{builder}`, signed by {signers})"),
            format!("Verlangt ist SLSA Build L{wanted}, belegt ist L{level} (Builder `{builder}`, signiert von {signers})"),
        )))
    }

    /// Whether the source and its commit are among what went into the build, as one material.
    fn wrong_source(&self, built: &Built, commit: &Commit) -> Option<(&'static str, Text)> {
        let is_source = |material: &&Material| match &self.source {
            Some(pattern) => material.repository().is_some_and(|repository| {
                pattern.matches(repository)
                    || pattern.as_str() == repository
                    || plain_repository(pattern.as_str()) == repository
            }),
            None => material.commit.is_some(),
        };
        let sources: Vec<&Material> = built.config_source.iter().chain(&built.materials).filter(is_source).collect();
        let is_released = |material: &&&Material| material.commit.as_ref() == Some(commit);
        let released: BTreeSet<_> = sources.iter().filter(is_released).map(|material| material.repository()).collect();
        // One repository at two commits: nobody can tell which of them was built.
        let same = sources.iter().filter(|material| released.contains(&material.repository()));
        let mut commits = same.filter(|material| material.repository().is_some()).filter_map(|it| it.commit.as_ref());
        let beside = commits.find(|other| *other != commit);
        if !released.is_empty() && beside.is_none() {
            return None;
        }
        let wanted = self.source.as_ref().map_or("-", Pattern::as_str);
        let Some(other) = beside.or_else(|| sources.iter().find_map(|material| material.commit.as_ref())) else {
            return Some((
                "wrong-source",
                Text::new(
                    format!("nothing that went into the build is the source repository (`{wanted}`) at a commit"),
                    format!("Nichts, was in den Build einging, ist das Quell-Repository (`{wanted}`) mit einem Commit"),
                ),
            ));
        };
        Some((
            "wrong-commit",
            Text::new(
                format!("wanted a build from commit {commit}, got one from {other}"),
                format!("Verlangt ist ein Build aus dem Commit {commit}, dieser ist aus {other}"),
            ),
        ))
    }

    fn wrong_parameters(&self, built: &Built) -> Vec<(String, Text)> {
        let mut wrong = Vec::new();
        for (name, pattern) in &self.parameters {
            let got = built.parameters.get(name.as_str());
            if !got.is_some_and(|value| pattern.matches(value)) {
                let shown = got.map_or_else(
                    || "-".to_owned(),
                    |value| format!("`{}`", value.chars().take(80).collect::<String>()),
                );
                wrong.push((
                    format!("parameter:{name}"),
                    Text::new(
                        format!("wanted the parameter `{name}` to be `{pattern}`, got {shown}"),
                        format!("Der Parameter `{name}` muss `{pattern}` sein, er ist {shown}"),
                    ),
                ));
            }
        }
        let other = built.parameters.keys().filter(|name| !self.parameters.contains_key(&***name));
        if self.no_other_parameters {
            wrong.extend(other.map(|name| {
                (
                    format!("parameter:{name}"),
                    Text::new(
                        format!("the parameter `{name}` is not one of those accepted"),
                        format!("Der Parameter `{name}` ist nicht zugelassen"),
                    ),
                )
            }));
        }
        wrong
    }

    fn wrong_materials(&self, built: &Built) -> Vec<(String, Text)> {
        let is_accepted = |material: &&Material| {
            let uri = material.uri.as_deref().unwrap_or_default();
            self.materials.is_empty() || self.materials.iter().any(|pattern| pattern.matches_purl(uri))
        };
        let wrong = built.materials.iter().filter(|material| !is_accepted(material));
        wrong
            .map(|material| {
                let shown = material.shown();
                (
                    format!("material:{shown}"),
                    Text::new(
                        format!("`{shown}` went into the build and is from no place that is accepted"),
                        format!("`{shown}` ging in den Build ein und stammt von keiner zugelassenen Stelle"),
                    ),
                )
            })
            .collect()
    }
}
