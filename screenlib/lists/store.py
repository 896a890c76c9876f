"""Where snapshots stand, and how they are read.

    <root>/<list-id>/list.toml
    <root>/<list-id>/<YYYY-MM-DD>/snapshot.toml      the date is the effective date
    <root>/<list-id>/<YYYY-MM-DD>/entities.jsonl
    <root>/<list-id>/<YYYY-MM-DD>.2/...               a later edition of the same date, which holds

Bundled lists stand inside the installed package; in a source checkout, in the top-level lists/.
Imported ones stand in the local store (localstore.py), which has the same layout.
Reading checks the digest, so that a damaged file is an error and never a shorter list. The clock
is never read: without `as_of` the newest snapshot answers, whatever today is.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import attrs

from screenlib.errors import NoSnapshotError, SnapshotError, UnknownListError
from screenlib.lists.dates import to_date
from screenlib.lists.model import Entity
from screenlib.lists.snapshot import (
    ListInfo,
    Note,
    Snapshot,
    Source,
    check_schema,
    describe,
)

__all__ = [
    "AvailableList",
    "available",
    "bundled_root",
    "default_store_path",
    "load",
    "read_snapshot",
]

_EDITION = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.([1-9]\d*))?\Z")


@attrs.frozen(slots=True)
class AvailableList:
    """A list that can be loaded: what it is, and the effective dates of its snapshots, in order."""

    info: ListInfo
    dates: tuple[datetime.date, ...]
    path: Path

    @property
    def newest(self) -> datetime.date | None:
        return self.dates[-1] if self.dates else None


@attrs.frozen(slots=True)
class _Announced:
    entities: dict[str, Entity]
    removed: dict[str, Entity]
    sources: dict[str, Source]


def bundled_root() -> Path:
    """The directory of the bundled lists."""
    package = Path(__file__).resolve().parent.parent
    checkout = package.parent / "lists"
    # In a checkout the lists under review win over a copy that an earlier build left behind.
    if (package.parent / "pyproject.toml").is_file() and checkout.is_dir():
        return checkout
    return package / "_data" / "lists"


def default_store_path() -> Path:
    """Where imported lists stand: SCREENLIB_STORE, or the platform's directory for user data."""
    if chosen := os.environ.get("SCREENLIB_STORE"):
        return Path(chosen)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "screenlib" / "lists"


def _roots(root: Path | None) -> tuple[Path, ...]:
    """The directories to look in: the bundled lists first, so that an id always means the same."""
    return (bundled_root(), default_store_path()) if root is None else (root,)


def available(root: Path | None = None) -> dict[str, AvailableList]:
    """The lists that can be loaded, by id: the bundled ones, then those of the local store, each
    in the order of the ids. `root`: those of that directory alone.

    Raises:
        SnapshotError: a list.toml is damaged.
    """
    found: dict[str, AvailableList] = {}
    for directory in _roots(root):
        for path in sorted(directory.iterdir()) if directory.is_dir() else ():
            if path.name not in found and (path / "list.toml").is_file():
                found[path.name] = AvailableList(_read_info(path), snapshot_dates(path), path)
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


def read_snapshot(path: Path) -> Snapshot:
    """The snapshot in a directory, whole and undamaged.

    Raises:
        SnapshotError: a file is missing or damaged, or its content is not a snapshot.
    """
    manifest = read_manifest(path)
    if manifest["effective"].isoformat() != path.name.partition(".")[0]:
        raise SnapshotError(
            "the directory's name and the effective date differ", path=path / "snapshot.toml"
        )
    lines_path = path / "entities.jsonl"
    content = _read_bytes(lines_path)
    if f"sha256:{hashlib.sha256(content).hexdigest()}" != manifest.get("digest"):
        raise SnapshotError(
            "the file does not agree with the digest in snapshot.toml, so it is damaged or changed",
            path=lines_path,
        )
    entities = parse_entities(content, lines_path)
    snapshot = snapshot_from_parts(path, manifest, entities)
    counts = manifest.get("counts")
    promised = counts.get("entities") if isinstance(counts, dict) else None
    if promised != len(entities):
        raise SnapshotError(
            f"snapshot.toml promises {promised} entities, there are {len(entities)}",
            path=lines_path,
        )
    return snapshot


