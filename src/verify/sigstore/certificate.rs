// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The certificate that a bundle brings: what it may be used for, and who it says asked for it.

use std::sync::Arc;

use sigstore_crypto::{CertificateInfo, parse_certificate_info};
use sigstore_types::{Bundle, DerCertificate, bundle::VerificationMaterialContent};
use x509_cert::{
    Certificate,
    der::{
        Decode as _,
        asn1::{AnyRef, UintRef},
        oid::{
            ObjectIdentifier,
            db::{
                rfc5280::{
                    ID_CE_BASIC_CONSTRAINTS, ID_CE_EXT_KEY_USAGE, ID_CE_KEY_USAGE, ID_CE_NAME_CONSTRAINTS,
                    ID_CE_SUBJECT_ALT_NAME, ID_KP_CODE_SIGNING,
                },
                rfc5912::RSA_ENCRYPTION,
            },
        },
    },
    ext::pkix::{BasicConstraints, ExtendedKeyUsage},
};

use crate::model::{Doubt, DoubtCode, Text, Workload};

/// The critical extensions that are understood on the way from a certificate to its authority.
const UNDERSTOOD: [ObjectIdentifier; 5] =
    [ID_CE_BASIC_CONSTRAINTS, ID_CE_EXT_KEY_USAGE, ID_CE_KEY_USAGE, ID_CE_NAME_CONSTRAINTS, ID_CE_SUBJECT_ALT_NAME];
/// The shortest RSA key that anything here accepts, in bits.
const LEAST_RSA_BITS: u32 = 2048;

/// The certificate of a bundle, looked at before anything about it is proven.
pub(super) fn leaf(bundle: &Bundle) -> Result<CertificateInfo, Doubt> {
    let (leaf, others) = match &bundle.verification_material.content {
        VerificationMaterialContent::Certificate(certificate) => (&certificate.raw_bytes, Vec::new()),
        VerificationMaterialContent::X509CertificateChain { certificates } => {
            let (leaf, others) = certificates.split_first().ok_or_else(|| malformed(&"the chain is empty"))?;
            (&leaf.raw_bytes, others.iter().map(|other| &other.raw_bytes).collect())
        }
        _ => return Err(malformed(&"there is none")),
    };
    let signer = certificate(leaf)?;
    for other in others {
        authority(&certificate(other)?)?;
    }
    code_signing(&signer)?;
    let key = &signer.tbs_certificate.subject_public_key_info;
    let bits = rsa_bits(key.subject_public_key.raw_bytes());
    if key.algorithm.oid == RSA_ENCRYPTION && bits.is_none_or(|bits| bits < LEAST_RSA_BITS) {
        return Err(Doubt::new(
            DoubtCode::KeyTooShort,
            Text::new(
                format!("the certificate's RSA key has {} bits, fewer than 2048", bits.unwrap_or_default()),
                format!("Der RSA-Schlüssel des Zertifikats hat {} Bit, weniger als 2048", bits.unwrap_or_default()),
            ),
        ));
    }
    parse_certificate_info(leaf).map_err(|error| match error {
        sigstore_crypto::Error::InvalidKey(why) => Doubt::new(
            DoubtCode::AlgorithmNotAccepted,
            Text::new(
                format!("the certificate's key is of a kind that Sigstore does not know (`{why}`)"),
                format!("Der Schlüssel des Zertifikats ist von einer Art, die Sigstore nicht kennt (`{why}`)"),
            ),
        ),
        other => malformed(&other),
    })
}

fn certificate(der: &DerCertificate) -> Result<Certificate, Doubt> {
    let certificate = Certificate::from_der(der.as_bytes()).map_err(|error| malformed(&error))?;
    let mut extensions = certificate.tbs_certificate.extensions.iter().flatten();
    match extensions.find(|extension| extension.critical && !UNDERSTOOD.contains(&extension.extn_id)) {
        None => Ok(certificate),
        Some(extension) => {
            let id = extension.extn_id;
            Err(Doubt::new(
                DoubtCode::CriticalExtension,
                Text::new(
                    format!("a certificate has the critical extension `{id}`, which is not understood"),
                    format!("Ein Zertifikat hat die kritische Erweiterung `{id}`, die nicht verstanden wird"),
                ),
            ))
        }
    }
}

