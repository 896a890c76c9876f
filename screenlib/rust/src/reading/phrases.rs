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
    let mut count = 1;
    for end in at..group.len().min(at + LONGEST_PHRASE) {
        let unit = &units[group[end]];
        let mut next = [ROOT; MOST_PATHS];
        let mut reached = 0;
        let mut reach = |node: u32| {
            if reached < MOST_PATHS && !next[..reached].contains(&node) {
                next[reached] = node;
                reached += 1;
            }
        };
        for node in &nodes[..count] {
            if unit.kind == UnitKind::Han {
                if let Some(node) = trie.step(*node, unit.han) {
                    reach(node);
                }
                continue;
            }
            for text in [Some(&*unit.text), unit.expanded.as_deref()].into_iter().flatten() {
                let end = text.chars().try_fold(*node, |node, c| trie.step(node, c));
                if let Some(node) = end {
                    reach(node);
                }
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
pub struct Named {
    pub from: usize,
    pub to: usize,
    /// Whose name it may be, each with whether that is uncertain; certain ones first.
    pub whose: Vec<(ConceptId, bool)>,
}

/// The longest name of an organisation in a group, and the shorter ones that it begins with; of
/// those only that `wanted` wants.
pub fn organisations(
    lexicon: &Lexicon,
    units: &[Unit],
    group: &[usize],
    wanted: impl Fn(ConceptId) -> bool,
) -> Option<(Named, Vec<Named>)> {
    let mut best: Option<(Named, Vec<Named>)> = None;
    for from in 0..group.len() {
        let mut found: Vec<Named> = Vec::new();
        walk_phrases(lexicon, units, group, from, |to, value| {
            let mut whose: Vec<(ConceptId, bool)> = lexicon
                .senses(value)
                .iter()
                .filter(|sense| sense.kind == SenseKind::Organisation)
                .filter(|sense| wanted(sense.concepts[0]))
                .map(|sense| (sense.concepts[0], sense.weak))
                .collect();
            whose.sort_by_key(|(_, weak)| *weak);
            if !whose.is_empty() {
                found.push(Named { from, to, whose });
            }
        });
        let Some(longest) = found.pop() else { continue };
        let length = |named: &Named| (named.to - named.from, !named.whose[0].1);
        if best.as_ref().is_none_or(|(known, _)| length(&longest) > length(known)) {
            best = Some((longest, found));
        }
    }
    best
}
