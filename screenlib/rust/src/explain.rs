//! Evidence for people: the parts of two names side by side, how each agrees, and its bits.
//!
//! The bits of all rows sum to the score.

use crate::evidence::{self, Agreement, Listed, Outcome, Verdict};
use crate::fold::Folded;
use crate::lexicon::Lexicon;
use crate::reading::{ElementKind, Origin, View, LONGEST_NAME};

/// One line of evidence.
#[derive(Clone, Debug)]
pub struct Row {
    /// stem, field, place, number, kind; or `name` for what concerns the whole.
    pub kind: &'static str,
    /// How the parts agree, or `conflict`, `extra`, `missing`, or the name of a flat term.
    pub level: &'static str,
    pub query: String,
    pub listed: String,
    pub bits: f32,
}

#[derive(Clone, Debug)]
pub struct Explanation {
    pub score: f32,
    pub probability: f32,
    pub verdict: Verdict,
    /// What the two names seem to be to each other when the verdict is affiliate.
    pub relation: Option<&'static str>,
    /// The names as compared: folded, or the other name that is known for them.
    pub query: Compared,
    pub listed: Compared,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug)]
pub struct Compared {
    pub text: String,
    /// given, bracket, known, weakly-known
    pub origin: &'static str,
}

fn compared(lexicon: &Lexicon, name: &str, view: &View) -> (Compared, Vec<char>) {
    let source = view.source.as_deref().unwrap_or(name);
    let mut folded = Folded::default();
    lexicon.folder.fold_into(source, LONGEST_NAME, &mut folded);
    let chars = folded.chars;
    let origin = match view.origin {
        Origin::Given => "given",
        Origin::Bracket => "bracket",
        Origin::Known => "known",
        Origin::WeaklyKnown => "weakly-known",
    };
    (Compared { text: chars.iter().collect(), origin }, chars)
}

/// The texts of some elements, in the order of the name; of a name that is taken as one thing, all.
fn texts(view: &View, chars: &[char], mask: u64) -> String {
    let mut spans: Vec<(u32, u32)> = view
        .elements
        .iter()
        .enumerate()
        .filter(|(at, _)| mask >> at & 1 == 1)
        .map(|(_, element)| element.span)
        .collect();
    spans.sort_unstable();
    let mut merged: Vec<(u32, u32)> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.0 <= last.1 => last.1 = last.1.max(span.1),
            _ => merged.push(span),
        }
    }
    let pieces: Vec<String> = merged
        .iter()
        .map(|(from, to)| {
            let (from, to) = (*from as usize, (*to as usize).min(chars.len()));
            chars[from.min(to)..to].iter().collect()
        })
        .collect();
    if mask != 0 && pieces.iter().all(String::is_empty) {
        return chars.iter().collect();
    }
    pieces.join(" ")
}

pub fn explain(
    lexicon: &Lexicon,
    (query_name, query): (&str, &View),
    (listed_name, beside): (&str, Listed),
) -> Explanation {
    let weights = &lexicon.weights;
    let mut agreements: Vec<Agreement> = Vec::new();
    let note = |agreement| agreements.push(agreement);
    let outcome = evidence::compare_noting(weights, query, beside, note);
    let listed = beside.view;
    let (query_text, query_chars) = compared(lexicon, query_name, query);
    let (listed_text, listed_chars) = compared(lexicon, listed_name, listed);
    let verdict = evidence::verdict(lexicon, query, listed, &outcome);
    let mut rows: Vec<Row> = agreements
        .iter()
        .map(|agreement| Row {
            kind: agreement.kind.name(),
            level: agreement.level.name(),
            query: texts(query, &query_chars, agreement.query),
            listed: texts(listed, &listed_chars, agreement.listed),
            bits: agreement.bits * evidence::factor(weights, agreement),
        })
        .collect();
    let left = |kind: ElementKind| {
        (
            texts(query, &query_chars, query.mask(kind) & !outcome.query_covered),
            texts(listed, &listed_chars, listed.mask(kind) & !outcome.listed_covered),
        )
    };
    for (name, bits) in outcome.features.terms(weights) {
        if let Some((kind, level)) = place_of(name) {
            let (q, l) = kind.map(left).unwrap_or_default();
            let (query, listed) = match level {
                "extra" => (q, String::new()),
                "missing" => (String::new(), l),
                "conflict" => (q, l),
                _ => (String::new(), String::new()),
            };
            let kind = kind.map_or("name", ElementKind::name);
            let same = rows.iter_mut().find(|row| row.kind == kind && row.level == level);
            match same {
                Some(row) if level == "conflict" => row.bits += bits,
                _ => rows.push(Row { kind, level, query, listed, bits }),
            }
        }
    }
    Explanation {
        score: outcome.score,
        probability: evidence::probability(weights, outcome.score),
        verdict,
        relation: (verdict == Verdict::Affiliate).then(|| relation(query, listed, &outcome)),
        query: query_text,
        listed: listed_text,
        rows,
    }
}

