//! A trie over characters, shared by Han phrases and joined Latin phrases.
//!
//! Edges live in one hash table keyed by (node, character), so a step is one probe and a walk
//! stops at the first character that no phrase continues with.

use rustc_hash::FxHashMap;

pub const NO_VALUE: u32 = u32::MAX;
pub const ROOT: u32 = 0;

pub struct Trie {
    edges: FxHashMap<u64, u32>,
    values: Vec<u32>,
}

impl Default for Trie {
    fn default() -> Self {
        Trie { edges: FxHashMap::default(), values: vec![NO_VALUE] }
    }
}

fn edge(node: u32, label: char) -> u64 {
    (u64::from(node) << 32) | u64::from(label as u32)
}

impl Trie {
    pub fn step(&self, node: u32, label: char) -> Option<u32> {
        self.edges.get(&edge(node, label)).copied()
    }

    pub fn value(&self, node: u32) -> u32 {
        self.values[node as usize]
    }

    /// The value slot of a phrase, made when it is not there yet.
    pub fn slot(&mut self, phrase: impl IntoIterator<Item = char>) -> &mut u32 {
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
            node = self.step(node, label)?;
        }
        Some(self.value(node)).filter(|value| *value != NO_VALUE)
    }
}
