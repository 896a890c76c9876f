//! What must hold whatever bytes come: shared by `cargo test` and the fuzz targets in `fuzz/`.
//!
//! Each check takes any bytes and panics when a promise is broken; a panic within the core breaks
//! the promise of all of them.
#![allow(dead_code)] // a fuzz target uses one of the checks

use _core::hash::xxh64;
use _core::index::{Index, ListedName, NameKind};
use _core::lexicon::Lexicon;
use _core::reading::{self, Scratch, LONGEST_NAME};
use _core::search::{self, Searcher};
use _core::{evidence, pair, store};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

/// A low score, at which nearly everything that shares anything is a hit.
const LOW: Option<f32> = Some(-5.0);
/// More hits than any of these lists has.
const MANY: usize = 1_000_000;
const QUERIES: [&str; 6] = [
    "Hikvision",
    "海康威视 (杭州)",
    "52nd Institute",
    "Xyzzy Suzhou",
    "CETC 52",
    "Hikvison Digtal",
];
const LISTED: [&str; 8] = [
    "Hangzhou Hikvision Digital Technology Co., Ltd.",
    "杭州海康威视数字技术股份有限公司",
    "Zhejiang Dahua Technology Co., Ltd.",
    "China Electronics Technology Group Corporation 52nd Research Institute",
    "中国电子科技集团公司第五十二研究所",
    "CETC 52",
    "Xyzzy Trading (Suzhou) FZE",
    "Zhongxing Telecom (Kel Plugh)",
];

/// Rows of each shipped table in the small lexicon that tables are tried in.
const FEW_ROWS: usize = 20;
/// Tables that the others' rows rely on.
const WHOLE: [&str; 2] = ["weights", "romanisations"];

pub fn shipped() -> &'static BTreeMap<String, Vec<u8>> {
    static TABLES: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    TABLES.get_or_init(|| {
        // Not the manifest directory of the crate that includes this file: it may be `fuzz`.
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folders = [here.join("../lexicon"), here.join("../../lexicon")];
        let folder = folders.iter().find(|folder| folder.is_dir()).expect("the tables are there");
        let files = std::fs::read_dir(folder).expect("a readable folder");
        let paths = files.map(|entry| entry.expect("a readable folder").path());
        let tables = paths.filter(|path| path.extension().is_some_and(|ending| ending == "tsv"));
        let named = tables.map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read(&path).expect("a readable table"))
        });
        named.collect()
    })
}

pub fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| Lexicon::build(shipped(), &[]).expect("the shipped tables are sound"))
}

fn index_of<'a>(lexicon: &Lexicon, names: impl IntoIterator<Item = &'a str>) -> Index {
    let listed = names.into_iter().enumerate().map(|(number, name)| ListedName {
        entity: number as u32 / 2,
        text: name.into(),
        kind: if number % 3 == 2 { NameKind::Weak } else { NameKind::Strong },
    });
    Index::build(lexicon, listed.collect())
}

/// A small index.
pub fn sound_index() -> Index {
    index_of(lexicon(), LISTED)
}

/// A small index as it is saved.
fn saved() -> &'static [u8] {
    static SAVED: OnceLock<Vec<u8>> = OnceLock::new();
    SAVED.get_or_init(|| store::save(lexicon(), &sound_index()))
}

/// Bytes of a saved index before its content: its mark, format and versions.
fn opening() -> usize {
    let versions = u32::from_le_bytes(saved()[12..16].try_into().expect("four bytes"));
    8 + 4 + 4 + versions as usize // mark, format, the length of the versions
}

/// The content of `saved()`, without opening and digest.
pub fn saved_content() -> &'static [u8] {
    &saved()[opening()..saved().len() - 8]
}

/// Folding: no panic; once is twice; each character points at where it came from.
pub fn fold(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let folder = &lexicon().folder;
    let folded = folder.fold(&text);
    assert_eq!(folded.chars.len(), folded.origin.len());
    let inside = |place: &u32| (*place as usize) < folded.chars.len();
    assert!(
        folded.camel.is_sorted() && folded.camel.iter().all(inside),
        "a mark outside of {text:?}"
    );
    let count = text.chars().count() as u32;
    assert!(folded.origin.iter().all(|place| *place < count), "an origin outside of {text:?}");
    assert!(folded.origin.is_sorted(), "characters of {text:?} changed places");
    let plain = folder.plain(&text);
    assert_eq!(folder.plain(&plain), plain, "{text:?} is not folded at once");
}

