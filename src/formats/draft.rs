// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! How findings of scanners' reports are put together, so that what they have in common is kept once.

use std::{borrow::Borrow, collections::HashSet, hash::Hash, sync::Arc};

use sha2::{Digest as _, Sha256};

use super::{
    ReadError,
    identifier::{one_line, ordered},
    json::{Apart, Part},
};
use crate::model::{
    BaselineState, Claim, Details, Digest, Finding, Fingerprint, FixState, FormatVersion, Package, Place, Reachability,
    Scan, ScanKind, Severity, Statement, Subject, Suppression, Tool, Wording,
};

/// A finding as a report tells it.
#[derive(Default)]
pub(super) struct Draft<'t> {
    /// In any order; see [`Finding::identifiers`].
    pub(super) identifiers: Vec<String>,
    pub(super) severity: Severity,
    /// Of any length; empty where the identifiers have to do.
    pub(super) title: &'t str,
    pub(super) location: Option<String>,
    pub(super) affected: Option<Package>,
    pub(super) fix: Option<&'t str>,
    pub(super) details: Details,
    pub(super) baseline: BaselineState,
    pub(super) reachability: Reachability,
    pub(super) fingerprint: Option<Fingerprint>,
    pub(super) suppression: Option<Suppression>,
    pub(super) place: Place,
}

/// Findings of one scan on their way into the model.
#[derive(Default)]
pub(super) struct Findings {
    open: Vec<Finding>,
    suppressed: Vec<Finding>,
    shared: Shared,
}

