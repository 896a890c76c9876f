//! Finding: from a query to the listed entities that score above a threshold, exactly.
//!
//! A bound on the score follows from which elements of the query a listed view can explain. The
//! elements are divided into essential and other ones so that a view which explains no essential
//! element cannot reach the threshold; only the postings of essential elements are read, and every
//! view found there is scored in full unless its own bound rules it out. So the answer is that of
//! scoring every name (docs/explanation/index-and-exactness.md has the proof).

mod bounds;
mod order;

use crate::evidence::{self, Outcome, Verdict};
use crate::explain::{self, Explanation};
use crate::index::{Index, ListedView, NameKind};
use crate::lexicon::Lexicon;
use crate::pair::add_keys;
use crate::reading::view::{whole_key, Attribute, FuzzyWord};
use crate::reading::{self, Key, Reading, Scratch, View};
use crate::weights::Weights;
use bounds::{bounds, rest_costs, MARGIN};
use order::finish;
use rustc_hash::FxHashMap;

/// A listed entity that a query may be.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    pub entity: u32,
    pub name: u32,
    pub score: f32,
    pub probability: f32,
    pub verdict: Verdict,
}

/// Words to the keys of the listed words that they may be.
type Neighbours = FxHashMap<Box<str>, Box<[(u64, Attribute)]>>;

/// Buffers of one searching thread.
#[derive(Default)]
pub struct Searcher {
    pub scratch: Scratch,
    /// For each view, the query elements it was found by, valid when `stamp` is of this search.
    found: Vec<u64>,
    stamps: Vec<u32>,
    stamp: u32,
    touched: Vec<u32>,
    /// Neighbours of words, and of words that end a name; of one index and lexicon.
    near: [Neighbours; 2],
}

/// Words whose neighbours are remembered before the memory is emptied.
const MOST_REMEMBERED: usize = 50_000;

/// The query's reading with the keys of the index's near words added.
pub fn read_query(
    lexicon: &Lexicon,
    index: &Index,
    searcher: &mut Searcher,
    name: &str,
) -> Reading {
    let mut reading = reading::read(lexicon, &mut searcher.scratch, name);
    for view in &mut reading.views {
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
        // A key that no listed view has can agree with nothing here.
        view.keys.retain(|key| index.meets(key).iter().any(|found| !found.views.is_empty()));
        add_keys(view, keys);
    }
    reading
}

impl Searcher {
    /// Words repeat in a batch, and so do their neighbours. Only long words may be cut ones.
    fn neighbours(&mut self, index: &Index, word: &FuzzyWord) -> &[(u64, Attribute)] {
        if self.near[usize::from(word.last)].len() >= MOST_REMEMBERED {
            self.near[usize::from(word.last)].clear();
        }
        let memory = &mut self.near[usize::from(word.last)];
        if !memory.contains_key(&word.text) {
            memory.insert(word.text.clone(), index.neighbours(word).into());
        }
        &memory[&word.text]
    }
}

/// All entities whose best name scores at least `threshold` and shares something with the query,
/// best first; without a threshold, all that have a verdict other than none.
pub fn search(
    lexicon: &Lexicon,
    index: &Index,
    searcher: &mut Searcher,
    reading: &Reading,
    threshold: Option<f32>,
) -> Vec<Hit> {
    let mut found: Vec<Hit> = Vec::new();
    for view in &reading.views {
        searcher.candidates(&lexicon.weights, index, view, threshold);
        searcher.add_wanted(index, view);
        for number in &searcher.touched {
            consider(lexicon, index, reading, view, *number, threshold, &mut found);
        }
    }
    finish(index, reading, found, threshold.is_none())
}

/// The same by scoring every view: what `search` must equal.
pub fn search_exhaustively(
    lexicon: &Lexicon,
    index: &Index,
    reading: &Reading,
    threshold: Option<f32>,
) -> Vec<Hit> {
    let mut found: Vec<Hit> = Vec::new();
    for view in &reading.views {
        for number in 0..index.views.len() as u32 {
            consider(lexicon, index, reading, view, number, threshold, &mut found);
        }
    }
    finish(index, reading, found, threshold.is_none())
}

/// The score from which a view's hits are wanted; without a threshold, all that can have a verdict.
fn floor(lexicon: &Lexicon, view: &View, threshold: Option<f32>) -> f32 {
    threshold.unwrap_or_else(|| evidence::least_score(&lexicon.weights, view))
}

/// How a query, read by `read_query`, compares with one listed name, by its best views; hit or not.
pub fn explain(
    lexicon: &Lexicon,
    index: &Index,
    (query, reading): (&str, &Reading),
    name: u32,
) -> Option<Explanation> {
    let first = index.views.partition_point(|listed| listed.name < name);
    let listed = index.views[first..].iter().take_while(|listed| listed.name == name);
    let mut best: Option<((Verdict, f32), &View, &ListedView)> = None;
    for listed in listed {
        for view in &reading.views {
            if !comparable_listed(view, listed) {
                continue;
            }
            let outcome = compare_listed(lexicon, index, reading, view, listed);
            let verdict = evidence::verdict(lexicon, view, &listed.view, &outcome);
            let rank = (verdict, outcome.score);
            if best.as_ref().is_none_or(|(known, _, _)| rank > *known) {
                best = Some((rank, view, listed));
            }
        }
    }
    let (_, view, listed) = best?;
    let text = &index.names[name as usize].text;
    let (other, weak) = circumstances(index, reading, listed);
    Some(explain::explain(lexicon, (query, view), (text, &listed.view), other, weak))
}

