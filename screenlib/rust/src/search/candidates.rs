//! Which listed views may be wanted, the most promising first.

use super::bounds::{Bounds, Wanted};
use super::{is_other, Searcher};
use crate::evidence::Verdict;
use crate::index::{Found, Index};
use crate::lexicon::Lexicon;
use crate::reading::{Reading, View};

/// A listed view, and the most that it can come to: verdict, then score.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) view: u32,
    pub(super) most: (Verdict, f32),
}

impl Searcher {
    /// Leave in `candidates` the views that are the query letter by letter or nearly, which no bound
    /// is kept for.
    pub(super) fn choose_same(&mut self, view: &View, met: &[[Found; 2]]) {
        self.candidates.clear();
        let keys = view.keys.iter().zip(met).filter(|(key, _)| key.attribute.is_whole());
        for (_, meets) in keys {
            let most = (Verdict::Match, f32::INFINITY);
            let views = meets[0].views.iter();
            self.candidates.extend(views.map(|view| Candidate { view: *view, most }));
        }
        self.merge();
    }

    /// Leave in `candidates` every other view that may be wanted, and may be as good as `floor`.
    pub(super) fn choose(
        &mut self,
        lexicon: &Lexicon,
        index: &Index,
        (query, view): (&Reading, &View),
        met: &[[Found; 2]],
        wanted: Wanted,
    ) {
        self.candidates.clear();
        let bounds = Bounds::new(lexicon, view, met, wanted);
        self.gather(index, (query, view), met, &bounds);
        self.add_group(view, met, &bounds);
    }

    /// The views that explain an essential element and whose bound is wanted.
    fn gather(
        &mut self,
        index: &Index,
        (query, view): (&Reading, &View),
        met: &[[Found; 2]],
        bounds: &Bounds,
    ) {
        let essential = bounds.essential();
        if essential == 0 {
            return;
        }
        self.found.resize(index.views.len(), 0);
        self.touched.clear();
        for (key, meets) in view.keys.iter().zip(met) {
            if key.mask & essential == 0 || !key.attribute.is_part() {
                continue;
            }
            for number in meets.iter().flat_map(|found| found.views) {
                let found = &mut self.found[*number as usize];
                if *found == 0 {
                    self.touched.push(*number);
                }
                *found |= key.mask;
            }
        }
        for number in &self.touched {
            let found = std::mem::take(&mut self.found[*number as usize]);
            let listed = &index.outlines[*number as usize];
            if !listed.may_be_compared(view) {
                continue;
            }
            let hit = found | bounds.may_explain(&listed.signature);
            let other = || is_other(query, &index.views[*number as usize]);
            if let Some(most) = bounds.most_of(hit, listed, other) {
                self.candidates.push(Candidate { view: *number, most });
            }
        }
    }

    /// Add the views of the same group, which are shown whatever they score.
    fn add_group(&mut self, view: &View, met: &[[Found; 2]], bounds: &Bounds) {
        let most = (Verdict::Affiliate, bounds.most_unwanted());
        if bounds.is_beyond(most) {
            return;
        }
        let chosen = self.candidates.len();
        for (_, meets) in view.keys.iter().zip(met).filter(|(key, _)| key.attribute.is_group()) {
            let views = meets[0].views.iter();
            self.candidates.extend(views.map(|view| Candidate { view: *view, most }));
        }
        if self.candidates.len() > chosen {
            self.merge();
        }
    }

    /// Of a view that was found in several ways, the most of verdict and score.
    fn merge(&mut self) {
        self.candidates.sort_unstable_by_key(|candidate| candidate.view);
        self.candidates.dedup_by(|next, kept| {
            let same = next.view == kept.view;
            if same {
                kept.most.0 = kept.most.0.max(next.most.0);
                kept.most.1 = kept.most.1.max(next.most.1);
            }
            same
        });
    }
}
