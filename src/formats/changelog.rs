// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Lists of changes by version: Keep a Changelog and what is usual beside it.
//!
//! A version is a heading (`## [1.2.0] - 2026-11-25`, `## v1.2.0 (2026-11-25)`, `# Release 1.2.0`, or
//! a line underlined with `=` or `-`). Such a file is known by its name or its first heading.

use super::{Format, Head, ReadError, Reading, Source};
use crate::model::{
    Changelog as Changes, ChangelogEntry, Claim, Date, FormatVersion, Place, Statement, Text, without_v,
};

/// A list of changes by version.
pub(super) struct Changelog;

const LONGEST: usize = 16 << 20;
/// The most versions that are kept, the first in the file.
const MOST: usize = 10_000;
const NAMES: &[&str] = &["changelog", "changes", "history", "news", "releases", "release-notes", "releasenotes"];
const ENDINGS: &[&str] = &["", ".md", ".markdown", ".rst", ".txt", ".adoc"];
const HEADINGS: &[&str] =
    &["changelog", "change log", "änderungsprotokoll", "release notes", "versionshinweise", "änderungen"];
/// Words under which changes stand that are not released yet, in lower case.
const UNRELEASED: &[&str] = &["unreleased", "unveröffentlicht", "upcoming", "next"];
/// Words that may stand in front of a version, in lower case.
const WORDS: &[&str] = &["version", "release", "v"];

impl Format for Changelog {
    fn id(&self) -> &'static str {
        "changelog"
    }

    fn title(&self) -> &'static str {
        "CHANGELOG (Keep a Changelog and its like)"
    }

    fn recognises(&self, head: &Head) -> bool {
        let named = NAMES.iter().any(|name| ENDINGS.iter().any(|ending| head.is_named(&[&format!("{name}{ending}")])));
        let heading = head.heading().map(str::to_lowercase);
        head.is_plain() && (named || heading.is_some_and(|heading| HEADINGS.contains(&&*heading)))
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let text = source.text()?;
        if text.len() > LONGEST {
            let reason = Text::new(
                format!("is larger than {LONGEST} bytes, which no list of changes is"),
                format!("ist größer als {LONGEST} Bytes, was kein Änderungsprotokoll ist"),
            );
            return Err(ReadError::new(Place::Whole, reason));
        }
        Ok(Reading::Statements(vec![Statement {
            format: FormatVersion { format: self.id(), version: String::new() },
            subjects: Vec::new(),
            made_at: None,
            producer: None,
            report_id: None,
            claim: Claim::Changelog(read(text)),
            remarks: Vec::new(),
        }]))
    }
}

/// A heading with its line and depth.
struct Heading<'t> {
    line: u64,
    depth: usize,
    text: &'t str,
}

fn read(text: &str) -> Changes {
    let mut changes = Changes::default();
    let mut open = Open::Preamble;
    // The depth of the headings that name versions; deeper ones with words in front are parts of an entry.
    let mut depth = usize::MAX;
    for item in items(text) {
        match item {
            Item::Heading(heading) => match version(heading.text) {
                Some(found) if found.is_bare || heading.depth <= depth => {
                    depth = depth.min(heading.depth);
                    let entry = ChangelogEntry {
                        version: found.version.into(),
                        date: found.date,
                        line: heading.line,
                        has_text: false,
                        is_withdrawn: heading.text.to_ascii_lowercase().contains("yanked"),
                    };
                    changes.is_cut = changes.entries.len() >= MOST;
                    open = if changes.entries.len() < MOST { Open::Entry } else { Open::Preamble };
                    changes.entries.extend(Some(entry).filter(|_| matches!(open, Open::Entry)));
                }
                _ if is_unreleased(heading.text) => open = Open::Unreleased,
                // A heading within an entry says something only by what stands below it.
                _ => {}
            },
            Item::Text => match open {
                Open::Entry => changes.entries.last_mut().into_iter().for_each(|entry| entry.has_text = true),
                Open::Unreleased => changes.has_unreleased = true,
                Open::Preamble => {}
            },
        }
    }
    changes
}

