// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Names, versions and identifiers.

use packageurl::PackageUrl;

use super::{Item, Sbom, State};
use crate::model::{IdentifierKind, Words, is_placeholder};

const NO_NAME: Words = Words { en: "no name is given", de: "es ist kein Name angegeben" };
const PLACEHOLDER: Words = Words {
    en: "what is given looks like a placeholder, so whether anything is said cannot be told",
    de: "die Angabe sieht nach einem Platzhalter aus; ob damit etwas gesagt ist, lässt sich nicht erkennen",
};
const NO_VERSION: Words = Words { en: "no version is given", de: "es ist keine Version angegeben" };
const RANGE: Words = Words {
    en: "only a range of versions is given, so which one is used cannot be told",
    de: "es ist nur ein Versionsbereich angegeben; welche Version verwendet wird, lässt sich nicht sagen",
};
const NO_IDENTIFIER: Words = Words {
    en: "no package URL, CPE or SWID tag is given",
    de: "es ist weder Package-URL noch CPE noch SWID-Tag angegeben",
};
const MALFORMED: Words =
    Words { en: "the identifier given is malformed", de: "der angegebene Bezeichner ist nicht wohlgeformt" };

/// The name.
pub(in super::super) fn name(_: &Sbom<'_>, item: &Item<'_>) -> State {
    match item.component.own_name().trim() {
        "" => State::Missing(&NO_NAME),
        name if is_placeholder(name) => State::Unknown(&PLACEHOLDER),
        _ => State::Present,
    }
}

/// The version.
pub(in super::super) fn version(_: &Sbom<'_>, item: &Item<'_>) -> State {
    let component = item.component;
    match component.version.as_deref().map(str::trim).filter(|version| !version.is_empty()) {
        Some(version) if is_placeholder(version) => State::Unknown(&PLACEHOLDER),
        Some(_) => State::Present,
        None if component.rare.as_deref().is_some_and(|rare| rare.version_range.is_some()) => State::Unknown(&RANGE),
        None => State::Missing(&NO_VERSION),
    }
}

/// Identifiers by which others know the component.
pub(in super::super) fn identifiers(_: &Sbom<'_>, item: &Item<'_>) -> State {
    let component = item.component;
    let mut purls = component.purls().peekable();
    let others = component.identifiers.iter().filter(|identifier| {
        !matches!(identifier.kind, IdentifierKind::Purl | IdentifierKind::Other) && !identifier.text.trim().is_empty()
    });
    let mut others = others.peekable();
    if purls.peek().is_none() && others.peek().is_none() {
        return State::Missing(&NO_IDENTIFIER);
    }
    let well_formed = purls.all(|purl| purl.parse::<PackageUrl<'_>>().is_ok())
        && others.all(|identifier| identifier.kind != IdentifierKind::Cpe || is_cpe(&identifier.text));
    if well_formed { State::Present } else { State::Unfit(&MALFORMED) }
}

/// Whether a text has the form of a CPE 2.3 string with its eleven parts, or begins like a CPE 2.2 URI.
fn is_cpe(text: &str) -> bool {
    if let Some(rest) = text.strip_prefix("cpe:2.3:") {
        // A backslash takes the meaning from the colon behind it.
        let (parts, _) = rest.chars().fold((1_usize, false), |(parts, escaped), c| match c {
            ':' if !escaped => (parts.saturating_add(1), false),
            '\\' => (parts, !escaped),
            _ => (parts, false),
        });
        return parts == 11;
    }
    text.strip_prefix("cpe:/").is_some_and(|rest| rest.starts_with(['a', 'o', 'h']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cpe_has_eleven_parts() {
        assert!(is_cpe("cpe:2.3:a:vendor:product:1.0:*:*:*:*:*:*:*"));
        assert!(is_cpe(r"cpe:2.3:a:ven\:dor:product:1.0:*:*:*:*:*:*:*"));
        assert!(is_cpe("cpe:/a:vendor:product:1.0"));
        assert!(!is_cpe("cpe:2.3:a:vendor:product:1.0") && !is_cpe("vendor") && !is_cpe("cpe:/x:y"));
    }
}
