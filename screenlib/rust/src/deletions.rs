//! Looking up words with typing errors by symmetric deletion (Garbe 2012).
//!
//! A word is filed under itself and under what is left when letters are left out of its front; two
//! words within the budget of errors then share an entry. What is found has still to be verified.

use crate::flat::starts_of;
use crate::store::{sound, Read};

/// Bits of the filter for each entry.
const FILTER_BITS: usize = 16;

/// The fewest leading bits of a hash that say where it stands: the rest fits in 16.
const LEAST_BITS: u32 = 16;
const MOST_BITS: u32 = 24;

#[derive(Default)]
pub struct Deletions {
    /// How many letters the front has.
    front: usize,
    /// The words of the entries, in the order of the hashes and then of the words.
    words: Vec<u32>,
    /// The rest of each entry's hash, its leading part apart.
    rests: Vec<u16>,
    /// Where the entries of each leading part of a hash begin.
    starts: Vec<u32>,
    shift: u32,
    /// A bit for each hash that has an entry: most look-ups end here.
    filter: Vec<u64>,
}

impl Deletions {
    /// File words with the number of letters that may be left out of the front of each.
    pub fn build<'a>(front: usize, words: impl Iterator<Item = (&'a str, usize)> + Clone) -> Self {
        let most =
            words.clone().map(|(word, budget)| most_deletions(word.len().min(front), budget));
        let mut entries: Vec<u64> = Vec::with_capacity(most.sum());
        for (number, (word, budget)) in words.enumerate() {
            each_deletion(&word.as_bytes()[..word.len().min(front)], budget, |hash| {
                entries.push(u64::from(hash) << 32 | number as u64)
            });
        }
        entries.sort_unstable();
        entries.dedup();
        let hashes = entries.iter().map(|entry| (entry >> 32) as u32);
        Deletions::from_sorted(front, hashes, entries.iter().map(|entry| *entry as u32).collect())
    }

    fn from_sorted(
        front: usize,
        hashes: impl ExactSizeIterator<Item = u32> + Clone,
        words: Vec<u32>,
    ) -> Self {
        let size = (hashes.len().max(64) * FILTER_BITS).next_power_of_two();
        let mut filter = vec![0u64; size / 64];
        for hash in hashes.clone() {
            let bit = spread(hash) & (size - 1);
            filter[bit / 64] |= 1 << (bit % 64);
        }
        let bits = usize::BITS - (hashes.len() / 4 + 1).leading_zeros();
        let bits = bits.clamp(LEAST_BITS, MOST_BITS);
        let shift = u32::BITS - bits;
        let starts = starts_of(1 << bits, hashes.clone().map(|hash| (hash >> shift) as usize));
        let rest = (1u32 << shift) - 1;
        let rests = hashes.map(|hash| (hash & rest) as u16).collect();
        Deletions { front, words, rests, starts, shift, filter }
    }

    /// What `from_parts` takes: the hash and the word of each entry.
    pub fn parts(&self) -> (Vec<u32>, &[u32]) {
        let mut hashes = Vec::with_capacity(self.words.len());
        for (part, range) in self.starts.windows(2).enumerate() {
            let rests = &self.rests[range[0] as usize..range[1] as usize];
            hashes.extend(rests.iter().map(|rest| (part as u32) << self.shift | u32::from(*rest)));
        }
        (hashes, &self.words)
    }

    /// The same again, for so many words. Refuses what `build` cannot give.
    pub fn from_parts(front: usize, hashes: &[u32], words: Vec<u32>, count: usize) -> Read<Self> {
        sound(hashes.len() == words.len(), "deletions without words")?;
        sound(hashes.is_sorted(), "deletions in another order")?;
        sound(words.iter().all(|word| (*word as usize) < count), "a deletion of no word")?;
        Ok(Deletions::from_sorted(front, hashes.iter().copied(), words))
    }

    /// Call `found` with the words that share a deletion with this one; some more than once.
    pub fn near(&self, word: &str, budget: usize, mut found: impl FnMut(u32)) {
        if self.words.is_empty() {
            return;
        }
        let within = (1u32 << self.shift) - 1;
        let mask = self.filter.len() * 64 - 1;
        each_deletion(&word.as_bytes()[..word.len().min(self.front)], budget, |hash| {
            let bit = spread(hash) & mask;
            if self.filter[bit / 64] >> (bit % 64) & 1 == 0 {
                return;
            }
            let part = (hash >> self.shift) as usize;
            let (first, end) = (self.starts[part] as usize, self.starts[part + 1] as usize);
            let rest = (hash & within) as u16;
            let rests = &self.rests[first..end];
            let before = rests.partition_point(|other| *other < rest);
            let same = rests[before..].iter().take_while(|other| **other == rest).count();
            for number in &self.words[first + before..first + before + same] {
                found(*number);
            }
        });
    }
}

fn spread(hash: u32) -> usize {
    hash.wrapping_mul(0x9E37_79B1) as usize
}

/// The base of the polynomial that hashes a front: any part of it follows from two prefixes.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
/// Room for the longest front.
const ROOM: usize = 32;

#[inline]
fn end(state: u64, letters: usize) -> u32 {
    let x = (state ^ (state >> 29) ^ letters as u64).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (x >> 32) as u32
}

/// How many there are of a front of so many letters, some of them the same.
fn most_deletions(letters: usize, budget: usize) -> usize {
    match budget {
        0 => 1,
        1 => 1 + letters,
        _ => 1 + letters + letters * letters.saturating_sub(1) / 2,
    }
}

/// Hashes of a front, whole and with up to `budget` (at most two) letters left out.
fn each_deletion(front: &[u8], budget: usize, mut found: impl FnMut(u32)) {
    let front = &front[..front.len().min(ROOM - 1)];
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
        let table = Deletions::build(8, words.iter().map(|word| (*word, 2)));
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
        let (hashes, numbers) = table.parts();
        let again = Deletions::from_parts(8, &hashes, numbers.to_vec(), 3).unwrap();
        assert_eq!(again.parts(), table.parts());
        assert!(Deletions::from_parts(8, &hashes, numbers.to_vec(), 2).is_err());
    }
}
