// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Files, folders and archives as users and attackers leave them.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::Command,
};

use rayon::prelude::*;

use super::*;
use crate::model::Reference;

mod packed;

fn limits() -> Limits {
    Limits { file_size: 1 << 20, files: 100, archive_entries: 50, unpacked_size: 3 << 20, archive_depth: 2 }
}

/// What is gathered from `paths`: paths with contents, paths rejected with the reason, and the rest.
fn gathered(paths: &[&Path]) -> Gathered<String> {
    let paths: Vec<PathBuf> = paths.iter().map(|path| path.to_path_buf()).collect();
    gather(&paths, &limits(), &|blob: Blob| String::from_utf8_lossy(blob.payload.whole().unwrap()).into_owned())
}

/// The contents of what was handed on, by path.
fn contents(gathered: &Gathered<String>) -> Vec<(&str, &str)> {
    let name = |origin: &Origin| origin.path.rsplit_once("/t/").map_or(0, |(before, _)| before.len() + 3);
    gathered.results.iter().map(|(origin, text)| (&origin.path[name(origin)..], text.as_str())).collect()
}

/// The reasons of what was rejected.
fn reasons(gathered: &Gathered<String>) -> String {
    gathered.rejected.iter().map(|rejected| rejected.rejection.reason.en.clone()).collect::<Vec<_>>().join("; ")
}

/// A folder `t` in a temporary one.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let temporary = tempfile::tempdir().unwrap();
    let path = temporary.path().join("t");
    fs::create_dir(&path).unwrap();
    (temporary, path)
}

fn tar(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in entries {
        append(&mut builder, name, bytes, tar::EntryType::Regular);
    }
    builder.into_inner().unwrap()
}

/// Appends an entry whose name is not looked at, unlike the builder's own.
fn append(builder: &mut tar::Builder<Vec<u8>>, name: &str, bytes: &[u8], kind: tar::EntryType) {
    let mut header = tar::Header::new_ustar();
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_size(bytes.len() as u64);
    header.set_entry_type(kind);
    if kind != tar::EntryType::Regular {
        header.set_link_name("target").unwrap();
    }
    header.set_cksum();
    builder.append(&header, bytes).unwrap();
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn folders_are_walked_and_what_is_left_alone_is_counted() {
    let (_temporary, t) = folder();
    fs::create_dir_all(t.join("b/.git")).unwrap();
    fs::write(t.join("b/.git/config"), "hidden").unwrap();
    fs::write(t.join("b/one"), "1").unwrap();
    fs::write(t.join(".secret"), "hidden").unwrap();
    fs::write(t.join("a"), "2").unwrap();
    symlink("/etc/passwd", t.join("out")).unwrap();
    symlink(&t, t.join("loop")).unwrap();
    assert!(Command::new("mkfifo").arg(t.join("pipe")).status().unwrap().success());
    let gathered = gathered(&[&t]);
    assert_eq!(contents(&gathered), [("a", "2"), ("b/one", "1")]);
    let skipped: Vec<(LeftAlone, u64)> = gathered.skipped.iter().map(|(reason, count)| (*reason, *count)).collect();
    assert_eq!(skipped, [(LeftAlone::Hidden, 2), (LeftAlone::Link, 2), (LeftAlone::SpecialFile, 1)]);
    assert!(gathered.rejected.is_empty());
}

#[test]
fn of_hidden_folders_only_known_documents_are_read() {
    let (_temporary, t) = folder();
    for (folder, file) in [
        (".github", "SECURITY.md"),
        (".github", "other.md"),
        (".github/workflows", "security.md"),
        (".well-known", "security.txt"),
        ("public/.well-known", "security.txt"),
        (".other", "security.md"),
    ] {
        fs::create_dir_all(t.join(folder)).unwrap();
        fs::write(t.join(folder).join(file), format!("{folder}/{file}")).unwrap();
    }
    let gathered = gathered(&[&t]);
    let paths: Vec<&str> = contents(&gathered).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, [".github/SECURITY.md", ".well-known/security.txt", "public/.well-known/security.txt"]);
    assert_eq!(gathered.skipped.get(&LeftAlone::Hidden), Some(&3));
}

