// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! CSAF 2.0 and 2.1: what a publisher says of the status of its products. The profile `csaf_vex` is
//! held to its own rules; other documents are read for the same statements and say so.
//!
//! Of the mandatory tests (section 6.1), those are applied that decide over what is relied on:
//! product and group ids, contradicting status, the same CVE twice, hashes, the category and the
//! profile of VEX. Scores, weaknesses, languages, revision history and notes are not judged.

use super::{Format, Head, ReadError, Reading, Source, json, quoted, time};
use crate::model::{Claim, FormatVersion, Place, Statement, Tool, Vex};

mod document;
mod faults;
mod product;
mod shape;
mod status;

use document::Document;
use product::Tree;

/// CSAF in JSON.
pub(super) struct Csaf;

impl Format for Csaf {
    fn id(&self) -> &'static str {
        "csaf"
    }

    fn title(&self) -> &'static str {
        "CSAF 2.0 and 2.1: VEX profile, and the product status of other advisories"
    }

    fn recognises(&self, head: &Head) -> bool {
        let signs = ["\"csaf_version\"", "\"current_release_date\"", "\"revision_history\"", "\"product_tree\""];
        head.is_json()
            && (head.count(&signs) > 1 || head.count_keys(&["document", "product_tree", "vulnerabilities"]) > 1)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let document: Document<'_> = json::read(source, &shape::DOCUMENT)?;
        let version = document.document.csaf_version.as_str();
        if !matches!(version, "2.0" | "2.1") {
            return Err(faults::version(version));
        }
        let profile = Profile::of(document.document.category.as_str())?;
        let tree = Tree::new(document.product_tree.as_ref())?;
        let statements = status::statements(&document, &tree, profile)?;
        if profile == Profile::WithoutStatus || statements.is_empty() {
            return Ok(Reading::Ignored(faults::no_status(document.document.category.as_str())));
        }
        let remarks = if profile == Profile::Vex { Vec::new() } else { vec![faults::other_profile()] };
        let made_at = time::moment(document.document.tracking.current_release_date.as_str());
        let publisher = &document.document.publisher;
        let is_draft = document.document.tracking.status.as_str() == "draft";
        let vex = Vex {
            author: json::kept(Some(&publisher.name)).map(Into::into),
            role: json::kept(Some(&publisher.category)),
            withheld: is_draft.then(faults::draft),
            statements,
        };
        Ok(Reading::Statements(vec![Statement {
            format: FormatVersion { format: self.id(), version: version.to_owned() },
            subjects: Vec::new(),
            made_at,
            producer: document.producer(),
            report_id: Some(document.report_id()),
            claim: Claim::Vex(vex),
            remarks,
        }]))
    }
}

/// What kind of document it is, as far as that matters here (section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Profile {
    /// `csaf_vex`.
    Vex,
    /// Another profile that may state the status of products.
    Other,
    /// A profile that is not about vulnerabilities of products, or takes an earlier document back.
    WithoutStatus,
}

/// Profiles with a reserved name.
const PROFILES: &[(&str, Profile)] = &[
    ("csaf_vex", Profile::Vex),
    ("csaf_base", Profile::Other),
    ("csaf_security_advisory", Profile::Other),
    ("csaf_deprecated_security_advisory", Profile::Other),
    ("csaf_security_incident_response", Profile::WithoutStatus),
    ("csaf_informational_advisory", Profile::WithoutStatus),
    ("csaf_withdrawn", Profile::WithoutStatus),
    ("csaf_superseded", Profile::WithoutStatus),
];

impl Profile {
    /// By the category. A name that only looks like a reserved one is forbidden (section 6.1.26).
    fn of(category: &str) -> Result<Self, ReadError> {
        if let Some((_, profile)) = PROFILES.iter().find(|(name, _)| *name == category) {
            return Ok(*profile);
        }
        let plain =
            |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        let category_plain = plain(category);
        let near = PROFILES
            .iter()
            .map(|(name, _)| plain(name))
            .find(|name| *name == category_plain || name.strip_prefix("csaf") == Some(category_plain.as_str()));
        match near {
            Some(_) => Err(ReadError::new(Place::Pointer("/document/category".into()), faults::category(category))),
            None => Ok(Self::Other),
        }
    }
}

impl Document<'_> {
    fn producer(&self) -> Option<Tool> {
        let engine = &self.document.tracking.generator.as_ref()?.engine;
        let version = engine.version.as_ref().and_then(|version| json::kept(Some(version)));
        Some(Tool { name: engine.name.as_str().to_owned(), version: version.map(String::from) })
    }

    /// The namespace of the publisher and the tracking id name a document, the version its state.
    fn report_id(&self) -> String {
        let (publisher, tracking) = (&self.document.publisher, &self.document.tracking);
        format!("{}/{}/{}", publisher.namespace.as_str(), tracking.id.as_str(), tracking.version.as_str())
    }
}

fn shown(id: &str) -> String {
    quoted(id.as_bytes())
}

#[cfg(test)]
mod tests;
