// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! `freigabe inspect`: what a file is, what it says and who vouches for it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Failure, detached, limits, now,
    open::{self, Content, Reader, Readings},
    policies, pretty, print,
};
use crate::{
    cli::InspectArgs,
    collect, exit,
    formats::Reading,
    model::{
        Blob, Keep, Lang, LeftAloneCounts, Origin, Place, Rejection, ScanStatus, Statement, StatementSummary, Tool,
        Trust, each_once,
    },
    verify::TrustStore,
};

mod details;
mod text;

use details::Details;

/// Prints what the files say; gives the exit code: 2 when something could not be read.
pub(super) fn inspect(args: &InspectArgs) -> Result<u8, Failure> {
    let store = match &args.policy {
        Some(path) => open::trust_store(&policies::policy(path)?, path, args.limits.max_file_size.0)?,
        None => TrustStore::default(),
    };
    // What components are is asked for with the details only.
    let keep = if args.details { Keep::Everything } else { Keep::default() };
    let reader = Reader { store, at: now(), max_depth: args.limits.max_depth, keep };
    let gathered = collect::gather(&args.files, &limits(&args.limits), &|blob: Blob| match reader.read(blob) {
        Content::Said(readings) => readings,
        Content::Signature(signature) => detached::unverified(&signature),
    });
    let lang = Lang::from(args.lang);
    let mut files: Vec<Inspected> =
        gathered.results.iter().map(|(origin, reading)| Inspected::of(origin, reading, lang)).collect();
    if args.details {
        for (file, (_, reading)) in files.iter_mut().zip(&gathered.results) {
            file.details = Details::of(statements(reading));
        }
    }
    files.extend(gathered.rejected.iter().map(|rejected| {
        let blank = Inspected::blank(&rejected.path, rejected.origin.as_ref());
        Inspected { rejected: Some(Fault::of(&rejected.rejection, lang)), ..blank }
    }));
    files.extend(gathered.ignored.iter().map(|ignored| {
        let reason = ignored.reason.in_lang(lang).to_owned();
        Inspected { ignored: Some(reason), ..Inspected::blank(&ignored.path, None) }
    }));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let page = Page { schema_version: "1", files, skipped: gathered.skipped };
    let text = if args.json { pretty(&serde_json::to_value(&page).unwrap_or_default()) } else { page.text(lang) };
    print(&text)?;
    Ok(if page.files.iter().any(|file| file.rejected.is_some()) { exit::UNDECIDED } else { exit::PASSED })
}

/// The statements of a file.
fn statements(readings: &Readings) -> impl Iterator<Item = &Statement> {
    readings
        .iter()
        .filter_map(|(_, reading)| match reading {
            Reading::Statements(statements) => Some(statements),
            _ => None,
        })
        .flatten()
}

/// The JSON Schema of `inspect --json`.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Page).to_value()
}

/// What `inspect --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
struct Page {
    /// Version of this schema: `1`. Fields may be added within a version, none is removed or changed.
    schema_version: &'static str,
    /// Every file found, ordered by path.
    files: Vec<Inspected>,
    /// Number of things left alone without a look, by reason.
    #[schemars(with = "BTreeMap<String, u64>")]
    skipped: LeftAloneCounts,
}

/// A file. Of `rejected` and `ignored` at most one is set; where neither is, the file is evidence.
#[derive(Debug, Default, Serialize, JsonSchema)]
struct Inspected {
    /// The path; what lay in an archive follows the archive's path and a `!`.
    path: String,
    /// SHA-256 of the bytes as found, in hexadecimal; `null` where they could not be read.
    sha256: Option<String>,
    /// The id of the format.
    format: Option<&'static str>,
    /// The version of the format that the file names.
    version: Option<String>,
    /// The tool that made the first statement which names one.
    producer: Option<Producer>,
    /// When the newest statement was made, by its own word, in RFC 3339.
    made_at: Option<String>,
    /// What the file is about, by its own word.
    subjects: Vec<String>,
    /// Who vouches for it: `unsigned`, or who signed.
    trust: String,
    /// The kind of each statement: `sbom`, `scan`, `test-run`, `coverage`, `vex`, `project`, `disclosure`, `changelog`, `feed`, `summary`, `provenance`, `verification-summary`, `signature`, `assessment`, `approval`, `waivers`, `attestation`.
    statements: Vec<&'static str>,
    /// Number of components besides the primary one, over all SBOMs in the file.
    components: Option<u64>,
    /// Number of findings by severity, over all scans in the file, as listed (before deduplication).
    findings: Option<BTreeMap<&'static str, u64>>,
    /// Number of findings that the tool itself set aside.
    suppressed: Option<u64>,
    /// How each scan ended: `success`, `unstated`, or `failure`, `partial` or `nothing-scanned`, a colon and the reason.
    scan_status: Vec<String>,
    /// The databases of vulnerabilities and sets of rules that the scans used.
    databases: Vec<Database>,
    /// What the scans looked at, for each that says so.
    scanned: Vec<Scanned>,
    /// How many lines the tests ran through, over all coverage reports in the file.
    coverage: Option<Coverage>,
    /// Number of test cases, over all test runs in the file.
    tests: Option<Tests>,
    /// Remarks of the reader: what was read with a grain of salt, such as a field that is newer than the
    /// version that the file names.
    remarks: Vec<String>,
    /// What stands in the SBOMs of the file; only with `--details`, and only where there is one.
    details: Option<Details>,
    /// Who makes the statements about vulnerabilities, as stated and not proven.
    vex_author: Option<String>,
    /// Number of those statements by status.
    vex: Option<BTreeMap<&'static str, u64>>,
    /// Why the file looks like evidence and could not be read.
    rejected: Option<Fault>,
    /// Why the file is no evidence.
    ignored: Option<String>,
}

