//! From units to parts: the cheapest way of covering a name with phrases of the lexicon.
//!
//! A dynamic programme over the units of one group (what stands outside brackets, or in one):
//! a phrase costs a little less than the units it covers, so the fewest and longest phrases win,
//! and what no phrase covers is the stem. Chinese, pinyin, English and mixed names go one way.

use super::cover::{Cover, Covers};
use super::inside::Analysis;
use super::phrases::Named;
use super::senses::Senses;
use super::settle;
use super::tokens::{Unit, UnitKind};
use crate::fold::Folded;
use crate::lexicon::{ConceptId, Lexicon, SenseKind};
use smallvec::SmallVec;
use std::sync::Arc;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PartKind {
    Place,
    Stem,
    Word,
    Brand,
    Field,
    Form,
    Number(u32),
    Filler,
}

impl PartKind {
    pub fn name(self) -> &'static str {
        match self {
            PartKind::Place => "place",
            PartKind::Stem => "stem",
            PartKind::Word => "word",
            PartKind::Brand => "brand",
            PartKind::Field => "field",
            PartKind::Form => "form",
            PartKind::Number(_) => "number",
            PartKind::Filler => "filler",
        }
    }
}

/// A part of a name: what kind, which units, and what it stands for.
#[derive(Clone, Debug)]
pub struct Part {
    pub kind: PartKind,
    /// Units of the name, from first to one past the last.
    pub units: (usize, usize),
    /// The readings of an ambiguous part; each the concepts it stands for.
    pub senses: Senses,
    /// A Latin word in which a phrase was found (joined words, typing errors): its letters.
    pub inner: Option<Arc<str>>,
    /// Found by correcting a typing error.
    pub corrected: bool,
}

impl Part {
    pub fn concepts<'a>(
        &self,
        lexicon: &'a Lexicon,
    ) -> impl Iterator<Item = ConceptId> + Clone + 'a {
        self.senses.concepts(lexicon)
    }
}

/// So many readings of an ambiguous phrase are kept.
const MOST_SENSES: usize = 4;

/// What stands outside the brackets of a name, or in one of them.
#[derive(Clone, Debug, Default)]
pub struct Group {
    pub parts: Vec<Part>,
    /// Its units, by their numbers in the name.
    pub units: Vec<usize>,
    /// The names of organisations in it.
    pub named: Vec<Named>,
}

/// Buffers of parsing, kept between names.
#[derive(Default)]
pub struct Buffers {
    covers: Covers,
    /// Groups that are no longer used.
    groups: Vec<Group>,
}

impl Buffers {
    /// An empty group.
    fn group(&mut self) -> Group {
        let mut group = self.groups.pop().unwrap_or_default();
        group.parts.clear();
        group.units.clear();
        group.named.clear();
        group
    }

    /// Take back groups that are no longer used.
    pub fn take_back(&mut self, groups: &mut Vec<Group>) {
        self.groups.append(groups);
        self.groups.truncate(MOST_GROUPS);
    }
}

/// The most groups of a name: what stands outside the brackets, and in three of them.
const MOST_GROUPS: usize = 4;

/// The groups of a name, put into `out`: outside the brackets first, then each bracket that says
/// more than a place, a field or a form.
pub fn groups(
    lexicon: &Lexicon,
    buffers: &mut Buffers,
    folded: &Folded,
    units: &[Unit],
    out: &mut Vec<Group>,
) {
    let mut outside = buffers.group();
    let mut brackets: Vec<Group> = Vec::new();
    let mut open: Option<Vec<usize>> = None;
    // Most names have no brackets.
    let plain = units.iter().all(Unit::is_content);
    if plain {
        outside.units.extend(0..units.len());
    }
    let bracketed = if plain { &[] } else { units };
    for (index, unit) in bracketed.iter().enumerate() {
        match (unit.kind, open.as_mut()) {
            (UnitKind::Open, None) => open = Some(Vec::new()),
            (UnitKind::Open, Some(_)) => (),
            (UnitKind::Close, Some(_)) => {
                let inside = open.take().unwrap_or_default();
                if !inside.is_empty() {
                    let mut group = Group { units: inside, ..buffers.group() };
                    parse(lexicon, buffers, folded, units, &mut group);
                    if is_inline(units, &group) {
                        outside.units.extend(group.units);
                    } else {
                        brackets.push(group);
                    }
                }
            }
            (UnitKind::Close, None) => (),
            (_, Some(inside)) => inside.push(index),
            (_, None) => outside.units.push(index),
        }
    }
    // A bracket that never closes holds the rest of the name, not an aside.
    outside.units.extend(open.unwrap_or_default());
    parse(lexicon, buffers, folded, units, &mut outside);
    brackets.truncate(MOST_GROUPS - 1);
    // `(Hikvision)` alone is the name.
    if brackets.is_empty() || !outside.parts.is_empty() {
        out.push(outside);
    }
    out.extend(brackets);
}

