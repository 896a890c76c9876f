//! From units to parts: the cheapest way of covering a name with phrases of the lexicon.
//!
//! A dynamic programme over the units of one group (what stands outside brackets, or in one):
//! a phrase costs a little less than the units it covers, so the fewest and longest phrases win,
//! and what no phrase covers is the stem. Chinese, pinyin, English and mixed names go one way.

use super::meaning::{best_kind, han_number};
use super::numbers;
use super::phrases::{walk_phrases, Named};
use super::settle;
use super::tokens::{Unit, UnitKind};
use super::words::{Analysis, WordMemo};
use crate::fold::Folded;
use crate::lexicon::{ConceptId, Lexicon, Sense, SenseKind};

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
    pub senses: Vec<Sense>,
    /// A Latin word in which a phrase was found (joined words, typing errors): its letters.
    pub inner: Option<Box<str>>,
    /// Found by correcting a typing error.
    pub corrected: bool,
}

impl Part {
    pub fn concepts(&self) -> impl Iterator<Item = ConceptId> + '_ {
        self.senses.iter().flat_map(|sense| sense.concepts.iter().copied())
    }
}

/// Costs of covering: a unit that no phrase covers; a phrase, less a little for each unit of it.
const UNKNOWN: f32 = 1.0;

/// A Han trade name has two characters at least: the first costs more, the second gives it back.
const FIRST_HAN: f32 = 2.2;

const SECOND_HAN: f32 = -0.2;

const PHRASE: f32 = 0.95;

const PHRASE_UNIT: f32 = 0.03;

const NUMBER: f32 = 0.5;

/// "And" after a field; before a character that no phrase covers it costs more than being one itself.
const AND: f32 = 0.5;

/// Between equal covers one with a certain trade name wins, then one without an uncertain one.
const BRAND: f32 = 0.02;

/// And one without a place in the middle of a run that no phrase covers (吉林泉阳泉).
const PLACE_INSIDE: f32 = 0.01;

#[derive(Clone, Copy)]
struct Step {
    cost: f32,
    /// Where the last cover begins, and the state there.
    from: usize,
    state: usize,
    what: Cover,
}

/// The cheapest covers up to one unit, by how many Han characters that no phrase covers end it:
/// none, one, more.
type Steps = [Step; 3];

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Cover {
    Start,
    Unknown,
    Phrase(u32, SenseKind),
    Number(u32),
    And,
}

/// What stands outside the brackets of a name, or in one of them.
#[derive(Clone, Debug, Default)]
pub struct Group {
    pub parts: Vec<Part>,
    /// Its units, by their numbers in the name.
    pub units: Vec<usize>,
    /// The names of organisations in it.
    pub named: Vec<Named>,
}

/// The groups of a name: outside the brackets first, then each bracket that says more than a
/// place, a field or a form.
pub fn groups(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    folded: &Folded,
    units: &[Unit],
) -> Vec<Group> {
    let mut outside: Vec<usize> = Vec::with_capacity(units.len());
    let mut brackets: Vec<Vec<usize>> = Vec::new();
    let mut open: Option<Vec<usize>> = None;
    for (index, unit) in units.iter().enumerate() {
        match (unit.kind, open.as_mut()) {
            (UnitKind::Open, None) => open = Some(Vec::new()),
            (UnitKind::Open, Some(_)) => (),
            (UnitKind::Close, Some(_)) => {
                let inside = open.take().unwrap_or_default();
                if !inside.is_empty() {
                    if is_inline(lexicon, memo, folded, units, &inside) {
                        outside.extend(inside);
                    } else {
                        brackets.push(inside);
                    }
                }
            }
            (UnitKind::Close, None) => (),
            (_, Some(inside)) => inside.push(index),
            (_, None) => outside.push(index),
        }
    }
    // A bracket that never closes holds the rest of the name, not an aside.
    outside.extend(open.unwrap_or_default());
    let mut out = vec![parse(lexicon, memo, folded, units, outside)];
    for inside in brackets.into_iter().take(3) {
        out.push(parse(lexicon, memo, folded, units, inside));
    }
    // `(Hikvision)` alone is the name.
    if out.len() > 1 && out[0].parts.is_empty() {
        out.remove(0);
    }
    out
}

