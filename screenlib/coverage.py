"""What an answer rests on: the lists that were searched, and the versions that decided it.

    Coverage           what was searched, and what was not
    └── ListCoverage   one list, as far as it was searched
    Fingerprint        engine, lexicon, snapshots, settings: the same ones give the same answer

Both are part of every answer.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import attrs

from screenlib.jsonable import Record, iso

if TYPE_CHECKING:
    import datetime

__all__ = ["Coverage", "Fingerprint", "ListCoverage"]


@attrs.frozen(slots=True)
class ListCoverage:
    """One list, as far as it was searched.

    `date` is the effective date of the snapshot; None with an `error` when no snapshot covers the
    date asked for (`first` is then the first date covered), None without one for a user's own list.
    `checked` is the last day on which its source said that it was current. `entities` counts all
    entities searched, `listed` those of them that are listed on the date,
    `left_out` persons, vessels and aircraft that were not searched.
    """

    list_id: str
    title: str
    kind: str
    date: datetime.date | None
    digest: str
    entities: int
    listed: int
    names: int
    left_out: int = 0
    completeness: str = ""
    stale_after_days: int | None = None
    error: str = ""
    first: datetime.date | None = None
    checked: datetime.date | None = None

    def age_days(self, today: datetime.date) -> int | None:
        """How many days ago the list was known to be current; None for a list without a date."""
        days = [day for day in (self.date, self.checked) if day is not None]
        return (today - max(days)).days if days else None

    def is_stale(self, today: datetime.date) -> bool:
        """Whether it is older than the list allows."""
        age = self.age_days(today)
        return age is not None and self.stale_after_days is not None and age > self.stale_after_days

    @property
    def version(self) -> str:
        """List and date, such as "us-bis-entity-list@2019-10-09"."""
        return f"{self.list_id}@{self.date}" if self.date else self.list_id

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "list": self.list_id,
            "version": self.version,
            "title": self.title,
            "kind": self.kind,
            "date": iso(self.date),
            "digest": self.digest,
            "entities": self.entities,
            "listed": self.listed,
            "names": self.names,
            "left_out": self.left_out,
            "completeness": self.completeness,
            "stale_after_days": self.stale_after_days,
            "error": self.error,
            "first": iso(self.first),
            "checked": iso(self.checked),
        }


@attrs.frozen(slots=True, repr=False)
class Coverage(Record):
    """What was searched, and what was not: part of every answer."""

    lists: tuple[ListCoverage, ...]
    as_of: datetime.date | None = None

    @property
    def gaps(self) -> tuple[str, ...]:
        """What was not covered, one sentence each."""
        return tuple(part.error for part in self.lists if part.error)

    @property
    def entities(self) -> int:
        """How many entities were searched."""
        return sum(part.entities for part in self.lists)

    @property
    def statement(self) -> str:
        """The coverage in English, one line for each list."""
        from screenlib.explain import explain_coverage

        return explain_coverage(self, "en")

    def __repr__(self) -> str:
        versions = ", ".join(part.version for part in self.lists) or "no list"
        gaps = f", {len(self.gaps)} not covered" if self.gaps else ""
        return f"<Coverage {versions}: {self.entities} entities{gaps}>"

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "as_of": iso(self.as_of),
            "lists": [part.to_dict() for part in self.lists],
            "gaps": list(self.gaps),
        }


@attrs.frozen(slots=True)
class Fingerprint(Record):
    """What decides an answer: the same fingerprint and the same name give the same answer.

    `engine` is the version of screenlib and a digest of the sources of its core, the same wherever
    they were compiled, which tells two builds of one version apart; `lexicon` is the digest of the
    knowledge tables. `snapshots` are pairs of version and digest, `settings` the thresholds and
    other settings.
    """

    engine: str
    lexicon: str
    snapshots: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, Any], ...] = ()

    @property
    def digest(self) -> str:
        """16 hexadecimal digits that stand for the whole."""
        return hashlib.sha256(json.dumps(self.to_dict()).encode()).hexdigest()[:16]

    def __str__(self) -> str:
        return self.digest

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "engine": self.engine,
            "lexicon": self.lexicon,
            "snapshots": [list(pair) for pair in self.snapshots],
            "settings": dict(self.settings),
        }
