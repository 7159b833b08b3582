// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Results become findings.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use super::{
    kinds::Kinds,
    log::{Artifact, ArtifactLocation, Location, Message, RawResult, Region, Run, Suppression},
    rules::{Rule, Rules, UNSTATED, component_of, graded, scored, taxon, text_of},
};
use crate::{
    formats::{
        draft::fingerprint,
        identifier::{on_one_line, one_line, ordered, weakness, within},
        json::{Loose, Str},
    },
    model::{
        self, BaselineState, Finding, Fingerprint, Page, Place, ScanKind, Severity, SuppressionKind, SuppressionState,
    },
};

/// What tools call the root of the sources, by convention in percent signs.
const ROOTS: &[&str] = &["srcroot", "rootpath", "sourceroot", "projectroot", "project_root", "reporoot", "repo_root"];

/// A rule, of which of the kinds its results are, and by which names they go.
type Ruled<'a> = (Option<&'a Rule<'a>>, usize, Arc<[Box<str>]>);

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

/// What a result says of its rule, and of how it is to be read.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Referral<'a> {
    pub(super) id: Option<Str<'a>>,
    pub(super) index: Option<i64>,
    /// The number of the component whose rule it is: the driver is 0, extensions follow (3.54).
    pub(super) component: usize,
    /// The invocation in which it was found.
    pub(super) invocation: Option<i64>,
    /// The classes of weaknesses that it names itself.
    weaknesses: Vec<String>,
}

impl<'a> Referral<'a> {
    pub(super) fn of(result: &RawResult<'a>) -> Self {
        let reference = result.rule.as_ref();
        let taxa = result.taxa.iter().flatten().filter_map(taxon);
        let tags = result.properties.iter().flat_map(|p| [p.tags.as_ref(), p.cwe.as_ref()]).flatten();
        Self {
            id: result.rule_id.as_ref().or_else(|| reference.and_then(|rule| rule.id.as_ref())).cloned(),
            index: result.rule_index.or_else(|| reference.and_then(|rule| rule.index)),
            component: reference.and_then(component_of).unwrap_or(0),
            invocation: result.provenance.as_ref().and_then(|origin| origin.invocation_index),
            weaknesses: taxa.chain(tags.flat_map(Loose::texts).filter_map(weakness)).collect(),
        }
    }

    /// The same without the text that it was read from.
    pub(super) fn into_owned(self) -> Referral<'static> {
        Referral { id: self.id.map(|id| Str(id.0.into_owned().into())), ..self }
    }

    /// The names of what was found; `None` where there is neither a rule nor anything else.
    fn identifiers(&self, rule: Option<&Rule<'_>>) -> Option<Arc<[Box<str>]>> {
        let id = self.id.as_ref().map(Str::as_str);
        if let Some(rule) = rule
            && self.weaknesses.is_empty()
            && id.is_none_or(|id| rule.identifiers.iter().any(|own| **own == *id))
        {
            return Some(Arc::clone(&rule.identifiers));
        }
        let own = [id.and_then(within), id].into_iter().flatten();
        let of_rule = rule.iter().flat_map(|rule| rule.identifiers.iter().map(AsRef::as_ref));
        let all = own.chain(of_rule).chain(self.weaknesses.iter().map(AsRef::as_ref));
        let mut all = all.peekable();
        all.peek()?;
        Some(ordered(all).into())
    }
}

/// How grave a result says that it is.
#[derive(Clone, Copy)]
pub(super) struct Gravity {
    /// By its own score or word.
    graded: Option<Severity>,
    /// By its own level.
    level: Option<Severity>,
    /// What is no `fail` has to bear the level `none`, which then says nothing of how grave it would be.
    is_fail: bool,
}

impl Gravity {
    pub(super) fn of(result: &RawResult<'_>) -> Self {
        let is_fail = result.kind.as_ref().is_none_or(|kind| kind.as_str() == "fail");
        let level = result.level.as_ref().and_then(|level| severity_of(level.as_str(), is_fail));
        Self { graded: graded(result.properties.as_ref()), level, is_fail }
    }

    /// A CVSS score or a word where one is given, of the result before that of the rule; else the level (3.27.10).
    pub(super) fn severity(self, rule: Option<&Rule<'_>>, invocation: Option<i64>) -> Severity {
        let of_rule = || rule.and_then(|rule| severity_of(rule.level(invocation)?, self.is_fail));
        let by_level = || self.level.or_else(of_rule).or_else(|| severity_of(UNSTATED, self.is_fail));
        self.graded.or_else(|| rule.and_then(|rule| rule.severity)).or_else(by_level).unwrap_or(Severity::Info)
    }
}

/// The severity that a level means; `None` where it says nothing.
fn severity_of(level: &str, is_fail: bool) -> Option<Severity> {
    match level {
        "error" => Some(Severity::High),
        "warning" => Some(Severity::Medium),
        "note" => Some(Severity::Low),
        "none" if !is_fail => None,
        _ => Some(Severity::Info),
    }
}

