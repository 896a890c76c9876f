//! A trie over characters, shared by Han phrases and joined Latin phrases.
//!
//! Phrases are gathered in a hash table, then frozen: the children of a node stand side by side, and
//! behind them those of the first of them, so that a walk stays in a few lines of the cache. Where
//! only one phrase goes on, the rest of it is no nodes but a text.

use crate::charmap::CharMap;
use rustc_hash::FxHashMap;
use std::ops::Range;

pub const NO_VALUE: u32 = u32::MAX;

#[derive(Default)]
pub struct TrieBuilder {
    phrases: FxHashMap<Box<str>, u32>,
}

impl TrieBuilder {
    /// The value slot of a phrase, made when it is not there yet.
    pub fn slot(&mut self, phrase: impl IntoIterator<Item = char>) -> &mut u32 {
        let phrase = phrase.into_iter().collect::<String>().into_boxed_str();
        self.phrases.entry(phrase).or_insert(NO_VALUE)
    }

    pub fn find(&self, phrase: impl IntoIterator<Item = char>) -> Option<u32> {
        let phrase: String = phrase.into_iter().collect();
        self.phrases.get(phrase.as_str()).copied().filter(|value| *value != NO_VALUE)
    }

    /// The phrases that have a value, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        let phrases = self.phrases.iter().map(|(phrase, value)| (&**phrase, *value));
        phrases.filter(|(_, value)| *value != NO_VALUE)
    }

    pub fn freeze(self) -> Trie {
        let mut phrases: Vec<(Box<str>, u32)> = self.phrases.into_iter().collect();
        phrases.sort_unstable();
        let mut trie =
            Trie { nodes: vec![Place::default()], labels: vec!['\0'], ..Trie::default() };
        // What is still to be filled: the number of a node, the phrases below it, by their places
        // in order, and how many bytes of them lead to it.
        let mut below: Vec<(usize, Range<usize>, usize)> = vec![(0, 0..phrases.len(), 0)];
        let mut children: Vec<(char, Range<usize>)> = Vec::new();
        while let Some((number, range, depth)) = below.pop() {
            let ends_here = range.start < range.end && phrases[range.start].0.len() == depth;
            if range.len() == 1 && !ends_here && depth > 0 {
                let (phrase, value) = &phrases[range.start];
                let start = trie.rests.len() as u32;
                trie.rests.extend(phrase[depth..].chars().map(u32::from));
                trie.rests.push(END | value);
                trie.nodes[number] = trie.in_rest(start);
                continue;
            }
            let mut from = range.start + usize::from(ends_here);
            while let Some(label) = phrases[from..range.end].first().and_then(|p| at(p, depth)) {
                let rest = &phrases[from..range.end];
                let end = from + rest.partition_point(|p| at(p, depth) == Some(label));
                children.push((label, from..end));
                from = end;
            }
            children.sort_by_key(|(label, _)| letter(*label).is_none());
            let first = trie.nodes.len();
            let place = &mut trie.nodes[number];
            place.first = first as u32;
            place.value = if ends_here { phrases[range.start].1 } else { NO_VALUE };
            place.labels = children.iter().fold(0, |labels, (label, _)| labels | bit(*label));
            let others = children.iter().filter(|(label, _)| letter(*label).is_none()).count();
            place.labels |= (others.min(MANY) as u64) << OTHERS;
            if others >= MANY {
                trie.many.insert(first as u32, others);
            }
            trie.nodes.resize(first + children.len(), Place::default());
            trie.labels.extend(children.iter().map(|(label, _)| *label));
            // The first of them is the next to be filled.
            for (at, (label, range)) in children.drain(..).enumerate().rev() {
                below.push((first + at, range, depth + label.len_utf8()));
            }
        }
        let root = trie.root();
        for child in root.first..root.first + root.letters() + trie.others(&root) as u32 {
            trie.beginnings.insert(trie.labels[child as usize], trie.nodes[child as usize]);
        }
        trie.nodes.shrink_to_fit();
        trie.labels.shrink_to_fit();
        trie.rests.shrink_to_fit();
        trie
    }
}

