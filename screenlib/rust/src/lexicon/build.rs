//! From the bytes of the tables to a `Lexicon`.

use super::{Class, Concept, ConceptId, Concepts, Lexicon, Organisation, Sense, SenseKind};
use super::corrections;
use crate::fold::{is_han, Folder};
use crate::hash::{self, Space};
use crate::pinyin::{Pinyin, Syllable};
use crate::table::{strength, Table, TableError};
use crate::trie::{Trie, TrieBuilder, NO_VALUE};
use crate::weights::Weights;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// The shortest Han phrase whose pinyin is looked up in Latin names, in characters and letters:
/// shorter ones are too often something else.
const SHORTEST_PINYIN: (usize, usize) = (2, 4);
/// The shortest name of an organisation that is known by its pinyin, in characters.
const SHORTEST_ORGANISATION_PINYIN: usize = 5;
/// The shortest form that is known by its pinyin, in characters.
const SHORTEST_FORM_PINYIN: usize = 3;
/// The shortest word that counts as legal form outside its phrase.
const SHORTEST_FORM_WORD: usize = 5;
/// Spellings of one character compared besides pinyin, per system.
const MOST_SPELLINGS: usize = 2;

/// A trade name that more than one company in 16,000 bears is a weak one.
const DISTINCTIVE_NAME: f32 = 14.0;
/// Syllables that only interjections have.
const INTERJECTIONS: [&str; 9] = ["ei", "hm", "hng", "lo", "m", "n", "ng", "o", "yo"];

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
const KIND_BITS: f32 = 3.0;

struct Builder<'a> {
    tables: &'a BTreeMap<String, Vec<u8>>,
    lexicon: Lexicon,
    phrases: TrieBuilder,
    /// Words that typing errors are corrected to.
    correctable: Vec<Box<str>>,
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
            correctable: Vec::new(),
        };
        builder.lexicon.folder.add_romanisations(romanisations.iter().cloned());
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
        builder.lexicon.phrases = builder.phrases.freeze();
        builder.lexicon.corrections = corrections::Corrections::build(builder.correctable);
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
        concept_ids: FxHashMap::default(),
        phrases: Trie::default(),
        senses: Vec::new(),
        organisations: FxHashMap::default(),
        numbered: FxHashMap::default(),
        groups: FxHashMap::default(),
        abbreviations: FxHashMap::default(),
        form_words: FxHashSet::default(),
        world_words: FxHashSet::default(),
        word_bits: FxHashMap::default(),
        han_bits: FxHashMap::default(),
        han_pair_bits: FxHashMap::default(),
        syllable_bits: Vec::new(),
        wade_giles: FxHashMap::default(),
        hong_kong: FxHashMap::default(),
        corrections: corrections::Corrections::default(),
        digest: digest.value(),
    })
}

/// `hikvision` of `brand:hikvision`.
fn bare_id(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, id)| id)
}

fn missing(table: &str) -> TableError {
    TableError { table: table.to_string(), line: 0, problem: "the table is missing".to_string() }
}

