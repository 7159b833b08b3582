// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! One object out of a pack, by its index of version 2 (gitformat-pack(5)). Neither file is read as a
//! whole.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use flate2::read::ZlibDecoder;

use super::object::MOST;

const INDEX: &[u8] = &[0xff, b't', b'O', b'c', 0, 0, 0, 2];
/// Where the table of counts by first byte begins, and the one of ids.
const FANOUT: u64 = 8;
const IDS: u64 = FANOUT + 256 * 4;
/// The most objects that one is built upon (git itself: 50 when it packs, 4095 when it reads).
const MOST_BASES: u32 = 100;

/// An object by its id, with the word for its kind; `None` where the pack does not hold it. `left` is how
/// many bytes may still be unpacked.
pub(super) fn object(index: &Path, id: &[u8], left: &mut u64) -> io::Result<Option<(&'static str, Vec<u8>)>> {
    let mut index_file = File::open(index)?;
    let Some(offset) = offset(&mut index_file, id)? else { return Ok(None) };
    let packed = File::open(index.with_extension("pack"))?;
    let mut pack = Pack { pack: packed, index: index_file, id_length: id.len(), left };
    let (kind, content) = pack.at(offset, 0)?;
    let kind = match kind {
        1 => "commit",
        2 => "tree",
        3 => "blob",
        4 => "tag",
        _ => return Err(wrong("an object of unknown kind")),
    };
    Ok(Some((kind, content)))
}

/// Where the object begins in the pack.
fn offset(index: &mut File, id: &[u8]) -> io::Result<Option<u64>> {
    if read(index, 0, INDEX.len())? != INDEX {
        return Err(wrong("the index is not of version 2"));
    }
    let first = u64::from(id.first().copied().unwrap_or_default());
    let count_at = |index: &mut File, byte: u64| number(index, FANOUT.saturating_add(byte.saturating_mul(4)));
    let mut low = match first.checked_sub(1) {
        Some(before) => u64::from(count_at(index, before)?),
        None => 0,
    };
    let (mut high, all) = (u64::from(count_at(index, first)?), u64::from(count_at(index, 255)?));
    let length = id.len() as u64;
    while low < high {
        let middle = low.midpoint(high);
        let found = read(index, IDS.saturating_add(middle.saturating_mul(length)), id.len())?;
        match found.as_slice().cmp(id) {
            std::cmp::Ordering::Less => low = middle.saturating_add(1),
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => return place(index, (middle, all), length).map(Some),
        }
    }
    Ok(None)
}

/// The entry of the tables behind the ids and their checksums.
fn place(index: &mut File, (entry, all): (u64, u64), length: u64) -> io::Result<u64> {
    let offsets = IDS.saturating_add(all.saturating_mul(length.saturating_add(4)));
    let short = number(index, offsets.saturating_add(entry.saturating_mul(4)))?;
    if short & 0x8000_0000 == 0 {
        return Ok(u64::from(short));
    }
    let long = offsets.saturating_add(all.saturating_mul(4));
    let at = long.saturating_add(u64::from(short & 0x7fff_ffff).saturating_mul(8));
    let bytes = read(index, at, 8)?;
    Ok(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// Unpacks what is compressed, of at most [`MOST`] bytes.
pub(super) fn inflated(reader: impl Read, left: &mut u64) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    ZlibDecoder::new(reader).take(MOST.saturating_add(1)).read_to_end(&mut content)?;
    *left = left.checked_sub(content.len() as u64).ok_or_else(|| wrong("more to unpack than is looked at"))?;
    Ok(content)
}

struct Pack<'l> {
    pack: File,
    index: File,
    id_length: usize,
    left: &'l mut u64,
}

impl Pack<'_> {
    /// The object at an offset, built upon the ones that it names.
    fn at(&mut self, offset: u64, depth: u32) -> io::Result<(u8, Vec<u8>)> {
        if depth > MOST_BASES {
            return Err(wrong("objects are built upon each other without an end"));
        }
        self.pack.seek(SeekFrom::Start(offset))?;
        let mut reader = io::BufReader::with_capacity(4096, &self.pack);
        let (kind, size) = header(&mut reader)?;
        let base = match kind {
            6 => Some(offset.checked_sub(distance(&mut reader)?).ok_or_else(|| wrong("a base before the pack"))?),
            7 => {
                let mut id = vec![0; self.id_length];
                reader.read_exact(&mut id)?;
                Some(self::offset(&mut self.index, &id)?.ok_or_else(|| wrong("a base that is not in the pack"))?)
            }
            _ => None,
        };
        let content = inflated(reader, self.left)?;
        if content.len() as u64 != size {
            return Err(wrong("an object is not as long as it says, or too long"));
        }
        match base {
            None => Ok((kind, content)),
            Some(base) => {
                let (kind, base) = self.at(base, depth.saturating_add(1))?;
                Ok((kind, patched(&base, &content).ok_or_else(|| wrong("a difference that does not fit"))?))
            }
        }
    }
}

