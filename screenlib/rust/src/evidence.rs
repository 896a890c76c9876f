//! The evidence model: what two names share, what they disagree in, and the bits of each.
//!
//! Agreement and disagreement are counted in bits (Fellegi and Sunter 1969, with the
//! term-frequency adjustment of record linkage) and summed. A pair of views is scored from the
//! keys they share: each key explains elements on both sides, the strongest level first, and what
//! stays unexplained on both sides is conflict, on one side omission.
//! Promises: agreement never lowers a score, conflict and omission never raise it.

use crate::lexicon::{ConceptId, Lexicon};
use crate::reading::view::{Attribute, ELEMENT_KINDS};
use crate::reading::{ElementKind, Origin, Reading, Script, View};
use crate::weights::Weights;

/// How two elements agree, strongest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Level {
    Text = 0,
    Concept = 1,
    Sound = 2,
    Near = 3,
    Loose = 4,
    Far = 5,
    Cut = 6,
    Initials = 7,
    /// A place inside the other's.
    Contained = 8,
    /// The sound of a trade name whose Han form is known to be another.
    Echo = 9,
    /// Other characters of the same sound.
    Homophone = 10,
}

pub const LEVELS: [Level; 11] = [
    Level::Text,
    Level::Concept,
    Level::Sound,
    Level::Near,
    Level::Loose,
    Level::Far,
    Level::Cut,
    Level::Initials,
    Level::Contained,
    Level::Echo,
    Level::Homophone,
];

impl Level {
    pub fn name(self) -> &'static str {
        match self {
            Level::Text => "text",
            Level::Concept => "concept",
            Level::Sound => "sound",
            Level::Near => "typo",
            Level::Loose => "romanisation",
            Level::Far => "typos",
            Level::Cut => "truncation",
            Level::Initials => "initials",
            Level::Contained => "inside",
            Level::Echo => "echo",
            Level::Homophone => "homophone",
        }
    }

    /// The level at which two keys of the same number agree, if they do.
    pub fn of(a: Attribute, b: Attribute) -> Option<Level> {
        use Attribute as A;
        Some(match (a.min(b), a.max(b)) {
            (A::Text, A::Text) => Level::Text,
            (A::Concept, A::Concept) | (A::Text, A::OtherForm) => Level::Concept,
            (A::Concept | A::WeakConcept, A::WeakConcept) => Level::Sound,
            (A::SoundHan, A::SoundHan) => Level::Homophone,
            (A::SoundHan, A::SoundLatin) => Level::Sound,
            (A::SoundHan, A::SoundBranded) => Level::Echo,
            (A::SoundLatin | A::SoundBranded, A::SoundLatin | A::SoundBranded)
            | (A::Spelling, A::Spelling) => Level::Sound,
            (A::Text, A::Loose) => Level::Loose,
            (A::Text | A::OtherForm, A::Near) => Level::Near,
            (A::Text | A::OtherForm, A::Far) => Level::Far,
            (A::Text | A::OtherForm, A::Cut) => Level::Cut,
            (A::InitialsOf, A::InitialsAs) => Level::Initials,
            (A::Concept, A::Around) => Level::Contained,
            _ => return None,
        })
    }
}

/// Initials count by the letters beyond three, up to this many: three letters fit everything.
pub const MOST_INITIALS: f32 = 3.0;
/// Names that agree in all they say are one the surer the more they say: from this many bits on,
/// fully from so many more ("Universal Trading" agrees with thousands).
const FULL_FROM: f32 = 8.0;
const FULL_RANGE: f32 = 12.0;
/// Han characters of the same sound are taken for a typing error when so many bits agree besides.
const SLIP_BESIDE: f32 = 9.0;

/// What the further words of a branch count, of what they would count in another name.
pub const BRANCH_EXTRA: f32 = 0.25;

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

features! {
    text, concept, sound, echo, homophone, loose, near, far, cut, initials, field, place, contained,
    number, kind, cross, full, nearly_full, query_full, identical, nearly_identical, confirmed,
    conflict_han, conflict_sound, conflict_invented, conflict_latin, conflict_field,
    conflict_category, conflict_place, conflict_place_only, conflict_number, conflict_class,
    conflict_brand, conflict_organisation, conflict_sister,
    extra_stem, missing_stem, extra_field, missing_field, extra_place, missing_place,
    extra_number, missing_number, extra_kind, missing_kind, stemless,
    bracket_view, known_view, weak_known_view, weak_alias,
}

/// What stays of a pair of views after comparing: enough to score, judge and explain it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome {
    pub score: f32,
    pub features: Features,
    /// Elements explained on either side, by level.
    pub query_by_level: [u64; LEVELS.len()],
    pub listed_by_level: [u64; LEVELS.len()],
    pub query_covered: u64,
    pub listed_covered: u64,
    /// Bits of trade name that agree, before weights.
    pub stem_bits: f32,
    /// The trade names are known to belong to one group.
    pub one_group: bool,
}

