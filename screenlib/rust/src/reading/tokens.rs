//! Units of a folded name: Han characters one by one, Latin words, numbers, brackets.

use super::numbers;
use crate::fold::{is_han, Folded};
use crate::lexicon::Lexicon;
use crate::trie::ROOT;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnitKind {
    Han,
    Word,
    Number(u32),
    Open,
    Close,
}

/// A piece of the folded name that no phrase divides.
#[derive(Clone, Debug)]
pub struct Unit {
    pub kind: UnitKind,
    /// Where it stands among the folded characters.
    pub start: usize,
    pub end: usize,
    /// The letters of a word or number.
    pub text: Box<str>,
    /// A Han character, as the near-equal one that phrases are written with.
    pub han: char,
    /// The first character as it is written.
    pub written: char,
    /// What an unambiguous abbreviation stands for.
    pub expanded: Option<Box<str>>,
    /// Where the phrases of the lexicon go on that begin with it: as written, expanded.
    pub entries: [Option<u32>; 2],
}

impl Unit {
    /// The first letter, or the Han character.
    pub fn first(&self) -> Option<char> {
        match self.kind {
            UnitKind::Han => Some(self.han),
            _ => self.text.chars().next(),
        }
    }

    pub fn is_content(&self) -> bool {
        !matches!(self.kind, UnitKind::Open | UnitKind::Close)
    }
}

pub fn units(lexicon: &Lexicon, folded: &Folded) -> Vec<Unit> {
    let chars = &folded.chars;
    let mut out = Vec::with_capacity(16);
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let start = at;
        at += 1;
        let kind = match c {
            ' ' => continue,
            '(' => UnitKind::Open,
            ')' => UnitKind::Close,
            _ if is_han(c) => UnitKind::Han,
            _ => {
                while at < chars.len()
                    && !matches!(chars[at], ' ' | '(' | ')')
                    && !is_han(chars[at])
                {
                    at += 1;
                }
                UnitKind::Word
            }
        };
        let mut unit = Unit {
            kind,
            start,
            end: at,
            text: Box::default(),
            han: '\0',
            written: c,
            expanded: None,
            entries: [None; 2],
        };
        match kind {
            UnitKind::Han => {
                unit.han = lexicon.folder.weak_fold(c);
                unit.entries[0] = lexicon.phrases().step(ROOT, unit.han);
            }
            UnitKind::Word => {
                let letters = &chars[start..at];
                let mut text = String::with_capacity(letters.iter().map(|c| c.len_utf8()).sum());
                text.extend(letters);
                unit.text = text.into();
                match numbers::of_word(&unit.text) {
                    Some(number) => unit.kind = UnitKind::Number(number),
                    None => unit.expanded = expanded(lexicon, &unit.text),
                }
                let entry = |text: &str| lexicon.phrases().walk(ROOT, text.chars());
                unit.entries = [entry(&unit.text), unit.expanded.as_deref().and_then(entry)];
            }
            _ => (),
        }
        out.push(unit);
    }
    out
}

/// The shortest abbreviation that is written in the plural.
const SHORTEST_PLURAL: usize = 5;

/// What an unambiguous abbreviation stands for, in the plural too (technol, technols).
fn expanded(lexicon: &Lexicon, word: &str) -> Option<Box<str>> {
    if let Some(expansion) = lexicon.abbreviations.get(word) {
        return Some(expansion.clone());
    }
    let one = word.strip_suffix('s').filter(|one| one.len() >= SHORTEST_PLURAL)?;
    let expansion = lexicon.abbreviations.get(one)?;
    Some(match expansion.strip_suffix('y') {
        Some(front) => format!("{front}ies").into(),
        None => format!("{expansion}s").into(),
    })
}
