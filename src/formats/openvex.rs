// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! OpenVEX 0.2.0. The drafts before it (0.0.x) name products and vulnerabilities by bare strings
//! and leave out much of what is relied on here; they are turned away.

use std::{collections::HashMap, sync::Arc};

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    identifier::one_line,
    json::{self, Object, Shape, Str, kept, may, must},
    quoted,
    time::{RFC_3339, is_rfc_3339, moment},
};
use crate::model::{
    Claim, DigestAlgorithm, Digests, FormatVersion, Justification, Place, Statement, Text, Timestamp, Tool, Vex,
    VexProduct, VexStatement, VexStatus, VexThing,
};

/// OpenVEX.
pub(super) struct OpenVex;

const NAMESPACE: &str = "https://openvex.dev/ns";

impl Format for OpenVex {
    fn id(&self) -> &'static str {
        "openvex"
    }

    fn title(&self) -> &'static str {
        "OpenVEX 0.2.0"
    }

    fn recognises(&self, head: &Head) -> bool {
        let signs = ["\"statements\"", "\"vulnerability\"", "\"products\"", "\"status\"", "\"author\""];
        head.is_json()
            && !head.has_key("predicateType")
            && (head.count(&["openvex.dev/ns"]) > 0 || head.count(&signs) > 3)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let document: Document<'_> = json::read(source, &DOCUMENT).map_err(|error| explained(source, error))?;
        let version = version(document.context.as_str())?;
        let mut remarks = Vec::new();
        if !version.starts_with("0.2.") {
            remarks.push(newer(&version));
        }
        remarks.extend(document.without_action());
        Ok(Reading::Statements(vec![Statement {
            format: FormatVersion { format: self.id(), version },
            subjects: Vec::new(),
            made_at: document.made_at(),
            producer: kept(document.tooling.as_ref()).map(|name| Tool { name: one_line(&name).into(), version: None }),
            report_id: Some(document.report_id()),
            claim: Claim::Vex(document.vex()?),
            remarks,
        }]))
    }
}

static DOCUMENT: Object = Object::of(&[
    must("@context", Shape::Text),
    must("@id", Shape::Text),
    must("author", Shape::Text),
    must("timestamp", TIME),
    must("version", Shape::Integer(1)),
    must("statements", Shape::NonEmpty(&Shape::Object(&STATEMENT))),
    may("role", Shape::Text),
    may("last_updated", TIME),
    may("tooling", Shape::Text),
]);

static STATEMENT: Object = Object::of(&[
    must("vulnerability", Shape::Object(&VULNERABILITY)),
    must("status", Shape::Word(&["not_affected", "affected", "fixed", "under_investigation"])),
    may("products", Shape::List(&Shape::Object(&PRODUCT))),
    may("justification", Shape::Word(JUSTIFICATIONS)),
    may("impact_statement", Shape::Text),
    may("action_statement", Shape::Text),
    may("timestamp", TIME),
    may("last_updated", TIME),
]);

static VULNERABILITY: Object =
    Object::of(&[must("name", Shape::Text), may("@id", Shape::Text), may("aliases", Shape::List(&Shape::Text))]);

static PRODUCT: Object = Object::of(&[
    may("@id", Shape::Text),
    may("identifiers", Shape::Object(&IDENTIFIERS)),
    may("hashes", Shape::Object(&HASHES)),
    may("subcomponents", Shape::List(&Shape::Object(&COMPONENT))),
]);

static COMPONENT: Object = Object::of(&[
    may("@id", Shape::Text),
    may("identifiers", Shape::Object(&IDENTIFIERS)),
    may("hashes", Shape::Object(&HASHES)),
]);

static IDENTIFIERS: Object =
    Object::of(&[may("purl", Shape::Text), may("cpe22", Shape::Text), may("cpe23", Shape::Text)]);

static HASHES: Object =
    Object::of(&[may("sha-256", Shape::Text), may("sha-384", Shape::Text), may("sha-512", Shape::Text)]);

const TIME: Shape = Shape::Form(RFC_3339, is_rfc_3339);

const JUSTIFICATIONS: &[&str] = &[
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
];

#[derive(Deserialize)]
struct Context<'a> {
    #[serde(borrow, rename = "@context")]
    context: Str<'a>,
}

