//! The order of hits: by verdict and score, and between equal ones by their letters.

use super::Hit;
use crate::index::Index;
use crate::reading::Reading;
use std::cmp::Ordering;

/// Hits of one score that are put in order by their letters; of more the first are as good as any.
const MOST_TIED: usize = 64;

/// One hit per entity, its best; the best entities first, and no more than `limit`.
pub(super) fn finish(
    index: &Index,
    reading: &Reading,
    mut found: Vec<Hit>,
    limit: usize,
) -> Vec<Hit> {
    if found.len() > 1 {
        let names = |a: &Hit, b: &Hit| rank(a, b).then(a.name.cmp(&b.name));
        found.sort_unstable_by(|a, b| a.entity.cmp(&b.entity).then_with(|| names(a, b)));
        found.dedup_by_key(|hit| hit.entity);
        found.sort_unstable_by(|a, b| names(a, b).then(a.entity.cmp(&b.entity)));
        order_tied(index, reading, &mut found, limit);
    }
    found.truncate(limit);
    found
}

fn rank(a: &Hit, b: &Hit) -> Ordering {
    b.verdict.cmp(&a.verdict).then(b.score.total_cmp(&a.score))
}

/// Names that agree as much in what they say may still differ in their letters, as in the legal
/// form: between equal ones the nearer in letters comes first. It changes no score.
fn order_tied(index: &Index, reading: &Reading, found: &mut [Hit], limit: usize) {
    let Some(query) = reading.views.first().and_then(|view| view.whole.as_deref()) else { return };
    let mut before = 0;
    for tied in found.chunk_by_mut(|a, b| rank(a, b) == Ordering::Equal) {
        if before >= limit {
            return;
        }
        before += tied.len();
        if (2..=MOST_TIED).contains(&tied.len()) {
            tied.sort_by_cached_key(|hit| std::cmp::Reverse(index.letters_shared(query, hit.name)));
        }
    }
}
