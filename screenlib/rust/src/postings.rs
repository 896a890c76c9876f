//! For every key the views that have it, and the most bits of trade name and of place that it
//! explains in one.
//!
//! Key numbers are hashes, so their leading bits say about where they stand in order: a look-up
//! ends in the filter, or goes to a handful of numbers side by side. All is flat, and so is saved
//! and opened as it is.

use crate::filter::Filter;
use crate::flat::starts_of;
use crate::store::{sound, Read};

/// Bits of the filter for each key.
const FILTER_BITS: usize = 8;

#[derive(Default)]
pub struct Postings {
    /// Numbers of the keys, ascending.
    ids: Vec<u64>,
    /// For each key where its views end, and its bits.
    places: Vec<Place>,
    views: Vec<u32>,
    /// Where the keys of each leading part of a number begin.
    starts: Vec<u32>,
    shift: u32,
    /// The keys that have views: most look-ups end here.
    filter: Filter,
}

#[derive(Clone, Copy)]
struct Place {
    end: u32,
    most: Explained,
}

/// Bits of a listed name that a key explains: of its trade name, and of its places.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub struct Explained {
    pub stem: f32,
    pub place: f32,
}

/// The views of a key, and the most bits that it explains in one of them.
#[derive(Clone, Copy, Default)]
pub struct Found<'a> {
    pub views: &'a [u32],
    pub most: Explained,
}

/// A key of a listed view: its number, the view, and what it explains there.
pub type Entry = (u64, u32, Explained);

impl Postings {
    pub fn build(mut entries: Vec<Entry>) -> Self {
        entries.sort_unstable_by_key(|(id, view, _)| (*id, *view));
        let same_key = |a: &Entry, b: &Entry| a.0 == b.0;
        let keys = entries.chunk_by(same_key).count();
        let (mut ids, mut places) = (Vec::with_capacity(keys), Vec::with_capacity(keys));
        let mut views = Vec::with_capacity(entries.len());
        for of_key in entries.chunk_by(same_key) {
            let mut most = Explained::default();
            // A view may have a key several times; together they explain at most their sum.
            for of_view in of_key.chunk_by(|a, b| a.1 == b.1) {
                views.push(of_view[0].1);
                most.stem = most.stem.max(of_view.iter().map(|(_, _, bits)| bits.stem).sum());
                most.place = most.place.max(of_view.iter().map(|(_, _, bits)| bits.place).sum());
            }
            ids.push(of_key[0].0);
            places.push(Place { end: views.len() as u32, most });
        }
        views.shrink_to_fit();
        Postings::from_sorted(ids, places, views)
    }

    fn from_sorted(ids: Vec<u64>, places: Vec<Place>, views: Vec<u32>) -> Self {
        let bits = usize::BITS - ids.len().leading_zeros();
        let shift = u64::BITS - bits.max(1);
        let starts = starts_of(1 << bits.max(1), ids.iter().map(|id| (id >> shift) as usize));
        let mut filter = Filter::with_room(ids.len(), FILTER_BITS);
        ids.iter().for_each(|id| filter.add(*id as usize));
        Postings { ids, places, views, starts, shift, filter }
    }

