// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! `freigabe keygen`: makes a pair of keys. It overwrites nothing and shows the public half only.

use std::path::{Path, PathBuf};

use super::{Failure, print, secret};
use crate::{cli::KeygenArgs, deliver, verify::SigningKey};

/// Makes a pair of keys; gives the exit code.
pub(super) fn keygen(args: &KeygenArgs) -> Result<u8, Failure> {
    let (private, public) = (with_ending(&args.name, "key"), with_ending(&args.name, "pub"));
    for path in [&private, &public] {
        // `try_exists` follows links: a broken one is caught when the file is made.
        if path.exists() {
            return Err(Failure::usage(format!(
                "`{}` exists already; nothing was written\n  help: choose another name, or put the file elsewhere first",
                path.display()
            )));
        }
    }
    let passphrase = match args.unencrypted {
        true => None,
        false => Some(secret::new_passphrase(&args.passphrase)?),
    };
    let failed = |error| Failure::usage(format!("the key {error}"));
    let key = SigningKey::generate(args.kind.into(), &mut secret::random).map_err(failed)?;
    let text = key.to_pem(passphrase.as_ref(), &mut secret::random).map_err(failed)?;
    let unwritten = |path: &Path, error| Failure::unreachable(format!("could not write `{}`: {error}", path.display()));
    deliver::new_secret_file(&private, text.as_bytes()).map_err(|error| unwritten(&private, error))?;
    let public_text = key.public().to_pem().map_err(failed)?;
    deliver::new_file(&public, public_text.as_bytes()).map_err(|error| unwritten(&public, error))?;
    print(&format!(
        "private key: {}\npublic key:  {}\nalgorithm:   {}\nfingerprint: {}\n\ntrust:\n  keys:\n    - name: NAME\n      file: {}\n",
        private.display(),
        public.display(),
        key.public().algorithm(),
        key.public().fingerprint(),
        public.display(),
    ))
}

fn with_ending(name: &Path, ending: &str) -> PathBuf {
    let mut path = name.as_os_str().to_owned();
    path.push(format!(".{ending}"));
    path.into()
}
