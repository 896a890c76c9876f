//! What listed words begin with: whether a word may be one of them, cut short.

use crate::filter::Filter;
use crate::fuzzy::{self, FEWEST_LEFT, SHORTEST_ABBREVIATION, SHORTEST_CUT};
use crate::reading::view::{word_key, FuzzyWord};

/// Bits of the filter for each beginning.
const FILTER_BITS: usize = 8;

/// Told by filters, for words are looked up in order otherwise, letter by letter.
#[derive(Default)]
pub struct WordFronts {
    /// The first letters of words that a line may have cut off, as many as are left at least.
    cut: Filter,
    /// All that common words may be shortened to.
    short: Filter,
}

impl WordFronts {
    pub fn of(words: &[FuzzyWord]) -> WordFronts {
        let texts = words.iter().map(|word| &*word.text);
        let long = texts.filter(|text| text.len() > SHORTEST_CUT);
        let mut cut = Filter::with_room(long.clone().count(), FILTER_BITS);
        long.for_each(|text| cut.add(hash(text, SHORTEST_CUT)));
        let common = words.iter().filter(|word| word.common).map(|word| &*word.text);
        let fronts = common.flat_map(|text| {
            let shorter = SHORTEST_ABBREVIATION..=text.len().saturating_sub(FEWEST_LEFT);
            shorter.map(move |letters| hash(text, letters))
        });
        let mut short = Filter::with_room(fronts.clone().count(), FILTER_BITS);
        fronts.for_each(|hash| short.add(hash));
        WordFronts { cut, short }
    }

    /// Whether a listed word may begin with this one that it may then be.
    pub fn may_begin(&self, word: &FuzzyWord) -> bool {
        let text = &*word.text;
        fuzzy::may_be_cut(word) && self.cut.may_have(hash(text, SHORTEST_CUT))
            || fuzzy::may_shorten(word) && self.short.may_have(hash(text, text.len()))
    }
}

/// Of the first letters of a word.
fn hash(word: &str, letters: usize) -> usize {
    word.get(..letters).map_or(0, word_key) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fuzzy::relation;
    use crate::reading::Attribute;

    #[test]
    fn every_word_that_may_be_one_cut_short_is_told() {
        let word = |text: &str, last: bool, common: bool| FuzzyWord {
            text: text.into(),
            mask: 1,
            pinyin: false,
            last,
            common,
            known: false,
        };
        let listed = [word("technology", false, true), word("hikvision", false, false)];
        let fronts = WordFronts::of(&listed);
        for text in listed.iter().flat_map(|word| (1..=word.text.len()).map(|n| &word.text[..n])) {
            for query in [word(text, false, false), word(text, true, false)] {
                let cut = listed.iter().any(|word| relation(&query, word) == Some(Attribute::Cut));
                assert!(fronts.may_begin(&query) || !cut, "{query:?}");
            }
        }
        assert!(!fronts.may_begin(&word("zhejiang", true, false)));
        assert!(!WordFronts::default().may_begin(&word("hikvis", true, false)));
    }
}
