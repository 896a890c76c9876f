//! The keys of many views in one piece: comparing two views goes along their numbers, and looks at
//! the rest of the few that both have.

use super::view::{Attribute, Key, ATTRIBUTES};

/// The keys of one view after the other: their numbers, their masks, their attributes.
#[derive(Default)]
pub struct KeyStore {
    words: Vec<u64>,
}

/// Where the keys of one view stand, and how many they are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Run {
    from: u32,
    count: u32,
}

/// The keys of one view, sorted by number.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keys<'a> {
    pub ids: &'a [u64],
    pub masks: &'a [u64],
    /// A byte for each.
    attributes: &'a [u64],
}

/// Attributes in one word.
const PACKED: usize = 8;

impl Run {
    pub fn len(self) -> usize {
        self.count as usize
    }

    pub fn is_empty(self) -> bool {
        self.count == 0
    }
}

impl KeyStore {
    /// Put these keys behind the others.
    pub fn push(&mut self, keys: &[Key]) -> Run {
        let run = Run { from: self.words.len() as u32, count: keys.len() as u32 };
        self.words.extend(keys.iter().map(|key| key.id));
        self.words.extend(keys.iter().map(|key| key.mask));
        let packed = |keys: &[Key]| {
            keys.iter().rev().fold(0, |word, key| word << PACKED | key.attribute as u64)
        };
        self.words.extend(keys.chunks(PACKED).map(packed));
        run
    }

    #[inline]
    pub fn of(&self, run: Run) -> Keys<'_> {
        let (from, count) = (run.from as usize, run.count as usize);
        let words = &self.words[from..from + 2 * count + count.div_ceil(PACKED)];
        let (ids, rest) = words.split_at(count);
        let (masks, attributes) = rest.split_at(count);
        Keys { ids, masks, attributes }
    }

    pub fn shrink_to_fit(&mut self) {
        self.words.shrink_to_fit();
    }
}

impl<'a> Keys<'a> {
    #[inline]
    pub fn attribute(&self, at: usize) -> Attribute {
        let packed = self.attributes[at / PACKED] >> (at % PACKED * PACKED);
        ATTRIBUTES[usize::from(packed as u8)]
    }

    pub fn iter(self) -> impl ExactSizeIterator<Item = Key> + 'a {
        let key =
            move |at| Key { id: self.ids[at], attribute: self.attribute(at), mask: self.masks[at] };
        (0..self.ids.len()).map(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_view_has_its_own_keys() {
        let key = |id: u64| {
            let attribute = ATTRIBUTES[id as usize % ATTRIBUTES.len()];
            Key { id, attribute, mask: id + 1 }
        };
        let views = [0..20, 20..20, 20..21, 21..29].map(|ids| ids.map(key).collect::<Vec<Key>>());
        let mut store = KeyStore::default();
        let runs = views.each_ref().map(|keys| store.push(keys));
        for (run, keys) in runs.into_iter().zip(&views) {
            assert!(store.of(run).iter().eq(keys.iter().copied()));
        }
    }

    #[test]
    fn attributes_are_told_by_their_numbers() {
        assert!(ATTRIBUTES.iter().enumerate().all(|(at, attribute)| *attribute as usize == at));
    }
}
