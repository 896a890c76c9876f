"""Figures of quality, worked out by hand on a few items and by brute force on random ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import metrics
from benchmarks.metrics import Answered


def test_perfect_order_scores_one() -> None:
    scores, truths = [0.9, 0.8, 0.2, 0.1], [True, True, False, False]
    assert metrics.average_precision(scores, truths) == 1.0
    assert metrics.best_f1(scores, truths) == (1.0, 0.8)
    assert metrics.recall_at_false_positive_rate(scores, truths, 0.0) == 1.0


def test_one_false_item_between() -> None:
    scores, truths = [0.9, 0.5, 0.4], [True, False, True]
    assert metrics.average_precision(scores, truths) == pytest.approx((1 + 2 / 3) / 2)
    f1, threshold = metrics.best_f1(scores, truths)
    assert f1 == pytest.approx(0.8)
    assert threshold == 0.4
    assert metrics.recall_at_false_positive_rate(scores, truths, 0.0) == 0.5
    assert metrics.recall_at_false_positive_rate(scores, truths, 1.0) == 1.0


def test_ties_are_taken_together() -> None:
    assert metrics.average_precision([0.5, 0.5], [True, False]) == 0.5
    assert metrics.recall_at_false_positive_rate([0.5, 0.5], [True, False], 0.0) == 0.0


def test_nothing_true() -> None:
    assert metrics.average_precision([0.5], [False]) == 0.0
    assert metrics.best_f1([0.5], [False])[0] == 0.0


@given(
    st.lists(
        st.tuples(st.sampled_from([0.0, 0.2, 0.4, 0.6, 0.8]), st.booleans()),
        min_size=1,
        max_size=30,
    )
)
def test_best_f1_is_the_best_of_all_thresholds(items: list[tuple[float, bool]]) -> None:
    scores, truths = [s for s, _ in items], [t for _, t in items]

    def f1(threshold: float) -> float:
        right = sum(t for s, t in items if s >= threshold)
        shown = sum(s >= threshold for s in scores)
        return 2 * right / (shown + sum(truths)) if sum(truths) else 0.0

    assert metrics.best_f1(scores, truths)[0] == pytest.approx(max(f1(t) for t in scores))


def test_a_wrong_entity_is_a_false_positive_and_a_miss() -> None:
    answers = [
        Answered(score=0.9, right=True, meant=True),
        Answered(score=0.8, right=False, meant=True),
        Answered(score=0.1, right=False, meant=False),
    ]
    # At 0.9: one right, none wrong, one missed.
    f1, threshold = metrics.search_f1(answers)
    assert f1 == pytest.approx(2 / 3)
    assert threshold == 0.9


def test_recall_allows_the_share_of_false_positives() -> None:
    nobody = [Answered(score=place / 100, right=False, meant=False) for place in range(100)]
    found = Answered(score=0.985, right=True, meant=True)
    assert metrics.search_recall_at([found, *nobody], 0.0) == 0.0
    assert metrics.search_recall_at([found, *nobody], 0.01) == 1.0


def test_percentile_is_the_nearest_rank() -> None:
    assert metrics.percentile(range(100), 0.5) == 50
    assert metrics.percentile(range(100), 0.99) == 99
    assert metrics.percentile([], 0.5) == 0.0
