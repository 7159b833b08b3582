// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::{collections::HashSet, sync::Arc};

use super::{evidence::no_scan_counts_of, *};
use crate::model::{Bom, Component, ComponentKey, Evidence, Gap, Package, Pattern, Scan, ScanKind, Text};

/// Scans looked at every component of the SBOM.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ScanCoversSbom {
    /// The kinds of scans that can cover a component.
    #[serde(default = "vulnerability_scans")]
    #[schemars(extend("x-de" = "Die Arten von Prüfungen, die eine Komponente abdecken können.", "minItems" = 1))]
    scans: Vec<ScanKind>,
    /// Components that need no scan, such as the project's own modules, as patterns over their package URLs; for a component without one, over its name and version (`name@version`).
    #[serde(default)]
    #[schemars(extend("x-de" = "Komponenten, die keine Prüfung brauchen, etwa eigene Module, als Muster über ihre Package-URLs; hat eine Komponente keine, über Namen und Version (`name@version`)."))]
    except: Vec<Pattern>,
    /// Whether a scan whose report does not list what it looked at counts as one that looked at everything. Many formats list only what they found something in.
    #[serde(default)]
    #[schemars(extend("x-de" = "Ob eine Prüfung, deren Bericht nicht aufführt, was sie angesehen hat, als vollständig gilt. Viele Formate nennen nur, worin sie etwas fanden."))]
    accept_unlisted: bool,
}

fn vulnerability_scans() -> Vec<ScanKind> {
    vec![ScanKind::Dependency, ScanKind::Container]
}

impl Check for ScanCoversSbom {
    const ABOUT: About = About {
        id: "scan-covers-sbom",
        title: Words { en: "The scans cover the SBOM", de: "Die Prüfungen decken die SBOM ab" },
        question: Words {
            en: "Did a scan look at every component that the SBOM lists?",
            de: "Hat eine Prüfung jede Komponente angesehen, die die SBOM aufführt?",
        },
        why: Words {
            en: "A component that no scanner knows of has no findings, however vulnerable it is.",
            de: "Eine Komponente, die kein Scanner kennt, hat keine Befunde, wie verwundbar sie auch ist.",
        },
        remedy: Words {
            en: "Let the scanner read this SBOM, or all lock files and images it was made of; choose an output that lists every package.",
            de: "Den Scanner diese SBOM lesen lassen oder alle Lockfiles und Images, aus denen sie entstand; eine Ausgabe wählen, die jedes Paket aufführt.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "OPS.1.1.3.A15"),
            ("eu-cra", "Annex I Part II (1)"),
            ("nist-ssdf", "PW.4.4"),
            ("osps-baseline", "OSPS-VM-05.03"),
        ],
        example: "- check: scan-covers-sbom\n  with:\n    except: [\"pkg:generic/our-*\"]\n  effect: warn\n",
    };

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let looked_at = self.looked_at(dossier, &mut examination);
        for (evidence, bom) in dossier.boms() {
            if counts(evidence, &mut examination) {
                examination.rely_on(evidence.id);
                let Some(looked_at) = &looked_at else { continue };
                examination.gaps.extend(self.never_scanned(evidence, bom, looked_at));
            }
        }
        if dossier.boms().next().is_none() {
            examination.gap("no-sbom", Text::new("no SBOM was found", "Es wurde keine SBOM gefunden"));
        }
        examination
    }
}

/// What scans looked at.
#[derive(Default)]
struct LookedAt {
    /// As the scans name them.
    keys: HashSet<ComponentKey>,
    /// By name and version alone.
    names: HashSet<ComponentKey>,
}

impl LookedAt {
    fn add(&mut self, package: &Package) {
        let key = ComponentKey::of_package(package);
        self.names.insert(key.by_name());
        self.keys.insert(key);
    }

    /// Two package URLs are compared as such; where one side has none, name and version are.
    fn covers(&self, key: &ComponentKey) -> bool {
        match key.has_purl() {
            true => self.keys.contains(key) || self.keys.contains(&key.by_name()),
            false => self.names.contains(key),
        }
    }
}

impl ScanCoversSbom {
    /// Every component that a scan looked at; `None` where they are accepted to have looked at all,
    /// or where there is no scan, which is a gap of its own.
    fn looked_at(&self, dossier: &Dossier, examination: &mut Examination) -> Option<LookedAt> {
        let mut looked_at = LookedAt::default();
        let (mut scans, mut everything) = (0_u64, false);
        for (evidence, scan) in dossier.scans().filter(|(_, scan)| scan.kind.is_some_and(|k| self.scans.contains(&k))) {
            if !counts(evidence, examination) {
                continue;
            }
            scans = scans.saturating_add(1);
            if let Some(reason) = scan.status.shortcoming() {
                examination.gaps.push(incomplete(evidence, reason));
                continue;
            }
            examination.rely_on(evidence.id);
            let found = scan.findings.iter().chain(&scan.suppressed).filter_map(|finding| finding.affected.as_deref());
            found.for_each(|package| looked_at.add(package));
            match listed(scan) {
                Some(components) => components.iter().for_each(|package| looked_at.add(package)),
                None if self.accept_unlisted => everything = true,
                None => examination.gaps.push(unlisted(evidence)),
            }
        }
        if scans == 0 {
            examination.gap("no-scan", no_scan_counts_of(&self.scans));
            return None;
        }
        (!everything).then_some(looked_at)
    }

