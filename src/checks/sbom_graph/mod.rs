// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::*;
use crate::model::{
    Bom, Component, ComponentKind, EdgeKind, Evidence, Gap, IdentifierKind, Node, Place, Text, Violation, Words,
};

mod cycles;
mod syntax;

/// The graph of every SBOM holds together, and its components can be told by their identifiers.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SbomGraph {
    /// Whether components may depend on each other in a circle, which some ecosystems have.
    #[schemars(extend("x-de" = "Ob Komponenten im Kreis voneinander abhängen dürfen, was in manchen Ökosystemen vorkommt."))]
    accept_cycles: bool,
    /// Whether there may be components that nothing leads to from the primary one.
    #[schemars(extend("x-de" = "Ob es Komponenten geben darf, zu denen von der Hauptkomponente aus nichts führt."))]
    accept_unreachable: bool,
    /// Whether components may lack a version. Files and cryptographic assets need none, nor do external components that state a range.
    #[schemars(extend("x-de" = "Ob Komponenten ohne Version sein dürfen. Dateien und kryptografische Objekte brauchen keine, ebenso externe Komponenten mit einem Versionsbereich."))]
    accept_missing_version: bool,
    /// From how many components on an SBOM must say what depends on what.
    #[schemars(extend("x-de" = "Ab wie vielen Komponenten eine SBOM sagen muss, was wovon abhängt."))]
    graph_from: Few,
}

/// A number of components; two when left out.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
struct Few(u64);

impl Default for Few {
    fn default() -> Self {
        Self(2)
    }
}

/// How many of a kind are named.
const NAMED: usize = 5;
/// How many components of a circle are named.
const LONGEST_CIRCLE: usize = 8;

impl Check for SbomGraph {
    const ABOUT: About = About {
        id: "sbom-graph",
        title: Words { en: "The SBOM's graph holds together", de: "Der Graph der SBOM ist schlüssig" },
        question: Words {
            en: "Does every reference lead somewhere and something lead to every component, and are versions, package URLs and CPEs well formed?",
            de: "Führt jeder Verweis zu etwas und zu jeder Komponente ein Weg, und sind Versionen, Package-URLs und CPEs wohlgeformt?",
        },
        why: Words {
            en: "A component that nothing leads to, or a reference that leads nowhere, shows that the SBOM was put together wrongly; what it leaves out cannot be seen.",
            de: "Eine Komponente ohne Weg zu ihr oder ein Verweis ins Leere zeigt, dass die SBOM falsch zusammengesetzt ist; was sie auslässt, ist nicht zu sehen.",
        },
        remedy: Words {
            en: "Let the tool that makes the SBOM write the dependencies of the lock file, do not merge SBOMs by hand, and mend the references and identifiers named.",
            de: "Das Werkzeug die Abhängigkeiten aus der Lock-Datei schreiben lassen, SBOMs nicht von Hand zusammenfügen und die genannten Verweise und Bezeichner richtigstellen.",
        },
        maps_to: &[("bsi-tr-03183", "TR-03183-2 5.2"), ("eu-cra", "Annex I Part II (1)"), ("nist-ssdf", "PS.3.2")],
        example: "- check: sbom-graph\n  with:\n    accept_cycles: true\n  effect: block\n",
    };

    fn keeps(&self) -> Keep {
        Keep::Everything
    }

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let mut empty = Vec::new();
        for (evidence, bom) in dossier.boms() {
            if !counts(evidence, &mut examination) {
                continue;
            }
            // A vulnerability report in the same format may list no component; it is no SBOM.
            if bom.components.is_empty() {
                empty.push(evidence);
                continue;
            }
            examination.rely_on(evidence.id);
            self.judge(evidence, bom, &mut examination);
        }
        if examination.relied_on.is_empty() {
            let say = |evidence: &&Evidence| {
                gap_in(evidence, "no-components", "the SBOM lists no component", "Die SBOM nennt keine Komponente")
            };
            examination.gaps.extend(empty.iter().map(say));
        }
        if dossier.boms().next().is_none() {
            examination.gap("no-sbom", Text::new("no SBOM was found", "Es wurde keine SBOM gefunden"));
        }
        examination
    }
}

impl SbomGraph {
    fn judge(&self, evidence: &Evidence, bom: &Bom, examination: &mut Examination) {
        let violations = &mut examination.violations;
        let graph = &bom.graph;
        let references = |list: &[crate::model::Dangling]| {
            let named = list.iter().map(|dangling| (dangling.reference.to_string(), dangling.place.clone()));
            named.collect::<Vec<_>>()
        };
        violations.extend(fault(evidence, DANGLING, references(&graph.dangling)));
        violations.extend(fault(evidence, REPEATED, references(&graph.repeated)));
        violations.extend(fault(evidence, PURL, malformed(bom, Component::purls, syntax::is_purl)));
        violations.extend(fault(evidence, CPE, malformed(bom, cpes, syntax::is_cpe)));
        if !self.accept_missing_version {
            violations.extend(fault(
                evidence,
                VERSION,
                named(bom.components.iter().filter(|component| lacks_version(component))),
            ));
        }
        violations.extend(circle(evidence, bom, EdgeKind::Contains));
        if !self.accept_cycles {
            violations.extend(circle(evidence, bom, EdgeKind::DependsOn));
        }
        let count = bom.components.len() as u64;
        if graph.edges().is_empty() && count >= self.graph_from.0 {
            violations.push(no_graph(evidence, count));
        } else if bom.primary.is_none() {
            examination.gaps.push(no_start(evidence));
        } else if !self.accept_unreachable && !graph.edges().is_empty() {
            violations.extend(fault(evidence, UNREACHABLE, unreachable(bom)));
        }
    }
}

