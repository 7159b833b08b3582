// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Signs with a key on a token or HSM (PKCS #11). The private key never leaves it, and what it signed
//! counts only once our own verifier accepts it.

use std::{fmt, path::Path};

use crate::verify::{Draft, PublicKey};

mod address;
mod device;

pub use address::is_address;

use address::Address;
use device::Device;

/// Why a static binary refuses: it holds a C library, and the module brings a second one. glibc allows
/// that only where both are of the very same version, and musl not at all.
const STATIC: &str = "this binary is linked statically and cannot load the library of a token\n  help: sign with an ordinary build (`cargo install --path .`), or hand the bytes out with `--bytes-out` and sign them with the token's own tool (docs/crypto.md)";

/// Why a token did not sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// Something about the call has to change.
    Usage(String),
    /// The token, or the library of its maker, does not do what it is for.
    Unreachable(String),
}

impl TokenError {
    fn usage(message: impl fmt::Display) -> Self {
        Self::Usage(message.to_string())
    }

    fn unreachable(message: impl fmt::Display) -> Self {
        Self::Unreachable(message.to_string())
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) | Self::Unreachable(message) => f.write_str(message),
        }
    }
}

/// Signs an envelope with the key at a `pkcs11:` URI. `public` is its public key, where the user gave it;
/// `ask` gets the PIN, from the file that the URI names or by the question.
pub fn sign<E: From<TokenError>>(
    draft: &mut Draft,
    (key, public): (&Path, Option<PublicKey>),
    ask: impl FnOnce(Option<&Path>, &str) -> Result<String, E>,
) -> Result<(), E> {
    let address = Address::read(key)?;
    if cfg!(target_feature = "crt-static") {
        return Err(TokenError::usage(STATIC).into());
    }
    let device = Device::open(&address)?;
    device.log_in(|question| ask(address.pin.as_deref(), question))?;
    let private = device.private_key(&address)?;
    let public = match public {
        Some(public) => public,
        None => device.public_key(&private)?,
    };
    let signature = device.sign(&private, &public, &draft.encoding())?;
    draft.add(&public, signature).map_err(|doubt| {
        let what = "what the token signed does not hold with its public key, nothing was written";
        TokenError::usage(format!("{what}: {doubt}\n  help: name the key that belongs to it with `--public-key`"))
            .into()
    })
}