/// Where a term that is no agreement is shown: kind of part, and what it is.
fn place_of(term: &str) -> Option<(Option<ElementKind>, &'static str)> {
    use ElementKind as E;
    Some(match term {
        "conflict_han" | "conflict_sound" | "conflict_invented" | "conflict_latin" => {
            (Some(E::Stem), "conflict")
        }
        "conflict_field" => (Some(E::Field), "conflict"),
        "conflict_place" | "conflict_place_only" => (Some(E::Place), "conflict"),
        "extra_stem" => (Some(E::Stem), "extra"),
        "missing_stem" => (Some(E::Stem), "missing"),
        "extra_field" => (Some(E::Field), "extra"),
        "missing_field" => (Some(E::Field), "missing"),
        "extra_place" => (Some(E::Place), "extra"),
        "missing_place" => (Some(E::Place), "missing"),
        "extra_number" => (Some(E::Number), "extra"),
        "missing_number" => (Some(E::Number), "missing"),
        "extra_kind" => (Some(E::Kind), "extra"),
        "missing_kind" => (Some(E::Kind), "missing"),
        "conflict_number" => (Some(E::Number), "conflict"),
        "prior" => (None, "prior"),
        "full" => (None, "full"),
        "nearly_full" => (None, "nearly-full"),
        "query_full" => (None, "query-full"),
        "identical" => (None, "identical"),
        "nearly_identical" => (None, "nearly-identical"),
        "spelling" => (None, "spelt-alike"),
        "other_spelling" => (None, "spelt-otherwise"),
        "confirmed" => (None, "known-trade-name"),
        "conflict_category" => (None, "other-business"),
        "conflict_class" => (None, "other-kind"),
        "conflict_brand" => (None, "other-brand"),
        "conflict_organisation" => (None, "other-organisation"),
        "conflict_sister" => (None, "sister-organisation"),
        "stemless" => (None, "no-trade-name"),
        "bracket_view" => (None, "in-brackets"),
        "known_view" => (None, "known-name"),
        "weak_known_view" => (None, "ambiguous-name"),
        "weak_alias" => (None, "weak-alias"),
        "cross" => (None, "other-kind-of-part"),
        "initials" => (None, "initials"),
        _ => return None,
    })
}

/// The relation that the names suggest; ownership is not known from names.
fn relation(query: &View, listed: &View, outcome: &Outcome) -> &'static str {
    let f = &outcome.features;
    if outcome.one_group {
        return "same-group";
    }
    if query.branch && !listed.branch {
        "branch"
    } else if f.missing_number > 0.0 || f.missing_kind > 0.0 && query.classes == 0 {
        "parent"
    } else if f.conflict_number > 0.0 || f.conflict_place > 0.0 || f.conflict_field > 0.0 {
        "sister"
    } else if f.extra_place > 0.0 || f.extra_field > 0.0 || f.extra_stem > 0.0 {
        "subsidiary"
    } else {
        "same-trade-name"
    }
}
