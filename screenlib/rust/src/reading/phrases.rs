//! Phrases of the lexicon in the units of a name.

use super::tokens::{Unit, UnitKind};
use crate::lexicon::{ConceptId, Lexicon, SenseKind};
use crate::trie::{NO_VALUE, ROOT};

/// The longest phrase in units (Han characters or words).
const LONGEST_PHRASE: usize = 30;

/// Ways of spelling a phrase through abbreviations followed at once.
const MOST_PATHS: usize = 4;

/// Call `found` with the end and value of every phrase that starts at `at`.
pub(super) fn walk_phrases(
    lexicon: &Lexicon,
    units: &[Unit],
    group: &[usize],
    at: usize,
    mut found: impl FnMut(usize, u32),
) {
    let trie = lexicon.phrases();
    let mut nodes = [ROOT; MOST_PATHS];
    let mut count = 0;
    for end in at..group.len().min(at + LONGEST_PHRASE) {
        let unit = &units[group[end]];
        let mut next = [ROOT; MOST_PATHS];
        let mut reached = 0;
        let mut reach = |node: Option<u32>| {
            if let Some(node) = node {
                if reached < MOST_PATHS && !next[..reached].contains(&node) {
                    next[reached] = node;
                    reached += 1;
                }
            }
        };
        if end == at {
            unit.entries.into_iter().for_each(&mut reach);
        }
        for node in &nodes[..count] {
            if unit.kind == UnitKind::Han {
                reach(trie.step(*node, unit.han));
                continue;
            }
            reach(trie.walk(*node, unit.text.chars()));
            if let Some(expanded) = &unit.expanded {
                reach(trie.walk(*node, expanded.chars()));
            }
        }
        if reached == 0 {
            return;
        }
        for node in &next[..reached] {
            let value = trie.value(*node);
            if value != NO_VALUE {
                found(end + 1, value);
            }
        }
        (nodes, count) = (next, reached);
    }
}

/// A name of an organisation found in a group.
#[derive(Clone, Debug)]
pub struct Named {
    pub from: usize,
    pub to: usize,
    /// Whose name it may be, each with whether that is uncertain; certain ones first.
    pub whose: Vec<(ConceptId, bool)>,
}

impl Named {
    /// The phrase as a name of organisations, if it is one.
    pub(super) fn by(lexicon: &Lexicon, from: usize, to: usize, value: u32) -> Option<Named> {
        let senses = lexicon.senses(value).iter();
        let names = senses.filter(|sense| sense.kind == SenseKind::Organisation);
        let mut whose: Vec<(ConceptId, bool)> =
            names.map(|sense| (sense.concepts[0], sense.weak)).collect();
        whose.sort_by_key(|(_, weak)| *weak);
        (!whose.is_empty()).then_some(Named { from, to, whose })
    }
}

/// The names of organisations in a group, in the order of their beginnings and lengths.
pub fn organisations(lexicon: &Lexicon, units: &[Unit], group: &[usize]) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for from in 0..group.len() {
        walk_phrases(lexicon, units, group, from, |to, value| {
            found.extend(Named::by(lexicon, from, to, value));
        });
    }
    found
}

/// The longest name among these that is of an organisation that `wanted` wants, and the shorter ones
/// that it begins with.
pub fn longest(found: &[Named], wanted: impl Fn(ConceptId) -> bool) -> Option<(Named, Vec<Named>)> {
    let mut best: Option<(Named, Vec<Named>)> = None;
    for same_start in found.chunk_by(|a, b| a.from == b.from) {
        let wanted = same_start.iter().filter_map(|named| {
            let whose = named.whose.iter().copied().filter(|(id, _)| wanted(*id));
            let named = Named { whose: whose.collect(), ..*named };
            (!named.whose.is_empty()).then_some(named)
        });
        let mut shorter: Vec<Named> = wanted.collect();
        let Some(longest) = shorter.pop() else { continue };
        let length = |named: &Named| (named.to - named.from, !named.whose[0].1);
        if best.as_ref().is_none_or(|(known, _)| length(&longest) > length(known)) {
            best = Some((longest, shorter));
        }
    }
    best
}
