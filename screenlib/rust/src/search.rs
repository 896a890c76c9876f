//! Finding: from a query to the listed entities that score above a threshold, exactly.
//!
//! A bound on the score follows from which elements of the query a listed view can explain. The
//! elements are divided into essential and other ones so that a view which explains no essential
//! element cannot reach the threshold; only the postings of essential elements are read, and every
//! view found there is scored in full unless its own bound rules it out. So the answer is that of
//! scoring every name (docs/explanation/index-and-exactness.md has the proof).

use crate::evidence::{self, Outcome, Verdict};
use crate::explain::{self, Explanation};
use crate::index::{Index, ListedView, NameKind};
use crate::lexicon::Lexicon;
use crate::pair::add_keys;
use crate::reading::view::{Attribute, FuzzyWord, ELEMENT_KINDS, MOST_ELEMENTS};
use crate::reading::{self, ElementKind, Key, Reading, Scratch, View};
use crate::weights::Weights;
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

/// Rounding may differ between a bound and the sum it bounds; bounds are this much wider.
const MARGIN: f32 = 1e-3;

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
    near: [FxHashMap<Box<str>, Box<[(u64, Attribute)]>>; 2],
}

/// Words whose neighbours are remembered before the memory is emptied.
const MOST_REMEMBERED: usize = 50_000;

/// The query's reading with the keys of the index's near words added.
pub fn read_query(lexicon: &Lexicon, index: &Index, searcher: &mut Searcher, name: &str) -> Reading {
    let mut reading = reading::read(lexicon, &mut searcher.scratch, name);
    for view in &mut reading.views {
        let mut keys = Vec::new();
        for word in view.words.iter().filter(|word| !word.common) {
            for (id, attribute) in searcher.neighbours(index, word) {
                keys.push(Key { id: *id, attribute: *attribute, mask: word.mask });
            }
        }
        for letters in view.whole.iter().chain(&view.bare) {
            let mask = view.all();
            let near = index.near_names(letters).into_iter();
            keys.extend(near.map(|id| Key { id, attribute: Attribute::NearWhole, mask }));
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

/// All entities whose best name scores at least `threshold`, best first; without a threshold, all
/// that have a verdict other than none.
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
        if threshold.is_none() {
            searcher.add_group(index, view);
        }
        for number in &searcher.touched {
            consider(lexicon, index, reading, view, *number, threshold, &mut found);
        }
    }
    finish(found, threshold.is_none())
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
    finish(found, threshold.is_none())
}

/// The score from which a view's hits are wanted; without a threshold, all that can have a verdict.
fn floor(lexicon: &Lexicon, view: &View, threshold: Option<f32>) -> f32 {
    threshold.unwrap_or_else(|| evidence::least_score(&lexicon.weights, view))
}

/// How a query compares with one listed name, by its best views; hit or not.
pub fn explain(
    lexicon: &Lexicon,
    index: &Index,
    searcher: &mut Searcher,
    query: &str,
    name: u32,
) -> Option<Explanation> {
    let reading = read_query(lexicon, index, searcher, query);
    let first = index.views.partition_point(|listed| listed.name < name);
    let listed = index.views[first..].iter().take_while(|listed| listed.name == name);
    let mut best: Option<((Verdict, f32), &View, &ListedView)> = None;
    for listed in listed {
        for view in &reading.views {
            if !comparable_listed(view, listed) {
                continue;
            }
            let outcome = compare_listed(lexicon, index, &reading, view, listed);
            let verdict = evidence::verdict(lexicon, view, &listed.view, &outcome);
            let rank = (verdict, outcome.score);
            if best.as_ref().is_none_or(|(known, _, _)| rank > *known) {
                best = Some((rank, view, listed));
            }
        }
    }
    let (_, view, listed) = best?;
    let text = &index.names[name as usize].text;
    let (other, weak) = circumstances(index, &reading, listed);
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

/// One hit per entity, its best; the best entities first, ties by number.
fn finish(mut found: Vec<Hit>, with_verdict: bool) -> Vec<Hit> {
    if with_verdict {
        found.retain(|hit| hit.verdict != Verdict::None);
    }
    let order = |a: &Hit, b: &Hit| {
        b.verdict.cmp(&a.verdict).then(b.score.total_cmp(&a.score)).then(a.name.cmp(&b.name))
    };
    if found.len() > 1 {
        found.sort_unstable_by(|a, b| a.entity.cmp(&b.entity).then_with(|| order(a, b)));
        found.dedup_by_key(|hit| hit.entity);
        found.sort_unstable_by(|a, b| order(a, b).then(a.entity.cmp(&b.entity)));
    }
    found
}

/// What each element of a query can add to a score, and what it costs unexplained; and from which
/// score on a pair is wanted.
struct Bounds<'a> {
    weights: &'a Weights,
    view: &'a View,
    gain: [f32; MOST_ELEMENTS],
    loss: [f32; MOST_ELEMENTS],
    /// How many postings the element's keys have, and the most bits of a listed trade name that
    /// they explain.
    cost: [u32; MOST_ELEMENTS],
    cover: [f32; MOST_ELEMENTS],
    /// The flat bonus of the same letters, when some listed name has them.
    identical: f32,
    wanted: Wanted,
}

/// Which pairs are wanted: all from a score on, or those that can have a verdict.
#[derive(Clone, Copy)]
enum Wanted {
    Score(f32),
    Verdict { review: f32 },
}

impl Bounds<'_> {
    /// The most that a listed view can score which explains just these elements of the query, when
    /// `left` bits of its own trade name at least stay unexplained.
    fn most(&self, hit: u64, all: u64, left: f32, left_cost: f32) -> f32 {
        let confirmed = if self.view.houses.is_empty() { 0.0 } else { self.weights.confirmed };
        let flat = self.weights.prior + self.identical + confirmed + MARGIN;
        let (mut gain, mut loss) = (flat, 0.0);
        for at in 0..self.view.elements.len() {
            if hit >> at & 1 == 1 {
                gain += self.gain[at];
            } else {
                loss += self.loss[at];
            }
        }
        if hit == all {
            gain += self.weights.query_full;
            if left <= 0.0 || self.identical > 0.0 {
                gain += self.weights.full.max(self.weights.nearly_full);
            }
        }
        // Conflict counts both sides' rests at once, so only the dearer rest is sure to be paid.
        if self.identical > 0.0 {
            gain - loss
        } else {
            gain - loss.max(left * left_cost)
        }
    }

    /// The most bits of a listed trade name that these elements explain.
    fn covers(&self, hit: u64) -> f32 {
        (0..self.view.elements.len()).filter(|at| hit >> at & 1 == 1).map(|at| self.cover[at]).sum()
    }

    /// Whether a score of at most `most` with these elements explained is wanted.
    fn wants(&self, most: f32, hit: u64) -> bool {
        let weights = self.weights;
        match self.wanted {
            Wanted::Score(least) => most >= least,
            Wanted::Verdict { review } => {
                most >= review
                    || most >= weights.affiliate_house_score && hit & self.view.house_mask != 0
                    || most >= weights.affiliate_score
                        && self.view.bits(hit & self.view.mask(ElementKind::Stem)) + MARGIN
                            >= weights.affiliate_stem_bits
            }
        }
    }
}

