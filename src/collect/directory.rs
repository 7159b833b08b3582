// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The directory of a ZIP archive (APPNOTE 6.3, section 4.3), held against what else the archive says of
//! itself. Readers look at different parts of an archive: where these contradict each other, one sees what
//! another does not.

use std::{
    collections::BTreeSet,
    io::{BufReader, Read, Seek, SeekFrom},
};

use super::{
    compressed::broken,
    names::{no_file, repeated},
};
use crate::model::Text;

/// The end record without its comment, and the longest comment.
const END: usize = 22;
const LONGEST_COMMENT: u64 = 0xFFFF;
/// The record that leads to the end record of ZIP64, and the end record of ZIP64.
const LOCATOR: u64 = 20;
const END_64: usize = 56;
/// The longest path that systems take.
const LONGEST_PATH: u64 = 4096;
/// A header in the directory and one in front of an entry, without what is of any length.
const CENTRAL: usize = 46;
const LOCAL: usize = 30;
/// What may stand behind an entry whose sizes were not known when it was begun: CRC and sizes of 4 or 8
/// bytes, with a signature or without.
const DESCRIPTORS: [u64; 4] = [12, 16, 20, 24];

/// Sees that the archive is of one piece: entries from its first byte on, the directory right behind
/// them, with all of them and no others, the end record right behind that, and then nothing. An error
/// where it is not, or where it has more than `most` entries.
pub(super) fn check(bytes: &mut (impl Read + Seek), most: u64) -> Result<(), Text> {
    let end = End::find(bytes)?;
    if end.entries > most {
        return Err(too_many(most));
    }
    let mut entries = end.entries(bytes)?;
    let mut names = BTreeSet::new();
    if let Some(twice) = entries.iter().find(|entry| !names.insert(&entry.name)) {
        return Err(repeated(&String::from_utf8_lossy(&twice.name)));
    }
    entries.sort_by_key(|entry| entry.offset);
    let (mut at, mut is_described) = (0, false);
    for entry in &entries {
        meet(at, entry.offset, is_described)?;
        at = entry.end(bytes)?;
        is_described = entry.is_described;
    }
    meet(at, end.directory, is_described)
}

pub(super) fn too_many(limit: u64) -> Text {
    Text::new(
        format!("has more than {limit} entries; `--max-archive-entries` raises the limit"),
        format!("hat mehr als {limit} Einträge; `--max-archive-entries` hebt die Grenze an"),
    )
}

/// Whether what follows an entry that ends at `end` begins at `next`.
fn meet(end: u64, next: u64, is_described: bool) -> Result<(), Text> {
    let between = next.checked_sub(end);
    let fits = between.is_some_and(|between| between == 0 || is_described && DESCRIPTORS.contains(&between));
    if fits { Ok(()) } else { Err(apart()) }
}

/// Sees that an entry that says that it is a link holds a path, the most that it can hold. One bit makes a link
/// of a file.
pub(super) fn check_link(name: &str, target: &mut dyn Read) -> Result<(), Text> {
    let mut path = Vec::new();
    target.take(LONGEST_PATH.saturating_add(1)).read_to_end(&mut path).map_err(|error| broken(&error))?;
    let is_text = path.iter().any(u8::is_ascii_control) || path.starts_with(b"{") || path.starts_with(b"<");
    if is_text || path.len() as u64 > LONGEST_PATH { Err(no_file(name)) } else { Ok(()) }
}

/// What the end record says.
struct End {
    entries: u64,
    /// Where the directory begins and ends.
    directory: u64,
    directory_end: u64,
}

