// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Fields of tools that have no specification: absent, `null` and empty are one, and a number may
//! stand where others write a text.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// A text; empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::formats) struct Lax<'a>(Cow<'a, str>);

impl Lax<'_> {
    /// The text without blanks around it.
    pub(in crate::formats) fn as_str(&self) -> &str {
        self.0.trim()
    }

    /// The text, where there is any.
    pub(in crate::formats) fn filled(&self) -> Option<&str> {
        Some(self.as_str()).filter(|text| !text.is_empty())
    }

    /// The text as the model keeps it, where there is any.
    pub(in crate::formats) fn kept(&self) -> Option<Box<str>> {
        self.filled().map(Box::from)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Lax<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LaxVisitor)
    }
}

struct LaxVisitor;

impl<'de> Visitor<'de> for LaxVisitor {
    type Value = Lax<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a number")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Lax<'de>, E> {
        Ok(Lax(Cow::Borrowed(text)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Lax<'de>, E> {
        Ok(Lax(Cow::Owned(text.to_owned())))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Lax<'de>, E> {
        Ok(Lax(Cow::Owned(number.to_string())))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Lax<'de>, E> {
        Ok(Lax(Cow::Owned(number.to_string())))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Lax<'de>, E> {
        Ok(Lax(Cow::Owned(number.to_string())))
    }

    fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Lax<'de>, E> {
        Ok(Lax(Cow::Borrowed(if flag { "true" } else { "false" })))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Lax<'de>, E> {
        Ok(Lax::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Lax<'de>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Lax::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Lax<'de>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Lax::default())
    }
}

/// Reads a value for which `null` stands for the default.
pub(in crate::formats) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A list; empty where there is none. One value without a list around it is a list of it.
#[derive(Clone, Debug)]
pub(in crate::formats) struct List<T>(pub(in crate::formats) Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> List<T> {
    /// The elements.
    pub(in crate::formats) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    /// Whether there is none.
    pub(in crate::formats) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = List<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_unit<E: de::Error>(self) -> Result<List<T>, E> {
        Ok(List::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<List<T>, A::Error> {
        let mut all = Vec::new();
        while let Some(element) = list.next_element()? {
            all.push(element);
        }
        Ok(List(all))
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<List<T>, E> {
        let one = T::deserialize(de::value::BorrowedStrDeserializer::new(text))?;
        Ok(List(vec![one]))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<List<T>, E> {
        let one = T::deserialize(de::value::StrDeserializer::new(text))?;
        Ok(List(vec![one]))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<List<T>, A::Error> {
        let one = T::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Ok(List(vec![one]))
    }
}
