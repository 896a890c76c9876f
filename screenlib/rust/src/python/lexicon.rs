//! The lexicon as Python knows it: reading and comparing names without a list.

use super::explanation_dict;
use crate::evidence::{self, Verdict};
use crate::lexicon::Lexicon;
use crate::pair;
use crate::reading::{self, PartKind, Scratch};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyDict;
use std::collections::BTreeMap;
use std::sync::Arc;

#[pyclass(name = "Lexicon", frozen, module = "screenlib._core")]
pub(super) struct PyLexicon {
    pub(super) inner: Arc<Lexicon>,
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

    fn unknown_characters(&self, texts: Vec<PyBackedStr>) -> String {
        self.inner.folder.unknown_characters(texts.iter().map(|text| &**text)).into_iter().collect()
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
            let names =
                part.concepts(&self.inner).map(|id| self.inner.concept(id).name.to_string());
            let mut concepts: Vec<String> = names.filter(|n| !n.starts_with("legal:")).collect();
            if let PartKind::Number(number) = part.kind {
                concepts.push(format!("number:{number}"));
            }
            (part.kind.name(), text, concepts)
        };
        parsed.groups.iter().map(|group| group.parts.iter().map(shown).collect()).collect()
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