/// A kind of fault: its matter, and what is said of the number of cases.
type Kind = (&'static str, Words);

const DANGLING: Kind = (
    "dangling-reference",
    Words { en: "references lead to nothing in the SBOM", de: "Verweise führen zu nichts in der SBOM" },
);
const REPEATED: Kind = (
    "repeated-entry",
    Words { en: "entries of the graph stand more than once", de: "Einträge des Graphen stehen mehrfach da" },
);
const UNREACHABLE: Kind = (
    "unreachable-component",
    Words {
        en: "components cannot be reached from the primary one",
        de: "Komponenten sind von der Hauptkomponente aus nicht erreichbar",
    },
);
const PURL: Kind = ("purl-malformed", Words { en: "package URLs are malformed", de: "Package-URLs sind fehlerhaft" });
const CPE: Kind = ("cpe-malformed", Words { en: "CPEs are malformed", de: "CPEs sind fehlerhaft" });
const VERSION: Kind =
    ("version-missing", Words { en: "components state no version", de: "Komponenten nennen keine Version" });

/// One violation for all cases of a kind, with the first of them by name.
fn fault(evidence: &Evidence, (matter, words): Kind, cases: Vec<(String, Place)>) -> Option<Violation> {
    let (_, place) = cases.first()?;
    let first: Vec<String> = cases.iter().take(NAMED).map(|(name, _)| format!("`{}`", short(name))).collect();
    let more = cases.len().saturating_sub(NAMED);
    let (tail, tail_de) = match more {
        0 => (String::new(), String::new()),
        more => (format!(" and {more} more"), format!(" und {more} weitere")),
    };
    let (count, first) = (cases.len(), first.join(", "));
    let message =
        Text::new(format!("{count} {}: {first}{tail}", words.en), format!("{count} {}: {first}{tail_de}", words.de));
    let violation = Violation::new(matter, message).about(evidence.origin.path.as_ref());
    Some(violation.seen_in(evidence.id, place.clone()))
}

/// A name that a message can bear.
fn short(name: &str) -> String {
    const LONGEST: usize = 120;
    let mut short: String = name.chars().take(LONGEST).collect();
    if short.len() < name.len() {
        short.push('…');
    }
    short
}

fn named<'a>(components: impl Iterator<Item = &'a Component>) -> Vec<(String, Place)> {
    components.map(|component| (component.identity(), component.place.clone())).collect()
}

fn cpes(component: &Component) -> impl Iterator<Item = &str> {
    component.identified_by(IdentifierKind::Cpe)
}

