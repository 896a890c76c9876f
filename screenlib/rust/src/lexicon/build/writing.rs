//! How names are written and sound: variants, readings, other romanisations, frequencies.

use super::Builder;
use crate::fold::lookalikes::Alphabet;
use crate::lexicon::Spelling;
use crate::pinyin::Syllable;
use crate::table::{strength, Table, TableError};
use rustc_hash::FxHashSet;

/// Spellings of one character compared besides pinyin, per system.
const MOST_SPELLINGS: usize = 2;

/// Syllables that only interjections have.
const INTERJECTIONS: [&str; 9] = ["ei", "hm", "hng", "lo", "m", "n", "ng", "o", "yo"];

impl<'a> Builder<'a> {
    pub(super) fn variants(&mut self) -> Result<(), TableError> {
        let table = self.table("variants")?;
        let (from, to, tier) =
            (table.column("char")?, table.column("fold_to")?, table.column("tier")?);
        for row in &table.rows {
            let (mut a, mut b) = (row.cell(from).chars(), row.cell(to).chars());
            match (a.next(), a.next(), b.next(), b.next(), row.cell(tier)) {
                (Some(a), None, Some(b), None, tier @ ("strong" | "weak")) => {
                    self.lexicon.folder.add_variant(a, b, tier == "weak");
                }
                _ => {
                    let problem = "want one character, one character, strong or weak".to_string();
                    return Err(table.error(row.line, problem));
                }
            }
        }
        Ok(())
    }

    pub(super) fn lookalikes(&mut self) -> Result<(), TableError> {
        let table = self.table("lookalikes")?;
        let latin = table.column("latin")?;
        let others = [("cyrillic", Alphabet::Cyrillic), ("greek", Alphabet::Greek)];
        let digit = table.column("digit")?;
        for row in &table.rows {
            let one = |text: &str, fits: &dyn Fn(char) -> bool| {
                let mut letters = text.chars();
                let only = letters.next().filter(|c| letters.next().is_none() && fits(*c));
                let problem = || format!("{text:?} is none of the signs of its column");
                only.ok_or_else(|| table.error(row.line, problem()))
            };
            let of = |alphabet: Alphabet| move |c: char| Alphabet::of(c) == Some(alphabet);
            let looks = one(row.cell(latin), &of(Alphabet::Latin))?;
            let lookalikes = &mut self.lexicon.folder.lookalikes;
            for (name, alphabet) in others {
                for value in row.values(table.column(name)?) {
                    let (text, weak) = strength(value);
                    lookalikes.add(looks, one(text, &of(alphabet))?, alphabet, !weak);
                }
            }
            for value in row.values(digit) {
                lookalikes.add_digit(looks, one(value, &|c| c.is_ascii_digit())?);
            }
        }
        Ok(())
    }

