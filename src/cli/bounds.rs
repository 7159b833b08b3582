// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Bounds on what is read, and the way to servers, for every command that needs them.

use std::path::PathBuf;

use clap::Args;

use super::value::{self, Size};

/// The way to GitLab and to registries.
#[derive(Debug, Args)]
#[command(next_help_heading = "Network")]
pub struct NetworkArgs {
    /// Certificates of authorities in PEM, trusted besides Mozilla's list [default: CI_SERVER_TLS_CA_FILE]
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// The proxy [default: HTTPS_PROXY, ALL_PROXY, but for NO_PROXY]
    #[arg(long, value_name = "URL")]
    pub proxy: Option<String>,
    /// The longest that everything asked of one server may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub network_time: u64,
}

/// Bounds on what is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub struct LimitArgs {
    /// The largest file that is read, unpacked
    #[arg(long, value_name = "SIZE", default_value = "1GiB", value_parser = value::size)]
    pub max_file_size: Size,
    /// The most files that are read, an archive counting as one
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub max_files: u64,
    /// The most entries of an archive, those of archives in it included
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub max_archive_entries: u64,
    /// The largest archive that is read, unpacked
    #[arg(long, value_name = "SIZE", default_value = "4GiB", value_parser = value::size)]
    pub max_unpacked_size: Size,
    /// The deepest nesting of JSON and XML that is read
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=120))]
    pub max_depth: u32,
}