/// Adds the elements of a part of a long list.
type Read<'r> = &'r (dyn Fn(&Part<'_>, &mut Findings) -> Result<(), ReadError> + Sync);

impl Findings {
    /// Adds a finding that is open.
    pub(super) fn add(&mut self, draft: Draft<'_>) {
        let finding = self.shared.finding(draft);
        self.open.push(finding);
    }

    /// Adds a finding that the tool set aside.
    pub(super) fn set_aside(&mut self, draft: Draft<'_>) {
        let finding = self.shared.finding(draft);
        self.suppressed.push(finding);
    }

    /// Adds what comes of the elements of a long list, in their order. (It is no type parameter: reading side
    /// by side would be in the program once for each format.)
    pub(super) fn read(&mut self, apart: &Apart<'_>, list: &str, read: Read<'_>) -> Result<(), ReadError> {
        let read = |part: &Part<'_>| {
            let mut findings = Self::default();
            read(part, &mut findings)?;
            // What findings of one part have in common with those of others is kept more than once.
            findings.shared = Shared::default();
            Ok(findings)
        };
        apart.parts(list, read, |part| self.absorb(part))
    }

    /// Number of findings that are open.
    pub(super) const fn number(&self) -> usize {
        self.open.len()
    }

    /// Adds the findings that follow.
    pub(super) fn absorb(&mut self, part: Self) {
        self.open.extend(part.open);
        self.suppressed.extend(part.suppressed);
    }

    /// What is kept once for all findings.
    pub(super) const fn shared(&mut self) -> &mut Shared {
        &mut self.shared
    }

    /// The scan of this kind with these findings; of its status nothing is known yet.
    pub(super) fn into_scan(mut self, kind: ScanKind) -> Scan {
        self.open.shrink_to_fit();
        self.suppressed.shrink_to_fit();
        Scan { kind: Some(kind), findings: self.open, suppressed: self.suppressed, ..Scan::default() }
    }
}

/// What many findings have in common, each kept once.
#[derive(Default)]
pub(super) struct Shared {
    texts: HashSet<Arc<str>>,
    wordings: HashSet<Wording>,
    identifiers: HashSet<Arc<[Box<str>]>>,
    packages: HashSet<Arc<Package>>,
    details: HashSet<Arc<Details>>,
    suppressions: HashSet<Arc<Suppression>>,
}

impl Shared {
    fn finding(&mut self, draft: Draft<'_>) -> Finding {
        let identifiers: Arc<[Box<str>]> = once(&mut self.identifiers, ordered(draft.identifiers).into());
        let title = one_line(draft.title);
        let title = if title.is_empty() { identifiers.first().cloned().unwrap_or_default() } else { title };
        let fix = draft.fix.map(one_line);
        Finding {
            severity: draft.severity,
            wording: self.wording(Wording::new(&title, draft.location.as_deref(), fix.as_deref())),
            affected: draft.affected.map(|package| self.package(package)),
            details: self.details(draft.details),
            baseline: draft.baseline,
            reachability: draft.reachability,
            fingerprint: draft.fingerprint,
            suppression: draft.suppression.map(|suppression| once(&mut self.suppressions, suppression.into())),
            place: draft.place,
            identifiers,
        }
    }

    fn wording(&mut self, wording: Wording) -> Wording {
        match self.wordings.get(&wording) {
            Some(known) => known.clone(),
            None => {
                self.wordings.insert(wording.clone());
                wording
            }
        }
    }

    /// A text.
    pub(super) fn text(&mut self, text: &str) -> Arc<str> {
        match self.texts.get(text) {
            Some(known) => Arc::clone(known),
            None => once(&mut self.texts, Arc::from(text)),
        }
    }

    /// A package.
    pub(super) fn package(&mut self, package: Package) -> Arc<Package> {
        match self.packages.get::<Package>(package.borrow()) {
            Some(known) => Arc::clone(known),
            None => once(&mut self.packages, package.into()),
        }
    }

    /// Details; `None` where nothing is known.
    pub(super) fn details(&mut self, mut details: Details) -> Option<Arc<Details>> {
        if !details.fixed_versions.is_empty() && details.fix_state == FixState::Unknown {
            details.fix_state = FixState::Fixed;
        }
        (details != Details::default()).then(|| once(&mut self.details, details.into()))
    }
}

fn once<T: ?Sized + Eq + Hash>(known: &mut HashSet<Arc<T>>, new: Arc<T>) -> Arc<T> {
    if let Some(known) = known.get(&new) {
        return Arc::clone(known);
    }
    known.insert(Arc::clone(&new));
    new
}

/// A tool's own fingerprint, of a fixed size whatever was written; the scheme keeps fingerprints of
/// different schemes apart.
pub(super) fn fingerprint(scheme: &str, value: &str) -> Option<Fingerprint> {
    if value.is_empty() {
        return None;
    }
    let hash = Sha256::new().chain_update(scheme).chain_update([0]).chain_update(value).finalize();
    hash.first_chunk().map(|first| Fingerprint(*first))
}

/// A place in a file: `path:line`, or the path alone where the line is not known.
pub(super) fn at_line(path: &str, line: Option<i64>) -> Option<String> {
    if path.is_empty() {
        return None;
    }
    Some(match line.filter(|line| *line > 0) {
        Some(line) => format!("{path}:{line}"),
        None => path.to_owned(),
    })
}

/// The place of an element of a list.
pub(super) fn element(list: &'static str, index: u64) -> Place {
    match u32::try_from(index) {
        Ok(index) => Place::Element(list, index),
        Err(_) => Place::Pointer(format!("{list}/{index}").into()),
    }
}

/// The image that a reference names by its digest (`registry.example/app@sha256:…`).
pub(super) fn image(reference: &str) -> Option<Subject> {
    let digest: Digest = reference.rsplit_once('@')?.1.parse().ok()?;
    Some(Subject::Artifact { name: Some(reference.to_owned()), digests: [digest].into_iter().collect() })
}

/// The state of the sources that a text names. One that is no full commit id (an abbreviation, a branch, the
/// number of another system) cannot be compared with that of the release, and must not count as no word at all.
pub(super) fn revision(text: &str) -> Option<Subject> {
    let text = text.trim();
    let uncompared = || Subject::Uncompared { name: Some("revision".to_owned()), digests: one_line(text).into() };
    (!text.is_empty()).then(|| text.parse().map_or_else(|_| uncompared(), Subject::Commit))
}

/// The severity that a word means in a table; what the table does not know is unknown.
pub(super) fn severity_in(table: &[(&str, Severity)], word: &str) -> Severity {
    let known = table.iter().find(|(known, _)| known.eq_ignore_ascii_case(word.trim()));
    known.map_or(Severity::Unknown, |(_, severity)| *severity)
}

/// A statement of a scan about which nothing else is known yet.
pub(super) fn statement(format: &'static str, version: impl Into<String>, scan: Scan) -> Statement {
    Statement {
        format: FormatVersion { format, version: version.into() },
        subjects: Vec::new(),
        made_at: None,
        producer: None,
        report_id: None,
        claim: Claim::Scan(scan),
        remarks: Vec::new(),
    }
}

/// A tool by its name and version; the version may be empty.
pub(super) fn tool(name: &str, version: &str) -> Option<Tool> {
    let version = Some(version.trim()).filter(|version| !version.is_empty());
    Some(Tool { name: name.to_owned(), version: version.map(str::to_owned) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_findings_have_in_common_is_kept_once() {
        let mut findings = Findings::default();
        for line in [1, 1, 2] {
            findings.add(Draft {
                identifiers: vec!["R1".to_owned()],
                title: "the same",
                location: at_line("a", Some(line)),
                details: Details { known_exploited: true, ..Details::default() },
                ..Draft::default()
            });
        }
        let scan = findings.into_scan(ScanKind::Sast);
        let [first, second, third] = scan.findings.as_slice() else { panic!() };
        assert!(Arc::ptr_eq(&first.identifiers, &second.identifiers));
        assert!(std::ptr::eq(first.wording.title(), second.wording.title()));
        assert!(Arc::ptr_eq(first.details.as_ref().unwrap(), third.details.as_ref().unwrap()));
        assert_eq!((first.wording.title(), third.wording.location()), ("the same", Some("a:2")));
    }

    #[test]
    fn a_revision_that_is_no_full_commit_id_is_not_passed_over() {
        let full = "b".repeat(40);
        assert!(matches!(revision(&format!(" {full}\n")), Some(Subject::Commit(_))));
        for text in ["bbbbbbb", "refs/heads/other", "r1234", &format!("{full}-dirty"), &format!("git:{full}")] {
            let named = revision(text).unwrap();
            assert!(matches!(named, Subject::Uncompared { .. }), "{text}");
            assert_eq!(named.to_string(), format!("revision {text}"));
        }
        assert_eq!((revision(""), revision(" \n")), (None, None));
    }

    #[test]
    fn a_fingerprint_belongs_to_its_scheme() {
        assert_ne!(fingerprint("a", "x"), fingerprint("b", "x"));
        assert_eq!(fingerprint("a", ""), None);
    }
}
