// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Which GitLab, which project, which pipeline, and with what token.

use std::{fmt, path::Path, sync::Arc};

use crate::{
    collect::{
        file,
        network::{NetworkFlags, SMALL, Variables},
    },
    remote::{Address, Bounds, Clock, Connection, Fault, Remote, Token, TokenHeader},
};

/// What is needed to ask GitLab.
#[derive(Clone, Debug)]
pub struct GitLabSettings {
    /// The address of the API (`https://gitlab.example/api/v4`).
    pub api: Address,
    /// The project: its number or its path.
    pub project: String,
    /// The number of the pipeline whose jobs made the evidence.
    pub pipeline: u64,
    /// The number of the job that this runs in.
    pub job: Option<u64>,
    /// The branch that merge requests go into, as the job's variables name it.
    pub default_branch: Option<Box<str>>,
    /// The job token. It is given for the server that the job's variables name and goes to no other.
    pub job_token: Option<Token>,
    /// A token that may read more.
    pub read_token: Option<Token>,
    /// A token that may write.
    pub api_token: Option<Token>,
    /// The number of the merge request that the job runs for.
    pub merge_request: Option<u64>,
    /// The address of the page of the job.
    pub job_url: Option<Box<str>>,
    /// What to connect with.
    pub connection: Connection,
    /// Where everything ends.
    pub bounds: Bounds,
}

impl GitLabSettings {
    /// The server, with every token of the run, so that none comes back from it.
    pub fn remote(&self, clock: Arc<dyn Clock>) -> Result<Remote, Fault> {
        let tokens = [&self.job_token, &self.read_token, &self.api_token].into_iter().flatten().cloned().collect();
        Remote::new(self.api.clone(), &self.connection, tokens, (self.bounds, clock))
    }
}

/// What the command line says about GitLab.
#[derive(Clone, Debug, Default)]
pub struct GitLabFlags<'a> {
    /// The address of the server; `None` for that of the job.
    pub url: Option<&'a str>,
    /// The project; `None` for that of the job.
    pub project: Option<&'a str>,
    /// The pipeline; `None` for that of the job.
    pub pipeline: Option<u64>,
    /// The way to the server.
    pub network: NetworkFlags<'a>,
}

/// Why GitLab cannot be asked.
#[derive(Debug)]
pub enum GitLabError {
    /// Neither the command line nor the job names it: what, and the flag.
    Missing(&'static str, &'static str),
    /// The address of the server is none.
    NotAnAddress,
    /// A variable or file holds no token: its name.
    NotAToken(String),
    /// A variable is no number: its name.
    NotANumber(&'static str),
    /// A file could not be read.
    Unreadable(file::ReadFailure),
}

impl fmt::Display for GitLabError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(what, flag) => {
                write!(
                    f,
                    "`--gitlab`: {what} is not known\n  help: name it with `{flag}`, or run in a job of GitLab CI"
                )
            }
            Self::NotAnAddress => write!(f, "`--gitlab`: {}", crate::remote::NotAnAddress),
            Self::NotAToken(name) => {
                write!(f, "`{name}` holds no token\n  help: a token is one line of visible ASCII characters")
            }
            Self::NotANumber(name) => write!(f, "`{name}` is no number"),
            Self::Unreadable(failure) => write!(f, "{failure}"),
        }
    }
}

/// The settings from the command line and, where it is silent, the variables of the job.
pub fn gitlab_settings(flags: &GitLabFlags<'_>) -> Result<GitLabSettings, GitLabError> {
    settings(flags, &|name| std::env::var(name).ok())
}

fn settings(flags: &GitLabFlags<'_>, variables: Variables<'_>) -> Result<GitLabSettings, GitLabError> {
    let set = |name: &str| variables(name).filter(|value| !value.is_empty());
    let of_job = set("CI_API_V4_URL").or_else(|| set("CI_SERVER_URL")).map(|url| api(&url)).transpose()?;
    let of_flag = flags.url.map(api).transpose()?;
    let api = of_flag.or_else(|| of_job.clone()).ok_or(GitLabError::Missing("the server", "--gitlab=URL"))?;
    let is_at_home = of_job.is_some_and(|of_job| of_job.origin() == api.origin());
    let project = flags.project.map(str::to_owned).or_else(|| set("CI_PROJECT_ID"));
    let pipeline = match flags.pipeline {
        Some(pipeline) => Some(pipeline),
        None => number("CI_PIPELINE_ID", &set)?,
    };
    let job_token = set("CI_JOB_TOKEN").filter(|_| is_at_home);
    let job_token = job_token.map(|text| token("CI_JOB_TOKEN", &text, TokenHeader::JobToken)).transpose()?;
    let connection = flags.network.connection(&set).map_err(GitLabError::Unreadable)?;
    Ok(GitLabSettings {
        api,
        project: project.ok_or(GitLabError::Missing("the project", "--gitlab-project"))?,
        pipeline: pipeline.ok_or(GitLabError::Missing("the pipeline", "--gitlab-pipeline"))?,
        job: number("CI_JOB_ID", &set)?,
        default_branch: set("CI_DEFAULT_BRANCH").map(Into::into),
        job_token,
        read_token: access_token("FREIGABE_READ_TOKEN", "FREIGABE_READ_TOKEN_FILE", &set)?,
        api_token: access_token("FREIGABE_API_TOKEN", "FREIGABE_API_TOKEN_FILE", &set)?,
        merge_request: number("CI_MERGE_REQUEST_IID", &set)?,
        job_url: set("CI_JOB_URL").map(Into::into),
        connection,
        bounds: flags.network.bounds(),
    })
}

