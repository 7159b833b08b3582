// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a CycloneDX document says of vulnerabilities in its products (`analysis`), as VEX.

use std::{collections::BTreeMap, sync::Arc};

use serde::Deserialize;

use super::{VULNERABILITIES, graph::ByReference, time};
use crate::{
    formats::{
        ReadError,
        identifier::one_line,
        json::{Apart, Part, Str, kept},
    },
    model::{
        Bom, Component, Justification, Node, Place, Timestamp, Versions, Vex, VexProduct, VexStatement, VexStatus,
        VexThing,
    },
};

#[derive(Deserialize)]
struct Vulnerability<'a> {
    #[serde(borrow)]
    id: Option<Str<'a>>,
    #[serde(borrow, default)]
    references: Vec<Equivalent<'a>>,
    #[serde(borrow)]
    recommendation: Option<Str<'a>>,
    #[serde(borrow)]
    analysis: Option<Analysis<'a>>,
    #[serde(borrow, default)]
    affects: Vec<Affects<'a>>,
}

#[derive(Deserialize)]
struct Equivalent<'a> {
    #[serde(borrow)]
    id: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Analysis<'a> {
    #[serde(borrow)]
    state: Option<Str<'a>>,
    #[serde(borrow)]
    justification: Option<Str<'a>>,
    #[serde(borrow, default)]
    response: Vec<Str<'a>>,
    #[serde(borrow)]
    detail: Option<Str<'a>>,
    #[serde(borrow)]
    first_issued: Option<Str<'a>>,
    #[serde(borrow)]
    last_updated: Option<Str<'a>>,
}

#[derive(Deserialize)]
struct Affects<'a> {
    #[serde(borrow, rename = "ref")]
    reference: Str<'a>,
    #[serde(borrow, default)]
    versions: Vec<AffectedVersion<'a>>,
}

#[derive(Deserialize)]
struct AffectedVersion<'a> {
    #[serde(borrow)]
    version: Option<Str<'a>>,
    #[serde(borrow)]
    range: Option<Str<'a>>,
    #[serde(borrow)]
    status: Option<Str<'a>>,
}

/// The document that the statements stand in.
pub(super) struct Context<'a> {
    pub(super) bom: &'a Bom,
    pub(super) references: &'a ByReference<'a>,
    /// Serial number and version, as `urn:uuid:…/1`.
    pub(super) report_id: Option<String>,
}

/// What a document says of vulnerabilities.
pub(super) struct Said {
    pub(super) vex: Vex,
    /// Whether it says something of every one.
    pub(super) on_all: bool,
    /// Of how many the versions listed say something worse than the analysis.
    pub(super) contradicted: u64,
}

impl Context<'_> {
    /// What the document says of vulnerabilities: nothing where it says nothing.
    pub(super) fn vex(&self, apart: &Apart<'_>) -> Result<Option<Said>, ReadError> {
        let read = |part: &Part<'_>| {
            let (mut statements, mut silent, mut contradicted) = (Vec::new(), false, 0_u64);
            part.each(|index, vulnerability: Vulnerability<'_>| {
                let place = Place::Element(VULNERABILITIES, u32::try_from(index).unwrap_or(u32::MAX));
                silent |= vulnerability.status().is_none();
                let said = self.statements(&vulnerability, &place);
                let is_worse = said.iter().any(|statement| Some(statement.status) < vulnerability.status());
                contradicted = contradicted.saturating_add(u64::from(is_worse));
                statements.extend(said);
            })?;
            Ok((statements, silent, contradicted))
        };
        let (mut statements, mut is_silent, mut contradicted) = (Vec::new(), false, 0_u64);
        apart.parts(VULNERABILITIES, read, |(some, silent, number): (Vec<VexStatement>, bool, u64)| {
            statements.extend(some);
            is_silent |= silent;
            contradicted = contradicted.saturating_add(number);
        })?;
        if statements.is_empty() {
            return Ok(None);
        }
        let author = self.bom.about.creators.iter().find_map(|contact| contact.title()).map(Arc::from);
        Ok(Some(Said { vex: Vex { author, statements, ..Vex::default() }, on_all: !is_silent, contradicted }))
    }

    /// A statement for each status that the versions listed have.
    fn statements(&self, vulnerability: &Vulnerability<'_>, place: &Place) -> Vec<VexStatement> {
        let names = vulnerability.names();
        let (Some(status), Some(analysis), false) = (vulnerability.status(), &vulnerability.analysis, names.is_empty())
        else {
            return Vec::new();
        };
        let mut products: BTreeMap<VexStatus, Vec<VexProduct>> = BTreeMap::new();
        for affects in &vulnerability.affects {
            for (status, versions) in affects.versions(status) {
                products.entry(status).or_default().push(self.product(affects.reference.as_str(), versions));
            }
        }
        if vulnerability.affects.is_empty() {
            products.insert(status, Vec::new());
        }
        let names: Arc<[Box<str>]> = names.into();
        let detail = kept(analysis.detail.as_ref()).map(|detail| one_line(&detail));
        let statement = |(said, products): (VexStatus, Vec<VexProduct>)| VexStatement {
            vulnerability: Arc::clone(&names),
            products: products.into(),
            status: said,
            justification: analysis
                .justification
                .as_ref()
                .and_then(|word| Justification::from_cyclonedx(word.as_str())),
            impact: detail.clone(),
            action: vulnerability.action(analysis).or_else(|| detail.clone()),
            at: analysis.at(),
            place: place.clone(),
        };
        products.into_iter().map(statement).collect()
    }

    /// The product that a reference is about. A component is a part of what the document describes:
    /// what is said of it is said of it there.
    fn product(&self, reference: &str, versions: Versions) -> VexProduct {
        let (reference, link) = match linked(reference) {
            Some((report, local)) if Some(&report) != self.report_id.as_ref() => (local, Some(report)),
            Some((_, local)) => (local, None),
            None => (reference.to_owned(), None),
        };
        if let Some(report) = link {
            let link = Some((report.into(), reference.as_str().into()));
            return whole(VexThing { name: reference.into(), link, versions, ..VexThing::default() });
        }
        let node = self.references.get(reference.as_str());
        let part = match node.and_then(|node| self.bom.component(*node)) {
            Some(component) => VexThing { versions, ..self.thing(component) },
            None => by_name(&reference, versions),
        };
        match &self.bom.primary {
            Some(primary) if node != Some(&Node::PRIMARY) => {
                VexProduct { product: self.thing(primary).into(), subcomponents: [part.into()].into() }
            }
            _ => whole(part),
        }
    }

    fn thing(&self, component: &Component) -> VexThing {
        let link = self.report_id.as_deref().zip(component.reference());
        VexThing {
            name: component.identity().into(),
            purls: component.purls().map(Box::from).collect(),
            cpes: Box::default(),
            digests: component.hashes.digests(),
            link: link.map(|(report, reference)| (report.into(), reference.into())),
            versions: Versions::Any,
        }
    }
}

