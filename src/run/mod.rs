// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Runs a command. The only module that knows all others; it reads the clock, once.
#![expect(clippy::disallowed_methods, reason = "the time of the run is read here and handed on")]

use std::{io::IsTerminal, panic};

use clap::Parser;

use crate::{
    checks,
    cli::{Cli, Command, ExplainArgs, LimitArgs, NetworkArgs, PolicyCommand},
    collect::{Environment, Limits, NetworkFlags},
    deliver, exit,
    model::{Lang, Timestamp},
    policy::{self, Mistake},
    report::visible,
    token::TokenError,
};

mod attest;
mod check;
mod detached;
mod diff;
mod git;
mod gitlab;
mod given;
mod init;
mod inspect;
mod keygen;
mod lines;
mod open;
mod policies;
mod progress;
mod registry;
mod sealed;
mod secret;
mod targets;
mod trust;
mod twins;
mod verdict;
mod verify;
mod waive;
mod yardsticks;

pub use diff::schema as diff_schema;
pub use inspect::schema as inspect_schema;
pub use trust::schema as trust_schema;
pub use verify::schema as verify_schema;

/// Runs the command line of this process; gives its exit code.
pub fn main() -> u8 {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    // A defect must not look like a verdict.
    let run = panic::catch_unwind(|| run(cli.command));
    run.unwrap_or_else(|_| {
        deliver::stderr(
            "error: this is a defect of freigabe, not of your input; please report it with the lines above\n",
        );
        exit::DEFECT
    })
}

fn run(command: Command) -> u8 {
    let done = match command {
        Command::Check(args) => check::check(&args),
        Command::VerifyVerdict(args) => verdict::verify(&args),
        Command::Inspect(args) => inspect::inspect(&args),
        Command::Verify(args) => verify::verify(&args),
        Command::Trust(args) => trust::trust(&args),
        Command::Diff(args) => diff::diff(&args),
        Command::Explain(args) => explain(&args),
        Command::Policy(PolicyCommand::Check { file, waivers }) => policies::check(&file, &waivers),
        Command::Policy(PolicyCommand::Schema) => print(&pretty(&policy::schema())),
        Command::Waive(args) => waive::waive(&args),
        Command::Keygen(args) => keygen::keygen(&args),
        Command::Attest(command) => attest::attest(&command),
        Command::Init(args) => init::init(&args),
    };
    done.unwrap_or_else(|failure| {
        deliver::stderr(&shown(&failure.message));
        failure.code
    })
}

/// A message, whose lines are ours and whose words may come from files.
fn shown(message: &str) -> String {
    message
        .split_inclusive('\n')
        .map(|line| {
            let words = line.strip_suffix('\n');
            words.map_or_else(|| visible(line), |words| visible(words) + "\n")
        })
        .collect()
}

/// Why a command ended early.
struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// The user has to change something about the call.
    fn usage(message: impl std::fmt::Display) -> Self {
        Self { code: exit::USAGE, message: format!("error: {message}\n") }
    }

    /// Something could not be written.
    fn unreachable(message: impl std::fmt::Display) -> Self {
        Self { code: exit::UNREACHABLE, message: format!("error: {message}\n") }
    }

    /// A file that people write has these mistakes.
    fn mistakes(mistakes: &[Mistake]) -> Self {
        Self::all(mistakes, std::iter::empty())
    }

    /// These mistakes, and failures of the same kind besides. More of them than anybody reads are counted.
    fn all(mistakes: &[Mistake], others: impl Iterator<Item = Self>) -> Self {
        const SHOWN: usize = 1_000;
        let lines = mistakes.iter().map(|mistake| format!("error: {mistake}\n")).take(SHOWN);
        let others: Vec<String> = others.map(|failure| failure.message).collect();
        let count = match mistakes.len().saturating_add(others.len()) {
            1 => "1 mistake".to_owned(),
            count => format!("{count} mistakes"),
        };
        let hidden = mistakes.len().saturating_sub(SHOWN);
        let hidden = if hidden == 0 { String::new() } else { format!(", {hidden} of them not shown") };
        let message = format!("{}{}{count}{hidden}\n", lines.collect::<String>(), others.concat());
        Self { code: exit::USAGE, message }
    }

    /// What it says, without the word that begins the line.
    fn words(&self) -> &str {
        self.message.strip_prefix("error: ").unwrap_or(&self.message).trim_end()
    }
}

impl From<TokenError> for Failure {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Usage(message) => Self::usage(message),
            TokenError::Unreachable(message) => Self::unreachable(message),
        }
    }
}

fn usage(error: &clap::Error) -> u8 {
    // Help and version are printed by clap on standard output and are no errors.
    let _ = error.print();
    if error.use_stderr() { exit::USAGE } else { exit::PASSED }
}

fn explain(args: &ExplainArgs) -> Result<u8, Failure> {
    let lang = Lang::from(args.lang);
    let Some(id) = &args.check else { return print(&crate::catalogue::overview(lang)) };
    if let Some(preset) = policy::preset(id) {
        return print(&crate::catalogue::explain_preset(&preset, lang));
    }
    match checks::find(id) {
        Some(check) => print(&crate::catalogue::explain(check, lang)),
        None => {
            let near = policy::suggestion(id, checks::CHECKS.iter().map(|check| check.about.id));
            let help = near.unwrap_or_else(|| "`freigabe explain` lists the checks".to_owned());
            Err(Failure::usage(format!("there is no check `{id}`\n  help: {help}")))
        }
    }
}

fn print(text: &str) -> Result<u8, Failure> {
    match deliver::stdout(&|out| out.write_all(text.as_bytes())) {
        Ok(()) => Ok(exit::PASSED),
        Err(error) => Err(Failure::unreachable(format!("could not write to standard output: {error}"))),
    }
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

fn limits(args: &LimitArgs) -> Limits {
    Limits {
        file_size: args.max_file_size.0,
        files: args.max_files,
        archive_entries: args.max_archive_entries,
        unpacked_size: args.max_unpacked_size.0,
        ..Limits::default()
    }
}

fn network(args: &NetworkArgs) -> NetworkFlags<'_> {
    NetworkFlags { ca_file: args.ca_file.as_deref(), proxy: args.proxy.as_deref(), seconds: args.network_time }
}

/// Now, in whole seconds.
fn now() -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Whether standard output may be coloured: `NO_COLOR` and `FORCE_COLOR` go before the terminal's word.
fn coloured(environment: &Environment) -> bool {
    match () {
        () if environment.no_color => false,
        () if environment.force_color => true,
        () => std::io::stdout().is_terminal() && !environment.dumb_terminal,
    }
}
