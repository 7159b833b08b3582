// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! CISA, *2026 Minimum Elements for a Software Bill of Materials*, 29 July 2026: the elements of the
//! document (`M…`) and of each component (`P…`).

use super::*;

pub(super) const TABLE: Table = Table {
    document: "CISA, 2026 Minimum Elements for an SBOM (2026-07-29)",
    rules: &[
        FieldRule {
            id: "M1",
            title: Words { en: "author of the SBOM", de: "Autor der SBOM" },
            clause: "metadata",
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
            id: "M2",
            title: Words { en: "signature of the author", de: "Signatur des Autors" },
            clause: "metadata",
            tier: Tier::Required,
            judge: Whole(document::signature),
            explanation: Words {
                en: "A signature by the author. No signature is verified by this program yet, so whether it is met cannot be told.",
                de: "Eine Signatur des Autors. Dieses Programm prüft noch keine Signaturen; ob sie vorliegt, lässt sich nicht sagen.",
            },
            remedy: Words {
                en: "Sign the SBOM; until signatures are verified here, have it checked by a person and waive the matter for a limited time.",
                de: "Die SBOM signieren; solange hier keine Signaturen geprüft werden, von einer Person prüfen lassen und den Sachverhalt befristet ausnehmen.",
            },
        },
        FieldRule {
            id: "M3",
            title: Words { en: "name of the format", de: "Name des Formats" },
            clause: "metadata",
            tier: Tier::Required,
            judge: Whole(document::common_format),
            explanation: Words { en: "The format is CycloneDX or SPDX.", de: "Das Format ist CycloneDX oder SPDX." },
            remedy: Words {
                en: "Let the tool write CycloneDX or SPDX.",
                de: "Das Werkzeug CycloneDX oder SPDX ausgeben lassen.",
            },
        },
        FieldRule {
            id: "M4",
            title: Words { en: "version of the format", de: "Version des Formats" },
            clause: "metadata",
            tier: Tier::Required,
            judge: Whole(document::format_version),
            explanation: Words {
                en: "The version of the format is named.",
                de: "Die Version des Formats ist genannt.",
            },
            remedy: Words {
                en: "Let the tool write the version of the format.",
                de: "Das Werkzeug die Version des Formats ausgeben lassen.",
            },
        },
        FieldRule {
            id: "M5",
            title: Words { en: "generation context", de: "Entstehungszusammenhang" },
            clause: "metadata",
            tier: Tier::Required,
            judge: Whole(document::generation_context),
            explanation: Words {
                en: "In which phase it was made: before, during or after the build. CycloneDX: `metadata.lifecycles`.",
                de: "In welcher Phase sie entstand: vor, bei oder nach dem Bau. CycloneDX: `metadata.lifecycles`.",
            },
            remedy: Words { en: "Add `metadata.lifecycles`.", de: "`metadata.lifecycles` ergänzen." },
        },
        FieldRule {
            id: "M6",
            title: Words { en: "time of the SBOM", de: "Zeitpunkt der SBOM" },
            clause: "metadata",
            tier: Tier::Required,
            judge: Whole(document::timestamp),
            explanation: Words { en: "Date and time at which it was made.", de: "Datum und Uhrzeit der Erstellung." },
            remedy: Words { en: "Let the tool write the time.", de: "Das Werkzeug den Zeitpunkt ausgeben lassen." },
        },
        FieldRule {
            id: "M7",
            title: Words { en: "name of the tool", de: "Name des Werkzeugs" },
            clause: "metadata",
            tier: Tier::Required,
            judge: Whole(document::tool_name),
            explanation: Words { en: "The tool that made it.", de: "Das Werkzeug, das sie erstellt hat." },
            remedy: Words { en: "Let the tool name itself.", de: "Das Werkzeug sich selbst nennen lassen." },
        },
        FieldRule {
            id: "M8",
            title: Words { en: "version of the tool", de: "Version des Werkzeugs" },
            clause: "metadata",
            tier: Tier::Required,
            judge: Whole(document::tool_version),
            explanation: Words { en: "The version of each tool named.", de: "Die Version jedes genannten Werkzeugs." },
            remedy: Words { en: "Let the tool write its version.", de: "Das Werkzeug seine Version ausgeben lassen." },
        },
        FieldRule {
            id: "M9",
            title: Words { en: "version of the SBOM", de: "Version der SBOM" },
            clause: "metadata",
            tier: Tier::Required,
            judge: Whole(document::revision),
            explanation: Words {
                en: "Its own version, by which a corrected one is told. CycloneDX: `version`.",
                de: "Ihre eigene Version, an der eine berichtigte zu erkennen ist. CycloneDX: `version`.",
            },
            remedy: Words { en: "Let the tool write `version`.", de: "Das Werkzeug `version` ausgeben lassen." },
        },
        FieldRule {
            id: "P1",
            title: Words { en: "name of the component", de: "Name der Komponente" },
            clause: "component",
            tier: Tier::Required,
            judge: Each(ALL, identity::name),
            explanation: Words {
                en: "The name that its producer gave it.",
                de: "Der Name, den ihr Hersteller ihr gegeben hat.",
            },
            remedy: Words { en: "Add the name.", de: "Den Namen ergänzen." },
        },
        FieldRule {
            id: "P2",
            title: Words { en: "producer of the component", de: "Hersteller der Komponente" },
            clause: "component",
            tier: Tier::Required,
            judge: Each(ALL, contact::supplier_named),
            explanation: Words {
                en: "Who makes or supplies the component, by name.",
                de: "Wer die Komponente herstellt oder liefert, mit Namen.",
            },
            remedy: Words { en: "Add the producer.", de: "Den Hersteller ergänzen." },
        },
        FieldRule {
            id: "P3",
            title: Words { en: "version of the component", de: "Version der Komponente" },
            clause: "component",
            tier: Tier::Required,
            judge: Each(ALL, identity::version),
            explanation: Words {
                en: "The version, or else the date of the file.",
                de: "Die Version, ersatzweise das Datum der Datei.",
            },
            remedy: Words { en: "Add the version.", de: "Die Version ergänzen." },
        },
        FieldRule {
            id: "P4",
            title: Words { en: "identifiers", de: "Bezeichner" },
            clause: "component",
            tier: Tier::Required,
            judge: Each(ALL, identity::identifiers),
            explanation: Words {
                en: "A package URL, CPE or another identifier, well formed.",
                de: "Eine wohlgeformte Package-URL, CPE oder ein anderer Bezeichner.",
            },
            remedy: Words { en: "Add the package URL.", de: "Die Package-URL ergänzen." },
        },
        FieldRule {
            id: "P5",
            title: Words { en: "hash of the component", de: "Hashwert der Komponente" },
            clause: "component",
            tier: Tier::Required,
            judge: Each(FILE, file::any_hash),
            explanation: Words {
                en: "A hash of the component's file, by whatever algorithm.",
                de: "Ein Hashwert der Datei der Komponente, nach beliebigem Verfahren.",
            },
            remedy: Words { en: "Add a hash.", de: "Einen Hashwert ergänzen." },
        },
        FieldRule {
            id: "P6",
            title: Words { en: "algorithm of the hash", de: "Verfahren des Hashwerts" },
            clause: "component",
            tier: Tier::Required,
            judge: Each(FILE, file::hash_algorithm),
            explanation: Words { en: "Each hash names its algorithm.", de: "Jeder Hashwert nennt sein Verfahren." },
            remedy: Words { en: "Name the algorithm of the hash.", de: "Das Verfahren des Hashwerts nennen." },
        },
        FieldRule {
            id: "P7",
            title: Words { en: "licence", de: "Lizenz" },
            clause: "component",
            tier: Tier::Required,
            judge: Each(ALL, license::some),
            explanation: Words { en: "The licence of the component.", de: "Die Lizenz der Komponente." },
            remedy: Words { en: "Look up the licence and add it.", de: "Die Lizenz ermitteln und ergänzen." },
        },
        FieldRule {
            id: "P8",
            title: Words { en: "dependency relationship", de: "Abhängigkeitsbeziehung" },
            clause: "component",
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
    ],
};
