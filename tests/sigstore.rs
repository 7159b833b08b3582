// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Sigstore bundles: what real cosign wrote, and a trust world of our own in which every lie has its
//! own reason.

use std::sync::Arc;

use freigabe::{
    model::{
        Accepted, Algorithm, Anchor, AnchorKind, Blob, Crypto, Digest, DigestAlgorithm, Digests, DoubtCode, Identity,
        Payload, ProofPart, TimeSource, Trust,
    },
    verify::{self, Opened, Signed, TrustStore},
};
use serde_json::{Value, json};

use crate::world::{self, Content, EVERYTHING, IDENTITY, ISSUER, Job, Lists, World, at, der, key::Key};

/// When the bundles are looked at: long after the certificates expired.
const NOW: &str = "2026-11-25T12:00:00Z";
const RELEASE: &[u8] = b"the release\n";

/// The root without logs: what an administration without any of its own has.
const BARE: Lists = Lists { certificate_log: false, log: false, timestamps: true, intermediate: true };

fn everything() -> Crypto {
    let algorithms = Algorithm::all().map(|algorithm| algorithm.to_string().into()).collect();
    Crypto { name: "all".into(), accepted: vec![Accepted { algorithms, ..Accepted::default() }] }
}

fn store(root: &Value) -> TrustStore {
    store_for(root, everything())
}

fn store_for(root: &Value, crypto: Crypto) -> TrustStore {
    let mut store = TrustStore::new(crypto);
    let anchor = Anchor { kind: AnchorKind::Root, name: "behoerde".into(), file: None };
    store.add(&anchor, &Arc::from("trusted_root.json"), root.to_string().as_bytes()).unwrap();
    store
}

/// What a bundle proves about bytes.
fn verify(bundle: &Value, about: &[u8], store: &TrustStore) -> Result<Trust, DoubtCode> {
    verify_text(&bundle.to_string(), about, store)
}

fn verify_text(bundle: &str, about: &[u8], store: &TrustStore) -> Result<Trust, DoubtCode> {
    let blob = Blob { path: "x.sigstore.json".into(), payload: bundle.as_bytes().to_vec().into() };
    match verify::open(blob, store, at(NOW)) {
        Opened::Rejected(rejection) => Err(verify::code_of(&rejection)),
        Opened::Detached(signature) => {
            let payload: Payload = about.to_vec().into();
            Ok(signature.verify(&Signed::new(&sha256(about), Some(&payload)), store, at(NOW)))
        }
        Opened::Documents(documents) => {
            let [document] = documents.as_slice() else { panic!("one document") };
            Ok(document.trust.clone())
        }
    }
}

fn sha256(bytes: &[u8]) -> Digests {
    [Digest::from_bytes(DigestAlgorithm::Sha256, &world::key::sha256(bytes)).unwrap()].into_iter().collect()
}

/// Why a bundle does not hold.
fn refusal(bundle: &Value, about: &[u8], store: &TrustStore) -> DoubtCode {
    match verify(bundle, about, store) {
        Err(code) => code,
        Ok(trust) => {
            assert!(!trust.is_signed(), "it holds: {trust:?}");
            trust.doubts()[0].code
        }
    }
}

fn message() -> Job {
    Job::over(Content::Message(RELEASE.to_vec()))
}

fn attestation() -> Job {
    Job::over(world::statement(RELEASE))
}

#[test]
fn a_self_managed_gitlab_needs_no_public_service() {
    let world = World::new();
    for job in [message(), attestation()] {
        let trust = verify(&world.bundle(&job), RELEASE, &store(&world.trusted_root(EVERYTHING))).unwrap();
        assert_eq!(trust.doubts(), []);
        let [signer] = trust.signers() else { panic!("{trust:?}") };
        let Identity::Workload(workload) = signer.identity() else { panic!("{signer:?}") };
        assert_eq!((workload.subject.as_ref(), workload.issuer.as_ref()), (IDENTITY, ISSUER));
        assert_eq!(workload.root.as_ref(), "behoerde");
        assert_eq!(workload.source_repository_id.as_deref(), Some("42"));
        assert_eq!(workload.source_ref.as_deref(), Some("refs/tags/v1.0.0"));
        assert_eq!(workload.source_commit.as_deref(), Some("3f786850e387550fdab836ed7e6dc881de23001b"));
        assert_eq!(workload.runner_environment.as_deref(), Some("self-hosted"));
        assert_eq!(workload.build_trigger.as_deref(), Some("push"));
        let time = signer.signed_at().unwrap();
        assert_eq!((time.at, time.by), (at(world::SIGNED_AT), TimeSource::Timestamp));
        let used = |part, algorithm: &str| {
            let found = |used: &&freigabe::model::UsedAlgorithm| used.part == part && &*used.algorithm == algorithm;
            assert!(signer.algorithms().iter().any(|used| found(&used)), "{part:?} {algorithm}: {signer:?}");
        };
        used(ProofPart::Signature, "ecdsa-p256-sha256");
        used(ProofPart::Certificate, "ecdsa-p256-sha256");
        used(ProofPart::Log, "ecdsa-p256-sha256");
        used(ProofPart::Timestamp, "ecdsa-p384-sha384");
    }
}

