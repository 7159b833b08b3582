// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Where everything ends.

use std::time::Duration;

/// Bounds on what a server may cost. What exceeds one is a fault, never cut short.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// The longest that connecting may take, names and TLS included.
    pub connect: Duration,
    /// The longest silence while something is read.
    pub read: Duration,
    /// The longest that one request may take, its body included.
    pub request: Duration,
    /// The longest that a download may take.
    pub download: Duration,
    /// The longest that everything together may take.
    pub total: Duration,
    /// The longest wait before a request is sent again.
    pub wait: Duration,
    /// How often a request is sent at most.
    pub attempts: u32,
    /// How many redirects are followed.
    pub redirects: u32,
    /// How many pages of a list are read.
    pub pages: u32,
    /// The most bytes of an answer that is read as a whole.
    pub answer_size: u64,
    /// The most bytes of all such answers together.
    pub all_answers: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            read: Duration::from_secs(30),
            request: Duration::from_secs(60),
            download: Duration::from_secs(300),
            total: Duration::from_secs(600),
            wait: Duration::from_secs(60),
            attempts: 5,
            redirects: 5,
            pages: 100,
            answer_size: 16 << 20,
            all_answers: 256 << 20,
        }
    }
}

impl Bounds {
    /// The usual bounds where everything together may take no longer than `total`, and one request no
    /// more than half of it.
    pub fn within(total: Duration) -> Self {
        let (usual, half, quarter) = (Self::default(), total.div_f64(2.0), total.div_f64(4.0));
        Self {
            connect: usual.connect.min(quarter),
            read: usual.read.min(quarter),
            request: usual.request.min(half),
            download: usual.download.min(half),
            wait: usual.wait.min(half),
            total,
            ..usual
        }
    }
}
