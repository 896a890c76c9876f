//! The evidence model: what two names share, what they disagree in, and the bits of each.
//!
//! Agreement and disagreement are counted in bits (Fellegi and Sunter 1969, with the
//! term-frequency adjustment of record linkage) and summed. A pair of views is scored from the
//! keys they share: each key explains elements on both sides, the strongest level first, and what
//! stays unexplained on both sides is conflict, on one side omission.
//! Promises: agreement never lowers a score, conflict and omission never raise it.

pub mod disagreement;
mod features;
pub mod letters;
mod level;
mod slip;
mod verdict;

pub use features::Features;
pub use level::{Level, LEVELS};
pub use verdict::{least_score, odd_word, probability, score_at, verdict, Verdict};

use crate::lexicon::{ConceptId, Lexicon};
use crate::reading::view::{Attribute, ELEMENT_KINDS};
use crate::reading::{ElementKind, KeyStore, Keys, Origin, Reading, Script, View};
use crate::weights::Weights;
use disagreement::{disagreement, other_form, share_said};
use letters::Pairs;
use slip::{is_one_but_for_form, is_slip, letters_said, spells_another, Same};

/// Initials count by the letters beyond three, up to this many: three letters fit everything.
pub const MOST_INITIALS: f32 = 3.0;

/// Han characters of the same sound are taken for a typing error when so many bits agree besides.
const SLIP_BESIDE: f32 = 9.0;

/// What it counts that no trade name agrees, where fields are all that does.
const FIELDS_ALONE: f32 = 4.0;

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
    /// How much of the score is what alike spelling forgave.
    pub forgiven: f32,
    /// Bits of trade name that agree, before weights.
    pub stem_bits: f32,
    /// The trade names are known to belong to one group.
    pub one_group: bool,
    /// Names in Latin letters that agree in fields and in nothing else, in other letters.
    pub fields_alone: bool,
    /// All letters are the same but for the legal form, and they say something.
    pub but_form: bool,
    /// The letters or words of the whole names are the same, or nearly.
    pub whole: bool,
    /// Something agrees, however little: names that share nothing are never a hit.
    pub meets: bool,
}

/// A listed name as one of its views has it, with what is known besides.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'a> {
    pub view: &'a View,
    /// The keys of the view.
    pub keys: Keys<'a>,
    /// Both whole names are known, and are two.
    pub other_organisation: bool,
    /// The list calls the name weak.
    pub weak_alias: bool,
    /// The pairs of letters of the query, and all letters of the name, if the view is of all that
    /// was given; both in Latin letters.
    pub letters: Option<(&'a Pairs, &'a str)>,
}

pub fn compare_views(weights: &Weights, query: &View, listed: Listed) -> Outcome {
    compare_noting(weights, query, listed, |_| ())
}

