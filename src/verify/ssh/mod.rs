// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Signatures by SSH keys (OpenSSH, `PROTOCOL.sshsig`), as `ssh-keygen -Y sign` and Git write them.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD, engine::general_purpose::STANDARD_NO_PAD};
use sha2::{Digest as _, Sha256};

use super::{Form, Message, Signed, TrustStore, detached::SignatureFile, encoding, malformed as rejection};
use crate::model::{
    Blob, DigestAlgorithm, Doubt, DoubtCode, Identity, Place, Rejection, Scheme, Signer, Text, Timestamp, Trust,
};

mod allowed;
mod wire;

pub(super) use allowed::{AllowedSigner, read as read_allowed};
use wire::{SshKey, Wire, malformed, string};

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";
const MAGIC: &[u8] = b"SSHSIG";
/// The namespace of files, where the policy's list does not name another.
const FILE: &str = "file";
/// Namespaces that are never those of files: such a signature was made for something else.
const OTHERS: &[&str] = &["git", "email"];
/// The flag by which a security key says that somebody touched it.
const USER_PRESENT: u8 = 1;

/// A signature in its armour, decoded.
#[derive(Debug)]
pub(super) struct SshSignature {
    key: Vec<u8>,
    namespace: String,
    reserved: Vec<u8>,
    hash: DigestAlgorithm,
    signature: Vec<u8>,
}

/// A file that begins with the armour.
pub(super) fn recognise(blob: &Blob) -> Option<Result<Box<dyn SignatureFile>, Rejection>> {
    let head = blob.payload.piece(0..BEGIN.len() as u64).ok()?;
    if head != BEGIN.as_bytes() {
        return None;
    }
    let text = std::str::from_utf8(blob.payload.whole().ok()?).unwrap_or_default();
    Some(match SshSignature::read(text) {
        Ok(signature) => Ok(Box::new(signature)),
        Err(doubt) => Err(rejection(Scheme::Ssh.name(), Place::Whole, doubt.text.en, doubt.text.de)),
    })
}

