//! Legal forms and kinds of organisation, and abbreviations.

use super::{joined, plain, Builder, FIELD_BITS};
use crate::lexicon::{corrections, joined as joined_words, Class, ConceptId, Sense, SenseKind};
use crate::table::{strength, TableError};

/// The kind of forms.tsv that is the legal form of a company.
const LEGAL_FORM: &str = "company";

const KIND_BITS: f32 = 3.0;

impl Builder<'_> {
    pub(super) fn forms(&mut self) -> Result<(), TableError> {
        let table = self.table("forms")?;
        let (id, kind) = (table.column("id")?, table.column("kind")?);
        let (zh, latin) = (table.column("zh")?, table.column("latin")?);
        for row in &table.rows {
            let Some(class) = Class::of(row.cell(kind)) else {
                return Err(table.error(row.line, format!("unknown kind {:?}", row.cell(kind))));
            };
            let concept = self.concept(format!("kind:{}", row.cell(kind)), |concept| {
                concept.bits = KIND_BITS;
                concept.class = Some(class);
            });
            let mut concepts = vec![concept];
            if class != Class::Company && row.cell(id) != row.cell(kind) {
                // A public security bureau is a bureau, and of a business of its own.
                let special = self.concept(format!("form:{}", row.cell(id)), |concept| {
                    concept.bits = FIELD_BITS.1;
                });
                concepts.push(special);
            }
            if row.cell(kind) == LEGAL_FORM {
                let legal = self.concept(format!("legal:{}", row.cell(id)), |concept| {
                    concept.class = Some(class);
                });
                concepts.push(legal);
            }
            for value in row.values(zh).chain(row.values(latin)) {
                let (text, weak) = strength(value);
                self.phrase(text, plain(SenseKind::Form, &concepts, weak));
                if class == Class::Company {
                    self.form_words(text);
                }
            }
        }
        Ok(())
    }

    fn form_words(&mut self, form: &str) {
        let folded = self.lexicon.folder.fold(form).text();
        let words: Vec<&str> = folded.split(' ').collect();
        for word in words.iter().filter(|word| word.len() >= corrections::SHORTEST_FORM_WORD) {
            if words.len() > 1 {
                self.lexicon.words.entry((*word).into()).or_default().of_form = true;
            }
            if word.len() <= corrections::SHORTEST_FORM {
                self.short_forms.push((*word).into());
            }
            if words.len() > 1 && word.len() >= corrections::SHORTEST_FORM {
                self.correctable.push((*word).into());
            }
        }
    }

    /// Legal forms of companies, and words of them that mean nothing else, are looked for in words
    /// that they are joined to.
    pub(super) fn joined_forms(&mut self) {
        let lexicon = &mut self.lexicon;
        for (word, in_use) in &lexicon.words {
            if in_use.of_form && word.len() >= joined_words::LONG {
                lexicon.forms.add(word);
            }
        }
        for (phrase, value) in self.phrases.iter() {
            let company = |sense: &Sense| {
                let concept = |id: &ConceptId| &lexicon.concepts[*id as usize];
                sense.kind == SenseKind::Form
                    && sense.concepts.iter().any(|id| concept(id).is_company())
            };
            if self.senses[value as usize].iter().any(company) {
                lexicon.forms.add(phrase);
            }
        }
    }

    /// An unambiguous one becomes its expansion; an ambiguous one gets the expansions' senses.
    pub(super) fn abbreviations(&mut self) -> Result<(), TableError> {
        let table = self.table("abbreviations")?;
        let (short, long, ambiguous) = (
            table.column("abbreviation")?,
            table.column("expansions")?,
            table.column("ambiguous")?,
        );
        for row in &table.rows {
            let letters = joined(&self.lexicon.folder, row.cell(short));
            let expansions: Vec<&str> = row.values(long).collect();
            let clear = row.cell(ambiguous) != "y";
            if let ([first, ..], false) = (&expansions[..], row.cell(short).contains(' ')) {
                let expansion: String = joined(&self.lexicon.folder, first).iter().collect();
                let abbreviation: String = letters.iter().collect();
                if abbreviation != expansion {
                    self.lexicon
                        .abbreviations
                        .insert(abbreviation.as_str().into(), (expansion.as_str().into(), clear));
                }
            }
            for expansion in expansions {
                let full = joined(&self.lexicon.folder, expansion);
                let Some(value) = self.phrases.find(full) else { continue };
                for sense in self.senses[value as usize].clone() {
                    if !sense.pinyin && sense.kind != SenseKind::Organisation {
                        self.sense(letters.clone(), Sense { weak: !clear, ..sense });
                    }
                }
            }
        }
        Ok(())
    }
}
