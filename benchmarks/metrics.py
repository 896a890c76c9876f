"""Figures of quality, from scores and labels. Pure functions; higher scores mean "more likely the
same".

Definitions. *Average precision*: mean of the precision at the rank of every true item, items ranked
by score, tied items counted together (the average over their orders is approximated by their common
threshold, as scikit-learn does). *Best F1*: the largest F1 over all thresholds. *Recall at a
false-positive rate r*: the largest share of true items at or above a threshold that at most a share
r of the false items reaches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen


@frozen
class Answered:
    """One search query in the light of its right answer.

    ``score`` is that of the first hit (0 when there was none), ``right`` whether it is the entity
    meant, ``meant`` whether any entity of the list was meant at all. ``level``: whether the entity
    meant is the first hit or has the same score: of two parties with one name neither is wrong.
    """

    score: float
    right: bool
    meant: bool
    level: bool = False


def _steps(scores: Sequence[float], truths: Sequence[bool]) -> list[tuple[float, int, int]]:
    """(threshold, true items at or above it, false items at or above it), from the highest score
    down.
    """
    ordered = sorted(zip(scores, truths, strict=True), key=lambda pair: -pair[0])
    steps: list[tuple[float, int, int]] = []
    true_so_far = false_so_far = 0
    for position, (score, truth) in enumerate(ordered):
        true_so_far += truth
        false_so_far += not truth
        if position + 1 == len(ordered) or ordered[position + 1][0] != score:
            steps.append((score, true_so_far, false_so_far))
    return steps


def average_precision(scores: Sequence[float], truths: Sequence[bool]) -> float:
    """Area under the precision-recall steps; 0 when nothing is true."""
    total = sum(truths)
    area, before = 0.0, 0
    for _, true_items, false_items in _steps(scores, truths):
        area += (true_items - before) * true_items / (true_items + false_items)
        before = true_items
    return area / total if total else 0.0


def best_f1(scores: Sequence[float], truths: Sequence[bool]) -> tuple[float, float]:
    """(best F1, the threshold that reaches it)."""
    total = sum(truths)
    best, at = 0.0, 0.0
    for score, true_items, false_items in _steps(scores, truths):
        f1 = 2 * true_items / (true_items + false_items + total) if total else 0.0
        if f1 > best:
            best, at = f1, score
    return best, at


def recall_at_false_positive_rate(
    scores: Sequence[float], truths: Sequence[bool], rate: float
) -> float:
    """Share of the true items found at the lowest threshold that keeps false items within
    ``rate``.
    """
    total_true = sum(truths)
    total_false = len(truths) - total_true
    found = 0
    for _, true_items, false_items in _steps(scores, truths):
        if false_items > rate * total_false:
            break
        found = true_items
    return found / total_true if total_true else 0.0


def search_f1(answers: Sequence[Answered]) -> tuple[float, float]:
    """(best F1, threshold) of a search: a wrong entity at or above the threshold is a false
    positive, and a query whose entity was not returned first at or above it is a miss.
    """
    meant = sum(answer.meant for answer in answers)
    best, at = 0.0, 0.0
    for score, right, wrong in _steps([a.score for a in answers], [a.right for a in answers]):
        if score <= 0.0:
            break
        f1 = 2 * right / (right + wrong + meant) if meant else 0.0
        if f1 > best:
            best, at = f1, score
    return best, at


def search_recall_at(answers: Sequence[Answered], rate: float) -> float:
    """Share of meant queries answered rightly at the lowest threshold that at most ``rate`` of the
    queries that mean nobody on the list reach.
    """
    nobody = sorted((a.score for a in answers if not a.meant), reverse=True)
    meant = [a for a in answers if a.meant]
    if not meant:
        return 0.0
    allowed = int(rate * len(nobody))
    bar = nobody[allowed] if allowed < len(nobody) else 0.0
    return sum(a.right and a.score > bar for a in meant) / len(meant)


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which ``share`` of the values lie (nearest rank); 0 of nothing."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def share(part: int, whole: int) -> float:
    """``part / whole``, and 0 of nothing."""
    return part / whole if whole else 0.0
