// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Turns a policy file into a policy, or into the list of all its mistakes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    Condition, Mistake, Policy, Rule,
    awaited::{self, Awaited},
    file::{Language, PolicyFile, RuleFile, When},
    schema,
    shape::{Source, suggestion},
    yaml::Yaml,
};
use crate::{
    checks::{self, BoundCheck, CHECKS, CheckEntry},
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
    let file: PolicyFile = read_shape(&source, &schema::outer(), check_shapes)?;
    let mut mistakes = Vec::new();
    let mut rules = Vec::new();
    for (index, rule) in file.rules.iter().enumerate() {
        rules.extend(bind_rule(&source, &format!("/rules/{index}"), rule, &mut mistakes));
    }
    mistakes.extend(repeated_ids(&source, &file.rules));
    let trust = super::trust::anchors(&source, &file.trust, &mut mistakes);
    let crypto = super::crypto::bind(&source, &file.crypto, &mut mistakes);
    if !file.advisory && !file.rules.iter().any(|rule| rule.effect == Effect::Block) {
        let mut mistake =
            source.key_mistake("", "rules", "no rule has `effect: block`, so nothing could ever be blocked");
        mistake.help = Some("give a rule `effect: block`, or write `advisory: true` at the top".to_owned());
        mistakes.push(mistake);
    }
    fail_on(mistakes)?;
    rules.extend(implied(&rules));
    Ok(Policy {
        title: titled(&file.title, file.title_de.as_deref()),
        origin,
        language: if file.language == Language::De { Lang::De } else { Lang::En },
        advisory: file.advisory,
        waiver_files: file.waivers.files,
        waivers_signed_by: file.waivers.signed_by,
        enrichment_files: file.enrichment.files,
        enrichment_max_age: file.enrichment.max_age,
        longest_waiver: file.waivers.longest,
        longest_waiver_for: file.waivers.longest_for,
        two_approvers: file.waivers.two_approvers,
        most_matches: file.waivers.most_matches,
        warn_before: file.waivers.warn_before,
        trust,
        crypto,
        vex: VexTerms { authors: file.vex.authors, accept_unsigned: file.vex.accept_unsigned },
        rules,
    })
}

/// Reads YAML, with its error as the only mistake.
pub(super) fn read_yaml(path: &str, bytes: &[u8]) -> Result<Yaml, Vec<Mistake>> {
    Yaml::read(bytes).map_err(|error| {
        let (line, column) = (error.position.line, error.position.column);
        vec![Mistake { path: path.to_owned(), line, column, message: error.message, help: None }]
    })
}