/// A bracket that belongs to the name around it.
fn is_inline(units: &[Unit], group: &Group) -> bool {
    let Group { parts, units: inside, .. } = group;
    // A bracket in the other script gives the name again: 哈尔滨工业大学 (Harbin Institute ...).
    let other_script = units[inside[0]].is_han() != units.first().is_some_and(Unit::is_han);
    if other_script && parts.len() > 1 {
        return false;
    }
    parts.iter().all(|part| {
        matches!(
            part.kind,
            PartKind::Place
                | PartKind::Field
                | PartKind::Form
                | PartKind::Filler
                | PartKind::Number(_)
        )
    })
}

/// The parts of the cheapest cover of a group, and the names in it.
fn parse(
    lexicon: &Lexicon,
    buffers: &mut Buffers,
    folded: &Folded,
    units: &[Unit],
    group: &mut Group,
) {
    let Group { parts, units: numbers, named } = group;
    let run: SmallVec<[&Unit; 24]> = numbers.iter().map(|number| &units[*number]).collect();
    for (from, to, what) in buffers.covers.of(lexicon, &run, named).iter().rev().copied() {
        match what {
            Cover::Start => unreachable!("no step covers nothing"),
            Cover::Number(number) => parts.push(part(PartKind::Number(number), numbers, from, to)),
            Cover::And => parts.push(part(PartKind::Filler, numbers, from, to)),
            Cover::Phrase(value, kind) => {
                // A phrase of the table outweighs what merely sounds like one.
                let senses = Senses::of(lexicon, value, |sense| sense.kind == kind)
                    .preferring(lexicon, |sense| !sense.pinyin)
                    .first(MOST_SENSES);
                parts.push(Part { senses, ..part(part_kind(kind), numbers, from, to) });
            }
            Cover::Unknown => {
                unknown(lexicon, folded, units, part(PartKind::Stem, numbers, from, to), parts);
            }
        }
    }
    settle::places(lexicon, units, parts);
    settle::brands(units, parts);
    settle::stem(lexicon, units, parts);
}

fn part(kind: PartKind, group: &[usize], from: usize, to: usize) -> Part {
    Part {
        kind,
        units: (group[from], group[to - 1] + 1),
        senses: Senses::default(),
        inner: None,
        corrected: false,
    }
}

fn part_kind(kind: SenseKind) -> PartKind {
    match kind {
        SenseKind::Place => PartKind::Place,
        SenseKind::Field => PartKind::Field,
        SenseKind::Form => PartKind::Form,
        SenseKind::Filler => PartKind::Filler,
        SenseKind::Word => PartKind::Word,
        SenseKind::Brand | SenseKind::Organisation => PartKind::Brand,
    }
}

/// A unit that no phrase covers: stem, unless phrases are found inside a long Latin word.
fn unknown(lexicon: &Lexicon, folded: &Folded, units: &[Unit], stem: Part, parts: &mut Vec<Part>) {
    let unit = &units[stem.units.0];
    if unit.is_han() {
        match parts.last_mut() {
            Some(last)
                if last.kind == PartKind::Stem
                    && last.units.1 == stem.units.0
                    && units[last.units.0].is_han() =>
            {
                last.units.1 = stem.units.1;
            }
            _ => parts.push(stem),
        }
        return;
    }
    let Some(word) = &unit.word else { return parts.push(stem) };
    let capitals = folded.camel.iter().map(|place| *place as usize);
    let inside = capitals.filter(|place| *place > unit.start && *place < unit.end);
    let camel: Vec<usize> = inside.map(|place| place - unit.start).collect();
    match word.inside(lexicon, &camel) {
        Analysis::Stem => parts.push(stem),
        Analysis::Parts(pieces) => {
            for piece in pieces.iter() {
                parts.push(Part {
                    kind: piece.kind,
                    senses: piece.senses,
                    inner: Some(Arc::clone(&piece.letters)),
                    corrected: piece.corrected,
                    ..stem.clone()
                });
            }
        }
    }
}
