//! What can be found inside one Latin word that no phrase covers: joined words and typing errors.
//!
//! Answers are remembered, since words repeat in a batch; the memory is bounded.

use super::parse::PartKind;
use crate::lexicon::{corrections, joined, Class, ConceptId, Lexicon, Sense, SenseKind};
use crate::pinyin::Syllable;
use crate::trie::{NO_VALUE, ROOT};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A piece of a joined word.
#[derive(Clone, Debug)]
pub struct Piece {
    pub kind: PartKind,
    pub letters: Box<str>,
    pub senses: Vec<Sense>,
    pub corrected: bool,
}

#[derive(Clone, Debug)]
pub enum Analysis {
    /// Nothing found: the word is trade name.
    Stem,
    Parts(Arc<[Piece]>),
}

/// How a Latin stem word sounds and how rare it is.
#[derive(Clone, Debug)]
pub struct Word {
    /// Divisions into pinyin syllables; empty when it is no pinyin.
    pub divisions: Vec<Vec<(u8, Syllable)>>,
    pub bits: f32,
    /// The word is in use as it is.
    pub known: bool,
    /// An unknown word that is a short word of a legal form but for one letter (grupn).
    pub doubtful: bool,
}

#[derive(Default)]
pub struct WordMemo {
    analyses: FxHashMap<Box<str>, Analysis>,
    words: FxHashMap<Box<str>, Arc<Word>>,
}

/// Words remembered before the memory is emptied.
const MOST_REMEMBERED: usize = 50_000;
/// A word of fewer bits is in use as it is, not a typing error.
const COMMON_WORD: f32 = 12.0;
/// Longer words than this are not remembered: no batch repeats them.
const LONGEST_REMEMBERED: usize = 40;
/// The shortest joined word that is taken apart, the shortest phrase found in it, and the shortest
/// rest that may be a trade name.
const SHORTEST_JOINED: usize = 8;
const SHORTEST_PIECE: usize = 4;
const SHORTEST_REST: usize = 4;
const SHORTEST_BRAND: usize = 6;
/// The shortest name that a legal form is found joined to.
const SHORTEST_NAMED: usize = 5;
/// The mark of a company that is joined to pinyin before it.
const COMPANY: &str = "co";

impl WordMemo {
    pub fn analyse(&mut self, lexicon: &Lexicon, word: &str, camel: &[usize]) -> Analysis {
        if lexicon.form_words.contains(word) {
            return Analysis::Parts([filler(word)].into());
        }
        if word.len() < corrections::SHORTEST_FORM && camel.is_empty() {
            return Analysis::Stem;
        }
        if !camel.is_empty() {
            return match take_apart(lexicon, word, camel) {
                Analysis::Stem => joined_form(lexicon, word),
                parts => parts,
            };
        }
        if let Some(known) = self.analyses.get(word) {
            return known.clone();
        }
        // A slip in a common word before a joined word: `tradding` is trading, not trad + ding.
        let mut analysis = correct(lexicon, word);
        if word.len() >= SHORTEST_JOINED && matches!(analysis, Analysis::Stem) {
            if !short_pinyin(lexicon, word) {
                analysis = take_apart(lexicon, word, camel);
            }
            if matches!(analysis, Analysis::Stem) {
                analysis = joined_company(lexicon, word);
            }
            if matches!(analysis, Analysis::Stem) {
                analysis = joined_form(lexicon, word);
            }
        }
        if word.len() <= LONGEST_REMEMBERED {
            if self.analyses.len() >= MOST_REMEMBERED {
                self.analyses.clear();
            }
            self.analyses.insert(word.into(), analysis.clone());
        }
        analysis
    }

    pub fn word(&mut self, lexicon: &Lexicon, word: &str) -> Arc<Word> {
        if let Some(known) = self.words.get(word) {
            return Arc::clone(known);
        }
        let divisions = if lexicon.world_words.contains(word) {
            Vec::new()
        } else {
            lexicon.pinyin.divide(word)
        };
        let known = lexicon.word_bits.contains_key(word) || lexicon.world_words.contains(word);
        let doubtful = !known && divisions.is_empty() && lexicon.misspells_form(word);
        let bits = lexicon.bits_of_word(word);
        let entry = Arc::new(Word { divisions, bits, known, doubtful });
        if word.len() <= LONGEST_REMEMBERED {
            if self.words.len() >= MOST_REMEMBERED {
                self.words.clear();
            }
            self.words.insert(word.into(), Arc::clone(&entry));
        }
        entry
    }
}

