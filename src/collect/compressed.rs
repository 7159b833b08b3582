// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Files that are compressed as a whole: gzip and zstd.

use std::{
    error::Error,
    fmt,
    io::{self, BufReader, Read},
    ops::Range,
};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::archive::Kind;
use crate::model::Text;

/// Where the mark of a tar archive stands in it (POSIX.1-1988 ustar, field `magic`).
const TAR_MAGIC: Range<usize> = 257..262;
/// Where a header of a tar archive ends, and where its checksum stands in it (field `chksum`).
const TAR_HEADER: Range<usize> = 0..512;
const TAR_CHECKSUM: Range<usize> = 148..156;

/// Whether the bytes begin like a tar archive. Before POSIX there was no mark, only the checksum.
pub(super) fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(TAR_MAGIC) == Some(b"ustar") || has_checksum(bytes).unwrap_or(false)
}

fn has_checksum(bytes: &[u8]) -> Option<bool> {
    let field = std::str::from_utf8(bytes.get(TAR_CHECKSUM)?).ok()?;
    let stated = u64::from_str_radix(field.trim_matches([' ', '\0']), 8).ok()?;
    // The field itself counts as blanks.
    let blanked =
        (0..).zip(bytes.get(TAR_HEADER)?).map(|(at, byte)| if TAR_CHECKSUM.contains(&at) { b' ' } else { *byte });
    Some(blanked.map(u64::from).sum::<u64>() == stated)
}

/// Whether a compressed file holds a tar archive.
pub(super) fn holds_tar(kind: Kind, bytes: &[u8]) -> bool {
    let mut head = Vec::new();
    // What cannot be unpacked this far is reported when all of it is.
    let _ = reader(kind, bytes).take(512).read_to_end(&mut head);
    is_tar(&head)
}

/// The unpacked bytes; `None` where they are more than `limit`.
pub(super) fn unpack(kind: Kind, bytes: &[u8], limit: u64) -> Result<Option<Vec<u8>>, Text> {
    let mut unpacked = Vec::new();
    let read = reader(kind, bytes).take(limit.saturating_add(1)).read_to_end(&mut unpacked);
    read.map_err(|error| broken(&error))?;
    Ok((unpacked.len() as u64 <= limit).then_some(unpacked))
}

/// Reads the unpacked bytes.
pub(super) fn reader<'a>(kind: Kind, bytes: &'a [u8]) -> Box<dyn Read + 'a> {
    match kind {
        Kind::Gzip => Box::new(BufReader::new(MultiGzDecoder::new(bytes))),
        Kind::Zstd => Box::new(Frames { rest: bytes, current: None, given: 0 }),
        Kind::Tar | Kind::Zip | Kind::Other => Box::new(bytes),
    }
}

pub(super) fn broken(error: &(dyn Error + 'static)) -> Text {
    let Text { en, de } = own_words(error).unwrap_or_else(|| Text::new(error.to_string(), error.to_string()));
    Text::new(format!("is damaged or cut off: {en}"), format!("ist beschädigt oder abgeschnitten: {de}"))
}

/// A fault in our own words, on its way through readers that know only errors of the system.
#[derive(Debug)]
struct Fault(Text);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl Error for Fault {}

fn fault(en: &str, de: &str) -> io::Error {
    io::Error::other(Fault(Text::new(en, de)))
}

fn own_words(error: &(dyn Error + 'static)) -> Option<Text> {
    if let Some(Fault(text)) = error.downcast_ref() {
        return Some(text.clone());
    }
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => own_words(inner),
        None => own_words(error.source()?),
    }
}

/// The frames of a zstd file, one after another (RFC 8878, section 3.1).
struct Frames<'a> {
    rest: &'a [u8],
    current: Option<StreamingDecoder<&'a [u8], FrameDecoder>>,
    /// Number of bytes that came out of the current frame.
    given: u64,
}

impl Read for Frames<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(decoder) = &mut self.current {
                let count = decoder.read(buffer).map_err(|_| no_frame())?;
                self.given = self.given.saturating_add(count as u64);
                if count > 0 || buffer.is_empty() {
                    return Ok(count);
                }
            }
            if let Some(decoder) = self.current.take() {
                check(&decoder.decoder, std::mem::take(&mut self.given))?;
                self.rest = decoder.into_inner();
            }
            if self.rest.is_empty() {
                return Ok(0);
            }
            match skippable(self.rest)? {
                Some(behind) => self.rest = behind,
                None => self.current = Some(StreamingDecoder::new(self.rest).map_err(|_| no_frame())?),
            }
        }
    }
}

/// Whether the bytes begin like a frame that holds nothing for us (RFC 8878, section 3.1.2).
pub(super) const fn is_skippable(bytes: &[u8]) -> bool {
    matches!(bytes, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

/// What follows a frame that holds nothing for us, where the bytes begin with one.
fn skippable(bytes: &[u8]) -> io::Result<Option<&[u8]>> {
    if !is_skippable(bytes) {
        return Ok(None);
    }
    let (length, rest) = bytes.get(4..).and_then(<[u8]>::split_first_chunk).ok_or_else(no_frame)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(io::Error::other)?;
    rest.get(length..).map(Some).ok_or_else(no_frame)
}

/// Holds what came out of a frame against the size and the checksum that it states, if it does.
fn check(frame: &FrameDecoder, given: u64) -> io::Result<()> {
    let size = frame.content_size();
    if size != 0 && size != given {
        return Err(fault("the size that it states is another", "die Größe, die sie nennt, ist eine andere"));
    }
    let stated = frame.get_checksum_from_data();
    if stated.is_some() && stated != frame.get_calculated_checksum() {
        return Err(fault("its checksum does not match", "ihre Prüfsumme stimmt nicht"));
    }
    Ok(())
}

fn no_frame() -> io::Error {
    fault("something in it is no valid frame of zstd", "etwas darin ist kein gültiger Rahmen von zstd")
}
