// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The formats that evidence comes in, one file each.
//!
//! A format recognises a document by its content, never by its file name, and reads it into
//! statements. It never opens an envelope, never judges, and its foreign types stay in its file.
//! Unknown fields are tolerated; what a check relies on is read strictly.

use std::panic::{self, AssertUnwindSafe};

use crate::model::{Claim, Document, DoubtCode, Ignored, Keep, Payload, Place, Rejection, Statement, Text};

mod address;
mod cvss;
mod cyclonedx;
mod datum;
mod dependency_check;
mod draft;
mod facts;
mod feeds;
mod hits;
mod identifier;
mod json;
mod language;
mod packed;
mod pieces;
mod purl;
mod sharing;
mod sniff;
mod spdx2;
mod text;
mod time;
mod total;
mod xml;
mod zap_alert;

#[cfg(test)]
#[allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
pub(crate) mod tests;

mod bandit;
mod brakeman;
mod cargo_audit;
mod changelog;
mod checkov;
mod checksums;
mod cobertura;
mod csaf;
mod cyclonedx_json;
mod cyclonedx_xml;
mod dependency_check_json;
mod dependency_check_xml;
mod detect_secrets;
mod dockle;
mod freigabe_report;
mod gitlab_security;
mod gitleaks;
mod gosec;
mod govulncheck;
mod grype;
mod hadolint;
mod helm_provenance;
mod in_toto;
mod junit;
mod kics;
mod kube_bench;
mod kubescape;
mod lcov;
mod nearly;
mod npm_audit;
mod npm_audit_7;
mod nuclei;
mod openvex;
mod ort;
mod osv_scanner;
mod pip_audit;
mod publiccode;
mod sarif;
mod scancode;
mod security_md;
mod security_txt;
mod semgrep;
mod simple_signing;
mod snyk;
mod spdx3_json;
mod spdx_json;
mod spdx_tag_value;
mod spdx_yaml;
mod terrascan;
mod tfsec;
mod trivy;
mod trufflehog;
mod yarn_audit;
mod zap_json;
mod zap_xml;

pub use datum::Datum;
pub use facts::{Facts, read_facts, write_facts};
pub use feeds::{FeedReading, read_feed};
pub use sniff::Head;

/// Every format. A document is of the first one that recognises it.
pub const FORMATS: &[&dyn Format] = &[
    // What a statement holds looks like a report by itself, so it is asked first.
    &in_toto::InToto,
    &bandit::Bandit,
    &brakeman::Brakeman,
    &cargo_audit::CargoAudit,
    &changelog::Changelog,
    &checkov::Checkov,
    &checksums::Checksums,
    &cobertura::Cobertura,
    &csaf::Csaf,
    &cyclonedx_json::CycloneDxJson,
    &cyclonedx_xml::CycloneDxXml,
    &dependency_check_json::DependencyCheckJson,
    &dependency_check_xml::DependencyCheckXml,
    &detect_secrets::DetectSecrets,
    &dockle::Dockle,
    &freigabe_report::FreigabeReport,
    &gitlab_security::GitLabSecurity,
    &gitleaks::Gitleaks,
    &gosec::Gosec,
    &govulncheck::Govulncheck,
    &grype::Grype,
    &hadolint::Hadolint,
    &helm_provenance::HelmProvenance,
    &junit::JUnit,
    &kics::Kics,
    &kube_bench::KubeBench,
    &kubescape::Kubescape,
    &lcov::Lcov,
    &npm_audit::NpmAudit,
    &npm_audit_7::NpmAudit7,
    &nuclei::Nuclei,
    &openvex::OpenVex,
    &ort::Ort,
    &osv_scanner::OsvScanner,
    &pip_audit::PipAudit,
    &publiccode::PublicCode,
    &sarif::Sarif,
    &scancode::ScanCode,
    &security_md::SecurityMd,
    &security_txt::SecurityTxt,
    &semgrep::Semgrep,
    &simple_signing::SimpleSigning,
    &snyk::Snyk,
    &spdx3_json::Spdx3Json,
    &spdx_json::SpdxJson,
    &spdx_tag_value::SpdxTagValue,
    &spdx_yaml::SpdxYaml,
    &terrascan::Terrascan,
    &tfsec::Tfsec,
    &trivy::Trivy,
    &trufflehog::TruffleHog,
    &yarn_audit::YarnAudit,
    &zap_json::ZapJson,
    &zap_xml::ZapXml,
];

/// The formats of documents that stand in a project for people to read.
pub const FOR_PEOPLE: &[&str] = &["changelog", "security_md", "security_txt"];

/// Deepest nesting of a JSON or XML document that is read unless the user sets another limit.
pub const DEFAULT_MAX_DEPTH: u32 = 100;

/// Payload types of envelopes that promise a format, and that nothing else may bear: the type is
/// signed along with the payload, so that one cannot be passed off as the other.
const PROMISED: &[(&str, &str)] = &[
    ("application/vnd.in-toto+json", "in-toto"),
    ("application/vnd.dev.cosign.simplesigning.v1+json", "simple-signing"),
];

