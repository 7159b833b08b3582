// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::sync::Arc;

use super::*;
use crate::model::{Artifact, Digest, DigestAlgorithm, Digests, Package, WaiverState};

fn origin(path: &str) -> Origin {
    let sha256 = Digest::new(DigestAlgorithm::Sha256, &"0".repeat(64)).unwrap();
    Origin { path: Arc::from(path), sha256, size: 0 }
}

fn mistakes(text: &str) -> Vec<String> {
    let bound = bind(origin("policy.yaml"), text.as_bytes());
    bound.err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

fn policy(text: &str) -> Policy {
    bind(origin("policy.yaml"), text.as_bytes()).unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
}

const SMALL: &str = "version: 1\ntitle: t\nrules:\n  - check: no-secrets\n    effect: block\n";

#[test]
fn every_mistake_is_reported_at_once_with_its_place() {
    let found = mistakes(
        "version: 1\ntitle: t\nruels: []\nrules:\n  - chekc: no-secrets\n    effect: block\n  - check: scan-ran\n    effect: blok\n    with: {scan: sasst, max_aeg: 1 day}\n  - check: tests-pased\n    effect: warn\n",
    );
    let expected = [
        "policy.yaml:3:1: unknown key `ruels`\n  help: did you mean `rules`?",
        "policy.yaml:5:5: unknown key `chekc`\n  help: did you mean `check`?",
        "policy.yaml:8:13: expected one of `block`, `warn`, got `\"blok\"`\n  help: did you mean `block`?",
        "policy.yaml:9:18: expected one of `sast`, `dependency`, `container`, `secret`, `dast`, `fuzzing`, `config`, `license`, got `\"sasst\"`\n  help: did you mean `sast`?",
        "policy.yaml:9:25: unknown key `max_aeg`\n  help: did you mean `max_age`?",
        "policy.yaml:10:12: there is no check `tests-pased`\n  help: did you mean `tests-passed`?",
    ];
    assert_eq!(found, expected);
}

/// A file in which nearly everything is wrong.
const WRONG: &str = r#"version: 2
title: T
rules:
  - { id: a, check: sbom-present, effect: block }
  - { id: a, check: evidence-fresh, with: { max_age: 7 dayz }, effect: block, effective_from: 2026-13-45 }
  - { id: b, check: licenses-allowed, with: { allow: [MITT], deny: [Foo Bar], lists: [nope.txt] }, effect: blok, when: { tag: ["[a"] } }
  - { id: c, check: sbom-fields, with: { fields: { licence: 80, purl: 101 } }, efect: warn }
  - { id: d, check: sbom-profile, with: { profile: bsi-tr-03183-2, require: [X1, X2], min_share_of: { X3: 1 } }, effect: warn }
  - { check: no-secrets, awaits: a, effect: warn }
waivers: { longest: forever, longest_for: { high: 7 dys, hihg: 7 days }, files: [nope.yaml] }
trust: { keys: [ { name: a, file: missing.pem }, { name: a, file: 1 } ], roots: [ { name: r } ] }
crypto: { preset: standrad, refused: [rsa-x*], accepted: [ { algorithms: ["["], min_bits: 5000000000, signed_before: soon } ] }
"#;

#[test]
fn no_mistake_hides_another_and_none_follows_from_another() {
    let short = |mistake: &String| mistake.split('\n').next().unwrap().split(", only F1").next().unwrap().to_owned();
    let found: Vec<String> = mistakes(WRONG).iter().map(short).collect();
    let expected = [
        "policy.yaml:1:10: expected `1`, got `2`",
        "policy.yaml:5:5: another rule has the id `a`",
        "policy.yaml:5:54: expected a length of time such as `24 hours`, `7 days` or `2 weeks`",
        "policy.yaml:5:95: expected a date such as `2027-01-31` or a moment such as `2027-01-31T12:00:00Z`, got `2026-13-45`",
        "policy.yaml:6:55: `MITT` is no SPDX licence identifier",
        "policy.yaml:6:69: `Foo Bar` is no SPDX licence identifier",
        "policy.yaml:6:108: expected one of `block`, `warn`, got `\"blok\"`",
        "policy.yaml:6:128: not a pattern: unclosed character class; missing ']'",
        "policy.yaml:7:52: unknown key `licence`",
        "policy.yaml:7:71: expected 100 or less, got `101`",
        "policy.yaml:7:80: unknown key `efect`",
        "policy.yaml:8:78: the profile has no rule `X1`",
        "policy.yaml:8:82: the profile has no rule `X2`",
        "policy.yaml:8:107: the profile has no rule `X3`",
        "policy.yaml:9:5: a rule has either `check` or `awaits`",
        "policy.yaml:10:21: expected a length of time such as `24 hours`, `7 days` or `2 weeks`",
        "policy.yaml:10:51: expected a length of time such as `24 hours`, `7 days` or `2 weeks`",
        "policy.yaml:10:58: unknown key `hihg`",
        "policy.yaml:11:58: the name `a` is that of `/trust/keys/0` already",
        "policy.yaml:11:67: expected a text (in quotation marks where it looks like a number), got `1`",
        "policy.yaml:11:83: names neither `file` nor `builtin`; expected a `trusted_root.json` or `public-good`",
        "policy.yaml:12:19: there is no list of algorithms `standrad`",
        "policy.yaml:12:39: no algorithm matches `rsa-x*`",
        "policy.yaml:12:75: not a pattern: unclosed character class; missing ']'",
        "policy.yaml:12:91: expected 4294967295 or less, got `5000000000`",
        "policy.yaml:12:118: expected a date such as `2027-01-31` or a moment such as `2027-01-31T12:00:00Z`, got `soon`",
    ];
    assert_eq!(found, expected, "{}", found.join("\n"));
    let named = files("policy.yaml", WRONG.as_bytes());
    let named: Vec<String> = named.iter().map(|file| file.mistake(&file.path).to_string()).collect();
    let expected = ["policy.yaml:11:35: missing.pem", "policy.yaml:10:82: nope.yaml", "policy.yaml:6:87: nope.txt"];
    assert_eq!(named, expected);
}

#[test]
fn a_hundred_thousand_mistakes_are_found_in_one_go() {
    for (entry, count) in [("1", 100_000), ("'a\\'", 10_000)] {
        let text = format!("{SMALL}    when: {{tag: [{}]}}\n", vec![entry; count].join(", "));
        assert_eq!(mistakes(&text).len(), count, "{entry}");
    }
    let rules = "  - {check: licenses-allowed, with: {allow: [X]}, effect: block}\n".repeat(2_000);
    assert_eq!(mistakes(&format!("{SMALL}{rules}")).len(), 3_999);
}

#[test]
fn values_that_only_the_check_understands_have_a_place_too() {
    let found = mistakes(
        "version: 1\ntitle: t\nrules:\n  - check: licenses-allowed\n    with:\n      allow: [MIT, Apache2]\n    effect: block\n  - check: evidence-fresh\n    with: {max_age: 1 month}\n    effect: block\n    effective_from: tomorrow\n",
    );
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[0].starts_with("policy.yaml:6:20: `Apache2` is no SPDX licence identifier"), "{found:?}");
    assert!(found[1].starts_with("policy.yaml:9:21: expected a length of time"), "{found:?}");
    assert!(found[2].starts_with("policy.yaml:11:21: expected a date"), "{found:?}");
}

