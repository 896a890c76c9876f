//! An index as bytes, and back: built once, opened in milliseconds.
//!
//! The file names the version of this format, the engine and the lexicon it was made with, and
//! ends with a digest of all before it. Anything else, or anything cut short, is refused.

use crate::hash::Digest;
use crate::index::{Index, ListedName, ListedView, NameKind};
use crate::lexicon::Lexicon;
use crate::reading::view::{FuzzyWord, Writing, ELEMENT_KINDS, MOST_ELEMENTS};
use crate::reading::{Attribute, Element, ElementKind, Key, Origin, Script, View};

const MAGIC: &[u8; 8] = b"SCRNIDX\0";
const FORMAT: u32 = 2;
pub const ENGINE: &str = env!("CARGO_PKG_VERSION");

const ATTRIBUTES: [Attribute; 25] = [
    Attribute::Text,
    Attribute::CommonText,
    Attribute::Concept,
    Attribute::WeakConcept,
    Attribute::OtherForm,
    Attribute::SoundHan,
    Attribute::CommonSound,
    Attribute::PlaceSound,
    Attribute::SoundLatin,
    Attribute::SoundBranded,
    Attribute::Spelling,
    Attribute::Loose,
    Attribute::Near,
    Attribute::Far,
    Attribute::Cut,
    Attribute::InitialsOf,
    Attribute::InitialsAs,
    Attribute::Around,
    Attribute::Member,
    Attribute::House,
    Attribute::Whole,
    Attribute::Bare,
    Attribute::Words,
    Attribute::NearWhole,
    Attribute::Front,
];
const WRITINGS: [Writing; 3] = [Writing::Han, Writing::Pinyin, Writing::Invented];
const ORIGINS: [Origin; 4] = [Origin::Given, Origin::Bracket, Origin::Known, Origin::WeaklyKnown];

/// Why bytes are no index that can be used here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    NotAnIndex,
    Damaged(String),
    OtherVersion { found: String, wanted: String },
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            StoreError::NotAnIndex => write!(f, "these bytes are no saved index"),
            StoreError::Damaged(what) => write!(f, "the saved index is damaged: {what}"),
            StoreError::OtherVersion { found, wanted } => {
                write!(f, "the saved index was made by {found}, this is {wanted}: build it again")
            }
        }
    }
}

impl std::error::Error for StoreError {}

fn version(lexicon: &Lexicon) -> String {
    format!("engine {ENGINE}, lexicon {:016x}", lexicon.digest)
}

#[derive(Default)]
struct Writer(Vec<u8>);

impl Writer {
    fn u8(&mut self, value: u8) {
        self.0.push(value);
    }
    fn u32(&mut self, value: u32) {
        self.0.extend(value.to_le_bytes());
    }
    fn u64(&mut self, value: u64) {
        self.0.extend(value.to_le_bytes());
    }
    fn text(&mut self, value: &str) {
        self.u32(value.len() as u32);
        self.0.extend(value.as_bytes());
    }
    fn ids(&mut self, values: &[u32]) {
        self.u32(values.len() as u32);
        values.iter().for_each(|value| self.u32(*value));
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

type Read<T> = Result<T, StoreError>;

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Read<&'a [u8]> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len());
        let Some(end) = end else {
            return Err(StoreError::Damaged(format!("it ends at byte {}", self.bytes.len())));
        };
        let out = &self.bytes[self.at..end];
        self.at = end;
        Ok(out)
    }
    fn u8(&mut self) -> Read<u8> {
        Ok(self.take(1)?[0])
    }
    fn u32(&mut self) -> Read<u32> {
        Ok(u32::from_le_bytes(self.take(4)?.try_into().expect("four bytes")))
    }
    fn u64(&mut self) -> Read<u64> {
        Ok(u64::from_le_bytes(self.take(8)?.try_into().expect("eight bytes")))
    }
    fn f32(&mut self) -> Read<f32> {
        Ok(f32::from_bits(self.u32()?))
    }
    fn text(&mut self) -> Read<Box<str>> {
        let length = self.u32()? as usize;
        let bytes = self.take(length)?;
        std::str::from_utf8(bytes)
            .map(Into::into)
            .map_err(|_| StoreError::Damaged("a name is not UTF-8".to_string()))
    }
    /// A count of things that take at least so many bytes each, so that no lie costs memory.
    fn count(&mut self, least: usize) -> Read<usize> {
        let count = self.u32()? as usize;
        if count.saturating_mul(least) > self.bytes.len() - self.at {
            return Err(StoreError::Damaged("a count is too large".to_string()));
        }
        Ok(count)
    }
    fn ids(&mut self) -> Read<Vec<u32>> {
        let count = self.count(4)?;
        (0..count).map(|_| self.u32()).collect()
    }
    fn of<T: Copy>(&mut self, values: &[T]) -> Read<T> {
        let number = self.u8()? as usize;
        values
            .get(number)
            .copied()
            .ok_or_else(|| StoreError::Damaged("an unknown value".to_string()))
    }
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
    out.u32(index.views.len() as u32);
    for listed in &index.views {
        out.u32(listed.name);
        out.u8(u8::from(listed.entity_has_han) | u8::from(listed.name_has_latin) << 1);
        out.ids(&listed.organisations);
        save_view(&mut out, &listed.view);
    }
    let mut digest = Digest::default();
    digest.add(&out.0);
    out.u64(digest.value());
    out.0
}

