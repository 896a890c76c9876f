//! For every key the views that have it, and the most bits of trade name and of place that it
//! explains in one.
//!
//! Key numbers are hashes, so their leading bits say where they stand. A look-up ends in the
//! filter, or goes to four slots in one line of the cache; a view that is the only one of its key,
//! as most are, stands in the slot itself. Memory that is far is what costs.

use crate::filter::Filter;
use crate::flat::home;
use crate::store::{sound, Read};

/// Bits of the filter for each key.
const FILTER_BITS: usize = 8;

/// Slots in one line of the cache.
const LINE: usize = 4;

/// Of ten slots so many are in use.
const IN_USE: usize = 6;

/// A key: its number, and what it has.
#[derive(Clone, Copy, Default)]
struct Slot {
    id: u64,
    /// Its only view, or where its views stand.
    views: u32,
    /// How many views, and what it explains, packed; nothing in an empty slot.
    has: Packed,
}

/// Slots are filled in order: behind an empty one there is nothing.
#[derive(Clone, Copy, Default)]
#[repr(align(64))]
struct Line([Slot; LINE]);

/// A count of views and two numbers of bits.
#[derive(Clone, Copy, Default)]
struct Packed(u32);

impl Packed {
    const COUNT: u32 = 6;
    const BITS: u32 = 13;
    /// So many views or more: they are counted where they stand.
    const MANY: usize = (1 << Self::COUNT) - 1;
    /// So many parts of a bit or more: any number.
    const ANY: u32 = (1 << Self::BITS) - 1;
    /// Parts of a bit, which numbers are rounded up to.
    const PARTS: f32 = 32.0;

    fn new(views: usize, most: Explained) -> Packed {
        let parts = |bits: f32| ((bits * Self::PARTS).ceil() as u32).min(Self::ANY);
        let bits = parts(most.stem) << Self::BITS | parts(most.place);
        Packed((views.min(Self::MANY) as u32) << (2 * Self::BITS) | bits)
    }

    #[inline]
    fn views(self) -> usize {
        (self.0 >> (2 * Self::BITS)) as usize
    }

    #[inline]
    fn most(self) -> Explained {
        let bits = |parts: u32| match parts & Self::ANY {
            Self::ANY => f32::INFINITY,
            parts => parts as f32 / Self::PARTS,
        };
        Explained { stem: bits(self.0 >> Self::BITS), place: bits(self.0) }
    }
}

#[derive(Default)]
pub struct Postings {
    lines: Vec<Line>,
    /// How many lines keys are spread over; what found no room stands behind them.
    spread: usize,
    /// The views of keys that have several, before many how many.
    views: Vec<u32>,
    /// The keys that have views: most look-ups end here.
    filter: Filter,
}

/// Bits of a listed name that a key explains: of its trade name, and of its places.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub struct Explained {
    pub stem: f32,
    pub place: f32,
}

/// The views of a key, and the most bits that it explains in one of them, or somewhat more.
#[derive(Clone, Copy, Default)]
pub struct Found<'a> {
    pub views: &'a [u32],
    pub most: Explained,
}

/// A key of a listed view: its number, the view, and what it explains there.
pub type Entry = (u64, u32, Explained);

/// What `Postings` are made from and saved as, by key in the order of their numbers: numbers,
/// where the views of each end, the bits of trade name and of place, views.
#[derive(Default)]
pub struct Parts {
    pub ids: Vec<u64>,
    pub ends: Vec<u32>,
    pub bits: Vec<f32>,
    pub views: Vec<u32>,
}

impl Parts {
    fn of(mut entries: Vec<Entry>) -> Parts {
        entries.sort_unstable_by_key(|(id, view, _)| (*id, *view));
        let mut out = Parts::default();
        for of_key in entries.chunk_by(|a, b| a.0 == b.0) {
            let mut most = Explained::default();
            // A view may have a key several times; together they explain at most their sum.
            for of_view in of_key.chunk_by(|a, b| a.1 == b.1) {
                out.views.push(of_view[0].1);
                most.stem = most.stem.max(of_view.iter().map(|(_, _, bits)| bits.stem).sum());
                most.place = most.place.max(of_view.iter().map(|(_, _, bits)| bits.place).sum());
            }
            out.push(of_key[0].0, most);
        }
        out
    }

