// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The messages of `govulncheck -json` (protocol 1), one after another or in a list.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    draft::{Draft, Findings, at_line, element, severity_in, statement, tool},
    json::{self, Lax, List, Loose, Object, Shape, may},
    purl,
    time::moment,
};
use crate::model::{
    Database, Details, FixState, Place, Reachability, Scan, ScanKind, ScanStatus, Scanned, ScannedUnit, Severity,
    Statement, Text,
};

/// The messages of govulncheck.
pub(super) struct Govulncheck;

/// Go's database gives no severity; private ones can.
const SEVERITIES: &[(&str, Severity)] =
    &[("critical", Severity::Critical), ("high", Severity::High), ("medium", Severity::Medium), ("low", Severity::Low)];

impl Format for Govulncheck {
    fn id(&self) -> &'static str {
        "govulncheck"
    }

    fn title(&self) -> &'static str {
        "govulncheck JSON (protocol 1)"
    }

    fn tells(&self) -> &'static [Datum] {
        &[
            Datum::Version,
            Datum::Database,
            Datum::Shortcoming,
            Datum::Scanned,
            Datum::Components,
            Datum::Package,
            Datum::Fix,
            Datum::Published,
            Datum::Reachability,
        ]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = [
            "\"protocol_version\"",
            "\"scanner_name\"",
            "\"scanner_version\"",
            "\"db_last_modified\"",
            "\"scan_level\"",
            "\"config\"",
        ];
        // Its SARIF holds the same configuration.
        let is_sarif = head.has_key("runs") || head.count(&["\"driver\""]) > 0;
        head.has_keys(&["Calls", "Imports", "Requires"])
            || head.elements_have(&["config"]) && head.count(&words) > 1
            || head.is_json_with(4, &words) && !is_sarif
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let mut report = Report::default();
        if source.text()?.trim_start().starts_with('[') {
            let messages: Vec<Message<'_>> = json::read_value(source, MESSAGES)?;
            (0..).zip(messages).for_each(|(index, message)| report.take(index, message));
        } else {
            json::read_sequence(source, &MESSAGE, |index, message| report.take(index, message))?;
        }
        if report.is_of_old {
            return Err(too_old());
        }
        if report.config.protocol_version.filled().is_none() {
            return Err(no_config());
        }
        Ok(Reading::Statements(vec![report.statement(self.id())]))
    }
}

const MESSAGES: Shape = Shape::List(&Shape::Object(&MESSAGE));
static MESSAGE: Object = Object::of(&[
    may("config", Shape::Object(&CONFIG)),
    may("osv", Shape::Object(&OSV)),
    may("finding", Shape::Object(&FINDING)),
    may("SBOM", Shape::Object(&SBOM)),
])
.lax();
static CONFIG: Object = Object::of(&[
    may("protocol_version", Shape::Any),
    may("scanner_version", Shape::Any),
    may("db", Shape::Any),
    may("db_last_modified", Shape::Any),
    may("scan_level", Shape::Any),
])
.lax();
static OSV: Object = Object::of(&[
    may("id", Shape::Any),
    may("aliases", Shape::Any),
    may("summary", Shape::Any),
    may("published", Shape::Any),
    may("severity", Shape::Any),
])
.lax();
static FINDING: Object = Object::of(&[
    may("osv", Shape::Any),
    may("fixed_version", Shape::Any),
    may("trace", Shape::Either(&[Shape::List(&Shape::Either(&[Shape::Object(&FRAME), Shape::Any])), Shape::Any])),
])
.lax();
static FRAME: Object = Object::of(&[
    may("module", Shape::Any),
    may("version", Shape::Any),
    may("function", Shape::Any),
    may("position", Shape::Any),
])
.lax();
static SBOM: Object = Object::of(&[may("modules", Shape::Any)]).lax();

fn no_config() -> ReadError {
    let reason = Text::new(
        "no message `config` with a protocol version is there",
        "es fehlt die Nachricht `config` mit der Fassung des Protokolls",
    );
    ReadError::new(Place::Whole, reason)
}