/// A certificate between the signer's and the root has to be that of an authority. Old signers brought
/// the root along, which names no use of its own; it counts for nothing unless the trust root lists it
/// (`sigstore_bundle.proto`, `X509CertificateChain`).
fn authority(certificate: &Certificate) -> Result<(), Doubt> {
    let tbs = &certificate.tbs_certificate;
    match tbs.get::<BasicConstraints>().map_err(|error| malformed(&error))? {
        Some((_, BasicConstraints { ca: true, .. })) if tbs.issuer == tbs.subject => Ok(()),
        Some((_, BasicConstraints { ca: true, .. })) => code_signing(certificate),
        _ => Err(Doubt::new(
            DoubtCode::CertificateUse,
            Text::new(
                "the chain leads over a certificate that is not that of an authority",
                "Die Kette führt über ein Zertifikat, das nicht das einer Zertifizierungsstelle ist",
            ),
        )),
    }
}

/// A signer's certificate has to be meant for signing code.
fn code_signing(certificate: &Certificate) -> Result<(), Doubt> {
    let usage = certificate.tbs_certificate.get::<ExtendedKeyUsage>().map_err(|error| malformed(&error))?;
    match usage {
        Some((_, usage)) if usage.0.contains(&ID_KP_CODE_SIGNING) => Ok(()),
        _ => Err(Doubt::new(
            DoubtCode::CertificateUse,
            Text::new(
                "the certificate is not meant for signing code (extended key usage)",
                "Das Zertifikat ist nicht zum Signieren von Code bestimmt (erweiterte Schlüsselverwendung)",
            ),
        )),
    }
}

/// The length of the modulus of an RSA key (`RSAPublicKey`, RFC 8017 appendix A.1.1).
pub(super) fn rsa_bits(key: &[u8]) -> Option<u32> {
    let key = AnyRef::from_der(key).ok()?;
    let modulus = key.sequence(|reader| {
        let modulus = UintRef::decode(reader)?;
        let _exponent = UintRef::decode(reader)?;
        Ok(modulus.as_bytes())
    });
    let (first, rest) = modulus.ok()?.split_first()?;
    let bits = u32::try_from(rest.len()).ok()?.checked_mul(8)?;
    bits.checked_add(u8::BITS.checked_sub(first.leading_zeros())?)
}

/// Who asked for a certificate, by the word of the authority that gave it. It has to say so.
pub(super) fn workload(root: &Arc<str>, certificate: &CertificateInfo) -> Result<Workload, Doubt> {
    let said = |value: &Option<String>| value.as_deref().map(Arc::<str>::from);
    let (Some(subject), Some(issuer)) = (&certificate.identity, &certificate.issuer) else {
        return Err(Doubt::new(
            DoubtCode::CertificateUse,
            Text::new(
                "the certificate does not say who asked for it (subject alternative name, OIDC issuer)",
                "Das Zertifikat sagt nicht, wer es verlangt hat (subjectAltName, OIDC-Aussteller)",
            ),
        ));
    };
    let claims = &certificate.ci_claims;
    Ok(Workload {
        root: Arc::clone(root),
        subject: subject.as_str().into(),
        issuer: issuer.as_str().into(),
        build_signer_uri: said(&claims.build_signer_uri),
        build_signer_digest: said(&claims.build_signer_digest),
        runner_environment: said(&claims.runner_environment),
        source_repository: said(&claims.source_repository_uri),
        source_commit: said(&claims.source_repository_digest),
        source_ref: said(&claims.source_repository_ref),
        source_repository_id: said(&claims.source_repository_identifier),
        build_config_uri: said(&claims.build_config_uri),
        build_config_digest: said(&claims.build_config_digest),
        build_trigger: said(&claims.build_trigger),
        run_uri: said(&claims.run_invocation_uri),
    })
}

fn malformed(error: &dyn std::fmt::Display) -> Doubt {
    Doubt::new(
        DoubtCode::Malformed,
        Text::new(
            format!("a certificate cannot be read (`{error}`)"),
            format!("Ein Zertifikat ist nicht lesbar (`{error}`)"),
        ),
    )
}
