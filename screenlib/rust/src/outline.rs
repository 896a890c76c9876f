//! What rules a listed view out before it is looked at.

use crate::index::listed_id;
use crate::reading::{ElementKind, View};

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

/// Of a view, what bounds need to know: most views that a query finds are not looked at further.
#[derive(Clone, Copy)]
pub struct Outline {
    pub signature: Signature,
    pub open_stem: f32,
    pub classes: u16,
    pub numbers: bool,
    /// The writings of its trade name.
    pub han: bool,
    pub latin: bool,
}

impl Outline {
    pub fn of(view: &View) -> Outline {
        let mut signature = Signature::default();
        view.keys.iter().for_each(|key| signature.add(listed_id(key)));
        Outline {
            signature,
            open_stem: view.open_stem(),
            classes: view.classes,
            numbers: view.mask(ElementKind::Number) != 0,
            han: view.han != 0,
            latin: view.pinyin | view.invented != 0,
        }
    }
}
