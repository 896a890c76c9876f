//! The Python boundary: thin shims over pure functions. `_core.pyi` is its description.

use crate::evidence::{self, Verdict};
use crate::explain::{self, Explanation};
use crate::index::{Index, ListedName, NameKind};
use crate::lexicon::Lexicon;
use crate::pair;
use crate::reading::{self, PartKind, Reading, Scratch};
use crate::search::{self, Hit, Searcher};
use crate::store;
use pyo3::exceptions::{PyIndexError, PyOverflowError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyTuple};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

thread_local! {
    /// Buffers and word memory of each thread, for single calls. Keyed by the index they served.
    static SEARCHER: RefCell<(u64, Searcher)> = RefCell::new((0, Searcher::default()));
}

#[pyclass(name = "Lexicon", frozen, module = "screenlib._core")]
struct PyLexicon {
    inner: Arc<Lexicon>,
}

#[pymethods]
impl PyLexicon {
    #[new]
    fn new(
        tables: BTreeMap<String, Vec<u8>>,
        romanisations: BTreeMap<char, String>,
    ) -> PyResult<Self> {
        let rows: Vec<(char, String)> = romanisations.into_iter().collect();
        let inner = Lexicon::build(&tables, &rows)
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(PyLexicon { inner: Arc::new(inner) })
    }

    #[getter]
    fn digest(&self) -> String {
        format!("{:016x}", self.inner.digest)
    }

    /// The shipped thresholds of probability.
    #[getter]
    fn thresholds(&self) -> BTreeMap<&'static str, f32> {
        let weights = &self.inner.weights;
        BTreeMap::from([("match", weights.match_threshold), ("review", weights.review_threshold)])
    }

    fn unknown_characters(&self, texts: Vec<String>) -> String {
        self.inner.folder.unknown_characters(texts.iter().map(String::as_str)).into_iter().collect()
    }

    fn add_romanisations(&self, romanisations: BTreeMap<char, String>) {
        self.inner.folder.add_romanisations(romanisations);
    }

    fn fold(&self, text: &str) -> String {
        self.inner.folder.plain(text)
    }

    fn romanise(&self, text: &str) -> String {
        let chars: Vec<char> = self.inner.folder.fold(text).chars;
        self.inner.pinyin.romanise(&chars)
    }

    fn parse(&self, name: &str) -> Vec<Vec<(&'static str, String, Vec<String>)>> {
        let mut scratch = Scratch::default();
        let parsed = reading::parse_name(&self.inner, &mut scratch, name);
        let shown = |part: &reading::Part| {
            let start = parsed.units[part.units.0].start;
            let end = parsed.units[part.units.1 - 1].end;
            let text = part
                .inner
                .as_deref()
                .map_or_else(|| parsed.folded.chars[start..end].iter().collect(), str::to_string);
            // Which legal form a company has is for comparing slips alone.
            let names = part.concepts().map(|id| self.inner.concept(id).name.to_string());
            let mut concepts: Vec<String> = names.filter(|n| !n.starts_with("legal:")).collect();
            if let PartKind::Number(number) = part.kind {
                concepts.push(format!("number:{number}"));
            }
            (part.kind.name(), text, concepts)
        };
        parsed.groups.iter().map(|group| group.iter().map(shown).collect()).collect()
    }

    fn compare<'py>(
        &self,
        py: Python<'py>,
        query: &str,
        listed: &str,
    ) -> PyResult<Bound<'py, PyDict>> {
        let explanation = py.detach(|| {
            let mut scratch = Scratch::default();
            let q = reading::read(&self.inner, &mut scratch, query);
            let l = reading::read(&self.inner, &mut scratch, listed);
            pair::explain(&self.inner, (query, &q), (listed, &l))
        });
        explanation_dict(py, explanation.as_ref())
    }

    /// (probability, verdict, score, features) of each pair, for fitting and measuring.
    fn compare_many(
        &self,
        py: Python<'_>,
        pairs: Vec<(String, String)>,
    ) -> Vec<(f32, &'static str, f32, Vec<f32>)> {
        py.detach(|| {
            let mut scratch = Scratch::default();
            let mut one = |query: &str, listed: &str| {
                let q = reading::read(&self.inner, &mut scratch, query);
                let l = reading::read(&self.inner, &mut scratch, listed);
                let Some((_, _, outcome, verdict)) = pair::compare(&self.inner, &q, &l, l.has_han)
                else {
                    return (0.0, Verdict::None.name(), f32::NEG_INFINITY, Vec::new());
                };
                let probability = evidence::probability(&self.inner.weights, outcome.score);
                (probability, verdict.name(), outcome.score, outcome.features.values())
            };
            pairs.iter().map(|(query, listed)| one(query, listed)).collect()
        })
    }

    #[staticmethod]
    fn feature_names() -> Vec<&'static str> {
        evidence::Features::NAMES.to_vec()
    }
}

