// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Every rule of every profile has a satisfied, a violated and an undecided case, as data.
//!
//! `tests/profiles/<profile>/<rule>/<outcome>[-what].json` holds one: `why`, a `patch` (RFC 6902:
//! `add`, `remove`, `replace`) over one of the complete SBOMs that stand beside the folders (`golden`),
//! further parameters (`with`), and what else the patch does to other rules (`also`).
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use freigabe::{
    checks,
    formats::{self, Reading},
    model::{Bond, Document, Dossier, Evidence, EvidenceId, Examination, Origin, Standing, Statement, Trust},
};
use serde_json::{Value, json};

use crate::support;

const FOLDER: &str = "tests/profiles";
const GOLDEN: &[&str] = &["golden-1.6.cdx.json", "golden-1.7.cdx.json", "golden-1.6.cdx.xml", "golden-3.0.1.spdx.json"];
/// Cases that cannot be, with the reason.
const IMPOSSIBLE: &[(&str, &str, &str, &str)] = &[
    ("bsi-tr-03183-2", "G1", "satisfied", "no signature is verified yet"),
    ("bsi-tr-03183-2", "G1", "violated", "what is not verified cannot be told"),
    ("cisa-2026", "M2", "satisfied", "no signature is verified yet"),
    ("cisa-2026", "M2", "violated", "what is not verified cannot be told"),
    ("cisa-2026", "M3", "violated", "what is read is CycloneDX or SPDX"),
    ("cisa-2026", "M4", "violated", "no format is read without its version"),
    ("cra-minimum", "R1", "violated", "what is read is CycloneDX or SPDX"),
    ("cra-minimum", "R1", "undecided", "the format of what is read is known"),
    ("cisa-2026", "M3", "undecided", "the format of what is read is known"),
    ("cisa-2026", "M4", "undecided", "the version of what is read is known"),
    ("cisa-2026", "M1", "undecided", STATED),
    ("cisa-2026", "M5", "undecided", STATED),
    ("cisa-2026", "M7", "undecided", STATED),
    ("cisa-2026", "M8", "undecided", STATED),
    ("cisa-2026", "M9", "undecided", STATED),
    ("cisa-2026", "P2", "undecided", STATED),
    ("cisa-2026", "P4", "undecided", STATED),
    ("cisa-2026", "P7", "undecided", STATED),
    ("cisa-2026", "P8", "undecided", STATED),
    ("ntia-2021", "N1", "undecided", STATED),
    ("ntia-2021", "N4", "undecided", STATED),
    ("ntia-2021", "N5", "undecided", STATED),
    ("ntia-2021", "N6", "undecided", STATED),
];
/// Why a rule that asks only that something is stated is never undecided.
const STATED: &str = "that it is stated is enough, and whether it is always shows";

/// What the check says of documents under these parameters.
pub(crate) fn examine(documents: &[(&str, Vec<u8>)], parameters: &Value) -> Result<Examination, String> {
    let mut statements = Vec::new();
    for (path, payload) in documents {
        let document = Document {
            path: (*path).into(),
            payload: payload.clone().into(),
            declared_type: None,
            trust: Trust::UNSIGNED,
        };
        match formats::read(&document, formats::DEFAULT_MAX_DEPTH) {
            Reading::Statements(read) => statements.extend(read.into_iter().map(|statement| (*path, statement))),
            Reading::Rejected(rejection) => return Err(format!("{} {}", rejection.place, rejection.reason.en)),
            Reading::Ignored(reason) => return Err(format!("ignored: {}", reason.en)),
        }
    }
    let check = (checks::find("sbom-profile").unwrap().bind)(parameters.clone()).map_err(|error| error.to_string())?;
    Ok(check.examine(&dossier(statements)))
}

fn dossier(statements: Vec<(&str, Statement)>) -> Dossier {
    let evidence = |(number, (path, statement)): (usize, (&str, Statement))| {
        let sha256 = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
        let id = EvidenceId(u32::try_from(number).unwrap());
        let origin = Origin { path: path.into(), sha256, size: 0 };
        Arc::new(Evidence { id, origin, trust: Trust::UNSIGNED, bond: Bond::Place, statement })
    };
    Dossier {
        at: support::AT.parse().unwrap(),
        evidence: statements.into_iter().enumerate().map(evidence).collect(),
        ..Dossier::default()
    }
}