/// How many small letters there are: each has a bit of its own.
const LETTERS: u32 = 26;

/// A place in the rest of a phrase, not a node; the end of a rest, with the value of its phrase.
const IN_REST: u32 = 1 << 31;
const END: u32 = 1 << 31;

/// Behind the bits that other characters share stands how many of them there are, up to so many.
const OTHERS: u32 = 56;
const MANY: usize = (1 << (u64::BITS - OTHERS)) - 1;

/// The bit of a small letter.
#[inline]
fn letter(label: char) -> Option<u64> {
    label.is_ascii_lowercase().then(|| 1 << (label as u32 - u32::from('a')))
}

/// The bit of another character, which it shares with some.
#[inline]
fn shared(label: char) -> u64 {
    let spread = u64::from((label as u32).wrapping_mul(0x9E37_79B1));
    let share = spread * u64::from(OTHERS - LETTERS);
    1 << LETTERS << (share >> u32::BITS)
}

fn bit(label: char) -> u64 {
    letter(label).unwrap_or_else(|| shared(label))
}

/// The character of a phrase at a byte.
fn at((phrase, _): &(Box<str>, u32), byte: usize) -> Option<char> {
    phrase[byte..].chars().next()
}

/// A place in a trie. It has all with it that going on takes: most steps lead nowhere, and then
/// read no memory that may be far.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Place {
    /// The number of its first child; the others follow, small letters before all else. In a rest,
    /// where that goes on.
    first: u32,
    value: u32,
    /// The bits of all that its children stand for, and how many are no small letters.
    labels: u64,
}

impl Default for Place {
    /// Where nothing goes on.
    fn default() -> Self {
        Place { first: 0, value: NO_VALUE, labels: 0 }
    }
}

impl Place {
    /// The value of the phrase that leads here, or `NO_VALUE`.
    #[inline]
    pub fn value(&self) -> u32 {
        self.value
    }

    /// How many children are small letters.
    #[inline]
    fn letters(&self) -> u32 {
        let letters = self.labels & ((1 << LETTERS) - 1);
        if letters == 0 {
            0
        } else {
            letters.count_ones()
        }
    }
}

#[derive(Default)]
pub struct Trie {
    /// Where phrases go on that begin with a character.
    beginnings: CharMap<Place>,
    nodes: Vec<Place>,
    /// What leads to each node.
    labels: Vec<char>,
    /// The characters of rests, one rest after the other, each with its end.
    rests: Vec<u32>,
    /// How many children of a place are no small letters, where they are many; by its first child.
    many: FxHashMap<u32, usize>,
}

/// Up to so many children are looked through one by one.
const FEW: usize = 8;

impl Trie {
    /// Where all phrases begin.
    #[inline]
    pub fn root(&self) -> Place {
        self.nodes.first().copied().unwrap_or_default()
    }

    #[inline]
    pub fn step(&self, from: &Place, label: char) -> Option<Place> {
        let Some(bit) = letter(label) else { return self.step_other(from, label) };
        let Place { first, labels, .. } = *from;
        if labels & bit == 0 {
            return None;
        }
        if first & IN_REST != 0 {
            return Some(self.in_rest((first & !IN_REST) + 1));
        }
        // Most have one child, and counting takes a dozen instructions.
        let before = labels & (bit - 1);
        let child = if before == 0 { first } else { first + before.count_ones() };
        Some(self.nodes[child as usize])
    }

    /// The same for a character that is no small letter.
    #[inline]
    pub fn step_other(&self, from: &Place, label: char) -> Option<Place> {
        // Most characters lead nowhere.
        if from.labels & shared(label) == 0 {
            return None;
        }
        self.other_child(from, label)
    }

    /// Where phrases go on that begin with a character.
    #[inline]
    pub fn begin(&self, label: char) -> Option<Place> {
        if letter(label).is_some() {
            self.step(&self.root(), label)
        } else {
            self.beginnings.get(label).copied()
        }
    }

