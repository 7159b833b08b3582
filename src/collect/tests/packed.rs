// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What is packed: read as a whole, however often it is packed, or rejected.

use super::*;

/// A report, as far as a link could not hold it.
const REPORT: &[u8] = b"{\"report\": \"the tests failed, and nobody may pass over that\"}";

/// What is made of one file.
fn opened_within(limits: &Limits, name: &str, bytes: Vec<u8>) -> Gathered<String> {
    let mut gathered = Gathered::default();
    let make = |blob: Blob| String::from_utf8_lossy(blob.payload.whole().unwrap()).into_owned();
    gather::open(name, bytes, limits, Sink { make: &make, wanted: None }, &mut gathered);
    gathered
}

fn opened(name: &str, bytes: Vec<u8>) -> Gathered<String> {
    opened_within(&limits(), name, bytes)
}

/// Why one file is rejected, and nothing of it read.
fn refused(name: &str, bytes: Vec<u8>) -> String {
    let gathered = opened(name, bytes);
    assert!(gathered.results.is_empty(), "{name}: {:?}", contents(&gathered));
    reasons(&gathered)
}

/// A tar archive as it was before POSIX: without a mark.
fn old_tar(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut header = tar::Header::new_old();
    header.set_path(name).unwrap();
    header.set_size(bytes.len() as u64);
    header.set_cksum();
    let mut builder = tar::Builder::new(Vec::new());
    builder.append(&header, bytes).unwrap();
    builder.into_inner().unwrap()
}

#[test]
fn damage_to_what_is_packed_never_hides_or_changes_it() {
    let report = [("r.json", REPORT)];
    for (name, bytes) in [
        ("a.json.gz", gzip(REPORT)),
        ("a.json.zst", zstd(REPORT)),
        ("a.zip", zip(&report)),
        ("a.tar.gz", gzip(&tar(&report))),
        ("a.tar.zst", zstd(&tar(&report))),
        ("a.json.gz", gzip(&gzip(REPORT))),
    ] {
        let whole = opened(name, bytes.clone());
        assert_eq!(contents(&whole)[0].1.as_bytes(), REPORT, "{name}: {}", reasons(&whole));
        let flipped = (0..bytes.len() * 8).map(|bit| {
            let mut bytes = bytes.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            bytes
        });
        for damaged in flipped.chain((0..bytes.len()).map(|length| bytes[..length].to_vec())) {
            let gathered = opened(name, damaged.clone());
            let is_same = gathered.results.iter().any(|(_, text)| text.as_bytes() == REPORT);
            assert!(is_same || !gathered.rejected.is_empty(), "{name}: {damaged:?}");
        }
    }
}

#[test]
fn a_zstd_frame_whose_checksum_or_size_does_not_match_is_damaged() {
    let mut bytes = zstd(REPORT);
    *bytes.last_mut().unwrap() ^= 1;
    let gathered = opened("a.zst", bytes);
    let reason = &gathered.rejected[0].rejection.reason;
    assert!(reason.en.contains("its checksum does not match"), "{reason}");
    assert!(reason.de.contains("ihre Prüfsumme stimmt nicht"), "{}", reason.de);
    // One raw block in a frame without a checksum: magic, descriptor, size, block (RFC 8878, section 3.1.1).
    let raw = |size: u8| [&[0x28, 0xb5, 0x2f, 0xfd, 0x20, size, 0x11, 0, 0][..], b"ab"].concat();
    assert_eq!(contents(&opened("a.zst", raw(2)))[0].1, "ab");
    assert!(refused("a.zst", raw(3)).contains("the size that it states is another"));
}

#[test]
fn what_follows_a_zstd_frame_is_told_in_our_own_words() {
    let gathered = opened("a.zst", [zstd(REPORT).as_slice(), b"x"].concat());
    let reason = &gathered.rejected[0].rejection.reason;
    assert!(reason.en.ends_with("something in it is no valid frame of zstd"), "{reason}");
    assert!(reason.de.ends_with("etwas darin ist kein gültiger Rahmen von zstd"), "{}", reason.de);
    let in_tar = opened("a.tar.zst", zstd(&tar(&[("a", REPORT)]))[..40].to_vec());
    assert!(!reasons(&in_tar).contains("Error"), "{}", reasons(&in_tar));
}

