// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Signatures within Git's commits and tags, made by Git with what it calls for them.
use freigabe::collect;

use super::{Report, World, cms, has};

/// Runs Git in the folder with settings of its own.
fn git(world: &World, arguments: &[&str]) -> String {
    let settings = ["-c", "user.name=A", "-c", "user.email=a@supplier.example", "-c", "user.signingkey=key.pub"];
    world.tool(&[&["git"], &settings[..], arguments].concat()).trim().to_owned()
}

/// A repository with a signed commit and a signed tag, by SSH or as `settings` say.
pub(super) fn repository(world: &World, settings: &[&str]) {
    git(world, &["init", "-q", "-b", "main"]);
    git(world, &["add", "evidence", "dist"]);
    git(world, &[settings, &["commit", "-q", "-S", "-m", "first\n\nof all"]].concat());
    git(world, &[settings, &["tag", "-s", "v1", "-m", "the release"]].concat());
}

/// The evidence that commit and tag are.
fn told(report: &Report) -> Vec<(String, String, String)> {
    let all = report.0["evidence"].as_array().unwrap().iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let of_git = all.filter(|evidence| evidence["path"].as_str().unwrap().contains(".git!"));
    of_git
        .map(|evidence| {
            let path = text(&evidence["path"]);
            let word = path.rsplit_once('!').unwrap().1.split('/').next().unwrap().to_owned();
            (word, text(&evidence["trust"]), text(&evidence["bond"]))
        })
        .collect()
}

fn both(signer: &str) -> Vec<(String, String, String)> {
    ["commit", "tag"].map(|word| (word.to_owned(), format!("signed by {signer}"), "named".to_owned())).to_vec()
}

pub(super) fn ssh() -> World {
    let mut world = World::new();
    world.tool(&["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key"]);
    let public = String::from_utf8(world.read("key.pub")).unwrap();
    world.write("allowed", format!("a@supplier.example {public}"));
    world.trusts("ssh", "allowed");
    world
}

#[test]
fn commits_and_tags_are_signed_by_ssh() {
    if !has("git") || !has("ssh-keygen") {
        return;
    }
    let world = ssh();
    repository(&world, &["-c", "gpg.format=ssh"]);
    let of_tag = &["--tag", "v1"];
    assert_eq!(told(&world.check_with(of_tag)), both("a@supplier.example"));
    assert_eq!(told(&world.check_with(&[])).len(), 1, "the commit alone where no tag is released");
    // Packed, and built upon others.
    for number in 0..30 {
        git(&world, &["commit", "-q", "--allow-empty", "-m", &format!("number {number}\n{}", "a line\n".repeat(50))]);
    }
    let commit = git(&world, &["rev-parse", "v1^{commit}"]);
    git(&world, &["repack", "-adfq", "--depth=50", "--window=50"]);
    git(&world, &["prune-packed"]);
    assert_eq!(told(&world.check_with(&["--tag", "v1", "--commit", &commit])), both("a@supplier.example"));
    // The head is another commit, and is not signed: the tag is about something else.
    let other = told(&world.check_with(of_tag));
    assert_eq!(other, [("tag".to_owned(), "signed by a@supplier.example".to_owned(), "other".to_owned())]);
}

#[test]
fn a_tag_under_another_name_and_a_changed_commit_prove_nothing() {
    if !has("git") || !has("ssh-keygen") {
        return;
    }
    let world = ssh();
    repository(&world, &["-c", "gpg.format=ssh"]);
    git(&world, &["update-ref", "refs/tags/v2", "refs/tags/v1"]);
    assert_eq!(told(&world.check_with(&["--tag", "v2"])).len(), 1);
    let content = world.tool(&["git", "cat-file", "commit", "HEAD"]);
    world.write("changed", content.replace("of all", "of none"));
    let changed = git(&world, &["hash-object", "-t", "commit", "-w", "changed"]);
    let report = world.check_with(&["--commit", &changed]);
    assert!(told(&report).is_empty());
    report.is_rejected(&format!(".git!commit/{changed}"), "signature-invalid");
}

