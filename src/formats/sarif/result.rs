// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Results become findings.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use super::{
    kinds::Kinds,
    log::{ArtifactLocation, Location, Message, RawResult, Region, Run, Suppression},
    rules::{Rule, Rules, UNSTATED, graded, scored, taxon, text_of},
};
use crate::{
    formats::{
        draft::fingerprint,
        identifier::{one_line, ordered, weakness, within},
        json::{Loose, Str},
    },
    model::{
        self, BaselineState, Details, Finding, Fingerprint, Place, ScanKind, Severity, SuppressionKind,
        SuppressionState, Wording,
    },
};

/// What tools call the root of the sources, by convention in percent signs.
const ROOTS: &[&str] = &["srcroot", "rootpath", "sourceroot", "projectroot", "project_root", "reporoot", "repo_root"];

/// What is known of a run when its results are read.
pub(super) struct Context<'a> {
    pub(super) run: &'a Run<'a>,
    pub(super) rules: &'a Rules<'a>,
    pub(super) kinds: &'a Kinds,
}

/// Whether a result is a finding (3.27.9: `kind`; 3.27.24: `baselineState`). What the tool could not
/// decide (`open`) or leaves to a person (`review`) is one too. What is absent now was found by an
/// earlier run.
pub(super) fn is_finding(result: &RawResult<'_>) -> bool {
    let counts = result.kind.as_ref().is_none_or(|kind| matches!(kind.as_str(), "fail" | "open" | "review"));
    counts && result.baseline_state.as_ref().is_none_or(|state| state.as_str() != "absent")
}

/// Whether the tool set it aside (3.35.3): a suppression counts once it is accepted, which it is
/// when no status is given; the result is shown again when one of them is not.
pub(super) fn is_suppressed(result: &RawResult<'_>) -> bool {
    let accepted = |suppression: &Suppression<'_>| suppression.status.as_ref().is_none_or(|s| s.as_str() == "accepted");
    result.suppressions.as_ref().is_some_and(|list| !list.is_empty() && list.iter().all(accepted))
}