/// `tecnology` = technology, `zhejaing` = Zhejiang: one error in a word of the tables, when the
/// word as written is neither pinyin nor in use.
fn correct(lexicon: &Lexicon, word: &str) -> Analysis {
    if word.len() < corrections::SHORTEST_FORM
        || lexicon.word_bits.get(word).is_some_and(|bits| *bits < COMMON_WORD)
        || lexicon.world_words.contains(word)
        || lexicon.pinyin.is_pinyin(word)
    {
        return Analysis::Stem;
    }
    let mut right: Option<Piece> = None;
    for candidate in lexicon.corrections.near(word) {
        let found = if lexicon.form_words.contains(candidate) {
            Some(filler(candidate))
        } else {
            let letters: Vec<char> = candidate.chars().collect();
            let value = lexicon.phrases().find(letters.iter().copied());
            value.and_then(|value| piece(lexicon, &letters, value))
        };
        match (&right, found) {
            (_, None) => (),
            (Some(known), Some(other)) if !known.means_same(lexicon, &other) => {
                return Analysis::Stem;
            }
            (_, other) => right = other,
        }
    }
    match right {
        Some(piece) => Analysis::Parts([Piece { corrected: true, ..piece }].into()),
        None => Analysis::Stem,
    }
}

/// Three syllables are a trade name as they are.
fn short_pinyin(lexicon: &Lexicon, word: &str) -> bool {
    lexicon.pinyin.syllables_of(word).is_some_and(|syllables| syllables <= 3)
}

fn filler(word: &str) -> Piece {
    Piece { kind: PartKind::Filler, letters: word.into(), senses: Vec::new(), corrected: false }
}

impl Piece {
    fn means_same(&self, lexicon: &Lexicon, other: &Piece) -> bool {
        let concepts = |piece: &Piece| {
            piece.senses.iter().flat_map(|s| s.concepts.to_vec()).collect::<Vec<_>>()
        };
        // Legal forms and their words alike say nothing.
        let nothing = |piece: &Piece| {
            let company = |id: &ConceptId| lexicon.concept(*id).class == Some(Class::Company);
            piece.kind == PartKind::Filler
                || piece.kind == PartKind::Form && concepts(piece).iter().all(company)
        };
        nothing(self) && nothing(other)
            || self.kind == other.kind && concepts(self) == concepts(other)
    }
}

/// `zhejiangdahua` = Zhejiang + dahua; `haikangweishishuzijishu` = haikangweishi + digital technology.
fn take_apart(lexicon: &Lexicon, word: &str, camel: &[usize]) -> Analysis {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() > LONGEST_REMEMBERED || letters.len() < SHORTEST_PIECE {
        return Analysis::Stem;
    }
    let heads = prefixes(lexicon, &letters);
    let mut best: Option<(usize, Vec<Piece>)> = None;
    // Phrases from the front and from the back, at most two of each, around one rest.
    let mut fronts: Vec<(usize, Vec<Piece>)> = vec![(0, Vec::new())];
    for (end, piece) in heads {
        let more = prefixes(lexicon, &letters[end..]);
        fronts.push((end, vec![piece.clone()]));
        fronts.extend(more.into_iter().map(|(next, p)| (end + next, vec![piece.clone(), p])));
    }
    for (start, front) in fronts {
        let rest_allowed = rest_allowed(lexicon, &letters, start, camel);
        for (end, back) in suffixes(lexicon, &letters, start, rest_allowed) {
            let rest = &letters[start..end];
            let covered = letters.len() - rest.len();
            if covered == 0 {
                continue;
            }
            if best.as_ref().is_none_or(|(most, pieces)| {
                (covered, std::cmp::Reverse(front.len() + back.len()))
                    > (*most, std::cmp::Reverse(pieces.len()))
            }) {
                let mut pieces = front.clone();
                if !rest.is_empty() {
                    pieces.push(stem_piece(rest));
                }
                pieces.extend(back);
                best = Some((covered, pieces));
            }
        }
    }
    match best {
        Some((_, pieces)) => Analysis::Parts(pieces.into()),
        None => Analysis::Stem,
    }
}

/// What no phrase explains.
fn stem_piece(letters: &[char]) -> Piece {
    Piece {
        kind: PartKind::Stem,
        letters: letters.iter().collect::<String>().into(),
        senses: Vec::new(),
        corrected: false,
    }
}

/// Pinyin with `Co` joined to it, as `ZHONGXINGCO.,LTD` has it.
fn joined_company(lexicon: &Lexicon, word: &str) -> Analysis {
    let Some(rest) = word.strip_suffix(COMPANY).filter(|rest| rest.len() >= SHORTEST_BRAND) else {
        return Analysis::Stem;
    };
    let known = lexicon.world_words.contains(word) || lexicon.word_bits.contains_key(word);
    let pinyin = |word: &str| lexicon.pinyin.is_pinyin(word);
    if known || pinyin(word) || !pinyin(rest) {
        return Analysis::Stem;
    }
    let mut pieces = match take_apart(lexicon, rest, &[]) {
        Analysis::Parts(pieces) if !short_pinyin(lexicon, rest) => pieces.to_vec(),
        _ => vec![Piece {
            kind: PartKind::Stem,
            letters: rest.into(),
            senses: Vec::new(),
            corrected: false,
        }],
    };
    pieces.push(filler(COMPANY));
    Analysis::Parts(pieces.into())
}

