// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Licences as several checks read them: which statement counts, what it says, and what it may mean.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use spdx::{
    Expression, LicenseReq, ParseMode,
    expression::{ExprNode, ExpressionReq, Operator},
};

use crate::model::{License, Text};

mod compatibility;
mod deprecated;
mod entry;
mod near;
mod own;

pub(super) use compatibility::{Fit, fit};
pub(super) use entry::Entry;
pub(super) use own::OwnLicense;

/// Number of unknown names for which a suggestion is looked for; each takes some time.
const SUGGESTIONS: usize = 100;

/// What a licence statement says.
#[derive(Clone, Debug)]
pub(super) enum Stated {
    /// A valid expression.
    Expression(Box<Expression>),
    /// A valid expression in a field for names, which does not claim to be one.
    Name,
    /// No valid expression, with the identifier that may be meant.
    Unknown(Option<&'static str>),
}

/// Reads licence statements, each text once.
#[derive(Debug, Default)]
pub(super) struct Reader<'a> {
    read: BTreeMap<&'a str, Stated>,
    /// What is no expression, or does not claim to be one.
    unread: BTreeMap<&'a str, Stated>,
    suggested: usize,
    /// Withdrawn identifiers that were met, with what stands in their place.
    renamed: BTreeSet<(&'static str, &'static str)>,
}

impl<'a> Reader<'a> {
    /// What `license` says.
    pub(super) fn read(&mut self, license: &'a License) -> Stated {
        if !license.is_expression() {
            return self.unknown(&license.text);
        }
        if let Some(known) = self.read.get(&*license.text) {
            return known.clone();
        }
        let stated = match understand(&license.text) {
            Some(understood) => {
                self.renamed.extend(understood.renamed);
                Stated::Expression(Box::new(understood.expression))
            }
            None => return self.unknown(&license.text),
        };
        self.read.insert(&license.text, stated.clone());
        stated
    }

    fn unknown(&mut self, text: &'a str) -> Stated {
        if let Some(known) = self.unread.get(text) {
            return known.clone();
        }
        let stated = if understand(text).is_some() {
            Stated::Name
        } else {
            let look = self.suggested < SUGGESTIONS;
            self.suggested = self.suggested.saturating_add(1);
            Stated::Unknown(if look { near::suggestion(text) } else { None })
        };
        self.unread.insert(text, stated.clone());
        stated
    }

    /// A remark on each withdrawn identifier that was met.
    pub(super) fn remarks(&self) -> impl Iterator<Item = Text> {
        self.renamed.iter().map(|(old, new)| {
            Text::new(
                format!("the licence identifier `{old}` is withdrawn and was taken for `{new}`"),
                format!("Die Lizenzkennung `{old}` ist zurückgezogen und wurde als `{new}` gelesen"),
            )
        })
    }
}

/// An expression, with the withdrawn identifiers that were replaced in it.
pub(super) struct Understood {
    pub(super) expression: Expression,
    pub(super) renamed: Vec<(&'static str, &'static str)>,
}

/// Reads an expression. Identifiers are matched in any letter case (SPDX 2.3, annex D.2), withdrawn
/// ones replaced by their successors; other spellings are not understood.
pub(super) fn understand(text: &str) -> Option<Understood> {
    let mut current = String::with_capacity(text.len());
    let mut renamed = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')')).unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(end)?;
        match replaced(word) {
            Some((old, new)) => {
                renamed.push((old, new));
                current.push_str(new);
            }
            None => current.push_str(&in_case(word)),
        }
        let next = after.chars().next().map_or(0, char::len_utf8);
        let (separator, after) = after.split_at_checked(next)?;
        current.push_str(separator);
        rest = after;
    }
    let expression = Expression::parse_mode(&current, MODE).ok()?;
    // Values of SPDX fields, which the parser takes for licences.
    let blank = |requirement: &ExpressionReq| matches!(&*requirement.req.to_string(), "NOASSERTION" | "NONE");
    if expression.requirements().any(blank) {
        return None;
    }
    Some(Understood { expression, renamed })
}

/// Identifiers without a successor stay what they are; all else is read strictly.
const MODE: ParseMode = ParseMode { allow_deprecated: true, ..ParseMode::STRICT };