/// Compare two views. `other_organisation`: both whole names are known, and are two.
/// `weak_alias`: the list calls the name weak.
pub fn compare_views(
    weights: &Weights,
    query: &View,
    listed: &View,
    other_organisation: bool,
    weak_alias: bool,
) -> Outcome {
    compare_noting(weights, query, listed, other_organisation, weak_alias, |_| ())
}

/// Two names of one house are no members of a group: they are one.
fn same_house(query: &View, listed: &View) -> bool {
    query.houses.iter().any(|house| listed.houses.contains(house))
        || query.whole_organisation.is_some_and(|(id, _)| {
            listed.whole_organisation.is_some_and(|(other, _)| other == id)
        })
}

/// The shortest word that a typing error in a whole name is forgiven in.
const SHORTEST_SLIP: u32 = 4;

/// Whether the letters of two whole names are the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Same {
    No,
    /// But for typing errors, or the legal form.
    Nearly,
    Identical,
}

/// How far names that agree in all they say are one, by how much they say.
fn share_said(bits: f32) -> f32 {
    ((bits - FULL_FROM) / FULL_RANGE).clamp(0.0, 1.0)
}

/// Is what differs between nearly the same letters a typing error? Not when both sides have a word
/// that is good in itself there: another syllable, place, number or field is another name.
fn is_slip(query: &View, listed: &View, out: &Outcome) -> bool {
    let left = (query.all() & !out.query_covered, listed.all() & !out.listed_covered);
    let number = |view: &View, left: u64| left & view.mask(ElementKind::Number) != 0;
    let odd = |view: &View, left: u64| left == 0 || left & view.invented != 0;
    // In three letters one error is another name.
    let short = |view: &View, left: u64| {
        let elements = view.elements.iter().enumerate().filter(|(at, _)| left >> at & 1 == 1);
        elements.map(|(_, e)| e.span.1 - e.span.0).any(|letters| letters < SHORTEST_SLIP)
    };
    if short(query, left.0) || short(listed, left.1) {
        return false;
    }
    // All words agree as they are: then the letters tell nothing that the words did not.
    let f = &out.features;
    let misspelt = f.near + f.far + f.cut > 0.0;
    (left != (0, 0) || misspelt)
        && !number(query, left.0)
        && !number(listed, left.1)
        && (odd(query, left.0) || odd(listed, left.1))
}

/// Elements of one kind that agree at one level, and the bits counted for them.
#[derive(Clone, Copy, Debug)]
pub struct Agreement {
    pub level: Level,
    pub kind: ElementKind,
    pub query: u64,
    pub listed: u64,
    pub bits: f32,
}

/// `compare_views`, telling of each agreement.
#[inline(never)]
pub fn compare_noting(
    weights: &Weights,
    query: &View,
    listed: &View,
    other_organisation: bool,
    weak_alias: bool,
    mut note: impl FnMut(Agreement),
) -> Outcome {
    let mut out = Outcome::default();
    out.features.weak_alias = f32::from(u8::from(weak_alias));
    let mut same = Same::No;
    let (mut i, mut j) = (0, 0);
    while i < query.keys.len() && j < listed.keys.len() {
        let (a, b) = (&query.keys[i], &listed.keys[j]);
        if a.id < b.id {
            i += 1;
        } else if a.id > b.id {
            j += 1;
        } else {
            // The same number may stand several times, with other elements or attributes.
            let mut k = j;
            while k < listed.keys.len() && listed.keys[k].id == a.id {
                match (a.attribute, listed.keys[k].attribute) {
                    (Attribute::Member, Attribute::Member | Attribute::House)
                    | (Attribute::House, Attribute::Member) => out.one_group = true,
                    (Attribute::Whole, Attribute::Whole) => same = Same::Identical,
                    (Attribute::NearWhole | Attribute::Bare, Attribute::Whole | Attribute::Bare) => {
                        same = same.max(Same::Nearly);
                    }
                    _ => (),
                }
                if let Some(level) = Level::of(a.attribute, listed.keys[k].attribute) {
                    out.query_by_level[level as usize] |= a.mask;
                    out.listed_by_level[level as usize] |= listed.keys[k].mask;
                }
                k += 1;
            }
            i += 1;
        }
    }
    out.one_group &= !same_house(query, listed);
    agreement(weights, query, listed, &mut out, &mut note);
    if same == Same::Nearly && !is_slip(query, listed, &out) {
        same = Same::No;
    }
    if same != Same::No {
        // The same letters, however they are divided: nothing is left over.
        out.query_covered = query.all();
        out.listed_covered = listed.all();
        let said = query.bits(query.all()).min(listed.bits(listed.all()));
        match same {
            Same::Identical => out.features.identical = 1.0,
            _ => out.features.nearly_identical = share_said(said),
        }
    }
    disagreement(query, listed, other_organisation, &mut out);
    out.score = out.features.score(weights);
    out
}

