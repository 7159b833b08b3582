// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What several checks say about who signed a piece of evidence, in the same words.

use crate::model::{Age, Dossier, Evidence, Place, Signer, SignerTerms, Text, Timestamp, Violation};

use super::evidence::lies_ahead;

/// Whose signatures are asked for, and how many of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    /// Who is accepted.
    pub(super) signers: &'a [SignerTerms],
    /// How many different ones at least.
    pub(super) threshold: u32,
}

impl<'a> Wanted<'a> {
    /// One of them.
    pub(super) const fn one_of(signers: &'a [SignerTerms]) -> Self {
        Self { signers, threshold: 1 }
    }

    /// Whether so many are enough. None never are.
    pub(super) fn is_met_by(&self, number: usize) -> bool {
        number as u64 >= u64::from(self.threshold.max(1))
    }

    /// Those who are accepted, for a message: `key `a`, workload `b``.
    pub(super) fn names(&self) -> Text {
        let names = self.signers.iter().map(SignerTerms::named).map(|Text { en, de }| (en, de));
        let (en, de): (Vec<String>, Vec<String>) = names.unzip();
        Text::new(en.join(", "), de.join(", "))
    }
}

/// What is wrong with the signatures on a piece of evidence; `None` where enough of those accepted signed it.
pub(super) fn unsigned(evidence: &Evidence, wanted: &Wanted<'_>, dossier: &Dossier) -> Option<Violation> {
    let accepted = evidence.trust.accepted(wanted.signers, &dossier.release);
    if wanted.is_met_by(accepted.len()) {
        return None;
    }
    let matter = match () {
        () if !accepted.is_empty() => "too-few-signers",
        () if evidence.trust.is_signed() => "wrong-signer",
        () => "unsigned",
    };
    let violation = Violation::new(matter, message(evidence, wanted, accepted.len()));
    Some(violation.about(evidence.origin.path.as_ref()).seen_in(evidence.id, Place::Whole))
}

fn message(evidence: &Evidence, wanted: &Wanted<'_>, accepted: usize) -> Text {
    let (names, threshold) = (wanted.names(), wanted.threshold.max(1));
    let got = match () {
        () if accepted > 0 => Text::new(format!("only {accepted} of them"), format!("nur {accepted} davon")),
        () if evidence.trust.is_signed() => Text::new(
            format!("one by {}", signed_by(evidence.trust.signers())),
            format!("eine von {}", signed_by(evidence.trust.signers())),
        ),
        () => Text::new("none", "keine"),
    };
    let doubts = evidence.trust.doubts();
    let why = |told: fn(&Text) -> &str| {
        let all: Vec<String> =
            doubts.iter().map(|doubt| format!("{} (`{}`)", told(&doubt.text), doubt.code.name())).collect();
        if all.is_empty() { String::new() } else { format!("; {}", all.join("; ")) }
    };
    let number = if threshold == 1 { String::new() } else { format!("{threshold} ") };
    Text::new(
        format!("wanted {number}signatures by {}, got {}{}", names.en, got.en, why(|text| &text.en)),
        format!(
            "Verlangt sind {number}Signaturen durch {}, vorhanden ist {}{}",
            names.de,
            got.de,
            why(|text| &text.de)
        ),
    )
}

/// The names of signers, for a message.
pub(super) fn signed_by(signers: &[Signer]) -> String {
    signers.iter().map(|signer| format!("`{}`", signer.name())).collect::<Vec<_>>().join(", ")
}

/// When evidence was signed, as far as that is known: what is proven goes before its own word, and of
/// several signers the one who came last counts.
pub(super) fn signed_at(evidence: &Evidence, signers: &[&Signer]) -> Option<Timestamp> {
    let proven = signers.iter().filter_map(|signer| signer.signed_at()).map(|time| time.at).max();
    proven.or(evidence.statement.made_at)
}

/// What is wrong with the age of something that was made at `made_at`.
pub(super) fn too_old(what: &str, made_at: Timestamp, max_age: Age, at: Timestamp) -> Option<Violation> {
    let message = if lies_ahead(made_at, at) {
        Text::new(
            format!("signed at {made_at}, which lies after the time of this run ({at})"),
            format!("Signiert am {made_at}, also nach dem Zeitpunkt dieser Prüfung ({at})"),
        )
    } else if made_at < max_age.before(at) {
        Text::new(
            format!("wanted a signature not older than {max_age}, got one of {made_at}"),
            format!(
                "Verlangt ist eine Signatur, die nicht älter ist als {}; diese ist vom {made_at}",
                max_age.german()
            ),
        )
    } else {
        return None;
    };
    Some(Violation::new("stale", message).about(what))
}
