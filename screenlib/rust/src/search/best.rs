//! The best entities found so far, and what cannot come among them any more.

use super::Hit;
use crate::evidence::Verdict;
use smallvec::SmallVec;

/// Limits up to which the best are kept apart; beyond, nearly all that is found is asked for.
const MOST_KEPT: usize = 64;

/// A verdict, then a score, as one number: greater is better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Rank(u64);

impl Rank {
    pub(super) fn new(verdict: Verdict, score: f32) -> Rank {
        // As `f32::total_cmp` orders them: the bits of what is below zero count downwards.
        let bits = score.to_bits();
        let ordered = if bits >> 31 == 1 { !bits } else { bits | 1 << 31 };
        Rank((verdict as u64) << 32 | u64::from(ordered))
    }

    pub(super) fn of(hit: &Hit) -> Rank {
        Rank::new(hit.verdict, hit.score)
    }
}

pub(super) struct Best {
    limit: usize,
    /// Of each of the best entities its best, the best entity first.
    hits: SmallVec<[Hit; 4]>,
}

impl Best {
    pub(super) fn new(limit: usize) -> Best {
        Best { limit, hits: SmallVec::new() }
    }

    /// Whether the best are kept apart.
    pub(super) fn are_kept(&self) -> bool {
        self.limit <= MOST_KEPT
    }

    pub(super) fn note(&mut self, hit: &Hit) {
        if !self.are_kept() {
            return;
        }
        let rank = Rank::of(hit);
        if let Some(at) = self.hits.iter().position(|known| known.entity == hit.entity) {
            if rank <= Rank::of(&self.hits[at]) {
                return;
            }
            self.hits.remove(at);
        }
        let at = self.hits.partition_point(|known| Rank::of(known) >= rank);
        self.hits.insert(at, *hit);
        self.hits.truncate(self.limit);
    }

    /// Is a better name of this entity than one of at most so much known already?
    pub(super) fn has_better(&self, entity: u32, most: Rank) -> bool {
        self.hits.iter().any(|known| known.entity == entity && Rank::of(known) > most)
    }

    /// What is worse than this cannot come among the best any more, since `limit` entities are
    /// found. What may be as good can: the order of equal ones is decided later.
    pub(super) fn floor(&self) -> Option<&Hit> {
        let full = self.are_kept() && self.hits.len() >= self.limit;
        self.hits.last().filter(|_| full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_ordered_by_verdict_then_score() {
        let scores = [f32::NEG_INFINITY, -30.5, -0.1, -0.0, 0.0, 0.1, 12.0, f32::INFINITY];
        let verdicts = [Verdict::None, Verdict::Affiliate, Verdict::Review, Verdict::Match];
        let pairs: Vec<_> = verdicts.iter().flat_map(|v| scores.map(|s| (*v, s))).collect();
        for pair in pairs.windows(2) {
            let [a, b] = [pair[0], pair[1]].map(|(verdict, score)| Rank::new(verdict, score));
            assert!(a < b, "{pair:?}");
        }
    }
}
