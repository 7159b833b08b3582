// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The files of a delivery: found with the bounds of all that is read, hashed side by side, and
//! archives looked into one level down.
//!
//! Unlike evidence, hidden files count: what is handed over is handed over. Links are not followed.

use std::{
    fmt,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use rayon::prelude::*;
use sha2::{Digest as _, Sha512};
use walkdir::WalkDir;

use super::{
    Limits, Sink,
    archive::{self, Kind},
    artifact::hash,
    file::{ReadFailure, read},
    shown, too_large,
    walk::unreadable,
};
use crate::model::{Blob, DeliveredFile, Delivery, Digest, DigestAlgorithm, Digests, LeftAlone, LeftAloneCounts, Text};

/// Archives that are larger are unpacked one after another, since each is held in memory.
const LARGE: u64 = 16 << 20;
/// As much of a file as is needed to tell what it is.
const HEAD: u64 = 512;

/// Why a delivery could not be looked at.
#[derive(Debug)]
pub enum DeliveryError {
    /// The system says why.
    Io(String, io::Error),
    /// It is no folder.
    NotAFolder(String),
}

impl fmt::Display for DeliveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(path, error) => write!(f, "could not read the delivery `{path}`: {error}"),
            Self::NotAFolder(path) => write!(f, "the delivery `{path}` is no folder\n  help: put its files in one"),
        }
    }
}

/// Every file of the delivery in `folder`.
pub fn delivery(folder: &Path, limits: &Limits) -> Result<Delivery, DeliveryError> {
    let io = |error| DeliveryError::Io(shown(folder), error);
    if !std::fs::metadata(folder).map_err(io)?.is_dir() {
        return Err(DeliveryError::NotAFolder(shown(folder)));
    }
    let mut delivery = Delivery { folder: shown(folder), ..Delivery::default() };
    let (large, small): (Vec<Found>, Vec<Found>) =
        walk(folder, limits, &mut delivery).into_iter().partition(|found| found.size > LARGE);
    let mut looks: Vec<Look> = small.par_iter().map(|found| look(found, limits)).collect();
    looks.extend(large.iter().map(|found| look(found, limits)));
    looks.sort_by(|a, b| a.path.cmp(&b.path));
    looks.into_iter().for_each(|look| put_down(look, &mut delivery));
    delivery.unread.sort_unstable();
    Ok(delivery)
}

/// A file that was found.
struct Found {
    path: PathBuf,
    /// Its path in the folder.
    inner: String,
    size: u64,
}

fn walk(folder: &Path, limits: &Limits, delivery: &mut Delivery) -> Vec<Found> {
    let mut found = Vec::new();
    for entry in WalkDir::new(folder).follow_root_links(true).sort_by_file_name() {
        if found.len() as u64 >= limits.files {
            let reason = Text::new(
                format!("holds more than {} files; `--max-files` raises the limit", limits.files),
                format!("enthält mehr als {} Dateien; `--max-files` hebt die Grenze an", limits.files),
            );
            delivery.unread.push((delivery.folder.clone(), reason));
            return found;
        }
        let inner = |path: &Path| shown(path.strip_prefix(folder).unwrap_or(path));
        match entry {
            Err(error) => {
                delivery.unread.push((inner(error.path().unwrap_or(folder)), unreadable(&error)));
            }
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) if entry.file_type().is_file() => {
                let size = entry.metadata().map_or(0, |metadata| metadata.len());
                found.push(Found { inner: inner(entry.path()), path: entry.into_path(), size });
            }
            // What a link within the folder leads to is seen where it lies.
            Ok(entry) if entry.file_type().is_symlink() && stays_in(entry.path(), folder) => {
                skip(LeftAlone::Link, 1, delivery);
            }
            Ok(entry) => {
                let reason = if entry.file_type().is_symlink() { leads_out() } else { special() };
                delivery.unread.push((inner(entry.path()), reason));
            }
        }
    }
    found
}

fn stays_in(link: &Path, folder: &Path) -> bool {
    let (target, folder) = (std::fs::canonicalize(link), std::fs::canonicalize(folder));
    target.is_ok_and(|target| folder.is_ok_and(|folder| target.starts_with(folder)))
}

fn leads_out() -> Text {
    Text::new(
        "is a link that leads out of the delivery or nowhere; put the file itself there",
        "ist ein Verweis, der aus der Lieferung hinaus oder ins Leere führt; die Datei selbst ablegen",
    )
}

fn special() -> Text {
    Text::new("is neither a file nor a folder", "ist weder eine Datei noch ein Ordner")
}

fn skip(reason: LeftAlone, more: u64, delivery: &mut Delivery) {
    let count = delivery.skipped.entry(reason).or_default();
    *count = count.saturating_add(more);
}

/// What was seen of one file.
struct Look {
    path: String,
    /// The file with its digests, or why it could not be read.
    file: Result<(Digests, u64), Text>,
    /// What is in it, where it is an archive.
    inside: Result<Inside, Text>,
}

/// The files in an archive, and what else is in it.
#[derive(Default)]
struct Inside {
    files: Vec<(String, Digests, u64)>,
    skipped: LeftAloneCounts,
}

