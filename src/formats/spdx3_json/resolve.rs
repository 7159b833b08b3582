// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! From what was kept to the SBOM.

use std::collections::{HashMap, HashSet};

use super::{
    creation::Creation,
    license::Stated,
    relation::{Meaning, Relationship},
    store::Store,
};
use crate::{
    formats::{
        ReadError,
        json::{Str, kept},
        sharing::Sharing,
    },
    model::{
        Acknowledgement, Bom, BomDocument, BomEncoding, Completeness, CompletenessOf, Component, Contact, ContactField,
        Dangling, Edge, EdgeKind, Graph, HashPlace, License, Node, Property, ReferenceKind, StatedCompleteness, Tool,
        VulnerabilityPart,
    },
};

/// The property that the guideline has for an effective licence in CycloneDX.
const EFFECTIVE_LICENSE: &str = "bsi:component:effectiveLicense";

impl<'a> Store<'a> {
    /// The SBOM.
    pub(super) fn bom(mut self) -> Result<Bom, ReadError> {
        let about = self.about();
        let described = self.described();
        let mut components = self.resolved();
        let absorbed = self.absorb(&mut components);
        let keeps = |component: &Component| !component.reference.as_deref().is_some_and(|name| absorbed.contains(name));
        components.retain(keeps);
        let primary = described.and_then(|name| {
            let index = components.iter().position(|component| component.reference.as_deref() == Some(&*name))?;
            Some(components.remove(index))
        });
        components.shrink_to_fit();
        let mut bom = Bom { about, primary, components, ..Bom::default() };
        bom.graph = self.graph(&bom, &absorbed);
        Ok(bom)
    }

    fn about(&self) -> BomDocument {
        let made = self.made();
        let sbom = self.sboms.first().or_else(|| self.documents.first());
        let roots = || self.documents.iter().chain(&self.sboms);
        let license = roots().find_map(|root| root.data_license.as_ref());
        let license = license.map(|name| self.stated(name, Acknowledgement::Declared, &mut Sharing::default()));
        BomDocument {
            encoding: BomEncoding::JsonLd,
            uri: sbom.and_then(|sbom| kept(Some(&sbom.name))).filter(|name| !name.starts_with("_:")),
            timestamp: made.and_then(|made| kept(Some(&made.created))),
            creators: made.map(|made| self.creators(made)).unwrap_or_default(),
            tools: made.map(|made| self.tools_of(made)).unwrap_or_default(),
            lifecycles: roots().flat_map(|root| root.types.iter().cloned()).collect(),
            vulnerabilities: if self.has_vulnerabilities {
                VulnerabilityPart::Present
            } else {
                VulnerabilityPart::Absent
            },
            references: roots().flat_map(|root| root.references.iter().cloned()).collect(),
            licenses: license.into_iter().collect::<Vec<_>>().into(),
            ..BomDocument::default()
        }
    }

    fn creators(&self, made: &Creation<'a>) -> Vec<Contact> {
        let agents = made.created_by.iter().filter_map(|name| self.agents.get(name));
        agents.map(|agent| agent.contact(ContactField::Creator)).collect()
    }

    fn tools_of(&self, made: &Creation<'a>) -> Vec<Tool> {
        made.created_using.iter().filter_map(|name| self.tools.get(name).cloned()).collect()
    }

    /// The name of what the SBOM is about, where that is one thing: the root of the SBOM, or else of
    /// the document, or else what one of them describes.
    fn described(&self) -> Option<Box<str>> {
        let sboms: HashSet<&str> = self.sboms.iter().map(|sbom| sbom.name.as_str()).collect();
        for roots in [&self.sboms, &self.documents] {
            let named = roots.iter().flat_map(|root| &root.roots).filter(|name| !sboms.contains(name.as_str()));
            let named: HashSet<&str> = named.map(Str::as_str).collect();
            if !named.is_empty() {
                return only(named);
            }
        }
        let about: HashSet<&str> = self.documents.iter().chain(&self.sboms).map(|root| root.name.as_str()).collect();
        let describing = self.relationships.iter().filter(|relationship| {
            relationship.meaning == Meaning::Describes && about.contains(relationship.from.as_str())
        });
        only(describing.flat_map(|relationship| &relationship.to).map(Str::as_str).collect())
    }

