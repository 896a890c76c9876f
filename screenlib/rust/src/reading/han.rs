//! Trade names and common words in Han characters.

use super::elements::{sound_keys, Before};
use super::tokens::Unit;
use super::view::{mask_between, Attribute, Element, ElementKind, View, Writing};
use crate::hash::{self, Hasher, Space};
use crate::lexicon::{Lexicon, Spelling};
use crate::pinyin::Readings;
use smallvec::SmallVec;

/// Something for each character of a run, in place while it is as short as nearly all are.
type Run<T> = SmallVec<[T; 8]>;

/// Keys of neighbouring Han characters of one element.
pub(super) fn han_pairs(lexicon: &Lexicon, units: &[Unit], mask: u64, out: &mut View) {
    let chars: Run<char> = units.iter().filter_map(|unit| unit.first()).collect();
    for pair in chars.windows(2) {
        out.key(hash::text(Space::Han, [pair[0], pair[1]]), Attribute::CommonText, mask);
    }
    let readings = lexicon.pinyin.read(&chars);
    for pair in readings.windows(2) {
        sound_keys(lexicon, &pair[0], &pair[1], Attribute::CommonSound, mask, out);
    }
}

pub(super) fn han_stem(lexicon: &Lexicon, units: &[Unit], out: &mut View, before: &mut Before) {
    let units: Run<&Unit> = units.iter().filter(|unit| unit.is_content()).collect();
    let chars: Run<char> = units.iter().filter_map(|unit| unit.first()).collect();
    // A weak variant is written like another character, and read like itself (乾照 is Qianzhao).
    let written: Run<char> = units.iter().map(|unit| unit.written).collect();
    let readings = lexicon.pinyin.read(&written);
    let mut bits: Run<f32> = chars.iter().map(|c| lexicon.bits_of_han(*c)).collect();
    for at in 1..chars.len() {
        if let Some(pair) = lexicon.bits_of_han_pair(chars[at - 1], chars[at]) {
            let sum = bits[at - 1] + bits[at];
            if pair < sum {
                bits[at - 1] *= pair / sum;
                bits[at] *= pair / sum;
            }
        }
    }
    let start = out.elements.len();
    let single = chars.len() == 1;
    for (at, unit) in units.iter().enumerate() {
        let text = (unit.start as u32, unit.end as u32);
        let element = Element {
            kind: ElementKind::Stem,
            bits: bits[at],
            writing: if unit.is_han() { Writing::Han } else { Writing::Invented },
            span: text,
        };
        let mask = out.push(element);
        if let Some(word) = &unit.word {
            out.key(word.key, Attribute::Text, mask);
        }
        if single {
            out.key(hash::text(Space::Han, [chars[at]]), Attribute::Text, mask);
        }
        if let Some((last, last_mask)) = before.han {
            let id = hash::text(Space::Han, [last, chars[at]]);
            out.key(id, Attribute::Text, last_mask | mask);
            loose_keys(
                lexicon,
                (last, at.checked_sub(1).map(|i| &readings[i])),
                (chars[at], &readings[at]),
                last_mask | mask,
                out,
            );
        }
        if let Some((last, Writing::Han, last_mask, _)) = &before.sound {
            sound_keys(lexicon, last, &readings[at], Attribute::SoundHan, last_mask | mask, out);
        }
        before.han = Some((chars[at], mask));
        before.sound = Some((readings[at], Writing::Han, mask, false));
    }
    if chars.len() > 2 {
        let whole = mask_between(start, out.elements.len());
        out.key(hash::text(Space::Han, chars.iter().copied()), Attribute::Text, whole);
    }
    before.word = None;
}

/// Two characters as Hong Kong or Wade-Giles spelling writes them, joined.
fn loose_keys(
    lexicon: &Lexicon,
    (a, a_readings): (char, Option<&Readings>),
    (b, b_readings): (char, &Readings),
    mask: u64,
    out: &mut View,
) {
    let own;
    let a_readings = match a_readings {
        Some(readings) => readings,
        None => {
            own = lexicon.pinyin.character(a);
            &own
        }
    };
    let b_spellings = lexicon.customary_spellings(b, b_readings);
    let mut keys = |front: Hasher, backs: &[Spelling]| {
        for back in backs {
            let mut joined = front;
            back.letters.iter().for_each(|letter| joined.push(u32::from(*letter)));
            out.key(joined.finish(), Attribute::Loose, mask);
        }
    };
    for spellings in lexicon.customary_spellings(a, a_readings) {
        for spelling in spellings {
            keys(spelling.front, b_spellings[0]);
            keys(spelling.front, b_spellings[1]);
        }
    }
}
