// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What people state in predicates of this project (`docs/predicates.md`). They are our own, so that
//! an unknown field is a fault and not a newer version.

use std::{collections::BTreeMap, sync::Arc};

use serde::Deserialize;

use super::{
    Claimed, Read,
    subject::{Raw, SHAPE},
};
use crate::{
    formats::{
        ReadError, Source,
        json::{self, Object, Shape, Str, filled, kept, may, must},
        time::moment_or_day,
    },
    model::{
        Assessment, AssessmentResult, Claim, Decision, Person, Place, ReleaseApproval, Reviewed, Severity,
        StatedWaivers, Text, Timestamp, Words,
    },
};

/// Reads an assessment.
pub(super) fn read(source: &Source<'_>) -> Result<Read, ReadError> {
    let raw: RawAssessment<'_> = json::read(source, &ASSESSMENT)?;
    let date = moment_of(&raw.date, "/date")?;
    let findings = raw.open_findings.as_ref().map(open_findings).transpose()?;
    let assessment = Assessment {
        kind: raw.kind.as_str().into(),
        result: match raw.result.as_str() {
            "passed" => AssessmentResult::Passed,
            _ => AssessmentResult::Failed,
        },
        scope: needed(&raw.scope, "/scope")?.into(),
        version: kept(raw.version.as_ref()),
        method: kept(raw.method.as_ref()),
        date,
        valid_until: raw.valid_until.as_ref().map(|text| moment_of(text, "/validUntil")).transpose()?,
        open_findings: findings,
        document: raw.document.as_ref().map(|raw| reviewed(raw, "/document")).transpose()?,
        person: raw.person.kept()?,
    };
    Ok(claimed(date, Claim::Assessment(Box::new(assessment))))
}

/// The open findings by severity. The words are our own: one in other letters would hide a number.
fn open_findings(raw: &BTreeMap<Str<'_>, u64>) -> Result<BTreeMap<Severity, u64>, ReadError> {
    let mut open = BTreeMap::new();
    for (name, number) in raw {
        let severity = Severity::from_name(name.as_str()).filter(|severity| severity.name() == name.as_str());
        let unknown = || {
            let reason = Text::new(
                "names a severity that is none of `critical`, `high`, `medium`, `low`, `info` and `unknown`, in these letters",
                "nennt einen Schweregrad, der keiner von `critical`, `high`, `medium`, `low`, `info` und `unknown` in dieser Schreibweise ist",
            );
            ReadError::new(Place::Pointer("/openFindings".into()), reason)
        };
        open.insert(severity.ok_or_else(unknown)?, *number);
    }
    Ok(open)
}

/// Reads a decision.
pub(super) fn read_approval(source: &Source<'_>) -> Result<Read, ReadError> {
    let raw: RawApproval<'_> = json::read(source, &APPROVAL)?;
    let date = moment_of(&raw.date, "/date")?;
    let approval = ReleaseApproval {
        decision: match raw.decision.as_str() {
            "approved" => Decision::Approved,
            _ => Decision::Rejected,
        },
        report: reviewed(&raw.report, "/report")?,
        scope: kept(raw.scope.as_ref()),
        date,
        valid_until: raw.valid_until.as_ref().map(|text| moment_of(text, "/validUntil")).transpose()?,
        person: raw.person.kept()?,
        reason: kept(raw.reason.as_ref()),
    };
    Ok(claimed(date, Claim::Approval(Box::new(approval))))
}

/// Takes waivers as they are stated: the policy's own reader goes over them.
pub(super) fn read_waivers(source: &Source<'_>) -> Result<Read, ReadError> {
    let raw: RawWaivers<'_> = json::read(source, &WAIVERS)?;
    let times = raw.waivers.iter().filter_map(|waiver| moment_or_day(waiver.created.as_ref()?.as_str()));
    let made_at = times.max();
    let claim = Claim::Waivers(StatedWaivers { document: Arc::from(source.text()?) });
    Ok(Read::Claim(Box::new(Claimed { claim, made_at, producer: None, remarks: Vec::new() })))
}

fn claimed(date: Timestamp, claim: Claim) -> Read {
    Read::Claim(Box::new(Claimed { claim, made_at: Some(date), producer: None, remarks: Vec::new() }))
}

impl RawPerson<'_> {
    fn kept(&self) -> Result<Person, ReadError> {
        Ok(Person {
            name: needed(&self.name, "/person/name")?.into(),
            email: filled(self.email.as_ref()).map(Arc::from),
            // As it is written: policies name roles exactly.
            role: needed(&self.role, "/person/role").map(|_| self.role.as_str().into())?,
        })
    }
}

fn needed<'t>(text: &'t Str<'_>, pointer: &'static str) -> Result<&'t str, ReadError> {
    let empty = || Text::new("is empty, and has to say something", "ist leer; hier muss etwas stehen");
    filled(Some(text)).ok_or_else(|| ReadError::new(Place::Pointer(pointer.into()), empty()))
}

