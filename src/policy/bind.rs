// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Turns a policy file into a policy, or into the list of all its mistakes.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    Condition, FileInPolicy, Mistake, Policy, Rule,
    awaited::{self, Awaited},
    crypto,
    file::{Language, PolicyFile, RuleFile, When},
    shape::Source,
    survey, trust,
    yaml::Yaml,
};
use crate::{
    checks::{self, BoundCheck, CheckEntry},
    model::{Effect, Lang, Mapping, Origin, Text, VexTerms},
};

/// The check that every policy has: what cannot be read may hold anything. It speaks about reading
/// and not about the release, so relying on it is no use of evidence.
pub const IMPLIED: &str = "no-rejected-evidence";

/// Reads a policy. An error lists every mistake, ordered by place.
pub fn bind(origin: Origin, bytes: &[u8]) -> Result<Policy, Vec<Mistake>> {
    let path = origin.path.to_string();
    let yaml = read_yaml(&path, bytes)?;
    let source = Source { path: &path, yaml: &yaml };
    fail_on(survey::mistakes(&source))?;
    let file: PolicyFile = read(&source)?;
    let crypto = crypto::bind(&source, &file.crypto)?;
    let mut rules = bind_rules(&source, &file.rules)?;
    rules.extend(implied(&rules));
    Ok(Policy {
        title: titled(&file.title, file.title_de.as_deref()),
        origin,
        language: if file.language == Language::De { Lang::De } else { Lang::En },
        advisory: file.advisory,
        files: survey::files(&source),
        waiver_files: file.waivers.files,
        waivers_signed_by: file.waivers.signed_by,
        enrichment_files: file.enrichment.files,
        enrichment_max_age: file.enrichment.max_age,
        longest_waiver: file.waivers.longest,
        longest_waiver_for: file.waivers.longest_for,
        two_approvers: file.waivers.two_approvers,
        most_matches: file.waivers.most_matches,
        warn_before: file.waivers.warn_before,
        trust: trust::anchors(&file.trust),
        crypto,
        vex: VexTerms { authors: file.vex.authors, accept_unsigned: file.vex.accept_unsigned },
        rules,
    })
}

/// The files that a policy names, as far as it can be read, whatever mistakes it has.
pub fn files(path: &str, bytes: &[u8]) -> Vec<FileInPolicy> {
    read_yaml(path, bytes).map(|yaml| survey::files(&Source { path, yaml: &yaml })).unwrap_or_default()
}

/// Reads YAML, with its error as the only mistake.
pub(super) fn read_yaml(path: &str, bytes: &[u8]) -> Result<Yaml, Vec<Mistake>> {
    Yaml::read(bytes).map_err(|error| {
        let (line, column) = (error.position.line, error.position.column);
        vec![Mistake { path: path.to_owned(), line, column, message: error.message, help: None }]
    })
}

/// Reads a file in which no mistake was found.
pub(super) fn read<T: DeserializeOwned>(source: &Source<'_>) -> Result<T, Vec<Mistake>> {
    serde_path_to_error::deserialize(&source.yaml.value).map_err(|error| vec![source.unread("", &error)])
}

pub(super) fn fail_on(mut mistakes: Vec<Mistake>) -> Result<(), Vec<Mistake>> {
    mistakes.sort_by(|a, b| (a.line, a.column, &a.message).cmp(&(b.line, b.column, &b.message)));
    mistakes.dedup();
    if mistakes.is_empty() { Ok(()) } else { Err(mistakes) }
}

/// A date (its beginning in UTC) or a moment.
pub(super) fn moment(text: &str) -> Result<Timestamp, String> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment);
    }
    let wanted =
        || format!("expected a date such as `2027-01-31` or a moment such as `2027-01-31T12:00:00Z`, got `{text}`");
    let date: Date = text.parse().map_err(|_| wanted())?;
    // jiff would take the date out of a longer text.
    if text.len() != 10 {
        return Err(wanted());
    }
    TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).map_err(|_| wanted())
}

fn bind_rules(source: &Source<'_>, files: &[RuleFile]) -> Result<Vec<Rule>, Vec<Mistake>> {
    let rules = files.iter().enumerate().map(|(index, file)| bind_rule(source, &format!("/rules/{index}"), file));
    rules.collect::<Result<_, _>>().map_err(|mistake| vec![mistake])
}

