"""Fetches official lists into the local store: carefully, one by one, never replacing good by bad.

For each source: a conditional request (the server may say that nothing changed), over verified TLS,
with retries that wait longer each time, a limit on size, time and redirections. The answer must be
of an expected type, whole, readable in the format of the source, and must not hold far fewer
entities than the list had; else it is refused, and the snapshots at hand stay as they are. One
source that fails stops no other: the report says for each list whether it is new, unchanged or
failed, and how old the snapshot is that answers now.

This module, alone of the package, reads the clock and the network.
"""

from __future__ import annotations

import datetime
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import attrs

from screenlib.atomic import replace_text
from screenlib.errors import FetchError, ListError, NoSnapshotError, UnknownListError
from screenlib.lists.dates import to_date
from screenlib.lists.download import Answer, Client
from screenlib.lists.importers import import_bytes
from screenlib.lists.localstore import Store, as_store
from screenlib.lists.snapshot import Snapshot

__all__ = ["FetchOutcome", "FetchReport", "FetchSource", "fetch", "fetch_sources"]

SHRINK_LIMIT = 0.5
"""An edition with less than this share of the entities of the one before is refused."""


@attrs.frozen(slots=True)
class FetchSource:
    """A row of sources.toml: where a list is, what it should be, and how it is read."""

    id: str
    title: str
    url: str
    format: str
    least: int = 1
    types: tuple[str, ...] = ()


@attrs.frozen(slots=True)
class FetchOutcome:
    """What became of one source.

    `snapshot` and `effective` are of the snapshot that answers for the list now, new or old; None
    when there is none. `age_days` is how long ago it was known to be current: 0 when the source
    itself has just said so.
    """

    list_id: str
    status: Literal["updated", "unchanged", "failed"]
    snapshot: str | None = None
    effective: datetime.date | None = None
    age_days: int | None = None
    error: str = ""
    attempts: int = 0

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        data = attrs.asdict(self)
        data["effective"] = self.effective.isoformat() if self.effective else None
        return data

    def __str__(self) -> str:
        """One line for a person."""
        held = (
            f"{self.snapshot}, {self.age_days} days old" if self.snapshot else "no snapshot at hand"
        )
        reason = f": {self.error}" if self.error else ""
        return f"{self.list_id}: {self.status} ({held}){reason}"


@attrs.frozen(slots=True)
class FetchReport:
    """The outcomes, in the order of the sources. True when none failed."""

    outcomes: tuple[FetchOutcome, ...]

    @property
    def ok(self) -> bool:
        """Whether no source failed."""
        return all(outcome.status != "failed" for outcome in self.outcomes)

    def __bool__(self) -> bool:
        return self.ok

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {"ok": self.ok, "outcomes": [outcome.to_dict() for outcome in self.outcomes]}


def fetch_sources(path: Path | None = None) -> dict[str, FetchSource]:
    """The table of sources, by id of the list."""
    file = path or Path(__file__).parent / "sources.toml"
    table = tomllib.loads(file.read_text("utf-8"))
    return {
        key: FetchSource(id=key, **{**row, "types": tuple(row.get("types", ()))})
        for key, row in table.items()
    }


def fetch(
    list_ids: Iterable[str] | None = None,
    *,
    store: object = True,
    date: object = None,
    sources: Mapping[str, FetchSource] | None = None,
    client: Client | None = None,
    allow_shrink: bool = False,
    progress: Callable[[FetchOutcome], None] | None = None,
) -> FetchReport:
    """Fetches lists (all of the table, or those named) into a store.

    `date`: the day to ask for, where a source can answer for a day of the past (the eCFR); by
    default today. `allow_shrink`: accept an edition that is much shorter than the one before.
    `progress` is called with each outcome.

    Raises:
        UnknownListError: a list is not in the table of sources.
        DateError: `date` is no date.
        StoreError: `store` is none.
    """
    table = fetch_sources() if sources is None else dict(sources)
    wanted = list(table) if list_ids is None else list(list_ids)
    for key in wanted:
        if key not in table:
            raise UnknownListError(key, list(table))
    day = None if date is None else to_date(date, "date")
    place = as_store(store)
    outcomes = []
    for key in wanted:
        outcome = _fetch_one(table[key], place, day, client or Client(), allow_shrink)
        outcomes.append(outcome)
        if progress is not None:
            progress(outcome)
    return FetchReport(tuple(outcomes))


