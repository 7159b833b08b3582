// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use crate::{
    formats::tests::{rejected, statements},
    model::{Claim, Statement, TestOutcome, TestRun},
};

fn run(text: &str) -> TestRun {
    match statements(text).remove(0).claim {
        Claim::TestRun(run) => run,
        other => panic!("{other:?}"),
    }
}

fn disturbances(run: &TestRun) -> Vec<&str> {
    run.disturbances.iter().map(|text| text.en.as_str()).collect()
}

/// What came out of the cases of a run that was not disturbed, the gravest last.
fn outcomes(text: &str) -> Vec<TestOutcome> {
    let run = run(text);
    assert!(run.disturbances.is_empty(), "{text}: {:?}", run.disturbances);
    let times = |outcome, number: u64| std::iter::repeat_n(outcome, number.try_into().unwrap());
    let mut outcomes: Vec<TestOutcome> = run.failed.iter().map(|case| case.outcome).collect();
    outcomes.extend(times(TestOutcome::Passed, run.passed).chain(times(TestOutcome::Skipped, run.skipped)));
    outcomes.sort();
    outcomes
}

#[test]
fn a_total_that_is_no_number_is_rejected() {
    for total in ["99999999999999999999999", "-1", "two", "1,000", "2.5", "0x2"] {
        for attribute in ["tests", "failures", "errors", "skipped", "disabled"] {
            let reason =
                rejected(&format!(r#"<testsuite name="s" {attribute}="{total}"><testcase name="a"/></testsuite>"#));
            assert!(reason.starts_with(&format!("line 1: `{attribute}` is `{total}`")), "{reason}");
        }
    }
}

#[test]
fn a_total_with_decimals_or_none_is_taken_for_what_it_says() {
    let suite = |total: &str| format!(r#"<testsuite name="s" failures="{total}"><testcase name="a"/></testsuite>"#);
    for total in ["0.0", " 0 ", ""] {
        assert_eq!(outcomes(&suite(total)), [TestOutcome::Passed], "{total}");
    }
    assert_eq!(disturbances(&run(&suite("2.0"))), ["suite `s` (line 1) states 2 failures, lists 0"]);
}

#[test]
fn disabled_tests_are_counted_beside_skipped_ones() {
    let suites = |totals: &str| {
        format!(
            r#"<testsuites {totals}><testsuite name="s"><testcase name="a" status="notrun"/></testsuite></testsuites>"#
        )
    };
    assert_eq!(outcomes(&suites(r#"tests="1" skipped="0" disabled="1""#)), [TestOutcome::Skipped]);
    let missing = run(&suites(r#"tests="1" skipped="1" disabled="7""#));
    assert_eq!(disturbances(&missing), ["suite `` (line 1) states 8 skipped, lists 1"]);
}

#[test]
fn a_failure_counts_wherever_it_stands() {
    let failing = r#"<testcase name="b"><failure/></testcase>"#;
    for (inside, all) in [
        (format!("<group>{failing}</group>"), 1),
        (format!(r#"<testcase name="a">{failing}</testcase>"#), 2),
        (format!(r#"<testcase name="a"><testsuite name="x">{failing}</testsuite></testcase>"#), 2),
        (r#"<testcase name="a"><result><failure/></result></testcase>"#.to_owned(), 1),
        (r#"<testcase name="a"><Failure/></testcase>"#.to_owned(), 1),
    ] {
        let outcomes = outcomes(&format!(r#"<testsuite name="s" tests="{all}" failures="1">{inside}</testsuite>"#));
        let failed = outcomes.iter().filter(|outcome| **outcome == TestOutcome::Failed).count();
        assert_eq!((outcomes.len(), failed), (all, 1), "{inside}");
    }
    let disturbed = run(r#"<testsuite name="s"><testcase name="a"/><group><error message="no"/></group></testsuite>"#);
    assert_eq!(disturbances(&disturbed), ["suite `s`: error no (line 1)"]);
}

#[test]
fn what_came_out_can_stand_in_an_attribute() {
    let stated =
        |attributes: &str| outcomes(&format!(r#"<testsuite name="s"><testcase name="a" {attributes}/></testsuite>"#));
    for (attributes, outcome) in [
        (r#"status="run" result="completed""#, TestOutcome::Passed),
        (r#"status="PASSED""#, TestOutcome::Passed),
        (r#"status="failed""#, TestOutcome::Failed),
        (r#"status="run" result="error""#, TestOutcome::Error),
        (r#"success="False" executed="True""#, TestOutcome::Failed),
        (r#"success="true" executed="false""#, TestOutcome::Skipped),
        (r#"status="run" result="skipped""#, TestOutcome::Skipped),
        (r#"status="Ignored""#, TestOutcome::Skipped),
        (r#"status="not-run""#, TestOutcome::Skipped),
        (r#"status="disabled""#, TestOutcome::Skipped),
    ] {
        assert_eq!(stated(attributes), [outcome], "{attributes}");
    }
    for word in ["purple", "?"] {
        let unknown = run(&format!(r#"<testsuite name="s"><testcase name="a" status="{word}"/></testsuite>"#));
        assert_eq!(disturbances(&unknown), [format!("`a` (line 1) came out as `{word}`, a word that is not known")]);
    }
    let suite = run(r#"<testsuite name="s" status="failed"><testcase name="a"/></testsuite>"#);
    assert_eq!(disturbances(&suite), ["suite `s` (line 1) states that it failed, lists no failure"]);
    let listed = r#"<testsuite name="s" status="failed"><testcase name="a"><failure/></testcase></testsuite>"#;
    assert_eq!(outcomes(listed), [TestOutcome::Failed]);
}

#[test]
fn the_oldest_suite_tells_the_age_and_one_of_unknown_age_makes_it_unknown() {
    let made = |times: [&str; 2]| {
        let suites = times.map(|time| format!(r#"<testsuite name="s" {time}><testcase name="a"/></testsuite>"#));
        let Statement { made_at, remarks, .. } =
            statements(&format!("<testsuites>{}</testsuites>", suites.concat())).remove(0);
        (made_at.map(|time| time.to_string()), remarks.len())
    };
    let new = r#"timestamp="2026-11-25T00:00:00""#;
    let old = Some("2001-01-01T00:00:00Z".to_owned());
    assert_eq!(made([r#"timestamp="2001-01-01T00:00:00""#, new]), (old, 0));
    assert_eq!(made([r#"timestamp="long ago""#, new]), (None, 1));
    assert_eq!(made(["", new]), (None, 1));
    assert_eq!(made(["", r#"timestamp="""#]), (None, 0));
    // A suite is not older than the one around it says.
    let nested = r#"<testsuites timestamp="2026-11-25T00:00:00Z"><testsuite name="s"><testcase name="a"/></testsuite></testsuites>"#;
    assert!(statements(nested)[0].made_at.is_some());
}

#[test]
fn control_characters_that_xml_forbids_are_rejected() {
    for text in [
        "<testsuite name=\"s\">\n<testcase name=\"x\u{1b}[0m\"/></testsuite>",
        "<testsuite>\n<testcase name=\"x\"/>\u{1b}</testsuite>\n",
    ] {
        let reason = rejected(text);
        assert!(reason.starts_with("line 2: holds the control character 0x1b"), "{reason}");
    }
    let allowed = "<testsuite name=\"s\">\r\n\t<testcase name=\"x\"/></testsuite>";
    assert_eq!(outcomes(allowed), [TestOutcome::Passed]);
}

/// They were taken for elements and attributes that say nothing, and a failure was lost.
#[test]
fn a_name_that_differs_in_one_bit_is_a_damaged_one() {
    for damaged in [
        r#"<testsuites><testsuite name="s"><testcase name="a"><gailure message="x"/></testcase></testsuite></testsuites>"#,
        r#"<testsuite name="s" failurms="1"><testcase name="a"/></testsuite>"#,
        r#"<testsuite name="s"><testcase name="a" statur="failed"/></testsuite>"#,
    ] {
        let reason = rejected(damaged);
        assert!(reason.contains("differs from it in one bit"), "{damaged}: {reason}");
    }
    assert_eq!(outcomes(r#"<testsuite name="s"><testcase name="a" namf="b"/></testsuite>"#), [TestOutcome::Passed]);
}
