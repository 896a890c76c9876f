//! The index: all names of the listed entities, read once, findable by every key.
//!
//! Built once for a set of names, then immutable and shared by threads. For every key it holds
//! the views that have it (postings); for every Latin trade-name word its neighbours by typing
//! error. What a query may be rewarded for is a key, so what no key leads to scores nothing.

use crate::deletions::Deletions;
use crate::fuzzy;
use crate::lexicon::Lexicon;
use crate::reading::view::{whole_key, word_key, FuzzyWord};
use crate::reading::{self, Attribute, ElementKind, Key, Reading, Scratch, View};
use rustc_hash::{FxHashMap, FxHashSet};

/// How sure a listed name is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NameKind {
    Strong,
    /// The list itself calls the alias weak.
    Weak,
}

#[derive(Clone, Debug)]
pub struct ListedName {
    pub entity: u32,
    pub text: Box<str>,
    pub kind: NameKind,
}

/// Where the views of a key stand in `entries`.
#[derive(Clone, Copy, Default)]
struct Posting {
    start: u32,
    length: u32,
    /// The most bits of trade name that the key explains in any of its views.
    stem_bits: f32,
}

/// The views of a key, and the most bits of trade name that it explains in one of them.
#[derive(Clone, Copy, Default)]
pub struct Found<'a> {
    pub views: &'a [u32],
    pub stem_bits: f32,
}

/// A view of a listed name, with what comparing needs to know of the name and its entity.
pub struct ListedView {
    pub name: u32,
    pub view: View,
    pub entity_has_han: bool,
    pub name_has_latin: bool,
    /// Where the name's known organisations stand.
    pub organisations: Box<[u32]>,
}

#[derive(Default)]
pub struct Index {
    pub names: Vec<ListedName>,
    pub views: Vec<ListedView>,
    pub signatures: Vec<Signature>,
    /// Key to its views and what it can explain.
    postings: FxHashMap<u64, Posting>,
    entries: Vec<u32>,
    /// A bit for each key that has views: most look-ups end here.
    filter: Vec<u64>,
    /// Latin words, sorted; their masks say nothing here.
    words: Vec<FuzzyWord>,
    word_deletions: Deletions,
    /// Whole names in Latin letters, joined, and the same for them.
    wholes: Vec<Box<str>>,
    whole_deletions: Deletions,
    pub entities: u32,
}

/// Bits of the filter for each key.
const FILTER_BITS: usize = 8;
/// Fronts in which errors are looked for: names begin alike (Shanghai ...), words less.
const WORD_FRONT: usize = 8;
const NAME_FRONT: usize = 24;

/// The sound of listed Han characters is kept apart: to a Han query it is no agreement.
const HAN_SOUND: u64 = 0x5851_F42D_4C95_7F2D;

/// The numbers under which what a query's key meets is listed.
pub fn listed_ids(key: &Key) -> [Option<u64>; 2] {
    let sound = matches!(
        key.attribute,
        Attribute::SoundHan
            | Attribute::CommonSound
            | Attribute::PlaceSound
            | Attribute::SoundLatin
            | Attribute::SoundBranded
    );
    [Some(key.id), sound.then_some(key.id ^ HAN_SOUND)]
}

/// Which keys a view may have: a bit for each, several keys to a bit.
#[derive(Clone, Copy, Default)]
pub struct Signature([u64; 4]);

impl Signature {
    fn add(&mut self, id: u64) {
        self.0[(id >> 38 & 3) as usize] |= 1 << (id >> 32 & 63);
    }

    /// False: the view has no such key.
    pub fn may_have(&self, id: u64) -> bool {
        self.0[(id >> 38 & 3) as usize] >> (id >> 32 & 63) & 1 == 1
    }
}

fn listed_id(key: &Key) -> u64 {
    if matches!(key.attribute, Attribute::SoundHan | Attribute::CommonSound) {
        key.id ^ HAN_SOUND
    } else {
        key.id
    }
}

