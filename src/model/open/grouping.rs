// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Puts the findings of all scans together. Whatever the order of files, the picture is the same.

use std::{
    borrow::Cow,
    cmp::Ordering,
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use rayon::prelude::*;

use super::{
    Known, OpenFinding, OpenFindings, Source,
    aliases::{Aliases, CommonName, Names, Node, Scope, common_names, to_number},
    component::{ComponentKey, Components},
};
use crate::model::{Claim, Dossier, Evidence, EvidenceId, Feed, Finding, NameKind, Package, Scan, canonical};

/// Every finding of the scans that count, the gravest first.
pub(in crate::model) fn open_findings(dossier: &Dossier) -> OpenFindings {
    let scans: Vec<(&Arc<Evidence>, &Scan)> = counting(dossier).collect();
    let feeds = Feeds::of(dossier);
    let mut scopes = scopes(&scans).into_iter();
    let mut aliases = Aliases::for_findings(scopes.len());
    // What only its own tool has a name for is placed at once; the rest once all names are known.
    let mut placed: Vec<(Node, Report)> = Vec::with_capacity(scopes.len());
    let mut named: Vec<(Report, Names)> = Vec::new();
    for (number, (evidence, scan)) in (0..).zip(&scans) {
        let tool = tool(evidence);
        for (index, (finding, scope)) in scan.findings.iter().zip(&mut scopes).enumerate() {
            let report = (number, to_number(index));
            match aliases.add(scope, feeds.names(finding)) {
                Some(names) => named.push((report, names)),
                None => placed.push((aliases.own(scope, &tool, &own_name(finding)), report)),
            }
        }
    }
    drop(scopes);
    aliases.connect(named.iter().map(|(_, names)| names));
    for (report, names) in named {
        placed.extend(aliases.vulnerabilities(&names).map(|node| (node, report)));
    }
    // Within a group they stay in the order of evidence. Sorts that need no memory do, since no two are equal.
    placed.par_sort_unstable();
    let source = |(number, index): Report| {
        let (evidence, _) = *scans.get(number as usize)?;
        Some(Source { evidence, index })
    };
    let groups = placed.chunk_by(|(one, _), (other, _)| one == other).filter_map(|group| {
        let (node, _) = group.first()?;
        let sources: Vec<Source<'_>> = group.iter().filter_map(|(_, report)| source(*report)).collect();
        feeds.open(aliases.name(*node), &sources)
    });
    let mut open: Vec<OpenFinding> = Vec::with_capacity(placed.len());
    open.extend(groups);
    drop((placed, aliases));
    open.shrink_to_fit();
    open.par_sort_unstable_by(|one, other| other.gravest.cmp(&one.gravest).then_with(|| in_order(one, other)));
    open.into()
}

/// By name, component or place, and first report.
fn in_order(one: &OpenFinding, other: &OpenFinding) -> Ordering {
    let place = |open: &OpenFinding| (open.evidence.id, open.index);
    let by_place = || one.component().cmp(&other.component()).then_with(|| one.location().cmp(&other.location()));
    one.name().cmp(other.name()).then_with(by_place).then_with(|| place(one).cmp(&place(other)))
}

/// The number of a scan and that of a finding in it.
type Report = (u32, u32);

fn counting(dossier: &Dossier) -> impl Iterator<Item = (&Arc<Evidence>, &Scan)> {
    let counting = dossier.evidence.iter().filter(|evidence| evidence.bond.counts());
    counting.filter_map(|evidence| match &evidence.statement.claim {
        Claim::Scan(scan) => Some((evidence, scan)),
        _ => None,
    })
}

/// The tool by whose rules findings are named; a report that names none stands for itself.
fn tool(evidence: &Evidence) -> String {
    match &evidence.statement.producer {
        Some(tool) => tool.name.to_lowercase(),
        None => format!("\n{}", evidence.id.0),
    }
}

/// Numbers for the components of all findings and, where one names none, for its place: even for
/// components, odd for places.
fn scopes<'a>(scans: &[(&'a Arc<Evidence>, &'a Scan)]) -> Vec<Scope> {
    let findings = || scans.iter().flat_map(|(_, scan)| &scan.findings);
    let without_package = findings().filter(|finding| finding.affected.is_none()).count();
    let mut packages: HashMap<&Package, u32> = HashMap::new();
    let mut components = Components::default();
    let mut places: HashMap<&str, u32> = HashMap::with_capacity(without_package);
    let double = |number: u32| number.saturating_mul(2);
    let number = |finding: &'a Finding| match finding.affected.as_deref() {
        Some(package) => {
            double(*packages.entry(package).or_insert_with(|| components.add(ComponentKey::of_package(package))))
        }
        None => {
            let next = to_number(places.len());
            double(*places.entry(place(finding)).or_insert(next)).saturating_add(1)
        }
    };
    let mut scopes: Vec<Scope> = findings().map(number).collect();
    drop((packages, places));
    let resolved = components.resolved();
    for scope in scopes.iter_mut().filter(|scope| scope.is_multiple_of(2)) {
        let component = resolved.get((*scope >> 1) as usize).copied();
        *scope = double(component.unwrap_or_default());
    }
    scopes
}

/// What only its own tool has a name for; where neither component nor place is given, nothing but the title
/// tells two findings of a rule apart.
fn own_name(finding: &Finding) -> Cow<'_, str> {
    let name = finding.identifiers.first().map_or("", |name| name);
    if finding.affected.is_some() || finding.wording.location().is_some() {
        return Cow::Borrowed(name);
    }
    Cow::Owned(format!("{name}\n{}", finding.wording.title()))
}

