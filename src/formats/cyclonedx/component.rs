// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Components, nested ones included.

use serde::Deserialize;

use super::{
    COMPONENTS,
    contact::{Entity, RawContact, component_contacts},
    crypto::Crypto,
    license::{Choice, licenses},
    property::{RawProperty, filename_and_rest},
    reference::{RawHash, RawReference, hashes, references},
};
use crate::{
    formats::{
        ReadError,
        json::{Apart, Elements, Made, Part, Str, filled, kept},
        sharing::Sharing,
    },
    model::{
        Component, ComponentKind, Contact, ExternalReference, Hashes, Identifier, IdentifierKind, Keep, Node,
        OwnReference, Place, Property, Rare, Scope, Shared,
    },
};

/// About as many components are read at once while they are scanned.
const AHEAD: usize = 256;

/// The list of components, each converted as soon as it is read.
#[derive(Default)]
pub(super) struct Components {
    pub(super) kept: Vec<Component>,
    pub(super) sharing: Sharing,
    /// The first component that cannot be kept.
    fault: Option<ReadError>,
    /// The first component that states an expression beside other licences, as 1.7 allows.
    pub(super) mixed_licenses: Option<Place>,
    /// How much of them is kept.
    keep: Keep,
}

#[derive(Deserialize)]
pub(super) struct RawComponent<'a> {
    #[serde(borrow, rename = "bom-ref")]
    reference: Option<Str<'a>>,
    #[serde(borrow, rename = "type")]
    kind: Option<Str<'a>>,
    #[serde(borrow)]
    scope: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) group: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) name: Str<'a>,
    #[serde(borrow)]
    pub(super) version: Option<Str<'a>>,
    #[serde(borrow, rename = "versionRange")]
    version_range: Option<Str<'a>>,
    #[serde(default, rename = "isExternal")]
    is_external: bool,
    #[serde(borrow)]
    pub(super) purl: Option<Str<'a>>,
    #[serde(borrow)]
    cpe: Option<Str<'a>>,
    #[serde(borrow)]
    swid: Option<Swid<'a>>,
    #[serde(borrow, default)]
    swhid: Vec<Str<'a>>,
    #[serde(borrow, default, rename = "omniborId")]
    omnibor: Vec<Str<'a>>,
    #[serde(borrow)]
    pub(super) publisher: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) author: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) authors: Vec<RawContact<'a>>,
    #[serde(borrow)]
    pub(super) supplier: Option<Entity<'a>>,
    #[serde(borrow)]
    pub(super) manufacturer: Option<Entity<'a>>,
    #[serde(borrow, default)]
    pub(super) hashes: Vec<RawHash<'a>>,
    #[serde(borrow, default)]
    licenses: Vec<Choice<'a>>,
    #[serde(borrow, default)]
    properties: Vec<RawProperty<'a>>,
    #[serde(borrow, default, rename = "externalReferences")]
    pub(super) references: Vec<RawReference<'a>>,
    #[serde(borrow, rename = "cryptoProperties")]
    crypto: Option<Crypto<'a>>,
    #[serde(borrow, default)]
    components: Vec<Self>,
}

#[derive(Deserialize)]
struct Swid<'a> {
    #[serde(borrow, rename = "tagId")]
    tag: Str<'a>,
}

impl Components {
    /// The components of a document.
    pub(super) fn of(apart: &Apart<'_>, keep: Keep) -> Result<Self, ReadError> {
        let read = |part: &Part<'_>| {
            let mut components = Self { kept: part.room(), keep, ..Self::default() };
            part.each(|index, raw: RawComponent<'_>| components.add(index, &raw))?;
            components.fault.take().map_or(Ok(components), Err)
        };
        let mut whole = Self { kept: apart.room(COMPONENTS), keep, ..Self::default() };
        apart.parts(COMPONENTS, read, |part| whole.absorb(part))?;
        Ok(whole)
    }

