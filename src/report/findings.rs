// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Open findings as a person works them off: by component, with the one upgrade that closes most.

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    iter,
};

use rayon::prelude::*;

use super::words::{self, say};
use crate::model::{CvssScore, Lang, Millionths, RuleResult, SetAside, Severity, Verdict, Violation};

mod upgrade;

use upgrade::upgrade;

/// Open findings of one component or file.
pub(super) struct Group<'a> {
    /// The component, or the file.
    pub component: String,
    /// The findings, the gravest first.
    pub findings: Vec<&'a Violation>,
    /// The gravest severity.
    pub gravest: Severity,
    /// How many are known to be exploited.
    pub exploited: usize,
    /// The highest score.
    pub cvss: Option<CvssScore>,
    /// The highest probability of being exploited.
    pub epss: Option<Millionths>,
    /// The version that closes most of them, and how many.
    pub upgrade: Option<(String, usize)>,
    /// What the tools advise, each once, with the number of findings; the most frequent first.
    pub advice: Vec<(&'a str, usize)>,
}

/// Open findings by component, to be put into words one component after another: there may be very
/// many.
pub(super) struct Groups<'a> {
    /// Each finding with its component and its number among all, ordered by component.
    found: Vec<(Cow<'a, str>, u32, &'a Violation)>,
    /// Where the findings of each component begin and how many they are: exploited ones first, then the
    /// gravest, then the most.
    order: Vec<(Rank, u32)>,
}

/// Whether any finding of a component is exploited, the gravest severity, and the number of findings.
type Rank = Reverse<(bool, Severity, u32)>;

/// Open findings by component: those of rules that decide; where there are none, those of all rules
/// that are not met.
pub(super) fn groups(verdict: &Verdict) -> Groups<'_> {
    let deciding = by_component(verdict.rules.iter().filter(|rule| rule.decides()));
    let found = if deciding.is_empty() { by_component(verdict.rules.iter()) } else { deciding };
    let chunks = || found.chunk_by(|(one, ..), (other, ..)| one == other);
    let mut order: Vec<(Rank, u32)> = Vec::with_capacity(chunks().count());
    let mut start = 0;
    for group in chunks() {
        let gravest = group.iter().filter_map(|(.., violation)| violation.wrong.severity).max();
        let is_exploited = group.iter().any(|(.., violation)| exploited(violation));
        let count = u32::try_from(group.len()).unwrap_or(u32::MAX);
        order.push((Reverse((is_exploited, gravest.unwrap_or(Severity::Unknown), count)), start));
        start = start.saturating_add(count);
    }
    // Where they begin tells equal ones apart, so this sort, which takes no memory, keeps their order.
    order.sort_unstable();
    Groups { found, order }
}

impl<'a> Groups<'a> {
    /// Number of components.
    pub(super) const fn len(&self) -> usize {
        self.order.len()
    }

    /// Number of findings.
    pub(super) const fn findings(&self) -> usize {
        self.found.len()
    }

    /// The components to begin with.
    pub(super) fn first(&self, most: usize) -> Vec<Group<'a>> {
        let groups = self.order.iter().take(most).filter_map(|(Reverse((_, _, count)), start)| {
            let found = self.found.get(*start as usize..)?.get(..*count as usize)?;
            let (component, ..) = found.first()?;
            Some(group(component.to_string(), found.iter().map(|(.., violation)| *violation).collect()))
        });
        groups.collect()
    }
}

