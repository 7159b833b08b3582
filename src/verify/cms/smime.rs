// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! S/MIME (RFC 8551 section 3): a signature that holds what it signs, in base64 behind the headers of a
//! mail. Nothing of the headers is signed, and nothing of them is believed but how the rest is written.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::malformed;
use crate::model::{Doubt, Payload};

/// The most bytes of headers.
const HEADERS: u64 = 4096;
/// How a file begins that may be one.
const BEGINNINGS: &[&[u8]] = &[b"mime-version:", b"content-", b"to:", b"from:", b"subject:"];
/// The types of what holds a signature (RFC 8551 section 3.2.1), also with `x-` as before there were names.
const TYPES: &[&str] = &["application/pkcs7-mime", "application/pkcs7-signature"];

/// The signature behind the headers, in DER or BER; `None` where a file is no S/MIME message.
pub(super) fn signature(payload: &Payload) -> Option<Result<Vec<u8>, Doubt>> {
    let head = payload.piece(0..HEADERS).ok()?;
    let begins = |start: &&[u8]| head.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start));
    if !BEGINNINGS.iter().any(begins) {
        return None;
    }
    let blank = [&b"\r\n\r\n"[..], b"\n\n"].into_iter().filter_map(|blank| memchr::memmem::find(&head, blank)).min()?;
    let fields = std::str::from_utf8(head.get(..blank)?).ok()?.replace("\r\n", "\n").to_ascii_lowercase();
    // A line that begins with white space continues the one before.
    let fields = fields.replace("\n ", " ").replace("\n\t", " ");
    let value = |name: &str| fields.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':').map(str::trim));
    let kind = value("content-type")?;
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if essence == "multipart/signed" && kind.contains("pkcs7-signature") {
        return Some(Err(malformed("it stands in a mail beside what it signs (`multipart/signed`)")));
    }
    if !TYPES.contains(&essence.replace("/x-", "/").as_str()) {
        return None;
    }
    let decode = |payload: &Payload| {
        let (whole, start) = (payload.whole().ok()?, blank);
        let text: Vec<u8> = whole.get(start..)?.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
        STANDARD.decode(text).ok()
    };
    let decoded = (value("content-transfer-encoding") == Some("base64")).then(|| decode(payload)).flatten();
    Some(decoded.ok_or_else(|| malformed("behind its headers stands no base64")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Result<Vec<u8>, Doubt>> {
        signature(&text.as_bytes().to_vec().into())
    }

    #[test]
    fn what_stands_behind_the_headers_is_read() {
        for text in [
            "MIME-Version: 1.0\nContent-Type: application/pkcs7-mime; smime-type=signed-data;\n name=\"smime.p7m\"\nContent-Transfer-Encoding: base64\n\nYWJj\nZGVm\n",
            "To: a@b\r\ncontent-type: APPLICATION/X-PKCS7-MIME\r\nContent-Transfer-Encoding: Base64\r\n\r\nYWJj\r\nZGVm\r\n\r\n",
            "Content-Transfer-Encoding: base64\nContent-Type:\n\tapplication/pkcs7-signature; name=x\n\nYWJjZGVm",
        ] {
            assert_eq!(read(text).unwrap().unwrap(), b"abcdef", "{text}");
        }
    }

    #[test]
    fn what_is_no_such_message_is_left_alone_and_what_is_damaged_refused() {
        for text in [
            "To: everybody\n\nYWJj",
            "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nYWJj",
            "Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64",
            "{\"content-type\": \"application/pkcs7-mime\"}\n\n",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
        for text in [
            "Content-Type: application/pkcs7-mime\n\nYWJj",
            "Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\nYWJ\n",
            "Content-Type: multipart/signed; protocol=\"application/x-pkcs7-signature\"\n\n--x\n",
        ] {
            assert!(read(text).unwrap().is_err(), "{text}");
        }
    }
}
