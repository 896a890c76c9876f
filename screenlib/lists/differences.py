"""What changed between two snapshots of a list.

Entities are paired by id. An entry that was renamed has a new id in most sources; it is recognised
when an entry that went and one that came share a citation and a name or an address, and each is the
other's only such partner. It then counts as changed, not as removed and added.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from screenlib.lists.model import Entity
from screenlib.lists.snapshot import Snapshot

__all__ = ["Change", "Difference", "FieldChange", "diff"]


@attrs.frozen(slots=True)
class FieldChange:
    """One field of an entity. For a field of many values, `old` and `new` are only those that went
    and those that came; for any other field they are its two values. All are JSON types."""

    field: str
    old: Any
    new: Any

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {"field": self.field, "old": self.old, "new": self.new}


@attrs.frozen(slots=True)
class Change:
    """An entity that is on both snapshots, and differs."""

    old: Entity
    new: Entity
    fields: tuple[FieldChange, ...]

    @property
    def id(self) -> str:
        """The id on the newer snapshot."""
        return self.new.id

    @property
    def renamed(self) -> bool:
        """Whether the primary name changed."""
        return self.old.name != self.new.name

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "id": self.new.id,
            "old_id": self.old.id,
            "renamed": self.renamed,
            "fields": [field.to_dict() for field in self.fields],
        }


@attrs.frozen(slots=True, repr=False)
class Difference:
    """What came, went and changed from `old` to `new`, each in the order of ids."""

    old: Snapshot
    new: Snapshot
    added: tuple[Entity, ...]
    removed: tuple[Entity, ...]
    changed: tuple[Change, ...]

    @property
    def renamed(self) -> tuple[Change, ...]:
        """Those of `changed` whose primary name changed."""
        return tuple(change for change in self.changed if change.renamed)

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.added or self.removed or self.changed)

    def __repr__(self) -> str:
        return (
            f"<Difference {self.old.version} to {self.new.version}: {len(self.added)} added, "
            f"{len(self.removed)} removed, {len(self.changed)} changed>"
        )

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "old": {"version": self.old.version, "digest": self.old.digest},
            "new": {"version": self.new.version, "digest": self.new.digest},
            "added": [entity.to_dict() for entity in self.added],
            "removed": [entity.to_dict() for entity in self.removed],
            "changed": [change.to_dict() for change in self.changed],
        }


def diff(old: Snapshot, new: Snapshot) -> Difference:
    """What changed from one snapshot to another."""
    gone = {entity.id: entity for entity in old if entity.id not in new}
    come = {entity.id: entity for entity in new if entity.id not in old}
    pairs = [(entity, new[entity.id]) for entity in old if entity.id in new]
    for before, after in _renamed(gone.values(), come.values()):
        pairs.append((before, after))
        del gone[before.id], come[after.id]
    changes = []
    for before, after in sorted(pairs, key=lambda pair: pair[1].id):
        fields = _field_changes(before, after)
        if fields:
            changes.append(Change(before, after, fields))
    return Difference(old, new, tuple(come.values()), tuple(gone.values()), tuple(changes))


def _field_changes(old: Entity, new: Entity) -> tuple[FieldChange, ...]:
    if old == new:
        return ()
    before, after = old.to_dict(), new.to_dict()
    changes = []
    for attribute in attrs.fields(Entity):
        field = attribute.name
        was, now = before.get(field), after.get(field)
        if was == now:
            continue
        if isinstance(was, list) or isinstance(now, list):
            olds, news = was or [], now or []
            went = [item for item in olds if item not in news]
            came = [item for item in news if item not in olds]
            if went or came:
                changes.append(FieldChange(field, went, came))
            else:
                changes.append(FieldChange(field, olds, news))  # the order alone changed
        else:
            changes.append(FieldChange(field, was, now))
    return tuple(changes)


def _renamed(gone: Iterable[Entity], come: Iterable[Entity]) -> list[tuple[Entity, Entity]]:
    by_mark: dict[tuple[str, str], list[Entity]] = {}
    for entity in come:
        for mark in _marks(entity):
            by_mark.setdefault(mark, []).append(entity)
    partners: dict[str, dict[str, Entity]] = {}
    wooers: dict[str, set[str]] = {}
    olds = {entity.id: entity for entity in gone}
    for entity in olds.values():
        for mark in _marks(entity):
            for other in by_mark.get(mark, ()):
                partners.setdefault(entity.id, {})[other.id] = other
                wooers.setdefault(other.id, set()).add(entity.id)
    return [
        (olds[key], next(iter(found.values())))
        for key, found in partners.items()
        if len(found) == 1 and len(wooers[next(iter(found))]) == 1
    ]


def _marks(entity: Entity) -> set[tuple[str, str]]:
    """Pairs of a citation, and a name or an address, by which a renamed entry is known again."""
    signs = {name.text.casefold() for name in entity.names if name.kind != "weak-aka"}
    signs |= {address.text.casefold() for address in entity.addresses}
    rules = {citation.rule or citation.page for citation in entity.citations} or {""}
    return {(rule, sign) for rule in rules for sign in signs}
