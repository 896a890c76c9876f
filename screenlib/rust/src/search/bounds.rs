//! The most that a listed view can score, from which elements of the query it can explain.

use super::best::Rank;
use super::gains::{kind_factor, stem_factors, Losses, Origins};
use super::query::Query;
use super::sums::{Needs, Sums, Wanted};
use crate::evidence;
use crate::evidence::disagreement as rules;
use crate::evidence::letters::{spelling_of, FoldedPairs};
use crate::index::{listed_ids, Found};
use crate::lexicon::Lexicon;
use crate::outline::{Outline, Signature, WRITINGS};
use crate::reading::view::Attribute;
use crate::reading::{ElementKind, View};
use crate::weights::Weights;
use smallvec::SmallVec;

/// Rounding may differ between a bound and the sum it bounds; bounds are this much wider.
pub(super) const MARGIN: f32 = 1e-2;

/// All writings: what a view may have of which nothing is known.
const ANY_WRITING: u8 = WRITINGS as u8 - 1;

/// Elements that stand in place: few names have more.
const FEW_ELEMENTS: usize = 12;

/// What one element of a query can come to.
#[derive(Clone, Copy, Default)]
struct Element {
    /// What it can add to a score.
    gain: f32,
    /// The bits of trade name that it leaves open when nothing explains it, and what it costs then
    /// as field or place.
    open_stem: f32,
    field_loss: f32,
    place_loss: f32,
    /// How many postings its keys have, and the most bits of a listed trade name and of listed
    /// places that they explain.
    postings: u32,
    stem_cover: f32,
    place_cover: f32,
}

