//! Folding: one spelling for the many that a name may come in.
//!
//! In: any text. Out: lower-case Latin letters and digits, simplified Han characters, single
//! spaces, and round brackets; each folded character remembers the character it came from.
//! Steps: words of one alphabet, drop invisible and control characters, NFKC (width, compatibility forms), Han variants
//! and traditional characters to simplified, accents off, case off, punctuation to spaces or
//! brackets, other scripts to Latin by the table that Python filled from unidecode. Promises:
//! folding twice is folding once; never fails.

pub mod lookalikes;
mod raw;

use crate::charmap::CharMap;
use lookalikes::Lookalikes;
use raw::{bracket, is_apostrophe, join_dotted_initials, RawFold};
use rustc_hash::FxHashMap;
use std::sync::RwLock;
use unicode_normalization::UnicodeNormalization;

/// The tables that folding needs.
#[derive(Default)]
pub struct Folder {
    /// From variants of characters to those that they are compared as.
    strong: CharMap<char>,
    weak: CharMap<char>,
    pub lookalikes: Lookalikes,
    romanisations: RwLock<FxHashMap<char, Box<str>>>,
}

/// A folded name, character by character.
#[derive(Default, Clone, Debug)]
pub struct Folded {
    pub chars: Vec<char>,
    /// For each folded character, the index of the character of the input it came from.
    pub origin: Vec<u32>,
    /// Where an upper-case letter follows a lower-case one (`FiberHome` before the H), in order.
    pub camel: Vec<u32>,
    /// Some word had letters of several alphabets, and was read in one.
    pub mixed: bool,
}

impl Folded {
    pub fn text(&self) -> String {
        self.chars.iter().collect()
    }
    fn truncate(&mut self, length: usize) {
        self.chars.truncate(length);
        self.origin.truncate(length);
        let marks = self.camel.partition_point(|place| (*place as usize) < length);
        self.camel.truncate(marks);
    }
    fn reserve(&mut self, length: usize) {
        self.chars.reserve(length);
        self.origin.reserve(length);
    }
}

#[inline]
pub fn is_han(c: char) -> bool {
    is_common_han(c)
        || matches!(c as u32, 0x3400..=0x4DBF | 0xF900..=0xFAFF | 0x20000..=0x323AF | 0x3007)
}

#[inline]
fn is_common_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

/// ASCII and the common Han characters: in NFKC as they are, and no marks of others.
fn is_plain(c: char) -> bool {
    c.is_ascii() || is_common_han(c)
}

/// The most marks on one character that are read (Unicode's Stream-Safe Text Format, UAX #15).
const MOST_MARKS: usize = 30;

/// Characters behind the last one wanted that may still decide how it is folded.
const LOOK_AHEAD: usize = 4;

/// Characters that carry no text: format controls, variation selectors, soft hyphens, tags.
fn is_invisible(c: char) -> bool {
    matches!(c as u32,
        0xAD | 0x34F | 0x61C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F
        | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F
        | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A
        | 0xE0000..=0xE0FFF)
}

fn is_combining(c: char) -> bool {
    unicode_normalization::char::canonical_combining_class(c) != 0
        || matches!(c as u32, 0xFF9E | 0xFF9F | 0x3099 | 0x309A | 0x1161..=0x11FF)
}

impl Folder {
    pub fn add_variant(&mut self, from: char, to: char, weak: bool) {
        if weak {
            self.weak.insert(from, to);
        } else {
            self.strong.insert(from, to);
        }
    }

    /// The near-equal character that a weak variant stands for (乾 for 干), else itself.
    pub fn weak_fold(&self, c: char) -> char {
        self.weak.get(c).copied().unwrap_or(c)
    }

    pub fn add_romanisations(&self, rows: impl IntoIterator<Item = (char, String)>) {
        let mut table = self.romanisations.write().expect("no panic while held");
        for (c, latin) in rows {
            table.insert(c, latin.into_boxed_str());
        }
    }

