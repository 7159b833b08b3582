// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Images in a registry that answers as a test wants, also badly: what cannot be seen is never "there is
//! none", and no secret gets away.

use std::{
    fs,
    process::Output,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde_json::{Value, json};

use crate::{
    support::{
        self, code,
        layout::{IMAGE_INDEX, Layout, MANIFEST, SBOM, hex, lines, with_image},
        registry::{NAME, page},
        server::{Received, Reply, Server, authority},
        stderr, stdout,
    },
    world::{self, EVERYTHING, World, key::Key},
};

const SIMPLE_SIGNING: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
const POLICY: &str = "version: 1
title: t
trust: { keys: [{ name: release, file: release.pub }] }
rules:
  - { check: signed-by, with: { artifacts: true, signers: [{ key: release }] }, effect: block }
";
const PASSWORD: &str = "the-password-of-the-job";
const TOKEN: &str = "the-token-for-one-repository";

/// An image with a signature under its tag, and an SBOM that refers to it.
fn signed_image() -> (Layout, Value) {
    signed_by(&["release"])
}

/// The same signed with these keys.
fn signed_by(keys: &[&str]) -> (Layout, Value) {
    signed_as(keys, "")
}

/// The same signed as an image of a repository.
fn signed_as(keys: &[&str], repository: &str) -> (Layout, Value) {
    let (mut layout, image) = with_image();
    let payload = json!({ "critical": { "identity": { "docker-reference": repository }, "type": "cosign container image signature",
        "image": { "docker-manifest-digest": image["digest"] } }, "optional": null });
    let payload = payload.to_string();
    let layer = layout.blob(SIMPLE_SIGNING, payload.as_bytes());
    let signed = |key: &&str| {
        let mut layer = layer.clone();
        let signature = world::base64(&Key::p256(key).sign(payload.as_bytes()));
        layer["annotations"] = json!({ "dev.cosignproject.cosign/signature": signature });
        layer
    };
    let signature = layout.manifest(&keys.iter().map(signed).collect::<Vec<_>>(), None);
    layout.name(&signature, &format!("sha256-{}.sig", hex(&image)));
    let sbom = layout.blob("application/vnd.cyclonedx+json", SBOM);
    let referrer = layout.manifest(&[sbom], Some(&image));
    let list = layout.index(&[referrer]);
    layout.name(&list, &format!("sha256-{}", hex(&image)));
    (layout, image)
}

/// A registry with that image, which answers otherwise where `otherwise` says so.
fn registry(otherwise: impl Fn(&Received) -> Option<Reply> + Send + Sync + 'static) -> (Server, String) {
    let (layout, image) = signed_image();
    let server = Server::start(move |request| otherwise(request).unwrap_or_else(|| layout.answer(request, true)));
    (server, image["digest"].as_str().unwrap().to_owned())
}

fn image(server: &Server, which: &str) -> String {
    format!("{}/{NAME}{which}", server.url.replace("http://", "docker://"))
}

fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("release.pub"), Key::p256("release").pem()).unwrap();
    fs::write(folder.path().join("freigabe.yaml"), POLICY).unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    let mut command = support::freigabe();
    command.current_dir(folder.path()).args(arguments).envs(environment.iter().copied()).output().unwrap()
}

/// The exit code of `freigabe check`, and its report.
fn check_with(image: &str, more: &[&str], environment: &[(&str, &str)]) -> (i32, Value) {
    let arguments = ["check", "empty", "--at", support::AT, "--report", "json=-", "--artifact", image];
    let output = run(&[&arguments, more].concat(), environment);
    let said = stdout(&output) + &stderr(&output);
    assert!(!said.contains(PASSWORD) && !said.contains(TOKEN), "{said}");
    (code(&output), serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}")))
}

fn check(image: &str) -> (i32, Value) {
    check_with(image, &[], &[])
}

/// The exit code of `freigabe verify` with the key that signed, and its page.
fn verify(image: &str) -> (i32, Value) {
    let output = run(&["verify", image, "--key", "release.pub", "--json", "--at", support::AT], &[]);
    (code(&output), serde_json::from_slice(&output.stdout).unwrap_or(Value::Null))
}

