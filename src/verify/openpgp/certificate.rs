// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! OpenPGP's certificates (RFC 9580 section 10.1): a primary key, who it is said to belong to, and
//! subkeys, all tied together by signatures of the primary key.

use std::sync::Arc;

use super::{
    armor,
    key::PgpKey,
    malformed,
    packet::{Packet, packets},
    signature::{DIRECT, KEY_REVOCATION, PRIMARY_BINDING, PgpSignature, SUBKEY_BINDING, SUBKEY_REVOCATION},
};
use crate::{
    model::{Doubt, DoubtCode, Text, Timestamp},
    verify::Terms,
};

const SIGNATURE: u8 = 2;
const PUBLIC_KEY: u8 = 6;
const USER_ID: u8 = 13;
const PUBLIC_SUBKEY: u8 = 14;
const USER_ATTRIBUTE: u8 = 17;
/// The flag of keys that may sign (section 5.2.3.29).
const MAY_SIGN: u8 = 0x02;

/// A certificate that the policy names.
#[derive(Clone, Debug)]
pub(in super::super) struct KnownCertificate {
    pub(super) name: Arc<str>,
    pub(super) primary: PgpKey,
    /// Self-signatures with what they are over besides the primary key.
    own: Vec<(PgpSignature, Vec<u8>)>,
    is_revoked: bool,
    pub(super) subkeys: Vec<Subkey>,
}

/// A subkey.
#[derive(Clone, Debug)]
pub(super) struct Subkey {
    pub(super) key: PgpKey,
    bindings: Vec<PgpSignature>,
    is_revoked: bool,
}

/// Reads the certificates of a file, in armour or as they are.
pub(in super::super) fn read(name: &Arc<str>, bytes: &[u8]) -> Result<Vec<KnownCertificate>, String> {
    let read = || {
        let blocks = match std::str::from_utf8(bytes) {
            Ok(text) if armor::begins(bytes, armor::PUBLIC_KEY) || text.contains("-----BEGIN PGP") => {
                armor::decode(text, armor::PUBLIC_KEY)?
            }
            _ => vec![bytes.to_vec()],
        };
        let mut certificates: Vec<KnownCertificate> = Vec::new();
        for block in &blocks {
            let mut place = Place::Key;
            for packet in packets(block)? {
                take(name, packet, &mut place, &mut certificates)?;
            }
        }
        Ok(certificates)
    };
    match read() {
        Ok(certificates) if certificates.is_empty() => Err("holds no OpenPGP certificate".to_owned()),
        Ok(certificates) => Ok(certificates),
        Err(doubt) => Err(format!("is no file of OpenPGP certificates: {}", {
            let doubt: Doubt = doubt;
            doubt.text.en
        })),
    }
}

/// What the next signatures are about.
enum Place {
    Key,
    User(u8, Vec<u8>),
    Subkey,
    /// Something that is not understood, together with the signatures over it.
    Other,
}

fn take(
    name: &Arc<str>,
    packet: Packet<'_>,
    place: &mut Place,
    certificates: &mut Vec<KnownCertificate>,
) -> Result<(), Doubt> {
    if packet.tag == PUBLIC_KEY {
        let (primary, name) = (PgpKey::read(packet.body)?, Arc::clone(name));
        certificates.push(KnownCertificate { name, primary, own: Vec::new(), is_revoked: false, subkeys: Vec::new() });
        *place = Place::Key;
        return Ok(());
    }
    let Some(certificate) = certificates.last_mut() else {
        return Err(malformed("it does not begin with a public key"));
    };
    match packet.tag {
        USER_ID | USER_ATTRIBUTE => *place = Place::User(packet.tag, packet.body.to_vec()),
        PUBLIC_SUBKEY => match PgpKey::read(packet.body) {
            Ok(key) => {
                certificate.subkeys.push(Subkey { key, bindings: Vec::new(), is_revoked: false });
                *place = Place::Subkey;
            }
            Err(_) => *place = Place::Other,
        },
        SIGNATURE => {
            // Others' signatures, of any version, are not looked at.
            if let Ok(signature) = PgpSignature::read(packet.body) {
                certificate.sign(signature, place);
            }
        }
        // Private keys are nobody's business here.
        5 | 7 => return Err(malformed("it holds a private key")),
        _ => {}
    }
    Ok(())
}

