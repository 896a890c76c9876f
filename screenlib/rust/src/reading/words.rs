//! Latin words as names have them, with what is known of each.
//!
//! It is remembered, since words repeat in a batch; the memory is bounded.

use super::inside::{self, Analysis};
use super::numbers;
use super::view::word_key;
use crate::fold::lookalikes::MOST_OF_DIGIT;
use crate::hash::{self, Space};
use crate::lexicon::{InUse, Lexicon};
use crate::pinyin::Syllable;
use crate::trie::Place;
use rustc_hash::FxHashSet;
use std::borrow::Borrow;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

/// A Latin word or number, or several words joined.
#[derive(Debug)]
pub struct Word {
    pub text: Arc<str>,
    /// The key of its letters.
    pub key: u64,
    /// The number that it is.
    pub number: Option<u32>,
    /// What an abbreviation stands for, the likeliest.
    pub expanded: Option<Box<str>>,
    /// The known word that it is when digits are read as the letters that they look like.
    pub spelt_out: Option<Box<str>>,
    /// Where the phrases of the lexicon go on that begin with it: as written, expanded where it can
    /// mean nothing else.
    pub entries: [Option<Place>; 2],
    // Found when they are asked for first: words of phrases are never trade names.
    as_name: OnceLock<AsName>,
    inside: OnceLock<Analysis>,
}

/// A word as a trade name, or as a part of one.
#[derive(Debug)]
pub struct AsName {
    pub in_use: InUse,
    /// Ways of dividing it into syllables of pinyin: where each begins, and which it is.
    pub divisions: Vec<Vec<(u8, Syllable)>>,
    pub bits: f32,
    /// An unknown word that is a short word of a legal form but for one letter (grupn).
    pub doubtful: bool,
    /// The key of the spelling that its transliterations share.
    pub spelling: Option<u64>,
    /// The key of its letters as initials.
    pub initials: Option<u64>,
}

impl AsName {
    fn of(lexicon: &Lexicon, text: &str) -> Self {
        let in_use = lexicon.in_use(text);
        let divisions = lexicon.pinyin.divide(text);
        let pinyin = !in_use.foreign && !divisions.is_empty();
        let initials =
            INITIALS.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase());
        AsName {
            in_use,
            divisions,
            bits: lexicon.bits_of_word(text, in_use),
            doubtful: !in_use.is_known() && !pinyin && lexicon.misspells_form(text),
            spelling: (!pinyin && text.len() >= SHORTEST_SPELLING).then(|| spelling_key(text)),
            initials: initials.then(|| hash::text(Space::Initials, text.chars())),
        }
    }

    /// Its divisions, unless it is a word of another language.
    pub fn pinyin(&self) -> &[Vec<(u8, Syllable)>] {
        if self.in_use.foreign {
            &[]
        } else {
            &self.divisions
        }
    }
}

/// Words remembered before the memory is emptied.
const MOST_REMEMBERED: usize = 24_000;
/// Longer words than this are not remembered: no batch repeats them.
pub(super) const LONGEST_REMEMBERED: usize = 40;
/// The shortest word whose transliterations are compared.
const SHORTEST_SPELLING: usize = 5;
/// Initials are compared from this many letters on; fewer mean too much.
pub(super) const INITIALS: std::ops::RangeInclusive<usize> = 4..=8;

impl Word {
    fn new(lexicon: &Lexicon, text: &str) -> Self {
        let number = numbers::of_word(text);
        let expanded = number.is_none().then(|| expanded(lexicon, text)).flatten();
        let clear = expanded.as_ref().filter(|(_, clear)| *clear);
        let entry = |text: &str| lexicon.phrases().enter(text.chars());
        Word {
            text: text.into(),
            key: word_key(text),
            number,
            entries: [entry(text), clear.and_then(|(text, _)| entry(text))],
            spelt_out: spelt_out(lexicon, text).map(String::into_boxed_str),
            expanded: expanded.map(|(text, _)| text),
            as_name: OnceLock::new(),
            inside: OnceLock::new(),
        }
    }

    pub fn as_name(&self, lexicon: &Lexicon) -> &AsName {
        self.as_name.get_or_init(|| AsName::of(lexicon, &self.text))
    }

    /// What can be found inside it; `camel` tells before which of its letters capitals begin anew.
    pub fn inside(&self, lexicon: &Lexicon, camel: &[usize]) -> Analysis {
        let analyse = || inside::analyse(lexicon, &self.text, self.as_name(lexicon), camel);
        if camel.is_empty() {
            self.inside.get_or_init(analyse).clone()
        } else {
            analyse()
        }
    }
}

/// A word that is found by its letters.
struct ByText(Arc<Word>);

impl Borrow<[u8]> for ByText {
    fn borrow(&self) -> &[u8] {
        self.0.text.as_bytes()
    }
}

impl Hash for ByText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.text.as_bytes().hash(state);
    }
}

impl PartialEq for ByText {
    fn eq(&self, other: &Self) -> bool {
        self.0.text == other.0.text
    }
}

impl Eq for ByText {}

