//! A trie over characters, shared by Han phrases and joined Latin phrases.
//!
//! Phrases are gathered in a hash table, then frozen: the children of a node stand side by side, so
//! that a walk stays in a few cache lines. Only the root has many children.

use rustc_hash::FxHashMap;
use std::collections::VecDeque;

pub const NO_VALUE: u32 = u32::MAX;
pub const ROOT: u32 = 0;

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
        let mut nodes: VecDeque<Below> = VecDeque::from([(0..phrases.len(), 0)]);
        let mut count = 1;
        while let Some((below, depth)) = nodes.pop_front() {
            trie.starts.push(trie.children.len() as u32);
            let ends_here = below.start < below.end && phrases[below.start].0.len() == depth;
            trie.values.push(if ends_here { phrases[below.start].1 } else { NO_VALUE });
            let mut first = below.start + usize::from(ends_here);
            while let Some(label) = phrases[first..below.end].first().and_then(|p| at(p, depth)) {
                let rest = &phrases[first..below.end];
                let end = first + rest.partition_point(|p| at(p, depth) == Some(label));
                trie.children.push((label as u32, count));
                nodes.push_back((first..end, depth + label.len_utf8()));
                (count, first) = (count + 1, end);
            }
        }
        trie.starts.push(trie.children.len() as u32);
        let of_root = trie.starts[1] as usize;
        trie.root = trie.children[..of_root].iter().copied().collect();
        trie.starts.shrink_to_fit();
        trie.children.shrink_to_fit();
        trie.values.shrink_to_fit();
        trie
    }
}

/// The character of a phrase at a byte.
fn at((phrase, _): &(Box<str>, u32), byte: usize) -> Option<char> {
    phrase[byte..].chars().next()
}

#[derive(Default)]
pub struct Trie {
    root: FxHashMap<u32, u32>,
    /// Where the children of a node begin.
    starts: Vec<u32>,
    /// (character, node), sorted within a node.
    children: Vec<(u32, u32)>,
    values: Vec<u32>,
}

/// Up to so many children are looked through one by one.
const FEW: usize = 8;

impl Trie {
    #[inline]
    pub fn step(&self, node: u32, label: char) -> Option<u32> {
        let label = label as u32;
        if node == ROOT {
            return self.root.get(&label).copied();
        }
        let node = node as usize;
        let children = &self.children[self.starts[node] as usize..self.starts[node + 1] as usize];
        if children.len() <= FEW {
            return children.iter().find(|(c, _)| *c == label).map(|(_, to)| *to);
        }
        let at = children.binary_search_by_key(&label, |(c, _)| *c).ok()?;
        Some(children[at].1)
    }

    /// Where these characters lead to from a node.
    pub fn walk(&self, node: u32, phrase: impl IntoIterator<Item = char>) -> Option<u32> {
        phrase.into_iter().try_fold(node, |node, label| self.step(node, label))
    }

    #[inline]
    pub fn value(&self, node: u32) -> u32 {
        self.values[node as usize]
    }

    pub fn find(&self, phrase: impl IntoIterator<Item = char>) -> Option<u32> {
        let node = self.walk(ROOT, phrase)?;
        self.values.get(node as usize).copied().filter(|value| *value != NO_VALUE)
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
