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

/// "And" after a field; before a character that no phrase covers it costs more than being one
/// itself.
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

impl Step {
    /// This cover, in the given state after the one before it, if it is cheaper.
    #[inline]
    fn offer(&mut self, (from, state, before): (usize, usize, Step), cost: f32, what: Cover) {
        let cost = before.cost + cost;
        if cost < self.cost {
            *self = Step { cost, from: from as u16, state: state as u8, what };
        }
    }
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
    for at in 0..length {
        let unit = group[at];
        let (here, next) = steps.split_at_mut(at + 1);
        let (here, next) = (&here[at], &mut next[0]);
        let best = cheapest(here);
        let best = (at, best, here[best]);
        if unit.is_han() {
            let [_, one, more] = next;
            one.offer((at, 0, here[0]), FIRST_HAN, Cover::Unknown);
            more.offer((at, 1, here[1]), SECOND_HAN, Cover::Unknown);
            more.offer((at, 2, here[2]), UNKNOWN, Cover::Unknown);
        } else {
            next[0].offer(best, UNKNOWN, Cover::Unknown);
        }
        match unit.kind {
            UnitKind::Number(number) => {
                let what = Cover::Number(number);
                steps[at + 1][0].offer(best, NUMBER, what);
                // 第52, No. 52
                let before = at.checked_sub(1).map(|i| group[i]);
                if before
                    .is_some_and(|b| b.han == '第' || matches!(b.text(), "no" | "nr" | "number"))
                {
                    let state = cheapest(&steps[at - 1]);
                    let before = (at - 1, state, steps[at - 1][state]);
                    steps[at + 1][0].offer(before, NUMBER, what);
                }
            }
            UnitKind::Han => {
                if let Some((number, taken, sure)) = han_number(group, at) {
                    let what = Cover::Number(number);
                    let cost = if sure { NUMBER } else { PHRASE };
                    steps[at + taken][0].offer(best, cost, what);
                }
                let field = matches!(best.2.what, Cover::Phrase(_, SenseKind::Field));
                if field && matches!(unit.han, '与' | '及' | '和') {
                    steps[at + 1][0].offer(best, AND, Cover::And);
                }
            }
            UnitKind::Word => {
                let next = group.get(at + 1).map(|unit| unit.text());
                if let Some((number, taken)) = numbers::ordinal(unit.text(), next) {
                    let what = Cover::Number(number);
                    steps[at + taken][0].offer(best, NUMBER, what);
                }
            }
            _ => (),
        }
        let before = best.2.what;
        let inside_name = before == Cover::Unknown && unit.is_han();
        walk_phrases(lexicon, group, at, |end, value| {
            if let Some(found) = Named::by(lexicon, at, end, value) {
                named.push(found);
            }
            let cost = PHRASE - PHRASE_UNIT * (end - at) as f32;
            if let Some((kind, weak)) = best_kind(lexicon, group, before, (at, end), value) {
                let cost = match kind {
                    // In two characters it is as likely the beginning of a longer name.
                    SenseKind::Brand if weak && unit.is_han() && end - at == 2 => {
                        FIRST_HAN + SECOND_HAN - BRAND
                    }
                    SenseKind::Brand if weak => cost + BRAND,
                    SenseKind::Brand => cost - BRAND,
                    SenseKind::Place if inside_name => cost + PLACE_INSIDE,
                    _ => cost,
                };
                steps[end][0].offer(best, cost, Cover::Phrase(value, kind));
            }
        });
    }
}
