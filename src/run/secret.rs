// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Private keys and their passphrases: where they come from. Neither is ever printed.

use std::{io::Read, path::Path};

use super::Failure;
use crate::{
    cli::PassphraseArgs,
    collect,
    verify::{KeyError, Passphrase, SigningKey},
};

/// A key or a passphrase is not larger than this.
const LARGEST: u64 = 64 << 10;

/// What signs, for people.
const A_KEY: &str =
    "name a private key in PEM (`freigabe keygen` makes one) and its own passphrase, or a key on a token (`pkcs11:…`)";
/// Where a passphrase or PIN may stand, for people.
const A_LINE: &str =
    "write it into the first line of the file of `--passphrase-file`, set FREIGABE_PASSPHRASE, or type it";

/// Random bytes from the system, good enough for keys.
pub(super) fn random(bytes: &mut [u8]) -> Result<(), KeyError> {
    getrandom::fill(bytes).map_err(|error| KeyError(format!("cannot be made: no random numbers: {error}")))
}

/// The private key in a file.
pub(super) fn signing_key(path: &Path, args: &PassphraseArgs) -> Result<SigningKey, Failure> {
    let shown = path.display();
    let (_, bytes) = collect::read_file(path, LARGEST).map_err(Failure::usage)?;
    let wrong = |why: &dyn std::fmt::Display| Failure::usage(format!("`{shown}` {why}\n  help: {A_KEY}"));
    let text = String::from_utf8(bytes).map_err(|_| wrong(&"is no private key"))?;
    let passphrase = match SigningKey::is_encrypted(&text) {
        true => Some(passphrase(args, &format!("passphrase of {shown}"))?),
        false => None,
    };
    SigningKey::from_pem(&text, passphrase.as_ref()).map_err(|error| wrong(&error))
}

/// The passphrase from a file, standard input, the environment or the terminal.
pub(super) fn passphrase(args: &PassphraseArgs, question: &str) -> Result<Passphrase, Failure> {
    let given = line(args.passphrase_file.as_deref(), question)?;
    Passphrase::new(given).ok_or_else(|| Failure::usage(format!("the passphrase is empty\n  help: {A_LINE}")))
}

/// The PIN of a token: from the file that its own address names, or from where passphrases come.
pub(super) fn pin(file: Option<&Path>, args: &PassphraseArgs, question: &str) -> Result<String, Failure> {
    let mut given = line(file.or(args.passphrase_file.as_deref()), question)?;
    given.truncate(given.strip_suffix(b"\r").map_or(given.len(), <[u8]>::len));
    match String::from_utf8(given) {
        Ok(pin) if !pin.is_empty() => Ok(pin),
        Ok(_) => Err(Failure::usage(format!("the PIN is empty\n  help: {A_LINE}"))),
        Err(_) => Err(Failure::usage(format!("the PIN is not in UTF-8\n  help: {A_LINE}"))),
    }
}

/// The first line of a file (`-` for standard input), or else the environment or the terminal.
fn line(file: Option<&Path>, question: &str) -> Result<Vec<u8>, Failure> {
    let given = match file {
        Some(path) if path.as_os_str() == "-" => Some(standard_input()?),
        Some(path) => Some(collect::read_file(path, LARGEST).map_err(Failure::usage)?.1),
        None => collect::passphrase(),
    };
    given.map_or_else(|| asked(question), |given| Ok(first_line(given)))
}

/// A new passphrase; whoever types it types it twice.
pub(super) fn new_passphrase(args: &PassphraseArgs) -> Result<Passphrase, Failure> {
    let first = passphrase(args, "new passphrase")?;
    if args.passphrase_file.is_none() && collect::passphrase().is_none() {
        let again = passphrase(args, "the same again")?;
        if !first.is(&again) {
            return Err(Failure::usage(
                "the passphrases differ, and no key was made\n  help: run again and type it twice",
            ));
        }
    }
    Ok(first)
}

fn standard_input() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(LARGEST).read_to_end(&mut bytes);
    read.map_err(|error| Failure::usage(format!("could not read standard input: {error}\n  help: {A_LINE}")))?;
    Ok(bytes)
}

fn first_line(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    bytes.truncate(end);
    bytes
}

fn asked(question: &str) -> Result<Vec<u8>, Failure> {
    let terminal = console::Term::stderr();
    if !terminal.is_term() {
        return Err(Failure::usage(format!(
            "nothing names the {question}, and there is no terminal to ask on\n  help: name a file with `--passphrase-file`, or set FREIGABE_PASSPHRASE"
        )));
    }
    let unreadable = |error| Failure::usage(format!("could not read the passphrase: {error}\n  help: {A_LINE}"));
    terminal.write_str(&format!("{question}: ")).map_err(unreadable)?;
    Ok(terminal.read_secure_line().map_err(unreadable)?.into_bytes())
}
