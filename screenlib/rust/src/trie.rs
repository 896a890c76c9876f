//! A trie over characters, shared by Han phrases and joined Latin phrases.
//!
//! Phrases are gathered in a hash table, then frozen: the children of a node stand side by side, so
//! that a walk stays in a few cache lines. Only the root has many children.

use crate::charmap::CharMap;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

pub const NO_VALUE: u32 = u32::MAX;
const ROOT: u32 = 0;

#[derive(Default)]
pub struct TrieBuilder {
    phrases: FxHashMap<Box<str>, u32>,
}

/// The phrases below a node, by their places in order, and how many bytes of them lead to it.
type Below = (std::ops::Range<usize>, usize);

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
        let mut trie = Trie::default();
        // Nodes are numbered as they are met, so that those of one parent follow one another.
        let mut below: VecDeque<Below> = VecDeque::from([(0..phrases.len(), 0)]);
        let mut children: Vec<(char, Below)> = Vec::new();
        while let Some((range, depth)) = below.pop_front() {
            let ends_here = range.start < range.end && phrases[range.start].0.len() == depth;
            let value = if ends_here { phrases[range.start].1 } else { NO_VALUE };
            let mut first = range.start + usize::from(ends_here);
            while let Some(label) = phrases[first..range.end].first().and_then(|p| at(p, depth)) {
                let rest = &phrases[first..range.end];
                let end = first + rest.partition_point(|p| at(p, depth) == Some(label));
                children.push((label, (first..end, depth + label.len_utf8())));
                first = end;
            }
            children.sort_by_key(|(label, _)| letter(*label).is_none());
            let labels = children.iter().fold(0, |labels, (label, _)| labels | bit(*label));
            trie.nodes.push(Node { first: trie.labels.len() as u32 + 1, labels, value });
            for (label, child) in children.drain(..) {
                trie.labels.push(label);
                below.push_back(child);
            }
        }
        let end = trie.labels.len() as u32 + 1;
        trie.nodes.push(Node { first: end, labels: 0, value: NO_VALUE });
        let of_root = trie.nodes[1].first - 1;
        for child in 0..of_root {
            trie.beginnings.insert(trie.labels[child as usize], trie.place(child + 1));
        }
        trie.nodes.shrink_to_fit();
        trie.labels.shrink_to_fit();
        trie
    }
}

/// How many small letters there are: each has a bit of its own.
const LETTERS: u32 = 26;

/// The bit of a small letter.
#[inline]
fn letter(label: char) -> Option<u64> {
    label.is_ascii_lowercase().then(|| 1 << (label as u32 - u32::from('a')))
}

/// The bit of another character, which it shares with some.
#[inline]
fn shared(label: char) -> u64 {
    let spread = u64::from((label as u32).wrapping_mul(0x9E37_79B1));
    let share = spread * u64::from(u64::BITS - LETTERS);
    1 << LETTERS << (share >> u32::BITS)
}

fn bit(label: char) -> u64 {
    letter(label).unwrap_or_else(|| shared(label))
}

/// The character of a phrase at a byte.
fn at((phrase, _): &(Box<str>, u32), byte: usize) -> Option<char> {
    phrase[byte..].chars().next()
}

#[derive(Clone, Copy, Debug)]
struct Node {
    /// Its first child; the others follow, small letters before all else, and then the children of
    /// the next node.
    first: u32,
    value: u32,
    /// The bits of all that its children stand for.
    labels: u64,
}

/// A place in a trie. It has all with it that going on takes: most steps lead nowhere, and then
/// read no memory that may be far.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    number: u32,
    node: Node,
}

impl Place {
    /// The value of the phrase that leads here, or `NO_VALUE`.
    #[inline]
    pub fn value(&self) -> u32 {
        self.node.value
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Default for Place {
    /// Where nothing goes on.
    fn default() -> Self {
        Place { number: ROOT, node: Node { first: 1, value: NO_VALUE, labels: 0 } }
    }
}

#[derive(Default)]
pub struct Trie {
    beginnings: CharMap<Place>,
    nodes: Vec<Node>,
    /// What leads to each node but the root.
    labels: Vec<char>,
}

/// Up to so many children are looked through one by one.
const FEW: usize = 8;

impl Trie {
    #[inline]
    fn place(&self, number: u32) -> Place {
        Place { number, node: self.nodes[number as usize] }
    }

    /// Where all phrases begin.
    pub fn root(&self) -> Place {
        self.nodes.first().map_or_else(Place::default, |node| Place { number: ROOT, node: *node })
    }

    #[inline]
    pub fn step(&self, from: &Place, label: char) -> Option<Place> {
        let Some(bit) = letter(label) else { return self.step_other(from, label) };
        let Node { first, labels, .. } = from.node;
        if labels & bit == 0 {
            return None;
        }
        // Most nodes have one child, and counting takes a dozen instructions.
        let before = labels & (bit - 1);
        Some(self.place(if before == 0 { first } else { first + before.count_ones() }))
    }

    /// The same for a character that is no small letter.
    #[inline]
    pub fn step_other(&self, from: &Place, label: char) -> Option<Place> {
        // Most characters lead nowhere.
        if from.node.labels & shared(label) == 0 {
            return None;
        }
        self.child(from, label)
    }

    /// Where phrases go on that begin with a character.
    #[inline]
    pub fn begin(&self, label: char) -> Option<Place> {
        self.beginnings.get(label).copied()
    }

    fn child(&self, from: &Place, label: char) -> Option<Place> {
        if from.number == ROOT {
            return self.begin(label);
        }
        let Node { first, labels, .. } = from.node;
        let letters = labels & ((1 << LETTERS) - 1);
        let first = if letters == 0 { first } else { first + letters.count_ones() };
        let end = self.nodes[from.number as usize + 1].first;
        let labels = &self.labels[first as usize - 1..end as usize - 1];
        let found = if let [only] = labels {
            (*only == label).then_some(0)
        } else if labels.len() <= FEW {
            labels.iter().position(|known| *known == label)
        } else {
            labels.binary_search(&label).ok()
        };
        found.map(|child| self.place(first + child as u32))
    }

    /// Where these characters lead to from a place.
    #[inline]
    pub fn walk(&self, from: &Place, phrase: impl IntoIterator<Item = char>) -> Option<Place> {
        phrase.into_iter().try_fold(*from, |place, label| self.step(&place, label))
    }

    pub fn find(&self, phrase: impl IntoIterator<Item = char>) -> Option<u32> {
        let place = self.walk(&self.root(), phrase)?;
        Some(place.value()).filter(|value| *value != NO_VALUE)
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
    }
}
