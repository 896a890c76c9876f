//! The most that a bit of each kind can count, and the least that it costs unexplained.

use crate::evidence::disagreement as rules;
use crate::evidence::Features;
use crate::outline::{self, WRITINGS};
use crate::reading::view::{Attribute, ORIGINS};
use crate::reading::{ElementKind, View};
use crate::weights::Weights;

/// What unexplained bits of one kind cost: each is left over on one side, or in conflict with one
/// of the other side, of which as many are as both sides have.
#[derive(Clone, Copy)]
pub(super) struct Rates {
    pub(super) conflict: f32,
    pub(super) extra: f32,
    pub(super) missing: f32,
}

impl Rates {
    /// The least that comes of so many bits of the query and of the listed name, or more.
    pub(super) fn least(&self, query: f32, listed: f32) -> f32 {
        let both = query.min(listed);
        let exact =
            self.conflict * both + self.extra * (query - both) + self.missing * (listed - both);
        // Where conflict is the cheapest, more bits of the one side would be in conflict, too.
        exact.min(self.conflict * query.max(listed))
    }
}

/// The least that an unexplained bit costs.
#[derive(Clone, Copy)]
pub(super) struct Losses {
    /// Of the query, by kind, whether as conflict or as extra.
    pub(super) field: f32,
    pub(super) place: f32,
    pub(super) kind: f32,
    /// Of trade names, by the writings of the listed one (`Outline::writings`).
    pub(super) stem: [Rates; WRITINGS],
    /// Of places where none agrees.
    pub(super) places: Rates,
    pub(super) origin: Origins,
}

/// What it adds, which is nothing or less, where a name comes from.
pub(super) type Origins = [f32; ORIGINS.len()];

/// The same for all queries.
pub(super) fn origins(w: &Weights) -> Origins {
    ORIGINS.map(|origin| {
        let mut features = Features::default();
        rules::count_origin(origin, &mut features);
        features.score(w) - w.prior
    })
}

impl Losses {
    /// For a query; the further words of a branch count less.
    pub(super) fn new(w: &Weights, query: &View, origin: Origins) -> Losses {
        let least = |costs: &[f32]| costs.iter().map(|cost| -cost).fold(f32::INFINITY, f32::min);
        let share = if query.branch { rules::BRANCH_EXTRA } else { 1.0 };
        let beside = rules::PLACE_BESIDE * w.conflict_place;
        let only = least(&[w.conflict_place, w.conflict_place_only]);
        // By writing of the query's trade name, and of the listed one: Han, pinyin, invented.
        let conflicts = [
            [w.conflict_han, w.conflict_sound, w.conflict_invented],
            [w.conflict_sound, w.conflict_latin, w.conflict_latin],
            [w.conflict_invented, w.conflict_latin, w.conflict_latin],
        ];
        let ours = outline::writings(query);
        let with = [0, 1, 2].map(|theirs| {
            let of =
                |at: usize| if ours >> at & 1 == 1 { -conflicts[at][theirs] } else { f32::MAX };
            of(0).min(of(1)).min(of(2))
        });
        // What there are no two of is in no conflict.
        let conflict = |theirs: usize| {
            let least = |least: f32, at: usize| {
                if theirs >> at & 1 == 1 {
                    least.min(with[at])
                } else {
                    least
                }
            };
            (0..3).fold(f32::MAX, least)
        };
        Losses {
            field: share * least(&[w.extra_field, w.conflict_field]),
            place: share * least(&[w.extra_place, beside, w.conflict_place_only]),
            kind: share * -w.extra_kind,
            stem: std::array::from_fn(|theirs| Rates {
                conflict: conflict(theirs),
                extra: share * -w.extra_stem,
                missing: -w.missing_stem,
            }),
            places: Rates {
                conflict: only,
                extra: share * -w.extra_place,
                missing: -w.missing_place,
            },
            origin,
        }
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
        | Attribute::Turned
        | Attribute::NearWhole
        | Attribute::Front => both(0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_that_open_bits_cost_is_that_of_as_many_or_more() {
        let values = [0.0f32, 0.1, 0.3, 0.7, 2.0];
        let rates = values.into_iter().flat_map(|conflict| {
            let sides = values.into_iter().flat_map(|extra| values.map(|missing| (extra, missing)));
            sides.map(move |(extra, missing)| Rates { conflict, extra, missing })
        });
        let bits = [0.0f32, 1.0, 2.5, 4.0, 16.0, 64.0];
        for rates in rates {
            for (query, listed) in bits.iter().flat_map(|query| bits.map(|listed| (*query, listed)))
            {
                let least = rates.least(query, listed);
                let more = |from: f32| bits.into_iter().filter(move |bits| *bits >= from);
                let costs = more(query).flat_map(|query| {
                    more(listed).map(move |listed| {
                        let both = query.min(listed);
                        rates.conflict * both
                            + rates.extra * (query - both)
                            + rates.missing * (listed - both)
                    })
                });
                let cheapest = costs.fold(f32::INFINITY, f32::min);
                assert!((least - cheapest).abs() < 1e-4, "{query} {listed}: {least} {cheapest}");
            }
        }
    }
}
