// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! How an image in a registry is named: as for skopeo, `docker://REGISTRY/NAME` with `:TAG`,
//! `@sha256:HEX` or both; `oci://`, as for Helm and ORAS, means the same.

use crate::{collect::layout::is_hex, model::naming::without_scheme, remote::Address};

/// The tag that is meant where none is named, as everywhere.
const USUAL_TAG: &str = "latest";
/// The longest tag (OCI distribution specification 1.1, "Pulling manifests").
const LONGEST_TAG: usize = 128;

/// An image in a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    /// As the user wrote it.
    pub(super) text: String,
    /// The server.
    pub(super) registry: Address,
    /// The name of the repository there.
    pub(super) repository: String,
    /// The tag; `None` where only a digest is named.
    pub(super) tag: Option<String>,
    /// The SHA-256 in hexadecimal, where one is named.
    pub(super) hex: Option<String>,
}

/// What is wrong with a reference.
pub(super) type Wrong = &'static str;

/// Whether a text names an image in a registry as it must.
pub(in crate::collect) fn names_an_image(text: &str) -> bool {
    Reference::parse(text).is_ok()
}

impl Reference {
    pub(super) fn parse(text: &str) -> Result<Self, Wrong> {
        let plain = without_scheme(text).ok_or("it has no scheme")?;
        let (host, rest) = plain.split_once('/').ok_or("it names no image")?;
        // Docker reads names without a registry as names at its own; nothing is asked there unnamed.
        if !host.contains(['.', ':']) && host != "localhost" {
            return Err("it names no registry");
        }
        let registry = address(host).ok_or("it names no registry")?;
        let (rest, hex) = match rest.split_once('@') {
            None => (rest, None),
            Some((rest, digest)) => {
                let hex = digest.strip_prefix("sha256:").filter(|hex| is_hex(hex));
                (rest, Some(hex.ok_or("its digest is not `sha256:` and 64 hexadecimal digits")?.to_owned()))
            }
        };
        let (name, tag) = match rest.rsplit_once(':') {
            None => (rest, hex.is_none().then(|| USUAL_TAG.to_owned())),
            Some((name, tag)) if is_tag(tag) => (name, Some(tag.to_owned())),
            Some(_) => return Err("its tag is none"),
        };
        if !name.split('/').all(is_part_of_name) {
            return Err("its name is none; names are in lower case");
        }
        Ok(Self { text: text.to_owned(), registry, repository: name.to_owned(), tag, hex })
    }

    /// The digest that it names.
    pub(super) fn digest(&self) -> Option<String> {
        self.hex.as_ref().map(|hex| format!("sha256:{hex}"))
    }
}

/// The address of a registry by host and port. Only this machine is spoken to without TLS.
pub(super) fn address(host: &str) -> Option<Address> {
    let is_plain = |text: &str| !text.is_empty() && !text.contains(['/', '?', '#', '@']);
    let https: Address = is_plain(host).then(|| format!("https://{host}").parse().ok())??;
    if https.is_loopback() { format!("http://{host}").parse().ok() } else { Some(https) }
}

/// A part of the name of a repository (OCI distribution specification 1.1, "Pulling manifests").
fn is_part_of_name(part: &str) -> bool {
    let is_inner = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-');
    let is_outer = |byte: Option<u8>| byte.is_some_and(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'));
    part.bytes().all(is_inner) && is_outer(part.bytes().next()) && is_outer(part.bytes().last())
}

fn is_tag(tag: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    (1..=LONGEST_TAG).contains(&tag.len()) && tag.bytes().all(fits) && !tag.starts_with(['.', '-'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::naming::is_in_registry;

    fn read(text: &str) -> (String, String, Option<String>, bool) {
        let Reference { registry, repository, tag, hex, .. } = Reference::parse(text).unwrap();
        (registry.origin().to_string(), repository, tag, hex.is_some())
    }

    #[test]
    fn images_are_named_as_for_skopeo() {
        let (digest, tag) = ("a".repeat(64), |tag: &str| Some(tag.to_owned()));
        let registry = "https://registry.example";
        let expected = (registry.to_owned(), "group/app".to_owned(), tag("1.0"), false);
        assert_eq!(read("docker://registry.example/group/app:1.0"), expected);
        assert_eq!(read("oci://registry.example/group/app:1.0"), expected);
        let by_digest = format!("docker://registry.example/app@sha256:{digest}");
        assert_eq!(read(&by_digest), (registry.to_owned(), "app".to_owned(), None, true));
        let both = format!("docker://registry.example:5050/app:v1@sha256:{digest}");
        assert_eq!(read(&both), (format!("{registry}:5050"), "app".to_owned(), tag("v1"), true));
        assert_eq!(read("docker://registry.example/app").2, tag("latest"));
    }

    #[test]
    fn only_this_machine_is_spoken_to_in_plain_text() {
        for host in ["127.0.0.1:5000", "localhost", "[::1]:5000"] {
            assert!(!address(host).unwrap().is_https(), "{host}");
        }
        for host in ["registry.example", "10.0.0.1:5000", "localhost.example"] {
            assert!(address(host).unwrap().is_https(), "{host}");
        }
    }

    #[test]
    fn what_could_mislead_names_no_image() {
        for text in [
            "docker://",
            "docker://app:1.0",
            "docker://library/app:1.0",
            "docker:///app",
            "docker://me:secret@registry.example/app",
            "docker://registry.example/",
            "docker://registry.example/App",
            "docker://registry.example/a/../b",
            "docker://registry.example/a//b",
            "docker://registry.example/a?b",
            "docker://registry.example/a:",
            "docker://registry.example/a:b c",
            "docker://registry.example/a@sha256:12",
            "docker://registry.example/a@sha512:12",
        ] {
            assert!(Reference::parse(text).is_err(), "{text}");
        }
        for path in ["registry.example/app:1.0", "./docker:/x", "oci:layout", "sha256:12"] {
            assert!(!is_in_registry(path), "{path}");
        }
    }
}
