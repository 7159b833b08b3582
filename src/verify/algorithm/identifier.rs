// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Algorithms as X.509 and CMS name them: an AlgorithmIdentifier (RFC 5280 section 4.1.1.2).

use pkcs8::{
    ObjectIdentifier,
    der::{self, AnyRef, Decode as _, Reader as _, SliceReader, TagNumber, Tagged as _, asn1::ContextSpecific},
    spki::{AlgorithmIdentifier, AlgorithmIdentifierRef},
};

use super::{Form, PublicKey};
use crate::model::{Algorithm, Curve, DigestAlgorithm, Doubt, DoubtCode, Lattice, Text};

const SHA_256: &str = "2.16.840.1.101.3.4.2.1";
const SHA_384: &str = "2.16.840.1.101.3.4.2.2";
const SHA_512: &str = "2.16.840.1.101.3.4.2.3";
const MGF_1: &str = "1.2.840.113549.1.1.8";
const RSA: &str = "1.2.840.113549.1.1.1";
const RSA_PSS: &str = "1.2.840.113549.1.1.10";
const EC: &str = "1.2.840.10045.2.1";

/// What RSASSA-PSS-params lay down (RFC 4055 section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PssTerms {
    pub(super) hash: DigestAlgorithm,
    pub(super) salt: usize,
}

impl Form {
    /// The form that an AlgorithmIdentifier of a certificate or of a CMS signer names (DER).
    ///
    /// `digest` is the hash that stands beside it, as CMS has it (RFC 5652 section 5.3): it has to
    /// agree with the one that the identifier names, and it is the hash where the identifier is that
    /// of a mere key (`rsaEncryption`, `id-ecPublicKey`).
    pub fn from_identifier(identifier: &[u8], digest: Option<DigestAlgorithm>, key: &PublicKey) -> Result<Self, Doubt> {
        let read = AlgorithmIdentifierRef::from_der(identifier).map_err(|error| malformed(&error.to_string()))?;
        let (algorithm, salt) = algorithm(&read, digest, key)?;
        if algorithm.hash().zip(digest).is_some_and(|(own, beside)| own != beside) {
            return Err(malformed("it names another hash than what stands beside it"));
        }
        let form = Self::exactly(algorithm);
        Ok(salt.map_or(form.clone(), |salt| form.salted(salt)))
    }
}

/// The hash that an AlgorithmIdentifier names (DER); `None` for hashes that prove nothing.
pub fn hash_from_identifier(identifier: &[u8]) -> Option<DigestAlgorithm> {
    hash(&AlgorithmIdentifierRef::from_der(identifier).ok()?.oid)
}

fn algorithm(
    read: &AlgorithmIdentifierRef<'_>,
    digest: Option<DigestAlgorithm>,
    key: &PublicKey,
) -> Result<(Algorithm, Option<usize>), Doubt> {
    let oid = read.oid.to_string();
    let beside = || digest.ok_or_else(|| malformed("it names no hash"));
    let algorithm = match (oid.as_str(), key.algorithm()) {
        (RSA_PSS, _) => {
            let terms = pss_terms(read.parameters).map_err(|error| unknown(&error))?;
            let terms = terms.ok_or_else(|| malformed("RSASSA-PSS without parameters"))?;
            return Ok((Algorithm::RsaPss(terms.hash), Some(terms.salt)));
        }
        (RSA, _) => Algorithm::RsaPkcs1(beside()?),
        (EC, Algorithm::Ecdsa(curve, _)) => Algorithm::Ecdsa(curve, beside()?),
        (_, own) => match (named(&oid), own) {
            // The identifier of ECDSA names the hash only; the curve is the key's.
            (Some(Algorithm::Ecdsa(_, hash)), Algorithm::Ecdsa(curve, _)) => Algorithm::Ecdsa(curve, hash),
            (Some(named), _) => named,
            (None, _) => return Err(unknown(&format!("{oid} is not supported"))),
        },
    };
    Ok((algorithm, None))
}

