// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Components, nested ones included.

use serde::{Deserialize, Deserializer};

use crate::{
    formats::{
        ReadError,
        json::{Each, Str, kept},
    },
    model::{Component, DigestAlgorithm, Digests, LicenseChoice, Place, Text},
};

/// The list of components, each converted as soon as it is read.
#[derive(Default)]
pub(super) struct Components<'a> {
    pub(super) kept: Vec<Component>,
    /// The `bom-ref` of each, by index.
    pub(super) references: Vec<Option<Str<'a>>>,
    /// The first component that cannot be kept.
    pub(super) fault: Option<ReadError>,
}

#[derive(Deserialize)]
pub(super) struct RawComponent<'a> {
    #[serde(borrow, rename = "bom-ref")]
    pub(super) reference: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) group: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) name: Str<'a>,
    #[serde(borrow)]
    pub(super) version: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) purl: Option<Str<'a>>,
    #[serde(borrow)]
    cpe: Option<Str<'a>>,
    #[serde(borrow)]
    publisher: Option<Str<'a>>,
    #[serde(borrow)]
    author: Option<Str<'a>>,
    #[serde(borrow, default)]
    authors: Vec<Contact<'a>>,
    #[serde(borrow)]
    supplier: Option<Entity<'a>>,
    #[serde(borrow)]
    manufacturer: Option<Entity<'a>>,
    #[serde(borrow, default)]
    hashes: Vec<Hash<'a>>,
    #[serde(borrow, default)]
    licenses: Vec<Choice<'a>>,
    #[serde(borrow, default)]
    components: Vec<Self>,
}

#[derive(Deserialize)]
struct Hash<'a> {
    #[serde(borrow)]
    alg: Str<'a>,
    #[serde(borrow)]
    content: Str<'a>,
}

#[derive(Deserialize)]
struct Choice<'a> {
    #[serde(borrow)]
    license: Option<License<'a>>,
    #[serde(borrow)]
    expression: Option<Str<'a>>,
}

#[derive(Deserialize)]
struct License<'a> {
    #[serde(borrow)]
    id: Option<Str<'a>>,
    #[serde(borrow)]
    name: Option<Str<'a>>,
}

/// An organisation (`organizationalEntity`).
#[derive(Deserialize)]
pub(super) struct Entity<'a> {
    #[serde(borrow)]
    name: Option<Str<'a>>,
    #[serde(borrow, default)]
    url: Vec<Str<'a>>,
    #[serde(borrow, default)]
    contact: Vec<Contact<'a>>,
}

/// A person (`organizationalContact`).
#[derive(Deserialize)]
pub(super) struct Contact<'a> {
    #[serde(borrow)]
    name: Option<Str<'a>>,
    #[serde(borrow)]
    email: Option<Str<'a>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Components<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut components = Self::default();
        deserializer.deserialize_seq(Each::new(|index, raw: RawComponent<'de>| components.add(index, raw)))?;
        Ok(components)
    }
}

impl<'a> Components<'a> {
    fn add(&mut self, index: u64, raw: RawComponent<'a>) {
        let place = Place::Element("/components", u32::try_from(index).unwrap_or(u32::MAX));
        let added = kept_component(&raw, place).and_then(|component| {
            self.kept.push(component);
            if raw.components.is_empty() {
                Ok(())
            } else {
                nested(&raw, &format!("/components/{index}"), &mut self.kept)
            }
        });
        if let Err(fault) = added {
            self.fault.get_or_insert(fault);
        }
        note_references(raw, &mut self.references);
    }
}

/// The `bom-ref` of a component and of those in it, in the order in which they are kept.
fn note_references<'a>(raw: RawComponent<'a>, references: &mut Vec<Option<Str<'a>>>) {
    references.push(raw.reference);
    raw.components.into_iter().for_each(|inner| note_references(inner, references));
}

/// Keeps the components in `outer`, which stands at `pointer`.
pub(super) fn nested(outer: &RawComponent<'_>, pointer: &str, all: &mut Vec<Component>) -> Result<(), ReadError> {
    for (index, inner) in outer.components.iter().enumerate() {
        let pointer = format!("{pointer}/components/{index}");
        all.push(kept_component(inner, Place::Pointer(pointer.as_str().into()))?);
        nested(inner, &pointer, all)?;
    }
    Ok(())
}

