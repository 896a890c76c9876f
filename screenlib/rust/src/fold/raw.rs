//! The pass over characters that have their final form: case, spaces, brackets, dots.

use super::{is_common_han, is_han, Folded};

/// The round bracket that a bracket beyond ASCII stands for.
pub(super) fn bracket(c: char) -> Option<char> {
    match c {
        '【' | '〔' | '「' | '『' | '《' | '〈' | '〖' | '〘' | '⟨' => Some('('),
        '】' | '〕' | '」' | '』' | '》' | '〉' | '〗' | '〙' | '⟩' => Some(')'),
        _ => None,
    }
}

/// Apostrophes and quotes that join what they stand between (Xi'an, Int'l).
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '’' | '‘' | '´' | 'ʼ' | 'ʻ' | 'ʹ' | '′' | '＇' | 'ʿ' | 'ʾ')
}

/// The folded characters so far.
pub(super) struct RawFold<'a> {
    pub(super) out: &'a mut Folded,
    pub(super) pending_space: bool,
    pub(super) lower_before: bool,
    /// Characters so far that stay: all but dots and spaces.
    pub(super) kept: usize,
    /// Dots at the end so far, and whether there are any.
    pub(super) dots: usize,
    pub(super) dotted: bool,
    pub(super) enough: usize,
}

/// What becomes of a character.
#[derive(Clone, Copy)]
enum Class {
    Letter,
    Upper,
    Bracket(char),
    Dot,
    /// Nothing stays of it.
    Nothing,
    Space,
}

impl Class {
    const fn of_ascii(byte: u8) -> Class {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => Class::Letter,
            b'A'..=b'Z' => Class::Upper,
            b'(' | b'[' | b'{' | b'<' => Class::Bracket('('),
            b')' | b']' | b'}' | b'>' => Class::Bracket(')'),
            b'.' => Class::Dot,
            b'\'' | b'`' => Class::Nothing,
            // Control characters other than white space. A text in UTF-16 that was read byte by
            // byte has one behind each letter.
            0..=8 | 0x0E..=0x1B | 0x7F => Class::Nothing,
            _ => Class::Space,
        }
    }

    #[inline]
    fn of(c: char) -> Class {
        if let Some(class) = ASCII.get(c as usize) {
            *class
        } else if is_han(c) {
            Class::Letter
        } else if let Some(round) = bracket(c) {
            Class::Bracket(round)
        } else if is_apostrophe(c) {
            Class::Nothing
        } else {
            Class::Space
        }
    }
}

/// Nearly all characters of nearly all names.
const ASCII: [Class; 128] = {
    let mut classes = [Class::Space; 128];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = Class::of_ascii(byte as u8);
        byte += 1;
    }
    classes
};

/// For each character of ASCII, whether it is a letter or digit, and of which case.
const CASES: [u8; 128] = {
    let mut cases = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        cases[byte] = match byte as u8 {
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'0'..=b'9' => DIGIT,
            _ => 0,
        };
        byte += 1;
    }
    cases
};
const LOWER: u8 = 1;
const UPPER: u8 = 2;
const DIGIT: u8 = 4;

