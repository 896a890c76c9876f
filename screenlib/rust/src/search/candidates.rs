//! Which listed views may be wanted, the most promising first.

use super::best::Rank;
use super::bounds::Bounds;
use super::gains::origins;
use super::query::Query;
use super::sums::{Remembered, Wanted};
use super::{is_other, Searcher};
use crate::evidence::Verdict;
use crate::index::{Found, Index};
use crate::lexicon::Lexicon;
use crate::reading::View;

/// A listed view, and the most that it can come to: verdict, then score.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) view: u32,
    pub(super) most: Rank,
}

impl Searcher {
    /// Leave in `candidates` the views that are the query letter by letter or nearly, which no
    /// bound is kept for.
    pub(super) fn choose_same(&mut self, view: &View, met: &[[Found; 2]]) {
        self.candidates.clear();
        let keys = view.keys.iter().zip(met).filter(|(key, _)| key.attribute.is_whole());
        for (_, meets) in keys {
            let most = Rank::new(Verdict::Match, f32::INFINITY);
            let views = meets[0].views.iter();
            self.candidates.extend(views.map(|view| Candidate { view: *view, most }));
        }
        self.candidates.sort_unstable_by_key(|candidate| candidate.view);
        self.candidates.dedup_by_key(|candidate| candidate.view);
    }

    /// Leave in `candidates` every other view that may be wanted, and may be as good as `floor`:
    /// those that explain an essential element, and those of the same group, which are shown
    /// whatever they score.
    pub(super) fn choose(
        &mut self,
        lexicon: &Lexicon,
        index: &Index,
        (query, view): (&Query, &View),
        met: &[[Found; 2]],
        wanted: Wanted,
    ) {
        self.candidates.clear();
        let origins = *self.origins.get_or_insert_with(|| origins(&lexicon.weights));
        let mut bounds = Bounds::new(lexicon, view, met, (wanted, origins));
        self.gather(index, view, met, bounds.essential());
        self.group.clear();
        if bounds.group_wanted() {
            self.find_group(view, met);
        }
        if self.touched.is_empty() && self.group.is_empty() {
            return;
        }
        bounds.spell(query);
        let mut remembered = Remembered::new();
        // What is taken for its group is not met again among what was touched.
        for (numbers, of_group) in [(&self.group, true), (&self.touched, false)] {
            for number in numbers.iter().copied() {
                let found = std::mem::take(&mut self.found[number as usize]);
                let listed = &index.outlines[number as usize];
                if found == 0 && !of_group || !listed.may_be_compared(view) {
                    continue;
                }
                let hit = found | bounds.may_explain(&listed.signature);
                let other = || is_other(&query.reading, &index.views[number as usize]);
                let sums = remembered.get(hit, || bounds.sums(hit));
                if let Some(most) = bounds.most_of(sums, listed, other, of_group) {
                    self.candidates.push(Candidate { view: number, most });
                }
            }
        }
    }

    /// Note for each view that explains an essential element which elements led to it.
    fn gather(&mut self, index: &Index, view: &View, met: &[[Found; 2]], essential: u64) {
        self.found.resize(index.views.len(), 0);
        self.touched.clear();
        let mut count = 0;
        for (key, meets) in view.keys.iter().zip(met) {
            if key.mask & essential == 0 || !key.attribute.is_part() {
                continue;
            }
            for views in meets.iter().map(|found| found.views) {
                // All are noted, and what was there before is written over: whether it was cannot
                // be foreseen.
                self.touched.resize(count + views.len(), 0);
                for number in views {
                    let found = &mut self.found[*number as usize];
                    self.touched[count] = *number;
                    count += usize::from(*found == 0);
                    *found |= key.mask;
                }
            }
        }
        self.touched.truncate(count);
    }

    /// Put into `group` the views of the same group, each once.
    fn find_group(&mut self, view: &View, met: &[[Found; 2]]) {
        for (_, meets) in view.keys.iter().zip(met).filter(|(key, _)| key.attribute.is_group()) {
            self.group.extend(meets[0].views);
        }
        self.group.sort_unstable();
        self.group.dedup();
    }
}
