//! Reading a name: from text to views of typed elements with the keys they may be found by.
//!
//! In: a name and the lexicon. Out: a `Reading`: one or more views, each a list of elements
//! (place, stem, field, number, kind of organisation) with bits, and keys that point at them.
//! Bounded: a view has at most 64 elements and a name at most eight views; what does not fit is
//! left out and the reading says so.

mod assemble;
mod cover;
mod elements;
mod han;
mod initials;
mod inside;
pub mod keys;
mod latin;
mod meaning;
pub mod numbers;
pub mod parse;
mod phrases;
mod senses;
mod settle;
mod sorted;
pub mod tokens;
pub mod view;
pub mod whole;
mod words;

pub use keys::{KeyStore, Keys};
pub use parse::{Group, Part, PartKind};
pub use view::{Attribute, Element, ElementKind, Key, Origin, Script, View};
pub use words::WordMemo;

use crate::fold::Folded;
use crate::lexicon::{ConceptId, Lexicon};
use rustc_hash::FxHashMap;
use tokens::Unit;

/// The most characters of a folded name that are read.
pub const LONGEST_NAME: usize = 600;

/// A name as screening sees it.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    pub views: Vec<View>,
    /// Organisations whose whole name this is, for certain.
    pub organisations: Vec<ConceptId>,
    /// Some view is in Han characters, given or known for certain.
    pub has_han: bool,
    pub has_latin: bool,
    /// Longer than is read.
    pub cut: bool,
    /// Some word mixes alphabets.
    pub mixed: bool,
    /// Nothing in the name tells one organisation from another.
    pub distinctive: bool,
}

/// Everything about a reading that showing it needs.
#[derive(Default)]
pub struct Parsed {
    pub folded: Folded,
    pub groups: Vec<Group>,
    pub units: Vec<Unit>,
    /// The name was longer than is read.
    pub cut: bool,
}

/// Buffers and word memory kept between names; one per thread.
#[derive(Default)]
pub struct Scratch {
    memo: WordMemo,
    /// The name before, whose buffers serve the next one.
    parsed: Parsed,
    parsing: parse::Buffers,
    /// Known names of organisations as they are compared: which organisation, which of its names,
    /// whether it is uncertain. Lists and customers name the same few again and again.
    known: FxHashMap<(ConceptId, usize, bool), Option<View>>,
}

/// Known names remembered before the memory is emptied.
const MOST_KNOWN: usize = 2048;

/// Divide a name into parts, group by group (outside the brackets first).
pub fn parse_name(lexicon: &Lexicon, scratch: &mut Scratch, name: &str) -> Parsed {
    scratch.parse(lexicon, name);
    std::mem::take(&mut scratch.parsed)
}

impl Scratch {
    /// The name in place of the one before.
    fn parse(&mut self, lexicon: &Lexicon, name: &str) {
        let Parsed { folded, groups, units, cut } = &mut self.parsed;
        *cut = lexicon.folder.fold_into(name, LONGEST_NAME, folded);
        tokens::units(lexicon, &mut self.memo, folded, units);
        self.parsing.take_back(groups);
        parse::groups(lexicon, &mut self.parsing, folded, units, groups);
    }
}

/// Read a name into views.
pub fn read(lexicon: &Lexicon, scratch: &mut Scratch, name: &str) -> Reading {
    let mut reading = read_plain(lexicon, scratch, name, Origin::Given);
    expand_known(lexicon, scratch, &mut reading);
    finish(&mut reading);
    reading
}

fn read_plain(lexicon: &Lexicon, scratch: &mut Scratch, name: &str, origin: Origin) -> Reading {
    scratch.parse(lexicon, name);
    let Scratch { memo, parsed, .. } = scratch;
    // Most names are one view, and more with a name of an organisation in them.
    let more = parsed.groups.iter().map(|group| 1 + group.named.len().min(2));
    let views = Vec::with_capacity(more.sum());
    let mut reading =
        Reading { cut: parsed.cut, mixed: parsed.folded.mixed, views, ..Reading::default() };
    for (number, group) in parsed.groups.iter().enumerate() {
        let origin = if number > 0 && origin == Origin::Given { Origin::Bracket } else { origin };
        let first = reading.views.len();
        assemble::views(lexicon, memo, parsed, group, origin, &mut reading);
        if number == 0 && origin == Origin::Given {
            if let Some(view) = reading.views.get_mut(first) {
                whole::add_keys(lexicon, parsed, &group.parts, view);
            }
        }
    }
    reading
}

/// A name known to be an organisation's is compared under that organisation's other names too.
fn expand_known(lexicon: &Lexicon, scratch: &mut Scratch, reading: &mut Reading) {
    let known: Vec<(ConceptId, bool)> = reading
        .views
        .iter()
        .filter_map(|view| view.whole_organisation)
        .fold(Vec::new(), |mut seen, item| {
            if !seen.iter().any(|(id, _)| *id == item.0) && seen.len() < 2 {
                seen.push(item);
            }
            seen
        });
    for (id, weak) in known {
        let Some(organisation) = lexicon.organisations.get(&id) else { continue };
        if !weak && organisation.sure {
            reading.organisations.push(id);
        }
        let is_identity = |view: &View| view.is_organisation && view.elements.len() == 1;
        if !reading.views.iter().any(is_identity) && reading.views.len() < view::MOST_VIEWS {
            let script = reading.views[0].script;
            reading.views.push(assemble::identity(lexicon, id, weak, script));
        }
        for (which, name) in [&organisation.han, &organisation.latin].into_iter().enumerate() {
            let Some(name) = name else { continue };
            let Some(view) = known_view(lexicon, scratch, (id, which, weak), name) else {
                continue;
            };
            let repeated = reading.views.iter().any(|known| known.same_keys(&view));
            if !repeated && reading.views.len() < view::MOST_VIEWS {
                reading.views.push(View { sure: organisation.sure && !weak, ..view });
            }
        }
    }
}

/// A known name of an organisation as it is compared.
fn known_view(
    lexicon: &Lexicon,
    scratch: &mut Scratch,
    key: (ConceptId, usize, bool),
    name: &str,
) -> Option<View> {
    if let Some(known) = scratch.known.get(&key) {
        return known.clone();
    }
    let origin = if key.2 { Origin::WeaklyKnown } else { Origin::Known };
    let read = read_plain(lexicon, scratch, name, origin);
    let main = read.views.into_iter().find(|view| !view.is_organisation);
    let view = main.map(|view| View { source: Some(name.into()), ..view });
    if scratch.known.len() >= MOST_KNOWN {
        scratch.known.clear();
    }
    scratch.known.insert(key, view.clone());
    view
}

fn finish(reading: &mut Reading) {
    reading.has_han = reading.views.iter().any(|v| v.script == Script::Han && v.sure);
    reading.has_latin = reading.views.iter().any(|v| v.script == Script::Latin);
    reading.distinctive = reading.views.iter().any(View::is_distinctive);
}
