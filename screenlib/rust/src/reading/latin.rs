//! Trade names in Latin letters: words, pinyin, other transliterations.

use super::elements::{sound_keys, span, Before};
use super::parse::Part;
use super::tokens::Unit;
use super::view::{
    mask_between, word_key, Attribute, Element, ElementKind, FuzzyWord, View, Writing,
};
use super::words::{AsName, Word, WordMemo};
use crate::fuzzy::LONGEST_WORD;
use crate::lexicon::Lexicon;
use crate::pinyin::Readings;
use std::sync::Arc;

pub(super) fn latin_stem(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    part: &Part,
    units: &[Unit],
    branded: bool,
    out: &mut View,
    before: &mut Before,
) {
    // A phrase of several words is one element per word, like words that no phrase joins.
    match &part.inner {
        Some(letters) => {
            let word = memo.word(lexicon, letters);
            latin_word(lexicon, memo, word, span(units), branded, out, before);
        }
        None => {
            for unit in units.iter().filter(|unit| unit.is_content()) {
                let word = unit.word.clone().unwrap_or_else(|| memo.word(lexicon, ""));
                let span = (unit.start as u32, unit.end as u32);
                latin_word(lexicon, memo, word, span, branded, out, before);
            }
        }
    }
    before.han = None;
}

/// A word, and what it makes with the one before it.
fn latin_word(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    word: Arc<Word>,
    span: (u32, u32),
    branded: bool,
    out: &mut View,
    before: &mut Before,
) {
    let mask = elements(lexicon, &word, span, branded, out, before);
    if let Some((last, last_mask)) = &before.word {
        if last.text.len() + word.text.len() <= LONGEST_WORD {
            let joined = memo.join([&*last.text, &*word.text]);
            // `Da Ta` is two syllables, not the word data.
            if !lexicon.in_use(joined).foreign {
                out.key(word_key(joined), Attribute::Text, last_mask | mask);
            }
        }
    }
    before.word = Some((word, mask));
}

/// The elements of a word and their keys.
fn elements(
    lexicon: &Lexicon,
    word: &Word,
    span: (u32, u32),
    branded: bool,
    out: &mut View,
    before: &mut Before,
) -> u64 {
    let attribute = if branded { Attribute::SoundBranded } else { Attribute::SoundLatin };
    let (text, name) = (&*word.text, word.as_name(lexicon));
    let [primary, others @ ..] = name.pinyin() else {
        let element =
            Element { kind: ElementKind::Stem, bits: name.bits, writing: Writing::Invented, span };
        let mask = out.push(element);
        if name.doubtful {
            out.doubtful |= mask;
        }
        finish_word(word, name, mask, out);
        before.sound = None;
        return mask;
    };
    let sum: f32 = primary.iter().map(|(_, s)| lexicon.bits_of_syllable(*s)).sum();
    let scale = if name.bits < sum { name.bits / sum } else { 1.0 };
    let start = out.elements.len();
    for (number, (offset, syllable)) in primary.iter().enumerate() {
        let end = primary.get(number + 1).map_or(text.len() as u32, |(next, _)| u32::from(*next));
        let inside = span.1 - span.0 == text.len() as u32;
        let place = if inside { (span.0 + u32::from(*offset), span.0 + end) } else { span };
        let element = Element {
            kind: ElementKind::Stem,
            bits: lexicon.bits_of_syllable(*syllable) * scale,
            writing: Writing::Pinyin,
            span: place,
        };
        let mask = out.push(element);
        if let Some((last, Writing::Pinyin, last_mask, last_branded)) = &before.sound {
            let attribute = if *last_branded { Attribute::SoundBranded } else { attribute };
            sound_keys(lexicon, last, &[*syllable], attribute, last_mask | mask, out);
        }
        before.sound = Some((Readings::new(&[*syllable]), Writing::Pinyin, mask, branded));
    }
    let mask = mask_between(start, out.elements.len());
    for other in others {
        for pair in other.windows(2) {
            // Elements follow the first division: take those the pair's letters fall into.
            let from = u32::from(pair[0].0);
            let to = other
                .iter()
                .map(|(offset, _)| u32::from(*offset))
                .find(|offset| *offset > u32::from(pair[1].0))
                .unwrap_or(text.len() as u32);
            let mut covered = 0;
            for (number, (offset, _)) in primary.iter().enumerate() {
                let next =
                    primary.get(number + 1).map_or(text.len() as u32, |(next, _)| u32::from(*next));
                if u32::from(*offset) < to && next > from && start + number < 64 {
                    covered |= 1u64 << (start + number);
                }
            }
            sound_keys(lexicon, &[pair[0].1], &[pair[1].1], attribute, covered & mask, out);
        }
    }
    finish_word(word, name, mask, out);
    mask
}

fn finish_word(word: &Word, name: &AsName, mask: u64, out: &mut View) {
    out.key(word.key, Attribute::Text, mask);
    if let Some(key) = name.spelling {
        out.key(key, Attribute::Spelling, mask);
    }
    let (pinyin, known) = (!name.pinyin().is_empty(), name.in_use.is_known());
    let text = Arc::clone(&word.text);
    out.words.push(FuzzyWord { text, mask, pinyin, last: false, common: false, known });
    if let Some(key) = name.initials {
        out.key(key, Attribute::InitialsAs, mask);
    }
}