/// A legal form joined to the trade name before or after it: Sukbaksocorp, Llcrustanker.
fn joined_form(lexicon: &Lexicon, word: &str) -> Analysis {
    if !(SHORTEST_NAMED + joined::SHORTEST..=LONGEST_REMEMBERED).contains(&word.len())
        || lexicon.world_words.contains(word)
        || lexicon.word_bits.get(word).is_some_and(|bits| *bits < COMMON_WORD)
        || lexicon.pinyin.is_pinyin(word)
        || !lexicon.forms.may_join(word)
    {
        return Analysis::Stem;
    }
    let letters: Vec<char> = word.chars().collect();
    let form = |letters: &[char]| {
        let value = lexicon.phrases().find(letters.iter().copied())?;
        let found = piece(lexicon, letters, value)?;
        let text: String = letters.iter().collect();
        let company = found.senses.iter().any(|sense| {
            let class = |id: &ConceptId| lexicon.concept(*id).class;
            sense.concepts.iter().any(|id| class(id) == Some(Class::Company))
        });
        let sure = found.kind == PartKind::Form && !lexicon.pinyin.is_pinyin(&text);
        (sure && company).then_some(found)
    };
    // The longest form first: obshchestvo before stvo.
    for cut in SHORTEST_NAMED..=letters.len() - joined::SHORTEST {
        let (front, back) = letters.split_at(cut);
        if let Some(found) = form(back) {
            return Analysis::Parts([stem_piece(front), found].into());
        }
        let (front, back) = letters.split_at(letters.len() - cut);
        if let Some(found) = form(front) {
            return Analysis::Parts([found, stem_piece(back)].into());
        }
    }
    Analysis::Stem
}

/// The places where what stands from `start` to them may be a trade name, each a bit: pinyin, or
/// what capitals mark; and where nothing stands.
fn rest_allowed(lexicon: &Lexicon, letters: &[char], start: usize, camel: &[usize]) -> u64 {
    let mut ends = lexicon.pinyin.divisible(&letters[start..]) << start;
    if !camel.is_empty() && (start == 0 || camel.contains(&start)) {
        let marked = (0..=letters.len()).filter(|end| start > 0 || camel.contains(end));
        ends |= marked.fold(0, |ends, end| ends | 1 << end);
    }
    ends >> start >> SHORTEST_REST << SHORTEST_REST << start | 1 << start
}

fn piece(lexicon: &Lexicon, letters: &[char], value: u32) -> Option<Piece> {
    let senses = lexicon.senses(value);
    let usable = |kind: SenseKind| match kind {
        SenseKind::Place => Some(PartKind::Place),
        SenseKind::Field => Some(PartKind::Field),
        SenseKind::Form => Some(PartKind::Form),
        SenseKind::Brand => Some(PartKind::Brand),
        _ => None,
    };
    let first = senses.iter().find(|sense| {
        let county = sense.kind == SenseKind::Place && lexicon.concept(sense.concepts[0]).level > 2;
        // Trade names are too many: short ones stand in any word (Rion in centurion).
        let short = sense.kind == SenseKind::Brand && letters.len() < SHORTEST_BRAND;
        usable(sense.kind).is_some() && !sense.weak && !county && !short
    })?;
    let kind = usable(first.kind)?;
    Some(Piece {
        kind,
        letters: letters.iter().collect::<String>().into(),
        senses: senses.iter().filter(|sense| sense.kind == first.kind).copied().collect(),
        corrected: false,
    })
}

fn prefixes(lexicon: &Lexicon, letters: &[char]) -> Vec<(usize, Piece)> {
    let mut out = Vec::new();
    let mut node = ROOT;
    for (index, c) in letters.iter().enumerate() {
        match lexicon.phrases().step(node, *c) {
            Some(next) => node = next,
            None => break,
        }
        let value = lexicon.phrases().value(node);
        if value != NO_VALUE && index + 1 >= SHORTEST_PIECE {
            if let Some(piece) = piece(lexicon, &letters[..=index], value) {
                out.push((index + 1, piece));
            }
        }
    }
    out
}

/// The phrases that end the word from one of these places on, longest first; before them none, if
/// the end is one of the places.
fn suffixes(
    lexicon: &Lexicon,
    letters: &[char],
    start: usize,
    places: u64,
) -> Vec<(usize, Vec<Piece>)> {
    let mut out = Vec::new();
    if places >> letters.len() & 1 == 1 {
        out.push((letters.len(), Vec::new()));
    }
    for at in start..letters.len().saturating_sub(SHORTEST_PIECE - 1) {
        if places >> at & 1 == 0 {
            continue;
        }
        if let Some(value) = lexicon.phrases().find(letters[at..].iter().copied()) {
            if let Some(piece) = piece(lexicon, &letters[at..], value) {
                out.push((at, vec![piece]));
            }
        }
    }
    out
}
