//! What the cheapest cover cannot see: which place is the trade name, which trade name is longer
//! than the table's, which common word is the trade name for want of another.

use super::parse::{Part, PartKind};
use super::senses::Senses;
use super::tokens::Unit;
use crate::lexicon::{ConceptId, Lexicon, Sense};

/// Han trade names up to this long are taken for a part of a longer one.
const LONGEST_SHORT_BRAND: usize = 2;

/// Every company has a trade name. Where none shows, it is the first word that was taken for a
/// misspelt common one (JSC Biograd is not of Beograd); or else the first word of a Latin name that
/// merely sounds like a common word (Maoye Commercial), or a zone or county inside the place named
/// before it (北京中关村).
pub(super) fn stem(lexicon: &Lexicon, units: &[Unit], parts: &mut [Part]) {
    let named =
        |part: &Part| matches!(part.kind, PartKind::Stem | PartKind::Brand | PartKind::Word);
    if parts.len() < 2 || parts.iter().any(named) {
        return;
    }
    let only_form = |part: &Part| matches!(part.kind, PartKind::Form | PartKind::Filler);
    if parts.iter().all(only_form) {
        if let Some(part) = parts.iter_mut().find(|part| part.corrected) {
            part.kind = PartKind::Stem;
            part.senses = Senses::default();
            (part.inner, part.corrected) = (None, false);
            return;
        }
    }
    let small = |part: &Part| {
        part.senses.iter(lexicon).all(|sense| {
            let place = lexicon.concept(sense.concepts[0]);
            place.brand_like || place.level == 4
        })
    };
    let latin = |part: &Part| units[part.units.0].is_word();
    let found = (0..parts.len()).find(|at| {
        let part = &parts[*at];
        match part.kind {
            PartKind::Field => {
                latin(part)
                    && !part.corrected
                    && part.senses.iter(lexicon).all(|sense| sense.pinyin)
            }
            PartKind::Place if latin(part) => small(part),
            PartKind::Place => *at > 0 && small(part),
            _ => false,
        }
    });
    if let Some(at) = found {
        parts[at].kind = PartKind::Word;
    }
}

/// Taizhou is in Jiangsu or in Zhejiang: another place of the name decides.
fn narrow_places(lexicon: &Lexicon, parts: &mut [Part]) {
    // Few places are ambiguous.
    if !parts.iter().any(|part| part.kind == PartKind::Place && part.senses.len() > 1) {
        return;
    }
    let named: Vec<ConceptId> = parts
        .iter()
        .filter(|part| part.kind == PartKind::Place && part.senses.len() == 1)
        .flat_map(|part| part.concepts(lexicon))
        .collect();
    for part in parts.iter_mut().filter(|part| part.kind == PartKind::Place) {
        let fits = |sense: &Sense| {
            let place = lexicon.concept(sense.concepts[0]);
            named.iter().any(|other| place.ancestors.contains(other))
        };
        if part.senses.len() > 1 {
            part.senses = part.senses.preferring(lexicon, fits);
        }
    }
}

/// A short Han trade name with further unknown characters beside it is another, longer trade name
/// (中兴华 is not 中兴).
pub(super) fn brands(units: &[Unit], parts: &mut Vec<Part>) {
    let han = |part: &Part| units[part.units.0].is_han();
    let mut at = 0;
    while at + 1 < parts.len() {
        let (a, b) = (&parts[at], &parts[at + 1]);
        let short = |part: &Part| {
            part.kind == PartKind::Brand && part.units.1 - part.units.0 <= LONGEST_SHORT_BRAND
        };
        let joins = a.units.1 == b.units.0
            && han(a)
            && han(b)
            && (short(a) && b.kind == PartKind::Stem || a.kind == PartKind::Stem && short(b));
        if joins {
            parts[at].units.1 = parts[at + 1].units.1;
            parts[at].kind = PartKind::Stem;
            parts[at].senses = Senses::default();
            parts.remove(at + 1);
        } else {
            at += 1;
        }
    }
}

/// A second place that is not inside the first is no address but the trade name (福建金华...);
/// so is a place when everything after it says nothing.
pub(super) fn places(lexicon: &Lexicon, units: &[Unit], parts: &mut [Part]) {
    narrow_places(lexicon, parts);
    for at in 1..parts.len() {
        let (before, this) = (&parts[at - 1], &parts[at]);
        if before.kind != PartKind::Place || this.kind != PartKind::Place {
            continue;
        }
        if before.units.1 != this.units.0 {
            continue; // a bracket stands between
        }
        let compatible = before.concepts(lexicon).any(|a| {
            this.concepts(lexicon).any(|b| {
                let (outer, inner) = (lexicon.concept(a), lexicon.concept(b));
                inner.ancestors.contains(&a) || outer.ancestors.contains(&b) || outer.level == 0
            })
        });
        let han = units[this.units.0].is_han();
        if !compatible && (han || this.units.1 - this.units.0 == 1) {
            parts[at].kind = PartKind::Stem;
            parts[at].senses = Senses::default();
        }
    }
}
