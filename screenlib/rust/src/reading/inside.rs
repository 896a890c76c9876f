//! What can be found inside one Latin word that no phrase covers: joined words and typing errors.

use super::parse::PartKind;
use super::senses::Senses;
use super::words::{AsName, LONGEST_REMEMBERED};
use crate::lexicon::{corrections, joined, ConceptId, InUse, Lexicon, SenseKind};
use crate::trie::NO_VALUE;
use smallvec::SmallVec;
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

/// A piece of a joined word.
#[derive(Clone, Debug)]
pub struct Piece {
    pub kind: PartKind,
    pub letters: Arc<str>,
    pub senses: Senses,
    pub corrected: bool,
}

#[derive(Clone, Debug)]
pub enum Analysis {
    /// Nothing found: the word is trade name.
    Stem,
    Parts(Arc<[Piece]>),
}

/// A word of fewer bits is in use as it is, not a typing error.
const COMMON_WORD: f32 = 12.0;
/// The shortest joined word that is taken apart, the shortest phrase found in it, and the shortest
/// rest that may be a trade name.
const SHORTEST_JOINED: usize = 8;
const SHORTEST_PIECE: usize = 4;
const SHORTEST_REST: usize = 4;
const SHORTEST_BRAND: usize = 6;
/// The shortest name that a legal form is found joined to.
const SHORTEST_NAMED: usize = 5;
/// The same where hardly a word begins or ends as the form does.
const SHORTEST_BESIDE: usize = 3;
/// The mark of a company that is joined to pinyin before it.
const COMPANY: &str = "co";

/// What is inside a word; `camel` tells before which of its letters capitals begin anew.
pub fn analyse(lexicon: &Lexicon, word: &str, name: &AsName, camel: &[usize]) -> Analysis {
    if name.in_use.of_form {
        return Analysis::Parts([filler(word)].into());
    }
    if word.len() < corrections::SHORTEST_FORM && camel.is_empty() {
        return joined_form(lexicon, word, name);
    }
    if !camel.is_empty() {
        return match take_apart(lexicon, word, camel) {
            Analysis::Stem => joined_form(lexicon, word, name),
            parts => parts,
        };
    }
    // A slip in a common word before a joined word: `tradding` is trading, not trad + ding.
    let mut analysis = correct(lexicon, word, name);
    if word.len() >= SHORTEST_JOINED && matches!(analysis, Analysis::Stem) {
        if !name.divisions.first().is_some_and(|syllables| is_short(syllables.len())) {
            analysis = take_apart(lexicon, word, camel);
        }
        if matches!(analysis, Analysis::Stem) {
            analysis = joined_company(lexicon, word, name);
        }
    }
    match analysis {
        Analysis::Stem => joined_form(lexicon, word, name),
        parts => parts,
    }
}

/// The word is what it seems to be.
fn is_common(in_use: InUse) -> bool {
    in_use.foreign || in_use.bits.is_some_and(|bits| bits < COMMON_WORD)
}

/// `tecnology` = technology, `zhejaing` = Zhejiang: one error in a word of the tables, when the
/// word as written is neither pinyin nor in use.
fn correct(lexicon: &Lexicon, word: &str, name: &AsName) -> Analysis {
    if word.len() < corrections::SHORTEST_FORM
        || is_common(name.in_use)
        || !name.divisions.is_empty()
    {
        return Analysis::Stem;
    }
    let mut near = lexicon.corrections.near(word);
    // Of words that mean the same, the commonest was meant.
    let bits = |word: &str| lexicon.in_use(word).bits.unwrap_or(f32::INFINITY);
    near.sort_unstable_by(|a, b| bits(a).total_cmp(&bits(b)).then_with(|| a.cmp(b)));
    let mut right: Option<Piece> = None;
    for candidate in near {
        let found = if lexicon.in_use(candidate).of_form {
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
            (None, other) => right = other,
            (Some(_), _) => (),
        }
    }
    match right {
        Some(piece) => Analysis::Parts([Piece { corrected: true, ..piece }].into()),
        None => Analysis::Stem,
    }
}

