//! What a check has to say. It has no word for "passed".

use std::fmt;

use super::{EvidenceId, Severity, Text};

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
}

impl Examination {
    /// Notes that `id` was looked at. Saying it twice does no harm.
    pub fn rely_on(&mut self, id: EvidenceId) {
        self.relied_on.push(id);
    }

    /// Adds a gap about `matter`.
    pub fn gap(&mut self, matter: impl Into<Matter>, message: Text) {
        self.gaps.push(Gap { matter: matter.into(), message, evidence: None });
    }
}

/// The key under which something can be waived: a vulnerability, a rule of a scanner, a component,
/// a file. Stable from run to run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Matter(Box<str>);

impl Matter {
    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<Box<str>>> From<T> for Matter {
    fn from(key: T) -> Self {
        Self(key.into())
    }
}

impl fmt::Display for Matter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
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

/// Something is wrong.
#[derive(Clone, Debug)]
pub struct Violation {
    /// The key under which it can be waived.
    pub matter: Matter,
    /// Other names of the same matter; a waiver may use any of them.
    pub aliases: Vec<Matter>,
    /// What it is wrong with: a component, a file, a suite. Empty for the release as a whole.
    pub subject: Box<str>,
    /// What is wrong, with what was wanted and what was got.
    pub message: Text,
    /// What to do about this one, where more is known than the check's own remedy.
    pub fix: Option<Box<str>>,
    /// How grave, where the tool says so.
    pub severity: Option<Severity>,
    /// The file and line of the project concerned, where the evidence names one.
    pub source: Option<Box<str>>,
    /// The evidence that says so.
    pub evidence: Option<EvidenceId>,
    /// Where in that evidence.
    pub place: Place,
    /// The allowance that it counts towards; `None` when one is one too many.
    pub limit: Option<Limit>,
}

impl Violation {
    /// A violation about the release as a whole.
    pub fn new(matter: impl Into<Matter>, message: Text) -> Self {
        Self {
            matter: matter.into(),
            aliases: Vec::new(),
            subject: Box::default(),
            message,
            fix: None,
            severity: None,
            source: None,
            evidence: None,
            place: Place::Whole,
            limit: None,
        }
    }

    /// The same, found in `evidence` at `place`.
    pub fn seen_in(mut self, evidence: EvidenceId, place: Place) -> Self {
        self.evidence = Some(evidence);
        self.place = place;
        self
    }

    /// The same, about `subject`.
    pub fn about(mut self, subject: impl Into<Box<str>>) -> Self {
        self.subject = subject.into();
        self
    }
}

/// How many violations of one sort are accepted. It is held against what is left after waivers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limit {
    /// What is counted, such as `medium`.
    pub counts: &'static str,
    /// How many are accepted.
    pub at_most: u64,
}

/// Something could not be seen.
#[derive(Clone, Debug)]
pub struct Gap {
    /// The key under which it can be waived.
    pub matter: Matter,
    /// What could not be seen, and what would show it.
    pub message: Text,
    /// The evidence that should have shown it.
    pub evidence: Option<EvidenceId>,
}
