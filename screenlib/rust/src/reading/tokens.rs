//! Units of a folded name: Han characters one by one, Latin words, numbers, brackets.

use super::words::{Word, WordMemo};
use crate::fold::{is_han, Folded};
use crate::lexicon::{Lexicon, SenseKind};
use crate::trie::Place;
use std::sync::Arc;

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
    /// The letters of a word or number, and what is known of them.
    pub word: Option<Arc<Word>>,
    /// A Han character, as the near-equal one that phrases are written with.
    pub han: char,
    /// The first character as it is written.
    pub written: char,
    /// Where the phrases of the lexicon go on that begin with it: as written, expanded.
    pub entries: [Option<Place>; 2],
}

impl Unit {
    /// The first letter, or the Han character.
    pub fn first(&self) -> Option<char> {
        match self.kind {
            UnitKind::Han => Some(self.han),
            _ => self.text().chars().next(),
        }
    }

    /// The letters of a word or number.
    pub fn text(&self) -> &str {
        self.word.as_ref().map_or("", |word| &word.text)
    }

    pub fn is_han(&self) -> bool {
        matches!(self.kind, UnitKind::Han)
    }

    pub fn is_word(&self) -> bool {
        matches!(self.kind, UnitKind::Word)
    }

    pub fn is_content(&self) -> bool {
        !matches!(self.kind, UnitKind::Open | UnitKind::Close)
    }
}

/// The units of a folded name, in place of those that were in `out`.
pub fn units(lexicon: &Lexicon, memo: &mut WordMemo, folded: &Folded, out: &mut Vec<Unit>) {
    let chars = &folded.chars;
    out.clear();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let start = at;
        at += 1;
        let (kind, han, entries, word) = match c {
            ' ' => continue,
            '(' => (UnitKind::Open, '\0', [None; 2], None),
            ')' => (UnitKind::Close, '\0', [None; 2], None),
            _ if !c.is_ascii() && is_han(c) => {
                let han = lexicon.folder.weak_fold(c);
                (UnitKind::Han, han, [lexicon.phrases().begin(han), None], None)
            }
            _ => {
                // Nearly all are of ASCII, and then no Han.
                let goes_on =
                    |c: &&char| !matches!(c, ' ' | '(' | ')') && (c.is_ascii() || !is_han(**c));
                at += chars[at..].iter().take_while(goes_on).count();
                let mut word = memo.spelt(lexicon, &chars[start..at]);
                if let Some(letters) = &word.spelt_out {
                    word = memo.word(lexicon, letters);
                }
                let kind = word.number.map_or(UnitKind::Word, UnitKind::Number);
                (kind, '\0', word.entries, Some(word))
            }
        };
        out.push(Unit { kind, start, end: at, word, han, written: c, entries });
    }
    drop_forms_inside(lexicon, out);
}

/// The shortest legal form that says nothing between Han characters: shorter ones may be a trade
/// name there.
const SHORTEST_INSIDE: usize = 3;

/// Latin words for a company between Han characters divide what belongs together, and are no part
/// of a Chinese name (海康 Co 威视).
fn drop_forms_inside(lexicon: &Lexicon, units: &mut Vec<Unit>) {
    let mut at = 1;
    while at < units.len() {
        let words = units[at..].iter().take_while(|unit| unit.is_word()).count();
        let inside = words > 0
            && units[at - 1].is_han()
            && units.get(at + words).is_some_and(Unit::is_han)
            && units[at..at + words].iter().all(|unit| is_company(lexicon, unit.text()));
        if inside {
            units.drain(at..at + words);
        } else {
            at += words.max(1);
        }
    }
}

fn is_company(lexicon: &Lexicon, word: &str) -> bool {
    let Some(value) = lexicon.phrases().find(word.chars()) else { return false };
    lexicon.senses(value).iter().any(|sense| {
        let company = lexicon.concept(sense.concepts[0]).is_company();
        // A legal form has its own concept besides.
        let short = sense.concepts.len() > 1 && word.len() < SHORTEST_INSIDE;
        sense.kind == SenseKind::Form && !sense.weak && company && !short
    })
}
