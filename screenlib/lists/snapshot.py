"""A snapshot: what one authority's list said from one date. Immutable.

In: the records of model.py, from the store, an importer, or a user's own names. Out: the same,
with what a reader must know about them: which list, from when, from which sources, how complete,
and a digest of the content. Two snapshots with the same digest hold the same entities.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from screenlib.errors import SnapshotError, UnknownEntityError
from screenlib.lists.listinfo import ListInfo, Note, Source
from screenlib.lists.model import Entity

if TYPE_CHECKING:
    import os

    from screenlib.lists.importers.summary import ImportSummary

__all__ = [
    "SCHEMA_VERSION",
    "ListInfo",
    "Note",
    "Snapshot",
    "Source",
    "content_digest",
    "entity_line",
]

SCHEMA_VERSION = 1
"""Version of the files and dictionaries written here. A reader refuses a newer one."""


@attrs.frozen(slots=True, repr=False, eq=False)
class Snapshot:
    """What one list said from one date.

    Iterating gives the entities, sorted by id; `snapshot["some-id"]` and `entity("some-id")` give
    one. `effective` is the first date that it holds for (None for a user's own list, which holds
    always). `as_of` is the date that it was loaded for: entities that a later rule had already
    announced on that date are then among the entities, with the status "announced".
    `completeness` says what is in it and what is not. `summary` accounts for the rows of the file
    that it was imported from, and is not stored. `checked` is the day on which its source last
    said that it is still the newest. `digest` is "sha256:" and the SHA-256 of the
    entities as JSON lines, in the order of their ids.
    """

    info: ListInfo
    entities: tuple[Entity, ...]
    effective: datetime.date | None = None
    announced: datetime.date | None = None
    published: datetime.date | None = None
    completeness: str = ""
    sources: tuple[Source, ...] = ()
    notes: tuple[Note, ...] = ()
    as_of: datetime.date | None = None
    digest: str = ""
    summary: ImportSummary | None = None
    checked: datetime.date | None = None
    _by_id: dict[str, Entity] = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        by_id = {entity.id: entity for entity in self.entities}
        if len(by_id) != len(self.entities):
            seen: set[str] = set()
            twice = next(e.id for e in self.entities if e.id in seen or seen.add(e.id))  # type: ignore[func-returns-value]
            raise SnapshotError(f"list {self.info.id!r} has two entities with the id {twice!r}")
        ordered = tuple(by_id[key] for key in sorted(by_id))
        object.__setattr__(self, "entities", ordered)
        object.__setattr__(self, "_by_id", by_id)
        if not self.digest:
            object.__setattr__(self, "digest", content_digest(ordered))

    @property
    def list_id(self) -> str:
        """The id of the list."""
        return self.info.id

    @property
    def kind(self) -> str:
        """The consequence of being on the list; see `ListInfo`."""
        return self.info.kind

    @property
    def version(self) -> str:
        """List and date, such as "us-bis-entity-list@2019-10-09"."""
        return f"{self.list_id}@{self.effective}" if self.effective else self.list_id

    def age_days(self, today: datetime.date) -> int | None:
        """How many days ago the snapshot was known to be current: since its effective date, or
        since its source last said so. None for a list without a date."""
        days = [day for day in (self.effective, self.checked) if day is not None]
        return max(0, (today - max(days)).days) if days else None

    def is_stale(self, today: datetime.date) -> bool:
        """Whether it is older than the list allows (`info.stale_after_days`)."""
        age, limit = self.age_days(today), self.info.stale_after_days
        return age is not None and limit is not None and age > limit

    def entity(self, entity_id: str) -> Entity:
        """The entity of that id.

        Raises:
            UnknownEntityError: there is none.
        """
        try:
            return self._by_id[entity_id]
        except KeyError:
            raise UnknownEntityError(entity_id, [self.version]) from None

    def source(self, source_id: str) -> Source | None:
        """The source of that id, or None."""
        return next((s for s in self.sources if s.id == source_id), None)

    def with_status(self, status: str) -> tuple[Entity, ...]:
        """The entities that are "listed", "announced" or "considered"."""
        return tuple(entity for entity in self.entities if entity.status == status)

    def __getitem__(self, entity_id: str) -> Entity:
        return self.entity(entity_id)

    def __contains__(self, entity_id: object) -> bool:
        return entity_id in self._by_id

    def __iter__(self) -> Iterator[Entity]:
        return iter(self.entities)

    def __len__(self) -> int:
        return len(self.entities)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Snapshot):
            return NotImplemented
        return self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def _identity(self) -> tuple[object, ...]:
        return (self.list_id, self.effective, self.as_of, self.digest)

    def __repr__(self) -> str:
        return f"<Snapshot {self.version}: {len(self)} entities, {self.digest[:15]}>"

    def to_dict(self) -> dict[str, Any]:
        """Everything, as JSON types, with the schema's version."""
        data: dict[str, Any] = {"schema": SCHEMA_VERSION, "list": self.info.to_dict()}
        for field in ("effective", "announced", "published", "as_of"):
            value = getattr(self, field)
            if value is not None:
                data[field] = value.isoformat()
        if self.completeness:
            data["completeness"] = self.completeness
        data["digest"] = self.digest
        data["sources"] = [source.to_dict() for source in self.sources]
        data["notes"] = [note.to_dict() for note in self.notes]
        data["entities"] = [entity.to_dict() for entity in self.entities]
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Snapshot:
        """The snapshot that `to_dict` wrote.

        Raises:
            SnapshotError: it is not one, is of a newer schema, or its digest does not agree.
        """
        try:
            check_schema(data["schema"])
            days: dict[str, Any] = {
                field: datetime.date.fromisoformat(data[field])
                for field in ("effective", "announced", "published", "as_of")
                if field in data
            }
            snapshot = cls(
                info=ListInfo.from_dict(data["list"]),
                entities=tuple(Entity.from_dict(entity) for entity in data["entities"]),
                completeness=data.get("completeness", ""),
                sources=tuple(Source.from_dict(source) for source in data.get("sources", ())),
                notes=tuple(Note.from_dict(note) for note in data.get("notes", ())),
                **days,
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise SnapshotError(f"not a snapshot: {describe(error)}") from error
        if "digest" in data and data["digest"] != snapshot.digest:
            raise SnapshotError(f"the entities of {snapshot.version} do not agree with its digest")
        return snapshot

    @classmethod
    def from_names(
        cls,
        names: Mapping[str, str | Iterable[str]],
        *,
        list_id: str = "own",
        title: str = "Own list",
    ) -> Snapshot:
        """A user's own list from ids and names, the first name of each being the primary one.

            >>> own = Snapshot.from_names({"c-17": ["Hangzhou Xyz Co., Ltd.", "Xyz"]})
            >>> own["c-17"].aliases
            ('Xyz',)

        Raises:
            SnapshotError: an id or a name is no text or blank, or an entity has no name.
        """
        from screenlib.lists.own import snapshot_from_names

        return snapshot_from_names(names, list_id=list_id, title=title)

    @classmethod
    def from_csv(
        cls,
        path: str | os.PathLike[str],
        *,
        list_id: str | None = None,
        title: str | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> Snapshot:
        """A user's own list from a CSV file with named columns (see screenlib/lists/own.py).

        `columns` says how the file calls them: {"name": "Company", "country": "Land"}.

        Raises:
            ImportFormatError: the file cannot be read as that; says the line and column.
        """
        from screenlib.lists.own import snapshot_from_csv

        return snapshot_from_csv(path, list_id=list_id, title=title, columns=columns)


def entity_line(entity: Entity) -> str:
    """The one line that stands for an entity in entities.jsonl, and in the digest."""
    return json.dumps(entity.to_dict(), ensure_ascii=False)


def content_digest(entities: Iterable[Entity]) -> str:
    """ "sha256:" and the SHA-256 of the entities' lines, each ending in a line feed."""
    digest = hashlib.sha256()
    for entity in entities:
        # A user's own names may hold lone surrogates; they have a digest like any other text.
        digest.update(entity_line(entity).encode("utf-8", "surrogatepass") + b"\n")
    return f"sha256:{digest.hexdigest()}"


def check_schema(version: object) -> None:
    """Refuses a schema that this code cannot read, with ValueError."""
    if not isinstance(version, int) or not 1 <= version <= SCHEMA_VERSION:
        raise ValueError(f"schema {version!r} is not known here (newest known: {SCHEMA_VERSION})")


def describe(error: Exception) -> str:
    """What went wrong in reading a record, in words for a person."""
    if isinstance(error, KeyError):
        return f"{error.args[0]!r} is missing"
    return str(error)
