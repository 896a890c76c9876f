//! From parts to a view: elements with bits, and the keys by which two views meet.
//!
//! Every agreement between two names shows as a key that both have; a key says which elements it
//! explains. So the score of a pair follows from the keys they share, and the index finds by the
//! same keys whatever the score can reward.

use super::parse::{self, Part, PartKind};
use super::tokens::{Unit, UnitKind};
use super::words::WordMemo;
use super::{Parsed, Reading};
use crate::hash::{self, Space};
use crate::lexicon::{Class, Concept, ConceptId, Lexicon, SenseKind};
use crate::pinyin::{Readings, Syllable};

pub const MOST_ELEMENTS: usize = 64;
pub const MOST_VIEWS: usize = 8;
/// Initials are compared from this many letters on; fewer mean too much.
const INITIALS: std::ops::RangeInclusive<usize> = 4..=8;
const NUMBER_BITS: f32 = 6.0;
/// China says nothing about a Chinese company.
const CHINA_BITS: f32 = 1.0;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Script {
    Han,
    Latin,
}

/// Where a view of a name comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    Given,
    /// From inside brackets.
    Bracket,
    /// Another name of the organisation whose name this is.
    Known,
    /// The same, when the name may mean something else.
    WeaklyKnown,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum ElementKind {
    Stem = 0,
    Field = 1,
    Place = 2,
    Number = 3,
    Kind = 4,
}

pub const ELEMENT_KINDS: [ElementKind; 5] = [
    ElementKind::Stem,
    ElementKind::Field,
    ElementKind::Place,
    ElementKind::Number,
    ElementKind::Kind,
];

impl ElementKind {
    pub fn name(self) -> &'static str {
        match self {
            ElementKind::Stem => "stem",
            ElementKind::Field => "field",
            ElementKind::Place => "place",
            ElementKind::Number => "number",
            ElementKind::Kind => "kind",
        }
    }
}

/// What a stem element is written in; it decides how much a conflict says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Writing {
    Han,
    Pinyin,
    /// A Latin word that is no pinyin: a translation or an invented name.
    Invented,
}

#[derive(Clone, Debug)]
pub struct Element {
    pub kind: ElementKind,
    pub bits: f32,
    pub writing: Writing,
    /// Its first and one-past-last character in the folded name.
    pub span: (u32, u32),
}

impl Attribute {
    /// Tells of the group, not of the name.
    pub fn is_group(self) -> bool {
        matches!(self, Attribute::Member | Attribute::House)
    }
}

/// How a key was derived; two keys of the same number agree at the level their attributes allow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Attribute {
    Text,
    Concept,
    /// A concept that the text may not mean.
    WeakConcept,
    /// The name that a trade name is known to have in the other script.
    OtherForm,
    SoundHan,
    SoundLatin,
    /// The sound of a Latin trade name whose Han form is known: a Han name that only sounds so is
    /// another name.
    SoundBranded,
    /// A Latin word as other transliterations would write it (Promtekh, Promtech).
    Spelling,
    /// Other romanisations than pinyin.
    Loose,
    /// One typing error, two, the front of a cut word: only ever on the query's side.
    Near,
    Far,
    Cut,
    /// Initials of several words; a word that may be initials.
    InitialsOf,
    InitialsAs,
    /// A place that contains the place named.
    Around,
    /// The house that a trade name belongs to; the house itself. They agree in nothing, they tell
    /// that two names are of one group.
    Member,
    House,
    /// The whole name, letter by letter; the same with errors, only ever on the query's side.
    Whole,
    /// The same without the legal form.
    Bare,
    NearWhole,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Key {
    pub id: u64,
    pub attribute: Attribute,
    /// The elements that this key explains.
    pub mask: u64,
}

/// A Latin stem word that typing errors are looked for in.
#[derive(Clone, Debug, PartialEq)]
pub struct FuzzyWord {
    pub text: Box<str>,
    pub mask: u64,
    pub pinyin: bool,
    /// The last word of the view, where lines are cut off.
    pub last: bool,
    /// A word of the tables: others may be misspellings of it, it is none.
    pub common: bool,
}

