// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Packages and files.

use serde::Deserialize;

use super::agent::contact;
use crate::{
    formats::{
        ReadError,
        json::{Str, filled, kept},
        quoted,
        sharing::Sharing,
    },
    model::{
        Acknowledgement, Component, ComponentKind, ContactField, ExternalReference, HashAlgorithm, HashPlace, Hashes,
        Identifier, IdentifierKind, License, LicenseForm, OwnReference, Place, ReferenceKind, Shared, Text,
    },
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Package<'a> {
    #[serde(borrow, rename = "SPDXID")]
    id: Str<'a>,
    #[serde(borrow)]
    name: Str<'a>,
    #[serde(borrow)]
    version_info: Option<Str<'a>>,
    #[serde(borrow)]
    package_file_name: Option<Str<'a>>,
    #[serde(borrow)]
    supplier: Option<Str<'a>>,
    #[serde(borrow)]
    originator: Option<Str<'a>>,
    #[serde(borrow)]
    download_location: Option<Str<'a>>,
    #[serde(borrow)]
    homepage: Option<Str<'a>>,
    #[serde(borrow, default)]
    checksums: Vec<Checksum<'a>>,
    #[serde(borrow)]
    license_concluded: Option<Str<'a>>,
    #[serde(borrow)]
    license_declared: Option<Str<'a>>,
    #[serde(borrow, default)]
    license_info_from_files: Vec<Str<'a>>,
    #[serde(borrow, default)]
    external_refs: Vec<RawReference<'a>>,
    #[serde(borrow)]
    primary_package_purpose: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) has_files: Vec<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct File<'a> {
    #[serde(borrow, rename = "SPDXID")]
    id: Str<'a>,
    #[serde(borrow)]
    file_name: Str<'a>,
    #[serde(borrow, default)]
    checksums: Vec<Checksum<'a>>,
    #[serde(borrow)]
    license_concluded: Option<Str<'a>>,
    #[serde(borrow, default)]
    license_info_in_files: Vec<Str<'a>>,
}

#[derive(Deserialize)]
struct Checksum<'a> {
    #[serde(borrow)]
    algorithm: Str<'a>,
    #[serde(borrow, rename = "checksumValue")]
    value: Str<'a>,
}

#[derive(Deserialize)]
struct RawReference<'a> {
    #[serde(borrow, rename = "referenceType")]
    kind: Str<'a>,
    #[serde(borrow, rename = "referenceLocator")]
    locator: Str<'a>,
}

impl Package<'_> {
    /// The package as the model keeps it.
    pub(super) fn component(&self, place: Place, sharing: &mut Sharing) -> Result<Component, ReadError> {
        let named = |field, text: &Option<Str<'_>>| text.as_ref().and_then(|text| contact(field, text.as_str()));
        let contacts =
            [named(ContactField::Supplier, &self.supplier), named(ContactField::Originator, &self.originator)];
        let purpose = self.primary_package_purpose.as_ref();
        let mut identifiers: Vec<Identifier> = self.external_refs.iter().filter_map(RawReference::identifier).collect();
        let first = identifiers.iter().position(|identifier| identifier.kind == IdentifierKind::Purl);
        let purl = first.map(|first| identifiers.remove(first).text);
        Ok(Component {
            name: self.name.as_str().into(),
            reference: OwnReference::new(filled(Some(&self.id)), None),
            kind: purpose.map_or(ComponentKind::Unstated, |purpose| ComponentKind::from_name(purpose.as_str())),
            version: kept(self.version_info.as_ref()),
            purl,
            identifiers: identifiers.into(),
            filename: kept(self.package_file_name.as_ref()),
            contacts: sharing.contacts(contacts.into_iter().flatten().collect()),
            licenses: self.licenses(sharing),
            hashes: hashes(&self.checksums, &place)?,
            references: self.references(),
            place,
            ..Component::default()
        })
    }

    fn licenses(&self, sharing: &mut Sharing) -> Shared<License> {
        let declared = self.license_declared.iter().map(|text| (Acknowledgement::Declared, text));
        let concluded = self.license_concluded.iter().map(|text| (Acknowledgement::Concluded, text));
        let found = self.license_info_from_files.iter().map(|text| (Acknowledgement::FoundInFiles, text));
        licenses(declared.chain(concluded).chain(found), sharing)
    }

    fn references(&self) -> Box<[ExternalReference]> {
        let located = |kind, url: Option<&Str<'_>>| {
            let url = kept(url).filter(|url| !matches!(&**url, "NOASSERTION" | "NONE"))?;
            Some(ExternalReference { kind, url })
        };
        let download = self.download_location.as_ref();
        let download = located(download_kind(download.map_or("", Str::as_str)), download);
        let homepage = located(ReferenceKind::Website, self.homepage.as_ref());
        let others = self.external_refs.iter().filter_map(|reference| {
            let kind = match reference.kind.as_str() {
                "advisory" => ReferenceKind::Advisories,
                "fix" | "url" => ReferenceKind::Other,
                _ => return None,
            };
            located(kind, Some(&reference.locator))
        });
        download.into_iter().chain(homepage).chain(others).collect()
    }
}

