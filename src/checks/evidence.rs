// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What several checks say about a piece of evidence, in the same words.

use std::collections::BTreeSet;

use crate::model::{
    Age, Bond, Dossier, Evidence, EvidenceId, Examination, Finding, Gap, OpenFindingRef, OpenFindings, Pattern, Place,
    Scan, ScanKind, Subject, Text, Timestamp, Violation, Words,
};

/// Clocks of build machines differ; a statement may seem to come from this far in the future.
pub(super) const CLOCK_SKEW_SECONDS: i64 = 300;

/// How to get evidence that is missing or says too little, where a check knows of no better way.
pub(super) const WAY: Words = Words {
    en: "Get what could not be seen: let a job of this pipeline make the evidence named, look at its log when it failed, and hand the file on to this job as an artifact; what GitLab knows comes with `--gitlab`.",
    de: "Beschaffen, was nicht zu sehen war: den genannten Nachweis in einem Job dieser Pipeline erzeugen lassen, bei einem Fehlschlag in dessen Protokoll nachsehen und die Datei als Artefakt an diesen Job weitergeben; was GitLab weiß, kommt mit `--gitlab`.",
};

/// Whether the evidence counts for the release. When it does not, that is noted: evidence about
/// something else is a violation, evidence that cannot be compared a gap.
pub(super) fn counts(evidence: &Evidence, examination: &mut Examination) -> bool {
    match &evidence.bond {
        Bond::Named { .. } | Bond::Place => return true,
        Bond::Other(other) => examination.violations.push(wrong_subject(evidence, other)),
        Bond::Unverifiable(named) => examination.gaps.push(unverifiable(evidence, named)),
    }
    false
}

/// The evidence is about something else.
pub(super) fn wrong_subject(evidence: &Evidence, other: &str) -> Violation {
    let message = Text::new(
        format!("wanted evidence about this release, got evidence about {other}"),
        format!("Der Nachweis betrifft nicht dieses Release, sondern {}", Bond::named(other).de),
    );
    let violation = Violation::new("wrong-subject", message).about(evidence.origin.path.as_ref());
    violation.seen_in(evidence.id, Place::Whole)
}

/// The evidence is an SBOM that lists nothing, which says nothing of what is in the release. A report of
/// vulnerabilities in the same format may be so.
pub(super) fn no_components(evidence: &Evidence) -> Gap {
    gap_in(evidence, "no-components", "the SBOM lists no component", "Die SBOM nennt keine Komponente")
}

/// The evidence names something that the release cannot be compared with.
pub(super) fn unverifiable(evidence: &Evidence, named: &str) -> Gap {
    let uncompared = |subject: &Subject| matches!(subject, Subject::Uncompared { .. }) && subject.to_string() == named;
    if evidence.statement.subjects.iter().any(uncompared) {
        return gap_in(
            evidence,
            "subject-unverifiable",
            &format!(
                "the evidence is about {named}, by no digest that counts; let it name `sha256` or the full commit (`gitCommit`)"
            ),
            &format!(
                "Der Nachweis betrifft {named}, ohne zählenden Hashwert; er muss `sha256` oder den vollen Commit (`gitCommit`) nennen"
            ),
        );
    }
    let (flag, en, de) = match named.starts_with("commit ") {
        true => ("--commit", "the commit of this release", "der Commit dieses Releases"),
        false => ("--artifact", "what is released", "was ausgeliefert wird,"),
    };
    gap_in(
        evidence,
        "subject-unverifiable",
        &format!("the evidence is about {named}, and {en} is not known; name it with `{flag}`"),
        &format!("Der Nachweis betrifft {}, und {de} ist nicht bekannt; mit `{flag}` angeben", Bond::named(named).de),
    )
}

/// A gap about one piece of evidence, waivable by its path.
pub(super) fn gap_in(evidence: &Evidence, matter: &str, en: &str, de: &str) -> Gap {
    let path = &evidence.origin.path;
    Gap {
        matters: format!("{matter}:{path}").into(),
        message: Text::new(format!("`{path}`: {en}"), format!("`{path}`: {de}")),
        evidence: Some(evidence.id),
    }
}

/// The scan failed, left something out or looked at nothing, so its findings may be incomplete.
pub(super) fn incomplete(evidence: &Evidence, reason: &str) -> Gap {
    gap_in(
        evidence,
        "scan-failed",
        &format!("the scan is not whole ({reason}), so its findings may be incomplete"),
        &format!("Die Prüfung ist nicht vollständig ({reason}); ihre Befunde können unvollständig sein"),
    )
}

