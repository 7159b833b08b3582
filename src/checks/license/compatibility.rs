// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Whether a component's licence goes with that of the project that it becomes part of: a small table
//! of what the makers of the licences say themselves. What stands in no row is not known. It is help
//! and no legal advice.

use spdx::{AdditionItem, LicenseReq};

/// How a component's licence goes with the project's; the better one is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::checks) enum Fit {
    /// It does not, by this source.
    Conflicts(&'static str),
    /// The table does not say.
    Unknown,
    /// It does.
    Fits,
}

/// Whether a component under `component` can become part of a work under `project`.
pub(in crate::checks) fn fit(component: &LicenseReq, project: &LicenseReq) -> Fit {
    if component == project {
        return Fit::Fits;
    }
    if let Some(AdditionItem::Spdx(exception)) = &component.addition {
        if LINKING.contains(&exception.name) {
            return Fit::Fits;
        }
        return Fit::Unknown;
    }
    // An exception of the project adds permissions to its own part and takes none from a component.
    let (Some(component), Some(project)) = (component.license.id(), project.license.id()) else {
        return Fit::Unknown;
    };
    if component == project {
        return Fit::Fits;
    }
    let concerns = |row: &&Row| holds(row.components, component.name) && holds(row.projects, project.name);
    match ROWS.iter().find(concerns) {
        Some(Row { conflicts: true, source, .. }) => Fit::Conflicts(source),
        Some(_) => Fit::Fits,
        None => Fit::Unknown,
    }
}

fn holds(groups: &[&[&str]], id: &str) -> bool {
    groups.iter().any(|group| group.contains(&id))
}

