// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The command line as a user meets it.
use std::{fs, path::Path, process::Command, time::Instant};

use crate::support::{code, run, stderr, stdout};
use serde_json::Value;

use crate::support;

const POLICY: &str = "version: 1\ntitle: t\nrules:\n  - check: tests-passed\n    effect: block\n";
const JUNIT: &str = "<testsuite name=\"unit\" tests=\"1\"><testcase name=\"a\"/></testsuite>\n";

/// A folder with a policy and a test report.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("freigabe.yaml"), POLICY).unwrap();
    fs::write(folder.path().join("junit.xml"), JUNIT).unwrap();
    folder
}

fn in_folder(folder: &Path, arguments: &[&str]) -> std::process::Output {
    support::freigabe().args(arguments).current_dir(folder).output().unwrap()
}

#[test]
fn help_lists_the_exit_codes() {
    let help = stdout(&run(&["check", "--help"])) + &stdout(&run(&["--help"]));
    for (code, meaning) in freigabe::exit::TABLE {
        assert!(help.contains(&format!("{code:>2}  {meaning}")), "{code}");
    }
}

#[test]
fn the_readmes_name_every_exit_code() {
    for readme in ["README.md", "README.de.md"] {
        let text = fs::read_to_string(readme).unwrap();
        for (code, _) in freigabe::exit::TABLE {
            assert!(text.contains(&format!("| {code} | ")), "{readme}: {code}");
        }
    }
}

