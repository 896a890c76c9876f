"""Collects what an importer reads into entities, and keeps the account of the rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from screenlib.lists.importers.names import merge_names
from screenlib.lists.importers.reading import Row, Table
from screenlib.lists.importers.summary import RejectedRow
from screenlib.lists.model import Entity, Name

__all__ = ["Gathering"]


@attrs.define(slots=True)
class Gathering:
    """Entities by a key that tells entries of the source apart, and what became of each row."""

    rows: int = 0
    imported: int = 0
    merged: int = 0
    blank: int = 0
    rejected: list[RejectedRow] = attrs.Factory(list)
    warnings: list[str] = attrs.Factory(list)
    edition: Any = None
    completeness: str = ""
    _drafts: dict[object, Entity] = attrs.Factory(dict)

    def add(self, key: object, entity: Entity) -> None:
        """Takes one row's entity: a new one, or more about one with the same key.

        Whatever id the entity has is a wish; the final ones are given by `entities`.
        """
        self.rows += 1
        known = self._drafts.get(key)
        if known is None:
            self._drafts[key] = entity
            self.imported += 1
        else:
            self._drafts[key] = merged(known, entity)
            self.merged += 1

    def supplement(self, key: object, **fields: tuple[Any, ...]) -> bool:
        """Adds names, addresses or the like to an entity that is there; tells whether it was."""
        known = self._drafts.get(key)
        if known is None:
            return False
        changes: dict[str, Any] = {
            field: _union(getattr(known, field), values) for field, values in fields.items()
        }
        if "names" in changes:
            changes["names"] = merge_names(changes["names"])
        self._drafts[key] = attrs.evolve(known, **changes)
        return True

    def filled(self, table: Table) -> Iterator[Row]:
        """The rows of a table that hold anything. Blank ones are counted; what was noticed while
        reading the table is taken over.
        """
        for row in table.rows:
            if any(row.cells.values()):
                yield row
            else:
                self.skip_blank()
        self.warnings += table.warnings

    def skip_blank(self) -> None:
        """Counts a row that holds nothing."""
        self.rows += 1
        self.blank += 1

    def reject(self, line: int, reason: str, row: Row | str = "") -> None:
        """Leaves a row out, and notes its line and the reason."""
        self.rows += 1
        text = row if isinstance(row, str) else row.text()
        self.rejected.append(RejectedRow(line, reason, text[:80]))

    def entities(self) -> tuple[Entity, ...]:
        """The entities, each with an id of its own.

        Entries of which several wish for the same id get a digest of their key added, all but the
        first in the order of keys: no matter in which order the source has them.
        """
        by_id: dict[str, list[object]] = {}
        for key, entity in self._drafts.items():
            by_id.setdefault(entity.id, []).append(key)
        finished = []
        for wish, keys in by_id.items():
            for index, key in enumerate(sorted(keys, key=repr)):
                entity = self._drafts[key]
                if index:
                    digest = hashlib.sha256(repr(key).encode("utf-8", "surrogatepass"))
                    entity = attrs.evolve(entity, id=f"{wish}-{digest.hexdigest()[:6]}")
                # What cleaning leaves nothing of (a lone mark between semicolons) is no address.
                addresses = tuple(address for address in entity.addresses if address.text)
                names = _primary_first(entity.names)
                finished.append(attrs.evolve(entity, names=names, addresses=addresses))
        return tuple(finished)

    def __contains__(self, key: object) -> bool:
        return key in self._drafts


def merged(known: Entity, more: Entity) -> Entity:
    """One entity from what two rows say of it. Where they differ in a text, both are kept."""
    changes: dict[str, Any] = {"names": merge_names([*known.names, *more.names])}
    for field in (
        "addresses", "citations", "programs", "identifiers", "relations", "sources", "notes",
    ):  # fmt: skip
        changes[field] = _union(getattr(known, field), getattr(more, field))
    for field in ("licence_requirement", "licence_policy"):
        old, new = getattr(known, field), getattr(more, field)
        if new and not _same_text(old, new):
            changes[field] = f"{old} | {new}" if old else new
    for field in ("announced", "published", "effective"):
        days = [day for day in (getattr(known, field), getattr(more, field)) if day]
        changes[field] = min(days, default=None)
    for field in ("country", "list_name", "list_kind"):
        if not getattr(known, field):
            changes[field] = getattr(more, field)
    if known.type == "unknown":
        changes["type"] = more.type
    return attrs.evolve(known, **changes)


def _primary_first(names: tuple[Name, ...]) -> tuple[Name, ...]:
    """The names with the primary one in front; the first is it where none is marked."""
    index = next((i for i, name in enumerate(names) if name.kind == "primary"), 0)
    primary = attrs.evolve(names[index], kind="primary")
    return (primary, *names[:index], *names[index + 1 :])


def _union(old: Iterable[Any], new: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys((*old, *new)))


def _same_text(old: str, new: str) -> bool:
    """Whether a text is already said, but for case, spaces and full stops."""
    plain = ["".join(c for c in text.casefold() if c.isalnum()) for text in (old, new)]
    return plain[1] in plain[0]