#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow, rename = "@context")]
    context: Str<'a>,
    #[serde(borrow, rename = "@id")]
    id: Str<'a>,
    #[serde(borrow)]
    author: Str<'a>,
    #[serde(borrow)]
    role: Option<Str<'a>>,
    #[serde(borrow)]
    timestamp: Str<'a>,
    #[serde(borrow)]
    last_updated: Option<Str<'a>>,
    version: u64,
    #[serde(borrow)]
    tooling: Option<Str<'a>>,
    #[serde(borrow)]
    statements: Vec<RawStatement<'a>>,
}

#[derive(Deserialize)]
struct RawStatement<'a> {
    #[serde(borrow)]
    vulnerability: Vulnerability<'a>,
    #[serde(borrow)]
    status: Str<'a>,
    #[serde(borrow, default)]
    products: Vec<Component<'a>>,
    #[serde(borrow)]
    justification: Option<Str<'a>>,
    #[serde(borrow)]
    impact_statement: Option<Str<'a>>,
    #[serde(borrow)]
    action_statement: Option<Str<'a>>,
    #[serde(borrow)]
    timestamp: Option<Str<'a>>,
    #[serde(borrow)]
    last_updated: Option<Str<'a>>,
}

#[derive(Deserialize)]
struct Vulnerability<'a> {
    #[serde(borrow)]
    name: Str<'a>,
    #[serde(borrow, default)]
    aliases: Vec<Str<'a>>,
}

#[derive(Deserialize)]
struct Component<'a> {
    #[serde(borrow, rename = "@id")]
    id: Option<Str<'a>>,
    #[serde(borrow)]
    identifiers: Option<Identifiers<'a>>,
    #[serde(borrow, default)]
    hashes: HashMap<Str<'a>, Str<'a>>,
    /// Of a product only.
    #[serde(borrow, default)]
    subcomponents: Vec<Self>,
}

#[derive(Default, Deserialize)]
struct Identifiers<'a> {
    #[serde(borrow)]
    purl: Option<Str<'a>>,
    #[serde(borrow)]
    cpe22: Option<Str<'a>>,
    #[serde(borrow)]
    cpe23: Option<Str<'a>>,
}

impl Document<'_> {
    fn made_at(&self) -> Option<Timestamp> {
        later(Some(&self.timestamp), self.last_updated.as_ref())
    }

    fn report_id(&self) -> String {
        format!("{}/{}", self.id.as_str(), self.version)
    }

    fn vex(&self) -> Result<Vex, ReadError> {
        let statements = self.statements.iter().enumerate();
        let statements = statements.map(|(index, statement)| statement.kept(index, self.made_at()));
        Ok(Vex {
            author: kept(Some(&self.author)).map(Arc::from),
            role: kept(self.role.as_ref()),
            withheld: None,
            statements: statements.collect::<Result<_, _>>()?,
        })
    }

    /// The specification asks for an action statement wherever something is affected. What is
    /// affected counts as such without one.
    fn without_action(&self) -> Option<Text> {
        let silent = |statement: &&RawStatement<'_>| {
            statement.status.as_str() == "affected" && kept(statement.action_statement.as_ref()).is_none()
        };
        let number = self.statements.iter().filter(silent).count();
        (number > 0).then(|| {
            Text::new(
                format!("{number} statements say `affected` without an `action_statement`"),
                format!("{number} Aussagen sagen `affected` ohne `action_statement`"),
            )
        })
    }
}

impl RawStatement<'_> {
    fn kept(&self, index: usize, document: Option<Timestamp>) -> Result<VexStatement, ReadError> {
        let place = Place::Element("/statements", u32::try_from(index).unwrap_or(u32::MAX));
        let names = std::iter::once(&self.vulnerability.name).chain(&self.vulnerability.aliases);
        let names: Vec<Box<str>> = names.filter_map(|name| kept(Some(name))).collect();
        if names.is_empty() {
            let reason = Text::new("the vulnerability has no name", "Die Schwachstelle hat keinen Namen");
            return Err(ReadError::new(place, reason));
        }
        let products = self.products.iter().map(|product| product.product(&place)).collect::<Result<_, _>>()?;
        let line = |text: &Option<Str<'_>>| kept(text.as_ref()).map(|text| one_line(&text));
        Ok(VexStatement {
            vulnerability: names.into(),
            products,
            // The shape admits no other word.
            status: VexStatus::from_name(self.status.as_str()).unwrap_or(VexStatus::Affected),
            justification: self.justification.as_ref().and_then(|word| Justification::from_name(word.as_str())),
            impact: line(&self.impact_statement),
            action: line(&self.action_statement),
            at: later(self.timestamp.as_ref(), self.last_updated.as_ref()).or(document),
            place,
        })
    }
}

