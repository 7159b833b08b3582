// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Certificates of a trust world (RFC 5280, Fulcio's `oid-info`) and the log that they stand in (RFC 6962).

use freigabe::model::Timestamp;

use super::{
    der::{bits, explicit, extension, integer, name, octets, oid, sequence, tlv, utc_time, utf8},
    key::{Key, sha256},
};

/// What a certificate says.
pub(crate) struct Certificate<'a> {
    pub(crate) subject: &'a str,
    pub(crate) issuer: &'a str,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    pub(crate) key: Vec<u8>,
    pub(crate) extensions: Vec<Vec<u8>>,
}

/// The serial number of all certificates here: no two have the same issuer and matter together.
pub(crate) const SERIAL: &[u8] = &[0x5a, 1];

impl Certificate<'_> {
    pub(crate) fn signed_by(&self, issuer: &Key) -> Vec<u8> {
        let body = self.body(issuer);
        let signature = bits(&issuer.sign(&body));
        sequence(&[body, issuer.algorithm(), signature])
    }

    /// The part that is signed (`TBSCertificate`).
    fn body(&self, issuer: &Key) -> Vec<u8> {
        sequence(&[
            explicit(0, &integer(&[2])),
            integer(SERIAL),
            issuer.algorithm(),
            name(self.issuer),
            sequence(&[utc_time(self.from), utc_time(self.until)]),
            name(self.subject),
            self.key.clone(),
            explicit(3, &sequence(&self.extensions)),
        ])
    }

    /// Has the certificate stand in a log: adds the log's promise.
    pub(crate) fn logged_by(mut self, log: &Key, issuer: &Key, at: Timestamp) -> Self {
        let body = self.body(issuer);
        let length = (body.len() as u32).to_be_bytes();
        let moment = (at.as_millisecond() as u64).to_be_bytes();
        let entry = [&[0, 0][..], &moment, &[0, 1], &sha256(&issuer.public()), &length[1..], &body, &[0, 0]].concat();
        let signature = log.sign(&entry);
        let head = [&[0][..], &sha256(&log.public()), &moment, &[0, 0, 4, 3]].concat();
        let promise = [&head[..], &(signature.len() as u16).to_be_bytes(), &signature].concat();
        let list = [&(promise.len() as u16).to_be_bytes()[..], &promise].concat();
        let list = [&(list.len() as u16).to_be_bytes()[..], &list].concat();
        self.extensions.push(extension("1.3.6.1.4.1.11129.2.4.2", false, &octets(&list)));
        self
    }
}

/// The extensions of an authority.
pub(crate) fn authority() -> Vec<Vec<u8>> {
    vec![
        extension("2.5.29.19", true, &sequence(&[tlv(0x01, &[0xff])])),
        extension("2.5.29.15", true, &tlv(0x03, &[1, 0x06])),
    ]
}

/// The extended key usage: `1.3.6.1.5.5.7.3.3` for code, `…3.8` for timestamps.
pub(crate) fn usage(purpose: &str) -> Vec<u8> {
    extension("2.5.29.37", purpose.ends_with(".8"), &sequence(&[oid(purpose)]))
}

/// What an authority writes about the job of a self-managed GitLab.
pub(crate) fn job(identity: &str, claims: &[(u8, &str)]) -> Vec<Vec<u8>> {
    let names = sequence(&[tlv(0x86, identity.as_bytes())]);
    let mut extensions = vec![
        extension("2.5.29.15", true, &tlv(0x03, &[7, 0x80])),
        usage("1.3.6.1.5.5.7.3.3"),
        extension("2.5.29.17", true, &names),
    ];
    let claim = |(number, value): &(u8, &str)| extension(&format!("1.3.6.1.4.1.57264.1.{number}"), false, &utf8(value));
    extensions.extend(claims.iter().map(claim));
    extensions
}