fn whole(thing: VexThing) -> VexProduct {
    VexProduct { product: thing.into(), subcomponents: Box::default() }
}

/// A reference to nothing in the document. Some producers write a package URL there.
fn by_name(reference: &str, versions: Versions) -> VexThing {
    let purl = reference.starts_with("pkg:").then(|| reference.into());
    VexThing { name: reference.into(), purls: purl.into_iter().collect(), versions, ..VexThing::default() }
}

/// The report and the reference that a BOM-Link names: `urn:cdx:UUID/VERSION#bom-ref`.
fn linked(reference: &str) -> Option<(String, String)> {
    let (report, local) = reference.strip_prefix("urn:cdx:")?.split_once('#')?;
    Some((format!("urn:uuid:{report}"), local.to_owned()))
}

impl Vulnerability<'_> {
    fn status(&self) -> Option<VexStatus> {
        match self.analysis.as_ref()?.state.as_ref()?.as_str() {
            "not_affected" | "false_positive" => Some(VexStatus::NotAffected),
            "resolved" | "resolved_with_pedigree" => Some(VexStatus::Fixed),
            "in_triage" => Some(VexStatus::UnderInvestigation),
            // What a newer version may add is no relief.
            _ => Some(VexStatus::Affected),
        }
    }

    fn names(&self) -> Vec<Box<str>> {
        let others = self.references.iter().filter_map(|other| kept(other.id.as_ref()));
        kept(self.id.as_ref()).into_iter().chain(others).collect()
    }

    /// What is to be done: the recommendation, or else the words of the response.
    fn action(&self, analysis: &Analysis<'_>) -> Option<Box<str>> {
        let recommendation = kept(self.recommendation.as_ref()).map(|text| one_line(&text));
        let words: Vec<&str> = analysis.response.iter().map(Str::as_str).collect();
        recommendation.or_else(|| (!words.is_empty()).then(|| one_line(&words.join(", "))))
    }
}

impl Analysis<'_> {
    fn at(&self) -> Option<Timestamp> {
        let moment = |text: &Option<Str<'_>>| text.as_ref().and_then(|text| time::moment(text.as_str()));
        moment(&self.first_issued).max(moment(&self.last_updated))
    }
}

impl Affects<'_> {
    /// The versions meant, with what is said of each. The word beside a version may be worse than
    /// the analysis; a better one is nobody's analysis and says nothing.
    fn versions(&self, status: VexStatus) -> Vec<(VexStatus, Versions)> {
        if self.versions.is_empty() {
            return vec![(status, Versions::Any)];
        }
        let said = |version: &AffectedVersion<'_>| match version.status.as_ref().map(Str::as_str) {
            None => Some(status),
            Some("unaffected") => status.helps().then_some(status),
            Some("unknown") => Some(status.min(VexStatus::UnderInvestigation)),
            Some(_) => Some(if status.helps() { VexStatus::Affected } else { status }),
        };
        let meant = |version: &AffectedVersion<'_>| match (kept(version.version.as_ref()), kept(version.range.as_ref()))
        {
            (Some(version), _) => Versions::One(version),
            (None, range) => Versions::Range(range.unwrap_or_default()),
        };
        self.versions.iter().filter_map(|version| Some((said(version)?, meant(version)))).collect()
    }
}

#[cfg(test)]
mod tests;