/// Holds the evidence's own time against the greatest age.
pub(super) fn judge_age(evidence: &Evidence, max_age: Age, at: Timestamp, examination: &mut Examination) {
    let Some(made_at) = evidence.statement.made_at else {
        let gap = gap_in(
            evidence,
            "time-unstated",
            "the evidence does not say when it was made, so its age is unknown",
            "Der Nachweis nennt keinen Zeitpunkt; sein Alter ist unbekannt",
        );
        examination.gaps.push(gap);
        return;
    };
    let too_old = || {
        let message = Text::new(
            format!("wanted evidence not older than {max_age}, got one made at {made_at}"),
            format!(
                "Verlangt ist ein Nachweis, der nicht älter ist als {}; dieser ist vom {made_at}",
                max_age.german()
            ),
        );
        (made_at < max_age.before(at)).then(|| stale(evidence, message))
    };
    examination.violations.extend(not_yet_made(evidence, made_at, at).or_else(too_old));
}

/// The evidence was made only after the time of this run.
pub(super) fn not_yet_made(evidence: &Evidence, made_at: Timestamp, at: Timestamp) -> Option<Violation> {
    let message = Text::new(
        format!("made at {made_at}, which lies after the time of this run ({at})"),
        format!("Erstellt am {made_at}, also nach dem Zeitpunkt dieser Prüfung ({at})"),
    );
    lies_ahead(made_at, at).then(|| stale(evidence, message))
}

fn stale(evidence: &Evidence, message: Text) -> Violation {
    let violation = Violation::new("stale", message).about(evidence.origin.path.as_ref());
    violation.seen_in(evidence.id, Place::Whole)
}

/// Whether a moment lies after the time of this run by more than clocks differ.
pub(super) fn lies_ahead(moment: Timestamp, at: Timestamp) -> bool {
    moment.as_second() > at.as_second().saturating_add(CLOCK_SKEW_SECONDS)
}

/// Whether the evidence was made by one of `tools`.
pub(super) fn is_tool(evidence: &Evidence, tools: &[Pattern]) -> bool {
    let name = evidence.statement.producer.as_ref().map(|tool| tool.name.to_lowercase());
    name.is_some_and(|name| tools.iter().any(|pattern| pattern.matches_any_case(&name)))
}

/// Whether a scan is of one of `kinds`, by its own word or, where it has none, because the policy
/// names its tool.
pub(super) fn is_scan_of(evidence: &Evidence, scan: &Scan, kinds: &[ScanKind], tools: &[Pattern]) -> bool {
    match scan.kind {
        Some(kind) => kinds.contains(&kind),
        None => is_tool(evidence, tools),
    }
}

/// The open findings of scans of `kinds` and by `tools`, from those of them that count and hold
/// what they found. What speaks against a scan is noted; `None` where there is no such scan.
pub(super) fn findings_of<'d>(
    dossier: &'d Dossier,
    (kinds, tools): (&[ScanKind], &[Pattern]),
    examination: &mut Examination,
) -> Option<Findings<'d>> {
    let mut counting = BTreeSet::new();
    let mut seen = false;
    for (evidence, scan) in dossier.scans().filter(|(evidence, scan)| is_scan_of(evidence, scan, kinds, tools)) {
        seen = true;
        if !counts(evidence, examination) {
            continue;
        }
        match scan.status.shortcoming() {
            Some(reason) => examination.gaps.push(incomplete(evidence, reason)),
            None => examination.rely_on(evidence.id),
        }
        counting.insert(evidence.id);
    }
    seen.then(|| Findings { all: dossier.open_findings(), counting })
}

/// A gap for each of `kinds` of which there is no scan. One by a tool that the policy names, whose
/// report does not say what it looked for, may be of any.
pub(super) fn gaps_of_kinds(dossier: &Dossier, kinds: &[ScanKind], tools: &[Pattern]) -> Vec<Gap> {
    let found = |kind: Option<ScanKind>| {
        dossier.scans().any(|(evidence, scan)| scan.kind == kind && is_scan_of(evidence, scan, kinds, tools))
    };
    if found(None) {
        return Vec::new();
    }
    let missing = kinds.iter().filter(|kind| !found(Some(**kind)));
    let gap = |kind: &ScanKind| {
        let message = no_scan_of(std::slice::from_ref(kind));
        Gap { matters: format!("no-scan:{}", kind.name()).into(), message, evidence: None }
    };
    missing.map(gap).collect()
}

