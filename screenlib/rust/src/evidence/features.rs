//! Everything that a score is the weighted sum of.

use crate::weights::Weights;

/// Everything that the score of a pair of views is a weighted sum of. One value per weight.
macro_rules! features {
    ($($name:ident),* $(,)?) => {
        #[derive(Clone, Copy, Debug, Default, PartialEq)]
        pub struct Features { $(pub $name: f32),* }

        impl Features {
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),*];

            pub fn values(&self) -> Vec<f32> {
                vec![$(self.$name),*]
            }

            pub fn score(&self, weights: &Weights) -> f32 {
                weights.prior $(+ weights.$name * self.$name)*
            }

            /// The terms that are not nothing, with their weight.
            pub fn terms(&self, weights: &Weights) -> Vec<(&'static str, f32)> {
                let mut out = vec![("prior", weights.prior)];
                $(if self.$name != 0.0 {
                    out.push((stringify!($name), weights.$name * self.$name));
                })*
                out
            }
        }
    };
}

impl Features {
    /// As far as the whole names are spelt alike, their words hardly differ: they were divided or
    /// mistyped in ways that no key follows. Tells how much that adds to the score.
    pub(super) fn forgive(&mut self, weights: &Weights) -> f32 {
        let before = self.score(weights);
        let keep = |forgiven: f32| 1.0 - forgiven * self.spelling;
        let (both, missing) = (keep(weights.forgiven), keep(weights.forgiven_missing));
        self.conflict_latin *= both;
        self.conflict_field *= both;
        self.extra_stem *= both;
        self.extra_field *= both;
        self.missing_stem *= missing;
        self.score(weights) - before
    }

    /// What the listed name says further was cut off in the query.
    pub(super) fn forgive_missing(&mut self) {
        self.missing_stem = 0.0;
        self.missing_field = 0.0;
        self.missing_place = 0.0;
        self.missing_number = 0.0;
        self.missing_kind = 0.0;
    }
}

features! {
    text, concept, sound, echo, homophone, loose, near, far, cut, initials, field, place, contained,
    number, kind, cross, full, nearly_full, query_full, identical, nearly_identical, confirmed, spelling, other_spelling,
    conflict_han, conflict_sound, conflict_invented, conflict_latin, conflict_field,
    conflict_category, conflict_place, conflict_place_only, conflict_number, conflict_class,
    conflict_brand, conflict_organisation, conflict_sister,
    extra_stem, missing_stem, extra_field, missing_field, extra_place, missing_place,
    extra_number, missing_number, extra_kind, missing_kind, stemless,
    bracket_view, known_view, weak_known_view, weak_alias,
}
