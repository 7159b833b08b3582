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
pub(crate) const RELEASE: &[u8] = b"the release\n";

/// The root without logs: what an administration without any of its own has.
pub(crate) const BARE: Lists = Lists { certificate_log: false, log: false, timestamps: true, intermediate: true };

pub(crate) fn everything() -> Crypto {
    let algorithms = Algorithm::all().map(|algorithm| algorithm.to_string().into()).collect();
    Crypto { name: "all".into(), accepted: vec![Accepted { algorithms, ..Accepted::default() }] }
}

pub(crate) fn store(root: &Value) -> TrustStore {
    store_for(root, everything())
}

fn store_for(root: &Value, crypto: Crypto) -> TrustStore {
    let mut store = TrustStore::new(crypto);
    let anchor = Anchor { kind: AnchorKind::Root, name: "behoerde".into(), file: None };
    store.add(&anchor, &Arc::from("trusted_root.json"), root.to_string().as_bytes()).unwrap();
    store
}

/// What a bundle proves about bytes.
pub(crate) fn verify(bundle: &Value, about: &[u8], store: &TrustStore) -> Result<Trust, DoubtCode> {
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

/// Whether a bundle holds, and why not.
pub(crate) fn holds(bundle: &Value, store: &TrustStore) {
    let trust = verify(bundle, RELEASE, store).unwrap();
    assert!(trust.is_signed() && trust.doubts().is_empty(), "{:?}", trust.doubts());
}

/// Why a bundle does not hold.
pub(crate) fn refusal(bundle: &Value, about: &[u8], store: &TrustStore) -> DoubtCode {
    match verify(bundle, about, store) {
        Err(code) => code,
        Ok(trust) => {
            assert!(!trust.is_signed(), "it holds: {trust:?}");
            trust.doubts()[0].code
        }
    }
}

pub(crate) fn message() -> Job {
    Job::over(Content::Message(RELEASE.to_vec()))
}

pub(crate) fn attestation() -> Job {
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
        holds(&world.bundle(&bare), &store(&world.trusted_root(BARE)));
        let second = Job { log: Some(2), ..job() };
        holds(&world.bundle(&second), &store(&world.trusted_root(EVERYTHING)));
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
    holds(&world.bundle(&Job { chain: true, ..message() }), &store(&world.trusted_root(short)));
    assert_eq!(refused(Job { code_signing: false, ..message() }), DoubtCode::CertificateUse);
    // A rule in the certificate that nobody here knows.
    let unknown = |critical| Some(der::extension("1.3.6.1.4.1.99999.1", critical, &der::octets(b"?")));
    assert_eq!(refused(Job { extra: unknown(true), ..message() }), DoubtCode::CriticalExtension);
    holds(&world.bundle(&Job { extra: unknown(false), ..message() }), &trusting);
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
fn a_timestamp_may_name_a_fraction_of_a_second() {
    let world = World::new();
    for lists in [EVERYTHING, BARE] {
        let trusting = store(&world.trusted_root(lists));
        for (job, log) in [(message as fn() -> Job, 1), (message, 2), (attestation, 1), (attestation, 2)] {
            let job = || Job { log: Some(log), ..job() };
            let fraction = |time: &str| world.bundle(&Job { timestamp: Some(time.into()), ..job() });
            let trust = verify(&fraction("20261124120000.25Z"), RELEASE, &trusting).unwrap();
            assert_eq!(trust.doubts(), []);
            let signer = &trust.signers()[0];
            assert_eq!(signer.signed_at().unwrap().at, at("2026-11-24T12:00:00.25Z"));
            // The authority's own algorithms, and not those of what the libraries got in its place.
            let stamps = signer.algorithms().iter().filter(|used| used.part == ProofPart::Timestamp);
            assert_eq!(stamps.map(|used| used.algorithm.as_ref()).collect::<Vec<_>>(), ["ecdsa-p384-sha384"]);
            assert_eq!(refusal(&fraction("20261124121000.5Z"), RELEASE, &trusting), DoubtCode::OutsideValidity);
            assert_eq!(refusal(&fraction("20261124120000.50Z"), RELEASE, &trusting), DoubtCode::TimestampInvalid);
            // Of another authority, and over another signature.
            let theirs = World { timestamps: Key::p384("elsewhere"), ..World::new() };
            let foreign = theirs.bundle(&Job { timestamp: Some("20261124120000.25Z".into()), ..job() });
            assert_eq!(refusal(&foreign, RELEASE, &trusting), DoubtCode::TimestampInvalid);
            let mut swapped = fraction("20261124120000.25Z");
            let other = world.bundle(&Job {
                key: Key::p256("another job"),
                timestamp: Some("20261124120000.25Z".into()),
                ..job()
            });
            swapped["verificationMaterial"]["timestampVerificationData"] =
                other["verificationMaterial"]["timestampVerificationData"].clone();
            assert_eq!(refusal(&swapped, RELEASE, &trusting), DoubtCode::TimestampInvalid);
        }
    }
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

#[test]
fn a_log_and_a_timestamp_tell_when_a_plain_key_signed() {
    let world = World::new();
    let plain = |log, timestamp: Option<&str>| {
        let timestamp = timestamp.map(str::to_owned);
        world.bundle(&Job { plain: true, log, timestamp, ..message() })
    };
    let trusting = |lists: Option<Lists>| {
        let mut store = lists.map_or_else(|| TrustStore::new(everything()), |lists| store(&world.trusted_root(lists)));
        let anchor = Anchor { kind: AnchorKind::Key, name: "job".into(), file: None };
        let pem = pem(&message().key.public());
        store.add(&anchor, &Arc::from("job.pub"), pem.as_bytes()).unwrap();
        store
    };
    let time = |bundle: &Value, store: &TrustStore| {
        let trust = verify(bundle, RELEASE, store).unwrap();
        let [signer] = trust.signers() else { panic!("{trust:?}") };
        assert_eq!((signer.name(), trust.doubts()), ("job", &[][..]));
        signer.signed_at().map(|time| (time.at, time.by))
    };
    let fraction = Some("20261124120000.25Z");
    let at_fraction = at("2026-11-24T12:00:00.25Z");
    assert_eq!(time(&plain(Some(1), None), &trusting(Some(EVERYTHING))), Some((at(world::SIGNED_AT), TimeSource::Log)));
    assert_eq!(time(&plain(None, fraction), &trusting(Some(BARE))), Some((at_fraction, TimeSource::Timestamp)));
    assert_eq!(
        time(&plain(Some(1), fraction), &trusting(Some(EVERYTHING))),
        Some((at_fraction, TimeSource::Timestamp))
    );
    // Without a root that names them nobody looks at them, and the key vouches for itself.
    assert_eq!(time(&plain(Some(1), fraction), &trusting(None)), None);
    assert_eq!(time(&plain(Some(1), None), &trusting(Some(BARE))), None);
    assert_eq!(time(&plain(None, None), &trusting(Some(EVERYTHING))), None);
    // A forged entry tells no time and leaves a doubt.
    let mut forged = plain(Some(1), None);
    entry(&mut forged)["integratedTime"] = "1795521601".into();
    let trust = verify(&forged, RELEASE, &trusting(Some(EVERYTHING))).unwrap();
    assert_eq!(trust.signers()[0].signed_at(), None);
    assert_eq!(trust.doubts()[0].code, DoubtCode::LogProofInvalid);
    // Another key is another key, whatever came with it; a hint at ours does not help.
    let other = Job { plain: true, key: Key::p256("another job"), ..message() };
    assert_eq!(refusal(&world.bundle(&other), RELEASE, &trusting(Some(EVERYTHING))), DoubtCode::UnknownKey);
    let mut hinted = world.bundle(&other);
    hinted["verificationMaterial"]["publicKey"] = plain(None, None)["verificationMaterial"]["publicKey"].clone();
    assert_eq!(refusal(&hinted, RELEASE, &trusting(Some(EVERYTHING))), DoubtCode::SignatureInvalid);
}

fn pem(der: &[u8]) -> String {
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", world::folded(&world::base64(der)))
}

#[test]
fn no_flipped_bit_verifies_or_changes_what_is_reported() {
    let world = World::new();
    let bare = |job: Job| Job { log: None, certificate_log: false, ..job };
    let fraction = |job: Job| Job { timestamp: Some("20261124120000.25Z".into()), ..job };
    for (job, lists) in
        [(message as fn() -> Job, EVERYTHING), (attestation, EVERYTHING), (message, BARE), (attestation, BARE)]
    {
        for (number, job) in [job(), fraction(job()), Job { log: Some(2), ..job() }].into_iter().enumerate() {
            let job = if lists.log { job } else { bare(job) };
            let (bundle, trusting) = (world.bundle(&job), store(&world.trusted_root(lists)));
            let original = verify(&bundle, RELEASE, &trusting).unwrap();
            assert!(original.is_signed(), "{original:?}");
            // What is signed, the signature and the certificate: nothing of them may change.
            for pointer in [
                "/messageSignature/signature",
                "/dsseEnvelope/payload",
                "/dsseEnvelope/signatures/0/sig",
                "/verificationMaterial/certificate/rawBytes",
            ] {
                // Every bit of a payload once.
                let most = if pointer.ends_with("payload") && lists.log && number == 0 { usize::MAX } else { MOST };
                for (flipped, bit) in flips(&bundle, pointer, most) {
                    let trust = verify(&flipped, RELEASE, &trusting);
                    assert!(!trust.is_ok_and(|trust| trust.is_signed()), "{pointer} bit {bit}");
                }
            }
            // The witnesses: they may bear bytes that nobody signs, but what is reported stays.
            for pointer in [
                "/verificationMaterial/tlogEntries/0/canonicalizedBody",
                "/verificationMaterial/tlogEntries/0/inclusionPromise/signedEntryTimestamp",
                "/verificationMaterial/tlogEntries/0/inclusionProof/rootHash",
                "/verificationMaterial/tlogEntries/0/inclusionProof/hashes/0",
                "/verificationMaterial/tlogEntries/0/logId/keyId",
                "/verificationMaterial/timestampVerificationData/rfc3161Timestamps/0/signedTimestamp",
                "/messageSignature/messageDigest/digest",
            ] {
                for (flipped, bit) in flips(&bundle, pointer, MOST) {
                    if let Ok(trust) = verify(&flipped, RELEASE, &trusting) {
                        assert!(!trust.is_signed() || trust == original, "{pointer} bit {bit}: {trust:?}");
                    }
                }
            }
        }
    }
    let bundle = world.bundle(&message());
    let trusting = store(&world.trusted_root(EVERYTHING));
    for bit in 0..RELEASE.len() * 8 {
        let mut about = RELEASE.to_vec();
        about[bit / 8] ^= 1 << (bit % 8);
        assert!(!verify(&bundle, &about, &trusting).unwrap().is_signed(), "bit {bit} of what is signed");
    }
}

/// How many bits of a field are flipped, spread over all of it.
const MOST: usize = 40;

/// The bundle with one bit of the bytes at a place flipped, for about `most` bits of them.
pub(crate) fn flips<'a>(bundle: &'a Value, pointer: &'a str, most: usize) -> impl Iterator<Item = (Value, usize)> + 'a {
    let text = bundle.pointer(pointer).and_then(Value::as_str);
    let bytes = text.map(world::from_base64).unwrap_or_default();
    let step = (bytes.len() * 8 / most) | 1;
    (0..bytes.len() * 8).step_by(step).map(move |bit| {
        let (mut flipped, mut bundle) = (bytes.clone(), bundle.clone());
        flipped[bit / 8] ^= 1 << (bit % 8);
        *bundle.pointer_mut(pointer).unwrap() = world::base64(&flipped).into();
        (bundle, bit)
    })
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