/// A tool.
#[derive(Debug, Serialize, JsonSchema)]
struct Producer {
    /// Its name.
    name: String,
    /// Its version.
    version: Option<String>,
}

/// A database of vulnerabilities or a set of rules.
#[derive(Debug, Serialize, JsonSchema)]
struct Database {
    /// Its name.
    name: Option<String>,
    /// Its version.
    version: Option<String>,
    /// When it was made or last brought up to date, in RFC 3339.
    made_at: Option<String>,
}

/// What a scan looked at.
#[derive(Debug, Serialize, JsonSchema)]
struct Scanned {
    /// `components`, `files`, `resources`, `checks`, `addresses` or `commits`.
    unit: &'static str,
    /// How many.
    count: u64,
}

/// Lines of code.
#[derive(Clone, Copy, Debug, Default, Serialize, JsonSchema)]
struct Coverage {
    /// Lines that can be run.
    lines: u64,
    /// Those that were.
    covered: u64,
}

/// Test cases by what came out.
#[derive(Clone, Copy, Debug, Default, Serialize, JsonSchema)]
struct Tests {
    /// All of them.
    total: u64,
    /// Those that failed.
    failed: u64,
    /// Those that could not run to their end.
    errors: u64,
    /// Those left out.
    skipped: u64,
}

/// Why a file was rejected.
#[derive(Debug, Serialize, JsonSchema)]
struct Fault {
    /// The format that it seems to be of.
    format: Option<&'static str>,
    /// Where the fault is: a JSON pointer, or `line N`; empty for the file as a whole.
    place: String,
    /// What is wrong, and the way out.
    reason: String,
}

impl Fault {
    fn of(rejection: &Rejection, lang: Lang) -> Self {
        let place = match &rejection.place {
            Place::Whole => String::new(),
            place => place.to_string(),
        };
        Self { format: rejection.format, place, reason: rejection.reason.in_lang(lang).to_owned() }
    }
}

impl Inspected {
    fn blank(path: &str, origin: Option<&Origin>) -> Self {
        let sha256 = origin.map(|origin| origin.sha256.hex().to_owned());
        Self { path: path.to_owned(), sha256, trust: Trust::UNSIGNED.to_string(), ..Self::default() }
    }

    fn of(origin: &Origin, readings: &Readings, lang: Lang) -> Self {
        let mut file = Self::blank(&origin.path, Some(origin));
        for (trust, reading) in readings {
            file.trust = trust.to_string();
            match reading {
                Reading::Statements(statements) => {
                    for statement in statements {
                        file.add(statement.summary());
                    }
                }
                Reading::Ignored(reason) => file.ignored = Some(reason.in_lang(lang).to_owned()),
                Reading::Rejected(rejection) => file.rejected = Some(Fault::of(rejection, lang)),
            }
        }
        file.subjects = each_once(file.subjects);
        // All statements of a file bear the remarks on the file.
        let remarks = statements(readings).flat_map(|statement| &statement.remarks);
        file.remarks = each_once(remarks.map(|remark| remark.in_lang(lang))).into_iter().map(str::to_owned).collect();
        file
    }

    fn add(&mut self, statement: StatementSummary) {
        self.format.get_or_insert(statement.format.format);
        self.version.get_or_insert(statement.format.version);
        if self.producer.is_none() {
            self.producer = statement.producer.map(|Tool { name, version }| Producer { name, version });
        }
        self.made_at = self.made_at.take().max(statement.made_at.map(|at| at.to_string()));
        self.subjects.extend(statement.subjects.iter().map(ToString::to_string));
        self.statements.push(statement.kind);
        add(&mut self.components, statement.components);
        add(&mut self.suppressed, statement.suppressed);
        if let Some(vex) = statement.vex {
            self.vex_author = vex.author.map(|author| author.to_string());
            self.vex = Some(vex.statements.iter().map(|(status, number)| (status.name(), *number)).collect());
        }
        for (severity, count) in statement.findings.into_iter().flatten() {
            let total = self.findings.get_or_insert_default().entry(severity.name()).or_default();
            *total = total.saturating_add(count);
        }
        self.scan_status.extend(statement.scan_status.as_ref().map(told));
        self.databases.extend(statement.databases.into_iter().map(Database::of));
        if let Some(scanned) = statement.scanned {
            self.scanned.push(Scanned { unit: scanned.unit.name(), count: scanned.count });
        }
        if let Some(lines) = statement.coverage {
            let all = self.coverage.get_or_insert_default();
            all.lines = all.lines.saturating_add(lines.valid);
            all.covered = all.covered.saturating_add(lines.covered);
        }
        if let Some(tests) = statement.tests {
            let all = self.tests.get_or_insert_default();
            all.total = all.total.saturating_add(tests.total);
            all.failed = all.failed.saturating_add(tests.failed);
            all.errors = all.errors.saturating_add(tests.errors);
            all.skipped = all.skipped.saturating_add(tests.skipped);
        }
    }
}

/// How a scan ended, with the reason where it is not whole.
fn told(status: &ScanStatus) -> String {
    match status.shortcoming() {
        Some(reason) => format!("{}: {reason}", status.name()),
        None => status.name().to_owned(),
    }
}

impl Database {
    fn of(database: crate::model::Database) -> Self {
        Self {
            name: database.name.map(Into::into),
            version: database.version.map(Into::into),
            made_at: database.made_at.map(|at| at.to_string()),
        }
    }
}

fn add(total: &mut Option<u64>, more: Option<u64>) {
    if let Some(more) = more {
        *total = Some(total.unwrap_or_default().saturating_add(more));
    }
}
