//! A trie over characters, shared by Han phrases and joined Latin phrases.
//!
//! Built in a hash table of (node, character), then frozen: the children of a node stand side by
//! side, so that a walk stays in a few cache lines. Only the root has many children.

use rustc_hash::FxHashMap;

pub const NO_VALUE: u32 = u32::MAX;
pub const ROOT: u32 = 0;

#[derive(Default)]
pub struct TrieBuilder {
    edges: FxHashMap<u64, u32>,
    values: Vec<u32>,
}

fn edge(node: u32, label: char) -> u64 {
    (u64::from(node) << 32) | u64::from(label as u32)
}

impl TrieBuilder {
    /// The value slot of a phrase, made when it is not there yet.
    pub fn slot(&mut self, phrase: impl IntoIterator<Item = char>) -> &mut u32 {
        if self.values.is_empty() {
            self.values.push(NO_VALUE);
        }
        let mut node = ROOT;
        for label in phrase {
            let next = self.values.len() as u32;
            node = *self.edges.entry(edge(node, label)).or_insert(next);
            if node == next {
                self.values.push(NO_VALUE);
            }
        }
        &mut self.values[node as usize]
    }

    pub fn find(&self, phrase: impl IntoIterator<Item = char>) -> Option<u32> {
        let mut node = ROOT;
        for label in phrase {
            node = *self.edges.get(&edge(node, label))?;
        }
        self.values.get(node as usize).copied().filter(|value| *value != NO_VALUE)
    }

    pub fn freeze(self) -> Trie {
        // The table is let go before the arrays are made: this is when a lexicon needs most room.
        let mut edges: Vec<(u64, u32)> = self.edges.into_iter().collect();
        edges.sort_unstable();
        let mut starts = vec![0u32; self.values.len() + 2];
        for (key, _) in &edges {
            starts[(key >> 32) as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut root = FxHashMap::default();
        for (key, to) in edges.iter().take_while(|(key, _)| key >> 32 == u64::from(ROOT)) {
            root.insert(*key as u32, *to);
        }
        let children = edges.iter().map(|(key, to)| (*key as u32, *to)).collect();
        Trie { root, starts, children, values: self.values }
    }
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
        let trie = builder.freeze();
        assert_eq!(trie.find("技术开发".chars()), Some(1));
        assert_eq!(trie.find("jishu".chars()), Some(2));
        assert_eq!(trie.find("jish".chars()), None);
        assert_eq!(trie.find("x".chars()), None);
    }
}