#[test]
fn a_policy_in_which_nothing_blocks_is_a_mistake_unless_it_says_that_it_advises() {
    let text = SMALL.replace("block", "warn");
    assert!(mistakes(&text)[0].contains("nothing could ever be blocked"));
    assert!(policy(&format!("advisory: true\n{text}")).advisory);
}

#[test]
fn an_empty_policy_is_a_mistake() {
    for text in [
        "",
        "{}",
        "version: 1\ntitle: t\nrules: []\n",
        "version: 2\ntitle: t\nrules: [{check: no-secrets, effect: block}]\n",
    ] {
        assert!(!mistakes(text).is_empty(), "{text}");
    }
}

#[test]
fn ids_are_unique() {
    let twice = format!("{SMALL}  - check: no-secrets\n    effect: warn\n");
    assert!(mistakes(&twice)[0].contains("another rule has the id `no-secrets`"));
    assert!(
        mistakes(&format!("{SMALL}  - awaits: a\n    check: no-secrets\n    id: x\n    effect: warn\n"))[0]
            .contains("either")
    );
}

#[test]
fn the_rule_about_reading_is_added_when_a_policy_lacks_it() {
    let rules = policy(SMALL).rules;
    assert_eq!(
        rules.iter().map(|rule| (rule.check, rule.implied)).collect::<Vec<_>>(),
        [("no-secrets", false), (IMPLIED, true)]
    );
    let own = |rule: &str| policy(&format!("{SMALL}  - {{check: no-rejected-evidence, {rule}}}\n")).rules;
    for firm in ["effect: block", "effect: block, with: {rejected: violates}", "effect: block, waivable: false"] {
        assert!(own(firm).iter().all(|rule| !rule.implied), "{firm}");
    }
}

