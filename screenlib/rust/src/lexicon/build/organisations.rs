//! Organisations by their whole names, and the groups they belong to.

use super::{joined, plain, Builder};
use crate::hash::{self, Space};
use crate::lexicon::{Class, Organisation, Sense, SenseKind};
use crate::table::{strength, TableError};

/// What the ids of organisations begin with that only the list names.
const LISTED: &str = "listed.";

/// `hikvision` of `brand:hikvision`.
fn bare_id(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, id)| id)
}

impl<'a> Builder<'a> {
    pub(super) fn organisations(&mut self) -> Result<(), TableError> {
        let table = self.table("organisations")?;
        let (id, kind) = (table.column("id")?, table.column("kind")?);
        let (zh, en) = (table.column("zh")?, table.column("en")?);
        let (zh_aliases, en_aliases) = (table.column("zh_aliases")?, table.column("en_aliases")?);
        let (acronyms, confidence) = (table.column("acronyms")?, table.column("confidence")?);
        let (parent, number) = (table.column("parent")?, table.column("number")?);
        for row in &table.rows {
            let class = Class::of(row.cell(kind));
            let names = [zh, en, zh_aliases, en_aliases, acronyms];
            let values: Vec<&str> = names.iter().flat_map(|column| row.values(*column)).collect();
            let sure = row.cell(confidence) != "medium";
            self.organisation(row.cell(id), class, (row.cell(zh), row.cell(en)), sure, &values);
            let own = self.concept_id(&format!("org:{}", row.cell(id)));
            for parent in row.values(parent) {
                for space in ["brand", "org"] {
                    let parent = self.concept_id(&format!("{space}:{parent}"));
                    if let (Some(parent), Ok(number), Some(own)) =
                        (parent, row.cell(number).parse(), own)
                    {
                        self.lexicon.numbered.insert((parent, number, class), own);
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn listed_native_names(&mut self) -> Result<(), TableError> {
        let table = self.table("listed_native_names")?;
        let (name, zh) = (table.column("name_on_list")?, table.column("zh_legal")?);
        let (aliases, confidence) = (table.column("zh_aliases")?, table.column("confidence")?);
        for row in &table.rows {
            let values: Vec<&str> =
                row.values(name).chain(row.values(zh)).chain(row.values(aliases)).collect();
            // The table may name an organisation that organisations.tsv has: then it is that one.
            // Two rows are one organisation by their whole names; a short one may be of both.
            let whole = [row.cell(name), row.cell(zh)];
            let id = values.iter().find_map(|value| {
                self.named_organisation(strength(value).0)
                    .filter(|id| whole.contains(value) || !id.starts_with(LISTED))
            });
            let id = id.unwrap_or_else(|| format!("{LISTED}{}", row.cell(name)));
            let sure = row.cell(confidence) == "high";
            self.organisation(&id, None, (row.cell(zh), row.cell(name)), sure, &values);
        }
        Ok(())
    }

    /// The organisation whose certain name this is, without the `org:`.
    fn named_organisation(&self, name: &str) -> Option<String> {
        let letters = joined(&self.lexicon.folder, name);
        let value = self.phrases.find(letters)?;
        let certain = |sense: &&Sense| sense.kind == SenseKind::Organisation && !sense.weak;
        let mut senses = self.senses[value as usize].iter().filter(certain);
        senses.find_map(|sense| {
            let name = &self.lexicon.concept(sense.concepts[0]).name;
            name.strip_prefix("org:").map(str::to_string)
        })
    }

    pub(super) fn organisation(
        &mut self,
        id: &str,
        class: Option<Class>,
        (han, latin): (&str, &str),
        sure: bool,
        values: &[&str],
    ) {
        let bits = self.lexicon.weights.organisation_bits;
        let concept = self.concept(format!("org:{id}"), |concept| {
            concept.bits = bits;
            concept.class = class;
            concept.strong = sure;
            concept.has_han = !han.is_empty();
        });
        let given = |text: &str| Some(text).filter(|t| !t.is_empty()).map(Box::from);
        self.lexicon.organisations.entry(concept).or_insert_with(|| Organisation {
            concept,
            han: given(strength(han).0),
            latin: given(strength(latin).0),
            sure,
        });
        for value in values {
            let (text, weak) = strength(value);
            self.phrase(text, plain(SenseKind::Organisation, &[concept], weak));
        }
    }

    pub(super) fn groups(&mut self) -> Result<(), TableError> {
        let table = self.table("groups")?;
        let (member, parent) = (table.column("member")?, table.column("parent")?);
        for row in &table.rows {
            // A body may stand in both tables of names, under one id.
            let (id, parent) = (bare_id(row.cell(member)), bare_id(row.cell(parent)));
            for known in [&id, &parent] {
                let ids = ["brand", "org"].map(|space| format!("{space}:{known}"));
                if ids.iter().all(|id| self.concept_id(id).is_none()) {
                    let problem = format!("no brand or organisation has the id {known:?}");
                    return Err(table.error(row.line, problem));
                }
            }
            for space in ["brand", "org"] {
                if let Some(member) = self.concept_id(&format!("{space}:{id}")) {
                    let parents = self.lexicon.groups.entry(member).or_default();
                    parents.push(hash::text(Space::House, parent.chars()));
                }
            }
        }
        Ok(())
    }
}
