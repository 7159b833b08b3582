// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! BSI TR-03183-2 v2.0.0 of 2024-09-20: the same fields as version 2.1.0 with other formats, another
//! tier for some licences, and no places laid down. It may be used up to six months after 2.1.0.

use super::*;

pub(super) const TABLE: Table = Table {
    document: "BSI TR-03183-2 v2.0.0",
    rules: &[
        F1,
        bsi_document::V1,
        FieldRule { judge: Whole(contact::sbom_creator_anywhere), ..bsi_document::S1 },
        bsi_document::S2,
        FieldRule { clause: "5.3.1", ..bsi_document::S3 },
        FieldRule { judge: Each(ALL, contact::component_creator_anywhere), ..bsi_component::C1 },
        bsi_component::C2,
        bsi_component::C3,
        FieldRule { judge: Each(FILE, file::filename_anywhere), ..bsi_component::C4 },
        bsi_component::C5,
        C6,
        FieldRule { judge: Each(FILE, file::deployable_hash_anywhere), ..bsi_component::C7 },
        bsi_component::C8,
        bsi_component::C9,
        bsi_component::C10,
        FieldRule { clause: "5.3.2", ..bsi_component::A1 },
        FieldRule { clause: "5.3.2", ..bsi_component::A2 },
        FieldRule { clause: "5.3.2", ..bsi_component::A3 },
        A4,
        O1,
        FieldRule { clause: "5.4", ..bsi_component::O2 },
        bsi_component::L1,
        bsi_document::D1,
        bsi_document::D2,
        bsi_document::D4,
    ],
};

const F1: FieldRule = FieldRule {
    judge: Whole(document::format_of_2_0_0),
    explanation: Words {
        en: "CycloneDX 1.5 or newer, or SPDX 2.2.1 or newer, written in JSON or XML and valid by the schema of that version.",
        de: "CycloneDX ab 1.5 oder SPDX ab 2.2.1, als JSON oder XML und gültig nach dem Schema dieser Fassung.",
    },
    ..bsi_document::F1
};

const C6: FieldRule = FieldRule {
    title: Words { en: "associated licences", de: "zugehörige Lizenzen" },
    judge: Each(DELIVERED, license::any),
    explanation: Words {
        en: "The licences of the component as the creator of the SBOM sees them.",
        de: "Die Lizenzen der Komponente aus Sicht des Erstellers der SBOM.",
    },
    remedy: Words {
        en: "Review the licence of the component and state it as an SPDX expression.",
        de: "Die Lizenz der Komponente prüfen und als SPDX-Ausdruck angeben.",
    },
    ..bsi_component::C6
};

const A4: FieldRule = FieldRule {
    title: Words { en: "concluded licences", de: "festgestellte Lizenzen" },
    clause: "5.3.2",
    judge: Each(DELIVERED, license::concluded),
    explanation: Words {
        en: "The licences that the creator of the SBOM concluded, where they exist.",
        de: "Die Lizenzen, die der Ersteller der SBOM festgestellt hat, sofern es sie gibt.",
    },
    ..bsi_component::A4
};

const O1: FieldRule = FieldRule {
    title: Words { en: "declared licences", de: "erklärte Lizenzen" },
    clause: "5.4",
    judge: Each(DELIVERED, license::original),
    explanation: Words {
        en: "The licences that the component's creator declares.",
        de: "Die Lizenzen, die der Ersteller der Komponente erklärt.",
    },
    remedy: Words {
        en: "State the licence as an SPDX expression, or leave it out.",
        de: "Die Lizenz als SPDX-Ausdruck angeben oder weglassen.",
    },
    ..bsi_component::O1
};