#[derive(Clone, Debug)]
pub struct View {
    pub script: Script,
    pub origin: Origin,
    pub elements: Vec<Element>,
    /// Sorted by number.
    pub keys: Vec<Key>,
    pub words: Vec<FuzzyWord>,
    /// For each kind of element, which elements are of it, and their bits in all.
    pub masks: [u64; ELEMENT_KINDS.len()],
    pub totals: [f32; ELEMENT_KINDS.len()],
    /// Stem elements by writing.
    pub han: u64,
    pub pinyin: u64,
    pub invented: u64,
    /// Classes of organisation that the name states, as bits.
    pub classes: u16,
    /// Categories of business that the fields are of, as bits.
    pub categories: u32,
    /// Strong trade names in it, and all of the brand table.
    pub brands: Vec<ConceptId>,
    pub houses: Vec<ConceptId>,
    /// The elements of its strong trade names, and of its weak ones.
    pub house_mask: u64,
    pub weak_house_mask: u64,
    /// Numbers in it.
    pub numbers: Vec<u32>,
    /// The organisation whose whole name the view is; whether that is uncertain.
    pub whole_organisation: Option<(ConceptId, bool)>,
    /// The view is an organisation's name taken as one thing.
    pub is_organisation: bool,
    /// Its other names are certain.
    pub sure: bool,
    /// Names itself a branch, office or subsidiary.
    pub branch: bool,
    pub group: bool,
    /// Countries named, other than in the legal form.
    pub places: Vec<ConceptId>,
    /// Most of its words are pinyin.
    pub pinyinish: bool,
    /// For the first view of a name in Latin letters: all its letters, joined.
    pub whole: Option<Box<str>>,
    /// The same without the legal form, when that is long enough to be compared with errors.
    pub bare: Option<Box<str>>,
    /// For a view that was not given: the name it reads.
    pub source: Option<Box<str>>,
}

impl View {
    pub fn new(origin: Origin) -> Self {
        View {
            script: Script::Latin,
            origin,
            elements: Vec::with_capacity(12),
            keys: Vec::with_capacity(48),
            words: Vec::new(),
            masks: [0; ELEMENT_KINDS.len()],
            totals: [0.0; ELEMENT_KINDS.len()],
            han: 0,
            pinyin: 0,
            invented: 0,
            classes: 0,
            categories: 0,
            brands: Vec::new(),
            houses: Vec::new(),
            house_mask: 0,
            weak_house_mask: 0,
            numbers: Vec::new(),
            whole_organisation: None,
            is_organisation: false,
            sure: true,
            branch: false,
            group: false,
            places: Vec::new(),
            pinyinish: false,
            whole: None,
            bare: None,
            source: None,
        }
    }

    /// The elements of a kind.
    pub fn mask(&self, kind: ElementKind) -> u64 {
        self.masks[kind as usize]
    }

    /// All elements.
    pub fn all(&self) -> u64 {
        self.masks.iter().fold(0, |all, mask| all | mask)
    }

    pub fn bits(&self, mask: u64) -> f32 {
        let mut sum = 0.0;
        let mut left = mask;
        while left != 0 {
            sum += self.elements[left.trailing_zeros() as usize].bits;
            left &= left - 1;
        }
        sum
    }

    pub fn same_keys(&self, other: &View) -> bool {
        self.script == other.script && self.keys == other.keys
    }

    /// Whether something here tells one organisation from another.
    pub fn is_distinctive(&self) -> bool {
        let [stem, field, place, number, kind] = self.totals;
        stem >= 4.0 || field + place + number + kind >= 14.0 || number > 0.0 && field + kind > 4.0
    }

    pub fn push(&mut self, element: Element) -> u64 {
        if self.elements.len() >= MOST_ELEMENTS {
            return 0;
        }
        let mask = 1u64 << self.elements.len();
        if element.kind == ElementKind::Stem {
            match element.writing {
                Writing::Han => self.han |= mask,
                Writing::Pinyin => self.pinyin |= mask,
                Writing::Invented => self.invented |= mask,
            }
        }
        self.masks[element.kind as usize] |= mask;
        self.totals[element.kind as usize] += element.bits;
        self.elements.push(element);
        mask
    }

    fn key(&mut self, id: u64, attribute: Attribute, mask: u64) {
        if mask != 0 {
            self.keys.push(Key { id, attribute, mask });
        }
    }
}

