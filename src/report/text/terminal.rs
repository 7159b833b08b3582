// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Lines on a terminal: how wide, in which colour, and folded in the log of a job.

use std::fmt::Write as _;

use super::Page;
use crate::{model::Verdict, report::words::visible};

/// Columns of a terminal.
pub(super) const WIDTH: usize = 80;

/// Most characters of one text; other reports have all of it. The log of a job has an end.
const MOST: usize = 1_000;

#[derive(Clone, Copy)]
pub(super) enum Colour {
    Red,
    Yellow,
    Green,
    Bold,
}

impl Page {
    pub(super) fn field(&mut self, name: &str, value: &str) {
        self.wrapped(&format!("  {name:<10}  "), 14, value);
    }

    pub(super) fn item(&mut self, text: &str) {
        self.wrapped("  - ", 4, text);
    }

    pub(super) fn line(&mut self, indent: usize, text: &str) {
        self.wrapped(&" ".repeat(indent), indent, text);
    }

    /// Text from evidence, made harmless, cut where it is too long to be read here, and broken at the terminal's
    /// width. Words are never broken.
    pub(super) fn wrapped(&mut self, first: &str, indent: usize, text: &str) {
        let text = cut(&visible(text), MOST);
        let mut line = first.to_owned();
        let mut empty = true;
        for word in text.split_whitespace() {
            let length = line.chars().count().saturating_add(word.chars().count());
            if !empty && length >= WIDTH {
                self.text.push_str(line.trim_end());
                self.text.push('\n');
                line = " ".repeat(indent);
            }
            line.push_str(word);
            line.push(' ');
            empty = false;
        }
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    pub(super) fn paint(&self, text: &str, colour: Colour) -> String {
        let code = match colour {
            Colour::Red => "1;31",
            Colour::Yellow => "1;33",
            Colour::Green => "1;32",
            Colour::Bold => "1",
        };
        if self.style.coloured { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// A mark of a collapsible section of GitLab's job log.
    pub(super) fn section(&mut self, edge: &str, verdict: &Verdict, rest: &str) {
        let option = if edge == "start" { "[collapsed=true]" } else { "" };
        let _ = write!(self.text, "section_{edge}:{}:freigabe_rules{option}{rest}", verdict.at.as_second());
    }
}

/// At most `room` characters, with a mark where something was cut.
pub(super) fn cut(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let kept: String = text.chars().take(room.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::Lang, report::TextStyle};

    fn page() -> Page {
        Page { text: String::new(), lang: Lang::En, style: TextStyle::default() }
    }

    /// One finding with a path of megabytes made a job's log end in the middle.
    #[test]
    fn a_text_without_end_is_cut() {
        let mut page = page();
        page.line(2, &"a/".repeat(100_000));
        assert!(page.text.chars().count() < 1_010 && page.text.ends_with("…\n"), "{}", page.text.len());
    }

    #[test]
    fn a_long_field_is_broken_like_the_rest() {
        let mut page = page();
        page.field("policy", &format!("{} ({})", "Releases of the demo ".repeat(3).trim_end(), "p".repeat(40)));
        assert!(page.text.lines().count() == 2 && page.text.lines().all(|line| line.chars().count() <= WIDTH));
        assert!(page.text.starts_with("  policy      Releases") && page.text.contains("\n              (ppp"));
    }
}
