// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::*;
use crate::model::{Accepted, DigestAlgorithm, Lattice};

/// Numbers that look random and are the same each time.
fn random(seed: u64) -> impl FnMut(&mut [u8]) -> Result<(), KeyError> {
    let mut state = seed;
    move |bytes| {
        for byte in bytes {
            // Knuth's multiplier for 64 bits.
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (state >> 56) as u8;
        }
        Ok(())
    }
}

/// Everything that keys are made for.
fn kinds() -> Vec<Algorithm> {
    let curves = crate::model::Curve::ALL.iter().map(|curve| Algorithm::Ecdsa(*curve, curve.hash()));
    curves.chain([Algorithm::Ed25519]).chain(Lattice::ALL.iter().map(|set| Algorithm::MlDsa(*set))).collect()
}

fn key(algorithm: Algorithm, seed: u64) -> SigningKey {
    SigningKey::generate(algorithm, &mut random(seed)).unwrap()
}

fn everything() -> Crypto {
    let algorithms = Algorithm::all().map(|algorithm| algorithm.to_string().into()).collect();
    Crypto { name: "everything".into(), accepted: vec![Accepted { algorithms, ..Accepted::default() }] }
}

fn check(key: &PublicKey, message: &[u8], signature: &[u8], form: &Form) -> Result<String, DoubtCode> {
    let crypto = everything();
    let terms = Terms { crypto: &crypto, moments: Moments::now(crate::model::Timestamp::UNIX_EPOCH) };
    let used = key.verify(&Message::bytes(message), signature, form, terms);
    used.map(|used| used.algorithm.to_string()).map_err(|doubt| doubt.code)
}

#[test]
fn every_kind_of_key_signs_what_its_public_key_verifies() {
    for algorithm in kinds() {
        let (ours, other) = (key(algorithm, 1), key(algorithm, 2));
        let signature = ours.sign(&Message::bytes(b"message")).unwrap();
        assert_eq!(check(ours.public(), b"message", &signature, &Form::PLAIN), Ok(algorithm.to_string()));
        assert_eq!(check(ours.public(), b"massage", &signature, &Form::PLAIN), Err(DoubtCode::SignatureInvalid));
        assert_eq!(check(other.public(), b"message", &signature, &Form::PLAIN), Err(DoubtCode::SignatureInvalid));
        let read = PublicKey::from_pem(&ours.public().to_pem().unwrap()).unwrap();
        assert_eq!(&read, ours.public());
    }
}

#[test]
fn no_bit_of_message_or_signature_can_be_turned() {
    let message = b"0123456789abcdef";
    for algorithm in kinds() {
        let key = key(algorithm, 3);
        let signature = key.sign(&Message::bytes(message)).unwrap();
        // An odd step meets every position in a byte. From outside every bit is turned, where it is fast.
        let step = (signature.len() * 8).div_ceil(60) | 1;
        for bit in (0..signature.len() * 8).step_by(step) {
            let mut turned = signature.clone();
            turned[bit / 8] ^= 1 << (bit % 8);
            assert!(check(key.public(), message, &turned, &Form::DSSE).is_err(), "{algorithm}: bit {bit}");
        }
        for bit in (0..message.len() * 8).step_by(7) {
            let mut turned = *message;
            turned[bit / 8] ^= 1 << (bit % 8);
            assert!(check(key.public(), &turned, &signature, &Form::DSSE).is_err(), "{algorithm}: bit {bit}");
        }
        for length in [0, 1, signature.len() - 1] {
            assert!(check(key.public(), message, &signature[..length], &Form::DSSE).is_err(), "{algorithm}");
        }
        let longer = [signature.as_slice(), b"\0"].concat();
        assert!(check(key.public(), message, &longer, &Form::DSSE).is_err(), "{algorithm}");
    }
}

#[test]
fn another_hash_counts_only_where_it_is_named() {
    let key = key(Algorithm::Ecdsa(crate::model::Curve::P384, DigestAlgorithm::Sha384), 4);
    let signature = key.sign(&Message::bytes(b"message")).unwrap();
    let named = |hash| check(key.public(), b"message", &signature, &Form::hashed(hash));
    assert_eq!(named(DigestAlgorithm::Sha384), Ok("ecdsa-p384-sha384".to_owned()));
    assert_eq!(named(DigestAlgorithm::Sha256), Err(DoubtCode::SignatureInvalid));
    let other = Form::exactly(Algorithm::RsaPss(DigestAlgorithm::Sha256));
    assert_eq!(check(key.public(), b"message", &signature, &other), Err(DoubtCode::SignatureInvalid));
}

#[test]
fn a_raw_signature_counts_only_where_the_form_has_it() {
    let key = key(Algorithm::Ecdsa(crate::model::Curve::P256, DigestAlgorithm::Sha256), 5);
    let signature = key.sign(&Message::bytes(b"message")).unwrap();
    let raw = p256::ecdsa::Signature::from_der(&signature).unwrap().to_bytes();
    assert!(check(key.public(), b"message", &raw, &Form::PLAIN.raw()).is_ok());
    assert!(check(key.public(), b"message", &raw, &Form::PLAIN).is_err());
    assert!(check(key.public(), b"message", &signature, &Form::PLAIN.raw()).is_err());
}

