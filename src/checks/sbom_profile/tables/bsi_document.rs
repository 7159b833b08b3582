// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! BSI TR-03183-2 v2.1.0: what it asks of the document and of the graph.

use super::*;

pub(super) const F1: FieldRule = FieldRule {
    id: "F1",
    title: Words { en: "format, version and validity", de: "Format, Version und Gültigkeit" },
    clause: "4",
    tier: Tier::Required,
    judge: Whole(document::format_of_2_1_0),
    explanation: Words {
        en: "CycloneDX 1.6 or newer, or SPDX 3.0.1 or newer, in a released version, written in JSON or XML and valid by the schema of that version.",
        de: "CycloneDX ab 1.6 oder SPDX ab 3.0.1 in einer veröffentlichten Fassung, als JSON oder XML und gültig nach dem Schema dieser Fassung.",
    },
    remedy: Words {
        en: "Let the tool write CycloneDX 1.6 or 1.7 (better: 1.7), or SPDX 3.0.1.",
        de: "Das Werkzeug CycloneDX 1.6 oder 1.7 (besser 1.7) oder SPDX 3.0.1 ausgeben lassen.",
    },
};

pub(super) const V1: FieldRule = FieldRule {
    id: "V1",
    title: Words { en: "no vulnerability information", de: "keine Angaben zu Schwachstellen" },
    clause: "3.1, 8.1.14",
    tier: Tier::Forbidden,
    judge: Whole(document::no_vulnerabilities),
    explanation: Words {
        en: "An SBOM does not change once it is made, what is known of vulnerabilities does; a document that holds both does not conform. Links to advisories are no such information.",
        de: "Eine SBOM ändert sich nach ihrer Erstellung nicht, das Wissen über Schwachstellen schon; ein Dokument mit beidem entspricht nicht. Verweise auf Warnungen zählen nicht dazu.",
    },
    remedy: Words {
        en: "Make the SBOM without a scan for vulnerabilities, and publish those as CSAF or VEX of their own.",
        de: "Die SBOM ohne Schwachstellenprüfung erzeugen und Schwachstellen getrennt als CSAF oder VEX veröffentlichen.",
    },
};

pub(super) const S1: FieldRule = FieldRule {
    id: "S1",
    title: Words { en: "creator of the SBOM", de: "Ersteller der SBOM" },
    clause: "5.2.1",
    tier: Tier::Required,
    judge: Whole(contact::sbom_creator),
    explanation: Words {
        en: "The e-mail address of whoever made the SBOM; only where there is none, a URL. CycloneDX: `metadata.manufacturer.contact[].email` or `.url`; SPDX: `CreationInfo.createdBy`.",
        de: "Die E-Mail-Adresse dessen, der die SBOM erstellt hat; nur wenn es keine gibt, eine URL. CycloneDX: `metadata.manufacturer.contact[].email` oder `.url`; SPDX: `CreationInfo.createdBy`.",
    },
    remedy: Words {
        en: "Add `metadata.manufacturer` with the e-mail address of your organisation; tools cannot know it.",
        de: "`metadata.manufacturer` mit der E-Mail-Adresse der eigenen Organisation ergänzen; Werkzeuge können sie nicht kennen.",
    },
};

pub(super) const S2: FieldRule = FieldRule {
    id: "S2",
    title: Words { en: "time of the SBOM", de: "Zeitpunkt der SBOM" },
    clause: "5.2.1",
    tier: Tier::Required,
    judge: Whole(document::timestamp),
    explanation: Words {
        en: "Date and time at which the SBOM was made, best in UTC. CycloneDX: `metadata.timestamp`; SPDX: `CreationInfo.created`.",
        de: "Datum und Uhrzeit der Erstellung, am besten in UTC. CycloneDX: `metadata.timestamp`; SPDX: `CreationInfo.created`.",
    },
    remedy: Words {
        en: "Let the tool write the time; some leave it out where the output is to be reproducible.",
        de: "Das Werkzeug den Zeitpunkt ausgeben lassen; manche lassen ihn zugunsten reproduzierbarer Ausgaben weg.",
    },
};

pub(super) const S3: FieldRule = FieldRule {
    id: "S3",
    title: Words { en: "URI of the SBOM", de: "URI der SBOM" },
    clause: "5.2.3",
    tier: Tier::Additional,
    judge: Whole(document::uri),
    explanation: Words {
        en: "The name by which others refer to the SBOM. CycloneDX: `serialNumber` with `version`, which give a BOM-Link; SPDX: the `spdxId` of the `Sbom`.",
        de: "Der Name, unter dem andere auf die SBOM verweisen. CycloneDX: `serialNumber` mit `version`, zusammen ein BOM-Link; SPDX: die `spdxId` der `Sbom`.",
    },
    remedy: Words {
        en: "Let the tool write a serial number.",
        de: "Das Werkzeug eine `serialNumber` ausgeben lassen.",
    },
};