impl KnownCertificate {
    fn sign(&mut self, signature: PgpSignature, place: &Place) {
        match (place, signature.kind) {
            // Whoever put a revocation into a file of trust meant it, whatever its hash.
            (Place::Key, KEY_REVOCATION) => self.is_revoked = true,
            (Place::Key, DIRECT) => self.own.push((signature, Vec::new())),
            (Place::User(tag, body), 0x10..=0x13) if signature.is_by(&self.primary) => {
                let content = signature.framed(*tag, body);
                self.own.push((signature, content));
            }
            (Place::Subkey, kind) => {
                let Some(subkey) = self.subkeys.last_mut() else { return };
                match kind {
                    SUBKEY_REVOCATION => subkey.is_revoked = true,
                    SUBKEY_BINDING => subkey.bindings.push(signature),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// The key that made a signature, by the signature's own word; and whether it is a subkey.
    pub(super) fn issuer(&self, signature: &PgpSignature) -> Option<(&PgpKey, Option<&Subkey>)> {
        if signature.is_by(&self.primary) {
            return Some((&self.primary, None));
        }
        self.subkeys.iter().find(|subkey| signature.is_by(&subkey.key)).map(|subkey| (&subkey.key, Some(subkey)))
    }

    /// Whether a key of the certificate may sign now.
    pub(super) fn check(&self, subkey: Option<&Subkey>, (terms, at): (Terms<'_>, Timestamp)) -> Result<(), Doubt> {
        if self.is_revoked || subkey.is_some_and(|subkey| subkey.is_revoked) {
            return Err(self.doubt(DoubtCode::Revoked, "was revoked", "wurde gesperrt"));
        }
        let over = |content: &[u8]| [self.primary.hashed.as_slice(), content].concat();
        let own = self.own.iter().map(|(signature, content)| (signature, over(content)));
        let newest = self.newest(own, (terms, at)).map_err(|doubt| self.unbound(&doubt))?;
        expired(self, &self.primary, newest, at)?;
        let Some(subkey) = subkey else {
            // Keys without flags are from before there were any.
            return match newest.key_flags.is_none_or(|flags| flags & MAY_SIGN != 0) {
                true => Ok(()),
                false => Err(self.may_not_sign()),
            };
        };
        let content = over(&subkey.key.hashed);
        let bindings = subkey.bindings.iter().map(|binding| (binding, content.clone()));
        let binding = self.newest(bindings, (terms, at)).map_err(|doubt| self.unbound(&doubt))?;
        expired(self, &subkey.key, binding, at)?;
        if binding.key_flags.is_none_or(|flags| flags & MAY_SIGN == 0) {
            return Err(self.may_not_sign());
        }
        // Without this anybody could claim somebody else's signing key (section 10.1.5).
        let back = binding.embedded.as_ref().and_then(|body| PgpSignature::read(body).ok());
        let back = back.filter(|back| back.kind == PRIMARY_BINDING).ok_or_else(|| self.may_not_sign())?;
        back.verify(
            &subkey.key,
            &|hash| {
                hash(&content);
                Ok(())
            },
            terms,
        )
        .map_err(|doubt| self.unbound(&doubt))?;
        Ok(())
    }

    /// The newest signature by the primary key that verifies.
    fn newest<'a>(
        &self,
        signatures: impl Iterator<Item = (&'a PgpSignature, Vec<u8>)>,
        (terms, at): (Terms<'_>, Timestamp),
    ) -> Result<&'a PgpSignature, Doubt> {
        let mut signatures: Vec<_> = signatures.filter(|(s, _)| moment(s.created.unwrap_or_default()) <= at).collect();
        signatures.sort_by_key(|(signature, _)| std::cmp::Reverse(signature.created));
        let mut reason =
            self.doubt(DoubtCode::CertificateUse, "has no signature of its own", "hat keine eigene Signatur");
        for (signature, content) in signatures.into_iter().take(64) {
            match signature.verify(
                &self.primary,
                &|hash| {
                    hash(&content);
                    Ok(())
                },
                terms,
            ) {
                Ok(_) => return Ok(signature),
                Err(doubt) => reason = doubt,
            }
        }
        Err(reason)
    }

    fn may_not_sign(&self) -> Doubt {
        self.doubt(DoubtCode::CertificateUse, "does not let this key sign", "lässt diesen Schlüssel nicht signieren")
    }

    /// The certificate does not hold together, which is not the fault of the signature.
    fn unbound(&self, doubt: &Doubt) -> Doubt {
        let code = match doubt.code {
            DoubtCode::SignatureInvalid => DoubtCode::CertificateUse,
            code => code,
        };
        let Text { en, de } = &doubt.text;
        self.doubt(
            code,
            &format!("is not bound by a signature that counts: {en}"),
            &format!("ist durch keine zählende Signatur gebunden: {de}"),
        )
    }

    pub(super) fn doubt(&self, code: DoubtCode, en: &str, de: &str) -> Doubt {
        let name = &self.name;
        Doubt::new(
            code,
            Text::new(
                format!("the OpenPGP certificate `{name}` {en}"),
                format!("Das OpenPGP-Zertifikat `{name}` {de}"),
            ),
        )
    }
}

fn expired(certificate: &KnownCertificate, key: &PgpKey, own: &PgpSignature, at: Timestamp) -> Result<(), Doubt> {
    let Some(after) = own.key_expires else { return Ok(()) };
    let end = moment(key.created.saturating_add(after));
    match at < end {
        true => Ok(()),
        false => Err(certificate.doubt(
            DoubtCode::OutsideValidity,
            &format!("or its key expired at {end}"),
            &format!("oder sein Schlüssel lief am {end} ab"),
        )),
    }
}

/// A time in seconds, as OpenPGP writes it.
pub(super) fn moment(seconds: u32) -> Timestamp {
    Timestamp::from_second(i64::from(seconds)).unwrap_or_default()
}