#[pyclass(name = "Index", frozen, module = "screenlib._core")]
struct PyIndex {
    lexicon: Arc<Lexicon>,
    index: Index,
    /// Tells one index from another in the buffers of a thread.
    serial: u64,
}

static SERIAL: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);

fn serial() -> u64 {
    SERIAL.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}

impl PyIndex {
    fn with_searcher<T>(&self, work: impl FnOnce(&mut Searcher) -> T) -> T {
        SEARCHER.with(|cell| {
            let mut slot = cell.borrow_mut();
            if slot.0 != self.serial {
                *slot = (self.serial, Searcher::default());
            }
            work(&mut slot.1)
        })
    }

    fn score(&self, threshold: Option<f32>) -> Option<f32> {
        threshold.map(|probability| evidence::score_at(&self.lexicon.weights, probability))
    }

    fn search_one<'py>(
        &self,
        py: Python<'py>,
        name: &str,
        threshold: Option<f32>,
        limit: usize,
        exhaustively: bool,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let threshold = self.score(threshold);
        let found = self.with_searcher(|searcher| {
            answer(&self.lexicon, &self.index, searcher, name, threshold, limit, exhaustively)
        });
        answer_tuple(py, &found)
    }
}

/// What a search of one name says: what became of the name, and its hits.
struct Answer {
    state: &'static str,
    hits: Vec<Hit>,
}

fn answer(
    lexicon: &Lexicon,
    index: &Index,
    searcher: &mut Searcher,
    name: &str,
    threshold: Option<f32>,
    limit: usize,
    exhaustive: bool,
) -> Answer {
    let reading = search::read_query(lexicon, index, searcher, name);
    let mut hits = if exhaustive {
        search::search_exhaustively(lexicon, index, &reading, threshold)
    } else {
        search::search(lexicon, index, searcher, &reading, threshold)
    };
    hits.truncate(limit);
    Answer { state: state(&reading), hits }
}

fn state(reading: &Reading) -> &'static str {
    if reading.views.is_empty() {
        "empty"
    } else if reading.cut {
        "cut"
    } else if !reading.distinctive {
        "indistinct"
    } else {
        "read"
    }
}

fn hit_tuple<'py>(py: Python<'py>, hit: &Hit) -> PyResult<Bound<'py, PyTuple>> {
    (hit.entity, hit.name, hit.score, hit.probability, hit.verdict.name()).into_pyobject(py)
}

fn answer_tuple<'py>(py: Python<'py>, answer: &Answer) -> PyResult<Bound<'py, PyTuple>> {
    let hits: Vec<Bound<'py, PyTuple>> =
        answer.hits.iter().map(|hit| hit_tuple(py, hit)).collect::<PyResult<_>>()?;
    (answer.state, hits).into_pyobject(py)
}

#[pymethods]
impl PyIndex {
    /// names: (entity number, name, whether the list calls the name weak).
    #[staticmethod]
    fn build(
        py: Python<'_>,
        lexicon: &PyLexicon,
        names: Vec<(u32, String, bool)>,
    ) -> PyResult<PyIndex> {
        if names.iter().any(|(entity, _, _)| *entity == u32::MAX) {
            return Err(PyOverflowError::new_err(format!("an entity number of {}", u32::MAX)));
        }
        let lexicon = Arc::clone(&lexicon.inner);
        let index = py.detach(|| {
            let names = names
                .into_iter()
                .map(|(entity, text, weak)| ListedName {
                    entity,
                    text: text.into(),
                    kind: if weak { NameKind::Weak } else { NameKind::Strong },
                })
                .collect();
            Index::build(&lexicon, names)
        });
        Ok(PyIndex { lexicon, index, serial: serial() })
    }

    #[staticmethod]
    fn from_bytes(py: Python<'_>, lexicon: &PyLexicon, data: &[u8]) -> PyResult<PyIndex> {
        let lexicon = Arc::clone(&lexicon.inner);
        let index = py
            .detach(|| store::load(&lexicon, data))
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(PyIndex { lexicon, index, serial: serial() })
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let bytes = py.detach(|| store::save(&self.lexicon, &self.index));
        PyBytes::new(py, &bytes)
    }

    #[getter]
    fn names(&self) -> usize {
        self.index.names.len()
    }

    #[getter]
    fn entities(&self) -> u32 {
        self.index.entities
    }

