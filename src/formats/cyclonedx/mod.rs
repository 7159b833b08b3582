// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! CycloneDX (ECMA-424), versions 1.2 to 1.7, whatever its notation: a bill of materials, and the
//! vulnerabilities that it may carry, as a scan and, where they are assessed, as VEX.
//!
//! One table of rules and one way into the model serve JSON and XML; XML is translated into the
//! JSON form of the same document first.

use super::{Datum, ReadError, Reading, json, quoted, time};
use crate::model::{
    Bom, BomEncoding, Claim, Component, FormatVersion, Graph, Keep, Place, Statement, Text, VulnerabilityPart,
};

mod component;
mod contact;
mod crypto;
mod document;
mod graph;
mod license;
mod property;
mod reference;
mod remark;
mod service;
mod shape;
mod vex;
mod vulnerability;
mod words;

use component::Components;
use document::{Document, VersionOnly};
use json::{Ahead, Apart, Elements, Input};

/// Minor versions of CycloneDX 1 whose schema is known here. JSON exists from 1.2 on.
const MINORS: std::ops::RangeInclusive<u8> = 2..=7;
/// The lists that can be very long.
const LONG: &[&str] = &[COMPONENTS, DEPENDENCIES, VULNERABILITIES];
const COMPONENTS: &str = "/components";
const DEPENDENCIES: &str = "/dependencies";
const VULNERABILITIES: &str = "/vulnerabilities";

/// What a document with vulnerabilities tells of the scan that found them.
pub(super) const TELLS: &[Datum] =
    &[Datum::Version, Datum::Subject, Datum::Time, Datum::Severity, Datum::Cvss, Datum::Package, Datum::Published];

/// Reads a document for the format `id`.
pub(super) fn read(id: &'static str, input: &Input<'_>) -> Result<Reading, ReadError> {
    let keep = input.source().keep;
    let read = |elements: &mut Elements<'_>| Components::ahead(elements, keep);
    let ahead = Ahead { list: COMPONENTS, keep, read: &read, place: Components::place, join: Components::join };
    let apart = match json::apart(input, Some(&shape::BOM), LONG, Some(ahead)) {
        Ok(apart) => apart,
        Err(error) => read_otherwise(input, error)?,
    };
    let document: Document<'_> = apart.rest()?;
    let encoding = match input {
        Input::Document(_) => BomEncoding::Json,
        Input::Translation(_) => BomEncoding::Xml,
    };
    let version = document.spec_version.as_str().to_owned();
    let minor = minor(&version)?;
    let mut remarks =
        if MINORS.contains(&minor) { remark::of(apart.notes(), minor) } else { vec![remark::newer(&version)] };
    let is_sbom = !document.is_only_about_vulnerabilities();
    let (bom, mixed_licenses) = document.bom(encoding, Components::of(&apart, keep)?)?;
    if let Some(place) = mixed_licenses.filter(|_| minor < 7) {
        remarks.push(remark::mixed_licenses(&place, minor));
    }
    let mut statements = document.statements((bom, keep), FormatVersion { format: id, version }, &remarks, &apart)?;
    statements.retain(|statement| is_sbom || !matches!(statement.claim, Claim::Bom(_)));
    Ok(Reading::Statements(statements))
}

/// A document that does not have the shape known here may be of a version that is not known here.
fn read_otherwise<'a>(input: &Input<'a>, error: ReadError) -> Result<Apart<'a>, ReadError> {
    let Ok(apart) = json::apart(input, None, LONG, None) else { return Err(error) };
    let Ok(version) = apart.rest::<VersionOnly<'_>>() else { return Err(error) };
    if MINORS.contains(&minor(&version.spec_version.0)?) {
        return Err(error);
    }
    Ok(apart)
}

/// The minor version of a `specVersion` that is read.
fn minor(version: &str) -> Result<u8, ReadError> {
    let minor = version.strip_prefix("1.").and_then(|minor| minor.parse().ok());
    minor.filter(|minor| minor >= MINORS.start()).ok_or_else(|| {
        let version = quoted(version.as_bytes());
        let reason = Text::new(
            format!("`specVersion` {version} is not read; write the SBOM as CycloneDX 1.2 to 1.7"),
            format!("`specVersion` {version} wird nicht gelesen; die SBOM als CycloneDX 1.2 bis 1.7 ausgeben"),
        );
        ReadError::new(Place::Pointer("/specVersion".into()), reason)
    })
}

impl Document<'_> {
    fn statements(
        &self,
        (mut bom, keep): (Bom, Keep),
        format: FormatVersion,
        remarks: &[Text],
        apart: &Apart<'_>,
    ) -> Result<Vec<Statement>, ReadError> {
        let is_linked = keep == Keep::Everything || self.vulnerabilities.is_some();
        let references = if is_linked { graph::by_reference(&bom) } else { graph::ByReference::new() };
        let graph = match keep {
            Keep::Everything => self.graph(&bom, &references, apart)?,
            _ => Graph::default(),
        };
        let mut scan = self.scan(&bom, &references, apart)?;
        let vex = vex::Context { bom: &bom, references: &references, report_id: self.report_id() }.vex(apart)?;
        drop(references);
        bom.graph = graph;
        if scan.as_ref().is_some_and(|scan| !(scan.findings.is_empty() && scan.suppressed.is_empty())) {
            bom.about.vulnerabilities = VulnerabilityPart::Present;
        }
        // What lists no component and speaks of every vulnerability is somebody's word and no scan.
        if vex.as_ref().is_some_and(|said| said.on_all) && self.is_only_about_vulnerabilities() {
            scan = None;
        }
        let subjects: Vec<_> = bom.primary.iter().map(Component::subject).collect();
        let producer = bom.about.tools.first().cloned();
        let made_at = bom.about.timestamp.as_deref().and_then(time::moment);
        let statement = |claim| Statement {
            format: format.clone(),
            subjects: subjects.clone(),
            made_at,
            producer: producer.clone(),
            report_id: self.report_id(),
            claim,
            remarks: remarks.to_vec(),
        };
        let scan = scan.map(|scan| statement(Claim::Scan(scan)));
        // A VEX is held against the release by its products.
        let vex = vex.map(|said| {
            let worse = (said.contradicted > 0).then(|| remark::contradicted(said.contradicted));
            let remarks = remarks.iter().cloned().chain(worse).collect();
            Statement { subjects: Vec::new(), remarks, ..statement(Claim::Vex(said.vex)) }
        });
        let bom = statement(Claim::Bom(Box::new(bom)));
        Ok(std::iter::once(bom).chain(scan).chain(vex).collect())
    }
}

#[cfg(test)]
mod tests;
