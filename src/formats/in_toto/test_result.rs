// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! in-toto test results v0.1 (in-toto/attestation, `spec/predicates/test-result.md`).

use std::sync::Arc;

use serde::Deserialize;

use super::{
    Read,
    subject::{MATERIAL, Raw},
};
use crate::{
    formats::{
        ReadError, Source,
        json::{self, Object, Shape, Str, may, must},
    },
    model::{Claim, TestCase, TestOutcome, TestRun, Text},
};

/// Reads a test result. A warning counts as a test that held; it is the producer's word for one that
/// has to be looked at and does not fail.
pub(super) fn read(source: &Source<'_>) -> Result<Read, ReadError> {
    let predicate: Predicate<'_> = json::read(source, &PREDICATE)?;
    let configuration = predicate.configuration.first();
    let suite: Arc<str> = configuration.map(|raw| raw.material().0.shown().into()).unwrap_or_default();
    let lists = [
        (&predicate.passed_tests, TestOutcome::Passed),
        (&predicate.warned_tests, TestOutcome::Passed),
        (&predicate.failed_tests, TestOutcome::Failed),
    ];
    let mut run = TestRun::default();
    for (names, outcome) in lists {
        for name in names.iter().flatten() {
            run.add(TestCase { suite: Arc::clone(&suite), name: name.as_str().into(), outcome, line: 1 });
        }
    }
    let failed = !run.failed.is_empty();
    let result = predicate.result.as_str();
    match result {
        "FAILED" if !failed => run.disturbances.push(Text::new(
            "the result is `FAILED` and no failed test is listed",
            "das Ergebnis lautet `FAILED`, und kein fehlgeschlagener Test ist genannt",
        )),
        "PASSED" | "WARNED" if failed => run.disturbances.push(Text::new(
            format!("the result is `{result}` and failed tests are listed"),
            format!("das Ergebnis lautet `{result}`, und fehlgeschlagene Tests sind genannt"),
        )),
        _ => {}
    }
    Ok(Read::of(Claim::TestRun(run)))
}

static PREDICATE: Object = Object::of(&[
    must("result", Shape::Word(&["PASSED", "WARNED", "FAILED"])),
    must("configuration", Shape::List(&Shape::Object(&MATERIAL))),
    may("passedTests", Shape::List(&Shape::Text)),
    may("warnedTests", Shape::List(&Shape::Text)),
    may("failedTests", Shape::List(&Shape::Text)),
])
.lax();

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Predicate<'a> {
    #[serde(borrow)]
    result: Str<'a>,
    #[serde(borrow)]
    configuration: Vec<Raw<'a>>,
    #[serde(borrow)]
    passed_tests: Option<Vec<Str<'a>>>,
    #[serde(borrow)]
    warned_tests: Option<Vec<Str<'a>>>,
    #[serde(borrow)]
    failed_tests: Option<Vec<Str<'a>>>,
}