pub(super) const D1: FieldRule = FieldRule {
    id: "D1",
    title: Words { en: "every path followed", de: "jeder Pfad verfolgt" },
    clause: "5.1, 8.3.4",
    tier: Tier::Required,
    judge: Each(DELIVERED, graph::followed),
    explanation: Words {
        en: "Every component in the delivery has its dependencies resolved, on every path down to the first component outside of the delivery, which is at least identified. It can be told where each is on a path from the primary component and its dependencies are stated to be complete.",
        de: "Für jede ausgelieferte Komponente sind die Abhängigkeiten aufgelöst, auf jedem Pfad bis zur ersten Komponente außerhalb der Auslieferung, die mindestens identifiziert ist. Erkennbar ist das, wo jede auf einem Pfad von der Hauptkomponente liegt und ihre Abhängigkeiten als vollständig angegeben sind.",
    },
    remedy: Words {
        en: "Let the tool resolve transitive dependencies, and state `aggregate: complete` in `compositions` where that is so.",
        de: "Das Werkzeug transitive Abhängigkeiten auflösen lassen und unter `compositions` `aggregate: complete` angeben, wo es zutrifft.",
    },
};

pub(super) const D2: FieldRule = FieldRule {
    id: "D2",
    title: Words { en: "an entry for each instance", de: "ein Eintrag je Instanz" },
    clause: "5.1",
    tier: Tier::Unseen,
    judge: Each(FILE, file::one_instance),
    explanation: Words {
        en: "Several instances of a component whose data differ, if only in the licence, have an entry each. An entry with two different deployable files stands for two instances; that none was merged before is not to be seen.",
        de: "Mehrere Instanzen einer Komponente mit verschiedenen Angaben, und sei es nur die Lizenz, haben je einen Eintrag. Ein Eintrag mit zwei verschiedenen auslieferbaren Dateien steht für zwei Instanzen; dass zuvor keine zusammengelegt wurden, ist nicht erkennbar.",
    },
    remedy: Words {
        en: "List each instance as a component of its own.",
        de: "Jede Instanz als eigene Komponente aufführen.",
    },
};

pub(super) const D3: FieldRule = FieldRule {
    id: "D3",
    title: Words { en: "referenced SBOMs comply", de: "referenzierte SBOMs entsprechen" },
    clause: "5.1, 3.2.5",
    tier: Tier::Required,
    judge: Each(REFERENCED, graph::other_sbom),
    explanation: Words {
        en: "A component may be described in another SBOM only if that one complies. It is judged like this one when it is among the evidence.",
        de: "Eine Komponente darf nur dann in einer anderen SBOM beschrieben sein, wenn diese entspricht. Sie wird wie diese beurteilt, sobald sie unter den Nachweisen ist.",
    },
    remedy: Words {
        en: "Refer to the other SBOM by its BOM-Link (`externalReferences` of type `bom`) and put it among the evidence.",
        de: "Auf die andere SBOM mit ihrem BOM-Link verweisen (`externalReferences` vom Typ `bom`) und sie zu den Nachweisen legen.",
    },
};

pub(super) const D4: FieldRule = FieldRule {
    id: "D4",
    title: Words { en: "information of the build", de: "Kenntnisstand des Baus" },
    clause: "5.1, 8.4.3",
    tier: Tier::Unseen,
    judge: Whole(document::build_information),
    explanation: Words {
        en: "The SBOM holds the information that there is during the build. `metadata.lifecycles` with the phase `build` says so; otherwise it is not to be seen.",
        de: "Die SBOM enthält die Informationen, die beim Bau vorliegen. `metadata.lifecycles` mit der Phase `build` sagt es; sonst ist es nicht erkennbar.",
    },
    remedy: Words {
        en: "Make the SBOM in the build and let it state the phase.",
        de: "Die SBOM beim Bau erzeugen und die Phase angeben lassen.",
    },
};

pub(super) const G1: FieldRule = FieldRule {
    id: "G1",
    title: Words { en: "digital signature", de: "digitale Signatur" },
    clause: "8.1.15",
    tier: Tier::Recommended,
    judge: Whole(document::signature),
    explanation: Words {
        en: "The SBOM is ideally signed. Version 2.1.0 recommends it and does not ask for it. No signature is verified by this program yet.",
        de: "Die SBOM ist idealerweise signiert. Version 2.1.0 empfiehlt es und verlangt es nicht. Dieses Programm prüft noch keine Signaturen.",
    },
    remedy: Words {
        en: "Sign the SBOM, for example as an attestation.",
        de: "Die SBOM signieren, etwa als Attestierung.",
    },
};
