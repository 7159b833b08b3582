// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a value of each kind has to be, and how that is said.

use super::{
    form,
    standard::{Kind, is_country},
    tree::{Node, Value},
};
use crate::{
    formats::{
        address::{has_host, is_mail, is_page},
        language::is_language,
        quoted,
    },
    model::Text,
};

impl Kind {
    /// What is wrong with a text that should be of this kind.
    pub(super) fn refuses(&self, text: &str, is_plain: bool, node: &Node) -> Option<Text> {
        let right = match self {
            Self::Text => true,
            Self::Sized(least, most) => (*least..=*most).contains(&text.chars().count()),
            Self::Word(words) | Self::Listed(words, _) => words.contains(&text),
            Self::Page => is_page(text),
            Self::Address => has_host(text),
            Self::Organisation => form::is_organisation(text),
            Self::Supported => form::is_supported(text),
            Self::Day => form::day(text).is_some(),
            // YAML 1.2.2, section 10.3.2; `yes` and `on` are texts.
            Self::Truth => is_plain && matches!(text.to_ascii_lowercase().as_str(), "true" | "false"),
            Self::Language => is_language(text),
            Self::Country => is_country(text) || is_country(&text.to_ascii_uppercase()) && !mixed(text),
            Self::License => form::is_license(text),
            Self::Path(endings) => form::is_path(text, endings),
            Self::Media => form::is_media(text),
            Self::Mail => is_mail(text),
            _ => false,
        };
        let wanted = self.wanted();
        (!right).then(|| expected(&wanted.en, &wanted.de, node))
    }

    /// What is wanted, in words.
    pub(super) fn wanted(&self) -> Text {
        let (en, de) = match self {
            Self::Text => ("a text", "ein Text"),
            Self::Sized(least, most) => {
                return Text::new(
                    format!("a text of {least} to {most} characters"),
                    format!("ein Text von {least} bis {most} Zeichen"),
                );
            }
            Self::Word(words) => {
                let list = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
                return Text::new(format!("one of {list}"), format!("eines von {list}"));
            }
            Self::Listed(_, named) => {
                let (en, de) = (named.en, named.de);
                return Text::new(
                    format!("a {en} of the standard's list"),
                    format!("{de} aus der Liste des Standards"),
                );
            }
            Self::Page => ("an address with `http` or `https`", "eine Adresse mit `http` oder `https`"),
            Self::Address => ("an address such as `https://…`", "eine Adresse wie `https://…`"),
            Self::Organisation => ("an address or a URN", "eine Adresse oder eine URN"),
            Self::Supported => ("a URI, or a known `alias:…`", "eine URI oder ein bekanntes `alias:…`"),
            Self::Day => ("a day as YYYY-MM-DD", "ein Tag als JJJJ-MM-TT"),
            Self::Truth => ("`true` or `false` without quotation marks", "`true` oder `false` ohne Anführungszeichen"),
            Self::Language => ("a BCP 47 language tag such as `de`", "ein Sprachkürzel nach BCP 47 wie `de`"),
            Self::Country => ("a country by two letters such as `DE`", "ein Land aus zwei Buchstaben wie `DE`"),
            Self::License => ("an SPDX expression such as `EUPL-1.2`", "ein SPDX-Ausdruck wie `EUPL-1.2`"),
            Self::Path([]) => ("a path in the repository, or an address", "ein Pfad im Repository oder eine Adresse"),
            Self::Path(endings) => {
                let list = endings.join(", ");
                return Text::new(
                    format!("a path in the repository or an address that ends in {list}"),
                    format!("ein Pfad im Repository oder eine Adresse mit der Endung {list}"),
                );
            }
            Self::Media => ("a media type such as `text/plain`", "ein Medientyp wie `text/plain`"),
            Self::Mail => ("a mail address", "eine E-Mail-Adresse"),
            Self::List(_) | Self::Filled(_) => ("a list", "eine Liste"),
            Self::OneOrMore(_) => ("a text or a list of them", "ein Text oder eine Liste davon"),
            Self::Mapping(_) | Self::ByLanguage(_) => ("a mapping of keys", "eine Zuordnung von Schlüsseln"),
        };
        Text::new(en, de)
    }
}

/// Whether a code has letters of both cases.
pub(super) fn mixed(code: &str) -> bool {
    code.bytes().any(|byte| byte.is_ascii_lowercase()) && code.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// What was wanted and what stands there.
pub(super) fn expected(en: &str, de: &str, node: &Node) -> Text {
    let (found, found_de) = match &node.value {
        Value::Scalar { text, .. } if text.chars().count() > 80 => {
            let length = text.trim().chars().count();
            (format!("a text of {length} characters"), format!("ein Text von {length} Zeichen"))
        }
        Value::Scalar { text, .. } => (quoted(text.trim().as_bytes()), quoted(text.trim().as_bytes())),
        Value::Mapping(_) => ("a mapping".to_owned(), "eine Zuordnung".to_owned()),
        Value::List(_) => ("a list".to_owned(), "eine Liste".to_owned()),
        Value::Alias => {
            ("a reference, which is not followed".to_owned(), "ein Verweis, dem nicht gefolgt wird".to_owned())
        }
        Value::Deep => ("something nested deeply".to_owned(), "etwas tief Verschachteltes".to_owned()),
    };
    Text::new(format!("wanted {en}, got {found}"), format!("verlangt ist {de}, vorhanden ist {found_de}"))
}
