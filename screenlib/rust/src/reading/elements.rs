//! From parts to elements and keys: places, fields, forms, numbers, and trade names in Han.

use super::assemble::company_form;
use super::han::{han_pairs, han_stem};
use super::latin::latin_stem;
use super::parse::{Part, PartKind};
use super::tokens::Unit;
use super::view::{
    mask_between, word_key, Attribute, Element, ElementKind, FuzzyWord, View, Writing,
};
use super::words::{Word, WordMemo};
use super::Parsed;
use crate::fuzzy;
use crate::hash::{self, Space};
use crate::lexicon::{Class, Concept, ConceptId, Lexicon, SenseKind};
use crate::pinyin::{Readings, Syllable};
use smallvec::SmallVec;
use std::sync::Arc;

const NUMBER_BITS: f32 = 6.0;

/// China says nothing about a Chinese company.
const CHINA_BITS: f32 = 1.0;

/// What stands before, for keys that cross from one part to the next.
#[derive(Default)]
pub(super) struct Before {
    /// The readings, writing, mask and end of the last syllable of a run.
    pub(super) sound: Option<(Readings, Writing, u64, bool)>,
    /// The letters and mask of the last Latin unit.
    pub(super) word: Option<(Arc<Word>, u64)>,
    /// The last Han character and mask.
    pub(super) han: Option<(char, u64)>,
}

pub(super) fn fill(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    parsed: &Parsed,
    parts: &[Part],
    out: &mut View,
) {
    let mut before = Before::default();
    let mut joined: Option<Joined> = None;
    for part in parts {
        out.corrected |= part.corrected;
        // What stood as one word is also compared as one (Hightrade, a slip in Zhejiangdahua).
        let unit = part.inner.as_ref().map(|_| part.units.0);
        if let Some(joined) = joined.take_if(|joined| Some(joined.unit) != unit) {
            joined.close(parsed, out);
        }
        if let Some(unit) = unit {
            let one = joined.get_or_insert(Joined { unit, first: out.elements.len(), form: false });
            one.form |= part.kind == PartKind::Form && company_form(lexicon, part);
        }
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
                let word = letters(lexicon, memo, part, units);
                if let (Some((last, mask)), Some(word)) = (&before.word, &word) {
                    joined_key((last, *mask), (word, 0), out);
                }
                before = Before { word: word.map(|word| (word, 0)), ..Before::default() };
            }
            PartKind::Place => place(lexicon, memo, part, units, out, &mut before),
            PartKind::Field => field(lexicon, memo, part, units, out, &mut before),
            PartKind::Stem | PartKind::Word | PartKind::Brand => {
                stem(lexicon, memo, part, units, out, &mut before);
            }
        }
    }
    if let Some(joined) = joined {
        joined.close(parsed, out);
    }
}

/// A unit that was taken apart, being read.
struct Joined {
    unit: usize,
    /// Its first element.
    first: usize,
    /// A legal form was found in it.
    form: bool,
}

impl Joined {
    /// The unit as one word, when all of it is read. Where a legal form was found in it (Troja|ans)
    /// it may be a misspelt trade name after all.
    fn close(&self, parsed: &Parsed, out: &mut View) {
        let mask = mask_between(self.first, out.elements.len());
        if let Some(word) = &parsed.units[self.unit].word {
            common_word(word, mask, out);
        }
        if let Some(word) = out.words.last_mut().filter(|_| self.form && mask != 0) {
            word.common = false;
        }
    }
}

pub(super) fn span(units: &[Unit]) -> (u32, u32) {
    (units[0].start as u32, units[units.len() - 1].end as u32)
}

/// The joined letters of a Latin part.
fn letters(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    part: &Part,
    units: &[Unit],
) -> Option<Arc<Word>> {
    if units[0].is_han() {
        return None;
    }
    match (&part.inner, units) {
        (Some(letters), _) => Some(memo.word(lexicon, letters)),
        (None, [unit]) => unit.word.clone(),
        (None, _) => {
            let content = units.iter().filter(|unit| unit.is_content());
            Some(memo.joined(lexicon, content.map(Unit::text)))
        }
    }
}

fn form(lexicon: &Lexicon, part: &Part, units: &[Unit], out: &mut View) {
    let (mut kind_mask, mut field_mask) = (0, 0);
    let add = |out: &mut View, mask: &mut u64, kind: ElementKind, concept: &Concept| {
        if *mask == 0 {
            let writing = Writing::Invented;
            *mask = out.push(Element { kind, bits: concept.bits, writing, span: span(units) });
        }
        out.key(concept.key, Attribute::Concept, *mask);
    };
    for id in part.concepts(lexicon) {
        let concept = lexicon.concept(id);
        let Some(class) = concept.class else {
            add(out, &mut field_mask, ElementKind::Field, concept);
            continue;
        };
        out.classes |= class.bit();
        match &*concept.name {
            "kind:branch" => out.branch = true,
            // Not one that is merely joined to a word.
            name if name.starts_with("legal:") && part.inner.is_none() => {
                out.legal_forms.push(id);
            }
            _ => (),
        }
        if class != Class::Company {
            add(out, &mut kind_mask, ElementKind::Kind, concept);
        }
    }
}

