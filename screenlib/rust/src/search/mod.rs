//! Finding: from a query to the listed entities that score above a threshold, exactly.
//!
//! A bound on the score follows from which elements of the query a listed view can explain. The
//! elements are divided into essential and other ones so that a view which explains no essential
//! element cannot reach the threshold; only the postings of essential elements are read, and every
//! view found there is scored in full unless its own bound rules it out. So the answer is that of
//! scoring every name (docs/explanation/index-and-exactness.md has the proof).

mod best;
mod bounds;
mod candidates;
mod gains;
mod order;
mod query;
mod sums;

use crate::evidence::{self, Listed, Outcome, Verdict};
use crate::explain::{self, Explanation};
use crate::index::{Index, ListedView};
use crate::lexicon::Lexicon;
use crate::reading::{Reading, Scratch, View};
use best::{Best, Rank};
use candidates::Candidate;
use gains::Origins;
use order::finish;
use query::Neighbours;
pub use query::Query;
use std::cmp::Reverse;
use sums::Wanted;

/// A listed entity that a query may be.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    pub entity: u32,
    pub name: u32,
    pub score: f32,
    pub probability: f32,
    pub verdict: Verdict,
}

/// Buffers of one searching thread.
#[derive(Default)]
pub struct Searcher {
    pub scratch: Scratch,
    /// For each view, the query elements it was found by; nothing between searches.
    found: Vec<u64>,
    touched: Vec<u32>,
    group: Vec<u32>,
    candidates: Vec<Candidate>,
    /// Neighbours of words, and of words that end a name; of one index and lexicon.
    near: [Neighbours; 2],
    /// What bounds ask of the lexicon's weights for every query.
    origins: Option<Origins>,
}

/// The best `limit` entities whose best name scores at least `threshold` and shares something with
/// the query, best first; without a threshold, of all that have a verdict other than none.
pub fn search(
    lexicon: &Lexicon,
    index: &Index,
    searcher: &mut Searcher,
    query: &Query,
    threshold: Option<f32>,
    limit: usize,
) -> Vec<Hit> {
    let mut found: Vec<Hit> = Vec::new();
    if limit == 0 {
        return found;
    }
    let mut best = Best::new(limit);
    let mut score = |candidates: &[Candidate], view: &View, best: &mut Best| {
        for candidate in candidates {
            // Where there is a floor, the most promising come first.
            if best.floor().is_some_and(|floor| candidate.most < Rank::of(floor)) {
                break;
            }
            let name = index.views[candidate.view as usize].name;
            if best.has_better(index.names[name as usize].entity, candidate.most) {
                continue;
            }
            if let Some(hit) = consider(lexicon, index, query, view, candidate.view, threshold) {
                best.note(&hit);
                found.push(hit);
            }
        }
    };
    // The same letters first: most else is worse.
    for (view, met) in query.views() {
        searcher.choose_same(view, met);
        score(&searcher.candidates, view, &mut best);
    }
    for (view, met) in query.views().filter(|(_, met)| !met.is_empty()) {
        let floor = best.floor().map(|hit| (hit.verdict, hit.score));
        let wanted = Wanted { threshold, floor };
        searcher.choose(lexicon, index, (query, view), met, wanted);
        if best.are_kept() {
            searcher.candidates.sort_unstable_by_key(|candidate| Reverse(candidate.most));
        }
        score(&searcher.candidates, view, &mut best);
    }
    if let Some(floor) = best.floor() {
        let floor = Rank::of(floor);
        found.retain(|hit| Rank::of(hit) >= floor);
    }
    finish(index, query, found, limit)
}

/// The same by scoring every view: what `search` must equal.
pub fn search_exhaustively(
    lexicon: &Lexicon,
    index: &Index,
    query: &Query,
    threshold: Option<f32>,
    limit: usize,
) -> Vec<Hit> {
    let reading = &query.reading;
    let numbers = || 0..index.views.len() as u32;
    let pairs = reading.views.iter().flat_map(|view| numbers().map(move |number| (view, number)));
    let found =
        pairs.filter_map(|(view, number)| consider(lexicon, index, query, view, number, threshold));
    finish(index, query, found.collect(), limit)
}

/// The score from which a view's hits are wanted; without a threshold, all that can have a verdict.
fn floor(lexicon: &Lexicon, view: &View, threshold: Option<f32>) -> f32 {
    threshold.unwrap_or_else(|| evidence::least_score(&lexicon.weights, view))
}

/// How a query, read for this index, compares with one listed name, by its best views; hit or not.
pub fn explain(
    lexicon: &Lexicon,
    index: &Index,
    (name, query): (&str, &Query),
    number: u32,
) -> Option<Explanation> {
    let first = index.views.partition_point(|listed| listed.name < number);
    let listed = index.views[first..].iter().take_while(|listed| listed.name == number);
    let mut best: Option<((Verdict, f32), &View, &ListedView)> = None;
    for listed in listed {
        for view in &query.reading.views {
            if !comparable_listed(view, listed) {
                continue;
            }
            let outcome = compare_listed(lexicon, index, query, view, listed);
            let verdict = evidence::verdict(lexicon, view, &listed.view, &outcome);
            let rank = (verdict, outcome.score);
            if best.as_ref().is_none_or(|(known, _, _)| rank > *known) {
                best = Some((rank, view, listed));
            }
        }
    }
    let (_, view, listed) = best?;
    let text = &index.names[number as usize].text;
    Some(explain::explain(lexicon, (name, view), (text, of_index(index, query, listed))))
}

fn comparable_listed(view: &View, listed: &ListedView) -> bool {
    evidence::comparable(view, &listed.view, listed.entity_has_han, listed.name_has_latin)
}

fn is_other(reading: &Reading, listed: &ListedView) -> bool {
    evidence::other_organisation(&reading.organisations, &listed.organisations)
}

/// A view of the index beside a query.
fn of_index<'a>(index: &'a Index, query: &'a Query, listed: &'a ListedView) -> Listed<'a> {
    Listed {
        view: &listed.view,
        keys: index.keys.of(listed.keys),
        other_organisation: is_other(&query.reading, listed),
        weak_alias: listed.is_weak,
        letters: query.pairs().zip(index.letters(listed)),
    }
}

/// The hit that a listed view is for a view of the query, if it is one.
fn consider(
    lexicon: &Lexicon,
    index: &Index,
    query: &Query,
    view: &View,
    number: u32,
    threshold: Option<f32>,
) -> Option<Hit> {
    let listed = &index.views[number as usize];
    if !comparable_listed(view, listed) {
        return None;
    }
    let outcome = compare_listed(lexicon, index, query, view, listed);
    if !outcome.meets {
        return None;
    }
    let whatever_it_scores = threshold.is_none() && (outcome.one_group || outcome.but_form);
    if outcome.score < floor(lexicon, view, threshold) && !whatever_it_scores {
        return None;
    }
    let verdict = evidence::verdict(lexicon, view, &listed.view, &outcome);
    if threshold.is_none() && verdict == Verdict::None {
        return None;
    }
    Some(Hit {
        entity: index.names[listed.name as usize].entity,
        name: listed.name,
        score: outcome.score,
        probability: evidence::probability(&lexicon.weights, outcome.score),
        verdict,
    })
}

fn compare_listed(
    lexicon: &Lexicon,
    index: &Index,
    query: &Query,
    view: &View,
    listed: &ListedView,
) -> Outcome {
    evidence::compare_views(&lexicon.weights, view, of_index(index, query, listed))
}