#[test]
fn of_copies_the_highest_is_kept() {
    let (_temporary, t) = folder();
    fs::create_dir_all(t.join("a/b")).unwrap();
    for file in ["a/b/z", "a/z", "z"] {
        fs::write(t.join(file), "same").unwrap();
    }
    let gathered = gathered(&[&t]);
    assert_eq!(contents(&gathered), [("z", "same")]);
    assert_eq!(gathered.ignored.len(), 2);
}

#[test]
fn a_named_path_that_cannot_be_read_is_rejected() {
    let (_temporary, t) = folder();
    assert!(Command::new("mkfifo").arg(t.join("pipe")).status().unwrap().success());
    let gathered = gathered(&[&t.join("missing"), &t.join("pipe")]);
    assert_eq!(gathered.rejected.len(), 2, "{}", reasons(&gathered));
}

#[test]
fn an_unreadable_file_is_rejected() {
    let (_temporary, t) = folder();
    let path = t.join("a");
    fs::write(&path, "1").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        println!("skipped: this user may read every file");
        return;
    }
    assert!(reasons(&gathered(&[&t])).contains("could not be read"));
}

#[test]
fn overlapping_arguments_count_a_file_once_whatever_their_order() {
    let (_temporary, t) = folder();
    fs::write(t.join("a"), "1").unwrap();
    fs::write(t.join("b"), "2").unwrap();
    let file = t.join("a");
    let (one, other) = (gathered(&[&t, &file]), gathered(&[&file, &t]));
    assert_eq!(contents(&one), [("a", "1"), ("b", "2")]);
    assert_eq!(contents(&one), contents(&other));
}

#[test]
fn the_same_bytes_count_once() {
    let (_temporary, t) = folder();
    fs::write(t.join("a"), "1").unwrap();
    fs::write(t.join("b.zip"), zip(&[("x", b"1"), ("y", b"2")])).unwrap();
    let gathered = gathered(&[&t]);
    assert_eq!(contents(&gathered), [("a", "1"), ("b.zip!y", "2")]);
    assert!(gathered.ignored[0].reason.en.contains("same bytes"));
}

#[test]
fn of_copies_from_several_sources_all_lead_to_the_one_that_is_kept() {
    let (_temporary, t) = folder();
    let (deep, high) = (t.join("x/y"), t.join("z"));
    fs::create_dir_all(&deep).unwrap();
    fs::write(&high, "1").unwrap();
    fs::write(deep.join("a"), "1").unwrap();
    fs::write(deep.join("b"), "1").unwrap();
    for sources in [[&deep, &high], [&high, &deep]] {
        let together = Gathered::together(sources.map(|path| gathered(&[path])));
        assert_eq!(contents(&together), [("z", "1")]);
        let kept: Vec<&str> = together.copies.values().map(|kept| &**kept).collect();
        assert_eq!(kept, [high.to_str().unwrap(); 2]);
    }
}

#[test]
fn archives_and_compressed_files_are_opened() {
    let (_temporary, t) = folder();
    let inner = tar(&[("x/one", b"1")]);
    fs::write(t.join("a.tar"), &inner).unwrap();
    fs::write(t.join("b.tar.gz"), gzip(&tar(&[("x/./two", b"2")]))).unwrap();
    fs::write(t.join("c.tar.zst"), zstd(&tar(&[("three", b"3")]))).unwrap();
    fs::write(t.join("d.zip"), zip(&[("four", b"4"), ("five.xml.gz", &gzip(b"5"))])).unwrap();
    fs::write(t.join("e.xml.gz"), [gzip(b"6"), gzip(b"7")].concat()).unwrap();
    fs::write(t.join("f.json.zst"), zstd(b"8")).unwrap();
    fs::write(t.join("g"), zip(&[("in.tar", &tar(&[("nine", b"9")]))])).unwrap();
    let gathered = gathered(&[&t]);
    let expected = [
        ("a.tar!x/one", "1"),
        ("b.tar.gz!x/two", "2"),
        ("c.tar.zst!three", "3"),
        ("d.zip!five.xml.gz", "5"),
        ("d.zip!four", "4"),
        ("e.xml.gz", "67"),
        ("f.json.zst", "8"),
        ("g!in.tar!nine", "9"),
    ];
    assert_eq!(contents(&gathered), expected, "{}", reasons(&gathered));
}