/// Reads a value that has the shape of `schema` and passes `more`.
pub(super) fn read_shape<T: DeserializeOwned>(
    source: &Source<'_>,
    schema: &Value,
    more: impl Fn(&Source<'_>, &Value) -> Vec<Mistake>,
) -> Result<T, Vec<Mistake>> {
    let value = &source.yaml.value;
    let mut mistakes = source.shape_mistakes("", value, schema);
    mistakes.extend(more(source, value));
    fail_on(mistakes)?;
    serde_path_to_error::deserialize(value).map_err(|error| {
        let pointer = pointer(error.path());
        vec![source.mistake(&pointer, error.inner().to_string())]
    })
}

pub(super) fn fail_on(mut mistakes: Vec<Mistake>) -> Result<(), Vec<Mistake>> {
    mistakes.sort_by_key(|mistake| (mistake.line, mistake.column, mistake.message.clone()));
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

/// The mistakes in the parameters of every rule whose check is known, and every unknown check.
fn check_shapes(source: &Source<'_>, value: &Value) -> Vec<Mistake> {
    let rules = value.pointer("/rules").and_then(Value::as_array);
    let mut mistakes = Vec::new();
    for (index, rule) in rules.into_iter().flatten().enumerate() {
        let pointer = format!("/rules/{index}");
        let Some(id) = rule.get("check").and_then(Value::as_str) else { continue };
        let Some(check) = checks::find(id) else {
            mistakes.push(unknown_check(source, &pointer, id));
            continue;
        };
        let parameters = rule.get("with").cloned().unwrap_or_else(|| Value::Object(serde_json::Map::new()));
        if parameters.is_object() {
            let schema = (check.schema)().to_value();
            mistakes.extend(source.shape_mistakes(&format!("{pointer}/with"), &parameters, &schema));
        }
    }
    mistakes
}

fn unknown_check(source: &Source<'_>, pointer: &str, id: &str) -> Mistake {
    let mut mistake = source.mistake(&format!("{pointer}/check"), format!("there is no check `{id}`"));
    mistake.help = suggestion(id, CHECKS.iter().map(|check| check.about.id))
        .or_else(|| Some("`freigabe explain` lists the checks".to_owned()));
    mistake
}

fn bind_rule(source: &Source<'_>, pointer: &str, file: &RuleFile, mistakes: &mut Vec<Mistake>) -> Option<Rule> {
    let effective_from = match file.effective_from.as_deref().map(moment).transpose() {
        Ok(moment) => moment,
        Err(message) => {
            mistakes.push(source.mistake(&format!("{pointer}/effective_from"), message));
            None
        }
    };
    let rule = match (&file.check, &file.awaits) {
        (Some(check), None) => check_rule(source, pointer, file, check, mistakes)?,
        (None, Some(awaits)) => awaited_rule(file, awaits),
        _ => {
            mistakes.push(source.mistake(pointer, "a rule has either `check` or `awaits`"));
            return None;
        }
    };
    let mut maps_to: Vec<Mapping> = file.maps_to.iter().flat_map(mappings).chain(rule.maps_to).collect();
    maps_to.sort_unstable();
    maps_to.dedup();
    Some(Rule { effective_from, when: condition(file.when.as_ref()), maps_to, ..rule })
}

fn check_rule(
    source: &Source<'_>,
    pointer: &str,
    file: &RuleFile,
    check: &str,
    mistakes: &mut Vec<Mistake>,
) -> Option<Rule> {
    let check = checks::find(check)?;
    match (check.bind)(Value::Object(file.with.clone())) {
        Ok(bound) => Some(rule(file, check, bound)),
        Err(error) => {
            let place = format!("{pointer}/with{}", self::pointer(error.path()));
            mistakes.push(source.mistake(&place, error.inner().to_string()));
            None
        }
    }
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

/// The rule that a policy lacks, added so that what cannot be read never goes unnoticed. One that holds
/// only sometimes or only later leaves the other times open.
fn implied(rules: &[Rule]) -> Option<Rule> {
    let is_always = |rule: &Rule| rule.when.is_none() && rule.effective_from.is_none();
    if rules.iter().any(|rule| rule.check == IMPLIED && is_always(rule)) {
        return None;
    }
    let check = checks::find(IMPLIED)?;
    let bound = (check.bind)(Value::Object(serde_json::Map::new())).ok()?;
    let file = RuleFile {
        id: rules.iter().any(|rule| rule.id == IMPLIED).then(|| format!("{IMPLIED}-always")),
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

fn repeated_ids(source: &Source<'_>, rules: &[RuleFile]) -> Vec<Mistake> {
    let mut seen = BTreeSet::new();
    let mut mistakes = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        let id = rule.id.as_deref().or(rule.check.as_deref()).unwrap_or(awaited::ID);
        if !seen.insert(id) {
            let mut mistake = source.mistake(&format!("/rules/{index}"), format!("another rule has the id `{id}`"));
            mistake.help = Some("give one of them an `id` of its own".to_owned());
            mistakes.push(mistake);
        }
    }
    mistakes
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

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let parts = path.iter().map(|segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Segment::Enum { .. } | Segment::Unknown => String::new(),
    });
    parts.collect()
}
