// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! OpenVEX 0.2.0. The drafts before it (0.0.x) name products and vulnerabilities by bare strings
//! and leave out much of what is relied on here; they are turned away.

use std::sync::Arc;

use serde::de::IgnoredAny;

use super::{
    Format, Head, ReadError, Reading, Source,
    identifier::one_line,
    json::{self, Apart, Part, Shape, Str, kept},
    quoted,
    time::moment,
};
use crate::model::{
    Claim, DigestAlgorithm, Digests, FormatVersion, Justification, Place, Statement, Text, Timestamp, Tool, Vex,
    VexProduct, VexStatement, VexStatus, VexThing,
};

mod document;
mod shape;

use document::{Component, Context, Document, RawStatement};

/// OpenVEX.
pub(super) struct OpenVex;

const NAMESPACE: &str = "https://openvex.dev/ns";
/// The list that can be very long.
const STATEMENTS: &str = "/statements";

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
        let apart = json::read_apart(&json::Input::Document(*source), Shape::Object(&shape::DOCUMENT), &[STATEMENTS])
            .map_err(|error| explained(source, error))?;
        if apart.count(STATEMENTS) == 0 {
            json::read::<IgnoredAny>(source, &shape::WITH_STATEMENTS).map_err(|error| explained(source, error))?;
        }
        let document: Document<'_> = apart.rest()?;
        let version = version(document.context.as_str())?;
        let mut remarks = Vec::new();
        if !version.starts_with("0.2.") {
            remarks.push(newer(&version));
        }
        let (vex, silent) = document.vex(&apart)?;
        remarks.extend((silent > 0).then(|| without_action(silent)));
        Ok(Reading::Statements(vec![Statement {
            format: FormatVersion { format: self.id(), version },
            subjects: Vec::new(),
            made_at: document.made_at(),
            producer: kept(document.tooling.as_ref()).map(|name| Tool { name: one_line(&name).into(), version: None }),
            report_id: Some(document.report_id()),
            claim: Claim::Vex(vex),
            remarks,
        }]))
    }
}

impl Document<'_> {
    fn made_at(&self) -> Option<Timestamp> {
        later(Some(&self.timestamp), self.last_updated.as_ref())
    }

    fn report_id(&self) -> String {
        format!("{}/{}", self.id.as_str(), self.version)
    }

    /// What it says, and how often it says `affected` without an action statement.
    fn vex(&self, apart: &Apart<'_>) -> Result<(Vex, u64), ReadError> {
        let read = |part: &Part<'_>| {
            let (mut statements, mut silent) = (Vec::new(), 0_u64);
            let mut fault = None;
            part.each(|index, statement: RawStatement<'_>| {
                silent = silent.saturating_add(u64::from(statement.is_silent()));
                match statement.kept(index, self.made_at()) {
                    Ok(kept) => statements.push(kept),
                    Err(error) => drop(fault.get_or_insert(error)),
                }
            })?;
            fault.map_or(Ok((statements, silent)), Err)
        };
        let (mut statements, mut silent) = (Vec::new(), 0_u64);
        apart.parts(STATEMENTS, read, |part| {
            statements.extend(part.0);
            silent = silent.saturating_add(part.1);
        })?;
        let author = kept(Some(&self.author)).map(Arc::from);
        Ok((Vex { author, role: kept(self.role.as_ref()), withheld: None, statements }, silent))
    }
}

/// The specification asks for an action statement wherever something is affected. What is
/// affected counts as such without one.
fn without_action(number: u64) -> Text {
    Text::new(
        format!("{number} statements say `affected` without an `action_statement`"),
        format!("{number} Aussagen sagen `affected` ohne `action_statement`"),
    )
}

impl RawStatement<'_> {
    fn is_silent(&self) -> bool {
        self.status.as_str() == "affected" && kept(self.action_statement.as_ref()).is_none()
    }

    fn kept(&self, index: u64, document: Option<Timestamp>) -> Result<VexStatement, ReadError> {
        let place = Place::Element(STATEMENTS, u32::try_from(index).unwrap_or(u32::MAX));
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
        let purls: Box<[Box<str>]> = id.iter().filter(|id| id.starts_with("pkg:")).cloned().chain(purl).collect();
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
mod tests;
