//! Trade names: which of them are names of their own, and what of a longer one is.

use super::{plain, Builder};
use crate::fold::{is_han, Folder};
use crate::lexicon::{ConceptId, SenseKind};
use crate::table::{strength, TableError};

/// A trade name that more than one company in 16,000 bears is a weak one.
const DISTINCTIVE_NAME: f32 = 14.0;

/// The joined letters of a phrase, and where its words and Han characters begin; the end last.
fn pieces(folder: &Folder, phrase: &str) -> (Vec<char>, Vec<usize>) {
    let (mut letters, mut cuts) = (Vec::new(), Vec::new());
    let mut begins = true;
    for c in folder.fold(phrase).chars {
        if matches!(c, ' ' | '(' | ')') {
            begins = true;
            continue;
        }
        if begins || is_han(c) {
            cuts.push(letters.len());
        }
        begins = is_han(c);
        letters.push(folder.weak_fold(c));
    }
    cuts.push(letters.len());
    (letters, cuts)
}

impl<'a> Builder<'a> {
    pub(super) fn brands(&mut self) -> Result<(), TableError> {
        let table = self.table("brands")?;
        let (id, strong) = (table.column("id")?, table.column("strength")?);
        let (zh, latin, other) =
            (table.column("zh")?, table.column("latin")?, table.column("other")?);
        let mut names: Vec<(&str, ConceptId)> = Vec::new();
        for row in &table.rows {
            let bits = self.lexicon.weights.brand_bits;
            let concept = self.concept(format!("brand:{}", row.cell(id)), |concept| {
                concept.bits = bits;
                concept.strong = row.cell(strong) == "strong";
                concept.has_han = !row.cell(zh).is_empty();
            });
            for value in row.values(zh).chain(row.values(latin)).chain(row.values(other)) {
                names.push((value, concept));
            }
        }
        // Whole names first: what is left of a longer one gives way to another's whole name.
        let trimmed: Vec<_> = names
            .into_iter()
            .filter(|(value, concept)| !self.brand_name(value, *concept))
            .collect();
        for (value, concept) in trimmed {
            self.trimmed_brand(value, concept);
        }
        Ok(())
    }

    fn trimmed_brand(&mut self, value: &str, concept: ConceptId) {
        let (text, weak) = strength(value);
        let (letters, cuts) = pieces(&self.lexicon.folder, text);
        let (from, to) = self.trimmed(&letters, &cuts);
        let holders: Vec<ConceptId> = self
            .phrases
            .find(letters[from..to].iter().copied())
            .map_or(&[][..], |value| &self.senses[value as usize])
            .iter()
            .filter(|sense| sense.kind == SenseKind::Brand)
            .map(|sense| sense.concepts[0])
            .collect();
        if holders.contains(&concept) {
            // The table has the name itself, perhaps as a weak one: with its field it is certain.
            self.phrase(text, plain(SenseKind::Organisation, &[concept], weak));
        } else if holders.is_empty() {
            self.brand_phrase(&letters[from..to], concept, weak);
        } else {
            self.brand_phrase(&letters, concept, weak);
        }
    }

    fn brand_phrase(&mut self, letters: &[char], concept: ConceptId, weak: bool) {
        let name: String = letters.iter().collect();
        // What many companies are called is nobody's alone, whatever the table says.
        let weak = weak || self.is_common_name(letters);
        let known = &mut self.lexicon.concepts[concept as usize];
        let han = letters.iter().all(|c| is_han(*c));
        let forms = if han { &mut known.han_forms } else { &mut known.latin_forms };
        if !weak && !forms.iter().any(|form| **form == *name) {
            forms.push(name.as_str().into());
        }
        self.phrase(&name, plain(SenseKind::Brand, &[concept], weak));
    }