/// Components under any of these, in projects under any of those.
struct Row {
    components: &'static [&'static [&'static str]],
    projects: &'static [&'static [&'static str]],
    conflicts: bool,
    /// Who says so, and where.
    source: &'static str,
}

const fn fits(
    components: &'static [&'static [&'static str]],
    projects: &'static [&'static [&'static str]],
    source: &'static str,
) -> Row {
    Row { components, projects, conflicts: false, source }
}

const fn conflicts(
    components: &'static [&'static [&'static str]],
    projects: &'static [&'static [&'static str]],
    source: &'static str,
) -> Row {
    Row { components, projects, conflicts: true, source }
}

/// Exceptions that let a work of any licence contain or link the component, by their own wording.
const LINKING: &[&str] = &[
    "Autoconf-exception-2.0",
    "Autoconf-exception-3.0",
    "Bison-exception-2.2",
    "Classpath-exception-2.0",
    "Font-exception-2.0",
    "GCC-exception-2.0",
    "GCC-exception-3.1",
    "LLVM-exception",
    "OpenJDK-assembly-exception-1.0",
];

const PERMISSIVE: &[&str] = &[
    "0BSD",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-2-Clause-Views",
    "BSD-3-Clause",
    "BSL-1.0",
    "BlueOak-1.0.0",
    "CC0-1.0",
    "FSFAP",
    "HPND",
    "ICU",
    "ISC",
    "Libpng",
    "MIT",
    "MIT-0",
    "NCSA",
    "PSF-2.0",
    "PostgreSQL",
    "Python-2.0",
    "SMLNJ",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "W3C",
    "WTFPL",
    "X11",
    "Zlib",
    "bzip2-1.0.6",
    "curl",
    "libpng-2.0",
    "zlib-acknowledgement",
];
const APACHE_2: &[&str] = &["Apache-2.0"];
/// With a demand of their own, such as the clause on advertising.
const DEMANDING: &[&str] = &["Apache-1.0", "Apache-1.1", "BSD-4-Clause", "OpenSSL", "PHP-3.01"];
const MPL_2: &[&str] = &["MPL-2.0"];
const MPL_2_ALONE: &[&str] = &["MPL-2.0-no-copyleft-exception"];
const EPL_1: &[&str] = &["EPL-1.0"];
const EPL_2: &[&str] = &["EPL-2.0"];
const CDDL: &[&str] = &["CDDL-1.0", "CDDL-1.1"];
const LGPL_2: &[&str] = &["LGPL-2.1-only", "LGPL-2.1-or-later"];
const LGPL_3: &[&str] = &["LGPL-3.0-only", "LGPL-3.0-or-later"];
const GPL_2_ONLY: &[&str] = &["GPL-2.0-only"];
const GPL_2_LATER: &[&str] = &["GPL-2.0-or-later"];
const GPL_3: &[&str] = &["GPL-3.0-only", "GPL-3.0-or-later"];
const GPL_3_LATER: &[&str] = &["GPL-3.0-or-later"];
const GPL_3_ONLY: &[&str] = &["GPL-3.0-only"];
const AGPL_3: &[&str] = &["AGPL-3.0-only", "AGPL-3.0-or-later"];
const AGPL_3_LATER: &[&str] = &["AGPL-3.0-or-later"];
const EUPL: &[&str] = &["EUPL-1.2"];
/// What the appendix of EUPL 1.2 lists besides the GNU licences and MPL 2.
const EUPL_OTHERS: &[&str] =
    &["CECILL-2.0", "CECILL-2.1", "EPL-1.0", "EUPL-1.1", "LiLiQ-R-1.1", "LiLiQ-Rplus-1.1", "OSL-2.1", "OSL-3.0"];
/// Licences that restrict use, and are not approved as open source.
const RESTRICTED: &[&str] = &[
    "BUSL-1.1",
    "CC-BY-NC-4.0",
    "CC-BY-NC-ND-4.0",
    "CC-BY-NC-SA-4.0",
    "CC-BY-ND-4.0",
    "Elastic-2.0",
    "PolyForm-Noncommercial-1.0.0",
    "PolyForm-Small-Business-1.0.0",
    "SSPL-1.0",
];

const FSF: &str = "FSF, Various Licenses and Comments about Them (gnu.org/licenses/license-list)";
const FSF_MATRIX: &str = "FSF, GPL FAQ, compatibility matrix (gnu.org/licenses/gpl-faq#AllCompatibility)";
const EUPL_APPENDIX: &str = "EUPL 1.2, article 5 and appendix (compatible licences)";
const MPL_SECTION: &str = "MPL 2.0, section 3.3 (larger works, secondary licenses)";
const LGPL_SECTION: &str = "LGPL 2.1, section 6, and LGPL 3, section 4 (works that use the library)";
const GPL_SECTION: &str = "GPL 2, section 2 b, and GPL 3, section 5 c (the whole work under the GPL)";
const OSI: &str = "restricts use; not approved by the OSI (opensource.org/licenses)";

/// The first row that concerns a pair counts.
const ROWS: &[Row] = &[
    fits(
        &[PERMISSIVE],
        &[
            PERMISSIVE,
            APACHE_2,
            DEMANDING,
            MPL_2,
            MPL_2_ALONE,
            EPL_1,
            EPL_2,
            CDDL,
            LGPL_2,
            LGPL_3,
            GPL_2_ONLY,
            GPL_2_LATER,
            GPL_3,
            AGPL_3,
            EUPL,
            EUPL_OTHERS,
        ],
        FSF,
    ),
    // Apache 2.0: patent clauses that GPL 2 has no room for; one way into version 3.
    conflicts(
        &[APACHE_2],
        &[GPL_2_ONLY],
        "Apache Software Foundation, GPL compatibility (apache.org/licenses/GPL-compatibility), and FSF",
    ),
    fits(
        &[APACHE_2],
        &[GPL_2_LATER, GPL_3, LGPL_3, AGPL_3],
        "Apache Software Foundation, GPL compatibility (apache.org/licenses/GPL-compatibility), and FSF",
    ),
    fits(
        &[APACHE_2],
        &[PERMISSIVE, MPL_2, EPL_2, EUPL],
        "Apache License 2.0, section 4 (any terms for the whole, notices kept)",
    ),
    conflicts(&[DEMANDING], &[GPL_2_ONLY, GPL_2_LATER, GPL_3, AGPL_3], FSF),
    fits(&[DEMANDING], &[PERMISSIVE, APACHE_2, DEMANDING], FSF),
    // File-level copyleft.
    fits(
        &[MPL_2],
        &[LGPL_2, LGPL_3, GPL_2_ONLY, GPL_2_LATER, GPL_3, AGPL_3, PERMISSIVE, APACHE_2, EPL_2, EUPL],
        MPL_SECTION,
    ),
    conflicts(&[MPL_2_ALONE, EPL_1, CDDL], &[GPL_2_ONLY, GPL_2_LATER, GPL_3, AGPL_3], FSF),
    conflicts(
        &[EPL_2],
        &[GPL_2_ONLY, GPL_2_LATER, GPL_3, AGPL_3],
        "EPL 2.0 without a secondary license, by its section 1 and exhibit A, and FSF",
    ),
    fits(
        &[MPL_2_ALONE, EPL_1, EPL_2, CDDL],
        &[PERMISSIVE, APACHE_2],
        "the licence's own terms on larger works under other licences",
    ),
    // Libraries.
    conflicts(&[LGPL_3], &[GPL_2_ONLY], FSF_MATRIX),
    fits(&[LGPL_2], &[GPL_2_ONLY, GPL_2_LATER, GPL_3, AGPL_3, LGPL_2, LGPL_3], FSF_MATRIX),
    fits(&[LGPL_3], &[GPL_2_LATER, GPL_3, AGPL_3, LGPL_3], FSF_MATRIX),
    fits(&[LGPL_2, LGPL_3], &[PERMISSIVE, APACHE_2, MPL_2, EPL_2, EUPL], LGPL_SECTION),
    // EUPL: the other way round stands in its appendix as well.
    fits(&[GPL_2_ONLY, GPL_2_LATER, GPL_3, AGPL_3, EUPL_OTHERS], &[EUPL], EUPL_APPENDIX),
    fits(&[EUPL], &[GPL_2_ONLY, GPL_2_LATER, GPL_3, AGPL_3, LGPL_2, LGPL_3, MPL_2, EUPL_OTHERS], EUPL_APPENDIX),
    conflicts(&[EUPL], &[PERMISSIVE, APACHE_2], "EUPL 1.2, article 5 (copyleft clause)"),
    // GPL.
    fits(&[GPL_2_LATER], &[GPL_2_ONLY, GPL_3, AGPL_3], FSF_MATRIX),
    conflicts(&[GPL_2_ONLY], &[GPL_3, LGPL_3, AGPL_3], FSF_MATRIX),
    fits(&[GPL_3_LATER], &[GPL_3_ONLY, AGPL_3], FSF_MATRIX),
    fits(&[GPL_3_ONLY], &[AGPL_3], FSF_MATRIX),
    fits(&[AGPL_3_LATER], &[AGPL_3], FSF_MATRIX),
    conflicts(&[GPL_3, AGPL_3], &[GPL_2_ONLY], FSF_MATRIX),
    conflicts(
        &[GPL_2_ONLY, GPL_2_LATER, GPL_3, AGPL_3],
        &[PERMISSIVE, APACHE_2, DEMANDING, MPL_2_ALONE, EPL_1, EPL_2, CDDL],
        GPL_SECTION,
    ),
    conflicts(
        &[RESTRICTED],
        &[
            PERMISSIVE,
            APACHE_2,
            DEMANDING,
            MPL_2,
            MPL_2_ALONE,
            EPL_1,
            EPL_2,
            CDDL,
            LGPL_2,
            LGPL_3,
            GPL_2_ONLY,
            GPL_2_LATER,
            GPL_3,
            AGPL_3,
            EUPL,
            EUPL_OTHERS,
        ],
        OSI,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn between(component: &str, project: &str) -> Fit {
        let requirement = |text: &str| {
            let expression = super::super::understand(text).unwrap().expression;
            expression.requirements().next().unwrap().req.clone()
        };
        fit(&requirement(component), &requirement(project))
    }

    #[test]
    fn well_known_pairs_come_out_as_known() {
        for (component, project) in [
            ("MIT", "EUPL-1.2"),
            ("Apache-2.0", "GPL-3.0-or-later"),
            ("Apache-2.0", "GPL-2.0-or-later"),
            ("MPL-2.0", "GPL-2.0-only"),
            ("GPL-3.0-only", "EUPL-1.2"),
            ("EUPL-1.2", "AGPL-3.0-only"),
            ("GPL-2.0-or-later", "GPL-3.0-only"),
            ("GPL-3.0-only", "AGPL-3.0-only"),
            ("LGPL-2.1-only", "MIT"),
            ("GPL-2.0-only WITH Classpath-exception-2.0", "Apache-2.0"),
            ("LicenseRef-Own", "LicenseRef-Own"),
        ] {
            assert_eq!(between(component, project), Fit::Fits, "{component} in {project}");
        }
        for (component, project) in [
            ("Apache-2.0", "GPL-2.0-only"),
            ("GPL-2.0-only", "GPL-3.0-only"),
            ("GPL-3.0-or-later", "GPL-2.0-only"),
            ("LGPL-3.0-only", "GPL-2.0-only"),
            ("GPL-3.0-only", "MIT"),
            ("AGPL-3.0-only", "Apache-2.0"),
            ("EPL-2.0", "GPL-3.0-only"),
            ("SSPL-1.0", "EUPL-1.2"),
            ("BSD-4-Clause", "GPL-2.0-only"),
            ("EUPL-1.2", "MIT"),
        ] {
            assert!(matches!(between(component, project), Fit::Conflicts(_)), "{component} in {project}");
        }
        for (component, project) in [
            ("LicenseRef-Own", "MIT"),
            ("GPL-2.0-only WITH Linux-syscall-note", "MIT"),
            ("CDDL-1.0", "EUPL-1.2"),
            ("AGPL-3.0-only", "GPL-3.0-only"),
            ("GPL-2.0-only", "GPL-2.0-or-later"),
        ] {
            assert_eq!(between(component, project), Fit::Unknown, "{component} in {project}");
        }
    }

    #[test]
    fn every_identifier_of_the_table_is_current() {
        for row in ROWS {
            for id in row.components.iter().chain(row.projects).flat_map(|group| *group) {
                assert!(spdx::license_id(id).is_some_and(|id| !id.is_deprecated()), "{id}");
            }
        }
        assert!(LINKING.iter().all(|id| spdx::exception_id(id).is_some_and(|id| !id.is_deprecated())));
    }
}
