// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! `freigabe diff`: what changed between two SBOMs. It tells and does not judge, so it exits with 0
//! whatever changed.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Failure, pretty, print, yardsticks};
use crate::{
    cli::DiffArgs,
    model::{Bom, BomChange, ChangeKind, Lang, Origin, changes},
    report::visible,
};

/// Lines are not longer than this, unless a single name is.
const WIDTH: usize = 80;

/// Prints what changed; gives the exit code.
pub(super) fn diff(args: &DiffArgs) -> Result<u8, Failure> {
    let (old_origin, old) = yardsticks::sbom(&args.old, &args.limits)?;
    let (new_origin, new) = yardsticks::sbom(&args.new, &args.limits)?;
    let changes = changes(&[&old], &[&new]);
    if !args.json {
        let sides = [(&old_origin, &old), (&new_origin, &new)];
        return print(&text(sides, &changes, Lang::from(args.lang)));
    }
    let page = Page {
        schema_version: "1",
        old: Side::of(&old_origin, &old),
        new: Side::of(&new_origin, &new),
        counts: ChangeKind::ALL.iter().map(|kind| (kind.name(), count(&changes, *kind))).collect(),
        changes: changes.iter().map(Change::of).collect(),
    };
    print(&pretty(&serde_json::to_value(&page).unwrap_or_default()))
}

/// The JSON Schema of `diff --json`.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Page).to_value()
}

/// What `diff --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
struct Page {
    /// Version of this schema: `1`. Fields may be added within a version, none is removed or changed.
    schema_version: &'static str,
    /// The earlier SBOM.
    old: Side,
    /// The later SBOM.
    new: Side,
    /// Number of changes by kind.
    counts: BTreeMap<&'static str, u64>,
    /// Every change, the most alarming kind first, then by component.
    changes: Vec<Change>,
}

/// One of the two SBOMs.
#[derive(Debug, Serialize, JsonSchema)]
struct Side {
    /// The path.
    path: String,
    /// The SHA-256 digest of the file, as `sha256:HEX`.
    sha256: String,
    /// What it is about.
    about: Option<String>,
    /// Number of components, the primary one not counted.
    components: u64,
}

/// A change of one component.
#[derive(Debug, Serialize, JsonSchema)]
struct Change {
    /// `hash-changed`, `added`, `removed`, `downgraded`, `version-changed`, `upgraded` or `license-changed`.
    kind: &'static str,
    /// The component: its package URL without version, qualifiers and subpath, or its name.
    component: String,
    /// The version that has other hashes or licences.
    version: Option<String>,
    /// What was before: a version, a hash, licences.
    old: Option<String>,
    /// What is now.
    new: Option<String>,
}

impl Side {
    fn of(origin: &Origin, bom: &Bom) -> Self {
        Self {
            path: origin.path.to_string(),
            sha256: origin.sha256.to_string(),
            about: bom.primary.as_ref().map(|primary| primary.identity()),
            components: bom.components.len() as u64,
        }
    }
}

impl Change {
    fn of(change: &BomChange) -> Self {
        let BomChange { kind, component, version, old, new } = change.clone();
        Self { kind: kind.name(), component, version, old, new }
    }
}

fn count(changes: &[BomChange], kind: ChangeKind) -> u64 {
    changes.iter().filter(|change| change.kind == kind).count() as u64
}

fn text([(old_origin, old), (new_origin, new)]: [(&Origin, &Bom); 2], changes: &[BomChange], lang: Lang) -> String {
    let (before, after, components, nothing) = match lang {
        Lang::En => ("old", "new", "components", "no component changed"),
        Lang::De => ("alt", "neu", "Komponenten", "Keine Komponente hat sich geändert"),
    };
    let mut lines = Vec::new();
    for (side, origin, bom) in [(before, old_origin, old), (after, new_origin, new)] {
        let about = bom.primary.as_ref().map(|primary| format!("{}, ", primary.identity())).unwrap_or_default();
        lines.extend(wrapped(
            &format!("{side}: {}", origin.path),
            &format!("({about}{} {components})", bom.components.len()),
        ));
    }
    if changes.is_empty() {
        lines.extend([String::new(), nothing.to_owned()]);
    }
    for kind in ChangeKind::ALL {
        let of_kind: Vec<&BomChange> = changes.iter().filter(|change| change.kind == *kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        let (sign, title) = heading(*kind, lang);
        lines.extend([String::new(), format!("{title} ({})", of_kind.len())]);
        lines.extend(
            of_kind.into_iter().flat_map(|change| wrapped(&format!("  {sign} {}", named(change)), &change.sides())),
        );
    }
    lines.join("\n") + "\n"
}

/// The sign in front of each change, and the title above them.
const fn heading(kind: ChangeKind, lang: Lang) -> (char, &'static str) {
    let (sign, en, de) = match kind {
        ChangeKind::HashChanged => {
            ('!', "ALARMING: other bytes under the same version", "ALARMIEREND: andere Bytes bei gleicher Version")
        }
        ChangeKind::Added => ('+', "added", "Hinzugekommen"),
        ChangeKind::Removed => ('-', "removed", "Entfallen"),
        ChangeKind::Downgraded => ('<', "downgraded", "Auf eine frühere Version gesetzt"),
        ChangeKind::VersionChanged => ('~', "other version, order not known", "Andere Version, Reihenfolge unbekannt"),
        ChangeKind::Upgraded => ('>', "upgraded", "Auf eine spätere Version gesetzt"),
        ChangeKind::LicenseChanged => ('§', "licences changed", "Lizenzen geändert"),
    };
    (sign, if matches!(lang, Lang::En) { en } else { de })
}

fn named(change: &BomChange) -> String {
    match &change.version {
        Some(version) => format!("{}@{version}", change.component),
        None => change.component.clone(),
    }
}

/// A name with what is said of it: on one line where that fits, else word by word on lines of their
/// own beneath.
fn wrapped(name: &str, words: &str) -> Vec<String> {
    const INDENT: &str = "      ";
    let (name, words) = (visible(name), visible(words));
    let mut lines = vec![name];
    let mut is_first = true;
    let fits = |line: &str, word: &str| line.chars().count().saturating_add(word.chars().count()) < WIDTH;
    let whole = lines.first().is_some_and(|name| fits(name, &words));
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if fits(line, word) && (whole || !is_first) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("{INDENT}{word}")),
        }
        is_first = false;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_wrapped_between_words() {
        assert_eq!(wrapped("  + a", "1.0"), ["  + a 1.0"]);
        let name = format!("  > {}", "n".repeat(70));
        assert_eq!(wrapped(&name, "1.0.0 → 2.0.0"), [name.clone(), "      1.0.0 → 2.0.0".to_owned()]);
        let hash = "0".repeat(64);
        let lines = wrapped("  ! a", &format!("SHA-256:{hash} → SHA-256:{hash}"));
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH), "{lines:?}");
    }
}
