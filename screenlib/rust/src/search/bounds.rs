//! The most that a listed view can score, from which elements of the query it can explain.

use crate::evidence::{self, Verdict};
use crate::index::{listed_ids, Found};
use crate::outline::{Outline, Signature};
use crate::reading::view::{Attribute, ELEMENT_KINDS, MOST_ELEMENTS};
use crate::reading::{ElementKind, View};
use crate::weights::Weights;

/// Rounding may differ between a bound and the sum it bounds; bounds are this much wider.
pub(super) const MARGIN: f32 = 1e-2;

/// What each element of a query can add to a score, and what it costs unexplained; and from which
/// score on a pair is wanted.
pub(super) struct Bounds<'a> {
    pub(super) weights: &'a Weights,
    view: &'a View,
    gain: [f32; MOST_ELEMENTS],
    loss: [f32; MOST_ELEMENTS],
    /// How many postings the element's keys have, and the most bits of a listed trade name that
    /// they explain.
    cost: [u32; MOST_ELEMENTS],
    cover: [f32; MOST_ELEMENTS],
    /// What is earned whatever agrees, and what all elements cost together.
    flat: f32,
    all_loss: f32,
    /// The elements that can be explained at all, and those of them that a wanted view has one of.
    essential: u64,
    /// For each other one its keys, as a listed view would have them.
    others: Vec<(u64, Signature)>,
    /// The query may be a misspelt trade name and nothing else.
    one_odd_word: bool,
    /// The scores from which a pair may be a match, and for review.
    matches: f32,
    review: f32,
    threshold: Option<f32>,
}

impl Bounds<'_> {
    pub(super) fn essential(&self) -> u64 {
        self.essential
    }

    /// The elements that are not essential of which a listed view may have a key.
    pub(super) fn may_explain(&self, listed: &Signature) -> u64 {
        let may = self.others.iter().filter(|(_, keys)| listed.meets(keys));
        may.fold(0, |hit, (element, _)| hit | element)
    }

    /// The most that a listed view can score which explains just these elements of the query, and
    /// is not the query letter by letter or nearly, when `left` bits of its own trade name at least
    /// stay unexplained.
    pub(super) fn most(&self, hit: u64, left: f32, left_cost: f32) -> f32 {
        let (mut gain, mut loss) = (self.flat, self.all_loss);
        let mut explained = hit;
        while explained != 0 {
            let at = explained.trailing_zeros() as usize;
            explained &= explained - 1;
            gain += self.gain[at];
            loss -= self.loss[at];
        }
        if hit == self.view.all() {
            gain += self.weights.query_full;
            if left <= 0.0 {
                gain += self.weights.full.max(self.weights.nearly_full);
            }
        }
        // Conflict counts both sides' rests at once, so only the dearer rest is sure to be paid.
        gain - loss.max(left * left_cost)
    }

    /// The most bits of a listed trade name that these elements explain.
    pub(super) fn covers(&self, hit: u64) -> f32 {
        let (mut sum, mut left) = (0.0, hit);
        while left != 0 {
            sum += self.cover[left.trailing_zeros() as usize];
            left &= left - 1;
        }
        sum
    }

    /// What a listed view pays for being of another class, or having another number.
    pub(super) fn conflict(&self, hit: u64, listed: &Outline) -> f32 {
        let (a, b) = (self.view.classes, listed.classes);
        let class = if a != 0 && b != 0 && a & b == 0 { self.weights.conflict_class } else { 0.0 };
        let numbers = self.view.mask(ElementKind::Number);
        let differ = numbers & !hit != 0 && listed.numbers;
        class + if differ { self.weights.conflict_number } else { 0.0 }
    }

    /// Whether a score of at most `most` with these elements explained is wanted, and the best
    /// verdict that it can have.
    pub(super) fn wanted(&self, most: f32, hit: u64) -> Option<Verdict> {
        let best = self.best_verdict(most, hit);
        let wanted = match self.threshold {
            Some(least) => most >= least,
            None => best != Verdict::None,
        };
        wanted.then_some(best)
    }

    /// The most that a view can score which is not wanted for its score.
    pub(super) fn most_unwanted(&self) -> f32 {
        self.threshold.unwrap_or(self.review).max(self.most(0, 0.0, 0.0))
    }

    fn best_verdict(&self, most: f32, hit: u64) -> Verdict {
        let weights = self.weights;
        let (house, weak) = (hit & self.view.house_mask != 0, hit & self.view.weak_house_mask != 0);
        if most >= self.matches {
            Verdict::Match
        } else if most >= self.review
            || most >= weights.alone_score && house
            || most >= weights.alone_misspelt_score && self.one_odd_word
        {
            Verdict::Review
        } else if most >= weights.affiliate_house_score && house
            || most >= weights.affiliate_weak_score && weak
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
        let can = |bounds: &Self, hit| bounds.wanted(bounds.most(hit, 0.0, 0.0), hit).is_some();
        let count = self.view.elements.len();
        let reachable = (0..count).filter(|at| self.cost[*at] > 0).fold(0, |m, at| m | 1u64 << at);
        if !can(self, reachable) {
            return;
        }
        // The most frequent elements first: those whose absence elsewhere already rules out.
        let mut order: Vec<usize> = (0..count).filter(|at| reachable >> at & 1 == 1).collect();
        order.sort_unstable_by_key(|at| std::cmp::Reverse(self.cost[*at]));
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
            for (key, _) in self.view.keys.iter().zip(met) {
                if key.mask & element != 0 && key.attribute.is_part() {
                    listed_ids(key).into_iter().flatten().for_each(|id| keys.add(id));
                }
            }
            self.others.push((element, keys));
        }
    }
}

