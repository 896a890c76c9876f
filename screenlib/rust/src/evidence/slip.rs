//! Whole names whose letters are the same, or nearly, however they are divided.

use super::{Level, Outcome};
use crate::reading::{ElementKind, View};
use std::sync::Arc;

/// The shortest word that a typing error in a whole name is forgiven in.
const SHORTEST_SLIP: u32 = 4;

/// Bits of a word that is no word of the language.
const RARE_WORD: f32 = 10.0;

/// Bits of trade name that agree, beside which another good word is a slip as well.
const SURE_BESIDE_SLIP: f32 = 14.0;

/// Bits of a name that is one's own but for its legal form: fewer than one name in ten says as
/// much ("International" says less).
const LEAST_BUT_FORM: f32 = 3.3;

/// Whether the letters of two whole names are the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Same {
    No,
    /// As far as the query goes: a line cut off inside a word.
    Front,
    /// But for typing errors.
    Nearly,
    /// From where another begins, as of words that were joined or divided and brought into another
    /// order.
    Turned,
    /// The same words in another order.
    Reordered,
    ButForm,
    Identical,
}

/// Whether a name whose legal form differs is hardly another one: where it says little, the form is
/// not to be most of what is written.
pub(super) fn is_one_but_for_form(query: &View, out: &Outcome) -> bool {
    let little = query.bits(query.all()) >= LEAST_BUT_FORM && out.features.spelling > 0.0;
    query.is_distinctive() || little
}

/// Is what differs between nearly the same letters a typing error? Not when both sides have a word
/// that is good in itself there (another syllable, place, number or field is another name), unless
/// a trade name beside it agrees.
pub(super) fn is_slip(query: &View, listed: &View, out: &Outcome) -> bool {
    let left = (query.all() & !out.query_covered, listed.all() & !out.listed_covered);
    let number = |view: &View, left: u64| left & view.mask(ElementKind::Number) != 0;
    let odd = |view: &View, left: u64| left == 0 || left & view.invented != 0;
    // A trade name where the other has a common word is that word, misspelt (Bureadu, Bureau).
    let stems = |view: &View, left: u64| left & view.mask(ElementKind::Stem);
    let common = |view: &View, left: u64| left != 0 && stems(view, left) == 0;
    let named = |view: &View, left: u64| {
        left != 0 && stems(view, left) == left && view.bits(left) >= RARE_WORD
    };
    let misread = common(query, left.0) && named(listed, left.1)
        || named(query, left.0) && common(listed, left.1);
    let corrected = query.corrected || listed.corrected;
    // Shaanxi is never a slip for Shanxi.
    let sure = stems(query, left.0) != 0 && stems(listed, left.1) != 0;
    // In three letters one error is another name, and in a word of four where none is lost or
    // added.
    let short = |view: &View, left: u64| {
        let elements = view.elements.iter().enumerate().filter(|(at, _)| left >> at & 1 == 1);
        left != 0 && elements.map(|(_, e)| e.span.1 - e.span.0).sum::<u32>() < SHORTEST_SLIP
    };
    let four =
        |view: &View, left: u64| view.four_letters & left != 0 && view.other_lengths & left == 0;
    if short(query, left.0) || short(listed, left.1) || four(query, left.0) && four(listed, left.1)
    {
        return false;
    }
    // All words agree as they are: then the letters tell nothing that the words did not.
    let near = |level: Level| out.query_by_level[level as usize] != 0;
    let misspelt = near(Level::Near) || near(Level::Far) || near(Level::Cut) || corrected;
    (left != (0, 0) || misspelt)
        && !number(query, left.0)
        && !number(listed, left.1)
        && (corrected
            || misread
            || odd(query, left.0)
            || odd(listed, left.1)
            || sure && out.stem_bits >= SURE_BESIDE_SLIP)
}

/// A common word of one side is several words of a trade name on the other: `Da Ta` is not data,
/// though the letters are the same.
pub(super) fn spells_another(query: &View, listed: &View, out: &Outcome) -> bool {
    let left = (query.all() & !out.query_covered, listed.all() & !out.listed_covered);
    if left.0 == 0 || left.1 == 0 {
        return false;
    }
    let words = |view: &View, left: u64, common: bool| -> Vec<Arc<str>> {
        let words = view.words.iter().filter(|word| word.mask & left != 0);
        words.filter(|word| word.common == common).map(|word| word.text.clone()).collect()
    };
    let divided = |common: &[Arc<str>], stems: &[Arc<str>]| {
        stems.len() > 1 && common.len() == 1 && stems.concat() == *common[0]
    };
    divided(&words(query, left.0, true), &words(listed, left.1, false))
        || divided(&words(listed, left.1, true), &words(query, left.0, false))
}

/// Letters of a name without its legal form: that nearly all agree says something however common
/// the words are.
pub(super) fn letters_said(view: &View) -> f32 {
    view.bare.as_ref().or(view.whole.as_ref()).map_or(0.0, |letters| letters.len() as f32)
}
