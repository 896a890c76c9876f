//! Units of a folded name: Han characters one by one, Latin words, numbers, brackets.

use super::words::{Word, WordMemo};
use crate::fold::{is_han, Folded};
use crate::lexicon::Lexicon;
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
                let word = memo.spelt(lexicon, &chars[start..at]);
                let kind = word.number.map_or(UnitKind::Word, UnitKind::Number);
                (kind, '\0', word.entries, Some(word))
            }
        };
        out.push(Unit { kind, start, end: at, word, han, written: c, entries });
    }
}