impl End {
    fn find(bytes: &mut (impl Read + Seek)) -> Result<Self, Text> {
        let size = bytes.seek(SeekFrom::End(0)).map_err(|error| broken(&error))?;
        let start = size.saturating_sub(LONGEST_COMMENT.saturating_add(END as u64));
        let tail = read_at(bytes, start, size.saturating_sub(start))?;
        let ends = memchr::memmem::find_iter(&tail, b"PK\x05\x06").filter(|at| {
            let rest = tail.get(*at..).unwrap_or_default();
            number(rest, 20, 2).and_then(|comment| comment.checked_add(END as u64)) == Some(rest.len() as u64)
        });
        let [at] = ends.collect::<Vec<_>>()[..] else { return Err(no_end()) };
        let record = tail.get(at..).unwrap_or_default();
        let at = start.saturating_add(at as u64);
        let field = |from, length| number(record, from, length).ok_or_else(no_end);
        let (disks, entries) = ((field(4, 2)?, field(6, 2)?), (field(8, 2)?, field(10, 2)?));
        let (length, directory) = (field(12, 4)?, field(16, 4)?);
        let short = [disks.0, disks.1, entries.0, entries.1, length, directory];
        let (long, directory_end) = match at.checked_sub(LOCATOR).map(|at| end_64(bytes, at)).transpose()?.flatten() {
            Some((long, place)) => (long, place),
            None => (short, at),
        };
        // A field that is too short for a number is full.
        let full = [0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF_FFFF, 0xFFFF_FFFF];
        let agree = short.iter().zip(long).zip(full).all(|((short, long), full)| *short == long || *short == full);
        let [disk, first_disk, on_disk, entries, length, directory] = long;
        if !agree || disk != 0 || first_disk != 0 || on_disk != entries {
            return Err(other_number());
        }
        if directory.checked_add(length) != Some(directory_end) {
            return Err(apart());
        }
        Ok(Self { entries, directory, directory_end })
    }

    /// What the directory lists.
    fn entries(&self, bytes: &mut (impl Read + Seek)) -> Result<Vec<Entry>, Text> {
        bytes.seek(SeekFrom::Start(self.directory)).map_err(|error| broken(&error))?;
        let length = self.directory_end.saturating_sub(self.directory);
        let mut directory = BufReader::new(bytes).take(length);
        let mut entries = Vec::new();
        for _ in 0..self.entries {
            entries.push(Entry::read(&mut directory)?);
        }
        if directory.limit() == 0 { Ok(entries) } else { Err(other_number()) }
    }
}

/// What the end record of ZIP64 says, in the order of the fields of the other, and where it stands; `None`
/// where no record at `locator` leads to one.
fn end_64(bytes: &mut (impl Read + Seek), locator: u64) -> Result<Option<([u64; 6], u64)>, Text> {
    let lead = read_at(bytes, locator, LOCATOR)?;
    if !lead.starts_with(b"PK\x06\x07") {
        return Ok(None);
    }
    let place = number(&lead, 8, 8).ok_or_else(no_end)?;
    let record = read_at(bytes, place, END_64 as u64)?;
    let field = |from, length| number(&record, from, length).ok_or_else(no_end);
    let end = field(4, 8)?.checked_add(12).and_then(|length| place.checked_add(length));
    if !record.starts_with(b"PK\x06\x06") || end != Some(locator) {
        return Err(no_end());
    }
    let fields = [field(16, 4)?, field(20, 4)?, field(24, 8)?, field(32, 8)?, field(40, 8)?, field(48, 8)?];
    Ok(Some((fields, place)))
}

/// An entry as the directory lists it.
struct Entry {
    name: Vec<u8>,
    /// Where its header stands.
    offset: u64,
    /// Number of bytes as they are packed.
    packed: u64,
    /// Whether its sizes stand behind it.
    is_described: bool,
}

