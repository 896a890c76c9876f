//! An index as bytes, and back: built once, opened in milliseconds.
//!
//! The file names the version of this format, the engine and the lexicon it was made with, and
//! ends with a digest of all before it. Anything else, or anything cut short, is refused. Postings,
//! words and deletions stand in it as they are used: opening copies them, and derives only what
//! follows in one pass. A digest keeps accidents out, not people, so whatever searching relies on
//! is checked: numbers that point at something, orders, values.

mod bytes;
mod views;

pub use bytes::{sound, Read, StoreError};

use crate::deletions::Deletions;
use crate::fifths::Fifths;
use crate::filed::Filed;
use crate::flat::Texts;
use crate::fronts::WordFronts;
use crate::fuzzy;

use crate::hash::xxh64;
use crate::index::{self, Index, ListedName, ListedView, NameKind};
use crate::lexicon::Lexicon;
use crate::postings::{Parts, Postings};
use crate::reading::view::FuzzyWord;
use crate::reading::KeyStore;
use bytes::{Reader, Writer};
use views::{load_view, save_view};

const MAGIC: &[u8; 8] = b"SCRNIDX\0";
const FORMAT: u32 = 10;
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The version, and a digest of the sources: two builds of one version may answer differently.
pub const ENGINE: &str = concat!(env!("CARGO_PKG_VERSION"), "+", env!("SCREENLIB_SOURCES"));

/// The least bytes of a name, a view and a word.
const NAME: usize = 9;
const VIEW: usize = 113;
const WORD: usize = 5;

fn version(lexicon: &Lexicon) -> String {
    format!("engine {ENGINE}, lexicon {:016x}", lexicon.digest)
}

pub fn save(lexicon: &Lexicon, index: &Index) -> Vec<u8> {
    let mut out = Writer::default();
    out.0.extend(MAGIC);
    out.u32(FORMAT);
    out.text(&version(lexicon));
    out.u32(index.names.len() as u32);
    for name in &index.names {
        out.u32(name.entity);
        out.u8(u8::from(name.kind == NameKind::Weak));
        out.text(&name.text);
    }
    let (text, ends) = index.wholes.parts();
    out.text(text);
    out.u32s(ends);
    out.u32(index.views.len() as u32);
    index.views.iter().for_each(|listed| save_view(&mut out, listed, index.keys.of(listed.keys)));
    let Parts { ids, ends, bits, views } = index.postings.parts();
    out.u64s(&ids);
    out.u32s(&ends);
    out.f32s(&bits);
    out.u32s(&views);
    out.u32(index.words.len() as u32);
    for word in &index.words {
        let flags = [word.pinyin, word.common, word.known];
        out.u8(flags.iter().enumerate().fold(0, |sum, (at, flag)| sum | u8::from(*flag) << at));
        out.text(&word.text);
    }
    for filed in [&index.word_deletions.0, index.whole_fifths.filed()] {
        let (spread, lines, filter) = filed.parts();
        out.u32(spread);
        out.u32s(&lines);
        out.u64s(filter);
    }
    let digest = xxh64(&out.0);
    out.u64(digest);
    out.0
}

pub fn load(lexicon: &Lexicon, bytes: &[u8]) -> Read<Index> {
    if bytes.len() < MAGIC.len() + 12 || &bytes[..MAGIC.len()] != MAGIC {
        return Err(StoreError::NotAnIndex);
    }
    let (body, tail) = bytes.split_at(bytes.len() - 8);
    let mut reader = Reader { bytes: body, at: MAGIC.len() };
    let format = reader.u32()?;
    let wanted = version(lexicon);
    if format != FORMAT {
        return Err(StoreError::OtherVersion { found: format!("format {format}"), wanted });
    }
    let found = reader.text()?;
    if *found != *wanted {
        return Err(StoreError::OtherVersion { found: found.to_string(), wanted });
    }
    sound(xxh64(body).to_le_bytes() == *tail, "its digest does not fit")?;
    let index = load_content(lexicon, &mut reader)?;
    sound(reader.at == body.len(), "something stands behind its end")?;
    Ok(index)
}

fn load_content(lexicon: &Lexicon, reader: &mut Reader<'_>) -> Read<Index> {
    let names = load_names(reader)?;
    let wholes = Texts::from_parts(reader.text()?.to_string(), reader.u32s()?)?;
    let count = reader.count(VIEW)?;
    let mut views: Vec<ListedView> = Vec::with_capacity(count);
    let mut columns = KeyStore::default();
    for _ in 0..count {
        let mut listed = load_view(reader, lexicon, names.len(), wholes.len())?;
        listed.keys = columns.push(&std::mem::take(&mut listed.view.keys));
        listed.is_weak = names[listed.name as usize].kind == NameKind::Weak;
        let before = views.last().is_none_or(|last| last.name <= listed.name);
        sound(before, "views in another order")?;
        views.push(listed);
    }
    let (ids, ends, bits) = (reader.u64s()?, reader.u32s()?, reader.f32s()?);
    let keys = Parts { ids, ends, bits, views: reader.u32s()? };
    keys.check(views.len())?;
    let words = load_words(reader)?;
    let mut filed =
        |count: usize| Filed::from_parts(reader.u32()?, &reader.u32s()?, reader.u64s()?, count);
    Ok(Index {
        word_deletions: Deletions(filed(words.len())?),
        whole_fifths: Fifths::of(filed(wholes.len())?, wholes.iter()),
        word_fronts: WordFronts::of(&words),
        entities: index::entities_of(&names),
        outlines: index::outlines_of(&views, &columns, &wholes),
        names,
        views,
        keys: columns,
        postings: Postings::of(keys),
        words,
        wholes,
    })
}

fn load_names(reader: &mut Reader<'_>) -> Read<Vec<ListedName>> {
    let count = reader.count(NAME)?;
    let mut names = Vec::with_capacity(count);
    for _ in 0..count {
        let entity = reader.u32()?;
        sound(entity < u32::MAX, "an entity without a number")?;
        let kind = if reader.u8()? == 1 { NameKind::Weak } else { NameKind::Strong };
        names.push(ListedName { entity, kind, text: reader.text()?.into() });
    }
    Ok(names)
}

fn load_words(reader: &mut Reader<'_>) -> Read<Vec<FuzzyWord>> {
    let count = reader.count(WORD)?;
    let mut words = Vec::with_capacity(count);
    for _ in 0..count {
        let flags = reader.u8()?;
        let text = reader.text()?;
        sound(text.len() <= fuzzy::LONGEST_WORD, "a word that is too long")?;
        let (pinyin, common, known) = (flags & 1 != 0, flags & 2 != 0, flags & 4 != 0);
        words.push(FuzzyWord { text: text.into(), mask: 0, pinyin, last: false, common, known });
    }
    sound(words.is_sorted_by(|a, b| a.text <= b.text), "words in another order")?;
    Ok(words)
}
