//! The matching core of screenlib: from a company name to listed entities with evidence.
//!
//! fold -> reading (tokens, parts, views) -> evidence -> index -> search. The modules are plain
//! Rust over bytes and text; only `python` knows of Python.

#![forbid(unsafe_code)]

mod charmap;
pub mod deletions;
pub mod evidence;
pub mod explain;
pub mod fifths;
pub mod filed;
pub mod filter;
pub mod flat;
pub mod fold;
pub mod fronts;
pub mod fuzzy;

pub mod hash;
pub mod index;
pub mod lexicon;
mod outline;
pub mod pair;
pub mod pinyin;
pub mod postings;
#[cfg(feature = "python")]
mod python;
pub mod reading;
pub mod search;
pub mod store;
mod syllables;
pub mod table;
pub mod trie;
pub mod weights;