fn is_inline(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    folded: &Folded,
    units: &[Unit],
    inside: &[usize],
) -> bool {
    let parts = parse(lexicon, memo, folded, units, inside.to_vec()).parts;
    // A bracket in the other script gives the name again: 哈尔滨工业大学 (Harbin Institute ...).
    let han = |unit: &Unit| unit.kind == UnitKind::Han;
    let other_script = han(&units[inside[0]]) != units.first().is_some_and(han);
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

fn parse(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    folded: &Folded,
    units: &[Unit],
    group: Vec<usize>,
) -> Group {
    let mut named = Vec::new();
    let steps = cheapest_cover(lexicon, units, &group, &mut named);
    let parts = covering(lexicon, memo, folded, units, &group, &steps);
    Group { parts, units: group, named }
}

/// The parts of the cheapest cover.
fn covering(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    folded: &Folded,
    units: &[Unit],
    group: &[usize],
    steps: &[Steps],
) -> Vec<Part> {
    let mut covers: Vec<(usize, usize, Cover)> = Vec::new();
    let mut at = group.len();
    let mut state = cheapest(&steps[at]);
    while at > 0 {
        let step = steps[at][state];
        covers.push((step.from, at, step.what));
        (at, state) = (step.from, step.state);
    }
    covers.reverse();
    let mut parts: Vec<Part> = Vec::with_capacity(covers.len());
    for (from, to, what) in covers {
        match what {
            Cover::Start => unreachable!("no step covers nothing"),
            Cover::Number(number) => parts.push(part(PartKind::Number(number), group, from, to)),
            Cover::And => parts.push(part(PartKind::Filler, group, from, to)),
            Cover::Phrase(value, kind) => {
                let mut senses: Vec<Sense> = lexicon
                    .senses(value)
                    .iter()
                    .filter(|sense| sense.kind == kind)
                    .copied()
                    .collect();
                // A phrase of the table outweighs what merely sounds like one.
                if senses.iter().any(|sense| !sense.pinyin) {
                    senses.retain(|sense| !sense.pinyin);
                }
                senses.truncate(4);
                parts.push(Part { senses, ..part(part_kind(kind), group, from, to) });
            }
            Cover::Unknown => unknown(lexicon, memo, folded, units, group, from, &mut parts),
        }
    }
    settle::places(lexicon, units, &mut parts);
    settle::brands(units, &mut parts);
    settle::stem(lexicon, units, &mut parts);
    parts
}

fn part(kind: PartKind, group: &[usize], from: usize, to: usize) -> Part {
    Part {
        kind,
        units: (group[from], group[to - 1] + 1),
        senses: Vec::new(),
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
fn unknown(
    lexicon: &Lexicon,
    memo: &mut WordMemo,
    folded: &Folded,
    units: &[Unit],
    group: &[usize],
    from: usize,
    parts: &mut Vec<Part>,
) {
    let unit = &units[group[from]];
    let stem = part(PartKind::Stem, group, from, from + 1);
    if unit.kind == UnitKind::Han {
        match parts.last_mut() {
            Some(last)
                if last.kind == PartKind::Stem
                    && last.units.1 == stem.units.0
                    && units[last.units.0].kind == UnitKind::Han =>
            {
                last.units.1 = stem.units.1;
            }
            _ => parts.push(stem),
        }
        return;
    }
    let camel: Vec<usize> = (unit.start + 1..unit.end.min(folded.camel.len()))
        .filter(|at| folded.camel[*at])
        .map(|at| at - unit.start)
        .collect();
    match memo.analyse(lexicon, &unit.text, &camel) {
        Analysis::Stem => parts.push(stem),
        Analysis::Parts(pieces) => {
            for piece in pieces.iter() {
                parts.push(Part {
                    kind: piece.kind,
                    senses: piece.senses.clone(),
                    inner: Some(piece.letters.clone()),
                    corrected: piece.corrected,
                    ..stem.clone()
                });
            }
        }
    }
}

fn cheapest(steps: &Steps) -> usize {
    (0..steps.len()).min_by(|a, b| steps[*a].cost.total_cmp(&steps[*b].cost)).unwrap_or(0)
}

/// The cheapest covers up to each unit; the names of organisations that are met on the way.
fn cheapest_cover(
    lexicon: &Lexicon,
    units: &[Unit],
    group: &[usize],
    named: &mut Vec<Named>,
) -> Vec<Steps> {
    let length = group.len();
    let nothing = Step { cost: f32::INFINITY, from: 0, state: 0, what: Cover::Start };
    let mut steps: Vec<Steps> = vec![[nothing; 3]; length + 1];
    steps[0][0].cost = 0.0;
    let offer = |steps: &mut Vec<Steps>, from: (usize, usize), to: (usize, usize), cost, what| {
        let cost: f32 = steps[from.0][from.1].cost + cost;
        let known = &mut steps[to.0][to.1];
        if cost < known.cost {
            *known = Step { cost, from: from.0, state: from.1, what };
        }
    };
    for at in 0..length {
        let unit = &units[group[at]];
        let best = cheapest(&steps[at]);
        if unit.kind == UnitKind::Han {
            for (state, cost) in [FIRST_HAN, SECOND_HAN, UNKNOWN].into_iter().enumerate() {
                let next = (state + 1).min(2);
                offer(&mut steps, (at, state), (at + 1, next), cost, Cover::Unknown);
            }
        } else {
            offer(&mut steps, (at, best), (at + 1, 0), UNKNOWN, Cover::Unknown);
        }
        match unit.kind {
            UnitKind::Number(number) => {
                let what = Cover::Number(number);
                offer(&mut steps, (at, best), (at + 1, 0), NUMBER, what);
                // 第52, No. 52
                let before = at.checked_sub(1).map(|i| &units[group[i]]);
                if before
                    .is_some_and(|b| b.han == '第' || matches!(&*b.text, "no" | "nr" | "number"))
                {
                    let state = cheapest(&steps[at - 1]);
                    offer(&mut steps, (at - 1, state), (at + 1, 0), NUMBER, what);
                }
            }
            UnitKind::Han => {
                if let Some((number, taken, sure)) = han_number(units, group, at) {
                    let what = Cover::Number(number);
                    let cost = if sure { NUMBER } else { PHRASE };
                    offer(&mut steps, (at, best), (at + taken, 0), cost, what);
                }
                let field = matches!(steps[at][best].what, Cover::Phrase(_, SenseKind::Field));
                if field && matches!(unit.han, '与' | '及' | '和') {
                    offer(&mut steps, (at, best), (at + 1, 0), AND, Cover::And);
                }
            }
            UnitKind::Word => {
                let next = group.get(at + 1).map(|i| &*units[*i].text);
                if let Some((number, taken)) = numbers::ordinal(&unit.text, next) {
                    let what = Cover::Number(number);
                    offer(&mut steps, (at, best), (at + taken, 0), NUMBER, what);
                }
            }
            _ => (),
        }
        let before = steps[at][best].what;
        let inside_name = before == Cover::Unknown && unit.kind == UnitKind::Han;
        walk_phrases(lexicon, units, group, at, |end, value| {
            named.extend(Named::by(lexicon, at, end, value));
            let cost = PHRASE - PHRASE_UNIT * (end - at) as f32;
            if let Some((kind, weak)) = best_kind(lexicon, units, group, before, (at, end), value) {
                let cost = match kind {
                    SenseKind::Brand if weak => cost + BRAND,
                    SenseKind::Brand => cost - BRAND,
                    SenseKind::Place if inside_name => cost + PLACE_INSIDE,
                    _ => cost,
                };
                offer(&mut steps, (at, best), (end, 0), cost, Cover::Phrase(value, kind));
            }
        });
    }
    steps
}