#[test]
fn no_rule_about_reading_that_lets_something_pass_takes_the_place_of_the_one_that_is_added() {
    for lax in [
        "effect: warn",
        "effect: warn, with: {rejected: violates}",
        "effect: block, effective_from: 2030-01-01",
        "effect: block, when: {branch: [main]}",
    ] {
        for advisory in ["", "advisory: true\n"] {
            let text = format!("{advisory}{SMALL}  - {{check: no-rejected-evidence, {lax}}}\n");
            let text = format!("{text}  - {{id: no-rejected-evidence-always, check: sbom-present, effect: warn}}\n");
            let rules = policy(&text).rules;
            let added: Vec<_> =
                rules.iter().filter(|rule| rule.implied).map(|rule| (rule.id.as_str(), rule.effect)).collect();
            assert_eq!(added, [("no-rejected-evidence-2", Effect::Block)], "{lax}");
        }
    }
}

#[test]
fn the_examples_of_all_checks_are_right() {
    for check in crate::checks::CHECKS {
        let example = check.about.example.lines().map(|line| format!("  {line}\n")).collect::<String>();
        policy(&format!("version: 1\ntitle: t\nadvisory: true\nrules:\n{example}"));
    }
}

#[test]
fn the_schema_for_editors_accepts_what_we_accept_and_refuses_a_typo() {
    let schema = schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let value = |text: &str| yaml::Yaml::read(text.as_bytes()).unwrap().value;
    assert!(validator.is_valid(&value(SMALL)));
    assert!(!validator.is_valid(&value(&SMALL.replace("no-secrets", "no-secretes"))));
    assert!(!validator.is_valid(&value(&SMALL.replace("effect: block", "effect: block\n    with: {tols: []}"))));
}

const WAIVER: &str = "version: 1\nwaivers:\n  - matter: CVE-2026-1\n    scope: {rules: [no-secrets], subject: \"pkg:npm/a@*\"}\n    reason: not reachable\n    owner: Ada\n    approver: Grace\n    created: 2026-11-01\n    expires: 2026-12-01\n";

fn waivers(text: &str) -> Result<Vec<Waiver>, Vec<String>> {
    let source = WaiverSource { path: "waivers.yaml", bytes: text.as_bytes() };
    bind_waivers(&source, &policy(SMALL)).map_err(|all| all.iter().map(ToString::to_string).collect())
}