impl Index {
    pub fn build(lexicon: &Lexicon, names: Vec<ListedName>) -> Index {
        let mut scratch = Scratch::default();
        let readings: Vec<Reading> =
            names.iter().map(|name| reading::read(lexicon, &mut scratch, &name.text)).collect();
        let in_han = names.iter().zip(&readings).filter(|(_, reading)| reading.has_han);
        let in_han: FxHashSet<u32> = in_han.map(|(name, _)| name.entity).collect();
        let mut views = Vec::new();
        for (number, reading) in readings.into_iter().enumerate() {
            let entity_has_han = in_han.contains(&names[number].entity);
            let organisations: Box<[u32]> = reading.organisations.into();
            for mut view in reading.views {
                view.keys.shrink_to_fit();
                view.elements.shrink_to_fit();
                views.push(ListedView {
                    name: number as u32,
                    view,
                    entity_has_han,
                    name_has_latin: reading.has_latin,
                    organisations: organisations.clone(),
                });
            }
        }
        Index::from_views(names, views)
    }

    /// The index over views that were read before.
    pub fn from_views(names: Vec<ListedName>, views: Vec<ListedView>) -> Index {
        let entities = names.iter().map(|name| name.entity + 1).max().unwrap_or(0);
        let mut index = Index { names, views, entities, ..Index::default() };
        index.fill_postings();
        index.fill_words();
        index.fill_wholes();
        index
    }

    fn fill_postings(&mut self) {
        let mut pairs: Vec<(u64, u32, f32)> = Vec::new();
        for (number, listed) in self.views.iter().enumerate() {
            let stem = listed.view.mask(ElementKind::Stem);
            let mut signature = Signature::default();
            for key in &listed.view.keys {
                let bits = listed.view.bits(key.mask & stem);
                pairs.push((listed_id(key), number as u32, bits));
                signature.add(listed_id(key));
            }
            self.signatures.push(signature);
        }
        pairs.sort_unstable_by_key(|(id, number, _)| (*id, *number));
        let mut start = 0;
        while start < pairs.len() {
            let id = pairs[start].0;
            let end = start + pairs[start..].partition_point(|(other, _, _)| *other == id);
            let first = self.entries.len();
            let mut stem_bits = 0.0f32;
            // A view may have a key several times; together they explain at most their sum.
            for same in pairs[start..end].chunk_by(|a, b| a.1 == b.1) {
                self.entries.push(same[0].1);
                stem_bits = stem_bits.max(same.iter().map(|(_, _, bits)| bits).sum());
            }
            let length = (self.entries.len() - first) as u32;
            self.postings.insert(id, Posting { start: first as u32, length, stem_bits });
            start = end;
        }
        let size = (self.postings.len().max(64) * FILTER_BITS).next_power_of_two();
        self.filter = vec![0; size / 64];
        for id in self.postings.keys() {
            let bit = *id as usize & (size - 1);
            self.filter[bit / 64] |= 1 << (bit % 64);
        }
    }

    fn fill_words(&mut self) {
        let mut words: Vec<FuzzyWord> = self
            .views
            .iter()
            .flat_map(|listed| &listed.view.words)
            .filter(|word| word.text.len() <= fuzzy::LONGEST_WORD)
            .map(|word| FuzzyWord { mask: 0, last: false, ..word.clone() })
            .collect();
        // A word may be common in one name and trade name in another: both stay.
        words.sort_unstable_by(|a, b| {
            let key = |word: &FuzzyWord| (word.pinyin, word.common, word.known);
            a.text.cmp(&b.text).then_with(|| key(a).cmp(&key(b)))
        });
        words.dedup();
        self.word_deletions = Deletions::build(
            WORD_FRONT,
            words.iter().map(|w| (&*w.text, fuzzy::budget(w.text.len()))),
        );
        self.words = words;
    }

    fn fill_wholes(&mut self) {
        let views = self.views.iter();
        let mut wholes: Vec<Box<str>> = views
            .flat_map(|listed| listed.view.whole.iter().chain(&listed.view.bare).cloned())
            .collect();
        wholes.sort_unstable();
        wholes.dedup();
        self.whole_deletions = Deletions::build(
            NAME_FRONT,
            wholes.iter().map(|w| (&**w, fuzzy::name_budget(w.len()))),
        );
        self.wholes = wholes;
    }

