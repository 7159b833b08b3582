// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Holds a document against the keys of the standard, and says what is wrong one by one.

use super::{
    kind::{expected, mixed},
    standard::{FILE, Key, Kind, is_country},
    tree::{Node, Value},
};
use crate::{
    formats::{language::is_language, quoted},
    model::{Mistake, MistakeKind, Text},
};

/// More mistakes are counted and not told one by one.
const MOST: usize = 500;

/// Everything in the document that is not as the standard lays it down, in the order of its lines.
pub(super) fn judge(root: &Node) -> Vec<Mistake> {
    let mut judge = Judge { minor: minor(root), ..Judge::default() };
    judge.mapping(root, FILE);
    judge.conditions(root);
    let mut mistakes = judge.mistakes;
    mistakes.sort_by_key(|mistake| mistake.line);
    if judge.more > 0 {
        let text = Text::new(
            format!("{} more mistakes are not listed", judge.more),
            format!("{} weitere Fehler sind nicht aufgeführt", judge.more),
        );
        mistakes.push(Mistake { key: Box::default(), line: 1, kind: MistakeKind::Wrong, text });
    }
    mistakes
}

/// The minor version that the document names; the newest where it names none.
fn minor(root: &Node) -> u8 {
    let named = root.get("publiccodeYmlVersion").and_then(Node::text).unwrap_or_default();
    named.split('.').nth(1).and_then(|minor| minor.parse().ok()).unwrap_or(u8::MAX)
}

#[derive(Default)]
struct Judge {
    mistakes: Vec<Mistake>,
    /// Mistakes that are counted only.
    more: u64,
    /// The way to the place that is looked at.
    path: String,
    minor: u8,
}

impl Judge {
    fn mapping(&mut self, node: &Node, keys: &'static [Key]) {
        let Value::Mapping(entries) = &node.value else {
            return self.wrong(node.line, &expected("a mapping of keys", "eine Zuordnung von Schlüsseln", node));
        };
        let outermost = self.path.is_empty();
        for (name, line, child) in entries {
            self.inside(&format!(".{name}"), |judge| match keys.iter().find(|key| key.name == name) {
                Some(key) => judge.known(key, *line, child),
                None if outermost && is_country(&name.to_ascii_uppercase()) => {
                    judge.section(name, *line, child);
                }
                None if judge.mistakes.len() >= MOST => judge.more = judge.more.saturating_add(1),
                None => judge.wrong(*line, &unknown(name, keys)),
            });
        }
        for key in keys.iter().filter(|key| key.is_demanded) {
            if node.get(key.name).is_none_or(Node::is_nothing) {
                self.inside(&format!(".{}", key.name), |judge| judge.wrong(node.line, &missing()));
            }
        }
    }

    fn known(&mut self, key: &'static Key, line: u64, node: &Node) {
        if key.is_deprecated {
            self.discouraged(line, Text::new("is deprecated; leave it out", "ist veraltet; bitte weglassen"));
        }
        if key.since > self.minor {
            let text = Text::new(
                format!("belongs to version 0.{} of the standard, and the file names 0.{}", key.since, self.minor),
                format!("gehört zu Version 0.{} des Standards, die Datei nennt 0.{}", key.since, self.minor),
            );
            self.discouraged(line, text);
        }
        if !node.is_nothing() {
            self.value(&key.kind, node);
        }
    }

    fn value(&mut self, kind: &'static Kind, node: &Node) {
        match (kind, &node.value) {
            (Kind::Mapping(keys), _) => self.mapping(node, keys),
            (Kind::ByLanguage(keys), Value::Mapping(entries)) => {
                for (language, line, child) in entries {
                    self.inside(&format!(".{language}"), |judge| {
                        if !is_language(language) {
                            judge.wrong(*line, &no_language(language));
                        }
                        judge.mapping(child, keys);
                    });
                }
            }
            (Kind::Filled(_) | Kind::OneOrMore(_), Value::List(nodes)) if nodes.is_empty() => {
                self.wrong(node.line, &Text::new("is an empty list; fill it", "ist eine leere Liste; bitte füllen"));
            }
            (Kind::List(kind) | Kind::Filled(kind) | Kind::OneOrMore(kind), Value::List(nodes)) => {
                for (index, child) in nodes.iter().enumerate() {
                    self.inside(&format!("[{index}]"), |judge| judge.value(kind, child));
                }
            }
            (Kind::OneOrMore(kind), _) => self.value(kind, node),
            (kind, Value::Scalar { text, is_plain }) => {
                if let Some(text) = kind.refuses(text.trim(), *is_plain && !node.is_nothing(), node) {
                    self.wrong(node.line, &text);
                }
                self.lower_case(kind, text, node.line);
            }
            (kind, _) => {
                let wanted = kind.wanted();
                self.wrong(node.line, &expected(&wanted.en, &wanted.de, node));
            }
        }
    }

    /// Codes of countries in lower case were right once.
    fn lower_case(&mut self, kind: &Kind, text: &str, line: u64) {
        if matches!(kind, Kind::Country) && is_country(&text.to_ascii_uppercase()) && !is_country(text) && !mixed(text)
        {
            let text = Text::new("is deprecated in lower case", "ist in Kleinbuchstaben veraltet");
            self.discouraged(line, text);
        }
    }

