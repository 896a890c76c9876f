//! Which syllables of pinyin a word divides into, letter by letter.
//!
//! The syllables are a trie of small letters, each node a row of 26: most words of other languages
//! leave it after a letter or two.

/// A syllable, by its number.
pub type Syllable = u16;

/// The longest word that is divided, in letters.
pub const LONGEST_DIVIDED: usize = 40;

const LETTERS: usize = 26;
const ROOT: u16 = 0;
const NO_SYLLABLE: Syllable = Syllable::MAX;

pub struct Syllables {
    /// Where each letter leads from each node; the root where it leads nowhere.
    next: Vec<[u16; LETTERS]>,
    ids: Vec<Syllable>,
}

/// How many syllables each part of a word takes at least.
pub type Fewest = [u8; LONGEST_DIVIDED + 1];

/// No syllables divide it.
pub const INDIVISIBLE: u8 = u8::MAX;

impl Default for Syllables {
    fn default() -> Self {
        Syllables { next: vec![[ROOT; LETTERS]], ids: vec![NO_SYLLABLE] }
    }
}

impl Syllables {
    /// Know a syllable of small letters; others divide no word.
    pub fn add(&mut self, syllable: &str, id: Syllable) {
        if !syllable.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return;
        }
        let mut node = ROOT;
        for byte in syllable.bytes() {
            let letter = usize::from(byte - b'a');
            let mut to = self.next[usize::from(node)][letter];
            if to == ROOT {
                to = self.next.len() as u16;
                self.next[usize::from(node)][letter] = to;
                self.next.push([ROOT; LETTERS]);
                self.ids.push(NO_SYLLABLE);
            }
            node = to;
        }
        self.ids[usize::from(node)] = id;
    }

    /// Call `found` with the length and number of each syllable that these letters begin with.
    #[inline]
    pub fn beginning<L: Copy + Into<u32>>(
        &self,
        letters: &[L],
        mut found: impl FnMut(usize, Syllable),
    ) {
        let mut node = ROOT;
        for (before, letter) in letters.iter().enumerate() {
            let letter = (*letter).into().wrapping_sub(u32::from('a')) as usize;
            if letter >= LETTERS {
                return;
            }
            node = self.next[usize::from(node)][letter];
            if node == ROOT {
                return;
            }
            let id = self.ids[usize::from(node)];
            if id != NO_SYLLABLE {
                found(before + 1, id);
            }
        }
    }

    /// The lengths of the beginnings of these letters that syllables divide wholly, nothing among
    /// them, each a bit; of the first `LONGEST_DIVIDED` letters.
    pub fn divisible<L: Copy + Into<u32>>(&self, letters: &[L]) -> u64 {
        let letters = &letters[..letters.len().min(LONGEST_DIVIDED)];
        let (mut ends, mut left) = (1u64, 1u64);
        while left != 0 {
            let start = left.trailing_zeros() as usize;
            left &= left - 1;
            self.beginning(&letters[start..], |length, _| {
                let end = 1 << (start + length);
                left |= end & !ends;
                ends |= end;
            });
        }
        ends
    }

    /// For each place in a word, how many syllables divide what follows it; none if that is much
    /// too long or no pinyin.
    pub fn fewest(&self, word: &[u8]) -> Option<Fewest> {
        if word.len() > LONGEST_DIVIDED || self.divisible(word) >> word.len() & 1 == 0 {
            return None;
        }
        let mut fewest = [INDIVISIBLE; LONGEST_DIVIDED + 1];
        fewest[word.len()] = 0;
        for start in (0..word.len()).rev() {
            let mut least = INDIVISIBLE;
            self.beginning(&word[start..], |length, _| {
                least = least.min(fewest[start + length].saturating_add(1));
            });
            fewest[start] = least;
        }
        Some(fewest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_divided_wholly() {
        let mut syllables = Syllables::default();
        for (id, syllable) in ["chang", "chan", "an", "gan"].iter().enumerate() {
            syllables.add(syllable, id as Syllable);
        }
        assert_eq!(syllables.divisible(b"changan"), 1 | 1 << 4 | 1 << 5 | 1 << 7);
        assert_eq!(syllables.divisible(&['x']), 1);
        assert_eq!(syllables.fewest(b"changan").map(|fewest| fewest[0]), Some(2));
        assert!(syllables.fewest(b"changa").is_none());
        assert!(syllables.fewest(&b"an".repeat(21)).is_none());
        assert_eq!(syllables.divisible(&b"an".repeat(40)).count_ones(), 21);
    }
}
