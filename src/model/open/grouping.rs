// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Puts the findings of all scans together. Whatever the order of files, the picture is the same.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    hash::RandomState,
    sync::Arc,
};

use rayon::prelude::*;

use super::{
    Known, OpenFinding, OpenFindings, Source,
    aliases::{Aliases, CommonName, Names, Node, Scope, common_names, to_number},
    component::{ComponentKey, Components},
    hashed::{Hashed, HashedMap},
    order::in_order,
};
use crate::model::{Claim, Dossier, Evidence, EvidenceId, Feed, Finding, NameKind, Package, Scan, canonical};

/// Every finding of the scans that count, the gravest first.
pub(in crate::model) fn open_findings(dossier: &Dossier) -> OpenFindings {
    let scans: Vec<(&Arc<Evidence>, &Scan)> = counting(dossier).collect();
    let feeds = Feeds::of(dossier);
    let key = RandomState::new();
    let mut scopes = scopes(&scans, &key).into_iter();
    let mut aliases = Aliases::for_findings(scopes.len());
    // What only its own tool has a name for is placed at once; the rest once all names are known.
    let mut placed: Vec<(Node, Report)> = Vec::with_capacity(scopes.len());
    let mut named: Vec<(Report, Names)> = Vec::new();
    for (number, (evidence, scan)) in (0..).zip(&scans) {
        let tool = tool(evidence);
        let mut index = 0;
        for some in scan.findings.chunks(AT_ONCE) {
            let called: Vec<Called<'_>> = some.par_iter().map(|finding| feeds.called(finding, &tool, &key)).collect();
            for (called, scope) in called.into_iter().zip(&mut scopes) {
                let report = (number, to_number(index));
                match called {
                    Called::Commonly(names) => named.push((report, aliases.add(scope, names))),
                    Called::ByItsTool(name) => placed.push((aliases.own(scope, name), report)),
                }
                index = index.saturating_add(1);
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
    let opened = |group: &&[(Node, Report)]| match group {
        [(node, report)] => feeds.open(aliases.name(*node), &[source(*report)?]),
        group => {
            let (node, _) = group.first()?;
            let sources: Vec<Source<'_>> = group.iter().filter_map(|(_, report)| source(*report)).collect();
            feeds.open(aliases.name(*node), &sources)
        }
    };
    let mut groups = placed.chunk_by(|(one, _), (other, _)| one == other);
    let mut open: Vec<OpenFinding> = Vec::with_capacity(aliases.len().min(placed.len()));
    loop {
        let some: Vec<&[(Node, Report)]> = groups.by_ref().take(AT_ONCE).collect();
        if some.is_empty() {
            break;
        }
        let some: Vec<Option<OpenFinding>> = some.par_iter().map(opened).collect();
        open.extend(some.into_iter().flatten());
    }
    drop((placed, aliases));
    in_order(open).into()
}

/// The number of a scan and that of a finding in it.
type Report = (u32, u32);

/// How many findings are looked at side by side before what came of them is put together, which takes memory
/// until then.
const AT_ONCE: usize = 4096;

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
fn scopes(scans: &[(&Arc<Evidence>, &Scan)], key: &RandomState) -> Vec<Scope> {
    let findings = scans.iter().map(|(_, scan)| scan.findings.len()).fold(0, usize::saturating_add);
    // Room that is never used takes hardly any memory; maps that grow are held twice meanwhile.
    let mut packages: HashedMap<&Package, u32> = HashedMap::with_capacity_and_hasher(findings, Default::default());
    // There can be as many places as findings: their hashes would take a third more.
    let mut places: HashMap<&str, u32> = HashMap::with_capacity(findings);
    let mut distinct: Vec<&Package> = Vec::new();
    let double = |number: u32| number.saturating_mul(2);
    let mut scopes: Vec<Scope> = Vec::with_capacity(findings);
    for some in scans.iter().flat_map(|(_, scan)| scan.findings.chunks(AT_ONCE)) {
        let places_of: Vec<Whereabouts<'_>> = some.par_iter().map(|finding| Whereabouts::of(finding, key)).collect();
        scopes.extend(places_of.into_iter().map(|of| match of {
            Whereabouts::Component(package) => {
                let next = to_number(packages.len());
                let number = *packages.entry(package).or_insert(next);
                if number == next {
                    distinct.push(package.value);
                }
                double(number)
            }
            Whereabouts::Place(place) => {
                let next = to_number(places.len());
                double(*places.entry(place).or_insert(next)).saturating_add(1)
            }
        }));
    }
    drop((packages, places));
    let mut components = Components::default();
    let mut numbers: Vec<u32> = Vec::with_capacity(distinct.len());
    for some in distinct.chunks(AT_ONCE) {
        let keyed = some.par_iter().map(|package| Hashed::by(key, ComponentKey::of_package(package)));
        let keyed: Vec<Hashed<ComponentKey>> = keyed.collect();
        numbers.extend(keyed.into_iter().map(|key| components.add(key)));
    }
    let resolved = components.resolved();
    for scope in scopes.iter_mut().filter(|scope| scope.is_multiple_of(2)) {
        let number = numbers.get((*scope >> 1) as usize).copied();
        let component = number.and_then(|number| resolved.get(number as usize).copied());
        *scope = double(component.unwrap_or_default());
    }
    scopes
}

/// The component that a finding concerns, or else its place.
enum Whereabouts<'a> {
    Component(Hashed<&'a Package>),
    Place(&'a str),
}

impl<'a> Whereabouts<'a> {
    fn of(finding: &'a Finding, key: &RandomState) -> Self {
        match finding.affected.as_deref() {
            Some(package) => Self::Component(Hashed::by(key, package)),
            None => Self::Place(place(finding)),
        }
    }
}

/// By what a finding is called.
enum Called<'a> {
    /// Names by which everybody knows it.
    Commonly(Vec<(NameKind, Hashed<Cow<'a, str>>)>),
    /// What only its own tool has a name for.
    ByItsTool(Hashed<Cow<'a, str>>),
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

    fn called<'f>(&self, finding: &'f Finding, tool: &str, key: &RandomState) -> Called<'f> {
        let names = self.names(finding);
        if names.is_empty() {
            // A line break stands in no name of the other sort.
            let own = [tool, "\n", &own_name(finding)].concat();
            return Called::ByItsTool(Hashed::by(key, Cow::Owned(own)));
        }
        Called::Commonly(names.into_iter().map(|(kind, name)| (kind, Hashed::by(key, name))).collect())
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
