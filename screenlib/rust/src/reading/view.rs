//! From parts to a view: elements with bits, and the keys by which two views meet.
//!
//! Every agreement between two names shows as a key that both have; a key says which elements it
//! explains. So the score of a pair follows from the keys they share, and the index finds by the
//! same keys whatever the score can reward.

use crate::hash::{self, Space};
use crate::lexicon::ConceptId;
use smallvec::SmallVec;
use std::sync::Arc;

pub const MOST_ELEMENTS: usize = 64;

pub const MOST_VIEWS: usize = 8;

/// What a doubtful trade name costs at most.
const DOUBTFUL_BITS: f32 = 3.0;

/// The fewest letters, legal form apart, of a line that was cut off.
const SHORTEST_FRONT: usize = 16;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Script {
    Han,
    Latin,
}

/// Where a view of a name comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    Given,
    /// From inside brackets.
    Bracket,
    /// Another name of the organisation whose name this is.
    Known,
    /// The same, when the name may mean something else.
    WeaklyKnown,
}

pub const ORIGINS: [Origin; 4] =
    [Origin::Given, Origin::Bracket, Origin::Known, Origin::WeaklyKnown];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum ElementKind {
    Stem = 0,
    Field = 1,
    Place = 2,
    Number = 3,
    Kind = 4,
}

pub const ELEMENT_KINDS: [ElementKind; 5] = [
    ElementKind::Stem,
    ElementKind::Field,
    ElementKind::Place,
    ElementKind::Number,
    ElementKind::Kind,
];

impl ElementKind {
    pub fn name(self) -> &'static str {
        match self {
            ElementKind::Stem => "stem",
            ElementKind::Field => "field",
            ElementKind::Place => "place",
            ElementKind::Number => "number",
            ElementKind::Kind => "kind",
        }
    }
}

/// What a stem element is written in; it decides how much a conflict says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Writing {
    Han,
    Pinyin,
    /// A Latin word that is no pinyin: a translation or an invented name.
    Invented,
}

#[derive(Clone, Debug)]
pub struct Element {
    pub kind: ElementKind,
    pub bits: f32,
    pub writing: Writing,
    /// Its first and one-past-last character in the folded name.
    pub span: (u32, u32),
}

impl Attribute {
    /// Tells of the group, not of the name.
    pub fn is_group(self) -> bool {
        matches!(self, Attribute::Member | Attribute::House)
    }

    /// Tells that the letters or words of whole names are the same, or nearly.
    pub fn is_whole(self) -> bool {
        use Attribute as A;
        matches!(self, A::Whole | A::Bare | A::Words | A::Turned | A::NearWhole | A::Front)
    }

    /// Tells of a part of the name.
    pub fn is_part(self) -> bool {
        !self.is_group() && !self.is_whole()
    }
}

/// How a key was derived; two keys of the same number agree at the level their attributes allow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Attribute {
    Text,
    /// The text of a common word: it meets what the other side has as trade name, and misspellings;
    /// common words meet one another as concepts alone (广州市 is not 杭州市).
    CommonText,
    Concept,
    /// A concept that the text may not mean.
    WeakConcept,
    /// The name that a trade name is known to have in the other script.
    OtherForm,
    SoundHan,
    /// The sound of common Han words; see `CommonText`.
    CommonSound,
    /// The sound of a Latin place: it meets the Han trade name that is spelt so (安记, Anji).
    PlaceSound,
    SoundLatin,
    /// The sound of a Latin trade name whose Han form is known: a Han name that only sounds so is
    /// another name.
    SoundBranded,
    /// A Latin word as other transliterations would write it (Promtekh, Promtech).
    Spelling,
    /// Other romanisations than pinyin.
    Loose,
    /// One typing error, two, the front of a cut word: only ever on the query's side.
    Near,
    Far,
    Cut,
    /// Initials of several words; a word that may be initials.
    InitialsOf,
    InitialsAs,
    /// A place that contains the place named.
    Around,
    /// The house that a trade name belongs to; the house itself. They agree in nothing, they tell
    /// that two names are of one group.
    Member,
    House,
    /// The whole name, letter by letter; the same with errors, only ever on the query's side.
    Whole,
    /// The same without the legal form.
    Bare,
    /// All words in alphabetical order, without legal form.
    Words,
    /// All letters without legal form, from wherever they come first in the alphabet: of names that
    /// are no pinyin, whose syllables make other names in another order.
    Turned,
    NearWhole,
    /// The letters that a longer name begins with: a line that was cut off.
    Front,
}

