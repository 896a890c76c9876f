//! Searches a file of queries in a file of names, with nothing else around it: for counting
//! instructions and profiling.
//!
//! `search TABLES NAMES QUERIES LIMIT`: the directory of the lexicon; lines `entity TAB name`; one
//! query a line; how many entities are asked for. Prints how many were found.

use _core::index::{Index, ListedName, NameKind};
use _core::lexicon::Lexicon;
use _core::search::{self, Query, Searcher};
use std::collections::BTreeMap;
use std::fs;

fn tables(directory: &str) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(directory).expect("the tables are there");
    let paths = files.map(|file| file.expect("a readable directory").path());
    let tables = paths.filter(|path| path.extension().is_some_and(|ending| ending == "tsv"));
    let name = |path: &std::path::Path| path.file_stem().unwrap_or_default().to_os_string();
    tables
        .map(|path| (name(&path).to_string_lossy().into_owned(), fs::read(&path).expect("a table")))
        .collect()
}

fn listed(line: &str) -> ListedName {
    let (entity, text) = line.split_once('\t').expect("an entity and a name");
    let entity = entity.parse().expect("the number of an entity");
    ListedName { entity, text: text.into(), kind: NameKind::Strong }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [directory, names, queries, limit] = &arguments[..] else {
        panic!("search TABLES NAMES QUERIES LIMIT");
    };
    let limit: usize = limit.parse().expect("a number of entities");
    let lexicon = Lexicon::build(&tables(directory), &[]).unwrap_or_else(|error| panic!("{error}"));
    let names = fs::read_to_string(names).expect("a file of names");
    let index = Index::build(&lexicon, names.lines().map(listed).collect());
    let mut searcher = Searcher::default();
    let mut found = 0;
    for name in fs::read_to_string(queries).expect("a file of queries").lines() {
        let query = Query::read(&lexicon, &index, &mut searcher, name);
        found += search::search(&lexicon, &index, &mut searcher, &query, None, limit).len();
    }
    println!("{found}");
}