#[test]
fn an_entry_that_leaves_its_archive_voids_it() {
    for name in ["../x", "/etc/x", "a/../../x", "a\\..\\x", "C:x", "a/.."] {
        let (_temporary, t) = folder();
        fs::write(t.join("a.tar"), tar(&[("good", b"1"), (name, b"2")])).unwrap();
        fs::write(t.join("b.zip"), zip(&[("good", b"3"), (name, b"4")])).unwrap();
        let gathered = gathered(&[&t]);
        assert_eq!(gathered.rejected.len(), 2, "{name}: {}", reasons(&gathered));
        assert!(gathered.results.is_empty(), "{name}");
    }
}

#[test]
fn links_and_devices_in_archives_are_left_alone() {
    let mut builder = tar::Builder::new(Vec::new());
    append(&mut builder, "link", b"", tar::EntryType::Symlink);
    append(&mut builder, "hard", b"", tar::EntryType::Link);
    append(&mut builder, "device", b"", tar::EntryType::Block);
    append(&mut builder, "pipe", b"", tar::EntryType::Fifo);
    append(&mut builder, "file", b"1", tar::EntryType::Regular);
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.add_symlink("link", "/etc/passwd", zip::write::SimpleFileOptions::default()).unwrap();
    let (_temporary, t) = folder();
    fs::write(t.join("a.tar"), builder.into_inner().unwrap()).unwrap();
    fs::write(t.join("b.zip"), writer.finish().unwrap().into_inner()).unwrap();
    let gathered = gathered(&[&t]);
    assert_eq!(contents(&gathered), [("a.tar!file", "1")]);
    assert_eq!(gathered.skipped.values().sum::<u64>(), 5);
}

#[test]
fn two_entries_of_one_name_void_the_archive() {
    let (_temporary, t) = folder();
    fs::write(t.join("a.tar"), tar(&[("x", b"1"), ("./x", b"2")])).unwrap();
    let mut twice = zip(&[("x1", b"1"), ("x2", b"2")]);
    let places: Vec<usize> =
        twice.windows(2).enumerate().filter(|(_, w)| *w == b"x2").map(|(place, _)| place).collect();
    places.iter().for_each(|place| twice[place + 1] = b'1');
    fs::write(t.join("b.zip"), twice).unwrap();
    let gathered = gathered(&[&t]);
    assert!(gathered.results.is_empty());
    assert_eq!(reasons(&gathered).matches("same name").count(), 2, "{}", reasons(&gathered));
}

#[test]
fn a_truncated_archive_delivers_nothing() {
    let entries: &[(&str, &[u8])] = &[("a", b"first"), ("b", b"second")];
    for (name, bytes) in [
        ("a.tar", tar(entries)),
        ("a.tar.gz", gzip(&tar(entries))),
        ("a.tar.zst", zstd(&tar(entries))),
        ("a.zip", zip(entries)),
        ("a.xml.gz", gzip(b"some text that is long enough")),
    ] {
        let (_temporary, t) = folder();
        // What a tar archive has after its end mark is padding.
        let end = if name == "a.tar" { bytes.len() - 1024 + 1023 } else { bytes.len() };
        for length in (0..end).step_by(if end > 1000 { 97 } else { 1 }) {
            fs::write(t.join(name), &bytes[..length]).unwrap();
            let gathered = gathered(&[&t]);
            assert!(gathered.results.is_empty(), "{name} cut to {length}: {:?}", contents(&gathered));
            assert_eq!(gathered.rejected.len(), 1, "{name} cut to {length}");
        }
    }
}

