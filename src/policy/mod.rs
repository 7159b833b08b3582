// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The policy: read as written, then bound to the checks, with every mistake reported at once.
//!
//! Only a policy that is right throughout can be bound; nothing in it is ever skipped.

use std::{collections::BTreeMap, fmt, sync::Arc};

use crate::{
    checks::BoundCheck,
    model::{
        Age, Anchor, ArtifactKind, Crypto, Effect, Lang, Mapping, Origin, Pattern, Reference, Release, Severity,
        SignerTerms, Text, Timestamp, VexTerms,
    },
};

mod awaited;
mod bind;
mod crypto;
mod draft;
mod file;
mod form;
mod list;
mod schema;
mod shape;
mod survey;
mod trust;
mod waiver;
mod yaml;

pub use bind::{IMPLIED, bind, files};
pub use crypto::{Preset, PresetEntry, default_crypto, preset, presets};
pub use draft::WaiverDraft;
pub use list::{ListSource, read_list};
pub use schema::schema;
pub use shape::suggestion;
pub use waiver::{Concern, Waiver, WaiverSource, bind_waivers, refuse_hopeless_waivers, waivers_as_json};

/// A policy that is right throughout.
pub struct Policy {
    /// What it is called.
    pub title: Text,
    /// Where it was read from.
    pub origin: Origin,
    /// The language of the reports, unless the command line names one.
    pub language: Lang,
    /// Whether it only advises.
    pub advisory: bool,
    /// Every file that it names, and where.
    pub files: Vec<FileInPolicy>,
    /// The files of waivers that it names, relative to its folder.
    pub waiver_files: Vec<String>,
    /// Whose signature waivers need; nobody's where it is empty.
    pub waivers_signed_by: Vec<SignerTerms>,
    /// The lists about vulnerabilities that it names, relative to its folder.
    pub enrichment_files: Vec<String>,
    /// The greatest age of those that change from day to day.
    pub enrichment_max_age: Option<Age>,
    /// The longest time that a waiver may hold.
    pub longest_waiver: Age,
    /// The longest time for findings of a severity.
    pub longest_waiver_for: BTreeMap<Severity, Age>,
    /// Whether a waiver needs a second approver.
    pub two_approvers: bool,
    /// The most findings and gaps that one waiver may match.
    pub most_matches: u64,
    /// How long before it expires a waiver is warned about.
    pub warn_before: Age,
    /// The files of keys, roots and authorities that it trusts.
    pub trust: Vec<Anchor>,
    /// The algorithms that it accepts.
    pub crypto: Crypto,
    /// Whose VEX documents count.
    pub vex: VexTerms,
    /// The rules, in their order.
    pub rules: Vec<Rule>,
}

/// A file that a policy names.
#[derive(Clone, Debug)]
pub struct FileInPolicy {
    /// The path as written, relative to the policy's folder.
    pub path: String,
    /// The name under which it is trusted, where it is.
    pub name: Option<Arc<str>>,
    /// The place, as that of a mistake.
    mistake: Mistake,
}

impl FileInPolicy {
    /// A mistake at the place that names the file.
    pub fn mistake(&self, message: impl Into<String>) -> Mistake {
        Mistake { message: message.into(), ..self.mistake.clone() }
    }
}

impl Policy {
    /// A mistake at the place that names a file, the one under `name` where it is trusted.
    pub fn mistake_at(&self, path: &str, name: Option<&str>, message: impl Into<String>) -> Mistake {
        let found = self.files.iter().find(|file| file.path == path && file.name.as_deref() == name);
        let top = || Mistake { path: self.origin.path.to_string(), line: 1, column: 1, ..Mistake::default() };
        Mistake { message: message.into(), ..found.map_or_else(top, |file| file.mistake.clone()) }
    }
}

/// A check with its parameters, as one policy uses it.
pub struct Rule {
    /// The id, unique in the policy.
    pub id: String,
    /// The id of the check.
    pub check: &'static str,
    /// What it is called.
    pub title: Text,
    /// What the check asks.
    pub question: Text,
    /// What to do when it is not satisfied.
    pub remedy: Text,
    /// What to do where nothing is wrong that was seen, and something could not be seen.
    pub way_to_evidence: Text,
    /// The check with its parameters.
    pub bound: Box<dyn BoundCheck>,
    /// What it does when it is not satisfied.
    pub effect: Effect,
    /// From when on it has its effect.
    pub effective_from: Option<Timestamp>,
    /// What it is narrowed to.
    pub when: Condition,
    /// Whether waivers can apply.
    pub waivable: bool,
    /// Whether the program added it because the policy lacks it.
    pub implied: bool,
    /// What it gives evidence for.
    pub maps_to: Vec<Mapping>,
}

/// What a rule is narrowed to. What is empty narrows nothing.
#[derive(Clone, Debug, Default)]
pub struct Condition {
    /// Kinds of artifacts.
    pub artifacts: Vec<ArtifactKind>,
    /// Patterns of branches.
    pub branches: Vec<Pattern>,
    /// Patterns of tags.
    pub tags: Vec<Pattern>,
}

impl Condition {
    /// Whether there is no condition.
    pub const fn is_none(&self) -> bool {
        self.artifacts.is_empty() && self.branches.is_empty() && self.tags.is_empty()
    }

    /// Why the rule does not concern the release; `None` when it does.
    ///
    /// A rule narrowed to branches or tags concerns a release whose branch and tag are unknown, as one
    /// narrowed to kinds concerns an artifact of unknown kind: not knowing must not switch a rule off.
    pub fn excludes(&self, release: &Release) -> Option<Text> {
        let mut kinds = release.artifacts.iter().map(|artifact| artifact.kind);
        let is_known = !self.artifacts.is_empty() && !release.artifacts.is_empty();
        if is_known && !kinds.any(|kind| kind.may_be_of(&self.artifacts)) {
            let wanted = self.artifacts.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
            return Some(Text::new(
                format!("concerns artifacts of kind {wanted} only"),
                format!("betrifft nur Artefakte der Art {wanted}"),
            ));
        }
        if self.branches.is_empty() && self.tags.is_empty() {
            return None;
        }
        let (patterns, name) = match release.reference.as_ref()? {
            Reference::Branch(name) => (&self.branches, name),
            Reference::Tag(name) => (&self.tags, name),
        };
        let concerned = patterns.iter().any(|pattern| pattern.matches(name));
        (!concerned).then(|| {
            let wanted = self.branches.iter().chain(&self.tags).map(Pattern::as_str).collect::<Vec<_>>().join(", ");
            Text::new(format!("concerns {wanted} only, not `{name}`"), format!("betrifft nur {wanted}, nicht `{name}`"))
        })
    }
}

/// A mistake in a policy or a file of waivers.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The file.
    pub path: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// The way out, where one is known.
    pub help: Option<String>,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.path, self.line, self.column, self.message)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
