//! What a set of explained elements of a query comes to, whatever the listed name.
//!
//! Of the hundreds of views that a query finds, most explain one of a few sets.

use super::best::Rank;
use crate::evidence::Verdict;

/// Sets that are remembered.
const SLOTS: usize = 16;

/// What explaining just these elements of the query comes to.
#[derive(Clone, Copy)]
pub(super) struct Sums {
    pub(super) hit: u64,
    /// The most that any view can score.
    pub(super) most: f32,
    /// What is earned, less what all but trade names and fields cost.
    pub(super) score: f32,
    /// What fields cost.
    pub(super) field: f32,
    /// A trade name is explained, so that alike spelling forgives what is not.
    pub(super) named: bool,
    /// Earned besides where nothing of the listed trade name is left.
    pub(super) full: f32,
    /// The bits of the query that are left open, by kind.
    pub(super) open_stem: f32,
    pub(super) open_place: f32,
    pub(super) open_number: f32,
    pub(super) open_kind: f32,
    /// The most bits of a listed trade name and of listed places that are explained.
    pub(super) stem_cover: f32,
    pub(super) place_cover: f32,
    /// A place is explained.
    pub(super) placed: bool,
    /// So much of a trade name agrees that two trade names of the table are no two.
    pub(super) same_name: bool,
    /// Of views as such, and of those of the query's group.
    pub(super) needs: [Needs; 2],
}

/// Which pairs are wanted.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    /// All from this score on; without it, those that can have a verdict.
    pub(super) threshold: Option<f32>,
    /// None that come to less than this, since so many that are better are found as are asked for.
    pub(super) floor: Option<(Verdict, f32)>,
}

/// The scores from which a view can have each verdict, and be wanted.
#[derive(Clone, Copy)]
pub(super) struct Needs {
    matches: f32,
    review: f32,
    affiliate: f32,
    wanted: f32,
}

impl Needs {
    /// From the scores for a match, for review and for an affiliate.
    pub(super) fn new([matches, review, affiliate]: [f32; 3], wanted: &Wanted) -> Needs {
        let (floor, least) = wanted.floor.unwrap_or((Verdict::None, f32::NEG_INFINITY));
        let none = if wanted.threshold.is_some() { f32::NEG_INFINITY } else { f32::INFINITY };
        let each = [
            (Verdict::Match, matches),
            (Verdict::Review, review),
            (Verdict::Affiliate, affiliate),
            (Verdict::None, none),
        ];
        let from = each
            .into_iter()
            .filter(|(verdict, _)| *verdict >= floor)
            .map(|(verdict, from)| if verdict == floor { from.max(least) } else { from });
        let wanted =
            from.fold(f32::INFINITY, f32::min).max(wanted.threshold.unwrap_or(f32::NEG_INFINITY));
        Needs { matches, review, affiliate, wanted }
    }

    /// The best that a view of at most this score can be, if that is wanted.
    pub(super) fn most(&self, score: f32) -> Option<Rank> {
        let verdict = match score {
            _ if score < self.wanted => return None,
            _ if score >= self.matches => Verdict::Match,
            _ if score >= self.review => Verdict::Review,
            _ if score >= self.affiliate => Verdict::Affiliate,
            _ => Verdict::None,
        };
        Some(Rank::new(verdict, score))
    }
}

/// The sums of sets that were met last.
pub(super) struct Remembered([Option<Sums>; SLOTS]);

impl Remembered {
    pub(super) fn new() -> Remembered {
        Remembered([const { None }; SLOTS])
    }

    pub(super) fn get(&mut self, hit: u64, sum: impl FnOnce() -> Sums) -> &Sums {
        let slot = hit.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 60;
        let known = &mut self.0[slot as usize % SLOTS];
        if known.as_ref().is_some_and(|sums| sums.hit != hit) {
            *known = None;
        }
        known.get_or_insert_with(sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_follows_from_verdict_score_and_floor() {
        let needs = |threshold, floor| Needs::new([4.0, 0.0, -15.0], &Wanted { threshold, floor });
        let most = |score: f32, threshold, floor| needs(threshold, floor).most(score);
        let rank = |verdict, score| Some(Rank::new(verdict, score));
        assert_eq!(most(4.0, None, None), rank(Verdict::Match, 4.0));
        assert_eq!(most(-15.0, None, None), rank(Verdict::Affiliate, -15.0));
        assert_eq!(most(-15.1, None, None), None);
        assert_eq!(most(-15.1, Some(-20.0), None), rank(Verdict::None, -15.1));
        assert_eq!(most(-20.1, Some(-20.0), None), None);
        let review = Some((Verdict::Review, 2.0));
        assert_eq!(most(1.9, None, review), None);
        assert_eq!(most(2.0, None, review), rank(Verdict::Review, 2.0));
        assert_eq!(most(4.0, None, Some((Verdict::Match, 5.0))), None);
        assert_eq!(
            most(-1.0, None, Some((Verdict::Affiliate, -3.0))),
            rank(Verdict::Affiliate, -1.0)
        );
        assert_eq!(most(-4.0, None, Some((Verdict::Affiliate, -3.0))), None);
        assert_eq!(most(1.0, Some(2.0), review), None);
    }

    #[test]
    fn a_view_of_the_group_is_an_affiliate_whatever_it_scores() {
        let wanted = |floor| Wanted { threshold: None, floor };
        let needs = |floor| Needs::new([4.0, 0.0, f32::NEG_INFINITY], &wanted(floor));
        assert_eq!(needs(None).most(-90.0), Some(Rank::new(Verdict::Affiliate, -90.0)));
        assert_eq!(needs(Some((Verdict::Affiliate, -50.0))).most(-90.0), None);
    }
}
