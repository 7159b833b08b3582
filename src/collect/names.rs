// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The names of the entries of an archive, and why an entry voids it.

use std::collections::BTreeSet;

use crate::model::Text;

/// The names in an archive, none of which leaves it and none of which comes twice.
#[derive(Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// The path inside the archive; `None` for a folder, which has no bytes of its own.
    pub(super) fn accept(&mut self, name: &str, (is_folder, size): (bool, u64)) -> Result<Option<String>, Text> {
        let escapes = name.starts_with('/') || name.contains(['\\', '\0']) || name.split('/').any(|part| part == "..");
        let drive = name.as_bytes().get(1) == Some(&b':');
        if escapes || drive {
            return Err(Text::new(
                format!("has an entry whose path leaves it: `{}`", name.escape_debug()),
                format!("hat einen Eintrag, dessen Pfad aus ihm herausführt: `{}`", name.escape_debug()),
            ));
        }
        let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        let inner = parts.join("/");
        if is_folder || name.ends_with('/') || inner.is_empty() {
            return if size == 0 { Ok(None) } else { Err(no_file(name)) };
        }
        if !self.0.insert(inner.clone()) {
            return Err(repeated(&inner));
        }
        Ok(Some(inner))
    }
}

pub(super) fn shorter(name: &str) -> Text {
    Text::new(
        format!("is damaged or cut off: `{name}` is shorter than it says"),
        format!("ist beschädigt oder abgeschnitten: `{name}` ist kürzer, als dort steht"),
    )
}

/// Why the archive does not count that holds bytes where none can be looked for.
pub(super) fn no_file(name: &str) -> Text {
    let name = name.escape_debug();
    Text::new(
        format!(
            "has an entry that is no file by its name or kind and holds bytes all the same: `{name}`; pack it anew"
        ),
        format!(
            "hat einen Eintrag, der nach Namen oder Art keine Datei ist und doch Bytes enthält: `{name}`; neu packen"
        ),
    )
}

pub(super) fn repeated(name: &str) -> Text {
    Text::new(
        format!("has two entries of the same name (`{name}`)"),
        format!("hat zwei Einträge desselben Namens (`{name}`)"),
    )
}