pub fn load(lexicon: &Lexicon, bytes: &[u8]) -> Result<Index, StoreError> {
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
    let mut digest = Digest::default();
    digest.add(body);
    if digest.value().to_le_bytes() != *tail {
        return Err(StoreError::Damaged("its digest does not fit".to_string()));
    }
    let count = reader.count(9)?;
    let mut names = Vec::with_capacity(count);
    for _ in 0..count {
        let entity = reader.u32()?;
        sound(entity < u32::MAX, "an entity without a number")?;
        let kind = if reader.u8()? == 1 { NameKind::Weak } else { NameKind::Strong };
        names.push(ListedName { entity, kind, text: reader.text()? });
    }
    let count = reader.count(20)?;
    let mut views: Vec<ListedView> = Vec::with_capacity(count);
    for _ in 0..count {
        let name = reader.u32()?;
        sound((name as usize) < names.len(), "a view of no name")?;
        sound(views.last().is_none_or(|last| last.name <= name), "views in another order")?;
        let flags = reader.u8()?;
        let organisations: Box<[u32]> = reader.ids()?.into();
        let view = load_view(&mut reader)?;
        check_view(lexicon, &view, &organisations)?;
        views.push(ListedView {
            name,
            entity_has_han: flags & 1 != 0,
            name_has_latin: flags & 2 != 0,
            organisations,
            view,
        });
    }
    sound(reader.at == body.len(), "something stands behind its end")?;
    Ok(Index::from_views(names, views))
}

fn save_view(out: &mut Writer, view: &View) {
    out.u8(u8::from(view.script == Script::Latin));
    out.u8(view.origin as u8);
    let flags = [view.is_organisation, view.sure, view.branch, view.pinyinish, view.corrected];
    out.u8(flags.iter().enumerate().fold(0, |sum, (at, flag)| sum | u8::from(*flag) << at));
    out.ids(&view.legal_forms);
    out.u32(u32::from(view.classes));
    out.u32(view.categories);
    out.ids(&view.brands);
    out.ids(&view.houses);
    out.u64(view.house_mask);
    out.u64(view.weak_house_mask);
    out.u64(view.doubtful);
    out.ids(&view.numbers);
    out.ids(&view.places);
    match view.whole_organisation {
        None => out.u8(0),
        Some((id, weak)) => {
            out.u8(1 + u8::from(weak));
            out.u32(id);
        }
    }
    out.text(view.source.as_deref().unwrap_or(""));
    out.text(view.whole.as_deref().unwrap_or(""));
    out.text(view.bare.as_deref().unwrap_or(""));
    out.u32(view.elements.len() as u32);
    for element in &view.elements {
        out.u8(element.kind as u8);
        out.u8(element.writing as u8);
        out.u32(element.bits.to_bits());
        out.u32(element.span.0);
        out.u32(element.span.1);
    }
    out.u32(view.keys.len() as u32);
    for key in &view.keys {
        out.u64(key.id);
        out.u8(key.attribute as u8);
        out.u64(key.mask);
    }
    out.u32(view.words.len() as u32);
    for word in &view.words {
        out.u8(u8::from(word.pinyin)
            | u8::from(word.last) << 1
            | u8::from(word.common) << 2
            | u8::from(word.known) << 3);
        out.u64(word.mask);
        out.text(&word.text);
    }
}

