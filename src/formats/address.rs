// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Addresses that people write into documents. Only their form is looked at; nobody is asked whether
//! they lead anywhere.

/// The scheme in lower case and what follows the colon (RFC 3986, section 3); `None` where the text is
/// no URI or holds characters that one cannot hold.
pub(super) fn uri(text: &str) -> Option<(String, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let mut letters = scheme.bytes();
    let begins = letters.next().is_some_and(|byte| byte.is_ascii_alphabetic());
    let right = letters.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || r#"<>"{}|\^`"#.contains(c);
    (begins && right && !rest.is_empty() && !rest.contains(forbidden)).then(|| (scheme.to_ascii_lowercase(), rest))
}

/// Whether a text is a URI with a host: `scheme://host…`.
pub(super) fn has_host(text: &str) -> bool {
    uri(text).and_then(|(_, rest)| host(rest)).is_some()
}

/// Whether a text is the address of a page on the web: `http` or `https`, with a host.
pub(super) fn is_page(text: &str) -> bool {
    uri(text).is_some_and(|(scheme, rest)| matches!(&*scheme, "http" | "https") && host(rest).is_some())
}

/// Whether a text is a URN: `urn:namespace:name` (RFC 8141, section 2).
pub(super) fn is_urn(text: &str) -> bool {
    let Some((scheme, rest)) = uri(text) else { return false };
    let Some((namespace, name)) = rest.split_once(':') else { return false };
    let right = namespace.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    scheme == "urn" && (2..=32).contains(&namespace.len()) && right && !namespace.starts_with('-') && !name.is_empty()
}

/// Whether a text is an address of electronic mail, as far as its form tells (RFC 5321, section 4.1.2).
pub(super) fn is_mail(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let plain = |c: char| c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c);
    (1..=64).contains(&local.len()) && local.chars().all(plain) && !local.starts_with('.') && is_domain(domain)
}

/// Whether an address leads to a name that is reserved for examples (RFC 2606), which people put where
/// they leave something open.
pub(super) fn is_placeholder(address: &str) -> bool {
    const NAMES: &[&str] = &["example.com", "example.net", "example.org", "example", "invalid", "test", "localhost"];
    let rest = uri(address).map_or(address, |(_, rest)| rest);
    let name = host(rest).or_else(|| rest.rsplit_once('@').map(|(_, domain)| domain)).unwrap_or_default();
    let name = name.to_ascii_lowercase();
    NAMES.iter().any(|reserved| name.strip_suffix(reserved).is_some_and(|left| left.is_empty() || left.ends_with('.')))
}

/// The host of what follows `scheme:`, without account and port.
fn host(rest: &str) -> Option<&str> {
    let authority = rest.strip_prefix("//")?.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    if host.starts_with('[') {
        return host.contains(']').then_some(host);
    }
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    is_name(host).then_some(host)
}

fn is_name(host: &str) -> bool {
    let label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    host.strip_suffix('.').unwrap_or(host).split('.').all(label)
}

fn is_domain(domain: &str) -> bool {
    // A top-level domain is not a number (RFC 3696, section 2): `tool@1.2.3` is a version.
    let is_number = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
    domain.contains('.') && is_name(domain) && !domain.rsplit('.').next().is_none_or(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_a_scheme_and_a_host() {
        for page in ["https://example.org", "http://a/b?c#d", "HTTPS://bücher.example:8443/x", "https://[::1]/"] {
            assert!(is_page(page), "{page}");
        }
        for none in ["foobar", "???", "https://", "https:/a", "ftp://a", "https://a b", "https://a..b", "//a", ":x", ""]
        {
            assert!(!is_page(none), "{none}");
        }
        assert!(has_host("ssh://git@example.org/a.git") && !has_host("git@example.org:a.git"));
    }

    #[test]
    fn a_urn_names_its_namespace() {
        assert!(is_urn("urn:x-custom:id") && is_urn("URN:isbn:1"));
        for none in ["urn:x", "urn:-x:y", "urn:a b:c", "pcm", "1", "urn::x"] {
            assert!(!is_urn(none), "{none}");
        }
    }

    #[test]
    fn reserved_names_are_placeholders() {
        for placeholder in ["a@example.com", "mailto:a@mail.example.org", "https://a.example/x", "https://localhost:80"]
        {
            assert!(is_placeholder(placeholder), "{placeholder}");
        }
        for real in ["a@notexample.com", "https://example.com.de", "mailto:a@amt.internal", "tel:+49-30-0"] {
            assert!(!is_placeholder(real), "{real}");
        }
    }

    #[test]
    fn mail_goes_to_somebody_at_a_domain() {
        assert!(is_mail("a.b+c@mail.example.org"));
        for none in ["a", "a@b", "@b.c", "a b@c.de", "a@b..c", "a@b.c d", "tool@1.2.3"] {
            assert!(!is_mail(none), "{none}");
        }
    }
}