    /// A key whose views are those put behind the last one's.
    fn push(&mut self, id: u64, most: Explained) {
        self.ids.push(id);
        self.ends.push(self.views.len() as u32);
        self.bits.extend([most.stem, most.place]);
    }

    /// Refuses what `Parts::of` cannot give of so many views.
    pub fn check(&self, count: usize) -> Read<()> {
        let Parts { ids, ends, bits, views } = self;
        let fits = ids.len() == ends.len() && 2 * ids.len() == bits.len();
        sound(fits, "keys without places")?;
        sound(ids.is_sorted_by(|a, b| a < b), "key numbers in another order")?;
        let increasing = ends.first() != Some(&0) && ends.is_sorted_by(|a, b| a < b);
        sound(increasing, "places of keys in another order")?;
        sound(ends.last().map_or(0, |end| *end as usize) == views.len(), "places of other keys")?;
        sound(views.iter().all(|view| (*view as usize) < count), "a key of no view")?;
        sound(bits.iter().all(|bits| *bits >= 0.0), "evidence that is no number")
    }
}

impl Postings {
    pub fn build(entries: Vec<Entry>) -> Self {
        Postings::of(Parts::of(entries))
    }

    pub fn of(parts: Parts) -> Self {
        let Parts { ids, ends, bits, views: all } = parts;
        let mut filter = Filter::with_room(ids.len(), FILTER_BITS);
        let mut lines = vec![Line::default(); (ids.len() * 10).div_ceil(LINE * IN_USE)];
        let spread = lines.len();
        let (mut line, mut room) = (0, 0..LINE);
        let mut views = Vec::new();
        let mut start = 0;
        for ((id, end), most) in ids.iter().zip(ends).zip(bits.chunks_exact(2)) {
            filter.add(*id as usize);
            let of_key = &all[start..end as usize];
            start = end as usize;
            let at = match of_key {
                [only] => *only,
                several => {
                    let at = views.len() as u32;
                    if several.len() >= Packed::MANY {
                        views.push(several.len() as u32);
                    }
                    views.extend(several);
                    at
                }
            };
            let most = Explained { stem: most[0], place: most[1] };
            let slot = Slot { id: *id, views: at, has: Packed::new(of_key.len(), most) };
            // In the order of their numbers, so that the lines up to where a key stands are full.
            let home = home(*id, spread);
            if home > line {
                (line, room) = (home, 0..LINE);
            }
            let at = room.next().unwrap_or_else(|| {
                line += 1;
                room = 1..LINE;
                0
            });
            if line == lines.len() {
                lines.push(Line::default());
            }
            lines[line].0[at] = slot;
        }
        views.shrink_to_fit();
        Postings { lines, spread, views, filter }
    }

    /// Whether a key may have views; certainly not, of most that have none.
    #[inline]
    pub fn may_have(&self, id: u64) -> bool {
        self.filter.may_have(id as usize)
    }

