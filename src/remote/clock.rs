// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! How time passes, so that a test need not wait for it.

use std::{
    fmt::Debug,
    pin::Pin,
    time::{Duration, Instant},
};

/// A wait.
pub type Pause<'c> = Pin<Box<dyn Future<Output = ()> + 'c>>;

/// A clock that only runs forward.
pub trait Clock: Debug + Send + Sync {
    /// How long it has been running.
    fn elapsed(&self) -> Duration;

    /// Waits.
    fn sleep(&self, time: Duration) -> Pause<'_>;
}

/// The clock of the system.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock(Instant);

impl SystemClock {
    /// A clock that begins to run now.
    pub fn start() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, time: Duration) -> Pause<'_> {
        Box::pin(async move { tokio::time::sleep(time).await })
    }
}
