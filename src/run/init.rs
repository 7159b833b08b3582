// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! `freigabe init`: a starter policy and the lines for GitLab. Overwrites nothing.

use std::{io::ErrorKind, path::Path};

use super::{Failure, print};
use crate::{cli::POLICY_FILE, deliver};

const POLICY: &str = include_str!("../../policies/minimal.yaml");
const JOB: &str = include_str!("init/freigabe.gitlab-ci.yml");
const JOB_FILE: &str = "freigabe.gitlab-ci.yml";
const INCLUDE: &str = "include:\n  - local: freigabe.gitlab-ci.yml\n";

/// Writes what is missing in `folder` and says what to do next.
pub(super) fn init(folder: &Path) -> Result<u8, Failure> {
    let mut said = String::new();
    for (name, text) in [(POLICY_FILE, POLICY), (JOB_FILE, JOB)] {
        let written = write(&folder.join(name), text)?;
        said.push_str(&format!("{} {name}\n", if written { "wrote" } else { "kept " }));
    }
    if write(&folder.join(".gitlab-ci.yml"), INCLUDE)? {
        said.push_str("wrote .gitlab-ci.yml\n");
    } else {
        said.push_str("kept  .gitlab-ci.yml; add to it, if it is not there yet:\n\n");
        said.push_str(INCLUDE);
    }
    said.push_str(
        "\nnext: let the jobs that make SBOM, scan and test reports keep them as artifacts (`artifacts: paths`),\n      then try it here: freigabe check .\n",
    );
    print(&said)
}

/// Whether the file was written; it is kept when it exists.
fn write(path: &Path, text: &str) -> Result<bool, Failure> {
    match deliver::new_file(path, text.as_bytes()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(Failure::unreachable(format!("could not write `{}`: {error}", path.display()))),
    }
}
