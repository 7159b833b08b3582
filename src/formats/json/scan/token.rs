// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The tokens of JSON: strings, numbers, literals and the blanks between them.

use std::borrow::Cow;

use wide::u8x16;

use super::{Inside, NewerUse, Problem, Result, Scan};
use crate::{
    formats::json::{Shape, shape::is_same_name},
    model::Words,
};

/// A string as it stands between its quotation marks.
#[derive(Clone, Copy)]
pub(in crate::formats::json) struct Raw<'a> {
    pub(super) written: &'a [u8],
    escaped: bool,
}

impl<'a> Raw<'a> {
    /// The string, where it has no escapes.
    #[inline(always)]
    pub(in crate::formats::json) fn verbatim(&self) -> Option<&'a [u8]> {
        (!self.escaped).then_some(self.written)
    }

    /// The string without escapes.
    #[inline(always)]
    pub(super) fn unescaped(&self) -> Result<Cow<'a, [u8]>> {
        if self.escaped { unescape(self.written).map(Cow::Owned) } else { Ok(Cow::Borrowed(self.written)) }
    }
}

fn unescape(written: &[u8]) -> Result<Vec<u8>> {
    let quoted = [b"\"", written, b"\""].concat();
    let text = serde_json::from_slice::<String>(&quoted).map_err(|_| Problem::BadEscape)?;
    Ok(text.into_bytes())
}

/// A string without its escapes, which are known to be right.
pub(super) fn plain(written: &[u8]) -> Cow<'_, [u8]> {
    if !written.contains(&b'\\') {
        return Cow::Borrowed(written);
    }
    unescape(written).map_or(Cow::Borrowed(written), Cow::Owned)
}

impl<'a> Scan<'a> {
    /// One value; of an object or list only its beginning.
    pub(in crate::formats::json) fn value(&mut self, shape: &'a Shape) -> Result<()> {
        // So are most.
        if let ([b'"', after @ ..], Shape::Text | Shape::Any) = (self.rest, shape) {
            return self.string(after).map(|_| ());
        }
        let (first, after, shape) = self.fitting(shape)?;
        match first {
            b'"' => self.string_of(shape, after).map(|_| ()),
            b'{' => {
                self.rest = after;
                let object = if let Shape::Object(object) = shape { Some(*object) } else { None };
                self.enter(Inside::Object(object))
            }
            b'[' => {
                self.rest = after;
                self.enter(Inside::List(shape))
            }
            b'-' | b'0'..=b'9' => self.number(shape),
            b't' => self.literal(b"true"),
            b'f' => self.literal(b"false"),
            b'n' => self.literal(b"null"),
            _ => Err(self.unexpected("a value")),
        }
    }

