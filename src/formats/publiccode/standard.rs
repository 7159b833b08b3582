// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The keys of the standard, versions 0.2 to 0.7: which there are, which must be there, and what may
//! stand behind them.
//!
//! From version to version keys were added and demands dropped, never the other way round. So a file is
//! held against the newest version, whatever it names, and a key that is newer than that is a remark.

use super::names::{ALIASES, CATEGORIES, COUNTRIES, SCOPES};

/// The versions that a file may name; `0` stands for any of them.
pub(super) const VERSIONS: &[&str] = &[
    "0", "0.2", "0.2.0", "0.2.1", "0.2.2", "0.3", "0.3.0", "0.4", "0.4.0", "0.5", "0.5.0", "0.6", "0.6.0", "0.7",
    "0.7.0",
];

/// A key of a mapping.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub name: &'static str,
    /// Whether it must be there.
    pub is_demanded: bool,
    pub kind: Kind,
    /// The minor version that brought it (0.N).
    pub since: u8,
    /// Whether the standard asks to leave it out by now.
    pub is_deprecated: bool,
}

/// What may stand behind a key.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// Any text.
    Text,
    /// A text of a length in characters, least and most.
    Sized(usize, usize),
    /// One of these words.
    Word(&'static [&'static str]),
    /// One of these words, which are many; the second says what they are called.
    Listed(&'static [&'static str], &'static Named),
    /// The address of a page: `http` or `https`.
    Page,
    /// An address with any scheme.
    Address,
    /// The identifier of an organisation: an address or a URN.
    Organisation,
    /// What is supported: a word of the standard after `alias:`, or an identifier of another kind.
    Supported,
    /// A day.
    Day,
    /// `true` or `false`.
    Truth,
    /// A tag of a language (BCP 47).
    Language,
    /// A country by two letters (ISO 3166-1).
    Country,
    /// An SPDX expression.
    License,
    /// A path in the repository or an address, with one of these endings; none asked for when empty.
    Path(&'static [&'static str]),
    /// A media type (RFC 6838).
    Media,
    /// An address of electronic mail.
    Mail,
    /// A list of such values.
    List(&'static Self),
    /// A list of such values with at least one.
    Filled(&'static Self),
    /// One such value or a list of them.
    OneOrMore(&'static Self),
    /// A mapping with these keys.
    Mapping(&'static [Key]),
    /// A mapping of languages to mappings with these keys.
    ByLanguage(&'static [Key]),
}

/// What the words of a long list are called.
#[derive(Debug)]
pub(super) struct Named {
    pub en: &'static str,
    pub de: &'static str,
}

const fn must(name: &'static str, kind: Kind) -> Key {
    Key { name, is_demanded: true, kind, since: 2, is_deprecated: false }
}

const fn may(name: &'static str, kind: Kind) -> Key {
    Key { is_demanded: false, ..must(name, kind) }
}

const fn since(minor: u8, key: Key) -> Key {
    Key { since: minor, ..key }
}

const fn deprecated(key: Key) -> Key {
    Key { is_deprecated: true, ..key }
}

const VERSION: Kind = Kind::Listed(VERSIONS, &Named { en: "version (0.2 to 0.7)", de: "eine Version (0.2 bis 0.7)" });
const CATEGORY: Kind = Kind::Listed(CATEGORIES, &Named { en: "category", de: "eine Kategorie" });
const SCOPE: Kind = Kind::Listed(SCOPES, &Named { en: "field of application", de: "ein Anwendungsgebiet" });
const LOGO: Kind = Kind::Path(&["svg", "svgz", "png"]);

/// The keys of the file.
pub(super) const FILE: &[Key] = &[
    must("publiccodeYmlVersion", VERSION),
    must("name", Kind::Text),
    may("applicationSuite", Kind::Text),
    must("url", Kind::Address),
    may("landingURL", Kind::Page),
    may("isBasedOn", Kind::OneOrMore(&Kind::Address)),
    may("softwareVersion", Kind::Text),
    may("releaseDate", Kind::Day),
    may("logo", LOGO),
    deprecated(may("monochromeLogo", LOGO)),
    deprecated(may("inputTypes", Kind::List(&Kind::Media))),
    deprecated(may("outputTypes", Kind::List(&Kind::Media))),
    must("platforms", Kind::OneOrMore(&Kind::Text)),
    may("categories", Kind::List(&CATEGORY)),
    may("usedBy", Kind::List(&Kind::Text)),
    since(5, may("fundedBy", Kind::List(&Kind::Mapping(FUNDER)))),
    may("roadmap", Kind::Page),
    must("developmentStatus", Kind::Word(&["concept", "development", "beta", "stable", "obsolete"])),
    must("softwareType", Kind::Word(TYPES)),
    since(5, may("organisation", Kind::Mapping(ORGANISATION))),
    since(7, may("supports", Kind::List(&Kind::Mapping(&[must("id", Kind::Supported)])))),
    may("intendedAudience", Kind::Mapping(AUDIENCE)),
    must("description", Kind::ByLanguage(DESCRIPTION)),
    must("legal", Kind::Mapping(LEGAL)),
    must("maintenance", Kind::Mapping(MAINTENANCE)),
    must("localisation", Kind::Mapping(LOCALISATION)),
    may("dependsOn", Kind::Mapping(DEPENDENCIES)),
];

const TYPES: &[&str] = &[
    "standalone/mobile",
    "standalone/iot",
    "standalone/desktop",
    "standalone/web",
    "standalone/backend",
    "standalone/other",
    "addon",
    "library",
    "configurationFiles",
];

/// The words for how software is maintained.
pub(super) const MAINTAINED: &[&str] = &["internal", "contract", "community", "none"];

// Which of the two must be there changed from one to the other; with either it says who it is.
const FUNDER: &[Key] = &[may("name", Kind::Text), may("uri", Kind::Organisation)];
const ORGANISATION: &[Key] = &[may("name", Kind::Text), must("uri", Kind::Organisation)];
const AUDIENCE: &[Key] = &[
    may("countries", Kind::List(&Kind::Country)),
    may("unsupportedCountries", Kind::List(&Kind::Country)),
    may("scope", Kind::List(&SCOPE)),
];
const DESCRIPTION: &[Key] = &[
    may("localisedName", Kind::Text),
    deprecated(may("genericName", Kind::Sized(0, 35))),
    must("shortDescription", Kind::Sized(1, 150)),
    may("longDescription", Kind::Sized(150, 10_000)),
    may("documentation", Kind::Page),
    may("apiDocumentation", Kind::Page),
    may("features", Kind::List(&Kind::Text)),
    may("screenshots", Kind::List(&Kind::Path(&["png", "jpg", "jpeg"]))),
    may("videos", Kind::List(&Kind::Page)),
    may("awards", Kind::List(&Kind::Text)),
];
const LEGAL: &[Key] = &[
    must("license", Kind::License),
    may("mainCopyrightOwner", Kind::Text),
    deprecated(may("repoOwner", Kind::Text)),
    deprecated(may("authorsFile", Kind::Path(&[]))),
];
const MAINTENANCE: &[Key] = &[
    must("type", Kind::Word(MAINTAINED)),
    may("contractors", Kind::Filled(&Kind::Mapping(CONTRACTOR))),
    may("contacts", Kind::Filled(&Kind::Mapping(CONTACT))),
];
const CONTRACTOR: &[Key] =
    &[must("name", Kind::Text), must("until", Kind::Day), may("email", Kind::Mail), may("website", Kind::Page)];
const CONTACT: &[Key] =
    &[must("name", Kind::Text), may("email", Kind::Mail), may("affiliation", Kind::Text), may("phone", Kind::Text)];
const LOCALISATION: &[Key] =
    &[must("localisationReady", Kind::Truth), must("availableLanguages", Kind::Filled(&Kind::Language))];
const DEPENDENCIES: &[Key] = &[
    may("open", Kind::List(&Kind::Mapping(DEPENDENCY))),
    may("proprietary", Kind::List(&Kind::Mapping(DEPENDENCY))),
    may("hardware", Kind::List(&Kind::Mapping(DEPENDENCY))),
];
const DEPENDENCY: &[Key] = &[
    must("name", Kind::Text),
    may("versionMin", Kind::Text),
    may("versionMax", Kind::Text),
    may("version", Kind::Text),
    may("optional", Kind::Truth),
];

/// Whether a word stands for something that can be supported.
pub(super) fn is_alias(word: &str) -> bool {
    ALIASES.contains(&word)
}

/// Whether two letters are the code of a country, in upper case.
pub(super) fn is_country(code: &str) -> bool {
    COUNTRIES.split(' ').any(|known| known == code)
}
