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
use crate::model::{AppliedWaiver, Pattern, Timestamp, WaiverState};

/// A file of waivers, read and not yet understood.
pub struct WaiverSource<'a> {
    /// Its path, as a report names it.
    pub path: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// A dated, reasoned, approved exception for one matter.
#[derive(Clone, Debug)]
pub struct Waiver {
    matter: String,
    rules: Vec<String>,
    subject: Option<Pattern>,
    reason: String,
    owner: String,
    approver: String,
    created: Timestamp,
    expires: Timestamp,
    place: String,
}

impl Waiver {
    /// The matter that it waives.
    pub fn matter(&self) -> &str {
        &self.matter
    }

    /// Whether its scope takes in what `rule` says about `subject`.
    pub fn reaches(&self, rule: &Rule, subject: &str) -> bool {
        let in_rule = self.rules.is_empty() || self.rules.iter().any(|id| *id == rule.id || id == rule.check);
        rule.waivable && in_rule && self.subject.as_ref().is_none_or(|pattern| pattern.matches_purl(subject))
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
            created: self.created,
            expires: self.expires,
            place: self.place.clone(),
            state,
            matches: 0,
        }
    }
}

/// Reads a file of waivers for `policy`. An error lists every mistake, ordered by place.
pub fn bind_waivers(file: &WaiverSource<'_>, policy: &Policy) -> Result<Vec<Waiver>, Vec<Mistake>> {
    let yaml = read_yaml(file.path, file.bytes)?;
    let source = Source { path: file.path, yaml: &yaml };
    let file: WaiverFile = read_shape(&source, &schema::waivers(), |_, _| Vec::new())?;
    let mut waivers = Vec::new();
    let mut mistakes = Vec::new();
    for (index, entry) in file.waivers.into_iter().enumerate() {
        waivers.extend(bind_entry(&source, &format!("/waivers/{index}"), entry, policy, &mut mistakes));
    }
    fail_on(mistakes)?;
    Ok(waivers)
}

fn bind_entry(
    source: &Source<'_>,
    pointer: &str,
    entry: WaiverEntry,
    policy: &Policy,
    mistakes: &mut Vec<Mistake>,
) -> Option<Waiver> {
    let mut date = |key: &str, text: &str| {
        let read = moment(text);
        read.map_err(|message| mistakes.push(source.mistake(&format!("{pointer}/{key}"), message))).ok()
    };
    let (created, expires) = (date("created", &entry.created), date("expires", &entry.expires));
    let (created, expires) = (created?, expires?);
    if expires <= created {
        mistakes.push(source.mistake(&format!("{pointer}/expires"), "a waiver expires after it was created"));
    } else if expires > policy.longest_waiver.after(created) {
        let message = format!("the policy lets a waiver hold for {} at the longest", policy.longest_waiver);
        mistakes.push(source.mistake(&format!("{pointer}/expires"), message));
    }
    if same_person(&entry.owner, &entry.approver) {
        let message = "the approver must be somebody other than the owner";
        mistakes.push(source.mistake(&format!("{pointer}/approver"), message));
    }
    let rules = entry.scope.rules.unwrap_or_default();
    mistakes.extend(unknown_rules(source, pointer, &rules, policy));
    let position = source.yaml.position(pointer);
    Some(Waiver {
        matter: entry.matter,
        rules,
        subject: entry.scope.subject,
        reason: entry.reason,
        owner: entry.owner,
        approver: entry.approver,
        created,
        expires,
        place: format!("{}:{}", source.path, position.line),
    })
}

fn same_person(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(one) == plain(other)
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
