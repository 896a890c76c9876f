//! From score and structure to the verdict that people read.

use super::{other_form, Level, Outcome};
use crate::lexicon::Lexicon;
use crate::reading::view::FuzzyWord;
use crate::reading::{ElementKind, View};
use crate::weights::Weights;

/// Bits that must agree beside a trade name that is not one house's alone, or has an error.
const LEAST_BESIDE: f32 = 4.0;

/// Two errors are forgiven in a word from here on.
const LONG_WORD: usize = 9;

/// Bits of a trade name that says something where the name is given whole and has nothing else:
/// fewer than one name in a thousand has it.
const LEAST_WHOLE: f32 = 10.0;

/// Bits of a trade name that is one's own: fewer than one name in four thousand has it.
const RARE_TRADE_NAME: f32 = 12.0;

/// The shortest misspelt trade name that is recognised with nothing beside it.
const SHORTEST_ALONE: usize = 6;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Verdict {
    None = 0,
    Affiliate = 1,
    Review = 2,
    Match = 3,
}

impl Verdict {
    pub fn name(self) -> &'static str {
        match self {
            Verdict::None => "none",
            Verdict::Affiliate => "affiliate",
            Verdict::Review => "review",
            Verdict::Match => "match",
        }
    }
}

pub fn probability(weights: &Weights, score: f32) -> f32 {
    1.0 / (1.0 + (-weights.slope * score).exp())
}

/// The score at which the probability reaches this.
pub fn score_at(weights: &Weights, probability: f32) -> f32 {
    let p = probability.clamp(1e-9, 1.0 - 1e-9);
    (p / (1.0 - p)).ln() / weights.slope
}

/// The least score that can have a verdict: lower when a trade name of the brand table is in the
/// query, since its houses are shown however much else differs.
pub fn least_score(weights: &Weights, query: &View) -> f32 {
    let review = score_at(weights, weights.review_threshold);
    let mut least = review.min(weights.affiliate_score);
    if query.house_mask != 0 {
        least = least.min(weights.affiliate_house_score);
    }
    if query.weak_house_mask != 0 {
        least = least.min(weights.affiliate_weak_score).min(weights.alone_score);
    }
    if odd_word(query) != 0 {
        least = least.min(weights.alone_misspelt_score);
    }
    least
}

/// The verdict on a pair, from probability and structure.
pub fn verdict(lexicon: &Lexicon, query: &View, listed: &View, outcome: &Outcome) -> Verdict {
    if says_nothing(query, listed, outcome) {
        return Verdict::None;
    }
    let weights = &lexicon.weights;
    let probability = probability(weights, outcome.score);
    let affiliate = looks_affiliated(weights, query, listed, outcome)
        || is_weak_house_elsewhere(lexicon, query, listed, outcome);
    if probability >= weights.review_threshold {
        // Branch words, a foreign place or a known other organisation: the same trade name, but
        // the name says it is another body.
        if affiliate && says_other_body(query, listed, outcome) {
            return Verdict::Affiliate;
        }
        // What is forgiven makes a match of nothing.
        let sure = self::probability(weights, outcome.score - outcome.forgiven);
        if sure >= weights.match_threshold && !may_be_another(listed, outcome) {
            return Verdict::Match;
        }
        return Verdict::Review;
    }
    // Another legal form alone never hides a name.
    if outcome.but_form {
        Verdict::Review
    } else if affiliate {
        Verdict::Affiliate
    } else if is_trade_name_alone(weights, query, listed, outcome)
        || is_misspelt_alone(weights, query, listed, outcome)
    {
        Verdict::Review
    } else {
        Verdict::None
    }
}

/// Places and fields that tell no company from another are the name of one only as a whole.
fn says_nothing(query: &View, listed: &View, outcome: &Outcome) -> bool {
    let left = query.all() & !outcome.query_covered != 0 || leaves_more(listed, outcome);
    let body = query.mask(ElementKind::Kind) != 0 || outcome.one_group;
    left && !outcome.whole && !body && !query.is_distinctive()
}

/// However much agrees, it is what another name may have as well: fields in other words, words that
/// are all common and have a slip, a trade name that is short of something or misspelt.
fn may_be_another(listed: &View, outcome: &Outcome) -> bool {
    let slip = outcome.features.nearly_identical > 0.0 && !outcome.but_form;
    slip && outcome.stem_bits == 0.0
        || outcome.fields_alone
        || says_more(listed, outcome)
        || is_short(listed, outcome)
        || may_be_another_word(outcome)
}

/// Places and fields agree and nothing else, and the listed name has further ones.
fn says_more(listed: &View, outcome: &Outcome) -> bool {
    let f = &outcome.features;
    let named = outcome.stem_bits + f.kind + f.number > 0.0;
    leaves_more(listed, outcome) && !outcome.whole && !named
}

/// Something of the listed name is in no part of the query.
fn leaves_more(listed: &View, outcome: &Outcome) -> bool {
    listed.all() & !outcome.listed_covered != 0
}

/// The listed name says more than its place besides, and the trade name that agrees is one that
/// many have, and none of the table in its place.
fn is_short(listed: &View, outcome: &Outcome) -> bool {
    let left = listed.all() & !outcome.listed_covered & !listed.mask(ElementKind::Place);
    left != 0
        && outcome.features.confirmed == 0.0
        && outcome.stem_bits > 0.0
        && outcome.stem_bits < RARE_TRADE_NAME
}

