//! Many names at once: shared out to threads, told of as it goes on, stopped when asked.
//!
//! The calling thread works as the others do. Now and then it takes the interpreter's lock, lets
//! Python deliver signals (Ctrl-C) and calls the callback; an exception of either stops all threads
//! within a name each, and is all that comes out: there are no half answers. The answers stand in
//! the order of the names, whoever found them.

use super::searchers::Searchers;
use crate::search::Searcher;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Names that a thread takes at a time: few, so that all end together.
const BLOCK: usize = 32;
/// Batches of fewer names are not worth a thread.
const LEAST: usize = 64;
/// How often the calling thread turns to Python.
const INTERVAL: Duration = Duration::from_millis(50);

pub(super) struct Batch<'a> {
    names: &'a [PyBackedStr],
    workers: usize,
    progress: Option<Py<PyAny>>,
    /// The first name that no thread has taken.
    next: AtomicUsize,
    done: AtomicUsize,
    stopped: AtomicBool,
}

/// A block of answers, and the number of its first name.
type Found<T> = Vec<(usize, Vec<T>)>;

impl<'a> Batch<'a> {
    pub(super) fn new(
        names: &'a [PyBackedStr],
        workers: usize,
        progress: Option<Py<PyAny>>,
    ) -> Self {
        let workers = if names.len() < LEAST { 1 } else { workers.max(1) };
        Batch {
            names,
            workers: workers.min(names.len().div_ceil(BLOCK)).max(1),
            progress,
            next: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
        }
    }

    /// The answers of `search`, one for each name. Call it without the interpreter's lock.
    pub(super) fn run<T: Send>(
        &self,
        searchers: &Searchers,
        search: impl Fn(&mut Searcher, &str) -> T + Sync,
    ) -> PyResult<Vec<T>> {
        let search = &search;
        let mut found: Found<T> = Vec::new();
        std::thread::scope(|scope| {
            let helper = || searchers.lend(|searcher| self.work(searcher, search, || Ok(())));
            let helpers: Vec<_> = (1..self.workers).map(|_| scope.spawn(helper)).collect();
            let mut told = Instant::now();
            let mut pause = || {
                if told.elapsed() < INTERVAL {
                    return Ok(());
                }
                told = Instant::now();
                self.tell()
            };
            let own = searchers.lend(|searcher| self.work(searcher, search, &mut pause));
            let mut failed = None;
            let others = helpers.into_iter().map(|thread| {
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            });
            for part in std::iter::once(own).chain(others) {
                match part {
                    Ok(blocks) => found.extend(blocks),
                    Err(error) => failed = Some(error),
                }
            }
            failed.map_or(Ok(()), Err)
        })?;
        self.tell()?;
        found.sort_unstable_by_key(|(first, _)| *first);
        Ok(found.into_iter().flat_map(|(_, answers)| answers).collect())
    }

    /// Take blocks and search their names until there are none, or all is stopped; `pause` is
    /// called after each name, and stops all by its error.
    fn work<T>(
        &self,
        searcher: &mut Searcher,
        search: impl Fn(&mut Searcher, &str) -> T,
        mut pause: impl FnMut() -> PyResult<()>,
    ) -> PyResult<Found<T>> {
        let mut found = Vec::new();
        loop {
            let first = self.next.fetch_add(BLOCK, Relaxed);
            if first >= self.names.len() {
                return Ok(found);
            }
            let names = &self.names[first..self.names.len().min(first + BLOCK)];
            let mut answers = Vec::with_capacity(names.len());
            for name in names {
                if self.stopped.load(Relaxed) {
                    return Ok(Vec::new());
                }
                answers.push(search(searcher, name));
                self.done.fetch_add(1, Relaxed);
                pause().inspect_err(|_| self.stopped.store(true, Relaxed))?;
            }
            found.push((first, answers));
        }
    }

    /// Let Python deliver its signals, and tell it how far the batch has come.
    fn tell(&self) -> PyResult<()> {
        Python::attach(|py| {
            py.check_signals()?;
            match &self.progress {
                Some(progress) => {
                    progress.call1(py, (self.done.load(Relaxed), self.names.len())).map(|_| ())
                }
                None => Ok(()),
            }
        })
    }
}
