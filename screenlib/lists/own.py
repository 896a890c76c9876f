"""A user's own list: from a mapping of names, or from a CSV file with named columns.

The CSV file is UTF-8 (a byte order mark is fine) and has a header row. Columns, in any order:

    name      required: the primary name
    id        stable id; without it, one is made from the name and the country
    aliases   further names, between "; " or "|"
    country   ISO 3166-1 code or English name
    type      company, institute, government, organisation, person, vessel, aircraft
    note      free text, shown with a hit

Other columns are kept as notes ("column: value"). Rows of the same id are one entity: the names of
the later rows become aliases. A row without a name is refused: a list with a hole is no list.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import attrs

from screenlib.errors import ImportFormatError, SnapshotError
from screenlib.lists.countries import country_code
from screenlib.lists.ids import entity_id
from screenlib.lists.model import ENTITY_TYPES, Entity, EntityType, Name
from screenlib.lists.snapshot import ListInfo, Snapshot

if TYPE_CHECKING:
    import os

__all__ = ["snapshot_from_csv", "snapshot_from_names"]

_ALIAS_SEPARATOR = re.compile(r"\s*[;|；]\s*")
_KNOWN_COLUMNS = ("name", "id", "aliases", "country", "type", "note")


def snapshot_from_names(
    names: Mapping[Any, Any], *, list_id: str = "own", title: str = "Own list"
) -> Snapshot:
    """See `Snapshot.from_names`."""
    entities = []
    for key, value in names.items():
        if not isinstance(key, str) or not key.strip():
            raise SnapshotError(f"list {list_id!r}: {key!r} is no id; an id is text")
        texts = [value] if isinstance(value, str) else list(value)
        for text in texts:
            if not isinstance(text, str) or not text.strip():
                raise SnapshotError(f"list {list_id!r}, entity {key!r}: {text!r} is no name")
        if not texts:
            raise SnapshotError(f"list {list_id!r}, entity {key!r} has no name")
        entities.append(Entity(id=key, names=_names(texts)))
    return Snapshot(info=ListInfo(id=list_id, title=title), entities=tuple(entities))


def snapshot_from_csv(
    path: str | os.PathLike[str], *, list_id: str | None = None, title: str | None = None
) -> Snapshot:
    """See `Snapshot.from_csv`."""
    file = Path(path)
    text = _read(file)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    entities: dict[str, Entity] = {}
    try:
        columns = _columns(next(reader, []), file)
        for row in reader:
            if any(cell.strip() for cell in row):
                entity = _entity(row, columns, file, reader.line_num)
                known = entities.get(entity.id)
                entities[entity.id] = entity if known is None else _merged(known, entity)
    except csv.Error as error:
        raise ImportFormatError(
            f"not readable as CSV: {error}", file=file, line=reader.line_num
        ) from error
    name = list_id or file.stem
    return Snapshot(info=ListInfo(id=name, title=title or name), entities=tuple(entities.values()))


def _read(file: Path) -> str:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ImportFormatError(
            f"the file cannot be read: {error.strerror or error}", file=file
        ) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportFormatError(
            "not UTF-8 text",
            file=file,
            line=content.count(b"\n", 0, error.start) + 1,
            advice="Save it as UTF-8 (in Excel: CSV UTF-8).",
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ImportFormatError("a NUL character: this is no text", file=file, line=line)
    return text


def _columns(header: list[str], file: Path) -> list[str]:
    columns = [name.strip().lower() for name in header]
    if "name" not in columns:
        there = ", ".join(repr(name) for name in header) or "none"
        raise ImportFormatError(
            f"there is no column 'name' (columns: {there})",
            file=file,
            line=1,
            advice="The first row names the columns; 'name' is required.",
        )
    for index, name in enumerate(columns):
        if name and name in columns[:index]:
            raise ImportFormatError(
                "the column stands in the header twice", file=file, line=1, column=name
            )
    return columns


def _entity(row: list[str], columns: list[str], file: Path, line: int) -> Entity:
    if len(row) != len(columns):
        raise ImportFormatError(
            f"{len(row)} cells, the header has {len(columns)}", file=file, line=line
        )
    cells = {name: cell.strip() for name, cell in zip(columns, row, strict=True)}
    if not cells["name"]:
        raise ImportFormatError("the row has no name", file=file, line=line, column="name")
    kind = cells.get("type", "").lower() or "unknown"
    if kind not in ENTITY_TYPES:
        raise ImportFormatError(
            f"{kind!r} is no type (types: {', '.join(ENTITY_TYPES)})",
            file=file,
            line=line,
            column="type",
        )
    country = country_code(cells.get("country", ""))
    if country is None:
        raise ImportFormatError(
            f"{cells['country']!r} is no country", file=file, line=line, column="country"
        )
    aliases = [text for text in _ALIAS_SEPARATOR.split(cells.get("aliases", "")) if text]
    notes = [cells["note"]] if cells.get("note") else []
    notes += [
        f"{name}: {cell}" for name, cell in cells.items() if cell and name not in _KNOWN_COLUMNS
    ]
    return Entity(
        id=cells.get("id") or entity_id(cells["name"], country),
        names=_names([cells["name"], *aliases]),
        country=country,
        type=cast("EntityType", kind),
        notes=tuple(notes),
    )


def _merged(known: Entity, more: Entity) -> Entity:
    texts = dict.fromkeys([*(n.text for n in known.names), *(n.text for n in more.names)])
    changes: dict[str, Any] = {"names": _names(list(texts))}
    changes["notes"] = tuple(dict.fromkeys([*known.notes, *more.notes]))
    if not known.country:
        changes["country"] = more.country
    if known.type == "unknown":
        changes["type"] = more.type
    return attrs.evolve(known, **changes)


def _names(texts: list[str]) -> tuple[Name, ...]:
    first, *rest = dict.fromkeys(texts)
    return (Name(first, "primary"), *(Name(text, "aka") for text in rest))
