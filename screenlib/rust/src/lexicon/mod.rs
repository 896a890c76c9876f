//! The knowledge tables, read once into the forms that reading names needs.
//!
//! In: the bytes of screenlib/lexicon/*.tsv. Out: an immutable `Lexicon`: phrases of any script to
//! senses, concepts with their bits, readings, frequencies. Refuses a bad row with table and line.
//! Everything that is known about words stands in the tables; nothing about any word is in code.

mod build;
pub mod corrections;
pub mod joined;

use crate::charmap::CharMap;
use crate::flat::Parted;
use crate::fold::Folder;
use crate::hash::{Hasher, Space};
use crate::pinyin::Pinyin;
use crate::trie::Trie;
use crate::weights::Weights;
use rustc_hash::FxHashMap;
use std::sync::Arc;

pub type ConceptId = u32;

/// What a phrase of a name is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum SenseKind {
    Place,
    Field,
    Form,
    Filler,
    /// A word of trade names that is translated between languages (东方 = Oriental).
    Word,
    /// A trade name.
    Brand,
    /// The whole name of an organisation.
    Organisation,
}

/// A few concepts, in place.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Concepts {
    length: u8,
    ids: [ConceptId; MOST_ATOMS],
}

/// The most atoms that a compound is taken apart into.
pub const MOST_ATOMS: usize = 6;

impl Concepts {
    /// The first few of these.
    pub fn new(ids: &[ConceptId]) -> Self {
        let mut out = Concepts::default();
        for id in ids.iter().take(MOST_ATOMS) {
            out.ids[usize::from(out.length)] = *id;
            out.length += 1;
        }
        out
    }
}

impl std::ops::Deref for Concepts {
    type Target = [ConceptId];
    fn deref(&self) -> &[ConceptId] {
        &self.ids[..usize::from(self.length)]
    }
}

impl std::fmt::Debug for Concepts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (**self).fmt(f)
    }
}

/// One meaning of a phrase: the concepts it stands for.
#[derive(Clone, Copy, Debug)]
pub struct Sense {
    pub kind: SenseKind,
    /// The atoms of a field compound; else one concept.
    pub concepts: Concepts,
    /// The table marks the phrase as ambiguous.
    pub weak: bool,
    /// The phrase is the pinyin of a Han phrase of the table.
    pub pinyin: bool,
    /// The table writes the phrase as one Latin word.
    pub one_word: bool,
}

/// Classes of organisation that exclude one another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum Class {
    Company = 0,
    Education = 1,
    Research = 2,
    Government = 3,
    Military = 4,
    Medical = 5,
    Association = 6,
    Press = 7,
    Finance = 8,
}

impl Class {
    pub fn bit(self) -> u16 {
        1 << self as u8
    }
    /// The class of a `kind` of forms.tsv.
    pub fn of(kind: &str) -> Option<Class> {
        Some(match kind {
            "company" | "firm" | "group" | "branch" | "factory" | "shop" | "partnership" => {
                Class::Company
            }
            "university" | "college" | "school" => Class::Education,
            "institute" | "academy" | "laboratory" | "center" | "station" => Class::Research,
            "bureau" | "department" | "ministry" | "government" | "agency" | "court" => {
                Class::Government
            }
            "army" => Class::Military,
            "hospital" => Class::Medical,
            "association" => Class::Association,
            "press" => Class::Press,
            "bank" => Class::Finance,
            _ => return None,
        })
    }
}

/// A language-neutral thing that phrases stand for.
#[derive(Clone, Debug)]
pub struct Concept {
    /// `field:technology`, `place:cn.zhejiang`, `brand:hikvision`, `org:...`, `kind:institute`.
    pub name: Box<str>,
    /// The index key of the concept: a hash of its name, so equal in every lexicon.
    pub key: u64,
    /// How rare it is in company names.
    pub bits: f32,
    /// Brands: distinctive alone. Organisations: known for sure.
    pub strong: bool,
    /// Brands and organisations: a Han form is known.
    pub has_han: bool,
    /// Forms: the kind's class; organisations: their class.
    pub class: Option<Class>,
    /// Fields: the sector of business (`textile`, `industry`), a small number; 0 = general.
    pub category: u8,
    /// Places: from the province (or country) downwards, without itself.
    pub ancestors: Vec<ConceptId>,
    /// Places: 0 country or wider, 1 province, 2 prefecture, 3 county, 4 zone.
    pub level: u8,
    /// Places: a name that trade names use as well.
    pub brand_like: bool,
    /// Brands: the names in Han and in Latin letters, folded and joined.
    pub han_forms: Vec<Arc<str>>,
    pub latin_forms: Vec<Arc<str>>,
}

impl Concept {
    /// A form of companies, or a known company.
    pub fn is_company(&self) -> bool {
        self.class == Some(Class::Company)
    }

    fn shrink_to_fit(&mut self) {
        self.ancestors.shrink_to_fit();
        self.han_forms.shrink_to_fit();
        self.latin_forms.shrink_to_fit();
    }
}

/// Other names of an organisation, to compare with when a name is known to be its.
#[derive(Clone, Debug, Default)]
pub struct Organisation {
    pub concept: ConceptId,
    pub han: Option<Box<str>>,
    pub latin: Option<Box<str>>,
    pub sure: bool,
}

