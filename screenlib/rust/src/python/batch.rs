//! Many names at once: shared out to threads, told of as it goes on, stopped when asked.
//!
//! The calling thread works as the others do. Now and then it takes the interpreter's lock, lets
//! Python deliver signals (Ctrl-C) and calls the callback; an exception of either stops all threads
//! within a few names each, and is all that comes out: there are no half answers. Names that begin alike
//! are searched one after the other, since what they meet is then in the processor's cache; the
//! answers stand in the order in which the names were given.

use super::searchers::Searchers;
use crate::search::Searcher;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use smallvec::SmallVec;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Names that a thread takes at a time: few, so that all end together.
const BLOCK: usize = 32;
/// Names that are read, and then searched: one part of the program at a time stays in the cache.
const TOGETHER: usize = 8;
/// Batches of fewer names are not worth a thread.
const LEAST: usize = 64;
/// How often the calling thread turns to Python.
const INTERVAL: Duration = Duration::from_millis(50);

pub(super) struct Batch<'a> {
    names: &'a [PyBackedStr],
    /// The numbers of the names, as they are searched.
    order: Vec<u32>,
    workers: usize,
    progress: Option<Py<PyAny>>,
    /// The first place in the order that no thread has taken.
    next: AtomicUsize,
    done: AtomicUsize,
    stopped: AtomicBool,
}

/// Answers, each with the number of its name.
type Found<T> = Vec<(u32, T)>;

/// Letters by which names are put in order.
const BEGINNING: usize = size_of::<u128>();

/// The numbers of the names in the order of how they begin, small or capital.
fn by_beginning(names: &[PyBackedStr]) -> Vec<u32> {
    let beginning = |name: &str| {
        let mut letters = [0; BEGINNING];
        for (letter, byte) in letters.iter_mut().zip(name.bytes()) {
            *letter = byte.to_ascii_lowercase();
        }
        u128::from_be_bytes(letters)
    };
    let numbered = names.iter().zip(0u32..);
    let mut order: Vec<_> = numbered.map(|(name, number)| (beginning(name), number)).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, number)| number).collect()
}

impl<'a> Batch<'a> {
    pub(super) fn new(
        names: &'a [PyBackedStr],
        workers: usize,
        progress: Option<Py<PyAny>>,
    ) -> Self {
        let workers = if names.len() < LEAST { 1 } else { workers.max(1) };
        Batch {
            names,
            order: by_beginning(names),
            workers: workers.min(names.len().div_ceil(BLOCK)).max(1),
            progress,
            next: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
        }
    }

    /// The answers of `search`, which is given a few names at a time and answers each. Call it
    /// without the interpreter's lock.
    pub(super) fn run<T: Send>(
        &self,
        searchers: &Searchers,
        search: impl Fn(&mut Searcher, &[&str]) -> Vec<T> + Sync,
    ) -> PyResult<Vec<T>> {
        let search = &search;
        let mut answers: Vec<Option<T>> = self.names.iter().map(|_| None).collect();
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
                    Ok(found) => {
                        for (number, answer) in found {
                            answers[number as usize] = Some(answer);
                        }
                    }
                    Err(error) => failed = Some(error),
                }
            }
            failed.map_or(Ok(()), Err)
        })?;
        self.tell()?;
        Ok(answers.into_iter().flatten().collect())
    }

    /// Take blocks and search their names until there are none, or all is stopped; `pause` is
    /// called after each few, and stops all by its error.
    fn work<T>(
        &self,
        searcher: &mut Searcher,
        search: impl Fn(&mut Searcher, &[&str]) -> Vec<T>,
        mut pause: impl FnMut() -> PyResult<()>,
    ) -> PyResult<Found<T>> {
        let mut found = Vec::new();
        loop {
            let first = self.next.fetch_add(BLOCK, Relaxed);
            if first >= self.order.len() {
                return Ok(found);
            }
            let block = &self.order[first..self.order.len().min(first + BLOCK)];
            for numbers in block.chunks(TOGETHER) {
                if self.stopped.load(Relaxed) {
                    return Ok(Vec::new());
                }
                let name = |number: &u32| &*self.names[*number as usize];
                let names: SmallVec<[&str; TOGETHER]> = numbers.iter().map(name).collect();
                found.extend(numbers.iter().copied().zip(search(searcher, &names)));
                self.done.fetch_add(numbers.len(), Relaxed);
                pause().inspect_err(|_| self.stopped.store(true, Relaxed))?;
            }
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
