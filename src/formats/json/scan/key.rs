// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The keys of objects: which fields they name, and that each stands only once.

use super::{Inside, NewerUse, Open, Problem, Result, Scan, TopKeys, token::plain};
use crate::formats::json::{
    Object,
    shape::{Field, is_same_name},
};

/// Up to this number of keys an object is searched one by one; beyond, a hash set takes over.
const FEW_KEYS: usize = 16;
/// Most keys that are held at a time, over all objects that are open.
const MOST_KEYS: usize = 4 << 20;

/// A field with its index in the object.
type Found = (u8, &'static Field);

impl<'a> Scan<'a> {
    /// A key of the innermost object, which begins at `start`, behind its first quotation mark; gives the
    /// field that it names.
    #[inline(always)]
    pub(super) fn key(&mut self, start: &'a [u8], object: Option<&'static Object>) -> Result<Option<Found>> {
        let Some(open) = self.open.last_mut() else { return Ok(None) };
        if let Some(object) = object
            && let Some((field, rest)) = expected(object, open.next, start)
        {
            self.rest = rest;
            open.key = start.get(..field.name.len()).unwrap_or_default();
            let index = open.next;
            open.note(index, self.guesses.next(object, index))?;
            if field.since > 0 {
                self.note_newer(field.name, field.since, NewerUse::Field);
            }
            return Ok(Some((index, field)));
        }
        let key = self.string(start)?;
        match key.verbatim() {
            Some(name) => self.note_key(name, name, object),
            None => self.note_key(key.written, &key.unescaped()?, object),
        }
    }

    /// Notes a key of the innermost object as it is written and as it reads.
    fn note_key(&mut self, key: &'a [u8], name: &[u8], object: Option<&'static Object>) -> Result<Option<Found>> {
        self.note_top_key(name);
        let Some(open) = self.open.last_mut() else { return Ok(None) };
        open.key = key;
        if let Some(object) = object
            && let Some((index, field)) = object.field(name)
        {
            self.guesses.note(object, open.last, index);
            open.note(index, self.guesses.next(object, index))?;
            self.note_newer(field.name, field.since, NewerUse::Field);
            return Ok(Some((index, field)));
        }
        open.elements = open.elements.saturating_add(1);
        self.note_other_key(key, name, object).map(|()| None)
    }

    /// Notes a key that names none.
    fn note_other_key(&mut self, key: &'a [u8], name: &[u8], object: Option<&'static Object>) -> Result<()> {
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        let again = match &mut open.many {
            Some(many) => !many.insert(plain(key)),
            None => self.keys.iter().skip(open.first_key).any(|other| *plain(other) == *name),
        };
        if again {
            return Err(Problem::DuplicateKey.into());
        }
        if open.many.is_some() {
            self.hashed = self.hashed.saturating_add(1);
        } else {
            self.keys.push(key);
            self.hash_many_keys();
        }
        if self.hashed > MOST_KEYS {
            return Err(Problem::TooManyKeys.into());
        }
        if let Some(object) = object {
            let nearly = object.nearly(name);
            if let Some(open) = self.open.last_mut() {
                open.nearly |= nearly;
            }
            self.note_other(name, object);
        }
        Ok(())
    }

    /// Moves the keys of an object with many into a hash set.
    fn hash_many_keys(&mut self) {
        let Some(open) = self.open.last_mut() else { return };
        let held = self.keys.len().saturating_sub(open.first_key);
        if held > FEW_KEYS {
            self.hashed = self.hashed.saturating_add(held);
            open.many = Some(Box::new(self.keys.drain(open.first_key..).map(plain).collect()));
        }
    }

    /// Notes a key of the outermost object, or of the first element of an outermost list, where that is asked.
    fn note_top_key(&mut self, key: &[u8]) {
        let Some(top) = self.top_keys.as_mut().filter(|_| key.len() <= TopKeys::MOST_BYTES) else { return };
        match self.open.as_slice() {
            [_] => top.of_object.push(String::from_utf8_lossy(key).into_owned()),
            [Open { shape: Inside::List(_), elements: 1, .. }, _] => {
                top.of_element.push(String::from_utf8_lossy(key).into_owned());
            }
            _ => {}
        }
    }
}

/// The field of this index, where the text begins with its name and a quotation mark; with what follows.
#[inline(always)]
fn expected<'a>(object: &'static Object, index: u8, text: &'a [u8]) -> Option<(&'static Field, &'a [u8])> {
    let field = object.fields.get(usize::from(index))?;
    let (name, behind) = text.split_at_checked(field.name.len())?;
    let rest = behind.strip_prefix(b"\"")?;
    is_same_name(field.name.as_bytes(), name).then_some((field, rest))
}

impl Open<'_> {
    /// Notes that the field of this index was met; `next` is expected behind it.
    #[inline(always)]
    fn note(&mut self, index: u8, next: u8) -> Result<()> {
        self.elements = self.elements.saturating_add(1);
        let bit = 1_u64.rotate_left(u32::from(index));
        if self.seen & bit != 0 {
            return Err(Problem::DuplicateKey.into());
        }
        self.seen |= bit;
        (self.last, self.next) = (index, next);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::json::{Object, Shape, may, must, scan::scan};

    static OBJECT: Object = Object::of(&[must("one", Shape::Any), may("two", Shape::Any), may("three", Shape::Any)]);
    static LIST: Shape = Shape::List(&Shape::Object(&OBJECT));

    /// The pointer of the fault in a list whose objects have these keys.
    fn fault(objects: &[&str]) -> Option<String> {
        let object = |keys: &&str| {
            let members: Vec<String> = keys.split_whitespace().map(|key| format!(r#""{key}": 0"#)).collect();
            format!("{{{}}}", members.join(","))
        };
        let objects: Vec<String> = objects.iter().map(object).collect();
        scan(&format!("[{}]", objects.join(",")), 10, LIST).err().map(|error| error.pointer)
    }

    #[test]
    fn keys_are_told_in_whatever_order_they_stand() {
        let usual = ["one two three", "one two three", "one x two", r"\u006fne two", "three one", "one"];
        for (last, wanted) in [
            ("two one three x y", None),
            ("one two three one", Some("/8/one")),
            ("one two two", Some("/8/two")),
            (r"one two tw\u006f", Some("/8/two")),
            ("one x x", Some("/8/x")),
            ("two three", Some("/8")),
            ("on two", Some("/8")),
            ("one tw two", None),
            ("one twos", None),
        ] {
            for first in usual {
                let mut objects = vec![first; 8];
                objects.push(last);
                assert_eq!(fault(&objects).as_deref(), wanted, "{first}, then {last}");
            }
        }
    }
}
