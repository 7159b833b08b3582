// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! One component of an SBOM.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Acknowledgement, Contact, ContactField, CryptoAsset, ExternalReference, HashPlace, Hashes, Identifier,
    IdentifierKind, License, Node, ReferenceKind, Shared,
};
use crate::model::Place;

/// One component.
#[derive(Clone, Debug, Default)]
pub struct Component {
    /// The group or namespace, the name; joined by `/` where there is a group.
    pub name: Box<str>,
    /// Number of bytes of the group in `name`; 0 where there is none.
    pub group_length: u32,
    /// Its own reference in the document.
    pub reference: OwnReference,
    /// What it is.
    pub kind: ComponentKind,
    /// Whether it is needed to run.
    pub scope: Scope,
    /// Whether the SBOM says that it is not part of what is delivered (CycloneDX 1.7 `isExternal`).
    pub is_external: bool,
    /// The component in whose description it stands (CycloneDX nested components).
    pub parent: Option<Node>,
    /// The version.
    pub version: Option<Box<str>>,
    /// The package URL as written; further ones are in `identifiers`.
    pub purl: Option<Box<str>>,
    /// CPE, SWID, SWHID and other identifiers.
    pub identifiers: Box<[Identifier]>,
    /// The name of its file: the property `bsi:component:filename` of CycloneDX, SPDX 2
    /// `packageFileName` or the name of a file, SPDX 3 the name of the file that is its distribution
    /// artifact. The first where there are several; a repeated property stands in `properties` too.
    pub filename: Option<Box<str>>,
    /// Who made or supplied it, each with the field that says so.
    pub contacts: Shared<Contact>,
    /// The licences.
    pub licenses: Shared<License>,
    /// The hashes, each with the place where it stands.
    pub hashes: Hashes,
    /// Properties of the namespaces `bsi:` and `cdx:`, as written, repeated ones included; the file
    /// name only where it stands twice. An effective licence and the like of other formats is given
    /// under the name that the guideline has for it in CycloneDX.
    pub properties: Shared<Property>,
    /// External references.
    pub references: Box<[ExternalReference]>,
    /// What few components have.
    pub rare: Option<Box<Rare>>,
    /// Where in the document it stands.
    pub place: Place,
}

/// The reference of a component in its document (`bom-ref`, `SPDXID`, `spdxId`). Most producers of CycloneDX
/// take the package URL for it, which is kept once then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OwnReference {
    /// There is none.
    #[default]
    Unstated,
    /// The package URL.
    Purl,
    /// This one.
    Text(Box<str>),
}

/// What few components have.
#[derive(Clone, Debug, Default)]
pub struct Rare {
    /// The range of versions of an external component (CycloneDX 1.7 `versionRange`).
    pub version_range: Option<Box<str>>,
    /// A cryptographic asset.
    pub crypto: Option<CryptoAsset>,
    /// The purposes that SPDX 3 states for the component and for its distribution artifact
    /// (`software_primaryPurpose`, `software_additionalPurpose`), as written.
    pub purposes: Box<[Box<str>]>,
    /// Number of its distribution artifacts (SPDX 3).
    pub artifacts: u32,
}

/// A property: a name with a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Property {
    /// The name.
    pub name: Arc<str>,
    /// The value; empty where none is given.
    pub value: Arc<str>,
}

/// A service. It is no component.
#[derive(Clone, Debug, Default)]
pub struct Service {
    /// Its own reference in the document.
    pub reference: Option<Box<str>>,
    /// The group and the name, joined by `/`.
    pub name: Box<str>,
    /// The version.
    pub version: Option<Box<str>>,
    /// Who provides it.
    pub provider: Option<Box<str>>,
    /// Where in the document it stands.
    pub place: Place,
}

/// What a component is (CycloneDX `type`, SPDX `primaryPackagePurpose`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names are those of CycloneDX")]
pub enum ComponentKind {
    Library,
    Application,
    Framework,
    Container,
    Platform,
    OperatingSystem,
    Device,
    DeviceDriver,
    Firmware,
    File,
    MachineLearningModel,
    Data,
    CryptographicAsset,
    /// Source code (SPDX `SOURCE`).
    Source,
    /// An archive (SPDX `ARCHIVE`).
    Archive,
    /// An installer (SPDX `INSTALL`).
    Install,
    /// Another kind that the document states.
    Other,
    /// Not stated.
    #[default]
    Unstated,
}

/// Whether a component is needed to run (CycloneDX `scope`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Not stated, which CycloneDX takes for required.
    #[default]
    Unstated,
    /// Needed.
    Required,
    /// Not needed.
    Optional,
    /// Not in what is delivered, such as test tools.
    Excluded,
}

impl ComponentKind {
    /// The kind by the word of CycloneDX, or that of SPDX in any case (`OPERATING-SYSTEM`,
    /// `operatingSystem`).
    pub fn from_name(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "library" => Self::Library,
            "application" => Self::Application,
            "framework" => Self::Framework,
            "container" => Self::Container,
            "platform" => Self::Platform,
            "operating-system" | "operating_system" | "operatingsystem" => Self::OperatingSystem,
            "device" => Self::Device,
            "device-driver" | "devicedriver" => Self::DeviceDriver,
            "firmware" => Self::Firmware,
            "file" => Self::File,
            "machine-learning-model" | "model" => Self::MachineLearningModel,
            "data" => Self::Data,
            "cryptographic-asset" => Self::CryptographicAsset,
            "source" => Self::Source,
            "archive" => Self::Archive,
            "install" => Self::Install,
            _ => Self::Other,
        }
    }
}