fn golden(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(Path::new(FOLDER).join(name)).unwrap()).unwrap()
}

fn bsi(more: &Value) -> Value {
    parameters("bsi-tr-03183-2", more)
}

fn parameters(folder: &str, more: &Value) -> Value {
    let (profile, version) = match folder.strip_suffix("@2.0.0") {
        Some(profile) => (profile, Some("2.0.0")),
        None => (folder, None),
    };
    let mut parameters = json!({ "profile": profile });
    for (name, value) in more.as_object().into_iter().flatten() {
        parameters[name] = value.clone();
    }
    version.into_iter().for_each(|version| parameters["version"] = version.into());
    parameters
}

#[test]
fn the_golden_documents_conform() {
    for name in GOLDEN {
        let payload = fs::read(Path::new(FOLDER).join(name)).unwrap();
        let examination = examine(&[(name, payload)], &bsi(&Value::Null)).unwrap();
        let against = examination.measures.iter().filter(|measure| measure.standing != Standing::Satisfied);
        let against: Vec<_> = against.map(|measure| (measure.id, measure.standing)).collect();
        let expected = [("D3", Standing::NotApplicable), ("G1", Standing::Open)];
        assert_eq!(against, expected, "{name}");
        assert!(examination.violations.is_empty() && examination.gaps.is_empty());
    }
}

#[test]
fn cases_have_the_outcome_that_their_name_says() {
    for (folder, rule, case) in cases() {
        let shown = case.display().to_string();
        let text = fs::read_to_string(&case).unwrap();
        let told: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{shown}: {error}"));
        assert!(told["why"].as_str().is_some_and(|why| !why.is_empty()), "{shown}: no `why`");
        let base = told["golden"].as_str().unwrap_or(GOLDEN[0]);
        let mut document = golden(base);
        told["patch"].as_array().into_iter().flatten().for_each(|operation| patch(&mut document, operation));
        let mut documents = vec![("bom.json", serde_json::to_vec(&document).unwrap())];
        if let Some(beside) = told["beside"].as_str() {
            documents.push(("beside.json", serde_json::to_vec(&golden(beside)).unwrap()));
        }
        let parameters = parameters(&folder, &told["with"]);
        let examination = examine(&documents, &parameters).unwrap_or_else(|error| panic!("{shown}: {error}"));
        hold(&shown, (&rule, outcome(&case)), (&told["also"], &examination));
    }
}

/// Holds what the check says of the first document against what the case expects.
fn hold(shown: &str, (rule, wanted): (&str, &str), (also, examination): (&Value, &Examination)) {
    let first = examination.measures.iter().filter(|measure| measure.evidence == EvidenceId(0));
    let standings: BTreeMap<&str, Standing> = first.clone().map(|measure| (measure.id, measure.standing)).collect();
    let got = standings.get(rule).unwrap_or_else(|| panic!("{shown}: no such rule"));
    match wanted {
        "undecided" => assert!(matches!(got, Standing::Undecided | Standing::Open), "{shown}: {got:?}"),
        other => assert_eq!(got.name(), other, "{shown}: {:#?}", first.clone().find(|measure| measure.id == rule)),
    }
    let mut others: BTreeMap<String, String> =
        also.as_object().into_iter().flatten().map(|(id, word)| (id.clone(), word.as_str().unwrap().into())).collect();
    others.insert(rule.to_owned(), got.name().to_owned());
    let counts = |standing: &Standing| matches!(standing, Standing::Violated | Standing::Undecided);
    let got: BTreeMap<String, String> = standings
        .iter()
        .filter(|(_, standing)| counts(standing))
        .map(|(id, standing)| ((*id).to_owned(), standing.name().to_owned()))
        .collect();
    others.retain(|_, word| word == "violated" || word == "undecided");
    assert_eq!(got, others, "{shown}");
    // What counts is said: as a violation or a gap that can be waived by the rule's own matter.
    let matters = examination.violations.iter().map(|violation| (violation.matter(), violation.evidence()));
    let gaps = examination.gaps.iter().map(|gap| (gap.matters.first(), gap.evidence));
    let first = |(_, evidence): &(&str, Option<EvidenceId>)| *evidence == Some(EvidenceId(0));
    let said: BTreeSet<String> = matters.chain(gaps).filter(first).map(|(matter, _)| matter.to_owned()).collect();
    assert_eq!(said, others.keys().map(|id| format!("sbom-profile:{id}")).collect(), "{shown}");
    // Whatever is not met says why, in both languages.
    for measure in &examination.measures {
        assert_eq!(measure.concerned.is_empty(), measure.counts.lacking() == 0, "{shown} {}", measure.id);
        assert!(measure.concerned.iter().all(|concerned| concerned.reason.en != concerned.reason.de));
    }
}