impl Searcher {
    /// Leave in `touched` every view that may be wanted.
    #[inline(never)]
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
        let reachable = (0..count).filter(|at| bounds.cost[*at] > 0).fold(0, |m, at| m | 1u64 << at);
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
        let found = &self.found;
        self.touched.retain(|number| {
            let hit = found[*number as usize] | other;
            let listed = &index.views[*number as usize].view;
            let left = listed.totals[ElementKind::Stem as usize] - bounds.covers(hit) - MARGIN;
            let left = left.max(0.0);
            let cost = if listed.script == view.script { across.0 } else { across.1 };
            bounds.wants(bounds.most(hit, all, left, cost), hit)
        });
    }

    /// The views that have a key of an essential element, with all elements they were found by.
    #[inline(never)]
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
            if key.mask & essential == 0 || key.attribute.is_group() {
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

/// The least that an unexplained bit of the listed trade name costs: in one script, in two.
fn rest_costs(weights: &Weights) -> (f32, f32) {
    let least = |costs: &[f32]| costs.iter().map(|cost| -cost).fold(f32::INFINITY, f32::min);
    let one = least(&[weights.missing_stem, weights.conflict_han, weights.conflict_latin]);
    (one, least(&[-one, weights.conflict_sound, weights.conflict_invented]))
}

impl Searcher {
    /// Add the views of the same group, which are shown whatever they score.
    fn add_group(&mut self, index: &Index, view: &View) {
        for key in view.keys.iter().filter(|key| key.attribute.is_group()) {
            self.touched.extend(index.posting(key.id).views);
        }
        self.touched.sort_unstable();
        self.touched.dedup();
    }
}

#[inline(never)]
fn bounds<'a>(
    weights: &'a Weights,
    index: &Index,
    view: &'a View,
    threshold: Option<f32>,
) -> Bounds<'a> {
    let wanted = match threshold {
        Some(score) => Wanted::Score(score),
        None => {
            Wanted::Verdict { review: evidence::score_at(weights, weights.review_threshold) - MARGIN }
        }
    };
    let whole = |attribute: Attribute| {
        let mut keys = view.keys.iter();
        keys.any(|key| key.attribute == attribute && !index.posting(key.id).views.is_empty())
    };
    let identical = if whole(Attribute::Whole) { weights.identical } else { 0.0 }.max(
        if whole(Attribute::NearWhole) || whole(Attribute::Bare) {
            weights.nearly_identical
        } else {
            0.0
        },
    );
    let mut out = Bounds {
        weights,
        view,
        gain: [0.0; MOST_ELEMENTS],
        loss: [0.0; MOST_ELEMENTS],
        cost: [0; MOST_ELEMENTS],
        cover: [0.0; MOST_ELEMENTS],
        identical,
        wanted,
    };
    let mut kinds = [0usize; MOST_ELEMENTS];
    for (kind, mask) in view.masks.iter().enumerate() {
        let mut left = *mask;
        while left != 0 {
            kinds[left.trailing_zeros() as usize] = kind;
            left &= left - 1;
        }
    }
    let mut loss = losses(weights);
    if view.branch {
        loss.iter_mut().for_each(|loss| *loss *= evidence::BRANCH_EXTRA);
    }
    for (at, element) in view.elements.iter().enumerate() {
        out.loss[at] = loss[kinds[at]] * element.bits;
    }
    for key in view.keys.iter().filter(|key| !key.attribute.is_group()) {
        let meets = index.meets(key);
        let length = (meets[0].views.len() + meets[1].views.len()) as u32;
        if length == 0 {
            continue;
        }
        let factors = stem_factors(weights, key.attribute);
        let factor = (0..2)
            .filter(|at| !meets[*at].views.is_empty())
            .fold(0.0f32, |most, at| most.max(factors[at]));
        let stem_bits = meets[0].stem_bits.max(meets[1].stem_bits);
        let initials = matches!(key.attribute, Attribute::InitialsOf | Attribute::InitialsAs);
        let mut left = key.mask;
        while left != 0 {
            let at = left.trailing_zeros() as usize;
            left &= left - 1;
            out.cost[at] = out.cost[at].saturating_add(length);
            out.cover[at] += stem_bits;
            let bits = view.elements[at].bits;
            let gain = if initials {
                weights.initials * evidence::MOST_INITIALS
            } else {
                bits * kind_factor(weights, kinds[at], factor).max(weights.cross)
            };
            out.gain[at] = out.gain[at].max(gain);
        }
    }
    out
}

