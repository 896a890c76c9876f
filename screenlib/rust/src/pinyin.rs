//! How Chinese names sound: readings of characters, and Latin words that are pinyin.
//!
//! A syllable is a number. Tones are not kept; ü is written v and sounds like u (lü = lv = lyu =
//! lu), because names are written so. Readings come from the lexicon: a phrase decides first, else
//! the character's readings, the primary one first.

use crate::charmap::CharMap;
pub use crate::syllables::Syllable;
use crate::syllables::{Fewest, Syllables};
use crate::trie::{Trie, TrieBuilder, NO_VALUE};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// The readings a character may have in a name, primary first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Readings {
    length: u8,
    ids: [Syllable; MOST_READINGS],
}

impl Readings {
    /// The first few of these.
    pub fn new(ids: &[Syllable]) -> Self {
        let mut out = Readings::default();
        for id in ids.iter().take(MOST_READINGS) {
            out.ids[usize::from(out.length)] = *id;
            out.length += 1;
        }
        out
    }
}

impl std::ops::Deref for Readings {
    type Target = [Syllable];
    fn deref(&self) -> &[Syllable] {
        &self.ids[..usize::from(self.length)]
    }
}

/// The most readings of one character that are compared.
const MOST_READINGS: usize = 3;
/// The most ways of dividing one word that are kept.
const MOST_DIVISIONS: usize = 3;
const LONGEST_SYLLABLE: usize = 6;

#[derive(Default)]
pub struct Pinyin {
    ids: FxHashMap<Box<str>, Syllable>,
    /// Those that words are divided into.
    syllables: Syllables,
    names: Vec<Box<str>>,
    sounds: Vec<Syllable>,
    readings: CharMap<Readings>,
    building: TrieBuilder,
    phrases: Trie,
    phrase_readings: Vec<Vec<Syllable>>,
}

impl Pinyin {
    pub fn intern(&mut self, syllable: &str) -> Syllable {
        if let Some(id) = self.ids.get(syllable) {
            return *id;
        }
        let id = self.names.len() as Syllable;
        self.names.push(syllable.into());
        self.ids.insert(syllable.into(), id);
        // ü is written v, u or yu: one sound.
        let plain = syllable.replace('v', "u");
        self.sounds.push(id);
        if plain != syllable {
            self.sounds[id as usize] = self.intern(&plain);
        }
        if plain != syllable && (plain == "lu" || plain == "nu") {
            self.ids.insert(plain.replace('u', "yu").into(), id);
        }
        id
    }

    /// The syllable that stands for all that are written for the same sound.
    pub fn sound(&self, syllable: Syllable) -> Syllable {
        self.sounds[syllable as usize]
    }

    /// Divide words into this syllable no more: interjections (ei, ng) make pinyin of anything.
    pub fn exclude(&mut self, syllable: &str) {
        self.ids.remove(syllable);
    }

    pub fn add_character(&mut self, c: char, readings: &[Syllable]) {
        self.readings.insert(c, Readings::new(readings));
    }

    pub fn add_phrase(&mut self, phrase: &str, reading: Vec<Syllable>) {
        let id = self.phrase_readings.len() as u32;
        self.phrase_readings.push(reading);
        *self.building.slot(phrase.chars()) = id;
    }

    /// Make the phrases and syllables that were added known.
    pub fn freeze(&mut self) {
        self.phrases = std::mem::take(&mut self.building).freeze();
        self.syllables = Syllables::default();
        for (syllable, id) in self.ids.iter().filter(|(text, _)| text.len() <= LONGEST_SYLLABLE) {
            self.syllables.add(syllable, *id);
        }
    }

    pub fn syllable(&self, text: &str) -> Option<Syllable> {
        self.ids.get(text).copied()
    }

    pub fn name(&self, syllable: Syllable) -> &str {
        &self.names[syllable as usize]
    }

    /// How many syllables there are.
    pub fn syllables(&self) -> usize {
        self.names.len()
    }

    pub fn character(&self, c: char) -> Readings {
        self.readings.get(c).copied().unwrap_or_default()
    }

    /// The readings of each character of a Han text; none for a character no table knows.
    pub fn read(&self, han: &[char]) -> SmallVec<[Readings; 8]> {
        let mut out = SmallVec::with_capacity(han.len());
        let mut at = 0;
        while at < han.len() {
            if let Some((length, reading)) = self.longest_phrase(&han[at..]) {
                for (offset, primary) in reading.iter().enumerate() {
                    // The phrase decides; what else the character may sound like comes after it.
                    let others = self.character(han[at + offset]);
                    let other = others.iter().find(|other| *other != primary);
                    let both = [*primary, *other.unwrap_or(primary)];
                    out.push(Readings::new(&both[..1 + usize::from(other.is_some())]));
                }
                at += length;
            } else {
                out.push(self.character(han[at]));
                at += 1;
            }
        }
        out
    }

