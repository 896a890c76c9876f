//! What two views disagree in or leave out, and when nothing is left.

use super::{Features, Level, Outcome};
use crate::lexicon::ConceptId;
use crate::reading::{ElementKind, Origin, View};

/// Names that agree in all they say are one the surer the more they say: from this many bits on,
/// fully from so many more ("Universal Trading" agrees with thousands).
const FULL_FROM: f32 = 8.0;

const FULL_RANGE: f32 = 12.0;

/// Bits of trade name that agree from which two trade names of the table are no two.
pub const SAME_TRADE_NAME: f32 = 6.0;

/// The most bits of number that are counted as left over.
pub const MOST_NUMBER: f32 = 6.0;

/// A place in conflict beside one that agrees counts this share.
pub const PLACE_BESIDE: f32 = 0.3;

/// What the further words of a branch count, of what they would count in another name.
pub const BRANCH_EXTRA: f32 = 0.25;

/// What it counts that the query is explained, where it states a legal form and the listed name
/// says more.
const INCORPORATED_SHORT: f32 = 0.5;

/// How far names that agree in all they say are one, by how much they say.
pub fn share_said(bits: f32) -> f32 {
    ((bits - FULL_FROM) / FULL_RANGE).clamp(0.0, 1.0)
}

pub(super) fn disagreement(
    query: &View,
    listed: &View,
    other_organisation: bool,
    out: &mut Outcome,
) {
    let features = &mut out.features;
    let left = |view: &View, covered: u64, mask: u64| view.open_bits(mask & !covered);
    let (qc, lc) = (out.query_covered, out.listed_covered);
    let by_initials = features.initials > 0.0;

    // Trade names: Han against Han, Latin against Latin, then across.
    let mut q = [query.han, query.pinyin, query.invented].map(|mask| left(query, qc, mask));
    let mut l = [listed.han, listed.pinyin, listed.invented].map(|mask| left(listed, lc, mask));
    let mut take = |a: usize, b: usize| {
        let both = q[a].min(l[b]);
        q[a] -= both;
        l[b] -= both;
        both
    };
    features.conflict_han = take(0, 0);
    features.conflict_latin = take(1, 1) + take(2, 2) + take(1, 2) + take(2, 1);
    features.conflict_sound = take(0, 1) + take(1, 0);
    features.conflict_invented = take(0, 2) + take(2, 0);
    features.extra_stem = q.iter().sum();
    features.missing_stem = l.iter().sum();

    let rest = |kind: ElementKind| {
        (left(query, qc, query.mask(kind)), left(listed, lc, listed.mask(kind)))
    };
    let (q, l) = rest(ElementKind::Field);
    let both = q.min(l);
    features.conflict_field = both;
    features.extra_field = q - both;
    features.missing_field = l - both;
    if other_business(query.categories, listed.categories) {
        features.conflict_category = 1.0;
    }

    let (q, l) = rest(ElementKind::Place);
    let both = q.min(l);
    let place_agrees = features.place + features.contained > 0.0;
    if out.stem_bits > 0.0 || by_initials {
        features.conflict_place = if place_agrees { PLACE_BESIDE * both } else { both };
    } else {
        features.conflict_place_only = both;
    }
    features.extra_place = q - both;
    features.missing_place = l - both;

    let (q, l) = rest(ElementKind::Number);
    let numbers = query.mask(ElementKind::Number) != 0 && listed.mask(ElementKind::Number) != 0;
    if numbers && (q > 0.0 || l > 0.0) {
        features.conflict_number = 1.0;
    } else if !by_initials {
        features.extra_number = q.min(MOST_NUMBER);
        features.missing_number = l.min(MOST_NUMBER);
    }

    let (q, l) = rest(ElementKind::Kind);
    if query.classes != 0 && listed.classes != 0 && query.classes & listed.classes == 0 {
        features.conflict_class = 1.0;
    } else {
        features.extra_kind = q;
        features.missing_kind = l;
    }
    if !query.brands.is_empty()
        && !listed.brands.is_empty()
        && !query.brands.iter().any(|brand| listed.brands.contains(brand))
        && out.stem_bits < SAME_TRADE_NAME
    {
        features.conflict_brand = 1.0;
    }
    if other_organisation {
        let house = query.brands.iter().any(|brand| listed.brands.contains(brand));
        if house {
            features.conflict_sister = 1.0;
        } else {
            features.conflict_organisation = 1.0;
        }
    }
    if out.stem_bits == 0.0 && !by_initials {
        features.stemless = 1.0;
    }
    let unexplained = |view: &View, covered: u64| view.all() & !covered != 0;
    if out.query_covered != 0 && !unexplained(query, qc) && features.conflict_class == 0.0 {
        let said = query.bits(qc).min(listed.bits(lc));
        let share = share_said(said);
        // A name given with its legal form is hardly the short form of a longer one.
        let short_form = query.legal_forms.is_empty() || !unexplained(listed, lc);
        features.query_full = if short_form { share } else { INCORPORATED_SHORT * share };
        if !unexplained(listed, lc) {
            let f = &features;
            let cut = f.cut > 0.0 || out.query_by_level[Level::Cut as usize] != 0;
            let doubtful = cut || f.loose + f.near + f.far > 0.0;
            if f.homophone + f.echo > 0.0 {
                // Another spelling of the same sound is a guess, however much agrees besides.
            } else if doubtful {
                features.nearly_full = share;
            } else {
                features.full = share;
            }
        }
    }
    // A branch or faculty of what is listed says more than its name, and is the same body.
    if query.branch && !listed.branch && !unexplained(listed, lc) {
        features.extra_stem *= BRANCH_EXTRA;
        features.extra_field *= BRANCH_EXTRA;
        features.extra_place *= BRANCH_EXTRA;
        features.extra_kind *= BRANCH_EXTRA;
    }
    // A trade name of the table is certain when nothing else is said, or its place is said too.
    let house = |a: &[ConceptId], b: &[ConceptId]| a.iter().any(|id| b.contains(id));
    let alone = query.all() & !qc == 0 && house(&query.brands, &listed.brands);
    let placed = place_agrees && house(&query.houses, &listed.houses);
    if (alone || placed) && out.stem_bits > 0.0 {
        features.confirmed = 1.0;
    }
    count_origin(query.origin, features);
    count_origin(listed.origin, features);
}

/// What it costs that a name was not given as it is compared.
pub fn count_origin(origin: Origin, features: &mut Features) {
    match origin {
        Origin::Given => (),
        Origin::Bracket => features.bracket_view += 1.0,
        Origin::Known => features.known_view += 1.0,
        Origin::WeaklyKnown => features.weak_known_view += 1.0,
    }
}

/// The query states a legal form, and none that the listed name has.
pub(super) fn other_form(query: &View, listed: &View) -> bool {
    let of_listed = |form| listed.legal_forms.contains(form);
    !query.legal_forms.is_empty() && !query.legal_forms.iter().any(of_listed)
}

/// Is the line of business of one none of the other's? Category 0 (general words) excludes nothing.
pub fn other_business(a: u32, b: u32) -> bool {
    let (a, b) = (a & !1, b & !1);
    a != 0 && b != 0 && a & b == 0
}
