// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What to do about a field: what its rule says, and whether the producer's tool can do it at all.

use super::{
    rule::FieldRule,
    sbom::{Sbom, version},
};
use crate::model::{Text, Words};

/// Something that a tool or a format cannot do.
struct Limit {
    /// The rules concerned.
    rules: &'static [&'static str],
    /// What cannot do it.
    of: Of,
    /// Why.
    says: Words,
}

enum Of {
    /// These tools, by their names or the last part of them.
    Tools(&'static [&'static str]),
    /// CycloneDX below this minor version of 1.
    CycloneDxBelow(u32),
    /// SPDX below version 3.
    SpdxBelow3,
}

/// Tools whose output was looked at (`docs/sbom-producers.md`).
const KNOWN: &[&str] = &["cdxgen", "cyclonedx-npm", "cyclonedx-py", "cargo-cyclonedx", "cyclonedx-gomod"];

const LIMITS: &[Limit] = &[
    Limit {
        rules: &["C4", "C8", "C9", "C10", "O1"],
        of: Of::Tools(KNOWN),
        says: Words {
            en: "the tool writes no `bsi:` properties; a step of your own behind it has to add them",
            de: "das Werkzeug schreibt keine `bsi:`-Eigenschaften; ein eigener Schritt danach muss sie ergänzen",
        },
    },
    Limit {
        rules: &["C5", "D1"],
        of: Of::Tools(&["cdxgen", "cyclonedx-npm", "cyclonedx-py", "cargo-cyclonedx", "cyclonedx-gomod"]),
        says: Words {
            en: "the tool writes no `compositions`; who vouches for completeness has to add them",
            de: "das Werkzeug schreibt keine `compositions`; wer für die Vollständigkeit einsteht, muss sie ergänzen",
        },
    },
    Limit {
        rules: &["S1", "C1"],
        of: Of::Tools(KNOWN),
        says: Words {
            en: "the tool does not fill in `manufacturer`; a person has to find out and add it",
            de: "das Werkzeug füllt `manufacturer` nicht aus; eine Person muss die Angabe ermitteln und ergänzen",
        },
    },
    Limit {
        rules: &["F1"],
        of: Of::Tools(&["cargo-cyclonedx"]),
        says: Words {
            en: "the tool writes CycloneDX 1.5 at best; convert what it writes, or use another tool",
            de: "das Werkzeug schreibt höchstens CycloneDX 1.5; seine Ausgabe umwandeln oder ein anderes Werkzeug verwenden",
        },
    },
    Limit {
        rules: &["F1"],
        of: Of::Tools(&["npm/cli"]),
        says: Words {
            en: "`npm sbom` writes SPDX 2.3 or CycloneDX 1.5; use cyclonedx-npm or cdxgen instead",
            de: "`npm sbom` schreibt SPDX 2.3 oder CycloneDX 1.5; stattdessen cyclonedx-npm oder cdxgen verwenden",
        },
    },
    Limit {
        rules: &["C7"],
        of: Of::Tools(&["cdxgen", "npm/cli"]),
        says: Words {
            en: "the tool writes the SHA-512 of the package at the component; a step of your own behind it has to move it",
            de: "das Werkzeug schreibt den SHA-512-Wert des Pakets an die Komponente; ein eigener Schritt danach muss ihn versetzen",
        },
    },
    Limit {
        rules: &["C7"],
        of: Of::Tools(&["cargo-cyclonedx"]),
        says: Words {
            en: "the tool writes SHA-256 only, as the package index has it",
            de: "das Werkzeug schreibt nur SHA-256, wie es im Paketverzeichnis steht",
        },
    },
    Limit {
        rules: &["C6"],
        of: Of::Tools(KNOWN),
        says: Words {
            en: "the tool repeats what the component declares; concluding a licence needs a person",
            de: "das Werkzeug gibt wieder, was die Komponente erklärt; eine Lizenz festzustellen braucht eine Person",
        },
    },
    Limit {
        rules: &["C6", "A4"],
        of: Of::CycloneDxBelow(7),
        says: Words {
            en: "up to CycloneDX 1.6 a component cannot carry a concluded and a declared expression both; write 1.7, or one of them as `license.id`",
            de: "bis CycloneDX 1.6 kann eine Komponente nicht zugleich einen festgestellten und einen erklärten Ausdruck tragen; 1.7 ausgeben oder einen davon als `license.id`",
        },
    },
    Limit {
        rules: &["C5", "D1", "C8", "C9", "C10", "O1"],
        of: Of::SpdxBelow3,
        says: Words {
            en: "SPDX 2 has no field for it; write SPDX 3.0.1 or CycloneDX 1.6 or newer",
            de: "SPDX 2 hat dafür kein Feld; SPDX 3.0.1 oder CycloneDX ab 1.6 ausgeben",
        },
    },
    Limit {
        rules: &["S1", "C1"],
        of: Of::CycloneDxBelow(6),
        says: Words {
            en: "`manufacturer` exists from CycloneDX 1.6 on",
            de: "`manufacturer` gibt es ab CycloneDX 1.6",
        },
    },
];

/// What to do, and who has to.
pub(super) fn remedy(sbom: &Sbom<'_>, rule: &FieldRule) -> Text {
    let limits = || LIMITS.iter().filter(|limit| limit.rules.contains(&rule.id) && limit.of.is(sbom));
    let said = |remedy: &str, word: fn(&Words) -> &'static str| match limits().next() {
        None => remedy.to_owned(),
        Some(_) => {
            let limits: Vec<&str> = limits().map(|limit| word(&limit.says)).collect();
            format!("{} ({}).", remedy.trim_end_matches('.'), limits.join("; "))
        }
    };
    Text::new(said(rule.remedy.en, |words| words.en), said(rule.remedy.de, |words| words.de))
}

impl Of {
    fn is(&self, sbom: &Sbom<'_>) -> bool {
        let format = &sbom.statement().format;
        match self {
            Self::Tools(names) => sbom.bom.about.tools.iter().any(|tool| {
                let whole = tool.name.to_lowercase();
                let last = whole.rsplit('/').next().unwrap_or_default();
                names.contains(&last) || names.contains(&whole.as_str())
            }),
            Self::CycloneDxBelow(minor) => {
                format.format.starts_with("cyclonedx") && version(&format.version).as_slice() < [1, *minor].as_slice()
            }
            Self::SpdxBelow3 => {
                format.format.starts_with("spdx") && version(&format.version).as_slice() < [3].as_slice()
            }
        }
    }
}
