// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a project says about itself.

/// What a project says about itself (`publiccode.yml`, or the text of its only licence by REUSE).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// The name; empty where not stated.
    pub name: String,
    /// The address of its sources; empty where not stated.
    pub url: String,
    /// The version that it describes, where stated.
    pub version: Option<String>,
    /// Its licence, as an SPDX expression, as written.
    pub license: String,
}
