//! The pass over characters that have their final form: case, spaces, brackets, dots.

use super::{is_han, Folded};

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
    /// Dots at the end so far.
    pub(super) dots: usize,
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

impl RawFold<'_> {
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
                self.pending_space = false;
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

    #[inline]
    pub(super) fn push_letter(&mut self, c: char, upper: bool, origin: u32) {
        if self.pending_space {
            self.pending_space = false;
            if !matches!(self.out.chars.last(), None | Some('(' | ')' | ' ')) {
                self.emit(' ', origin, false);
            }
        }
        let camel = upper && self.lower_before;
        self.emit(c, origin, camel);
        self.lower_before = !upper && c.is_ascii_lowercase();
    }

    fn emit(&mut self, c: char, origin: u32, camel: bool) {
        self.dots = if c == '.' { self.dots + 1 } else { 0 };
        self.kept += usize::from(!matches!(c, '.' | ' '));
        self.out.chars.push(c);
        self.out.origin.push(origin);
        self.out.camel.push(camel);
    }

    fn pop(&mut self) {
        self.out.chars.pop();
        self.out.origin.pop();
        self.out.camel.pop();
    }
}

/// `s.a. de c.v.` becomes `sa de cv`; every other dot becomes a space.
pub(super) fn join_dotted_initials(out: &mut Folded) {
    if !out.chars.contains(&'.') {
        return;
    }
    let chars = std::mem::take(&mut out.chars);
    let origin = std::mem::take(&mut out.origin);
    let camel = std::mem::take(&mut out.camel);
    let single = |at: usize| {
        // A letter that stands alone between dots, spaces or the ends.
        let letter = |i: usize| chars.get(i).is_some_and(|c| c.is_alphanumeric() && !is_han(*c));
        letter(at) && !(at > 0 && letter(at - 1)) && !letter(at + 1)
    };
    for at in 0..chars.len() {
        let c = chars[at];
        if c != '.' {
            if c == ' ' && matches!(out.chars.last(), None | Some(' ' | '(' | ')')) {
                continue;
            }
            if matches!(c, '(' | ')') && out.chars.last() == Some(&' ') {
                out.chars.pop();
                out.origin.pop();
                out.camel.pop();
            }
            out.chars.push(c);
            out.origin.push(origin[at]);
            out.camel.push(camel[at]);
            continue;
        }
        let joins = at > 0 && single(at - 1) && single(at + 1);
        if !joins && !matches!(out.chars.last(), None | Some(' ' | '(' | ')')) {
            out.chars.push(' ');
            out.origin.push(origin[at]);
            out.camel.push(false);
        }
    }
    while out.chars.last() == Some(&' ') {
        out.chars.pop();
        out.origin.pop();
        out.camel.pop();
    }
}