impl OwnReference {
    /// The reference of a component with this package URL.
    pub fn new(reference: Option<&str>, purl: Option<&str>) -> Self {
        match reference {
            None => Self::Unstated,
            same if same == purl => Self::Purl,
            Some(text) => Self::Text(text.into()),
        }
    }
}

impl Component {
    /// Its own reference in the document.
    pub fn reference(&self) -> Option<&str> {
        match &self.reference {
            OwnReference::Unstated => None,
            OwnReference::Purl => self.purl.as_deref(),
            OwnReference::Text(text) => Some(text),
        }
    }

    /// The package URL, or else the name with its version.
    pub fn identity(&self) -> String {
        match (&self.purl, &self.version) {
            (Some(purl), _) => purl.to_string(),
            (None, Some(version)) => format!("{}@{version}", self.name),
            (None, None) => self.name.to_string(),
        }
    }

    /// The group, where there is one.
    pub fn group(&self) -> Option<&str> {
        self.name.get(..self.group_length as usize).filter(|group| !group.is_empty())
    }

    /// The name without the group.
    pub fn own_name(&self) -> &str {
        match self.group() {
            Some(group) => self.name.get(group.len().saturating_add(1)..).unwrap_or(&self.name),
            None => &self.name,
        }
    }

    /// Whoever a field says made or supplied it, the closest to the supplier first.
    pub fn supplier(&self) -> Option<&str> {
        use ContactField::{Author, Creator, Manufacture, Manufacturer, Originator, Publisher, Supplier};
        let order = [Supplier, Manufacturer, Publisher, Originator, Author, Manufacture, Creator];
        order
            .iter()
            .find_map(|field| self.contacts.iter().filter(|contact| contact.field == *field).find_map(Contact::title))
    }

    /// All package URLs, as written.
    pub fn purls(&self) -> impl Iterator<Item = &str> {
        self.purl.as_deref().into_iter().chain(self.identified_by(IdentifierKind::Purl))
    }

    /// The identifiers of a scheme.
    pub fn identified_by(&self, kind: IdentifierKind) -> impl Iterator<Item = &str> {
        self.identifiers.iter().filter(move |identifier| identifier.kind == kind).map(|identifier| &*identifier.text)
    }

    /// The values of the property `name`, in the order of the document.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.properties.iter().filter(move |property| &*property.name == name).map(|property| &*property.value)
    }

    /// The licence statements that count: what the makers of the SBOM concluded where they did, else
    /// what the component's own makers declared. What was merely found in files is a hint and no
    /// statement, and `NOASSERTION` and `NONE` say nothing.
    pub fn counting_licenses(&self) -> impl Iterator<Item = &License> {
        let concludes =
            |license: &License| license.acknowledgement == Acknowledgement::Concluded && !license.is_blank();
        let concluded = self.licenses.iter().any(concludes);
        self.licenses.iter().filter(move |license| match license.acknowledgement {
            Acknowledgement::FoundInFiles => false,
            Acknowledgement::Concluded => !license.is_blank(),
            Acknowledgement::Declared | Acknowledgement::Unstated => !concluded && !license.is_blank(),
        })
    }

    /// The effective licences. The guideline spells the property `effectiveLicense`, the taxonomy of
    /// the same office `effectiveLicence`.
    pub fn effective_licenses(&self) -> impl Iterator<Item = &str> {
        self.values("bsi:component:effectiveLicense").chain(self.values("bsi:component:effectiveLicence"))
    }

    /// The URLs of the external references of a kind.
    pub fn urls(&self, kind: ReferenceKind) -> impl Iterator<Item = &str> {
        self.references.iter().filter(move |reference| reference.kind == kind).map(|reference| &*reference.url)
    }

    /// Whether there is a hash at the component itself or at its deployable form, of any algorithm.
    pub fn is_hashed(&self) -> bool {
        self.hashes.iter().any(|hash| matches!(hash.place, HashPlace::Component | HashPlace::Distribution))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_takes_little_room() {
        assert!(size_of::<Component>() <= 240, "{}", size_of::<Component>());
    }

    #[test]
    fn a_reference_is_what_was_stated() {
        for (reference, purl, kept) in [
            (None, Some("pkg:npm/a"), OwnReference::Unstated),
            (Some("pkg:npm/a"), Some("pkg:npm/a"), OwnReference::Purl),
            (Some("a"), Some("pkg:npm/a"), OwnReference::Text("a".into())),
            (Some("a"), None, OwnReference::Text("a".into())),
        ] {
            let own = OwnReference::new(reference, purl);
            assert_eq!(own, kept);
            let component = Component { reference: own, purl: purl.map(Box::from), ..Component::default() };
            assert_eq!(component.reference(), reference);
        }
    }

    #[test]
    fn group_and_name_come_apart_again() {
        let component = Component { name: "@angular/cli".into(), group_length: 8, ..Component::default() };
        assert_eq!((component.group(), component.own_name()), (Some("@angular"), "cli"));
        let component = Component { name: "a/b".into(), ..Component::default() };
        assert_eq!((component.group(), component.own_name()), (None, "a/b"));
    }
}
