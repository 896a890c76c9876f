"""A user's own list: from a mapping of names, or from a CSV file with named columns.

The CSV file is UTF-8 (a byte order mark is fine) and has a header row. Cells stand between commas,
semicolons or tabs, as the header shows. Columns, in any order:

    name      required: the primary name
    id        stable id; without it, one is made from the name and the country
    aliases   further names, between "; " or "|"
    country   ISO 3166-1 code or English name
    type      company, institute, government, organisation, person, vessel, aircraft
    note      free text, shown with a hit

A file whose columns are called otherwise is read with `columns={"name": "Company", ...}`. Other
columns are kept as notes ("column: value"). Rows of the same id are one entity: the names of
the later rows become aliases. A row without a name is refused: a list with a hole is no list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from screenlib.errors import SnapshotError
from screenlib.lists.countries import country_code
from screenlib.lists.ids import entity_id
from screenlib.lists.importers.gathering import Gathering
from screenlib.lists.importers.reading import Row, Source, read_content, read_table, refuse
from screenlib.lists.model import ENTITY_TYPES, Entity, EntityType, Name
from screenlib.lists.snapshot import ListInfo, Snapshot

if TYPE_CHECKING:
    import os

__all__ = ["gather", "snapshot_from_csv", "snapshot_from_names"]

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
    path: str | os.PathLike[str],
    *,
    list_id: str | None = None,
    title: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Snapshot:
    """See `Snapshot.from_csv`."""
    file = Path(path)
    gathering = gather(Source(str(file), read_content(file)), columns=columns)
    name = list_id or file.stem
    return Snapshot(info=ListInfo(id=name, title=title or name), entities=gathering.entities())


def gather(
    source: Source, encoding: str = "utf-8", columns: Mapping[str, str] | None = None
) -> Gathering:
    """The entities of a CSV file, with the account of its rows."""
    called = {name: name for name in _KNOWN_COLUMNS} | dict(columns or {})
    for name in called:
        if name not in _KNOWN_COLUMNS:
            known = ", ".join(_KNOWN_COLUMNS)
            refuse(f"{name!r} is no column that a list has ({known})", source, column=name)
    asked = [called["name"], *(columns or {}).values()]
    table = read_table(
        source, required=asked, delimiter=_delimiter(source, called["name"]), encoding=encoding
    )
    ours = {" ".join(theirs.lower().replace("_", " ").split()): name
            for name, theirs in called.items()}  # fmt: skip
    gathering = Gathering()
    for row in (_renamed(row, ours) for row in table.rows):
        if any(row.cells.values()):
            entity = _entity(row, source)
            gathering.add(entity.id, entity)
        else:
            gathering.skip_blank()
    return gathering


def _delimiter(source: Source, name: str) -> str:
    """The mark between cells: the one that makes a cell of the column's name in the header."""
    header = source.content.lstrip(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace")
    for delimiter in (",", ";", "\t"):
        cells = [cell.strip().strip('"').casefold() for cell in header.split(delimiter)]
        if name.casefold() in cells and len(cells) > 1:
            return delimiter
    return ","


def _renamed(row: Row, names: Mapping[str, str]) -> Row:
    return Row(row.line, {names.get(column, column): cell for column, cell in row.cells.items()})


def _entity(row: Row, source: Source) -> Entity:
    if not row["name"]:
        refuse("the row has no name", source, line=row.line, column="name")
    kind = row["type"].lower() or "unknown"
    if kind not in ENTITY_TYPES:
        problem = f"{kind!r} is no type (types: {', '.join(ENTITY_TYPES)})"
        refuse(problem, source, line=row.line, column="type")
    country = country_code(row["country"])
    if country is None:
        problem = f"{row['country']!r} is no country"
        refuse(problem, source, line=row.line, column="country")
    aliases = [text for text in _ALIAS_SEPARATOR.split(row["aliases"]) if text]
    notes = [row["note"]] if row["note"] else []
    notes += [
        f"{name}: {cell}" for name, cell in row.cells.items() if cell and name not in _KNOWN_COLUMNS
    ]
    return Entity(
        id=row["id"] or entity_id(row["name"], country),
        names=_names([row["name"], *aliases]),
        country=country,
        type=cast("EntityType", kind),
        notes=tuple(notes),
    )


def _names(texts: list[str]) -> tuple[Name, ...]:
    first, *rest = dict.fromkeys(texts)
    return (Name(first, "primary"), *(Name(text, "aka") for text in rest))