    /// The views of a key, by its number, if it has any.
    #[inline]
    pub fn find(&self, id: u64) -> Option<Found<'_>> {
        if self.filter.may_have(id as usize) {
            self.listed(id)
        } else {
            None
        }
    }

    fn listed(&self, id: u64) -> Option<Found<'_>> {
        let part = (id >> self.shift) as usize;
        let (first, end) = (self.starts[part] as usize, self.starts[part + 1] as usize);
        let at = self.ids[first..end].iter().position(|other| *other == id)?;
        Some(self.at(first + at))
    }

    fn at(&self, place: usize) -> Found<'_> {
        let Place { end, most } = self.places[place];
        let start = place.checked_sub(1).map_or(0, |before| self.places[before].end);
        Found { views: &self.views[start as usize..end as usize], most }
    }

    /// What `from_parts` takes: numbers, ends, bits of each, views.
    pub fn parts(&self) -> (&[u64], Vec<u32>, Vec<u32>, &[u32]) {
        let ends = self.places.iter().map(|place| place.end).collect();
        let bits = self.places.iter().flat_map(|place| [place.most.stem, place.most.place]);
        (&self.ids, ends, bits.map(f32::to_bits).collect(), &self.views)
    }

    /// The same again, for so many views. Refuses what `build` cannot give.
    pub fn from_parts(
        ids: Vec<u64>,
        ends: &[u32],
        bits: &[u32],
        views: Vec<u32>,
        count: usize,
    ) -> Read<Self> {
        let fits = ids.len() == ends.len() && 2 * ids.len() == bits.len();
        sound(fits, "keys without places")?;
        sound(ids.is_sorted_by(|a, b| a < b), "key numbers in another order")?;
        sound(ends.is_sorted(), "places of keys in another order")?;
        sound(ends.last().map_or(0, |end| *end as usize) == views.len(), "places of other keys")?;
        sound(views.iter().all(|view| (*view as usize) < count), "a key of no view")?;
        let place = |(end, bits): (&u32, &[u32])| {
            let (stem, place) = (f32::from_bits(bits[0]), f32::from_bits(bits[1]));
            Place { end: *end, most: Explained { stem, place } }
        };
        let places: Vec<Place> = ends.iter().zip(bits.chunks_exact(2)).map(place).collect();
        let number = |bits: f32| bits.is_finite() && bits >= 0.0;
        let numbers = |place: &Place| number(place.most.stem) && number(place.most.place);
        sound(places.iter().all(numbers), "evidence that is no number")?;
        Ok(Postings::from_sorted(ids, places, views))
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

    #[test]
    fn a_key_has_each_view_once_and_the_most_bits_of_one() {
        let postings = Postings::build(ENTRIES.to_vec());
        let found = |id: u64| postings.find(id).map(|found| (found.views, found.most)).unwrap();
        assert_eq!(found(7), (&[0][..], bits(2.5, 3.0)));
        assert_eq!(found(8), (&[2][..], bits(0.0, 0.0)));
        assert_eq!(found(9 << 60), (&[0, 1][..], bits(2.0, 4.0)));
        assert!(postings.find(10).is_none());
        assert!(Postings::default().find(7).is_none());
        assert!(Postings::build(Vec::new()).find(7).is_none());
    }

    #[test]
    fn parts_that_building_cannot_give_are_refused() {
        let postings = Postings::build(ENTRIES.to_vec());
        let (ids, ends, numbers, views) = postings.parts();
        let (ids, views) = (ids.to_vec(), views.to_vec());
        let load = Postings::from_parts;
        let again = load(ids.clone(), &ends, &numbers, views.clone(), 3).unwrap();
        assert_eq!(again.find(7).unwrap().most, bits(2.5, 3.0));
        assert!(load(ids.clone(), &ends, &numbers, views.clone(), 2).is_err());
        assert!(load(ids.clone(), &ends[1..], &numbers, views.clone(), 3).is_err());
        assert!(load(ids.clone(), &ends, &numbers[1..], views.clone(), 3).is_err());
        assert!(load(ids.clone(), &ends, &numbers[2..], views.clone(), 3).is_err());
        assert!(load(ids.clone(), &ends, &numbers, views[1..].to_vec(), 3).is_err());
        assert!(load(vec![7, 7, 9], &ends, &numbers, views.clone(), 3).is_err());
        assert!(load(ids.clone(), &[2, 1, 4], &numbers, views.clone(), 3).is_err());
        let mut nan = numbers;
        nan[1] = f32::NAN.to_bits();
        assert!(load(ids, &ends, &nan, views, 3).is_err());
    }
}
