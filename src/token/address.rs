// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Where a key on a token is: a `pkcs11:` URI (RFC 7512). A part that is not understood is an error,
//! since without it another key could be meant. No value gets into a message: it could be a PIN.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::TokenError;

const SCHEME: &str = "pkcs11:";

/// The parts that tell token and key (RFC 7512 section 2.3) and are understood.
const PATH: &[&str] = &["token", "manufacturer", "serial", "model", "slot-id", "object", "id", "type"];
/// The parts behind the question mark that are understood.
const QUERY: &[&str] = &["module-path", "pin-source", "module-name", "pin-value"];

/// Where a key on a token is. What is `None` may be anything.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Address {
    /// The library that speaks to the token.
    pub(super) module: PathBuf,
    pub(super) token: Option<String>,
    pub(super) manufacturer: Option<String>,
    pub(super) serial: Option<String>,
    pub(super) model: Option<String>,
    pub(super) slot: Option<u64>,
    /// `CKA_LABEL` of the key.
    pub(super) label: Option<String>,
    /// `CKA_ID` of the key.
    pub(super) id: Option<Vec<u8>>,
    /// The file whose first line is the PIN.
    pub(super) pin: Option<PathBuf>,
}

/// Whether the value of `--key` is meant to be a key on a token.
pub fn is_address(key: &Path) -> bool {
    without_scheme(key).is_some()
}

/// What follows the scheme, which may be in any case (RFC 3986 section 3.1).
fn without_scheme(key: &Path) -> Option<&str> {
    let text = key.to_str()?.trim();
    let scheme = text.get(..SCHEME.len())?;
    scheme.eq_ignore_ascii_case(SCHEME).then(|| text.get(SCHEME.len()..))?
}

impl Address {
    pub(super) fn read(key: &Path) -> Result<Self, TokenError> {
        let text = without_scheme(key).unwrap_or_default();
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let (mut path, mut query) = (parts(path, ';', PATH)?, parts(query, '&', QUERY)?);
        if query.contains_key("pin-value") {
            return Err(TokenError::usage(
                "a PIN in `pin-value` can be read by everybody who sees the arguments of a process; change it\n  help: name a file with `pin-source=/FILE` or `--passphrase-file`, set FREIGABE_PASSPHRASE, or type it",
            ));
        }
        if query.contains_key("module-name") {
            return Err(wrong("`module-name` leaves open which library is loaded; name it with `module-path`"));
        }
        if path.remove("type").is_some_and(|kind| kind != b"private") {
            return Err(wrong("only a key of `type=private` signs"));
        }
        let slot = text_of(&mut path, "slot-id")?.map(|slot| slot.parse().map_err(|_| wrong("`slot-id` is no number")));
        Ok(Self {
            module: absolute(&mut query, "module-path")?
                .ok_or_else(|| wrong("it names no library; add `?module-path=/…/lib….so`"))?,
            token: text_of(&mut path, "token")?,
            manufacturer: text_of(&mut path, "manufacturer")?,
            serial: text_of(&mut path, "serial")?,
            model: text_of(&mut path, "model")?,
            slot: slot.transpose()?,
            label: text_of(&mut path, "object")?,
            id: path.remove("id"),
            pin: absolute(&mut query, "pin-source")?,
        })
    }
}

type Parts = BTreeMap<&'static str, Vec<u8>>;

/// The parts of one half of the URI, by name.
fn parts(text: &str, separator: char, known: &[&'static str]) -> Result<Parts, TokenError> {
    let mut parts = Parts::new();
    for part in text.split(separator).filter(|part| !part.is_empty()) {
        let (name, value) =
            part.split_once('=').ok_or_else(|| wrong("a part of it is not of the form `name=value`"))?;
        let Some(name) = known.iter().find(|known| **known == name) else {
            return Err(wrong(&format!("one of its parts is not understood; these are: `{}`", known.join("`, `"))));
        };
        let value = decoded(value).ok_or_else(|| wrong(&format!("the percent-encoding of `{name}` is broken")))?;
        if parts.insert(name, value).is_some() {
            return Err(wrong(&format!("`{name}` stands in it twice")));
        }
    }
    Ok(parts)
}

/// Percent-encoding undone (RFC 3986 section 2.1).
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                u8::try_from(digit()?.checked_mul(16)?.checked_add(digit()?)?).ok()?
            }
            byte => byte,
        });
    }
    Some(decoded)
}

