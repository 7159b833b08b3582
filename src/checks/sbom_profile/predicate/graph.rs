// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Dependencies, how complete they are said to be, and how far they are followed.

use super::{Class, Item, Sbom, State};
use crate::model::{Completeness, EdgeKind, Node, ReferenceKind, Words};

const NO_ENTRY: Words = Words {
    en: "it has no entry in the dependencies, not even an empty one",
    de: "sie hat keinen Eintrag bei den Abhängigkeiten, auch keinen leeren",
};
const NOT_INDICATED: Words = Words {
    en: "how complete its dependencies are is not indicated",
    de: "wie vollständig ihre Abhängigkeiten sind, ist nicht angegeben",
};
const INDICATED_FOR_ALL: Words = Words {
    en: "completeness is only stated without naming components, so whether it covers this one cannot be told",
    de: "die Vollständigkeit ist nur ohne Nennung von Komponenten angegeben; ob sie für diese gilt, lässt sich nicht sagen",
};
const NO_FIELD: Words = Words {
    en: "SPDX 2 has no field for the completeness of its dependencies",
    de: "SPDX 2 hat kein Feld für die Vollständigkeit ihrer Abhängigkeiten",
};
const UNREACHED: Words = Words {
    en: "no path leads to it from the component that the SBOM is about",
    de: "kein Pfad führt von der Komponente, um die es geht, zu ihr",
};
const NOT_COMPLETE: Words = Words {
    en: "its dependencies are not said to be complete, so whether every path is followed cannot be told",
    de: "ihre Abhängigkeiten sind nicht als vollständig angegeben; ob jeder Pfad verfolgt wurde, lässt sich nicht sagen",
};
const NO_RELATION: Words = Words {
    en: "no relation to another component is stated",
    de: "es ist keine Beziehung zu einer anderen Komponente angegeben",
};
const NO_PRIMARY: Words =
    Words { en: "the SBOM does not say what it is about", de: "die SBOM sagt nicht, worum es in ihr geht" };
const NO_TOP: Words = Words {
    en: "no dependency of the component that the SBOM is about is stated",
    de: "für die Komponente, um die es geht, ist keine Abhängigkeit angegeben",
};
const EMPTY_TOP: Words = Words {
    en: "the component that the SBOM is about is stated to have no dependency, and not that this is complete",
    de: "für die Komponente, um die es geht, ist keine Abhängigkeit angegeben und auch nicht, dass das vollständig ist",
};
const NOT_REFERRED: Words = Words {
    en: "it is described elsewhere by the policy's word, and no reference to another SBOM is given",
    de: "sie ist nach der Richtlinie anderswo beschrieben, doch ein Verweis auf eine andere SBOM fehlt",
};
const NOT_AT_HAND: Words = Words {
    en: "the SBOM that it refers to is not at hand, so whether it complies cannot be told",
    de: "die SBOM, auf die sie verweist, liegt nicht vor; ob sie entspricht, lässt sich nicht sagen",
};

/// Direct dependencies and parts, and how complete they are said to be.
pub(in super::super) fn dependencies(sbom: &Sbom<'_>, item: &Item<'_>) -> State {
    if !has_entry(sbom, item) {
        State::Missing(&NO_ENTRY)
    } else if is_indicated(sbom, item) {
        State::Present
    } else if sbom.bom.graph.whole.iter().any(|completeness| *completeness != Completeness::NotSpecified) {
        State::Unknown(&INDICATED_FOR_ALL)
    } else if sbom.is_spdx_2() {
        State::Unknown(&NO_FIELD)
    } else {
        State::Missing(&NOT_INDICATED)
    }
}

/// Every path is followed, and every component stands on one.
pub(in super::super) fn followed(sbom: &Sbom<'_>, item: &Item<'_>) -> State {
    let stated = sbom.bom.graph.completeness(item.node);
    let complete = stated.iter().any(|stated| stated.completeness == Completeness::Complete)
        && !stated.iter().any(|stated| stated.completeness != Completeness::Complete);
    if !has_entry(sbom, item) {
        State::Missing(&NO_ENTRY)
    } else if !sbom.is_reached(item.node) {
        State::Unfit(&UNREACHED)
    } else if complete {
        State::Present
    } else {
        State::Unknown(&NOT_COMPLETE)
    }
}

/// Some relation to another component, in whichever direction.
pub(in super::super) fn related(sbom: &Sbom<'_>, item: &Item<'_>) -> State {
    let on_a_path = sbom.bom.primary.is_some() && sbom.is_reached(item.node) && sbom.bom.graph.is_stated;
    if has_entry(sbom, item) || on_a_path { State::Present } else { State::Missing(&NO_RELATION) }
}

/// The dependencies of what the SBOM is about.
pub(in super::super) fn top_level(sbom: &Sbom<'_>) -> State {
    if sbom.bom.primary.is_none() {
        return State::Missing(&NO_PRIMARY);
    }
    let graph = &sbom.bom.graph;
    let leads = |kind| matches!(kind, EdgeKind::DependsOn | EdgeKind::Contains);
    let stated = graph.completeness(Node::PRIMARY);
    if graph.from(Node::PRIMARY).iter().any(|edge| leads(edge.kind)) {
        State::Present
    } else if !graph.lists(Node::PRIMARY) {
        State::Missing(&NO_TOP)
    } else if stated.iter().any(|stated| stated.completeness == Completeness::Complete) {
        State::Present
    } else {
        State::Unknown(&EMPTY_TOP)
    }
}

/// A component that is described in another SBOM refers to it, and it is at hand.
pub(in super::super) fn other_sbom(sbom: &Sbom<'_>, item: &Item<'_>) -> State {
    let mut urls = item.component.urls(ReferenceKind::Bom).peekable();
    if urls.peek().is_none() {
        return State::Missing(&NOT_REFERRED);
    }
    // A BOM-Link may point to an element: `urn:cdx:…/1#ref`.
    let at_hand = |url: &str| sbom.others.contains(url.split('#').next().unwrap_or_default());
    if urls.any(at_hand) { State::Present } else { State::Unknown(&NOT_AT_HAND) }
}

/// What the primary component depends on directly is named, with a version.
pub(in super::super) fn top_level_identified(sbom: &Sbom<'_>, item: &Item<'_>) -> State {
    if item.class == Class::Beyond || item.node != Node::PRIMARY && !sbom.is_top_level(item.node) {
        return State::Exempt;
    }
    match super::identity::name(sbom, item) {
        State::Present => super::identity::version(sbom, item),
        state => state,
    }
}

fn has_entry(sbom: &Sbom<'_>, item: &Item<'_>) -> bool {
    sbom.bom.graph.lists(item.node) || !sbom.bom.graph.from(item.node).is_empty()
}

fn is_indicated(sbom: &Sbom<'_>, item: &Item<'_>) -> bool {
    let stated = sbom.bom.graph.completeness(item.node);
    stated.iter().any(|stated| stated.completeness != Completeness::NotSpecified)
}
