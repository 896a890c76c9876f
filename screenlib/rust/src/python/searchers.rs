//! The searchers of one index, lent out to whoever searches.
//!
//! What a searcher remembers of words makes the next names faster. So those that are not at work
//! wait for the next batch or the next name, in whatever thread that is.

use crate::search::Searcher;
use std::sync::{Mutex, PoisonError};

/// Searchers that are kept; of more threads than this the others start anew each time.
const MOST_KEPT: usize = 64;

#[derive(Default)]
pub(super) struct Searchers {
    idle: Mutex<Vec<Searcher>>,
}

impl Searchers {
    /// Let `work` have a searcher, which nobody else has meanwhile: Python, which a batch may call,
    /// may search as well.
    pub(super) fn lend<T>(&self, work: impl FnOnce(&mut Searcher) -> T) -> T {
        let mut searcher = self.idle().pop().unwrap_or_default();
        let out = work(&mut searcher);
        let mut idle = self.idle();
        if idle.len() < MOST_KEPT {
            idle.push(searcher);
        }
        out
    }

    /// Nothing panics while it is held, and what it holds is whole anyway.
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Searcher>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
