//! The Python boundary: thin shims over pure functions. `_core.pyi` is its description.

mod batch;
mod index;
mod lexicon;
mod searchers;

use crate::evidence::Verdict;
use crate::explain::{self, Explanation};
use crate::store;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    module.add_class::<lexicon::PyLexicon>()?;
    module.add_class::<index::PyIndex>()?;
    module.add_function(wrap_pyfunction!(unknown_characters, module)?)?;
    module.add("ENGINE", store::ENGINE)?;
    module.add("VERSION", store::VERSION)?;
    Ok(())
}