/// Reading, comparing and searching names, divided by line feeds: no panic, answers in their
/// bounds, and the index finds what scoring every name finds.
pub fn names(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let names: Vec<&str> = text.split('\n').take(6).collect();
    let lexicon = lexicon();
    let mut scratch = Scratch::default();
    for name in &names {
        let parsed = reading::parse_name(lexicon, &mut scratch, name);
        assert!(parsed.folded.chars.len() <= LONGEST_NAME);
        let read = reading::read(lexicon, &mut scratch, name);
        assert!(read.views.len() <= reading::view::MOST_VIEWS);
        for view in &read.views {
            assert!(view.elements.len() <= reading::view::MOST_ELEMENTS);
            assert!(view.keys.is_sorted(), "the keys of {name:?}");
        }
        for other in &names {
            let with = reading::read(lexicon, &mut scratch, other);
            if let Some(found) = pair::explain(lexicon, (name, &read), (other, &with)) {
                assert!(found.score.is_finite());
                assert!((0.0..=1.0).contains(&found.probability), "{name:?} ~ {other:?}");
                assert!(found.rows.len() <= 3 * reading::view::MOST_ELEMENTS);
            }
        }
    }
    let index = index_of(lexicon, names.iter().copied().chain(LISTED));
    let again = store::load(lexicon, &store::save(lexicon, &index)).expect("saved just now");
    let mut searcher = Searcher::default();
    for name in names.iter().copied().chain(QUERIES) {
        let asked = search::Query::read(lexicon, &index, &mut searcher, name);
        for threshold in [None, LOW] {
            let shown = |hits: Vec<search::Hit>| -> Vec<(u32, u32, f32)> {
                hits.iter().map(|hit| (hit.entity, hit.name, hit.score)).collect()
            };
            let found =
                shown(search::search(lexicon, &index, &mut searcher, &asked, threshold, MANY));
            let all = shown(search::search_exhaustively(lexicon, &index, &asked, threshold, MANY));
            assert_eq!(found, all, "{name:?} at {threshold:?}");
            let mut other = Searcher::default();
            let loaded = search::Query::read(lexicon, &again, &mut other, name);
            let loaded = search::search(lexicon, &again, &mut other, &loaded, threshold, MANY);
            assert_eq!(shown(loaded), found, "{name:?} in the index loaded");
        }
    }
}

/// Opening a saved index: what is not sound is refused; what is taken answers.
///
/// The bytes are taken for the content of a file of this version whose digest fits: a digest keeps
/// accidents out, not people.
pub fn index(data: &[u8]) {
    let lexicon = lexicon();
    assert!(store::load(lexicon, data).is_err(), "bytes without opening and digest were taken");
    let mut file = saved()[..opening()].to_vec();
    file.extend(data);
    file.extend(xxh64(&file).to_le_bytes());
    let Ok(index) = store::load(lexicon, &file) else { return };
    let mut searcher = Searcher::default();
    for query in QUERIES {
        let asked = search::Query::read(lexicon, &index, &mut searcher, query);
        for threshold in [None, LOW] {
            for hit in search::search(lexicon, &index, &mut searcher, &asked, threshold, MANY) {
                assert!(hit.entity < index.entities);
                assert!((0.0..=1.0).contains(&hit.probability));
            }
            search::search_exhaustively(lexicon, &index, &asked, threshold, MANY);
        }
        for name in 0..index.names.len().min(20) {
            search::explain(lexicon, &index, (query, &asked), name as u32);
        }
    }
}

/// The tables with rows of these bytes: the first byte chooses the table; the rest are rows behind a
/// few of the shipped ones or, when the byte is odd, the whole table.
fn tables_with(data: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    static FEW: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    let few = FEW.get_or_init(|| {
        let shortened = shipped().iter().map(|(name, bytes)| {
            let rows = if WHOLE.contains(&name.as_str()) { usize::MAX } else { FEW_ROWS };
            let lines = bytes.split_inclusive(|byte| *byte == b'\n');
            let rows = lines.filter(|line| !line.starts_with(b"#")).take(rows);
            (name.clone(), rows.flatten().copied().collect())
        });
        shortened.collect()
    });
    let (choice, rows) = data.split_first()?;
    let mut tables = few.clone();
    let name = few.keys().nth(usize::from(choice / 2) % few.len())?;
    let table = tables.get_mut(name)?;
    if choice % 2 == 1 {
        table.clear();
    }
    table.extend(rows);
    Some(tables)
}

/// Reading the knowledge tables: a bad row is refused with table and line; with what is taken,
/// names are read.
pub fn tables(data: &[u8]) {
    let Some(tables) = tables_with(data) else { return };
    let lexicon = match Lexicon::build(&tables, &[]) {
        Ok(lexicon) => lexicon,
        Err(error) => {
            assert!(!error.problem.is_empty() && tables.contains_key(&error.table), "{error}");
            return;
        }
    };
    let index = index_of(&lexicon, LISTED);
    let mut searcher = Searcher::default();
    for query in QUERIES {
        let asked = search::Query::read(&lexicon, &index, &mut searcher, query);
        for hit in search::search(&lexicon, &index, &mut searcher, &asked, LOW, MANY) {
            let probability = evidence::probability(&lexicon.weights, hit.score);
            assert!((0.0..=1.0).contains(&probability), "{query:?}: {}", hit.score);
        }
        search::explain(&lexicon, &index, (query, &asked), 0);
    }
}
