//! How far two whole names in Latin letters are spelt alike, whatever their words mean.
//!
//! Legal forms and words that say nothing (Group, Holdings) are text all the same, and so is what
//! no table reads. Two spellings of one party's name repeat it more often than the names of two
//! parties do: docs/explanation/calibration.md has the shares.

use crate::reading::Reading;

/// The share of a query's pairs of letters, missing in the listed name, that tells nothing: names
/// of one party are as often that far apart as names of two.
const NEUTRAL: f32 = 0.4;

/// What is missing beyond this share tells nothing more.
const MOST_MISSING: f32 = 0.6;

const LETTERS: usize = 26;

/// The pairs of neighbouring letters in a text, a bit for each.
#[derive(Clone, Debug)]
pub struct Pairs([u64; (LETTERS * LETTERS).div_ceil(64)]);

/// The same in fewer bits, several pairs to a bit; nothing where there is no text.
#[derive(Clone, Copy, Default)]
pub struct FoldedPairs([u64; 2]);

impl Pairs {
    pub fn of(letters: &str) -> Pairs {
        let mut out = Pairs([0; (LETTERS * LETTERS).div_ceil(64)]);
        // What is no letter is in no pair.
        let mut before = LETTERS;
        for letter in letters.bytes() {
            let letter = usize::from(letter.wrapping_sub(b'a'));
            if letter.max(before) < LETTERS {
                let at = before * LETTERS + letter;
                out.0[at / 64] |= 1 << (at % 64);
            }
            before = letter;
        }
        out
    }

    /// Of a name, if it is in Latin letters.
    pub fn of_name(name: &Reading) -> Option<Pairs> {
        name.views.iter().find_map(|view| view.whole.as_deref()).map(Pairs::of)
    }

    pub fn count(&self) -> u32 {
        self.0.iter().map(|pairs| pairs.count_ones()).sum()
    }

    pub fn folded(&self) -> FoldedPairs {
        let mut out = FoldedPairs::default();
        for (at, pairs) in self.0.iter().enumerate() {
            out.0[at % 2] |= pairs;
        }
        out
    }

    fn missing_in(&self, listed: &Pairs) -> u32 {
        let both = self.0.iter().zip(&listed.0);
        both.map(|(query, listed)| (query & !listed).count_ones()).sum()
    }
}

impl FoldedPairs {
    /// How many pairs are missing at least, if the listed name has any.
    pub fn missing_in(&self, listed: &FoldedPairs) -> Option<u32> {
        let both = self.0.iter().zip(&listed.0);
        let missing = both.map(|(query, listed)| (query & !listed).count_ones()).sum();
        (listed.0 != [0; 2]).then_some(missing)
    }
}

/// How far a listed name is spelt as the query is, and how far otherwise: one of them is nothing,
/// the other at most one. Letters of whole names, folded and joined.
pub(super) fn spelling(query: &Pairs, listed: &str) -> (f32, f32) {
    spelling_of(query.missing_in(&Pairs::of(listed)), query.count())
}

/// The same by how many of all the query's pairs are missing.
pub fn spelling_of(missing: u32, all: u32) -> (f32, f32) {
    if all == 0 {
        return (0.0, 0.0);
    }
    let missing = missing as f32 / all as f32;
    (
        (NEUTRAL - missing).max(0.0) / NEUTRAL,
        (missing.min(MOST_MISSING) - NEUTRAL).max(0.0) / (MOST_MISSING - NEUTRAL),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_pairs_tell_no_pair_missing_that_is_there() {
        let names = ["hikvision", "hangzhouhikvisiondigital", "hikvsion", "zz", "a", "", "qx"];
        for (query, listed) in
            names.iter().flat_map(|a| names.map(|b| (Pairs::of(a), Pairs::of(b))))
        {
            match query.folded().missing_in(&listed.folded()) {
                Some(missing) => assert!(missing <= query.missing_in(&listed)),
                None => assert_eq!(listed.count(), 0),
            }
        }
    }
}