#[test]
fn commits_and_tags_are_signed_by_openpgp() {
    if !has("git") || !has("gpg") {
        return;
    }
    let mut world = World::new();
    world.tool(&[
        "gpg",
        "--batch",
        "--quiet",
        "--passphrase",
        "",
        "--quick-generate-key",
        "a@supplier.example",
        "ed25519",
        "sign",
    ]);
    let key = world.tool(&["gpg", "--armor", "--export"]);
    world.write("key.asc", key);
    repository(&world, &["-c", "user.signingkey=a@supplier.example"]);
    assert_eq!(
        told(&world.check_with(&["--tag", "v1"])).iter().map(|(_, trust, _)| trust).collect::<Vec<_>>(),
        ["unsigned"; 2]
    );
    world.trusts("openpgp", "key.asc");
    assert_eq!(told(&world.check_with(&["--tag", "v1"])), both("key-asc"));
}

#[test]
fn commits_and_tags_are_signed_by_certificates() {
    if !has("git") || !has("openssl") {
        return;
    }
    let world = cms::world(cms::P256, cms::SIGNER);
    // What Git calls for X.509, in the words of GnuPG's `gpgsm`.
    let program = "#!/bin/sh\ncat > to-sign\nopenssl cms -sign -binary -in to-sign -outform PEM -signer signer.pem \
        -inkey signer.key -certfile authority.pem | sed 's/ CMS/ SIGNED MESSAGE/'\necho '[GNUPG:] SIG_CREATED ' >&2\n";
    world.write("sign", program);
    world.tool(&["chmod", "+x", "sign"]);
    let program = format!("gpg.x509.program={}", world.path("sign").display());
    repository(&world, &["-c", "gpg.format=x509", "-c", &program]);
    assert_eq!(told(&world.check_with(&["--tag", "v1"])), both("CN=signer,O=Example,C=DE"));
}

/// The commits that `collect::history` calls new, where every tag of `releases` counts as a release.
fn new_commits(world: &World, head: &str, releases: &[&str]) -> (Option<String>, Vec<String>) {
    let released = |tag: &collect::TagObject| releases.contains(&tag.name.as_str()).then(|| tag.object.id.clone());
    let history = collect::history(&world.path("."), &head.parse().unwrap(), &released).unwrap().unwrap();
    assert!(history.cut_off.is_none());
    let mut new: Vec<String> = history.commits.iter().map(|commit| commit.id.to_string()).collect();
    new.sort();
    (history.since.map(|(tag, _)| tag), new)
}

#[test]
fn what_is_new_since_a_release_is_what_git_calls_new() {
    if !has("git") {
        return;
    }
    let world = World::new();
    git(&world, &["init", "-q", "-b", "main"]);
    let commit = |day: u32, branch: &str| {
        let date = format!("2026-11-{day:02}T12:00:00Z");
        let file = format!("{branch}-{day}");
        world.write(&file, &date);
        git(&world, &["add", &file]);
        world.tool(&[
            "env",
            &format!("GIT_COMMITTER_DATE={date}"),
            "git",
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@b",
            "commit",
            "-qm",
            &file,
        ]);
    };
    let merge = |branch: &str| git(&world, &["merge", "-q", "--no-ff", "-m", "merge", branch]);
    commit(1, "main");
    commit(2, "main");
    git(&world, &["checkout", "-qb", "side"]);
    // On a machine whose clock is wrong: older than what it follows on.
    commit(1, "side");
    commit(9, "side");
    git(&world, &["checkout", "-q", "main"]);
    commit(3, "main");
    git(&world, &["tag", "v1"]);
    git(&world, &["checkout", "-qb", "maintained"]);
    commit(4, "maintained");
    git(&world, &["tag", "v1.1"]);
    git(&world, &["checkout", "-q", "main"]);
    commit(5, "main");
    merge("side");
    merge("maintained");
    commit(6, "main");
    git(&world, &["tag", "v2"]);
    let head = git(&world, &["rev-parse", "HEAD"]);
    for packed in [false, true] {
        if packed {
            git(&world, &["pack-refs", "--all"]);
            git(&world, &["repack", "-adq"]);
        }
        for (releases, since) in [
            (&["v1"][..], Some("v1")),
            (&["v1", "v1.1"], Some("v1.1")),
            (&["v1.1"], Some("v1.1")),
            (&["v2"], None),
            (&[], None),
        ] {
            let excluded = releases.iter().filter(|tag| **tag != "v2").map(|tag| format!("^{tag}"));
            let mut line = vec!["rev-list".to_owned(), "HEAD".to_owned()];
            line.extend(excluded);
            let told = git(&world, &line.iter().map(String::as_str).collect::<Vec<_>>());
            let mut expected: Vec<String> = told.lines().map(str::to_owned).collect();
            expected.sort();
            assert_eq!(new_commits(&world, &head, releases), (since.map(str::to_owned), expected), "{releases:?}");
        }
    }
}
