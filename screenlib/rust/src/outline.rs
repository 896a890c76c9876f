//! What rules a listed view out before it is looked at.

use crate::evidence;
use crate::evidence::letters::{FoldedPairs, Pairs};
use crate::index::{listed_id, ListedView};
use crate::lexicon::ConceptId;
use crate::reading::{ElementKind, Keys, Origin, Script, View};

/// Which keys a view may have: a bit for each, several keys to a bit.
#[derive(Clone, Copy, Default)]
pub struct Signature([u64; 4]);

impl Signature {
    pub fn add(&mut self, id: u64) {
        self.0[(id >> 38 & 3) as usize] |= 1 << (id >> 32 & 63);
    }

    /// False: they have no key in common.
    pub fn meets(&self, other: &Signature) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }
}

/// Trade names of the table whose numbers an outline holds; of a view that has more it says none.
const MOST_BRANDS: usize = 2;

/// How many sets of writings there are.
pub const WRITINGS: usize = 8;

/// The writings of a view's trade name as a set: Han, pinyin, invented.
pub fn writings(view: &View) -> u8 {
    let bit = |mask: u64, at: u8| u8::from(mask != 0) << at;
    bit(view.han, 0) | bit(view.pinyin, 1) | bit(view.invented, 2)
}

/// Of a listed view, what bounds need to know: most views that a query finds are not looked at
/// further.
#[derive(Clone, Copy)]
pub struct Outline {
    pub signature: Signature,
    /// The pairs of its letters.
    pub pairs: FoldedPairs,
    /// The bits of its trade name, as they cost when nothing explains them, and of its places.
    pub open_stem: f32,
    pub place_bits: f32,
    pub categories: u32,
    brands: [ConceptId; MOST_BRANDS],
    brand_count: u8,
    pub origin: Origin,
    pub classes: u16,
    pub numbers: bool,
    /// The writings of its trade name (`writings`).
    pub writings: u8,
    /// Whether a query in Han, in Latin letters that are no pinyin, may be compared with it.
    meets_han: bool,
    meets_latin: bool,
    housed: bool,
    /// The whole name is a known organisation's.
    pub known: bool,
}

impl Outline {
    /// `letters`: all letters of the name, if the view is of all that was given, in Latin letters.
    pub fn of(listed: &ListedView, keys: Keys, letters: Option<&str>) -> Outline {
        let view = &listed.view;
        let mut signature = Signature::default();
        keys.iter().for_each(|key| signature.add(listed_id(&key)));
        let mut brands = [0; MOST_BRANDS];
        let brand_count = if view.brands.len() <= MOST_BRANDS { view.brands.len() } else { 0 };
        brands[..brand_count].copy_from_slice(&view.brands[..brand_count]);
        let (has_han, has_latin) = (listed.entity_has_han, listed.name_has_latin);
        let meets = |script: Script| {
            view.is_organisation
                || evidence::scripts_meet((script, false), view, has_han, has_latin)
        };
        Outline {
            signature,
            pairs: letters.map_or_else(FoldedPairs::default, |letters| Pairs::of(letters).folded()),
            open_stem: view.open_stem(),
            place_bits: view.bits(view.mask(ElementKind::Place)),
            categories: view.categories,
            brands,
            brand_count: brand_count as u8,
            origin: view.origin,
            classes: view.classes,
            numbers: view.mask(ElementKind::Number) != 0,
            writings: writings(view),
            meets_han: meets(Script::Han),
            meets_latin: meets(Script::Latin),
            housed: !view.houses.is_empty(),
            known: !listed.organisations.is_empty(),
        }
    }

    /// False: the views are not to be compared (`evidence::comparable`).
    pub fn may_be_compared(&self, query: &View) -> bool {
        query.is_organisation
            || self.housed && !query.houses.is_empty()
            || match query.script {
                Script::Han => self.meets_han,
                Script::Latin => self.meets_latin || query.pinyinish,
            }
    }

    /// Both have certain trade names of the table, and none in common.
    pub fn differs_in_brand(&self, query: &View) -> bool {
        let brands = &self.brands[..usize::from(self.brand_count)];
        !brands.is_empty()
            && !query.brands.is_empty()
            && !query.brands.iter().any(|brand| brands.contains(brand))
    }
}
