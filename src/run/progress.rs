// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A line on the terminal while the work takes longer than a second.

use std::{
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long the work may take before anything is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// Counts files. Drawn on standard error, and only where that is a terminal.
pub(super) struct Progress {
    bar: ProgressBar,
    /// Dropped with the progress, which ends the thread that waits for the patience to run out.
    _done: Sender<()>,
}

impl Progress {
    pub(super) fn start() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{spinner} reading evidence: {pos} files, {elapsed}") {
            bar.set_style(style);
        }
        let (done, wait) = channel::<()>();
        let shown = bar.clone();
        thread::spawn(move || {
            if wait.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(Duration::from_millis(100));
            }
        });
        Self { bar, _done: done }
    }

    /// One more file was read.
    pub(super) fn one_more(&self) {
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