#[inline(never)]
fn agreement(
    weights: &Weights,
    query: &View,
    listed: &View,
    out: &mut Outcome,
    note: &mut impl FnMut(Agreement),
) {
    let features = &mut out.features;
    let mut stem = 0.0;
    for level in LEVELS {
        let new_query = out.query_by_level[level as usize] & !out.query_covered;
        let new_listed = out.listed_by_level[level as usize] & !out.listed_covered;
        // Each element is explained once: a key needs something new on both sides.
        if new_query == 0 || new_listed == 0 {
            out.query_by_level[level as usize] = 0;
            out.listed_by_level[level as usize] = 0;
            continue;
        }
        out.query_by_level[level as usize] = new_query;
        out.listed_by_level[level as usize] = new_listed;
        if level == Level::Initials {
            let letters = new_query.count_ones().max(new_listed.count_ones()) as f32;
            features.initials = (letters - 3.0).clamp(0.0, MOST_INITIALS);
            out.query_covered |= new_query;
            out.listed_covered |= new_listed;
            continue;
        }
        let (mut only_query, mut only_listed) = (0.0, 0.0);
        for kind in ELEMENT_KINDS {
            let (of_query, of_listed) =
                (new_query & query.mask(kind), new_listed & listed.mask(kind));
            let (q, l) = (query.bits(of_query), listed.bits(of_listed));
            let both = q.min(l);
            only_query += q - both;
            only_listed += l - both;
            if both == 0.0 {
                continue;
            }
            let mut counted = both;
            let feature = match (kind, level) {
                (ElementKind::Stem, _) => {
                    counted = both.min((weights.stem_cap - stem).max(0.0));
                    if !matches!(level, Level::Homophone | Level::Echo) {
                        stem += counted;
                    }
                    match level {
                        Level::Text => &mut features.text,
                        Level::Concept => &mut features.concept,
                        Level::Sound => &mut features.sound,
                        Level::Near => &mut features.near,
                        Level::Loose => &mut features.loose,
                        Level::Far => &mut features.far,
                        Level::Cut => &mut features.cut,
                        Level::Echo => &mut features.echo,
                        _ => &mut features.homophone,
                    }
                }
                (ElementKind::Field, _) => &mut features.field,
                (ElementKind::Place, Level::Contained) => &mut features.contained,
                (ElementKind::Place, _) => &mut features.place,
                (ElementKind::Number, _) => &mut features.number,
                (ElementKind::Kind, _) => &mut features.kind,
            };
            *feature += counted;
            note(Agreement { level, kind, query: of_query, listed: of_listed, bits: counted });
        }
        if level != Level::Homophone && level != Level::Contained {
            features.cross += only_query.min(only_listed);
        }
        if level != Level::Homophone || stem >= SLIP_BESIDE {
            out.query_covered |= new_query;
            out.listed_covered |= new_listed;
        }
    }
    out.stem_bits = stem;
}

