// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Reads a policy with its waivers.

use std::path::{Path, PathBuf};

use super::{Failure, print};
use crate::{
    collect,
    model::Origin,
    policy::{self, Mistake, Policy, Waiver, WaiverSource},
};

/// A file that people write is not larger than this.
const LARGEST: u64 = 4 << 20;

/// A policy, its waivers, and the files that these came from.
pub(super) struct Bound {
    pub policy: Policy,
    pub waivers: Vec<Waiver>,
    pub waiver_files: Vec<Origin>,
}

/// Reads the policy at `path`, the waivers that it names and those in `more`.
pub(super) fn bind(path: &Path, more: &[PathBuf]) -> Result<Bound, Failure> {
    let policy = policy(path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let named = policy.waiver_files.iter().map(|file| folder.join(file));
    let files: Vec<PathBuf> = named.chain(more.iter().cloned()).collect();
    let mut bound = Bound { policy, waivers: Vec::new(), waiver_files: Vec::new() };
    let mut mistakes = Vec::new();
    for file in &files {
        read_waivers(file, &mut bound, &mut mistakes)?;
    }
    if mistakes.is_empty() { Ok(bound) } else { Err(Failure::mistakes(&mistakes)) }
}

/// Reads the policy at `path` without its waivers.
pub(super) fn policy(path: &Path) -> Result<Policy, Failure> {
    let (origin, bytes) = collect::read_file(path, LARGEST).map_err(|error| missing_policy(path, &error))?;
    policy::bind(origin, &bytes).map_err(|mistakes| Failure::mistakes(&mistakes))
}

fn read_waivers(file: &Path, bound: &mut Bound, mistakes: &mut Vec<Mistake>) -> Result<(), Failure> {
    let (origin, bytes) = collect::read_file(file, LARGEST).map_err(Failure::usage)?;
    let source = WaiverSource { path: &origin.path, bytes: &bytes };
    match policy::bind_waivers(&source, &bound.policy) {
        Ok(waivers) => bound.waivers.extend(waivers),
        Err(found) => mistakes.extend(found),
    }
    bound.waiver_files.push(origin);
    Ok(())
}

fn missing_policy(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    let help = "name the policy with `--policy FILE`, or write a starter with `freigabe init`";
    let help = if path.exists() { String::new() } else { format!("\n  help: {help}") };
    Failure::usage(format!("{error}{help}"))
}

/// `freigabe policy check`: every mistake at once, or a word on what the policy holds.
pub(super) fn check(path: &Path, waivers: &[PathBuf]) -> Result<u8, Failure> {
    let bound = bind(path, waivers)?;
    let own = bound.policy.rules.iter().filter(|rule| !rule.implied).count();
    let blocking = bound.policy.rules.iter().filter(|rule| rule.effect == crate::model::Effect::Block).count();
    print(&format!(
        "{}: no mistakes; {own} rules, {} waivers; {blocking} rules can block (with those that freigabe adds)\n",
        path.display(),
        bound.waivers.len(),
    ))
}