impl Context<'_> {
    /// The finding that a result is, and of which of the kinds.
    pub(super) fn finding(&self, result: &RawResult<'_>, place: Place) -> (usize, Finding) {
        let rule = self.rules.of_result(result);
        let kind = self.kinds.index(rule);
        let is_secret =
            self.kinds.get(kind) == Some(ScanKind::Secret) || rule.is_some_and(|rule| rule.is_about_secrets);
        let title = title(result, rule, is_secret);
        let identifiers = self.identifiers(result, rule, title.as_deref());
        let title = title.or_else(|| identifiers.first().cloned()).unwrap_or_default();
        let location = result.locations.iter().flatten().find_map(|location| self.location(location));
        let fix = result.fixes.iter().flatten().find_map(|fix| Some(one_line(text_of(fix.description.as_ref()?)?)));
        let finding = Finding {
            severity: severity(result, rule),
            wording: Wording::new(&title, location.as_deref(), fix.as_deref()),
            details: details(result, rule),
            baseline: baseline(result),
            fingerprint: recognised_by(result),
            suppression: suppression(result).map(Arc::new),
            identifiers,
            place,
            ..Finding::default()
        };
        (kind, finding)
    }

    fn identifiers(&self, result: &RawResult<'_>, rule: Option<&Rule<'_>>, title: Option<&str>) -> Arc<[Box<str>]> {
        let taxa = result.taxa.iter().flatten().filter_map(taxon);
        let properties = result.properties.as_ref();
        let tags = properties.into_iter().flat_map(|p| [p.tags.as_ref(), p.cwe.as_ref()]).flatten();
        let weaknesses = taxa.chain(tags.flat_map(Loose::texts).filter_map(weakness)).collect::<Vec<_>>();
        let referenced = || result.rule.as_ref().and_then(|rule| rule.id.as_ref());
        let id = result.rule_id.as_ref().or_else(referenced).map(Str::as_str);
        if let Some(rule) = rule
            && weaknesses.is_empty()
            && id.is_none_or(|id| rule.identifiers.iter().any(|own| **own == *id))
        {
            return Arc::clone(&rule.identifiers);
        }
        let own = [id.and_then(within).map(str::to_owned), id.map(str::to_owned)];
        let of_rule = rule.map(|rule| rule.identifiers.iter().map(ToString::to_string).collect()).unwrap_or_default();
        let all: Vec<String> = own.into_iter().flatten().chain::<Vec<String>>(of_rule).chain(weaknesses).collect();
        if !all.is_empty() {
            return ordered(all).into();
        }
        // A tool that names no rule leaves only its own name and its words to tell its findings by.
        let tool = self.run.tool.driver.name.as_str();
        [title.map_or_else(|| tool.into(), |title| format!("{tool}: {title}").into())].into()
    }

    /// Where it is: a file with its line, or the character or byte where no line is given (3.30).
    fn location<'l>(&'l self, location: &'l Location<'_>) -> Option<Cow<'l, str>> {
        if let Some(physical) = &location.physical_location
            && let Some(path) = physical.artifact_location.as_ref().and_then(|artifact| self.path(artifact))
        {
            let region = physical.region.as_ref();
            let line = region.and_then(|region| region.start_line).filter(|line| *line > 0);
            let offset = |of: fn(&Region) -> Option<i64>| region.and_then(of).filter(|offset| *offset >= 0);
            let character = || offset(|region| region.char_offset).map(|at| format!("{path}#char={at}"));
            let byte = || offset(|region| region.byte_offset).map(|at| format!("{path}#byte={at}"));
            let place = line.map(|line| format!("{path}:{line}")).or_else(character).or_else(byte);
            return Some(place.map_or(path, Cow::Owned));
        }
        let logical = location.logical_locations.iter().flatten();
        let mut names = logical.filter_map(|l| l.fully_qualified_name.as_ref().or(l.name.as_ref()));
        names.next().map(|name| String::from(one_line(name.as_str())).into())
    }

    /// The path, given here or in the list of artifacts (3.4.5), below the folder that it is relative to
    /// (3.4.4) unless that is the root of the sources.
    fn path<'l>(&'l self, location: &'l ArtifactLocation<'_>) -> Option<Cow<'l, str>> {
        let listed = || {
            let index = usize::try_from(location.index?).ok()?;
            self.run.artifacts.as_ref()?.get(index)?.location.as_ref()
        };
        let is_given = |location: &&ArtifactLocation<'_>| location.uri.is_some();
        let location = Some(location).filter(is_given).or_else(listed)?;
        let path = percent_decoded(location.uri.as_ref().map(Str::as_str).filter(|uri| !uri.is_empty())?);
        let base = location.uri_base_id.as_ref().map(|base| base.as_str().trim_matches('%'));
        match base.filter(|base| !base.is_empty() && !ROOTS.iter().any(|root| root.eq_ignore_ascii_case(base))) {
            Some(base) => Some(format!("{base}/{path}").into()),
            None => Some(path),
        }
    }
}

/// What was found, in one line. What a secret scanner says may quote the secret.
fn title(result: &RawResult<'_>, rule: Option<&Rule<'_>>, is_secret: bool) -> Option<Box<str>> {
    let described = || rule.and_then(Rule::description).map(one_line);
    let id = || result.rule_id.as_ref().map(|id| one_line(id.as_str()));
    let message = message(&result.message, rule).filter(|_| !is_secret).map(|message| one_line(&message));
    message.filter(|message| !message.is_empty()).or_else(described).or_else(id)
}

/// The score of the result, or else that of its rule.
fn details(result: &RawResult<'_>, rule: Option<&Rule<'_>>) -> Option<Arc<Details>> {
    let own = scored(result.properties.as_ref());
    own.or_else(|| rule.and_then(|rule| rule.details.clone()))
}

/// How it compares with the baseline (3.27.24).
fn baseline(result: &RawResult<'_>) -> BaselineState {
    match result.baseline_state.as_ref().map(Str::as_str) {
        Some("new") => BaselineState::New,
        Some("unchanged") => BaselineState::Unchanged,
        Some("updated") => BaselineState::Updated,
        _ => BaselineState::Unstated,
    }
}

