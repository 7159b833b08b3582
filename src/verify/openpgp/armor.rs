// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The armour around OpenPGP's packets, and texts that are signed as they stand (RFC 9580 sections 6
//! and 7).

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::malformed;
use crate::model::Doubt;

const SIGNED_MESSAGE: &str = "-----BEGIN PGP SIGNED MESSAGE-----";
pub(super) const SIGNATURE: &str = "PGP SIGNATURE";
/// What was signed as a whole, or encrypted.
pub(super) const MESSAGE: &str = "PGP MESSAGE";
pub(super) const PUBLIC_KEY: &str = "PGP PUBLIC KEY BLOCK";

/// A text that is signed as it stands, and the packets of its signatures.
pub(super) struct Cleartext {
    /// What is signed but for its line ends, which are `\n` here and `\r\n` when hashed.
    pub(super) text: String,
    pub(super) signatures: Vec<u8>,
}

/// Whether a file begins with this armour.
pub(super) fn begins(head: &[u8], label: &str) -> bool {
    head.trim_ascii_start().starts_with(format!("-----BEGIN {label}-----").as_bytes())
}

/// Whether a file begins as a text that is signed as it stands.
pub(super) fn begins_cleartext(head: &[u8]) -> bool {
    head.starts_with(SIGNED_MESSAGE.as_bytes())
}

/// The packets in each armour with this label. What stands around them says nothing.
pub(super) fn decode(text: &str, label: &str) -> Result<Vec<Vec<u8>>, Doubt> {
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(&begin) {
        let (inner, after) = after.split_once(&end).ok_or_else(|| malformed("its armour has no end"))?;
        blocks.push(packets(inner)?);
        rest = after;
    }
    if blocks.is_empty() { Err(malformed("it has no armour")) } else { Ok(blocks) }
}

/// The packets of an armour: behind its headers, without its checksum, which proves nothing.
fn packets(inner: &str) -> Result<Vec<u8>, Doubt> {
    let lines = inner.lines().skip(1).map(str::trim_end);
    let body = lines.skip_while(|line| line.contains(": ")).filter(|line| !line.is_empty() && !line.starts_with('='));
    let base64: String = body.collect();
    STANDARD.decode(base64).map_err(|_| malformed("its armour is no base64"))
}

/// Reads a text that is signed as it stands. Nothing may stand before or behind it: that would look
/// signed and is not.
pub(super) fn cleartext(file: &str) -> Result<Cleartext, Doubt> {
    let mut lines = file.strip_prefix(SIGNED_MESSAGE).ok_or_else(|| malformed("it has no armour"))?.lines();
    if lines.next().is_some_and(|rest| !rest.trim().is_empty()) {
        return Err(malformed("its armour is damaged"));
    }
    for header in lines.by_ref().take_while(|line| !line.trim().is_empty()) {
        // No other header is allowed: it would look like a part of the text.
        if !header.starts_with("Hash: ") {
            return Err(malformed("it has a header other than `Hash`"));
        }
    }
    let begin = format!("-----BEGIN {SIGNATURE}-----");
    let mut text = Vec::new();
    let mut has_signature = false;
    for line in lines {
        if line.trim_end() == begin {
            has_signature = true;
            break;
        }
        let line = match (line.strip_prefix("- "), line.starts_with('-')) {
            (Some(escaped), _) => escaped,
            (None, true) => return Err(malformed("a line of its text begins with `-` and is not escaped")),
            (None, false) => line,
        };
        text.push(line.trim_end_matches([' ', '\t', '\r']));
    }
    let (_, rest) = file
        .split_once(&format!("\n{begin}"))
        .filter(|_| has_signature)
        .ok_or_else(|| malformed("it bears no signature"))?;
    let (inner, after) =
        rest.split_once(&format!("-----END {SIGNATURE}-----")).ok_or_else(|| malformed("its armour has no end"))?;
    if !after.trim().is_empty() {
        return Err(malformed("something follows the signature"));
    }
    Ok(Cleartext { text: text.join("\n"), signatures: packets(inner)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: &str = "-----BEGIN PGP SIGNATURE-----\n\naGFsbG8=\n=abcd\n-----END PGP SIGNATURE-----\n";

    #[test]
    fn dashes_are_unescaped_and_white_space_at_line_ends_is_not_signed() {
        let read = cleartext(&format!("{SIGNED_MESSAGE}\nHash: SHA512\n\na \t\n- -b\n\n{END}")).unwrap();
        assert_eq!((read.text.as_str(), read.signatures.as_slice()), ("a\n-b\n", &b"hallo"[..]));
    }

    #[test]
    fn what_only_looks_signed_is_refused() {
        for file in [
            format!("{SIGNED_MESSAGE}\nHash: SHA512\nComment: signed\n\na\n{END}"),
            format!("{SIGNED_MESSAGE}\n\na\n{END}b\n"),
            format!("{SIGNED_MESSAGE}\n\n-a\n{END}"),
            format!("{SIGNED_MESSAGE}\n\na\n"),
        ] {
            assert!(cleartext(&file).is_err(), "{file}");
        }
    }
}
