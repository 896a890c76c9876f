//! A query as one index sees it: its reading, with what each key meets there.

use super::Searcher;
use crate::evidence::letters::Pairs;
use crate::fifths::Letters;
use crate::index::{Found, Index};
use crate::lexicon::Lexicon;
use crate::pair::{add_keys, FEW_KEYS};
use crate::reading::view::{Attribute, FuzzyWord};
use crate::reading::whole::whole_key;
use crate::reading::{self, Key, Reading, View};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

/// Words whose neighbours are remembered before the memory is emptied.
const MOST_REMEMBERED: usize = 24_000;

/// Keys that a query meets something by, at first.
const ROOM: usize = 21;

/// A reading whose keys are those that the index has, near words among them.
pub struct Query<'a> {
    pub reading: Reading,
    /// The pairs of its letters, if it is in Latin letters; read when something is found.
    pairs: OnceCell<Option<Pairs>>,
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
        let mut found = Vec::with_capacity(ROOM);
        for view in &mut reading.views {
            let first = found.len();
            // Most keys are of nothing that is listed: what is near comes among the few others.
            keep_listed(index, view, &mut found);
            let near = near_keys(index, searcher, view);
            if near.len() > FEW_KEYS {
                add_keys(view, &near);
                found.truncate(first);
                keep_listed(index, view, &mut found);
                continue;
            }
            for key in near {
                let Err(at) = view.keys.binary_search(&key) else { continue };
                if let Some(met) = index.meets(&key) {
                    view.keys.insert(at, key);
                    found.insert(first + at, met);
                }
            }
        }
        Query { reading, pairs: OnceCell::new(), found }
    }

    /// The pairs of its letters, if it is in Latin letters.
    pub(super) fn pairs(&self) -> Option<&Pairs> {
        self.pairs.get_or_init(|| Pairs::of_name(&self.reading)).as_ref()
    }

    /// How many letters it has, if it is in Latin letters.
    pub(super) fn letters(&self) -> Option<usize> {
        self.reading.views.iter().find_map(|view| view.whole.as_deref()).map(str::len)
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

/// Leave the keys of a view that something listed has; what each meets goes to `found`. A key that
/// no listed view has can agree with nothing here.
fn keep_listed<'a>(index: &'a Index, view: &mut View, found: &mut Vec<[Found<'a>; 2]>) {
    // First what may be listed, whatever comes of it: the look-ups do not wait for one another.
    let mut kept = 0;
    for at in 0..view.keys.len() {
        let key = view.keys[at];
        view.keys[kept] = key;
        kept += usize::from(index.may_meet(&key));
    }
    view.keys.truncate(kept);
    view.keys.retain(|key| match index.meets(key) {
        Some(met) => {
            found.push(met);
            true
        }
        None => false,
    });
}

/// The keys of listed words and names that those of the query may be by error or by cutting.
fn near_keys(index: &Index, searcher: &mut Searcher, view: &View) -> SmallVec<[Key; 8]> {
    let mut keys = SmallVec::new();
    for word in view.words.iter().filter(|word| index.may_have_neighbours(word)) {
        let near = searcher.near[usize::from(word.last)].of(index, word);
        keys.extend(near.iter().map(|(id, attribute)| Key {
            id: *id,
            attribute: *attribute,
            mask: word.mask,
        }));
    }
    let Some(whole) = view.whole.as_deref() else { return keys };
    let mut add = |name: &str, attribute: Attribute| {
        keys.push(Key { id: whole_key(name), attribute, mask: view.all() });
    };
    let letters = Letters::of(whole);
    let mut near = |name: &str, letters: &Letters| {
        index.near_names(name, letters, |near| add(near, Attribute::NearWhole));
    };
    near(whole, &letters);
    match view.bare.as_deref() {
        // The legal form stands behind it mostly.
        Some(bare) if whole.starts_with(bare) => near(bare, &letters),
        Some(bare) => near(bare, &Letters::of(bare)),
        None => (),
    }
    if let Some(name) = view.front() {
        let longer = index.names_beginning(name, &letters);
        longer.for_each(|longer| add(longer, Attribute::Front));
    }
    keys
}

/// Words to the keys of the listed words that they may be. Words repeat in a batch.
#[derive(Default)]
pub(super) struct Neighbours {
    known: FxHashMap<Arc<str>, Range<usize>>,
    keys: Vec<(u64, Attribute)>,
}

impl Neighbours {
    fn of(&mut self, index: &Index, word: &FuzzyWord) -> &[(u64, Attribute)] {
        if self.known.len() >= MOST_REMEMBERED {
            *self = Neighbours::default();
        }
        let range = match self.known.get(&word.text) {
            Some(range) => range.clone(),
            None => {
                let first = self.keys.len();
                self.keys.extend(index.neighbours(word));
                let range = first..self.keys.len();
                self.known.insert(Arc::clone(&word.text), range.clone());
                range
            }
        };
        &self.keys[range]
    }
}
