// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! From what was kept to the SBOM.

use std::collections::{HashMap, HashSet};

use super::{creation::Creation, license::Stated, relation::Meaning, store::Store};
use crate::{
    formats::{
        ReadError,
        json::{Str, kept},
        sharing::Sharing,
    },
    model::{
        Acknowledgement, Bom, BomDocument, BomEncoding, Component, ComponentKind, Contact, ContactField,
        ExternalReference, HashPlace, License, Property, ReferenceKind, Tool, VulnerabilityPart,
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
        let keeps = |component: &Component| !component.reference().is_some_and(|name| absorbed.contains(name));
        components.retain(keeps);
        let primary = described.and_then(|name| {
            let index = components.iter().position(|component| component.reference() == Some(&*name))?;
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
            if let Some((stated, effective)) = component.reference().and_then(|name| licenses.remove(name)) {
                component.licenses = sharing.licenses(stated);
                component.properties = sharing.properties(effective);
            }
            if kept.is_source {
                component.kind = ComponentKind::Source;
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
        let parts = self.parts(components);
        let names = parts.iter().filter_map(|part| components.get(part.index)?.reference().map(Box::from)).collect();
        for parts in parts.chunk_by(|one, other| one.package == other.package) {
            let Some(package) = parts.first().map(|part| part.package) else { continue };
            let described: Vec<(HashPlace, Component)> =
                parts.iter().filter_map(|part| Some((part.place, components.get(part.index)?.clone()))).collect();
            if let Some(package) = components.get_mut(package) {
                describe(package, &described);
            }
        }
        names
    }

    /// What describes packages, by package and then in the order of the document. Of what a package is
    /// generated from, that is only source code.
    fn parts(&self, components: &[Component]) -> Vec<Part> {
        let named = components.iter().enumerate();
        let by_name: HashMap<&str, usize> =
            named.filter_map(|(index, component)| Some((component.reference()?, index))).collect();
        let mut parts = Vec::new();
        for relationship in &self.relationships {
            for to in &relationship.to {
                let (package, part, place) = match relationship.meaning {
                    Meaning::Artifact => (&relationship.from, to, HashPlace::Distribution),
                    Meaning::Generates => (to, &relationship.from, HashPlace::Source),
                    _ => continue,
                };
                let ends = by_name.get(package.as_str()).copied().zip(by_name.get(part.as_str()).copied());
                let Some((package, index)) = ends.filter(|(package, index)| package != index) else { continue };
                let is_source = components.get(index).is_some_and(|part| part.kind == ComponentKind::Source);
                if place == HashPlace::Distribution || is_source {
                    parts.push(Part { package, index, place });
                }
            }
        }
        parts.sort_by_key(|part| part.package);
        parts
    }
}

fn only(names: HashSet<&str>) -> Option<Box<str>> {
    let mut names = names.into_iter();
    let first = names.next()?;
    names.next().is_none().then(|| first.into())
}

/// A component that describes another: its distribution artifact, or its source.
struct Part {
    /// The index of what is described.
    package: usize,
    /// Its own index.
    index: usize,
    place: HashPlace,
}

/// Keeps at a package what its parts say.
fn describe(package: &mut Component, parts: &[(HashPlace, Component)]) {
    package.hashes = package.hashes.with(parts.iter().map(|(place, part)| (*place, &part.hashes)));
    let own = std::mem::take(&mut package.references).into_vec().into_iter();
    package.references = own.chain(parts.iter().flat_map(|(place, part)| located(*place, part))).collect();
    let artifacts = || parts.iter().filter(|(place, _)| *place == HashPlace::Distribution).map(|(_, part)| part);
    let Some(first) = artifacts().next() else { return };
    package.filename.get_or_insert_with(|| first.filename.clone().unwrap_or_else(|| first.name.clone()));
    let rare = package.rare.get_or_insert_default();
    let purposes = artifacts().flat_map(|part| &part.rare).flat_map(|rare| rare.purposes.iter());
    rare.purposes = rare.purposes.iter().chain(purposes).cloned().collect();
    rare.artifacts = u32::try_from(artifacts().count()).unwrap_or(u32::MAX);
}

/// Where a part can be had, as a reference of what it describes.
fn located(place: HashPlace, part: &Component) -> impl Iterator<Item = ExternalReference> {
    part.references.iter().filter_map(move |reference| {
        let kind = match (place, reference.kind) {
            (HashPlace::Source, ReferenceKind::SourceDistribution | ReferenceKind::Distribution) => {
                ReferenceKind::SourceDistribution
            }
            (HashPlace::Distribution, ReferenceKind::Distribution) => ReferenceKind::Distribution,
            _ => return None,
        };
        Some(ExternalReference { kind, url: reference.url.clone() })
    })
}
