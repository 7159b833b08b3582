// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What the components of an SBOM are, for whoever wants to compare it with another reader's opinion.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{Bom, Claim, Component, Statement};

/// What stands in the SBOMs of a file, over all components, the primary one included; each thing once,
/// in order.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(super) struct Details {
    /// The package URLs, as written.
    purls: BTreeSet<String>,
    /// The licences as stated for components: identifiers, expressions and names, as written.
    licenses: BTreeSet<String>,
    /// The hashes: algorithm, colon, value in lower-case hexadecimal; those of the external references
    /// of components included.
    hashes: BTreeSet<String>,
    /// Number of edges of the dependency graph, those to things outside of the document left out.
    edges: u64,
    /// Number of references to things that are not in the document.
    dangling: u64,
}

impl Details {
    /// The details of the SBOMs among the statements of a file; `None` where there is none.
    pub(super) fn of<'a>(statements: impl Iterator<Item = &'a Statement>) -> Option<Self> {
        let boms = statements.filter_map(|statement| match &statement.claim {
            Claim::Bom(bom) => Some(bom.as_ref()),
            _ => None,
        });
        let mut details = None;
        boms.for_each(|bom| details.get_or_insert_with(Self::default).add(bom));
        details
    }

    fn add(&mut self, bom: &Bom) {
        bom.nodes().for_each(|(_, component)| self.add_component(component));
        self.edges = self.edges.saturating_add(bom.graph.edges().len() as u64);
        self.dangling = self.dangling.saturating_add(bom.graph.dangling.len() as u64);
    }

    fn add_component(&mut self, component: &Component) {
        self.purls.extend(component.purls().map(str::to_owned));
        self.licenses.extend(component.licenses.iter().map(|license| license.text.to_string()));
        self.hashes.extend(component.hashes.iter().map(|hash| hash.to_string()));
    }
}
