//! From the parts of one group to its views: as given, with a known organisation as one element,
//! as one of a house; and what is known of the whole.

use super::elements::{fill, span};
use super::initials::initials;
use super::parse::{Group, Part, PartKind};
use super::phrases::{self, Named};
use super::sorted;
use super::tokens::Unit;
use super::view::{
    Attribute, Element, ElementKind, Few, Origin, Script, View, Writing, MOST_VIEWS,
};
use super::whole::words_key;
use super::words::WordMemo;
use super::{Parsed, Reading};
use crate::hash::{self, Space};
use crate::lexicon::{Class, Concept, ConceptId, Lexicon};
use smallvec::SmallVec;

/// The views of one group, added to the reading.
pub fn views(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    parsed: &Parsed,
    of: &Group,
    origin: Origin,
    reading: &mut Reading,
) {
    let parts = &of.parts[..];
    let is_han = |part: &Part| parsed.units[part.units.0].is_han();
    let names = |part: &Part| {
        matches!(part.kind, PartKind::Stem | PartKind::Brand)
            && (is_han(part) || part.kind == PartKind::Brand || long_word(parsed, part))
    };
    let mixed =
        parts.iter().any(|p| names(p) && is_han(p)) && parts.iter().any(|p| names(p) && !is_han(p));
    let has_room = |reading: &Reading| reading.views.len() < MOST_VIEWS;
    if mixed {
        // The name is given in two scripts: each says it alone.
        let (han, latin): (Vec<Part>, Vec<Part>) = parts.iter().cloned().partition(is_han);
        for parts in [han, latin] {
            let mut out = View::new(origin);
            if view(lexicon, memo, parsed, &parts, &mut out) && has_room(reading) {
                reading.views.push(out);
            }
        }
        return;
    }
    let mut main = View::new(origin);
    let says = view(lexicon, memo, parsed, parts, &mut main);
    let at = reading.views.len();
    let says = says && has_room(reading);
    if says {
        number_institute(lexicon, &mut main);
        reading.views.push(main);
    }
    let whole = organisation_views(lexicon, memo, parsed, of, origin, &mut reading.views);
    reading.views.truncate(MOST_VIEWS);
    if says {
        let main = &mut reading.views[at];
        main.whole_organisation = whole.or(main.whole_organisation);
    }
}

/// Add the views of a group as an organisation whose name is in it, and as one of a house; tells
/// the organisation, if all of the group is its name.
fn organisation_views(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    parsed: &Parsed,
    of: &Group,
    origin: Origin,
    views: &mut Vec<View>,
) -> Option<(ConceptId, bool)> {
    let content = |unit: &usize| parsed.units[*unit].is_content();
    // A word that was taken apart is several parts.
    let mut next = 0;
    let units = of.parts.iter().flat_map(move |part| {
        let from = next.max(part.units.0);
        next = part.units.1;
        from..part.units.1
    });
    let units = units.filter(content);
    // A part may hold a bracket that is a group of its own: then more stands together here.
    let (group, found);
    let all = of.units.len() == parsed.units.len();
    let (group, found) = if all || units.clone().eq(of.units.iter().copied()) {
        (&of.units[..], &of.named[..])
    } else {
        group = units.collect::<Vec<usize>>();
        let run: Vec<&Unit> = group.iter().map(|number| &parsed.units[*number]).collect();
        found = phrases::organisations(lexicon, &run);
        (&group[..], &found[..])
    };
    let mut named = |wanted: &dyn Fn(ConceptId) -> bool| {
        organisation_view(lexicon, memo, parsed, &of.parts, origin, (group, found), wanted)
    };
    let mut whole = None;
    if found.is_empty() {
        return whole;
    }
    let is_house = |id: ConceptId| lexicon.concept(id).name.starts_with("brand:");
    let mut housed = false;
    if let Some(mut view) = named(&|_| true) {
        whole = view.whole_organisation;
        housed = view.houses.iter().any(|id| is_house(*id));
        number_institute(lexicon, &mut view);
        views.push(view);
    }
    // An institute of the Academy of Sciences is seen as that institute and as the Academy's.
    if !housed {
        views.extend(named(&is_house));
    }
    whole
}

/// A house, a number and no trade name beside them: the institute of that number.
fn number_institute(lexicon: &Lexicon, view: &mut View) {
    if let [number] = view.numbers[..] {
        let classes = [Some(Class::Research), Some(Class::Company), Some(Class::Government), None];
        let found = classes
            .iter()
            .filter(|class| class.is_none_or(|c| view.classes == 0 || view.classes & c.bit() != 0))
            .find_map(|class| {
                view.houses.iter().find_map(|house| lexicon.numbered.get(&(*house, number, *class)))
            });
        if let Some(id) = found {
            view.whole_organisation = view.whole_organisation.or(Some((*id, false)));
        }
    }
}

fn long_word(parsed: &Parsed, part: &Part) -> bool {
    let unit = &parsed.units[part.units.0];
    unit.end - unit.start >= 4
}

