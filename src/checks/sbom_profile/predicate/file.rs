// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What the file of a component is called, its hash, and what sort of file it is.

use super::{Item, Sbom, State};
use crate::model::{ComponentKind, HashAlgorithm, HashPlace, Words};

const FILENAME: &str = "bsi:component:filename";

const NO_NAME: Words = Words { en: "no file name is given", de: "es ist kein Dateiname angegeben" };
const PATH: Words =
    Words { en: "what is given is a path, not a file name", de: "angegeben ist ein Pfad statt eines Dateinamens" };
const NAME_OF_FILE: Words = Words {
    en: "it is only called by its file name; the property is missing",
    de: "nur die Komponente selbst heißt wie ihre Datei; die Eigenschaft fehlt",
};
const NO_HASH: Words = Words { en: "no hash is given", de: "es ist kein Hashwert angegeben" };
const HASH_AT_COMPONENT: Words = Words {
    en: "the SHA-512 hash stands at the component, not at its deployable form",
    de: "der SHA-512-Hashwert steht bei der Komponente statt bei ihrer auslieferbaren Form",
};
const HASH_AT_INTAKE: Words = Words {
    en: "the SHA-512 hash stands at the reference to where it was taken from, not at its deployable form",
    de: "der SHA-512-Hashwert steht beim Verweis auf den Bezugsort statt bei der auslieferbaren Form",
};
const OTHER_ALGORITHM: Words =
    Words { en: "the hashes given are not SHA-512", de: "die angegebenen Hashwerte sind keine SHA-512-Werte" };
const ALGORITHM_UNNAMED: Words =
    Words { en: "the algorithm of the hash is not a known one", de: "das Verfahren des Hashwerts ist unbekannt" };
const REPEATED: Words = Words { en: "it is given more than once", de: "die Angabe steht mehrfach da" };
const NO_PROPERTY: Words = Words { en: "the property is missing", de: "die Eigenschaft fehlt" };
const OTHER_VALUE: Words =
    Words { en: "the value is none of the two that are allowed", de: "der Wert ist keiner der beiden zulässigen" };
const NO_ARTIFACT: Words = Words {
    en: "no file is named as its distribution artifact",
    de: "es ist keine Datei als Distributionsartefakt genannt",
};
const NO_STRUCTURE: Words = Words {
    en: "its file has neither the purpose `container` nor `firmware`",
    de: "ihre Datei hat weder den Zweck `container` noch `firmware`",
};
const SEVERAL_FILES: Words = Words {
    en: "it has several deployable forms with different hashes, which are several instances",
    de: "sie hat mehrere auslieferbare Formen mit verschiedenen Hashwerten, also mehrere Instanzen",
};
const NO_INSTANCE: Words = Words {
    en: "without the hash of a deployable form it cannot be told whether it stands for one instance",
    de: "ohne Hashwert einer auslieferbaren Form lässt sich nicht sagen, ob sie für eine einzige Instanz steht",
};

/// The name of the file.
pub(in super::super) fn filename(_: &Sbom<'_>, item: &Item<'_>) -> State {
    let component = item.component;
    if component.values(FILENAME).nth(1).is_some() {
        return State::Unfit(&REPEATED);
    }
    match component.filename.as_deref().map(str::trim) {
        Some(name) if matches!(name, "." | "..") || name.contains(['/', '\\']) => State::Unfit(&PATH),
        Some(name) if !name.is_empty() => State::Present,
        _ if component.kind == ComponentKind::File && !component.name.trim().is_empty() => {
            State::Misplaced(&NAME_OF_FILE)
        }
        _ => State::Missing(&NO_NAME),
    }
}

/// The name of the file, also where the component is called by it.
pub(in super::super) fn filename_anywhere(sbom: &Sbom<'_>, item: &Item<'_>) -> State {
    match filename(sbom, item) {
        State::Misplaced(_) => State::Present,
        state => state,
    }
}

/// SHA-512 of the deployable form at its place (BSI TR-03183-2 v2.1.0, table 10).
pub(in super::super) fn deployable_hash(sbom: &Sbom<'_>, item: &Item<'_>) -> State {
    let hashes = &item.component.hashes;
    let at = |place| hashes.at(place).any(|hash| hash.algorithm == HashAlgorithm::Sha512);
    let is_own_file = is_file_of_spdx_3(sbom, item);
    if at(HashPlace::Distribution) || is_own_file && at(HashPlace::Component) {
        State::Present
    } else if at(HashPlace::Component) {
        State::Misplaced(&HASH_AT_COMPONENT)
    } else if at(HashPlace::DistributionIntake) {
        State::Misplaced(&HASH_AT_INTAKE)
    } else if item.component.is_hashed() || hashes.at(HashPlace::DistributionIntake).next().is_some() {
        State::Unfit(&OTHER_ALGORITHM)
    } else {
        State::Missing(&NO_HASH)
    }
}

