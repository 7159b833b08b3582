// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! How a run went, by what its invocations say (section 3.20).

use super::{
    log::{Invocation, Notification},
    rules::text_of,
};
use crate::{
    formats::{identifier::one_line, json::Str},
    model::{ScanStatus, Text},
};

/// Parts of the ids of notifications, in lower case, by which a tool says that it did not analyse
/// something, or not all of it. SARIF itself has no word for that.
const LEFT_OUT: &[&str] = &[
    "syntax error",
    "lexical error",
    "parse",
    "parsing",
    "timeout",
    "out of memory",
    "stack overflow",
    "too many matches",
    "extraction-error",
];

/// How the run ended (3.20.14, 3.20.21): a failure counts for more than what was left out.
pub(super) fn status(invocations: &[Invocation<'_>]) -> ScanStatus {
    if let Some(reason) = invocations.iter().find_map(Invocation::failure) {
        return ScanStatus::Failure(reason);
    }
    let mut left_out = warnings(invocations).filter(|warning| warning.says_left_out());
    if let Some(first) = left_out.next() {
        let number = left_out.count().saturating_add(1);
        return ScanStatus::Partial(format!(
            "{number} notifications of what was not analysed, first: {}",
            first.text()
        ));
    }
    let succeeded = invocations.iter().any(|invocation| invocation.execution_successful == Some(true));
    if succeeded { ScanStatus::Success } else { ScanStatus::Unstated }
}

/// What is worth a remark: warnings that do not tell whether something was left out, and rules that
/// were switched off.
pub(super) fn remarks(invocations: &[Invocation<'_>]) -> impl Iterator<Item = Text> {
    let number = warnings(invocations).filter(|warning| !warning.says_left_out()).count();
    let overrides = invocations.iter().flat_map(|invocation| invocation.rule_configuration_overrides.iter().flatten());
    let off = overrides.filter(|over| over.configuration.as_ref().and_then(|own| own.enabled) == Some(false)).count();
    let warned = (number > 0).then(|| {
        Text::new(
            format!("warnings that the tool gives about its run: {number}; they may tell of something left out"),
            format!("Warnungen des Werkzeugs zu seinem Lauf: {number}; sie können sagen, dass etwas ausblieb"),
        )
    });
    let switched_off = (off > 0).then(|| {
        Text::new(
            format!("rules switched off for the run by `ruleConfigurationOverrides`: {off}"),
            format!("für den Lauf durch `ruleConfigurationOverrides` abgeschaltete Regeln: {off}"),
        )
    });
    warned.into_iter().chain(switched_off)
}

fn warnings<'i>(invocations: &'i [Invocation<'i>]) -> impl Iterator<Item = &'i Notification<'i>> {
    let all = invocations.iter().flat_map(Invocation::notifications);
    // Without a level it is a warning (3.58.6).
    all.filter(|notification| notification.level.as_ref().is_none_or(|level| level.as_str() == "warning"))
}

impl Notification<'_> {
    fn says_left_out(&self) -> bool {
        let id = self.descriptor.as_ref().and_then(|descriptor| descriptor.id.as_ref());
        let id = id.map(|id| id.as_str().to_ascii_lowercase()).unwrap_or_default();
        LEFT_OUT.iter().any(|part| id.contains(part))
    }

    fn text(&self) -> Box<str> {
        one_line(self.message.as_ref().and_then(text_of).unwrap_or("a notification without words"))
    }
}

impl<'a> Invocation<'a> {
    fn notifications(&self) -> impl Iterator<Item = &Notification<'a>> {
        self.tool_execution_notifications.iter().chain(&self.tool_configuration_notifications).flatten()
    }

    fn failure(&self) -> Option<String> {
        let mut notifications = self.notifications();
        let error =
            notifications.find(|notification| notification.level.as_ref().is_some_and(|l| l.as_str() == "error"));
        let error = error.map(|error| {
            let text = error.message.as_ref().and_then(text_of).unwrap_or("the tool reports an error");
            String::from(one_line(text))
        });
        let error = error.or_else(|| self.end());
        match (self.execution_successful, self.exit_code) {
            (Some(false), code) => Some(error.unwrap_or_else(|| match code {
                Some(code) => format!("`executionSuccessful` is false, exit code {code}"),
                None => "`executionSuccessful` is false".to_owned(),
            })),
            (None, Some(code)) if code != 0 => Some(error.unwrap_or_else(|| format!("exit code {code}"))),
            _ => error,
        }
    }

    /// That the process never started, or was ended by a signal (3.20.11 to 3.20.13). SpotBugs writes
    /// `SUCCESS` for a signal that did not come.
    fn end(&self) -> Option<String> {
        let told = |field: &str, text: &Str<'_>| String::from(one_line(&format!("`{field}`: {}", text.as_str())));
        let start = self.process_start_failure_message.as_ref();
        let signal = self.exit_signal_name.as_ref().filter(|name| !matches!(name.as_str(), "" | "SUCCESS"));
        let number = || self.exit_signal_number.map(|number| format!("`exitSignalNumber`: {number}"));
        start
            .map(|message| told("processStartFailureMessage", message))
            .or_else(|| signal.map(|name| told("exitSignalName", name)))
            .or_else(number)
    }
}
