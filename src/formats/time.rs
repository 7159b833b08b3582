// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Moments as evidence writes them.

use jiff::{civil::DateTime, tz::TimeZone};

use super::quoted;
use crate::model::{Text, Timestamp, Words};

/// What [`is_rfc_3339`] asks for.
pub(super) const RFC_3339: &Words = &Words {
    en: "a date and time as RFC 3339 writes it (such as `2026-11-01T08:00:00Z`)",
    de: "eine Zeitangabe nach RFC 3339 (etwa `2026-11-01T08:00:00Z`)",
};

/// Whether a text is a date with time and offset, as RFC 3339, section 5.6, writes it.
pub(super) fn is_rfc_3339(text: &str) -> bool {
    let zoned = text.ends_with(['Z', 'z']) || text.get(19..).is_some_and(|tail| tail.contains(['+', '-']));
    zoned && text.is_ascii() && !text.contains('[') && moment(text).is_some()
}

/// A moment with its offset.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    text.trim().parse().ok()
}

/// A moment; without an offset it is taken for UTC.
pub(super) fn moment_or_utc(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    moment(text).or_else(|| {
        let civil: DateTime = text.parse().ok()?;
        TimeZone::UTC.to_timestamp(civil).ok()
    })
}

/// A moment, or the beginning of a day in UTC.
pub(super) fn moment_or_day(text: &str) -> Option<Timestamp> {
    moment_or_utc(text).or_else(|| {
        let day: jiff::civil::Date = text.trim().parse().ok()?;
        TimeZone::UTC.to_timestamp(day.to_datetime(jiff::civil::Time::midnight())).ok()
    })
}

/// When evidence was made that consists of parts with a time each: the oldest counts. Where a part does
/// not say when it was made, or not in a way that is understood, nobody knows the oldest.
#[derive(Default)]
pub(super) struct Oldest {
    oldest: Option<Timestamp>,
    /// The first time that was not understood.
    unread: Option<String>,
    is_unstated: bool,
}

impl Oldest {
    /// A part of this time; without an offset it is taken for UTC.
    pub(super) fn add(&mut self, text: Option<&str>) {
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
            self.is_unstated = true;
            return;
        };
        match moment_or_utc(text) {
            Some(moment) => self.oldest = Some(self.oldest.map_or(moment, |oldest| oldest.min(moment))),
            None => self.unread = self.unread.take().or_else(|| Some(quoted(text.as_bytes()))),
        }
    }

    /// The time, and what is to be remarked of it.
    pub(super) fn told(&self) -> (Option<Timestamp>, Option<Text>) {
        if let Some(text) = &self.unread {
            let remark = Text::new(
                format!("a time that is not understood: {text}; the age is unknown"),
                format!("eine Zeitangabe ist nicht zu verstehen: {text}; das Alter ist unbekannt"),
            );
            return (None, Some(remark));
        }
        let (known, unknown) = if self.is_unstated { (None, self.oldest) } else { (self.oldest, None) };
        let remark = unknown.map(|_| {
            Text::new(
                "some parts do not say when they were made; the age is unknown",
                "einige Teile sagen nicht, wann sie entstanden; das Alter ist unbekannt",
            )
        });
        (known, remark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_part_counts_and_one_of_unknown_age_makes_the_age_unknown() {
        let told = |times: &[&str]| {
            let mut oldest = Oldest::default();
            times.iter().for_each(|time| oldest.add(Some(time)));
            let (time, remark) = oldest.told();
            (time.map(|time| time.to_string()), remark.is_some())
        };
        let (old, new) = ("2001-01-01T00:00:00Z", "2026-11-25T00:00:00");
        assert_eq!(told(&[new, old]), (Some(old.to_owned()), false));
        for times in [[new, "long ago"], ["long ago", new], [new, ""], ["", new]] {
            assert_eq!(told(&times), (None, true), "{times:?}");
        }
        assert_eq!((told(&[]), told(&[""])), ((None, false), (None, false)));
    }

    #[test]
    fn an_offset_is_asked_for() {
        assert!(is_rfc_3339("2020-04-13T20:20:39+00:00"));
        assert!(is_rfc_3339("2026-11-01T08:00:00.123Z"));
        for text in ["2020-04-13", "2020-04-13T20:20:39", "", "2020-13-13T20:20:39Z", "2020-04-13T20:20:39Z[UTC]"] {
            assert!(!is_rfc_3339(text), "{text}");
        }
    }

    #[test]
    fn without_an_offset_it_is_utc() {
        assert_eq!(moment_or_utc("2021-04-14T19:45:58"), moment("2021-04-14T19:45:58Z"));
        assert_eq!(moment_or_utc("yesterday"), None);
    }
}
