// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! `freigabe attest`: writes what people state as an in-toto statement, and signs it or hands out the
//! bytes to be signed elsewhere.

use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{Failure, now, print, secret};
use crate::{
    cli::{AssembleArgs, AttestCommand, StatementArgs},
    collect, deliver, exit,
    formats::{self, Reading},
    model::{Document, Rejection, Statement, Timestamp, Trust},
    token,
    verify::{Draft, PublicKey},
};

mod statement;

/// The type of every payload (in-toto attestation, "Envelope").
const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// Keys, signatures and statements are not larger than this.
const LARGEST: u64 = 16 << 20;
/// The nesting of a statement that we read, as `check` reads it.
const DEPTH: u32 = 100;

/// The way out of a statement that cannot be.
const STATE_ANEW: &str = "state it anew with `freigabe attest` and what belongs in that place (docs/predicates.md)";

/// Writes a statement; gives the exit code.
pub(super) fn attest(command: &AttestCommand) -> Result<u8, Failure> {
    let (statement, args, dates) = match command {
        AttestCommand::Assessment(args) => (statement::assessment(args)?, &args.statement, (args.person.at, None)),
        AttestCommand::Approval(args) => {
            let (statement, report) = statement::approval(args)?;
            (statement, &args.statement, (args.person.at, Some(report)))
        }
        AttestCommand::Waiver(args) => (statement::waivers(args)?, &args.statement, (None, None)),
        AttestCommand::Assemble(args) => return assemble(args),
    };
    let payload = statement.to_string().into_bytes();
    judge_dates(&accepted(&payload, "the statement")?, (dates.0.unwrap_or_else(now), dates.1)).map_err(|why| {
        Failure::usage(format!("{why}; nothing was signed\n  help: change `--date` or `--valid-until`"))
    })?;
    sign(Draft::new(PAYLOAD_TYPE, payload), args)
}

fn sign(mut draft: Draft, args: &StatementArgs) -> Result<u8, Failure> {
    if let Some(path) = &args.bytes_out {
        write_new(path, &draft.encoding())?;
        return print(&format!(
            "wrote the bytes to be signed to {0}\nnext: sign them, and put the signature beside them:\n\n  freigabe attest assemble {0} --signature-in SIGNATURE --public-key KEY.pub --out FILE\n",
            path.display()
        ));
    }
    let mut publics = args.public_keys.iter();
    for path in &args.keys {
        if token::is_address(path) {
            let public = publics.next().map(|path| public_key(path)).transpose()?;
            let pin = |file: Option<&Path>, question: &str| secret::pin(file, &args.passphrase, question);
            token::sign(&mut draft, (path, public), pin)?;
            continue;
        }
        let key = secret::signing_key(path, &args.passphrase)?;
        draft.sign(&key).map_err(|doubt| Failure::usage(format!("`{}`: {doubt}", path.display())))?;
    }
    if publics.next().is_some() {
        let message = "there are more `--public-key` than keys on tokens\n  help: give one for each `--key 'pkcs11:…'`, in the same order, and none for the file of a key";
        return Err(Failure::usage(message));
    }
    deliver_envelope(&draft, args.out.as_deref())
}

/// Puts signatures that were made elsewhere into an envelope; gives the exit code.
fn assemble(args: &AssembleArgs) -> Result<u8, Failure> {
    let (origin, bytes) = collect::read_file(&args.bytes, LARGEST).map_err(Failure::usage)?;
    let mut draft = Draft::from_encoding(&bytes)
        .ok_or_else(|| Failure::usage(format!("`{}` is not what `attest --bytes-out` wrote\n  help: name that file as it was written; signatures go with `--signature-in`", origin.path)))?;
    judge_dates(&accepted(draft.payload(), &format!("`{}`", origin.path))?, (args.at.unwrap_or_else(now), None))
        .map_err(|why| {
            Failure::usage(format!(
                "`{}`: {why}; nothing was written\n  help: {STATE_ANEW}, and sign what that writes",
                origin.path
            ))
        })?;
    if args.signatures.len() != args.keys.len() {
        let message = "each `--signature-in` needs its `--public-key`\n  help: give as many of both, in the same order";
        return Err(Failure::usage(message));
    }
    for (signature, key) in args.signatures.iter().zip(&args.keys) {
        let key = public_key(key)?;
        let (signature_origin, bytes) = collect::read_file(signature, LARGEST).map_err(Failure::usage)?;
        draft.add(&key, binary(bytes)).map_err(|doubt| {
            Failure::usage(format!(
                "`{}`: {doubt}\n  help: sign exactly the bytes of `{}`, with the key of the `--public-key` in the same place",
                signature_origin.path, origin.path
            ))
        })?;
    }
    deliver_envelope(&draft, args.out.as_deref())
}

fn public_key(path: &Path) -> Result<PublicKey, Failure> {
    let (origin, bytes) = collect::read_file(path, LARGEST).map_err(Failure::usage)?;
    PublicKey::read(&bytes).map_err(|error| {
        let help = "name a public key in PEM or DER, as `openssl pkey -in KEY -pubout` writes it";
        Failure::usage(format!("`{}` {error}\n  help: {help}", origin.path))
    })
}

/// A signature as bytes; in base64 it is text throughout.
fn binary(bytes: Vec<u8>) -> Vec<u8> {
    let text: Vec<u8> = bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    STANDARD.decode(text).unwrap_or(bytes)
}

/// Reads the statement of this name as `check` will: what it would reject is not signed.
fn accepted(payload: &[u8], name: &str) -> Result<Vec<Statement>, Failure> {
    let document = Document {
        path: "statement".into(),
        payload: payload.to_vec().into(),
        declared_type: Some(PAYLOAD_TYPE.into()),
        trust: Trust::UNSIGNED,
    };
    match formats::read(&document, DEPTH) {
        Reading::Statements(statements) => Ok(statements),
        Reading::Ignored(reason) => {
            Err(Failure::usage(format!("{name} would be ignored: {reason}; nothing was signed\n  help: {STATE_ANEW}")))
        }
        Reading::Rejected(Rejection { place, reason, .. }) => Err(Failure::usage(format!(
            "{name} would be rejected: {place}: {reason}; nothing was signed\n  help: {STATE_ANEW}"
        ))),
    }
}

/// Why dates of statements contradict each other, or lie ahead of what counts as now.
fn judge_dates(statements: &[Statement], (at, report): (Timestamp, Option<Timestamp>)) -> Result<(), String> {
    statements.iter().try_for_each(|statement| statement::judge_dates(&statement.claim, at, report))
}

fn deliver_envelope(draft: &Draft, out: Option<&Path>) -> Result<u8, Failure> {
    let envelope = draft.to_json();
    match out {
        None => print(&envelope),
        Some(path) => {
            write_new(path, envelope.as_bytes())?;
            deliver::stderr(&format!("wrote {}\n", path.display()));
            Ok(exit::PASSED)
        }
    }
}

fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    deliver::new_file(path, bytes).map_err(|error| {
        Failure::unreachable(format!(
            "could not write `{}`: {error}\n  help: name a file that is not there yet, in a folder that is",
            path.display()
        ))
    })
}
