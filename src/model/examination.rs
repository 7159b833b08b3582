// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a check has to say. It has no word for "passed".

use std::{borrow::Cow, fmt, sync::Arc};

use super::{EvidenceId, Lang, Measure, OpenFindingRef, Severity, Text, Timestamp};

/// What a check found in the dossier.
#[derive(Clone, Debug, Default)]
pub struct Examination {
    /// The evidence that the check looked at and that counts for the release. Without any, a rule
    /// is never satisfied.
    pub relied_on: Vec<EvidenceId>,
    /// What is wrong.
    pub violations: Vec<Violation>,
    /// What could not be seen.
    pub gaps: Vec<Gap>,
    /// What was found and does not count, for a reason that the rule itself gives. Reports show it.
    pub set_aside: Vec<SetAside>,
    /// What was counted, requirement by requirement. It explains and decides nothing.
    pub measures: Vec<Measure>,
    /// What a reader has to know about how the check looked: a version that was chosen, something
    /// that was inferred.
    pub remarks: Vec<Text>,
}

/// Something found that does not count, and why.
#[derive(Clone, Debug)]
pub struct SetAside {
    /// What was found.
    pub violation: Violation,
    /// Why it does not count; many share it.
    pub reason: Arc<Grounds>,
}

/// Why something found does not count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grounds {
    /// The reason in words.
    pub text: Text,
    /// Until when, exclusive, where that ends by itself.
    pub until: Option<Timestamp>,
}

impl Examination {
    /// Notes that `id` was looked at. Saying it twice does no harm.
    pub fn rely_on(&mut self, id: EvidenceId) {
        self.relied_on.push(id);
    }

    /// Adds a gap about `matter`.
    pub fn gap(&mut self, matter: impl Into<Matters>, message: Text) {
        self.gaps.push(Gap { matters: matter.into(), message, evidence: None });
    }
}

/// The names under which something can be waived, the one that reports show first: a vulnerability,
/// a rule of a scanner, a component, a file. Stable from run to run. Never empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Matters(Arc<[Box<str>]>);

impl Matters {
    /// The name that reports show.
    pub fn first(&self) -> &str {
        self.0.first().map_or("", |name| name)
    }

    /// All names.
    pub fn all(&self) -> &[Box<str>] {
        &self.0
    }
}

impl From<&str> for Matters {
    fn from(name: &str) -> Self {
        Self([Box::from(name)].into())
    }
}

impl From<String> for Matters {
    fn from(name: String) -> Self {
        Self([name.into_boxed_str()].into())
    }
}

impl From<Arc<[Box<str>]>> for Matters {
    fn from(names: Arc<[Box<str>]>) -> Self {
        Self(names)
    }
}

/// What is wrong: a text that many violations share, and the title of the finding that this one is about.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    text: &'a Text,
    title: Option<&'a str>,
}

impl Message<'_> {
    /// The wording in `lang`.
    pub fn in_lang(&self, lang: Lang) -> String {
        let text = self.text.in_lang(lang);
        match self.title {
            Some(title) => format!("{text}: {title}"),
            None => text.to_owned(),
        }
    }
}

impl<'a> From<&'a Text> for Message<'a> {
    fn from(text: &'a Text) -> Self {
        Self { text, title: None }
    }
}

/// A place in a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The document as a whole.
    #[default]
    Whole,
    /// An element of a list in a JSON document, by the pointer of the list (RFC 6901) and its index.
    Element(&'static str, u32),
    /// An element by its JSON pointer (RFC 6901).
    Pointer(Box<str>),
    /// A 1-based line.
    Line(u64),
}

/// A key as a JSON pointer writes it, its "reference token" (RFC 6901, section 3).
pub fn reference_token(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Element(list, index) => write!(f, "{list}/{index}"),
            Self::Pointer(pointer) => f.write_str(pointer),
            Self::Line(line) => write!(f, "line {line}"),
        }
    }
}

/// Something is wrong. There may be very many, so what a finding tells is left there, and what many
/// have in common is kept once.
#[derive(Clone, Debug)]
pub struct Violation {
    /// What is wrong and how it counts.
    pub wrong: Arc<Wrong>,
    /// What it is about.
    pub about: About,
}

/// What is wrong and how it counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wrong {
    /// What is wrong, with what was wanted and what was got.
    pub text: Text,
    /// How grave, where the tool says so.
    pub severity: Option<Severity>,
    /// The allowance that it counts towards; `None` when one is one too many.
    pub limit: Option<Limit>,
    /// Whether a waiver can cover it, as far as the check is concerned.
    pub waivable: bool,
    /// Since when it counts, where it was set aside before.
    pub since: Option<Timestamp>,
}

/// What a violation is about.
#[derive(Clone, Debug)]
pub enum About {
    /// A finding, with everybody who reports it.
    Finding(OpenFindingRef),
    /// Anything else.
    Thing(Box<Thing>),
}

