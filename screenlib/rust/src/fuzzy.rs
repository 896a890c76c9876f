//! Words that differ by a typing error or two, or that a line cut off.
//!
//! Distance is optimal string alignment (insert, delete, substitute, swap neighbours), as
//! Damerau (1964) found most errors to be. The budget grows with the word: none up to 4 letters but
//! for a swap within four, one up to 8, two from 9. Two words that are both pinyin are one error
//! apart only when a letter is doubled: another syllable is another name.

use crate::reading::view::{Attribute, FuzzyWord};

pub const LONGEST_WORD: usize = 40;
/// Whole names up to this many letters are looked up with errors.
pub const LONGEST_NAME: usize = 128;
pub const SHORTEST_CUT: usize = 6;
/// The shortest abbreviation of a common word, and the fewest letters that it leaves out.
pub const SHORTEST_ABBREVIATION: usize = 3;
pub const FEWEST_LEFT: usize = 2;
/// One error in a word of this length leaves little doubt; in a shorter one another word is as
/// near.
const SURE_WORD: usize = 7;

pub fn budget(letters: usize) -> usize {
    match letters {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    }
}

/// The budget of a whole name, all its letters joined: one error at most.
pub fn name_budget(letters: usize) -> usize {
    match letters {
        0..=5 => 0,
        _ => 1,
    }
}

/// Are these whole names, all letters joined, the same but for typing errors?
pub fn nearly_same_name(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    a.len() <= LONGEST_NAME
        && b.len() <= LONGEST_NAME
        && name_budget(a.len().min(b.len())) == 1
        && one_error_apart(a, b)
}

/// How a query's word may be the listed word, by error or by cutting.
pub fn relation(query: &FuzzyWord, listed: &FuzzyWord) -> Option<Attribute> {
    let (a, b) = (query.text.as_bytes(), listed.text.as_bytes());
    if a.len() > LONGEST_WORD || b.len() > LONGEST_WORD || a == b {
        return None;
    }
    if may_be_cut(query) && b.len() > a.len() && b.starts_with(a) {
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
    if swaps(query).any(|swapped| swapped == *b) {
        return Some(Attribute::Far);
    }
    match distance(a, b, budget(a.len().min(b.len()))) {
        Some(1) if a.len().min(b.len()) >= SURE_WORD => Some(Attribute::Near),
        Some(1 | 2) => Some(Attribute::Far),
        _ => None,
    }
}

/// What a word of four letters may be if two neighbours behind the first are swapped: another
/// letter makes another word of it, the same letters seldom do.
pub fn swaps(word: &FuzzyWord) -> impl Iterator<Item = [u8; 4]> + '_ {
    let letters: Option<[u8; 4]> = word.text.as_bytes().try_into().ok();
    let places = if letters.is_some() && !word.common && !word.known { 1..3 } else { 0..0 };
    let swapped = move |at: usize| {
        let mut letters = letters?;
        letters.swap(at, at + 1);
        Some(letters)
    };
    places.filter_map(swapped)
}