/// The finding that a result is, without what its rule says; `None` where more of the run than its rules is
/// asked for to tell it, or its rule has the words.
pub(super) fn drawn(result: &RawResult<'_>, place: Place, page: &mut Page) -> Option<Finding> {
    let asks = |location: &ArtifactLocation<'_>| location.uri.is_none() && location.index.is_some();
    let artifacts = result.locations.iter().flatten().filter_map(|location| location.physical_location.as_ref());
    if artifacts.filter_map(|physical| physical.artifact_location.as_ref()).any(asks) {
        return None;
    }
    let message = message(&result.message, None)?;
    let title = Some(on_one_line(&message)).filter(|title| !title.is_empty())?;
    Some(Finding { place, ..told(result, &title, None, page) })
}

/// The same with its title, and the artifacts of the run.
fn told(result: &RawResult<'_>, title: &str, artifacts: Option<&[Artifact<'_>]>, page: &mut Page) -> Finding {
    let location = result.locations.iter().flatten().find_map(|location| place(location, artifacts));
    let fix = result.fixes.iter().flatten().find_map(|fix| Some(on_one_line(text_of(fix.description.as_ref()?)?)));
    Finding {
        wording: page.add(title, location.as_deref(), fix.as_deref()),
        details: scored(result.properties.as_ref()),
        baseline: baseline(result),
        fingerprint: recognised_by(result),
        suppression: suppression(result).map(Arc::new),
        ..Finding::default()
    }
}

impl<'a> Context<'a> {
    /// The finding that a result is, and of which of the kinds.
    pub(super) fn finding(&self, result: &RawResult<'_>, place: Place, page: &mut Page) -> (usize, Finding) {
        let referral = Referral::of(result);
        let rule = self.rules.of(&referral);
        let kind = self.kinds.index(rule);
        let title = title(result, rule, self.is_secret(rule, kind));
        let identifiers = referral.identifiers(rule).unwrap_or_else(|| self.unnamed(title.as_deref()));
        let title = title.or_else(|| Some(Cow::Borrowed(identifiers.first()?))).unwrap_or_default();
        let finding = told(result, &title, self.run.artifacts.as_deref(), page);
        let details = finding.details.or_else(|| rule.and_then(|rule| rule.details.clone()));
        let severity = Gravity::of(result).severity(rule, referral.invocation);
        (kind, Finding { identifiers, severity, details, place, ..finding })
    }

    /// What the rule says of its results; `None` where they may not be told by their messages, or have no names.
    pub(super) fn rule(&self, referral: &Referral<'_>) -> Option<Ruled<'a>> {
        let rule = self.rules.of(referral);
        let kind = self.kinds.index(rule);
        if self.is_secret(rule, kind) {
            return None;
        }
        Some((rule, kind, referral.identifiers(rule)?))
    }

    fn is_secret(&self, rule: Option<&Rule<'_>>, kind: usize) -> bool {
        self.kinds.get(kind) == Some(ScanKind::Secret) || rule.is_some_and(|rule| rule.is_about_secrets)
    }

    /// A tool that names no rule leaves only its own name and its words to tell its findings by.
    fn unnamed(&self, title: Option<&str>) -> Arc<[Box<str>]> {
        let tool = self.run.tool.driver.name.as_str();
        [title.map_or_else(|| tool.into(), |title| format!("{tool}: {title}").into())].into()
    }
}

/// Where it is: a file with its line, or the character or byte where no line is given (3.30).
fn place<'l>(location: &'l Location<'_>, artifacts: Option<&'l [Artifact<'_>]>) -> Option<Cow<'l, str>> {
    if let Some(physical) = &location.physical_location
        && let Some(path) = physical.artifact_location.as_ref().and_then(|artifact| path(artifact, artifacts))
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
    names.next().map(|name| on_one_line(name.as_str()))
}

/// The path, given here or in the list of artifacts (3.4.5), below the folder that it is relative to
/// (3.4.4) unless that is the root of the sources.
fn path<'l>(location: &'l ArtifactLocation<'_>, artifacts: Option<&'l [Artifact<'_>]>) -> Option<Cow<'l, str>> {
    let listed = || {
        let index = usize::try_from(location.index?).ok()?;
        artifacts?.get(index)?.location.as_ref()
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

/// What was found, in one line. What a secret scanner says may quote the secret.
fn title<'r>(result: &'r RawResult<'_>, rule: Option<&'r Rule<'_>>, is_secret: bool) -> Option<Cow<'r, str>> {
    let described = || rule.and_then(Rule::description).map(on_one_line);
    let id = || result.rule_id.as_ref().map(|id| on_one_line(id.as_str()));
    let message = message(&result.message, rule).filter(|_| !is_secret);
    let message = message.map(|message| match message {
        Cow::Borrowed(message) => on_one_line(message),
        Cow::Owned(message) => on_one_line(&message).into_owned().into(),
    });
    message.filter(|message| !message.is_empty()).or_else(described).or_else(id)
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
