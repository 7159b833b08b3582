// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A rule whose evidence this version cannot read yet: always undecided, and saying so.

use serde_json::{Value, json};

use crate::{
    checks::BoundCheck,
    model::{Dossier, Examination, Text, Words},
};

/// The id that stands in place of a check's.
pub(super) const ID: &str = "awaited";

pub(super) const TITLE: Words = Words { en: "Evidence awaited", de: "Nachweis steht aus" };
pub(super) const QUESTION: Words = Words {
    en: "Is the evidence there that this version cannot read yet?",
    de: "Liegt der Nachweis vor, den diese Version noch nicht lesen kann?",
};
pub(super) const REMEDY: Words = Words {
    en: "Have the matter assessed by hand and waive this rule for a limited time, or use a version that reads the evidence.",
    de: "Den Sachverhalt von Hand prüfen und die Regel befristet ausnehmen, oder eine Version einsetzen, die den Nachweis liest.",
};

/// Evidence that is awaited.
pub(super) struct Awaited {
    /// What is awaited.
    pub what: Text,
}

impl BoundCheck for Awaited {
    fn examine(&self, _: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let message = Text::new(
            format!("this version cannot read the evidence asked for: {}", self.what.en),
            format!("Diese Version kann den verlangten Nachweis noch nicht lesen: {}", self.what.de),
        );
        examination.gap(ID, message);
        examination
    }

    fn parameters(&self) -> Value {
        json!({ "awaits": self.what.en })
    }
}