    /// The components with their contacts and licences.
    fn resolved(&mut self) -> Vec<Component> {
        let mut sharing = std::mem::take(&mut self.sharing);
        let mut licenses = self.licenses_by_name(&mut sharing);
        let mut components = Vec::with_capacity(self.components.len());
        for kept in std::mem::take(&mut self.components) {
            let mut component = kept.component;
            let of = |names: &[Str<'a>], field| -> Vec<Contact> {
                names.iter().filter_map(|name| Some(self.agents.get(name)?.contact(field))).collect()
            };
            let mut contacts = of(&kept.originated_by, ContactField::Originator);
            contacts.extend(of(&kept.supplied_by, ContactField::Supplier));
            component.contacts = sharing.contacts(contacts);
            if let Some((stated, effective)) = component.reference.as_deref().and_then(|name| licenses.remove(name)) {
                component.licenses = sharing.licenses(stated);
                component.properties = sharing.properties(effective);
            }
            if kept.is_source {
                component.kind = crate::model::ComponentKind::Source;
            }
            components.push(component);
        }
        components
    }

    /// The licences of each component, and the effective ones as properties.
    fn licenses_by_name(&self, sharing: &mut Sharing) -> HashMap<Box<str>, (Vec<License>, Vec<Property>)> {
        let mut by_name: HashMap<Box<str>, (Vec<License>, Vec<Property>)> = HashMap::new();
        for relationship in &self.relationships {
            let acknowledgement = match relationship.meaning {
                Meaning::DeclaredLicense => Acknowledgement::Declared,
                Meaning::ConcludedLicense => Acknowledgement::Concluded,
                Meaning::EffectiveLicense => Acknowledgement::Unstated,
                _ => continue,
            };
            let (stated, effective) = by_name.entry(relationship.from.as_str().into()).or_default();
            for name in &relationship.to {
                let license = self.stated(name, acknowledgement, sharing);
                if relationship.meaning == Meaning::EffectiveLicense {
                    effective.push(Property { name: sharing.text(EFFECTIVE_LICENSE), value: license.text });
                } else if &*license.text != "NOASSERTION" {
                    stated.push(license);
                }
            }
        }
        by_name
    }

    fn stated(&self, name: &Str<'a>, acknowledgement: Acknowledgement, sharing: &mut Sharing) -> License {
        let outside;
        let stated = match self.licenses.get(name) {
            Some(stated) => stated,
            None => {
                outside = Stated::outside(name.as_str());
                &outside
            }
        };
        let (form, has_text) = (stated.form, stated.has_text);
        License { form, text: sharing.text(&stated.text), acknowledgement, has_text, has_url: false }
    }

    /// Keeps what distribution artifacts and sources say at the packages that they belong to; gives
    /// the names of those that are no components of their own.
    fn absorb(&self, components: &mut [Component]) -> HashSet<Box<str>> {
        let index = |components: &[Component]| -> HashMap<Box<str>, usize> {
            let names = components.iter().enumerate();
            names.filter_map(|(index, component)| Some((component.reference.clone()?, index))).collect()
        };
        let by_name = index(components);
        let mut absorbed = HashSet::new();
        for relationship in &self.relationships {
            for to in &relationship.to {
                let (package, part) = match relationship.meaning {
                    Meaning::Artifact => (&relationship.from, to),
                    Meaning::Generates => (to, &relationship.from),
                    _ => continue,
                };
                let (Some(package), Some(part)) = (by_name.get(package.as_str()), by_name.get(part.as_str())) else {
                    continue;
                };
                if absorb_into(components, (*package, *part), relationship.meaning) {
                    absorbed.extend(components.get(*part).and_then(|part| part.reference.clone()));
                }
            }
        }
        absorbed
    }

    fn graph(&self, bom: &Bom, absorbed: &HashSet<Box<str>>) -> Graph {
        let nodes: HashMap<&str, Node> =
            bom.nodes().filter_map(|(node, component)| Some((component.reference.as_deref()?, node))).collect();
        let roots = self.documents.iter().chain(&self.sboms).map(|root| root.name.as_str());
        let known = roots.chain(self.others.iter().map(Str::as_str)).chain(self.agents.keys().map(Str::as_str));
        let known = known.chain(self.tools.keys().map(Str::as_str)).chain(self.licenses.keys().map(Str::as_str));
        let known: HashSet<&str> = known.chain(absorbed.iter().map(|name| &**name)).collect();
        let mut gathered = Gathered { nodes, known, ..Gathered::default() };
        self.relationships.iter().for_each(|relationship| gathered.relationship(relationship));
        let Gathered { edges, listed, stated, dangling, .. } = gathered;
        let mut graph = Graph::new(edges, listed, stated);
        graph.dangling = dangling;
        graph.is_stated = !self.relationships.is_empty();
        graph
    }
}