fn place(finding: &Finding) -> &str {
    let location = finding.wording.location().unwrap_or_default();
    location.trim_start_matches("./")
}

/// What the feeds of a run answer.
struct Feeds<'a>(Vec<(EvidenceId, &'a Feed)>);

impl<'a> Feeds<'a> {
    fn of(dossier: &'a Dossier) -> Self {
        Self(dossier.feeds().map(|(evidence, feed)| (evidence.id, feed)).collect())
    }

    /// The names by which everybody knows a finding, with those that the feeds add.
    fn names<'f>(&self, finding: &'f Finding) -> Vec<CommonName<'f>> {
        let mut names = common_names(finding.identifiers.iter().map(AsRef::as_ref));
        if !self.0.is_empty() {
            let stated = names.iter().filter(|(kind, _)| *kind < NameKind::Advisory);
            let more: Vec<String> = stated.flat_map(|(_, name)| self.aliases(name)).collect();
            names.extend(more.into_iter().map(|name| (NameKind::of(&name), Cow::Owned(name))));
            names.sort_unstable();
            names.dedup();
        }
        names
    }

    /// What else the vulnerability of this canonical name is called. Two numbers of one sort are two.
    fn aliases(&self, name: &str) -> Vec<String> {
        let kind = NameKind::of(name);
        let mut aliases = Vec::new();
        for (_, feed) in &self.0 {
            match feed {
                Feed::Records(records) => {
                    let others = records.of(name).flat_map(|record| record.names.iter().map(|other| &**other));
                    let is_another = |other: &str| kind.is_number() && NameKind::of(other) == kind;
                    aliases.extend(others.filter(|other| !is_another(other)).map(str::to_owned));
                }
                Feed::Numbers(numbers) => aliases.extend(cve_of(numbers, name)),
                Feed::Exploited(_) | Feed::Likelihoods(_) => {}
            }
        }
        aliases
    }

    /// The finding that these sources report, under the canonical `name` of its group.
    fn open(&self, name: &str, sources: &[Source<'_>]) -> Option<OpenFinding> {
        let identifiers = identifiers(name, sources);
        let packages = sources.iter().filter_map(|source| source.found()?.1.affected.as_ref());
        let component = packages.min_by_key(|package| (package.purl.is_none(), *package)).cloned();
        let known = self.known(name, &identifiers);
        OpenFinding::of(sources, identifiers, component, known)
    }

    fn known(&self, name: &str, identifiers: &[Box<str>]) -> Option<Known> {
        if self.0.is_empty() || name.contains('\n') {
            return None;
        }
        let mut names = common_names(identifiers.iter().map(AsRef::as_ref).chain([name]));
        names.retain(|(kind, _)| *kind < NameKind::Advisory);
        let mut known = Known::default();
        let mut from = BTreeSet::new();
        for (id, feed) in &self.0 {
            let before = known.clone();
            names.iter().for_each(|(_, name)| known.add(feed, name));
            if known != before {
                from.insert(*id);
            }
        }
        known.from = from.into_iter().collect();
        (!known.from.is_empty()).then_some(known)
    }
}

impl Known {
    /// Takes up what a feed says of a name: the earliest date, the highest figure.
    fn add(&mut self, feed: &Feed, name: &str) {
        match feed {
            Feed::Exploited(list) => {
                if let Some(since) = list.since(name) {
                    let earlier = self.exploited.flatten().into_iter().chain(since).min();
                    self.exploited = Some(earlier);
                }
            }
            Feed::Likelihoods(list) => {
                self.epss = self.epss.into_iter().chain(list.of(name)).max_by_key(|epss| epss.probability);
            }
            Feed::Records(list) => {
                let published = list.of(name).filter_map(|record| record.published);
                self.published = self.published.into_iter().chain(published).min();
            }
            Feed::Numbers(_) => {}
        }
    }
}

fn cve_of(numbers: &[(crate::model::Numbered, crate::model::Numbered)], name: &str) -> Option<String> {
    let number = crate::model::Numbered::of("EUVD", name)?;
    let at = numbers.binary_search_by_key(&number, |(euvd, _)| *euvd).ok()?;
    numbers.get(at).map(|(_, cve)| cve.to_cve())
}

/// Every name that a source gives, the most specific first, without other numbers of the sort of that of
/// the group: those are findings of their own.
fn identifiers(name: &str, sources: &[Source<'_>]) -> Arc<[Box<str>]> {
    let lists = || sources.iter().filter_map(|source| Some(&source.found()?.1.identifiers));
    let kind = NameKind::of(name);
    let is_it = |other: &str| other == name || canonical(other) == name;
    let belongs = |other: &str| !kind.is_number() || NameKind::of(other) != kind || is_it(other);
    if let Some(first) = lists().next()
        && lists().all(|list| Arc::ptr_eq(list, first) || list == first)
        && first.iter().all(|other| belongs(other))
        && (!kind.is_number() || first.first().is_some_and(|first| is_it(first)))
    {
        return Arc::clone(first);
    }
    let mut all: BTreeSet<(NameKind, &str)> =
        lists().flat_map(|list| list.iter()).filter(|n| belongs(n)).map(|n| (NameKind::of(n), &**n)).collect();
    // Only CVE numbers are spelt as canonical names are.
    if kind == NameKind::Cve || (kind.is_number() && all.iter().all(|(_, other)| !is_it(other))) {
        all.insert((kind, name));
    }
    all.into_iter().map(|(_, name)| Box::from(name)).collect()
}