#[test]
fn each_rule_has_a_case_of_each_outcome() {
    let present: BTreeSet<(String, String, String)> =
        cases().map(|(profile, rule, case)| (profile, rule, outcome(&case).to_owned())).collect();
    for requirement in (checks::find("sbom-profile").unwrap().rules)() {
        let profile = match requirement.group.split_once(", version ") {
            Some((_, "2.0.0")) => continue,
            Some((profile, _)) => profile,
            None => requirement.group,
        };
        for outcome in ["satisfied", "violated", "undecided"] {
            let key = (profile, requirement.id, outcome);
            let impossible = IMPOSSIBLE.iter().any(|(profile, rule, outcome, _)| (*profile, *rule, *outcome) == key);
            let there = present.contains(&(profile.to_owned(), requirement.id.to_owned(), outcome.to_owned()));
            assert_ne!(there, impossible, "{key:?}");
        }
    }
}

#[test]
fn each_rule_is_explained_in_both_languages() {
    for lang in ["en", "de"] {
        // At the width of a terminal, words stand on several lines.
        let text = support::stdout(&support::run(&["explain", "sbom-profile", "--lang", lang]));
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for requirement in (checks::find("sbom-profile").unwrap().rules)() {
            let (title, explanation, remedy) = match lang {
                "en" => (requirement.title.en, requirement.explanation.en, requirement.remedy.en),
                _ => (requirement.title.de, requirement.explanation.de, requirement.remedy.de),
            };
            let head = format!("{}: {title} ({}; ", requirement.id, requirement.clause);
            for part in [head.as_str(), explanation, remedy] {
                assert!(text.contains(part), "{lang} {} {part}", requirement.id);
            }
        }
    }
}

#[test]
fn a_rule_can_be_waived_by_its_matter() {
    let mut document = golden(GOLDEN[0]);
    patch(&mut document, &json!({"op": "remove", "path": "/components/0/manufacturer"}));
    // What it is about then names no digest that would have to be the release's.
    patch(&mut document, &json!({"op": "remove", "path": "/metadata/component/externalReferences"}));
    let folder = tempfile::tempdir().unwrap();
    let policy = "version: 1\ntitle: t\nrules:\n  - id: profile\n    check: sbom-profile\n    with:\n      profile: bsi-tr-03183-2\n      classes: [{class: logical, reference: [aktenkasten]}]\n    effect: block\n";
    let waivers = "version: 1\nwaivers:\n  - matter: sbom-profile:C1\n    scope: {rules: [profile]}\n    reason: r\n    owner: a\n    approver: b\n    created: 2026-11-01\n    expires: 2026-12-31\n";
    fs::create_dir(folder.path().join("evidence")).unwrap();
    fs::write(folder.path().join("evidence/bom.json"), serde_json::to_vec(&document).unwrap()).unwrap();
    fs::write(folder.path().join("policy.yaml"), policy).unwrap();
    fs::write(folder.path().join("waivers.yaml"), waivers).unwrap();
    let check = |more: &[&str]| {
        let arguments = ["check", "evidence", "--policy", "policy.yaml", "--at", support::AT, "--report", "json=-"];
        let output = support::freigabe().args(arguments).args(more).current_dir(folder.path()).output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        (report["rules"][0]["outcome"].as_str().unwrap().to_owned(), report["rules"][0]["measures"].clone())
    };
    let (outcome, measures) = check(&[]);
    assert_eq!(outcome, "violated");
    let waived = check(&["--waivers", "waivers.yaml"]);
    assert_eq!(waived, ("waived".to_owned(), measures), "a waiver changes no count");
}