fn moment_of(text: &Str<'_>, pointer: &'static str) -> Result<Timestamp, ReadError> {
    let fault = || Text::new(format!("is not {}", DATE.en), format!("ist nicht {}", DATE.de));
    moment_or_day(text.as_str()).ok_or_else(|| ReadError::new(Place::Pointer(pointer.into()), fault()))
}

fn reviewed(raw: &Raw<'_>, pointer: &'static str) -> Result<Reviewed, ReadError> {
    let (material, _) = raw.material();
    if material.digests.is_empty() {
        let reason = Text::new(
            "has no digest that counts; name its `sha256`",
            "hat keinen zählenden Hashwert; `sha256` angeben",
        );
        return Err(ReadError::new(Place::Pointer(pointer.into()), reason));
    }
    let name = (!material.shown().is_empty()).then(|| material.shown().into());
    Ok(Reviewed { name, digests: material.digests })
}

static DATE: Words = Words {
    en: "a date or moment (`2026-11-01`, `2026-11-01T08:00:00Z`)",
    de: "eine Zeitangabe (`2026-11-01`, `2026-11-01T08:00:00Z`)",
};

const WHEN: Shape = Shape::Form(&DATE, |text| moment_or_day(text).is_some());

static ASSESSMENT: Object = Object::of(&[
    must("kind", Shape::Form(&KIND, is_kind)),
    must("result", Shape::Word(&["passed", "failed"])),
    must("scope", Shape::Text),
    must("date", WHEN),
    must("person", Shape::Object(&PERSON)),
    may("version", Shape::Text),
    may("method", Shape::Text),
    may("validUntil", WHEN),
    may("openFindings", Shape::Object(&FINDINGS)),
    may("document", Shape::Object(&SHAPE)),
]);

static FINDINGS: Object = Object::of(&[
    may("critical", Shape::Integer(0)),
    may("high", Shape::Integer(0)),
    may("medium", Shape::Integer(0)),
    may("low", Shape::Integer(0)),
    may("info", Shape::Integer(0)),
    may("unknown", Shape::Integer(0)),
]);

static PERSON: Object = Object::of(&[must("name", Shape::Text), must("role", Shape::Text), may("email", Shape::Text)]);

static APPROVAL: Object = Object::of(&[
    must("decision", Shape::Word(&["approved", "rejected"])),
    must("report", Shape::Object(&SHAPE)),
    must("date", WHEN),
    must("person", Shape::Object(&PERSON)),
    may("scope", Shape::Text),
    may("validUntil", WHEN),
    may("reason", Shape::Text),
]);

static WAIVERS: Object =
    Object::of(&[must("version", Shape::Integer(1)), must("waivers", Shape::NonEmpty(&Shape::Object(&WAIVER)))]);

static WAIVER: Object = Object::of(&[must("matter", Shape::Text), may("created", Shape::Text)]);

static KIND: Words = Words {
    en: "a word in lower case such as `threat-model`, `pentest`, `audit`, `data-protection` or `security-assessment`",
    de: "ein Wort in Kleinbuchstaben wie `threat-model`, `pentest`, `audit`, `data-protection` oder `security-assessment`",
};

fn is_kind(text: &str) -> bool {
    !text.is_empty() && text.len() <= 60 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RawAssessment<'a> {
    #[serde(borrow)]
    kind: Str<'a>,
    #[serde(borrow)]
    result: Str<'a>,
    #[serde(borrow)]
    scope: Str<'a>,
    #[serde(borrow)]
    version: Option<Str<'a>>,
    #[serde(borrow)]
    method: Option<Str<'a>>,
    #[serde(borrow)]
    date: Str<'a>,
    #[serde(borrow)]
    valid_until: Option<Str<'a>>,
    #[serde(borrow)]
    open_findings: Option<BTreeMap<Str<'a>, u64>>,
    #[serde(borrow)]
    document: Option<Raw<'a>>,
    #[serde(borrow)]
    person: RawPerson<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPerson<'a> {
    #[serde(borrow)]
    name: Str<'a>,
    #[serde(borrow)]
    email: Option<Str<'a>>,
    #[serde(borrow)]
    role: Str<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RawApproval<'a> {
    #[serde(borrow)]
    decision: Str<'a>,
    #[serde(borrow)]
    report: Raw<'a>,
    #[serde(borrow)]
    scope: Option<Str<'a>>,
    #[serde(borrow)]
    date: Str<'a>,
    #[serde(borrow)]
    valid_until: Option<Str<'a>>,
    #[serde(borrow)]
    person: RawPerson<'a>,
    #[serde(borrow)]
    reason: Option<Str<'a>>,
}

#[derive(Deserialize)]
struct RawWaivers<'a> {
    #[serde(borrow)]
    waivers: Vec<RawWaiver<'a>>,
}

#[derive(Deserialize)]
struct RawWaiver<'a> {
    #[serde(borrow)]
    created: Option<Str<'a>>,
}