/// A gap for each report that does not say what was looked for, by a tool that no rule names: it may be of any
/// kind, so findings in it may be what a rule counts, of which `is_counted` tells.
pub(super) fn gaps_of_unplaced(dossier: &Dossier, is_counted: &dyn Fn(&Finding) -> bool) -> Vec<Gap> {
    let is_unplaced = |evidence: &Evidence, scan: &Scan| {
        scan.kind.is_none() && evidence.bond.counts() && !is_tool(evidence, &dossier.given.tools)
    };
    let scans = dossier.scans().filter(|(evidence, scan)| is_unplaced(evidence, scan));
    let gap = |(evidence, scan): (&Evidence, &Scan)| {
        let count = scan.findings.iter().filter(|finding| is_counted(finding)).count();
        (count > 0).then(|| unplaced(evidence, count))
    };
    scans.filter_map(gap).collect()
}

fn unplaced(evidence: &Evidence, count: usize) -> Gap {
    let tool = evidence.statement.producer.as_ref().map_or("", |tool| tool.name.as_str());
    let (en, de) = match tool {
        "" => ("its tool is not named either".to_owned(), "auch das Werkzeug ist nicht genannt".to_owned()),
        tool => (
            format!("no rule names its tool `{tool}` in `tools`"),
            format!("keine Regel nennt das Werkzeug `{tool}` in `tools`"),
        ),
    };
    gap_in(
        evidence,
        "kind-unstated",
        &format!("the report does not say what was looked for, and {en}; findings that this rule could count: {count}"),
        &format!(
            "Der Bericht sagt nicht, wonach gesucht wurde, und {de}; Befunde, die für diese Regel zählen könnten: {count}"
        ),
    )
}

/// That there is no report of a scan of one of `kinds`.
pub(super) fn no_scan_of(kinds: &[ScanKind]) -> Text {
    no_scan(kinds, ("", ""))
}

/// That none of the reports of scans of one of `kinds` counts.
pub(super) fn no_scan_counts_of(kinds: &[ScanKind]) -> Text {
    no_scan(kinds, (" that counts", ", der zählt"))
}

fn no_scan(kinds: &[ScanKind], (which, welcher): (&str, &str)) -> Text {
    let kinds = kinds.iter().map(|kind| format!("`{}`", kind.name())).collect::<Vec<_>>().join(", ");
    Text::new(
        format!("no report of a scan of kind {kinds}{which} was found"),
        format!("Es wurde kein Bericht einer Prüfung der Art {kinds} gefunden{welcher}"),
    )
}

/// The open findings as some of the scans report them.
pub(super) struct Findings<'d> {
    all: &'d OpenFindings,
    counting: BTreeSet<EvidenceId>,
}

impl Findings<'_> {
    /// Each finding, the gravest first as a rule.
    pub(super) fn iter(&self) -> impl Iterator<Item = OpenFindingRef> {
        self.all.refs().filter_map(|open| open.reported_by(|evidence, _| self.counting.contains(&evidence.id)))
    }

    /// The most that there can be.
    pub(super) fn at_most(&self) -> usize {
        self.all.len()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{
        Bom, Claim, Component, Digest, DigestAlgorithm, Dossier, EvidenceId, FormatVersion, Origin, SignerTerms,
        Statement, Trust,
    };

    #[test]
    fn what_messages_name_is_german_in_german() {
        let dossier = dossier(vec![]);
        let (evidence, commit) = (&dossier.evidence[0], format!("commit {}", "1".repeat(40)));
        for text in [wrong_subject(evidence, &commit).wrong.text.clone(), unverifiable(evidence, &commit).message] {
            assert!(text.de.contains("Commit 1") && !text.de.contains("commit 1"), "{}", text.de);
            assert!(text.en.contains("commit 1"), "{}", text.en);
        }
        let signer = SignerTerms { key: Some("release".to_owned()), ..SignerTerms::default() };
        assert_eq!(signer.named().de, "Schlüssel `release`");
        assert_eq!(signer.to_string(), "key `release`");
    }

    /// A dossier with one SBOM of these components, bound by its place.
    pub(in crate::checks) fn dossier(components: Vec<Component>) -> Dossier {
        dossier_of(Bom { components, ..Bom::default() })
    }

    /// A dossier with this SBOM, bound by its place.
    pub(in crate::checks) fn dossier_of(bom: Bom) -> Dossier {
        let sha256 = Digest::from_bytes(DigestAlgorithm::Sha256, &[7; 32]).unwrap();
        let statement = Statement {
            format: FormatVersion { format: "cyclonedx-json", version: "1.6".into() },
            subjects: vec![],
            made_at: None,
            producer: None,
            report_id: None,
            claim: Claim::Bom(Box::new(bom)),
            remarks: vec![],
        };
        let evidence = Evidence {
            id: EvidenceId(0),
            origin: Origin { path: "bom.json".into(), sha256, size: 1 },
            trust: Trust::UNSIGNED,
            bond: Bond::Place,
            statement,
        };
        Dossier { at: Timestamp::UNIX_EPOCH, evidence: vec![Arc::new(evidence)], ..Dossier::default() }
    }
}