/// What each element of a query can come to, and from which score on a pair is wanted.
pub(super) struct Bounds<'a> {
    weights: &'a Weights,
    view: &'a View,
    elements: SmallVec<[Element; FEW_ELEMENTS]>,
    losses: Losses,
    /// What is earned whatever agrees, and what all elements leave open and cost together.
    flat: f32,
    all_open_stem: f32,
    all_field_loss: f32,
    all_place_loss: f32,
    /// The elements that can be explained at all, and those of them that a wanted view has one of.
    essential: u64,
    /// Views of its group may be wanted for that alone.
    group_wanted: bool,
    /// For each other one its keys, as a listed view would have them.
    others: Vec<(u64, Signature)>,
    /// How much it counts at most that names agree in all they say, as the query says no more.
    share: f32,
    /// The pairs of its letters, if it is in Latin letters, and how many they are.
    pairs: Option<(FoldedPairs, u32)>,
    /// Its initials, or what may be some, are on the list.
    initials: bool,
    /// The elements that are explained when a listed name has the trade name of a house of the
    /// query's, for each way of having it.
    houses: Vec<u64>,
    /// The element of a word that may be a misspelt trade name with nothing but fields beside it.
    odd_word: u64,
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
        (wanted, origins): (Wanted, Origins),
    ) -> Bounds<'a> {
        let weights = &lexicon.weights;
        let houses = view.houses.iter().map(|house| lexicon.concept(*house).key);
        // The same number may stand there with other elements.
        let keys = houses.flat_map(|id| {
            let first = view.keys.partition_point(|key| key.id < id);
            view.keys[first..].iter().take_while(move |key| key.id == id)
        });
        let score_at = |probability| evidence::score_at(weights, probability) - MARGIN;
        let losses = Losses::new(weights, view, origins);
        let mut out = Bounds {
            weights,
            view,
            elements: SmallVec::from_elem(Element::default(), view.elements.len()),
            losses,
            flat: weights.prior + losses.origin[view.origin as usize] + MARGIN,
            all_open_stem: 0.0,
            all_field_loss: 0.0,
            all_place_loss: 0.0,
            essential: 0,
            group_wanted: false,
            others: Vec::new(),
            share: rules::share_said(view.bits(view.all())),
            pairs: None,
            initials: false,
            houses: keys.map(|key| key.mask).collect(),
            odd_word: evidence::odd_word(view),
            matches: score_at(weights.match_threshold),
            review: score_at(weights.review_threshold),
            wanted,
        };
        out.weigh(met);
        out.divide(met);
        out
    }

    /// Note the letters of the query, before anything is compared with them.
    pub(super) fn spell(&mut self, query: &Query) {
        let pairs = query.pairs().filter(|_| self.view.whole.is_some());
        self.pairs = pairs.map(|pairs| (pairs.folded(), pairs.count()));
    }

    /// What each element can add and cost.
    fn weigh(&mut self, met: &[[Found; 2]]) {
        let (weights, view) = (self.weights, self.view);
        let elements = &mut self.elements[..];
        for (bound, (at, element)) in elements.iter_mut().zip(view.elements.iter().enumerate()) {
            match element.kind {
                ElementKind::Stem => bound.open_stem = view.open_bits(1 << at),
                ElementKind::Field => bound.field_loss = self.losses.field * element.bits,
                ElementKind::Place => bound.place_loss = self.losses.place * element.bits,
                ElementKind::Number | ElementKind::Kind => (),
            }
            self.all_open_stem += bound.open_stem;
            self.all_field_loss += bound.field_loss;
            self.all_place_loss += bound.place_loss;
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
                let element = &mut elements[at];
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

    pub(super) fn group_wanted(&self) -> bool {
        self.group_wanted
    }

    /// The elements that are not essential of which a listed view may have a key.
    pub(super) fn may_explain(&self, listed: &Signature) -> u64 {
        let may = self.others.iter().filter(|(_, keys)| listed.meets(keys));
        may.fold(0, |hit, (element, _)| hit | element)
    }

    /// What explaining just these elements comes to.
    pub(super) fn sums(&self, hit: u64) -> Sums {
        let (weights, view) = (self.weights, self.view);
        let mut score = self.flat;
        let (mut open_stem, mut field, mut place) =
            (self.all_open_stem, self.all_field_loss, self.all_place_loss);
        let (mut stem_cover, mut place_cover) = (MARGIN, MARGIN);
        let elements = &self.elements[..];
        for at in ones(hit) {
            let element = &elements[at];
            score += element.gain;
            open_stem -= element.open_stem;
            field -= element.field_loss;
            place -= element.place_loss;
            stem_cover += element.stem_cover;
            place_cover += element.place_cover;
        }
        score -= place;
        let open = |kind: ElementKind| view.bits(view.mask(kind) & !hit);
        let agrees = view.bits(hit & view.mask(ElementKind::Stem)) + MARGIN;
        let placed = hit & view.mask(ElementKind::Place) != 0;
        let house = self.houses.iter().any(|elements| elements & !hit == 0);
        let whole = hit == view.all();
        let mut full = 0.0;
        if whole {
            score += self.share * weights.query_full;
            full = self.share * weights.full.max(weights.nearly_full);
        }
        if house && (placed || whole) {
            score += weights.confirmed;
        }
        if hit & view.mask(ElementKind::Stem) == 0 && !self.initials {
            score += weights.stemless;
        }
        // What was summed and taken away again may leave less than nothing.
        let open_stem = open_stem.max(0.0);
        let spelling = if view.whole.is_some() { weights.spelling } else { 0.0 };
        let field = field.max(0.0);
        let named = hit & view.mask(ElementKind::Stem) != 0;
        let alike = if named && view.whole.is_some() { 1.0 } else { 0.0 };
        let stem = self.losses.stem[usize::from(ANY_WRITING)].least(open_stem, 0.0);
        Sums {
            hit,
            most: score + full + spelling - self.kept(alike) * (stem + field),
            score,
            field,
            named,
            full,
            open_stem,
            open_place: open(ElementKind::Place),
            open_number: open(ElementKind::Number),
            open_kind: open(ElementKind::Kind),
            stem_cover,
            place_cover,
            placed,
            same_name: agrees >= rules::SAME_TRADE_NAME,
            needs: self.needs(hit, house, house && whole && view.house_mask == hit, agrees),
        }
    }

    /// The scores that verdicts need, where these elements explain a trade name of the table, and
    /// that trade name is all; and how many bits of trade name agree at most.
    fn needs(&self, hit: u64, house: bool, alone: bool, agrees: f32) -> [Needs; 2] {
        let weights = self.weights;
        let when = |holds: bool, score: f32| if holds { score } else { f32::INFINITY };
        let review = self
            .review
            .min(when(alone, weights.alone_score))
            .min(when(self.odd_word & hit != 0, weights.alone_misspelt_score));
        let of_house = weights.affiliate_house_score.min(weights.affiliate_weak_score);
        let enough = agrees >= weights.affiliate_stem_bits;
        let affiliate = when(house, of_house).min(when(enough, weights.affiliate_score));
        // What is of the group is an affiliate whatever it scores.
        [affiliate, f32::NEG_INFINITY]
            .map(|affiliate| Needs::new([self.matches, review, affiliate], &self.wanted))
    }

    /// The most that a listed view can be which explains just these elements of the query, and is
    /// not the query letter by letter or nearly, if that is wanted. `of_group`: it is found by its
    /// group.
    fn most(&self, sums: &Sums, of_group: bool) -> Option<Rank> {
        sums.needs[usize::from(of_group)].most(sums.most)
    }

    /// The same of a view of this outline. `other`: whether it is known to be another
    /// organisation's name, asked last.
    pub(super) fn most_of(
        &self,
        sums: &Sums,
        listed: &Outline,
        other: impl FnOnce() -> bool,
        of_group: bool,
    ) -> Option<Rank> {
        // Most views explain too little, whatever else there is to them.
        self.most(sums, of_group)?;
        let needs = &sums.needs[usize::from(of_group)];
        let left = (listed.open_stem - sums.stem_cover).max(0.0);
        let full = if left <= 0.0 { sums.full } else { 0.0 };
        let stem = self.losses.stem[usize::from(listed.writings)].least(sums.open_stem, left);
        let (alike, spelling) = self.spelling(listed);
        let kept = self.kept(if sums.named { alike } else { 0.0 });
        let score = sums.score + full + spelling - kept * (stem + sums.field);
        needs.most(score)?;
        let score = score + self.certain(sums, listed);
        let most = needs.most(score)?;
        if !listed.known || !other() {
            return Some(most);
        }
        needs.most(score + self.weights.conflict_organisation.max(self.weights.conflict_sister))
    }

    /// How far a view of this outline is spelt alike at most, and what the spelling counts then.
    fn spelling(&self, listed: &Outline) -> (f32, f32) {
        let Some((pairs, all)) = &self.pairs else { return (0.0, 0.0) };
        let Some(missing) = pairs.missing_in(&listed.pairs) else { return (0.0, 0.0) };
        let (alike, otherwise) = spelling_of(missing, *all);
        (alike, self.weights.spelling * alike + self.weights.other_spelling * otherwise)
    }

    /// The least share of what trade names and fields cost that is left where names are spelt alike
    /// so far.
    fn kept(&self, alike: f32) -> f32 {
        1.0 - self.weights.forgiven.max(self.weights.forgiven_missing) * alike
    }

    /// What is certainly counted against a view of this outline, besides what elements cost.
    fn certain(&self, sums: &Sums, listed: &Outline) -> f32 {
        let (weights, view) = (self.weights, self.view);
        let mut sum = self.losses.origin[listed.origin as usize];
        if view.classes != 0 && listed.classes != 0 && view.classes & listed.classes == 0 {
            sum += weights.conflict_class;
        } else {
            sum -= self.losses.kind * sums.open_kind;
        }
        if sums.open_number > 0.0 && listed.numbers {
            sum += weights.conflict_number;
        } else if !self.initials {
            sum += weights.extra_number * sums.open_number.min(rules::MOST_NUMBER);
        }
        if rules::other_business(view.categories, listed.categories) {
            sum += weights.conflict_category;
        }
        if !sums.same_name && listed.differs_in_brand(view) {
            sum += weights.conflict_brand;
        }
        if !sums.placed {
            let left = (listed.place_bits - sums.place_cover).max(0.0);
            // The least has been counted already.
            sum -= self.losses.places.least(sums.open_place, left)
                - self.losses.place * sums.open_place;
        }
        sum
    }

    /// Divide the elements: a view that explains no essential one is not wanted.
    fn divide(&mut self, met: &[[Found; 2]]) {
        let can = |bounds: &Self, hit| bounds.most(&bounds.sums(hit), false).is_some();
        let count = self.view.elements.len();
        let reachable =
            (0..count).filter(|at| self.elements[*at].postings > 0).fold(0, |m, at| m | 1u64 << at);
        let mut other = reachable;
        if can(self, reachable) {
            // The most frequent elements first: those whose absence elsewhere already rules out.
            let mut order: SmallVec<[usize; FEW_ELEMENTS]> = ones(reachable).collect();
            order.sort_unstable_by_key(|at| std::cmp::Reverse(self.elements[*at].postings));
            other = 0;
            for at in order {
                if !can(self, other | 1 << at) {
                    other |= 1 << at;
                }
            }
        }
        self.essential = reachable & !other;
        self.group_wanted = self.view.keys.iter().any(|key| key.attribute.is_group())
            && self.most(&self.sums(reachable), true).is_some();
        if self.essential == 0 && !self.group_wanted {
            return; // no view will be looked at
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
                    listed.for_each(|(id, _)| keys.add(id));
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
