// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Signs with a key on a token or HSM (PKCS #11). The private key never leaves it, and what it signed
//! counts only once our own verifier accepts it.

use std::path::Path;

use super::{Failure, secret};
use crate::{
    cli::PassphraseArgs,
    verify::{Draft, PublicKey},
};

mod address;
mod device;

pub(super) use address::is_address;

use address::Address;
use device::Device;

/// Why a static binary refuses: it holds a C library, and the module brings a second one. glibc allows
/// that only where both are of the very same version, and musl not at all.
const STATIC: &str = "this binary is linked statically and cannot load the library of a token\n  help: sign with an ordinary build (`cargo install --path .`), or hand the bytes out with `--bytes-out` and sign them with the token's own tool (docs/crypto.md)";

/// Signs an envelope with the key at a `pkcs11:` URI. `public` is its public key, where the user gave it.
pub(super) fn sign(
    draft: &mut Draft,
    key: &Path,
    (public, pin): (Option<PublicKey>, &PassphraseArgs),
) -> Result<(), Failure> {
    let address = Address::read(key)?;
    if cfg!(target_feature = "crt-static") {
        return Err(Failure::usage(STATIC));
    }
    let device = Device::open(&address)?;
    device.log_in(|question| secret::pin(address.pin.as_deref(), pin, question))?;
    let private = device.private_key(&address)?;
    let public = match public {
        Some(public) => public,
        None => device.public_key(&private)?,
    };
    let signature = device.sign(&private, &public, &draft.encoding())?;
    draft.add(&public, signature).map_err(|doubt| {
        Failure::usage(format!("what the token signed does not hold with its public key, nothing was written: {doubt}"))
    })
}
