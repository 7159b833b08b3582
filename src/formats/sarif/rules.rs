// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The rules of a run, ready to be looked up by its results.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use super::{
    log::{Invocation, Message, Properties, RawRule, Reference, Tool},
    result::Referral,
    shape::LEVELS,
};
use crate::{
    formats::{
        cvss::rating,
        draft::severity_in,
        identifier::{ordered, weakness, within},
        json::{Loose, Str},
    },
    model::{Details, Severity},
};

/// What tools write for `security-severity` that do not write a score.
const SEVERITIES: &[(&str, Severity)] = &[
    ("critical", Severity::Critical),
    ("high", Severity::High),
    ("important", Severity::High),
    ("medium", Severity::Medium),
    ("moderate", Severity::Medium),
    ("low", Severity::Low),
    ("info", Severity::Info),
    ("informational", Severity::Info),
    ("negligible", Severity::Info),
    ("none", Severity::Info),
];

/// The level of a result where nothing states one (3.27.10).
pub(super) const UNSTATED: &str = "warning";

/// The rules of all components of a tool.
pub(super) struct Rules<'a> {
    /// Driver first, then the extensions.
    components: Vec<Vec<Rule<'a>>>,
    by_id: HashMap<&'a str, (usize, usize)>,
    /// Number of rules whose `security-severity` was not understood.
    pub(super) ungraded: u64,
}

/// A rule.
pub(super) struct Rule<'a> {
    raw: &'a RawRule<'a>,
    /// Its own identifiers, those of weaknesses behind.
    pub(super) identifiers: Arc<[Box<str>]>,
    pub(super) severity: Option<Severity>,
    /// What its score says, for all of its results.
    pub(super) details: Option<Arc<Details>>,
    /// Its levels in invocations that configure it, by their index; and the gravest of them.
    levels: BTreeMap<i64, &'a str>,
    gravest: Option<&'a str>,
    /// Whether what it finds may be a secret.
    pub(super) is_about_secrets: bool,
}

impl<'a> Rules<'a> {
    pub(super) fn of_tool(tool: &'a Tool<'a>, invocations: &'a [Invocation<'a>]) -> Self {
        let components = std::iter::once(&tool.driver).chain(tool.extensions.iter().flatten());
        let components: Vec<Vec<Rule<'a>>> =
            components.map(|component| component.rules.iter().flatten().map(Rule::of).collect()).collect();
        let mut by_id = HashMap::new();
        for (component, rules) in components.iter().enumerate() {
            for (index, rule) in rules.iter().enumerate() {
                by_id.entry(rule.raw.id.as_str()).or_insert((component, index));
            }
        }
        let raw = components.iter().flatten().map(|rule| rule.raw);
        let ungraded = raw.filter(|rule| is_ungraded(rule.properties.as_ref())).count() as u64;
        let mut rules = Self { components, by_id, ungraded };
        for (index, invocation) in (0..).zip(invocations) {
            rules.configure(index, invocation);
        }
        rules
    }

    /// The rule of a result: by index (3.27.6) where the index is right, else by id, also by the
    /// leading parts of a hierarchical one (3.5.4).
    pub(super) fn of(&self, referral: &Referral<'_>) -> Option<&Rule<'a>> {
        let id = referral.id.as_ref().map(Str::as_str);
        let (component, index) = self.find(id, referral.component, referral.index)?;
        self.at(component, index)
    }

    fn find(&self, id: Option<&str>, component: usize, index: Option<i64>) -> Option<(usize, usize)> {
        let index = index.and_then(|index| usize::try_from(index).ok());
        let by_index = index.and_then(|index| Some((index, self.at(component, index)?)));
        match (by_index, id) {
            (Some((index, _)), None) => Some((component, index)),
            (Some((index, rule)), Some(id)) if belongs(id, rule.raw.id.as_str()) => Some((component, index)),
            (_, Some(id)) => self.by_id(id),
            (None, None) => None,
        }
    }

    /// Notes the levels that an invocation sets (3.20.5).
    fn configure(&mut self, invocation: i64, said: &'a Invocation<'a>) {
        for over in said.rule_configuration_overrides.iter().flatten() {
            let level = over.configuration.as_ref().and_then(|own| own.level.as_ref());
            let id = over.descriptor.id.as_ref().map(Str::as_str);
            let component = component_of(&over.descriptor).unwrap_or(0);
            if let Some(level) = level
                && let Some((component, index)) = self.find(id, component, over.descriptor.index)
                && let Some(rule) = self.components.get_mut(component).and_then(|rules| rules.get_mut(index))
            {
                let level = level.as_str();
                rule.levels.entry(invocation).and_modify(|own| *own = graver(own, level)).or_insert(level);
                rule.gravest = Some(rule.gravest.map_or(level, |own| graver(own, level)));
            }
        }
    }

    fn at(&self, component: usize, index: usize) -> Option<&Rule<'a>> {
        self.components.get(component)?.get(index)
    }

    fn by_id(&self, id: &str) -> Option<(usize, usize)> {
        let leading = std::iter::successors(Some(id), |id| id.rsplit_once('/').map(|(leading, _)| leading));
        // A bound, so that an id of slashes only does not take the square of its length.
        leading.take(8).find_map(|id| self.by_id.get(id).copied())
    }

    /// Whether a rule has this tag.
    pub(super) fn have_tag(&self, tag: &str) -> bool {
        self.components.iter().flatten().any(|rule| rule.has_tag(tag))
    }
}