/// How a Latin word is used, if it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct InUse {
    /// How rare it is in company names, when it was counted.
    pub bits: Option<f32>,
    /// Not pinyin though it divides into syllables.
    pub foreign: bool,
    /// A word of legal forms that have several: alone, or in another order, they say as little.
    pub of_form: bool,
}

impl InUse {
    /// The word is no typing error of another.
    pub fn is_known(self) -> bool {
        self.foreign || self.bits.is_some()
    }
}

/// What is known of a Han character beside its readings.
#[derive(Clone, Debug, Default)]
struct Character {
    /// How rare it is in trade names, when it was counted.
    bits: Option<f32>,
    hong_kong: Vec<Spelling>,
}

/// A customary spelling of a Han character.
#[derive(Clone, Debug)]
pub struct Spelling {
    pub letters: Box<[char]>,
    /// The key of a word that begins with it, as far as that goes.
    pub front: Hasher,
}

impl Spelling {
    fn new(text: &str) -> Self {
        let mut front = Hasher::new(Space::Word);
        front.text(text);
        Spelling { letters: text.chars().collect(), front }
    }
}

pub struct Lexicon {
    pub folder: Folder,
    pub pinyin: Pinyin,
    pub weights: Weights,
    pub concepts: Vec<Concept>,
    phrases: Trie,
    senses: Parted<Sense>,
    /// For each phrase a bit: it is a name of organisations.
    organisation_phrases: Vec<u64>,
    pub organisations: FxHashMap<ConceptId, Organisation>,
    /// Numbered institutes: parent, number and class to organisation.
    pub numbered: FxHashMap<(ConceptId, u32, Option<Class>), ConceptId>,
    /// Trade names and organisations, to the keys of the houses they belong to.
    pub groups: FxHashMap<ConceptId, Vec<u64>>,
    /// Abbreviations of single words (univ -> university), and whether they mean nothing else.
    pub abbreviations: FxHashMap<Box<str>, (Box<str>, bool)>,
    words: FxHashMap<Box<str>, InUse>,
    characters: CharMap<Character>,
    han_pair_bits: FxHashMap<(char, char), f32>,
    syllable_bits: Vec<f32>,
    /// Spellings of each syllable by other systems than pinyin.
    wade_giles: Vec<Vec<Spelling>>,
    pub corrections: corrections::Corrections,
    pub forms: joined::JoinedForms,
    /// Words of legal forms too short to be corrected to.
    short_forms: corrections::Corrections,
    pub digest: u64,
}

impl Lexicon {
    pub fn phrases(&self) -> &Trie {
        &self.phrases
    }

    pub fn senses(&self, value: u32) -> &[Sense] {
        self.senses.part(value as usize)
    }

    /// Whether one of the senses is the name of an organisation.
    #[inline]
    pub fn names_organisations(&self, value: u32) -> bool {
        let value = value as usize;
        self.organisation_phrases[value / 64] >> (value % 64) & 1 == 1
    }

    pub fn concept(&self, id: ConceptId) -> &Concept {
        &self.concepts[id as usize]
    }

    /// In China, Hong Kong, Macao or Taiwan.
    pub fn is_chinese_place(&self, id: ConceptId) -> bool {
        let id = self.concept(id).name.trim_start_matches("place:");
        ["cn", "hk", "mo", "tw", "area"].contains(&id.split('.').next().unwrap_or(""))
    }

    /// How a Latin word is used.
    pub fn in_use(&self, word: &str) -> InUse {
        self.words.get(word).copied().unwrap_or_default()
    }

    /// Bits of a Latin word that no phrase explains.
    pub fn bits_of_word(&self, word: &str, in_use: InUse) -> f32 {
        let rare = self.weights.rare_word_bits;
        let length_bits = self.weights.bits_per_letter * word.len() as f32;
        in_use.bits.unwrap_or(rare).min(rare).min(length_bits)
    }

    /// One error away from a short word of a legal form (grupn).
    pub fn misspells_form(&self, word: &str) -> bool {
        (corrections::SHORTEST_FORM_WORD..corrections::SHORTEST_FORM).contains(&word.len())
            && !self.short_forms.near(word).is_empty()
    }

    pub fn bits_of_han(&self, c: char) -> f32 {
        let rare = self.weights.rare_han_bits;
        self.characters.get(c).and_then(|known| known.bits).unwrap_or(rare).min(rare)
    }

    pub fn bits_of_han_pair(&self, a: char, b: char) -> Option<f32> {
        self.han_pair_bits.get(&(a, b)).copied()
    }

    pub fn bits_of_syllable(&self, syllable: crate::pinyin::Syllable) -> f32 {
        self.syllable_bits.get(syllable as usize).copied().unwrap_or(self.weights.rare_han_bits)
    }

    /// How the character may be written in Hong Kong or in Wade-Giles.
    pub fn customary_spellings(
        &self,
        c: char,
        readings: &[crate::pinyin::Syllable],
    ) -> [&[Spelling]; 2] {
        let hong_kong = self.characters.get(c).map_or(&[][..], |known| &known.hong_kong);
        let syllable = readings.first().map(|syllable| usize::from(*syllable));
        let wade_giles = syllable.and_then(|syllable| self.wade_giles.get(syllable));
        [hong_kong, wade_giles.map_or(&[], |spellings| spellings)]
    }
}