/// Each finding once, however many rules it breaks, ordered by component.
fn by_component<'a>(rules: impl Iterator<Item = &'a RuleResult> + Clone) -> Vec<(Cow<'a, str>, u32, &'a Violation)> {
    let counted = |violation: &&Violation| violation.wrong.limit.is_some() || violation.finding().is_some();
    let violations = rules.flat_map(|rule| &rule.violations).filter(counted);
    // There may be very many, so there is room for just so many, and their number among all tells those
    // of one component apart for a sort that needs no more.
    let mut all: Vec<(Cow<'_, str>, u32, &Violation)> = Vec::with_capacity(violations.clone().count());
    all.extend(violations.zip(0..).map(|(violation, number)| (Cow::Borrowed(""), number, violation)));
    all.par_iter_mut().for_each(|(name, _, violation)| *name = component(violation));
    all.par_sort_unstable_by(|(one, first, _), (other, second, _)| one.cmp(other).then(first.cmp(second)));
    // Where there is only one, nothing has to be told apart.
    let groups = all.chunk_by(|(one, ..), (other, ..)| one == other).map(<[_]>::len);
    let alone: Vec<bool> = groups.flat_map(|length| iter::repeat_n(length == 1, length)).collect();
    let mut alone = alone.into_iter();
    let mut seen = BTreeSet::new();
    let mut before: Option<Cow<'_, str>> = None;
    all.retain(|(component, _, violation)| {
        if alone.next() == Some(true) {
            return true;
        }
        if before.as_ref() != Some(component) {
            seen.clear();
            before = Some(component.clone());
        }
        violation.finding().is_none() || seen.insert((violation.matter(), violation.subject()))
    });
    all
}

/// The component; the file without its line where there is none.
fn component(violation: &Violation) -> Cow<'_, str> {
    let has_component = violation.finding().is_none_or(|finding| finding.component().is_some());
    let is_line = |line: &str| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
    let subject = violation.subject();
    let file = subject.rsplit_once(':').filter(|(_, line)| !has_component && is_line(line)).map(|(file, _)| file.len());
    match (file, subject) {
        (None, subject) => subject,
        (Some(file), Cow::Borrowed(subject)) => Cow::Borrowed(subject.get(..file).unwrap_or(subject)),
        (Some(file), Cow::Owned(mut subject)) => {
            subject.truncate(file);
            Cow::Owned(subject)
        }
    }
}

fn group(component: String, mut findings: Vec<&Violation>) -> Group<'_> {
    findings.sort_by_key(|violation| (Reverse((exploited(violation), violation.wrong.severity)), violation.matter()));
    let open = || findings.iter().filter_map(|violation| violation.finding().map(|finding| &**finding));
    let mut advised: BTreeMap<&str, usize> = BTreeMap::new();
    for fix in findings.iter().filter_map(|violation| violation.fix()) {
        let count = advised.entry(fix).or_default();
        *count = count.saturating_add(1);
    }
    let mut advice: Vec<(&str, usize)> = advised.into_iter().collect();
    advice.sort_by_key(|(_, count)| Reverse(*count));
    Group {
        component,
        gravest: findings.iter().filter_map(|violation| violation.wrong.severity).max().unwrap_or(Severity::Unknown),
        exploited: findings.iter().filter(|violation| exploited(violation)).count(),
        cvss: open().filter_map(|finding| finding.cvss()?.score).max(),
        epss: open().filter_map(|finding| Some(finding.epss()?.probability)).max(),
        upgrade: upgrade(open()),
        advice,
        findings,
    }
}

pub(super) fn exploited(violation: &Violation) -> bool {
    violation.finding().is_some_and(|finding| finding.known_exploited())
}

impl Group<'_> {
    /// What to do, in one line; empty where nothing is known.
    pub(super) fn way_out(&self, lang: Lang) -> String {
        let count = self.findings.len();
        match &self.upgrade {
            Some((version, closes)) if *closes == count => {
                let what = if count == 1 { say(lang, "it", "ihn") } else { say(lang, "all", "alle") };
                match lang {
                    Lang::En => format!("upgrade to {version} closes {what}"),
                    Lang::De => format!("Aktualisieren auf {version} behebt {what}"),
                }
            }
            Some((version, closes)) => match lang {
                Lang::En => format!("upgrade to {version} closes {closes} of {count}"),
                Lang::De => format!("Aktualisieren auf {version} behebt {closes} von {count}"),
            },
            None => {
                let part = |(advice, closes): &(&str, usize)| match *closes {
                    all if all == count => (*advice).to_owned(),
                    some => format!("{advice} ({some} {} {count})", say(lang, "of", "von")),
                };
                self.advice.iter().take(3).map(part).collect::<Vec<_>>().join("; ")
            }
        }
    }
}

