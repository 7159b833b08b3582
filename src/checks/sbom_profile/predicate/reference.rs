// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a component refers to: its source, its deployable form, its `security.txt`.

use super::{Item, Sbom, State, contact::is_uri};
use crate::model::{Component, HashPlace, ReferenceKind, Words};

const NO_SOURCE: Words = Words { en: "no source code is named", de: "es ist kein Quellcode genannt" };
const NO_DEPLOYABLE: Words = Words { en: "no deployable form is named", de: "es ist keine auslieferbare Form genannt" };
const INTAKE: Words = Words {
    en: "the URI stands at the reference to where it was taken from, not at its deployable form",
    de: "die URI steht beim Verweis auf den Bezugsort statt bei der auslieferbaren Form",
};
const NOT_A_URI: Words = Words { en: "what is given is no URI", de: "die Angabe ist keine URI" };
const NO_SOURCE_HASH: Words =
    Words { en: "no hash of the source code is given", de: "es ist kein Hashwert des Quellcodes angegeben" };
const OTHER_HASH: Words = Words {
    en: "a hash stands at a reference that is not the source distribution; what it is of cannot be told",
    de: "ein Hashwert steht bei einem Verweis, der nicht die Quellen bezeichnet; wovon er ist, lässt sich nicht sagen",
};
const NO_SECURITY_TXT: Words = Words { en: "no `security.txt` is named", de: "es ist keine `security.txt` genannt" };
const NOT_HTTPS: Words = Words {
    en: "the URL of the `security.txt` does not begin with `https://` (RFC 9116, section 3)",
    de: "die URL der `security.txt` beginnt nicht mit `https://` (RFC 9116, Abschnitt 3)",
};
const OTHER_PATH: Words = Words {
    en: "the URL does not lead to `/.well-known/security.txt`; whether it is one cannot be told",
    de: "die URL führt nicht zu `/.well-known/security.txt`; ob sie eine bezeichnet, lässt sich nicht sagen",
};

/// The source code: as distributed, or in version control.
pub(in super::super) fn source(_: &Sbom<'_>, item: &Item<'_>) -> State {
    let kinds = [ReferenceKind::SourceDistribution, ReferenceKind::Vcs];
    uris(item.component, &kinds).unwrap_or(State::Missing(&NO_SOURCE))
}

/// The deployable form.
pub(in super::super) fn deployable(_: &Sbom<'_>, item: &Item<'_>) -> State {
    let intake = || match uris(item.component, &[ReferenceKind::DistributionIntake]) {
        Some(State::Present) => Some(State::Misplaced(&INTAKE)),
        state => state,
    };
    let named = uris(item.component, &[ReferenceKind::Distribution]).or_else(intake);
    named.unwrap_or(State::Missing(&NO_DEPLOYABLE))
}

/// The hash of the source code.
pub(in super::super) fn source_hash(_: &Sbom<'_>, item: &Item<'_>) -> State {
    let hashes = &item.component.hashes;
    let is_source = item.component.urls(ReferenceKind::Vcs).next().is_some();
    if hashes.at(HashPlace::Source).next().is_some() {
        State::Present
    } else if is_source && hashes.at(HashPlace::OtherReference).next().is_some() {
        State::Unknown(&OTHER_HASH)
    } else {
        State::Missing(&NO_SOURCE_HASH)
    }
}

/// The `security.txt` (RFC 9116).
pub(in super::super) fn security_txt(_: &Sbom<'_>, item: &Item<'_>) -> State {
    let mut urls = item.component.urls(ReferenceKind::SecurityTxt).peekable();
    if urls.peek().is_none() {
        return State::Missing(&NO_SECURITY_TXT);
    }
    let mut state = State::Present;
    for url in urls {
        if !url.starts_with("https://") || !is_uri(url) {
            return State::Unfit(&NOT_HTTPS);
        }
        if !url.ends_with("/security.txt") {
            state = State::Unknown(&OTHER_PATH);
        }
    }
    state
}

/// Whether references of these kinds are URIs; `None` where there is none.
fn uris(component: &Component, kinds: &[ReferenceKind]) -> Option<State> {
    let mut urls = component.references.iter().filter(|reference| kinds.contains(&reference.kind)).peekable();
    urls.peek()?;
    Some(if urls.all(|reference| is_uri(&reference.url)) { State::Present } else { State::Unfit(&NOT_A_URI) })
}
