//! A map from characters, nearly all of which are common Han characters.

use rustc_hash::FxHashMap;

/// The common Han characters, and how many there may be.
const FIRST: u32 = 0x4E00;
const COMMON: usize = 0x5200;

/// What is known of characters: of a common Han character, found without hashing it.
#[derive(Clone, Debug)]
pub struct CharMap<V> {
    /// For each common Han character, one more than the place of its value; nothing if it has none.
    places: Vec<u16>,
    values: Vec<V>,
    others: FxHashMap<char, V>,
}

impl<V> Default for CharMap<V> {
    fn default() -> Self {
        CharMap { places: Vec::new(), values: Vec::new(), others: FxHashMap::default() }
    }
}

impl<V> CharMap<V> {
    #[inline]
    pub fn get(&self, c: char) -> Option<&V> {
        match common(c) {
            Some(at) => {
                let place = usize::from(*self.places.get(at)?);
                self.values.get(place.wrapping_sub(1))
            }
            None => self.others.get(&c),
        }
    }

    pub fn insert(&mut self, c: char, value: V)
    where
        V: Default,
    {
        *self.entry(c) = value;
    }

    /// The value of a character, made when it has none yet.
    pub fn entry(&mut self, c: char) -> &mut V
    where
        V: Default,
    {
        let Some(at) = common(c) else { return self.others.entry(c).or_default() };
        self.places.resize(COMMON, 0);
        if self.places[at] == 0 {
            self.values.push(V::default());
            self.places[at] = self.values.len() as u16;
        }
        &mut self.values[usize::from(self.places[at]) - 1]
    }
}

#[inline]
fn common(c: char) -> Option<usize> {
    let at = u32::from(c).wrapping_sub(FIRST) as usize;
    (at < COMMON).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_of_each_character_counts() {
        let mut map = CharMap::default();
        let chars = ['\u{4E00}', '\u{9FFF}', '技', 'x', '\u{3007}', '\u{20000}'];
        assert!(chars.iter().all(|c| map.get(*c).is_none()));
        for value in 0..2 {
            for (at, c) in chars.iter().enumerate() {
                map.insert(*c, at + value);
            }
        }
        *map.entry('技') += 10;
        let found: Vec<usize> = chars.iter().map(|c| *map.get(*c).unwrap()).collect();
        assert_eq!(found, [1, 2, 13, 4, 5, 6]);
        assert!(map.get('术').is_none() && map.get('y').is_none());
    }
}