/// The component as the model keeps it.
pub(super) fn kept_component(raw: &RawComponent<'_>, place: Place) -> Result<Component, ReadError> {
    let (digests, weak_hash) = raw.digests(&place)?;
    Ok(Component {
        name: joined(raw.group.as_ref(), raw.name.as_str()),
        version: kept(raw.version.as_ref()),
        purl: kept(raw.purl.as_ref()),
        licenses: raw.licenses.iter().filter_map(Choice::kept).collect(),
        digests,
        weak_hash,
        cpe: raw.cpe.as_ref().is_some_and(|cpe| !cpe.as_str().is_empty()),
        supplier: raw.supplier().map(Box::from),
        place,
    })
}

/// Group and name, joined where there is a group.
pub(super) fn joined(group: Option<&Str<'_>>, name: &str) -> Box<str> {
    match group.map(Str::as_str) {
        Some(group) if !group.is_empty() => [group, "/", name].concat().into(),
        _ => name.into(),
    }
}

impl RawComponent<'_> {
    /// The digests that identify it, and whether there is a hash that does not.
    pub(super) fn digests(&self, place: &Place) -> Result<(Digests, bool), ReadError> {
        let mut weak = false;
        let mut digests = Digests::default();
        for hash in &self.hashes {
            let Some(algorithm) = DigestAlgorithm::from_name(hash.alg.as_str()) else {
                weak = true;
                continue;
            };
            if !digests.add_hex(algorithm, hash.content.as_str()) {
                return Err(ReadError::new(place.clone(), wrong_length(hash, algorithm)));
            }
        }
        Ok((digests, weak))
    }

    fn supplier(&self) -> Option<&str> {
        let supplier = self.supplier.as_ref().and_then(Entity::name);
        let manufacturer = || self.manufacturer.as_ref().and_then(Entity::name);
        let publisher = || filled(self.publisher.as_ref());
        let author = || filled(self.author.as_ref()).or_else(|| self.authors.iter().find_map(Contact::name));
        supplier.or_else(manufacturer).or_else(publisher).or_else(author)
    }
}

fn wrong_length(hash: &Hash<'_>, algorithm: DigestAlgorithm) -> Text {
    let (name, digits) = (hash.alg.as_str(), algorithm.length().saturating_mul(2));
    Text::new(
        format!("a {name} hash has {digits} hexadecimal digits, not {}", hash.content.as_str().len()),
        format!("ein {name}-Hashwert hat {digits} Hexadezimalziffern, nicht {}", hash.content.as_str().len()),
    )
}

impl Choice<'_> {
    fn kept(&self) -> Option<LicenseChoice> {
        let license = self.license.as_ref();
        let expression = kept(self.expression.as_ref()).or_else(|| kept(license?.id.as_ref()));
        let name = || kept(license?.name.as_ref());
        expression.map(LicenseChoice::Expression).or_else(|| name().map(LicenseChoice::Name))
    }
}

impl Entity<'_> {
    /// An e-mail address, or else a URL, or else the name.
    pub(super) fn address(&self) -> Option<&str> {
        let email = self.contact.iter().find_map(|contact| filled(contact.email.as_ref()));
        let url = || self.url.iter().find_map(|url| filled(Some(url)));
        email.or_else(url).or_else(|| self.name())
    }

    fn name(&self) -> Option<&str> {
        let contact = || self.contact.iter().find_map(Contact::address);
        filled(self.name.as_ref()).or_else(|| self.url.iter().find_map(|url| filled(Some(url)))).or_else(contact)
    }
}

impl Contact<'_> {
    /// The e-mail address, or else the name.
    pub(super) fn address(&self) -> Option<&str> {
        filled(self.email.as_ref()).or_else(|| filled(self.name.as_ref()))
    }

    fn name(&self) -> Option<&str> {
        filled(self.name.as_ref()).or_else(|| filled(self.email.as_ref()))
    }
}

fn filled<'a>(text: Option<&'a Str<'_>>) -> Option<&'a str> {
    text.map(|text| text.as_str().trim()).filter(|text| !text.is_empty())
}
