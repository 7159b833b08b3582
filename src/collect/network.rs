// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! How servers are reached, which is the same for all that the user names.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use super::file::{ReadFailure, read};
use crate::remote::{Bounds, Connection};

/// The most bytes of a file with a token, with passwords or with certificates.
pub(super) const SMALL: u64 = 4 << 20;

/// Reads a variable of the environment.
pub(super) type Variables<'v> = &'v dyn Fn(&str) -> Option<String>;

/// What the command line says about the way to servers.
#[derive(Clone, Copy, Debug, Default)]
pub struct NetworkFlags<'a> {
    /// A file with certificates of authorities, in PEM.
    pub ca_file: Option<&'a Path>,
    /// The address of a proxy.
    pub proxy: Option<&'a str>,
    /// How long everything asked of one server may take, in seconds.
    pub seconds: u64,
}

impl NetworkFlags<'_> {
    /// What to connect with: by the flags, else by the variables of the job.
    pub(super) fn connection(&self, set: Variables<'_>) -> Result<Connection, ReadFailure> {
        let ca_file = self.ca_file.map(Path::to_owned).or_else(|| set("CI_SERVER_TLS_CA_FILE").map(PathBuf::from));
        let authorities = ca_file.map(|path| read(&path, SMALL)).transpose()?;
        Ok(Connection { authorities, proxy: self.proxy.map(str::to_owned) })
    }

    /// Where everything ends.
    pub(super) fn bounds(&self) -> Bounds {
        Bounds::within(Duration::from_secs(self.seconds))
    }
}
