// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Whether the address that the file names is the project's.

use super::{Publiccode, differing};
use crate::model::{Dossier, Evidence, Examination, Fact, Gap, Project, Text};

impl Publiccode {
    /// Holds the address against the one that the policy names, or else against that of the CI job or of
    /// the project on GitLab.
    pub(super) fn compare_url(
        &self,
        evidence: &Evidence,
        project: &Project,
        dossier: &Dossier,
        examination: &mut Examination,
    ) {
        let of_forge = || {
            dossier
                .facts()
                .find_map(|(_, fact)| if let Fact::Project(project) = fact { Some(&*project.url) } else { None })
        };
        let given = self.url.as_deref().or(dossier.release.project_url.as_deref());
        let Some(own) = given.or_else(of_forge) else {
            let message = Text::new(
                "the address of the project is not known (`CI_PROJECT_URL` is not set); name it with `url`, or leave `url` out of `compare`",
                "Die Adresse des Vorhabens ist nicht bekannt (`CI_PROJECT_URL` ist nicht gesetzt); mit `url` benennen oder `url` aus `compare` streichen",
            );
            examination.gaps.push(Gap { matters: "url-unknown".into(), message, evidence: Some(evidence.id) });
            return;
        };
        let stated = &project.url;
        // One that is missing is a mistake that was told before.
        if !stated.is_empty() && repository(stated) != repository(own) {
            let message = Text::new(
                format!("`url` is `{stated}`, and the project's address is `{own}`"),
                format!("`url` ist `{stated}`, die Adresse des Vorhabens aber `{own}`"),
            );
            examination.violations.push(differing(evidence, "url-differs", message));
        }
    }
}

/// Host and path of a repository, however it is reached: without scheme, account and final `.git`.
fn repository(url: &str) -> (String, &str) {
    let rest = url.trim().split_once("://").map_or(url.trim(), |(_, rest)| rest);
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = authority.rsplit('@').next().unwrap_or(authority).to_lowercase();
    let host = [":443", ":80"].iter().find_map(|port| host.strip_suffix(port)).unwrap_or(&host).to_owned();
    let path = path.trim_end_matches('/');
    (host, path.strip_suffix(".git").unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_repository_has_several_addresses() {
        let own = repository("https://gitlab.example.org/group/project");
        for same in [
            "https://gitlab.example.org/group/project.git",
            "http://GitLab.example.org/group/project/",
            "https://git@gitlab.example.org:443/group/project.git/",
        ] {
            assert_eq!(repository(same), own, "{same}");
        }
        for other in ["https://gitlab.example.org/group/project2", "https://gitlab.example.org:8443/group/project"] {
            assert_ne!(repository(other), own, "{other}");
        }
    }
}
