//! Initials of several words (SMIC, UESTC).

use super::assemble::company_form;
use super::parse::{Part, PartKind};
use super::tokens::Unit;
use super::view::{mask_between, Attribute, View};
use super::words::INITIALS;
use super::Parsed;
use crate::hash::{self, Space};
use crate::lexicon::{Lexicon, SenseKind};
use crate::trie::NO_VALUE;
use smallvec::SmallVec;
use std::ops::RangeInclusive;

/// The initials of all words, with and without the legal form (SMIC, UESTC).
pub(super) fn initials(lexicon: &Lexicon, parsed: &Parsed, parts: &[Part], out: &mut View) {
    let words = parts.iter().map(|part| part.units.1 - part.units.0).sum::<usize>();
    if words < *INITIALS.start() {
        mark_last(out);
        return;
    }
    let mut initials: SmallVec<[char; 16]> = SmallVec::new();
    let (mut all, mut plain) = (0, 0);
    for part in parts {
        if parsed.units[part.units.0].is_han() {
            return;
        }
        if matches!(part.kind, PartKind::Filler | PartKind::Number(_)) {
            continue;
        }
        let legal = part.kind == PartKind::Form && company_form(lexicon, part);
        if legal && all > 0 {
            add_initials(&initials, INITIALS, out);
        }
        for unit in &parsed.units[part.units.0..part.units.1] {
            // `of` and `and` may stand inside a phrase.
            if unit.is_word() && !is_filler(lexicon, unit) {
                initials.extend(unit.first());
                all += 1;
                plain += usize::from(!legal);
            }
        }
    }
    // With the letters of the legal form (SMIC) four would fit too much.
    add_initials(&initials, *INITIALS.start() + 1..=*INITIALS.end(), out);
    if all == plain {
        add_initials(&initials, INITIALS, out);
    }
    mark_last(out);
}

/// Lines are cut off in their last word.
fn mark_last(out: &mut View) {
    if let Some(last) = out.words.last_mut() {
        last.last = !last.common;
    }
}

fn is_filler(lexicon: &Lexicon, word: &Unit) -> bool {
    let value = word.entries[0].map_or(NO_VALUE, |place| place.value());
    value != NO_VALUE && lexicon.senses(value).iter().any(|sense| sense.kind == SenseKind::Filler)
}

fn add_initials(initials: &[char], lengths: RangeInclusive<usize>, out: &mut View) {
    if lengths.contains(&initials.iter().map(|c| c.len_utf8()).sum()) {
        let mask = mask_between(0, out.elements.len());
        let id = hash::text(Space::Initials, initials.iter().copied());
        out.key(id, Attribute::InitialsOf, mask);
    }
}
