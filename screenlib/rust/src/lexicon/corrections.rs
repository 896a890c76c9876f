//! Words of the tables, found by one typing error.

use crate::deletions::Deletions;
use crate::fuzzy;

/// The shortest word that is corrected: shorter ones are too near to too much.
pub const SHORTEST: usize = 8;

/// The same of words of legal forms, which stand in nearly every name (company).
pub const SHORTEST_FORM: usize = 7;

/// The shortest word of a legal form that counts as one outside its phrase.
pub const SHORTEST_FORM_WORD: usize = 5;

#[derive(Default)]
pub struct Corrections {
    words: Vec<Box<str>>,
    deletions: Deletions,
}

impl Corrections {
    pub fn build(mut words: Vec<Box<str>>) -> Self {
        words.retain(|word| word.len() <= fuzzy::LONGEST_WORD);
        words.sort_unstable();
        words.dedup();
        let deletions = Deletions::build(words.iter().map(|word| (&**word, 1)));
        Corrections { words, deletions }
    }

    /// The words within one error.
    pub fn near(&self, word: &str) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        if word.len() > fuzzy::LONGEST_WORD {
            return found;
        }
        self.deletions.near(word, 1, |number| {
            let candidate = &*self.words[number as usize];
            let near = fuzzy::distance(word.as_bytes(), candidate.as_bytes(), 1) == Some(1);
            if near && !found.contains(&candidate) {
                found.push(candidate);
            }
        });
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_one_near_word() {
        let corrections =
            Corrections::build(["technology", "zhejiang", "hejiang"].map(Into::into).into());
        assert_eq!(corrections.near("tecnology"), ["technology"]);
        assert_eq!(corrections.near("zhejaing"), ["zhejiang"]);
        assert_eq!(corrections.near("technology"), [] as [&str; 0]);
    }
}