/// What an identifier names by itself. ECDSA stands with any curve.
fn named(oid: &str) -> Option<Algorithm> {
    Some(match oid {
        "1.2.840.10045.4.3.2" => Algorithm::Ecdsa(Curve::P256, DigestAlgorithm::Sha256),
        "1.2.840.10045.4.3.3" => Algorithm::Ecdsa(Curve::P256, DigestAlgorithm::Sha384),
        "1.2.840.10045.4.3.4" => Algorithm::Ecdsa(Curve::P256, DigestAlgorithm::Sha512),
        // BSI TR-03111 section 5.2.1, `ecdsa-plain-SHA*`, writes signatures in another form and is not among them.
        "1.2.840.113549.1.1.11" => Algorithm::RsaPkcs1(DigestAlgorithm::Sha256),
        "1.2.840.113549.1.1.12" => Algorithm::RsaPkcs1(DigestAlgorithm::Sha384),
        "1.2.840.113549.1.1.13" => Algorithm::RsaPkcs1(DigestAlgorithm::Sha512),
        "1.3.101.112" => Algorithm::Ed25519,
        "2.16.840.1.101.3.4.3.17" => Algorithm::MlDsa(Lattice::MlDsa44),
        "2.16.840.1.101.3.4.3.18" => Algorithm::MlDsa(Lattice::MlDsa65),
        "2.16.840.1.101.3.4.3.19" => Algorithm::MlDsa(Lattice::MlDsa87),
        _ => return None,
    })
}

fn hash(oid: &ObjectIdentifier) -> Option<DigestAlgorithm> {
    match oid.to_string().as_str() {
        SHA_256 => Some(DigestAlgorithm::Sha256),
        SHA_384 => Some(DigestAlgorithm::Sha384),
        SHA_512 => Some(DigestAlgorithm::Sha512),
        _ => None,
    }
}

/// Reads RSASSA-PSS-params; `None` where there are none. What they leave out means SHA-1, which
/// proves nothing, so both hashes have to be named, and be the same.
pub(super) fn pss_terms(parameters: Option<AnyRef<'_>>) -> Result<Option<PssTerms>, String> {
    let Some(parameters) = parameters else { return Ok(None) };
    let read = pss_fields(parameters).map_err(|error| format!("parameters of RSASSA-PSS: {error}"))?;
    let (named, mask, salt, trailer) = read;
    let hash = named.and_then(|named| hash(&named.oid)).ok_or("RSASSA-PSS over a hash that proves nothing")?;
    let mask = mask.filter(|mask| mask.oid.to_string() == MGF_1).and_then(|mask| mask.parameters);
    let mask = mask.and_then(|inner| self::hash(&inner.oid)).ok_or("RSASSA-PSS with an unknown mask")?;
    match mask == hash && trailer.is_none_or(|trailer| trailer == 1) {
        true => Ok(Some(PssTerms { hash, salt: salt.map_or(20, usize::from) })),
        false => Err("RSASSA-PSS with different hashes, or an unknown trailer".to_owned()),
    }
}

type Mask<'a> = AlgorithmIdentifier<AlgorithmIdentifierRef<'a>>;
type PssFields<'a> = (Option<AlgorithmIdentifierRef<'a>>, Option<Mask<'a>>, Option<u16>, Option<u8>);

fn pss_fields(parameters: AnyRef<'_>) -> der::Result<PssFields<'_>> {
    parameters.tag().assert_eq(der::Tag::Sequence)?;
    let mut reader = SliceReader::new(parameters.value())?;
    let hash = ContextSpecific::decode_explicit(&mut reader, TagNumber(0))?.map(|field| field.value);
    let mask = ContextSpecific::decode_explicit(&mut reader, TagNumber(1))?.map(|field| field.value);
    let salt = ContextSpecific::decode_explicit(&mut reader, TagNumber(2))?.map(|field| field.value);
    let trailer = ContextSpecific::decode_explicit(&mut reader, TagNumber(3))?.map(|field| field.value);
    reader.finish()?;
    Ok((hash, mask, salt, trailer))
}

fn malformed(why: &str) -> Doubt {
    Doubt::new(
        DoubtCode::Malformed,
        Text::new(
            format!("the algorithm of the signature cannot be read: {why}"),
            format!("Das Verfahren der Signatur ist nicht lesbar: {why}"),
        ),
    )
}

fn unknown(why: &str) -> Doubt {
    Doubt::new(
        DoubtCode::AlgorithmNotAccepted,
        Text::new(
            format!("the algorithm of the signature proves nothing here: {why}"),
            format!("Das Verfahren der Signatur beweist hier nichts: {why}"),
        ),
    )
}