fn too_old() -> ReadError {
    let reason = Text::new(
        "written by a version of govulncheck before 1.0; write it anew with a current one, with `-json` or `-format sarif`",
        "von einer Fassung von govulncheck vor 1.0; mit einer aktuellen neu erzeugen, mit `-json` oder `-format sarif`",
    );
    ReadError::new(Place::Whole, reason)
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Message<'a> {
    config: Option<Config<'a>>,
    #[serde(rename = "SBOM")]
    sbom: Option<Sbom<'a>>,
    osv: Option<Osv<'a>>,
    finding: Option<Found<'a>>,
    #[serde(rename = "Calls")]
    calls: Option<serde::de::IgnoredAny>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Config<'a> {
    protocol_version: Lax<'a>,
    scanner_version: Lax<'a>,
    db: Lax<'a>,
    db_last_modified: Lax<'a>,
    scan_level: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Sbom<'a> {
    modules: List<Module<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Module<'a> {
    path: Lax<'a>,
    version: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Osv<'a> {
    id: Lax<'a>,
    aliases: List<Lax<'a>>,
    summary: Lax<'a>,
    published: Lax<'a>,
    severity: Loose<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Found<'a> {
    osv: Lax<'a>,
    fixed_version: Lax<'a>,
    trace: List<Frame<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Frame<'a> {
    module: Lax<'a>,
    version: Lax<'a>,
    function: Lax<'a>,
    #[serde(deserialize_with = "json::or_default")]
    position: Position<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Position<'a> {
    filename: Lax<'a>,
    line: Option<i64>,
}

/// The messages read so far. One vulnerability is told several times: for the module, for the
/// package and for each function through which it is reached; the closest one counts.
#[derive(Default)]
struct Report<'a> {
    config: Config<'a>,
    modules: Option<List<Module<'a>>>,
    osvs: BTreeMap<Lax<'a>, Osv<'a>>,
    found: BTreeMap<(Lax<'a>, Lax<'a>), (u64, Found<'a>)>,
    is_of_old: bool,
}

impl<'a> Report<'a> {
    fn take(&mut self, index: u64, message: Message<'a>) {
        self.is_of_old |= message.calls.is_some();
        if let Some(config) = message.config {
            self.config = config;
        }
        if let Some(sbom) = message.sbom {
            self.modules = Some(sbom.modules);
        }
        if let Some(osv) = message.osv {
            self.osvs.insert(osv.id.clone(), osv);
        }
        if let Some(found) = message.finding {
            let module = found.trace.iter().next().map(|frame| frame.module.clone()).unwrap_or_default();
            let known = self.found.get(&(found.osv.clone(), module.clone()));
            if known.is_none_or(|(_, known)| !known.is_called() && found.is_called()) {
                self.found.insert((found.osv.clone(), module), (index, found));
            }
        }
    }

    fn statement(&self, format: &'static str) -> Statement {
        let mut statement = statement(format, self.config.protocol_version.as_str(), self.scan());
        statement.producer = tool("govulncheck", self.config.scanner_version.as_str());
        statement
    }

    fn scan(&self) -> Scan {
        let mut findings = Findings::default();
        for ((id, _), (index, found)) in &self.found {
            let reachability = self.config.reachability(found);
            let draft = found.draft(self.osvs.get(id), element("", *index));
            findings.add(Draft { reachability, ..draft });
        }
        let components = self.modules.as_ref().map(|modules| {
            let module = |module: &Module<'_>| purl::package("golang", module.path.as_str(), module.version.filled());
            modules.iter().map(|one| findings.shared().package(module(one))).collect::<Box<[_]>>()
        });
        let mut scan = findings.into_scan(ScanKind::Dependency);
        scan.scanned = components.map(|components| {
            let count = components.len() as u64;
            Scanned { unit: ScannedUnit::Components, count, components: Some(components) }
        });
        let made_at = moment(self.config.db_last_modified.as_str());
        // A run that did not reach its database ends after the list of modules, without a word.
        if made_at.is_none() {
            let reason = "`db_last_modified` is missing: the database of vulnerabilities was not read";
            scan.status = ScanStatus::Failure(reason.to_owned());
        }
        scan.databases = made_at.into_iter().map(|at| self.database(at)).collect();
        scan
    }