#[test]
fn a_file_that_is_not_what_its_name_says_is_rejected() {
    let (_temporary, t) = folder();
    for name in ["a.zip", "b.json.gz", "c.tgz", "d.tar", "e.zst"] {
        fs::write(t.join(name), "{}").unwrap();
    }
    let gathered = gathered(&[&t]);
    assert!(gathered.results.is_empty());
    assert_eq!(reasons(&gathered).matches("no such file").count(), 5);
}

#[test]
fn packages_are_no_archives_of_evidence() {
    let (_temporary, t) = folder();
    fs::write(t.join("a.whl"), zip(&[("x", b"1")])).unwrap();
    let gathered = gathered(&[&t]);
    assert!(gathered.results.is_empty() && gathered.rejected.is_empty());
    assert!(gathered.ignored[0].reason.en.contains("package"));
}

#[test]
fn bombs_and_crowds_meet_the_limits() {
    let zeros = vec![0; 2 << 20];
    let many: Vec<(String, Vec<u8>)> = (0..60).map(|n| (format!("f{n}"), vec![b'x'])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let half = vec![b'x'; 1 << 20];
    let cases = [
        ("a.gz", gzip(&zeros), "--max-file-size"),
        ("a.zst", zstd(&zeros), "--max-file-size"),
        ("a.zip", zip(&[("x", &zeros)]), "--max-file-size"),
        ("b.zip", zip(&many), "--max-archive-entries"),
        ("c.zip", zip(&[("a", &half), ("b", &half), ("c", &half), ("d", &half)]), "--max-unpacked-size"),
        ("d.tar", tar(&many), "--max-archive-entries"),
        ("e.bin", zeros.clone(), "--max-file-size"),
        ("f.zip", zip(&[("a.zip", &zip(&[("b.zip", &zip(&[("c", b"1")]))]))]), "more than 2 deep"),
    ];
    for (name, bytes, flag) in cases {
        let (_temporary, t) = folder();
        fs::write(t.join(name), bytes).unwrap();
        let gathered = gathered(&[&t]);
        assert!(reasons(&gathered).contains(flag), "{name}: {}", reasons(&gathered));
        assert!(gathered.results.is_empty(), "{name}");
    }
}

#[test]
fn too_many_files_are_rejected_and_not_cut_short() {
    let (_temporary, t) = folder();
    for number in 0..101 {
        fs::write(t.join(number.to_string()), number.to_string()).unwrap();
    }
    assert!(reasons(&gathered(&[&t])).contains("--max-files"));
    // Named one by one they are as many; a folder beside them takes no more.
    let files: Vec<PathBuf> = (0..101).map(|number| t.join(number.to_string())).collect();
    let named: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    assert!(reasons(&gathered(&named)).contains("--max-files"));
    fs::create_dir(t.join("empty")).unwrap();
    let [all @ .., last] = named.as_slice() else { unreachable!() };
    assert!(gathered(&[all, &[&t.join("empty")]].concat()).rejected.is_empty());
    fs::remove_file(last).unwrap();
    assert!(gathered(&[&t]).rejected.is_empty());
}

#[test]
fn a_damaged_zip_entry_is_noticed() {
    let mut bytes = zip(&[("x", b"some text, stored or deflated")]);
    bytes[40] ^= 1;
    let (_temporary, t) = folder();
    fs::write(t.join("a.zip"), bytes).unwrap();
    let gathered = gathered(&[&t]);
    assert!(gathered.results.is_empty() && gathered.rejected.len() == 1);
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").args([
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@b",
    ]);
    let output = command.args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn the_head_of_a_repository_is_the_one_that_git_names() {
    let (_temporary, t) = folder();
    assert_eq!(head(&t).unwrap(), None);
    git(&t, &["init", "-q", "-b", "main"]);
    assert_eq!(head(&t).unwrap(), None, "no commit yet");
    git(&t, &["commit", "-q", "--allow-empty", "-m", "one"]);
    let commit = git(&t, &["rev-parse", "HEAD"]);
    let found = |folder: &Path| head(folder).unwrap().unwrap();
    fs::create_dir_all(t.join("a/b")).unwrap();
    assert_eq!(found(&t.join("a/b")).commit.as_str(), commit);
    assert_eq!(found(&t).reference, Some(Reference::Branch("main".into())));
    git(&t, &["pack-refs", "--all"]);
    assert_eq!(found(&t).commit.as_str(), commit);
    git(&t, &["worktree", "add", "-q", "-b", "topic/x", "../w"]);
    assert_eq!(found(&t.join("../w")).reference, Some(Reference::Branch("topic/x".into())));
    git(&t, &["checkout", "-q", "--detach"]);
    assert_eq!((found(&t).commit.as_str(), found(&t).reference), (commit.as_str(), None));
}

