//! Numbers filed under hashes, flat: what they are filed for has still to be verified.

use crate::filter::Filter;
use crate::flat::starts_of;
use crate::store::{sound, Read};

/// Bits of the filter for each entry.
const FILTER_BITS: usize = 16;

/// The fewest leading bits of a hash that say where it stands: the rest fits in 16.
const LEAST_BITS: u32 = 16;
const MOST_BITS: u32 = 24;

#[derive(Default)]
pub struct Filed {
    /// The numbers of the entries, in the order of the hashes and then of the numbers.
    numbers: Vec<u32>,
    /// The rest of each entry's hash, its leading part apart.
    rests: Vec<u16>,
    /// Where the entries of each leading part of a hash begin.
    starts: Vec<u32>,
    shift: u32,
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
        let hashes = entries.iter().map(|entry| (entry >> 32) as u32);
        Filed::from_sorted(hashes, entries.iter().map(|entry| *entry as u32).collect())
    }

    fn from_sorted(hashes: impl ExactSizeIterator<Item = u32> + Clone, numbers: Vec<u32>) -> Self {
        let mut filter = Filter::with_room(hashes.len(), FILTER_BITS);
        hashes.clone().for_each(|hash| filter.add(hash as usize));
        let bits = usize::BITS - (hashes.len() / 4 + 1).leading_zeros();
        let bits = bits.clamp(LEAST_BITS, MOST_BITS);
        let shift = u32::BITS - bits;
        let starts = starts_of(1 << bits, hashes.clone().map(|hash| (hash >> shift) as usize));
        let rest = (1u32 << shift) - 1;
        let rests = hashes.map(|hash| (hash & rest) as u16).collect();
        Filed { numbers, rests, starts, shift, filter }
    }

    /// What `from_parts` takes: the hash and the number of each entry.
    pub fn parts(&self) -> (Vec<u32>, &[u32]) {
        let mut hashes = Vec::with_capacity(self.numbers.len());
        for (part, range) in self.starts.windows(2).enumerate() {
            let rests = &self.rests[range[0] as usize..range[1] as usize];
            hashes.extend(rests.iter().map(|rest| (part as u32) << self.shift | u32::from(*rest)));
        }
        (hashes, &self.numbers)
    }

    /// The same again, for so many numbers. Refuses what `build` cannot give.
    pub fn from_parts(hashes: &[u32], numbers: Vec<u32>, count: usize) -> Read<Self> {
        sound(hashes.len() == numbers.len(), "hashes without numbers")?;
        sound(hashes.is_sorted(), "hashes in another order")?;
        sound(numbers.iter().all(|number| (*number as usize) < count), "a hash of nothing")?;
        Ok(Filed::from_sorted(hashes.iter().copied(), numbers))
    }

    /// Call `found` with the numbers that are filed under a hash.
    #[inline]
    pub fn find(&self, hash: u32, found: &mut impl FnMut(u32)) {
        if self.filter.may_have(hash as usize) {
            self.listed(hash, found);
        }
    }

    fn listed(&self, hash: u32, found: &mut impl FnMut(u32)) {
        let part = (hash >> self.shift) as usize;
        let (first, end) = (self.starts[part] as usize, self.starts[part + 1] as usize);
        let rest = (hash & ((1 << self.shift) - 1)) as u16;
        // A handful, unless they are mostly the same.
        for (other, number) in self.rests[first..end].iter().zip(&self.numbers[first..end]) {
            if *other == rest {
                found(*number);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_by_hash_and_parts_are_checked() {
        let entries = [(7 << 20, 1), (9, 0), (7 << 20, 2), (9, 0)];
        let filed = Filed::build(entries.map(|(hash, number)| entry(hash, number)).to_vec());
        let find = |filed: &Filed, hash: u32| {
            let mut out = Vec::new();
            filed.find(hash, &mut |number| out.push(number));
            out
        };
        assert_eq!(find(&filed, 7 << 20), [1, 2]);
        assert_eq!(find(&filed, 9), [0]);
        assert!(find(&filed, 8).is_empty());
        assert!(find(&Filed::default(), 9).is_empty());
        let (hashes, numbers) = filed.parts();
        let again = Filed::from_parts(&hashes, numbers.to_vec(), 3).unwrap();
        assert_eq!(again.parts(), filed.parts());
        assert!(Filed::from_parts(&hashes, numbers.to_vec(), 2).is_err());
        assert!(Filed::from_parts(&hashes[1..], numbers.to_vec(), 3).is_err());
        assert!(Filed::from_parts(&[9, 8, 9], numbers.to_vec(), 3).is_err());
    }
}
