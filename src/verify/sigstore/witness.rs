// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Log entries and timestamps that came with a signature by a plain key. The key vouches for itself;
//! these only tell when it signed, under a root that names them.

use sigstore_crypto::KeyAlgorithm;
use sigstore_types::{Bundle, DerPublicKey};
use sigstore_verify::PublicKeyVerificationPolicy;

use super::{
    keyless, reason,
    root::{Parts, Root},
    subject::{Key, held, stated},
    timestamp,
    watch::watch,
};
use crate::{
    model::{Doubt, Moments, ProvenTime, TimeSource, UsedAlgorithm},
    verify::{PublicKey, Signed, Terms},
};

/// When a key signed, with the algorithms that this rests on; `None` where no root has a say about
/// what came with the signature.
pub(super) type Witness = Option<(ProvenTime, Vec<UsedAlgorithm>)>;

/// When `key` signed, by the first root that can tell; an error where none can and one should.
pub(super) fn time(
    bundle: &Bundle,
    signed: Option<&Signed<'_>>,
    key: &PublicKey,
    (roots, terms): (&[Root], Terms<'_>),
) -> Result<Witness, Doubt> {
    let mut doubt = None;
    for root in roots {
        match under(bundle, signed, key, (root, terms)) {
            Ok(None) => {}
            Ok(witness) => return Ok(witness),
            Err(why) => doubt = Some(keyless::of_root(root, why)),
        }
    }
    doubt.map_or(Ok(None), Err)
}

fn under(
    bundle: &Bundle,
    signed: Option<&Signed<'_>>,
    key: &PublicKey,
    (root, terms): (&Root, Terms<'_>),
) -> Result<Witness, Doubt> {
    let parts = root.parts().map_err(|error| reason::malformed(&error))?;
    let bundle = keyless::without_the_unnamed(bundle, parts);
    let material = &bundle.verification_material;
    if material.tlog_entries.is_empty() && material.timestamp_verification_data.rfc3161_timestamps.is_empty() {
        return Ok(None);
    }
    let attempt = watch(|| proof(bundle, signed, key, parts));
    let (proof, uses) = attempt.map_err(|_| reason::malformed(&"another provider of cryptography is in force"))?;
    let (signed_at, not_of_it) = proof?;
    // Now is told in whole seconds.
    if signed_at.at.as_second() > terms.moments.now.as_second() {
        return Err(reason::outside_validity(&format_args!("{} is later than now", signed_at.at)));
    }
    let uses = uses.iter().filter(|used| not_of_it.as_ref() != Some(&used.key) && !key.der().ends_with(&used.key));
    let algorithms: Vec<UsedAlgorithm> = uses.map(|used| keyless::name(used, parts.part(&used.key))).collect();
    let moments = Moments { signed_at: Some(signed_at.at), ..terms.moments };
    algorithms.iter().try_for_each(|used| terms.crypto.judge(used, moments))?;
    Ok(Some((signed_at, algorithms)))
}

fn proof(
    bundle: Bundle,
    signed: Option<&Signed<'_>>,
    key: &PublicKey,
    parts: &Parts,
) -> Result<(ProvenTime, Option<Vec<u8>>), Doubt> {
    let der = DerPublicKey::new(key.der().to_vec());
    let algorithm = KeyAlgorithm::from_spki(&der).map_err(|error| reason::malformed(&error))?;
    let key = Key { der: &der, algorithm };
    let stated = stated(&bundle, &key)?;
    let (mut bundle, artifact) = held(bundle, stated.as_ref(), signed, &key)?;
    let times = timestamp::verified(&mut bundle, parts)?;
    let policy = PublicKeyVerificationPolicy::new(der);
    let policy = if bundle.verification_material.tlog_entries.is_empty() { policy.skip_tlog_unsafe() } else { policy };
    let (instead, not_of_it) = times.instead.unzip();
    let verifier = instead.as_ref().unwrap_or(&parts.verifier);
    let verified = verifier.verify(artifact, &bundle, &policy).map_err(|error| reason::doubt(&error))?;
    let signed_at = match (times.at.into_iter().min(), verified.integrated_time()) {
        (Some(at), _) => ProvenTime { at, by: TimeSource::Timestamp },
        (None, Some(at)) => ProvenTime { at: timestamp::moment(at.as_nanosecond())?, by: TimeSource::Log },
        (None, None) => return Err(reason::no_time()),
    };
    Ok((signed_at, not_of_it))
}
