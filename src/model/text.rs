// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Text that a person reads, in the two languages of the project.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The language of a report for people. Machine-readable fields are English in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// German, as an administration writes it.
    De,
}

/// One statement in German and English.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The English wording; also what machine-readable reports carry.
    pub en: String,
    /// The German wording.
    pub de: String,
}

impl Text {
    /// Pairs an English wording with its German one.
    pub fn new(en: impl Into<String>, de: impl Into<String>) -> Self {
        Self { en: en.into(), de: de.into() }
    }

    /// A text that is the same in both languages, such as an identifier or a quotation.
    pub fn same(text: impl Into<String>) -> Self {
        let en = text.into();
        Self { de: en.clone(), en }
    }

    /// The wording in `lang`.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::De => &self.de,
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

/// A text that is known when the program is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// The English wording.
    pub en: &'static str,
    /// The German wording.
    pub de: &'static str,
}

impl From<Words> for Text {
    fn from(words: Words) -> Self {
        Self::new(words.en, words.de)
    }
}
