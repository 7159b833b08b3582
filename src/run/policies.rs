// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Reads a policy with its waivers.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Failure, now,
    open::{self, Trusted},
    print,
    sealed::{Notary, Sealed, approved_by},
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

/// What keeps a policy from being used: mistakes in it and in the files that it names, and files that the
/// command line names and that cannot be used.
#[derive(Default)]
struct Problems {
    mistakes: Vec<Mistake>,
    others: Vec<Failure>,
    /// Whether a file that says whose signatures count could not be read.
    is_trust_unread: bool,
}

impl Problems {
    /// A file of waivers cannot be used.
    fn of_file(&mut self, file: &WaiversAt, policy: &Policy, failure: Failure) {
        match &file.written {
            Some(written) => self.mistakes.push(policy.mistake_at(written, None, failure.words())),
            None => self.others.push(failure),
        }
    }

    fn into_result<T>(mut self, right: T) -> Result<T, Failure> {
        match (self.mistakes.is_empty(), self.others.pop()) {
            (true, None) => Ok(right),
            (true, Some(other)) if self.others.is_empty() => Err(other),
            (_, last) => Err(Failure::all(&self.mistakes, self.others.into_iter().chain(last))),
        }
    }
}

/// Reads the policy at `path`, the waivers that it names and those in `more`.
pub(super) fn bind(path: &Path, more: &[PathBuf], occasion: &Occasion<'_>) -> Result<Bound, Failure> {
    let policy = policy(path)?;
    let Trusted { store, files: trust_files, mistakes } = open::trusted(&policy, path, occasion.max_size);
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut problems = Problems { is_trust_unread: !mistakes.is_empty(), mistakes, others: Vec::new() };
    let unread = policy.enrichment_files.iter().filter_map(|file| Some((file, unreadable(&folder.join(file))?)));
    problems.mistakes.extend(unread.map(|(file, message)| policy.mistake_at(file, None, message)));
    let named =
        policy.waiver_files.iter().map(|file| WaiversAt { path: folder.join(file), written: Some(file.clone()) });
    let given = more.iter().map(|path| WaiversAt { path: path.clone(), written: None });
    let files: Vec<WaiversAt> = named.chain(given).collect();
    let mut bound = Bound {
        policy,
        waivers: Vec::new(),
        waiver_files: Vec::new(),
        trust_files,
        store,
        lists: BTreeMap::new(),
        list_notes: Vec::new(),
    };
    for file in &files {
        read_waivers(file, occasion, &mut bound, &mut problems);
    }
    read_lists(folder, &mut bound, &mut problems.mistakes);
    let place = |mistake: &Mistake| (mistake.path.clone(), mistake.line, mistake.column);
    problems.mistakes.sort_by_cached_key(|mistake| (*mistake.path != *bound.policy.origin.path, place(mistake)));
    problems.into_result(bound)
}

/// Reads the policy at `path` without its waivers. Where it has mistakes, the files that it names and that
/// cannot be read are among them.
pub(super) fn policy(path: &Path) -> Result<Policy, Failure> {
    let (origin, bytes) = collect::read_file(path, LARGEST).map_err(|error| missing_policy(path, &error))?;
    let shown = Arc::clone(&origin.path);
    policy::bind(origin, &bytes).map_err(|mut mistakes| {
        let folder = path.parent().unwrap_or(Path::new(""));
        let files = policy::files(&shown, &bytes);
        mistakes.extend(files.iter().filter_map(|file| Some(file.mistake(unreadable(&folder.join(&file.path))?))));
        mistakes.sort_by_key(|mistake| (mistake.line, mistake.column));
        Failure::mistakes(&mistakes)
    })
}

fn unreadable(path: &Path) -> Option<String> {
    collect::refuse_unreadable(path).err().map(|error| error.to_string())
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

/// A file of waivers.
struct WaiversAt {
    path: PathBuf,
    /// How the policy writes its path; `None` where the command line names it.
    written: Option<String>,
}

fn read_waivers(file: &WaiversAt, occasion: &Occasion<'_>, bound: &mut Bound, problems: &mut Problems) {
    let notary = Notary { store: &bound.store, at: occasion.at };
    match notary.waivers(&file.path) {
        Ok(sealed) => bind_waivers((file, sealed), occasion, bound, problems),
        Err(failure) => problems.of_file(file, &bound.policy, failure),
    }
}

fn bind_waivers(
    (file, sealed): (&WaiversAt, Sealed),
    occasion: &Occasion<'_>,
    bound: &mut Bound,
    problems: &mut Problems,
) {
    let source = WaiverSource { path: &sealed.origin.path, bytes: &sealed.bytes };
    let waivers = policy::bind_waivers(&source, &bound.policy);
    // Where not all keys could be read, whose signature it is cannot be said.
    let signed_by = match approved_by(&sealed, &bound.policy, occasion.release) {
        Ok(names) => names,
        Err(failure) if !problems.is_trust_unread => return problems.of_file(file, &bound.policy, failure),
        Err(_) => Vec::new(),
    };
    // The same file under another name, or named twice, says nothing more.
    if bound.waiver_files.iter().any(|known| known.sha256 == sealed.origin.sha256) {
        return;
    }
    match waivers {
        Ok(waivers) => bound.waivers.extend(waivers.into_iter().map(|waiver| waiver.signed_by(signed_by.clone()))),
        Err(found) => problems.mistakes.extend(found),
    }
    bound.waiver_files.push(sealed.origin);
}

/// Reads every list that a rule names.
fn read_lists(folder: &Path, bound: &mut Bound, mistakes: &mut Vec<Mistake>) {
    for list in bound.policy.rules.iter().flat_map(|rule| rule.bound.lists()) {
        if bound.lists.contains_key(list.path) {
            continue;
        }
        let (origin, bytes) = match collect::read_file(&folder.join(list.path), LARGEST) {
            Ok(read) => read,
            Err(error) => {
                mistakes.push(bound.policy.mistake_at(list.path, None, error.to_string()));
                continue;
            }
        };
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
