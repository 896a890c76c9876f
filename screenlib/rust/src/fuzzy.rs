//! Words that differ by a typing error or two, or that a line cut off.
//!
//! Distance is optimal string alignment (insert, delete, substitute, swap neighbours), as
//! Damerau (1964) found most errors to be. The budget grows with the word: none up to 4 letters,
//! one up to 8, two from 9. Two words that are both pinyin are one error apart only when a letter
//! is doubled: another syllable is another name.

use crate::reading::view::{Attribute, FuzzyWord};

pub const LONGEST_WORD: usize = 40;
/// Whole names up to this many letters are looked up with errors.
pub const LONGEST_NAME: usize = 128;
const SHORTEST_CUT: usize = 6;
/// The shortest abbreviation of a common word, and the fewest letters that it leaves out.
const SHORTEST_ABBREVIATION: usize = 3;
const FEWEST_LEFT: usize = 2;
/// One error in a word of this length leaves little doubt; in a shorter one another word is as near.
const SURE_WORD: usize = 7;

pub fn budget(letters: usize) -> usize {
    match letters {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    }
}

/// The budget of a whole name, all its letters joined.
pub fn name_budget(letters: usize) -> usize {
    match letters {
        0..=5 => 0,
        _ => 1,
    }
}

/// Are these whole names, all letters joined, the same but for typing errors?
pub fn nearly_same_name(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    a != b
        && a.len() <= LONGEST_NAME
        && b.len() <= LONGEST_NAME
        && distance(a, b, name_budget(a.len().min(b.len()))).is_some()
}

/// How a query's word may be the listed word, by error or by cutting.
pub fn relation(query: &FuzzyWord, listed: &FuzzyWord) -> Option<Attribute> {
    let (a, b) = (query.text.as_bytes(), listed.text.as_bytes());
    if a.len() > LONGEST_WORD || b.len() > LONGEST_WORD || a == b {
        return None;
    }
    if query.last && a.len() >= SHORTEST_CUT && b.len() > a.len() && b.starts_with(a) {
        return Some(Attribute::Cut);
    }
    if listed.common && may_shorten(query) && b.len() >= a.len() + FEWEST_LEFT && b.starts_with(a) {
        return Some(Attribute::Cut);
    }
    if query.common {
        return None;
    }
    if query.pinyin && listed.pinyin && !one_is_doubled(a, b) {
        return None;
    }
    match distance(a, b, budget(a.len().min(b.len()))) {
        Some(1) if a.len().min(b.len()) >= SURE_WORD => Some(Attribute::Near),
        Some(1 | 2) => Some(Attribute::Far),
        _ => None,
    }
}

/// May this be the beginning of a common word, as abbreviations are (exch)? Not when it is a word
/// itself.
pub fn may_shorten(word: &FuzzyWord) -> bool {
    !word.common && !word.known && !word.pinyin && word.text.len() >= SHORTEST_ABBREVIATION
}

/// Do these words differ in one letter that one of them has twice? That is a slip even where both
/// read as pinyin (Wanbaao).
fn one_is_doubled(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let same = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    long.len() == short.len() + 1
        && same > 0
        && long[same] == long[same - 1]
        && long[same + 1..] == short[same..]
}

/// Optimal string alignment distance, when it is within the limit.
pub fn distance(a: &[u8], b: &[u8], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit || limit == 0 {
        return (a == b).then_some(0);
    }
    let mut rows = [[0u8; LONGEST_NAME + 1]; 3];
    for (column, cell) in rows[0].iter_mut().enumerate().take(b.len() + 1) {
        *cell = column as u8;
    }
    for i in 1..=a.len() {
        let (this, last, before) = (i % 3, (i + 2) % 3, (i + 1) % 3);
        rows[this][0] = i as u8;
        let mut least = i as u8;
        for j in 1..=b.len() {
            let same = u8::from(a[i - 1] != b[j - 1]);
            let mut value =
                (rows[last][j] + 1).min(rows[this][j - 1] + 1).min(rows[last][j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                value = value.min(rows[before][j - 2] + 1);
            }
            rows[this][j] = value;
            least = least.min(value);
        }
        if usize::from(least) > limit {
            return None;
        }
    }
    let result = usize::from(rows[a.len() % 3][b.len()]);
    (result <= limit).then_some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_swaps_once_and_keeps_to_the_limit() {
        assert_eq!(distance(b"hikvision", b"hikvison", 2), Some(1));
        assert_eq!(distance(b"huawei", b"huwaei", 1), Some(1));
        assert_eq!(distance(b"hisense", b"sense", 1), None);
        assert_eq!(distance(b"abcdefghi", b"abcdxfyhi", 2), Some(2));
    }
}