    fn longest_phrase(&self, han: &[char]) -> Option<(usize, &[Syllable])> {
        let (mut next, mut length, mut best) = (self.phrases.begin(*han.first()?), 0, None);
        while let Some(place) = next {
            length += 1;
            let value = place.value();
            if value != NO_VALUE {
                best = Some((length, self.phrase_readings[value as usize].as_slice()));
            }
            next = han.get(length).and_then(|c| self.phrases.step(&place, *c));
        }
        best
    }

    /// The primary reading, syllable by syllable, joined by spaces.
    pub fn romanise(&self, han: &[char]) -> String {
        let words: Vec<&str> = self
            .read(han)
            .iter()
            .filter_map(|readings| readings.first())
            .map(|syllable| self.name(*syllable))
            .collect();
        words.join(" ")
    }

    /// Every way, with the fewest syllables, of dividing a word wholly into pinyin syllables;
    /// each as (start, syllable). Empty when there is none. `xian` gives `xian` only, so a word
    /// that an apostrophe divided is compared joined.
    pub fn divide(&self, word: &str) -> Vec<Vec<(u8, Syllable)>> {
        let mut out = Vec::new();
        if let Some(fewest) = self.syllables.fewest(word.as_bytes()).filter(|_| !word.is_empty()) {
            let path = &mut Vec::with_capacity(usize::from(fewest[0]));
            self.divisions(word.as_bytes(), 0, &fewest, path, &mut out);
        }
        out
    }

    /// Whether a word divides wholly into syllables.
    pub fn is_pinyin(&self, word: &str) -> bool {
        !word.is_empty() && self.divisible(word.as_bytes()) >> word.len().min(63) & 1 == 1
    }

    /// How many syllables a word divides into at least, if it does.
    pub fn syllables_of(&self, word: &str) -> Option<usize> {
        let fewest = self.syllables.fewest(word.as_bytes()).filter(|_| !word.is_empty());
        fewest.map(|fewest| usize::from(fewest[0]))
    }

    /// The lengths of beginnings that divide wholly; see `Syllables::divisible`.
    pub fn divisible<L: Copy + Into<u32>>(&self, letters: &[L]) -> u64 {
        self.syllables.divisible(letters)
    }

    fn divisions(
        &self,
        word: &[u8],
        start: usize,
        fewest: &Fewest,
        path: &mut Vec<(u8, Syllable)>,
        out: &mut Vec<Vec<(u8, Syllable)>>,
    ) {
        if start == word.len() {
            out.push(path.clone());
            return;
        }
        let mut next = [(0, 0); LONGEST_SYLLABLE];
        let mut count = 0;
        self.syllables.beginning(&word[start..], |length, id| {
            if fewest[start + length].saturating_add(1) == fewest[start] {
                next[count] = (length, id);
                count += 1;
            }
        });
        // Longest first: the usual reading of an undivided word.
        for (length, id) in next[..count].iter().rev() {
            if out.len() < MOST_DIVISIONS {
                path.push((start as u8, *id));
                self.divisions(word, start + length, fewest, path, out);
                path.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Pinyin {
        let mut pinyin = Pinyin::default();
        for syllable in ["chang", "chan", "an", "gan", "lv", "xi", "xian", "zhong", "chong", "qing"]
        {
            pinyin.intern(syllable);
        }
        let (zhong, chong, qing) =
            (pinyin.intern("zhong"), pinyin.intern("chong"), pinyin.intern("qing"));
        pinyin.add_character('重', &[zhong, chong]);
        pinyin.add_character('庆', &[qing]);
        pinyin.add_phrase("重庆", vec![chong, qing]);
        pinyin.freeze();
        pinyin
    }

    #[test]
    fn a_phrase_decides_the_reading() {
        assert_eq!(table().romanise(&['重', '庆']), "chong qing");
        assert_eq!(table().romanise(&['重']), "zhong");
    }

    #[test]
    fn keeps_every_shortest_division() {
        let pinyin = table();
        assert_eq!(pinyin.divide("changan").len(), 2);
        assert_eq!(pinyin.divide("xian").len(), 1);
        let sound = |word: &str| pinyin.sound(pinyin.divide(word)[0][0].1);
        assert_eq!(sound("lyu"), sound("lu"));
        assert!(pinyin.divide("hikvision").is_empty());
    }
}
