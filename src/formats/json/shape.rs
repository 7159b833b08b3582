// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a specification asks of a JSON document, as tables.

use crate::{
    formats::nearly::differ_in_one_bit,
    model::{Keep, Words},
};

/// What a value has to be.
#[derive(Clone, Copy, Debug)]
pub(in crate::formats) enum Shape {
    /// Anything.
    Any,
    /// A string.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// One of these words, each with the minor version of the specification that brought it.
    Dated(&'static [(&'static str, u8)]),
    /// The version of the specification that the document names: its minor version is the number
    /// behind the last point.
    Version,
    /// A string of a form: what it should be, and the test for it.
    Form(&'static Words, fn(&str) -> bool),
    /// The same, where the bytes tell whether it is of the form.
    Bytes(&'static Words, fn(&[u8]) -> bool),
    /// A string that is not empty and that no other value of this shape repeats in the document.
    Unique,
    /// `true` or `false`.
    Flag,
    /// A number.
    Number,
    /// A whole number of at least this.
    Integer(i64),
    /// A list of such values.
    List(&'static Self),
    /// A list of at least one such value.
    NonEmpty(&'static Self),
    /// An object.
    Object(&'static Object),
    /// One of several, told apart by the kind of value.
    Either(&'static [Self]),
}

impl Shape {
    /// What each element of such a list has to be.
    pub(super) const fn each(&self) -> &'static Self {
        match self {
            Self::List(each) | Self::NonEmpty(each) => each,
            _ => &Self::Any,
        }
    }
}

/// What an object has to hold. Fields that are not listed are tolerated.
#[derive(Debug)]
pub(in crate::formats) struct Object {
    /// The fields that are looked at, at most [`MOST_FIELDS`].
    pub(in crate::formats) fields: &'static [Field],
    /// What holds between them; at most [`MOST_RULES`].
    rules: &'static [Rule],
    /// The bits of the fields that each rule names: of the first, and of the others.
    ruled: [(u64, u64); MOST_RULES],
    /// Whether `null` stands for an absent field, as lax producers write it.
    pub(in crate::formats) null_is_absent: bool,
    /// All other fields that the specification knows, each with the minor version that brought it,
    /// where it allows no further ones. A field that it does not know is tolerated and noted.
    pub(in crate::formats) others: Option<&'static [(&'static str, u8)]>,
    /// The bits of the fields that have to be there, or had to be once.
    wanted: u64,
    /// How long the text of a form may be, beside a word; `None` where one has nothing to do with the other.
    pub(super) measure: Option<fn(&str, usize) -> bool>,
    /// Where among the fields one is whose name falls into a slot, counted from 1; 0 where none is,
    /// [`SEVERAL`] where there are several.
    slots: [u8; SLOTS],
}

/// Most fields that an object can have, each of which has a bit.
pub(super) const MOST_FIELDS: usize = 64;
/// Most rules that an object can have.
const MOST_RULES: usize = 2;
/// Number of slots: a power of two, and enough that few names share one.
const SLOTS: usize = 64;
/// Several fields fall into one slot.
const SEVERAL: u8 = u8::MAX;

/// The slot of a name: by its length and a few of its bytes, which tell the names of one object apart.
const fn slot(name: &[u8]) -> usize {
    let (first, last) = match name {
        [] => (0, 0),
        [only] => (*only, *only),
        [first, .., last] => (*first, *last),
    };
    let middle = match name {
        [_, _, _, middle, ..] => *middle,
        _ => 0,
    };
    let mixed = (first as usize).wrapping_mul(7) ^ (last as usize).wrapping_mul(5) ^ (middle as usize).wrapping_mul(3);
    mixed.wrapping_add(name.len().wrapping_mul(11)) % SLOTS
}

/// One field of an object.
#[derive(Clone, Copy, Debug)]
pub(in crate::formats) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) required: bool,
    /// The minor version of the specification that brought it; 0 where it was always there.
    pub(super) since: u8,
    /// The minor version from which on it may be left out; 0 where that was always so, or never is.
    pub(super) optional_since: u8,
    /// It is left out where less than this is kept.
    pub(super) keep: Keep,
}

impl Field {
    /// The same, left out where less than this is kept: scanned as strictly, and not read.
    pub(in crate::formats) const fn kept_with(self, keep: Keep) -> Self {
        Self { keep, ..self }
    }

    /// The same, brought by this minor version of the specification.
    pub(in crate::formats) const fn since(self, minor: u8) -> Self {
        Self { since: minor, ..self }
    }

    /// The same, which may be left out from this minor version of the specification on.
    pub(in crate::formats) const fn optional_since(self, minor: u8) -> Self {
        Self { optional_since: minor, ..self }
    }
}

