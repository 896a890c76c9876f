"""The files of snapshots: where they stand, and how they are read.

    <root>/<list-id>/list.toml
    <root>/<list-id>/<YYYY-MM-DD>/snapshot.toml      the date is the effective date
    <root>/<list-id>/<YYYY-MM-DD>/entities.jsonl
    <root>/<list-id>/<YYYY-MM-DD>.2/...              a later edition of the same date, which holds

Bundled lists stand inside the installed package; in a source checkout, in the top-level lists/.
Imported ones stand in the local store (localstore.py), which has the same layout. Reading checks
the digest, so that a damaged file is an error and never a shorter list.
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

from screenlib.errors import SnapshotError
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
    "bundled_root",
    "default_store_path",
    "editions",
    "parse_entities",
    "read_info",
    "read_manifest",
    "read_snapshot",
    "snapshot_dates",
    "snapshot_from_parts",
    "snapshot_path",
]

_EDITION = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.([1-9]\d*))?\Z")


def bundled_root() -> Path:
    """The directory of the bundled lists."""
    package = Path(__file__).resolve().parent.parent
    checkout = package.parent / "lists"
    # In a checkout the lists under review win over a copy that an earlier build left behind.
    if (package.parent / "pyproject.toml").is_file() and checkout.is_dir():
        return checkout
    return package / "_data" / "lists"


def default_store_path() -> Path | None:
    """Where imported lists stand: SCREENLIB_STORE, or the platform's directory for user data; None
    when the user has no home directory."""
    if chosen := os.environ.get("SCREENLIB_STORE"):
        return Path(chosen)
    try:
        if sys.platform == "win32":
            base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        elif sys.platform == "darwin":
            base = Path.home() / "Library" / "Application Support"
        else:
            base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    except RuntimeError:
        return None
    return base / "screenlib" / "lists"


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
            info=read_info(path.parent),
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


def read_info(path: Path) -> ListInfo:
    """What list.toml in a list's directory says. Raises `SnapshotError` when it is damaged."""
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
