// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::*;
use crate::model::{Age, Disclosure, DisclosureKind, Evidence, Place, Text, Violation};

/// Somebody who finds a vulnerability can learn from the project where to report it: from a `SECURITY.md` (at the root, in `docs`, `.github` or `.gitlab`), from a `security.txt` by RFC 9116 (at the root or in `.well-known`), or from both. Whether anybody answers there is not looked at, and a signature in a `security.txt` is not verified.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SecurityContact {
    /// Whether there must be a `SECURITY.md` that names a way to report.
    #[schemars(extend("x-de" = "Ob es eine `SECURITY.md` geben muss, die einen Meldeweg nennt."))]
    security_md: bool,
    /// Whether there must be a `security.txt`. One that is there must follow RFC 9116 and not be over in any case.
    #[schemars(extend("x-de" = "Ob es eine `security.txt` geben muss. Eine vorhandene muss in jedem Fall RFC 9116 folgen und darf nicht abgelaufen sein."))]
    security_txt: bool,
    /// How long a `security.txt` must still hold; it must not be over when left out.
    #[schemars(extend("x-de" = "Wie lange eine `security.txt` noch gelten muss; ohne Angabe darf sie nur nicht abgelaufen sein."))]
    holds_for: Option<Age>,
}

impl Default for SecurityContact {
    fn default() -> Self {
        Self { security_md: true, security_txt: false, holds_for: None }
    }
}

impl Check for SecurityContact {
    const ABOUT: About = About {
        id: "security-contact",
        title: Words { en: "Vulnerabilities can be reported", de: "Schwachstellen lassen sich melden" },
        question: Words {
            en: "Does the project say where to report a vulnerability, and does a `security.txt` follow RFC 9116 and still hold?",
            de: "Sagt das Vorhaben, wo eine Schwachstelle zu melden ist, und folgt eine `security.txt` RFC 9116 und gilt noch?",
        },
        why: Words {
            en: "Who finds a vulnerability and no contact reports it late, in public, or not at all.",
            de: "Wer eine Schwachstelle findet und keinen Ansprechpartner, meldet sie spät, öffentlich oder gar nicht.",
        },
        remedy: Words {
            en: "Put a `SECURITY.md` into the root of the project that names an address of mail or a form, and renew `Expires` of the `security.txt` in time.",
            de: "Eine `SECURITY.md` ins Wurzelverzeichnis legen, die eine E-Mail-Adresse oder ein Formular nennt, und `Expires` der `security.txt` rechtzeitig erneuern.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "CON.8.A8"),
            ("bsi-tr-03183", "TR-03183-3"),
            ("eu-cra", "Annex I Part II (5)"),
            ("eu-cra", "Annex I Part II (6)"),
            ("nist-ssdf", "RV.1.3"),
            ("osps-baseline", "OSPS-VM-01.01"),
            ("osps-baseline", "OSPS-VM-02.01"),
        ],
        example: "- check: security-contact\n  with:\n    security_txt: true\n    holds_for: 30 days\n  effect: block\n",
    };
    const WAY_TO_EVIDENCE: Words = Self::ABOUT.remedy;

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let counting: Vec<_> = dossier
            .disclosures()
            .filter(|(evidence, disclosure)| {
                lies_right(dossier, evidence, disclosure.kind) && counts(evidence, &mut examination)
            })
            .collect();
        let of = |kind: DisclosureKind| counting.iter().filter(move |(_, disclosure)| disclosure.kind == kind);
        judge_policies(&of(DisclosureKind::Policy).copied().collect::<Vec<_>>(), &mut examination);
        for (evidence, disclosure) in of(DisclosureKind::SecurityTxt) {
            self.judge_file(evidence, disclosure, dossier, &mut examination);
        }
        for (is_wanted, kind) in
            [(self.security_md, DisclosureKind::Policy), (self.security_txt, DisclosureKind::SecurityTxt)]
        {
            if is_wanted && of(kind).next().is_none() {
                missing(kind, &mut examination);
            }
        }
        if counting.is_empty() && examination.gaps.is_empty() {
            let message = Text::new(
                "neither a `SECURITY.md` nor a `security.txt` was found",
                "Weder eine `SECURITY.md` noch eine `security.txt` wurde gefunden",
            );
            examination.gap("no-security-contact", message);
        }
        examination
    }
}