    /// The views of a key, by its number, if it has any.
    #[inline]
    pub fn find(&self, id: u64) -> Option<Found<'_>> {
        if self.may_have(id) {
            self.listed(id)
        } else {
            None
        }
    }

    #[inline]
    fn listed(&self, id: u64) -> Option<Found<'_>> {
        for Line(slots) in &self.lines[home(id, self.spread)..] {
            // All four are looked at: where it stands cannot be foreseen.
            let at =
                (0..LINE).rev().fold(LINE, |at, slot| if slots[slot].id == id { slot } else { at });
            if let Some(slot) = slots.get(at).filter(|slot| slot.has.views() > 0) {
                return Some(self.at(slot));
            }
            if slots[LINE - 1].has.views() == 0 {
                break;
            }
        }
        None
    }

    #[inline]
    fn at<'a>(&'a self, slot: &'a Slot) -> Found<'a> {
        let (count, at) = (slot.has.views(), slot.views as usize);
        let (of, from, count) = match count {
            1 => (std::slice::from_ref(&slot.views), 0, 1),
            Packed::MANY => (&self.views[..], at + 1, self.views[at] as usize),
            _ => (&self.views[..], at, count),
        };
        Found { views: &of[from..from + count], most: slot.has.most() }
    }

    pub fn parts(&self) -> Parts {
        let slots = self.lines.iter().flat_map(|line| &line.0);
        let mut slots: Vec<&Slot> = slots.filter(|slot| slot.has.views() > 0).collect();
        slots.sort_unstable_by_key(|slot| slot.id);
        let mut out = Parts::default();
        for slot in slots {
            let Found { views, most } = self.at(slot);
            out.views.extend(views);
            out.push(slot.id, most);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn bits(stem: f32, place: f32) -> Explained {
        Explained { stem, place }
    }

    const ENTRIES: [Entry; 5] = [
        (9 << 60, 1, bits(2.0, 0.0)),
        (7, 0, bits(1.5, 0.0)),
        (9 << 60, 0, bits(1.0, 4.0)),
        (7, 0, bits(1.0, 3.0)),
        (8, 2, bits(0.0, 0.0)),
    ];

    fn found(postings: &Postings, id: u64) -> Option<(&[u32], Explained)> {
        postings.find(id).map(|found| (found.views, found.most))
    }

    #[test]
    fn a_key_has_each_view_once_and_the_most_bits_of_one() {
        let postings = Postings::build(ENTRIES.to_vec());
        assert_eq!(found(&postings, 7), Some((&[0][..], bits(2.5, 3.0))));
        assert_eq!(found(&postings, 8), Some((&[2][..], bits(0.0, 0.0))));
        assert_eq!(found(&postings, 9 << 60), Some((&[0, 1][..], bits(2.0, 4.0))));
        assert!(postings.find(10).is_none());
        assert!(postings.find(0).is_none());
        assert!(Postings::default().find(7).is_none());
        assert!(Postings::build(Vec::new()).find(7).is_none());
    }

    #[test]
    fn keys_are_found_wherever_they_stand_and_however_many_views_they_have() {
        // All of one line, round the end; and numbers spread as hashes are.
        let crowded = (0..40).map(|number| u64::MAX - number);
        let spread = (0..3000u64).map(|number| number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let keys: Vec<(u64, u32)> = crowded.chain(spread).zip((1..=70).cycle()).collect();
        let entry =
            |(id, count): (u64, u32)| (0..count).map(move |view| (id, view, bits(0.3, 300.0)));
        let postings = Postings::build(keys.iter().copied().flat_map(entry).collect());
        for (id, count) in keys {
            let (views, most) = found(&postings, id).unwrap();
            assert!(views.iter().copied().eq(0..count), "{id} {count}");
            assert!(most.stem >= 0.3 && most.stem < 0.35, "{most:?}");
            assert_eq!(most.place, f32::INFINITY);
        }
        assert!((1..1000).all(|number| postings.find(number * 77_777).is_none()));
    }

    #[test]
    fn parts_make_the_same_again_and_are_checked() {
        let parts = || Postings::build(ENTRIES.to_vec()).parts();
        parts().check(3).unwrap();
        let again = Postings::of(parts());
        assert_eq!(found(&again, 7), Some((&[0][..], bits(2.5, 3.0))));
        assert_eq!(again.parts().bits, parts().bits);
        let refused = |change: fn(&mut Parts)| {
            let mut changed = parts();
            change(&mut changed);
            assert!(changed.check(3).is_err());
        };
        assert!(parts().check(2).is_err());
        refused(|parts| parts.ends.truncate(1));
        refused(|parts| parts.bits.truncate(1));
        refused(|parts| parts.views.truncate(1));
        refused(|parts| parts.ids = vec![7, 7, 9]);
        refused(|parts| parts.ends = vec![2, 1, 4]);
        refused(|parts| parts.ends = vec![0, 1, 4]);
        refused(|parts| parts.bits[1] = f32::NAN);
    }
}