fn text_of(parts: &mut Parts, name: &str) -> Result<Option<String>, TokenError> {
    let text = parts.remove(name).map(String::from_utf8).transpose();
    text.map_err(|_| wrong(&format!("`{name}` is no text in UTF-8")))
}

/// A file by its full path, also as a `file:` URI (RFC 7512 section 2.4). Which library is loaded, and
/// which file holds a PIN, must depend neither on the folder nor on a search path.
fn absolute(parts: &mut Parts, name: &str) -> Result<Option<PathBuf>, TokenError> {
    let Some(text) = text_of(parts, name)? else { return Ok(None) };
    let path = text.strip_prefix("file:").unwrap_or(&text);
    let path = PathBuf::from(path.strip_prefix("//").unwrap_or(path));
    match path.is_absolute() {
        true => Ok(Some(path)),
        false => Err(wrong(&format!("`{name}` has to be the full path of a file"))),
    }
}

fn wrong(why: &str) -> TokenError {
    TokenError::usage(format!(
        "a `pkcs11:` URI in `--key` cannot be used: {why}\n  help: such as `pkcs11:token=TOKEN;object=KEY?module-path=/usr/lib/softhsm/libsofthsm2.so`"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Address, String> {
        assert!(is_address(Path::new(text)));
        Address::read(Path::new(text)).map_err(|error| error.to_string())
    }

    #[test]
    fn all_parts_are_read_with_their_encoding() {
        let text = "pkcs11:token=My%20token;serial=1;manufacturer=M;model=X;slot-id=7;object=k%C3%BC;id=%01%ff;type=private?module-path=/m.so&pin-source=file:///pin";
        let expected = Address {
            module: "/m.so".into(),
            token: Some("My token".to_owned()),
            manufacturer: Some("M".to_owned()),
            serial: Some("1".to_owned()),
            model: Some("X".to_owned()),
            slot: Some(7),
            label: Some("kü".to_owned()),
            id: Some(vec![1, 255]),
            pin: Some("/pin".into()),
        };
        assert_eq!(read(text), Ok(expected));
        assert!(!is_address(Path::new("release.key")));
    }

    #[test]
    fn what_cannot_be_used_is_told_and_never_repeated() {
        for (text, why) in [
            ("pkcs11:object=SECRET", "names no library"),
            ("pkcs11:object=SECRET?module-path=m.so", "full path"),
            ("pkcs11:object=a?module-path=/m.so&pin-source=|SECRET", "full path"),
            ("pkcs11:object=a?module-path=/m.so&pin-value=SECRET", "everybody"),
            (" PKCS11:object=a?module-path=/m.so&pin-value=SECRET", "everybody"),
            ("pkcs11:object=a?module-name=SECRET", "`module-path`"),
            ("pkcs11:object=SECRET;object=b?module-path=/m.so", "twice"),
            ("pkcs11:objekt=SECRET?module-path=/m.so", "not understood"),
            ("pkcs11:SECRET?module-path=/m.so", "`name=value`"),
            ("pkcs11:object=SECRET%2?module-path=/m.so", "percent-encoding"),
            ("pkcs11:object=SECRET%ff?module-path=/m.so", "UTF-8"),
            ("pkcs11:slot-id=SECRET?module-path=/m.so", "no number"),
            ("pkcs11:object=a;type=SECRET?module-path=/m.so", "private"),
        ] {
            let message = read(text).unwrap_err();
            assert!(message.contains(why) && !message.contains("SECRET"), "{text}: {message}");
        }
    }
}
