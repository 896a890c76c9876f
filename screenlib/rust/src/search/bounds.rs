//! The most that a listed view can score, from which elements of the query it can explain.

use super::best::order;
use super::gains::{kind_factor, stem_factors, Losses};
use crate::evidence::disagreement as rules;
use crate::evidence::{self, Verdict};
use crate::index::{listed_ids, Found};
use crate::lexicon::Lexicon;
use crate::outline::{Outline, Signature};
use crate::reading::view::{Attribute, MOST_ELEMENTS};
use crate::reading::{ElementKind, View};
use crate::weights::Weights;
use std::cmp::Ordering;

/// Rounding may differ between a bound and the sum it bounds; bounds are this much wider.
pub(super) const MARGIN: f32 = 1e-2;

/// Which pairs are wanted.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    /// All from this score on; without it, those that can have a verdict.
    pub(super) threshold: Option<f32>,
    /// None that come to less than this, since so many that are better are found as are asked for.
    pub(super) floor: Option<(Verdict, f32)>,
}

/// What one element of a query can come to.
#[derive(Clone, Copy, Default)]
struct Element {
    /// What it can add to a score.
    gain: f32,
    /// What it costs unexplained: as trade name, as anything else.
    stem_loss: f32,
    other_loss: f32,
    /// How many postings its keys have, and the most bits of a listed trade name and of listed places
    /// that they explain.
    postings: u32,
    stem_cover: f32,
    place_cover: f32,
}

/// What each element of a query can come to, and from which score on a pair is wanted.
pub(super) struct Bounds<'a> {
    weights: &'a Weights,
    view: &'a View,
    elements: [Element; MOST_ELEMENTS],
    losses: Losses,
    /// What is earned whatever agrees, and what all elements cost together.
    flat: f32,
    all_stem_loss: f32,
    all_other_loss: f32,
    /// The elements that can be explained at all, and those of them that a wanted view has one of.
    essential: u64,
    /// For each other one its keys, as a listed view would have them.
    others: Vec<(u64, Signature)>,
    /// How much it counts at most that names agree in all they say, as the query says no more.
    share: f32,
    /// Its initials, or what may be some, are on the list.
    initials: bool,
    /// The elements that are explained when a listed name has the trade name of a house of the
    /// query's, for each way of having it.
    houses: Vec<u64>,
    /// The query may be a misspelt trade name and nothing else.
    one_odd_word: bool,
    /// The scores from which a pair may be a match, and for review.
    matches: f32,
    review: f32,
    wanted: Wanted,
}

