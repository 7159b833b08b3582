// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! How licences are named (BSI TR-03183-2 v2.1.0, section 6.1).

use spdx::{Expression, ParseMode};

/// How a licence is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// By identifiers of the SPDX list, of the LicenseDB (`LicenseRef-scancode-…`), or of an entity
    /// (`LicenseRef-<entity>-…`), joined by the operators of SPDX.
    Proper,
    /// With a reference in which no entity can be made out (`LicenseRef-x`).
    Nameless,
    /// Not at all: `NOASSERTION`, `NONE`.
    Blank,
    /// Otherwise.
    Free,
}

impl Naming {
    pub(super) fn of(text: &str) -> Self {
        if matches!(text.trim(), "" | "NOASSERTION" | "NONE") {
            return Self::Blank;
        }
        // Identifiers that are deprecated are still identifiers of the list.
        let mode = ParseMode {
            allow_deprecated: true,
            allow_unknown: false,
            allow_imprecise_license_names: false,
            allow_slash_as_or_operator: false,
            allow_postfix_plus_on_gpl: true,
        };
        let Ok(expression) = Expression::parse_mode(text, mode) else { return Self::Free };
        let named = expression.requirements().all(|requirement| match &requirement.req.license {
            spdx::LicenseItem::Spdx { .. } => true,
            spdx::LicenseItem::Other(other) => names_entity(&other.lic_ref),
        });
        if named { Self::Proper } else { Self::Nameless }
    }
}

/// Whether what follows `LicenseRef-` is an entity with a name of its own for the licence.
fn names_entity(reference: &str) -> bool {
    reference.split_once('-').is_some_and(|(entity, name)| !entity.is_empty() && !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart() {
        for (text, naming) in [
            ("MIT", Naming::Proper),
            ("GPL-2.0", Naming::Proper),
            ("MIT OR (Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0)", Naming::Proper),
            ("LicenseRef-scancode-public-domain", Naming::Proper),
            ("LicenseRef-behoerde-haus", Naming::Proper),
            ("MIT AND LicenseRef-x", Naming::Nameless),
            ("NOASSERTION", Naming::Blank),
            ("The MIT License", Naming::Free),
            ("MIT, Apache-2.0", Naming::Free),
            ("GPL-2.0-only WITH my-exception", Naming::Free),
        ] {
            assert_eq!(Naming::of(text), naming, "{text}");
        }
    }
}
