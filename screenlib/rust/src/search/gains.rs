//! The most that a bit of each kind can count, and the least that it costs unexplained.

use crate::evidence::disagreement as rules;
use crate::evidence::Features;
use crate::reading::view::{Attribute, ORIGINS};
use crate::reading::ElementKind;
use crate::weights::Weights;

/// The least that an unexplained bit costs.
#[derive(Clone, Copy)]
pub(super) struct Losses {
    /// Of the query, by kind, whether as conflict or as extra.
    pub(super) stem: f32,
    pub(super) field: f32,
    pub(super) place: f32,
    pub(super) kind: f32,
    /// Further, of a place when the listed name has another and none agrees.
    pub(super) other_place: f32,
    /// Of the listed trade name: when both names are in one writing, in two.
    rest: [f32; 2],
    /// What it adds, which is nothing or less, where a name comes from.
    pub(super) origin: [f32; ORIGINS.len()],
}

impl Losses {
    /// `branch`: the query is a branch, whose further words count less.
    pub(super) fn new(w: &Weights, branch: bool) -> Losses {
        let least = |costs: &[f32]| costs.iter().map(|cost| -cost).fold(f32::INFINITY, f32::min);
        let share = if branch { rules::BRANCH_EXTRA } else { 1.0 };
        let stem =
            [w.extra_stem, w.conflict_han, w.conflict_sound, w.conflict_invented, w.conflict_latin];
        let one_writing = least(&[w.missing_stem, w.conflict_han, w.conflict_latin]);
        let beside = rules::PLACE_BESIDE * w.conflict_place;
        let place = share * least(&[w.extra_place, beside, w.conflict_place_only]);
        let other_place = least(&[w.conflict_place, w.conflict_place_only]);
        Losses {
            stem: share * least(&stem),
            field: share * least(&[w.extra_field, w.conflict_field]),
            place,
            kind: share * -w.extra_kind,
            other_place: (other_place - place).max(0.0),
            origin: ORIGINS.map(|origin| {
                let mut features = Features::default();
                rules::count_origin(origin, &mut features);
                features.score(w) - w.prior
            }),
            rest: [one_writing, least(&[-one_writing, w.conflict_sound, w.conflict_invented])],
        }
    }

    /// Of the listed trade name.
    pub(super) fn rest(&self, same_writing: bool) -> f32 {
        self.rest[usize::from(!same_writing)]
    }
}

/// The most that a bit of an element of this kind can count; `stem`: as trade name.
pub(super) fn kind_factor(weights: &Weights, kind: ElementKind, stem: f32) -> f32 {
    match kind {
        ElementKind::Stem => stem,
        ElementKind::Field => weights.field,
        ElementKind::Place => weights.place.max(weights.contained),
        ElementKind::Number => weights.number,
        ElementKind::Kind => weights.kind,
    }
}

/// The most that a bit of trade name found by such a key can count: in listed names in Latin
/// letters (and all that are no sound), in listed Han characters.
pub(super) fn stem_factors(weights: &Weights, attribute: Attribute) -> [f32; 2] {
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