/// SHA-512 of the deployable form, wherever it stands.
pub(in super::super) fn deployable_hash_anywhere(sbom: &Sbom<'_>, item: &Item<'_>) -> State {
    match deployable_hash(sbom, item) {
        State::Misplaced(_) => State::Present,
        state => state,
    }
}

/// A hash of whatever algorithm.
pub(in super::super) fn any_hash(_: &Sbom<'_>, item: &Item<'_>) -> State {
    if item.component.is_hashed() { State::Present } else { State::Missing(&NO_HASH) }
}

/// The algorithm of each hash is a known one.
pub(in super::super) fn hash_algorithm(_: &Sbom<'_>, item: &Item<'_>) -> State {
    let hashes = &item.component.hashes;
    let own = || hashes.iter().filter(|hash| matches!(hash.place, HashPlace::Component | HashPlace::Distribution));
    match own().next() {
        None => State::Missing(&NO_HASH),
        Some(_) if own().any(|hash| hash.algorithm == HashAlgorithm::Other) => State::Unfit(&ALGORITHM_UNNAMED),
        Some(_) => State::Present,
    }
}

/// Whether the file is executable.
pub(in super::super) fn executable(sbom: &Sbom<'_>, item: &Item<'_>) -> State {
    property(sbom, item, &Property { name: "bsi:component:executable", values: ["executable", "non-executable"] })
}

/// Whether the file is an archive.
pub(in super::super) fn archive(sbom: &Sbom<'_>, item: &Item<'_>) -> State {
    property(sbom, item, &Property { name: "bsi:component:archive", values: ["archive", "no archive"] })
}

/// Whether the parts of the file can still be made out.
pub(in super::super) fn structured(sbom: &Sbom<'_>, item: &Item<'_>) -> State {
    let state =
        property(sbom, item, &Property { name: "bsi:component:structured", values: ["structured", "unstructured"] });
    let purposes = item.component.rare.as_deref().map(|rare| &*rare.purposes).unwrap_or_default();
    let is_told = purposes.iter().any(|purpose| matches!(&**purpose, "container" | "firmware"));
    // The other two are told by the absence of a purpose, this one needs either.
    if sbom.is_spdx_3() && state == State::Present && !is_told { State::Missing(&NO_STRUCTURE) } else { state }
}

/// A property with the two values that it may have.
struct Property {
    name: &'static str,
    values: [&'static str; 2],
}

fn property(sbom: &Sbom<'_>, item: &Item<'_>, property: &Property) -> State {
    if sbom.is_spdx_3() {
        let artifacts = item.component.rare.as_deref().map_or(0, |rare| rare.artifacts);
        let has_file = artifacts > 0 || is_file_of_spdx_3(sbom, item);
        return if has_file { State::Present } else { State::Missing(&NO_ARTIFACT) };
    }
    let mut values = item.component.values(property.name);
    match (values.next(), values.next()) {
        (None, _) => State::Missing(&NO_PROPERTY),
        (Some(_), Some(_)) => State::Unfit(&REPEATED),
        (Some(value), None) if property.values.contains(&value) => State::Present,
        (Some(_), None) => State::Unfit(&OTHER_VALUE),
    }
}

/// Whether the component is a file by itself, as SPDX 3 can have it, and not a package that has one.
fn is_file_of_spdx_3(sbom: &Sbom<'_>, item: &Item<'_>) -> bool {
    sbom.is_spdx_3() && item.component.kind == ComponentKind::File
}

/// Each instance has an entry of its own, as far as deployable forms tell instances apart.
pub(in super::super) fn one_instance(_: &Sbom<'_>, item: &Item<'_>) -> State {
    let sha512 = |hash: &crate::model::Hash<'_>| hash.algorithm == HashAlgorithm::Sha512;
    let mut values = item.component.hashes.at(HashPlace::Distribution).filter(sha512).map(|hash| hash.value);
    match values.next() {
        None => State::Unknown(&NO_INSTANCE),
        Some(first) if values.any(|value| value != first) => State::Unfit(&SEVERAL_FILES),
        Some(_) => State::Present,
    }
}