#[test]
fn frames_that_may_be_skipped_are_skipped() {
    let skippable = [0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
    for name in ["a.json.zst", "a"] {
        let gathered = opened(name, [&skippable[..], &zstd(REPORT), &skippable].concat());
        assert_eq!(contents(&gathered)[0].1.as_bytes(), REPORT, "{}", reasons(&gathered));
        assert!(refused(name, skippable[..9].to_vec()).contains("no valid frame"));
    }
}

#[test]
fn what_is_packed_again_is_unpacked_again() {
    let report = [("r.json", REPORT)];
    let cases = [
        ("r.json.gz", gzip(&gzip(REPORT)), "r.json.gz"),
        ("r.json.zst", zstd(&gzip(REPORT)), "r.json.zst"),
        ("r.tar.gz", gzip(&gzip(&tar(&report))), "r.tar.gz!r.json"),
        ("r.zip.gz", gzip(&zip(&report)), "r.zip.gz!r.json"),
        ("old.tar.gz", gzip(&old_tar("r.json", REPORT)), "old.tar.gz!r.json"),
        ("old", old_tar("r.json", REPORT), "old!r.json"),
        ("a.zip", zip(&[("r.json.gz", &gzip(&zstd(REPORT)))]), "a.zip!r.json.gz"),
        ("b.zip", zip(&[("r.gz", &gzip(&zip(&report)))]), "b.zip!r.gz!r.json"),
    ];
    for (name, bytes, path) in cases {
        let gathered = opened(name, bytes.clone());
        let report = (path, std::str::from_utf8(REPORT).unwrap());
        assert_eq!(contents(&gathered), [report], "{name}: {}", reasons(&gathered));
        // What lies in it can be asked for once more, under the same path.
        let wanted = BTreeSet::from([Arc::from(path)]);
        let mut again = Gathered::default();
        let make = |blob: Blob| blob.payload.size();
        gather::open(name, bytes, &limits(), Sink { make: &make, wanted: Some(&wanted) }, &mut again);
        assert_eq!((again.results.len(), &*again.results[0].0.path), (1, path), "{name}");
    }
    let often = gzip(&gzip(&gzip(&gzip(REPORT))));
    for (name, bytes) in [("a.gz", often.clone()), ("a.zip", zip(&[("a.gz", &often)]))] {
        assert!(refused(name, bytes).contains("more than 2 deep; unpack it once"), "{name}");
    }
}

/// Where a signature stands in an archive, the last time.
fn last(bytes: &[u8], signature: &[u8]) -> usize {
    memchr::memmem::rfind(bytes, signature).unwrap()
}

#[test]
fn a_zip_that_contradicts_itself_delivers_nothing() {
    let two = zip(&[("a", b"first"), ("b", REPORT)]);
    let end = last(&two, b"PK\x05\x06");
    let fewer = |count: u8, size: Option<usize>| {
        let mut bytes = two.clone();
        (bytes[end + 8], bytes[end + 10]) = (count, count);
        if let Some(size) = size {
            bytes[end + 12..end + 16].copy_from_slice(&u32::try_from(size).unwrap().to_le_bytes());
        }
        bytes
    };
    let first = memchr::memmem::find(&two, b"PK\x01\x02").unwrap();
    let second = last(&two, b"PK\x01\x02");
    let unlisted = [&two[..second], &fewer(1, Some(second - first))[end..]].concat();
    let mut renamed = two.clone();
    renamed[second + 46] = b'.';
    let mut commented = two.clone();
    commented[end + 20] = 22;
    commented.extend_from_slice(b"PK\x05\x06");
    commented.extend_from_slice(&[0; 18]);
    let one = zip(&[("a", b"first")]);
    for (case, bytes, reason) in [
        ("one of two", fewer(1, None), "the number of entries"),
        ("none of two", fewer(0, None), "the number of entries"),
        ("none, of no size", fewer(0, Some(0)), "does not list"),
        ("an entry that is not listed", unlisted, "does not list"),
        ("another name", renamed, "no entry of this name"),
        ("two archives", [two.clone(), one.clone()].concat(), "does not list"),
        ("a tail", [two.as_slice(), b"tail"].concat(), "one end record"),
        ("an end in the comment", commented, "one end record"),
    ] {
        let refused = refused("a.zip", bytes);
        assert!(refused.contains(reason) && refused.contains("pack it anew"), "{case}: {refused}");
    }
    // What stands in front makes another file of it.
    let front = [b"PK\x07\x08".as_slice(), &two].concat();
    assert!(refused("a", front).contains("does not list"));
}

#[test]
fn two_entries_of_one_name_are_named() {
    let mut twice = zip(&[("a", b"first"), ("b", REPORT)]);
    let places = memchr::memmem::find_iter(&twice.clone(), b"PK\x03\x04").map(|at| at + 30).collect::<Vec<_>>();
    twice[places[1]] = b'a';
    let second = last(&twice, b"PK\x01\x02");
    twice[second + 46] = b'a';
    assert!(refused("a.zip", twice).contains("two entries of the same name (`a`)"));
}

#[test]
fn a_zip_of_large_numbers_or_of_unknown_sizes_is_read() {
    let mut stream = zip::ZipWriter::new_stream(Vec::new());
    for name in ["a", "b"] {
        stream.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        stream.write_all(REPORT).unwrap();
    }
    let streamed = stream.finish().unwrap().into_inner();
    let plain = zip(&[("a", REPORT)]);
    let (end, start) = (last(&plain, b"PK\x05\x06"), last(&plain, b"PK\x01\x02"));
    // An end record of ZIP64 and what leads to it (APPNOTE 6.3, sections 4.3.14 and 4.3.15).
    let large = |entries: u64| {
        let mut bytes = plain[..end].to_vec();
        bytes.extend_from_slice(b"PK\x06\x06");
        bytes.extend_from_slice(&44_u64.to_le_bytes());
        bytes.extend_from_slice(&[45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        for number in [entries, entries, (end - start) as u64, start as u64] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(b"PK\x06\x07\0\0\0\0");
        bytes.extend_from_slice(&(end as u64).to_le_bytes());
        bytes.extend_from_slice(&[1, 0, 0, 0]);
        bytes.extend_from_slice(&plain[end..]);
        let record = bytes.len() - 22;
        bytes[record + 8..record + 20].fill(0xFF);
        bytes
    };
    let mut commented = plain.clone();
    commented[end + 20] = 4;
    commented.extend_from_slice(b"note");
    for (case, bytes, count) in [("streamed", streamed, 2), ("large", large(1), 1), ("commented", commented, 1)] {
        let gathered = opened("a.zip", bytes);
        assert_eq!(gathered.results.len(), count, "{case}: {}", reasons(&gathered));
    }
    assert!(refused("a.zip", large(0)).contains("the number of entries"));
}

#[test]
fn what_is_no_file_and_holds_bytes_voids_the_archive() {
    let in_zip = |name: &str| {
        let mut bytes = zip(&[("good", b"1"), (&"x".repeat(name.len()), REPORT)]);
        let placeholder = "x".repeat(name.len());
        for place in memchr::memmem::find_iter(&bytes.clone(), placeholder.as_bytes()) {
            bytes[place..place + name.len()].copy_from_slice(name.as_bytes());
        }
        bytes
    };
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let report = std::str::from_utf8(REPORT).unwrap();
    writer.add_symlink("link", report, zip::write::SimpleFileOptions::default()).unwrap();
    let linked = writer.finish().unwrap().into_inner();
    for (case, bytes) in [
        ("a folder in a tar archive", tar(&[("good", b"1"), ("r.xml/", REPORT)])),
        ("the folder itself", tar(&[("good", b"1"), ("./", REPORT)])),
        ("a folder in a zip archive", in_zip("r.xml/")),
        ("a link", linked),
    ] {
        assert!(refused("a", bytes).contains("is no file by its name or kind and holds bytes"), "{case}");
    }
}

#[test]
fn the_limit_that_is_exceeded_is_named() {
    let limits = Limits { unpacked_size: 10_000, ..limits() };
    let (zeros, entry) = (vec![0; 900_000], vec![b'x'; 6_000]);
    for (name, bytes) in [
        ("one.zip", zip(&[("a", &zeros)])),
        ("two.zip", zip(&[("a", &entry), ("b", &entry)])),
        ("packed.zip", zip(&[("a", &entry), ("b.gz", &gzip(&entry))])),
        ("a.tar.gz", gzip(&tar(&[("a", &zeros)]))),
        ("a.gz", gzip(&zeros)),
    ] {
        let gathered = opened_within(&limits, name, bytes);
        assert!(gathered.results.is_empty(), "{name}");
        assert!(
            reasons(&gathered).contains("larger than 10000 bytes; `--max-unpacked-size`"),
            "{}",
            reasons(&gathered)
        );
    }
}

/// The reader underneath holds a name of any length: two gigabytes of it in an archive of nine megabytes.
#[test]
fn long_names_take_no_more_memory_than_files_may() {
    let named = |length: usize, count: usize| {
        let mut builder = tar::Builder::new(Vec::new());
        for index in 0..count {
            let mut header = tar::Header::new_gnu();
            header.set_size(0);
            header.set_mode(0o644);
            let name = format!("{index}{}", "a".repeat(length));
            builder.append_data(&mut header, &name, &b""[..]).unwrap();
        }
        gzip(&builder.into_inner().unwrap())
    };
    let within = |bytes: Vec<u8>| {
        let limits = Limits { unpacked_size: 100_000, ..limits() };
        reasons(&opened_within(&limits, "a.tar.gz", bytes))
    };
    assert_eq!(within(named(10_000, 2)), "");
    let long = within(named(2 << 20, 1));
    assert!(long.contains("a name or attributes of more than 1048576 bytes"), "{long}");
    let many = within(named(10_000, 20));
    assert!(many.contains("--max-unpacked-size"), "{many}");
}