/// The least that an unexplained bit of the listed trade name costs: in one script, in two.
pub(super) fn rest_costs(weights: &Weights) -> (f32, f32) {
    let least = |costs: &[f32]| costs.iter().map(|cost| -cost).fold(f32::INFINITY, f32::min);
    let one = least(&[weights.missing_stem, weights.conflict_han, weights.conflict_latin]);
    (one, least(&[-one, weights.conflict_sound, weights.conflict_invented]))
}

pub(super) fn bounds<'a>(
    weights: &'a Weights,
    view: &'a View,
    met: &[[Found; 2]],
    threshold: Option<f32>,
) -> Bounds<'a> {
    let score_at = |probability| evidence::score_at(weights, probability) - MARGIN;
    let confirmed = if view.houses.is_empty() { 0.0 } else { weights.confirmed };
    let mut out = Bounds {
        weights,
        view,
        gain: [0.0; MOST_ELEMENTS],
        loss: [0.0; MOST_ELEMENTS],
        cost: [0; MOST_ELEMENTS],
        cover: [0.0; MOST_ELEMENTS],
        flat: weights.prior + confirmed + MARGIN,
        all_loss: 0.0,
        essential: 0,
        others: Vec::new(),
        one_odd_word: evidence::is_one_odd_word(view),
        matches: score_at(weights.match_threshold),
        review: score_at(weights.review_threshold),
        threshold,
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
    for at in 0..view.elements.len() {
        out.loss[at] = loss[kinds[at]] * view.open_bits(1 << at);
        out.all_loss += out.loss[at];
    }
    for (key, meets) in view.keys.iter().zip(met).filter(|(key, _)| key.attribute.is_part()) {
        let length = (meets[0].views.len() + meets[1].views.len()) as u32;
        let factors = stem_factors(weights, key.attribute);
        let factor = (0..2)
            .filter(|at| !meets[*at].views.is_empty())
            .fold(0.0f32, |most, at| most.max(factors[at]));
        let stem_bits = meets[0].stem_bits + meets[1].stem_bits;
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
    out.divide(met);
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
        Attribute::Text | Attribute::CommonText => {
            both(weights.text.max(weights.loose).max(weights.concept))
        }
        Attribute::Concept | Attribute::OtherForm => both(weights.concept.max(weights.sound)),
        Attribute::WeakConcept => both(weights.sound),
        Attribute::SoundHan | Attribute::CommonSound => {
            [weights.sound.max(weights.echo), weights.homophone]
        }
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
        | Attribute::Words
        | Attribute::NearWhole
        | Attribute::Front => both(0.0),
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
