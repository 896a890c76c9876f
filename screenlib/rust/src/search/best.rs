//! The best entities found so far, and what cannot come among them any more.

use super::Hit;
use crate::evidence::Verdict;
use std::cmp::Ordering;

/// Limits up to which the best are kept apart; beyond, nearly all that is found is asked for.
const MOST_KEPT: usize = 64;

/// By verdict, then score: greater is better.
pub(super) fn order(a: (Verdict, f32), b: (Verdict, f32)) -> Ordering {
    a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
}

pub(super) struct Best {
    limit: usize,
    /// Of each of the best entities its best, the best entity first.
    ranks: Vec<(Verdict, f32, u32)>,
}

impl Best {
    pub(super) fn new(limit: usize) -> Best {
        Best { limit, ranks: Vec::new() }
    }

    /// Whether so many candidates are worth putting in order.
    pub(super) fn has_use(&self, candidates: usize) -> bool {
        self.limit <= MOST_KEPT && candidates > self.limit
    }

    pub(super) fn note(&mut self, hit: &Hit) {
        if self.limit > MOST_KEPT {
            return;
        }
        let rank = (hit.verdict, hit.score);
        if let Some(at) = self.ranks.iter().position(|(_, _, entity)| *entity == hit.entity) {
            if order(rank, (self.ranks[at].0, self.ranks[at].1)) != Ordering::Greater {
                return;
            }
            self.ranks.remove(at);
        }
        let at = self.ranks.partition_point(|(verdict, score, _)| {
            order((*verdict, *score), rank) != Ordering::Less
        });
        self.ranks.insert(at, (hit.verdict, hit.score, hit.entity));
        self.ranks.truncate(self.limit);
    }

    /// What is worse than this cannot come among the best any more, since `limit` entities are found.
    /// What may be as good can: the order of equal ones is decided later.
    pub(super) fn floor(&self) -> Option<(Verdict, f32)> {
        let full = self.limit <= MOST_KEPT && self.ranks.len() >= self.limit;
        self.ranks.last().filter(|_| full).map(|(verdict, score, _)| (*verdict, *score))
    }
}
