//! Reading the knowledge tables: tab-separated text with `#` comment lines and one header row.
//!
//! In: the bytes of one table and its name. Out: rows by column name. Refuses text that is not
//! UTF-8, rows of another width than the header, and a missing column, each with table and line.

use std::fmt;

/// What is wrong with a table, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableError {
    pub table: String,
    pub line: usize,
    pub problem: String,
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "lexicon table {}, line {}: {}", self.table, self.line, self.problem)
    }
}

impl std::error::Error for TableError {}

/// A parsed table: rows of cells, each with its line number.
pub struct Table<'a> {
    name: String,
    columns: Vec<&'a str>,
    pub rows: Vec<Row<'a>>,
}

pub struct Row<'a> {
    pub line: usize,
    cells: Vec<&'a str>,
}

impl<'a> Row<'a> {
    pub fn cell(&self, column: usize) -> &'a str {
        self.cells[column]
    }
    /// The parts of a multi-valued cell, without the empty ones.
    pub fn values(&self, column: usize) -> impl Iterator<Item = &'a str> {
        self.cells[column].split('|').map(str::trim).filter(|value| !value.is_empty())
    }
}

impl<'a> Table<'a> {
    pub fn parse(name: &str, bytes: &'a [u8]) -> Result<Self, TableError> {
        let fail =
            |line: usize, problem: String| TableError { table: name.to_string(), line, problem };
        let text = std::str::from_utf8(bytes)
            .map_err(|error| fail(0, format!("not UTF-8 at byte {}", error.valid_up_to())))?;
        let mut columns: Vec<&str> = Vec::new();
        let mut rows = Vec::new();
        for (number, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let cells: Vec<&str> = line.split('\t').collect();
            if columns.is_empty() {
                columns = cells;
                continue;
            }
            if cells.len() != columns.len() {
                let problem = format!("{} cells, the header has {}", cells.len(), columns.len());
                return Err(fail(number + 1, problem));
            }
            rows.push(Row { line: number + 1, cells });
        }
        if columns.is_empty() {
            return Err(fail(1, "no header row".to_string()));
        }
        Ok(Table { name: name.to_string(), columns, rows })
    }

    pub fn column(&self, wanted: &str) -> Result<usize, TableError> {
        self.columns
            .iter()
            .position(|column| *column == wanted)
            .ok_or_else(|| self.error(1, format!("no column {wanted:?}")))
    }

    pub fn error(&self, line: usize, problem: String) -> TableError {
        TableError { table: self.name.clone(), line, problem }
    }
}

/// A value and whether the table marks it as ambiguous with a trailing `?`.
pub fn strength(value: &str) -> (&str, bool) {
    match value.strip_suffix('?') {
        Some(plain) => (plain.trim_end(), true),
        None => (value, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_rows_and_refuses_a_short_one() {
        let table = Table::parse("t", b"# note\na\tb\n1\t2|3\n").unwrap();
        assert_eq!(
            table.rows[0].values(table.column("b").unwrap()).collect::<Vec<_>>(),
            ["2", "3"]
        );
        let error = Table::parse("t", b"a\tb\n1\n").err().unwrap();
        assert_eq!((error.line, error.table.as_str()), (2, "t"));
    }
}
