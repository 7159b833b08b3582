// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Waits for what takes its time, a few things at once, on the one thread that asks.

use futures_util::{StreamExt, stream};
use tokio::runtime::{Builder, Runtime};

use super::Fault;

/// How many at once: enough to hide the way to the server, too few to burden it.
const AT_ONCE: usize = 4;

/// What drives requests while they are waited for.
#[derive(Debug)]
pub(super) struct Waiting(Option<Runtime>);

impl Waiting {
    pub(super) fn new() -> Result<Self, Fault> {
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime.map(|runtime| Self(Some(runtime))).map_err(|error| Fault::Unreachable(error.to_string()))
    }

    #[expect(clippy::expect_used, reason = "only the end of this takes it away")]
    pub(super) fn block_on<F: Future>(&self, work: F) -> F::Output {
        self.0.as_ref().expect("a runtime").block_on(work)
    }
}

impl Drop for Waiting {
    /// Leaves alone a thread that still looks up a name, which nothing else would end.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Does `work` for each item, a few at once, and gives the results in the order of the items.
pub async fn side_by_side<'i, T, F: Future>(items: &'i [T], work: impl Fn(&'i T) -> F) -> Vec<F::Output> {
    stream::iter(items.iter().map(work)).buffered(AT_ONCE).collect().await
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, time::Duration};

    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_items_and_few_run_at_once() {
        let (running, most) = (Cell::new(0), Cell::new(0));
        let items: Vec<u64> = (0..50).collect();
        let results = Waiting::new().unwrap().block_on(side_by_side(&items, async |item| {
            running.set(running.get() + 1);
            most.set(most.get().max(running.get()));
            tokio::time::sleep(Duration::from_micros(500 - item * 10)).await;
            running.set(running.get() - 1);
            item * 2
        }));
        assert_eq!(results, items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert_eq!(most.get(), AT_ONCE);
        assert!(Waiting::new().unwrap().block_on(side_by_side(&[] as &[u8], async |_| ())).is_empty());
    }
}