/// What a violation is about that is about no finding.
#[derive(Clone, Debug)]
pub struct Thing {
    /// The names under which it can be waived.
    pub matters: Matters,
    /// A component, a file, a suite. Empty for the release as a whole.
    pub subject: Box<str>,
    /// What to do about this one, where more is known than the check's own remedy.
    pub fix: Option<Box<str>>,
    /// The file and line of the project concerned, where the evidence names one.
    pub source: Option<Box<str>>,
    /// The evidence that says so.
    pub evidence: Option<EvidenceId>,
    /// Where in that evidence.
    pub place: Place,
}

impl From<Text> for Wrong {
    fn from(text: Text) -> Self {
        Self { text, severity: None, limit: None, waivable: true, since: None }
    }
}

impl Thing {
    /// The release as a whole, under a name by which the violation can be waived.
    pub fn new(matter: impl Into<Matters>) -> Self {
        Self {
            matters: matter.into(),
            subject: Box::default(),
            fix: None,
            source: None,
            evidence: None,
            place: Place::Whole,
        }
    }
}

impl Violation {
    /// A violation about the release as a whole.
    pub fn new(matter: impl Into<Matters>, wrong: impl Into<Wrong>) -> Self {
        Self { wrong: Arc::new(wrong.into()), about: About::Thing(Box::new(Thing::new(matter))) }
    }

    /// A violation about a finding, under its names.
    pub fn of_finding(finding: &OpenFindingRef, wrong: Arc<Wrong>) -> Self {
        Self { wrong, about: About::Finding(finding.clone()) }
    }

    /// The names under which it can be waived, the one that reports show first. Never empty.
    pub fn matters(&self) -> &[Box<str>] {
        match &self.about {
            About::Finding(finding) => finding.identifiers(),
            About::Thing(thing) => &thing.matters.0,
        }
    }

    /// The name that reports show.
    pub fn matter(&self) -> &str {
        self.matters().first().map_or("", |name| name)
    }

    /// The same, found in `evidence` at `place`. A finding says that itself.
    pub fn seen_in(mut self, evidence: EvidenceId, place: Place) -> Self {
        if let About::Thing(thing) = &mut self.about {
            (thing.evidence, thing.place) = (Some(evidence), place);
        }
        self
    }

    /// The same, about `subject`. A finding says that itself.
    pub fn about(mut self, subject: impl Into<Box<str>>) -> Self {
        if let About::Thing(thing) = &mut self.about {
            thing.subject = subject.into();
        }
        self
    }

    /// The finding that it is about.
    pub const fn finding(&self) -> Option<&OpenFindingRef> {
        match &self.about {
            About::Finding(finding) => Some(finding),
            About::Thing(_) => None,
        }
    }

    /// What is wrong: the text, and the title of a finding.
    pub fn message(&self) -> Message<'_> {
        Message { text: &self.wrong.text, title: self.finding().map(|finding| finding.title()) }
    }

    /// What it is wrong with: a component, a file, a suite. Empty for the release as a whole.
    pub fn subject(&self) -> Cow<'_, str> {
        match &self.about {
            About::Finding(finding) => finding.subject(),
            About::Thing(thing) => Cow::Borrowed(&thing.subject),
        }
    }

    /// What to do about this one, where more is known than the check's own remedy.
    pub fn fix(&self) -> Option<&str> {
        match &self.about {
            About::Finding(finding) => finding.fix(),
            About::Thing(thing) => thing.fix.as_deref(),
        }
    }

    /// The file and line of the project concerned, where the evidence names one.
    pub fn source(&self) -> Option<&str> {
        match &self.about {
            About::Finding(finding) => finding.location(),
            About::Thing(thing) => thing.source.as_deref(),
        }
    }

    /// The evidence that says so.
    pub fn evidence(&self) -> Option<EvidenceId> {
        match &self.about {
            About::Finding(finding) => finding.reports().next().map(|(source, _)| source.evidence().id),
            About::Thing(thing) => thing.evidence,
        }
    }

    /// Where in that evidence.
    pub fn place(&self) -> &Place {
        match &self.about {
            About::Finding(finding) => finding.reports().next().map_or(&Place::Whole, |(_, first)| &first.place),
            About::Thing(thing) => &thing.place,
        }
    }
}

/// How many violations of one sort are accepted. It is held against what is left after waivers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limit {
    /// What is counted, such as `medium`.
    pub counts: &'static str,
    /// What ranks higher counts towards the limits of what ranks lower too, so that three grave ones do
    /// not become fewer when one of them turns out to be graver. Equal where nothing does.
    pub rank: u8,
    /// How many are accepted.
    pub at_most: u64,
}

/// Something could not be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The names under which it can be waived.
    pub matters: Matters,
    /// What could not be seen, and what would show it.
    pub message: Text,
    /// The evidence that should have shown it.
    pub evidence: Option<EvidenceId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_violation_stays_small() {
        assert!(size_of::<Violation>() <= 24, "{}", size_of::<Violation>());
        assert!(size_of::<SetAside>() <= 32, "{}", size_of::<SetAside>());
    }
}