fn replaced(word: &str) -> Option<(&'static str, &'static str)> {
    let id = canonical(word)?;
    Some((id, deprecated::successor(id)?))
}

/// An identifier in the letter case of the list; `+` behind it stays.
fn in_case(word: &str) -> String {
    if let Some(id) = canonical(word) {
        return id.to_owned();
    }
    match word.strip_suffix('+').and_then(canonical) {
        Some(id) => format!("{id}+"),
        None => word.to_owned(),
    }
}

/// The identifier of a licence or an exception in the letter case of the list.
fn canonical(word: &str) -> Option<&'static str> {
    static IDS: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
        let licenses = spdx::identifiers::LICENSES.iter().map(|license| license.name);
        let exceptions = spdx::identifiers::EXCEPTIONS.iter().map(|exception| exception.name);
        // `AGPL-3.0+` and its like were never listed; they are written all the same.
        let later = ["AGPL-1.0+", "AGPL-3.0+", "GFDL-1.1+", "GFDL-1.2+", "GFDL-1.3+"];
        licenses.chain(exceptions).chain(later).map(|id| (id.to_ascii_lowercase(), id)).collect()
    });
    IDS.get(&word.to_ascii_lowercase()).copied()
}

/// The identifier that a name most likely means.
pub(super) fn suggestion(name: &str) -> Option<&'static str> {
    near::suggestion(name)
}

/// How an expression stands, from how each licence in it stands: `OR` is a choice and stands as well
/// as its best side, `AND` asks for both and stands as badly as its worst.
pub(super) fn weigh<S: Copy + Ord>(expression: &Expression, mut of: impl FnMut(&LicenseReq) -> S) -> Option<S> {
    let mut stack: Vec<S> = Vec::new();
    for node in expression.iter() {
        let weight = match node {
            ExprNode::Req(requirement) => of(&requirement.req),
            ExprNode::Op(operator) => {
                let (right, left) = (stack.pop()?, stack.pop()?);
                match operator {
                    Operator::And => left.min(right),
                    Operator::Or => left.max(right),
                }
            }
        };
        stack.push(weight);
    }
    stack.pop()
}

/// The licences of an expression that stand as `wanted`, by name.
pub(super) fn named<S: PartialEq>(expression: &Expression, wanted: S, of: impl Fn(&LicenseReq) -> S) -> String {
    let all = expression.requirements().filter(|requirement| of(&requirement.req) == wanted);
    let names: BTreeSet<String> = all.map(|requirement| requirement.req.to_string()).collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(text: &str) -> Option<String> {
        let expression = understand(text)?.expression;
        let names: Vec<String> = expression.requirements().map(|requirement| requirement.req.to_string()).collect();
        Some(names.join(" / "))
    }

    #[test]
    fn withdrawn_identifiers_are_replaced_and_letter_case_does_not_matter() {
        for (text, wanted) in [
            ("GPL-2.0", "GPL-2.0-only"),
            ("GPL-2.0+", "GPL-2.0-or-later"),
            ("agpl-3.0+", "AGPL-3.0-or-later"),
            ("(mit OR GPL-2.0-with-classpath-exception)", "MIT / GPL-2.0-only WITH Classpath-exception-2.0"),
            ("GPL-2.0 WITH classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
            ("wxWindows", "LGPL-2.0-or-later WITH WxWindows-exception-3.1"),
            ("apache-1.0+", "Apache-1.0+"),
            ("LicenseRef-Own", "LicenseRef-Own"),
        ] {
            assert_eq!(rewritten(text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_no_expression_is_not_understood() {
        for text in [
            "",
            "NOASSERTION",
            "NONE",
            "MIT AND NOASSERTION",
            "Apache 2.0",
            "MIT/Apache-2.0",
            "MIT OR",
            "(MIT",
            "MIT, BSD-3-Clause",
            "ä",
        ] {
            assert!(understand(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_very_long_expression_is_weighed() {
        let text = vec!["MIT"; 20_000].join(" AND ");
        let expression = understand(&text).unwrap().expression;
        assert_eq!(weigh(&expression, |_| 1), Some(1));
        let nested = format!("{}MIT{}", "(".repeat(100_000), ")".repeat(100_000));
        assert!(understand(&nested).is_some());
        assert!(understand(&"(".repeat(100_000)).is_none());
    }
}