/// Two names of one house are no members of a group: they are one.
fn same_house(query: &View, listed: &View) -> bool {
    query.houses.iter().any(|house| listed.houses.contains(house))
        || query
            .whole_organisation
            .is_some_and(|(id, _)| listed.whole_organisation.is_some_and(|(other, _)| other == id))
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
pub fn compare_noting(
    weights: &Weights,
    query: &View,
    beside: Listed,
    mut note: impl FnMut(Agreement),
) -> Outcome {
    let mut out = Outcome::default();
    out.features.weak_alias = f32::from(u8::from(beside.weak_alias));
    let Listed { view: listed, keys, .. } = beside;
    let Keys { ids, masks, .. } = keys;
    let mut same = Same::No;
    let (mut i, mut j) = (0, 0);
    while i < query.keys.len() && j < ids.len() {
        let a = &query.keys[i];
        if a.id < ids[j] {
            i += 1;
        } else if a.id > ids[j] {
            j += 1;
        } else {
            // The same number may stand several times, with other elements or attributes.
            let mut k = j;
            while k < ids.len() && ids[k] == a.id {
                let attribute = keys.attribute(k);
                match (a.attribute, attribute) {
                    (Attribute::Member, Attribute::House)
                    | (Attribute::House, Attribute::Member) => out.one_group = true,
                    (Attribute::Whole, Attribute::Whole) => same = Same::Identical,
                    (Attribute::Whole, Attribute::Bare)
                    | (Attribute::Bare, Attribute::Whole | Attribute::Bare) => {
                        same = same.max(Same::ButForm);
                    }
                    (Attribute::NearWhole, Attribute::Whole | Attribute::Bare) => {
                        same = same.max(Same::Nearly);
                    }
                    (Attribute::Front, Attribute::Whole) => same = same.max(Same::Front),
                    (Attribute::Turned, Attribute::Turned) => same = same.max(Same::Turned),
                    (Attribute::Words, Attribute::Words) => same = same.max(Same::Reordered),
                    _ => (),
                }
                if let Some(level) = Level::of(a.attribute, attribute) {
                    out.query_by_level[level as usize] |= a.mask;
                    out.listed_by_level[level as usize] |= masks[k];
                }
                k += 1;
            }
            i += 1;
        }
    }
    out.one_group &= !same_house(query, listed);
    out.meets = same != Same::No
        || out.one_group
        || out.query_by_level.iter().any(|elements| *elements != 0);
    agreement(weights, query, listed, &mut out, &mut note);
    if same == Same::ButForm && query.same_forms(listed) {
        // The same legal form in another writing.
        same = Same::Identical;
    }
    if same == Same::Nearly && !is_slip(query, listed, &out) {
        same = Same::No;
    }
    if same != Same::No && spells_another(query, listed, &out) {
        same = Same::No;
    }
    // Where all words agree the line ends with a word, and the listed name says more.
    if same == Same::Front && out.query_covered == query.all() {
        same = Same::No;
    }
    if same != Same::No {
        // The same letters, however they are divided: nothing is left over.
        out.query_covered = query.all();
        if same != Same::Front {
            out.listed_covered = listed.all();
        }
        let said = query.bits(query.all()).min(listed.bits(listed.all())).max(letters_said(query));
        match same {
            Same::Identical => out.features.identical = 1.0,
            // A slip beside another legal form is two differences.
            Same::Nearly if other_form(query, listed) => (),
            _ => out.features.nearly_identical = share_said(said),
        }
    }
    out.whole = same != Same::No;
    disagreement(query, listed, beside.other_organisation, &mut out);
    if same != Same::No {
        // One word misread makes another kind of body of the same name.
        out.features.conflict_class = 0.0;
    }
    if matches!(same, Same::Identical | Same::ButForm) {
        // A known organisation is still called what it is called.
        (out.features.conflict_organisation, out.features.conflict_sister) = (0.0, 0.0);
    }
    out.fields_alone = same == Same::No && fields_alone(query, listed, &out);
    if out.fields_alone {
        out.features.stemless = FIELDS_ALONE;
    }
    if same == Same::Front {
        out.features.forgive_missing();
    }
    if let Some((pairs, letters)) = beside.letters.filter(|_| query.whole.is_some()) {
        let f = &mut out.features;
        (f.spelling, f.other_spelling) = letters::spelling(pairs, letters);
        match same {
            // One slip is in two or three pairs, and is counted as a slip.
            Same::Nearly => f.other_spelling = 0.0,
            Same::Identical if pairs.count() > 0 => (f.spelling, f.other_spelling) = (1.0, 0.0),
            _ => (),
        }
        // Syllables of pinyin repeat: a trade name of others is another one, however near.
        let syllables = listed.pinyin & !out.listed_covered != 0;
        if f.spelling > 0.0 && out.stem_bits > 0.0 && !syllables {
            out.forgiven = f.forgive(weights);
        }
    }
    out.but_form = same == Same::ButForm && is_one_but_for_form(query, &out);
    out.score = out.features.score(weights);
    out
}

/// Names in Latin letters that agree in fields and in nothing else ought to be the same words in
/// some order, but for a slip; across scripts fields are translated.
fn fields_alone(query: &View, listed: &View, out: &Outcome) -> bool {
    let f = &out.features;
    let latin = query.script == Script::Latin && listed.script == Script::Latin;
    // An abbreviation that no table has may be of many a word.
    let cut = out.query_by_level[Level::Cut as usize] != 0;
    let besides = f.kind + f.number + f.place + f.contained + if cut { 0.0 } else { f.cross };
    // A known organisation may be called so for all that.
    let known = query.whole_organisation.is_some() || listed.whole_organisation.is_some();
    let corrected = query.corrected || listed.corrected;
    let other_words = query.word_set != listed.word_set;
    latin && f.stemless > 0.0 && besides == 0.0 && other_words && !known && !corrected
}

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
pub fn comparable(
    query: &View,
    listed: &View,
    listed_has_han: bool,
    listed_has_latin: bool,
) -> bool {
    let one_house = || query.houses.iter().any(|house| listed.houses.contains(house));
    query.is_organisation
        || listed.is_organisation
        || one_house()
        || scripts_meet((query.script, query.pinyinish), listed, listed_has_han, listed_has_latin)
}

/// The same of views that are no known organisation's and of no one house, for a query in a script,
/// and whether most of it is pinyin.
pub fn scripts_meet(
    (script, pinyinish): (Script, bool),
    listed: &View,
    listed_has_han: bool,
    listed_has_latin: bool,
) -> bool {
    match (script, listed.script) {
        (Script::Han, Script::Latin) => !listed_has_han,
        (Script::Latin, Script::Han) => {
            !listed_has_latin || pinyinish || listed.origin == Origin::Given
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
    let pairs = Pairs::of_name(query);
    let mut keys = KeyStore::default();
    let runs: Vec<_> = listed.views.iter().map(|view| keys.push(&view.keys)).collect();
    let mut best: Option<(usize, usize, Outcome, Verdict)> = None;
    for (i, a) in query.views.iter().enumerate() {
        for (j, b) in listed.views.iter().enumerate() {
            if !comparable(a, b, listed_has_han, listed.has_latin) {
                continue;
            }
            let view = (b, keys.of(runs[j]));
            let beside = unlisted((query, pairs.as_ref()), listed, view);
            let outcome = compare_views(&lexicon.weights, a, beside);
            let verdict = verdict(lexicon, a, b, &outcome);
            if best
                .as_ref()
                .is_none_or(|(_, _, known, its)| (verdict, outcome.score) > (*its, known.score))
            {
                best = Some((i, j, outcome, verdict));
            }
        }
    }
    best
}

/// A view of a name that no list has, beside a query.
pub fn unlisted<'a>(
    (query, pairs): (&Reading, Option<&'a Pairs>),
    listed: &Reading,
    (view, keys): (&'a View, Keys<'a>),
) -> Listed<'a> {
    let other_organisation = other_organisation(&query.organisations, &listed.organisations);
    let letters = pairs.zip(view.whole.as_deref());
    Listed { view, keys, other_organisation, weak_alias: false, letters }
}

/// Both whole names are known, and are two.
pub fn other_organisation(query: &[ConceptId], listed: &[ConceptId]) -> bool {
    !query.is_empty() && !listed.is_empty() && !query.iter().any(|id| listed.contains(id))
}
