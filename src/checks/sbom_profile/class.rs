// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The classes of components: what the policy says, and else what the SBOM lets one infer.
//!
//! No format has a field for them. What is inferred lets nothing off: where a component lacks what
//! its inferred class would spare it, whether that is right cannot be told, and the policy has to say.

use super::{
    parameter::{Selector, Stated},
    rule::Class,
    sbom::number,
};
use crate::model::{Bom, Component, ComponentKind, Node, ReferenceKind, Scope, Words};

/// Who says that a component is of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The policy, or nothing speaks against the full class.
    Sure,
    /// It is inferred, by this sign.
    Inferred(&'static Words),
}

/// The classes of the components of one SBOM.
pub(super) struct Classes<'a> {
    selectors: &'a [Selector],
    /// Whether a component is the first outside of what is delivered, by number: something that is
    /// delivered depends on it, or nothing does.
    first_outside: Vec<bool>,
}

const EXTERNAL: Words = Words {
    en: "the SBOM marks it as external or excluded, and whether it is outside of what is delivered only the policy can say (`classes`)",
    de: "die SBOM kennzeichnet sie als extern oder ausgenommen; ob sie außerhalb der Auslieferung liegt, kann nur die Richtlinie sagen (`classes`)",
};
const LOGICAL: Words = Words {
    en: "it may be a logical component, which has no file; only the policy can say so (`classes`)",
    de: "sie kann eine logische Komponente ohne Datei sein; das kann nur die Richtlinie sagen (`classes`)",
};
const REFERENCED: Words = Words {
    en: "it refers to an SBOM of its own, which may describe it; only the policy can say so (`classes`)",
    de: "sie verweist auf eine eigene SBOM, die sie beschreiben kann; das kann nur die Richtlinie sagen (`classes`)",
};

impl<'a> Classes<'a> {
    pub(super) fn new(selectors: &'a [Selector], bom: &Bom) -> Self {
        let mut classes = Self { selectors, first_outside: Vec::new() };
        let outside: Vec<bool> =
            bom.nodes().map(|(_, component)| classes.stated(component) == Some(Stated::Outside)).collect();
        if outside.contains(&true) {
            classes.first_outside = first_outside(bom, &outside);
        }
        classes
    }

    /// The class of a component, and who says so.
    pub(super) fn of(&self, node: Node, component: &Component) -> (Class, Source) {
        let class = match self.stated(component) {
            None => return inferred(component),
            Some(Stated::Described) => Class::Described,
            Some(Stated::Logical) => Class::Logical,
            Some(Stated::Merged) => Class::Merged,
            Some(Stated::Identified) => Class::Identified,
            Some(Stated::Referenced) => Class::Referenced,
            Some(Stated::Outside) if self.is_first(node) => Class::Identified,
            Some(Stated::Outside) => Class::Beyond,
        };
        (class, Source::Sure)
    }

    fn is_first(&self, node: Node) -> bool {
        self.first_outside.get(number(node)).copied().unwrap_or(true)
    }

    fn stated(&self, component: &Component) -> Option<Stated> {
        self.selectors.iter().find(|selector| selector.selects(component)).map(|selector| selector.class)
    }
}

/// Which nodes outside are the first on some path, by number, in the order of `Bom::nodes`.
fn first_outside(bom: &Bom, outside: &[bool]) -> Vec<bool> {
    // Where there is no primary component its number is free.
    let shift = usize::from(bom.primary.is_none());
    let is_outside = |node| number(node).checked_sub(shift).and_then(|at| outside.get(at)).copied().unwrap_or_default();
    let nodes = bom.components.len().saturating_add(1);
    let (mut led_to, mut first) = (vec![false; nodes], vec![false; nodes]);
    for edge in bom.graph.edges() {
        let to = number(edge.to);
        led_to.get_mut(to).into_iter().for_each(|led| *led = true);
        if !is_outside(edge.from) {
            first.get_mut(to).into_iter().for_each(|first| *first = true);
        }
    }
    first.iter().zip(&led_to).map(|(first, led_to)| *first || !led_to).collect()
}

/// The class that the SBOM itself lets one infer.
fn inferred(component: &Component) -> (Class, Source) {
    use ComponentKind::{Application, Container, CryptographicAsset, Framework, OperatingSystem, Platform};
    let whole = [Application, Container, CryptographicAsset, Framework, OperatingSystem, Platform];
    if component.is_external || component.scope == Scope::Excluded {
        (Class::Identified, Source::Inferred(&EXTERNAL))
    } else if component.urls(ReferenceKind::Bom).next().is_some() {
        (Class::Referenced, Source::Inferred(&REFERENCED))
    } else if whole.contains(&component.kind) && component.filename.is_none() && !component.is_hashed() {
        (Class::Logical, Source::Inferred(&LOGICAL))
    } else {
        (Class::Described, Source::Sure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Edge, EdgeKind, Graph};

    fn named(name: &str) -> Component {
        Component { name: name.into(), purl: Some(format!("pkg:npm/{name}@1").into()), ..Component::default() }
    }

    #[test]
    fn only_the_first_outside_has_to_be_identified() {
        let edge = |from, to| Edge { from, to, kind: EdgeKind::DependsOn };
        let nodes = [Node::of(0), Node::of(1), Node::of(2)];
        let bom = Bom {
            primary: Some(named("app")),
            components: vec![named("out-first"), named("out-second"), named("out-alone")],
            graph: Graph::new(vec![edge(Node::PRIMARY, nodes[0]), edge(nodes[0], nodes[1])], vec![], vec![]),
            ..Bom::default()
        };
        let selectors: Vec<Selector> =
            serde_json::from_str(r#"[{"class": "outside", "purl": ["pkg:npm/out-*"]}]"#).unwrap();
        let classes = Classes::new(&selectors, &bom);
        let got: Vec<Class> = bom.nodes().map(|(node, component)| classes.of(node, component).0).collect();
        assert_eq!(got, [Class::Described, Class::Identified, Class::Beyond, Class::Identified]);
    }

    #[test]
    fn what_is_inferred_is_said_to_be() {
        let application = Component { kind: ComponentKind::Application, ..named("a") };
        assert!(matches!(inferred(&application), (Class::Logical, Source::Inferred(_))));
        let file = Component { filename: Some("a.jar".into()), ..application };
        assert_eq!(inferred(&file), (Class::Described, Source::Sure));
        let external = Component { is_external: true, ..named("b") };
        assert!(matches!(inferred(&external), (Class::Identified, Source::Inferred(_))));
    }
}
