// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Tokens, which are shown nowhere.

use std::{fmt, sync::Arc};

use memchr::memmem;

/// The most bytes of a token: GitLab's job tokens in the form of a JWT have about two thousand.
const LONGEST: usize = 16 << 10;
/// The fewest: what is shorter cannot be told from ordinary text where it might be echoed.
const SHORTEST: usize = 8;

/// A secret that opens something. Neither `Debug` nor any message shows its value.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    value: Arc<str>,
    header: TokenHeader,
}

/// How a token is presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenHeader {
    /// `JOB-TOKEN`, for GitLab's job tokens.
    JobToken,
    /// `Authorization: Bearer` (RFC 6750), for access tokens.
    Bearer,
    /// `Authorization: Basic` (RFC 7617), for a name and a password, in base64.
    Basic,
}

/// A text that cannot be a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAToken;

impl Token {
    /// A token, without the white space around it that a file leaves.
    pub fn new(text: &str, header: TokenHeader) -> Result<Self, NotAToken> {
        let text = text.trim();
        let fits = (SHORTEST..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if fits { Ok(Self { value: text.into(), header }) } else { Err(NotAToken) }
    }

    /// The name and value of the header that presents it.
    pub(super) fn presented(&self) -> (&'static str, String) {
        match self.header {
            TokenHeader::JobToken => ("JOB-TOKEN", (*self.value).to_owned()),
            TokenHeader::Bearer => ("Authorization", format!("Bearer {}", self.value)),
            TokenHeader::Basic => ("Authorization", format!("Basic {}", self.value)),
        }
    }

    /// Whether a body holds it, also where JSON writes some of its characters as `\u00xx`.
    pub(super) fn is_in(&self, body: &[u8]) -> bool {
        let held = |body: &[u8]| memmem::find(body, self.value.as_bytes()).is_some();
        held(body) || (memmem::find(body, br"\u00").is_some() && held(&unescaped(body)))
    }

    /// The text with the token blotted out.
    pub(super) fn blotted_from(&self, text: &str) -> String {
        text.replace(&*self.value, "***")
    }
}

/// The body with `\u00xx` replaced by what it stands for.
fn unescaped(body: &[u8]) -> Vec<u8> {
    let (mut plain, mut rest) = (Vec::with_capacity(body.len()), body);
    while let Some(at) = memmem::find(rest, br"\u00") {
        let (before, escape) = rest.split_at(at);
        plain.extend_from_slice(before);
        let digits = escape.get(4..6).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) => plain.push(byte),
            None => plain.extend_from_slice(br"\u00"),
        }
        rest = escape.get(if byte.is_some() { 6 } else { 4 }..).unwrap_or_default();
    }
    plain.extend_from_slice(rest);
    plain
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({:?}, ***)", self.header)
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> Token {
        Token::new(" glpat-secret-value\n", TokenHeader::Bearer).unwrap()
    }

    #[test]
    fn a_token_is_never_shown() {
        assert_eq!(format!("{:?} {}", token(), token()), "Token(Bearer, ***) ***");
        assert_eq!(token().blotted_from("a glpat-secret-value b"), "a *** b");
    }

    #[test]
    fn an_echo_is_found_also_in_escapes() {
        for body in [r#""glpat-secret-value""#, r#""glpat\u002dsecr\u0065t-value""#, r#""\u00zzglpat-secret-value""#] {
            assert!(token().is_in(body.as_bytes()), "{body}");
        }
        for body in ["", "glpat-secret", r"\u00", r"\u004", r#""glpat\u002Dsecret""#] {
            assert!(!token().is_in(body.as_bytes()), "{body}");
        }
    }

    #[test]
    fn what_a_header_cannot_carry_is_no_token() {
        for text in ["", "   ", "short", "with space in it", "line\nbreak-in-it", "ümläut-token"] {
            assert_eq!(Token::new(text, TokenHeader::JobToken), Err(NotAToken), "{text:?}");
        }
    }
}
