// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The rules of a run, ready to be looked up by its results.

use std::{collections::HashMap, sync::Arc};

use super::log::{Message, RawResult, RawRule, Reference, Tool};
use crate::{
    formats::{
        cvss::rating,
        identifier::{ordered, weakness, within},
        json::{Loose, Str},
    },
    model::{Details, Severity},
};

/// The rules of all components of a tool.
pub(super) struct Rules<'a> {
    /// Driver first, then the extensions.
    components: Vec<Vec<Rule<'a>>>,
    by_id: HashMap<&'a str, (usize, usize)>,
}

/// A rule.
pub(super) struct Rule<'a> {
    raw: &'a RawRule<'a>,
    /// Its own identifiers, those of weaknesses behind.
    pub(super) identifiers: Arc<[Box<str>]>,
    pub(super) severity: Option<Severity>,
    /// What its score says, for all of its results.
    pub(super) details: Option<Arc<Details>>,
}

impl<'a> Rules<'a> {
    pub(super) fn of(tool: &'a Tool<'a>) -> Self {
        let components = std::iter::once(&tool.driver).chain(tool.extensions.iter().flatten());
        let components: Vec<Vec<Rule<'a>>> =
            components.map(|component| component.rules.iter().flatten().map(Rule::of).collect()).collect();
        let mut by_id = HashMap::new();
        for (component, rules) in components.iter().enumerate() {
            for (index, rule) in rules.iter().enumerate() {
                by_id.entry(rule.raw.id.as_str()).or_insert((component, index));
            }
        }
        Self { components, by_id }
    }

    /// The rule of a result: by index (3.27.6) where the index is right, else by id, also by the
    /// leading parts of a hierarchical one (3.5.4).
    pub(super) fn of_result(&self, result: &RawResult<'_>) -> Option<&Rule<'a>> {
        let reference = result.rule.as_ref();
        let id = result.rule_id.as_ref().or_else(|| reference.and_then(|rule| rule.id.as_ref())).map(Str::as_str);
        let index = result.rule_index.or_else(|| reference.and_then(|rule| rule.index));
        let component = reference.and_then(component_of).unwrap_or(0);
        let by_index = index.and_then(|index| self.at(component, usize::try_from(index).ok()?));
        match (by_index, id) {
            (Some(rule), None) => Some(rule),
            (Some(rule), Some(id)) if belongs(id, rule.raw.id.as_str()) => Some(rule),
            (_, Some(id)) => self.by_id(id),
            (None, None) => None,
        }
    }

    fn at(&self, component: usize, index: usize) -> Option<&Rule<'a>> {
        self.components.get(component)?.get(index)
    }

    fn by_id(&self, id: &str) -> Option<&Rule<'a>> {
        let leading = std::iter::successors(Some(id), |id| id.rsplit_once('/').map(|(leading, _)| leading));
        // A bound, so that an id of slashes only does not take the square of its length.
        let (component, index) = leading.take(8).find_map(|id| self.by_id.get(id).copied())?;
        self.at(component, index)
    }

    /// Whether a rule has this tag.
    pub(super) fn have_tag(&self, tag: &str) -> bool {
        self.components.iter().flatten().any(|rule| rule.tags().any(|other| other.eq_ignore_ascii_case(tag)))
    }
}

/// The component that a reference points into: the driver is 0, extensions follow (3.54).
fn component_of(reference: &Reference<'_>) -> Option<usize> {
    let index = reference.tool_component.as_ref()?.index?;
    usize::try_from(index).ok()?.checked_add(1)
}

fn belongs(id: &str, rule: &str) -> bool {
    id.strip_prefix(rule).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl<'a> Rule<'a> {
    fn of(raw: &'a RawRule<'a>) -> Self {
        let properties = raw.properties.as_ref();
        let score = properties.and_then(|properties| properties.security_severity.as_ref()).and_then(Loose::number);
        let severity = score.and_then(Severity::from_cvss_score);
        let mut rule = Self { raw, identifiers: Arc::from([]), severity, details: score.and_then(scored) };
        let own = [within(raw.id.as_str()).map(str::to_owned), Some(raw.id.as_str().to_owned())];
        let weaknesses = rule.tags().chain(rule.cwe()).filter_map(weakness).collect::<Vec<_>>();
        let taxa = raw.relationships.iter().flatten().filter_map(|relationship| relationship.target.as_ref());
        let taxa = taxa.filter_map(taxon);
        rule.identifiers = ordered(own.into_iter().flatten().chain(weaknesses).chain(taxa)).into();
        rule
    }

    fn tags(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.raw.properties.as_ref().and_then(|p| p.tags.as_ref()).map(Loose::texts).unwrap_or_default().into_iter()
    }

    fn cwe(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.raw.properties.as_ref().and_then(|p| p.cwe.as_ref()).map(Loose::texts).unwrap_or_default().into_iter()
    }

    /// Whether what it finds may be a secret.
    pub(super) fn is_about_secrets(&self) -> bool {
        let names = [Some(self.raw.id.as_str()), self.raw.name.as_ref().map(Str::as_str)];
        names.into_iter().flatten().chain(self.tags()).any(|text| text.to_ascii_lowercase().contains("secret"))
    }

    pub(super) fn level(&self) -> Option<&str> {
        self.raw.default_configuration.as_ref()?.level.as_ref().map(Str::as_str)
    }

    /// A message of the rule, by its id.
    pub(super) fn message(&self, id: &str) -> Option<&str> {
        let message = self.raw.message_strings.as_ref()?.get(id)?;
        text_of(message)
    }

    /// What it says of itself.
    pub(super) fn description(&self) -> Option<&str> {
        let described = |message: &'a Option<Message<'a>>| message.as_ref().and_then(text_of);
        let name = || self.raw.name.as_ref().map(Str::as_str);
        described(&self.raw.short_description).or_else(|| described(&self.raw.full_description)).or_else(name)
    }
}

/// A score that stands without its version or vector (`security-severity`).
pub(super) fn scored(score: f64) -> Option<Arc<Details>> {
    let rating = rating(None, Some(score), Some("security-severity"))?;
    Some(Details { scores: [rating].into(), ..Details::default() }.into())
}

/// The text of a message, or else its Markdown.
pub(super) fn text_of<'m>(message: &'m Message<'_>) -> Option<&'m str> {
    let filled = |text: &'m Option<Str<'_>>| text.as_ref().map(Str::as_str).filter(|text| !text.trim().is_empty());
    filled(&message.text).or_else(|| filled(&message.markdown))
}

/// The CWE number that a taxon stands for.
pub(super) fn taxon(reference: &Reference<'_>) -> Option<String> {
    let id = reference.id.as_ref()?.as_str();
    let taxonomy = reference.tool_component.as_ref().and_then(|component| component.name.as_ref());
    let is_cwe = taxonomy.is_some_and(|name| name.as_str().eq_ignore_ascii_case("cwe"));
    weakness(id).or_else(|| id.parse::<u32>().ok().filter(|_| is_cwe).map(|number| format!("CWE-{number}")))
}
