// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! `publiccode.yml`: what a project of the public sector says about itself.
//!
//! The standard is that of publiccode.net, versions 0.2 to 0.7. A file that breaks it is read all the
//! same, and its mistakes are told; only what is no such document at all is rejected.

use super::{Format, Head, ReadError, Reading, Source};
use crate::model::{
    Claim, Contractor, FormatVersion, Maintenance, Place, Project, PublicCode as Described, Statement, Text,
};

mod form;
mod judge;
mod kind;
mod names;
mod standard;
mod tree;

use tree::{Node, Value};

/// `publiccode.yml`.
pub(super) struct PublicCode;

/// Longer descriptions of a project are none.
const LONGEST: usize = 1 << 20;

impl Format for PublicCode {
    fn id(&self) -> &'static str {
        "publiccode"
    }

    fn title(&self) -> &'static str {
        "publiccode.yml, versions 0.2 to 0.7"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.is_project()
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let text = source.text()?;
        if text.len() > LONGEST {
            return Err(ReadError::new(Place::Whole, longer()));
        }
        let root = tree::read(text, source.max_depth)?.ok_or_else(no_mapping)?;
        if !matches!(root.value, Value::Mapping(_)) {
            return Err(no_mapping());
        }
        Ok(Reading::Statements(vec![statement(self.id(), &root)]))
    }
}

fn statement(format: &'static str, root: &Node) -> Statement {
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::text).unwrap_or_default().to_owned();
    let project = Project {
        name: text(root, "name"),
        url: text(root, "url"),
        version: root.get("softwareVersion").and_then(Node::text).map(str::to_owned),
        license: root.get("legal").map(|legal| text(legal, "license")).unwrap_or_default(),
        license_texts: Vec::new(),
        public_code: Some(Box::new(described(root))),
    };
    Statement {
        format: FormatVersion { format, version: text(root, "publiccodeYmlVersion") },
        subjects: Vec::new(),
        made_at: None,
        producer: None,
        report_id: None,
        claim: Claim::Project(project),
        remarks: Vec::new(),
    }
}

fn described(root: &Node) -> Described {
    let maintenance = root.get("maintenance");
    let list = |key: &str| maintenance.and_then(|node| node.get(key)).map(Node::elements).unwrap_or_default();
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::text).unwrap_or_default().into();
    let day = |node: &Node, key: &str| node.get(key).and_then(Node::text).and_then(form::day);
    Described {
        released_on: day(root, "releaseDate"),
        maintenance: maintenance.and_then(|node| node.get("type")).and_then(Node::text).and_then(maintenance_of),
        contractors: list("contractors")
            .iter()
            .map(|node| Contractor { name: text(node, "name"), until: day(node, "until") })
            .collect(),
        contacts: list("contacts").iter().map(|node| text(node, "name")).collect(),
        mistakes: judge::judge(root),
    }
}

fn maintenance_of(word: &str) -> Option<Maintenance> {
    Some(match word {
        "internal" => Maintenance::Internal,
        "contract" => Maintenance::Contract,
        "community" => Maintenance::Community,
        "none" => Maintenance::Nobody,
        _ => return None,
    })
}

fn no_mapping() -> ReadError {
    let reason = Text::new(
        "holds no keys; describe the project in it as the standard lays down",
        "enthält keine Schlüssel; das Vorhaben darin beschreiben, wie der Standard es vorgibt",
    );
    ReadError::new(Place::Whole, reason)
}

