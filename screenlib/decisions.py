"""Decisions on hits, remembered: a false hit that was cleared does not alert again and again.

A decision is bound to the counterparty (its name as screening reads it, and a customer's id if one
is given), to the content of the listed entry, and to how the engine read the pair. While all three
are as they were, the hit is shown as decided. When the entry, its aliases or the reading change,
or the decision has expired, the hit is open again, and says why: OFAC's guidance on false hit lists
(21 October 2015) asks that changes of the list are not suppressed by them. Decisions are only ever
added; the last one counts, and the others stay to be seen.

The store is one SQLite file, safe under several processes that write to it.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import attrs

from screenlib import knowledge
from screenlib.errors import ConfigError, RecordError
from screenlib.lists.snapshot import entity_line
from screenlib.results import VERDICTS, Decision, Disposition, Hit, ScreeningResult, Verdict

DISPOSITIONS: tuple[Disposition, ...] = get_args(Disposition)
SCHEMA_VERSION = 1
_EVERY = 2**63 - 1

_TABLE = """
CREATE TABLE IF NOT EXISTS decisions (
    number      INTEGER PRIMARY KEY,
    party       TEXT NOT NULL,  -- a customer's id, or '' for whoever bears the name
    name_key    TEXT NOT NULL,  -- the name, folded
    list_id     TEXT NOT NULL,
    entity_id   TEXT NOT NULL,
    entry       TEXT NOT NULL,  -- digest of the listed entry
    reading     TEXT NOT NULL,  -- digest of how the pair was read
    disposition TEXT NOT NULL,
    by          TEXT NOT NULL,
    at          TEXT NOT NULL,  -- UTC
    why         TEXT NOT NULL,
    expires     TEXT NOT NULL,  -- the last day it holds, or ''
    query       TEXT NOT NULL,  -- the name as given
    entity_name TEXT NOT NULL
) STRICT
"""
_INDEX = "CREATE INDEX IF NOT EXISTS by_pair ON decisions (name_key, list_id, entity_id, party)"
_COLUMNS = (
    "party", "name_key", "list_id", "entity_id", "entry", "reading", "disposition", "by", "at",
    "why", "expires", "query", "entity_name",
)  # fmt: skip


class DecisionStore:
    """A file of decisions. May be used by one thread at a time; open one for each thread."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Open the file, or make it. Raises `RecordError` when it is no store of decisions."""
        self.path = Path(path)
        try:
            self._db = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        except sqlite3.Error as error:
            raise RecordError(f"it cannot be opened ({error})", path=path) from error
        try:
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                raise RecordError("it was written by a newer version of screenlib", path=path)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            with self._transaction():
                self._db.execute(_TABLE)
                self._db.execute(_INDEX)
                self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        except sqlite3.Error as error:
            self._db.close()
            raise RecordError(f"this is no store of decisions ({error})", path=path) from error
        except RecordError:
            self._db.close()
            raise

    def decide(
        self,
        hit: Hit,
        disposition: Disposition,
        *,
        by: str,
        why: str,
        expires: datetime.date | str | None = None,
        party: str = "",
        now: datetime.datetime | None = None,
    ) -> Decision:
        """Store a decision on a hit.

        Args:
            hit: The hit, as screening gave it.
            disposition: "false-hit", "true-match" or "escalated".
            by: Who decided.
            why: The reason; it may not be blank.
            expires: The last day on which it holds. Default: none.
            party: A customer's id: the decision then holds for that customer only.
            now: The time of the decision (default: the clock's).

        Raises:
            ConfigError: the disposition is not known, or `by` or `why` is blank.
            DateError: `expires` is no date.
        """
        if disposition not in DISPOSITIONS:
            raise ConfigError("disposition", disposition, f"Give one of {', '.join(DISPOSITIONS)}.")
        for setting, text in (("by", by), ("why", why)):
            if not text.strip():
                raise ConfigError(setting, text, "A decision says who made it, and why.")
        from screenlib.lists import to_date

        last_day = None if expires is None else to_date(expires, "expires")
        time = datetime.datetime.now(datetime.UTC) if now is None else now.astimezone(datetime.UTC)
        decision = Decision(disposition, by, time.isoformat(timespec="seconds"), why, last_day)
        row = {
            **decision_row(hit, party),
            "disposition": disposition,
            "by": by,
            "at": decision.at,
            "why": why,
            "expires": "" if last_day is None else last_day.isoformat(),
        }
        with self._transaction():
            self._insert(row)
        return decision

    def apply(
        self,
        result: ScreeningResult,
        *,
        party: str = "",
        today: datetime.date | None = None,
        newest: int | None = None,
    ) -> ScreeningResult:
        """The answer with what was decided on its hits.

        A hit that was decided has its `decision`. One that was decided as a false hit does not
        count for the verdict; when no other is left, the verdict is "none" and `reason` says so.
        A decision that does not hold any more is told in the hit's `reason`. `party` is the
        customer's id; `today` the day on which decisions may have expired (default: the clock's);
        `newest` the number of the last decision that counts (see `newest`).
        """
        if not result.hits:
            return result
        hits = tuple(
            self.apply_to_hit(hit, party=party, today=today, newest=newest) for hit in result.hits
        )
        if hits == result.hits:
            return result
        hits = tuple(sorted(hits, key=lambda hit: (is_cleared(hit), _rank(hit.verdict))))
        still_open = [hit for hit in hits if not is_cleared(hit)]
        if still_open:
            return attrs.evolve(result, hits=hits, verdict=still_open[0].verdict)
        number = f"{len(hits)} hits were" if len(hits) > 1 else "the hit was"
        reason = f"{number} decided as false: {hits[0].decision}"
        return attrs.evolve(result, hits=hits, verdict="none", reason=reason)

    def newest(self) -> int:
        """The number of the last decision; 0 when there is none."""
        return int(self._db.execute("SELECT coalesce(max(number), 0) FROM decisions").fetchone()[0])

    def all(self) -> list[dict[str, str]]:
        """All decisions, the oldest first."""
        rows = self._db.execute(f"SELECT {', '.join(_COLUMNS)} FROM decisions ORDER BY number")  # noqa: S608
        return [dict(zip(_COLUMNS, row, strict=True)) for row in rows]

    def import_file(self, path: str | os.PathLike[str]) -> int:
        """Add the decisions of a file that a report exported; return how many there were.

        All are added, or none. Raises `RecordError` when it is no such file.
        """
        try:
            data = json.loads(Path(path).read_text("utf-8"))
            entries = [_checked(entry) for entry in data["decisions"]]
            if data["screenlib_decisions"] != SCHEMA_VERSION:
                raise ValueError("it is of another version")
        except OSError as error:
            raise RecordError(f"it cannot be read ({error.strerror})", path=path) from error
        except (ValueError, KeyError, TypeError) as error:
            raise RecordError(f"this is no file of decisions ({error})", path=path) from error
        with self._transaction():
            for entry in entries:
                self._insert(entry)
        return len(entries)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> DecisionStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def apply_to_hit(
        self,
        hit: Hit,
        *,
        party: str = "",
        today: datetime.date | None = None,
        newest: int | None = None,
    ) -> Hit:
        """One hit with what was decided on it; the arguments are those of `apply`."""
        row = self._db.execute(
            "SELECT entry, reading, disposition, by, at, why, expires FROM decisions"
            " WHERE name_key = ? AND list_id = ? AND entity_id = ? AND party IN ('', ?)"
            " AND number <= ? ORDER BY number DESC LIMIT 1",
            (
                name_key(hit.query),
                hit.list_id,
                hit.entity.id,
                party,
                _EVERY if newest is None else newest,
            ),
        ).fetchone()
        if row is None:
            return hit
        day = datetime.datetime.now(datetime.UTC).date() if today is None else today
        entry, reading, disposition, by, at, why, expires = row
        last_day = datetime.date.fromisoformat(expires) if expires else None
        decision = Decision(disposition, by, at, why, last_day)
        if last_day and day > last_day:
            change = f"the decision expired on {last_day}"
        elif entry != entry_digest(hit):
            change = "the entry on the list has changed"
        elif reading != reading_digest(hit):
            change = "the engine reads the pair in another way"
        else:
            return attrs.evolve(hit, decision=decision)
        note = f"open again, as {change}; before: {decision}"
        return attrs.evolve(hit, reason="; ".join(filter(None, (hit.reason, note))))

    def _insert(self, entry: dict[str, str]) -> None:
        marks = ", ".join("?" * len(_COLUMNS))
        self._db.execute(
            f"INSERT INTO decisions ({', '.join(_COLUMNS)}) VALUES ({marks})",  # noqa: S608
            [entry[column] for column in _COLUMNS],
        )

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except BaseException as error:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError):
                raise RecordError(f"it cannot be written ({error})", path=self.path) from error
            raise