    /// A trade name made of common words alone (China Electronics Technology Group) is a name of
    /// the organisation, to be found whole; one with a place before or a field after it
    /// (浙江大华, 大华技术) is found by its parts, which then are compared as what they are.
    /// False: something has to be trimmed off first.
    fn brand_name(&mut self, value: &str, concept: ConceptId) -> bool {
        let (text, weak) = strength(value);
        let (letters, cuts) = pieces(&self.lexicon.folder, text);
        if letters.is_empty() {
            return true;
        }
        if self.is_common(&letters, &cuts) {
            self.phrase(text, plain(SenseKind::Organisation, &[concept], weak));
            return true;
        }
        let whole = self.trimmed(&letters, &cuts) == (0, letters.len());
        if whole {
            self.brand_phrase(&letters, concept, weak);
        }
        whole
    }

    fn is_common_name(&self, letters: &[char]) -> bool {
        if letters.len() < 3 && !letters.iter().any(|c| is_han(*c)) {
            return true; // two letters stand for anything
        }
        let bits = match letters {
            [a, b] if is_han(*a) && is_han(*b) => self.lexicon.bits_of_han_pair(*a, *b),
            _ => self.lexicon.in_use(&letters.iter().collect::<String>()).bits,
        };
        bits.is_some_and(|bits| bits < DISTINCTIVE_NAME)
    }

    fn kinds_of(&self, letters: &[char]) -> Vec<SenseKind> {
        let han = letters.iter().any(|c| is_han(*c));
        match self.phrases.find(letters.iter().copied()) {
            None => Vec::new(),
            Some(value) => self.senses[value as usize]
                .iter()
                .filter(|sense| {
                    let place_or_word = matches!(sense.kind, SenseKind::Place | SenseKind::Word);
                    !sense.pinyin || !han && place_or_word
                })
                .map(|sense| match sense.kind {
                    // A county's name is a trade name as often as not.
                    SenseKind::Place if self.lexicon.concept(sense.concepts[0]).level > 2 => {
                        SenseKind::Brand
                    }
                    kind => kind,
                })
                .collect(),
        }
    }

    /// Do phrases that are no trade names, at least two, cover all of it? `cuts`: where words and
    /// characters begin, and the end.
    fn is_common(&self, letters: &[char], cuts: &[usize]) -> bool {
        let mut covers = vec![None::<usize>; cuts.len()];
        covers[0] = Some(0);
        for from in 0..cuts.len() {
            let Some(count) = covers[from] else { continue };
            for to in from + 1..cuts.len() {
                let phrase = &letters[cuts[from]..cuts[to]];
                let common = phrase.len() > 1
                    && self.kinds_of(phrase).iter().any(|kind| {
                        // A translated word is what trade names are made of (长江存储).
                        !matches!(
                            kind,
                            SenseKind::Brand | SenseKind::Organisation | SenseKind::Word
                        )
                    });
                if common {
                    covers[to] = Some(covers[to].unwrap_or(0).max(count + 1));
                }
            }
        }
        covers[cuts.len() - 1].is_some_and(|count| count >= 2)
    }

    /// Where the trade name itself begins and ends.
    fn trimmed(&self, letters: &[char], cuts: &[usize]) -> (usize, usize) {
        let (mut from, mut to) = (0, letters.len());
        let is = |from: usize, to: usize, kinds: &[SenseKind]| {
            to - from > 1 && self.kinds_of(&letters[from..to]).iter().any(|k| kinds.contains(k))
        };
        let name = |from: usize, to: usize| {
            let common = [SenseKind::Place, SenseKind::Field, SenseKind::Form, SenseKind::Word];
            to - from > 1 && !is(from, to, &common)
        };
        for cut in &cuts[1..] {
            if is(*cut, to, &[SenseKind::Field, SenseKind::Form]) && name(0, *cut) {
                to = *cut;
                break;
            }
        }
        for cut in &cuts[1..] {
            if *cut < to && is(0, *cut, &[SenseKind::Place]) && name(*cut, to) {
                from = *cut;
            }
        }
        (from, to)
    }
}
