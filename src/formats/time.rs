// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Moments as evidence writes them.

use jiff::{civil::DateTime, tz::TimeZone};

use crate::model::{Timestamp, Words};

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

#[cfg(test)]
mod tests {
    use super::*;

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