/// Three syllables are a trade name as they are.
fn is_short(syllables: usize) -> bool {
    syllables <= 3
}

fn filler(word: &str) -> Piece {
    Piece {
        kind: PartKind::Filler,
        letters: word.into(),
        senses: Senses::default(),
        corrected: false,
    }
}

impl Piece {
    fn means_same(&self, lexicon: &Lexicon, other: &Piece) -> bool {
        let concepts = |piece: &Piece| piece.senses.concepts(lexicon).collect::<Vec<_>>();
        // Legal forms and their words alike say nothing.
        let nothing = |piece: &Piece| {
            let company = |id: &ConceptId| lexicon.concept(*id).is_company();
            piece.kind == PartKind::Filler
                || piece.kind == PartKind::Form && concepts(piece).iter().all(company)
        };
        nothing(self) && nothing(other)
            || self.kind == other.kind && concepts(self) == concepts(other)
    }
}

/// Letters of a word, in place.
type Letters = SmallVec<[char; LONGEST_REMEMBERED]>;

/// `zhejiangdahua` = Zhejiang + dahua; `haikangweishishuzijishu` = haikangweishi + digital
/// technology.
fn take_apart(lexicon: &Lexicon, word: &str, camel: &[usize]) -> Analysis {
    let letters: Letters = word.chars().collect();
    if letters.len() > LONGEST_REMEMBERED || letters.len() < SHORTEST_PIECE {
        return Analysis::Stem;
    }
    // Phrases from the front, at most two, and one from the back, around one rest.
    let mut best = Best::default();
    best.offer(lexicon, &letters, camel, 0, &[]);
    for (end, piece) in prefixes(lexicon, &letters) {
        let mut front = vec![piece];
        best.offer(lexicon, &letters, camel, end, &front);
        for (next, second) in prefixes(lexicon, &letters[end..]) {
            front.truncate(1);
            front.push(second);
            best.offer(lexicon, &letters, camel, end + next, &front);
        }
    }
    match best.pieces {
        Some(pieces) => Analysis::Parts(pieces.into()),
        None => Analysis::Stem,
    }
}

/// The way of taking a word apart that leaves the least, in the fewest pieces.
#[derive(Default)]
struct Best {
    covered: usize,
    pieces: Option<Vec<Piece>>,
}

impl Best {
    /// All ways with these phrases in front, up to `start`.
    fn offer(
        &mut self,
        lexicon: &Lexicon,
        letters: &[char],
        camel: &[usize],
        start: usize,
        front: &[Piece],
    ) {
        let places = rest_allowed(lexicon, letters, start, camel);
        if places >> letters.len() & 1 == 1 {
            self.offer_one(letters, front, start..letters.len(), None);
        }
        // The longest phrases at the end come first.
        let last = (letters.len() + 1).saturating_sub(SHORTEST_PIECE);
        for end in (start..last).filter(|place| places >> place & 1 == 1) {
            let Some(value) = lexicon.phrases().find(letters[end..].iter().copied()) else {
                continue;
            };
            if let Some(back) = piece(lexicon, &letters[end..], value) {
                self.offer_one(letters, front, start..end, Some(back));
            }
        }
    }

    fn offer_one(
        &mut self,
        letters: &[char],
        front: &[Piece],
        rest: Range<usize>,
        back: Option<Piece>,
    ) {
        let covered = letters.len() - rest.len();
        let count = front.len() + usize::from(back.is_some());
        let better =
            |known: &Vec<Piece>| (covered, Reverse(count)) > (self.covered, Reverse(known.len()));
        if covered == 0 || !self.pieces.as_ref().is_none_or(better) {
            return;
        }
        let mut pieces = front.to_vec();
        if !rest.is_empty() {
            pieces.push(stem_piece(&letters[rest]));
        }
        pieces.extend(back);
        (self.covered, self.pieces) = (covered, Some(pieces));
    }
}

fn text(letters: &[char]) -> Arc<str> {
    letters.iter().collect::<String>().into()
}

/// What no phrase explains.
fn stem_piece(letters: &[char]) -> Piece {
    Piece {
        kind: PartKind::Stem,
        letters: text(letters),
        senses: Senses::default(),
        corrected: false,
    }
}