#[test]
fn what_the_root_lists_is_what_counts() {
    let world = World::new();
    for job in [message as fn() -> Job, attestation] {
        let log_alone = Lists { certificate_log: false, timestamps: false, ..EVERYTHING };
        let by_log = Job { timestamp: None, certificate_log: false, ..job() };
        let trust = verify(&world.bundle(&by_log), RELEASE, &store(&world.trusted_root(log_alone))).unwrap();
        assert_eq!(trust.signers()[0].signed_at().map(|time| time.by), Some(TimeSource::Log), "{trust:?}");
        let bare = Job { log: None, certificate_log: false, ..job() };
        assert!(verify(&world.bundle(&bare), RELEASE, &store(&world.trusted_root(BARE))).unwrap().is_signed());
        let second = Job { log: Some(2), ..job() };
        assert!(verify(&world.bundle(&second), RELEASE, &store(&world.trusted_root(EVERYTHING))).unwrap().is_signed());
        // What the root does not name is not looked at, for or against.
        let foreign = World { log: Key::p256("somebody else's log"), ..World::new() }.bundle(&job());
        assert!(verify(&foreign, RELEASE, &store(&world.trusted_root(BARE))).unwrap().is_signed());
    }
}

#[test]
fn a_root_without_a_source_of_time_vouches_for_nobody() {
    let world = World::new();
    let lists = Lists { log: false, timestamps: false, ..EVERYTHING };
    assert_eq!(
        refusal(&world.bundle(&message()), RELEASE, &store(&world.trusted_root(lists))),
        DoubtCode::NoTrustedTime
    );
}

#[test]
fn a_digest_alone_is_enough_where_a_hash_is_signed() {
    let (world, digests) = (World::new(), sha256(RELEASE));
    let blob = Blob { path: "x".into(), payload: world.bundle(&message()).to_string().into_bytes().into() };
    let store = store(&world.trusted_root(EVERYTHING));
    let Opened::Detached(signature) = verify::open(blob, &store, at(NOW)) else { panic!("a message") };
    assert_eq!(signature.digest(), digests.iter().next());
    assert!(signature.verify(&Signed::new(&digests, None), &store, at(NOW)).is_signed());
}

