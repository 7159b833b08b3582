// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Bundles that are out of the ordinary, in the trust world of our own: statements about no artifact,
//! several bundles in one file, roots that a bundle brings along, and what cosign wrote before there
//! were bundles.

use std::fs;

use freigabe::model::DoubtCode;
use serde_json::{Value, json};

use crate::{
    sigstore::{BARE, RELEASE, attestation, flips, holds, message, refusal, store, verify},
    support::{code, run, stdout},
    world::{self, Content, EVERYTHING, IDENTITY, ISSUER, Job, World, base64, from_base64},
};

const COMMIT: &str = "3f786850e387550fdab836ed7e6dc881de23001b";

/// A statement about a commit alone, as a forge makes one about its source.
fn about_commit() -> Job {
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"uri": "git+https://gitlab.behoerde.example/gruppe/projekt", "digest": {"gitCommit": COMMIT}}],
        "predicateType": "https://slsa.dev/verification_summary/v1",
        "predicate": {},
    });
    Job::over(Content::Statement(statement.to_string()))
}

#[test]
fn a_statement_about_a_commit_alone_is_signed_by_whoever_signed_it() {
    let world = World::new();
    let (trusting, bare) = (store(&world.trusted_root(EVERYTHING)), store(&world.trusted_root(BARE)));
    let in_log = || Job { log: Some(2), ..about_commit() };
    let stamped = || Job { log: None, certificate_log: false, ..about_commit() };
    holds(&world.bundle(&in_log()), &trusting);
    holds(&world.bundle(&stamped()), &bare);
    // Version 1 of the log keeps envelopes and not what is signed of them.
    assert_eq!(refusal(&world.bundle(&about_commit()), RELEASE, &trusting), DoubtCode::PayloadType);
    // The same lies as with any other statement.
    let other = Some(world::key::Key::p256("other").public());
    for (job, store) in [(in_log as fn() -> Job, &trusting), (stamped, &bare)] {
        let certified = Job { certified: other.clone(), ..job() };
        assert_eq!(refusal(&world.bundle(&certified), RELEASE, store), DoubtCode::SignatureInvalid);
        let late = Job { timestamp: Some("20261124121001Z".into()), ..job() };
        assert_eq!(refusal(&world.bundle(&late), RELEASE, store), DoubtCode::OutsideValidity);
        let mut typed = world.bundle(&job());
        typed["dsseEnvelope"]["payloadType"] = "text/plain".into();
        assert_eq!(refusal(&typed, RELEASE, store), DoubtCode::SignatureInvalid);
        for pointer in ["/dsseEnvelope/payload", "/dsseEnvelope/signatures/0/sig"] {
            for (flipped, bit) in flips(&world.bundle(&job()), pointer, usize::MAX) {
                assert!(!verify(&flipped, RELEASE, store).is_ok_and(|trust| trust.is_signed()), "{pointer} bit {bit}");
            }
        }
    }
    assert_eq!(refusal(&world.bundle(&Job { log: None, ..about_commit() }), RELEASE, &trusting), DoubtCode::NoLogEntry);
    // The entry of another statement, and none about anything.
    let mut swapped = world.bundle(&in_log());
    let another = Job { log: Some(2), ..attestation() };
    swapped["verificationMaterial"]["tlogEntries"] =
        world.bundle(&another)["verificationMaterial"]["tlogEntries"].clone();
    assert_eq!(refusal(&swapped, RELEASE, &trusting), DoubtCode::WrongSubject);
    let nothing = r#"{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"p","predicate":{}}"#;
    let nothing = Job { log: Some(2), ..Job::over(Content::Statement(nothing.into())) };
    assert_eq!(refusal(&world.bundle(&nothing), RELEASE, &trusting), DoubtCode::PayloadType);
}