impl RawFold<'_> {
    /// A text in ASCII, as far as it is wanted: words at once, what stands between one by one.
    pub(super) fn push_ascii(&mut self, text: &[u8]) {
        let mut at = 0;
        while at < text.len() && self.kept <= self.enough {
            // One character more than enough tells that there are more.
            let most = (self.enough - self.kept).saturating_add(1);
            let rest = &text[at..text.len().min(at.saturating_add(most))];
            let (mut length, mut cases) = (0, 0);
            for byte in rest {
                let case = CASES[usize::from(*byte & 127)];
                if case == 0 {
                    break;
                }
                // Whether its first letter is a capital says nothing.
                cases |= if length == 0 { case & !UPPER } else { case };
                length += 1;
            }
            self.push_word(&rest[..length], cases & UPPER != 0 && cases & LOWER != 0, at as u32);
            at += length;
            if let Some(byte) = rest.get(length) {
                self.push(*byte as char, at as u32);
                at += 1;
            }
        }
    }

    #[inline]
    pub(super) fn push(&mut self, c: char, origin: u32) {
        match Class::of(c) {
            Class::Letter => self.push_letter(c, false, origin),
            Class::Upper => self.push_letter(c.to_ascii_lowercase(), true, origin),
            Class::Bracket(round) => {
                self.pending_space = false;
                if self.out.chars.last() == Some(&' ') {
                    self.pop();
                }
                self.emit(round, origin, false);
                self.lower_before = false;
            }
            Class::Dot => {
                // Kept for now: only the dots of dotted initials join what they stand between. Two
                // say as much as many.
                (self.pending_space, self.dotted) = (false, true);
                if self.dots < 2 {
                    self.emit('.', origin, false);
                }
                self.lower_before = false;
            }
            Class::Nothing => (),
            Class::Space => {
                self.pending_space = true;
                self.lower_before = false;
            }
        }
    }

    /// A character that a Han character is compared as.
    #[inline]
    pub(super) fn push_han(&mut self, c: char, origin: u32) {
        if !is_common_han(c) {
            return self.push(c, origin);
        }
        self.push_pending_space(origin);
        (self.dots, self.kept, self.lower_before) = (0, self.kept + 1, false);
        self.out.chars.push(c);
        self.out.origin.push(origin);
    }

    #[inline]
    pub(super) fn push_letter(&mut self, c: char, upper: bool, origin: u32) {
        self.push_pending_space(origin);
        let camel = upper && self.lower_before;
        self.emit(c, origin, camel);
        self.lower_before = !upper && c.is_ascii_lowercase();
    }

    /// A run of letters and digits of ASCII, the first of which stands at `origin`; `mixed` where
    /// capitals may follow small letters.
    fn push_word(&mut self, word: &[u8], mixed: bool, origin: u32) {
        let (Some(first), Some(last)) = (word.first(), word.last()) else { return };
        self.push_pending_space(origin);
        let before = self.out.chars.len();
        if self.lower_before && first.is_ascii_uppercase() {
            self.out.camel.push(before as u32);
        }
        if mixed {
            let camel =
                |at: &usize| word[*at - 1].is_ascii_lowercase() && word[*at].is_ascii_uppercase();
            let places = (1..word.len()).filter(camel).map(|at| (before + at) as u32);
            self.out.camel.extend(places);
        }
        self.out.chars.extend(word.iter().map(|byte| byte.to_ascii_lowercase() as char));
        self.out.origin.extend(origin..origin + word.len() as u32);
        (self.dots, self.kept) = (0, self.kept + word.len());
        self.lower_before = last.is_ascii_lowercase();
    }

    /// A space that was put off, before a letter at `origin`.
    #[inline]
    fn push_pending_space(&mut self, origin: u32) {
        if self.pending_space {
            self.pending_space = false;
            if !matches!(self.out.chars.last(), None | Some('(' | ')' | ' ')) {
                self.emit(' ', origin, false);
            }
        }
    }

    #[inline]
    fn emit(&mut self, c: char, origin: u32, camel: bool) {
        self.dots = if c == '.' { self.dots + 1 } else { 0 };
        self.kept += usize::from(!matches!(c, '.' | ' '));
        self.out.chars.push(c);
        self.out.origin.push(origin);
        if camel {
            self.out.camel.push(self.out.chars.len() as u32 - 1);
        }
    }

    fn pop(&mut self) {
        self.out.chars.pop();
        self.out.origin.pop();
    }
}

/// `s.a. de c.v.` becomes `sa de cv`; every other dot becomes a space.
pub(super) fn join_dotted_initials(out: &mut Folded) {
    let Some(first) = out.chars.iter().position(|c| *c == '.') else { return };
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_han(c));
    // What is written never overtakes what is read, but the two characters before it are needed.
    let before = |back: usize| first.checked_sub(back).map(|at| out.chars[at]);
    let (mut one_before, mut two_before) = (before(1), before(2));
    let (mut to, mut last) = (first, one_before);
    let mut mark = out.camel.partition_point(|place| (*place as usize) < first);
    for at in first..out.chars.len() {
        let c = out.chars[at];
        let after = |on: usize| out.chars.get(at + on).copied();
        let mut stays = Some(c);
        if c == '.' {
            // A letter that stands alone between dots, spaces or the ends, on both sides.
            let joins =
                letter(one_before) && !letter(two_before) && letter(after(1)) && !letter(after(2));
            let needless = joins || matches!(last, None | Some(' ' | '(' | ')'));
            stays = (!needless).then_some(' ');
        } else if c == ' ' && matches!(last, None | Some(' ' | '(' | ')')) {
            stays = None;
        } else if matches!(c, '(' | ')') && last == Some(' ') {
            to -= 1;
        }
        if let Some(c) = stays {
            if out.camel.get(mark) == Some(&(at as u32)) {
                out.camel[mark] = to as u32;
                mark += 1;
            }
            (out.chars[to], out.origin[to]) = (c, out.origin[at]);
            last = Some(c);
            to += 1;
        }
        (two_before, one_before) = (one_before, Some(c));
    }
    while to > 0 && out.chars[to - 1] == ' ' {
        to -= 1;
    }
    out.truncate(to);
}