#[test]
fn every_lie_has_its_own_reason() {
    let world = World::new();
    let root = world.trusted_root(EVERYTHING);
    let trusting = store(&root);
    let refused = |job: Job| refusal(&world.bundle(&job), RELEASE, &trusting);
    let changed = |change: fn(&mut Value), job: Job| {
        let mut bundle = world.bundle(&job);
        change(&mut bundle);
        refusal(&bundle, RELEASE, &trusting)
    };

    // Another key than the certificate's.
    assert_eq!(refused(Job { certified: Some(Key::p256("other").public()), ..message() }), DoubtCode::SignatureInvalid);
    assert_eq!(
        refused(Job { certified: Some(Key::p256("other").public()), ..attestation() }),
        DoubtCode::SignatureInvalid
    );
    // About something else.
    assert_eq!(refusal(&world.bundle(&message()), b"another release\n", &trusting), DoubtCode::WrongSubject);
    // Expired, and nothing proves when it was signed.
    let no_time = |lists| store(&world.trusted_root(lists));
    let timeless = Job { timestamp: None, log: Some(2), ..message() };
    assert_eq!(refusal(&world.bundle(&timeless), RELEASE, &trusting), DoubtCode::NoTrustedTime);
    let alone = Job { timestamp: None, log: None, ..message() };
    assert_eq!(
        refusal(&world.bundle(&alone), RELEASE, &no_time(Lists { log: false, ..EVERYTHING })),
        DoubtCode::NoTrustedTime
    );
    // Signed after the certificate expired, or before it was given.
    for time in ["20261124121001Z", "20261124115959Z"] {
        assert_eq!(refused(Job { timestamp: Some(time.into()), ..message() }), DoubtCode::OutsideValidity, "{time}");
    }
    let late = Job { from: at("2026-11-24T12:00:01Z"), timestamp: Some("20261124120001Z".into()), ..message() };
    assert_eq!(refused(late), DoubtCode::OutsideValidity, "the log's time");
    // Signed in the future.
    let later = Job {
        from: at("2026-11-26T12:00:00Z"),
        until: at("2026-11-26T12:10:00Z"),
        log: Some(2),
        timestamp: Some("20261126120000Z".into()),
        ..message()
    };
    assert_eq!(refused(later), DoubtCode::OutsideValidity);
    // No entry in the log, or a promise alone.
    assert_eq!(refused(Job { log: None, ..message() }), DoubtCode::NoLogEntry);
    assert_eq!(
        changed(
            |b| {
                entry(b).as_object_mut().unwrap().remove("inclusionProof");
            },
            message()
        ),
        DoubtCode::NoLogEntry
    );
    // Not in the certificate log.
    assert_eq!(refused(Job { certificate_log: false, ..message() }), DoubtCode::CertificateLog);
    // Cut short, or meant for something else.
    let short = Lists { intermediate: false, ..EVERYTHING };
    assert_eq!(
        refusal(&world.bundle(&message()), RELEASE, &store(&world.trusted_root(short))),
        DoubtCode::ChainIncomplete
    );
    assert!(
        verify(&world.bundle(&Job { chain: true, ..message() }), RELEASE, &store(&world.trusted_root(short)))
            .unwrap()
            .is_signed()
    );
    assert_eq!(refused(Job { code_signing: false, ..message() }), DoubtCode::CertificateUse);
    // A rule in the certificate that nobody here knows.
    let unknown = |critical| Some(der::extension("1.3.6.1.4.1.99999.1", critical, &der::octets(b"?")));
    assert_eq!(refused(Job { extra: unknown(true), ..message() }), DoubtCode::CriticalExtension);
    assert!(
        verify(&world.bundle(&Job { extra: unknown(false), ..message() }), RELEASE, &trusting).unwrap().is_signed()
    );
    // Stripped, or with a second signature.
    assert_eq!(
        changed(
            |b| {
                b["dsseEnvelope"]["signatures"] = json!([]);
            },
            attestation()
        ),
        DoubtCode::NoSignature
    );
    assert_eq!(
        changed(
            |b| {
                b["messageSignature"]["signature"] = "".into();
            },
            message()
        ),
        DoubtCode::NoSignature
    );
    assert_eq!(
        changed(
            |b| {
                b.as_object_mut().unwrap().remove("messageSignature");
            },
            message()
        ),
        DoubtCode::NoSignature
    );
    let twice = |b: &mut Value| {
        let first = b["dsseEnvelope"]["signatures"][0].clone();
        b["dsseEnvelope"]["signatures"].as_array_mut().unwrap().push(first);
    };
    assert_eq!(changed(twice, attestation()), DoubtCode::ExtraSignature);
    // Another type around the same payload, and a payload of another type.
    assert_eq!(
        changed(
            |b| {
                b["dsseEnvelope"]["payloadType"] = "text/plain".into();
            },
            attestation()
        ),
        DoubtCode::SignatureInvalid
    );
    assert_eq!(refused(Job::over(Content::Statement("{}".into()))), DoubtCode::PayloadType);
    // Too short a key.
    assert_eq!(refused(Job { certified: Some(rsa_1024()), ..message() }), DoubtCode::KeyTooShort);
}

#[test]
fn another_world_is_not_this_one() {
    let (ours, theirs) = (World::new(), World::named("elsewhere"));
    let trusting = store(&ours.trusted_root(EVERYTHING));
    assert_eq!(refusal(&theirs.bundle(&message()), RELEASE, &trusting), DoubtCode::TimestampInvalid);
    let log_alone = Lists { certificate_log: false, timestamps: false, ..EVERYTHING };
    let by_log = Job { timestamp: None, certificate_log: false, ..message() };
    let trusting = store(&ours.trusted_root(log_alone));
    assert_eq!(refusal(&theirs.bundle(&by_log), RELEASE, &trusting), DoubtCode::LogProofInvalid);
    let mixed = World { log: Key::p256("behoerde log"), ..World::named("elsewhere") };
    assert_eq!(refusal(&mixed.bundle(&by_log), RELEASE, &trusting), DoubtCode::ChainIncomplete);
}

