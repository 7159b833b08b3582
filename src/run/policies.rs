// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Reads a policy with its waivers.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Failure, now, open, print,
    sealed::{Notary, approved_by},
};
use crate::{
    collect,
    model::{Digest, Origin, Release, Text, Timestamp},
    policy::{self, ListSource, Mistake, Policy, Waiver, WaiverSource},
    verify::TrustStore,
};

/// A file that people write is not larger than this.
const LARGEST: u64 = 4 << 20;

/// A policy, its waivers, and the files that these came from.
pub(super) struct Bound {
    pub policy: Policy,
    pub waivers: Vec<Waiver>,
    pub waiver_files: Vec<Origin>,
    /// The files of keys, roots and authorities that it trusts.
    pub trust_files: Vec<Origin>,
    /// What they hold.
    pub store: TrustStore,
    /// The lists that rules name, by the path as the policy writes it.
    pub lists: BTreeMap<String, Arc<[String]>>,
    /// Where these were read from, for the report.
    pub list_notes: Vec<Text>,
}

/// What signatures of waivers are held against.
pub(super) struct Occasion<'a> {
    /// The release.
    pub release: &'a Release,
    /// The time that counts as now.
    pub at: Timestamp,
    /// The largest file of keys or roots that is read, in bytes.
    pub max_size: u64,
}

/// Reads the policy at `path`, the waivers that it names and those in `more`.
pub(super) fn bind(path: &Path, more: &[PathBuf], occasion: &Occasion<'_>) -> Result<Bound, Failure> {
    let policy = policy(path)?;
    let (store, trust_files) = open::trusted(&policy, path, occasion.max_size)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let named = policy.waiver_files.iter().map(|file| folder.join(file));
    let files: Vec<PathBuf> = named.chain(more.iter().cloned()).collect();
    let mut bound = Bound {
        policy,
        waivers: Vec::new(),
        waiver_files: Vec::new(),
        trust_files,
        store,
        lists: BTreeMap::new(),
        list_notes: Vec::new(),
    };
    let mut mistakes = Vec::new();
    for file in &files {
        read_waivers(file, occasion, &mut bound, &mut mistakes)?;
    }
    read_lists(folder, &mut bound, &mut mistakes)?;
    if mistakes.is_empty() { Ok(bound) } else { Err(Failure::mistakes(&mistakes)) }
}

/// Reads the policy at `path` without its waivers.
pub(super) fn policy(path: &Path) -> Result<Policy, Failure> {
    let (origin, bytes) = collect::read_file(path, LARGEST).map_err(|error| missing_policy(path, &error))?;
    policy::bind(origin, &bytes).map_err(|mistakes| Failure::mistakes(&mistakes))
}

/// Refuses a policy that is not the one asked for.
pub(super) fn refuse_other(policy: &Policy, wanted: Option<&Digest>) -> Result<(), Failure> {
    match wanted {
        Some(wanted) if *wanted != policy.origin.sha256 => Err(Failure::usage(format!(
            "the policy `{}` is not the one asked for: it has the digest {}, not {wanted}\n  help: have the change approved, then change `--policy-sha256`",
            policy.origin.path, policy.origin.sha256
        ))),
        _ => Ok(()),
    }
}

fn read_waivers(
    file: &Path,
    occasion: &Occasion<'_>,
    bound: &mut Bound,
    mistakes: &mut Vec<Mistake>,
) -> Result<(), Failure> {
    let sealed = Notary { store: &bound.store, at: occasion.at }.waivers(file)?;
    let signed_by = approved_by(&sealed, &bound.policy, occasion.release)?;
    let source = WaiverSource { path: &sealed.origin.path, bytes: &sealed.bytes };
    match policy::bind_waivers(&source, &bound.policy) {
        Ok(waivers) => bound.waivers.extend(waivers.into_iter().map(|waiver| waiver.signed_by(signed_by.clone()))),
        Err(found) => mistakes.extend(found),
    }
    bound.waiver_files.push(sealed.origin);
    Ok(())
}

/// Reads every list that a rule names.
fn read_lists(folder: &Path, bound: &mut Bound, mistakes: &mut Vec<Mistake>) -> Result<(), Failure> {
    for list in bound.policy.rules.iter().flat_map(|rule| rule.bound.lists()) {
        if bound.lists.contains_key(list.path) {
            continue;
        }
        let (origin, bytes) = collect::read_file(&folder.join(list.path), LARGEST).map_err(Failure::usage)?;
        match policy::read_list(&ListSource { path: &origin.path, bytes: &bytes, accepts: list.accepts }) {
            Ok(entries) => drop(bound.lists.insert(list.path.to_owned(), entries.into())),
            Err(found) => mistakes.extend(found),
        }
        let (path, digest) = (&origin.path, &origin.sha256);
        bound.list_notes.push(Text::new(
            format!("the policy was read with the list `{path}` ({digest})"),
            format!("Die Richtlinie wurde mit der Liste `{path}` gelesen ({digest})"),
        ));
    }
    Ok(())
}

fn missing_policy(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    let help = "name the policy with `--policy FILE`, or write a starter with `freigabe init`";
    let help = if path.exists() { String::new() } else { format!("\n  help: {help}") };
    Failure::usage(format!("{error}{help}"))
}

/// `freigabe policy check`: every mistake at once, or a word on what the policy holds.
pub(super) fn check(path: &Path, waivers: &[PathBuf]) -> Result<u8, Failure> {
    let release = Release::default();
    let bound = bind(path, waivers, &Occasion { release: &release, at: now(), max_size: LARGEST })?;
    let own = bound.policy.rules.iter().filter(|rule| !rule.implied).count();
    let blocking = bound.policy.rules.iter().filter(|rule| rule.effect == crate::model::Effect::Block).count();
    let many = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    print(&format!(
        "{}: no mistakes; {}, {}; {} can block (with those that freigabe adds)\n",
        path.display(),
        many(own, "rule"),
        many(bound.waivers.len(), "waiver"),
        many(blocking, "rule"),
    ))
}
