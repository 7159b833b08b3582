// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! All statements of a run that count, by what they are about.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use super::{
    Assessed, Purl, Said, Vex, VexProduct, VexStatement, VexStatus, VexTerms,
    assessed::conclude,
    purl::PackageName,
    remarks::{FUTURE, NAMELESS, OVERFULL, UNMET, VOID},
    terms::Speaker,
    things::{Match, Matcher, Ours},
};
use crate::model::{Bond, Claim, Dossier, EvidenceId, Package, Text, Timestamp};

/// Most statements about one vulnerability in one package that are looked through for one finding.
/// Where there are more, none of them counts: a document must not make a run endless.
const MOST_CANDIDATES: usize = 1_000;
/// Names listed in a remark.
const LISTED: usize = 5;

/// What a question is about: a vulnerability in a component.
#[derive(Clone, Copy, Debug)]
pub struct Subjects<'a> {
    /// The names of one vulnerability, as a scanner lists them.
    pub identifiers: &'a [Box<str>],
    /// The component concerned.
    pub component: Option<&'a Package>,
    /// What ties the scans that report it to the release: the artifacts in which it was found.
    pub bonds: &'a [&'a Bond],
}

/// All statements that count, by what they are about.
#[derive(Debug, Default)]
pub struct Assessments {
    entries: HashMap<Target, Vec<Entry>>,
    /// The vulnerabilities by which a package is called affected.
    affected: HashMap<PackageName, BTreeSet<Box<str>>>,
    artifacts: usize,
    remarks: BTreeMap<EvidenceId, Vec<Text>>,
    /// The documents whose author counts.
    counted: BTreeSet<EvidenceId>,
    unproven: BTreeSet<EvidenceId>,
    at: Timestamp,
}

/// A vulnerability, by a name in upper case, in a package or in whatever an artifact holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Target {
    vulnerability: Box<str>,
    package: Option<PackageName>,
}

/// A statement, as far as it is about a target.
#[derive(Clone, Debug)]
struct Entry {
    said: Arc<Said>,
    /// By which the component is recognised; `None` where the statement covers everything in the artifacts.
    matcher: Option<Arc<Matcher>>,
    /// The artifacts that it is limited to; `None` for any.
    artifacts: Option<Arc<BTreeSet<usize>>>,
}

impl Assessments {
    /// Sorts out the statements of all documents whose author counts.
    pub fn of(dossier: &Dossier, terms: &VexTerms) -> Self {
        let mut assessments = Self { at: dossier.at, ..Self::default() };
        let mut ours = None;
        for evidence in &dossier.evidence {
            let Claim::Vex(vex) = &evidence.statement.claim else { continue };
            match terms.author(evidence, vex) {
                Ok((author, is_verified)) => {
                    let ours = ours.get_or_insert_with(|| Ours::of(dossier));
                    assessments.artifacts = ours.artifacts.len();
                    let speaker = Speaker { evidence, author, is_verified };
                    assessments.hear(&speaker, vex, ours);
                }
                Err(reason) => assessments.remark(evidence.id, reason),
            }
        }
        assessments.note_overfull();
        assessments.note_unmet(dossier);
        assessments
    }

    /// Whether nobody counts.
    pub fn is_empty(&self) -> bool {
        self.counted.is_empty()
    }

    /// The documents whose author counts.
    pub fn counted(&self) -> impl Iterator<Item = EvidenceId> {
        self.counted.iter().copied()
    }

    /// The vulnerabilities that are called fixed without a version, while another statement calls the
    /// version in `purl` affected; with what follows from both. `bond` is that of the SBOM.
    pub fn fixed_in_word_only(&self, purl: &str, bond: &Bond) -> Vec<(Box<str>, Assessed)> {
        let Some(component) = Purl::new(purl) else { return Vec::new() };
        let Some(names) = self.affected.get(&component.package) else { return Vec::new() };
        let mut found = Vec::new();
        for name in names {
            let only = BTreeSet::from([name.clone()]);
            let artifacts = self.artifacts_of(&[bond]);
            let assessed = artifacts.iter().filter_map(|artifact| self.one(&only, Some(&component), *artifact));
            if let Some(assessed) = assessed.into_iter().find(Assessed::contradicts_itself) {
                found.push((name.clone(), assessed));
            }
        }
        found
    }

    /// The documents that count although no signature proves whose they are.
    pub fn unproven(&self) -> impl Iterator<Item = EvidenceId> {
        self.unproven.iter().copied()
    }

    /// What is to be said of a document: why it or a part of it does not count, what it says in vain.
    pub fn remarks(&self, document: EvidenceId) -> &[Text] {
        self.remarks.get(&document).map_or(&[], Vec::as_slice)
    }

