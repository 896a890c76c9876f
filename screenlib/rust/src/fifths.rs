//! Looking up whole names with one typing error by what is left of them without a fifth.
//!
//! A name is filed five times, each time with another fifth of its letters left out, and with the
//! first letter behind that fifth; with the length of the name, and which fifth it is. An error
//! touches at most two neighbouring letters of the listed name (a swap), so one of the fifths with
//! the letter behind it holds it all, and what stands before and behind stands in the other name as
//! it is, at the same distance from its beginning and its end. Lengths differ by one at most: three
//! are tried. Four fifths are seldom shared by chance, though many names end alike, or begin so.
//!
//! An error in the first two fifths leaves the other three as they are, one in those the first two:
//! most queries share neither with any name, and need not be put together without a fifth.

use crate::filed::{entry, Filed};
use crate::filter::Filter;
use crate::fuzzy::{name_budget, LONGEST_NAME};

#[derive(Default)]
pub struct Fifths {
    filed: Filed,
    /// What names begin and end with, whichever fifth an error is in.
    ends: Filter,
}

const PARTS: usize = 5;

/// The fifths of which the error is one when a name ends as it should; otherwise it begins so.
const FIRST_PARTS: usize = 2;

/// Letters that longer names are known to begin with.
pub const FRONT: usize = 16;

/// Bits of the filter for each beginning or end.
const FILTER_BITS: usize = 8;

/// The base of the polynomial that hashes letters: any part of a name follows from two prefixes.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
const ROOM: usize = LONGEST_NAME + 1;
const POWERS: [u64; ROOM] = powers();

/// Beginnings and ends of the same letters are told apart.
const BEGINS: u64 = 0;
const ENDS: u64 = 1;

/// For each length of a name, how many letters stand before and behind each fifth.
const AROUND: [[(u8, u8); PARTS]; ROOM] = around();

impl Fifths {
    /// File names by their place.
    pub fn build<'a>(names: impl Iterator<Item = &'a str> + Clone) -> Self {
        let with_error = names.clone().filter(|name| name_budget(name.len()) > 0);
        let mut entries: Vec<u64> = Vec::with_capacity(PARTS * with_error.count());
        for (number, name) in names.clone().enumerate() {
            if name_budget(name.len()) > 0 && name.len() < ROOM {
                let letters = Letters::of(name);
                for part in 0..PARTS {
                    let hash = letters.without_fifth(name.len(), name.len(), part);
                    entries.push(entry(hash, number));
                }
            }
        }
        Fifths::of(Filed::build(entries), names)
    }

    /// From what was filed, and the names.
    pub fn of<'a>(filed: Filed, names: impl Iterator<Item = &'a str> + Clone) -> Self {
        let mut ends = Filter::with_room(3 * names.clone().count(), FILTER_BITS);
        for name in names.filter(|name| name_budget(name.len()) > 0 && name.len() < ROOM) {
            let letters = Letters::of(name);
            ends.add(letters.begins(name.len()));
            ends.add(letters.ends(name.len(), name.len()));
            if name.len() > FRONT {
                ends.add(letters.front(FRONT));
            }
        }
        Fifths { filed, ends }
    }

    /// What was filed.
    pub fn filed(&self) -> &Filed {
        &self.filed
    }

    /// Call `found` with the names that are the same as so many letters but for a fifth; some more
    /// than once.
    pub fn near(&self, letters: &Letters, count: usize, mut found: impl FnMut(u32)) {
        if count >= ROOM {
            return;
        }
        for length in count.saturating_sub(1)..(count + 2).min(ROOM) {
            if name_budget(length) == 0 {
                continue;
            }
            let first =
                if self.ends.may_have(letters.ends(count, length)) { 0 } else { FIRST_PARTS };
            let end = if self.ends.may_have(letters.begins(length)) { PARTS } else { FIRST_PARTS };
            for part in first..end {
                self.filed.find(letters.without_fifth(count, length, part), &mut found);
            }
        }
    }

    /// Whether a longer name may begin with these letters, `FRONT` of them at least.
    pub fn may_begin(&self, letters: &Letters) -> bool {
        self.ends.may_have(letters.front(FRONT))
    }
}

/// Hashes of what a name begins with, for each number of letters.
pub struct Letters {
    prefix: [u64; ROOM],
}

