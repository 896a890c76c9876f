//! A bit for each of many hashes: most of what is looked up is not there, and a bit tells.

use crate::store::{sound, Read};

#[derive(Default)]
pub struct Filter(Vec<u64>);

impl Filter {
    /// Room for so many hashes, with so many bits for each.
    pub fn with_room(hashes: usize, bits: usize) -> Filter {
        let size = (hashes.max(64) * bits).next_power_of_two();
        Filter(vec![0; size / 64])
    }

    #[inline]
    pub fn add(&mut self, hash: usize) {
        let bit = hash & (self.0.len() * 64 - 1);
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    /// What `from_words` takes.
    pub fn words(&self) -> &[u64] {
        &self.0
    }

    pub fn from_words(words: Vec<u64>) -> Read<Filter> {
        sound(words.is_empty() || words.len().is_power_of_two(), "a filter of another size")?;
        Ok(Filter(words))
    }

    /// False for what was not added, but for one in so many as each has bits.
    #[inline]
    pub fn may_have(&self, hash: usize) -> bool {
        let bit = hash & (self.0.len() * 64).wrapping_sub(1);
        self.0.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_told_and_little_else() {
        let hash = |number: usize| number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
        let mut filter = Filter::with_room(1000, 8);
        (0..1000).for_each(|number| filter.add(hash(number)));
        assert!((0..1000).all(|number| filter.may_have(hash(number))));
        let others = (1000..11_000).filter(|number| filter.may_have(hash(*number))).count();
        assert!(others < 1500, "{others}");
        assert!(!Filter::default().may_have(7));
    }
}
