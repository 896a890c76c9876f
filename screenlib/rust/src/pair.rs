//! Comparing one name with one other, without an index.

use crate::evidence::letters::Pairs;
use crate::evidence::{compare_readings, unlisted, Outcome, Verdict};
use crate::explain::{self, Explanation};
use crate::fuzzy;
use crate::lexicon::Lexicon;
use crate::reading::view::word_key;
use crate::reading::whole::whole_key;
use crate::reading::{Attribute, Key, KeyStore, Reading, View};

/// The query with keys for the listed name's words that its own may be by typing error.
fn with_near_words(query: &Reading, listed: &Reading) -> Reading {
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
        for letters in view.whole.iter().chain(&view.bare) {
            let mask = view.all();
            let names = listed.views.iter().flat_map(|view| view.whole.iter().chain(&view.bare));
            let near = names.filter(|name| fuzzy::nearly_same_name(letters, name));
            let attribute = Attribute::NearWhole;
            found.extend(near.map(|name| Key { id: whole_key(name), attribute, mask }));
        }
        if let Some(letters) = view.front() {
            let names = listed.views.iter().flat_map(|view| &view.whole);
            let longer = names.filter(|name| name.len() > letters.len());
            let longer = longer.filter(|name| name.starts_with(letters));
            let (attribute, mask) = (Attribute::Front, view.all());
            found.extend(longer.map(|name| Key { id: whole_key(name), attribute, mask }));
        }
        add_keys(view, &found);
    }
    query
}

/// The best pair of views of two names; typing errors looked for between their own words.
pub fn compare(
    lexicon: &Lexicon,
    query: &Reading,
    listed: &Reading,
    listed_has_han: bool,
) -> Option<(usize, usize, Outcome, Verdict)> {
    let query = with_near_words(query, listed);
    compare_readings(lexicon, &query, listed, listed_has_han)
}

/// The evidence of the best pair of views; none when one of the names says nothing.
pub fn explain(
    lexicon: &Lexicon,
    (query_name, query): (&str, &Reading),
    (listed_name, listed): (&str, &Reading),
) -> Option<Explanation> {
    let query = with_near_words(query, listed);
    let (i, j, _, _) = compare_readings(lexicon, &query, listed, listed.has_han)?;
    let (pairs, mut keys) = (Pairs::of_name(&query), KeyStore::default());
    let view = &listed.views[j];
    let run = keys.push(&view.keys);
    let of_listed = unlisted((&query, pairs.as_ref()), listed, (view, keys.of(run)));
    let query = (query_name, &query.views[i]);
    Some(explain::explain(lexicon, query, (listed_name, of_listed)))
}

/// Further keys up to this many are put in one by one.
pub const FEW_KEYS: usize = 6;

/// Put further keys into a view, in order and each once.
pub fn add_keys(view: &mut View, keys: &[Key]) {
    if keys.len() > FEW_KEYS {
        view.keys.extend_from_slice(keys);
        view.keys.sort_unstable();
        view.keys.dedup();
        return;
    }
    for key in keys {
        if let Err(at) = view.keys.binary_search(key) {
            view.keys.insert(at, *key);
        }
    }
}
