// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Lines for a terminal of the usual width.

use crate::report::visible;

/// Lines are not longer than this, unless a single word is.
const WIDTH: usize = 80;

/// `first`, then the words of `text` made harmless and broken into lines; all but the first are indented.
pub(super) fn wrapped(first: &str, indent: usize, text: &str) -> String {
    let (mut lines, mut line, mut is_empty) = (String::new(), first.to_owned(), true);
    for word in visible(text).split_whitespace() {
        let length = line.chars().count().saturating_add(word.chars().count());
        if !is_empty && length >= WIDTH {
            lines.push_str(&line);
            lines.push('\n');
            line = " ".repeat(indent);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    format!("{lines}{line}\n")
}