#[test]
fn a_waiver_needs_another_approver_an_end_and_a_known_rule() {
    let wrong = [
        ("approver: Grace", "approver: \" ada \"", "somebody other than the owner"),
        ("approver: Grace", "approver: \"\\u200b\"", "letters or digits"),
        ("owner: Ada", "owner: \" \"", "letters or digits"),
        ("reason: not reachable", "reason: \"\\u00a0\"", "letters or digits"),
        ("approver: Grace", "approver: \"A\\u200bda\"", "somebody other than the owner"),
        (
            "owner: Ada\n    approver: Grace",
            "owner: Ada <a@x.org>\n    approver: A@x.org",
            "somebody other than the owner",
        ),
        ("owner: Ada", "owner: N/A", "expected a name, got `N/A`"),
        ("owner: Ada", "owner: tbd", "expected a name, got `tbd`"),
        ("approver: Grace", "approver: none", "expected a name, got `none`"),
        ("approver: Grace", "approver: \"-\"", "letters or digits"),
        ("approver: Grace", "approver: Dr. Ada (Team X)", "somebody other than the owner"),
        ("expires: 2026-12-01", "expires: 2027-12-01", "90 days at the longest"),
        ("expires: 2026-12-01", "expires: 2026-10-01", "expires after it was created"),
        ("    expires: 2026-12-01\n", "", "`expires` is missing"),
        ("no-secrets", "no-secret", "did you mean `no-secrets`?"),
        ("scope: {rules: [no-secrets], subject: \"pkg:npm/a@*\"}", "scope: {}", "`rules` or `subject` is missing"),
    ];
    for (from, to, message) in wrong {
        let found = waivers(&WAIVER.replace(from, to)).unwrap_err();
        assert!(found.iter().any(|mistake| mistake.contains(message)), "{to}: {found:?}");
    }
}

#[test]
fn a_waiver_holds_from_its_creation_until_it_expires() {
    let waiver = waivers(WAIVER).unwrap().remove(0);
    let state = |at: &str| waiver.state(at.parse().unwrap(), &policy(SMALL));
    assert_eq!(state("2026-10-31T23:59:59Z"), WaiverState::NotYetValid);
    assert_eq!(state("2026-11-01T00:00:00Z"), WaiverState::Valid);
    assert_eq!(state("2026-11-17T00:00:00Z"), WaiverState::ExpiresSoon);
    assert_eq!(state("2026-12-01T00:00:00Z"), WaiverState::Expired);
}

fn reaches(waiver: &Waiver, rule: &Rule, subject: &str) -> bool {
    waiver.reaches(rule, &Concern { subject, component: None, artifacts: &[], release: &Release::default() })
}

#[test]
fn a_waiver_reaches_no_further_than_its_scope() {
    let waiver = waivers(WAIVER).unwrap().remove(0);
    let policy = policy(SMALL);
    let rule = |check: &str| policy.rules.iter().find(|rule| rule.check == check).unwrap();
    assert!(reaches(&waiver, rule("no-secrets"), "pkg:npm/a@1.0"));
    assert!(!reaches(&waiver, rule("no-secrets"), "pkg:npm/ab@1.0"));
    assert!(!reaches(&waiver, rule(IMPLIED), "pkg:npm/a@1.0"));
    let firm = self::policy(&SMALL.replace("effect: block", "effect: block\n    waivable: false"));
    assert!(!reaches(&waiver, &firm.rules[0], "pkg:npm/a@1.0"));
}

#[test]
fn what_is_not_known_is_in_no_scope() {
    let with =
        |scope: &str| waivers(&WAIVER.replace("{rules: [no-secrets], ", &format!("{{{scope}, "))).unwrap().remove(0);
    let policy = policy(SMALL);
    let artifact = |name: &str| Artifact {
        name: name.into(),
        kind: ArtifactKind::Package,
        digests: Digests::default(),
        size: None,
    };
    let (one, two) = (artifact("dist/a.whl"), artifact("dist/b.whl"));
    let package = Package { name: "a".into(), version: None, purl: Some("pkg:npm/a@1.2.0".into()) };
    let reaches = |scope: &str, reference, environment: Option<&str>, artifacts: &[&Artifact]| {
        let release = Release { reference, environment: environment.map(Into::into), ..Release::default() };
        let concern = Concern { subject: "pkg:npm/a@1.2.0", component: Some(&package), artifacts, release: &release };
        with(scope).reaches(&policy.rules[0], &concern)
    };
    let branch = |name: &str| Some(Reference::Branch(name.into()));
    assert!(reaches("branch: main", branch("main"), None, &[]));
    assert!(!reaches("branch: main", branch("topic"), None, &[]));
    assert!(!reaches("branch: main", None, None, &[]));
    assert!(reaches("environment: test", None, Some("test"), &[]));
    assert!(!reaches("environment: test", None, Some("production"), &[]));
    assert!(!reaches("environment: test", None, None, &[]));
    assert!(reaches("artifact: \"dist/a*\"", None, None, &[&one]));
    assert!(!reaches("artifact: \"dist/a*\"", None, None, &[&one, &two]));
    assert!(!reaches("artifact: \"dist/a*\"", None, None, &[]));
    assert!(reaches("versions: \"vers:npm/<1.3.0\"", None, None, &[]));
    assert!(!reaches("versions: \"vers:npm/<1.2.0\"", None, None, &[]));
}

