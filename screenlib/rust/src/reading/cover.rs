//! The cheapest way of covering units with phrases of the lexicon: a dynamic programme over them.

use super::meaning::{best_kind, han_number};
use super::numbers;
use super::phrases::{walk_phrases, Named};
use super::tokens::{Unit, UnitKind};
use crate::lexicon::{Lexicon, SenseKind};

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
    from: u16,
    state: u8,
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

/// Buffers of covering.
#[derive(Default)]
pub struct Covers {
    steps: Vec<Steps>,
    cheapest: Vec<(usize, usize, Cover)>,
}

impl Covers {
    /// The cheapest covers of all these units, the last first: from where, to where, by what. The
    /// names of organisations that are met on the way are added to `named`.
    pub(super) fn of(
        &mut self,
        lexicon: &Lexicon,
        group: &[&Unit],
        named: &mut Vec<Named>,
    ) -> &[(usize, usize, Cover)] {
        cover(lexicon, group, &mut self.steps, named);
        self.cheapest.clear();
        let mut at = group.len();
        let mut state = cheapest(&self.steps[at]);
        while at > 0 {
            let step = self.steps[at][state];
            let from = usize::from(step.from);
            self.cheapest.push((from, at, step.what));
            (at, state) = (from, usize::from(step.state));
        }
        &self.cheapest
    }
}

/// The state of the cheapest cover.
fn cheapest(steps: &Steps) -> usize {
    (1..steps.len()).fold(0, |best, at| if steps[at].cost < steps[best].cost { at } else { best })
}

/// The cheapest covers up to each unit; the names of organisations that are met on the way.
fn cover(lexicon: &Lexicon, group: &[&Unit], steps: &mut Vec<Steps>, named: &mut Vec<Named>) {
    let length = group.len();
    let nothing = Step { cost: f32::INFINITY, from: 0, state: 0, what: Cover::Start };
    steps.clear();
    steps.resize(length + 1, [nothing; 3]);
    steps[0][0].cost = 0.0;
    let offer = |steps: &mut Vec<Steps>, from: (usize, usize), to: (usize, usize), cost, what| {
        let cost: f32 = steps[from.0][from.1].cost + cost;
        if cost < steps[to.0][to.1].cost {
            steps[to.0][to.1] = Step { cost, from: from.0 as u16, state: from.1 as u8, what };
        }
    };
    for at in 0..length {
        let unit = group[at];
        let best = cheapest(&steps[at]);
        if unit.is_han() {
            for (state, cost) in [FIRST_HAN, SECOND_HAN, UNKNOWN].into_iter().enumerate() {
                let next = (state + 1).min(2);
                offer(steps, (at, state), (at + 1, next), cost, Cover::Unknown);
            }
        } else {
            offer(steps, (at, best), (at + 1, 0), UNKNOWN, Cover::Unknown);
        }
        match unit.kind {
            UnitKind::Number(number) => {
                let what = Cover::Number(number);
                offer(steps, (at, best), (at + 1, 0), NUMBER, what);
                // 第52, No. 52
                let before = at.checked_sub(1).map(|i| group[i]);
                if before
                    .is_some_and(|b| b.han == '第' || matches!(b.text(), "no" | "nr" | "number"))
                {
                    let state = cheapest(&steps[at - 1]);
                    offer(steps, (at - 1, state), (at + 1, 0), NUMBER, what);
                }
            }
            UnitKind::Han => {
                if let Some((number, taken, sure)) = han_number(group, at) {
                    let what = Cover::Number(number);
                    let cost = if sure { NUMBER } else { PHRASE };
                    offer(steps, (at, best), (at + taken, 0), cost, what);
                }
                let field = matches!(steps[at][best].what, Cover::Phrase(_, SenseKind::Field));
                if field && matches!(unit.han, '与' | '及' | '和') {
                    offer(steps, (at, best), (at + 1, 0), AND, Cover::And);
                }
            }
            UnitKind::Word => {
                let next = group.get(at + 1).map(|unit| unit.text());
                if let Some((number, taken)) = numbers::ordinal(unit.text(), next) {
                    let what = Cover::Number(number);
                    offer(steps, (at, best), (at + taken, 0), NUMBER, what);
                }
            }
            _ => (),
        }
        let before = steps[at][best].what;
        let inside_name = before == Cover::Unknown && unit.is_han();
        walk_phrases(lexicon, group, at, |end, value| {
            named.extend(Named::by(lexicon, at, end, value));
            let cost = PHRASE - PHRASE_UNIT * (end - at) as f32;
            if let Some((kind, weak)) = best_kind(lexicon, group, before, (at, end), value) {
                let cost = match kind {
                    SenseKind::Brand if weak => cost + BRAND,
                    SenseKind::Brand => cost - BRAND,
                    SenseKind::Place if inside_name => cost + PLACE_INSIDE,
                    _ => cost,
                };
                offer(steps, (at, best), (end, 0), cost, Cover::Phrase(value, kind));
            }
        });
    }
}