/// All of the trade name that agrees has an error, in a short word or with hardly anything beside
/// it: then it may be another word (Venco, Tenco).
fn may_be_another_word(outcome: &Outcome) -> bool {
    let f = &outcome.features;
    let beside = f.field + f.place + f.number + f.kind;
    f.near + f.far > 0.0
        && f.text + f.concept + f.sound == 0.0
        && (f.far > 0.0 || beside < LEAST_BESIDE)
}

/// The trade name agrees as written and is distinctive, and nothing speaks against one house. A
/// trade name of the brand table needs less beside it than a word that is merely rare.
fn looks_affiliated(weights: &Weights, query: &View, listed: &View, outcome: &Outcome) -> bool {
    let f = &outcome.features;
    if outcome.one_group {
        return true;
    }
    let doubtful = f.homophone + f.echo + f.near + f.far + f.loose + f.cut > 0.0;
    let other = f.conflict_han + f.conflict_latin + f.conflict_sound >= 3.0;
    if doubtful || other || f.conflict_category > 0.0 || outcome.stem_bits == 0.0 {
        return false;
    }
    let house = query.brands.iter().any(|brand| listed.brands.contains(brand));
    if house {
        return outcome.score >= weights.affiliate_house_score;
    }
    // Another spelling of a transliteration is as doubtful as an error, if nothing else agrees.
    let respelt = outcome.query_by_level[Level::Sound as usize] & query.invented != 0;
    outcome.stem_bits >= weights.affiliate_stem_bits
        && !respelt
        && outcome.score >= weights.affiliate_score
        && f.extra_stem < 4.0
}

/// A trade name of the table that others have too, in the same business: a subsidiary abroad or an
/// office (Dahua Technology France). In another Chinese place it is likely another company.
fn is_weak_house_elsewhere(
    lexicon: &Lexicon,
    query: &View,
    listed: &View,
    outcome: &Outcome,
) -> bool {
    let f = &outcome.features;
    let left = query.all() & !outcome.query_covered & !query.mask(ElementKind::Place);
    let abroad = !query.places.is_empty()
        && query.places.iter().all(|place| !lexicon.is_chinese_place(*place));
    outcome.score >= lexicon.weights.affiliate_weak_score
        && (abroad || query.branch)
        && left == 0
        && outcome.query_covered & query.weak_house_mask != 0
        && f.field >= LEAST_BESIDE
        && f.homophone + f.echo + f.conflict_category == 0.0
        && query.houses.iter().any(|house| listed.houses.contains(house))
}

/// The query says a trade name of the table and nothing else, and the listed name has it, and not
/// too much else. A query with a legal form is a name given whole: then the listed name may say no
/// more either, and both have to mean that trade name for certain.
fn is_trade_name_alone(weights: &Weights, query: &View, listed: &View, outcome: &Outcome) -> bool {
    let more = leaves_more(listed, outcome) || outcome.features.sound > 0.0;
    let common = query.bits(query.all()) < LEAST_WHOLE;
    outcome.score >= weights.alone_score
        && (query.legal_forms.is_empty() || !more && !common)
        && query.house_mask == query.all()
        && query.all() & !outcome.query_covered == 0
        && query.houses.iter().any(|house| listed.houses.contains(house))
}

/// The query's trade name is one word and no word in use, and but for a slip a strong trade name of
/// the table that the listed name has (Hauwei, Hikvison Electronics). With a legal form it has to
/// be one slip, and the same form; with fields one slip, and no other business.
fn is_misspelt_alone(weights: &Weights, query: &View, listed: &View, outcome: &Outcome) -> bool {
    let f = &outcome.features;
    let word = odd_word(query);
    let two_slips = f.far > 0.0 && query.words.iter().any(|word| word.text.len() >= LONG_WORD);
    let respelt = outcome.query_by_level[Level::Sound as usize] & word != 0;
    let fields = query.mask(ElementKind::Field) != 0;
    outcome.score >= weights.alone_misspelt_score
        && (query.legal_forms.is_empty() || !two_slips && !other_form(query, listed))
        && (!fields || !two_slips && f.conflict_category == 0.0)
        && word & outcome.query_covered != 0
        && (f.near + f.far > 0.0 || respelt)
        && outcome.listed_covered & listed.house_mask != 0
}

/// The element of the one Latin word that is the whole trade name, with nothing but fields beside
/// it, if it is neither pinyin nor in use, and long enough for a slip to leave it recognisable;
/// else none.
pub fn odd_word(query: &View) -> u64 {
    let stem = query.mask(ElementKind::Stem);
    if query.all() & !(stem | query.mask(ElementKind::Field)) != 0 {
        return 0;
    }
    let odd = |word: &FuzzyWord| {
        word.mask == stem
            && !word.pinyin
            && !word.known
            && !word.common
            && word.text.len() >= SHORTEST_ALONE
    };
    if query.words.iter().any(odd) {
        stem
    } else {
        0
    }
}

fn says_other_body(query: &View, listed: &View, outcome: &Outcome) -> bool {
    let f = &outcome.features;
    query.branch && !listed.branch
        || outcome.one_group
        || f.extra_place >= 1.0
        || f.conflict_place > 0.0
        || f.conflict_class > 0.0
        || f.conflict_organisation + f.conflict_sister > 0.0
        || f.extra_field >= 5.0
}
