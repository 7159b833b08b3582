// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A document as it may have been before it broke, for formats to recognise: evidence that cannot be read must
//! not be taken for no evidence.

use std::collections::BTreeSet;

use super::{Encoding, Head, Markup};
use crate::{
    formats::{json, nearly::differ_in_one_bit},
    model::Document,
};

impl Head {
    /// The same for what may be damaged: names count for those from which they differ in one bit, and those of
    /// JSON that broke are looked for behind the fault, too; `None` for what is no JSON and no XML.
    pub(in crate::formats) fn damaged(&self, document: &Document, max_depth: u32) -> Option<Self> {
        if self.encoding != Encoding::Utf8 || !(self.is_json() || self.is_xml()) {
            return None;
        }
        let whole = super::text(document);
        let is_broken = self.markup == Markup::Other
            || (self.markup == Markup::Json
                && whole.as_ref().map_or(true, |text| json::top_keys(text, max_depth).1.is_some()));
        let keys = if is_broken { keys_anywhere(whole.unwrap_or(&self.text)) } else { self.keys.clone() };
        Some(Self { keys, is_damaged: true, ..self.clone() })
    }

    /// Whether it was an envelope of DSSE or a bundle of Sigstore, which are opened before anything is recognised.
    pub(in crate::formats) fn was_envelope(&self) -> bool {
        self.has_keys(&["payload", "payloadType", "signatures"])
            || self.count_keys(&["mediaType", "verificationMaterial", "dsseEnvelope", "messageSignature"]) > 2
    }

    /// Whether a name is this one, as far as it is whole.
    pub(super) fn is_name(&self, name: &str, known: &str) -> bool {
        name == known || (self.is_damaged && differ_in_one_bit(name.as_bytes(), known.as_bytes()))
    }
}

/// Most names that are kept of what broke.
const MOST_NAMES: usize = 10_000;

/// Whatever stands in a text like the key of an object, however deep.
fn keys_anywhere(text: &str) -> json::TopKeys {
    let mut keys: BTreeSet<&str> = BTreeSet::new();
    let mut before = "";
    for part in text.split('"') {
        if part.trim_start().starts_with(':') && before.len() <= json::TopKeys::MOST_BYTES && keys.len() < MOST_NAMES {
            keys.insert(before);
        }
        before = part;
    }
    let keys: Vec<String> = keys.into_iter().map(str::to_owned).collect();
    json::TopKeys { of_object: keys.clone(), of_element: keys }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of what broke were kept however long, and a hostile one may be all of a file.
    #[test]
    fn names_are_found_however_it_broke_and_are_bounded() {
        assert_eq!(keys_anywhere(r#"{"b": {"a" :!1}, "c": "d" ,, "e"#).of_object, ["a", "b", "c"]);
        let long = "x".repeat(json::TopKeys::MOST_BYTES + 1);
        assert!(keys_anywhere(&format!("{{\"{long}\": !")).of_object.is_empty());
        let many: String = (0..MOST_NAMES + 5).map(|number| format!("\"{number}\":!")).collect();
        assert_eq!(keys_anywhere(&many).of_element.len(), MOST_NAMES);
    }
}