def decision_row(hit: Hit, party: str = "") -> dict[str, str]:
    """What a decision on this hit is bound to: the part of its row that the hit decides."""
    return {
        "party": party,
        "name_key": name_key(hit.query),
        "list_id": hit.list_id,
        "entity_id": hit.entity.id,
        "entry": entry_digest(hit),
        "reading": reading_digest(hit),
        "query": hit.query.encode("utf-8", "replace").decode(),
        "entity_name": hit.entity.name,
    }


def name_key(query: str) -> str:
    """A name as decisions know it: folded, so that case, width and punctuation do not matter."""
    from screenlib.intake import sound

    return knowledge.lexicon().fold(sound(query))


def entry_digest(hit: Hit) -> str:
    """Stands for the content of the listed entry: any change of it is another digest."""
    return _digest(entity_line(hit.entity))


def reading_digest(hit: Hit) -> str:
    """Stands for how the pair was read: the parts and how they agree, not the bits."""
    rows = [
        [row.kind, name_key(row.query), name_key(row.listed), row.level] for row in hit.evidence
    ]
    return _digest(json.dumps([hit.verdict, hit.matched_name, sorted(rows)]))


def is_cleared(hit: Hit) -> bool:
    """Whether the hit was decided as a false one."""
    return hit.decision is not None and hit.decision.disposition == "false-hit"


def _rank(verdict: Verdict) -> int:
    return VERDICTS.index(verdict)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _checked(entry: dict[str, Any]) -> dict[str, str]:
    row = {column: entry[column] for column in _COLUMNS}
    for column, value in row.items():
        if not isinstance(value, str):
            raise TypeError(f"{column} is no text")
        value.encode("utf-8")  # half a character cannot be stored
    if row["disposition"] not in DISPOSITIONS:
        raise ValueError(f"{row['disposition']!r} is no disposition")
    if not row["by"].strip() or not row["why"].strip():
        raise ValueError("a decision says who made it, and why")
    datetime.datetime.fromisoformat(row["at"])
    if row["expires"]:
        datetime.date.fromisoformat(row["expires"])
    return row
