// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! in-toto Statements v0.1 and v1 (in-toto/attestation, `spec/`): what something is about, and a
//! predicate about it whose type says what it means.
//!
//! A report inside a statement is read by the reader of its own format and is about what the
//! statement is about. A predicate that is not known is kept by its type.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    Format, Head, ReadError, Reading, Source,
    json::{self, Object, Shape, Str, must},
    quoted,
};
use crate::model::{
    Claim, Document, Endorsement, FormatVersion, ListedAttestation, Place, Statement, Subject, Text, Timestamp, Tool,
};

mod assessment;
mod listed;
mod predicate;
mod provenance;
mod report;
mod subject;
mod summary;
mod test_result;
mod vulnerabilities;

use predicate::{Kind, kind_of};

/// An in-toto Statement.
pub(super) struct InToto;

const ID: &str = "in-toto";

/// The versions that are read, with the value of `_type` of each.
const TYPES: &[(&str, &str)] = &[("v1", V1), ("v0.1", V01)];
const V1: &str = "https://in-toto.io/Statement/v1";
const V01: &str = "https://in-toto.io/Statement/v0.1";

impl Format for InToto {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "in-toto Statement v0.1 and v1 (SLSA provenance v0.2 and v1, VSA, vulnerabilities, test results, SBOMs, VEX, approvals …)"
    }

    fn recognises(&self, head: &Head) -> bool {
        let keys = ["_type", "predicateType", "predicate", "subject"];
        let signs = ["\"_type\"", "in-toto.io/Statement", "\"predicateType\"", "\"predicate\"", "\"subject\""];
        // The keys may stand behind a predicate that is larger than the head.
        head.is_json() && head.count_keys(&keys) > 1 || head.is_json_with(3, &signs)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let outer: Outer<'_> = json::read(source, &STATEMENT)?;
        let version = TYPES.iter().find(|(_, uri)| *uri == outer.kind.as_str()).map_or("", |(version, _)| version);
        let mut remarks = Vec::new();
        let subjects = subject::all(&outer.subject, &mut remarks)?;
        let predicate_type = outer.predicate_type.as_str();
        // Nothing and `null` are the same to producers in Go.
        let text = outer.predicate.map(RawValue::get).filter(|text| *text != "null");
        let inner = Document { payload: text.unwrap_or("{}").as_bytes().to_vec().into(), ..source.document.clone() };
        let predicate =
            Predicate { source: Source { document: &inner, ..*source }, kind: predicate_type, subjects: &subjects };
        let read = match kind_of(predicate_type) {
            Some(kind) if text.is_some() || kind.may_be_empty() => predicate.read(kind),
            Some(_) => return Err(no_predicate(predicate_type)),
            None => Ok(vec![Read::of(Claim::Attestation(Box::new(unknown(predicate_type))))]),
        };
        let statements = read.map_err(within)?.into_iter().map(|read| {
            let of_statement = FormatVersion { format: self.id(), version: version.to_owned() };
            read.into_statement(of_statement, &subjects, &remarks)
        });
        Ok(Reading::Statements(statements.collect()))
    }
}

static STATEMENT: Object = Object::of(&[
    must("_type", Shape::Word(&[V1, V01])),
    must("predicateType", Shape::Text),
    must("subject", Shape::NonEmpty(&Shape::Object(&subject::SHAPE))),
]);

#[derive(Deserialize)]
struct Outer<'a> {
    #[serde(borrow, rename = "_type")]
    kind: Str<'a>,
    #[serde(borrow, rename = "predicateType")]
    predicate_type: Str<'a>,
    #[serde(borrow)]
    subject: Vec<subject::Raw<'a>>,
    #[serde(borrow)]
    predicate: Option<&'a RawValue>,
}

/// A predicate on its way into the model.
struct Predicate<'s> {
    source: Source<'s>,
    kind: &'s str,
    subjects: &'s [Subject],
}

impl Predicate<'_> {
    fn read(&self, kind: Kind) -> Result<Vec<Read>, ReadError> {
        let one = |read: Result<Read, ReadError>| read.map(|read| vec![read]);
        match kind {
            Kind::Provenance02 => one(provenance::read_02(&self.source)),
            Kind::Provenance1 => one(provenance::read_1(&self.source)),
            Kind::Summary => one(summary::read(&self.source)),
            Kind::Vulnerabilities => one(vulnerabilities::read(&self.source)),
            Kind::CosignVulnerabilities => vulnerabilities::read_cosign(&self.source, self.subjects),
            Kind::TestResult => one(test_result::read(&self.source)),
            Kind::Report(formats) => report::read(&self.source, formats, self.subjects),
            Kind::Signature => Ok(vec![Read::of(Claim::Signature(Endorsement::Signature))]),
            Kind::Assessment => one(assessment::read(&self.source)),
            Kind::Approval => one(assessment::read_approval(&self.source)),
            Kind::Waivers => one(assessment::read_waivers(&self.source)),
            Kind::Listed(facts) => one(listed::read(&self.source, self.kind, facts)),
        }
    }
}

/// What a predicate says; what the statement is about is not yet in it.
enum Read {
    /// Something of its own.
    Claim(Box<Claimed>),
    /// What a report inside says.
    Report(Box<Statement>),
}

/// A claim, with when and by whom it was made.
struct Claimed {
    claim: Claim,
    made_at: Option<Timestamp>,
    producer: Option<Tool>,
    remarks: Vec<Text>,
}

impl Read {
    /// A claim of which nothing else is known.
    fn of(claim: Claim) -> Self {
        Self::Claim(Box::new(Claimed { claim, made_at: None, producer: None, remarks: Vec::new() }))
    }

    fn into_statement(self, format: FormatVersion, subjects: &[Subject], remarks: &[Text]) -> Statement {
        let mut statement = match self {
            Self::Report(statement) => *statement,
            Self::Claim(claimed) => {
                let Claimed { claim, made_at, producer, remarks } = *claimed;
                Statement { format, subjects: Vec::new(), made_at, producer, report_id: None, claim, remarks }
            }
        };
        statement.subjects.splice(0..0, subjects.iter().cloned());
        statement.remarks.splice(0..0, remarks.iter().cloned());
        statement
    }
}

fn unknown(predicate_type: &str) -> ListedAttestation {
    ListedAttestation { predicate_type: predicate_type.into(), known_as: None, facts: Vec::new() }
}

/// The same fault, by its place in the whole statement.
fn within(error: ReadError) -> ReadError {
    let place = match error.place {
        Place::Whole | Place::Line(_) => "/predicate".to_owned(),
        Place::Pointer(pointer) => format!("/predicate{pointer}"),
        Place::Element(list, index) => format!("/predicate{list}/{index}"),
    };
    ReadError { place: Place::Pointer(place.into()), ..error }
}

fn no_predicate(predicate_type: &str) -> ReadError {
    let kind = quoted(predicate_type.as_bytes());
    let reason = Text::new(
        format!("there is no `predicate`, and {kind} needs one"),
        format!("`predicate` fehlt; {kind} braucht ein Prädikat"),
    );
    ReadError::new(Place::Pointer("/predicate".into()), reason)
}

#[cfg(test)]
mod tests;
