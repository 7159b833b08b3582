// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! `freigabe waive`: writes a waiver down. It adds to the file and changes nothing in it.

use std::{
    io::{BufRead, IsTerminal},
    path::Path,
};

use super::{Failure, now, policies, print};
use crate::{
    cli::WaiveArgs,
    collect, deliver,
    policy::{self, Mistake, Policy, WaiverDraft, WaiverSource},
};

/// A file that people write is not larger than this.
const LARGEST: u64 = 4 << 20;
/// Where waivers go when neither the command nor the policy names a file.
const FILE: &str = "waivers.yaml";

/// Adds a waiver to a file; gives the exit code.
pub(super) fn waive(args: &WaiveArgs) -> Result<u8, Failure> {
    let policy = policies::policy(&args.policy)?;
    let named = policy.waiver_files.first();
    let folder = args.policy.parent().unwrap_or(Path::new(""));
    let path = match (&args.file, named) {
        (Some(file), _) => file.clone(),
        (None, Some(file)) => folder.join(file),
        (None, None) => folder.join(FILE),
    };
    let draft = complete(args, &policy)?;
    let existing = existing(&path)?;
    let addition = draft.to_append(&existing).ok_or_else(|| other_form(&path, &draft))?;
    validate(&path, &existing, &addition, &policy)?;
    let written = if path.exists() {
        deliver::append(&path, existing.len() as u64, addition.as_bytes())
    } else {
        deliver::new_file(&path, addition.as_bytes())
    };
    written.map_err(|error| Failure::unreachable(format!("could not write `{}`: {error}", path.display())))?;
    let mut said = format!("wrote to {}:\n\n{addition}", path.display());
    if named.is_none() && args.file.is_none() {
        said.push_str(&format!("\nnext: name the file in the policy:\n\nwaivers:\n  files: [{FILE}]\n"));
    }
    print(&said)
}

/// What the command line says, and what the user answers where it says nothing.
fn complete(args: &WaiveArgs, policy: &Policy) -> Result<WaiverDraft, Failure> {
    let may_ask = std::io::stdin().is_terminal();
    let mut missing = Vec::new();
    let mut value = |given: &Option<String>, flag: &'static str, question: &str| match given {
        Some(value) => Some(value.clone()),
        None if may_ask => ask(question),
        None => {
            missing.push(flag);
            None
        }
    };
    let matter = value(&args.matter, "MATTER", "matter, as the report names it (such as CVE-2026-1234)");
    let rules = match args.rules.is_empty() && args.subject.is_none() {
        true => value(&None, "--rule", "rule or check, by id").into_iter().collect(),
        false => args.rules.clone(),
    };
    let reason = value(&args.reason, "--reason", "why the exception is justified");
    let owner = value(&args.owner, "--owner", "who answers for the matter");
    let approver = value(&args.approver, "--approver", "who approved it (somebody else)");
    let second_approver = match policy.two_approvers && args.second_approver.is_none() {
        true => value(&None, "--second-approver", "who approved it besides (a third person)"),
        false => args.second_approver.clone(),
    };
    let expires = value(&args.expires, "--expires", "the first day on which it no longer holds (YYYY-MM-DD)");
    if !missing.is_empty() {
        return Err(Failure::usage(format!(
            "the waiver lacks {}; on a terminal it would be asked for",
            missing.join(", ")
        )));
    }
    let scope = [
        ("subject", &args.subject),
        ("versions", &args.versions),
        ("artifact", &args.artifact),
        ("branch", &args.branch),
        ("environment", &args.environment),
    ];
    let today = || now().to_string().chars().take(10).collect();
    Ok(WaiverDraft {
        matter: matter.unwrap_or_default(),
        rules,
        scope: scope.into_iter().filter_map(|(key, value)| Some((key, value.clone()?))).collect(),
        reason: reason.unwrap_or_default(),
        owner: owner.unwrap_or_default(),
        approver: approver.unwrap_or_default(),
        second_approver,
        created: args.created.clone().unwrap_or_else(today),
        expires: expires.unwrap_or_default(),
    })
}

/// Asks on the terminal, again where the answer is empty; nothing when the input ends.
fn ask(question: &str) -> Option<String> {
    loop {
        deliver::stderr(&format!("{question}: "));
        let mut line = String::new();
        if std::io::stdin().lock().read_line(&mut line).ok()? == 0 {
            return None;
        }
        if !line.trim().is_empty() {
            return Some(line.trim().to_owned());
        }
    }
}

/// The text of the file; nothing where there is none yet.
fn existing(path: &Path) -> Result<String, Failure> {
    if !path.exists() {
        return Ok(String::new());
    }
    let (_, bytes) = collect::read_file(path, LARGEST).map_err(Failure::usage)?;
    String::from_utf8(bytes).map_err(|_| Failure::usage(format!("`{}` is not UTF-8", path.display())))
}

/// Reads the file as it will be: what was there before is there as it was, and one waiver more.
fn validate(path: &Path, existing: &str, addition: &str, policy: &Policy) -> Result<(), Failure> {
    let shown = path.display().to_string();
    let whole = format!("{existing}{addition}");
    let read = |text: &str| policy::bind_waivers(&WaiverSource { path: &shown, bytes: text.as_bytes() }, policy);
    let after = read(&whole).map_err(|mistakes| not_written(mistakes, (existing, addition)))?;
    // A list that is still empty is no list yet.
    let before =
        if existing.contains("matter") { read(existing).map(|waivers| waivers.len()).unwrap_or_default() } else { 0 };
    match after.len().checked_sub(before) {
        Some(1) => Ok(()),
        _ => Err(Failure::usage(format!("`{shown}` would not hold one waiver more; nothing was written"))),
    }
}

/// What is wrong. Lines of the file that were not written are those of the entry, which is shown.
fn not_written(mut mistakes: Vec<Mistake>, (existing, addition): (&str, &str)) -> Failure {
    let lines = existing.lines().count();
    for mistake in &mut mistakes {
        if let Some(line) = mistake.line.checked_sub(lines).filter(|line| *line > 0) {
            *mistake = Mistake { path: "the new entry".to_owned(), line, ..mistake.clone() };
        }
    }
    let Failure { code, message } = Failure::mistakes(&mistakes);
    let entry = addition.trim_start_matches('\n');
    Failure { code, message: format!("{message}nothing was written; the new entry is:\n\n{entry}") }
}

fn other_form(path: &Path, draft: &WaiverDraft) -> Failure {
    Failure::usage(format!(
        "`{}` does not end with its list of waivers in block style; nothing was written\n  help: let the list be the last key of the file (`waivers:` with nothing behind it where it is empty) and run this again, or add the entry yourself:\n\n{}",
        path.display(),
        draft.entry("  ")
    ))
}
