// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The commit that a folder stands at, read from the repository without running git.

use std::{
    fmt,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use crate::model::{Commit, Reference};

mod history;
mod object;
mod pack;

pub use history::{History, TagObject, history};
pub use object::{Object, ObjectKind, Revision, revision};

/// What `HEAD` of a repository names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The commit.
    pub commit: Commit,
    /// The branch, unless the head is detached.
    pub reference: Option<Reference>,
}

/// Why `HEAD` could not be read.
#[derive(Debug)]
pub struct GitError {
    path: PathBuf,
    reason: String,
}

impl GitError {
    /// The file or folder, as reports show it.
    pub fn path(&self) -> String {
        super::shown(&self.path)
    }

    /// What is wrong with it.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for GitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not read the commit from `{}`: {}", self.path.display(), self.reason)?;
        f.write_str("\n  help: name it with `--commit`")
    }
}

/// No file of a repository that is read here is larger, packed references aside.
const SMALL: u64 = 4096;
/// Packed references of a very large repository.
const LARGE: u64 = 64 << 20;
/// References that name references are followed this far (git itself: 5).
const HOPS: usize = 5;

/// What `HEAD` names in the repository that `folder` lies in; `None` when it lies in none, or the
/// repository has no commit yet.
pub fn head(folder: &Path) -> Result<Option<Head>, GitError> {
    // A folder that is not there is reported when the evidence is gathered.
    let Ok(folder) = fs::canonicalize(folder) else { return Ok(None) };
    let Some(marker) = folder.ancestors().map(|parent| parent.join(".git")).find(|marker| marker.exists()) else {
        return Ok(None);
    };
    let repository = if marker.is_dir() { marker } else { linked(&marker)? };
    let text = read(&repository.join("HEAD"), SMALL)?;
    let Some(name) = text.trim().strip_prefix("ref:").map(str::trim) else {
        return commit(&repository, &text).map(|commit| Some(Head { commit, reference: None }));
    };
    let reference = name.strip_prefix("refs/heads/").map(|branch| Reference::Branch(branch.to_owned()));
    Ok(resolve(&repository, name)?.map(|commit| Head { commit, reference }))
}

/// The repository that a `.git` file names (worktrees and submodules, gitrepository-layout(5)).
fn linked(marker: &Path) -> Result<PathBuf, GitError> {
    let text = read(marker, SMALL)?;
    let target = text.trim().strip_prefix("gitdir:").map(str::trim);
    let target = target.ok_or_else(|| error(marker, "it names no repository"))?;
    Ok(marker.parent().unwrap_or(Path::new("/")).join(target))
}

fn resolve(repository: &Path, name: &str) -> Result<Option<Commit>, GitError> {
    let mut name = name.to_owned();
    for _ in 0..HOPS {
        // The name comes from a file, and must not lead out of the repository.
        if !name.starts_with("refs/") || name.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Err(error(repository, "HEAD names no reference"));
        }
        let Some(text) = loose(repository, &name)? else { return packed(repository, &name) };
        match text.trim().strip_prefix("ref:") {
            Some(next) => name = next.trim().to_owned(),
            None => return commit(repository, &text).map(Some),
        }
    }
    Err(error(repository, "references name references without an end"))
}

/// A reference in a file of its own: in the worktree's folder, or in the one that worktrees share.
fn loose(repository: &Path, name: &str) -> Result<Option<String>, GitError> {
    for folder in [repository.to_owned(), common(repository)?] {
        let path = folder.join(name);
        if path.is_file() {
            return read(&path, SMALL).map(Some);
        }
    }
    Ok(None)
}

fn packed(repository: &Path, name: &str) -> Result<Option<Commit>, GitError> {
    let path = common(repository)?.join("packed-refs");
    if !path.is_file() {
        return Ok(None);
    }
    let text = read(&path, LARGE)?;
    let line = text.lines().find(|line| line.split_once(' ').is_some_and(|(_, known)| known == name));
    line.and_then(|line| line.split_once(' ')).map(|(id, _)| commit(repository, id)).transpose()
}

fn common(repository: &Path) -> Result<PathBuf, GitError> {
    let path = repository.join("commondir");
    if !path.is_file() {
        return Ok(repository.to_owned());
    }
    Ok(repository.join(read(&path, SMALL)?.trim()))
}

fn commit(repository: &Path, text: &str) -> Result<Commit, GitError> {
    text.trim().parse().map_err(|_| error(repository, "it holds no commit id"))
}

fn read(path: &Path, limit: u64) -> Result<String, GitError> {
    let read = || -> io::Result<String> {
        let mut text = String::new();
        File::open(path)?.take(limit.saturating_add(1)).read_to_string(&mut text)?;
        if text.len() as u64 > limit {
            Err(io::Error::other(format!("it is larger than {limit} bytes")))
        } else {
            Ok(text)
        }
    };
    read().map_err(|reason| error(path, &reason.to_string()))
}

fn error(path: &Path, reason: &str) -> GitError {
    GitError { path: path.to_owned(), reason: reason.to_owned() }
}
