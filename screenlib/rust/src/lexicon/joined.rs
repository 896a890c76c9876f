//! Which words may have a legal form joined to their front or back.

/// Legal forms of fewer letters are not looked for.
pub const SHORTEST: usize = 3;

/// Hardly another word begins or ends as a form of so many letters does.
pub const LONG: usize = 7;

/// The letters that legal forms begin and end with, `SHORTEST` of each: most words have neither,
/// and need not be looked through.
#[derive(Default)]
pub struct JoinedForms {
    fronts: Vec<u64>,
    backs: Vec<u64>,
}

/// A number for the letters of one end; others may have the same.
fn number(letters: impl Iterator<Item = char>) -> usize {
    letters.take(SHORTEST).fold(0, |number, c| number << 5 | (u32::from(c) & 31) as usize)
}

const NUMBERS: usize = 1 << (5 * SHORTEST);

fn add(ends: &mut Vec<u64>, end: usize) {
    ends.resize(NUMBERS / 64, 0);
    ends[end / 64] |= 1 << (end % 64);
}

fn has(ends: &[u64], end: usize) -> bool {
    ends.get(end / 64).is_some_and(|some| some >> (end % 64) & 1 == 1)
}

impl JoinedForms {
    pub fn add(&mut self, form: &str) {
        if form.chars().count() >= SHORTEST {
            add(&mut self.fronts, number(form.chars()));
            add(&mut self.backs, number(form.chars().rev()));
        }
    }

    /// Whether a form may stand at the front of a word; never false where one does.
    pub fn may_begin(&self, word: &str) -> bool {
        has(&self.fronts, number(word.chars()))
    }

    /// The same of its end.
    pub fn may_end(&self, word: &str) -> bool {
        has(&self.backs, number(word.chars().rev()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_a_form_at_either_end() {
        let mut forms = JoinedForms::default();
        assert!(!forms.may_end("sukbaksocorp"));
        forms.add("corp");
        forms.add("ag");
        assert!(forms.may_end("sukbaksocorp") && !forms.may_begin("sukbaksocorp"));
        assert!(forms.may_begin("corpsukbakso") && !forms.may_end("corpsukbakso"));
        assert!(!forms.may_end("abag"));
    }
}