/// The address of the API of a server that is named with or without it.
fn api(url: &str) -> Result<Address, GitLabError> {
    let plain = url.trim_end_matches('/');
    let whole = if plain.ends_with("/api/v4") { plain.to_owned() } else { format!("{plain}/api/v4") };
    whole.parse().map_err(|_| GitLabError::NotAnAddress)
}

/// A token from the variable `value` or the file that the variable `file` names. It is given for the
/// server that is asked, whichever that is.
fn access_token(value: &str, file: &str, set: Variables<'_>) -> Result<Option<Token>, GitLabError> {
    if let Some(text) = set(value) {
        return token(value, &text, TokenHeader::Bearer).map(Some);
    }
    let Some(path) = set(file) else { return Ok(None) };
    let bytes = file::read(Path::new(&path), SMALL).map_err(GitLabError::Unreadable)?;
    let text = String::from_utf8(bytes).map_err(|_| GitLabError::NotAToken(file.to_owned()))?;
    token(file, &text, TokenHeader::Bearer).map(Some)
}

fn token(name: &str, text: &str, header: TokenHeader) -> Result<Token, GitLabError> {
    Token::new(text, header).map_err(|_| GitLabError::NotAToken(name.to_owned()))
}

fn number(name: &'static str, set: Variables<'_>) -> Result<Option<u64>, GitLabError> {
    set(name).map(|text| text.parse().map_err(|_| GitLabError::NotANumber(name))).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    const JOB: &[(&str, &str)] = &[
        ("CI_API_V4_URL", "https://gitlab.example/api/v4"),
        ("CI_PROJECT_ID", "17"),
        ("CI_PIPELINE_ID", "42"),
        ("CI_JOB_ID", "7"),
        ("CI_JOB_TOKEN", "secret-job-token"),
    ];

    fn with(flags: &GitLabFlags<'_>, variables: &[(&str, &str)]) -> Result<GitLabSettings, GitLabError> {
        settings(flags, &|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    fn flags() -> GitLabFlags<'static> {
        let network = NetworkFlags { seconds: 600, ..NetworkFlags::default() };
        GitLabFlags { network, ..GitLabFlags::default() }
    }

    #[test]
    fn a_job_needs_no_flags() {
        let settings = with(&flags(), JOB).unwrap();
        assert_eq!(settings.api.to_string(), "https://gitlab.example/api/v4");
        assert_eq!((settings.project.as_str(), settings.pipeline, settings.job), ("17", 42, Some(7)));
        assert!(settings.job_token.is_some() && settings.read_token.is_none());
        assert!(!format!("{settings:?}").contains("secret"));
    }

    #[test]
    fn a_job_token_goes_to_no_other_server() {
        for url in ["https://other.example", "http://gitlab.example", "https://gitlab.example:8443"] {
            let settings = with(&GitLabFlags { url: Some(url), ..flags() }, JOB).unwrap();
            assert!(settings.job_token.is_none(), "{url}");
        }
        let settings = with(&GitLabFlags { url: Some("https://GitLab.example:443/"), ..flags() }, JOB).unwrap();
        assert!(settings.job_token.is_some());
    }

    #[test]
    fn what_is_missing_is_named_with_its_flag() {
        for (left_out, flag) in [
            ("CI_API_V4_URL", "--gitlab=URL"),
            ("CI_PROJECT_ID", "--gitlab-project"),
            ("CI_PIPELINE_ID", "--gitlab-pipeline"),
        ] {
            let rest: Vec<(&str, &str)> = JOB.iter().copied().filter(|(name, _)| *name != left_out).collect();
            assert!(with(&flags(), &rest).unwrap_err().to_string().contains(flag));
        }
    }

    #[test]
    fn a_token_that_is_none_is_named_and_never_shown() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        std::fs::write(&path, "two words here\n").unwrap();
        let path = path.display().to_string();
        for (name, value) in [
            ("FREIGABE_READ_TOKEN", "two words here"),
            ("FREIGABE_READ_TOKEN_FILE", path.as_str()),
            ("CI_JOB_TOKEN", "two words here"),
        ] {
            let all: Vec<(&str, &str)> = [(name, value)].into_iter().chain(JOB.iter().copied()).collect();
            let error = with(&flags(), &all).unwrap_err().to_string();
            assert!(error.contains(name) && !error.contains("two words"), "{error}");
        }
    }
}
