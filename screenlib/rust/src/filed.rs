//! Numbers filed under hashes: what they are filed for has still to be verified.
//!
//! A look-up ends in the filter, or goes to one line of the cache, which has the entries of some
//! hashes side by side. Memory that is far is what costs.

use crate::filter::Filter;
use crate::flat::home;
use crate::store::{sound, Read};

/// Bits of the filter for each entry.
const FILTER_BITS: usize = 16;

/// Entries in one line of the cache.
const LINE: usize = 10;

/// Of ten entries' room so many are in use.
const IN_USE: usize = 8;

/// Some entries, in the order of the hashes and then of the numbers.
#[derive(Clone, Copy, Default)]
#[repr(align(64))]
struct Line {
    numbers: [u32; LINE],
    /// The last bits of each entry's hash: the first have led here.
    rests: [u16; LINE],
    /// How many entries there are.
    used: u16,
}

/// What a line is saved as: numbers, rests two by two, how many.
const WORDS: usize = LINE + LINE / 2 + 1;

#[derive(Default)]
pub struct Filed {
    lines: Vec<Line>,
    /// How many lines hashes are spread over; what found no room stands in those behind its own.
    spread: usize,
    /// The hashes that have an entry: most look-ups end here.
    filter: Filter,
}

/// One number under one hash.
pub fn entry(hash: u32, number: usize) -> u64 {
    u64::from(hash) << 32 | number as u64
}

impl Filed {
    pub fn build(mut entries: Vec<u64>) -> Self {
        entries.sort_unstable();
        entries.dedup();
        let mut filter = Filter::with_room(entries.len(), FILTER_BITS);
        let spread = (entries.len() * 10).div_ceil(LINE * IN_USE);
        let mut lines = vec![Line::default(); spread];
        let mut at = 0;
        for (hash, number) in entries.iter().map(|entry| ((entry >> 32) as u32, *entry as u32)) {
            filter.add(hash as usize);
            // In order, so that the lines up to where an entry stands are full.
            at = at.max(home(first_bits(hash), spread));
            at += usize::from(usize::from(lines[at].used) == LINE);
            if at == lines.len() {
                lines.push(Line::default());
            }
            let line = &mut lines[at];
            let place = usize::from(line.used);
            (line.numbers[place], line.rests[place]) = (number, hash as u16);
            line.used += 1;
        }
        Filed { lines, spread, filter }
    }

    /// What `from_parts` takes: over how many lines entries are spread, the lines, the filter.
    pub fn parts(&self) -> (u32, Vec<u32>, &[u64]) {
        let words = |line: &Line| {
            let rests = line.rests.map(u32::from);
            let rests: [u32; LINE / 2] =
                std::array::from_fn(|at| rests[2 * at] << 16 | rests[2 * at + 1]);
            line.numbers.into_iter().chain(rests).chain([u32::from(line.used)])
        };
        let lines = self.lines.iter().flat_map(words).collect();
        (self.spread as u32, lines, self.filter.words())
    }

    /// The same again, for so many numbers. Refuses what cannot be looked up in.
    pub fn from_parts(spread: u32, words: &[u32], filter: Vec<u64>, count: usize) -> Read<Self> {
        let line = |words: &[u32]| {
            let (numbers, rests) = words.split_at(LINE);
            Line {
                numbers: std::array::from_fn(|at| numbers[at]),
                rests: std::array::from_fn(|at| (rests[at / 2] >> (16 * (1 - at % 2))) as u16),
                used: rests[LINE / 2] as u16,
            }
        };
        sound(words.len() % WORDS == 0, "entries of another size")?;
        let lines: Vec<Line> = words.chunks_exact(WORDS).map(line).collect();
        let spread = spread as usize;
        sound(spread <= lines.len(), "entries without room")?;
        let used = |line: &Line| usize::from(line.used) <= LINE;
        sound(lines.iter().all(used), "more entries than have room")?;
        let mut numbers = lines.iter().flat_map(|line| &line.numbers[..usize::from(line.used)]);
        sound(numbers.all(|number| (*number as usize) < count), "a hash of nothing")?;
        Ok(Filed { lines, spread, filter: Filter::from_words(filter)? })
    }

    /// Call `found` with the numbers that are filed under a hash, and seldom with others.
    #[inline]
    pub fn find(&self, hash: u32, found: &mut impl FnMut(u32)) {
        if self.filter.may_have(hash as usize) {
            self.listed(hash, found);
        }
    }

    #[inline]
    fn listed(&self, hash: u32, found: &mut impl FnMut(u32)) {
        for line in &self.lines[home(first_bits(hash), self.spread)..] {
            let alike = |at: usize| u32::from(line.rests[at] == hash as u16) << at;
            let mut left = (0..LINE).fold(0, |all, at| all | alike(at)) & !(u32::MAX << line.used);
            while left != 0 {
                found(line.numbers[left.trailing_zeros() as usize]);
                left &= left - 1;
            }
            if usize::from(line.used) < LINE {
                return;
            }
        }
    }
}

/// The hash as the first bits of a longer one.
fn first_bits(hash: u32) -> u64 {
    u64::from(hash) << u32::BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(filed: &Filed, hash: u32) -> Vec<u32> {
        let mut out = Vec::new();
        filed.find(hash, &mut |number| out.push(number));
        out
    }

    #[test]
    fn numbers_are_found_by_hash() {
        let entries = [(7 << 20, 1), (9, 0), (7 << 20, 2), (9, 0)];
        let filed = Filed::build(entries.map(|(hash, number)| entry(hash, number)).to_vec());
        assert_eq!(find(&filed, 7 << 20), [1, 2]);
        assert_eq!(find(&filed, 9), [0]);
        assert!(find(&filed, 8).is_empty());
        assert!(find(&Filed::default(), 9).is_empty());
    }

    #[test]
    fn however_many_stand_together() {
        let spread = |number: u32| number.wrapping_mul(0x9E37_79B9);
        let hashes = || (0..2000).map(spread).chain((0..50).map(|number| u32::MAX - number));
        let entries =
            hashes().flat_map(|hash| (0..hash as usize % 23).map(move |n| entry(hash, n)));
        let filed = Filed::build(entries.collect());
        for hash in hashes() {
            let found = find(&filed, hash);
            assert!((0..hash % 23).all(|number| found.contains(&number)), "{hash}: {found:?}");
        }
    }

    #[test]
    fn parts_make_the_same_again_and_are_checked() {
        let filed = Filed::build((0..40).map(|number| entry(number << 27, 2)).collect());
        let (spread, lines, filter) = filed.parts();
        let load = |spread: u32, lines: &[u32], count: usize| {
            Filed::from_parts(spread, lines, filter.to_vec(), count)
        };
        let again = load(spread, &lines, 3).unwrap();
        assert!((0..40).all(|number| find(&again, number << 27) == find(&filed, number << 27)));
        assert!(load(spread, &lines, 2).is_err());
        assert!(load(spread + 9, &lines, 3).is_err());
        assert!(load(spread, &lines[1..], 3).is_err());
        let mut full = lines;
        full[WORDS - 1] = LINE as u32 + 1;
        assert!(load(spread, &full, 3).is_err());
        assert!(Filed::from_parts(0, &[], vec![1; 3], 3).is_err());
    }
}