fn longer() -> Text {
    Text::new(
        format!("is larger than {LONGEST} bytes, which no description of a project is"),
        format!("ist größer als {LONGEST} Bytes, was keine Projektbeschreibung ist"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        formats::{DEFAULT_MAX_DEPTH, read, tests::sample},
        model::{Document, Trust},
    };

    fn reading(text: &str) -> Reading {
        let payload = text.as_bytes().to_vec().into();
        read(
            &Document { path: "publiccode.yml".into(), payload, declared_type: None, trust: Trust::UNSIGNED },
            DEFAULT_MAX_DEPTH,
        )
    }

    fn project(text: &str) -> Project {
        let Reading::Statements(mut statements) = reading(text) else { panic!("{text}: {:?}", reading(text)) };
        let Claim::Project(project) = statements.remove(0).claim else { panic!() };
        project
    }

    /// The mistakes that break the standard: line, key, text.
    fn wrong(text: &str) -> Vec<String> {
        let mistakes = project(text).public_code.unwrap().mistakes;
        let told = mistakes.iter().filter(|mistake| mistake.is_wrong());
        told.map(|mistake| format!("{}: {}: {}", mistake.line, mistake.key, mistake.text.en)).collect()
    }

    fn reason(text: &str) -> String {
        match reading(text) {
            Reading::Rejected(rejection) => format!("{}: {}", rejection.place, rejection.reason.en),
            other => format!("not rejected: {other:?}"),
        }
    }

    #[test]
    fn the_project_is_read() {
        let project = project(&sample("publiccode"));
        assert_eq!((project.name.as_str(), project.license.as_str()), ("Aktenplan", "EUPL-1.2"));
        assert_eq!(project.version.as_deref(), Some("1.4.0"));
        let described = project.public_code.unwrap();
        assert_eq!(described.maintenance, Some(Maintenance::Community));
        assert_eq!((described.contacts.len(), described.mistakes.as_slice()), (1, [].as_slice()));
    }

    #[test]
    fn each_mistake_is_told_with_its_key() {
        let sample = sample("publiccode");
        for (from, to, wanted) in [
            ("license: EUPL-1.2", "license: EUPL", "legal.license: wanted an SPDX expression"),
            (
                "license: EUPL-1.2",
                "license: [MIT]",
                "legal.license: wanted an SPDX expression such as `EUPL-1.2`, got a list",
            ),
            ("license: EUPL-1.2", "license:", "legal.license: is missing"),
            ("name: Aktenplan", "nam: Aktenplan", "nam: the standard has no such key here; did you mean `name`?"),
            ("name: Aktenplan", "nam: Aktenplan", "2: name: is missing"),
            ("softwareType: standalone/web", "softwareType: web", "softwareType: wanted one of `standalone/mobile`"),
            (
                "localisationReady: true",
                "localisationReady: yes",
                "localisation.localisationReady: wanted `true` or `false`",
            ),
            (
                "type: community",
                "type: contract",
                "maintenance.contractors: is missing, which the standard demands for `contract`",
            ),
            ("  contacts:\n    - name: A. Muster", "", "maintenance.contacts: is missing"),
            ("platforms: [web]", "platforms: []", "platforms: is an empty list"),
            (
                "availableLanguages: [de]",
                "availableLanguages: [de_DE]",
                "localisation.availableLanguages[0]: wanted a BCP 47",
            ),
            ("    features:\n      - Pläne", "", "description: `features` is missing in every language"),
            ("platforms: [web]", "platforms: [web]\nfundedBy: [{}]", "fundedBy[0]: names nobody"),
            ("platforms: [web]", "platforms: [web]\nsupports: [{id: \"alias:x\"}]", "supports[0].id: wanted a URI"),
            (
                "platforms: [web]",
                "platforms: [web]\nIT: {countryExtensionVersion: \"3\"}",
                "IT.countryExtensionVersion: wanted",
            ),
            ("platforms: [web]", "platforms: [web]\nroadmap: *x", "is no YAML"),
        ] {
            let text = sample.replace(from, to);
            assert_ne!(text, sample, "{from}");
            let told = if wanted == "is no YAML" { vec![reason(&text)] } else { wrong(&text) };
            assert!(told.iter().any(|told| told.contains(wanted)), "{to}: {told:#?}");
        }
    }

    #[test]
    fn what_is_new_or_old_is_discouraged_only() {
        let text = sample("publiccode").replace("\"0.5\"", "\"0.4\"");
        let text = format!(
            "{text}inputTypes: [text/plain]\norganisation: {{uri: \"https://example.org\"}}\nde: {{leika: 1}}\n"
        );
        assert_eq!(wrong(&text), [""; 0]);
        let keys: Vec<Box<str>> =
            project(&text).public_code.unwrap().mistakes.into_iter().map(|mistake| mistake.key).collect();
        assert_eq!(keys.iter().map(|key| &**key).collect::<Vec<_>>(), ["inputTypes", "organisation", "de"]);
    }

    #[test]
    fn what_is_no_description_is_rejected() {
        let sample = sample("publiccode");
        for (text, wanted) in [
            (sample.replace("name: Aktenplan", "name: A\nname: B"), "the key `name` stands twice"),
            (format!("{sample}---\nb: 1\n"), "more than one document"),
            (format!("{sample}x: [1\n"), "is no YAML"),
            (format!("{sample}x: {}{}\n", "[".repeat(200), "]".repeat(200)), "nested deeper"),
            (String::new(), "holds no keys"),
            ("- a\n".to_owned(), "holds no keys"),
        ] {
            assert!(reason(&text).contains(wanted), "{text}: {}", reason(&text));
        }
    }

    #[test]
    fn hostile_nesting_and_aliases_cost_nothing() {
        // The parser refuses long before the limit of the document does, and without recursion.
        let deep = format!("publiccodeYmlVersion: 1\nx: {}", "[".repeat(500_000));
        assert!(matches!(reading(&deep), Reading::Rejected(_)));
        let laughs: String = (1..40).map(|n| format!("a{n}: &a{n} [*a{0}, *a{0}]\n", n - 1)).collect();
        let text = format!("a0: &a0 [x, x]\n{laughs}{}", sample("publiccode"));
        assert_eq!(wrong(&text).len(), 40);
        let long = format!("x: &x {}\nusedBy: [{}]\n", "y".repeat(300_000), "*x, ".repeat(100_000));
        assert!(matches!(reading(&long), Reading::Statements(_)));
        let many: String = (0..90_000).map(|n| format!("k{n}: 1\n")).collect();
        assert_eq!(project(&many).public_code.unwrap().mistakes.len(), 501);
    }
}
