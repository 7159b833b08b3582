// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! NTIA, *The Minimum Elements For a Software Bill of Materials*, 12 July 2021: its seven data fields.

use super::*;

pub(super) const TABLE: Table = Table {
    document: "NTIA, The Minimum Elements For an SBOM (2021-07-12)",
    rules: &[
        FieldRule {
            id: "N1",
            title: Words { en: "supplier of the component", de: "Lieferant der Komponente" },
            clause: "Data Fields",
            tier: Tier::Required,
            judge: Each(ALL, contact::supplier_named),
            explanation: Words {
                en: "Who makes or supplies the component, by name.",
                de: "Wer die Komponente herstellt oder liefert, mit Namen.",
            },
            remedy: Words { en: "Add the supplier.", de: "Den Lieferanten ergänzen." },
        },
        FieldRule {
            id: "N2",
            title: Words { en: "name of the component", de: "Name der Komponente" },
            clause: "Data Fields",
            tier: Tier::Required,
            judge: Each(ALL, identity::name),
            explanation: Words {
                en: "The name that its supplier gave it.",
                de: "Der Name, den ihr Lieferant ihr gegeben hat.",
            },
            remedy: Words { en: "Add the name.", de: "Den Namen ergänzen." },
        },
        FieldRule {
            id: "N3",
            title: Words { en: "version of the component", de: "Version der Komponente" },
            clause: "Data Fields",
            tier: Tier::Required,
            judge: Each(ALL, identity::version),
            explanation: Words {
                en: "The version that its supplier gave it.",
                de: "Die Version, die ihr Lieferant ihr gegeben hat.",
            },
            remedy: Words { en: "Add the version.", de: "Die Version ergänzen." },
        },
        FieldRule {
            id: "N4",
            title: Words { en: "other identifiers", de: "weitere Bezeichner" },
            clause: "Data Fields",
            tier: Tier::Required,
            judge: Each(ALL, identity::identifiers),
            explanation: Words {
                en: "A package URL, CPE or SWID tag, well formed.",
                de: "Eine wohlgeformte Package-URL, CPE oder ein SWID-Tag.",
            },
            remedy: Words { en: "Add the package URL.", de: "Die Package-URL ergänzen." },
        },
        FieldRule {
            id: "N5",
            title: Words { en: "dependency relationship", de: "Abhängigkeitsbeziehung" },
            clause: "Data Fields",
            tier: Tier::Required,
            judge: Each(ALL, graph::related),
            explanation: Words {
                en: "How the component is related to others: it has dependencies of its own or stands on a path from the product.",
                de: "Wie die Komponente zu anderen steht: Sie hat eigene Abhängigkeiten oder liegt auf einem Pfad vom Produkt.",
            },
            remedy: Words {
                en: "Let the tool write the dependencies.",
                de: "Das Werkzeug die Abhängigkeiten ausgeben lassen.",
            },
        },
        FieldRule {
            id: "N6",
            title: Words { en: "author of the SBOM", de: "Autor der SBOM" },
            clause: "Data Fields",
            tier: Tier::Required,
            judge: Whole(contact::author_named),
            explanation: Words {
                en: "Who made the SBOM: a person or an organisation, not a tool.",
                de: "Wer die SBOM erstellt hat: eine Person oder Organisation, kein Werkzeug.",
            },
            remedy: Words {
                en: "Add `metadata.authors` or `metadata.manufacturer`.",
                de: "`metadata.authors` oder `metadata.manufacturer` ergänzen.",
            },
        },
        FieldRule {
            id: "N7",
            title: Words { en: "time of the SBOM", de: "Zeitpunkt der SBOM" },
            clause: "Data Fields",
            tier: Tier::Required,
            judge: Whole(document::timestamp),
            explanation: Words { en: "Date and time at which it was made.", de: "Datum und Uhrzeit der Erstellung." },
            remedy: Words { en: "Let the tool write the time.", de: "Das Werkzeug den Zeitpunkt ausgeben lassen." },
        },
    ],
};
