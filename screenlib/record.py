"""Records of what was screened: who asked what, when, against what, and what was answered.

    {"type": "run", "time": ..., "by": ..., "fingerprint": ..., "coverage": ...}
    {"type": "answer", "row": 1, "query": ..., "verdict": ..., "hits": [...]}
    {"type": "end", "rows": ..., "counts": ...}

A record is a file of JSON lines or of SQLite that is only ever appended to; it may hold many runs,
and its entries are chained by hashes (recordfiles.py). replay.py asks the same questions again.
Each run notes until when the law wants it kept: five years under the EAR (15 CFR 762.6), ten under
OFAC's rules (31 CFR 501.601, since 12 March 2025).
"""

from __future__ import annotations

import datetime
import getpass
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from screenlib.recordfiles import open_record
from screenlib.results import PROBABILITY_DIGITS

if TYPE_CHECKING:
    from screenlib.results import ScreeningResult
    from screenlib.screener import Screener

SCHEMA_VERSION = 1
RETENTION_YEARS = {"EAR": 5, "OFAC": 10}
"""How long a record has to be kept, from the day of the run."""


class RecordWriter:
    """Appends one run to a record file: SQLite if its name ends in ".db" or ".sqlite", else JSON
    lines, which no other process may write to meanwhile.

    Use it as a context manager: leaving it writes the end of the run, unless an error led out.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        screener: Screener,
        *,
        what: str = "screen",
        source: str = "",
        by: str | None = None,
        arguments: dict[str, Any] | None = None,
        now: datetime.datetime | None = None,
        resume_at: int | None = None,
    ) -> None:
        """Begin a run.

        `by` is who asks (default: the user of the system); `now` the time (default: the clock's,
        in UTC). `arguments` are those of `Screener.screen` that hold for all answers. `resume_at`
        is what the last `sync` of an interrupted run returned, which is to be continued.

        Raises `RecordError` when the file cannot be written, is in use, or its end is damaged.
        """
        self.path = Path(path)
        self._counts: dict[str, int] = {}
        self._rows = 0
        self._file = open_record(self.path, resume_at)
        if resume_at is None:
            time = _utc(now)
            self._file.append(
                {
                    "type": "run",
                    "schema": SCHEMA_VERSION,
                    "time": time.isoformat(timespec="seconds"),
                    "by": _user() if by is None else by,
                    "what": what,
                    "source": source,
                    "arguments": {k: v for k, v in (arguments or {}).items() if v is not None},
                    "keep_until": {
                        law: _years_later(time.date(), years).isoformat()
                        for law, years in RETENTION_YEARS.items()
                    },
                    "fingerprint": screener.fingerprint.to_dict(),
                    "coverage": screener.coverage.to_dict(),
                }
            )

    def write(self, results: Iterable[ScreeningResult], *, first_row: int | None = None) -> None:
        """Append answers; `first_row` is the number of the first one, if it is not the next."""
        if first_row is not None:
            self._rows = first_row - 1
        for result in results:
            self._rows += 1
            self._counts[result.verdict] = self._counts.get(result.verdict, 0) + 1
            self._file.append(answer_entry(self._rows, result))

    def sync(self) -> int:
        """Bring what was written to the disk; return the place to resume at."""
        return self._file.sync()

    def close(self, *, complete: bool = True) -> None:
        """End the run; one that is not `complete` gets no end, and may be resumed."""
        if self._file.closed:
            return
        if complete:
            self._file.append({"type": "end", "rows": self._rows, "counts": self._counts})
        self._file.close()

    def restore(self, rows: int, counts: dict[str, int]) -> None:
        """Tell a resumed run how many answers it holds already."""
        self._rows, self._counts = rows, dict(counts)

    def __enter__(self) -> RecordWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: object, __: TracebackType | None
    ) -> None:
        self.close(complete=kind is None)


def answer_entry(row: int, result: ScreeningResult) -> dict[str, Any]:
    """What a record keeps of an answer."""
    given = {"country": result.country, "address": result.address}
    return {
        "type": "answer",
        "row": row,
        "query": result.query,
        **{key: text for key, text in given.items() if text},
        "verdict": result.verdict,
        "reason": result.reason,
        "hits": [
            {
                "list": hit.list_version,
                "entity": hit.entity.id,
                "name": hit.matched_name,
                "status": hit.status,
                "verdict": hit.verdict,
                "probability": round(hit.probability, PROBABILITY_DIGITS),
            }
            for hit in result.hits
        ],
    }


def _utc(now: datetime.datetime | None) -> datetime.datetime:
    time = datetime.datetime.now(datetime.UTC) if now is None else now
    return time.astimezone(datetime.UTC)


def _years_later(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, month=3, day=1)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a process without a user's name, as in some containers
        return ""
