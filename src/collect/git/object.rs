// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Single objects of a repository, loose or packed (gitformat-pack(5)), held against their ids.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};

use super::{
    GitError, common, error,
    history::{parents, seconds},
    linked, loose, pack, packed,
};
use crate::model::{Commit, Timestamp};

/// The most bytes of an object that is read: commits and tags are small.
pub(super) const MOST: u64 = 4 << 20;
/// The most packs that are looked through.
const MOST_PACKS: usize = 1_000;
/// The most bytes that are unpacked for all objects of a run, those included that others are built upon.
const MOST_UNPACKED: u64 = 256 << 20;

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectKind {
    /// A commit.
    Commit,
    /// A tag that is an object of its own.
    Tag,
}

/// An object as it lies in the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its id.
    pub id: Commit,
    /// What it is.
    pub kind: ObjectKind,
    /// What it holds, without its header.
    pub content: Vec<u8>,
}

impl Object {
    /// Whether it is a commit that merges others.
    pub fn is_merge(&self) -> bool {
        parents(&self.content).len() > 1
    }

    /// When it was made, by its own word.
    pub fn made_at(&self) -> Option<Timestamp> {
        let key: &[u8] = if self.kind == ObjectKind::Tag { b"tagger " } else { b"committer " };
        Timestamp::from_second(seconds(&self.content, key)?).ok()
    }
}

/// What a release says about itself in its repository: its commit, and its tag where that is an
/// object of its own.
#[derive(Debug, Default)]
pub struct Revision {
    /// What was found. A lightweight tag and a commit that is not there are not.
    pub objects: Vec<Object>,
}

/// The commit, and the tag where one is named, in the repository that `folder` lies in.
pub fn revision(folder: &Path, commit: &Commit, tag: Option<&str>) -> Result<Revision, GitError> {
    let Some(repository) = repository(folder)? else { return Ok(Revision::default()) };
    let mut revision = Revision::default();
    let of_tag = match tag {
        Some(tag) => reference(&repository, &format!("refs/tags/{tag}"))?,
        None => None,
    };
    let mut objects = Objects::of(&repository)?;
    for id in of_tag.iter().chain([commit]) {
        if let Some(object) = objects.object(id)? {
            revision.objects.push(object);
        }
    }
    revision.objects.dedup();
    Ok(revision)
}

/// The folder of the repository that `folder` lies in; `None` when it lies in none.
pub(super) fn repository(folder: &Path) -> Result<Option<PathBuf>, GitError> {
    let Ok(folder) = fs::canonicalize(folder) else { return Ok(None) };
    let Some(marker) = folder.ancestors().map(|parent| parent.join(".git")).find(|marker| marker.exists()) else {
        return Ok(None);
    };
    if marker.is_dir() { Ok(Some(marker)) } else { linked(&marker).map(Some) }
}

/// What a reference names; `None` where there is none.
pub(super) fn reference(repository: &Path, name: &str) -> Result<Option<Commit>, GitError> {
    if name.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Ok(None);
    }
    match loose(repository, name)? {
        Some(text) => super::commit(repository, &text).map(Some),
        None => packed(repository, name),
    }
}

/// The objects of a repository, and how many bytes may still be unpacked of them.
#[derive(Debug)]
pub(super) struct Objects {
    folder: PathBuf,
    left: u64,
    /// The indices of the packs, once they were asked for.
    indices: Option<Vec<PathBuf>>,
}

impl Objects {
    /// Those that a repository uses.
    pub(super) fn of(repository: &Path) -> Result<Self, GitError> {
        Ok(Self { folder: common(repository)?.join("objects"), left: MOST_UNPACKED, indices: None })
    }

    /// An object, where it is there and is a commit or a tag.
    pub(super) fn object(&mut self, id: &Commit) -> Result<Option<Object>, GitError> {
        let found = match self.loose(id)? {
            Some(found) => Some(found),
            None => self.packed(id)?,
        };
        let Some((kind, content)) = found else { return Ok(None) };
        let kind = match kind.as_str() {
            "commit" => ObjectKind::Commit,
            "tag" => ObjectKind::Tag,
            _ => return Ok(None),
        };
        Ok(Some(Object { id: id.clone(), kind, content }))
    }

    /// An object in a file of its own.
    fn loose(&mut self, id: &Commit) -> Result<Option<(String, Vec<u8>)>, GitError> {
        let Some((folder, file)) = id.as_str().split_at_checked(2) else { return Ok(None) };
        let path = self.folder.join(folder).join(file);
        if !path.is_file() {
            return Ok(None);
        }
        let wrong = |reason: std::io::Error| error(&path, &reason.to_string());
        let packed = File::open(&path).map_err(wrong)?;
        let bytes = pack::inflated(packed, &mut self.left).map_err(wrong)?;
        let end = memchr::memchr(0, &bytes).ok_or_else(|| error(&path, "it is no object"))?;
        let (header, content) = bytes.split_at_checked(end).unwrap_or_default();
        let content = content.get(1..).unwrap_or_default();
        let kind = std::str::from_utf8(header).ok().and_then(|header| header.split_once(' ')).map(|(kind, _)| kind);
        let kind = kind.ok_or_else(|| error(&path, "it is no object"))?;
        check(&path, id, (kind, content))?;
        Ok(Some((kind.to_owned(), content.to_vec())))
    }

    fn packed(&mut self, id: &Commit) -> Result<Option<(String, Vec<u8>)>, GitError> {
        let folder = &self.folder;
        for index in self.indices.get_or_insert_with(|| indices(folder)).iter().take(MOST_PACKS) {
            let wrong = |reason: std::io::Error| error(index, &reason.to_string());
            if let Some((kind, content)) = pack::object(index, &raw(id), &mut self.left).map_err(wrong)? {
                check(index, id, (kind, &content))?;
                return Ok(Some((kind.to_owned(), content)));
            }
        }
        Ok(None)
    }
}

/// The indices of the packs.
fn indices(objects: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(objects.join("pack")).into_iter().flatten();
    let mut indices: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    indices.retain(|path| path.extension().is_some_and(|extension| extension == "idx"));
    indices.sort_unstable();
    indices
}

/// The bytes of an id.
fn raw(id: &Commit) -> Vec<u8> {
    let (pairs, _) = id.as_str().as_bytes().as_chunks::<2>();
    let digit = |byte: u8| (byte & 0x0f).wrapping_add((byte >> 6).wrapping_mul(9));
    pairs.iter().map(|[high, low]| digit(*high) << 4 | digit(*low)).collect()
}

/// An object that is not what its id says must not be read.
fn check(path: &Path, id: &Commit, (kind, content): (&str, &[u8])) -> Result<(), GitError> {
    let whole = [format!("{kind} {}\0", content.len()).as_bytes(), content].concat();
    let algorithm = if id.as_str().len() == 64 { &SHA256 } else { &SHA1_FOR_LEGACY_USE_ONLY };
    match digest(algorithm, &whole).as_ref() == raw(id) {
        true => Ok(()),
        false => Err(error(path, "an object is not what its id says; `git fsck` looks for more")),
    }
}