    /// What follows for a vulnerability in a component; `None` where nothing that counts is said.
    ///
    /// A finding that names several CVE numbers is only as good as the worst of them, and one found
    /// in several artifacts only as good as in the worst of them.
    pub fn assess(&self, subjects: &Subjects<'_>) -> Option<Assessed> {
        if self.entries.is_empty() {
            return None;
        }
        let component = subjects.component.and_then(specific);
        let artifacts = self.artifacts_of(subjects.bonds);
        let mut worst: Option<Assessed> = None;
        for names in vulnerabilities(subjects.identifiers) {
            for artifact in &artifacts {
                let assessed = self.one(&names, component.as_ref(), *artifact)?;
                let is_worse =
                    |so_far: &Assessed| (assessed.status, assessed.sets_aside()) < (so_far.status, so_far.sets_aside());
                if worst.as_ref().is_none_or(is_worse) {
                    worst = Some(assessed);
                }
            }
        }
        worst
    }

    /// The artifacts that scans are about; all of them where one scan does not say.
    fn artifacts_of(&self, bonds: &[&Bond]) -> BTreeSet<usize> {
        let named = bonds.iter().map(|bond| match bond {
            Bond::Named { artifacts, .. } if !artifacts.is_empty() => Some(artifacts),
            _ => None,
        });
        match named.collect::<Option<Vec<_>>>() {
            Some(named) if !named.is_empty() => named.into_iter().flatten().copied().collect(),
            _ => (0..self.artifacts).collect(),
        }
    }

    fn one(&self, names: &BTreeSet<Box<str>>, component: Option<&Purl>, artifact: usize) -> Option<Assessed> {
        let mut said: Vec<Said> = Vec::new();
        for name in names {
            let whole = Target { vulnerability: name.clone(), package: None };
            let part =
                component.map(|purl| Target { vulnerability: name.clone(), package: Some(purl.package.clone()) });
            for entries in [Some(whole), part].into_iter().flatten().filter_map(|target| self.entries.get(&target)) {
                if entries.len() > MOST_CANDIDATES {
                    return None;
                }
                said.extend(entries.iter().filter_map(|entry| entry.says(component, artifact)));
            }
        }
        conclude(said)
    }

    fn hear(&mut self, speaker: &Speaker<'_>, vex: &Vex, ours: &Ours) {
        let mut void = Vec::new();
        let mut future = Vec::new();
        let mut nameless = Vec::new();
        self.counted.insert(speaker.evidence.id);
        if !speaker.is_verified {
            self.unproven.insert(speaker.evidence.id);
        }
        for statement in &vex.statements {
            let at = statement.at.or(speaker.evidence.statement.made_at);
            if statement.is_void() {
                void.push(statement.name());
            } else if statement.status.helps()
                && at.is_some_and(|at| at.as_second() > self.at.as_second().saturating_add(300))
            {
                future.push(statement.name());
            } else {
                let said = Arc::new(speaker.said(statement, at));
                if statement.products.iter().filter(|product| self.place(statement, &said, (product, ours))).count()
                    == 0
                {
                    nameless.push(statement.name());
                }
            }
        }
        self.note(speaker.evidence.id, &void, VOID);
        self.note(speaker.evidence.id, &future, FUTURE);
        self.note(speaker.evidence.id, &nameless, NAMELESS);
    }

    /// Files what is said of a product under each target that it reaches. Gives whether there is one.
    fn place(&mut self, statement: &VexStatement, said: &Arc<Said>, (product, ours): (&VexProduct, &Ours)) -> bool {
        let matcher = Arc::new(Matcher::new(&product.product, ours));
        let mut placed = false;
        let helps = statement.status.helps();
        let reached = ours.artifacts.iter().enumerate().filter(|(_, artifact)| {
            let found = matcher.artifact(artifact, &product.product);
            found.is_some_and(|found| found != Match::Undecidable || !helps)
        });
        let artifacts: Arc<BTreeSet<usize>> = Arc::new(reached.map(|(index, _)| index).collect());
        let mut file = |package: Option<&PackageName>, entry: Entry| {
            placed = true;
            for name in statement.vulnerability.iter() {
                if let Some(package) = package.filter(|_| statement.status == VexStatus::Affected) {
                    self.affected.entry(package.clone()).or_default().insert(upper(name));
                }
                let target = Target { vulnerability: upper(name), package: package.cloned() };
                self.entries.entry(target).or_default().push(entry.clone());
            }
        };
        if product.subcomponents.is_empty() {
            if !artifacts.is_empty() {
                let entry = Entry { said: Arc::clone(said), matcher: None, artifacts: Some(Arc::clone(&artifacts)) };
                file(None, entry);
            }
            for purl in &matcher.purls {
                let matcher = Some(Arc::clone(&matcher));
                file(Some(&purl.package), Entry { said: Arc::clone(said), matcher, artifacts: None });
            }
            return placed;
        }
        if artifacts.is_empty() {
            return false;
        }
        for subcomponent in &product.subcomponents {
            let matcher = Arc::new(Matcher::new(subcomponent, ours));
            for purl in &matcher.purls {
                let (matcher, artifacts) = (Some(Arc::clone(&matcher)), Some(Arc::clone(&artifacts)));
                file(Some(&purl.package), Entry { said: Arc::clone(said), matcher, artifacts });
            }
        }
        placed
    }