/// May this be the beginning of a word that a line cut off?
pub fn may_be_cut(word: &FuzzyWord) -> bool {
    word.last && word.text.len() >= SHORTEST_CUT
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

/// Is one turned into the other by one letter more, less, or other, or by a swap of neighbours?
fn one_error_apart(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    // From the end: most words that are looked at begin alike.
    let same = same_at_end(short, long);
    match (&short[..short.len() - same], &long[..long.len() - same]) {
        ([], []) => false,
        ([x @ .., a], [y @ .., b]) if short.len() == long.len() => {
            let swapped = match (x, y) {
                ([x @ .., c], [y @ .., d]) => a == d && b == c && x == y,
                _ => false,
            };
            swapped || x == y
        }
        (x, [y @ .., _]) => x == y,
        _ => false,
    }
}

/// How many letters two words have in common at their ends, eight at once where they are long.
fn same_at_end(a: &[u8], b: &[u8]) -> usize {
    let number = |eight: &[u8]| eight.try_into().map(u64::from_le_bytes).unwrap_or_default();
    let mut same = 0;
    for (a, b) in a.rchunks_exact(8).zip(b.rchunks_exact(8)) {
        let other = number(a) ^ number(b);
        same += other.leading_zeros() as usize / 8;
        if other != 0 {
            return same;
        }
    }
    let rest = a[..a.len() - same].iter().rev().zip(b[..b.len() - same].iter().rev());
    same + rest.take_while(|(x, y)| x == y).count()
}

/// Optimal string alignment distance of words, when it is within the limit, which is two at most.
pub fn distance(a: &[u8], b: &[u8], limit: usize) -> Option<usize> {
    if a == b {
        return Some(0);
    }
    if limit == 0 || a.len().abs_diff(b.len()) > limit {
        return None;
    }
    if one_error_apart(a, b) {
        return Some(1);
    }
    if limit == 1 || a.len().max(b.len()) > LONGEST_WORD {
        return None;
    }
    two_errors_apart(a, b).then_some(2)
}

/// The same for two errors: one where the words part, and at most one behind it.
fn two_errors_apart(a: &[u8], b: &[u8]) -> bool {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    let within_one = |a: &[u8], b: &[u8]| a == b || one_error_apart(a, b);
    match (a, b) {
        ([x, rest @ ..], [y, others @ ..]) => {
            let swapped = match (rest, others) {
                ([v, rest @ ..], [w, others @ ..]) => x == w && y == v && within_one(rest, others),
                _ => false,
            };
            swapped || within_one(rest, b) || within_one(a, others) || within_one(rest, others)
        }
        (rest, []) | ([], rest) => rest.len() <= 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_four_letters_may_be_another_by_a_swap_behind_its_first() {
        let word = |text: &str| FuzzyWord {
            text: text.into(),
            mask: 1,
            pinyin: false,
            last: false,
            common: false,
            known: false,
        };
        let of = |query: &str, listed: &str| relation(&word(query), &word(listed));
        assert_eq!(of("kraa", "kara"), Some(Attribute::Far));
        assert_eq!(of("kaar", "kara"), Some(Attribute::Far));
        for (query, listed) in
            [("akra", "kara"), ("kera", "kara"), ("kra", "kar"), ("anna", "anna")]
        {
            assert_eq!(of(query, listed), None, "{query} {listed}");
        }
        let known = FuzzyWord { known: true, ..word("kraa") };
        assert_eq!(relation(&known, &word("kara")), None);
    }

    #[test]
    fn counts_swaps_once_and_keeps_to_the_limit() {
        assert_eq!(distance(b"hikvision", b"hikvison", 2), Some(1));
        assert_eq!(distance(b"huawei", b"huwaei", 1), Some(1));
        assert_eq!(distance(b"hisense", b"sense", 1), None);
        assert_eq!(distance(b"abcdefghi", b"abcdxfyhi", 2), Some(2));
        assert_eq!(distance(b"abcdefghi", b"abcdefghi", 2), Some(0));
    }

    /// The whole table, as the definition has it.
    fn by_definition(a: &[u8], b: &[u8]) -> usize {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                if i == 0 || j == 0 {
                    table[i][j] = i + j;
                    continue;
                }
                let other = usize::from(a[i - 1] != b[j - 1]);
                let mut value =
                    (table[i - 1][j] + 1).min(table[i][j - 1] + 1).min(table[i - 1][j - 1] + other);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    value = value.min(table[i - 2][j - 2] + 1);
                }
                table[i][j] = value;
            }
        }
        table[a.len()][b.len()]
    }

    #[test]
    fn short_cuts_give_the_distance_of_the_definition() {
        // All words of up to five letters of an alphabet of two, and of up to four of three.
        let mut words: Vec<Vec<u8>> = Vec::new();
        for (letters, longest) in [(2usize, 5u32), (3, 4)] {
            for length in 0..=longest {
                words.extend((0..letters.pow(length)).map(|mut number| {
                    (0..length)
                        .map(|_| {
                            let letter = b'a' + (number % letters) as u8;
                            number /= letters;
                            letter
                        })
                        .collect()
                }));
            }
        }
        for a in &words {
            for b in &words {
                let known = by_definition(a, b);
                for limit in 0..=2 {
                    assert_eq!(
                        distance(a, b, limit),
                        (known <= limit).then_some(known),
                        "{a:?} {b:?} within {limit}"
                    );
                }
            }
        }
    }
}