    /// (state, hits); hits: (entity, name, score, probability, verdict), best first.
    #[pyo3(signature = (name, threshold=None, limit=10))]
    fn search<'py>(
        &self,
        py: Python<'py>,
        name: &str,
        threshold: Option<f32>,
        limit: usize,
    ) -> PyResult<Bound<'py, PyTuple>> {
        self.search_one(py, name, threshold, limit, false)
    }

    /// `search` by scoring every listed name: slow, for proving the index.
    #[pyo3(signature = (name, threshold=None, limit=10))]
    fn search_exhaustively<'py>(
        &self,
        py: Python<'py>,
        name: &str,
        threshold: Option<f32>,
        limit: usize,
    ) -> PyResult<Bound<'py, PyTuple>> {
        self.search_one(py, name, threshold, limit, true)
    }

    /// `search` for many names, in order. A plain `None` stands for a name that was read and hits
    /// nothing.
    #[pyo3(signature = (names, threshold=None, limit=10, workers=1))]
    fn search_many<'py>(
        &self,
        py: Python<'py>,
        names: Vec<String>,
        threshold: Option<f32>,
        limit: usize,
        workers: usize,
    ) -> PyResult<Bound<'py, PyList>> {
        let threshold = self.score(threshold);
        let answers = py.detach(|| self.answers(&names, threshold, limit, workers.max(1)));
        let out = PyList::empty(py);
        for found in &answers {
            if found.state == "read" && found.hits.is_empty() {
                out.append(py.None())?;
            } else {
                out.append(answer_tuple(py, found)?)?;
            }
        }
        Ok(out)
    }

    /// How a query compares with one listed name, whether it was a hit or not.
    fn explain<'py>(
        &self,
        py: Python<'py>,
        query: &str,
        name: u32,
    ) -> PyResult<Bound<'py, PyDict>> {
        if name as usize >= self.index.names.len() {
            return Err(PyIndexError::new_err(format!("no name number {name}")));
        }
        let explanation = self.with_searcher(|searcher| {
            search::explain(&self.lexicon, &self.index, searcher, query, name)
        });
        explanation_dict(py, explanation.as_ref())
    }
}

impl PyIndex {
    fn answers(
        &self,
        names: &[String],
        threshold: Option<f32>,
        limit: usize,
        workers: usize,
    ) -> Vec<Answer> {
        let work = |names: &[String], searcher: &mut Searcher| -> Vec<Answer> {
            names
                .iter()
                .map(|name| {
                    answer(&self.lexicon, &self.index, searcher, name, threshold, limit, false)
                })
                .collect()
        };
        if workers == 1 || names.len() < 64 {
            return self.with_searcher(|searcher| work(names, searcher));
        }
        let share = names.len().div_ceil(workers);
        std::thread::scope(|scope| {
            let threads: Vec<_> = names
                .chunks(share)
                .map(|names| scope.spawn(move || work(names, &mut Searcher::default())))
                .collect();
            threads
                .into_iter()
                .flat_map(|thread| {
                    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                })
                .collect()
        })
    }
}

fn explanation_dict<'py>(
    py: Python<'py>,
    explanation: Option<&Explanation>,
) -> PyResult<Bound<'py, PyDict>> {
    let out = PyDict::new(py);
    let Some(found) = explanation else {
        out.set_item("score", f32::NEG_INFINITY)?;
        out.set_item("probability", 0.0)?;
        out.set_item("verdict", Verdict::None.name())?;
        out.set_item("relation", py.None())?;
        out.set_item("query", ("", "given"))?;
        out.set_item("listed", ("", "given"))?;
        out.set_item("rows", PyList::empty(py))?;
        return Ok(out);
    };
    out.set_item("score", found.score)?;
    out.set_item("probability", found.probability)?;
    out.set_item("verdict", found.verdict.name())?;
    out.set_item("relation", found.relation)?;
    out.set_item("query", (&found.query.text, found.query.origin))?;
    out.set_item("listed", (&found.listed.text, found.listed.origin))?;
    let row =
        |row: &explain::Row| (row.kind, row.level, row.query.clone(), row.listed.clone(), row.bits);
    out.set_item("rows", found.rows.iter().map(row).collect::<Vec<_>>())?;
    Ok(out)
}

/// Characters of these texts that unidecode has to be asked about.
#[pyfunction]
fn unknown_characters(texts: Vec<String>) -> String {
    let folder = crate::fold::Folder::default();
    folder.unknown_characters(texts.iter().map(String::as_str)).into_iter().collect()
}

#[pymodule]
fn _core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyLexicon>()?;
    module.add_class::<PyIndex>()?;
    module.add_function(wrap_pyfunction!(unknown_characters, module)?)?;
    module.add("ENGINE", store::ENGINE)?;
    Ok(())
}