/// The views of one group of parts, added to the reading.
pub fn views(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    parsed: &Parsed,
    parts: &[Part],
    origin: Origin,
    reading: &mut Reading,
) {
    let is_han = |part: &Part| parsed.units[part.units.0].kind == UnitKind::Han;
    let names = |part: &Part| {
        matches!(part.kind, PartKind::Stem | PartKind::Brand)
            && (is_han(part) || part.kind == PartKind::Brand || long_word(parsed, part))
    };
    let mixed = parts.iter().any(|p| names(p) && is_han(p))
        && parts.iter().any(|p| names(p) && !is_han(p));
    let mut add = |view: Option<View>| {
        if let Some(view) = view {
            if reading.views.len() < MOST_VIEWS {
                reading.views.push(view);
            }
        }
    };
    if mixed {
        // The name is given in two scripts: each says it alone.
        let (han, latin): (Vec<Part>, Vec<Part>) = parts.iter().cloned().partition(is_han);
        add(view(lexicon, memo, parsed, &han, origin));
        add(view(lexicon, memo, parsed, &latin, origin));
        return;
    }
    let main = view(lexicon, memo, parsed, parts, origin);
    let is_house = |id: ConceptId| lexicon.concept(id).name.starts_with("brand:");
    let organisation = organisation_view(lexicon, memo, parsed, parts, origin, |_| true);
    // An institute of the Academy of Sciences is seen as that institute and as the Academy's.
    let house = match &organisation {
        Some(view) if view.houses.iter().any(|id| is_house(*id)) => None,
        _ => organisation_view(lexicon, memo, parsed, parts, origin, is_house),
    };
    let whole = organisation.as_ref().and_then(|view| view.whole_organisation);
    let organisation = organisation.map(|view| number_institute(lexicon, view));
    add(main.map(|view| {
        let view = number_institute(lexicon, view);
        View { whole_organisation: whole.or(view.whole_organisation), ..view }
    }));
    add(organisation);
    add(house);
}