/// The component that a reference points into: the driver is 0, extensions follow (3.54).
pub(super) fn component_of(reference: &Reference<'_>) -> Option<usize> {
    let index = reference.tool_component.as_ref()?.index?;
    usize::try_from(index).ok()?.checked_add(1)
}

fn belongs(id: &str, rule: &str) -> bool {
    id.strip_prefix(rule).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl<'a> Rule<'a> {
    fn of(raw: &'a RawRule<'a>) -> Self {
        let properties = raw.properties.as_ref();
        let (severity, details) = (graded(properties), scored(properties));
        let mut rule = Self {
            raw,
            identifiers: Arc::from([]),
            severity,
            details,
            levels: BTreeMap::new(),
            gravest: None,
            is_about_secrets: false,
        };
        let own = [within(raw.id.as_str()).map(str::to_owned), Some(raw.id.as_str().to_owned())];
        let weaknesses = rule.tags().chain(rule.cwe()).filter_map(weakness).collect::<Vec<_>>();
        let taxa = raw.relationships.iter().flatten().filter_map(|relationship| relationship.target.as_ref());
        let taxa = taxa.filter_map(taxon);
        rule.identifiers = ordered(own.into_iter().flatten().chain(weaknesses).chain(taxa)).into();
        let names = [Some(raw.id.as_str()), raw.name.as_ref().map(Str::as_str)];
        let mut texts = names.into_iter().flatten().chain(rule.tags());
        rule.is_about_secrets = texts.any(|text| text.to_ascii_lowercase().contains("secret"));
        rule
    }

    fn tags(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.raw.properties.as_ref().and_then(|p| p.tags.as_ref()).map(Loose::texts).unwrap_or_default().into_iter()
    }

    pub(super) fn has_tag(&self, tag: &str) -> bool {
        self.tags().any(|other| other.eq_ignore_ascii_case(tag))
    }

    fn cwe(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.raw.properties.as_ref().and_then(|p| p.cwe.as_ref()).map(Loose::texts).unwrap_or_default().into_iter()
    }

    /// The level of a result that states none (3.27.10): that of the invocation in which it was found,
    /// else the default. Where the result does not say in which, the gravest of all.
    pub(super) fn level(&self, invocation: Option<i64>) -> Option<&str> {
        let default = self.raw.default_configuration.as_ref().and_then(|own| own.level.as_ref()).map(Str::as_str);
        if let Some(invocation) = invocation.filter(|index| *index >= 0) {
            return self.levels.get(&invocation).copied().or(default);
        }
        self.gravest.map(|level| graver(level, default.unwrap_or(UNSTATED))).or(default)
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

/// The graver of two levels.
fn graver<'l>(level: &'l str, other: &'l str) -> &'l str {
    let rank = |level: &str| LEVELS.iter().position(|known| *known == level);
    if rank(other) > rank(level) { other } else { level }
}

/// How grave `security-severity` says that it is: a CVSS score by the convention, a word by some tools.
pub(super) fn graded(properties: Option<&Properties<'_>>) -> Option<Severity> {
    let stated = properties?.security_severity.as_ref()?;
    let word = || stated.texts().first().map(|word| severity_in(SEVERITIES, word));
    let of_score = stated.number().and_then(Severity::from_cvss_score);
    of_score.or_else(word).filter(|severity| *severity != Severity::Unknown)
}

/// Whether there is a `security-severity` that is not understood.
pub(super) fn is_ungraded(properties: Option<&Properties<'_>>) -> bool {
    properties.is_some_and(|own| own.security_severity.is_some()) && graded(properties).is_none()
}

/// A score that stands without its version or vector (`security-severity`).
pub(super) fn scored(properties: Option<&Properties<'_>>) -> Option<Arc<Details>> {
    let rating = rating(None, Some(properties?.security_severity.as_ref()?.number()?), Some("security-severity"))?;
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