    /// The characters of these texts that no table romanises yet, each once, in order.
    pub fn unknown_characters<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> Vec<char> {
        let table = self.romanisations.read().expect("no panic while held");
        // Of many texts, most characters were met before.
        let mut met = rustc_hash::FxHashSet::default();
        let mut seen = rustc_hash::FxHashSet::default();
        let mut unknown = Vec::new();
        for text in texts.into_iter().filter(|text| !text.is_ascii()) {
            for c in text.chars().filter(|c| *c >= '\u{80}' && met.insert(*c)) {
                for c in std::iter::once(c).nfkc().flat_map(char::to_lowercase) {
                    if needs_romanising(c) && !table.contains_key(&c) && seen.insert(c) {
                        unknown.push(c);
                    }
                }
            }
        }
        unknown
    }

    /// The folded text in which near-equal variants are one as well.
    pub fn plain(&self, text: &str) -> String {
        self.fold(text).chars.iter().map(|c| self.weak_fold(*c)).collect()
    }

    pub fn fold(&self, text: &str) -> Folded {
        let mut out = Folded::default();
        self.fold_into(text, usize::MAX, &mut out);
        out
    }

    /// The first `most` characters of the folded text, into a buffer that is kept between names.
    /// Tells whether there are more, which it does not work on.
    pub fn fold_into(&self, text: &str, most: usize, out: &mut Folded) -> bool {
        let enough = most.saturating_add(LOOK_AHEAD);
        let read = if text.is_ascii() { None } else { self.lookalikes.undisguised(text) };
        let text = read.as_deref().unwrap_or(text);
        out.truncate(0);
        out.mixed = read.is_some();
        out.reserve(text.len().min(enough));
        let mut raw = RawFold {
            out,
            pending_space: false,
            lower_before: false,
            kept: 0,
            dots: 0,
            dotted: false,
            enough,
        };
        if text.is_ascii() {
            raw.push_ascii(text.as_bytes());
        } else {
            self.fold_unicode(text, &mut raw);
        }
        if raw.dotted {
            join_dotted_initials(out);
        }
        if !text.is_ascii() {
            // Letters that no table romanises may stand beside others now (a.с., ㎂).
            self.lookalikes.undisguise(&mut out.chars);
        }
        let more = out.chars.len() > most;
        out.truncate(most);
        more
    }

    fn fold_unicode(&self, text: &str, raw: &mut RawFold<'_>) {
        let romanisations = self.romanisations.read().expect("no panic while held");
        let mut chars = text.chars();
        let (mut next, mut at) = (chars.next(), 0);
        let mut next_is_plain = next.is_none_or(is_plain);
        let mut cluster = String::new();
        while let Some(first) = next {
            let start = at;
            let first_is_plain = next_is_plain;
            (next, at) = (chars.next(), at + 1);
            next_is_plain = next.is_none_or(is_plain);
            // Most characters are themselves, and the next one is no mark of theirs.
            if first_is_plain && next_is_plain {
                if first.is_ascii() {
                    raw.push(first, start);
                } else {
                    raw.push_han(self.strong.get(first).copied().unwrap_or(first), start);
                }
                if raw.kept > raw.enough {
                    break;
                }
                continue;
            }
            if is_invisible(first) {
                continue;
            }
            // A base character with its marks is normalised as one: half-width kana, Jamo, accents.
            cluster.clear();
            cluster.push(first);
            let mut marks = 0;
            while let Some(c) = next.filter(|c| is_combining(*c) || is_invisible(*c)) {
                (next, at) = (chars.next(), at + 1);
                next_is_plain = next.is_none_or(is_plain);
                if !is_invisible(c) && marks < MOST_MARKS {
                    cluster.push(c);
                    marks += 1;
                }
            }
            for c in cluster.nfkc() {
                self.push_normalised(c, start, raw, &romanisations);
            }
            if raw.kept > raw.enough {
                break;
            }
        }
    }