#[derive(Default)]
pub struct WordMemo {
    words: FxHashSet<ByText>,
    letters: String,
}

impl WordMemo {
    pub fn word(&mut self, lexicon: &Lexicon, text: &str) -> Arc<Word> {
        match self.words.get(text.as_bytes()) {
            Some(known) => Arc::clone(&known.0),
            None => self.remember(lexicon, text),
        }
    }

    fn remember(&mut self, lexicon: &Lexicon, text: &str) -> Arc<Word> {
        let word = Arc::new(Word::new(lexicon, text));
        if text.len() <= LONGEST_REMEMBERED {
            if self.words.len() >= MOST_REMEMBERED {
                self.words.clear();
            }
            self.words.insert(ByText(Arc::clone(&word)));
        }
        word
    }

    /// The word of these letters.
    pub fn spelt(&mut self, lexicon: &Lexicon, letters: &[char]) -> Arc<Word> {
        // Nearly all are of ASCII and short.
        let mut bytes = [0; LONGEST_REMEMBERED];
        let short = bytes.get_mut(..letters.len()).filter(|_| letters.iter().all(char::is_ascii));
        if let Some(bytes) = short {
            bytes.iter_mut().zip(letters).for_each(|(byte, letter)| *byte = *letter as u8);
            if let Some(known) = self.words.get(&*bytes) {
                return Arc::clone(&known.0);
            }
            if let Ok(text) = std::str::from_utf8(bytes) {
                return self.remember(lexicon, text);
            }
        }
        self.word(lexicon, &letters.iter().collect::<String>())
    }

    /// The word of these pieces joined.
    pub fn joined<'a>(
        &mut self,
        lexicon: &Lexicon,
        pieces: impl IntoIterator<Item = &'a str>,
    ) -> Arc<Word> {
        self.join(pieces);
        let letters = std::mem::take(&mut self.letters);
        let word = self.word(lexicon, &letters);
        self.letters = letters;
        word
    }

    /// These pieces joined, in a buffer.
    pub fn join<'a>(&mut self, pieces: impl IntoIterator<Item = &'a str>) -> &str {
        self.letters.clear();
        self.letters.extend(pieces);
        &self.letters
    }
}

/// The shortest word in which digits may stand for letters: shorter ones are names (G4S).
const SHORTEST_DISGUISED: usize = 5;

/// The known word that this is when digits are read as the letters that they look like (h1kv1sion).
/// Digits at the end alone are a number (studio5).
fn spelt_out(lexicon: &Lexicon, word: &str) -> Option<String> {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let begins = word.starts_with(|first: char| first.is_ascii_lowercase());
    let inside = word.trim_end_matches(|last: char| last.is_ascii_digit());
    let long = word.len() >= SHORTEST_DISGUISED && 2 * digits <= word.len();
    if !begins || !long || !inside.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let read = |which: usize| -> Option<String> {
        word.chars().map(|c| lexicon.folder.lookalikes.letter(c, which)).collect()
    };
    let known = |text: &String| {
        lexicon.phrases().find(text.chars()).is_some() || lexicon.in_use(text).is_known()
    };
    (0..MOST_OF_DIGIT).filter_map(read).find(known)
}

/// The shortest abbreviation that is written in the plural.
const SHORTEST_PLURAL: usize = 5;

/// What an abbreviation stands for, in the plural too (technol, technols), and whether it can mean
/// nothing else.
fn expanded(lexicon: &Lexicon, word: &str) -> Option<(Box<str>, bool)> {
    if let Some(expansion) = lexicon.abbreviations.get(word) {
        return Some(expansion.clone());
    }
    let one = word.strip_suffix('s').filter(|one| one.len() >= SHORTEST_PLURAL)?;
    let (expansion, clear) = lexicon.abbreviations.get(one)?;
    let plural = match expansion.strip_suffix('y') {
        Some(front) => format!("{front}ies"),
        None => format!("{expansion}s"),
    };
    Some((plural.into(), *clear))
}

/// The key of a word in the one spelling that its transliterations share: kh, ch and h; ks and x;
/// w and v; y, j and i; c and k; doubled letters once.
fn spelling_key(word: &str) -> u64 {
    let letters = word.as_bytes();
    let mut hasher = hash::Hasher::new(Space::Spelling);
    let (mut at, mut last) = (0, 0);
    while at < letters.len() {
        let pair = (letters[at], letters.get(at + 1).copied().unwrap_or(0));
        let (sound, taken) = match pair {
            (b'k' | b'c', b'h') => (b'h', 2),
            (b'p', b'h') => (b'f', 2),
            (b'c', b'k') => (b'k', 2),
            (b't', b'z') | (b't', b's') => (b'z', 2),
            (b'k', b's') => (b'x', 2),
            (b'c', _) => (b'k', 1),
            (b'w', _) => (b'v', 1),
            (b'y' | b'j', _) => (b'i', 1),
            (letter, _) => (letter, 1),
        };
        if sound != last {
            hasher.push(u32::from(sound));
        }
        last = sound;
        at += taken;
    }
    hasher.finish()
}