fn only(names: HashSet<&str>) -> Option<Box<str>> {
    let mut names = names.into_iter();
    let first = names.next()?;
    names.next().is_none().then(|| first.into())
}

/// Keeps at a package what a part of it says. Only source code that a package is made from is a part
/// of its description.
fn absorb_into(components: &mut [Component], (package, part): (usize, usize), meaning: Meaning) -> bool {
    let Some(part) = components.get(part).filter(|_| package != part).cloned() else { return false };
    let Some(package) = components.get_mut(package) else { return false };
    let place = match meaning {
        Meaning::Artifact => HashPlace::Distribution,
        _ if part.kind == crate::model::ComponentKind::Source => HashPlace::Source,
        _ => return false,
    };
    package.hashes = package.hashes.with(&part.hashes, place);
    let fitting = |kind| match place {
        HashPlace::Source => kind == ReferenceKind::SourceDistribution || kind == ReferenceKind::Distribution,
        _ => kind == ReferenceKind::Distribution,
    };
    let references =
        part.references.iter().filter(|reference| fitting(reference.kind)).cloned().map(|mut reference| {
            if place == HashPlace::Source {
                reference.kind = ReferenceKind::SourceDistribution;
            }
            reference
        });
    package.references = package.references.iter().cloned().chain(references).collect();
    if place == HashPlace::Distribution {
        package.filename.get_or_insert_with(|| part.filename.clone().unwrap_or_else(|| part.name.clone()));
        let rare = package.rare.get_or_insert_default();
        let purposes = part.rare.iter().flat_map(|rare| rare.purposes.iter());
        rare.purposes = rare.purposes.iter().chain(purposes).cloned().collect();
        rare.artifacts = rare.artifacts.saturating_add(1);
    }
    true
}

/// What is gathered on the way to a graph.
#[derive(Default)]
struct Gathered<'a> {
    nodes: HashMap<&'a str, Node>,
    /// Elements that are no nodes.
    known: HashSet<&'a str>,
    edges: Vec<Edge>,
    listed: Vec<Node>,
    stated: Vec<StatedCompleteness>,
    dangling: Vec<Dangling>,
}

impl Gathered<'_> {
    fn relationship(&mut self, relationship: &Relationship<'_>) {
        let Meaning::Edge(kind) = relationship.meaning else { return };
        let from = self.node(&relationship.from, relationship);
        let covered = match kind {
            EdgeKind::DependsOn => Some(CompletenessOf::Dependencies),
            EdgeKind::Contains => Some(CompletenessOf::Parts),
            EdgeKind::Provides | EdgeKind::Other => None,
        };
        if let (Some(node), Some(covered)) = (from, covered) {
            self.listed.push(node);
            let completeness = relationship.completeness;
            self.stated.extend(completeness.map(|completeness| StatedCompleteness { node, covered, completeness }));
        }
        for to in &relationship.to {
            match to.as_str().rsplit(['/', '#', ':']).next() {
                Some("NoneElement") => continue,
                Some("NoAssertionElement") => {
                    let completeness = Completeness::Unknown;
                    let stated = from.zip(covered);
                    self.stated.extend(stated.map(|(node, covered)| StatedCompleteness {
                        node,
                        covered,
                        completeness,
                    }));
                    continue;
                }
                _ => {}
            }
            if let (Some(to), Some(from)) = (self.node(to, relationship), from) {
                self.edges.push(Edge { from, to, kind });
            }
        }
    }

    /// The node of an element; notes a name of the document's own that leads nowhere. Other IRIs may
    /// name elements of other documents.
    fn node(&mut self, name: &Str<'_>, relationship: &Relationship<'_>) -> Option<Node> {
        let name = name.as_str();
        let node = self.nodes.get(name).copied();
        if node.is_none() && !self.known.contains(name) {
            self.dangling.push(Dangling { reference: name.into(), place: relationship.place.clone() });
        }
        node
    }
}
