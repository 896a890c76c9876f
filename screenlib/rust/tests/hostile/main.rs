//! Hostile input, short: the cases that fuzzing found, and a fixed run of mutated examples.
//!
//! `make fuzz` runs the same checks under coverage guidance for as long as asked. An input that it
//! finds goes into `corpus/<check>/` together with the mending, and is tried here ever after.

mod checks;

use _core::index::Index;
use _core::reading::Key;
use _core::store::{self, StoreError};
use std::path::Path;

const ROUNDS: usize = 400;

type Check = fn(&[u8]);

/// Every file of the check's corpus; a panic names it.
fn replay(name: &str, check: Check) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/corpus").join(name);
    let mut found: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a readable folder").path())
        .collect();
    found.sort();
    assert!(!found.is_empty(), "no cases in {}", folder.display());
    let case = |path: &std::path::PathBuf| {
        let data = std::fs::read(path).expect("a readable case");
        guarded(check, &data, &path.display().to_string());
        data
    };
    found.iter().map(case).collect()
}

/// The check, with the input told when it fails.
fn guarded(check: Check, data: &[u8], what: &str) {
    if let Err(panic) = std::panic::catch_unwind(|| check(data)) {
        eprintln!("{what} breaks a promise: {:?}", String::from_utf8_lossy(data));
        std::panic::resume_unwind(panic);
    }
}

/// Numbers that are the same in every run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

const PIECES: [&str; 18] = [
    "\0",
    "\u{301}",
    "\u{200b}",
    "(",
    "）",
    ".",
    "\t",
    "\n",
    "|",
    "?",
    "ﷺ",
    "海康",
    "第五十二",
    "ü",
    "İ",
    "\u{1100}\u{1161}",
    "99999999999999999999",
    "\u{10FFFF}",
];

/// The example with a few bytes changed, taken out, doubled or put in.
fn mutated(numbers: &mut Numbers, example: &[u8]) -> Vec<u8> {
    let mut out = example.to_vec();
    for _ in 0..1 + numbers.below(4) {
        let at = numbers.below(out.len() + 1);
        let end = (at + numbers.below(9)).min(out.len());
        match numbers.below(6) {
            0 if at < out.len() => out[at] ^= 1 << numbers.below(8),
            1 if at < out.len() => out[at] = [0, 1, 0x7F, 0x80, 0xFF][numbers.below(5)],
            2 => drop(out.drain(at..end)),
            3 => {
                let piece = out[at..end].to_vec();
                out.splice(at..at, piece);
            }
            4 => out.truncate(at),
            _ => {
                let piece = PIECES[numbers.below(PIECES.len())].bytes();
                out.splice(at..at, piece);
            }
        }
    }
    out
}

/// Sound input of each check, to be spoilt.
fn examples(name: &str) -> Vec<Vec<u8>> {
    match name {
        "fold" => vec!["Xi’an S.A. de C.V. （海康威視）ＨＩＫ".into()],
        "names" => vec!["Hikvision (Hangzhou)\n海康威视第五十二研究所\nKel Plugh A.B. 52nd".into()],
        "index" => vec![checks::saved_content().to_vec()],
        _ => {
            let tables = checks::shipped().values().enumerate();
            tables.map(|(number, table)| some_rows(number, table)).collect()
        }
    }
}

/// Rows of a table, behind the byte that chooses the table.
fn some_rows(number: usize, table: &[u8]) -> Vec<u8> {
    let lines = table.split_inclusive(|byte| *byte == b'\n');
    let rows = lines.filter(|line| !line.starts_with(b"#")).skip(30).take(5);
    std::iter::once(2 * number as u8).chain(rows.flatten().copied()).collect()
}

fn try_out(name: &str, check: Check) {
    let mut all = examples(name);
    for example in &all {
        guarded(check, example, "an example");
    }
    all.extend(replay(name, check));
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for round in 0..ROUNDS {
        let example = &all[numbers.below(all.len())];
        let data = mutated(&mut numbers, example);
        guarded(check, &data, &format!("round {round} of {name}"));
    }
}

#[test]
fn any_text_is_folded() {
    try_out("fold", checks::fold);
}

#[test]
fn any_names_are_read_compared_and_searched() {
    try_out("names", checks::names);
}

#[test]
fn any_saved_index_is_opened_or_refused() {
    try_out("index", checks::index);
}

#[test]
fn any_tables_are_read_or_refused() {
    try_out("tables", checks::tables);
}

/// Changes to a sound index, and why the saved one is refused.
type Damage = (fn(&mut Index), &'static str);

/// Give the first view other keys.
fn change_keys(index: &mut Index, change: fn(&mut Vec<Key>)) {
    let mut keys: Vec<Key> = index.keys.of(index.views[0].keys).iter().collect();
    change(&mut keys);
    index.views[0].keys = index.keys.push(&keys);
}

#[test]
fn a_saved_index_that_reading_names_cannot_give_is_refused() {
    let damages: [Damage; 12] = [
        (|index| index.names[0].entity = u32::MAX, "an entity without a number"),
        (|index| index.views[0].name = 99, "a view of no name"),
        (|index| index.views.reverse(), "views in another order"),
        (|index| change_keys(index, |keys| keys.reverse()), "keys in another order"),
        (|index| change_keys(index, |keys| keys[0].mask = 1 << 63), "a mark on no element"),
        (|index| index.views[0].view.house_mask = 1 << 63, "a mark on no element"),
        (|index| index.views[0].whole = 99, "letters of no name"),
        (|index| index.views[0].view.elements[0].bits = f32::NAN, "evidence that is no number"),
        (|index| index.views[0].view.elements[0].bits = -1.0, "evidence that is no number"),
        (|index| index.views[0].view.brands.push(u32::MAX), "an unknown concept"),
        (|index| index.views[0].organisations = Box::new([u32::MAX]), "an unknown concept"),
        (
            |index| {
                let elements = &mut index.views[0].view.elements;
                elements.extend(std::iter::repeat_n(elements[0].clone(), 65));
            },
            "more elements than a view has",
        ),
    ];
    let lexicon = checks::lexicon();
    for (damage, why) in damages {
        let mut index = checks::sound_index();
        damage(&mut index);
        let refusal = store::load(lexicon, &store::save(lexicon, &index)).err();
        assert_eq!(refusal, Some(StoreError::Damaged(why.to_string())));
    }
}

/// `make fuzz` begins with these.
#[test]
#[ignore = "writes files"]
fn examples_for_fuzzing() {
    for name in ["fold", "names", "index", "tables"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        for (number, example) in examples(name).iter().enumerate() {
            std::fs::write(folder.join(format!("example-{number}")), example).expect("written");
        }
    }
}