fn place(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    part: &Part,
    units: &[Unit],
    out: &mut View,
    before: &mut Before,
) {
    let concepts = || part.concepts(lexicon);
    let china = concepts().next().is_some_and(|id| &*lexicon.concept(id).name == "place:cn");
    let kind = if china { ElementKind::Field } else { ElementKind::Place };
    let bits = concepts().map(|id| lexicon.concept(id).bits).fold(f32::INFINITY, f32::min);
    let han = units[0].is_han();
    let writing = if han { Writing::Han } else { Writing::Invented };
    let bits = if china { CHINA_BITS } else { bits };
    let mask = out.push(Element { kind, bits, writing, span: span(units) });
    for id in concepts() {
        let concept = lexicon.concept(id);
        out.key(concept.key, Attribute::Concept, mask);
        for around in &concept.ancestors {
            let outer = lexicon.concept(*around);
            if &*outer.name != "place:cn" {
                out.key(outer.key, Attribute::Around, mask);
            }
        }
    }
    out.places.extend(concepts());
    // A place may be the other side's trade name, and then meets it as text.
    *before = Before::default();
    if han {
        han_pairs(lexicon, units, mask, out);
    } else if let Some(word) = letters(lexicon, memo, part, units) {
        common_word(&word, mask, out);
        let division = word.as_name(lexicon).divisions.first();
        for pair in division.into_iter().flat_map(|division| division.windows(2)) {
            sound_keys(lexicon, &[pair[0].1], &[pair[1].1], Attribute::PlaceSound, mask, out);
        }
        before.word = Some((word, mask));
    }
}

/// A word of the tables meets the same word where the other name has it as trade name, and its
/// misspellings.
fn common_word(word: &Word, mask: u64, out: &mut View) {
    if mask == 0 {
        return;
    }
    out.key(word.key, Attribute::CommonText, mask);
    let text = Arc::clone(&word.text);
    let (pinyin, last, common, known) = (false, false, true, true);
    out.words.push(FuzzyWord { text, mask, pinyin, last, common, known });
}

fn field(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    part: &Part,
    units: &[Unit],
    out: &mut View,
    before: &mut Before,
) {
    let han = units[0].is_han();
    let writing = if han { Writing::Han } else { Writing::Invented };
    let mut masks: SmallVec<[(ConceptId, u64); 4]> = SmallVec::new();
    let mut all = 0;
    for (number, sense) in part.senses.iter(lexicon).enumerate() {
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
    let last = std::mem::take(before).word;
    if all.count_ones() != 1 {
        return;
    }
    if han {
        han_pairs(lexicon, units, all, out);
    } else if let Some(word) = letters(lexicon, memo, part, units) {
        common_word(&word, all, out);
        if let Some((last, mask)) = last {
            joined_key((&last, mask), (&word, all), out);
        }
        before.word = Some((word, all));
    }
}

/// The key of a trade name and the common word after it, written as one (Novintraders).
fn joined_key((last, last_mask): (&Word, u64), (word, mask): (&Word, u64), out: &mut View) {
    let stem = last_mask & out.mask(ElementKind::Stem) != 0;
    if stem && last.text.len() + word.text.len() <= fuzzy::LONGEST_WORD {
        let id = hash::joined(Space::Word, [&*last.text, &*word.text]);
        out.key(id, Attribute::Text, last_mask | mask);
    }
}

pub(super) fn sound_keys(
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
    let han = units[0].is_han() && part.inner.is_none();
    // A Latin trade name whose Han form is known sounds only like itself.
    let branded = !han
        && part.senses.iter(lexicon).any(|sense| {
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
    for sense in part.senses.iter(lexicon) {
        let concept = lexicon.concept(sense.concepts[0]);
        let weak = sense.weak || sense.kind == SenseKind::Brand && !concept.strong;
        let attribute = if weak { Attribute::WeakConcept } else { Attribute::Concept };
        out.key(concept.key, attribute, mask);
        // A name of too many parts has no room for more elements; then no key leads to them.
        if sense.kind == SenseKind::Brand && mask != 0 {
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
            out.words.push(FuzzyWord {
                text: Arc::clone(form),
                mask,
                pinyin: false,
                last: false,
                common: true,
                known: true,
            });
        }
    } else {
        for form in &brand.han_forms {
            out.key(hash::text(Space::Han, form.chars()), Attribute::OtherForm, mask);
        }
    }
}
