// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The exit codes of the program. They are part of its interface: never reused, only added to.

use std::ops::RangeInclusive;

use crate::model::{Conclusion, Verdict};

/// The release passed, or the command did what it was asked to do.
pub const PASSED: u8 = 0;
/// A rule that blocks is violated.
pub const BLOCKED: u8 = 1;
/// Something that a rule asks for could not be seen.
pub const UNDECIDED: u8 = 2;
/// The command line, the policy or a waiver is wrong.
pub const USAGE: u8 = 3;
/// Something could not be reached or written. The verdict stands as printed.
pub const UNREACHABLE: u8 = 4;
/// A defect of the program (`EX_SOFTWARE` of sysexits.h).
pub const DEFECT: u8 = 70;

/// Codes that the user may choose for a release that passed with warnings (`--warn-exit-code`). They
/// lie between ours and those that shells and other programs use.
pub const FOR_WARNINGS: RangeInclusive<i64> = 10..=63;

/// The codes with their meaning, for `--help` and the documentation.
pub const TABLE: &[(u8, &str)] = &[
    (PASSED, "passed"),
    (BLOCKED, "blocked: a rule that blocks is violated"),
    (UNDECIDED, "undecided: something that a rule asks for could not be seen"),
    (USAGE, "wrong usage, policy or waiver"),
    (UNREACHABLE, "something could not be reached or written"),
    (DEFECT, "a defect of the program"),
];

/// The code for a verdict. A verdict that only advises never fails the pipeline. `for_warnings` is the
/// code for a release that passed while a rule that only warns is not satisfied.
pub fn of(verdict: &Verdict, for_warnings: Option<u8>) -> u8 {
    match verdict.conclusion {
        _ if verdict.advisory => PASSED,
        Conclusion::Passed if verdict.has_warnings() => for_warnings.unwrap_or(PASSED),
        Conclusion::Passed => PASSED,
        Conclusion::Blocked => BLOCKED,
        Conclusion::Undecided => UNDECIDED,
    }
}
