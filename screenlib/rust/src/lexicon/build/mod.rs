//! From the bytes of the tables to a `Lexicon`.

mod brands;
mod forms;
mod organisations;
mod writing;

use super::corrections;
use super::joined::JoinedForms;
use super::{Concept, ConceptId, Concepts, Lexicon, Sense, SenseKind};
use crate::charmap::CharMap;
use crate::flat::Parted;
use crate::fold::{is_han, Folder};
use crate::hash::{self, Space};
use crate::pinyin::Pinyin;
use crate::table::{strength, Table, TableError};
use crate::trie::{Trie, TrieBuilder, NO_VALUE};
use crate::weights::Weights;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::collections::BTreeMap;

/// The shortest Han phrase whose pinyin is looked up in Latin names, in characters and letters:
/// shorter ones are too often something else.
const SHORTEST_PINYIN: (usize, usize) = (2, 4);

/// The shortest name of an organisation that is known by its pinyin, in characters.
const SHORTEST_ORGANISATION_PINYIN: usize = 5;

/// The shortest form that is known by its pinyin, in characters.
const SHORTEST_FORM_PINYIN: usize = 3;

/// Categories of business that are found together in one company; other categories exclude them
/// and one another.
const INDUSTRY: [&str; 10] = [
    "tech",
    "electronics",
    "machinery",
    "science",
    "defense",
    "transport",
    "energy",
    "chemicals",
    "metals",
    "construction",
];

/// Bits of a place, by level (country, province, prefecture, county, zone).
const PLACE_BITS: [f32; 5] = [1.5, 3.5, 5.0, 7.0, 6.0];

const FIELD_BITS: (f32, f32, f32) = (1.5, 7.0, 11.0);

/// The senses of a phrase: most have one.
type Senses = SmallVec<[Sense; 1]>;

struct Builder<'a> {
    tables: &'a BTreeMap<String, Vec<u8>>,
    lexicon: Lexicon,
    phrases: TrieBuilder,
    /// Concepts by their names.
    concept_ids: FxHashMap<Box<str>, ConceptId>,
    /// The senses of each phrase, by its value.
    senses: Vec<Senses>,
    /// Words that typing errors are corrected to.
    correctable: Vec<Box<str>>,
    short_forms: Vec<Box<str>>,
}

impl Lexicon {
    /// Read all tables. `romanisations` serves characters of other scripts in the tables' own
    /// values (kana and hangul trade names).
    pub fn build(
        tables: &BTreeMap<String, Vec<u8>>,
        romanisations: &[(char, String)],
    ) -> Result<Lexicon, TableError> {
        let mut builder = Builder {
            tables,
            lexicon: empty(tables)?,
            phrases: TrieBuilder::default(),
            senses: Vec::new(),
            concept_ids: FxHashMap::default(),
            correctable: Vec::new(),
            short_forms: Vec::new(),
        };
        builder.lexicon.folder.add_romanisations(romanisations.iter().cloned());
        builder.lookalikes()?;
        builder.variants()?;
        builder.readings()?;
        builder.frequencies()?;
        builder.romanisations()?;
        builder.world_words()?;
        builder.places()?;
        builder.fields()?;
        builder.forms()?;
        builder.fillers()?;
        builder.words()?;
        builder.brands()?;
        builder.organisations()?;
        builder.listed_native_names()?;
        builder.groups()?;
        builder.abbreviations()?;
        builder.joined_forms();
        builder.lexicon.phrases = std::mem::take(&mut builder.phrases).freeze();
        builder.lexicon.concepts.iter_mut().for_each(Concept::shrink_to_fit);
        builder.lexicon.concepts.shrink_to_fit();
        builder.lexicon.organisation_phrases = marks(&builder.senses);
        builder.lexicon.senses = Parted::of(&builder.senses);
        builder.lexicon.corrections = corrections::Corrections::build(builder.correctable);
        builder.lexicon.short_forms = corrections::Corrections::build(builder.short_forms);
        Ok(builder.lexicon)
    }
}

fn empty(tables: &BTreeMap<String, Vec<u8>>) -> Result<Lexicon, TableError> {
    let weights = tables.get("weights").ok_or_else(|| missing("weights"))?;
    let mut digest = hash::Digest::default();
    for (name, bytes) in tables {
        digest.add(name.as_bytes());
        digest.add(bytes);
    }
    Ok(Lexicon {
        folder: Folder::default(),
        pinyin: Pinyin::default(),
        weights: Weights::parse(weights)?,
        concepts: Vec::new(),
        phrases: Trie::default(),
        senses: Parted::default(),
        organisation_phrases: Vec::new(),
        organisations: FxHashMap::default(),
        numbered: FxHashMap::default(),
        groups: FxHashMap::default(),
        abbreviations: FxHashMap::default(),
        words: FxHashMap::default(),
        characters: CharMap::default(),
        han_pair_bits: FxHashMap::default(),
        syllable_bits: Vec::new(),
        wade_giles: Vec::new(),
        corrections: corrections::Corrections::default(),
        forms: JoinedForms::default(),
        short_forms: corrections::Corrections::default(),
        digest: digest.value(),
    })
}

