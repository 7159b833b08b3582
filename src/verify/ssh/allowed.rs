// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Files of allowed signers (ssh-keygen(1), "ALLOWED SIGNERS").

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::{
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

use crate::model::{Pattern, Timestamp};

/// A key that may sign, for whom, what for and when.
#[derive(Clone, Debug)]
pub(in super::super) struct AllowedSigner {
    /// The first principal: the one that stands for the key in reports.
    pub(super) principal: Arc<str>,
    /// The key as it is written in signatures.
    pub(super) blob: Vec<u8>,
    /// The namespaces that it may sign in; empty where the file does not restrict them.
    pub(super) namespaces: Vec<Pattern>,
    pub(super) valid_after: Option<Timestamp>,
    pub(super) valid_before: Option<Timestamp>,
}

/// Reads a file of allowed signers. A line that cannot be understood is an error: it could be the
/// one that restricts a key.
pub(in super::super) fn read(text: &str) -> Result<Vec<AllowedSigner>, String> {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let signers: Result<Vec<_>, String> =
        lines.map(|(number, line)| signer(line).map_err(|error| format!("line {number}: {error}"))).collect();
    let signers = signers?;
    if signers.is_empty() { Err("lists no allowed signer".to_owned()) } else { Ok(signers) }
}

fn signer(line: &str) -> Result<AllowedSigner, String> {
    let mut words = words(line)?.into_iter();
    let principals = words.next().ok_or("names no principal")?;
    let principal = principals.split(',').find(|name| !name.starts_with('!')).ok_or("names no principal")?;
    let mut signer = AllowedSigner {
        principal: principal.into(),
        blob: Vec::new(),
        namespaces: Vec::new(),
        valid_after: None,
        valid_before: None,
    };
    let mut word = words.next().ok_or("holds no key")?;
    if !is_kind(&word) {
        for option in split(&word, ',') {
            signer.restrict(&option)?;
        }
        word = words.next().ok_or("holds no key")?;
    }
    if !is_kind(&word) {
        return Err("the kind of the key is unknown".to_owned());
    }
    let base64 = words.next().ok_or("holds no key")?;
    signer.blob = STANDARD.decode(base64).map_err(|_| "the key is no base64".to_owned())?;
    Ok(signer)
}

fn is_kind(word: &str) -> bool {
    ["ssh-", "ecdsa-", "sk-"].iter().any(|beginning| word.starts_with(beginning)) && !word.contains('=')
}

impl AllowedSigner {
    fn restrict(&mut self, option: &str) -> Result<(), String> {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let value = value.trim_matches('"');
        match name.to_ascii_lowercase().as_str() {
            "namespaces" => {
                let patterns = value.split(',').map(Pattern::new);
                self.namespaces = patterns.collect::<Result<_, _>>().map_err(|error| format!("namespaces: {error}"))?;
            }
            "valid-after" => self.valid_after = Some(moment(value)?),
            "valid-before" => self.valid_before = Some(moment(value)?),
            "cert-authority" => return Err("`cert-authority`: certificates of SSH are not supported".to_owned()),
            other => return Err(format!("the option `{other}` is unknown")),
        }
        Ok(())
    }
}

/// `YYYYMMDD[Z]` or `YYYYMMDDHHMM[SS][Z]`. Always read as UTC, also without the `Z`: what a file of
/// trust says must not depend on the machine.
fn moment(text: &str) -> Result<Timestamp, String> {
    let wrong = || format!("`{text}` is no time; write `YYYYMMDDHHMMSSZ`");
    let digits = text.strip_suffix('Z').unwrap_or(text);
    if !matches!(digits.len(), 8 | 12 | 14) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let two = |at: usize| digits.get(at..at.saturating_add(2)).map_or(Some(0), |two| two.parse::<i8>().ok());
    let read = || {
        let year = digits.get(..4)?.parse().ok()?;
        let date = Date::new(year, two(4)?, two(6)?).ok()?;
        let time = Time::new(two(8)?, two(10)?, two(12)?, 0).ok()?;
        Some(TimeZone::UTC.to_timestamp(DateTime::from_parts(date, time)).ok()?)
    };
    read().ok_or_else(wrong)
}

/// The words of a line; white space within quotes parts none.
fn words(line: &str) -> Result<Vec<String>, String> {
    let words = split(&line.replace('\t', " "), ' ');
    if line.matches('"').count() % 2 == 1 {
        return Err("a quote is not closed".to_owned());
    }
    Ok(words.into_iter().filter(|word| !word.is_empty()).collect())
}

fn split(text: &str, separator: char) -> Vec<String> {
    let (mut parts, mut quoted) = (vec![String::new()], false);
    for character in text.chars() {
        quoted ^= character == '"';
        match parts.last_mut() {
            Some(part) if character != separator || quoted => part.push(character),
            _ => parts.push(String::new()),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_restrict_a_key() {
        let line = "a@b,*@c namespaces=\"file,git\",valid-after=\"20260101\",valid-before=20261231235959Z ssh-ed25519 AAAA x y";
        let signer = &read(line).unwrap()[0];
        assert_eq!((&*signer.principal, signer.namespaces.len()), ("a@b", 2));
        assert_eq!(signer.valid_after.unwrap().to_string(), "2026-01-01T00:00:00Z");
        assert_eq!(signer.valid_before.unwrap().to_string(), "2026-12-31T23:59:59Z");
    }

    #[test]
    fn a_line_that_is_not_understood_is_an_error() {
        for line in [
            "",
            "a@b",
            "a@b ssh-ed25519",
            "a@b cert-authority ssh-ed25519 AAAA",
            "a@b valid-after=\"soon\" ssh-ed25519 AAAA",
            "a@b color=red ssh-ed25519 AAAA",
            "a@b namespaces=\"file ssh-ed25519 AAAA",
            "a@b ssh-ed25519 !",
        ] {
            assert!(read(line).is_err(), "{line}");
        }
    }
}
