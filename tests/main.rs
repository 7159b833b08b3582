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
mod attest;
mod cases;
mod catalogue;
mod ci_templates;
mod cli;
mod corpus;
mod corpus_publiccode;
mod corpus_vex;
mod examples;
mod findings;
mod gitlab;
mod gitlab_advice;
mod gitlab_configuration;
mod gitlab_openapi;
mod gitlab_said;
mod image;
mod independent;
mod layouts;
mod lies;
mod memory;
mod oracle;
mod pipeline;
mod producers;
mod profiles;
mod profiles_corpus;
mod registry;
mod registry_server;
mod release;
mod remote;
mod repository;
mod robustness;
mod signed;
mod signing;
mod signing_oracles;
mod sigstore;
mod sigstore_corpus;
mod sigstore_data;
mod sigstore_kinds;
mod sigstore_oracle;
mod suppliers;
mod support;
mod token;
mod vex;
mod world;
