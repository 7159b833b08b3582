// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! All tests from outside, in one program: what is linked once is tested sooner.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test may fail loudly, and reads what it tests"
)]

mod algorithms;
mod architecture;
mod cases;
mod catalogue;
mod cli;
mod corpus;
mod corpus_vex;
mod examples;
mod findings;
mod independent;
mod oracle;
mod producers;
mod profiles;
mod profiles_corpus;
mod repository;
mod robustness;
mod second_opinion;
mod signing;
mod signing_oracles;
mod support;
mod vex;
