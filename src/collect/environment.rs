// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The variables of the environment that count, read once.

use std::fmt;

use crate::model::{Commit, Reference};

/// The variables of the environment that count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// The commit of the CI job (`CI_COMMIT_SHA`).
    pub commit: Option<Commit>,
    /// The tag or branch of the CI job (`CI_COMMIT_TAG`, `CI_COMMIT_BRANCH`, `CI_MERGE_REQUEST_SOURCE_BRANCH_NAME`).
    pub reference: Option<Reference>,
    /// The address of the CI job's page (`CI_JOB_URL`).
    pub job_url: Option<String>,
    /// The address of the project of the CI job (`CI_PROJECT_URL`).
    pub project_url: Option<String>,
    /// Whether this is a GitLab job (`GITLAB_CI`).
    pub gitlab_ci: bool,
    /// Whether colour is unwanted (`NO_COLOR`, see no-color.org).
    pub no_color: bool,
    /// Whether colour is wanted (`FORCE_COLOR`, see force-color.org).
    pub force_color: bool,
    /// Whether the terminal knows no colour (`TERM=dumb`).
    pub dumb_terminal: bool,
}

/// A variable whose value cannot be what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentError {
    variable: &'static str,
    value: String,
}

impl fmt::Display for EnvironmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { variable, value } = self;
        write!(f, "`{variable}` is no full commit id: `{}`", value.escape_debug())?;
        f.write_str("\n  help: unset the variable, or name the commit with `--commit`")
    }
}

/// The environment of this process.
pub fn environment() -> Result<Environment, EnvironmentError> {
    read(|name| std::env::var(name).ok())
}

/// The passphrase of private keys (`FREIGABE_PASSPHRASE`), where it is set.
pub fn passphrase() -> Option<Vec<u8>> {
    let value = std::env::var("FREIGABE_PASSPHRASE").ok()?;
    (!value.is_empty()).then(|| value.into_bytes())
}

fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Environment, EnvironmentError> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let commit = set("CI_COMMIT_SHA")
        .map(|value| value.parse::<Commit>().map_err(|_| EnvironmentError { variable: "CI_COMMIT_SHA", value }));
    let branch = || set("CI_COMMIT_BRANCH").or_else(|| set("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"));
    Ok(Environment {
        commit: commit.transpose()?,
        reference: set("CI_COMMIT_TAG").map(Reference::Tag).or_else(|| branch().map(Reference::Branch)),
        job_url: set("CI_JOB_URL"),
        project_url: set("CI_PROJECT_URL"),
        gitlab_ci: set("GITLAB_CI").is_some(),
        no_color: set("NO_COLOR").is_some(),
        force_color: set("FORCE_COLOR").is_some_and(|value| value != "0"),
        dumb_terminal: set("TERM").is_some_and(|value| value == "dumb"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Result<Environment, EnvironmentError> {
        let find = |name: &str| variables.iter().find(|(known, _)| *known == name);
        read(|name| find(name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn a_tag_goes_before_a_branch() {
        let both = with(&[("CI_COMMIT_TAG", "v1"), ("CI_COMMIT_BRANCH", "main")]).unwrap();
        assert_eq!(both.reference, Some(Reference::Tag("v1".into())));
        let request = with(&[("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "topic")]).unwrap();
        assert_eq!(request.reference, Some(Reference::Branch("topic".into())));
    }

    #[test]
    fn a_commit_that_is_none_is_an_error_and_never_ignored() {
        assert!(with(&[("CI_COMMIT_SHA", "abc")]).is_err());
        assert_eq!(with(&[("CI_COMMIT_SHA", "")]).unwrap(), Environment::default());
    }
}
