//! The Python boundary: thin shims over pure functions.

use crate::evidence;
use crate::lexicon::Lexicon;
use crate::pair;
use crate::reading::{self, Scratch};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

#[pyclass(name = "Lexicon", frozen, module = "screenlib._core")]
struct PyLexicon {
    inner: Arc<Lexicon>,
}

#[pymethods]
impl PyLexicon {
    #[new]
    fn new(tables: BTreeMap<String, Vec<u8>>, romanisations: BTreeMap<char, String>) -> PyResult<Self> {
        let rows: Vec<(char, String)> = romanisations.into_iter().collect();
        let inner = Lexicon::build(&tables, &rows)
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(PyLexicon { inner: Arc::new(inner) })
    }

    #[getter]
    fn digest(&self) -> String {
        format!("{:016x}", self.inner.digest)
    }

    fn fold(&self, text: &str) -> String {
        self.inner.folder.fold(text).text()
    }

    fn romanise(&self, text: &str) -> String {
        let chars: Vec<char> = self.inner.folder.fold(text).chars;
        self.inner.pinyin.romanise(&chars)
    }

    fn unknown_characters(&self, texts: Vec<String>) -> String {
        self.inner.folder.unknown_characters(texts.iter().map(String::as_str)).into_iter().collect()
    }

    fn add_romanisations(&self, romanisations: BTreeMap<char, String>) {
        self.inner.folder.add_romanisations(romanisations);
    }

    /// Groups of (kind, text, concepts).
    fn parse(&self, name: &str) -> Vec<Vec<(String, String, Vec<String>)>> {
        let mut scratch = Scratch::default();
        let parsed = reading::parse_name(&self.inner, &mut scratch, name);
        parsed
            .groups
            .iter()
            .map(|group| {
                group
                    .iter()
                    .map(|part| {
                        let start = parsed.units[part.units.0].start;
                        let end = parsed.units[part.units.1 - 1].end;
                        let text = part.inner.as_deref().map_or_else(
                            || parsed.folded.chars[start..end].iter().collect(),
                            str::to_string,
                        );
                        let concepts =
                            part.concepts().map(|id| self.inner.concept(id).name.to_string());
                        (format!("{:?}", part.kind), text, concepts.collect())
                    })
                    .collect()
            })
            .collect()
    }

    fn debug(&self, name: &str) -> String {
        let mut scratch = Scratch::default();
        format!("{:#?}", reading::read(&self.inner, &mut scratch, name))
    }

    /// (probability, verdict, score, features) for each pair.
    fn compare_many(&self, py: Python<'_>, pairs: Vec<(String, String)>) -> Vec<(f32, &'static str, f32, Vec<f32>)> {
        py.detach(|| {
            let mut scratch = Scratch::default();
            pairs
                .iter()
                .map(|(query, listed)| {
                    let q = reading::read(&self.inner, &mut scratch, query);
                    let l = reading::read(&self.inner, &mut scratch, listed);
                    match pair::compare(&self.inner, &q, &l, l.has_han) {
                        None => (0.0, "none", f32::NEG_INFINITY, Vec::new()),
                        Some((i, j, outcome)) => {
                            let verdict =
                                evidence::verdict(&self.inner, &q.views[i], &l.views[j], &outcome);
                            (
                                evidence::probability(&self.inner.weights, outcome.score),
                                verdict.name(),
                                outcome.score,
                                outcome.features.values(),
                            )
                        }
                    }
                })
                .collect()
        })
    }

    #[staticmethod]
    fn feature_names() -> Vec<&'static str> {
        evidence::Features::NAMES.to_vec()
    }
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
    module.add_function(wrap_pyfunction!(unknown_characters, module)?)?;
    Ok(())
}
