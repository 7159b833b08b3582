// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Verdicts to try the reports with.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::json;

use crate::model::*;

/// A text that tries to be markup for every reader at once.
pub(super) const HOSTILE: &str = "</td><script>alert(1)</script><img src=x onerror=y> @all [x](http://e) `a` | \u{1b}[31m \u{202e} ]]> &amp; \"'\n/merge #1 !2";

fn origin(path: &str) -> Origin {
    Origin { path: path.into(), sha256: format!("sha256:{}", "ab".repeat(32)).parse().unwrap(), size: 1234 }
}

fn input(id: u32, path: &str, used_by: &[&str]) -> Input {
    let findings = Severity::ALL.iter().map(|severity| (*severity, 1)).collect();
    Input {
        id: EvidenceId(id),
        origin: origin(path),
        trust: Trust::UNSIGNED,
        bond: Bond::Place,
        summary: StatementSummary {
            kind: "scan",
            format: FormatVersion { format: "sarif", version: "2.1.0".into() },
            producer: Some(Tool { name: "bandit".into(), version: Some("1.8".into()) }),
            made_at: Some(at()),
            subjects: vec![],
            scan_kind: Some(ScanKind::Sast),
            scan_status: Some(ScanStatus::Success),
            components: None,
            findings: Some(findings),
            suppressed: Some(0),
            databases: vec![],
            scanned: None,
            coverage: None,
            tests: None,
            vex: None,
            feed: None,
            facts: vec![],
        },
        remarks: vec![],
        used_by: used_by.iter().map(|id| (*id).to_owned()).collect(),
    }
}

fn at() -> Timestamp {
    "2026-11-24T12:00:00Z".parse().unwrap()
}

fn rule(id: &str, outcome: Outcome) -> RuleResult {
    RuleResult {
        id: id.into(),
        check: "findings-limited",
        title: Text::new("Few enough findings", "Befunde unter der Grenze"),
        question: Text::new("Are there few?", "Sind es wenige?"),
        remedy: Text::new("Fix the findings.", "Die Befunde beheben."),
        parameters: json!({ "critical": 0 }),
        effect: Effect::Block,
        effective_from: None,
        in_force: true,
        implied: false,
        maps_to: vec![Mapping { catalogue: "bsi-grundschutz-2023".into(), id: "CON.8.A20".into() }],
        outcome,
        not_applicable: None,
        violations: vec![],
        gaps: vec![],
        tolerated: vec![],
        set_aside: vec![],
        waived: vec![],
        measures: vec![],
        remarks: vec![],
        relied_on: vec![EvidenceId(0)],
    }
}

fn measure() -> Measure {
    Measure {
        id: "C7",
        title: Words { en: "hash of the file", de: "Hashwert der Datei" },
        clause: "Guideline v1, 5.2".into(),
        binding: Words { en: "required", de: "verpflichtend" },
        standing: Standing::Violated,
        counts: Counts { required: 3, present: 2, missing: 1, ..Counts::default() },
        wanted: Some(Percent::ALL),
        concerned: vec![Concerned {
            subject: "pkg:npm/lodash@4.17.15".into(),
            reason: Words { en: "no `hash` is given", de: "es ist kein `hash` angegeben" },
            place: Place::Element("/components", 3),
        }],
        remedy: Text::new("Add a hash.", "Einen Hashwert ergänzen."),
        evidence: EvidenceId(0),
    }
}

fn finding(matter: &str, text: &str) -> Violation {
    let thing = Thing {
        subject: "pkg:npm/lodash@4.17.15".into(),
        source: Some("src/a.py:12".into()),
        fix: Some("upgrade to 2.0".into()),
        evidence: Some(EvidenceId(0)),
        place: Place::Element("/runs/0/results", 3),
        matters: matter.into(),
    };
    let wrong = Wrong {
        severity: Some(Severity::High),
        limit: Some(Limit { counts: "high", rank: 3, at_most: 0 }),
        ..Text::new(format!("high: {text}"), format!("hoch: {text}")).into()
    };
    Violation { wrong: wrong.into(), about: About::Thing(thing.into()) }
}

/// A verdict with one satisfied rule.
pub(super) fn passed() -> Verdict {
    Verdict {
        conclusion: Conclusion::Passed,
        reasons: vec![],
        advisory: false,
        at: at(),
        release: Release {
            commit: "1".repeat(40).parse().ok(),
            reference: Some(Reference::Tag("v1.0".into())),
            project_url: None,
            environment: None,
            artifacts: vec![Artifact {
                name: "dist/app.whl".into(),
                kind: ArtifactKind::Package,
                digests: Digests::from_iter([format!("sha256:{}", "c".repeat(64)).parse().unwrap()]),
                size: Some(99),
            }],
        },
        artifacts: vec![],
        policy: PolicyInput {
            title: Text::new("Releases", "Freigaben"),
            origin: origin("freigabe.yaml"),
            waiver_files: vec![],
            trust_files: vec![],
        },
        rules: vec![rule("sbom", Outcome::Satisfied)],
        turns: Turns::default(),
        findings: OpenFindings::default(),
        bom_differences: vec![],
        inputs: vec![input(0, "evidence/a.sarif", &["sbom"]), input(1, "evidence/b.sarif", &[])],
        rejected: vec![],
        ignored: vec![],
        skipped: BTreeMap::from([(LeftAlone::Hidden, 3)]),
        waivers: vec![],
        notes: vec![],
        links: vec![],
    }
}