/// A bit for each phrase: it is a name of organisations.
fn marks(senses: &[Senses]) -> Vec<u64> {
    let mut marks = vec![0; senses.len().div_ceil(64)];
    for (value, senses) in senses.iter().enumerate() {
        let names = senses.iter().any(|sense| sense.kind == SenseKind::Organisation);
        marks[value / 64] |= u64::from(names) << (value % 64);
    }
    marks
}

pub(super) fn missing(table: &str) -> TableError {
    TableError { table: table.to_string(), line: 0, problem: "the table is missing".to_string() }
}

/// The letters, digits and Han characters of a folded phrase, without spaces and brackets.
pub(super) fn joined(folder: &Folder, phrase: &str) -> Vec<char> {
    let folded = folder.fold(phrase);
    let content = folded.chars.iter().filter(|c| !matches!(c, ' ' | '(' | ')'));
    content.map(|c| folder.weak_fold(*c)).collect()
}

impl<'a> Builder<'a> {
    pub(super) fn table(&self, name: &str) -> Result<Table<'a>, TableError> {
        let bytes = self.tables.get(name).ok_or_else(|| missing(name))?;
        Table::parse(name, bytes)
    }

    pub(super) fn concept(&mut self, name: String, make: impl FnOnce(&mut Concept)) -> ConceptId {
        if let Some(id) = self.concept_ids.get(name.as_str()) {
            return *id;
        }
        let id = self.lexicon.concepts.len() as ConceptId;
        let mut concept = Concept {
            key: hash::text(Space::Concept, name.chars()),
            name: name.into(),
            bits: 0.0,
            strong: true,
            has_han: false,
            class: None,
            category: 0,
            ancestors: Vec::new(),
            level: 0,
            brand_like: false,
            han_forms: Vec::new(),
            latin_forms: Vec::new(),
        };
        make(&mut concept);
        self.concept_ids.insert(concept.name.clone(), id);
        self.lexicon.concepts.push(concept);
        id
    }

    /// Add one phrase with one meaning, and for a Han phrase its pinyin.
    pub(super) fn phrase(&mut self, text: &str, sense: Sense) {
        let letters = joined(&self.lexicon.folder, text);
        if letters.is_empty() {
            return;
        }
        let one_word = letters.len() == text.chars().count() && letters.iter().all(char::is_ascii);
        if one_word && is_corrected(sense.kind) && letters.len() >= corrections::SHORTEST {
            self.correctable.push(letters.iter().collect::<String>().into());
        }
        let sense = Sense { one_word, ..sense };
        if letters.len() >= SHORTEST_PINYIN.0 && letters.iter().all(|c| is_han(*c)) {
            let read = self.lexicon.pinyin.read(&letters);
            if read.iter().all(|readings| !readings.is_empty()) {
                let pinyin: String =
                    read.iter().map(|readings| self.lexicon.pinyin.name(readings[0])).collect();
                // Short forms and the Chinese names of foreign places sound like trade names; what
                // of them is written in pinyin stands in the table as Latin.
                let short = match sense.kind {
                    SenseKind::Organisation => letters.len() < SHORTEST_ORGANISATION_PINYIN,
                    SenseKind::Form => letters.len() < SHORTEST_FORM_PINYIN,
                    SenseKind::Place => !self.lexicon.is_chinese_place(sense.concepts[0]),
                    _ => false,
                };
                if pinyin.len() >= SHORTEST_PINYIN.1 && !short {
                    if sense.kind == SenseKind::Place && pinyin.len() >= corrections::SHORTEST {
                        self.correctable.push(pinyin.as_str().into());
                    }
                    // Two characters sound like many names: then their pinyin is a guess.
                    let guess = sense.kind == SenseKind::Brand && letters.len() == 2;
                    let weak = sense.weak || guess;
                    self.sense(pinyin.chars(), Sense { pinyin: true, weak, ..sense });
                }
            }
        }
        self.sense(letters, sense);
    }

    fn concept_id(&self, name: &str) -> Option<ConceptId> {
        self.concept_ids.get(name).copied()
    }

    pub(super) fn sense(&mut self, letters: impl IntoIterator<Item = char>, sense: Sense) {
        let senses = &mut self.senses;
        let slot = self.phrases.slot(letters);
        if *slot == NO_VALUE {
            *slot = senses.len() as u32;
            senses.push(Senses::from_elem(sense, 1));
            return;
        }
        let known = &mut senses[*slot as usize];
        if let Some(same) =
            known.iter_mut().find(|s| s.kind == sense.kind && s.concepts == sense.concepts)
        {
            same.weak &= sense.weak;
            same.pinyin &= sense.pinyin;
            same.one_word &= sense.one_word;
        } else {
            known.push(sense);
        }
    }

    fn places(&mut self) -> Result<(), TableError> {
        let table = self.table("places")?;
        let (id, parent, level) =
            (table.column("id")?, table.column("parent")?, table.column("level")?);
        let (zh, latin, note) =
            (table.column("zh")?, table.column("latin")?, table.column("note")?);
        let mut parents: FxHashMap<ConceptId, &str> = FxHashMap::default();
        for row in &table.rows {
            let depth = match row.cell(level) {
                "country" | "area" => 0,
                "province" => 1,
                "prefecture" => 2,
                "county" => 3,
                "zone" => 4,
                other => return Err(table.error(row.line, format!("unknown level {other:?}"))),
            };
            let brand_like = row.cell(note).contains("brand-like");
            let concept = self.concept(format!("place:{}", row.cell(id)), |concept| {
                concept.bits = PLACE_BITS[depth as usize];
                concept.level = depth;
                concept.brand_like = brand_like;
            });
            parents.insert(concept, row.cell(parent));
            for value in row.values(zh).chain(row.values(latin)) {
                let (text, weak) = strength(value);
                if text.chars().count() < 2 {
                    continue;
                }
                self.phrase(text, plain(SenseKind::Place, &[concept], weak));
            }
        }
        for concept in parents.keys().copied().collect::<Vec<_>>() {
            let mut chain = Vec::new();
            let mut at = concept;
            while let Some(parent) = parents.get(&at).filter(|parent| !parent.is_empty()) {
                match self.concept_id(&format!("place:{parent}")) {
                    Some(up) if !chain.contains(&up) => {
                        chain.push(up);
                        at = up;
                    }
                    _ => break,
                }
            }
            self.lexicon.concepts[concept as usize].ancestors = chain;
        }
        Ok(())
    }

    fn fields(&mut self) -> Result<(), TableError> {
        let table = self.table("fields")?;
        let (concept, category, atoms) =
            (table.column("concept")?, table.column("category")?, table.column("atoms")?);
        let (zh, latin) = (table.column("zh")?, table.column("latin")?);
        let mut sectors: Vec<&str> = vec!["general"];
        for row in &table.rows {
            let category = row.cell(category);
            let sector = if INDUSTRY.contains(&category) { "industry" } else { category };
            let number = position(&mut sectors, sector);
            let (least, usual, most) = FIELD_BITS;
            let words = row.values(latin).map(|value| strength(value).0);
            let commonest = words
                .filter_map(|word| self.lexicon.in_use(word).bits)
                .fold(f32::INFINITY, f32::min);
            let bits = if commonest.is_finite() { commonest } else { usual };
            self.concept(format!("field:{}", row.cell(concept)), |concept| {
                concept.bits = bits.clamp(least, most);
                concept.category = number as u8;
            });
        }
        for row in &table.rows {
            let mut ids = Vec::new();
            for atom in row.values(atoms) {
                match self.concept_id(&format!("field:{atom}")) {
                    Some(id) => ids.push(id),
                    None => return Err(table.error(row.line, format!("no field {atom:?}"))),
                }
            }
            if ids.is_empty() {
                let name = format!("field:{}", row.cell(concept));
                ids.push(self.concept_id(&name).expect("made above"));
            }
            for value in row.values(zh).chain(row.values(latin)) {
                let (text, weak) = strength(value);
                self.phrase(text, plain(SenseKind::Field, &ids, weak));
            }
        }
        Ok(())
    }

    fn fillers(&mut self) -> Result<(), TableError> {
        let table = self.table("fillers")?;
        let (zh, latin) = (table.column("zh")?, table.column("latin")?);
        let concept = self.concept("filler".to_string(), |_| ());
        for row in &table.rows {
            for value in row.values(zh).chain(row.values(latin)) {
                let (text, weak) = strength(value);
                let letters = joined(&self.lexicon.folder, text);
                self.sense(letters, plain(SenseKind::Filler, &[concept], weak));
            }
        }
        Ok(())
    }

    fn words(&mut self) -> Result<(), TableError> {
        let table = self.table("words")?;
        let (id, zh, latin) =
            (table.column("concept")?, table.column("zh")?, table.column("latin")?);
        for row in &table.rows {
            let words = row.values(latin).map(|value| strength(value).0);
            let commonest = words
                .filter_map(|word| self.lexicon.in_use(word).bits)
                .fold(self.lexicon.weights.rare_word_bits, f32::min);
            let concept = self.concept(format!("word:{}", row.cell(id)), |concept| {
                concept.bits = commonest;
            });
            for value in row.values(zh).chain(row.values(latin)) {
                let (text, weak) = strength(value);
                self.phrase(text, plain(SenseKind::Word, &[concept], weak));
            }
        }
        Ok(())
    }
}

pub(super) fn plain(kind: SenseKind, concepts: &[ConceptId], weak: bool) -> Sense {
    Sense { kind, concepts: Concepts::new(concepts), weak, pinyin: false, one_word: false }
}

/// The kinds of phrase that typing errors are corrected to: not trade names, since near ones exist.
fn is_corrected(kind: SenseKind) -> bool {
    matches!(kind, SenseKind::Place | SenseKind::Field | SenseKind::Form)
}

fn position<'a>(known: &mut Vec<&'a str>, wanted: &'a str) -> usize {
    known.iter().position(|item| *item == wanted).unwrap_or_else(|| {
        known.push(wanted);
        known.len() - 1
    })
}
