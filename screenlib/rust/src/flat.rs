//! Flat arrays in place of many small things: texts and parts one after the other, and where what has
//! a hash stands.

use crate::store::{sound, Read};

/// The line, of so many, in which what has this hash begins, if there is room: hashes in ascending
/// order stand in ascending lines.
#[inline]
pub fn home(hash: u64, lines: usize) -> usize {
    ((u128::from(hash) * lines as u128) >> u64::BITS) as usize
}

/// Parts of several members each, by number, in one piece.
pub struct Parted<T> {
    members: Vec<T>,
    ends: Vec<u32>,
}

impl<T> Default for Parted<T> {
    fn default() -> Self {
        Parted { members: Vec::new(), ends: Vec::new() }
    }
}

impl<T: Clone> Parted<T> {
    pub fn of<P: std::ops::Deref<Target = [T]>>(parts: &[P]) -> Self {
        let mut out = Parted { members: Vec::new(), ends: Vec::with_capacity(parts.len()) };
        out.members.reserve_exact(parts.iter().map(|part| part.len()).sum());
        for part in parts {
            out.members.extend_from_slice(part);
            out.ends.push(out.members.len() as u32);
        }
        out
    }

    #[inline]
    pub fn part(&self, number: usize) -> &[T] {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.members[start as usize..self.ends[number] as usize]
    }
}

/// Texts by number, in one piece.
#[derive(Default)]
pub struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    /// Put a text behind the others; its number.
    pub fn push(&mut self, text: &str) -> u32 {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        self.ends.len() as u32 - 1
    }

    /// The same texts in order, each once, and the new number of each.
    pub fn sorted(&self) -> (Texts, Vec<u32>) {
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        order.sort_unstable_by_key(|number| self.get(*number));
        let mut numbers = vec![0; order.len()];
        let (mut out, mut last) = (Texts::default(), None);
        for number in order {
            let text = self.get(number);
            if text != last {
                out.push(text.unwrap_or_default());
                last = text;
            }
            numbers[number as usize] = out.len() as u32 - 1;
        }
        out.text.shrink_to_fit();
        out.ends.shrink_to_fit();
        (out, numbers)
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub fn get(&self, number: u32) -> Option<&str> {
        let number = number as usize;
        let end = *self.ends.get(number)? as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        Some(&self.text[start..end])
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        self.from(0)
    }

    /// The texts from a number on.
    pub fn from(&self, number: u32) -> impl Iterator<Item = &str> + Clone {
        (number..self.len() as u32).map_while(|number| self.get(number))
    }

    /// Of sorted texts, the number of the first for which this does not hold.
    pub fn partition_point(&self, holds: impl Fn(&str) -> bool) -> u32 {
        let (mut low, mut high) = (0, self.len() as u32);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.get(middle) {
                Some(text) if holds(text) => low = middle + 1,
                _ => high = middle,
            }
        }
        low
    }

    /// What `from_parts` takes: the text, and where each part of it ends.
    pub fn parts(&self) -> (&str, &[u32]) {
        (&self.text, &self.ends)
    }

    pub fn from_parts(text: String, ends: Vec<u32>) -> Read<Self> {
        sound(ends.is_sorted(), "texts in another order")?;
        sound(ends.last().map_or(0, |end| *end as usize) == text.len(), "texts without an end")?;
        let cuts = ends.iter().all(|end| text.is_char_boundary(*end as usize));
        sound(cuts, "a text that is not UTF-8")?;
        Ok(Texts { text, ends })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_number_and_put_in_order() {
        let mut mixed = Texts::default();
        for text in ["深圳", "abd", "", "abc", "abd"] {
            mixed.push(text);
        }
        let (texts, numbers) = mixed.sorted();
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["", "abc", "abd", "深圳"]);
        assert_eq!(numbers, [3, 2, 0, 1, 2]);
        assert_eq!(texts.get(3), Some("深圳"));
        assert_eq!(texts.get(4), None);
        assert_eq!(texts.from(2).collect::<Vec<_>>(), ["abd", "深圳"]);
        assert_eq!(texts.partition_point(|text| text < "abd"), 2);
        let (text, ends) = texts.parts();
        let again = Texts::from_parts(text.to_string(), ends.to_vec()).unwrap();
        assert_eq!(again.iter().collect::<Vec<_>>(), ["", "abc", "abd", "深圳"]);
        assert!(Texts::from_parts("深圳".to_string(), vec![1, 6]).is_err());
        assert!(Texts::from_parts("ab".to_string(), vec![2, 1, 2]).is_err());
    }

    #[test]
    fn parts_are_found_by_number() {
        let parts = [vec![1, 2], vec![], vec![3]];
        let parted = Parted::of(&parts);
        assert!(parts.iter().enumerate().all(|(number, part)| parted.part(number) == part));
    }
}