    /// A gap for each component that no scan looked at.
    fn never_scanned<'a>(
        &'a self,
        evidence: &'a Evidence,
        bom: &'a Bom,
        looked_at: &'a LookedAt,
    ) -> impl Iterator<Item = Gap> + 'a {
        let unseen = move |component: &&Component| !looked_at.covers(&ComponentKey::of_component(component));
        let gap = |component: &Component| Gap {
            matters: component.identity().into(),
            message: Text::new(
                format!("no scan looked at `{}`", component.identity()),
                format!("Keine Prüfung hat `{}` angesehen", component.identity()),
            ),
            evidence: Some(evidence.id),
        };
        bom.components.iter().filter(unseen).filter(|component| !self.excepts(component)).map(gap)
    }

    fn excepts(&self, component: &Component) -> bool {
        let identity = component.identity();
        self.except.iter().any(|pattern| match &component.purl {
            Some(purl) => pattern.matches_purl(purl),
            None => pattern.matches(&identity),
        })
    }
}

fn listed(scan: &Scan) -> Option<&[Arc<Package>]> {
    scan.scanned.as_ref()?.components.as_deref()
}

fn unlisted(evidence: &Evidence) -> Gap {
    gap_in(
        evidence,
        "components-unlisted",
        "the report does not list the components that the scan looked at; `accept_unlisted: true` would accept that",
        "Der Bericht führt nicht auf, welche Komponenten die Prüfung angesehen hat; `accept_unlisted: true` ließe das gelten",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Bond, Claim, EvidenceId, FormatVersion, Origin, ScanStatus, Scanned, ScannedUnit, Statement, Trust,
    };

    fn package(text: &str) -> Arc<Package> {
        let purl = text.starts_with("pkg:").then(|| text.into());
        let (name, version) = text.rsplit_once('@').unwrap();
        let name = name.rsplit('/').next().unwrap();
        Arc::new(Package { name: name.into(), version: Some(version.into()), purl })
    }

    fn evidence(id: u32, claim: Claim) -> Arc<Evidence> {
        let sha256 = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
        Arc::new(Evidence {
            id: EvidenceId(id),
            origin: Origin { path: format!("{id}.json").into(), sha256, size: 0 },
            trust: Trust::UNSIGNED,
            bond: Bond::Place,
            statement: Statement {
                format: FormatVersion { format: "trivy", version: String::new() },
                subjects: Vec::new(),
                made_at: None,
                producer: None,
                report_id: None,
                claim,
                remarks: Vec::new(),
            },
        })
    }

    /// The gaps for an SBOM of these components beside scans that list those.
    fn gaps(components: &[&str], scans: &[Option<&[&str]>]) -> Vec<String> {
        let component = |text: &&str| {
            let package = package(text);
            Component {
                name: package.name.clone(),
                version: package.version.clone(),
                purl: package.purl.clone(),
                ..Component::default()
            }
        };
        let bom = Bom { components: components.iter().map(component).collect(), ..Bom::default() };
        let scan = |listed: &Option<&[&str]>| Scan {
            kind: Some(ScanKind::Dependency),
            status: ScanStatus::Success,
            scanned: listed.map(|list| Scanned {
                unit: ScannedUnit::Components,
                count: list.len() as u64,
                components: Some(list.iter().map(|text| package(text)).collect()),
            }),
            ..Scan::default()
        };
        let scans = scans.iter().map(|listed| Claim::Scan(scan(listed)));
        let evidence =
            (0..).zip([Claim::Bom(Box::new(bom))].into_iter().chain(scans)).map(|(id, claim)| evidence(id, claim));
        let dossier =
            Dossier { at: "2026-11-24T12:00:00Z".parse().unwrap(), evidence: evidence.collect(), ..Dossier::default() };
        let rule: ScanCoversSbom = serde_json::from_str("{}").unwrap();
        let examination = Check::examine(&rule, &dossier);
        assert!(examination.violations.is_empty());
        examination.gaps.iter().map(|gap| gap.matters.first().to_owned()).collect()
    }

    #[test]
    fn what_no_scan_lists_is_a_gap() {
        let sbom = ["pkg:npm/a@1", "pkg:npm/b@2"];
        assert!(gaps(&sbom, &[Some(&["pkg:npm/a@1?x=y"]), Some(&["b@2"])]).is_empty());
        assert_eq!(gaps(&sbom, &[Some(&["pkg:npm/a@1", "pkg:npm/b@3"])]), ["pkg:npm/b@2"]);
        assert_eq!(gaps(&sbom, &[Some(&["pkg:npm/a@1", "pkg:pypi/b@2"])]), ["pkg:npm/b@2"]);
        assert_eq!(gaps(&["b@2"], &[Some(&["pkg:pypi/b@2"])]), [""; 0]);
        assert_eq!(gaps(&sbom, &[Some(&sbom), None]), ["components-unlisted:2.json"]);
    }
}