#[test]
fn parameters_that_do_not_fit_are_refused() {
    for (more, part) in [
        (json!({"min_share_of": {"C99": 50}}), "no rule `C99`"),
        (json!({"min_share_of": {"c7": 50}}), "did you mean `C7`?"),
        (json!({"require": ["C1"]}), "take it out of `require`"),
        (json!({"require": ["X"]}), "no rule `X`"),
        (json!({"classes": [{"class": "logical"}]}), "at least one of"),
        (json!({"classes": [{"class": "logical", "type": ["libary"]}]}), "libary"),
        (json!({"profile": "ntia-2021", "version": "2.1.0"}), "belongs to the profile"),
        (json!({"min_share": 0, "unknown": 1}), "unknown"),
    ] {
        let document = serde_json::to_vec(&golden(GOLDEN[0])).unwrap();
        let error = examine(&[("bom.json", document)], &bsi(&more)).err().unwrap_or_default();
        assert!(error.contains(part), "{more}: {error}");
    }
}

#[test]
fn the_version_follows_the_date_of_the_sbom() {
    for (time, version) in [
        (json!("2025-01-01T00:00:00Z"), "2.0.0"),
        (json!("2026-02-20T23:59:59Z"), "2.0.0"),
        (json!("2026-02-21T00:00:00Z"), "2.1.0"),
        (Value::Null, "2.1.0"),
    ] {
        let mut document = golden(GOLDEN[0]);
        match &time {
            Value::Null => drop(document["metadata"].as_object_mut().unwrap().remove("timestamp")),
            time => document["metadata"]["timestamp"] = time.clone(),
        }
        let payload = serde_json::to_vec(&document).unwrap();
        let examination = examine(&[("bom.json", payload)], &bsi(&Value::Null)).unwrap();
        let clause = format!("BSI TR-03183-2 v{version}, ");
        assert!(examination.measures.iter().all(|measure| measure.clause.starts_with(&clause)), "{time}");
        assert!(examination.remarks[0].en.contains(&format!("version {version}")), "{time}");
    }
}

#[test]
fn a_share_below_all_lets_a_project_tighten_over_time() {
    let mut document = golden(GOLDEN[0]);
    patch(&mut document, &json!({"op": "remove", "path": "/components/0/externalReferences/0/hashes"}));
    let payload = serde_json::to_vec(&document).unwrap();
    for (share, holds) in [(66, true), (67, false)] {
        let parameters = bsi(&json!({"min_share_of": {"C7": share}}));
        let examination = examine(&[("bom.json", payload.clone())], &parameters).unwrap();
        assert_eq!(examination.violations.is_empty(), holds, "{share}");
        let measure = examination.measures.iter().find(|measure| measure.id == "C7").unwrap();
        assert_eq!((measure.counts.required, measure.counts.present, measure.counts.percent()), (3, 2, Some(66)));
    }
}

/// Every case: profile, rule and file.
fn cases() -> impl Iterator<Item = (String, String, PathBuf)> {
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    support::folders(Path::new(FOLDER)).into_iter().flat_map(move |profile| {
        support::folders(&profile).into_iter().flat_map(move |rule| {
            let (profile, rule_name) = (name(&profile), name(&rule));
            support::files(&rule).into_iter().map(move |case| (profile.clone(), rule_name.clone(), case))
        })
    })
}

/// The outcome that the name of a case says.
fn outcome(case: &Path) -> &str {
    case.file_stem().unwrap().to_str().unwrap().split('-').next().unwrap()
}

/// Applies one operation of RFC 6902.
fn patch(document: &mut Value, operation: &Value) {
    let path = operation["path"].as_str().unwrap();
    let (parent, key) = path.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap_or_else(|| panic!("no {path}"));
    let value = operation["value"].clone();
    match (operation["op"].as_str().unwrap(), parent) {
        ("add", Value::Array(list)) if key == "-" => list.push(value),
        ("add", Value::Array(list)) => list.insert(key.parse().unwrap(), value),
        ("replace", Value::Array(list)) => list[key.parse::<usize>().unwrap()] = value,
        ("remove", Value::Array(list)) => drop(list.remove(key.parse().unwrap())),
        ("add", Value::Object(map)) => drop(map.insert(key.to_owned(), value)),
        ("replace", Value::Object(map)) => *map.get_mut(key).unwrap_or_else(|| panic!("no {path}")) = value,
        ("remove", Value::Object(map)) => drop(map.remove(key).unwrap_or_else(|| panic!("no {path}"))),
        (other, _) => panic!("{other} {path}"),
    }
}
