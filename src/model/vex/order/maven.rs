// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Maven's order of versions.

use std::cmp::Ordering;

use super::Number;

/// A part of a Maven version, with whether a dot (and not a hyphen) stands in front of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::model::vex) struct Token {
    dotted: bool,
    value: Value,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    Number(Number),
    Qualifier(Box<str>),
}

/// Takes a Maven version apart.
pub(super) fn maven(text: &str) -> Option<Vec<Token>> {
    let text = text.trim().to_lowercase();
    if text.is_empty() || text.contains(char::is_whitespace) {
        return None;
    }
    let mut tokens: Vec<Token> = Vec::new();
    let mut dotted = false;
    for part in text.split_inclusive(['.', '-', '_']) {
        let pieces = pieces(part.trim_end_matches(['.', '-', '_']));
        for (index, piece) in pieces.iter().enumerate() {
            let before_digits = pieces.len() > index.saturating_add(1);
            let value = Value::new(piece, before_digits);
            // A dot in front of a word is no more than a hyphen; a change between digits and letters is a hyphen.
            let dotted = dotted && index == 0 && matches!(value, Value::Number(_));
            tokens.push(Token { dotted, value });
        }
        dotted = part.ends_with('.');
    }
    Some(trimmed(tokens))
}

/// The runs of digits and of other characters in a word; one empty piece for an empty word.
fn pieces(word: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = word;
    loop {
        let digits = rest.starts_with(|c: char| c.is_ascii_digit());
        let end = rest.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(rest.len());
        let (piece, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        pieces.push(piece);
        if after.is_empty() {
            return pieces;
        }
        rest = after;
    }
}

/// Without what counts as nothing at the end and in front of each hyphen.
fn trimmed(tokens: Vec<Token>) -> Vec<Token> {
    let mut kept: Vec<Token> = Vec::new();
    for token in tokens {
        if !token.dotted {
            while kept.last().is_some_and(|last| last.value.is_nothing()) {
                kept.pop();
            }
        }
        kept.push(token);
    }
    while kept.last().is_some_and(|last| last.value.is_nothing()) {
        kept.pop();
    }
    kept
}

impl Value {
    fn new(piece: &str, before_digits: bool) -> Self {
        if piece.is_empty() {
            return Self::Number(Number::zero());
        }
        if let Some(number) = Number::new(piece) {
            return Self::Number(number);
        }
        let word = match piece {
            "a" if before_digits => "alpha",
            "b" if before_digits => "beta",
            "m" if before_digits => "milestone",
            "cr" => "rc",
            "final" | "ga" | "release" => "",
            other => other,
        };
        Self::Qualifier(word.into())
    }

    fn is_nothing(&self) -> bool {
        match self {
            Self::Number(number) => number.length == 0,
            Self::Qualifier(word) => word.is_empty(),
        }
    }
}

/// Qualifiers known to Maven, in their order; unknown ones come after, by the alphabet.
fn rank(qualifier: &str) -> (usize, &str) {
    const KNOWN: &[&str] = &["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"];
    KNOWN.iter().position(|known| *known == qualifier).map_or((KNOWN.len(), qualifier), |rank| (rank, ""))
}

pub(super) fn compare_maven(one: &[Token], other: &[Token]) -> Ordering {
    let longest = one.len().max(other.len());
    let orders = (0..longest).map(|index| match (one.get(index), other.get(index)) {
        (Some(one), Some(other)) => one.compare(other),
        (Some(one), None) => one.compare(&one.nothing()),
        (None, Some(other)) => other.nothing().compare(other),
        (None, None) => Ordering::Equal,
    });
    orders.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

impl Token {
    /// What stands for a token that is missing.
    fn nothing(&self) -> Self {
        let value = match self.value {
            Value::Number(_) => Value::Number(Number::zero()),
            Value::Qualifier(_) => Value::Qualifier(Box::default()),
        };
        Self { dotted: self.dotted, value }
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (&self.value, &other.value) {
            (Value::Qualifier(one), Value::Qualifier(other)) => rank(one).cmp(&rank(other)),
            (Value::Qualifier(_), Value::Number(_)) => Ordering::Less,
            (Value::Number(_), Value::Qualifier(_)) => Ordering::Greater,
            (Value::Number(one), Value::Number(two)) => self.dotted.cmp(&other.dotted).then_with(|| one.cmp(two)),
        }
    }
}
