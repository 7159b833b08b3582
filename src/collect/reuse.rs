// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The one licence of a project that follows REUSE.
//!
//! REUSE states licences file by file and has no field for that of the project. But every licence in
//! use has its text in `LICENSES/`, in a file named by the SPDX identifier (REUSE 3.3, "License files"),
//! so where there is one file only, all of the project is under it. Of several, none is guessed.

use std::{fs, path::Path};

use super::file::read_file;
use crate::model::Origin;

/// Larger files are no text of a licence.
const LARGEST: u64 = 1 << 20;

/// The file and the identifier of the only licence in the folder `LICENSES` of `folder`; `None` where
/// there is none or several, or what is there is no plain file.
pub fn only_license(folder: &Path) -> Option<(Origin, String)> {
    let licenses = folder.join("LICENSES");
    // Links are not followed: what they lead to may be another project's.
    if !fs::symlink_metadata(&licenses).ok()?.is_dir() {
        return None;
    }
    let mut entries = fs::read_dir(&licenses).ok()?;
    let (Some(Ok(only)), None) = (entries.next(), entries.next()) else { return None };
    if !only.file_type().ok()?.is_file() {
        return None;
    }
    let name = only.file_name().into_string().ok()?;
    let identifier = name.strip_suffix(".txt").or_else(|| name.strip_suffix(".md"))?;
    let (origin, text) = read_file(&only.path(), LARGEST).ok()?;
    (!text.trim_ascii().is_empty()).then(|| (origin, identifier.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_single_text_of_a_licence_says_what_the_project_is_under() {
        let folder = tempfile::tempdir().unwrap();
        let identifier = || only_license(folder.path()).map(|(_, identifier)| identifier);
        let licenses = folder.path().join("LICENSES");
        assert_eq!(identifier(), None);
        fs::create_dir(&licenses).unwrap();
        assert_eq!(identifier(), None);
        fs::write(licenses.join("MIT.txt"), " \n").unwrap();
        assert_eq!(identifier(), None, "without a text");
        fs::write(licenses.join("MIT.txt"), "MIT License\n").unwrap();
        assert_eq!(identifier().as_deref(), Some("MIT"));
        fs::create_dir(licenses.join("more")).unwrap();
        assert_eq!(identifier(), None, "a folder may hold others");
        fs::remove_dir(licenses.join("more")).unwrap();
        fs::write(licenses.join("CC0-1.0.txt"), "CC0\n").unwrap();
        assert_eq!(identifier(), None, "of two none is guessed");
    }
}