impl Component<'_> {
    fn product(&self, place: &Place) -> Result<VexProduct, ReadError> {
        let parts = self.subcomponents.iter().map(|part| part.kept(place).map(Arc::new));
        Ok(VexProduct { product: self.kept(place)?.into(), subcomponents: parts.collect::<Result<_, _>>()? })
    }

    fn kept(&self, place: &Place) -> Result<VexThing, ReadError> {
        let id = kept(self.id.as_ref());
        let identifiers = self.identifiers.as_ref();
        let purl = identifiers.and_then(|identifiers| kept(identifiers.purl.as_ref()));
        let purls: Vec<Box<str>> = id.iter().filter(|id| id.starts_with("pkg:")).cloned().chain(purl).collect();
        let cpes = identifiers.into_iter().flat_map(|all| [&all.cpe22, &all.cpe23]);
        let name = id.or_else(|| purls.first().cloned()).unwrap_or_default();
        let cpes = cpes.filter_map(|cpe| kept(cpe.as_ref())).collect();
        Ok(VexThing { name, purls, cpes, digests: self.digests(place)?, ..VexThing::default() })
    }

    fn digests(&self, place: &Place) -> Result<Digests, ReadError> {
        let mut hashes: Vec<(&str, &str)> =
            self.hashes.iter().map(|(name, hex)| (name.as_str(), hex.as_str())).collect();
        hashes.sort_unstable();
        let mut digests = Digests::default();
        for (name, hex) in hashes {
            let Some(algorithm) = DigestAlgorithm::from_name(name) else { continue };
            if digests.get(algorithm).is_some() || !digests.add_hex(algorithm, hex) {
                let reason = Text::new(
                    format!("the hash {} is no `{name}`, or there are two of them", quoted(hex.as_bytes())),
                    format!("Der Hashwert {} ist kein `{name}`, oder es gibt zwei davon", quoted(hex.as_bytes())),
                );
                return Err(ReadError::new(place.clone(), reason));
            }
        }
        Ok(digests)
    }
}

fn later(one: Option<&Str<'_>>, other: Option<&Str<'_>>) -> Option<Timestamp> {
    let moment = |text: Option<&Str<'_>>| text.and_then(|text| moment(text.as_str()));
    moment(one).max(moment(other))
}

/// The version of the specification that `@context` names.
fn version(context: &str) -> Result<String, ReadError> {
    let version = context.strip_prefix(NAMESPACE).map(|rest| rest.trim_start_matches("/v").trim_end_matches('/'));
    let fault = |reason| ReadError::new(Place::Pointer("/@context".into()), reason);
    let Some(version) = version else { return Err(fault(unknown(context))) };
    if version.is_empty() || version.starts_with("0.0.") || version.starts_with("0.1.") {
        return Err(fault(draft()));
    }
    let numbers = version.split('.').all(|number| number.parse::<u32>().is_ok());
    if numbers { Ok(version.to_owned()) } else { Err(fault(unknown(context))) }
}