#[inline(never)]
fn disagreement(query: &View, listed: &View, other_organisation: bool, out: &mut Outcome) {
    let features = &mut out.features;
    let left = |view: &View, covered: u64, mask: u64| view.bits(mask & !covered);
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
    // Another line of business altogether; category 0 (general words) excludes nothing.
    let (qk, lk) = (query.categories & !1, listed.categories & !1);
    if qk != 0 && lk != 0 && qk & lk == 0 {
        features.conflict_category = 1.0;
    }

    let (q, l) = rest(ElementKind::Place);
    let both = q.min(l);
    let place_agrees = features.place + features.contained > 0.0;
    if out.stem_bits > 0.0 || by_initials {
        features.conflict_place = if place_agrees { 0.3 * both } else { both };
    } else {
        features.conflict_place_only = both;
    }
    features.extra_place = q - both;
    features.missing_place = l - both;

    let (q, l) = rest(ElementKind::Number);
    let numbers =
        query.mask(ElementKind::Number) != 0 && listed.mask(ElementKind::Number) != 0;
    if numbers && (q > 0.0 || l > 0.0) {
        features.conflict_number = 1.0;
    } else if !by_initials {
        features.extra_number = q.min(6.0);
        features.missing_number = l.min(6.0);
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
        && out.stem_bits < 6.0
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
        features.query_full = share;
        if !unexplained(listed, lc) {
            let f = &features;
            let doubtful = f.loose + f.near + f.far + f.cut > 0.0;
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
    view_costs(query, features);
    view_costs(listed, features);
}

fn view_costs(view: &View, features: &mut Features) {
    match view.origin {
        Origin::Given => (),
        Origin::Bracket => features.bracket_view += 1.0,
        Origin::Known => features.known_view += 1.0,
        Origin::WeaklyKnown => features.weak_known_view += 1.0,
    }
}

/// The weight of a bit that agrees so.
pub fn factor(weights: &Weights, agreement: &Agreement) -> f32 {
    match (agreement.kind, agreement.level) {
        (ElementKind::Stem, Level::Text) => weights.text,
        (ElementKind::Stem, Level::Concept) => weights.concept,
        (ElementKind::Stem, Level::Sound) => weights.sound,
        (ElementKind::Stem, Level::Near) => weights.near,
        (ElementKind::Stem, Level::Loose) => weights.loose,
        (ElementKind::Stem, Level::Far) => weights.far,
        (ElementKind::Stem, Level::Cut) => weights.cut,
        (ElementKind::Stem, Level::Echo) => weights.echo,
        (ElementKind::Stem, _) => weights.homophone,
        (ElementKind::Field, _) => weights.field,
        (ElementKind::Place, Level::Contained) => weights.contained,
        (ElementKind::Place, _) => weights.place,
        (ElementKind::Number, _) => weights.number,
        (ElementKind::Kind, _) => weights.kind,
    }
}

/// May these views be compared? Names that both come in Han are compared in Han, so that another
/// Han name of the same sound is seen to be another; a Latin query meets a Han view only when it
/// is pinyin, or the Han name is the one given, or nothing Latin is there to meet.
pub fn comparable(query: &View, listed: &View, listed_has_han: bool, listed_has_latin: bool) -> bool {
    let one_house = || query.houses.iter().any(|house| listed.houses.contains(house));
    if query.is_organisation || listed.is_organisation || one_house() {
        return true;
    }
    match (query.script, listed.script) {
        (Script::Han, Script::Latin) => !listed_has_han,
        (Script::Latin, Script::Han) => {
            !listed_has_latin || query.pinyinish || listed.origin == Origin::Given
        }
        _ => true,
    }
}

/// The best pair of views, by verdict and score: query view, listed view, outcome, verdict.
pub fn compare_readings(
    lexicon: &Lexicon,
    query: &Reading,
    listed: &Reading,
    listed_has_han: bool,
) -> Option<(usize, usize, Outcome, Verdict)> {
    let other = other_organisation(query, listed);
    let mut best: Option<(usize, usize, Outcome, Verdict)> = None;
    for (i, a) in query.views.iter().enumerate() {
        for (j, b) in listed.views.iter().enumerate() {
            if !comparable(a, b, listed_has_han, listed.has_latin) {
                continue;
            }
            let outcome = compare_views(&lexicon.weights, a, b, other, false);
            let verdict = verdict(lexicon, a, b, &outcome);
            if best.as_ref().is_none_or(|(_, _, known, its)| {
                (verdict, outcome.score) > (*its, known.score)
            }) {
                best = Some((i, j, outcome, verdict));
            }
        }
    }
    best
}

pub fn other_organisation(query: &Reading, listed: &Reading) -> bool {
    !query.organisations.is_empty()
        && !listed.organisations.is_empty()
        && !query.organisations.iter().any(|id| listed.organisations.contains(id))
}

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
    if query.house_mask == 0 {
        review.min(weights.affiliate_score)
    } else {
        review.min(weights.affiliate_score).min(weights.affiliate_house_score)
    }
}

/// The verdict on a pair, from probability and structure.
pub fn verdict(lexicon: &Lexicon, query: &View, listed: &View, outcome: &Outcome) -> Verdict {
    let weights = &lexicon.weights;
    let probability = probability(weights, outcome.score);
    let affiliate = looks_affiliated(weights, query, listed, outcome);
    if probability >= weights.review_threshold {
        // Branch words, a foreign place or a known other organisation: the same trade name, but
        // the name says it is another body.
        if affiliate && says_other_body(query, listed, outcome) {
            return Verdict::Affiliate;
        }
        if probability >= weights.match_threshold {
            return Verdict::Match;
        }
        return Verdict::Review;
    }
    if affiliate {
        Verdict::Affiliate
    } else if is_trade_name_alone(query, listed, outcome) {
        Verdict::Review
    } else {
        Verdict::None
    }
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
    outcome.stem_bits >= weights.affiliate_stem_bits
        && outcome.score >= weights.affiliate_score
        && f.extra_stem < 4.0
}

/// The query says a trade name of the table and nothing else, and the listed name has it.
fn is_trade_name_alone(query: &View, listed: &View, outcome: &Outcome) -> bool {
    query.house_mask == query.all()
        && query.all() & !outcome.query_covered == 0
        && query.houses.iter().any(|house| listed.houses.contains(house))
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