fn look(found: &Found, limits: &Limits) -> Look {
    let file = File::open(&found.path).and_then(|mut file| hash(&mut file)).map_err(|error| unreadable(&error));
    let inside = if file.is_ok() { inside(found, limits) } else { Ok(Inside::default()) };
    Look { path: found.inner.clone(), file, inside }
}

/// The files in an archive, one level down: an archive in it is a file like any other.
fn inside(found: &Found, limits: &Limits) -> Result<Inside, Text> {
    let mut head = Vec::new();
    let opened = File::open(&found.path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    opened.map_err(|error| unreadable(&error))?;
    if Kind::of(&head) == Kind::Other {
        return Ok(Inside::default());
    }
    let bytes = read(&found.path, limits.file_size).map_err(|error| match error {
        ReadFailure::TooLarge(..) => {
            too_large(Text::new("the archive", "das Archiv"), limits.file_size, "--max-file-size")
        }
        error => unreadable(&error),
    })?;
    let kind = Kind::of(&bytes);
    if kind.is_compressed(&bytes) {
        return Ok(Inside::default());
    }
    let sha512 = |blob: Blob| {
        let bytes = blob.payload.whole().ok()?;
        Digest::from_bytes(DigestAlgorithm::Sha512, &Sha512::digest(bytes))
    };
    let gathered = archive::list(&found.inner, kind, &bytes, limits, Sink { make: &sha512, wanted: None })?;
    let file = |(origin, sha512): (crate::model::Origin, Option<Digest>)| {
        let digests = [Some(origin.sha256), sha512].into_iter().flatten().collect();
        (origin.path.to_string(), digests, origin.size)
    };
    Ok(Inside { files: gathered.results.into_iter().map(file).collect(), skipped: gathered.skipped })
}

fn put_down(look: Look, delivery: &mut Delivery) {
    let (digests, size) = match look.file {
        Ok(file) => file,
        Err(reason) => return delivery.unread.push((look.path, reason)),
    };
    let archive = Some(delivery.files.len());
    delivery.files.push(DeliveredFile { path: look.path.clone(), digests, size, archive: None });
    match look.inside {
        Ok(mut inside) => {
            inside.files.sort_by(|(a, ..), (b, ..)| a.cmp(b));
            inside.skipped.into_iter().for_each(|(reason, more)| skip(reason, more, delivery));
            let file = |(path, digests, size)| DeliveredFile { path, digests, size, archive };
            delivery.files.extend(inside.files.into_iter().map(file));
        }
        Err(reason) => delivery.unread.push((look.path, reason)),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn paths(delivery: &Delivery) -> Vec<&str> {
        delivery.files.iter().map(|file| file.path.as_str()).collect()
    }

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn hidden_files_and_archives_one_level_down_are_seen() {
        let folder = tempfile::tempdir().unwrap();
        let inner = zip(&[("deep", b"d")]);
        let outer = zip(&[("lib/a.jar", inner.as_slice()), (".env", b"secret")]);
        std::fs::write(folder.path().join("b.zip"), &outer).unwrap();
        std::fs::write(folder.path().join(".hidden"), "abc").unwrap();
        let delivery = delivery(folder.path(), &Limits::default()).unwrap();
        assert_eq!(paths(&delivery), [".hidden", "b.zip", "b.zip!.env", "b.zip!lib/a.jar"]);
        assert_eq!(delivery.files[3].archive, Some(1));
        // FIPS 180-4, example "abc".
        let digests: Vec<String> = delivery.files[0].digests.iter().map(|digest| digest.to_string()).collect();
        assert!(digests[0].starts_with("sha256:ba7816bf") && digests[1].starts_with("sha512:ddaf35a1"), "{digests:?}");
        assert!(delivery.files.iter().all(|file| file.digests.iter().count() == 2));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_out_is_not_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a"), "a").unwrap();
        for (name, target) in [("inside", "a"), ("out", "/etc/hostname"), ("nowhere", "b"), ("up", "../")] {
            std::os::unix::fs::symlink(target, folder.path().join(name)).unwrap();
        }
        let delivery = delivery(folder.path(), &Limits::default()).unwrap();
        let unread: Vec<&str> = delivery.unread.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!((paths(&delivery), unread), (vec!["a"], vec!["nowhere", "out", "up"]));
        assert_eq!(delivery.skipped.get(&LeftAlone::Link), Some(&1));
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let whole = zip(&[("a", b"a")]);
        std::fs::write(folder.path().join("cut.zip"), &whole[..whole.len() - 4]).unwrap();
        std::fs::write(folder.path().join("x"), "x").unwrap();
        let limits = Limits { files: 1, ..Limits::default() };
        assert_eq!(delivery(folder.path(), &limits).unwrap().unread.len(), 2);
        let found = delivery(folder.path(), &Limits::default()).unwrap();
        assert_eq!((paths(&found), found.unread[0].0.as_str()), (vec!["cut.zip", "x"], "cut.zip"));
        assert!(delivery(&folder.path().join("x"), &Limits::default()).is_err());
    }
}
