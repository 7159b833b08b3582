// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What earlier reports of ours found open, and by what a finding is known again.

use std::collections::{HashMap, HashSet};

use super::{ComponentKey, NameKind, OpenFinding, OpenFindingRef, Package, Severity, Timestamp, canonical};

/// A finding that was open in an earlier report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierFinding {
    /// Every name.
    pub identifiers: Box<[Box<str>]>,
    /// How grave it was.
    pub severity: Severity,
    /// The component concerned.
    pub component: Option<Package>,
    /// Where it was found, where no component is named.
    pub location: Option<Box<str>>,
    /// The tools that reported it.
    pub tools: Box<[Box<str>]>,
    /// The fingerprints by which the tools know it again.
    pub fingerprints: Box<[Box<str>]>,
    /// When the vulnerability was published.
    pub published: Option<Timestamp>,
    /// When a tool first saw it in this product.
    pub first_seen: Option<Timestamp>,
}

/// By what a finding is the same in two reports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// A vulnerability in a component or file.
    Vulnerability(Spot, String),
    /// A tool's own fingerprint.
    Fingerprint(String, String),
    /// A rule of a tool in a component or file. Several findings can bear it.
    Rule(Spot, String, String),
}

/// A component, or a file without its line: lines move with every change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spot {
    /// A component.
    Component(ComponentKey),
    /// A file, an address, or nothing.
    Place(String),
}

impl Spot {
    fn of(component: Option<&Package>, location: Option<&str>) -> Self {
        match component {
            Some(package) => Self::Component(ComponentKey::of_package(package)),
            None => {
                let location = location.unwrap_or_default().trim_start_matches("./");
                let is_line = |line: &str| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
                let file = location.rsplit_once(':').filter(|(_, line)| is_line(line)).map(|(file, _)| file);
                Self::Place(file.unwrap_or(location).to_owned())
            }
        }
    }
}

/// Marks of a finding: those that are enough, and those that are counted.
struct Marks {
    telling: Vec<Mark>,
    counted: Vec<Mark>,
}

impl Marks {
    fn of<'n>(
        spot: &Spot,
        names: impl Iterator<Item = &'n str> + Clone,
        tools: &[String],
        fingerprints: Vec<(String, String)>,
    ) -> Self {
        let vulnerabilities = names.clone().filter(|name| NameKind::of(name) < NameKind::Advisory);
        let mut telling: Vec<Mark> =
            vulnerabilities.map(|name| Mark::Vulnerability(spot.clone(), canonical(name).into_owned())).collect();
        let first = names.clone().next().map(canonical).unwrap_or_default().into_owned();
        let counted = match telling.is_empty() {
            true => tools.iter().map(|tool| Mark::Rule(spot.clone(), tool.clone(), first.clone())).collect(),
            false => Vec::new(),
        };
        telling.extend(fingerprints.into_iter().map(|(tool, print)| Mark::Fingerprint(tool, print)));
        Self { telling, counted }
    }
}

impl Mark {
    /// The same in any version of the component; `None` for what is no vulnerability.
    fn in_any_version(self) -> Option<Self> {
        match self {
            Self::Vulnerability(Spot::Component(key), name) => {
                Some(Self::Vulnerability(Spot::Component(key.of_any_version()), name))
            }
            Self::Vulnerability(..) => Some(self),
            Self::Fingerprint(..) | Self::Rule(..) => None,
        }
    }
}

impl Marks {
    fn vulnerabilities(self) -> Vec<Mark> {
        self.telling.into_iter().filter_map(Mark::in_any_version).collect()
    }
}

impl EarlierFinding {
    fn marks(&self) -> Marks {
        let spot = Spot::of(self.component.as_ref(), self.location.as_deref());
        let tools: Vec<String> = self.tools.iter().map(|tool| tool.to_lowercase()).collect();
        let tool = tools.first().cloned().unwrap_or_default();
        let prints = self.fingerprints.iter().map(|print| (tool.clone(), print.to_string())).collect();
        Marks::of(&spot, self.identifiers.iter().map(|name| &**name), &tools, prints)
    }

    /// By what it is the same vulnerability in two releases, whatever the version of the component.
    pub fn vulnerability_marks(&self) -> Vec<Mark> {
        self.marks().vulnerabilities()
    }
}

impl OpenFinding {
    fn marks(&self) -> Marks {
        let spot = Spot::of(self.component(), self.location());
        let tools = self.tools();
        let tool = tools.first().cloned().unwrap_or_default();
        let prints = self.fingerprints().into_iter().map(|print| (tool.clone(), print)).collect();
        Marks::of(&spot, self.identifiers().iter().map(|name| &**name), &tools, prints)
    }

    /// The tools that report it, in lower case, each once.
    pub fn tools(&self) -> Vec<String> {
        let mut tools: Vec<String> = self.sources().map(|source| source.tool().to_lowercase()).collect();
        tools.sort_unstable();
        tools.dedup();
        tools
    }

    /// The fingerprints of its reports, each once.
    pub fn fingerprints(&self) -> Vec<String> {
        let stated = self.reports().filter_map(|(_, finding)| finding.fingerprint);
        let mut prints: Vec<String> = stated.map(|print| print.to_string()).collect();
        prints.sort_unstable();
        prints.dedup();
        prints
    }

    /// By what it is the same vulnerability in two releases, whatever the version of the component.
    pub fn vulnerability_marks(&self) -> Vec<Mark> {
        self.marks().vulnerabilities()
    }
}

/// What was open in the report that is compared with.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    telling: HashSet<Mark>,
    counted: HashMap<Mark, u64>,
}

impl Baseline {
    /// The open findings of an earlier report.
    pub fn of(findings: &[EarlierFinding]) -> Self {
        let mut baseline = Self::default();
        for marks in findings.iter().map(EarlierFinding::marks) {
            baseline.telling.extend(marks.telling);
            marks.counted.into_iter().for_each(|mark| one_more(&mut baseline.counted, mark));
        }
        baseline
    }

    /// The baseline beside what is open now.
    pub fn beside(&self, open: impl Iterator<Item = OpenFindingRef>) -> Comparison<'_> {
        let mut now = HashMap::new();
        for finding in open {
            finding.marks().counted.into_iter().for_each(|mark| one_more(&mut now, mark));
        }
        Comparison { baseline: self, now }
    }
}

fn one_more(counts: &mut HashMap<Mark, u64>, mark: Mark) {
    let count = counts.entry(mark).or_default();
    *count = count.saturating_add(1);
}

/// What was open before beside what is open now.
pub struct Comparison<'a> {
    baseline: &'a Baseline,
    now: HashMap<Mark, u64>,
}

impl Comparison<'_> {
    /// Whether the finding was open before. A rule of a tool in a file is known as long as the file
    /// has no more findings of it than before; with one more, which of them is new is not to be
    /// told, and none is known.
    pub fn knows(&self, finding: &OpenFinding) -> bool {
        let marks = finding.marks();
        let no_more = |mark: &Mark| {
            let (before, now) = (self.baseline.counted.get(mark), self.now.get(mark));
            before.is_some_and(|before| now.is_some_and(|now| now <= before))
        };
        marks.telling.iter().any(|mark| self.baseline.telling.contains(mark))
            || (!marks.counted.is_empty() && marks.counted.iter().all(no_more))
    }
}
