"""Which lists can be loaded, and what one of them said on a date.

The bundled lists come first, then those of the local store (see layout.py for the files). The clock
is never read: without `as_of` the newest snapshot answers, whatever today is.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path

import attrs

from screenlib.errors import NoSnapshotError, StoreError, UnknownListError
from screenlib.lists.dates import to_date
from screenlib.lists.layout import (
    bundled_root,
    default_store_path,
    read_info,
    read_manifest,
    read_snapshot,
    snapshot_dates,
    snapshot_path,
)
from screenlib.lists.model import Entity
from screenlib.lists.snapshot import ListInfo, Snapshot, Source

__all__ = ["AvailableList", "available", "bundled_root", "load", "read_snapshot"]

_LIST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")


@attrs.frozen(slots=True)
class AvailableList:
    """A list that can be loaded: what it is, and the effective dates of its snapshots, in order."""

    info: ListInfo
    dates: tuple[datetime.date, ...]
    path: Path

    @property
    def newest(self) -> datetime.date | None:
        """The date of the newest snapshot; None when there is none."""
        return self.dates[-1] if self.dates else None


@attrs.frozen(slots=True)
class _Announced:
    entities: dict[str, Entity]
    removed: dict[str, Entity]
    sources: dict[str, Source]


def _roots(root: Path | None) -> Iterator[Path]:
    """The directories to look in: the bundled lists first, so that an id always means the same."""
    if root is not None:
        yield root
        return
    yield bundled_root()
    if (store := default_store_path()) is not None:
        yield store


def available(root: Path | None = None) -> dict[str, AvailableList]:
    """The lists that can be loaded, by id: the bundled ones, then those of the local store, each
    in the order of the ids. `root`: those of that directory alone.

    Raises:
        SnapshotError: a list.toml is damaged.
    """
    found: dict[str, AvailableList] = {}
    for directory in _roots(root):
        try:
            for path in sorted(directory.iterdir()) if directory.is_dir() else ():
                if path.name not in found and (path / "list.toml").is_file():
                    found[path.name] = AvailableList(read_info(path), snapshot_dates(path), path)
        except OSError as error:
            raise StoreError(
                f"the lists here cannot be read: {error.strerror or error}", path=directory
            ) from error
    return found


def load(list_id: str, as_of: object = None, *, root: Path | None = None) -> Snapshot:
    """The snapshot of a list that holds on a date.

    Without `as_of`: the newest. With it (a `datetime.date` or ISO text): the newest snapshot that
    is effective on that date; and the entities that a later snapshot lists by a rule already
    announced on that date come along with the status "announced" (an entity that was only
    "considered" changes to it), with the dates of the rule. They are not listed. Entities of which
    a later snapshot knows that they had left the list by that date have the status "removed".

    Raises:
        UnknownListError: there is no such list.
        NoSnapshotError: no snapshot covers the date; carries the first date that is covered.
        SnapshotError: the snapshot is damaged.
        DateError: `as_of` is no date.
    """
    day = None if as_of is None else to_date(as_of, "as_of")
    places = (_list_path(directory, list_id) for directory in _roots(root))
    path = next((place for place in places if place is not None), None)
    if path is None:
        raise UnknownListError(list_id, list(available(root)))
    dates = snapshot_dates(path)
    if day is None:
        if not dates:
            raise NoSnapshotError(list_id, None, None)
        newest = read_snapshot(snapshot_path(path, dates[-1]))
        checked = _checked(path)
        return newest if checked is None else attrs.evolve(newest, checked=checked)
    held = [date for date in dates if date <= day]
    coming = _announced(path, [date for date in dates if date > day], day)
    if not held:
        raise NoSnapshotError(list_id, day, dates[0] if dates else None, len(coming.entities))
    base = read_snapshot(snapshot_path(path, held[-1]))
    return _with_announced(base, coming, day)


def _announced(path: Path, later: list[datetime.date], day: datetime.date) -> _Announced:
    """What later snapshots know of `day`: rules already announced, and entities already gone."""
    coming = _Announced({}, {}, {})
    for date in later:
        directory = snapshot_path(path, date)
        manifest = read_manifest(directory)
        announced = manifest.get("announced")
        counts = manifest.get("counts")
        removals = isinstance(counts, dict) and counts.get("removed")
        if not removals and (announced is None or announced > day):
            continue
        snapshot = read_snapshot(directory)
        for entity in snapshot:
            if entity.removed is not None and entity.removed <= day:
                coming.removed[entity.id] = entity
            known = entity.announced or entity.published
            effective = entity.effective
            if entity.id in coming.entities or known is None or effective is None:
                continue
            if known <= day < effective:
                coming.entities[entity.id] = attrs.evolve(entity, status="announced")
        coming.sources.update({source.id: source for source in snapshot.sources})
    return coming


def _with_announced(base: Snapshot, coming: _Announced, day: datetime.date) -> Snapshot:
    merged = {entity.id: entity for entity in base}
    changed = False
    for key, entity in coming.entities.items():
        if key not in merged or not merged[key].is_listed:
            merged[key] = entity
            changed = True
    for key, entity in coming.removed.items():
        if key in merged and merged[key].is_listed:
            merged[key] = entity
            changed = True
    if not changed:
        return attrs.evolve(base, as_of=day)
    sources = coming.sources | {source.id: source for source in base.sources}
    return attrs.evolve(
        base,
        entities=tuple(merged.values()),
        sources=tuple(sources.values()),
        as_of=day,
        digest="",
    )


def _list_path(directory: Path, list_id: object) -> Path | None:
    """The directory of a list; None for anything that is not the id of one, "../x" included."""
    if not isinstance(list_id, str) or not _LIST_ID.match(list_id):
        return None
    path = directory / list_id
    try:
        return path if (path / "list.toml").is_file() else None
    except OSError as error:
        raise StoreError(
            f"the lists here cannot be read: {error.strerror or error}", path=directory
        ) from error


def _checked(path: Path) -> datetime.date | None:
    """The day on which the source of a list last said that its newest snapshot is still current."""
    try:
        state = json.loads((path / "fetch.json").read_text("utf-8"))
        return datetime.date.fromisoformat(state["checked"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
