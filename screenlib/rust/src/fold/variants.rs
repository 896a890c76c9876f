//! Characters that stand for others.

use rustc_hash::FxHashMap;

/// The common Han characters, and how many there may be: few of them are variants.
const FIRST: u32 = 0x4E00;
const COMMON: usize = 0x5200;

/// From variants of characters to those that they are compared as.
#[derive(Default)]
pub(super) struct Variants {
    map: FxHashMap<char, char>,
    /// A bit for each common Han character that is in the map.
    common: Vec<u64>,
}

impl Variants {
    pub(super) fn add(&mut self, from: char, to: char) {
        self.map.insert(from, to);
        if let Some(at) = place(from) {
            self.common.resize(COMMON / 64, 0);
            self.common[at / 64] |= 1 << (at % 64);
        }
    }

    pub(super) fn get(&self, c: char) -> Option<char> {
        self.map.get(&c).copied()
    }

    /// The character that this one is compared as: itself, if it is no variant.
    #[inline]
    pub(super) fn of(&self, c: char) -> char {
        let plain = place(c).is_some_and(|at| {
            self.common.get(at / 64).is_none_or(|among| among >> (at % 64) & 1 == 0)
        });
        if plain {
            c
        } else {
            self.get(c).unwrap_or(c)
        }
    }
}

fn place(c: char) -> Option<usize> {
    let at = u32::from(c).wrapping_sub(FIRST) as usize;
    (at < COMMON).then_some(at)
}
