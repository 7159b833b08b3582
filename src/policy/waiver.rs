// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Waivers: dated, reasoned, approved exceptions.

use std::collections::BTreeSet;

use super::{
    Mistake, Policy, Rule,
    bind::{fail_on, moment, read_shape, read_yaml},
    file::{WaiverEntry, WaiverFile},
    schema,
    shape::{Source, suggestion},
};
use crate::model::{
    AppliedWaiver, Artifact, Package, Pattern, Reference, Release, Severity, Timestamp, VersionRange, WaiverState,
    same_person,
};

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
    bind_entries(file, &mut |source, pointer, entry, mistakes| bind_entry((source, pointer), entry, policy, mistakes))
}

/// Refuses waivers that no policy could accept, for their shape or their dates.
pub fn refuse_hopeless_waivers(file: &WaiverSource<'_>) -> Result<(), Vec<Mistake>> {
    bind_entries(file, &mut |source, pointer, entry, mistakes| dates((source, pointer), &entry, mistakes)).map(|_| ())
}

/// What is made of an entry at a place; `None` where there are mistakes, which it adds.
type Bind<'b, T> = &'b mut dyn FnMut(&Source<'_>, &str, WaiverEntry, &mut Vec<Mistake>) -> Option<T>;

fn bind_entries<T>(file: &WaiverSource<'_>, bind: Bind<'_, T>) -> Result<Vec<T>, Vec<Mistake>> {
    let yaml = read_yaml(file.path, file.bytes)?;
    let source = Source { path: file.path, yaml: &yaml };
    let file: WaiverFile = read_shape(&source, &schema::waivers(), |_, _| Vec::new())?;
    let mut bound = Vec::new();
    let mut mistakes = Vec::new();
    for (index, entry) in file.waivers.into_iter().enumerate() {
        bound.extend(bind(&source, &format!("/waivers/{index}"), entry, &mut mistakes));
    }
    fail_on(mistakes)?;
    Ok(bound)
}

/// When a waiver was created and when it expires.
fn dates(
    (source, pointer): (&Source<'_>, &str),
    entry: &WaiverEntry,
    mistakes: &mut Vec<Mistake>,
) -> Option<(Timestamp, Timestamp)> {
    let mut date = |key: &str, text: &str| {
        let read = moment(text);
        read.map_err(|message| mistakes.push(source.mistake(&format!("{pointer}/{key}"), message))).ok()
    };
    let (created, expires) = (date("created", &entry.created), date("expires", &entry.expires));
    let (created, expires) = (created?, expires?);
    if expires <= created {
        mistakes.push(source.mistake(&format!("{pointer}/expires"), "a waiver expires after it was created"));
    }
    Some((created, expires))
}

fn bind_entry(
    (source, pointer): (&Source<'_>, &str),
    entry: WaiverEntry,
    policy: &Policy,
    mistakes: &mut Vec<Mistake>,
) -> Option<Waiver> {
    let (created, expires) = dates((source, pointer), &entry, mistakes)?;
    if expires > policy.longest_waiver.after(created) {
        let message = format!("the policy lets a waiver hold for {} at the longest", policy.longest_waiver);
        mistakes.push(source.mistake(&format!("{pointer}/expires"), message));
    }
    let named =
        [("matter", &entry.matter), ("reason", &entry.reason), ("owner", &entry.owner), ("approver", &entry.approver)];
    let named = named.into_iter().chain(entry.second_approver.iter().map(|name| ("second_approver", name)));
    for (key, _) in named.filter(|(_, text)| !text.chars().any(char::is_alphanumeric)) {
        mistakes.push(source.mistake(&format!("{pointer}/{key}"), "expected a text with letters or digits in it"));
    }
    if same_person(&entry.owner, &entry.approver) {
        let message = "the approver must be somebody other than the owner";
        mistakes.push(source.mistake(&format!("{pointer}/approver"), message));
    }
    match &entry.second_approver {
        Some(second) if same_person(&entry.owner, second) || same_person(&entry.approver, second) => {
            let message = "the second approver must be somebody other than owner and approver";
            mistakes.push(source.mistake(&format!("{pointer}/second_approver"), message));
        }
        None if policy.two_approvers => {
            mistakes.push(source.mistake(pointer, "the policy asks for a `second_approver`"));
        }
        _ => {}
    }
    // Branch, environment and the like say when, not what: alone they would let too much through.
    if entry.scope.rules.is_none() && entry.scope.subject.is_none() {
        mistakes.push(source.mistake(&format!("{pointer}/scope"), "a scope names `rules`, a `subject` or both"));
    }
    let rules = entry.scope.rules.unwrap_or_default();
    mistakes.extend(unknown_rules(source, pointer, &rules, policy));
    let position = source.yaml.position(pointer);
    Some(Waiver {
        matter: entry.matter,
        rules,
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

fn unknown_rules(source: &Source<'_>, pointer: &str, rules: &[String], policy: &Policy) -> Vec<Mistake> {
    let known: BTreeSet<&str> = policy.rules.iter().flat_map(|rule| [rule.id.as_str(), rule.check]).collect();
    let unknown = rules.iter().enumerate().filter(|(_, id)| !known.contains(id.as_str()));
    let describe = |(index, id): (usize, &String)| {
        let place = format!("{pointer}/scope/rules/{index}");
        let mut mistake = source.mistake(&place, format!("the policy has no rule or check `{id}`"));
        mistake.help = suggestion(id, known.iter().copied());
        mistake
    };
    unknown.map(describe).collect()
}