#[test]
fn scopes_that_cannot_be_held_and_approvers_who_are_one_person_are_mistakes() {
    let range = WAIVER.replace("subject: \"pkg:npm/a@*\"", "versions: \"vers:deb/<1.0\"");
    assert!(waivers(&range).unwrap_err()[0].contains("ranges of `deb` versions are not read"));
    let only = WAIVER.replace("{rules: [no-secrets], subject: \"pkg:npm/a@*\"}", "{branch: main}");
    assert!(!waivers(&only).unwrap_err().is_empty());
    let second =
        |name: &str| WAIVER.replace("approver: Grace", &format!("approver: Grace\n    second_approver: {name}"));
    assert!(waivers(&second("Linus")).is_ok());
    for same in ["ada", "GRACE"] {
        assert!(waivers(&second(same)).unwrap_err()[0].contains("other than owner and approver"), "{same}");
    }
    let strict = format!("waivers: {{two_approvers: true}}\n{SMALL}");
    let source = WaiverSource { path: "waivers.yaml", bytes: WAIVER.as_bytes() };
    assert!(bind_waivers(&source, &policy(&strict)).unwrap_err()[0].message.contains("`second_approver`"));
}

#[test]
fn a_scope_that_takes_in_everything_is_a_mistake() {
    let with = |scope: &str| waivers(&WAIVER.replace("{rules: [no-secrets], subject: \"pkg:npm/a@*\"}", scope));
    for subject in ["*", "**", "pkg:*", "*/*", "pkg:*@*", "[!~]*", "?*", "{*,a}"] {
        for more in ["", ", branch: main", ", rules: null"] {
            let found = with(&format!("{{subject: \"{subject}\"{more}}}")).err().unwrap_or_default();
            assert_eq!(found.len(), 1, "{subject}{more}: {found:?}");
            assert!(found[0].contains("takes in everything"), "{subject}{more}: {found:?}");
        }
        assert!(with(&format!("{{subject: \"{subject}\", rules: [no-secrets]}}")).is_ok(), "{subject}");
    }
    for subject in ["pkg:npm/*", "pkg:npm/a@*", "src/*", "*/lodash@*", "*.c:*"] {
        assert!(with(&format!("{{subject: \"{subject}\"}}")).is_ok(), "{subject}");
    }
}

#[test]
fn not_knowing_the_branch_never_switches_a_rule_off() {
    let condition = Condition { branches: vec![Pattern::new("main").unwrap()], ..Condition::default() };
    let release = |reference| Release { reference, ..Release::default() };
    assert!(condition.excludes(&release(None)).is_none());
    assert!(condition.excludes(&release(Some(Reference::Branch("main".into())))).is_none());
    assert!(condition.excludes(&release(Some(Reference::Branch("topic".into())))).is_some());
    assert!(condition.excludes(&release(Some(Reference::Tag("v1".into())))).is_some());
}

#[test]
fn a_rule_for_images_leaves_other_artifacts_alone() {
    let condition = Condition { artifacts: vec![ArtifactKind::Image], ..Condition::default() };
    let artifact =
        Artifact { name: "a.whl".into(), kind: ArtifactKind::Package, digests: Digests::default(), size: None };
    assert!(condition.excludes(&Release { artifacts: vec![artifact], ..Release::default() }).is_some());
    assert!(condition.excludes(&Release::default()).is_none());
}