/// A draft has another shape; that it is one says more than the first difference.
fn explained(source: &Source<'_>, error: ReadError) -> ReadError {
    let context = source.text().ok().and_then(|text| json::typed::<Context<'_>>(text).ok());
    match context.map(|context| version(context.context.as_str())) {
        Some(Err(other)) => other,
        _ => error,
    }
}

fn draft() -> Text {
    Text::new(
        "a draft of OpenVEX (0.0.x) is not read; write the document as OpenVEX 0.2.0 (such as with `vexctl`)",
        "ein Entwurf von OpenVEX (0.0.x) wird nicht gelesen; das Dokument als OpenVEX 0.2.0 ausgeben (etwa mit `vexctl`)",
    )
}

fn unknown(context: &str) -> Text {
    let context = quoted(context.as_bytes());
    Text::new(
        format!("`@context` {context} names no version of OpenVEX; expected `{NAMESPACE}/v0.2.0`"),
        format!("`@context` {context} nennt keine Version von OpenVEX; erwartet wird `{NAMESPACE}/v0.2.0`"),
    )
}

fn newer(version: &str) -> Text {
    Text::new(
        format!("OpenVEX {version} is newer than this program; it was read by the rules of 0.2.0"),
        format!("OpenVEX {version} ist neuer als dieses Programm; gelesen wurde nach den Regeln von 0.2.0"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        formats::{DEFAULT_MAX_DEPTH, read},
        model::{Document, Trust},
    };

    fn reading(text: &str) -> Reading {
        let payload = text.as_bytes().to_vec().into();
        read(&Document { path: "vex.json".into(), payload, trust: Trust::Unsigned }, DEFAULT_MAX_DEPTH)
    }

    fn document(context: &str, statement: &str) -> String {
        format!(
            r#"{{"@context":"https://openvex.dev/ns{context}","@id":"urn:1","author":"A","timestamp":"2026-01-02T00:00:00Z","version":1,
            "last_updated":"2026-01-03T00:00:00Z","statements":[{{"vulnerability":{{"name":"CVE-2026-0001","aliases":["GHSA-x"]}},{statement}}}]}}"#
        )
    }

    fn vex(statement: &str) -> Vex {
        let Reading::Statements(mut statements) = reading(&document("/v0.2.0", statement)) else {
            panic!("{statement}")
        };
        let Claim::Vex(vex) = statements.remove(0).claim else { panic!() };
        vex
    }

    fn rejected(text: &str) -> String {
        let Reading::Rejected(rejection) = reading(text) else { panic!("{text}") };
        format!("{}: {}", rejection.place, rejection.reason.en)
    }

    #[test]
    fn products_are_known_by_what_identifies_them() {
        let hash = "a".repeat(64);
        let product = format!(
            r#""status":"fixed","products":[{{"@id":"pkg:npm/a@1","identifiers":{{"purl":"pkg:npm/b","cpe23":"cpe:2.3:a"}},
            "hashes":{{"sha-256":"{hash}","md5":"x"}},"subcomponents":[{{"@id":"pkg:npm/c"}}]}},{{"@id":"https://a/b"}}]"#
        );
        let vex = vex(&product);
        let product = &vex.statements[0].products[0];
        assert_eq!(product.product.purls.join(" "), "pkg:npm/a@1 pkg:npm/b");
        assert_eq!(product.product.digests.iter().next().unwrap().hex(), hash);
        assert_eq!(&*product.subcomponents[0].purls[0], "pkg:npm/c");
        assert!(vex.statements[0].products[1].product.purls.is_empty());
    }

    #[test]
    fn the_time_is_that_of_the_statement_or_else_of_the_document() {
        let at = |more: &str| vex(&format!(r#""status":"fixed"{more}"#)).statements[0].at.unwrap().to_string();
        assert_eq!(at(""), "2026-01-03T00:00:00Z");
        assert_eq!(at(r#","timestamp":"2025-01-01T00:00:00Z""#), "2025-01-01T00:00:00Z");
        assert_eq!(
            at(r#","timestamp":"2025-01-01T00:00:00Z","last_updated":"2025-02-01T00:00:00Z""#),
            "2025-02-01T00:00:00Z"
        );
    }

    #[test]
    fn what_is_relied_on_is_read_strictly() {
        let cases = [
            (r#""status":"harmless""#, "/statements/0/status"),
            (r#""status":"not_affected","justification":"trust_me""#, "/statements/0/justification"),
            (r#""status":"fixed","timestamp":"yesterday""#, "/statements/0/timestamp"),
            (r#""status":"fixed","products":["pkg:npm/a"]"#, "/statements/0/products/0"),
            (r#""status":"fixed","products":[{"hashes":{"sha-256":"ab"}}]"#, "/statements/0: the hash"),
        ];
        for (statement, expected) in cases {
            let reason = rejected(&document("/v0.2.0", statement));
            assert!(reason.starts_with(expected), "{reason}");
        }
        for key in ["@id", "author", "timestamp", "version", "statements"] {
            let text = document("/v0.2.0", r#""status":"fixed""#).replacen(&format!("\"{key}\""), "\"x\"", 1);
            assert!(rejected(&text).contains(&format!("`{key}` is missing")), "{}", rejected(&text));
        }
    }

    #[test]
    fn drafts_are_turned_away_and_newer_versions_remarked() {
        for context in ["", "/v0.0.1", "/v0.0.0"] {
            assert!(rejected(&document(context, r#""status":"fixed""#)).contains("a draft of OpenVEX"), "{context}");
        }
        let draft = r#"{"@context":"https://openvex.dev/ns","author":"A","statements":[{"vulnerability":"CVE-1","status":"fixed"}]}"#;
        assert!(rejected(draft).contains("a draft of OpenVEX"));
        assert!(rejected(&document("/latest", r#""status":"fixed""#)).contains("names no version"));
        let Reading::Statements(statements) = reading(&document("/v0.3.0", r#""status":"fixed""#)) else { panic!() };
        assert!(statements[0].remarks[0].en.contains("newer"));
    }
}
