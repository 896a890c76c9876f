//! What a phrase may mean where it stands: which of its meanings counts, and whether a numeral is
//! one.

use super::cover::Cover;
use super::numbers;
use super::tokens::Unit;
use crate::lexicon::{Lexicon, Sense, SenseKind};

/// So many digits are a number whatever follows them (天津七六四通信).
const SHORTEST_CODE: usize = 3;

/// 第五十二, a numeral that a kind of institution follows, or several digits: the number, its length,
/// and whether it is surely one.
pub(super) fn han_number(group: &[&Unit], at: usize) -> Option<(u32, usize, bool)> {
    let first = |i: usize| group.get(i).filter(|unit| unit.is_han()).map(|unit| unit.han);
    let marked = first(at) == Some('第');
    let start = at + usize::from(marked);
    if !first(start).is_some_and(numbers::begins_numeral) {
        return None;
    }
    let chars: Vec<char> = (start..start + 9).map_while(first).collect();
    let (number, length) = numbers::chinese(&chars)?;
    let followed = chars
        .get(length)
        .is_some_and(|c| matches!(c, '所' | '院' | '局' | '厂' | '室' | '师' | '团' | '部' | '号'));
    let institute =
        chars[length..].starts_with(&['研', '究']) || chars[length..].starts_with(&['设', '计']);
    if marked || followed || institute {
        return Some((number, length + usize::from(marked), true));
    }
    let code = length >= SHORTEST_CODE && chars[..length].iter().all(|c| numbers::is_digit(*c));
    code.then_some((number, length, false))
}

/// The kind of meaning that a phrase has here and whether it is ambiguous, or none that it may
/// have.
pub(super) fn best_kind(
    lexicon: &Lexicon,
    group: &[&Unit],
    before: Cover,
    (from, to): (usize, usize),
    value: u32,
) -> Option<(SenseKind, bool)> {
    let single_han = to - from == 1 && group[from].is_han();
    let ends_run = group.get(to).is_none_or(|unit| !unit.is_han());
    let after_place = matches!(before, Cover::Phrase(_, SenseKind::Place));
    if single_han && !after_place && !(ends_run && from > 0) {
        return None;
    }
    let syllable = |unit: &Unit| unit.is_word() && lexicon.pinyin.is_pinyin(unit.text());
    let spelt_out = || to - from > 1 && group[from..to].iter().all(|unit| syllable(unit));
    let allowed = |sense: &Sense| match sense.kind {
        // `Da Ta` is two syllables, not the word data.
        _ if sense.one_word && !sense.pinyin && spelt_out() => false,
        SenseKind::Organisation => false,
        SenseKind::Form => !single_han || (ends_run && from > 0),
        SenseKind::Filler if single_han => after_place,
        _ if single_han => false,
        SenseKind::Place => place_allowed(lexicon, group, before, (from, to), sense),
        _ => true,
    };
    // Certain meanings before ambiguous ones, written phrases before what sounds like them.
    let rank = |sense: &Sense| {
        let kind = match sense.kind {
            // What sounds like a common word is that word before it is anyone's name.
            SenseKind::Brand if sense.pinyin => 6,
            SenseKind::Brand => 0,
            SenseKind::Form => 1,
            SenseKind::Field => 2,
            SenseKind::Place => 3,
            SenseKind::Word => 4,
            _ => 5,
        };
        u8::from(sense.pinyin) << 4 | u8::from(sense.weak) << 3 | kind
    };
    lexicon
        .senses(value)
        .iter()
        .filter(|sense| allowed(sense))
        .min_by_key(|sense| rank(sense))
        .map(|sense| (sense.kind, sense.weak))
}

/// County names are trade names as often as not: they count after their own province or city, or
/// first in the name when the county is a city.
fn place_allowed(
    lexicon: &Lexicon,
    group: &[&Unit],
    before: Cover,
    (from, to): (usize, usize),
    sense: &Sense,
) -> bool {
    let place = lexicon.concept(sense.concepts[0]);
    if place.level < 3 && !place.brand_like {
        return true;
    }
    let latin = !group[from].is_han();
    let inside = match before {
        Cover::Phrase(value, SenseKind::Place) => lexicon.senses(value).iter().any(|outer| {
            outer.kind == SenseKind::Place && place.ancestors.contains(&outer.concepts[0])
        }),
        _ => false,
    };
    let whole = !latin && to - from >= 3;
    match place.level {
        4 => true,
        3 if !place.brand_like => inside || from == 0 || whole,
        _ => inside || whole,
    }
}