#[test]
fn a_forged_log_is_no_log() {
    let world = World::new();
    let trusting = store(&world.trusted_root(EVERYTHING));
    let forged = |change: &dyn Fn(&mut Value), job: Job| {
        let mut bundle = world.bundle(&job);
        change(entry(&mut bundle));
        refusal(&bundle, RELEASE, &trusting)
    };
    let second = || Job { log: Some(2), ..message() };
    for job in [message as fn() -> Job, attestation] {
        let envelope = |e: &mut Value, text: String| e["inclusionProof"]["checkpoint"]["envelope"] = text.into();
        let note = |e: &Value| e["inclusionProof"]["checkpoint"]["envelope"].as_str().unwrap().to_owned();
        assert_eq!(
            forged(
                &|e| {
                    let text = note(e).replace("behoerde", "elsewhere");
                    envelope(e, text);
                },
                job()
            ),
            DoubtCode::LogProofInvalid
        );
        assert_eq!(
            forged(
                &|e| {
                    e["inclusionProof"]["hashes"][0] = world::base64(&[7; 32]).into();
                },
                job()
            ),
            DoubtCode::LogProofInvalid
        );
        assert_eq!(
            forged(
                &|e| {
                    e["integratedTime"] = "1795521601".into();
                },
                job()
            ),
            DoubtCode::LogProofInvalid
        );
    }
    assert_eq!(
        forged(
            &|e| {
                e["inclusionProof"]["checkpoint"] = json!({});
            },
            second()
        ),
        DoubtCode::LogProofInvalid
    );
    // The entry of another signature.
    let mut bundle = world.bundle(&message());
    let other = world.bundle(&Job { key: Key::p256("another job"), ..message() });
    bundle["verificationMaterial"]["tlogEntries"] = other["verificationMaterial"]["tlogEntries"].clone();
    assert_eq!(refusal(&bundle, RELEASE, &trusting), DoubtCode::LogProofInvalid);
    // The timestamp of another signature.
    let mut bundle = world.bundle(&message());
    bundle["verificationMaterial"]["timestampVerificationData"] =
        other["verificationMaterial"]["timestampVerificationData"].clone();
    assert_eq!(refusal(&bundle, RELEASE, &trusting), DoubtCode::TimestampInvalid);
}

#[test]
fn the_list_of_algorithms_holds_for_every_part_of_a_proof() {
    let world = World::new();
    let root = world.trusted_root(EVERYTHING);
    let accepting = |ids: &[&str]| {
        let algorithms = ids.iter().map(|id| (*id).into()).collect();
        Crypto { name: "short".into(), accepted: vec![Accepted { algorithms, ..Accepted::default() }] }
    };
    let bundle = world.bundle(&message());
    // The timestamp authority and the root sign by P-384, all others by P-256.
    assert_eq!(
        refusal(&bundle, RELEASE, &store_for(&root, accepting(&["ecdsa-p256-sha256"]))),
        DoubtCode::AlgorithmNotAccepted
    );
    assert_eq!(
        refusal(&bundle, RELEASE, &store_for(&root, accepting(&["ecdsa-p384-sha384"]))),
        DoubtCode::AlgorithmNotAccepted
    );
    assert_eq!(refusal(&bundle, RELEASE, &store_for(&root, accepting(&[]))), DoubtCode::AlgorithmNotAccepted);
    let both = accepting(&["ecdsa-p256-sha256", "ecdsa-p384-sha384"]);
    assert!(verify(&bundle, RELEASE, &store_for(&root, both)).unwrap().is_signed());
}

#[test]
fn many_threads_do_not_mix_up_what_they_watch() {
    let world = World::new();
    let (bundle, root) = (world.bundle(&message()), world.trusted_root(EVERYTHING));
    std::thread::scope(|scope| {
        for accepts in [true, false, true, false] {
            let (bundle, root) = (&bundle, &root);
            scope.spawn(move || {
                let crypto = if accepts { everything() } else { Crypto::default() };
                let store = store_for(root, crypto);
                for _ in 0..5 {
                    assert_eq!(verify(bundle, RELEASE, &store).unwrap().is_signed(), accepts);
                }
            });
        }
    });
}

/// The entry of the log in a bundle.
fn entry(bundle: &mut Value) -> &mut Value {
    &mut bundle["verificationMaterial"]["tlogEntries"][0]
}

/// A public RSA key of 1024 bits.
fn rsa_1024() -> Vec<u8> {
    let modulus: Vec<u8> = std::iter::once(0xc5).chain((0..127).map(|n| n * 2 + 1)).collect();
    let key = der::sequence(&[der::integer(&modulus), der::integer(&[1, 0, 1])]);
    der::sequence(&[der::sequence(&[der::oid("1.2.840.113549.1.1.1"), vec![5, 0]]), der::bits(&key)])
}
