//! The most that a listed view can score, from which elements of the query it can explain.

use crate::evidence;
use crate::index::{listed_ids, Index};
use crate::reading::view::{Attribute, ELEMENT_KINDS, MOST_ELEMENTS};
use crate::reading::{ElementKind, View};
use crate::weights::Weights;

/// Rounding may differ between a bound and the sum it bounds; bounds are this much wider.
pub(super) const MARGIN: f32 = 1e-2;

/// What each element of a query can add to a score, and what it costs unexplained; and from which
/// score on a pair is wanted.
pub(super) struct Bounds<'a> {
    weights: &'a Weights,
    view: &'a View,
    gain: [f32; MOST_ELEMENTS],
    loss: [f32; MOST_ELEMENTS],
    /// How many postings the element's keys have, and the most bits of a listed trade name that
    /// they explain.
    pub(super) cost: [u32; MOST_ELEMENTS],
    cover: [f32; MOST_ELEMENTS],
    /// The query may be a misspelt trade name and nothing else.
    one_odd_word: bool,
    wanted: Wanted,
}

/// Which pairs are wanted: all from a score on, or those that can have a verdict.
#[derive(Clone, Copy)]
enum Wanted {
    Score(f32),
    Verdict { review: f32 },
}

impl Bounds<'_> {
    /// The most that a listed view can score which explains just these elements of the query, and
    /// is not the query letter by letter or nearly, when `left` bits of its own trade name at least
    /// stay unexplained.
    pub(super) fn most(&self, hit: u64, all: u64, left: f32, left_cost: f32) -> f32 {
        let confirmed = if self.view.houses.is_empty() { 0.0 } else { self.weights.confirmed };
        let flat = self.weights.prior + confirmed + MARGIN;
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
            if left <= 0.0 {
                gain += self.weights.full.max(self.weights.nearly_full);
            }
        }
        // Conflict counts both sides' rests at once, so only the dearer rest is sure to be paid.
        gain - loss.max(left * left_cost)
    }

    /// The most bits of a listed trade name that these elements explain.
    pub(super) fn covers(&self, hit: u64) -> f32 {
        (0..self.view.elements.len()).filter(|at| hit >> at & 1 == 1).map(|at| self.cover[at]).sum()
    }

    /// What a listed view pays for being of another class, or having another number.
    pub(super) fn conflict(&self, hit: u64, listed: &View) -> f32 {
        let (a, b) = (self.view.classes, listed.classes);
        let class = if a != 0 && b != 0 && a & b == 0 { self.weights.conflict_class } else { 0.0 };
        let numbers = self.view.mask(ElementKind::Number);
        let differ = numbers & !hit != 0 && listed.mask(ElementKind::Number) != 0;
        class + if differ { self.weights.conflict_number } else { 0.0 }
    }

    /// The numbers under which the keys of these elements stand in a list, with their elements.
    pub(super) fn keys_of(&self, elements: u64) -> Vec<(u64, u64)> {
        let keys = self.view.keys.iter().filter(|key| key.attribute.is_part());
        let keys = keys.filter(|key| key.mask & elements != 0);
        keys.flat_map(|key| listed_ids(key).into_iter().flatten().map(|id| (id, key.mask)))
            .collect()
    }

    /// Whether a score of at most `most` with these elements explained is wanted.
    pub(super) fn wants(&self, most: f32, hit: u64) -> bool {
        let weights = self.weights;
        match self.wanted {
            Wanted::Score(least) => most >= least,
            Wanted::Verdict { review } => {
                most >= review
                    || most >= weights.affiliate_house_score && hit & self.view.house_mask != 0
                    || most >= weights.affiliate_weak_score && hit & self.view.weak_house_mask != 0
                    || most >= weights.alone_score && hit & self.view.house_mask != 0
                    || most >= weights.alone_misspelt_score && self.one_odd_word
                    || most >= weights.affiliate_score
                        && self.view.bits(hit & self.view.mask(ElementKind::Stem)) + MARGIN
                            >= weights.affiliate_stem_bits
            }
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
    index: &Index,
    view: &'a View,
    threshold: Option<f32>,
) -> Bounds<'a> {
    let wanted = match threshold {
        Some(score) => Wanted::Score(score),
        None => Wanted::Verdict {
            review: evidence::score_at(weights, weights.review_threshold) - MARGIN,
        },
    };
    let mut out = Bounds {
        weights,
        view,
        gain: [0.0; MOST_ELEMENTS],
        loss: [0.0; MOST_ELEMENTS],
        cost: [0; MOST_ELEMENTS],
        cover: [0.0; MOST_ELEMENTS],
        one_odd_word: evidence::is_one_odd_word(view),
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
    for at in 0..view.elements.len() {
        out.loss[at] = loss[kinds[at]] * view.open_bits(1 << at);
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
        Attribute::SoundLatin | Attribute::PlaceSound | Attribute::Spelling => both(weights.sound),
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
