//! The index as Python knows it: building, saving, searching one name or many, explaining.

use super::batch::Batch;
use super::explanation_dict;
use super::lexicon::PyLexicon;
use super::searchers::Searchers;
use crate::evidence;
use crate::explain::Explanation;
use crate::index::{Index, ListedName, NameKind};
use crate::lexicon::Lexicon;
use crate::reading::Reading;
use crate::search::{self, Hit, Searcher};
use crate::store;
use pyo3::exceptions::{PyIndexError, PyOverflowError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyBytes, PyDict, PyList, PyTuple};
use std::sync::Arc;

#[pyclass(name = "Index", frozen, module = "screenlib._core")]
pub(super) struct PyIndex {
    lexicon: Arc<Lexicon>,
    index: Index,
    searchers: Searchers,
}

impl PyIndex {
    fn new(lexicon: Arc<Lexicon>, index: Index) -> PyIndex {
        PyIndex { lexicon, index, searchers: Searchers::default() }
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
        let (lexicon, index, threshold) = (&*self.lexicon, &self.index, self.score(threshold));
        let found = self.searchers.lend(|searcher| {
            let query = search::Query::read(lexicon, index, searcher, name);
            let hits = if exhaustively {
                search::search_exhaustively(lexicon, index, &query, threshold, limit)
            } else {
                search::search(lexicon, index, searcher, &query, threshold, limit)
            };
            Answer { state: state(&query.reading), hits }
        });
        answer_tuple(py, &found)
    }

    fn search_few(
        &self,
        searcher: &mut Searcher,
        names: &[&str],
        threshold: Option<f32>,
        limit: usize,
    ) -> Vec<Answer> {
        let (lexicon, index) = (&*self.lexicon, &self.index);
        let read = |name: &&str| search::Query::read(lexicon, index, searcher, name);
        let queries: Vec<_> = names.iter().map(read).collect();
        let answer = |query: &search::Query| Answer {
            state: state(&query.reading),
            hits: search::search(lexicon, index, searcher, query, threshold, limit),
        };
        queries.iter().map(answer).collect()
    }
}

/// What a search of one name says: what became of the name, and its hits.
struct Answer {
    state: &'static str,
    hits: Vec<Hit>,
}

fn state(reading: &Reading) -> &'static str {
    if reading.views.is_empty() {
        "empty"
    } else if reading.cut {
        "cut"
    } else if !reading.distinctive {
        "indistinct"
    } else if reading.mixed {
        "mixed"
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
        Ok(PyIndex::new(lexicon, index))
    }

    #[staticmethod]
    fn from_bytes(py: Python<'_>, lexicon: &PyLexicon, data: &[u8]) -> PyResult<PyIndex> {
        let lexicon = Arc::clone(&lexicon.inner);
        let index = py
            .detach(|| store::load(&lexicon, data))
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(PyIndex::new(lexicon, index))
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
    /// nothing. `progress` is called now and then with the number of names done, and of all.
    #[pyo3(signature = (names, threshold=None, limit=10, workers=1, progress=None))]
    fn search_many<'py>(
        &self,
        py: Python<'py>,
        names: Vec<PyBackedStr>,
        threshold: Option<f32>,
        limit: usize,
        workers: usize,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyList>> {
        let threshold = self.score(threshold);
        let search = |searcher: &mut Searcher, names: &[&str]| {
            self.search_few(searcher, names, threshold, limit)
        };
        let batch = Batch::new(&names, workers, progress);
        let answers = py.detach(|| batch.run(&self.searchers, search))?;
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
        let found = self.explanations(query, &[name])?.pop().flatten();
        explanation_dict(py, found.as_ref())
    }

    /// The same for several listed names: the query is read once.
    fn explain_many<'py>(
        &self,
        py: Python<'py>,
        query: &str,
        names: Vec<u32>,
    ) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let found = self.explanations(query, &names)?;
        found.iter().map(|found| explanation_dict(py, found.as_ref())).collect()
    }
}

impl PyIndex {
    fn explanations(&self, query: &str, names: &[u32]) -> PyResult<Vec<Option<Explanation>>> {
        if let Some(name) = names.iter().find(|name| **name as usize >= self.index.names.len()) {
            return Err(PyIndexError::new_err(format!("no name number {name}")));
        }
        let (lexicon, index) = (&*self.lexicon, &self.index);
        let read =
            self.searchers.lend(|searcher| search::Query::read(lexicon, index, searcher, query));
        let one = |name: &u32| search::explain(lexicon, index, (query, &read), *name);
        Ok(names.iter().map(one).collect())
    }
}
