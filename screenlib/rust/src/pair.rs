//! Comparing one name with one other, without an index.

use crate::evidence::{compare_readings, Outcome};
use crate::fuzzy;
use crate::lexicon::Lexicon;
use crate::reading::view::word_key;
use crate::reading::{Key, Reading, View};

/// The best pair of views of two names; typing errors looked for between their own words.
pub fn compare(
    lexicon: &Lexicon,
    query: &Reading,
    listed: &Reading,
    listed_has_han: bool,
) -> Option<(usize, usize, Outcome)> {
    let words: Vec<_> = listed.views.iter().flat_map(|view| &view.words).collect();
    let mut query = query.clone();
    for view in &mut query.views {
        let mut found: Vec<Key> = Vec::new();
        for word in &view.words {
            for other in &words {
                if let Some(attribute) = fuzzy::relation(word, other) {
                    let id = word_key(&other.text);
                    found.push(Key { id, attribute, mask: word.mask });
                }
            }
        }
        add_keys(view, found);
    }
    compare_readings(&lexicon.weights, &query, listed, listed_has_han)
}

/// Put further keys into a view, in order and each once.
pub fn add_keys(view: &mut View, keys: Vec<Key>) {
    if !keys.is_empty() {
        view.keys.extend(keys);
        view.keys.sort_unstable();
        view.keys.dedup();
    }
}
