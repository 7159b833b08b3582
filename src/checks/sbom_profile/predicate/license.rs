// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Licences, and how they are named.

use super::{super::naming::Naming, Item, Sbom, State};
use crate::model::{Acknowledgement, License, LicenseForm, Words};

const NONE: Words = Words { en: "no licence is given", de: "es ist keine Lizenz angegeben" };
const NOT_CONCLUDED: Words = Words {
    en: "a licence is given, but not marked as concluded (`acknowledgement`)",
    de: "eine Lizenz ist angegeben, aber nicht als festgestellt gekennzeichnet (`acknowledgement: concluded`)",
};
const NOT_DECLARED: Words = Words {
    en: "a licence is given, but not marked as declared (`acknowledgement`)",
    de: "eine Lizenz ist angegeben, aber nicht als erklärt gekennzeichnet (`acknowledgement: declared`)",
};
const UNDER_NAME: Words = Words {
    en: "a `LicenseRef-` stands under the name of a licence and not as an expression",
    de: "ein `LicenseRef-` steht als Name einer Lizenz statt als Ausdruck",
};
const FREE: Words = Words {
    en: "a licence is named by a text that is no SPDX identifier or expression",
    de: "eine Lizenz ist mit einem Text benannt, der kein SPDX-Bezeichner oder -Ausdruck ist",
};
const TEXT: Words = Words {
    en: "the wording of a licence stands in place of its identifier",
    de: "der Wortlaut einer Lizenz steht an der Stelle ihres Bezeichners",
};
const NAMELESS: Words = Words {
    en: "whether the `LicenseRef-` names an entity cannot be told",
    de: "ob der `LicenseRef-` eine Organisation nennt, lässt sich nicht erkennen",
};
const CONTRADICTING: Words = Words {
    en: "several effective licences are given; which one holds cannot be told",
    de: "es sind mehrere tatsächliche Lizenzen angegeben; welche gilt, lässt sich nicht sagen",
};
const NO_EFFECTIVE: Words =
    Words { en: "no effective licence is given", de: "es ist keine tatsächliche Lizenz angegeben" };

/// The distribution licences: concluded, at their place.
pub(in super::super) fn distribution(sbom: &Sbom<'_>, item: &Item<'_>) -> State {
    acknowledged(sbom, item, (Acknowledgement::Concluded, &NOT_CONCLUDED))
}

/// The concluded licences where they exist: one that is not marked may be one.
pub(in super::super) fn concluded(sbom: &Sbom<'_>, item: &Item<'_>) -> State {
    match distribution(sbom, item) {
        State::Misplaced(reason) if *reason == NOT_CONCLUDED => State::Unknown(reason),
        state => state,
    }
}

/// The original licences: declared, at their place.
pub(in super::super) fn original(sbom: &Sbom<'_>, item: &Item<'_>) -> State {
    acknowledged(sbom, item, (Acknowledgement::Declared, &NOT_DECLARED))
}

/// Licences, however they are acknowledged.
pub(in super::super) fn any(sbom: &Sbom<'_>, item: &Item<'_>) -> State {
    let mut stated = stated(sbom, item).peekable();
    if stated.peek().is_none() {
        return State::Missing(&NONE);
    }
    if stated.any(|license| fits(sbom, license)) { State::Present } else { State::Unfit(&FREE) }
}

/// A licence of whatever form.
pub(in super::super) fn some(sbom: &Sbom<'_>, item: &Item<'_>) -> State {
    if stated(sbom, item).next().is_some() { State::Present } else { State::Missing(&NONE) }
}

/// All licences given are named as section 6.1 of BSI TR-03183-2 v2.1.0 has it.
pub(in super::super) fn naming(sbom: &Sbom<'_>, item: &Item<'_>) -> State {
    let mut state = State::Exempt;
    for license in stated(sbom, item) {
        match (sbom.naming(&license.text), license.form) {
            (Naming::Free, LicenseForm::Name) if license.has_text => return State::Unfit(&TEXT),
            (Naming::Free, _) => return State::Unfit(&FREE),
            (Naming::Nameless, _) => state = State::Unknown(&NAMELESS),
            (Naming::Proper, LicenseForm::Name) if !matches!(state, State::Unknown(_)) => {
                state = State::Misplaced(&UNDER_NAME);
            }
            _ if state == State::Exempt => state = State::Present,
            _ => {}
        }
    }
    state
}

/// The effective licence.
pub(in super::super) fn effective(sbom: &Sbom<'_>, item: &Item<'_>) -> State {
    let mut licenses = item.component.effective_licenses().map(str::trim);
    let Some(first) = licenses.next() else { return State::Missing(&NO_EFFECTIVE) };
    if licenses.any(|other| other != first) {
        return State::Unknown(&CONTRADICTING);
    }
    match sbom.naming(first) {
        Naming::Proper => State::Present,
        Naming::Nameless => State::Unknown(&NAMELESS),
        Naming::Blank => State::Missing(&NO_EFFECTIVE),
        Naming::Free => State::Unfit(&FREE),
    }
}

fn acknowledged(sbom: &Sbom<'_>, item: &Item<'_>, (wanted, otherwise): (Acknowledgement, &'static Words)) -> State {
    let mut any = false;
    let mut state = State::Missing(&NONE);
    for license in stated(sbom, item) {
        any = true;
        if license.acknowledgement != wanted {
            continue;
        }
        if license.form == LicenseForm::Name && fits(sbom, license) {
            state = State::Misplaced(&UNDER_NAME);
        } else if fits(sbom, license) {
            return State::Present;
        } else if matches!(state, State::Missing(_)) {
            state = State::Unfit(&FREE);
        }
    }
    let opposite = match wanted {
        Acknowledgement::Concluded => Acknowledgement::Declared,
        _ => Acknowledgement::Concluded,
    };
    match state {
        // The one statement does not stand for the other; one that says nothing about itself might.
        State::Missing(_) if any && stated(sbom, item).all(|license| license.acknowledgement == opposite) => {
            State::Missing(otherwise)
        }
        // Where nothing is acknowledged, the licence may be a declared one; a concluded one says so.
        State::Missing(_) if any && wanted == Acknowledgement::Declared => State::Unknown(otherwise),
        State::Missing(_) if any => State::Misplaced(otherwise),
        state => state,
    }
}

/// What is stated about the component as a whole and says something.
fn stated<'a>(sbom: &Sbom<'_>, item: &Item<'a>) -> impl Iterator<Item = &'a License> {
    let blank = |license: &License| sbom.naming(&license.text) == Naming::Blank;
    let hint = |license: &License| license.acknowledgement == Acknowledgement::FoundInFiles;
    item.component.licenses.iter().filter(move |license| !blank(license) && !hint(license))
}

/// Whether a licence is named so that a program knows it.
fn fits(sbom: &Sbom<'_>, license: &License) -> bool {
    matches!(sbom.naming(&license.text), Naming::Proper | Naming::Nameless)
}