fn load_view(reader: &mut Reader<'_>) -> Read<View> {
    let script = reader.of(&[Script::Han, Script::Latin])?;
    let mut view = View::new(reader.of(&ORIGINS)?);
    view.script = script;
    let flags = reader.u8()?;
    let flag = |at: u8| flags >> at & 1 == 1;
    (view.is_organisation, view.sure) = (flag(0), flag(1));
    (view.branch, view.pinyinish, view.corrected) = (flag(2), flag(3), flag(4));
    view.legal_forms = reader.ids()?;
    view.classes = reader.u32()? as u16;
    view.categories = reader.u32()?;
    view.brands = reader.ids()?;
    view.houses = reader.ids()?;
    view.house_mask = reader.u64()?;
    view.weak_house_mask = reader.u64()?;
    view.doubtful = reader.u64()?;
    view.numbers = reader.ids()?;
    view.places = reader.ids()?;
    view.whole_organisation = match reader.u8()? {
        0 => None,
        kind => Some((reader.u32()?, kind == 2)),
    };
    view.source = Some(reader.text()?).filter(|text| !text.is_empty());
    view.whole = Some(reader.text()?).filter(|text| !text.is_empty());
    view.bare = Some(reader.text()?).filter(|text| !text.is_empty());
    let count = reader.count(14)?;
    sound(count <= MOST_ELEMENTS, "more elements than a view has")?;
    for _ in 0..count {
        let kind: ElementKind = reader.of(&ELEMENT_KINDS)?;
        let writing = reader.of(&WRITINGS)?;
        let bits = reader.f32()?;
        let span = (reader.u32()?, reader.u32()?);
        view.push(Element { kind, bits, writing, span });
    }
    let count = reader.count(17)?;
    view.keys.reserve_exact(count);
    for _ in 0..count {
        let id = reader.u64()?;
        let attribute = reader.of(&ATTRIBUTES)?;
        let mask = reader.u64()?;
        view.keys.push(Key { id, attribute, mask });
    }
    for _ in 0..reader.count(13)? {
        let flags = reader.u8()?;
        let mask = reader.u64()?;
        let text = reader.text()?;
        let (pinyin, last) = (flags & 1 != 0, flags & 2 != 0);
        let (common, known) = (flags & 4 != 0, flags & 8 != 0);
        view.words.push(FuzzyWord { text, mask, pinyin, last, common, known });
    }
    Ok(view)
}

/// Refuses a view that reading a name cannot give: searching relies on what is checked here, and a
/// digest that fits keeps accidents out, not people.
fn check_view(lexicon: &Lexicon, view: &View, organisations: &[u32]) -> Read<()> {
    let elements = view.all();
    let masks = [view.house_mask, view.weak_house_mask].into_iter();
    let masks = masks.chain(view.keys.iter().map(|key| key.mask));
    let mut masks = masks.chain(view.words.iter().map(|word| word.mask));
    sound(masks.all(|mask| mask & !elements == 0), "a mark on no element")?;
    let bits = |element: &Element| element.bits.is_finite() && element.bits >= 0.0;
    sound(view.elements.iter().all(bits), "evidence that is no number")?;
    sound(view.keys.is_sorted(), "keys in another order")?;
    let whole = view.whole_organisation.map(|(id, _)| id);
    let concepts = [&view.brands[..], &view.houses, &view.places, organisations];
    let mut concepts = concepts.into_iter().flatten().chain(&whole);
    sound(concepts.all(|id| (*id as usize) < lexicon.concepts.len()), "an unknown concept")
}

fn sound(holds: bool, otherwise: &str) -> Read<()> {
    if holds {
        Ok(())
    } else {
        Err(StoreError::Damaged(otherwise.to_string()))
    }
}