/// A house, a number and no trade name beside them: the institute of that number.
fn number_institute(lexicon: &Lexicon, mut view: View) -> View {
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
    view
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

/// The view in which the longest known name of an organisation is one element.
fn organisation_view(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    parsed: &Parsed,
    parts: &[Part],
    origin: Origin,
    wanted: impl Fn(ConceptId) -> bool,
) -> Option<View> {
    let group: Vec<usize> = parts.iter().flat_map(|part| part.units.0..part.units.1)
        .filter(|unit| parsed.units[*unit].is_content())
        .collect();
    let mut group = group;
    group.dedup();
    let (longest, shorter) = parse::organisations(lexicon, &parsed.units, &group, wanted)?;
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
    let outside: Vec<Part> = parts
        .iter()
        .filter(|part| part.units.1 <= first || part.units.0 > last)
        .cloned()
        .collect();
    // Parts that the name cuts through cannot be told apart: then the name is not one thing here.
    let inside = parts.iter().filter(|p| p.units.0 >= first && p.units.1 <= last + 1).count();
    if inside + outside.len() != parts.len() {
        return None;
    }
    let whole = outside.iter().all(|part| {
        matches!(part.kind, PartKind::Filler)
            || part.kind == PartKind::Form && company_form(lexicon, part)
    });
    // An ambiguous name counts alone, or with the number of an institute beside it (电科52所).
    let numbered = outside.iter().any(|part| matches!(part.kind, PartKind::Number(_)));
    if weak && !whole && !numbered {
        return None;
    }
    // Beside a company's name further words make another company; beside an institution's, a part
    // of it.
    let named = lexicon.concept(concept);
    let company = matches!(named.class, None | Some(Class::Company));
    if company && !named.name.starts_with("brand:") && !whole {
        return None;
    }
    let mut out = View::new(origin);
    let known = lexicon.concept(concept);
    let span = (parsed.units[first].start as u32, parsed.units[last].end as u32);
    let writing = if parsed.units[first].kind == UnitKind::Han {
        Writing::Han
    } else {
        Writing::Invented
    };
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

fn company_form(lexicon: &Lexicon, part: &Part) -> bool {
    part.concepts().any(|id| lexicon.concept(id).class == Some(Class::Company))
}

fn view(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    parsed: &Parsed,
    parts: &[Part],
    origin: Origin,
) -> Option<View> {
    let mut out = View::new(origin);
    fill(lexicon, memo, parsed, parts, &mut out);
    initials(lexicon, parsed, parts, &mut out);
    finish(lexicon, &mut out);
    (!out.elements.is_empty()).then_some(out)
}

fn finish(lexicon: &Lexicon, view: &mut View) {
    let mut houses = view.brands.clone();
    houses.extend(view.whole_organisation.filter(|(_, weak)| !weak).map(|(id, _)| id));
    let all = view.all();
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
    let pinyin = view.pinyin.count_ones();
    view.pinyinish = view.script == Script::Latin && pinyin >= view.invented.count_ones();
    view.keys.sort_unstable();
    view.keys.dedup();
}

/// One key for a body that is both a trade name and an organisation of the tables.
fn house_key(house: &Concept) -> u64 {
    let id = house.name.split_once(':').map_or(&*house.name, |(_, id)| id);
    hash::text(Space::House, id.chars())
}

/// What stands before, for keys that cross from one part to the next.
#[derive(Default)]
struct Before {
    /// The readings, writing, mask and end of the last syllable of a run.
    sound: Option<(Readings, Writing, u64, bool)>,
    /// The letters and mask of the last Latin unit.
    word: Option<(Box<str>, u64)>,
    /// The last Han character and mask.
    han: Option<(char, u64)>,
}

fn fill(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    parsed: &Parsed,
    parts: &[Part],
    out: &mut View,
) {
    let mut before = Before::default();
    let mut joined: Option<(usize, usize)> = None;
    for part in parts {
        // What stood as one word is also compared as one (Hightrade, a slip in Zhejiangdahua).
        let unit = part.inner.as_ref().map(|_| part.units.0);
        if let Some((of, first)) = joined.filter(|(of, _)| Some(*of) != unit) {
            common_word(&parsed.units[of].text, mask_between(first, out.elements.len()), out);
        }
        joined = match (joined, unit) {
            (Some((of, first)), Some(unit)) if of == unit => Some((of, first)),
            (_, Some(unit)) => Some((unit, out.elements.len())),
            (_, None) => None,
        };
        let units = &parsed.units[part.units.0..part.units.1];
        match part.kind {
            PartKind::Filler => continue,
            PartKind::Number(number) => {
                let element = Element {
                    kind: ElementKind::Number,
                    bits: NUMBER_BITS,
                    writing: Writing::Invented,
                    span: span(units),
                };
                let mask = out.push(element);
                out.key(hash::numbers(Space::Number, &[number]), Attribute::Concept, mask);
                out.numbers.push(number);
                before = Before::default();
            }
            PartKind::Form => {
                form(lexicon, part, units, out);
                before = Before { word: letters(part, units).map(|w| (w, 0)), ..Before::default() };
            }
            PartKind::Place => place(lexicon, part, units, out, &mut before),
            PartKind::Field => field(lexicon, part, units, out, &mut before),
            PartKind::Stem | PartKind::Word | PartKind::Brand => {
                stem(lexicon, memo, part, units, out, &mut before);
            }
        }
    }
    if let Some((of, first)) = joined {
        common_word(&parsed.units[of].text, mask_between(first, out.elements.len()), out);
    }
}

fn span(units: &[Unit]) -> (u32, u32) {
    (units[0].start as u32, units[units.len() - 1].end as u32)
}

/// The joined letters of a Latin part.
fn letters(part: &Part, units: &[Unit]) -> Option<Box<str>> {
    if units[0].kind == UnitKind::Han {
        return None;
    }
    match &part.inner {
        Some(letters) => Some(letters.clone()),
        None if units.len() == 1 => Some(units[0].text.clone()),
        None => {
            let content = units.iter().filter(|unit| unit.is_content());
            Some(content.map(|unit| &*unit.text).collect::<String>().into())
        }
    }
}

/// The joined letters of a group without legal forms and words that say nothing.
pub fn bare_letters(lexicon: &Lexicon, parsed: &Parsed, parts: &[Part]) -> String {
    let says = |part: &&Part| {
        part.kind != PartKind::Filler
            && (part.kind != PartKind::Form || !company_form(lexicon, part))
    };
    let mut out = String::new();
    let mut done = None;
    for part in parts.iter().filter(says) {
        // A word that was taken apart counts once, whole.
        if done != Some(part.units.0) {
            for unit in &parsed.units[part.units.0..part.units.1] {
                match unit.kind {
                    UnitKind::Han => out.push(unit.han),
                    _ => out += &unit.text,
                }
            }
            done = Some(part.units.0);
        }
    }
    out
}

/// The key of a whole name, from its joined letters.
pub fn whole_key(letters: &str) -> u64 {
    hash::text(Space::Whole, letters.chars())
}

pub fn word_key(text: &str) -> u64 {
    hash::text(Space::Word, text.chars())
}

fn form(lexicon: &Lexicon, part: &Part, units: &[Unit], out: &mut View) {
    let (mut kind_mask, mut field_mask) = (0, 0);
    let mut add = |out: &mut View, mask: &mut u64, kind: ElementKind, concept: &Concept| {
        if *mask == 0 {
            let writing = Writing::Invented;
            *mask = out.push(Element { kind, bits: concept.bits, writing, span: span(units) });
        }
        out.key(concept.key, Attribute::Concept, *mask);
    };
    for id in part.concepts() {
        let concept = lexicon.concept(id);
        let Some(class) = concept.class else {
            add(out, &mut field_mask, ElementKind::Field, concept);
            continue;
        };
        out.classes |= class.bit();
        match &*concept.name {
            "kind:branch" => out.branch = true,
            "kind:group" => out.group = true,
            _ => (),
        }
        if class != Class::Company {
            add(out, &mut kind_mask, ElementKind::Kind, concept);
        }
    }
}

fn place(lexicon: &Lexicon, part: &Part, units: &[Unit], out: &mut View, before: &mut Before) {
    let concepts: Vec<ConceptId> = part.concepts().collect();
    let first = lexicon.concept(concepts[0]);
    let china = &*first.name == "place:cn";
    let kind = if china { ElementKind::Field } else { ElementKind::Place };
    let bits = concepts.iter().map(|id| lexicon.concept(*id).bits).fold(f32::INFINITY, f32::min);
    let han = units[0].kind == UnitKind::Han;
    let writing = if han { Writing::Han } else { Writing::Invented };
    let bits = if china { CHINA_BITS } else { bits };
    let mask = out.push(Element { kind, bits, writing, span: span(units) });
    for id in &concepts {
        let concept = lexicon.concept(*id);
        out.key(concept.key, Attribute::Concept, mask);
        for around in &concept.ancestors {
            let outer = lexicon.concept(*around);
            if &*outer.name != "place:cn" {
                out.key(outer.key, Attribute::Around, mask);
            }
        }
    }
    out.places.extend(concepts);
    // A place may be the other side's trade name, and then meets it as text.
    *before = Before::default();
    if han {
        han_pairs(lexicon, units, mask, out);
    } else if let Some(text) = letters(part, units) {
        common_word(&text, mask, out);
        before.word = Some((text, mask));
    }
}

/// A word of the tables meets the same word where the other name has it as trade name, and its
/// misspellings.
fn common_word(text: &str, mask: u64, out: &mut View) {
    if mask == 0 {
        return;
    }
    out.key(word_key(text), Attribute::Text, mask);
    let text = text.into();
    out.words.push(FuzzyWord { text, mask, pinyin: false, last: false, common: true });
}

fn field(lexicon: &Lexicon, part: &Part, units: &[Unit], out: &mut View, before: &mut Before) {
    let han = units[0].kind == UnitKind::Han;
    let writing = if han { Writing::Han } else { Writing::Invented };
    let mut masks: Vec<(ConceptId, u64)> = Vec::new();
    let mut all = 0;
    for (number, sense) in part.senses.iter().enumerate() {
        for (atom, id) in sense.concepts.iter().enumerate() {
            let concept = lexicon.concept(*id);
            out.categories |= 1 << concept.category.min(31);
            let mask = match masks.iter().find(|(known, _)| known == id) {
                Some((_, mask)) => *mask,
                // Other meanings of an ambiguous word share the elements of the first.
                None if number > 0 => masks.get(atom).or(masks.last()).map_or(0, |(_, m)| *m),
                None => {
                    let kind = ElementKind::Field;
                    let bits = concept.bits;
                    out.push(Element { kind, bits, writing, span: span(units) })
                }
            };
            masks.push((*id, mask));
            all |= mask;
            out.key(concept.key, Attribute::Concept, mask);
        }
    }
    // The other name may hold the same words as its trade name, and then they meet as text.
    *before = Before::default();
    if all.count_ones() != 1 {
        return;
    }
    if han {
        han_pairs(lexicon, units, all, out);
    } else if let Some(text) = letters(part, units) {
        common_word(&text, all, out);
        before.word = Some((text, all));
    }
}

/// Keys of neighbouring Han characters of one element.
fn han_pairs(lexicon: &Lexicon, units: &[Unit], mask: u64, out: &mut View) {
    let chars: Vec<char> = units.iter().filter_map(|unit| unit.first()).collect();
    for pair in chars.windows(2) {
        out.key(hash::text(Space::Han, [pair[0], pair[1]]), Attribute::Text, mask);
    }
    let readings = lexicon.pinyin.read(&chars);
    for pair in readings.windows(2) {
        sound_keys(lexicon, &pair[0], &pair[1], Attribute::SoundHan, mask, out);
    }
}

fn sound_keys(
    lexicon: &Lexicon,
    a: &[Syllable],
    b: &[Syllable],
    attribute: Attribute,
    mask: u64,
    out: &mut View,
) {
    let sound = |syllable: &Syllable| u32::from(lexicon.pinyin.sound(*syllable));
    for x in a {
        for y in b {
            let id = hash::numbers(Space::Sound, &[sound(x), sound(y)]);
            out.key(id, attribute, mask);
        }
    }
}

fn stem(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    part: &Part,
    units: &[Unit],
    out: &mut View,
    before: &mut Before,
) {
    let start = out.elements.len();
    let han = units[0].kind == UnitKind::Han && part.inner.is_none();
    // A Latin trade name whose Han form is known sounds only like itself.
    let branded = !han
        && part.senses.iter().any(|sense| {
            sense.kind == SenseKind::Brand
                && lexicon.concept(sense.concepts[0]).has_han
                && !sense.weak
        });
    if han {
        han_stem(lexicon, units, out, before);
    } else {
        latin_stem(lexicon, memo, part, units, branded, out, before);
    }
    let mask = mask_between(start, out.elements.len());
    for sense in &part.senses {
        let concept = lexicon.concept(sense.concepts[0]);
        let weak = sense.weak || sense.kind == SenseKind::Brand && !concept.strong;
        let attribute = if weak { Attribute::WeakConcept } else { Attribute::Concept };
        out.key(concept.key, attribute, mask);
        if sense.kind == SenseKind::Brand {
            out.houses.push(sense.concepts[0]);
            out.weak_house_mask |= mask;
            if !weak {
                out.brands.push(sense.concepts[0]);
                out.house_mask |= mask;
                other_forms(concept, han, mask, out);
            }
        }
    }
}

/// A trade name in one script meets parts and misspellings of its name in the other.
fn other_forms(brand: &Concept, han: bool, mask: u64, out: &mut View) {
    if han {
        for form in &brand.latin_forms {
            out.key(word_key(form), Attribute::OtherForm, mask);
            out.words.push(FuzzyWord { text: form.clone(), mask, pinyin: false, last: false, common: true });
        }
    } else {
        for form in &brand.han_forms {
            out.key(hash::text(Space::Han, form.chars()), Attribute::OtherForm, mask);
        }
    }
}

fn mask_between(from: usize, to: usize) -> u64 {
    (from..to).fold(0, |mask, at| mask | 1u64 << at)
}

fn han_stem(lexicon: &Lexicon, units: &[Unit], out: &mut View, before: &mut Before) {
    let units: Vec<&Unit> = units.iter().filter(|unit| unit.is_content()).collect();
    let chars: Vec<char> = units.iter().filter_map(|unit| unit.first()).collect();
    // A weak variant is written like another character, and read like itself (乾照 is Qianzhao).
    let written: Vec<char> = units.iter().map(|unit| unit.written).collect();
    let readings = lexicon.pinyin.read(&written);
    let mut bits: Vec<f32> = chars.iter().map(|c| lexicon.bits_of_han(*c)).collect();
    for at in 1..chars.len() {
        if let Some(pair) = lexicon.bits_of_han_pair(chars[at - 1], chars[at]) {
            let sum = bits[at - 1] + bits[at];
            if pair < sum {
                bits[at - 1] *= pair / sum;
                bits[at] *= pair / sum;
            }
        }
    }
    let start = out.elements.len();
    let single = chars.len() == 1;
    for (at, unit) in units.iter().enumerate() {
        let text = (unit.start as u32, unit.end as u32);
        let element = Element {
            kind: ElementKind::Stem,
            bits: bits[at],
            writing: if unit.kind == UnitKind::Han { Writing::Han } else { Writing::Invented },
            span: text,
        };
        let mask = out.push(element);
        if unit.kind != UnitKind::Han {
            out.key(word_key(&unit.text), Attribute::Text, mask);
        }
        if single {
            out.key(hash::text(Space::Han, [chars[at]]), Attribute::Text, mask);
        }
        if let Some((last, last_mask)) = before.han {
            let id = hash::text(Space::Han, [last, chars[at]]);
            out.key(id, Attribute::Text, last_mask | mask);
            loose_keys(lexicon, (last, at.checked_sub(1).map(|i| &readings[i])), (chars[at], &readings[at]), last_mask | mask, out);
        }
        if let Some((last, Writing::Han, last_mask, _)) = &before.sound {
            sound_keys(lexicon, last, &readings[at], Attribute::SoundHan, last_mask | mask, out);
        }
        before.han = Some((chars[at], mask));
        before.sound = Some((readings[at], Writing::Han, mask, false));
    }
    if chars.len() > 2 {
        let whole = mask_between(start, out.elements.len());
        out.key(hash::text(Space::Han, chars.iter().copied()), Attribute::Text, whole);
    }
    before.word = None;
}

/// Two characters as Hong Kong or Wade-Giles spelling writes them, joined.
fn loose_keys(
    lexicon: &Lexicon,
    (a, a_readings): (char, Option<&Readings>),
    (b, b_readings): (char, &Readings),
    mask: u64,
    out: &mut View,
) {
    let own;
    let a_readings = match a_readings {
        Some(readings) => readings,
        None => {
            own = lexicon.pinyin.character(a);
            &own
        }
    };
    for x in lexicon.customary_spellings(a, a_readings) {
        for y in lexicon.customary_spellings(b, b_readings) {
            let id = hash::text(Space::Word, x.chars().chain(y.chars()));
            out.key(id, Attribute::Loose, mask);
        }
    }
}

fn latin_stem(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    part: &Part,
    units: &[Unit],
    branded: bool,
    out: &mut View,
    before: &mut Before,
) {
    // A phrase of several words is one element per word, like words that no phrase joins.
    let words: Vec<(Box<str>, (u32, u32))> = match &part.inner {
        Some(letters) => vec![(letters.clone(), span(units))],
        None => units
            .iter()
            .filter(|unit| unit.is_content())
            .map(|unit| (unit.text.clone(), (unit.start as u32, unit.end as u32)))
            .collect(),
    };
    for (text, span) in words {
        let word = memo.word(lexicon, &text);
        let mask = latin_word(lexicon, &text, &word, span, branded, out, before);
        if let Some((last, last_mask)) = &before.word {
            let joined = format!("{last}{text}");
            // `Da Ta` is two syllables, not the word data.
            if joined.len() <= 40 && !lexicon.world_words.contains(joined.as_str()) {
                out.key(word_key(&joined), Attribute::Text, last_mask | mask);
            }
        }
        before.word = Some((text, mask));
    }
    before.han = None;
}

fn latin_word(
    lexicon: &Lexicon,
    text: &str,
    word: &super::words::Word,
    span: (u32, u32),
    branded: bool,
    out: &mut View,
    before: &mut Before,
) -> u64 {
    let attribute = if branded { Attribute::SoundBranded } else { Attribute::SoundLatin };
    let Some(primary) = word.divisions.first() else {
        let element = Element {
            kind: ElementKind::Stem,
            bits: word.bits,
            writing: Writing::Invented,
            span,
        };
        let mask = out.push(element);
        finish_word(text, mask, false, out);
        before.sound = None;
        return mask;
    };
    let sum: f32 = primary.iter().map(|(_, s)| lexicon.bits_of_syllable(*s)).sum();
    let scale = if word.bits < sum { word.bits / sum } else { 1.0 };
    let start = out.elements.len();
    for (number, (offset, syllable)) in primary.iter().enumerate() {
        let end = primary.get(number + 1).map_or(text.len() as u32, |(next, _)| u32::from(*next));
        let inside = span.1 - span.0 == text.len() as u32;
        let place = if inside { (span.0 + u32::from(*offset), span.0 + end) } else { span };
        let element = Element {
            kind: ElementKind::Stem,
            bits: lexicon.bits_of_syllable(*syllable) * scale,
            writing: Writing::Pinyin,
            span: place,
        };
        let mask = out.push(element);
        if let Some((last, Writing::Pinyin, last_mask, last_branded)) = &before.sound {
            let attribute = if *last_branded { Attribute::SoundBranded } else { attribute };
            sound_keys(lexicon, last, &[*syllable], attribute, last_mask | mask, out);
        }
        before.sound = Some((Readings::new(&[*syllable]), Writing::Pinyin, mask, branded));
    }
    let mask = mask_between(start, out.elements.len());
    for other in &word.divisions[1..] {
        for pair in other.windows(2) {
            // Elements follow the first division: take those the pair's letters fall into.
            let from = u32::from(pair[0].0);
            let to = other
                .iter()
                .map(|(offset, _)| u32::from(*offset))
                .find(|offset| *offset > u32::from(pair[1].0))
                .unwrap_or(text.len() as u32);
            let mut covered = 0;
            for (number, (offset, _)) in primary.iter().enumerate() {
                let next =
                    primary.get(number + 1).map_or(text.len() as u32, |(next, _)| u32::from(*next));
                if u32::from(*offset) < to && next > from && start + number < 64 {
                    covered |= 1u64 << (start + number);
                }
            }
            sound_keys(lexicon, &[pair[0].1], &[pair[1].1], attribute, covered & mask, out);
        }
    }
    finish_word(text, mask, true, out);
    mask
}

fn finish_word(text: &str, mask: u64, pinyin: bool, out: &mut View) {
    out.key(word_key(text), Attribute::Text, mask);
    if !pinyin && text.len() >= SHORTEST_SPELLING {
        out.key(spelling_key(text), Attribute::Spelling, mask);
    }
    out.words.push(FuzzyWord { text: text.into(), mask, pinyin, last: false, common: false });
    if INITIALS.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase()) {
        out.key(hash::text(Space::Initials, text.chars()), Attribute::InitialsAs, mask);
    }
}

/// The shortest word whose transliterations are compared.
const SHORTEST_SPELLING: usize = 5;

/// The key of a word in the one spelling that its transliterations share: kh, ch and h; ks and x;
/// w and v; y, j and i; c and k; doubled letters once.
fn spelling_key(word: &str) -> u64 {
    let letters = word.as_bytes();
    let mut hasher = hash::Hasher::new(Space::Spelling);
    let (mut at, mut last) = (0, 0);
    while at < letters.len() {
        let pair = (letters[at], letters.get(at + 1).copied().unwrap_or(0));
        let (sound, taken) = match pair {
            (b'k' | b'c', b'h') => (b'h', 2),
            (b'p', b'h') => (b'f', 2),
            (b'c', b'k') => (b'k', 2),
            (b't', b'z') | (b't', b's') => (b'z', 2),
            (b'k', b's') => (b'x', 2),
            (b'c', _) => (b'k', 1),
            (b'w', _) => (b'v', 1),
            (b'y' | b'j', _) => (b'i', 1),
            (letter, _) => (letter, 1),
        };
        if sound != last {
            hasher.push(u32::from(sound));
        }
        last = sound;
        at += taken;
    }
    hasher.finish()
}

/// The initials of all words, with and without the legal form (SMIC, UESTC).
fn initials(lexicon: &Lexicon, parsed: &Parsed, parts: &[Part], out: &mut View) {
    let words = parts.iter().map(|part| part.units.1 - part.units.0).sum::<usize>();
    if words < *INITIALS.start() {
        mark_last(out);
        return;
    }
    let mut initials = String::new();
    let (mut all, mut plain) = (0, 0);
    for part in parts {
        if parsed.units[part.units.0].kind == UnitKind::Han {
            return;
        }
        if matches!(part.kind, PartKind::Filler | PartKind::Number(_)) {
            continue;
        }
        if part.kind == PartKind::Form && company_form(lexicon, part) && all > 0 {
            add_initials(&initials, INITIALS, out);
        }
        for unit in &parsed.units[part.units.0..part.units.1] {
            // `of` and `and` may stand inside a phrase.
            if unit.kind == UnitKind::Word && !is_filler(lexicon, &unit.text) {
                initials.extend(unit.first());
                all += 1;
                plain += usize::from(part.kind != PartKind::Form || !company_form(lexicon, part));
            }
        }
    }
    // With the letters of the legal form (SMIC) four would fit too much.
    add_initials(&initials, *INITIALS.start() + 1..=*INITIALS.end(), out);
    if all == plain {
        add_initials(&initials, INITIALS, out);
    }
    mark_last(out);
}

/// Lines are cut off in their last word.
fn mark_last(out: &mut View) {
    if let Some(last) = out.words.last_mut() {
        last.last = !last.common;
    }
}

fn is_filler(lexicon: &Lexicon, word: &str) -> bool {
    lexicon.phrases().find(word.chars()).is_some_and(|value| {
        lexicon.senses(value).iter().any(|sense| sense.kind == SenseKind::Filler)
    })
}

fn add_initials(initials: &str, lengths: std::ops::RangeInclusive<usize>, out: &mut View) {
    if lengths.contains(&initials.len()) {
        let mask = mask_between(0, out.elements.len());
        out.key(hash::text(Space::Initials, initials.chars()), Attribute::InitialsOf, mask);
    }
}
