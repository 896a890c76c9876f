//! Initials of several words (SMIC, UESTC).

use super::assemble::company_form;
use super::parse::{Part, PartKind};
use super::tokens::UnitKind;
use super::view::{mask_between, Attribute, View};
use super::Parsed;
use crate::hash::{self, Space};
use crate::lexicon::{Lexicon, SenseKind};

/// Initials are compared from this many letters on; fewer mean too much.
pub(super) const INITIALS: std::ops::RangeInclusive<usize> = 4..=8;

/// The initials of all words, with and without the legal form (SMIC, UESTC).
pub(super) fn initials(lexicon: &Lexicon, parsed: &Parsed, parts: &[Part], out: &mut View) {
    let words = parts.iter().map(|part| part.units.1 - part.units.0).sum::<usize>();
    if words < *INITIALS.start() {
        mark_last(out);
        return;
    }
    let mut initials = String::new();
    let (mut all, mut plain) = (0, 0);
    for part in parts {
        if parsed.units[part.units.0].kind == UnitKind::Han {
            return;
        }
        if matches!(part.kind, PartKind::Filler | PartKind::Number(_)) {
            continue;
        }
        if part.kind == PartKind::Form && company_form(lexicon, part) && all > 0 {
            add_initials(&initials, INITIALS, out);
        }
        for unit in &parsed.units[part.units.0..part.units.1] {
            // `of` and `and` may stand inside a phrase.
            if unit.kind == UnitKind::Word && !is_filler(lexicon, &unit.text) {
                initials.extend(unit.first());
                all += 1;
                plain += usize::from(part.kind != PartKind::Form || !company_form(lexicon, part));
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

fn is_filler(lexicon: &Lexicon, word: &str) -> bool {
    lexicon.phrases().find(word.chars()).is_some_and(|value| {
        lexicon.senses(value).iter().any(|sense| sense.kind == SenseKind::Filler)
    })
}

fn add_initials(initials: &str, lengths: std::ops::RangeInclusive<usize>, out: &mut View) {
    if lengths.contains(&initials.len()) {
        let mask = mask_between(0, out.elements.len());
        out.key(hash::text(Space::Initials, initials.chars()), Attribute::InitialsOf, mask);
    }
}