    /// A section of one country. Only that of Italy is laid down by the standard; what another holds
    /// is its country's own matter.
    fn section(&mut self, name: &str, line: u64, node: &Node) {
        let text = Text::new(
            "sections of single countries are deprecated and were not looked into; `supports` takes their place",
            "Abschnitte einzelner Länder sind veraltet und wurden nicht geprüft; an ihre Stelle tritt `supports`",
        );
        self.discouraged(line, text);
        if !matches!(node.value, Value::Mapping(_)) {
            return self.wrong(line, &expected("a mapping of keys", "eine Zuordnung von Schlüsseln", node));
        }
        let version = node.get("countryExtensionVersion").filter(|version| !version.is_nothing());
        if let Some(version) = version.filter(|_| name.eq_ignore_ascii_case("it"))
            && !matches!(version.text(), Some("0.2" | "1.0"))
        {
            let wrong = expected("`0.2` or `1.0`", "`0.2` oder `1.0`", version);
            self.inside(".countryExtensionVersion", |judge| judge.wrong(version.line, &wrong));
        }
    }

    /// What depends on something else in the document.
    fn conditions(&mut self, root: &Node) {
        self.path.clear();
        if let Some(description) = root.get("description") {
            self.description(description);
        }
        if let Some(maintenance) = root.get("maintenance") {
            self.maintenance(maintenance);
        }
        let funders = root.get("fundedBy").map(Node::elements).unwrap_or_default();
        for (index, funder) in funders.iter().enumerate() {
            if funder.get("name").and_then(Node::text).is_none() && funder.get("uri").and_then(Node::text).is_none() {
                let text =
                    Text::new("names nobody; add `name` or `uri`", "nennt niemanden; `name` oder `uri` ergänzen");
                self.inside(&format!("fundedBy[{index}]"), |judge| judge.wrong(funder.line, &text));
            }
        }
    }

    /// One language at least has to say all.
    fn description(&mut self, description: &Node) {
        let Value::Mapping(languages) = &description.value else { return };
        if languages.is_empty() {
            let text = Text::new("is in no language; describe it in one", "in keiner Sprache; in einer beschreiben");
            return self.inside("description", |judge| judge.wrong(description.line, &text));
        }
        for key in ["longDescription", "features"] {
            let given = |node: &Node| node.get(key).is_some_and(|node| !node.is_nothing());
            if !languages.iter().any(|(.., node)| given(node)) {
                let text = Text::new(
                    format!("`{key}` is missing in every language; add it in one"),
                    format!("`{key}` fehlt in jeder Sprache; in einer ergänzen"),
                );
                self.inside("description", |judge| judge.wrong(description.line, &text));
            }
        }
    }

    fn maintenance(&mut self, maintenance: &Node) {
        let Some(kind) = maintenance.get("type").and_then(Node::text) else { return };
        let given = |key: &str| maintenance.get(key).filter(|node| !node.is_nothing());
        let demanded = match kind {
            "contract" => "contractors",
            "internal" | "community" => "contacts",
            _ => "",
        };
        if !demanded.is_empty() && given(demanded).is_none() {
            let text = Text::new(
                format!("is missing, which the standard demands for `{kind}`; add it"),
                format!("fehlt, obwohl der Standard es bei `{kind}` verlangt; bitte ergänzen"),
            );
            self.inside(&format!("maintenance.{demanded}"), |judge| judge.wrong(maintenance.line, &text));
        }
        if let Some(contractors) = given("contractors").filter(|_| kind != "contract") {
            let text = Text::new(
                format!("belongs to the type `contract` only, and the type is {}", quoted(kind.as_bytes())),
                format!("gehört nur zur Art `contract`, die Art ist aber {}", quoted(kind.as_bytes())),
            );
            self.inside("maintenance.contractors", |judge| judge.wrong(contractors.line, &text));
        }
    }

    /// Looks at something one step further down.
    fn inside(&mut self, step: &str, look: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        let step = if self.path.is_empty() { step.trim_start_matches('.') } else { step };
        // Keys can be as long as the document.
        const LONGEST: usize = 80;
        self.path.extend(step.chars().take(LONGEST).map(|c| if c.is_control() { '�' } else { c }));
        look(self);
        self.path.truncate(length);
    }

    fn wrong(&mut self, line: u64, text: &Text) {
        self.note(line, MistakeKind::Wrong, text.clone());
    }

    fn discouraged(&mut self, line: u64, text: Text) {
        self.note(line, MistakeKind::Discouraged, text);
    }

    fn note(&mut self, line: u64, kind: MistakeKind, text: Text) {
        if self.mistakes.len() < MOST {
            self.mistakes.push(Mistake { key: self.path.as_str().into(), line, kind, text });
        } else if kind == MistakeKind::Wrong {
            self.more = self.more.saturating_add(1);
        }
    }
}

fn missing() -> Text {
    Text::new(
        "is missing, which the standard demands; add it",
        "fehlt, obwohl der Standard es verlangt; bitte ergänzen",
    )
}

fn no_language(language: &str) -> Text {
    let language = quoted(language.as_bytes());
    Text::new(
        format!("wanted a BCP 47 language tag such as `de`, got {language}"),
        format!("verlangt ist ein Sprachkürzel nach BCP 47 wie `de`, vorhanden ist {language}"),
    )
}

fn unknown(name: &str, keys: &[Key]) -> Text {
    // Names of keys are short; comparing longer ones would take time for nothing.
    const LONGEST: usize = 40;
    const LIKELY: f64 = 0.9;
    let likely = |key: &&Key| strsim::jaro_winkler(key.name, name) > LIKELY;
    let near = keys.iter().filter(|_| name.len() <= LONGEST).find(likely);
    let (hint, hint_de) = near.map_or_else(Default::default, |key| {
        (format!("; did you mean `{}`?", key.name), format!("; gemeint sein könnte `{}`", key.name))
    });
    Text::new(
        format!("the standard has no such key here{hint}"),
        format!("diesen Schlüssel gibt es hier im Standard nicht{hint_de}"),
    )
}