fn bind_rule(source: &Source<'_>, pointer: &str, file: &RuleFile) -> Result<Rule, Mistake> {
    let effective_from = file.effective_from.as_deref().map(moment).transpose();
    let effective_from =
        effective_from.map_err(|message| source.mistake(&format!("{pointer}/effective_from"), message))?;
    let rule = match (file.check.as_deref().map(checks::find), &file.awaits) {
        (Some(Some(check)), None) => {
            let bound = (check.bind)(Value::Object(file.with.clone()));
            rule(file, check, bound.map_err(|error| source.unread(&format!("{pointer}/with"), &error))?)
        }
        (None, Some(awaits)) => awaited_rule(file, awaits),
        _ => return Err(source.mistake(pointer, "a rule has either `check` or `awaits`")),
    };
    let mut maps_to: Vec<Mapping> = file.maps_to.iter().flat_map(mappings).chain(rule.maps_to).collect();
    maps_to.sort_unstable();
    maps_to.dedup();
    Ok(Rule { effective_from, when: condition(file.when.as_ref()), maps_to, ..rule })
}

fn rule(file: &RuleFile, check: &CheckEntry, bound: Box<dyn BoundCheck>) -> Rule {
    let about = check.about;
    Rule {
        id: file.id.clone().unwrap_or_else(|| about.id.to_owned()),
        check: about.id,
        title: file.title.as_deref().map_or(about.title.into(), |title| titled(title, file.title_de.as_deref())),
        question: about.question.into(),
        remedy: about.remedy.into(),
        way_to_evidence: check.way_to_evidence.into(),
        bound,
        effect: file.effect,
        effective_from: None,
        when: Condition::default(),
        waivable: file.waivable,
        implied: false,
        maps_to: about.maps_to.iter().map(|(catalogue, id)| mapping(catalogue, id)).collect(),
    }
}

fn awaited_rule(file: &RuleFile, awaits: &str) -> Rule {
    let what = titled(awaits, file.awaits_de.as_deref());
    Rule {
        id: file.id.clone().unwrap_or_else(|| awaited::ID.to_owned()),
        check: awaited::ID,
        title: file.title.as_deref().map_or(awaited::TITLE.into(), |title| titled(title, file.title_de.as_deref())),
        question: awaited::QUESTION.into(),
        remedy: awaited::REMEDY.into(),
        way_to_evidence: awaited::REMEDY.into(),
        bound: Box::new(Awaited { what }),
        effect: file.effect,
        effective_from: None,
        when: Condition::default(),
        waivable: file.waivable,
        implied: false,
        maps_to: Vec::new(),
    }
}

/// The rule that a policy lacks, added so that what cannot be read never passes. One that only warns lets it
/// pass, and one that holds only sometimes or only later leaves the other times open.
fn implied(rules: &[Rule]) -> Option<Rule> {
    let holds = |rule: &Rule| rule.effect == Effect::Block && rule.when.is_none() && rule.effective_from.is_none();
    if rules.iter().any(|rule| rule.check == IMPLIED && holds(rule)) {
        return None;
    }
    let check = checks::find(IMPLIED)?;
    let bound = (check.bind)(Value::Object(serde_json::Map::new())).ok()?;
    let is_free = |id: &String| rules.iter().all(|rule| rule.id != *id);
    let others = (2_usize..).map(|number| format!("{IMPLIED}-{number}"));
    let file = RuleFile {
        id: [IMPLIED.to_owned(), format!("{IMPLIED}-always")].into_iter().chain(others).find(is_free),
        title: None,
        title_de: None,
        check: Some(IMPLIED.to_owned()),
        awaits: None,
        awaits_de: None,
        with: serde_json::Map::new(),
        effect: Effect::Block,
        effective_from: None,
        when: None,
        waivable: true,
        maps_to: BTreeMap::new(),
    };
    Some(Rule { implied: true, ..rule(&file, check, bound) })
}

fn condition(when: Option<&When>) -> Condition {
    let when = when.cloned().unwrap_or_default();
    Condition { artifacts: when.artifact, branches: when.branch, tags: when.tag }
}

fn mappings((catalogue, ids): (&String, &Vec<String>)) -> Vec<Mapping> {
    ids.iter().map(|id| mapping(catalogue, id)).collect()
}

fn mapping(catalogue: &str, id: &str) -> Mapping {
    Mapping { catalogue: catalogue.to_owned(), id: id.to_owned() }
}

fn titled(title: &str, german: Option<&str>) -> Text {
    Text::new(title, german.unwrap_or(title))
}
