//! The order of hits: by verdict and score, and between equal ones by number.

use super::Hit;
use std::cmp::Ordering;

/// One hit per entity, its best; the best entities first, and no more than `limit`.
pub(super) fn finish(mut found: Vec<Hit>, limit: usize) -> Vec<Hit> {
    if found.len() > 1 {
        let names = |a: &Hit, b: &Hit| rank(a, b).then(a.name.cmp(&b.name));
        found.sort_unstable_by(|a, b| a.entity.cmp(&b.entity).then_with(|| names(a, b)));
        found.dedup_by_key(|hit| hit.entity);
        found.sort_unstable_by(|a, b| names(a, b).then(a.entity.cmp(&b.entity)));
    }
    found.truncate(limit);
    found
}

fn rank(a: &Hit, b: &Hit) -> Ordering {
    b.verdict.cmp(&a.verdict).then(b.score.total_cmp(&a.score))
}