/// What stands above the line that is read.
enum Open {
    Preamble,
    Unreleased,
    Entry,
}

enum Item<'t> {
    Heading(Heading<'t>),
    /// A line that says something.
    Text,
}

/// The headings and other lines of a text, without code, comments, links' targets and blank lines.
fn items(text: &str) -> impl Iterator<Item = Item<'_>> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut in_code = false;
    let mut in_comment = false;
    let mut skip = false;
    let numbered = (1..).zip(0..lines.len());
    let items = numbered.filter_map(move |(number, index)| {
        let line = *lines.get(index)?;
        if std::mem::take(&mut skip) {
            return None;
        }
        if in_comment {
            in_comment = !line.contains("-->");
            return None;
        }
        if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
            in_code = !in_code;
            return Some(Item::Text);
        }
        if in_code {
            return Some(Item::Text);
        }
        if let Some(comment) = line.trim_start().strip_prefix("<!--") {
            in_comment = !comment.contains("-->");
            return None;
        }
        let hashes = line.bytes().take_while(|byte| *byte == b'#').count();
        if (1..=6).contains(&hashes) && line.get(hashes..).is_some_and(|rest| rest.starts_with(' ')) {
            let text = line.trim_matches(['#', ' ']);
            return Some(Item::Heading(Heading { line: number, depth: hashes, text }));
        }
        let next = lines.get(index.saturating_add(1)).copied().unwrap_or_default();
        if let Some(depth) = underlined(line, next) {
            skip = true;
            return Some(Item::Heading(Heading { line: number, depth, text: line.trim() }));
        }
        let says = !line.trim().is_empty() && !line.starts_with("[");
        says.then_some(Item::Text)
    });
    items.collect::<Vec<_>>().into_iter()
}

/// The depth of a heading that is underlined.
fn underlined(line: &str, next: &str) -> Option<usize> {
    let sign = next.bytes().next().filter(|sign| matches!(sign, b'=' | b'-' | b'~'))?;
    let whole = next.len() > 2 && next.bytes().all(|byte| byte == sign);
    let is_text = !line.trim().is_empty() && !line.starts_with([' ', '-', '*', '\t']);
    (whole && is_text).then_some(if sign == b'=' { 1 } else { 2 })
}

struct Found<'t> {
    version: &'t str,
    date: Option<Date>,
    /// Whether nothing stands in front of the version.
    is_bare: bool,
}

/// The version that a heading names. What follows it may be a date, a mark or a link and is not read.
fn version(heading: &str) -> Option<Found<'_>> {
    let words =
        || heading.split(|c: char| c.is_whitespace() || "[]()<>`*,/".contains(c)).filter(|word| !word.is_empty());
    let date = words().find_map(day);
    let mut before = 0_usize;
    for word in words().filter(|word| !word.chars().all(|c| "-–—:=".contains(c))) {
        let bare = without_v(word.trim_end_matches(':'));
        if is_version(bare) && day(bare).is_none() {
            return Some(Found { version: bare, date, is_bare: before == 0 });
        }
        let may_precede = before == 0 && word.chars().all(char::is_alphanumeric);
        if !WORDS.contains(&word.to_lowercase().as_str()) && !may_precede {
            break;
        }
        before = before.saturating_add(1);
    }
    // A version may be the day of its release.
    let only = words().next().filter(|word| day(word).is_some())?;
    Some(Found { version: only, date, is_bare: true })
}

fn is_version(word: &str) -> bool {
    let numbers = word.split(['-', '+']).next().unwrap_or_default();
    let right = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let begins = numbers.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    let plain = word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-+_~".contains(&byte));
    begins && plain && numbers.contains('.') && numbers.split('.').all(right)
}

fn day(word: &str) -> Option<Date> {
    let right = word.len() == 10 && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    right.then(|| word.parse().ok()).flatten()
}