    /// What comes of components that are read while they are scanned.
    pub(super) fn ahead(elements: &mut Elements<'_>, keep: Keep) -> Option<Made> {
        let mut components = Self { kept: Vec::with_capacity(AHEAD), keep, ..Self::default() };
        elements.each(|index, raw: RawComponent<'_>| components.add(index, &raw))?;
        components.fault.is_none().then(|| Box::new(components) as Made)
    }

    /// Moves the places of components on, which were read as if they were the first of the list.
    pub(super) fn place(made: &mut Made, first: u64) {
        let Some(components) = made.downcast_mut::<Self>() else { return };
        let places = components.kept.iter_mut().map(|component| &mut component.place);
        places.chain(&mut components.mixed_licenses).for_each(|place| move_on(place, first));
    }

    /// Adds the components that follow.
    pub(super) fn join(known: &mut Made, more: Made) -> Result<(), Made> {
        let Some(known) = known.downcast_mut::<Self>() else { return Err(more) };
        more.downcast().map(|more: Box<Self>| known.absorb(*more))
    }

    /// Adds the components that follow.
    fn absorb(&mut self, mut part: Self) {
        let before = self.kept.len();
        let moved = |node: Node| node.component().map_or(node, |index| Node::of(before.saturating_add(index)));
        if before > 0 {
            part.kept.iter_mut().for_each(|component| component.parent = component.parent.map(moved));
        }
        // The fewer are moved to the more.
        if part.kept.len() > before {
            std::mem::swap(&mut self.kept, &mut part.kept);
            self.kept.splice(0..0, part.kept);
        } else {
            self.kept.append(&mut part.kept);
        }
        self.mixed_licenses = self.mixed_licenses.take().or(part.mixed_licenses);
    }

    fn add(&mut self, index: u64, raw: &RawComponent<'_>) {
        let place = Place::Element(COMPONENTS, u32::try_from(index).unwrap_or(u32::MAX));
        let node = Node::of(self.kept.len());
        let added = self.component(raw, place).and_then(|component| {
            self.kept.push(component);
            // The pointer is only needed for what is in it, which few components have.
            if raw.components.is_empty() { Ok(()) } else { self.nested(raw, &format!("{COMPONENTS}/{index}"), node) }
        });
        if let Err(fault) = added {
            self.fault.get_or_insert(fault);
        }
    }

    /// Keeps the components in `outer`, which stands at `pointer`.
    pub(super) fn nested(&mut self, outer: &RawComponent<'_>, pointer: &str, parent: Node) -> Result<(), ReadError> {
        for (index, inner) in outer.components.iter().enumerate() {
            let pointer = format!("{pointer}/components/{index}");
            let node = Node::of(self.kept.len());
            let component = self.component(inner, Place::Pointer(pointer.as_str().into()))?;
            self.kept.push(Component { parent: Some(parent), ..component });
            self.nested(inner, &pointer, node)?;
        }
        Ok(())
    }

    /// The component as the model keeps it.
    pub(super) fn component(&mut self, raw: &RawComponent<'_>, place: Place) -> Result<Component, ReadError> {
        if Choice::are_mixed(&raw.licenses) {
            self.mixed_licenses.get_or_insert_with(|| place.clone());
        }
        // What is left out is refused all the same.
        let hashes = hashes(&raw.hashes, &raw.references, &place)?;
        let details = if self.keep == Keep::Everything { self.details_of(raw) } else { Details::default() };
        let (name, group_length) = joined(raw.group.as_ref(), raw.name.as_str());
        Ok(Component {
            name,
            group_length,
            reference: OwnReference::new(filled(raw.reference.as_ref()), filled(raw.purl.as_ref())),
            kind: raw.kind.as_ref().map_or(ComponentKind::Unstated, |kind| ComponentKind::from_name(kind.as_str())),
            scope: raw.scope(),
            is_external: raw.is_external,
            parent: None,
            version: kept(raw.version.as_ref()),
            purl: kept(raw.purl.as_ref()),
            identifiers: raw.identifiers(),
            filename: details.filename,
            contacts: details.contacts,
            licenses: licenses(&raw.licenses, &mut self.sharing),
            hashes: if self.keep < Keep::Hashes { Hashes::default() } else { hashes },
            properties: details.properties,
            references: details.references,
            rare: raw.rare(),
            place,
        })
    }

    fn details_of(&mut self, raw: &RawComponent<'_>) -> Details {
        let (filename, properties) = filename_and_rest(&raw.properties, &mut self.sharing);
        let contacts = component_contacts(raw, &mut self.sharing);
        Details { filename, contacts, properties, references: references(&raw.references) }
    }
}

/// Moves the place of a component, or of what is in it, on by so many components.
fn move_on(place: &mut Place, by: u64) {
    match place {
        _ if by == 0 => {}
        Place::Element(_, index) => *index = u32::try_from(u64::from(*index).saturating_add(by)).unwrap_or(u32::MAX),
        Place::Pointer(pointer) => {
            let below = pointer.strip_prefix(COMPONENTS).and_then(|rest| rest.strip_prefix('/')?.split_once('/'));
            if let Some((index, below)) = below.and_then(|(index, below)| Some((index.parse::<u64>().ok()?, below))) {
                *pointer = format!("{COMPONENTS}/{}/{below}", index.saturating_add(by)).into();
            }
        }
        _ => {}
    }
}

/// What is said of a component beyond what identifies it.
#[derive(Default)]
struct Details {
    filename: Option<Box<str>>,
    contacts: Shared<Contact>,
    properties: Shared<Property>,
    references: Box<[ExternalReference]>,
}

/// Group and name, joined where there is a group, and the length of the group.
pub(super) fn joined(group: Option<&Str<'_>>, name: &str) -> (Box<str>, u32) {
    match group.map(Str::as_str) {
        Some(group) if !group.is_empty() => {
            ([group, "/", name].concat().into(), u32::try_from(group.len()).unwrap_or_default())
        }
        _ => (name.into(), 0),
    }
}

impl RawComponent<'_> {
    fn scope(&self) -> Scope {
        match self.scope.as_ref().map(Str::as_str) {
            Some("required") => Scope::Required,
            Some("optional") => Scope::Optional,
            Some("excluded") => Scope::Excluded,
            _ => Scope::Unstated,
        }
    }

    fn identifiers(&self) -> Box<[Identifier]> {
        let named = |kind| move |text: &Str<'_>| Some(Identifier { kind, text: kept(Some(text))? });
        let cpe = self.cpe.iter().filter_map(named(IdentifierKind::Cpe));
        let swid = self.swid.iter().map(|swid| &swid.tag).filter_map(named(IdentifierKind::Swid));
        let swhid = self.swhid.iter().filter_map(named(IdentifierKind::Swhid));
        let omnibor = self.omnibor.iter().filter_map(named(IdentifierKind::Omnibor));
        cpe.chain(swid).chain(swhid).chain(omnibor).collect()
    }

    fn rare(&self) -> Option<Box<Rare>> {
        let version_range = kept(self.version_range.as_ref());
        let crypto = self.crypto.as_ref().map(Crypto::asset);
        (version_range.is_some() || crypto.is_some())
            .then(|| Box::new(Rare { version_range, crypto, ..Rare::default() }))
    }
}