/// The fingerprints of the tool (3.27.17), or else all contributions to one (3.27.18), in the order
/// of their names.
fn recognised_by(result: &RawResult<'_>) -> Option<Fingerprint> {
    let filled = |map: &'_ &BTreeMap<Str<'_>, Loose<'_>>| !map.is_empty();
    let all = result.fingerprints.as_ref().filter(filled).or(result.partial_fingerprints.as_ref().filter(filled))?;
    let mut written = String::new();
    for (name, value) in all {
        written.push_str(name.as_str());
        value.texts().into_iter().for_each(|text| written.extend(["=", text]));
        written.push('\n');
    }
    fingerprint("sarif", &written)
}

/// What is said about setting it aside (3.35): of several statements the one that weighs most, a
/// rejection before a doubt before an acceptance.
fn suppression(result: &RawResult<'_>) -> Option<model::Suppression> {
    let statements = result.suppressions.iter().flatten().map(|suppression| {
        let word = |text: &'_ Option<Str<'_>>| text.as_ref().map(|text| text.as_str().to_owned());
        let kind = match word(&suppression.kind).as_deref() {
            Some("external") => SuppressionKind::External,
            _ => SuppressionKind::InSource,
        };
        let state = match word(&suppression.status).as_deref() {
            Some("rejected") => SuppressionState::Rejected,
            Some("underReview") => SuppressionState::UnderReview,
            _ => SuppressionState::Accepted,
        };
        let reason = suppression.justification.as_ref().map(|text| one_line(text.as_str()));
        model::Suppression { kind, state, reason: reason.filter(|reason| !reason.is_empty()), expires: None }
    });
    statements.max_by_key(|suppression| suppression.state)
}

/// A CVSS score or a word where one is given, of the result before that of the rule; else the level (3.27.10).
fn severity(result: &RawResult<'_>, rule: Option<&Rule<'_>>) -> Severity {
    let invocation = result.provenance.as_ref().and_then(|origin| origin.invocation_index);
    let of_rule = || rule.and_then(|rule| rule.level(invocation));
    // What is no `fail` has to bear the level `none`, which then says nothing of how grave it would be.
    let is_fail = result.kind.as_ref().is_none_or(|kind| kind.as_str() == "fail");
    let says = |level: &&str| is_fail || *level != "none";
    let own = result.level.as_ref().map(Str::as_str).filter(says);
    let level = own.or_else(|| of_rule().filter(says)).unwrap_or(UNSTATED);
    let of_level = match level {
        "error" => Severity::High,
        "warning" => Severity::Medium,
        "note" => Severity::Low,
        _ => Severity::Info,
    };
    graded(result.properties.as_ref()).or_else(|| rule.and_then(|rule| rule.severity)).unwrap_or(of_level)
}

/// The message with its arguments filled in (3.11.5), as far as a title needs it.
fn message<'m>(message: &'m Message<'_>, rule: Option<&'m Rule<'_>>) -> Option<Cow<'m, str>> {
    const ENOUGH: usize = 1_000;
    let text = text_of(message).or_else(|| rule?.message(message.id.as_ref()?.as_str()))?;
    let Some(arguments) = message.arguments.as_ref().filter(|arguments| !arguments.is_empty()) else {
        return Some(Cow::Borrowed(text));
    };
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        rest = after;
        let placeholder = after.split_once('}').and_then(|(index, after)| Some((index.parse::<usize>().ok()?, after)));
        match placeholder.and_then(|(index, after)| Some((arguments.get(index)?, after))) {
            Some((argument, after)) => {
                filled.extend(argument.as_str().chars().take(ENOUGH));
                rest = after;
            }
            None => filled.push('{'),
        }
        if filled.len() > ENOUGH {
            return Some(Cow::Owned(filled));
        }
    }
    filled.push_str(rest);
    Some(Cow::Owned(filled))
}

/// A URI reference as a path: escapes resolved where the outcome is text.
fn percent_decoded(uri: &str) -> Cow<'_, str> {
    if !uri.contains('%') {
        return Cow::Borrowed(uri);
    }
    let mut bytes = Vec::with_capacity(uri.len());
    let mut rest = uri.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|byte| *byte >= b' ') {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(uri), Cow::Owned)
}
