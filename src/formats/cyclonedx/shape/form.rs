// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Forms that strings have to have.

use crate::model::{HashAlgorithm, Words, is_hex};

pub(super) const SERIAL_NUMBER: &Words = &Words {
    en: "a UUID as a URN (`urn:uuid:` and lower-case hexadecimal digits)",
    de: "eine UUID als URN (`urn:uuid:` und hexadezimale Ziffern in Kleinschreibung)",
};
pub(super) const MIME_TYPE: &Words = &Words { en: "a media type", de: "ein Medientyp" };
pub(super) const HASH_CONTENT: &Words = &Words {
    en: "a hash in hexadecimal (32, 40, 64, 96 or 128 digits)",
    de: "ein Hashwert in Hexadezimalziffern (32, 40, 64, 96 oder 128)",
};
pub(super) const LICENSE_ID: &Words = &Words {
    en: "on the SPDX licence list; a name that is not on it belongs in `name`",
    de: "in der SPDX-Lizenzliste; ein Name, der dort fehlt, gehört in das Feld `name`",
};

pub(super) const fn is_filled(text: &[u8]) -> bool {
    !text.is_empty()
}

pub(super) fn is_serial_number(text: &str) -> bool {
    let Some(uuid) = text.strip_prefix("urn:uuid:") else { return false };
    let lengths = uuid.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && uuid.bytes().all(|byte| matches!(byte, b'-' | b'0'..=b'9' | b'a'..=b'f'))
}

pub(super) fn is_mime_type(text: &str) -> bool {
    let part = |part: &str| {
        let right = |byte| matches!(byte, b'-' | b'+' | b'.' | b'a'..=b'z' | b'0'..=b'9');
        !part.is_empty() && part.bytes().all(right)
    };
    text.split_once('/').is_some_and(|(one, other)| part(one) && part(other))
}

pub(super) fn is_hash_content(text: &[u8]) -> bool {
    matches!(text.len(), 32 | 40 | 64 | 96 | 128) && is_hex(text)
}

/// Whether a hash of this algorithm can have so many digits.
pub(super) fn is_hash_of(algorithm: &str, digits: usize) -> bool {
    let length = HashAlgorithm::from_name(algorithm).and_then(HashAlgorithm::length);
    length.is_none_or(|length| length.saturating_mul(2) == digits)
}

/// The schema's list (`spdx.schema.json`) holds exceptions beside licences. `NOASSERTION` is in the
/// list of the crate, but names no licence.
pub(super) fn is_license_id(text: &str) -> bool {
    text != "NOASSERTION" && (spdx::license_id(text).is_some() || spdx::exception_id(text).is_some())
}