/// Kind and size of an object.
fn header(reader: &mut impl Read) -> io::Result<(u8, u64)> {
    let first = byte(reader)?;
    let (kind, mut size, mut shift) = (first >> 4 & 7, u64::from(first & 0x0f), 4_u32);
    let mut more = first & 0x80 != 0;
    while more {
        let next = byte(reader)?;
        size |= u64::from(next & 0x7f).checked_shl(shift).ok_or_else(|| wrong("a size that is too long"))?;
        shift = shift.saturating_add(7);
        more = next & 0x80 != 0;
    }
    if size > MOST { Err(wrong("an object is too long")) } else { Ok((kind, size)) }
}

/// How far before an object its base begins.
fn distance(reader: &mut impl Read) -> io::Result<u64> {
    let mut next = byte(reader)?;
    let mut distance = u64::from(next & 0x7f);
    while next & 0x80 != 0 {
        next = byte(reader)?;
        let longer = distance.checked_add(1).and_then(|longer| longer.checked_mul(128));
        distance = longer.ok_or_else(|| wrong("a base too far away"))? | u64::from(next & 0x7f);
    }
    Ok(distance)
}

/// Applies a difference: pieces of the base, and new ones.
fn patched(base: &[u8], difference: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = difference;
    if varint(&mut bytes)? != base.len() as u64 {
        return None;
    }
    let size = varint(&mut bytes)?;
    let mut result = Vec::new();
    while let Some((instruction, rest)) = bytes.split_first() {
        bytes = rest;
        let piece = match instruction {
            0 => return None,
            new @ 1..0x80 => {
                let (piece, rest) = bytes.split_at_checked(usize::from(*new))?;
                bytes = rest;
                piece
            }
            copy => {
                let start = sparse(&mut bytes, *copy, 4)?;
                let length = match sparse(&mut bytes, copy >> 4, 3)? {
                    0 => 0x1_0000,
                    length => length,
                };
                base.get(start..start.checked_add(length)?)?
            }
        };
        result.extend_from_slice(piece);
        if result.len() as u64 > MOST {
            return None;
        }
    }
    (result.len() as u64 == size).then_some(result)
}

/// A number of which only the bytes that are not zero are there, by the bits of `mask`.
fn sparse(bytes: &mut &[u8], mask: u8, count: u32) -> Option<usize> {
    let mut number = 0_usize;
    for place in 0..count {
        if mask >> place & 1 == 1 {
            let (byte, rest) = bytes.split_first()?;
            *bytes = rest;
            number |= usize::from(*byte) << place.saturating_mul(8);
        }
    }
    Some(number)
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let (mut number, mut shift) = (0_u64, 0_u32);
    loop {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f).checked_shl(shift)?;
        shift = shift.saturating_add(7);
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
}

fn byte(reader: &mut impl Read) -> io::Result<u8> {
    let mut byte = [0];
    reader.read_exact(&mut byte)?;
    let [byte] = byte;
    Ok(byte)
}

fn read(file: &mut File, at: u64, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn number(file: &mut File, at: u64) -> io::Result<u32> {
    let bytes = read(file, at, 4)?;
    Ok(bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

fn wrong(reason: &str) -> io::Error {
    io::Error::other(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_copy_and_add() {
        // From 11 bytes to 8: five of the base from 6 on, three new.
        let difference = [11, 8, 0b1001_0001, 6, 5, 3, b'a', b'b', b'c'];
        assert_eq!(patched(b"hello world", &difference).unwrap(), b"worldabc");
        for wrong in [&[10, 8][..], &[11, 1, 0], &[11, 5, 0b1001_0001, 7, 5], &[11, 9, 3, b'a'], &[]] {
            assert_eq!(patched(b"hello world", wrong), None);
        }
    }
}
