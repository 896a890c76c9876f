"""What a report holds, whatever it is written as.

In: the answers of a run, one by one. Out: a `ReportContent`: the counts, the answers that somebody
has to look at (gravest first), the names that were not screened, and what was searched, with the
ages of the lists on the day of the run. Memory grows with the alerts, not with the run.
"""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from screenlib.results import VERDICTS, Coverage, Fingerprint, ScreeningResult

SCHEMA_VERSION = 1
MOST_EMPTY = 1000
"""How many names that were not screened are listed; all are counted."""


@attrs.frozen(slots=True)
class Item:
    """One answer with hits.

    `row` counts the names from 1; `party` is the customer's id, if any; `fault` says what is wrong
    with the row.
    """

    row: int
    result: ScreeningResult
    party: str = ""
    fault: str = ""


@attrs.frozen(slots=True)
class NotScreened:
    """A name that was not screened, and why."""

    row: int
    query: str
    reason: str


@attrs.frozen(slots=True)
class ListAge:
    """How old a list was on the day of the run. `stale` when it is older than its limit."""

    version: str
    days: int | None
    stale: bool


@attrs.frozen(slots=True)
class ReportContent:
    """A report. `items` are sorted: open before decided, then by verdict, then by probability."""

    title: str
    source: str
    by: str
    time: datetime.datetime
    counts: dict[str, int]
    items: tuple[Item, ...]
    not_screened: tuple[NotScreened, ...]
    coverage: Coverage
    fingerprint: Fingerprint

    @property
    def rows(self) -> int:
        """How many names the run had."""
        return sum(self.counts.values())

    @property
    def ages(self) -> tuple[ListAge, ...]:
        """The ages of the lists that were searched."""
        ages = []
        for part in self.coverage.lists:
            if part.error:
                continue
            today = self.time.date()
            ages.append(ListAge(part.version, part.age_days(today), part.is_stale(today)))
        return tuple(ages)

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "schema": SCHEMA_VERSION,
            "title": self.title,
            "source": self.source,
            "by": self.by,
            "time": self.time.isoformat(timespec="seconds"),
            "rows": self.rows,
            "counts": {verdict: self.counts.get(verdict, 0) for verdict in VERDICTS},
            "lists": [attrs.asdict(age) for age in self.ages],
            "items": [
                {
                    "row": item.row,
                    "party": item.party,
                    "fault": item.fault,
                    **_answer(item.result),
                }
                for item in self.items
            ],
            "not_screened": [attrs.asdict(name) for name in self.not_screened],
            "coverage": self.coverage.to_dict(),
            "fingerprint": self.fingerprint.to_dict(),
        }


class ReportBuilder:
    """Takes the answers of a run, and makes the content of its report."""

    def __init__(self, *, title: str = "", source: str = "", by: str = "") -> None:
        self._title = title or "Screening report"
        self._source = source
        self._by = by
        self._counts: dict[str, int] = dict.fromkeys(map(str, VERDICTS), 0)
        self._items: list[Item] = []
        self._not_screened: list[NotScreened] = []
        self._rows = 0

    def add(
        self,
        result: ScreeningResult,
        *,
        verdict: str | None = None,
        fault: str = "",
        party: str = "",
    ) -> bool:
        """The next answer; whether it is one that the report shows.

        A batch gives the `verdict` of the row, what is wrong with it, and the customer's id.
        """
        self._rows += 1
        verdict = verdict or result.verdict
        self._counts[verdict] += 1
        if result.hits:
            self._items.append(Item(self._rows, result, party, fault))
            return True
        if verdict == "empty" and len(self._not_screened) < MOST_EMPTY:
            reason = fault or result.reason
            self._not_screened.append(NotScreened(self._rows, result.query, reason))
            return True
        return False

    def skip_to(self, row: int, counts: dict[str, int] | None = None) -> None:
        """Go on behind `row`, as a run does that is resumed; `counts` are those of all rows."""
        self._rows = row
        if counts is not None:
            self._counts = dict(counts)

    def content(
        self,
        coverage: Coverage,
        fingerprint: Fingerprint,
        *,
        now: datetime.datetime | None = None,
    ) -> ReportContent:
        """The report of all answers so far; `now` is its time (default: the clock's)."""
        time = datetime.datetime.now(datetime.UTC) if now is None else now
        return ReportContent(
            title=self._title,
            source=self._source,
            by=self._by,
            time=time.astimezone(datetime.UTC),
            counts=self._counts,
            items=tuple(sorted(self._items, key=_gravity)),
            not_screened=tuple(self._not_screened),
            coverage=coverage,
            fingerprint=fingerprint,
        )


def _gravity(item: Item) -> tuple[int, float, int]:
    hit = item.result.hits[0]
    return VERDICTS.index(item.result.verdict), -hit.probability, item.row


def _answer(result: ScreeningResult) -> dict[str, Any]:
    # Coverage and fingerprint are those of the whole run.
    answer = result.to_dict()
    del answer["schema"], answer["coverage"], answer["fingerprint"]
    return answer
