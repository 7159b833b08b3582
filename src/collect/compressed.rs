// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Files that are compressed as a whole: gzip and zstd.

use std::io::{self, BufReader, Read};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

use super::{archive::Kind, too_large};
use crate::model::Text;

/// Where the mark of a tar archive stands in it (POSIX.1-1988 ustar, field `magic`).
const TAR_MAGIC: std::ops::Range<usize> = 257..262;

/// Whether the bytes begin like a tar archive.
pub(super) fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(TAR_MAGIC) == Some(b"ustar")
}

/// Whether a compressed file holds a tar archive.
pub(super) fn holds_tar(kind: Kind, bytes: &[u8]) -> bool {
    let mut head = Vec::new();
    // What cannot be unpacked this far is reported when all of it is.
    let _ = reader(kind, bytes).take(512).read_to_end(&mut head);
    is_tar(&head)
}

/// The unpacked bytes, at most `limit` of them.
pub(super) fn unpack(kind: Kind, bytes: &[u8], limit: u64) -> Result<Vec<u8>, Text> {
    let mut unpacked = Vec::new();
    let read = reader(kind, bytes).take(limit.saturating_add(1)).read_to_end(&mut unpacked);
    match read {
        Err(error) => Err(broken(&error)),
        Ok(_) if unpacked.len() as u64 > limit => Err(too_large("unpacked, it", limit, "--max-file-size")),
        Ok(_) => Ok(unpacked),
    }
}

/// Reads the unpacked bytes.
pub(super) fn reader<'a>(kind: Kind, bytes: &'a [u8]) -> Box<dyn Read + 'a> {
    match kind {
        Kind::Gzip => Box::new(BufReader::new(MultiGzDecoder::new(bytes))),
        Kind::Zstd => Box::new(Frames { rest: bytes, current: None }),
        Kind::Tar | Kind::Zip | Kind::Other => Box::new(bytes),
    }
}

pub(super) fn broken(error: &dyn std::fmt::Display) -> Text {
    Text::new(format!("is damaged or cut off: {error}"), format!("ist beschädigt oder abgeschnitten: {error}"))
}

/// The frames of a zstd file, one after another (RFC 8878, section 3.1).
struct Frames<'a> {
    rest: &'a [u8],
    current: Option<StreamingDecoder<&'a [u8], ruzstd::decoding::FrameDecoder>>,
}

impl Read for Frames<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(decoder) = &mut self.current {
                let count = decoder.read(buffer)?;
                if count > 0 || buffer.is_empty() {
                    return Ok(count);
                }
            }
            if let Some(decoder) = self.current.take() {
                self.rest = decoder.into_inner();
            }
            if self.rest.is_empty() {
                return Ok(0);
            }
            let decoder = StreamingDecoder::new(self.rest).map_err(io::Error::other)?;
            self.current = Some(decoder);
        }
    }
}