/// Why nothing that the registry holds counts.
fn refused((code, report): &(i32, Value)) -> String {
    assert_eq!((*code, lines(report)), (2, vec![]), "{report:#}");
    let rejected = report["rejected"].as_array().unwrap();
    assert_eq!(rejected.len(), 1, "{rejected:#?}");
    rejected[0]["reason"].as_str().unwrap().to_owned()
}

fn expected(image: &str, digest: &str) -> [String; 2] {
    let digest = digest.replace(':', "-");
    [format!("{image}!{digest}#1 sbom place [] []"), format!("{image}!{digest}.sig#1 signature named [release] []")]
}

#[test]
fn what_is_attached_is_evidence_and_found_by_digest() {
    for has_referrers in [true, false] {
        let (layout, descriptor) = signed_image();
        let server = Server::start(move |request| layout.answer(request, has_referrers));
        let (by_tag, digest) = (image(&server, ":v1"), descriptor["digest"].as_str().unwrap());
        let (code, report) = check(&by_tag);
        assert_eq!((code, lines(&report)), (0, expected(&by_tag, digest).to_vec()), "{report:#}");
        assert_eq!(report["release"]["artifacts"][0]["digests"]["sha256"], hex(&descriptor));
        let asked: Vec<String> = server.received().into_iter().map(|request| request.path).collect();
        let tag = format!("/v2/{NAME}/manifests/v1");
        assert_eq!((asked.first(), asked.last()), (Some(&tag), Some(&tag)));
        let between = &asked[1..asked.len() - 1];
        assert!(between.iter().all(|path| *path != tag && path.contains(hex(&descriptor)) || path.contains("sha256:")));
        let once: std::collections::BTreeSet<&String> = between.iter().collect();
        assert_eq!(once.len(), between.len(), "nothing is asked twice: {between:#?}");
        let by_digest = image(&server, &format!("@{digest}"));
        assert_eq!(lines(&check(&by_digest).1), expected(&by_digest, digest));
        assert_eq!(verify(&by_tag).0, 0);
        assert_eq!(verify(&by_digest).1["signers"][0]["name"], "release.pub");
    }
}

#[test]
fn an_attached_sbom_is_untrusted_and_each_architecture_has_its_own() {
    let (mut layout, one) = with_image();
    let index = layout.index(std::slice::from_ref(&one));
    layout.name(&index, "multi");
    let sbom = layout.blob("application/vnd.cyclonedx+json", SBOM);
    let attached = layout.manifest(&[sbom], None);
    layout.name(&attached, &format!("sha256-{}.sbom", hex(&one)));
    let server = Server::start(move |request| layout.answer(request, false));
    let multi = image(&server, ":multi");
    let (_, report) = check(&multi);
    assert_eq!(lines(&report), [format!("{multi}!sha256-{}.sbom#1 sbom place [] []", hex(&one))]);
    assert!(report["ignored"].to_string().contains(&format!(
        "`multi` = `{}` [`{}`]",
        index["digest"].as_str().unwrap(),
        one["digest"].as_str().unwrap()
    )));
}

#[test]
fn a_root_beside_the_key_wants_its_word_whoever_else_signed() {
    let (layout, _) = signed_by(&["other", "release", "third"]);
    let server = Server::start(move |request| layout.answer(request, true));
    let (code, page) = verify(&image(&server, ":v1"));
    assert_eq!((code, page["doubts"].as_array().unwrap().len()), (0, 1), "{page:#}");
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root.json").display().to_string();
    fs::write(&root, World::new().trusted_root(EVERYTHING).to_string()).unwrap();
    let output = run(&["verify", &image(&server, ":v1"), "--key", "release.pub", "--trusted-root", &root], &[]);
    assert_eq!(support::code(&output), 1);
    assert!(stdout(&output).contains("(no-trusted-time)"), "{}", stdout(&output));
}