impl Entry {
    fn read(directory: &mut impl Read) -> Result<Self, Text> {
        let header = read(directory, CENTRAL as u64)?;
        let field = |from, length| number(&header, from, length).ok_or_else(other_number);
        if !header.starts_with(b"PK\x01\x02") {
            return Err(other_number());
        }
        let name = read(directory, field(28, 2)?)?;
        let extra = read(directory, field(30, 2)?)?;
        read(directory, field(32, 2)?)?;
        let mut long = long_numbers(&extra);
        let mut size = |from| -> Result<u64, Text> {
            let short = field(from, 4)?;
            Ok(if short == 0xFFFF_FFFF { long.next().unwrap_or(short) } else { short })
        };
        // ZIP64 holds only the numbers that do not fit, in this order.
        let (_unpacked, packed, offset) = (size(24)?, size(20)?, size(42)?);
        Ok(Self { name, offset, packed, is_described: field(8, 2)? & 8 != 0 })
    }

    /// Where its packed bytes end, by the header in front of them, which has to bear the same name.
    fn end(&self, bytes: &mut (impl Read + Seek)) -> Result<u64, Text> {
        let header = read_at(bytes, self.offset, LOCAL as u64)?;
        let length = |from| number(&header, from, 2).ok_or_else(apart);
        let (name, extra) = (length(26)?, length(28)?);
        if !header.starts_with(b"PK\x03\x04") || read(bytes, name)? != self.name {
            return Err(other_name(&String::from_utf8_lossy(&self.name)));
        }
        let parts = [LOCAL as u64, name, extra, self.packed];
        parts.into_iter().try_fold(self.offset, u64::checked_add).ok_or_else(apart)
    }
}

/// The numbers of ZIP64 in the extra field of an entry (section 4.5.3).
fn long_numbers(mut extra: &[u8]) -> impl Iterator<Item = u64> + use<> {
    let mut numbers = Vec::new();
    while let (Some(id), Some(length)) = (number(extra, 0, 2), number(extra, 2, 2)) {
        let (content, rest) = extra.get(4..).unwrap_or_default().split_at_checked(length as usize).unwrap_or_default();
        if id == 1 && numbers.is_empty() {
            numbers.extend(content.chunks_exact(8).filter_map(|chunk| number(chunk, 0, 8)));
        }
        extra = rest;
    }
    numbers.into_iter()
}

/// A number of so many bytes, the lowest first.
fn number(bytes: &[u8], from: usize, length: usize) -> Option<u64> {
    let bytes = bytes.get(from..from.checked_add(length)?)?;
    Some(bytes.iter().rev().fold(0, |number, byte| (number << 8) | u64::from(*byte)))
}

fn read_at(bytes: &mut (impl Read + Seek), start: u64, length: u64) -> Result<Vec<u8>, Text> {
    bytes.seek(SeekFrom::Start(start)).map_err(|error| broken(&error))?;
    read(bytes, length)
}

/// So many bytes, or an error where there are fewer.
fn read(bytes: &mut impl Read, length: u64) -> Result<Vec<u8>, Text> {
    let mut read = Vec::new();
    bytes.take(length).read_to_end(&mut read).map_err(|error| broken(&error))?;
    if read.len() as u64 == length { Ok(read) } else { Err(other_number()) }
}

fn contradiction(en: &str, de: &str) -> Text {
    Text::new(
        format!("is damaged or contradicts itself: {en}; pack it anew"),
        format!("ist beschädigt oder widerspricht sich: {de}; neu packen"),
    )
}

fn no_end() -> Text {
    contradiction("it does not end with one end record", "es endet nicht mit genau einem Endeintrag")
}

fn other_number() -> Text {
    contradiction(
        "its directory does not hold the number of entries that its end record states",
        "das Verzeichnis enthält nicht so viele Einträge, wie der Endeintrag nennt",
    )
}

fn apart() -> Text {
    contradiction(
        "something stands in front of its entries, between them or behind them that its directory does not list",
        "vor, zwischen oder hinter den Einträgen steht etwas, das das Verzeichnis nicht nennt",
    )
}

fn other_name(name: &str) -> Text {
    let name = name.escape_debug();
    contradiction(
        &format!("its directory lists `{name}`, and no entry of this name is there"),
        &format!("das Verzeichnis nennt `{name}`, und dort ist kein Eintrag dieses Namens"),
    )
}