def _fetch_one(
    source: FetchSource,
    store: Store,
    date: datetime.date | None,
    client: Client,
    allow_shrink: bool,
) -> FetchOutcome:
    today = client.today()
    held = _held(store, source.id)
    state_path = store.path / source.id / "fetch.json"
    url = source.url.replace("{date}", (date or today).isoformat())
    state = _read_state(state_path, url) if held is not None else {}
    attempts = 0
    try:
        answer = client.get(url, source.id, source.types, state)
        attempts = answer.attempts
        current = (date or today).isoformat()
        if answer.unchanged and held is not None:
            _write_state(state_path, {**state, "checked": current})
            return _outcome(source, "unchanged", store.load(source.id), today, attempts)
        snapshot = _checked(source, answer, date, held, allow_shrink)
        marks = {"url": url, "etag": answer.etag, "last_modified": answer.last_modified}
        if held is not None and held.digest == snapshot.digest:
            _write_state(state_path, {**marks, "checked": current})
            return _outcome(source, "unchanged", store.load(source.id), today, attempts)
        store.add(snapshot)
        _write_state(state_path, {**marks, "checked": current})
        return _outcome(source, "updated", store.load(source.id), today, attempts)
    except FetchError as error:
        return _outcome(source, "failed", held, today, client.attempts, error.problem)
    except (ListError, OSError) as error:
        return _outcome(source, "failed", held, today, attempts, str(error))


def _checked(
    source: FetchSource,
    answer: Answer,
    date: datetime.date | None,
    held: Snapshot | None,
    allow_shrink: bool,
) -> Snapshot:
    """The snapshot in an answer, or a refusal."""
    snapshot = import_bytes(
        answer.content,
        name=answer.url,
        format=source.format,
        list_id=source.id,
        effective=date if "{date}" in source.url else None,
        title=source.title,
    )
    if snapshot.effective is None:
        # The file states no date of its own: it holds from the day that it was served.
        snapshot = attrs.evolve(snapshot, effective=date or answer.date)
    if len(snapshot) < source.least:
        raise FetchError(
            f"{len(snapshot)} entities; at least {source.least} are expected, so it is partial",
            source=source.id,
            url=answer.url,
        )
    if held is not None and not allow_shrink and len(snapshot) < SHRINK_LIMIT * len(held):
        raise FetchError(
            f"{len(snapshot)} entities where the edition before has {len(held)}; look at it, and "
            "allow it if it is right",
            source=source.id,
            url=answer.url,
        )
    return snapshot


def _held(store: Store, list_id: str) -> Snapshot | None:
    try:
        return store.load(list_id)
    except (NoSnapshotError, UnknownListError):
        return None
    except ListError:
        return None  # damaged: fetch it anew


def _outcome(
    source: FetchSource,
    status: Literal["updated", "unchanged", "failed"],
    held: Snapshot | None,
    today: datetime.date,
    attempts: int,
    error: str = "",
) -> FetchOutcome:
    effective = held.effective if held is not None else None
    return FetchOutcome(
        list_id=source.id,
        status=status,
        snapshot=held.version if held is not None else None,
        effective=effective,
        age_days=held.age_days(today) if held is not None else None,
        error=error,
        attempts=attempts,
    )


def _read_state(path: Path, url: str) -> dict[str, str]:
    """The marks of the last answer from the same address, for a conditional request."""
    try:
        state = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(state, dict) or state.get("url") != url:
        return {}
    return {key: value for key, value in state.items() if isinstance(value, str)}


def _write_state(path: Path, state: Mapping[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text(path, json.dumps(state))
