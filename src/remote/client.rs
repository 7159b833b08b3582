// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The client below: TLS by rustls, and nothing of its own accord: no redirect, no second attempt, no
//! cookie, no `Referer`.

use std::sync::Arc;

use reqwest::{Client, Proxy, Url, redirect, retry};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{
        CertificateDer,
        pem::{PemObject, SectionKind},
    },
};

use super::{Address, Bounds, Connection, Fault};

const USER_AGENT: &str = concat!("freigabe/", env!("CARGO_PKG_VERSION"));

/// A client for one run, for a server at `base`.
pub(super) fn client(base: &Address, connection: &Connection, bounds: &Bounds) -> Result<Client, Fault> {
    let builder = Client::builder()
        .tls_backend_preconfigured(tls(connection.authorities.as_deref())?)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .user_agent(USER_AGENT)
        .connect_timeout(bounds.connect);
    let builder = match &connection.proxy {
        // A proxy elsewhere would take its own machine for this one, and hear what is said in plain text.
        _ if base.is_loopback() => builder.no_proxy(),
        Some(address) => builder.proxy(proxy(address)?),
        None => builder,
    };
    builder.build().map_err(|error| Fault::Unreachable(error.without_url().to_string()))
}

/// The proxy at an address, which can hold a password and is not repeated. Of one that it cannot use the
/// client would make none.
fn proxy(address: &str) -> Result<Proxy, Fault> {
    let whole = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    let url: Url = whole.parse().map_err(|_| Fault::WrongProxy)?;
    if !["http", "https"].contains(&url.scheme()) {
        return Err(Fault::WrongProxy);
    }
    Proxy::all(url).map_err(|_| Fault::WrongProxy)
}

fn tls(authorities: Option<&[u8]>) -> Result<ClientConfig, Fault> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| Fault::Unreachable(error.to_string()))?;
    Ok(config.with_root_certificates(roots(authorities)?).with_no_client_auth())
}

/// Mozilla's list, which a container image without a system needs, and what the user adds to it.
fn roots(more: Option<&[u8]>) -> Result<RootCertStore, Fault> {
    let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let Some(pem) = more else { return Ok(roots) };
    let before = roots.len();
    for item in <(SectionKind, Vec<u8>)>::pem_slice_iter(pem) {
        match item.map_err(|_| Fault::WrongAuthorities)? {
            (SectionKind::Certificate, der) => {
                roots.add(CertificateDer::from(der)).map_err(|_| Fault::WrongAuthorities)?;
            }
            _ => return Err(Fault::WrongAuthorities),
        }
    }
    if roots.len() == before { Err(Fault::WrongAuthorities) } else { Ok(roots) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_is_a_fault() {
        for pem in ["", "nonsense", "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n"] {
            assert!(roots(Some(pem.as_bytes())).is_err(), "{pem}");
        }
        assert!(roots(None).unwrap().len() > 50);
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_never_passed_by() {
        for address in ["socks5://x:1080", "nonsense://x", "ftp://x", "", "http://", "a b"] {
            assert_eq!(proxy(address).unwrap_err(), Fault::WrongProxy, "{address}");
        }
        for address in ["http://x:3128", "https://me:pa55word@x", "x:3128", "me:pa55word@x:3128"] {
            assert!(proxy(address).is_ok(), "{address}");
        }
    }
}