    fn database(&self, made_at: crate::model::Timestamp) -> Database {
        Database { name: self.config.db.kept(), version: None, made_at: Some(made_at) }
    }
}

impl Config<'_> {
    /// Calls are looked for at the level of symbols only; at that of modules or packages silence
    /// about them says nothing.
    fn reachability(&self, found: &Found<'_>) -> Reachability {
        match self.scan_level.as_str() {
            _ if found.is_called() => Reachability::Reachable,
            "symbol" => Reachability::NotReachable,
            _ => Reachability::Unstated,
        }
    }
}

impl Found<'_> {
    fn is_called(&self) -> bool {
        self.trace.iter().next().is_some_and(|frame| frame.function.filled().is_some())
    }

    fn draft<'t>(&'t self, osv: Option<&'t Osv<'_>>, place: Place) -> Draft<'t> {
        let aliases = osv.iter().flat_map(|osv| osv.aliases.iter());
        let ids = std::iter::once(&self.osv).chain(aliases).map(|id| id.as_str().to_owned());
        let frame = self.trace.iter().next();
        // The last frame is where the project's own code begins.
        let own = self.trace.0.last().map(|frame| &frame.position);
        let word = osv.and_then(|osv| osv.severity.texts().into_iter().next()).unwrap_or_default();
        let fixed_versions: Box<[Box<str>]> = self.fixed_version.kept().into_iter().collect();
        Draft {
            identifiers: ids.collect(),
            severity: severity_in(SEVERITIES, word),
            title: osv.map_or("", |osv| osv.summary.as_str()),
            location: own.and_then(|at| at_line(at.filename.as_str(), at.line)),
            affected: frame.map(|frame| purl::package("golang", frame.module.as_str(), frame.version.filled())),
            details: Details {
                fix_state: if fixed_versions.is_empty() { FixState::None } else { FixState::Fixed },
                fixed_versions,
                published: osv.and_then(|osv| moment(osv.published.as_str())),
                ..Details::default()
            },
            place,
            ..Draft::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        formats::tests::{rejected, scans, scans_of},
        model::Reachability,
    };

    const MESSAGES: [&str; 4] = [
        r#"{"config":{"protocol_version":"v1.0.0","scanner_name":"govulncheck","scanner_version":"v1.1.4","db_last_modified":"2026-11-19T00:00:00Z","scan_level":"symbol"}}"#,
        r#"{"osv":{"id":"GO-2026-1","aliases":["CVE-2026-1111"],"summary":"s","severity":"Low"}}"#,
        r#"{"finding":{"osv":"GO-2026-1","trace":[{"module":"golang.org/x/text","version":"v0.3.5"}]}}"#,
        r#"{"finding":{"osv":"GO-2026-1","fixed_version":"v0.3.7","trace":[{"module":"golang.org/x/text","version":"v0.3.5","function":"Parse"},{"module":"own","function":"main","position":{"filename":"main.go","line":12}}]}}"#,
    ];

    #[test]
    fn of_several_traces_the_closest_counts() {
        for text in [MESSAGES.join("\n"), format!("[{}]", MESSAGES.join(","))] {
            let scans = scans_of(&text);
            let [finding] = scans[0].findings.as_slice() else { panic!("{scans:?}") };
            assert_eq!(finding.reachability, Reachability::Reachable);
            assert_eq!(finding.wording.location(), Some("main.go:12"));
            assert_eq!(finding.identifiers.join(" "), "CVE-2026-1111 GO-2026-1");
        }
    }

    #[test]
    fn the_modules_are_what_was_looked_at() {
        let scans = scans("govulncheck");
        assert_eq!(scans[0].scanned.as_ref().unwrap().count, 1);
    }

    #[test]
    fn a_message_that_is_cut_off_and_the_old_form_are_rejected() {
        let text = MESSAGES.join("\n");
        assert!(rejected(&text[..text.len() - 5]).contains("ends in the middle"));
        assert!(rejected(r#"{"Calls":{},"Imports":{},"Requires":{},"Vulns":null}"#).contains("before 1.0"));
    }
}