def snapshot_from_parts(
    path: Path, manifest: dict[str, Any], entities: tuple[Entity, ...]
) -> Snapshot:
    """The snapshot that a manifest and entities make; `path` is its directory."""
    manifest_path = path / "snapshot.toml"
    try:
        return Snapshot(
            info=_read_info(path.parent),
            entities=entities,
            effective=manifest["effective"],
            announced=manifest.get("announced"),
            published=manifest.get("published"),
            completeness=manifest.get("completeness", ""),
            sources=tuple(
                Source.from_dict({"id": key, **value})
                for key, value in manifest.get("sources", {}).items()
            ),
            notes=tuple(Note.from_dict(note) for note in manifest.get("notes", ())),
            digest=manifest["digest"],
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SnapshotError(describe(error), path=manifest_path) from error


def parse_entities(content: bytes, path: Path) -> tuple[Entity, ...]:
    """The entities of an entities.jsonl file; `path` is for the errors."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SnapshotError("not UTF-8 text", path=path, line=line) from error
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return tuple(_parse_entity(line, path, number) for number, line in enumerate(lines, 1))


def _parse_entity(line: str, path: Path, number: int) -> Entity:
    try:
        return Entity.from_dict(json.loads(line))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        problem = f"not an entity: {describe(error)}"
        raise SnapshotError(problem, path=path, line=number) from error


def read_manifest(path: Path) -> dict[str, Any]:
    """The content of snapshot.toml in a snapshot's directory."""
    manifest_path = path / "snapshot.toml"
    manifest = _read_toml(manifest_path)
    try:
        check_schema(manifest["schema"])
        for field in ("effective", "announced", "published"):
            value = manifest.get(field)
            if isinstance(value, datetime.datetime) or not isinstance(value, datetime.date | None):
                raise TypeError(f"{field} is not a date")
        if manifest.get("effective") is None:
            raise KeyError("effective")
        if manifest["list"] != path.parent.name:
            raise ValueError(f"it belongs to the list {manifest['list']!r}")
    except (KeyError, TypeError, ValueError) as error:
        raise SnapshotError(describe(error), path=manifest_path) from error
    return manifest


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
    if not isinstance(list_id, str) or not list_id:
        return None
    path = directory / list_id
    return path if path.parent == directory and (path / "list.toml").is_file() else None


def _checked(path: Path) -> datetime.date | None:
    """The day on which the source of a list last said that its newest snapshot is still current."""
    try:
        state = json.loads((path / "fetch.json").read_text("utf-8"))
        return datetime.date.fromisoformat(state["checked"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def snapshot_dates(path: Path) -> tuple[datetime.date, ...]:
    """The dates for which a list's directory has a snapshot, in order."""
    return tuple(sorted({date for date, _, _ in editions(path)}))


def snapshot_path(path: Path, date: datetime.date) -> Path:
    """The directory of the snapshot that holds for a date: of its editions, the last."""
    return max((number, place) for day, number, place in editions(path) if day == date)[1]


def editions(path: Path) -> list[tuple[datetime.date, int, Path]]:
    """Date, number and directory of every edition in a list's directory, in order."""
    found = []
    for child in path.iterdir():
        match = _EDITION.match(child.name)
        if match is None or not child.is_dir():
            continue
        try:
            date = datetime.date.fromisoformat(match[1])
        except ValueError:
            raise SnapshotError("the directory's name is no date", path=child) from None
        found.append((date, int(match[2] or 1), child))
    return sorted(found)


def _read_info(path: Path) -> ListInfo:
    info_path = path / "list.toml"
    data = _read_toml(info_path)
    try:
        check_schema(data.pop("schema"))
        info = ListInfo.from_dict({"id": path.name, **data})
    except (KeyError, TypeError, ValueError) as error:
        raise SnapshotError(describe(error), path=info_path) from error
    return info


def _read_toml(path: Path) -> dict[str, Any]:
    content = _read_bytes(path)
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SnapshotError(f"not readable as TOML: {error}", path=path) from error


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SnapshotError(
            f"the file cannot be read: {error.strerror or error}", path=path
        ) from error
