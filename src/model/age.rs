// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A length of time, as a policy writes it.

use std::{borrow::Cow, fmt, str::FromStr};

use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// A length of time in whole seconds, more than none: `24 hours`, `7 days`, `2 weeks`. A day has 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Age(SignedDuration);

/// Why a text is no length of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAnAge;

impl fmt::Display for NotAnAge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a length of time such as `24 hours`, `7 days` or `2 weeks`")
    }
}

impl Age {
    /// A number of whole days.
    pub const fn days(days: i32) -> Self {
        Self(SignedDuration::from_hours((days as i64).saturating_mul(24)))
    }

    /// The number of days between two moments, rounded to tenths.
    pub fn days_between(start: Timestamp, end: Timestamp) -> f64 {
        let seconds = end.as_second().saturating_sub(start.as_second());
        (seconds as f64 / 8_640.0).round() / 10.0
    }

    /// The moment that lies this long before `at`; the earliest moment there is when that is too long ago.
    pub fn before(self, at: Timestamp) -> Timestamp {
        at.checked_sub(self.0).unwrap_or(Timestamp::MIN)
    }

    /// The moment that lies this long after `at`; the latest moment there is when that is too far away.
    pub fn after(self, at: Timestamp) -> Timestamp {
        at.checked_add(self.0).unwrap_or(Timestamp::MAX)
    }
}

impl FromStr for Age {
    type Err = NotAnAge;

    fn from_str(text: &str) -> Result<Self, NotAnAge> {
        let span: Span = text.parse().map_err(|_| NotAnAge)?;
        // Months and years have no fixed length, and jiff refuses them here.
        let length = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_| NotAnAge)?;
        let whole = length.as_secs() > 0 && length.subsec_nanos() == 0;
        if whole { Ok(Self(length)) } else { Err(NotAnAge) }
    }
}

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(i64, &str); 3] = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
        let seconds = self.0.as_secs();
        let unit = UNITS.into_iter().find(|(length, _)| seconds.checked_rem(*length) == Some(0));
        let (length, word) = unit.unwrap_or((1, "second"));
        let number = seconds.checked_div(length).unwrap_or(seconds);
        write!(f, "{number} {word}{}", if number == 1 { "" } else { "s" })
    }
}

impl Age {
    /// The length in German, as it follows „älter als“.
    pub fn german(self) -> String {
        let words = [("days", "Tage"), ("day", "Tag"), ("hours", "Stunden"), ("hour", "Stunde")];
        let more = [("minutes", "Minuten"), ("minute", "Minute"), ("seconds", "Sekunden"), ("second", "Sekunde")];
        let english = self.to_string();
        let found = words.into_iter().chain(more).find(|(word, _)| english.ends_with(word));
        found.map_or(english.clone(), |(word, german)| english.replace(word, german))
    }
}

impl Serialize for Age {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Age {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for Age {
    fn schema_name() -> Cow<'static, str> {
        "Age".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "age", "examples": ["24 hours", "7 days", "2 weeks"] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_people_write_them() {
        assert_eq!("7 days".parse::<Age>().unwrap(), Age::days(7));
        assert_eq!("1 week".parse::<Age>().unwrap().to_string(), "7 days");
        assert_eq!("24h".parse::<Age>().unwrap().german(), "1 Tag");
        assert_eq!("90 minutes".parse::<Age>().unwrap().german(), "90 Minuten");
    }

    #[test]
    fn what_has_no_fixed_length_is_refused() {
        for text in ["", "7", "1 month", "-1 day", "0 days", "soon"] {
            assert_eq!(text.parse::<Age>(), Err(NotAnAge), "{text}");
        }
    }
}