/// The view of an organisation that a name is known to mean, as that organisation and no more.
pub fn identity(lexicon: &Lexicon, organisation: ConceptId, weak: bool, script: Script) -> View {
    let mut out = View::new(if weak { Origin::WeaklyKnown } else { Origin::Known });
    let known = lexicon.concept(organisation);
    let writing = if script == Script::Han { Writing::Han } else { Writing::Invented };
    let element = Element { kind: ElementKind::Stem, bits: known.bits, writing, span: (0, 0) };
    let mask = out.push(element);
    let attribute = if weak { Attribute::WeakConcept } else { Attribute::Concept };
    out.key(known.key, attribute, mask);
    out.houses.push(organisation);
    out.classes = known.class.map_or(0, Class::bit);
    out.is_organisation = true;
    out.whole_organisation = Some((organisation, weak));
    finish(lexicon, &mut out);
    out
}

/// The view in which the longest of the names of organisations found in a group is one element.
fn organisation_view(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    parsed: &Parsed,
    parts: &[Part],
    origin: Origin,
    (group, found): (&[usize], &[Named]),
    wanted: &dyn Fn(ConceptId) -> bool,
) -> Option<View> {
    let (longest, shorter) = phrases::longest(found, wanted)?;
    let (concept, weak) = longest.whose[0];
    let (first, last) = (group[longest.from], group[longest.to - 1]);
    // China State Shipbuilding | Corporation Limited: the shorter name is the same one's.
    let mut whose = longest.whose.clone();
    for named in shorter {
        let rest = group[named.to - 1] + 1..last + 1;
        let mut inside = parts.iter().filter(|p| p.units.0 >= rest.start && p.units.1 <= rest.end);
        if inside.all(|part| part.kind == PartKind::Form && company_form(lexicon, part)) {
            whose.extend(named.whose);
        }
    }
    let outside: Vec<Part> =
        parts.iter().filter(|part| part.units.1 <= first || part.units.0 > last).cloned().collect();
    // Parts that the name cuts through cannot be told apart: then the name is not one thing here.
    let inside = parts.iter().filter(|p| p.units.0 >= first && p.units.1 <= last + 1).count();
    if inside + outside.len() != parts.len() {
        return None;
    }
    let named = lexicon.concept(concept);
    // A university's name with a company's form is a company's: B. I. T. Company Limited.
    // So is a short form of an institute's that others have too: ICA Gruppen AB.
    let bare = matches!(
        named.class,
        Some(Class::Education | Class::Government | Class::Military | Class::Medical)
    ) || weak && named.class == Some(Class::Research);
    let whole = outside.iter().all(|part| {
        matches!(part.kind, PartKind::Filler)
            || part.kind == PartKind::Form && !bare && company_form(lexicon, part)
    });
    // An ambiguous name counts alone, or with the number of an institute beside it (电科52所).
    let numbered = outside.iter().any(|part| matches!(part.kind, PartKind::Number(_)));
    if weak && !whole && !numbered {
        return None;
    }
    // Beside a company's name further words make another company; beside an institution's, a part
    // of it.
    let company = matches!(named.class, None | Some(Class::Company));
    if company && !named.name.starts_with("brand:") && !whole {
        return None;
    }
    let mut out = View::new(origin);
    let known = lexicon.concept(concept);
    let span = (parsed.units[first].start as u32, parsed.units[last].end as u32);
    let writing = if parsed.units[first].is_han() { Writing::Han } else { Writing::Invented };
    let mask = out.push(Element { kind: ElementKind::Stem, bits: known.bits, writing, span });
    for (id, weak) in &whose {
        let known = lexicon.concept(*id);
        let attribute = if *weak { Attribute::WeakConcept } else { Attribute::Concept };
        out.key(known.key, attribute, mask);
        out.houses.push(*id);
        if known.name.starts_with("brand:") && known.strong && !weak {
            out.house_mask |= mask;
            out.brands.push(*id);
        }
    }
    if let Some(class) = known.class {
        out.classes |= class.bit();
    }
    let classes = out.classes;
    fill(lexicon, memo, parsed, &outside, &mut out);
    // A school, institute or laboratory beside a university's name is a part of it.
    out.branch |= classes == Class::Education.bit()
        && outside.iter().any(|part| part.kind == PartKind::Form && !company_form(lexicon, part));
    out.is_organisation = true;
    out.whole_organisation = whole.then_some((concept, weak));
    finish(lexicon, &mut out);
    Some(out)
}

/// Bits of other trade name beside one of the table from which the whole is none of the house.
const MOST_BESIDE_HOUSE: f32 = 3.0;

pub(super) fn company_form(lexicon: &Lexicon, part: &Part) -> bool {
    part.concepts(lexicon).any(|id| lexicon.concept(id).is_company())
}

