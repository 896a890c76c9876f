//! The keys of a name as a whole: of all its letters; in Latin letters of those that are no legal
//! form, of these from wherever they begin, and of its words in any order.

use super::tokens::{Unit, UnitKind};
use super::view::{Attribute, Key, View};
use super::{assemble, Parsed, Part};
use crate::fuzzy;
use crate::hash::{self, Space};
use crate::lexicon::{ConceptId, Lexicon, SenseKind};
use crate::pair;
use smallvec::SmallVec;
use std::cmp::Ordering;

/// Two words in another order are agreement enough by themselves.
const FEWEST_REORDERED: usize = 3;

/// The fewest letters that are a name from wherever they begin.
const SHORTEST_TURNED: usize = 8;

/// The fewest letters that are a name without its legal form.
const SHORTEST_BARE: usize = 3;

/// Put into a view the keys of its name as a whole.
pub(super) fn add_keys(lexicon: &Lexicon, parsed: &Parsed, parts: &[Part], view: &mut View) {
    let mask = view.all();
    let key = |id: u64| Key { id, attribute: Attribute::Whole, mask };
    if parsed.groups.len() == 1 && parsed.units.iter().all(Unit::is_han) {
        // Most names in Han: nothing else is asked of their letters.
        let characters = parsed.units.iter().map(|unit| unit.written);
        return pair::add_keys(view, &[key(hash::text(Space::Whole, characters))]);
    }
    let letters = letters_of(&parsed.units);
    if parsed.groups.len() > 1 && view.whole_organisation.is_none() {
        view.whole_organisation = named_with_bracket(lexicon, &letters);
    }
    let mut keys: SmallVec<[Key; 4]> = SmallVec::new();
    keys.push(key(whole_key(&letters)));
    if letters.is_ascii() && letters.len() <= fuzzy::LONGEST_NAME {
        let mut words = assemble::bare_words(lexicon, parsed, parts);
        if parsed.groups.len() == 1 {
            view.forms = assemble::forms(lexicon, parsed, parts);
        }
        let length = words.iter().map(|word| word.len()).sum::<usize>();
        let bare = words.concat();
        if length >= SHORTEST_TURNED && !view.pinyinish {
            keys.push(Key { id: turned_key(&bare), attribute: Attribute::Turned, mask });
        }
        if length < letters.len() && length >= SHORTEST_BARE {
            keys.push(Key { id: whole_key(&bare), attribute: Attribute::Bare, mask });
            view.bare = Some(bare.into());
        }
        if words.len() >= FEWEST_REORDERED {
            words.sort_unstable();
            let id = words_key(&words);
            keys.push(Key { id, attribute: Attribute::Words, mask });
        }
        view.whole = Some(letters.into());
    }
    pair::add_keys(view, &keys);
}

/// All letters and characters of a name, joined.
fn letters_of(units: &[Unit]) -> String {
    // Exactly as long as it will be, since it stays.
    let lengths = units.iter().map(|unit| match unit.kind {
        UnitKind::Han => unit.written.len_utf8(),
        _ => unit.text().len(),
    });
    let mut letters = String::with_capacity(lengths.sum());
    for unit in units {
        match unit.kind {
            UnitKind::Han => letters.push(unit.written),
            _ => letters.push_str(unit.text()),
        }
    }
    letters
}

/// The organisation whose name these letters are, brackets and all.
fn named_with_bracket(lexicon: &Lexicon, letters: &str) -> Option<(ConceptId, bool)> {
    let value = lexicon.phrases().find(letters.chars())?;
    let named = lexicon.senses(value).iter().filter(|s| s.kind == SenseKind::Organisation);
    named.min_by_key(|sense| sense.weak).map(|sense| (sense.concepts[0], sense.weak))
}

/// The key of a whole name, from its joined letters.
pub fn whole_key(letters: &str) -> u64 {
    hash::joined(Space::Whole, [letters])
}

/// The key of letters that others are too, that begin elsewhere and go on with the beginning after
/// the end.
fn turned_key(letters: &str) -> u64 {
    let letters = letters.as_bytes();
    let (front, back) = letters.split_at(first_rotation(letters));
    let mut hasher = hash::Hasher::new(Space::Turned);
    back.iter().chain(front).for_each(|letter| hasher.push(u32::from(*letter)));
    hasher.finish()
}

/// Where the rotation of these letters begins that comes first in the alphabet (Shiloach 1981).
fn first_rotation(letters: &[u8]) -> usize {
    let at =
        |place: usize| letters[if place < letters.len() { place } else { place - letters.len() }];
    let (mut best, mut other, mut same) = (0, 1, 0);
    while best < letters.len() && other < letters.len() && same < letters.len() {
        match at(best + same).cmp(&at(other + same)) {
            Ordering::Equal => {
                same += 1;
                continue;
            }
            Ordering::Greater => best = (best + same + 1).max(other),
            Ordering::Less => other += same + 1,
        }
        if best == other {
            other += 1;
        } else if best > other {
            std::mem::swap(&mut best, &mut other);
        }
        same = 0;
    }
    best
}

/// The key of the words of a name in alphabetical order.
pub fn words_key(words: &[&str]) -> u64 {
    let mut hasher = hash::Hasher::new(Space::Words);
    for (number, word) in words.iter().enumerate() {
        if number > 0 {
            hasher.push(u32::from(' '));
        }
        hasher.text(word);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the definition has it.
    fn turned(letters: &[u8]) -> Vec<u8> {
        let rotation = |at: usize| [&letters[at..], &letters[..at]].concat();
        (0..letters.len()).map(rotation).min().unwrap_or_default()
    }

    #[test]
    fn letters_are_turned_to_the_first_rotation() {
        // All texts of up to eight letters of an alphabet of two, and of up to five of three.
        for (alphabet, longest) in [(2usize, 8u32), (3, 5)] {
            for length in 0..=longest {
                for mut number in 0..alphabet.pow(length) {
                    let letter = |_| {
                        let letter = b'a' + (number % alphabet) as u8;
                        number /= alphabet;
                        letter
                    };
                    let letters: Vec<u8> = (0..length).map(letter).collect();
                    let at = first_rotation(&letters);
                    assert_eq!([&letters[at..], &letters[..at]].concat(), turned(&letters));
                }
            }
        }
    }

    #[test]
    fn rotations_have_one_key() {
        assert_eq!(turned_key("misrajnador"), turned_key("ajnadormisr"));
        assert_ne!(turned_key("misrajnador"), turned_key("ajnadomisrr"));
        assert_ne!(turned_key("misrajnador"), whole_key("misrajnador"));
    }
}