    /// A place in a rest.
    #[inline]
    fn in_rest(&self, at: u32) -> Place {
        let next = self.rests[at as usize];
        if next & END != 0 {
            return Place { first: 0, value: next & !END, labels: 0 };
        }
        let labels = char::from_u32(next).map_or(0, bit);
        Place { first: IN_REST | at, value: NO_VALUE, labels }
    }

    fn others(&self, from: &Place) -> usize {
        match (from.labels >> OTHERS) as usize {
            MANY => self.many[&from.first],
            count => count,
        }
    }

    fn other_child(&self, from: &Place, label: char) -> Option<Place> {
        if from.first & IN_REST != 0 {
            let at = from.first & !IN_REST;
            return (self.rests[at as usize] == u32::from(label)).then(|| self.in_rest(at + 1));
        }
        let first = (from.first + from.letters()) as usize;
        let labels = &self.labels[first..first + self.others(from)];
        let found = if let [only] = labels {
            (*only == label).then_some(0)
        } else if labels.len() <= FEW {
            labels.iter().position(|known| *known == label)
        } else {
            labels.binary_search(&label).ok()
        };
        found.map(|child| self.nodes[first + child])
    }

    /// Where these characters lead to from a place.
    #[inline]
    pub fn walk(&self, from: &Place, phrase: impl IntoIterator<Item = char>) -> Option<Place> {
        phrase.into_iter().try_fold(*from, |place, label| self.step(&place, label))
    }

    /// Where phrases go on that begin so.
    pub fn enter(&self, phrase: impl IntoIterator<Item = char>) -> Option<Place> {
        let mut phrase = phrase.into_iter();
        let begin = self.begin(phrase.next()?)?;
        self.walk(&begin, phrase)
    }

    pub fn find(&self, phrase: impl IntoIterator<Item = char>) -> Option<u32> {
        self.enter(phrase).map(|place| place.value).filter(|value| *value != NO_VALUE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frozen_finds_what_was_put_in() {
        let mut builder = TrieBuilder::default();
        for (value, phrase) in ["技术", "技术开发", "jishu", "jishukaifa"].iter().enumerate()
        {
            *builder.slot(phrase.chars()) = value as u32;
        }
        assert_eq!(builder.find("jishu".chars()), Some(2));
        assert_eq!(builder.find("jish".chars()), None);
        let trie = builder.freeze();
        assert_eq!(trie.find("技术开发".chars()), Some(1));
        assert_eq!(trie.find("jishu".chars()), Some(2));
        assert_eq!(trie.find("jish".chars()), None);
        assert_eq!(trie.find("x".chars()), None);
        assert_eq!(TrieBuilder::default().freeze().find("x".chars()), None);
        assert_eq!(Trie::default().find("x".chars()), None);
        for only in ["技术", "js"] {
            let mut builder = TrieBuilder::default();
            *builder.slot(only.chars()) = 7;
            let trie = builder.freeze();
            assert_eq!(trie.find(only.chars()), Some(7));
            assert_eq!(trie.walk(&trie.root(), only.chars()).map(|place| place.value()), Some(7));
            assert_eq!(trie.find(only.chars().take(1)), None);
        }
    }

    #[test]
    fn each_of_many_children_is_found() {
        let others = || (0..900).filter_map(|number| char::from_u32(0x4E00 + 3 * number));
        let labels: Vec<char> = ('a'..='z').chain(others()).collect();
        let mut builder = TrieBuilder::default();
        for (value, label) in labels.iter().enumerate() {
            *builder.slot([*label]) = value as u32;
            *builder.slot(['x', *label]) = 1000 + value as u32;
            *builder.slot(['技', *label, 'q']) = 2000 + value as u32;
        }
        let trie = builder.freeze();
        for (value, label) in labels.iter().enumerate() {
            let value = value as u32;
            assert_eq!(trie.find([*label]), Some(value), "{label}");
            assert_eq!(trie.find(['x', *label]), Some(1000 + value), "{label}");
            assert_eq!(trie.find(['技', *label, 'q']), Some(2000 + value), "{label}");
            assert_eq!(trie.find(['技', *label]), None, "{label}");
        }
        assert_eq!(trie.find(['x', '\u{9FFF}']), None);
    }
}