fn is_unreleased(heading: &str) -> bool {
    let heading = heading.trim_matches(['[', ']']).to_lowercase();
    let first = heading.split([']', ' ', '(']).next().unwrap_or_default();
    UNRELEASED.contains(&first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::tests::sample;

    fn versions(text: &str) -> Vec<String> {
        read(text).entries.iter().map(|entry| entry.version.to_string()).collect()
    }

    #[test]
    fn the_usual_headings_name_versions() {
        for heading in [
            "## [1.2.0] - 2026-11-25",
            "## 1.2.0",
            "## v1.2.0 (2026-11-25)",
            "## [1.2.0](https://a.internal/compare/v1.1.0...v1.2.0) (2026-11-25)",
            "# Release 1.2.0",
            "# Version 1.2.0",
            "## Aktenplan 1.2.0 – 2026-11-25",
            "### [1.2.0] [YANKED]",
            "1.2.0 / 2026-11-25\n==================",
            "v1.2.0\n---",
            "## 1.2.0:",
        ] {
            assert_eq!(versions(&format!("{heading}\n\n- x\n")), ["1.2.0"], "{heading}");
        }
        let other = ["## 2026.11.1", "## 1.0.0-rc.1+build.5", "## 2026-11-25", "## 1.2"];
        assert_eq!(versions(&other.join("\nx\n")), ["2026.11.1", "1.0.0-rc.1+build.5", "2026-11-25", "1.2"]);
    }

    #[test]
    fn what_only_mentions_a_version_names_none() {
        let text =
            "# Changelog\n## [2.0.0]\n### Upgrade from 1.9.0\n### Removed 1.8.0\n```\n## 1.7.0\n```\n- needs 1.6.0\n";
        assert_eq!(versions(text), ["2.0.0"]);
    }

    #[test]
    fn an_entry_in_a_comment_is_none() {
        let text = "# Changelog\n<!--\n## 2.0.0\n```\n- x\n-->\n<!-- ## 1.9.0 -->\n## 1.0.0\n- y\n<!--\n## 0.9.0\n";
        assert_eq!(versions(text), ["1.0.0"]);
        assert!(!read("## 1.0.0\n<!--\n- x\n-->\n").entries[0].has_text);
    }

    #[test]
    fn a_list_that_is_cut_says_so() {
        let text = |count: usize| (0..count).map(|n| format!("## 1.0.{n}\n")).collect::<String>();
        assert!(!read(&text(MOST)).is_cut);
        let cut = read(&text(MOST + 1));
        assert_eq!((cut.is_cut, cut.entries.len()), (true, MOST));
    }

    #[test]
    fn an_entry_knows_its_date_and_whether_it_says_something() {
        let changes = read(&sample("changelog"));
        let told: Vec<_> = changes.entries.iter().map(|e| (&*e.version, e.line, e.has_text, e.is_withdrawn)).collect();
        assert_eq!(told, [("1.4.0", 10, true, false), ("1.3.1", 16, true, true), ("1.3.0", 20, true, false)]);
        assert_eq!(changes.entries[0].date, day("2026-11-20"));
        assert!(changes.has_unreleased);
        assert!(!read("## [Unreleased]\n## 1.0.0\n### Added\n").has_unreleased);
        assert!(!read("## 1.0.0\n### Added\n\n[1.0.0]: https://a.internal\n").entries[0].has_text);
    }

    #[test]
    fn a_part_of_the_text_names_no_more_versions_than_the_whole() {
        let whole = sample("changelog");
        for (end, _) in whole.char_indices() {
            assert!(versions(&whole[..end]).len() <= 3, "{end}");
        }
    }

    #[test]
    fn many_versions_take_time_in_proportion() {
        let text: String = (0..200_000).map(|n| format!("## 1.{n}.0\n- x\n")).collect();
        assert_eq!(versions(&text).len(), MOST);
    }
}
