// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a pipeline was put together from.

use serde::{Deserialize, Serialize};

use crate::model::Commit;

/// What the project itself says in its pipeline's configuration, and what it includes. What included
/// files hold is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// The commit whose files were read.
    pub commit: Commit,
    /// The file that the project names as its configuration, and every local one that these include,
    /// whatever the `rules` of the include are; ordered by path.
    pub files: Vec<ConfigurationFile>,
    /// Everything else that they include, whatever the `rules` of the include are; ordered.
    pub includes: Vec<Include>,
}

/// A file of the project that its pipelines are made from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigurationFile {
    /// Its path in the project.
    pub path: Box<str>,
    /// Its keys at the top but for `include` and `spec`, ordered: jobs, hidden jobs, and what counts for
    /// all jobs (`default`, `variables` …).
    pub keys: Vec<Box<str>>,
}

/// Something that is no file of the project and is included by one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Include {
    /// Its kind and its place as the file writes it: `remote:ADDRESS`, `template:NAME`,
    /// `component:ADDRESS@VERSION` or `project:PATH/FILE`; behind that `@` and what the include is pinned
    /// to, where it says so: the `ref` of a project, the `integrity` of a remote file. Any other `@` stands
    /// there as `%40`, and `…` for user name and query of an address.
    pub location: Box<str>,
    /// The path of the file that includes it.
    pub file: Box<str>,
}

impl Include {
    /// Whether the location is one place only: it holds no variable, leads through no other folder, and
    /// nothing of it is left out.
    pub fn is_plain(&self) -> bool {
        let parts = self.location.split(['/', ':', '@']);
        !self.location.contains(['$', '%', '…', '\\']) && parts.into_iter().all(|part| part != ".." && part != ".")
    }
}
