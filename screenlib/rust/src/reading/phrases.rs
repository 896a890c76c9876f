//! Phrases of the lexicon in the units of a name.

use super::tokens::Unit;
use crate::lexicon::{ConceptId, Lexicon, Sense, SenseKind};
use crate::trie::{Place, Trie, NO_VALUE};
use smallvec::SmallVec;

/// The longest phrase in units (Han characters or words).
const LONGEST_PHRASE: usize = 30;

/// Ways of spelling a phrase through abbreviations followed at once.
const MOST_PATHS: usize = 4;

/// Where some ways of spelling lead to in the trie.
#[derive(Default)]
struct Paths {
    places: [Place; MOST_PATHS],
    count: usize,
}

impl Paths {
    fn add(&mut self, place: Option<Place>) {
        let Some(place) = place else { return };
        if self.count < MOST_PATHS && !self.places().contains(&place) {
            self.places[self.count] = place;
            self.count += 1;
        }
    }

    fn places(&self) -> &[Place] {
        &self.places[..self.count]
    }
}

/// Where a unit leads to from a place: as written, expanded.
#[inline]
fn follow(trie: &Trie, from: &Place, unit: &Unit) -> [Option<Place>; 2] {
    let Some(word) = &unit.word else {
        return [trie.step_other(from, unit.han), None];
    };
    let expanded = word.expanded.as_deref();
    let expanded = expanded.and_then(|expanded| trie.walk(from, expanded.chars()));
    [trie.walk(from, word.text.chars()), expanded]
}

/// Call `found` with the end and value of every phrase that starts at `at`.
#[inline]
pub(super) fn walk_phrases(
    lexicon: &Lexicon,
    group: &[&Unit],
    at: usize,
    mut found: impl FnMut(usize, u32),
) {
    let trie = lexicon.phrases();
    let group = &group[..group.len().min(at + LONGEST_PHRASE)];
    let (mut next, mut end) = (group[at].entries, at + 1);
    // One path, nearly always to its end.
    while let [Some(place), None] | [None, Some(place)] = next {
        let value = place.value();
        if value != NO_VALUE {
            found(end, value);
        }
        let Some(unit) = group.get(end) else { return };
        next = follow(trie, &place, unit);
        end += 1;
    }
    if next[0].is_some() {
        walk_paths(trie, group, next, end, &mut found);
    }
}

/// The same from the places in the trie that a beginning leads to, up to `end`.
#[cold]
fn walk_paths(
    trie: &Trie,
    group: &[&Unit],
    from: [Option<Place>; 2],
    mut end: usize,
    found: &mut dyn FnMut(usize, u32),
) {
    let mut paths = Paths::default();
    from.into_iter().for_each(|place| paths.add(place));
    while paths.count > 0 {
        for place in paths.places() {
            let value = place.value();
            if value != NO_VALUE {
                found(end, value);
            }
        }
        let Some(unit) = group.get(end) else { return };
        let before = std::mem::take(&mut paths);
        let next = before.places().iter().flat_map(|place| follow(trie, place, unit));
        next.for_each(|place| paths.add(place));
        end += 1;
    }
}

/// Organisations, each with whether it is uncertain.
pub type Whose = SmallVec<[(ConceptId, bool); 2]>;

/// A name of an organisation found in a group.
#[derive(Clone, Debug)]
pub struct Named {
    pub from: usize,
    pub to: usize,
    /// Whose name it may be, each with whether that is uncertain; certain ones first.
    pub whose: Whose,
}

impl Named {
    /// The phrase as a name of organisations, if it is one.
    #[inline]
    pub(super) fn by(lexicon: &Lexicon, from: usize, to: usize, value: u32) -> Option<Named> {
        // Few phrases are.
        if !lexicon.names_organisations(value) {
            return None;
        }
        let names = |sense: &&Sense| sense.kind == SenseKind::Organisation;
        let names = lexicon.senses(value).iter().filter(names);
        let mut whose: Whose = names.map(|sense| (sense.concepts[0], sense.weak)).collect();
        whose.sort_by_key(|(_, weak)| *weak);
        Some(Named { from, to, whose })
    }
}

/// The names of organisations in a group, in the order of their beginnings and lengths.
pub fn organisations(lexicon: &Lexicon, group: &[&Unit]) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for from in 0..group.len() {
        walk_phrases(lexicon, group, from, |to, value| {
            found.extend(Named::by(lexicon, from, to, value));
        });
    }
    found
}

/// Names that a longer one begins with.
pub type Shorter = SmallVec<[Named; 2]>;

/// The longest name among these that is of an organisation that `wanted` wants, and the shorter
/// ones that it begins with.
pub fn longest(found: &[Named], wanted: impl Fn(ConceptId) -> bool) -> Option<(Named, Shorter)> {
    let mut best: Option<(Named, Shorter)> = None;
    for same_start in found.chunk_by(|a, b| a.from == b.from) {
        let wanted = same_start.iter().filter_map(|named| {
            let whose = named.whose.iter().copied().filter(|(id, _)| wanted(*id));
            let named = Named { whose: whose.collect(), ..*named };
            (!named.whose.is_empty()).then_some(named)
        });
        let mut shorter: Shorter = wanted.collect();
        let Some(longest) = shorter.pop() else { continue };
        let length = |named: &Named| (named.to - named.from, !named.whose[0].1);
        if best.as_ref().is_none_or(|(known, _)| length(&longest) > length(known)) {
            best = Some((longest, shorter));
        }
    }
    best
}