impl SecurityContact {
    fn judge_file(
        &self,
        evidence: &Evidence,
        disclosure: &Disclosure,
        dossier: &Dossier,
        examination: &mut Examination,
    ) {
        examination.rely_on(evidence.id);
        for mistake in &disclosure.mistakes {
            let (key, text) = (&mistake.key, &mistake.text);
            let message = match key.is_empty() {
                true => text.clone(),
                false => Text::new(format!("`{key}`: {}", text.en), format!("`{key}`: {}", text.de)),
            };
            let violation = Violation::new(format!("security-txt:{key}"), message).about(evidence.origin.path.as_ref());
            examination.violations.push(violation.seen_in(evidence.id, Place::Line(mistake.line)));
        }
        let Some(expires) = disclosure.expires else { return };
        let left = self.holds_for.map_or(expires, |age| age.before(expires));
        if left <= dossier.at {
            let message = Text::new(
                format!("`Expires` is {expires}: the file is over or about to be"),
                format!("`Expires` ist {expires}: Die Datei ist abgelaufen oder steht kurz davor"),
            );
            let violation = Violation::new("security-txt-over", message).about(evidence.origin.path.as_ref());
            examination.violations.push(violation.seen_in(evidence.id, Place::Whole));
        }
        // RFC 9116, section 2.5.5, recommends less than a year.
        const YEAR: i64 = 366 * 86_400;
        if expires.as_second().saturating_sub(dossier.at.as_second()) > YEAR {
            examination.remarks.push(Text::new(
                format!("`Expires` of `security.txt` is {expires}; RFC 9116 recommends less than a year"),
                format!("`Expires` der `security.txt` ist {expires}; RFC 9116 empfiehlt weniger als ein Jahr"),
            ));
        }
    }
}

/// Whether a document lies where forges and finders look for it.
fn lies_right(dossier: &Dossier, evidence: &Evidence, kind: DisclosureKind) -> bool {
    let path = &evidence.origin.path;
    match kind {
        DisclosureKind::Policy => dossier.lies_in(path, &["", "docs", ".github", ".gitlab"]),
        DisclosureKind::SecurityTxt => dossier.lies_in(path, &["", ".well-known", "public/.well-known"]),
    }
}

/// One of several has to name a way.
fn judge_policies(policies: &[(&Evidence, &Disclosure)], examination: &mut Examination) {
    let some_names_a_way = policies.iter().any(|(_, disclosure)| !disclosure.contacts.is_empty());
    for (evidence, _) in policies {
        examination.rely_on(evidence.id);
        if !some_names_a_way {
            let message = Text::new(
                "no way to report is named: no address of mail, no page in a line that speaks of reporting, no confidential issue",
                "Es ist kein Meldeweg genannt: keine E-Mail-Adresse, keine Seite in einer Zeile, die vom Melden spricht, kein vertrauliches Issue",
            );
            let violation = Violation::new("no-way-to-report", message).about(evidence.origin.path.as_ref());
            examination.violations.push(violation.seen_in(evidence.id, Place::Whole));
        }
    }
}

fn missing(kind: DisclosureKind, examination: &mut Examination) {
    let (name, places, places_de) = match kind {
        DisclosureKind::Policy => (
            "SECURITY.md",
            "at the root, in `docs`, `.github` or `.gitlab`",
            "im Wurzelverzeichnis, in `docs`, `.github` oder `.gitlab`",
        ),
        DisclosureKind::SecurityTxt => {
            ("security.txt", "at the root or in `.well-known`", "im Wurzelverzeichnis oder in `.well-known`")
        }
    };
    let message = Text::new(
        format!("no `{name}` was found {places}; name the root of the project among the evidence"),
        format!(
            "Es wurde keine `{name}` gefunden ({places_de}); das Wurzelverzeichnis des Vorhabens bei den Nachweisen angeben"
        ),
    );
    examination.gap(format!("missing:{name}"), message);
}