#[test]
fn the_list_of_referrers_is_read_to_its_end() {
    let (mut layout, image_of) = with_image();
    for version in 1..=3 {
        let text = format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","version":{version},"components":[]}}"#);
        let sbom = layout.blob("application/vnd.cyclonedx+json", text.as_bytes());
        layout.manifest(&[sbom], Some(&image_of));
    }
    let list = layout.referrers_of(image_of["digest"].as_str().unwrap());
    let to = |next: &'static str| {
        let (layout, list) = (Layout { blobs: layout.blobs.clone(), top: layout.top.clone() }, list.clone());
        Server::start(move |request| match request.path.split_once("/referrers/") {
            Some((before, path)) => {
                let (digest, number) = path.split_once("?n=").unwrap_or((path, "0"));
                let number: usize = number.parse().unwrap();
                let link = next
                    .replace("SELF", &format!("{before}/referrers/{digest}"))
                    .replace("NEXT", &(number + 1).to_string());
                page(&list[number..=number], (number < 2).then_some(link))
            }
            None => layout.answer(request, true),
        })
    };
    let report = check(&image(&to("SELF?n=NEXT"), ":v1")).1;
    assert_eq!(lines(&report).len(), 3, "{report:#}");
    for status in [404, 403, 410] {
        let (layout, list) = (Layout { blobs: layout.blobs.clone(), top: layout.top.clone() }, list.clone());
        let server = Server::start(move |request| match request.path.split_once("/referrers/") {
            Some((_, path)) if path.contains("?n=") => Reply::status(status, "{}"),
            Some(_) => page(&list[..1], Some(format!("{}?n=1", request.path))),
            None => layout.answer(request, true),
        });
        let reason = refused(&check(&image(&server, ":v1")));
        assert!(reason.contains(&status.to_string()) && reason.contains("further page"), "{reason}");
    }
    for (next, why) in [
        ("https://elsewhere.example/x?n=1", "lies elsewhere"),
        ("/v2/other/referrers/x?n=1", "lies elsewhere"),
        ("SELF?n=0", "run in a circle"),
    ] {
        let reason = refused(&check(&image(&to(next), ":v1")));
        assert!(reason.contains(why), "{next}: {reason}");
    }
}

