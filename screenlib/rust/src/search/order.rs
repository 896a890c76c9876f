//! The order of hits: by verdict and score; of equal ones, for a query in Latin letters, a party's
//! first name before what is another name of a party, then the one nearer in length; then by
//! number.

use super::{Hit, Query};
use crate::index::Index;
use std::cmp::Ordering;

/// One hit per entity, its best; the best entities first, and no more than `limit`.
pub(super) fn finish(index: &Index, query: &Query, mut found: Vec<Hit>, limit: usize) -> Vec<Hit> {
    if found.len() > 1 {
        let names = |a: &Hit, b: &Hit| rank(a, b).then(a.name.cmp(&b.name));
        found.sort_unstable_by(|a, b| a.entity.cmp(&b.entity).then_with(|| names(a, b)));
        found.dedup_by_key(|hit| hit.entity);
        found.sort_unstable_by(|a, b| {
            rank(a, b).then_with(|| of_equals(index, query, a).cmp(&of_equals(index, query, b)))
        });
    }
    found.truncate(limit);
    found
}

/// The order of names that are equally near: a query may be the one as well as the other. Of names
/// in other letters neither which is the first nor their length tells anything.
fn of_equals(index: &Index, query: &Query, hit: &Hit) -> (bool, usize, u32) {
    let Some(letters) = query.letters() else { return (false, 0, hit.name) };
    let text = &index.names[hit.name as usize].text;
    let of_listed = text.chars().filter(|c| c.is_alphanumeric()).count();
    (!index.is_first(hit.name), of_listed.abs_diff(letters), hit.name)
}

fn rank(a: &Hit, b: &Hit) -> Ordering {
    b.verdict.cmp(&a.verdict).then(b.score.total_cmp(&a.score))
}
