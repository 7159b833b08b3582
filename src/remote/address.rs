// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Addresses of servers, and what is the same server.

use std::{fmt, net::IpAddr, str::FromStr};

use hyper::Uri;

/// An absolute address without user name, password and fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    origin: Origin,
    path: String,
}

/// A server: scheme, host and port (RFC 6454). Two addresses of one origin belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    is_https: bool,
    host: String,
    port: u16,
}

/// A text that is no address that can be spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnAddress;

impl fmt::Display for NotAnAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected an address such as `https://gitlab.example`, without user name and password")
    }
}

impl FromStr for Address {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let plain = text.split('#').next().unwrap_or_default();
        let uri: Uri = plain.parse().map_err(|_| NotAnAddress)?;
        let is_https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(NotAnAddress),
        };
        let authority = uri.authority().ok_or(NotAnAddress)?;
        if authority.as_str().contains('@') || authority.host().is_empty() {
            return Err(NotAnAddress);
        }
        let port = authority.port_u16().unwrap_or(if is_https { 443 } else { 80 });
        let origin = Origin { is_https, host: authority.host().to_ascii_lowercase(), port };
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Ok(Self { origin, path })
    }
}

impl Address {
    /// The server.
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Path and query.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether what is said to it stays between the two.
    pub const fn is_https(&self) -> bool {
        self.origin.is_https
    }

    /// Whether it is this machine, by its name.
    pub fn is_loopback(&self) -> bool {
        let host = self.origin.host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// The address below this one; `path` begins with `/`.
    pub fn below(&self, path: &str) -> Self {
        let base = self.path.split('?').next().unwrap_or_default().trim_end_matches('/');
        Self { origin: self.origin.clone(), path: format!("{base}{path}") }
    }

    /// The address that a redirect from this one names. Only whole addresses and absolute paths are
    /// understood.
    pub(super) fn redirected(&self, location: &str) -> Option<Self> {
        if location.starts_with('/') && !location.starts_with("//") {
            let plain = location.split('#').next().unwrap_or_default();
            let path: Uri = plain.parse().ok()?;
            return Some(Self { origin: self.origin.clone(), path: path.path_and_query()?.as_str().to_owned() });
        }
        location.parse().ok()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.path)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, usual) = if self.is_https { ("https", 443) } else { ("http", 80) };
        write!(f, "{scheme}://{}", self.host)?;
        if self.port == usual { Ok(()) } else { write!(f, ":{}", self.port) }
    }
}

/// A text as one segment of a path or as a value of a query (RFC 3986, section 2.3).
pub fn segment(text: &str) -> String {
    let encoded = text.bytes().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    encoded.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        text.parse().unwrap()
    }

    #[test]
    fn one_origin_in_many_spellings() {
        assert_eq!(address("https://GitLab.example/a").origin(), address("https://gitlab.example:443/b?c").origin());
        for other in ["http://gitlab.example/a", "https://gitlab.example:8443/a", "https://gitlab.example.evil/a"] {
            assert_ne!(address("https://gitlab.example/a").origin(), address(other).origin(), "{other}");
        }
    }

    #[test]
    fn what_could_mislead_is_no_address() {
        for text in [
            "",
            "gitlab.example",
            "/api",
            "ftp://x/",
            "https://",
            "https://user@x/",
            "https://gitlab.example:pw@evil/",
            "file:///etc/passwd",
            "https:// x/",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }

    #[test]
    fn redirects_are_whole_addresses_or_absolute_paths() {
        let from = address("https://a/x?y");
        let to = |location: &str| from.redirected(location).map(|to| to.to_string());
        assert_eq!(to("/b?c#d").as_deref(), Some("https://a/b?c"));
        assert_eq!(to("https://b/c").as_deref(), Some("https://b/c"));
        for location in ["//b/c", "c", "", "javascript:x"] {
            assert_eq!(to(location), None, "{location}");
        }
    }

    #[test]
    fn this_machine_is_known_by_name() {
        for (text, is) in
            [("http://127.0.0.1:1/", true), ("http://[::1]/", true), ("http://localhost/", true), ("http://a/", false)]
        {
            assert_eq!(address(text).is_loopback(), is, "{text}");
        }
    }

    #[test]
    fn a_segment_stays_one() {
        assert_eq!(segment("group/project ä?&#+%"), "group%2Fproject%20%C3%A4%3F%26%23%2B%25");
    }
}
