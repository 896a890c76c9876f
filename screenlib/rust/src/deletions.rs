//! Looking up words with typing errors by symmetric deletion (Garbe 2012).
//!
//! A word is filed under itself and under what is left when letters are left out of its front; two
//! words within the budget of errors then share an entry. What is found has still to be verified.

use crate::filed::{entry, Filed};

/// Letters of a word in which errors are looked for: words begin less alike than names.
const FRONT: usize = 8;

#[derive(Default)]
pub struct Deletions(pub Filed);

impl Deletions {
    /// File words with the number of letters that may be left out of the front of each.
    pub fn build<'a>(words: impl Iterator<Item = (&'a str, usize)> + Clone) -> Self {
        let most = words.clone().map(|(word, budget)| most_deletions(front(word).len(), budget));
        let mut entries: Vec<u64> = Vec::with_capacity(most.sum());
        for (number, (word, budget)) in words.enumerate() {
            each_deletion(front(word), budget, |hash| entries.push(entry(hash, number)));
        }
        Deletions(Filed::build(entries))
    }

    /// Call `found` with the words that share a deletion with this one; some more than once.
    pub fn near(&self, word: &str, budget: usize, mut found: impl FnMut(u32)) {
        let (mut hashes, mut count) = ([0; most_deletions(FRONT, 2)], 0);
        each_deletion(front(word), budget, |hash| {
            hashes[count] = hash;
            count += 1;
        });
        for hash in &hashes[..count] {
            self.0.find(*hash, &mut found);
        }
    }
}

fn front(word: &str) -> &[u8] {
    &word.as_bytes()[..word.len().min(FRONT)]
}

/// The base of the polynomial that hashes a front: any part of it follows from two prefixes.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
/// Room for the longest front.
const ROOM: usize = FRONT + 1;

#[inline]
fn end(state: u64, letters: usize) -> u32 {
    let x = (state ^ (state >> 29) ^ letters as u64).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (x >> 32) as u32
}

/// How many there are of a front of so many letters, some of them the same.
const fn most_deletions(letters: usize, budget: usize) -> usize {
    match budget {
        0 => 1,
        1 => 1 + letters,
        _ => 1 + letters + letters * letters.saturating_sub(1) / 2,
    }
}

/// Hashes of a front, whole and with up to `budget` (at most two) letters left out.
fn each_deletion(front: &[u8], budget: usize, mut found: impl FnMut(u32)) {
    let length = front.len();
    let (mut prefix, mut power) = ([0u64; ROOM], [1u64; ROOM]);
    for (at, byte) in front.iter().enumerate() {
        prefix[at + 1] = prefix[at].wrapping_mul(BASE).wrapping_add(u64::from(*byte) + 1);
        power[at + 1] = power[at].wrapping_mul(BASE);
    }
    // What stands from one letter up to another, put after what stood before.
    let append = |before: u64, from: usize, to: usize| {
        let part = prefix[to].wrapping_sub(prefix[from].wrapping_mul(power[to - from]));
        before.wrapping_mul(power[to - from]).wrapping_add(part)
    };
    found(end(prefix[length], length));
    if budget == 0 {
        return;
    }
    for (first, before_first) in prefix[..length].iter().enumerate() {
        found(end(append(*before_first, first + 1, length), length - 1));
        if budget > 1 {
            for second in first + 1..length {
                let before = append(*before_first, first + 1, second);
                found(end(append(before, second + 1, length), length - 2));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_within_the_budget_share_an_entry() {
        let words = ["technology", "zhejiang", "kitten"];
        let table = Deletions::build(words.iter().map(|word| (*word, 2)));
        let near = |word: &str| {
            let mut out = Vec::new();
            table.near(word, 2, |number| out.push(words[number as usize]));
            out.sort_unstable();
            out.dedup();
            out
        };
        for (typed, meant) in [
            ("tecnology", "technology"),
            ("zhejaing", "zhejiang"),
            ("kittens", "kitten"),
            ("itten", "kitten"),
            ("ktiten", "kitten"),
        ] {
            assert!(near(typed).contains(&meant), "{typed}");
        }
        assert!(near("wholly").is_empty());
    }
}