#[test]
fn a_broken_repository_is_an_error() {
    let (_temporary, t) = folder();
    fs::create_dir(t.join(".git")).unwrap();
    for text in ["", "ref: ../../etc/passwd", "nonsense", "ref: refs/heads/../../x"] {
        fs::write(t.join(".git/HEAD"), text).unwrap();
        assert!(head(&t).is_err(), "{text}");
    }
    let error = head(&t).unwrap_err().to_string();
    assert!(error.contains("--commit"), "{error}");
}

#[test]
fn a_large_file_stays_on_disk_and_is_hashed() {
    let (_temporary, t) = folder();
    let bytes: Vec<u8> = (0..17 << 20).map(|n: u32| n.to_le_bytes()[1]).collect();
    fs::write(t.join("large"), &bytes).unwrap();
    let limits = Limits { file_size: 1 << 30, ..limits() };
    let gathered = gather(std::slice::from_ref(&t), &limits, &|blob: Blob| {
        assert!(blob.payload.held().is_none());
        blob.payload.piece(0x1_0000..0x1_0200).unwrap().into_owned()
    });
    let (origin, piece) = &gathered.results[0];
    assert_eq!((origin.size, &piece[..]), (17 << 20, &bytes[0x1_0000..0x1_0200]));
    assert_eq!(origin.sha256, file::sha256(&bytes));
}

#[test]
fn a_large_file_is_hashed_whatever_was_read_of_it() {
    let (_temporary, t) = folder();
    let bytes: Vec<u8> = (0..17 << 20).map(|n: u32| (n.to_le_bytes()[1]).wrapping_add(n.to_le_bytes()[2])).collect();
    fs::write(t.join("large"), &bytes).unwrap();
    let limits = Limits { file_size: 1 << 30, ..limits() };
    let orders: [&[std::ops::Range<u64>]; 5] = [
        &[],
        &[0..512, 0..4 << 20, 4 << 20..8 << 20, 8 << 20..32 << 20],
        &[0..7, 3..1 << 20, 2 << 20..3 << 20, 1 << 20..2 << 20, 0..9],
        &[9 << 20..17 << 20, 0..1, 1..17 << 20],
        &[17 << 20..17 << 20, 1..2, 0..0],
    ];
    for order in orders {
        let gathered = gather(std::slice::from_ref(&t), &limits, &|blob: Blob| {
            order.iter().for_each(|range| drop(blob.payload.piece(range.clone()).unwrap()));
            order.par_iter().for_each(|range| drop(blob.payload.piece(range.clone()).unwrap()));
        });
        assert_eq!(gathered.results[0].0.sha256, file::sha256(&bytes), "{order:?}");
    }
}

#[test]
fn a_large_file_that_changes_while_it_is_read_is_rejected() {
    let (_temporary, t) = folder();
    let path = t.join("large");
    fs::write(&path, vec![b' '; 17 << 20]).unwrap();
    let limits = Limits { file_size: 1 << 30, ..limits() };
    let gathered = gather(&[t], &limits, &|blob: Blob| {
        fs::OpenOptions::new().write(true).open(&path).unwrap().write_all(b"x").unwrap();
        blob.payload.piece(0..1).unwrap_err().to_string()
    });
    // Nothing of it counts, whether its digest is still to be had or not.
    match gathered.results.first() {
        Some((_, reason)) => assert!(reason.contains("changed while it was read")),
        None => assert!(reasons(&gathered).contains("changed while it was read")),
    }
}
