//! The scoring weights, read from lexicon/weights.tsv: one row per weight, with its reason.
//!
//! The index is exact only if agreement never counts against a match and disagreement never for
//! one, so a weight of the wrong sign is refused.

use crate::table::{Table, TableError};

macro_rules! weights {
    ($($(#[$doc:meta])* $name:ident: $sign:ident),* $(,)?) => {
        /// Bits, or bits per bit of evidence; see lexicon/weights.tsv for each one's reason.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Weights { $($(#[$doc])* pub $name: f32),* }

        impl Weights {
            pub fn parse(bytes: &[u8]) -> Result<Self, TableError> {
                let table = Table::parse("weights", bytes)?;
                let (name, value) = (table.column("name")?, table.column("value")?);
                table.column("reason")?;
                let mut out = Weights::default();
                let mut seen: Vec<&str> = Vec::new();
                for row in &table.rows {
                    let number: f32 = row.cell(value).parse().map_err(|_| {
                        table.error(row.line, format!("{:?} is not a number", row.cell(value)))
                    })?;
                    match row.cell(name) {
                        $(stringify!($name) => {
                            if !Sign::$sign.allows(number) {
                                let problem = format!("{} must be {}", row.cell(name), Sign::$sign.words());
                                return Err(table.error(row.line, problem));
                            }
                            out.$name = number;
                        })*
                        other => return Err(table.error(row.line, format!("unknown weight {other:?}"))),
                    }
                    seen.push(row.cell(name));
                }
                $(if !seen.contains(&stringify!($name)) {
                    return Err(table.error(0, concat!("no row for ", stringify!($name)).to_string()));
                })*
                Ok(out)
            }
        }
    };
}

enum Sign {
    Plus,
    Minus,
    Share,
    Any,
}

impl Sign {
    fn allows(&self, value: f32) -> bool {
        value.is_finite()
            && match self {
                Sign::Plus => value >= 0.0,
                Sign::Minus => value <= 0.0,
                Sign::Share => (0.0..=1.0).contains(&value),
                Sign::Any => true,
            }
    }
    fn words(&self) -> &'static str {
        match self {
            Sign::Plus => "zero or more",
            Sign::Minus => "zero or less",
            Sign::Share => "between 0 and 1",
            Sign::Any => "a finite number",
        }
    }
}

weights! {
    // Surprise of what no table counts.
    rare_word_bits: Plus, bits_per_letter: Plus, rare_han_bits: Plus, brand_bits: Plus,
    organisation_bits: Plus, stem_cap: Plus,
    // Agreement, per bit.
    text: Plus, concept: Plus, sound: Plus, echo: Plus, homophone: Plus, loose: Plus, near: Plus, far: Plus,
    cut: Plus, initials: Plus, field: Plus, place: Plus, contained: Plus, number: Plus, kind: Plus,
    cross: Plus,
    // Agreement, flat.
    full: Plus, nearly_full: Plus, query_full: Plus, identical: Plus, nearly_identical: Plus, confirmed: Plus,
    spelling: Plus, other_spelling: Minus,
    // What alike spelling takes away of disagreement, as a share.
    forgiven: Share, forgiven_missing: Share,
    // Conflict, per bit.
    conflict_han: Minus, conflict_sound: Minus, conflict_invented: Minus, conflict_latin: Minus,
    conflict_field: Minus, conflict_category: Minus, conflict_place: Minus,
    conflict_place_only: Minus,
    // Conflict, flat.
    conflict_number: Minus, conflict_class: Minus, conflict_brand: Minus,
    conflict_organisation: Minus, conflict_sister: Minus,
    // What one side leaves out, per bit.
    extra_stem: Minus, missing_stem: Minus, extra_field: Minus, missing_field: Minus,
    extra_place: Minus, missing_place: Minus, extra_number: Minus, missing_number: Minus,
    extra_kind: Minus, missing_kind: Minus, stemless: Minus,
    // Views and names.
    bracket_view: Minus, known_view: Minus, weak_known_view: Minus, weak_alias: Minus,
    // From bits to probability and verdicts.
    prior: Any, slope: Plus, match_threshold: Plus, review_threshold: Plus,
    affiliate_stem_bits: Plus, affiliate_score: Any, affiliate_house_score: Any,
    affiliate_weak_score: Any,
    alone_score: Any,
    alone_misspelt_score: Any,
}
