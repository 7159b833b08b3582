// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What is to be said of a document: what in it does not count, and what it says in vain.

pub(super) const VOID: (&str, &str) = (
    "statements count for nothing, because they say `not_affected` without a justification or an impact statement",
    "Aussagen zählen nicht, weil sie `not_affected` ohne Begründung sagen",
);
pub(super) const FUTURE: (&str, &str) = (
    "statements count for nothing, because they are dated after the time of this run",
    "Aussagen zählen nicht, weil sie nach dem Zeitpunkt dieser Prüfung datiert sind",
);
pub(super) const NAMELESS: (&str, &str) = (
    "statements are about products that are not part of this release or that are named without a package URL or digest",
    "Aussagen betreffen Produkte, die nicht zu diesem Release gehören oder ohne Package-URL und Hashwert benannt sind",
);
pub(super) const OVERFULL: (&str, &str) = (
    "vulnerabilities are spoken of so often for one package that nothing said of them there counts",
    "Schwachstellen kommen zu einem Paket so oft vor, dass nichts davon zählt",
);
pub(super) const UNMET: (&str, &str) =
    ("vulnerabilities are spoken of that no scan reports", "Schwachstellen kommen vor, die keine Prüfung meldet");
