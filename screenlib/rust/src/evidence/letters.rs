//! How far two whole names in Latin letters are spelt alike, whatever their words mean.
//!
//! Legal forms and words that say nothing (Group, Holdings) are text all the same, and so is what no
//! table reads. Two spellings of one party's name repeat it more often than the names of two parties
//! do: docs/explanation/calibration.md has the shares.

/// The share of a query's pairs of letters, missing in the listed name, that tells nothing: names of
/// one party are as often that far apart as names of two.
const NEUTRAL: f32 = 0.4;

/// What is missing beyond this share tells nothing more.
const MOST_MISSING: f32 = 0.6;

const LETTERS: usize = 26;

/// The pairs of neighbouring letters in a text, a bit for each.
struct Pairs([u64; (LETTERS * LETTERS).div_ceil(64)]);

impl Pairs {
    fn of(letters: &str) -> Pairs {
        let mut out = Pairs([0; (LETTERS * LETTERS).div_ceil(64)]);
        for pair in letters.as_bytes().windows(2) {
            if pair.iter().all(u8::is_ascii_lowercase) {
                let number = |letter: u8| usize::from(letter - b'a');
                let at = number(pair[0]) * LETTERS + number(pair[1]);
                out.0[at / 64] |= 1 << (at % 64);
            }
        }
        out
    }
}

/// How far a listed name is spelt as the query is, and how far otherwise: one of them is nothing, the
/// other at most one. Letters of whole names, folded and joined.
pub(super) fn spelling(query: &str, listed: &str) -> (f32, f32) {
    let (query, listed) = (Pairs::of(query), Pairs::of(listed));
    let all: u32 = query.0.iter().map(|pairs| pairs.count_ones()).sum();
    if all == 0 {
        return (0.0, 0.0);
    }
    let both = query.0.iter().zip(&listed.0);
    let left: u32 = both.map(|(query, listed)| (query & !listed).count_ones()).sum();
    let missing = left as f32 / all as f32;
    (
        (NEUTRAL - missing).max(0.0) / NEUTRAL,
        (missing.min(MOST_MISSING) - NEUTRAL).max(0.0) / (MOST_MISSING - NEUTRAL),
    )
}
