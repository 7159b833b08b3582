// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! SPDX 3.0 in JSON-LD, in the compact form of its JSON schema: a `@graph` or a single object, with
//! objects referred to by name or written in place. No expansion of JSON-LD takes place.
//!
//! A file that is the distribution artifact of a package, or the source that it is generated from, is
//! no component of its own: what it says is kept at the package (BSI TR-03183-2 v2.1.0, table 11).
//! Names that the guideline prints otherwise than the schema has them are read, with a remark. Of the
//! schema, what elements and relationships need is checked, and enumerations of what is relied on;
//! elements of other profiles (AI, build, extension, security) are not looked into.

use std::collections::BTreeSet;

use super::{Format, Head, ReadError, Reading, Source, json, quoted, time};
use crate::model::{Bom, Claim, Component, FormatVersion, Place, Statement, Text};

mod agent;
mod creation;
mod element;
mod graph;
mod license;
mod raw;
mod relation;
mod resolve;
mod shape;
mod store;
mod words;

/// SPDX 3.0 in JSON-LD.
pub(super) struct Spdx3Json;

impl Format for Spdx3Json {
    fn id(&self) -> &'static str {
        "spdx3_json"
    }

    fn title(&self) -> &'static str {
        "SPDX JSON-LD 3.0"
    }

    fn recognises(&self, head: &Head) -> bool {
        let signs = ["\"CreationInfo\"", "\"SpdxDocument\"", "\"spdxId\"", "\"software_Package\"", "\"specVersion\""];
        head.is_json() && (head.count(&["spdx.org/rdf/3."]) > 0 || head.count(&signs) > 1)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let document: raw::Document<'_> = json::read(source, shape::DOCUMENT)?;
        let mut store = document.store;
        if let Some(fault) = store.fault.take() {
            return Err(fault);
        }
        let version = store.version()?.to_owned();
        let remarks = remarks(&version, std::mem::take(&mut store.remarks));
        let bom = store.bom()?;
        Ok(Reading::Statements(vec![statement(bom, FormatVersion { format: self.id(), version }, remarks)]))
    }
}

fn statement(bom: Bom, format: FormatVersion, remarks: Vec<Text>) -> Statement {
    Statement {
        format,
        subjects: bom.primary.iter().map(Component::subject).collect(),
        made_at: bom.about.timestamp.as_deref().and_then(time::moment),
        producer: bom.about.tools.first().cloned(),
        report_id: bom.about.uri.as_deref().map(str::to_owned),
        claim: Claim::Bom(Box::new(bom)),
        remarks,
    }
}

fn remarks(version: &str, remarks: BTreeSet<(String, String)>) -> Vec<Text> {
    let newer = (!version.starts_with("3.0.") && version != "3.0").then(|| {
        Text::new(
            format!("SPDX {version} is newer than this program; it was read by the rules of 3.0.1"),
            format!("SPDX {version} ist neuer als dieses Programm; gelesen wurde nach den Regeln von 3.0.1"),
        )
    });
    newer.into_iter().chain(remarks.into_iter().map(|(en, de)| Text::new(en, de))).collect()
}

/// The place of an element of the graph.
fn place(index: u64) -> Place {
    Place::Element("/@graph", u32::try_from(index).unwrap_or(u32::MAX))
}

/// A word that an enumeration does not have.
fn unknown_word(field: &str, found: &str, place: Place) -> ReadError {
    let found = quoted(found.as_bytes());
    let reason = Text::new(
        format!("{found} is none of the values that SPDX 3.0.1 has for `{field}`"),
        format!("{found} ist keiner der Werte, die SPDX 3.0.1 für `{field}` kennt"),
    );
    ReadError::new(place, reason)
}

#[cfg(test)]
mod tests;
