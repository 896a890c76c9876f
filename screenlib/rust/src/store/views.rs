//! The views of listed names as bytes, and back.

use super::bytes::{one_of, sound, u32_of, u64_of, Read, Reader, Writer};
use crate::index::{ListedView, NO_WHOLE};
use crate::lexicon::Lexicon;
use crate::reading::keys::Run;
use crate::reading::view::{Few, Writing, ATTRIBUTES, ELEMENT_KINDS, MOST_ELEMENTS, ORIGINS};
use crate::reading::{Element, Key, Keys, Script, View};

const WRITINGS: [Writing; 3] = [Writing::Han, Writing::Pinyin, Writing::Invented];

/// Bytes of an element and of a key.
const ELEMENT: usize = 14;
const KEY: usize = 17;

pub fn save_view(out: &mut Writer, listed: &ListedView, keys: Keys) {
    let view = &listed.view;
    out.u32(listed.name);
    out.u8(u8::from(listed.entity_has_han) | u8::from(listed.name_has_latin) << 1);
    out.u32s(&listed.organisations);
    out.u32(listed.whole);
    out.u8(u8::from(view.script == Script::Latin));
    out.u8(view.origin as u8);
    let flags = [view.is_organisation, view.sure, view.branch, view.pinyinish, view.corrected];
    out.u8(flags.iter().enumerate().fold(0, |sum, (at, flag)| sum | u8::from(*flag) << at));
    out.u32s(&view.legal_forms);
    out.u32(view.forms);
    out.u32(u32::from(view.classes));
    out.u32(view.categories);
    out.u32s(&view.brands);
    out.u32s(&view.houses);
    out.u64(view.house_mask);
    out.u64(view.weak_house_mask);
    out.u64(view.doubtful);
    out.u64(view.four_letters);
    out.u64(view.other_lengths);
    out.u64(view.word_set);
    out.u32s(&view.numbers);
    out.u32s(&view.places);
    match view.whole_organisation {
        None => out.u8(0),
        Some((id, weak)) => {
            out.u8(1 + u8::from(weak));
            out.u32(id);
        }
    }
    out.text(view.source.as_deref().unwrap_or(""));
    out.u32(view.elements.len() as u32);
    for element in &view.elements {
        out.u8(element.kind as u8);
        out.u8(element.writing as u8);
        out.u32(element.bits.to_bits());
        out.u32(element.span.0);
        out.u32(element.span.1);
    }
    let keys = keys.iter();
    out.u32(keys.len() as u32);
    for key in keys {
        out.u64(key.id);
        out.u8(key.attribute as u8);
        out.u64(key.mask);
    }
}

/// Reads a view of one of so many names, with one of so many whole names; its keys are still in
/// it.
pub fn load_view(
    reader: &mut Reader<'_>,
    lexicon: &Lexicon,
    names: usize,
    wholes: usize,
) -> Read<ListedView> {
    let name = reader.u32()?;
    sound((name as usize) < names, "a view of no name")?;
    let of_name = reader.u8()?;
    let organisations: Box<[u32]> = reader.u32s()?.into();
    let whole = reader.u32()?;
    sound(whole == NO_WHOLE || (whole as usize) < wholes, "letters of no name")?;
    let view = load_parts(reader)?;
    check_view(lexicon, &view, &organisations)?;
    let (entity_has_han, name_has_latin) = (of_name & 1 != 0, of_name & 2 != 0);
    // That of the name is put in with the name.
    let is_weak = false;
    Ok(ListedView {
        name,
        view,
        keys: Run::default(),
        entity_has_han,
        name_has_latin,
        is_weak,
        organisations,
        whole,
    })
}

fn load_parts(reader: &mut Reader<'_>) -> Read<View> {
    let script = one_of(&[Script::Han, Script::Latin], reader.u8()?)?;
    let origin = one_of(&ORIGINS, reader.u8()?)?;
    let flags = reader.u8()?;
    let flag = |at: u8| flags >> at & 1 == 1;
    // Every field by its name, in the order of the file: none is forgotten.
    let mut view = View {
        script,
        origin,
        is_organisation: flag(0),
        sure: flag(1),
        branch: flag(2),
        pinyinish: flag(3),
        corrected: flag(4),
        legal_forms: few(reader)?,
        forms: reader.u32()?,
        classes: reader.u32()? as u16,
        categories: reader.u32()?,
        brands: few(reader)?,
        houses: few(reader)?,
        house_mask: reader.u64()?,
        weak_house_mask: reader.u64()?,
        doubtful: reader.u64()?,
        four_letters: reader.u64()?,
        other_lengths: reader.u64()?,
        word_set: reader.u64()?,
        numbers: few(reader)?,
        places: few(reader)?,
        whole_organisation: match reader.u8()? {
            0 => None,
            kind => Some((reader.u32()?, kind == 2)),
        },
        source: Some(reader.text()?).filter(|text| !text.is_empty()).map(Into::into),
        // Those of all listed names stand in the index.
        whole: None,
        bare: None,
        words: Vec::new(),
        // What follows from the elements is set as they are put in.
        masks: Default::default(),
        totals: Default::default(),
        han: 0,
        pinyin: 0,
        invented: 0,
        elements: Vec::new(),
        keys: Vec::new(),
    };
    let elements = reader.records(ELEMENT)?;
    sound(elements.len() <= MOST_ELEMENTS, "more elements than a view has")?;
    view.elements.reserve_exact(elements.len());
    for record in elements {
        view.push(Element {
            kind: one_of(&ELEMENT_KINDS, record[0])?,
            writing: one_of(&WRITINGS, record[1])?,
            bits: f32::from_bits(u32_of(&record[2..6])),
            span: (u32_of(&record[6..10]), u32_of(&record[10..])),
        });
    }
    let keys = reader.records(KEY)?;
    view.keys.reserve_exact(keys.len());
    for record in keys {
        let (id, mask) = (u64_of(&record[..8]), u64_of(&record[9..]));
        view.keys.push(Key { id, attribute: one_of(&ATTRIBUTES, record[8])?, mask });
    }
    Ok(view)
}

fn few(reader: &mut Reader<'_>) -> Read<Few> {
    Ok(reader.records(4)?.map(u32_of).collect())
}

/// Refuses a view that reading a name cannot give: searching relies on what is checked here, and a
/// digest that fits keeps accidents out, not people.
fn check_view(lexicon: &Lexicon, view: &View, organisations: &[u32]) -> Read<()> {
    let elements = view.all();
    let masks = [view.house_mask, view.weak_house_mask].into_iter();
    let mut masks = masks.chain(view.keys.iter().map(|key| key.mask));
    sound(masks.all(|mask| mask & !elements == 0), "a mark on no element")?;
    let bits = |element: &Element| element.bits.is_finite() && element.bits >= 0.0;
    sound(view.elements.iter().all(bits), "evidence that is no number")?;
    sound(view.keys.is_sorted(), "keys in another order")?;
    let whole = view.whole_organisation.map(|(id, _)| id);
    let concepts = [&view.brands[..], &view.houses, &view.places, &view.legal_forms, organisations];
    let mut concepts = concepts.into_iter().flatten().chain(&whole);
    sound(concepts.all(|id| (*id as usize) < lexicon.concepts.len()), "an unknown concept")
}
