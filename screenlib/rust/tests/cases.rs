//! The cases of tests/core/cases.csv, which pytest reads as well: folding, parsing, comparing.
//!
//! A row whose last cell says why the core is known to answer otherwise must still fail here, so
//! that the remark goes when the limit has gone.

use _core::lexicon::Lexicon;
use _core::reading::{self, PartKind, Scratch};
use _core::{pair, table};
use std::collections::BTreeMap;
use std::path::Path;

const COLUMNS: usize = 6;

struct Case {
    check: String,
    name: String,
    other: String,
    expected: String,
    limit: String,
}

fn crate_path(relative: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

fn lexicon() -> Lexicon {
    let mut tables = BTreeMap::new();
    for entry in std::fs::read_dir(crate_path("../lexicon")).expect("the tables are there") {
        let path = entry.expect("a readable folder").path();
        if path.extension().is_some_and(|extension| extension == "tsv") {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            tables.insert(name, std::fs::read(&path).expect("a readable table"));
        }
    }
    Lexicon::build(&tables, &[]).unwrap_or_else(|error: table::TableError| panic!("{error}"))
}

/// The rows of a CSV text: quotes around cells with commas, no line breaks within.
fn rows(text: &str) -> Vec<Vec<String>> {
    text.lines().map(cells).collect()
}

fn cells(line: &str) -> Vec<String> {
    let (mut out, mut quoted) = (vec![String::new()], false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let cell = out.last_mut().expect("never empty");
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => out.push(String::new()),
            _ => cell.push(c),
        }
    }
    out
}

/// A cell in which characters that nobody could see are written as `\uXXXX`.
fn unescaped(cell: &str) -> String {
    let mut out = String::new();
    let mut rest = cell;
    while let Some(at) = rest.find("\\u") {
        let code = u32::from_str_radix(&rest[at + 2..at + 6], 16).expect("four hex digits");
        out.push_str(&rest[..at]);
        out.push(char::from_u32(code).expect("a character"));
        rest = &rest[at + 6..];
    }
    out + rest
}

fn cases() -> Vec<Case> {
    let text = std::fs::read_to_string(crate_path("../../tests/core/cases.csv")).expect("cases");
    let mut rows = rows(&text).into_iter();
    let header = rows.next().expect("a header");
    assert_eq!(header, ["check", "kind", "name", "other", "expected", "limit"]);
    rows.map(|row| {
        let [check, _, name, other, expected, limit]: [String; COLUMNS] =
            row.try_into().expect("as many cells as the header");
        Case { check, name: unescaped(&name), other: unescaped(&other), expected, limit }
    })
    .collect()
}

/// The parts of a name as the file writes them.
fn shown(lexicon: &Lexicon, name: &str) -> String {
    let parsed = reading::parse_name(lexicon, &mut Scratch::default(), name);
    let part = |part: &reading::Part| {
        let (first, last) = (&parsed.units[part.units.0], &parsed.units[part.units.1 - 1]);
        let text = match &part.inner {
            Some(letters) => letters.to_string(),
            None => parsed.folded.chars[first.start..last.end].iter().collect(),
        };
        match part.kind {
            PartKind::Number(number) => format!("number {number}"),
            PartKind::Word | PartKind::Brand => format!("stem {text}"),
            kind => format!("{} {text}", kind.name()),
        }
    };
    let groups = parsed.groups.iter().map(|group| {
        let parts: Vec<String> = group.parts.iter().map(part).collect();
        parts.join("; ")
    });
    groups.collect::<Vec<String>>().join(" / ")
}

fn verdict(lexicon: &Lexicon, query: &str, listed: &str) -> &'static str {
    let mut scratch = Scratch::default();
    let q = reading::read(lexicon, &mut scratch, query);
    let l = reading::read(lexicon, &mut scratch, listed);
    pair::compare(lexicon, &q, &l, l.has_han).map_or("none", |(_, _, _, verdict)| verdict.name())
}

fn answer(lexicon: &Lexicon, case: &Case) -> (String, bool) {
    let found = match case.check.as_str() {
        "fold" => lexicon.folder.plain(&case.name),
        "parse" => shown(lexicon, &case.name),
        "compare" => verdict(lexicon, &case.name, &case.other).to_string(),
        other => panic!("no check {other:?}"),
    };
    let right = match case.check.as_str() {
        "compare" => case.expected.split('|').any(|expected| expected == found),
        _ => case.expected == found,
    };
    (found, right)
}

#[test]
fn every_case_is_answered_as_decided() {
    let lexicon = lexicon();
    let cases = cases();
    let mut wrong = Vec::new();
    for case in &cases {
        let (found, right) = answer(&lexicon, case);
        let Case { check, name, other, expected, limit } = case;
        if !right && limit.is_empty() {
            wrong.push(format!("{check} {name:?} {other:?}: {found:?}, not {expected:?}"));
        } else if right && !limit.is_empty() {
            wrong.push(format!("{check} {name:?} {other:?}: right now, take out {limit:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    for check in ["fold", "parse", "compare"] {
        assert!(cases.iter().filter(|case| case.check == check).count() >= 40);
    }
}
