//! Looking up whole names with one typing error by their halves.
//!
//! A name is filed under its first half and under its last, each with the length of the name; between
//! them at least two letters belong to neither. An error touches at most two neighbouring letters of
//! the listed name (a swap), so one of the halves stands in the other name as it is, at the same
//! distance from its end of the name. Lengths differ by one at most: three are tried.

use crate::filed::{entry, Filed};
use crate::hash::xxh64;

#[derive(Default)]
pub struct Halves(pub Filed);

/// The fewest letters of a name whose halves say something.
const SHORTEST: usize = 4;

impl Halves {
    /// File names that may have an error; their number is their place.
    pub fn build<'a>(names: impl Iterator<Item = (&'a str, bool)>) -> Self {
        let mut entries: Vec<u64> = Vec::new();
        for (number, (name, _)) in names.enumerate().filter(|(_, (_, with_error))| *with_error) {
            for hash in halves(name.as_bytes(), name.len()).into_iter().flatten() {
                entries.push(entry(hash, number));
            }
        }
        Halves(Filed::build(entries))
    }

    /// Call `found` with the names that share a half with this one; some more than once.
    pub fn near(&self, name: &str, mut found: impl FnMut(u32)) {
        for length in name.len().saturating_sub(1)..=name.len() + 1 {
            for hash in halves(name.as_bytes(), length).into_iter().flatten() {
                self.0.find(hash, &mut found);
            }
        }
    }
}

/// The hashes of both halves, as a name of so many letters has them.
fn halves(name: &[u8], length: usize) -> Option<[u32; 2]> {
    let half = length.checked_sub(2)? / 2;
    if length < SHORTEST || half > name.len() {
        return None;
    }
    let hash = |part: &[u8], side: u64| {
        let mixed = xxh64(part) ^ (length as u64) << 1 ^ side;
        (mixed.wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 32) as u32
    };
    Some([hash(&name[..half], 0), hash(&name[name.len() - half..], 1)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(names: &[&str], name: &str) -> Vec<u32> {
        let mut out = Vec::new();
        Halves::build(names.iter().map(|name| (*name, true))).near(name, |number| out.push(number));
        out.sort_unstable();
        out.dedup();
        out
    }

    #[test]
    fn every_name_within_one_error_shares_a_half() {
        for listed in ["abcdef", "abcdefg", "hangzhouhikvisiondigitaltechnology"] {
            for at in 0..=listed.len() {
                let (front, back) = listed.split_at(at);
                let mut typed = vec![format!("{front}x{back}")];
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
    }
}
