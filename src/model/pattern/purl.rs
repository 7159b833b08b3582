// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Package URLs in one plain form (purl specification, ECMA-427), and patterns over it.

use packageurl::PackageUrl;

/// Types whose namespaces and names mean the same in any letter case (purl type definitions).
const ANY_CASE: &[&str] = &[
    "alpm",
    "apk",
    "bitbucket",
    "bitnami",
    "composer",
    "deb",
    "github",
    "golang",
    "hex",
    "luarocks",
    "npm",
    "oci",
    "otp",
    "pub",
    "pypi",
    "qpkg",
    "rpm",
];

/// A package URL as `pkg:type/namespace/name@version`, with percent-encoding resolved and without
/// qualifiers and subpath; `None` where it cannot be read.
pub fn plain_purl(purl: &str) -> Option<String> {
    let rest = without_scheme(purl)?;
    let is_encoded = |after: &str| after.as_bytes().get(..2).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    if !rest.split('%').skip(1).all(is_encoded) || path.split('/').any(|part| [".", ".."].contains(&part)) {
        return None;
    }
    let purl: PackageUrl<'_> = format!("pkg:{rest}").parse().ok()?;
    let namespace = purl.namespace().map(|n| format!("{n}/")).unwrap_or_default();
    let version = purl.version().map(|v| format!("@{v}")).unwrap_or_default();
    let name = one_spelling(purl.ty(), purl.name());
    Some(format!("pkg:{}/{namespace}{name}{version}", purl.ty()))
}

/// A pattern over package URLs as one over their plain form, and whether the letter case means nothing
/// to it; `None` where it is no such pattern.
pub(super) fn plain_pattern(written: &str) -> Option<(String, bool)> {
    let rest = decoded(without_scheme(written)?);
    let (kind, rest) = rest.split_once('/')?;
    let kind = kind.to_ascii_lowercase();
    let (name, version) = rest.rfind('@').filter(|at| *at > 0).map_or((rest, ""), |at| rest.split_at(at));
    let name = one_spelling(&kind, name);
    Some((format!("pkg:{kind}/{name}{version}"), ANY_CASE.contains(&kind.as_str())))
}

/// What follows `pkg:`, in whatever letter case and with however many slashes.
fn without_scheme(purl: &str) -> Option<&str> {
    let (scheme, rest) = purl.split_once(':')?;
    scheme.eq_ignore_ascii_case("pkg").then(|| rest.trim_start_matches('/'))
}

/// PyPI takes any run of `-`, `_` and `.` for one `-` (PEP 503).
fn one_spelling(kind: &str, name: &str) -> String {
    if kind != "pypi" {
        return name.to_owned();
    }
    let mut spelt = String::with_capacity(name.len());
    for c in name.chars().map(|c| if matches!(c, '_' | '.') { '-' } else { c }) {
        if c != '-' || !spelt.ends_with('-') {
            spelt.push(c);
        }
    }
    spelt
}

/// A pattern with percent-encoding resolved; what was encoded stands for itself.
fn decoded(pattern: &str) -> String {
    let mut bytes = Vec::with_capacity(pattern.len());
    let mut rest = pattern.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if let Some((byte, after)) = encoded(rest) {
            if b"*?[]{}\\,".contains(&byte) {
                bytes.push(b'\\');
            }
            bytes.push(byte);
            rest = after;
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| pattern.to_owned())
}

/// The byte that a text begins with in percent-encoding, and what follows.
fn encoded(text: &[u8]) -> Option<(u8, &[u8])> {
    let (hex, after) = text.strip_prefix(b"%")?.split_first_chunk::<2>()?;
    let byte = u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()?;
    Some((byte, after))
}