fn comparable_listed(view: &View, listed: &ListedView) -> bool {
    evidence::comparable(view, &listed.view, listed.entity_has_han, listed.name_has_latin)
}

/// Whether both whole names are known and are two; whether the list calls the name weak.
fn circumstances(index: &Index, reading: &Reading, listed: &ListedView) -> (bool, bool) {
    let other = !reading.organisations.is_empty()
        && !listed.organisations.is_empty()
        && !reading.organisations.iter().any(|id| listed.organisations.contains(id));
    (other, index.names[listed.name as usize].kind == NameKind::Weak)
}

fn consider(
    lexicon: &Lexicon,
    index: &Index,
    reading: &Reading,
    view: &View,
    number: u32,
    threshold: Option<f32>,
    found: &mut Vec<Hit>,
) {
    let listed = &index.views[number as usize];
    if !comparable_listed(view, listed) {
        return;
    }
    let outcome = compare_listed(lexicon, index, reading, view, listed);
    if !outcome.meets {
        return;
    }
    let of_group = threshold.is_none() && outcome.one_group;
    if outcome.score < floor(lexicon, view, threshold) && !of_group {
        return;
    }
    let verdict = evidence::verdict(lexicon, view, &listed.view, &outcome);
    found.push(Hit {
        entity: index.names[listed.name as usize].entity,
        name: listed.name,
        score: outcome.score,
        probability: evidence::probability(&lexicon.weights, outcome.score),
        verdict,
    });
}

fn compare_listed(
    lexicon: &Lexicon,
    index: &Index,
    reading: &Reading,
    view: &View,
    listed: &ListedView,
) -> Outcome {
    let (other, weak) = circumstances(index, reading, listed);
    evidence::compare_views(&lexicon.weights, view, &listed.view, other, weak)
}

/// Are the trade names of both all in Han, or both all in Latin letters? (A view in Han may have a
/// Latin trade name.)
fn same_writing(query: &View, listed: &View) -> bool {
    let latin = |view: &View| view.pinyin | view.invented;
    query.han | listed.han == 0 || latin(query) | latin(listed) == 0
}

impl Searcher {
    /// Leave in `touched` every view that may be wanted.
    fn candidates(
        &mut self,
        weights: &Weights,
        index: &Index,
        view: &View,
        threshold: Option<f32>,
    ) {
        self.touched.clear();
        let count = view.elements.len();
        let all = view.all();
        let bounds = bounds(weights, index, view, threshold);
        let can = |hit: u64| bounds.wants(bounds.most(hit, all, 0.0, 0.0), hit);
        let reachable =
            (0..count).filter(|at| bounds.cost[*at] > 0).fold(0, |m, at| m | 1u64 << at);
        if !can(reachable) {
            return;
        }
        // The most frequent elements first: those whose absence elsewhere already rules out.
        let mut order: Vec<usize> = (0..count).filter(|at| reachable >> at & 1 == 1).collect();
        order.sort_unstable_by_key(|at| std::cmp::Reverse(bounds.cost[*at]));
        let mut other = 0u64;
        for at in order {
            if !can(other | 1 << at) {
                other |= 1 << at;
            }
        }
        let essential = reachable & !other;
        self.gather(index, view, essential);
        let across = rest_costs(weights);
        let rest = bounds.keys_of(other);
        let found = &self.found;
        self.touched.retain(|number| {
            let signature = &index.signatures[*number as usize];
            let also = rest.iter().filter(|(id, _)| signature.may_have(*id));
            let hit = also.fold(found[*number as usize], |hit, (_, mask)| hit | mask);
            let listed = &index.views[*number as usize].view;
            let left = listed.open_stem() - bounds.covers(hit) - MARGIN;
            let cost = if same_writing(view, listed) { across.0 } else { across.1 };
            let most = bounds.most(hit, all, left.max(0.0), cost) + bounds.conflict(hit, listed);
            bounds.wants(most, hit)
        });
    }

    /// The views that have a key of an essential element, with all elements they were found by.
    fn gather(&mut self, index: &Index, view: &View, essential: u64) {
        if self.stamps.len() < index.views.len() {
            self.stamps.resize(index.views.len(), 0);
            self.found.resize(index.views.len(), 0);
        }
        self.stamp = self.stamp.wrapping_add(1);
        if self.stamp == 0 {
            self.stamps.fill(0);
            self.stamp = 1;
        }
        for key in &view.keys {
            if key.mask & essential == 0 || !key.attribute.is_part() {
                continue;
            }
            for number in index.meets(key).iter().flat_map(|found| found.views) {
                let at = *number as usize;
                if self.stamps[at] != self.stamp {
                    self.stamps[at] = self.stamp;
                    self.found[at] = 0;
                    self.touched.push(*number);
                }
                self.found[at] |= key.mask;
            }
        }
    }
}

impl Searcher {
    /// Add the views of the same group, which are shown whatever they score, and those that are the
    /// query letter by letter or nearly, which no bound is kept for.
    fn add_wanted(&mut self, index: &Index, view: &View) {
        for key in view.keys.iter().filter(|key| !key.attribute.is_part()) {
            self.touched.extend(index.posting(key.id).views);
        }
        self.touched.sort_unstable();
        self.touched.dedup();
    }
}