/// What `freigabe verify` says about something, with a bundle and the root of the world.
fn cli(about: &str, bundle: &str) -> (i32, Option<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("release"), RELEASE).unwrap();
    fs::write(path("bundle"), bundle).unwrap();
    fs::write(path("root"), World::new().trusted_root(EVERYTHING).to_string()).unwrap();
    let about = if about == "release" { path("release") } else { about.to_owned() };
    let (bundle, root) = (path("bundle"), path("root"));
    let who = ["--certificate-identity", IDENTITY, "--certificate-oidc-issuer", ISSUER];
    let what =
        ["verify", &about, "--bundle", &bundle, "--trusted-root", &root, "--at", "2026-11-25T12:00:00Z", "--json"];
    let output = run(&[&what[..], &who].concat());
    let page: Value = serde_json::from_str(&stdout(&output)).unwrap_or_default();
    (code(&output), page["doubts"][0]["code"].as_str().map(str::to_owned))
}

#[test]
fn verify_holds_a_statement_against_the_commit_that_it_is_asked_about() {
    let world = World::new();
    let bundle = world.bundle(&Job { log: Some(2), ..about_commit() }).to_string();
    assert_eq!(cli(&format!("gitCommit:{COMMIT}"), &bundle), (0, None));
    let other = COMMIT.replace('3', "4");
    assert_eq!(cli(&format!("gitCommit:{other}"), &bundle), (1, Some("wrong-subject".into())));
    assert_eq!(cli("release", &bundle), (1, Some("wrong-subject".into())));
    assert_eq!(cli("gitCommit:3f78", &bundle).0, 3);
    let file = world.bundle(&message()).to_string();
    assert_eq!(cli(&format!("gitCommit:{COMMIT}"), &file), (1, Some("wrong-subject".into())));
}

#[test]
fn several_bundles_of_statements_stand_in_one_file() {
    let world = World::new();
    let [one, other] = [attestation(), Job::over(world::statement(b"other"))].map(|job| world.bundle(&job).to_string());
    assert_eq!(cli("release", &format!("{other}\n{one}\n")), (0, None));
    assert_eq!(cli("release", &format!("{other}\n\n{other}\n")), (1, Some("wrong-subject".into())));
    // A damaged line, or one that is about a file that lies elsewhere, is half of a list.
    assert_eq!(cli("release", &format!("{one}\n{}\n", &other[..40])), (1, Some("malformed".into())));
    assert_eq!(cli("release", &format!("{one}\n{}\n", world.bundle(&message()))), (1, Some("malformed".into())));
}

#[test]
fn of_several_bundles_that_hold_the_one_by_whom_was_asked_for_counts() {
    let world = World::new();
    let another = "https://gitlab.behoerde.example/gruppe/anderes//.gitlab-ci.yml@refs/tags/v1.0.0";
    let [ours, other] = [IDENTITY, another].map(|identity| world.bundle(&Job { identity, ..attestation() }));
    assert_eq!(cli("release", &other.to_string()), (1, Some("wrong-identity".into())));
    assert_eq!(cli("release", &format!("{ours}\n{other}\n")), (0, None));
    assert_eq!(cli("release", &format!("{other}\n{ours}\n")), (0, None));
    // Who was asked for signed something else.
    let of_other = world.bundle(&Job::over(world::statement(b"other")));
    assert_eq!(cli("release", &format!("{of_other}\n{other}\n")), (1, Some("wrong-identity".into())));
}

#[test]
fn a_root_that_a_bundle_brings_along_counts_for_nothing() {
    let (ours, theirs) = (World::new(), World::named("elsewhere"));
    let chained = |world: &World| {
        let mut bundle = world.bundle(&Job { chain: true, ..message() });
        let root = world.trusted_root(EVERYTHING)["certificateAuthorities"][0]["certChain"]["certificates"][1].clone();
        let chain = &mut bundle["verificationMaterial"]["x509CertificateChain"]["certificates"];
        chain.as_array_mut().unwrap().push(root);
        bundle
    };
    holds(&chained(&ours), &store(&ours.trusted_root(EVERYTHING)));
    let mixed = World { root: theirs.root, authority: theirs.authority, ..World::new() };
    assert_eq!(refusal(&chained(&mixed), RELEASE, &store(&ours.trusted_root(EVERYTHING))), DoubtCode::ChainIncomplete);
}