    /// Keys of the listed names that are these letters but for typing errors.
    pub fn near_names(&self, letters: &str) -> Vec<u64> {
        let budget = fuzzy::name_budget(letters.len());
        if budget == 0 {
            return Vec::new();
        }
        let mut near: Vec<u32> = Vec::new();
        self.whole_deletions.near(letters, budget, |number| near.push(number));
        near.sort_unstable();
        near.dedup();
        let names = near.iter().map(|number| &*self.wholes[*number as usize]);
        names.filter(|name| fuzzy::nearly_same_name(letters, name)).map(whole_key).collect()
    }

    /// Listed names that begin with these letters and are longer.
    pub fn names_beginning(&self, letters: &str) -> &[Box<str>] {
        let from = self.wholes.partition_point(|name| &**name <= letters);
        let rest = &self.wholes[from..];
        &rest[..rest.partition_point(|name| name.starts_with(letters))]
    }

    /// How much of the letters of a query and a listed name is the same, in thousandths: pairs of
    /// neighbouring letters, as Dice (1945) counts what two sets share.
    pub fn letters_shared(&self, query: &str, name: u32) -> usize {
        let first = self.views.partition_point(|listed| listed.name < name);
        let listed = self.views.get(first).filter(|listed| listed.name == name);
        let Some(letters) = listed.and_then(|listed| listed.view.whole.as_deref()) else {
            return 0;
        };
        let pairs = |letters: &str| {
            let mut pairs: Vec<[u8; 2]> =
                letters.as_bytes().windows(2).map(|pair| [pair[0], pair[1]]).collect();
            pairs.sort_unstable();
            pairs
        };
        let (a, b) = (pairs(query), pairs(letters));
        let (mut i, mut j, mut same) = (0, 0, 0);
        while i < a.len() && j < b.len() {
            match a[i].cmp(&b[j]) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => (i, j, same) = (i + 1, j + 1, same + 1),
            }
        }
        2000 * same / (a.len() + b.len()).max(1)
    }

    /// The listed views that a query's key meets, by number of key.
    pub fn posting(&self, id: u64) -> Found<'_> {
        let bit = id as usize & (self.filter.len() * 64).wrapping_sub(1);
        if self.filter.get(bit / 64).is_none_or(|word| word >> (bit % 64) & 1 == 0) {
            return Found::default();
        }
        match self.postings.get(&id) {
            Some(Posting { start, length, stem_bits }) => Found {
                views: &self.entries[*start as usize..(*start + *length) as usize],
                stem_bits: *stem_bits,
            },
            None => Found::default(),
        }
    }

    /// The listed views that a query's key meets: for a sound, first those in Latin letters, then
    /// those in Han characters.
    pub fn meets(&self, key: &Key) -> [Found<'_>; 2] {
        listed_ids(key).map(|id| id.map_or(Found::default(), |id| self.posting(id)))
    }

    /// Keys of the listed words that this word may be by typing error or cutting.
    pub fn neighbours(&self, word: &FuzzyWord) -> Vec<(u64, Attribute)> {
        let mut out = Vec::new();
        if word.common || word.text.len() > fuzzy::LONGEST_WORD {
            return out;
        }
        let mut near: Vec<u32> = Vec::new();
        let budget = fuzzy::budget(word.text.len());
        if budget > 0 {
            self.word_deletions.near(&word.text, budget, |number| near.push(number));
        }
        if word.last || fuzzy::may_shorten(word) {
            let from = self.words.partition_point(|other| other.text < word.text);
            for number in from..self.words.len() {
                if !self.words[number].text.starts_with(&*word.text) {
                    break;
                }
                near.push(number as u32);
            }
        }
        near.sort_unstable();
        near.dedup();
        for number in near {
            let other = &self.words[number as usize];
            if let Some(attribute) = fuzzy::relation(word, other) {
                out.push((word_key(&other.text), attribute));
            }
        }
        out
    }
}
