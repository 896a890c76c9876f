//! For every key the views that have it, and the most bits of trade name that it explains in one.
//!
//! Key numbers are hashes, so their leading bits say about where they stand in order: a look-up
//! ends in the filter, or goes to a handful of numbers side by side. All is flat, and so is saved
//! and opened as it is.

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
    /// A bit for each key that has views: most look-ups end here.
    filter: Vec<u64>,
}

#[derive(Clone, Copy)]
struct Place {
    end: u32,
    /// The most bits of trade name that the key explains in any of its views.
    stem_bits: f32,
}

/// The views of a key, and the most bits of trade name that it explains in one of them.
#[derive(Clone, Copy, Default)]
pub struct Found<'a> {
    pub views: &'a [u32],
    pub stem_bits: f32,
}

/// A key of a listed view: its number, the view, and the bits of trade name that it explains.
pub type Entry = (u64, u32, f32);

impl Postings {
    pub fn build(mut entries: Vec<Entry>) -> Self {
        entries.sort_unstable_by_key(|(id, view, _)| (*id, *view));
        let same_key = |a: &Entry, b: &Entry| a.0 == b.0;
        let keys = entries.chunk_by(same_key).count();
        let (mut ids, mut places) = (Vec::with_capacity(keys), Vec::with_capacity(keys));
        let mut views = Vec::with_capacity(entries.len());
        for of_key in entries.chunk_by(same_key) {
            let mut stem_bits = 0.0f32;
            // A view may have a key several times; together they explain at most their sum.
            for of_view in of_key.chunk_by(|a, b| a.1 == b.1) {
                views.push(of_view[0].1);
                stem_bits = stem_bits.max(of_view.iter().map(|(_, _, bits)| bits).sum());
            }
            ids.push(of_key[0].0);
            places.push(Place { end: views.len() as u32, stem_bits });
        }
        views.shrink_to_fit();
        Postings::from_sorted(ids, places, views)
    }

    fn from_sorted(ids: Vec<u64>, places: Vec<Place>, views: Vec<u32>) -> Self {
        let bits = usize::BITS - ids.len().leading_zeros();
        let shift = u64::BITS - bits.max(1);
        let starts = starts_of(1 << bits.max(1), ids.iter().map(|id| (id >> shift) as usize));
        let size = (ids.len().max(64) * FILTER_BITS).next_power_of_two();
        let mut filter = vec![0u64; size / 64];
        for id in &ids {
            let bit = *id as usize & (size - 1);
            filter[bit / 64] |= 1 << (bit % 64);
        }
        Postings { ids, places, views, starts, shift, filter }
    }

    /// The views of a key, by its number.
    pub fn find(&self, id: u64) -> Found<'_> {
        let bit = id as usize & (self.filter.len() * 64).wrapping_sub(1);
        if self.filter.get(bit / 64).is_none_or(|word| word >> (bit % 64) & 1 == 0) {
            return Found::default();
        }
        let part = (id >> self.shift) as usize;
        let (first, end) = (self.starts[part] as usize, self.starts[part + 1] as usize);
        match self.ids[first..end].iter().position(|other| *other == id) {
            Some(at) => self.at(first + at),
            None => Found::default(),
        }
    }

    fn at(&self, place: usize) -> Found<'_> {
        let Place { end, stem_bits } = self.places[place];
        let start = place.checked_sub(1).map_or(0, |before| self.places[before].end);
        Found { views: &self.views[start as usize..end as usize], stem_bits }
    }

    /// What `from_parts` takes: numbers, ends, bits, views.
    pub fn parts(&self) -> (&[u64], Vec<u32>, Vec<u32>, &[u32]) {
        let ends = self.places.iter().map(|place| place.end).collect();
        let bits = self.places.iter().map(|place| place.stem_bits.to_bits()).collect();
        (&self.ids, ends, bits, &self.views)
    }

    /// The same again, for so many views. Refuses what `build` cannot give.
    pub fn from_parts(
        ids: Vec<u64>,
        ends: &[u32],
        bits: &[u32],
        views: Vec<u32>,
        count: usize,
    ) -> Read<Self> {
        sound(ids.len() == ends.len() && ids.len() == bits.len(), "keys without places")?;
        sound(ids.is_sorted_by(|a, b| a < b), "key numbers in another order")?;
        sound(ends.is_sorted(), "places of keys in another order")?;
        sound(ends.last().map_or(0, |end| *end as usize) == views.len(), "places of other keys")?;
        sound(views.iter().all(|view| (*view as usize) < count), "a key of no view")?;
        let place =
            |(end, bits): (&u32, &u32)| Place { end: *end, stem_bits: f32::from_bits(*bits) };
        let places: Vec<Place> = ends.iter().zip(bits).map(place).collect();
        let bits = |place: &Place| place.stem_bits.is_finite() && place.stem_bits >= 0.0;
        sound(places.iter().all(bits), "evidence that is no number")?;
        Ok(Postings::from_sorted(ids, places, views))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRIES: [Entry; 5] =
        [(9 << 60, 1, 2.0), (7, 0, 1.5), (9 << 60, 0, 1.0), (7, 0, 1.0), (8, 2, 0.0)];

    #[test]
    fn a_key_has_each_view_once_and_the_most_bits_of_one() {
        let postings = Postings::build(ENTRIES.to_vec());
        let found = |id: u64| (postings.find(id).views, postings.find(id).stem_bits);
        assert_eq!(found(7), (&[0][..], 2.5));
        assert_eq!(found(8), (&[2][..], 0.0));
        assert_eq!(found(9 << 60), (&[0, 1][..], 2.0));
        assert_eq!(found(10), (&[][..], 0.0));
        assert!(Postings::default().find(7).views.is_empty());
        assert!(Postings::build(Vec::new()).find(7).views.is_empty());
    }

    #[test]
    fn parts_that_building_cannot_give_are_refused() {
        let postings = Postings::build(ENTRIES.to_vec());
        let (ids, ends, bits, views) = postings.parts();
        let (ids, views) = (ids.to_vec(), views.to_vec());
        let load = Postings::from_parts;
        let again = load(ids.clone(), &ends, &bits, views.clone(), 3).unwrap();
        assert_eq!(again.find(7).stem_bits, 2.5);
        assert!(load(ids.clone(), &ends, &bits, views.clone(), 2).is_err());
        assert!(load(ids.clone(), &ends[1..], &bits, views.clone(), 3).is_err());
        assert!(load(ids.clone(), &ends, &bits[1..], views.clone(), 3).is_err());
        assert!(load(ids.clone(), &ends, &bits, views[1..].to_vec(), 3).is_err());
        assert!(load(vec![7, 7, 9], &ends, &bits, views.clone(), 3).is_err());
        assert!(load(ids.clone(), &[2, 1, 4], &bits, views.clone(), 3).is_err());
        let nan = [bits[0], f32::NAN.to_bits(), bits[2]];
        assert!(load(ids, &ends, &nan, views, 3).is_err());
    }
}