/// A bundle in the words of cosign before version 3: the annotations of an image, or the file of a blob.
fn old(bundle: &Value, of_image: bool) -> Value {
    let material = &bundle["verificationMaterial"];
    let chain = material["x509CertificateChain"]["certificates"].as_array().unwrap().iter();
    let mut pems = chain.map(|certificate| {
        let base64 = world::folded(certificate["rawBytes"].as_str().unwrap());
        format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n")
    });
    let (leaf, authorities) = (pems.next().unwrap(), pems.collect::<String>());
    let signature = &bundle["messageSignature"]["signature"];
    let entry = &material["tlogEntries"][0];
    let number = |value: &Value| value.as_str().unwrap().parse::<i64>().unwrap();
    let promise = entry.as_object().map(|_| {
        let id: String =
            from_base64(entry["logId"]["keyId"].as_str().unwrap()).iter().map(|byte| format!("{byte:02x}")).collect();
        json!({
            "SignedEntryTimestamp": entry["inclusionPromise"]["signedEntryTimestamp"],
            "Payload": {
                "body": entry["canonicalizedBody"],
                "integratedTime": number(&entry["integratedTime"]),
                "logIndex": number(&entry["logIndex"]),
                "logID": id,
            },
        })
    });
    let token = &material["timestampVerificationData"]["rfc3161Timestamps"][0]["signedTimestamp"];
    if !of_image {
        return json!({"base64Signature": signature, "cert": base64(leaf.as_bytes()), "rekorBundle": promise});
    }
    let mut annotations = json!({
        "dev.cosignproject.cosign/signature": signature,
        "dev.sigstore.cosign/certificate": leaf,
        "dev.sigstore.cosign/chain": authorities,
    });
    if let Some(promise) = promise {
        annotations["dev.sigstore.cosign/bundle"] = promise.to_string().into();
    }
    if token.is_string() {
        annotations["dev.sigstore.cosign/rfc3161timestamp"] =
            json!({"SignedRFC3161Timestamp": token}).to_string().into();
    }
    annotations
}

#[test]
fn what_cosign_wrote_before_bundles_is_worth_what_stands_in_it() {
    let world = World::new();
    let (trusting, bare) = (store(&world.trusted_root(EVERYTHING)), store(&world.trusted_root(BARE)));
    let job = |job: Job| world.bundle(&Job { chain: true, ..job });
    let stamped = job(Job { log: None, certificate_log: false, ..message() });
    holds(&old(&stamped, true), &bare);
    assert_eq!(refusal(&old(&stamped, true), b"another release\n", &bare), DoubtCode::SignatureInvalid);
    // The log's promise to add an entry is no proof that it did, and cosign kept nothing else.
    for of_image in [true, false] {
        assert_eq!(refusal(&old(&job(message()), of_image), RELEASE, &trusting), DoubtCode::NoLogEntry);
    }
    assert_eq!(refusal(&old(&job(message()), false), RELEASE, &bare), DoubtCode::NoTrustedTime);
    holds(&old(&job(message()), true), &bare);
    let mut other = old(&stamped, true);
    other["dev.sigstore.cosign/certificate"] = "PEM".into();
    assert_eq!(refusal(&other, RELEASE, &bare), DoubtCode::Malformed);
    for (flipped, bit) in flips(&stamped, "/messageSignature/signature", usize::MAX) {
        let trust = verify(&old(&flipped, true), RELEASE, &bare);
        assert!(!trust.is_ok_and(|trust| trust.is_signed()), "bit {bit} of the signature");
    }
}
