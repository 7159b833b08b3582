// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Regulation (EU) 2024/2847 (Cyber Resilience Act), Annex I Part II (1): an SBOM in a commonly used
//! and machine-readable format that covers at the very least the top-level dependencies.

use super::*;

pub(super) const TABLE: Table = Table {
    document: "Regulation (EU) 2024/2847, Annex I Part II",
    rules: &[
        FieldRule {
            id: "R1",
            title: Words { en: "commonly used, machine-readable format", de: "gängiges, maschinenlesbares Format" },
            clause: "(1)",
            tier: Tier::Required,
            judge: Whole(document::common_format),
            explanation: Words {
                en: "CycloneDX and SPDX are such formats, in every notation that is read.",
                de: "CycloneDX und SPDX sind solche Formate, in jeder Schreibweise, die gelesen wird.",
            },
            remedy: Words {
                en: "Let the tool write CycloneDX or SPDX.",
                de: "Das Werkzeug CycloneDX oder SPDX ausgeben lassen.",
            },
        },
        FieldRule {
            id: "R2",
            title: Words { en: "top-level dependencies", de: "unmittelbare Abhängigkeiten" },
            clause: "(1)",
            tier: Tier::Required,
            judge: Whole(graph::top_level),
            explanation: Words {
                en: "The SBOM says what product it is about and what that depends on directly. That there is nothing counts where it is stated to be complete.",
                de: "Die SBOM sagt, um welches Produkt es geht und wovon es unmittelbar abhängt. Dass es nichts ist, zählt, wo es als vollständig angegeben ist.",
            },
            remedy: Words {
                en: "Let the tool describe the product (`metadata.component`) and its dependencies.",
                de: "Das Werkzeug das Produkt (`metadata.component`) und seine Abhängigkeiten ausgeben lassen.",
            },
        },
        FieldRule {
            id: "R3",
            title: Words { en: "product and dependencies identified", de: "Produkt und Abhängigkeiten identifiziert" },
            clause: "(1)",
            tier: Tier::Required,
            judge: Each(ALL, graph::top_level_identified),
            explanation: Words {
                en: "The product and each top-level dependency have a name and a version; without, nothing is documented.",
                de: "Das Produkt und jede unmittelbare Abhängigkeit haben Namen und Version; ohne sie ist nichts dokumentiert.",
            },
            remedy: Words { en: "Add the name or version.", de: "Namen oder Version ergänzen." },
        },
    ],
};
