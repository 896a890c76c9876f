//! Words of the tables, found by one typing error (symmetric deletion: Garbe 2012).

use crate::fuzzy;
use crate::hash::{self, Space};
use rustc_hash::FxHashMap;

/// The shortest word that is corrected: shorter ones are too near to too much.
pub const SHORTEST: usize = 8;

#[derive(Default)]
pub struct Corrections {
    words: Vec<Box<str>>,
    /// Hash of a word with one letter left out (or none) to the words.
    deletions: FxHashMap<u64, Vec<u32>>,
}

impl Corrections {
    pub fn add(&mut self, word: String) {
        let id = self.words.len() as u32;
        self.words.push(word.as_str().into());
        for key in deletions(&word) {
            let ids = self.deletions.entry(key).or_default();
            // A doubled letter gives the same deletion twice.
            if ids.last() != Some(&id) {
                ids.push(id);
            }
        }
    }

    /// The words within one error.
    pub fn near(&self, word: &str) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for key in deletions(word) {
            for id in self.deletions.get(&key).into_iter().flatten() {
                let candidate = &*self.words[*id as usize];
                let near = fuzzy::distance(word.as_bytes(), candidate.as_bytes(), 1) == Some(1);
                if near && !found.contains(&candidate) {
                    found.push(candidate);
                }
            }
        }
        found
    }
}

fn deletions(word: &str) -> impl Iterator<Item = u64> + '_ {
    let length = if word.len() <= fuzzy::LONGEST_WORD { word.len() } else { 0 };
    (0..=length).map(move |gap| {
        let letters = word.chars().enumerate().filter(move |(at, _)| *at != gap);
        hash::text(Space::Word, letters.map(|(_, c)| c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_one_near_word() {
        let mut corrections = Corrections::default();
        for word in ["technology", "zhejiang", "hejiang"] {
            corrections.add(word.to_string());
        }
        assert_eq!(corrections.near("tecnology"), ["technology"]);
        assert_eq!(corrections.near("zhejaing"), ["zhejiang"]);
        assert_eq!(corrections.near("technology"), [] as [&str; 0]);
    }
}