/// The view of some parts; false when there is nothing in it.
fn view(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    parsed: &Parsed,
    parts: &[Part],
    out: &mut View,
) -> bool {
    fill(lexicon, memo, parsed, parts, out);
    numbered_factory(lexicon, parsed, parts, out);
    initials(lexicon, parsed, parts, out);
    finish(lexicon, out);
    !out.elements.is_empty()
}

/// State factories are numbered throughout the country from here on; smaller numbers count the
/// factories of a town.
const FIRST_STATE_FACTORY: u32 = 100;

/// A factory with a number of its own is a body known by both, as an institute is (Factory No.
/// 785).
fn numbered_factory(lexicon: &Lexicon, parsed: &Parsed, parts: &[Part], out: &mut View) {
    if !out.numbers.iter().any(|number| *number >= FIRST_STATE_FACTORY) {
        return;
    }
    for part in parts.iter().filter(|part| part.kind == PartKind::Form) {
        let mut kinds = part.concepts(lexicon).map(|id| lexicon.concept(id));
        if let Some(factory) = kinds.find(|c| &*c.name == "kind:factory") {
            let span = span(&parsed.units[part.units.0..part.units.1]);
            let (kind, writing) = (ElementKind::Kind, Writing::Invented);
            let mask = out.push(Element { kind, bits: factory.bits, writing, span });
            out.key(factory.key, Attribute::Concept, mask);
            return;
        }
    }
}

fn finish(lexicon: &Lexicon, view: &mut View) {
    let mut houses = Few::from_slice(&view.brands);
    houses.extend(view.whole_organisation.filter(|(_, weak)| !weak).map(|(id, _)| id));
    let all = view.all();
    // Beside another trade name a short one is only some letters (CLP, the Chilean peso).
    let beside = view.mask(ElementKind::Stem) & !(view.house_mask | view.weak_house_mask);
    if view.whole_organisation.is_none()
        && !view.is_organisation
        && view.bits(beside) >= MOST_BESIDE_HOUSE
    {
        houses.clear();
    }
    for house in houses {
        view.key(house_key(lexicon.concept(house)), Attribute::House, all);
        for parent in lexicon.groups.get(&house).into_iter().flatten() {
            view.key(*parent, Attribute::Member, all);
        }
    }
    // A name that is a trade name of the table and nothing else is shown with its house, weak or
    // not.
    if view.weak_house_mask | view.house_mask == view.all() {
        view.house_mask = view.all();
    }
    if view.han != 0 || view.elements.iter().any(|e| e.writing == Writing::Han) {
        view.script = Script::Han;
    }
    let mut words: SmallVec<[&str; 8]> = view.words.iter().map(|word| &*word.text).collect();
    words.sort_unstable();
    words.dedup();
    view.word_set = words_key(&words);
    for word in &view.words {
        let of_length =
            if word.text.len() == 4 { &mut view.four_letters } else { &mut view.other_lengths };
        *of_length |= word.mask;
    }
    let pinyin = view.pinyin.count_ones();
    view.pinyinish = view.script == Script::Latin && pinyin >= view.invented.count_ones();
    sorted::sort(&mut view.keys);
}

/// One key for a body that is both a trade name and an organisation of the tables.
fn house_key(house: &Concept) -> u64 {
    // Kinds of concept are short words: looked through byte by byte, not searched for.
    let colon = house.name.bytes().position(|byte| byte == b':');
    let id = colon.map_or(&*house.name, |at| &house.name[at + 1..]);
    hash::text(Space::House, id.chars())
}

/// The words of a group in Latin letters, without legal forms and words that say nothing.
pub fn bare_words<'a>(
    lexicon: &Lexicon,
    parsed: &'a Parsed,
    parts: &[Part],
) -> SmallVec<[&'a str; 8]> {
    let mut out = SmallVec::new();
    let mut done = None;
    for part in parts.iter().filter(|part| says(lexicon, part)) {
        // A word that was taken apart counts once, whole.
        if done != Some(part.units.0) {
            out.extend(parsed.units[part.units.0..part.units.1].iter().map(Unit::text));
            done = Some(part.units.0);
        }
    }
    out
}

/// A number for the parts that say nothing, the same in whatever order and writing they stand.
pub fn forms(lexicon: &Lexicon, parsed: &Parsed, parts: &[Part]) -> u32 {
    parts.iter().filter(|part| !says(lexicon, part)).fold(1, |sum: u32, part| {
        let words = parsed.units[part.units.0..part.units.1].iter().map(Unit::text);
        let concepts = part.concepts(lexicon).map(|id| lexicon.concept(id).key);
        let number = concepts.reduce(|all, key| all ^ key);
        let number = number.unwrap_or_else(|| hash::joined(Space::Word, words));
        sum.wrapping_add((number >> 32) as u32)
    })
}

/// The part is no legal form, and no word that says nothing.
fn says(lexicon: &Lexicon, part: &Part) -> bool {
    part.kind != PartKind::Filler && (part.kind != PartKind::Form || !company_form(lexicon, part))
}
