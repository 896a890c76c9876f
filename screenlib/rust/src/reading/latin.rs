//! Trade names in Latin letters: words, pinyin, other transliterations.

use super::elements::{sound_keys, span, Before};
use super::initials::INITIALS;
use super::parse::Part;
use super::tokens::Unit;
use super::view::{
    mask_between, word_key, Attribute, Element, ElementKind, FuzzyWord, View, Writing,
};
use super::words::{Word, WordMemo};
use crate::fuzzy::LONGEST_WORD;
use crate::hash::{self, Space};
use crate::lexicon::Lexicon;
use crate::pinyin::Readings;

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
    let words: Vec<(Box<str>, (u32, u32))> = match &part.inner {
        Some(letters) => vec![(letters.clone(), span(units))],
        None => units
            .iter()
            .filter(|unit| unit.is_content())
            .map(|unit| (unit.text.clone(), (unit.start as u32, unit.end as u32)))
            .collect(),
    };
    for (text, span) in words {
        let word = memo.word(lexicon, &text);
        let mask = latin_word(lexicon, &text, &word, span, branded, out, before);
        if let Some((last, last_mask)) = &before.word {
            if last.len() + text.len() <= LONGEST_WORD {
                let joined = [&**last, &*text].concat();
                // `Da Ta` is two syllables, not the word data.
                if !lexicon.world_words.contains(joined.as_str()) {
                    out.key(word_key(&joined), Attribute::Text, last_mask | mask);
                }
            }
        }
        before.word = Some((text, mask));
    }
    before.han = None;
}

fn latin_word(
    lexicon: &Lexicon,
    text: &str,
    word: &Word,
    span: (u32, u32),
    branded: bool,
    out: &mut View,
    before: &mut Before,
) -> u64 {
    let attribute = if branded { Attribute::SoundBranded } else { Attribute::SoundLatin };
    let Some(primary) = word.divisions.first() else {
        let element =
            Element { kind: ElementKind::Stem, bits: word.bits, writing: Writing::Invented, span };
        let mask = out.push(element);
        if word.doubtful {
            out.doubtful |= mask;
        }
        finish_word(text, mask, (false, word.known), out);
        before.sound = None;
        return mask;
    };
    let sum: f32 = primary.iter().map(|(_, s)| lexicon.bits_of_syllable(*s)).sum();
    let scale = if word.bits < sum { word.bits / sum } else { 1.0 };
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
    for other in &word.divisions[1..] {
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
    finish_word(text, mask, (true, word.known), out);
    mask
}

fn finish_word(text: &str, mask: u64, (pinyin, known): (bool, bool), out: &mut View) {
    out.key(word_key(text), Attribute::Text, mask);
    if !pinyin && text.len() >= SHORTEST_SPELLING {
        out.key(spelling_key(text), Attribute::Spelling, mask);
    }
    let word = text.into();
    out.words.push(FuzzyWord { text: word, mask, pinyin, last: false, common: false, known });
    if INITIALS.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase()) {
        out.key(hash::text(Space::Initials, text.chars()), Attribute::InitialsAs, mask);
    }
}

/// The shortest word whose transliterations are compared.
const SHORTEST_SPELLING: usize = 5;

/// The key of a word in the one spelling that its transliterations share: kh, ch and h; ks and x;
/// w and v; y, j and i; c and k; doubled letters once.
fn spelling_key(word: &str) -> u64 {
    let letters = word.as_bytes();
    let mut hasher = hash::Hasher::new(Space::Spelling);
    let (mut at, mut last) = (0, 0);
    while at < letters.len() {
        let pair = (letters[at], letters.get(at + 1).copied().unwrap_or(0));
        let (sound, taken) = match pair {
            (b'k' | b'c', b'h') => (b'h', 2),
            (b'p', b'h') => (b'f', 2),
            (b'c', b'k') => (b'k', 2),
            (b't', b'z') | (b't', b's') => (b'z', 2),
            (b'k', b's') => (b'x', 2),
            (b'c', _) => (b'k', 1),
            (b'w', _) => (b'v', 1),
            (b'y' | b'j', _) => (b'i', 1),
            (letter, _) => (letter, 1),
        };
        if sound != last {
            hasher.push(u32::from(sound));
        }
        last = sound;
        at += taken;
    }
    hasher.finish()
}