#[test]
fn an_error_is_never_there_is_none() {
    let digest = registry(|_| None).1;
    let tag = digest.replace(':', "-");
    let (layout, _) = signed_image();
    let referrer = layout.referrers_of(&digest)[0]["digest"].as_str().unwrap().to_owned();
    let places = [
        "manifests/v1",
        &*format!("manifests/{tag}.sig"),
        &format!("manifests/{tag}.att"),
        &format!("referrers/{digest}"),
        &format!("manifests/{referrer}"),
        "blobs/",
    ];
    let html = |status| Reply::Whole(status, vec![("content-type", "text/html".to_owned())], b"<html>".to_vec());
    let wait = |status| Reply::Whole(status, vec![("retry-after", "9999".to_owned())], Vec::new());
    let replies = [
        ("401", Reply::status(401, "{}")),
        ("403", Reply::status(403, r#"{"errors":[{"code":"DENIED"}]}"#)),
        ("404", Reply::status(404, r#"{"errors":[{"code":"NAME_UNKNOWN"}]}"#)),
        ("404", html(404)),
        ("418", html(418)),
        ("429", wait(429)),
        ("503", wait(503)),
        ("type", html(200)),
    ];
    for place in places {
        for (status, reply) in &replies {
            // A registry without lists of referrers says 404, in whatever words; see the fallback.
            if place.starts_with("referrers") && *status == "404" {
                continue;
            }
            let (wanted, reply) = (place.to_owned(), reply.clone());
            let (server, _) = registry(move |request| request.path.contains(&wanted).then(|| reply.clone()));
            let by_tag = image(&server, ":v1");
            let reason = refused(&check(&by_tag));
            // Blobs are told by their digest alone.
            let why = if (place, *status) == ("blobs/", "type") { "other bytes" } else { *status };
            assert!(reason.contains(why), "{place} {status}: {reason}");
            assert_eq!(verify(&by_tag).0, 2, "{place} {status}");
        }
    }
}

#[test]
fn the_fallback_tag_must_be_answered_too() {
    let tag = registry(|_| None).1.replace(':', "-");
    for (status, refusal) in [(404, "<html>"), (403, "{}")] {
        let wanted = format!("manifests/{tag}");
        let (server, _) = registry(move |request| match &request.path {
            path if path.contains("/referrers/") => Some(Reply::status(404, "404 page not found")),
            path if path.ends_with(&wanted) => Some(Reply::status(status, refusal)),
            _ => None,
        });
        assert!(refused(&check(&image(&server, ":v1"))).contains(&status.to_string()));
    }
}

#[test]
fn a_tag_that_moves_releases_nothing() {
    let (layout, _) = with_image();
    let other = layout.blobs.values().next().unwrap().clone();
    let moving = move || {
        let (asked, other) = (AtomicUsize::new(0), other.clone());
        registry(move |request| {
            let is_later = request.path.ends_with("/manifests/v1") && asked.fetch_add(1, Ordering::SeqCst) > 0;
            let changed = [&other[..], b"\n"].concat();
            is_later.then(|| Reply::Whole(200, vec![("content-type", MANIFEST.to_owned())], changed))
        })
    };
    let (server, digest) = moving();
    let result = check(&image(&server, ":v1"));
    let reason = refused(&result);
    assert!(reason.ends_with("(`moved`)") && reason.contains(&digest), "{reason}");
    assert_eq!(result.1["release"]["artifacts"][0]["digests"], json!({}), "it is not known what is released");
    let (code, page) = verify(&image(&moving().0, ":v1"));
    assert_eq!((code, &page["holds"], &page["doubts"][0]["code"]), (1, &json!(false), &json!("moved")), "{page:#}");
    let (server, _) = registry(|_| None);
    let reason = refused(&check(&image(&server, &format!(":v1@sha256:{}", "0".repeat(64)))));
    assert!(reason.ends_with("(`moved`)"), "{reason}");
    let (server, digest) = registry(|_| None);
    assert_eq!(check(&image(&server, &format!(":v1@{digest}"))).0, 0);
    let asked = AtomicUsize::new(0);
    let (server, _) = registry(move |request| {
        let is_later = request.path.ends_with("/manifests/v1") && asked.fetch_add(1, Ordering::SeqCst) > 0;
        is_later.then(|| Reply::status(404, r#"{"errors":[{"code":"MANIFEST_UNKNOWN"}]}"#))
    });
    assert!(refused(&check(&image(&server, ":v1"))).ends_with("(`moved`)"), "the tag is gone");
}

#[test]
fn the_case_of_a_media_type_hides_no_evidence() {
    let served = |media_type: String| {
        let (layout, image_of) = signed_image();
        let digest = image_of["digest"].as_str().unwrap().replace("sha256:", "");
        let body = layout.blobs[&digest].clone();
        Server::start(move |request| match request.path.ends_with("/manifests/v1") {
            true => Reply::Whole(200, vec![("content-type", media_type.clone())], body.clone()),
            false => layout.answer(request, true),
        })
    };
    let told = |media_type: String| {
        let (code, report) = check(&image(&served(media_type), ":v1"));
        assert_eq!(code, 0, "{report:#}");
        report["evidence"].as_array().unwrap().len()
    };
    assert!(told(MANIFEST.to_owned()) > 1);
    assert_eq!(told(MANIFEST.to_uppercase()), told(MANIFEST.to_owned()));
}

#[test]
fn credentials_before_a_registry_are_neither_shown_nor_stated() {
    let image = format!("docker://ann:the/secret@registry.example/app:1@sha256:{}", "0".repeat(64));
    let by_tag = "docker://ann:the/secret@registry.example/app:1";
    let attest = ["attest", "assessment", "--kind", "audit", "--result", "passed", "--scope", "all", "--person", "A"];
    for (command, name) in [(&["verify", "--key", "release.pub"][..], by_tag), (&attest, &image), (&attest, by_tag)] {
        let about: &[&str] =
            if command.len() > 3 { &["--role", "r", "--bytes-out", "-", "--artifact", name] } else { &[name] };
        let output = run(&[command, about].concat(), &[]);
        assert_eq!(code(&output), 3, "{}", stdout(&output));
        let told = stdout(&output) + &stderr(&output);
        assert!(!told.contains("secret") && told.contains("registry.example/app"), "{told}");
    }
}

#[test]
fn a_tag_that_cannot_be_looked_up_in_the_end_leaves_open_whether_it_moved() {
    let failing = || {
        let asked = AtomicUsize::new(0);
        registry(move |request| {
            let is_later = request.path.ends_with("/manifests/v1") && asked.fetch_add(1, Ordering::SeqCst) > 0;
            is_later.then(|| Reply::status(403, "no"))
        })
    };
    let result = check(&image(&failing().0, ":v1"));
    assert!(!refused(&result).contains("moved"), "{}", refused(&result));
    assert_eq!(verify(&image(&failing().0, ":v1")), (2, Value::Null));
}

#[test]
fn the_image_of_a_tag_is_the_one_that_was_judged_or_is_not_released() {
    let moved = Arc::new(AtomicUsize::new(0));
    let (layout, _) = signed_image();
    let is_moved = Arc::clone(&moved);
    let server = Server::start(move |request| match is_moved.load(Ordering::SeqCst) {
        0 => layout.answer(request, true),
        _ => Reply::Whole(200, vec![("content-type", MANIFEST.to_owned())], b"{}".to_vec()),
    });
    let by_tag = image(&server, ":v1");
    let (folder, commit) = (tempfile::tempdir().unwrap(), "a".repeat(40));
    let report = folder.path().join("report.json").display().to_string();
    let target = format!("json={report}");
    let about = ["--artifact", &by_tag, "--commit", &commit, "--at", support::AT];
    let judged = run(&[&["check", "empty", "--report", &target], &about[..]].concat(), &[]);
    assert_eq!(code(&judged), 0, "{}", stdout(&judged));
    let released = |more: &[&str]| run(&[&["verify-verdict", &report], more, &about[..]].concat(), &[]);
    let output = released(&[]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    moved.store(1, Ordering::SeqCst);
    let output = released(&[]);
    assert_eq!(code(&output), 2, "{}", stderr(&output));
    assert!(stderr(&output).contains("was shown other bytes under the name"), "{}", stderr(&output));
    let gone = run(&["verify-verdict", &report, "--artifact", &image(&server, "x:v1"), "--commit", &commit], &[]);
    assert_eq!(code(&gone), 2, "{}", stderr(&gone));
}

#[test]
fn two_images_under_one_name_are_ambiguous() {
    let other = format!("sha256:{}", "1".repeat(64));
    let (layout, _) = signed_image();
    let server = Server::start(move |request| match layout.answer(request, true) {
        Reply::Whole(200, headers, body) if request.path.ends_with("/manifests/v1") => {
            let media_type = headers.into_iter().filter(|(name, _)| *name == "content-type");
            Reply::Whole(200, media_type.chain([("docker-content-digest", other.clone())]).collect(), body)
        }
        reply => reply,
    });
    assert!(refused(&check(&image(&server, ":v1"))).ends_with("(`ambiguous`)"));
    assert_eq!(verify(&image(&server, ":v1")).0, 2);
}

#[test]
fn what_is_not_of_its_digest_or_size_counts_for_nothing() {
    let head = |media_type: &str| format!("HTTP/1.1 200 x\r\ncontent-type: {media_type}\r\n\r\n").into_bytes();
    let manifest = head(MANIFEST);
    let (server, _) = registry(move |request| request.path.ends_with("v1").then(|| Reply::Flood(manifest.clone())));
    assert!(refused(&check(&image(&server, ":v1"))).contains("larger than 4194304 bytes"));
    let blob = head("application/octet-stream");
    let (server, _) = registry(move |request| request.path.contains("/blobs/").then(|| Reply::Flood(blob.clone())));
    assert!(refused(&check(&image(&server, ":v1"))).contains("larger than"));
    let (layout, _) = signed_image();
    let server = Server::start(move |request| match layout.answer(request, true) {
        Reply::Whole(200, headers, mut body) if request.path.contains("/blobs/") => {
            body[0] ^= 1;
            Reply::Whole(200, headers, body)
        }
        reply => reply,
    });
    assert!(refused(&check(&image(&server, ":v1"))).contains("other bytes under"));
    let (mut layout, image_of) = signed_image();
    let sbom = layout.blob("application/vnd.cyclonedx+json", &[SBOM, &[b' '; 2000]].concat());
    layout.manifest(&[sbom], Some(&image_of));
    let server = Server::start(move |request| layout.answer(request, true));
    let reason = refused(&check_with(&image(&server, ":v1"), &["--max-file-size", "1000"], &[]));
    assert!(reason.contains("`--max-file-size` raises the limit"), "{reason}");
    let (_, digest) = registry(|_| None);
    let wrong = digest.replace("sha256:", "");
    let (server, _) =
        registry(move |request| request.path.contains(&format!("manifests/sha256:{wrong}")).then(|| page(&[], None)));
    assert!(refused(&check(&image(&server, &format!("@{digest}")))).contains("other bytes"));
    let (layout, image_of) = signed_image();
    let server = Server::start(move |request| match request.path.contains("/referrers/") {
        true => {
            page(&[json!({ "mediaType": IMAGE_INDEX, "digest": image_of["digest"], "size": image_of["size"] })], None)
        }
        false => layout.answer(request, true),
    });
    assert!(refused(&check(&image(&server, ":v1"))).contains("than its place and its media type say"));
}

/// A server that gives tokens, and a registry that wants them and keeps its blobs on a third server.
fn guarded(fresh_for: usize) -> (Server, Server, Server) {
    let tokens = Server::start(|_| Reply::json(format!(r#"{{"token":"{TOKEN}","expires_in":60}}"#)));
    let (layout, _) = signed_image();
    let layout = Arc::new(layout);
    let blobs = Arc::clone(&layout);
    let storage = Server::start(move |request| blobs.answer(request, true));
    let realm =
        format!("Bearer realm=\"{}/jwt/auth\",service=\"registry\",scope=\"repository:other:pull,push\"", tokens.url);
    let (elsewhere, used) = (storage.url.clone(), AtomicUsize::new(0));
    let server = Server::start(move |request| {
        let is_known = request.header("authorization") == Some(&format!("Bearer {TOKEN}"));
        // Each token wears out.
        if !is_known || used.fetch_add(1, Ordering::SeqCst) % (fresh_for + 1) == fresh_for {
            return Reply::Whole(401, vec![("www-authenticate", realm.clone())], b"{}".to_vec());
        }
        match request.path.contains("/blobs/") {
            true => Reply::redirect(format!("{elsewhere}{}", request.path)),
            false => layout.answer(request, true),
        }
    });
    (server, tokens, storage)
}

/// The folder with Docker's `config.json` for a server.
fn docker_config(server: &Server) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let host = server.url.trim_start_matches("http://");
    let auth = world::base64(format!("job:{PASSWORD}").as_bytes());
    fs::write(folder.path().join("config.json"), json!({ "auths": { host: { "auth": auth } } }).to_string()).unwrap();
    folder
}

fn authorizations(server: &Server) -> Vec<Option<String>> {
    server.received().iter().map(|request| request.header("authorization").map(str::to_owned)).collect()
}

#[test]
fn a_token_is_asked_for_with_the_password_and_goes_to_the_registry_alone() {
    let basic = format!("Basic {}", world::base64(format!("job:{PASSWORD}").as_bytes()));
    for (has_password, fresh_for) in [(true, 1000), (true, 3), (false, 1000)] {
        let (server, tokens, storage) = guarded(fresh_for);
        let folder = docker_config(&server);
        let path = folder.path().display().to_string();
        let environment: &[(&str, &str)] = if has_password { &[("DOCKER_CONFIG", &path)] } else { &[] };
        let (code, report) = check_with(&image(&server, ":v1"), &[], environment);
        assert_eq!((code, lines(&report).len()), (0, 2), "{report:#}");
        let asked = tokens.received();
        assert_eq!(asked[0].path, "/jwt/auth?service=registry&scope=repository%3Ademo%2Fapp%3Apull");
        assert_eq!(asked.len() > 1, fresh_for < 1000, "a worn out token is renewed");
        assert!(authorizations(&tokens).iter().all(|sent| sent.as_ref() == has_password.then_some(&basic)));
        assert!(authorizations(&server).iter().flatten().all(|sent| *sent == format!("Bearer {TOKEN}")));
        assert!(!storage.received().is_empty() && authorizations(&storage).iter().all(Option::is_none));
    }
}

#[test]
fn a_password_goes_to_the_registry_that_it_is_for() {
    let basic = format!("Basic {}", world::base64(format!("job:{PASSWORD}").as_bytes()));
    let wanted = basic.clone();
    let (server, _) = registry(move |request| {
        let is_known = request.header("authorization") == Some(&wanted);
        (!is_known).then(|| Reply::Whole(401, vec![("www-authenticate", "Basic realm=\"r\"".to_owned())], Vec::new()))
    });
    let host = server.url.trim_start_matches("http://").to_owned();
    let variables = |registry: &str| {
        check_with(
            &image(&server, ":v1"),
            &[],
            &[
                ("CI_REGISTRY", registry),
                ("CI_REGISTRY_USER", "job"),
                ("CI_REGISTRY_PASSWORD", PASSWORD),
                // This machine is spoken to without one.
                ("ALL_PROXY", "http://127.0.0.1:1"),
            ],
        )
    };
    assert_eq!(variables(&host).0, 0);
    assert_eq!(authorizations(&server)[0], None, "nothing is said unasked");
    let before = server.received().len();
    for other in ["registry.example", "127.0.0.1", ""] {
        assert!(refused(&variables(other)).contains("lets in nobody without credentials (401)"), "{other}");
    }
    assert!(authorizations(&server)[before..].iter().all(Option::is_none));
}

#[test]
fn credentials_go_to_no_server_that_must_not_have_them() {
    let thief = Server::start(|_| Reply::json(r#"{"token":"worthless-token"}"#));
    let redirecting = {
        let to = thief.url.clone();
        Server::start(move |_| Reply::redirect(to.clone()))
    };
    for (realm, why) in [
        ("http://tokens.example/auth", "plain text"),
        ("ftp://tokens.example/auth", "no server for tokens"),
        ("https://me@tokens.example/auth", "no server for tokens"),
        (&redirecting.url, "which is not followed"),
    ] {
        let challenge = format!("Bearer realm=\"{realm}\"");
        let (server, _) =
            registry(move |_| Some(Reply::Whole(401, vec![("www-authenticate", challenge.clone())], Vec::new())));
        let folder = docker_config(&server);
        let path = folder.path().display().to_string();
        let reason = refused(&check_with(&image(&server, ":v1"), &[], &[("DOCKER_CONFIG", &path)]));
        assert!(reason.contains(why), "{realm}: {reason}");
    }
    assert!(thief.received().is_empty());
    let (to, (layout, _)) = (thief.url.clone(), signed_image());
    let server = Server::start(move |request| match request.path.ends_with(".sig") {
        true => Reply::redirect(to.clone()),
        false => layout.answer(request, true),
    });
    assert!(refused(&check(&image(&server, ":v1"))).contains("which is not followed"), "manifests lie nowhere else");
    assert!(thief.received().is_empty());
}

#[test]
fn what_a_server_for_tokens_may_answer_is_bounded() {
    for (answer, why) in [
        (Reply::json("[]"), "holds none"),
        (Reply::json(r#"{"token":"two words"}"#), "holds none"),
        (Reply::status(401, "{}"), "(401)"),
        (Reply::Whole(200, vec![("content-type", "text/html".to_owned())], b"<html>".to_vec()), "no JSON"),
        (Reply::json(format!(r#"{{"token":"{PASSWORD}"}}"#)), "was thrown away"),
    ] {
        let tokens = Server::start(move |_| answer.clone());
        let challenge = format!("Bearer realm=\"{}\"", tokens.url);
        let (server, _) =
            registry(move |_| Some(Reply::Whole(401, vec![("www-authenticate", challenge.clone())], Vec::new())));
        let folder = docker_config(&server);
        let path = folder.path().display().to_string();
        let reason = refused(&check_with(&image(&server, ":v1"), &[], &[("DOCKER_CONFIG", &path)]));
        assert!(reason.contains("gave no token") && reason.contains(why), "{reason}");
    }
}

#[test]
fn wrong_use_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.json"), "{").unwrap();
    let config = folder.path().display().to_string();
    for (arguments, environment, word) in [
        (&["check", "--artifact", "docker://library/app:1.0"][..], None, "names no registry"),
        (&["check", "--artifact", "docker://registry.example/App"], None, "names are in lower case"),
        (&["check", "--artifact", "registry.example/app:1.0"], None, "docker://"),
        (&["check", "--ca-file", "freigabe.yaml"], None, "for `--gitlab` and for images"),
        (&["check", "--artifact", "docker://127.0.0.1:1/a", "--ca-file", "freigabe.yaml"], None, "PEM"),
        (
            &["check", "--artifact", "docker://127.0.0.1:1/a"],
            Some(("DOCKER_CONFIG", config.as_str())),
            "no credentials",
        ),
        (&["verify", "sha256:00", "--key", "release.pub"], None, "no digest"),
        (&["verify", "release.pub", "--key", "release.pub"], None, "no signature was named"),
    ] {
        let output = run(arguments, environment.as_slice());
        assert_eq!(code(&output), 3, "{arguments:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(word), "{arguments:?}: {}", stderr(&output));
    }
    let output = run(&["verify", "docker://127.0.0.1:1/a:1", "--key", "release.pub", "--network-time", "2"], &[]);
    assert_eq!(code(&output), 2, "a registry that cannot be reached: {}", stderr(&output));
}

#[test]
fn a_registry_elsewhere_is_spoken_to_by_tls_alone_and_through_the_proxy() {
    let by_tag = "docker://registry.example/demo/app:v1";
    let refusing = Server::start(|_| Reply::status(403, ""));
    let through = |proxy: &str, more: &[&str]| {
        let flags = ["--proxy", proxy, "--network-time", "8"];
        check_with(by_tag, &[&flags, more].concat(), &[("HTTPS_PROXY", "http://127.0.0.1:1")])
    };
    assert!(refused(&through(&refusing.url, &[])).contains("did not show `v1`"));
    let asked: Vec<(String, String)> =
        refusing.received().into_iter().map(|asked| (asked.method, asked.path)).collect();
    let connect = ("CONNECT".to_owned(), "registry.example:443".to_owned());
    assert!(!asked.is_empty() && asked.iter().all(|asked| *asked == connect), "{asked:?}");
    let folder = tempfile::tempdir().unwrap();
    let Some((_, leaf, key)) = authority(folder.path()) else {
        println!("skipped: needs openssl");
        return;
    };
    let serve = |repository: &str| {
        let (layout, _) = signed_as(&["release"], repository);
        Server::start_tls_behind_proxy((&leaf, &key), move |request| layout.answer(request, true))
    };
    let server = serve("registry.example/demo/app");
    let reason = refused(&through(&server.url, &[]));
    assert!(reason.contains("UnknownIssuer"), "{reason}");
    let ca_file = folder.path().join("ca.pem").display().to_string();
    let (code, report) = through(&server.url, &["--ca-file", &ca_file]);
    let digest = signed_as(&["release"], "registry.example/demo/app").1["digest"].as_str().unwrap().to_owned();
    assert_eq!((code, lines(&report)), (0, expected(by_tag, &digest).to_vec()));
    for other in ["registry.example/demo/other", "mirror.example/demo/app"] {
        let (code, report) = through(&serve(other).url, &["--ca-file", &ca_file]);
        assert_eq!(code, 1, "{report:#}");
        assert!(lines(&report)[1].ends_with("signature named [] [other-repository]"), "{:#?}", lines(&report));
    }
}
