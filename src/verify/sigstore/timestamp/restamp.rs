// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Timestamps without fraction in place of some that were verified with theirs, so that the libraries
//! verify the rest of the bundle at the same time.
//!
//! They bear the signature of a key that is made for this process and never leaves it, and are only
//! made of timestamps that were verified. Nothing of them is reported.

use std::sync::OnceLock;

use cms::{
    cert::IssuerAndSerialNumber,
    content_info::ContentInfo,
    signed_data::{SignerIdentifier, SignerInfo, SignerInfos},
};
use sigstore_crypto::{KeyAlgorithm, SigningKeyPair, aws_lc_provider, sha256};
use sigstore_trust_root::TrustedRoot;
use sigstore_types::{DerCertificate, TimestampToken};
use sigstore_verify::Verifier;
use x509_cert::{
    Certificate,
    attr::Attribute,
    der::{
        Any, Encode as _, Error, Tag,
        asn1::{BitString, OctetString, SetOfVec},
        oid::db::{
            rfc5911::ID_MESSAGE_DIGEST,
            rfc5912::{ECDSA_WITH_SHA_256, ID_EC_PUBLIC_KEY, ID_SHA_256, SECP_256_R_1},
        },
    },
    spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned},
};

use super::{
    reason,
    token::{Read, TIME},
};
use crate::model::Doubt;

/// An authority of this process, in the place of one that was verified.
pub(super) struct Stamp {
    key: &'static dyn SigningKeyPair,
    certificate: Certificate,
}

impl Stamp {
    /// An authority with the certificate of another, but for the key.
    pub(super) fn like(other: &Certificate) -> Result<Self, Doubt> {
        static KEY: OnceLock<Option<Box<dyn SigningKeyPair>>> = OnceLock::new();
        let made = KEY.get_or_init(|| aws_lc_provider().generate_key_pair(KeyAlgorithm::EcdsaP256).ok());
        let key = made.as_deref().ok_or_else(|| reason::timestamp(&"no key could be made"))?;
        let certificate = certificate(key, other).map_err(|error| reason::timestamp(&error))?;
        Ok(Self { key, certificate })
    }

    /// The token that says the same without fraction.
    pub(super) fn token(&self, read: &Read) -> Result<TimestampToken, Doubt> {
        self.write(read).map(TimestampToken::new).map_err(|error| reason::timestamp(&error))
    }

    fn write(&self, read: &Read) -> Result<Vec<u8>, Error> {
        let mut info = read.info.clone();
        if let Some(time) = info.get_mut(TIME) {
            *time = Any::new(Tag::GeneralizedTime, read.at.strftime("%Y%m%d%H%M%SZ").to_string().into_bytes())?;
        }
        let content = info.to_der()?;
        let mut data = read.data.clone();
        let signers = data.signer_infos.0.iter().map(|signer| self.signer(signer, &content));
        let signers: Vec<SignerInfo> = signers.collect::<Result<_, Error>>()?;
        data.signer_infos = SignerInfos(SetOfVec::try_from(signers)?);
        data.encap_content_info.econtent = Some(Any::new(Tag::OctetString, content)?);
        let content_type = x509_cert::der::oid::db::rfc5911::ID_SIGNED_DATA;
        ContentInfo { content_type, content: Any::encode_from(&data)? }.to_der()
    }

    fn signer(&self, signer: &SignerInfo, content: &[u8]) -> Result<SignerInfo, Error> {
        let body = &self.certificate.tbs_certificate;
        let digest = OctetString::new(sha256(content).as_slice())?;
        let digest =
            Attribute { oid: ID_MESSAGE_DIGEST, values: SetOfVec::try_from(vec![Any::encode_from(&digest)?])? };
        let others = signer.signed_attrs.iter().flat_map(SetOfVec::iter).filter(|other| other.oid != ID_MESSAGE_DIGEST);
        let attributes = SetOfVec::try_from(others.cloned().chain([digest]).collect::<Vec<_>>())?;
        let signature = self.key.sign_raw(&attributes.to_der()?).map_err(|_| Tag::BitString.value_error())?;
        Ok(SignerInfo {
            sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
                issuer: body.issuer.clone(),
                serial_number: body.serial_number.clone(),
            }),
            digest_alg: AlgorithmIdentifierOwned { oid: ID_SHA_256, parameters: None },
            signed_attrs: Some(attributes),
            signature_algorithm: ecdsa(),
            signature: OctetString::new(signature)?,
            unsigned_attrs: None,
            version: signer.version,
        })
    }

    /// A verifier that takes these tokens besides those of the root, and the key that signs them.
    pub(super) fn verifier(&self, root: &TrustedRoot) -> Result<(Verifier, Vec<u8>), Doubt> {
        let mut root = root.clone();
        let der = self.certificate.to_der().map_err(|error| reason::timestamp(&error))?;
        if let Some(mut ours) = root.timestamp_authorities.first().cloned() {
            ours.cert_chain.certificates.truncate(1);
            ours.cert_chain.certificates.iter_mut().for_each(|only| only.raw_bytes = DerCertificate::new(der.clone()));
            ours.valid_for = None;
            root.timestamp_authorities.push(ours);
        }
        let verifier = Verifier::new(&root).map_err(|error| reason::timestamp(&error))?;
        Ok((verifier, self.key.public_key_bytes().to_vec()))
    }
}

/// The certificate of another authority with our key, signed by itself.
fn certificate(key: &dyn SigningKeyPair, other: &Certificate) -> Result<Certificate, Error> {
    let mut certificate = other.clone();
    let body = &mut certificate.tbs_certificate;
    body.issuer = body.subject.clone();
    body.signature = ecdsa();
    let algorithm =
        AlgorithmIdentifierOwned { oid: ID_EC_PUBLIC_KEY, parameters: Some(Any::encode_from(&SECP_256_R_1)?) };
    let subject_public_key = BitString::from_bytes(key.public_key_bytes())?;
    body.subject_public_key_info = SubjectPublicKeyInfoOwned { algorithm, subject_public_key };
    let signature = key.sign_raw(&body.to_der()?).map_err(|_| Tag::BitString.value_error())?;
    certificate.signature_algorithm = ecdsa();
    certificate.signature = BitString::from_bytes(&signature)?;
    Ok(certificate)
}

const fn ecdsa() -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid: ECDSA_WITH_SHA_256, parameters: None }
}