/// What holds between the fields of an object.
#[derive(Clone, Copy, Debug)]
pub(in crate::formats) enum Rule {
    /// Exactly one of them is there.
    ExactlyOne(&'static [&'static str]),
    /// Not more than one of them is there.
    AtMostOne(&'static [&'static str]),
    /// At least one of them is there.
    AtLeastOne(&'static [&'static str]),
    /// Where the first is, the second is too.
    Needs(&'static str, &'static str),
}

/// A field that has to be there.
pub(in crate::formats) const fn must(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: true, since: 0, optional_since: 0, keep: Keep::Names }
}

/// A field that may be there.
pub(in crate::formats) const fn may(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: false, since: 0, optional_since: 0, keep: Keep::Names }
}

impl Object {
    /// An object with these fields.
    pub(in crate::formats) const fn of(fields: &'static [Field]) -> Self {
        let (wanted, slots) = (wanted(fields), slots(fields));
        Self {
            fields,
            rules: &[],
            ruled: [(0, 0); MOST_RULES],
            null_is_absent: false,
            others: None,
            wanted,
            measure: None,
            slots,
        }
    }

    /// The same, with what holds between the fields.
    pub(in crate::formats) const fn with(self, rules: &'static [Rule]) -> Self {
        let ruled = ruled(self.fields, rules);
        Self { rules, ruled, ..self }
    }

    /// The same, where `null` stands for an absent field.
    pub(in crate::formats) const fn lax(self) -> Self {
        Self { null_is_absent: true, ..self }
    }

    /// The same, where the specification knows only these fields besides.
    pub(in crate::formats) const fn closed(self, others: &'static [(&'static str, u8)]) -> Self {
        Self { others: Some(others), ..self }
    }

    /// The same, where the word of its one field of shape [`Shape::Dated`] says how many bytes the text of its
    /// one field of shape [`Shape::Form`] or [`Shape::Bytes`] may have. Both have to be required.
    pub(in crate::formats) const fn measured(self, measure: fn(&str, usize) -> bool) -> Self {
        Self { measure: Some(measure), ..self }
    }

    /// The field of this name, with its index.
    pub(super) fn field(&self, name: &[u8]) -> Option<(u8, &'static Field)> {
        let is_it = |field: &&'static Field| is_same_name(field.name.as_bytes(), name);
        let index = match self.slots.get(slot(name)).copied()? {
            SEVERAL => u8::try_from(self.fields.iter().position(|field| is_it(&field))?).ok()?,
            number => number.checked_sub(1)?,
        };
        let field = self.fields.get(usize::from(index)).filter(is_it)?;
        Some((index, field))
    }

    /// The bits of the fields whose names differ from this one in one bit.
    pub(super) fn nearly(&self, name: &[u8]) -> u64 {
        let mut bit = 1_u64;
        let near = self.fields.iter().map(|field| {
            let bits = if differ_in_one_bit(field.name.as_bytes(), name) { bit } else { 0 };
            bit = bit.rotate_left(1);
            bits
        });
        near.fold(0, |all, bits| all | bits)
    }

    /// The first field of which there is a bit.
    pub(super) fn first_of(&self, bits: u64) -> Option<&'static str> {
        self.fields.get(usize::try_from(bits.trailing_zeros()).ok()?).map(|field| field.name)
    }

    /// What the field of this name has to be.
    pub(super) fn shape_of(&self, name: &str) -> Option<Shape> {
        self.field(name.as_bytes()).map(|(_, field)| field.shape)
    }

    /// Whether every field is there that has to be, or had to be once.
    #[inline(always)]
    pub(super) const fn is_complete(&self, seen: u64) -> bool {
        self.wanted & !seen == 0
    }

    /// The first field that has to be there and was not seen.
    pub(super) fn missing(&self, seen: u64) -> Option<&'static str> {
        let mut bit = 1_u64;
        for field in self.fields {
            if field.required && seen & bit == 0 {
                return Some(field.name);
            }
            bit = bit.rotate_left(1);
        }
        None
    }

    /// The first field that an earlier version of the specification asks for and that was not seen.
    pub(super) fn missing_by_now(&self, seen: u64) -> Option<&'static Field> {
        let mut bit = 1_u64;
        self.fields.iter().find(|field| {
            let is_missing = field.optional_since > 0 && seen & bit == 0;
            bit = bit.rotate_left(1);
            is_missing
        })
    }

    /// The first rule between the fields that is broken.
    #[inline(always)]
    pub(super) fn broken(&self, seen: u64) -> Option<Rule> {
        if self.rules.is_empty() {
            return None;
        }
        self.rules
            .iter()
            .zip(self.ruled)
            .find(|(rule, (first, others))| rule.is_broken(seen & first, seen & others))
            .map(|(rule, _)| *rule)
    }
}