impl<'a> Bounds<'a> {
    pub(super) fn new(
        lexicon: &'a Lexicon,
        view: &'a View,
        met: &[[Found; 2]],
        wanted: Wanted,
    ) -> Bounds<'a> {
        let weights = &lexicon.weights;
        let houses = view.houses.iter().map(|house| lexicon.concept(*house).key);
        // The same number may stand there with other elements.
        let keys = houses.flat_map(|id| {
            let first = view.keys.partition_point(|key| key.id < id);
            view.keys[first..].iter().take_while(move |key| key.id == id)
        });
        let score_at = |probability| evidence::score_at(weights, probability) - MARGIN;
        let confirmed = if view.houses.is_empty() { 0.0 } else { weights.confirmed };
        let spelling = if view.whole.is_some() { weights.spelling } else { 0.0 };
        let losses = Losses::new(weights, view.branch);
        let mut out = Bounds {
            weights,
            view,
            elements: [Element::default(); MOST_ELEMENTS],
            losses,
            flat: weights.prior
                + confirmed
                + spelling
                + losses.origin[view.origin as usize]
                + MARGIN,
            all_stem_loss: 0.0,
            all_other_loss: 0.0,
            essential: 0,
            others: Vec::new(),
            share: rules::share_said(view.bits(view.all())),
            initials: false,
            houses: keys.map(|key| key.mask).collect(),
            one_odd_word: evidence::is_one_odd_word(view),
            matches: score_at(weights.match_threshold),
            review: score_at(weights.review_threshold),
            wanted,
        };
        out.weigh(met);
        out.divide(met);
        out
    }

    /// What each element can add and cost.
    fn weigh(&mut self, met: &[[Found; 2]]) {
        let (weights, view) = (self.weights, self.view);
        for (at, element) in view.elements.iter().enumerate() {
            let bound = &mut self.elements[at];
            match element.kind {
                ElementKind::Stem => bound.stem_loss = self.losses.stem * view.open_bits(1 << at),
                ElementKind::Field => bound.other_loss = self.losses.field * element.bits,
                ElementKind::Place => bound.other_loss = self.losses.place * element.bits,
                ElementKind::Number | ElementKind::Kind => (),
            }
            self.all_stem_loss += bound.stem_loss;
            self.all_other_loss += bound.other_loss;
        }
        for (key, meets) in view.keys.iter().zip(met).filter(|(key, _)| key.attribute.is_part()) {
            let postings = (meets[0].views.len() + meets[1].views.len()) as u32;
            let factors = stem_factors(weights, key.attribute);
            let factor = (0..2)
                .filter(|at| !meets[*at].views.is_empty())
                .fold(0.0f32, |most, at| most.max(factors[at]));
            let initials = matches!(key.attribute, Attribute::InitialsOf | Attribute::InitialsAs);
            self.initials |= initials;
            for at in ones(key.mask) {
                let element = &mut self.elements[at];
                element.postings = element.postings.saturating_add(postings);
                element.stem_cover += meets[0].most.stem + meets[1].most.stem;
                element.place_cover += meets[0].most.place + meets[1].most.place;
                let of = &view.elements[at];
                let gain = if initials {
                    weights.initials * evidence::MOST_INITIALS
                } else {
                    of.bits * kind_factor(weights, of.kind, factor).max(weights.cross)
                };
                element.gain = element.gain.max(gain);
            }
        }
    }

    pub(super) fn essential(&self) -> u64 {
        self.essential
    }

    /// The elements that are not essential of which a listed view may have a key.
    pub(super) fn may_explain(&self, listed: &Signature) -> u64 {
        let may = self.others.iter().filter(|(_, keys)| listed.meets(keys));
        may.fold(0, |hit, (element, _)| hit | element)
    }

    /// The most that a listed view can score which explains just these elements of the query, and
    /// is not the query letter by letter or nearly.
    pub(super) fn most(&self, hit: u64) -> f32 {
        self.most_leaving(hit, 0.0)
    }

    /// The same of a view whose trade name stays unexplained as far as costs so much.
    fn most_leaving(&self, hit: u64, left: f32) -> f32 {
        let (mut gain, mut stem, mut other) = (self.flat, self.all_stem_loss, self.all_other_loss);
        for at in ones(hit) {
            let element = &self.elements[at];
            gain += element.gain;
            stem -= element.stem_loss;
            other -= element.other_loss;
        }
        if hit == self.view.all() {
            gain += self.share * self.weights.query_full;
            if left <= 0.0 {
                gain += self.share * self.weights.full.max(self.weights.nearly_full);
            }
        }
        if hit & self.view.mask(ElementKind::Stem) == 0 && !self.initials {
            gain += self.weights.stemless;
        }
        // Conflict counts both sides' rests at once, so only the dearer rest is sure to be paid.
        gain - stem.max(left) - other
    }

    /// The most that a view of this outline can score which explains just these elements, if that
    /// is wanted, and the best verdict that it can have. `other`: whether it is known to be another
    /// organisation's name, asked last.
    pub(super) fn most_of(
        &self,
        hit: u64,
        listed: &Outline,
        other: impl FnOnce() -> bool,
    ) -> Option<(Verdict, f32)> {
        let cover: f32 = ones(hit).map(|at| self.elements[at].stem_cover).sum();
        let left = (listed.open_stem - cover - MARGIN).max(0.0);
        let score = self.most_leaving(hit, left * self.losses.rest(self.same_writing(listed)));
        self.wanted(score, hit)?;
        let score = score + self.certain(hit, listed);
        self.wanted(score, hit)?;
        let weights = self.weights;
        let known = listed.known && other();
        let score = score
            + if known { weights.conflict_organisation.max(weights.conflict_sister) } else { 0.0 };
        self.wanted(score, hit).map(|verdict| (verdict, score))
    }

    /// Are the trade names of both all in Han, or both all in Latin letters? (A view in Han may
    /// have a Latin trade name.)
    fn same_writing(&self, listed: &Outline) -> bool {
        let query = self.view;
        query.han == 0 && !listed.han || query.pinyin | query.invented == 0 && !listed.latin
    }

    /// What is certainly counted against a view of this outline, besides what elements cost.
    fn certain(&self, hit: u64, listed: &Outline) -> f32 {
        let (weights, view) = (self.weights, self.view);
        let open = |kind: ElementKind| view.bits(view.mask(kind) & !hit);
        let mut sum = self.losses.origin[listed.origin as usize];
        if view.classes != 0 && listed.classes != 0 && view.classes & listed.classes == 0 {
            sum += weights.conflict_class;
        } else {
            sum -= self.losses.kind * open(ElementKind::Kind);
        }
        let number = open(ElementKind::Number);
        if number > 0.0 && listed.numbers {
            sum += weights.conflict_number;
        } else if !self.initials {
            sum += weights.extra_number * number.min(rules::MOST_NUMBER);
        }
        if rules::other_business(view.categories, listed.categories) {
            sum += weights.conflict_category;
        }
        let agrees = view.bits(hit & view.mask(ElementKind::Stem)) + MARGIN;
        if agrees < rules::SAME_TRADE_NAME && listed.differs_in_brand(view) {
            sum += weights.conflict_brand;
        }
        if hit & view.mask(ElementKind::Place) == 0 {
            let cover: f32 = ones(hit).map(|at| self.elements[at].place_cover).sum();
            let left = (listed.place_bits - cover - MARGIN).max(0.0);
            sum -= self.losses.other_place * open(ElementKind::Place).min(left);
        }
        sum
    }

    /// Whether a score of at most `most` with these elements explained is wanted, and the best
    /// verdict that it can have.
    fn wanted(&self, most: f32, hit: u64) -> Option<Verdict> {
        let best = self.best_verdict(most, hit);
        let wanted = match self.wanted.threshold {
            Some(least) => most >= least,
            None => best != Verdict::None,
        };
        (wanted && !self.is_beyond((best, most))).then_some(best)
    }

    /// Is what comes to this at most worse than all that is still asked for?
    pub(super) fn is_beyond(&self, most: (Verdict, f32)) -> bool {
        self.wanted.floor.is_some_and(|floor| order(most, floor) == Ordering::Less)
    }

    /// The most that a view can score which is neither wanted for its score nor beyond all that is.
    pub(super) fn most_unwanted(&self) -> f32 {
        self.wanted.threshold.unwrap_or(self.review).max(self.most(0))
    }

    fn best_verdict(&self, most: f32, hit: u64) -> Verdict {
        let weights = self.weights;
        let house = self.houses.iter().any(|elements| elements & !hit == 0);
        if most >= self.matches {
            Verdict::Match
        } else if most >= self.review
            || most >= weights.alone_score && house
            || most >= weights.alone_misspelt_score && self.one_odd_word
        {
            Verdict::Review
        } else if house && most >= weights.affiliate_house_score.min(weights.affiliate_weak_score)
            || most >= weights.affiliate_score
                && self.view.bits(hit & self.view.mask(ElementKind::Stem)) + MARGIN
                    >= weights.affiliate_stem_bits
        {
            Verdict::Affiliate
        } else {
            Verdict::None
        }
    }

    /// Divide the elements: a view that explains no essential one is not wanted.
    fn divide(&mut self, met: &[[Found; 2]]) {
        let can = |bounds: &Self, hit| bounds.wanted(bounds.most(hit), hit).is_some();
        let count = self.view.elements.len();
        let reachable =
            (0..count).filter(|at| self.elements[*at].postings > 0).fold(0, |m, at| m | 1u64 << at);
        if !can(self, reachable) {
            return;
        }
        // The most frequent elements first: those whose absence elsewhere already rules out.
        let mut order: Vec<usize> = (0..count).filter(|at| reachable >> at & 1 == 1).collect();
        order.sort_unstable_by_key(|at| std::cmp::Reverse(self.elements[*at].postings));
        let mut other = 0u64;
        for at in order {
            if !can(self, other | 1 << at) {
                other |= 1 << at;
            }
        }
        self.essential = reachable & !other;
        if self.essential == 0 {
            return;
        }
        let mut left = other;
        while left != 0 {
            let element = left & left.wrapping_neg();
            left &= left - 1;
            let mut keys = Signature::default();
            for (key, meets) in self.view.keys.iter().zip(met) {
                if key.mask & element != 0 && key.attribute.is_part() {
                    let ids = listed_ids(key).into_iter().zip(meets);
                    let listed = ids.filter(|(_, found)| !found.views.is_empty());
                    listed.filter_map(|(id, _)| id).for_each(|id| keys.add(id));
                }
            }
            self.others.push((element, keys));
        }
    }
}

/// The places of the bits that are set.
fn ones(mask: u64) -> impl Iterator<Item = usize> {
    let mut left = mask;
    std::iter::from_fn(move || {
        let at = left.trailing_zeros() as usize;
        (left != 0).then(|| {
            left &= left - 1;
            at
        })
    })
}
