//! Words that mix alphabets: letters that look like others are read as what they look like.
//!
//! No honest word has letters of two alphabets: it is a disguise (Huаwei with a Cyrillic а), or a
//! slip of the keyboard. Where all letters of another alphabet look like Latin ones it is a Latin
//! word, and so are then words of such letters alone. In a text that has words of the other
//! alphabet, or where a letter looks like no Latin one, it is a word of that alphabet. The idea is
//! that of mixed-script confusables (Unicode Technical Standard 39).

use super::raw::is_apostrophe;
use super::{is_combining, is_han, is_invisible};
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Alphabet {
    Latin,
    Cyrillic,
    Greek,
}

impl Alphabet {
    pub fn of(c: char) -> Option<Alphabet> {
        match c {
            'a'..='z' | 'A'..='Z' => Some(Alphabet::Latin),
            '×' | '÷' => None,
            '\u{C0}'..='\u{24F}' => Some(Alphabet::Latin),
            '\u{370}'..='\u{3FF}' => Some(Alphabet::Greek),
            '\u{400}'..='\u{52F}' => Some(Alphabet::Cyrillic),
            _ => None,
        }
    }
}

/// Which letters look alike.
#[derive(Default)]
pub struct Lookalikes {
    latin: FxHashMap<char, char>,
    others: FxHashMap<(char, Alphabet), char>,
    digits: FxHashMap<char, Vec<char>>,
}

/// The most letters that a digit looks like.
pub const MOST_OF_DIGIT: usize = 2;

/// Letters that stand together, with the marks between them.
#[derive(Default)]
struct Word {
    from: usize,
    to: usize,
    latin: bool,
    /// The other alphabet that it has letters of.
    other: Option<Alphabet>,
    /// It has letters of both.
    both: bool,
    /// It has letters of several alphabets.
    mixed: bool,
    /// Some letter of another alphabet looks like no Latin one.
    own: bool,
}

/// Whether this is of the blocks in which the other alphabets are.
fn is_other(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{52F}')
}

/// A letter of another width or fount is one of its alphabet.
fn plain(c: char) -> char {
    if c.is_ascii() || is_han(c) {
        return c;
    }
    let mut normal = std::iter::once(c).nfkc();
    match (normal.next(), normal.next()) {
        (Some(one), None) if Alphabet::of(one).is_some() => one,
        _ => c,
    }
}

/// Nothing stays of it, so that what it stands between is one word.
fn joins(c: char) -> bool {
    let sign = is_apostrophe(c) || matches!(c, '\'' | '`');
    sign || is_invisible(c) || is_combining(c) || c.is_control() && !c.is_whitespace()
}

impl Lookalikes {
    /// `reversed`: the Latin letter is also read as the other, in a word of that alphabet.
    pub fn add(&mut self, latin: char, other: char, alphabet: Alphabet, reversed: bool) {
        self.latin.insert(other, latin);
        if reversed {
            self.others.entry((latin, alphabet)).or_insert(other);
        }
    }

    pub fn add_digit(&mut self, latin: char, digit: char) {
        self.digits.entry(digit).or_default().push(latin);
    }

    /// The letter that a digit looks like, the first of them or another; what is no digit is
    /// itself.
    pub fn letter(&self, c: char, which: usize) -> Option<char> {
        if !c.is_ascii_digit() {
            return Some(c);
        }
        let letters = self.digits.get(&c)?;
        letters.get(which).or(letters.first()).copied()
    }

    /// The text with as many characters, each word in one alphabet; nothing if it is so already.
    pub fn undisguised(&self, text: &str) -> Option<String> {
        if !text.chars().any(is_other) {
            return None;
        }
        let mut chars: Vec<char> = text.chars().map(plain).collect();
        self.undisguise(&mut chars).then(|| chars.into_iter().collect())
    }

    /// The same in place; whether anything was to be changed.
    pub fn undisguise(&self, chars: &mut [char]) -> bool {
        if !chars.iter().copied().any(is_other) {
            return false;
        }
        let words = self.words(chars);
        let foreign = words.iter().any(|word| word.own);
        let disguised = !foreign && words.iter().any(|word| word.mixed && !word.own);
        let mut changed = false;
        for word in words.iter().filter(|word| word.mixed || disguised) {
            let letters = &mut chars[word.from..word.to];
            let reversed = word.other.filter(|_| word.latin && !word.both && (word.own || foreign));
            let other = |alphabet: Alphabet| {
                let each = letters.iter().filter(|c| Alphabet::of(**c) == Some(Alphabet::Latin));
                each.copied().all(|c| self.others.contains_key(&(c, alphabet))).then_some(alphabet)
            };
            match reversed.and_then(other) {
                // A slip of the keyboard.
                Some(alphabet) => letters.iter_mut().for_each(|c| {
                    *c = self.others.get(&(*c, alphabet)).copied().unwrap_or(*c);
                }),
                // A disguise.
                None if !word.own => {
                    letters.iter_mut().for_each(|c| *c = self.latin.get(c).copied().unwrap_or(*c));
                }
                None => continue,
            }
            changed = true;
        }
        changed
    }

    fn words(&self, chars: &[char]) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        let mut inside = false;
        for (at, c) in chars.iter().enumerate() {
            let Some(alphabet) = Alphabet::of(*c) else {
                inside &= joins(*c);
                continue;
            };
            if !inside {
                let (from, to) = (at, at);
                words.push(Word { from, to, ..Word::default() });
                inside = true;
            }
            let Some(word) = words.last_mut() else { continue };
            word.to = at + 1;
            if alphabet == Alphabet::Latin {
                word.mixed |= word.other.is_some();
                word.latin = true;
            } else {
                word.both |= word.other.is_some_and(|other| other != alphabet);
                word.mixed |= word.latin || word.both;
                word.own |= !self.latin.contains_key(c);
                word.other = Some(alphabet);
            }
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookalikes() -> Lookalikes {
        let mut out = Lookalikes::default();
        for (latin, other) in "ABCEHKMOPTXaceopx".chars().zip("АВСЕНКМОРТХасеорх".chars())
        {
            out.add(latin, other, Alphabet::Cyrillic, true);
        }
        out.add('h', 'н', Alphabet::Cyrillic, false);
        out.add('N', 'Ν', Alphabet::Greek, true);
        out.add('H', 'Η', Alphabet::Greek, true);
        out
    }

    #[test]
    fn a_word_of_two_alphabets_is_read_in_one() {
        let lookalikes = lookalikes();
        let read = |text: &str| lookalikes.undisguised(text).unwrap_or_else(|| text.to_string());
        for (text, wanted) in [
            // All other letters look like Latin ones.
            ("Huаwei Теchnologies Со.", "Huawei Technologies Co."),
            ("Х\u{200B}i'an НСР Ltd", "X\u{200B}i'an HCP Ltd"),
            ("ΗUAWEI", "HUAWEI"),
            // One does not: the Latin ones are slips.
            ("Cбepбанк", "Сбербанк"),
            ("Сбеpбанк нocа", "Сбербанк носа"),
            // Nothing is mixed.
            ("НОСА", "НОСА"),
            ("Huawei НОСА", "Huawei НОСА"),
            ("海康威视", "海康威视"),
            // Mixed, and no way out.
            ("Яndeх", "Яndeх"),
        ] {
            assert_eq!(read(text), wanted, "{text}");
            assert_eq!(read(wanted), wanted);
        }
    }
}