/// All of them, by their numbers.
pub const ATTRIBUTES: [Attribute; 26] = [
    Attribute::Text,
    Attribute::CommonText,
    Attribute::Concept,
    Attribute::WeakConcept,
    Attribute::OtherForm,
    Attribute::SoundHan,
    Attribute::CommonSound,
    Attribute::PlaceSound,
    Attribute::SoundLatin,
    Attribute::SoundBranded,
    Attribute::Spelling,
    Attribute::Loose,
    Attribute::Near,
    Attribute::Far,
    Attribute::Cut,
    Attribute::InitialsOf,
    Attribute::InitialsAs,
    Attribute::Around,
    Attribute::Member,
    Attribute::House,
    Attribute::Whole,
    Attribute::Bare,
    Attribute::Words,
    Attribute::Turned,
    Attribute::NearWhole,
    Attribute::Front,
];

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Key {
    pub id: u64,
    pub attribute: Attribute,
    /// The elements that this key explains.
    pub mask: u64,
}

/// A Latin stem word that typing errors are looked for in.
#[derive(Clone, Debug, PartialEq)]
pub struct FuzzyWord {
    pub text: Arc<str>,
    pub mask: u64,
    pub pinyin: bool,
    /// The last word of the view, where lines are cut off.
    pub last: bool,
    /// A word of the tables: others may be misspellings of it, it is none.
    pub common: bool,
    /// In use as it is.
    pub known: bool,
}

/// Concepts or numbers of a view; up to four stand in place.
pub type Few = SmallVec<[u32; 4]>;

#[derive(Clone, Debug)]
pub struct View {
    pub script: Script,
    pub origin: Origin,
    pub elements: Vec<Element>,
    /// Sorted by number.
    pub keys: Vec<Key>,
    pub words: Vec<FuzzyWord>,
    /// For each kind of element, which elements are of it, and their bits in all.
    pub masks: [u64; ELEMENT_KINDS.len()],
    pub totals: [f32; ELEMENT_KINDS.len()],
    /// Stem elements by writing.
    pub han: u64,
    pub pinyin: u64,
    pub invented: u64,
    /// Classes of organisation that the name states, as bits.
    pub classes: u16,
    /// Categories of business that the fields are of, as bits.
    pub categories: u32,
    /// Strong trade names in it, and all of the brand table.
    pub brands: Few,
    pub houses: Few,
    /// The elements of its strong trade names, and of its weak ones.
    pub house_mask: u64,
    pub weak_house_mask: u64,
    /// Trade names that may be misspelt legal forms: they count whole when they agree, and cost
    /// little when they do not.
    pub doubtful: u64,
    /// The elements of Latin words of four letters, and of words of other lengths: in few letters
    /// an error makes another name.
    pub four_letters: u64,
    pub other_lengths: u64,
    /// The Latin words in it, whatever their order, as a number.
    pub word_set: u64,
    /// Numbers in it.
    pub numbers: Few,
    /// The organisation whose whole name the view is; whether that is uncertain.
    pub whole_organisation: Option<(ConceptId, bool)>,
    /// The view is an organisation's name taken as one thing.
    pub is_organisation: bool,
    /// Its other names are certain.
    pub sure: bool,
    /// A word in it was read as another that it is a misspelling of.
    pub corrected: bool,
    /// Names itself a branch, office or subsidiary.
    pub branch: bool,
    /// The legal forms that it states. A name with its legal form is given whole, and is no short
    /// form of a longer one.
    pub legal_forms: Few,
    /// A number for its legal forms and the words that say nothing, the same in whatever order and
    /// writing they stand (Ltd, Company Limited); 0: not told.
    pub forms: u32,
    /// Countries named, other than in the legal form.
    pub places: Few,
    /// Most of its words are pinyin.
    pub pinyinish: bool,
    /// For the first view of a name in Latin letters: all its letters, joined.
    pub whole: Option<Box<str>>,
    /// The same without the legal form, when it has one.
    pub bare: Option<Box<str>>,
    /// For a view that was not given: the name it reads.
    pub source: Option<Box<str>>,
}