#[test]
fn ed25519_says_whether_it_was_prehashed() {
    use sha2::Digest as _;
    let secret = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let der = pkcs8::EncodePublicKey::to_public_key_der(&secret.verifying_key()).unwrap();
    let public = PublicKey::from_der(der.as_bytes()).unwrap();
    let signature = secret.sign_prehashed(sha2::Sha512::new_with_prefix(b"message"), None).unwrap().to_bytes();
    assert_eq!(check(&public, b"message", &signature, &Form::DSSE), Ok("ed25519ph".to_owned()));
    assert_eq!(check(&public, b"message", &signature, &Form::PLAIN), Err(DoubtCode::SignatureInvalid));
    let only_pure = Crypto {
        accepted: vec![Accepted { algorithms: ["ed25519".into()].into(), ..Accepted::default() }],
        ..Crypto::default()
    };
    let terms = Terms { crypto: &only_pure, moments: Moments::now(crate::model::Timestamp::UNIX_EPOCH) };
    let doubt = public.verify(&Message::bytes(b"message"), &signature, &Form::DSSE, terms).unwrap_err();
    assert_eq!(doubt.code, DoubtCode::AlgorithmNotAccepted);
}

#[test]
fn a_private_key_comes_back_from_its_file() {
    for algorithm in kinds() {
        let ours = key(algorithm, 6);
        let text = ours.to_pem(None, &mut random(1)).unwrap();
        assert_eq!(SigningKey::from_pem(&text, None).unwrap().public(), ours.public(), "{algorithm}");
    }
    let ours = key(Algorithm::Ed25519, 6);
    let passphrase = |text: &str| Passphrase::new(text.as_bytes().to_vec()).unwrap();
    let text = ours.to_pem(Some(&passphrase("secret\n")), &mut random(1)).unwrap();
    assert!(SigningKey::is_encrypted(&text));
    let read = SigningKey::from_pem(&text, Some(&passphrase("secret"))).unwrap();
    assert_eq!(read.public(), ours.public());
    let wrong = SigningKey::from_pem(&text, Some(&passphrase("Secret"))).unwrap_err();
    assert_eq!(wrong.to_string(), "does not open with this passphrase");
    assert_eq!(SigningKey::from_pem(&text, None).unwrap_err().to_string(), "needs its passphrase");
    assert!(Passphrase::new(b"\r\n".to_vec()).is_none());
}

#[test]
fn nothing_of_a_private_key_gets_into_a_message() {
    let ours = key(Algorithm::Ed25519, 6);
    let text = ours.to_pem(None, &mut random(1)).unwrap();
    let body = text.lines().nth(1).unwrap().to_owned();
    let said = [
        format!("{ours:?}"),
        PublicKey::from_pem(&text).unwrap_err().to_string(),
        SigningKey::from_pem(&text.replace("PRIVATE", "EC PRIVATE"), None).unwrap_err().to_string(),
        SigningKey::from_pem(&text.replace(&body, &body[..body.len() - 4]), None).unwrap_err().to_string(),
    ];
    for said in said {
        assert!(!said.contains(&body[20..40]) && said.len() < 120, "{said}");
    }
}

#[test]
fn what_is_no_single_public_key_is_refused() {
    let pem = key(Algorithm::Ed25519, 1).public().to_pem().unwrap();
    let refused = |text: &str| PublicKey::from_pem(text).unwrap_err().to_string();
    assert!(refused(&format!("{pem}{pem}")).starts_with("holds 2 blocks"));
    assert!(refused("").contains("not in PEM"));
    assert!(refused(&pem.replace("PUBLIC", "X")).contains("labelled"));
    assert!(PublicKey::from_der(&[0x30, 0]).is_err());
    let der = key(Algorithm::Ed25519, 1).public().der().to_vec();
    assert!(PublicKey::from_der(&[der.as_slice(), b"\0"].concat()).is_err(), "trailing bytes");
    for file in [pem.as_bytes(), &der, &[der.as_slice(), b"\n"].concat()] {
        assert_eq!(PublicKey::read(file).unwrap().der(), der);
    }
    assert!(PublicKey::read(&[der.as_slice(), b"\n\n"].concat()).is_err(), "trailing bytes");
}

/// An RSA key of 1024 bits, made by `openssl genrsa`.
const SHORT: &str = include_str!("../../../tests/keys/rsa1024.pub");

#[test]
fn a_short_key_proves_nothing_whatever_the_policy_says() {
    let key = PublicKey::from_pem(SHORT).unwrap();
    assert_eq!(key.bits(), Some(1024));
    assert_eq!(check(&key, b"message", &[0; 128], &Form::PLAIN), Err(DoubtCode::KeyTooShort));
}

#[test]
fn an_identifier_of_x509_names_the_algorithm_and_has_to_agree_with_what_stands_beside_it() {
    let curve = key(Algorithm::Ecdsa(crate::model::Curve::BrainpoolP256r1, DigestAlgorithm::Sha256), 8);
    let signature = curve.sign(&Message::bytes(b"message")).unwrap();
    // ecdsa-with-SHA256, ecdsa-with-SHA384, ecdsa-with-SHA1
    let identifier = |last: u8| [0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, last];
    let form = |last, digest| Form::from_identifier(&identifier(last), digest, curve.public());
    let right = form(2, Some(DigestAlgorithm::Sha256)).unwrap();
    assert_eq!(check(curve.public(), b"message", &signature, &right), Ok("ecdsa-brainpoolp256r1-sha256".to_owned()));
    assert!(check(curve.public(), b"message", &signature, &form(3, None).unwrap()).is_err());
    assert_eq!(form(2, Some(DigestAlgorithm::Sha512)).unwrap_err().code, DoubtCode::Malformed);
    let sha1 = [0x30, 0x09, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01];
    let refused = Form::from_identifier(&sha1, None, curve.public()).unwrap_err();
    assert_eq!(refused.code, DoubtCode::AlgorithmNotAccepted);
}
