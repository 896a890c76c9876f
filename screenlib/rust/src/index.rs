//! The index: all names of the listed entities, read once, findable by every key.
//!
//! Built once for a set of names, then immutable and shared by threads. For every key it holds
//! the views that have it (postings); for every Latin trade-name word its neighbours by typing
//! error. What a query may be rewarded for is a key, so what no key leads to scores nothing.

use crate::deletions::Deletions;
use crate::fifths::{Fifths, Letters};
use crate::flat::Texts;
use crate::fronts::WordFronts;
use crate::fuzzy;

use crate::lexicon::Lexicon;
use crate::outline::Outline;
pub use crate::postings::Found;
use crate::postings::{self, Explained, Postings};
use crate::reading::keys::Run;
use crate::reading::view::{word_key, FuzzyWord};
use crate::reading::{self, Attribute, ElementKind, Key, KeyStore, Scratch, View};
use rustc_hash::FxHashSet;
use smallvec::SmallVec;
use std::sync::Arc;

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

/// A view of a listed name, with what comparing needs to know of the name and its entity.
pub struct ListedView {
    pub name: u32,
    /// Without its keys, which stand with those of all.
    pub view: View,
    pub keys: Run,
    pub entity_has_han: bool,
    pub name_has_latin: bool,
    /// The list calls the name weak.
    pub is_weak: bool,
    /// Where the name's known organisations stand.
    pub organisations: Box<[u32]>,
    /// The number of its letters among the whole names, or `NO_WHOLE`.
    pub whole: u32,
}

pub(crate) const NO_WHOLE: u32 = u32::MAX;

#[derive(Default)]
pub struct Index {
    pub names: Vec<ListedName>,
    pub views: Vec<ListedView>,
    /// The keys of all views.
    pub keys: KeyStore,
    /// For each view, what rules it out before it is looked at.
    pub(crate) outlines: Vec<Outline>,
    pub(crate) postings: Postings,
    /// Latin words, sorted; their masks say nothing here.
    pub(crate) words: Vec<FuzzyWord>,
    pub(crate) word_deletions: Deletions,
    pub(crate) word_fronts: WordFronts,
    /// Whole names in Latin letters, joined, sorted, and the same for them.
    pub(crate) wholes: Texts,
    pub(crate) whole_fifths: Fifths,
    pub entities: u32,
}

/// The sound of listed Han characters is kept apart: to a Han query it is no agreement.
const HAN_SOUND: u64 = 0x5851_F42D_4C95_7F2D;

/// The numbers under which what a query's key meets is listed; the same twice unless it is a sound.
#[inline]
pub fn listed_ids(key: &Key) -> [u64; 2] {
    let sound = matches!(
        key.attribute,
        Attribute::SoundHan
            | Attribute::CommonSound
            | Attribute::PlaceSound
            | Attribute::SoundLatin
            | Attribute::SoundBranded
    );
    [key.id, if sound { key.id ^ HAN_SOUND } else { key.id }]
}

/// The number under which a listed view's key stands.
pub(crate) fn listed_id(key: &Key) -> u64 {
    if matches!(key.attribute, Attribute::SoundHan | Attribute::CommonSound) {
        key.id ^ HAN_SOUND
    } else {
        key.id
    }
}

impl Index {
    pub fn build(lexicon: &Lexicon, names: Vec<ListedName>) -> Index {
        let mut scratch = Scratch::default();
        let mut index = Index::default();
        let mut in_han: FxHashSet<u32> = FxHashSet::default();
        // One long text and a set, for words and whole names repeat: small pieces that are let go
        // between others that stay would leave holes.
        let (mut words, mut letters) = (FxHashSet::default(), Texts::default());
        for (number, name) in names.iter().enumerate() {
            let reading = reading::read(lexicon, &mut scratch, &name.text);
            if reading.has_han {
                in_han.insert(name.entity);
            }
            for mut view in reading.views {
                words.extend(
                    view.words
                        .drain(..)
                        .map(|word| (word.text, word.pinyin, word.common, word.known)),
                );
                let whole = view.whole.take().map_or(NO_WHOLE, |one| letters.push(&one));
                if let Some(bare) = view.bare.take() {
                    letters.push(&bare);
                }
                let keys = index.keys.push(&view.keys);
                make_small(&mut view);
                index.views.push(ListedView {
                    name: number as u32,
                    view,
                    keys,
                    entity_has_han: false,
                    name_has_latin: reading.has_latin,
                    is_weak: name.kind == NameKind::Weak,
                    organisations: reading.organisations[..].into(),
                    whole,
                });
            }
        }
        index.fill_words(words);
        let (wholes, numbers) = letters.sorted();
        drop(letters);
        index.wholes = wholes;
        index.whole_fifths = Fifths::build(index.wholes.iter());
        for listed in &mut index.views {
            listed.entity_has_han = in_han.contains(&names[listed.name as usize].entity);
            listed.whole = numbers.get(listed.whole as usize).copied().unwrap_or(NO_WHOLE);
        }
        index.views.shrink_to_fit();
        index.keys.shrink_to_fit();
        index.entities = entities_of(&names);
        index.names = names;
        index.outlines = outlines_of(&index.views, &index.keys, &index.wholes);
        index.postings = Postings::build(entries_of(&index.views, &index.keys));
        index
    }