    /// All syllables of pinyin: those that Wade-Giles has a spelling for.
    fn all_syllables(&self) -> Result<FxHashSet<&'a str>, TableError> {
        let table = self.table("romanisations")?;
        let (system, key) = (table.column("system")?, table.column("pinyin_or_char")?);
        let rows = table.rows.iter().filter(|row| row.cell(system) == "wg");
        Ok(rows.map(|row| row.cell(key)).collect())
    }

    fn syllables(
        &mut self,
        all: &FxHashSet<&str>,
        (table, line): (&Table<'_>, usize),
        cell: &str,
    ) -> Result<Vec<Syllable>, TableError> {
        let mut ids = Vec::new();
        for text in cell.split_whitespace() {
            if !all.contains(text) {
                let advice = "write it as romanisations.tsv does: no tone, v for ü";
                let problem = format!("{text:?} is no syllable of pinyin; {advice}");
                return Err(table.error(line, problem));
            }
            ids.push(self.lexicon.pinyin.intern(text));
        }
        Ok(ids)
    }

    pub(super) fn readings(&mut self) -> Result<(), TableError> {
        let all = self.all_syllables()?;
        let table = self.table("readings")?;
        let (c, readings) = (table.column("char")?, table.column("readings")?);
        for row in &table.rows {
            let ids = self.syllables(&all, (&table, row.line), row.cell(readings))?;
            match row.cell(c).chars().next() {
                Some(c) if !ids.is_empty() => self.lexicon.pinyin.add_character(c, &ids),
                _ => return Err(table.error(row.line, "no character or no reading".to_string())),
            }
        }
        for interjection in INTERJECTIONS {
            self.lexicon.pinyin.exclude(interjection);
        }
        let table = self.table("reading_phrases")?;
        let (phrase, reading) = (table.column("phrase")?, table.column("reading")?);
        for row in &table.rows {
            let ids = self.syllables(&all, (&table, row.line), row.cell(reading))?;
            if ids.len() != row.cell(phrase).chars().count() {
                return Err(table.error(row.line, "one syllable a character, please".to_string()));
            }
            self.lexicon.pinyin.add_phrase(row.cell(phrase), ids);
        }
        self.lexicon.pinyin.freeze();
        Ok(())
    }

    pub(super) fn frequencies(&mut self) -> Result<(), TableError> {
        let table = self.table("latin_frequencies")?;
        let (word, bits) = (table.column("word")?, table.column("bits")?);
        for row in &table.rows {
            let bits = number(&table, row.line, row.cell(bits))?;
            self.lexicon.words.entry(row.cell(word).into()).or_default().bits = Some(bits);
        }
        let table = self.table("han_frequencies")?;
        let (text, bits) = (table.column("text")?, table.column("bits")?);
        let mut shares = vec![0.0f32; self.lexicon.pinyin.syllables()];
        for row in &table.rows {
            let bits = number(&table, row.line, row.cell(bits))?;
            let chars: Vec<char> = row.cell(text).chars().collect();
            match chars[..] {
                [c] => {
                    self.lexicon.characters.entry(c).bits = Some(bits);
                    if let Some(syllable) = self.lexicon.pinyin.character(c).first() {
                        shares[*syllable as usize] += (-bits).exp2();
                    }
                }
                [a, b] => {
                    self.lexicon.han_pair_bits.insert((a, b), bits);
                }
                _ => return Err(table.error(row.line, "one or two characters".to_string())),
            }
        }
        let rare = self.lexicon.weights.rare_han_bits;
        self.lexicon.syllable_bits =
            shares.iter().map(|share| (-share.min(1.0).log2()).min(rare)).collect();
        Ok(())
    }

    pub(super) fn romanisations(&mut self) -> Result<(), TableError> {
        let table = self.table("romanisations")?;
        let (system, key, spellings) =
            (table.column("system")?, table.column("pinyin_or_char")?, table.column("spellings")?);
        for row in &table.rows {
            let texts: Vec<Spelling> =
                row.values(spellings).take(MOST_SPELLINGS).map(Spelling::new).collect();
            match row.cell(system) {
                "wg" => {
                    if let Some(syllable) = self.lexicon.pinyin.syllable(row.cell(key)) {
                        let all = &mut self.lexicon.wade_giles;
                        all.resize(all.len().max(usize::from(syllable) + 1), Vec::new());
                        all[usize::from(syllable)] = texts;
                    }
                }
                "hk" => {
                    if let Some(c) = row.cell(key).chars().next() {
                        self.lexicon.characters.entry(c).hong_kong = texts;
                    }
                }
                other => {
                    return Err(table.error(row.line, format!("unknown system {other:?}")));
                }
            }
        }
        Ok(())
    }

    pub(super) fn world_words(&mut self) -> Result<(), TableError> {
        let table = self.table("english_words")?;
        let word = table.column("word")?;
        for row in &table.rows {
            // A word marked `?` may be pinyin as well, and is read as such.
            if let (plain, false) = strength(row.cell(word)) {
                self.lexicon.words.entry(plain.into()).or_default().foreign = true;
            }
        }
        Ok(())
    }
}

fn number(table: &Table<'_>, line: usize, text: &str) -> Result<f32, TableError> {
    match text.parse::<f32>() {
        Ok(value) if value.is_finite() && value >= 0.0 => Ok(value),
        _ => Err(table.error(line, format!("{text:?} is not a number of bits"))),
    }
}