/// A format that evidence comes in.
pub trait Format: Sync {
    /// The id, also the name of the file and of its folder of test cases.
    fn id(&self) -> &'static str;

    /// The name that its specification uses, and the versions read.
    fn title(&self) -> &'static str;

    /// What its reports can tell, for a format of scanners; empty for any other.
    fn tells(&self) -> &'static [Datum] {
        &[]
    }

    /// Whether a document that starts like this is meant to be of this format. It errs on the
    /// side of yes: what is recognised and cannot be read is rejected, what is not is ignored.
    fn recognises(&self, head: &Head) -> bool;

    /// Reads the document. It gives statements, or says why there is nothing to judge.
    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError>;
}

/// A document on its way into a format.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    document: &'a Document,
    /// Deepest nesting that is read.
    pub max_depth: u32,
    /// How much of an SBOM is kept.
    pub keep: Keep,
}

impl<'a> Source<'a> {
    /// A document of which everything is kept.
    const fn of(document: &'a Document, max_depth: u32) -> Self {
        Self { document, max_depth, keep: Keep::Everything }
    }

    /// The whole text, without a byte order mark. A large document is read into memory for it.
    pub fn text(&self) -> Result<&'a str, ReadError> {
        sniff::text(self.document)
    }

    /// The same document in another notation.
    fn translated(&self, payload: impl Into<Payload>) -> Document {
        Document { payload: payload.into(), ..self.document.clone() }
    }
}

/// Why a document that is meant to be of a format could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// Where the fault is.
    pub place: Place,
    /// What is wrong, and the way out.
    pub reason: Text,
}

/// What became of a document.
#[derive(Clone, Debug)]
pub enum Reading {
    /// It was read.
    Statements(Vec<Statement>),
    /// It is no evidence.
    Ignored(Text),
    /// It looks like evidence and could not be read.
    Rejected(Rejection),
}

/// Reads a document of any format.
pub fn read(document: &Document, max_depth: u32) -> Reading {
    read_source(&Source::of(document, max_depth))
}

/// The same, just as strictly, without keeping more of an SBOM than this.
pub fn read_keeping(keep: Keep, document: &Document, max_depth: u32) -> Reading {
    read_source(&Source { keep, ..Source::of(document, max_depth) })
}

/// What is named as evidence and is an archive of a kind that is not read: nothing in it was seen, and it was
/// not found beside evidence by chance.
pub fn refuse_named_archive(ignored: &Ignored) -> Option<Rejection> {
    let refuse = || Rejection { format: None, place: Place::Whole, reason: ignored.reason.clone() };
    sniff::is_other_archive(&ignored.path).then(refuse)
}

fn read_source(source: &Source<'_>) -> Reading {
    let Source { document, max_depth, .. } = *source;
    let head = match Head::of(document) {
        Ok(head) => head,
        Err(error) => {
            return Reading::Rejected(Rejection { format: None, place: error.place, reason: error.reason });
        }
    };
    let recognising = |head: &Head| FORMATS.iter().copied().find(|format| format.recognises(head));
    // What lies on disk is so large that it is looked through only where it has to be.
    let mut whole = document.payload.held().and_then(|_| head.of_the_whole(document, max_depth));
    let format = recognising(&head).or_else(|| {
        whole = whole.take().or_else(|| head.of_the_whole(document, max_depth));
        whole.as_ref().and_then(recognising)
    });
    let ambiguous = || ambiguous(whole.as_ref().unwrap_or(&head));
    if let Some(rejection) = misdeclared(document, format).or_else(ambiguous) {
        return Reading::Rejected(rejection);
    }
    match format {
        Some(format) => read_as(format, source),
        None => match head.behind_text(document, max_depth, recognising) {
            Some(rejection) => Reading::Rejected(rejection),
            None => unrecognised(whole.as_ref().unwrap_or(&head), source),
        },
    }
}

/// What no format recognises, not even as one of its own that was damaged.
fn unrecognised(head: &Head, source: &Source<'_>) -> Reading {
    let reading = sniff::unrecognised(head, source.document, source.max_depth);
    if !matches!(reading, Reading::Ignored(_)) {
        return reading;
    }
    let damaged = head.damaged(source.document, source.max_depth);
    if damaged.as_ref().is_some_and(Head::was_envelope) {
        let reason = nearly::damaged_somewhere("a signed envelope (DSSE, Sigstore)");
        return Reading::Rejected(Rejection { format: None, place: Place::Whole, reason });
    }
    match FORMATS.iter().copied().find(|format| damaged.iter().any(|head| format.recognises(head))) {
        Some(format) => match read_as(format, source) {
            Reading::Statements(_) => {
                let reason = nearly::damaged_somewhere(format.title());
                Reading::Rejected(Rejection { format: Some(format.id()), place: Place::Whole, reason })
            }
            other => other,
        },
        None => reading,
    }
}