/// Whether two names are the same. Most are short: a call would cost more than the comparison.
#[inline(always)]
pub(super) fn is_same_name(one: &[u8], other: &[u8]) -> bool {
    match one.len() {
        length if length != other.len() => false,
        0 => true,
        length @ ..4 => {
            one.first() == other.first() && one.last() == other.last() && one.get(length / 2) == other.get(length / 2)
        }
        4..8 => one.first_chunk::<4>() == other.first_chunk() && one.last_chunk::<4>() == other.last_chunk(),
        8..=16 => one.first_chunk::<8>() == other.first_chunk() && one.last_chunk::<8>() == other.last_chunk(),
        _ => one == other,
    }
}

impl Rule {
    /// Whether it is broken, by the bits of those fields seen that it names: the first, and the others.
    const fn is_broken(self, first: u64, others: u64) -> bool {
        let all = first | others;
        let several = all & all.wrapping_sub(1) != 0;
        match self {
            Self::ExactlyOne(_) => all == 0 || several,
            Self::AtMostOne(_) => several,
            Self::AtLeastOne(_) => all == 0,
            Self::Needs(..) => first != 0 && others == 0,
        }
    }
}

#[expect(clippy::indexing_slicing, reason = "made by the compiler, which refuses more rules than there is room for")]
const fn ruled(fields: &[Field], rules: &[Rule]) -> [(u64, u64); MOST_RULES] {
    let (mut ruled, mut rest, mut number) = ([(0, 0); MOST_RULES], rules, 0);
    while let [rule, others @ ..] = rest {
        ruled[number] = match rule {
            Rule::Needs(one, other) => (bits(fields, &[one]), bits(fields, &[other])),
            Rule::ExactlyOne(names) | Rule::AtMostOne(names) | Rule::AtLeastOne(names) => (0, bits(fields, names)),
        };
        number = number.saturating_add(1);
        rest = others;
    }
    ruled
}

/// The bits of the fields of these names. One that is no field is a mistake in the table.
const fn bits(fields: &[Field], names: &[&str]) -> u64 {
    let (mut bits, mut names) = (0, names);
    while let [name, others @ ..] = names {
        let (mut rest, mut bit, before) = (fields, 1_u64, bits);
        while let [field, following @ ..] = rest {
            if is_same(field.name.as_bytes(), name.as_bytes()) {
                bits |= bit;
            }
            bit = bit.rotate_left(1);
            rest = following;
        }
        assert!(bits != before, "a rule names a field that the object does not have");
        names = others;
    }
    bits
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let (mut one, mut other) = (one, other);
    loop {
        match (one, other) {
            ([], []) => return true,
            ([a, one_rest @ ..], [b, other_rest @ ..]) if *a == *b => (one, other) = (one_rest, other_rest),
            _ => return false,
        }
    }
}

const fn wanted(fields: &[Field]) -> u64 {
    assert!(fields.len() <= MOST_FIELDS, "an object has more fields than bits");
    let (mut rest, mut bit, mut wanted) = (fields, 1_u64, 0);
    while let [field, others @ ..] = rest {
        if field.required || field.optional_since > 0 {
            wanted |= bit;
        }
        bit = bit.rotate_left(1);
        rest = others;
    }
    wanted
}

#[expect(clippy::indexing_slicing, reason = "a slot is always less than their number")]
const fn slots(fields: &[Field]) -> [u8; SLOTS] {
    let mut slots = [0; SLOTS];
    let (mut rest, mut number) = (fields, 1_u8);
    while let [field, others @ ..] = rest {
        let slot = &mut slots[slot(field.name.as_bytes())];
        *slot = if *slot == 0 { number } else { SEVERAL };
        number = number.saturating_add(1);
        rest = others;
    }
    slots
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;
    use crate::formats::json::scan::scan;

    #[test]
    fn each_rule_between_fields_is_held() {
        static ONE_WITH_NEED: Object =
            Object::of(&[may("x", Shape::Any), may("a", Shape::Any), may("b", Shape::Any), may("c", Shape::Any)])
                .with(&[Rule::ExactlyOne(&["a", "b"]), Rule::Needs("c", "b")]);
        static SOME: Object = Object::of(&[may("a", Shape::Any), may("b", Shape::Any), may("c", Shape::Any)])
            .with(&[Rule::AtMostOne(&["b", "c"]), Rule::AtLeastOne(&["a", "b"])]);
        let held = |object: &'static Object, keys: &str| {
            let members: Vec<String> = keys.chars().map(|key| format!("\"{key}\":1")).collect();
            scan(&format!("{{{}}}", members.join(",")), 10, Shape::Object(object)).is_ok()
        };
        for (keys, one_with_need, some) in [
            ("", false, false),
            ("x", false, false),
            ("a", true, true),
            ("b", true, true),
            ("ab", false, true),
            ("c", false, false),
            ("ac", false, true),
            ("bc", true, false),
            ("xbc", true, false),
        ] {
            assert_eq!((held(&ONE_WITH_NEED, keys), held(&SOME, keys)), (one_with_need, some), "{keys}");
        }
    }
}
