//! A query as one index sees it: its reading, with what each key meets there.

use super::Searcher;
use crate::evidence::letters::Pairs;
use crate::index::{Found, Index};
use crate::lexicon::Lexicon;
use crate::pair::add_keys;
use crate::reading::view::{whole_key, Attribute, FuzzyWord};
use crate::reading::{self, Key, Reading, View};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Words to the keys of the listed words that they may be.
pub(super) type Neighbours = FxHashMap<Arc<str>, Box<[(u64, Attribute)]>>;

/// Words whose neighbours are remembered before the memory is emptied.
const MOST_REMEMBERED: usize = 50_000;

/// A reading whose keys are those that the index has, near words among them.
pub struct Query<'a> {
    pub reading: Reading,
    /// The pairs of its letters, if it is in Latin letters.
    pub(super) pairs: Option<Pairs>,
    /// For each key, view after view, what it meets: in Latin letters (and all that is no sound),
    /// in Han characters.
    found: Vec<[Found<'a>; 2]>,
}

impl<'a> Query<'a> {
    pub fn read(
        lexicon: &Lexicon,
        index: &'a Index,
        searcher: &mut Searcher,
        name: &str,
    ) -> Query<'a> {
        let mut reading = reading::read(lexicon, &mut searcher.scratch, name);
        let mut found = Vec::with_capacity(reading.views.iter().map(|view| view.keys.len()).sum());
        for view in &mut reading.views {
            let near = near_keys(index, searcher, view);
            add_keys(view, &near);
            // A key that no listed view has can agree with nothing here.
            view.keys.retain(|key| {
                let meets = index.meets(key);
                let any = meets.iter().any(|found| !found.views.is_empty());
                if any {
                    found.push(meets);
                }
                any
            });
        }
        let pairs = Pairs::of_name(&reading);
        Query { reading, pairs, found }
    }

    /// The views, each with what its keys meet.
    pub(super) fn views(&self) -> impl Iterator<Item = (&View, &[[Found<'a>; 2]])> {
        let mut rest = &self.found[..];
        self.reading.views.iter().map(move |view| {
            let (met, others) = rest.split_at(view.keys.len());
            rest = others;
            (view, met)
        })
    }
}

/// The keys of listed words and names that those of the query may be by error or by cutting.
fn near_keys(index: &Index, searcher: &mut Searcher, view: &View) -> Vec<Key> {
    let mut keys = Vec::new();
    for word in view.words.iter().filter(|word| !word.common) {
        for (id, attribute) in searcher.neighbours(index, word) {
            keys.push(Key { id: *id, attribute: *attribute, mask: word.mask });
        }
    }
    let mask = view.all();
    for letters in view.whole.iter().chain(&view.bare) {
        let near = index.near_names(letters).into_iter();
        keys.extend(near.map(|id| Key { id, attribute: Attribute::NearWhole, mask }));
    }
    if let Some(letters) = view.front() {
        let longer = index.names_beginning(letters);
        keys.extend(longer.map(|name| Key {
            id: whole_key(name),
            attribute: Attribute::Front,
            mask,
        }));
    }
    keys
}

impl Searcher {
    /// Words repeat in a batch, and so do their neighbours. Only long words may be cut ones.
    fn neighbours(&mut self, index: &Index, word: &FuzzyWord) -> &[(u64, Attribute)] {
        let memory = &mut self.near[usize::from(word.last)];
        if memory.len() >= MOST_REMEMBERED {
            memory.clear();
        }
        if !memory.contains_key(&word.text) {
            memory.insert(Arc::clone(&word.text), index.neighbours(word).into());
        }
        &memory[&word.text]
    }
}