/// A verdict with every outcome, waivers, and files that did not count.
/// Two SBOMs of one thing, of which the second has `added` components more.
pub(super) fn difference(added: usize) -> BomDifference {
    let change = |number: usize| BomChange {
        kind: ChangeKind::Added,
        component: format!("pkg:npm/extra-{number}"),
        version: None,
        old: None,
        new: Some("1.0.0".into()),
    };
    BomDifference {
        subject: "app.tar.gz".into(),
        first: EvidenceId(0),
        second: EvidenceId(1),
        changes: (0..added).map(change).collect(),
    }
}

pub(super) fn blocked() -> Verdict {
    let mut verdict = passed();
    verdict.conclusion = Conclusion::Blocked;
    let mut sast = rule("sast", Outcome::Violated);
    sast.violations = vec![finding("CVE-2026-1", "a flaw"), finding("CVE-2026-2", "another flaw")];
    sast.waived =
        vec![Waived { waiver: 0, matter: WaivedMatter::Violation(finding("CVE-2026-3", "an accepted flaw")) }];
    sast.tolerated =
        vec![Tolerated { counts: "medium", at_most: 5, violations: vec![finding("CVE-2026-4", "a small flaw")] }];
    sast.measures = vec![measure()];
    sast.remarks = vec![Text::new("a `class` was inferred", "eine `class` wurde erschlossen")];
    let mut tests = rule("tests", Outcome::Undecided);
    tests.gaps = vec![Gap {
        matters: "no-test-run".into(),
        message: Text::new("no test report was found", "Es wurde kein Testbericht gefunden"),
        evidence: None,
    }];
    let mut later = rule("later", Outcome::Violated);
    later.in_force = false;
    later.effective_from = "2027-01-01T00:00:00Z".parse().ok();
    later.violations = vec![finding("CVE-2026-5", "a coming flaw")];
    let mut image = rule("image", Outcome::NotApplicable);
    image.not_applicable = Some(Text::new("concerns images only", "betrifft nur Images"));
    verdict.rules.extend([sast, tests, later, image, rule("waived", Outcome::Waived)]);
    verdict.waivers = [WaiverState::Valid, WaiverState::Expired].into_iter().map(waiver).collect();
    verdict.rejected = vec![Rejected {
        path: "evidence/c.json".into(),
        origin: Some(origin("evidence/c.json")),
        rejection: Rejection {
            format: Some("sarif"),
            place: Place::Line(7),
            reason: Text::new("ends in the middle", "bricht mittendrin ab"),
        },
    }];
    verdict.ignored =
        vec![Ignored { path: "README.md".into(), reason: Text::new("is no evidence", "ist kein Nachweis") }];
    verdict.notes = vec![Text::new("a remark", "eine Bemerkung")];
    verdict.bom_differences = vec![difference(3)];
    verdict
}

fn waiver(state: WaiverState) -> AppliedWaiver {
    AppliedWaiver {
        matter: "CVE-2026-3".into(),
        rules: vec!["sast".into()],
        subject: None,
        reason: "not reachable".into(),
        owner: "Ada".into(),
        approver: "Grace".into(),
        created: at(),
        expires: "2026-12-01T00:00:00Z".parse().unwrap(),
        place: "waivers.yaml:3".into(),
        signed_by: vec![],
        state,
        matches: 1,
        too_long_for: 0,
        limits: vec![],
        second_approver: None,
    }
}

/// A verdict without any evidence.
pub(super) fn undecided() -> Verdict {
    let mut verdict = passed();
    verdict.conclusion = Conclusion::Undecided;
    verdict.reasons = vec![Text::new("nothing speaks for the release", "nichts spricht für die Freigabe")];
    verdict.rules.clear();
    verdict.inputs.clear();
    verdict
}

/// A verdict in which every text from outside tries to be markup.
pub(super) fn hostile() -> Verdict {
    let mut verdict = blocked();
    let evil = || Text::same(HOSTILE);
    verdict.policy.title = evil();
    for rule in &mut verdict.rules {
        rule.title = evil();
        rule.id = format!("{}{HOSTILE}", rule.id);
        for violation in &mut rule.violations {
            Arc::make_mut(&mut violation.wrong).text = evil();
            if let About::Thing(thing) = &mut violation.about {
                thing.matters = HOSTILE.into();
                thing.subject = HOSTILE.into();
                thing.source = Some(HOSTILE.into());
                thing.fix = Some(HOSTILE.into());
            }
        }
        for concerned in rule.measures.iter_mut().flat_map(|measure| &mut measure.concerned) {
            concerned.subject = HOSTILE.into();
        }
        rule.remarks = rule.remarks.iter().map(|_| evil()).collect();
    }
    for input in &mut verdict.inputs {
        input.origin.path = HOSTILE.into();
        input.summary.producer = Some(Tool { name: HOSTILE.into(), version: Some(HOSTILE.into()) });
    }
    for waiver in &mut verdict.waivers {
        waiver.matter = HOSTILE.into();
        waiver.reason = HOSTILE.into();
        waiver.owner = HOSTILE.into();
    }
    for difference in &mut verdict.bom_differences {
        difference.subject = HOSTILE.into();
        difference.changes.iter_mut().for_each(|change| change.component = HOSTILE.into());
    }
    verdict.rejected[0].path = HOSTILE.into();
    verdict.rejected[0].rejection.reason = evil();
    verdict.ignored[0].path = HOSTILE.into();
    verdict.release.artifacts[0].name = HOSTILE.into();
    verdict
}

/// A verdict with a rule that has `count` violations in components of ten each.
pub(super) fn crowded(count: usize) -> Verdict {
    let mut verdict = blocked();
    verdict.rules[1].violations = (0..count)
        .map(|number| {
            let component = format!("pkg:npm/component-{}@1.0.{}", number / 10, number / 100);
            finding(&format!("CVE-2026-{number:05}"), "one of many flaws").about(component)
        })
        .collect();
    verdict
}
