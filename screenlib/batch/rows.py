"""From an answer to the cells that a batch adds to a row.

In: a `ScreeningResult`, and what was wrong with the row it belongs to. Out: one tuple of text for
each output row, in the order of `columns.RESULT_COLUMNS`. Promises: a damaged row is never "none":
when its legible name is no hit, it is "empty" with the damage as the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from screenlib.decisions import is_cleared
from screenlib.explain import summary
from screenlib.results import PROBABILITY_DIGITS

if TYPE_CHECKING:
    from screenlib.results import Coverage, Hit, ScreeningResult

RowsMode = Literal["best", "hits"]

Cells = tuple[str, ...]

_KEPT = 100


class RowWriter:
    """Makes the added cells; knows the coverage, which is the same for all rows of a run."""

    def __init__(self, coverage: Coverage, mode: RowsMode = "best") -> None:
        self._mode = mode
        lists = [part for part in coverage.lists if not part.error]
        self._list = "; ".join(part.list_id for part in lists)
        self._version = "; ".join(str(part.date or "") for part in lists)
        self._gaps = " ".join(coverage.gaps)
        self._without_hit: dict[tuple[str, str], list[Cells]] = {}

    def verdict(self, result: ScreeningResult, fault: str) -> str:
        """The verdict that stands in the row."""
        return "empty" if fault and not result.is_alert else result.verdict

    def cells(self, result: ScreeningResult, fault: str) -> list[Cells]:
        """The added cells: one tuple, or one for each hit.

        A hit that was decided as false is there with its decision, under the verdict "none".
        """
        if result.hits:
            hits = result.hits if self._mode == "hits" else result.hits[:1]
            return [self._of_hit(hit, result.reason, fault) for hit in hits]
        # Most rows of a file say the same: nothing found.
        key = (result.verdict, result.reason)
        known = None if fault else self._without_hit.get(key)
        if known is None:
            reasons = (f"row not readable: {fault}" if fault else "", result.reason, self._gaps)
            reason = "; ".join(dict.fromkeys(reason for reason in reasons if reason))
            verdict = self.verdict(result, fault)
            known = [(verdict, "", "", "", "", "", self._list, self._version, "", reason)]
            if not fault and len(self._without_hit) < _KEPT:
                self._without_hit[key] = known
        return known

    def _of_hit(self, hit: Hit, reason: str, fault: str) -> Cells:
        reasons = (
            f"row damaged: {fault}" if fault else "",
            "" if is_cleared(hit) else reason,
            f"decided: {hit.decision}" if hit.decision else "",
            hit.reason,
            summary(hit),
        )
        return (
            "none" if is_cleared(hit) else hit.verdict,
            "" if hit.matched_kind == "address" else f"{hit.probability:.{PROBABILITY_DIGITS}f}",
            hit.entity.id,
            hit.entity.name,
            hit.matched_name,
            hit.status,
            hit.list_id,
            str(hit.list_date or ""),
            hit.citation,
            "; ".join(reason for reason in reasons if reason),
        )
