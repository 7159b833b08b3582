// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Freigabe judges the evidence of a release against a policy.
//!
//! ```text
//! collect  →  verify  →  formats  →  (dossier)  →  decide  →  report  →  deliver
//!  Blob       Document    Statement    Dossier      Verdict    bytes      files, standard output
//!                                      policy file ──bind──→ Policy ─┘
//! ```
//!
//! The folders are the stages. [`model`] lies below all of them. [`policy`] and [`checks`] stand
//! beside the flow and know no file format. [`remote`] lies below the two ends that may speak to a
//! network, `collect` and `deliver`, so that both do it under the same bounds. [`token`] signs with keys that
//! never leave their device. What a stage must never do stands at the top of its module, and
//! `tests/architecture.rs` holds it to that.

#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::disallowed_methods,
        clippy::print_stdout,
        reason = "a test may fail loudly, and reads what it tests"
    )
)]

pub mod catalogue;
pub mod checks;
pub mod cli;
pub mod collect;
pub mod decide;
pub mod deliver;
pub mod exit;
pub mod formats;
pub mod model;
pub mod policy;
pub mod remote;
pub mod report;
pub mod run;
pub mod token;
pub mod verify;