impl Letters {
    /// Of a name; beyond `LONGEST_NAME` letters it is not read.
    pub fn of(name: &str) -> Letters {
        let mut prefix = [0u64; ROOM];
        let mut hash = 0u64;
        for (prefix, byte) in prefix[1..].iter_mut().zip(name.bytes()) {
            hash = hash.wrapping_mul(BASE).wrapping_add(u64::from(byte) + 1);
            *prefix = hash;
        }
        Letters { prefix }
    }

    /// The hash under which a name of so many letters is filed that is this one of `count` letters
    /// but for an error in a fifth.
    #[inline]
    fn without_fifth(&self, count: usize, length: usize, part: usize) -> u32 {
        let (before, behind) = AROUND[length][part];
        let behind = usize::from(behind);
        let before = self.prefix[usize::from(before)].wrapping_mul(POWERS[behind]);
        let both = before.wrapping_add(self.back(count, behind));
        let which = (length * PARTS + part) as u64;
        mixed(both, which)
    }

    /// The last of `count` letters.
    #[inline]
    fn back(&self, count: usize, letters: usize) -> u64 {
        self.prefix[count].wrapping_sub(self.prefix[count - letters].wrapping_mul(POWERS[letters]))
    }

    /// What stands before an error in the later fifths of a name of so many letters.
    #[inline]
    fn begins(&self, length: usize) -> usize {
        self.front(usize::from(AROUND[length][FIRST_PARTS].0))
    }

    /// What stands behind one in its first fifths.
    #[inline]
    fn ends(&self, count: usize, length: usize) -> usize {
        let behind = usize::from(AROUND[length][FIRST_PARTS - 1].1);
        mixed(self.back(count, behind), ENDS) as usize
    }

    #[inline]
    fn front(&self, letters: usize) -> usize {
        mixed(self.prefix[letters], BEGINS) as usize
    }
}

#[inline]
fn mixed(hash: u64, which: u64) -> u32 {
    ((hash ^ (hash >> 29) ^ which).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32) as u32
}

const fn powers() -> [u64; ROOM] {
    let mut powers = [1u64; ROOM];
    let mut at = 1;
    while at < ROOM {
        powers[at] = powers[at - 1].wrapping_mul(BASE);
        at += 1;
    }
    powers
}

const fn around() -> [[(u8, u8); PARTS]; ROOM] {
    let mut around = [[(0, 0); PARTS]; ROOM];
    let mut length = 0;
    while length < ROOM {
        let mut part = 0;
        while part < PARTS {
            let behind = length.saturating_sub((part + 1) * length / PARTS + 1);
            around[length][part] = ((part * length / PARTS) as u8, behind as u8);
            part += 1;
        }
        length += 1;
    }
    around
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(names: &[&str], name: &str) -> Vec<u32> {
        let mut out = Vec::new();
        let fifths = Fifths::build(names.iter().copied());
        fifths.near(&Letters::of(name), name.len(), |number| out.push(number));
        out.sort_unstable();
        out.dedup();
        out
    }

    #[test]
    fn every_name_within_one_error_shares_what_is_left_without_a_fifth() {
        let longest = "hangzhouhikvision".repeat(8)[..LONGEST_NAME].to_string();
        let technology = "hangzhouhikvisiondigitaltechnology";
        let lengths = (6..=technology.len()).map(|length| &technology[..length]);
        for listed in lengths.chain([longest.as_str()]) {
            for at in 0..=listed.len() {
                let (front, back) = listed.split_at(at);
                let mut typed = vec![listed.to_string()];
                if listed.len() < LONGEST_NAME {
                    typed.push(format!("{front}x{back}"));
                }
                if let Some(rest) = back.get(1..) {
                    typed.push(format!("{front}{rest}"));
                    typed.push(format!("{front}x{rest}"));
                }
                if let Some(rest) = back.get(2..) {
                    typed.push(format!("{front}{}{}{rest}", &back[1..2], &back[..1]));
                }
                for typed in typed {
                    assert_eq!(near(&[listed], &typed), [0], "{typed}");
                }
            }
        }
        assert!(near(&["abcdef"], "uvwxyz").is_empty());
        assert!(near(&["abcdef"], "").is_empty());
        let longer = format!("{longest}x");
        assert!(near(&[&longer], &longer).is_empty());
    }

    #[test]
    fn names_that_end_alike_are_not_found() {
        let names = ["hikvisiontechnologycompanylimited", "zhejiangtechnologycompanylimited"];
        assert!(near(&names, "xyzabcdeftechnologycompanylimited").is_empty());
    }
}
