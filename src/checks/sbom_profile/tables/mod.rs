// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The profiles, a table each.

use super::{
    parameter::{Profile, Version},
    predicate::{contact, document, file, graph, identity, license, reference},
    rule::{
        ALL, DELIVERED, FILE, FILES, FieldRule, IDENTIFIABLE,
        Judge::{Each, Whole},
        REFERENCED, Table, Tier,
    },
};
use crate::model::Words;

mod bsi_2_0_0;
mod bsi_component;
mod bsi_document;
mod cisa_2026;
mod cra_minimum;
mod ntia_2021;

/// BSI TR-03183-2, version 2.1.0 of 2025-08-20: the document, then the components.
const BSI_2_1_0: Table = Table {
    document: "BSI TR-03183-2 v2.1.0",
    rules: &[
        bsi_document::F1,
        bsi_document::V1,
        bsi_document::S1,
        bsi_document::S2,
        bsi_document::S3,
        bsi_component::C1,
        bsi_component::C2,
        bsi_component::C3,
        bsi_component::C4,
        bsi_component::C5,
        bsi_component::C6,
        bsi_component::C7,
        bsi_component::C8,
        bsi_component::C9,
        bsi_component::C10,
        bsi_component::A1,
        bsi_component::A2,
        bsi_component::A3,
        bsi_component::A4,
        bsi_component::O1,
        bsi_component::O2,
        bsi_component::O3,
        bsi_component::L1,
        bsi_document::D1,
        bsi_document::D2,
        bsi_document::D3,
        bsi_document::D4,
        bsi_document::G1,
    ],
};

/// Every profile, as a policy names it.
pub(super) const ALL_TABLES: &[(&str, &Table)] = &[
    ("bsi-tr-03183-2, version 2.1.0", &BSI_2_1_0),
    ("bsi-tr-03183-2, version 2.0.0", &bsi_2_0_0::TABLE),
    ("cra-minimum", &cra_minimum::TABLE),
    ("cisa-2026", &cisa_2026::TABLE),
    ("ntia-2021", &ntia_2021::TABLE),
];

/// The table of a profile. Only that of the BSI has versions.
pub(super) const fn of(profile: Profile, version: Version) -> &'static Table {
    match (profile, version) {
        (Profile::Bsi, Version::V210) => &BSI_2_1_0,
        (Profile::Bsi, Version::V200) => &bsi_2_0_0::TABLE,
        (Profile::Cra, _) => &cra_minimum::TABLE,
        (Profile::Cisa, _) => &cisa_2026::TABLE,
        (Profile::Ntia, _) => &ntia_2021::TABLE,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_rule_is_told_in_both_languages_and_named_once() {
        for (name, table) in ALL_TABLES {
            let ids: BTreeSet<&str> = table.rules.iter().map(|rule| rule.id).collect();
            assert_eq!(ids.len(), table.rules.len(), "{name}");
            for rule in table.rules {
                for words in [rule.title, rule.explanation, rule.remedy] {
                    assert!(!words.en.is_empty() && !words.de.is_empty() && words.en != words.de, "{name} {}", rule.id);
                }
                assert!(!rule.clause.is_empty());
            }
        }
    }
}