    fn note(&mut self, document: EvidenceId, names: &[&str], (en, de): (&str, &str)) {
        if !names.is_empty() {
            let (number, list) = (names.len(), listed(names.iter().copied()));
            self.remark(document, Text::new(format!("{number} {en}: {list}"), format!("{number} {de}: {list}")));
        }
    }

    fn remark(&mut self, document: EvidenceId, remark: Text) {
        self.remarks.entry(document).or_default().push(remark);
    }

    /// Notes where so much is said that none of it counts.
    fn note_overfull(&mut self) {
        let overfull = self.entries.iter().filter(|(_, entries)| entries.len() > MOST_CANDIDATES);
        let mut names: BTreeMap<EvidenceId, BTreeSet<Box<str>>> = BTreeMap::new();
        for (target, entries) in overfull {
            for entry in entries {
                names.entry(entry.said.evidence).or_default().insert(target.vulnerability.clone());
            }
        }
        for (document, names) in names {
            self.note(document, &names.iter().map(|name| &**name).collect::<Vec<_>>(), OVERFULL);
        }
    }

    /// Notes the vulnerabilities that are spoken of and that no scan reports.
    fn note_unmet(&mut self, dossier: &Dossier) {
        if self.counted.is_empty() {
            return;
        }
        let findings = dossier.scans().flat_map(|(_, scan)| scan.findings.iter().chain(&scan.suppressed));
        let met: BTreeSet<Box<str>> =
            findings.flat_map(|finding| finding.identifiers.iter().map(|id| upper(id))).collect();
        for evidence in &dossier.evidence {
            let Claim::Vex(vex) = &evidence.statement.claim else { continue };
            if !self.counted.contains(&evidence.id) {
                continue;
            }
            let unmet =
                vex.statements.iter().filter(|s| !s.vulnerability.iter().any(|name| met.contains(&upper(name))));
            let names: BTreeSet<&str> = unmet.map(VexStatement::name).collect();
            self.note(evidence.id, &names.into_iter().collect::<Vec<_>>(), UNMET);
        }
    }
}

impl Entry {
    /// What is said of `component` in an artifact, where it is meant. A range that cannot be decided
    /// counts against the release and never for it.
    fn says(&self, component: Option<&Purl>, artifact: usize) -> Option<Said> {
        if self.artifacts.as_ref().is_some_and(|artifacts| !artifacts.contains(&artifact)) {
            return None;
        }
        let Some(matcher) = &self.matcher else { return Some((*self.said).clone()) };
        match matcher.package(component?)? {
            Match::Undecidable if self.said.status.helps() => None,
            found => Some(Said { names_version: found == Match::Exact, ..(*self.said).clone() }),
        }
    }
}

/// The component of a finding as a package URL.
fn specific(package: &Package) -> Option<Purl> {
    Some(Purl::new(package.purl.as_deref()?)?.or_version(package.version.as_deref()))
}

/// The vulnerabilities that a list of names is about, each by its names. Several CVE numbers are
/// several vulnerabilities; all other names are names of each. A class of weaknesses is none.
fn vulnerabilities(identifiers: &[Box<str>]) -> Vec<BTreeSet<Box<str>>> {
    let names: BTreeSet<Box<str>> =
        identifiers.iter().map(|name| upper(name)).filter(|name| !name.starts_with("CWE-")).collect();
    let is_cve = |name: &str| name.starts_with("CVE-");
    let numbers: Vec<&Box<str>> = names.iter().filter(|name| is_cve(name)).collect();
    match numbers.as_slice() {
        [] | [_] => vec![names],
        several => several.iter().map(|number| BTreeSet::from([(*number).clone()])).collect(),
    }
}

fn upper(name: &str) -> Box<str> {
    name.trim().to_ascii_uppercase().into()
}

fn listed<'a>(names: impl Iterator<Item = &'a str> + Clone) -> String {
    let shown = names.clone().take(LISTED).collect::<Vec<_>>().join(", ");
    if names.count() > LISTED { format!("{shown}, …") } else { shown }
}