/// A download location with the scheme of a version control system is no file (2.3, clause 7.7).
fn download_kind(location: &str) -> ReferenceKind {
    let is_vcs = ["git", "hg", "svn", "bzr"]
        .iter()
        .any(|system| location.strip_prefix(system).is_some_and(|rest| rest.starts_with(['+', ':'])));
    if is_vcs { ReferenceKind::Vcs } else { ReferenceKind::Distribution }
}

impl File<'_> {
    /// The file as the model keeps it.
    pub(super) fn component(&self, place: Place, sharing: &mut Sharing) -> Result<Component, ReadError> {
        let name = self.file_name.as_str();
        let base = name.rsplit('/').next().filter(|base| !base.is_empty()).unwrap_or(name);
        // What is found in a file counts as declared for it (2.3, clause 8.6).
        let declared = self.license_info_in_files.iter().map(|text| (Acknowledgement::Declared, text));
        let concluded = self.license_concluded.iter().map(|text| (Acknowledgement::Concluded, text));
        Ok(Component {
            name: name.into(),
            reference: OwnReference::new(filled(Some(&self.id)), None),
            kind: ComponentKind::File,
            filename: Some(base.into()),
            licenses: licenses(declared.chain(concluded), sharing),
            hashes: hashes(&self.checksums, &place)?,
            place,
            ..Component::default()
        })
    }
}

impl RawReference<'_> {
    fn identifier(&self) -> Option<Identifier> {
        let kind = match self.kind.as_str() {
            "purl" => IdentifierKind::Purl,
            "cpe22Type" | "cpe23Type" => IdentifierKind::Cpe,
            "swid" => IdentifierKind::Swid,
            "swh" => IdentifierKind::Swhid,
            "gitoid" => IdentifierKind::Omnibor,
            "advisory" | "fix" | "url" => return None,
            _ => IdentifierKind::Other,
        };
        Some(Identifier { kind, text: kept(Some(&self.locator))? })
    }
}

/// The licences; `NOASSERTION` says as much as nothing (2.3, clauses 7.13 and 7.15).
fn licenses<'a>(
    stated: impl Iterator<Item = (Acknowledgement, &'a Str<'a>)>,
    sharing: &mut Sharing,
) -> Shared<License> {
    let stated = stated.map(|(acknowledgement, text)| (acknowledgement, text.as_str().trim()));
    let stated = stated.filter(|(_, text)| !matches!(*text, "" | "NOASSERTION"));
    let all = stated.map(|(acknowledgement, text)| License {
        form: LicenseForm::Expression,
        text: sharing.text(text),
        acknowledgement,
        has_text: false,
        has_url: false,
    });
    let all = all.collect();
    sharing.licenses(all)
}

fn hashes(checksums: &[Checksum<'_>], place: &Place) -> Result<Hashes, ReadError> {
    let mut bytes = Vec::new();
    for checksum in checksums {
        let (name, value) = (checksum.algorithm.as_str(), checksum.value.as_str().trim());
        let algorithm = HashAlgorithm::from_name(name).unwrap_or(HashAlgorithm::Other);
        if !Hashes::append(&mut bytes, (HashPlace::Component, algorithm), value) {
            let value = quoted(value.as_bytes());
            let reason = Text::new(
                format!("{value} is no {name} checksum in hexadecimal"),
                format!("{value} ist keine {name}-Prüfsumme in Hexadezimalziffern"),
            );
            return Err(ReadError::new(place.clone(), reason));
        }
    }
    Ok(Hashes::from_bytes(bytes))
}
