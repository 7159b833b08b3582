// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Whether the licence that the file names is the project's.

use spdx::Expression;

use super::{Publiccode, differing};
use crate::{
    checks::license::{OwnLicense, understand},
    model::{Dossier, Evidence, Examination, Gap, Project, Text},
};

impl Publiccode {
    /// Holds the licence against the one that the policy names, or else against the texts of licences
    /// beside the file.
    pub(super) fn compare_license(
        &self,
        evidence: &Evidence,
        project: &Project,
        dossier: &Dossier,
        examination: &mut Examination,
    ) {
        // A licence that is none is a mistake that was told before.
        let Some(stated) = understand(&project.license).map(|understood| understood.expression) else { return };
        let license = &project.license;
        if let Some(OwnLicense(own)) = &self.license {
            let same = understand(own).is_some_and(|own| own.expression == stated);
            if !same {
                let message = Text::new(
                    format!("`legal.license` is `{license}`, and the project's licence is `{own}`"),
                    format!("`legal.license` ist `{license}`, die Lizenz des Vorhabens aber `{own}`"),
                );
                examination.violations.push(differing(evidence, "license-differs", message));
            }
            return;
        }
        let texts =
            dossier.projects().filter(|(other, project)| other.bond.counts() && !project.license_texts.is_empty());
        let mut compared = false;
        for (other, project) in texts {
            compared = true;
            examination.rely_on(other.id);
            if let Some(missing) = without_text(&stated, &project.license_texts) {
                let list = project.license_texts.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
                let message = Text::new(
                    format!(
                        "`legal.license` is `{license}`, and `LICENSES` has no text of `{missing}`, only of {list}"
                    ),
                    format!(
                        "`legal.license` ist `{license}`; in `LICENSES` fehlt der Text von `{missing}`, dort liegt nur {list}"
                    ),
                );
                examination.violations.push(differing(evidence, "license-differs", message));
            }
        }
        if !compared {
            examination.gaps.push(unknown(evidence));
        }
    }
}

/// The first licence or exception of an expression that has no text.
fn without_text(expression: &Expression, texts: &[Box<str>]) -> Option<String> {
    let has = |name: &str| texts.iter().any(|text| text.eq_ignore_ascii_case(name));
    let names = expression.requirements().flat_map(|requirement| {
        let written = requirement.req.to_string();
        let names = written.split(" WITH ").map(str::to_owned).collect::<Vec<_>>();
        names.into_iter()
    });
    names.into_iter().find(|name| !has(name))
}

fn unknown(evidence: &Evidence) -> Gap {
    let message = Text::new(
        "the project's licence is not known otherwise; keep its text in `LICENSES` (REUSE), name it with `license`, or leave `license` out of `compare`",
        "Die Lizenz des Vorhabens ist sonst nicht bekannt; ihren Text in `LICENSES` ablegen (REUSE), sie mit `license` benennen oder `license` aus `compare` streichen",
    );
    Gap { matters: "license-unknown".into(), message, evidence: Some(evidence.id) }
}