    fn push_normalised(
        &self,
        c: char,
        origin: u32,
        raw: &mut RawFold<'_>,
        romanisations: &FxHashMap<char, Box<str>>,
    ) {
        if c.is_ascii() {
            raw.push(c, origin);
            return;
        }
        if is_apostrophe(c) || is_invisible(c) {
            return;
        }
        if let Some(plain) = self.strong.get(c).copied() {
            raw.push(plain, origin);
            return;
        }
        if is_han(c) || bracket(c).is_some() {
            raw.push(c, origin);
            return;
        }
        for lower in c.to_lowercase() {
            let upper = c.is_uppercase();
            // An accented Latin letter is its first decomposed character; others go by table.
            let base = std::iter::once(lower).nfd().next().unwrap_or(lower);
            if base.is_ascii_alphanumeric() {
                raw.push_letter(base, upper, origin);
            } else if let Some(latin) = romanisations.get(&lower) {
                for letter in latin.chars() {
                    raw.push(letter.to_ascii_lowercase(), origin);
                }
            } else if is_combining(lower) {
                continue;
            } else if lower.is_alphanumeric() {
                raw.push_letter(lower, upper, origin);
            } else {
                raw.push(' ', origin);
            }
        }
    }
}

/// Letters and digits outside Latin and Han that unidecode is asked about.
fn needs_romanising(c: char) -> bool {
    c >= '\u{80}'
        && !is_han(c)
        && c.is_alphanumeric()
        && !std::iter::once(c).nfd().next().unwrap_or(c).is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut folder = Folder::default();
        folder.add_variant('視', '视', false);
        folder.fold(text).text()
    }

    #[test]
    fn width_case_accents_and_invisible_characters() {
        assert_eq!(folded("ＨＩＫ\u{200B}vision  Co., Ltd."), "hikvision co ltd");
        assert_eq!(folded("Telecomunicações S.A. de C.V."), "telecomunicacoes sa de cv");
        assert_eq!(folded("Xi’an (Group)"), "xian(group)");
        assert_eq!(folded("海康威視【杭州】"), "海康威视(杭州)");
    }

    #[test]
    fn control_characters_other_than_white_space() {
        assert_eq!(folded("H\0i\0k\0\u{1b}\u{7f}v\tx\u{1f}y"), "hikv x y");
    }

    #[test]
    fn what_is_not_wanted_is_not_worked_on() {
        let folder = Folder::default();
        let marks = "a\u{301}".to_string() + &"\u{301}".repeat(100_000);
        for text in ["ab ".repeat(100_000), "é ".repeat(100_000), ".".repeat(100_000), marks] {
            let mut front = Folded::default();
            folder.fold_into(&text, 100, &mut front);
            assert!(front.chars.capacity() < 2_000, "{:?}", &text[..9]);
        }
    }

    #[test]
    fn the_front_of_a_text_is_folded_as_the_whole() {
        let folder = Folder::default();
        let texts = ["a.b.c. d", "a...b..c", "x (y. z) .w", "é́́ ö.ö", "(((a)))", " . . a . . b"];
        for text in texts {
            let whole = folder.fold(text);
            for most in 0..=whole.chars.len() {
                let mut front = Folded::default();
                let more = folder.fold_into(&format!("{text} q.q q"), most, &mut front);
                assert!(more);
                let wanted = folder.fold(&format!("{text} q.q q"));
                assert_eq!(front.chars, wanted.chars[..most], "{text:?} to {most}");
                assert_eq!(front.origin, wanted.origin[..most], "{text:?} to {most}");
            }
        }
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for text in ["A. B.V. (x) . y", " Co.,Ltd ", "S.A.", "a..b", "（）", "x.y.z corp."] {
            let once = folded(text);
            assert_eq!(folded(&once), once, "{text:?}");
        }
    }
}
