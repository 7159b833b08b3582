//! The `freigabe` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(freigabe::run::main())
}
