// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The licences of a project that follows REUSE.
//!
//! REUSE states licences file by file and has no field for that of the project. But every licence in
//! use has its text in `LICENSES/`, in a file named by the SPDX identifier (REUSE 3.3, "License files"),
//! so where there is one file only, all of the project is under it. Of several, none is guessed.

use std::{fs, path::Path};

use super::file::{origin_of_all, read_file};
use crate::model::Origin;

/// Larger files are no text of a licence.
const LARGEST: u64 = 1 << 20;
/// More files are no folder of licences.
const MOST: usize = 200;

/// The identifiers of the licences in the folder `LICENSES` of `folder`, in order, with the origin of
/// their texts; `None` where there are none, or something there is no text of a licence.
pub fn license_texts(folder: &Path) -> Option<(Origin, Vec<Box<str>>)> {
    let licenses = folder.join("LICENSES");
    // Links are not followed: what they lead to may be another project's.
    if !fs::symlink_metadata(&licenses).ok()?.is_dir() {
        return None;
    }
    let mut texts: Vec<(Box<str>, Origin)> = Vec::new();
    for entry in fs::read_dir(&licenses).ok()? {
        let entry = entry.ok()?;
        if !entry.file_type().ok()?.is_file() || texts.len() >= MOST {
            return None;
        }
        let name = entry.file_name().into_string().ok()?;
        let identifier = name.strip_suffix(".txt").or_else(|| name.strip_suffix(".md"))?;
        let (origin, text) = read_file(&entry.path(), LARGEST).ok()?;
        if text.trim_ascii().is_empty() {
            return None;
        }
        texts.push((identifier.into(), origin));
    }
    texts.sort_unstable();
    let origin = match texts.as_slice() {
        [] => return None,
        [(_, origin)] => origin.clone(),
        several => origin_of_all(&licenses, several.iter().map(|(_, origin)| origin)),
    };
    Some((origin, texts.into_iter().map(|(identifier, _)| identifier).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_of_a_licence_says_what_something_in_the_project_is_under() {
        let folder = tempfile::tempdir().unwrap();
        let identifiers = || license_texts(folder.path()).map(|(_, identifiers)| identifiers.join(" "));
        let licenses = folder.path().join("LICENSES");
        assert_eq!(identifiers(), None);
        fs::create_dir(&licenses).unwrap();
        assert_eq!(identifiers(), None);
        fs::write(licenses.join("MIT.txt"), " \n").unwrap();
        assert_eq!(identifiers(), None, "without a text");
        fs::write(licenses.join("MIT.txt"), "MIT License\n").unwrap();
        assert_eq!(identifiers().as_deref(), Some("MIT"));
        fs::create_dir(licenses.join("more")).unwrap();
        assert_eq!(identifiers(), None, "a folder may hold others");
        fs::remove_dir(licenses.join("more")).unwrap();
        fs::write(licenses.join("CC0-1.0.txt"), "CC0\n").unwrap();
        assert_eq!(identifiers().as_deref(), Some("CC0-1.0 MIT"));
    }
}