impl View {
    pub fn new(origin: Origin) -> Self {
        View {
            script: Script::Latin,
            origin,
            elements: Vec::with_capacity(12),
            keys: Vec::with_capacity(40),
            words: Vec::new(),
            masks: [0; ELEMENT_KINDS.len()],
            totals: [0.0; ELEMENT_KINDS.len()],
            han: 0,
            pinyin: 0,
            invented: 0,
            classes: 0,
            categories: 0,
            brands: Few::new(),
            houses: Few::new(),
            house_mask: 0,
            weak_house_mask: 0,
            doubtful: 0,
            four_letters: 0,
            other_lengths: 0,
            word_set: 0,
            numbers: Few::new(),
            whole_organisation: None,
            is_organisation: false,
            sure: true,
            corrected: false,
            branch: false,
            legal_forms: Few::new(),
            forms: 0,
            places: Few::new(),
            pinyinish: false,
            whole: None,
            bare: None,
            source: None,
        }
    }

    /// The elements of a kind.
    pub fn mask(&self, kind: ElementKind) -> u64 {
        self.masks[kind as usize]
    }

    /// All elements.
    pub fn all(&self) -> u64 {
        self.masks.iter().fold(0, |all, mask| all | mask)
    }

    pub fn bits(&self, mask: u64) -> f32 {
        let mut sum = 0.0;
        let mut left = mask;
        while left != 0 {
            sum += self.elements[left.trailing_zeros() as usize].bits;
            left &= left - 1;
        }
        sum
    }

    /// The bits that these elements cost when the other name has nothing for them.
    pub fn open_bits(&self, mask: u64) -> f32 {
        let mut sum = self.bits(mask & !self.doubtful);
        let mut left = mask & self.doubtful;
        while left != 0 {
            sum += self.elements[left.trailing_zeros() as usize].bits.min(DOUBTFUL_BITS);
            left &= left - 1;
        }
        sum
    }

    /// The same of its whole trade name.
    pub fn open_stem(&self) -> f32 {
        if self.doubtful == 0 {
            self.totals[ElementKind::Stem as usize]
        } else {
            self.open_bits(self.mask(ElementKind::Stem))
        }
    }

    /// All letters, when they are so many that a longer name which begins with them is likely this
    /// one, cut off at the end of a line.
    pub fn front(&self) -> Option<&str> {
        let said = self.bare.as_ref().or(self.whole.as_ref())?;
        if said.len() < SHORTEST_FRONT {
            return None;
        }
        self.whole.as_deref()
    }

    pub fn same_keys(&self, other: &View) -> bool {
        self.script == other.script && self.keys == other.keys
    }

    /// Both have the same legal forms, or none, in whatever writing.
    pub fn same_forms(&self, other: &View) -> bool {
        self.forms != 0 && self.forms == other.forms
    }

    /// Whether something here tells one organisation from another.
    pub fn is_distinctive(&self) -> bool {
        let [stem, field, place, number, kind] = self.totals;
        stem >= 4.0 || field + place + number + kind >= 14.0 || number > 0.0 && field + kind > 4.0
    }

    pub fn push(&mut self, element: Element) -> u64 {
        if self.elements.len() >= MOST_ELEMENTS {
            return 0;
        }
        let mask = 1u64 << self.elements.len();
        if element.kind == ElementKind::Stem {
            match element.writing {
                Writing::Han => self.han |= mask,
                Writing::Pinyin => self.pinyin |= mask,
                Writing::Invented => self.invented |= mask,
            }
        }
        self.masks[element.kind as usize] |= mask;
        self.totals[element.kind as usize] += element.bits;
        self.elements.push(element);
        mask
    }

    pub(super) fn key(&mut self, id: u64, attribute: Attribute, mask: u64) {
        if mask != 0 {
            self.keys.push(Key { id, attribute, mask });
        }
    }
}

pub fn word_key(text: &str) -> u64 {
    hash::joined(Space::Word, [text])
}

pub(super) fn mask_between(from: usize, to: usize) -> u64 {
    (from..to).fold(0, |mask, at| mask | 1u64 << at)
}