#[test]
fn a_policy_in_the_folder_is_used_without_being_named() {
    let folder = project();
    let output = in_folder(folder.path(), &["check"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
}

#[test]
fn wrong_usage_has_its_own_exit_code() {
    for arguments in [
        &["chekc"][..],
        &["check", "--at", "tomorrow"],
        &["check", "--commit", "abc"],
        &["check", "--report", "pdf=x"],
        &["check", "--policy", "/nowhere.yaml"],
        &["check", "--artifact", "/nowhere", "--policy", "policies/minimal.yaml"],
        &["check", "--artifact", "sha256:12", "--policy", "policies/minimal.yaml"],
        &["explain", "sbom-presnt"],
        &["policy", "check", "Cargo.toml"],
        &[],
    ] {
        let output = run(arguments);
        assert_eq!(code(&output), 3, "{arguments:?}: {}", stdout(&output));
        assert!(!stderr(&output).is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_misspelt_key_never_passes() {
    let folder = project();
    fs::write(folder.path().join("freigabe.yaml"), POLICY.replace("effect", "efect")).unwrap();
    let output = in_folder(folder.path(), &["check"]);
    assert_eq!(code(&output), 3);
    assert!(
        stderr(&output).contains("freigabe.yaml:5:5: unknown key `efect`\n  help: did you mean `effect`?"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_named_file_that_is_not_there_is_rejected() {
    let folder = project();
    let output = in_folder(folder.path(), &["check", "junit.xml", "missing.json"]);
    assert_eq!(code(&output), 2, "{}", stdout(&output));
    assert!(stdout(&output).contains("missing.json"));
}

#[test]
fn an_advisory_run_says_so_first_and_exits_with_zero() {
    let folder = project();
    fs::write(
        folder.path().join("junit.xml"),
        JUNIT.replace("<testcase name=\"a\"/>", "<testcase name=\"a\"><failure/></testcase>"),
    )
    .unwrap();
    assert_eq!(code(&in_folder(folder.path(), &["check"])), 1);
    for report in ["text", "markdown", "html", "json", "junit", "sarif"] {
        let output = in_folder(folder.path(), &["check", "--advisory", "--report", &format!("{report}=-")]);
        assert_eq!(code(&output), 0);
        assert!(stdout(&output).to_lowercase().contains("advis"), "{report}: {}", stdout(&output));
    }
}

#[test]
fn reports_never_change_the_exit_code() {
    let folder = project();
    fs::write(folder.path().join("junit.xml"), "<testsuite name=\"unit\"/>").unwrap();
    for report in freigabe::report::REPORTS {
        let target = format!("{}=out/{}", report.id(), report.id());
        assert_eq!(code(&in_folder(folder.path(), &["check", "--report", &target])), 1, "{}", report.id());
        assert!(folder.path().join("out").join(report.id()).is_file());
    }
}

#[test]
fn a_report_that_cannot_be_written_has_its_own_exit_code() {
    let folder = project();
    let output = in_folder(folder.path(), &["check", "--report", "json=junit.xml/x"]);
    assert_eq!(code(&output), 4);
    assert!(stdout(&output).contains("passed") && stderr(&output).contains("junit.xml/x"), "{}", stderr(&output));
}

#[test]
fn a_report_overwrites_nothing_that_the_run_reads_or_writes() {
    let folder = project();
    let waivers = "version: 1\nwaivers: []\n";
    fs::write(folder.path().join("w.yaml"), waivers).unwrap();
    fs::write(folder.path().join("app.tar"), "a").unwrap();
    let policy = format!("{POLICY}waivers: {{ files: [named.yaml] }}\n");
    fs::write(folder.path().join("freigabe.yaml"), &policy).unwrap();
    fs::write(folder.path().join("named.yaml"), waivers).unwrap();
    std::os::unix::fs::symlink("freigabe.yaml", folder.path().join("link")).unwrap();
    let before = support::files(folder.path());
    let given = ["check", "junit.xml", "--waivers", "w.yaml", "--artifact", "app.tar", "--at", support::AT];
    let with = |reports: &[&str]| {
        let flags = reports.iter().flat_map(|report| ["--report", report]);
        in_folder(folder.path(), &given.iter().copied().chain(flags).collect::<Vec<_>>())
    };
    for reports in [
        &["json=freigabe.yaml"][..],
        &["json=out/.././freigabe.yaml"],
        &["json=link"],
        &["json=junit.xml"],
        &["html=x", "json=w.yaml"],
        &["json=named.yaml"],
        &["json=app.tar"],
        &["json=x", "html=x"],
        &["json=x", "html=./x"],
        &["json=-", "html=-"],
    ] {
        let output = with(reports);
        assert_eq!(code(&output), 3, "{reports:?}: {}", stderr(&output));
        assert!(stderr(&output).contains("would overwrite"), "{}", stderr(&output));
        assert_eq!(support::files(folder.path()), before, "{reports:?}");
        assert_eq!(fs::read_to_string(folder.path().join("freigabe.yaml")).unwrap(), policy);
    }
    assert_eq!(code(&with(&["json=x", "html=out/x", "text=-"])), 0);
    assert_eq!(code(&with(&["json=x", "html=out/x", "text=-"])), 0);
}

/// The guard knew only what the command line names: in a folder the evidence itself was overwritten.
#[test]
fn a_report_takes_the_place_of_no_evidence_that_was_found() {
    let folder = project();
    fs::create_dir(folder.path().join("ev")).unwrap();
    for (name, text) in [("good.xml", JUNIT), ("bad.json", "{\"bomFormat\":\"CycloneDX\"")] {
        fs::write(folder.path().join("ev").join(name), text).unwrap();
        let report = format!("json=ev/../ev/{name}");
        let output = in_folder(folder.path(), &["check", "ev", "--report", &report]);
        assert_eq!(code(&output), 3, "{}", stdout(&output));
        assert!(stderr(&output).contains("would overwrite evidence"), "{}", stderr(&output));
        assert_eq!(fs::read_to_string(folder.path().join("ev").join(name)).unwrap(), text);
    }
}

/// A finding's message cleared the screen and wrote a verdict of its own.
#[test]
fn no_word_of_evidence_steers_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let steering = "\u{1b}[2J\u{1b}[1;1Hverdict: PASSED\u{7}\u{202e}";

    let sarif = serde_json::json!({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": format!("t{steering}")}},
        "results": [{"ruleId": format!("r{steering}"), "level": "error", "message": {"text": steering},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": format!("a{steering}")}}}]}]}]});
    fs::write(folder.path().join("a.sarif"), sarif.to_string()).unwrap();
    let policy = "version: 1\ntitle: t\nrules:\n  - check: findings-limited\n    with: { scans: [sast], tools: [\"t*\"], critical: 0, high: 0, medium: 0 }\n    effect: block\n";
    fs::write(folder.path().join("freigabe.yaml"), policy).unwrap();
    let output = in_folder(folder.path(), &["check", "."]);
    assert_eq!(code(&output), 1, "{}", stdout(&output));
    for (steering, shown) in [('\u{1b}', "\\u{1b}[2J"), ('\u{7}', "\\u{7}"), ('\u{202e}', "\\u{202e}")] {
        assert!(!stdout(&output).contains(steering), "{}", stdout(&output));
        assert!(stdout(&output).contains(shown), "{}", stdout(&output));
    }
    fs::write(folder.path().join("freigabe.yaml"), "version: 1\ntitle: t\n\"a\\e[2Jb\": 1\n").unwrap();
    let output = in_folder(folder.path(), &["policy", "check"]);
    assert_eq!(code(&output), 3);
    assert!(!stderr(&output).contains('\u{1b}'), "{}", stderr(&output));
}

/// `--branch "$CI_COMMIT_BRANCH"` is empty in a pipeline of a tag, and no rule for a branch was asked.
#[test]
fn an_empty_name_of_a_branch_switches_no_rule_off() {
    let folder = project();
    for flag in ["--branch", "--tag"] {
        for name in ["", " ", "main ", "refs/heads/"] {
            let output = in_folder(folder.path(), &["check", "junit.xml", flag, name]);
            assert_eq!(code(&output), 3, "{flag} {name:?}: {}", stdout(&output));
        }
    }
    let policy = POLICY.replace("    effect", "    when: { branch: [main] }\n    effect");
    fs::write(folder.path().join("freigabe.yaml"), policy).unwrap();
    fs::write(folder.path().join("junit.xml"), JUNIT.replace("/></testsuite>", "><failure/></testcase></testsuite>"))
        .unwrap();
    let output = in_folder(folder.path(), &["check", "junit.xml", "--branch", "refs/heads/main"]);
    assert_eq!(code(&output), 1, "{}", stdout(&output));
}

/// Rules for `main` were switched off, because the folder was on another branch, at another commit.
#[test]
fn the_branch_of_another_commit_is_not_that_of_the_release() {
    let folder = project();
    let git = |arguments: &[&str]| {
        let user = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
        let output = Command::new("git").args(user).args(arguments).current_dir(folder.path()).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
    };
    git(&["init", "--quiet", "--initial-branch=feature"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "Change"]);
    let policy = POLICY.replace("    effect", "    when: { branch: [main] }\n    effect");
    fs::write(folder.path().join("freigabe.yaml"), policy).unwrap();
    let failing = JUNIT.replace("/></testsuite>", "><failure/></testcase></testsuite>");
    fs::write(folder.path().join("junit.xml"), failing).unwrap();
    let other = "2114776506f9e35893bcf490a1a53c926b586764";
    for (more, wanted) in [(&[][..], 2), (&["--commit", other], 1), (&["--commit", other, "--branch", "feature"], 2)] {
        let output = in_folder(folder.path(), &[&["check", "."][..], more].concat());
        assert_eq!(code(&output), wanted, "{more:?}: {}", stdout(&output));
        assert_eq!(stdout(&output).contains("concerns main only, not `feature`"), wanted == 2, "{}", stdout(&output));
    }
}

/// It was taken for a file that lies there by chance, and the release passed.
#[test]
fn an_archive_that_is_named_and_cannot_be_read_never_passes() {
    let folder = project();
    fs::write(folder.path().join("more.tar.xz"), b"\xfd7zXZ\0more").unwrap();
    let output = in_folder(folder.path(), &["check", "junit.xml", "more.tar.xz"]);
    assert_eq!(code(&output), 2, "{}", stdout(&output));
    assert!(stdout(&output).contains("`more.tar.xz` was rejected: an archive of a kind that is not read"));
    assert_eq!(code(&in_folder(folder.path(), &["check", "."])), 0);
}

/// A rule narrowed to images was switched off where only the digest of the image was given.
#[test]
fn a_digest_alone_may_be_that_of_anything() {
    let folder = project();
    for kind in ["image", "package", "archive", "file"] {
        let policy = POLICY.replace("    effect", &format!("    when: {{ artifact: [{kind}] }}\n    effect"));
        fs::write(folder.path().join("freigabe.yaml"), policy).unwrap();
        let output = in_folder(folder.path(), &["check", ".", "--artifact", &format!("sha256:{}", "a".repeat(64))]);
        assert_eq!(code(&output), 0, "{kind}: {}", stdout(&output));
        assert!(!stdout(&output).contains("not applicable"), "{kind}: {}", stdout(&output));
    }
}

/// The first file that could not be read ended the run, without a place, and mistakes hid it.
#[test]
fn every_file_that_a_policy_names_in_vain_is_told_with_its_place() {
    let folder = project();
    let named = "  - { check: licenses-allowed, with: { lists: [l.txt] }, effect: block }\nwaivers: { files: [w.yaml] }\nenrichment: { files: [kev.json] }\ntrust: { keys: [ { name: a, file: a.pem, hybrid: b.pem }, { name: c, file: junit.xml } ] }\n";
    let missing = [(6, 48, "l.txt"), (7, 20, "w.yaml"), (8, 23, "kev.json"), (9, 35, "a.pem"), (9, 50, "b.pem")];
    let told = |(line, column, file): (u32, u32, &str)| {
        format!("error: freigabe.yaml:{line}:{column}: could not read `{file}`: ")
    };
    for (wrong, count) in [("", 6), ("language: fr\n", 6)] {
        fs::write(folder.path().join("freigabe.yaml"), format!("{POLICY}{named}{wrong}")).unwrap();
        for arguments in [&["policy", "check"][..], &["check", "."]] {
            let output = in_folder(folder.path(), arguments);
            let said = stderr(&output);
            assert_eq!(code(&output), 3, "{said}");
            assert!(missing.iter().all(|file| said.contains(&told(*file))), "{said}");
            assert!(said.ends_with(&format!("{count} mistakes\n")), "{said}");
        }
    }
}

#[test]
fn a_file_of_waivers_that_is_named_twice_counts_once() {
    let folder = project();
    fs::write(folder.path().join("freigabe.yaml"), format!("{POLICY}waivers: {{ files: [w.yaml, ./w.yaml] }}\n"))
        .unwrap();
    let waiver = "version: 1\nwaivers:\n  - { matter: a, scope: { rules: [tests-passed] }, reason: r, owner: a, approver: b, created: 2026-11-20, expires: 2026-12-20 }\n";
    fs::write(folder.path().join("w.yaml"), waiver).unwrap();
    let output = in_folder(folder.path(), &["policy", "check", "--waivers", "w.yaml"]);
    assert!(stdout(&output).contains("no mistakes; 1 rule, 1 waiver; "), "{}{}", stdout(&output), stderr(&output));
}

/// A rule of one's own that holds only on a branch, or only later, or only warns, took the place of the one that always holds.
#[test]
fn what_cannot_be_read_never_passes_whatever_a_rule_narrows() {
    let folder = project();
    fs::write(folder.path().join("bom.json"), "{\"bomFormat\":\"CycloneDX\"").unwrap();
    for narrowed in
        ["effect: block, when: { branch: [main] }", "effect: block, effective_from: 2099-01-01", "effect: warn"]
    {
        let rule = format!("  - {{ check: no-rejected-evidence, {narrowed} }}\n");
        fs::write(folder.path().join("freigabe.yaml"), format!("{POLICY}{rule}")).unwrap();
        let output = in_folder(folder.path(), &["check", ".", "--branch", "dev"]);
        assert_ne!(code(&output), 0, "{narrowed}: {}", stdout(&output));
    }
}

#[test]
fn our_own_reports_are_no_evidence() {
    let folder = project();
    let reports: Vec<String> = freigabe::report::REPORTS
        .iter()
        .map(|report| match report.id() {
            "junit" => "junit=out/junit.xml".to_owned(),
            id => format!("{id}=out/{id}.json"),
        })
        .collect();
    let mut arguments = vec!["check", "--at", support::AT];
    reports.iter().for_each(|report| arguments.extend(["--report", report.as_str()]));
    let first = in_folder(folder.path(), &arguments);
    let second = in_folder(folder.path(), &arguments);
    assert_eq!((code(&first), code(&second)), (0, 0), "{}", stdout(&second));
}

#[test]
fn same_inputs_give_the_same_bytes() {
    let example = support::examples().into_iter().find(|example| example.verdict == "blocked").unwrap();
    let evidence = support::files(&example.folder.join("evidence"));
    let named: Vec<String> =
        evidence.iter().map(|file| file.strip_prefix(&example.folder).unwrap().display().to_string()).collect();
    let others: Vec<&String> = example.arguments.iter().filter(|argument| *argument != "evidence").collect();
    let render = |files: &[String], variables: &[(&str, &str)], report: &str| {
        let mut command = support::freigabe();
        command.args(&others).args(files).args(["--report", &format!("{report}=-")]);
        command.envs(variables.iter().copied()).current_dir(&example.folder);
        command.output().unwrap().stdout
    };
    let reversed: Vec<String> = named.iter().rev().cloned().collect();
    for report in freigabe::report::REPORTS {
        let first = render(&named, &[("RAYON_NUM_THREADS", "1"), ("LANG", "C")], report.id());
        assert!(!first.is_empty());
        for _ in 0..3 {
            let variables = [("RAYON_NUM_THREADS", "4"), ("LANG", "tr_TR.UTF-8"), ("TZ", "Asia/Kathmandu")];
            assert!(first == render(&reversed, &variables, report.id()), "{}", report.id());
        }
    }
}

#[test]
fn colour_is_only_for_terminals_unless_forced() {
    let folder = project();
    let coloured = |variables: &[(&str, &str)]| {
        let output =
            support::freigabe().arg("check").envs(variables.iter().copied()).current_dir(folder.path()).output();
        stdout(&output.unwrap()).contains('\u{1b}')
    };
    assert!(!coloured(&[]));
    assert!(coloured(&[("FORCE_COLOR", "1")]));
    assert!(!coloured(&[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn a_gitlab_job_gets_its_commit_and_log_sections() {
    let folder = project();
    let commit = "1".repeat(40);
    let mut command = support::freigabe();
    command.args(["check", "--at", support::AT]).current_dir(folder.path());
    command.envs([("GITLAB_CI", "true"), ("CI_COMMIT_SHA", commit.as_str())]);
    let printed = stdout(&command.output().unwrap());
    assert!(printed.contains("section_start:") && printed.contains(&commit[..8]), "{printed}");
    let broken = command.env("CI_COMMIT_SHA", "nonsense").output().unwrap();
    assert_eq!(code(&broken), 3);
}

#[test]
fn the_summary_fits_a_terminal() {
    for example in support::examples() {
        for lang in ["en", "de"] {
            let mut command = support::freigabe();
            command.args(&example.arguments).args(["--lang", lang]).current_dir(&example.folder);
            let summary = stdout(&command.output().unwrap());
            for line in summary.lines().filter(|line| line.chars().count() > 80) {
                let longest = line.split_whitespace().map(|word| word.chars().count()).max().unwrap();
                assert!(longest > 40, "{line}");
            }
        }
    }
}

#[test]
fn init_writes_a_policy_that_is_right_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(code(&in_folder(folder.path(), &["init"])), 0);
    assert_eq!(code(&in_folder(folder.path(), &["policy", "check"])), 0);
    assert!(folder.path().join(".gitlab-ci.yml").is_file());
    fs::write(folder.path().join("freigabe.yaml"), "mine").unwrap();
    fs::write(folder.path().join(".gitlab-ci.yml"), "mine").unwrap();
    let again = in_folder(folder.path(), &["init"]);
    assert!(stdout(&again).contains("include:"), "{}", stdout(&again));
    assert_eq!(fs::read_to_string(folder.path().join("freigabe.yaml")).unwrap(), "mine");
    assert_eq!(fs::read_to_string(folder.path().join(".gitlab-ci.yml")).unwrap(), "mine");
}

#[test]
fn init_in_german_writes_what_makes_the_reports_german() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(code(&in_folder(folder.path(), &["init", "--lang", "de"])), 0);
    assert_eq!(code(&in_folder(folder.path(), &["policy", "check"])), 0);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(read("freigabe.yaml").contains("\nlanguage: de\n"));
    assert!(read("freigabe.gitlab-ci.yml").contains("\n    language:\n"));
    let pipeline = read(".gitlab-ci.yml");
    assert!(pipeline.contains("\n      language: de\n") && pipeline.contains("# Ein Image mit"), "{pipeline}");
    let checked = stdout(&in_folder(folder.path(), &["check"]));
    assert!(checked.contains("Ergebnis: "), "{checked}");
    // Where there is a pipeline, the same lines are printed.
    assert!(stdout(&in_folder(folder.path(), &["init", "--lang", "de"])).contains("# Ein Image mit"));
}

#[test]
fn shipped_policies_are_right() {
    for policy in ["policies/minimal.yaml", "policies/devsecops-14.yaml", "policies/opencode-badges.yaml"] {
        let output = run(&["policy", "check", policy]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
    }
}

#[test]
fn the_14_checks_are_all_there_and_never_pass_on_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let policy = fs::canonicalize("policies/devsecops-14.yaml").unwrap();
    let output = in_folder(folder.path(), &["check", "--policy", policy.to_str().unwrap(), "--report", "json=-"]);
    assert_eq!(code(&output), 2);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let ids: Vec<&str> = report["rules"].as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    for number in 1..=14 {
        assert!(ids.contains(&format!("K{number:02}").as_str()), "K{number:02}");
    }
    for rule in report["rules"].as_array().unwrap() {
        let outcome = rule["outcome"].as_str().unwrap();
        assert!(["undecided", "not-applicable"].contains(&outcome), "{rule:#}");
        assert!(outcome != "undecided" || !rule["gaps"].as_array().unwrap().is_empty());
    }
}

#[test]
fn explain_knows_every_check_in_both_languages() {
    let overview = stdout(&run(&["explain"]));
    for check in freigabe::checks::CHECKS {
        assert!(overview.contains(check.about.id));
        for (lang, word) in [("en", "How to fix"), ("de", "Abhilfe")] {
            let text = stdout(&run(&["explain", check.about.id, "--lang", lang]));
            assert!(text.contains(word) && text.contains(check.about.id), "{text}");
            let wide: Vec<&str> = text.lines().filter(|line| line.chars().count() > 80).collect();
            assert!(wide.is_empty(), "{} {lang}: {wide:#?}", check.about.id);
        }
    }
}

/// Took minutes: each subject was compared with all before it.
#[test]
fn inspect_of_a_long_list_takes_linear_time() {
    let folder = tempfile::tempdir().unwrap();
    let list: String = (0..100_000).map(|number| format!("{number:064x}  file-{number}\n")).collect();
    fs::write(folder.path().join("SHA256SUMS"), list).unwrap();
    let started = Instant::now();
    let inspected = stdout(&in_folder(folder.path(), &["inspect", "SHA256SUMS"]));
    assert!(inspected.contains("file-99999"), "{}", inspected.len());
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn inspect_gives_every_field_that_its_schema_names() {
    let output = run(&["inspect", "--json", "examples/node-bestellportal/evidence"]);
    let page: Value = serde_json::from_slice(&output.stdout).unwrap();
    let schema = freigabe::run::inspect_schema();
    let errors: Vec<String> =
        jsonschema::validator_for(&schema).unwrap().iter_errors(&page).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let sbom =
        page["files"].as_array().unwrap().iter().find(|file| file["path"].as_str().unwrap().ends_with("bom.json"));
    assert_eq!(sbom.unwrap()["components"], 46);
    assert_eq!(sbom.unwrap()["version"], "1.6");
}

#[test]
fn whoever_reads_german_finds_no_english_label() {
    let folder = project();
    fs::write(folder.path().join(".hidden"), "").unwrap();
    let evidence = format!("{}/examples/go-fristwerk/evidence", env!("CARGO_MANIFEST_DIR"));
    let inspected = stdout(&run(&["inspect", "--lang", "de", &evidence, folder.path().to_str().unwrap()]));
    // Whatever the folder is called that this project lies in.
    let inspected = inspected.replace(env!("CARGO_MANIFEST_DIR"), "");
    let english =
        ["made by", "made at", "not stated", "unsigned", "findings", "skipped", "hidden", "left alone", "low"];
    for word in english {
        assert!(!inspected.contains(word), "{word}: {inspected}");
    }
    assert!(inspected.contains("außer Betracht: 1 × verborgen"), "{inspected}");
    let page = folder.path().join("page.html");
    let report = format!("html={}", page.display());
    in_folder(folder.path(), &["check", "--lang", "de", "--report", &report]);
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("1 × verborgen") && !page.contains("hidden"), "{page}");
}

#[test]
fn every_limit_is_a_clear_rejection() {
    let folder = project();
    let nested = format!("{}{}", "[".repeat(60), "]".repeat(60));
    let deep = format!("{{\"version\":\"2.1.0\",\"runs\":[],\"properties\":{nested}}}");
    fs::write(folder.path().join("deep.sarif"), deep).unwrap();
    for (flag, value) in [("--max-file-size", "10"), ("--max-files", "1"), ("--max-depth", "50")] {
        let limited = in_folder(folder.path(), &["check", flag, value]);
        assert_eq!(code(&limited), 2, "{flag}: {}", stdout(&limited));
        assert!(stdout(&limited).contains(flag), "{flag}: {}", stdout(&limited));
    }
    assert_eq!(code(&in_folder(folder.path(), &["check", "--max-depth", "500"])), 3);
}

#[test]
fn two_reports_that_claim_to_be_the_same_are_both_counted_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let sbom = |license: &str| {
        format!(
            "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"serialNumber\":\"urn:uuid:{}\",\"version\":1,\"components\":[{{\"type\":\"library\",\"name\":\"a\",\"version\":\"1\",\"licenses\":[{{\"license\":{{\"id\":\"{license}\"}}}}]}}]}}",
            "3e671687-395b-41f5-a30f-a58921a69b79"
        )
    };
    fs::write(folder.path().join("a.json"), sbom("MIT")).unwrap();
    fs::write(folder.path().join("b.json"), sbom("AGPL-3.0-only")).unwrap();
    let policy =
        "version: 1\ntitle: t\nrules:\n  - check: licenses-allowed\n    with: {allow: [MIT]}\n    effect: block\n";
    fs::write(folder.path().join("freigabe.yaml"), policy).unwrap();
    let output = in_folder(folder.path(), &["check"]);
    assert_eq!(code(&output), 1);
    let summary = stdout(&output).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(summary.contains("`a.json`, `b.json` claim to be the same report"), "{summary}");
}

#[test]
fn what_became_of_each_waiver_is_told() {
    let folder = project();
    fs::write(
        folder.path().join("junit.xml"),
        JUNIT.replace("<testcase name=\"a\"/>", "<testcase name=\"a\"><failure/></testcase>"),
    )
    .unwrap();
    let waiver = |matter: &str, created: &str, expires: &str| {
        format!(
            "  - matter: {matter}\n    scope: {{rules: [tests-passed]}}\n    reason: r\n    owner: a\n    approver: b\n    created: {created}\n    expires: {expires}\n"
        )
    };
    let file = |entries: &[String]| {
        fs::write(folder.path().join("w.yaml"), format!("version: 1\nwaivers:\n{}", entries.concat())).unwrap()
    };
    let check = || in_folder(folder.path(), &["check", "--waivers", "w.yaml", "--at", "2026-11-24T12:00:00Z"]);
    file(&[waiver("a", "2026-11-01", "2027-01-15"), waiver("b", "2026-11-01", "2027-01-15")]);
    let valid = check();
    assert_eq!(code(&valid), 0, "{}", stdout(&valid));
    assert!(stdout(&valid).contains("waiver for b (w.yaml:10): valid, unused"), "{}", stdout(&valid));
    file(&[waiver("a", "2026-11-01", "2026-11-24")]);
    let expired = check();
    assert_eq!(code(&expired), 1);
    assert!(stdout(&expired).contains("waiver for a (w.yaml:3): expired"), "{}", stdout(&expired));
    file(&[waiver("a", "2026-11-01", "2026-11-30")]);
    assert!(stdout(&check()).contains("waiver for a (w.yaml:3): expires soon"));
    file(&[waiver("a", "2026-11-01", "2027-11-30")]);
    assert_eq!(code(&check()), 3, "longer than the policy allows");
}

#[test]
fn several_artifacts_have_a_verdict_each() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = ("a".repeat(64), "b".repeat(64));
    let sbom = format!(
        "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"metadata\":{{\"component\":{{\"type\":\"application\",\"name\":\"x\",\"hashes\":[{{\"alg\":\"SHA-256\",\"content\":\"{one}\"}}]}}}},\"components\":[{{\"type\":\"library\",\"name\":\"a\"}}]}}"
    );
    fs::write(folder.path().join("a.json"), sbom).unwrap();
    fs::write(
        folder.path().join("freigabe.yaml"),
        "version: 1\ntitle: t\nrules:\n  - check: sbom-present\n    effect: block\n",
    )
    .unwrap();
    let artifacts = [format!("sha256:{one}"), format!("sha256:{other}")];
    let output = in_folder(
        folder.path(),
        &["check", "--artifact", &artifacts[0], "--artifact", &artifacts[1], "--report", "json=-"],
    );
    assert_eq!(code(&output), 1);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let verdicts: Vec<&Value> =
        report["release"]["artifacts"].as_array().unwrap().iter().map(|a| &a["verdict"]).collect();
    // For the second alone there is no SBOM to look at.
    assert_eq!(verdicts, ["passed", "undecided"]);
}

/// The gate's own report of a run that blocked would make everything in it old.
#[test]
fn a_report_of_the_same_release_or_of_later_is_none_from_before() {
    let folder = project();
    let commit = |digit: &str| digit.repeat(40);
    let check = |commit: &str, at: &str, more: &[&str]| {
        in_folder(folder.path(), &[&["check", "--commit", commit, "--at", at][..], more].concat())
    };
    check(&commit("a"), "2026-11-24T12:00:00Z", &["--report", "json=before.json"]);
    let before = ["--baseline", "before.json"];
    assert_ne!(code(&check(&commit("b"), "2026-11-24T12:00:00Z", &before)), 3);
    for (commit, at) in [(commit("a"), "2026-11-25T12:00:00Z"), (commit("b"), "2026-11-23T12:00:00Z")] {
        let output = check(&commit, at, &before);
        assert!(code(&output) == 3 && stderr(&output).contains("tells nothing of before"), "{}", stderr(&output));
    }
}

#[test]
fn what_one_of_several_artifacts_lacks_the_others_do_not_make_up_for() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = ("a".repeat(64), "b".repeat(64));
    let scan = |name: &str, digest: &str, vulnerabilities: &str| {
        let report = format!(
            "{{\"SchemaVersion\":2,\"CreatedAt\":\"2026-11-23T12:00:00Z\",\"ArtifactName\":\"r.example/{name}\",\"ArtifactType\":\"container_image\",\"Metadata\":{{\"RepoDigests\":[\"r.example/{name}@sha256:{digest}\"]}},\"Results\":[{{\"Target\":\"x\",\"Class\":\"lang-pkgs\",\"Type\":\"npm\",\"Vulnerabilities\":[{vulnerabilities}]}}]}}"
        );
        fs::write(folder.path().join(format!("{name}.json")), report).unwrap();
    };
    let found = r#"{"VulnerabilityID":"CVE-2026-0001","PkgName":"a","InstalledVersion":"1.0.0","Severity":"CRITICAL"}"#;
    let policy = "version: 1\ntitle: t\nrules:\n  - check: findings-limited\n    with: { scans: [container], critical: 0 }\n    effect: block\n";
    fs::write(folder.path().join("freigabe.yaml"), policy).unwrap();
    let artifacts = [format!("r.example/a@sha256:{one}"), format!("r.example/b@sha256:{other}")];
    let check = |more: &[&str]| {
        let both = ["check", "--artifact", &artifacts[0], "--artifact", &artifacts[1], "--at", "2026-11-24T12:00:00Z"];
        in_folder(folder.path(), &[&both[..], more].concat())
    };
    scan("a", &one, "");
    let half = check(&[]);
    assert!(code(&half) == 2 && stdout(&half).contains("alone is undecided"), "{}", stdout(&half));
    scan("b", &other, "");
    assert_eq!(code(&check(&[])), 0, "{}", stdout(&check(&[])));
    // A waiver for one of them does not cover the other, whose report is read last.
    scan("a", &one, found);
    scan("b", &other, found);
    let waiver = "version: 1\nwaivers:\n  - matter: CVE-2026-0001\n    scope: { rules: [findings-limited], artifact: r.example/a* }\n    reason: not called\n    owner: a\n    approver: b\n    created: 2026-11-20\n    expires: 2026-12-20\n";
    fs::write(folder.path().join("w.yaml"), waiver).unwrap();
    let waived = check(&["--waivers", "w.yaml"]);
    assert_eq!(code(&waived), 1, "{}", stdout(&waived));
}

fn case(path: &str) -> String {
    format!("tests/cases/{path}")
}

#[test]
fn diff_tells_what_changed_in_both_languages_and_exits_with_0() {
    let (old, new) = (
        case("sbom-change/violated_downgraded_with_another_license/baseline.json"),
        case("sbom-change/violated_downgraded_with_another_license/evidence/a.json"),
    );
    let english = run(&["diff", &old, &new]);
    assert_eq!(code(&english), 0);
    assert!(stdout(&english).contains("downgraded (1)\n  < pkg:npm/b 2.0.0 → 1.10.0\n"), "{}", stdout(&english));
    let german = stdout(&run(&["diff", &old, &new, "--lang", "de"]));
    assert!(german.contains("Lizenzen geändert (1)\n  § pkg:npm/b@1.10.0 MIT → ISC\n"), "{german}");
    assert!(stdout(&run(&["diff", &old, &old])).ends_with("\nno component changed\n"));
    let json: Value = serde_json::from_str(&stdout(&run(&["diff", "--json", &old, &new]))).unwrap();
    assert_eq!(json["counts"]["downgraded"], 1);
    let schema = fs::read_to_string("docs/diff.schema.json").unwrap();
    assert!(jsonschema::is_valid(&serde_json::from_str(&schema).unwrap(), &json));
}

#[test]
fn what_cannot_be_compared_with_is_an_error_of_the_call() {
    let sbom = case("sbom-change/undecided_no_baseline/evidence/a.json");
    let report = case("sbom-change/undecided_no_sbom/evidence/a.xml");
    assert_eq!(code(&run(&["diff", &sbom, &report])), 3);
    assert_eq!(code(&run(&["diff", &sbom, "nowhere.json"])), 3);
    let folder = project();
    for arguments in [
        ["check", "--delivery", "nowhere"],
        ["check", "--delivery", "junit.xml"],
        ["check", "--baseline-sbom", "junit.xml"],
    ] {
        let output = in_folder(folder.path(), &arguments);
        assert_eq!(code(&output), 3, "{}", stderr(&output));
    }
}

#[test]
fn a_list_that_a_rule_names_is_read_with_the_policy() {
    let folder = project();
    let policy =
        "version: 1\ntitle: t\nrules:\n  - check: licenses-allowed\n    with: {lists: [own.txt]}\n    effect: block\n";
    fs::write(folder.path().join("freigabe.yaml"), policy).unwrap();
    assert_eq!(code(&in_folder(folder.path(), &["policy", "check"])), 3);
    fs::write(folder.path().join("own.txt"), "MIT\nApache 2.0\n").unwrap();
    let output = in_folder(folder.path(), &["policy", "check"]);
    assert!(
        stderr(&output).contains("own.txt:2:1: `Apache 2.0` is no SPDX licence identifier; did you mean `Apache-2.0`?")
    );
    fs::write(folder.path().join("own.txt"), "MIT\n").unwrap();
    let output = in_folder(folder.path(), &["policy", "check"]);
    assert_eq!(code(&output), 0);
    assert!(stdout(&output).contains("no mistakes; 1 rule, 0 waivers; "), "{}", stdout(&output));
}

#[test]
fn two_sboms_of_one_thing_are_compared_and_both_judged() {
    let folder = tempfile::tempdir().unwrap();
    let policy =
        "version: 1\ntitle: t\nrules:\n  - check: sbom-present\n    with: {covers: place}\n    effect: block\n";
    fs::write(folder.path().join("freigabe.yaml"), policy).unwrap();
    let case = case("sbom-change/violated_added_and_removed");
    fs::copy(format!("{case}/baseline.json"), folder.path().join("image.json")).unwrap();
    fs::copy(format!("{case}/evidence/a.json"), folder.path().join("source.json")).unwrap();
    let output = stdout(&in_folder(folder.path(), &["check", ".", "--report", "json=-"]));
    let report: Value = serde_json::from_str(&output).unwrap();
    let notes = report["notes"].to_string();
    assert!(notes.contains("are both SBOMs of `app@1.0.0` and differ: 1 only in the second (`pkg:npm/d`)"), "{notes}");
    let both = report["evidence"].as_array().unwrap().iter().all(|one| !one["used_by"].as_array().unwrap().is_empty());
    assert!(both);
    let difference = &report["bom_differences"][0];
    assert_eq!(difference["about"], "app@1.0.0");
    assert_eq!((&difference["first"], &difference["second"]), (&"image.json".into(), &"source.json".into()));
    assert_eq!(difference["counts"]["added"], 1);
    let all: u64 = difference["counts"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
    assert_eq!(difference["changes"].as_array().unwrap().len() as u64, all);
    let told = run(&["diff", &format!("{case}/baseline.json"), &format!("{case}/evidence/a.json"), "--json"]);
    let told: Value = serde_json::from_str(&stdout(&told)).unwrap();
    assert_eq!(difference["changes"], told["changes"]);
    for (form, added) in [
        ("html=-", "<code>pkg:npm/d</code> only in the second"),
        ("markdown=-", "- \\`pkg&#58;npm/d\\` only in the second&#58;"),
        ("text=-", "only in the second (`pkg:npm/d`)"),
    ] {
        let output = stdout(&in_folder(folder.path(), &["check", ".", "--report", form]));
        let one_line = output.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(one_line.contains(added), "{form}: {output}");
    }
}

#[test]
fn two_sboms_of_one_thing_are_compared_by_hashes_that_no_rule_asks_for() {
    let folder = tempfile::tempdir().unwrap();
    let policy =
        "version: 1\ntitle: t\nrules:\n  - check: sbom-fields\n    with: {fields: {purl: 100}}\n    effect: block\n";
    fs::write(folder.path().join("freigabe.yaml"), policy).unwrap();
    let case = case("sbom-change/violated_other_bytes_under_the_same_version");
    let (one, other) = (folder.path().join("image.json"), folder.path().join("source.json"));
    fs::copy(format!("{case}/baseline.json"), &one).unwrap();
    fs::copy(format!("{case}/evidence/a.json"), &other).unwrap();
    let told = run(&["diff", &format!("{case}/baseline.json"), &format!("{case}/evidence/a.json"), "--json"]);
    let told: Value = serde_json::from_str(&stdout(&told)).unwrap();
    assert_eq!(told["changes"][0]["kind"], "hash-changed");
    let make_large = [None, Some(&one), Some(&other)];
    for path in make_large {
        path.into_iter().for_each(|path| support::make_large(path));
        let output = stdout(&in_folder(folder.path(), &["check", ".", "--report", "json=-"]));
        let report: Value = serde_json::from_str(&output).unwrap();
        assert_eq!(report["bom_differences"][0]["changes"], told["changes"], "{path:?}");
    }
}

#[test]
fn an_sbom_with_and_one_without_the_digest_of_the_artifact_are_compared_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("evidence")).unwrap();
    fs::write(folder.path().join("app.bin"), "app\n").unwrap();
    let policy = "version: 1\ntitle: t\nrules:\n  - check: sbom-present\n    effect: block\n";
    fs::write(folder.path().join("policy.yaml"), policy).unwrap();
    let bom = |name: &str, component: &str, hashes: Value| {
        let primary = serde_json::json!({"type": "application", "name": "app", "version": "1.0.0", "hashes": hashes});
        let bom = serde_json::json!({
            "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {"component": primary},
            "components": [{"type": "library", "name": component, "version": "1.0.0"}],
        });
        fs::write(folder.path().join("evidence").join(name), bom.to_string()).unwrap();
    };
    // SHA-256 of `app` and a line break.
    let digest = "8a8f60ecb09b7e64c6d5214a8043865e608507db8c3f61f995eae6d078875901";
    let hashes = serde_json::json!([{"alg": "SHA-256", "content": digest}]);
    bom("image.json", "a", hashes.clone());
    bom("image-too.json", "b", hashes);
    bom("source.json", "c", serde_json::json!([]));
    let arguments = ["check", "evidence", "--policy", "policy.yaml", "--artifact", "app.bin", "--report", "json=-"];
    let report: Value = serde_json::from_str(&stdout(&in_folder(folder.path(), &arguments))).unwrap();
    let pairs: Vec<(&str, &str)> = report["bom_differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["first"].as_str().unwrap(), one["second"].as_str().unwrap()))
        .collect();
    let first = "evidence/image-too.json";
    assert_eq!(pairs, [(first, "evidence/image.json"), (first, "evidence/source.json")], "{report:#}");
}

#[test]
fn a_remark_of_a_rule_that_is_not_met_is_printed_once() {
    let folder = tempfile::tempdir().unwrap();
    let policy =
        "version: 1\ntitle: t\nrules:\n  - check: licenses-allowed\n    with: {allow: [MIT]}\n    effect: block\n";
    fs::write(folder.path().join("freigabe.yaml"), policy).unwrap();
    let case = case("license-compatible/satisfied_license_of_publiccode");
    fs::copy(format!("{case}/evidence/a.json"), folder.path().join("a.json")).unwrap();
    let output = stdout(&in_folder(folder.path(), &["check", "."]));
    assert!(output.contains("VIOLATED") && output.matches("`LGPL-2.1+` is withdrawn").count() == 1, "{output}");
}

#[test]
fn a_licence_under_review_is_decided_by_a_waiver() {
    let folder = tempfile::tempdir().unwrap();
    let case = case("licenses-allowed/undecided_to_be_reviewed");
    let policy = fs::read_to_string(format!("{case}/policy.yaml")).unwrap() + "waivers:\n  files: [waivers.yaml]\n";
    fs::write(folder.path().join("freigabe.yaml"), policy).unwrap();
    let waiver = "version: 1\nwaivers:\n  - matter: license-review:AGPL-3.0-only\n    scope: {rules: [licenses-allowed]}\n    reason: Looked at.\n    owner: Team\n    approver: Legal\n    created: 2026-11-20\n    expires: 2026-12-10\n";
    fs::write(folder.path().join("waivers.yaml"), waiver).unwrap();
    fs::copy(format!("{case}/evidence/a.json"), folder.path().join("a.json")).unwrap();
    let arguments = ["check", "a.json", "--at", support::AT, "--report", "json=-"];
    let report: Value = serde_json::from_str(&stdout(&in_folder(folder.path(), &arguments))).unwrap();
    let rule = report["rules"].as_array().unwrap().iter().find(|rule| rule["check"] == "licenses-allowed").unwrap();
    assert_eq!(rule["outcome"], "waived", "{rule:#}");
}

const WAIVE: &[&str] = &[
    "waive",
    "CVE-2026-1",
    "--rule",
    "tests-passed",
    "--reason",
    "r: \"x\"",
    "--owner",
    "Ada",
    "--approver",
    "Grace",
    "--created",
    "2026-11-20",
    "--expires",
    "2026-12-01",
    "--file",
    "w.yaml",
];

#[test]
fn what_a_scanner_set_aside_itself_is_told_in_the_summary() {
    let folder = tempfile::tempdir().unwrap();
    let sample = fs::read_to_string("tests/formats/semgrep/sample.json").unwrap();
    fs::write(folder.path().join("semgrep.json"), sample).unwrap();
    fs::write(folder.path().join("freigabe.yaml"), fs::read_to_string("policies/minimal.yaml").unwrap()).unwrap();
    let summary = stdout(&in_folder(folder.path(), &["check", ".", "--at", support::AT, "--lang", "en"]));
    assert!(summary.contains("set aside by the scanner"), "{summary}");
    let inspected = stdout(&in_folder(folder.path(), &["inspect", "semgrep.json"]));
    assert!(inspected.contains("by the tool itself"), "{inspected}");
}

#[test]
fn a_waiver_is_added_and_nothing_else_is_touched() {
    let folder = project();
    let file = folder.path().join("w.yaml");
    assert_eq!(code(&in_folder(folder.path(), WAIVE)), 0);
    fs::write(&file, fs::read_to_string(&file).unwrap() + "# a remark\n").unwrap();
    let before = fs::read_to_string(&file).unwrap();
    let output = in_folder(folder.path(), WAIVE);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let after = fs::read_to_string(&file).unwrap();
    assert!(after.starts_with(&before) && after.matches("- matter").count() == 2, "{after}");
    let output = in_folder(folder.path(), &["policy", "check", "--waivers", "w.yaml"]);
    assert!(stdout(&output).contains("2 waivers"), "{}", stderr(&output));
}

#[test]
fn a_waiver_that_is_wrong_is_not_written() {
    let folder = project();
    let with = |from: &str, to: &'static str| {
        WAIVE.iter().map(|argument| if *argument == from { to } else { argument }).collect::<Vec<&str>>()
    };
    for wrong in [
        with("Grace", "ada"),
        with("2026-12-01", "2028-12-01"),
        with("tests-passed", "tests-pased"),
        WAIVE[..2].to_vec(),
    ] {
        let output = in_folder(folder.path(), &wrong);
        assert_eq!(code(&output), 3, "{wrong:?}");
        assert!(!folder.path().join("w.yaml").exists(), "{wrong:?}");
    }
    fs::write(folder.path().join("w.yaml"), "version: 1\nwaivers:\n").unwrap();
    let said = stderr(&in_folder(folder.path(), &with("Grace", "ada")));
    assert!(said.contains("the new entry:6:") && !said.contains("w.yaml:"), "{said}");
    let shown = said.split("the new entry is:\n\n").nth(1).and_then(|entry| entry.lines().nth(5));
    assert!(shown.is_some_and(|line| line.trim().starts_with("approver:")), "{said}");
    fs::write(folder.path().join("w.yaml"), "version: 1\nwaivers: []\n").unwrap();
    let output = in_folder(folder.path(), WAIVE);
    assert_eq!(code(&output), 3);
    let said = stderr(&output);
    assert!(said.contains("add the entry yourself:\n\n  - matter:") && !said.contains("version: 1"), "{said}");
}

#[test]
fn a_feed_that_is_none_is_an_error_or_rejected() {
    let folder = project();
    assert_eq!(code(&in_folder(folder.path(), &["check", "--enrich", "nowhere.json"])), 3);
    fs::write(folder.path().join("kev.txt"), "{\"catalogVersion\": 1}").unwrap();
    let output = in_folder(folder.path(), &["check", "--enrich", "kev.txt"]);
    assert_eq!(code(&output), 2, "{}", stdout(&output));
}

#[test]
fn what_fails_on_a_day_to_come_is_told_with_what_leads_there() {
    let folder = tempfile::tempdir().unwrap();
    support::copy(Path::new("tests/cases/findings-limited/satisfied_within_grace"), folder.path());
    let check = |at: &str, lang: &str| {
        let arguments =
            ["check", "evidence", "--policy", "policy.yaml", "--enrich", "osv.json", "--at", at, "--lang", lang];
        in_folder(folder.path(), &arguments)
    };
    let before = check("2026-11-26", "en");
    assert_eq!(code(&before), 0, "{}", stdout(&before));
    assert!(stdout(&before).contains("What changes after that:\n  - 2026-11-27T00:00:00Z: the grace ends for"));
    assert!(stdout(&before).contains("set aside: 1 (findings-limited): within their grace"));
    let after = check("2026-12-01", "en");
    assert_eq!(code(&after), 1);
    assert!(
        stdout(&after)
            .contains("What changes until 2026-12-01T00:00:00Z:\n  - 2026-11-27T00:00:00Z: the grace ends for")
    );
    assert!(stdout(&check("2026-12-01", "de")).contains("Was sich ändert bis 2026-12-01T00:00:00Z"));
}