/// What came in an envelope whose payload type says that it is something else.
fn misdeclared(document: &Document, format: Option<&'static dyn Format>) -> Option<Rejection> {
    let declared = document.declared_type.as_deref()?;
    let wanted = PROMISED.iter().find(|(kind, _)| *kind == declared).map(|(_, id)| *id);
    let found = format.map(Format::id);
    let is_promised = PROMISED.iter().any(|(_, id)| Some(*id) == found);
    if wanted == found || (wanted.is_none() && !is_promised) {
        return None;
    }
    let (declared, code) = (quoted(declared.as_bytes()), DoubtCode::PayloadType.name());
    let reason = Text::new(
        format!("the envelope declares {declared}, and its payload is something else (`{code}`); have it signed anew"),
        format!("Der Umschlag nennt {declared}, seine Nutzlast ist etwas anderes (`{code}`); neu signieren lassen"),
    );
    Some(Rejection { format: found.or(wanted), place: Place::Whole, reason })
}

/// What bears the outermost keys of two formats. Read as either, it would hide what it says as the other.
fn ambiguous(head: &Head) -> Option<Rejection> {
    let keys = head.keys_alone()?;
    let mut formats = FORMATS.iter().filter(|format| format.recognises(&keys)).map(|format| format.id());
    let (one, other) = (formats.next()?, formats.next()?);
    let code = DoubtCode::Ambiguous.name();
    let reason = Text::new(
        format!(
            "bears the keys of two formats, `{one}` and `{other}` (`{code}`); have each report written to a file of its own"
        ),
        format!(
            "trägt die Schlüssel zweier Formate, `{one}` und `{other}` (`{code}`); jeden Bericht in eine eigene Datei schreiben lassen"
        ),
    );
    Some(Rejection { format: Some(one), place: Place::Whole, reason })
}

fn read_as(format: &'static dyn Format, source: &Source<'_>) -> Reading {
    // A format must not panic on any bytes. Should one do so, the document is rejected like any
    // other that cannot be read, and the run goes on.
    let reading = panic::catch_unwind(AssertUnwindSafe(|| format.read(source)));
    match reading {
        Ok(Ok(reading)) => match contradictory_subject(format, &reading).or_else(|| overnamed(format, &reading)) {
            Some(rejection) => Reading::Rejected(rejection),
            None => reading,
        },
        Ok(Err(error)) => {
            Reading::Rejected(Rejection { format: Some(format.id()), place: error.place, reason: error.reason })
        }
        Err(_) => Reading::Rejected(Rejection { format: Some(format.id()), place: Place::Whole, reason: defect() }),
    }
}

/// An SBOM about something with two digests by one algorithm could be claimed to be about either.
fn contradictory_subject(format: &'static dyn Format, reading: &Reading) -> Option<Rejection> {
    let Reading::Statements(statements) = reading else { return None };
    let primary = statements.iter().filter_map(|statement| match &statement.claim {
        Claim::Bom(bom) => bom.primary.as_ref(),
        _ => None,
    });
    let (primary, algorithm) = primary.filter_map(|primary| Some((primary, primary.hashes.contradiction()?))).next()?;
    let name = algorithm.name();
    let reason = Text::new(
        format!("what the SBOM is about has several values of {name}; state the one of the artifact"),
        format!("Der Gegenstand der SBOM hat mehrere Werte von {name}; den des Artefakts angeben"),
    );
    Some(Rejection { format: Some(format.id()), place: primary.place.clone(), reason })
}

/// The most names that a finding may have. Each number among them is put together with all others in each
/// component, so that a small file with a hundred thousand of them would take all time and memory there is.
/// The longest notices of distributors know several hundred.
const MOST_NAMES: usize = 1_000;

/// A scan with a finding of more names than can be put together.
fn overnamed(format: &'static dyn Format, reading: &Reading) -> Option<Rejection> {
    let Reading::Statements(statements) = reading else { return None };
    let scans = statements.iter().filter_map(|statement| match &statement.claim {
        Claim::Scan(scan) => Some(scan),
        _ => None,
    });
    let mut findings = scans.flat_map(|scan| scan.findings.iter().chain(&scan.suppressed));
    let finding = findings.find(|finding| finding.identifiers.len() > MOST_NAMES)?;
    let number = finding.identifiers.len();
    let reason = Text::new(
        format!("a finding has {number} names, more than {MOST_NAMES}; have each vulnerability reported by itself"),
        format!("Ein Befund hat {number} Namen, mehr als {MOST_NAMES}; jede Schwachstelle einzeln melden lassen"),
    );
    Some(Rejection { format: Some(format.id()), place: finding.place.clone(), reason })
}

fn defect() -> Text {
    Text::new(
        "reading it met a defect of this program; please report it with the file",
        "beim Lesen trat ein Fehler dieses Programms auf; bitte mit der Datei melden",
    )
}

impl ReadError {
    fn new(place: Place, reason: Text) -> Self {
        Self { place, reason }
    }

    /// What should never happen did.
    fn defect() -> Self {
        Self::new(Place::Whole, defect())
    }
}

/// What was found, for a message: in backticks, shortened, on one line.
fn quoted(found: &[u8]) -> String {
    const LONGEST: usize = 80;
    let text = String::from_utf8_lossy(found);
    let mut short: String = text.chars().take(LONGEST).map(|c| if c.is_control() { '�' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    format!("`{short}`")
}
