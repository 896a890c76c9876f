//! Which of the meanings of a phrase a part has.

use crate::lexicon::{ConceptId, Lexicon, Sense};

/// Some of the senses of one phrase of the lexicon (of its first 64), in their order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Senses {
    phrase: u32,
    /// A bit for each.
    marks: u64,
}

impl Senses {
    /// Those of a phrase that are wanted.
    pub(super) fn of(lexicon: &Lexicon, phrase: u32, wanted: impl Fn(&Sense) -> bool) -> Self {
        let all = lexicon.senses(phrase).iter().take(u64::BITS as usize).enumerate();
        let marks = all.fold(0, |marks, (at, sense)| marks | u64::from(wanted(sense)) << at);
        Senses { phrase, marks }
    }

    pub fn iter(self, lexicon: &Lexicon) -> impl Iterator<Item = &Sense> + Clone {
        let senses = if self.marks == 0 { &[] } else { lexicon.senses(self.phrase) };
        let mut left = self.marks;
        std::iter::from_fn(move || {
            let at = (left != 0).then_some(left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(&senses[at])
        })
    }

    /// What they stand for, sense by sense.
    pub fn concepts(self, lexicon: &Lexicon) -> impl Iterator<Item = ConceptId> + Clone + '_ {
        self.iter(lexicon).flat_map(|sense| sense.concepts.iter().copied())
    }

    pub fn len(self) -> usize {
        self.marks.count_ones() as usize
    }

    pub fn is_empty(self) -> bool {
        self.marks == 0
    }

    /// Those for which this holds, unless it holds for none.
    pub(super) fn preferring(self, lexicon: &Lexicon, wanted: impl Fn(&Sense) -> bool) -> Self {
        let preferred = Senses::of(lexicon, self.phrase, wanted).marks & self.marks;
        Senses { marks: if preferred == 0 { self.marks } else { preferred }, ..self }
    }

    /// The first few.
    pub(super) fn first(self, most: usize) -> Self {
        let mut rest = self.marks;
        (0..most).for_each(|_| rest &= rest.wrapping_sub(1));
        Senses { marks: self.marks & !rest, ..self }
    }
}