    /// The value that comes next, a string; `None` where it is something else.
    pub(in crate::formats::json) fn string_value(&mut self, shape: &'a Shape) -> Result<Option<Raw<'a>>> {
        let (first, after, shape) = self.fitting(shape)?;
        if first == b'"' { self.string_of(shape, after).map(Some) } else { Ok(None) }
    }

    /// The first byte of the next value, what follows it, and the shape that it is held against.
    #[inline(always)]
    fn fitting(&self, shape: &'a Shape) -> Result<(u8, &'a [u8], &'a Shape)> {
        let Some((first, after)) = self.rest.split_first() else { return Err(Problem::Truncated.into()) };
        let mut shape = shape;
        while let Shape::Either(shapes) = shape {
            let fitting = shapes.iter().find(|shape| shape.may_start_with(*first));
            shape = fitting.ok_or(Problem::Kind(*shape))?;
        }
        if shape.may_start_with(*first) {
            return Ok((*first, after, shape));
        }
        Err(if is_start(*first) { Problem::Kind(*shape).into() } else { self.unexpected("a value") })
    }

    #[inline(always)]
    fn string_of(&mut self, shape: &Shape, after: &'a [u8]) -> Result<Raw<'a>> {
        let string = self.string(after)?;
        if !matches!(shape, Shape::Text | Shape::Any) {
            self.check_string(shape, &string)?;
        }
        Ok(string)
    }

    fn check_string(&mut self, shape: &Shape, string: &Raw<'a>) -> Result<()> {
        match shape {
            Shape::Word(words) => {
                let word = string.unescaped()?;
                let known = words.iter().any(|known| is_same_name(known.as_bytes(), &word));
                if known { Ok(()) } else { Err(Problem::Word(word.into_owned(), words).into()) }
            }
            Shape::Dated(words) => {
                let word = string.unescaped()?;
                let known = words.iter().find(|(known, _)| is_same_name(known.as_bytes(), &word));
                let Some((word, since)) = known else {
                    return Err(Problem::DatedWord(word.into_owned(), words).into());
                };
                self.measured.word = word;
                self.note_newer(word, *since, NewerUse::Word);
                Ok(())
            }
            Shape::Version => {
                let text = string.unescaped()?;
                let minor = text.rsplit(|byte| *byte == b'.').next().and_then(|minor| std::str::from_utf8(minor).ok());
                self.memory.minor = minor.and_then(|minor| minor.parse().ok());
                Ok(())
            }
            Shape::Form(wanted, test) => self.form(string, wanted, |text| std::str::from_utf8(text).is_ok_and(test)),
            Shape::Bytes(wanted, test) => self.form(string, wanted, test),
            Shape::Unique => {
                let text = string.unescaped()?;
                if text.is_empty() {
                    return Err(Problem::EmptyText.into());
                }
                if self.memory.names.insert(&text) { Ok(()) } else { Err(Problem::NotUnique(text.into_owned()).into()) }
            }
            _ => Ok(()),
        }
    }

    #[inline(always)]
    fn form(&mut self, string: &Raw<'a>, wanted: &'static Words, fits: impl Fn(&[u8]) -> bool) -> Result<()> {
        let text = string.unescaped()?;
        self.measured.length = text.len();
        if fits(&text) { Ok(()) } else { Err(Problem::Form(text.into_owned(), wanted).into()) }
    }

    /// A string, which begins at `start`, behind its first quotation mark.
    #[inline(always)]
    pub(super) fn string(&mut self, start: &'a [u8]) -> Result<Raw<'a>> {
        let rest = skip_plain(start);
        if let [b'"', after @ ..] = rest {
            self.rest = after;
            let length = start.len().saturating_sub(rest.len());
            return Ok(Raw { written: start.get(..length).unwrap_or_default(), escaped: false });
        }
        self.escaped_string(start, rest)
    }

    /// The same of one that stands for itself only up to `rest`.
    #[cold]
    fn escaped_string(&mut self, start: &'a [u8], rest: &'a [u8]) -> Result<Raw<'a>> {
        self.rest = rest;
        loop {
            match self.rest {
                [b'"', after @ ..] => {
                    let length = start.len().saturating_sub(self.rest.len());
                    self.rest = after;
                    return Ok(Raw { written: start.get(..length).unwrap_or_default(), escaped: true });
                }
                [b'\\', b'u', a, b, c, d, rest @ ..] => {
                    if ![a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()) {
                        return Err(Problem::BadEscape.into());
                    }
                    self.rest = rest;
                }
                [b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', rest @ ..] => self.rest = rest,
                [] | [b'\\'] => return Err(Problem::Truncated.into()),
                [b'\\', b'u', rest @ ..] if rest.len() < 4 => return Err(Problem::Truncated.into()),
                [b'\\', ..] => return Err(Problem::BadEscape.into()),
                [control, ..] => return Err(Problem::Control(*control).into()),
            }
            self.rest = skip_plain(self.rest);
        }
    }

    fn number(&mut self, shape: &Shape) -> Result<()> {
        let start = self.rest;
        let unsigned = start.strip_prefix(b"-").unwrap_or(start);
        let (mut rest, whole) = skip_digits(unsigned);
        if whole == 0 || (whole > 1 && unsigned.starts_with(b"0")) {
            return Err(if rest.is_empty() { Problem::Truncated } else { Problem::BadNumber }.into());
        }
        let mut integer = true;
        if let [b'.', after @ ..] = rest {
            integer = false;
            rest = self.digits_after(after)?;
        }
        let mut exponent = false;
        if let [b'e' | b'E', after @ ..] = rest {
            (integer, exponent) = (false, true);
            let after = after.strip_prefix(b"+").or_else(|| after.strip_prefix(b"-")).unwrap_or(after);
            rest = self.digits_after(after)?;
        }
        let length = start.len().saturating_sub(rest.len());
        let token = std::str::from_utf8(start.get(..length).unwrap_or_default()).unwrap_or_default();
        // Up to 300 digits without an exponent are in range; most numbers need no second look.
        if (exponent || length > 300) && !token.parse::<f64>().is_ok_and(f64::is_finite) {
            return Err(Problem::NumberRange.into());
        }
        if let Shape::Integer(least) = shape
            && !(integer && token.parse::<i64>().is_ok_and(|number| number >= *least))
        {
            return Err(Problem::Kind(*shape).into());
        }
        self.rest = rest;
        Ok(())
    }

    fn digits_after(&self, rest: &'a [u8]) -> Result<&'a [u8]> {
        match skip_digits(rest) {
            ([], 0) => Err(Problem::Truncated.into()),
            (_, 0) => Err(Problem::BadNumber.into()),
            (rest, _) => Ok(rest),
        }
    }

    fn literal(&mut self, literal: &'static [u8]) -> Result<()> {
        if let Some(rest) = self.rest.strip_prefix(literal) {
            self.rest = rest;
            return Ok(());
        }
        Err(if literal.starts_with(self.rest) { Problem::Truncated.into() } else { self.unexpected("a value") })
    }

    #[inline(always)]
    pub(in crate::formats::json) fn skip_blank(&mut self) {
        self.rest = after_blanks(self.rest);
    }

    /// What stands at `rest` is not what is wanted there.
    #[cold]
    pub(super) fn unexpected_at(&mut self, rest: &'a [u8], wanted: &'static str) -> Box<Problem> {
        self.rest = rest;
        self.unexpected(wanted)
    }

    #[cold]
    pub(in crate::formats::json) fn unexpected(&self, wanted: &'static str) -> Box<Problem> {
        let problem = match self.rest.first() {
            None => Problem::Truncated,
            Some(found) => Problem::Unexpected { wanted, found: *found },
        };
        problem.into()
    }
}

impl Shape {
    #[inline(always)]
    fn may_start_with(&self, first: u8) -> bool {
        match self {
            Self::Any => true,
            Self::Text
            | Self::Word(_)
            | Self::Dated(_)
            | Self::Version
            | Self::Form(..)
            | Self::Bytes(..)
            | Self::Unique => first == b'"',
            Self::Flag => matches!(first, b't' | b'f'),
            Self::Number | Self::Integer(_) => matches!(first, b'-' | b'0'..=b'9'),
            Self::List(_) | Self::NonEmpty(_) => first == b'[',
            Self::Object(_) => first == b'{',
            Self::Either(shapes) => shapes.iter().any(|shape| shape.may_start_with(first)),
        }
    }
}

const fn is_start(first: u8) -> bool {
    matches!(first, b'"' | b'{' | b'[' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n')
}

/// What follows the blanks.
#[inline(always)]
pub(super) fn after_blanks(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\n' | b'\r' | b'\t', rest @ ..] = bytes {
        bytes = rest;
    }
    bytes
}

fn skip_digits(bytes: &[u8]) -> (&[u8], usize) {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (bytes.get(digits..).unwrap_or_default(), digits)
}

/// What follows the characters that stand for themselves: from the first quotation mark, backslash
/// or control character on. Sixteen bytes at a time.
#[inline(always)]
fn skip_plain(mut bytes: &[u8]) -> &[u8] {
    while let Some((chunk, rest)) = bytes.split_first_chunk() {
        let marks = marks(u8x16::new(*chunk));
        if marks != 0 {
            return bytes.get(marks.trailing_zeros() as usize..).unwrap_or_default();
        }
        bytes = rest;
    }
    skip_last_plain(bytes)
}

/// A bit for each byte that does not stand for itself, the lowest for the first.
#[inline(always)]
fn marks(bytes: u8x16) -> u32 {
    let (is, last_control) = (|byte: u8| bytes.simd_eq(u8x16::new([byte; 16])), u8x16::new([0x1f; 16]));
    (is(b'"') | is(b'\\') | bytes.min(last_control).simd_eq(bytes)).to_bitmask()
}

/// The same of the last few bytes of a text.
#[cold]
fn skip_last_plain(bytes: &[u8]) -> &[u8] {
    let plain = bytes.iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20)).count();
    bytes.get(plain..).unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn a_string_goes_on_to_what_does_not_stand_for_itself_wherever_that_is() {
        for byte in 0..=u8::MAX {
            for before in 0..35 {
                for plain in [b'a', b' ', 0x7f, 0xff] {
                    let text = [vec![plain; before], vec![byte], vec![plain; 35 - before], b"\"a".to_vec()].concat();
                    let wanted = if matches!(byte, b'"' | b'\\' | ..0x20) { before } else { 36 };
                    assert_eq!(skip_plain(&text), &text[wanted..], "{byte} behind {before} of {plain}");
                }
            }
        }
    }
}