/// The letters, digits and Han characters of a folded phrase, without spaces and brackets.
fn joined(folder: &Folder, phrase: &str) -> Vec<char> {
    let folded = folder.fold(phrase);
    let content = folded.chars.iter().filter(|c| !matches!(c, ' ' | '(' | ')'));
    content.map(|c| folder.weak_fold(*c)).collect()
}

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
    fn table(&self, name: &str) -> Result<Table<'a>, TableError> {
        let bytes = self.tables.get(name).ok_or_else(|| missing(name))?;
        Table::parse(name, bytes)
    }

    fn concept(&mut self, name: String, make: impl FnOnce(&mut Concept)) -> ConceptId {
        if let Some(id) = self.lexicon.concept_ids.get(name.as_str()) {
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
        self.lexicon.concept_ids.insert(concept.name.clone(), id);
        self.lexicon.concepts.push(concept);
        id
    }

    /// Add one phrase with one meaning, and for a Han phrase its pinyin.
    fn phrase(&mut self, text: &str, sense: Sense) {
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
                    SenseKind::Place => !self.is_chinese_place(sense.concepts[0]),
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

    fn is_chinese_place(&self, id: ConceptId) -> bool {
        let name = &self.lexicon.concept(id).name;
        let id = name.trim_start_matches("place:");
        ["cn", "hk", "mo", "tw", "area"].contains(&id.split('.').next().unwrap_or(""))
    }

    fn sense(&mut self, letters: impl IntoIterator<Item = char>, sense: Sense) {
        let senses = &mut self.lexicon.senses;
        let slot = self.phrases.slot(letters);
        if *slot == NO_VALUE {
            *slot = senses.len() as u32;
            senses.push(Vec::new());
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

    fn variants(&mut self) -> Result<(), TableError> {
        let table = self.table("variants")?;
        let (from, to, tier) =
            (table.column("char")?, table.column("fold_to")?, table.column("tier")?);
        for row in &table.rows {
            let (mut a, mut b) = (row.cell(from).chars(), row.cell(to).chars());
            match (a.next(), a.next(), b.next(), b.next(), row.cell(tier)) {
                (Some(a), None, Some(b), None, tier @ ("strong" | "weak")) => {
                    self.lexicon.folder.add_variant(a, b, tier == "weak");
                }
                _ => {
                    let problem = "want one character, one character, strong or weak".to_string();
                    return Err(table.error(row.line, problem));
                }
            }
        }
        Ok(())
    }

    fn syllables(&mut self, cell: &str) -> Vec<Syllable> {
        cell.split_whitespace().map(|s| self.lexicon.pinyin.intern(s)).collect()
    }

    fn readings(&mut self) -> Result<(), TableError> {
        let table = self.table("readings")?;
        let (c, readings) = (table.column("char")?, table.column("readings")?);
        for row in &table.rows {
            let ids = self.syllables(row.cell(readings));
            match row.cell(c).chars().next() {
                Some(c) if !ids.is_empty() => self.lexicon.pinyin.add_character(c, &ids),
                _ => return Err(table.error(row.line, "no character or no reading".to_string())),
            }
        }
        for interjection in INTERJECTIONS {
            self.lexicon.pinyin.exclude(interjection);
        }
        let table = self.table("reading_phrases")?;
        let (phrase, reading) = (table.column("phrase")?, table.column("reading")?);
        for row in &table.rows {
            let ids = self.syllables(row.cell(reading));
            if ids.len() != row.cell(phrase).chars().count() {
                return Err(table.error(row.line, "one syllable a character, please".to_string()));
            }
            self.lexicon.pinyin.add_phrase(row.cell(phrase), ids);
        }
        self.lexicon.pinyin.freeze();
        Ok(())
    }

    fn frequencies(&mut self) -> Result<(), TableError> {
        let table = self.table("latin_frequencies")?;
        let (word, bits) = (table.column("word")?, table.column("bits")?);
        for row in &table.rows {
            let bits = number(&table, row.line, row.cell(bits))?;
            self.lexicon.word_bits.insert(row.cell(word).into(), bits);
        }
        let table = self.table("han_frequencies")?;
        let (text, bits) = (table.column("text")?, table.column("bits")?);
        let mut shares = vec![0.0f32; self.lexicon.pinyin.len()];
        for row in &table.rows {
            let bits = number(&table, row.line, row.cell(bits))?;
            let chars: Vec<char> = row.cell(text).chars().collect();
            match chars[..] {
                [c] => {
                    self.lexicon.han_bits.insert(c, bits);
                    if let Some(syllable) = self.lexicon.pinyin.character(c).first() {
                        shares[*syllable as usize] += (-bits).exp2();
                    }
                }
                [a, b] => {
                    self.lexicon.han_pair_bits.insert((a, b), bits);
                }
                _ => return Err(table.error(row.line, "one or two characters".to_string())),
            }
        }
        let rare = self.lexicon.weights.rare_han_bits;
        self.lexicon.syllable_bits =
            shares.iter().map(|share| (-share.min(1.0).log2()).min(rare)).collect();
        Ok(())
    }

    fn romanisations(&mut self) -> Result<(), TableError> {
        let table = self.table("romanisations")?;
        let (system, key, spellings) = (
            table.column("system")?,
            table.column("pinyin_or_char")?,
            table.column("spellings")?,
        );
        for row in &table.rows {
            let texts: Vec<Box<str>> =
                row.values(spellings).take(MOST_SPELLINGS).map(Into::into).collect();
            match row.cell(system) {
                "wg" => {
                    if let Some(syllable) = self.lexicon.pinyin.syllable(row.cell(key)) {
                        self.lexicon.wade_giles.insert(syllable, texts);
                    }
                }
                "hk" => {
                    if let Some(c) = row.cell(key).chars().next() {
                        self.lexicon.hong_kong.insert(c, texts);
                    }
                }
                other => {
                    return Err(table.error(row.line, format!("unknown system {other:?}")));
                }
            }
        }
        Ok(())
    }

    fn world_words(&mut self) -> Result<(), TableError> {
        let table = self.table("english_words")?;
        let word = table.column("word")?;
        for row in &table.rows {
            // A word marked `?` may be pinyin as well, and is read as such.
            if let (plain, false) = strength(row.cell(word)) {
                self.lexicon.world_words.insert(plain.into());
            }
        }
        Ok(())
    }

    fn places(&mut self) -> Result<(), TableError> {
        let table = self.table("places")?;
        let (id, parent, level) =
            (table.column("id")?, table.column("parent")?, table.column("level")?);
        let (zh, latin, note) = (table.column("zh")?, table.column("latin")?, table.column("note")?);
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
                match self.lexicon.concept_id(&format!("place:{parent}")) {
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
                .filter_map(|word| self.lexicon.word_bits.get(word))
                .copied()
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
                match self.lexicon.concept_id(&format!("field:{atom}")) {
                    Some(id) => ids.push(id),
                    None => return Err(table.error(row.line, format!("no field {atom:?}"))),
                }
            }
            if ids.is_empty() {
                let name = format!("field:{}", row.cell(concept));
                ids.push(self.lexicon.concept_id(&name).expect("made above"));
            }
            for value in row.values(zh).chain(row.values(latin)) {
                let (text, weak) = strength(value);
                self.phrase(text, plain(SenseKind::Field, &ids, weak));
            }
        }
        Ok(())
    }

    fn forms(&mut self) -> Result<(), TableError> {
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
        for word in words.iter().filter(|w| words.len() > 1 && w.len() >= SHORTEST_FORM_WORD) {
            self.lexicon.form_words.insert((*word).into());
            if word.len() >= corrections::SHORTEST {
                self.correctable.push((*word).into());
            }
        }
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
                .filter_map(|word| self.lexicon.word_bits.get(word))
                .copied()
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

    fn brands(&mut self) -> Result<(), TableError> {
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
        let trimmed: Vec<_> =
            names.into_iter().filter(|(value, concept)| !self.brand_name(value, *concept)).collect();
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
            .map_or(&[][..], |value| self.lexicon.senses(value))
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
            _ => self.lexicon.word_bits.get(letters.iter().collect::<String>().as_str()).copied(),
        };
        bits.is_some_and(|bits| bits < DISTINCTIVE_NAME)
    }

    fn kinds_of(&self, letters: &[char]) -> Vec<SenseKind> {
        let han = letters.iter().any(|c| is_han(*c));
        match self.phrases.find(letters.iter().copied()) {
            None => Vec::new(),
            Some(value) => self
                .lexicon
                .senses(value)
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

    fn organisations(&mut self) -> Result<(), TableError> {
        let table = self.table("organisations")?;
        let (id, kind) = (table.column("id")?, table.column("kind")?);
        let (zh, en) = (table.column("zh")?, table.column("en")?);
        let (zh_aliases, en_aliases) = (table.column("zh_aliases")?, table.column("en_aliases")?);
        let (acronyms, confidence) = (table.column("acronyms")?, table.column("confidence")?);
        let (parent, number) = (table.column("parent")?, table.column("number")?);
        for row in &table.rows {
            let class = Class::of(row.cell(kind));
            let names = [zh, en, zh_aliases, en_aliases, acronyms];
            let values: Vec<&str> = names.iter().flat_map(|column| row.values(*column)).collect();
            let sure = row.cell(confidence) != "medium";
            self.organisation(row.cell(id), class, (row.cell(zh), row.cell(en)), sure, &values);
            let own = self.lexicon.concept_id(&format!("org:{}", row.cell(id)));
            for parent in row.values(parent) {
                for space in ["brand", "org"] {
                    let parent = self.lexicon.concept_id(&format!("{space}:{parent}"));
                    if let (Some(parent), Ok(number), Some(own)) =
                        (parent, row.cell(number).parse(), own)
                    {
                        self.lexicon.numbered.insert((parent, number, class), own);
                    }
                }
            }
        }
        Ok(())
    }

    fn listed_native_names(&mut self) -> Result<(), TableError> {
        let table = self.table("listed_native_names")?;
        let (name, zh) = (table.column("name_on_list")?, table.column("zh_legal")?);
        let (aliases, confidence) = (table.column("zh_aliases")?, table.column("confidence")?);
        for row in &table.rows {
            let values: Vec<&str> = row
                .values(name)
                .chain(row.values(zh))
                .chain(row.values(aliases))
                .collect();
            // The table may name an organisation that organisations.tsv has: then it is that one.
            let id = values.iter().find_map(|value| self.named_organisation(strength(value).0));
            let id = id.unwrap_or_else(|| format!("listed.{}", row.cell(name)));
            let sure = row.cell(confidence) == "high";
            self.organisation(&id, None, (row.cell(zh), row.cell(name)), sure, &values);
        }
        Ok(())
    }

    /// The organisation whose certain name this is, without the `org:`.
    fn named_organisation(&self, name: &str) -> Option<String> {
        let letters = joined(&self.lexicon.folder, name);
        let value = self.phrases.find(letters)?;
        let certain = |sense: &&Sense| sense.kind == SenseKind::Organisation && !sense.weak;
        let mut senses = self.lexicon.senses(value).iter().filter(certain);
        senses.find_map(|sense| {
            let name = &self.lexicon.concept(sense.concepts[0]).name;
            name.strip_prefix("org:").map(str::to_string)
        })
    }

    fn organisation(
        &mut self,
        id: &str,
        class: Option<Class>,
        (han, latin): (&str, &str),
        sure: bool,
        values: &[&str],
    ) {
        let bits = self.lexicon.weights.organisation_bits;
        let concept = self.concept(format!("org:{id}"), |concept| {
            concept.bits = bits;
            concept.class = class;
            concept.strong = sure;
            concept.has_han = !han.is_empty();
        });
        let given = |text: &str| Some(text).filter(|t| !t.is_empty()).map(Box::from);
        self.lexicon.organisations.entry(concept).or_insert_with(|| Organisation {
            concept,
            han: given(strength(han).0),
            latin: given(strength(latin).0),
            sure,
        });
        for value in values {
            let (text, weak) = strength(value);
            self.phrase(text, plain(SenseKind::Organisation, &[concept], weak));
        }
    }

    fn groups(&mut self) -> Result<(), TableError> {
        let table = self.table("groups")?;
        let (member, parent) = (table.column("member")?, table.column("parent")?);
        for row in &table.rows {
            // A body may stand in both tables of names, under one id.
            let (id, parent) = (bare_id(row.cell(member)), bare_id(row.cell(parent)));
            for space in ["brand", "org"] {
                if let Some(member) = self.lexicon.concept_id(&format!("{space}:{id}")) {
                    let parents = self.lexicon.groups.entry(member).or_default();
                    parents.push(hash::text(Space::House, parent.chars()));
                }
            }
        }
        Ok(())
    }

    /// An unambiguous one becomes its expansion; an ambiguous one gets the expansions' senses.
    fn abbreviations(&mut self) -> Result<(), TableError> {
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
            if let ([first, ..], true, false) =
                (&expansions[..], clear, row.cell(short).contains(' '))
            {
                let expansion: String = joined(&self.lexicon.folder, first).iter().collect();
                let abbreviation: String = letters.iter().collect();
                if abbreviation != expansion {
                    self.lexicon
                        .abbreviations
                        .insert(abbreviation.as_str().into(), expansion.as_str().into());
                }
            }
            for expansion in expansions {
                let full = joined(&self.lexicon.folder, expansion);
                let Some(value) = self.phrases.find(full) else { continue };
                for sense in self.lexicon.senses(value).to_vec() {
                    if !sense.pinyin && sense.kind != SenseKind::Organisation {
                        self.sense(letters.clone(), Sense { weak: !clear, ..sense });
                    }
                }
            }
        }
        Ok(())
    }
}

fn plain(kind: SenseKind, concepts: &[ConceptId], weak: bool) -> Sense {
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

fn number(table: &Table<'_>, line: usize, text: &str) -> Result<f32, TableError> {
    match text.parse::<f32>() {
        Ok(value) if value.is_finite() && value >= 0.0 => Ok(value),
        _ => Err(table.error(line, format!("{text:?} is not a number of bits"))),
    }
}
