"""Writes snapshots: the text of snapshot.toml and entities.jsonl, and the two into a directory.

The texts are canonical: the same snapshot gives the same bytes. `seal` is for maintainers who edit
the files of a snapshot by hand: it sorts and rewrites the lines, and brings counts and digest of
snapshot.toml up to date.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from screenlib.lists.layout import parse_entities, read_manifest, snapshot_from_parts
from screenlib.lists.model import STATUSES
from screenlib.lists.snapshot import (
    SCHEMA_VERSION,
    ListInfo,
    Snapshot,
    content_digest,
    entity_line,
)

__all__ = ["counts", "entities_text", "list_text", "manifest_text", "seal", "write_snapshot"]


def counts(snapshot: Snapshot) -> dict[str, int]:
    """Number of entities, in all and of each status that occurs."""
    found = {"entities": len(snapshot)}
    for status in STATUSES:
        if number := len(snapshot.with_status(status)):
            found[status] = number
    return found


def entities_text(snapshot: Snapshot) -> str:
    """The content of entities.jsonl."""
    return "".join(f"{entity_line(entity)}\n" for entity in snapshot)


def list_text(info: ListInfo) -> str:
    """The content of list.toml."""
    data = info.to_dict()
    del data["id"]  # the directory's name
    return _toml({"schema": SCHEMA_VERSION, **data})


def manifest_text(snapshot: Snapshot) -> str:
    """The content of snapshot.toml."""
    head: dict[str, Any] = {"schema": SCHEMA_VERSION, "list": snapshot.list_id}
    for field in ("effective", "announced", "published"):
        head[field] = getattr(snapshot, field)
    head["completeness"] = snapshot.completeness
    head["digest"] = snapshot.digest
    parts = [_toml(head), "\n[counts]\n", _toml(counts(snapshot))]
    for note in snapshot.notes:
        parts += ["\n[[notes]]\n", _toml(note.to_dict())]
    for source in snapshot.sources:
        data = source.to_dict()
        parts += [f"\n[sources.{data.pop('id')}]\n", _toml(data)]
    return "".join(parts)


def write_snapshot(snapshot: Snapshot, directory: Path) -> Path:
    """Writes a snapshot below a list's directory; gives the snapshot's own directory.

    For files that nobody reads meanwhile. The local store has its own, atomic way.
    """
    if snapshot.effective is None:
        raise ValueError("a snapshot without an effective date has no place in a list")
    path = directory / snapshot.effective.isoformat()
    path.mkdir(parents=True, exist_ok=True)
    (path / "entities.jsonl").write_text(entities_text(snapshot), "utf-8", newline="\n")
    (path / "snapshot.toml").write_text(manifest_text(snapshot), "utf-8", newline="\n")
    return path


def seal(path: Path) -> bool:
    """Brings a snapshot's directory in order after an edit; tells whether anything changed.

    Sorts the entities by id and rewrites their lines, and sets counts and digest in snapshot.toml.
    Says nothing about whether the content is right: that is what `verify` is for.

    Raises:
        SnapshotError: a file cannot be read.
    """
    before = ((path / "entities.jsonl").read_bytes(), (path / "snapshot.toml").read_bytes())
    entities = parse_entities(before[0], path / "entities.jsonl")
    manifest = read_manifest(path)
    manifest["digest"] = content_digest(sorted(entities, key=lambda entity: entity.id))
    write_snapshot(snapshot_from_parts(path, manifest, entities), path.parent)
    after = ((path / "entities.jsonl").read_bytes(), (path / "snapshot.toml").read_bytes())
    return before != after


def _toml(values: dict[str, Any]) -> str:
    return "".join(
        f"{key} = {_toml_value(value)}\n"
        for key, value in values.items()
        if value is not None and value != ""
    )


def _toml_value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "[" + ", ".join(_toml_value(item) for item in value) + "]"
    # The escapes of JSON are escapes of TOML too; U+007F alone must be escaped in TOML only.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
