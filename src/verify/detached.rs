// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Signatures that stand in a file of their own, beside what they sign.
//!
//! What such a file is about is only found once all files are known: by its name, or by the digest
//! that it names. Neither proves anything; the check over the bytes does.

use std::{fmt::Debug, sync::Arc};

use super::{
    Form, Signed, TrustStore, cms, cosign,
    keyed::{self, KeyedSignature, Manner},
    minisign, openpgp, ssh,
};
use crate::model::{Blob, Digest, DoubtCode, Moments, Rejection, Scheme, Timestamp, Trust};

/// Larger files are no signatures: one with a long chain and its lists of revocations stays below.
const LARGEST: u64 = 4 << 20;

/// Endings of the names of signatures, without which a name is that of what they sign. The longer of
/// two that fit stands first.
const ENDINGS: &[&str] = &[
    ".sigstore.json",
    ".bundle.json",
    ".sigstore",
    ".minisig",
    ".bundle",
    ".sshsig",
    ".sign",
    ".asc",
    ".cms",
    ".gpg",
    ".p7s",
    ".pem",
    ".sig",
];

/// What a file that may be a signature turns out to be; `None` where it is of another form.
type Recognised = Option<Result<Box<dyn SignatureFile>, Rejection>>;

/// Every form of detached signatures. A file is of the first one that recognises it; where that refuses it,
/// of the next one that does not, since a bare signature may begin like anything.
const FORMS: &[fn(&Blob) -> Recognised] =
    &[ssh::recognise, minisign::recognise, openpgp::recognise, cms::recognise, cosign::recognise];

/// A form that a detached signature comes in.
pub(super) trait SignatureFile: Debug + Send + Sync {
    /// Its word in reports.
    fn scheme(&self) -> Scheme;

    /// The digest of what it signs, where it names one.
    fn digest(&self) -> Option<Digest> {
        None
    }

    /// Who signed exactly this. A doubt with the code `signature-invalid` says that a known key
    /// disowns it; any other that it proves nothing.
    fn verify(&self, signed: &Signed<'_>, store: &TrustStore, at: Timestamp) -> Trust;

    /// The signature itself, where it is one by a plain key: two such may be the halves of a hybrid one.
    fn by_plain_key(&self) -> Option<&[u8]> {
        None
    }
}

/// A signature that stands in a file of its own.
#[derive(Debug)]
pub struct Detached {
    path: Arc<str>,
    form: Box<dyn SignatureFile>,
}

impl Detached {
    /// The signature of a form that was read already.
    pub(super) fn new(path: &Arc<str>, form: Box<dyn SignatureFile>) -> Self {
        Self { path: Arc::clone(path), form }
    }

    /// The path of the file, as in [`crate::model::Origin::path`].
    pub const fn path(&self) -> &Arc<str> {
        &self.path
    }

    /// The form of the signature.
    pub fn scheme(&self) -> Scheme {
        self.form.scheme()
    }

    /// The digest of what it signs, where it names one. This is a hint.
    pub fn digest(&self) -> Option<Digest> {
        self.form.digest()
    }

    /// Who signed exactly this.
    pub fn verify(&self, signed: &Signed<'_>, store: &TrustStore, at: Timestamp) -> Trust {
        self.form.verify(signed, store, at)
    }

    /// Who signed exactly this, for each of several signatures. Halves of hybrid ones are put together.
    pub fn verify_all(all: &[&Self], signed: &Signed<'_>, store: &TrustStore, at: Timestamp) -> Vec<Trust> {
        let mut trusts: Vec<Trust> = all.iter().map(|one| one.form.verify(signed, store, at)).collect();
        let is_half = |trust: &Trust| trust.doubts().iter().any(|doubt| doubt.code == DoubtCode::HybridMissing);
        let mut halves: Vec<usize> = (0..).zip(&trusts).filter(|(_, trust)| is_half(trust)).map(|(at, _)| at).collect();
        while let Some(one) = halves.pop() {
            let both =
                |other: &usize| Some((*other, Self::together(all.get(one)?, all.get(*other)?, (signed, store, at))?));
            let Some((other, trust)) = halves.iter().find_map(both) else { continue };
            halves.retain(|half| *half != other);
            for half in [one, other] {
                if let Some(of_half) = trusts.get_mut(half) {
                    *of_half = trust.clone();
                }
            }
        }
        trusts
    }

    /// Who made two signatures with the two keys of one name; `None` where they do not belong together.
    fn together(one: &Self, other: &Self, (signed, store, at): (&Signed<'_>, &TrustStore, Timestamp)) -> Option<Trust> {
        let halves = [one.form.by_plain_key()?, other.form.by_plain_key()?];
        let signatures = halves.map(|bytes| KeyedSignature { bytes, hint: None });
        let manner = Manner { scheme: one.scheme(), form: &Form::DSSE, moments: Moments::now(at) };
        keyed::signers(&signed.message(), &signatures, store, manner).ok().filter(Trust::is_signed)
    }
}

/// The names that what a signature at `path` signs may have, the likeliest first: `a.txt` for
/// `a.txt.sig`, and also for `a.txt.p256.sig`, since a file can have several.
pub fn names_of_signed(path: &str) -> Vec<&str> {
    let lower = path.to_ascii_lowercase();
    let stem = ENDINGS.iter().find(|ending| lower.ends_with(**ending)).and_then(|ending| {
        let length = path.len().checked_sub(ending.len())?;
        path.get(..length).filter(|stem| !stem.is_empty() && !stem.ends_with(['/', '!']))
    });
    let shorter = stem.and_then(|stem| {
        let (shorter, last) = stem.rsplit_once('.')?;
        (!shorter.is_empty() && !shorter.ends_with(['/', '!']) && !last.contains(['/', '!'])).then_some(shorter)
    });
    stem.into_iter().chain(shorter).collect()
}

/// The detached signature that a file is; `None` when it is none.
pub(super) fn recognise(blob: &Blob) -> Option<Result<Detached, Rejection>> {
    if blob.payload.size() > LARGEST {
        return None;
    }
    let mut found = FORMS.iter().filter_map(|recognise| recognise(blob));
    let first = found.next()?;
    let form = if first.is_err() { found.find(Result::is_ok).unwrap_or(first) } else { first };
    Some(form.map(|form| Detached { path: Arc::clone(&blob.path), form }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_named_after_what_it_signs() {
        assert_eq!(names_of_signed("a/b.tar.gz.asc"), ["a/b.tar.gz", "a/b.tar"]);
        assert_eq!(names_of_signed("z.zip!b.JSON.SIG"), ["z.zip!b.JSON", "z.zip!b"]);
        assert_eq!(names_of_signed("x.sigstore.json"), ["x"]);
        assert_eq!(names_of_signed("a.b/x.p7s"), ["a.b/x"]);
        assert!(names_of_signed("a/.sig").is_empty() && names_of_signed("a.json").is_empty());
    }
}
