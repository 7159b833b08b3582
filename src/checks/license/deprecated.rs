// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Identifiers that the SPDX licence list has withdrawn, with what it says to write in their place.

/// The successor of an identifier that is withdrawn (SPDX licence list 3.29). `Net-SNMP` has none:
/// it named several licences at once. Bare names of GNU licences meant "this version only" (list 3.0).
pub(super) fn successor(id: &str) -> Option<&'static str> {
    TABLE.iter().find(|(old, _)| *old == id).map(|(_, new)| *new)
}

const TABLE: &[(&str, &str)] = &[
    ("AGPL-1.0", "AGPL-1.0-only"),
    ("AGPL-1.0+", "AGPL-1.0-or-later"),
    ("AGPL-3.0", "AGPL-3.0-only"),
    ("AGPL-3.0+", "AGPL-3.0-or-later"),
    ("BSD-2-Clause-FreeBSD", "BSD-2-Clause-Views"),
    ("BSD-2-Clause-NetBSD", "BSD-2-Clause"),
    ("GFDL-1.1", "GFDL-1.1-only"),
    ("GFDL-1.1+", "GFDL-1.1-or-later"),
    ("GFDL-1.2", "GFDL-1.2-only"),
    ("GFDL-1.2+", "GFDL-1.2-or-later"),
    ("GFDL-1.3", "GFDL-1.3-only"),
    ("GFDL-1.3+", "GFDL-1.3-or-later"),
    ("GPL-1.0", "GPL-1.0-only"),
    ("GPL-1.0+", "GPL-1.0-or-later"),
    ("GPL-2.0", "GPL-2.0-only"),
    ("GPL-2.0+", "GPL-2.0-or-later"),
    ("GPL-2.0-with-GCC-exception", "GPL-2.0-only WITH GCC-exception-2.0"),
    ("GPL-2.0-with-autoconf-exception", "GPL-2.0-only WITH Autoconf-exception-2.0"),
    ("GPL-2.0-with-bison-exception", "GPL-2.0-only WITH Bison-exception-2.2"),
    ("GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0"),
    ("GPL-2.0-with-font-exception", "GPL-2.0-only WITH Font-exception-2.0"),
    ("GPL-3.0", "GPL-3.0-only"),
    ("GPL-3.0+", "GPL-3.0-or-later"),
    ("GPL-3.0-with-GCC-exception", "GPL-3.0-only WITH GCC-exception-3.1"),
    ("GPL-3.0-with-autoconf-exception", "GPL-3.0-only WITH Autoconf-exception-3.0"),
    ("LGPL-2.0", "LGPL-2.0-only"),
    ("LGPL-2.0+", "LGPL-2.0-or-later"),
    ("LGPL-2.1", "LGPL-2.1-only"),
    ("LGPL-2.1+", "LGPL-2.1-or-later"),
    ("LGPL-3.0", "LGPL-3.0-only"),
    ("LGPL-3.0+", "LGPL-3.0-or-later"),
    ("Nokia-Qt-exception-1.1", "Qt-LGPL-exception-1.1"),
    ("Nunit", "zlib-acknowledgement"),
    ("StandardML-NJ", "SMLNJ"),
    ("bzip2-1.0.5", "bzip2-1.0.6"),
    ("eCos-2.0", "GPL-2.0-or-later WITH eCos-exception-2.0"),
    ("wxWindows", "LGPL-2.0-or-later WITH WxWindows-exception-3.1"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_withdrawn_identifier_has_a_successor_that_is_not_withdrawn() {
        for license in spdx::identifiers::LICENSES {
            let withdrawn = spdx::license_id(license.name).is_some_and(|id| id.is_deprecated());
            let known = successor(license.name).is_some();
            assert_eq!(withdrawn, known || license.name == "Net-SNMP", "{}", license.name);
        }
        for (old, new) in TABLE {
            let mode = spdx::ParseMode { allow_deprecated: false, ..spdx::ParseMode::STRICT };
            // A successor of an exception stands behind `WITH`.
            let whole =
                if new.contains("exception-1.1") { format!("LGPL-2.1-only WITH {new}") } else { (*new).to_owned() };
            assert!(spdx::Expression::parse_mode(&whole, mode).is_ok(), "{old}: {new}");
        }
    }
}