impl Group<'_> {
    /// The group in one line: how many, how grave, and the way out.
    pub(super) fn in_short(&self, lang: Lang) -> String {
        let count = self.findings.len();
        let findings = match (count, lang) {
            (1, Lang::En) => "finding",
            (_, Lang::En) => "findings",
            (1, Lang::De) => "Befund",
            (_, Lang::De) => "Befunde",
        };
        let exploited = match self.exploited {
            0 => String::new(),
            count => format!(", {count} {}", say(lang, "known to be exploited", "bekanntermaßen ausgenutzt")),
        };
        let way_out = self.way_out(lang);
        let way_out = if way_out.is_empty() { way_out } else { format!(": {way_out}") };
        format!("{count} {findings} ({}{exploited}){way_out}", words::severity(self.gravest, lang))
    }
}

/// A probability as a percentage with one decimal.
pub(super) fn percent(probability: Millionths) -> String {
    let tenths = probability.count().saturating_add(500).checked_div(1_000).unwrap_or_default();
    format!("{}.{} %", tenths.checked_div(10).unwrap_or_default(), tenths.checked_rem(10).unwrap_or_default())
}

/// What is known of a finding, in a few words: CVSS, exploitation, EPSS, dates, who reports it.
pub(super) fn facts(violation: &Violation, lang: Lang) -> Vec<String> {
    let Some(finding) = violation.finding() else { return Vec::new() };
    let day = |at: crate::model::Timestamp| at.to_string().chars().take(10).collect::<String>();
    let cvss = finding.cvss().and_then(|cvss| {
        Some(format!("CVSS{} {}", cvss.version.map(|v| format!(" {v}")).unwrap_or_default(), cvss.score?))
    });
    let kev =
        finding.known_exploited().then(|| say(lang, "known to be exploited", "bekanntermaßen ausgenutzt").to_owned());
    let epss = finding.epss().map(|epss| format!("EPSS {}", percent(epss.probability)));
    let published = finding.published().map(|at| format!("{} {}", say(lang, "published", "veröffentlicht"), day(at)));
    let seen = finding.first_seen().map(|at| format!("{} {}", say(lang, "first seen", "zuerst gesehen"), day(at)));
    let since = violation.wrong.since.map(|at| format!("{} {}", say(lang, "grace ended", "Frist abgelaufen"), day(at)));
    let tools = finding.tools().join(", ");
    let tools = (!tools.is_empty()).then(|| format!("{} {tools}", say(lang, "by", "laut")));
    [kev, cvss, epss, published, seen, since, tools].into_iter().flatten().collect()
}

/// What a rule set aside for one reason.
pub(super) struct Aside<'a> {
    pub rule: &'a RuleResult,
    /// The reason; that of the first where each has its own date.
    pub reason: String,
    pub set_aside: Vec<&'a SetAside>,
}