#[test]
fn a_list_that_would_narrow_nothing_and_a_check_that_would_ask_nothing_are_mistakes() {
    let rule = |rule: &str| mistakes(&format!("{SMALL}  - {{{rule}, effect: block}}\n"));
    for with in ["", ", with: {}", ", with: {accept_unknown: true}"] {
        let found = rule(&format!("check: licenses-allowed{with}"));
        assert_eq!(found.len(), 1, "{with}: {found:?}");
        assert!(found[0].contains("`allow` or `lists` or `deny` or `review` is missing"), "{with}: {found:?}");
    }
    for list in [
        "licenses-allowed, with: {allow: []}",
        "licenses-allowed, with: {deny: [MIT], allow: []}",
        "licenses-allowed, with: {deny: []}",
        "licenses-allowed, with: {lists: []}",
        "licenses-allowed, with: {review: []}",
        "scan-ran, with: {scan: sast, tools: []}",
        "tests-passed, with: {suites: []}",
        "evidence-fresh, with: {max_age: 7 days, evidence: []}",
        "release-decision, with: {signers: [{key: a}], roles: []}",
        "base-image, with: {images: ['*'], signers: []}",
        "tag-signed, with: {signers: []}",
        "commits-signed, with: {signers: []}",
        "delivery-metrics, with: {environments: []}",
        "pipeline-intact, with: {jobs: [a], sources: []}",
    ] {
        let found = rule(&format!("check: {list}"));
        assert_eq!(found.len(), 1, "{list}: {found:?}");
        assert!(found[0].contains("at least one entry"), "{list}: {found:?}");
    }
    assert!(mistakes(&format!("{SMALL}waivers: {{signed_by: []}}\n"))[0].contains("at least one entry"));
}

#[test]
fn no_mistake_in_waivers_hides_another() {
    let text = "version: 1\nwaivers:\n  - {matter: a, scope: {rules: vuln, subject: '{a', branch: 1}, reason: '.', owner: Ada, approver: ada,\n     created: 2026-13-01, expires: soon}\n  - {matter: b, scope: {rulse: [x]}, reason: r, owner: Ada, created: 2026-12-01, expires: 2026-11-01}\n  - {matter: c, scope: {rules: [no-secret]}, reason: r, owner: Ada, approver: Grace, second_approver: Grace,\n     created: 2026-11-01, expires: 2028-11-01}\n";
    let short = |mistake: &String| mistake.split('\n').next().unwrap().to_owned();
    let found: Vec<String> = waivers(text).unwrap_err().iter().map(short).collect();
    let expected = [
        "waivers.yaml:3:32: expected a list (`[a, b]`), got `\"vuln\"`",
        "waivers.yaml:3:47: not a pattern: unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)",
        "waivers.yaml:3:61: expected a text (in quotation marks where it looks like a number), got `1`",
        "waivers.yaml:3:73: expected a text with letters or digits in it",
        "waivers.yaml:3:100: the approver must be somebody other than the owner",
        "waivers.yaml:4:15: expected a date such as `2027-01-31` or a moment such as `2027-01-31T12:00:00Z`, got `2026-13-01`",
        "waivers.yaml:4:36: expected a date such as `2027-01-31` or a moment such as `2027-01-31T12:00:00Z`, got `soon`",
        "waivers.yaml:5:5: `approver` is missing",
        "waivers.yaml:5:25: unknown key `rulse`",
        "waivers.yaml:5:91: a waiver expires after it was created",
        "waivers.yaml:6:33: the policy has no rule or check `no-secret`",
        "waivers.yaml:6:103: the second approver must be somebody other than owner and approver",
        "waivers.yaml:7:36: the policy lets a waiver hold for 90 days at the longest",
    ];
    assert_eq!(found, expected, "{}", found.join("\n"));
}