fn malformed<'a, I: Iterator<Item = &'a str>>(
    bom: &'a Bom,
    texts: impl Fn(&'a Component) -> I,
    is_right: fn(&str) -> bool,
) -> Vec<(String, Place)> {
    let all = bom.nodes().flat_map(|(_, component)| texts(component).map(move |text| (text, &component.place)));
    all.filter(|(text, _)| !is_right(text)).map(|(text, place)| (text.to_owned(), place.clone())).collect()
}

fn lacks_version(component: &Component) -> bool {
    let needs_none = matches!(component.kind, ComponentKind::File | ComponentKind::CryptographicAsset);
    let has_range = component.rare.as_ref().is_some_and(|rare| rare.version_range.is_some());
    let stated = component.version.as_ref().is_some_and(|version| !version.trim().is_empty());
    !stated && !needs_none && !has_range
}

/// The number of a node: 0 for the primary component, the rest in their order.
fn number(node: Node) -> usize {
    node.component().map_or(0, |index| index.saturating_add(1))
}

/// Number of nodes.
fn size(bom: &Bom) -> usize {
    bom.components.len().saturating_add(bom.services.len()).saturating_add(1)
}

/// The components that no way along edges of any kind leads to.
fn unreachable(bom: &Bom) -> Vec<(String, Place)> {
    let mut reached = vec![false; size(bom)];
    let mut waiting = vec![Node::PRIMARY];
    while let Some(node) = waiting.pop() {
        match reached.get_mut(number(node)) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        waiting.extend(
            bom.graph.from(node).iter().map(|edge| edge.to).filter(|to| reached.get(number(*to)) == Some(&false)),
        );
    }
    let indexed = bom.components.iter().enumerate();
    let missed = indexed.filter(|(index, _)| reached.get(index.saturating_add(1)) == Some(&false));
    named(missed.map(|(_, component)| component))
}

/// Circles along the edges of one kind, the first of them by the names of its components.
fn circle(evidence: &Evidence, bom: &Bom, kind: EdgeKind) -> Option<Violation> {
    let circles = cycles::cycles(&bom.graph, size(bom), kind);
    let first = circles.first.as_ref()?;
    let name = |node: &Node| match (bom.component(*node), bom.service(*node)) {
        (Some(component), _) => component.identity(),
        (_, Some(service)) => service.name.to_string(),
        _ => String::new(),
    };
    let mut names: Vec<String> =
        first.iter().take(LONGEST_CIRCLE).map(|node| format!("`{}`", short(&name(node)))).collect();
    if first.len() > LONGEST_CIRCLE {
        names.push(format!("… ({})", first.len()));
    }
    names.extend(names.first().cloned());
    let (count, way) = (circles.count, names.join(" → "));
    let (matter, en, de) = match kind {
        EdgeKind::Contains => ("containment-cycle", "contain themselves", "enthalten sich selbst"),
        _ => ("dependency-cycle", "depend on each other in a circle", "hängen im Kreis voneinander ab"),
    };
    let message = Text::new(
        format!("components {en}, in {count} groups; one circle: {way}"),
        format!("Komponenten {de}, in {count} Gruppen; ein Kreis: {way}"),
    );
    let place =
        first.first().and_then(|node| bom.component(*node)).map_or(Place::Whole, |component| component.place.clone());
    Some(Violation::new(matter, message).about(evidence.origin.path.as_ref()).seen_in(evidence.id, place))
}

fn no_graph(evidence: &Evidence, count: u64) -> Violation {
    let message = Text::new(
        format!("the SBOM lists {count} components and does not say what depends on what"),
        format!("Die SBOM nennt {count} Komponenten und sagt nicht, was wovon abhängt"),
    );
    let violation = Violation::new("no-graph", message).about(evidence.origin.path.as_ref());
    violation.seen_in(evidence.id, Place::Whole)
}

fn no_start(evidence: &Evidence) -> Gap {
    gap_in(
        evidence,
        "no-primary-component",
        "the SBOM names no primary component, so where its graph starts is unknown",
        "Die SBOM nennt keine Hauptkomponente; wo ihr Graph beginnt, ist unbekannt",
    )
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::model::{Edge, Graph};

    fn bom(count: usize, edges: &[(usize, usize)]) -> Bom {
        let component = |index: usize| Component {
            name: format!("c{index}").into(),
            version: Some("1".into()),
            ..Component::default()
        };
        // Node 0 is the primary component.
        let node = |number: usize| number.checked_sub(1).map_or(Node::PRIMARY, Node::of);
        let edge = |(from, to): &(usize, usize)| Edge { from: node(*from), to: node(*to), kind: EdgeKind::DependsOn };
        Bom {
            primary: Some(component(0)),
            components: (1..=count).map(component).collect(),
            graph: Graph::new(edges.iter().map(edge).collect(), vec![], vec![]),
            ..Bom::default()
        }
    }

    fn found(bom: Bom) -> Vec<String> {
        let examination = Check::examine(&SbomGraph::default(), &evidence::tests::dossier_of(bom));
        let of = |violation: &Violation| {
            format!("{}: {}", violation.matter(), violation.message().in_lang(crate::model::Lang::En))
        };
        examination.violations.iter().map(of).collect()
    }

    #[test]
    fn faults_are_counted_and_the_first_are_named() {
        assert!(found(bom(2, &[(0, 1), (1, 2)])).is_empty());
        let circle = found(bom(3, &[(0, 1), (1, 2), (2, 3), (3, 1)]));
        assert_eq!(circle.len(), 1);
        assert!(circle[0].ends_with("in 1 groups; one circle: `c1@1` → `c2@1` → `c3@1` → `c1@1`"), "{circle:?}");
        assert!(found(bom(1, &[(0, 1), (1, 1)]))[0].contains("one circle: `c1@1` → `c1@1`"));
        assert_eq!(
            found(bom(2, &[(0, 1)])),
            ["unreachable-component: 1 components cannot be reached from the primary one: `c2@1`"]
        );
        assert!(found(bom(9, &[]))[0].starts_with("no-graph"));
    }

    #[test]
    fn long_circles_and_large_graphs_take_time_in_proportion() {
        const MANY: usize = 100_000;
        let start = Instant::now();
        let mut edges: Vec<(usize, usize)> = (0..MANY).map(|number| (number, number + 1)).collect();
        assert!(found(bom(MANY, &edges)).is_empty());
        edges.push((MANY, 1));
        let circle = found(bom(MANY, &edges));
        assert!(circle[0].contains("(100000)"), "{circle:?}");
        let star: Vec<(usize, usize)> = (1..MANY).flat_map(|number| [(0, number), (number, MANY)]).collect();
        assert!(found(bom(MANY, &star)).is_empty());
        // Generous: the tests are built without optimisation and share the machine.
        assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    }
}
