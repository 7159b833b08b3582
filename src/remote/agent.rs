// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The client below: TLS by rustls, no redirect and no status of its own accord.

use std::sync::Arc;

use ureq::{
    Agent, Proxy,
    tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem},
};

use super::{Address, Bounds, Connection, Fault};

const USER_AGENT: &str = concat!("freigabe/", env!("CARGO_PKG_VERSION"));

/// A client for one run, for a server at `base`.
pub(super) fn agent(base: &Address, connection: &Connection, bounds: &Bounds) -> Result<Agent, Fault> {
    let proxy = match &connection.proxy {
        // The address of a proxy can hold a password, so it is not repeated.
        Some(address) => Some(Proxy::new(address).map_err(|_| Fault::WrongProxy)?),
        None => Proxy::try_from_env(),
    };
    // A proxy elsewhere would take its own machine for this one, and hear what is said in plain text.
    let proxy = proxy.filter(|_| !base.is_loopback());
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .root_certs(RootCerts::from(authorities(connection.authorities.as_deref())?))
        .build();
    let config = Agent::config_builder()
        .tls_config(tls)
        .proxy(proxy)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .user_agent(USER_AGENT)
        .timeout_connect(Some(bounds.connect))
        .timeout_resolve(Some(bounds.connect))
        .timeout_per_read(Some(bounds.read))
        .timeout_per_write(Some(bounds.read))
        .build();
    Ok(Agent::new_with_config(config))
}

/// Mozilla's list, which a container image without a system needs, and what the user adds to it.
fn authorities(more: Option<&[u8]>) -> Result<Vec<Certificate<'static>>, Fault> {
    let known = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
    let mut all: Vec<Certificate<'static>> = known.map(|root| Certificate::from_der(root)).collect();
    let Some(pem) = more else { return Ok(all) };
    let before = all.len();
    for item in parse_pem(pem) {
        match item.map_err(|_| Fault::WrongAuthorities)? {
            PemItem::Certificate(certificate) => all.push(certificate),
            _ => return Err(Fault::WrongAuthorities),
        }
    }
    if all.len() == before { Err(Fault::WrongAuthorities) } else { Ok(all) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_is_a_fault() {
        for pem in ["", "nonsense", "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n"] {
            assert!(authorities(Some(pem.as_bytes())).is_err(), "{pem}");
        }
        assert!(authorities(None).unwrap().len() > 50);
    }
}