fn kind_factor(weights: &Weights, kind: usize, stem: f32) -> f32 {
    match kind {
        k if k == ElementKind::Stem as usize => stem,
        k if k == ElementKind::Field as usize => weights.field,
        k if k == ElementKind::Place as usize => weights.place.max(weights.contained),
        k if k == ElementKind::Number as usize => weights.number,
        _ => weights.kind,
    }
}

/// The most that a bit of trade name found by such a key can count: in listed names in Latin
/// letters (and all that are no sound), in listed Han characters.
fn stem_factors(weights: &Weights, attribute: Attribute) -> [f32; 2] {
    let both = |factor: f32| [factor, factor];
    match attribute {
        Attribute::Text => both(weights.text.max(weights.loose).max(weights.concept)),
        Attribute::Concept | Attribute::OtherForm => both(weights.concept.max(weights.sound)),
        Attribute::WeakConcept => both(weights.sound),
        Attribute::SoundHan => [weights.sound.max(weights.echo), weights.homophone],
        Attribute::SoundLatin | Attribute::Spelling => both(weights.sound),
        Attribute::SoundBranded => [weights.sound, weights.echo],
        Attribute::Loose => both(weights.loose),
        Attribute::Near => both(weights.near),
        Attribute::Far => both(weights.far),
        Attribute::Cut => both(weights.cut),
        Attribute::InitialsOf
        | Attribute::InitialsAs
        | Attribute::Around
        | Attribute::Member
        | Attribute::House
        | Attribute::Whole
        | Attribute::Bare
        | Attribute::NearWhole => both(0.0),
    }
}

/// The least that an unexplained bit of each kind costs, whether as conflict or as extra.
fn losses(weights: &Weights) -> [f32; ELEMENT_KINDS.len()] {
    let least = |costs: &[f32]| costs.iter().map(|cost| -cost).fold(f32::INFINITY, f32::min);
    let mut out = [0.0; ELEMENT_KINDS.len()];
    out[ElementKind::Stem as usize] = least(&[
        weights.extra_stem,
        weights.conflict_han,
        weights.conflict_sound,
        weights.conflict_invented,
        weights.conflict_latin,
    ]);
    out[ElementKind::Field as usize] = least(&[weights.extra_field, weights.conflict_field]);
    out
}