    /// Words with what tells that they are pinyin, common, known. A word may be common in one name
    /// and trade name in another: both are there.
    fn fill_words(&mut self, words: FxHashSet<(Arc<str>, bool, bool, bool)>) {
        let mut words: Vec<_> = words.into_iter().collect();
        words.retain(|(text, ..)| text.len() <= fuzzy::LONGEST_WORD);
        words.sort_unstable();
        let word = |(text, pinyin, common, known)| FuzzyWord {
            text,
            mask: 0,
            pinyin,
            last: false,
            common,
            known,
        };
        self.words = words.into_iter().map(word).collect();
        let words = self.words.iter();
        self.word_deletions =
            Deletions::build(words.map(|w| (&*w.text, fuzzy::budget(w.text.len()))));
        self.word_fronts = WordFronts::of(&self.words);
    }

    /// The listed names that are this name but for typing errors, some more than once. `letters`:
    /// of one that begins with it.
    pub fn near_names<'a>(&'a self, name: &str, letters: &Letters, mut found: impl FnMut(&'a str)) {
        if fuzzy::name_budget(name.len()) == 0 {
            return;
        }
        self.whole_fifths.near(letters, name.len(), |number| {
            let near = self.wholes.get(number);
            near.filter(|near| fuzzy::nearly_same_name(name, near))
                .into_iter()
                .for_each(&mut found);
        });
    }

    /// Listed names that begin with this name, of `fifths::FRONT` letters at least, and are longer.
    pub fn names_beginning<'a>(
        &'a self,
        name: &'a str,
        letters: &Letters,
    ) -> impl Iterator<Item = &'a str> {
        let may_begin = self.whole_fifths.may_begin(letters);
        let from = may_begin.then(|| self.wholes.partition_point(|other| other <= name));
        let longer = from.into_iter().flat_map(|first| self.wholes.from(first));
        longer.take_while(move |other| other.starts_with(name))
    }

    /// The name is the first of its entity, which lists print as its name.
    pub fn is_first(&self, name: u32) -> bool {
        let entity = |name: u32| self.names[name as usize].entity;
        name == 0 || entity(name - 1) != entity(name)
    }

    /// All letters of the name that this is a view of, if it is of all that was given.
    pub fn letters(&self, listed: &ListedView) -> Option<&str> {
        self.wholes.get(listed.whole)
    }

    /// Whether a query's key may meet listed views; certainly not, of most that meet none.
    #[inline]
    pub fn may_meet(&self, key: &Key) -> bool {
        let [id, han] = listed_ids(key);
        self.postings.may_have(id) | self.postings.may_have(han)
    }

    /// The listed views that a query's key meets, if there are any: for a sound, first those in
    /// Latin letters, then those in Han characters.
    #[inline]
    pub fn meets(&self, key: &Key) -> Option<[Found<'_>; 2]> {
        let [id, han] = listed_ids(key);
        if han == id {
            return self.postings.find(id).map(|met| [met, Found::default()]);
        }
        match [id, han].map(|id| self.postings.find(id)) {
            [None, None] => None,
            met => Some(met.map(Option::unwrap_or_default)),
        }
    }

    /// Whether a word may have neighbours at all.
    pub fn may_have_neighbours(&self, word: &FuzzyWord) -> bool {
        let letters = word.text.len();
        !word.common
            && letters <= fuzzy::LONGEST_WORD
            && (fuzzy::budget(letters) > 0
                || fuzzy::swaps(word).next().is_some()
                || self.word_fronts.may_begin(word))
    }

    /// Keys of the listed words that this word may be by typing error or cutting.
    pub fn neighbours(&self, word: &FuzzyWord) -> SmallVec<[(u64, Attribute); 4]> {
        let mut out = SmallVec::new();
        if word.common || word.text.len() > fuzzy::LONGEST_WORD {
            return out;
        }
        let mut near: SmallVec<[u32; 32]> = SmallVec::new();
        let budget = fuzzy::budget(word.text.len());
        if budget > 0 {
            self.word_deletions.near(&word.text, budget, |number| near.push(number));
        }
        for swapped in fuzzy::swaps(word) {
            let from = self.words.partition_point(|other| other.text.as_bytes() < &swapped[..]);
            let same = self.words[from..].iter().take_while(|o| *o.text.as_bytes() == swapped);
            near.extend(from as u32..(from + same.count()) as u32);
        }
        if self.word_fronts.may_begin(word) {
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

/// Without the room that was left for more, and without what the index keeps for all views.
fn make_small(view: &mut View) {
    view.words = Vec::new();
    view.keys = Vec::new();
    view.elements.shrink_to_fit();
    let View { brands, houses, numbers, places, legal_forms, .. } = view;
    for values in [brands, houses, numbers, places, legal_forms] {
        values.shrink_to_fit();
    }
}

pub(crate) fn entities_of(names: &[ListedName]) -> u32 {
    names.iter().map(|name| name.entity + 1).max().unwrap_or(0)
}

/// The outlines of views, in their order.
pub(crate) fn outlines_of(views: &[ListedView], keys: &KeyStore, wholes: &Texts) -> Vec<Outline> {
    let outline =
        |listed: &ListedView| Outline::of(listed, keys.of(listed.keys), wholes.get(listed.whole));
    views.iter().map(outline).collect()
}

fn entries_of(views: &[ListedView], keys: &KeyStore) -> Vec<postings::Entry> {
    let mut entries = Vec::with_capacity(views.iter().map(|listed| listed.keys.len()).sum());
    for (number, listed) in views.iter().enumerate() {
        let view = &listed.view;
        let [stem, place] = [ElementKind::Stem, ElementKind::Place].map(|kind| view.mask(kind));
        let explained =
            |mask: u64| Explained { stem: view.bits(mask & stem), place: view.bits(mask & place) };
        let entry = |key: Key| (listed_id(&key), number as u32, explained(key.mask));
        entries.extend(keys.of(listed.keys).iter().map(entry));
    }
    entries
}
