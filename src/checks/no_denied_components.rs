// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::*;
use crate::model::{Component, Evidence, Gap, Pattern, Text, Violation, plain_purl};

/// No component is on the list of those that must not be used.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NoDeniedComponents {
    /// The components that must not be used, as patterns over their package URLs (`pkg:…`, `*…`), of any version where a pattern names none; for a component without one, over its name and version (`*name@version`).
    #[schemars(extend("x-de" = "Die Komponenten, die nicht verwendet werden dürfen, als Muster über ihre Package-URLs (`pkg:…`, `*…`), in jeder Version, wo ein Muster keine nennt; hat eine Komponente keine, über Namen und Version (`*name@version`).", "minItems" = 1))]
    purls: Vec<Pattern>,
}

impl Check for NoDeniedComponents {
    const ABOUT: About = About {
        id: "no-denied-components",
        title: Words { en: "No denied component", de: "Keine ausgeschlossene Komponente" },
        question: Words {
            en: "Is every component free of the ones that must not be used?",
            de: "Ist keine Komponente enthalten, die nicht verwendet werden darf?",
        },
        why: Words {
            en: "Some packages are malicious, abandoned or forbidden by the house's own rules.",
            de: "Manche Pakete sind bösartig, aufgegeben oder durch hauseigene Regeln ausgeschlossen.",
        },
        remedy: Words {
            en: "Replace the component named, or the dependency that brings it in.",
            de: "Die genannte Komponente ersetzen, oder die Abhängigkeit, die sie mitbringt.",
        },
        maps_to: &[("bsi-grundschutz-2023", "CON.8.A20"), ("nist-ssdf", "PW.4.1")],
        example: "- check: no-denied-components\n  with:\n    purls: [\"pkg:npm/event-stream@3.3.6\", \"pkg:maven/log4j/*\"]\n  effect: block\n",
    };

    fn wrong(written: &serde_json::Value) -> Vec<Wrong> {
        let purls = written.get("purls").and_then(serde_json::Value::as_array).into_iter().flatten().enumerate();
        let patterns = purls.filter_map(|(index, pattern)| Some((format!("/purls/{index}"), pattern.as_str()?)));
        patterns.filter_map(|(place, pattern)| Some((place, idle(pattern)?))).collect()
    }

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let mut empty = Vec::new();
        for (evidence, bom) in dossier.boms() {
            if !counts(evidence, &mut examination) {
                continue;
            }
            if bom.components.is_empty() {
                empty.push(evidence);
            } else {
                examination.rely_on(evidence.id);
            }
            for component in bom.primary.iter().chain(&bom.components) {
                let plain = component.purl.as_deref().and_then(plain_purl);
                if let Some(pattern) = self.denying(component, plain.as_deref()) {
                    let message = Text::new(
                        format!("`{}` must not be used (`{pattern}`)", component.identity()),
                        format!("`{}` darf nicht verwendet werden (`{pattern}`)", component.identity()),
                    );
                    let violation = Violation::new(component.identity(), message).about(component.identity());
                    examination.violations.push(violation.seen_in(evidence.id, component.place.clone()));
                } else if let (Some(purl), None) = (&component.purl, &plain) {
                    examination.gaps.push(unreadable(evidence, purl));
                }
            }
        }
        if examination.relied_on.is_empty() {
            examination.gaps.extend(empty.into_iter().map(no_components));
        }
        if dossier.boms().next().is_none() {
            examination.gap("no-sbom", Text::new("no SBOM was found", "Es wurde keine SBOM gefunden"));
        }
        examination
    }
}

impl NoDeniedComponents {
    /// The pattern that denies a component, whose package URL is `plain` in its plain form.
    fn denying(&self, component: &Component, plain: Option<&str>) -> Option<&Pattern> {
        let Some(purl) = &component.purl else {
            let identity = component.identity();
            return self.purls.iter().find(|pattern| pattern.matches(&identity));
        };
        let versionless = plain.and_then(|plain| plain.rsplit_once('@')).map(|(package, _)| package);
        let is_denied = |pattern: &&Pattern| {
            let of_plain = |plain: Option<&str>| plain.is_some_and(|plain| pattern.matches_plain(plain));
            pattern.matches(purl) || of_plain(plain) || of_plain(versionless)
        };
        self.purls.iter().find(is_denied)
    }
}

/// Types of package URLs, for a word on what may be meant.
const TYPES: &[&str] =
    &["cargo", "composer", "deb", "docker", "gem", "generic", "golang", "maven", "npm", "nuget", "oci", "pypi", "rpm"];

/// Why a pattern denies nothing that has a package URL, where it does: all begin with `pkg:` and a type, behind
/// which stands a name.
fn idle(pattern: &str) -> Option<String> {
    let begins_open = pattern.starts_with(['*', '{']);
    let is_open = |text: &str| text.contains(['*', '{', '?', '[']);
    let rest = pattern.get(..4).filter(|scheme| scheme.eq_ignore_ascii_case("pkg:")).and_then(|_| pattern.get(4..));
    let rest = rest.map(|rest| rest.trim_start_matches('/'));
    let (kind, name) = match rest.map(|rest| rest.split_once('/').unwrap_or((rest, ""))) {
        None if begins_open => return None,
        None => match pattern.split_once('/') {
            Some((kind, name)) if TYPES.contains(&kind) => (kind, name),
            _ => ("npm", pattern),
        },
        Some((kind, name)) if !kind.is_empty() && (!name.is_empty() || is_open(kind)) => return None,
        Some((kind, _)) if TYPES.contains(&kind) => (kind, ""),
        Some((name, _)) => ("npm", name),
    };
    let name = name.trim_matches('/');
    let near = format!("pkg:{kind}/{}", if name.is_empty() { "*" } else { name });
    Some(format!(
        "`{pattern}` matches no package URL: these begin with `pkg:`, a type and a name; did you mean `{near}`, or `*` at the beginning?"
    ))
}

/// That a component cannot be held against the list.
fn unreadable(evidence: &Evidence, purl: &str) -> Gap {
    let message = Text::new(
        format!("`{purl}` is no package URL, so that the component cannot be held against the list; correct it"),
        format!(
            "`{purl}` ist keine Package-URL, die Komponente lässt sich damit nicht mit der Liste vergleichen; sie berichtigen"
        ),
    );
    Gap { matters: format!("purl-malformed:{purl}").into(), message, evidence: Some(evidence.id) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_that_matches_no_package_url_is_wrong() {
        for (pattern, near) in [
            ("left", "`pkg:npm/left`"),
            ("npm/left@*", "`pkg:npm/left@*`"),
            ("@scope/left", "`pkg:npm/@scope/left`"),
            ("pkg:", "`pkg:npm/*`"),
            ("pkg:npm", "`pkg:npm/*`"),
            ("pkg:/left", "`pkg:npm/left`"),
            ("pkg:npm/", "`pkg:npm/*`"),
            ("", "`pkg:npm/*`"),
        ] {
            assert!(idle(pattern).is_some_and(|why| why.contains(near)), "{pattern}: {:?}", idle(pattern));
        }
        for pattern in [
            "pkg:npm/left",
            "pkg://npm/left",
            "PKG:npm/@a/*",
            "*",
            "*left@1.0",
            "pkg:*",
            "pkg:{npm,pypi}/left",
            "{pkg:npm/a,*b}",
        ] {
            assert_eq!(idle(pattern), None, "{pattern}");
        }
        let written = serde_json::json!({ "purls": ["pkg:npm/a", "left"] });
        assert_eq!(NoDeniedComponents::wrong(&written)[0].0, "/purls/1");
    }
}
