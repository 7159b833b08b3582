// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Waivers: dated, reasoned, approved exceptions.

use super::{
    Mistake, Policy, Rule,
    bind::{fail_on, moment, read, read_yaml},
    file::{WaiverEntry, WaiverFile},
    shape::Source,
};
use crate::model::{
    AppliedWaiver, Artifact, Package, Pattern, Reference, Release, Severity, Timestamp, VersionRange, WaiverState,
};

mod survey;

/// A file of waivers, read and not yet understood.
pub struct WaiverSource<'a> {
    /// Its path, as a report names it.
    pub path: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// What a violation or gap concerns, as far as scopes ask.
#[derive(Clone, Copy, Debug)]
pub struct Concern<'a> {
    /// What it is about; empty for the release as a whole.
    pub subject: &'a str,
    /// The component, where it is about one.
    pub component: Option<&'a Package>,
    /// The artifacts concerned.
    pub artifacts: &'a [&'a Artifact],
    /// The release.
    pub release: &'a Release,
}

/// A dated, reasoned, approved exception for one matter.
#[derive(Clone, Debug)]
pub struct Waiver {
    matter: String,
    rules: Vec<String>,
    subject: Option<Pattern>,
    versions: Option<VersionRange>,
    artifact: Option<Pattern>,
    branch: Option<Pattern>,
    environment: Option<Pattern>,
    reason: String,
    owner: String,
    approver: String,
    second_approver: Option<String>,
    created: Timestamp,
    expires: Timestamp,
    place: String,
    signed_by: Vec<String>,
}

impl Waiver {
    /// The same, signed by these.
    pub fn signed_by(self, names: Vec<String>) -> Self {
        Self { signed_by: names, ..self }
    }

    /// The matter that it waives.
    pub fn matter(&self) -> &str {
        &self.matter
    }

    /// Whether its scope takes in what `rule` says about `concern`. What is not known is not in scope.
    pub fn reaches(&self, rule: &Rule, concern: &Concern<'_>) -> bool {
        let in_rule = self.rules.is_empty() || self.rules.iter().any(|id| *id == rule.id || id == rule.check);
        let Concern { subject, component, artifacts, release } = concern;
        let version = |range: &VersionRange| component.is_some_and(|component| range.takes_in(component));
        let artifact = |pattern: &Pattern| {
            !artifacts.is_empty() && artifacts.iter().all(|artifact| pattern.matches(&artifact.name))
        };
        let branch =
            |pattern: &Pattern| matches!(&release.reference, Some(Reference::Branch(name)) if pattern.matches(name));
        let environment = |pattern: &Pattern| release.environment.as_deref().is_some_and(|name| pattern.matches(name));
        rule.waivable
            && in_rule
            && self.subject.as_ref().is_none_or(|pattern| pattern.matches_purl(subject))
            && self.versions.as_ref().is_none_or(version)
            && self.artifact.as_ref().is_none_or(artifact)
            && self.branch.as_ref().is_none_or(branch)
            && self.environment.as_ref().is_none_or(environment)
    }

    /// Whether it holds longer than the policy lets one hold for findings of this severity.
    pub fn holds_too_long_for(&self, severity: Severity, policy: &Policy) -> bool {
        policy.longest_waiver_for.get(&severity).is_some_and(|longest| self.expires > longest.after(self.created))
    }

    /// What has become of it at `at`; `warn_from` is the moment from which its end is near.
    pub fn state(&self, at: Timestamp, policy: &Policy) -> WaiverState {
        match () {
            () if at < self.created => WaiverState::NotYetValid,
            () if at >= self.expires => WaiverState::Expired,
            () if at >= policy.warn_before.before(self.expires) => WaiverState::ExpiresSoon,
            () => WaiverState::Valid,
        }
    }

    /// The waiver as a report names it, valid and without a match so far.
    pub fn report(&self, state: WaiverState) -> AppliedWaiver {
        AppliedWaiver {
            matter: self.matter.clone(),
            rules: self.rules.clone(),
            subject: self.subject.as_ref().map(ToString::to_string),
            reason: self.reason.clone(),
            owner: self.owner.clone(),
            approver: self.approver.clone(),
            second_approver: self.second_approver.clone(),
            limits: self.limits(),
            created: self.created,
            expires: self.expires,
            place: self.place.clone(),
            signed_by: self.signed_by.clone(),
            state,
            matches: 0,
            too_long_for: 0,
        }
    }

    /// What it is limited to besides rules and subject.
    fn limits(&self) -> Vec<(&'static str, String)> {
        let patterns = [("artifact", &self.artifact), ("branch", &self.branch), ("environment", &self.environment)];
        let patterns = patterns.into_iter().filter_map(|(key, pattern)| Some((key, pattern.as_ref()?.to_string())));
        self.versions.iter().map(|range| ("versions", range.to_string())).chain(patterns).collect()
    }
}

/// A file of waivers as the JSON of a statement, whatever it was written in.
pub fn waivers_as_json(file: &WaiverSource<'_>) -> Result<serde_json::Value, Vec<Mistake>> {
    read_yaml(file.path, file.bytes).map(|yaml| yaml.value)
}

/// Reads a file of waivers for `policy`. An error lists every mistake, ordered by place.
pub fn bind_waivers(file: &WaiverSource<'_>, policy: &Policy) -> Result<Vec<Waiver>, Vec<Mistake>> {
    let yaml = read_yaml(file.path, file.bytes)?;
    let source = Source { path: file.path, yaml: &yaml };
    fail_on(survey::mistakes(&source, Some(policy)))?;
    let WaiverFile { waivers, .. } = read(&source)?;
    let bound = waivers.into_iter().enumerate().map(|(index, entry)| bind_entry(&source, index, entry));
    bound.collect::<Result<_, _>>().map_err(|mistake| vec![mistake])
}

/// Refuses waivers that no policy could accept, for their shape, their dates or the persons named.
pub fn refuse_hopeless_waivers(file: &WaiverSource<'_>) -> Result<(), Vec<Mistake>> {
    let yaml = read_yaml(file.path, file.bytes)?;
    fail_on(survey::mistakes(&Source { path: file.path, yaml: &yaml }, None))
}

fn bind_entry(source: &Source<'_>, index: usize, entry: WaiverEntry) -> Result<Waiver, Mistake> {
    let pointer = format!("/waivers/{index}");
    let date =
        |key: &str, text: &str| moment(text).map_err(|message| source.mistake(&format!("{pointer}/{key}"), message));
    let (created, expires) = (date("created", &entry.created)?, date("expires", &entry.expires)?);
    let position = source.yaml.position(&pointer);
    Ok(Waiver {
        matter: entry.matter,
        rules: entry.scope.rules.unwrap_or_default(),
        subject: entry.scope.subject,
        versions: entry.scope.versions,
        artifact: entry.scope.artifact,
        branch: entry.scope.branch,
        environment: entry.scope.environment,
        second_approver: entry.second_approver,
        reason: entry.reason,
        owner: entry.owner,
        approver: entry.approver,
        created,
        expires,
        place: format!("{}:{}", source.path, position.line),
        signed_by: Vec::new(),
    })
}