impl SshSignature {
    /// Reads a signature in its armour.
    pub(super) fn read(text: &str) -> Result<Self, Doubt> {
        let inner = text.trim().strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(END));
        let inner = inner.ok_or_else(|| malformed("its armour is damaged", "Der Rahmen ist beschädigt"))?;
        let base64: String = inner.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        let bytes = STANDARD.decode(base64).map_err(|_| malformed("it is no base64", "Sie ist kein Base64"))?;
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| malformed("its mark is missing", "Die Kennung fehlt"))?;
        let mut wire = Wire(rest);
        if wire.number()? != 1 {
            return Err(malformed("its version is unknown", "Die Version ist unbekannt"));
        }
        let (key, namespace, reserved) = (wire.string()?.to_vec(), wire.string()?, wire.string()?.to_vec());
        let hash = match wire.string()? {
            b"sha256" => DigestAlgorithm::Sha256,
            b"sha512" => DigestAlgorithm::Sha512,
            _ => return Err(malformed("its hash is unknown", "Der Hash ist unbekannt")),
        };
        let signature = wire.string()?.to_vec();
        wire.end()?;
        let namespace = String::from_utf8(namespace.to_vec());
        let namespace = namespace.map_err(|_| malformed("its namespace is no text", "Der Namensraum ist kein Text"))?;
        Ok(Self { key, namespace, reserved, hash, signature })
    }

    /// Who signed, where the signature is for `namespace`; `None` for files.
    pub(super) fn signer(
        &self,
        signed: &Signed<'_>,
        namespace: Option<&str>,
        (store, at): (&TrustStore, Timestamp),
    ) -> Result<Signer, Doubt> {
        let listed: Vec<&AllowedSigner> = store.ssh().iter().filter(|known| known.blob == self.key).collect();
        if listed.is_empty() {
            return Err(self.unknown());
        }
        let key = SshKey::read(&self.key)?;
        let message = self.message(signed)?;
        let (signature, form, message) = self.parts(&key, message)?;
        let terms = store.terms(at, None);
        let used = key.key.verify(&Message::bytes(&message), &signature, &form, terms)?;
        store.crypto().judge_together(&[&used], terms.moments)?;
        let in_namespace: Vec<&&AllowedSigner> = listed.iter().filter(|known| self.is_for(known, namespace)).collect();
        if in_namespace.is_empty() {
            return Err(self.elsewhere());
        }
        let in_time = |known: &&&&AllowedSigner| {
            known.valid_after.is_none_or(|after| at >= after) && known.valid_before.is_none_or(|before| at < before)
        };
        let known = in_namespace.iter().find(in_time).ok_or_else(|| outside(&in_namespace))?;
        let identity =
            Identity::Ssh { principal: Arc::clone(&known.principal), fingerprint: self.fingerprint().into() };
        Ok(Signer::proven(identity, Scheme::Ssh, vec![used], None))
    }

    /// Whether the list lets the key sign in the namespace, and the signature is for it.
    fn is_for(&self, known: &AllowedSigner, namespace: Option<&str>) -> bool {
        let listed = known.namespaces.iter().any(|pattern| pattern.matches(&self.namespace));
        match namespace {
            Some(wanted) => self.namespace == wanted && (known.namespaces.is_empty() || listed),
            None if known.namespaces.is_empty() => self.namespace == FILE,
            None => listed && !OTHERS.contains(&self.namespace.as_str()),
        }
    }

    /// What is signed: everything about the signature, and the hash of the message.
    fn message(&self, signed: &Signed<'_>) -> Result<Vec<u8>, Doubt> {
        let digest = signed.digest(self.hash)?;
        let parts = [self.namespace.as_bytes(), &self.reserved, self.hash.name().as_bytes(), &digest];
        Ok([MAGIC.to_vec()].into_iter().chain(parts.map(string)).collect::<Vec<_>>().concat())
    }

    /// The signature, its form and the message, as the registry of algorithms takes them.
    fn parts(&self, key: &SshKey, message: Vec<u8>) -> Result<(Vec<u8>, Form, Vec<u8>), Doubt> {
        let mut wire = Wire(&self.signature);
        let (kind, mut bytes) = (wire.string()?, wire.string()?.to_vec());
        let form = match (kind, key.kind.as_str()) {
            (b"rsa-sha2-256", "ssh-rsa") => Form::hashed(DigestAlgorithm::Sha256),
            (b"rsa-sha2-512", "ssh-rsa") => Form::hashed(DigestAlgorithm::Sha512),
            (kind, own) if own != "ssh-rsa" && kind == own.as_bytes() => Form::PLAIN,
            _ => {
                return Err(malformed(
                    "its algorithm is not that of its key",
                    "Das Verfahren ist nicht das des Schlüssels",
                ));
            }
        };
        if key.kind.contains("ecdsa") {
            let mut numbers = Wire(&bytes);
            let pair = encoding::pair(numbers.string()?, numbers.string()?);
            numbers.end()?;
            bytes = pair;
        }
        let message = match &key.application {
            None => message,
            Some(application) => {
                let (flags, counter) = (wire.byte()?, wire.number()?);
                if flags & USER_PRESENT == 0 {
                    return Err(malformed(
                        "nobody touched the security key",
                        "Niemand hat den Sicherheitsschlüssel berührt",
                    ));
                }
                let hash = |bytes: &[u8]| Sha256::digest(bytes).to_vec();
                [hash(application), vec![flags], counter.to_be_bytes().to_vec(), hash(&message)].concat()
            }
        };
        wire.end()?;
        Ok((bytes, form, message))
    }

    /// As `ssh-keygen -l` prints it.
    fn fingerprint(&self) -> String {
        format!("SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(&self.key)))
    }

    fn unknown(&self) -> Doubt {
        let fingerprint = self.fingerprint();
        Doubt::new(
            DoubtCode::UnknownKey,
            Text::new(
                format!("no list of allowed signers holds the key `{fingerprint}` (`trust.ssh`)"),
                format!("Keine Liste erlaubter Unterzeichner enthält den Schlüssel `{fingerprint}` (`trust.ssh`)"),
            ),
        )
    }

    fn elsewhere(&self) -> Doubt {
        let shown: String = self.namespace.chars().take(60).map(|c| if c.is_control() { '�' } else { c }).collect();
        Doubt::new(
            DoubtCode::WrongSubject,
            Text::new(
                format!("the signature was made for the namespace `{shown}`, in which the key does not vouch for this"),
                format!("Die Signatur gilt dem Namensraum `{shown}`, in dem der Schlüssel hierfür nicht bürgt"),
            ),
        )
    }
}

fn outside(known: &[&&AllowedSigner]) -> Doubt {
    let ends = known.iter().find_map(|known| known.valid_before.or(known.valid_after));
    let when = ends.map(|end| end.to_string()).unwrap_or_default();
    Doubt::new(
        DoubtCode::OutsideValidity,
        Text::new(
            format!("the list of allowed signers lets the key sign at other times only ({when})"),
            format!("Die Liste erlaubter Unterzeichner lässt den Schlüssel nur zu anderen Zeiten zu ({when})"),
        ),
    )
}

impl SignatureFile for SshSignature {
    fn scheme(&self) -> Scheme {
        Scheme::Ssh
    }

    fn verify(&self, signed: &Signed<'_>, store: &TrustStore, at: Timestamp) -> Trust {
        Trust::of(self.signer(signed, None, (store, at)))
    }
}
