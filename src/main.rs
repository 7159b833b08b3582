// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The `freigabe` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(freigabe::run::main())
}