/// Pinyin with `Co` joined to it, as `ZHONGXINGCO.,LTD` has it.
fn joined_company(lexicon: &Lexicon, word: &str, name: &AsName) -> Analysis {
    let Some(rest) = word.strip_suffix(COMPANY).filter(|rest| rest.len() >= SHORTEST_BRAND) else {
        return Analysis::Stem;
    };
    if name.in_use.is_known() || !name.divisions.is_empty() || !lexicon.pinyin.is_pinyin(rest) {
        return Analysis::Stem;
    }
    let short = lexicon.pinyin.syllables_of(rest).is_some_and(is_short);
    let mut pieces = match take_apart(lexicon, rest, &[]) {
        Analysis::Parts(pieces) if !short => pieces.to_vec(),
        _ => vec![Piece {
            kind: PartKind::Stem,
            letters: rest.into(),
            senses: Senses::default(),
            corrected: false,
        }],
    };
    pieces.push(filler(COMPANY));
    Analysis::Parts(pieces.into())
}

/// A legal form joined to the trade name before or after it: Sukbaksocorp, Llcrustanker.
fn joined_form(lexicon: &Lexicon, word: &str, name: &AsName) -> Analysis {
    let (may_begin, may_end) = (lexicon.forms.may_begin(word), lexicon.forms.may_end(word));
    if !(SHORTEST_BESIDE + joined::SHORTEST..=LONGEST_REMEMBERED).contains(&word.len())
        || !(may_begin || may_end)
        || is_common(name.in_use)
        || !name.divisions.is_empty()
    {
        return Analysis::Stem;
    }
    let letters: Letters = word.chars().collect();
    let form = |letters: &[char]| {
        let Some(value) = lexicon.phrases().find(letters.iter().copied()) else {
            // A word of a form of several words (obshchestvo).
            let word: String = letters.iter().collect();
            let of_form = word.len() >= joined::LONG && lexicon.in_use(&word).of_form;
            return of_form.then(|| filler(&word));
        };
        let found = piece(lexicon, letters, value)?;
        let company = found.senses.concepts(lexicon).any(|id| lexicon.concept(id).is_company());
        let sure = found.kind == PartKind::Form && !lexicon.pinyin.is_pinyin(&found.letters);
        (sure && company).then_some(found)
    };
    // The longest form first: obshchestvo before stvo.
    for cut in SHORTEST_BESIDE..=letters.len() - joined::SHORTEST {
        let enough = |form: &[char]| cut >= SHORTEST_NAMED || is_unmistakable(form);
        let (front, back) = letters.split_at(cut);
        if let Some(found) = (may_end && enough(back)).then(|| form(back)).flatten() {
            return Analysis::Parts([stem_piece(front), found].into());
        }
        let (front, back) = letters.split_at(letters.len() - cut);
        if let Some(found) = (may_begin && enough(front)).then(|| form(front)).flatten() {
            return Analysis::Parts([found, stem_piece(back)].into());
        }
    }
    Analysis::Stem
}

/// Hardly a word begins or ends so: many letters, none that is a vowel, or one again and again
/// (Limited, LLC, OOO).
fn is_unmistakable(form: &[char]) -> bool {
    form.len() >= joined::LONG
        || !form.iter().any(|letter| "aeiouy".contains(*letter))
        || form.iter().all(|letter| *letter == form[0])
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
        letters: text(letters),
        senses: Senses::of(lexicon, value, |sense| sense.kind == first.kind),
        corrected: false,
    })
}

fn prefixes(lexicon: &Lexicon, letters: &[char]) -> Vec<(usize, Piece)> {
    let mut out = Vec::new();
    let mut place = lexicon.phrases().root();
    for (index, c) in letters.iter().enumerate() {
        match lexicon.phrases().step(&place, *c) {
            Some(next) => place = next,
            None => break,
        }
        let value = place.value();
        if value != NO_VALUE && index + 1 >= SHORTEST_PIECE {
            if let Some(piece) = piece(lexicon, &letters[..=index], value) {
                out.push((index + 1, piece));
            }
        }
    }
    out
}