/// What rules set aside, by rule and reason.
pub(super) fn set_aside(verdict: &Verdict, lang: Lang) -> Vec<Aside<'_>> {
    let mut all = Vec::new();
    for rule in &verdict.rules {
        let mut by_reason: BTreeMap<&str, Vec<&SetAside>> = BTreeMap::new();
        for aside in &rule.set_aside {
            let reason = match aside.reason.until {
                Some(_) => say(lang, "within their grace", "innerhalb ihrer Frist"),
                None => aside.reason.text.in_lang(lang),
            };
            by_reason.entry(reason).or_default().push(aside);
        }
        all.extend(by_reason.into_iter().map(|(reason, set_aside)| Aside {
            rule,
            reason: reason.to_owned(),
            set_aside,
        }));
    }
    all
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{
        Bond, Claim, Details, Dossier, Evidence, EvidenceId, Finding, FormatVersion, OpenFindingRef, Origin, Package,
        Scan, Statement, Text, Trust,
    };

    /// What to do about findings of one component, each with the versions in which it is fixed.
    fn way_out(version: &str, fixed: &[&[&str]]) -> String {
        let package = Package { name: "a".into(), version: Some(version.into()), purl: None };
        let affected = Some(Arc::new(package));
        let finding = |(number, versions): (usize, &&[&str])| Finding {
            identifiers: [format!("CVE-2026-{:04}", number + 1).into_boxed_str()].into(),
            affected: affected.clone(),
            details: Some(Arc::new(Details {
                fixed_versions: versions.iter().map(|version| Box::from(*version)).collect(),
                ..Details::default()
            })),
            ..Finding::default()
        };
        let findings = fixed.iter().enumerate().map(finding).collect();
        let statement = Statement {
            format: FormatVersion { format: "trivy", version: String::new() },
            subjects: Vec::new(),
            made_at: None,
            producer: None,
            report_id: None,
            claim: Claim::Scan(Scan { findings, ..Scan::default() }),
            remarks: Vec::new(),
        };
        let sha256 = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
        let origin = Origin { path: "a.json".into(), sha256, size: 0 };
        let evidence = Evidence { id: EvidenceId(0), origin, trust: Trust::UNSIGNED, bond: Bond::Place, statement };
        let at = "2026-11-24T12:00:00Z".parse().unwrap();
        let dossier = Dossier { at, evidence: vec![Arc::new(evidence)], ..Dossier::default() };
        let of = |open: OpenFindingRef| Violation::of_finding(&open, Arc::new(Text::same("x").into()));
        let violations: Vec<Violation> = dossier.open_findings().refs().map(of).collect();
        group("a".to_owned(), violations.iter().collect()).way_out(Lang::En)
    }

    #[test]
    fn one_upgrade_closes_what_lies_below_it() {
        assert_eq!(way_out("1.0.0", &[&["1.2.0"], &["1.10.0"], &["1.9.9", "2.0.0"]]), "upgrade to 1.10.0 closes all");
        assert_eq!(way_out("2.0.0", &[&["1.9.9", "2.0.1"], &[]]), "upgrade to 2.0.1 closes 1 of 2");
        assert_eq!(way_out("1.0.0", &[&["1.2.0"]]), "upgrade to 1.2.0 closes it");
        assert_eq!(way_out("1.5.3", &[&[">=1.5.6"], &[">=1.5.10"], &[">= 1.5.9"]]), "upgrade to >=1.5.10 closes all");
    }

    #[test]
    fn a_version_closes_nothing_whose_fix_its_own_line_has_later() {
        let moment: [&[&str]; 3] = [&["1.0.9", "2.0.5"], &["2.0.0"], &["1.0.2"]];
        assert_eq!(way_out("1.0.0", &moment), "upgrade to 2.0.5 closes all");
        assert_eq!(way_out("1.0.0", &[&["1.0.9", "2.0.5"], &["1.1.0"]]), "upgrade to 1.1.0 closes all");
        assert_eq!(way_out("1.2.0", &[&["1.2.3", "1.3.1", "2.0.0"], &["1.3.0"]]), "upgrade to 1.3.1 closes all");
        assert_eq!(way_out("1.2.0", &[&["1.2.3", "1.3.1", "2.0.0"], &["1.4.0"]]), "upgrade to 1.4.0 closes all");
        assert_eq!(
            way_out("1.0.0", &[&["1.0.1-rc.1", "1.0.1", ">=1.0.1"], &[]]),
            "upgrade to 1.0.1-rc.1 closes 1 of 2"
        );
    }

    #[test]
    fn where_versions_have_no_order_the_most_frequent_is_named() {
        let fixed: [&[&str]; 3] = [&["1:2.3-1ubuntu2"], &["1:2.3-1ubuntu1"], &["1:2.3-1ubuntu1"]];
        assert_eq!(way_out("1:2.3-1", &fixed), "upgrade to 1:2.3-1ubuntu1 closes 2 of 3");
        assert_eq!(way_out("1.0.0", &[&[]]), "");
    }

    #[test]
    fn a_probability_is_shown_with_one_decimal() {
        assert_eq!(percent(Millionths::new(0.04321).unwrap()), "4.3 %");
        assert_eq!(percent(Millionths::new(1.0).unwrap()), "100.0 %");
    }
}
