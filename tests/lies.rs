// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Each way of lying about a signature has a test, which expects the reason of its own. This table says
//! where; whoever renames a test or takes a reason out of it changes it here.
use std::{collections::BTreeSet, fs};

use freigabe::model::DoubtCode::{self, *};

/// The lie, its reason, and the test: its file below `tests`, and the function or the table in it.
const LIES: &[(&str, DoubtCode, &str, &str)] = &[
    ("another key", UnknownKey, "sigstore_corpus.rs", "every_file_of_cosign_verifies_with_its_key_and_no_other"),
    ("another key than the certificate's", SignatureInvalid, "sigstore.rs", EVERY),
    ("a hint at a known key", SignatureInvalid, "signing.rs", CHANGED),
    ("about something else", WrongSubject, "sigstore.rs", EVERY),
    (
        "a statement about something else",
        WrongSubject,
        "sigstore_corpus.rs",
        "a_signature_of_cosign_is_about_its_file_alone",
    ),
    (
        "a commit in place of another",
        WrongSubject,
        "sigstore_kinds.rs",
        "verify_holds_a_statement_against_the_commit_that_it_is_asked_about",
    ),
    (
        "an old file under its old name",
        OtherName,
        "suppliers/checksums.rs",
        "a_list_vouches_for_a_file_under_the_name_that_it_gives_it",
    ),
    (
        "an image of another repository",
        OtherRepository,
        "layouts.rs",
        "a_signature_is_over_the_image_of_its_repository",
    ),
    ("a job of another repository, branch or release", WrongIdentity, "sigstore_corpus.rs", "REASONS"),
    ("expired, without a timestamp", NoTrustedTime, "sigstore.rs", EVERY),
    ("a timestamp outside of the validity", OutsideValidity, "sigstore.rs", EVERY),
    ("a timestamp of another signature", TimestampInvalid, "sigstore.rs", "a_forged_log_is_no_log"),
    ("no entry in the log", NoLogEntry, "sigstore.rs", EVERY),
    (
        "a promise in place of an entry",
        NoLogEntry,
        "sigstore_kinds.rs",
        "what_cosign_wrote_before_bundles_is_worth_what_stands_in_it",
    ),
    ("a forged state of the log", LogProofInvalid, "sigstore.rs", "a_forged_log_is_no_log"),
    ("not in the certificate log", CertificateLog, "sigstore.rs", EVERY),
    ("the payload type swapped", SignatureInvalid, "sigstore.rs", EVERY),
    ("a payload of another type", PayloadType, "sigstore.rs", EVERY),
    ("a second signature", ExtraSignature, "sigstore.rs", EVERY),
    ("the same key twice", ExtraSignature, "signing.rs", "each_key_is_one_signer_and_the_rest_are_doubts"),
    (
        "an algorithm that is not accepted",
        AlgorithmNotAccepted,
        "sigstore.rs",
        "the_list_of_algorithms_holds_for_every_part_of_a_proof",
    ),
    ("a key that is too short", KeyTooShort, "sigstore.rs", EVERY),
    ("half of a hybrid signature", HybridMissing, "suppliers/keys.rs", "a_hybrid_signer_signs_in_two_files"),
    ("stripped", NoSignature, "sigstore.rs", EVERY),
    ("a chain cut short", ChainIncomplete, "sigstore.rs", EVERY),
    (
        "a chain cut short, of a supplier",
        ChainIncomplete,
        "suppliers/cms.rs",
        "a_chain_leads_to_a_configured_authority_or_nowhere",
    ),
    ("an unknown critical extension", CriticalExtension, "sigstore.rs", EVERY),
    ("an unknown critical extension, of a supplier", CriticalExtension, "suppliers/cms.rs", USED),
    ("a certificate for something else", CertificateUse, "suppliers/cms.rs", USED),
    ("a revoked certificate", Revoked, "suppliers/cms.rs", REVOKED),
    ("no list of revocations", RevocationUnknown, "suppliers/cms.rs", REVOKED),
    ("two images under one name", Ambiguous, "layouts.rs", "two_images_under_one_name_are_ambiguous"),
    ("cut off", Malformed, "suppliers/cms.rs", "what_is_no_der_is_rejected_with_the_way_out"),
    (
        "a digest where the bytes are signed",
        BytesMissing,
        "algorithms.rs",
        "a_digest_is_enough_where_the_hash_is_signed",
    ),
];
const EVERY: &str = "every_lie_has_its_own_reason";
const CHANGED: &str = "what_was_changed_after_signing_is_rejected_where_the_key_is_named_and_never_counts";
const USED: &str = "certificates_are_used_for_what_they_are_for";
const REVOKED: &str = "revocations_count_and_missing_lists_do_too";

/// The text of a function or table, up to the end that stands at the beginning of a line.
fn item<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let begins = [format!("\nfn {name}("), format!("\nconst {name}:")];
    let start = begins.iter().find_map(|begin| text.find(begin))?;
    let rest = &text[start..];
    let ends = ["\n}\n", "\n];\n"];
    Some(&rest[..ends.iter().filter_map(|end| rest.find(end)).min()?])
}

/// Whether a text expects a reason, by its variant or its word.
fn expects(text: &str, code: DoubtCode) -> bool {
    let word = code.name();
    let forms = [format!("DoubtCode::{code:?}"), format!("\"{word}\""), format!("`{word}`"), format!("[{word}]")];
    forms.iter().any(|form| text.contains(form.as_str()))
}

#[test]
fn each_way_of_lying_has_a_test_that_expects_its_reason() {
    for (lie, code, file, name) in LIES {
        let text = fs::read_to_string(format!("tests/{file}")).unwrap();
        let test = item(&text, name).unwrap_or_else(|| panic!("{lie}: no `{name}` in {file}"));
        assert!(expects(test, *code), "{lie}: `{name}` in {file} expects no {code:?}");
    }
    let told: BTreeSet<DoubtCode> = LIES.iter().map(|(_, code, ..)| *code).collect();
    // What a tag points at is resolved from registries alone.
    let untold: Vec<_> = DoubtCode::ALL.iter().filter(|code| !told.contains(code) && **code != Moved).collect();
    assert!(untold.is_empty(), "no lie has the reason {untold:?}");
}
