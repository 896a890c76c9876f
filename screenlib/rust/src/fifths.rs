//! Looking up whole names with one typing error by what is left of them without a fifth.
//!
//! A name is filed five times, each time with another fifth of its letters left out, and with the
//! first letter behind that fifth; with the length of the name, and which fifth it is. An error
//! touches at most two neighbouring letters of the listed name (a swap), so one of the fifths with the
//! letter behind it holds it all, and what stands before and behind stands in the other name as it is,
//! at the same distance from its beginning and its end. Lengths differ by one at most: three are
//! tried. Four fifths are seldom shared by chance, though many names end alike, or begin so.

use crate::filed::{entry, Filed};
use crate::fuzzy::LONGEST_NAME;

#[derive(Default)]
pub struct Fifths(pub Filed);

const PARTS: usize = 5;

/// The base of the polynomial that hashes letters: any part of a name follows from two prefixes.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
const ROOM: usize = LONGEST_NAME + 1;
const POWERS: [u64; ROOM] = powers();

impl Fifths {
    /// File names that may have an error; their number is their place.
    pub fn build<'a>(names: impl Iterator<Item = (&'a str, bool)> + Clone) -> Self {
        let filed = names.clone().filter(|(_, with_error)| *with_error).count();
        let mut entries: Vec<u64> = Vec::with_capacity(PARTS * filed);
        for (number, (name, _)) in names.enumerate().filter(|(_, (_, with_error))| *with_error) {
            let letters = Letters::of(name.as_bytes());
            letters.without_fifths(name.len(), |hash| entries.push(entry(hash, number)));
        }
        Fifths(Filed::build(entries))
    }

    /// Call `found` with the names that are the same but for a fifth; some more than once.
    pub fn near(&self, name: &str, mut found: impl FnMut(u32)) {
        let letters = Letters::of(name.as_bytes());
        for length in name.len().saturating_sub(1)..=name.len() + 1 {
            letters.without_fifths(length, |hash| self.0.find(hash, &mut found));
        }
    }
}

/// Hashes of what a name begins with, for each number of letters.
struct Letters {
    prefix: [u64; ROOM],
    /// None when the name is so long that no errors are looked for.
    count: Option<usize>,
}

impl Letters {
    fn of(name: &[u8]) -> Letters {
        let mut prefix = [0u64; ROOM];
        let count = Some(name.len()).filter(|count| *count < ROOM);
        for (at, byte) in name.iter().take(ROOM - 1).enumerate() {
            prefix[at + 1] = prefix[at].wrapping_mul(BASE).wrapping_add(u64::from(*byte) + 1);
        }
        Letters { prefix, count }
    }

    /// The hashes under which a name of so many letters is filed that is this one but for an error.
    fn without_fifths(&self, length: usize, mut found: impl FnMut(u32)) {
        let Some(count) = self.count else { return };
        if !(PARTS..ROOM).contains(&length) {
            return;
        }
        for part in 0..PARTS {
            let before = part * length / PARTS;
            let behind = length - ((part + 1) * length / PARTS + 1).min(length);
            let from = count - behind;
            let last = self.prefix[from].wrapping_mul(POWERS[behind]);
            let last = self.prefix[count].wrapping_sub(last);
            let both = self.prefix[before].wrapping_mul(POWERS[behind]).wrapping_add(last);
            let which = (length * PARTS + part) as u64;
            let mixed = (both ^ (both >> 29) ^ which).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            found((mixed >> 32) as u32);
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn near(names: &[&str], name: &str) -> Vec<u32> {
        let mut out = Vec::new();
        Fifths::build(names.iter().map(|name| (*name, true))).near(name, |number| out.push(number));
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
